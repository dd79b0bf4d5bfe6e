//! The sample as a model, and workbooks read back, recalculated, changed.

use calamine::{Data, Reader, Xlsx};
use ita_report::check::{self, Context};
use ita_report::compare;
use ita_report::contract::Contracts;
use ita_report::diagnostic::Diagnostics;
use ita_report::ingest::{self, Limits};
use ita_report::model::{Facts, FiscalYear, Half, Period};
use ita_report::report::Model;
use ita_report::report::wording::Wording;
use ita_report::scheme::Schemes;
use ita_report::score::{self, progress};
use ita_report::templates::Templates;
use ita_report::thai::Digits;
use ita_report::workspace::Workspace;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

/// The half that the sample reports on.
pub const PERIOD: Period = Period { fiscal_year: FiscalYear(2568), half: Half::First };

/// Everything a model stands on.
pub struct Sample {
    pub workspace: Workspace,
    pub contracts: Contracts,
    pub wording: Wording,
    pub schemes: Schemes,
    pub layouts: ita_report::shape::Layouts,
    pub facts: Facts,
    pub diagnostics: Diagnostics,
    pub period: Period,
}

impl Sample {
    /// The repository's sample.
    pub fn new() -> Self {
        Self::at(Path::new(env!("CARGO_MANIFEST_DIR")))
    }

    /// A workspace.
    pub fn at(root: &Path) -> Self {
        let templates = Templates::new(None).expect("templates");
        let workspace = Workspace::open(root).expect("the workspace");
        let contracts = Contracts::load(&templates).expect("contracts");
        let schemes = Schemes::load(&templates).expect("schemes");
        let layouts = ita_report::shape::Layouts::load(&templates, &contracts).expect("layouts");
        let (books, mut diagnostics) =
            ingest::read_all(&workspace.files, &workspace.bounds, Limits::default(), &|| {}).expect("inputs");
        let context =
            Context { workspace: &workspace, contracts: &contracts, schemes: &schemes, layouts: &layouts };
        let (facts, found) = check::check(context, &books);
        diagnostics.append(found);
        let wording = Wording::load(&templates).expect("wording");
        Self { workspace, contracts, wording, schemes, layouts, facts, diagnostics, period: PERIOD }
    }

    /// Scores the facts and hands over the model.
    pub fn with<T>(&self, then: impl FnOnce(&Model<'_>) -> T) -> T {
        let period = self.period;
        let results = period.fiscal_year.previous();
        let scores = score::score([&self.facts], &self.schemes).expect("scores");
        let mut diagnostics = self.diagnostics.clone();
        let book = compare::with_previous(&scores, &self.schemes).expect("a book");
        for finding in compare::published::check(&book, &self.facts, &self.schemes) {
            diagnostics.push(finding);
        }
        diagnostics.sort();
        let agency = &self.workspace.agency.id;
        let (now, earlier) = (book.of(agency, results), book.of(agency, results.previous()));
        let as_of = period.last_day();
        let outcomes = |period: Period| {
            let measures =
                self.facts.years.get(&period.fiscal_year).map(|y| y.measures.as_slice()).unwrap_or_default();
            let reports = self.facts.progress.get(&period).map(Vec::as_slice).unwrap_or_default();
            progress::evaluate(measures, reports, &[], period, period.last_day())
        };
        let (current, before) = (outcomes(period), outcomes(period.year_before()));
        let context = Context {
            workspace: &self.workspace,
            contracts: &self.contracts,
            schemes: &self.schemes,
            layouts: &self.layouts,
        };
        let coverage = check::coverage(context, &self.facts, &diagnostics, period);
        let readiness = ita_report::ready::readiness(ita_report::ready::Sources {
            context,
            facts: &self.facts,
            scheme: self.schemes.get(period.fiscal_year).expect("a scheme"),
            outcomes: &current,
            coverage: &coverage,
            period,
        });
        then(&Model {
            only: None,
            workspace: &self.workspace,
            contracts: &self.contracts,
            wording: &self.wording,
            schemes: &self.schemes,
            scheme: self.schemes.get(results).expect("a scheme"),
            period,
            as_of,
            digits: Digits::Thai,
            draft: false,
            facts: &self.facts,
            scores: &now,
            earlier: &earlier,
            outcomes: &current,
            outcomes_before: &before,
            coverage: &coverage,
            readiness: &readiness,
            logo: None,
            diagnostics: &diagnostics,
        })
    }
}

/// A workbook's sheets as a reader finds them.
pub struct Book {
    pub tabs: Vec<String>,
    values: BTreeMap<String, calamine::Range<Data>>,
    parts: BTreeMap<String, String>,
}

impl Book {
    pub fn of(bytes: &[u8]) -> Self {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("calamine opens it");
        let tabs = book.sheet_names();
        let values =
            tabs.iter().map(|tab| (tab.clone(), book.worksheet_range(tab).expect("a sheet"))).collect();
        Self { tabs, values, parts: parts(bytes) }
    }

    /// The XML of a sheet.
    pub fn xml(&self, tab: &str) -> &str {
        let at = self.tabs.iter().position(|t| t == tab).expect("the sheet");
        &self.parts[&format!("xl/worksheets/sheet{}.xml", at + 1)]
    }

    /// Every part of the file that is text, by its name.
    pub fn parts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parts.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Every number in the cells of all sheets.
    pub fn numbers(&self) -> impl Iterator<Item = f64> + '_ {
        self.values.values().flat_map(|sheet| sheet.used_cells().filter_map(|(_, _, value)| number(value)))
    }

    /// A value by row and column from zero.
    pub fn at(&self, tab: &str, row: usize, col: usize) -> Data {
        let cell = (u32::try_from(row).expect("a row"), u32::try_from(col).expect("a column"));
        self.values[tab].get_value(cell).cloned().unwrap_or(Data::Empty)
    }

    /// Row of the header and the columns by title.
    pub fn header(&self, tab: &str, title: &str) -> (usize, BTreeMap<String, usize>) {
        let (rows, cols) = self.size(tab);
        for row in 0..rows {
            if self.at(tab, row, 0) == title {
                let titles = (0..cols).map(|col| (self.at(tab, row, col).to_string(), col));
                return (row, titles.collect());
            }
        }
        panic!("{tab} has no column {title}");
    }

    /// Rows and columns in use.
    pub fn size(&self, tab: &str) -> (usize, usize) {
        self.values[tab].end().map_or((0, 0), |(row, col)| (row as usize + 1, col as usize + 1))
    }

    /// The cell in the row whose first columns hold `key`, below the header that starts with `first`.
    pub fn find(&self, tab: &str, first: &str, key: &[&str], column: &str) -> (usize, usize) {
        let (header, columns) = self.header(tab, first);
        let col = *columns.get(column).unwrap_or_else(|| panic!("{tab} has no column {column}"));
        let fits = |row: &usize| (0..key.len()).all(|c| self.at(tab, *row, c).to_string().trim() == key[c]);
        let row = (header + 1..self.size(tab).0).find(fits);
        (row.unwrap_or_else(|| panic!("{tab} has no row {key:?}")), col)
    }

    /// The value in that cell.
    pub fn value(&self, tab: &str, first: &str, key: &[&str], column: &str) -> Data {
        let (row, col) = self.find(tab, first, key, column);
        self.at(tab, row, col)
    }

    /// Formula cells of a sheet: name, formula.
    pub fn formulas(&self, tab: &str) -> Vec<(String, String)> {
        cells(self.xml(tab))
            .into_iter()
            .filter_map(|(name, inner)| {
                let formula = inner.split_once("<f>")?.1.split_once("</f>")?.0;
                Some((name, formula.to_owned()))
            })
            .collect()
    }

    /// Where the link in a cell leads: sheet and row from zero.
    pub fn link(&self, tab: &str, row: usize, col: usize) -> Option<(String, usize)> {
        let name = a1(row, col);
        let xml = self.xml(tab);
        let link = xml.split("<hyperlink ").find(|l| l.starts_with(&format!("ref=\"{name}\"")))?;
        let location = link.split_once("location=\"")?.1.split_once('"')?.0;
        let (sheet, cell) = location.rsplit_once('!')?;
        let row: usize = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()?;
        Some((sheet.trim_matches('\'').replace("&apos;", "'").replace("''", "'"), row - 1))
    }
}

/// Cells of a sheet's XML: name and what is inside.
pub fn cells(xml: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in xml.split("<c r=\"").skip(1) {
        let (name, rest) = part.split_once('"').expect("a name");
        let inner = rest.split_once("</c>").map_or("", |(inner, _)| inner);
        if !rest.starts_with("/>") && !rest.split_once('>').is_some_and(|(tag, _)| tag.ends_with('/')) {
            found.push((name.to_owned(), inner.to_owned()));
        }
    }
    found
}

/// The name of a cell, row and column from zero.
pub fn a1(row: usize, col: usize) -> String {
    format!("{}{}", ita_report::model::column_letters(u32::try_from(col).expect("a column")), row + 1)
}

fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut parts = BTreeMap::new();
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).expect("an entry");
        let mut text = String::new();
        if entry.read_to_string(&mut text).is_ok() {
            parts.insert(entry.name().expect("a name").into_owned(), text);
        }
    }
    parts
}

/// The same file with numbers of one sheet replaced.
pub fn with_numbers(bytes: &[u8], tab: &str, numbers: &[(String, i64)]) -> Vec<u8> {
    let book = Book::of(bytes);
    let at = book.tabs.iter().position(|t| t == tab).expect("the sheet");
    let mut text = book.xml(tab).to_owned();
    for (cell, number) in numbers {
        let start = text.find(&format!("<c r=\"{cell}\"")).expect("the cell");
        let value = start + text[start..].find("<v>").expect("a value") + 3;
        let end = value + text[value..].find("</v>").expect("its end");
        text.replace_range(value..end, &number.to_string());
    }
    with_part(bytes, &format!("xl/worksheets/sheet{}.xml", at + 1), &text)
}

/// The same file with another text in one part.
pub fn with_part(bytes: &[u8], name: &str, text: &str) -> Vec<u8> {
    let book = Book::of(bytes);
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (part, own) in book.parts() {
        out.start_file(part, zip::write::SimpleFileOptions::default()).expect("an entry");
        out.write_all(if part == name { text } else { own }.as_bytes()).expect("writing");
    }
    out.finish().expect("a zip").into_inner()
}

/// Files recalculated from nothing by `LibreOffice`: results kept in them are not looked at.
pub fn recalculate(files: &[(&str, &[u8])]) -> Vec<Book> {
    saved_by_libreoffice(files).iter().map(|bytes| Book::of(bytes)).collect()
}

/// Files as `LibreOffice` saves them, every formula calculated by it.
pub fn saved_by_libreoffice(files: &[(&str, &[u8])]) -> Vec<Vec<u8>> {
    let dir = tempfile::tempdir().expect("a folder");
    let profile = dir.path().join("profile/user");
    std::fs::create_dir_all(&profile).expect("a folder");
    std::fs::write(profile.join("registrymodifications.xcu"), ALWAYS_RECALCULATE).expect("settings");
    let mut command = Command::new("soffice");
    command.arg(format!("-env:UserInstallation=file://{}", dir.path().join("profile").display()));
    command.args(["--headless", "--convert-to", "xlsx", "--outdir"]).arg(dir.path().join("out"));
    for (name, bytes) in files {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        command.arg(path);
    }
    let output = command.output().expect("soffice starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |name: &str| std::fs::read(dir.path().join("out").join(name)).expect("a recalculated file");
    files.iter().map(|(name, _)| read(name)).collect()
}

/// The same file with texts written into blank cells of one sheet.
pub fn with_texts(bytes: &[u8], tab: &str, texts: &[(String, &str)]) -> Vec<u8> {
    let book = Book::of(bytes);
    let at = book.tabs.iter().position(|t| t == tab).expect("the sheet");
    let mut xml = book.xml(tab).to_owned();
    for (cell, text) in texts {
        let start = xml.find(&format!("<c r=\"{cell}\"")).expect("the cell");
        let end = start + xml[start..].find("/>").expect("a blank cell");
        assert!(!xml[start..end].contains('>'), "{cell} is not blank");
        xml.replace_range(end..end + 2, &format!(" t=\"inlineStr\"><is><t>{text}</t></is></c>"));
    }
    with_part(bytes, &format!("xl/worksheets/sheet{}.xml", at + 1), &xml)
}

const ALWAYS_RECALCULATE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

/// Whether two values are the same; sums of many numbers may differ in the last digits.
pub fn same(a: &Data, b: &Data) -> bool {
    match (number(a), number(b)) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
        _ => text(a) == text(b),
    }
}

/// The number in a cell.
pub fn number(value: &Data) -> Option<f64> {
    match value {
        Data::Float(n) => Some(*n),
        #[allow(clippy::cast_precision_loss)]
        Data::Int(n) => Some(*n as f64),
        Data::DateTime(date) => Some(date.as_f64()),
        _ => None,
    }
}

fn text(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        other => other.to_string(),
    }
}
