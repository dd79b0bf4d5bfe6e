//! This year beside the year before, and what each question costs the total.
//!
//! In: two years' tables by name. Out: tables that refer to them. Never: a figure that is not in the model.

use super::super::book::{Cell, Chart, Column, Kind, Series, Sheet, Table};
use super::super::common::{CHANGE_SIGNALS, change_word, check, check_column, sheet};
use super::year::Year;
use crate::report::Model;
use crate::report::words::{FALLEN, NO_BASELINE, NOT_COMPARABLE, RISEN, UNCHANGED, direction};
use crate::scheme::{Aggregate, Differences, IndicatorAggregate, Missing};
use std::cmp::Ordering;

/// The bars of the chart of lost points.
const CHART_ROWS: usize = 10;

/// One figure of both years.
struct Line {
    level: String,
    code: String,
    name: String,
    current: (Option<f64>, String),
    previous: (Option<f64>, Option<String>),
    delta: Option<f64>,
}

/// Every score with the one of the year before.
pub(super) fn years(model: &Model<'_>, year: Year<'_>, before: Option<Year<'_>>) -> Sheet {
    let columns = vec![
        Column::of("level", Kind::Code),
        Column::of("code", Kind::Code),
        Column::of("name", Kind::Prose),
        Column::of("current", Kind::Score),
        Column::of("previous", Kind::Score),
        Column::of("delta", Kind::Points),
        Column::of("change", Kind::Code).signals(CHANGE_SIGNALS),
        Column::of("unrounded", Kind::Points),
        Column::of("pipeline", Kind::Points).review(),
        check_column(model),
    ];
    let mut table = Table::of("years", columns);
    table.frozen = 2;
    let published = year.scheme.rules.differences == Differences::Published;
    let difference = if published {
        "IF(COUNT([@current],[@previous])=2,ROUND(ROUND([@current],published_decimals)\
         -ROUND([@previous],published_decimals),published_decimals),\"\")"
    } else {
        "IF(COUNT([@current],[@previous])=2,[@current]-[@previous],\"\")"
    };
    let mut lines = vec![total(model, before)];
    lines.extend(instruments(model, year, before));
    let indicators = lines.len();
    lines.extend(indicators_of(model, year, before));
    let questions = lines.len();
    lines.extend(questions_of(model, year, before));
    for line in lines {
        let previous = Cell::number(line.previous.0);
        // Without a score this year there is nothing to compare with the year before, and a published score and one
        // computed in its stead have no difference that says anything.
        let comparable = line.delta.is_some() || line.previous.0.is_none();
        table.push(vec![
            Cell::text(line.level),
            Cell::text(line.code),
            Cell::text(line.name),
            Cell::number(line.current.0).by(line.current.1),
            match line.previous.1 {
                Some(formula) => previous.by(formula),
                None => previous,
            },
            if comparable { Cell::number(line.delta).by(difference) } else { Cell::default() },
            if comparable {
                Cell::text(word(line.delta, year)).by(change_word("delta"))
            } else {
                Cell::text(NOT_COMPARABLE)
            },
            if comparable {
                let unrounded =
                    line.delta.and(line.current.0.zip(line.previous.0).map(|(now, before)| now - before));
                Cell::number(unrounded).by("IF(COUNT([@current],[@previous])=2,[@current]-[@previous],\"\")")
            } else {
                Cell::default()
            },
            Cell::number(line.delta),
            check(model, &[("delta", "pipeline")]),
        ]);
    }
    let has_changes = questions > indicators && model.scores.indicators.iter().any(|i| i.delta.is_some());
    let [now, before] =
        [year.fiscal_year, year.fiscal_year.previous()].map(|fiscal_year| year.words.year(fiscal_year));
    let mut sheet = sheet(model, "years", &[("current", &now), ("previous", &before)], table);
    sheet.notes.push(model.term(if published { "years.note_rounded" } else { "years.note_unrounded" }));
    if has_changes {
        let last = questions - 1;
        sheet.charts.push(delta_chart(model, year, indicators, last));
    }
    sheet
}

fn word(delta: Option<f64>, year: Year<'_>) -> &'static str {
    match delta.map(|d| direction(d, year.scheme.rules.published_decimals)) {
        None => NO_BASELINE,
        Some(Ordering::Greater) => RISEN,
        Some(Ordering::Less) => FALLEN,
        Some(Ordering::Equal) => UNCHANGED,
    }
}

fn total(model: &Model<'_>, before: Option<Year<'_>>) -> Line {
    let agency = model.scores.agencies.first();
    let formula = before.map(|_| {
        "IF(COUNT(instruments_previous[weighted])=ROWS(instruments_previous[weighted]),\
         SUM(instruments_previous[weighted]),\"\")"
            .to_owned()
    });
    Line {
        level: model.term("levels.overall"),
        code: model.term("levels.all"),
        name: model.term("levels.total"),
        current: (agency.and_then(|a| a.total), "total_score".to_owned()),
        previous: (agency.and_then(|a| a.previous), formula),
        delta: agency.and_then(|a| a.delta),
    }
}

fn instruments(model: &Model<'_>, year: Year<'_>, before: Option<Year<'_>>) -> Vec<Line> {
    let rows = year.scheme.instruments.iter().enumerate();
    rows.map(|(at, instrument)| {
        let score = model.scores.instruments.iter().find(|i| i.instrument == instrument.code);
        let earlier =
            before.and_then(|b| b.scheme.instruments.iter().position(|i| i.code == instrument.code));
        Line {
            level: model.term("levels.instrument"),
            code: instrument.code.clone(),
            name: instrument.name_th.clone(),
            current: (score.and_then(|s| s.score), format!("instruments[score#{at}]")),
            previous: (
                score.and_then(|s| s.previous),
                earlier.map(|row| format!("instruments_previous[score#{row}]")),
            ),
            delta: score.and_then(|s| s.delta),
        }
    })
    .collect()
}

fn indicators_of(model: &Model<'_>, year: Year<'_>, before: Option<Year<'_>>) -> Vec<Line> {
    let rows = year.scheme.indicators.iter().enumerate();
    rows.map(|(at, indicator)| {
        let score = model.scores.indicators.iter().find(|i| i.indicator == indicator.number);
        let earlier = before.and_then(|b| {
            let same = year.scheme.same_indicator(indicator, b.scheme)?.number;
            b.scheme.indicators.iter().position(|i| i.number == same)
        });
        Line {
            level: model.term("levels.indicator"),
            code: indicator.number.to_string(),
            name: indicator.name_th.clone(),
            current: (score.and_then(|s| s.score), format!("indicators[score#{at}]")),
            previous: (
                score.and_then(|s| s.previous),
                earlier.map(|row| format!("indicators_previous[score#{row}]")),
            ),
            delta: score.and_then(|s| s.delta),
        }
    })
    .collect()
}

fn questions_of(model: &Model<'_>, year: Year<'_>, before: Option<Year<'_>>) -> Vec<Line> {
    let questions = year.scheme.questions.iter();
    let same = before.map(|b| year.scheme.same_questions(b.scheme));
    questions
        .map(|question| {
            let score = model.scores.questions.iter().find(|q| q.question == question.code);
            Line {
                level: match year.scheme.instrument_of(question) {
                    Some(checklist) if question.scale.is_none() => {
                        model.say("levels.item", &[("checklist", &checklist.code)])
                    }
                    _ => model.term("levels.question"),
                },
                code: question.code.clone(),
                name: question.text_th.clone(),
                current: (
                    score.and_then(|s| s.score),
                    question_cell(year, &question.code).unwrap_or_default(),
                ),
                previous: (
                    score.and_then(|s| s.previous),
                    before.and_then(|b| question_cell(b, &same.as_ref()?.get(question.code.as_str())?.code)),
                ),
                delta: score.and_then(|s| s.delta),
            }
        })
        .collect()
}

/// The cell that holds a question's score in its year's tables.
pub(super) fn question_cell(year: Year<'_>, code: &str) -> Option<String> {
    let question = year.scheme.question(code)?;
    let same_table = |q: &&crate::scheme::Question| q.scale.is_some() == question.scale.is_some();
    let row = year.scheme.questions.iter().filter(same_table).position(|q| q.code == code)?;
    Some(format!("{}[score#{row}]", year.table_of(question)))
}

fn delta_chart(model: &Model<'_>, year: Year<'_>, first: usize, last: usize) -> Chart {
    let words = year.words;
    let figures: Vec<_> = model
        .scores
        .indicators
        .iter()
        .filter_map(|i| {
            let delta = words.signed(i.delta?, words.decimals);
            let own = [("indicator", &i.indicator.to_string()[..]), ("delta", &delta)];
            Some(words.text(&model.say("years.chart_figure", &own)))
        })
        .collect();
    Chart {
        title: model.term("years.chart_title"),
        alt: model.say("years.chart_alt", &[("figures", &figures.join(", "))]),
        horizontal: false,
        categories: format!("years[name#{first}:{last}]"),
        series: vec![Series {
            name: model.term("years.chart_series"),
            values: format!("years[delta#{first}:{last}]"),
        }],
        kind: Kind::Points,
        axis: None,
    }
}

/// Points that each question costs the total, the dearest first.
pub(super) fn lost(model: &Model<'_>, year: Year<'_>) -> Sheet {
    let columns = vec![
        Column::of("question", Kind::Code),
        Column::of("instrument", Kind::Code),
        Column::of("indicator", Kind::Code),
        Column::of("text", Kind::Prose),
        Column::of("score", Kind::Score),
        Column::of("weight", Kind::Number),
        Column::of("share", Kind::Share),
        Column::of("lost", Kind::Score),
        Column::of("pipeline", Kind::Score).review(),
        check_column(model),
    ];
    let mut table = Table::of("lost_points", columns);
    let mut scores: Vec<_> = model.scores.questions.iter().collect();
    // Stable: questions that cost the same stay in the order of the questionnaire.
    scores.sort_by(|a, b| lost_first(a.lost).total_cmp(&lost_first(b.lost)));
    for score in scores {
        let Some(question) = year.scheme.question(&score.question) else { continue };
        let Some(instrument) = year.scheme.instrument_of(question) else { continue };
        let table_of = year.table_of(question);
        let share = share_formula(year, question, instrument, &table_of);
        table.push(vec![
            Cell::text(&question.code),
            Cell::text(&instrument.code),
            Cell::integer(Some(question.indicator)),
            Cell::text(&question.text_th),
            Cell::number(score.score).by(question_cell(year, &question.code).unwrap_or_default()),
            Cell::number(Some(instrument.weight)).by(year.weight(&instrument.code)),
            Cell::number(score.share).by(share),
            Cell::number(score.lost).by("IF([@score]=\"\",\"\",[@weight]*[@share]*(100-[@score])/100)"),
            Cell::number(score.lost),
            check(model, &[("lost", "pipeline")]),
        ]);
    }
    let shown = table.rows.len().min(CHART_ROWS);
    let chart = (shown > 0 && model.scores.questions.iter().any(|q| q.lost.is_some_and(|l| l > 0.0)))
        .then(|| lost_chart(model, &table, year, shown));
    let mut sheet = sheet(model, "lost_points", &[], table);
    sheet.notes = sheet.notes.iter().map(|note| year.words.text(note)).collect();
    sheet.charts.extend(chart);
    sheet
}

/// One part of the question's mean, and of the means above; only parts with a score count where the scheme goes on
/// without the others.
fn share_formula(
    year: Year<'_>,
    question: &crate::scheme::Question,
    instrument: &crate::scheme::Instrument,
    table: &str,
) -> String {
    let present = year.scheme.rules.missing == Missing::Present;
    let number = |table: &str, column: &str, key: &str| {
        if present {
            format!("COUNTIFS({table}[{column}],{key},{table}[score],\">=0\")")
        } else {
            format!("COUNTIF({table}[{column}],{key})")
        }
    };
    let topics = year.name("topics");
    let indicators = year.name("indicators");
    let parts = match (instrument.aggregate, instrument.indicator_aggregate) {
        (Aggregate::Questions, _) => number(table, "instrument", "[@instrument]"),
        (Aggregate::Indicators, IndicatorAggregate::Questions) => format!(
            "({}*{})",
            number(&indicators, "instrument", "[@instrument]"),
            number(table, "indicator", "[@indicator]")
        ),
        (Aggregate::Indicators, IndicatorAggregate::Topics) => format!(
            "({}*{}*{})",
            number(&indicators, "instrument", "[@instrument]"),
            number(&topics, "indicator", "[@indicator]"),
            number(
                table,
                "topic",
                &format!("\"{}\"", year.words.text(question.topic.as_deref().unwrap_or_default()))
            )
        ),
    };
    if present { format!("IF([@score]=\"\",\"\",1/{parts})") } else { format!("1/{parts}") }
}

/// Largest loss first, absent ones last.
fn lost_first(lost: Option<f64>) -> f64 {
    lost.map_or(f64::INFINITY, |l| -l)
}

fn lost_chart(model: &Model<'_>, table: &Table, year: Year<'_>, rows: usize) -> Chart {
    let figures: Vec<_> = (0..rows)
        .filter_map(|row| {
            let code = &table.cell(row, "question")?.value;
            let lost = &table.cell(row, "lost")?.value;
            match (code, lost) {
                (super::super::book::Value::Text(code), super::super::book::Value::Number(lost)) => {
                    let own = [("question", &code[..]), ("lost", &year.words.score(Some(*lost)))];
                    Some(year.words.text(&model.say("lost_points.chart_figure", &own)))
                }
                _ => None,
            }
        })
        .collect();
    let last = rows - 1;
    Chart {
        title: year.words.text(&model.say("lost_points.chart_title", &[("count", &rows.to_string())])),
        alt: model.say("lost_points.chart_alt", &[("figures", &figures.join(", "))]),
        horizontal: true,
        categories: format!("lost_points[question#0:{last}]"),
        series: vec![Series {
            name: model.term("lost_points.chart_series"),
            values: format!("lost_points[lost#0:{last}]"),
        }],
        kind: Kind::Score,
        axis: None,
    }
}
