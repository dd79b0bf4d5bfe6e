//! What kind of file is this really, and is it safe to inflate? Decided from its bytes, not its name.
//!
//! Comes in: a file's bytes. Goes out: a finding when they are refused. Never: keeps what it inflates.

use super::refusal::{encrypted_file, macros, too_large, too_many_parts, unreadable, wrong_format};
use crate::diagnostic::Diagnostic;
use crate::workspace::InputFile;
use memchr::{memchr, memchr_iter, memmem};
use std::io::{Cursor, Read};

/// Where reading stops.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest file on disk, bytes.
    pub file_bytes: u64,
    /// Largest sum of inflated parts, bytes.
    pub inflated_bytes: u64,
    /// Most parts in the container.
    pub parts: usize,
    /// Most XML elements in one part: each costs the reader memory, however short it is written.
    pub elements: u64,
    /// Most XML elements in the table of styles: each costs a thousand bytes.
    pub style_elements: u64,
    /// Most sheets.
    pub sheets: usize,
    /// Most bytes of all sheets, each taken for as large as the largest part: many sheets may share one.
    pub sheet_bytes: u64,
    /// Most used or formatted cells in the workbook.
    pub cells: usize,
    /// Most bytes of text in cells, a shared text counted each time it is used.
    pub text_bytes: usize,
}

impl Default for Limits {
    /// Ample for real workbooks; a file at the limits stays under 512 MiB of memory and ten seconds.
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            inflated_bytes: 128 << 20,
            parts: 4_000,
            elements: 7_000_000,
            style_elements: 300_000,
            sheets: 256,
            sheet_bytes: 1 << 30,
            cells: 1_500_000,
            text_bytes: 96 << 20,
        }
    }
}

/// First bytes of the old container of Office files.
const COMPOUND_FILE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];
/// First bytes of an entry in a zip's directory.
const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";
/// Part of the name of the element that lists merged cells.
const MERGED: &[u8] = b"mergeCell";
/// How much is inflated at a time.
const BUFFER: usize = 64 << 10;
/// How much of a file is looked at to tell text from other bytes.
const PROBE: usize = 4096;

/// What is known of a file that can be read.
pub(super) struct Inspected {
    /// Size of the largest part that may be XML, inflated, in bytes.
    pub largest: u64,
    /// Where the parts lie in the file.
    pub parts: Parts,
    /// What its reader should know all the same.
    pub remark: Option<Diagnostic>,
}

/// Where the parts of a container lie: first byte, one past the last, whether cells may be merged there.
#[derive(Debug, Default)]
pub(super) struct Parts(Vec<(u64, u64, bool)>);

impl Parts {
    /// Whether the part that a reader has read up to `position` may tell of merged cells. Looking for
    /// them means parsing the part again, so it is worth knowing that there are none.
    pub(super) fn may_merge(&self, position: u64) -> bool {
        let mut here = self.0.iter().filter(|(start, end, _)| (*start + 1..=*end).contains(&position));
        here.clone().next().is_none() || here.any(|(.., merged)| *merged)
    }
}

/// Looks at the bytes.
///
/// # Errors
/// The finding why they are refused.
pub(super) fn inspect(file: &InputFile, bytes: &[u8], limits: Limits) -> Result<Inspected, Box<Diagnostic>> {
    if bytes.is_empty() {
        return Err(wrong_format(file, "0 bytes").into());
    }
    if bytes.starts_with(b"PK") {
        return inspect_zip(file, bytes, limits);
    }
    if bytes.starts_with(COMPOUND_FILE) {
        // Excel wraps an encrypted .xlsx in the old container; its streams have UTF-16 names.
        let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        if contains(bytes, &encrypted) {
            return Err(encrypted_file(file).into());
        }
        return Err(wrong_format(file, "Excel 97–2003 (.xls)").into());
    }
    Err(wrong_format(file, text_kind(&bytes[..bytes.len().min(PROBE)])).into())
}

/// HTML, text or neither: what systems export under the name of a workbook.
fn text_kind(start: &[u8]) -> &'static str {
    let utf16 = start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]);
    let readable: Vec<u8> =
        if utf16 { start.iter().copied().filter(|b| *b != 0).collect() } else { start.to_vec() };
    let text = String::from_utf8_lossy(&readable).to_lowercase();
    if text.contains("<html") || text.contains("<table") || text.contains("<!doctype html") {
        return "HTML";
    }
    if text.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return "XML Spreadsheet 2003";
    }
    // Thai in the old code page is no UTF-8, but has no control characters either.
    let control = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r');
    if readable.iter().any(control) { "?" } else { "CSV / text" }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    let Some(first) = wanted.first() else { return true };
    bytes.iter().enumerate().any(|(at, byte)| byte == first && bytes[at..].starts_with(wanted))
}

fn inspect_zip(file: &InputFile, bytes: &[u8], limits: Limits) -> Result<Inspected, Box<Diagnostic>> {
    // Before the directory is read: a million empty entries cost more than their bytes.
    let entries = bytes.windows(DIRECTORY_ENTRY.len()).filter(|w| *w == DIRECTORY_ENTRY).count();
    if entries > limits.parts {
        return Err(too_many_parts(file, entries, limits.parts).into());
    }
    let mut archive = match zip::ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(error) => return Err(unreadable(file, &error.to_string()).into()),
    };
    let mut claimed = 0u64;
    let mut names = Vec::new();
    for at in 0..archive.len() {
        match archive.by_index_raw(at) {
            Ok(entry) if entry.encrypted() => return Err(encrypted_file(file).into()),
            Ok(entry) => {
                claimed = claimed.saturating_add(entry.size());
                names.push(String::from_utf8_lossy(entry.name_raw()).replace('\\', "/"));
            }
            Err(error) => return Err(unreadable(file, &error.to_string()).into()),
        }
    }
    if claimed > limits.inflated_bytes {
        return Err(too_large(file, claimed, limits.inflated_bytes).into());
    }
    if let Some(refused) = other_kind(file, &names) {
        return Err(refused.into());
    }
    // The directory may lie about sizes: count what really comes out, up to the limit.
    let mut left = limits.inflated_bytes;
    let mut largest = 0;
    let mut parts = Vec::with_capacity(names.len());
    let mut buffer = vec![0; BUFFER];
    for (at, name) in names.iter().enumerate() {
        let Ok(mut entry) = archive.by_index(at) else {
            return Err(unreadable(file, &format!("zip entry {name}")).into());
        };
        let start = entry.data_start();
        let end = start.map(|start| start.saturating_add(entry.compressed_size()));
        let styles = name.to_ascii_lowercase().contains("styles");
        let elements = if styles { limits.style_elements } else { limits.elements };
        match count(&mut entry, left, &mut buffer) {
            Ok(found) if found.bytes > left => {
                return Err(too_large(file, limits.inflated_bytes, limits.inflated_bytes).into());
            }
            Ok(found) if found.elements > elements && !is_media(name) => {
                return Err(too_large(
                    file,
                    limits.inflated_bytes - left + found.bytes,
                    limits.inflated_bytes,
                )
                .into());
            }
            Ok(found) => {
                left -= found.bytes;
                largest = if is_media(name) { largest } else { found.bytes.max(largest) };
                parts.extend(start.zip(end).map(|(start, end)| (start, end, found.merged)));
            }
            Err(error) => return Err(unreadable(file, &error.to_string()).into()),
        }
    }
    let macros =
        names.iter().any(|n| n.to_ascii_lowercase().ends_with("vbaproject.bin")).then(|| macros(file));
    Ok(Inspected { largest, parts: Parts(parts), remark: macros })
}

/// Pictures hold any bytes; no reader takes them for XML.
fn is_media(name: &str) -> bool {
    let end = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(end.as_str(), "png" | "jpg" | "jpeg" | "gif" | "emf" | "wmf" | "bin" | "tif" | "tiff" | "bmp")
}

/// A container of another application, by the names of its parts.
fn other_kind(file: &InputFile, names: &[String]) -> Option<Diagnostic> {
    let has = |name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    let ends = |name: &str| names.iter().any(|n| n.to_ascii_lowercase().ends_with(name));
    let kind = if has("xl/workbook.bin") {
        "Excel binary (.xlsb)"
    } else if has("content.xml") && has("mimetype") {
        "OpenDocument (.ods)"
    } else if has("word/document.xml") {
        "Word (.docx)"
    } else if has("ppt/presentation.xml") {
        "PowerPoint (.pptx)"
    } else if ends("workbook.xml") || has("[Content_Types].xml") {
        return None;
    } else {
        "zip"
    };
    Some(wrong_format(file, kind))
}

struct Counted {
    bytes: u64,
    elements: u64,
    /// Whether the part has merged cells, or is written in a way that would hide them.
    merged: bool,
}

/// Inflates a part to count it; stops one byte after `limit`.
fn count(entry: &mut impl Read, limit: u64, buffer: &mut [u8]) -> std::io::Result<Counted> {
    let mut found = Counted { bytes: 0, elements: 0, merged: false };
    let mut bounded = entry.take(limit.saturating_add(1));
    let merged = memmem::Finder::new(MERGED);
    // The end of what was read before stays in front: a name may be cut in two.
    let mut kept = 0;
    loop {
        let size = bounded.read(&mut buffer[kept..])?;
        if size == 0 {
            return Ok(found);
        }
        let (new, all) = (&buffer[kept..kept + size], &buffer[..kept + size]);
        found.bytes += size as u64;
        found.elements += memchr_iter(b'<', new).count() as u64;
        // A zero byte: not UTF-8, so the name would be spelt differently.
        found.merged = found.merged || merged.find(all).is_some() || memchr(0, new).is_some();
        let rest = all.len().min(MERGED.len() - 1);
        let from = all.len() - rest;
        buffer.copy_within(from..from + rest, 0);
        kept = rest;
    }
}
