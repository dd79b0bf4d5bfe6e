//! Findings as lines for a terminal or a log.
//!
//! One cause in many cells is shown once, with its places.

use super::{Diagnostic, Diagnostics, Severity};
use crate::model::Language;
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

/// The findings as text, one block a cause, in the order of their first places.
#[must_use]
pub fn render(diagnostics: &Diagnostics, style: Style) -> String {
    let mut groups: Vec<(&Diagnostic, Vec<String>)> = Vec::new();
    for diagnostic in diagnostics {
        if diagnostic.severity == Severity::Note && style.quiet {
            continue;
        }
        let cell = diagnostic.place.a1();
        let same_cause = groups.iter_mut().find(|(first, _)| {
            first.code == diagnostic.code
                && first.severity == diagnostic.severity
                && first.place.file == diagnostic.place.file
                && first.place.sheet == diagnostic.place.sheet
                && first.message == diagnostic.message
        });
        match (same_cause, cell) {
            (Some((_, cells)), Some(cell)) => cells.push(cell),
            (_, cell) => groups.push((diagnostic, cell.into_iter().collect())),
        }
    }
    let mut out = String::new();
    for (diagnostic, cells) in groups {
        line(&mut out, diagnostic, &cells, style);
    }
    out
}

fn line(out: &mut String, diagnostic: &Diagnostic, cells: &[String], style: Style) {
    let place = &diagnostic.place;
    out.push_str(&place.file);
    if let Some(sheet) = &place.sheet {
        let shown = cells.iter().take(PLACES_SHOWN).cloned().collect::<Vec<_>>().join(", ");
        let more = cells.len().saturating_sub(PLACES_SHOWN);
        let _ = match (shown.is_empty(), more) {
            (true, _) => write!(out, " [{sheet}]"),
            (false, 0) => write!(out, " [{sheet}!{shown}]"),
            (false, more) => write!(out, " [{sheet}!{shown} (+{more})]"),
        };
    }
    let (on, off) = match (style.colour, diagnostic.severity) {
        (false, _) => ("", ""),
        (true, Severity::Error) => ("\u{1b}[1;31m", "\u{1b}[0m"),
        (true, Severity::Warning) => ("\u{1b}[1;33m", "\u{1b}[0m"),
        (true, Severity::Note) => ("\u{1b}[1;36m", "\u{1b}[0m"),
    };
    let _ = write!(
        out,
        ": {on}{}[{}]{off}: {}",
        diagnostic.severity.word(),
        diagnostic.code.name(),
        diagnostic.message.get(style.language)
    );
    let action = diagnostic.action.get(style.language);
    if !action.is_empty() {
        let _ = write!(out, " — {action}");
    }
    if let Some(reason) = &diagnostic.accepted {
        let word = match style.language {
            Language::Th => "ยอมรับแล้ว",
            Language::En => "accepted",
        };
        let _ = write!(out, " ({word}: {reason})");
    }
    out.push('\n');
}
