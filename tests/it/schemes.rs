//! Scoring rules by worked examples: a scheme is data.

use ita_report::model::{Absence, Facts, Field, FiscalYear, Origin, QuestionResult};
use ita_report::scheme::{Scheme, Schemes};
use ita_report::templates::Templates;
use ita_report::{compare, score};

fn schemes() -> Schemes {
    let templates = Templates::new(None).expect("built-in templates");
    Schemes::load(&templates).expect("built-in schemes")
}

fn scheme(year: u16) -> Scheme {
    schemes().get(FiscalYear(year)).expect("a scheme").clone()
}

fn origin() -> Origin {
    Origin { file: "input/2567/a.xlsx".into(), sheet: "s".into(), row: 0, col: 0 }
}

fn question(code: &str, part: &str, counts: &[i64], published: Option<f64>) -> QuestionResult {
    QuestionResult {
        question: code.to_owned(),
        part: part.to_owned(),
        counts: counts.iter().map(|c| Field::given(*c, origin())).collect(),
        percents: Vec::new(),
        published: published
            .map_or_else(|| Field::absent(Absence::Blank, None), |score| Field::given(score, origin())),
        origin: origin(),
    }
}

fn scores(year: u16, agency: &str, questions: Vec<QuestionResult>) -> Facts {
    let mut facts = Facts { agency: agency.to_owned(), ..Facts::default() };
    facts.years.entry(FiscalYear(year)).or_default().questions = questions;
    facts
}

fn book(facts: &[Facts]) -> compare::Book {
    let schemes = schemes();
    let scores = score::score(facts, &schemes).expect("scores");
    compare::with_previous(&scores, &schemes).expect("deltas")
}

fn score_of(book: &compare::Book, code: &str) -> Option<f64> {
    book.questions.iter().find(|q| q.question == code).expect("the question").score
}

fn close(actual: Option<f64>, expected: f64) {
    let actual = actual.expect("a score");
    assert!((actual - expected).abs() < 1e-9, "{actual} is not {expected}");
}

#[test]
fn positive_negative_and_yes_no_scales() {
    let facts = scores(
        2567,
        "a",
        vec![
            question("I1", "", &[0, 0, 0, 4, 10, 503], None),
            question("I5", "", &[499, 2, 2, 2, 6, 6], None),
            question("I3", "", &[1, 516], None),
        ],
    );
    let book = book(&[facts]);
    // (4·60 + 10·80 + 503·100) ÷ 517
    close(score_of(&book, "I1"), 51_340.0 / 517.0);
    // (499·100 + 2·80 + 2·60 + 2·40 + 6·20 + 6·0) ÷ 517
    close(score_of(&book, "I5"), 50_380.0 / 517.0);
    close(score_of(&book, "I3"), 51_600.0 / 517.0);
}

#[test]
fn four_choices_make_thirds() {
    let facts = scores(2564, "a", vec![question("I1", "", &[1, 1, 1, 1], None)]);
    close(score_of(&book(&[facts]), "I1"), 50.0);
    let facts = scores(2564, "a", vec![question("I1", "", &[0, 3, 0, 0], None)]);
    close(score_of(&book(&[facts]), "I1"), 100.0 / 3.0);
}

#[test]
fn a_question_with_parts_is_the_mean_of_its_parts() {
    let parts = vec![question("E3", "งานทะเบียน", &[1, 1], None), question("E3", "งานโยธา", &[0, 2], None)];
    close(score_of(&book(&[scores(2567, "a", parts)]), "E3"), 75.0);
}

#[test]
fn a_published_score_stands_and_the_computed_one_is_kept() {
    let facts = scores(2567, "a", vec![question("E1", "", &[3, 0, 0, 9, 18, 519], Some(94.88))]);
    let book = book(&[facts]);
    let e1 = book.questions.iter().find(|q| q.question == "E1").expect("E1");
    assert_eq!(e1.score, Some(94.88));
    assert_eq!(e1.source, Some(compare::Source::Published));
    close(e1.computed, 53_880.0 / 549.0);
}

#[test]
fn a_reproduced_score_goes_on_unrounded() {
    let facts = scores(2567, "a", vec![question("I1", "", &[0, 0, 0, 4, 10, 503], Some(99.30))]);
    let book = book(&[facts]);
    let first = book.questions.iter().find(|q| q.question == "I1").expect("I1");
    assert_eq!(first.source, Some(compare::Source::Computed));
    close(first.score, 51_340.0 / 517.0);
}

#[test]
fn what_is_missing_is_absent_and_never_zero() {
    let facts = scores(2567, "a", vec![question("I1", "", &[0, 0, 0, 0, 0, 10], None)]);
    let book = book(&[facts]);
    assert_eq!(score_of(&book, "I1"), Some(100.0));
    assert_eq!(score_of(&book, "I2"), None);
    assert!(book.indicators.iter().all(|i| i.score.is_none()));
    assert!(book.instruments.iter().all(|i| i.score.is_none() && i.weighted.is_none()));
    assert_eq!(book.agencies[0].total, None);
    assert_eq!(book.agencies[0].rating, None);
}

#[test]
fn oit_is_the_mean_of_indicators_where_the_scheme_says_so() {
    let items = |ten: f64, nine: f64| {
        scheme(2564)
            .questions_of("OIT")
            .map(|q| question(&q.code, "", &[], Some(if q.indicator == 10 { ten } else { nine })))
            .collect::<Vec<_>>()
    };
    let book = book(&[scores(2564, "a", items(0.0, 100.0))]);
    let oit = book.instruments.iter().find(|i| i.instrument == "OIT").expect("OIT");
    close(oit.score, 50.0);
}

#[test]
fn ratings_have_no_gaps_and_know_their_conditions() {
    let rate = |year: u16, total: f64, instruments: [f64; 3]| {
        scheme(year).rate(Some(total), &instruments.map(Some)).expect("a rating").id.clone()
    };
    assert_eq!(rate(2567, 98.5462, [99.34, 95.81, 100.0]), "excellent");
    // 94.995 is published as 95.00.
    assert_eq!(rate(2567, 94.995, [95.0, 95.0, 95.0]), "excellent");
    assert_eq!(rate(2567, 96.0, [94.99, 99.0, 99.0]), "good");
    assert_eq!(rate(2567, 90.0, [84.0, 99.0, 99.0]), "passed");
    assert_eq!(rate(2567, 84.995, [84.0, 85.0, 86.0]), "passed");
    assert_eq!(rate(2567, 84.994, [84.0, 85.0, 86.0]), "improve");
    assert_eq!(rate(2567, 69.99, [60.0, 70.0, 80.0]), "urgent");
    assert_eq!(rate(2564, 96.0, [10.0, 99.0, 99.0]), "aa");
    assert_eq!(rate(2564, 49.99, [40.0, 50.0, 60.0]), "f");
}

#[test]
fn deltas_are_antisymmetric_and_agencies_are_scored_at_once() {
    let year = |year: u16, agency: &str, best: i64| {
        scores(year, agency, vec![question("I1", "", &[0, 0, 0, 0, 10 - best, best], None)])
    };
    let mut a = year(2567, "a", 5);
    a.years.extend(year(2566, "a", 3).years);
    let mut b = year(2567, "b", 3);
    b.years.extend(year(2566, "b", 5).years);
    let book = book(&[a, b]);
    let delta = |agency: &str| {
        let rows = &book.questions;
        let row = rows.iter().find(|q| q.agency == agency && q.fiscal_year.0 == 2567 && q.question == "I1");
        row.expect("I1").delta
    };
    close(delta("a"), 4.0);
    close(delta("b"), -4.0);
    let first = book.questions.iter().find(|q| q.agency == "a" && q.fiscal_year.0 == 2566).expect("a row");
    assert_eq!(first.delta, None, "no baseline");
}
