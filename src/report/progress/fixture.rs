//! Hand-made records for the tests of the report.

use crate::check::Coverage;
use crate::compare::Book;
use crate::contract::Contracts;
use crate::diagnostic::Diagnostics;
use crate::files::Bounds;
use crate::model::{
    Absence, Due, Facts, Field, FiscalYear, Half, Measure, Origin, Period, Progress, Responsible, Status,
};
use crate::report::Model;
use crate::report::wording::Wording;
use crate::scheme::Schemes;
use crate::score::progress::{MeasureOutcome, Outcome, Standing};
use crate::templates::Templates;
use crate::thai::{Date, Digits};
use crate::words::Vocabulary;
use crate::workspace::{Deadlines, Groups, Names, Unit, Workspace};
use std::path::PathBuf;
use std::sync::Arc;

pub(crate) fn origin() -> Origin {
    Origin {
        file: Arc::from("input/2568/office-01.xlsx"), sheet: Arc::from("รายงานผล"), row: 6, col: 0
    }
}

pub(crate) fn given<T>(value: T) -> Field<T> {
    Field::given(value, origin())
}

pub(crate) fn blank<T>() -> Field<T> {
    Field::absent(Absence::Blank, Some(origin()))
}

pub(crate) fn measure(code: &str, indicator: i64) -> Measure {
    Measure {
        code: code.to_owned(),
        indicator: given(indicator),
        item: blank(),
        issue: given("ประเด็น".to_owned()),
        title: given(format!("มาตรการ {code}")),
        outputs: given("ผลผลิต".to_owned()),
        communication: blank(),
        due: given(Due::On(Date::clamped(2025, 2, 28))),
        responsible: given(Responsible {
            units: vec!["office-01".to_owned()],
            wording: "ฝ่ายปกครอง".to_owned(),
        }),
        supervision: given("ผู้อำนวยการเขต".to_owned()),
        cadence: given("ทุก ๑ เดือน".to_owned()),
        cadence_means: String::new(),
        persons: Field::absent(crate::model::Absence::NotSubmitted, None),
        further: Vec::new(),
        origin: origin(),
    }
}

pub(crate) fn report(check_ins: Option<i64>) -> Progress {
    Progress {
        unit: "office-01".to_owned(),
        measure: "M1-01".to_owned(),
        status: given(Status::UnderWay),
        percent_complete: given(50.0),
        finished_on: blank(),
        result: given("ดำเนินการแล้วบางส่วน".to_owned()),
        evidence: blank(),
        problem: blank(),
        next_step: blank(),
        check_ins: check_ins.map_or_else(blank, given),
        origin: origin(),
    }
}

pub(crate) fn outcome(unit: &str, standing: Standing, report: Option<Progress>) -> Outcome {
    let late = matches!(standing, Standing::Overdue | Standing::FinishedLate);
    Outcome {
        unit: unit.to_owned(),
        measure: "M1-01".to_owned(),
        standing,
        days_late: late.then_some(31),
        report,
        carried: None,
        due: None,
        expected_check_ins: Some(6),
    }
}

pub(crate) fn whole(code: &str, indicator: i64, units: Vec<Outcome>) -> MeasureOutcome {
    MeasureOutcome {
        measure: measure(code, indicator),
        standing: crate::score::progress::combined(units.iter().map(|u| u.standing)),
        outcomes: units,
    }
}

/// A small agency and what is known of it.
pub(crate) struct Case {
    pub workspace: Workspace,
    pub contracts: Contracts,
    pub wording: Wording,
    pub schemes: Schemes,
    pub facts: Facts,
    pub scores: Book,
    pub outcomes: Vec<MeasureOutcome>,
    pub outcomes_before: Vec<MeasureOutcome>,
    pub coverage: Vec<Coverage>,
    pub diagnostics: Diagnostics,
    pub digits: Digits,
    pub draft: bool,
}

impl Case {
    /// Two offices and a school of which nothing is known.
    pub(crate) fn new() -> Self {
        let unit = |id: &str, kind: &str, name: &str| Unit {
            id: id.to_owned(),
            kind: kind.to_owned(),
            name_th: name.to_owned(),
            name_en: String::new(),
            aliases: Vec::new(),
        };
        let agency = "id = \"x\"\nname_th = \"สำนักงานเขตตัวอย่าง\"\nname_en = \"X\"\nsample = true";
        let templates = Templates::default();
        let preset = Vocabulary::preset().unwrap();
        Self {
            workspace: Workspace {
                unread: Vec::new(),
                others: Vec::new(),
                codes: std::collections::BTreeMap::new(),
                bounds: Bounds::default(),
                open_data: crate::workspace::OpenData::default(),
                root: PathBuf::new(),
                input: "input".to_owned(),
                agency: toml::from_str(agency).unwrap(),
                look: crate::look::Look::default(),
                units: vec![
                    unit("office-01", "office", "ฝ่ายปกครอง"),
                    unit("office-02", "office", "ฝ่ายรายได้"),
                    unit("school-01", "school", "โรงเรียนตัวอย่าง"),
                ],
                kinds: preset.kind.clone(),
                groups: Groups::default(),
                words: preset.words().unwrap(),
                presumed: Vec::new(),
                deadlines: Deadlines::default(),
                notes: Vec::new(),
                hooks: crate::workspace::Hooks::default(),
                seen: crate::snapshot::Snapshot::default(),
                accepted: Vec::new(),
                history: crate::workspace::History::default(),
                layouts: Vec::new(),
                files: Vec::new(),
                reviews: Vec::new(),
                names: Names::default(),
            },
            contracts: Contracts::load(&templates).unwrap(),
            wording: Wording::load(&templates).unwrap(),
            schemes: Schemes::load(&templates).unwrap(),
            facts: Facts::default(),
            scores: Book::default(),
            outcomes: Vec::new(),
            outcomes_before: Vec::new(),
            coverage: Vec::new(),
            diagnostics: Diagnostics::default(),
            digits: Digits::Thai,
            draft: false,
        }
    }

    pub(crate) fn model(&self) -> Model<'_> {
        let period = Period { fiscal_year: FiscalYear(2568), half: Half::First };
        Model {
            only: None,
            workspace: &self.workspace,
            contracts: &self.contracts,
            wording: &self.wording,
            schemes: &self.schemes,
            scheme: self.schemes.get(period.fiscal_year.previous()).unwrap(),
            period,
            as_of: period.last_day(),
            digits: self.digits,
            draft: self.draft,
            facts: &self.facts,
            scores: &self.scores,
            earlier: &self.scores,
            outcomes: &self.outcomes,
            outcomes_before: &self.outcomes_before,
            coverage: &self.coverage,
            readiness: &[],
            logo: None,
            diagnostics: &self.diagnostics,
        }
    }
}
