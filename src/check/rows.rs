//! Rows below a header: data, totals, remarks, and what merged cells do to them.

use super::cell;
use super::furniture::{self, Doubt, Look};
use super::no_record;
use super::records::measure_code;
use super::seen::{self, View};
use super::sheet::{Row, RowKind, Sheet};
use crate::contract::{Contract, FieldSpec, FieldType, Recognised, Role, RowWords};
use crate::diagnostic::{Code, Diagnostic};
use crate::ingest::{RawCell, RawValue};
use crate::model::{Absence, DataValue, Field, Origin, Period, Text};
use crate::shape::{ShapedRow, Slot};
use crate::thai;
use std::cell::Cell;
use std::collections::BTreeMap;

type Range = (u32, u32, u32, u32);

/// A table, to read its rows.
pub(super) struct Table<'a> {
    known: &'a Recognised,
    words: &'a RowWords,
    at: &'a Origin,
    view: View<'a>,
    /// The half that it reports on, where it reports on one.
    period: Option<Period>,
    /// Whether a block of signatures has begun.
    signed: Cell<bool>,
    /// Merged ranges below the header that hide cells of the contract's columns.
    merged: Vec<Range>,
}

/// What a row of a sheet is.
pub(super) enum Line {
    Data(Row),
    /// Only what was filled in for the office: a measure that nobody reported on.
    Listed(String, Origin),
    /// The words that there is nothing to report, and their cell.
    NothingToReport(String, Origin),
    Nothing,
}

impl<'a> Table<'a> {
    pub(super) fn new(known: &'a Recognised, words: &'a RowWords, at: &'a Origin, view: View<'a>) -> Self {
        let columns: Vec<u32> = known.header.columns.iter().flatten().copied().collect();
        let hides = |(top, left, bottom, right): &Range| {
            let covered = columns.iter().filter(|c| (left..=right).contains(c)).count();
            covered > 1 || (covered == 1 && bottom > top)
        };
        let below = view.raw.merged.iter().filter(|range| range.0 > known.header.row);
        let merged = below.filter(|r| hides(r)).copied().collect();
        Self { known, words, at, view, period: None, signed: Cell::new(false), merged }
    }

    /// The table of a half: a month with another year is a finding.
    pub(super) fn of(self, period: Option<Period>) -> Self {
        Self { period, ..self }
    }

    fn contract(&self) -> &'a Contract {
        &self.known.contract
    }

    /// Whether another cell's value stands over this one.
    fn is_covered(&self, row: u32, col: u32) -> bool {
        self.merged.iter().any(|(top, left, bottom, right)| {
            (top..=bottom).contains(&&row) && (left..=right).contains(&&col) && (*top, *left) != (row, col)
        })
    }

    pub(super) fn line(&self, row: u32, cells: &[RawCell], findings: &mut Vec<Diagnostic>) -> Line {
        let columns = &self.known.header.columns;
        let raw: Vec<_> = columns.iter().map(|col| col.and_then(|c| at_col(cells, c))).collect();
        let specs = || self.contract().fields.iter().zip(&raw);
        if !specs().any(|(f, v)| v.is_some() && !f.locked) {
            return self.listed(row, &raw);
        }
        if (self.signed.get() && furniture::is_signed(&raw)) || furniture::signs(self.words, &raw) {
            self.signed.set(true);
            return Line::Nothing;
        }
        let place = |at: usize| self.at.at(row, columns[at].unwrap_or(self.at.col));
        let words = |at: usize| raw[at].map(RawValue::display).unwrap_or_default();
        match furniture::look(self.words, self.contract(), &raw) {
            Look::Furniture => Line::Nothing,
            Look::Example(at) => {
                findings.push(no_record::example(&words(at), &place(at)));
                Line::Nothing
            }
            Look::Nothing(at) if furniture::has_figures(&raw) => {
                findings.push(no_record::nothing_beside_figures(&place(at), &words(at)));
                Line::Nothing
            }
            Look::Nothing(at) => Line::NothingToReport(words(at), place(at)),
            Look::Total(kind) => Line::Data(self.total_row(row, &raw, kind, findings)),
            Look::Doubtful(doubt) => self.record(row, &raw, Some(doubt), cells, findings),
            Look::Record => self.record(row, &raw, None, cells, findings),
        }
    }

    fn record(
        &self,
        row: u32,
        raw: &[Option<&RawValue>],
        doubt: Option<Doubt>,
        cells: &[RawCell],
        findings: &mut Vec<Diagnostic>,
    ) -> Line {
        self.merged_here(row, cells, findings);
        Line::Data(self.data_row(row, raw, doubt))
    }

    /// A row that was filled in for the office and left unanswered: the code, and the cell to answer in (for a
    /// measure its code's cell: all of the row is missing).
    fn listed(&self, row: u32, raw: &[Option<&RawValue>]) -> Line {
        let contract = self.contract();
        let columns = &self.known.header.columns;
        let is_key = |role| matches!(role, Some(Role::Measure | Role::ScoredItem | Role::Question));
        let Some(key) = contract.fields.iter().position(|f| is_key(f.role)) else { return Line::Nothing };
        let (Some(code), Some(col)) = (raw[key], columns[key]) else { return Line::Nothing };
        let open = contract.fields.iter().zip(columns).find_map(|(f, col)| match f.kind {
            FieldType::Integer | FieldType::Number if !f.locked => *col,
            _ => None,
        });
        let is_measure = contract.fields[key].role == Some(Role::Measure);
        let col = if is_measure { col } else { open.unwrap_or(col) };
        Line::Listed(code.display(), self.at.at(row, col))
    }

    /// The findings wait in the row until the whole table says what the row is.
    fn data_row(&self, row: u32, raw: &[Option<&RawValue>], doubt: Option<Doubt>) -> Row {
        let mut own = Vec::new();
        let fields = self.fields(row, raw, |spec, raw, origin| {
            if raw.is_none() && self.is_covered(row, origin.col) {
                return Field::absent(Absence::Invalid, Some(origin.clone()));
            }
            let field = seen::read(self.view, spec, raw, origin, &mut own);
            if spec.role == Some(Role::Month)
                && let (Some(raw), Some(period)) = (raw, self.period)
            {
                own.extend(cell::month_of_other_year(raw, period, origin));
            }
            field
        });
        seen::one_stroke(self.view.raw, row, &mut own);
        let identity = identity(self.contract(), &fields);
        let pending = own.into_iter().map(|f| f.row(identity.clone())).collect();
        Row { doubt, pending, ..self.row(row, fields, RowKind::Record) }
    }

    /// In a total row only the sums must be right; a row of means or shares is not read.
    fn total_row(
        &self,
        row: u32,
        raw: &[Option<&RawValue>],
        kind: RowKind,
        findings: &mut Vec<Diagnostic>,
    ) -> Row {
        let fields = self.fields(row, raw, |spec, raw, origin| match raw {
            Some(_) if spec.total && kind != RowKind::Derived => {
                seen::read(self.view, spec, raw, origin, findings)
            }
            _ => Field::absent(Absence::NotApplicable, Some(origin.clone())),
        });
        self.row(row, fields, kind)
    }

    fn fields(
        &self,
        row: u32,
        raw: &[Option<&RawValue>],
        mut read: impl FnMut(&FieldSpec, Option<&RawValue>, &Origin) -> Field<DataValue>,
    ) -> Vec<Field<DataValue>> {
        let specs = self.contract().fields.iter().zip(&self.known.header.columns).zip(raw);
        specs
            .map(|((spec, col), raw)| match col {
                Some(col) => read(spec, *raw, &self.at.at(row, *col)),
                None => Field::absent(Absence::NotSubmitted, None),
            })
            .collect()
    }

    fn row(&self, row: u32, fields: Vec<Field<DataValue>>, kind: RowKind) -> Row {
        let origin =
            fields.iter().find_map(|f| f.origin.clone()).unwrap_or_else(|| self.at.at(row, self.at.col));
        Row { fields, origin, kind, doubt: None, pending: Vec::new(), internal: Vec::new() }
    }

    /// Merged cells of a data row: whose value it is cannot be told.
    fn merged_here(&self, row: u32, cells: &[RawCell], findings: &mut Vec<Diagnostic>) {
        for (top, left, bottom, right) in self.merged.iter().filter(|r| r.0 == row) {
            if at_col(cells, *left).is_none() {
                continue;
            }
            let (rows, columns) = (bottom - top + 1, right - left + 1);
            findings.push(Diagnostic::new(
                Code::CellMerged,
                &self.at.at(*top, *left),
                Text::new(
                    format!("เซลล์ถูกผสานรวมกัน ({rows} แถว {columns} คอลัมน์) จึงไม่รู้ว่าค่าเป็นของเซลล์ใด"),
                    format!("cells are merged ({rows} × {columns}); whose value it is cannot be told"),
                ),
                Text::new("ยกเลิกการผสานเซลล์ แล้วกรอกค่าทุกช่อง", "unmerge the cells and fill in each of them"),
            ));
        }
    }
}

/// A row of somebody else's form.
pub(super) fn shaped(
    contract: &Contract,
    row: &ShapedRow,
    at: &Origin,
    (view, period): (View<'_>, Option<Period>),
    findings: &mut Vec<Diagnostic>,
) -> Row {
    let mut own = Vec::new();
    // A title across is read in every row, and wrong once.
    let months = contract.fields.iter().zip(&row.slots).filter(|(spec, _)| spec.role == Some(Role::Month));
    for (place, slot) in months.filter_map(|(_, slot)| Some((slot.at?, slot))) {
        let origin = at.at(place.0, place.1);
        if let (Some(raw), Some(period)) = (&slot.value, period)
            && !findings.iter().any(|d| d.code == Code::DateOutsidePeriod && d.place.cell == Some(place))
        {
            own.extend(cell::month_of_other_year(raw, period, &origin));
        }
    }
    let read = |(spec, slot): (&FieldSpec, &Slot)| {
        let Some((row, col)) = slot.at else { return Field::absent(Absence::NotSubmitted, None) };
        let origin = at.at(row, col);
        if slot.may_be_empty {
            let nothing = match &slot.value {
                None => Some(Absence::Blank),
                Some(value) if cell::is_dash(value) => Some(Absence::NotApplicable),
                Some(_) => None,
            };
            if let Some(why) = nothing {
                return Field::absent(why, Some(origin));
            }
        }
        seen::read(view, spec, slot.value.as_ref(), &origin, &mut own)
    };
    let fields: Vec<_> = contract.fields.iter().zip(&row.slots).map(read).collect();
    seen::one_stroke(view.raw, row.place.0, &mut own);
    let identity = identity(contract, &fields);
    findings.extend(own.into_iter().map(|f| f.row(identity.clone())));
    let internal = row
        .internal
        .iter()
        .filter_map(|(field, given)| {
            let spec = contract.internal.get(*field)?;
            let origin = at.at(given.row, given.col);
            Some((*field, seen::read(view, spec, given.value.as_ref(), &origin, findings)))
        })
        .collect();
    Row {
        fields,
        origin: at.at(row.place.0, row.place.1),
        kind: RowKind::Record,
        doubt: None,
        pending: Vec::new(),
        internal,
    }
}

/// Says once for each column that its dashes are nothing.
pub(super) fn dashes(contract: &Contract, rows: &[ShapedRow], at: &Origin, findings: &mut Vec<Diagnostic>) {
    for (field, spec) in contract.fields.iter().enumerate() {
        let mut slots = rows.iter().filter_map(|r| r.slots.get(field)).filter(|s| s.may_be_empty);
        let dash = slots.find(|s| s.value.as_ref().is_some_and(cell::is_dash));
        if let Some((row, col)) = dash.and_then(|s| s.at) {
            findings.push(crate::shape::dash(&at.at(row, col), spec));
        }
    }
}

pub(super) fn at_col(cells: &[RawCell], col: u32) -> Option<&RawValue> {
    cells.binary_search_by_key(&col, |c| c.col).ok().map(|at| &cells[at].value)
}

/// A row's identity for people: the texts of its primary key.
pub(super) fn identity(contract: &Contract, fields: &[Field<DataValue>]) -> String {
    let parts: Vec<_> = contract
        .primary_key
        .iter()
        .filter_map(|key| {
            let at = contract.position(key)?;
            Some(shown_in(&contract.fields[at], fields[at].get()?))
        })
        .filter(|text| !text.is_empty())
        .collect();
    parts.join(" / ")
}

/// A value of a column as it stands in a message: a month by its name.
pub(super) fn shown_in(field: &FieldSpec, value: &DataValue) -> String {
    let month = match value {
        DataValue::Integer(number) if field.role == Some(Role::Month) => {
            u8::try_from(*number).ok().and_then(thai::month_name)
        }
        _ => None,
    };
    month.map_or_else(|| shown_value(value), str::to_owned)
}

/// A value as it stands in a message.
pub(super) fn shown_value(value: &DataValue) -> String {
    match value {
        DataValue::Text(text) => cell::shown(text),
        DataValue::Integer(number) => number.to_string(),
        DataValue::Number(number) => number.to_string(),
        DataValue::Date(date) => date.to_string(),
    }
}

/// What makes a row the same as another one; `None` when a part of its key cannot be read.
fn key(contract: &Contract, fields: &[Field<DataValue>]) -> Option<String> {
    let mut parts = Vec::new();
    for name in &contract.primary_key {
        let at = contract.position(name)?;
        let (spec, field) = (&contract.fields[at], &fields[at]);
        parts.push(match (&field.value, spec.role) {
            (Ok(DataValue::Text(text)), Some(Role::Measure | Role::NewMeasure)) => measure_code(text)?,
            (Ok(DataValue::Text(text)), _) => thai::key(text),
            (Ok(value), _) => shown_value(value),
            (Err(Absence::Invalid), _) => return None,
            (Err(_), _) if spec.constraints.required => return None,
            (Err(_), _) => String::new(),
        });
    }
    parts.iter().any(|p| !p.is_empty()).then(|| parts.join("\u{1f}"))
}

/// No key twice in a sheet.
pub(super) fn unique_keys(sheet: &Sheet, findings: &mut Vec<Diagnostic>) {
    let contract = &sheet.contract;
    let telling: Vec<_> = contract
        .primary_key
        .iter()
        .filter_map(|name| contract.fields.iter().find(|f| f.name == *name))
        .collect();
    let titles = telling.iter().map(|f| f.title.as_str()).collect::<Vec<_>>().join(" หรือ ");
    let names = telling.iter().map(|f| f.name.as_str()).collect::<Vec<_>>().join(", ");
    let mut seen: BTreeMap<String, &Origin> = BTreeMap::new();
    for row in sheet.rows.iter().filter(|r| !r.is_total()) {
        let Some(key) = key(contract, &row.fields) else { continue };
        let Some(first) = seen.get(&key) else {
            seen.insert(key, &row.origin);
            continue;
        };
        let identity = identity(contract, &row.fields);
        findings.push(
            Diagnostic::new(
                Code::ValueDuplicate,
                &row.origin,
                Text::new(
                    format!("“{identity}” ซ้ำกับแถวที่ {}", first.row + 1),
                    format!("“{identity}” stands in row {} already", first.row + 1),
                ),
                Text::new(
                    format!("ลบแถวที่ซ้ำ หรือแก้{titles}ให้ถูก"),
                    format!("delete the repeated row, or correct what tells it apart: {names}"),
                ),
            )
            .found(identity.clone())
            .row(identity),
        );
    }
}
