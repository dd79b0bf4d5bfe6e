//! Scores, answers and the checklist as open tables, scores unrounded.
//!
//! Comes in: the model. Goes out: tables. Never: rounds a score.

use super::columns::Draft;
use super::{Table, number, origin};
use crate::model::Origin;
use crate::report::Model;
use crate::scheme::IndicatorAggregate;

pub(super) fn question_scores(model: &Model<'_>) -> Table {
    let mut table = Draft {
        name: "question_scores",
        primary_key: &["fiscal_year", "agency", "question"],
        columns: &[
            "fiscal_year",
            "agency",
            "instrument",
            "indicator",
            "question",
            "responses",
            "score",
            "score_computed",
            "score_published",
            "score_previous",
            "delta",
            "source",
            "source_file",
            "source_sheet",
            "source_cell",
        ],
    }
    .table(model);
    for row in model.scores.questions.iter().filter(|q| is_survey(model, &q.question)) {
        let mut cells = vec![
            row.fiscal_year.to_string(),
            row.agency.clone(),
            row.instrument.clone(),
            row.indicator.to_string(),
            row.question.clone(),
            row.responses.map(|n| n.to_string()).unwrap_or_default(),
            number(row.score),
            number(row.computed),
            number(row.published),
            number(row.previous),
            number(row.delta),
            row.source.map(|s| s.name().to_owned()).unwrap_or_default(),
        ];
        cells.extend(origin(question_origin(model, &row.question)));
        table.rows.push(cells);
    }
    table
}

fn is_survey(model: &Model<'_>, code: &str) -> bool {
    model.scheme.question(code).is_some_and(|q| q.scale.is_some())
}

fn question_origin<'a>(model: &'a Model<'_>, code: &str) -> Option<&'a Origin> {
    let results = &model.year(model.results_year())?.questions;
    results.iter().find(|q| q.question == code).map(|q| &q.origin)
}

pub(super) fn oit_items(model: &Model<'_>) -> Table {
    let mut table = Draft {
        name: "oit_items",
        primary_key: &["fiscal_year", "agency", "item"],
        columns: &[
            "fiscal_year",
            "agency",
            "indicator",
            "topic",
            "item",
            "title_th",
            "score",
            "score_previous",
            "delta",
            "source_file",
            "source_sheet",
            "source_cell",
        ],
    }
    .table(model);
    for row in model.scores.questions.iter().filter(|q| !is_survey(model, &q.question)) {
        let Some(item) = model.scheme.question(&row.question) else { continue };
        let mut cells = vec![
            row.fiscal_year.to_string(),
            row.agency.clone(),
            row.indicator.to_string(),
            item.topic.clone().unwrap_or_default(),
            row.question.clone(),
            item.text_th.clone(),
            number(row.score),
            number(row.previous),
            number(row.delta),
        ];
        cells.extend(origin(question_origin(model, &row.question)));
        table.rows.push(cells);
    }
    table
}

pub(super) fn choice_counts(model: &Model<'_>) -> Table {
    let mut table = Draft {
        name: "choice_counts",
        primary_key: &["fiscal_year", "agency", "question", "part", "choice"],
        columns: &[
            "fiscal_year",
            "agency",
            "question",
            "part",
            "choice",
            "label_th",
            "points",
            "count",
            "source_file",
            "source_sheet",
            "source_cell",
        ],
    }
    .table(model);
    let results = model.year(model.results_year()).map(|y| y.questions.as_slice()).unwrap_or_default();
    for result in results {
        let scale = model.scheme.question(&result.question).and_then(|q| model.scheme.scale_of(q));
        let Some(scale) = scale else { continue };
        for (at, count) in result.counts.iter().enumerate() {
            let mut cells = vec![
                model.results_year().to_string(),
                model.facts.agency.clone(),
                result.question.clone(),
                result.part.clone(),
                (at + 1).to_string(),
                scale.labels_th.get(at).cloned().unwrap_or_default(),
                number(scale.points.get(at).copied()),
                count.get().map(ToString::to_string).unwrap_or_default(),
            ];
            cells.extend(origin(count.origin.as_ref()));
            table.rows.push(cells);
        }
    }
    table
}

pub(super) fn indicator_scores(model: &Model<'_>) -> Table {
    let mut table = Draft {
        name: "indicator_scores",
        primary_key: &["fiscal_year", "agency", "indicator"],
        columns: &[
            "fiscal_year",
            "agency",
            "instrument",
            "indicator",
            "name_th",
            "name_en",
            "score",
            "score_previous",
            "delta",
        ],
    }
    .table(model);
    for row in &model.scores.indicators {
        let names = model.scheme.indicator(row.indicator);
        table.rows.push(vec![
            row.fiscal_year.to_string(),
            row.agency.clone(),
            row.instrument.clone(),
            row.indicator.to_string(),
            names.map(|i| i.name_th.clone()).unwrap_or_default(),
            names.map(|i| i.name_en.clone()).unwrap_or_default(),
            number(row.score),
            number(row.previous),
            number(row.delta),
        ]);
    }
    table
}

/// Scores of sub-indicators, where indicators are means of them.
pub(super) fn sub_indicator_scores(model: &Model<'_>) -> Option<Table> {
    let averages = |code: &str| {
        let instrument = model.scheme.instrument(code);
        instrument.is_some_and(|i| i.indicator_aggregate == IndicatorAggregate::Topics)
    };
    let own: Vec<_> = model.scores.topics.iter().filter(|t| averages(&t.instrument)).collect();
    if own.is_empty() {
        return None;
    }
    let mut table = Draft {
        name: "sub_indicator_scores",
        primary_key: &["fiscal_year", "agency", "topic"],
        columns: &[
            "fiscal_year",
            "agency",
            "instrument",
            "indicator",
            "topic",
            "name_th",
            "name_en",
            "score",
            "score_previous",
            "delta",
        ],
    }
    .table(model);
    for row in own {
        let names = model.scheme.topics.iter().find(|t| t.code == row.topic);
        table.rows.push(vec![
            row.fiscal_year.to_string(),
            row.agency.clone(),
            row.instrument.clone(),
            row.indicator.to_string(),
            row.topic.clone(),
            names.map(|t| t.name_th.clone()).unwrap_or_default(),
            names.map(|t| t.name_en.clone()).unwrap_or_default(),
            number(row.score),
            number(row.previous),
            number(row.delta),
        ]);
    }
    Some(table)
}

pub(super) fn instrument_scores(model: &Model<'_>) -> Table {
    let mut table = Draft {
        name: "instrument_scores",
        primary_key: &["fiscal_year", "agency", "instrument"],
        columns: &[
            "fiscal_year",
            "agency",
            "instrument",
            "weight",
            "score",
            "weighted",
            "score_previous",
            "delta",
        ],
    }
    .table(model);
    for row in &model.scores.instruments {
        table.rows.push(vec![
            row.fiscal_year.to_string(),
            row.agency.clone(),
            row.instrument.clone(),
            row.weight.to_string(),
            number(row.score),
            number(row.weighted),
            number(row.previous),
            number(row.delta),
        ]);
    }
    table
}

pub(super) fn agency_scores(model: &Model<'_>) -> Table {
    let mut table = Draft {
        name: "agency_scores",
        primary_key: &["fiscal_year", "agency"],
        columns: &[
            "fiscal_year",
            "agency",
            "name_th",
            "score",
            "rating",
            "rating_th",
            "score_previous",
            "rating_previous",
            "delta",
        ],
    }
    .table(model);
    for row in &model.scores.agencies {
        let rating = model.scheme.ratings.iter().find(|r| Some(&r.id) == row.rating.as_ref());
        table.rows.push(vec![
            row.fiscal_year.to_string(),
            row.agency.clone(),
            model.workspace.agency.name_th.clone(),
            number(row.total),
            row.rating.clone().unwrap_or_default(),
            rating.map(|r| r.name_th.clone()).unwrap_or_default(),
            number(row.previous),
            row.previous_rating.clone().unwrap_or_default(),
            number(row.delta),
        ]);
    }
    table
}
