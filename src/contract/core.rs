//! The kinds of sheets that the program itself reads, and what it needs of their contracts.
//!
//! A contract laid over the built-in one may add titles, aliases, widths, limits and columns; a field
//! that the program reads by name must stay, with a type that fits. Comes in: a contract and its text.
//! Goes out: the first thing that is wrong, with its line and what to do. Never: reads a workbook.

use super::{Contract, Cover, FieldSpec, FieldType, Persons, Role, Scope};
use crate::model::Text;
use serde::{Deserialize, Serialize};
use toml::Spanned;

/// A kind of sheet that becomes typed records. All others are data sets, which need no line of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CoreSheet {
    /// The register of measures.
    Measures,
    /// Meetings about the assessment.
    Briefings,
    /// A unit's report on its measures.
    Progress,
    /// A unit's outputs of its measures, one a row.
    Outputs,
    /// Survey results by question.
    SurveyQuestions,
    /// Survey answers by respondent.
    SurveyAnswers,
    /// Scores of the open-data checklist.
    OitItems,
    /// Published scores of indicators, instruments and in total.
    OverallScores,
}

/// A field that the program reads.
struct Needed {
    name: &'static str,
    kinds: &'static [FieldType],
    role: Option<Role>,
}

const fn needed(name: &'static str, kinds: &'static [FieldType], role: Option<Role>) -> Needed {
    Needed { name, kinds, role }
}

const TEXT: &[FieldType] = &[FieldType::String];
const WHOLE: &[FieldType] = &[FieldType::Integer];
const NUMBER: &[FieldType] = &[FieldType::Number, FieldType::Integer];
const DATE: &[FieldType] = &[FieldType::Date];

const MEASURES: &[Needed] = &[
    needed("code", TEXT, Some(Role::NewMeasure)),
    needed("indicator", WHOLE, Some(Role::Indicator)),
    needed("item", TEXT, Some(Role::Item)),
    needed("issue", TEXT, None),
    needed("measure", TEXT, None),
    needed("outputs", TEXT, None),
    needed("communication", TEXT, None),
    needed("due", TEXT, Some(Role::Due)),
    needed("responsible", TEXT, Some(Role::Units)),
    needed("supervision", TEXT, None),
    needed("cadence", TEXT, None),
];
const BRIEFINGS: &[Needed] = &[
    needed("date", DATE, None),
    needed("title", TEXT, None),
    needed("detail", TEXT, None),
    needed("audience", TEXT, None),
    needed("attendees", WHOLE, None),
    needed("picture", TEXT, Some(Role::Picture)),
];
const PROGRESS: &[Needed] = &[
    needed("measure", TEXT, Some(Role::Measure)),
    needed("status", TEXT, None),
    needed("percent_complete", NUMBER, None),
    needed("finished_on", DATE, None),
    needed("result", TEXT, None),
    needed("evidence", TEXT, Some(Role::Evidence)),
    needed("problem", TEXT, None),
    needed("next_step", TEXT, None),
    needed("check_ins", WHOLE, None),
];
const OUTPUTS: &[Needed] = &[
    needed("measure", TEXT, Some(Role::Measure)),
    needed("output", TEXT, None),
    needed("quantity", WHOLE, None),
    needed("evidence", TEXT, Some(Role::Evidence)),
    needed("done_on", DATE, None),
];
const SURVEY_QUESTIONS: &[Needed] = &[
    needed("question", TEXT, Some(Role::Question)),
    needed("part", TEXT, None),
    needed("count_1", WHOLE, Some(Role::Count)),
    needed("published_score", NUMBER, None),
];
const OIT_ITEMS: &[Needed] = &[needed("item", TEXT, Some(Role::ScoredItem)), needed("score", NUMBER, None)];

const OVERALL_SCORES: &[Needed] =
    &[needed("level", TEXT, None), needed("code", TEXT, None), needed("score", NUMBER, None)];

const YEAR: &[Role] = &[Role::FiscalYear];

impl CoreSheet {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Measures,
        Self::Briefings,
        Self::Progress,
        Self::Outputs,
        Self::SurveyQuestions,
        Self::SurveyAnswers,
        Self::OitItems,
        Self::OverallScores,
    ];

    /// The contract's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Measures => "measures",
            Self::Briefings => "briefings",
            Self::Progress => "progress",
            Self::Outputs => "outputs",
            Self::SurveyQuestions => "survey_questions",
            Self::SurveyAnswers => "survey_answers",
            Self::OitItems => "oit_items",
            Self::OverallScores => "overall_scores",
        }
    }

    /// The kind whose contract has this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sheet| sheet.name() == name)
    }

    /// Whether it holds results of the assessment.
    #[must_use]
    pub const fn is_result(self) -> bool {
        matches!(self, Self::SurveyQuestions | Self::SurveyAnswers | Self::OitItems)
    }

    fn needed(self) -> &'static [Needed] {
        match self {
            Self::Measures => MEASURES,
            Self::Briefings => BRIEFINGS,
            Self::Progress => PROGRESS,
            Self::Outputs => OUTPUTS,
            Self::SurveyQuestions => SURVEY_QUESTIONS,
            Self::SurveyAnswers => &[],
            Self::OitItems => OIT_ITEMS,
            Self::OverallScores => OVERALL_SCORES,
        }
    }

    /// Labelled cells above the table that the program reads.
    const fn meta(self) -> &'static [Role] {
        match self {
            Self::Progress | Self::Outputs => &[Role::Unit, Role::FiscalYear, Role::Half, Role::Revision],
            _ => YEAR,
        }
    }

    /// Columns of the forms that help who fills them in; what is in them is known from elsewhere.
    const fn context(self) -> &'static [&'static str] {
        match self {
            Self::Progress => &["measure_title"],
            Self::SurveyQuestions => &["text"],
            Self::OitItems => &["title", "url", "note"],
            // The weighted score follows from the score and the weight.
            Self::OverallScores => &["weighted"],
            _ => &[],
        }
    }

    /// Whether the program reads a field of this name.
    #[must_use]
    pub fn reads(self, field: &str) -> bool {
        let numbered = |prefix: &str| {
            let number = field.strip_prefix(prefix);
            number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
        };
        self.needed().iter().any(|n| n.name == field)
            || (self == Self::SurveyQuestions && (numbered("count_") || numbered("percent_")))
    }

    /// Whether columns that the program does not read by name are published as they are.
    const fn publishes_further(self) -> bool {
        matches!(self, Self::Measures)
    }

    /// Whether what is filled in under a field reaches an output, or helps only who fills it in.
    fn shows(self, field: &str) -> bool {
        self.publishes_further() || self.reads(field) || self.context().contains(&field)
    }

    const fn covers(self) -> (Scope, Cover) {
        match self {
            Self::Progress | Self::Outputs => (Scope::Unit, Cover::Half),
            _ => (Scope::Agency, Cover::Year),
        }
    }
}

impl Contract {
    /// Which of the kinds that the program itself reads.
    #[must_use]
    pub fn core(&self) -> Option<CoreSheet> {
        CoreSheet::named(&self.name)
    }

    /// Columns of the register beyond those that the program reads by name, each with its place among the
    /// fields. They are published as they are: in the register's cards, the workbook, the open data.
    pub fn further(&self) -> impl Iterator<Item = (usize, &FieldSpec)> {
        let sheet = self.core().filter(|sheet| sheet.publishes_further());
        let is_further = move |field: &FieldSpec| sheet.is_some_and(|sheet| !sheet.reads(&field.name));
        self.fields.iter().enumerate().filter(move |(_, field)| is_further(field))
    }

    /// A column that the program knows nothing of is published as it is: without a word of its contract on persons'
    /// names it has none.
    pub(super) fn keep_names_out(&mut self) {
        let further: Vec<_> = self.further().map(|(at, _)| at).collect();
        for at in further {
            if let Some(field) = self.fields.get_mut(at) {
                field.persons.get_or_insert(Persons::None);
            }
        }
    }

    /// Columns whose values reach no output: neither the program reads them, nor are they a data set's.
    pub fn unused(&self) -> impl Iterator<Item = (usize, &FieldSpec)> {
        let core = self.core();
        let unused = move |field: &FieldSpec| match core {
            Some(sheet) => !sheet.shows(&field.name),
            None => true,
        };
        let all = self.fields.iter().enumerate().filter(|_| self.report.is_none());
        all.filter(move |(_, field)| unused(field))
    }
}

/// Something that is wrong with a contract.
pub(super) struct Misfit {
    /// Line in its file, from 1.
    pub line: usize,
    pub problem: Text,
}

/// Where names and types are in a contract's text.
#[derive(Deserialize)]
struct Spans {
    name: Spanned<String>,
    scope: Spanned<toml::Value>,
    period: Spanned<toml::Value>,
    #[serde(default)]
    meta: Vec<FieldSpans>,
    #[serde(default)]
    fields: Vec<FieldSpans>,
}

#[derive(Deserialize)]
struct FieldSpans {
    name: Spanned<String>,
    #[serde(rename = "type")]
    kind: Spanned<String>,
    role: Option<Spanned<String>>,
}

/// The line of a contract's name.
pub(super) fn line_of_name(text: &str) -> usize {
    toml::from_str::<Spans>(text).map_or(1, |spans| line(text, &spans.name))
}

fn line<T>(text: &str, spanned: &Spanned<T>) -> usize {
    let before = text.get(..spanned.span().start).unwrap_or(text);
    before.bytes().filter(|b| *b == b'\n').count() + 1
}

/// What the program needs and a contract of a core sheet does not have. `built_in` is the contract that
/// it is laid over: a field of the same title is most likely the missing one under another name.
pub(super) fn misfit(contract: &Contract, text: &str, built_in: Option<&Contract>) -> Option<Misfit> {
    let sheet = contract.core()?;
    let spans: Spans = toml::from_str(text).ok()?;
    let at = |line: usize, th: String, en: String| Some(Misfit { line, problem: Text::new(th, en) });
    let (scope, cover) = sheet.covers();
    if contract.scope != scope || contract.period != cover {
        let spanned = if contract.scope == scope { &spans.period } else { &spans.scope };
        let (scope, cover) = (word(scope), word(cover));
        return at(
            line(text, spanned),
            format!("แผ่นงานนี้ต้องเป็น scope = \"{scope}\" และ period = \"{cover}\" — แก้ให้ตรง"),
            format!("this sheet needs scope = \"{scope}\" and period = \"{cover}\" — write these"),
        );
    }
    if sheet == CoreSheet::SurveyAnswers && !contract.has_question_columns() {
        return at(
            line(text, &spans.name),
            "ต้องมี columns = \"questions\" — เพิ่มบรรทัดนี้".to_owned(),
            "it needs columns = \"questions\" — add this line".to_owned(),
        );
    }
    for need in sheet.needed() {
        let Some(position) = contract.position(need.name) else {
            return Some(missing(need, contract, text, &spans, built_in));
        };
        let field = &contract.fields[position];
        let own = &spans.fields[position];
        if !need.kinds.contains(&field.kind) {
            let (is, kinds) = (word(field.kind), words(need.kinds));
            return at(
                line(text, &own.kind),
                format!("คอลัมน์ `{}` มี type = \"{is}\" แต่โปรแกรมต้องใช้ {kinds} — แก้ type", need.name),
                format!(
                    "column `{}` has type = \"{is}\", the program needs {kinds} — correct its type",
                    need.name
                ),
            );
        }
        if need.role.is_some() && field.role != need.role {
            let role = need.role.map(word).unwrap_or_default();
            return at(
                line(text, own.role.as_ref().unwrap_or(&own.name)),
                format!("คอลัมน์ `{}` ต้องมี role = \"{role}\" — แก้หรือเพิ่มบรรทัดนี้", need.name),
                format!("column `{}` needs role = \"{role}\" — correct or add this line", need.name),
            );
        }
    }
    for role in sheet.meta() {
        let found = contract.meta.iter().position(|m| m.role == Some(*role));
        let word = word(*role);
        let Some(position) = found else {
            return at(
                line(text, &spans.name),
                format!("ไม่มี [[meta]] ที่มี role = \"{word}\" ซึ่งโปรแกรมต้องอ่าน — เพิ่มรายการนี้"),
                format!("there is no [[meta]] with role = \"{word}\", which the program reads — add it"),
            );
        };
        let kind = if *role == Role::Unit { FieldType::String } else { FieldType::Integer };
        if contract.meta[position].kind != kind {
            let kind = self::word(kind);
            return at(
                line(text, &spans.meta[position].kind),
                format!("[[meta]] ที่มี role = \"{word}\" ต้องมี type = \"{kind}\" — แก้ type"),
                format!("the [[meta]] with role = \"{word}\" needs type = \"{kind}\" — correct its type"),
            );
        }
    }
    choices(sheet, contract, text, &spans)
}

/// A field that is not there, perhaps because somebody gave it another name.
fn missing(
    need: &Needed,
    contract: &Contract,
    text: &str,
    spans: &Spans,
    built_in: Option<&Contract>,
) -> Misfit {
    let name = need.name;
    let title = built_in.and_then(|b| b.fields.get(b.position(name)?)).map(|field| &field.title);
    let renamed = title.and_then(|title| contract.fields.iter().position(|f| f.title == *title));
    match renamed {
        Some(position) => {
            let field = &contract.fields[position];
            let (is, title) = (&field.name, &field.title);
            Misfit {
                line: line(text, &spans.fields[position].name),
                problem: Text::new(
                    format!(
                        "คอลัมน์ “{title}” ชื่อ `{is}` แต่โปรแกรมอ่านคอลัมน์นี้ด้วยชื่อ `{name}` — เขียน name = \"{name}\" (หัวตารางที่คนเห็นแก้ที่ title)"
                    ),
                    format!(
                        "column “{title}” is named `{is}`, but the program reads it as `{name}` — write name = \"{name}\" (what people see is the title)"
                    ),
                ),
            }
        }
        None => Misfit {
            line: line(text, &spans.name),
            problem: Text::new(
                format!("ไม่มีคอลัมน์ `{name}` ซึ่งโปรแกรมต้องอ่าน — เพิ่ม [[fields]] ที่มี name = \"{name}\""),
                format!(
                    "there is no column `{name}`, which the program reads — add [[fields]] with name = \"{name}\""
                ),
            ),
        },
    }
}

/// Columns of choices are read by number: each has its type and role, and none is left out between two.
fn choices(sheet: CoreSheet, contract: &Contract, text: &str, spans: &Spans) -> Option<Misfit> {
    if sheet != CoreSheet::SurveyQuestions {
        return None;
    }
    let most = contract.counted_choices();
    for (field, own) in contract.fields.iter().zip(&spans.fields) {
        let (number, kinds) = match field.role {
            Some(Role::Count) => (field.name.strip_prefix("count_"), WHOLE),
            Some(Role::Percent) => (field.name.strip_prefix("percent_"), NUMBER),
            _ if field.choice.is_some() => (None, WHOLE),
            _ => continue,
        };
        let number = number.and_then(|n| n.parse::<usize>().ok());
        if number.is_none() || number != field.choice || number > Some(most) || !kinds.contains(&field.kind) {
            return Some(Misfit {
                line: line(text, &own.name),
                problem: Text::new(
                    format!(
                        "คอลัมน์ตัวเลือก `{}` ต้องชื่อ count_N (integer) หรือ percent_N (number) มี choice = N และเรียงครบตั้งแต่ 1 — แก้ให้ตรง",
                        field.name
                    ),
                    format!(
                        "column of a choice `{}` must be named count_N (integer) or percent_N (number), with choice = N, and numbers run from 1 without a gap — correct it",
                        field.name
                    ),
                ),
            });
        }
    }
    None
}

/// The word for a value in a contract's file.
fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn words(kinds: &[FieldType]) -> String {
    kinds.iter().map(|kind| format!("\"{}\"", word(kind))).collect::<Vec<_>>().join(" / ")
}
