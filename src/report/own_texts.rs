//! Wording that the agency owns: a file per section under `input/`, or the built-in default.
//!
//! Comes in: `input/<year>/texts/<section>.md` (or `.txt`), `input/texts/<section>.md`, or
//! `templates/texts/<section>.md`, the first that is there. Goes out: paragraphs and lists as plain
//! text, the files that were read, and findings about files that cannot be used. Never: interprets
//! more than a title, paragraphs and lists; never fills in a figure.

mod markdown;
mod placeholders;

use crate::check;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::error::Error;
use crate::files::{self, Bounds, Refused};
use crate::glyphs::Glyphs;
use crate::hash::hex;
use crate::model::{FiscalYear, Received, Text};
use crate::report::document::Item;
use crate::report::words::Words;
use crate::templates::{self, Templates};
use crate::words::Words as Vocabulary;
use crate::workspace::{Workspace, decode};
use markdown::{Block, Entry};
use sha2::{Digest, Sha256};
use std::io::ErrorKind;
use std::path::Path;

/// Folder of own texts, in `input/`, in a year's folder, and in the templates.
const FOLDER: &str = "texts";
/// File endings, the preferred first.
const ENDINGS: [&str; 2] = ["md", "txt"];
/// A section of a document is a few pages; what is larger is not one.
const LARGEST: u64 = 256 * 1024;

/// Sections whose wording an agency may replace, by file name.
const SECTIONS: [&str; 5] = ["introduction", "briefings", "service-image", "one-stop", "supervision"];

/// One section's wording.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnText {
    blocks: Vec<Block>,
    /// From the templates: its digits follow the document's. An agency's stay as written.
    built_in: bool,
}

/// The wording of every section that an agency owns.
#[derive(Clone, Debug, Default)]
pub struct OwnTexts {
    /// §1, its opening.
    pub introduction: OwnText,
    /// §4, its opening.
    pub briefings: OwnText,
    /// §6
    pub service_image: OwnText,
    /// §7
    pub one_stop: OwnText,
    /// §8
    pub supervision: OwnText,
    /// The agency's files that were read, for the manifest.
    pub files: Vec<Received>,
}

/// What the placeholders stand for.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// What the agency calls things: every other placeholder.
    pub words: &'a Vocabulary,
    /// `{agency}`
    pub agency: &'a str,
    /// `{parent}`
    pub parent: &'a str,
    /// `{director}`
    pub director: &'a str,
    /// `{website}`
    pub website: &'a str,
    /// `{year}`: the year of the measures, in the document's digits.
    pub year: &'a str,
    /// `{results_year}`: the year of the results.
    pub results_year: &'a str,
}

/// A section's wording ready for a document.
#[derive(Clone, Debug, Default)]
pub struct Worded {
    /// The title, where the file has one.
    pub title: Option<String>,
    /// Paragraphs before the list.
    pub paragraphs: Vec<String>,
    /// The list. Of several lists each stands below the paragraph that opens it.
    pub items: Vec<Item>,
    /// Paragraphs after the list.
    pub closing: Vec<String>,
}

impl OwnText {
    /// The wording as one plain text, block by block; placeholders stand as they are.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut lines = Vec::new();
        for block in &self.blocks {
            match block {
                Block::Title(text) | Block::Paragraph(text) => lines.push(text.clone()),
                Block::List(entries) => list_lines(entries, &mut lines),
            }
        }
        lines.join("\n")
    }

    /// Whether it comes from the templates.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        self.built_in
    }
}

fn list_lines(entries: &[Entry], lines: &mut Vec<String>) {
    for entry in entries {
        lines.push(match entry.number {
            Some(number) => format!("{number}. {}", entry.text),
            None => format!("- {}", entry.text),
        });
        list_lines(&entry.items, lines);
    }
}

impl OwnTexts {
    /// Each section with its wording.
    #[must_use]
    pub fn sections(&self) -> [(&'static str, &OwnText); SECTIONS.len()] {
        let [introduction, briefings, service_image, one_stop, supervision] = SECTIONS;
        [
            (introduction, &self.introduction),
            (briefings, &self.briefings),
            (service_image, &self.service_image),
            (one_stop, &self.one_stop),
            (supervision, &self.supervision),
        ]
    }

    /// The texts for the measures of a year; files that cannot be used are passed over.
    ///
    /// # Errors
    /// Listing or reading a folder fails, or a built-in text is missing or not UTF-8.
    pub fn load(workspace: &Workspace, year: FiscalYear, templates: &Templates) -> Result<Self, Error> {
        let mut own = Vec::new();
        for (_, folder) in folders(workspace)?.into_iter().filter(|(of, _)| of.is_none_or(|of| of == year)) {
            own.extend(read_folder(workspace, &folder)?);
        }
        let built_in = templates.texts(FOLDER, "md")?;
        let mut of = |section: &str| -> Result<OwnText, Error> {
            let used = own.iter().rev().filter_map(|file| file.text.as_ref().ok());
            if let Some((_, text)) = used.clone().find(|(name, _)| name == section) {
                return Ok(OwnText { blocks: markdown::parse(text), built_in: false });
            }
            let path = format!("{FOLDER}/{section}.md");
            let text = built_in.iter().find(|(name, _)| *name == path).map(|(_, text)| text);
            let text = text.ok_or_else(|| Error::no_template(path))?;
            Ok(OwnText { blocks: markdown::parse(text), built_in: true })
        };
        let [introduction, briefings, service_image, one_stop, supervision] = SECTIONS.map(&mut of);
        Ok(Self {
            introduction: introduction?,
            briefings: briefings?,
            service_image: service_image?,
            one_stop: one_stop?,
            supervision: supervision?,
            files: own.into_iter().filter_map(|file| file.received).collect(),
        })
    }
}

/// Findings about the agency's texts, of every year, and those of the templates: files that cannot be used, and what
/// stands in the others.
///
/// # Errors
/// Listing or reading a folder fails.
pub fn check(workspace: &Workspace, templates: &Templates, glyphs: &Glyphs) -> Result<Diagnostics, Error> {
    let mut findings = Diagnostics::default();
    for (path, text) in templates.texts(FOLDER, "md")? {
        let shown = format!("{}/{path}", templates::FOLDER);
        // Those of another name are told with all templates that nothing reads.
        if SECTIONS.iter().any(|section| path == format!("{FOLDER}/{section}.md")) {
            placeholders::unknown(&shown, &text, &workspace.words).for_each(|finding| findings.push(finding));
        }
    }
    for (_, folder) in folders(workspace)? {
        for OwnFile { shown, text, .. } in read_folder(workspace, &folder)? {
            match text {
                Ok((_, text)) => {
                    let personal = check::personal_data(&text, Place::file(&shown), &workspace.agency);
                    let unseen = check::glyphs_in_text(glyphs, &shown, &text);
                    let unfilled = placeholders::unknown(&shown, &text, &workspace.words);
                    let found = personal.into_iter().chain(unseen).chain(unfilled);
                    found.for_each(|finding| findings.push(finding));
                }
                Err(finding) => findings.push(*finding),
            }
        }
    }
    Ok(findings)
}

/// Folders of texts: that for every year, then each year's own, which win over it.
fn folders(workspace: &Workspace) -> Result<Vec<(Option<FiscalYear>, String)>, Error> {
    let input = &workspace.input;
    let own = workspace.year_folders()?;
    let own = own.into_iter().map(|(year, name)| (Some(year), format!("{input}/{name}/{FOLDER}")));
    Ok(std::iter::once((None, format!("{input}/{FOLDER}"))).chain(own).collect())
}

/// A file of the agency's in a folder of texts.
struct OwnFile {
    /// Its path in the workspace.
    shown: String,
    /// Its section and wording, or why it cannot be used.
    text: Result<(String, String), Box<Diagnostic>>,
    /// For the manifest, where it was read.
    received: Option<Received>,
}

/// A folder's files; of two for one section the later is meant.
fn read_folder(workspace: &Workspace, folder: &str) -> Result<Vec<OwnFile>, Error> {
    let dir = folder.split('/').fold(workspace.root.clone(), |dir, part| dir.join(part));
    let bounds = &workspace.bounds;
    let entries = match files::walk(&dir, bounds) {
        // What is wrong with the folder itself is told of the agency's folder as a whole.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Vec::new(),
        Err(_) if workspace.unread.iter().any(|(name, _)| name == folder) => Vec::new(),
        entries => entries.map_err(|e| Error::io("listing", &dir, e))?,
    };
    let mut own: Vec<_> = entries
        .into_iter()
        .filter(|entry| !entry.name.contains('/') && !files::is_passing(&entry.name))
        .collect();
    // `.txt` comes before `.md`, so that of two files for one section the preferred one wins.
    own.sort_by_key(|entry| (std::cmp::Reverse(ending(&entry.name)), entry.name.clone()));
    let read = |entry: &files::Entry| {
        read_file(&entry.path, format!("{folder}/{}", entry.name), &entry.name, bounds)
    };
    Ok(own.iter().map(read).collect())
}

fn read_file(path: &Path, shown: String, name: &str, bounds: &Bounds) -> OwnFile {
    let refused = |finding| Err(Box::new(finding));
    let section = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    if !SECTIONS.contains(&section.as_str()) || ending(name).is_none() {
        return OwnFile { text: refused(unknown(&shown)), shown, received: None };
    }
    let bytes = match files::read(path, bounds, LARGEST) {
        Ok(bytes) => bytes,
        Err(Refused::TooLarge { .. }) => {
            return OwnFile { text: refused(too_large(&shown)), shown, received: None };
        }
        Err(why) => {
            let finding = Diagnostic::not_read(&shown, &why);
            return OwnFile { text: refused(finding), shown, received: None };
        }
    };
    let sha256 = hex(&Sha256::digest(&bytes));
    let received = Some(Received { path: shown.as_str().into(), sha256, bytes: bytes.len() as u64 });
    let text = match decode(&bytes) {
        Ok(decoded) => Ok((section, decoded.text)),
        Err(_) => refused(no_text(&shown)),
    };
    OwnFile { shown, text, received }
}

/// Position of a file's ending among [`ENDINGS`].
fn ending(name: &str) -> Option<usize> {
    let end = name.rsplit_once('.')?.1;
    ENDINGS.iter().position(|known| end.eq_ignore_ascii_case(known))
}

fn unknown(file: &str) -> Diagnostic {
    let known = SECTIONS.map(|section| format!("{section}.md")).join(", ");
    Diagnostic::new(
        Code::TextUnknown,
        Place::file(file),
        Text::new("ไม่มีส่วนใดของเอกสารที่ใช้ไฟล์ชื่อนี้", "no section of the documents uses a file of this name"),
        Text::new(format!("ตั้งชื่อไฟล์เป็นหนึ่งใน {known}"), format!("name it one of {known}")),
    )
}

fn too_large(file: &str) -> Diagnostic {
    let limit = LARGEST / 1024;
    Diagnostic::new(
        Code::FileTooLarge,
        Place::file(file),
        Text::new(
            format!("ไฟล์ข้อความใหญ่เกิน {limit} กิโลไบต์"),
            format!("the text file is larger than {limit} KiB"),
        ),
        Text::new("ตัดข้อความให้สั้นลง", "shorten the text"),
    )
}

fn no_text(file: &str) -> Diagnostic {
    Diagnostic::new(
        Code::FileUnreadable,
        Place::file(file),
        Text::new(
            "ไฟล์นี้ไม่ใช่ข้อความ UTF-8, UTF-16 หรือ Windows-874",
            "the file is not text in UTF-8, UTF-16 or Windows-874",
        ),
        Text::new("เปิดไฟล์แล้วบันทึกใหม่โดยเลือกการเข้ารหัส UTF-8", "open it and save it again as UTF-8"),
    )
}

impl OwnText {
    /// The wording with its placeholders filled in.
    #[must_use]
    pub fn worded(&self, words: Words, names: &Names<'_>) -> Worded {
        let fill = |text: &str| {
            let text = if self.built_in { words.text(text) } else { text.to_owned() };
            names.fill(&text)
        };
        let lists = self.blocks.iter().filter(|b| matches!(b, Block::List(_))).count();
        let last_list = self.blocks.iter().rposition(|b| matches!(b, Block::List(_)));
        let mut worded = Worded::default();
        for (at, block) in self.blocks.iter().enumerate() {
            match block {
                Block::Title(text) => worded.title = Some(fill(text)),
                Block::Paragraph(text) if last_list.is_some_and(|last| at > last) => {
                    worded.closing.push(fill(text));
                }
                // Of several lists each keeps its place below the words that open it.
                Block::Paragraph(text) if lists > 1 => {
                    worded.items.push(Item { marker: None, lead: None, text: fill(text), items: Vec::new() });
                }
                Block::Paragraph(text) => worded.paragraphs.push(fill(text)),
                Block::List(entries) => {
                    let list = items(entries, 0, words, &fill);
                    match worded.items.last_mut() {
                        Some(opening)
                            if opening.items.is_empty() && opening.marker.is_none() && lists > 1 =>
                        {
                            opening.items = list;
                        }
                        _ => worded.items.extend(list),
                    }
                }
            }
        }
        worded
    }
}

fn items(entries: &[Entry], depth: usize, words: Words, fill: &impl Fn(&str) -> String) -> Vec<Item> {
    let sign = if depth == 0 { '.' } else { ')' };
    entries
        .iter()
        .map(|entry| Item {
            marker: entry.number.map(|n| words.text(&format!("{n}{sign}"))),
            lead: None,
            text: fill(&entry.text),
            items: items(&entry.items, depth + 1, words, fill),
        })
        .collect()
}

impl Names<'_> {
    fn fill(&self, text: &str) -> String {
        let names = [self.agency, self.parent, self.director, self.website, self.year, self.results_year];
        let known = placeholders::OF_THE_DOCUMENT.iter().zip(names);
        known.fold(self.words.filled(text), |text, (placeholder, name)| {
            text.replace(&format!("{{{placeholder}}}"), name)
        })
    }
}

#[cfg(test)]
mod tests;
