//! Reports on measures: known and assigned codes, and one story told by status, percentage and date.

use super::{MOST_CANDIDATES, evidence, within};
use crate::check::Context;
use crate::check::cell::shown;
use crate::check::coverage::finished_before;
use crate::check::records::measure_code;
use crate::check::sheet::Sheet;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Absence, Facts, FiscalYear, Half, Measure, Origin, Period, Progress, Status, Text};
use crate::thai::{self, Date, Digits};
use std::collections::BTreeMap;

/// Applies the rules to the reports of one half.
pub(super) fn check(
    context: Context<'_>,
    facts: &Facts,
    period: Period,
    rows: &[Progress],
    findings: &mut Vec<Diagnostic>,
) {
    let year: FiscalYear = period.fiscal_year;
    let register = facts.years.get(&year).map(|y| y.measures.as_slice()).unwrap_or_default();
    let by_code: BTreeMap<&str, &Measure> = register.iter().map(|m| (m.code.as_str(), m)).collect();
    for row in rows {
        let mut own = Vec::new();
        match by_code.get(row.measure.as_str()) {
            None => own.push(unknown_measure(
                &row.measure,
                &row.origin,
                register.iter().map(|m| m.code.as_str()),
                year,
            )),
            Some(measure) => {
                let assigned = measure.responsible.get().is_none_or(|r| r.units.contains(&row.unit));
                if !assigned {
                    let name = context.workspace.unit(&row.unit).map_or("", |u| u.name_th.as_str());
                    let wording = measure.responsible.get().map_or("", |r| r.wording.as_str());
                    own.push(not_assigned(&row.measure, &row.origin, name, wording));
                }
            }
        }
        // What was finished in the first half is finished in the second, and has that half's date.
        let finished = row.status.get() == Some(&Status::Finished);
        let from = if finished { year.first_day() } else { period.first_day() };
        within(&row.finished_on, from, period.last_day(), &row.measure, &mut own);
        let earlier = first_half(facts, period, row);
        consistent(row, earlier, &mut own);
        if let Some(earlier) = earlier {
            contradicts(row, earlier, period, &mut own);
        }
        // Evidence that was given with the first half's report need not be given again.
        let shown =
            earlier.is_some_and(|e| e.status.get() == Some(&Status::Finished) && e.evidence.get().is_some());
        if !(shown && row.evidence.absence().is_some_and(|a| a != Absence::Invalid)) {
            evidence::of_measure(row, &mut own);
        }
        findings.extend(own.into_iter().map(|f| f.row(row.measure.clone()).unit(Some(row.unit.clone()))));
    }
}

/// The code that was meant: one of the same indicator with the nearest number. Codes of other indicators differ
/// by a digit, too, and are another matter.
fn nearest_code<'a>(written: &str, codes: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let parts = |code: &'_ str| -> Option<(u32, u32)> {
        let (indicator, serial) = code.strip_prefix('M')?.split_once('-')?;
        Some((indicator.parse().ok()?, serial.parse().ok()?))
    };
    let Some((indicator, serial)) = parts(written) else { return thai::nearest(written, codes) };
    codes
        .filter_map(|code| Some((parts(code)?, code)))
        .filter(|((of, _), _)| *of == indicator)
        .min_by_key(|((_, number), _)| number.abs_diff(serial))
        .map(|(_, code)| code)
}

/// The unit's report on the same measure in the first half, seen from the second.
fn first_half<'a>(facts: &'a Facts, period: Period, row: &Progress) -> Option<&'a Progress> {
    let first = Period { half: Half::First, ..period };
    let rows = facts.progress.get(&first).filter(|_| period.half == Half::Second)?;
    rows.iter().find(|p| p.unit == row.unit && p.measure == row.measure)
}

/// The second half's report tells the same story as the first half's.
fn contradicts(row: &Progress, earlier: &Progress, period: Period, findings: &mut Vec<Diagnostic>) {
    let finished = |report: &Progress| report.status.get() == Some(&Status::Finished);
    let (Some(_), Some(_)) = (row.status.get(), earlier.status.get()) else { return };
    let show = |date: Date| thai::format_short(date, Digits::Arabic);
    let (now, before) = (row.finished_on.get().copied(), earlier.finished_on.get().copied());
    let (field, message) = match (finished(row), finished(earlier)) {
        (false, true) => (
            row.status.origin.as_ref(),
            Text::new(
                "รอบแรกรายงานว่าแล้วเสร็จ แต่รอบนี้รายงานว่ายังไม่แล้วเสร็จ",
                "the first half's report says finished, this one says it is not",
            ),
        ),
        (true, true) => match (now, before) {
            (Some(now), Some(before)) if now != before => (
                row.finished_on.origin.as_ref(),
                Text::new(
                    format!("วันที่แล้วเสร็จ {} ไม่ตรงกับที่รายงานในรอบแรก {}", show(now), show(before)),
                    format!("finished on {now}, but the first half's report says {before}"),
                ),
            ),
            _ => return,
        },
        (true, false) => match now {
            Some(now) if now < period.first_day() && now >= period.fiscal_year.first_day() => (
                row.finished_on.origin.as_ref(),
                Text::new(
                    format!("วันที่แล้วเสร็จ {} อยู่ในรอบแรก ซึ่งรายงานว่ายังไม่แล้วเสร็จ", show(now)),
                    format!("finished on {now}, in the first half, whose report says it is not finished"),
                ),
            ),
            _ => return,
        },
        (false, false) => return,
    };
    let action = Text::new(
        format!(
            "ตรวจกับรายงานรอบแรก {} [{}!{}] แล้วแก้ให้ตรงกัน",
            earlier.origin.file,
            earlier.origin.sheet,
            earlier.origin.a1()
        ),
        format!(
            "compare with the first half's report, {} [{}!{}], and make them agree",
            earlier.origin.file,
            earlier.origin.sheet,
            earlier.origin.a1()
        ),
    );
    findings.push(Diagnostic::new(Code::HalvesDiffer, field.unwrap_or(&row.origin), message, action));
}

pub(super) fn unknown_measure<'a>(
    written: &str,
    origin: &Origin,
    codes: impl Iterator<Item = &'a str>,
    year: FiscalYear,
) -> Diagnostic {
    let nearest = nearest_code(written, codes.take(MOST_CANDIDATES)).map(str::to_owned);
    Diagnostic::new(
        Code::MeasureUnknown,
        origin,
        Text::new(
            format!("ไม่มีมาตรการ “{}” ในทะเบียนปีงบประมาณ {year}", shown(written)),
            format!("measure “{}” is not in the register of fiscal year {year}", shown(written)),
        ),
        Text::new("แก้รหัสให้ตรงกับทะเบียนมาตรการ", "use a code of the register of measures"),
    )
    .found(written)
    .nearest(nearest)
}

pub(super) fn not_assigned(measure: &str, origin: &Origin, unit: &str, wording: &str) -> Diagnostic {
    Diagnostic::new(
        Code::MeasureNotAssigned,
        origin,
        Text::new(
            format!("มาตรการ {measure} ไม่ได้มอบหมาย{unit} (ผู้รับผิดชอบ: {})", shown(wording)),
            format!("measure {measure} is not assigned to this unit (responsible: {})", shown(wording)),
        ),
        Text::new(
            "ลบแถวนี้ หรือแก้ผู้รับผิดชอบในทะเบียนมาตรการ",
            "delete the row, or correct the responsible units in the register",
        ),
    )
    .found(measure)
}

/// Status, percentage and date tell one story.
fn consistent(row: &Progress, earlier: Option<&Progress>, findings: &mut Vec<Diagnostic>) {
    let Some(status) = row.status.get().copied() else { return };
    let percent = row.percent_complete.get().copied();
    let at = |field: Option<&Origin>| field.unwrap_or(&row.origin).clone();
    match status {
        Status::Finished => {
            if percent.is_some_and(|p| p < 100.0) {
                let percent = percent.unwrap_or_default();
                findings.push(
                    Diagnostic::new(
                        Code::FinishedNotComplete,
                        &at(row.percent_complete.origin.as_ref()),
                        Text::new(
                            format!("สถานะแล้วเสร็จ แต่ความสำเร็จร้อยละ {percent}"),
                            format!("status is finished, but {percent} percent complete"),
                        ),
                        Text::new("กรอก 100 หรือแก้สถานะ", "write 100 or change the status"),
                    )
                    .found(percent.to_string()),
                );
            }
            let dated = earlier
                .is_some_and(|e| e.status.get() == Some(&Status::Finished) && e.finished_on.get().is_some());
            if !dated && row.finished_on.absence().is_some_and(|a| a != Absence::Invalid) {
                findings.push(Diagnostic::new(
                    Code::FinishedWithoutDate,
                    &at(row.finished_on.origin.as_ref()),
                    Text::new("สถานะแล้วเสร็จ แต่ไม่มีวันที่แล้วเสร็จ", "status is finished, but there is no date"),
                    Text::new("กรอกวันที่แล้วเสร็จ เช่น 15/03/2568", "write the date, e.g. 15/03/2568"),
                ));
            }
        }
        Status::UnderWay | Status::NotStarted => {
            let limit = if status == Status::NotStarted { 0.0 } else { 99.999 };
            if let Some(percent) = percent.filter(|p| *p > limit) {
                findings.push(
                    Diagnostic::new(
                        Code::CompleteNotFinished,
                        &at(row.percent_complete.origin.as_ref()),
                        Text::new(
                            format!("ความสำเร็จร้อยละ {percent} ขัดกับสถานะที่เลือก"),
                            format!("{percent} percent complete contradicts the status"),
                        ),
                        Text::new("แก้ร้อยละหรือสถานะให้ตรงกัน", "make the percentage and the status agree"),
                    )
                    .found(percent.to_string()),
                );
            }
            if let Some(date) = row.finished_on.get() {
                findings.push(
                    Diagnostic::new(
                        Code::DateNotFinished,
                        &at(row.finished_on.origin.as_ref()),
                        Text::new(
                            "มีวันที่แล้วเสร็จ แต่สถานะยังไม่แล้วเสร็จ",
                            "there is a finishing date, but the status is not finished",
                        ),
                        Text::new("ลบวันที่ หรือแก้สถานะ", "delete the date or change the status"),
                    )
                    .found(date.to_string()),
                );
            }
        }
    }
}

/// Measures that a unit is responsible for and did not report on: left unanswered in the form, or their row is gone.
/// A form in which nothing is filled in is one finding of its own.
pub(super) fn unanswered(sheets: &[Sheet], facts: &Facts, findings: &mut Vec<Diagnostic>) {
    for sheet in sheets.iter().filter(|s| s.contract.name == "progress" && s.submission.rows > 0) {
        let (Some(unit), Some(period)) = (&sheet.submission.unit, sheet.submission.period) else { continue };
        let Some(year) = facts.years.get(&period.fiscal_year) else { continue };
        let expected: Vec<&Measure> = year
            .measures
            .iter()
            .filter(|m| m.responsible.get().is_some_and(|r| r.units.contains(unit)))
            .filter(|m| !finished_before(facts, unit, &m.code, period))
            .collect();
        for (written, origin) in &sheet.listed {
            let Some(code) = measure_code(written) else { continue };
            if expected.iter().any(|m| m.code == code) {
                findings.push(unanswered_row(&code, unit, origin));
            }
        }
        let gone = gone(sheet, facts, unit, period, &expected);
        findings.extend(gone.into_iter().map(|code| row_gone(code, unit, &sheet.submission.origin)));
    }
}

/// Expected measures of which the sheet has no row. A row whose code is misspelt or missing has its own finding, and
/// is most likely one of them.
fn gone<'a>(
    sheet: &Sheet,
    facts: &Facts,
    unit: &str,
    period: Period,
    expected: &[&'a Measure],
) -> Vec<&'a str> {
    let rows: Vec<&Progress> = facts
        .progress
        .get(&period)
        .into_iter()
        .flatten()
        .filter(|p| p.unit == unit && p.origin.file == sheet.submission.origin.file)
        .collect();
    let known = |code: &str| expected.iter().any(|m| m.code == code);
    let listed: Vec<String> = sheet.listed.iter().filter_map(|(written, _)| measure_code(written)).collect();
    let codes = expected.iter().map(|m| m.code.as_str());
    let meant: Vec<&str> = rows
        .iter()
        .filter(|p| !known(&p.measure))
        .filter_map(|p| thai::nearest(&p.measure, codes.clone().take(MOST_CANDIDATES)))
        .collect();
    let gone: Vec<&str> = codes
        .filter(|code| !rows.iter().any(|p| p.measure == *code) && !listed.iter().any(|l| l == code))
        .filter(|code| !meant.contains(code))
        .collect();
    let readable = sheet.rows.iter().filter(|r| !r.is_total()).count();
    let without_code = readable.saturating_sub(rows.len());
    if gone.len() <= without_code { Vec::new() } else { gone }
}

fn unanswered_row(code: &str, unit: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::MeasureMissing,
        origin,
        Text::new(
            format!("ยังไม่ได้รายงานผลมาตรการ {code} ที่ได้รับมอบหมาย"),
            format!("no report on measure {code}, which is assigned to this unit"),
        ),
        Text::new("กรอกผลในแถวนี้แล้วส่งใหม่", "fill in this row and send the workbook again"),
    )
    .row(code)
    .unit(Some(unit.to_owned()))
}

fn row_gone(code: &str, unit: &str, at: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::MeasureMissing,
        Place::sheet(&at.file[..], &at.sheet[..]),
        Text::new(
            format!("ไม่มีแถวของมาตรการ {code} ที่ได้รับมอบหมาย แถวนี้อาจถูกลบออกจากแบบ"),
            format!("there is no row of measure {code}, which is assigned to this unit; it may have been deleted from the form"),
        ),
        Text::new(
            format!("เพิ่มแถวรหัส {code} แล้วกรอกผล หรือแก้ผู้รับผิดชอบในทะเบียนมาตรการ"),
            format!("add a row with the code {code} and fill it in, or correct the responsible units in the register"),
        ),
    )
    .row(code)
    .unit(Some(unit.to_owned()))
}
