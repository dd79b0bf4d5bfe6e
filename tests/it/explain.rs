//! `explain`: every figure it prints is the program's own, and stands in the cell it names.

use super::workbook_support::{Book, Sample, number};
use super::workspace::{Workspace, project};
use ita_report::model::{Absence, FiscalYear};
use ita_report::report::Model;
use ita_report::report::explain::{self, Explanation, Line, Value, explain};
use std::collections::BTreeMap;

fn explained(model: &Model<'_>, code: &str) -> Explanation {
    explain(model, code).unwrap_or_else(|unknown| panic!("{}", unknown.message(model).en))
}

fn figure(line: &Line) -> Option<f64> {
    match &line.value {
        Some(Value::Number { exact, .. }) => Some(*exact),
        _ => None,
    }
}

fn lines(one: &Explanation) -> impl Iterator<Item = &Line> {
    std::iter::once(&one.answer).chain(one.sections.iter().flat_map(|s| &s.lines))
}

fn line<'a>(one: &'a Explanation, section: &str, label: &str) -> &'a Line {
    let section = one.sections.iter().find(|s| s.id == section).expect("the section");
    section.lines.iter().find(|l| l.label.en == label).unwrap_or_else(|| panic!("{label} in {section:#?}"))
}

/// A question in three parts, of which the second has no published score.
fn parts() -> Sample {
    let mut sample = Sample::new();
    let year = sample.facts.years.get_mut(&FiscalYear(2567)).expect("results");
    let at = year.questions.iter().position(|q| q.question == "E3").expect("E3");
    let whole = year.questions.remove(at);
    for (part, yes) in [("ก", 3), ("ข", 1), ("ค", 0)] {
        let mut one = whole.clone();
        part.clone_into(&mut one.part);
        one.counts[0].value = Ok(yes);
        year.questions.insert(at, one);
    }
    sample
}

#[test]
fn every_listed_code_is_explained_and_its_figure_is_the_programs() {
    parts().with(|model| {
        let listed = explain::listed(model);
        assert!(listed.iter().any(|one| one.code == "E3.2"), "parts are listed");
        for one in &listed {
            let explanation = explained(model, &one.code);
            assert_eq!(explanation.code, one.code);
            for line in lines(&explanation) {
                assert!(!line.label.th.is_empty() && !line.label.en.is_empty(), "{} {line:?}", one.code);
            }
        }
        let scores = model.scores;
        let answer = |code: &str| figure(&explained(model, code).answer);
        for question in &scores.questions {
            assert_eq!(answer(&question.question), question.score, "{}", question.question);
        }
        for indicator in &scores.indicators {
            assert_eq!(answer(&indicator.indicator.to_string()), indicator.score);
        }
        for instrument in &scores.instruments {
            let explanation = explained(model, &instrument.instrument);
            assert_eq!(figure(&explanation.answer), instrument.score);
            assert_eq!(figure(line(&explanation, "change", "change (points)")), instrument.delta);
        }
        assert_eq!(answer("total"), scores.agencies[0].total);
        for outcome in model.outcomes {
            let explanation = explained(model, &outcome.measure.code);
            let Some(Value::Words(words)) = &explanation.answer.value else { panic!("a standing") };
            assert_eq!(words.th, outcome.standing.thai());
        }
    });
}

/// Where a line names one cell, that cell of the workbook as sent holds its figure.
#[test]
fn a_figure_with_a_cell_stands_in_that_cell() {
    let mut books: BTreeMap<String, Book> = BTreeMap::new();
    let mut checked = BTreeMap::new();
    Sample::new().with(|model| {
        for one in explain::listed(model) {
            let explanation = explained(model, &one.code);
            for line in lines(&explanation) {
                let (Some(figure), [place]) = (figure(line), line.sources.as_slice()) else { continue };
                if place.cells.contains(':') {
                    continue;
                }
                let book = books.entry(place.file.clone()).or_insert_with(|| {
                    Book::of(&std::fs::read(project().join(&place.file)).expect("an input workbook"))
                });
                let (row, col) = ita_report::model::parse_a1(&place.cells).expect("a cell");
                let found = number(&book.at(&place.sheet, row as usize, col as usize));
                assert_eq!(found, Some(figure), "{} {} {}", one.code, line.label.en, place.display());
                *checked.entry(explanation.kind as u8).or_insert(0) += 1;
            }
        }
    });
    let all: usize = checked.values().sum();
    assert!(all > 150, "only {checked:?} figures were checked");
    assert!(checked.len() >= 4, "questions, items, measures and data sets: {checked:?}");
}

#[test]
fn codes_are_understood_as_people_write_them() {
    parts().with(|model| {
        for (written, code) in [
            ("i๑", "I1"),
            ("ข้อ I 12", "I12"),
            ("O13", "O13"),
            ("๐๓", "O3"),
            ("ตัวชี้วัดที่ ๑๐", "10"),
            ("iit", "IIT"),
            ("คะแนนรวม", "total"),
            ("ระดับ", "rating"),
            ("m๑-๑", "M1-01"),
            ("M10-1", "M10-01"),
            ("ฝ่ายทะเบียนราษฎร", "office-02"),
            ("O13_spending", "o13_spending"),
            ("E3.๒", "E3.2"),
        ] {
            assert_eq!(explained(model, written).code, code, "{written}");
        }
        for (unknown, near) in [("I13", "I12"), ("I1.2", "I1"), ("E3.4", "E3"), ("ฝ่ายเทศกิต", "office-09")]
        {
            let error = explain(model, unknown).expect_err(unknown);
            assert!(error.near.iter().any(|n| n.code == near), "{unknown}: {:?}", error.near);
            assert!(error.message(model).th.contains(near), "{unknown}");
        }
        assert!(explain(model, "อะไรก็ไม่รู้ที่ไม่มีอยู่").expect_err("nothing").near.is_empty());
    });
}

#[test]
fn parts_and_gaps_say_how_they_count() {
    parts().with(|model| {
        let whole = explained(model, "E3");
        let computed = line(&whole, "score", "score from the answers");
        let how = &computed.how.as_ref().expect("a derivation").en;
        assert!(how.ends_with(" ÷ 3"), "{how}");
        let mean =
            ["E3.1", "E3.2", "E3.3"].map(|code| figure(&explained(model, code).answer).expect("a score"));
        let question = model.scores.questions.iter().find(|q| q.question == "E3").expect("E3");
        assert!((mean.iter().sum::<f64>() / 3.0 - question.computed.expect("computed")).abs() < 1e-9);
    });
    let mut sample = Sample::new();
    let year = sample.facts.years.get_mut(&FiscalYear(2567)).expect("results");
    let question = year.questions.iter_mut().find(|q| q.question == "I3").expect("I3");
    question.counts[0].value = Err(Absence::Blank);
    question.published.value = Err(Absence::NotSubmitted);
    sample.facts.years.remove(&FiscalYear(2566));
    sample.with(|model| {
        for (code, section, label, why) in [
            ("I3", "answers", "choice 1 yes", "left blank"),
            ("I3", "score", "published score", "not submitted"),
            ("I3", "change", "score of fiscal year 2566", "no baseline"),
            ("1", "score", "mean", "1 of 3 have no score"),
            ("total", "score", "total", "an instrument has no score"),
        ] {
            let explanation = explained(model, code);
            let Some(Value::Absent(found)) = &line(&explanation, section, label).value else {
                panic!("{code} {label} has a value");
            };
            assert_eq!(found.en, why, "{code} {label}");
        }
        assert!(matches!(explained(model, "rating").answer.value, Some(Value::Absent(_))));
    });
}

#[test]
fn the_program_prints_derivations_in_both_languages() {
    let workspace = Workspace::sample();
    let (thai, _) = workspace.expect(&["--quiet", "explain", "I5", "E4", "total", "M1-01"], 0);
    insta::assert_snapshot!("explain_th", thai);
    let english =
        ["--quiet", "--lang", "en", "explain", "O13", "EIT", "rating", "o14_subsidies", "school-01"];
    let (english, _) = workspace.expect(&english, 0);
    insta::assert_snapshot!("explain_en", english);
    let (json, _) = workspace.expect(&["--quiet", "--format", "json", "explain", "IIT"], 0);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["answer"]["value"]["shown"], "99.34");
    assert_eq!(json["kind"], "instrument");
    let (out, err) = workspace.expect(&["--quiet", "--lang", "en", "explain", "I13"], 2);
    assert!(out.is_empty() && err.contains("did you mean") && err.contains("I12"), "{err}");
    let (list, _) = workspace.expect(&["--quiet", "explain"], 0);
    assert!(list.lines().any(|l| l.starts_with("M10-01")), "{list}");
}
