//! The roll-up of a fleet: from the records in memory after a run, or from those that shards left on disk.

use super::record;
use super::{Fleet, gather};
use crate::compare::{self, Book};
use crate::error::Error;
use crate::model::{Period, Text};
use crate::pipeline::{self, Options, Progress, Rules};
use crate::publish::{Lock, Previous, Published, Staging, Timings};
use crate::render::{self, Typst};
use crate::report::rollup::Record;
use crate::report::rollup::{Basis, roll_up};
use crate::report::wording::Phrases;
use crate::scheme::{self, Schemes};
use crate::thai::Digits;
use crate::words::Words;
use crate::workspace::{History, no_data};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Folder of the roll-ups in the output folder.
pub(super) const FOLDER: &str = "rollup";

/// Records with the scores of all of them.
pub(super) struct Scored<'a> {
    pub records: &'a [Record],
    pub book: &'a Book,
}

/// What came of joining shards.
#[derive(Debug)]
pub enum Joined {
    /// The roll-up of a half.
    Published(Period, Published),
    /// These agencies of the fleet have no record in any of the folders: nothing was published.
    Missing(Vec<String>),
}

/// Joins what shards left in `dirs` and publishes the roll-up, the same as that of one run over all; nothing while a
/// shard is missing. Every run notes which agencies the whole fleet has.
///
/// # Errors
/// A folder is no fleet's output, two of them hold the same agency with different data, nothing was
/// published for the half, or as for a run.
pub fn join(options: &Options, dirs: &[PathBuf], progress: &dyn Progress) -> Result<Joined, Error> {
    let typst = options.find_typst()?;
    let rules = Rules::load(options)?;
    let output = options.output_dir();
    let own = std::slice::from_ref(&output);
    let dirs = if dirs.is_empty() { own } else { dirs };
    let mut records: Vec<Record> = Vec::new();
    for dir in dirs {
        records.extend(Record::all(dir)?);
    }
    records.sort_by(|a, b| a.agency.cmp(&b.agency));
    records.dedup();
    if let Some(pair) = records.windows(2).find(|pair| pair[0].agency == pair[1].agency) {
        let agency = &pair[0].agency;
        return Err(Error::Usage(Text::new(
            format!(
                "หน่วยงาน “{agency}” อยู่ในหลายโฟลเดอร์และข้อมูลไม่ตรงกัน — รวมเฉพาะผลของแต่ละส่วนจากการทำงานรอบเดียวกัน"
            ),
            format!(
                "agency “{agency}” is in several folders with different data: join the shards of one run only"
            ),
        )));
    }
    let missing = missing(options, dirs, &records)?;
    if !missing.is_empty() {
        return Ok(Joined::Missing(missing));
    }
    let period = newest(options, &records)?;
    progress.stage(&Text::new("รวมผลของทุกหน่วยงาน", "joining agencies"), 0);
    let book = gather::score(&records, &rules)?;
    let scored = Scored { records: &records, book: &book };
    let published = publish(options, &rules, &typst, &scored, period, &output, progress)?;
    Ok(Joined::Published(period, published))
}

/// Agencies of the fleet that no folder has a record of: of the list that the shards noted, and of the workspace where
/// it lies beside. An agency whose `agency.toml` is wrong has no record, either.
fn missing(options: &Options, dirs: &[PathBuf], records: &[Record]) -> Result<Vec<String>, Error> {
    let mut expected = BTreeSet::new();
    for dir in dirs {
        expected.extend(record::noted_fleet(dir)?);
    }
    if let Some(fleet) = Fleet::find(&options.workspace)? {
        expected.extend(fleet.agencies().iter().cloned());
    }
    expected.retain(|agency| !records.iter().any(|r| r.agency == *agency));
    Ok(expected.into_iter().collect())
}

/// The half asked for, else the newest that any agency has published.
fn newest(options: &Options, records: &[Record]) -> Result<Period, Error> {
    let published =
        records.iter().flat_map(|r| r.published.keys()).filter_map(|slug| record::parse_half(slug));
    published
        .filter(|p| options.fiscal_year.is_none_or(|y| y == p.fiscal_year))
        .filter(|p| options.half.is_none_or(|h| h == p.half))
        .max()
        .ok_or_else(|| no_data(&options.fiscal_year.map_or_else(|| "output/".to_owned(), |y| y.to_string())))
}

/// The words that all agencies share; words of no kind of agency where they differ.
fn common_words(rules: &Rules, records: &[Record]) -> Result<Arc<Words>, Error> {
    let mut words = records.iter().filter(|r| !r.refused).map(|r| &r.words);
    let first = words.next();
    let shared = words.all(|other| Some(other) == first);
    match first {
        Some(first) if shared && !first.is_empty() => Ok(Arc::new(Words::alone(first.clone()))),
        _ if shared => rules.templates.words(),
        _ => Ok(Arc::new(Words::neutral()?)),
    }
}

/// Makes and publishes the roll-up of a half.
///
/// # Errors
/// As for any publication.
pub(super) fn publish(
    options: &Options,
    rules: &Rules,
    typst: &Typst,
    scored: &Scored<'_>,
    period: Period,
    output: &Path,
    progress: &dyn Progress,
) -> Result<Published, Error> {
    progress.stage(&Text::new("จัดทำรายงานภาพรวม", "making the roll-up"), 0);
    let year = period.fiscal_year.previous();
    let words = common_words(rules, scored.records)?;
    let schemes = Schemes::load(&rules.templates.with_words(Words::clone(&words)))?;
    let scheme = schemes.get(year).ok_or_else(|| Error::Usage(scheme::missing(&schemes, year)))?;
    let half = pipeline::folder(period, None, options.draft);
    let published: Vec<bool> = scored.records.iter().map(|r| r.published_as_it_is(&half)).collect();
    let names: BTreeSet<&str> =
        scored.records.iter().zip(&published).filter(|(_, p)| **p).map(|(r, _)| r.agency.as_str()).collect();
    let across = compare::across(scored.book, year, &names, scheme);
    let basis = Basis {
        records: scored.records,
        published: &published,
        across: &across,
        phrases: Phrases::new(&rules.wording, &words),
        scheme,
        period,
        as_of: options.as_of.unwrap_or_else(|| period.last_day()),
        digits: options.digits,
        draft: options.draft,
    };
    let dir = output.join(FOLDER);
    let lock = Lock::take(&dir)?;
    let about = about(&basis, &rules.templates.fingerprint()?, typst);
    if !options.force
        && let Some(unchanged) = Published::unchanged(&dir, &half, &about)?
    {
        return Ok(unchanged);
    }
    let jobs = render::rollup(&roll_up(&basis), &rules.templates, typst)?;
    let previous = Previous::read(&dir.join(&half));
    let before = |path: &str, key: &render::Key| {
        if options.force { Err(render::Why::Forced) } else { previous.output(path, key) }
    };
    let staging = Staging::new(&dir, lock)?;
    let root = options.build_dir.as_ref().map_or_else(|| staging.work(), |kept| kept.join(FOLDER));
    let place = render::Place { templates: &rules.templates, typst, root: &root };
    let outputs = render::make(jobs, &before, place, &staging.dir(), progress, &mut Timings::default())?;
    staging.publish_about(&half, &about, &outputs, History::default().keep.get())
}

/// What the roll-up was made from: no time and no path, so that joined shards give the same.
fn about(basis: &Basis<'_>, templates: &str, typst: &Typst) -> serde_json::Value {
    let agencies: Vec<_> = basis
        .records
        .iter()
        .zip(basis.published)
        .map(|(record, published)| {
            serde_json::json!({ "agency": record.agency, "published": published, "made_from": record.key })
        })
        .collect();
    serde_json::json!({
        "program": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "typst": typst.version(),
        "templates": templates,
        "period": basis.period,
        "as_of": basis.as_of,
        "digits": match basis.digits {
            Digits::Thai => "thai",
            Digits::Arabic => "arabic",
        },
        "draft": basis.draft,
        "sample": basis.records.iter().any(|r| r.sample),
        "agencies": agencies,
    })
}
