//! How far a score is from another rating, in points and in answers that would have to change.

use super::Section;
use super::line::{Line, exact, same, shown};
use super::question::{by_rules, decimals};
use crate::model::{QuestionResult, Text};
use crate::report::Model;
use crate::report::analysis::{self, Answers, Bound, Distance, Need, Situation};
use crate::scheme::{Computed, Instrument, Question};

/// What a score is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Items,
    Answers,
    /// Answers, but how they make up the score is not published.
    Estimated,
}

impl Unit {
    fn of(instrument: &Instrument, assessed: bool) -> Self {
        match (assessed, instrument.computed) {
            (true, _) => Self::Items,
            (false, Computed::Exact) => Self::Answers,
            (false, Computed::Informative) => Self::Estimated,
        }
    }

    fn words(self) -> Text {
        match self {
            Self::Items => Text::new("ข้อ", "items"),
            Self::Answers => Text::new("คำตอบ", "answers"),
            Self::Estimated => Text::new("คำตอบ (ประมาณ)", "answers (estimated)"),
        }
    }

    fn lose(self) -> Text {
        match self {
            Self::Items => Text::new(
                "จำนวนน้อยที่สุดที่ทำให้เสียระดับ เมื่อไม่ได้คะแนน",
                "fewest that lose the rating when they score nothing",
            ),
            Self::Answers | Self::Estimated => Text::new(
                "จำนวนน้อยที่สุดที่ทำให้เสียระดับ เมื่อเปลี่ยนเป็นตัวเลือกที่ได้คะแนนต่ำสุด",
                "fewest that lose the rating when moved to the choice that counts least",
            ),
        }
    }

    fn reach(self) -> Text {
        match self {
            Self::Items => Text::new(
                "จำนวนน้อยที่สุดที่ทำให้ถึงระดับถัดไป เมื่อได้คะแนนเต็ม",
                "fewest that reach the next rating when they score full points",
            ),
            Self::Answers | Self::Estimated => Text::new(
                "จำนวนน้อยที่สุดที่ทำให้ถึงระดับถัดไป เมื่อเปลี่ยนเป็นตัวเลือกที่ได้คะแนนสูงสุด",
                "fewest that reach the next rating when moved to the choice that counts most",
            ),
        }
    }
}

fn all_results<'a>(model: &Model<'a>) -> &'a [QuestionResult] {
    let year = model.facts.years.get(&model.scheme.fiscal_year);
    year.map(|y| y.questions.as_slice()).unwrap_or_default()
}

/// Answers to a question that are not the best choice, and what changing answers to it alone would do.
pub(super) fn of_question(
    model: &Model<'_>,
    question: &Question,
    results: &[&QuestionResult],
) -> Option<Section> {
    let instrument = model.scheme.instrument_of(question)?;
    let answers = analysis::answers_to(model.scheme, model.scores, instrument, question, all_results(model))?;
    let unit = Unit::of(instrument, question.scale.is_none());
    let mut lines = Vec::new();
    if let Some((short, all)) = analysis::short_of_best(model.scheme, &question.code, all_results(model)) {
        let line = Line::of(Text::new("คำตอบที่ไม่ได้คะแนนสูงสุด", "answers that are not the best choice"));
        let origins = results.iter().flat_map(|r| &r.counts).filter_map(|c| c.origin.as_ref());
        let how = Text::new(format!("จาก {all} คำตอบ"), format!("of {all} answers"));
        lines.push(line.count(short).how(how).from(origins));
    }
    if let Some(situation) = Situation::of(model.scheme, model.scores) {
        lines.extend(changes(&situation, instrument, &answers, unit, "ข้อนี้อย่างเดียว", "this question alone"));
    }
    lines.extend(estimated(unit));
    Some(section(lines))
}

/// The same for all answers of an instrument, with the points between it and the limits.
pub(super) fn of_instrument(model: &Model<'_>, instrument: &Instrument) -> Section {
    let Some(situation) = Situation::of(model.scheme, model.scores) else {
        return section(vec![no_rating()]);
    };
    let mut lines = vec![as_published(model)];
    let assessed = model.scheme.questions_of(&instrument.code).all(|q| q.scale.is_none());
    let unit = Unit::of(instrument, assessed);
    let rating = situation.rating();
    lines.push(present(model, &situation));
    if let Some(spare) = situation.spare(&instrument.code) {
        let label = Text::new(
            format!("ลดลงได้อีกก่อนเสียระดับ{}", rating.name_th),
            format!("may fall before “{}” is lost", rating.name_en),
        );
        lines.push(points(model, label, spare));
    }
    if let (Some(next), Some(gap)) = (situation.next(), situation.gap(&instrument.code)) {
        let label =
            Text::new(format!("ขาดอีกก่อนถึงระดับ{}", next.name_th), format!("lacks for “{}”", next.name_en));
        lines.push(points(model, label, gap));
    }
    match analysis::answers(model.scheme, model.scores, instrument, all_results(model)) {
        Some(answers) => {
            let (th, en) = ("เครื่องมือนี้อย่างเดียว", "this instrument alone");
            lines.extend(changes(&situation, instrument, &answers, unit, th, en));
        }
        None => lines.push(Line::sentence(
            "มีจำนวนคำตอบไม่ครบ จึงไม่ทราบว่าต้องเปลี่ยนกี่คำตอบ",
            "counts are missing, so how many answers would have to change is not known",
        )),
    }
    lines.extend(estimated(unit));
    section(lines)
}

/// Distances of the total.
pub(super) fn of_total(model: &Model<'_>) -> Section {
    let Some(situation) = Situation::of(model.scheme, model.scores) else {
        return section(vec![no_rating()]);
    };
    let mut lines = vec![as_published(model), present(model, &situation)];
    match situation.total_spare() {
        Some(spare) => {
            let label = Text::new(
                format!("ลดลงได้อีกก่อนเสียระดับ{}", situation.rating().name_th),
                format!("may fall before “{}” is lost", situation.rating().name_en),
            );
            lines.push(points(model, label, spare));
        }
        None => lines.push(Line::sentence("เป็นระดับต่ำสุดแล้ว", "there is no lower rating")),
    }
    match (situation.next(), situation.total_gap()) {
        (Some(next), Some(gap)) => {
            let label =
                Text::new(format!("ขาดอีกก่อนถึงระดับ{}", next.name_th), format!("lacks for “{}”", next.name_en));
            lines.push(points(model, label, gap));
        }
        _ => lines.push(Line::sentence("เป็นระดับสูงสุดแล้ว", "there is no better rating")),
    }
    for instrument in &model.scheme.instruments {
        if let Some(spare) = situation.spare(&instrument.code) {
            let label = Text::new(
                format!("{} ลดลงได้อีกก่อนเสียระดับ", instrument.code),
                format!("{} may fall before the rating is lost", instrument.code),
            );
            lines.push(points(model, label, spare).see(&instrument.code));
        }
    }
    section(lines)
}

fn section(lines: Vec<Line>) -> Section {
    Section {
        id: "distance",
        heading: Text::new(
            "ระยะห่างจากระดับอื่น และคำตอบที่ต้องเปลี่ยน",
            "distance from other ratings, answers that would have to change",
        ),
        lines,
    }
}

fn as_published(model: &Model<'_>) -> Line {
    by_rules(
        model.scheme,
        "วัดจากคะแนนที่ปัดเศษตามที่ประกาศ เพราะระดับตัดสินจากคะแนนนั้น",
        "measured between scores as published, since ratings are decided on them",
    )
}

fn no_rating() -> Line {
    Line::sentence(
        "ยังไม่มีคะแนนครบทุกเครื่องมือ จึงยังไม่มีระดับให้วัดระยะห่าง",
        "an instrument has no score, so there is no rating to measure from",
    )
}

fn present(model: &Model<'_>, situation: &Situation<'_>) -> Line {
    let rating = situation.rating();
    let minimum = shown(rating.minimum, decimals(model));
    let mut how = Text::new(format!("คะแนนรวมไม่ต่ำกว่า {minimum}"), format!("total at least {minimum}"));
    if let Some(limit) = rating.instruments_minimum {
        let limit = shown(limit, decimals(model));
        how.th.push_str(&format!(" และทุกเครื่องมือไม่ต่ำกว่า {limit}"));
        how.en.push_str(&format!(" and every instrument at least {limit}"));
    }
    for condition in &rating.conditions {
        let limit = shown(condition.minimum, decimals(model));
        how.th.push_str(&format!(" และ {} ไม่ต่ำกว่า {limit}", condition.of));
        how.en.push_str(&format!(" and {} at least {limit}", condition.of));
    }
    Line::of(Text::new("ระดับปัจจุบัน", "present rating"))
        .words(Text::new(&rating.name_th, &rating.name_en))
        .how(how)
}

fn points(model: &Model<'_>, label: Text, distance: Distance) -> Line {
    let limit = shown(distance.limit, decimals(model));
    let how = match distance.bound {
        Bound::Own => Text::new(format!("คะแนน ถึงเกณฑ์ {limit}"), format!("points to the limit {limit}")),
        Bound::Total => Text::new(
            format!("คะแนน ถึงจุดที่คะแนนรวมถึงเกณฑ์ {limit}"),
            format!("points to where the total meets {limit}"),
        ),
    };
    Line::of(label).number(Some(distance.points), decimals(model)).how(how)
}

/// The least number of answers that lose the rating, and that reach the next one.
fn changes(
    situation: &Situation<'_>,
    instrument: &Instrument,
    answers: &[Answers],
    unit: Unit,
    alone_th: &str,
    alone_en: &str,
) -> Vec<Line> {
    let code = &instrument.code;
    let all: i64 = answers.iter().map(|a| a.count).sum();
    let words = unit.words();
    let line = |label: Text, least: Option<i64>, not: Text| match least {
        Some(least) => Line::of(label).count(least).how(Text::new(
            format!("{} จาก {}", words.th, exact_count(all)),
            format!("{} of {}", words.en, exact_count(all)),
        )),
        None => Line::of(label).words(not),
    };
    let mut lines = Vec::new();
    if situation.total_spare().is_some() {
        lines.push(line(
            unit.lose(),
            situation.answers_to_lose(code, answers),
            Text::new(format!("{alone_th}ไม่ทำให้เสียระดับ"), format!("{alone_en} cannot lose it")),
        ));
    }
    let reached = situation.gap(code).is_some_and(|gap| gap.points <= 0.0);
    let others = others(situation, code);
    if situation.next().is_some() {
        lines.push(line(
            unit.reach(),
            situation.answers_to_reach(code, answers),
            if reached {
                Text::new(
                    format!("เครื่องมือนี้ถึงเกณฑ์แล้ว แต่ระดับถัดไปยังขาด {}", others.th),
                    format!("its own condition is met; the next rating still lacks {}", others.en),
                )
            } else {
                Text::new(format!("{alone_th}ไม่พอ"), format!("{alone_en} are not enough"))
            },
        ));
    }
    lines
}

/// What the next rating lacks beside an instrument's own condition.
fn others(situation: &Situation<'_>, instrument: &str) -> Text {
    let lacking = situation.requirements();
    let each = lacking.iter().filter(|r| r.of != Need::Instrument(instrument)).map(|r| {
        let points = exact(r.lacks);
        match r.of {
            Need::Total => (format!("คะแนนรวม {points}"), format!("{points} of the total")),
            Need::Instrument(code) | Need::Finer(code) => {
                (format!("{code} {points}"), format!("{points} of {code}"))
            }
        }
    });
    let (th, en): (Vec<_>, Vec<_>) = each.unzip();
    Text::new(th.join(", "), en.join(", "))
}

fn exact_count(count: i64) -> String {
    #[allow(clippy::cast_precision_loss)] // answers: far below 2⁵³
    shown(count as f64, 0)
}

fn estimated(unit: Unit) -> Option<Line> {
    (unit == Unit::Estimated).then(|| {
        Line::sentence(
            "จำนวนคำตอบเป็นค่าประมาณที่ถือว่าทุกคำตอบมีน้ำหนักเท่ากัน เพราะวิธีรวมคะแนนจริงไม่ได้เผยแพร่",
            "the number of answers is an estimate that gives all answers the same weight: how they are \
             combined is not published",
        )
    })
}

/// The bands of the rating table, with what the result does to each.
pub(super) fn bands(model: &Model<'_>) -> Vec<Line> {
    let decimals = decimals(model);
    let round = |score: f64| crate::thai::round_half_away(score, decimals);
    let total = model.scores.agencies.first().and_then(|a| a.total).map(round);
    let scores: Option<Vec<f64>> = model.scores.instruments.iter().map(|i| i.score.map(round)).collect();
    let lowest = scores.map(|s| s.into_iter().fold(f64::INFINITY, f64::min));
    let band = |band: &crate::scheme::Rating| {
        let ok = |holds: bool| if holds { "✓" } else { "✗" };
        let mut parts = Vec::new();
        if let Some(total) = total {
            parts.push(format!("{} {} ≥ {}", ok(total >= band.minimum), exact(total), exact(band.minimum)));
        }
        if let (Some(limit), Some(lowest)) = (band.instruments_minimum, lowest) {
            parts.push(format!("{} {} ≥ {}", ok(lowest >= limit), exact(lowest), exact(limit)));
        }
        for condition in &band.conditions {
            let (of, limit) = (&condition.of, condition.minimum);
            if let Some(score) = model.scores.score_of(of).map(round) {
                parts.push(format!("{} {of} {} ≥ {}", ok(score >= limit), exact(score), exact(limit)));
            }
        }
        Line::of(Text::new(&band.name_th, &band.name_en)).how(same(parts.join("   ")))
    };
    model.scheme.ratings.iter().map(band).collect()
}
