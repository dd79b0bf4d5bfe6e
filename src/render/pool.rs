//! A bounded pool: at most so many jobs at once, in the order given.
//!
//! Comes in: jobs, longest first. Goes out: nothing, or the first job's error. Never: knows what a job does.

use crate::error::Error;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

/// Jobs that run at once: a Typst process keeps one core busy.
pub(crate) fn workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Works through `jobs` with at most `workers` at once; a worker that is done takes the next in order.
/// After an error no further job begins.
///
/// # Errors
/// That of the earliest job that failed; a worker that died is a bug.
pub(crate) fn run<T: Send>(
    jobs: Vec<T>,
    workers: usize,
    work: impl Fn(T) -> Result<(), Error> + Sync,
) -> Result<(), Error> {
    let threads = workers.clamp(1, jobs.len().max(1));
    let queue = Mutex::new(jobs.into_iter().enumerate());
    let failed: Mutex<Option<(usize, Error)>> = Mutex::new(None);
    let worker = || {
        while held(&failed).is_none() {
            let Some((at, job)) = held(&queue).next() else { return };
            if let Err(error) = work(job) {
                let mut first = held(&failed);
                if first.as_ref().is_none_or(|(earlier, _)| at < *earlier) {
                    *first = Some((at, error));
                }
            }
        }
    };
    thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let ends = handles.into_iter().map(thread::ScopedJoinHandle::join);
        // All are waited for before the first that died is told.
        ends.collect::<Vec<_>>().into_iter().collect::<Result<(), _>>()
    })
    .map_err(|_| Error::bug("working side by side", "a worker died"))?;
    let first = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    first.map_or(Ok(()), |(_, error)| Err(error))
}

/// What is behind the lock; a worker that died is told by its end, not by the lock.
pub(crate) fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[test]
    fn never_more_at_once_than_workers_and_every_job_once() {
        let (now, most, done) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |_: usize| {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(5));
            now.fetch_sub(1, Ordering::SeqCst);
            done.fetch_add(1, Ordering::SeqCst);
            Ok(())
        };
        assert!(run((0..12).collect(), 3, work).is_ok());
        assert_eq!(done.load(Ordering::SeqCst), 12);
        assert!(most.load(Ordering::SeqCst) <= 3);
        assert!(run(Vec::<usize>::new(), 3, |_| Ok(())).is_ok());
    }

    #[test]
    fn the_earliest_error_is_told_and_nothing_begins_after_it() {
        let begun = Mutex::new(Vec::new());
        let work = |job: usize| {
            begun.lock().map(|mut b| b.push(job)).ok();
            if job == 1 { Err(Error::bug("one", "failed")) } else { Ok(()) }
        };
        let told = run((0..9).collect(), 1, work).map_err(|e| e.to_string());
        assert!(told.is_err_and(|e| e.contains("one")));
        assert_eq!(begun.lock().map(|b| b.clone()).unwrap_or_default(), [0, 1]);
    }
}
