//! The main job, told in order. A newcomer starts here.
//!
//! Comes in: options. Goes out: a publication, or the findings that forbid one. Never: does the work of
//! a stage; it only hands the result of one to the next.

use crate::check::{self, Context, Coverage};
use crate::compare::{self, Book};
use crate::contract::Contracts;
use crate::diagnostic::{Diagnostics, Severity};
use crate::error::Error;
use crate::glyphs::Glyphs;
use crate::ingest::{self, Limits};
use crate::model::{Facts, FiscalYear, Half, Period, Text};
use crate::publish::{self, Lock, Manifest, Previous, Published, Timings};
use crate::render::{self, Tools, Typst};
use crate::report::Model;
use crate::report::own_texts::OwnTexts;
use crate::scheme::Schemes;
use crate::score::{self, Scores, progress::MeasureOutcome};
use crate::templates::Templates;
use crate::thai::{Date, Digits};
use crate::workspace::{Workspace, no_data};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What the user asked for, parsed.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The workspace's root.
    pub workspace: PathBuf,
    /// Where publications go; `<workspace>/output` without it.
    pub output: Option<PathBuf>,
    /// Templates of one's own.
    pub templates: Option<PathBuf>,
    /// Fiscal year of the measures; the newest with data without it.
    pub fiscal_year: Option<FiscalYear>,
    /// Half; the newest with data without it.
    pub half: Option<Half>,
    /// Day from which due dates are judged; the half's last day without it.
    pub as_of: Option<Date>,
    /// Digits of the documents.
    pub digits: Digits,
    /// Render in spite of data errors, into a folder of its own.
    pub draft: bool,
    /// Warnings forbid publishing too.
    pub deny_warnings: bool,
    /// Makes every output anew, also where the publication before holds the same.
    pub force: bool,
    /// Keeps what Typst is given in this folder.
    pub build_dir: Option<PathBuf>,
    /// The Typst program; found on PATH without it.
    pub typst: Option<PathBuf>,
}

impl Options {
    /// Where publications go.
    #[must_use]
    pub fn output_dir(&self) -> PathBuf {
        self.output.clone().unwrap_or_else(|| self.workspace.join("output"))
    }
}

/// What the run is told about its own advance; a terminal draws it, a log ignores it.
pub trait Progress: Sync {
    /// A stage begins.
    fn stage(&self, name: &Text, steps: usize);
    /// One step of the stage is done.
    fn step(&self);
}

/// Workspace, contracts and schemes, loaded and checked.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The workspace.
    pub workspace: Workspace,
    /// Kinds of sheets.
    pub contracts: Contracts,
    /// Schemes by year.
    pub schemes: Schemes,
    /// Where templates come from.
    pub templates: Templates,
    /// Characters that the documents can show.
    pub glyphs: Glyphs,
    /// Where publications go.
    pub output: PathBuf,
}

impl Setup {
    /// Loads what a run stands on.
    ///
    /// # Errors
    /// Configuration: `agency.toml`, contracts or schemes are missing or wrong.
    pub fn load(options: &Options) -> Result<Self, Error> {
        let workspace = Workspace::open(&options.workspace)?;
        Self::with(options, workspace)
    }

    /// The same with a workspace that is open already.
    ///
    /// # Errors
    /// Configuration: contracts or schemes are missing or wrong.
    pub fn with(options: &Options, workspace: Workspace) -> Result<Self, Error> {
        let templates = Templates::new(options.templates.clone())?;
        Ok(Self {
            workspace,
            contracts: Contracts::load(&templates)?,
            schemes: Schemes::load(&templates)?,
            glyphs: Glyphs::load(&templates)?,
            templates,
            output: options.output_dir(),
        })
    }

    /// What checks need.
    #[must_use]
    pub fn context(&self) -> Context<'_> {
        Context { workspace: &self.workspace, contracts: &self.contracts, schemes: &self.schemes }
    }
}

/// One agency's workbooks, read and checked: all that needs no score.
#[derive(Debug)]
pub struct Read {
    /// Records of the workbooks.
    pub facts: Facts,
    /// Findings so far.
    pub diagnostics: Diagnostics,
    /// Pictures of briefings.
    pub pictures: ingest::Pictures,
    /// The workbooks as read, for returned copies.
    pub workbooks: Vec<ingest::RawWorkbook>,
}

/// Everything up to the scores: what `check` and `status` need, and `run` goes on from.
#[derive(Debug)]
pub struct Assessed {
    /// Records of the workbooks.
    pub facts: Facts,
    /// All findings, sorted.
    pub diagnostics: Diagnostics,
    /// Scores with deltas.
    pub book: Book,
    /// Pictures of briefings.
    pub pictures: ingest::Pictures,
    /// The workbooks as read, for returned copies.
    pub workbooks: Vec<ingest::RawWorkbook>,
}

/// Reads and checks the workbooks of one agency.
///
/// # Errors
/// A file that vanished, or a bug.
pub fn read(setup: &Setup, progress: &dyn Progress, timings: &mut Timings) -> Result<Read, Error> {
    let files = &setup.workspace.files;
    let clock = Instant::now();
    progress.stage(&Text::new("อ่านสมุดงาน", "reading workbooks"), files.len());
    let (workbooks, mut diagnostics) = ingest::read_all(files, Limits::default(), &|| progress.step())?;
    timings.add("ingest", clock);

    let clock = Instant::now();
    progress.stage(&Text::new("ตรวจข้อมูล", "checking"), 0);
    let (facts, findings) = check::check(setup.context(), &workbooks);
    diagnostics.append(findings);
    let glyphs = check::glyphs(&setup.glyphs, &facts, &workbooks);
    let (pictures, gaps) = ingest::Pictures::read(&setup.workspace, &facts);
    for finding in glyphs.into_iter().chain(gaps) {
        diagnostics.push(finding);
    }
    timings.add("check", clock);
    Ok(Read { facts, diagnostics, pictures, workbooks })
}

/// Joins what was read with its scores, which may stand among those of other agencies.
///
/// # Errors
/// A bug.
pub fn judge(setup: &Setup, read: Read, scores: &Scores, book: Book) -> Result<Assessed, Error> {
    let Read { facts, mut diagnostics, pictures, workbooks } = read;
    for finding in score::published::check(&scores.questions, &facts, &setup.schemes)? {
        diagnostics.push(finding);
    }
    check::name_units(&setup.workspace, &facts, &mut diagnostics);
    check::accept(&setup.workspace, &mut diagnostics);
    diagnostics.sort();
    Ok(Assessed { facts, diagnostics, book, pictures, workbooks })
}

/// Reads, checks and scores one agency.
///
/// # Errors
/// A file that vanished, or a bug.
pub fn assess(setup: &Setup, progress: &dyn Progress, timings: &mut Timings) -> Result<Assessed, Error> {
    let read = read(setup, progress, timings)?;
    let clock = Instant::now();
    progress.stage(&Text::new("คำนวณคะแนน", "scoring"), 0);
    let scores = score::score([&read.facts], &setup.schemes)?;
    timings.add("score", clock);

    let clock = Instant::now();
    let book = compare::with_previous(&scores, &setup.schemes)?;
    let assessed = judge(setup, read, &scores, book)?;
    timings.add("compare", clock);
    Ok(assessed)
}

/// The half to report on: as asked, else the newest that has data.
///
/// # Errors
/// Nothing was submitted for any half, or only one of year and half was given and has no data.
pub fn choose_period(options: &Options, facts: &Facts) -> Result<Period, Error> {
    if let (Some(fiscal_year), Some(half)) = (options.fiscal_year, options.half) {
        return Ok(Period { fiscal_year, half });
    }
    let with_data = facts.progress.keys().chain(facts.data_sets.keys().map(|(_, period)| period));
    with_data
        .copied()
        .filter(|p| options.fiscal_year.is_none_or(|y| y == p.fiscal_year))
        .filter(|p| options.half.is_none_or(|h| h == p.half))
        .max()
        .ok_or_else(|| match options.fiscal_year {
            Some(year) => no_data(&year.to_string()),
            None => no_data("input/"),
        })
}

/// What a run ended with.
#[derive(Debug)]
pub struct Outcome {
    /// The half.
    pub period: Period,
    /// The results' year.
    pub results_year: FiscalYear,
    /// Scores of the results' year.
    pub scores: Book,
    /// Units × sheets.
    pub coverage: Vec<Coverage>,
    /// Measures with their standing.
    pub outcomes: Vec<MeasureOutcome>,
    /// All findings.
    pub diagnostics: Diagnostics,
    /// The publication; none when the data forbid one.
    pub published: Option<Published>,
    /// Time by stage.
    pub timings: Timings,
}

/// Whether the findings allow to publish.
#[must_use]
pub fn publishable(options: &Options, diagnostics: &Diagnostics) -> bool {
    let warned = options.deny_warnings && diagnostics.count(Severity::Warning) > 0;
    !diagnostics.has_errors() && !warned
}

/// The main job for one agency: check, score, compare, report, render, publish.
///
/// # Errors
/// Configuration or environment. Data errors are no `Err`: the outcome then has no publication.
pub fn run(options: &Options, progress: &dyn Progress) -> Result<Outcome, Error> {
    let mut timings = Timings::default();
    let setup = Setup::load(options)?;
    let typst = Typst::find(options.typst.as_deref())?;
    let lock = Lock::take(&setup.output)?;
    let assessed = assess(&setup, progress, &mut timings)?;
    let period = choose_period(options, &assessed.facts)?;
    let job = Job { setup: &setup, options, typst: &typst, period, lock };
    publish(job, assessed, progress, timings)
}

/// What publishing one agency needs beside its data.
#[derive(Debug)]
pub struct Job<'a> {
    /// The agency with its rules.
    pub setup: &'a Setup,
    /// What the user asked for.
    pub options: &'a Options,
    /// The Typst program.
    pub typst: &'a Typst,
    /// The half to report on.
    pub period: Period,
    /// The lock of the agency's output folder.
    pub lock: Lock,
}

/// From an assessment to a publication: report, render, publish.
///
/// # Errors
/// As [`run`].
pub fn publish(
    job: Job<'_>,
    mut assessed: Assessed,
    progress: &dyn Progress,
    mut timings: Timings,
) -> Result<Outcome, Error> {
    let Job { setup, options, typst, period, lock } = job;
    let (texts, findings) = OwnTexts::load(&setup.workspace, period.fiscal_year, &setup.templates)?;
    assessed.diagnostics.append(findings);
    assessed.diagnostics.sort();
    let results_year = period.fiscal_year.previous();
    let scheme = setup.schemes.get(results_year).ok_or_else(|| no_data(&results_year.to_string()))?;
    let agency = &setup.workspace.agency.id;
    let scores = assessed.book.of(agency, results_year);
    let earlier = assessed.book.of(agency, results_year.previous());
    let as_of = options.as_of.unwrap_or_else(|| period.last_day());
    let outcomes = outcomes(&assessed.facts, period, as_of);
    let before = period.year_before();
    let outcomes_before = outcomes_in(&assessed.facts, before);
    let coverage = check::coverage(setup.context(), &assessed.facts, &assessed.diagnostics, period);
    let allowed = publishable(options, &assessed.diagnostics);
    let mut published = None;
    if allowed || options.draft {
        let model = Model {
            workspace: &setup.workspace,
            contracts: &setup.contracts,
            schemes: &setup.schemes,
            scheme,
            period,
            as_of,
            digits: options.digits,
            draft: options.draft,
            facts: &assessed.facts,
            scores: &scores,
            earlier: &earlier,
            outcomes: &outcomes,
            outcomes_before: &outcomes_before,
            coverage: &coverage,
            diagnostics: &assessed.diagnostics,
        };
        let staging = publish::Staging::new(&setup.output, lock)?;
        let tools = Tools {
            templates: &setup.templates,
            typst,
            texts: &texts,
            pictures: &assessed.pictures,
            build_dir: options.build_dir.as_deref(),
            work: &staging.work(),
        };
        let clock = Instant::now();
        progress.stage(&Text::new("เรียบเรียงเนื้อหา", "wording the outputs"), 0);
        let jobs = render::outputs(&model, tools)?;
        timings.add("report", clock);
        let name = folder(period, options.draft);
        let previous = Previous::read(&setup.output.join(&name));
        let before = |path: &str, key: &render::Key| {
            if options.force { Err(render::Why::Forced) } else { previous.output(path, key) }
        };
        let mut outputs = render::make(jobs, &before, tools, &staging.dir(), progress, &mut timings)?;
        // The page lists what was made before it.
        let index = vec![render::index(&model, &outputs, tools)?];
        outputs.extend(render::make(index, &before, tools, &staging.dir(), progress, &mut timings)?);
        let clock = Instant::now();
        progress.stage(&Text::new("เผยแพร่", "publishing"), 0);
        let manifest = Manifest::new(&model, typst, &outputs);
        published = Some(staging.publish(&name, &manifest, &mut timings, clock)?);
    }
    Ok(Outcome {
        period,
        results_year,
        scores,
        coverage,
        outcomes,
        diagnostics: assessed.diagnostics,
        published,
        timings,
    })
}

/// Name of a publication's folder; a draft never takes a publication's place.
fn folder(period: Period, draft: bool) -> String {
    let slug = period.slug();
    if draft { format!("{slug}-draft") } else { slug }
}

/// Outcomes of a half's measures at `as_of`.
fn outcomes(facts: &Facts, period: Period, as_of: Date) -> Vec<MeasureOutcome> {
    let measures = facts.years.get(&period.fiscal_year).map(|y| y.measures.as_slice());
    let reports = facts.progress.get(&period).map(Vec::as_slice);
    score::progress::evaluate(measures.unwrap_or_default(), reports.unwrap_or_default(), period, as_of)
}

/// Outcomes of an earlier half at its own end; empty when nobody reported in it.
fn outcomes_in(facts: &Facts, period: Period) -> Vec<MeasureOutcome> {
    if facts.progress.contains_key(&period) { outcomes(facts, period, period.last_day()) } else { Vec::new() }
}

/// A path as people write it, relative to the current folder where possible.
#[must_use]
pub fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path);
    path.strip_prefix(".").unwrap_or(path).display().to_string()
}
