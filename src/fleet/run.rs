//! All, one, or some agencies of a fleet through the main job, and what came of each.

use super::gather::{Gathered, gather};
use super::record;
use super::{Fleet, Selection, rollup};
use crate::compare::AgencyScore;
use crate::error::{Error, Exit};
use crate::model::{Period, Text};
use crate::pipeline::{Options, Progress};
use crate::platform::stop;
use crate::publish::{Lock, Published, Timings};
use crate::report::rollup::{Problem, Record};
use crate::scheme::Scheme;
use crate::workspace::no_data;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// How an agency's turn ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Published now.
    Published,
    /// Its publication was there already, made from the very same.
    Unchanged,
    /// Its data have errors.
    DataErrors,
    /// Nobody of it has submitted anything for the half.
    Empty,
    /// Not everything is there, and that was required.
    Incomplete,
    /// Its `agency.toml` is wrong.
    Refused,
    /// Typst, the disk or a lock stood in the way.
    Failed(Text),
    /// Not begun, or not finished, when the run was stopped.
    Left,
}

impl State {
    /// Whether the agency's publication is there and up to date.
    #[must_use]
    pub fn is_published(&self) -> bool {
        matches!(self, Self::Published | Self::Unchanged)
    }

    /// The word for it.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Published => Text::new("เผยแพร่แล้ว", "published"),
            Self::Unchanged => Text::new("คงเดิม", "unchanged"),
            Self::DataErrors => Text::new("ไม่เผยแพร่: ข้อมูลมีข้อผิดพลาด", "not published: errors in the data"),
            Self::Empty => {
                Text::new("ไม่เผยแพร่: ยังไม่มีข้อมูลของรอบนี้", "not published: nothing was sent for the half")
            }
            Self::Incomplete => Text::new("ไม่เผยแพร่: ยังส่งไม่ครบ", "not published: not everything is there"),
            Self::Refused => Text::new("ไม่เผยแพร่: ตั้งค่าผิด", "not published: wrong configuration"),
            Self::Failed(_) => Text::new("ไม่เผยแพร่: ระบบขัดข้อง", "not published: the environment failed"),
            Self::Left => Text::new("ยังไม่ได้ทำ", "left for the next run"),
        }
    }
}

/// One agency at the end of a run.
#[derive(Clone, Debug, Serialize)]
pub struct AgencyOutcome {
    /// Id.
    pub agency: String,
    /// Name.
    pub name: Text,
    /// How it ended.
    pub state: State,
    /// Errors in its data.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// The first errors.
    pub problems: Vec<Problem>,
    /// Total of the results' year, unrounded.
    pub total: Option<f64>,
    /// Rating id.
    pub rating: Option<String>,
    /// The rating's name.
    pub rating_name: Option<Text>,
    /// Change from the year before.
    pub delta: Option<f64>,
    /// Total of the year before.
    #[serde(skip)]
    pub previous: Option<f64>,
    /// Decimals of published scores.
    #[serde(skip)]
    pub decimals: usize,
    /// Offices and schools.
    pub units: usize,
    /// How many of them have reported on the half.
    pub units_reported: usize,
}

/// How many agencies ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Of the selection.
    pub all: usize,
    /// Whose publication is there and up to date.
    pub published: usize,
    /// Of those, the ones that were so before the run.
    pub unchanged: usize,
    /// All the others.
    pub not_published: usize,
    /// Of those, the ones that the run did not come to.
    pub left: usize,
}

/// The end of a run over a fleet.
#[derive(Debug)]
pub struct Outcome {
    /// The half.
    pub period: Period,
    /// Every agency of the selection, sorted by id.
    pub agencies: Vec<AgencyOutcome>,
    /// The roll-up, when the whole fleet was worked through.
    pub rollup: Option<Published>,
    /// Whether the run was stopped.
    pub interrupted: bool,
    /// Where publications are.
    pub output: PathBuf,
    /// What a person should know beside: publications that somebody altered before they were replaced.
    pub told: Vec<Text>,
}

impl Outcome {
    /// How many agencies are in a state.
    #[must_use]
    pub fn count(&self, wanted: impl Fn(&State) -> bool) -> usize {
        self.agencies.iter().filter(|a| wanted(&a.state)).count()
    }

    /// How many agencies ended how.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let (all, published) = (self.agencies.len(), self.count(State::is_published));
        Counts {
            all,
            published,
            unchanged: self.count(|s| *s == State::Unchanged),
            not_published: all - published,
            left: self.count(|s| *s == State::Left),
        }
    }

    /// The exit code: the environment's failures weigh more than the data's.
    #[must_use]
    pub fn exit(&self) -> Exit {
        if self.interrupted || self.count(|s| matches!(s, State::Failed(_) | State::Left)) > 0 {
            Exit::Environment
        } else if self.count(|s| !s.is_published()) > 0 {
            Exit::Data
        } else {
            Exit::Success
        }
    }
}

/// The main job for the selected agencies, and the roll-up when they are all. `timings` hold the stages that
/// were finished, also when it fails.
///
/// # Errors
/// Configuration or environment that all agencies share; what stops one agency is in the outcome.
pub fn run(
    options: &Options,
    fleet: &Fleet,
    selection: &Selection,
    progress: &dyn Progress,
    timings: &mut Timings,
) -> Result<Outcome, Error> {
    let agencies = fleet.select(selection)?;
    let typst = options.find_typst()?;
    let output = options.output_dir();
    let _lock = Lock::take(&lock_dir(&output, selection))?;
    let clock = Instant::now();
    let mut gathered = gather(options, &agencies, progress)?;
    gathered.save(&output)?;
    record::note_fleet(&output, fleet.agencies())?;
    timings.add("gather", clock);
    let period = period(options, selection, &gathered.records)?;
    begun(options, selection, &gathered.records, period)?;
    let clock = Instant::now();
    let (states, mut told) = super::publish(&mut gathered, &typst, period, progress)?;
    timings.add("publish", clock);
    let interrupted = stop::asked();
    let finished = !states.iter().any(|s| matches!(s, State::Left | State::Failed(_)));
    let mut made = None;
    let reported = options.draft || gathered.records.iter().any(|record| record.half(period).is_some());
    if selection.is_whole() && finished && !interrupted && reported {
        let clock = Instant::now();
        forget_others(&output, fleet)?;
        let scored = rollup::Scored { records: &gathered.records, book: &gathered.book };
        let rollup = rollup::publish(options, gathered.rules(), &typst, &scored, period, &output, progress)?;
        told.extend(rollup.damaged.clone());
        made = Some(rollup);
        timings.add("rollup", clock);
    }
    let agencies = outcomes(&gathered, period, states);
    Ok(Outcome { period, agencies, rollup: made, interrupted, output, told })
}

/// What `status` and `check` show: every agency with what is known of it, nothing published.
///
/// # Errors
/// As [`gather`]; nothing was reported for any half.
pub fn status(
    options: &Options,
    fleet: &Fleet,
    selection: &Selection,
    progress: &dyn Progress,
) -> Result<(Gathered, Period), Error> {
    let gathered = gather(options, &fleet.select(selection)?, progress)?;
    let period = period(options, selection, &gathered.records)?;
    Ok((gathered, period))
}

/// Shards of one fleet may work on one output folder; the same shard twice may not.
fn lock_dir(output: &Path, selection: &Selection) -> PathBuf {
    match selection.shard {
        None => output.to_path_buf(),
        Some(shard) => output.join(record::FOLDER).join(format!("shard-{}-of-{}", shard.number, shard.of)),
    }
}

/// The half to report on, the same for all agencies: as asked, else the newest that at least half as many agencies
/// have data of as of the half that most have.
///
/// # Errors
/// No agency has data of a half, or a part of the fleet cannot know it.
pub fn period(options: &Options, selection: &Selection, records: &[Record]) -> Result<Period, Error> {
    if let (Some(fiscal_year), Some(half)) = (options.fiscal_year, options.half) {
        return Ok(Period { fiscal_year, half });
    }
    if selection.shard.is_some() {
        return Err(Error::Usage(Text::new(
            "เมื่อแบ่งงานด้วย --shard ต้องระบุ --fy และ --half เพราะแต่ละส่วนไม่เห็นข้อมูลของส่วนอื่น",
            "with --shard, name the half with --fy and --half: a shard does not see the others' data",
        )));
    }
    let mut halves: BTreeMap<Period, usize> = BTreeMap::new();
    let of_all = records.iter().flat_map(|r| r.halves.iter().map(|h| h.period));
    for period in of_all
        .filter(|p| options.fiscal_year.is_none_or(|y| y == p.fiscal_year))
        .filter(|p| options.half.is_none_or(|h| h == p.half))
    {
        *halves.entry(period).or_default() += 1;
    }
    // One agency that is ahead of all others does not decide for them.
    let most = halves.values().max().copied().unwrap_or(0);
    halves
        .into_iter()
        .filter(|(_, agencies)| agencies * 2 >= most)
        .map(|(period, _)| period)
        .max()
        .ok_or_else(|| no_data(&options.fiscal_year.map_or_else(|| "input/".to_owned(), |y| y.to_string())))
}

/// Makes sure that somebody has reported on the half: a roll-up of nothing would stand as the newest publication.
///
/// # Errors
/// Nobody of the selection has; a shard does not see the others' data, and an agency whose configuration is wrong may
/// have: it is told with its reason.
fn begun(options: &Options, selection: &Selection, records: &[Record], period: Period) -> Result<(), Error> {
    let may_have = |record: &Record| record.refused || record.half(period).is_some();
    if options.draft || selection.shard.is_some() || records.iter().any(may_have) {
        return Ok(());
    }
    Err(no_data(&period.slug()))
}

/// Records of agencies that the workspace does not have any more.
fn forget_others(output: &Path, fleet: &Fleet) -> Result<(), Error> {
    let known: BTreeSet<&str> = fleet.agencies().iter().map(String::as_str).collect();
    for record in Record::all(output)? {
        if !known.contains(record.agency.as_str()) {
            record.forget(output)?;
        }
    }
    Ok(())
}

fn outcomes(gathered: &Gathered, period: Period, states: Vec<State>) -> Vec<AgencyOutcome> {
    let year = period.fiscal_year.previous();
    gathered
        .records
        .iter()
        .zip(states)
        .map(|(record, state)| {
            let scores = gathered.book.of(&record.agency, year).agencies;
            let scheme = gathered.rules().schemes.get(year);
            outcome(record, state, period, scores.first(), scheme)
        })
        .collect()
}

fn outcome(
    record: &Record,
    state: State,
    period: Period,
    score: Option<&AgencyScore>,
    scheme: Option<&Scheme>,
) -> AgencyOutcome {
    let rating = score.and_then(|s| s.rating.clone());
    let named = scheme.and_then(|s| s.ratings.iter().find(|r| Some(&r.id) == rating.as_ref()));
    AgencyOutcome {
        agency: record.agency.clone(),
        name: record.name.clone(),
        state,
        errors: record.errors,
        warnings: record.warnings,
        problems: record.problems.clone(),
        total: score.and_then(|s| s.total),
        rating,
        rating_name: named.map(|r| Text::new(&r.name_th, &r.name_en)),
        delta: score.and_then(|s| s.delta),
        previous: score.and_then(|s| s.previous),
        decimals: scheme.map_or(0, |s| s.rules.published_decimals),
        units: record.units,
        units_reported: record.half(period).map_or(0, |half| half.reported),
    }
}
