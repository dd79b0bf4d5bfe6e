//! A unit: which sheets it sent, and where its measures stand.

use super::line::{Line, same};
use super::measure::{half, standing};
use super::{Explanation, Kind, Section};
use crate::check::State;
use crate::model::Text;
use crate::report::Model;
use crate::score::progress::Standing;
use crate::workspace::Unit;

/// Explains the coverage of a unit.
pub(super) fn unit(model: &Model<'_>, unit: &Unit) -> Explanation {
    let coverage = model.coverage.iter().find(|c| c.unit.as_deref() == Some(&unit.id));
    let sheets = coverage.map(|c| c.sheets.as_slice()).unwrap_or_default();
    let expected: Vec<_> = sheets.iter().filter(|s| s.state != State::NotExpected).collect();
    let sent = expected.iter().filter(|s| s.state.is_sent()).count();
    let lines = expected
        .iter()
        .map(|sheet| {
            let title = model.contracts.get(&sheet.kind).map_or("", |c| c.title_en.as_str());
            let line = Line::of(Text::new(&sheet.title, title)).words(model.both(state(sheet.state), &[]));
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
            .how(model.both("explain.unit.of_expected", &[("expected", Text::same(&expected.len()))])),
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

fn state(state: State) -> &'static str {
    match state {
        State::Submitted => "explain.unit.state.submitted",
        State::WithErrors => "explain.unit.state.with_errors",
        State::Blank => "explain.unit.state.blank",
        State::Missing => "explain.unit.state.missing",
        State::NotExpected => "explain.unit.state.not_expected",
    }
}
