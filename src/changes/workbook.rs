//! The workbook of changes: what is different from the publication before, each figure with the input
//! cells that caused it.
//!
//! In: a report of changes and the two review workbooks. Out: a [`Workbook`] in the look of those two,
//! with links into them. Never: compares anything itself.

use super::{Event, Fate, Figure, Input, Report};
use crate::changes;
use crate::model::{Identity, Language, Text};
use crate::report::Model;
use crate::report::snapshot::{self, Kind as FigureKind};
use crate::report::words::Words;
use crate::report::workbook::book::{
    Body, Cell, Column, Fact, Kind, Link, Row, Sheet, Table, Tone, Value, Workbook,
};
use crate::report::workbook::common::marks;
use crate::report::workbook::front;
use crate::thai;

const CHANGED: &str = "แก้";
const ADDED: &str = "เพิ่ม";
const REMOVED: &str = "ตัดออก";
const EVENTS: &[(&str, Tone)] = &[(CHANGED, Tone::Warn), (ADDED, Tone::Good), (REMOVED, Tone::Bad)];
const KEPT: &str = "คงเดิม";
const MADE: &str = "ทำใหม่";
const FATES: &[(&str, Tone)] = &[(KEPT, Tone::Muted), (MADE, Tone::Good)];

/// The workbook of changes. `scores` and `progress` are the review workbooks beside it.
#[must_use]
pub fn changes(model: &Model<'_>, report: &Report, scores: &Workbook, progress: &Workbook) -> Workbook {
    let title = "สิ่งที่เปลี่ยนจากฉบับก่อน".to_owned();
    let books = Books { model, scores, progress };
    let inputs = inputs(report);
    let sheets = vec![
        cover(model, report, &title),
        Sheet::table("ตัวเลข", "ตัวเลข ระดับ สถานะ และการส่งข้อมูลที่เปลี่ยน", Vec::new(), figures(report, &books)),
        Sheet::table("ข้อมูลนำเข้า", "เซลล์และการตั้งค่าที่เปลี่ยน", Vec::new(), inputs),
        Sheet::table("ผลลัพธ์", "ไฟล์ที่ทำใหม่และที่คงเดิม พร้อมเหตุผล", Vec::new(), outputs(report)),
    ];
    let sheets = sheets.into_iter().map(Sheet::review).collect();
    Workbook {
        subject: format!("สิ่งที่เปลี่ยนจากฉบับก่อนของ{} พร้อมเซลล์ที่เป็นสาเหตุ", model.workspace.agency.name_th),
        keywords: ["ITA", "การเปลี่ยนแปลง"].map(str::to_owned).to_vec(),
        ..front::book(model, "changes".to_owned(), &title, sheets)
    }
}

fn thai(text: &Text) -> String {
    text.get(Language::Th).to_owned()
}

fn publication(identity: Option<&Identity>, none: &str, words: Words) -> Cell {
    Cell::text(identity.map_or_else(
        || none.to_owned(),
        |i| {
            let day = thai::format_long(i.made_at.day(), words.digits);
            format!(
                "{} ฉบับที่ {} จัดทำ {day} {} น.",
                i.name,
                words.text(&i.serial.to_string()),
                words.text(&i.made_at.clock())
            )
        },
    ))
}

fn cover(model: &Model<'_>, report: &Report, title: &str) -> Sheet {
    let words = model.words();
    let cells: Vec<_> = changes::groups(&report.changes.inputs).iter().map(|g| thai(&g.line())).collect();
    let fact = |label: &str, cell: Cell, kind: Kind| front::fact(label, cell, kind);
    let mut facts = vec![
        fact("หน่วยงาน", Cell::text(&model.workspace.agency.name_th), Kind::Text),
        fact("ช่วงเวลา", Cell::text(words.period(model.period)), Kind::Text),
        fact("ฉบับนี้", publication(report.publication.as_ref(), "ยังไม่เผยแพร่", words), Kind::Text),
        fact("ฉบับก่อน", publication(report.before.as_ref(), "ไม่มี", words), Kind::Text),
        fact("ข้อมูลที่เปลี่ยน", Cell::count(report.changes.inputs.len()), Kind::Integer),
        fact("ตัวเลขที่เปลี่ยน", Cell::count(report.changes.figures.len()), Kind::Integer),
    ];
    if !report.compared {
        facts.push(fact("หมายเหตุ", Cell::text("ยังไม่มีฉบับก่อนให้เทียบ จึงไม่มีรายการเปลี่ยนแปลง"), Kind::Prose));
    }
    let lines = cells.into_iter().enumerate();
    facts.extend(lines.map(|(at, line)| Fact {
        label: if at == 0 { "สรุป".to_owned() } else { String::new() },
        cell: Cell::text(line),
        kind: Kind::Prose,
        open: false,
    }));
    Sheet {
        tab: "หน้าปก".to_owned(),
        title: title.to_owned(),
        notes: marks(model),
        body: Body::Facts(facts),
        charts: Vec::new(),
        open: false,
        records: false,
    }
}

fn value(value: Option<&snapshot::Value>) -> Cell {
    match value {
        Some(snapshot::Value::Number(number)) => Cell::number(Some(*number)),
        Some(other) => Cell::text(thai(&other.shown())),
        None => Cell::default(),
    }
}

fn event(input: &Input) -> &'static str {
    match input.event {
        Event::Changed => CHANGED,
        Event::Added => ADDED,
        Event::Removed => REMOVED,
    }
}

/// Every changed input, one row each.
fn inputs(report: &Report) -> Table {
    let columns = vec![
        Column::new("number", "ลำดับ", Kind::Integer),
        Column::new("table", "ข้อมูล", Kind::Text),
        Column::new("unit", "หน่วยงาน", Kind::Text),
        Column::new("record", "รายการ", Kind::Prose),
        Column::new("column", "คอลัมน์", Kind::Text),
        Column::new("event", "การเปลี่ยนแปลง", Kind::Code).signals(EVENTS),
        Column::new("old", "ค่าเดิม", Kind::Prose),
        Column::new("new", "ค่าใหม่", Kind::Prose),
        Column::new("file", "ไฟล์", Kind::Text),
        Column::new("sheet", "แผ่นงาน", Kind::Text),
        Column::new("cell", "เซลล์", Kind::Code),
    ];
    let mut table = Table::new("inputs", "เซลล์และการตั้งค่าที่เปลี่ยนจากฉบับก่อน", columns);
    for (at, input) in report.changes.inputs.iter().enumerate() {
        let spot = input.place();
        let whole = |wanted: Event| {
            let listed = || {
                let each = input.values.iter().map(|v| format!("{} {}", v.column.th, v.value.shown().th));
                Cell::text(each.collect::<Vec<_>>().join(" · "))
            };
            (input.event == wanted).then(listed)
        };
        table.push(vec![
            Cell::count(at + 1),
            Cell::text(thai(&input.title)),
            Cell::text(input.unit_name.as_ref().map(thai).unwrap_or_default()),
            Cell::text(thai(&input.record)),
            Cell::text(input.column.as_ref().map(thai).unwrap_or_default()),
            Cell::text(event(input)),
            whole(Event::Removed).unwrap_or_else(|| value(input.old.as_ref())),
            whole(Event::Added).unwrap_or_else(|| value(input.new.as_ref())),
            Cell::text(spot.map(|s| s.file.clone()).unwrap_or_default()),
            Cell::text(spot.and_then(|s| s.sheet.clone()).unwrap_or_default()),
            Cell::text(spot.and_then(|s| s.cell.clone()).unwrap_or_default()),
        ]);
    }
    table
}

fn kind(kind: FigureKind) -> &'static str {
    match kind {
        FigureKind::Figure => "ตัวเลข",
        FigureKind::Rating => "ระดับผลการประเมิน",
        FigureKind::Status => "สถานะ",
        FigureKind::Coverage => "การส่งข้อมูล",
    }
}

/// Every changed figure with each of its causes, one row a cause.
fn figures(report: &Report, books: &Books<'_>) -> Table {
    let columns = vec![
        Column::new("kind", "ประเภท", Kind::Code),
        Column::new("figure", "รายการ", Kind::Prose),
        Column::new("old", "ค่าเดิม", Kind::Code),
        Column::new("new", "ค่าใหม่", Kind::Code),
        Column::new("difference", "ผลต่าง", Kind::Points),
        Column::new("where", "ดูในสมุดงาน", Kind::Link),
        Column::new("cause", "สาเหตุ", Kind::Link),
        Column::new("cause_old", "ค่าเดิมของสาเหตุ", Kind::Prose),
        Column::new("cause_new", "ค่าใหม่ของสาเหตุ", Kind::Prose),
        Column::new("place", "เซลล์ของสาเหตุ", Kind::Prose),
    ];
    let mut table = Table::new("figures", "ตัวเลขที่เปลี่ยนพร้อมเซลล์ที่เป็นสาเหตุ", columns);
    table.frozen = 2;
    for figure in &report.changes.figures {
        let first = figure.causes.first().copied();
        table.rows.push(Row { strong: true, ..Row::of(row(figure, first, report, books)) });
        for cause in figure.causes.iter().skip(1) {
            table.push(row(figure, Some(*cause), report, books));
        }
    }
    table
}

fn row(figure: &Figure, cause: Option<usize>, report: &Report, books: &Books<'_>) -> Vec<Cell> {
    let shown = |text: Option<&Text>| Cell::text(text.map(thai).unwrap_or_default());
    let difference = match (&figure.old, &figure.new) {
        (Some(snapshot::Value::Number(old)), Some(snapshot::Value::Number(new))) => Some(new - old),
        _ => None,
    };
    let link = books.link(&figure.id).map(|link| Cell::text("เปิด").to(link));
    let input = cause.and_then(|at| Some((at, report.changes.inputs.get(at)?)));
    let mut cells = vec![
        Cell::text(kind(figure.kind)),
        Cell::text(thai(&figure.label)),
        shown(figure.old_shown.as_ref()),
        shown(figure.new_shown.as_ref()),
        Cell::number(difference),
        link.unwrap_or_default(),
    ];
    cells.extend(match input {
        Some((at, input)) => {
            let column = input.column.as_ref().map(thai).unwrap_or_default();
            let unit = input.unit_name.as_ref().map(thai).unwrap_or_default();
            let name = [thai(&input.record), column, unit].join(" ");
            let name = format!("{} {}", event(input), name.trim());
            let to = Link::Row { table: "inputs".to_owned(), row: at };
            [
                Cell::text(name).to(to),
                value(input.old.as_ref()),
                value(input.new.as_ref()),
                Cell::text(input.place().map(changes::Spot::display).unwrap_or_default()),
            ]
        }
        None => <[Cell; 4]>::default(),
    });
    cells
}

/// Every output with what was done and why.
fn outputs(report: &Report) -> Table {
    let columns = vec![
        Column::new("path", "ไฟล์", Kind::Text),
        Column::new("fate", "การจัดทำ", Kind::Code).signals(FATES),
        Column::new("why", "เหตุผล", Kind::Prose),
    ];
    let mut table = Table::new("outputs", "ไฟล์ของฉบับนี้ที่ทำใหม่และที่คงเดิม", columns);
    for made in &report.outputs {
        let fate = if made.fate == Fate::Kept { KEPT } else { MADE };
        table.push(vec![Cell::text(&made.path), Cell::text(fate), Cell::text(thai(&made.why))]);
    }
    table
}

/// The review workbooks, to find the row of a figure in.
struct Books<'a> {
    model: &'a Model<'a>,
    scores: &'a Workbook,
    progress: &'a Workbook,
}

impl Books<'_> {
    /// The cell of a review workbook that shows a figure.
    fn link(&self, id: &str) -> Option<Link> {
        let parts: Vec<_> = id.split('/').collect();
        match parts.as_slice() {
            ["total" | "rating", year] if self.current(year) => at(self.scores, "total", 0, "value"),
            ["score" | "weighted" | "responses" | "lost" | "delta", year, what] => {
                let suffix = if self.current(year) { "" } else { "_previous" };
                self.score(parts[0], what, suffix)
            }
            ["standing", period, code, unit] if *period == self.model.period.slug() => {
                let table = self.progress.table("reports")?;
                let name = &self.model.workspace.unit(unit)?.name_th;
                let is = |row: usize, column: &str, text: &str| {
                    table.cell(row, column).is_some_and(|c| c.value == Value::Text(text.to_owned()))
                };
                let row =
                    (0..table.rows.len()).find(|row| is(*row, "code", code) && is(*row, "unit", name))?;
                at(self.progress, "reports", row, "code")
            }
            ["standing", period, code] if *period == self.model.period.slug() => {
                let row = self.progress.table("measures")?.find("code", code)?;
                at(self.progress, "measures", row, "code")
            }
            _ => None,
        }
    }

    fn current(&self, year: &str) -> bool {
        year == self.model.results_year().to_string()
    }

    fn score(&self, figure: &str, what: &str, suffix: &str) -> Option<Link> {
        let column = match figure {
            "weighted" => "weighted",
            "responses" => "responses",
            "lost" => "lost",
            "delta" => "delta",
            _ => "score",
        };
        let places = match figure {
            "lost" => vec![("lost_points".to_owned(), "question", what)],
            "delta" => vec![("years".to_owned(), "code", what.trim_start_matches("indicator-"))],
            _ => vec![
                (format!("questions{suffix}"), "question", what),
                (format!("items{suffix}"), "question", what),
                (format!("instruments{suffix}"), "instrument", what),
                (format!("indicators{suffix}"), "indicator", what.strip_prefix("indicator-").unwrap_or("")),
            ],
        };
        places.into_iter().find_map(|(table, key, text)| {
            let own = self.scores.table(&table)?;
            let number = text.parse::<f64>().ok();
            let same = |cell: &Cell| match &cell.value {
                Value::Text(found) => found == text,
                Value::Number(found) => Some(*found) == number,
                _ => false,
            };
            let row = (0..own.rows.len()).find(|row| own.cell(*row, key).is_some_and(same))?;
            at(self.scores, &table, row, column)
        })
    }
}

/// A cell of a review workbook, when its table has the column.
fn at(book: &Workbook, table: &str, row: usize, column: &str) -> Option<Link> {
    book.table(table)?.position(column)?;
    let (stem, table, column) = (book.stem.clone(), table.to_owned(), column.to_owned());
    Some(Link::Book { stem, table, row, column })
}
