//! Findings that `agency.toml` accepts: by code and place, with a written reason.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Severity};
use crate::model::Text;
use crate::workspace::{Override, Workspace};

/// Turns accepted findings into notes with their reasons; an override that fits nothing is a warning.
pub fn apply(workspace: &Workspace, diagnostics: &mut Diagnostics) {
    let mut unused = Vec::new();
    let input = format!("{}/", workspace.input);
    for entry in &workspace.accepted {
        let mut used = false;
        for diagnostic in diagnostics.iter_mut().filter(|d| fits(entry, &input, d)) {
            used = true;
            diagnostic.severity = Severity::Note;
            diagnostic.accepted = Some(entry.reason.clone());
        }
        if !used {
            unused.push(entry);
        }
    }
    for entry in unused {
        diagnostics.push(
            Diagnostic::new(
                Code::OverrideUnused,
                Place::file(workspace.agency_file()),
                Text::new(
                    format!("ข้อยกเว้น {}{} ไม่ตรงกับข้อค้นพบใด", entry.code, place(entry)),
                    format!("the accepted finding {}{} matches nothing", entry.code, place(entry)),
                ),
                Text::new("ลบข้อยกเว้นที่ไม่ใช้แล้ว หรือแก้ตำแหน่ง", "delete it, or correct its place"),
            )
            .row(entry.code.clone()),
        );
    }
}

/// Where an override is for, in brackets: `(2568/a.xlsx, O9 ภาษี, D6)`.
fn place(entry: &Override) -> String {
    let parts = [&entry.file, &entry.sheet, &entry.cell, &entry.found];
    let named: Vec<_> = parts.into_iter().flatten().map(String::as_str).collect();
    if named.is_empty() { String::new() } else { format!(" ({})", named.join(", ")) }
}

fn fits(entry: &Override, input: &str, diagnostic: &Diagnostic) -> bool {
    let same = |wanted: &Option<String>, actual: Option<&str>| match wanted {
        None => true,
        Some(wanted) => actual.is_some_and(|actual| match wanted.strip_suffix('*') {
            Some(start) => actual.starts_with(start),
            None => actual == wanted,
        }),
    };
    let place = &diagnostic.place;
    entry.code == diagnostic.code.name()
        && (same(&entry.file, Some(&place.file)) || same(&entry.file, place.file.strip_prefix(input)))
        && same(&entry.sheet, place.sheet.as_deref())
        && same(&entry.cell, place.a1().as_deref())
        && same(&entry.found, diagnostic.found.as_deref())
}
