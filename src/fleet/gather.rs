//! The first pass: every agency read and checked side by side, all scored in one plan.

use super::key;
use super::record;
use crate::check;
use crate::compare::{self, Book};
use crate::error::{Error, Exit};
use crate::files::Bounds;
use crate::model::{Facts, Text};
use crate::pipeline::{self, Assessed, Options, Progress, Rules, Setup};
use crate::platform::stop;
use crate::publish::Timings;
use crate::report::rollup::Record;
use crate::score;
use crate::workspace::{INPUT, Workspace};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::path::Path;
use std::time::Instant;

/// Every agency of a selection, scored.
pub struct Gathered {
    /// One an agency, in the order of the selection.
    pub records: Vec<Record>,
    /// How many records were taken over from the run before.
    pub kept: usize,
    /// Scores of all agencies and years, with deltas.
    pub book: Book,
    rules: Rules,
    options: Options,
}

/// Nothing is drawn for one agency of many.
pub(super) struct Nothing;

impl Progress for Nothing {
    fn stage(&self, _: &Text, _: usize) {}
    fn step(&self) {}
}

/// Reads, checks and scores the agencies. Records of the run before are taken over where nothing changed.
///
/// # Errors
/// Configuration that all agencies share, a folder that cannot be read, an interruption, or a bug. What is
/// wrong with one agency is in its record.
pub fn gather(options: &Options, agencies: &[String], progress: &dyn Progress) -> Result<Gathered, Error> {
    let rules = Rules::load(options)?;
    let common = key::rules(options, &rules.templates)?;
    let output = options.output_dir();
    let bounds = Bounds::of([options.workspace.as_path(), options.workspace.join(INPUT).as_path()]);
    progress.stage(&Text::new("อ่านและตรวจข้อมูลของหน่วยงาน", "reading and checking agencies"), agencies.len());
    let one = |name: &String| {
        stop::check()?;
        let dir = options.workspace.join(INPUT).join(name);
        let (key, bytes) = key::inputs(&common, &dir, &bounds);
        let before = Record::load(&output, name);
        let (record, kept) = match before {
            Some(record) if record.key == key => (record, true),
            before => {
                let mut record = read(&rules, options, name)?;
                record.key = key;
                record.bytes = bytes;
                record.published = before.map(|b| b.published).unwrap_or_default();
                (record, false)
            }
        };
        progress.step();
        Ok::<_, Error>((record, kept))
    };
    // The pool in which an agency's workbooks are read too: idle threads take what is left of the last ones.
    let read: Vec<_> = agencies.par_iter().map(one).collect();
    let mut records = Vec::with_capacity(agencies.len());
    let mut kept = Vec::with_capacity(agencies.len());
    for entry in read {
        let (record, is_kept) = entry?;
        records.push(record);
        kept.push(is_kept);
    }
    progress.stage(&Text::new("คำนวณคะแนน", "scoring"), 0);
    let book = score(&records, &rules)?;
    let mut gathered = Gathered {
        records,
        kept: kept.iter().filter(|k| **k).count(),
        book,
        rules,
        options: options.clone(),
    };
    gathered.doubt(&kept, progress)?;
    Ok(gathered)
}

/// One plan for all agencies and years.
pub(super) fn score(records: &[Record], rules: &Rules) -> Result<Book, Error> {
    let scores = score::score_results(records.iter().map(|r| &r.results), &rules.schemes)?;
    compare::with_previous(&scores, &rules.schemes)
}

/// One agency as a record; wrong configuration is a record too.
fn read(rules: &Rules, options: &Options, name: &str) -> Result<Record, Error> {
    let made = open(rules, options, name).and_then(|setup| {
        let read = pipeline::read(&setup, &Nothing, &mut Timings::default())?;
        let mut diagnostics = read.diagnostics;
        check::name_units(&setup.workspace, &read.facts, &mut diagnostics);
        check::accept(&setup.workspace, &mut diagnostics);
        diagnostics.sort();
        let halves = read.facts.halves().into_iter().map(|period| {
            let coverage = check::coverage(setup.context(), &read.facts, &diagnostics, period);
            let as_of = options.as_of.unwrap_or_else(|| period.last_day());
            record::half(period, &coverage, &pipeline::outcomes(&read.facts, period, as_of))
        });
        Ok(Record::of(&setup.workspace, &read.facts, &diagnostics, halves.collect()))
    });
    match made {
        Err(error) if error.exit() == Exit::Usage => Ok(Record::refused(name, &error)),
        made => made,
    }
}

fn open(rules: &Rules, options: &Options, name: &str) -> Result<Setup, Error> {
    let workspace = Workspace::open_agency(&options.workspace, name).map_err(|error| match error {
        // One agency's folder that cannot be read is that agency's fault, not the end of all.
        Error::Io { .. } => Error::Usage(error.text()),
        error => error,
    })?;
    Setup::new(rules, workspace, options.output_dir().join(name))
}

impl Gathered {
    /// Agencies whose published scores contradict their counts are read once more, for the places of the
    /// findings; agencies of a kept record were already.
    fn doubt(&mut self, kept: &[bool], progress: &dyn Progress) -> Result<(), Error> {
        let suspects = compare::published::suspects(&self.book, &self.rules.schemes);
        let doubtful: Vec<usize> = (0..self.records.len())
            .filter(|at| !kept[*at] && suspects.contains(self.records[*at].agency.as_str()))
            .collect();
        progress.stage(&Text::new("ตรวจคะแนนที่ประกาศ", "checking published scores"), doubtful.len());
        let this = &*self;
        let judge = |at: &usize| {
            stop::check()?;
            let assessed = this.assess(*at)?.1;
            progress.step();
            Ok::<_, Error>(assessed.diagnostics)
        };
        let judged: Vec<_> = doubtful.par_iter().map(judge).collect();
        for (at, diagnostics) in doubtful.iter().zip(judged) {
            self.records[*at].judge(&diagnostics?);
        }
        Ok(())
    }

    /// One agency with all its texts, for as long as it is needed: read again, with its part of the scores.
    ///
    /// # Errors
    /// Its files changed since they were read for the scores, or cannot be read.
    pub fn assess(&self, at: usize) -> Result<(Setup, Assessed, Timings), Error> {
        let record = &self.records[at];
        let mut timings = Timings::default();
        let setup = open(&self.rules, &self.options, &record.agency)?;
        let read = pipeline::read(&setup, &Nothing, &mut timings)?;
        self.unchanged(record, &read.facts)?;
        let clock = Instant::now();
        let book = self.book.of_agency(&record.agency);
        let assessed = pipeline::judge(&setup, read, book);
        timings.add("compare", clock);
        Ok((setup, assessed, timings))
    }

    fn unchanged(&self, record: &Record, facts: &Facts) -> Result<(), Error> {
        if score::Results::of(facts) == record.results {
            return Ok(());
        }
        let dir = self.options.workspace.join(INPUT).join(&record.agency);
        let changed = std::io::Error::other("its workbooks changed during the run; run again");
        Err(Error::io("reading", dir, changed))
    }

    /// The rules that all agencies share.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// What the user asked for.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The output folder of the fleet.
    #[must_use]
    pub fn output(&self) -> std::path::PathBuf {
        self.options.output_dir()
    }

    /// Writes the records that changed.
    ///
    /// # Errors
    /// Writing fails.
    pub fn save(&self, output: &Path) -> Result<(), Error> {
        self.records.iter().filter(|r| !r.refused).try_for_each(|record| record.save(output))
    }
}
