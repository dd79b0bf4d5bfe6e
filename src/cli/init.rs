//! `init`: a workspace from nothing, blank forms for its units, or a workspace filled in from seeds.
//!
//! Files that are there already are never touched; the result says which they were.

mod blank;
mod clicks;
mod filled;
mod fleet;
mod invent;
mod invented;
mod left_out;
mod next_year;
mod preset;
mod schemes;
mod seeds;
mod steps;

use super::{Common, Format};
use crate::check::{self, Context};
use crate::cli::common::place;
use crate::contract::{Contracts, Output};
use crate::diagnostic::Diagnostics;
use crate::error::{Error, Exit};
use crate::fleet::Fleet;
use crate::ingest::{self, Limits};
use crate::model::{Facts, FiscalYear, Text};
use crate::ready;
use crate::render::forms::MeasureLine;
use crate::report::wording::{Phrases, Wording};
use crate::scheme::Schemes;
use crate::shape::Layouts;
use crate::templates::Templates;
use crate::workspace::{self, AGENCY_FILE, Unit, Workspace};
use clap::Args;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// โฟลเดอร์พื้นที่ทำงาน / the workspace; made when it is not there
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// ประเภทหน่วยงานตั้งต้น ใส่ชื่อที่ไม่มีเพื่อดูรายชื่อ / kind of agency to start from; a name that is none lists them all
    #[arg(long, value_name = "NAME", conflicts_with = "from")]
    preset: Option<String>,
    /// ชื่อหน่วยงานภาษาไทย / the agency's Thai name
    #[arg(long, value_name = "TH", conflicts_with = "from")]
    name: Option<String>,
    /// ชื่อหน่วยงานภาษาอังกฤษ / the agency's English name
    #[arg(long, value_name = "EN", conflicts_with = "from")]
    name_en: Option<String>,
    /// ไฟล์รายชื่อหน่วยงานย่อย บรรทัดละหนึ่งแห่ง / list of units, one a line: name, kind, short name (text or .xlsx)
    #[arg(long, value_name = "FILE", conflicts_with = "from")]
    units: Option<PathBuf>,
    /// สร้างแบบของหน่วยงานย่อยแม้ยังไม่มีทะเบียนมาตรการ / forms for units also while there is no register of measures
    #[arg(long, conflicts_with = "from")]
    forms: bool,
    /// ถ้ายังไม่มีเกณฑ์ของปี ให้สร้างไฟล์ที่ใช้เกณฑ์ปีก่อนต่อ / where the year has no scoring scheme, write the file that carries the last one on
    #[arg(long, conflicts_with = "from")]
    carry_on_scheme: bool,
    /// เฉพาะแบบของหน่วยงานย่อยนี้ / the blank of this unit only (name or id)
    #[arg(long, value_name = "NAME", conflicts_with = "from")]
    unit: Option<String>,
    /// ร่างทะเบียนของปีถัดไปจากปีนี้: มาตรการที่ค้าง ที่ทำซ้ำ และข้อที่เสียคะแนนมาก / draft the next year's register: open measures, what recurs, the weakest questions
    #[arg(long, value_name = "YEAR", value_parser = crate::cli::common::fiscal_year, conflicts_with_all = ["from", "preset", "name", "units", "unit"])]
    from_year: Option<FiscalYear>,
    /// สร้างจากไฟล์ CSV แทนแบบเปล่า / fill the workspace in from a folder of CSV seeds
    #[arg(long, value_name = "SEEDS")]
    from: Option<PathBuf>,
    #[command(flatten)]
    fleet: fleet::FleetArgs,
}

/// What was written and what was there before.
#[derive(Debug, Default, serde::Serialize)]
struct Made {
    written: Vec<String>,
    kept: Vec<String>,
    /// Rows of the register that no form can list; the forms are then not made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<left_out::LeftOut>,
}

impl Made {
    /// Writes a file that is not there yet, with its folders.
    fn file(&mut self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|e| Error::io("making", parent, e))?;
        }
        let opened = fs::OpenOptions::new().write(true).create_new(true).open(path);
        match opened {
            Ok(mut file) => {
                file.write_all(bytes).map_err(|e| Error::io("writing", path, e))?;
                self.written.push(place(path));
                Ok(())
            }
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
                self.kept.push(place(path));
                Ok(())
            }
            Err(e) => Err(Error::io("writing", path, e)),
        }
    }
}

/// What forms are made from.
struct Rules {
    contracts: Contracts,
    schemes: Schemes,
    layouts: Layouts,
    wording: Wording,
}

impl Rules {
    fn load(templates: &Templates) -> Result<Self, Error> {
        let schemes = Schemes::load(templates)?;
        let contracts = Contracts::load(templates)?.with_choices(schemes.choices());
        let layouts = Layouts::load(templates, &contracts)?;
        Ok(Self { contracts, schemes, layouts, wording: Wording::load(templates)? })
    }

    /// What forms say beside their contracts.
    fn phrases<'a>(&'a self, workspace: &'a Workspace) -> Phrases<'a> {
        Phrases::new(&self.wording, &workspace.words)
    }

    /// What the workspace's workbooks say; their findings are `check`'s to report.
    fn facts(&self, workspace: &Workspace) -> Result<Facts, Error> {
        self.read(workspace).map(|(facts, _)| facts)
    }

    /// The same with the findings.
    fn read(&self, workspace: &Workspace) -> Result<(Facts, Diagnostics), Error> {
        let (workbooks, _) =
            ingest::read_all(&workspace.files, &workspace.bounds, Limits::default(), &|| {})?;
        let layouts = self.layouts.with(&workspace.layouts, &self.contracts)?;
        let context =
            Context { workspace, contracts: &self.contracts, schemes: &self.schemes, layouts: &layouts };
        Ok(check::check(context, &workbooks))
    }
}

/// The register of a year, for the forms: every measure, and whose it is.
struct Register {
    lines: Vec<MeasureLine>,
    units: Vec<Vec<String>>,
    /// By measure: outputs with the units that make them.
    outputs: Vec<Vec<(String, Vec<String>)>>,
}

impl Register {
    fn of(facts: &Facts, year: FiscalYear, contracts: &Contracts, workspace: &Workspace) -> Self {
        let measures = facts.years.get(&year).map(|y| y.measures.as_slice()).unwrap_or_default();
        let line = |m: &crate::model::Measure| MeasureLine {
            code: m.code.clone(),
            title: m.title.text().to_owned(),
            outputs: Vec::new(),
        };
        let owners =
            |m: &crate::model::Measure| m.responsible.get().map(|r| r.units.clone()).unwrap_or_default();
        let outputs = |m: &crate::model::Measure| {
            let known = contracts.output_words().outputs(m.outputs.text());
            let of = |o: &Output| (o.text.clone(), ready::owners(workspace, m, o).units);
            known.iter().map(of).collect()
        };
        Self {
            lines: measures.iter().map(line).collect(),
            units: measures.iter().map(owners).collect(),
            outputs: measures.iter().map(outputs).collect(),
        }
    }

    /// The measures that a unit is to report on, in the order of the register.
    fn expected(&self, unit: &Unit) -> Vec<MeasureLine> {
        let all = self.lines.iter().zip(&self.units).zip(&self.outputs);
        let theirs = all.filter(|((_, units), _)| units.contains(&unit.id));
        let own = |outputs: &[(String, Vec<String>)]| {
            let own = outputs.iter().filter(|(_, units)| units.contains(&unit.id));
            own.map(|(text, _)| text.clone()).collect()
        };
        theirs.map(|((line, _), outputs)| MeasureLine { outputs: own(outputs), ..line.clone() }).collect()
    }
}

/// Makes the workspace, or what is missing in it.
///
/// # Errors
/// Wrong seeds or configuration, or a file cannot be written.
pub fn run(args: &InitArgs, common: &Common) -> Result<Exit, Error> {
    not_inside(&args.dir)?;
    if args.fleet.count.is_none() && Fleet::find(&args.dir)?.is_some() {
        let dir = place(&args.dir);
        return Err(Error::Usage(Text::new(
            format!("{dir} เป็นพื้นที่ทำงานของหลายหน่วยงาน จึงไม่สร้างหน่วยงานเดียวทับ — สั่ง init ในโฟลเดอร์ใหม่"),
            format!(
                "{dir} is a workspace of many agencies, and none of one is made over it — init another folder"
            ),
        )));
    }
    let templates = Templates::of_workspace(&args.dir, common.options().templates)?;
    let mut made = Made::default();
    let notes = match (&args.from, args.fleet.count) {
        (Some(seeds), _) => filled::make(&templates, seeds, &args.dir, &mut made)?,
        (None, Some(count)) => {
            let rules = Rules::load(&templates)?;
            let (year, _) = blank::year(&rules, None, common)?;
            schemes::required(&rules.schemes, year)?;
            let preset = preset::find(&templates, args.preset.as_deref().unwrap_or(steps::DEFAULT_PRESET))?;
            let pattern = invented::Pattern::of(&preset, args.preset.is_some())?;
            fleet::make(&rules, &pattern, count, &args.fleet, year, &args.dir, &mut made)?
        }
        (None, None) => {
            let notes = match args.from_year {
                Some(year) => next_year::make(&templates, &args.dir, year, &mut made)?,
                None => blank::make(&templates, args, common, &mut made)?,
            };
            clicks::write(&templates, &args.dir, &mut made)?;
            notes
        }
    };
    let exit = if made.left_out.is_empty() { Exit::Success } else { Exit::Data };
    if common.format == Format::Json {
        common.print_json(&made)?;
        return Ok(exit);
    }
    if !made.left_out.is_empty() {
        common.warn(&left_out::heading(made.left_out.len()));
        made.left_out.iter().for_each(|one| common.warn(&one.line()));
    }
    if common.quiet {
        return Ok(exit);
    }
    // Of a fleet there are tens of thousands.
    let listed = if args.fleet.count.is_some() { &[][..] } else { &made.written };
    for path in listed {
        common.print_text(&Text::new(format!("สร้าง {path}"), format!("made {path}")));
    }
    for path in &made.kept {
        common.print_text(&Text::new(
            format!("มีอยู่แล้ว ไม่เขียนทับ {path}"),
            format!("already there, left as it is: {path}"),
        ));
    }
    for note in &notes {
        common.print_text(note);
    }
    Ok(exit)
}

/// A workspace within another's inputs would be read by nobody as one, and by the other as strange files.
fn not_inside(dir: &Path) -> Result<(), Error> {
    let Some(workspace) = workspace::part_of(dir) else { return Ok(()) };
    let (shown, workspace) = (place(dir), workspace::from_here(&workspace));
    Err(Error::Usage(Text::new(
        format!(
            "{shown} เป็นส่วนหนึ่งของพื้นที่ทำงาน {workspace} จึงสร้างพื้นที่ทำงานซ้อนไม่ได้ — สั่ง `ita-report init {workspace}`"
        ),
        format!(
            "{shown} is a part of the workspace {workspace}, and no other is made there — run `ita-report init {workspace}`"
        ),
    )))
}

/// Writes `agency.toml` unless it is there, and opens the workspace.
fn open(dir: &Path, agency: &[u8], made: &mut Made) -> Result<Workspace, Error> {
    let path = dir.join("input").join(AGENCY_FILE);
    if !path.exists() {
        made.file(&path, agency)?;
    }
    Workspace::open(dir)
}
