//! What one unit is reminded of.
//!
//! Comes in: the model. Goes out: missing sheets, errors at their cells, open measures and outputs with their days.
//! Never: tells a unit of another's work.

use crate::check::{Coverage, State};
use crate::contract::CoreSheet;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::ready::{Day, agenda};
use crate::report::Model;
use crate::thai::Date;
use serde::Serialize;

/// Things due later than this are not mentioned yet, in days.
const SOON: i32 = 31;

/// A day as the letters show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct When {
    /// The day, in the digits of the documents; the register's words where it gives no day.
    pub day: String,
    /// Days left, negative when it is past; none without a day.
    pub left: Option<i32>,
    /// The same without its sign, in the digits of the documents.
    pub days: String,
    /// For sorting and for the sheet.
    #[serde(skip)]
    pub date: Option<Date>,
}

/// Sheets that are missing or blank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sheets {
    /// Names of the sheets in the form.
    pub names: Vec<String>,
    /// Until when.
    pub when: When,
}

/// A finding at its cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wrong {
    /// The file, by its name alone.
    pub file: String,
    /// Sheet; empty where the finding is about the file.
    pub sheet: String,
    /// Cell in Excel's letters; empty where it is about the sheet.
    pub cell: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub action: String,
}

/// A measure or an output that is not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Task {
    /// Code of the measure.
    pub code: String,
    /// Item of the checklist; empty without one.
    pub item: String,
    /// What is wanted.
    pub what: String,
    /// What is missing; empty for a measure.
    pub lacks: String,
    /// A measure that the unit has never reported.
    pub silent: bool,
    /// Until when.
    pub when: When,
}

/// Everything that one unit has to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reminder {
    /// Unit id.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Sheets to send, by day.
    pub sheets: Vec<Sheets>,
    /// Sheets that were never sent in a half with no day for them.
    pub undated: Vec<String>,
    /// Errors in sheets of the half and in the year's register, in the order of files, sheets and cells.
    pub wrong: Vec<Wrong>,
    /// Warnings there: what may be right and has to be looked at.
    pub doubtful: Vec<Wrong>,
    /// Measures that are due soon or past due.
    pub measures: Vec<Task>,
    /// Outputs of measures that are reported as finished.
    pub outputs: Vec<Task>,
}

impl Reminder {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sheets.is_empty()
            && self.undated.is_empty()
            && self.wrong.is_empty()
            && self.doubtful.is_empty()
            && self.measures.is_empty()
            && self.outputs.is_empty()
    }

    /// The first day that something is due.
    #[must_use]
    pub fn next(&self) -> Option<Date> {
        let sheets = self.sheets.iter().map(|s| &s.when);
        let tasks = self.measures.iter().chain(&self.outputs).map(|t| &t.when);
        sheets.chain(tasks).filter_map(|when| when.date).min()
    }
}

fn when(model: &Model<'_>, day: Option<Date>, words: &str) -> When {
    let w = model.words();
    let left = day.map(|day| day.days_since(model.as_of));
    When {
        day: day.map_or_else(|| w.text(words), |day| w.short_date(day)),
        days: left.map_or_else(String::new, |left| w.count(i64::from(left.abs()))),
        left,
        date: day,
    }
}

/// One for each unit, in the order of `agency.toml`.
#[must_use]
pub fn reminders(model: &Model<'_>) -> Vec<Reminder> {
    model.workspace.units.iter().map(|unit| of_unit(model, &unit.id, &unit.name_th)).collect()
}

fn of_unit(model: &Model<'_>, id: &str, name: &str) -> Reminder {
    let coverage = model.coverage.iter().find(|row| row.unit.as_deref() == Some(id));
    let days = coverage.map(|row| agenda(row, model.outcomes, model.as_of)).unwrap_or_default();
    let undated = coverage.into_iter().flat_map(Coverage::wanting).filter(|sheet| sheet.due.is_none());
    let sheets = days
        .iter()
        .filter(|day| !day.sheets.is_empty())
        .map(|day| Sheets { names: day.sheets.clone(), when: when(model, Some(day.due), "") });
    let soon: Vec<&Day> = days.iter().filter(|day| day.left <= SOON).collect();
    let mut measures: Vec<Task> = soon
        .iter()
        .flat_map(|day| {
            day.measures.iter().map(|open| Task {
                code: open.code.clone(),
                item: open.item.clone(),
                what: model.words().text(&open.title),
                lacks: String::new(),
                silent: open.silent,
                when: when(model, Some(day.due), ""),
            })
        })
        .collect();
    // Stable: what was never reported comes first, whatever its day, and is not lost among the further ones.
    measures.sort_by_key(|task| !task.silent);
    Reminder {
        unit: id.to_owned(),
        name: name.to_owned(),
        sheets: sheets.collect(),
        undated: undated.map(|sheet| sheet.sheet.clone()).collect(),
        wrong: findings(model, id, Severity::Error),
        doubtful: findings(model, id, Severity::Warning),
        outputs: outputs(model, id, &soon),
        measures,
    }
}

/// Whether a finding is about a sheet of the half, or about the register of its year. A sheet of which the half is not
/// known counts by the year's folder that its file lies in.
#[must_use]
pub fn concerns(model: &Model<'_>, finding: &Diagnostic) -> bool {
    let place = &finding.place;
    let sheets = model.facts.submissions.iter().chain(&model.facts.strays);
    let sheet = sheets
        .filter(|s| s.origin.file[..] == place.file)
        .find(|s| place.sheet.as_deref() == Some(&s.origin.sheet[..]));
    match sheet.map(|sheet| (sheet, sheet.period)) {
        Some((_, Some(period))) => period == model.period,
        Some((sheet, None)) if sheet.kind == CoreSheet::Measures.name() => {
            sheet.fiscal_year == model.fiscal_year()
        }
        _ => {
            let file = model.workspace.files.iter().find(|file| file.name == place.file);
            file.is_some_and(|file| file.fiscal_year == model.fiscal_year())
        }
    }
}

/// Findings of one weight that the unit can do something about.
fn findings(model: &Model<'_>, unit: &str, severity: Severity) -> Vec<Wrong> {
    // A blank form is among the sheets that are still to come.
    let own = model.coverage.iter().filter(|row| row.unit.as_deref() == Some(unit));
    let blanks: Vec<&str> = own
        .flat_map(|row| &row.sheets)
        .filter(|sheet| sheet.state == State::Blank)
        .filter_map(|sheet| sheet.place.as_deref())
        .collect();
    let is_of = |d: &Diagnostic, place: &str| {
        d.place.sheet.as_ref().is_some_and(|sheet| place == format!("{} [{sheet}]", d.place.file))
    };
    let theirs = |d: &&Diagnostic| {
        d.unit.as_deref() == Some(unit)
            && d.severity == severity
            && d.accepted.is_none()
            && concerns(model, d)
            && !d.place.file.is_empty()
            && d.place.sheet.is_some()
            && !(d.code == Code::SheetEmpty && blanks.iter().any(|place| is_of(d, place)))
    };
    model
        .diagnostics
        .iter()
        .filter(theirs)
        .map(|d| Wrong {
            file: d.place.file.rsplit('/').next().unwrap_or(&d.place.file).to_owned(),
            sheet: d.place.sheet.clone().unwrap_or_default(),
            cell: d.place.a1().unwrap_or_default(),
            message: d.message.th.clone(),
            action: d.action_for_office(),
        })
        .collect()
}

/// Outputs that the unit owes although its measure is not among the open ones, which say the same.
fn outputs(model: &Model<'_>, unit: &str, days: &[&Day]) -> Vec<Task> {
    let is_open = |code: &str| days.iter().flat_map(|day| &day.measures).any(|open| open.code == code);
    let mut tasks = Vec::new();
    for row in model.readiness.iter().filter(|row| !row.measure.is_empty() && !is_open(&row.measure)) {
        let soon = row.due.is_none_or(|due| due.days_since(model.as_of) <= SOON);
        for part in row.wanting().filter(|part| soon && part.unit == unit) {
            let lacks: Vec<_> = part.lacks.iter().map(|lack| model.words().text(&lack.text().th)).collect();
            tasks.push(Task {
                code: row.measure.clone(),
                item: row.item.clone(),
                what: model.words().text(&row.what),
                lacks: lacks.join(", "),
                silent: false,
                when: when(model, row.due, &row.due_words),
            });
        }
    }
    tasks
}
