//! The summary: how the half went, on one page.
//!
//! Comes in: outcomes of the half and of the same half one year before. Goes out: sentences, tiles, a
//! chart, a table by instrument. Never: more than fits a page.

use super::Section;
use super::build::{Draft, Extend, body, cell, column, row};
use super::decisions::{SOON, due_soon, due_today};
use super::figures::Tally;
use super::scene::{Scene, tone};
use super::sentences::{count_change, finished_change, percent, share_change, standings};
use crate::ready::share;
use crate::report::document::{
    Align, Bar, BarChart, BarValue, RowKind, Series, SummarySection, Table, TextSize, Tile, Tone,
};
use crate::report::words::NO_VALUE;
use crate::score::progress::{MeasureOutcome, Standing};

/// A row of the chart, percent, and the share from which on a piece of it has room for its number.
const WHOLE: f64 = 100.0;
const LABELLED: f64 = 6.0;

/// The half and, where there is one, the half it is compared with.
struct Figures {
    measures: Tally,
    reports: Tally,
    before: Option<(Tally, Tally)>,
}

pub(super) fn section(scene: &Scene<'_>) -> SummarySection {
    let model = scene.model;
    let figures = Figures {
        measures: Tally::measures(model.outcomes),
        reports: Tally::reports(model.outcomes),
        before: (!model.outcomes_before.is_empty())
            .then(|| (Tally::measures(model.outcomes_before), Tally::reports(model.outcomes_before))),
    };
    SummarySection {
        heading: Section::Summary.heading(scene, &scene.term("digest.heading")),
        paragraphs: paragraphs(scene, &figures),
        tiles: if model.outcomes.is_empty() { Vec::new() } else { tiles(scene, &figures) },
        status: (!model.outcomes.is_empty()).then(|| chart(scene, &figures)),
        by_instrument: by_instrument(scene, &figures),
        change: change(scene, &figures).into_iter().chain(soon(scene)).collect(),
    }
}

fn paragraphs(scene: &Scene<'_>, figures: &Figures) -> Vec<String> {
    let model = scene.model;
    let agency = &model.workspace.agency.name_th;
    let year = scene.w.year(model.fiscal_year());
    if model.outcomes.is_empty() {
        return vec![scene.say("digest.no_register", &[("agency", agency), ("year", &year)])];
    }
    let units =
        model.workspace.units.iter().filter(|u| Tally::unit(model.outcomes, &u.id).total() > 0).count();
    let (expected, received) = (figures.reports.total(), figures.reports.reported());
    let came = match received {
        0 => scene.term("digest.nothing_came"),
        all if all == expected => scene.term("digest.all_came"),
        some => {
            let share = percent(scene, figures.reports.reported_share());
            scene.say("digest.some_came", &[("reports", &scene.entries(some)), ("percent", &share)])
        }
    };
    // Of a draft whose register names units that the agency does not have.
    let of_nobody = model.outcomes.iter().filter(|m| m.outcomes.is_empty()).count();
    let came = if of_nobody > 0 {
        let uncounted = scene.say("digest.of_nobody", &[("measures", &scene.measures(of_nobody))]);
        format!("{came} {uncounted}")
    } else {
        came
    };
    let measures = scene.measures(figures.measures.total());
    let stand = (received > 0).then(|| standings(scene, &figures.measures));
    vec![scene.say(
        "digest.opening",
        &[
            ("as_of", &scene.w.date(model.as_of)),
            ("agency", agency),
            ("year", &year),
            ("measures", &[Some(measures), stand].into_iter().flatten().collect::<Vec<_>>().join(" ")),
            ("units", &scene.places(units)),
            ("reports", &scene.entries(expected)),
            ("came", &came),
        ],
    )]
}

fn tiles(scene: &Scene<'_>, figures: &Figures) -> Vec<Tile> {
    let w = scene.w;
    let (measures, reports) = (&figures.measures, &figures.reports);
    let good_if_none = |count: usize| if count == 0 { Tone::Good } else { Tone::Bad };
    let overdue = measures.count(Standing::Overdue);
    let missing = reports.count(Standing::NotReported);
    let (silent, units) = senders(scene);
    let (ready, outputs) = share(scene.model.readiness.iter());
    let tile = |label: &str, count: usize, tone: Tone, all: String| Tile {
        label: scene.term(label),
        value: w.size(count),
        tone: Some(tone),
        note: Some(scene.say("digest.of_all", &[("all", &all)])),
        change: None,
    };
    let open_if_none = |count: usize| if count == 0 { Tone::Open } else { Tone::Good };
    let all_measures = || scene.measures(measures.total());
    vec![
        tile("digest.finished", measures.finished(), open_if_none(measures.finished()), all_measures()),
        tile("digest.overdue", overdue, good_if_none(overdue), all_measures()),
        tile("digest.unreported", missing, good_if_none(missing), scene.entries(reports.total())),
        if outputs > 0 && silent == 0 {
            // That all have sent is told above.
            tile("summary_ready", ready, open_if_none(ready), scene.entries(outputs))
        } else {
            tile("digest.senders", units - silent, good_if_none(silent), scene.places(units))
        },
    ]
}

/// How many measures fall due next.
fn soon(scene: &Scene<'_>) -> Option<String> {
    let count = scene.model.outcomes.iter().filter(|m| due_soon(scene, m)).count();
    let measures = scene.measures(count);
    let told = [("days", &scene.w.count(SOON.into())[..]), ("measures", &measures)];
    (count > 0).then(|| scene.say("summary_soon", &told) + &due_today(scene))
}

/// Units that were to report: those that sent nothing, and all.
fn senders(scene: &Scene<'_>) -> (usize, usize) {
    let units = &scene.model.workspace.units;
    let tallies: Vec<_> =
        units.iter().map(|u| Tally::unit(scene.model.outcomes, &u.id)).filter(|t| t.total() > 0).collect();
    (tallies.iter().filter(|t| t.is_silent()).count(), tallies.len())
}

/// Each instrument's measures by standing, then all of them, and those of the year before.
fn chart(scene: &Scene<'_>, figures: &Figures) -> BarChart {
    let (model, w) = (scene.model, scene.w);
    let own = scene.scheme().instruments.iter().map(|i| (i.code.clone(), of(scene, model.outcomes, &i.code)));
    let mut rows: Vec<_> = own.filter(|(_, tally)| tally.total() > 0).collect();
    let year = |year| scene.say("status_all", &[("year", &w.year(year))]);
    rows.push((year(model.fiscal_year()), figures.measures));
    rows.extend(figures.before.map(|(before, _)| (year(model.fiscal_year().previous()), before)));
    let standings: Vec<_> =
        Standing::ALL.into_iter().filter(|s| rows.iter().any(|(_, tally)| tally.count(*s) > 0)).collect();
    let told = |(name, tally): &(String, Tally)| {
        let counts: Vec<_> = standings
            .iter()
            .filter(|s| tally.count(**s) > 0)
            .map(|s| format!("{} {}", s.thai(), scene.measures(tally.count(*s))))
            .collect();
        format!("{name} {}", counts.join(", "))
    };
    let value = |tally: &Tally, standing: Standing| {
        let count = tally.count(standing);
        let share = number(count) / number(tally.total()) * WHOLE;
        // A note has what a narrow piece has no room for.
        let label = if share >= LABELLED { w.size(count) } else { String::new() };
        BarValue { value: Some(share), label }
    };
    let is_narrow = |tally: &Tally, standing: Standing| {
        tally.count(standing) > 0 && value(tally, standing).label.is_empty()
    };
    let narrow = rows.iter().flat_map(|(name, tally)| {
        standings.iter().filter(|s| is_narrow(tally, **s)).map(move |s| (name, *s, tally.count(*s)))
    });
    let narrow: Vec<_> = narrow
        .map(|(name, standing, count)| {
            let told = [("bar", &name[..]), ("standing", standing.thai()), ("count", &w.size(count))];
            scene.say("status_narrow", &told)
        })
        .collect();
    BarChart {
        stacked: true,
        thresholds: None,
        alt: format!(
            "{} {}",
            scene.say("status_alt", &[]),
            rows.iter().map(told).collect::<Vec<_>>().join("; ")
        ),
        caption: scene.chart_caption(&scene.say("status_caption", &[])),
        axis_min: 0.0,
        axis_max: WHOLE,
        ticks: Vec::new(),
        unit: scene.say("status_unit", &[]),
        series: standings
            .iter()
            .map(|s| Series { label: s.thai().to_owned(), tone: Some(piece_tone(*s)) })
            .collect(),
        bars: rows
            .iter()
            .map(|(name, tally)| Bar {
                label: name.clone(),
                values: standings.iter().map(|s| value(tally, *s)).collect(),
            })
            .collect(),
        notes: narrow,
    }
}

// Counts of measures are small: the conversion is exact.
#[allow(clippy::cast_precision_loss)]
fn number(count: usize) -> f64 {
    count as f64
}

/// What was finished late is told from what was finished in time.
fn piece_tone(standing: Standing) -> Tone {
    if standing == Standing::FinishedLate { Tone::Strong } else { tone(standing) }
}

/// Measures of an instrument by standing.
fn of(scene: &Scene<'_>, outcomes: &[MeasureOutcome], code: &str) -> Tally {
    let instrument = |m: &&MeasureOutcome| {
        scene.indicator(&m.measure).is_some_and(|indicator| indicator.instrument == code)
    };
    Tally::of(outcomes.iter().filter(instrument).map(|m| m.standing))
}

fn by_instrument(scene: &Scene<'_>, figures: &Figures) -> Table {
    let model = scene.model;
    let mut rows: Vec<_> = scene
        .scheme()
        .instruments
        .iter()
        .map(|i| (i, of(scene, model.outcomes, &i.code)))
        .filter(|(_, now)| now.total() > 0)
        .map(|(i, now)| {
            let before = of(scene, model.outcomes_before, &i.code);
            (RowKind::Body, i.code.clone(), now, before.finished_share())
        })
        .collect();
    let strays = model.outcomes.iter().filter(|m| scene.indicator(&m.measure).is_none());
    let strays = Tally::of(strays.map(|m| m.standing));
    if strays.total() > 0 {
        rows.push((RowKind::Body, scene.term("digest.no_indicator"), strays, None));
    }
    if !rows.is_empty() {
        let before = figures.before.and_then(|b| b.0.finished_share());
        rows.push((RowKind::Total, scene.term("report.sum"), figures.measures, before));
    }
    let compared = figures.before.is_some();
    let number = |key: &str, width| column(scene.term(key), width, Align::End);
    let mut columns = vec![
        column(scene.term("digest.column_instrument"), 1.5, Align::Start),
        number("results_column_measure", 1.3),
        number("digest.column_finished", 2.0),
        number("digest.column_under_way", 1.8),
        number("digest.column_not_started", 1.6),
        number("digest.column_overdue", 1.2),
        number("digest.column_unreported", 1.4),
    ];
    if compared {
        let before = scene.w.year(model.fiscal_year().previous());
        columns.push(column(scene.say("status_column_change", &[("before", &before)]), 2.8, Align::Center));
    }
    scene.table(Draft {
        id: "summary-instruments".to_owned(),
        caption: scene.term("digest.caption"),
        size: TextSize::Small,
        columns,
        rows: rows
            .into_iter()
            .map(|(kind, name, now, before)| {
                let count = |n: usize| cell(scene.w.size(n));
                let mut cells = vec![
                    cell(name),
                    count(now.total()),
                    cell(finished(scene, &now)),
                    count(now.count(Standing::UnderWay)),
                    count(now.count(Standing::NotStarted)),
                    count(now.count(Standing::Overdue)),
                    count(now.count(Standing::NotReported)),
                ];
                if compared {
                    cells.push(cell("").change(share_change(scene.w, now.finished_share(), before)));
                }
                if kind == RowKind::Body { body(cells) } else { row(kind, cells) }
            })
            .collect(),
        empty: scene.term("digest.empty"),
        notes: vec![scene.term("digest.note_measures")],
    })
}

/// Finished measures and their share: `๘ (๑๗.๐๒)`.
fn finished(scene: &Scene<'_>, tally: &Tally) -> String {
    let share = tally.finished_share().map_or(NO_VALUE.to_owned(), |s| scene.w.number(s, 2));
    format!("{} ({share})", scene.w.size(tally.finished()))
}

fn change(scene: &Scene<'_>, figures: &Figures) -> Vec<String> {
    let (model, w) = (scene.model, scene.w);
    let before_period = model.period.year_before();
    if model.outcomes.is_empty() {
        return Vec::new();
    }
    let Some((measures, reports)) = figures.before else {
        return vec![scene.say("digest.not_compared", &[("period", &w.period(before_period))])];
    };
    let mut told = Vec::new();
    told.extend(finished_change(scene, &figures.measures, &measures));
    let overdue = [&figures.measures, &measures].map(|t| t.count(Standing::Overdue));
    told.push(count_change(scene, &scene.term("digest.overdue"), |n| scene.measures(n), overdue));
    let missing = [&figures.reports, &reports].map(|t| t.count(Standing::NotReported));
    told.push(count_change(scene, &scene.term("digest.unreported"), |n| scene.entries(n), missing));
    let as_many = measures.total() == figures.measures.total();
    vec![scene.say(
        if as_many { "digest.compared" } else { "digest.compared_to_more" },
        &[
            ("year", &w.year(before_period.fiscal_year)),
            ("measures", &scene.measures(measures.total())),
            ("changes", &scene.joined(&told)),
        ],
    )]
}
