//! Workbooks in the binary formats of Excel are read as they are seen: formats of Excel 95, links, errors of formulas,
//! texts with pieces; and those with a password are told from damaged ones.

use crate::builder::{Cell, Sheet};
use crate::clean::{COMMUNITY, SCHOOL, assessed, clean, listed};
use crate::hostile::zipped;
use crate::seen::{DONE, SCHOOLS, SUBSIDIES, value_at};
use ita_report::model::parse_a1;
use std::collections::BTreeMap;
use std::io::{Cursor, Write};

/// What stands in the cell of one's choice.
#[derive(Clone, Copy, Debug)]
enum Value<'a> {
    /// A number in the format of one's choice.
    Number(f64),
    Text(&'a str),
    /// The result of a formula: its number of an error.
    Error(u8),
    /// A text with pieces of its own.
    Pieces(&'a str),
}

/// A form's workbook with one cell of one's choice.
struct Planted<'a> {
    file: &'a str,
    sheet: &'a str,
    cell: &'a str,
    value: Value<'a>,
    format: &'a str,
    /// The address behind the cell.
    link: &'a str,
}

const AMOUNT: Planted<'_> = Planted {
    file: COMMUNITY,
    sheet: SUBSIDIES,
    cell: "B6",
    value: Value::Number(7000.0),
    format: "0",
    link: "",
};

/// Writes a workbook of these sheets, each with its cells by row and column.
type Writer = fn(&Planted<'_>, &[(String, Vec<Vec<Value<'_>>>)]) -> Vec<u8>;

fn cells<'a>(sheet: &'a Sheet) -> Vec<Vec<Value<'a>>> {
    let value = |cell: &'a Cell| match cell {
        Cell::Blank => Value::Text(""),
        Cell::Text(text) => Value::Text(text),
        Cell::Number(number) => Value::Number(*number),
        other => panic!("{other:?} is not written"),
    };
    let meta = sheet.meta.iter().map(|(label, cell)| vec![Value::Text(label), value(cell)]);
    let header = sheet.header.iter().map(|title| Value::Text(title)).collect();
    let rows = sheet.rows.iter().map(|row| row.iter().map(value).collect());
    meta.chain([header]).chain(rows).collect()
}

impl Planted<'_> {
    /// What is found, and what is read at the cell.
    fn read(&self, ending: &str, write: Writer) -> (Vec<String>, Option<String>) {
        let inputs = clean();
        let mut sheets: Vec<_> =
            inputs.workbooks[self.file].iter().map(|sheet| (sheet.name.clone(), cells(sheet))).collect();
        let (row, col) = parse_a1(self.cell).expect("a cell");
        let here = sheets.iter_mut().find(|(name, _)| name == self.sheet).expect("the sheet");
        here.1[row as usize][col as usize] = self.value;
        let dir = tempfile::tempdir().expect("a folder");
        inputs.write(dir.path());
        let original = dir.path().join("input").join(self.file);
        std::fs::remove_file(&original).expect("removing");
        std::fs::write(original.with_extension(ending), write(self, &sheets)).expect("a workbook");
        let assessed = assessed(dir.path()).1;
        let file = self.file.replace("xlsx", ending);
        let of_formats = |line: &String| !line.starts_with("file-formats-unseen");
        let found = listed(&assessed.diagnostics).into_iter().filter(of_formats).collect();
        (found, value_at(&assessed.facts, &file, self.sheet, self.cell))
    }

    #[track_caller]
    fn reads(&self, ending: &str, write: Writer, value: &str) {
        assert_eq!(self.read(ending, write), (vec![], Some(value.to_owned())), "{:?}", self.value);
    }

    #[track_caller]
    fn finds(&self, ending: &str, write: Writer, code: &str) {
        let place = format!("{code} {} {}!{}", self.file.replace("xlsx", ending), self.sheet, self.cell);
        assert_eq!(self.read(ending, write), (vec![place], None), "{:?}", self.value);
    }
}

fn bytes16(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn small(number: usize) -> u16 {
    u16::try_from(number).expect("a small number")
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [bytes16(&[kind, small(data.len())]), data.to_vec()].concat()
}

/// A text with its length in a number of this many bytes, as Excel 95 or Excel 97 writes it.
fn text(words: &str, length: usize, old: bool) -> Vec<u8> {
    let (number, letters) = if old {
        let letters = encoding_rs::WINDOWS_874.encode(words).0.into_owned();
        (letters.len(), letters)
    } else {
        let letters: Vec<u16> = words.encode_utf16().collect();
        (letters.len(), [vec![1], bytes16(&letters)].concat())
    };
    [&number.to_le_bytes()[..length], &letters].concat()
}

/// The stream of a workbook of Excel 95, or of Excel 97 and later.
fn stream(planted: &Planted<'_>, sheets: &[(String, Vec<Vec<Value<'_>>>)], old: bool) -> Vec<u8> {
    const FORMAT: u16 = 164;
    let begin = |kind| record(0x0809, &bytes16(&[if old { 0x0500 } else { 0x0600 }, kind, 0, 0]));
    let end = record(0x000A, &[]);
    let mut head = begin(5);
    head.extend(record(0x0042, &bytes16(&[if old { 874 } else { 1200 }])));
    for _ in 0..5 {
        let name = [bytes16(&[220, 0, 0x7FFF, 400, 0]), vec![0; 4], text("Arial", 1, old)].concat();
        head.extend(record(0x0031, &name));
    }
    let length = if old { 1 } else { 2 };
    let format = [bytes16(&[FORMAT]), text(planted.format, length, old)].concat();
    head.extend(record(0x041E, &format));
    for style in 0..17 {
        let format = if style == 16 { FORMAT } else { 0 };
        let rest = if old { 12 } else { 16 };
        head.extend(record(0x00E0, &[bytes16(&[0, format]), vec![0; rest]].concat()));
    }
    let entry = |name: &str, at: u32| {
        record(0x0085, &[at.to_le_bytes().to_vec(), vec![0, 0], text(name, 1, old)].concat())
    };
    let entries: usize = sheets.iter().map(|(name, _)| entry(name, 0).len()).sum();
    let mut at = head.len() + entries + end.len();
    let mut bodies = Vec::new();
    for (name, rows) in sheets {
        head.extend(entry(name, u32::try_from(at).expect("a small file")));
        let (row, col) = parse_a1(planted.cell).expect("a cell");
        let mut body = begin(0x10);
        for (down, cells) in rows.iter().enumerate() {
            for (right, value) in cells.iter().enumerate() {
                let is_here = name == planted.sheet && (down, right) == (row as usize, col as usize);
                let place = bytes16(&[small(down), small(right), if is_here { 16 } else { 15 }]);
                match value {
                    Value::Text("") => {}
                    Value::Text(words) | Value::Pieces(words) => {
                        body.extend(record(0x0204, &[place, text(words, 2, old)].concat()));
                    }
                    Value::Number(number) => {
                        body.extend(record(0x0203, &[place, number.to_le_bytes().to_vec()].concat()));
                    }
                    Value::Error(_) => panic!("an error is not written"),
                }
            }
        }
        if name == planted.sheet && !planted.link.is_empty() {
            body.extend(link(small(row as usize), small(col as usize), planted.link));
        }
        body.extend(&end);
        at += body.len();
        bodies.extend(body);
    }
    [head, end, bodies].concat()
}

fn link(row: u16, col: u16, address: &str) -> Vec<u8> {
    const CLASS: [u8; 16] =
        [0xD0, 0xC9, 0xEA, 0x79, 0xF9, 0xBA, 0xCE, 0x11, 0x8C, 0x82, 0, 0xAA, 0, 0x4B, 0xA9, 0x0B];
    let letters: Vec<u16> = address.encode_utf16().chain([0]).collect();
    let mut moniker = CLASS;
    moniker[0] = 0xE0;
    let target =
        [&moniker[..], &u32::try_from(letters.len() * 2).expect("short").to_le_bytes(), &bytes16(&letters)];
    let head = [&bytes16(&[row, row, col, col])[..], &CLASS, &[2, 0, 0, 0], &[3, 0, 0, 0]];
    record(0x01B8, &[head.concat(), target.concat()].concat())
}

fn container(stream: &str, content: &[u8]) -> Vec<u8> {
    let file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()));
    let mut file = file.expect("a container");
    file.create_stream(stream).expect("a stream").write_all(content).expect("writing");
    file.into_inner().into_inner()
}

fn excel_95(planted: &Planted<'_>, sheets: &[(String, Vec<Vec<Value<'_>>>)]) -> Vec<u8> {
    container("/Book", &stream(planted, sheets, true))
}

fn excel_97(planted: &Planted<'_>, sheets: &[(String, Vec<Vec<Value<'_>>>)]) -> Vec<u8> {
    container("/Workbook", &stream(planted, sheets, false))
}

/// A record of an `.xlsb`.
fn piece(kind: u8, data: &[u8]) -> Vec<u8> {
    let number = if kind < 0x80 { vec![kind] } else { vec![kind, 1] };
    let mut size = Vec::new();
    let mut left = data.len();
    loop {
        let more = if left > 0x7F { 0x80 } else { 0 };
        size.push(u8::try_from(left & 0x7F).expect("seven bits") | more);
        left >>= 7;
        if left == 0 {
            return [&number, &size, data].concat();
        }
    }
}

fn wide(words: &str) -> Vec<u8> {
    let letters: Vec<u16> = words.encode_utf16().collect();
    [&u32::try_from(letters.len()).expect("short").to_le_bytes()[..], &bytes16(&letters)].concat()
}

fn xlsb(_: &Planted<'_>, sheets: &[(String, Vec<Vec<Value<'_>>>)]) -> Vec<u8> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let mut parts = BTreeMap::new();
    let (mut tabs, mut relations) = (Vec::new(), String::new());
    for (at, (name, rows)) in sheets.iter().enumerate() {
        let mut part = [piece(0x81, &[]), piece(0x94, &[0; 16]), piece(0x91, &[])].concat();
        for (down, cells) in rows.iter().enumerate() {
            let row = u32::try_from(down).expect("few rows").to_le_bytes();
            part.extend(piece(0, &[&row[..], &[0; 13]].concat()));
            for (right, value) in cells.iter().enumerate() {
                let col = u32::try_from(right).expect("few columns").to_le_bytes();
                let (kind, rest) = match value {
                    Value::Text("") => continue,
                    Value::Text(words) => (6, wide(words)),
                    Value::Number(number) => (5, number.to_le_bytes().to_vec()),
                    Value::Error(number) => (11, vec![*number, 0, 0, 0, 0, 0, 0]),
                    Value::Pieces(words) => {
                        (62, [vec![1], wide(words), vec![1, 0, 0, 0, 0, 0, 1, 0]].concat())
                    }
                };
                part.extend(piece(kind, &[&col[..], &[0; 4], &rest].concat()));
            }
        }
        part.extend([piece(0x92, &[]), piece(0x82, &[])].concat());
        parts.insert(format!("xl/worksheets/sheet{at}.bin"), part);
        let id = format!("rId{at}");
        tabs.extend(piece(0x9C, &[vec![0, 0, 0, 0, 1, 0, 0, 0], wide(&id), wide(name)].concat()));
        relations += &format!(
            r#"<Relationship Id="{id}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.bin"/>"#
        );
    }
    let book =
        [piece(0x83, &[]), piece(0x99, &[0; 12]), piece(0x8F, &[]), tabs, piece(0x90, &[]), piece(0x84, &[])];
    parts.insert("xl/workbook.bin".to_owned(), book.concat());
    let relations = format!(r#"<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>"#);
    parts.insert("xl/_rels/workbook.bin.rels".to_owned(), relations.into_bytes());
    let types = format!(r#"<Types xmlns="{PACKAGE}/content-types"/>"#);
    parts.insert("[Content_Types].xml".to_owned(), types.into_bytes());
    zipped(&parts)
}

#[test]
fn formats_are_read_in_every_edition() {
    for write in [excel_95 as Writer, excel_97] {
        let number = |number, format| Planted { value: Value::Number(number), format, ..AMOUNT };
        number(1.5, "0.00\" ล้านบาท\"").reads("xls", write, "1500000");
        number(7000.0, "#,##0\" บาท\"").reads("xls", write, "7000");
        for (amount, format) in [(1_500_000.0, "#,##0,"), (777.0, ";;;"), (300.0, "0\" ดอลลาร์\"")]
        {
            number(amount, format).finds("xls", write, "cell-format");
        }
        let day = Planted { file: SCHOOL, sheet: SCHOOLS, cell: "A6", ..number(45_731.0, "d/m/yyyy") };
        day.reads("xls", write, "2025-03-15");
    }
}

#[test]
fn links_of_old_workbooks_are_seen() {
    let address = "https://drive.example.com/file/d/abc/view";
    let at = |words, link| Planted {
        file: SCHOOL,
        sheet: DONE,
        cell: "G6",
        value: Value::Text(words),
        link,
        ..AMOUNT
    };
    at("คลิกที่นี่", address).reads("xls", excel_97, address);
    at(address, address).reads("xls", excel_97, address);
    let (found, _) = at("https://other.example.com/b.pdf", address).read("xls", excel_97);
    let place = format!("{} {DONE}!G6", SCHOOL.replace("xlsx", "xls"));
    assert!(found.contains(&format!("cell-link {place}")), "{found:?}");
}

#[test]
fn cells_that_a_library_passes_over_are_read() {
    Planted { value: Value::Error(7), ..AMOUNT }.finds("xlsb", xlsb, "value-error-cell");
    Planted { value: Value::Pieces("9160"), ..AMOUNT }.reads("xlsb", xlsb, "9160");
    AMOUNT.reads("xlsb", xlsb, "7000");
}

#[test]
fn old_workbooks_with_a_password_are_told_as_such() {
    let encrypted = |planted: &Planted<'_>, sheets: &[(String, Vec<Vec<Value<'_>>>)]| {
        let plain = stream(planted, sheets, false);
        let (begin, rest) = plain.split_at(12);
        let noise: Vec<u8> = rest.iter().map(|byte| byte ^ 0xA5).collect();
        container("/Workbook", &[begin, &record(0x002F, &[1; 54]), &noise].concat())
    };
    let (found, _) = AMOUNT.read("xls", encrypted);
    let file = COMMUNITY.replace("xlsx", "xls");
    assert!(found.contains(&format!("file-encrypted {file}")), "{found:?}");
    assert!(found.iter().all(|line| !line.starts_with("file-unreadable")), "{found:?}");
}
