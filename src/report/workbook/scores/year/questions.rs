//! Survey questions: answers, counts and scores, and the parts of questions that have several.

use super::{COMPUTED, PUBLISHED, SOURCE_SIGNALS, Year, cells_of, reasons};
use crate::compare::{QuestionScore, Source};
use crate::model::QuestionResult;
use crate::report::analysis::mean_of_answers;
use crate::report::workbook::book::{Cell, Column, Detail, Kind, Row, Sheet, Table};
use crate::report::workbook::common::{basis, check, check_column, given, pipeline_column, source_column};
use crate::scheme::{Computed, PublishedScore, Question, Unpublished};
use crate::score::parts::{counted, published};

impl Year<'_> {
    /// Survey questions with their choice counts.
    pub fn questions(&self, parts: Option<&Table>) -> Sheet {
        let mut columns = vec![
            Column::new("question", "ข้อ", Kind::Code),
            Column::new("instrument", "เครื่องมือ", Kind::Code),
            Column::new("indicator", "ตัวชี้วัดที่", Kind::Code),
            Column::new("text", "ข้อคำถาม", Kind::Prose),
            Column::new("scale", "มาตรวัด", Kind::Remark),
        ];
        if self.survey_topics() {
            columns.push(Column::new("topic", "ตัวชี้วัดย่อย", Kind::Code));
        }
        columns.extend(self.choice_columns());
        columns.extend([
            Column::new("responses", "จำนวนผู้ตอบ", Kind::Integer),
            Column::new("computed", "คะแนนจากคำตอบ", Kind::Score),
            Column::new("published", "คะแนนที่ประกาศ", Kind::Score),
            Column::new("source", "คะแนนที่ใช้", Kind::Code).signals(SOURCE_SIGNALS),
            Column::new("score", "คะแนน", Kind::Score),
            pipeline_column("pipeline", "คะแนนจากโปรแกรม", Kind::Score),
            check_column(),
            Column::new("note", "หมายเหตุ", Kind::Remark),
            source_column(),
        ]);
        let mut table = Table::new(
            self.name("questions"),
            self.title(&format!("คะแนนรายข้อของ {} พร้อมจำนวนผู้ตอบแต่ละตัวเลือก", self.survey_names())),
            columns,
        );
        table.detail = Detail::Figures;
        for question in self.survey() {
            table.rows.push(self.question_row(question, parts));
        }
        let notes = vec![
            "คะแนนจากคำตอบ = ผลรวมของจำนวนผู้ตอบ × คะแนนของตัวเลือก ÷ จำนวนผู้ตอบ (คะแนนของตัวเลือกอยู่ในแผ่น มาตรวัด)"
                .to_owned(),
            "คะแนนที่ใช้: “คำนวณ” เมื่อคำตอบให้คะแนนตรงกับที่ประกาศ จึงใช้ค่าที่ไม่ปัดเศษ “ประกาศ” เมื่อใช้คะแนนที่ประกาศตามเกณฑ์"
                .to_owned(),
        ];
        self.sheet("รายข้อ", "คะแนนรายข้อคำถาม", notes, table)
    }

    /// Whether survey questions are averaged by sub-indicators.
    fn survey_topics(&self) -> bool {
        self.survey().any(|q| self.is_by_topics(q))
    }

    /// Codes of the surveys.
    fn survey_names(&self) -> String {
        let mut codes: Vec<_> = self.survey().map(|q| self.instrument(q)).collect();
        codes.dedup();
        codes.join(" ")
    }

    fn question_row(&self, question: &Question, parts: Option<&Table>) -> Row {
        let results = self.results_of(&question.code);
        let score = self.score_of(&question.code);
        let responses = score.and_then(|s| s.responses);
        let computed = score.and_then(|s| s.computed);
        let range = parts.and_then(|t| part_rows(t, &question.code));
        let whole_row = results.iter().copied().find(|r| r.part.is_empty());
        // Counts of the parts count, and a published score of the whole question.
        let counts_of_parts = counted(&results).iter().any(|r| !r.part.is_empty());
        let given_whole = published(&results).into_iter().find(|r| r.part.is_empty());
        let mut cells = vec![
            Cell::text(&question.code),
            Cell::text(self.instrument(question)),
            Cell::integer(Some(question.indicator)),
            Cell::text(&question.text_th),
            self.scale_of(question),
        ];
        if self.survey_topics() {
            cells.push(Cell::text(self.words.text(question.topic.as_deref().unwrap_or_default())));
        }
        if let Some((first, last)) = range {
            let table = self.name("parts");
            let of = |column: &str| format!("{table}[{column}#{first}:{last}]");
            let whole = |value: &str, column: &str| {
                let range = of(column);
                format!("IF(COUNT({range})=ROWS({range}),{value}({range}),\"\")")
            };
            if let Some(result) = whole_row.filter(|_| !counts_of_parts) {
                cells.extend(self.choice_cells(result));
                let (responses, computed) = self.computed_cells(question, responses, computed);
                cells.extend([responses, computed]);
            } else {
                cells.extend((0..self.choices()).map(|_| Cell::not_applicable()));
                cells.push(Cell::integer(responses).by(whole("MAX", "responses")));
                cells.push(Cell::number(computed).by(whole("AVERAGE", "computed")));
            }
            cells.push(match given_whole {
                Some(result) => given(&result.published),
                None => Cell::number(score.and_then(|s| s.published)).by(whole("AVERAGE", "published")),
            });
        } else {
            match results.first() {
                Some(result) => cells.extend(self.choice_cells(result)),
                None => cells.extend((0..self.choices()).map(|_| Cell::default())),
            }
            let (responses, computed) = self.computed_cells(question, responses, computed);
            cells.extend([responses, computed]);
            cells.push(results.first().map_or_else(Cell::default, |r| given(&r.published)));
        }
        let source = score.and_then(|s| s.source).map_or("", |s| match s {
            Source::Published => PUBLISHED,
            Source::Computed => COMPUTED,
        });
        cells.push(Cell::text(source).by(self.source_formula(question)));
        cells.push(
            Cell::number(score.and_then(|s| s.score)).by(format!(
                "IF([@source]=\"\",\"\",IF([@source]=\"{PUBLISHED}\",[@published],[@computed]))"
            )),
        );
        cells.push(Cell::number(score.and_then(|s| s.score)));
        cells.push(check(&[("score", "pipeline")]));
        cells.push(Cell::text(self.note(question, &results, score)));
        cells.push(Cell::default());
        let origins = results.iter().copied().flat_map(cells_of).collect();
        Row {
            cells, strong: false, basis: basis("score", "คะแนนของข้อ จากจำนวนผู้ตอบและคะแนนที่ประกาศ", origins)
        }
    }

    /// Which score stands: the published one where it is given, unless the scheme says that counts
    /// must reproduce it and they do; then the unrounded one goes on.
    fn source_formula(&self, question: &Question) -> String {
        let instrument = self.scheme.instrument_of(question);
        let otherwise = match instrument.map(|i| i.unpublished) {
            Some(Unpublished::Absent) => "\"\"".to_owned(),
            _ => format!("IF([@computed]=\"\",\"\",\"{COMPUTED}\")"),
        };
        let exact = instrument.is_some_and(|i| i.computed == Computed::Exact);
        match (self.scheme.rules.published_score, exact) {
            (PublishedScore::Informative, _) => otherwise,
            (PublishedScore::Authoritative, false) => {
                format!("IF([@published]=\"\",{otherwise},\"{PUBLISHED}\")")
            }
            (PublishedScore::Authoritative, true) => format!(
                "IF([@published]=\"\",{otherwise},IF([@computed]=\"\",\"{PUBLISHED}\",\
                 IF(ABS([@published]-[@computed])<=published_tolerance{},\"{COMPUTED}\",\"{PUBLISHED}\")))",
                self.suffix
            ),
        }
    }

    /// What a reader must know about a question's score.
    fn note(
        &self,
        question: &Question,
        results: &[&QuestionResult],
        score: Option<&QuestionScore>,
    ) -> String {
        if results.is_empty() {
            return "ไม่มีแถวของข้อนี้ในไฟล์ที่ส่ง".to_owned();
        }
        if score.is_some_and(|s| s.score.is_none() && s.computed.is_some()) {
            return "ไม่มีคะแนนที่ประกาศ และเกณฑ์ไม่ให้ใช้คะแนนจากคำตอบแทน".to_owned();
        }
        if score.and_then(|s| s.score).is_none() {
            return reasons(results);
        }
        if score.is_some_and(|s| s.stand_in) {
            return "คะแนนที่คำนวณ เพราะไม่มีคะแนนที่ประกาศ".to_owned();
        }
        let (Some(computed), Some(published)) =
            (score.and_then(|s| s.computed), score.and_then(|s| s.published))
        else {
            return String::new();
        };
        if (computed - published).abs() <= self.scheme.rounding_tolerance() {
            return String::new();
        }
        match self.scheme.instrument_of(question).map(|i| i.computed) {
            Some(Computed::Informative) => {
                "วิธีรวมคะแนนของแต่ละส่วนไม่ได้เผยแพร่ คะแนนจากคำตอบแสดงไว้เทียบเท่านั้น".to_owned()
            }
            _ => "คะแนนที่ประกาศไม่ตรงกับคะแนนจากคำตอบ".to_owned(),
        }
    }

    /// Parts of questions that have several; none when no question has.
    pub fn parts(&self) -> Option<Sheet> {
        let mut columns = vec![
            Column::new("question", "ข้อ", Kind::Code),
            Column::new("part", "งานบริการ", Kind::Text),
            Column::new("scale", "มาตรวัด", Kind::Remark),
        ];
        columns.extend(self.choice_columns());
        columns.extend([
            Column::new("responses", "จำนวนผู้ตอบ", Kind::Integer),
            Column::new("computed", "คะแนนจากคำตอบ", Kind::Score),
            Column::new("published", "คะแนนที่ประกาศ", Kind::Score),
            Column::new("note", "หมายเหตุ", Kind::Remark),
            source_column(),
        ]);
        let mut table = Table::new(self.name("parts"), self.title("จำนวนผู้ตอบของข้อที่มีหลายส่วน"), columns);
        table.detail = Detail::Figures;
        for question in self.survey() {
            let results = self.results_of(&question.code);
            for result in results.into_iter().filter(|r| !r.part.is_empty()) {
                let counts: Option<Vec<i64>> = result.counts.iter().map(|c| c.get().copied()).collect();
                let responses = counts.as_ref().map(|c| c.iter().sum());
                let computed = mean_of_answers(self.scheme, question, result);
                let mut cells =
                    vec![Cell::text(&question.code), Cell::text(&result.part), self.scale_of(question)];
                cells.extend(self.choice_cells(result));
                let (responses, computed) = self.computed_cells(question, responses, computed);
                cells.extend([responses, computed, given(&result.published)]);
                cells.extend([
                    Cell::text(if counts.is_none() { reasons(&[result]) } else { String::new() }),
                    Cell::default(),
                ]);
                table.push(cells);
            }
        }
        let notes = vec!["คะแนนของข้อ = ค่าเฉลี่ยของคะแนนทุกส่วน".to_owned()];
        (!table.rows.is_empty()).then(|| self.sheet("ส่วนย่อย", "ข้อที่มีหลายส่วน", notes, table))
    }
}

/// First and last row of a question in the table of parts.
fn part_rows(parts: &Table, code: &str) -> Option<(usize, usize)> {
    let first = parts.find("question", code)?;
    let same = |row: &usize| {
        parts.cell(*row, "question").map(|c| &c.value) == parts.cell(first, "question").map(|c| &c.value)
    };
    let last = (first..parts.rows.len()).take_while(same).last()?;
    Some((first, last))
}
