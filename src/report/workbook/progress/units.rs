//! Units: their totals, every report, coverage, and what is late.
//!
//! In: outcomes and coverage of the half. Out: tables. Never: guesses for a unit that did not report.

use super::super::book::{Cell, Column, Detail, Kind, Link, Row, Sheet, Table, Tone};
use super::super::common::{
    absence, check, check_column, given, given_integer, quoted, sheet, source_column,
};
use super::measures::{due_date, instrument, monitoring_words};
use super::standing_signals;
use crate::check::{Coverage, State};
use crate::model::{Absence, Field, Progress, Status};
use crate::report::Model;
use crate::report::progress::short;
use crate::score::monitoring;
use crate::score::progress::{MeasureOutcome, Outcome, Standing};

/// Colours of the matrix's words, which are those of the internal edition.
fn short_signals(model: &Model<'_>) -> [(String, Tone); 5] {
    [
        (Standing::Finished, Tone::Good),
        (Standing::FinishedLate, Tone::Warn),
        (Standing::NotStarted, Tone::Warn),
        (Standing::Overdue, Tone::Bad),
        (Standing::NotReported, Tone::Bad),
    ]
    .map(|(standing, tone)| (short(model, standing), tone))
}

fn unit_name<'a>(model: &Model<'a>, id: &'a str) -> &'a str {
    model.workspace.unit(id).map_or(id, |u| u.name_th.as_str())
}

fn status_word(status: Status) -> &'static str {
    match status {
        Status::NotStarted => Standing::NotStarted.thai(),
        Status::UnderWay => Standing::UnderWay.thai(),
        Status::Finished => Standing::Finished.thai(),
    }
}

/// Every measure of every responsible unit: what was reported and where that stands.
pub(super) fn reports(model: &Model<'_>) -> Sheet {
    let columns = vec![
        Column::of("unit", Kind::Text),
        Column::of("code", Kind::Code),
        Column::of("instrument", Kind::Code).aside(),
        Column::of("title", Kind::Prose),
        Column::of("status", Kind::Code),
        Column::of("percent_complete", Kind::Number),
        Column::of("due", Kind::Date),
        Column::of("finished_on", Kind::Date),
        Column::of("standing", Kind::Code).signals(&standing_signals()),
        Column::of("days_late", Kind::Integer),
        Column::of("pipeline", Kind::Code).review(),
        Column::of("pipeline_days", Kind::Integer).review(),
        check_column(model),
        Column::of("check_ins", Kind::Integer),
        Column::of("check_ins_expected", Kind::Integer),
        Column::of("check_ins_counted", Kind::Integer),
        Column::of("monitored", Kind::Code),
        Column::of("result", Kind::Prose).aside(),
        Column::of("evidence", Kind::Prose).aside(),
        Column::of("problem", Kind::Prose).aside(),
        Column::of("next_step", Kind::Prose).aside(),
        Column::of("note", Kind::Remark).aside(),
        source_column(),
    ];
    let mut table = Table::of("reports", columns);
    table.detail = Detail::Records;
    table.frozen = 2;
    for (outcome, own) in ordered(model) {
        table.rows.push(Row::of(report(model, outcome, own)));
    }
    sheet(model, "reports", &[], table).records()
}

/// All outcomes, unit by unit in the order of `agency.toml`.
fn ordered<'a>(model: &Model<'a>) -> Vec<(&'a MeasureOutcome, &'a Outcome)> {
    let mut all: Vec<_> =
        model.outcomes.iter().flat_map(|o| o.outcomes.iter().map(move |own| (o, own))).collect();
    let place: std::collections::BTreeMap<_, _> =
        model.workspace.units.iter().enumerate().map(|(at, u)| (u.id.as_str(), at)).collect();
    // Stable: measures of a unit stay in the order of the register.
    all.sort_by_key(|(_, own)| place.get(own.unit.as_str()).copied().unwrap_or(usize::MAX));
    all
}

fn report(model: &Model<'_>, outcome: &MeasureOutcome, own: &Outcome) -> Vec<Cell> {
    let report = own.report.as_ref();
    let prose = |field: fn(&Progress) -> &Field<String>| {
        let field = report.map(field);
        Cell::text(field.map_or("", |f| f.text())).read_at(field.and_then(|f| f.origin.as_ref()))
    };
    let status = report.and_then(|r| r.status.get()).map_or("", |s| status_word(*s));
    let finished = report.map(|r| &r.finished_on);
    let finished_cell = Cell::date(finished.and_then(|f| f.get().copied()));
    vec![
        Cell::text(unit_name(model, &own.unit)),
        Cell::text(&own.measure),
        Cell::text(instrument(model, &outcome.measure)),
        Cell::text(outcome.measure.title.text()),
        Cell::text(status).read_at(report.and_then(|r| r.status.origin.as_ref())),
        report.map_or_else(Cell::default, |r| given(&r.percent_complete)),
        Cell::date(due_date(model, &outcome.measure)),
        finished_cell.read_at(finished.and_then(|f| f.origin.as_ref())),
        Cell::text(own.standing.thai()).by(standing_formula()),
        Cell::integer(own.days_late.map(i64::from)).by(days_formula()),
        Cell::text(own.standing.thai()),
        Cell::integer(own.days_late.map(i64::from)),
        check_both(model),
        report.map_or_else(Cell::default, |r| given_integer(&r.check_ins)),
        Cell::integer(own.expected_check_ins),
        Cell::integer(monitoring::counted(own))
            .by("IF([@check_ins_expected]=\"\",\"\",MIN(N([@check_ins]),[@check_ins_expected]))"),
        monitored(model, own),
        prose(|r| &r.result),
        prose(|r| &r.evidence),
        prose(|r| &r.problem),
        prose(|r| &r.next_step),
        Cell::text(note(model, own)),
        Cell::default(),
    ]
}

/// `score::progress` for one report: what the unit says, against the due date and the as-of date.
fn standing_formula() -> String {
    let [finished, finished_late, _, _, overdue, not_reported] = Standing::ALL.map(Standing::thai);
    format!(
        "IF([@status]=\"\",\"{not_reported}\",IF([@status]=\"{finished}\",\
         IF(AND([@due]<>\"\",[@finished_on]<>\"\",[@finished_on]>[@due]),\"{finished_late}\",\"{finished}\"),\
         IF(AND([@due]<>\"\",[@due]<as_of),\"{overdue}\",[@status])))"
    )
}

fn days_formula() -> String {
    let [_, finished_late, _, _, overdue, _] = Standing::ALL.map(Standing::thai);
    format!(
        "IF([@standing]=\"{finished_late}\",[@finished_on]-[@due],IF([@standing]=\"{overdue}\",as_of-[@due],\"\"))"
    )
}

fn check_both(model: &Model<'_>) -> Cell {
    let days = check(model, &[("days_late", "pipeline_days")]);
    let inner = days.formula.unwrap_or_default();
    let different = quoted(&model.term("words.different"));
    Cell { value: days.value, ..Cell::default() }
        .by(format!("IF([@standing]=[@pipeline],{inner},{different})"))
}

/// Whether the unit held as many check-ins as expected of it.
fn monitored(model: &Model<'_>, own: &Outcome) -> Cell {
    let [enough, too_few, _] = monitoring_words(model);
    let word = monitoring::is_met(own).map_or("", |met| if met { &enough } else { &too_few });
    Cell::text(word).by(format!(
        "IF([@check_ins_expected]=\"\",\"\",IF(N([@check_ins])>=[@check_ins_expected],{},{}))",
        quoted(&enough),
        quoted(&too_few)
    ))
}

/// Why there is nothing to show, and where a report comes from that is not this half's.
fn note(model: &Model<'_>, own: &Outcome) -> String {
    let Some(report) = &own.report else { return model.term("reports.not_reported") };
    if own.carried.is_some() {
        return model.term("reports.carried");
    }
    let notes = [
        ("reports.status", report.status.absence()),
        ("reports.percent_complete", report.percent_complete.absence()),
        ("reports.check_ins", report.check_ins.absence()),
        ("reports.finished_on", report.finished_on.absence().filter(|why| *why == Absence::Invalid)),
    ];
    let notes =
        notes.into_iter().filter_map(|(key, why)| Some(model.say(key, &[("why", &absence(model, why?))])));
    notes.collect::<Vec<_>>().join(" · ")
}

/// One row a unit: how many of its measures stand where.
pub(super) fn totals(model: &Model<'_>) -> Sheet {
    let mut columns = vec![
        Column::of("unit", Kind::Text),
        Column::of("kind", Kind::Code),
        Column::of("assigned", Kind::Integer),
    ];
    columns.extend(Standing::ALL.iter().map(|s| Column::new(s.name(), s.thai(), Kind::Integer)));
    columns.extend([Column::of("reported", Kind::Share), Column::of("done", Kind::Share)]);
    let mut table = Table::of("units", columns);
    let not_reported = Standing::NotReported.name();
    for unit in &model.workspace.units {
        let own: Vec<_> =
            model.outcomes.iter().flat_map(|o| &o.outcomes).filter(|o| o.unit == unit.id).collect();
        let mut cells = vec![
            Cell::text(&unit.name_th),
            Cell::text(model.workspace.kind_of(unit).map_or("", |kind| kind.short_th.as_str())),
            Cell::count(own.len()).by("COUNTIF(reports[unit],[@unit])"),
        ];
        for standing in Standing::ALL {
            let count = own.iter().filter(|o| o.standing == standing).count();
            cells.push(
                Cell::count(count)
                    .by(format!("COUNTIFS(reports[unit],[@unit],reports[standing],\"{}\")", standing.thai())),
            );
        }
        let reported = own.iter().filter(|o| o.standing != Standing::NotReported).count();
        let done = own.iter().filter(|o| o.standing.is_finished()).count();
        cells.push(share(reported, own.len(), &format!("([@assigned]-[@{not_reported}])")));
        cells.push(share(done, own.len(), "([@finished]+[@finished_late])"));
        table.push(cells);
    }
    sheet(model, "units", &[], table)
}

fn share(part: usize, whole: usize, formula: &str) -> Cell {
    // Counts of measures: far below 2⁵³.
    #[allow(clippy::cast_precision_loss)]
    let share = (whole > 0).then(|| part as f64 / whole as f64);
    Cell::number(share).by(format!("IF([@assigned]=0,\"\",{formula}/[@assigned])"))
}

/// Units × kinds of sheet.
pub(super) fn coverage(model: &Model<'_>) -> Sheet {
    let mut kinds: Vec<(&str, &str)> = Vec::new();
    for sheet in model.coverage.iter().flat_map(|c| &c.sheets) {
        if !kinds.iter().any(|(kind, _)| *kind == sheet.kind) {
            kinds.push((&sheet.kind, &sheet.title));
        }
    }
    let states = [State::Submitted, State::WithErrors, State::Missing, State::Blank];
    let signals = states.map(|state| {
        (state_word(model, state), if state == State::Submitted { Tone::Good } else { Tone::Bad })
    });
    let mut columns =
        vec![Column::of("unit", Kind::Text), Column::of("complete", Kind::Code).signals(&signals)];
    columns.extend(
        kinds.iter().map(|(kind, title)| Column::new(*kind, *title, Kind::Code).signals(&signals).upright()),
    );
    let mut table = Table::of("coverage", columns);
    for row in model.coverage {
        let mut cells = vec![Cell::text(&row.name), Cell::text(state_word(model, verdict(row)))];
        cells.extend(kinds.iter().map(|(kind, _)| {
            let state = row.sheets.iter().find(|s| s.kind == *kind).map_or(State::NotExpected, |s| s.state);
            match state {
                State::NotExpected => Cell::not_applicable(),
                state => Cell::text(state_word(model, state)),
            }
        }));
        table.push(cells);
    }
    sheet(model, "coverage", &[], table)
}

/// What was sent; nothing where nothing is expected.
fn state_word(model: &Model<'_>, state: State) -> String {
    model.term(match state {
        State::Submitted => "coverage.submitted",
        State::WithErrors => "coverage.with_errors",
        State::Blank => "coverage.blank",
        State::Missing => "coverage.not_submitted",
        State::NotExpected => return String::new(),
    })
}

fn verdict(row: &Coverage) -> State {
    if row.complete() {
        State::Submitted
    } else if row.sheets.iter().any(|s| s.state == State::WithErrors) {
        State::WithErrors
    } else {
        State::Missing
    }
}

/// Measures × units.
pub(super) fn matrix(model: &Model<'_>) -> Sheet {
    let mut columns = vec![Column::of("code", Kind::Code), Column::of("title", Kind::Prose)];
    columns.extend(
        model
            .workspace
            .units
            .iter()
            .map(|u| Column::new(&u.id, &u.name_th, Kind::Code).signals(&short_signals(model)).upright()),
    );
    let mut table = Table::of("matrix", columns);
    table.frozen = 2;
    for outcome in model.outcomes {
        let mut cells = vec![Cell::text(&outcome.measure.code), Cell::text(outcome.measure.title.text())];
        cells.extend(model.workspace.units.iter().map(|unit| {
            let own = outcome.outcomes.iter().find(|o| o.unit == unit.id);
            own.map_or_else(Cell::not_applicable, |o| Cell::text(short(model, o.standing)))
        }));
        table.push(cells);
    }
    let meanings: Vec<_> =
        Standing::ALL.iter().map(|s| format!("{} = {}", short(model, *s), s.thai())).collect();
    sheet(model, "matrix", &[("meanings", &meanings.join("  "))], table)
}

/// What is late or was not reported, unit by unit.
pub(super) fn late(model: &Model<'_>) -> Sheet {
    let columns = vec![
        Column::of("unit", Kind::Text),
        Column::of("code", Kind::Code),
        Column::of("title", Kind::Prose),
        Column::of("standing", Kind::Code).signals(&standing_signals()),
        Column::of("due", Kind::Date),
        Column::of("days_late", Kind::Integer),
        Column::of("problem", Kind::Prose),
        Column::of("next_step", Kind::Prose),
        Column::of("where", Kind::Link).review(),
    ];
    let mut table = Table::of("late", columns);
    table.frozen = 2;
    for (at, (outcome, own)) in ordered(model).into_iter().enumerate() {
        if !matches!(own.standing, Standing::FinishedLate | Standing::Overdue | Standing::NotReported) {
            continue;
        }
        let text =
            |field: fn(&Progress) -> &Field<String>| own.report.as_ref().map_or("", |r| field(r).text());
        table.push(vec![
            Cell::text(unit_name(model, &own.unit)),
            Cell::text(&own.measure),
            Cell::text(outcome.measure.title.text()),
            Cell::text(own.standing.thai()).by(format!("reports[standing#{at}]")),
            Cell::date(due_date(model, &outcome.measure)),
            Cell::integer(own.days_late.map(i64::from)).by(format!("reports[days_late#{at}]")),
            Cell::text(text(|r| &r.problem)),
            Cell::text(text(|r| &r.next_step)),
            Cell::text(model.term("late.report")).to(Link::Row { table: "reports".to_owned(), row: at }),
        ]);
    }
    sheet(model, "late", &[], table)
}
