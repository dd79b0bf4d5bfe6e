//! Six-month data sets, grouped and summed beside the same half of the year before.
//!
//! Comes in: the rows of a data set in two halves, its contract, the agency's units. Goes out: typed
//! groups with sums, differences and percentages, for the report, the workbook and open data alike.
//! Never: words or rounds a figure, takes a missing value for zero, gives a percentage of zero.

mod grouping;

use self::grouping::Grouping;
use super::Model;
use crate::contract::{Contract, Derived, FieldSpec, ReportTable, Role};
use crate::model::{DataRow, DataValue};
use crate::thai::{self, Date};
use crate::workspace::Unit;

/// Name of the pseudo column that stands for the sender in a contract's `group_by`.
const UNIT: &str = "unit";

/// A level that rows are grouped by.
#[derive(Clone, Copy, Debug)]
pub enum Level<'a> {
    /// The sender.
    Unit,
    /// A column of the contract.
    Field(&'a FieldSpec),
}

/// What a group is called. Equal labels of two years are one group.
#[derive(Clone, Debug, PartialEq)]
pub enum Label {
    /// Unit id.
    Unit(String),
    /// Calendar month, 1–12.
    Month(i64),
    /// A day.
    Date(Date),
    /// Words or a number as text, as the first row has them.
    Text(String),
    /// The cell is empty or cannot be read.
    Absent,
}

impl Label {
    /// A row's label at a level.
    fn of(level: Level<'_>, contract: &Contract, row: &DataRow) -> Self {
        let Level::Field(field) = level else { return Self::Unit(row.unit.clone()) };
        match value(contract, row, &field.name) {
            Some(DataValue::Integer(month)) if field.role == Some(Role::Month) => Self::Month(*month),
            Some(DataValue::Integer(number)) => Self::Text(number.to_string()),
            Some(DataValue::Number(number)) => Self::Text(number.to_string()),
            Some(DataValue::Date(date)) => Self::Date(*date),
            Some(DataValue::Text(text)) => Self::Text(text.clone()),
            None => Self::Absent,
        }
    }

    /// Whether two labels name one group: spelling and digits do not matter.
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => thai::key(a) == thai::key(b),
            _ => self == other,
        }
    }

    /// Place among the labels of a level where the agency, the calendar or the contract gives one.
    fn rank(&self, level: Level<'_>, units: &[Unit]) -> Option<usize> {
        match (self, level) {
            (Self::Unit(id), _) => units.iter().position(|u| u.id == *id),
            // A fiscal year begins in October.
            (Self::Month(month), _) => usize::try_from((month + 2).rem_euclid(12)).ok(),
            (Self::Text(text), Level::Field(field)) => {
                field.constraints.choices.iter().position(|c| thai::key(c) == thai::key(text))
            }
            _ => None,
        }
    }
}

/// The sum of a column over some rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sum {
    /// The sum of the values that are there; none when no row has one.
    pub value: Option<f64>,
    /// Rows without a value: the sum is then incomplete and not compared.
    pub absent: usize,
}

impl Sum {
    fn add(&mut self, value: Option<f64>) {
        match value {
            Some(value) => self.value = Some(self.value.unwrap_or_default() + value),
            None => self.absent += 1,
        }
    }

    /// The sum when every row has a value.
    #[must_use]
    pub fn complete(self) -> Option<f64> {
        self.value.filter(|_| self.absent == 0)
    }
}

/// A sum beside that of the same half one year before.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Comparison {
    /// This half.
    pub current: Sum,
    /// The same half one year before.
    pub previous: Sum,
    /// Both over the units that sent the data set in both years, where that is not the same: only these are compared.
    pub paired: Option<(Sum, Sum)>,
}

impl Comparison {
    /// What is compared: this half and the year before, over the same units.
    #[must_use]
    pub fn compared(self) -> (Sum, Sum) {
        self.paired.unwrap_or((self.current, self.previous))
    }

    /// Current − previous over the same units; none unless both are complete.
    #[must_use]
    pub fn difference(self) -> Option<f64> {
        if self.current.absent + self.previous.absent > 0 {
            return None;
        }
        let (current, previous) = self.compared();
        Some(current.complete()? - previous.complete()?)
    }

    /// The difference in percent of the year before; none where that was zero.
    #[must_use]
    pub fn percent(self) -> Option<f64> {
        let previous = self.compared().1.complete().filter(|p| *p != 0.0)?;
        Some(self.difference()? * 100.0 / previous.abs())
    }

    /// Whether the difference leaves out units that sent the data set in one of the years only.
    #[must_use]
    pub fn is_partial(self) -> bool {
        self.paired.is_some() && self.difference().is_some()
    }
}

/// Rows that share their labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// One label a level, outermost first; fewer in a subtotal, none in the total.
    pub labels: Vec<Label>,
    /// Rows in this half.
    pub rows: usize,
    /// Rows in the same half one year before.
    pub rows_before: usize,
    /// One comparison a summed column.
    pub sums: Vec<Comparison>,
}

/// A data set as it is reported.
#[derive(Clone, Debug)]
pub struct DataSetTable<'a> {
    /// Its contract.
    pub contract: &'a Contract,
    /// The agency's units, in their order.
    pub units: &'a [Unit],
    /// How the contract wants it shown.
    pub report: &'a ReportTable,
    /// What rows are grouped by, outermost first.
    pub levels: Vec<Level<'a>>,
    /// Summed columns: those the report names, else all that the contract totals.
    pub columns: Vec<&'a FieldSpec>,
    /// The innermost groups: units as in `agency.toml`, months from October, texts as the contract lists
    /// them, else in the order of the rows. A group of the year before alone is there too.
    pub groups: Vec<Group>,
    /// Sums over the groups of every outer label; empty with one level.
    pub subtotals: Vec<Group>,
    /// Sums by the innermost label over all outer ones, e.g. by month over all kinds; empty with one level.
    pub across: Vec<Group>,
    /// The sum of everything.
    pub total: Group,
    /// Columns that are listed row by row.
    pub listed: Vec<&'a FieldSpec>,
    /// What is drawn; none where the contract asks for no chart, or every bar would be empty, or one would
    /// lie below zero.
    pub bars: Option<Bars<'a>>,
    /// This half's rows, in the order of the groups.
    pub rows: Vec<&'a DataRow>,
    /// Rows of the same half one year before, in the order of the groups.
    pub rows_before: Vec<&'a DataRow>,
    /// Whether the year before has the data set at all.
    pub has_previous: bool,
    /// Units that sent it for this half, in the order of `agency.toml`.
    pub senders: Vec<String>,
    /// Units that sent it for the same half one year before.
    pub senders_before: Vec<String>,
}

/// The groups that a chart compares.
#[derive(Clone, Debug)]
pub struct Bars<'a> {
    /// What names the bars.
    pub level: Level<'a>,
    /// One column, drawn beside the year before, or two of this half.
    pub columns: Vec<&'a FieldSpec>,
    /// One a bar, in the order of the table's groups.
    pub groups: Vec<Group>,
}

impl<'a> DataSetTable<'a> {
    /// The same rows grouped by other levels.
    #[must_use]
    pub fn regrouped(&self, levels: Vec<Level<'a>>) -> Self {
        let previous = self.has_previous.then(|| self.rows_before.clone());
        let grouping =
            Grouping { contract: self.contract, units: self.units, current: self.rows.clone(), previous };
        grouping.table(self.report, levels)
    }

    /// A level by its name in the contract: a column, or `unit`.
    #[must_use]
    pub fn level(&self, name: &str) -> Option<Level<'a>> {
        level(self.contract, name)
    }

    /// The subtotal over the groups whose labels begin with `labels`.
    #[must_use]
    pub fn subtotal(&self, labels: &[Label]) -> Option<&Group> {
        self.subtotals.iter().find(|g| g.labels == labels)
    }

    /// Position among the groups of the one that a row of either half belongs to.
    #[must_use]
    pub fn group_of(&self, row: &DataRow) -> Option<usize> {
        let labels: Vec<_> = self.levels.iter().map(|level| Label::of(*level, self.contract, row)).collect();
        let same = |group: &Group| group.labels.iter().zip(&labels).all(|(a, b)| a.same(b));
        self.groups.iter().position(same)
    }

    /// Units that sent it in one of the years only: the year before, and this one. No comparison counts them.
    #[must_use]
    pub fn unpaired(&self) -> (Vec<&str>, Vec<&str>) {
        let only = |of: &'_ [String], other: &[String]| -> Vec<usize> {
            (0..of.len()).filter(|at| !other.contains(&of[*at])).collect()
        };
        let (gone, new) =
            (only(&self.senders_before, &self.senders), only(&self.senders, &self.senders_before));
        (
            gone.into_iter().filter_map(|at| self.senders_before.get(at)).map(String::as_str).collect(),
            new.into_iter().filter_map(|at| self.senders.get(at)).map(String::as_str).collect(),
        )
    }

    /// What the contract derives from the sums of a group of this half; none where one of them is not whole.
    #[must_use]
    pub fn derived(&self, group: &Group, derived: &Derived) -> Option<f64> {
        let complete = |name: &str| {
            let at = self.columns.iter().position(|f| f.name == name)?;
            group.sums.get(at)?.current.complete()
        };
        derived.value(complete(&derived.of)?, complete(derived.other())?)
    }

    /// Whether the table sums groups, and not only lists rows.
    #[must_use]
    pub fn is_summed(&self) -> bool {
        !self.report.sum.is_empty()
    }
}

/// The data sets of the model's half, in the order of the checklist.
#[must_use]
pub fn data_sets<'a>(model: &Model<'a>) -> Vec<DataSetTable<'a>> {
    let contracts = model.contracts.data_sets();
    let rows = |contract: &Contract, period| {
        let rows = model.facts.data_sets.get(&(contract.name.clone(), period)).map(Vec::as_slice);
        // A form that came back blank is no data set.
        rows.filter(|rows| !rows.is_empty())
    };
    contracts
        .filter_map(|contract| {
            let current = rows(contract, model.period)?;
            tabulate(contract, &model.workspace.units, current, rows(contract, model.period.year_before()))
        })
        .collect()
}

/// Whether the coverage of the half says that a unit has still to send a data set.
#[must_use]
pub fn owes(model: &Model<'_>, contract: &Contract, unit: &str) -> bool {
    let rows = model.coverage.iter().filter(|row| row.unit.as_deref() == Some(unit));
    rows.flat_map(|row| &row.sheets).any(|s| s.kind == contract.name && s.wanted && s.state.is_wanting())
}

/// Groups and sums a data set. `previous` is the same half one year before, none when nobody sent it then.
/// `None`: the contract is no data set.
#[must_use]
pub fn tabulate<'a>(
    contract: &'a Contract,
    units: &'a [Unit],
    current: &'a [DataRow],
    previous: Option<&'a [DataRow]>,
) -> Option<DataSetTable<'a>> {
    let report = contract.report.as_ref()?;
    let rows = |rows: &'a [DataRow]| rows.iter().collect();
    let grouping = Grouping { contract, units, current: rows(current), previous: previous.map(rows) };
    let levels = report.group_by.iter().filter_map(|name| level(contract, name)).collect();
    Some(grouping.table(report, levels))
}

fn field<'a>(contract: &'a Contract, name: &str) -> Option<&'a FieldSpec> {
    contract.position(name).and_then(|at| contract.fields.get(at))
}

fn level<'a>(contract: &'a Contract, name: &str) -> Option<Level<'a>> {
    if name == UNIT { Some(Level::Unit) } else { field(contract, name).map(Level::Field) }
}

/// A row's value in a column.
#[must_use]
pub fn value<'a>(contract: &Contract, row: &'a DataRow, name: &str) -> Option<&'a DataValue> {
    row.values.get(contract.position(name)?)?.get()
}

#[cfg(test)]
mod tests;
