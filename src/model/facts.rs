//! The typed records of the inputs: what `check` hands to `score`, `compare` and `report`.

use super::{Field, FiscalYear, Origin, Period, Remark};
use crate::thai::Date;
use serde::{Deserialize, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One question of a survey, one part of it, or one OIT item, as a sheet gives it.
#[derive(Clone, Debug)]
pub struct QuestionResult {
    /// `I1`, `E3`, `O12`: a code of the year's scheme.
    pub question: String,
    /// The part, where the question has several (E3 by type of service); empty otherwise.
    pub part: String,
    /// Answers per choice, choice 1 first; empty for OIT items.
    pub counts: Vec<Field<i64>>,
    /// Printed percentages per choice, where the sheet has them.
    pub percents: Vec<Field<f64>>,
    /// The score the NACC published, 0–100. For an OIT item the assessed score.
    pub published: Field<f64>,
    /// The code's cell.
    pub origin: Origin,
}

/// What a published score is about, when it is about more than one question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The total.
    Total,
    /// An instrument, by code.
    Instrument(String),
    /// An indicator, by number.
    Indicator(i64),
    /// A sub-indicator, by code.
    Topic(String),
}

/// A published score of a level above the questions, as a sheet gives it.
#[derive(Clone, Debug)]
pub struct LevelScore {
    /// What it is about.
    pub level: Level,
    /// 0–100.
    pub score: Field<f64>,
    /// The row's first cell.
    pub origin: Origin,
}

/// When a measure is to be finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// On a day.
    On(Date),
    /// Words: ทุกเดือน, เป็นปัจจุบัน, … — never late, never finished before the year ends.
    Continuous(String),
}

/// Who answers for a measure, resolved against `agency.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Responsible {
    /// Ids of the units, in the order of `agency.toml`.
    pub units: Vec<String>,
    /// As the register words it.
    pub wording: String,
}

/// One row of the register of measures.
#[derive(Clone, Debug)]
pub struct Measure {
    /// `M1-01`
    pub code: String,
    /// 1–10
    pub indicator: Field<i64>,
    /// OIT item, for indicators 9 and 10.
    pub item: Field<String>,
    /// ประเด็นที่ต้องปรับปรุง/ยกระดับ
    pub issue: Field<String>,
    /// มาตรการ/กิจกรรม
    pub title: Field<String>,
    /// ผลผลิต, one a line
    pub outputs: Field<String>,
    /// การสื่อสารสร้างการรับรู้
    pub communication: Field<String>,
    /// ระยะเวลาแล้วเสร็จ
    pub due: Field<Due>,
    /// ผู้รับผิดชอบ
    pub responsible: Field<Responsible>,
    /// การกำกับติดตาม
    pub supervision: Field<String>,
    /// ระยะเวลากำกับติดตาม, in the register's own words
    pub cadence: Field<String>,
    /// What they mean, in the standard words; empty where nothing is given.
    pub cadence_means: String,
    /// Persons and positions, one a line: for the agency alone, in no publication.
    pub persons: Field<String>,
    /// What stands in the columns that the contract has beyond those above, in their order.
    pub further: Vec<Field<DataValue>>,
    /// The code's cell.
    pub origin: Origin,
}

/// The status a unit reports. Late, overdue and not reported are derived, see `score::progress`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// ยังไม่ดำเนินการ
    NotStarted,
    /// อยู่ระหว่างดำเนินการ
    UnderWay,
    /// แล้วเสร็จ
    Finished,
}

/// One unit's report on one measure in one half.
#[derive(Clone, Debug)]
pub struct Progress {
    /// Unit id.
    pub unit: String,
    /// Measure code.
    pub measure: String,
    /// As reported.
    pub status: Field<Status>,
    /// 0–100
    pub percent_complete: Field<f64>,
    /// When finished.
    pub finished_on: Field<Date>,
    /// ผลการดำเนินงาน
    pub result: Field<String>,
    /// URLs or file names, one a line.
    pub evidence: Field<String>,
    /// ปัญหา/อุปสรรค
    pub problem: Field<String>,
    /// แนวทางดำเนินการต่อ
    pub next_step: Field<String>,
    /// Monitoring check-ins in the half.
    pub check_ins: Field<i64>,
    /// The code's cell.
    pub origin: Origin,
}

/// What a unit says of one output of a measure.
#[derive(Clone, Debug)]
pub struct OutputReport {
    /// Unit id.
    pub unit: String,
    /// Measure code.
    pub measure: String,
    /// The output as the register words it.
    pub output: Field<String>,
    /// How many are made.
    pub quantity: Field<i64>,
    /// URLs or file names, one a line.
    pub evidence: Field<String>,
    /// Day of publication.
    pub done_on: Field<Date>,
    /// The code's cell.
    pub origin: Origin,
}

/// A meeting or activity about the assessment.
#[derive(Clone, Debug)]
pub struct Briefing {
    /// Day held.
    pub date: Field<Date>,
    /// เรื่อง
    pub title: Field<String>,
    /// รายละเอียด
    pub detail: Field<String>,
    /// ผู้เข้าร่วม
    pub audience: Field<String>,
    /// Number of people.
    pub attendees: Field<i64>,
    /// Picture file beside the workbook.
    pub picture: Field<String>,
    /// The row's first cell.
    pub origin: Origin,
}

/// One row of a six-month data set; values stand in the order of the contract's fields.
#[derive(Clone, Debug)]
pub struct DataRow {
    /// Unit id of the sender.
    pub unit: String,
    /// One field a column of the contract: text as it is published; numbers beside it.
    pub values: Vec<Field<DataValue>>,
    /// The row's first cell.
    pub origin: Origin,
}

/// A value of a data set.
#[derive(Clone, Debug, PartialEq)]
pub enum DataValue {
    /// Words.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A day.
    Date(Date),
}

impl DataValue {
    /// The figure, in the column's unit; none for words and days.
    #[must_use]
    pub fn figure(&self) -> Option<f64> {
        match self {
            // Figures of reports are far below 2^53.
            #[allow(clippy::cast_precision_loss)]
            Self::Integer(figure) => Some(*figure as f64),
            Self::Number(figure) => Some(*figure),
            Self::Text(_) | Self::Date(_) => None,
        }
    }
}

impl Field<DataValue> {
    /// The figure that was given; none without one, and for words and days.
    #[must_use]
    pub fn figure(&self) -> Option<f64> {
        self.get().and_then(DataValue::figure)
    }
}

/// One recognised sheet.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Contract name.
    pub kind: String,
    /// Unit id, for sheets of units.
    pub unit: Option<String>,
    /// The fiscal year it is for.
    pub fiscal_year: FiscalYear,
    /// The half, for half-yearly kinds.
    pub period: Option<Period>,
    /// 1 for the first edition.
    pub revision: i64,
    /// Rows with data.
    pub rows: usize,
    /// The sheet says that there is nothing to report.
    pub nothing: bool,
    /// Header's first cell.
    pub origin: Origin,
}

/// An input file as it was read.
#[derive(Clone, Debug)]
pub struct Received {
    /// Relative path with `/`.
    pub path: Arc<str>,
    /// Hex SHA-256 of the bytes that were read.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// How a sheet was read: what became of each of its used cells. The parts add up to [`Reading::used`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reading {
    /// Relative path of the workbook.
    #[serde(serialize_with = "as_text")]
    pub file: Arc<str>,
    /// The sheet.
    #[serde(serialize_with = "as_text")]
    pub sheet: Arc<str>,
    /// Name of the layout; empty where none fits.
    pub layout: String,
    /// How well it fits.
    pub score: f64,
    /// The next best layout with its score.
    pub second: Option<(String, f64)>,
    /// Used cells.
    pub used: usize,
    /// Cells read into fields of records.
    pub read: usize,
    /// Titles of columns.
    pub headings: usize,
    /// Labels above the table with their values.
    pub labels: usize,
    /// Titles, sums, remarks, signatures, banners, columns passed over.
    pub furniture: usize,
    /// Cells that findings tell of.
    pub reported: usize,
    /// Rows that hold no record, by reason: `total`, `remark`, `banner`, `unanswered`, `passed_over`,
    /// `reported`.
    pub left: Vec<(String, String)>,
    /// Codes that records without one were given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<GivenCode>,
}

/// A code and the record that it was given to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct GivenCode {
    /// `M9-03`
    pub code: String,
    /// What the record is counted by, such as the number of the indicator.
    pub by: String,
    /// Its texts, by which it is found again.
    pub content: String,
    /// Its row in the sheet, from one, by which it is found again when its texts were edited.
    pub row: u32,
}

fn as_text<S: Serializer>(text: &Arc<str>, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_str(text)
}

/// What is known of one fiscal year.
#[derive(Clone, Debug, Default)]
pub struct YearFacts {
    /// Survey questions and OIT items, in the scheme's order.
    pub questions: Vec<QuestionResult>,
    /// Published scores of indicators, instruments, the total: where they are all that was published, or to
    /// compare with.
    pub published: Vec<LevelScore>,
    /// The register, in sheet order.
    pub measures: Vec<Measure>,
    /// Briefings by date.
    pub briefings: Vec<Briefing>,
}

/// Everything the workbooks of one agency say.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Agency id.
    pub agency: String,
    /// By fiscal year.
    pub years: BTreeMap<FiscalYear, YearFacts>,
    /// Reports of units by half.
    pub progress: BTreeMap<Period, Vec<Progress>>,
    /// Outputs of measures by half, as units report them.
    pub outputs: BTreeMap<Period, Vec<OutputReport>>,
    /// Six-month data sets: contract name and half.
    pub data_sets: BTreeMap<(String, Period), Vec<DataRow>>,
    /// Every recognised sheet.
    pub submissions: Vec<Submission>,
    /// Recognised sheets of which the unit, the half or the year is not known: findings say so, and they go no
    /// further.
    pub strays: Vec<Submission>,
    /// Every file.
    pub files: Vec<Received>,
    /// How each sheet was read.
    pub readings: Vec<Reading>,
    /// What reviewers wrote into review workbooks that came back.
    pub remarks: Vec<Remark>,
}

impl Facts {
    /// Halves that anything was submitted for, in order; a blank form is nothing.
    #[must_use]
    pub fn halves(&self) -> BTreeSet<Period> {
        self.senders().into_keys().collect()
    }

    /// The units that filled in anything for each half.
    #[must_use]
    pub fn senders(&self) -> BTreeMap<Period, BTreeSet<&str>> {
        let mut senders: BTreeMap<Period, BTreeSet<&str>> = BTreeMap::new();
        for submission in self.submissions.iter().filter(|s| s.rows > 0 || s.nothing) {
            if let (Some(period), Some(unit)) = (submission.period, &submission.unit) {
                senders.entry(period).or_default().insert(unit);
            }
        }
        senders
    }
}
