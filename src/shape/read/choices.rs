//! Rows of choices: a question's answers below one another, in the table itself or in a small one below its row.

use super::{Reader, State, Values, plain};
use crate::ingest::RawValue;
use crate::shape::account::{Claims, Class};
use crate::thai;
use std::collections::btree_map::Entry;

impl Reader<'_> {
    /// Gives fields with `{choice}` in their names the number of the row's choice.
    pub(super) fn fill_choice(&self, place: (u32, u32), values: &mut Values) {
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
    pub(super) fn inner_row(&self, row: u32, state: &mut State, claims: &mut Claims) {
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
                if let Entry::Vacant(free) = record.values.entry(field) {
                    free.insert(self.given(target, value, row, col));
                    claims.cell(raw, row, col, Class::Read);
                }
            }
        }
    }
}
