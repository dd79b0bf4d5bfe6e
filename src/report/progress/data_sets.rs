//! Six-month data sets: totals, groups, and the change from the same half of the year before.
//!
//! Comes in: grouped and summed data sets. Goes out: one part a data set. Never: sums or compares.

use super::Section;
use super::build::{Draft, Extend, body, cell, column, item, part, row};
use super::scene::{Scene, absent, one_line};
use super::sentences::{some, sum_change, total};
use crate::check::expects;
use crate::contract::{FieldSpec, FieldType};
use crate::diagnostic::Severity;
use crate::model::{Absence, DataRow, DataValue, Field};
use crate::report::data_sets::{self, Comparison, DataSetTable, Group, Label, Level};
use crate::report::document::{
    Align, Cell, Column, DataSetsSection, Item, Part, Row, RowKind, Table, TextSize, Tone,
};
use crate::report::words::NO_VALUE;
use crate::thai;

/// Warnings written out under a data set.
const MOST_FINDINGS: usize = 6;

pub(super) fn section(scene: &Scene<'_>) -> DataSetsSection {
    let sets = data_sets::data_sets(scene.model);
    let w = scene.w;
    let before = w.period(scene.model.period.year_before());
    let paragraphs = if sets.is_empty() {
        Vec::new()
    } else {
        vec![format!(
            "ข้อมูลในส่วนนี้รวบรวมจากแบบข้อมูลที่ฝ่ายและโรงเรียนในสังกัดส่งสำหรับ{} ({} – {}) เปรียบเทียบกับ{before} ร้อยละของการเปลี่ยนแปลงคิดจากยอดของปีก่อน และไม่คิดร้อยละเมื่อปีก่อนไม่มียอด",
            w.period(scene.model.period),
            w.date(scene.model.period.first_day()),
            w.date(scene.model.period.last_day()),
        )]
    };
    DataSetsSection {
        heading: Section::DataSets.heading(scene, &w.text("ข้อมูลรอบ 6 เดือนตามแบบตรวจการเปิดเผยข้อมูลสาธารณะ")),
        paragraphs,
        sets: sets.iter().enumerate().map(|(at, set)| of_set(scene, at + 1, set)).collect(),
        empty: "ยังไม่มีหน่วยงานใดส่งแบบข้อมูลของรอบนี้".to_owned(),
    }
}

fn of_set(scene: &Scene<'_>, number: usize, set: &DataSetTable<'_>) -> Part {
    let title = scene.w.text(&set.contract.title);
    let item = scene.code(&set.report.item);
    let mut part = part(Section::DataSets.sub(scene, number, &format!("ข้อ {item} {title}")));
    part.wide = !set.is_summed();
    part.paragraphs.push(senders(scene, set));
    part.items = totals(scene, set);
    if set.is_summed() {
        part.tables.extend(summed(scene, set));
    }
    part.tables.extend(listed(scene, set));
    part.closing = findings(scene, set);
    part
}

/// Who sent the data set, who did not, and whether the year before is comparable.
fn senders(scene: &Scene<'_>, set: &DataSetTable<'_>) -> String {
    let units = &scene.model.workspace.units;
    let names = |wanted: &dyn Fn(&str) -> bool| -> Vec<String> {
        units.iter().filter(|u| wanted(&u.id)).map(|u| u.name_th.clone()).collect()
    };
    let sent = |id: &str| set.senders.iter().any(|s| s == id);
    let sent_before = |id: &str| set.senders_before.iter().any(|s| s == id);
    let expected = |id: &str| scene.model.workspace.unit(id).is_some_and(|u| expects(set.contract, u));
    let mut told = format!(
        "{} ได้รับจาก {} รวม {}",
        scene.w.text(&set.contract.description),
        scene.of(set.senders.len(), "หน่วยงาน"),
        scene.of(set.total.rows, "รายการ")
    );
    let missing = names(&|id| expected(id) && !sent(id));
    if !missing.is_empty() {
        let count = scene.of(missing.len(), "หน่วยงาน");
        told.push_str(&format!(" ยังไม่ได้รับจาก {count} ได้แก่ {}", some(scene.w, &missing, "หน่วยงาน")));
    }
    if set.has_previous {
        let gone = names(&|id| sent_before(id) && !sent(id));
        let new = names(&|id| sent(id) && !sent_before(id));
        for (who, words) in [(gone, "ส่งข้อมูลในปีก่อนแต่ไม่ส่งในรอบนี้"), (new, "ส่งข้อมูลในรอบนี้แต่ไม่มีข้อมูลของปีก่อน")]
        {
            if !who.is_empty() {
                told.push_str(&format!(" ทั้งนี้ {} {words}", some(scene.w, &who, "หน่วยงาน")));
            }
        }
    }
    told
}

fn totals(scene: &Scene<'_>, set: &DataSetTable<'_>) -> Vec<Item> {
    let of_column = |(column, sums): (&&FieldSpec, &Comparison)| {
        let text = total(scene.w, *sums, decimals(column), &column.unit, set.has_previous);
        item(None, scene.w.text(&name(column)), text)
    };
    set.columns.iter().zip(&set.total.sums).map(of_column).collect()
}

/// A column's title without its unit.
fn name(field: &FieldSpec) -> String {
    let unit = format!("({})", field.unit);
    field.title.strip_suffix(unit.as_str()).map_or(field.title.as_str(), str::trim_end).to_owned()
}

/// Amounts have satang; counts are whole.
fn decimals(field: &FieldSpec) -> usize {
    if field.kind == FieldType::Integer { 0 } else { 2 }
}

/// One table a summed column beside the year before; one table for all columns where there is no such year.
fn summed(scene: &Scene<'_>, set: &DataSetTable<'_>) -> Vec<Table> {
    let columns: Vec<_> = set.columns.iter().copied().enumerate().collect();
    let parts: Vec<_> = if set.has_previous { columns.chunks(1).collect() } else { vec![&columns[..]] };
    let id = set.contract.name.replace('_', "-");
    let title = scene.w.text(&set.contract.title);
    parts
        .into_iter()
        .enumerate()
        .map(|(at, columns)| {
            let table = Summed { scene, set, columns };
            let names: Vec<_> = columns.iter().map(|(_, f)| scene.w.text(&f.title)).collect();
            let caption = if set.has_previous { names.join(" ") } else { title.clone() };
            scene.table(Draft {
                id: format!("data-{id}-{}", at + 1),
                caption: format!("{caption} {}", scene.w.half(scene.model.period.half)),
                size: TextSize::Small,
                columns: table.header(),
                rows: table.rows(),
                empty: "ไม่มีรายการในแบบข้อมูลนี้".to_owned(),
                notes: table.notes(),
            })
        })
        .collect()
}

/// A table of sums by group: summed columns with their places among the sums.
struct Summed<'a, 'b> {
    scene: &'a Scene<'b>,
    set: &'a DataSetTable<'b>,
    columns: &'a [(usize, &'b FieldSpec)],
}

impl Summed<'_, '_> {
    fn header(&self) -> Vec<Column> {
        let w = self.scene.w;
        let levels: Vec<_> =
            self.set.levels.last().map(|level| w.text(level_title(*level))).into_iter().collect();
        let mut header = vec![column(levels.join(" "), 3.4, Align::Start)];
        let year = self.scene.model.fiscal_year();
        for (_, field) in self.columns {
            if self.set.has_previous {
                header.push(column(format!("ปี {}", w.text(&year.to_string())), 2.7, Align::End));
                header.push(column(format!("ปี {}", w.text(&year.previous().to_string())), 2.7, Align::End));
                header.push(column("เปลี่ยนแปลง", 4.9, Align::End));
                header.push(column("ร้อยละ", 1.5, Align::End));
            } else {
                header.push(column(w.text(&field.title), 2.8, Align::End));
            }
        }
        header
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut above: Option<&[Label]> = None;
        for (at, group) in self.set.groups.iter().enumerate() {
            let Some((innermost, parents)) = group.labels.split_last() else { continue };
            if above != Some(parents) {
                above = Some(parents);
                rows.extend(self.heading(parents));
            }
            rows.push(body(self.cells(self.label(innermost), group)));
            let next = self.set.groups.get(at + 1).and_then(|g| g.labels.split_last()).map(|(_, p)| p);
            if next != Some(parents)
                && let Some(sum) = self.set.subtotal(parents)
            {
                let name = parents.last().map(|l| format!("รวม{}", self.label(l))).unwrap_or_default();
                rows.push(row(RowKind::Subtotal, self.cells(name, sum)));
            }
        }
        if self.set.groups.len() > 1 {
            rows.push(row(RowKind::Total, self.cells("รวมทั้งสิ้น".to_owned(), &self.set.total)));
        }
        rows
    }

    fn heading(&self, parents: &[Label]) -> Option<Row> {
        let names: Vec<_> = parents.iter().map(|l| self.label(l)).collect();
        (!names.is_empty()).then(|| row(RowKind::Group1, vec![cell(names.join(" "))]))
    }

    fn label(&self, label: &Label) -> String {
        label_of(self.scene, label)
    }

    fn cells(&self, name: String, group: &Group) -> Vec<Cell> {
        let w = self.scene.w;
        let mut cells = vec![cell(name)];
        let number = |value: Option<f64>, places: usize| match value {
            Some(value) => cell(w.number(value, places)),
            None => cell(NO_VALUE).tone(Tone::Muted),
        };
        for (at, field) in self.columns {
            let sums = group.sums.get(*at).copied().unwrap_or_default();
            let places = decimals(field);
            cells.push(number(sums.current.value, places));
            if self.set.has_previous {
                cells.push(number(sums.previous.value, places));
                cells.push(cell("").change(sum_change(w, sums, places)));
                cells.push(number(sums.percent().map(f64::abs), 2));
            }
        }
        cells
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let of = |group: &Group| -> Vec<Comparison> {
            self.columns.iter().filter_map(|(at, _)| group.sums.get(*at).copied()).collect()
        };
        if of(&self.set.total).iter().any(|s| s.current.absent + s.previous.absent > 0) {
            notes.push("ข้อมูลไม่ครบ = มีรายการที่ไม่มีค่า ยอดรวมนับเฉพาะรายการที่มีค่า และไม่นำไปเปรียบเทียบ".to_owned());
        }
        if self.set.has_previous && self.set.groups.iter().any(|g| g.rows == 0 || g.rows_before == 0) {
            notes.push("ไม่มีคู่เทียบ = มีข้อมูลเพียงปีเดียว".to_owned());
        }
        notes
    }
}

fn level_title(level: Level<'_>) -> &str {
    match level {
        Level::Unit => "หน่วยงาน",
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
        Label::Absent => "ไม่ระบุ".to_owned(),
    }
}

/// Rows with the columns that the contract lists: all of a data set that sums nothing, else those where an
/// office wrote something.
fn listed(scene: &Scene<'_>, set: &DataSetTable<'_>) -> Option<Table> {
    if set.listed.is_empty() {
        return None;
    }
    let summed = set.is_summed();
    let says =
        |row: &DataRow| set.listed.iter().any(|f| data_sets::value(set.contract, row, &f.name).is_some());
    let shown: Vec<_> = set.rows.iter().copied().filter(|row| !summed || says(row)).collect();
    if shown.is_empty() && summed {
        return None;
    }
    // Rows of one unit stand under its name; what they are about comes first.
    let about: Vec<_> =
        set.levels.iter().filter_map(|l| if let Level::Field(f) = l { Some(*f) } else { None }).collect();
    let fields: Vec<_> = about.into_iter().filter(|_| summed).chain(set.listed.iter().copied()).collect();
    let title = scene.w.text(&set.contract.title);
    let what: Vec<_> = set.listed.iter().map(|f| scene.w.text(&f.title)).collect();
    Some(scene.table(Draft {
        id: format!("list-{}", set.contract.name.replace('_', "-")),
        caption: if summed { format!("{title}: {}", what.join(" ")) } else { title },
        size: TextSize::Small,
        columns: fields.iter().map(|f| list_column(scene, f)).collect(),
        rows: list_rows(scene, set, &shown, &fields),
        empty: "ไม่มีรายการในแบบข้อมูลนี้".to_owned(),
        notes: Vec::new(),
    }))
}

fn list_column(scene: &Scene<'_>, field: &FieldSpec) -> Column {
    let align = match field.kind {
        FieldType::String => Align::Start,
        FieldType::Date => Align::Center,
        FieldType::Integer | FieldType::Number => Align::End,
    };
    // Widths of the blank workbook, evened out: a page has less room than a screen.
    column(scene.w.text(&field.title), f64::from(field.width).clamp(12.0, 40.0), align)
}

fn list_rows(
    scene: &Scene<'_>,
    set: &DataSetTable<'_>,
    shown: &[&DataRow],
    fields: &[&FieldSpec],
) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut units: Vec<_> = scene.model.workspace.units.iter().map(|u| u.id.as_str()).collect();
    units.retain(|id| shown.iter().any(|r| r.unit == *id));
    for unit in units {
        rows.push(row(RowKind::Group1, vec![cell(scene.unit(unit))]));
        for data in shown.iter().filter(|r| r.unit == unit) {
            rows.push(body(fields.iter().map(|f| list_cell(scene, set, data, f)).collect()));
        }
    }
    rows
}

fn list_cell(scene: &Scene<'_>, set: &DataSetTable<'_>, data: &DataRow, field: &FieldSpec) -> Cell {
    let w = scene.w;
    match data_sets::value(set.contract, data, &field.name) {
        Some(DataValue::Text(text)) => cell(text),
        Some(DataValue::Date(date)) => cell(w.short_date(*date)),
        Some(DataValue::Integer(n)) if field.role == Some(crate::contract::Role::Month) => {
            cell(label_of(scene, &Label::Month(*n)))
        }
        Some(DataValue::Integer(n)) => cell(w.count(*n)),
        Some(DataValue::Number(n)) => cell(w.number(*n, decimals(field))),
        None => {
            let at = set.contract.position(&field.name);
            let why =
                at.and_then(|at| data.values.get(at)).and_then(Field::absence).unwrap_or(Absence::Blank);
            cell(absent(why)).tone(Tone::Muted)
        }
    }
}

/// Warnings about the data set's sheets, as paragraphs.
fn findings(scene: &Scene<'_>, set: &DataSetTable<'_>) -> Vec<String> {
    let model = scene.model;
    let sheets: Vec<_> = model
        .facts
        .submissions
        .iter()
        .filter(|s| s.kind == set.contract.name && s.period == Some(model.period))
        .collect();
    let about = |d: &&crate::diagnostic::Diagnostic| {
        sheets.iter().any(|s| {
            s.origin.file[..] == d.place.file && d.place.sheet.as_deref() == Some(&s.origin.sheet[..])
        })
    };
    let open: Vec<_> = model
        .diagnostics
        .iter()
        .filter(|d| d.severity != Severity::Note || d.accepted.is_some())
        .filter(about)
        .collect();
    let mut told: Vec<_> = open
        .iter()
        .take(MOST_FINDINGS)
        .map(|d| {
            let unit = d.unit.as_deref().map(|id| format!("{} ", scene.unit(id))).unwrap_or_default();
            let reason = d.accepted.as_deref().map(|r| format!(" หน่วยงานชี้แจงว่า {}", one_line(r)));
            format!("ข้อสังเกต: {unit}{}{}", scene.w.text(&d.message.th), reason.unwrap_or_default())
        })
        .collect();
    if open.len() > MOST_FINDINGS {
        let rest = scene.of(open.len() - MOST_FINDINGS, "รายการ");
        told.push(format!("ยังมีข้อสังเกตอีก {rest} แสดงไว้ในภาคผนวก"));
    }
    told
}
