//! What hostile files cost: memory and time of `check`, measured on the program itself, stay within what one file may
//! take.

use crate::builder::{Sheet, progress_sheet};
use crate::clean::clean;
use crate::hostile::{MALFORMED, one_row, other_kinds, package, zipped};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// What one file may cost.
const MOST_MEMORY_KIB: u64 = 512 << 10;
const MOST_TIME: Duration = Duration::from_secs(10);
/// Where a picture lies.
const LOGO: &str = "input/a.png";
/// Linux counts processor time in hundredths of a second.
const MILLIS_OF_A_TICK: u64 = 10;

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
            sheet("sheet-unrecognised"),
        ),
        (
            "a CSV of three hundred thousand rows of nobody's form",
            "ก,ข,ค,some words that nobody asked for,1234567\n".repeat(299_000).into_bytes(),
            "sheet-unrecognised input/2568/a.csv".to_owned(),
        ),
        ("a CSV of commas", ",".repeat(60 << 20).into_bytes(), "file-format input/2568/a.csv".to_owned()),
        (
            "a CSV whose quotation never ends",
            [b"\"".as_slice(), &vec![b'x'; 60 << 20]].concat(),
            "file-format input/2568/a.csv".to_owned(),
        ),
        (
            "an OpenDocument sheet of one cell repeated to the last corner",
            open_document(
                r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/></table:table-row>"#,
            ),
            "sheet-too-large input/2568/a.ods".to_owned(),
        ),
        (
            "a picture of four hundred million pixels",
            picture(20_000, png::ColorType::Grayscale, png::BitDepth::One),
            "picture-missing input/agency.toml".to_owned(),
        ),
        (
            "a picture just within the limits",
            picture(4_000, png::ColorType::Rgba, png::BitDepth::Sixteen),
            "result-missing".to_owned(),
        ),
    ]
}

/// A workbook in `.ods` with one sheet.
fn open_document(rows: &str) -> Vec<u8> {
    let office = "urn:oasis:names:tc:opendocument:xmlns";
    let content = format!(
        r#"<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet><table:table table:name="S1">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let mut parts = BTreeMap::new();
    parts.insert("content.xml".to_owned(), content.into_bytes());
    parts.insert("mimetype".to_owned(), b"application/vnd.oasis.opendocument.spreadsheet".to_vec());
    zipped(&parts)
}

/// A square PNG of one colour: some kilobytes that unfold.
fn picture(side: u32, color: png::ColorType, depth: png::BitDepth) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(color);
    encoder.set_depth(depth);
    let bits = color.samples() * depth as usize * side as usize;
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&vec![0; bits.div_ceil(8) * side as usize]).expect("pixels");
    drop(writer);
    bytes
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

/// A workspace without workbooks but with these files, checked by the program within what one file may cost.
fn checked_within_bounds<'a>(what: &str, files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let dir = tempfile::tempdir().expect("a folder");
    let mut agency = clean().agency;
    for (name, bytes) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, bytes).expect("a file");
        if path.ends_with(LOGO) {
            agency.push_str("\n[look]\nlogo = \"a.png\"\n");
        }
    }
    std::fs::create_dir_all(dir.path().join("input/2568")).expect("a folder");
    std::fs::write(dir.path().join("input/agency.toml"), agency).expect("agency.toml");
    let (output, time, memory) = measured(dir.path());
    assert!(time < MOST_TIME, "{what} took {time:?}");
    assert!(memory < MOST_MEMORY_KIB, "{what} took {memory} KiB");
    eprintln!("{what}: {time:.1?}, {} MiB", memory >> 10);
    output
}

#[test]
fn costly_files_stay_within_memory_and_time() {
    for (what, bytes, expected) in costly() {
        // A finding about a picture is at the settings that name it.
        let file = expected.split(' ').nth(1).filter(|file| *file != "input/agency.toml").unwrap_or(LOGO);
        let output = checked_within_bounds(what, [(file, &bytes[..])]);
        let none = expected == "result-missing" && !output.contains("picture-missing");
        assert!(none || found(&output, &expected), "{what}: {expected}\n{output:.2000}");
    }
}

/// The small hostile files of this module, all in one folder: together they cost no more than one of them may.
#[test]
fn all_other_hostile_files_together_stay_within_memory_and_time() {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for (n, (name, bytes, _)) in other_kinds().into_iter().enumerate() {
        files.push((format!("input/2568/{n}/{name}"), bytes));
    }
    for (n, xml) in MALFORMED.into_iter().enumerate() {
        files.push((format!("input/2568/malformed-{n}.xlsx"), one_row(xml)));
    }
    let whole = one_row(r#"<c r="XFD1048576"><v>1</v></c>"#);
    for part in 1..20 {
        files.push((format!("input/2568/cut-{part}.xlsx"), whole[..whole.len() * part / 20].to_vec()));
    }
    let output =
        checked_within_bounds("all others", files.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])));
    let told: serde_json::Value = serde_json::from_str(&output).expect("JSON");
    let findings = told["diagnostics"].as_array().expect("findings");
    for (name, _) in &files {
        assert!(findings.iter().any(|f| f["file"] == name.as_str()), "{name} has no finding");
    }
}

/// Whether the JSON of findings has one with this code and place.
fn found(json: &str, expected: &str) -> bool {
    let told: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    let list = told["diagnostics"].as_array().cloned().unwrap_or_default();
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
