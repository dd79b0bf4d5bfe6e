//! Files that are broken, huge, of another kind or made to do harm: read or refused with a finding, in
//! little memory and time, never a panic.

use crate::builder::{Cell, Sheet, progress_sheet};
use crate::clean::{COMMUNITY, Inputs, REVENUE, SCHOOL, assess, clean, listed};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// What one file may cost.
const MOST_MEMORY_KIB: u64 = 512 << 10;
const MOST_TIME: Duration = Duration::from_secs(10);
/// Linux counts processor time in hundredths of a second.
const MILLIS_OF_A_TICK: u64 = 10;

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
fn package(sheets: usize, sheet_xml: &str, shared: Option<&str>) -> Vec<u8> {
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

#[test]
fn other_kinds_of_files_are_named_whatever_they_are_called() {
    let encrypted: Vec<u8> = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        .into_iter()
        .chain([0; 512])
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let old = [&[0xD0, 0xCF, 0x11, 0xE0][..], &[0; 600]].concat();
    let of = |names: &[&str]| zipped(&names.iter().map(|n| ((*n).to_owned(), b"x".to_vec())).collect());
    let utf16: Vec<u8> = "\u{feff}<html><table>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes, code) in [
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
        ("a.xlsx", vec![7; 5000], "file-format"),
        ("a.xlsx", of(&["[Content_Types].xml"]), "file-unreadable"),
        ("~$a.xlsx", vec![1; 165], "file-locked"),
    ] {
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

#[test]
fn malformed_cells_are_findings() {
    let found = |xml: &str| with_file("2568/a.xlsx", package(1, &format!(r#"<row r="1">{xml}</row>"#), None));
    assert_eq!(found(r#"<c r="AAAA1"><v>1</v></c>"#), ["file-unreadable 2568/a.xlsx"]);
    assert_eq!(found(r#"<c r="A9999999"><v>1</v></c>"#), ["file-unreadable 2568/a.xlsx"]);
    assert_eq!(found(r#"<c r="A1" t="s"><v>5</v></c>"#), ["file-unreadable 2568/a.xlsx"]);
    assert_eq!(found(r#"<c r="A1"><v>1"#), ["file-unreadable 2568/a.xlsx"]);
    for value in ["nan", "inf", "1e999", "1,5", "one"] {
        assert_eq!(found(&format!(r#"<c r="A1"><v>{value}</v></c>"#)), ["file-unreadable 2568/a.xlsx"]);
    }
    assert_eq!(found(r#"<c r="A1"><v>-0</v></c>"#), ["sheet-unrecognised 2568/a.xlsx S1"]);
}

/// Files that cost much when they are read carelessly: name, bytes, finding.
fn costly() -> Vec<(&'static str, Vec<u8>, String)> {
    let too_large = || "file-too-large input/2568/a.xlsx".to_owned();
    let rows = |count: usize, cells: &str| {
        let mut xml = String::new();
        for _ in 0..count {
            let _ = write!(xml, "<row>{cells}</row>");
        }
        xml
    };
    let blanks = " ".repeat(200 << 20);
    let bomb = package(1, &blanks, None);
    let mut lying = bomb.clone();
    lie_about_sizes(&mut lying);
    let long = "ก".repeat(10_000);
    let texts = rows(20_000, r#"<c t="s"><v>0</v></c>"#);
    let mut titles = String::new();
    for title in progress_header() {
        let _ = write!(titles, r#"<c t="inlineStr"><is><t>{title}</t></is></c>"#);
    }
    let mut answers = String::from("<row>");
    for n in 1..=12 {
        let _ = write!(answers, r#"<c t="inlineStr"><is><t>I{n}</t></is></c>"#);
    }
    answers.push_str("</row>");
    answers.push_str(&rows(8_000, &r#"<c t="inlineStr"><is><t>ไม่ทราบ</t></is></c>"#.repeat(12)));
    let sheet = |code: &str| format!("{code} input/2568/a.xlsx S1");
    vec![
        ("a zip bomb", bomb, too_large()),
        ("a zip bomb that lies about its size", lying, "file-unreadable input/2568/a.xlsx".to_owned()),
        (
            "two million cells",
            package(1, &rows(1_000_000, "<c><v>1</v></c><c><v>2</v></c>"), None),
            too_large(),
        ),
        (
            "a million and a half cells",
            package(1, &rows(160_000, &"<c/>".repeat(10)), None),
            sheet("sheet-too-large"),
        ),
        (
            "a million rows",
            package(1, &rows(1_000_000, "<c><v>1</v></c>"), None),
            sheet("sheet-unrecognised"),
        ),
        (
            "a million empty rows with a format",
            package(1, &rows(1_000_000, r#"<c s="0"/>"#), None),
            "sheet-empty input/2568/a.xlsx".to_owned(),
        ),
        (
            "one long text two hundred thousand times",
            package(1, &texts.repeat(10), Some(&format!("<si><t>{long}</t></si>"))),
            sheet("sheet-too-large"),
        ),
        (
            "ten million empty texts",
            package(1, &rows(1, "<c><v>1</v></c>"), Some(&"<si/>".repeat(10_000_000))),
            too_large(),
        ),
        (
            "a thousand sheets of one part",
            package(1000, &rows(10, "<c><v>1</v></c>"), None),
            "file-unreadable input/2568/a.xlsx".to_owned(),
        ),
        (
            "many sheets of one large part",
            package(200, &" ".repeat(20 << 20), None),
            "file-unreadable input/2568/a.xlsx".to_owned(),
        ),
        (
            "a form filled down by mistake",
            package(1, &format!("<row>{titles}</row>{}", rows(120_000, &"<c><v>1</v></c>".repeat(10))), None),
            sheet("meta-missing"),
        ),
        ("eight thousand rows of wrong answers", package(1, &answers, None), sheet("value-not-in-list")),
        (
            "a header of all columns",
            package(
                1,
                &format!("<row>{titles}{}</row>", r#"<c t="inlineStr"><is><t>ก</t></is></c>"#.repeat(16_000)),
                None,
            ),
            sheet("meta-missing"),
        ),
    ]
}

fn progress_header() -> Vec<String> {
    let sheet: Sheet = progress_sheet("ฝ่ายปกครอง");
    sheet.header
}

/// Writes 1000 where the zip's directory and its entries give the inflated size.
fn lie_about_sizes(bytes: &mut [u8]) {
    let offsets: Vec<(usize, usize)> = bytes
        .windows(4)
        .enumerate()
        .filter_map(|(at, sign)| match sign {
            b"PK\x03\x04" => Some((at, 22)),
            b"PK\x01\x02" => Some((at, 24)),
            _ => None,
        })
        .collect();
    for (at, offset) in offsets {
        if let Some(size) = bytes.get_mut(at + offset..at + offset + 4) {
            size.copy_from_slice(&1000u32.to_le_bytes());
        }
    }
}

#[test]
fn costly_files_stay_within_memory_and_time() {
    for (what, bytes, expected) in costly() {
        let dir = tempfile::tempdir().expect("a folder");
        let inputs = Inputs { workbooks: BTreeMap::new(), files: BTreeMap::new(), ..clean() };
        std::fs::create_dir_all(dir.path().join("input/2568")).expect("a folder");
        std::fs::write(dir.path().join("input/agency.toml"), &inputs.agency).expect("agency.toml");
        std::fs::write(dir.path().join("input/2568/a.xlsx"), bytes).expect("a file");
        let (output, time, memory) = measured(dir.path());
        assert!(found(&output, &expected), "{what}: {expected}\n{output:.2000}");
        assert!(time < MOST_TIME, "{what} took {time:?}");
        assert!(memory < MOST_MEMORY_KIB, "{what} took {memory} KiB");
        eprintln!("{what}: {time:.1?}, {} MiB", memory >> 10);
    }
}

/// Whether the JSON of findings has one with this code and place.
fn found(json: &str, expected: &str) -> bool {
    let findings: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    let list = findings.as_array().cloned().unwrap_or_default();
    let mut parts = expected.split(' ');
    let (code, file, sheet) = (parts.next().expect("a code"), parts.next(), parts.next());
    list.iter().any(|f| {
        f["code"] == code
            && file.is_none_or(|file| f["file"] == file)
            && sheet.is_none_or(|s| f["sheet"] == s)
    })
}

/// Runs `check` on a workspace: its JSON, its processor time and its peak of memory in KiB (Linux; 0
/// elsewhere). Processor time, because a machine that is busy with other work takes as long as it likes.
fn measured(root: &Path) -> (String, Duration, u64) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ita-report"))
        .args(["check", "--format", "json", "--workspace"])
        .arg(root)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut stdout = child.stdout.take().expect("a pipe");
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        stdout.read_to_string(&mut text).map(|_| text).unwrap_or_default()
    });
    let (status, times) = (format!("/proc/{}/status", child.id()), format!("/proc/{}/stat", child.id()));
    let (mut peak, mut ticks) = (0, 0);
    while child.try_wait().expect("a running child").is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let kib = line.and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok());
        peak = peak.max(kib.unwrap_or(0));
        // After the name in brackets: state is the third field, user and system time are 14 and 15.
        let text = std::fs::read_to_string(&times).unwrap_or_default();
        let fields = text.rsplit_once(") ").map_or("", |(_, rest)| rest).split_whitespace().skip(11).take(2);
        ticks = ticks.max(fields.filter_map(|n| n.parse::<u64>().ok()).sum());
        std::thread::sleep(Duration::from_millis(5));
    }
    (reader.join().expect("the output"), Duration::from_millis(ticks * MILLIS_OF_A_TICK), peak)
}
