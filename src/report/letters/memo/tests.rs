//! Counts of the memorandum on hand-made records.

use super::*;
use crate::model::{Progress, Status};
use crate::report::progress::fixture::{Case, given, outcome, report, whole};
use crate::thai::{Date, Digits};
use crate::workspace::Unit;

fn said(status: Status) -> Progress {
    Progress { status: given(status), ..report(None) }
}

/// Eight offices with an overdue measure each, of which two have not begun, and one that sent no report.
fn late() -> Case {
    let mut case = Case::new();
    case.digits = Digits::Arabic;
    let office = case.workspace.units[0].clone();
    case.workspace.units = (1..=9)
        .map(|n| Unit {
            id: format!("office-{n:02}"), name_th: format!("ฝ่ายที่ {n}"), ..office.clone()
        })
        .collect();
    let own: Vec<_> = case
        .workspace
        .units
        .iter()
        .enumerate()
        .map(|(at, unit)| match at {
            0 | 1 => outcome(&unit.id, Standing::Overdue, Some(said(Status::NotStarted))),
            8 => outcome(&unit.id, Standing::NotReported, None),
            _ => outcome(&unit.id, Standing::Overdue, Some(said(Status::UnderWay))),
        })
        .collect();
    let idle = outcome("office-01", Standing::NotStarted, Some(said(Status::NotStarted)));
    let mut silent = outcome("office-09", Standing::NotReported, None);
    silent.due = Some(Date::clamped(2025, 2, 28));
    case.outcomes =
        vec![whole("M1-01", 1, own), whole("M2-01", 2, vec![idle]), whole("M3-01", 3, vec![silent])];
    case.coverage = case
        .workspace
        .units
        .iter()
        .map(|unit| Coverage {
            unit: Some(unit.id.clone()),
            name: unit.name_th.clone(),
            name_en: String::new(),
            sheets: Vec::new(),
        })
        .collect();
    case
}

/// Who has not begun is counted also where the day is past, and said to be.
#[test]
fn what_has_not_begun_is_counted_past_its_day_too() {
    let case = late();
    let told = figures(&case.model());
    assert_eq!((told.not_begun.as_str(), told.not_begun_late.as_str()), ("3", "2"));
}

/// Overdue is what the report counts as overdue; what nobody reported on and is past its day is told apart.
#[test]
fn overdue_is_one_number_in_the_report_and_the_memorandum() {
    let case = late();
    let told = figures(&case.model());
    let of = |id: &str| Tally::unit(&case.outcomes, id).count(Standing::Overdue);
    let units: usize = case.workspace.units.iter().map(|unit| of(&unit.id)).sum();
    assert_eq!((units, told.owing_measures.len(), told.more_measures.as_str()), (8, 5, "3"));
    assert!(told.owing_measures.iter().all(|one| one.count == "1"), "{:?}", told.owing_measures);
    let overdue = Tally::measures(&case.outcomes).count(Standing::Overdue);
    assert_eq!((told.overdue.as_str(), overdue), ("1", 1));
    assert!(told.others.iter().any(|one| one.name == Standing::Overdue.thai() && one.count == told.overdue));
    let silent: Vec<_> = told.past_silent.iter().map(|one| one.code.as_str()).collect();
    assert_eq!((silent, told.past_silent_count.as_str()), (vec!["M3-01"], "1"));
}
