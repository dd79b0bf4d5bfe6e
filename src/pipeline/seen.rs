//! One half of an assessment: what the model of a publication borrows.
//!
//! Comes in: an assessment. Goes out: the model. Never: words it, writes a file.

use super::{Assessed, Options, Outcome, Setup, publishable};
use crate::check::{self, Coverage};
use crate::compare::Book;
use crate::error::Error;
use crate::model::{Facts, FiscalYear, Half, Period, Text};
use crate::publish::history;
use crate::ready::{self, Ready};
use crate::report::{Model, Only};
use crate::scheme::{self, Scheme};
use crate::score::{self, progress::MeasureOutcome};
use crate::thai::Date;
use crate::workspace::no_data;

/// The half to report on, see [`choose`].
///
/// # Errors
/// As [`choose`].
pub fn choose_period(options: &Options, facts: &Facts) -> Result<Period, Error> {
    choose(options, facts).map(|choice| choice.period)
}

/// A half, and how many units have submitted anything for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The half.
    pub period: Period,
    /// Units that have submitted anything for it.
    pub units: usize,
    /// The other halves that were open to choice, oldest first, with their units.
    pub others: Vec<(Period, usize)>,
    /// What of it was asked for.
    pub asked: Asked,
}

/// Which parts of a half were asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The fiscal year.
    pub year: bool,
    /// The half.
    pub half: bool,
}

impl Asked {
    fn of(options: &Options) -> Self {
        Self { year: options.fiscal_year.is_some(), half: options.half.is_some() }
    }

    /// Nothing was left to choose.
    fn all(self) -> bool {
        self.year && self.half
    }

    /// Why it is this half, of which anybody or nobody has sent anything.
    fn why(self, sent: bool) -> (&'static str, &'static str) {
        match (self.year, self.half, sent) {
            (true, true, _) => ("ตามที่ระบุ", "as asked"),
            (false, true, true) => (
                "รอบตามที่ระบุ ของปีล่าสุดที่หน่วยงานส่งแล้ว",
                "the half as asked, of the newest year that units have sent",
            ),
            (true, false, true) => {
                ("ปีตามที่ระบุ รอบล่าสุดที่หน่วยงานส่งแล้ว", "the year as asked, its newest half that units have sent")
            }
            (false, false, true) => ("รอบล่าสุดที่หน่วยงานส่งแล้ว", "the newest that units have sent"),
            (_, _, false) => {
                ("มีทะเบียนมาตรการแล้ว ยังไม่มีผู้ส่ง", "there is a register, and nobody has sent anything")
            }
        }
    }
}

impl Choice {
    /// Which half it is and why, in one sentence.
    #[must_use]
    pub fn why(&self, all: usize) -> Text {
        let (slug, units) = (self.period.slug(), self.units);
        let results = self.period.fiscal_year.previous();
        let of = |(period, units): &(Period, usize), th: &str, en: &str| {
            let slug = period.slug();
            (format!("{slug} {units} {th}"), format!("{slug}: {units} {en}"))
        };
        // Older halves are what this one is compared with; newer ones are not taken because too few have sent.
        let newer: Vec<_> = self.others.iter().filter(|(period, _)| *period > self.period).collect();
        let (th, en): (Vec<_>, Vec<_>) = newer.iter().map(|o| of(o, "หน่วยงาน", "units")).unzip();
        let asked = self.asked.why(units > 0);
        let (more_th, more_en) = if newer.is_empty() || self.asked.all() {
            Default::default()
        } else {
            (
                format!(" ยังไม่ใช้ {} เพราะส่งไม่ถึงครึ่ง (เลือกได้ด้วย --fy และ --half)", th.join(", ")),
                format!("; not yet {}: fewer than half of them (choose with --fy and --half)", en.join(", ")),
            )
        };
        Text::new(
            format!(
                "รอบ {slug} ({}): ส่งข้อมูลแล้ว {units} จาก {all} หน่วยงาน ผลการประเมินของปี {results}{more_th}",
                asked.0
            ),
            format!(
                "half {slug} ({}): {units} of {all} units have sent data; results of {results}{more_en}",
                asked.1
            ),
        )
    }
}

/// The half to report on: as asked, else the newest that at least half as many units have sent anything for as for
/// the half that most have. One stray sheet of another half never decides, and a blank form counts for nothing.
///
/// # Errors
/// Nobody has submitted anything for the half asked for, or for any. With [`Options::unreported`], and for a draft of
/// a year with a register, a half that is named in full need not have been reported on.
pub fn choose(options: &Options, facts: &Facts) -> Result<Choice, Error> {
    let senders: Vec<(Period, usize)> =
        facts.senders().into_iter().map(|(period, units)| (period, units.len())).collect();
    let chosen = |period: Period, open: &[(Period, usize)]| Choice {
        period,
        asked: Asked::of(options),
        units: senders.iter().find(|(p, _)| *p == period).map_or(0, |(_, units)| *units),
        others: open.iter().filter(|(p, _)| *p != period).copied().collect(),
    };
    if let (Some(fiscal_year), Some(half)) = (options.fiscal_year, options.half) {
        let period = Period { fiscal_year, half };
        let registered = facts.years.get(&fiscal_year).is_some_and(|y| !y.measures.is_empty());
        let is_open = options.unreported
            || (options.draft && registered)
            || without_progress(options, facts) == Some(period);
        if !is_open && !senders.iter().any(|(p, _)| *p == period) {
            let has_begun = senders.iter().any(|(p, _)| p.fiscal_year == fiscal_year);
            let missing = || nothing_of(options, &senders);
            return Err(if registered && !has_begun { only_register(fiscal_year) } else { missing() });
        }
        return Ok(chosen(period, &senders));
    }
    let open: Vec<_> = senders
        .iter()
        .filter(|(p, _)| options.fiscal_year.is_none_or(|y| y == p.fiscal_year))
        .filter(|(p, _)| options.half.is_none_or(|h| h == p.half))
        .copied()
        .collect();
    let most = open.iter().map(|(_, units)| *units).max().unwrap_or(0);
    let enough = open.iter().filter(|(_, units)| units * 2 >= most).map(|(period, _)| *period).max();
    let enough = enough.or_else(|| without_progress(options, facts));
    enough.map(|period| chosen(period, &open)).ok_or_else(|| {
        let registered = registered(options, facts);
        match (registered, options.fiscal_year) {
            // Somebody has reported, only not on the half that was asked for.
            (Some(year), _) if senders.iter().all(|(p, _)| p.fiscal_year != year) => only_register(year),
            (None, None) if senders.is_empty() => nothing_sent(facts),
            _ => nothing_of(options, &senders),
        }
    })
}

/// The half that units are to report on next where [`choose`] found that nobody has: of the newest year, of those
/// that may be meant, with a register.
#[must_use]
pub fn awaited(options: &Options, facts: &Facts) -> Option<Choice> {
    let fiscal_year = registered(options, facts)?;
    let period = Period { fiscal_year, half: options.half.unwrap_or(Half::First) };
    Some(Choice { period, units: 0, others: Vec::new(), asked: Asked::of(options) })
}

/// Nobody has reported on what was asked for; which halves of the year there are instead, or of any year.
fn nothing_of(options: &Options, senders: &[(Period, usize)]) -> Error {
    let of_year =
        |(period, _): &&(Period, usize)| options.fiscal_year.is_none_or(|y| y == period.fiscal_year);
    let newest = senders.iter().filter(of_year).max();
    let asked = match (options.fiscal_year, options.half) {
        (Some(fiscal_year), Some(half)) => Period { fiscal_year, half }.slug(),
        (Some(year), None) => year.to_string(),
        (None, Some(half)) => format!("h{}", half.number()),
        (None, None) => "input/".to_owned(),
    };
    let (Some((newest, _)), Some(half)) = (newest, options.half) else { return no_data(&asked) };
    let there = |th: &str, en: &str| {
        let each = senders.iter().filter(of_year).map(|(period, units)| {
            let slug = period.slug();
            (format!("{slug} {units} {th}"), format!("{slug}: {units} {en}"))
        });
        let (th, en): (Vec<_>, Vec<_>) = each.unzip();
        (th.join(", "), en.join(", "))
    };
    let (there_th, there_en) = there("หน่วยงาน", "units");
    let missing = Period { half, ..*newest };
    let (slug, year, number) = (missing.slug(), missing.fiscal_year, half.number());
    let (other, other_year) = (newest.half.number(), newest.fiscal_year);
    Error::Usage(Text::new(
        format!(
            "ยังไม่มีหน่วยงานใดส่งรายงานผลรอบ {slug} (มี {there_th}) — วางแบบของรอบที่ {number} ที่กรอกแล้วใน input/{year} (ขอแบบได้ด้วย `ita-report init DIR --fy {year} --half {number}`) หรือเลือกรอบที่มีด้วย --fy {other_year} --half {other}"
        ),
        format!(
            "no data for {slug}: no unit has reported on it (there are {there_en}) — lay filled-in forms of half {number} into input/{year} (`ita-report init DIR --fy {year} --half {number}` makes the forms), or choose what is there with --fy {other_year} --half {other}"
        ),
    ))
}

/// Nobody has reported on any half, whatever else is there.
fn nothing_sent(facts: &Facts) -> Error {
    let files = facts.files.len();
    if files == 0 {
        return Error::Usage(Text::new(
            "ยังไม่มีข้อมูล: ไม่มีสมุดงานในโฟลเดอร์ปีของ input/ — สร้างแบบฟอร์มด้วย `ita-report init` แล้ววางสมุดงานที่กรอกแล้วไว้ในโฟลเดอร์ปี เช่น input/2568",
            "no data: there is no workbook in a year's folder of input/ — `ita-report init` makes the forms; lay filled-in workbooks into a year's folder, such as input/2568",
        ));
    }
    Error::Usage(Text::new(
        format!(
            "ยังไม่มีหน่วยงานใดส่งข้อมูลรอบ ๖ เดือน (อ่านแล้ว {files} ไฟล์) — วางสมุดงานที่กรอกแล้วไว้ในโฟลเดอร์ปีของ input/ เช่น input/2568"
        ),
        format!(
            "no data: no unit has submitted anything for a half ({files} files were read) — lay filled-in workbooks into a year's folder of input/, such as input/2568"
        ),
    ))
}

/// The newest year, of those that may be meant, that has measures.
fn registered(options: &Options, facts: &Facts) -> Option<FiscalYear> {
    let years = facts.years.iter().filter(|(_, year)| !year.measures.is_empty()).map(|(year, _)| *year);
    years.filter(|year| options.fiscal_year.is_none_or(|asked| asked == *year)).max()
}

/// The half of a part that needs no report of a unit: the measures of a year, or the results before it.
fn without_progress(options: &Options, facts: &Facts) -> Option<Period> {
    let fiscal_year = match options.only? {
        Only::Measures => registered(options, facts)?,
        Only::Results => {
            let years = facts.years.iter().filter(|(_, y)| !y.questions.is_empty());
            let after = years.map(|(year, _)| FiscalYear(year.0.saturating_add(1)));
            after.filter(|year| options.fiscal_year.is_none_or(|asked| asked == *year)).max()?
        }
        Only::Progress => return None,
    };
    Some(Period { fiscal_year, half: options.half.unwrap_or(Half::First) })
}

/// Nobody has reported, yet the measures can be published.
fn only_register(year: FiscalYear) -> Error {
    Error::Usage(Text::new(
        format!(
            "ยังไม่มีรายงานผลของปีงบประมาณ {year} — จัดทำเฉพาะเอกสารมาตรการได้ด้วย `ita-report run --only measures` หรือเฉพาะผลการประเมินด้วย --only results"
        ),
        format!(
            "nobody has reported on fiscal year {year} yet — `ita-report run --only measures` makes the measures document alone, --only results the scores"
        ),
    ))
}

/// Hands `then` the model of the half asked for, as a run would report it; nothing is written. With
/// [`Options::unreported`] it is the [`awaited`] one where nobody has reported yet.
///
/// # Errors
/// No data for the half or its results' year.
pub fn consider<T>(
    options: &Options,
    setup: &Setup,
    assessed: &Assessed,
    then: impl FnOnce(&Model<'_>) -> T,
) -> Result<T, Error> {
    let period = considered(options, assessed)?;
    Ok(then(&Seen::new(setup, options, period, assessed)?.model(assessed)))
}

/// The half that [`consider`] takes.
///
/// # Errors
/// As [`choose`]; with [`Options::unreported`] only where there is no register either.
pub fn considered(options: &Options, assessed: &Assessed) -> Result<Period, Error> {
    match choose_period(options, &assessed.facts) {
        Err(error) if options.unreported => Ok(awaited(options, &assessed.facts).ok_or(error)?.period),
        chosen => chosen,
    }
}

/// An assessment seen from one half: what the model borrows.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    setup: &'a Setup,
    options: &'a Options,
    period: Period,
    scheme: &'a Scheme,
    scores: Book,
    earlier: Book,
    as_of: Date,
    outcomes: Vec<MeasureOutcome>,
    outcomes_before: Vec<MeasureOutcome>,
    coverage: Vec<Coverage>,
    readiness: Vec<Ready>,
    why: Text,
}

impl<'a> Seen<'a> {
    pub(super) fn new(
        setup: &'a Setup,
        options: &'a Options,
        period: Period,
        assessed: &Assessed,
    ) -> Result<Self, Error> {
        let results_year = period.fiscal_year.previous();
        let scheme = setup
            .schemes
            .get(results_year)
            .ok_or_else(|| Error::Usage(scheme::missing(&setup.schemes, results_year)))?;
        // The documents answer an item of the measures' own year.
        if setup.schemes.get(period.fiscal_year).is_none() {
            return Err(Error::Usage(scheme::missing(&setup.schemes, period.fiscal_year)));
        }
        let agency = &setup.workspace.agency.id;
        let as_of = options.as_of.unwrap_or_else(|| period.last_day());
        let outcomes = outcomes(&assessed.facts, period, as_of);
        let coverage = check::coverage(setup.context(), &assessed.facts, &assessed.diagnostics, period);
        let readiness = ready::readiness(ready::Sources {
            context: setup.context(),
            facts: &assessed.facts,
            scheme: setup.schemes.get(period.fiscal_year).unwrap_or(scheme),
            outcomes: &outcomes,
            coverage: &coverage,
            period,
        });
        Ok(Self {
            scores: assessed.book.of(agency, results_year),
            earlier: assessed.book.of(agency, results_year.previous()),
            outcomes,
            outcomes_before: outcomes_before(&assessed.facts, period, as_of),
            coverage,
            readiness,
            why: choose(options, &assessed.facts)
                .map(|c| c.why(setup.workspace.units.len()))
                .unwrap_or_default(),
            setup,
            options,
            period,
            scheme,
            as_of,
        })
    }

    pub(super) fn model<'b>(&'b self, assessed: &'b Assessed) -> Model<'b> {
        Model {
            workspace: &self.setup.workspace,
            contracts: &self.setup.contracts,
            wording: &self.setup.wording,
            schemes: &self.setup.schemes,
            scheme: self.scheme,
            period: self.period,
            as_of: self.as_of,
            digits: self.options.digits,
            draft: self.options.draft,
            only: self.options.only,
            facts: &assessed.facts,
            scores: &self.scores,
            earlier: &self.earlier,
            outcomes: &self.outcomes,
            outcomes_before: &self.outcomes_before,
            coverage: &self.coverage,
            readiness: &self.readiness,
            logo: assessed.pictures.logo(),
            diagnostics: &assessed.diagnostics,
        }
    }

    /// Whether there is something to publish.
    pub(super) fn allowed(&self, assessed: &Assessed) -> bool {
        self.options.draft || self.is_complete() && publishable(self.options, &assessed.diagnostics)
    }

    /// Whether everything expected is there, where that is required.
    fn is_complete(&self) -> bool {
        !self.options.require_complete || self.coverage.iter().all(Coverage::complete)
    }

    pub(super) fn outcome(self, assessed: Assessed) -> Outcome {
        Outcome {
            publishable: self.is_complete() && publishable(self.options, &assessed.diagnostics),
            complete: self.is_complete(),
            why: self.why,
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

/// Name of a publication's folder; a draft or a part made alone never takes a publication's place.
pub(crate) fn folder(period: Period, only: Option<Only>, draft: bool) -> String {
    let part = only.map(|only| format!("-{}", only.name())).unwrap_or_default();
    let draft = if draft { history::DRAFT } else { "" };
    format!("{}{part}{draft}", period.slug())
}

/// Outcomes of a half's measures at `as_of`.
pub(crate) fn outcomes(facts: &Facts, period: Period, as_of: Date) -> Vec<MeasureOutcome> {
    let measures = facts.years.get(&period.fiscal_year).map(|y| y.measures.as_slice());
    let reports = |period: Period| facts.progress.get(&period).map(Vec::as_slice).unwrap_or_default();
    let earlier = match period.half {
        Half::First => &[][..],
        Half::Second => reports(Period { half: Half::First, ..period }),
    };
    score::progress::evaluate(measures.unwrap_or_default(), reports(period), earlier, period, as_of)
}

/// Outcomes of the same half one year before, on the corresponding day; empty when nobody reported in it.
fn outcomes_before(facts: &Facts, period: Period, as_of: Date) -> Vec<MeasureOutcome> {
    let before = period.year_before();
    if facts.progress.get(&before).is_some_and(|rows| !rows.is_empty()) {
        outcomes(facts, before, as_of.year_before())
    } else {
        Vec::new()
    }
}
