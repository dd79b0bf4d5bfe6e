//! The tables of one fiscal year's scores, from the answers to the instruments.
//!
//! In: one year's facts, scheme and scores. Out: tables whose formulas lead from the counts to the
//! instrument scores. Never: a rule that `score` does not know; the cached results are the program's.

mod items;
mod means;
mod questions;

use super::super::book::{Cell, Column, Kind, Sheet, Table};
use super::super::common::{absence, ascii_name, given_integer, sheet};
use crate::compare::{Book, QuestionScore};
use crate::model::{Absence, Field, FiscalYear, Level, LevelScore, Origin, QuestionResult};
use crate::report::Model;
use crate::report::words::Words;
use crate::scheme::{IndicatorAggregate, Question, Scale, Scheme};

/// One year and how its tables are called.
#[allow(clippy::struct_field_names)] // the field's own term
#[derive(Clone, Copy)]
pub(super) struct Year<'a> {
    pub model: &'a Model<'a>,
    pub fiscal_year: FiscalYear,
    pub scheme: &'a Scheme,
    pub book: &'a Book,
    pub results: &'a [QuestionResult],
    pub published: &'a [LevelScore],
    pub words: Words,
    /// Behind every name: empty, or `_previous`.
    pub suffix: &'static str,
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

    /// What a scale is called: its ends with their points.
    pub fn scale_words(&self, scale: &Scale) -> String {
        let end = |at: usize| {
            let points = crate::thai::format_number(*scale.points.get(at)?, 0);
            Some(self.words.text(&format!("{} = {points}", scale.labels_th.get(at)?)))
        };
        let last = scale.points.len().saturating_sub(1);
        match (end(0), end(last)) {
            (Some(first), Some(last)) => {
                self.model.say("scales.range", &[("first", &first), ("last", &last)])
            }
            (first, last) => first.or(last).unwrap_or_default(),
        }
    }

    /// What the scale of a question is called.
    fn scale_of(&self, question: &Question) -> Cell {
        Cell::text(self.scheme.scale_of(question).map(|s| self.scale_words(s)).unwrap_or_default())
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

    /// Whether any indicator is the mean of sub-indicators.
    pub fn by_topics(&self) -> bool {
        self.scheme.instruments.iter().any(|i| i.indicator_aggregate == IndicatorAggregate::Topics)
    }

    /// Whether the indicators of a question's instrument are means of sub-indicators.
    pub fn is_by_topics(&self, question: &Question) -> bool {
        self.scheme
            .instrument_of(question)
            .is_some_and(|i| i.indicator_aggregate == IndicatorAggregate::Topics)
    }

    /// The published score of a level above the questions, as the sheets give it.
    pub fn given(&self, level: &Level) -> Option<&'a Field<f64>> {
        self.published.iter().find(|p| p.level == *level).map(|p| &p.score)
    }

    fn instrument(&self, question: &Question) -> &'a str {
        self.scheme.instrument_of(question).map_or("", |i| i.code.as_str())
    }

    /// A sheet of this year.
    fn sheet(&self, id: &str, variables: &[(&str, &str)], table: Table) -> Sheet {
        let year = self.words.year(self.fiscal_year);
        let mut sheet = sheet(self.model, id, &[variables, &[("year", &year)]].concat(), table);
        if !self.suffix.is_empty() {
            sheet.tab = self.model.say("scores.tab_before", &[("tab", &sheet.tab)]);
        }
        sheet
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
                let title = self.model.say("questions.choice", &[("number", &n.to_string())]);
                Column::new(format!("count_{n}"), self.words.text(&title), Kind::Integer)
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
}

/// Cells of counts and published score.
fn cells_of(result: &QuestionResult) -> Vec<Origin> {
    let counts = result.counts.iter().filter_map(|c| c.origin.clone());
    counts.chain(result.published.origin.clone()).collect()
}

/// Why there is no score.
fn reasons(model: &Model<'_>, results: &[&QuestionResult]) -> String {
    let mut reasons = Vec::new();
    let mut add = |key: &str, why: Option<Absence>| {
        let reason = why.map(|why| model.say(key, &[("why", &absence(model, why))]));
        reasons.extend(reason.filter(|reason| !reasons.contains(reason)));
    };
    for result in results {
        result.counts.iter().for_each(|count| add("questions.counts_absent", count.absence()));
        add("questions.score_absent", result.published.absence());
    }
    reasons.join(" · ")
}
