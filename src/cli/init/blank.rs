//! Blank forms for every unit and for the coordinator.

use super::left_out::left_out;
use super::{InitArgs, Made, Register, Rules, schemes, steps};
use crate::check::{self, Context};
use crate::cli::Common;
use crate::contract::{Contract, CoreSheet, FieldSpec, Scope};
use crate::error::Error;
use crate::model::{DataValue, Facts, Field, FiscalYear, Half, Period, Text};
use crate::pipeline;
use crate::render::forms::{self, Addressee, Form, FormRow, MeasureLine};
use crate::templates::Templates;
use crate::thai;
use crate::workspace::{Unit, Workspace};
use std::fs;

/// The workbook of the results, which are those of the year before the measures.
const RESULTS: &str = "results";
/// The workbook of the measures.
const REGISTER: &str = "register";

pub(super) fn make(
    templates: &Templates,
    args: &InitArgs,
    common: &Common,
    made: &mut Made,
) -> Result<Vec<Text>, Error> {
    let (workspace, mut notes) = steps::agency(templates, args, common, made)?;
    let mut rules = Rules::load(&templates.with_words(workspace.words.clone()))?;
    pipeline::check_names(&workspace, &rules.contracts)?;
    let (mut facts, mut findings) = rules.read(&workspace)?;
    let (fiscal_year, why_year) = year(&rules, Some(&facts), common)?;
    if let Some(note) = schemes::carry_on(&mut rules, &workspace, args, common, fiscal_year, made)? {
        notes.push(note);
        // What was read by no scheme is read by the new one.
        (facts, findings) = rules.read(&workspace)?;
    }
    let rules = &rules;
    for year in [fiscal_year.previous(), fiscal_year] {
        let folder = args.dir.join("input").join(year.to_string());
        fs::create_dir_all(&folder).map_err(|e| Error::io("making", folder, e))?;
    }
    if !workspace.unfinished().is_empty() {
        notes.push(steps::finish_agency(&args.dir, &workspace, common));
        return Ok(notes);
    }
    let half = common.half.unwrap_or_else(|| open_half(&facts, fiscal_year));
    let period = Period { fiscal_year, half };
    let folder = args.dir.join("blank").join(period.slug());
    let register = Register::of(&facts, fiscal_year, &rules.contracts, &workspace);
    made.left_out = left_out(&facts, &findings, fiscal_year);
    let units: Vec<&Unit> = match &args.unit {
        _ if !made.left_out.is_empty() => Vec::new(),
        Some(name) => vec![workspace.find_unit(name).ok_or_else(|| unknown_unit(&workspace, name))?],
        // A form without its measures would go out in vain.
        None if register.lines.is_empty() && !args.forms => Vec::new(),
        None => workspace.units.iter().collect(),
    };
    let due = |contract: &Contract, unit: Option<&Unit>| {
        let context = Context {
            workspace: &workspace,
            contracts: &rules.contracts,
            schemes: &rules.schemes,
            layouts: &rules.layouts,
        };
        check::due(context, &facts, contract, period).map(|day| match unit {
            Some(_) => check::due_of_unit(&workspace, day),
            None => day,
        })
    };
    for unit in &units {
        for workbook in forms::workbooks(&rules.contracts, Scope::Unit) {
            let contracts = forms::contracts_of(&rules.contracts, workbook, Some(unit));
            if contracts.is_empty() {
                continue;
            }
            let to = Addressee {
                agency: &workspace.agency,
                phrases: rules.phrases(&workspace),
                unit: Some(unit),
                fiscal_year,
                half: Some(period.half),
            };
            let mut form = blank(rules, to, &contracts, &register, (unit, period), &facts);
            for sheet in &mut form.sheets {
                sheet.due = due(&sheet.contract, Some(unit));
            }
            let half = period.half.number();
            made.file(&folder.join(format!("h{half}-{}.xlsx", unit.id)), &form.to_xlsx()?)?;
        }
    }
    if args.unit.is_none() {
        for workbook in forms::workbooks(&rules.contracts, Scope::Agency) {
            let year = if workbook == RESULTS { fiscal_year.previous() } else { fiscal_year };
            if let Some(note) = received(&facts, workbook, year) {
                notes.push(note);
                continue;
            }
            let phrases = rules.phrases(&workspace);
            let agency = &workspace.agency;
            let to = Addressee { agency, phrases, unit: None, fiscal_year: year, half: None };
            let contracts = forms::contracts_of(&rules.contracts, workbook, None);
            let scheme = rules.schemes.get(year);
            let sheets = contracts.iter().map(|c| forms::blank_sheet(c, &[], scheme, phrases)).collect();
            let form = Form { to, sheets, register: &[] };
            made.file(&folder.join(file_name(workbook, year)), &form.to_xlsx()?)?;
        }
    }
    notes.extend(steps::next(
        args,
        common,
        (period, why(period, &why_year, common)),
        &folder,
        register.lines.is_empty(),
        units.len(),
    ));
    Ok(notes)
}

/// Names as the workspace uses them; the year keeps results and register apart in one folder.
fn file_name(workbook: &str, year: FiscalYear) -> String {
    match workbook {
        RESULTS => format!("ita-results-{year}.xlsx"),
        other => format!("{other}-{year}.xlsx"),
    }
}

fn blank<'a>(
    rules: &Rules,
    to: Addressee<'a>,
    contracts: &[&'a Contract],
    register: &'a Register,
    (unit, period): (&Unit, Period),
    facts: &Facts,
) -> Form<'a> {
    let expected = register.expected(unit);
    // What was finished in the first half stays finished: nobody is asked again.
    let is_open = |line: &&MeasureLine| !check::finished_before(facts, &unit.id, &line.code, period);
    let open: Vec<_> = expected.iter().filter(is_open).cloned().collect();
    let scheme = rules.schemes.get(to.fiscal_year);
    let sheet = |contract: &&'a Contract| {
        let of_measures = contract.core() == Some(CoreSheet::Progress);
        let lines = if of_measures { &open } else { &expected };
        let mut sheet = forms::blank_sheet(contract, lines, scheme, to.phrases);
        sheet.rows.extend(carried(contract, facts, &unit.id, period));
        sheet
    };
    Form { to, sheets: contracts.iter().map(sheet).collect(), register: &register.lines }
}

/// Rows of the first half that the form of the second goes on from: plans and risks, without what became of them.
fn carried(contract: &Contract, facts: &Facts, unit: &str, period: Period) -> Vec<FormRow> {
    let first = Period { half: Half::First, ..period };
    if period.half == Half::First || !contract.fields.iter().any(|field| field.carried) {
        return Vec::new();
    }
    let rows = facts.data_sets.get(&(contract.name.clone(), first)).map_or(&[][..], Vec::as_slice);
    let value = |(field, own): (&FieldSpec, &Field<DataValue>)| own.get().filter(|_| field.carried).cloned();
    rows.iter()
        .filter(|row| row.unit == unit)
        .map(|row| FormRow {
            values: contract.fields.iter().zip(&row.values).map(value).collect(),
            listed: false,
        })
        .collect()
}

/// What the coordinator filled in already is not handed out blank again.
fn received(facts: &Facts, workbook: &str, year: FiscalYear) -> Option<Text> {
    let own = facts.years.get(&year)?;
    let (th, en) = match workbook {
        RESULTS if !own.questions.is_empty() => ("ผลการประเมิน", "results"),
        REGISTER if !own.measures.is_empty() => ("ทะเบียนมาตรการ", "the register"),
        _ => return None,
    };
    let file = file_name(workbook, year);
    Some(Text::new(
        format!("ไม่สร้าง {file}: มี{th}ของปีงบประมาณ {year} ใน input/ แล้ว"),
        format!("{file} is not made: {en} of fiscal year {year} is in input/ already"),
    ))
}

/// The year asked for, else the newer of the newest whose own scheme is at hand and the newest that has a register:
/// there is no clock to ask. And why it is that one.
pub(super) fn year(
    rules: &Rules,
    facts: Option<&Facts>,
    common: &Common,
) -> Result<(FiscalYear, Text), Error> {
    if let Some(year) = common.fy {
        return Ok((year, Text::new("ปีตามที่ระบุ", "the year as asked")));
    }
    let registered = facts.and_then(|facts| {
        facts.years.iter().rfind(|(_, year)| !year.measures.is_empty()).map(|(year, _)| *year)
    });
    let why_registered = ("ปีล่าสุดที่มีทะเบียนมาตรการ", "the newest year with a register");
    let why_scheme = ("ปีล่าสุดที่มีเกณฑ์การประเมินของปีนั้นเอง", "the newest year whose own scheme is at hand");
    let found = match (registered, rules.schemes.newest()) {
        (Some(year), newest) if newest.is_none_or(|newest| year >= newest) => Some((year, why_registered)),
        (_, newest) => newest.map(|year| (year, why_scheme)),
    };
    found
        .map(|(year, (th, en))| (year, Text::new(th, en)))
        .ok_or_else(|| Error::Usage(Text::new("ระบุปีงบประมาณด้วย --fy", "name the fiscal year with --fy")))
}

/// Which half the forms are for, and why that one.
fn why(period: Period, year: &Text, common: &Common) -> Text {
    let half = match (common.half, period.half) {
        (Some(_), _) => ("รอบตามที่ระบุ", "the half as asked"),
        (None, Half::First) => ("รอบแรกที่ยังไม่มีใครรายงาน", "the first half that nobody has reported on"),
        (None, Half::Second) => ("รอบแรกมีรายงานแล้ว", "the first half has been reported on"),
    };
    let slug = period.slug();
    Text::new(
        format!("แบบฟอร์มรอบ {slug}: {} {} (เลือกได้ด้วย --fy และ --half)", year.th, half.0),
        format!("forms for {slug}: {}, {} (choose with --fy and --half)", year.en, half.1),
    )
}

/// The first half that nobody has reported on yet.
fn open_half(facts: &Facts, fiscal_year: FiscalYear) -> Half {
    let first = Period { fiscal_year, half: Half::First };
    if facts.progress.contains_key(&first) { Half::Second } else { Half::First }
}

fn unknown_unit(workspace: &Workspace, name: &str) -> Error {
    let names: Vec<&str> = workspace.units.iter().map(|u| u.name_th.as_str()).collect();
    let near = thai::nearest(name, names.iter().copied());
    let (th, en) = match near {
        Some(near) => (format!(" หมายถึง “{near}” หรือไม่"), format!(" Did you mean “{near}”?")),
        None => (String::new(), String::new()),
    };
    let all = names.join(", ");
    Error::Usage(Text::new(
        format!("ไม่มีหน่วยงาน “{name}” ใน agency.toml{th} — มี: {all}"),
        format!("unit “{name}” is not in agency.toml.{en} Known: {all}"),
    ))
}
