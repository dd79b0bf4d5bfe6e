//! The director's memorandum (บันทึกข้อความ): what was done, what is late, what is to be decided. It is internal and
//! keeps orders out of the public report.
//!
//! Comes in: the model. Goes out: figures for the template of its text, and the page. Never: a figure that the
//! report does not have.

use super::reminder::reminders;
use crate::check::Coverage;
use crate::model::Remark;
use crate::ready::{agenda, overdue, share};
use crate::report::Model;
use crate::report::document::{Attachment, Meta};
use crate::report::progress::decisions::{SOON, is_due_on, is_due_soon};
use crate::report::progress::figures::Tally;
use crate::report::progress::internal_meta;
use crate::score::progress::{MeasureOutcome, Standing};
use serde::Serialize;
use std::collections::BTreeSet;

/// Names in a list of the memorandum.
const MOST: usize = 5;

/// Letters of a measure's title there; the report has it whole.
const LONGEST_TITLE: usize = 90;

/// A name with a number: a unit with what it owes, a standing with its measures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Owing {
    /// Name.
    pub name: String,
    /// How many things.
    pub count: String,
}

/// An overdue measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Overdue {
    /// Code.
    pub code: String,
    /// Title on one line, its beginning where it is long.
    pub title: String,
}

/// Figures of the memorandum, in the digits of the documents.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// Half and year.
    pub period: String,
    /// The year: `พ.ศ. ๒๕๖๘`.
    pub year: String,
    /// The half: `รอบ ๖ เดือนแรก`.
    pub half: String,
    /// Day that the figures are of.
    pub as_of: String,
    /// Measures.
    pub measures: String,
    /// Finished, in time or late.
    pub finished: String,
    /// Percent finished; empty without measures.
    pub finished_percent: String,
    /// Under way.
    pub under_way: String,
    /// The other standings that measures have, with how many: with those finished and under way they are all.
    pub others: Vec<Owing>,
    /// Overdue measures: the same number as in `others`, and as in the report.
    pub overdue: String,
    /// Measures besides those whose day is past without a report of the units in arrears.
    pub past_silent: Vec<Overdue>,
    /// How many more there are; empty for none.
    pub past_silent_more: String,
    /// How many they are; empty for none.
    pub past_silent_count: String,
    /// Measures that no unit reported on.
    pub silent: String,
    /// Reports received.
    pub reported: String,
    /// Reports expected.
    pub expected: String,
    /// Units.
    pub units: String,
    /// Units that sent every sheet.
    pub complete: String,
    /// Outputs and data sets of the checklist that are ready.
    pub ready: String,
    /// All of them.
    pub outputs: String,
    /// Of these not ready; empty for none.
    pub unready: String,
    /// Check-ins held, of those expected.
    pub held: String,
    /// Check-ins expected.
    pub check_ins: String,
    /// Points to correct in workbooks of the half.
    pub wrong: String,
    /// Whether there are any.
    pub has_wrong: bool,
    /// Points to look at there, which may be right; empty for none.
    pub doubtful: String,
    /// Units with sheets that are not there, the most first.
    pub owing_sheets: Vec<Owing>,
    /// Units beyond those; empty for none.
    pub more_sheets: String,
    /// Units with overdue measures as the report counts them, the most first.
    pub owing_measures: Vec<Owing>,
    /// Units beyond those; empty for none.
    pub more_measures: String,
    /// Items of the checklist with something due and missing.
    pub items: Vec<String>,
    /// Codes of overdue measures.
    pub overdue_codes: Vec<String>,
    /// The first of them with their titles.
    pub overdue_first: Vec<Overdue>,
    /// How many more there are; empty for none.
    pub overdue_more: String,
    /// Reports that are expected and not there; empty for none.
    pub missing_reports: String,
    /// Units that owe them, the most first.
    pub missing_units: Vec<Owing>,
    /// Units beyond those; empty for none.
    pub more_missing: String,
    /// Units among those that sent their forms that owe reports of some measures; empty for none.
    pub partial_units: String,
    /// Measures that fall due in the next days and are not finished; empty for none.
    pub soon: String,
    /// The days.
    pub soon_days: String,
    /// Codes of those among them that fall due on the as-of day itself.
    pub due_today: Vec<String>,
    /// Reports of work that has not begun; empty for none.
    pub not_begun: String,
    /// Of these, those that are overdue besides; empty for none.
    pub not_begun_late: String,
    /// Check-ins that are missing; empty for none.
    pub unheld: String,
    /// Remarks of reviewers that nobody has closed; empty for none.
    pub remarks: String,
}

/// The figures.
#[must_use]
pub fn figures(model: &Model<'_>) -> Figures {
    let w = model.words();
    let tally = Tally::measures(model.outcomes);
    let pairs: Vec<_> = model.outcomes.iter().flat_map(|m| &m.outcomes).collect();
    let reported = pairs.iter().filter(|o| o.standing != Standing::NotReported).count();
    let units: Vec<_> = model.coverage.iter().filter(|row| row.unit.is_some()).collect();
    let complete = units.iter().filter(|row| row.wanting().next().is_none()).count();
    let (ready, outputs) = share(model.readiness.iter());
    let check_ins = crate::score::monitoring::totals(model.outcomes);
    let reminders = reminders(model);
    let wrong: usize = reminders.iter().map(|reminder| reminder.wrong.len()).sum();
    let doubtful: usize = reminders.iter().map(|reminder| reminder.doubtful.len()).sum();
    let owing_sheets = ranked(units.iter().map(|row| (*row, row.wanting().count())));
    let overdue_of = |id: &Option<String>| {
        id.as_ref().map_or(0, |id| Tally::unit(model.outcomes, id).count(Standing::Overdue))
    };
    let owing = ranked(units.iter().map(|row| (*row, overdue_of(&row.unit))));
    let late: Vec<_> = model.outcomes.iter().filter(|m| m.standing == Standing::Overdue).collect();
    let silent = past_silent(model, &units);
    let owed = |list: &[(&Coverage, usize)]| {
        let first = list.iter().take(MOST);
        first.map(|(row, count)| Owing { name: row.name.clone(), count: w.size(*count) }).collect()
    };
    let none_if_zero = |count: usize| if count == 0 { String::new() } else { w.size(count) };
    let missing: Vec<_> = pairs.iter().filter(|o| o.standing == Standing::NotReported).collect();
    let owes = |row: &Coverage| missing.iter().filter(|o| row.unit.as_ref() == Some(&o.unit)).count();
    let missing_units = ranked(units.iter().map(|row| (*row, owes(row))));
    let has_sent = |row: &Coverage| row.wanting().next().is_none();
    let idle: Vec<_> = pairs.iter().filter(|o| o.is_idle()).collect();
    let idle_late = idle.iter().filter(|o| o.standing == Standing::Overdue).count();
    let unheld = check_ins.expected - check_ins.counted;
    let beyond = |list: &[(&Coverage, usize)]| none_if_zero(list.len().saturating_sub(MOST));
    let mut items: Vec<String> = Vec::new();
    for row in model.readiness.iter().filter(|row| row.is_late(model.as_of)) {
        let item = w.text(&row.item);
        if !items.contains(&item) {
            items.push(item);
        }
    }
    Figures {
        period: w.period(model.period),
        year: w.year(model.fiscal_year()),
        half: w.half(model.period.half),
        as_of: w.date(model.as_of),
        measures: w.size(tally.total()),
        finished: w.size(tally.finished()),
        finished_percent: tally.finished_share().map_or_else(String::new, |share| w.number(share, 2)),
        under_way: w.size(tally.count(Standing::UnderWay)),
        others: [Standing::NotStarted, Standing::Overdue, Standing::NotReported]
            .into_iter()
            .filter(|standing| tally.count(*standing) > 0)
            .map(|s| Owing { name: s.thai().to_owned(), count: w.size(tally.count(s)) })
            .collect(),
        overdue: w.size(late.len()),
        past_silent_count: none_if_zero(silent.len()),
        past_silent_more: none_if_zero(silent.len().saturating_sub(MOST)),
        past_silent: silent.iter().take(MOST).map(|m| overdue_measure(model, m)).collect(),
        silent: w.size(tally.count(Standing::NotReported)),
        reported: w.size(reported),
        expected: w.size(pairs.len()),
        units: w.size(units.len()),
        complete: w.size(complete),
        ready: w.size(ready),
        outputs: w.size(outputs),
        unready: none_if_zero(outputs - ready),
        held: w.count(check_ins.counted),
        check_ins: w.count(check_ins.expected),
        wrong: w.size(wrong),
        has_wrong: wrong > 0,
        doubtful: none_if_zero(doubtful),
        owing_sheets: owed(&owing_sheets),
        more_sheets: beyond(&owing_sheets),
        more_measures: beyond(&owing),
        owing_measures: owed(&owing),
        items,
        overdue_first: late.iter().take(MOST).map(|m| overdue_measure(model, m)).collect(),
        overdue_more: none_if_zero(late.len().saturating_sub(MOST)),
        missing_reports: none_if_zero(missing.len()),
        partial_units: none_if_zero(missing_units.iter().filter(|(row, _)| has_sent(row)).count()),
        missing_units: owed(&missing_units),
        more_missing: beyond(&missing_units),
        soon: none_if_zero(model.outcomes.iter().filter(|m| is_due_soon(m, model.as_of)).count()),
        soon_days: w.count(SOON.into()),
        due_today: model
            .outcomes
            .iter()
            .filter(|m| is_due_on(m, model.as_of))
            .map(|m| w.text(&m.measure.code))
            .collect(),
        not_begun: none_if_zero(idle.len()),
        not_begun_late: none_if_zero(idle_late),
        unheld: if unheld > 0 { w.count(unheld) } else { String::new() },
        remarks: none_if_zero(Remark::open(&model.facts.remarks, model.fiscal_year())),
        overdue_codes: late.iter().map(|m| w.text(&m.measure.code)).collect(),
    }
}

/// Measures past their day of which the units in arrears sent no report: with those that stand as overdue they are what
/// reminders and `status` call past due.
fn past_silent<'a>(model: &Model<'a>, units: &[&Coverage]) -> Vec<&'a MeasureOutcome> {
    let agendas: Vec<_> = units.iter().map(|row| agenda(row, model.outcomes, model.as_of)).collect();
    let past: BTreeSet<&str> = agendas.iter().flat_map(|days| overdue(days)).collect();
    let is_silent = |m: &&MeasureOutcome| m.standing != Standing::Overdue;
    model.outcomes.iter().filter(|m| past.contains(m.measure.code.as_str())).filter(is_silent).collect()
}

fn overdue_measure(model: &Model<'_>, outcome: &MeasureOutcome) -> Overdue {
    let title: Vec<_> = outcome.measure.title.text().split_whitespace().collect();
    let mut title = title.join(" ");
    if let Some((end, _)) = title.char_indices().nth(LONGEST_TITLE) {
        title.truncate(end);
        // Not within a word, where there is a blank.
        title.truncate(title.rfind(' ').unwrap_or(title.len()));
        title.push_str(" …");
    }
    Overdue { code: model.words().text(&outcome.measure.code), title }
}

/// Those with a count above nothing, the highest first; of equal ones the first in the order of `agency.toml`.
fn ranked<'a>(counts: impl Iterator<Item = (&'a Coverage, usize)>) -> Vec<(&'a Coverage, usize)> {
    let mut counts: Vec<_> = counts.filter(|(_, count)| *count > 0).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

/// A piece of the memorandum's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "text")]
pub enum Block {
    /// A heading.
    Heading(String),
    /// An item of a list.
    Item(String),
    /// A paragraph.
    Paragraph(String),
}

/// A label with its value at the head of the page.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// ส่วนราชการ, เรื่อง, …
    pub label: String,
    /// What stands behind it.
    pub value: String,
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    /// Properties and marks.
    pub meta: Meta,
    /// Always empty: it is internal.
    pub attachments: Vec<Attachment>,
    /// บันทึกข้อความ
    pub title: String,
    /// Lines below the title, each of one label or more.
    pub head: Vec<Vec<Line>>,
    /// The text.
    pub body: Vec<Block>,
    /// Lines of the signature, and of the order below it.
    pub signatures: Vec<Vec<String>>,
}

/// The page from its text, `template` filled in: `label: value` lines before the first blank line, several of them
/// beside each other with `|` between them, then headings (`# `), items (`- `) and paragraphs; a block that begins with `~` is a signature.
#[must_use]
pub fn document(model: &Model<'_>, title: &str, text: &str) -> Document {
    let (head, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let of = |(label, value): (&str, &str)| Line {
        label: label.trim().to_owned(),
        value: value.trim().to_owned(),
    };
    let head: Vec<Vec<Line>> = head
        .lines()
        .map(|line| line.split('|').filter_map(|part| part.split_once(':')).map(of).collect())
        .collect();
    let (mut body, mut signatures) = (Vec::new(), Vec::new());
    for line in rest.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match (line.strip_prefix("# "), line.strip_prefix("- "), line.strip_prefix('~')) {
            (Some(heading), ..) => body.push(Block::Heading(heading.to_owned())),
            (_, Some(item), _) => body.push(Block::Item(item.to_owned())),
            (.., Some(signature)) => {
                signatures.push(signature.split('|').map(|part| part.trim().to_owned()).collect());
            }
            _ => body.push(Block::Paragraph(line.to_owned())),
        }
    }
    Document {
        meta: internal_meta(model, title),
        attachments: Vec::new(),
        title: title.to_owned(),
        head,
        body,
        signatures,
    }
}

#[cfg(test)]
mod tests;
