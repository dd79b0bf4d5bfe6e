//! Writes input workbooks, so that a test reads as one sentence: tables that start anywhere, titles,
//! Thai digits, error cells, blank rows.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatScript, Formula, Url, Workbook, Worksheet,
};
use std::io::{Read, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// What a cell of a test workbook holds.
#[derive(Clone, Debug)]
pub enum Cell {
    Blank,
    Text(String),
    Number(f64),
    /// An error value such as `#DIV/0!`.
    Error(&'static str),
    /// A formula saved without its result.
    NoResult(&'static str),
    /// A share in a cell formatted as a percentage: 0.95 is shown as 95%.
    Percent(f64),
    /// A serial in a cell formatted as a date.
    Date(f64),
    /// A number in a format of one's choice.
    Shown(f64, &'static str),
    /// A text in a format of one's choice.
    Worded(&'static str, &'static str),
    /// A text that is struck through.
    Struck(&'static str),
    /// Pieces of a text, each written as it is, struck through or raised.
    Runs(&'static [(&'static str, Run)]),
    /// A number in a colour, on the sheet's own white or on a fill.
    Coloured(f64, u32, Option<u32>),
    /// Words with an address behind them.
    Link(&'static str, &'static str),
    /// A formula with its stored result.
    Formula(&'static str, &'static str),
}

/// How a piece of a text is written.
#[derive(Clone, Copy, Debug)]
pub enum Run {
    Plain,
    Struck,
    Raised,
}

impl Run {
    fn format(self) -> Format {
        match self {
            Self::Plain => Format::new(),
            Self::Struck => Format::new().set_font_strikethrough(),
            Self::Raised => Format::new().set_font_script(FormatScript::Superscript),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(text.to_owned()) }
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

/// A sheet whose table starts at a cell of one's choice.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub name: String,
    pub top: u32,
    pub left: u16,
    pub meta: Vec<(String, Cell)>,
    pub header: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
    /// Ranges to merge, by their corner cells from zero: row, column, row, column.
    pub merged: Vec<(u32, u16, u32, u16)>,
    pub hidden: bool,
}

impl Sheet {
    pub fn new(name: &str, header: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            top: 0,
            left: 0,
            meta: Vec::new(),
            header: header.iter().map(|h| (*h).to_owned()).collect(),
            rows: Vec::new(),
            merged: Vec::new(),
            hidden: false,
        }
    }

    /// Lets the table start lower and further right.
    pub fn at(mut self, top: u32, left: u16) -> Self {
        (self.top, self.left) = (top, left);
        self
    }

    /// A labelled cell above the table.
    pub fn meta(mut self, label: &str, value: impl Into<Cell>) -> Self {
        self.meta.push((label.to_owned(), value.into()));
        self
    }

    pub fn row(mut self, cells: Vec<Cell>) -> Self {
        self.rows.push(cells);
        self
    }

    fn write(&self, sheet: &mut Worksheet) {
        sheet.set_name(&self.name).expect("a valid sheet name");
        sheet.set_hidden(self.hidden);
        for (top, left, bottom, right) in &self.merged {
            sheet.merge_range(*top, *left, *bottom, *right, "", &Format::new()).expect("a merged range");
        }
        for (at, (label, value)) in self.meta.iter().enumerate() {
            let row = self.top + u32::try_from(at).expect("few rows");
            sheet.write(row, self.left, label).expect("label");
            put(sheet, row, self.left + 1, value);
        }
        let header = self.top + u32::try_from(self.meta.len()).expect("few rows");
        for (at, text) in self.header.iter().enumerate() {
            sheet.write(header, self.left + u16::try_from(at).expect("few columns"), text).expect("header");
        }
        for (down, cells) in self.rows.iter().enumerate() {
            for (right, cell) in cells.iter().enumerate() {
                let row = header + 1 + u32::try_from(down).expect("few rows");
                put(sheet, row, self.left + u16::try_from(right).expect("few columns"), cell);
            }
        }
    }
}

fn put(sheet: &mut Worksheet, row: u32, col: u16, cell: &Cell) {
    match cell {
        Cell::Blank => {}
        Cell::Text(text) => {
            sheet.write(row, col, text).expect("text");
        }
        Cell::Number(number) => {
            sheet.write(row, col, *number).expect("number");
        }
        Cell::Error(name) => {
            let formula = Formula::new("=1/0").set_result(*name);
            sheet.write(row, col, formula).expect("error");
        }
        Cell::Percent(share) => {
            let format = Format::new().set_num_format("0.00%");
            sheet.write_with_format(row, col, *share, &format).expect("percentage");
        }
        Cell::Date(serial) => {
            let format = Format::new().set_num_format("dd/mm/yyyy");
            sheet.write_with_format(row, col, *serial, &format).expect("date");
        }
        Cell::Shown(number, format) => {
            let format = Format::new().set_num_format(*format);
            sheet.write_with_format(row, col, *number, &format).expect("a number");
        }
        Cell::Worded(text, format) => {
            let format = Format::new().set_num_format(*format);
            sheet.write_with_format(row, col, *text, &format).expect("a text");
        }
        Cell::Struck(text) => {
            let format = Format::new().set_font_strikethrough();
            sheet.write_with_format(row, col, *text, &format).expect("a text");
        }
        Cell::Runs(pieces) => {
            let formats: Vec<Format> = pieces.iter().map(|(_, run)| run.format()).collect();
            let pieces: Vec<(&Format, &str)> =
                formats.iter().zip(pieces.iter()).map(|(format, (text, _))| (format, *text)).collect();
            sheet.write_rich_string(row, col, &pieces).expect("a rich text");
        }
        Cell::Coloured(number, font, fill) => {
            let format = Format::new().set_font_color(Color::RGB(*font));
            let format = fill.map_or(format.clone(), |fill| format.set_background_color(Color::RGB(fill)));
            sheet.write_with_format(row, col, *number, &format).expect("a number");
        }
        Cell::Link(words, address) => {
            let link = Url::new(*address).set_text(*words);
            sheet.write_url(row, col, link).expect("a link");
        }
        Cell::Formula(formula, result) => {
            sheet.write(row, col, Formula::new(*formula).set_result(*result)).expect("a formula");
        }
        Cell::NoResult(formula) => {
            let formula = Formula::new(*formula).set_result(NO_RESULT);
            sheet.write(row, col, formula).expect("formula");
        }
    }
}

/// A result that is taken out of the file again: programs exist that store none.
const NO_RESULT: &str = "without-result";

/// Saves sheets as one workbook.
pub fn save(path: &Path, sheets: &[Sheet]) {
    let mut workbook = Workbook::new();
    // Same sheets, same bytes, also a second later.
    let created = ExcelDateTime::from_ymd(2025, 4, 1).expect("a day");
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    for sheet in sheets {
        sheet.write(workbook.add_worksheet());
    }
    let bytes = workbook.save_to_buffer().expect("a test workbook");
    let mut out = ZipWriter::new(std::fs::File::create(path).expect("a file"));
    let mut parts = ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("content");
        let content = String::from_utf8(content).expect("XML");
        let content = content.replace(&format!("<v>{NO_RESULT}</v>"), "");
        out.start_file(name, SimpleFileOptions::default()).expect("a part");
        out.write_all(content.as_bytes()).expect("writing");
    }
    out.finish().expect("saving a test workbook");
}

/// The header of the form of survey results.
pub const SURVEY: &[&str] = &[
    "ข้อ",
    "ข้อคำถาม",
    "จำนวนผู้ตอบ ตัวเลือก ๑",
    "จำนวนผู้ตอบ ตัวเลือก ๒",
    "จำนวนผู้ตอบ ตัวเลือก ๓",
    "จำนวนผู้ตอบ ตัวเลือก ๔",
    "จำนวนผู้ตอบ ตัวเลือก ๕",
    "จำนวนผู้ตอบ ตัวเลือก ๖",
    "คะแนนที่ประกาศ",
    "ส่วนของข้อ",
    "ร้อยละ ตัวเลือก ๑",
    "ร้อยละ ตัวเลือก ๒",
    "ร้อยละ ตัวเลือก ๓",
    "ร้อยละ ตัวเลือก ๔",
    "ร้อยละ ตัวเลือก ๕",
    "ร้อยละ ตัวเลือก ๖",
];

/// The header of the progress form.
pub const PROGRESS: &[&str] = &[
    "รหัสมาตรการ",
    "มาตรการ/กิจกรรม",
    "สถานะ",
    "ร้อยละความสำเร็จ",
    "วันที่แล้วเสร็จ",
    "ผลการดำเนินงาน",
    "หลักฐาน (ลิงก์หรือชื่อไฟล์)",
    "ปัญหา/อุปสรรค",
    "แนวทางดำเนินการต่อ",
    "จำนวนครั้งที่กำกับติดตาม",
];

/// A progress sheet of a unit for the first half of FY 2568.
pub fn progress_sheet(unit: &str) -> Sheet {
    Sheet::new("รายงานผล", PROGRESS)
        .meta("หน่วยงาน", unit)
        .meta("ปีงบประมาณ พ.ศ.", 2568)
        .meta("รอบ ๖ เดือน", 1)
        .meta("ฉบับที่", 1)
}

/// A row of a finished measure without anything wrong.
pub fn finished(code: &str) -> Vec<Cell> {
    vec![
        code.into(),
        "".into(),
        "แล้วเสร็จ".into(),
        100.into(),
        "๑๕ มี.ค. ๖๘".into(),
        "ดำเนินการครบถ้วน".into(),
        "https://example.go.th/a.pdf".into(),
        "".into(),
        "".into(),
        6.into(),
    ]
}
