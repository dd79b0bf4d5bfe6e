//! Last year's scores and this half's progress at a glance.
//!
//! Comes in: scores and outcomes. Goes out: tiles, a chart, tables. Never: computes a score.

use super::chart::{self, Draft, Value};
use super::{Cell, Column, Glance, Row, Series, Table, Tile};
use crate::model::Text;
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
    let heading = Text::new(
        format!("ผลการประเมิน ITA ปีงบประมาณ {}", w.year(year)),
        format!("ITA results of fiscal year {year} B.E."),
    );
    let score = |value: Option<f64>| number(w.score(value), model.arabic().score(value));
    let change = |delta: Option<f64>, previous: Option<f64>| {
        let change = w.change(delta, previous);
        let shown = [change.points.unwrap_or_default(), change.word].join(" ");
        Cell { text: Text::new(shown.trim(), ""), number: true }
    };
    let mut tiles = Vec::new();
    if let Some(total) = model.scores.agencies.first() {
        let rating = model.scheme.ratings.iter().find(|r| Some(&r.id) == total.rating.as_ref());
        tiles.extend([
            Tile {
                label: Text::new("คะแนนรวม", "Total score"),
                value: w.score(total.total),
                note: Text::new(
                    stands_in(
                        total.stand_in,
                        &format!("ระดับ {}", rating.map_or(words::NO_VALUE, |r| &r.name_th)),
                        "คะแนนที่คำนวณ",
                    ),
                    stands_in(
                        total.stand_in,
                        &rating.map(|r| r.name_en.clone()).unwrap_or_default(),
                        "computed score",
                    ),
                ),
            },
            Tile {
                label: Text::new("เทียบปีก่อน", "Change from the year before"),
                value: total.delta.map_or_else(|| words::NO_VALUE.to_owned(), |d| w.signed(d, w.decimals)),
                note: Text::new(w.change(total.delta, total.previous).word, String::new()),
            },
        ]);
    }
    tiles.extend(model.scores.instruments.iter().map(|i| {
        let name = model.scheme.instruments.iter().find(|known| known.code == i.instrument);
        Tile {
            label: Text::new(&i.instrument, name.map(|n| n.name_en.clone()).unwrap_or_default()),
            value: w.score(i.score),
            note: Text::new(
                stands_in(i.stand_in, &format!("ค่าน้ำหนักร้อยละ {}", w.weight(i.weight)), "คะแนนที่คำนวณ"),
                stands_in(i.stand_in, &format!("weight {} percent", weight_text(i.weight)), "computed score"),
            ),
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
        column("ตัวชี้วัด", "Indicator", false),
        column(&w.year(year), "", true),
        column(&w.year(year.previous()), "", true),
        column("เปลี่ยนแปลง", "Change", true),
    ];
    let caption = Text::new("คะแนนรายตัวชี้วัด (เต็ม 100)", "Scores by indicator (of 100)");
    let caption = Text::new(w.text(&caption.th), caption.en);
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
    let series = years(w, year, values.iter().any(|v| v.before.is_some()));
    let marks = axis::of_scores(values.iter().flat_map(|v| [Some(v.amount), v.before]).flatten());
    let start = marks.first().copied().unwrap_or_default();
    let thresholds = axis::thresholds(model.scheme, start);
    let named = |digits: Words, and: &str| {
        thresholds.iter().map(|t| digits.number(*t, 0)).collect::<Vec<_>>().join(and)
    };
    let threshold = Text::new(
        model.say("chart_thresholds", &[("scores", &named(w, " และ "))]),
        format!("Thresholds {}", named(model.arabic(), " and ")),
    );
    let cut = Text::new(
        model.say("chart_axis_cut", &[("start", &w.number(start, 0))]),
        format!("The axis starts at {}: lengths are no proportions.", model.arabic().number(start, 0)),
    );
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
    let heading = Text::new(
        format!("ผลการดำเนินการตามมาตรการ {}", w.period(model.period)),
        format!("Progress of the measures, half {} of fiscal year {year} B.E.", model.period.half.number()),
    );
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
    let tile = |label: (&str, &str), value: usize, of: usize, noun: (&str, &str)| Tile {
        label: Text::new(label.0, label.1),
        value: w.size(value),
        note: Text::new(
            format!("จาก {} {}", w.size(of), noun.0),
            format!("of {} {}", model.arabic().size(of), noun.1),
        ),
    };
    let mut tiles = vec![
        tile(("มาตรการที่แล้วเสร็จ", "Measures finished"), finished, all, ("มาตรการ", "measures")),
        tile(
            ("มาตรการที่เกินกำหนด", "Measures overdue"),
            count(model.outcomes, Standing::Overdue),
            all,
            ("มาตรการ", "measures"),
        ),
        tile(("รายงานที่ได้รับ", "Reports received"), reported, expected, ("รายการ", "expected")),
    ];
    let (ready, items) = share(model.readiness.iter());
    if items > 0 {
        tiles.push(tile(
            ("ข้อมูลตามแบบตรวจที่พร้อม", "Checklist outputs ready"),
            ready,
            items,
            ("รายการ", "outputs"),
        ));
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
    let caption = Text::new("จำนวนมาตรการตามสถานะ", "Measures by standing");
    let mut columns = vec![column("สถานะ", "Standing", false), column(&w.year(year), "", true)];
    if before.is_some() {
        columns.push(column(&w.year(year.previous()), "", true));
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
        series: years(w, year, before.is_some()),
        thresholds: (Vec::new(), Text::default()),
        notes: Vec::new(),
    };
    let chart = chart::chart(draft, values, &marks);
    Glance { heading, tiles, chart: Some(chart), tables: vec![Table { caption, columns, rows }] }
}

/// A note with the mark of scores that stand in for published ones.
fn stands_in(stand_in: bool, note: &str, mark: &str) -> String {
    if stand_in { format!("{note} ({mark})") } else { note.to_owned() }
}

fn years(w: Words, year: crate::model::FiscalYear, before: bool) -> Vec<Series> {
    let label = |class, year| Series {
        class, label: Text::new(format!("ปีงบประมาณ {}", w.year(year)), "")
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

fn column(th: &str, en: &str, number: bool) -> Column {
    Column { label: Text::new(th, en), number }
}

/// A number once: in the digits of the documents.
fn number(th: String, en: String) -> Cell {
    let en = if th == en { en } else { String::new() };
    Cell { text: Text::new(th, en), number: true }
}
