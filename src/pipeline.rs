//! The main job, told in order. A newcomer starts here.
//!
//! Comes in: options. Goes out: a publication, or the findings that forbid one. Never: does the work of
//! a stage; it only hands the result of one to the next.

use crate::changes;
use crate::check::{self, Context, Coverage};
use crate::compare::{self, Book};
use crate::contract::Contracts;
use crate::diagnostic::{Diagnostics, Severity};
use crate::error::Error;
use crate::glyphs::Glyphs;
use crate::ingest::{self, Limits};
use crate::model::{Facts, FiscalYear, Half, Period, Text};
use crate::platform::stop;
use crate::publish::{self, Lock, Manifest, Previous, Published, Timings};
use crate::render::{self, Tools, Typst};
use crate::report::Model;
use crate::report::own_texts::{self, OwnTexts};
use crate::report::snapshot::{FILE as FACTS_FILE, Snapshot, snapshot};
use crate::scheme::{Scheme, Schemes};
use crate::score::{self, Scores, progress::MeasureOutcome};
use crate::templates::Templates;
use crate::thai::{Date, Digits};
use crate::workspace::{Workspace, no_data};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What the user asked for, parsed.
#[allow(clippy::struct_excessive_bools)] // independent flags of a command line
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
    /// The half must have been reported on by somebody.
    pub reported: bool,
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
    /// Tells what would change and publishes nothing.
    pub dry_run: bool,
    /// Keeps what Typst is given in this folder.
    pub build_dir: Option<PathBuf>,
    /// The Typst program; found on PATH without it.
    pub typst: Option<PathBuf>,
    /// How long Typst may take for one document; [`render::TYPST_LIMIT`] without it.
    pub typst_limit: Option<Duration>,
}

impl Options {
    /// The Typst program.
    ///
    /// # Errors
    /// It is missing, does not answer, or has another version.
    pub fn find_typst(&self) -> Result<Typst, Error> {
        Typst::find(self.typst.as_deref(), self.typst_limit.unwrap_or(render::TYPST_LIMIT))
    }

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
    pub contracts: Arc<Contracts>,
    /// Schemes by year.
    pub schemes: Arc<Schemes>,
    /// Where templates come from.
    pub templates: Templates,
    /// Characters that the documents can show.
    pub glyphs: Arc<Glyphs>,
    /// Where publications go.
    pub output: PathBuf,
}

/// What every agency shares; a copy costs nothing.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Kinds of sheets.
    pub contracts: Arc<Contracts>,
    /// Schemes by year.
    pub schemes: Arc<Schemes>,
    /// Where templates come from.
    pub templates: Templates,
    /// Characters that the documents can show.
    pub glyphs: Arc<Glyphs>,
}

impl Rules {
    /// Loads contracts, schemes and fonts.
    ///
    /// # Errors
    /// Configuration: they are missing or wrong.
    pub fn load(options: &Options) -> Result<Self, Error> {
        let templates = Templates::new(options.templates.clone())?;
        Ok(Self {
            contracts: Arc::new(Contracts::load(&templates)?),
            schemes: Arc::new(Schemes::load(&templates)?),
            glyphs: Arc::new(Glyphs::load(&templates)?),
            templates,
        })
    }
}

impl Setup {
    /// Loads what a run stands on.
    ///
    /// # Errors
    /// Configuration: `agency.toml`, contracts or schemes are missing or wrong.
    pub fn load(options: &Options) -> Result<Self, Error> {
        let workspace = Workspace::open(&options.workspace)?;
        Ok(Self::new(Rules::load(options)?, workspace, options.output_dir()))
    }

    /// The same for an agency that is open already.
    #[must_use]
    pub fn new(rules: Rules, workspace: Workspace, output: PathBuf) -> Self {
        let Rules { contracts, schemes, templates, glyphs } = rules;
        Self { workspace, contracts, schemes, templates, glyphs, output }
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
    diagnostics.append(own_texts::check(&setup.workspace, &setup.glyphs)?);
    let glyphs = check::glyphs(&setup.glyphs, &setup.workspace, &facts, &workbooks);
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
    stop::check()?;
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
    let mut with_data = facts.progress.keys().chain(facts.data_sets.keys().map(|(_, period)| period));
    if let (Some(fiscal_year), Some(half)) = (options.fiscal_year, options.half) {
        let period = Period { fiscal_year, half };
        if options.reported && !with_data.any(|p| *p == period) {
            return Err(no_data(&period.slug()));
        }
        return Ok(period);
    }
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

/// Hands `then` the model of the half asked for, as a run would report it; nothing is written.
///
/// # Errors
/// No data for the half or its results' year.
pub fn consider<T>(
    options: &Options,
    setup: &Setup,
    assessed: &Assessed,
    then: impl FnOnce(&Model<'_>) -> T,
) -> Result<T, Error> {
    let period = choose_period(options, &assessed.facts)?;
    let results_year = period.fiscal_year.previous();
    let agency = &setup.workspace.agency.id;
    let as_of = options.as_of.unwrap_or_else(|| period.last_day());
    Ok(then(&Model {
        workspace: &setup.workspace,
        contracts: &setup.contracts,
        schemes: &setup.schemes,
        scheme: setup.schemes.get(results_year).ok_or_else(|| no_data(&results_year.to_string()))?,
        period,
        as_of,
        digits: options.digits,
        draft: options.draft,
        facts: &assessed.facts,
        scores: &assessed.book.of(agency, results_year),
        earlier: &assessed.book.of(agency, results_year.previous()),
        outcomes: &outcomes(&assessed.facts, period, as_of),
        outcomes_before: &outcomes_in(&assessed.facts, period.year_before()),
        coverage: &check::coverage(setup.context(), &assessed.facts, &assessed.diagnostics, period),
        logo: assessed.pictures.logo(),
        diagnostics: &assessed.diagnostics,
    }))
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
    /// The publication; none when the data forbid one, or when it was only planned.
    pub published: Option<Published>,
    /// What it changes; none when the data forbid a publication.
    pub changes: Option<changes::Report>,
}

/// Whether the findings allow to publish.
#[must_use]
pub fn publishable(options: &Options, diagnostics: &Diagnostics) -> bool {
    let warned = options.deny_warnings && diagnostics.count(Severity::Warning) > 0;
    !diagnostics.has_errors() && !warned
}

/// The main job for one agency: check, score, compare, report, render, publish. `timings` hold the stages
/// that were finished, also when it fails.
///
/// # Errors
/// Configuration or environment. Data errors are no `Err`: the outcome then has no publication.
pub fn run(options: &Options, progress: &dyn Progress, timings: &mut Timings) -> Result<Outcome, Error> {
    let setup = Setup::load(options)?;
    if options.dry_run {
        let assessed = assess(&setup, progress, timings)?;
        return preview(&setup, options, assessed, progress, timings);
    }
    let typst = options.find_typst()?;
    let lock = Lock::take(&setup.output)?;
    let assessed = assess(&setup, progress, timings)?;
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

/// An assessment seen from one half: what the model borrows.
#[derive(Debug)]
struct Seen<'a> {
    setup: &'a Setup,
    options: &'a Options,
    period: Period,
    scheme: &'a Scheme,
    texts: OwnTexts,
    scores: Book,
    earlier: Book,
    as_of: Date,
    outcomes: Vec<MeasureOutcome>,
    outcomes_before: Vec<MeasureOutcome>,
    coverage: Vec<Coverage>,
}

impl<'a> Seen<'a> {
    fn new(
        setup: &'a Setup,
        options: &'a Options,
        period: Period,
        assessed: &Assessed,
    ) -> Result<Self, Error> {
        let texts = OwnTexts::load(&setup.workspace, period.fiscal_year, &setup.templates)?;
        let results_year = period.fiscal_year.previous();
        let scheme = setup.schemes.get(results_year).ok_or_else(|| no_data(&results_year.to_string()))?;
        let agency = &setup.workspace.agency.id;
        let as_of = options.as_of.unwrap_or_else(|| period.last_day());
        Ok(Self {
            scores: assessed.book.of(agency, results_year),
            earlier: assessed.book.of(agency, results_year.previous()),
            outcomes: outcomes(&assessed.facts, period, as_of),
            outcomes_before: outcomes_in(&assessed.facts, period.year_before()),
            coverage: check::coverage(setup.context(), &assessed.facts, &assessed.diagnostics, period),
            setup,
            options,
            period,
            scheme,
            texts,
            as_of,
        })
    }

    fn model<'b>(&'b self, assessed: &'b Assessed) -> Model<'b> {
        Model {
            workspace: &self.setup.workspace,
            contracts: &self.setup.contracts,
            schemes: &self.setup.schemes,
            scheme: self.scheme,
            period: self.period,
            as_of: self.as_of,
            digits: self.options.digits,
            draft: self.options.draft,
            facts: &assessed.facts,
            scores: &self.scores,
            earlier: &self.earlier,
            outcomes: &self.outcomes,
            outcomes_before: &self.outcomes_before,
            coverage: &self.coverage,
            logo: assessed.pictures.logo(),
            diagnostics: &assessed.diagnostics,
        }
    }

    /// Whether there is something to publish.
    fn allowed(&self, assessed: &Assessed) -> bool {
        self.options.draft || publishable(self.options, &assessed.diagnostics)
    }

    /// What the publication will state and was made from.
    fn snapshot(&self, assessed: &Assessed) -> Result<Snapshot, Error> {
        snapshot(&self.model(assessed), &self.texts, &assessed.pictures, &self.setup.templates)
    }

    /// Every output, the snapshot among them.
    fn jobs(
        &self,
        assessed: &Assessed,
        tools: Tools<'_>,
        snapshot: &Snapshot,
    ) -> Result<Vec<render::Job<'static>>, Error> {
        let mut jobs = render::outputs(&self.model(assessed), tools)?;
        let text = serde_json::to_vec(snapshot).map_err(|e| Error::bug("writing JSON", e))?;
        jobs.push(render::Job::ready(FACTS_FILE, text));
        Ok(jobs)
    }

    fn outcome(self, assessed: Assessed) -> Outcome {
        Outcome {
            period: self.period,
            results_year: self.scheme.fiscal_year,
            scores: self.scores,
            coverage: self.coverage,
            outcomes: self.outcomes,
            diagnostics: assessed.diagnostics,
            published: None,
            changes: None,
        }
    }
}

/// From an assessment to a publication: report, render, publish.
///
/// # Errors
/// As [`run`].
pub fn publish(
    job: Job<'_>,
    assessed: Assessed,
    progress: &dyn Progress,
    timings: &mut Timings,
) -> Result<Outcome, Error> {
    let Job { setup, options, typst, period, lock } = job;
    let seen = Seen::new(setup, options, period, &assessed)?;
    if !seen.allowed(&assessed) {
        return Ok(seen.outcome(assessed));
    }
    let staging = publish::Staging::new(&setup.output, lock)?;
    let (dir, work) = (staging.dir(), staging.work());
    let tools = Tools {
        templates: &setup.templates,
        typst,
        texts: &seen.texts,
        pictures: &assessed.pictures,
        build_dir: options.build_dir.as_deref(),
        work: &work,
    };
    let clock = Instant::now();
    progress.stage(&Text::new("เรียบเรียงเนื้อหา", "wording the outputs"), 0);
    let snapshot = seen.snapshot(&assessed)?;
    let jobs = seen.jobs(&assessed, tools, &snapshot)?;
    timings.add("report", clock);
    let name = folder(period, options.draft);
    let previous = Previous::read(&setup.output.join(&name));
    let uses: Vec<_> = jobs.iter().map(|job| job.uses.clone()).collect();
    let before = before(options, &previous);
    let mut outputs = render::make(jobs, &before, tools.place(), &dir, progress, timings)?;
    // The page lists what was made before it.
    let index = vec![render::index(&seen.model(&assessed), &outputs, tools)?];
    outputs.extend(render::make(index, &before, tools.place(), &dir, progress, timings)?);

    let clock = Instant::now();
    progress.stage(&Text::new("เผยแพร่", "publishing"), 0);
    setup.workspace.unchanged(|path| {
        let read = assessed.workbooks.iter().find(|w| w.file.path == path);
        read.map(|w| w.sha256.as_str())
    })?;
    // The last moment to stop: what follows is short and must come to its end.
    stop::check()?;
    let identity = staging.identity(&name)?;
    let uses = uses.into_iter().chain(std::iter::repeat(Vec::new()));
    let made = outputs.iter().zip(uses).map(|(o, uses)| (o.path.clone(), o.fate.clone(), uses));
    let report = report(&previous, &snapshot, &assessed.facts, made.collect(), Some(identity.clone()));
    render::changes(&seen.model(&assessed), &report, &dir)?;
    timings.add("changes", clock);
    let clock = Instant::now();
    let manifest = Manifest::new(&seen.model(&assessed), typst, &outputs);
    let keep = setup.workspace.history.keep.get();
    let published = staging.publish(&identity, &manifest, keep, timings, clock)?;
    let outcome = seen.outcome(assessed);
    Ok(Outcome { published: Some(published), changes: Some(report), ..outcome })
}

/// What a run would change, and which outputs it would make: everything but rendering and publishing.
/// Nothing is written, no lock is taken, Typst is not needed.
///
/// # Errors
/// Configuration, or a file that vanished.
pub fn preview(
    setup: &Setup,
    options: &Options,
    assessed: Assessed,
    progress: &dyn Progress,
    timings: &mut Timings,
) -> Result<Outcome, Error> {
    let period = choose_period(options, &assessed.facts)?;
    let seen = Seen::new(setup, options, period, &assessed)?;
    if !seen.allowed(&assessed) {
        return Ok(seen.outcome(assessed));
    }
    let clock = Instant::now();
    progress.stage(&Text::new("เรียบเรียงเนื้อหา", "wording the outputs"), 0);
    let tools = Tools {
        templates: &setup.templates,
        typst: &Typst::planned(),
        texts: &seen.texts,
        pictures: &assessed.pictures,
        build_dir: None,
        work: Path::new(""),
    };
    let snapshot = seen.snapshot(&assessed)?;
    let jobs = seen.jobs(&assessed, tools, &snapshot)?;
    let previous = Previous::read(&setup.output.join(folder(period, options.draft)));
    let before = before(options, &previous);
    let planned = render::plan(&jobs, &before);
    let index = render::plan_index(&seen.model(&assessed), &planned, tools, &before)?;
    let jobs = jobs.into_iter().zip(planned).map(|(job, output)| (job.path, output.into(), job.uses));
    let made = jobs.chain([(render::INDEX.to_owned(), index, Vec::new())]).collect();
    let report = report(&previous, &snapshot, &assessed.facts, made, None);
    timings.add("report", clock);
    Ok(Outcome { changes: Some(report), ..seen.outcome(assessed) })
}

/// What may be taken over from the publication before.
fn before<'a>(
    options: &'a Options,
    previous: &'a Previous,
) -> impl Fn(&str, &render::Key) -> Result<Vec<u8>, render::Why> + Sync + 'a {
    |path, key| if options.force { Err(render::Why::Forced) } else { previous.output(path, key) }
}

/// The publication beside the one before. `outputs`: path, what is done, and the tables that it shows.
fn report(
    previous: &Previous,
    snapshot: &Snapshot,
    facts: &Facts,
    outputs: Vec<(String, render::Fate, Vec<String>)>,
    publication: Option<publish::Identity>,
) -> changes::Report {
    let compared = previous.snapshot.as_ref();
    let changes = compared.map(|old| changes::compare(old, snapshot)).unwrap_or_default();
    let resaved = previous.resaved(&facts.files);
    let outputs = outputs
        .into_iter()
        .map(|(path, fate, uses)| changes::Made {
            why: changes::why(&fate, &uses, &changes, &resaved),
            path,
            fate,
        })
        .collect();
    changes::Report {
        publication,
        before: previous.identity.clone(),
        compared: compared.is_some(),
        changes,
        outputs,
    }
}

/// Name of a publication's folder; a draft never takes a publication's place.
pub(crate) fn folder(period: Period, draft: bool) -> String {
    let slug = period.slug();
    if draft { format!("{slug}-draft") } else { slug }
}

/// Outcomes of a half's measures at `as_of`.
pub(crate) fn outcomes(facts: &Facts, period: Period, as_of: Date) -> Vec<MeasureOutcome> {
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
