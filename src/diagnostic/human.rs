//! Findings as lines for a terminal or a log: by unit, then by cause.
//!
//! One cause in many cells is one line with its places. Cells of one column with the same code have
//! the same cause, also where the wrong values differ; those follow on a second line.

use super::{Diagnostic, Diagnostics, Severity};
use crate::model::shown::one_line;
use crate::model::{Language, Text};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How to write.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Which wording.
    pub language: Language,
    /// ANSI colours; off when piped.
    pub colour: bool,
    /// Leave out notes.
    pub quiet: bool,
}

/// How many places of one cause are listed before the rest is only counted.
const PLACES_SHOWN: usize = 6;
/// How many further values of one cause are listed.
const VALUES_SHOWN: usize = 4;
/// How many characters of a further value are shown.
const VALUE_LENGTH: usize = 30;

/// What findings of one cause have in common.
type Cause<'a> = (&'a str, Option<&'a str>, &'static str, Severity, Option<u32>, &'a str);

/// The findings as text: units in the order of their first findings' files, the agency first; under
/// each its causes in the order of their first places.
#[must_use]
pub fn render(diagnostics: &Diagnostics, style: Style) -> String {
    let mut units: Vec<(Option<&str>, Vec<Vec<&Diagnostic>>)> = Vec::new();
    let mut unit_at: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    let mut cause_at: BTreeMap<(Option<&str>, Cause<'_>), usize> = BTreeMap::new();
    for finding in diagnostics {
        if finding.severity == Severity::Note && style.quiet {
            continue;
        }
        let unit = finding.unit.as_deref();
        let at = *unit_at.entry(unit).or_insert_with(|| {
            units.push((unit, Vec::new()));
            units.len() - 1
        });
        let causes = &mut units[at].1;
        let cause = *cause_at.entry((unit, cause(finding))).or_insert_with(|| {
            causes.push(Vec::new());
            causes.len() - 1
        });
        causes[cause].push(finding);
    }
    units.sort_by_key(|(unit, _)| *unit);
    let mut out = String::new();
    // A single heading would only repeat what every line says.
    let headings = units.iter().any(|(unit, _)| unit.is_some());
    for (_, causes) in &units {
        if headings {
            heading(&mut out, causes, style);
        }
        for findings in causes {
            line(&mut out, findings, style);
        }
    }
    out
}

fn cause(finding: &Diagnostic) -> Cause<'_> {
    let place = &finding.place;
    let column = place.cell.map(|(_, col)| col);
    // Without a cell, or accepted with a reason, only equal findings go together.
    let text = match (&finding.accepted, column) {
        (Some(reason), _) => reason,
        (None, Some(_)) => "",
        (None, None) => &finding.message.en,
    };
    (&place.file, place.sheet.as_deref(), finding.code.name(), finding.severity, column, text)
}

fn heading(out: &mut String, causes: &[Vec<&Diagnostic>], style: Style) {
    let findings = || causes.iter().flatten();
    let name = findings().find_map(|f| f.unit_name.as_ref().map(|n| n.get(style.language).to_owned()));
    let unit = findings().find_map(|f| f.unit.clone());
    let agency = Text::new("ข้อมูลส่วนกลางของหน่วยงาน", "the agency's own files");
    let name = name.or(unit).unwrap_or_else(|| agency.get(style.language).to_owned());
    let [errors, warnings, notes] = [Severity::Error, Severity::Warning, Severity::Note]
        .map(|severity| findings().filter(|f| f.severity == severity).count());
    let counts = match style.language {
        Language::Th => [(errors, "ข้อผิดพลาด"), (warnings, "คำเตือน"), (notes, "ข้อสังเกต")],
        Language::En => [(errors, "errors"), (warnings, "warnings"), (notes, "notes")],
    };
    let counts: Vec<_> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| match style.language {
            Language::Th => format!("{word} {count}"),
            Language::En => {
                format!("{count} {}", if *count == 1 { word.trim_end_matches('s') } else { word })
            }
        })
        .collect();
    let (on, off) = if style.colour { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    let _ = writeln!(out, "{on}— {}: {}{off}", one_line(&name), counts.join(", "));
}

fn line(out: &mut String, findings: &[&Diagnostic], style: Style) {
    let Some(first) = findings.first() else { return };
    let place = &first.place;
    out.push_str(&one_line(&place.file));
    if let Some(sheet) = &place.sheet {
        let sheet = one_line(sheet);
        let cells: Vec<_> = findings.iter().filter_map(|f| f.place.a1()).collect();
        let shown = cells.iter().take(PLACES_SHOWN).cloned().collect::<Vec<_>>().join(", ");
        let more = cells.len().saturating_sub(PLACES_SHOWN);
        let _ = match (shown.is_empty(), more) {
            (true, _) => write!(out, " [{sheet}]"),
            (false, 0) => write!(out, " [{sheet}!{shown}]"),
            (false, more) => write!(out, " [{sheet}!{shown} (+{more})]"),
        };
    }
    let (on, off) = match (style.colour, first.severity) {
        (false, _) => ("", ""),
        (true, Severity::Error) => ("\u{1b}[1;31m", "\u{1b}[0m"),
        (true, Severity::Warning) => ("\u{1b}[1;33m", "\u{1b}[0m"),
        (true, Severity::Note) => ("\u{1b}[1;36m", "\u{1b}[0m"),
    };
    let _ = write!(
        out,
        ": {on}{}[{}]{off}: {}",
        first.severity.word(),
        first.code.name(),
        one_line(first.message.get(style.language))
    );
    let action = first.action.get(style.language);
    if !action.is_empty() {
        let _ = write!(out, " — {}", one_line(action));
    }
    if let Some(reason) = &first.accepted {
        let word = match style.language {
            Language::Th => "ยอมรับแล้ว",
            Language::En => "accepted",
        };
        let _ = write!(out, " ({word}: {})", one_line(reason));
    }
    out.push('\n');
    others(out, findings, style);
}

/// The values of the further places, where they are not the first one's.
fn others(out: &mut String, findings: &[&Diagnostic], style: Style) {
    let Some((first, rest)) = findings.split_first() else { return };
    let differing: Vec<String> = rest
        .iter()
        .filter(|f| f.message != first.message)
        .filter_map(|f| {
            Some(format!("{} = {}", f.place.a1()?, short(f.found.as_deref().or(f.row.as_deref())?)))
        })
        .collect();
    if differing.is_empty() {
        return;
    }
    let more = differing.len().saturating_sub(VALUES_SHOWN);
    let list = differing.into_iter().take(VALUES_SHOWN).collect::<Vec<_>>().join(", ");
    let _ = match (more, style.language) {
        (0, _) => writeln!(out, "    {list}"),
        (more, Language::Th) => writeln!(out, "    {list} และอีก {more} เซลล์"),
        (more, Language::En) => writeln!(out, "    {list} and {more} more"),
    };
}

fn short(value: &str) -> String {
    let mut short: String = value.chars().take(VALUE_LENGTH).collect();
    if value.chars().count() > VALUE_LENGTH {
        short.push('…');
    }
    one_line(&short).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Place};
    use super::*;

    const STYLE: Style = Style { language: Language::Th, colour: false, quiet: false };

    fn out_of_range(row: u32, col: u32, found: &str, unit: Option<&str>) -> Diagnostic {
        let place = Place {
            cell: Some((row, col)), ..Place::sheet("input/2568/school-03.xlsx", "รายงานผล")
        };
        let text = |value: &str| Text::new(format!("พบ {value} ต้องอยู่ระหว่าง 0–100"), format!("found {value}"));
        let mut finding =
            Diagnostic::new(Code::ValueOutOfRange, place, text(found), Text::new("แก้ค่า", "correct it"))
                .found(found)
                .unit(unit.map(str::to_owned));
        finding.unit_name = unit.map(|_| Text::new("โรงเรียนตัวอย่าง", "Sample School"));
        finding
    }

    fn rendered(findings: Vec<Diagnostic>, style: Style) -> String {
        let mut all = Diagnostics::default();
        for finding in findings {
            all.push(finding);
        }
        all.sort();
        render(&all, style)
    }

    #[test]
    fn a_finding_is_one_line_as_in_the_manual() {
        assert_eq!(
            rendered(vec![out_of_range(13, 3, "120", None)], STYLE),
            "input/2568/school-03.xlsx [รายงานผล!D14]: error[value-out-of-range]: พบ 120 ต้องอยู่ระหว่าง 0–100 — แก้ค่า\n"
        );
    }

    #[test]
    fn forty_cells_of_one_cause_are_one_line_under_their_unit() {
        let mut findings: Vec<_> =
            (0..40).map(|n| out_of_range(13 + n, 3, "120", Some("school-03"))).collect();
        findings.push(out_of_range(60, 3, "130", Some("school-03")));
        assert_eq!(
            rendered(findings, STYLE),
            "— โรงเรียนตัวอย่าง: ข้อผิดพลาด 41\n\
             input/2568/school-03.xlsx [รายงานผล!D14, D15, D16, D17, D18, D19 (+35)]: error[value-out-of-range]: \
             พบ 120 ต้องอยู่ระหว่าง 0–100 — แก้ค่า\n    D61 = 130\n"
        );
    }

    #[test]
    fn units_are_apart_and_columns_are_causes_of_their_own() {
        let findings = vec![
            out_of_range(13, 3, "120", Some("school-03")),
            out_of_range(13, 4, "120", Some("school-03")),
            out_of_range(20, 3, "120", None),
        ];
        let text = rendered(findings, Style { language: Language::En, ..STYLE });
        let lines: Vec<_> = text.lines().map(|l| l.split(": ").next().unwrap_or_default()).collect();
        assert_eq!(
            lines,
            [
                "— the agency's own files",
                "input/2568/school-03.xlsx [รายงานผล!D21]",
                "— Sample School",
                "input/2568/school-03.xlsx [รายงานผล!D14]",
                "input/2568/school-03.xlsx [รายงานผล!E14]",
            ]
        );
        assert!(text.contains("Sample School: 2 errors") && text.contains("files: 1 error\n"), "{text}");
    }
}
