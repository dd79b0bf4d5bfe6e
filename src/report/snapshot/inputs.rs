//! Rows of the workbooks as records of a snapshot.
//!
//! Comes in: facts with their origins. Goes out: tables. Never: a row that the publication does not use.

use super::{Column, Record, Table, Value, unit_name};
use crate::contract::{Contract, FieldSpec, Role};
use crate::model::{
    Briefing, DataRow, DataValue, Due, Field, FiscalYear, Half, Level, LevelScore, Measure, Origin,
    OutputReport, Period, Progress, QuestionResult, Status, Submission, Text,
};
use crate::report::Model;
use crate::thai;

/// Results of two years, registers of two years, reports and data sets of two halves, briefings, and the
/// sheets themselves.
pub(super) fn tables(model: &Model<'_>) -> Vec<Table> {
    let mut tables = Vec::new();
    for year in [model.results_year(), model.results_year().previous()] {
        tables.extend(results(model, year));
        tables.extend(published(model, year));
    }
    for year in [model.fiscal_year(), model.fiscal_year().previous()] {
        tables.extend(measures(model, year));
    }
    tables.extend(briefings(model));
    let halves = [model.period, model.period.year_before()];
    for period in halves {
        tables.extend(progress(model, period));
        // What was finished in the first half is finished in the second.
        if period.half == Half::Second {
            tables.extend(progress(model, Period { half: Half::First, ..period }));
        }
    }
    for half in [Half::First, Half::Second] {
        tables.extend(outputs(model, Period { half, ..model.period }).filter(|_| half <= model.period.half));
    }
    for contract in model.contracts.data_sets() {
        for period in halves {
            tables.extend(data_set(model, contract, period));
        }
    }
    tables.push(sheets(model, &halves));
    tables
}

/// Values of a record under way: what, and where.
type Cells = Vec<(Value, Option<Origin>)>;

fn record(
    model: &Model<'_>,
    key: Vec<String>,
    label: Text,
    unit: Option<&str>,
    origin: &Origin,
    cells: Cells,
) -> Record {
    let unit_name = unit.and_then(|id| model.workspace.unit(id)).map(unit_name);
    Record {
        key,
        label,
        unit: unit.map(str::to_owned),
        unit_name,
        file: origin.file.to_string(),
        sheet: Some(origin.sheet.to_string()),
        cells: cells.iter().map(|(_, o)| o.as_ref().map(Origin::a1).unwrap_or_default()).collect(),
        values: cells.into_iter().map(|(value, _)| value).collect(),
    }
}

fn of<T>(field: &Field<T>, value: impl FnOnce(&T) -> Value) -> (Value, Option<Origin>) {
    let value = match &field.value {
        Ok(given) => value(given),
        Err(why) => Value::Absent { absent: *why },
    };
    (value, field.origin.clone())
}

fn text(field: &Field<String>) -> (Value, Option<Origin>) {
    of(field, |text| Value::Text(text.clone()))
}

fn integer(field: &Field<i64>) -> (Value, Option<Origin>) {
    // Counts of people and things, far below 2⁵³.
    #[allow(clippy::cast_precision_loss)]
    of(field, |number| Value::Number(*number as f64))
}

fn any(field: &Field<DataValue>) -> (Value, Option<Origin>) {
    of(field, |value| value.figure().map_or_else(|| Value::Text(plain(value)), Value::Number))
}

fn title(field: &FieldSpec) -> Text {
    let english = if field.title_en.is_empty() { &field.name } else { &field.title_en };
    Text::new(&field.title, english)
}

/// Columns named as in a contract.
fn columns(model: &Model<'_>, contract: &str, names: &[&str]) -> Vec<Column> {
    let contract = model.contracts.get(contract);
    let titled = |name: &str| {
        let field = contract.and_then(|c| c.fields.iter().find(|f| f.name == name));
        field.map_or_else(|| Text::new(name, name), title)
    };
    names.iter().map(|name| Column { id: (*name).to_owned(), title: titled(name) }).collect()
}

fn contract_title(model: &Model<'_>, contract: &str) -> Text {
    model.contracts.get(contract).map_or_else(|| Text::new(contract, contract), |c| contract_text(c))
}

fn contract_text(contract: &Contract) -> Text {
    Text::new(&contract.title, &contract.title_en)
}

fn with_year(model: &Model<'_>, title: Text, year: FiscalYear) -> Text {
    model.both("snapshot.with_year", &[("title", title), ("year", Text::same(&year))])
}

fn with_half(model: &Model<'_>, title: Text, period: Period) -> Text {
    let (year, half) = (Text::same(&period.fiscal_year), Text::same(&period.half.number()));
    model.both("snapshot.with_half", &[("title", title), ("half", half), ("year", year)])
}

/// The half is told where it is not the publication's own.
fn in_half(model: &Model<'_>, title: Text, period: Period) -> Text {
    if period == model.period { title } else { with_half(model, title, period) }
}

fn results(model: &Model<'_>, year: FiscalYear) -> Option<Table> {
    let known = &model.year(year)?.questions;
    let most = known.iter().map(|q| q.counts.len().max(q.percents.len())).max()?;
    let mut names: Vec<String> = (1..=most).map(|n| format!("count_{n}")).collect();
    names.extend((1..=most).map(|n| format!("percent_{n}")));
    names.push("published_score".to_owned());
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let row = |q: &QuestionResult| {
        let none = || (Value::Absent { absent: crate::model::Absence::NotSubmitted }, None);
        let mut cells: Cells = (0..most).map(|at| q.counts.get(at).map_or_else(none, integer)).collect();
        cells.extend(
            (0..most)
                .map(|at| q.percents.get(at).map_or_else(none, |field| of(field, |n| Value::Number(*n)))),
        );
        cells.push(of(&q.published, |score| Value::Number(*score)));
        let part = if q.part.is_empty() { String::new() } else { format!(" ({})", q.part) };
        let label = model
            .both("snapshot.question", &[("code", Text::same(&q.question)), ("part", Text::same(&part))]);
        record(model, vec![q.question.clone(), q.part.clone()], label, None, &q.origin, cells)
    };
    Some(Table {
        id: format!("results/{year}"),
        title: with_year(model, model.both("snapshot.results", &[]), year),
        columns: columns(model, "survey_questions", &names),
        records: known.iter().map(row).collect(),
    })
}

/// How records name a level above the questions.
pub(super) fn level_key(level: &Level) -> String {
    match level {
        Level::Total => "total".to_owned(),
        Level::Instrument(code) => code.clone(),
        Level::Indicator(number) => format!("indicator-{number}"),
        Level::Topic(code) => format!("topic-{code}"),
    }
}

/// Published scores of the levels above the questions; none where a year has none.
fn published(model: &Model<'_>, year: FiscalYear) -> Option<Table> {
    let known = &model.year(year)?.published;
    let row = |p: &LevelScore| {
        let key = level_key(&p.level);
        let cells = vec![of(&p.score, |score| Value::Number(*score))];
        record(model, vec![key.clone()], Text::same(&key), None, &p.origin, cells)
    };
    let title = model.both("snapshot.published", &[]);
    (!known.is_empty()).then(|| Table {
        id: format!("published/{year}"),
        title: with_year(model, title, year),
        columns: vec![Column { id: "score".to_owned(), title: model.both("snapshot.score", &[]) }],
        records: known.iter().map(row).collect(),
    })
}

fn measures(model: &Model<'_>, year: FiscalYear) -> Option<Table> {
    let known = &model.year(year)?.measures;
    let mut names = vec![
        "code",
        "indicator",
        "item",
        "issue",
        "measure",
        "outputs",
        "communication",
        "due",
        "responsible",
        "supervision",
        "cadence",
    ];
    names.extend(model.further_columns().iter().map(|field| field.name.as_str()));
    let row = |m: &Measure| {
        let mut cells = vec![
            (Value::Text(m.code.clone()), Some(m.origin.clone())),
            integer(&m.indicator),
            text(&m.item),
            text(&m.issue),
            text(&m.title),
            text(&m.outputs),
            text(&m.communication),
            of(&m.due, |due| {
                Value::Text(match due {
                    Due::On(date) => date.to_string(),
                    Due::Continuous(words) => words.clone(),
                })
            }),
            of(&m.responsible, |r| Value::Text(r.wording.clone())),
            text(&m.supervision),
            text(&m.cadence),
        ];
        cells.extend(m.further.iter().map(any));
        let label = model.both("snapshot.measure", &[("code", Text::same(&m.code))]);
        record(model, vec![m.code.clone()], label, None, &m.origin, cells)
    };
    Some(Table {
        id: format!("measures/{year}"),
        title: if year == model.fiscal_year() {
            contract_title(model, "measures")
        } else {
            with_year(model, contract_title(model, "measures"), year)
        },
        columns: columns(model, "measures", &names),
        records: known.iter().map(row).collect(),
    })
}

fn status(status: Status) -> &'static str {
    match status {
        Status::NotStarted => "ยังไม่ดำเนินการ",
        Status::UnderWay => "อยู่ระหว่างดำเนินการ",
        Status::Finished => "แล้วเสร็จ",
    }
}

fn progress(model: &Model<'_>, period: Period) -> Option<Table> {
    let known = model.facts.progress.get(&period)?;
    let row = |p: &Progress| {
        let cells = vec![
            (Value::Text(p.measure.clone()), Some(p.origin.clone())),
            of(&p.status, |s| Value::Text(status(*s).to_owned())),
            of(&p.percent_complete, |n| Value::Number(*n)),
            of(&p.finished_on, |day| Value::Text(day.to_string())),
            text(&p.result),
            text(&p.evidence),
            text(&p.problem),
            text(&p.next_step),
            integer(&p.check_ins),
        ];
        let label = model.both("snapshot.measure", &[("code", Text::same(&p.measure))]);
        record(model, vec![p.unit.clone(), p.measure.clone()], label, Some(&p.unit), &p.origin, cells)
    };
    Some(Table {
        id: format!("progress/{}", period.slug()),
        title: in_half(model, model.both("snapshot.progress", &[]), period),
        columns: columns(
            model,
            "progress",
            &[
                "measure",
                "status",
                "percent_complete",
                "finished_on",
                "result",
                "evidence",
                "problem",
                "next_step",
                "check_ins",
            ],
        ),
        records: known.iter().map(row).collect(),
    })
}

/// Outputs as the units report them.
fn outputs(model: &Model<'_>, period: Period) -> Option<Table> {
    let known = model.facts.outputs.get(&period)?;
    let row = |o: &OutputReport| {
        let cells = vec![
            (Value::Text(o.measure.clone()), Some(o.origin.clone())),
            text(&o.output),
            integer(&o.quantity),
            text(&o.evidence),
            of(&o.done_on, |day| Value::Text(day.to_string())),
        ];
        let label = model.both("snapshot.output", &[("code", Text::same(&o.measure))]);
        let key = vec![o.unit.clone(), o.measure.clone(), o.output.text().to_owned()];
        record(model, key, label, Some(&o.unit), &o.origin, cells)
    };
    Some(Table {
        id: format!("outputs/{}", period.slug()),
        title: in_half(model, model.both("snapshot.outputs", &[]), period),
        columns: columns(model, "outputs", &["measure", "output", "quantity", "evidence", "done_on"]),
        records: known.iter().map(row).collect(),
    })
}

fn briefings(model: &Model<'_>) -> Option<Table> {
    let year = model.fiscal_year();
    let known = &model.year(year)?.briefings;
    let row = |b: &Briefing| {
        let date = of(&b.date, |day| Value::Text(day.to_string()));
        let key = vec![b.date.get().map(ToString::to_string).unwrap_or_default(), b.title.text().to_owned()];
        let label = Text::new(b.title.text(), b.title.text());
        let cells = vec![
            date,
            text(&b.title),
            text(&b.detail),
            text(&b.audience),
            integer(&b.attendees),
            text(&b.picture),
        ];
        record(model, key, label, None, &b.origin, cells)
    };
    Some(Table {
        id: format!("briefings/{year}"),
        title: contract_title(model, "briefings"),
        columns: columns(
            model,
            "briefings",
            &["date", "title", "detail", "audience", "attendees", "picture"],
        ),
        records: known.iter().map(row).collect(),
    })
}

/// The name of a data set's table.
pub(super) fn data_set_id(contract: &Contract, period: Period) -> String {
    format!("data/{}/{}", contract.name, period.slug())
}

/// What identifies a row of a data set: the sender and the contract's key.
pub(super) fn data_key(contract: &Contract, row: &DataRow) -> Vec<String> {
    let mut key = vec![row.unit.clone()];
    key.extend(contract.primary_key.iter().map(|name| {
        let at = contract.position(name);
        at.and_then(|at| row.values.get(at)?.get()).map(plain).unwrap_or_default()
    }));
    key
}

fn plain(value: &DataValue) -> String {
    match value {
        DataValue::Text(text) => text.clone(),
        DataValue::Integer(number) => number.to_string(),
        DataValue::Number(number) => number.to_string(),
        DataValue::Date(date) => date.to_string(),
    }
}

/// A value of a row's key as people call it: months and days by their names. The key itself is for programs.
fn named(contract: &Contract, row: &DataRow, name: &str) -> Option<Text> {
    let at = contract.position(name)?;
    let value = row.values.get(at)?.get()?;
    let month = |number: i64| {
        let month = u8::try_from(number).ok()?;
        Some(Text::new(thai::month_name(month)?, thai::english_month_name(month)?))
    };
    match value {
        DataValue::Integer(number) if contract.fields.get(at)?.role == Some(Role::Month) => month(*number),
        DataValue::Date(day) => {
            Some(Text::new(thai::format_short(*day, thai::Digits::Arabic), thai::format_english(*day)))
        }
        _ => None,
    }
    .or_else(|| Some(Text::same(&plain(value))))
}

fn data_set(model: &Model<'_>, contract: &Contract, period: Period) -> Option<Table> {
    let known = model.facts.data_sets.get(&(contract.name.clone(), period))?;
    let row = |row: &DataRow| {
        let key = data_key(contract, row);
        let parts: Vec<_> =
            contract.primary_key.iter().filter_map(|name| named(contract, row, name)).collect();
        let joined = |of: fn(&Text) -> &str| {
            parts.iter().map(of).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        };
        let named = Text::new(joined(|part| &part.th), joined(|part| &part.en));
        let cells = row.values.iter().map(any).collect();
        record(model, key, named, Some(&row.unit), &row.origin, cells)
    };
    Some(Table {
        id: data_set_id(contract, period),
        title: in_half(model, contract_text(contract), period),
        columns: contract
            .fields
            .iter()
            .map(|field| Column { id: field.name.clone(), title: title(field) })
            .collect(),
        records: known.iter().map(row).collect(),
    })
}

/// The sheets that the publication's years and halves were read from.
fn sheets(model: &Model<'_>, halves: &[Period]) -> Table {
    let years = [model.fiscal_year(), model.results_year(), model.results_year().previous()];
    let used = |s: &&Submission| match s.period {
        Some(period) => halves.contains(&period),
        None => years.contains(&s.fiscal_year),
    };
    let row = |s: &Submission| {
        let title = contract_title(model, &s.kind);
        let time = s.period.map_or_else(|| s.fiscal_year.to_string(), Period::slug);
        let label = match s.period {
            Some(period) => with_half(model, title, period),
            None => with_year(model, title, s.fiscal_year),
        };
        let key = vec![s.kind.clone(), s.unit.clone().unwrap_or_default(), time];
        // Editions are small numbers.
        #[allow(clippy::cast_precision_loss)]
        let cells = vec![(Value::Number(s.revision as f64), None)];
        record(model, key, label, s.unit.as_deref(), &s.origin, cells)
    };
    Table {
        id: "sheets".to_owned(),
        title: model.both("snapshot.sheets", &[]),
        columns: vec![Column { id: "revision".to_owned(), title: model.both("snapshot.revision", &[]) }],
        records: model.facts.submissions.iter().filter(used).map(row).collect(),
    }
}
