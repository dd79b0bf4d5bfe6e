//! Rules that look across cells, rows and sheets.

use super::Context;
use super::cell::{fix_cell, shown};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Facts, Field, FiscalYear, Origin, Period, Progress, QuestionResult, Status, Text};
use crate::scheme::Scheme;
use crate::thai::{self, Date, Digits};
use std::collections::BTreeMap;

/// Applies every rule.
pub(super) fn check(context: Context<'_>, facts: &Facts, findings: &mut Vec<Diagnostic>) {
    for (year, known) in &facts.years {
        if let Some(scheme) = context.schemes.get(*year) {
            respondents(&known.questions, scheme, findings);
            percents(&known.questions, findings);
            repeated(&known.questions, findings);
            missing(&known.questions, scheme, findings);
        }
        for measure in &known.measures {
            let twice = known.measures.iter().find(|m| m.code == measure.code);
            if let Some(first) = twice.filter(|m| m.origin.file != measure.origin.file) {
                findings.push(repeats(&first.origin, &measure.origin, &measure.code));
            }
        }
        for briefing in &known.briefings {
            within(&briefing.date, year.first_day(), year.last_day(), briefing.title.text(), findings);
        }
    }
    for (period, rows) in &facts.progress {
        progress(context, facts, *period, rows, findings);
    }
}

/// Everybody who answers a survey answers all its questions: the counts add up to one number.
fn respondents(questions: &[QuestionResult], scheme: &Scheme, findings: &mut Vec<Diagnostic>) {
    let mut by_survey: BTreeMap<&str, Vec<(&QuestionResult, i64)>> = BTreeMap::new();
    for result in questions {
        let total: Option<i64> = result.counts.iter().map(|c| c.get().copied()).sum();
        let instrument = scheme.question(&result.question).and_then(|q| scheme.instrument_of(q));
        if let (Some(total), Some(instrument), false) = (total, instrument, result.counts.is_empty()) {
            by_survey.entry(&instrument.code).or_default().push((result, total));
        }
    }
    for (survey, totals) in by_survey {
        let mut tally: BTreeMap<i64, usize> = BTreeMap::new();
        for (_, total) in &totals {
            *tally.entry(*total).or_default() += 1;
        }
        let Some((usual, _)) = tally.into_iter().max_by_key(|(total, times)| (*times, *total)) else {
            continue;
        };
        for (result, total) in totals.into_iter().filter(|(_, total)| *total != usual) {
            let label = label(result);
            findings.push(
                Diagnostic::new(
                    Code::RespondentsDiffer,
                    &result.origin,
                    Text::new(
                        format!("ข้อ {label} มีผู้ตอบรวม {total} คน ข้ออื่นของ {survey} มี {usual} คน"),
                        format!("{label} has {total} answers, the other questions of {survey} have {usual}"),
                    ),
                    Text::new(
                        "ตรวจจำนวนผู้ตอบทุกตัวเลือกของข้อนี้",
                        "check the counts of all choices of this question",
                    ),
                )
                .row(label)
                .found(total.to_string()),
            );
        }
    }
}

fn label(result: &QuestionResult) -> String {
    if result.part.is_empty() {
        result.question.clone()
    } else {
        format!("{} {}", result.question, result.part)
    }
}

/// A printed percentage must be the count's share, rounded half away from zero to two decimals.
fn percents(questions: &[QuestionResult], findings: &mut Vec<Diagnostic>) {
    for result in questions {
        let total: Option<i64> = result.counts.iter().map(|c| c.get().copied()).sum();
        let Some(total) = total.filter(|t| *t > 0) else { continue };
        for (count, percent) in result.counts.iter().zip(&result.percents) {
            let (Some(count), Some(printed), Some(origin)) = (count.get(), percent.get(), &percent.origin)
            else {
                continue;
            };
            #[allow(clippy::cast_precision_loss)]
            let computed = thai::round_half_away(*count as f64 * 100.0 / total as f64, 2);
            if (computed - printed).abs() > 0.0049 {
                let (printed, computed) =
                    (thai::format_number(*printed, 2), thai::format_number(computed, 2));
                findings.push(
                    Diagnostic::new(
                        Code::PercentMismatch,
                        origin,
                        Text::new(
                            format!("ร้อยละ {printed} ไม่ตรงกับจำนวนผู้ตอบ {count} จาก {total} ซึ่งได้ {computed}"),
                            format!("percentage {printed} does not agree with {count} of {total}, which is {computed}"),
                        ),
                        Text::new(
                            "ตรวจจำนวนผู้ตอบและร้อยละ รายงานใช้ค่าที่คำนวณจากจำนวน",
                            "check count and percentage; the report uses the one computed from the counts",
                        ),
                    )
                    .row(label(result))
                    .found(printed)
                    .nearest(None),
                );
            }
        }
    }
}

fn repeats(first: &Origin, second: &Origin, what: &str) -> Diagnostic {
    Diagnostic::new(
        Code::ValueDuplicate,
        second,
        Text::new(
            format!("{what} มีอยู่แล้วใน {}", first.display()),
            format!("{what} is given already in {}", first.display()),
        ),
        Text::new("ลบแถวที่ซ้ำ", "delete one of the two rows"),
    )
    .row(what)
}

fn repeated(questions: &[QuestionResult], findings: &mut Vec<Diagnostic>) {
    for pair in questions.windows(2) {
        let (first, second) = (&pair[0], &pair[1]);
        // Within a sheet the primary key says so already.
        let other_sheet =
            first.origin.file != second.origin.file || first.origin.sheet != second.origin.sheet;
        if first.question == second.question && first.part == second.part && other_sheet {
            findings.push(repeats(&first.origin, &second.origin, &label(second)));
        }
    }
}

/// A survey that is there must have all its questions: a missing one is not a zero.
fn missing(questions: &[QuestionResult], scheme: &Scheme, findings: &mut Vec<Diagnostic>) {
    for instrument in &scheme.instruments {
        let mut place = None;
        let mut absent = Vec::new();
        for question in scheme.questions_of(&instrument.code) {
            match questions.iter().find(|r| r.question == question.code) {
                Some(result) => place = place.or(Some(&result.origin)),
                None => absent.push(question.code.as_str()),
            }
        }
        let Some(place) = place else { continue };
        for code in absent {
            findings.push(
                Diagnostic::new(
                    Code::QuestionMissing,
                    Place::sheet(&place.file[..], &place.sheet[..]),
                    Text::new(
                        format!("ไม่มีข้อ {code} ของ {} ปีงบประมาณ {}", instrument.code, scheme.fiscal_year),
                        format!("{code} of {} {} is missing", instrument.code, scheme.fiscal_year),
                    ),
                    Text::new("เพิ่มแถวของข้อนี้", "add a row for it"),
                )
                .row(code),
            );
        }
    }
}

fn within(field: &Field<Date>, first: Date, last: Date, row: &str, findings: &mut Vec<Diagnostic>) {
    let (Some(date), Some(origin)) = (field.get(), &field.origin) else { return };
    if *date < first || *date > last {
        let show = |d: Date| thai::format_short(d, Digits::Arabic);
        findings.push(
            Diagnostic::new(
                Code::DateOutsidePeriod,
                origin,
                Text::new(
                    format!("วันที่ {} อยู่นอกช่วง {} – {}", show(*date), show(first), show(last)),
                    format!("{date} lies outside {first} – {last}"),
                ),
                Text::new(
                    "ตรวจวัน เดือน และปี พ.ศ. แล้วส่งใหม่",
                    "check day, month and year, then send the workbook again",
                ),
            )
            .row(shown(row))
            .found(date.to_string()),
        );
    }
}

fn progress(
    context: Context<'_>,
    facts: &Facts,
    period: Period,
    rows: &[Progress],
    findings: &mut Vec<Diagnostic>,
) {
    let year: FiscalYear = period.fiscal_year;
    let register = facts.years.get(&year).map(|y| y.measures.as_slice()).unwrap_or_default();
    for row in rows {
        let mut own = Vec::new();
        match register.iter().find(|m| m.code == row.measure) {
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
        evidence(row, &mut own);
        findings.extend(own.into_iter().map(|f| f.row(row.measure.clone()).unit(Some(row.unit.clone()))));
    }
}

fn unknown_measure<'a>(row: &Progress, codes: impl Iterator<Item = &'a str>, year: FiscalYear) -> Diagnostic {
    let nearest = thai::nearest(&row.measure, codes).map(str::to_owned);
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

/// A finished measure shows evidence; evidence is a link or a file.
fn evidence(row: &Progress, findings: &mut Vec<Diagnostic>) {
    let Some(origin) = &row.evidence.origin else { return };
    match row.evidence.get() {
        None if row.status.get() == Some(&Status::Finished) => findings.push(Diagnostic::new(
            Code::EvidenceMissing,
            origin,
            Text::new("มาตรการแล้วเสร็จแต่ไม่มีหลักฐาน", "the measure is finished, but there is no evidence"),
            Text::new("ใส่ลิงก์ (https://…) หรือชื่อไฟล์หลักฐาน", "write a link (https://…) or the file's name"),
        )),
        Some(text) => {
            for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !is_evidence(l)) {
                findings.push(
                    Diagnostic::new(
                        Code::EvidenceUnclear,
                        origin,
                        Text::new(
                            format!("“{}” ไม่ใช่ลิงก์หรือชื่อไฟล์", shown(line)),
                            format!("“{}” is neither a link nor a file name", shown(line)),
                        ),
                        fix_cell(),
                    )
                    .found(line),
                );
            }
        }
        None => {}
    }
}

fn is_evidence(line: &str) -> bool {
    if let Some(rest) = line.strip_prefix("https://").or_else(|| line.strip_prefix("http://")) {
        return rest.contains('.') && !rest.contains(char::is_whitespace);
    }
    line.rsplit_once('.').is_some_and(|(name, end)| {
        !name.is_empty() && (2..=5).contains(&end.len()) && end.chars().all(|c| c.is_ascii_alphanumeric())
    })
}
