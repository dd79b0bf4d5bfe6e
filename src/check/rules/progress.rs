//! Reports on measures: known and assigned codes, and one story told by status, percentage and date.

use super::{MOST_CANDIDATES, evidence, within};
use crate::check::Context;
use crate::check::cell::shown;
use crate::check::records::measure_code;
use crate::check::sheet::Sheet;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Facts, FiscalYear, Measure, Origin, Period, Progress, Status, Text};
use crate::thai;
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
            None => own.push(unknown_measure(row, register.iter().map(|m| m.code.as_str()), year)),
            Some(measure) => {
                let assigned = measure.responsible.get().is_none_or(|r| r.units.contains(&row.unit));
                if !assigned {
                    let name = context.workspace.unit(&row.unit).map_or("", |u| u.name_th.as_str());
                    let wording = measure.responsible.get().map_or("", |r| r.wording.as_str());
                    own.push(not_assigned(row, name, wording));
                }
            }
        }
        within(&row.finished_on, period.first_day(), period.last_day(), &row.measure, &mut own);
        consistent(row, &mut own);
        evidence::of_measure(row, &mut own);
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

fn unknown_measure<'a>(row: &Progress, codes: impl Iterator<Item = &'a str>, year: FiscalYear) -> Diagnostic {
    let nearest = nearest_code(&row.measure, codes.take(MOST_CANDIDATES)).map(str::to_owned);
    Diagnostic::new(
        Code::MeasureUnknown,
        &row.origin,
        Text::new(
            format!("ไม่มีมาตรการ “{}” ในทะเบียนปีงบประมาณ {year}", shown(&row.measure)),
            format!("measure “{}” is not in the register of fiscal year {year}", shown(&row.measure)),
        ),
        Text::new("แก้รหัสให้ตรงกับทะเบียนมาตรการ", "use a code of the register of measures"),
    )
    .found(row.measure.clone())
    .nearest(nearest)
}

fn not_assigned(row: &Progress, unit: &str, wording: &str) -> Diagnostic {
    Diagnostic::new(
        Code::MeasureNotAssigned,
        &row.origin,
        Text::new(
            format!("มาตรการ {} ไม่ได้มอบหมาย{unit} (ผู้รับผิดชอบ: {})", row.measure, shown(wording)),
            format!("measure {} is not assigned to this unit (responsible: {})", row.measure, shown(wording)),
        ),
        Text::new(
            "ลบแถวนี้ หรือแก้ผู้รับผิดชอบในทะเบียนมาตรการ",
            "delete the row, or correct the responsible units in the register",
        ),
    )
    .found(row.measure.clone())
}

/// Status, percentage and date tell one story.
fn consistent(row: &Progress, findings: &mut Vec<Diagnostic>) {
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
            if row.finished_on.absence().is_some_and(|a| a != crate::model::Absence::Invalid) {
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

/// Measures that were listed in the form for a unit that is responsible, and left unanswered.
pub(super) fn unanswered(sheets: &[Sheet], facts: &Facts, findings: &mut Vec<Diagnostic>) {
    for sheet in sheets {
        let Some(unit) = &sheet.submission.unit else { continue };
        let Some(year) = facts.years.get(&sheet.submission.fiscal_year) else { continue };
        for (written, origin) in &sheet.listed {
            let Some(code) = measure_code(written) else { continue };
            let measure = year.measures.iter().find(|m| m.code == code);
            let assigned = measure.and_then(|m| m.responsible.get()).is_some_and(|r| r.units.contains(unit));
            if assigned {
                findings.push(
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
                    .unit(Some(unit.clone())),
                );
            }
        }
    }
}
