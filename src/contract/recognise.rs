//! Which kind of sheet is this? Decided by the header row, wherever it starts, never by a file name.

use super::{Contract, Contracts};
use crate::scheme::{QuestionKey, QuestionKeys};
use crate::thai;
use std::sync::{Arc, LazyLock};

/// Rows below this one are not searched for a header.
pub const HEADER_SEARCH_ROWS: u32 = 60;
/// Share of a contract's expected columns that a header must show to be that contract's.
const ENOUGH_COLUMNS: f64 = 0.5;
/// A header needs at least this many known columns; one word in a letter is not a table.
const FEWEST_COLUMNS: usize = 2;
/// Question columns that make a sheet of raw answers.
const FEWEST_QUESTIONS: usize = 3;
/// A header text is never longer, in bytes; longer cells are prose.
const LONGEST_TITLE: usize = 1200;

/// Sheets for people that hold no data: a form's guide, the list of findings in a returned copy.
const GUIDE_SHEETS: &[&str] = &["คำแนะนำ", "วิธีกรอก", "รายการข้อผิดพลาด", "guide", "findings"];

/// Whether a sheet of this name is for people and holds no data.
#[must_use]
pub fn is_guide(sheet: &str) -> bool {
    static KEYS: LazyLock<Vec<String>> =
        LazyLock::new(|| GUIDE_SHEETS.iter().map(|name| thai::key(name)).collect());
    KEYS.contains(&thai::key(sheet))
}

/// Stands before the hashes of a returned copy's originals, in a hidden cell of its list of findings.
pub const RETURN_OF: &str = "ita-report:return-of:";

/// SHA-256 of the workbooks that a returned copy was made from, from the texts of its list of findings: its original,
/// and those that this one was a copy of. Empty for any other sheet.
#[must_use]
pub fn originals<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let is_hash = |text: &&str| text.len() == 64 && text.chars().all(|c| c.is_ascii_hexdigit());
    let mut found = texts.filter_map(|text| text.trim().strip_prefix(RETURN_OF));
    found.next().map(|list| list.split(',').filter(is_hash).map(str::to_owned).collect()).unwrap_or_default()
}

/// One row's texts, to look for a header: column and text.
#[derive(Clone, Debug)]
pub struct RowText {
    /// Row, from zero.
    pub row: u32,
    /// Column (from zero) and text of each used cell.
    pub cells: Vec<(u32, String)>,
}

/// The value cell of a labelled pair above the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MetaCell {
    /// Label and value in cells of their own.
    At {
        /// Row of the value.
        row: u32,
        /// Column of the value.
        col: u32,
    },
    /// `label: value` in one cell.
    Inline {
        /// Row of the cell.
        row: u32,
        /// Column of the cell.
        col: u32,
        /// The text after the colon.
        text: String,
    },
}

/// Where a contract's columns stand.
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// Row of the header.
    pub row: u32,
    /// First column of the header.
    pub first_col: u32,
    /// By field: the column.
    pub columns: Vec<Option<u32>>,
    /// Header texts that no field claims, with their columns.
    pub unknown: Vec<(u32, String)>,
    /// Fields that two columns claim: field and the later column.
    pub duplicates: Vec<(usize, u32)>,
    /// Question columns (contracts with `columns = "questions"`): column and question code.
    pub questions: Vec<(u32, Arc<str>)>,
    /// Question columns whose title has one question's code and another's wording.
    pub contradicting: Vec<(u32, String)>,
}

/// A recognised sheet.
#[derive(Clone, Debug)]
pub struct Recognised {
    /// Its kind.
    pub contract: Arc<Contract>,
    /// Its header.
    pub header: Header,
    /// By meta field: the value's cell.
    pub meta: Vec<Option<MetaCell>>,
    /// How well it fits: columns found, and their share of those expected, less the unknown ones.
    pub score: f64,
    /// The next best contract with its score.
    pub second: Option<(String, f64)>,
}

impl Recognised {
    /// Whether nothing is missing, unknown or doubled: no other form can fit better.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let header = &self.header;
        if self.contract.has_question_columns() {
            return header.unknown.is_empty();
        }
        let fields = self.contract.fields.iter().zip(&header.columns);
        header.unknown.is_empty()
            && header.duplicates.is_empty()
            && fields.into_iter().all(|(field, column)| column.is_some() || field.optional)
    }
}

/// Recognises a sheet by its texts. `merged` are its merged ranges; `questions` are those of its year.
/// `None`: no contract fits.
#[must_use]
pub fn recognise(
    contracts: &Contracts,
    rows: &[RowText],
    merged: &[(u32, u32, u32, u32)],
    questions: &QuestionKeys,
) -> Option<Recognised> {
    let mut best: Option<(f64, Arc<Contract>, Header)> = None;
    let mut second: Option<(String, f64)> = None;
    for row in rows.iter().take_while(|r| r.row < HEADER_SEARCH_ROWS) {
        let to_beat = best.as_ref().map_or(f64::NEG_INFINITY, |(score, ..)| *score);
        let Some((keys, known)) = titles(contracts, row, questions, to_beat) else { continue };
        for (contract, known) in contracts.iter().zip(known) {
            let fit = if contract.has_question_columns() {
                question_columns(row.row, &keys, questions)
            } else if known < FEWEST_COLUMNS {
                None
            } else {
                match_row(contract, row.row, &keys)
            };
            let Some((score, header)) = fit else { continue };
            let (loser, its_score) = match &best {
                Some((other, ..)) if score <= *other => (Arc::clone(contract), score),
                before => {
                    let before = before.as_ref().map(|(score, contract, _)| (Arc::clone(contract), *score));
                    best = Some((score, Arc::clone(contract), header));
                    let Some(before) = before else { continue };
                    before
                }
            };
            let is_best = best.as_ref().is_some_and(|(_, best, _)| best.name == loser.name);
            if !is_best && second.as_ref().is_none_or(|(_, score)| its_score > *score) {
                second = Some((loser.name.clone(), its_score));
            }
        }
    }
    let (score, contract, header) = best?;
    let second = second.filter(|(name, _)| *name != contract.name);
    let meta = find_meta(&contract, rows, merged, header.row);
    Some(Recognised { contract, header, meta, score, second })
}

/// A cell of a row that may be a header: column, comparison key, text.
type Title<'a> = (u32, String, &'a str);

/// The cells of a row with their keys, and how many of them each contract claims. `None` as soon as so
/// many cells are no contract's column that the row cannot score above `to_beat`: mostly after the
/// first cells of a row of data.
fn titles<'a>(
    contracts: &Contracts,
    row: &'a RowText,
    questions: &QuestionKeys,
    to_beat: f64,
) -> Option<(Vec<Title<'a>>, Vec<usize>)> {
    let mut keys = Vec::with_capacity(row.cells.len());
    let mut known = vec![0; contracts.list.len()];
    let mut strange = 0;
    for (col, text) in &row.cells {
        if best_possible(contracts, row.cells.len() - strange, strange)? <= to_beat {
            return None;
        }
        let key = title_key(text);
        let claimed = contracts.with_column(&key);
        for at in claimed {
            known[*at] += 1;
        }
        strange += usize::from(claimed.is_empty() && question_of(questions, &key, text).is_none());
        keys.push((*col, key, text.as_str()));
    }
    best_possible(contracts, row.cells.len() - strange, strange)?;
    Some((keys, known))
}

/// The highest score of a row in which `columns` cells may still be titles and `strange` are not;
/// `None` when those are too few for any contract.
fn best_possible(contracts: &Contracts, columns: usize, strange: usize) -> Option<f64> {
    let scores = contracts.iter().filter(|_| columns >= FEWEST_COLUMNS).map(|contract| {
        if contract.has_question_columns() {
            return exact(columns);
        }
        let matched = columns.min(contract.fields.len());
        score(matched, contract.expected_columns(), strange)
    });
    scores.reduce(f64::max)
}

/// How well a row fits a contract: two kinds may share columns, and unclaimed cells speak against one.
fn score(matched: usize, expected: usize, unknown: usize) -> f64 {
    exact(matched) + share(matched, expected) - exact(unknown) / 2.0
}

/// Which part of the expected columns is there.
fn share(matched: usize, expected: usize) -> f64 {
    exact(matched) / exact(expected)
}

/// Counts in a sheet are far below 2^52, so the conversion is exact.
#[allow(clippy::cast_precision_loss)]
fn exact(count: usize) -> f64 {
    count as f64
}

/// The comparison key of a text that may be a title; empty for prose.
fn title_key(text: &str) -> String {
    if text.len() > LONGEST_TITLE { String::new() } else { thai::key(text) }
}

fn match_row(contract: &Contract, row: u32, cells: &[(u32, String, &str)]) -> Option<(f64, Header)> {
    let mut header = Header {
        row,
        first_col: cells.first().map_or(0, |c| c.0),
        columns: vec![None; contract.fields.len()],
        ..Header::default()
    };
    for (col, key, text) in cells {
        match contract.fields.iter().position(|f| f.is_named(key)) {
            Some(field) if header.columns[field].is_none() => header.columns[field] = Some(*col),
            Some(field) => header.duplicates.push((field, *col)),
            None => header.unknown.push((*col, (*text).to_owned())),
        }
    }
    let matched = header.columns.iter().flatten().count();
    let expected = contract.expected_columns();
    let enough = matched >= FEWEST_COLUMNS && share(matched, expected) >= ENOUGH_COLUMNS;
    enough.then(|| (score(matched, expected, header.unknown.len()), header))
}

/// The question that a title means: a code, a wording, or as forms export them: `I1 ข้อความ`, `1. ข้อความ`,
/// `หัวข้อ [ข้อความ]`.
fn question_of<'a>(questions: &'a QuestionKeys, key: &str, text: &str) -> Option<&'a Vec<QuestionKey>> {
    if let Some(meant) = questions.get(key) {
        return Some(meant);
    }
    if text.len() > LONGEST_TITLE {
        return None;
    }
    let text = text.trim();
    let bracket = text.strip_suffix(']').and_then(|t| t.rsplit_once('[')).map(|(_, inner)| inner);
    let numbered = text.trim_start_matches(|c: char| c.is_numeric() || matches!(c, '.' | ')' | '(' | ' '));
    let numbered = Some(numbered).filter(|rest| rest.len() < text.len());
    let wording = bracket.into_iter().chain(numbered).find_map(|t| questions.get(&thai::key(t)));
    wording.or_else(|| {
        let first = text.split([' ', ':', '.', ')', '\n', '\u{a0}']).next()?;
        questions.get(&thai::key(&thai::question_code(first)?))
    })
}

/// Whether a title is the code of one question with the wording of another of its instrument behind it.
fn contradicts(questions: &QuestionKeys, text: &str) -> bool {
    const BETWEEN: &[char] = &[' ', ':', '.', ')', '\n', '\u{a0}', '-', '–'];
    let Some((first, wording)) = text.trim().split_once(BETWEEN) else { return false };
    let Some(written) = thai::question_code(first) else { return false };
    let wording = wording.trim_start_matches(BETWEEN);
    let Some(of_code) = questions.get(&thai::key(&written)) else { return false };
    let is_own = |meant: &QuestionKey| of_code.iter().any(|own| own.code == meant.code);
    let is_near = |meant: &QuestionKey| of_code.iter().any(|own| own.instrument == meant.instrument);
    let (mut own, mut other) = (0.0_f64, 0.0_f64);
    for (key, meant) in questions {
        if !meant.iter().any(is_near) {
            continue;
        }
        let alike = thai::likeness(wording, key);
        if meant.iter().any(is_own) {
            own = own.max(alike);
        } else {
            other = other.max(alike);
        }
    }
    is_another(own, other)
}

/// Whether a wording is so much liker another's than its own that it is the other's.
#[must_use]
pub fn is_another(own: f64, other: f64) -> bool {
    const LIKE: f64 = 0.7;
    const APART: f64 = 0.25;
    other >= LIKE && other - own >= APART
}

/// The columns of raw answers. A wording that instruments share is that of the instrument which the others ask for.
fn question_columns(
    row: u32,
    cells: &[(u32, String, &str)],
    questions: &QuestionKeys,
) -> Option<(f64, Header)> {
    let mut header = Header { row, first_col: cells.first().map_or(0, |c| c.0), ..Header::default() };
    let meant: Vec<_> = cells.iter().map(|(_, key, text)| question_of(questions, key, text)).collect();
    let plain = || meant.iter().flatten().filter(|m| m.len() == 1).flat_map(|m| m.iter());
    let sole = plain().next().filter(|first| plain().all(|m| m.instrument == first.instrument));
    for ((col, _, text), meant) in cells.iter().zip(&meant) {
        let one = meant.and_then(|meant| match (meant.as_slice(), sole) {
            ([one], _) => Some(one),
            (several, Some(sole)) => {
                let mut of_it = several.iter().filter(|m| m.instrument == sole.instrument);
                of_it.next().filter(|_| of_it.next().is_none())
            }
            _ => None,
        });
        match one {
            Some(question) => {
                if contradicts(questions, text) {
                    header.contradicting.push((*col, (*text).to_owned()));
                }
                header.questions.push((*col, Arc::from(question.code.as_str())));
            }
            None => header.unknown.push((*col, (*text).to_owned())),
        }
    }
    let found = header.questions.len();
    (found >= FEWEST_QUESTIONS).then(|| (exact(found), header))
}

/// Labelled cells above the header. The value stands right of its label, or after the colon in the
/// label's own cell; remarks further right are not taken for it.
fn find_meta(
    contract: &Contract,
    rows: &[RowText],
    merged: &[(u32, u32, u32, u32)],
    header_row: u32,
) -> Vec<Option<MetaCell>> {
    let mut found = vec![None; contract.meta.len()];
    for row in rows.iter().take_while(|r| r.row < header_row) {
        for (col, text) in &row.cells {
            let (key, cell) = match text.split_once([':', '：']) {
                Some((label, value)) if !value.trim().is_empty() => {
                    let text = value.trim().to_owned();
                    (title_key(label), MetaCell::Inline { row: row.row, col: *col, text })
                }
                _ => {
                    let label = merged.iter().find(|r| (r.0, r.1) == (row.row, *col));
                    let last = label.map_or(*col, |r| r.3);
                    (title_key(text), MetaCell::At { row: row.row, col: last.saturating_add(1) })
                }
            };
            if let Some(field) = contract.meta.iter().position(|f| f.is_named(&key))
                && found[field].is_none()
            {
                found[field] = Some(cell);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(titles: &[&str]) -> Vec<String> {
        let mut questions = QuestionKeys::new();
        for (code, instrument, text) in [
            ("I1", "IIT", "ปฏิบัติงานโปร่งใส"),
            ("I2", "IIT", "เต็มใจให้บริการ"),
            ("I3", "IIT", "ไม่เลือกปฏิบัติ"),
            ("I4", "IIT", "มุ่งผลสำเร็จ"),
            ("E1", "EIT", "ปฏิบัติงานโปร่งใส"),
            ("E2", "EIT", "เปิดเผยข้อมูล"),
            ("E3", "EIT", "รับฟังความคิดเห็น"),
            ("E4", "EIT", "ปรับปรุงวิธีการ"),
        ] {
            let meant = QuestionKey { code: code.to_owned(), instrument: instrument.to_owned() };
            questions.entry(thai::key(text)).or_default().push(meant.clone());
            questions.insert(thai::key(code), vec![meant]);
        }
        let cells: Vec<_> = (0..).zip(titles).map(|(col, text)| (col, thai::key(text), *text)).collect();
        let header = question_columns(0, &cells, &questions).map(|(_, header)| header.questions);
        header.unwrap_or_default().iter().map(|(col, code)| format!("{col}:{code}")).collect()
    }

    #[test]
    fn a_wording_of_two_surveys_is_that_of_the_survey_at_hand() {
        let inside = ["ปฏิบัติงานโปร่งใส", "เต็มใจให้บริการ", "ไม่เลือกปฏิบัติ", "มุ่งผลสำเร็จ"];
        assert_eq!(codes(&inside), ["0:I1", "1:I2", "2:I3", "3:I4"]);
        let outside = ["1. ปฏิบัติงานโปร่งใส", "2. เปิดเผยข้อมูล", "E3", "ท่านเห็นว่า [ปรับปรุงวิธีการ]"];
        assert_eq!(codes(&outside), ["0:E1", "1:E2", "2:E3", "3:E4"]);
        // Both surveys in one sheet do not tell whose it is.
        let both = ["ปฏิบัติงานโปร่งใส", "เต็มใจให้บริการ", "มุ่งผลสำเร็จ", "เปิดเผยข้อมูล"];
        assert_eq!(codes(&both), ["1:I2", "2:I4", "3:E2"]);
        assert_eq!(codes(&["I1", "เต็มใจให้บริการ", "มุ่งผลสำเร็จ", "E1"]), ["0:I1", "1:I2", "2:I4", "3:E1"]);
    }
}
