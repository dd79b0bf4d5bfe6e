//! Raw answers, counted while their sheet is read: one row a person, one column a question.
//!
//! A national survey has tens of millions of such cells with a handful of different contents, so a content is
//! understood once for each question and no cell is kept.

use crate::contract::Header;
use crate::ingest::{RawCell, RawValue};
use crate::model::Origin;
use crate::scheme::{Scale, Scheme};
use crate::thai;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{Hash, Hasher};

/// Answers that are no choice and are told one by one.
const MOST_BAD: usize = 2_000;
/// No label is longer, in bytes.
const LONGEST: usize = 1_000;

/// Digits of a day with hours, minutes and a year of two digits, at least.
const STAMP_DIGITS: usize = 8;
/// A time stamp is no longer, in bytes.
const LONGEST_STAMP: usize = 60;
/// Rows that were sent twice and are reported one by one.
const MOST_AGAIN: usize = 50;
/// Cells of a row in which a form writes its time stamp.
const FIRST_CELLS: usize = 4;

/// What a sheet of raw answers says.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Rows with any answer.
    pub people: usize,
    /// By question code.
    pub questions: BTreeMap<String, Counted>,
    /// Cells that are no answer: question, content, place.
    pub bad: Vec<(String, RawValue, Origin)>,
    /// Such cells beyond those.
    pub more_bad: usize,
    /// Columns that ask a question again of people who have answered it already: question, header cell.
    pub doubled: Vec<(String, Origin)>,
    /// Rows with a time stamp or a respondent that are, cell by cell, an earlier row: its row and theirs.
    pub again: Vec<(u32, Origin)>,
    /// Respondents with other answers in an earlier row: its row and theirs.
    pub same_person: Vec<(u32, Origin)>,
    /// Hash of all answers in their order.
    content: u64,
}

/// Answers to one question.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    /// By choice, choice 1 first.
    pub counts: Vec<i64>,
    /// The question's header cell.
    pub origin: Origin,
}

impl Tally {
    /// Whether two sheets hold the same answers in the same order.
    pub(super) fn same_as(&self, other: &Self) -> bool {
        self.people == other.people && self.content == other.content
    }
}

/// Counts the rows of one sheet.
pub(super) struct Counter<'a> {
    at: &'a Origin,
    columns: Vec<Column<'a>>,
    tally: Tally,
    content: DefaultHasher,
    /// Rows with a time stamp or a respondent, by the hash of all their cells.
    seen: HashMap<u64, u32>,
    /// Columns that name respondents.
    respondent: Vec<u32>,
    /// Rows by the hash of their respondent.
    people: HashMap<u64, u32>,
}

struct Column<'a> {
    col: u32,
    code: &'a str,
    scale: &'a Scale,
    labels: BTreeMap<String, usize>,
    known: HashMap<String, Option<usize>>,
    counts: Vec<i64>,
    asked: bool,
    /// The earlier column that asks the same.
    same_as: Option<usize>,
    /// Whether somebody answered both.
    doubled: bool,
    /// Whether the row at hand has an answer here.
    answered: bool,
}

impl<'a> Counter<'a> {
    /// A counter for a sheet with this header, whose first cell is `at`. `respondent` are titles of columns that
    /// name who answered.
    pub(super) fn new(header: &'a Header, respondent: &[String], scheme: &'a Scheme, at: &'a Origin) -> Self {
        let mut columns: Vec<_> = header
            .questions
            .iter()
            .filter_map(|(col, code)| {
                let scale = scheme.scale_of(scheme.question(code)?)?;
                Some(Column {
                    col: *col,
                    code,
                    scale,
                    labels: labels(scale),
                    known: HashMap::new(),
                    counts: vec![0; scale.points.len()],
                    asked: false,
                    same_as: None,
                    doubled: false,
                    answered: false,
                })
            })
            .collect();
        columns.sort_by_key(|c| c.col);
        for at in 1..columns.len() {
            columns[at].same_as = columns[..at].iter().position(|c| c.code == columns[at].code);
        }
        let names: Vec<String> = respondent.iter().map(|title| thai::key(title)).collect();
        let named = header.unknown.iter().filter(|(_, title)| names.contains(&thai::key(title)));
        Self {
            at,
            columns,
            tally: Tally::default(),
            content: DefaultHasher::new(),
            seen: HashMap::new(),
            respondent: named.map(|(col, _)| *col).collect(),
            people: HashMap::new(),
        }
    }

    /// Counts a row; a question left out by a respondent has no cell there: it is no zero.
    pub(super) fn add(&mut self, cells: &[RawCell]) {
        if self.is_again(cells) {
            return;
        }
        let mut answered = false;
        let mut at = 0;
        self.columns.iter_mut().for_each(|c| c.answered = false);
        for cell in cells {
            while self.columns.get(at).is_some_and(|c| c.col < cell.col) {
                at += 1;
            }
            if self.columns.get(at).is_none_or(|c| c.col != cell.col) {
                continue;
            }
            answered = true;
            let twice = self.columns[at].same_as.is_some_and(|first| self.columns[first].answered);
            let column = &mut self.columns[at];
            at += 1;
            column.asked = true;
            column.answered = true;
            column.code.hash(&mut self.content);
            hash(&cell.value, &mut self.content);
            // One person answers once: the second answer does not count.
            if twice {
                column.doubled = true;
            } else if let Some(choice) = column.choice(&cell.value) {
                column.counts[choice] += 1;
            } else if self.tally.bad.len() < MOST_BAD {
                let origin = self.at.at(cell.row, cell.col);
                self.tally.bad.push((column.code.to_owned(), cell.value.clone(), origin));
            } else {
                self.tally.more_bad += 1;
            }
        }
        self.tally.people += usize::from(answered);
    }

    /// Whether a row with a time stamp or a respondent is an earlier row once more: people do not send two forms
    /// in one second. A respondent whose answers differ counts, and is remembered.
    fn is_again(&mut self, cells: &[RawCell]) -> bool {
        let Some(first) = cells.first() else { return false };
        let person = self.person(cells);
        if person.is_none() && !cells.iter().take(FIRST_CELLS).any(|c| is_stamp(&c.value)) {
            return false;
        }
        let mut hasher = DefaultHasher::new();
        for cell in cells {
            cell.col.hash(&mut hasher);
            hash(&cell.value, &mut hasher);
        }
        let Some(earlier) = self.seen.insert(hasher.finish(), first.row) else {
            if let Some(earlier) = person.and_then(|person| self.people.insert(person, first.row))
                && self.tally.same_person.len() < MOST_AGAIN
            {
                self.tally.same_person.push((earlier, self.at.at(first.row, first.col)));
            }
            return false;
        };
        if self.tally.again.len() < MOST_AGAIN {
            self.tally.again.push((earlier, self.at.at(first.row, first.col)));
        }
        true
    }

    /// The hash of what names the respondent.
    fn person(&self, cells: &[RawCell]) -> Option<u64> {
        let mut names = cells.iter().filter(|c| self.respondent.contains(&c.col)).peekable();
        names.peek()?;
        let mut hasher = DefaultHasher::new();
        for cell in names {
            cell.col.hash(&mut hasher);
            hash(&cell.value, &mut hasher);
        }
        Some(hasher.finish())
    }

    /// The sum of all rows. Two columns may ask the same question, as in forms that were put together.
    pub(super) fn done(mut self) -> Tally {
        for column in self.columns.into_iter().filter(|c| c.asked) {
            let origin = self.at.at(self.at.row, column.col);
            if column.doubled {
                self.tally.doubled.push((column.code.to_owned(), origin.clone()));
            }
            let empty = || Counted { counts: vec![0; column.counts.len()], origin };
            let counted = self.tally.questions.entry(column.code.to_owned()).or_insert_with(empty);
            for (sum, own) in counted.counts.iter_mut().zip(&column.counts) {
                *sum += own;
            }
        }
        self.tally.content = self.content.finish();
        self.tally
    }
}

/// Columns that hold answers although their titles are no question's: a wording that somebody changed. Short titles
/// are those of questions about the respondent.
pub(super) fn overlooked<'h>(
    header: &'h Header,
    cells: &[RawCell],
    scheme: &Scheme,
) -> Vec<&'h (u32, String)> {
    const SHORTEST: usize = 20;
    const FEWEST: usize = 3;
    let scales: Vec<_> = scheme.questions.iter().filter_map(|q| scheme.scale_of(q)).collect();
    let most = scales.iter().map(|scale| scale.points.len()).max().unwrap_or(0);
    let words: BTreeSet<String> = scales.iter().flat_map(|scale| labels(scale).into_keys()).collect();
    let is_answer = |value: &RawValue| match value {
        RawValue::Text(text) if text.len() <= LONGEST => words.contains(&thai::key(text)),
        RawValue::Number(number) => (1..=most).any(|choice| choice.to_string() == number.to_string()),
        _ => false,
    };
    let holds_answers = |col: u32| {
        let mut own = cells.iter().filter(|c| c.col == col && c.row > header.row).map(|c| &c.value);
        own.clone().count() >= FEWEST && own.all(is_answer)
    };
    let long = header.unknown.iter().filter(|(_, title)| title.chars().count() >= SHORTEST);
    long.filter(|(col, _)| holds_answers(*col)).collect()
}

/// Choices by the comparison keys of their labels.
fn labels(scale: &Scale) -> BTreeMap<String, usize> {
    let numbered = |labels: &[String]| {
        labels.iter().enumerate().map(|(at, label)| (thai::key(label), at)).collect::<Vec<_>>()
    };
    // Thai labels last: they win where the two languages share one.
    numbered(&scale.labels_en).into_iter().chain(numbered(&scale.labels_th)).collect()
}

impl Column<'_> {
    /// Which choice a cell means, from zero.
    fn choice(&mut self, raw: &RawValue) -> Option<usize> {
        match raw {
            RawValue::Number(number) => self.number(*number),
            RawValue::Text(text) if text.len() <= LONGEST => {
                if let Some(known) = self.known.get(text) {
                    return *known;
                }
                let choice = self.word(text);
                // What is no choice has no end of forms.
                if choice.is_some() {
                    self.known.insert(text.clone(), choice);
                }
                choice
            }
            other => self.word(&other.display()),
        }
    }

    fn number(&self, number: f64) -> Option<usize> {
        (0..self.scale.points.len()).find(|n| {
            #[allow(clippy::cast_precision_loss)]
            let choice = (*n + 1) as f64;
            (choice - number).abs() < f64::EPSILON
        })
    }

    fn word(&self, text: &str) -> Option<usize> {
        if text.len() > LONGEST {
            return None;
        }
        if let Some(number) = thai::parse_number(&thai::normalise(text)) {
            return self.number(number);
        }
        // Labels come bare or numbered: “๖.มากที่สุด”.
        let key = thai::key(text);
        self.labels.get(key.trim_start_matches(|c: char| c.is_ascii_digit())).copied()
    }
}

/// A day with a time of day, as forms stamp what they receive, in any order and language.
fn is_stamp(value: &RawValue) -> bool {
    match value {
        RawValue::Date(serial) => serial.fract() != 0.0,
        RawValue::Text(text) => {
            let digits = || text.chars().filter(|c| thai::digits::is_digit(*c));
            text.len() <= LONGEST_STAMP
                && text.contains(':')
                && text.starts_with(thai::digits::is_digit)
                && digits().count() >= STAMP_DIGITS
        }
        _ => false,
    }
}

fn hash(value: &RawValue, into: &mut DefaultHasher) {
    match value {
        RawValue::Text(text) => text.hash(into),
        // Of a time stamp a day alone is shown.
        RawValue::Number(number) | RawValue::Date(number) => number.to_bits().hash(into),
        other => other.display().hash(into),
    }
}
