//! `init --from-year`: a draft of the next year's register from what this year left.
//!
//! Comes in: a workspace with a register, reports and results. Goes out: a workbook in `blank/`: what is still open,
//! what recurs, and an empty measure for each of the questions that cost most. Never: a file in `input/`, a measure
//! that nobody has written.

use super::{Made, Rules};
use crate::compare;
use crate::contract::{Contract, CoreSheet};
use crate::error::Error;
use crate::model::{DataValue, Due, Facts, FiscalYear, Half, Measure, Period, Text};
use crate::pipeline;
use crate::render::forms::{self, Addressee, Form, FormRow};
use crate::report::analysis;
use crate::score;
use crate::score::progress::MeasureOutcome;
use crate::templates::Templates;
use crate::thai::{self, Date};
use crate::workspace::Workspace;
use std::path::Path;

/// Questions that get an empty measure.
const WEAKEST: usize = 5;

pub(super) fn make(
    templates: &Templates,
    dir: &Path,
    year: FiscalYear,
    made: &mut Made,
) -> Result<Vec<Text>, Error> {
    let workspace = Workspace::open(dir)?;
    let rules = Rules::load(&templates.with_words(workspace.words.clone()))?;
    pipeline::check_names(&workspace, &rules.contracts)?;
    let facts = rules.facts(&workspace)?;
    let outcomes = outcomes(&facts, year);
    if outcomes.is_empty() {
        return Err(Error::Usage(Text::new(
            format!("ไม่มีทะเบียนมาตรการของปีงบประมาณ {year} ใน {}", workspace.input),
            format!("there is no register of fiscal year {year} in {}", workspace.input),
        )));
    }
    let next = FiscalYear(year.0.saturating_add(1));
    let contracts = forms::contracts_of(&rules.contracts, "register", None);
    let kept: Vec<_> = outcomes.iter().filter(|outcome| is_kept(outcome)).collect();
    let (weak, results) = weakest(&rules, &workspace, &facts, year)?;
    let scheme = rules.schemes.get(next);
    let (agency, phrases) = (&workspace.agency, rules.phrases(&workspace));
    let sheets = contracts.iter().map(|contract| {
        let mut sheet = forms::blank_sheet(contract, &[], scheme, phrases);
        if contract.core() == Some(CoreSheet::Measures) {
            sheet.rows.extend(kept.iter().map(|outcome| again(contract, &outcome.measure)));
            sheet.rows.extend(numbered(contract, &outcomes, &weak));
        }
        sheet
    });
    let to = Addressee { agency, phrases, unit: None, fiscal_year: next, half: None };
    let form = Form { to, sheets: sheets.collect(), register: &[] };
    let path = dir.join("blank").join(next.to_string()).join(format!("register-{next}-draft.xlsx"));
    made.file(&path, &form.to_xlsx()?)?;
    let open = kept.iter().filter(|outcome| !outcome.standing.is_finished()).count();
    let (recurs, left, weak) = (kept.len() - open, outcomes.len() - kept.len(), weak.len());
    Ok(vec![
        Text::new(
            format!(
                "ร่างทะเบียนปี {next}: ยังไม่แล้วเสร็จ {open} มาตรการ ทำซ้ำทุกปี {recurs} มาตรการ แล้วเสร็จจึงไม่นำมา {left} มาตรการ และมาตรการว่าง {weak} แถวของข้อที่เสียคะแนนมากที่สุดตามผลปี {results}"
            ),
            format!(
                "draft register of {next}: {open} measures still open, {recurs} that recur, {left} finished and left out, {weak} empty rows for the questions of {results} that cost most"
            ),
        ),
        Text::new(
            format!("ตรวจวันกำหนดและข้อความ เติมแถวที่ว่าง แล้ววางไว้ใน {}/{next}", workspace.input),
            format!(
                "check days and wording, fill in the empty rows, then lay it into {}/{next}",
                workspace.input
            ),
        ),
    ])
}

/// Where the measures stand at the year's end, by the last half that was reported on.
fn outcomes(facts: &Facts, year: FiscalYear) -> Vec<MeasureOutcome> {
    let second = Period { fiscal_year: year, half: Half::Second };
    let reported = facts.progress.get(&second).is_some_and(|rows| !rows.is_empty());
    let half = if reported { Half::Second } else { Half::First };
    pipeline::outcomes(facts, Period { half, ..second }, year.last_day())
}

/// What is still open, what goes on all the time, and what the checklist asks for each year.
fn is_kept(outcome: &MeasureOutcome) -> bool {
    let measure = &outcome.measure;
    !outcome.standing.is_finished()
        || matches!(measure.due.get(), Some(Due::Continuous(_)))
        || measure.item.get().is_some()
}

fn row(contract: &Contract, value: impl Fn(&str) -> Option<DataValue>) -> FormRow {
    FormRow { values: contract.fields.iter().map(|field| value(&field.name)).collect(), listed: false }
}

fn text(text: &str) -> Option<DataValue> {
    (!text.is_empty()).then(|| DataValue::Text(text.to_owned()))
}

/// A measure as it stands in the register, due a year later.
fn again(contract: &Contract, measure: &Measure) -> FormRow {
    row(contract, |name| match name {
        "code" => text(&measure.code),
        "indicator" => measure.indicator.get().copied().map(DataValue::Integer),
        "item" => text(measure.item.text()),
        "issue" => text(measure.issue.text()),
        "measure" => text(measure.title.text()),
        "outputs" => text(measure.outputs.text()),
        "communication" => text(measure.communication.text()),
        "due" => match measure.due.get()? {
            Due::On(day) => Some(DataValue::Date(Date::clamped(day.year() + 1, day.month(), day.day()))),
            Due::Continuous(words) => text(words),
        },
        "responsible" => text(&measure.responsible.get()?.wording),
        "supervision" => text(measure.supervision.text()),
        "cadence" => text(measure.cadence.text()),
        further => {
            let at = contract.further().position(|(_, field)| field.name == further)?;
            measure.further.get(at)?.get().cloned()
        }
    })
}

/// A question that cost points.
struct Weak {
    indicator: i64,
    item: String,
    issue: String,
}

/// The questions that cost the total most, by the newest results that there are; and the year of these.
fn weakest(
    rules: &Rules,
    workspace: &Workspace,
    facts: &Facts,
    year: FiscalYear,
) -> Result<(Vec<Weak>, FiscalYear), Error> {
    let has_results = |year: &FiscalYear| facts.years.get(year).is_some_and(|y| !y.questions.is_empty());
    let results = [year, year.previous()].into_iter().find(has_results).unwrap_or(year);
    let Some(scheme) = rules.schemes.get(results) else { return Ok((Vec::new(), results)) };
    let scores = score::score([facts], &rules.schemes)?;
    let book = compare::with_previous(&scores, &rules.schemes)?.of(&workspace.agency.id, results);
    let shown = |number: f64| thai::format_number(number, scheme.rules.published_decimals);
    let weak = analysis::losses(scheme, &book).into_iter().take(WEAKEST).filter_map(|loss| {
        let question = scheme.question(&loss.question.question)?;
        let score = loss.question.score.map(&shown).unwrap_or_default();
        let (code, lost) = (&question.code, shown(loss.lost));
        Some(Weak {
            indicator: question.indicator,
            item: if question.scale.is_none() { code.clone() } else { String::new() },
            issue: format!(
                "{code} {} (ปีงบประมาณ {results} ได้ {score} คะแนน คะแนนรวมเสียไป {lost} คะแนน)",
                question.text_th
            ),
        })
    });
    Ok((weak.collect(), results))
}

/// Empty measures with codes that the register has not used yet.
fn numbered(contract: &Contract, outcomes: &[MeasureOutcome], weak: &[Weak]) -> Vec<FormRow> {
    let number = |code: &str, start: &str| code.strip_prefix(start).and_then(|n| n.parse::<u32>().ok());
    let mut rows = Vec::new();
    for (at, one) in weak.iter().enumerate() {
        let start = format!("M{}-", one.indicator);
        let last = outcomes.iter().filter_map(|o| number(&o.measure.code, &start)).max().unwrap_or(0);
        let before = weak.iter().take(at).filter(|other| other.indicator == one.indicator).count();
        let code = format!("{start}{:02}", last as usize + before + 1);
        rows.push(row(contract, |name| match name {
            "code" => text(&code),
            "indicator" => Some(DataValue::Integer(one.indicator)),
            "item" => text(&one.item),
            "issue" => text(&one.issue),
            _ => None,
        }));
    }
    rows
}
