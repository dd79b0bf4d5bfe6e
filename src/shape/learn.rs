//! A proposal for a layout of a sheet that nothing fits: the nearest contract, columns by the similarity of
//! their titles and contents, months across.
//!
//! Comes in: a raw sheet, what the coordinator decided already. Goes out: a [`Proposal`] with its file's text.
//! Never: decides what is open, writes a file.

use super::grid::{Grid, Title};
use super::layout::{Find, title_key};
use super::read::plain;
use super::text::{self, Matched};
use super::{Known, short};
use crate::contract::{Contract, Cover, FieldSpec, FieldType, Role, Scope};
use crate::ingest::{RawSheet, RawValue};
use crate::thai;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Rows that are tried as a header.
const HEADER_ROWS: u32 = 30;
/// Titles less similar than this are not the same.
const SIMILAR: f64 = 0.55;
/// Values that are shown of a column.
const SAMPLES: usize = 3;
/// Titles of columns that only count the rows.
const NUMBERING: &[&str] = &["ที่", "ลำดับ", "ลำดับที่", "no", "เลขที่"];

/// What the coordinator decided.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Name of the layout.
    pub name: String,
    /// The contract, where it is not to be guessed.
    pub contract: Option<String>,
    /// Title → field.
    pub set: BTreeMap<String, String>,
    /// Titles of columns that are no data.
    pub skip: Vec<String>,
}

/// What a column would become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// A field: name and Thai title.
    Field(String, String),
    /// Months across, each with a field: name and Thai title.
    Month(String, String),
    /// Nothing: it only counts rows, sums up, or is skipped on request.
    Nothing,
    /// Still open.
    Open,
}

/// A column of the sheet.
#[derive(Clone, Debug)]
pub struct ProposedColumn {
    /// Column, from zero.
    pub col: u32,
    /// Its title.
    pub title: String,
    /// What it would become.
    pub becomes: Becomes,
    /// Values below the title.
    pub samples: Vec<String>,
}

/// A layout that the program would read the sheet by.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Contract: name and Thai title.
    pub contract: (String, String),
    /// First row of the header, from zero, and how many rows it has.
    pub header: (u32, u32),
    /// Columns in order.
    pub columns: Vec<ProposedColumn>,
    /// Facts found above the table or in names: Thai title and value; without a value it is open.
    pub facts: Vec<(String, Option<String>)>,
    /// Required fields that no column gives: names and Thai titles.
    pub missing: Vec<(String, String)>,
    /// The layout's file.
    pub toml: String,
}

/// A candidate on the way to a proposal.
struct Candidate<'a> {
    contract: &'a Contract,
    row: u32,
    layers: u32,
    titles: Vec<Title>,
    /// By title: the field.
    fields: Vec<Option<usize>>,
    score: f64,
}

/// Proposes a layout; `None` when no contract is near.
#[must_use]
pub fn propose(known: Known<'_>, raw: &RawSheet, file: &str, wishes: &Wishes) -> Option<Proposal> {
    let grid = Grid::new(raw);
    let mut best: Option<Candidate<'_>> = None;
    let asked = |c: &Contract| wishes.contract.as_deref().is_none_or(|name| c.name == name);
    for (row, cells) in grid.lines.iter().filter(|(row, _)| *row < HEADER_ROWS) {
        if cells.len() < 2 {
            continue;
        }
        for layers in 1..=2 {
            let titles = grid.titles(*row, layers);
            for contract in known.contracts.iter().filter(|c| !c.has_question_columns() && asked(c)) {
                let candidate = candidate(&grid, contract, *row, layers, &titles, wishes);
                if best.as_ref().is_none_or(|b| candidate.score > b.score + 1e-9) {
                    best = Some(candidate);
                }
            }
        }
    }
    let best = best.filter(|b| b.fields.iter().flatten().count() >= 2)?;
    Some(proposal(&best, &grid, known, file, wishes))
}

/// Whether a title names one month.
fn is_month(title: &Title) -> bool {
    title.layers.first().is_some_and(|upper| text::month_title(upper).is_some())
}

fn is_sum(title: &Title) -> bool {
    title
        .layers
        .first()
        .is_some_and(|t| thai::key(t).starts_with("รวม") || thai::key(t).starts_with("ยอดรวม"))
}

fn candidate<'a>(
    grid: &Grid<'_>,
    contract: &'a Contract,
    row: u32,
    layers: u32,
    titles: &[Title],
    wishes: &Wishes,
) -> Candidate<'a> {
    let has_month = contract.fields.iter().any(|f| f.role == Some(Role::Month));
    let across = has_month && titles.iter().filter(|t| is_month(t)).count() >= 2;
    let below = row.saturating_add(layers);
    let mut pairs = Vec::new();
    for (at, title) in titles.iter().enumerate() {
        let wish = wishes.set.iter().find(|(t, _)| same_title(t, title)).map(|(_, field)| field);
        if wish.is_none() && is_left_out(title, wishes) {
            continue;
        }
        for (field, spec) in contract.fields.iter().enumerate() {
            if let Some(wish) = wish {
                if *wish == spec.name {
                    pairs.push((2.0, at, field));
                }
                continue;
            }
            let points = if across && is_month(title) {
                // Below a month only the lower title says what the values are.
                unit_points(spec, title)
            } else {
                title_points(spec, title)
            };
            if points >= SIMILAR && fits_content(spec, grid, title.col, below) {
                pairs.push((points, at, field));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut fields = vec![None; titles.len()];
    let mut taken = BTreeSet::new();
    let mut score = 0.0;
    for (points, at, field) in pairs {
        let month = across && titles.get(at).is_some_and(is_month);
        if fields[at].is_some() || (!month && taken.contains(&field)) {
            continue;
        }
        fields[at] = Some(field);
        if taken.insert(field) {
            score += points;
        }
    }
    // Of two readings of the same titles the one with fewer rows is meant.
    score -= f64::from(layers) * 0.01;
    if across && !taken.is_empty() {
        score += 1.0;
    }
    Candidate { contract, row, layers, titles: titles.to_vec(), fields, score }
}

fn same_title(wish: &str, title: &Title) -> bool {
    let key = title_key(wish);
    key == title_key(title.lowest()) || key == title_key(&title.joined())
}

fn is_left_out(title: &Title, wishes: &Wishes) -> bool {
    let numbering = NUMBERING.iter().any(|n| title_key(n) == title_key(title.lowest()));
    numbering || wishes.skip.iter().any(|s| same_title(s, title))
}

/// How near a title is to a field's names, 0–1.
fn title_points(spec: &FieldSpec, title: &Title) -> f64 {
    let names = [&spec.title, &spec.title_en].into_iter().chain(&spec.aliases);
    let forms = [title_key(title.lowest()), title_key(&title.joined())];
    let mut best = 0.0_f64;
    for name in names.filter(|n| !n.is_empty()) {
        let name = title_key(name);
        for form in &forms {
            let near = strsim::normalized_damerau_levenshtein(&name, form);
            // A title inside a longer one is near, but less than the title itself.
            let (short, long) = if name.len() < form.len() { (&name, form) } else { (form, &name) };
            let inside = short.chars().count() >= 4 && long.contains(short.as_str());
            best = best.max(near).max(if inside { 0.8 } else { 0.0 });
        }
    }
    best
}

/// How well the lower title of a month says what a field is measured in.
fn unit_points(spec: &FieldSpec, title: &Title) -> f64 {
    if !spec.kind.is_number() || spec.role == Some(Role::Month) {
        return 0.0;
    }
    if title.layers.len() < 2 {
        // One value a month: money before counts.
        return if spec.kind == FieldType::Number { 0.7 } else { 0.6 };
    }
    let lower = title_key(title.lowest());
    let unit = !spec.unit.is_empty() && lower.contains(&title_key(&spec.unit));
    if unit { 0.9 } else { title_points(spec, title) }
}

/// Whether values below a title can be the field's: most must be.
fn fits_content(spec: &FieldSpec, grid: &Grid<'_>, col: u32, below: u32) -> bool {
    let values: Vec<_> = values(grid, col, below).take(20).collect();
    if values.is_empty() {
        return true;
    }
    let fits = |value: &&RawValue| match spec.kind {
        FieldType::String => true,
        FieldType::Integer | FieldType::Number if spec.role == Some(Role::Month) => true,
        FieldType::Integer | FieldType::Number => match value {
            RawValue::Number(_) | RawValue::Percent(_) | RawValue::FormulaWithoutResult(_) => true,
            other => plain(other).contains(|c: char| c.is_ascii_digit()) || plain(other) == "-",
        },
        FieldType::Date => {
            matches!(value, RawValue::Date(_)) || plain(value).contains(|c: char| c.is_ascii_digit())
        }
    };
    values.iter().filter(|v| fits(v)).count() * 2 > values.len()
}

fn values<'a>(grid: &'a Grid<'_>, col: u32, below: u32) -> impl Iterator<Item = &'a RawValue> {
    grid.raw.cells.iter().filter(move |c| c.col == col && c.row >= below).map(|c| &c.value)
}

fn proposal(
    best: &Candidate<'_>,
    grid: &Grid<'_>,
    known: Known<'_>,
    file: &str,
    wishes: &Wishes,
) -> Proposal {
    let contract = best.contract;
    let below = best.row.saturating_add(best.layers);
    let has_month = contract.fields.iter().any(|f| f.role == Some(Role::Month));
    let across = has_month && best.titles.iter().filter(|t| is_month(t)).count() >= 2;
    let mut columns = Vec::new();
    for (title, field) in best.titles.iter().zip(&best.fields) {
        let spec = field.and_then(|at| contract.fields.get(at));
        let becomes = match spec {
            Some(spec) if across && is_month(title) => Becomes::Month(spec.name.clone(), spec.title.clone()),
            Some(spec) => Becomes::Field(spec.name.clone(), spec.title.clone()),
            None if is_left_out(title, wishes) || (across && is_sum(title)) => Becomes::Nothing,
            None => match unit_column(contract, title) {
                Some(unit) => Becomes::Field(unit.name.clone(), unit.title.clone()),
                None => Becomes::Open,
            },
        };
        let samples = values(grid, title.col, below).take(SAMPLES).map(|v| short(&v.display())).collect();
        columns.push(ProposedColumn { col: title.col, title: short(&title.joined()), becomes, samples });
    }
    let given: BTreeSet<&str> = columns
        .iter()
        .filter_map(|c| match &c.becomes {
            Becomes::Field(name, _) | Becomes::Month(name, _) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    let (facts, in_file) = facts(best, grid, known, file, across, &given);
    let fact_fields: Vec<&str> = in_file.iter().map(|(field, _)| field.as_str()).collect();
    let missing = contract
        .fields
        .iter()
        .filter(|f| f.constraints.required && !given.contains(f.name.as_str()))
        .filter(|f| !fact_fields.contains(&f.name.as_str()))
        .filter(|f| !(across && f.role == Some(Role::Month)))
        .map(|f| (f.name.clone(), f.title.clone()))
        .collect();
    let toml = toml(best, &columns, &in_file, across, wishes);
    Proposal {
        contract: (contract.name.clone(), contract.title.clone()),
        header: (best.row, best.layers),
        columns,
        facts,
        missing,
        toml,
    }
}

/// A column that names a unit in each row.
fn unit_column<'a>(contract: &'a Contract, title: &Title) -> Option<&'a FieldSpec> {
    let unit = contract.meta.iter().find(|m| m.role == Some(Role::Unit))?;
    let known = title_points(unit, title) >= 0.8;
    (contract.scope == Scope::Unit && known).then_some(unit)
}

/// Facts of the whole sheet: for people, and field and finder for the file.
type Facts = (Vec<(String, Option<String>)>, Vec<(String, Find)>);

fn facts(
    best: &Candidate<'_>,
    grid: &Grid<'_>,
    known: Known<'_>,
    file: &str,
    across: bool,
    given: &BTreeSet<&str>,
) -> Facts {
    let contract = best.contract;
    let find = |role: Option<Role>| match role {
        Some(Role::Unit) if contract.scope == Scope::Unit => Some(Find::Unit),
        Some(Role::FiscalYear) => Some(Find::FiscalYear),
        Some(Role::Half) if contract.period == Cover::Half => Some(Find::Half),
        Some(Role::Month) if !across => Some(Find::Month),
        _ => None,
    };
    let above = grid.raw.cells.iter().take_while(|c| c.row < best.row).map(|c| c.value.display());
    let texts: Vec<String> = above.chain([grid.raw.name.to_string(), file.to_owned()]).collect();
    let (mut shown, mut in_file) = (Vec::new(), Vec::new());
    let month = contract.fields.iter().filter(|f| f.role == Some(Role::Month));
    for spec in contract.meta.iter().chain(month).filter(|f| !given.contains(f.name.as_str())) {
        let Some(find) = find(spec.role) else { continue };
        let found = texts.iter().find_map(|t| text::found(find, &Matched::new(t), known.workspace));
        shown.push((spec.title.clone(), found));
        in_file.push((spec.name.clone(), find));
    }
    (shown, in_file)
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn toml(
    best: &Candidate<'_>,
    columns: &[ProposedColumn],
    facts: &[(String, Find)],
    across: bool,
    wishes: &Wishes,
) -> String {
    let mut out = String::new();
    let contract = best.contract;
    let _ = writeln!(out, "# เสนอโดย ita-report learn ตรวจแล้วแก้ไขได้ คำอธิบายอยู่ใน docs/layouts.md");
    let _ = writeln!(out, "name = {}", quoted(&wishes.name));
    let _ = writeln!(out, "title = {}", quoted(&contract.title));
    let _ = writeln!(out, "contract = {}", quoted(&contract.name));
    let _ = writeln!(out, "header_rows = {}", best.layers);
    let mut kinds: Vec<(&str, Vec<String>)> = Vec::new();
    for (column, title) in columns.iter().zip(&best.titles) {
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        match &column.becomes {
            Becomes::Field(field, _) => {
                let _ = writeln!(out, "\n[[column]]\ntitles = [{}]", quoted(&one_line(&title.joined())));
                out.push_str(&take(contract, field));
            }
            Becomes::Nothing if !(across && is_sum(title)) => {
                let _ = writeln!(
                    out,
                    "\n[[column]]\ntitles = [{}]\nskip = true",
                    quoted(&one_line(&title.joined()))
                );
            }
            Becomes::Month(field, _) => {
                let lower = if title.layers.len() > 1 { one_line(title.lowest()) } else { String::new() };
                match kinds.iter_mut().find(|k| k.0 == field) {
                    Some((_, titles)) if titles.contains(&lower) => {}
                    Some((_, titles)) => titles.push(lower),
                    None => kinds.push((field, vec![lower])),
                }
            }
            Becomes::Nothing => {}
            Becomes::Open => {
                let _ = writeln!(
                    out,
                    "\n# เปิดอยู่: คอลัมน์ {} (ใส่ field = \"…\" หรือ skip = true)\n#[[column]]\n#titles = [{}]",
                    one_line(&column.title),
                    quoted(&one_line(&title.joined()))
                );
            }
        }
    }
    if across {
        let month = contract.fields.iter().find(|f| f.role == Some(Role::Month));
        let month = month.map_or("month", |m| m.name.as_str());
        let _ = writeln!(
            out,
            "\n[across]\nfield = {}\nfind = \"month\"\ntotals = ['^รวม', '^ผลรวม', '^ยอดรวม']",
            quoted(month)
        );
        for (field, titles) in kinds {
            let titles: Vec<_> = titles.iter().filter(|t| !t.is_empty()).map(|t| quoted(t)).collect();
            let _ = writeln!(out, "\n[[across.value]]\ntitles = [{}]", titles.join(", "));
            out.push_str(&take(contract, field));
        }
    }
    for (field, find) in facts {
        let find = match find {
            Find::Unit => "unit",
            Find::FiscalYear => "fiscal_year",
            Find::Half => "half",
            _ => "month",
        };
        let _ = writeln!(out, "\n[[fact]]\nfield = {}\nfind = \"{find}\"", quoted(field));
    }
    out
}

/// How a column gives its field: numbers lose the unit behind them.
fn take(contract: &Contract, field: &str) -> String {
    let spec = contract.position(field).and_then(|at| contract.fields.get(at));
    let number = spec.filter(|s| s.kind.is_number() && s.role.is_none() && !s.unit.is_empty());
    match number {
        Some(spec) => format!(
            "take = [{{ field = {}, like = ['^(-?\\d[\\d,]*(?:\\.\\d+)?) ?(?:{})?$'] }}]\n",
            quoted(field),
            regex::escape(&spec.unit)
        ),
        None => format!("field = {}\n", quoted(field)),
    }
}
