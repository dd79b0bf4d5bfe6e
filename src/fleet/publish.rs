//! The second pass: agencies rendered and published side by side, the costliest first.

use super::gather::{Gathered, Nothing};
use super::key;
use super::run::State;
use crate::error::Error;
use crate::model::{Period, Text};
use crate::pipeline::{self, Job, Progress};
use crate::platform::stop;
use crate::publish::{self, Lock, Published};
use crate::render::{Typst, pool};
use crate::report::rollup::Publication;
use std::sync::{Mutex, PoisonError};

/// Publishes every agency whose data allow it and whose publication is not there already; returns how each
/// ended, in the order of the records, and what is to be told beside. What is finished stays, whatever happens to the
/// others.
///
/// # Errors
/// The records cannot be written, or a bug.
pub fn publish(
    gathered: &mut Gathered,
    typst: &Typst,
    period: Period,
    progress: &dyn Progress,
) -> Result<(Vec<State>, Vec<Text>), Error> {
    let options = gathered.options().clone();
    let output = gathered.output();
    let half = pipeline::folder(period, None, options.draft);
    let mut states: Vec<State> = Vec::with_capacity(gathered.records.len());
    for record in &gathered.records {
        let made_from = key::publication(&record.key, &options, typst.version());
        states.push(if record.refused {
            State::Refused
        } else if !record.publishable(options.deny_warnings) && !options.draft {
            State::DataErrors
        } else if record.half(period).is_none() && !options.draft {
            State::Empty
        } else if options.require_complete && !options.draft && !record.is_complete(period) {
            State::Incomplete
        } else if !options.force && record.is_published(&output, &half, &made_from) {
            publish::settle(&output.join(&record.agency))?;
            State::Unchanged
        } else {
            State::Left
        });
    }
    let mut queue: Vec<usize> = (0..states.len()).filter(|at| matches!(states[*at], State::Left)).collect();
    // Longest first, so that no worker is left with a long one at the end.
    queue.sort_by_key(|at| std::cmp::Reverse(gathered.records[*at].bytes));
    progress.stage(&Text::new("จัดทำและเผยแพร่รายงานของหน่วยงาน", "publishing agencies"), queue.len());
    let this = &*gathered;
    let (done, told) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    let ended = pool::run(queue, pool::workers(), |at| {
        // Nothing new is begun; what is at work comes to its end.
        stop::check()?;
        let record = &this.records[at];
        let made = one(this, at, typst, period).and_then(|published| {
            let Some(published) = published else { return Ok((State::DataErrors, None)) };
            if let Some(damaged) = published.damaged {
                pool::held(&told).push((at, damaged));
            }
            let manifest = output.join(&record.agency).join(&half).join("run.json");
            let hash = key::file(&manifest).unwrap_or_default();
            let made_from = key::publication(&record.key, &options, typst.version());
            let mut record = record.clone();
            let publication = Publication { record: record.key.clone(), key: made_from, manifest: hash };
            record.published.insert(half.clone(), publication);
            record.save(&output)?;
            Ok((State::Published, Some(record.published)))
        });
        progress.step();
        pool::held(&done).push((at, made));
        Ok(())
    });
    match ended {
        // What was not begun stays left.
        Ok(()) | Err(Error::Interrupted) => {}
        Err(bug) => return Err(bug),
    }
    for (at, outcome) in done.into_inner().unwrap_or_else(PoisonError::into_inner) {
        match outcome {
            Ok((state, published)) => {
                states[at] = state;
                if let Some(published) = published {
                    gathered.records[at].published = published;
                }
            }
            // A child that died by the same interruption says nothing about the agency.
            Err(_) if stop::asked() => {}
            Err(error) => states[at] = State::Failed(error.text()),
        }
    }
    // Side by side they end in any order.
    let mut told = told.into_inner().unwrap_or_else(PoisonError::into_inner);
    told.sort_by_key(|(at, _)| *at);
    let told = told.into_iter().map(|(at, text)| {
        let agency = &gathered.records[at].agency;
        Text::new(format!("{agency}: {}", text.th), format!("{agency}: {}", text.en))
    });
    let told = told.collect();
    Ok((states, told))
}

fn one(gathered: &Gathered, at: usize, typst: &Typst, period: Period) -> Result<Option<Published>, Error> {
    let (setup, assessed, mut timings) = gathered.assess(at)?;
    let lock = Lock::take(&setup.output)?;
    let mut options = gathered.options().clone();
    options.build_dir = options.build_dir.map(|dir| dir.join(&setup.workspace.agency.id));
    let job = Job { setup: &setup, options: &options, typst, period, lock };
    Ok(pipeline::publish(job, assessed, &Nothing, &mut timings)?.published)
}
