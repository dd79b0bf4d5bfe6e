//! A data set's rows as a list, set as the contract wants it.
//!
//! Comes in: rows as the units sent them. Goes out: a table. Never: fills a gap, sums.

mod columns;

use super::{decimals, decimals_of, derived_places, figures, label_of, level_title, places};
use crate::contract::{Derived, FieldSpec, FieldType, ReportList, Role};
use crate::model::shown::web_address;
use crate::model::{Absence, DataRow, DataValue, Field};
use crate::report::data_sets::{self, DataSetTable, Group, Label, Level};
use crate::report::document::{Align, Cell, Column, Detail, Row, RowKind, Table, TextSize, Tone};
use crate::report::progress::build::{Draft, Extend, body, cell, column, lines, row};
use crate::report::progress::scene::Scene;
use crate::report::words::NO_VALUE;
use columns::{Part, Shown, is_figure};

/// Widths of columns, in those of the blank workbook, that an upright page has room for.
const UPRIGHT: f64 = 140.0;
/// Letters of a date that are kept on one line.
const LONGEST_WHOLE: usize = 24;

/// The columns that the contract wants in the report.
pub(super) fn chosen(scene: &Scene<'_>, set: &DataSetTable<'_>) -> Table {
    let mut list = List::new(scene, set, set.listed.clone());
    let shown = list.shown();
    list.table(
        "list",
        format!("{} {}", scene.w.text(&set.contract.title), scene.w.half(scene.model.period.half)),
        &shown,
    )
}

/// Every row with all columns of the contract.
pub(super) fn all(scene: &Scene<'_>, set: &DataSetTable<'_>) -> Table {
    let fields = set.contract.fields.iter().collect();
    let mut list = List::new(scene, set, fields);
    let shown = list.shown();
    let title = scene.w.text(&set.contract.title);
    let key = if list.left_out == 0 { "sets_all_rows" } else { "sets_some_rows" };
    let caption = scene.say(key, &[("title", &title)]);
    list.table("rows", caption, &shown)
}

/// Whether the chosen columns, or all of them, ask for a landscape page.
pub(super) fn is_wide(scene: &Scene<'_>, set: &DataSetTable<'_>, whole: bool) -> bool {
    let fields = if whole { set.contract.fields.iter().collect() } else { set.listed.clone() };
    List::new(scene, set, fields).columns.iter().map(|c| c.width).sum::<f64>() > UPRIGHT
}

/// A list and how it is set.
struct List<'a, 'b> {
    scene: &'a Scene<'b>,
    set: &'a DataSetTable<'b>,
    as_told: Option<&'b ReportList>,
    columns: Vec<Shown<'b>>,
    /// Whose labels stand above the rows.
    by: Option<Level<'b>>,
    /// Decimals of the contract's columns: none where every amount of one is a whole one.
    places: Vec<usize>,
    /// Rows with nothing to say are left out: how many, and the words that they share.
    left_out: usize,
    said: Vec<String>,
}

impl<'a, 'b> List<'a, 'b> {
    fn new(scene: &'a Scene<'b>, set: &'a DataSetTable<'b>, fields: Vec<&'b FieldSpec>) -> Self {
        let as_told = set.report.list.as_ref();
        let places = set.contract.fields.iter().map(|field| {
            let summed = set.columns.iter().position(|column| column.name == field.name);
            summed.map_or_else(|| decimals_of(field, figures(set, field)), |at| places(set, at, field))
        });
        let mut list = Self {
            scene,
            set,
            as_told,
            columns: Vec::new(),
            by: None,
            places: places.collect(),
            left_out: 0,
            said: Vec::new(),
        };
        let alone = is_row_by_unit(&set.rows);
        if let Some(told) = as_told {
            list.columns = told.columns.iter().map(|c| list.as_told(c)).collect();
            let units = (!told.names_units()).then_some(Level::Unit);
            list.by = told.by.as_deref().and_then(|name| set.level(name)).or(units);
        } else {
            let unit = alone.then(|| vec![vec![Part::Unit]]);
            let fields = fields.into_iter().map(|f| vec![vec![Part::Field(f)]]);
            list.columns = unit.into_iter().chain(fields).map(|lines| list.of_lines(lines)).collect();
            list.by = (!alone).then_some(Level::Unit);
        }
        if set.is_summed() && as_told.is_some() {
            // Behind the last figures.
            let at = list.columns.iter().rposition(|c| c.align == Align::End).map_or(0, |last| last + 1);
            let derived = set.report.derived.iter().map(|derived| Shown {
                title: scene.w.text(&derived.title),
                width: 16.0,
                align: Align::End,
                lines: Vec::new(),
                derived: Some(derived),
            });
            list.columns.splice(at..at, derived);
        }
        list
    }

    /// The rows as `shown` has them.
    fn table(self, prefix: &str, caption: String, shown: &DataSetTable<'b>) -> Table {
        let rows = self.rows(shown);
        let told = |texts: fn(&ReportList) -> &Vec<String>| -> Vec<String> {
            let texts = self.as_told.iter().flat_map(|told| texts(told));
            texts.map(|text| self.scene.w.text(text)).collect()
        };
        let guide = told(|list| &list.guide);
        let mut notes = told(|list| &list.notes);
        notes.extend(self.notes_of_columns());
        let file = self.set.contract.file_stem(self.scene.model.period);
        if self.left_out > 0 {
            let count = self.scene.entries(self.left_out);
            let words = Some(self.said.join(" ")).filter(|words| !words.is_empty());
            let words = words.map(|words| format!(" ({words})")).unwrap_or_default();
            let told = [("rows", &count[..]), ("words", &words), ("file", &file)];
            notes.push(self.scene.say("sets_rows_of_nothing", &told));
        }
        if rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.details).any(|d| d.link.is_some()) {
            notes.push(self.scene.say("sets_evidence_elsewhere", &[("file", &file)]));
        }
        let table = self.scene.table(Draft {
            id: format!("{prefix}-{}", self.set.contract.slug()),
            caption,
            // What stands in several lines has much to say.
            size: if self.as_told.is_some() { TextSize::Dense } else { TextSize::Small },
            columns: self
                .columns
                .iter()
                .map(|c| column(c.title.clone(), c.width, c.align))
                .collect::<Vec<Column>>(),
            rows,
            empty: self.scene.term("sets.empty"),
            notes,
        });
        Table { guide, ..table }
    }

    /// What the contract says of the columns whose totals are told.
    fn notes_of_columns(&self) -> Vec<String> {
        let fields = self.columns.iter().flat_map(|c| &c.lines).flatten().filter_map(|part| match part {
            Part::Field(field) => Some(*field),
            _ => None,
        });
        let told = fields.filter(|f| !f.note.is_empty() && self.set.columns.iter().any(|c| c.name == f.name));
        told.map(|f| self.scene.w.text(&f.note)).collect()
    }

    /// The rows under their labels, without those that say nothing.
    fn shown(&mut self) -> DataSetTable<'b> {
        let mut grouped = self.set.regrouped(self.by.into_iter().collect());
        if self.by.is_none() {
            grouped = self.set.regrouped(vec![Level::Unit]);
        }
        let nothing: Vec<Option<String>> = grouped.rows.iter().map(|row| self.nothing(row)).collect();
        let alike = |words: &String| nothing.iter().flatten().filter(|other| *other == words).count() > 1;
        let mut kept = Vec::new();
        for (row, words) in grouped.rows.iter().zip(&nothing) {
            match words {
                Some(words) if alike(words) => {
                    self.left_out += 1;
                    if !words.is_empty() && !self.said.contains(words) {
                        self.said.push(words.clone());
                    }
                }
                _ => kept.push(*row),
            }
        }
        grouped.rows = kept;
        grouped
    }

    /// Of a row of statistics in which every figure is zero: what it says beside them.
    fn nothing(&self, data: &DataRow) -> Option<String> {
        let contract = self.set.contract;
        let zero = |f: &&FieldSpec| {
            let at = contract.position(&f.name)?;
            data.values.get(at)?.figure().filter(|figure| *figure == 0.0)
        };
        let all_zero = self.set.is_summed()
            && self.set.report.data_type == crate::contract::DataType::Statistics
            && self.set.columns.iter().all(|f| zero(f).is_some());
        let about = |f: &&FieldSpec| f.kind == FieldType::String && !contract.primary_key.contains(&f.name);
        all_zero.then(|| {
            let words = contract.fields.iter().filter(about);
            words.filter_map(|f| self.value(data, f).ok()).collect::<Vec<_>>().join(" ")
        })
    }

    fn rows(&self, shown: &DataSetTable<'b>) -> Vec<Row> {
        let mut rows = Vec::new();
        // They stand in the order of the groups.
        for own in shown.rows.chunk_by(|a, b| shown.group_of(a) == shown.group_of(b)) {
            let group = own.first().and_then(|row| shown.groups.get(shown.group_of(row)?));
            let Some(group) = group else { continue };
            if self.by.is_some() {
                let label = group.labels.first().map(|l| self.heading(l)).unwrap_or_default();
                rows.push(row(RowKind::Group1, vec![cell(label)]));
            }
            rows.extend(
                own.iter().map(|data| body(self.columns.iter().map(|c| self.cell(data, c)).collect())),
            );
            // A sum of one row, or of all rows, is said beside it.
            if self.by.is_some() && own.len() > 1 && own.len() < shown.rows.len() {
                rows.extend(self.sums(RowKind::Subtotal, "sets_subtotal", group));
            }
        }
        if rows.len() > 1 {
            rows.extend(self.sums(RowKind::Total, "sets_total", &self.set.total));
        }
        rows
    }

    fn heading(&self, label: &Label) -> String {
        let level = self.by.map(|level| level_title(self.scene, self.set, level)).unwrap_or_default();
        match label {
            Label::Unit(_) | Label::Month(_) => label_of(self.scene, label),
            _ => self.scene.w.text(&format!("{level} {}", label_of(self.scene, label))),
        }
    }

    /// A row of sums; none where no column is summed.
    fn sums(&self, kind: RowKind, key: &str, group: &Group) -> Option<Row> {
        let sum_of = |field: &FieldSpec| {
            let at = self.set.columns.iter().position(|c| c.name == field.name)?;
            group.sums.get(at).map(|sums| sums.current)
        };
        let mut found = false;
        let cells = self.columns.iter().enumerate().map(|(at, column)| {
            if at == 0 {
                return Cell { align: Some(Align::Start), ..cell(self.scene.say(key, &[])) };
            }
            if let Some(derived) = column.derived {
                return self.derived(derived, |name| sum_of(self.field(name)?)?.complete());
            }
            // Figures that stand below each other have their sums in the same lines.
            let sums = column.lines.iter().map(|line| match line.as_slice() {
                [Part::Field(field)] if is_figure(field) => Some((*field, sum_of(field))),
                _ => None,
            });
            let sums = sums.collect::<Option<Vec<_>>>().unwrap_or_default();
            if !self.set.is_summed() || sums.iter().all(|(_, sum)| sum.is_none()) {
                return cell("");
            }
            found = true;
            let number = |(field, sum): (&FieldSpec, Option<data_sets::Sum>)| match sum.and_then(|s| s.value)
            {
                Some(value) => self.scene.w.number(value, self.places(field)),
                None => NO_VALUE.to_owned(),
            };
            lines(sums.into_iter().map(number))
        });
        let cells: Vec<_> = cells.collect();
        found.then(|| row(kind, cells))
    }

    fn field(&self, name: &str) -> Option<&'b FieldSpec> {
        self.set.contract.position(name).and_then(|at| self.set.contract.fields.get(at))
    }

    fn derived(&self, derived: &Derived, value: impl Fn(&str) -> Option<f64>) -> Cell {
        let both = value(&derived.of).zip(value(derived.other()));
        match both.and_then(|(of, other)| derived.value(of, other)) {
            Some(value) => {
                let places = derived_places(derived, |name| Some(self.places(self.field(name)?)));
                cell(self.scene.w.number(value, places))
            }
            None => cell(NO_VALUE).tone(Tone::Muted),
        }
    }

    /// The number of a row in a column; none of texts and of nothing.
    fn figure(&self, data: &DataRow, name: &str) -> Option<f64> {
        data.values.get(self.set.contract.position(name)?)?.figure()
    }

    fn cell(&self, data: &DataRow, column: &Shown<'b>) -> Cell {
        if let Some(derived) = column.derived {
            return self.derived(derived, |name| self.figure(data, name));
        }
        if let [line] = column.lines.as_slice()
            && let [Part::Field(field)] = line.as_slice()
            && let Err(why) = self.value(data, field)
        {
            return cell(self.scene.absent(why)).tone(Tone::Muted);
        }
        let mut texts: Vec<String> = Vec::new();
        let mut details = Vec::new();
        for (at, line) in column.lines.iter().enumerate() {
            // What an office had no need to say leaves no line.
            if at > 0 && line.iter().any(|p| self.is_blank(data, p)) {
                continue;
            }
            if let [Part::Field(field)] = line.as_slice()
                && field.role == Some(Role::Evidence)
                && let Ok(text) = self.value(data, field)
            {
                details.extend(self.evidence(&text));
                continue;
            }
            let said = line.iter().find_map(|p| match p {
                Part::Field(field) => self.unless_said(data, field),
                _ => None,
            });
            if said.as_deref() == Some("") {
                continue;
            }
            let text = said.unwrap_or_else(|| line.iter().map(|p| self.text(data, p)).collect());
            texts.extend(text.lines().map(ToOwned::to_owned));
        }
        lines(texts).details(details)
    }

    /// Evidence line by line; an address that stands alone is a short link.
    fn evidence(&self, text: &str) -> Vec<Detail> {
        let each = text.lines().map(str::trim).filter(|line| !line.is_empty());
        each.map(|line| {
            let link = web_address(line).map(str::to_owned);
            let text = match link {
                Some(_) => self.scene.say("sets_evidence_link", &[]),
                None => line.to_owned(),
            };
            Detail { label: String::new(), text, link }
        })
        .collect()
    }

    /// Whether it is a text that is not there.
    fn is_blank(&self, data: &DataRow, part: &Part<'b>) -> bool {
        matches!(part, Part::Field(field) if field.kind == FieldType::String
            && self.value(data, field) == Err(Absence::Blank))
    }

    fn text(&self, data: &DataRow, part: &Part<'b>) -> String {
        match part {
            Part::Words(words) => self.scene.w.text(words),
            Part::Unit => self.scene.unit(&data.unit),
            Part::Product(one, other) => {
                let places = self.places(one) + self.places(other);
                match self.figure(data, &one.name).zip(self.figure(data, &other.name)) {
                    Some((one, other)) => self.scene.w.number(one * other, places),
                    None => NO_VALUE.to_owned(),
                }
            }
            Part::Field(field) => {
                let text = self.value(data, field).unwrap_or_else(|why| self.scene.absent(why));
                if field.role == Some(Role::Lines) {
                    return listed_lines(&text);
                }
                let starts = self.as_told.iter().flat_map(|told| &told.line_before);
                starts.fold(text, |text, word| begin_line(&text, word))
            }
        }
    }

    /// What is said instead of a line with a value that is there already.
    fn unless_said(&self, data: &DataRow, field: &FieldSpec) -> Option<String> {
        let sole = self.as_told?.sole.as_ref().filter(|sole| sole.column == field.name)?;
        let own = self.value(data, field).ok()?;
        let other = self.value(data, self.field(&sole.of)?).ok()?;
        let one = other.trim().lines().count() == 1 && other.trim().starts_with(own.trim());
        one.then(|| self.scene.w.text(&sole.say))
    }

    fn value(&self, data: &DataRow, field: &FieldSpec) -> Result<String, Absence> {
        let w = self.scene.w;
        Ok(match data_sets::value(self.set.contract, data, &field.name) {
            Some(DataValue::Text(text)) => text.clone(),
            Some(DataValue::Date(date)) => w.short_date(*date),
            Some(DataValue::Integer(n)) if field.role == Some(Role::Month) => {
                label_of(self.scene, &Label::Month(*n))
            }
            Some(DataValue::Integer(n)) => w.count(*n),
            Some(DataValue::Number(n)) => w.number(*n, self.places(field)),
            None => {
                let at = self.set.contract.position(&field.name);
                let why = at.and_then(|at| data.values.get(at)).and_then(Field::absence);
                return Err(why.unwrap_or(Absence::Blank));
            }
        })
    }

    fn places(&self, field: &FieldSpec) -> usize {
        let at = self.set.contract.position(&field.name);
        at.and_then(|at| self.places.get(at)).copied().unwrap_or_else(|| decimals(field))
    }
}

/// Whether most units sent one row: then the name stands in the row, not as a label above it.
fn is_row_by_unit(shown: &[&DataRow]) -> bool {
    let alone = |row: &&&DataRow| shown.iter().filter(|other| other.unit == row.unit).count() == 1;
    shown.len() > 1 && shown.iter().filter(alone).count() * 2 > shown.len()
}

/// Several lines with a dash each: where one ends in a narrow column is not where the next begins.
fn listed_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    match lines.as_slice() {
        [_, _, ..] => lines.iter().map(|line| format!("–\u{a0}{line}")).collect::<Vec<_>>().join("\n"),
        _ => text.to_owned(),
    }
}

/// A line of its own for a word and what follows it; a date or number behind the word is not parted.
fn begin_line(text: &str, word: &str) -> String {
    let Some((before, after)) = text.split_once(&format!(" {word}")) else { return text.to_owned() };
    let after = after.trim_start();
    if after.chars().count() <= LONGEST_WHOLE {
        format!("{before}\n{word}\u{a0}{}", after.replace(' ', "\u{a0}"))
    } else {
        format!("{before}\n{word} {after}")
    }
}
