//! One input cell of the sample is changed at random: the change is a finding, or it shows in `diff` at the figures
//! that depend on it and nowhere else. Never is it silent.
//!
//! A modest number in a normal run; `ITA_MUTATIONS=1000` makes that many.

use crate::workspace::Workspace;
use ita_report::changes::{self, Changes};
use ita_report::check;
use ita_report::compare;
use ita_report::contract::is_guide;
use ita_report::diagnostic::Diagnostics;
use ita_report::files::Bounds;
use ita_report::ingest::{self, Limits, Pictures, RawCell, RawSheet, RawValue, RawWorkbook};
use ita_report::pipeline::{self, Options, Read, Setup};
use ita_report::report::own_texts::OwnTexts;
use ita_report::report::snapshot::{Snapshot, snapshot};
use ita_report::score;
use std::collections::BTreeMap;

/// Changes in a normal run.
const CASES: usize = 60;
/// Names to put above a table.
const UNITS: [&str; 4] = ["ฝ่ายปกครอง", "ฝ่ายรายได้", "โรงเรียนตัวอย่างริมน้ำ", "หน่วยที่ไม่มี"];

/// The sample, read once.
struct World {
    setup: Setup,
    texts: OwnTexts,
    workbooks: Vec<RawWorkbook>,
    _workspace: Workspace,
}

/// What a publication of some workbooks would state, and the findings about them.
struct Stated {
    snapshot: Option<Snapshot>,
    findings: Vec<String>,
}

impl World {
    fn new() -> Self {
        let workspace = Workspace::sample();
        let options = Options { workspace: workspace.path(""), ..Options::default() };
        let setup = Setup::load(&options).expect("the sample");
        let bounds = Bounds::of([workspace.path("input").as_path()]);
        let (workbooks, _) =
            ingest::read_all(&setup.workspace.files, &bounds, Limits::default(), &|| {}).expect("workbooks");
        let texts = OwnTexts::load(&setup.workspace, ita_report::model::FiscalYear(2568), &setup.templates)
            .expect("texts");
        Self { setup, texts, workbooks, _workspace: workspace }
    }

    fn state(&self, workbooks: &[RawWorkbook]) -> Stated {
        let (facts, mut diagnostics) = check::check(self.setup.context(), workbooks);
        let options = Options::default();
        let chosen = pipeline::choose(&options, &facts).expect("a half");
        check::missing(self.setup.context(), &facts, &mut diagnostics, chosen.period);
        let scores = score::score([&facts], &self.setup.schemes).expect("scores");
        let book = compare::with_previous(&scores, &self.setup.schemes).expect("a book");
        let read = Read {
            facts,
            diagnostics,
            pictures: Pictures::default(),
            workbooks: Vec::new(),
            reviews: Vec::new(),
        };
        let assessed = pipeline::judge(&self.setup, read, book);
        let findings = listed(&assessed.diagnostics);
        let snapshot = pipeline::consider(&options, &self.setup, &assessed, |model| {
            snapshot(model, &self.texts, &assessed.pictures, &self.setup.templates).expect("a snapshot")
        });
        Stated { snapshot: snapshot.ok(), findings }
    }
}

/// Findings without their cells: a row that moves is no new finding.
fn listed(diagnostics: &Diagnostics) -> Vec<String> {
    let text = |d: &ita_report::diagnostic::Diagnostic| {
        format!("{} {} {:?} {:?} {}", d.code.name(), d.place.file, d.place.sheet, d.row, d.message.en)
    };
    diagnostics.iter().map(text).collect()
}

/// Cells of a row that is listed for a unit and not answered: code and measure.
const LISTED_CELLS: usize = 2;
/// The sheet of outputs, in which every line is listed beforehand.
const OUTPUTS: &str = "ผลผลิต";

/// What was done to which file and sheet.
struct Change {
    what: String,
    file: String,
    sheet: String,
    /// The same values at other places: nothing may change.
    only_moved: bool,
    /// The row holds only what is filled in for the unit: a code and a title.
    unanswered: bool,
}

impl Change {
    /// Whether no output shows what was changed, so that none can change: meetings of earlier years, where an item's
    /// data were published, and a row that was listed for the unit and not answered, listed once more.
    fn is_shown_nowhere(&self) -> bool {
        let earlier = !self.file.starts_with("input/2568/");
        let link = self.sheet == "แบบตรวจ OIT" && self.what.contains("https://");
        let doubled = self.unanswered && self.what.contains("doubled");
        // Nothing depends on a line of outputs that nobody filled in.
        (earlier && self.sheet == "การชี้แจง") || link || doubled || (self.unanswered && self.sheet == OUTPUTS)
    }
}

/// The row of the header: the one with most text cells among the first rows.
fn header(sheet: &RawSheet) -> u32 {
    let mut texts: BTreeMap<u32, usize> = BTreeMap::new();
    for cell in sheet.cells.iter().filter(|c| c.row < 12 && matches!(c.value, RawValue::Text(_))) {
        *texts.entry(cell.row).or_default() += 1;
    }
    let most = texts.values().max().copied().unwrap_or(0);
    texts.into_iter().find(|(_, n)| *n == most).map_or(0, |(row, _)| row)
}

fn text_of(sheet: &RawSheet, row: u32, col: u32) -> String {
    let found = sheet.cells.iter().find(|c| (c.row, c.col) == (row, col));
    found.map(|c| c.value.display()).unwrap_or_default()
}

/// Titles of columns that are there for the reader only: filled in beforehand, or not published.
const FOR_READERS: [&str; 4] = ["มาตรการ/กิจกรรม", "ข้อคำถาม", "รายการข้อมูล", "หมายเหตุ"];

fn is_for_readers(sheet: &RawSheet, cell: &RawCell) -> bool {
    let title = text_of(sheet, header(sheet), cell.col);
    let in_register = &sheet.name[..] == "ทะเบียนมาตรการ";
    !in_register && FOR_READERS.iter().any(|known| title.starts_with(known))
}

/// Changes one thing; `None` where the dice fell on nothing that can be changed so.
fn change(workbooks: &mut [RawWorkbook], rng: &mut fastrand::Rng) -> Option<Change> {
    let at = rng.usize(..workbooks.len());
    let file = workbooks[at].name.to_string();
    let sheets: Vec<usize> =
        (0..workbooks[at].sheets.len()).filter(|n| !is_guide(&workbooks[at].sheets[*n].name)).collect();
    let sheet = &mut workbooks[at].sheets[*sheets.get(rng.usize(..sheets.len().max(1)))?];
    let name = sheet.name.to_string();
    let head = header(sheet);
    let done = |what: String, only_moved: bool| {
        Some(Change { what, file: file.clone(), sheet: name.clone(), only_moved, unanswered: false })
    };
    let body: Vec<usize> = (0..sheet.cells.len())
        .filter(|n| sheet.cells[*n].row > head && !is_for_readers(sheet, &sheet.cells[*n]))
        .collect();
    let pick = |rng: &mut fastrand::Rng, wanted: &dyn Fn(&RawValue) -> bool| {
        let of: Vec<usize> = body.iter().copied().filter(|n| wanted(&sheet.cells[*n].value)).collect();
        (!of.is_empty()).then(|| of[rng.usize(..of.len())])
    };
    match rng.u8(..7) {
        0 => {
            let cell = pick(rng, &|v| matches!(v, RawValue::Number(_)))?;
            let RawValue::Number(old) = sheet.cells[cell].value else { return None };
            let new = [old + 1.0, old * 10.0, -old - 1.0, old + 0.5, 0.0][rng.usize(..5)];
            if (new - old).abs() < f64::EPSILON {
                return None;
            }
            let place = (sheet.cells[cell].row, sheet.cells[cell].col);
            sheet.cells[cell].value = RawValue::Number(new);
            done(format!("number {old} → {new} at {place:?}"), false)
        }
        1 => {
            let cell = sheet.cells.iter().position(|c| c.row < head && c.value.display() == "หน่วยงาน")?;
            let (row, col) = (sheet.cells[cell].row, sheet.cells[cell].col);
            let value = sheet.cells.iter_mut().find(|c| c.row == row && c.col > col)?;
            let new = UNITS[rng.usize(..UNITS.len())];
            let old = value.value.display();
            if old == new {
                return None;
            }
            value.value = RawValue::Text(new.to_owned());
            done(format!("unit {old} → {new}"), false)
        }
        2 => {
            let cell = pick(rng, &|v| matches!(v, RawValue::Date(_)))?;
            let RawValue::Date(old) = sheet.cells[cell].value else { return None };
            let new = old + [1.0, -1.0, 40.0, 400.0][rng.usize(..4)];
            let place = (sheet.cells[cell].row, sheet.cells[cell].col);
            sheet.cells[cell].value = RawValue::Date(new);
            done(format!("date {old} → {new} at {place:?}"), false)
        }
        3 => {
            let cell = pick(rng, &|v| matches!(v, RawValue::Text(_)))?;
            let RawValue::Text(old) = sheet.cells[cell].value.clone() else { return None };
            let new = format!("{old}ก");
            let place = (sheet.cells[cell].row, sheet.cells[cell].col);
            sheet.cells[cell].value = RawValue::Text(new.clone());
            let filled = sheet.cells.iter().filter(|c| c.row == place.0).count();
            let change = done(format!("label {old} → {new} at {place:?}"), false)?;
            Some(Change { unanswered: change.sheet == OUTPUTS && filled == LISTED_CELLS, ..change })
        }
        4 => {
            let row = sheet.cells[*body.get(rng.usize(..body.len().max(1)))?].row;
            let filled = sheet.cells.iter().filter(|c| c.row == row).count();
            sheet.cells.retain(|c| c.row != row);
            sheet.cells.iter_mut().filter(|c| c.row > row).for_each(|c| c.row -= 1);
            let change = done(format!("row {} removed", row + 1), false)?;
            Some(Change { unanswered: change.sheet == OUTPUTS && filled == LISTED_CELLS, ..change })
        }
        5 => {
            let row = sheet.cells[*body.get(rng.usize(..body.len().max(1)))?].row;
            let own: Vec<RawCell> = sheet.cells.iter().filter(|c| c.row == row).cloned().collect();
            sheet.cells.iter_mut().filter(|c| c.row > row).for_each(|c| c.row += 1);
            sheet.cells.extend(own.into_iter().map(|mut cell| {
                cell.row += 1;
                cell
            }));
            sheet.cells.sort_by_key(|c| (c.row, c.col));
            let filled = sheet.cells.iter().filter(|c| c.row == row).count();
            let change = done(format!("row {} doubled", row + 1), false)?;
            Some(Change {
                unanswered: change.sheet == "รายงานผล" && filled == LISTED_CELLS, ..change
            })
        }
        _ => {
            let last = sheet.cells.iter().filter(|c| c.row == head).map(|c| c.col).max()?;
            let first = sheet.cells.iter().filter(|c| c.row == head).map(|c| c.col).min()?;
            if last <= first {
                return None;
            }
            let (a, b) = (rng.u32(first..=last), rng.u32(first..=last));
            if a == b {
                return None;
            }
            for cell in sheet.cells.iter_mut().filter(|c| c.row >= head) {
                cell.col = if cell.col == a {
                    b
                } else if cell.col == b {
                    a
                } else {
                    cell.col
                };
            }
            sheet.cells.sort_by_key(|c| (c.row, c.col));
            done(format!("columns {a} and {b} change places"), true)
        }
    }
}

/// Whether a change was told, or shows where it counts and nowhere else; why not, otherwise.
fn judged(base: &Stated, now: &Stated, change: &Change) -> Result<(), String> {
    let told = now.findings.iter().any(|f| !base.findings.contains(f))
        || base.findings.iter().any(|f| !now.findings.contains(f));
    let (Some(before), Some(after)) = (&base.snapshot, &now.snapshot) else {
        return if told { Ok(()) } else { Err("no snapshot and no finding".to_owned()) };
    };
    let Changes { inputs, figures, .. } = changes::compare(before, after);
    if change.only_moved {
        let quiet = inputs.is_empty() && figures.is_empty();
        return if told || quiet {
            Ok(())
        } else {
            Err(format!("moved columns changed {inputs:?} {figures:?}"))
        };
    }
    if told {
        return Ok(());
    }
    if inputs.is_empty() && figures.is_empty() {
        if change.is_shown_nowhere() {
            return Ok(());
        }
        return Err("silent: no finding and nothing in the diff".to_owned());
    }
    for figure in &figures {
        // That a table was sent has no cell once its only row is gone.
        if figure.causes.is_empty() && !figure.id.starts_with("coverage/") {
            return Err(format!("{} changed without a cause", figure.id));
        }
    }
    for input in &inputs {
        let place = input.place().map(|p| (p.file.as_str(), p.sheet.as_deref().unwrap_or_default()));
        if place != Some((change.file.as_str(), change.sheet.as_str())) {
            return Err(format!("an input elsewhere changed: {input:?}"));
        }
    }
    Ok(())
}

#[test]
fn a_changed_cell_is_a_finding_or_shows_where_it_counts() {
    let cases = std::env::var("ITA_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(CASES);
    let world = World::new();
    let base = world.state(&world.workbooks);
    assert!(base.snapshot.is_some());
    let mut rng = fastrand::Rng::with_seed(14);
    let mut wrong = Vec::new();
    let mut made = 0;
    while made < cases {
        let mut workbooks = world.workbooks.clone();
        let Some(change) = change(&mut workbooks, &mut rng) else { continue };
        made += 1;
        if let Err(why) = judged(&base, &world.state(&workbooks), &change) {
            let why: String = why.chars().take(600).collect();
            wrong.push(format!("{} [{}]: {}\n    {why}", change.file, change.sheet, change.what));
        }
    }
    assert!(wrong.is_empty(), "{} of {made}:\n{}", wrong.len(), wrong.join("\n"));
}
