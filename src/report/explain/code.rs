//! What a code names, however it is written, and what an unknown one may have meant.

use crate::contract::Contract;
use crate::model::{Language, Text};
use crate::report::Model;
use crate::scheme::{Indicator, Instrument, Question};
use crate::score::progress::MeasureOutcome;
use crate::thai;
use crate::workspace::Unit;
use serde::Serialize;

/// The code of the total.
pub(super) const TOTAL: &str = "total";
/// The code of the rating.
pub(super) const RATING: &str = "rating";
/// Other words for them.
const TOTAL_NAMES: &[&str] = &[TOTAL, "รวม", "คะแนนรวม"];
const RATING_NAMES: &[&str] = &[RATING, "ระดับ", "ระดับผลการประเมิน"];
/// Words before the number of an indicator.
const INDICATOR_NAMES: &[&str] = &["", "ตัวชี้วัดที่", "ตัวชี้วัด", "indicator"];
/// Between a question and the number of its part.
const PART: char = '.';
/// Suggestions for a code that names nothing.
const SUGGESTED: usize = 5;

/// What a code names.
pub(super) enum Subject<'a> {
    Question(&'a Question),
    /// A question and the position of its part.
    Part(&'a Question, usize),
    Indicator(&'a Indicator),
    Instrument(&'a Instrument),
    Total,
    Rating,
    Measure(&'a MeasureOutcome),
    Unit(&'a Unit),
    DataSet(&'a Contract),
}

/// A code that can be explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The code.
    pub code: String,
    /// What it is called.
    pub title: Text,
}

/// A code that names nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// As it was written.
    pub code: String,
    /// What it may have meant, the nearest first.
    pub near: Vec<Listed>,
}

impl Unknown {
    /// The message with its suggestions.
    #[must_use]
    pub fn message(&self, model: &Model<'_>) -> Text {
        let list = |language| {
            let near = self.near.iter().map(|n| format!("\n  {}  {}", n.code, n.title.get(language)));
            near.collect::<String>()
        };
        let near = Text::new(list(Language::Th), list(Language::En));
        let (code, all) = (Text::same(&self.code), model.both("explain.unknown.all", &[]));
        let key = if self.near.is_empty() { "explain.unknown.none" } else { "explain.unknown.near" };
        model.both(key, &[("code", code), ("near", near), ("all", all)])
    }
}

/// Finds what a code names. Digits of either script, small letters and names of units are understood.
pub(super) fn find<'a>(model: &Model<'a>, code: &str) -> Result<Subject<'a>, Unknown> {
    let key = thai::key(code);
    let is = |names: &[&str]| names.iter().any(|n| thai::key(n) == key);
    let scheme = model.scheme;
    if is(TOTAL_NAMES) {
        return Ok(Subject::Total);
    }
    if is(RATING_NAMES) {
        return Ok(Subject::Rating);
    }
    let instrument = scheme.instruments.iter().find(|i| thai::key(&i.code) == key);
    let indicator = || {
        let named = |i: &&Indicator| {
            INDICATOR_NAMES.iter().any(|word| thai::key(&format!("{word}{}", i.number)) == key)
        };
        scheme.indicators.iter().find(named).map(Subject::Indicator)
    };
    let question = || question(scheme, code).map(Subject::Question);
    let measure = || {
        let official = crate::check::measure_code(code)?;
        model.outcomes.iter().find(|o| o.measure.code == official).map(Subject::Measure)
    };
    let unit = || model.workspace.find_unit(code).map(Subject::Unit);
    let data_set = || {
        let named = |c: &&std::sync::Arc<Contract>| thai::key(&c.name) == key || thai::key(&c.title) == key;
        model.contracts.data_sets().find(named).map(|c| Subject::DataSet(c))
    };
    instrument
        .map(Subject::Instrument)
        .or_else(indicator)
        .or_else(|| part(model, code))
        .or_else(question)
        .or_else(measure)
        .or_else(data_set)
        .or_else(unit)
        .ok_or_else(|| Unknown { code: code.to_owned(), near: near(model, &key) })
}

fn question<'a>(scheme: &'a crate::scheme::Scheme, code: &str) -> Option<&'a Question> {
    // `I1.2` names a part that I1 does not have, never I12.
    let digit = |c: Option<char>| c.is_some_and(char::is_numeric);
    let is_part = |(whole, part): (&str, &str)| digit(whole.chars().last()) && digit(part.chars().next());
    if code.split_once(PART).is_some_and(is_part) {
        return None;
    }
    scheme.written(code)
}

/// `E3.2`: the second part of E3.
fn part<'a>(model: &Model<'a>, code: &str) -> Option<Subject<'a>> {
    let (whole, number) = code.rsplit_once(PART)?;
    let question = question(model.scheme, whole)?;
    let at: usize = thai::to_arabic_digits(number.trim()).parse().ok()?;
    let parts = super::question::results(model, &question.code);
    let at = at.checked_sub(1).filter(|at| parts.len() > 1 && *at < parts.len())?;
    Some(Subject::Part(question, at))
}

/// The code of a part.
pub(super) fn part_code(question: &str, at: usize) -> String {
    format!("{question}{PART}{}", at + 1)
}

/// Every code that can be explained, in the order of the documents.
#[must_use]
pub fn listed(model: &Model<'_>) -> Vec<Listed> {
    let one = |code: &str, th: &str, en: &str| Listed { code: code.to_owned(), title: Text::new(th, en) };
    let scheme = model.scheme;
    let named = |code: &str, key| Listed { code: code.to_owned(), title: model.both(key, &[]) };
    let mut all = vec![named(TOTAL, "explain.the_total"), named(RATING, "explain.the_rating")];
    all.extend(scheme.instruments.iter().map(|i| one(&i.code, &i.name_th, &i.name_en)));
    all.extend(scheme.indicators.iter().map(|i| one(&i.number.to_string(), &i.name_th, &i.name_en)));
    for question in &scheme.questions {
        all.push(one(&question.code, &question.text_th, &question.text_th));
        let parts = super::question::results(model, &question.code);
        if parts.len() > 1 {
            let named = parts.iter().enumerate();
            all.extend(named.map(|(at, p)| one(&part_code(&question.code, at), &p.part, &p.part)));
        }
    }
    let title = |o: &MeasureOutcome| o.measure.title.text().to_owned();
    all.extend(model.outcomes.iter().map(|o| one(&o.measure.code, &title(o), &title(o))));
    let contracts = model.contracts.data_sets();
    all.extend(contracts.map(|c| one(&c.name, &c.title, &c.title_en)));
    all.extend(model.workspace.units.iter().map(|u| one(&u.id, &u.name_th, u.english())));
    all
}

/// The codes and names nearest to a key: at most one slip in three characters, at least one.
fn near(model: &Model<'_>, key: &str) -> Vec<Listed> {
    let allowed = (key.chars().count() / 3).max(1);
    let mut found: Vec<_> = listed(model)
        .into_iter()
        .filter_map(|one| {
            let names = [&one.code, &one.title.th, &one.title.en];
            let slips = names.into_iter().map(|n| strsim::damerau_levenshtein(key, &thai::key(n))).min()?;
            (slips <= allowed).then_some((slips, one))
        })
        .collect();
    // Stable: equally near ones stay in the order of the documents.
    found.sort_by_key(|(slips, _)| *slips);
    found.into_iter().take(SUGGESTED).map(|(_, one)| one).collect()
}
