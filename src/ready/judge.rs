//! How far one output has come, unit by unit and as a whole.

use super::{Lack, Part, Ready, Sources, State, blank, due, owners};
use crate::contract::{CoreSheet, Handed, Output, OutputWords};
use crate::model::shown::web_address;
use crate::model::{Half, OutputReport, Period};
use crate::score::progress::{MeasureOutcome, Outcome};

pub(super) fn output(
    from: Sources<'_>,
    item: &str,
    topic: &str,
    outcome: &MeasureOutcome,
    number: usize,
    output: &Output,
) -> Ready {
    let measure = &outcome.measure;
    let owners = owners(from.context.workspace, measure, output);
    let words = from.context.contracts.output_words();
    let parts: Vec<_> = owners
        .units
        .iter()
        .map(|unit| {
            if let Some(report) = reported(from, unit, &measure.code, output) {
                return stated(words, output, report);
            }
            let own = outcome.outcomes.iter().find(|o| o.unit == *unit);
            presumed(words, own, unit, is_unsent(from, unit))
        })
        .collect();
    let (due, due_words) = due(measure);
    Ready {
        topic: topic.to_owned(),
        measure: measure.code.clone(),
        number,
        quantity: output.quantity,
        counter: output.counter.clone(),
        kinds: output.kinds.clone(),
        due,
        due_words,
        each: owners.each,
        state: whole(&parts, owners.each),
        parts,
        ..blank(item, &output.what)
    }
}

/// A unit's row for the output: of the half, or of the first half where the second says nothing of it.
fn reported<'a>(from: Sources<'a>, unit: &str, measure: &str, output: &Output) -> Option<&'a OutputReport> {
    let key = output.key();
    let of = |period: Period| {
        let rows = from.facts.outputs.get(&period)?;
        let is_it = |r: &&OutputReport| {
            r.unit == unit && r.measure == measure && crate::thai::key(r.output.text()) == key
        };
        rows.iter().rev().find(is_it)
    };
    of(from.period).or_else(|| match from.period.half {
        Half::First => None,
        Half::Second => of(Period { half: Half::First, ..from.period }),
    })
}

/// Whether the unit's report on its measures is still to come.
fn is_unsent(from: Sources<'_>, unit: &str) -> bool {
    let row = from.coverage.iter().find(|row| row.unit.as_deref() == Some(unit));
    row.is_some_and(|row| row.wanting().any(|sheet| sheet.kind == CoreSheet::Progress.name()))
}

/// What a unit says of the output itself.
fn stated(words: &OutputWords, output: &Output, report: &OutputReport) -> Part {
    let given = lines(report.evidence.text());
    let made = report.quantity.get().copied();
    let updated = report.done_on.get().copied();
    let begun = !given.is_empty() || made.is_some_and(|n| n > 0) || updated.is_some();
    let mut lacks = Vec::new();
    if given.is_empty() {
        lacks.push(Lack::Evidence);
    }
    let bad = given.iter().filter(|line| !is_evidence(words, line));
    lacks.extend(bad.map(|line| Lack::Form { line: line.clone() }));
    let handed: Vec<_> = given.iter().map(|line| words.handed(line)).collect();
    // What lies behind a bare address cannot be seen, so it may be any kind.
    let unseen = handed.contains(&Handed::Link);
    if !given.is_empty() {
        let wanted = output.kinds.iter().filter(|kind| {
            if words.is_link(kind) {
                !given.iter().any(|line| line.contains("://"))
            } else {
                !unseen && !handed.contains(&Handed::Kind(kind.as_str()))
            }
        });
        lacks.extend(wanted.map(|kind| Lack::Kind { kind: kind.clone() }));
    }
    if let Some(of) = output.quantity {
        let counted = i64::try_from(given.len()).unwrap_or(i64::MAX);
        let enough = made.map_or(counted >= of, |made| made >= of);
        if !enough {
            lacks.push(Lack::Quantity { made, of });
        }
    }
    let state = match (begun, lacks.is_empty()) {
        (false, _) => State::Missing,
        (true, false) => State::Incomplete,
        (true, true) => State::Ready,
    };
    if !begun {
        lacks = vec![Lack::Evidence];
    }
    Part {
        unit: report.unit.clone(),
        state,
        lacks,
        kinds: kinds(&handed),
        given,
        made,
        updated,
        place: Some(report.origin.display()),
    }
}

/// What can be said without a row for the output: the evidence of the whole measure, once that is finished.
fn presumed(words: &OutputWords, own: Option<&Outcome>, unit: &str, unsent: bool) -> Part {
    let report = own.filter(|o| o.standing.is_finished()).and_then(|o| o.report.as_ref());
    let given = report.map(|r| lines(r.evidence.text())).unwrap_or_default();
    let handed: Vec<_> = given.iter().map(|line| words.handed(line)).collect();
    let found = !given.is_empty();
    Part {
        unit: unit.to_owned(),
        state: if found { State::Unassigned } else { State::Missing },
        lacks: match (found, unsent) {
            (true, _) => Vec::new(),
            (false, true) => vec![Lack::Unsent],
            (false, false) => vec![Lack::Evidence],
        },
        kinds: kinds(&handed),
        given,
        made: None,
        updated: report.and_then(|r| r.finished_on.get().copied()),
        place: report.map(|r| r.origin.display()),
    }
}

fn lines(evidence: &str) -> Vec<String> {
    evidence.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn kinds(handed: &[Handed<'_>]) -> Vec<String> {
    let mut kinds: Vec<String> = handed
        .iter()
        .filter_map(|one| match one {
            Handed::Kind(kind) => Some((*kind).to_owned()),
            Handed::Link | Handed::Other => None,
        })
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// Whether a line has the form of a link or of a file's name.
fn is_evidence(words: &OutputWords, line: &str) -> bool {
    if line.contains("://") {
        return web_address(line).is_some_and(|address| address.contains('.') && !address.contains(' '));
    }
    matches!(words.handed(line), Handed::Kind(_))
        || line.rsplit_once('.').is_some_and(|(name, end)| {
            !name.is_empty() && (2..=5).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

/// The state over all units.
pub(super) fn whole(parts: &[Part], each: bool) -> State {
    let worst = parts.iter().map(|part| part.state).min();
    let best = parts.iter().map(|part| part.state).max();
    match (worst, best) {
        (None, _) | (_, None) => State::Missing,
        (Some(_), Some(best)) if !each => best,
        // Some units have begun, others have not.
        (Some(State::Missing), Some(best)) if best > State::Missing => State::Incomplete,
        (Some(worst), _) => worst,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Field, Origin};
    use crate::templates::Templates;
    use crate::thai::Date;

    fn part(state: State) -> Part {
        Part {
            unit: String::new(),
            state,
            lacks: Vec::new(),
            given: Vec::new(),
            kinds: Vec::new(),
            made: None,
            updated: None,
            place: None,
        }
    }

    #[test]
    fn one_unit_is_enough_unless_each_has_its_own() {
        use State::{Incomplete, Missing, Ready, Unassigned};
        for (states, each, expected) in [
            (&[Missing, Ready][..], false, Ready),
            (&[Missing, Ready], true, Incomplete),
            (&[Ready, Ready], true, Ready),
            (&[Unassigned, Ready], true, Unassigned),
            (&[Missing, Missing], true, Missing),
            (&[], false, Missing),
        ] {
            let parts: Vec<_> = states.iter().map(|state| part(*state)).collect();
            assert_eq!(whole(&parts, each), expected, "{states:?} {each}");
        }
    }

    fn of(wanted: &str, quantity: Option<i64>, evidence: &str) -> Part {
        let words = OutputWords::load(&Templates::default()).expect("the built-in words");
        let output = words.outputs(wanted).remove(0);
        let origin = Origin { file: "a.xlsx".into(), sheet: "ผลผลิต".into(), row: 5, col: 1 };
        let given = |text: &str| match text {
            "" => Field::absent(crate::model::Absence::Blank, Some(origin.clone())),
            text => Field::given(text.to_owned(), origin.clone()),
        };
        let report = OutputReport {
            unit: "office-01".to_owned(),
            measure: "M9-01".to_owned(),
            output: given(wanted),
            quantity: match quantity {
                Some(n) => Field::given(n, origin.clone()),
                None => Field::absent(crate::model::Absence::Blank, Some(origin.clone())),
            },
            evidence: given(evidence),
            done_on: Field::given(Date::clamped(2025, 4, 1), origin.clone()),
            origin: origin.clone(),
        };
        stated(&words, &output, &report)
    }

    #[test]
    fn kinds_numbers_and_links_are_held_against_what_is_wanted() {
        let kind = |name: &str| Lack::Kind { kind: name.to_owned() };
        for (wanted, made, evidence, lacks) in [
            ("ข้อมูลสถิติ (ไฟล์ PDF และ Excel)", None, "a.pdf\na.xlsx", vec![]),
            ("ข้อมูลสถิติ (ไฟล์ PDF และ Excel)", None, "a.pdf", vec![kind("Excel")]),
            // What lies behind an address without an ending cannot be seen.
            ("ข้อมูลสถิติ (ไฟล์ PDF และ Excel)", None, "https://x.go.th/o9", vec![]),
            ("Info graphic 6 แผ่น", Some(4), "a.pdf", vec![Lack::Quantity { made: Some(4), of: 6 }]),
            ("Info graphic 2 แผ่น", None, "a.png\nb.png", vec![]),
            ("Info graphic 2 แผ่น", None, "a.png", vec![Lack::Quantity { made: None, of: 2 }]),
            ("ลิงก์ช่องทาง", None, "a.pdf", vec![kind("ลิงก์")]),
            ("คู่มือ", None, "http://ไม่มี", vec![Lack::Form { line: "http://ไม่มี".to_owned() }]),
            ("คู่มือ", Some(1), "", vec![Lack::Evidence]),
        ] {
            let found = of(wanted, made, evidence);
            assert_eq!(found.lacks, lacks, "{wanted} {evidence}");
            let state = if lacks.is_empty() { State::Ready } else { State::Incomplete };
            assert_eq!(found.state, state, "{wanted} {evidence}");
        }
    }
}
