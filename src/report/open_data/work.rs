//! Measures and what each unit did about them, as open tables.
//!
//! Comes in: the model. Goes out: tables. Never: judges a measure.

use super::columns::Draft;
use super::{Column, Table, number, origin, sets};
use crate::model::{Due, Field};
use crate::report::Model;
use crate::score::progress::Outcome;

pub(super) fn measures(model: &Model<'_>) -> Table {
    let mut table = Draft {
        name: "measures",
        primary_key: &["fiscal_year", "agency", "measure"],
        columns: &[
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
            "cadence_means",
            "source_file",
            "source_sheet",
            "source_cell",
        ],
    }
    .table(model);
    let further = model.further_columns();
    let place = table.columns.iter().position(|c| c.name == "source_file").unwrap_or(table.columns.len());
    for (at, field) in further.iter().enumerate() {
        let column = renamed(sets::column(field), &table);
        table.columns.insert(place + at, column);
    }
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
            measure.cadence_means.clone(),
        ];
        cells.extend(further.iter().zip(&measure.further).map(|(field, value)| sets::text(field, value)));
        cells.extend(origin(Some(&measure.origin)));
        table.rows.push(cells);
    }
    table
}

/// A column of the agency's, under another name where the table has one of that name.
fn renamed(mut column: Column, table: &Table) -> Column {
    while table.columns.iter().any(|known| known.name == column.name) {
        column.name = format!("register_{}", column.name);
    }
    column
}

/// Apart from the register, which stays as it is when a report changes.
pub(super) fn measure_standings(model: &Model<'_>) -> Table {
    let mut table = Draft {
        name: "measure_standings",
        primary_key: &["fiscal_year", "half", "agency", "measure"],
        columns: &[
            "fiscal_year",
            "half",
            "agency",
            "measure",
            "standing",
            "units_expected",
            "units_reported",
            "units_finished",
        ],
    }
    .table(model);
    for outcome in model.outcomes {
        let units = &outcome.outcomes;
        let count = |is: fn(&Outcome) -> bool| units.iter().filter(|o| is(o)).count().to_string();
        table.rows.push(vec![
            model.fiscal_year().to_string(),
            model.period.half.number().to_string(),
            model.facts.agency.clone(),
            outcome.measure.code.clone(),
            outcome.standing.name().to_owned(),
            units.len().to_string(),
            count(|o| o.report.is_some()),
            count(|o| o.standing.is_finished()),
        ]);
    }
    table
}

fn due(due: &Due) -> String {
    match due {
        Due::On(date) => date.to_string(),
        Due::Continuous(words) => words.clone(),
    }
}

pub(super) fn progress(model: &Model<'_>) -> Table {
    let mut table = Draft {
        name: "progress",
        primary_key: &["fiscal_year", "half", "agency", "unit", "measure"],
        columns: &[
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
        ],
    }
    .table(model);
    for measure in model.outcomes {
        for outcome in &measure.outcomes {
            table.rows.push(progress_row(model, outcome));
        }
    }
    table
}

fn progress_row(model: &Model<'_>, outcome: &Outcome) -> Vec<String> {
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
        outcome.expected_check_ins.map(|n| n.to_string()).unwrap_or_default(),
    ];
    cells.extend(origin(report.map(|r| &r.origin)));
    cells
}
