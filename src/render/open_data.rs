//! Open data: UTF-8 CSV with English column names, one row a fact, scores unrounded.

use crate::contract::Contract;
use crate::error::Error;
use crate::model::{DataValue, Due, Field, Origin, Period};
use crate::report::Model;
use crate::score::progress::Outcome;

/// Every CSV of the model: file name and bytes.
///
/// # Errors
/// The library refuses: a bug.
pub(super) fn files(model: &Model<'_>) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut files = Vec::new();
    for (name, table) in [
        ("question_scores", question_scores(model)),
        ("indicator_scores", indicator_scores(model)),
        ("instrument_scores", instrument_scores(model)),
        ("agency_scores", agency_scores(model)),
        ("oit_items", oit_items(model)),
        ("choice_counts", choice_counts(model)),
        ("measures", measures(model)),
        ("progress", progress(model)),
    ] {
        files.push((format!("{name}.csv"), bytes(&table)?));
    }
    for contract in model.contracts.data_sets() {
        for period in [model.period, model.period.year_before()] {
            if let Some(table) = data_set(model, &contract.name, period) {
                files.push((format!("{}-{}.csv", contract.name, period.slug()), bytes(&table)?));
            }
        }
    }
    Ok(files)
}

/// Whether a file of that name holds rows of a data set.
pub(super) fn is_of(contract: &Contract, name: &str) -> bool {
    name.strip_prefix(&contract.name).is_some_and(|rest| rest.starts_with('-'))
}

/// A header and rows of equal length.
struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn new(header: &[&str]) -> Self {
        Self { header: header.iter().map(|h| (*h).to_owned()).collect(), rows: Vec::new() }
    }
}

fn bytes(table: &Table) -> Result<Vec<u8>, Error> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let failed = |e: csv::Error| Error::bug("writing CSV", e);
    writer.write_record(&table.header).map_err(failed)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|text| harmless(text))).map_err(failed)?;
    }
    writer.into_inner().map_err(|e| Error::bug("writing CSV", e))
}

/// A text that a spreadsheet program would take for a formula gets an apostrophe; numbers stay numbers.
fn harmless(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    if formula { format!("'{text}") } else { text.to_owned() }
}

fn number(value: Option<f64>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

fn origin(origin: Option<&Origin>) -> [String; 3] {
    origin.map_or_else(Default::default, |o| [o.file.to_string(), o.sheet.to_string(), o.a1()])
}

fn question_scores(model: &Model<'_>) -> Table {
    let mut table = Table::new(&[
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
    ]);
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

fn oit_items(model: &Model<'_>) -> Table {
    let mut table = Table::new(&[
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
    ]);
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

fn choice_counts(model: &Model<'_>) -> Table {
    let mut table = Table::new(&[
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
    ]);
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

fn indicator_scores(model: &Model<'_>) -> Table {
    let mut table = Table::new(&[
        "fiscal_year",
        "agency",
        "instrument",
        "indicator",
        "name_th",
        "name_en",
        "score",
        "score_previous",
        "delta",
    ]);
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

fn instrument_scores(model: &Model<'_>) -> Table {
    let mut table = Table::new(&[
        "fiscal_year",
        "agency",
        "instrument",
        "weight",
        "score",
        "weighted",
        "score_previous",
        "delta",
    ]);
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

fn agency_scores(model: &Model<'_>) -> Table {
    let mut table = Table::new(&[
        "fiscal_year",
        "agency",
        "name_th",
        "score",
        "rating",
        "rating_th",
        "score_previous",
        "rating_previous",
        "delta",
    ]);
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

fn measures(model: &Model<'_>) -> Table {
    let mut table = Table::new(&[
        "fiscal_year",
        "agency",
        "measure",
        "indicator",
        "item",
        "issue",
        "title",
        "outputs",
        "communication",
        "due",
        "responsible",
        "units",
        "supervision",
        "cadence",
        "standing",
        "source_file",
        "source_sheet",
        "source_cell",
    ]);
    for outcome in model.outcomes {
        let measure = &outcome.measure;
        let mut cells = vec![
            model.fiscal_year().to_string(),
            model.facts.agency.clone(),
            measure.code.clone(),
            measure.indicator.get().map(ToString::to_string).unwrap_or_default(),
            measure.item.text().to_owned(),
            measure.issue.text().to_owned(),
            measure.title.text().to_owned(),
            measure.outputs.text().to_owned(),
            measure.communication.text().to_owned(),
            measure.due.get().map(due).unwrap_or_default(),
            measure.responsible.get().map(|r| r.wording.clone()).unwrap_or_default(),
            measure.responsible.get().map(|r| r.units.join(" ")).unwrap_or_default(),
            measure.supervision.text().to_owned(),
            measure.cadence.text().to_owned(),
            outcome.standing.name().to_owned(),
        ];
        cells.extend(origin(Some(&measure.origin)));
        table.rows.push(cells);
    }
    table
}

fn due(due: &Due) -> String {
    match due {
        Due::On(date) => date.to_string(),
        Due::Continuous(words) => words.clone(),
    }
}

fn progress(model: &Model<'_>) -> Table {
    let mut table = Table::new(&[
        "fiscal_year",
        "half",
        "agency",
        "unit",
        "unit_name_th",
        "measure",
        "standing",
        "percent_complete",
        "finished_on",
        "days_late",
        "result",
        "evidence",
        "problem",
        "next_step",
        "check_ins",
        "check_ins_expected",
        "source_file",
        "source_sheet",
        "source_cell",
    ]);
    for measure in model.outcomes {
        for outcome in &measure.outcomes {
            table.rows.push(progress_row(model, outcome, measure.expected_check_ins));
        }
    }
    table
}

fn progress_row(model: &Model<'_>, outcome: &Outcome, expected: Option<i64>) -> Vec<String> {
    let report = outcome.report.as_ref();
    let text = |field: fn(&crate::model::Progress) -> &Field<String>| {
        report.map(|r| field(r).text().to_owned()).unwrap_or_default()
    };
    let mut cells = vec![
        model.fiscal_year().to_string(),
        model.period.half.number().to_string(),
        model.facts.agency.clone(),
        outcome.unit.clone(),
        model.workspace.unit(&outcome.unit).map(|u| u.name_th.clone()).unwrap_or_default(),
        outcome.measure.clone(),
        outcome.standing.name().to_owned(),
        number(report.and_then(|r| r.percent_complete.get().copied())),
        report.and_then(|r| r.finished_on.get()).map(ToString::to_string).unwrap_or_default(),
        outcome.days_late.map(|n| n.to_string()).unwrap_or_default(),
        text(|r| &r.result),
        text(|r| &r.evidence),
        text(|r| &r.problem),
        text(|r| &r.next_step),
        report.and_then(|r| r.check_ins.get()).map(ToString::to_string).unwrap_or_default(),
        expected.map(|n| n.to_string()).unwrap_or_default(),
    ];
    cells.extend(origin(report.map(|r| &r.origin)));
    cells
}

/// A data set of a half; `None` when nobody sent it.
fn data_set(model: &Model<'_>, kind: &str, period: Period) -> Option<Table> {
    let contract = model.contracts.get(kind)?;
    let rows = model.facts.data_sets.get(&(kind.to_owned(), period))?;
    let mut table = Table::new(&["fiscal_year", "half", "agency", "unit"]);
    table.header.extend(contract.fields.iter().map(|f| f.name.clone()));
    for row in rows {
        let mut cells = vec![
            period.fiscal_year.to_string(),
            period.half.number().to_string(),
            model.facts.agency.clone(),
            row.unit.clone(),
        ];
        cells.extend(row.values.iter().map(|field| match field.get() {
            Some(DataValue::Text(text)) => text.clone(),
            Some(DataValue::Integer(number)) => number.to_string(),
            Some(DataValue::Number(number)) => number.to_string(),
            Some(DataValue::Date(date)) => date.to_string(),
            None => String::new(),
        }));
        table.rows.push(cells);
    }
    Some(table)
}
