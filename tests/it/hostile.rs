//! Files that are broken, of another kind or made to do harm: read or refused with a finding, never a panic. What
//! they cost is measured in `costly`.

use crate::builder::Cell;
use crate::clean::{COMMUNITY, REVENUE, SCHOOL, assess, clean, listed};
use ita_report::files::Bounds;
use ita_report::ingest::{Limits, RawCell, read_all};
use ita_report::model::FiscalYear;
use ita_report::workspace::InputFile;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::time::{Duration, Instant};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// What one file may cost.
const MOST_TIME: Duration = Duration::from_secs(10);

/// Findings of a clean workspace with one more file.
fn with_file(name: &str, bytes: Vec<u8>) -> Vec<String> {
    let mut inputs = clean();
    inputs.files.insert(name.to_owned(), bytes);
    inputs.findings()
}

/// Findings of a clean workspace with one workbook's parts rewritten.
pub fn with_rewritten(file: &str, rewrite: impl Fn(&str, String) -> String) -> Vec<String> {
    let dir = tempfile::tempdir().expect("a folder");
    clean().check(dir.path());
    let path = dir.path().join("input").join(file);
    let bytes = std::fs::read(&path).expect("a workbook");
    std::fs::write(&path, zipped(&parts(&bytes, rewrite))).expect("a workbook");
    listed(&assess(dir.path()))
}

pub fn parts(bytes: &[u8], rewrite: impl Fn(&str, String) -> String) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).expect("XML");
        parts.insert(name.clone(), rewrite(&name, text).into_bytes());
    }
    parts
}

pub fn zipped(parts: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut out = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        out.start_file(name.as_str(), SimpleFileOptions::default()).expect("a part");
        out.write_all(content).expect("content");
    }
    out.finish().expect("a zip").into_inner()
}

/// The smallest workbook around the XML of its sheets' rows.
pub fn package(sheets: usize, sheet_xml: &str, shared: Option<&str>) -> Vec<u8> {
    let mut parts = BTreeMap::new();
    let mut put = |name: &str, xml: String| parts.insert(name.to_owned(), xml.into_bytes());
    let (mut tabs, mut links) = (String::new(), String::new());
    for n in 1..=sheets {
        let _ = write!(tabs, r#"<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>"#);
        let _ = write!(
            links,
            r#"<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>"#
        );
    }
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let package = "http://schemas.openxmlformats.org/package/2006";
    if let Some(shared) = shared {
        let _ = write!(
            links,
            r#"<Relationship Id="rIdS" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>"#
        );
        put("xl/sharedStrings.xml", format!(r#"<sst xmlns="{main}">{shared}</sst>"#));
    }
    put("[Content_Types].xml", format!(r#"<Types xmlns="{package}/content-types"/>"#));
    put(
        "_rels/.rels",
        format!(
            r#"<Relationships xmlns="{package}/relationships"><Relationship Id="r" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
        ),
    );
    put(
        "xl/workbook.xml",
        format!(r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{tabs}</sheets></workbook>"#),
    );
    put(
        "xl/_rels/workbook.xml.rels",
        format!(r#"<Relationships xmlns="{package}/relationships">{links}</Relationships>"#),
    );
    put(
        "xl/worksheets/sheet1.xml",
        format!(r#"<worksheet xmlns="{main}"><sheetData>{sheet_xml}</sheetData></worksheet>"#),
    );
    zipped(&parts)
}

/// Files that are something else than their names say, each with its finding.
pub fn other_kinds() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let encrypted: Vec<u8> = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        .into_iter()
        .chain([0; 512])
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let old = [&[0xD0, 0xCF, 0x11, 0xE0][..], &[0; 600]].concat();
    let of = |names: &[&str]| zipped(&names.iter().map(|n| ((*n).to_owned(), b"x".to_vec())).collect());
    let list = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
    let with_password = |part: &str| {
        let mut parts = BTreeMap::new();
        parts.insert("mimetype".to_owned(), b"application/vnd.oasis.opendocument.spreadsheet".to_vec());
        parts.insert("META-INF/manifest.xml".to_owned(), list.to_vec());
        parts.insert(part.to_owned(), vec![0x5A; 400]);
        zipped(&parts)
    };
    // Newer programs encrypt all parts as one.
    let (locked, wholly_locked) = (with_password("content.xml"), with_password("encrypted-package"));
    let utf16: Vec<u8> = "\u{feff}<html><table>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        ("a.xlsx", encrypted, "file-encrypted"),
        ("a.xls", old.clone(), "file-format"),
        ("a.xlsx", old, "file-format"),
        ("a.xlsb", of(&["xl/workbook.bin"]), "file-unreadable"),
        ("a.ods", of(&["mimetype", "content.xml"]), "file-unreadable"),
        ("a.xlsx", of(&["[Content_Types].xml", "word/document.xml"]), "file-format"),
        ("a.xlsx", of(&["photo.txt"]), "file-format"),
        ("a.xlsx", "ฝ่าย,ผล\nปกครอง,1\n".as_bytes().to_vec(), "file-format"),
        ("a.xlsx", b"\xbd\xa1\xa4\xc3\xcd\xa7,1\n".to_vec(), "file-format"),
        ("a.xls", b"<HTML><BODY><TABLE></TABLE></BODY></HTML>".to_vec(), "file-format"),
        ("a.xls", utf16, "file-format"),
        (
            "a.xls",
            b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>"
                .to_vec(),
            "file-format",
        ),
        (
            "a.ods",
            b"<?xml version=\"1.0\"?><office:document xmlns:office=\"urn:oasis\"/>".to_vec(),
            "file-format",
        ),
        ("a.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n".to_vec(), "file-format"),
        ("a.ods", locked, "file-encrypted"),
        ("a.ods", wholly_locked, "file-encrypted"),
        ("a.xlsx", vec![7; 5000], "file-format"),
        ("a.xlsx", of(&["[Content_Types].xml"]), "file-unreadable"),
        ("~$a.xlsx", vec![1; 165], "file-locked"),
    ]
}

#[test]
fn other_kinds_of_files_are_named_whatever_they_are_called() {
    for (name, bytes, code) in other_kinds() {
        let name = format!("2568/{name}");
        assert_eq!(with_file(&name, bytes), [format!("{code} {name}")]);
    }
}

#[test]
fn a_file_cut_off_anywhere_is_refused_and_the_rest_goes_on() {
    let dir = tempfile::tempdir().expect("a folder");
    clean().check(dir.path());
    let path = dir.path().join("input").join(COMMUNITY);
    let bytes = std::fs::read(&path).expect("a workbook");
    for part in 1..20 {
        std::fs::write(&path, &bytes[..bytes.len() * part / 20]).expect("a workbook");
        assert_eq!(listed(&assess(dir.path())), [format!("file-unreadable {COMMUNITY}")], "{part}/20");
    }
}

#[test]
fn names_with_blanks_and_thai_are_nothing_special() {
    let mut inputs = clean();
    let sheets = inputs.workbooks.remove(SCHOOL).expect("a file");
    inputs.workbooks.insert("2568/รอบแรก/โรงเรียน วัดทดสอบ (แก้ไข) ๒.xlsx".into(), sheets);
    assert_eq!(inputs.findings(), Vec::<String>::new());
}

#[test]
fn macros_are_told_and_never_run_and_the_data_count() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut inputs = clean();
    inputs.set(SCHOOL, "รายงานผล", "D6", 120);
    inputs.check(dir.path());
    let path = dir.path().join("input").join(SCHOOL);
    let mut parts = parts(&std::fs::read(&path).expect("a workbook"), |_, text| text);
    parts.insert("xl/vbaProject.bin".to_owned(), vec![0xCC; 400]);
    std::fs::write(&path, zipped(&parts)).expect("a workbook");
    assert_eq!(
        listed(&assess(dir.path())),
        [format!("file-macros {SCHOOL}"), format!("value-out-of-range {SCHOOL} รายงานผล!D6")]
    );
}

#[test]
fn declared_dimensions_are_not_believed() {
    for lie in ["A1:XFD1048576", "A1", "C3:B2"] {
        let found = with_rewritten(SCHOOL, |_, text| match text.split_once("<dimension ref=\"") {
            Some((head, tail)) => {
                let (_, tail) = tail.split_once('"').expect("a quote");
                format!("{head}<dimension ref=\"{lie}\"{tail}")
            }
            None => text,
        });
        assert_eq!(found, Vec::<String>::new(), "{lie}");
    }
}

#[test]
fn a_stray_cell_in_the_last_corner_costs_nothing() {
    let stray = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>"#;
    let started = Instant::now();
    let found = with_rewritten(SCHOOL, |_, text| text.replace("</sheetData>", stray));
    // It belongs to no table, and is named at its cell.
    assert_eq!(found.len(), 4, "{found:?}");
    let corner = |f: &String| f.starts_with("cells-not-read ") && f.ends_with("!XFD1048576");
    assert!(found.iter().all(corner), "{found:?}");
    assert!(started.elapsed() < MOST_TIME);
}

#[test]
fn dates_of_1904_are_the_days_that_people_see() {
    let mut inputs = clean();
    // 15 March 2568 in a workbook that counts from 1904.
    inputs.set(SCHOOL, "รายงานผล", "E6", Cell::Date(45731.0 - 1462.0));
    let dir = tempfile::tempdir().expect("a folder");
    assert_eq!(listed(&inputs.check(dir.path())), [format!("date-outside-period {SCHOOL} รายงานผล!E6")]);
    let path = dir.path().join("input").join(SCHOOL);
    let bytes = std::fs::read(&path).expect("a workbook");
    let dated = parts(&bytes, |_, text| text.replace("<workbookPr ", "<workbookPr date1904=\"1\" "));
    std::fs::write(&path, zipped(&dated)).expect("a workbook");
    assert_eq!(listed(&assess(dir.path())), Vec::<String>::new());
}

#[test]
fn cells_are_read_as_they_are_shown() {
    for (cell, value) in [
        ("D6", Cell::Percent(1.0)),
        ("D6", Cell::from("๑๐๐ %")),
        ("E6", Cell::Date(45731.0)),
        ("E6", Cell::Date(244_058.0)),
        ("E6", Cell::from(45731)),
        ("J6", Cell::from("๒")),
    ] {
        let mut inputs = clean();
        inputs.set(SCHOOL, "รายงานผล", cell, value.clone());
        assert_eq!(inputs.findings(), Vec::<String>::new(), "{cell} {value:?}");
    }
}

#[test]
fn formulas_to_other_workbooks_count_with_their_stored_result() {
    let found = with_rewritten(SCHOOL, |_, text| {
        text.replace(r#"<c r="J6"><v>2</v></c>"#, r#"<c r="J6"><f>[1]Sheet1!$A$1</f><v>2</v></c>"#)
            .replace(r#" fullCalcOnLoad="1""#, "")
    });
    assert_eq!(found, Vec::<String>::new());
    // What openpyxl writes, and what other programs leave out.
    for empty in ["<v></v>", "<v/>", ""] {
        let found = with_rewritten(SCHOOL, |_, text| {
            text.replace(r#"<c r="J6"><v>2</v></c>"#, &format!(r#"<c r="J6"><f>1+1</f>{empty}</c>"#))
        });
        assert_eq!(found, [format!("formula-without-result {SCHOOL} รายงานผล!J6")], "{empty}");
    }
    // A formula that gave an empty text is a blank cell.
    let found = with_rewritten(SCHOOL, |_, text| {
        text.replace(r#"<c r="J6"><v>2</v></c>"#, r#"<c r="J6" t="str"><f>""</f><v></v></c>"#)
    });
    assert_eq!(found, [format!("value-missing {SCHOOL} รายงานผล!J6")]);
}

#[test]
fn hidden_and_total_rows_with_merged_labels_are_read() {
    let mut inputs = clean();
    inputs.sheet(REVENUE, "O9 ภาษี").merged.push((7, 0, 7, 1));
    assert_eq!(inputs.findings(), Vec::<String>::new());
}

#[test]
fn remarks_and_signatures_below_a_table_are_no_data() {
    let mut inputs = clean();
    let rows = &mut inputs.sheet(SCHOOL, "รายงานผล").rows;
    rows.push(vec![]);
    rows.push(vec![Cell::Blank, "หมายเหตุ: ข้อมูล ณ วันที่ 31 มีนาคม 2568".into()]);
    rows.push(vec![Cell::Blank, Cell::Blank, "ลงชื่อ ........".into(), "ผู้รายงาน".into()]);
    assert_eq!(inputs.findings(), Vec::<String>::new());
}

/// Rows that Excel refuses to open.
pub const MALFORMED: [&str; 17] = [
    r#"<c r="AAAA1"><v>1</v></c>"#,
    r#"<c r="A9999999"><v>1</v></c>"#,
    r#"<c r="A4294967305"><v>1</v></c>"#,
    r#"<c r="A0"><v>1</v></c>"#,
    r#"<c r="A1" t="s"><v>5</v></c>"#,
    r#"<c r="A1" t="s"><v>-1</v></c>"#,
    r#"<c r="A1" t="s"><v>1.5</v></c>"#,
    r#"<c r="A1" t="s"><v>4294967296</v></c>"#,
    r#"<c r="A1"><v>1"#,
    r#"<c r="A1"><v>1</v></c></row></sheetData><sheetData><row r="2"><c r="A2"><v>2</v></c>"#,
    r#"<c r="A1"><v>1</v></c></row></sheetData><sheetData/><sheetData><row r="1">"#,
    r#"<c r="A1"><v>nan</v></c>"#,
    r#"<c r="A1"><v>inf</v></c>"#,
    r#"<c r="A1"><v>1e999</v></c>"#,
    r#"<c r="A1"><v>1,5</v></c>"#,
    r#"<c r="A1"><v>one</v></c>"#,
    r#"<c r="A1"><v>0x1F</v></c>"#,
];

/// A workbook with one string and one row.
pub fn one_row(xml: &str) -> Vec<u8> {
    package(1, &format!(r#"<row r="1">{xml}</row>"#), Some("<si><t>ก</t></si>"))
}

#[test]
fn malformed_cells_are_findings() {
    for xml in MALFORMED {
        assert_eq!(with_file("2568/a.xlsx", one_row(xml)), ["file-unreadable 2568/a.xlsx"], "{xml}");
    }
    let right = with_file("2568/a.xlsx", one_row(r#"<c r="A1"><v>-0</v></c><c r="B1" t="s"><v>0</v></c>"#));
    assert_eq!(right, ["sheet-unrecognised 2568/a.xlsx S1"]);
}

/// A part that is missing or has another name takes what it held with it: nothing is passed over in silence. What holds
/// no data, such as `_rels/.rels`, may be missing.
#[test]
fn a_workbook_without_one_of_its_parts_is_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    clean().check(dir.path());
    let path = dir.path().join("input").join(SCHOOL);
    let whole = parts(&std::fs::read(&path).expect("a workbook"), |_, text| text);
    let needed = |name: &str| {
        ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"].contains(&name)
            || name.starts_with("xl/worksheets/sheet")
            || name == "xl/sharedStrings.xml"
    };
    let names: Vec<_> = whole.keys().filter(|name| needed(name)).cloned().collect();
    assert!(names.len() >= 5, "{names:?}");
    for name in names {
        let mut less = whole.clone();
        let part = less.remove(&name).expect("a part");
        for other in [None, Some(format!("{name}.bak"))] {
            if let Some(other) = other {
                less.insert(other, part.clone());
            }
            std::fs::write(&path, zipped(&less)).expect("a workbook");
            assert_eq!(listed(&assess(dir.path())), [format!("file-unreadable {SCHOOL}")], "{name}");
        }
    }
}

/// Parts in UTF-16 are read as Excel reads them.
#[test]
fn parts_in_utf_16_are_read() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut inputs = clean();
    inputs.set(SCHOOL, "รายงานผล", "D6", 120);
    inputs.check(dir.path());
    let path = dir.path().join("input").join(SCHOOL);
    let plain = parts(&std::fs::read(&path).expect("a workbook"), |_, text| {
        text.replace("encoding=\"UTF-8\"", "encoding=\"UTF-16\"")
    });
    for (mark, bytes) in
        [([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]), ([0xfe, 0xff], u16::to_be_bytes)]
    {
        let wide = plain.iter().map(|(name, text)| {
            let text = String::from_utf8_lossy(text);
            let wide = mark.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect();
            (name.clone(), wide)
        });
        std::fs::write(&path, zipped(&wide.collect())).expect("a workbook");
        assert_eq!(listed(&assess(dir.path())), [format!("value-out-of-range {SCHOOL} รายงานผล!D6")]);
    }
}

/// A sheet of macros, a chart or a dialog beside the tables is named; the tables are read.
#[test]
fn sheets_of_other_kinds_do_not_refuse_their_workbook() {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let kinds = [
        ("http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet", "macrosheets/sheet1.xml"),
        (&format!("{office}/chartsheet"), "chartsheets/sheet1.xml"),
        (&format!("{office}/dialogsheet"), "dialogsheets/sheet1.xml"),
    ];
    for (kind, target) in kinds {
        let dir = tempfile::tempdir().expect("a folder");
        let mut inputs = clean();
        inputs.set(SCHOOL, "รายงานผล", "D6", 120);
        inputs.check(dir.path());
        let path = dir.path().join("input").join(SCHOOL);
        let mut all = parts(&std::fs::read(&path).expect("a workbook"), |name, text| match name {
            "xl/workbook.xml" => {
                text.replace("</sheets>", r#"<sheet name="Macro1" sheetId="99" r:id="rId99"/></sheets>"#)
            }
            "xl/_rels/workbook.xml.rels" => text.replace(
                "</Relationships>",
                &format!(r#"<Relationship Id="rId99" Type="{kind}" Target="{target}"/></Relationships>"#),
            ),
            _ => text,
        });
        all.insert(format!("xl/{target}"), b"<xm:macrosheet xmlns:xm=\"x\"/>".to_vec());
        std::fs::write(&path, zipped(&all)).expect("a workbook");
        let found = listed(&assess(dir.path()));
        let expected =
            [format!("sheet-skipped {SCHOOL} Macro1"), format!("value-out-of-range {SCHOOL} รายงานผล!D6")];
        assert_eq!(found, expected, "{kind}");
    }
}

/// All files together hold no more than a limit, and the same ones are read however many threads read them.
#[test]
fn all_files_together_have_a_limit() {
    let dir = tempfile::tempdir().expect("a folder");
    let files: Vec<_> = (0..40)
        .map(|n| {
            let path = dir.path().join(format!("{n:02}.csv"));
            std::fs::write(&path, format!("{n},a,b\n").repeat(100)).expect("a file");
            InputFile { path, name: format!("input/2568/{n:02}.csv"), fiscal_year: FiscalYear(2568) }
        })
        .collect();
    let read = |held_bytes| {
        let limits = Limits { held_bytes, ..Limits::default() };
        let (books, findings) = read_all(&files, &Bounds::anywhere(), limits, &|| {}).expect("files");
        let read: Vec<_> =
            books.iter().filter(|b| !b.sheets.is_empty()).map(|b| b.file.name.clone()).collect();
        let refused: Vec<_> = findings.iter().map(|f| (f.code.name(), f.place.file.clone())).collect();
        (read, refused)
    };
    let (all, none) = read(Limits::default().held_bytes);
    assert_eq!((all.len(), none.len()), (40, 0));
    let size = size_of::<RawCell>() * 300;
    for _ in 0..5 {
        let (some, refused) = read(size * 10);
        assert!((5..10).contains(&some.len()), "{}", some.len());
        assert_eq!(some, all[..some.len()], "the first by name");
        assert_eq!(refused.len(), 40 - some.len());
        assert!(
            refused.iter().zip(&all[some.len()..]).all(|((c, f), file)| *c == "file-too-large" && f == file)
        );
    }
}
