//! Every expected figure here was worked by hand on the rules of the scheme of FY 2567: IIT 12 questions
//! and weight 30, EIT 6 and 30, OIT 22 items and 40; excellent from 95 with every instrument from 95.

use super::*;
use crate::compare::{AgencyScore, InstrumentScore};
use crate::model::{Absence, Field, FiscalYear, Origin};
use crate::scheme::Schemes;
use crate::templates::Templates;

fn schemes() -> Schemes {
    Schemes::load(&Templates::default()).expect("built-in schemes")
}

fn scheme() -> Scheme {
    schemes().get(FiscalYear(2567)).expect("a scheme").clone()
}

fn near(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 1e-9
}

fn book(iit: f64, eit: f64, oit: f64) -> Book {
    let instrument = |code: &str, weight: f64, score: f64| InstrumentScore {
        agency: "x".to_owned(),
        fiscal_year: FiscalYear(2567),
        instrument: code.to_owned(),
        weight,
        score: Some(score),
        weighted: Some(score * weight / 100.0),
        computed: Some(score),
        published: None,
        stand_in: false,
        previous: None,
        delta: None,
    };
    let instruments =
        vec![instrument("IIT", 30.0, iit), instrument("EIT", 30.0, eit), instrument("OIT", 40.0, oit)];
    let agency = AgencyScore {
        agency: "x".to_owned(),
        fiscal_year: FiscalYear(2567),
        total: instruments.iter().map(|i| i.weighted).sum(),
        computed: None,
        published: None,
        stand_in: false,
        rating: None,
        previous: None,
        previous_rating: None,
        delta: None,
    };
    Book { instruments, agencies: vec![agency], ..Book::default() }
}

fn question(code: &str, instrument: &str, lost: Option<f64>, delta: Option<f64>) -> QuestionScore {
    QuestionScore {
        agency: "x".to_owned(),
        fiscal_year: FiscalYear(2567),
        instrument: instrument.to_owned(),
        indicator: 1,
        question: code.to_owned(),
        responses: None,
        score: None,
        computed: None,
        published: None,
        source: None,
        stand_in: false,
        share: None,
        previous: None,
        delta,
        lost,
    }
}

fn result(code: &str, counts: &[i64], published: Option<f64>) -> QuestionResult {
    let origin = Origin { file: "a.xlsx".into(), sheet: "s".into(), row: 0, col: 0 };
    QuestionResult {
        question: code.to_owned(),
        part: String::new(),
        counts: counts.iter().map(|c| Field::given(*c, origin.clone())).collect(),
        percents: Vec::new(),
        published: match published {
            Some(score) => Field::given(score, origin.clone()),
            None => Field::absent(Absence::Blank, None),
        },
        origin,
    }
}

#[test]
fn losses_come_costliest_first_with_their_derivation() {
    let scheme = scheme();
    // E4 of FY 2567: 30 ÷ 6 × (100 − 94.34) ÷ 100 = 0.283
    let scores = Book {
        questions: vec![
            question("I1", "IIT", Some(0.0175), None),
            question("I6", "IIT", Some(0.0), None),
            question("E4", "EIT", Some(0.283), None),
            question("O1", "OIT", None, None),
        ],
        ..Book::default()
    };
    let losses = losses(&scheme, &scores);
    let codes: Vec<_> = losses.iter().map(|l| l.question.question.as_str()).collect();
    assert_eq!(codes, ["E4", "I1"]);
    assert!(near(losses[0].weight * losses[0].share * (100.0 - 94.34) / 100.0, losses[0].lost));
    assert!(near(losses[1].share, 1.0 / 12.0));
}

#[test]
fn what_prints_the_same_has_not_fallen() {
    let scheme = scheme();
    let scores = Book {
        questions: vec![
            question("I1", "IIT", None, Some(-0.004)),
            question("I2", "IIT", None, Some(-0.005)),
            question("I3", "IIT", None, Some(-2.0)),
            question("I4", "IIT", None, Some(1.0)),
            question("I5", "IIT", None, None),
        ],
        ..Book::default()
    };
    let codes: Vec<_> = fallen_questions(&scheme, &scores).iter().map(|q| q.question.as_str()).collect();
    assert_eq!(codes, ["I3", "I2"]);
    assert!(fallen_indicators(&scheme, &scores).is_empty());
}

#[test]
fn an_instruments_own_condition_is_the_nearer_one() {
    let scheme = scheme();
    // 0.3 × 99.34 + 0.3 × 95.81 + 0.4 × 100 = 98.545, shown 98.55
    let scores = book(99.34, 95.81, 100.0);
    let situation = Situation::of(&scheme, &scores).expect("a rating");
    assert_eq!(situation.rating().id, "excellent");
    assert!(situation.next().is_none() && situation.total_gap().is_none() && situation.gap("EIT").is_none());
    let total = situation.total_spare().expect("room");
    assert!(near(total.points, 3.55) && near(total.limit, 95.0));
    let eit = situation.spare("EIT").expect("room");
    assert!(near(eit.points, 0.81) && eit.bound == Bound::Own);
    assert!(near(situation.spare("OIT").expect("room").points, 5.0));
    assert_eq!(situation.rating_if("EIT", -0.81).map(|r| r.id.as_str()), Some("excellent"));
    assert_eq!(situation.rating_if("EIT", -0.82).map(|r| r.id.as_str()), Some("good"));
    assert!(situation.spare("XXX").is_none());
}

#[test]
fn without_a_condition_the_total_decides() {
    let scheme = scheme();
    // 0.3 × 84 + 0.3 × 90 + 0.4 × 90 = 88.2: EIT and OIT pass 85, IIT does not.
    let scores = book(84.0, 90.0, 90.0);
    let situation = Situation::of(&scheme, &scores).expect("a rating");
    assert_eq!(situation.rating().id, "passed");
    // 3.2 points of the total to spare, and what rounds to 85.00: 88.2 − 0.3 × 10.68 = 84.996 keeps the rating,
    // 88.2 − 0.3 × 10.69 = 84.993 does not; of OIT 88.2 − 0.4 × 8.01 = 84.996 does, 84.992 does not.
    let iit = situation.spare("IIT").expect("room");
    assert!(near(iit.points, 10.68) && iit.bound == Bound::Total);
    assert!(near(situation.spare("OIT").expect("room").points, 8.01));
    assert_eq!(situation.next().map(|r| r.id.as_str()), Some("good"));
    assert!(near(situation.total_gap().expect("a goal").points, 0.0));
    let gap = situation.gap("IIT").expect("a goal");
    assert!(near(gap.points, 1.0) && near(gap.limit, 85.0) && gap.bound == Bound::Own);
    assert!(near(situation.gap("EIT").expect("a goal").points, 0.0));
}

#[test]
fn the_lowest_rating_cannot_be_lost() {
    let scheme = scheme();
    let scores = book(60.0, 60.0, 60.0);
    let situation = Situation::of(&scheme, &scores).expect("a rating");
    assert_eq!(situation.rating().id, "urgent");
    assert!(situation.total_spare().is_none() && situation.spare("IIT").is_none());
    // 60 + 0.4 × 24.99 = 69.996 is published as 70.00; the next rating has no condition.
    let gap = situation.gap("OIT").expect("a goal");
    assert!(near(gap.points, 24.99) && gap.bound == Bound::Total);
    let mut missing = scores.clone();
    missing.instruments[1].score = None;
    assert!(Situation::of(&scheme, &missing).is_none());
    assert!(Situation::of(&scheme, &Book::default()).is_none());
}

#[test]
fn least_answers_takes_the_strongest_first() {
    let groups = [(10, 1.0), (2, 5.0), (0, 9.0), (4, 0.0), (3, -1.0)];
    // 5 + 5 = 10, then ones.
    for (needed, expected) in
        [(4.0, Some(1)), (5.0, Some(1)), (5.1, Some(2)), (12.5, Some(5)), (20.0, Some(12)), (20.1, None)]
    {
        assert_eq!(least_answers(groups, |sum| sum >= needed), expected, "{needed}");
    }
    assert_eq!(least_answers([], |_| true), None);
}

#[test]
fn answers_have_effects_by_share_and_number() {
    let scheme = scheme();
    let iit = scheme.instrument("IIT").expect("IIT").clone();
    let results: Vec<_> = scheme
        .questions_of("IIT")
        .map(|q| {
            let counts: &[i64] =
                if q.scale.as_deref() == Some("yes_no") { &[1, 99] } else { &[0, 0, 0, 0, 10, 90] };
            result(&q.code, counts, None)
        })
        .collect();
    let all = answers(&scheme, &Book::default(), &iit, &results).expect("all counts are there");
    assert_eq!(all.iter().map(|a| a.count).sum::<i64>(), 1200);
    // I1, choice 5 of a positive question: 20 points up and 80 down, ÷ 100 answers ÷ 12 questions.
    assert!(near(all[4].gain, 20.0 / 1200.0) && near(all[4].loss, 80.0 / 1200.0));
    assert!(answers(&scheme, &Book::default(), &iit, &results[1..]).is_none());
}

#[test]
fn two_items_without_a_score_lose_the_rating() {
    let scheme = scheme();
    let oit = scheme.instrument("OIT").expect("OIT").clone();
    let results: Vec<_> = scheme.questions_of("OIT").map(|q| result(&q.code, &[], Some(100.0))).collect();
    let items = answers(&scheme, &Book::default(), &oit, &results).expect("all scores are there");
    let scores = book(99.34, 95.81, 100.0);
    let situation = Situation::of(&scheme, &scores).expect("a rating");
    // One of 22 costs 4.545 points: 95.45 holds, 90.91 does not.
    assert_eq!(situation.answers_to_lose("OIT", &items), Some(2));
    assert_eq!(situation.answers_to_reach("OIT", &items), None);
}

#[test]
fn the_answers_that_hold_the_external_survey_are_counted() {
    let scheme = scheme();
    let eit = scheme.instrument("EIT").expect("EIT").clone();
    let results: Vec<_> = scheme
        .questions_of("EIT")
        .map(|q| {
            let counts: &[i64] =
                if q.scale.as_deref() == Some("yes_no") { &[0, 500] } else { &[0, 0, 0, 0, 0, 500] };
            result(&q.code, counts, None)
        })
        .collect();
    let all = answers(&scheme, &Book::default(), &eit, &results).expect("all counts are there");
    let scores = book(99.34, 95.81, 100.0);
    let situation = Situation::of(&scheme, &scores).expect("a rating");
    // One answer from best to worst: 100 ÷ 500 ÷ 6 = 0.0333. 95.81 must fall below 94.995: 0.815 ÷ 0.0333 = 24.45.
    assert_eq!(situation.answers_to_lose("EIT", &all), Some(25));
}

#[test]
fn answers_short_of_the_best_choice_are_counted() {
    let scheme = scheme();
    let results = [result("I1", &[0, 0, 0, 4, 10, 503], None), result("I5", &[499, 2, 2, 2, 6, 6], None)];
    assert_eq!(short_of_best(&scheme, "I1", &results), Some((14, 517)));
    assert_eq!(short_of_best(&scheme, "I5", &results), Some((18, 517)));
    assert_eq!(short_of_best(&scheme, "I2", &results), None);
    assert_eq!(short_of_best(&scheme, "O1", &results), None);
}

#[test]
fn years_with_other_rules_are_told_apart() {
    let schemes = schemes();
    let of = |year| schemes.get(FiscalYear(year)).expect("a scheme");
    assert!(same_rules(of(2567), of(2568)));
    assert!(!same_rules(of(2564), of(2567)));
}

/// The rating of scores given in hundredths, written down from the document once more and by whole numbers alone.
fn band(year: u16, total: i64, instruments: [i64; 3]) -> usize {
    let lowest = instruments.into_iter().min().unwrap_or(0);
    if year == 2567 {
        return match total {
            9500.. if lowest >= 9500 => 0,
            8500.. if lowest >= 8500 => 1,
            8500.. => 2,
            7000.. => 3,
            _ => 4,
        };
    }
    [9500, 8500, 7500, 6500, 5500, 5000].iter().position(|limit| total >= *limit).unwrap_or(6)
}

/// A score in hundredths, rounded half away from zero on its decimal value.
fn hundredths(score: f64) -> i64 {
    #[allow(clippy::cast_possible_truncation)]
    let rounded = (thai::round_half_away(score, 2) * 100.0).round() as i64;
    rounded
}

/// The band after one instrument moved by some hundredths, everything else as it is.
fn moved(year: u16, scores: [f64; 3], at: usize, by: i64) -> usize {
    const WEIGHTS: [f64; 3] = [30.0, 30.0, 40.0];
    #[allow(clippy::cast_precision_loss)]
    let points = by as f64 / 100.0;
    let total: f64 = scores.iter().zip(WEIGHTS).map(|(s, w)| s * w / 100.0).sum();
    let mut scores = scores;
    scores[at] += points;
    band(year, hundredths(total + points * WEIGHTS[at] / 100.0), scores.map(hundredths))
}

#[test]
fn distances_agree_with_brute_force_over_ten_thousand_triples() {
    let all = schemes();
    let mut rng = fastrand::Rng::with_seed(7);
    // Around every limit, on it, a hair beside it, and anywhere.
    let limits = [50.0, 55.0, 65.0, 70.0, 75.0, 84.99, 85.0, 94.995, 95.0, 99.995, 100.0];
    let score = |rng: &mut fastrand::Rng| match rng.u8(0..4) {
        0 => rng.f64() * 100.0,
        1 => limits[rng.usize(..limits.len())],
        2 => (limits[rng.usize(..limits.len())] + f64::from(rng.i32(-300..300)) / 1000.0).clamp(0.0, 100.0),
        _ => (f64::from(rng.i32(8000..10_001)) / 100.0).clamp(0.0, 100.0),
    };
    for case in 0..10_000 {
        let year = if case % 4 == 0 { 2564 } else { 2567 };
        let scheme = all.get(FiscalYear(year)).expect("a scheme");
        let scores = [score(&mut rng), score(&mut rng), score(&mut rng)];
        let context = format!("{year} {scores:?}");
        let situation = Situation::of(scheme, &book(scores[0], scores[1], scores[2])).expect("a rating");
        let now = moved(year, scores, 0, 0);
        assert_eq!(situation.rating().id, scheme.ratings[now].id, "{context}");
        let lacking = situation.requirements();
        assert_eq!(lacking.is_empty(), now == 0, "{context}");
        for (at, code) in ["IIT", "EIT", "OIT"].into_iter().enumerate() {
            // What it may fall: the most hundredths that keep the rating; one more names what comes after.
            match situation.fall(code) {
                Some(fall) => {
                    let most = hundredths(fall.spare.points);
                    assert_eq!(moved(year, scores, at, -most), now, "{context} {code} may fall {most}");
                    let after = moved(year, scores, at, -most - 1);
                    assert!(after > now, "{context} {code} falls {most} + 1");
                    assert_eq!(fall.after.id, scheme.ratings[after].id, "{context} {code}");
                    for _ in 0..3 {
                        assert_eq!(moved(year, scores, at, -rng.i64(0..=most)), now, "{context} {code}");
                    }
                }
                None => assert_eq!(moved(year, scores, at, -hundredths(scores[at])), now, "{context} {code}"),
            }
            // What it lacks: with all that is lacking, and nothing less, the next rating is there.
            let alone = lacking.len() == 1 && lacking[0].of == Need::Instrument(code);
            if alone {
                let lacks = hundredths(lacking[0].lacks);
                assert!(moved(year, scores, at, lacks) < now, "{context} {code} lacks {lacks}");
                assert_eq!(moved(year, scores, at, lacks - 1), now, "{context} {code} lacks {lacks}");
            }
            if lacking.len() == 1
                && lacking[0].of == Need::Total
                && let Some(gap) = situation.gap(code).filter(|gap| gap.bound == Bound::Total)
            {
                let lacks = hundredths(gap.points);
                assert!(moved(year, scores, at, lacks) < now, "{context} {code} lifts the total by {lacks}");
                assert_eq!(moved(year, scores, at, lacks - 1), now, "{context} {code} {lacks} - 1");
            }
        }
    }
}

#[test]
fn at_a_limit_the_words_name_what_comes_after() {
    let scheme = scheme();
    // The total is 95.00 exactly, and every instrument has more: one step less of IIT changes nothing yet.
    let scores = book(95.0, 95.0, 95.0);
    let situation = Situation::of(&scheme, &scores).expect("a rating");
    let fall = situation.fall("IIT").expect("a fall");
    assert!(near(fall.spare.points, 0.0) && fall.after.id == "good");
    // 4.225 points of IIT are what the total has to spare: 4.22 keep the rating, 4.23 do not.
    let scheme_2564 = schemes().get(FiscalYear(2564)).expect("a scheme").clone();
    let scores = book(99.225, 95.0, 95.0);
    let situation = Situation::of(&scheme_2564, &scores).expect("a rating");
    let fall = situation.fall("IIT").expect("a fall");
    assert_eq!(situation.rating_if("IIT", -fall.spare.points).map(|r| r.id.as_str()), Some("aa"));
    assert_eq!(situation.rating_if("IIT", -fall.spare.points - 0.01).map(|r| r.id.as_str()), Some("a"));
    // Nothing is lacking of IIT and of the total, 5.00 of EIT: that is what is said.
    let scores = book(100.0, 90.0, 100.0);
    let situation = Situation::of(&scheme, &scores).expect("a rating");
    let lacking = situation.requirements();
    assert!(lacking.len() == 1 && lacking[0].of == Need::Instrument("EIT") && near(lacking[0].lacks, 5.0));
}

#[test]
fn a_scheme_that_differs_in_its_bands_alone_has_the_same_rules_and_other_bands() {
    let scheme = scheme();
    let mut other = scheme.clone();
    other.ratings.remove(1);
    assert!(same_rules(&scheme, &other) && !scheme.same_bands(&other));
    let all = schemes();
    let earlier = all.get(FiscalYear(2566)).expect("a scheme");
    assert!(!same_rules(&scheme, earlier), "sub-indicators are averaged in 2566 alone");
    assert!(scheme.same_bands(earlier));
}
