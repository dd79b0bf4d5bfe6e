//! A model made from the sample's CSV files, without workbooks.

use crate::check::Coverage;
use crate::compare::{Book, with_previous};
use crate::contract::Contracts;
use crate::diagnostic::Diagnostics;
use crate::model::{
    Absence, Briefing, Due, Facts, Field, FiscalYear, Half, Measure, Origin, Period, QuestionResult,
    Responsible,
};
use crate::report::Model;
use crate::report::own_texts::OwnTexts;
use crate::report::wording::Wording;
use crate::scheme::{Scheme, Schemes};
use crate::score;
use crate::templates::Templates;
use crate::thai::{self, Date, Digits};
use crate::workspace::Workspace;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

const YEAR: FiscalYear = FiscalYear(2568);
const RESULTS: FiscalYear = FiscalYear(2567);
const BASELINE: FiscalYear = FiscalYear(2566);

pub(super) struct Fixture {
    workspace: Workspace,
    contracts: Contracts,
    wording: Wording,
    schemes: Schemes,
    facts: Facts,
    scores: Book,
    earlier: Book,
    diagnostics: Diagnostics,
    coverage: Vec<Coverage>,
    pub digits: Digits,
    pub texts: OwnTexts,
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join("bangna")
}

impl Fixture {
    pub(super) fn sample() -> Self {
        Self::with(|_| {})
    }

    pub(super) fn empty() -> Self {
        Self::with(|facts| facts.years.clear())
    }

    pub(super) fn without_baseline() -> Self {
        Self::with(|facts| {
            facts.years.remove(&BASELINE);
        })
    }

    /// The sample with its facts changed.
    pub(super) fn with(change: impl FnOnce(&mut Facts)) -> Self {
        let templates = Templates::default();
        let dir = tempfile::tempdir().expect("a folder");
        let input = dir.path().join("input");
        std::fs::create_dir(&input).expect("a folder");
        std::fs::copy(samples().join("agency.toml"), input.join("agency.toml")).expect("agency.toml");
        let workspace = Workspace::open(dir.path()).expect("a workspace");
        let schemes = Schemes::load(&templates).expect("schemes");
        let mut facts = facts(&workspace);
        change(&mut facts);
        let book =
            with_previous(&score::score([&facts], &schemes).expect("scores"), &schemes).expect("deltas");
        let texts = OwnTexts::load(&workspace, YEAR, &templates).expect("texts");
        Self {
            scores: book.of(&facts.agency, RESULTS),
            earlier: book.of(&facts.agency, BASELINE),
            contracts: Contracts::load(&templates).expect("contracts"),
            wording: Wording::load(&templates).expect("wording"),
            diagnostics: Diagnostics::default(),
            coverage: Vec::new(),
            digits: Digits::Thai,
            workspace,
            schemes,
            facts,
            texts,
        }
    }

    fn scheme(&self) -> &Scheme {
        self.schemes.get(RESULTS).expect("a scheme")
    }

    pub(super) fn model(&self) -> Model<'_> {
        Model {
            only: None,
            workspace: &self.workspace,
            contracts: &self.contracts,
            wording: &self.wording,
            schemes: &self.schemes,
            scheme: self.scheme(),
            period: Period { fiscal_year: YEAR, half: Half::First },
            as_of: Date::clamped(2025, 3, 31),
            digits: self.digits,
            draft: false,
            facts: &self.facts,
            scores: &self.scores,
            earlier: &self.earlier,
            outcomes: &[],
            outcomes_before: &[],
            coverage: &self.coverage,
            readiness: &[],
            logo: None,
            diagnostics: &self.diagnostics,
        }
    }
}

/// The results of the results' year, to change.
pub(super) fn results(facts: &mut Facts) -> &mut Vec<QuestionResult> {
    &mut facts.years.get_mut(&RESULTS).expect("results").questions
}

/// The two years' results change places: what rose now falls.
pub(super) fn swap_years(facts: &mut Facts) {
    let now = std::mem::take(results(facts));
    let before = std::mem::replace(&mut facts.years.get_mut(&BASELINE).expect("a baseline").questions, now);
    *results(facts) = before;
}

/// The year before was the same.
pub(super) fn repeat_year(facts: &mut Facts) {
    let now = results(facts).clone();
    facts.years.get_mut(&BASELINE).expect("a baseline").questions = now;
}

fn origin(row: usize) -> Origin {
    let row = u32::try_from(row).expect("a small file");
    Origin { file: "input/sample.xlsx".into(), sheet: "ข้อมูล".into(), row, col: 0 }
}

fn text(value: &str) -> Field<String> {
    match value {
        "" => Field::absent(Absence::Blank, None),
        value => Field::given(value.to_owned(), origin(0)),
    }
}

fn parsed<T: std::str::FromStr>(value: &str) -> Field<T> {
    value.parse().map_or_else(|_| Field::absent(Absence::Blank, None), |v| Field::given(v, origin(0)))
}

fn rows(path: &str) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(samples().join(path)).expect("a sample file");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn facts(workspace: &Workspace) -> Facts {
    let mut facts = Facts { agency: workspace.agency.id.clone(), ..Facts::default() };
    for year in [BASELINE, RESULTS] {
        let mut questions: Vec<_> = rows(&format!("{year}/survey_questions.csv"))
            .iter()
            .enumerate()
            .map(|(at, row)| QuestionResult {
                question: row["question"].clone(),
                part: row["part"].clone(),
                counts: (1..=6)
                    .map(|n| row[&format!("count_{n}")].clone())
                    .filter(|c| !c.is_empty())
                    .map(|c| parsed(&c))
                    .collect(),
                percents: Vec::new(),
                published: parsed(&row["published_score"]),
                origin: origin(at),
            })
            .collect();
        questions.extend(rows(&format!("{year}/oit_items.csv")).iter().enumerate().map(|(at, row)| {
            QuestionResult {
                question: row["item"].clone(),
                part: String::new(),
                counts: Vec::new(),
                percents: Vec::new(),
                published: parsed(&row["score"]),
                origin: origin(at),
            }
        }));
        facts.years.entry(year).or_default().questions = questions;
    }
    let year = facts.years.entry(YEAR).or_default();
    year.measures = rows("2568/measures.csv").iter().enumerate().map(|(at, row)| measure(at, row)).collect();
    year.briefings = rows("2568/briefings.csv")
        .iter()
        .enumerate()
        .map(|(at, row)| Briefing {
            date: Field::given(thai::parse_date(&row["date"]).expect("a date"), origin(at)),
            title: text(&row["title"]),
            detail: text(&row["detail"]),
            audience: text(&row["audience"]),
            attendees: parsed(&row["attendees"]),
            picture: text(&row["picture"]),
            origin: origin(at),
        })
        .collect();
    facts
}

fn measure(at: usize, row: &HashMap<String, String>) -> Measure {
    let due = thai::parse_date(&row["due"]).map_or_else(|_| Due::Continuous(row["due"].clone()), Due::On);
    let responsible = Responsible { units: Vec::new(), wording: row["responsible"].clone() };
    Measure {
        code: row["code"].clone(),
        indicator: parsed(&row["indicator"]),
        item: text(&row["item"]),
        issue: text(&row["issue"]),
        title: text(&row["measure"]),
        outputs: text(&row["outputs"]),
        communication: text(&row["communication"]),
        due: Field::given(due, origin(at)),
        responsible: Field::given(responsible, origin(at)),
        supervision: text(&row["supervision"]),
        cadence: text(&row["cadence"]),
        cadence_means: String::new(),
        persons: Field::absent(crate::model::Absence::NotSubmitted, None),
        further: Vec::new(),
        origin: origin(at),
    }
}
