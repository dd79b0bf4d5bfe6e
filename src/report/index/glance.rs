//! Last year's scores and this half's progress at a glance.
//!
//! Comes in: scores and outcomes. Goes out: tiles, a chart, tables. Never: computes a score.

use super::chart::{self, Draft, Value};
use super::{Cell, Column, Glance, Row, Series, Table, Tile, half, in_digits};
use crate::model::{FiscalYear, Text};
use crate::ready::share;
use crate::report::axis;
use crate::report::progress::figures::Tally;
use crate::report::words::{Words, weight_text};
use crate::report::{Model, words};
use crate::score::progress::{MeasureOutcome, Standing};

/// Steps of an axis of counts.
const STEPS: u32 = 5;

pub(super) fn scores(model: &Model<'_>) -> Glance {
    let w = model.words();
    let year = model.results_year();
    let said = |key: &str| model.both(key, &[]);
    let heading = model.both("web.scores.heading", &[("year", year_text(w, year))]);
    let score = |value: Option<f64>| number(w.score(value), model.arabic().score(value));
    let change = |delta: Option<f64>, previous: Option<f64>| {
        let change = w.change(delta, previous);
        let shown = [change.points.unwrap_or_default(), change.word].join(" ");
        Cell { text: Text::new(shown.trim(), ""), number: true }
    };
    let mut tiles = Vec::new();
    if let Some(total) = model.scores.agencies.first() {
        let rating = model.scheme.ratings.iter().find(|r| Some(&r.id) == total.rating.as_ref());
        let rating =
            rating.map_or_else(|| Text::new(words::NO_VALUE, ""), |r| Text::new(&r.name_th, &r.name_en));
        tiles.extend([
            Tile {
                label: said("web.scores.total"),
                value: w.score(total.total),
                note: stands_in(
                    model,
                    total.stand_in,
                    model.both("web.scores.rating", &[("rating", rating)]),
                ),
            },
            Tile {
                label: said("web.scores.change"),
                value: total.delta.map_or_else(|| words::NO_VALUE.to_owned(), |d| w.signed(d, w.decimals)),
                note: Text::new(w.change(total.delta, total.previous).word, String::new()),
            },
        ]);
    }
    tiles.extend(model.scores.instruments.iter().map(|i| {
        let name = model.scheme.instruments.iter().find(|known| known.code == i.instrument);
        let weight = Text::new(w.weight(i.weight), weight_text(i.weight));
        Tile {
            label: Text::new(&i.instrument, name.map(|n| n.name_en.clone()).unwrap_or_default()),
            value: w.score(i.score),
            note: stands_in(model, i.stand_in, model.both("web.scores.weight", &[("weight", weight)])),
        }
    }));
    let names = |number: i64| {
        let found = model.scheme.indicator(number);
        found.map(|i| Text::new(&i.name_th, &i.name_en)).unwrap_or_default()
    };
    let rows = model.scores.indicators.iter().map(|i| {
        let name = names(i.indicator);
        Row {
            label: Text::new(w.text(&format!("{}. {}", i.indicator, name.th)), name.en),
            cells: vec![score(i.score), score(i.previous), change(i.delta, i.previous)],
        }
    });
    let columns = vec![
        Column { label: said("web.scores.column_indicator"), number: false },
        Column { label: Text::new(w.year(year), ""), number: true },
        Column { label: Text::new(w.year(year.previous()), ""), number: true },
        Column { label: said("web.scores.column_change"), number: true },
    ];
    let caption = in_digits(w, said("web.scores.caption"));
    let table = Table { caption: caption.clone(), columns, rows: rows.collect() };
    let values: Vec<_> = model
        .scores
        .indicators
        .iter()
        .filter_map(|i| {
            Some(Value {
                label: w.text(&format!("{}. {}", i.indicator, names(i.indicator).th)),
                amount: i.score?,
                shown: w.score(i.score),
                before: i.previous,
            })
        })
        .collect();
    let series = years(model, year, values.iter().any(|v| v.before.is_some()));
    let marks = axis::of_scores(values.iter().flat_map(|v| [Some(v.amount), v.before]).flatten());
    let start = marks.first().copied().unwrap_or_default();
    let thresholds = axis::thresholds(model.scheme, start);
    let and = said("web.scores.and");
    let named = |digits: Words, and: &str| {
        thresholds.iter().map(|t| digits.number(*t, 0)).collect::<Vec<_>>().join(and)
    };
    let scores = Text::new(named(w, &and.th), named(model.arabic(), &and.en));
    let start_text = Text::new(w.number(start, 0), model.arabic().number(start, 0));
    // The Thai ones are those of the documents.
    let threshold = Text {
        th: model.say("charts.thresholds", &[("scores", &scores.th)]),
        en: model.say("web.scores.thresholds_en", &[("scores", &scores.en)]),
    };
    let cut = Text {
        th: model.say("charts.axis_cut", &[("start", &start_text.th)]),
        en: model.say("web.scores.axis_cut_en", &[("start", &start_text.en)]),
    };
    let marks: Vec<_> = marks.into_iter().map(|m| (m, w.number(m, 0))).collect();
    let chart = (!values.is_empty()).then(|| {
        let draft = Draft {
            id: "score-chart",
            description: described(&values),
            title: caption,
            series,
            thresholds: (thresholds.clone(), threshold),
            notes: if start > 0.0 { vec![cut] } else { Vec::new() },
        };
        chart::chart(draft, values, &marks)
    });
    Glance { heading, tiles, chart, tables: if table.rows.is_empty() { Vec::new() } else { vec![table] } }
}

pub(super) fn progress(model: &Model<'_>) -> Glance {
    let w = model.words();
    let year = model.fiscal_year();
    let heading = model.both("web.progress.heading", &[("period", half(model))]);
    let count = |outcomes: &[MeasureOutcome], standing: Standing| {
        outcomes.iter().filter(|o| o.standing == standing).count()
    };
    let all = model.outcomes.len();
    if all == 0 {
        return Glance { heading, tiles: Vec::new(), chart: None, tables: Vec::new() };
    }
    let finished = model.outcomes.iter().filter(|o| o.standing.is_finished()).count();
    let expected: usize = model.outcomes.iter().map(|o| o.outcomes.len()).sum();
    let reported = model
        .outcomes
        .iter()
        .flat_map(|o| &o.outcomes)
        .filter(|o| o.standing != Standing::NotReported)
        .count();
    let tile = |label: &str, value: usize, note: &str, of: usize| Tile {
        label: model.both(label, &[]),
        value: w.size(value),
        note: model.both(note, &[("all", Text::new(w.size(of), model.arabic().size(of)))]),
    };
    let overdue = count(model.outcomes, Standing::Overdue);
    let mut tiles = vec![
        tile("web.progress.finished", finished, "web.progress.of_measures", all),
        tile("web.progress.overdue", overdue, "web.progress.of_measures", all),
        tile("web.progress.reported", reported, "web.progress.of_reports", expected),
    ];
    let (ready, items) = share(model.readiness.iter());
    if items > 0 {
        tiles.push(tile("web.progress.ready", ready, "web.progress.of_outputs", items));
    }
    let before = (!model.outcomes_before.is_empty()).then_some(model.outcomes_before);
    #[allow(clippy::cast_precision_loss)] // counts of measures
    let float = |n: usize| n as f64;
    let now = Tally::measures(model.outcomes).shown();
    let earlier = Tally::measures(model.outcomes_before).shown();
    let shown: Vec<_> = now
        .into_iter()
        .zip(earlier)
        .map(|((th, en, now), (.., earlier))| (th, en, now, before.map(|_| earlier)))
        .filter(|(_, _, now, earlier)| now + earlier.unwrap_or(0) > 0)
        .collect();
    let values: Vec<_> = shown
        .iter()
        .map(|(th, _, now, earlier)| Value {
            label: (*th).to_owned(),
            amount: float(*now),
            shown: w.size(*now),
            before: earlier.map(float),
        })
        .collect();
    let most = values.iter().flat_map(|v| [v.amount, v.before.unwrap_or(0.0)]).fold(0.0, f64::max);
    let marks: Vec<_> = axis::marks(most, STEPS, true).into_iter().map(|m| (m, w.number(m, 0))).collect();
    let caption = model.both("web.progress.caption", &[]);
    let mut columns = vec![
        Column { label: model.both("web.progress.column_standing", &[]), number: false },
        Column { label: Text::new(w.year(year), ""), number: true },
    ];
    if before.is_some() {
        columns.push(Column { label: Text::new(w.year(year.previous()), ""), number: true });
    }
    let rows = shown
        .iter()
        .map(|(th, en, now, earlier)| {
            let cell = |n: usize| number(w.size(n), model.arabic().size(n));
            let mut cells = vec![cell(*now)];
            cells.extend(earlier.map(cell));
            Row { label: Text::new(*th, *en), cells }
        })
        .collect();
    let draft = Draft {
        id: "progress-chart",
        title: caption.clone(),
        description: described(&values),
        series: years(model, year, before.is_some()),
        thresholds: (Vec::new(), Text::default()),
        notes: Vec::new(),
    };
    let chart = chart::chart(draft, values, &marks);
    Glance { heading, tiles, chart: Some(chart), tables: vec![Table { caption, columns, rows }] }
}

/// A note with the mark of scores that stand in for published ones.
fn stands_in(model: &Model<'_>, stand_in: bool, note: Text) -> Text {
    if stand_in { model.both("web.scores.computed", &[("note", note)]) } else { note }
}

fn year_text(w: Words, year: FiscalYear) -> Text {
    Text::new(w.year(year), year.to_string())
}

fn years(model: &Model<'_>, year: FiscalYear, before: bool) -> Vec<Series> {
    let label = |class, year: FiscalYear| {
        let named = model.say("web.series", &[("year", &model.words().year(year))]);
        Series { class, label: Text::new(named, "") }
    };
    let mut series = vec![label("now", year)];
    if before {
        series.push(label("before", year.previous()));
    }
    series
}

fn described(values: &[Value]) -> String {
    values.iter().map(|v| format!("{} {}", v.label, v.shown)).collect::<Vec<_>>().join(", ")
}

/// A number once: in the digits of the documents.
fn number(th: String, en: String) -> Cell {
    let en = if th == en { en } else { String::new() };
    Cell { text: Text::new(th, en), number: true }
}
