//! The rows of a sheet by a layout: each value with its own cell.

use super::account::{Claims, Class, is_words};
use super::fit::{Fit, Names, squeezed};
use super::grid::Grid;
use super::layout::{Across, Column, Furniture, Layout, Source, Target, title_key};
use super::text::{self, Matched};
use super::{Given, Known, Slot, sums};
use crate::contract::Contract;
use crate::diagnostic::Diagnostic;
use crate::ingest::{RawCell, RawValue};
use crate::model::Origin;
use crate::thai;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows that are read of a sheet; no form comes near it.
const MOST_ROWS: usize = 10_000;
/// Cells of a row that may be a signature or a remark.
const FEW: usize = 4;

/// What a row gives, by field of the contract or by column.
pub(super) type Values = BTreeMap<String, Given>;

/// One record before its contract's columns are filled.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub values: Values,
    /// The row's first cell.
    pub place: (u32, u32),
}

/// Reads a sheet by the layout that fits it.
pub(super) struct Reader<'a> {
    pub known: Known<'a>,
    pub grid: &'a Grid<'a>,
    pub fit: &'a Fit,
    pub furniture: &'a Furniture,
    pub names: &'a Names<'a>,
    pub at: &'a Origin,
}

/// What is remembered from row to row.
#[derive(Default)]
struct State {
    /// Of columns that carry down: the last cell.
    carried: BTreeMap<usize, (u32, u32)>,
    /// Of banners.
    set: Values,
    /// Columns of the inner table.
    inner: Vec<Option<u32>>,
    /// A signature ended the table.
    ended: bool,
    records: Vec<Record>,
    sums: sums::Sums,
}

/// A cell of a column.
#[derive(Clone, Copy)]
struct Found {
    place: (u32, u32),
    /// It stands in the row itself.
    own: bool,
}

impl<'a> Reader<'a> {
    fn layout(&self) -> &'a Layout {
        &self.fit.layout
    }

    pub(super) fn records(&self, claims: &mut Claims, findings: &mut Vec<Diagnostic>) -> Vec<Record> {
        let mut state = State { inner: vec![None; self.layout().inner.len()], ..State::default() };
        self.header(claims);
        findings.extend(self.doubled_titles());
        for (row, cells) in self.grid.lines.iter().filter(|(row, _)| *row >= self.fit.below()) {
            if state.records.len() >= MOST_ROWS {
                break;
            }
            self.row(*row, cells, &mut state, claims, findings);
        }
        state.records
    }

    /// Titles across that are there twice: of two columns for one month nobody can tell which counts.
    fn doubled_titles(&self) -> Vec<Diagnostic> {
        let mut seen: BTreeMap<(&str, usize), u32> = BTreeMap::new();
        let mut findings = Vec::new();
        for column in &self.fit.across {
            let Some(key) = &column.key else { continue };
            if let Some(first) = seen.get(&(key.as_str(), column.kind)) {
                findings.push(super::notices::doubled_title(
                    &self.at.at(column.place.0, column.col),
                    &column.wording,
                    &self.at.at(column.place.0, *first),
                ));
            } else {
                seen.insert((key, column.kind), column.col);
            }
        }
        findings
    }

    fn header(&self, claims: &mut Claims) {
        let raw = self.grid.raw;
        claims.above(raw, self.fit.row);
        let known = self.fit.columns.iter().flatten().copied();
        let across = self.fit.across.iter().map(|a| a.col);
        let columns: Vec<u32> = known.chain(across).collect();
        for row in self.fit.row..self.fit.below() {
            for cell in self.grid.line(row) {
                let spread = self.grid.width(row, cell.col);
                if columns.iter().any(|c| (cell.col..cell.col.saturating_add(spread)).contains(c)) {
                    claims.cell(raw, row, cell.col, Class::Heading);
                }
            }
        }
        if self.layout().pass_unknown {
            for (_, col, _) in &self.fit.unknown {
                for cell in raw.cells.iter().filter(|c| c.col == *col && c.row >= self.fit.row) {
                    claims.cell(raw, cell.row, cell.col, Class::Passed);
                }
            }
        }
    }

    fn row(
        &self,
        row: u32,
        cells: &[RawCell],
        state: &mut State,
        claims: &mut Claims,
        findings: &mut Vec<Diagnostic>,
    ) {
        let raw = self.grid.raw;
        if self.is_header_again(cells) || self.is_numbering(row, cells) {
            claims.table_row(raw, row, &self.columns(), Class::Banner);
            return;
        }
        if self.inner_header(cells, state) {
            claims.table_row(raw, row, &[], Class::Heading);
            return;
        }
        if self.banner(row, cells, state, claims) {
            return;
        }
        let first = cells.iter().find(|c| is_words(&c.value));
        let first_text = first.map(|c| plain(&c.value)).unwrap_or_default();
        let special = self.special_record(&first_text);
        if !special && cells.len() <= FEW && self.furniture_row(cells, claims, state) {
            return;
        }
        if !special && first.is_some() && self.furniture.totals.iter().any(|p| whole(p, &first_text)) {
            let sums = &mut state.sums;
            self.total_row(row, cells, sums, findings);
            claims.table_row(raw, row, &self.columns(), Class::Total);
            return;
        }
        if state.ended {
            // What follows a signature belongs to it when it is words: a position, a date in words.
            for cell in cells.iter().filter(|c| is_words(&c.value)) {
                claims.cell(raw, row, cell.col, Class::Remark);
            }
            return;
        }
        self.data_row(row, cells, &first_text, state, claims, findings);
    }

    /// The header repeated, as at a new page.
    fn is_header_again(&self, cells: &[RawCell]) -> bool {
        let layers = self.fit.row..self.fit.below();
        let same = |cell: &&RawCell| {
            layers.clone().any(|row| {
                self.grid.value(row, cell.col).is_some_and(|title| {
                    matches!(title, RawValue::Text(_))
                        && squeezed(&title.display()) == squeezed(&cell.value.display())
                })
            })
        };
        let known = cells.iter().filter(same).count();
        known >= 2 && known * 2 >= cells.len()
    }

    /// `(๑) (๒) (๓)` below the titles.
    fn is_numbering(&self, row: u32, cells: &[RawCell]) -> bool {
        row <= self.fit.below().saturating_add(1)
            && cells.len() >= 3
            && (1u32..).zip(cells).all(|(number, cell)| {
                let text = plain(&cell.value);
                text.trim_matches(|c: char| matches!(c, '(' | ')' | '.' | ' ')) == number.to_string()
            })
    }

    fn inner_header(&self, cells: &[RawCell], state: &mut State) -> bool {
        let inner = &self.layout().inner;
        if inner.is_empty() {
            return false;
        }
        let column = |column: &Column| {
            cells
                .iter()
                .find(|c| {
                    let text = c.value.display();
                    column.is_titled(None, &title_key(&text), &squeezed(&text))
                })
                .map(|c| c.col)
        };
        let found: Vec<_> = inner.iter().map(column).collect();
        let known = found.iter().flatten().count();
        let choice = inner.iter().zip(&found).any(|(c, at)| c.choice && at.is_some());
        if known < 2 || !choice {
            return false;
        }
        state.inner = found;
        true
    }

    /// A row across the table.
    fn banner(&self, row: u32, cells: &[RawCell], state: &mut State, claims: &mut Claims) -> bool {
        let [cell] = cells else { return false };
        if !is_words(&cell.value) {
            return false;
        }
        let raw = self.grid.raw;
        let matched = Matched::new(&cell.value.display());
        let given = |text: String| Given { value: Some(RawValue::Text(text)), row, col: cell.col };
        if let Some(banner) = self.layout().banner.iter().find(|b| b.like.get().is_match(matched.plain())) {
            for (field, value) in &banner.set {
                state.set.insert(field.clone(), given(value.clone()));
            }
            for (field, text) in matched.groups(&banner.like).unwrap_or_default() {
                state.set.insert(field.to_owned(), given(text));
            }
            claims.cell(raw, row, cell.col, Class::Banner);
            return true;
        }
        // Words over most of the table's columns are a heading whatever they say.
        let columns = self.fit.columns.iter().flatten().count();
        let wide = usize::try_from(self.grid.width(row, cell.col)).unwrap_or(0);
        if columns >= 3 && wide * 2 > columns && !self.is_furniture(&matched) {
            claims.cell(raw, row, cell.col, Class::Banner);
            return true;
        }
        false
    }

    fn is_furniture(&self, text: &Matched) -> bool {
        let furniture = self.furniture;
        let mut all = furniture.signatures.iter().chain(&furniture.remarks);
        all.any(|p| starts(p, text.plain()))
    }

    /// Whether a rule of the layout makes a record of a row that looks like furniture.
    fn special_record(&self, first: &str) -> bool {
        let mut patterns = self.layout().record.iter().filter_map(|r| r.row_like.as_ref());
        patterns.any(|p| p.get().is_match(first))
    }

    fn furniture_row(&self, cells: &[RawCell], claims: &mut Claims, state: &mut State) -> bool {
        let raw = self.grid.raw;
        let starts_any = |patterns: &[super::layout::Pattern]| {
            cells.iter().any(|c| {
                matches!(c.value, RawValue::Text(_)) && patterns.iter().any(|p| starts(p, &plain(&c.value)))
            })
        };
        let signature = starts_any(&self.furniture.signatures);
        if !signature && !starts_any(&self.furniture.remarks) {
            return false;
        }
        state.ended |= signature;
        for cell in cells.iter().filter(|c| is_words(&c.value)) {
            claims.cell(raw, cell.row, cell.col, Class::Remark);
        }
        true
    }

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
    fn data_row(
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
                let parts = column.split.iter().flat_map(|p| p.get().capture_names().flatten());
                let fields = column.take.iter().map(|t| t.field.as_str()).chain(parts);
                for field in fields.filter(|_| !column.skip) {
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
            if let Some(groups) = column.split.iter().find_map(|p| matched.groups(p)) {
                for (field, text) in groups {
                    let value = Some(RawValue::Text(text));
                    values.insert(field.to_owned(), Given { value, row, col });
                }
            } else {
                // The fields of the pattern are missing at this very cell.
                let names = column.split.iter().flat_map(|p| p.get().capture_names().flatten());
                for field in names {
                    values.entry(field.to_owned()).or_insert(Given { value: None, row, col });
                }
                if let Some(first) =
                    column.split.first().and_then(|p| p.get().capture_names().flatten().next())
                {
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

    fn given(&self, target: &Target, raw: &RawValue, row: u32, col: u32) -> Given {
        Given { value: text::taken(target, raw, self.known.workspace), row, col }
    }

    /// Gives fields with `{choice}` in their names the number of the row's choice.
    fn fill_choice(&self, place: (u32, u32), values: &mut Values) {
        let number = self.grid.value(place.0, place.1).and_then(|raw| self.choice(raw, values));
        let families: Vec<String> = values.keys().filter(|k| k.contains("{choice}")).cloned().collect();
        for family in families {
            let Some(given) = values.remove(&family) else { continue };
            if let Some(number) = number {
                values.insert(family.replace("{choice}", &number.to_string()), given);
            }
        }
    }

    /// Which choice a label is, from 1: by its words, otherwise by its number.
    fn choice(&self, raw: &RawValue, values: &Values) -> Option<usize> {
        let plain = plain(raw);
        let digits: String =
            plain.trim_start_matches(['(', ' ']).chars().take_while(char::is_ascii_digit).collect();
        let label = thai::key(plain.trim_start_matches(|c: char| c.is_ascii_digit() || "(). -:".contains(c)));
        let question = values.iter().find(|(name, _)| **name == self.layout().key)?.1.value.as_ref()?;
        let scheme = self.known.scheme?;
        let code = thai::question_code(&question.display())?;
        let scale = scheme.scale_of(scheme.question(&code)?)?;
        let labels = scale.labels_th.iter().zip(&scale.labels_en);
        let by_label = labels
            .enumerate()
            .find(|(_, (th, en))| thai::key(th) == label || thai::key(en) == label)
            .map(|(at, _)| at + 1);
        by_label.or_else(|| digits.parse().ok().filter(|n| (1..=scale.points.len()).contains(n)))
    }

    /// A row of a small table below a key.
    fn inner_row(&self, row: u32, state: &mut State, claims: &mut Claims) {
        let raw = self.grid.raw;
        let columns: Vec<_> = self.layout().inner.iter().zip(state.inner.clone()).collect();
        let Some(record) = state.records.last_mut() else { return };
        let place = columns.iter().find(|(c, _)| c.choice).and_then(|(_, col)| Some((row, (*col)?)));
        let number = place
            .and_then(|(row, col)| self.grid.value(row, col))
            .and_then(|raw| self.choice(raw, &record.values));
        let (Some((_, choice_col)), Some(number)) = (place, number) else { return };
        claims.cell(raw, row, choice_col, Class::Read);
        for (column, col) in columns {
            let Some(col) = col.filter(|_| !column.choice) else { continue };
            let Some(value) = self.grid.value(row, col) else { continue };
            if column.skip {
                claims.cell(raw, row, col, Class::Passed);
                continue;
            }
            for target in &column.take {
                let field = target.field.replace("{choice}", &number.to_string());
                // A choice that comes twice is left for the account to tell.
                if let std::collections::btree_map::Entry::Vacant(free) = record.values.entry(field) {
                    free.insert(self.given(target, value, row, col));
                    claims.cell(raw, row, col, Class::Read);
                }
            }
        }
    }

    /// One record a title across.
    fn spread_across(
        &self,
        row: u32,
        values: &Values,
        place: (u32, u32),
        state: &mut State,
        claims: &mut Claims,
        findings: &mut Vec<Diagnostic>,
    ) {
        let Some(across) = &self.layout().across else { return };
        if across.field.is_empty() {
            self.sum_up(row, across, values, place, state, claims, findings);
            return;
        }
        let mut keys: Vec<&str> = Vec::new();
        for column in &self.fit.across {
            if let Some(key) = &column.key
                && !keys.contains(&key.as_str())
            {
                keys.push(key);
            }
        }
        for key in keys {
            let of_key = || self.fit.across.iter().filter(|a| a.key.as_deref() == Some(key));
            let in_use = of_key().any(|a| self.column_is_used(a.col));
            if !in_use {
                continue;
            }
            let mut record = values.clone();
            for column in of_key() {
                let title = Given {
                    value: Some(RawValue::Text(column.wording.clone())),
                    row: column.place.0,
                    col: column.place.1,
                };
                record.entry(across.field.clone()).or_insert(title);
                let Some(spec) = across.value.get(column.kind) else { continue };
                let raw = self.grid.value(row, column.col);
                claims.cell(self.grid.raw, row, column.col, Class::Read);
                for target in &spec.take {
                    let given = match raw {
                        Some(raw) => self.given(target, raw, row, column.col),
                        None => Given { value: None, row, col: column.col },
                    };
                    record.insert(target.field.clone(), given);
                }
            }
            state.records.push(Record { values: record, place });
        }
        for column in self.fit.across.iter().filter(|a| a.key.is_none()) {
            claims.cell(self.grid.raw, row, column.col, Class::Total);
        }
        sums::across(self, row, findings);
        self.add_to_sums(row, state);
    }

    /// One record a row, of the sums that stand in it; what they sum up is checked and not read.
    #[allow(clippy::too_many_arguments)] // a row with all that it is read by
    fn sum_up(
        &self,
        row: u32,
        across: &Across,
        values: &Values,
        place: (u32, u32),
        state: &mut State,
        claims: &mut Claims,
        findings: &mut Vec<Diagnostic>,
    ) {
        let mut record = values.clone();
        for (kind, spec) in across.value.iter().enumerate() {
            // Sums of quarters come before the sum of all.
            let sum = self.fit.across.iter().rfind(|a| a.key.is_none() && a.kind == kind);
            for (column, target) in sum.into_iter().flat_map(|a| spec.take.iter().map(move |t| (a, t))) {
                let given = match self.grid.value(row, column.col) {
                    Some(raw) => self.given(target, raw, row, column.col),
                    None => Given { value: None, row, col: column.col },
                };
                record.insert(target.field.clone(), given);
            }
        }
        state.records.push(Record { values: record, place });
        for column in &self.fit.across {
            let is_sum = column.key.is_none();
            claims.cell(self.grid.raw, row, column.col, if is_sum { Class::Read } else { Class::Total });
        }
        findings.extend(sums::unreadable(self, row));
        sums::across(self, row, findings);
        self.add_to_sums(row, state);
    }

    /// Whether a column holds anything below the header.
    fn column_is_used(&self, col: u32) -> bool {
        self.grid.raw.cells.iter().any(|c| c.col == col && c.row >= self.fit.below())
    }

    /// Every column that the layout knows.
    fn columns(&self) -> Vec<u32> {
        self.fit.columns.iter().flatten().copied().chain(self.fit.across.iter().map(|a| a.col)).collect()
    }

    /// Columns whose numbers may be summed in a total row.
    fn summed_columns(&self) -> impl Iterator<Item = u32> + '_ {
        let plain = self.layout().column.iter().zip(&self.fit.columns).filter(|(c, _)| !c.skip);
        plain.filter_map(|(_, col)| *col).chain(self.fit.across.iter().map(|a| a.col))
    }

    fn add_to_sums(&self, row: u32, state: &mut State) {
        for col in self.summed_columns() {
            state.sums.add(col, self.grid.value(row, col));
        }
        state.sums.rows += 1;
    }

    fn total_row(&self, row: u32, cells: &[RawCell], sums: &mut sums::Sums, findings: &mut Vec<Diagnostic>) {
        let columns: Vec<u32> = self.summed_columns().collect();
        for cell in cells.iter().filter(|c| columns.contains(&c.col)) {
            if let Some(finding) = sums.check(cell, &self.at.at(row, cell.col)) {
                findings.push(finding);
            }
        }
        sums.close();
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

pub(super) fn plain(value: &RawValue) -> String {
    thai::to_arabic_digits(&thai::normalise(&value.display()))
}

fn whole(pattern: &super::layout::Pattern, text: &str) -> bool {
    pattern.get().find(text).is_some_and(|m| m.start() == 0 && m.end() == text.len())
}

fn starts(pattern: &super::layout::Pattern, text: &str) -> bool {
    pattern.get().find(text).is_some_and(|m| m.start() == 0)
}

/// Facts of the whole sheet, by field; and what was taken because nothing was found.
pub(super) fn facts(reader: &Reader<'_>, claims: &mut Claims) -> Values {
    let mut values = Values::new();
    let header = (reader.fit.row, reader.at.col);
    for fact in &reader.layout().fact {
        let mut found = None;
        for source in &fact.from {
            let only: &[Source] = std::slice::from_ref(source);
            for (text, place) in reader.names.texts(reader.grid, reader.fit.row, only) {
                let matched = Matched::new(&text);
                let value = fact
                    .find
                    .and_then(|find| text::found(find, &matched, reader.known.workspace))
                    .or_else(|| fact.like.iter().find_map(|p| matched.group(p)));
                if let Some(value) = value.filter(|v| !v.is_empty()) {
                    found = Some((value, place));
                    break;
                }
            }
            if found.is_some() {
                break;
            }
        }
        let Some((value, place)) = found else { continue };
        if let Some((row, col)) = place {
            claims.cell(reader.grid.raw, row, col, Class::Label);
        }
        let (row, col) = place.unwrap_or(header);
        values.entry(fact.field.clone()).or_insert(Given { value: Some(RawValue::Text(value)), row, col });
    }
    values
}

/// A record's values in the order of the contract's fields.
pub(super) fn slots(
    contract: &Contract,
    record: &Record,
    facts: &Values,
    may_be_empty: &[bool],
) -> Vec<Slot> {
    let fields = contract.fields.iter().zip(may_be_empty);
    fields
        .map(|(field, empty)| {
            let given = record.values.get(&field.name).or_else(|| facts.get(&field.name));
            Slot {
                value: given.and_then(|g| g.value.clone()),
                at: given.map(|g| (g.row, g.col)),
                may_be_empty: *empty,
            }
        })
        .collect()
}

/// The labelled cells of a record, in the order of the contract.
pub(super) fn meta(contract: &Contract, record: &Record, facts: &Values) -> Vec<Option<Given>> {
    let given = |name: &String| {
        let own = record.values.get(name).filter(|g| g.value.is_some());
        own.or_else(|| facts.get(name)).cloned()
    };
    contract.meta.iter().map(|m| given(&m.name)).collect()
}

/// By field: whether the layout lets it be empty.
pub(super) fn may_be_empty(contract: &Contract, layout: &Arc<Layout>) -> Vec<bool> {
    let values = layout.across.iter().flat_map(|a| a.value.iter());
    let columns: Vec<_> = layout.column.iter().chain(&layout.inner).chain(values).collect();
    contract
        .fields
        .iter()
        .map(|field| columns.iter().any(|c| c.may_be_empty && c.take.iter().any(|t| t.field == field.name)))
        .collect()
}

/// What a record has for the agency alone.
pub(super) fn internal(contract: &Contract, record: &Record) -> Vec<(usize, Given)> {
    let given = |(at, field): (usize, &crate::contract::FieldSpec)| {
        let given = record.values.get(&field.name).filter(|g| g.value.is_some())?;
        Some((at, given.clone()))
    };
    contract.internal.iter().enumerate().filter_map(given).collect()
}
