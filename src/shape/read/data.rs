//! A row of data: what its cells give, and the record that it starts or goes on.

use super::{Reader, Record, State, Values};
use crate::contract::FieldType;
use crate::diagnostic::Diagnostic;
use crate::ingest::{RawCell, RawValue};
use crate::shape::Given;
use crate::shape::account::{Claims, Class};
use crate::shape::layout::{Column, Pattern, Target};
use crate::shape::text::{self, Matched};
use crate::thai;

/// A cell of a column.
#[derive(Clone, Copy)]
struct Found {
    place: (u32, u32),
    /// It stands in the row itself.
    own: bool,
}

impl Reader<'_> {
    /// What a column has in a row: its own cell, one that is spread over it, or one that is carried down.
    fn cell_of(&self, at: usize, column: &Column, col: u32, row: u32, state: &mut State) -> Option<Found> {
        if self.grid.value(row, col).is_some() {
            if column.carry {
                state.carried.insert(at, (row, col));
            }
            return Some(Found { place: (row, col), own: true });
        }
        if let Some((top, left)) = self.grid.spread_from(row, col)
            && left == col
            && top >= self.fit.below()
            && self.grid.value(top, left).is_some()
        {
            return Some(Found { place: (top, left), own: false });
        }
        let place = state.carried.get(&at).filter(|_| column.carry)?;
        Some(Found { place: *place, own: false })
    }

    #[allow(clippy::too_many_arguments)] // a row with all that it is read by
    pub(super) fn data_row(
        &self,
        row: u32,
        cells: &[RawCell],
        first: &str,
        state: &mut State,
        claims: &mut Claims,
        findings: &mut Vec<Diagnostic>,
    ) {
        let layout = self.layout();
        let raw = self.grid.raw;
        let outer = layout.column.iter().zip(&self.fit.columns).enumerate();
        let mut found: Vec<(&Column, Option<Found>, u32)> = Vec::new();
        for (at, (column, col)) in outer {
            let Some(col) = *col else { continue };
            found.push((column, self.cell_of(at, column, col, row, state), col));
        }
        let key_is_own = found.iter().any(|(c, f, _)| {
            !layout.key.is_empty() && c.first_field() == layout.key && f.is_some_and(|f| f.own)
        });
        if !layout.inner.is_empty() && !key_is_own {
            self.inner_row(row, state, claims);
            return;
        }
        let own = |f: &Option<Found>| f.is_some_and(|f| f.own);
        let across_used = self.fit.across.iter().any(|a| self.grid.value(row, a.col).is_some());
        let has_data = across_used || found.iter().any(|(c, f, _)| own(f) && !c.skip && !c.carry);
        if !has_data {
            // A group's cell alone, or rows numbered in advance.
            for (column, cell, col) in &found {
                if own(cell) {
                    let class = if column.skip { Class::Passed } else { Class::Read };
                    claims.cell(raw, row, *col, class);
                }
            }
            return;
        }
        let place = (row, cells.first().map_or(0, |c| c.col));
        let mut values = Values::new();
        let mut choice = None;
        for (column, cell, col) in &found {
            let Some(cell) = cell else {
                for field in column.fields().filter(|_| !column.skip) {
                    let blank = Given { value: None, row, col: *col };
                    values.entry(field.to_owned()).or_insert(blank);
                }
                continue;
            };
            let class = if column.skip { Class::Passed } else { Class::Read };
            claims.cell(raw, cell.place.0, cell.place.1, class);
            if column.skip {
                continue;
            }
            if column.choice {
                choice = Some(*cell);
            } else {
                self.take(column, *cell, &mut values);
            }
        }
        for (field, given) in &state.set {
            let free = values.get(field).is_none_or(|g| g.value.is_none());
            if free {
                values.insert(field.clone(), given.clone());
            }
        }
        if let Some(choice) = choice {
            self.fill_choice(choice.place, &mut values);
        }
        let goes_on = self.goes_on(&found, &values, state);
        if goes_on && let Some(record) = state.records.last_mut() {
            join(record, values, row, layout.key.is_empty());
            return;
        }
        if self.fit.across.is_empty() {
            self.add_to_sums(row, state);
            self.emit(values, place, &found, first, state);
        } else {
            self.spread_across(row, &values, place, state, claims, findings);
        }
    }

    /// Whether a row adds to the record before it.
    fn goes_on(&self, found: &[(&Column, Option<Found>, u32)], values: &Values, state: &State) -> bool {
        let layout = self.layout();
        let Some(last) = state.records.last() else { return false };
        if !layout.key.is_empty() {
            let text = |values: &Values| {
                let given = values.get(&layout.key)?;
                given.value.as_ref().map(|v| thai::key(&v.display()))
            };
            return text(values).is_none_or(|key| Some(key) == text(&last.values));
        }
        let starts = |column: &Column| layout.start.iter().any(|s| s == column.first_field());
        !layout.start.is_empty()
            && !found.iter().any(|(column, cell, _)| starts(column) && cell.is_some_and(|f| f.own))
    }

    /// What a cell gives.
    fn take(&self, column: &Column, cell: Found, values: &mut Values) {
        let (row, col) = cell.place;
        let Some(raw) = self.grid.value(row, col) else { return };
        if !column.split.is_empty() {
            let matched = Matched::new(&raw.display());
            let is_one = !column.unless.iter().any(|pattern| pattern.get().is_match(matched.plain()));
            let groups = column.split.iter().filter(|_| is_one).find_map(|p| matched.groups(p));
            if let Some(groups) = groups {
                for (field, text) in groups {
                    let value = Some(RawValue::Text(text));
                    values.insert(field.to_owned(), Given { value, row, col });
                }
            } else {
                // The fields of the pattern are missing at this very cell.
                for field in column.split.iter().flat_map(Pattern::names) {
                    // A figure that cannot be told apart from others is shown with them.
                    let is_shown = self.is_amount(field) && !plain_digits(&raw.display()).is_empty();
                    let value = is_shown.then(|| raw.clone());
                    values.entry(field.to_owned()).or_insert(Given { value, row, col });
                }
                // A figure alone has nothing that goes with it.
                let is_alone = !matched.plain().replace("บาท", "").chars().any(char::is_alphabetic);
                let names = column.split.first().filter(|_| !is_alone);
                if let Some(first) = names.and_then(|p| p.names().next()) {
                    values.insert(first.to_owned(), Given { value: Some(raw.clone()), row, col });
                }
            }
        }
        for target in &column.take {
            let given = self.given(target, raw, row, col);
            let free = values.get(&target.field).is_none_or(|old| old.value.is_none());
            if free {
                values.insert(target.field.clone(), given);
            }
        }
    }

    pub(super) fn given(&self, target: &Target, raw: &RawValue, row: u32, col: u32) -> Given {
        // A number needs no search, and is checked as its cell shows it.
        if self.is_amount(&target.field) && matches!(raw, RawValue::Number(_) | RawValue::Percent(_)) {
            return Given { value: Some(raw.clone()), row, col };
        }
        let mut value = text::taken(target, raw, self.known.workspace);
        // Of several figures in a cell nobody knows which one is meant: it is read whole, and refused.
        if !target.like.is_empty() && target.find.is_none() && self.is_amount(&target.field) {
            let whole = raw.display();
            let part = value.as_ref().map(RawValue::display);
            if part.is_some_and(|part| plain_digits(&part) != plain_digits(&whole)) {
                value = Some(raw.clone());
            }
        }
        Given { value, row, col }
    }

    /// Whether a field is an amount. Whole numbers, as of indicators, are picked out of titles on purpose.
    fn is_amount(&self, field: &str) -> bool {
        let fields = self.layout().contract().into_iter().flat_map(|contract| &contract.fields);
        fields.into_iter().any(|spec| spec.name == field && spec.kind == FieldType::Number)
    }

    /// The records of a row.
    fn emit(
        &self,
        values: Values,
        place: (u32, u32),
        found: &[(&Column, Option<Found>, u32)],
        first: &str,
        state: &mut State,
    ) {
        let rules = &self.layout().record;
        if rules.is_empty() {
            state.records.push(Record { values, place });
            return;
        }
        let own = |name: &String| {
            found.iter().any(|(c, f, _)| f.is_some_and(|f| f.own) && c.take.iter().any(|t| t.field == *name))
        };
        let special = self.special_record(first);
        for rule in rules {
            let fits = match &rule.row_like {
                Some(pattern) => pattern.get().is_match(first),
                None => !special,
            };
            if !fits || !rule.when.iter().all(own) {
                continue;
            }
            let mut record = Values::new();
            for (field, name) in &rule.from {
                if let Some(given) = values.get(name) {
                    record.insert(field.clone(), given.clone());
                }
            }
            for (field, value) in &rule.set {
                let value = Some(RawValue::Text(value.clone()));
                record.insert(field.clone(), Given { value, row: place.0, col: place.1 });
            }
            state.records.push(Record { values: record, place });
        }
    }
}

/// The digits of a text, in order.
fn plain_digits(text: &str) -> String {
    thai::to_arabic_digits(text).chars().filter(char::is_ascii_digit).collect()
}

/// Adds a row to the record that it goes on: texts below one another, and what was still missing.
fn join(record: &mut Record, values: Values, row: u32, texts: bool) {
    for (field, given) in values {
        if given.value.is_none() {
            continue;
        }
        match record.values.get_mut(&field) {
            Some(Given { value: Some(RawValue::Text(old)), .. }) if texts && given.row == row => {
                if let Some(RawValue::Text(more)) = &given.value {
                    old.push('\n');
                    old.push_str(more);
                }
            }
            Some(Given { value: Some(_), .. }) => {}
            _ => {
                record.values.insert(field, given);
            }
        }
    }
}
