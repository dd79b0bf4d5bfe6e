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

/// Tabs on which a workbook is signed, that of progress and that of scores: no remark stands open on them.
pub const SIGN_OFF: [&str; 2] = ["ลงนาม", "ลงนามผลคะแนน"];

/// Verdicts that close a remark; any other, or none, leaves it open.
const CLOSED: [&str; 5] = ["ผ่าน", "เรียบร้อย", "แก้ไขแล้ว", "ยุติ", "ปิด"];

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
    /// How many remarks of a year are open; one that came back in several editions counts once.
    #[must_use]
    pub fn open(all: &[Self], year: FiscalYear) -> usize {
        let mut found: Vec<&Self> = Vec::new();
        for remark in all.iter().filter(|r| {
            r.fiscal_year == year && !SIGN_OFF.contains(&&r.sheet[..]) && !CLOSED.contains(&r.verdict.trim())
        }) {
            if !found.iter().any(|known| known.is_copy_of(remark) && known.record() == remark.record()) {
                found.push(remark);
            }
        }
        found.len()
    }

    /// What its row is about, as far as its first cells tell.
    fn record(&self) -> [Option<&Shown>; 4] {
        ["หน่วยงาน", "รหัสมาตรการ", "รหัส", "ข้อ"].map(|title| self.row.get(title))
    }

    /// Whether two remarks are one that was carried from edition to edition.
    #[must_use]
    pub fn is_copy_of(&self, other: &Self) -> bool {
        let words = |r: &Self| [r.sheet.clone(), r.reviewer.clone(), r.verdict.clone(), r.comment.clone()];
        words(self) == words(other) && self.date == other.date
    }
}
