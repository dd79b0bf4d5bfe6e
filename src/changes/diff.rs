//! Two snapshots side by side.

use super::pairs::pairs;
use super::{Changes, Event, Figure, Given, Input, Spot};
use crate::model::Text;
use crate::report::snapshot::{self, Record, Snapshot, Table, Value, value_id};
use crate::report::words::Words;
use crate::thai::Digits;
use std::collections::{BTreeMap, BTreeSet};

/// What changed from `old` to `new`.
#[must_use]
pub fn compare(old: &Snapshot, new: &Snapshot) -> Changes {
    let mut found = Inputs::default();
    let ids: Vec<_> = new.tables.iter().map(|t| &t.id).collect();
    for table in &new.tables {
        let before = old.tables.iter().find(|t| t.id == table.id);
        found.table(before, table);
    }
    for table in old.tables.iter().filter(|t| !ids.contains(&&t.id)) {
        let gone = Table { records: Vec::new(), ..table.clone() };
        found.table(Some(table), &gone);
    }
    let old = under_new_codes(old, &found.renamed);
    let figures = figures(&old, new, &found.ids);
    Changes { inputs: found.list, figures }
}

/// The old figures under the new codes of measures that were renamed: a new code is no new measure.
fn under_new_codes(old: &Snapshot, renamed: &BTreeMap<String, String>) -> Snapshot {
    // `standing/2568-h1/M1-01/office-03`: a register is one year's, whatever the half.
    let rename = |id: &String| {
        let mut parts: Vec<&str> = id.split('/').collect();
        if let ["standing" | "check-ins", half, code, ..] = parts.as_slice() {
            let year = half.split('-').next().unwrap_or(half);
            if let Some(new) = renamed.get(&format!("measures/{year}/{code}")) {
                parts[2] = new;
            }
        }
        parts.join("/")
    };
    let mut old = old.clone();
    for figure in &mut old.figures {
        figure.id = rename(&figure.id);
        figure.from = figure.from.iter().map(rename).collect();
    }
    old
}

/// Inputs under way: the list, and which of its entries a value's id belongs to.
#[derive(Default)]
struct Inputs {
    list: Vec<Input>,
    ids: BTreeMap<String, BTreeSet<usize>>,
    /// New keys of measures by table and old key.
    renamed: BTreeMap<String, String>,
}

impl Inputs {
    fn table(&mut self, old: Option<&Table>, new: &Table) {
        let before = old.map(|t| t.records.as_slice()).unwrap_or_default();
        for pair in pairs(before, &new.records) {
            match pair {
                (Some(a), Some(b)) => self.values(old.unwrap_or(new), a, new, b),
                (None, Some(b)) => self.record(Event::Added, new, b),
                (Some(a), None) => self.record(Event::Removed, old.unwrap_or(new), a),
                (None, None) => {}
            }
        }
    }

    /// The values of one record in both publications.
    fn values(&mut self, old_table: &Table, old: &Record, new_table: &Table, new: &Record) {
        let value = |table: &Table, record: &Record, column: &str| {
            let at = table.columns.iter().position(|c| c.id == column)?;
            Some((record.values.get(at)?.clone(), spot(record, record.cells.get(at))))
        };
        let first = self.list.len();
        let gone = old_table.columns.iter().filter(|c| !new_table.columns.iter().any(|n| n.id == c.id));
        for column in new_table.columns.iter().chain(gone) {
            let before = value(old_table, old, &column.id);
            let after = value(new_table, new, &column.id);
            if before.as_ref().map(|(v, _)| v) == after.as_ref().map(|(v, _)| v) {
                continue;
            }
            let ids = [
                value_id(&old_table.id, &old.key, &column.id),
                value_id(&new_table.id, &new.key, &column.id),
            ];
            let (old_value, old_place) = before.unzip();
            let (new_value, new_place) = after.unzip();
            let input = Input {
                // A setting is one value: its name says all.
                column: (new_table.columns.len() > 1).then(|| column.title.clone()),
                old: old_value,
                new: new_value,
                old_place,
                new_place,
                ..bare(Event::Changed, new_table, new)
            };
            self.push(input, ids);
        }
        // A record under another key: whatever depends on it goes by the new one.
        if old.key != new.key && self.list.len() > first {
            if old_table.id.starts_with("measures/") {
                self.renamed.insert(format!("{}/{}", old_table.id, old.key.join("/")), new.key.join("/"));
            }
            for column in &new_table.columns {
                for (table, record) in [(old_table, old), (new_table, new)] {
                    self.ids.entry(value_id(&table.id, &record.key, &column.id)).or_default().insert(first);
                }
            }
        }
    }

    /// A record that only one of the publications has.
    fn record(&mut self, event: Event, table: &Table, record: &Record) {
        let ids: Vec<_> = table.columns.iter().map(|c| value_id(&table.id, &record.key, &c.id)).collect();
        let place = Some(spot(record, record.cells.first()));
        let values = table
            .columns
            .iter()
            .zip(record.values.iter().zip(&record.cells))
            .filter(|(_, (value, _))| !matches!(value, Value::Absent { .. }))
            .map(|(column, (value, cell))| Given {
                column: column.title.clone(),
                cell: Some(cell.clone()).filter(|c| !c.is_empty()),
                value: value.clone(),
            })
            .collect();
        let (old_place, new_place) = match event {
            Event::Removed => (place, None),
            Event::Added | Event::Changed => (None, place),
        };
        self.push(Input { old_place, new_place, values, ..bare(event, table, record) }, ids);
    }

    fn push(&mut self, input: Input, ids: impl IntoIterator<Item = String>) {
        for id in ids {
            self.ids.entry(id).or_default().insert(self.list.len());
        }
        self.list.push(input);
    }
}

fn bare(event: Event, table: &Table, record: &Record) -> Input {
    Input {
        table: table.id.clone(),
        title: table.title.clone(),
        event,
        unit: record.unit.clone(),
        unit_name: record.unit_name.clone(),
        record: record.label.clone(),
        column: None,
        old: None,
        new: None,
        old_place: None,
        new_place: None,
        values: Vec::new(),
    }
}

fn spot(record: &Record, cell: Option<&String>) -> Spot {
    Spot {
        file: record.file.clone(),
        sheet: record.sheet.clone(),
        cell: cell.filter(|c| !c.is_empty()).cloned(),
    }
}

fn figures(old: &Snapshot, new: &Snapshot, inputs: &BTreeMap<String, BTreeSet<usize>>) -> Vec<Figure> {
    let by_id = |snapshot: &'_ Snapshot| -> BTreeMap<String, snapshot::Figure> {
        snapshot.figures.iter().map(|f| (f.id.clone(), f.clone())).collect()
    };
    let (before, after) = (by_id(old), by_id(new));
    let mut causes = Causes { before: &before, after: &after, inputs, known: BTreeMap::new() };
    let gone = old.figures.iter().filter(|f| !after.contains_key(&f.id));
    let mut found = Vec::new();
    for figure in new.figures.iter().chain(gone) {
        let (a, b) = (before.get(&figure.id), after.get(&figure.id));
        if a.map(|f| &f.value) == b.map(|f| &f.value) {
            continue;
        }
        let shown = |f: Option<&snapshot::Figure>| -> Option<Text> { f.map(|f| f.shown.clone()) };
        let (mut old_shown, mut new_shown) = (shown(a), shown(b));
        if let (Some(Value::Number(old)), Some(Value::Number(new)), true) =
            (a.and_then(|f| f.value.as_ref()), b.and_then(|f| f.value.as_ref()), old_shown == new_shown)
        {
            let signed = figure.id.starts_with("delta/");
            // Less than anyone could tell is no change.
            let Some((old, new)) = told_apart(*old, *new, &figure.shown.th, signed) else { continue };
            (old_shown, new_shown) = (Some(Text::same(&old)), Some(Text::same(&new)));
        }
        found.push(Figure {
            id: figure.id.clone(),
            kind: figure.kind,
            label: figure.label.clone(),
            old: a.and_then(|f| f.value.clone()),
            new: b.and_then(|f| f.value.clone()),
            old_shown,
            new_shown,
            causes: causes.of(&figure.id).into_iter().collect(),
        });
    }
    found
}

/// More decimals than these tell only the noise of binary fractions.
const MOST_DECIMALS: usize = 10;

/// Two numbers that look alike with the decimals of `shown`, with as many as it takes to see that they differ; none where
/// they do not.
fn told_apart(old: f64, new: f64, shown: &str, signed: bool) -> Option<(String, String)> {
    let known = shown.rsplit_once('.').map_or(0, |(_, decimals)| decimals.chars().count());
    (known + 1..=MOST_DECIMALS).find_map(|decimals| {
        let words = Words { digits: Digits::Arabic, decimals };
        let told = |number: f64| {
            if signed { words.signed(number, decimals) } else { words.number(number, decimals) }
        };
        let (old, new) = (told(old), told(new));
        (old != new).then_some((old, new))
    })
}

/// What caused a figure to change: the changed inputs that it depends on, also through other figures.
struct Causes<'a> {
    before: &'a BTreeMap<String, snapshot::Figure>,
    after: &'a BTreeMap<String, snapshot::Figure>,
    inputs: &'a BTreeMap<String, BTreeSet<usize>>,
    known: BTreeMap<String, BTreeSet<usize>>,
}

impl Causes<'_> {
    fn of(&mut self, id: &str) -> BTreeSet<usize> {
        if let Some(known) = self.known.get(id) {
            return known.clone();
        }
        // Figures depend on each other without circles; should a file say otherwise, it ends here.
        self.known.insert(id.to_owned(), BTreeSet::new());
        let (before, after) = (self.before.get(id), self.after.get(id));
        let mut found = BTreeSet::new();
        // A figure that stayed the same passes nothing on.
        if before.map(|f| &f.value) != after.map(|f| &f.value) {
            let from: BTreeSet<&String> =
                [before, after].into_iter().flatten().flat_map(|f| &f.from).collect();
            for source in from {
                if self.before.contains_key(source) || self.after.contains_key(source) {
                    found.extend(self.of(source));
                } else if let Some(prefix) = source.strip_suffix('*') {
                    let range = self.inputs.range(prefix.to_owned()..);
                    let same = range.take_while(|(id, _)| id.starts_with(prefix));
                    found.extend(same.flat_map(|(_, at)| at));
                } else if let Some(at) = self.inputs.get(source) {
                    found.extend(at);
                }
            }
        }
        self.known.insert(id.to_owned(), found.clone());
        found
    }
}

#[cfg(test)]
mod tests {
    use super::told_apart;

    #[test]
    fn numbers_that_look_alike_get_the_decimals_that_tell_them_apart() {
        let told = |old, new, shown, signed| told_apart(old, new, shown, signed);
        let pair = |old: &str, new: &str| Some((old.to_owned(), new.to_owned()));
        assert_eq!(told(98.5512, 98.5534, "98.55", false), pair("98.551", "98.553"));
        assert_eq!(told(1.041_02, 1.041_04, "+1.04", true), pair("+1.04102", "+1.04104"));
        assert_eq!(told(1234.0, 1234.4, "1,234", false), pair("1,234.0", "1,234.4"));
        // The noise of binary fractions is no change.
        assert_eq!(told(0.3, 0.1 + 0.2, "0.30", false), None);
    }
}
