//! Where the tables of a workbook lie, and formulas with names turned into formulas with addresses.
//!
//! In: the sheets in the order they are written. Out: tabs, rows, columns, addresses. Never: writes.

use crate::error::Error;
use crate::model::column_letters;
use crate::report::workbook::book::{Link, Sheet, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Excel's longest sheet name, in UTF-16 units.
const LONGEST_TAB: usize = 31;
/// Excel's longest column header of a table.
const LONGEST_HEADER: usize = 255;

/// Excel's longest address of a link, a little less than its limit of 2,080 characters.
const LONGEST_ADDRESS: usize = 2_000;

/// A table with its place.
pub(super) struct Placed<'a> {
    pub table: &'a Table,
    /// Name of its sheet.
    pub tab: String,
    /// Row of the header, from zero.
    pub header: u32,
    /// Headers as written: unique.
    pub titles: Vec<String>,
}

impl Placed<'_> {
    /// Row of a data row.
    pub fn row(&self, at: usize) -> u32 {
        self.header.saturating_add(1).saturating_add(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// Rows of data that the table has in the file: a table without any has an empty one.
    pub fn rows(&self) -> usize {
        self.table.rows.len().max(1)
    }

    /// The last row of the table, the totals included.
    pub fn last(&self) -> u32 {
        let totals = usize::from(!self.table.totals.is_empty());
        self.row(self.rows() - 1 + totals)
    }
}

/// A rectangle on a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub tab: String,
    pub first: (u32, u16),
    pub last: (u32, u16),
}

/// All places of a workbook.
pub(super) struct Layout<'a> {
    /// Names of the sheets, in order.
    pub tabs: Vec<String>,
    by_title: BTreeMap<&'a str, String>,
    tables: BTreeMap<&'a str, Placed<'a>>,
    beside: BTreeMap<&'a str, Layout<'a>>,
}

impl<'a> Layout<'a> {
    /// Places `sheets`; `head` says how many rows stand above the header of a table.
    pub fn new(sheets: &[&'a Sheet], head: impl Fn(&Sheet) -> u32) -> Self {
        let mut used = BTreeSet::new();
        let mut layout = Self {
            tabs: Vec::new(),
            by_title: BTreeMap::new(),
            tables: BTreeMap::new(),
            beside: BTreeMap::new(),
        };
        for sheet in sheets {
            let tab = unique(&tab_name(&sheet.tab), LONGEST_TAB, &mut used);
            layout.by_title.insert(&sheet.tab, tab.clone());
            layout.tabs.push(tab.clone());
            let Some(table) = sheet.as_table() else { continue };
            let mut seen = BTreeSet::new();
            let titles = table.columns.iter().map(|c| unique(&c.title, LONGEST_HEADER, &mut seen)).collect();
            layout.tables.insert(&table.name, Placed { table, tab, header: head(sheet), titles });
        }
        layout
    }

    /// A table by its name.
    pub fn table(&self, name: &str) -> Option<&Placed<'a>> {
        self.tables.get(name)
    }

    /// The address that a link leads to, in the form of a hyperlink.
    pub fn target(&self, link: &Link) -> Option<String> {
        match link {
            Link::Sheet(title) => Some(format!("internal:{}!A1", quoted(self.by_title.get(title.as_str())?))),
            Link::Row { table, row } => {
                let placed = self.table(table)?;
                Some(format!("internal:{}!A{}", quoted(&placed.tab), u64::from(placed.row(*row)) + 1))
            }
            Link::Book { stem, table, row, column } => {
                let area = self.beside.get(stem.as_str())?.cells(table, &format!("{column}#{row}"))?;
                let cell =
                    format!("{}{}", column_letters(u32::from(area.first.1)), u64::from(area.first.0) + 1);
                Some(format!("file:///{stem}.xlsx#{}!{cell}", quoted(&area.tab)))
            }
            Link::File(name) => Some(format!("file:///{name}")),
            Link::Web(address) => (address.len() <= LONGEST_ADDRESS).then(|| address.clone()),
        }
    }

    /// With the places of another workbook, for links that lead into it.
    pub fn beside(mut self, stem: &'a str, other: Layout<'a>) -> Self {
        self.beside.insert(stem, other);
        self
    }

    /// The formula with addresses instead of names of columns.
    ///
    /// # Errors
    /// A table or column that does not exist: a bug.
    pub fn formula(&self, formula: &str, here: Option<(&str, usize)>) -> Result<String, Error> {
        let mut out = String::with_capacity(formula.len() * 2);
        let mut rest = formula;
        while let Some(at) = rest.find(['"', '[']) {
            let (before, tail) = rest.split_at(at);
            out.push_str(before);
            if let Some(text) = tail.strip_prefix('"') {
                // A doubled quote inside a text closes it and opens the next: the same for copying.
                let end = text.find('"').map_or(text.len(), |e| e + 1);
                out.push('"');
                out.push_str(&text[..end]);
                rest = &text[end..];
                continue;
            }
            let end = tail.find(']').ok_or_else(|| unknown(formula))?;
            let inner = &tail[1..end];
            rest = &tail[end + 1..];
            if let Some(column) = inner.strip_prefix('@') {
                let (table, row) = here.ok_or_else(|| unknown(formula))?;
                let placed = self.table(table).ok_or_else(|| unknown(formula))?;
                let col = position(placed, column).ok_or_else(|| unknown(formula))?;
                out.push_str(&format!(
                    "{}{}",
                    column_letters(u32::from(col)),
                    u64::from(placed.row(row)) + 1
                ));
                continue;
            }
            let name_at = out.rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).map_or(0, |p| p + 1);
            let name = out.split_off(name_at);
            out.push_str(&self.reference(&name, inner).ok_or_else(|| unknown(formula))?);
        }
        out.push_str(rest);
        Ok(out)
    }

    /// A column as a table reference, or cells of it as an absolute address.
    fn reference(&self, table: &str, inner: &str) -> Option<String> {
        if inner.contains('#') {
            return Some(absolute(&self.cells(table, inner)?));
        }
        let placed = self.table(table)?;
        let title = placed.titles.get(usize::from(position(placed, inner)?))?;
        Some(format!("{table}[{}]", escaped(title)))
    }

    /// The area of `column`, `column#3`, `column#0:3` or `first:last#3`.
    pub fn cells(&self, table: &str, inner: &str) -> Option<Area> {
        let placed = self.table(table)?;
        let (columns, rows) = inner.split_once('#').unwrap_or((inner, ""));
        let (first, last) = columns.split_once(':').unwrap_or((columns, columns));
        let (top, bottom) = match rows {
            "" => (0, placed.rows() - 1),
            rows => {
                let (top, bottom) = rows.split_once(':').unwrap_or((rows, rows));
                (top.parse().ok()?, bottom.parse().ok()?)
            }
        };
        Some(Area {
            tab: placed.tab.clone(),
            first: (placed.row(top), position(placed, first)?),
            last: (placed.row(bottom), position(placed, last)?),
        })
    }

    /// The area that a chart or a name refers to.
    ///
    /// # Errors
    /// A table or column that does not exist: a bug.
    pub fn area(&self, reference: &str) -> Result<Area, Error> {
        let split = reference.strip_suffix(']').and_then(|r| r.split_once('['));
        split.and_then(|(table, inner)| self.cells(table, inner)).ok_or_else(|| unknown(reference))
    }
}

/// An absolute address.
pub(super) fn absolute(area: &Area) -> String {
    let cell = |(row, col): (u32, u16)| format!("${}${}", column_letters(u32::from(col)), u64::from(row) + 1);
    let sheet = quoted(&area.tab);
    if area.first == area.last {
        format!("{sheet}!{}", cell(area.first))
    } else {
        format!("{sheet}!{}:{}", cell(area.first), cell(area.last))
    }
}

fn position(placed: &Placed<'_>, column: &str) -> Option<u16> {
    u16::try_from(placed.table.position(column)?).ok()
}

fn unknown(formula: &str) -> Error {
    Error::bug("placing a formula", format!("`{formula}` names what is not there"))
}

fn quoted(tab: &str) -> String {
    format!("'{}'", tab.replace('\'', "''"))
}

/// A header inside a table reference.
fn escaped(title: &str) -> String {
    let mut out = String::new();
    for c in title.chars() {
        if matches!(c, '[' | ']' | '#' | '\'' | '@') {
            out.push('\'');
        }
        out.push(c);
    }
    out
}

/// A sheet name without the characters that Excel forbids.
fn tab_name(title: &str) -> String {
    let plain: String = title
        .chars()
        .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') { ' ' } else { c })
        .collect();
    let plain = plain.trim().trim_matches('\'').trim();
    if plain.is_empty() { "_".to_owned() } else { plain.to_owned() }
}

/// `text`, shortened to `longest` UTF-16 units and numbered when it is taken already.
fn unique(text: &str, longest: usize, used: &mut BTreeSet<String>) -> String {
    let mut name = shortened(text, longest);
    let mut number = 2;
    while !used.insert(name.to_lowercase()) {
        let suffix = format!(" ({number})");
        name = shortened(text, longest.saturating_sub(suffix.len())) + &suffix;
        number += 1;
    }
    name
}

/// The longest beginning that fits.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    let mut units = 0;
    text.chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= longest
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::workbook::book::{Cell, Column, Kind};

    fn sheet() -> Sheet {
        let columns = vec![
            Column::new("code", "รหัส", Kind::Code),
            Column::new("score", "คะแนน [ร้อยละ]", Kind::Score),
            Column::new("other", "รหัส", Kind::Score),
        ];
        let mut table = Table::new("things", "", columns);
        table.push(vec![Cell::text("a"), Cell::number(Some(1.0)), Cell::default()]);
        table.push(vec![Cell::text("b"), Cell::number(Some(2.0)), Cell::default()]);
        Sheet::table("ของ/จิปาถะ's", "ของ", Vec::new(), table)
    }

    #[test]
    fn formulas_get_addresses() {
        let sheet = sheet();
        let layout = Layout::new(&[&sheet], |_| 4);
        let here = Some(("things", 1));
        for (formula, expected) in [
            ("[@score]*2", "B7*2"),
            ("SUM([@code]:[@other])", "SUM(A7:C7)"),
            ("SUM(things[score])", "SUM(things[คะแนน '[ร้อยละ']])"),
            ("things[other]", "things[รหัส (2)]"),
            ("1+things[score#0]", "1+'ของ จิปาถะ''s'!$B$6"),
            ("MAX(things[score#0:1])", "MAX('ของ จิปาถะ''s'!$B$6:$B$7)"),
            ("things[code:score#1]", "'ของ จิปาถะ''s'!$A$7:$B$7"),
            ("IF(\"[@x]\"=\"a\"\"b\",1,2)", "IF(\"[@x]\"=\"a\"\"b\",1,2)"),
        ] {
            assert_eq!(layout.formula(formula, here).unwrap(), expected);
        }
        for wrong in ["[@none]", "none[score]", "things[none]", "things[score#x]", "things[score"] {
            assert!(layout.formula(wrong, here).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_link_leads_into_the_workbook_beside() {
        let (mine, other) = (Sheet::table("ก", "", Vec::new(), Table::new("x", "", Vec::new())), sheet());
        let layout = Layout::new(&[&mine], |_| 2).beside("scores-2567", Layout::new(&[&other], |_| 4));
        let link = |stem: &str, column: &str| Link::Book {
            stem: stem.to_owned(),
            table: "things".to_owned(),
            row: 1,
            column: column.to_owned(),
        };
        let target = layout.target(&link("scores-2567", "score"));
        assert_eq!(target.as_deref(), Some("file:///scores-2567.xlsx#'ของ จิปาถะ''s'!B7"));
        assert_eq!(layout.target(&link("scores-2567", "none")), None);
        assert_eq!(layout.target(&link("progress", "score")), None);
    }

    #[test]
    fn tabs_fit_and_differ() {
        let mut used = BTreeSet::new();
        let long = "ก".repeat(40);
        assert_eq!(unique(&long, LONGEST_TAB, &mut used).chars().count(), 31);
        let second = unique(&long, LONGEST_TAB, &mut used);
        assert!(second.ends_with(" (2)") && second.chars().count() <= 31, "{second}");
        assert_eq!(tab_name("a:b*c"), "a b c");
        assert_eq!(tab_name("'/'"), "_");
    }
}
