//! What every section needs at hand: the model, the wording, names, numbers of tables.
//!
//! Comes in: the model. Goes out: worded pieces that several sections share. Never: a section.

use super::Edition;
use super::build::{Draft, Extend, cell, lines};
use crate::model::{Absence, Due, Field, Measure};
use crate::report::Model;
use crate::report::document::{Cell, Table, Tone};
use crate::report::words::{NO_VALUE, Words};
use crate::scheme::{Indicator, Scheme};
use crate::score::progress::{Outcome, Standing};
use std::cell::Cell as Counter;

/// Model and wording of one document.
pub(super) struct Scene<'a> {
    pub model: &'a Model<'a>,
    pub w: Words,
    pub edition: Edition,
    tables: Counter<usize>,
    charts: Counter<usize>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(model: &'a Model<'a>, edition: Edition) -> Self {
        Self { model, w: model.words(), edition, tables: Counter::new(0), charts: Counter::new(0) }
    }

    /// The scheme of the measures' year; the results' where that year has none.
    pub(super) fn scheme(&self) -> &'a Scheme {
        self.model.schemes.get(self.model.fiscal_year()).unwrap_or(self.model.scheme)
    }

    /// A sentence of `templates/wording`, its own figures in the document's digits.
    pub(super) fn say(&self, key: &str, variables: &[(&str, &str)]) -> String {
        self.model.phrases().say_in(self.w.digits, key, variables)
    }

    /// One without variables of its own.
    pub(super) fn term(&self, key: &str) -> String {
        self.say(key, &[])
    }

    /// Names as a person lists them.
    pub(super) fn joined(&self, names: &[String]) -> String {
        self.model.joined(names)
    }

    /// What the agency's units are called where they are counted or head a column.
    pub(super) fn unit_noun(&self) -> &str {
        self.model.unit_noun()
    }

    /// The review workbook of the half.
    pub(super) fn workbook(&self) -> String {
        format!("progress-{}.xlsx", self.model.period.slug())
    }

    /// A unit's name as `agency.toml` has it.
    pub(super) fn unit(&self, id: &str) -> String {
        self.model.workspace.unit(id).map_or_else(|| id.to_owned(), |u| u.name_th.clone())
    }

    /// A unit's name with a mark of abbreviation where one of its other names has it: `ฝ่ายรักษาฯ`, `ร.ร.วัดใหม่`.
    pub(super) fn short_unit(&self, id: &str) -> String {
        let Some(unit) = self.model.workspace.unit(id) else { return id.to_owned() };
        let short = unit.aliases.iter().filter(|alias| alias.contains(['ฯ', '.']));
        short.min_by_key(|alias| alias.chars().count()).unwrap_or(&unit.name_th).clone()
    }

    /// The agency's head, by title.
    pub(super) fn director(&self) -> String {
        let title = self.model.workspace.agency.director_th.trim();
        if title.is_empty() { self.term("report.director") } else { title.to_owned() }
    }

    /// A measure's indicator in the scheme.
    pub(super) fn indicator(&self, measure: &Measure) -> Option<&'a Indicator> {
        self.scheme().indicator(*measure.indicator.get()?)
    }

    /// `ตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่`
    pub(super) fn indicator_name(&self, indicator: &Indicator) -> String {
        format!("{} {}", self.indicator_number(indicator), self.w.text(&indicator.name_th))
    }

    /// `ตัวชี้วัดที่ ๑`
    pub(super) fn indicator_number(&self, indicator: &Indicator) -> String {
        self.w.text(&self.say("report.indicator", &[("number", &indicator.number.to_string())]))
    }

    /// A code in the document's digits: `M1-01`, `O22`.
    pub(super) fn code(&self, code: &str) -> String {
        self.w.text(code)
    }

    /// Code and title of a measure.
    pub(super) fn measure(&self, measure: &Measure) -> String {
        format!("{} {}", self.code(&measure.code), one_line(measure.title.text()))
    }

    /// When a measure is due.
    pub(super) fn due(&self, measure: &Measure) -> String {
        match measure.due.get() {
            Some(Due::On(date)) => self.w.date(*date),
            Some(Due::Continuous(words)) => words.clone(),
            None => self.term("report.no_due"),
        }
    }

    /// When a measure is due, short enough for a narrow column.
    pub(super) fn short_due(&self, measure: &Measure) -> String {
        match measure.due.get() {
            Some(Due::On(date)) => self.w.short_date(*date),
            _ => self.due(measure),
        }
    }

    /// An outcome's standing, the day it was finished, and the percentage or days that go with it.
    pub(super) fn standing(&self, outcome: &Outcome) -> Cell {
        let percent = outcome.report.as_ref().and_then(|r| r.percent_complete.get().copied());
        let late = |key, days: i32| self.say(key, &[("days", &self.w.count(days.into()))]);
        let note = match (outcome.standing, outcome.days_late) {
            (Standing::FinishedLate, Some(days)) => Some(late("report.days_after", days)),
            (Standing::Overdue, Some(days)) => {
                let late = late("report.days_over", days);
                Some(percent.map_or(late.clone(), |p| format!("{} {late}", self.percent_complete(p))))
            }
            (Standing::UnderWay | Standing::NotStarted, _) => percent.map(|p| self.percent_complete(p)),
            _ => None,
        };
        let finished = outcome.report.as_ref().and_then(|r| r.finished_on.get());
        let finished = finished.filter(|_| outcome.standing.is_finished()).map(|d| self.w.short_date(*d));
        lines([Some(outcome.standing.thai().to_owned()), finished].into_iter().flatten())
            .tone(tone(outcome.standing))
            .note(note)
    }

    pub(super) fn percent_complete(&self, percent: f64) -> String {
        self.say("counted.percent", &[("percent", &self.percent_number(percent))])
    }

    /// The same where the words around it say what it is.
    pub(super) fn percent_number(&self, percent: f64) -> String {
        let decimals = if percent.fract() == 0.0 { 0 } else { 2 };
        self.w.number(percent, decimals)
    }

    /// A table under the next number; one without rows shows its sentence and takes no number.
    pub(super) fn table(&self, draft: Draft) -> Table {
        if draft.rows.is_empty() {
            let caption = draft.caption.clone();
            return draft.captioned(caption);
        }
        self.tables.set(self.tables.get() + 1);
        let number = self.w.size(self.tables.get());
        let caption = self.say("report.table", &[("number", &number), ("caption", &draft.caption)]);
        draft.captioned(caption)
    }

    /// A chart's caption under the next number.
    pub(super) fn chart_caption(&self, caption: &str) -> String {
        self.charts.set(self.charts.get() + 1);
        let number = self.w.size(self.charts.get());
        self.say("report.chart", &[("number", &number), ("caption", caption)])
    }

    /// `๓ มาตรการ`
    pub(super) fn measures(&self, count: usize) -> String {
        self.counted("counted.measures", count)
    }

    /// Reports or rows: `๓ รายการ`.
    pub(super) fn entries(&self, count: usize) -> String {
        self.counted("counted.entries", count)
    }

    /// Units in the agency's own word.
    pub(super) fn units(&self, count: usize) -> String {
        self.of(count, self.unit_noun())
    }

    /// Units behind words that name them already: `๓ แห่ง`.
    pub(super) fn places(&self, count: usize) -> String {
        self.counted("counted.places", count)
    }

    /// Things that a text counts.
    pub(super) fn counted(&self, key: &str, count: usize) -> String {
        self.say(key, &[("count", &self.w.size(count))])
    }

    /// Things by a name that is data.
    pub(super) fn of(&self, count: usize, noun: &str) -> String {
        format!("{} {noun}", self.w.size(count))
    }

    /// An office's own text as written, or what its absence means.
    pub(super) fn own_words(&self, field: &Field<String>) -> Cell {
        match &field.value {
            Ok(text) if !text.trim().is_empty() => cell(text),
            other => {
                cell(self.absent(other.as_ref().err().copied().unwrap_or(Absence::Blank))).tone(Tone::Muted)
            }
        }
    }

    /// Why a value is not there, in a word.
    pub(super) fn absent(&self, why: Absence) -> String {
        match why {
            Absence::NotSubmitted | Absence::Blank => NO_VALUE.to_owned(),
            Absence::NotApplicable => self.term("report.not_applicable"),
            Absence::Invalid => self.term("report.invalid"),
            Absence::Superseded => self.term("report.superseded"),
        }
    }
}

/// How a standing stands out.
pub(super) fn tone(standing: Standing) -> Tone {
    match standing {
        Standing::Finished | Standing::FinishedLate => Tone::Good,
        Standing::UnderWay => Tone::Partial,
        Standing::NotStarted => Tone::Open,
        Standing::Overdue | Standing::NotReported => Tone::Bad,
    }
}

/// A text of several lines on one.
pub(super) fn one_line(text: &str) -> String {
    text.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join(" ")
}
