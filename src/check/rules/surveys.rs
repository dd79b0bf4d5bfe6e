//! Survey results: respondents, percentages, repeated and missing questions, jumps.

use super::{jump, signed};
use crate::check::Context;
use crate::check::sheet::Sheet;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Facts, FiscalYear, Origin, QuestionResult, Text};
use crate::scheme::Scheme;
use crate::thai;
use std::collections::BTreeMap;

/// Applies the rules to a year's results.
pub(super) fn check(
    context: Context<'_>,
    sheets: &[Sheet],
    facts: &Facts,
    year: FiscalYear,
    findings: &mut Vec<Diagnostic>,
) {
    let (Some(known), Some(scheme)) = (facts.years.get(&year), context.schemes.get(year)) else { return };
    respondents(&known.questions, scheme, findings);
    percents(&known.questions, findings);
    repeated(&known.questions, findings);
    let of_year = sheets.iter().filter(|s| s.submission.fiscal_year == year && s.submission.unit.is_none());
    let listed: Vec<_> = of_year.flat_map(|s| &s.listed).collect();
    missing(&known.questions, &listed, scheme, findings);
    turned(&known.questions, scheme, findings);
    let limit = context
        .contracts
        .get("survey_questions")
        .and_then(|contract| contract.fields[contract.position("published_score")?].jump);
    let before = facts.years.get(&year.previous()).zip(context.schemes.get(year.previous()));
    if let (Some((before, old)), Some(limit)) = (before, limit) {
        jumps((&before.questions, old), (&known.questions, scheme), limit, findings);
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
        let Some(total) = total.filter(|t| *t > 0 && !result.counts.is_empty()) else {
            findings.extend(percent_sum(result));
            continue;
        };
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
fn missing(
    questions: &[QuestionResult],
    listed: &[&(String, Origin)],
    scheme: &Scheme,
    findings: &mut Vec<Diagnostic>,
) {
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
            let same = |written: &str| {
                [thai::oit_code(written), thai::question_code(written)]
                    .into_iter()
                    .flatten()
                    .any(|c| c == code)
            };
            if let Some((_, origin)) = listed.iter().find(|(written, _)| same(written)) {
                findings.push(unanswered(code, origin));
                continue;
            }
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

/// The row is there, and nothing is filled in.
fn unanswered(code: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::QuestionMissing,
        origin,
        Text::new(
            format!("มีแถวของข้อ {code} แต่ยังไม่ได้กรอกผล"),
            format!("the row of {code} is there, but its result is blank"),
        ),
        Text::new("กรอกผลในแถวนี้แล้วส่งใหม่", "fill in this row and send the workbook again"),
    )
    .row(code)
}

/// Counts that make a far worse score than the same counts from the other end: most likely the choices were
/// filled in from the best down, while the form counts from the worst. Half of the points is a score that no
/// agency has had; nearly everybody answers well. Where the instrument as a whole is well answered, a question that is
/// not is reported by itself.
fn turned(questions: &[QuestionResult], scheme: &Scheme, findings: &mut Vec<Diagnostic>) {
    const HALF: f64 = 50.0;
    for instrument in &scheme.instruments {
        let (mut as_is, mut from_the_end, mut count) = (0.0, 0.0, 0.0);
        let mut place = None;
        let mut alone = Vec::new();
        for result in questions.iter().filter(|r| r.published.get().is_none()) {
            let Some(question) = scheme.question(&result.question) else { continue };
            if scheme.instrument_of(question).is_none_or(|i| i.code != instrument.code) {
                continue;
            }
            let mut other = result.clone();
            other.counts.reverse();
            if let (Some(now), Some(then)) = (score(result, scheme), score(&other, scheme)) {
                (as_is, from_the_end, count) = (as_is + now, from_the_end + then, count + 1.0);
                let first = result.counts.iter().find_map(|c| c.origin.as_ref());
                place = place.or(first);
                if let Some(first) = first.filter(|_| now < HALF && then > HALF) {
                    alone.push(turned_round(&label(result), now, then, first));
                }
            }
        }
        let (as_is, from_the_end) = (as_is / count, from_the_end / count);
        match place.filter(|_| count >= 3.0 && as_is < HALF && from_the_end > HALF) {
            Some(place) => findings.push(turned_round(&instrument.code, as_is, from_the_end, place)),
            None => findings.append(&mut alone),
        }
    }
}

fn turned_round(what: &str, as_is: f64, from_the_end: f64, place: &Origin) -> Diagnostic {
    let [as_is, from_the_end] = [as_is, from_the_end].map(|score| thai::format_number(score, 2));
    Diagnostic::new(
        Code::ScaleTurned,
        place,
        Text::new(
            format!(
                "คะแนน {what} จากจำนวนผู้ตอบได้ {as_is} ถ้ากลับลำดับตัวเลือกจะได้ {from_the_end} อาจกรอกจากมากที่สุดลงมา"
            ),
            format!(
                "the counts of {what} give {as_is}, from the other end {from_the_end}: they may be filled in from the best choice down"
            ),
        ),
        Text::new(
            "ตรวจว่าตัวเลือกที่ ๑ คือตัวเลือกแรกของแบบวัด (ดูคำอธิบายตัวเลือกในแบบฟอร์ม)",
            "check that choice 1 is the questionnaire's first one (see the legend of choices in the form)",
        ),
    )
    .row(what)
    .found(as_is)
}

/// Percentages without counts: they must add up to 100, give or take their rounding.
fn percent_sum(result: &QuestionResult) -> Option<Diagnostic> {
    let given: Vec<f64> = result.percents.iter().filter_map(|p| p.get().copied()).collect();
    let sum: f64 = given.iter().sum();
    let origin = result.percents.iter().find(|p| p.get().is_some())?.origin.as_ref()?;
    // Half of the last printed digit for each of them.
    #[allow(clippy::cast_precision_loss)]
    let slack = 0.005 * given.len() as f64 + 1e-9;
    if result.percents.iter().any(|p| p.absence() == Some(crate::model::Absence::Invalid))
        || (sum - 100.0).abs() <= slack
    {
        return None;
    }
    let sum = thai::format_number(sum, 2);
    Some(
        Diagnostic::new(
            Code::PercentMismatch,
            origin,
            Text::new(
                format!("ร้อยละทุกตัวเลือกของข้อ {} รวมได้ {sum} ต้องได้ 100", label(result)),
                format!("the percentages of {} add up to {sum}, not to 100", label(result)),
            ),
            Text::new("ตรวจร้อยละทุกตัวเลือกของข้อนี้", "check the percentages of all choices of this question"),
        )
        .row(label(result))
        .found(sum),
    )
}

/// Question scores that moved further than the contract takes for granted, where both years ask the
/// same.
fn jumps(
    (before, old): (&[QuestionResult], &Scheme),
    (now, scheme): (&[QuestionResult], &Scheme),
    limit: f64,
    findings: &mut Vec<Diagnostic>,
) {
    let same_questions = scheme.same_questions(old);
    for result in now {
        // An OIT item is there or not: half of its points come and go as a matter of course.
        let Some(question) = scheme.question(&result.question).filter(|q| q.scale.is_some()) else {
            continue;
        };
        let Some(asked) = same_questions.get(question.code.as_str()) else { continue };
        let same = before.iter().find(|b| b.question == asked.code && b.part == result.part);
        let (Some(earlier), Some(score)) = (same.and_then(|b| score(b, old)), score(result, scheme)) else {
            continue;
        };
        let Some(change) = jump(earlier, score, limit) else { continue };
        let decimals = scheme.rules.published_decimals;
        let (earlier, score) = (thai::format_number(earlier, decimals), thai::format_number(score, decimals));
        let origin = result.published.get().and(result.published.origin.as_ref()).unwrap_or(&result.origin);
        findings.push(
            Diagnostic::new(
                Code::ScoreJump,
                origin,
                Text::new(
                    format!(
                        "คะแนนข้อ {} เปลี่ยนจาก {earlier} เป็น {score} (ร้อยละ {})",
                        label(result),
                        signed(change)
                    ),
                    format!(
                        "the score of {} went from {earlier} to {score} ({} percent)",
                        label(result),
                        signed(change)
                    ),
                ),
                Text::new(
                    "ตรวจว่าจำนวนผู้ตอบหรือคะแนนไม่ได้กรอกสลับข้อ",
                    "check that counts or scores do not stand in another question's row",
                ),
            )
            .row(label(result))
            .found(score),
        );
    }
}

/// The published score, or the mean of the answers: only to compare two years, never to publish.
fn score(result: &QuestionResult, scheme: &Scheme) -> Option<f64> {
    if let Some(published) = result.published.get() {
        return Some(*published);
    }
    let scale = scheme.scale_of(scheme.question(&result.question)?)?;
    let counts: Vec<i64> = result.counts.iter().map(|c| c.get().copied()).collect::<Option<_>>()?;
    let total: i64 = counts.iter().try_fold(0i64, |sum, n| sum.checked_add(*n)).filter(|t| *t > 0)?;
    // Counts of people are far below 2^53, so the conversion is exact.
    #[allow(clippy::cast_precision_loss)]
    let points: f64 = counts.iter().zip(&scale.points).map(|(n, p)| *n as f64 * p).sum();
    #[allow(clippy::cast_precision_loss)]
    Some(points / total as f64)
}
