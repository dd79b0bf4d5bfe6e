//! How far a run is, and how long its stages took.

use crate::model::Text;
use serde::Serialize;
use std::time::{Duration, Instant};

/// Receives how far a run is; a terminal draws it, a log ignores it.
pub trait Progress: Sync {
    /// A stage begins.
    fn stage(&self, name: &Text, steps: usize);
    /// One step of the stage is done.
    fn step(&self);
}

/// Milliseconds by stage: with the identity all that differs between two equal runs.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Timings {
    stages: Vec<(String, u64)>,
}

/// What stands between a stage and a part of it.
const PART: char = '/';

impl Timings {
    /// Adds the time since `start` under a stage's name.
    pub fn add(&mut self, stage: &str, start: Instant) {
        let millis = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.stages.push((stage.to_owned(), millis));
    }

    /// Adds the time of one part of a stage; parts that run side by side may add up to more than it.
    pub fn add_part(&mut self, stage: &str, part: &str, time: Duration) {
        let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.stages.push((format!("{stage}{PART}{part}"), millis));
    }

    /// Milliseconds of all stages, their parts not counted again.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.iter().filter(|(stage, _)| !stage.contains(PART)).map(|(_, millis)| millis).sum()
    }

    /// Stages with milliseconds, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, (String, u64)> {
        self.stages.iter()
    }
}

impl<'a> IntoIterator for &'a Timings {
    type Item = &'a (String, u64);
    type IntoIter = std::slice::Iter<'a, (String, u64)>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
