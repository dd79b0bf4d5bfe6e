//! Jobs to files: each is made, or taken over from the publication before when that holds the same.
//!
//! Comes in: jobs, a publication to take over from. Goes out: files below a folder, and for each what
//! was done. Never: takes over a file whose bytes are not those that its manifest names.

use super::job::{Job, Make};
use super::key::Key;
use super::typst::Workshop;
use super::{Place, pool, write};
use crate::changes::{Fate, Why};
use crate::error::Error;
use crate::files;
use crate::hash::hex;
use crate::model::Text;
use crate::platform::{Progress, Timings, stop};
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// An output with what was done.
#[derive(Clone, Debug)]
pub struct Output {
    /// Path in the publication, with `/`.
    pub path: String,
    /// What its bytes depend on.
    pub key: Key,
    /// Size in bytes.
    pub bytes: u64,
    /// Hex SHA-256.
    pub sha256: String,
    /// Kept or made.
    pub fate: Fate,
}

impl Output {
    fn new(path: String, key: Key, bytes: &[u8], fate: Fate) -> Self {
        Self { path, key, bytes: bytes.len() as u64, sha256: hex(&Sha256::digest(bytes)), fate }
    }
}

impl From<Result<Output, Why>> for Fate {
    fn from(planned: Result<Output, Why>) -> Self {
        planned.map_or_else(Self::Made, |output| output.fate)
    }
}

/// The publication before: the bytes of an output with this path and key, or why it must be made.
pub type Before<'a> = dyn Fn(&str, &Key) -> Result<Vec<u8>, Why> + Sync + 'a;

/// What would be done with every job, in their order: the output that would be kept, or why it would be
/// made.
#[must_use]
pub fn plan(jobs: &[Job<'_>], before: &Before<'_>) -> Vec<Result<Output, Why>> {
    let one = |job: &Job<'_>| {
        let bytes = before(&job.path, &job.key)?;
        Ok(Output::new(job.path.clone(), job.key.clone(), &bytes, Fate::Kept))
    };
    jobs.iter().map(one).collect()
}

/// Brings every job's file into `dir`; the result is in the order of the jobs.
///
/// # Errors
/// Writing fails, or Typst does.
pub fn make(
    jobs: Vec<Job<'_>>,
    before: &Before<'_>,
    place: Place<'_>,
    dir: &Path,
    progress: &dyn Progress,
    timings: &mut Timings,
) -> Result<Vec<Output>, Error> {
    let clock = Instant::now();
    progress.stage(&Text::new("จัดทำผลลัพธ์", "making the outputs"), jobs.len());
    let found: Vec<_> = jobs.iter().map(|job| before(&job.path, &job.key)).collect();
    let documents: Vec<_> = jobs
        .iter()
        .zip(&found)
        .filter_map(|(job, found)| match (&job.make, found) {
            (Make::Pdf(document), Err(_)) => Some(document),
            _ => None,
        })
        .collect();
    let workshop = match documents.as_slice() {
        [] => None,
        documents => Some(Workshop::open(documents, place.templates, place.typst, place.root)?),
    };
    // What takes longest begins first; what is taken over takes no time.
    let mut queue: Vec<_> = jobs.into_iter().zip(found).enumerate().collect();
    queue
        .sort_by_cached_key(|(_, (job, found))| Reverse(found.as_ref().map_or_else(|_| job.weight(), |_| 0)));
    let made = Mutex::new(Vec::new());
    pool::run(queue, pool::workers(), |(at, (job, found))| {
        stop::check()?;
        let clock = Instant::now();
        let output = one(job, found, workshop.as_ref(), dir)?;
        pool::held(&made).push((at, output, clock.elapsed()));
        progress.step();
        Ok(())
    })?;
    let mut made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
    made.sort_by_key(|(at, ..)| *at);
    timings.add("render", clock);
    for (_, output, time) in made.iter().filter(|(_, output, _)| output.fate != Fate::Kept) {
        timings.add_part("render", &output.path, *time);
    }
    Ok(made.into_iter().map(|(_, output, _)| output).collect())
}

fn one(
    job: Job<'_>,
    found: Result<Vec<u8>, Why>,
    workshop: Option<&Workshop<'_>>,
    dir: &Path,
) -> Result<Output, Error> {
    let path = dir.join(&job.path);
    let (fate, bytes) = match found {
        Ok(bytes) => {
            write(&path, &bytes)?;
            (Fate::Kept, bytes)
        }
        Err(why) => (Fate::Made(why), made(job.make, workshop, &path)?),
    };
    Ok(Output::new(job.path, job.key, &bytes, fate))
}

/// Makes a file and returns its bytes.
fn made(make: Make<'_>, workshop: Option<&Workshop<'_>>, path: &Path) -> Result<Vec<u8>, Error> {
    let bytes = match make {
        Make::Ready(bytes) => bytes.to_vec(),
        Make::Bytes(make) => make()?,
        Make::Pdf(document) => {
            let workshop = workshop.ok_or_else(|| Error::bug("rendering", "no folder for Typst"))?;
            workshop.compile(document, path)?;
            return files::read_own(path).map_err(|e| Error::io("reading", path, e));
        }
    };
    write(path, &bytes)?;
    Ok(bytes)
}
