//! Measures: how many stand where, the register, each measure's units, monitoring.
//!
//! In: outcomes of the half. Out: tables over the units' reports. Never: judges a measure.

use super::super::book::{Cell, Chart, Column, Detail, Kind, Row, Series, Sheet, Table, Tone};
use super::super::common::{check, check_column, check_text, quoted, sheet, source_column, words};
use super::data_sets::{cell, kind_of};
use super::standing_signals;
use crate::contract::FieldSpec;
use crate::model::{Due, Field, Measure};
use crate::report::Model;
use crate::report::progress::figures::fraction;
use crate::score::monitoring::{self, Monitoring};
use crate::score::progress::{MeasureOutcome, Standing};
use crate::thai;

/// The instrument that a measure is about.
pub(super) fn instrument<'a>(model: &Model<'a>, measure: &Measure) -> &'a str {
    let scheme = model.schemes.get(model.fiscal_year()).unwrap_or(model.scheme);
    let indicator = measure.indicator.get().and_then(|n| scheme.indicator(*n));
    indicator.map_or("", |i| i.instrument.as_str())
}

/// The day from which a measure is late: its due date, or the end of the year for words.
pub(super) fn due_date(model: &Model<'_>, measure: &Measure) -> Option<thai::Date> {
    match measure.due.get()? {
        Due::On(date) => Some(*date),
        Due::Continuous(_) => Some(model.fiscal_year().last_day()),
    }
}

/// Measures by standing, in all and by instrument, beside the year before.
pub(super) fn summary(model: &Model<'_>) -> Sheet {
    let words = words(model);
    let instruments: Vec<_> = model.scheme.instruments.iter().map(|i| i.code.as_str()).collect();
    let mut columns = vec![
        Column::of("standing", Kind::Text).signals(&standing_signals()),
        Column::of("measures", Kind::Integer),
        Column::of("share", Kind::Share),
    ];
    for code in &instruments {
        let title = model.say("summary.measures_of", &[("instrument", code)]);
        columns.push(Column::new(format!("measures_{code}"), title, Kind::Integer));
    }
    columns.extend([
        Column::of("reports", Kind::Integer),
        Column::of("previous", Kind::Integer),
        Column::of("delta", Kind::Number),
    ]);
    let mut table = Table::of("summary", columns);
    let all = model.outcomes.len();
    let has_previous = !model.outcomes_before.is_empty();
    for standing in Standing::ALL {
        let is = |o: &&MeasureOutcome| o.standing == standing;
        let count = model.outcomes.iter().filter(is).count();
        let earlier = model.outcomes_before.iter().filter(is).count();
        let reports =
            model.outcomes.iter().flat_map(|o| &o.outcomes).filter(|o| o.standing == standing).count();
        let mut cells = vec![
            Cell::text(standing.thai()),
            Cell::count(count).by("COUNTIF(standings[standing],[@standing])"),
            Cell::number(fraction(count, all))
                .by("IF(SUM(summary[measures])=0,\"\",[@measures]/SUM(summary[measures]))"),
        ];
        for code in &instruments {
            let own =
                model.outcomes.iter().filter(is).filter(|o| instrument(model, &o.measure) == *code).count();
            cells.push(
                Cell::count(own).by(format!(
                    "COUNTIFS(standings[standing],[@standing],standings[instrument],\"{code}\")"
                )),
            );
        }
        cells.push(Cell::count(reports).by("COUNTIF(reports[standing],[@standing])"));
        // Differences of counts of measures: far below 2⁵³.
        #[allow(clippy::cast_precision_loss)]
        let delta = has_previous.then_some(count as f64 - earlier as f64);
        cells.push(if has_previous { Cell::count(earlier) } else { Cell::default() });
        cells.push(Cell::number(delta).by("IF([@previous]=\"\",\"\",[@measures]-[@previous])"));
        table.push(cells);
    }
    table.totals = sums(model, &table);
    let figures: Vec<_> = Standing::ALL
        .iter()
        .map(|s| {
            let count = model.outcomes.iter().filter(|o| o.standing == *s).count();
            words.text(&format!("{} {count}", s.thai()))
        })
        .collect();
    let (period, before) = (words.period(model.period), words.period(model.period.year_before()));
    let chart = Chart {
        title: model.say("summary.chart_title", &[("period", &period)]),
        alt: model.say("summary.chart_alt", &[("figures", &figures.join(", "))]),
        horizontal: true,
        categories: "summary[standing]".to_owned(),
        series: vec![Series {
            name: model.term("summary.chart_series"),
            values: "summary[measures]".to_owned(),
        }],
        kind: Kind::Integer,
        axis: None,
    };
    let mut sheet = sheet(model, "summary", &[("period", &period), ("before", &before)], table).chart(chart);
    if !has_previous {
        sheet.notes.push(model.term("summary.no_previous"));
    }
    sheet
}

/// Sums of the columns of numbers.
fn sums(model: &Model<'_>, table: &Table) -> Vec<Cell> {
    let sums = table.columns.iter().enumerate().map(|(at, column)| {
        if at == 0 {
            return Cell::text(model.term("words.total"));
        }
        let values: Vec<f64> = table
            .rows
            .iter()
            .filter_map(|row| match row.cells.get(at).map(|c| &c.value) {
                Some(super::super::book::Value::Number(n)) => Some(*n),
                _ => None,
            })
            .collect();
        // A column without any figure has no sum: zero would be a figure that nobody sent.
        if values.is_empty() {
            return Cell::default();
        }
        let sum: f64 = values.iter().sum();
        Cell::number(Some(sum)).by(format!("SUBTOTAL(109,{}[{}])", table.name, column.id))
    });
    sums.collect()
}

/// Lines of a list that a row is high enough for.
const MOST_LINES: usize = 12;

/// A list with more lines than a row can have runs on.
fn in_a_row(text: &str) -> String {
    if text.lines().count() > MOST_LINES {
        text.lines().map(str::trim).collect::<Vec<_>>().join(" · ")
    } else {
        text.to_owned()
    }
}

/// The register, with the standing of each measure.
pub(super) fn register(model: &Model<'_>) -> Sheet {
    let mut columns = vec![
        Column::of("code", Kind::Code),
        Column::of("instrument", Kind::Code).aside(),
        Column::of("indicator", Kind::Code).aside(),
        Column::of("item", Kind::Code),
        Column::of("issue", Kind::Prose).aside(),
        Column::of("title", Kind::Prose),
        Column::of("outputs", Kind::Prose),
        Column::of("communication", Kind::Prose).aside(),
        Column::of("due", Kind::Code),
        Column::of("responsible", Kind::Prose),
        Column::of("supervision", Kind::Prose).aside(),
        Column::of("cadence", Kind::Code).aside(),
    ];
    let own =
        |field: &&FieldSpec| Column::new(format!("own_{}", field.name), &field.title, kind_of(field)).aside();
    columns.extend(model.further_columns().iter().map(own));
    columns.extend([
        Column::of("standing", Kind::Code).signals(&standing_signals()),
        Column::of("note", Kind::Remark).aside(),
        source_column(),
    ]);
    let mut table = Table::of("measures", columns);
    table.detail = Detail::Records;
    for (at, outcome) in model.outcomes.iter().enumerate() {
        let measure = &outcome.measure;
        let prose = |field: &Field<String>| Cell::text(field.text()).read_at(field.origin.as_ref());
        let due = match measure.due.get() {
            Some(Due::On(date)) => Cell::date(Some(*date)),
            Some(Due::Continuous(text)) => Cell::text(text),
            None => Cell::default(),
        };
        let responsible = measure.responsible.get().map_or("", |r| r.wording.as_str());
        let mut cells = vec![
            Cell::text(&measure.code).read_at(Some(&measure.origin)),
            Cell::text(instrument(model, measure)),
            Cell::integer(measure.indicator.get().copied()).read_at(measure.indicator.origin.as_ref()),
            prose(&measure.item),
            prose(&measure.issue),
            prose(&measure.title),
            Cell::text(in_a_row(measure.outputs.text())).read_at(measure.outputs.origin.as_ref()),
            prose(&measure.communication),
            due.read_at(measure.due.origin.as_ref()),
            Cell::text(responsible).read_at(measure.responsible.origin.as_ref()),
            prose(&measure.supervision),
            prose(&measure.cadence),
        ];
        cells.extend(measure.further.iter().map(cell));
        cells.extend([
            Cell::text(outcome.standing.thai()).by(format!("standings[standing#{at}]")),
            if outcome.outcomes.is_empty() {
                Cell::text(model.term("measures.nobody"))
            } else {
                Cell::default()
            },
            Cell::default(),
        ]);
        table.push(cells);
    }
    let year = words(model).year(model.fiscal_year());
    sheet(model, "measures", &[("year", &year)], table)
}

/// Units of each measure by standing, and the measure as a whole.
pub(super) fn standings(model: &Model<'_>) -> Sheet {
    let mut columns = vec![
        Column::of("code", Kind::Code),
        Column::of("instrument", Kind::Code).aside(),
        Column::of("title", Kind::Prose),
        Column::of("due", Kind::Date),
        Column::of("units", Kind::Integer),
    ];
    columns.extend(Standing::ALL.iter().map(|s| Column::new(s.name(), s.thai(), Kind::Integer)));
    columns.extend([
        Column::of("standing", Kind::Code).signals(&standing_signals()),
        Column::of("pipeline", Kind::Code).review(),
        check_column(model),
    ]);
    let mut table = Table::of("standings", columns);
    table.frozen = 3;
    for outcome in model.outcomes {
        let measure = &outcome.measure;
        let mut cells = vec![
            Cell::text(&measure.code),
            Cell::text(instrument(model, measure)),
            Cell::text(measure.title.text()),
            Cell::date(due_date(model, measure)),
            Cell::count(outcome.outcomes.len()).by("COUNTIF(reports[code],[@code])"),
        ];
        for standing in Standing::ALL {
            let count = outcome.outcomes.iter().filter(|o| o.standing == standing).count();
            cells.push(
                Cell::count(count)
                    .by(format!("COUNTIFS(reports[code],[@code],reports[standing],\"{}\")", standing.thai())),
            );
        }
        cells.extend([
            Cell::text(outcome.standing.thai()).by(whole_formula()),
            Cell::text(outcome.standing.thai()),
            check_text(model, "standing", "pipeline"),
        ]);
        table.push(cells);
    }
    sheet(model, "standings", &[], table)
}

/// `score::progress::combined` over the counts of the row.
fn whole_formula() -> String {
    let [finished, finished_late, under_way, not_started, overdue, not_reported] =
        Standing::ALL.map(|s| (format!("[@{}]", s.name()), s.thai()));
    let done = format!("{}+{}", finished.0, finished_late.0);
    format!(
        "IF({}=[@units],\"{}\",IF({}>0,\"{}\",IF({done}=[@units],IF({}>0,\"{}\",\"{}\"),IF({}+{done}>0,\"{}\",\"{}\"))))",
        not_reported.0,
        not_reported.1,
        overdue.0,
        overdue.1,
        finished_late.0,
        finished_late.1,
        finished.1,
        under_way.0,
        under_way.1,
        not_started.1,
    )
}

/// Check-ins held against those that the cadence expects.
pub(super) fn monitoring(model: &Model<'_>) -> Sheet {
    let [enough, too_few, on_change] = monitoring_words(model);
    let signals = [(&enough, Tone::Good), (&too_few, Tone::Bad), (&on_change, Tone::Muted)];
    let columns = vec![
        Column::of("code", Kind::Code),
        Column::of("title", Kind::Prose),
        Column::of("supervision", Kind::Prose),
        Column::of("cadence", Kind::Code),
        Column::of("per_unit", Kind::Integer),
        Column::of("units", Kind::Integer),
        Column::of("expected", Kind::Integer),
        Column::of("held", Kind::Integer),
        Column::of("counted", Kind::Integer),
        Column::of("beyond", Kind::Integer),
        Column::of("share", Kind::Share),
        Column::of("enough", Kind::Integer),
        Column::of("verdict", Kind::Code).signals(&signals),
        Column::of("pipeline", Kind::Integer).review(),
        check_column(model),
    ];
    let mut table = Table::of("monitoring", columns);
    for outcome in model.outcomes {
        let measure = &outcome.measure;
        let told = Monitoring::of(outcome);
        let verdict = match told.met {
            None => &on_change,
            Some(met) if met == told.due => &enough,
            Some(_) => &too_few,
        };
        table.rows.push(Row::of(vec![
            Cell::text(&measure.code),
            Cell::text(measure.title.text()),
            Cell::text(measure.supervision.text()),
            Cell::text(measure.cadence.text()),
            if told.each.is_some() { Cell::integer(told.each) } else { Cell::not_applicable() },
            Cell::count(told.units).by("COUNTIF(reports[code],[@code])"),
            Cell::integer(told.expected)
                .by("IF([@per_unit]=\"\",\"\",SUMIFS(reports[check_ins_expected],reports[code],[@code]))"),
            Cell::integer(Some(told.held)).by("SUMIFS(reports[check_ins],reports[code],[@code])"),
            Cell::integer(told.expected.map(|_| told.counted))
                .by("IF([@per_unit]=\"\",\"\",SUMIFS(reports[check_ins_counted],reports[code],[@code]))"),
            Cell::integer(told.beyond()).by("IF([@per_unit]=\"\",\"\",[@held]-[@counted])"),
            Cell::number(told.share()).by("IF(N([@expected])=0,\"\",[@counted]/[@expected])"),
            told.met.map_or_else(Cell::default, Cell::count).by(format!(
                "IF([@per_unit]=\"\",\"\",COUNTIFS(reports[code],[@code],reports[monitored],{},reports[check_ins_expected],\">0\"))",
                quoted(&enough)
            )),
            Cell::text(verdict).by(format!(
                "IF([@per_unit]=\"\",{},IF([@enough]=COUNTIFS(reports[code],[@code],reports[check_ins_expected],\">0\"),{},{}))",
                quoted(&on_change),
                quoted(&enough),
                quoted(&too_few)
            )),
            Cell::integer(Some(told.held)),
            check(model, &[("held", "pipeline")]),
        ]));
    }
    // Check-ins of measures without a number are in none of the sums: they have nothing to be compared with.
    let sums = monitoring::totals(model.outcomes);
    let sum =
        |number: i64, id: &str| Cell::integer(Some(number)).by(format!("SUBTOTAL(109,monitoring[{id}])"));
    table.totals = table
        .columns
        .iter()
        .map(|column| match column.id.as_str() {
            "code" => Cell::text(model.term("words.total")),
            "expected" => sum(sums.expected, "expected"),
            "counted" => sum(sums.counted, "counted"),
            "beyond" => sum(sums.beyond(), "beyond"),
            "share" => Cell::number(sums.share()).by(
                "IF(SUBTOTAL(109,monitoring[expected])=0,\"\",SUBTOTAL(109,monitoring[counted])/SUBTOTAL(109,monitoring[expected]))",
            ),
            _ => Cell::default(),
        })
        .collect();
    sheet(model, "monitoring", &[], table)
}

/// As many check-ins as expected, too few, or none are expected at set times.
pub(super) fn monitoring_words(model: &Model<'_>) -> [String; 3] {
    ["monitoring.enough", "monitoring.too_few", "monitoring.on_change"].map(|key| model.term(key))
}
