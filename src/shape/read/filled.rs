//! What records give to their contract: its columns, its labelled cells, what holds for the whole sheet.

use super::{Reader, Record, Values};
use crate::contract::{Contract, FieldSpec};
use crate::diagnostic::Diagnostic;
use crate::ingest::RawValue;
use crate::shape::account::{Claims, Class};
use crate::shape::layout::{Find, Layout, Source};
use crate::shape::notices;
use crate::shape::text::{self, Matched};
use crate::shape::{Given, Slot};
use crate::thai;
use std::sync::Arc;

/// Facts of the whole sheet, by field; and what was taken because nothing was found.
pub(in crate::shape) fn facts(reader: &Reader<'_>, claims: &mut Claims) -> Values {
    let mut values = Values::new();
    let header = (reader.fit.row, reader.at.col);
    for fact in &reader.layout().fact {
        let texts = |source| reader.names.texts(reader.grid, reader.fit.row, std::slice::from_ref(source));
        let found = fact.from.iter().flat_map(texts).find_map(|(text, place)| {
            let matched = Matched::new(&text);
            let workspace = reader.known.workspace;
            let looked_for = fact.find.and_then(|find| match find {
                Find::Month => text::title_month(&matched, workspace),
                other => text::found(other, &matched, workspace),
            });
            let value = looked_for.or_else(|| fact.like.iter().find_map(|p| matched.group(p)));
            value.filter(|v| !v.is_empty()).map(|value| (value, place))
        });
        let Some((value, place)) = found else { continue };
        if let Some((row, col)) = place {
            claims.cell(reader.grid.raw, row, col, Class::Label);
        }
        let (row, col) = place.unwrap_or(header);
        values.entry(fact.field.clone()).or_insert(Given { value: Some(RawValue::Text(value)), row, col });
    }
    values
}

/// The sheet's name says one month and its title another: a sheet that was copied for the next month.
pub(in crate::shape) fn months_differ(reader: &Reader<'_>) -> Option<Diagnostic> {
    reader.layout().fact.iter().find(|fact| fact.find == Some(Find::Month))?;
    // A sheet that is called otherwise may be named after the day on which it was sent.
    let sheet = thai::written_month(reader.names.sheet)?.month;
    let titles: Vec<_> = reader.names.texts(reader.grid, reader.fit.row, &[Source::Title]).collect();
    let (title, place) = titles.into_iter().find_map(|(text, place)| {
        Some((text::title_month(&Matched::new(&text), reader.known.workspace)?, place?))
    })?;
    let title = title.parse().ok()?;
    let name = |month| thai::month_name(month).unwrap_or_default();
    (title != sheet)
        .then(|| notices::months_differ(&reader.at.at(place.0, place.1), name(title), name(sheet)))
}

/// A record's values in the order of the contract's fields.
pub(in crate::shape) fn slots(
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
pub(in crate::shape) fn meta(contract: &Contract, record: &Record, facts: &Values) -> Vec<Option<Given>> {
    let given = |name: &String| {
        let own = record.values.get(name).filter(|g| g.value.is_some());
        own.or_else(|| facts.get(name)).cloned()
    };
    contract.meta.iter().map(|m| given(&m.name)).collect()
}

/// By field: whether the layout lets it be empty.
pub(in crate::shape) fn may_be_empty(contract: &Contract, layout: &Arc<Layout>) -> Vec<bool> {
    let values = layout.across.iter().flat_map(|a| a.value.iter());
    let columns: Vec<_> = layout.column.iter().chain(&layout.inner).chain(values).collect();
    contract
        .fields
        .iter()
        .map(|field| columns.iter().any(|c| c.may_be_empty && c.take.iter().any(|t| t.field == field.name)))
        .collect()
}

/// What a record has for the agency alone.
pub(in crate::shape) fn internal(contract: &Contract, record: &Record) -> Vec<(usize, Given)> {
    let given = |(at, field): (usize, &FieldSpec)| {
        let given = record.values.get(&field.name).filter(|g| g.value.is_some())?;
        Some((at, given.clone()))
    };
    contract.internal.iter().enumerate().filter_map(given).collect()
}
