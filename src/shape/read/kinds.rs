//! What a row below the header is: the header again, a banner, furniture, a total; or else a row of data.

use super::{Reader, State, plain};
use crate::contract::Claim;
use crate::ingest::{RawCell, RawValue};
use crate::shape::Given;
use crate::shape::account::{Claims, Class, is_words};
use crate::shape::fit::squeezed;
use crate::shape::layout::{Column, Find, Pattern, title_key};
use crate::shape::sums::Sums;
use crate::shape::text::{self, Matched, title_month};
use crate::thai;

/// Before the name of a month in a title.
const MONTH_WORD: &str = "เดือน";

impl Reader<'_> {
    /// The header repeated, as at a new page.
    pub(super) fn is_header_again(&self, cells: &[RawCell]) -> bool {
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
    pub(super) fn is_numbering(&self, row: u32, cells: &[RawCell]) -> bool {
        row <= self.fit.below().saturating_add(1)
            && cells.len() >= 3
            && (1u32..).zip(cells).all(|(number, cell)| {
                let text = plain(&cell.value);
                text.trim_matches(|c: char| matches!(c, '(' | ')' | '.' | ' ')) == number.to_string()
            })
    }

    pub(super) fn inner_header(&self, cells: &[RawCell], state: &mut State) -> bool {
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
    pub(super) fn banner(&self, row: u32, cells: &[RawCell], state: &mut State, claims: &mut Claims) -> bool {
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
        if self.is_furniture(&matched) {
            return false;
        }
        let columns = self.fit.columns.iter().flatten().count();
        let wide = usize::try_from(self.grid.width(row, cell.col)).unwrap_or(0);
        let is_wide = columns >= 3 && wide * 2 > columns;
        // The title of another month on the same sheet: what the rows below are of.
        if (is_wide || !self.holds_data(cell.col)) && self.next_month(&matched, state, given) {
            claims.cell(raw, row, cell.col, Class::Banner);
            return true;
        }
        // Words over most of the table's columns are a heading whatever they say.
        if is_wide {
            claims.cell(raw, row, cell.col, Class::Banner);
            return true;
        }
        false
    }

    /// Whether a column gives something to the records.
    fn holds_data(&self, col: u32) -> bool {
        let columns = self.layout().column.iter().zip(&self.fit.columns);
        let mut data = columns.filter(|(column, _)| !column.skip).filter_map(|(_, at)| *at);
        data.any(|at| at == col)
    }

    /// Takes the month of a row across the table, where the layout takes the sheet's from its title.
    fn next_month(&self, text: &Matched, state: &mut State, given: impl Fn(String) -> Given) -> bool {
        let fact = self.layout().fact.iter().find(|fact| fact.find == Some(Find::Month));
        // A title says that it is of a month, or is one; a day or a contract's end is none.
        let is_title = text.plain().contains(MONTH_WORD) || thai::written_month(text.plain()).is_some();
        let of_month = || title_month(text, self.known.workspace).filter(|_| is_title);
        let Some((fact, month)) = fact.and_then(|fact| Some((fact, of_month()?))) else { return false };
        // Of a year of its own the cell says so, and is checked like any other.
        let strange = text::month_title(text.plain()).and_then(|(number, year)| {
            let year = year.filter(|year| *year + u16::from(number >= 10) != self.names.year.0)?;
            Some(format!("{} {year}", thai::month_name(number)?))
        });
        state.set.insert(fact.field.clone(), given(strange.unwrap_or(month)));
        true
    }

    fn is_furniture(&self, text: &Matched) -> bool {
        let furniture = self.furniture;
        let mut all = furniture.signatures.iter().chain(&furniture.remarks);
        all.any(|p| p.starts(text.plain()))
    }

    /// Whether a rule of the layout makes a record of a row that looks like furniture.
    pub(super) fn special_record(&self, first: &str) -> bool {
        let mut patterns = self.layout().record.iter().filter_map(|r| r.row_like.as_ref());
        patterns.any(|p| p.get().is_match(first))
    }

    /// Whether a row says that there is nothing to report, in the place of a record's name, with nothing but dashes and
    /// its number beside.
    pub(super) fn nothing(&self, cells: &[RawCell], state: &mut State) -> bool {
        if state.ended {
            return false;
        }
        let columns = self.layout().column.iter().zip(&self.fit.columns).filter(|(column, _)| !column.skip);
        let Some(name) = columns.filter_map(|(_, at)| *at).min() else { return false };
        let first = cells.iter().find(|cell| is_words(&cell.value) && cell.col <= name);
        let Some(cell) = first else { return false };
        let text = plain(&cell.value);
        let others = || cells.iter().filter(|other| other.col != cell.col);
        let is_bare = others().all(|other| {
            let is_number = !is_words(&other.value) && !self.holds_data(other.col);
            is_number || thai::is_dashes(&plain(&other.value))
        });
        // Dashes alone say it, too.
        let says =
            thai::is_dashes(&text) || self.known.contracts.row_words().claim(&text) == Some(Claim::Nothing);
        let is_nothing = is_bare && says && !self.special_record(&text);
        if is_nothing {
            state.nothing.get_or_insert((text, (cell.row, cell.col)));
        }
        is_nothing
    }

    /// Whether a row sums up others by its label: one that layouts know, or any of which nothing but figures stand
    /// beside.
    pub(super) fn is_total(&self, label: &str, cells: &[RawCell], sums: &Sums) -> bool {
        if self.furniture.totals.iter().any(|p| p.is_whole(label)) {
            return true;
        }
        let sums_up =
            self.layout().contract().is_some_and(|contract| contract.fields.iter().any(|f| f.total));
        let claim = self.known.contracts.row_words().claim(label);
        let words = cells
            .iter()
            .filter(|cell| is_words(&cell.value) && !thai::is_dashes(&plain(&cell.value)))
            .count();
        sums_up
            && words == 1
            && cells.len() > 1
            && match claim {
                Some(Claim::Sum | Claim::GroupSum | Claim::Carried | Claim::Derived) => true,
                // รวมจัดซื้อ: its figures say so.
                Some(Claim::Perhaps) => sums.agree(cells),
                _ => false,
            }
    }

    pub(super) fn furniture_row(&self, cells: &[RawCell], claims: &mut Claims, state: &mut State) -> bool {
        let raw = self.grid.raw;
        let starts_any = |patterns: &[Pattern]| {
            cells.iter().any(|c| {
                matches!(c.value, RawValue::Text(_)) && patterns.iter().any(|p| p.starts(&plain(&c.value)))
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
}
