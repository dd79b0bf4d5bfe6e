//! The tables of one fiscal year's scores, from the answers to the instruments.
//!
//! In: one year's facts, scheme and scores. Out: tables whose formulas lead from the counts to the
//! instrument scores. Never: a rule that `score` does not know; the cached results are the program's.

use super::super::book::{Cell, Column, Detail, Kind, Row, Sheet, Table, Tone};
use super::super::common::{
    absence, ascii_name, basis, check, check_column, given, given_integer, pipeline_column, source_column,
};
use crate::compare::{Book, QuestionScore, Source};
use crate::model::{Field, FiscalYear, Origin, QuestionResult};
use crate::report::analysis::mean_of_answers;
use crate::report::words::Words;
use crate::scheme::{Aggregate, Computed, Missing, PublishedScore, Question, Scheme};

/// The published score stands.
pub(super) const PUBLISHED: &str = "ประกาศ";
/// The score from the answers stands.
pub(super) const COMPUTED: &str = "คำนวณ";
/// Words of the column that says which score stands.
const SOURCE_SIGNALS: &[(&str, Tone)] = &[(PUBLISHED, Tone::Warn)];

/// One year and how its tables are called.
#[allow(clippy::struct_field_names)] // the field's own term
#[derive(Clone, Copy)]
pub(super) struct Year<'a> {
    pub fiscal_year: FiscalYear,
    pub scheme: &'a Scheme,
    pub book: &'a Book,
    pub results: &'a [QuestionResult],
    pub words: Words,
    /// Behind every name: empty, or `_previous`.
    pub suffix: &'static str,
    /// Behind every tab.
    pub tab: &'static str,
}

impl<'a> Year<'a> {
    /// A table's name.
    pub fn name(&self, base: &str) -> String {
        format!("{base}{}", self.suffix)
    }

    /// The name of an instrument's weight.
    pub fn weight(&self, instrument: &str) -> String {
        format!("weight_{}{}", ascii_name(instrument), self.suffix)
    }

    /// The name of a scale's points.
    pub fn scale(&self, scale: &str) -> String {
        format!("scale_{}{}", ascii_name(scale), self.suffix)
    }

    /// Most choices of any scale.
    pub fn choices(&self) -> usize {
        self.scheme.scales.values().map(|s| s.points.len()).max().unwrap_or(0)
    }

    /// Survey questions in order.
    fn survey(&self) -> impl Iterator<Item = &'a Question> {
        self.scheme.questions.iter().filter(|q| q.scale.is_some())
    }

    /// Assessed items in order.
    fn items(&self) -> impl Iterator<Item = &'a Question> {
        self.scheme.questions.iter().filter(|q| q.scale.is_none())
    }

    /// The table that holds the score of a question.
    pub fn table_of(&self, question: &Question) -> String {
        self.name(if question.scale.is_some() { "questions" } else { "items" })
    }

    /// The rows that the inputs have for a question.
    fn results_of(&self, code: &str) -> Vec<&'a QuestionResult> {
        self.results.iter().filter(|r| r.question == code).collect()
    }

    fn score_of(&self, code: &str) -> Option<&'a QuestionScore> {
        self.book.questions.iter().find(|q| q.question == code)
    }

    fn instrument(&self, question: &Question) -> &'a str {
        self.scheme.instrument_of(question).map_or("", |i| i.code.as_str())
    }

    fn title(&self, what: &str) -> String {
        format!("{what} ปีงบประมาณ {}", self.words.year(self.fiscal_year))
    }

    fn sheet(&self, tab: &str, title: &str, notes: Vec<String>, table: Table) -> Sheet {
        Sheet::table(format!("{tab}{}", self.tab), self.title(title), notes, table)
    }

    /// All input cells of the questions that satisfy a condition.
    pub fn origins(&self, wanted: impl Fn(&Question) -> bool) -> Vec<Origin> {
        let questions = self.scheme.questions.iter().filter(|q| wanted(q));
        questions.flat_map(|q| self.results_of(&q.code)).flat_map(cells_of).collect()
    }

    /// Columns of the choices, first to last.
    fn choice_columns(&self) -> Vec<Column> {
        (1..=self.choices())
            .map(|n| {
                Column::new(format!("count_{n}"), self.words.text(&format!("ตัวเลือก {n}")), Kind::Integer)
            })
            .collect()
    }

    /// One cell a choice: what the sheet gave, or that the scale has no such choice.
    fn choice_cells(&self, result: &QuestionResult) -> Vec<Cell> {
        (0..self.choices())
            .map(|n| result.counts.get(n).map_or_else(Cell::not_applicable, given_integer))
            .collect()
    }

    /// Number of answers and mean of the answers, from the counts in the same row.
    fn computed_cells(
        &self,
        question: &Question,
        responses: Option<i64>,
        computed: Option<f64>,
    ) -> (Cell, Cell) {
        let Some(scale) = &question.scale else { return (Cell::default(), Cell::default()) };
        let choices = self.scheme.scale_of(question).map_or(1, |s| s.points.len());
        let name = self.scale(scale);
        let counts = format!("[@count_1]:[@count_{choices}]");
        (
            Cell::integer(responses).by(format!("IF(COUNT({counts})=COLUMNS({name}),SUM({counts}),\"\")")),
            Cell::number(computed)
                .by(format!("IF(N([@responses])>0,SUMPRODUCT({counts},{name})/[@responses],\"\")")),
        )
    }

    /// Survey questions with their choice counts.
    pub fn questions(&self, parts: Option<&Table>) -> Sheet {
        let mut columns = vec![
            Column::new("question", "ข้อ", Kind::Code),
            Column::new("instrument", "เครื่องมือ", Kind::Code),
            Column::new("indicator", "ตัวชี้วัดที่", Kind::Code),
            Column::new("text", "ข้อคำถาม", Kind::Prose),
            Column::new("scale", "มาตรวัด", Kind::Code),
        ];
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
            self.title("คะแนนรายข้อของแบบวัด IIT และ EIT พร้อมจำนวนผู้ตอบแต่ละตัวเลือก"),
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

    fn question_row(&self, question: &Question, parts: Option<&Table>) -> Row {
        let results = self.results_of(&question.code);
        let score = self.score_of(&question.code);
        let responses = score.and_then(|s| s.responses);
        let computed = score.and_then(|s| s.computed);
        let range = parts.and_then(|t| part_rows(t, &question.code));
        let mut cells = vec![
            Cell::text(&question.code),
            Cell::text(self.instrument(question)),
            Cell::integer(Some(question.indicator)),
            Cell::text(&question.text_th),
            Cell::text(question.scale.as_deref().unwrap_or_default()),
        ];
        if let Some((first, last)) = range {
            let table = self.name("parts");
            let of = |column: &str| format!("{table}[{column}#{first}:{last}]");
            let whole = |value: &str, column: &str| {
                let range = of(column);
                format!("IF(COUNT({range})=ROWS({range}),{value}({range}),\"\")")
            };
            cells.extend((0..self.choices()).map(|_| Cell::not_applicable()));
            cells.push(Cell::integer(responses).by(whole("MAX", "responses")));
            cells.push(Cell::number(computed).by(whole("AVERAGE", "computed")));
            cells.push(Cell::number(score.and_then(|s| s.published)).by(whole("AVERAGE", "published")));
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
            Cell::number(score.and_then(|s| s.score))
                .by(format!("IF([@source]=\"{PUBLISHED}\",[@published],[@computed])")),
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
        let otherwise = format!("IF([@computed]=\"\",\"\",\"{COMPUTED}\")");
        let exact = self.scheme.instrument_of(question).is_some_and(|i| i.computed == Computed::Exact);
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
            return "ไม่มีแถวของข้อนี้ในแฟ้มที่ส่ง".to_owned();
        }
        if score.and_then(|s| s.score).is_none() {
            return reasons(results);
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
            Column::new("scale", "มาตรวัด", Kind::Code),
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
            if results.len() < 2 && results.iter().all(|r| r.part.is_empty()) {
                continue;
            }
            for result in results {
                let counts: Option<Vec<i64>> = result.counts.iter().map(|c| c.get().copied()).collect();
                let responses = counts.as_ref().map(|c| c.iter().sum());
                let computed = mean_of_answers(self.scheme, question, result);
                let mut cells = vec![
                    Cell::text(&question.code),
                    Cell::text(&result.part),
                    Cell::text(question.scale.as_deref().unwrap_or_default()),
                ];
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

    /// Items of the open-data checklist.
    pub fn item_sheet(&self) -> Sheet {
        let columns = vec![
            Column::new("question", "ข้อ", Kind::Code),
            Column::new("instrument", "เครื่องมือ", Kind::Code),
            Column::new("indicator", "ตัวชี้วัดที่", Kind::Code),
            Column::new("topic", "หัวข้อ", Kind::Code),
            Column::new("text", "รายการข้อมูล", Kind::Prose),
            Column::new("published", "คะแนนที่ประเมิน", Kind::Score),
            Column::new("score", "คะแนน", Kind::Score),
            pipeline_column("pipeline", "คะแนนจากโปรแกรม", Kind::Score),
            check_column(),
            Column::new("note", "หมายเหตุ", Kind::Remark),
            source_column(),
        ];
        let mut table = Table::new(self.name("items"), self.title("คะแนนรายการข้อมูล OIT"), columns);
        table.detail = Detail::Figures;
        let counts = self.scheme.rules.published_score == PublishedScore::Authoritative;
        for item in self.items() {
            let results = self.results_of(&item.code);
            let score = self.score_of(&item.code).and_then(|s| s.score);
            let note = match (results.is_empty(), score) {
                (true, _) => "ไม่มีแถวของข้อนี้ในแฟ้มที่ส่ง".to_owned(),
                (false, None) => reasons(&results),
                (false, Some(_)) => String::new(),
            };
            table.push(vec![
                Cell::text(&item.code),
                Cell::text(self.instrument(item)),
                Cell::integer(Some(item.indicator)),
                Cell::text(self.words.text(item.topic.as_deref().unwrap_or_default())),
                Cell::text(&item.text_th),
                results.first().map_or_else(Cell::default, |r| given(&r.published)),
                Cell::number(score).by(if counts {
                    "IF([@published]=\"\",\"\",[@published])"
                } else {
                    "\"\""
                }),
                Cell::number(score),
                check(&[("score", "pipeline")]),
                Cell::text(note),
                Cell::default(),
            ]);
        }
        self.sheet("รายการ OIT", "คะแนนรายการข้อมูล OIT", Vec::new(), table)
    }

    /// Indicators as means of their questions.
    pub fn indicators(&self) -> Sheet {
        let columns = vec![
            Column::new("label", "ตัวชี้วัด", Kind::Code),
            Column::new("indicator", "ตัวชี้วัดที่", Kind::Code),
            Column::new("instrument", "เครื่องมือ", Kind::Code),
            Column::new("name", "ชื่อตัวชี้วัด", Kind::Text),
            Column::new("parts", "จำนวนข้อ", Kind::Integer),
            Column::new("scored", "ข้อที่มีคะแนน", Kind::Integer),
            Column::new("score", "คะแนน", Kind::Score),
            pipeline_column("pipeline", "คะแนนจากโปรแกรม", Kind::Score),
            check_column(),
            Column::new("note", "หมายเหตุ", Kind::Remark),
            source_column(),
        ];
        let mut table = Table::new(self.name("indicators"), self.title("คะแนนตัวชี้วัด"), columns);
        table.detail = Detail::Figures;
        table.frozen = 4;
        for indicator in &self.scheme.indicators {
            let own: Vec<_> =
                self.scheme.questions.iter().filter(|q| q.indicator == indicator.number).collect();
            let source = own.first().map_or_else(|| self.name("questions"), |q| self.table_of(q));
            let score = self.book.indicators.iter().find(|i| i.indicator == indicator.number);
            let score = score.and_then(|s| s.score);
            let missing = self.missing(&own);
            let [all, scored, mean] = self.mean_of(&source, "indicator", "[@indicator]");
            table.rows.push(Row {
                cells: vec![
                    Cell::text(self.words.text(&format!("{}. {}", indicator.number, indicator.name_th))),
                    Cell::integer(Some(indicator.number)),
                    Cell::text(&indicator.instrument),
                    Cell::text(&indicator.name_th),
                    Cell::count(own.len()).by(all),
                    Cell::count(own.len() - missing.len()).by(scored),
                    Cell::number(score).by(mean),
                    Cell::number(score),
                    check(&[("score", "pipeline")]),
                    Cell::text(without(&missing)),
                    Cell::default(),
                ],
                strong: false,
                basis: basis(
                    "score",
                    "ค่าเฉลี่ยของคะแนนรายข้อ",
                    self.origins(|q| q.indicator == indicator.number),
                ),
            });
        }
        self.sheet("ตัวชี้วัด", "คะแนนตัวชี้วัด", vec!["คะแนนตัวชี้วัด = ค่าเฉลี่ยของคะแนนทุกข้อในตัวชี้วัด".to_owned()], table)
    }

    /// Codes of questions without a score.
    pub fn missing(&self, questions: &[&'a Question]) -> Vec<&'a str> {
        let without = |q: &&&Question| self.score_of(&q.code).and_then(|s| s.score).is_none();
        questions.iter().filter(without).map(|q| q.code.as_str()).collect()
    }

    /// Formulas over a table's scores: how many rows, how many with a score, their mean.
    fn mean_of(&self, table: &str, column: &str, key: &str) -> [String; 3] {
        let complete = match self.scheme.rules.missing {
            Missing::Absent => "[@scored]=[@parts]",
            Missing::Present => "TRUE",
        };
        [
            format!("COUNTIF({table}[{column}],{key})"),
            format!("COUNTIFS({table}[{column}],{key},{table}[score],\">=0\")"),
            format!(
                "IF(AND([@scored]>0,{complete}),AVERAGEIFS({table}[score],{table}[{column}],{key}),\"\")"
            ),
        ]
    }

    /// Instruments with their weights.
    pub fn instruments(&self) -> Sheet {
        let columns = vec![
            Column::new("instrument", "เครื่องมือ", Kind::Code),
            Column::new("name", "ชื่อเครื่องมือ", Kind::Text),
            Column::new("aggregate", "เฉลี่ยจาก", Kind::Code),
            Column::new("parts", "จำนวนที่เฉลี่ย", Kind::Integer),
            Column::new("scored", "ที่มีคะแนน", Kind::Integer),
            Column::new("score", "คะแนน", Kind::Score),
            Column::new("weight", "น้ำหนัก (ร้อยละ)", Kind::Number),
            Column::new("weighted", "คะแนนถ่วงน้ำหนัก", Kind::Score),
            pipeline_column("pipeline", "คะแนนจากโปรแกรม", Kind::Score),
            pipeline_column("pipeline_weighted", "ถ่วงน้ำหนักจากโปรแกรม", Kind::Score),
            check_column(),
            Column::new("note", "หมายเหตุ", Kind::Remark),
            source_column(),
        ];
        let mut table = Table::new(self.name("instruments"), self.title("คะแนนเครื่องมือ"), columns);
        table.detail = Detail::Figures;
        for instrument in &self.scheme.instruments {
            let own: Vec<_> = self.scheme.questions_of(&instrument.code).collect();
            let missing = self.missing(&own);
            let by_questions = instrument.aggregate == Aggregate::Questions;
            let source = match own.first() {
                Some(question) if by_questions => self.table_of(question),
                _ => self.name("indicators"),
            };
            let indicators = || self.scheme.indicators.iter().filter(|i| i.instrument == instrument.code);
            let parts = if by_questions { own.len() } else { indicators().count() };
            let scored = if by_questions {
                own.len() - missing.len()
            } else {
                let has =
                    |number| self.book.indicators.iter().any(|i| i.indicator == number && i.score.is_some());
                indicators().filter(|i| has(i.number)).count()
            };
            let score = self.book.instruments.iter().find(|i| i.instrument == instrument.code);
            let (score, weighted) = (score.and_then(|s| s.score), score.and_then(|s| s.weighted));
            let [all, with, mean] = self.mean_of(&source, "instrument", "[@instrument]");
            table.rows.push(Row {
                cells: vec![
                    Cell::text(&instrument.code),
                    Cell::text(&instrument.name_th),
                    Cell::text(if by_questions { "ข้อ" } else { "ตัวชี้วัด" }),
                    Cell::count(parts).by(all),
                    Cell::count(scored).by(with),
                    Cell::number(score).by(mean),
                    Cell::number(Some(instrument.weight)).by(self.weight(&instrument.code)),
                    Cell::number(weighted).by("IF([@score]=\"\",\"\",[@score]*[@weight]/100)"),
                    Cell::number(score),
                    Cell::number(weighted),
                    check(&[("score", "pipeline"), ("weighted", "pipeline_weighted")]),
                    Cell::text(without(&missing)),
                    Cell::default(),
                ],
                strong: false,
                basis: basis(
                    "score",
                    if by_questions {
                        "ค่าเฉลี่ยของคะแนนทุกข้อในเครื่องมือ"
                    } else {
                        "ค่าเฉลี่ยของคะแนนตัวชี้วัดในเครื่องมือ"
                    },
                    self.origins(|q| self.instrument(q) == instrument.code),
                ),
            });
        }
        let notes =
            vec!["คะแนนถ่วงน้ำหนัก = คะแนนเครื่องมือ (ไม่ปัดเศษ) × น้ำหนัก ÷ 100 ปัดเศษเฉพาะตอนแสดงผล".to_owned()];
        self.sheet("เครื่องมือ", "คะแนนเครื่องมือ", notes.into_iter().map(|n| self.words.text(&n)).collect(), table)
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

/// Cells of counts and published score.
fn cells_of(result: &QuestionResult) -> Vec<Origin> {
    let counts = result.counts.iter().filter_map(|c| c.origin.clone());
    counts.chain(result.published.origin.clone()).collect()
}

/// Why there is no score.
fn reasons(results: &[&QuestionResult]) -> String {
    let mut reasons = Vec::new();
    let mut add = |what: &str, field: Option<&Field<f64>>, counts: Option<&Field<i64>>| {
        let why = field.and_then(Field::absence).or_else(|| counts.and_then(Field::absence));
        if let Some(why) = why {
            let reason = format!("{what}: {}", absence(why));
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
    };
    for result in results {
        for count in &result.counts {
            add("จำนวนผู้ตอบ", None, Some(count));
        }
        add("คะแนนที่ประกาศ", Some(&result.published), None);
    }
    reasons.join(" · ")
}

fn without(missing: &[&str]) -> String {
    if missing.is_empty() {
        String::new()
    } else {
        format!("ไม่มีคะแนนของ {}", missing.join(" "))
    }
}
