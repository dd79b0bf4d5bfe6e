//! Rows and columns of a form that sum up others: checked, never read as records.

use super::read::{Reader, plain};
use crate::diagnostic::{Code, Diagnostic};
use crate::ingest::{RawCell, RawValue};
use crate::model::{Origin, Text};
use crate::thai;
use std::collections::BTreeMap;

/// Half a satang: sums of two decimals differ by less only through binary fractions.
const TOLERANCE: f64 = 0.005;
/// Rows and digits that make the sum of some rows no accident, where a label may be a name.
const FEWEST_ROWS: usize = 2;
const FEWEST_DIGITS: usize = 5;

/// Sums of the columns so far.
#[derive(Default)]
pub(super) struct Sums {
    /// By column: of all rows, and since the total before; none once a cell could not be read.
    columns: BTreeMap<u32, (Option<f64>, Option<f64>)>,
    /// Rows so far, and since the total before.
    rows: usize,
    since: usize,
    /// By column: what was carried from another page.
    carried: BTreeMap<u32, f64>,
    /// The last total, where it is that of all rows above it.
    grand: Option<(u32, u32)>,
    /// The first row with a figure below it, and how many there are.
    below: Option<((u32, u32), usize)>,
}

impl Sums {
    /// A row with the values of the columns that are summed up.
    pub(super) fn row<'a>(
        &mut self,
        place: (u32, u32),
        values: impl Iterator<Item = (u32, Option<&'a RawValue>)>,
    ) {
        let mut has_figure = false;
        for (col, value) in values {
            has_figure |= value.and_then(number).is_some_and(|number| number != 0.0);
            self.add(col, value);
        }
        self.rows += 1;
        self.since += 1;
        if self.grand.is_some() && has_figure {
            let (first, count) = self.below.unwrap_or((place, 0));
            self.below = Some((first, count + 1));
        }
    }

    fn add(&mut self, col: u32, value: Option<&RawValue>) {
        let part = match value {
            None => Some(0.0),
            Some(value) => number(value),
        };
        let sums = self.columns.entry(col).or_insert((Some(0.0), Some(0.0)));
        let plus = |sum: Option<f64>| Some(sum? + part?);
        *sums = (plus(sums.0), plus(sums.1));
    }

    /// The finding about a total that differs from its rows.
    pub(super) fn check(&self, cell: &RawCell, origin: &Origin) -> Option<Diagnostic> {
        let total = number(&cell.value).filter(|_| self.rows > 0)?;
        let (all, since) = *self.columns.get(&cell.col)?;
        let (all, since) = (all?, since?);
        let carried = self.carried.get(&cell.col).copied().unwrap_or(0.0);
        let sums = [all, since, all + carried, since + carried];
        let differs = sums.iter().all(|sum| (total - sum).abs() > TOLERANCE);
        differs.then(|| mismatch(total, if since > 0.0 { since } else { all }, origin))
    }

    /// A total with its cells in the columns that are summed up. Behind that of a group the table goes on.
    pub(super) fn total(&mut self, cells: &[&RawCell], is_of_group: bool) {
        let agrees = |cell: &RawCell| {
            let (total, sums) = (number(&cell.value), self.columns.get(&cell.col));
            total
                .zip(sums.and_then(|sums| sums.0))
                .is_some_and(|(total, all)| (total - all).abs() <= TOLERANCE)
        };
        let figures = || cells.iter().filter(|cell| number(&cell.value).is_some_and(|figure| figure != 0.0));
        let is_grand = !is_of_group && self.rows > 1 && figures().all(|cell| agrees(cell));
        self.grand = figures().next().filter(|_| is_grand).map(|cell| (cell.row, cell.col));
        self.below = None;
        self.since = 0;
        self.columns.values_mut().for_each(|sums| sums.1 = Some(0.0));
    }

    /// Whether figures are the sums of all rows, or of those since the total before, each of them, and no accident: of
    /// several rows, with as many digits as a record does not have by chance.
    pub(super) fn agree(&self, cells: &[RawCell]) -> bool {
        let figures =
            cells.iter().filter_map(|cell| Some((number(&cell.value)?, self.columns.get(&cell.col)?)));
        let figures: Vec<_> = figures.filter(|(figure, _)| *figure != 0.0).collect();
        let is = |sum: Option<f64>, figure: f64| sum.is_some_and(|sum| (sum - figure).abs() <= TOLERANCE);
        let of_all = self.rows >= FEWEST_ROWS && figures.iter().all(|(figure, sums)| is(sums.0, *figure));
        let of_group = self.since >= FEWEST_ROWS && figures.iter().all(|(figure, sums)| is(sums.1, *figure));
        let digits: usize = figures.iter().map(|(figure, _)| thai::significant_digits(*figure)).sum();
        let many = digits >= FEWEST_DIGITS || (figures.len() > 1 && digits + 1 >= FEWEST_DIGITS);
        many && (of_all || of_group)
    }

    /// Figures that are carried from another page: the next total may hold them.
    pub(super) fn carry(&mut self, cells: &[&RawCell]) {
        self.carried.extend(cells.iter().filter_map(|cell| Some((cell.col, number(&cell.value)?))));
    }

    /// What comes next is a part of its own, under a heading, or nothing more: the finding about rows below the total of
    /// all rows.
    pub(super) fn part(&mut self, at: &Origin) -> Option<Diagnostic> {
        let (total, (first, count)) = self.grand.take().zip(self.below.take())?;
        Some(super::below_a_total(&at.at(first.0, first.1), count, &at.at(total.0, total.1)))
    }
}

/// The number of a cell; a dash counts as nothing.
fn number(value: &RawValue) -> Option<f64> {
    match value {
        RawValue::Number(number) => Some(*number),
        RawValue::Text(_) => {
            let text = plain(value);
            if matches!(text.as_str(), "-" | "–" | "—") { Some(0.0) } else { thai::parse_number(&text) }
        }
        _ => None,
    }
}

/// The parts of sums in a row that are no numbers: nobody else looks at them.
pub(super) fn unreadable(reader: &Reader<'_>, row: u32) -> Vec<Diagnostic> {
    let parts = reader.fit.across.iter().filter(|a| a.key.is_some());
    let bad = parts.filter_map(|a| {
        let value = reader.grid.value(row, a.col).filter(|value| number(value).is_none())?;
        let found = value.display();
        let shown = crate::thai::normalise(&found);
        Some(
            Diagnostic::new(
                Code::ValueNotNumber,
                &reader.at.at(row, a.col),
                Text::new(
                    format!("พบ “{shown}” ต้องเป็นตัวเลข จึงตรวจยอดรวมของแถวไม่ได้"),
                    format!("found “{shown}”, must be a number: the row's total cannot be checked"),
                ),
                Text::new(
                    "กรอกเป็นตัวเลข ถ้าไม่มีให้กรอก 0 แล้วส่งใหม่",
                    "write a number, 0 if there is none, and send it again",
                ),
            )
            .found(found),
        )
    });
    bad.collect()
}

/// The columns of sums in a row against the row's own values: all of them, or those since the sum before, as sums of
/// quarters are.
pub(super) fn across(reader: &Reader<'_>, row: u32, findings: &mut Vec<Diagnostic>) {
    let sums_are_read = reader.fit.layout.across.as_ref().is_some_and(|across| across.field.is_empty());
    let totals = || reader.fit.across.iter().filter(|a| a.key.is_none());
    for total in totals() {
        let Some(given) = reader.grid.value(row, total.col).and_then(number) else { continue };
        let before = totals().filter(|a| a.kind == total.kind && a.col < total.col).map(|a| a.col).max();
        let sum = |cols: std::ops::Range<u32>| -> Option<f64> {
            let parts = reader
                .fit
                .across
                .iter()
                .filter(|a| a.key.is_some() && a.kind == total.kind && cols.contains(&a.col));
            parts.map(|a| reader.grid.value(row, a.col).map_or(Some(0.0), number)).sum()
        };
        let all = sum(0..u32::MAX);
        // A sum that is read itself is the sum of all.
        let is_read = sums_are_read && !totals().any(|a| a.kind == total.kind && a.col > total.col);
        let since = sum(before.unwrap_or(0)..total.col).filter(|_| !is_read);
        let agrees = |sum: &f64| (given - sum).abs() <= TOLERANCE;
        if let Some(all) = all.filter(|all| !agrees(all) && !since.as_ref().is_some_and(agrees)) {
            findings.push(mismatch(given, all, &reader.at.at(row, total.col)));
        }
    }
}

fn mismatch(total: f64, sum: f64, origin: &Origin) -> Diagnostic {
    let shown = |n: f64| thai::format_number(n, if n.fract() == 0.0 { 0 } else { 2 });
    let (total, sum) = (shown(total), shown(sum));
    Diagnostic::new(
        Code::TotalMismatch,
        origin,
        Text::new(
            format!("ยอดรวมเขียน {total} แต่ค่าที่อ่านได้รวมกันเป็น {sum}"),
            format!("the total says {total}, but the values that were read add up to {sum}"),
        ),
        Text::new(
            "ตรวจยอดรวมและทุกค่าที่นำมารวม แล้วส่งใหม่",
            "check the total and every value in it, then send it again",
        ),
    )
    .found(total)
    .nearest(Some(sum))
}
