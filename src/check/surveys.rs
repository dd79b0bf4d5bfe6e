//! Survey results and OIT items: by question, or counted from raw answers.

use super::Context;
use super::cell::shown;
use super::records::{Cells, item_code};
use super::sheet::Sheet;
use crate::contract::CoreSheet;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::ingest::RawValue;
use crate::model::{Absence, Field, FiscalYear, Origin, QuestionResult, Text, YearFacts};
use crate::scheme::{self, Question, Scale, Scheme, Schemes};
use crate::thai;

/// Adds a sheet's questions or items to its year.
pub(super) fn collect(
    context: Context<'_>,
    sheet: &Sheet,
    into: &mut YearFacts,
    findings: &mut Vec<Diagnostic>,
) {
    let year = sheet.submission.fiscal_year;
    let Some(scheme) = context.schemes.get(year) else { return };
    let mut found = match sheet.contract.core() {
        Some(CoreSheet::SurveyQuestions) => by_question(sheet, scheme, findings),
        Some(CoreSheet::OitItems) => by_item(sheet, scheme, findings),
        _ => by_answer(sheet, scheme, findings),
    };
    into.questions.append(&mut found);
    let order = |code: &str| scheme.questions.iter().position(|q| q.code == code);
    into.questions.sort_by(|a, b| {
        (order(&a.question), &a.part, &a.origin).cmp(&(order(&b.question), &b.part, &b.origin))
    });
    merge(&mut into.questions);
}

/// Joins rows of one question that complete each other: counts of the answers by respondent, and the published
/// score of another sheet. Rows that both have counts, or both a score, stay apart: one of them is too much.
fn merge(questions: &mut Vec<QuestionResult>) {
    let is_bare = |q: &QuestionResult| {
        let absent = |field: Option<Absence>| matches!(field, Some(Absence::NotSubmitted | Absence::Blank));
        q.counts.iter().all(|c| absent(c.absence())) && q.percents.iter().all(|p| absent(p.absence()))
    };
    let is_unpublished = |q: &QuestionResult| q.published.absence() == Some(Absence::NotSubmitted);
    let mut at = 1;
    while at < questions.len() {
        let (a, b) = (&questions[at - 1], &questions[at]);
        let same = a.question == b.question && a.part == b.part && !a.counts.is_empty();
        let counted_first = is_bare(b) && is_unpublished(a) && !is_bare(a);
        let published_first = is_bare(a) && is_unpublished(b) && !is_bare(b);
        if !same || !(counted_first || published_first) {
            at += 1;
            continue;
        }
        let other = questions.remove(at);
        let kept = &mut questions[at - 1];
        if counted_first {
            kept.published = other.published;
        } else {
            kept.counts = other.counts;
        }
    }
}

fn by_question(sheet: &Sheet, scheme: &Scheme, findings: &mut Vec<Diagnostic>) -> Vec<QuestionResult> {
    let mut found = Vec::new();
    for row in sheet.rows.iter().filter(|r| !r.is_total()) {
        let cells = Cells { sheet, row };
        let code = cells.text("question");
        let Some(written) = code.get() else { continue };
        let origin = code.origin.clone().unwrap_or_else(|| row.origin.clone());
        let known = scheme.written(written).and_then(|q| Some((q, scheme.scale_of(q)?)));
        let Some((question, scale)) = known else {
            findings.push(unknown_question(written, scheme, &origin));
            continue;
        };
        let counts = (1..=scale.points.len()).map(|n| cells.integer(&format!("count_{n}"))).collect();
        unused_choices(&cells, question, scale, findings);
        found.push(QuestionResult {
            question: question.code.clone(),
            part: cells.text("part").text().to_owned(),
            counts,
            percents: (1..=scale.points.len()).map(|n| cells.number(&format!("percent_{n}"))).collect(),
            published: cells.number("published_score"),
            origin,
        });
    }
    found
}

/// A count for choice 3 of a yes/no question stands in the wrong row or column.
fn unused_choices(cells: &Cells<'_>, question: &Question, scale: &Scale, findings: &mut Vec<Diagnostic>) {
    let choices = scale.points.len();
    for number in choices + 1.. {
        let name = format!("count_{number}");
        if cells.sheet.contract.position(&name).is_none() {
            return;
        }
        let field = cells.integer(&name);
        let (Some(count), Some(origin)) = (field.get(), &field.origin) else { continue };
        findings.push(
            Diagnostic::new(
                Code::ChoiceUnused,
                origin,
                Text::new(
                    format!("ข้อ {} มีเพียง {choices} ตัวเลือก แต่กรอกตัวเลือกที่ {number}", question.code),
                    format!("{} has only {choices} choices, but choice {number} has a count", question.code),
                ),
                Text::new("ลบค่านี้ หรือย้ายไปตัวเลือกที่ถูก", "delete the value or move it to the right choice"),
            )
            .row(question.code.clone())
            .found(count.to_string()),
        );
    }
}

fn by_item(sheet: &Sheet, scheme: &Scheme, findings: &mut Vec<Diagnostic>) -> Vec<QuestionResult> {
    let mut found = Vec::new();
    for row in sheet.rows.iter().filter(|r| !r.is_total()) {
        let cells = Cells { sheet, row };
        let code = cells.text("item");
        let Some(written) = code.get() else { continue };
        let origin = code.origin.clone().unwrap_or_else(|| row.origin.clone());
        if let Some(item) = item_code(written, scheme, &origin, findings) {
            found.push(QuestionResult {
                question: item,
                part: String::new(),
                counts: Vec::new(),
                percents: Vec::new(),
                published: cells.number("score"),
                origin,
            });
        }
    }
    found
}

/// Counts of raw answers, each row a person; the cells that are no answer are told.
fn by_answer(sheet: &Sheet, scheme: &Scheme, findings: &mut Vec<Diagnostic>) -> Vec<QuestionResult> {
    let tally = &sheet.answers;
    for (code, raw, origin) in &tally.bad {
        if let Some(scale) = scheme.question(code).and_then(|q| scheme.scale_of(q)) {
            findings.push(bad_answer(code, raw, scale, origin));
        }
    }
    for (code, origin) in &tally.doubled {
        findings.push(column_again(code, origin));
    }
    for (earlier, origin) in &tally.again {
        findings.push(row_again(*earlier, origin));
    }
    for (earlier, origin) in &tally.same_person {
        findings.push(person_again(*earlier, origin));
    }
    if tally.more_bad > 0 {
        findings.push(more_bad_answers(tally.more_bad, &sheet.submission.origin));
    }
    tally
        .questions
        .iter()
        .map(|(code, counted)| QuestionResult {
            question: code.clone(),
            part: String::new(),
            counts: counted.counts.iter().map(|n| Field::given(*n, counted.origin.clone())).collect(),
            percents: Vec::new(),
            published: Field::absent(Absence::NotSubmitted, None),
            origin: counted.origin.clone(),
        })
        .collect()
}

/// Two columns ask one question, and people answered both: each would count twice.
fn column_again(code: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::ColumnDuplicate,
        origin,
        Text::new(
            format!("ข้อ {code} มีมากกว่าหนึ่งคอลัมน์ และมีผู้ตอบทั้งสองคอลัมน์ จึงนับเฉพาะคอลัมน์แรก"),
            format!("{code} has more than one column, and people answered both; only the first counts"),
        ),
        Text::new("ลบคอลัมน์ที่ซ้ำ แล้วส่งใหม่", "delete the repeated column and send the file again"),
    )
    .row(code)
}

/// The same respondent twice with other answers: which of them counts cannot be told.
fn person_again(earlier: u32, origin: &Origin) -> Diagnostic {
    let first = earlier + 1;
    Diagnostic::new(
        Code::ValueDuplicate,
        origin,
        Text::new(
            format!("ผู้ตอบรายนี้ตอบไว้แล้วในแถวที่ {first} แต่คำตอบไม่เหมือนกัน"),
            format!("the respondent has answered in row {first} already, and otherwise"),
        ),
        Text::new(
            "เก็บแถวที่ใช้ไว้แถวเดียว ลบอีกแถว หรือแก้รหัสผู้ตอบให้ถูก",
            "keep the row that counts and delete the other one, or correct the respondent's code",
        ),
    )
}

/// The same row twice, time stamp or respondent and all.
fn row_again(earlier: u32, origin: &Origin) -> Diagnostic {
    let first = earlier + 1;
    Diagnostic::new(
        Code::ValueDuplicate,
        origin,
        Text::new(
            format!("คำตอบนี้เหมือนแถวที่ {first} ทุกช่องรวมทั้งเวลาที่ส่งหรือรหัสผู้ตอบ จึงนับครั้งเดียว"),
            format!("the row is row {first} in every cell, time stamp or respondent and all; it counts once"),
        ),
        Text::new("ลบแถวที่ซ้ำ", "delete the repeated row"),
    )
}

fn more_bad_answers(more: usize, origin: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::ValueNotInList,
        Place::sheet(&origin.file[..], &origin.sheet[..]),
        Text::new(
            format!("ยังมีคำตอบที่ไม่ใช่ตัวเลือกอีก {more} เซลล์"),
            format!("{more} more answers are not choices"),
        ),
        Text::new(
            "ตรวจว่าส่งออกจากแบบสำรวจของปีนี้ และคอลัมน์ตรงกับข้อ",
            "check that it is the export of this year's survey and columns match questions",
        ),
    )
}

fn bad_answer(code: &str, raw: &RawValue, scale: &Scale, origin: &Origin) -> Diagnostic {
    let text = raw.display();
    let nearest = thai::nearest(&text, scale.labels_th.iter().map(String::as_str)).map(str::to_owned);
    Diagnostic::new(
        Code::ValueNotInList,
        origin,
        Text::new(
            format!(
                "คำตอบ “{}” ของข้อ {code} ไม่ใช่ตัวเลือก (1–{}, {})",
                shown(&text),
                scale.points.len(),
                scale.labels_th.join(", ")
            ),
            format!(
                "answer “{}” to {code} is not a choice (1–{}, {})",
                shown(&text),
                scale.points.len(),
                scale.labels_en.join(", ")
            ),
        ),
        super::cell::fix_cell(),
    )
    .row(code)
    .found(text)
    .nearest(nearest)
}

fn unknown_question(written: &str, scheme: &Scheme, origin: &Origin) -> Diagnostic {
    let codes = scheme.questions.iter().filter(|q| q.scale.is_some()).map(|q| q.code.as_str());
    let nearest = thai::nearest(written, codes).map(str::to_owned);
    Diagnostic::new(
        Code::QuestionUnknown,
        origin,
        Text::new(
            format!("ปีงบประมาณ {} ไม่มีข้อคำถาม “{}”", scheme.fiscal_year, shown(written)),
            format!("fiscal year {} has no question “{}”", scheme.fiscal_year, shown(written)),
        ),
        Text::new("แก้รหัสข้อให้ตรงกับแบบวัด", "correct the code as in the questionnaire"),
    )
    .found(written)
    .nearest(nearest)
}

/// The finding for a year whose results or measures cannot be read for want of a scheme.
pub(super) fn no_scheme(origin: &Origin, schemes: &Schemes, year: FiscalYear) -> Diagnostic {
    Diagnostic::new(
        Code::QuestionUnknown,
        Place::sheet(&origin.file[..], &origin.sheet[..]),
        scheme::missing(schemes, year),
        Text::new(
            format!("เพิ่มไฟล์ templates/schemes/{year}.toml แล้วตรวจใหม่"),
            format!("add templates/schemes/{year}.toml and check again"),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(counts: &[Option<i64>], published: Result<f64, Absence>) -> QuestionResult {
        let origin = Origin { file: "a.xlsx".into(), sheet: "s".into(), row: 0, col: 0 };
        let count = |n: &Option<i64>| Field { value: n.ok_or(Absence::Blank), origin: None };
        QuestionResult {
            question: "E1".to_owned(),
            part: String::new(),
            counts: counts.iter().map(count).collect(),
            percents: Vec::new(),
            published: Field { value: published, origin: None },
            origin,
        }
    }

    #[test]
    fn answers_by_respondent_and_published_scores_complete_each_other() {
        let (counted, bare) = ([Some(1), Some(2)], [None, None]);
        let none = Err(Absence::NotSubmitted);
        // In either order, the counts of one and the score of the other.
        for (first, second) in [((&counted, none), (&bare, Ok(95.0))), ((&bare, Ok(95.0)), (&counted, none))]
        {
            let mut rows = vec![row(first.0, first.1), row(second.0, second.1)];
            merge(&mut rows);
            assert_eq!(rows.len(), 1);
            assert_eq!(rows[0].published.get(), Some(&95.0));
            assert_eq!(rows[0].counts.iter().filter_map(Field::get).sum::<i64>(), 3);
        }
        // Two counts, or two scores, are a row too much: it stays for the finding.
        for (first, second) in
            [((&counted, none), (&counted, none)), ((&bare, Ok(95.0)), (&counted, Ok(95.0)))]
        {
            let mut rows = vec![row(first.0, first.1), row(second.0, second.1)];
            merge(&mut rows);
            assert_eq!(rows.len(), 2);
        }
    }
}
