//! A workspace filled in from CSV seeds: the same forms, as if the offices had sent them in.

use super::seeds::{self, Seed};
use super::{Made, Register, Rules, open};
use crate::contract::{Contract, Role, Scope};
use crate::error::Error;
use crate::files;
use crate::model::{DataValue, FiscalYear, Half, Period, Text};
use crate::render::forms::{self, Addressee, Form, FormRow, FormSheet};
use crate::templates::Templates;
use crate::workspace::{AGENCY_FILE, Unit, Workspace};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Folder of pictures beside the seeds' years.
const PICTURES: &str = "pictures";

pub(super) fn make(
    templates: &Templates,
    from: &Path,
    dir: &Path,
    made: &mut Made,
) -> Result<Vec<Text>, Error> {
    let agency_path = from.join(AGENCY_FILE);
    let agency = files::read_own(&agency_path).map_err(|e| Error::io("reading", &agency_path, e))?;
    let workspace = open(dir, &agency, made)?;
    let rules = &Rules::load(&templates.with_words(workspace.words.clone()))?;
    let years = seeds::folders(from, FiscalYear::parse)?;
    for (year, folder) in &years {
        agency_workbooks(rules, &workspace, *year, folder, dir, made)?;
    }
    // The register is read back as any other: what the forms list is what `check` will expect.
    let facts = rules.facts(&Workspace::open(dir)?)?;
    for (year, folder) in &years {
        let register = Register::of(&facts, *year, &rules.contracts, &workspace);
        for (half, folder) in seeds::folders(folder, half)? {
            let period = Period { fiscal_year: *year, half };
            let mut sheets = seeds::load(&rules.contracts, &folder)?;
            name_units(&workspace, &mut sheets)?;
            let into = input(dir, *year);
            for unit in &workspace.units {
                for (name, form) in unit_workbooks(rules, &workspace, unit, period, &sheets, &register)? {
                    made.file(&into.join(name), &form.to_xlsx()?)?;
                }
            }
        }
    }
    Ok(Vec::new())
}

fn half(name: &str) -> Option<Half> {
    match name {
        "h1" => Some(Half::First),
        "h2" => Some(Half::Second),
        _ => None,
    }
}

fn input(dir: &Path, year: FiscalYear) -> PathBuf {
    dir.join("input").join(year.to_string())
}

fn agency_workbooks(
    rules: &Rules,
    workspace: &Workspace,
    year: FiscalYear,
    folder: &Path,
    dir: &Path,
    made: &mut Made,
) -> Result<(), Error> {
    let sheets = seeds::load(&rules.contracts, folder)?;
    let (agency, phrases) = (&workspace.agency, rules.phrases(workspace));
    let to = Addressee { agency, phrases, unit: None, fiscal_year: year, half: None };
    for workbook in forms::workbooks(&rules.contracts, Scope::Agency) {
        let contracts = forms::contracts_of(&rules.contracts, workbook, None);
        let filled: Vec<FormSheet<'_>> = contracts.iter().filter_map(|c| agency_sheet(c, &sheets)).collect();
        if filled.is_empty() {
            continue;
        }
        pictures(&filled, folder, &input(dir, year), made)?;
        let name = if workbook == "results" { "ita-results" } else { workbook };
        let form = Form { to, sheets: filled, register: &[] };
        made.file(&input(dir, year).join(format!("{name}.xlsx")), &form.to_xlsx()?)?;
    }
    Ok(())
}

fn agency_sheet<'a>(contract: &'a Contract, sheets: &[Seed]) -> Option<FormSheet<'a>> {
    let seed = sheets.iter().find(|s| s.kind == contract.name)?;
    let rows = seed.rows.iter().map(|r| FormRow { values: r.values.clone(), listed: false }).collect();
    Some(FormSheet { contract: Cow::Borrowed(contract), revision: 1, rows, due: None })
}

/// Copies the pictures that the sheets name and the seeds have.
fn pictures(sheets: &[FormSheet<'_>], folder: &Path, into: &Path, made: &mut Made) -> Result<(), Error> {
    let Some(seeds) = folder.parent() else { return Ok(()) };
    for sheet in sheets {
        let column = sheet.contract.fields.iter().position(|f| f.role == Some(Role::Picture));
        let Some(column) = column else { continue };
        for row in &sheet.rows {
            let Some(Some(DataValue::Text(name))) = row.values.get(column) else { continue };
            // A name, never a way out of the folder.
            let Some(name) = Path::new(name).file_name() else { continue };
            let own = folder.join(PICTURES).join(name);
            let from = if own.is_file() { own } else { seeds.join(PICTURES).join(name) };
            if from.is_file() {
                let bytes = files::read_own(&from).map_err(|e| Error::io("reading", &from, e))?;
                made.file(&into.join(name), &bytes)?;
            }
        }
    }
    Ok(())
}

/// Every row's unit by its id; one that the agency does not have is an error.
fn name_units(workspace: &Workspace, sheets: &mut [Seed]) -> Result<(), Error> {
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for seed in sheets {
        let mut unknown = None;
        for row in &mut seed.rows {
            if !ids.contains_key(&row.unit) {
                let Some(unit) = workspace.find_unit(&row.unit) else {
                    let (line, id) = (row.line, &row.unit);
                    unknown = Some(Text::new(
                        format!("บรรทัด {line}: หน่วยงาน `{id}` ไม่มีใน {AGENCY_FILE}"),
                        format!("line {line}: unit `{id}` is not in {AGENCY_FILE}"),
                    ));
                    break;
                };
                ids.insert(row.unit.clone(), unit.id.clone());
            }
            if let Some(id) = ids.get(&row.unit) {
                row.unit.clone_from(id);
            }
        }
        if let Some(problem) = unknown {
            return Err(seed.problem(problem));
        }
    }
    Ok(())
}

/// A unit's workbooks of one half, with their file names.
fn unit_workbooks<'a>(
    rules: &'a Rules,
    workspace: &'a Workspace,
    unit: &'a Unit,
    period: Period,
    sheets: &[Seed],
    register: &'a Register,
) -> Result<Vec<(String, Form<'a>)>, Error> {
    let mut workbooks = Vec::new();
    for workbook in forms::workbooks(&rules.contracts, Scope::Unit) {
        let mut filled = Vec::new();
        for contract in forms::contracts_of(&rules.contracts, workbook, Some(unit)) {
            filled.extend(unit_sheet(contract, unit, sheets, register)?);
        }
        if filled.is_empty() {
            continue;
        }
        let to = Addressee {
            agency: &workspace.agency,
            phrases: rules.phrases(workspace),
            unit: Some(unit),
            fiscal_year: period.fiscal_year,
            half: Some(period.half),
        };
        let form = Form { to, sheets: filled, register: &register.lines };
        workbooks.push((format!("h{}-{}.xlsx", period.half.number(), unit.id), form));
    }
    Ok(workbooks)
}

/// A unit's sheet of one kind; none when the seeds have no row of it.
fn unit_sheet<'a>(
    contract: &'a Contract,
    unit: &Unit,
    sheets: &[Seed],
    register: &Register,
) -> Result<Option<FormSheet<'a>>, Error> {
    let Some(seed) = sheets.iter().find(|s| s.kind == contract.name) else { return Ok(None) };
    let own: Vec<_> = seed.rows.iter().filter(|row| row.unit == unit.id).collect();
    let Some(first) = own.first() else { return Ok(None) };
    if let Some(other) = own.iter().find(|r| r.revision != first.revision) {
        let (line, name) = (other.line, &unit.name_th);
        return Err(seed.problem(Text::new(
            format!("บรรทัด {line}: {name} มีเลขฉบับแก้ไขสองเลขในแผ่นเดียว"),
            format!("line {line}: {name} has two revisions in one sheet"),
        )));
    }
    let rows = own.iter().map(|r| FormRow { values: r.values.clone(), listed: false });
    let rows = match contract.fields.iter().position(|f| f.role == Some(Role::Measure)) {
        Some(key) => listed(contract, key, rows.collect(), unit, register),
        None => rows.collect(),
    };
    Ok(Some(FormSheet { contract: Cow::Borrowed(contract), revision: first.revision, rows, due: None }))
}

/// The rows as the form listed them: every expected measure in the register's order, answered or not,
/// then what the unit added.
fn listed(
    contract: &Contract,
    key: usize,
    rows: Vec<FormRow>,
    unit: &Unit,
    register: &Register,
) -> Vec<FormRow> {
    let code = |row: &FormRow| match row.values.get(key) {
        Some(Some(DataValue::Text(text))) => text.clone(),
        _ => String::new(),
    };
    let mut rest = rows;
    let mut out = Vec::new();
    for measure in register.expected(unit) {
        let form = forms::listed_row(contract, &measure.code, &measure.title);
        match rest.iter().position(|r| code(r) == measure.code) {
            None => out.push(form),
            Some(at) => out.push(over(&rest.remove(at), form)),
        }
    }
    for row in rest {
        let known = register.lines.iter().find(|m| m.code == code(&row));
        let form = known.map(|m| forms::listed_row(contract, &m.code, &m.title)).unwrap_or_default();
        out.push(FormRow { listed: false, ..over(&row, form) });
    }
    out
}

/// The seed's values, and the form's where the seed has none.
fn over(seed: &FormRow, form: FormRow) -> FormRow {
    let mut values = form.values;
    values.resize(seed.values.len().max(values.len()), None);
    for (value, own) in values.iter_mut().zip(&seed.values) {
        if own.is_some() {
            value.clone_from(own);
        }
    }
    FormRow { values, listed: form.listed }
}
