//! The year's deadlines as events of a calendar.
//!
//! Comes in: register, contracts, settings. Goes out: one event a day for what must be on the website, and one for
//! what units send before. Never: an event whose identity changes with its content, so that a calendar program
//! replaces the old one.

use crate::check::{self, Context};
use crate::contract::Scope;
use crate::model::{Due, Half, Period};
use crate::report::Model;
use crate::thai::{self, Date};
use serde::Serialize;
use std::collections::BTreeMap;

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Units send their sheets.
    Send,
    /// It is on the website, or the measure is finished.
    Publish,
}

impl Kind {
    /// ASCII word of the event's identity.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Publish => "publish",
        }
    }
}

/// A whole day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// The same for the same day, kind, year and agency.
    pub uid: String,
    /// The day.
    pub day: Date,
    /// What it is about.
    pub kind: Kind,
    /// Items of the checklist and codes of measures without one, or names of sheets; each once.
    pub codes: Vec<String>,
    /// One line for each thing.
    pub lines: Vec<String>,
}

/// Everything with a day in the fiscal year, in order of days.
#[must_use]
pub fn calendar(model: &Model<'_>, context: Context<'_>) -> Vec<Event> {
    let mut days: BTreeMap<(Date, Kind), (Vec<String>, Vec<String>)> = BTreeMap::new();
    let mut add = |day: Date, kind: Kind, code: &str, line: String| {
        let (codes, lines) = days.entry((day, kind)).or_default();
        if !codes.iter().any(|known| known == code) {
            codes.push(code.to_owned());
        }
        if !lines.contains(&line) {
            lines.push(line);
        }
    };
    let year = model.fiscal_year();
    for measure in model.year(year).into_iter().flat_map(|known| &known.measures) {
        if let Some(Due::On(day)) = measure.due.get() {
            let code = measure.item.get().unwrap_or(&measure.code);
            let who = measure.responsible.get().map_or("", |r| r.wording.as_str());
            add(*day, Kind::Publish, code, format!("{} {} ({who})", measure.code, measure.title.text()));
        }
    }
    let mut contracts: Vec<_> = context.contracts.iter().filter(|c| c.scope == Scope::Unit).collect();
    contracts.sort_by_key(|c| (c.order, c.name.clone()));
    for half in [Half::First, Half::Second] {
        let period = Period { fiscal_year: year, half };
        for contract in contracts.iter().filter(|c| c.required) {
            let is_sent = context.workspace.units.iter().any(|unit| check::expects(contract, unit));
            let Some(day) = check::due(context, model.facts, contract, period).filter(|_| is_sent) else {
                continue;
            };
            if let Some(report) = &contract.report {
                add(day, Kind::Publish, &report.item, contract.title.clone());
            }
            let send = check::due_of_unit(context.workspace, day);
            add(send, Kind::Send, &contract.sheet, contract.title.clone());
        }
    }
    let agency = &model.workspace.agency.id;
    days.into_iter()
        .map(|((day, kind), (codes, lines))| Event {
            uid: format!(
                "{year}-{:04}{:02}{:02}-{}@{agency}.ita-report",
                day.year(),
                day.month(),
                day.day(),
                kind.name()
            ),
            day,
            kind,
            codes: in_order(codes),
            lines,
        })
        .collect()
}

/// O9 before O10, measures of the register as they come.
fn in_order(mut codes: Vec<String>) -> Vec<String> {
    let number = |code: &String| {
        thai::oit_code(code).and_then(|item| item.get(1..)?.parse::<u32>().ok()).unwrap_or(u32::MAX)
    };
    codes.sort_by_key(number);
    codes
}
