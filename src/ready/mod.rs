//! Is what the year's checklist (OIT) asks for ready? One row an output of a measure, one a data set.
//!
//! Comes in: the register, reports of units, coverage, due days. Goes out: rows with their state, in the order
//! of the checklist. Never: opens a link, counts what nobody stated.

mod agenda;
mod judge;

pub use agenda::{Day, Open, agenda, overdue};

use crate::check::{self, Context, Coverage, State as Sheet};
use crate::contract::{Contract, Output};
use crate::model::{Due, Facts, Measure, Period, Text};
use crate::scheme::Scheme;
use crate::score::progress::MeasureOutcome;
use crate::thai::{self, Date};
use crate::workspace::Workspace;
use serde::Serialize;

/// How far an output has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing is there.
    Missing,
    /// Something is there, and something of it is missing.
    Incomplete,
    /// The measure is finished and has evidence, but nobody said which of its outputs that is.
    Unassigned,
    /// It is there.
    Ready,
}

impl State {
    /// All of them, the worst first.
    pub const ALL: [Self; 4] = [Self::Missing, Self::Incomplete, Self::Unassigned, Self::Ready];

    /// English `snake_case`, for data.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Incomplete => "incomplete",
            Self::Unassigned => "unassigned",
            Self::Ready => "ready",
        }
    }

    /// In English words.
    #[must_use]
    pub fn english(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Incomplete => "incomplete",
            Self::Unassigned => "not assigned to an output",
            Self::Ready => "ready",
        }
    }

    /// In Thai words.
    #[must_use]
    pub fn thai(self) -> &'static str {
        match self {
            Self::Missing => "ยังไม่มี",
            Self::Incomplete => "ไม่ครบ",
            Self::Unassigned => "ยังไม่ระบุรายผลผลิต",
            Self::Ready => "พร้อม",
        }
    }

    /// Whether somebody has something to do before it may be called done.
    #[must_use]
    pub fn is_wanting(self) -> bool {
        matches!(self, Self::Missing | Self::Incomplete)
    }
}

/// What is missing of an output.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Lack {
    /// The register has no measure for the item, and no data set answers it.
    NoMeasure,
    /// The unit has not sent the form that would say so.
    Unsent,
    /// Neither a link nor a file.
    Evidence,
    /// A line that is neither a link nor a file's name.
    Form {
        /// The line.
        line: String,
    },
    /// A kind of file.
    Kind {
        /// As the word list names it.
        kind: String,
    },
    /// Fewer than wanted; no number where none was stated.
    Quantity {
        /// How many there are.
        made: Option<i64>,
        /// How many there are to be.
        of: i64,
    },
    /// The unit's sheet has errors.
    Errors,
}

/// What one unit has handed in of an output.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Unit id.
    pub unit: String,
    /// How far it has come.
    pub state: State,
    /// What is missing.
    pub lacks: Vec<Lack>,
    /// Links and files, one each.
    pub given: Vec<String>,
    /// Kinds of files among them, by their endings.
    pub kinds: Vec<String>,
    /// How many are made, where the unit said so.
    pub made: Option<i64>,
    /// Day of publication.
    pub updated: Option<Date>,
    /// File, sheet and cell that say so.
    pub place: Option<String>,
}

/// One output, or one data set, of an item.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ready {
    /// Item of the checklist: `O9`.
    pub item: String,
    /// Sub-indicator; empty without one.
    pub topic: String,
    /// Measure code; empty for a data set and for an item without a measure.
    pub measure: String,
    /// Number of the output among the measure's, from 1; 0 without a measure.
    pub number: usize,
    /// The data set's contract; empty for an output.
    pub data_set: String,
    /// What is wanted.
    pub what: String,
    /// How many.
    pub quantity: Option<i64>,
    /// What is counted.
    pub counter: String,
    /// Kinds of files that are wanted.
    pub kinds: Vec<String>,
    /// Day by which it is on the website; none for what is always to be up to date.
    pub due: Option<Date>,
    /// The register's words where they are no day.
    pub due_words: String,
    /// Each of the units hands in its own; otherwise one of them is enough.
    pub each: bool,
    /// As a whole.
    pub state: State,
    /// What is missing of the whole, where no unit answers for it.
    pub lacks: Vec<Lack>,
    /// By unit that answers for it, in the order of `agency.toml`.
    pub parts: Vec<Part>,
}

impl Ready {
    /// Whether it had to be there on a day. What is always to be up to date is due every day, and what has no day at all
    /// on none.
    #[must_use]
    pub fn is_due(&self, today: Date) -> bool {
        self.due.map_or(!self.due_words.is_empty(), |due| due <= today)
    }

    /// Whether it is due and not there.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        self.state.is_wanting() && self.is_due(today)
    }

    /// Whether it is not there and nothing says until when it is to be.
    #[must_use]
    pub fn is_undated(&self) -> bool {
        self.state.is_wanting() && self.due.is_none() && self.due_words.is_empty()
    }

    /// The parts that somebody still has work with. Where one unit is enough and none has begun, all of them.
    pub fn wanting(&self) -> impl Iterator<Item = &Part> {
        let open = self.state.is_wanting();
        self.parts.iter().filter(move |part| open && part.state.is_wanting())
    }

    /// Everything that is missing, each thing once.
    #[must_use]
    pub fn all_lacks(&self) -> Vec<&Lack> {
        let mut lacks: Vec<_> = self.lacks.iter().chain(self.wanting().flat_map(|p| &p.lacks)).collect();
        lacks.sort();
        lacks.dedup();
        lacks
    }

    /// Kinds of files that are there.
    #[must_use]
    pub fn kinds_given(&self) -> Vec<&str> {
        let mut kinds: Vec<_> = self.parts.iter().flat_map(|p| &p.kinds).map(String::as_str).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Links and files of all units, each once, in their order.
    #[must_use]
    pub fn given(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for line in self.parts.iter().flat_map(|part| &part.given) {
            if !all.contains(&line.as_str()) {
                all.push(line);
            }
        }
        all
    }

    /// The last day that something was published.
    #[must_use]
    pub fn updated(&self) -> Option<Date> {
        self.parts.iter().filter_map(|part| part.updated).max()
    }
}

/// How many rows are ready, of how many.
#[must_use]
pub fn share<'a>(rows: impl Iterator<Item = &'a Ready>) -> (usize, usize) {
    rows.fold((0, 0), |(ready, all), row| (ready + usize::from(row.state == State::Ready), all + 1))
}

/// Units that make an output, and whether each of them makes its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owners {
    /// Ids, in the order of `agency.toml`.
    pub units: Vec<String>,
    /// Each makes its own.
    pub each: bool,
}

/// Who makes an output: the units that its words name, else all that answer for the measure.
#[must_use]
pub fn owners(workspace: &Workspace, measure: &Measure, output: &Output) -> Owners {
    let all = measure.responsible.get().map(|r| r.units.clone()).unwrap_or_default();
    let key = output.key();
    let is_named = |id: &String| {
        let unit = workspace.unit(id);
        let names = unit.into_iter().flat_map(|u| std::iter::once(&u.name_th).chain(&u.aliases));
        names.map(|name| thai::key(name)).any(|name| !name.is_empty() && key.contains(&name))
    };
    let named: Vec<_> = all.iter().filter(|id| is_named(id)).cloned().collect();
    if named.is_empty() {
        Owners { units: all, each: output.each }
    } else {
        Owners { units: named, each: true }
    }
}

/// What the list is made from.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The agency with its rules.
    pub context: Context<'a>,
    /// Inputs as records.
    pub facts: &'a Facts,
    /// The scheme whose items are wanted.
    pub scheme: &'a Scheme,
    /// Measures of the half's year with their outcomes.
    pub outcomes: &'a [MeasureOutcome],
    /// Units × sheets.
    pub coverage: &'a [Coverage],
    /// The half.
    pub period: Period,
}

/// The list, by item in the order of the checklist.
#[must_use]
pub fn readiness(from: Sources<'_>) -> Vec<Ready> {
    let items = from.scheme.questions.iter().filter(|q| q.scale.is_none());
    let mut list = Vec::new();
    for item in items {
        let before = list.len();
        let topic = item.topic.clone().unwrap_or_default();
        let of_item = |m: &&MeasureOutcome| m.measure.item.get().is_some_and(|code| *code == item.code);
        for outcome in from.outcomes.iter().filter(of_item) {
            let outputs = from.context.contracts.output_words().outputs(outcome.measure.outputs.text());
            for (number, output) in (1..).zip(&outputs) {
                list.push(judge::output(from, &item.code, &topic, outcome, number, output));
            }
        }
        let sets = from.context.contracts.data_sets();
        let sets = sets.filter(|c| c.report.as_ref().is_some_and(|report| report.item == item.code));
        list.extend(sets.filter_map(|contract| data_set(from, contract, &topic)));
        // What the agency has no data of it does not owe.
        if list.len() == before && !from.context.contracts.is_without(&item.code) {
            list.push(Ready {
                topic,
                state: State::Missing,
                lacks: vec![Lack::NoMeasure],
                ..blank(&item.code, &item.text_th)
            });
        }
    }
    list
}

fn blank(item: &str, what: &str) -> Ready {
    Ready {
        item: item.to_owned(),
        topic: String::new(),
        measure: String::new(),
        number: 0,
        data_set: String::new(),
        what: what.to_owned(),
        quantity: None,
        counter: String::new(),
        kinds: Vec::new(),
        due: None,
        due_words: String::new(),
        each: false,
        state: State::Missing,
        lacks: Vec::new(),
        parts: Vec::new(),
    }
}

/// A data set that units send in and the program publishes; none where nobody is to send it.
fn data_set(from: Sources<'_>, contract: &Contract, topic: &str) -> Option<Ready> {
    let sheets = from.coverage.iter().filter_map(|row| {
        let sheet = row.sheets.iter().find(|sheet| sheet.kind == contract.name)?;
        Some((row.unit.clone()?, sheet))
    });
    let parts: Vec<_> = sheets
        .filter(|(_, sheet)| sheet.state != Sheet::NotExpected)
        .map(|(unit, sheet)| {
            let (state, lacks) = match sheet.state {
                Sheet::Submitted => (State::Ready, Vec::new()),
                Sheet::WithErrors => (State::Incomplete, vec![Lack::Errors]),
                _ => (State::Missing, vec![Lack::Unsent]),
            };
            Part {
                unit,
                state,
                lacks,
                given: Vec::new(),
                kinds: Vec::new(),
                made: None,
                updated: None,
                place: sheet.place.clone(),
            }
        })
        .collect();
    if parts.is_empty() {
        return None;
    }
    let report = contract.report.as_ref()?;
    Some(Ready {
        topic: topic.to_owned(),
        data_set: contract.name.clone(),
        due: check::due(from.context, from.facts, contract, from.period),
        each: true,
        state: judge::whole(&parts, true),
        parts,
        ..blank(&report.item, &contract.title)
    })
}

/// The due day of a measure, and its words where they are no day.
fn due(measure: &Measure) -> (Option<Date>, String) {
    match measure.due.get() {
        Some(Due::On(day)) => (Some(*day), String::new()),
        Some(Due::Continuous(words)) => (None, words.clone()),
        None => (None, String::new()),
    }
}

impl Lack {
    /// What is missing, in words.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::NoMeasure => Text::new("ไม่มีมาตรการของข้อนี้ในทะเบียน", "no measure of the register is for it"),
            Self::Unsent => Text::new("หน่วยงานยังไม่ส่งแบบ", "the unit has not sent its form"),
            Self::Evidence => Text::new("ยังไม่มีลิงก์หรือไฟล์", "neither a link nor a file"),
            Self::Form { line } => Text::new(
                format!("“{line}” ไม่ใช่ลิงก์หรือชื่อไฟล์"),
                format!("“{line}” is neither a link nor a file name"),
            ),
            Self::Kind { kind } => Text::new(format!("ขาด {kind}"), format!("{kind} is missing")),
            Self::Quantity { made: Some(made), of } => {
                Text::new(format!("มี {made} จาก {of}"), format!("{made} of {of}"))
            }
            Self::Quantity { made: None, of } => Text::new(
                format!("ต้องมี {of} แต่ยังไม่ระบุจำนวน"),
                format!("{of} wanted, but no number is stated"),
            ),
            Self::Errors => Text::new("แบบที่ส่งมีข้อผิดพลาด", "the sheet has errors"),
        }
    }
}
