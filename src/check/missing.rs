//! Findings about what was not submitted for the half that a run reports on: units, sheets, instruments.
//!
//! Comes in: coverage and facts. Goes out: one finding a slip: a unit that sent nothing is one finding, and not
//! one for each of its sheets. Never: decides what is missing (that is `coverage`'s).

use super::coverage::{Coverage, Expected, State};
use super::{Context, coverage, expects};
use crate::diagnostic::{ACCEPT, Code, Diagnostic, Diagnostics, Place, Severity};
use crate::model::{Facts, FiscalYear, Level, Origin, Period, Text};
use crate::scheme::{Instrument, Scheme};
use crate::thai;
use std::collections::{BTreeMap, BTreeSet};

/// The sheets of the year's results.
const RESULTS: &str = "results";

/// Adds what is missing in a half, and takes out what the same slip caused beside it.
pub fn missing(context: Context<'_>, facts: &Facts, diagnostics: &mut Diagnostics, period: Period) {
    let table = coverage(context, facts, diagnostics, period);
    let instruments = instruments(context, facts, period);
    let mut found = Vec::new();
    // Files that cannot be read may be those of units that sent nothing readable: as many of them are told already.
    let unreadable = unreadable(context, facts, diagnostics, period);
    let silent = table.iter().filter(|row| row.unit.is_some() && !row.is_sent()).count();
    let mut told: BTreeSet<(String, String)> = BTreeSet::new();
    for row in &table {
        match &row.unit {
            None => of_agency(context, facts, row, period, &instruments, &mut found),
            Some(unit) if !row.is_sent() && row.wanting().next().is_some() => {
                let finding = whole_unit(context, facts, row, unit, period);
                if silent > unreadable && !is_claimed(context, facts, diagnostics, unit, None, period) {
                    // Its blank sheets are the same slip.
                    let blank = row.sheets.iter().filter(|s| s.state == State::Blank);
                    let places = blank.filter_map(|s| origin(facts, s, Some(unit), period));
                    told.extend(places.map(|o| (o.file.to_string(), o.sheet.to_string())));
                    found.push(finding);
                }
            }
            Some(unit) => {
                for sheet in row.sheets.iter().filter(|s| s.state == State::Missing) {
                    if !is_claimed(context, facts, diagnostics, unit, Some(&sheet.kind), period) {
                        found.push(one_sheet(context, facts, row, sheet, unit, period));
                    }
                }
            }
        }
    }
    diagnostics.retain(|d| {
        let place = (d.place.file.clone(), d.place.sheet.clone().unwrap_or_default());
        d.code != Code::SheetEmpty || !told.contains(&place)
    });
    for finding in found.into_iter().chain(instruments.into_iter().map(|(_, finding)| finding)) {
        diagnostics.push(finding);
    }
}

/// Workbooks in the year's folder that could not be read at all.
fn unreadable(context: Context<'_>, facts: &Facts, diagnostics: &Diagnostics, period: Period) -> usize {
    let folder = format!("{}/{}/", context.workspace.input, period.fiscal_year);
    let is_read =
        |file: &str| facts.submissions.iter().chain(&facts.strays).any(|s| s.origin.file[..] == *file);
    let files: BTreeSet<&str> = diagnostics
        .iter()
        .filter(|d| d.severity == Severity::Error && d.place.sheet.is_none())
        .map(|d| d.place.file.as_str())
        .filter(|file| file.starts_with(&folder) && !is_read(file))
        .collect();
    // And files in which no sheet names a unit that is known.
    let is_known = |file: &str| facts.submissions.iter().any(|s| s.origin.file[..] == *file);
    let nameless: BTreeSet<&str> = facts
        .strays
        .iter()
        .filter(|s| s.unit.is_none() && s.fiscal_year == period.fiscal_year)
        .map(|s| &s.origin.file[..])
        .filter(|file| !is_known(file))
        .collect();
    files.len() + nameless.len()
}

fn origin<'a>(facts: &'a Facts, sheet: &Expected, unit: Option<&str>, period: Period) -> Option<&'a Origin> {
    let found = facts
        .submissions
        .iter()
        .find(|s| s.kind == sheet.kind && s.unit.as_deref() == unit && s.period == Some(period));
    found.map(|s| &s.origin)
}

/// The folder of a year, as messages call it.
fn folder(context: Context<'_>, year: FiscalYear) -> Place {
    Place::file(format!("{}/{year}", context.workspace.input))
}

/// The file that holds most of a unit's sheets of a half.
fn file_of<'a>(facts: &'a Facts, unit: &str, period: Period) -> Option<&'a str> {
    let mut files: BTreeMap<&str, usize> = BTreeMap::new();
    for sheet in &facts.submissions {
        if sheet.unit.as_deref() == Some(unit) && sheet.period == Some(period) {
            *files.entry(&sheet.origin.file).or_default() += 1;
        }
    }
    let most = files.values().max().copied()?;
    files.into_iter().find(|(_, sheets)| *sheets == most).map(|(file, _)| file)
}

/// Whether a sheet that nobody could be given has its own finding and is most likely this unit's: it stands in the
/// unit's file, or names a unit whose nearest name is this one's.
fn is_claimed(
    context: Context<'_>,
    facts: &Facts,
    diagnostics: &Diagnostics,
    unit: &str,
    kind: Option<&str>,
    period: Period,
) -> bool {
    let name = context.workspace.unit(unit).map(|u| u.name_th.as_str());
    let in_file = |file: &str| {
        facts.submissions.iter().any(|s| s.origin.file[..] == *file && s.unit.as_deref() == Some(unit))
    };
    // Under the name of a unit that does not submit this kind: that is said already.
    let under_another = facts.submissions.iter().any(|s| {
        let owner = s.unit.as_deref().and_then(|id| context.workspace.unit(id));
        let expected = context.contracts.get(&s.kind).zip(owner).is_none_or(|(c, u)| expects(c, u));
        kind == Some(&s.kind[..]) && s.period == Some(period) && !expected && in_file(&s.origin.file)
    });
    // In the other half, or under another unit's name by mistake: that is said already, too.
    let misplaced = facts.submissions.iter().any(|s| {
        kind == Some(&s.kind[..])
            && in_file(&s.origin.file)
            && diagnostics.iter().any(|d| {
                matches!(d.code, Code::HalfDiffers | Code::UnitDiffers)
                    && d.place.file == s.origin.file[..]
                    && d.place.sheet.as_deref() == Some(&s.origin.sheet[..])
            })
    });
    if under_another || misplaced {
        return true;
    }
    facts
        .strays
        .iter()
        .filter(|s| kind.is_none_or(|kind| s.kind == kind) && s.fiscal_year == period.fiscal_year)
        .any(|stray| {
            let file = &stray.origin.file;
            stray.unit.as_deref() == Some(unit)
                || in_file(file)
                || diagnostics.iter().any(|d| {
                    d.code == Code::UnitUnknown
                        && d.place.file == file[..]
                        && d.nearest.is_some()
                        && d.nearest.as_deref() == name
                })
        })
}

fn titles(sheets: &[&Expected]) -> String {
    sheets.iter().map(|s| s.title.as_str()).collect::<Vec<_>>().join(", ")
}

/// A unit that sent nothing, or only forms as they were sent out.
fn whole_unit(context: Context<'_>, facts: &Facts, row: &Coverage, unit: &str, period: Period) -> Diagnostic {
    let sheets: Vec<_> = row.wanting().collect();
    let slug = period.slug();
    let (count, names) = (sheets.len(), titles(&sheets));
    let file = file_of(facts, unit, period);
    let place = file.map_or_else(|| folder(context, period.fiscal_year), Place::file);
    let message = if file.is_some() {
        Text::new(
            format!("{} ส่งแบบเปล่าของรอบ {slug} ทั้ง {count} แผ่นยังไม่ได้กรอก จึงถือว่ายังไม่ส่ง", row.name),
            format!(
                "{unit} sent blank forms for {slug}: none of {count} sheets is filled in, so nothing was submitted"
            ),
        )
    } else {
        Text::new(
            format!("ยังไม่ได้รับข้อมูลรอบ {slug} จาก{} ({count} แผ่น: {names})", row.name),
            format!("{unit} has sent nothing for {slug} ({count} sheets)"),
        )
    };
    let action = Text::new(
        "ขอให้กรอกและส่งสมุดงาน แล้ววางไว้ในโฟลเดอร์ของปี หากจัดทำรายงานตอนนี้จะไม่มีข้อมูลของหน่วยงานนี้",
        "ask for the filled-in workbook and lay it into the year's folder; a report made now lacks this unit",
    );
    Diagnostic::new(Code::UnitMissing, place, message, action).unit(Some(unit.to_owned()))
}

/// One sheet of a unit that sent others.
fn one_sheet(
    context: Context<'_>,
    facts: &Facts,
    row: &Coverage,
    sheet: &Expected,
    unit: &str,
    period: Period,
) -> Diagnostic {
    let file = file_of(facts, unit, period);
    let place = file.map_or_else(|| folder(context, period.fiscal_year), Place::file);
    Diagnostic::new(
        Code::SheetMissing,
        place,
        Text::new(
            format!("{} ยังไม่ได้ส่งแผ่นงาน “{}” ของรอบ {}", row.name, sheet.title, period.slug()),
            format!("{unit} has not sent the sheet {} for {}", sheet.kind, period.slug()),
        ),
        Text::new(
            "เพิ่มแผ่นงานจากแบบฟอร์มเปล่า กรอก แล้วส่งใหม่",
            "add the sheet from the blank form, fill it in and send it again",
        ),
    )
    .row(sheet.kind.clone())
    .unit(Some(unit.to_owned()))
}

/// The agency's own sheets: results and register.
fn of_agency(
    context: Context<'_>,
    facts: &Facts,
    row: &Coverage,
    period: Period,
    instruments: &[(String, Diagnostic)],
    found: &mut Vec<Diagnostic>,
) {
    for sheet in row.sheets.iter().filter(|s| s.state == State::Missing) {
        let contract = context.contracts.get(&sheet.kind);
        let of_results = contract.is_some_and(|c| c.workbook == RESULTS);
        let year = if of_results { period.fiscal_year.previous() } else { period.fiscal_year };
        // Raw answers are results too; and an instrument that is missing beside others has its own finding.
        let has_results = facts.years.get(&year).is_some_and(|y| !y.questions.is_empty());
        if of_results && has_results {
            continue;
        }
        if of_results && !instruments.is_empty() {
            continue;
        }
        found.push(
            Diagnostic::new(
                Code::SheetMissing,
                folder(context, year),
                Text::new(
                    format!("ยังไม่มีแผ่นงาน “{}” ของปีงบประมาณ {year}", sheet.title),
                    format!("there is no sheet {} of fiscal year {year}", sheet.kind),
                ),
                Text::new(
                    format!("วางสมุดงานที่มีแผ่นงานนี้ไว้ใน {}/{year}", context.workspace.input),
                    format!("lay a workbook that holds it into {}/{year}", context.workspace.input),
                ),
            )
            .row(sheet.kind.clone()),
        );
    }
}

/// Instruments of the results' year of which nothing is there, beside others that are.
fn instruments(context: Context<'_>, facts: &Facts, period: Period) -> Vec<(String, Diagnostic)> {
    let year = period.fiscal_year.previous();
    let (Some(scheme), Some(known)) = (context.schemes.get(year), facts.years.get(&year)) else {
        return Vec::new();
    };
    let Some(first) = known.questions.first() else { return Vec::new() };
    let is_there = |instrument: &Instrument| {
        let of = |code: &str| scheme.question(code).and_then(|q| scheme.instrument_of(q));
        let published = known.published.iter().any(|p| match &p.level {
            Level::Instrument(code) => *code == instrument.code,
            Level::Indicator(number) => {
                scheme.indicator(*number).is_some_and(|i| i.instrument == instrument.code)
            }
            _ => false,
        });
        published
            || known.questions.iter().any(|q| of(&q.question).is_some_and(|i| i.code == instrument.code))
    };
    let absent = scheme.instruments.iter().filter(|i| !is_there(i));
    absent.map(|i| (i.code.clone(), no_instrument(scheme, i, &first.origin))).collect()
}

fn no_instrument(scheme: &Scheme, instrument: &Instrument, at: &Origin) -> Diagnostic {
    let (code, year) = (&instrument.code, scheme.fiscal_year);
    let questions = scheme.questions_of(code).count();
    let weight = thai::format_number(instrument.weight, if instrument.weight.fract() == 0.0 { 0 } else { 2 });
    Diagnostic::new(
        Code::InstrumentMissing,
        Place::file(&at.file[..]),
        Text::new(
            format!("ไม่มีผลของ {code} ปีงบประมาณ {year} เลยแม้แต่ข้อเดียว ({questions} ข้อ ค่าน้ำหนักร้อยละ {weight}) จึงไม่มีคะแนนรวม"),
            format!("nothing of {code} of {year} is there ({questions} questions, weight {weight} percent), so there is no total"),
        ),
        Text::new(
            format!("เพิ่มผลของ {code} ในสมุดงานผลการประเมิน หรือวางไฟล์ที่มีไว้ในโฟลเดอร์ของปี {year} ถ้ายังไม่ประกาศ {ACCEPT} รายงานจะไม่มีคะแนนรวม"),
            format!("add the results of {code} to the workbook of results, or lay the file that holds them into the folder of {year}; while they are not published, accept this in agency.toml with the reason, and the report has no total"),
        ),
    )
    .row(code.clone())
}
