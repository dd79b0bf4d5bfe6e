//! Workbooks for units: blank forms, forms filled in from seeds, and returned copies with the errors
//! marked. All are written from the contracts, so what is handed out is what `check` accepts.
//!
//! Comes in: contracts, a unit and a period, rows or raw cells, findings. Goes out: the bytes of an
//! `.xlsx`, the same for the same input. Never: reads or writes a file, decides what is wrong.

mod copies;
mod copy;
mod finish;
mod guide;
mod plain;
mod returned;
mod sheet;
mod style;
mod validation;

pub use copies::{Marking, clear_copies, edited_copies, write_copies};
pub use plain::{PlainSheet, plain};
pub use returned::{FINDINGS_SHEET, Returned, return_name, returned};

use crate::check::expects;
use crate::contract::{Contract, Contracts, CoreSheet, Cover, Role, Scope};
use crate::error::Error;
use crate::model::{DataValue, FiscalYear, Half, Period};
use crate::report::wording::Phrases;
use crate::scheme::{Scale, Scheme};
use crate::thai::{self, Date};
use crate::workspace::{Agency, Unit};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, XlsxError};
use std::borrow::Cow;

/// Name of the first sheet, which `check` passes over.
pub const GUIDE_SHEET: &str = "คำแนะนำ";

/// A measure of the register, as the progress form lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureLine {
    /// `M1-01`
    pub code: String,
    /// มาตรการ/กิจกรรม
    pub title: String,
    /// Its outputs that are the unit's to make.
    pub outputs: Vec<String>,
}

/// Whose form it is, and for when.
#[derive(Clone, Copy, Debug)]
pub struct Addressee<'a> {
    /// The agency that collects it.
    pub agency: &'a Agency,
    /// What the form says beside its contracts.
    pub phrases: Phrases<'a>,
    /// The unit; none for the agency's own workbooks.
    pub unit: Option<&'a Unit>,
    /// The year written into the form.
    pub fiscal_year: FiscalYear,
    /// The half written into the form; none for workbooks of a whole year.
    pub half: Option<Half>,
}

impl Addressee<'_> {
    /// First day of the period: the form's creation date, so that the same form has the same bytes.
    fn first_day(&self) -> Date {
        self.period().map_or_else(|| self.fiscal_year.first_day(), Period::first_day)
    }

    /// A day of the period as it is typed into a cell: `15/01/2568`; a year's is in its first half.
    fn example_date(&self) -> String {
        let month = if self.half == Some(Half::Second) { "07" } else { "01" };
        format!("15/{month}/{}", self.fiscal_year)
    }

    fn period(&self) -> Option<Period> {
        self.half.map(|half| Period { fiscal_year: self.fiscal_year, half })
    }

    /// Who fills it in.
    fn name(&self) -> &str {
        self.unit.map_or(self.agency.name_th.as_str(), |unit| unit.name_th.as_str())
    }

    /// The text with the sample's mark, where the data are invented.
    fn marked(&self, text: &str) -> String {
        if self.agency.sample {
            format!("{text} ({})", self.phrases.term("form.sample"))
        } else {
            text.to_owned()
        }
    }

    /// The number of the page in a footer, in Excel's codes.
    fn page_numbers(&self) -> String {
        self.phrases.say("form.page", &[("page", "&P"), ("pages", "&N")])
    }
}

/// One row of a form: a value or nothing for each column of the contract.
#[derive(Clone, Debug, Default)]
pub struct FormRow {
    /// In the order of the contract's fields.
    pub values: Vec<Option<DataValue>>,
    /// The row is listed for the unit: its locked columns cannot be changed.
    pub listed: bool,
}

/// A sheet of a form.
#[derive(Clone, Debug)]
pub struct FormSheet<'a> {
    /// Its kind, with the columns of its year.
    pub contract: Cow<'a, Contract>,
    /// Number of the edition, 1 for the first.
    pub revision: i64,
    /// Rows that are filled in already.
    pub rows: Vec<FormRow>,
    /// Until when it is to be sent, where that is known.
    pub due: Option<Date>,
}

/// A workbook to hand out: a guide and one sheet a contract.
#[derive(Clone, Debug)]
pub struct Form<'a> {
    /// Whose, and for when.
    pub to: Addressee<'a>,
    /// In the order of the tabs.
    pub sheets: Vec<FormSheet<'a>>,
    /// All measures of the year, to choose from in rows that are not listed; may be empty.
    pub register: &'a [MeasureLine],
}

impl Form<'_> {
    /// The workbook's bytes.
    ///
    /// # Errors
    /// The library refuses something: a bug, or a contract with an impossible sheet name.
    pub fn to_xlsx(&self) -> Result<Vec<u8>, Error> {
        let mut book = style::workbook()?;
        book.set_properties(&properties(
            &self.to,
            &self.to.phrases.say("form.title", &[("name", self.to.name())]),
            self.to.first_day(),
        )?);
        let lists = guide::write(book.add_worksheet(), self)?;
        for sheet in &self.sheets {
            sheet::write(book.add_worksheet(), &self.to, sheet, &lists)?;
        }
        finish::growing_rows(&book.save_to_buffer().map_err(failed)?)
    }
}

/// Contracts of a blank workbook, in the order of its tabs: for a unit those that it is expected to
/// submit, else the agency's. Raw answers are exports of a survey form and have no blank.
#[must_use]
pub fn contracts_of<'a>(contracts: &'a Contracts, workbook: &str, unit: Option<&Unit>) -> Vec<&'a Contract> {
    let mut found: Vec<&Contract> = contracts
        .iter()
        .map(AsRef::as_ref)
        .filter(|c| c.workbook == workbook && !c.has_question_columns())
        .filter(|c| match unit {
            Some(unit) => expects(c, unit),
            None => c.scope == Scope::Agency,
        })
        .collect();
    found.sort_by(|a, b| (a.order, &a.name).cmp(&(b.order, &b.name)));
    found
}

/// Names of the workbooks that the agency or its units fill in, each once, in order.
#[must_use]
pub fn workbooks(contracts: &Contracts, scope: Scope) -> Vec<&str> {
    let mut names: Vec<&str> = contracts
        .iter()
        .filter(|c| c.scope == scope && !c.has_question_columns() && !c.workbook.is_empty())
        .map(|c| c.workbook.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// An empty sheet with the rows listed that its contract locks: expected measures, the year's survey
/// questions, the year's OIT items.
#[must_use]
pub fn blank_sheet<'a>(
    contract: &'a Contract,
    expected: &[MeasureLine],
    scheme: Option<&Scheme>,
    phrases: Phrases<'_>,
) -> FormSheet<'a> {
    let contract = of_year(contract, scheme);
    let key = contract.fields.iter().find(|f| f.locked).and_then(|f| f.role);
    let questions = |scored_item: bool| {
        let listed = scheme.into_iter().flat_map(|s| &s.questions);
        listed
            .filter(move |q| q.scale.is_none() == scored_item)
            .map(|q| match scheme.and_then(|s| s.scale_of(q)) {
                Some(scale) => {
                    listed_row(&contract, &q.code, &format!("{}\n{}", q.text_th, legend(scale, phrases)))
                }
                None => listed_row(&contract, &q.code, &q.text_th),
            })
            .collect()
    };
    let outputs = expected.iter().flat_map(|m| m.outputs.iter().map(|o| listed_row(&contract, &m.code, o)));
    let rows = match key {
        _ if contract.core() == Some(CoreSheet::Outputs) => outputs.collect(),
        Some(Role::Measure) => expected.iter().map(|m| listed_row(&contract, &m.code, &m.title)).collect(),
        Some(Role::Question) => questions(false),
        Some(Role::ScoredItem) => questions(true),
        _ => Vec::new(),
    };
    FormSheet { contract, revision: 1, rows, due: None }
}

/// What each choice is: the columns of the counts carry numbers alone, and choice 1 is not always the worst.
fn legend(scale: &Scale, phrases: Phrases<'_>) -> String {
    let choices = scale.labels_th.iter().enumerate().map(|(at, label)| format!("{} {label}", at + 1));
    let choices: Vec<_> = choices.collect();
    thai::to_thai_digits(&phrases.say("form.choices", &[("choices", &choices.join(" · "))]))
}

/// A kind of sheet with columns for the choices that a year's scales have, no more and no less.
#[must_use]
pub fn of_year<'a>(contract: &'a Contract, scheme: Option<&Scheme>) -> Cow<'a, Contract> {
    match (contract.choices(), scheme.map(Scheme::choices)) {
        (Some(columns), Some(choices)) if columns != choices && choices > 0 => {
            Cow::Owned(contract.with_choices(choices))
        }
        _ => Cow::Borrowed(contract),
    }
}

/// A row with its first two locked columns filled in: code and wording.
#[must_use]
pub fn listed_row(contract: &Contract, code: &str, wording: &str) -> FormRow {
    let mut texts = [code, wording].into_iter();
    let values = contract
        .fields
        .iter()
        .map(|f| if f.locked { texts.next().map(|t| DataValue::Text(t.to_owned())) } else { None })
        .collect();
    FormRow { values, listed: true }
}

/// The half that a contract's sheet covers, where it covers one.
fn half_of(contract: &Contract, to: &Addressee<'_>) -> Option<Half> {
    match contract.period {
        Cover::Half => to.half,
        Cover::Year => None,
    }
}

/// Document properties with a fixed date: the bytes depend on nothing but the content.
///
/// # Errors
/// The date is out of Excel's range: a bug.
fn properties(to: &Addressee<'_>, title: &str, date: Date) -> Result<DocProperties, Error> {
    let year = u16::try_from(date.year()).map_err(failed)?;
    let created = ExcelDateTime::from_ymd(year, date.month(), date.day()).map_err(failed)?;
    Ok(DocProperties::new()
        .set_title(to.marked(title))
        .set_subject(format!("ITA {}", to.fiscal_year))
        .set_author(to.agency.name_th.as_str())
        .set_company(to.agency.name_th.as_str())
        .set_creation_datetime(&created))
}

fn failed(source: impl std::fmt::Display) -> Error {
    Error::bug("writing a workbook", source)
}

trait OrFailed<T> {
    fn or_failed(self) -> Result<T, Error>;
}

impl<T> OrFailed<T> for Result<T, XlsxError> {
    fn or_failed(self) -> Result<T, Error> {
        self.map_err(failed)
    }
}
