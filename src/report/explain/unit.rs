//! A unit: which sheets it sent, and where its measures stand.

use super::line::{Line, same};
use super::measure::{half, standing};
use super::{Explanation, Kind, Section};
use crate::check::{Coverage, Expected, State};
use crate::model::Text;
use crate::report::Model;
use crate::score::progress::Standing;
use crate::workspace::Unit;

/// Explains the coverage of a unit.
pub(super) fn unit(model: &Model<'_>, unit: &Unit) -> Explanation {
    let coverage = model.coverage.iter().find(|c| c.unit.as_deref() == Some(&unit.id));
    let sheets = coverage.map(|c| c.sheets.as_slice()).unwrap_or_default();
    // What `status` counts; a sheet sent beyond that is told as such.
    let (sent, expected) = coverage.map_or((0, 0), Coverage::counts);
    let lines = sheets
        .iter()
        .filter(|s| s.state != State::NotExpected)
        .map(|sheet| {
            let title = model.contracts.get(&sheet.kind).map_or("", |c| c.title_en.as_str());
            let line = Line::of(Text::new(&sheet.title, title)).words(model.both(state(sheet), &[]));
            let place = sheet.place.as_deref().unwrap_or_default();
            let findings = model.diagnostics.iter().filter(|d| {
                d.unit.as_deref() == Some(&unit.id)
                    && d.place.sheet.as_ref().is_some_and(|s| place == format!("{} [{s}]", d.place.file))
            });
            let findings = findings.count();
            match sheet.state {
                State::Missing | State::Blank | State::NotExpected => line,
                State::Submitted | State::WithErrors => line.how(model.both(
                    "explain.unit.sheet",
                    &[
                        ("place", Text::same(&place)),
                        ("rows", Text::same(&sheet.rows)),
                        ("findings", Text::same(&findings)),
                    ],
                )),
            }
        })
        .collect();
    let own: Vec<_> = model.outcomes.iter().flat_map(|o| &o.outcomes).filter(|o| o.unit == unit.id).collect();
    let mut measures = vec![Line::of(model.both("explain.unit.measures", &[])).size(own.len())];
    for one in Standing::ALL {
        let codes: Vec<_> = own.iter().filter(|o| o.standing == one).map(|o| o.measure.as_str()).collect();
        if !codes.is_empty() {
            measures.push(Line::of(standing(one)).size(codes.len()).how(same(codes.join(" "))));
        }
    }
    Explanation {
        code: unit.id.clone(),
        kind: Kind::Unit,
        title: Text::new(&unit.name_th, unit.english()),
        period: half(model, model.period),
        answer: Line::of(model.both("explain.unit.sent", &[]))
            .size(sent)
            .how(model.both("explain.unit.of_expected", &[("expected", Text::same(&expected))])),
        sections: vec![
            Section { id: "sheets", heading: model.both("explain.unit.sheets_heading", &[]), lines },
            Section {
                id: "measures",
                heading: model.both("explain.unit.measures_heading", &[]),
                lines: measures,
            },
        ],
    }
}

fn state(sheet: &Expected) -> &'static str {
    match sheet.state {
        State::Submitted if !sheet.wanted => "explain.unit.state.beyond",
        State::Submitted => "explain.unit.state.submitted",
        State::WithErrors => "explain.unit.state.with_errors",
        State::Blank => "explain.unit.state.blank",
        State::Missing => "explain.unit.state.missing",
        State::NotExpected => "explain.unit.state.not_expected",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::explain::Value;
    use crate::report::progress::fixture::Case;

    /// What nobody has to send changes no total here either.
    #[test]
    fn sheets_are_counted_as_status_counts_them() {
        let mut case = Case::new();
        let sheet = |kind: &str, state: State, wanted: bool| Expected {
            kind: kind.to_owned(),
            title: kind.to_owned(),
            sheet: kind.to_owned(),
            state,
            wanted,
            rows: 1,
            place: None,
            due: None,
        };
        case.coverage = vec![Coverage {
            unit: Some("office-01".to_owned()),
            name: "ฝ่ายปกครอง".to_owned(),
            name_en: String::new(),
            sheets: vec![
                sheet("progress", State::Submitted, true),
                sheet("o9_tax", State::Missing, true),
                sheet("outputs", State::Submitted, false),
                sheet("o5_performance", State::NotExpected, false),
            ],
        }];
        let one = unit(&case.model(), &case.workspace.units[0]);
        assert!(matches!(&one.answer.value, Some(Value::Number { shown, .. }) if shown == "1"), "{one:?}");
        assert_eq!(one.answer.how.as_ref().map(|how| how.en.as_str()), Some("of 2 expected"));
        let words: Vec<_> = one.sections[0]
            .lines
            .iter()
            .filter_map(|line| match &line.value {
                Some(Value::Words(words)) => Some(words.en.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(words, ["submitted", "missing", "sent beyond what is expected"]);
    }
}
