//! What the scores come to: overall table, total, rating bands, constants and scales.
//!
//! In: one year's tables. Out: tables that refer to them. Never: a figure that is not in the model.

use super::super::book::{
    Axis, Cell, Chart, Column, Kind, Link, Name, Row, Series, Sheet, Table, Tone, Value,
};
use super::super::common::{
    CHANGE_SIGNALS, CHECK_TOLERANCE, check, check_column, check_text, given as given_cell, quoted, sheet,
};
use super::year::Year;
use crate::model::Level;
use crate::report::Model;
use crate::report::axis::{HIGHEST, of_scores};
use crate::scheme::{PublishedScore, Reached};
use crate::thai;

/// Places kept before the rounding that counts, as `thai::round_half_away` does.
const GUARD_PLACES: usize = 8;

/// Rows of the table of the total.
const TOTAL: usize = 0;
const TOTAL_PUBLISHED: usize = 1;
const LOWEST: usize = 2;
const RATING: usize = 3;
/// Only where a total was published.
const GIVEN: usize = 4;

/// Instruments, their indicators, the total and the rating on one page.
pub(super) fn overall(model: &Model<'_>, year: Year<'_>, years: &Table) -> Sheet {
    let columns = vec![
        Column::of("label", Kind::Text),
        Column::of("weight", Kind::Number),
        Column::of("score", Kind::Score),
        Column::of("weighted", Kind::Score),
        Column::of("rating", Kind::Code),
        Column::of("previous", Kind::Score),
        Column::of("delta", Kind::Points),
        Column::of("change", Kind::Code).signals(CHANGE_SIGNALS),
        Column::of("where", Kind::Link).review(),
    ];
    let mut table = Table::of("overall", columns);
    let [of_all, of_instrument, of_indicator] =
        ["levels.overall", "levels.instrument", "levels.indicator"].map(|key| model.term(key));
    for (at, instrument) in year.scheme.instruments.iter().enumerate() {
        let score = model.scores.instruments.iter().find(|i| i.instrument == instrument.code);
        let mut cells = vec![
            Cell::text(format!("{} {}", instrument.code, instrument.name_th)),
            Cell::number(Some(instrument.weight)).by(format!("instruments[weight#{at}]")),
            Cell::number(score.and_then(|s| s.score)).by(format!("instruments[score#{at}]")),
            Cell::number(score.and_then(|s| s.weighted)).by(format!("instruments[weighted#{at}]")),
            Cell::not_applicable(),
        ];
        cells.extend(changes(years, &of_instrument, &instrument.code));
        cells.push(link("instruments", at, &of_instrument));
        table.rows.push(Row { cells, strong: true, basis: None });
        for (at, indicator) in year.scheme.indicators.iter().enumerate() {
            if indicator.instrument != instrument.code {
                continue;
            }
            let score = model.scores.indicators.iter().find(|i| i.indicator == indicator.number);
            let mut cells = vec![
                Cell::text(year.words.text(&format!("    {}. {}", indicator.number, indicator.name_th))),
                Cell::not_applicable(),
                Cell::number(score.and_then(|s| s.score)).by(format!("indicators[score#{at}]")),
                Cell::not_applicable(),
                Cell::not_applicable(),
            ];
            cells.extend(changes(years, &of_indicator, &indicator.number.to_string()));
            cells.push(link("indicators", at, &of_indicator));
            table.push(cells);
        }
    }
    let agency = model.scores.agencies.first();
    let rating = agency.and_then(|a| a.rating.as_deref());
    let mut cells = vec![
        Cell::text(model.term("overall.total")),
        Cell::number(Some(year.scheme.instruments.iter().map(|i| i.weight).sum()))
            .by("SUM(instruments[weight])"),
        Cell::not_applicable(),
        Cell::number(agency.and_then(|a| a.total)).by("total_score"),
        Cell::text(rating_name(year, rating)).by("rating"),
    ];
    cells.extend(changes(years, &of_all, &model.term("levels.all")));
    cells.push(link("total", TOTAL, &model.term("levels.total")));
    table.rows.push(Row { cells, strong: true, basis: None });
    let mut sheet = sheet(model, "overall", &[("year", &year.words.year(year.fiscal_year))], table);
    if !year.scheme.indicators.is_empty() {
        sheet.charts.push(indicator_chart(model, year));
    }
    sheet
}

fn link(table: &str, row: usize, text: &str) -> Cell {
    Cell::text(text).to(Link::Row { table: table.to_owned(), row })
}

/// Previous score, difference and word from the table of years.
fn changes(years: &Table, level: &str, code: &str) -> Vec<Cell> {
    let row = (0..years.rows.len()).find(|row| {
        let is = |id: &str, text: &str| {
            matches!(years.cell(*row, id), Some(Cell { value: Value::Text(t), .. }) if t == text)
        };
        is("level", level) && is("code", code)
    });
    let Some(row) = row else { return vec![Cell::default(), Cell::default(), Cell::default()] };
    ["previous", "delta", "change"]
        .iter()
        .map(|id| {
            let source = years.cell(row, id).cloned().unwrap_or_default();
            // A formula that points at an empty cell gives zero, and missing is never zero.
            let empty = source.formula.is_none() && source.value == Value::Missing;
            let cell = Cell { value: source.value, ..Cell::default() };
            if empty { cell } else { cell.by(format!("years[{id}#{row}]")) }
        })
        .collect()
}

fn indicator_chart(model: &Model<'_>, year: Year<'_>) -> Chart {
    let words = year.words;
    let mut series =
        vec![Series { name: words.year(year.fiscal_year), values: "indicators[score]".to_owned() }];
    if model.earlier.indicators.iter().any(|i| i.score.is_some()) {
        series.push(Series {
            name: words.year(year.fiscal_year.previous()),
            values: "indicators_previous[score]".to_owned(),
        });
    }
    let figures: Vec<_> = model
        .scores
        .indicators
        .iter()
        .map(|i| {
            let own = [("indicator", &i.indicator.to_string()[..]), ("score", &words.score(i.score))];
            words.text(&model.say("overall.chart_figure", &own))
        })
        .collect();
    let shown = model.scores.indicators.iter().flat_map(|i| [i.score, i.previous]).flatten();
    let marks = of_scores(shown);
    let least = marks.first().copied().unwrap_or_default();
    let step = marks.get(1).map_or(HIGHEST - least, |next| next - least);
    Chart {
        title: model.say("overall.chart_title", &[("year", &words.year(year.fiscal_year))]),
        alt: model.say("overall.chart_alt", &[("figures", &figures.join(", "))]),
        horizontal: true,
        categories: "indicators[label]".to_owned(),
        series,
        kind: Kind::Score,
        axis: Some(Axis { least, most: HIGHEST, step }),
    }
}

fn rating_name(year: Year<'_>, id: Option<&str>) -> String {
    let band = year.scheme.ratings.iter().find(|r| Some(r.id.as_str()) == id);
    band.map(|r| r.name_th.clone()).unwrap_or_default()
}

/// From the weighted scores to the rating, step by step.
pub(super) fn total(model: &Model<'_>, year: Year<'_>) -> Sheet {
    let columns = vec![
        Column::of("step", Kind::Text),
        Column::of("value", Kind::Score),
        Column::of("pipeline", Kind::Score).review(),
        check_column(model),
        Column::of("rule", Kind::Prose),
    ];
    let mut table = Table::of("total", columns);
    let agency = model.scores.agencies.first();
    let decimals = year.scheme.rules.published_decimals;
    let round = |score: f64| thai::round_half_away(score, decimals);
    let total = agency.and_then(|a| a.total);
    let scores: Option<Vec<f64>> = model.scores.instruments.iter().map(|i| i.score).collect();
    let lowest =
        scores.filter(|s| !s.is_empty()).map(|s| s.into_iter().map(round).fold(f64::INFINITY, f64::min));
    let rating = rating_name(year, agency.and_then(|a| a.rating.as_deref()));
    let given = year.given(&Level::Total);
    let rounded = |cell: &str| {
        format!(
            "IF({cell}=\"\",\"\",ROUND(ROUND({cell},published_decimals+{GUARD_PLACES}),published_decimals))"
        )
    };
    let mut step = |[step, rule]: [&str; 2], value: Cell, pipeline: Cell, verdict: Cell| {
        let rule = Cell::text(year.words.text(&model.term(rule)));
        table.push(vec![Cell::text(model.term(step)), value, pipeline, verdict, rule]);
    };
    let equal = || check(model, &[("value", "pipeline")]);
    step(
        ["total.score", "total.score_rule"],
        Cell::number(total).by(total_formula(given.is_some(), year)),
        Cell::number(total),
        equal(),
    );
    step(
        ["total.published", "total.published_rule"],
        Cell::number(total.map(round)).by(rounded("total_score")),
        Cell::number(total.map(round)),
        equal(),
    );
    step(
        ["total.lowest", "total.lowest_rule"],
        Cell::number(lowest).by(
            format!("IF(total_score=\"\",\"\",ROUND(ROUND(MIN(instruments[score]),published_decimals+{GUARD_PLACES}),published_decimals))"),
        ),
        Cell::number(lowest.filter(|_| total.is_some())),
        equal(),
    );
    step(
        ["total.rating", "total.rating_rule"],
        Cell::text(rating.clone()).by(format!(
            "IFERROR(INDEX(ratings[rating],MATCH({},ratings[reached],0)),\"\")",
            quoted(&model.term("words.yes"))
        )),
        Cell::text(rating),
        check_text(model, "value", "pipeline"),
    );
    if let Some(field) = given {
        let value = Cell::number(field.get().copied());
        step(["total.given", "total.given_rule"], given_cell(field), value, equal());
    }
    sheet(model, "total", &[], table)
}

/// The sum of the weighted scores; where a total was published, that one unless the sum gives the very same.
fn total_formula(published: bool, year: Year<'_>) -> String {
    let all = "COUNT(instruments[weighted])=ROWS(instruments[weighted])";
    let sum = "SUM(instruments[weighted])";
    if !published || year.scheme.rules.published_score == PublishedScore::Informative {
        return format!("IF({all},{sum},\"\")");
    }
    let given = format!("total[value#{GIVEN}]");
    format!(
        "IF({given}=\"\",IF({all},{sum},\"\"),IF({all},IF(ABS({given}-{sum})<=published_tolerance,{sum},{given}),{given}))"
    )
}

/// The rating bands with what this result reaches.
pub(super) fn ratings(model: &Model<'_>, year: Year<'_>) -> Sheet {
    let [yes, no] = ["words.yes", "words.no"].map(|key| model.term(key));
    let columns = vec![
        Column::of("rating", Kind::Text),
        Column::of("minimum", Kind::Score),
        Column::of("instruments_minimum", Kind::Score),
        Column::of("reached", Kind::Code).signals(&[(&yes, Tone::Good), (&no, Tone::Muted)]),
        Column::of("distance", Kind::Points),
        Column::of("instruments_distance", Kind::Points),
    ];
    // A column for every score that a band has a condition of its own on.
    let mut conditions: Vec<&str> = Vec::new();
    for condition in year.scheme.ratings.iter().flat_map(|band| &band.conditions) {
        if !conditions.contains(&condition.of.as_str()) {
            conditions.push(&condition.of);
        }
    }
    let mut columns = columns;
    for (at, of) in conditions.iter().enumerate() {
        let title = model.say("ratings.condition", &[("of", of)]);
        columns.push(Column::new(format!("condition_{}", at + 1), title, Kind::Score));
    }
    let mut table = Table::of("ratings", columns);
    let decimals = year.scheme.rules.published_decimals;
    let round = |score: f64| thai::round_half_away(score, decimals);
    let total = model.scores.agencies.first().and_then(|a| a.total).map(round);
    let scores: Option<Vec<f64>> = model.scores.instruments.iter().map(|i| i.score.map(round)).collect();
    let lowest = scores.map(|s| s.into_iter().fold(f64::INFINITY, f64::min)).filter(|_| total.is_some());
    let unrounded = model.scores.agencies.first().and_then(|a| a.total);
    let instruments: Vec<_> = model.scores.instruments.iter().map(|i| i.score).collect();
    for band in &year.scheme.ratings {
        let finer = |of: &str| model.scores.finer(of);
        let reached = year.scheme.reaches(band, unrounded, &instruments, finer) == Some(Reached::Yes);
        let holds: String = conditions
            .iter()
            .enumerate()
            .filter_map(|(at, of)| {
                let score = condition_cell(year, of)?;
                let (column, at) = (format!("[@condition_{}]", at + 1), GUARD_PLACES);
                Some(format!(
                    ",OR({column}=\"\",IF({score}=\"\",FALSE,ROUND(ROUND({score},published_decimals+{at}),published_decimals)>={column}))"
                ))
            })
            .collect();
        let limit = match band.instruments_minimum {
            Some(limit) => Cell::number(Some(limit)),
            None => Cell::not_applicable(),
        };
        let distance = band.instruments_minimum.and_then(|limit| Some(lowest? - limit));
        let mut cells = vec![
            Cell::text(&band.name_th),
            Cell::number(Some(band.minimum)),
            limit,
            Cell::text(if reached { &yes } else { &no }).by(format!(
                "IF(total_published=\"\",{no},IF(AND(total_published>=[@minimum],\
                 OR([@instruments_minimum]=\"\",lowest_published>=[@instruments_minimum]){holds}),{yes},{no}))",
                yes = quoted(&yes),
                no = quoted(&no)
            )),
            Cell::number(total.map(|t| t - band.minimum))
                .by("IF(total_published=\"\",\"\",total_published-[@minimum])"),
            match band.instruments_minimum {
                Some(_) => Cell::number(distance)
                    .by("IF(lowest_published=\"\",\"\",lowest_published-[@instruments_minimum])"),
                None => Cell::not_applicable(),
            },
        ];
        cells.extend(conditions.iter().map(|of| {
            let own = band.conditions.iter().filter(|c| c.of == *of).map(|c| c.minimum).reduce(f64::max);
            own.map_or_else(Cell::not_applicable, |limit| Cell::number(Some(limit)))
        }));
        table.push(cells);
    }
    sheet(model, "ratings", &[], table)
}

/// The cell of a score that a condition names.
fn condition_cell(year: Year<'_>, of: &str) -> Option<String> {
    if let Some(at) = year.scheme.instruments.iter().position(|i| i.code == of) {
        return Some(format!("instruments[score#{at}]"));
    }
    if let Some(cell) = super::years::question_cell(year, of) {
        return Some(cell);
    }
    let at = year.scheme.indicators.iter().position(|i| i.number.to_string() == of)?;
    Some(format!("indicators[score#{at}]"))
}

/// Names of the results.
pub(super) fn result_names() -> Vec<Name> {
    [
        ("total_score", TOTAL),
        ("total_published", TOTAL_PUBLISHED),
        ("lowest_published", LOWEST),
        ("rating", RATING),
    ]
    .into_iter()
    .map(|(name, row)| Name { name: name.to_owned(), target: format!("total[value#{row}]") })
    .collect()
}

/// Weights, decimals and tolerances that formulas use by name.
pub(super) fn constants(model: &Model<'_>, years: &[Year<'_>]) -> (Sheet, Vec<Name>) {
    let columns = vec![
        Column::of("name", Kind::Text),
        Column::of("value", Kind::Number),
        Column::of("meaning", Kind::Prose),
    ];
    let mut table = Table::of("constants", columns);
    let mut add = |name: String, value: f64, meaning: String| {
        table.push(vec![Cell::text(name), Cell::number(Some(value)), Cell::text(meaning)]);
    };
    add("check_tolerance".to_owned(), CHECK_TOLERANCE, model.term("constants.check_tolerance"));
    for year in years {
        let own = year.words.year(year.fiscal_year);
        let of_year = |key: &str| model.say(key, &[("year", &own)]);
        // Decimals of a scheme: a one-digit number.
        #[allow(clippy::cast_precision_loss)]
        let decimals = year.scheme.rules.published_decimals as f64;
        add(year.name("published_decimals"), decimals, of_year("score_constants.decimals"));
        add(
            year.name("published_tolerance"),
            year.scheme.rounding_tolerance(),
            of_year("score_constants.tolerance"),
        );
        for instrument in &year.scheme.instruments {
            let of_instrument = [("instrument", instrument.code.as_str()), ("year", &own)];
            let meaning = model.say("score_constants.weight", &of_instrument);
            add(year.weight(&instrument.code), instrument.weight, meaning);
        }
    }
    let names = (0..table.rows.len())
        .filter_map(|row| match &table.cell(row, "name")?.value {
            Value::Text(name) => Some(Name { name: name.clone(), target: format!("constants[value#{row}]") }),
            _ => None,
        })
        .collect();
    (sheet(model, "score_constants", &[], table), names)
}

/// Points of the choices.
pub(super) fn scales(model: &Model<'_>, years: &[Year<'_>]) -> (Sheet, Vec<Name>) {
    let choices = years.iter().map(Year::choices).max().unwrap_or(0);
    let mut columns = vec![Column::of("scale", Kind::Text), Column::of("fiscal_year", Kind::Number)];
    for n in 1..=choices {
        let title = model.words().text(&model.say("scales.points", &[("number", &n.to_string())]));
        columns.push(Column::new(format!("points_{n}"), title, Kind::Number));
    }
    columns.push(Column::of("labels", Kind::Prose));
    columns.push(Column::of("name", Kind::Text));
    let mut table = Table::of("scales", columns);
    let mut names = Vec::new();
    for year in years {
        for (key, scale) in &year.scheme.scales {
            let mut cells =
                vec![Cell::text(year.scale_words(scale)), Cell::number(Some(f64::from(year.fiscal_year.0)))];
            cells.extend((0..choices).map(|n| match scale.points.get(n) {
                Some(points) => Cell::number(Some(*points)),
                None => Cell::not_applicable(),
            }));
            cells.push(Cell::text(scale.labels_th.join(" · ")));
            cells.push(Cell::text(year.scale(key)));
            names.push(Name {
                name: year.scale(key),
                target: format!("scales[points_1:points_{}#{}]", scale.points.len(), table.rows.len()),
            });
            table.push(cells);
        }
    }
    (sheet(model, "scales", &[], table), names)
}
