//! A survey question, one of its parts, or an item of the checklist: from the answers to its score.

use super::line::{Line, absence, exact, same, shown};
use super::{Explanation, Kind, Section, code, distance};
use crate::compare::{QuestionScore, Source};
use crate::model::{Field, FiscalYear, QuestionResult, Text};
use crate::report::Model;
use crate::report::analysis;
use crate::scheme::{Computed, Missing, PublishedScore, Question, Scale, Scheme};
use crate::score::parts;

/// What the inputs of the results' year say about a question.
pub(super) fn results<'a>(model: &Model<'a>, code: &str) -> Vec<&'a QuestionResult> {
    let year = model.facts.years.get(&model.scheme.fiscal_year);
    year.map(|y| y.questions.iter().filter(|q| q.question == code).collect()).unwrap_or_default()
}

/// Explains a question or item.
pub(super) fn question(model: &Model<'_>, question: &Question) -> Explanation {
    let score = model.scores.questions.iter().find(|q| q.question == question.code);
    let results = results(model, &question.code);
    let mut sections = Vec::new();
    if let Some(scale) = model.scheme.scale_of(question) {
        let one_part = results.len() == 1;
        for (at, result) in results.iter().enumerate() {
            let heading = if one_part { answers_heading() } else { part_heading(&question.code, at, result) };
            sections.push(answers(model.scheme, question, scale, result, heading));
        }
    }
    sections.push(score_section(model, question, &results, score));
    sections.push(change(
        model,
        model.scheme.instrument_of(question).map(|i| i.code.as_str()),
        score.map(|s| (s.score, s.previous, s.delta)),
    ));
    sections.extend(cost(model, question, score));
    sections.extend(distance::of_question(model, question, &results));
    sections.push(leads_to(model, question));
    Explanation {
        code: question.code.clone(),
        kind: if question.scale.is_some() { Kind::Question } else { Kind::Item },
        title: same(&question.text_th),
        period: year(model.scheme.fiscal_year),
        answer: Line::of(Text::new("คะแนน", "score"))
            .number(score.and_then(|s| s.score), decimals(model))
            .how(which(model.scheme, question, score)),
        sections,
    }
}

/// Explains one part of a question.
pub(super) fn part(model: &Model<'_>, question: &Question, at: usize) -> Explanation {
    let results = results(model, &question.code);
    let result = results.get(at);
    let computed = result.and_then(|r| analysis::mean_of_answers(model.scheme, question, r));
    let mut sections = Vec::new();
    if let (Some(scale), Some(result)) = (model.scheme.scale_of(question), result) {
        sections.push(answers(model.scheme, question, scale, result, answers_heading()));
    }
    let whole = Line::of(Text::new(
        format!("คะแนนของ {} คือค่าเฉลี่ยของคะแนนทุกส่วน", question.code),
        format!("the score of {} is the mean of its parts", question.code),
    ));
    sections.push(Section {
        id: "leads_to",
        heading: Text::new("นำไปใช้ต่อ", "goes into"),
        lines: vec![whole.see(&question.code)],
    });
    Explanation {
        code: code::part_code(&question.code, at),
        kind: Kind::Part,
        title: same(result.map_or("", |r| r.part.as_str())),
        period: year(model.scheme.fiscal_year),
        answer: Line::of(Text::new("คะแนนจากคำตอบ", "score from the answers"))
            .number(computed, decimals(model)),
        sections,
    }
}

/// Decimals of published scores.
pub(super) fn decimals(model: &Model<'_>) -> usize {
    model.scheme.rules.published_decimals
}

/// A fiscal year in words.
pub(super) fn year(year: FiscalYear) -> Text {
    Text::new(format!("ปีงบประมาณ พ.ศ. {year}"), format!("fiscal year {year} B.E."))
}

fn answers_heading() -> Text {
    Text::new("จำนวนคำตอบ", "answers")
}

fn part_heading(question: &str, at: usize, result: &QuestionResult) -> Text {
    let code = code::part_code(question, at);
    Text::new(
        format!("จำนวนคำตอบของส่วน {code} {}", result.part),
        format!("answers of part {code} {}", result.part),
    )
}

/// Choice by choice: answers, points, and their mean.
fn answers(
    scheme: &Scheme,
    question: &Question,
    scale: &Scale,
    result: &QuestionResult,
    heading: Text,
) -> Section {
    let mut lines = Vec::new();
    for (at, (count, points)) in result.counts.iter().zip(&scale.points).enumerate() {
        let label = |labels: &[String]| labels.get(at).cloned().unwrap_or_default();
        let line = Line::of(Text::new(
            format!("ตัวเลือก {} {}", at + 1, label(&scale.labels_th)),
            format!("choice {} {}", at + 1, label(&scale.labels_en)),
        ));
        let line = match count.value {
            Ok(count) => {
                // Answers to a survey: far below 2⁵³.
                #[allow(clippy::cast_precision_loss)]
                let product = count as f64 * points;
                let how = format!("{} × {} = {}", grouped(count), exact(*points), exact(product));
                line.count(count).how(same(how))
            }
            Err(why) => line.absent(absence(why)),
        };
        lines.push(line.from(&count.origin));
    }
    let counts: Option<Vec<i64>> = result.counts.iter().map(|c| c.get().copied()).collect();
    let mean = analysis::mean_of_answers(scheme, question, result);
    if let (Some(counts), Some(mean)) = (counts, mean) {
        let responses: i64 = counts.iter().sum();
        #[allow(clippy::cast_precision_loss)] // as above
        let points: f64 = counts.iter().zip(&scale.points).map(|(n, p)| *n as f64 * p).sum();
        lines.push(Line::of(Text::new("คำตอบทั้งหมด", "all answers")).count(responses));
        lines.push(
            Line::of(Text::new("คะแนนจากคำตอบ", "score from the answers"))
                .number(Some(mean), scheme.rules.published_decimals)
                .how(same(format!("{} ÷ {} = {}", exact(points), grouped(responses), exact(mean)))),
        );
    } else {
        lines.push(Line::of(Text::new("คะแนนจากคำตอบ", "score from the answers")).absent(Text::new(
            "มีตัวเลือกที่ไม่มีจำนวนคำตอบ หรือไม่มีผู้ตอบ",
            "a choice has no count, or nobody answered",
        )));
    }
    Section { id: "answers", heading, lines }
}

pub(super) fn grouped(count: i64) -> String {
    #[allow(clippy::cast_precision_loss)] // answers to a survey: far below 2⁵³
    shown(count as f64, 0)
}

/// Computed, published, and which of the two counts.
fn score_section(
    model: &Model<'_>,
    question: &Question,
    results: &[&QuestionResult],
    score: Option<&QuestionScore>,
) -> Section {
    let decimals = decimals(model);
    let mut lines = vec![rule(model.scheme, question)];
    if results.is_empty() {
        lines.push(Line::sentence("ไม่มีแถวของข้อนี้ในแฟ้มที่ส่ง", "no sheet has a row for it"));
    }
    if question.scale.is_some() {
        let line = Line::of(Text::new("คะแนนจากคำตอบ", "score from the answers"))
            .number(score.and_then(|s| s.computed), decimals);
        let counted = parts::counted(results);
        lines.push(if counted.len() > 1 { line.how(mean_of_parts(model, question, &counted)) } else { line });
    }
    // A published score of the whole question counts, not the mean of its parts with it.
    let published: Vec<&Field<f64>> = parts::published(results).iter().map(|r| &r.published).collect();
    let label = if question.scale.is_some() {
        Text::new("คะแนนที่ประกาศ", "published score")
    } else {
        Text::new("คะแนนที่ ป.ป.ช. ประเมิน", "score assessed by the NACC")
    };
    match published.as_slice() {
        [] => {}
        [one] => lines.push(Line::of(label).given(one, decimals)),
        several => {
            let line = Line::of(label).number(score.and_then(|s| s.published), decimals);
            lines.push(line.from(several.iter().filter_map(|f| f.origin.as_ref())));
        }
    }
    if let (Some(computed), Some(published)) =
        (score.and_then(|s| s.computed), score.and_then(|s| s.published))
    {
        let off = published - computed;
        let tolerance = model.scheme.rounding_tolerance();
        let how = if off.abs() <= tolerance {
            Text::new("เท่ากันเมื่อปัดเศษ", "equal when rounded")
        } else {
            Text::new("ต่างกันเกินการปัดเศษ", "more than rounding explains")
        };
        lines.push(
            Line::of(Text::new("คะแนนที่ประกาศ − คะแนนจากคำตอบ", "published − from the answers"))
                .points(off, decimals)
                .how(how),
        );
    }
    lines.push(
        Line::of(Text::new("คะแนนที่ใช้", "the score that counts"))
            .number(score.and_then(|s| s.score), decimals)
            .how(which(model.scheme, question, score)),
    );
    Section { id: "score", heading: Text::new("คะแนนของข้อ", "its score"), lines }
}

fn mean_of_parts(model: &Model<'_>, question: &Question, results: &[&QuestionResult]) -> Text {
    let means: Option<Vec<_>> =
        results.iter().map(|r| analysis::mean_of_answers(model.scheme, question, r)).collect();
    match means {
        Some(means) => {
            let sum: Vec<_> = means.iter().map(|m| exact(*m)).collect();
            same(format!("({}) ÷ {}", sum.join(" + "), means.len()))
        }
        None => Text::new("มีส่วนที่ไม่มีคะแนน", "a part has no score"),
    }
}

/// The rule of the scheme.
fn rule(scheme: &Scheme, question: &Question) -> Line {
    let (th, en) = match (&question.scale, scheme.rules.missing) {
        (None, _) => ("คะแนนของรายการคือคะแนนที่ประเมิน", "an item's score is the assessed one"),
        (Some(_), Missing::Absent) => (
            "คะแนนของข้อคือค่าเฉลี่ยของคะแนนคำตอบ ข้อที่มีหลายส่วนใช้ค่าเฉลี่ยของทุกส่วน ถ้าขาดส่วนใดถือว่าไม่มีคะแนน",
            "a question's score is the mean of its answers, with several parts the mean of the parts; \
             without one of them there is none",
        ),
        (Some(_), Missing::Present) => (
            "คะแนนของข้อคือค่าเฉลี่ยของคะแนนคำตอบ ข้อที่มีหลายส่วนใช้ค่าเฉลี่ยของทุกส่วน",
            "a question's score is the mean of its answers, with several parts the mean of the parts",
        ),
    };
    by_rules(scheme, th, en)
}

/// A sentence with the scheme that it comes from.
pub(super) fn by_rules(scheme: &Scheme, th: &str, en: &str) -> Line {
    let year = scheme.fiscal_year;
    Line::sentence(format!("{th} (เกณฑ์ปีงบประมาณ พ.ศ. {year})"), format!("{en} (rules of fiscal year {year})"))
}

/// Which score counts, and why.
fn which(scheme: &Scheme, question: &Question, score: Option<&QuestionScore>) -> Text {
    let exact = scheme.instrument_of(question).is_none_or(|i| i.computed == Computed::Exact);
    let Some(score) = score else {
        return Text::new("ไม่มีข้อมูลของข้อนี้", "there is no data for it");
    };
    match (score.source, score.computed, score.published) {
        (None, Some(_), None) => Text::new(
            "ไม่มีคะแนนที่ประกาศ และเกณฑ์ไม่ให้ใช้คะแนนจากคำตอบแทน เพราะวิธีรวมผลของผู้ตอบแต่ละส่วนไม่ได้เผยแพร่",
            "no score is published, and the rules do not let the answers stand in: how the parts of the survey are \
             combined is not published",
        ),
        (None, _, _) => Text::new(
            "ไม่มีทั้งคะแนนที่ประกาศและคะแนนจากคำตอบ",
            "there is neither a published score nor one from the answers",
        ),
        (Some(Source::Published), _, _) if question.scale.is_none() => {
            Text::new("คะแนนที่ประเมิน", "as assessed")
        }
        (Some(Source::Published), None, _) => Text::new(
            "ใช้คะแนนที่ประกาศ เพราะไม่มีคะแนนจากคำตอบ",
            "the published one: there is none from the answers",
        ),
        (Some(Source::Published), Some(_), _) if !exact => Text::new(
            "ใช้คะแนนที่ประกาศ เพราะวิธีรวมผลของผู้ตอบแต่ละส่วนไม่ได้เผยแพร่ คะแนนจากคำตอบแสดงไว้เทียบ",
            "the published one: how the parts of the survey are combined is not published, so the \
             answers are only compared",
        ),
        (Some(Source::Published), Some(_), _) => Text::new(
            "ใช้คะแนนที่ประกาศตามเกณฑ์ แม้คำตอบให้คะแนนต่างไป",
            "the published one, as the rules say, though the answers give another",
        ),
        (Some(Source::Computed), _, None) if score.stand_in => Text::new(
            "ใช้คะแนนที่คำนวณจากคำตอบแทน เพราะไม่มีคะแนนที่ประกาศ",
            "computed from the answers, which stand in: none is published",
        ),
        (Some(Source::Computed), _, None) => {
            Text::new("ใช้คะแนนจากคำตอบ เพราะไม่มีคะแนนที่ประกาศ", "the one from the answers: none is published")
        }
        (Some(Source::Computed), _, Some(_)) => {
            if scheme.rules.published_score == PublishedScore::Informative {
                Text::new("ใช้คะแนนจากคำตอบตามเกณฑ์", "the one from the answers, as the rules say")
            } else {
                Text::new(
                    "คำตอบให้คะแนนตรงกับที่ประกาศ จึงใช้ค่าที่ไม่ปัดเศษ",
                    "the answers reproduce the published score, so the unrounded one goes on",
                )
            }
        }
    }
}

/// The change from the year before: score, previous score, difference. Whether the rules are the same is asked of
/// the instrument that the score belongs to; of all for the total.
pub(super) fn change(
    model: &Model<'_>,
    instrument: Option<&str>,
    scores: Option<(Option<f64>, Option<f64>, Option<f64>)>,
) -> Section {
    let baseline = model.results_year().previous();
    let decimals = decimals(model);
    let label =
        Text::new(format!("คะแนนปีงบประมาณ พ.ศ. {baseline}"), format!("score of fiscal year {baseline}"));
    let mut lines = Vec::new();
    match scores {
        Some((Some(score), Some(previous), Some(delta))) => {
            lines.push(Line::of(label).number(Some(previous), decimals));
            let compared = |score| exact(model.scheme.rules.compared(score));
            let how = format!("{} − {} = {}", compared(score), compared(previous), signed_exact(delta));
            lines.push(
                Line::of(Text::new("ผลต่าง (คะแนน)", "change (points)"))
                    .points(delta, decimals)
                    .how(same(how)),
            );
            let same = |before: &Scheme| match instrument {
                Some(code) => analysis::same_rules_of(code, model.scheme, before),
                None => analysis::same_rules(model.scheme, before),
            };
            let other = model.schemes.get(baseline).is_some_and(|before| !same(before));
            if other {
                lines.push(Line::sentence(
                    "เกณฑ์ของสองปีไม่เหมือนกัน ผลต่างจึงเป็นผลของเกณฑ์ด้วย",
                    "the rules of the two years differ, so the change is one of the rules too",
                ));
            }
        }
        Some((Some(_), Some(previous), None)) => {
            lines.push(Line::of(label).number(Some(previous), decimals));
            lines.push(Line::sentence(
                "ไม่เทียบกัน เพราะปีหนึ่งใช้คะแนนที่ประกาศ อีกปีหนึ่งใช้คะแนนที่คำนวณแทน",
                "not compared: one year's score is published, the other's computed in its stead",
            ));
        }
        Some((None, Some(previous), _)) => {
            lines.push(Line::of(label).number(Some(previous), decimals));
            lines.push(Line::sentence("ปีนี้ไม่มีคะแนนให้เทียบ", "there is no score this year to compare with it"));
        }
        _ => lines.push(Line::of(label).absent(Text::new("ไม่มีปีฐาน", "no baseline"))),
    }
    Section {
        id: "change", heading: Text::new("เทียบกับปีก่อน", "against the year before"), lines
    }
}

fn signed_exact(number: f64) -> String {
    if number > 0.0 { format!("+{}", exact(number)) } else { exact(number) }
}

/// What it costs the total.
fn cost(model: &Model<'_>, question: &Question, score: Option<&QuestionScore>) -> Option<Section> {
    let instrument = model.scheme.instrument_of(question)?;
    let (score, lost) = score.and_then(|s| Some((s.score?, s.lost?)))?;
    let share = analysis::share(model.scheme, model.scores, question, instrument);
    let how = format!(
        "{} × {} × (100 − {}) ÷ 100 = {}",
        exact(instrument.weight),
        exact(share),
        exact(score),
        exact(lost)
    );
    let losses = analysis::losses(model.scheme, model.scores);
    let mut lines = vec![
        by_rules(
            model.scheme,
            "คะแนนรวมที่เสียไป = น้ำหนักของเครื่องมือ × สัดส่วนของข้อในเครื่องมือ × (100 − คะแนน) ÷ 100",
            "points lost = weight of the instrument × share of the question in it × (100 − score) ÷ 100",
        ),
        Line::of(Text::new("คะแนนรวมที่เสียไป", "points lost to the total"))
            .number(Some(lost), decimals(model))
            .how(same(how)),
    ];
    if let Some(rank) = losses.iter().position(|l| l.question.question == question.code) {
        lines.push(
            Line::of(Text::new("ลำดับในข้อที่เสียคะแนน", "rank among those that lose points"))
                .size(rank + 1)
                .how(Text::new(format!("จาก {} ข้อ", losses.len()), format!("of {}", losses.len()))),
        );
    }
    Some(Section {
        id: "cost", heading: Text::new("คะแนนรวมที่เสียไป", "points lost"), lines
    })
}

/// Where the score goes.
fn leads_to(model: &Model<'_>, question: &Question) -> Section {
    let decimals = decimals(model);
    let mut lines = Vec::new();
    if let Some(indicator) = model.scheme.indicator(question.indicator) {
        let score = model.scores.indicators.iter().find(|i| i.indicator == indicator.number);
        lines.push(
            Line::of(Text::new(
                format!("ตัวชี้วัดที่ {} {}", indicator.number, indicator.name_th),
                format!("indicator {} {}", indicator.number, indicator.name_en),
            ))
            .number(score.and_then(|s| s.score), decimals)
            .see(indicator.number.to_string()),
        );
    }
    if let Some(instrument) = model.scheme.instrument_of(question) {
        let score = model.scores.instruments.iter().find(|i| i.instrument == instrument.code);
        lines.push(
            Line::of(Text::new(
                format!("{} {}", instrument.code, instrument.name_th),
                format!("{} {}", instrument.code, instrument.name_en),
            ))
            .number(score.and_then(|s| s.score), decimals)
            .see(&instrument.code),
        );
    }
    let total = model.scores.agencies.first().and_then(|a| a.total);
    lines.push(Line::of(Text::new("คะแนนรวม", "total")).number(total, decimals).see(code::TOTAL));
    Section { id: "leads_to", heading: Text::new("นำไปใช้ต่อ", "goes into"), lines }
}
