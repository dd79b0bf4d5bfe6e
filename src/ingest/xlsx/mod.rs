//! The cells of an `.xlsx` or `.xlsm`, in one pass over each sheet.
//!
//! A library hands out values, formulas or styles, each by reading the sheet once more, joins the runs of
//! rich text, and repairs in silence what Excel refuses. A report needs all of these at once: which number
//! is struck through or shown in millions, which text leads where, and no guess about a damaged file.
//!
//! Comes in: the bytes of a container that was inspected. Goes out: cells with absolute positions and what is
//! seen of them. Never: runs a macro, calculates a formula, accepts an address that Excel does not have.

mod broken;
pub(in crate::ingest) mod part;
pub(in crate::ingest) mod sheet;
mod strings;
mod styles;

use super::refusal::{no_data, sheet_skipped, sheet_too_large};
use super::{Limits, RawSheet};
use crate::contract::is_guide;
use crate::diagnostic::Diagnostics;
use crate::model::Text;
use crate::workspace::InputFile;
use part::{Parts, attribute, attribute_text, is_true};
use quick_xml::events::{BytesStart, Event};
use sheet::Excess;
use std::collections::HashMap;
use std::sync::Arc;

/// A workbook's content.
pub(super) struct Content {
    pub epoch_1904: bool,
    pub sheets: Vec<RawSheet>,
    pub findings: Diagnostics,
}

/// What may still be read of a workbook.
pub(super) struct Budget {
    pub cells: usize,
    pub text_bytes: usize,
}

/// Where a part leads: its kind by the last word of its type, and its address.
pub(in crate::ingest) type Relations = HashMap<String, (String, String)>;

struct Entry {
    name: String,
    hidden: bool,
    id: String,
}

#[derive(Default)]
struct Workbook {
    epoch_1904: bool,
    recalculated: bool,
    sheets: Vec<Entry>,
}

/// Parses the bytes, whose largest part inflates to `largest` bytes.
///
/// # Errors
/// Why they are no workbook that Excel would open.
pub(super) fn parse(file: &InputFile, bytes: &[u8], largest: u64, limits: Limits) -> Result<Content, Text> {
    let mut parts = Parts::new(bytes)?;
    let root = relations(&mut parts, "")?;
    let path = root
        .values()
        .find(|(kind, _)| kind == "officeDocument")
        .map_or_else(|| "xl/workbook.xml".to_owned(), |(_, target)| resolved("", target));
    let workbook = workbook(&mut parts, &path)?;
    if workbook.sheets.len() > limits.sheets {
        return Err(broken::too_many_sheets(workbook.sheets.len(), limits.sheets));
    }
    if largest.saturating_mul(workbook.sheets.len() as u64) > limits.sheet_bytes {
        return Err(broken::too_much(workbook.sheets.len(), largest >> 20));
    }
    let relations = relations(&mut parts, &path)?;
    let of_kind = |wanted: &str, usual: &str| {
        let found = relations.values().find(|(kind, _)| kind == wanted);
        resolved(&path, found.map_or(usual, |(_, target)| target))
    };
    // A part that the workbook names and does not have took texts or formats with it.
    for (kind, target) in
        relations.values().filter(|(kind, _)| ["sharedStrings", "styles"].contains(&kind.as_str()))
    {
        let name = resolved(&path, target);
        if parts.open(&name)?.is_none() {
            return Err(broken::no_part(kind));
        }
    }
    let shared = strings::Shared::read(&mut parts, &of_kind("sharedStrings", "sharedStrings.xml"))?;
    let styles = styles::read(&mut parts, &of_kind("styles", "styles.xml"))?;
    let mut content =
        Content { epoch_1904: workbook.epoch_1904, sheets: Vec::new(), findings: Diagnostics::default() };
    let mut budget = Budget { cells: limits.cells, text_bytes: limits.text_bytes };
    for entry in &workbook.sheets {
        let (kind, target) = relations.get(&entry.id).ok_or_else(|| broken::no_sheet(&entry.name))?;
        // Charts, dialogs and the macros of old hold no cells of a table.
        if kind != "worksheet" {
            content.findings.push(sheet_skipped(file, &entry.name, kind));
            continue;
        }
        let mut raw =
            RawSheet { name: Arc::from(entry.name.as_str()), hidden: entry.hidden, ..RawSheet::default() };
        let guide = is_guide(&entry.name);
        let name = resolved(&path, target);
        let book = sheet::Book {
            shared: &shared,
            styles: &styles.cells,
            conditional: &styles.conditional,
            epoch_1904: workbook.epoch_1904,
            recalculated: workbook.recalculated,
            targets: links(&mut parts, &name)?,
        };
        let mut xml = parts.open(&name)?.ok_or_else(|| broken::no_sheet(&entry.name))?;
        // Nothing on a guide is data, and it may be the longest sheet; its first row may name originals.
        let last_row = if guide { 0 } else { u32::MAX };
        let excess = sheet::read(&mut xml, &book, &mut budget, last_row, &mut raw)?;
        if guide {
            raw.keep_originals();
        } else if let Some(excess) = excess {
            content.findings.push(sheet_too_large(file, &entry.name, &words(&excess)));
            raw = RawSheet { name: raw.name, hidden: raw.hidden, ..RawSheet::default() };
        }
        content.sheets.push(raw);
    }
    if content.sheets.iter().all(RawSheet::holds_no_data)
        && !content.findings.iter().any(|f| f.code != crate::diagnostic::Code::SheetSkipped)
    {
        content.findings.push(no_data(file));
    }
    Ok(content)
}

/// What is too much of a sheet.
pub(super) fn words(excess: &Excess) -> Text {
    match excess {
        Excess::Cells => Text::new("จำนวนเซลล์เกินที่รับได้", "more cells than are read"),
        Excess::Text => Text::new("ข้อความรวมกันยาวเกินที่รับได้", "more text than is read"),
    }
}

/// The address of a part that another part names.
pub(in crate::ingest) fn resolved(from: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut folders: Vec<&str> = from.split('/').collect();
    folders.pop();
    for step in target.split('/') {
        match step {
            ".." => drop(folders.pop()),
            "." | "" => {}
            step => folders.push(step),
        }
    }
    folders.join("/")
}

/// What a part leads to, by id. A part without relations has none.
pub(in crate::ingest) fn relations(parts: &mut Parts<'_>, of: &str) -> Result<Relations, Text> {
    let mut found = Relations::new();
    each_relation(parts, of, |e| {
        let kind = attribute(e, "Type").and_then(|t| t.rsplit('/').next()).unwrap_or_default();
        if let (Some(id), Some(target)) = (attribute_text(e, "Id"), attribute_text(e, "Target")) {
            found.insert(id, (kind.to_owned(), target));
        }
    })?;
    Ok(found)
}

/// The addresses that a sheet's links lead to, by id.
fn links(parts: &mut Parts<'_>, of: &str) -> Result<HashMap<String, String>, Text> {
    let mut found = HashMap::new();
    each_relation(parts, of, |e| {
        let is_link = attribute(e, "Type").is_some_and(|t| t.ends_with("/hyperlink"));
        if let (true, Some(id), Some(target)) =
            (is_link, attribute_text(e, "Id"), attribute_text(e, "Target"))
        {
            found.insert(id, target);
        }
    })?;
    Ok(found)
}

fn each_relation(parts: &mut Parts<'_>, of: &str, mut take: impl FnMut(&BytesStart<'_>)) -> Result<(), Text> {
    let (folder, name) = of.rsplit_once('/').map_or(("", of), |(folder, name)| (folder, name));
    let beside = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let Some(mut xml) = parts.open(&format!("{beside}_rels/{name}.rels"))? else { return Ok(()) };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| broken::xml())? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "Relationship" => take(&e),
            Event::End(e) if e.local_name().as_ref() == "Relationships" => return Ok(()),
            Event::Empty(e) if e.local_name().as_ref() == "Relationships" => return Ok(()),
            Event::Eof => return Err(broken::xml()),
            _ => {}
        }
    }
}

fn workbook(parts: &mut Parts<'_>, path: &str) -> Result<Workbook, Text> {
    let mut found = Workbook::default();
    let mut xml = parts.open(path)?.ok_or_else(|| broken::no_part(path))?;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| broken::xml())? {
            Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                "workbookPr" => found.epoch_1904 |= is_true(&e, "date1904"),
                "calcPr" => {
                    found.recalculated |= is_true(&e, "fullCalcOnLoad")
                        || matches!(attribute(&e, "calcCompleted"), Some("0" | "false"));
                }
                "sheet" => found.sheets.push(Entry {
                    name: attribute_text(&e, "name").unwrap_or_default(),
                    hidden: !matches!(attribute(&e, "state"), None | Some("visible")),
                    id: attribute_text(&e, "id").unwrap_or_default(),
                }),
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "workbook" => return Ok(found),
            Event::Eof => return Err(broken::xml()),
            _ => {}
        }
    }
}
