//! What the review workbooks cost above the bare library: `make bench`.
//!
//! - the sample's two workbooks, and two of 500 measures, 100 units and 100,000 rows of inputs;
//! - the floor: the bare library writing the same cells of the same sheets, with the same number of
//!   formats, the same links and the same formulas with their results, already laid out in memory;
//!   no tables, widths, heights, conditional formats, charts or print set-up.
//!
//! Rounds are interleaved. Milliseconds are processor time of the whole process, the mean of all rounds, so
//! that other work on the machine counts on neither side.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods
)] // a failure ends it

#[allow(dead_code)]
#[path = "../tests/it/workbook_large.rs"]
mod workbook_large;

/// The program's allocator, so that floors measured in this process have it too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
#[allow(dead_code)]
#[path = "../tests/it/workbook_support.rs"]
mod workbook_support;

use calamine::Data;
use ita_report::render::xlsx;
use ita_report::report::workbook::{self, Workbook};
use rust_xlsxwriter::{Format, Formula, Url, Workbook as File};
use std::collections::BTreeMap;
use workbook_support::{Book, Sample, cells};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let only = |name: &str| arguments.iter().any(|a| a == name);
    println!("| workbook | cells | bytes | view model ms | written ms | bare ms | ratio | open edition ms |");
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    if !only("--large") {
        measure(&Sample::new(), if only("--once") { 1 } else { 40 });
    }
    if !only("--sample") {
        measure(&workbook_large::large(), if only("--once") { 1 } else { 3 });
    }
    println!("\npeak memory: {} MiB", highest_memory() >> 10);
}

fn measure(sample: &Sample, rounds: u32) {
    sample.with(|model| {
        type Build = fn(&ita_report::report::Model<'_>) -> Workbook;
        for build in [workbook::scores as Build, workbook::progress as Build] {
            let book = build(model);
            let bytes = xlsx::review(&book).expect("a workbook");
            let bare = Bare::of(&bytes);
            let (mut models, mut written, mut floors, mut opens) = (0.0, 0.0, 0.0, 0.0);
            for _ in 0..rounds {
                models += millis(|| drop(build(model)));
                written += millis(|| drop(xlsx::review(&book)));
                floors += millis(|| drop(bare.write()));
                opens += millis(|| drop(xlsx::open(&book)));
            }
            let [models, written, floors, opens] =
                [models, written, floors, opens].map(|sum| sum / f64::from(rounds));
            let size = bytes.len();
            println!(
                "| {} | {} | {size} | {models:.1} | {written:.1} | {floors:.1} | {:.2} | {opens:.1} |",
                book.stem,
                bare.cells(),
                written / floors
            );
        }
    });
}

/// Ticks of processor time in a second, as Linux counts them for programs.
const TICKS: f64 = 100.0;

/// Processor time of this process in milliseconds, all threads, also those that have ended.
fn processor() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let behind_name = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields = behind_name.split_whitespace().skip(11).take(2);
    let ticks: f64 = fields.map(|f| f.parse::<f64>().expect("a number")).sum();
    ticks * 1e3 / TICKS
}

fn millis(work: impl FnOnce()) -> f64 {
    let start = processor();
    work();
    processor() - start
}

/// The highest resident memory of this process so far, in KiB.
fn highest_memory() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// What is in a cell.
enum Content {
    Number(f64),
    Text(String),
    Formula(Formula),
    Link(Url, String),
    Blank,
}

/// A cell with its place and the number of its format.
struct Placed {
    row: u32,
    col: u16,
    format: usize,
    content: Content,
}

/// The cells of a file, laid out for the bare library.
struct Bare {
    sheets: Vec<(String, Vec<Placed>)>,
    formats: Vec<Format>,
}

impl Bare {
    fn of(bytes: &[u8]) -> Self {
        let book = Book::of(bytes);
        let mut formats = BTreeMap::new();
        let mut sheets = Vec::new();
        for tab in &book.tabs {
            let xml = book.xml(tab);
            let formulas: BTreeMap<_, _> = book.formulas(tab).into_iter().collect();
            let links = links(xml);
            let mut own = Vec::new();
            for (name, style, _) in styled(xml) {
                let (row, col) = ita_report::model::parse_a1(&name).expect("a cell");
                let value = book.at(tab, row as usize, col as usize);
                let content = match (formulas.get(&name), links.get(&name), value) {
                    (Some(formula), _, value) => {
                        let formula =
                            formula.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
                        let formula = Formula::new(formula.replace("&amp;", "&"));
                        Content::Formula(formula.set_result(value.to_string()))
                    }
                    (None, Some(target), value) => Content::Link(Url::new(target.clone()), value.to_string()),
                    (None, None, Data::Float(number)) => Content::Number(number),
                    (None, None, Data::Empty) => Content::Blank,
                    (None, None, value) => Content::Text(value.to_string()),
                };
                let next = formats.len();
                let format = *formats.entry(style).or_insert(next);
                own.push(Placed { row, col: u16::try_from(col).expect("a column"), format, content });
            }
            sheets.push((tab.clone(), own));
        }
        // Their look does not matter, that they differ does.
        let formats = (0..formats.len()).map(|at| {
            let size = 10.0 + f64::from(u32::try_from(at).expect("few")) / 4.0;
            Format::new().set_font_name("TH SarabunPSK").set_font_size(size)
        });
        Self { sheets, formats: formats.collect() }
    }

    fn cells(&self) -> usize {
        self.sheets.iter().map(|(_, cells)| cells.len()).sum()
    }

    fn write(&self) -> Vec<u8> {
        let mut file = File::new();
        for (tab, cells) in &self.sheets {
            let to = file.add_worksheet();
            to.set_name(tab).expect("a name");
            for Placed { row, col, format, content } in cells {
                let format = &self.formats[*format];
                match content {
                    Content::Number(number) => to.write_number_with_format(*row, *col, *number, format),
                    Content::Text(text) => to.write_string_with_format(*row, *col, text, format),
                    Content::Formula(formula) => to.write_formula_with_format(*row, *col, formula, format),
                    Content::Link(url, text) => {
                        to.write_url_with_options(*row, *col, url, text, "", Some(format))
                    }
                    Content::Blank => to.write_blank(*row, *col, format),
                }
                .expect("a cell");
            }
        }
        file.save_to_buffer().expect("a file")
    }
}

/// Cells of a sheet, empty ones too: name, style, what is inside.
fn styled(xml: &str) -> Vec<(String, String, String)> {
    let inner: BTreeMap<_, _> = cells(xml).into_iter().collect();
    xml.split("<c r=\"")
        .skip(1)
        .map(|part| {
            let (name, rest) = part.split_once('"').expect("a name");
            let tag = rest.split_once('>').map_or("", |(tag, _)| tag);
            let style = tag.split_once("s=\"").and_then(|(_, s)| s.split_once('"')).map_or("", |(s, _)| s);
            (name.to_owned(), style.to_owned(), inner.get(name).cloned().unwrap_or_default())
        })
        .collect()
}

/// Links of a sheet by cell.
fn links(xml: &str) -> BTreeMap<String, String> {
    xml.split("<hyperlink ")
        .skip(1)
        .filter_map(|part| {
            let name = part.split_once("ref=\"")?.1.split_once('"')?.0;
            let target = part.split_once("location=\"")?.1.split_once('"')?.0;
            Some((name.to_owned(), format!("internal:{}", target.replace("&apos;", "'"))))
        })
        .collect()
}
