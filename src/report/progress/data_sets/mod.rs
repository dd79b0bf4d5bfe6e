//! Six-month data sets: totals, groups, and the change from the same half of the year before.
//!
//! Comes in: grouped and summed data sets. Goes out: one part a data set. Never: sums or compares.

mod bars;
mod compact;
mod findings;
mod listed;
mod single;
mod summed;

pub use single::single;

use super::Section;
use super::build::{item, part};
use super::front::by_kind;
use super::scene::Scene;
use super::sentences::{Earlier, some, total};
use crate::contract::{Derived, FieldSpec, FieldType};
use crate::model::FiscalYear;
use crate::report::data_sets::{self, Comparison, DataSetTable, Group, Label, Level, owes};
use crate::report::document::{DataSetPart, DataSetsSection, Item};
use crate::thai;

pub(super) fn section(scene: &Scene<'_>) -> DataSetsSection {
    let sets = data_sets::data_sets(scene.model);
    let w = scene.w;
    let before = w.period(scene.model.period.year_before());
    let units = scene.model.workspace.words.get("units");
    let paragraphs = if sets.is_empty() {
        Vec::new()
    } else {
        let (first, last) = (scene.model.period.first_day(), scene.model.period.last_day());
        let told = [
            ("units", units),
            ("period", &w.period(scene.model.period)),
            ("first", &w.date(first)),
            ("last", &w.date(last)),
        ];
        let mut opening = vec![scene.say("sets_opening", &told)];
        let compared = sets.iter().any(|set| set.has_previous);
        opening.extend(compared.then(|| scene.say("sets_opening_compared", &[("before", &before)])));
        opening.push(scene.term("sets_opening_apart"));
        vec![opening.join(" ")]
    };
    let mut wanted = scene.model.contracts.data_sets();
    let has_any = wanted.any(|contract| !scene.model.workspace.words.is_left_out(&contract.name));
    DataSetsSection {
        heading: Section::DataSets.heading(scene, &w.text(&scene.term("sets.heading"))),
        paragraphs,
        sets: parts(scene, &sets),
        empty: scene.term(if has_any { "sets.nobody" } else { "sets.none_wanted" }),
    }
}

/// A part a data set, in the order of the checklist. One that nobody has sent although somebody has to is told too, once
/// any was sent: without its heading it would look as if it were not asked for.
fn parts(scene: &Scene<'_>, sets: &[DataSetTable<'_>]) -> Vec<DataSetPart> {
    let model = scene.model;
    let mut parts = Vec::new();
    for contract in model.contracts.data_sets().filter(|_| !sets.is_empty()) {
        let number = parts.len() + 1;
        if let Some(set) = sets.iter().find(|set| set.contract.name == contract.name) {
            parts.push(of_set(scene, number, set));
        } else if model.workspace.units.iter().any(|unit| owes(model, contract, &unit.id)) {
            let before = (contract.name.clone(), model.period.year_before());
            let before =
                model.facts.data_sets.get(&before).map(Vec::as_slice).filter(|rows| !rows.is_empty());
            let Some(set) = data_sets::tabulate(contract, &model.workspace.units, &[], before) else {
                continue;
            };
            let mut part = part(heading(scene, number, &set));
            part.paragraphs.push(unsent(scene, &set).join(" "));
            parts.push(DataSetPart { part, charts: Vec::new() });
        }
    }
    parts
}

fn heading(scene: &Scene<'_>, number: usize, set: &DataSetTable<'_>) -> String {
    let title = scene.w.text(&set.contract.title);
    let item = scene.code(&set.report.item);
    Section::DataSets.sub(scene, number, &scene.say("sets.title", &[("item", &item), ("title", &title)]))
}

fn of_set(scene: &Scene<'_>, number: usize, set: &DataSetTable<'_>) -> DataSetPart {
    let mut whole = summary(scene, set, heading(scene, number, set));
    whole.part.wide =
        if set.is_summed() { compact::is_wide(set) } else { listed::is_wide(scene, set, false) };
    if set.is_summed() {
        // What offices wrote about single rows stands in the data set's own document.
        whole.part.tables = compact::tables(scene, set);
        let file = set.contract.file_stem(scene.model.period);
        let what: Vec<_> = set.listed.iter().map(|f| scene.w.text(&f.title)).collect();
        let elsewhere = if what.is_empty() {
            // Where each row has its own line in the table there is nothing more.
            let all_there = set.groups.iter().all(|group| group.rows <= 1);
            (!all_there).then(|| scene.say("sets_all_elsewhere", &[("file", &file)]))
        } else {
            Some(scene.say("sets_rows_elsewhere", &[("columns", &scene.joined(&what)[..]), ("file", &file)]))
        };
        if let Some(elsewhere) = elsewhere {
            match whole.part.tables.last_mut() {
                Some(table) => table.notes.push(elsewhere),
                None => whole.part.closing.push(elsewhere),
            }
        }
    } else if !set.listed.is_empty() {
        whole.part.tables.push(listed::chosen(scene, set));
    }
    whole.part.closing.extend(findings::paragraphs(scene, set));
    whole
}

/// Who sent it, totals and chart of a data set.
fn summary(scene: &Scene<'_>, set: &DataSetTable<'_>, heading: String) -> DataSetPart {
    let mut part = part(heading);
    part.paragraphs.push(senders(scene, set));
    part.items = totals(scene, set);
    let charts = bars::chart(scene, set).into_iter().collect();
    DataSetPart { part, charts }
}

/// Who sent the data set, who did not, and whether the year before is comparable.
fn senders(scene: &Scene<'_>, set: &DataSetTable<'_>) -> String {
    let sent = |id: &str| set.senders.iter().any(|s| s == id);
    let noun = sender_noun(scene, set);
    let senders = by_kind(scene, |unit| sent(&unit.id));
    let (one, senders) = match &set.senders[..] {
        [one] => (true, scene.unit(one)),
        _ if senders.is_empty() => (false, scene.of(set.senders.len(), noun)),
        _ => (false, senders),
    };
    let mut told = vec![scene.say(
        match (one, set.is_summed()) {
            (true, true) => "sets_sender_rows",
            (true, false) => "sets_sender",
            (false, true) => "sets_senders_rows",
            (false, false) => "sets_senders",
        },
        &[
            ("what", &scene.w.text(&set.contract.description)),
            ("units", &senders),
            ("rows", &scene.entries(set.total.rows)),
        ],
    )];
    // Sums say it one by one.
    if !set.has_previous && !set.is_summed() {
        let year = scene.w.year(scene.model.fiscal_year().previous());
        told.push(scene.say("sets.no_previous", &[("year", &year)]));
    }
    told.extend(unsent(scene, set));
    told.join(" ")
}

/// Who still has to send it, and who sent it in one of the years only.
fn unsent(scene: &Scene<'_>, set: &DataSetTable<'_>) -> Vec<String> {
    let units = &scene.model.workspace.units;
    let names = |wanted: &dyn Fn(&str) -> bool| -> Vec<String> {
        units.iter().filter(|u| wanted(&u.id)).map(|u| u.name_th.clone()).collect()
    };
    let sent = |id: &str| set.senders.iter().any(|s| s == id);
    let sent_before = |id: &str| set.senders_before.iter().any(|s| s == id);
    let noun = sender_noun(scene, set);
    let missing = names(&|id| owes(scene.model, set.contract, id) && !sent(id));
    let gone = names(&|id| set.has_previous && sent_before(id) && !sent(id));
    let new = names(&|id| set.has_previous && sent(id) && !sent_before(id));
    let groups = [(missing, "sets.missing"), (gone, "sets.only_before"), (new, "sets.only_now")];
    let told = groups.into_iter().filter(|(who, _)| !who.is_empty()).map(|(who, key)| {
        let (count, listed) = (scene.of(who.len(), noun), some(scene, &who, noun));
        scene.say(key, &[("count", &count), ("units", &listed)])
    });
    told.collect()
}

fn totals(scene: &Scene<'_>, set: &DataSetTable<'_>) -> Vec<Item> {
    let of_column = |(at, (column, sums)): (usize, (&&FieldSpec, &Comparison))| {
        let earlier = Earlier { has_previous: set.has_previous, is_below: set.is_summed() };
        let text = total(scene, *sums, places(set, at, column), &column.unit, earlier);
        item(None, scene.w.text(&column.title_without_unit()), text + &shares(scene, set, column))
    };
    set.columns.iter().zip(&set.total.sums).enumerate().map(of_column).collect()
}

/// Of what a sum is which part, behind the sentence on it.
fn shares(scene: &Scene<'_>, set: &DataSetTable<'_>, field: &FieldSpec) -> String {
    let own = set.report.derived.iter().filter(|d| d.percent_of.is_some() && d.of == field.name);
    let told = own.filter_map(|derived| {
        let (value, places) = derived_of(set, &set.total, derived);
        let told = [("title", &scene.w.text(&derived.title)[..]), ("value", &scene.w.number(value?, places))];
        Some(scene.say("sums.share_of", &told))
    });
    let told: Vec<_> = told.collect();
    if told.is_empty() {
        return String::new();
    }
    format!(" {}", scene.say("sums.shares", &[("shares", &scene.joined(&told))]))
}

/// What is derived from the sums of a group, none where one of them is not whole, and its decimals.
fn derived_of(set: &DataSetTable<'_>, group: &Group, derived: &Derived) -> (Option<f64>, usize) {
    let places = derived_places(derived, |name| {
        let (at, field) = set.columns.iter().enumerate().find(|(_, f)| f.name == name)?;
        Some(places(set, at, field))
    });
    (set.derived(group, derived), places)
}

/// A column's title, with its unit where another column of that unit has it in its title.
fn titled(set: &DataSetTable<'_>, field: &FieldSpec) -> String {
    let unit = format!("({})", field.unit);
    let is_told = |f: &FieldSpec| f.title.ends_with(&unit);
    if field.unit.is_empty() || is_told(field) || !set.contract.fields.iter().any(is_told) {
        field.title.clone()
    } else {
        format!("{} {unit}", field.title)
    }
}

/// Decimals of a summed column, in its tables, in the list of its rows and in the sentence on its total. `at` is its
/// place among the summed columns.
fn places(set: &DataSetTable<'_>, at: usize, field: &FieldSpec) -> usize {
    let groups = set.groups.iter().chain(&set.subtotals).chain(&set.across).chain([&set.total]);
    let amounts = |sums: &Comparison| {
        let (now, before) = sums.compared();
        [sums.current, sums.previous, now, before].map(|sum| sum.value)
    };
    let sums = groups.filter_map(|g| g.sums.get(at)).flat_map(amounts).flatten();
    decimals_of(field, sums.chain(figures(set, field)))
}

/// Decimals of a column with these amounts: none where every one is whole.
fn decimals_of(field: &FieldSpec, mut amounts: impl Iterator<Item = f64>) -> usize {
    if amounts.all(|amount| amount.fract() == 0.0) { 0 } else { decimals(field) }
}

/// The numbers of a column.
fn figures<'a>(set: &'a DataSetTable<'_>, field: &FieldSpec) -> impl Iterator<Item = f64> + 'a {
    let place = set.contract.position(&field.name);
    set.rows.iter().filter_map(move |row| row.values.get(place?)?.figure())
}

/// Decimals of what follows from two columns, given theirs: percentages have two, a difference those of the columns.
fn derived_places(derived: &Derived, places: impl Fn(&str) -> Option<usize>) -> usize {
    if derived.minus.is_none() {
        return 2;
    }
    [&derived.of, derived.other()].into_iter().filter_map(places).max().unwrap_or(2)
}

/// Amounts have satang; counts are whole.
fn decimals(field: &FieldSpec) -> usize {
    if field.kind == FieldType::Integer { 0 } else { 2 }
}

/// What the senders of a data set are called, also those that owe it: by their kind where all are of one of several.
fn sender_noun<'a>(scene: &'a Scene<'_>, set: &DataSetTable<'_>) -> &'a str {
    let workspace = &scene.model.workspace;
    let is_one = |id: &String| set.senders.contains(id) || set.senders_before.contains(id);
    let mut kinds = workspace
        .units
        .iter()
        .filter(|u| is_one(&u.id) || owes(scene.model, set.contract, &u.id))
        .map(|u| u.kind.as_str());
    let first = kinds.next();
    let one = first.filter(|kind| workspace.kinds.len() > 1 && kinds.all(|other| other == *kind));
    let kind = one.and_then(|kind| workspace.kinds.iter().find(|k| k.id == kind));
    // The first kind is what the agency's word for its units is about: only another one says more.
    kind.filter(|k| Some(&k.id) != workspace.kinds.first().map(|k| &k.id))
        .map_or_else(|| scene.unit_noun(), |k| k.name_th.as_str())
}

/// A fiscal year in a column's head or a legend, short as its dates are: its first months lie in the calendar year
/// before.
fn year_label(scene: &Scene<'_>, year: FiscalYear) -> String {
    scene.say("sets.year", &[("year", &scene.w.text(&format!("{:02}", year.0 % 100)))])
}

fn level_title<'a>(scene: &'a Scene<'_>, set: &DataSetTable<'_>, level: Level<'a>) -> &'a str {
    match level {
        Level::Unit => sender_noun(scene, set),
        Level::Field(field) => &field.title,
    }
}

fn label_of(scene: &Scene<'_>, label: &Label) -> String {
    match label {
        Label::Unit(id) => scene.unit(id),
        Label::Month(month) => u8::try_from(*month)
            .ok()
            .and_then(thai::month_name)
            .map_or_else(|| month.to_string(), ToOwned::to_owned),
        Label::Date(date) => scene.w.date(*date),
        Label::Text(text) => text.clone(),
        Label::Absent => scene.term("sets.absent"),
    }
}
