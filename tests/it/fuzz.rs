//! Cell values and workbook bytes that nobody would think of: no panic, no hang, and every finding
//! points into the file it is about.
//!
//! A modest number in a normal run; `ITA_FUZZ_CASES=100000` (the gate: 100) runs that many workbooks and a hundred
//! times as many cell values.

use crate::clean::clean;
use ita_report::check::{self, Context};
use ita_report::contract::Contracts;
use ita_report::diagnostic::{Diagnostics, Style, render};
use ita_report::files::Bounds;
use ita_report::ingest::{self, Limits, RawCell, RawSheet, RawValue, RawWorkbook};
use ita_report::model::{FiscalYear, Language};
use ita_report::scheme::Schemes;
use ita_report::templates::Templates;
use ita_report::workspace::{InputFile, Workspace};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Workbooks in a normal run.
const CASES: u32 = 40;
/// What one case may take.
const MOST_TIME: Duration = Duration::from_secs(10);
/// Rows of a generated sheet; with the contract's columns about a hundred values.
const ROWS: usize = 14;

fn runner() -> TestRunner {
    let cases = std::env::var("ITA_FUZZ_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(CASES);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2000, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// What every check needs, loaded once.
struct World {
    workspace: Workspace,
    contracts: Contracts,
    schemes: Schemes,
    layouts: ita_report::shape::Layouts,
    _dir: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        clean().check(dir.path());
        let templates = Templates::new(None).expect("built-in templates");
        Self {
            workspace: Workspace::open(dir.path()).expect("a workspace"),
            layouts: ita_report::shape::Layouts::load(
                &templates,
                &Contracts::load(&templates).expect("contracts"),
            )
            .expect("layouts"),
            contracts: Contracts::load(&templates).expect("contracts"),
            schemes: Schemes::load(&templates).expect("schemes"),
            _dir: dir,
        }
    }

    fn check(&self, workbooks: &[RawWorkbook]) -> Diagnostics {
        let context = Context {
            workspace: &self.workspace,
            contracts: &self.contracts,
            schemes: &self.schemes,
            layouts: &self.layouts,
        };
        let (facts, mut diagnostics) = check::check(context, workbooks);
        check::name_units(&self.workspace, &facts, &mut diagnostics);
        diagnostics.sort();
        for language in [Language::Th, Language::En] {
            let text = render(&diagnostics, Style { language, colour: true, quiet: false });
            assert_eq!(text.is_empty(), diagnostics.iter().next().is_none());
        }
        diagnostics
    }
}

/// Texts as people type them, and as nobody does.
fn text() -> impl Strategy<Value = String> {
    let words = vec![
        "แล้วเสร็จ",
        "ทุกเดือน",
        "เป็นปัจจุบัน",
        "ฝ่ายปกครอง",
        "ทุกฝ่าย",
        "โรงเรียนในสังกัด",
        "M1-01",
        "m๙-๐๑",
        "O22",
        "I12",
        "E3",
        "รวม",
        "รวมทั้งสิ้น",
        "หมายเหตุ:",
        "-",
        "ไม่มี",
        "ต.ค.",
        "ตุลาคม",
        "ต่ำ",
        "#REF!",
        "=A1",
        "https://a.b/c",
        "a.pdf",
        "100%",
        "1101700207366",
        "081-234-5678",
        "วันจันทร์ที่ 1 มกราคม 2568",
        "29/02/2568",
        "๓๑ ก.ย. ๖๘",
        "หน่วยงาน: ฝ่ายปกครอง",
    ];
    prop_oneof![
        4 => select(words).prop_map(str::to_owned),
        3 => written("[0-9๐-๙]{1,4}[/. -]([0-9๐-๙]{1,3}|[ก-ฮ]\\.[ก-ฮ]\\.|[ก-๙]{3,8})[/. -][0-9๐-๙]{1,5}( [0-9]{1,2}:[0-9]{2})?"),
        3 => written("[+−-]?[0-9๐-๙, ]{0,14}[.]?[0-9๐-๙]{0,4} ?%?"),
        2 => written("[MmIEOo0๐][0-9๐-๙]{0,3}[-–.]?[0-9๐-๙]{0,4}"),
        3 => written("[ก-๙ \n]{0,24}"),
        2 => any::<String>(),
        1 => (any::<char>(), 0usize..3000).prop_map(|(c, n)| c.to_string().repeat(n)),
        1 => proptest::collection::vec(select(vec!["ฝ่ายปกครอง", "โรงเรียน", ",", "/", "\n", "และ", " "]), 0..40)
            .prop_map(|parts| parts.concat()),
    ]
}

/// Texts of a pattern, which is parsed once.
fn written(pattern: &str) -> impl Strategy<Value = String> + use<> {
    proptest::string::string_regex(pattern).expect("a pattern")
}

fn value() -> impl Strategy<Value = RawValue> {
    let number = || {
        prop_oneof![
            3 => (-10i32..200).prop_map(f64::from),
            2 => -1e6..1e9f64,
            1 => any::<f64>(),
            2 => (0i32..3_000_000).prop_map(f64::from),
            1 => select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, 0.95, 1e300, f64::MIN_POSITIVE, 9e15]),
        ]
    };
    let errors = vec!["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];
    prop_oneof![
        6 => text().prop_map(RawValue::Text),
        4 => number().prop_map(RawValue::Number),
        1 => number().prop_map(RawValue::Percent),
        2 => number().prop_map(RawValue::Date),
        1 => any::<bool>().prop_map(RawValue::Bool),
        1 => select(errors).prop_map(RawValue::Error),
        1 => text().prop_map(RawValue::FormulaWithoutResult),
    ]
}

/// A sheet of some kind: which contract, values above the table, rows, merged ranges, the year's folder.
#[derive(Clone, Debug)]
struct Generated {
    kind: Index,
    meta: Vec<Option<RawValue>>,
    rows: Vec<Vec<Option<RawValue>>>,
    merged: Vec<(u32, u32, u32, u32)>,
    year: u16,
    epoch_1904: bool,
}

fn sheet() -> impl Strategy<Value = Generated> {
    let cell = || proptest::option::weighted(0.85, value());
    let row = proptest::collection::vec(cell(), 20);
    let range = (0u32..20, 0u32..20, 0u32..4, 0u32..4).prop_map(|(r, c, h, w)| (r, c, r + h, c + w));
    (
        any::<Index>(),
        proptest::collection::vec(proptest::option::weighted(0.3, value()), 4),
        proptest::collection::vec(row, ROWS),
        proptest::collection::vec(range, 0..3),
        select(vec![2500u16, 2564, 2567, 2568, 2700]),
        any::<bool>(),
    )
        .prop_map(|(kind, meta, rows, merged, year, epoch_1904)| Generated {
            kind,
            meta,
            rows,
            merged,
            year,
            epoch_1904,
        })
}

impl Generated {
    fn workbook(&self, contracts: &Contracts) -> RawWorkbook {
        let all: Vec<_> = contracts.iter().collect();
        let contract = all[self.kind.index(all.len())];
        let mut cells = Vec::new();
        let mut put = |row: usize, col: usize, value: RawValue| {
            let at = |n: usize| u32::try_from(n).expect("small");
            cells.push(RawCell { row: at(row), col: at(col), value });
        };
        let usual = ["ฝ่ายปกครอง", "2568", "1", "1"];
        for (row, field) in contract.meta.iter().enumerate() {
            put(row, 0, RawValue::Text(field.title.clone()));
            let value = self.meta.get(row).cloned().flatten();
            let usual = match field.name.as_str() {
                "fiscal_year" => self.year.to_string(),
                _ => usual[row.min(3)].to_owned(),
            };
            put(row, 1, value.unwrap_or(RawValue::Text(usual)));
        }
        let header = contract.meta.len();
        let titles: Vec<String> = if contract.has_question_columns() {
            (1..=12).map(|n| format!("I{n}")).collect()
        } else {
            contract.fields.iter().map(|f| f.title.clone()).collect()
        };
        for (col, title) in titles.iter().enumerate() {
            put(header, col, RawValue::Text(title.clone()));
        }
        for (down, row) in self.rows.iter().enumerate() {
            for (col, value) in row.iter().take(titles.len()).enumerate() {
                if let Some(value) = value {
                    put(header + 1 + down, col, value.clone());
                }
            }
        }
        let name = format!("input/{}/a.xlsx", self.year);
        RawWorkbook {
            file: InputFile {
                path: PathBuf::from(&name),
                name: name.clone(),
                fiscal_year: FiscalYear(self.year),
            },
            name: Arc::from(name.as_str()),
            sha256: String::new(),
            bytes: 0,
            epoch_1904: self.epoch_1904,
            sheets: vec![RawSheet {
                name: Arc::from(contract.sheet.as_str()),
                hidden: false,
                cells,
                merged: self.merged.clone(),
                ..RawSheet::default()
            }],
        }
    }
}

#[test]
fn any_cell_values_are_read_or_told() {
    let world = World::new();
    let values = RefCell::new(0usize);
    let outcome = runner().run(&sheet(), |generated| {
        let workbook = generated.workbook(&world.contracts);
        *values.borrow_mut() += workbook.sheets[0].cells.len();
        let started = Instant::now();
        let diagnostics = world.check(std::slice::from_ref(&workbook));
        prop_assert!(started.elapsed() < MOST_TIME, "took {:?}", started.elapsed());
        for finding in &diagnostics {
            prop_assert_eq!(&finding.place.file, &workbook.file.name);
            prop_assert!(!finding.message.th.is_empty() && !finding.message.en.is_empty(), "{:?}", finding);
            let (row, col) = finding.place.cell.unwrap_or_default();
            prop_assert!(row < 100 && col < 100, "{:?}", finding.place);
        }
        prop_assert!(world.check(&[workbook]).iter().eq(&diagnostics), "a second check says something else");
        Ok(())
    });
    eprintln!("{} cell values", values.borrow());
    outcome.expect("no value breaks a check");
}

/// One change to a workbook's bytes.
#[derive(Clone, Debug)]
enum Mutation {
    /// In the container itself.
    Container(Change),
    /// In one of its parts, packed again.
    Part(Index, Change),
    /// A part is left out.
    Without(Index),
    /// A part stands in another's place.
    Swap(Index, Index),
}

#[derive(Clone, Debug)]
enum Change {
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Delete(Index, usize),
    Repeat(Index, usize, usize),
    Truncate(Index),
}

fn change() -> impl Strategy<Value = Change> {
    let snippets: Vec<&[u8]> = vec![
        b"<c r=\"XFD1048576\"><v>1</v></c>",
        b"<v>1e999</v>",
        b"<row r=\"0\">",
        b"<row r=\"4294967295\">",
        b"t=\"s\"",
        b"t=\"e\"",
        b"t=\"d\"",
        b"t=\"inlineStr\"",
        b"<f t=\"shared\" si=\"99999999999\"/>",
        b"<f t=\"shared\" ref=\"A1:B2\" si=\"0\">A1</f>",
        b"<mergeCells><mergeCell ref=\"B2:A1\"/></mergeCells>",
        b"<![CDATA[",
        b"]]>",
        b"&#x110000;",
        b"&lt;",
        b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
        b"date1904=\"1\"",
        b"<si/>",
        b"s=\"4294967296\"",
        b"</sheetData>",
        b"<sheetData>",
        b"\xff\xfe",
        b"\0",
        b"A0",
        b"ZZZZZZZZ9",
        b"-1",
    ];
    prop_oneof![
        3 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        3 => (any::<Index>(), select(snippets)).prop_map(|(at, bytes)| Change::Insert(at, bytes.to_vec())),
        1 => (any::<Index>(), proptest::collection::vec(any::<u8>(), 1..8)).prop_map(|(at, b)| Change::Insert(at, b)),
        2 => (any::<Index>(), 1usize..40).prop_map(|(at, n)| Change::Delete(at, n)),
        1 => (any::<Index>(), 1usize..200, 2usize..30).prop_map(|(at, n, times)| Change::Repeat(at, n, times)),
        1 => any::<Index>().prop_map(Change::Truncate),
    ]
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        1 => change().prop_map(Mutation::Container),
        8 => (any::<Index>(), change()).prop_map(|(part, change)| Mutation::Part(part, change)),
        1 => any::<Index>().prop_map(Mutation::Without),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Mutation::Swap(a, b)),
    ]
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let size = bytes.len();
        match self {
            Self::Set(at, byte) => bytes[at.index(size)] = *byte,
            Self::Insert(at, new) => drop(bytes.splice(at.index(size)..at.index(size), new.iter().copied())),
            Self::Delete(at, count) => drop(bytes.drain(at.index(size)..(at.index(size) + count).min(size))),
            Self::Repeat(at, count, times) => {
                let from = at.index(size);
                let again = bytes[from..(from + count).min(size)].repeat(*times);
                bytes.splice(from..from, again);
            }
            Self::Truncate(at) => bytes.truncate(at.index(size)),
        }
    }
}

type Parts = Vec<(String, Vec<u8>)>;

fn unpack(bytes: &[u8]) -> Parts {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).expect("a part");
            let name = part.name().expect("a name").into_owned();
            let mut content = Vec::new();
            part.read_to_end(&mut content).expect("content");
            (name, content)
        })
        .collect()
}

fn pack(parts: &Parts) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts {
        out.start_file(name.as_str(), plain).expect("a part");
        out.write_all(content).expect("content");
    }
    out.finish().expect("a zip").into_inner()
}

fn mutate(base: &Parts, mutations: &[Mutation]) -> Vec<u8> {
    let mut parts = base.clone();
    for mutation in mutations {
        let count = parts.len();
        match mutation {
            Mutation::Part(at, change) if count > 0 => change.apply(&mut parts[at.index(count)].1),
            Mutation::Without(at) if count > 0 => drop(parts.remove(at.index(count))),
            Mutation::Swap(a, b) if count > 0 => {
                let other = parts[b.index(count)].1.clone();
                parts[a.index(count)].1 = other;
            }
            _ => {}
        }
    }
    let mut bytes = pack(&parts);
    for mutation in mutations {
        if let Mutation::Container(change) = mutation {
            change.apply(&mut bytes);
        }
    }
    bytes
}

#[test]
fn any_bytes_are_read_or_refused() {
    let world = World::new();
    let bases: Vec<Parts> =
        world.workspace.files.iter().map(|f| unpack(&std::fs::read(&f.path).expect("a workbook"))).collect();
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("a.xlsx");
    let tally = RefCell::new((0usize, 0usize, 0usize));
    let strategy = (any::<Index>(), proptest::collection::vec(mutation(), 1..4));
    let outcome = runner().run(&strategy, |(base, mutations)| {
        let bytes = mutate(&bases[base.index(bases.len())], &mutations);
        std::fs::write(&path, &bytes).expect("a file");
        let name = "input/2568/a.xlsx".to_owned();
        let file = InputFile { path: path.clone(), name, fiscal_year: FiscalYear(2568) };
        let started = Instant::now();
        let read =
            ingest::read_all(std::slice::from_ref(&file), &Bounds::anywhere(), Limits::default(), &|| {});
        let (workbooks, refused) = read.map_err(|e| TestCaseError::fail(e.to_string()))?;
        let diagnostics = world.check(&workbooks);
        prop_assert!(started.elapsed() < MOST_TIME, "took {:?}", started.elapsed());
        let mut tally = tally.borrow_mut();
        tally.0 += usize::from(refused.has_errors());
        tally.1 += usize::from(diagnostics.has_errors());
        // A panic of the reader is caught and told; how often is worth knowing.
        tally.2 += usize::from(refused.iter().any(|d| d.message.en.contains("inner structure")));
        Ok(())
    });
    let (refused, wrong, panics) = *tally.borrow();
    eprintln!("refused {refused}, with errors {wrong}, panics of the reader {panics}");
    outcome.expect("no bytes break the reader");
}
