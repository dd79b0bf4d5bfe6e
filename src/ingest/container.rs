//! What kind of file is this really, and is it safe to inflate? Decided from its bytes, not its name.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::Text;
use crate::workspace::InputFile;
use std::io::Cursor;

/// Where reading stops.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest file on disk, bytes.
    pub file_bytes: u64,
    /// Largest sum of inflated parts, bytes.
    pub inflated_bytes: u64,
    /// Most used cells in one sheet.
    pub sheet_cells: usize,
}

impl Default for Limits {
    /// Ample for real workbooks; a file at the limits stays under 512 MiB of memory.
    fn default() -> Self {
        Self { file_bytes: 64 << 20, inflated_bytes: 160 << 20, sheet_cells: 1_500_000 }
    }
}

/// A finding when the bytes are not a workbook that can be read, or carry macros. `None`: go on.
pub(super) fn inspect(file: &InputFile, bytes: &[u8], limits: Limits) -> Option<Diagnostic> {
    if bytes.starts_with(b"PK") {
        return inspect_zip(file, bytes, limits);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        // Excel wraps an encrypted .xlsx in the old container; its streams have UTF-16 names.
        let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        if bytes.windows(encrypted.len()).any(|w| w == encrypted) {
            return Some(encrypted_file(file));
        }
        return Some(wrong_format(file, "Excel 97–2003 (.xls)"));
    }
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_lowercase();
    let start = start.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('<')
        && (start.contains("<html") || start.contains("<table") || start.contains("<!doctype"))
    {
        return Some(wrong_format(file, "HTML"));
    }
    if bytes.is_empty() {
        return Some(wrong_format(file, "0 bytes"));
    }
    if std::str::from_utf8(&bytes[..bytes.len().min(4096)]).map_or_else(|e| e.valid_up_to() > 64, |_| true) {
        return Some(wrong_format(file, "CSV / text"));
    }
    Some(wrong_format(file, "?"))
}

fn inspect_zip(file: &InputFile, bytes: &[u8], limits: Limits) -> Option<Diagnostic> {
    let mut archive = match zip::ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(error) => return Some(super::unreadable(file, &error.to_string())),
    };
    let mut claimed = 0u64;
    let mut names = Vec::new();
    for at in 0..archive.len() {
        match archive.by_index_raw(at) {
            Ok(entry) => {
                claimed = claimed.saturating_add(entry.size());
                names.push(String::from_utf8_lossy(entry.name_raw()).into_owned());
            }
            Err(error) => return Some(super::unreadable(file, &error.to_string())),
        }
    }
    if claimed > limits.inflated_bytes {
        return Some(too_large(file, claimed, limits.inflated_bytes));
    }
    // The directory may lie about sizes: count what really comes out, up to the limit.
    let mut inflated = 0u64;
    for (at, name) in names.iter().enumerate() {
        let Ok(mut entry) = archive.by_index(at) else {
            return Some(super::unreadable(file, &format!("zip entry {name}")));
        };
        let left = limits.inflated_bytes - inflated;
        let mut bounded = std::io::Read::take(&mut entry, left + 1);
        match std::io::copy(&mut bounded, &mut std::io::sink()) {
            Ok(size) if size > left => return Some(too_large(file, inflated + size, limits.inflated_bytes)),
            Ok(size) => inflated += size,
            Err(error) => return Some(super::unreadable(file, &error.to_string())),
        }
    }
    let has = |name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    if has("xl/workbook.bin") {
        return Some(wrong_format(file, "Excel binary (.xlsb)"));
    }
    if has("content.xml") && has("mimetype") {
        return Some(wrong_format(file, "OpenDocument (.ods)"));
    }
    if !has("xl/workbook.xml") {
        return Some(wrong_format(file, "zip"));
    }
    has("xl/vbaProject.bin").then(|| macros(file))
}

pub(super) fn too_large(file: &InputFile, size: u64, limit: u64) -> Diagnostic {
    let (size, limit) = (size >> 20, limit >> 20);
    Diagnostic::new(
        Code::FileTooLarge,
        Place::file(&file.name),
        Text::new(
            format!("ไฟล์มีขนาด {size} MiB เมื่อคลายออก เกิน {limit} MiB ที่รับได้"),
            format!("the workbook inflates to {size} MiB, more than the {limit} MiB allowed"),
        ),
        Text::new(
            "ลบภาพ แผ่นงาน หรือแถวว่างที่ไม่ใช้ แล้วส่งใหม่",
            "remove pictures, sheets or empty rows that are not needed, then send it again",
        ),
    )
}

fn wrong_format(file: &InputFile, kind: &str) -> Diagnostic {
    Diagnostic::new(
        Code::FileFormat,
        Place::file(&file.name),
        Text::new(
            format!("ไฟล์นี้ไม่ใช่ .xlsx (เนื้อไฟล์เป็น {kind})"),
            format!("this is not an .xlsx workbook (its content is {kind})"),
        ),
        Text::new(
            "เปิดใน Excel เลือก บันทึกเป็น → สมุดงาน Excel (.xlsx) แล้วส่งไฟล์ใหม่",
            "open it in Excel, choose Save As → Excel Workbook (.xlsx), and send the new file",
        ),
    )
    .found(kind)
}

fn encrypted_file(file: &InputFile) -> Diagnostic {
    Diagnostic::new(
        Code::FileEncrypted,
        Place::file(&file.name),
        Text::new("ไฟล์ตั้งรหัสผ่านไว้ จึงอ่านไม่ได้", "the workbook is protected with a password and cannot be read"),
        Text::new(
            "เปิดไฟล์ นำรหัสผ่านออก บันทึก แล้วส่งใหม่",
            "open it, remove the password, save, and send it again",
        ),
    )
}

fn macros(file: &InputFile) -> Diagnostic {
    Diagnostic::new(
        Code::FileMacros,
        Place::file(&file.name),
        Text::new(
            "ไฟล์มีมาโคร โปรแกรมอ่านเฉพาะข้อมูลและไม่เรียกใช้มาโคร",
            "the workbook has macros; only its data are read, macros never run",
        ),
        Text::new("ควรบันทึกเป็น .xlsx", "better save it as .xlsx"),
    )
}
