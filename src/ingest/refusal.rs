//! The findings about files that are not read, or not wholly.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::Text;
use crate::workspace::InputFile;

pub(super) fn too_large(file: &InputFile, size: u64, limit: u64) -> Diagnostic {
    let (size, limit) = (size.div_ceil(1 << 20), limit >> 20);
    refused(
        file,
        Code::FileTooLarge,
        Text::new(
            format!("ไฟล์ใหญ่เกินไป: คลายออกได้อย่างน้อย {size} MiB (รับได้ไม่เกิน {limit} MiB และจำนวนเซลล์ที่จำกัด)"),
            format!(
                "the workbook is too large: it inflates to {size} MiB or more (at most {limit} MiB and a limited number of cells are read)"
            ),
        ),
        smaller(),
    )
}

/// A file for which the others have left no room.
pub(super) fn too_much_together(file: &InputFile, limit: usize) -> Diagnostic {
    let limit = limit >> 20;
    refused(
        file,
        Code::FileTooLarge,
        Text::new(
            format!("ไฟล์ทั้งหมดในโฟลเดอร์รวมกันใหญ่เกินไป (รับได้ไม่เกิน {limit} MiB) จึงไม่ได้อ่านไฟล์นี้"),
            format!(
                "all files together are too large (at most {limit} MiB of cells are read): this one is not read"
            ),
        ),
        Text::new(
            "ย้ายไฟล์ที่ไม่ใช่แบบรายงานของปีนี้ออกจากโฟลเดอร์ ลบแถวว่างและข้อความที่ไม่ใช้ แล้วสั่งใหม่",
            "move files that are no reports of these years out of the folder, remove rows that are not needed, then run again",
        ),
    )
}

pub(super) fn too_many_parts(file: &InputFile, parts: usize, limit: usize) -> Diagnostic {
    refused(
        file,
        Code::FileTooLarge,
        Text::new(
            format!("ไฟล์มีส่วนประกอบ {parts} ส่วน เกิน {limit} ส่วนที่รับได้"),
            format!("the workbook has {parts} parts, at most {limit} are read"),
        ),
        smaller(),
    )
}

/// A workbook without a cell that could be data.
pub(super) fn no_data(file: &InputFile) -> Diagnostic {
    refused(
        file,
        Code::SheetEmpty,
        Text::new("สมุดงานนี้ไม่มีข้อมูลในแผ่นงานใดเลย", "no sheet of this workbook holds any data"),
        Text::new(
            "ตรวจว่าบันทึกและส่งไฟล์ที่กรอกแล้ว หรือลบไฟล์นี้ออก",
            "make sure that the filled-in file was saved and sent, or delete this one",
        ),
    )
}

fn smaller() -> Text {
    Text::new(
        "ลบภาพ แผ่นงาน หรือแถวว่างที่ไม่ใช้ แล้วส่งใหม่",
        "remove pictures, sheets or empty rows that are not needed, then send it again",
    )
}

pub(super) fn wrong_format(file: &InputFile, kind: &str) -> Diagnostic {
    refused(
        file,
        Code::FileFormat,
        Text::new(
            format!("ไฟล์นี้ไม่ใช่สมุดงาน (เนื้อไฟล์เป็น {kind})"),
            format!("this is no workbook (its content is {kind})"),
        ),
        Text::new(
            "เปิดใน Excel หรือ LibreOffice เลือก บันทึกเป็น > สมุดงาน Excel (.xlsx) แล้วส่งไฟล์ใหม่",
            "open it in Excel or LibreOffice, choose Save As > Excel Workbook (.xlsx), and send the new file",
        ),
    )
    .found(kind)
}

pub(super) fn encrypted_file(file: &InputFile) -> Diagnostic {
    refused(
        file,
        Code::FileEncrypted,
        Text::new("ไฟล์ตั้งรหัสผ่านไว้ จึงอ่านไม่ได้", "the workbook is protected with a password and cannot be read"),
        Text::new(
            "เปิดไฟล์ นำรหัสผ่านออก บันทึก แล้วส่งใหม่",
            "open it, remove the password, save, and send it again",
        ),
    )
}

pub(super) fn macros(file: &InputFile) -> Diagnostic {
    refused(
        file,
        Code::FileMacros,
        Text::new(
            "ไฟล์มีมาโคร โปรแกรมอ่านเฉพาะข้อมูลและไม่เรียกใช้มาโคร",
            "the workbook has macros; only its data are read, macros never run",
        ),
        Text::new("ควรบันทึกเป็น .xlsx", "better save it as .xlsx"),
    )
}

/// What there is to say of a file whose reader gave up.
pub(super) fn broken() -> Text {
    Text::new("โครงสร้างภายในไฟล์ผิด", "the file's inner structure is broken")
}

/// A sheet without cells of a table, passed over.
pub(super) fn sheet_skipped(file: &InputFile, sheet: &str, kind: &str) -> Diagnostic {
    let (th, en) = match kind {
        "chartsheet" => ("แผ่นแผนภูมิ", "a chart"),
        "dialogsheet" => ("แผ่นกล่องโต้ตอบ", "a dialog"),
        "xlMacrosheet" | "xlIntlMacrosheet" => ("แผ่นมาโครแบบเก่า (Excel 4.0)", "macros of Excel 4.0"),
        _ => ("แผ่นที่ไม่ใช่ตาราง", "no table"),
    };
    Diagnostic::new(
        Code::SheetSkipped,
        Place::sheet(&file.name, sheet),
        Text::new(format!("แผ่นงานนี้เป็น{th} จึงไม่ได้อ่าน"), format!("the sheet holds {en} and is not read")),
        Text::new("ไม่ต้องแก้ไข ถ้าแผ่นนี้ไม่มีข้อมูลที่ต้องรายงาน", "nothing, unless the sheet holds something to report"),
    )
}

pub(super) fn unreadable(file: &InputFile, why: &Text) -> Diagnostic {
    refused(
        file,
        Code::FileUnreadable,
        Text::new(
            format!("อ่านไฟล์ไม่ได้ ไฟล์อาจเสียหาย ({})", why.th),
            format!("the workbook cannot be read, it may be damaged ({})", why.en),
        ),
        Text::new(
            "เปิดไฟล์ใน Excel บันทึกเป็น .xlsx ใหม่ แล้วส่งอีกครั้ง",
            "open it in Excel, save it as .xlsx and send it again",
        ),
    )
}

/// A format whose cells are read without what their formats show.
pub(super) fn formats_unseen(file: &InputFile) -> Diagnostic {
    refused(
        file,
        Code::FileFormatsUnseen,
        Text::new(
            "ไฟล์ .xlsb อ่านได้เฉพาะค่า โปรแกรมไม่เห็นรูปแบบตัวเลข (ร้อยละ หน่วยล้านบาท) การขีดฆ่า เซลล์ผสาน และลิงก์",
            "of an .xlsb only the values are read: formats of numbers (percent, millions), strokes, merged cells and links are not seen",
        ),
        Text::new(
            "ตรวจตัวเลขให้ตรงกับที่ Excel แสดง หรือบันทึกเป็น .xlsx แล้วส่งใหม่",
            "compare the figures with what Excel shows, or save it as .xlsx and send it again",
        ),
    )
}

pub(super) fn csv(file: &InputFile, why: &Text) -> Diagnostic {
    refused(
        file,
        Code::FileFormat,
        why.clone(),
        Text::new(
            "บันทึกเป็น CSV UTF-8 หรือสมุดงาน Excel (.xlsx) แล้วส่งใหม่",
            "save it as CSV UTF-8 or as an Excel workbook (.xlsx), and send it again",
        ),
    )
}

pub(super) fn lock_file(file: &InputFile) -> Diagnostic {
    refused(
        file,
        Code::FileLocked,
        Text::new(
            "เป็นไฟล์ชั่วคราวของ Excel แสดงว่ามีผู้เปิดไฟล์จริงค้างอยู่ ไม่นำมาใช้",
            "a temporary file of Excel: somebody has the workbook open; it is not read",
        ),
        Text::new("ปิดไฟล์ใน Excel ก่อนทำรายงาน", "close the workbook in Excel before the run"),
    )
}

/// The same bytes as another file: read once.
pub(super) fn repeated_file(file: &InputFile, first: &InputFile) -> Diagnostic {
    refused(
        file,
        Code::ContentRepeated,
        Text::new(
            format!("ไฟล์นี้เหมือนกับ {} ทุกประการ จึงอ่านเพียงไฟล์เดียว", first.name),
            format!("the file is an exact copy of {}; it is read once", first.name),
        ),
        Text::new("ลบไฟล์ที่ซ้ำออก", "delete the copy"),
    )
}

fn refused(file: &InputFile, code: Code, message: Text, action: Text) -> Diagnostic {
    Diagnostic::new(code, Place::file(&file.name), message, action)
}

/// A sheet that goes beyond a limit; its cells are not used.
pub(super) fn sheet_too_large(file: &InputFile, sheet: &str, what: &Text) -> Diagnostic {
    Diagnostic::new(
        Code::SheetTooLarge,
        Place::sheet(&file.name, sheet),
        Text::new(
            format!("แผ่นงานใหญ่เกินไป ({}) จึงไม่ได้อ่าน", what.th),
            format!("the sheet is too large ({}) and was not read", what.en),
        ),
        Text::new(
            "ลบแถวและคอลัมน์ที่ไม่มีข้อมูล แล้วส่งใหม่",
            "delete rows and columns without data, then send it again",
        ),
    )
}
