//! Rows below a header that are no records: totals, means, numbers of columns, units, repeated headers,
//! signatures, and lines that say that there is nothing to report.
//!
//! Comes in: the values of a row, or all rows of a table once they are read. Goes out: what each row is.
//! Never: believes a label against the figures. A row that equals the sum of the rows above it is no record
//! whatever it is called, and a name that begins like a total is a record when its figures are its own.

use super::no_record;
use super::rows::identity;
use super::running::{Running, mark};
use super::sheet::{Row, RowKind};
use crate::contract::{Claim, Contract, FieldType, RowWords};
use crate::diagnostic::{ACCEPT, Code, Diagnostic};
use crate::ingest::RawValue;
use crate::model::{Absence, Text};
use crate::thai;

/// A remark fills this many cells at most; a data row that starts with such a word fills more.
pub(super) const REMARK_CELLS: usize = 2;
/// Half a satang: sums of two decimals differ by less only through binary fractions.
pub(super) const TOLERANCE: f64 = 0.005;
/// Rows, and the least figure, that a row can be nearly the sum of; a few small numbers are near to each other.
const FEWEST_NEAR: usize = 3;
const LEAST_NEAR: f64 = 1000.0;
/// Rows that the sum of a group is looked for in, and the digits that make it no accident: many groups are tried.
const LARGEST_GROUP: usize = 200;
const FEWEST_DIGITS: usize = 6;
/// Before the unit of a table.
pub(super) const UNIT_WORD: &str = "หน่วย";
/// Columns that are numbered in a row of plain numbers; fewer may be data.
const FEWEST_NUMBERED: usize = 3;

/// What a row looks like before its cells are read.
pub(super) enum Look {
    Record,
    /// A record, or a total whose label is blank or may be a name: the figures decide.
    Doubtful(Doubt),
    Total(RowKind),
    /// Nothing that is read: remarks, numbers of columns, units, a repeated header.
    Furniture,
    /// A line that shows how to fill in the form: the column of its label.
    Example(usize),
    /// Nothing to report: the column of the words.
    Nothing(usize),
}

/// Why a row may be a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// A cell that names the record is blank.
    Unnamed,
    /// The label begins like a total's.
    Label,
    /// The label says that it is a part of other rows, or what they are compared with.
    Part,
}

/// What a row is, from its values in the order of the contract's columns.
pub(super) fn look(words: &RowWords, contract: &Contract, raw: &[Option<&RawValue>]) -> Look {
    let used = raw.iter().flatten().count();
    if is_numbering(raw, used) || is_units(contract, raw) || is_header(contract, raw, used) {
        return Look::Furniture;
    }
    let label = label(contract, raw);
    let is_day = |at: usize, text: &str| {
        contract.fields[at].kind != FieldType::Date && thai::parse_date(&thai::normalised(text)).is_ok()
    };
    if used == 1 && label.is_some_and(|(at, text)| is_note(text) || words.is_line(text) || is_day(at, text)) {
        return Look::Furniture;
    }
    if used > 0 && raw.iter().flatten().all(|v| is_dash(v)) {
        return Look::Nothing(raw.iter().position(Option::is_some).unwrap_or(0));
    }
    let claim = label.and_then(|(at, text)| Some((at, words.claim(text)?)));
    let sums_up = contract.fields.iter().any(|f| f.total);
    match claim {
        Some((_, Claim::Sum)) => Look::Total(RowKind::Total),
        Some((_, Claim::GroupSum)) => Look::Total(RowKind::GroupTotal),
        Some((_, Claim::Carried)) => Look::Total(RowKind::Carried),
        Some((_, Claim::Derived)) => Look::Total(RowKind::Derived),
        Some((_, Claim::Remark)) if used <= REMARK_CELLS => Look::Furniture,
        Some((at, Claim::Example)) => Look::Example(at),
        Some((at, Claim::Nothing)) if is_first(raw, at) => Look::Nothing(at),
        Some((_, Claim::Perhaps)) if sums_up => Look::Doubtful(Doubt::Label),
        Some((_, Claim::Part)) if sums_up => Look::Doubtful(Doubt::Part),
        _ if sums_up && lacks_name(contract, raw) => Look::Doubtful(Doubt::Unnamed),
        _ => Look::Record,
    }
}

/// Whether a row can be part of a block of signatures that has begun: few cells and no figures.
pub(super) fn is_signed(raw: &[Option<&RawValue>]) -> bool {
    let mut cells = raw.iter().flatten();
    cells.clone().count() <= REMARK_CELLS && cells.all(|v| matches!(v, RawValue::Text(_) | RawValue::Date(_)))
}

/// Whether a row begins a block of signatures.
pub(super) fn signs(words: &RowWords, raw: &[Option<&RawValue>]) -> bool {
    is_signed(raw) && raw.iter().flatten().any(|v| matches!(v, RawValue::Text(t) if words.is_signature(t)))
}

/// Whether a row holds a figure other than nought.
pub(super) fn has_figures(raw: &[Option<&RawValue>]) -> bool {
    raw.iter().flatten().any(|value| match value {
        RawValue::Number(number) | RawValue::Percent(number) => *number != 0.0,
        RawValue::Text(text) => thai::parse_number(&thai::normalised(text)).is_some_and(|n| n != 0.0),
        _ => false,
    })
}

fn is_first(raw: &[Option<&RawValue>], at: usize) -> bool {
    raw.iter().position(Option::is_some) == Some(at)
}

/// The text that names a row: its first cell, or the first text where the cells that name a record are blank.
fn label<'a>(contract: &Contract, raw: &[Option<&'a RawValue>]) -> Option<(usize, &'a str)> {
    let text = |at: usize| match raw.get(at)? {
        Some(RawValue::Text(text)) => Some((at, text.as_str())),
        _ => None,
    };
    let first = raw.iter().position(Option::is_some)?;
    match text(first) {
        Some(found) => Some(found),
        None if lacks_name(contract, raw) => (0..raw.len()).find_map(text),
        None => None,
    }
}

/// Whether a required cell that identifies the record is blank.
fn lacks_name(contract: &Contract, raw: &[Option<&RawValue>]) -> bool {
    contract
        .primary_key
        .iter()
        .filter_map(|name| contract.position(name))
        .any(|at| contract.fields[at].constraints.required && raw.get(at).is_some_and(Option::is_none))
}

/// (1) (2) (3), or 1, 2, 3 in at least three columns: numbers of columns below a header.
fn is_numbering(raw: &[Option<&RawValue>], used: usize) -> bool {
    let mut bracketed = true;
    for (at, value) in raw.iter().flatten().enumerate() {
        #[allow(clippy::cast_precision_loss)] // a handful of columns
        let wanted = (at + 1) as f64;
        let number = match value {
            RawValue::Number(number) => {
                bracketed = false;
                Some(*number)
            }
            RawValue::Text(text) => {
                let plain = text.trim();
                let inner = plain.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
                bracketed &= inner.is_some();
                thai::parse_number(inner.unwrap_or(plain))
            }
            _ => None,
        };
        if number.is_none_or(|n| (n - wanted).abs() > f64::EPSILON) {
            return false;
        }
    }
    used >= if bracketed { 2 } else { FEWEST_NUMBERED }
}

/// A line with the unit of each column, as the contract has it: (คน) (บาท). Another unit is read as data, and
/// found there.
fn is_units(contract: &Contract, raw: &[Option<&RawValue>]) -> bool {
    let mut cells = contract.fields.iter().zip(raw).filter_map(|(spec, value)| Some((spec, (*value)?)));
    cells.clone().next().is_some()
        && cells.all(|(spec, value)| {
            let RawValue::Text(text) = value else { return false };
            let is_marked = text.contains('(') || thai::key(text).starts_with(UNIT_WORD);
            let key = thai::key(text);
            let unit = key.strip_prefix(UNIT_WORD).unwrap_or(&key);
            is_marked && !spec.unit.is_empty() && unit == thai::key(&spec.unit)
        })
}

/// A line with an asterisk, or with a unit in brackets, that is alone in its row: no record begins like this.
fn is_note(text: &str) -> bool {
    let plain = text.trim();
    let inner = plain.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let unit = plain.strip_prefix(UNIT_WORD).map(str::trim_start);
    plain.starts_with('*')
        || unit.is_some_and(|rest| rest.starts_with(':'))
        || inner.is_some_and(|inner| thai::key(inner).starts_with(UNIT_WORD))
}

/// The header again, as it is at the top of every printed page.
fn is_header(contract: &Contract, raw: &[Option<&RawValue>], used: usize) -> bool {
    let mut cells = contract.fields.iter().zip(raw).filter_map(|(spec, value)| Some((spec, (*value)?)));
    used >= 2
        && cells.all(|(spec, value)| matches!(value, RawValue::Text(text) if spec.is_named(&thai::key(text))))
}

fn is_dash(value: &RawValue) -> bool {
    matches!(value, RawValue::Text(text) if thai::is_dashes(text))
}

/// What the figures of a row are, seen from the rows above it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Equals {
    Sum,
    Mean,
    /// The sum but for roundings or a slip.
    Near,
    /// The difference or the sum of two columns' sums, in a row of one figure: what is left of the money.
    Balance,
}

/// How a row relates to others.
struct Match {
    equals: Equals,
    /// No accident: too many figures agree.
    strong: bool,
}

/// Decides what the doubtful rows are, and finds records that are sums. The findings about the cells of a row
/// are kept when it is a record.
pub(super) fn settle(contract: &Contract, rows: &mut [Row], findings: &mut Vec<Diagnostic>) {
    let columns: Vec<usize> =
        contract.fields.iter().enumerate().filter(|(_, f)| f.total).map(|(at, _)| at).collect();
    let mut all = vec![Running::NEW; columns.len()];
    let mut since = all.clone();
    // Since each total: a quarter sums up the months since the quarter before.
    let mut marks: Vec<Vec<Running>> = Vec::new();
    // The last total, where it is that of all records above it.
    let mut grand = None;
    for (at, row) in rows.iter_mut().enumerate() {
        if !row.is_total() {
            let mut found = clearest(compare(&columns, row, &all), compare(&columns, row, &since));
            // A quarter is the sum since the quarter before, whatever sums stand between.
            let is_group = found.is_none() && row.doubt == Some(Doubt::Label);
            if is_group {
                let sums = |found: &Match| found.strong && found.equals == Equals::Sum;
                found = marks.iter().filter_map(|mark| compare(&columns, row, mark)).find(sums);
            }
            let is_sum = found.as_ref().is_some_and(|found| found.strong && found.equals == Equals::Sum);
            judge(contract, row, found, findings);
            if is_group && row.kind == RowKind::Total {
                row.kind = RowKind::GroupTotal;
            }
            if is_sum && !row.is_total() {
                // It is reported, and the next group begins behind it.
                findings.append(&mut row.pending);
                since.fill(Running::NEW);
                continue;
            }
        }
        findings.append(&mut row.pending);
        match row.kind {
            RowKind::Record => {
                for (at, column) in columns.iter().enumerate() {
                    all[at].add(&row.fields[*column]);
                    since[at].add(&row.fields[*column]);
                    for mark in &mut marks {
                        mark[at].add(&row.fields[*column]);
                    }
                }
            }
            RowKind::Total => {
                since.fill(Running::NEW);
                mark(&mut marks, columns.len());
                grand = sums_up(&columns, row, &all).then_some(at);
            }
            RowKind::GroupTotal => {
                since.fill(Running::NEW);
                mark(&mut marks, columns.len());
            }
            RowKind::Carried | RowKind::Derived => {}
        }
    }
    stands_above(contract, &columns, rows, findings);
    if let Some(grand) = grand {
        no_record::below_total(contract, &columns, &rows[grand..], findings);
    }
}

fn judge(contract: &Contract, row: &mut Row, found: Option<Match>, findings: &mut Vec<Diagnostic>) {
    // What is no entry of a list, and whose figures are no accident, is no record: one slip, and no harm done.
    let is_listed = || row.pending.iter().all(|finding| finding.code != Code::ValueNotInList);
    let is_certain = found.as_ref().is_some_and(|found| found.strong) && !is_listed();
    match (found, row.doubt) {
        (Some(found), doubt) if doubt.is_some() || is_certain => {
            let is_sum = matches!(found.equals, Equals::Sum | Equals::Near);
            row.kind = if is_sum { RowKind::Total } else { RowKind::Derived };
            row.pending.clear();
            for (spec, field) in contract.fields.iter().zip(&mut row.fields) {
                if !spec.total {
                    field.value = Err(Absence::NotApplicable);
                }
            }
        }
        (Some(found), _) => findings.push(is_sum(contract, row, &found)),
        (None, Some(Doubt::Label)) => findings.push(begins_like_total(contract, row)),
        (None, Some(Doubt::Part)) => findings.push(no_record::part(contract, row)),
        (None, _) => {}
    }
}

/// Of what the figures of a row equal in the whole table and in its last group, what is least of an accident.
fn clearest(of_all: Option<Match>, of_group: Option<Match>) -> Option<Match> {
    let rank = |found: &Option<Match>| found.as_ref().map(|m| (m.equals == Equals::Sum, m.strong));
    if rank(&of_group) > rank(&of_all) { of_group } else { of_all }
}

/// Whether the figures of a row are the sums or means of the columns so far, all of them.
fn compare(columns: &[usize], row: &Row, so_far: &[Running]) -> Option<Match> {
    let (mut sums, mut means, mut near) = (true, true, true);
    let (mut digits, mut filled, mut largest, mut given) = (0, 0, 0.0_f64, 0);
    for (column, running) in columns.iter().zip(so_far) {
        let field = &row.fields[*column];
        let Some(own) = field.figure() else {
            // A blank says nothing; what cannot be read may say anything.
            if field.absence() == Some(Absence::Invalid) {
                return None;
            }
            continue;
        };
        let sum = running.sum?;
        sums &= (own - sum).abs() <= TOLERANCE;
        means &= running.mean().map_or(own == 0.0 && sum == 0.0, |mean| (own - mean).abs() <= TOLERANCE);
        near &= is_near(own, sum, running.filled);
        if own != 0.0 {
            given += 1;
            digits += thai::significant_digits(own);
            filled = filled.max(running.filled);
            largest = largest.max(own.abs());
        }
    }
    if given == 0 || filled < 2 {
        return None;
    }
    if !(sums || means) {
        if let Some(found) = but_for_noughts(columns, row, so_far) {
            return Some(found);
        }
        let is_near = near && filled >= FEWEST_NEAR && largest >= LEAST_NEAR;
        let near = is_near.then_some(Match { equals: Equals::Near, strong: false });
        return near.or_else(|| (given == 1).then(|| balance(columns, row, so_far)).flatten());
    }
    let equals = if sums { Equals::Sum } else { Equals::Mean };
    let many = filled >= 4 && largest >= 20.0 && equals == Equals::Sum;
    let strong = digits >= 5 || (given >= 2 && digits >= 4) || many;
    let weak = equals == Equals::Sum && largest >= 10.0;
    (strong || weak || row.doubt.is_some()).then_some(Match { equals, strong })
}

/// Whether a total is that of all records above it, of which there are several.
fn sums_up(columns: &[usize], row: &Row, so_far: &[Running]) -> bool {
    let mut stated = false;
    columns.iter().zip(so_far).all(|(column, running)| {
        let own = row.fields[*column].figure();
        stated |= own.is_some_and(|own| own != 0.0);
        own.is_none_or(|own| running.sum.is_some_and(|sum| (own - sum).abs() <= TOLERANCE))
    }) && stated
        && so_far.iter().any(|running| running.rows > 1)
}

/// A row that sums up all columns but those in which it has a nought, as one that somebody began to fill in.
fn but_for_noughts(columns: &[usize], row: &Row, so_far: &[Running]) -> Option<Match> {
    let (mut given, mut left_out) = (false, false);
    for (column, running) in columns.iter().zip(so_far) {
        match row.fields[*column].figure() {
            None => {}
            Some(0.0) => left_out |= running.filled > 0,
            Some(own) => {
                let agrees = running.sum.is_some_and(|sum| (own - sum).abs() <= TOLERANCE);
                if !agrees || running.filled < FEWEST_NEAR || own.abs() < LEAST_NEAR {
                    return None;
                }
                given = true;
            }
        }
    }
    (given && left_out).then_some(Match { equals: Equals::Sum, strong: false })
}

/// Whether a figure is the sum of some rows but for what was rounded in each of them, or for a small slip.
fn is_near(own: f64, sum: f64, rows: usize) -> bool {
    #[allow(clippy::cast_precision_loss)] // at most ten thousand rows
    let rounded = 0.5 * rows as f64;
    (own - sum).abs() <= rounded.max(sum.abs() / 1000.0)
}

/// Whether the one figure of a row is the difference or the sum of two columns.
fn balance(columns: &[usize], row: &Row, so_far: &[Running]) -> Option<Match> {
    let own = columns.iter().filter_map(|column| row.fields[*column].figure()).find(|own| *own != 0.0)?;
    let sums: Vec<f64> = so_far.iter().filter(|r| r.filled >= 2).filter_map(|r| r.sum).collect();
    let digits = thai::significant_digits(own);
    let is_of_two = sums.iter().enumerate().any(|(at, one)| {
        sums[at + 1..].iter().any(|other| {
            let agrees = |of_two: f64| (own.abs() - of_two.abs()).abs() <= TOLERANCE;
            agrees(one - other) || agrees(one + other)
        })
    });
    let found = Match { equals: Equals::Balance, strong: digits >= 5 };
    (is_of_two && (digits >= 4 || row.doubt.is_some())).then_some(found)
}

/// A total in the first row sums up what follows, and the sum of a group its rows below.
fn stands_above(contract: &Contract, columns: &[usize], rows: &[Row], findings: &mut Vec<Diagnostic>) {
    let records: Vec<&Row> = rows.iter().filter(|row| !row.is_total()).collect();
    for (at, row) in records.iter().enumerate() {
        let figures = || columns.iter().filter_map(|column| row.fields[*column].figure());
        let digits: usize = figures().filter(|figure| *figure != 0.0).map(thai::significant_digits).sum();
        let mut below = vec![Running::NEW; columns.len()];
        let rest = &records[at + 1..];
        let group = if at == 0 { rest.len() } else { rest.len().min(LARGEST_GROUP) };
        for (taken, next) in rest[..group].iter().enumerate() {
            for (running, column) in below.iter_mut().zip(columns) {
                running.add(&next.fields[*column]);
            }
            let is_whole_table = at == 0 && taken + 1 == rest.len();
            if !is_whole_table && digits < FEWEST_DIGITS {
                continue;
            }
            let found = compare(columns, row, &below).filter(|m| m.strong && m.equals == Equals::Sum);
            if let Some(found) = found {
                findings.push(is_sum(contract, row, &found));
                break;
            }
        }
    }
}

fn is_sum(contract: &Contract, row: &Row, found: &Match) -> Diagnostic {
    let name = identity(contract, &row.fields);
    let (th, en) = match found.equals {
        Equals::Sum => ("ผลรวม", "the sum"),
        Equals::Mean => ("ค่าเฉลี่ย", "the mean"),
        Equals::Near => ("ผลรวมโดยประมาณ", "nearly the sum"),
        Equals::Balance => ("ผลบวกหรือผลต่างของยอดรวมสองช่อง", "the sum or difference of two columns"),
    };
    let codes = (Code::RowIsSum, Code::RowLikeSum);
    let code = if found.strong { codes.0 } else { codes.1 };
    Diagnostic::new(
        code,
        &row.origin,
        Text::new(
            format!("ตัวเลขทุกช่องของแถว “{name}” เท่ากับ{th}ของแถวอื่น จึงอาจถูกนับซ้ำ"),
            format!("every figure of the row “{name}” is {en} of other rows; it may be counted twice"),
        ),
        Text::new(
            format!("ถ้าเป็นแถวรวม ให้เขียนคำว่า “รวม” ไว้หน้าแถว ถ้าเป็นข้อมูลจริง {ACCEPT}"),
            "write “รวม” at its beginning if it is a total; if it is a record, accept it in agency.toml with the reason",
        ),
    )
    .found(name.clone())
    .row(name)
}

fn begins_like_total(contract: &Contract, row: &Row) -> Diagnostic {
    let name = identity(contract, &row.fields);
    Diagnostic::new(
        Code::RowLikeSum,
        &row.origin,
        Text::new(
            format!("แถว “{name}” ขึ้นต้นเหมือนแถวรวม แต่ไม่เท่ากับผลรวมของแถวข้างบน จึงนับเป็นข้อมูลหนึ่งแถว"),
            format!(
                "the row “{name}” begins like a total, but is no sum of the rows above; it counts as a record"
            ),
        ),
        Text::new(
            "ตรวจว่าเป็นชื่อจริง ถ้าเป็นแถวรวมให้แก้ตัวเลขหรือลบแถว",
            "check that it is a name; if it is a total, correct its figures or delete it",
        ),
    )
    .found(name.clone())
    .row(name)
}
