//! The readiness list of the checklist as an open table: one row an output or a data set.

use super::Table;
use super::columns::Draft;
use crate::ready::State;
use crate::report::Model;

pub(super) fn readiness(model: &Model<'_>) -> Table {
    let mut table = Draft {
        name: "oit_readiness",
        // Rows are outputs of a measure or data sets: no columns that all have tell them apart.
        primary_key: &[],
        columns: &[
            "fiscal_year",
            "half",
            "agency",
            "item",
            "topic",
            "measure",
            "output_number",
            "data_set",
            "output",
            "quantity",
            "counter",
            "kinds_wanted",
            "kinds_given",
            "due",
            "units",
            "units_needed",
            "units_ready",
            "readiness",
            "lacks",
            "links",
            "updated",
        ],
    }
    .table(model);
    for row in model.readiness {
        let ready = row.parts.iter().filter(|part| part.state == State::Ready).count();
        let needed = if row.each { row.parts.len() } else { row.parts.len().min(1) };
        let units: Vec<_> = row.parts.iter().map(|part| part.unit.as_str()).collect();
        let lacks: Vec<_> = row.all_lacks().into_iter().map(|lack| lack.text().th).collect();
        table.rows.push(vec![
            model.fiscal_year().to_string(),
            model.period.half.number().to_string(),
            model.facts.agency.clone(),
            row.item.clone(),
            row.topic.clone(),
            row.measure.clone(),
            row.number.to_string(),
            row.data_set.clone(),
            row.what.clone(),
            row.quantity.map(|n| n.to_string()).unwrap_or_default(),
            row.counter.clone(),
            row.kinds.join(" "),
            row.kinds_given().join(" "),
            row.due.map_or_else(|| row.due_words.clone(), |day| day.to_string()),
            units.join(" "),
            needed.to_string(),
            ready.to_string(),
            row.state.name().to_owned(),
            lacks.join("; "),
            row.given().join("\n"),
            row.updated().map(|day| day.to_string()).unwrap_or_default(),
        ]);
    }
    table
}
