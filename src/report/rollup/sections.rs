//! What the roll-up says: the opening, the figures that stand out, and the tables in their order.

use super::{Basis, Record, Section};
use crate::compare::Spread;
use crate::report::document::{Bar, BarChart, BarValue, Series, Tick, Tile};
use crate::report::workbook::book::{Cell, Column, Kind, Table};
use crate::score::progress::Standing;

/// Rows of a long table that are printed.
const PRINTED: usize = 200;
/// Questions that are printed: the weakest.
const WEAKEST: usize = 20;
/// Agencies with the largest changes, in each direction.
const MOVERS: usize = 10;

pub(super) fn opening(basis: &Basis<'_>) -> Vec<String> {
    let words = basis.words();
    let total = &basis.across.total;
    let year = words.year(basis.year());
    let published = basis.published.iter().filter(|p| **p).count();
    let mut lines = vec![basis.say(
        "rollup.opening",
        &[
            ("year", &year),
            ("published", &words.size(published)),
            ("all", &words.size(basis.records.len())),
            ("mean", &words.score(total.mean)),
            ("lowest", &words.score(total.lowest)),
            ("highest", &words.score(total.highest)),
        ],
    )];
    if total.compared > 0 {
        let same = total.compared - total.rose - total.fell;
        lines.push(basis.say(
            "rollup.opening_compared",
            &[
                ("compared", &words.size(total.compared)),
                ("rose", &words.size(total.rose)),
                ("fell", &words.size(total.fell)),
                ("same", &words.size(same)),
            ],
        ));
    }
    if let Some((code, spread)) = weakest(basis).first() {
        let text = basis.scheme.question(code).map(|q| q.text_th.clone()).unwrap_or_default();
        let (code, mean) = (words.text(code), words.score(spread.mean));
        lines.push(basis.say("rollup.opening_weakest", &[("code", &code), ("text", &text), ("mean", &mean)]));
    }
    lines
}

pub(super) fn tiles(basis: &Basis<'_>) -> Vec<Tile> {
    let words = basis.words();
    let total = &basis.across.total;
    let tile = |label: &str, value: String, of: Option<usize>| Tile {
        label: basis.say(label, &[]),
        value,
        tone: None,
        note: of.map(|all| basis.say("rollup.tile_of", &[("all", &words.size(all))])),
        change: None,
    };
    let published = basis.published.iter().filter(|p| **p).count();
    let (reported, units) = coverage(basis);
    let mean = Tile {
        change: Some(words.change(total.delta, total.delta)),
        ..tile("rollup.tile_mean", words.score(total.mean), None)
    };
    vec![
        tile("rollup.tile_published", words.size(published), Some(basis.records.len())),
        mean,
        tile("rollup.tile_median", words.score(total.median), None),
        tile("rollup.tile_reported", words.size(reported), Some(units)),
    ]
}

/// Units that reported, of all units of published agencies.
fn coverage(basis: &Basis<'_>) -> (usize, usize) {
    published(basis).fold((0, 0), |(reported, units), record| {
        (reported + record.half(basis.period).map_or(0, |h| h.reported), units + record.units)
    })
}

fn published<'a>(basis: &Basis<'a>) -> impl Iterator<Item = &'a Record> {
    basis.records.iter().zip(basis.published).filter(|(_, published)| **published).map(|(record, _)| record)
}

pub(super) fn ratings_chart(basis: &Basis<'_>) -> BarChart {
    let words = basis.words();
    let count = |id: &str| basis.across.ratings.get(id).map_or(0, |(now, _)| *now);
    let most = basis.scheme.ratings.iter().map(|r| count(&r.id)).max().unwrap_or(0).max(1);
    // Thousands of agencies at most.
    #[allow(clippy::cast_precision_loss)]
    let length = |count: usize| count as f64;
    let bars: Vec<_> = basis
        .scheme
        .ratings
        .iter()
        .map(|rating| Bar {
            label: rating.name_th.clone(),
            values: vec![BarValue {
                value: Some(length(count(&rating.id))),
                label: words.size(count(&rating.id)),
            }],
        })
        .collect();
    let told = |bar: &Bar| {
        basis.say("rollup.chart_bar", &[("rating", &bar.label), ("agencies", &bar.values[0].label)])
    };
    let told: Vec<_> = bars.iter().map(told).collect();
    BarChart {
        stacked: false,
        thresholds: None,
        caption: words.text(&basis.say("rollup.chart_caption", &[])),
        alt: basis.say("rollup.chart_alt", &[("bars", &told.join(" "))]),
        axis_min: 0.0,
        axis_max: length(most),
        ticks: [0, most].into_iter().map(|n| Tick { value: length(n), label: words.size(n) }).collect(),
        unit: basis.say("rollup.chart_unit", &[]),
        series: vec![Series {
            tone: None,
            label: basis.say("rollup.chart_series", &[("year", &words.year(basis.year()))]),
        }],
        bars,
        notes: Vec::new(),
    }
}

/// Every section that has something to say.
pub(super) fn all(basis: &Basis<'_>) -> Vec<Section> {
    let mut sections =
        vec![ratings(basis), figures(basis), questions(basis), movers(basis), ranking(basis), sent(basis)];
    let missing = missing(basis);
    if !missing.table.rows.is_empty() {
        sections.push(missing);
    }
    sections
}

fn section(basis: &Basis<'_>, table: Table, wide: bool) -> Section {
    let heading = basis.say(&format!("rollup.{}.heading", table.name), &[]);
    Section { heading, paragraphs: Vec::new(), table, printed: PRINTED, wide }
}

/// A table before its rows; `rollup.toml` has its titles under its name.
fn table(basis: &Basis<'_>, name: &str, columns: &[(&str, Kind)]) -> Table {
    let description = basis.say(&format!("rollup.{name}.description"), &[]);
    Table::new(name, &description, titled(basis, name, columns))
}

fn titled(basis: &Basis<'_>, table: &str, columns: &[(&str, Kind)]) -> Vec<Column> {
    let title = |id: &str| basis.say(&format!("rollup.{table}.{id}"), &[]);
    columns.iter().map(|(id, kind)| Column::new(*id, title(id), *kind)).collect()
}

fn rating_name(basis: &Basis<'_>, id: Option<&String>) -> String {
    let rating = basis.scheme.ratings.iter().find(|r| Some(&r.id) == id);
    rating.map(|r| r.name_th.clone()).unwrap_or_default()
}

fn name_of<'a>(basis: &Basis<'a>, agency: &str) -> &'a str {
    let at = basis.records.binary_search_by(|r| r.agency.as_str().cmp(agency));
    at.map_or("", |at| &basis.records[at].name.th)
}

fn change(basis: &Basis<'_>, delta: Option<f64>) -> Cell {
    Cell::text(basis.words().change(delta, None).word)
}

fn ratings(basis: &Basis<'_>) -> Section {
    let columns = [
        ("rating", Kind::Text),
        ("agencies", Kind::Integer),
        ("share", Kind::Share),
        ("agencies_previous", Kind::Integer),
    ];
    let mut table = table(basis, "ratings", &columns);
    let of = |pick: fn(&(usize, usize)) -> usize| basis.across.ratings.values().map(pick).sum::<usize>();
    let rated = of(|r| r.0);
    for rating in &basis.scheme.ratings {
        let (now, before) = basis.across.ratings.get(&rating.id).copied().unwrap_or_default();
        // Thousands of agencies at most.
        #[allow(clippy::cast_precision_loss)]
        let share = (rated > 0).then(|| now as f64 / rated as f64);
        table.push(vec![
            Cell::text(&rating.name_th),
            Cell::count(now),
            Cell::number(share),
            Cell::count(before),
        ]);
    }
    section(basis, table, false)
}

const SPREAD: [(&str, Kind); 8] = [
    ("agencies", Kind::Integer),
    ("mean", Kind::Score),
    ("median", Kind::Score),
    ("lowest", Kind::Score),
    ("highest", Kind::Score),
    ("delta", Kind::Points),
    ("rose", Kind::Integer),
    ("fell", Kind::Integer),
];

fn spread(of: &Spread) -> Vec<Cell> {
    vec![
        Cell::count(of.count),
        Cell::number(of.mean),
        Cell::number(of.median),
        Cell::number(of.lowest),
        Cell::number(of.highest),
        Cell::number(of.delta),
        Cell::count(of.rose),
        Cell::count(of.fell),
    ]
}

fn spread_table(basis: &Basis<'_>, name: &str, columns: &[(&str, Kind)]) -> Table {
    let mut table = table(basis, name, columns);
    table.columns.extend(titled(basis, "spread", &SPREAD));
    table
}

fn figures(basis: &Basis<'_>) -> Section {
    let mut table = spread_table(basis, "figures", &[("figure", Kind::Code), ("name", Kind::Text)]);
    let mut push = |code: String, name: &str, of: &Spread| {
        let mut cells = vec![Cell::text(code), Cell::text(name)];
        cells.extend(spread(of));
        table.push(cells);
    };
    push("ITA".to_owned(), &basis.say("rollup.figures.total", &[]), &basis.across.total);
    for instrument in &basis.scheme.instruments {
        if let Some(of) = basis.across.instruments.get(&instrument.code) {
            push(instrument.code.clone(), &instrument.name_th, of);
        }
    }
    for indicator in &basis.scheme.indicators {
        if let Some(of) = basis.across.indicators.get(&indicator.number) {
            push(indicator.number.to_string(), &indicator.name_th, of);
        }
    }
    section(basis, table, true)
}

/// Questions and items from the lowest mean up.
fn weakest<'a>(basis: &Basis<'a>) -> Vec<(&'a str, &'a Spread)> {
    let position = |code: &str| basis.scheme.questions.iter().position(|q| q.code == code);
    let mut all: Vec<_> = basis.across.questions.iter().map(|(code, of)| (code.as_str(), of)).collect();
    all.retain(|(_, of)| of.mean.is_some());
    all.sort_by(|(a, x), (b, y)| {
        let by_mean = x.mean.unwrap_or_default().total_cmp(&y.mean.unwrap_or_default());
        by_mean.then_with(|| position(a).cmp(&position(b)))
    });
    all
}

fn questions(basis: &Basis<'_>) -> Section {
    let columns = [("question", Kind::Code), ("indicator", Kind::Integer), ("text", Kind::Prose)];
    let mut table = spread_table(basis, "questions", &columns);
    for (code, of) in weakest(basis) {
        let question = basis.scheme.question(code);
        let mut cells = vec![
            Cell::text(code),
            Cell::integer(question.map(|q| q.indicator)),
            Cell::text(question.map(|q| q.text_th.clone()).unwrap_or_default()),
        ];
        cells.extend(spread(of));
        table.push(cells);
    }
    let paragraphs = vec![basis.say("rollup.questions.order", &[])];
    Section { paragraphs, printed: WEAKEST, ..section(basis, table, true) }
}

fn movers(basis: &Basis<'_>) -> Section {
    let columns = [
        ("change", Kind::Code),
        ("agency", Kind::Code),
        ("name", Kind::Text),
        ("previous", Kind::Score),
        ("total", Kind::Score),
        ("delta", Kind::Points),
    ];
    let mut table = table(basis, "movers", &columns);
    let mut moved: Vec<_> =
        basis.across.ranking.iter().filter_map(|r| Some((r.score.delta?, &r.score))).collect();
    moved.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.agency.cmp(&b.1.agency)));
    let rose = moved.iter().take(MOVERS).filter(|(delta, _)| *delta > 0.0);
    let fell = moved.iter().rev().take(MOVERS).filter(|(delta, _)| *delta < 0.0);
    for (delta, score) in rose.chain(fell) {
        table.push(vec![
            change(basis, Some(*delta)),
            Cell::text(&score.agency),
            Cell::text(name_of(basis, &score.agency)),
            Cell::number(score.previous),
            Cell::number(score.total),
            Cell::number(Some(*delta)),
        ]);
    }
    section(basis, table, false)
}

fn ranking(basis: &Basis<'_>) -> Section {
    let columns = [
        ("rank", Kind::Integer),
        ("agency", Kind::Code),
        ("name", Kind::Text),
        ("total", Kind::Score),
        ("rating", Kind::Text),
        ("previous", Kind::Score),
        ("delta", Kind::Points),
        ("change", Kind::Code),
    ];
    let mut table = table(basis, "ranking", &columns);
    for place in &basis.across.ranking {
        let score = &place.score;
        table.push(vec![
            place.rank.map_or_else(Cell::default, Cell::count),
            Cell::text(&score.agency),
            Cell::text(name_of(basis, &score.agency)),
            Cell::number(score.total),
            Cell::text(rating_name(basis, score.rating.as_ref())),
            Cell::number(score.previous),
            Cell::number(score.delta),
            change(basis, score.delta),
        ]);
    }
    section(basis, table, true)
}

fn sent(basis: &Basis<'_>) -> Section {
    let columns = [
        ("agency", Kind::Code),
        ("name", Kind::Text),
        ("units", Kind::Integer),
        ("units_reported", Kind::Integer),
        ("sheets_submitted", Kind::Integer),
        ("sheets_expected", Kind::Integer),
    ];
    let mut table = table(basis, "coverage", &columns);
    table.columns.extend(Standing::ALL.map(|s| Column::new(s.name(), s.thai(), Kind::Integer)));
    for record in published(basis) {
        let half = record.half(basis.period);
        let mut cells = vec![
            Cell::text(&record.agency),
            Cell::text(&record.name.th),
            Cell::count(record.units),
            Cell::count(half.map_or(0, |h| h.reported)),
            half.map_or_else(Cell::default, |h| Cell::count(h.submitted)),
            half.map_or_else(Cell::default, |h| Cell::count(h.expected)),
        ];
        cells.extend(Standing::ALL.map(|standing| {
            half.map_or_else(Cell::default, |h| {
                Cell::count(h.standings.get(standing.name()).copied().unwrap_or(0))
            })
        }));
        table.push(cells);
    }
    section(basis, table, true)
}

fn missing(basis: &Basis<'_>) -> Section {
    let columns = [
        ("agency", Kind::Code),
        ("name", Kind::Text),
        ("errors", Kind::Integer),
        ("place", Kind::Text),
        ("message", Kind::Prose),
    ];
    let mut table = table(basis, "not_published", &columns);
    for (record, _) in basis.records.iter().zip(basis.published).filter(|(_, published)| !**published) {
        let first = record.problems.first();
        table.push(vec![
            Cell::text(&record.agency),
            Cell::text(&record.name.th),
            Cell::count(record.errors),
            Cell::text(first.map(|p| p.place.clone()).unwrap_or_default()),
            Cell::text(first.map(|p| p.message.th.clone()).unwrap_or_default()),
        ]);
    }
    section(basis, table, true)
}
