//! What reviewers write into a review workbook: the words of its columns, and a remark with what its record said then.
//!
//! In: nothing; types only. Out: plain values. Never: decides whether a record has changed.

use super::FiscalYear;
use crate::thai::Date;
use std::collections::BTreeMap;

/// Folder of a year that holds review workbooks with remarks.
pub const REVIEWS: &str = "reviews";

/// Headers of the reviewing columns: who looked, what was found, a comment, on which day.
pub const REVIEWING: [&str; 4] = ["ผู้ตรวจทาน", "ผลการตรวจทาน", "ความเห็น", "วันที่ตรวจทาน"];
/// Header of the column that the program fills: what has changed since the remark was written.
pub const CHANGED: &str = "เปลี่ยนหลังตรวจทาน";

/// A value as a review workbook shows it.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// Words, without white space at their ends.
    Text(String),
    /// A number, shares as fractions.
    Number(f64),
    /// A day.
    Date(Date),
}

impl Shown {
    /// Whether two values are the same to a reader: numbers agree to the ninth decimal.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
            _ => self == other,
        }
    }
}

/// A remark of a reviewer, with its row as the workbook had it.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// The review workbook, relative to the workspace.
    pub file: String,
    /// The folder's year: that of the measures that the edition is about.
    pub fiscal_year: FiscalYear,
    /// Tab.
    pub sheet: String,
    /// Who looked; empty where nobody signed.
    pub reviewer: String,
    /// What was found, in the reviewer's words.
    pub verdict: String,
    /// The comment.
    pub comment: String,
    /// The day, or what stands in its place.
    pub date: Option<Shown>,
    /// What an earlier edition said had changed since.
    pub changed: String,
    /// The other cells of the row by header.
    pub row: BTreeMap<String, Shown>,
}

impl Remark {
    /// Whether two remarks are one that was carried from edition to edition.
    #[must_use]
    pub fn is_copy_of(&self, other: &Self) -> bool {
        let words = |r: &Self| [r.sheet.clone(), r.reviewer.clone(), r.verdict.clone(), r.comment.clone()];
        words(self) == words(other) && self.date == other.date
    }
}
