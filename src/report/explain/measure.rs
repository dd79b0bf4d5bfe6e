//! A measure: where it stands and why, unit by unit.

use super::line::{Line, absence, none, same, shown};
use super::question::grouped;
use super::{Explanation, Kind, Section};
use crate::contract::CoreSheet;
use crate::diagnostic::Code;
use crate::model::{Due, Origin, Period, Status, Submission, Text};
use crate::report::Model;
use crate::score::monitoring::{Monitoring, totals};
use crate::score::progress::{MeasureOutcome, Outcome, Standing};
use crate::thai::{self, Date, Digits};
use crate::workspace::Unit;

/// A half in words.
pub(super) fn half(model: &Model<'_>, period: Period) -> Text {
    let half = [("period", Text::same(&model.arabic().period(period)))];
    let number = [("half", Text::same(&period.half.number())), ("year", Text::same(&period.fiscal_year))];
    model.both("explain.half", &[&half[..], &number].concat())
}

fn date(date: Date) -> Text {
    Text::new(thai::format_short(date, Digits::Arabic), thai::format_english(date))
}

pub(super) fn standing(standing: Standing) -> Text {
    Text::new(standing.thai(), standing.name().replace('_', " "))
}

/// Explains a measure.
pub(super) fn measure(model: &Model<'_>, outcome: &MeasureOutcome) -> Explanation {
    let measure = &outcome.measure;
    let code = Line::of(model.both("explain.measure.register", &[])).words(same(&measure.code));
    let mut register = vec![code.from([&measure.origin])];
    let due_line = Line::of(model.both("explain.measure.due", &[]));
    register.push(
        match measure.due.get() {
            Some(Due::On(day)) => due_line.words(date(*day)),
            Some(Due::Continuous(words)) => {
                due_line.words(same(words)).how(model.both("explain.measure.due_continuous", &[]))
            }
            None => due_line.absent(reason(measure.due.absence())),
        }
        .from(&measure.due.origin),
    );
    let responsible = Line::of(model.both("explain.measure.responsible", &[]));
    register.push(
        match measure.responsible.get() {
            Some(who) => responsible
                .words(same(&who.wording))
                .how(model.both("explain.measure.units", &[("units", Text::same(&who.units.len()))])),
            None => responsible.absent(reason(measure.responsible.absence())),
        }
        .from(&measure.responsible.origin),
    );
    let due = due_day(model, outcome);
    let units = outcome.outcomes.iter().map(|own| unit_line(model, own, due)).collect();
    Explanation {
        code: measure.code.clone(),
        kind: Kind::Measure,
        title: same(measure.title.text()),
        period: half(model, model.period),
        answer: Line::of(model.both("explain.measure.standing", &[])).words(standing(outcome.standing)),
        sections: vec![
            Section {
                id: "register",
                heading: model.both("explain.measure.register_heading", &[]),
                lines: register,
            },
            Section {
                id: "standing",
                heading: model.both("explain.measure.standing_heading", &[]),
                lines: counts(model, outcome),
            },
            Section { id: "units", heading: model.both("explain.measure.units_heading", &[]), lines: units },
            Section {
                id: "monitoring",
                heading: model.both("explain.measure.monitoring_heading", &[]),
                lines: monitoring(model, outcome),
            },
        ],
    }
}

fn reason(why: Option<crate::model::Absence>) -> Text {
    why.map_or_else(none, absence)
}

/// The day that `score::progress` judges by.
fn due_day(model: &Model<'_>, outcome: &MeasureOutcome) -> Option<Date> {
    match outcome.measure.due.get()? {
        Due::On(day) => Some(*day),
        Due::Continuous(_) => Some(model.fiscal_year().last_day()),
    }
}

/// The rule and the number of units in each standing.
fn counts(model: &Model<'_>, outcome: &MeasureOutcome) -> Vec<Line> {
    let mut lines = vec![
        Line::of(model.both("explain.measure.rule", &[])),
        Line::of(model.both("explain.measure.judged_on", &[])).words(date(model.as_of)),
    ];
    for one in Standing::ALL {
        let count = outcome.outcomes.iter().filter(|o| o.standing == one).count();
        if count > 0 {
            lines.push(Line::of(standing(one)).size(count).how(
                model.both("explain.measure.of_units", &[("units", Text::same(&outcome.outcomes.len()))]),
            ));
        }
    }
    lines
}

/// What a unit reported, where that stands, and the cells that say so.
fn unit_line(model: &Model<'_>, own: &Outcome, due: Option<Date>) -> Line {
    let unit = model.workspace.unit(&own.unit);
    let name = Text::new(
        unit.map_or(own.unit.as_str(), |u| &u.name_th),
        unit.map_or(own.unit.as_str(), Unit::english),
    );
    let line = Line::of(name).words(standing(own.standing));
    let Some(report) = &own.report else { return unreported(model, own, line) };
    let status = report.status.get().map(|s| match s {
        Status::NotStarted => standing(Standing::NotStarted),
        Status::UnderWay => standing(Standing::UnderWay),
        Status::Finished => standing(Standing::Finished),
    });
    let status = status.unwrap_or_else(|| reason(report.status.absence()));
    let mut how = model.both("explain.measure.reported", &[("status", status)]);
    if let Some(day) = report.finished_on.get() {
        how = model.both("explain.measure.reported_on", &[("reported", how), ("day", date(*day))]);
    }
    if let Some(period) = own.carried {
        let half = half(model, period);
        how = model.both("explain.measure.reported_in", &[("reported", how), ("half", half)]);
    }
    if let (Some(days), Some(due)) = (own.days_late, due) {
        let from = date(report.finished_on.get().copied().unwrap_or(model.as_of));
        let variables = [("reported", how), ("days", Text::same(&days)), ("from", from), ("due", date(due))];
        how = model.both("explain.measure.reported_late", &variables);
    }
    let origins = [&report.status.origin, &report.finished_on.origin];
    line.how(how).from(origins.into_iter().flatten())
}

/// Why there is no report: nothing has come, the row is there and not filled in, or there is no row.
fn unreported(model: &Model<'_>, own: &Outcome, line: Line) -> Line {
    let of_unit = |s: &&Submission| {
        s.kind == CoreSheet::Progress.name()
            && s.unit.as_ref() == Some(&own.unit)
            && s.period == Some(model.period)
    };
    let Some(sheet) = model.facts.submissions.iter().filter(of_unit).find(|s| s.rows > 0) else {
        return line.how(model.both("explain.measure.not_received", &[]));
    };
    // The check of the sheet has found the row.
    let row = model.diagnostics.iter().filter(|d| d.code == Code::MeasureMissing).find_map(|d| {
        let about = d.unit.as_ref() == Some(&own.unit) && d.row.as_ref() == Some(&own.measure);
        let here =
            d.place.file == sheet.origin.file[..] && d.place.sheet.as_deref() == Some(&sheet.origin.sheet);
        d.place.cell.filter(|_| about && here)
    });
    match row {
        Some((row, col)) => line.how(model.both("explain.measure.not_filled_in", &[])).from([&Origin {
            row,
            col,
            ..sheet.origin.clone()
        }]),
        None => line.how(model.both("explain.measure.not_in_workbook", &[])),
    }
}

fn monitoring(model: &Model<'_>, outcome: &MeasureOutcome) -> Vec<Line> {
    let cadence = &outcome.measure.cadence;
    let mut lines = vec![
        Line::of(model.both("explain.measure.cadence", &[]))
            .words(same(cadence.text()))
            .from(&cadence.origin),
    ];
    let told = Monitoring::of(outcome);
    let units = told.units;
    match (told.expected, told.each) {
        (Some(expected), Some(each)) => {
            lines.push(Line::of(model.both("explain.measure.expected", &[])).count(expected).how(
                model.both(
                    "explain.measure.expected_how",
                    &[("each", Text::same(&each)), ("units", Text::same(&units))],
                ),
            ));
        }
        _ => lines.push(Line::of(model.both("explain.measure.on_events", &[]))),
    }
    if let Some(met) = told.met {
        lines.push(Line::of(model.both("explain.measure.met", &[])).size(met));
    }
    let origins = outcome.outcomes.iter().filter_map(|o| o.report.as_ref()?.check_ins.origin.as_ref());
    lines.push(Line::of(model.both("explain.measure.held", &[])).count(told.held).from(origins));
    if let Some(beyond) = told.beyond() {
        let counted = Line::of(model.both("explain.measure.counted", &[])).count(told.counted);
        let beyond = [("beyond", Text::same(&grouped(beyond)))];
        lines.push(counted.how(model.both("explain.measure.counted_how", &beyond)));
    }
    lines.extend(of_all(model));
    lines
}

/// The sums over all measures that the documents state.
fn of_all(model: &Model<'_>) -> [Line; 2] {
    let all = totals(model.outcomes);
    let share = all.percent().map_or_else(none, |percent| {
        model.both("explain.measure.share_of_all", &[("percent", same(shown(percent, 2)))])
    });
    let counted = [
        ("share", share),
        ("held", Text::same(&grouped(all.held))),
        ("beyond", Text::same(&grouped(all.beyond()))),
    ];
    [
        Line::of(model.both("explain.measure.expected_of_all", &[])).count(all.expected),
        Line::of(model.both("explain.measure.counted_of_all", &[]))
            .count(all.counted)
            .how(model.both("explain.measure.counted_of_all_how", &counted)),
    ]
}
