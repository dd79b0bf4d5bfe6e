//! What kind of file is this really, and is it safe to inflate? Decided from its bytes, not its name.
//!
//! Comes in: a file's bytes. Goes out: a finding when they are refused. Never: keeps what it inflates.

use super::refusal::{encrypted_file, macros, too_large, too_many_parts, unreadable, wrong_format};
use crate::diagnostic::Diagnostic;
use crate::model::Text;
use crate::workspace::InputFile;
use memchr::memchr_iter;
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
    /// Most bytes that the cells of all files of a run may take together.
    pub held_bytes: usize,
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
            held_bytes: 512 << 20,
        }
    }
}

/// First bytes of the old container of Office files.
const COMPOUND_FILE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];
/// First bytes of an entry in a zip's directory.
const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";
/// How much is inflated at a time.
const BUFFER: usize = 64 << 10;
/// How much of a container's list of parts is looked at.
const MANIFEST: u64 = 1 << 20;
/// How much of a file is looked at to tell text from other bytes.
const PROBE: usize = 4096;

/// Formats of workbooks that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Xlsb,
    Ods,
    Xls,
}

/// What is known of a file that can be read.
pub(super) struct Inspected {
    /// Which reader it is for.
    pub kind: Kind,
    /// Size of the largest part that may be XML, inflated, in bytes.
    pub largest: u64,
    /// What its reader should know all the same.
    pub remark: Option<Diagnostic>,
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
        let named = |name: &str| {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            contains(bytes, &name)
        };
        if named("Workbook") || named("Book") {
            return Ok(Inspected {
                kind: Kind::Xls,
                largest: 0,
                remark: named("_VBA_PROJECT").then(|| macros(file)),
            });
        }
        let what = if named("WordDocument") { "Word (.doc)" } else { "Office 97–2003" };
        return Err(wrong_format(file, what).into());
    }
    Err(wrong_format(file, content_kind(&bytes[..bytes.len().min(PROBE)])).into())
}

/// First bytes of files that end up among workbooks, and what people call them.
const KINDS: &[(&[u8], &str)] = &[
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG (ภาพ, picture)"),
    (b"\xff\xd8\xff", "JPEG (ภาพ, picture)"),
    (b"GIF8", "GIF (ภาพ, picture)"),
    (b"BM", "BMP (ภาพ, picture)"),
    (b"II*\0", "TIFF (ภาพ, picture)"),
    (b"MM\0*", "TIFF (ภาพ, picture)"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF (Word)"),
    (b"SQLite format 3", "SQLite"),
    (b"MZ", "Windows (.exe)"),
    (b"\0\x01\0\0Standard", "Access (.mdb, .accdb)"),
    (b"\0\x05\x16\x07", "macOS (AppleDouble)"),
];

/// What a file without the marks of a workbook is.
fn content_kind(start: &[u8]) -> &'static str {
    if let Some((_, name)) = KINDS.iter().find(|(sign, _)| start.starts_with(sign)) {
        return name;
    }
    if start.get(4..8) == Some(b"ftyp") {
        return "MP4 / HEIC (วิดีโอหรือภาพ, video or picture)";
    }
    if start.starts_with(b"RIFF") {
        return if start.get(8..12) == Some(b"WEBP") { "WebP (ภาพ, picture)" } else { "WAV / AVI" };
    }
    if start.iter().all(|byte| *byte == 0) {
        return "0 (ไฟล์เสียหาย, a damaged file)";
    }
    text_kind(start)
}

/// HTML, text or neither: what systems export under the name of a workbook.
fn text_kind(start: &[u8]) -> &'static str {
    let utf16 = start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]);
    let readable: Vec<u8> =
        if utf16 { start.iter().copied().filter(|b| *b != 0).collect() } else { start.to_vec() };
    let text = String::from_utf8_lossy(&readable).to_lowercase();
    if text.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return "XML Spreadsheet 2003";
    }
    // In an archive of a page the text of the page is encoded.
    if text.trim_start_matches('\u{feff}').trim_start().starts_with("mime-version:") {
        return "MHTML (.mht)";
    }
    if text.contains("<office:document") {
        return "Flat ODS (.fods)";
    }
    if text.contains("<html") || text.contains("<table") || text.contains("<!doctype html") {
        return "HTML";
    }
    // Thai in the old code page is no UTF-8, but has no control characters either.
    let control = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r');
    if text.trim_start().starts_with('{') && text.contains("docs.google.com") {
        return "Google Sheets (.gsheet: ลิงก์, a link)";
    }
    if readable.iter().any(control) {
        "ข้อมูลที่ไม่รู้จัก, unknown data"
    } else {
        "CSV / text"
    }
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
        Err(error) => return Err(unreadable(file, &damaged(&error)).into()),
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
            Err(error) => return Err(unreadable(file, &damaged(&error)).into()),
        }
    }
    if claimed > limits.inflated_bytes {
        return Err(too_large(file, claimed, limits.inflated_bytes).into());
    }
    if is_encrypted(&mut archive, &names) {
        return Err(encrypted_file(file).into());
    }
    let kind = kind(file, &names)?;
    // The directory may lie about sizes: count what really comes out, up to the limit.
    let mut left = limits.inflated_bytes;
    let mut largest = 0;
    let mut buffer = vec![0; BUFFER];
    for (at, name) in names.iter().enumerate() {
        let Ok(mut entry) = archive.by_index(at) else {
            return Err(unreadable(file, &damaged(&name)).into());
        };
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
            }
            Err(error) => return Err(unreadable(file, &damaged(&error)).into()),
        }
    }
    let macros =
        names.iter().any(|n| n.to_ascii_lowercase().ends_with("vbaproject.bin")).then(|| macros(file));
    Ok(Inspected { kind, largest, remark: macros })
}

/// Whether a workbook of `LibreOffice` has a password: its list of parts then says how each of them is encrypted.
fn is_encrypted(archive: &mut zip::ZipArchive<Cursor<&[u8]>>, names: &[String]) -> bool {
    let Some(at) = names.iter().position(|name| name == "META-INF/manifest.xml") else { return false };
    let Ok(entry) = archive.by_index(at) else { return false };
    let mut list = Vec::new();
    entry.take(MANIFEST).read_to_end(&mut list).is_ok() && contains(&list, b"encryption-data")
}

/// Pictures hold any bytes; no reader takes them for XML.
fn is_media(name: &str) -> bool {
    let end = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(end.as_str(), "png" | "jpg" | "jpeg" | "gif" | "emf" | "wmf" | "bin" | "tif" | "tiff" | "bmp")
}

/// What a container holds, by the names of its parts.
fn kind(file: &InputFile, names: &[String]) -> Result<Kind, Box<Diagnostic>> {
    let has = |name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    let ends = |name: &str| names.iter().any(|n| n.to_ascii_lowercase().ends_with(name));
    let other = if has("xl/workbook.bin") {
        return Ok(Kind::Xlsb);
    } else if has("content.xml") && has("mimetype") {
        return Ok(Kind::Ods);
    } else if has("word/document.xml") {
        "Word (.docx)"
    } else if has("ppt/presentation.xml") {
        "PowerPoint (.pptx)"
    } else if ends("workbook.xml") || has("[Content_Types].xml") {
        return Ok(Kind::Xlsx);
    } else if ends(".iwa") {
        "Numbers / Pages (Apple)"
    } else {
        "zip"
    };
    Err(wrong_format(file, other).into())
}

struct Counted {
    bytes: u64,
    elements: u64,
}

/// Inflates a part to count it; stops one byte after `limit`.
fn count(entry: &mut impl Read, limit: u64, buffer: &mut [u8]) -> std::io::Result<Counted> {
    let mut found = Counted { bytes: 0, elements: 0 };
    let mut bounded = entry.take(limit.saturating_add(1));
    loop {
        let size = bounded.read(buffer)?;
        if size == 0 {
            return Ok(found);
        }
        found.bytes += size as u64;
        found.elements += memchr_iter(b'<', &buffer[..size]).count() as u64;
    }
}

/// The container's own words about its damage, which help whoever looks into the file.
fn damaged(what: &dyn std::fmt::Display) -> Text {
    Text::new(
        format!("โครงสร้าง zip ภายในไฟล์เสียหาย: {what}"),
        format!("the zip container inside is damaged: {what}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_write_under_the_name_of_a_workbook_is_called_what_it_is() {
        let xml = r#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>"#;
        assert_eq!(content_kind(xml.as_bytes()), "XML Spreadsheet 2003");
        assert!(
            content_kind(b"<?xml version=\"1.0\"?>\n<office:document xmlns:office=\"\">")
                .starts_with("Flat ODS")
        );
        let page = b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html><table>";
        assert!(content_kind(page).starts_with("MHTML"));
        assert_eq!(content_kind(b"<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table>"), "HTML");
        assert_eq!(content_kind("ก,ข\n1,2".as_bytes()), "CSV / text");
    }
}
