//! One slip, one finding: what several sheets of a workbook say alike is said once.
//!
//! Comes in: all findings. Goes out: the first of those that are alike, with the names of the other sheets.
//! Never: merges findings about figures, which are corrected one by one.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Text;
use std::collections::BTreeMap;

/// Codes of slips that are made once and show in every sheet.
const ONCE: &[Code] = &[
    Code::UnitUnknown,
    Code::YearMismatch,
    Code::HalfUnclear,
    Code::ContentRepeated,
    Code::DuplicateSubmission,
    Code::SubmissionSuperseded,
    Code::FiguresRepeated,
];
/// Codes of cells above a table, such as its year, which are written alike in every sheet.
const LABELS: &[Code] = &[Code::ValueNotNumber, Code::ValueOutOfRange, Code::ValueNotInteger];
/// Other sheets that are named; more are counted.
const MOST_NAMED: usize = 8;

/// Keeps one finding of those that are alike in a workbook.
pub(super) fn once(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(findings.len());
    let mut first: BTreeMap<(&str, String, String), usize> = BTreeMap::new();
    let mut others: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for finding in findings {
        let sheet = finding.place.sheet.clone();
        // What stands above the tables has no row of its own; a figure has one.
        let is_label = LABELS.contains(&finding.code) && finding.row.is_none();
        if let (true, Some(sheet)) = (ONCE.contains(&finding.code) || is_label, sheet) {
            let about = finding.found.clone().unwrap_or_else(|| without_sheet(&finding.message.en));
            let key = (finding.code.name(), finding.place.file.clone(), about);
            if let Some(at) = first.get(&key) {
                let named = others.entry(*at).or_default();
                if kept[*at].place.sheet.as_ref() != Some(&sheet) && !named.contains(&sheet) {
                    named.push(sheet);
                    continue;
                }
            } else {
                first.insert(key, kept.len());
            }
        }
        kept.push(finding);
    }
    for (at, sheets) in others.into_iter().filter(|(_, sheets)| !sheets.is_empty()) {
        let shown: Vec<&str> = sheets.iter().take(MOST_NAMED).map(String::as_str).collect();
        let names = shown.join(", ");
        let (th, en) = match sheets.len() - shown.len() {
            0 => (names.clone(), names),
            more => (format!("{names} และอีก {more}"), format!("{names} and {more} more")),
        };
        let message = &mut kept[at].message;
        *message = Text::new(
            format!("{} (เช่นเดียวกันในแผ่นงาน {th})", message.th),
            format!("{} (the same in {en})", message.en),
        );
    }
    kept
}

/// A message without the name of the other sheet in brackets.
fn without_sheet(message: &str) -> String {
    match (message.find('['), message.rfind(']')) {
        (Some(from), Some(to)) if from < to => format!("{}{}", &message[..from], &message[to + 1..]),
        _ => message.to_owned(),
    }
}
