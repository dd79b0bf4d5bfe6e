//! The roll-up over many agencies: one view model, from which the PDF, the workbook, the CSVs and the page are
//! written.
//!
//! In: records of the agencies, scores side by side. Out: a [`RollUp`]: worded sections with typed tables in
//! the order they are read. Never: computes a score, writes a file.

mod document;
mod record;
mod sections;
mod workbook;

pub use document::{RollUpDocument, document, row_text};
pub use record::{HalfRecord, Problem, Publication, Record};
pub use workbook::workbook;

use super::document::{BarChart, Tile};
use super::wording::Wording;
use super::words::Words;
use super::workbook::book::{Sheet, Table};
use super::workbook::front::no_contents;
use crate::compare::Across;
use crate::model::{FiscalYear, Period};
use crate::scheme::Scheme;
use crate::thai::{Date, Digits};

/// What the roll-up is made from.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    /// Every agency of the fleet, sorted by id.
    pub records: &'a [Record],
    /// Which of them are published, in the same order.
    pub published: &'a [bool],
    /// Scores of the published ones.
    pub across: &'a Across,
    /// The scheme of the results' year.
    pub scheme: &'a Scheme,
    /// The half of the progress reports.
    pub period: Period,
    /// The day from which due dates were judged.
    pub as_of: Date,
    /// Digits of the document.
    pub digits: Digits,
    /// Made in spite of data errors.
    pub draft: bool,
    /// Texts of `templates/wording`.
    pub wording: &'a Wording,
}

impl Basis<'_> {
    fn words(&self) -> Words {
        Words { digits: self.digits, decimals: self.scheme.rules.published_decimals }
    }

    fn year(&self) -> FiscalYear {
        self.scheme.fiscal_year
    }
}

/// The roll-up as it is read.
#[derive(Clone, Debug)]
pub struct RollUp {
    /// File names carry it: `2568-h1`.
    pub slug: String,
    /// Title.
    pub title: String,
    /// The years it is about, worded.
    pub subtitle: String,
    /// One sentence on what it holds.
    pub subject: String,
    /// Who stands above the agencies, where they all say the same.
    pub issuer: String,
    /// Since when the figures hold.
    pub as_of: Date,
    /// The same in words.
    pub as_of_text: String,
    /// Digits of the document.
    pub digits: Digits,
    /// Decimals of published scores.
    pub decimals: usize,
    /// Sample, draft.
    pub marks: Vec<String>,
    /// Paragraphs that say how the year went.
    pub paragraphs: Vec<String>,
    /// Figures that stand out.
    pub tiles: Vec<Tile>,
    /// Agencies by rating.
    pub chart: BarChart,
    /// From the ranking to what was not published.
    pub sections: Vec<Section>,
    /// How to read it.
    pub notes: Vec<String>,
    /// The list of the workbook's sheets, still empty.
    pub contents: Sheet,
}

impl RollUp {
    /// Wording of the roll-up.
    #[must_use]
    pub fn words(&self) -> Words {
        Words { digits: self.digits, decimals: self.decimals }
    }
}

/// A heading, what it says, a table.
#[derive(Clone, Debug)]
pub struct Section {
    /// Heading.
    pub heading: String,
    /// Paragraphs before the table.
    pub paragraphs: Vec<String>,
    /// The table; its name is the CSV's.
    pub table: Table,
    /// Rows of the table that are printed: of a long one the first and the last.
    pub printed: usize,
    /// Set on landscape pages.
    pub wide: bool,
}

/// Builds the roll-up.
#[must_use]
pub fn roll_up(basis: &Basis<'_>) -> RollUp {
    let words = basis.words();
    let (year, period) = (basis.year(), basis.period);
    let all = basis.records.len();
    let published = basis.published.iter().filter(|p| **p).count();
    RollUp {
        slug: period.slug(),
        title: "ภาพรวมผลการประเมินคุณธรรมและความโปร่งใส".to_owned(),
        subtitle: words.text(&format!(
            "ผลการประเมินปีงบประมาณ {year} และรายงานผลปีงบประมาณ {} {}",
            period.fiscal_year,
            words.half(period.half)
        )),
        subject: words.text(&format!("คะแนน อันดับ และความครอบคลุมของ {published} จาก {all} หน่วยงาน")),
        issuer: issuer(basis.records),
        as_of: basis.as_of,
        as_of_text: format!("ข้อมูล ณ วันที่ {}", words.date(basis.as_of)),
        digits: basis.digits,
        decimals: words.decimals,
        marks: marks(basis),
        paragraphs: sections::opening(basis),
        tiles: sections::tiles(basis),
        chart: sections::ratings_chart(basis),
        sections: sections::all(basis),
        notes: vec![
            words.text(&format!(
                "อันดับเรียงตามคะแนนรวมที่ประกาศ (ทศนิยม {} ตำแหน่ง) คะแนนเท่ากันได้อันดับเดียวกัน",
                words.decimals
            )),
            "ค่าเฉลี่ยนับหน่วยงานละหนึ่งเท่ากัน ไม่ถ่วงด้วยจำนวนผู้ตอบ".to_owned(),
            "การเปลี่ยนแปลงเทียบกับปีก่อนเฉพาะหน่วยงานที่มีคะแนนทั้งสองปี".to_owned(),
            "หน่วยงานที่ข้อมูลยังมีข้อผิดพลาดไม่รวมในอันดับและค่าเฉลี่ย แต่แสดงไว้ในส่วนสุดท้าย".to_owned(),
        ],
        contents: no_contents(&|key| basis.wording.find(key, &[])),
    }
}

/// The parent of all agencies, where it is the same.
fn issuer(records: &[Record]) -> String {
    let first = records.first().map(|r| r.parent.th.clone()).unwrap_or_default();
    let same = records.iter().filter(|r| !r.refused).all(|r| r.parent.th == first);
    if same { first } else { String::new() }
}

fn marks(basis: &Basis<'_>) -> Vec<String> {
    let mut marks = Vec::new();
    if basis.records.iter().any(|r| r.sample) {
        marks.push("เอกสารตัวอย่าง ไม่ใช่เอกสารของทางราชการ".to_owned());
    }
    if basis.draft {
        marks.push("ฉบับร่าง ห้ามเผยแพร่".to_owned());
    }
    marks
}
