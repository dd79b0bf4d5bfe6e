//! What all workbooks are built with: the words of sheets, words of absence, check columns.
//!
//! In: the model. Out: sheets, cells and columns. Never: a figure or a word of its own.

use super::book::{Basis, Cell, Column, Kind, Sheet, Table, Tone};
use crate::model::{Absence, Field, Origin};
use crate::report::Model;
use crate::report::wording::Phrases;
use crate::report::words::{FALLEN, NO_BASELINE, NOT_COMPARABLE, RISEN, UNCHANGED, Words};

/// The column whose cells lead to the sheet of sources.
pub(super) const SOURCE: &str = "source_link";
/// The column that holds the verdict on a row.
pub(super) const CHECK: &str = "check";
/// Words of a change.
pub(super) const CHANGE_SIGNALS: &[(&str, Tone)] = &[
    (RISEN, Tone::Good),
    (FALLEN, Tone::Bad),
    (UNCHANGED, Tone::Muted),
    (NO_BASELINE, Tone::Muted),
    (NOT_COMPARABLE, Tone::Warn),
];

/// How far a recalculated figure may lie from the program's: the order of additions is not the same.
pub(super) const CHECK_TOLERANCE: f64 = 1e-7;

/// Words in the digits of the documents.
pub(super) fn words(model: &Model<'_>) -> Words {
    model.words()
}

/// A sheet with what `templates/wording` says of it: its tab, its title, its notes, what its table is about, and titles
/// of the columns that have none of their own.
pub(crate) fn sheet(model: &Model<'_>, id: &str, variables: &[(&str, &str)], table: Table) -> Sheet {
    worded(model.phrases(), id, variables, table)
}

/// The same where there is no agency. A writer refuses a sheet without a tab and a column without a title.
pub(super) fn worded(phrases: Phrases<'_>, id: &str, variables: &[(&str, &str)], mut table: Table) -> Sheet {
    let own = |part: &str| phrases.find(&format!("sheets.{id}.{part}"), variables);
    for column in table.columns.iter_mut().filter(|column| column.title.is_empty()) {
        let key = format!("columns.{}", column.id);
        column.title = own(&key).or_else(|| phrases.find(&key, variables)).unwrap_or_default();
    }
    let title = own("title").unwrap_or_default();
    table.description = own("about").unwrap_or_else(|| title.clone());
    let notes = own("notes").unwrap_or_default();
    Sheet::table(own("tab").unwrap_or_default(), title, notes.lines().map(str::to_owned).collect(), table)
}

/// A word as a formula holds it.
pub(super) fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
}

/// The marks that every sheet carries.
pub(crate) fn marks(model: &Model<'_>) -> Vec<String> {
    model.marks().into_iter().map(|mark| mark.th).collect()
}

/// Why a value is not there.
pub(super) fn absence(model: &Model<'_>, why: Absence) -> String {
    model.term(match why {
        Absence::NotSubmitted => "absence.not_submitted",
        Absence::Blank => "absence.blank",
        Absence::NotApplicable => "absence.not_applicable",
        Absence::Invalid => "absence.invalid",
        Absence::Superseded => "absence.superseded",
    })
}

/// A number of the inputs with its cell.
pub(super) fn given(field: &Field<f64>) -> Cell {
    mark(Cell::number(field.get().copied()), field)
}

/// A whole number of the inputs with its cell.
pub(super) fn given_integer(field: &Field<i64>) -> Cell {
    mark(Cell::integer(field.get().copied()), field)
}

fn mark<T>(cell: Cell, field: &Field<T>) -> Cell {
    let cell = if field.absence() == Some(Absence::NotApplicable) { Cell::not_applicable() } else { cell };
    cell.read_at(field.origin.as_ref())
}

/// The verdict on a row.
pub(super) fn check_column(model: &Model<'_>) -> Column {
    let signals = [(model.term("words.equal"), Tone::Good), (model.term("words.different"), Tone::Bad)];
    Column::of(CHECK, Kind::Code).signals(&signals).review()
}

/// The link to the sources.
pub(super) fn source_column() -> Column {
    Column::of(SOURCE, Kind::Link).review()
}

/// Compares numbers of the formulas with those of the program.
pub(super) fn check(model: &Model<'_>, pairs: &[(&str, &str)]) -> Cell {
    let conditions: Vec<_> = pairs.iter().map(|(a, b)| equal_numbers(a, b)).collect();
    let all = match conditions.as_slice() {
        [one] => one.clone(),
        _ => format!("AND({})", conditions.join(",")),
    };
    verdict(model, &all)
}

/// Compares words.
pub(super) fn check_text(model: &Model<'_>, a: &str, b: &str) -> Cell {
    verdict(model, &format!("[@{a}]=[@{b}]"))
}

fn verdict(model: &Model<'_>, condition: &str) -> Cell {
    let [equal, different] = ["words.equal", "words.different"].map(|key| model.term(key));
    let formula = format!("IF({condition},{},{})", quoted(&equal), quoted(&different));
    Cell::text(equal).by(formula)
}

fn equal_numbers(a: &str, b: &str) -> String {
    format!("IF(COUNT([@{a}],[@{b}])=2,ABS([@{a}]-[@{b}])<=check_tolerance,COUNT([@{a}],[@{b}])=0)")
}

/// What a computed figure was made from, as a row's sources hold it.
#[allow(clippy::unnecessary_wraps)] // every caller needs the option
pub(super) fn basis(column: &'static str, rule: impl Into<String>, origins: Vec<Origin>) -> Option<Basis> {
    Some(Basis { column, rule: rule.into(), origins })
}

/// A name that formulas can use: other characters than ASCII letters and digits become `_`.
pub(super) fn ascii_name(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// The word for a change, as a formula over a column of differences.
pub(super) fn change_word(delta: &str) -> String {
    format!(
        "IF([@{delta}]=\"\",\"{NO_BASELINE}\",IF(ROUND([@{delta}],published_decimals)>0,\"{RISEN}\",\
         IF(ROUND([@{delta}],published_decimals)<0,\"{FALLEN}\",\"{UNCHANGED}\")))"
    )
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_word_with_quotation_marks_stays_one_text_of_a_formula() {
        assert_eq!(quoted("ผ่าน"), "\"ผ่าน\"");
        assert_eq!(quoted("\"ผ่าน\" แล้ว"), "\"\"\"ผ่าน\"\" แล้ว\"");
    }
}
