//! Published scores against computed ones: an error where counts must reproduce them, a note where a
//! weighting that is not published stands between.

use super::{Book, QuestionScore};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Absence, Facts, FiscalYear, Level, QuestionResult, Text, YearFacts};
use crate::scheme::{Computed, Instrument, Scheme, Schemes, Unpublished};
use crate::score::parts;
use crate::thai;
use std::collections::BTreeSet;

/// Findings about one agency's scores, which may be among those of others: a question whose score is absent or
/// whose two scores differ; a survey whose scores were not published; a published score of an instrument or the
/// total that its parts do not give.
#[must_use]
pub fn check(book: &Book, facts: &Facts, schemes: &Schemes) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (year, known) in &facts.years {
        let Some(scheme) = schemes.get(*year) else { continue };
        let own = |agency: &str, of: FiscalYear| agency == facts.agency && of == *year;
        let questions: Vec<_> = book.questions.iter().filter(|q| own(&q.agency, q.fiscal_year)).collect();
        for question in &questions {
            findings.extend(of_question(scheme, question, &known.questions));
        }
        for instrument in &scheme.instruments {
            let own: Vec<_> = questions.iter().copied().filter(|q| q.instrument == instrument.code).collect();
            findings.extend(not_published(scheme, instrument, &own, known));
        }
        for row in book.instruments.iter().filter(|i| own(&i.agency, i.fiscal_year)) {
            let level = Level::Instrument(row.instrument.clone());
            findings.extend(of_level(scheme, &level, (row.computed, row.published), known));
        }
        for row in book.indicators.iter().filter(|i| own(&i.agency, i.fiscal_year)) {
            findings.extend(of_level(
                scheme,
                &Level::Indicator(row.indicator),
                (row.computed, row.published),
                known,
            ));
        }
        for row in book.topics.iter().filter(|t| own(&t.agency, t.fiscal_year)) {
            findings.extend(of_level(
                scheme,
                &Level::Topic(row.topic.clone()),
                (row.computed, row.published),
                known,
            ));
        }
        for row in book.agencies.iter().filter(|a| own(&a.agency, a.fiscal_year)) {
            findings.extend(of_level(scheme, &Level::Total, (row.computed, row.published), known));
        }
    }
    findings
}

fn of_question(scheme: &Scheme, score: &QuestionScore, known: &[QuestionResult]) -> Vec<Diagnostic> {
    let code = &score.question;
    let rows: Vec<_> = known.iter().filter(|q| q.question == *code).collect();
    // A question without any row is `question-missing` already.
    let Some(first) = rows.first() else { return Vec::new() };
    let given = parts::published(&rows);
    let result = given.first().copied().unwrap_or(first);
    let origin = result.published.origin.as_ref().unwrap_or(&result.origin);
    let mut findings = Vec::new();
    match (score.computed, score.published) {
        (None, None) => {
            let bad = rows.iter().any(|result| {
                result.published.absence() == Some(Absence::Invalid)
                    || result.counts.iter().any(|c| c.absence() == Some(Absence::Invalid))
            });
            // The cell that cannot be read has its own finding.
            findings.extend((!bad).then(|| no_score(code, origin.into())));
        }
        (Some(computed), Some(published)) if differ(scheme, computed, published) => {
            findings.push(difference(scheme, code, computed, published, origin.into()));
        }
        _ => {}
    }
    // A published score of the whole question counts; those of its parts are compared with it.
    let of_parts: Vec<_> = rows.iter().filter(|r| !r.part.is_empty()).collect();
    let parts: Option<Vec<f64>> = of_parts.iter().map(|r| r.published.get().copied()).collect();
    if let (true, Some(parts), Some(whole)) = (result.part.is_empty(), parts, result.published.get())
        && !parts.is_empty()
    {
        // Parts of a question: a handful.
        #[allow(clippy::cast_precision_loss)]
        let mean = parts.iter().sum::<f64>() / parts.len() as f64;
        if differ(scheme, mean, *whole) {
            findings.push(whole_and_parts(scheme, code, mean, *whole, origin.into()));
        }
    }
    findings.into_iter().map(|f| f.row(code.clone())).collect()
}

/// A survey whose published scores are missing: its scores are absent, or computed from the counts in their
/// stead, as the scheme says. One finding a survey.
fn not_published(
    scheme: &Scheme,
    instrument: &Instrument,
    questions: &[&QuestionScore],
    known: &YearFacts,
) -> Option<Diagnostic> {
    if instrument.computed == Computed::Exact {
        return None;
    }
    let without: Vec<_> =
        questions.iter().filter(|q| q.published.is_none() && q.computed.is_some()).collect();
    let first = without.first()?;
    let result = known.questions.iter().find(|r| r.question == first.question)?;
    let level = Level::Instrument(instrument.code.clone());
    let whole = known.published.iter().find(|p| p.level == level).and_then(|p| p.score.get());
    let codes = without.iter().map(|q| q.question.as_str()).collect::<Vec<_>>().join(" ");
    let (name, year) = (&instrument.code, scheme.fiscal_year);
    let message = match (instrument.unpublished, whole) {
        (_, Some(score)) => {
            let score = thai::format_number(*score, scheme.rules.published_decimals);
            Text::new(
                format!(
                    "{name} ปีงบประมาณ {year} ใช้คะแนนที่ประกาศของทั้งแบบวัด {score} เพราะไม่มีคะแนนที่ประกาศของข้อ {codes}"
                ),
                format!(
                    "{name} {year} takes the published score of the whole survey, {score}: {codes} have none"
                ),
            )
        }
        (Unpublished::Absent, None) => Text::new(
            format!(
                "{name} ปีงบประมาณ {year} ไม่มีคะแนนที่ประกาศของข้อ {codes} และคิดจากจำนวนผู้ตอบแทนไม่ได้ \
                 เพราะวิธีรวมคะแนนของ {name} ไม่ได้เผยแพร่ คะแนนของ {name} และคะแนนรวมจึงไม่มี"
            ),
            format!(
                "{name} {year} has no published score of {codes}, and the counts cannot stand in: how {name} \
                 combines its parts is not published; {name} and the total have no score"
            ),
        ),
        (Unpublished::Computed, None) => Text::new(
            format!(
                "{name} ปีงบประมาณ {year} ไม่มีคะแนนที่ประกาศของข้อ {codes} จึงใช้คะแนนที่คำนวณจากจำนวนผู้ตอบ \
                 ซึ่งอาจต่างจากคะแนนที่ประกาศ และไม่เทียบกับคะแนนที่ประกาศของปีอื่น"
            ),
            format!(
                "{name} {year} has no published score of {codes}: the scores are computed from the counts, may \
                 differ from the published ones, and are not compared with published ones of other years"
            ),
        ),
    };
    let place = Place::sheet(&result.origin.file[..], &result.origin.sheet[..]);
    let action = Text::new(
        format!("กรอกคะแนนที่ประกาศของ {name} ในแผ่นผลสำรวจรายข้อ"),
        format!("fill in the published scores of {name}"),
    );
    Some(Diagnostic::new(Code::ScoreUnpublished, place, message, action).row(name.clone()))
}

/// A published score of a level above the questions that its parts do not give.
fn of_level(
    scheme: &Scheme,
    level: &Level,
    (computed, published): (Option<f64>, Option<f64>),
    known: &YearFacts,
) -> Option<Diagnostic> {
    let (computed, published) = (computed?, published?);
    if !differ(scheme, computed, published) {
        return None;
    }
    let given = known.published.iter().find(|p| p.level == *level)?;
    let place = Place::from(given.score.origin.as_ref().unwrap_or(&given.origin));
    let decimals = scheme.rules.published_decimals;
    let (shown, score) = (thai::format_number(computed, decimals), thai::format_number(published, decimals));
    let name = match level {
        Level::Total => Text::new("คะแนนรวม", "the total"),
        Level::Instrument(code) => Text::new(code, code),
        Level::Indicator(number) => Text::new(format!("ตัวชี้วัดที่ {number}"), format!("indicator {number}")),
        Level::Topic(code) => Text::new(format!("ตัวชี้วัดย่อย {code}"), format!("sub-indicator {code}")),
    };
    let message = Text::new(
        format!("{} ใช้คะแนนที่ประกาศ {score} (คิดจากส่วนประกอบได้ {shown})", name.th),
        format!("{} uses the published score {score} (its parts give {shown})", name.en),
    );
    let action = Text::new(
        "ตรวจคะแนนที่ประกาศของทุกระดับกับเอกสารของสำนักงาน ป.ป.ช.",
        "check the published scores of all levels against the NACC's document",
    );
    Some(Diagnostic::new(Code::ScorePartsDiffer, place, message, action).found(score))
}

/// Agencies that have such an error or warning about a question; the findings themselves need the agency's facts.
#[must_use]
pub fn suspects<'a>(book: &'a Book, schemes: &Schemes) -> BTreeSet<&'a str> {
    let wrong = |question: &&QuestionScore| {
        let Some(scheme) = schemes.get(question.fiscal_year) else { return false };
        let informative = || informative(scheme, &question.question);
        match (question.computed, question.published) {
            (None, None) => true,
            (Some(computed), Some(published)) => differ(scheme, computed, published) && !informative(),
            (Some(_), None) => informative(),
            (None, Some(_)) => false,
        }
    };
    book.questions.iter().filter(wrong).map(|question| question.agency.as_str()).collect()
}

/// Whether two scores differ by more than rounding.
fn differ(scheme: &Scheme, computed: f64, published: f64) -> bool {
    (computed - published).abs() > scheme.rounding_tolerance()
}

/// Whether counts need not reproduce a question's published score.
fn informative(scheme: &Scheme, code: &str) -> bool {
    let instrument = scheme.question(code).and_then(|q| scheme.instrument_of(q));
    instrument.is_some_and(|i| i.computed == Computed::Informative)
}

fn no_score(code: &str, place: Place) -> Diagnostic {
    Diagnostic::new(
        Code::ScoreMissing,
        place,
        Text::new(
            format!("ข้อ {code} ไม่มีทั้งจำนวนผู้ตอบและคะแนนที่ประกาศ"),
            format!("{code} has neither counts nor a published score"),
        ),
        Text::new("กรอกจำนวนผู้ตอบหรือคะแนนที่ประกาศ", "fill in the counts or the published score"),
    )
}

fn whole_and_parts(scheme: &Scheme, code: &str, mean: f64, whole: f64, place: Place) -> Diagnostic {
    let decimals = scheme.rules.published_decimals;
    let (mean, given) = (thai::format_number(mean, decimals), thai::format_number(whole, decimals));
    Diagnostic::new(
        Code::ScorePartsDiffer,
        place,
        Text::new(
            format!("ข้อ {code} ใช้คะแนนที่ประกาศของทั้งข้อ {given} แต่ค่าเฉลี่ยของคะแนนที่ประกาศรายส่วนคือ {mean}"),
            format!("{code} uses the published score of the whole question, {given}; the mean of its parts is {mean}"),
        ),
        Text::new(
            "ตรวจคะแนนที่ประกาศของทั้งข้อและของทุกส่วน",
            "check the published scores of the question and of its parts",
        ),
    )
    .found(given)
}

fn difference(scheme: &Scheme, code: &str, computed: f64, published: f64, place: Place) -> Diagnostic {
    let decimals = scheme.rules.published_decimals;
    let shown = thai::format_number(computed, decimals);
    let given = thai::format_number(published, decimals);
    let instrument = scheme.question(code).and_then(|q| scheme.instrument_of(q));
    match instrument.map(|i| (i.computed, i.code.as_str())) {
        Some((Computed::Informative, name)) => Diagnostic::new(
            Code::ScorePublished,
            place,
            Text::new(
                format!("{code} ใช้คะแนนที่ประกาศ {given} (คำนวณจากจำนวนผู้ตอบได้ {shown}) เพราะวิธีรวมคะแนนของ {name} ไม่ได้เผยแพร่"),
                format!("{code} uses the published score {given} (the counts give {shown}): how {name} combines its parts is not published"),
            ),
            Text::default(),
        ),
        _ => Diagnostic::new(
            Code::ScoreMismatch,
            place,
            Text::new(
                format!("คะแนนที่ประกาศของข้อ {code} คือ {given} แต่คำนวณจากจำนวนผู้ตอบได้ {shown}"),
                format!("the published score of {code} is {given}, but the counts give {shown}"),
            ),
            Text::new("ตรวจจำนวนผู้ตอบทุกตัวเลือกและคะแนนที่ประกาศ", "check the counts of all choices and the published score"),
        ),
    }
    .found(given)
}
