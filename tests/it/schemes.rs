//! Scoring rules by worked examples: a scheme is data.

use ita_report::model::{Absence, Facts, Field, FiscalYear, Level, LevelScore, Origin, QuestionResult};
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
    let book = book(&[scores(2567, "a", parts)]);
    close(book.questions.iter().find(|q| q.question == "E3").expect("E3").computed, 75.0);
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

/// Scores of OIT items of FY 2564, by code, where they are not 100.
fn items_2564(short: &[(&str, f64)]) -> compare::Book {
    let item = |code: &str| short.iter().find(|(own, _)| *own == code).map_or(100.0, |(_, score)| *score);
    let scheme = scheme(2564);
    let items = scheme.questions_of("OIT").map(|q| question(&q.code, "", &[], Some(item(&q.code)))).collect();
    book(&[scores(2564, "a", items)])
}

#[test]
fn sub_indicators_are_averaged_before_the_indicator() {
    let scheme = scheme(2564);
    let sizes: Vec<_> = scheme
        .topics
        .iter()
        .map(|t| scheme.questions.iter().filter(|q| q.topic.as_ref() == Some(&t.code)).count())
        .collect();
    assert_eq!(sizes, [9, 8, 7, 4, 5, 8, 2]);
    // The printed indicators below 100 of FY 2564, each from one or two items that were missing.
    for (short, indicator, printed) in [
        // 9.3: 6 of 7 items. (4 × 100 + 85.71…) ÷ 5
        (vec![("O18", 0.0)], 9, "97.14"),
        // 9.1: 8 of 9 items. (4 × 100 + 88.88…) ÷ 5
        (vec![("O1", 0.0)], 9, "97.78"),
        // 9.2: 7 of 8 items, 9.3: 6 of 7 items. (3 × 100 + 87.5 + 85.71…) ÷ 5
        (vec![("O10", 0.0), ("O24", 0.0)], 9, "94.64"),
        // 10.1: 7 of 8 items. (87.5 + 100) ÷ 2
        (vec![("O34", 0.0)], 10, "93.75"),
    ] {
        let book = items_2564(&short);
        let row = book.indicators.iter().find(|i| i.indicator == indicator).expect("the indicator");
        let shown = ita_report::thai::format_number(row.score.expect("a score"), 2);
        assert_eq!(shown, printed, "{short:?}");
        let oit = book.instruments.iter().find(|i| i.instrument == "OIT").expect("OIT");
        let other = if indicator == 9 { 10 } else { 9 };
        let other = book.indicators.iter().find(|i| i.indicator == other).and_then(|i| i.score);
        close(oit.score, f64::midpoint(row.score.expect("a score"), other.expect("a score")));
        // What the item costs follows the same means.
        let lost: f64 = book.questions.iter().filter_map(|q| q.lost).sum();
        assert!((lost - 0.4 * (100.0 - oit.score.expect("a score"))).abs() < 1e-9, "{short:?}");
    }
}

#[test]
fn a_published_score_of_the_whole_question_is_no_part_of_a_mean() {
    let rows = vec![
        question("E3", "", &[], Some(99.85)),
        question("E3", "งานทะเบียน", &[], Some(50.0)),
        question("E3", "งานอื่น ๆ", &[], Some(50.0)),
    ];
    let book = book(&[scores(2567, "a", rows)]);
    assert_eq!(score_of(&book, "E3"), Some(99.85));
    // Without one of the whole, the parts are averaged.
    let rows = vec![question("E3", "ก", &[], Some(40.0)), question("E3", "ข", &[], Some(50.0))];
    assert_eq!(score_of(&self::book(&[scores(2567, "a", rows)]), "E3"), Some(45.0));
    // Counts of the whole question are not one more part either.
    let rows = vec![
        question("E3", "", &[10, 0], Some(99.85)),
        question("E3", "ก", &[1, 1], None),
        question("E3", "ข", &[0, 2], None),
    ];
    let book = self::book(&[scores(2567, "a", rows)]);
    let e3 = book.questions.iter().find(|q| q.question == "E3").expect("E3");
    assert_eq!((e3.computed, e3.published, e3.score), (Some(75.0), Some(99.85), Some(99.85)));
}

#[test]
fn counts_do_not_stand_in_for_published_scores_where_the_scheme_forbids_it() {
    let facts = scores(2567, "a", vec![question("E1", "", &[3, 0, 0, 9, 18, 519], None)]);
    let book = book(std::slice::from_ref(&facts));
    let e1 = book.questions.iter().find(|q| q.question == "E1").expect("E1");
    close(e1.computed, 53_880.0 / 549.0);
    assert_eq!((e1.score, e1.source, e1.stand_in), (None, None, false));
    let found = compare::published::check(&book, &facts, &schemes());
    let codes: Vec<_> = found.iter().map(|d| d.code.name()).collect();
    assert_eq!(codes, ["score-unpublished"]);
    // IIT can be computed: its counts give the published score.
    assert!(
        score_of(
            &self::book(&[scores(2567, "a", vec![question("I1", "", &[0, 0, 0, 0, 0, 9], None)])]),
            "I1"
        )
        .is_some()
    );
}

/// The built-in schemes with one changed: `change` gets its text.
fn changed(year: u16, change: impl Fn(&str) -> String) -> Schemes {
    let dir = tempfile::tempdir().expect("a folder");
    let own = dir.path().join("schemes");
    std::fs::create_dir_all(&own).expect("a folder");
    let built_in = Templates::new(None).expect("templates").texts("schemes", "toml").expect("schemes");
    let name = format!("{year}.toml");
    let (_, text) = built_in.into_iter().find(|(path, _)| path.ends_with(&name)).expect("the scheme");
    std::fs::write(own.join(&name), change(&text)).expect("written");
    Schemes::load(&Templates::new(Some(dir.path().to_owned())).expect("templates")).expect("schemes")
}

#[test]
fn scores_that_stand_in_are_marked_and_not_compared_with_published_ones() {
    let schemes =
        changed(2567, |text| text.replace("unpublished = \"absent\"", "unpublished = \"computed\""));
    let e1 = |score| question("E1", "", &[3, 0, 0, 9, 18, 519], score);
    let mut facts = scores(2567, "a", vec![e1(None)]);
    facts.years.extend(scores(2566, "a", vec![e1(Some(94.88))]).years);
    let scored = score::score([&facts], &schemes).expect("scores");
    let book = compare::with_previous(&scored, &schemes).expect("deltas");
    let row = book.questions.iter().find(|q| q.fiscal_year.0 == 2567 && q.question == "E1").expect("E1");
    assert!(row.stand_in && row.source == Some(compare::Source::Computed));
    assert_eq!((row.previous, row.delta), (Some(94.88), None), "a published and a computed score");
    let codes: Vec<_> =
        compare::published::check(&book, &facts, &schemes).iter().map(|d| d.code.name()).collect();
    // The year before says that its published score is not that of its counts.
    assert_eq!(codes, ["score-published", "score-unpublished"]);
}

#[test]
fn a_published_score_of_a_level_counts_and_its_parts_are_compared() {
    let given = |level, score| LevelScore { level, score: Field::given(score, origin()), origin: origin() };
    let mut facts = scores(2567, "a", Vec::new());
    let year = facts.years.entry(FiscalYear(2567)).or_default();
    year.questions =
        scheme(2567).questions_of("IIT").map(|q| question(&q.code, "", &[], Some(90.0))).collect();
    year.published = vec![
        given(Level::Instrument("IIT".to_owned()), 91.0),
        given(Level::Instrument("EIT".to_owned()), 95.81),
        given(Level::Indicator(9), 100.0),
        given(Level::Indicator(10), 90.0),
        given(Level::Instrument("OIT".to_owned()), 97.5),
    ];
    let book = book(std::slice::from_ref(&facts));
    let of = |code: &str| book.instruments.iter().find(|i| i.instrument == code).expect("an instrument");
    assert_eq!((of("IIT").score, of("IIT").computed), (Some(91.0), Some(90.0)));
    assert_eq!((of("EIT").score, of("EIT").computed), (Some(95.81), None));
    close(book.agencies[0].total, 0.3 * 91.0 + 0.3 * 95.81 + 0.4 * 97.5);
    let ninth = book.indicators.iter().find(|i| i.indicator == 9).expect("indicator 9");
    assert_eq!(ninth.score, Some(100.0));
    let codes: Vec<_> =
        compare::published::check(&book, &facts, &schemes()).iter().map(|d| d.code.name()).collect();
    assert_eq!(codes, ["score-parts-differ"], "IIT alone differs from its parts");
    // Where the parts give the very same when rounded, the unrounded score goes on.
    facts.years.entry(FiscalYear(2567)).or_default().published[0].score = Field::given(90.0, origin());
    let book = self::book(&[facts]);
    close(book.instruments.iter().find(|i| i.instrument == "IIT").expect("IIT").score, 90.0);
}

#[test]
fn questions_of_two_years_pair_by_what_is_asked_and_not_by_code() {
    let both = |schemes: &Schemes, now: &str, before: &str| {
        let mut facts = scores(2567, "a", vec![question(now, "", &[0, 0, 0, 0, 0, 10], None)]);
        facts.years.extend(scores(2566, "a", vec![question(before, "", &[0, 0, 0, 0, 10, 0], None)]).years);
        let scored = score::score([&facts], schemes).expect("scores");
        let book = compare::with_previous(&scored, schemes).expect("deltas");
        book.questions.iter().find(|q| q.fiscal_year.0 == 2567 && q.question == now).expect("a row").previous
    };
    assert_eq!(both(&schemes(), "I1", "I1"), Some(80.0));
    // The same code asks another thing, and says so by its wording.
    let text = |old: &str, new: &str| {
        changed(2566, |_| {
            let inherited =
                Templates::new(None).expect("templates").texts("schemes", "toml").expect("schemes");
            let (_, base) =
                inherited.into_iter().find(|(path, _)| path.ends_with("2567.toml")).expect("2567");
            base.replace("fiscal_year = 2567", "fiscal_year = 2566").replace(old, new)
        })
    };
    let reworded = text("อำนวยความสะดวกในการให้บริการประชาชน", "ถามเรื่องอื่น");
    assert_eq!(both(&reworded, "I2", "I2"), None);
    // Two questions change places: the score follows the question.
    let swapped = text(
        "code = \"I1\"\nindicator = 1\nscale = \"positive\"\ntext_th = \"เต็มใจให้บริการ เท่าเทียม ไม่เลือกปฏิบัติ\"\n\n[[questions]]\ncode = \"I2\"",
        "code = \"I2\"\nindicator = 1\nscale = \"positive\"\ntext_th = \"เต็มใจให้บริการ เท่าเทียม ไม่เลือกปฏิบัติ\"\n\n[[questions]]\ncode = \"I1\"",
    );
    assert_eq!((both(&swapped, "I1", "I2"), both(&swapped, "I1", "I1")), (Some(80.0), None));
    // A scheme may state what is the same although it is worded anew.
    let stated = text(
        "code = \"I2\"\nindicator = 1\nscale = \"positive\"\ntext_th = \"อำนวยความสะดวกในการให้บริการประชาชน\"",
        "code = \"I2\"\nindicator = 1\nscale = \"positive\"\ntext_th = \"คำใหม่\"\nidentity = \"IIT/convenience\"",
    );
    assert_eq!(both(&stated, "I2", "I2"), None, "only one of the two years states it");
}

#[test]
fn points_lost_follow_the_mean_that_goes_on_without_missing_parts() {
    let schemes = changed(2567, |text| text.replace("missing = \"absent\"", "missing = \"present\""));
    let rows: Vec<_> = scheme(2567)
        .questions_of("IIT")
        .filter(|q| q.code != "I12")
        .map(|q| {
            let choices =
                schemes.get(FiscalYear(2567)).and_then(|s| s.scale_of(q)).map_or(0, |s| s.points.len());
            let mut counts = vec![0; choices];
            counts[0] = 1;
            counts[choices - 1] = 1;
            question(&q.code, "", &counts, None)
        })
        .collect();
    let scored = score::score([&scores(2567, "a", rows)], &schemes).expect("scores");
    let book = compare::with_previous(&scored, &schemes).expect("deltas");
    let iit = book.instruments.iter().find(|i| i.instrument == "IIT").and_then(|i| i.score);
    close(iit, 50.0);
    let lost: f64 = book.questions.iter().filter_map(|q| q.lost).sum();
    assert!((lost - 0.3 * 50.0).abs() < 1e-9, "eleven questions share the loss, not twelve: {lost}");
    let share = book.questions.iter().find(|q| q.question == "I1").and_then(|q| q.share);
    close(share, 1.0 / 11.0);
}

#[test]
fn official_wordings_are_kept_letter_by_letter() {
    let path = crate::workspace::project().join("tests/golden/fy2567/texts.csv");
    let rows: Vec<(String, String)> = csv::Reader::from_path(path)
        .expect("the wordings")
        .deserialize()
        .map(|row| row.expect("a row"))
        .collect();
    let all = schemes();
    // A year that carries on until its own rules are at hand has the wordings, too.
    let carries_on = |year: u16| scheme(year).provisional;
    for year in all.years().map(|y| y.0).filter(|y| [2567, 2568].contains(y) || carries_on(*y)) {
        let scheme = scheme(year);
        for (code, text) in &rows {
            let ours = if let Some(number) = code.strip_prefix("indicator ") {
                scheme.indicator(number.parse().expect("a number")).map(|i| i.name_th.clone())
            } else if let Some((question, part)) = code.split_once('.') {
                let at: usize = part.parse().expect("a number");
                let parts = &scheme.question(question).expect("a question").parts;
                parts.get(at - 1).map(|p| format!("{}: {}", p.name_th, p.text_th))
            } else if code.starts_with("register") {
                continue;
            } else {
                let question = scheme.question(code).map(|q| q.text_th.clone());
                question.or_else(|| scheme.instrument(code).map(|i| i.name_th.clone()))
            };
            assert_eq!(ours.as_ref(), Some(text), "{year} {code}");
        }
    }
}

#[test]
fn every_year_has_its_scheme_and_a_year_without_one_names_two_lines() {
    let all = schemes();
    let years: Vec<_> = all.years().map(|y| y.0).collect();
    assert!(years.starts_with(&[2564, 2565, 2566, 2567, 2568, 2569]), "{years:?}");
    assert!(years.windows(2).all(|two| two[1] == two[0] + 1), "no year is left out: {years:?}");
    let last = *years.last().expect("years");
    let of = |year| all.get(FiscalYear(year)).expect("a scheme");
    let bands = |year: u16| of(year).ratings.iter().map(|r| (r.id.clone(), r.minimum)).collect::<Vec<_>>();
    assert_eq!(
        bands(2565),
        [("aa", 95.0), ("a", 85.0), ("b", 75.0), ("c", 65.0), ("d", 55.0), ("e", 50.0), ("f", 0.0)]
            .map(|(id, minimum)| (id.to_owned(), minimum))
    );
    assert!(of(2565).ratings.iter().all(ita_report::scheme::Rating::is_unconditional));
    assert_eq!(of(2565).indicators.len(), 10);
    assert!(!of(2568).provisional);
    let own = years.iter().rev().find(|year| !of(**year).provisional).copied();
    assert_eq!(all.newest(), own.map(FiscalYear), "the newest with rules of its own");
    assert!(!of(2567).instrument("OIT").expect("OIT").assumed_th.is_empty());
    assert!(of(2566).instrument("OIT").expect("OIT").assumed_th.is_empty());
    let next = last + 1;
    let carried = ita_report::scheme::carried_on(&all, FiscalYear(next)).expect("a way on");
    assert_eq!(carried.text, format!("fiscal_year = {next}\nextends = {last}\n"));
    assert_eq!(carried.file, format!("templates/schemes/{next}.toml"));
    assert!(ita_report::scheme::carried_on(&all, FiscalYear(last)).is_none());
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

#[test]
fn a_change_is_that_of_the_figures_as_the_scheme_rounds_them() {
    let published = schemes();
    let unrounded = changed(2567, |text| {
        text.replace("published_decimals = 2\n", "published_decimals = 2\ndifferences = \"unrounded\"\n")
    });
    let delta = |schemes: &Schemes, now: f64, before: f64| {
        let e1 = |year, score| scores(year, "a", vec![question("E1", "", &[], Some(score))]);
        let mut facts = e1(2567, now);
        facts.years.extend(e1(2566, before).years);
        let scored = score::score([&facts], schemes).expect("scores");
        let book = compare::with_previous(&scored, schemes).expect("deltas");
        book.questions.iter().find(|q| q.fiscal_year.0 == 2567 && q.question == "E1").expect("E1").delta
    };
    for (now, before, rounded) in
        [(99.41, 98.43, 0.98), (84.995, 84.0, 1.0), (2.675, 1.005, 1.67), (1.005, 2.675, -1.67)]
    {
        assert_eq!(delta(&published, now, before), Some(rounded), "{now} after {before}");
        assert_eq!(delta(&unrounded, now, before), Some(now - before), "{now} after {before}");
    }
}
