//! The main job, told in order. A newcomer starts here.
//!
//! Comes in: options. Goes out: a publication, or the findings that forbid one. Never: does the work of
//! a stage; it only hands the result of one to the next.

mod letters;
mod returns;
mod seen;
mod setup;

pub use crate::platform::Progress;
pub use letters::{INTERNAL, REMIND, Reminded, memo, remind};
pub use returns::{GivenBack, RETURNS, give_back};
pub use seen::{Asked, Choice, awaited, choose, choose_period, consider, considered};
pub(crate) use seen::{folder, outcomes};
pub use setup::{Options, Rules, Setup, check_names};

use crate::changes;
use crate::check::{self, Coverage};
use crate::compare::{self, Book};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::error::Error;
use crate::ingest::{self, Limits};
use crate::model::{Facts, FiscalYear, Period, Text};
use crate::platform::stop;
use crate::publish::{self, Lock, Manifest, Previous, Published, Timings};
use crate::render::{self, Tools, Typst};
use crate::report::Model;
use crate::report::own_texts::{self, OwnTexts};
use crate::report::snapshot::{FILE as FACTS_FILE, Snapshot, snapshot};
use crate::score::{self, progress::MeasureOutcome};
use seen::Seen;
use std::path::Path;
use std::time::Instant;

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
    /// Review workbooks as read: to know at the end that nobody changed them meanwhile.
    pub reviews: Vec<ingest::RawWorkbook>,
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
    /// Review workbooks as read.
    pub reviews: Vec<ingest::RawWorkbook>,
}

/// Reads and checks the workbooks of one agency.
///
/// # Errors
/// A file that vanished, or a bug.
pub fn read(setup: &Setup, progress: &dyn Progress, timings: &mut Timings) -> Result<Read, Error> {
    let files = &setup.workspace.files;
    let clock = Instant::now();
    progress.stage(&Text::new("อ่านสมุดงาน", "reading workbooks"), files.len());
    let (workbooks, mut diagnostics) =
        ingest::read_all(files, &setup.workspace.bounds, Limits::default(), &|| progress.step())?;
    let (reviews, found) =
        ingest::read_all(&setup.workspace.reviews, &setup.workspace.bounds, Limits::default(), &|| {})?;
    diagnostics.append(found);
    for (name, why) in &setup.workspace.unread {
        diagnostics.push(Diagnostic::not_read(name, why));
    }
    timings.add("ingest", clock);

    let clock = Instant::now();
    progress.stage(&Text::new("ตรวจข้อมูล", "checking"), 0);
    let (mut facts, findings) = check::check(setup.context(), &workbooks);
    diagnostics.append(findings);
    facts.remarks = check::remarks(&reviews);
    diagnostics.append(own_texts::check(&setup.workspace, &setup.templates, &setup.glyphs)?);
    let glyphs = check::glyphs(&setup.glyphs, &setup.workspace, &facts, &workbooks);
    let (pictures, gaps) = ingest::Pictures::read(&setup.workspace, &facts);
    let others = check::entries(&setup.workspace, &facts);
    let unread = check::templates(&setup.templates)?;
    for finding in glyphs.into_iter().chain(gaps).chain(others).chain(unread) {
        diagnostics.push(finding);
    }
    // Of the half that a run would report on; before anything was sent there is none.
    let (fiscal_year, half) = setup.wanted;
    let wanted = Options { fiscal_year, half, unreported: true, ..Options::default() };
    if let Ok(period) = choose_period(&wanted, &facts) {
        check::missing(setup.context(), &facts, &mut diagnostics, period);
    }
    timings.add("check", clock);
    Ok(Read { facts, diagnostics, pictures, workbooks, reviews })
}

/// Joins what was read with the scores of the agency.
#[must_use]
pub fn judge(setup: &Setup, read: Read, book: Book) -> Assessed {
    let Read { facts, mut diagnostics, pictures, workbooks, reviews } = read;
    for finding in compare::published::check(&book, &facts, &setup.schemes) {
        diagnostics.push(finding);
    }
    check::name_units(&setup.workspace, &facts, &mut diagnostics);
    check::accept(&setup.workspace, &mut diagnostics);
    diagnostics.sort();
    Assessed { facts, diagnostics, book, pictures, workbooks, reviews }
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
    let book = compare::with_previous(&scores, &setup.schemes)?;
    timings.add("score", clock);

    let clock = Instant::now();
    let assessed = judge(setup, read, book);
    timings.add("compare", clock);
    Ok(assessed)
}

/// What a run ended with.
#[derive(Debug)]
pub struct Outcome {
    /// Whether the data allow to publish; a draft is made in any case.
    pub publishable: bool,
    /// Whether everything is there that had to be: always, unless [`Options::require_complete`] is set.
    pub complete: bool,
    /// Which half was taken, and why.
    pub why: Text,
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
    let texts = OwnTexts::load(&setup.workspace, period.fiscal_year, &setup.templates)?;
    if !seen.allowed(&assessed) {
        return Ok(seen.outcome(assessed));
    }
    let staging = publish::Staging::new(&setup.output, lock)?;
    let (dir, work) = (staging.dir(), staging.work());
    let tools = Tools {
        templates: &setup.templates,
        typst,
        texts: &texts,
        pictures: &assessed.pictures,
        build_dir: options.build_dir.as_deref(),
        work: &work,
    };
    let clock = Instant::now();
    progress.stage(&Text::new("เรียบเรียงเนื้อหา", "wording the outputs"), 0);
    let model = seen.model(&assessed);
    let snapshot = snapshot(&model, &texts, &assessed.pictures, &setup.templates)?;
    let jobs = jobs(&model, tools, &snapshot)?;
    timings.add("report", clock);
    let name = folder(period, options.only, options.draft);
    let previous = Previous::read(&setup.output.join(&name));
    let uses: Vec<_> = jobs.iter().map(|job| job.uses.clone()).collect();
    let before = before(options, &previous);
    let mut outputs = render::make(jobs, &before, tools.place(), &dir, progress, timings)?;
    // The page lists what was made before it.
    let index = vec![render::index(&model, &outputs, tools)?];
    outputs.extend(render::make(index, &before, tools.place(), &dir, progress, timings)?);

    let clock = Instant::now();
    progress.stage(&Text::new("เผยแพร่", "publishing"), 0);
    setup.workspace.unchanged(|path| {
        let read = assessed.workbooks.iter().chain(&assessed.reviews).find(|w| w.file.path == path);
        read.map(|w| w.sha256.as_str())
    })?;
    // The last moment to stop: what follows is short and must come to its end.
    stop::check()?;
    let identity = staging.identity(&name)?;
    let uses = uses.into_iter().chain(std::iter::repeat(Vec::new()));
    let made = outputs.iter().zip(uses).map(|(o, uses)| (o.path.clone(), o.fate.clone(), uses));
    let report = report(&previous, &snapshot, &assessed.facts, made.collect(), Some(identity.clone()));
    render::changes(&model, &report, &dir)?;
    timings.add("changes", clock);
    let clock = Instant::now();
    let manifest = Manifest::new(&model, typst, &outputs);
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
    let texts = OwnTexts::load(&setup.workspace, period.fiscal_year, &setup.templates)?;
    if !seen.allowed(&assessed) {
        return Ok(seen.outcome(assessed));
    }
    let clock = Instant::now();
    progress.stage(&Text::new("เรียบเรียงเนื้อหา", "wording the outputs"), 0);
    let tools = Tools {
        templates: &setup.templates,
        typst: &Typst::planned(),
        texts: &texts,
        pictures: &assessed.pictures,
        build_dir: None,
        work: Path::new(""),
    };
    let model = seen.model(&assessed);
    let snapshot = snapshot(&model, &texts, &assessed.pictures, &setup.templates)?;
    let jobs = jobs(&model, tools, &snapshot)?;
    let previous = Previous::read(&setup.output.join(folder(period, options.only, options.draft)));
    let before = before(options, &previous);
    let planned = render::plan(&jobs, &before);
    let index = render::plan_index(&model, &planned, tools, &before)?;
    let jobs = jobs.into_iter().zip(planned).map(|(job, output)| (job.path, output.into(), job.uses));
    let made = jobs.chain([(render::INDEX.to_owned(), index, Vec::new())]).collect();
    let report = report(&previous, &snapshot, &assessed.facts, made, None);
    timings.add("report", clock);
    Ok(Outcome { changes: Some(report), ..seen.outcome(assessed) })
}

/// Every output, the snapshot among them.
fn jobs(
    model: &Model<'_>,
    tools: Tools<'_>,
    snapshot: &Snapshot,
) -> Result<Vec<render::Job<'static>>, Error> {
    let mut jobs = render::outputs(model, tools)?;
    let text = serde_json::to_vec(snapshot).map_err(|e| Error::bug("writing JSON", e))?;
    jobs.push(render::Job::ready(FACTS_FILE, text));
    Ok(jobs)
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
