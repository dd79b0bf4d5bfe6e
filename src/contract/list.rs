//! How the rows of a data set are set on a page: several columns of the sheet in one.
//!
//! Comes in: `[report.list]` of a contract. Goes out: columns whose lines are taken apart. Never: a value.

use crate::toml_file::Fault;
use serde::Deserialize;

/// The list of all rows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportList {
    /// Column whose values head the rows; without it the units do, unless one of the columns names them.
    pub by: Option<String>,
    /// Columns from left to right.
    pub columns: Vec<ListColumn>,
    /// What is not repeated.
    pub sole: Option<Sole>,
    /// Words that begin a line of their own inside a text, e.g. `ลงวันที่` of a contract's number and date; what
    /// follows them is not parted.
    #[serde(default)]
    pub line_before: Vec<String>,
    /// How to read the list, above it, Thai.
    #[serde(default)]
    pub guide: Vec<String>,
    /// Explanations under the list, Thai.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// A column of the list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListColumn {
    /// Its title, Thai; without it those of the columns that it shows.
    pub title: Option<String>,
    /// Share of the page's width; only the ratio to the other columns counts.
    pub width: f64,
    /// Lines of a cell: words, and in square brackets the columns whose values stand there; `[a × b]` is their product.
    pub lines: Vec<String>,
}

/// A value that another column has said already: the only bidder is the winner too.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sole {
    /// The column that is not repeated,
    pub column: String,
    /// where the only line of this one begins with its words;
    pub of: String,
    /// then its line says this instead, Thai; empty: there is no such line.
    pub say: String,
}

/// A piece of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListPart<'a> {
    /// Words as they are.
    Words(&'a str),
    /// The value of a column, or `unit`.
    Value(&'a str),
    /// The values of two columns of numbers, multiplied.
    Product(&'a str, &'a str),
}

impl ReportList {
    /// Every column that it names.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let shown = self.columns.iter().flat_map(ListColumn::names);
        let sole = self.sole.iter().flat_map(|s| [s.column.as_str(), s.of.as_str()]);
        shown.chain(self.by.as_deref()).chain(sole)
    }

    /// Whether a column names the units.
    #[must_use]
    pub fn names_units(&self) -> bool {
        self.columns.iter().flat_map(ListColumn::names).any(|name| name == "unit")
    }

    /// Columns that it multiplies.
    pub(super) fn factors(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().flat_map(ListColumn::parts).flatten().flat_map(|part| match part {
            ListPart::Product(one, other) => vec![one, other],
            ListPart::Value(_) | ListPart::Words(_) => Vec::new(),
        })
    }

    pub(super) fn problem(&self) -> Option<Fault> {
        let unfit = |c: &ListColumn| !(c.width.is_finite() && c.width > 0.0) || c.names().next().is_none();
        (self.columns.is_empty() || self.columns.iter().any(unfit)).then(|| {
            Fault::new(
                &["report", "list"],
                "report.list.columns: ต้องมี width มากกว่า 0 และทุกคอลัมน์มี [คอลัมน์] ใน lines",
                "report.list.columns: a width above 0, and lines with a [column] each",
            )
        })
    }
}

impl ListColumn {
    /// Columns of the sheet that it shows, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().flat_map(|line| parts(line)).flat_map(|part| {
            let names = match part {
                ListPart::Value(name) => [Some(name), None],
                ListPart::Product(one, other) => [Some(one), Some(other)],
                ListPart::Words(_) => [None, None],
            };
            names.into_iter().flatten()
        })
    }

    /// Its lines, each in parts.
    pub fn parts(&self) -> impl Iterator<Item = Vec<ListPart<'_>>> {
        self.lines.iter().map(|line| parts(line))
    }
}

fn parts(line: &str) -> Vec<ListPart<'_>> {
    let mut parts = Vec::new();
    let mut rest = line;
    while let Some((before, name, after)) = rest
        .split_once('[')
        .and_then(|(before, rest)| rest.split_once(']').map(|(name, after)| (before, name, after)))
    {
        parts.extend((!before.is_empty()).then_some(ListPart::Words(before)));
        parts.push(
            name.split_once(" × ")
                .map_or(ListPart::Value(name), |(one, other)| ListPart::Product(one, other)),
        );
        rest = after;
    }
    parts.extend((!rest.is_empty()).then_some(ListPart::Words(rest)));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_words_and_columns() {
        use ListPart::{Product, Value, Words};
        assert_eq!(parts("[a] × [b]"), [Value("a"), Words(" × "), Value("b")]);
        assert_eq!(parts("= [a × b]"), [Words("= "), Product("a", "b")]);
        assert_eq!(parts("ปัญหา: [problem]"), [Words("ปัญหา: "), Value("problem")]);
        assert_eq!(parts("ไม่มี [ปิด"), [Words("ไม่มี [ปิด")]);
    }
}
