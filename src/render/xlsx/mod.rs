//! Workbooks as files: the review workbook with formulas, and the open spreadsheet with values only.
//!
//! In: a [`Workbook`]. Out: the bytes of an `.xlsx`, the same for the same workbook whatever the machine
//! and the clock. Never: computes a figure; a formula is written together with the result it must give.

mod chart;
mod layout;
mod open;
mod paper;
mod review;
mod style;
mod widths;

pub use open::open;
pub use review::{review, review_beside};
pub(super) use style::FACE;

use crate::error::Error;
use crate::report::workbook::Workbook;
use crate::report::workbook::book::Sheet;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, XlsxError};

/// An error of the library: a bug, since everything that is written was made to fit.
fn bug(error: XlsxError) -> Error {
    Error::bug("writing a workbook", error)
}

/// Refuses a sheet or a column without a title: `templates/wording` has none for it, a bug.
fn titled(sheets: &[&Sheet]) -> Result<(), Error> {
    let refused = |what: String| Err(Error::bug("writing a workbook", what));
    for sheet in sheets {
        let table = sheet.as_table();
        let name = table.map_or("cover", |table| &table.name);
        if sheet.tab.is_empty() || sheet.title.is_empty() {
            return refused(format!("the sheet `{name}` has no tab or no title"));
        }
        let columns = table.map(|table| &table.columns[..]).unwrap_or_default();
        if let Some(column) = columns.iter().find(|column| column.title.is_empty()) {
            return refused(format!("the column `{}` of `{name}` has no title", column.id));
        }
    }
    Ok(())
}

/// Title, subject, issuer; the creation date is the as-of date, so that bytes do not depend on the clock.
fn properties(book: &Workbook) -> Result<DocProperties, Error> {
    let year = u16::try_from(book.as_of.year()).unwrap_or(1900);
    let created = ExcelDateTime::from_ymd(year, book.as_of.month(), book.as_of.day()).map_err(bug)?;
    Ok(DocProperties::new()
        .set_title(&book.title)
        .set_subject(&book.subject)
        .set_author(&book.agency)
        .set_company(&book.parent)
        .set_keywords(book.keywords.join(", "))
        .set_comment(book.marks.join(" · "))
        .set_status(if book.marks.is_empty() { &book.frame.published } else { &book.frame.unpublished })
        .set_creation_datetime(&created))
}

#[cfg(test)]
mod tests {
    use super::titled;
    use crate::report::workbook::book::{Column, Kind, Sheet, Table};

    #[test]
    fn a_sheet_or_a_column_without_a_title_is_refused() {
        let sheet = |tab: &str, title: &str| {
            let table = Table::new("late", "x", vec![Column::new("unit", title, Kind::Text)]);
            Sheet::table(tab, "x", Vec::new(), table)
        };
        assert!(titled(&[&sheet("x", "x")]).is_ok());
        let why = titled(&[&sheet("x", "")]).unwrap_err().to_string();
        assert!(why.contains("`unit` of `late`"), "{why}");
        let why = titled(&[&sheet("x", "x"), &sheet("", "x")]).unwrap_err().to_string();
        assert!(why.contains("the sheet `late`"), "{why}");
    }
}
