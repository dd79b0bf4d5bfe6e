//! Findings about the inputs, as data: collected in one pass, never thrown.
//!
//! Comes in: what a stage found and where. Goes out: a sorted collection, as text for people and as
//! JSON. Never: ends the run (that is `Error`'s), never decides what a rule is.

mod code;
mod human;

pub use code::{Code, Severity};
pub use human::{Style, render};

use crate::files::Refused;
use crate::model::{Origin, Text};
use serde::Serialize;
use std::collections::BTreeMap;

/// Where a finding is: a file, perhaps a sheet, perhaps a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path relative to the workspace.
    pub file: String,
    /// Sheet name.
    pub sheet: Option<String>,
    /// Row and column, from zero.
    pub cell: Option<(u32, u32)>,
}

impl Place {
    /// A whole file.
    pub fn file(path: impl Into<String>) -> Self {
        Self { file: path.into(), sheet: None, cell: None }
    }

    /// A whole sheet.
    pub fn sheet(path: impl Into<String>, sheet: impl Into<String>) -> Self {
        Self { file: path.into(), sheet: Some(sheet.into()), cell: None }
    }

    /// The cell's name in Excel.
    #[must_use]
    pub fn a1(&self) -> Option<String> {
        let (row, col) = self.cell?;
        Some(format!("{}{}", crate::model::column_letters(col), u64::from(row) + 1))
    }
}

impl From<&Origin> for Place {
    fn from(origin: &Origin) -> Self {
        Self {
            file: origin.file.to_string(),
            sheet: Some(origin.sheet.to_string()),
            cell: Some((origin.row, origin.col)),
        }
    }
}

impl Serialize for Place {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = serializer.serialize_struct("Place", 3)?;
        out.serialize_field("file", &self.file)?;
        out.serialize_field("sheet", &self.sheet)?;
        out.serialize_field("cell", &self.a1())?;
        out.end()
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diagnostic {
    /// Stable code.
    pub code: Code,
    /// Weight, by the code unless an override accepted the finding.
    pub severity: Severity,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// Unit id, where the sheet is a unit's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The unit's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_name: Option<Text>,
    /// The row's identity: measure code, question, item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// The raw value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// The nearest valid value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
    /// What was found and what is expected.
    pub message: Text,
    /// What to do, one instruction.
    pub action: Text,
    /// The written reason, when `agency.toml` accepts the finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
    /// Serial number of the check that saw it first; only `check` knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<u32>,
}

/// How an action says that what is right is accepted.
pub const ACCEPT: &str = "ให้ยอมรับใน agency.toml พร้อมเหตุผล";
/// How an action says that another name of a unit is made known.
pub const ALIAS: &str = " หรือเพิ่มชื่อนี้เป็นชื่ออื่น (aliases) ของหน่วยงานใน agency.toml";
/// What an office, which has no `agency.toml`, does instead.
const FOR_OFFICES: [(&str, &str); 2] = [(ACCEPT, "ให้แจ้งเหตุผลแก่ผู้ประสานงาน"), (ALIAS, "")];

impl Diagnostic {
    /// A finding with its code's severity.
    pub fn new(code: Code, place: impl Into<Place>, message: Text, action: Text) -> Self {
        Self {
            code,
            severity: code.severity(),
            place: place.into(),
            unit: None,
            unit_name: None,
            row: None,
            found: None,
            nearest: None,
            message,
            action,
            accepted: None,
            first_seen: None,
        }
    }

    /// The action as an office reads it, which has no `agency.toml` to accept a finding in.
    #[must_use]
    pub fn action_for_office(&self) -> String {
        FOR_OFFICES.iter().fold(self.action.th.clone(), |text, (ours, theirs)| text.replace(ours, theirs))
    }

    /// A file, by its name in the workspace, that is not read.
    #[must_use]
    pub fn not_read(name: &str, why: &Refused) -> Self {
        let code = match why {
            _ if why.is_link() => Code::FileLink,
            Refused::Special(_) => Code::FileSpecial,
            Refused::TooLarge { .. } => Code::FileTooLarge,
            _ => Code::FileUnreadable,
        };
        Self::new(code, Place::file(name), why.message(), why.action())
    }

    /// With the raw value.
    #[must_use]
    pub fn found(mut self, value: impl Into<String>) -> Self {
        self.found = Some(value.into());
        self
    }

    /// With the row's identity.
    #[must_use]
    pub fn row(mut self, row: impl Into<String>) -> Self {
        let row = row.into();
        self.row = (!row.is_empty()).then_some(row);
        self
    }

    /// With the unit's id.
    #[must_use]
    pub fn unit(mut self, unit: Option<String>) -> Self {
        self.unit = unit;
        self
    }

    /// With the nearest valid value; the action then proposes it.
    #[must_use]
    pub fn nearest(mut self, nearest: Option<String>) -> Self {
        if let Some(value) = &nearest {
            self.action = Text::new(
                format!("หมายถึง “{value}” หรือไม่ — {}", self.action.th),
                format!("did you mean “{value}”? — {}", self.action.en),
            );
        }
        self.nearest = nearest;
        self
    }
}

/// All findings of a run, in a fixed order: file, sheet, row, column, code.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds those of another collection.
    pub fn append(&mut self, mut other: Self) {
        self.list.append(&mut other.list);
    }

    /// Puts them in order and drops exact repetitions.
    pub fn sort(&mut self) {
        self.list.sort_by(|a, b| {
            (&a.place, a.code, &a.row, &a.found, &a.message.en).cmp(&(
                &b.place,
                b.code,
                &b.row,
                &b.found,
                &b.message.en,
            ))
        });
        self.list.dedup();
    }

    /// All, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// All, to change (overrides).
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Diagnostic> {
        self.list.iter_mut()
    }

    /// Keeps those that meet a condition.
    pub fn retain(&mut self, wanted: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(wanted);
    }

    /// How many of each severity, by the names that manifests and programs know.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        [("errors", Severity::Error), ("warnings", Severity::Warning), ("notes", Severity::Note)]
            .into_iter()
            .map(|(name, severity)| (name, self.count(severity)))
            .collect()
    }

    /// How many of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.severity == severity).count()
    }

    /// Whether anything forbids publishing.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Diagnostics {
    type Item = &'a mut Diagnostic;
    type IntoIter = std::slice::IterMut<'a, Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_kebab_case() {
        let mut names: Vec<_> = Code::ALL.iter().map(|c| c.name()).collect();
        assert!(names.iter().all(|n| n.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
