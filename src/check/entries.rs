//! The account of files and folders below an agency's folder: each is read, known to be none of ours, or named
//! in a finding.
//!
//! Comes in: the names of what was not read as a workbook, and what the workbooks name. Goes out: a finding
//! for each that nobody knows, with what to do about it. Never: opens a file.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{DataValue, Facts, FiscalYear, REVIEWS, Text};
use crate::thai;
use crate::workspace::{AGENCY_FILE, CODES_FILE, Workspace, is_spreadsheet};
use std::collections::{BTreeMap, BTreeSet};

/// Folders of an agency that hold no workbooks of a year, and folders of a year that hold none.
const OWN_FOLDERS: [&str; 6] = ["texts", "layouts", "templates", "reviews", "contracts", "schemes"];
/// Findings of a folder that name one file each; the rest are counted.
const MOST_NAMED: usize = 20;
/// Years of the Buddhist Era, and of the Common Era, that a folder may mean.
const BUDDHIST: std::ops::RangeInclusive<i32> = 2500..=2699;
const COMMON: std::ops::RangeInclusive<i32> = 1957..=2156;

/// One finding for each file and folder that is not known; many of one folder are counted.
pub fn check(workspace: &Workspace, facts: &Facts) -> Vec<Diagnostic> {
    let named = named(workspace, facts);
    let mut findings = Vec::new();
    // Of each folder how many of its files were named, and how many were not.
    let mut ignored: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for name in &workspace.others {
        let inside = name.strip_prefix(workspace.input.as_str()).unwrap_or(name).trim_start_matches('/');
        let (folder, own) = name.rsplit_once('/').unwrap_or(("", name));
        match inside.split_once('/') {
            None if own == AGENCY_FILE || workspace.look.logo.as_deref() == Some(own) => continue,
            None if is_spreadsheet(own) => {
                findings.push(misplaced(name));
                continue;
            }
            None => {}
            Some((top, _)) if FiscalYear::parse(top).is_none() => {
                if !OWN_FOLDERS.contains(&top) {
                    *folders.entry(top).or_default() += usize::from(is_spreadsheet(own));
                }
                continue;
            }
            Some((_, CODES_FILE)) => continue,
            Some((_, below)) => {
                let in_own = below.split('/').next().is_some_and(|top| OWN_FOLDERS.contains(&top));
                if (in_own && below.contains('/')) || named.contains(&key(own)) {
                    continue;
                }
            }
        }
        let count = ignored.entry(folder).or_default();
        if count.0 < MOST_NAMED {
            count.0 += 1;
            findings.push(not_read(name, own));
        } else {
            count.1 += 1;
        }
    }
    for (folder, (_, more)) in ignored.into_iter().filter(|(_, (_, more))| *more > 0) {
        findings.push(many(folder, more));
    }
    for (folder, workbooks) in folders {
        findings.push(unknown_folder(&format!("{}/{folder}", workspace.input), folder, workbooks));
    }
    findings
}

fn key(name: &str) -> String {
    thai::normalise(name).to_lowercase()
}

/// Names of files that workbooks mention: pictures, evidence.
fn named(workspace: &Workspace, facts: &Facts) -> BTreeSet<String> {
    // Without other files there is nothing to look up.
    if workspace.others.is_empty() {
        return BTreeSet::new();
    }
    let pictures = facts.years.values().flat_map(|year| &year.briefings).filter_map(|b| b.picture.get());
    let evidence = facts.progress.values().flatten().filter_map(|report| report.evidence.get());
    let cells =
        facts.data_sets.values().flatten().flat_map(|row| &row.values).filter_map(|field| {
            match field.get()? {
                DataValue::Text(text) if text.contains('.') => Some(text),
                _ => None,
            }
        });
    let mut names = BTreeSet::new();
    for text in pictures.chain(evidence).chain(cells) {
        for part in text.split(['\n', ',', ';']) {
            // A name may stand with the folder that it lies in.
            let own = part.trim().rsplit(['/', '\\']).next().unwrap_or_default();
            names.insert(key(own));
        }
    }
    names
}

/// What a file is, by the end of its name, and what is to be done about it.
fn remedy(name: &str) -> (Text, Text) {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end).to_lowercase();
    let what = |th: &str, en: &str| Text::new(th, en);
    match end.as_str() {
        "zip" | "rar" | "7z" | "gz" | "tar" => (
            what("ไฟล์บีบอัด", "an archive"),
            what(
                "แตกไฟล์ แล้ววางสมุดงานข้างในไว้ในโฟลเดอร์ปี",
                "unpack it and put the workbooks inside into the year's folder",
            ),
        ),
        "gsheet" | "gdoc" | "gslides" | "url" | "webloc" | "lnk" => (
            what(
                "ทางลัดไปยังเอกสารออนไลน์ ไม่มีข้อมูลอยู่ข้างใน",
                "a link to a document elsewhere, without any data inside",
            ),
            what(
                "เปิดเอกสาร เลือก ไฟล์ > ดาวน์โหลด > Microsoft Excel (.xlsx) แล้ววางไฟล์ที่ได้แทน",
                "open the document, choose File > Download > Microsoft Excel (.xlsx), and put that file here instead",
            ),
        ),
        "numbers" | "et" | "fods" | "dif" | "prn" | "mdb" | "accdb" | "xml" | "htm" | "html" => (
            what("ตารางของโปรแกรมอื่น", "a table of another program"),
            what(
                "เปิดในโปรแกรมนั้น บันทึกเป็น .xlsx แล้ววางไฟล์ใหม่แทน",
                "open it there, save it as .xlsx, and put that file here instead",
            ),
        ),
        "tmp" | "part" | "crdownload" | "download" => (
            what("ไฟล์ที่ดาวน์โหลดหรือบันทึกไม่เสร็จ", "a download or a copy that was not finished"),
            what("ดาวน์โหลดหรือคัดลอกใหม่ให้เสร็จ แล้วลบไฟล์นี้", "download or copy it again, and delete this one"),
        ),
        "bak" | "old" | "asd" | "xlk" | "wbk" => (
            what("ไฟล์สำรอง", "a backup"),
            what(
                "ลบออก หรือเปลี่ยนนามสกุลกลับเป็นของเดิมถ้าต้องใช้",
                "delete it, or give it its own ending back if it is needed",
            ),
        ),
        "pdf" | "doc" | "docx" | "odt" | "rtf" | "ppt" | "pptx" | "txt" | "md" | "png" | "jpg" | "jpeg"
        | "gif" | "heic" | "webp" | "bmp" | "tif" | "tiff" | "mp4" | "mov" => (
            what("เอกสารหรือภาพที่ไม่มีสมุดงานใดอ้างถึง", "a document or picture that no workbook names"),
            what(
                "ถ้าเป็นหลักฐานหรือภาพ ให้พิมพ์ชื่อไฟล์ในช่องของสมุดงาน ถ้าเป็นข้อมูล ให้กรอกในแบบ .xlsx ถ้าไม่ใช้ ให้ย้ายออก",
                "type its name into the workbook if it is evidence or a picture, fill in the form if it holds data, move it away if neither",
            ),
        ),
        _ => (
            what("ไฟล์ที่โปรแกรมไม่รู้จัก", "a file of unknown kind"),
            what(
                "ถ้าเป็นสมุดงาน ให้ตั้งนามสกุลให้ถูก (.xlsx) ถ้าไม่ใช้ ให้ย้ายออก",
                "give it the right ending (.xlsx) if it is a workbook, move it away if it is not needed",
            ),
        ),
    }
}

fn not_read(name: &str, own: &str) -> Diagnostic {
    let (what, action) = remedy(own);
    Diagnostic::new(
        Code::FileIgnored,
        Place::file(name),
        Text::new(format!("ไม่ได้อ่านไฟล์นี้: เป็น{}", what.th), format!("the file is not read: it is {}", what.en)),
        action,
    )
}

fn many(folder: &str, more: usize) -> Diagnostic {
    Diagnostic::new(
        Code::FileIgnored,
        Place::file(folder),
        Text::new(
            format!("ไม่ได้อ่านไฟล์อื่นอีก {more} ไฟล์ในโฟลเดอร์นี้"),
            format!("{more} more files of this folder are not read"),
        ),
        Text::new(
            "เก็บเฉพาะสมุดงานและไฟล์ที่สมุดงานอ้างถึงไว้ในโฟลเดอร์นี้",
            "keep only workbooks and what they name in this folder",
        ),
    )
}

fn misplaced(name: &str) -> Diagnostic {
    Diagnostic::new(
        Code::FileMisplaced,
        Place::file(name),
        Text::new("สมุดงานนี้ไม่อยู่ในโฟลเดอร์ปี จึงไม่ได้อ่าน", "the workbook lies in no year's folder and is not read"),
        Text::new(
            "ย้ายไปไว้ในโฟลเดอร์ของปีงบประมาณ เช่น input/2568/",
            "move it into the folder of its fiscal year, such as input/2568/",
        ),
    )
}

/// A workbook for reviewing among those that offices sent.
pub(super) fn review(name: &str, year: FiscalYear) -> Diagnostic {
    Diagnostic::new(
        Code::FileMisplaced,
        Place::file(name),
        Text::new(
            "ไฟล์นี้เป็นสมุดตรวจทานที่โปรแกรมจัดทำ ไม่ใช่แบบที่หน่วยงานส่ง จึงไม่ได้อ่าน",
            "this is a review workbook that the program made, not a form that an office sent; it is not read",
        ),
        Text::new(
            format!("ถ้ามีความเห็นของผู้ตรวจทาน ย้ายไปไว้ใน input/{year}/{REVIEWS}/ ถ้าไม่มี ให้ลบออก"),
            format!("with remarks of a reviewer it belongs into input/{year}/{REVIEWS}/; without, delete it"),
        ),
    )
}

fn unknown_folder(name: &str, own: &str, workbooks: usize) -> Diagnostic {
    let action = match year(own) {
        Some(year) => Text::new(
            format!("เปลี่ยนชื่อโฟลเดอร์เป็น {year} ถ้ามีโฟลเดอร์ {year} อยู่แล้ว ให้ย้ายไฟล์ไปรวมกัน"),
            format!("rename the folder to {year}; if there is one of that name, move the files into it"),
        ),
        None => Text::new(
            "ย้ายสมุดงานไปไว้ในโฟลเดอร์ของปีงบประมาณ (ชื่อเป็น พ.ศ. สี่หลัก เช่น 2568) หรือย้ายโฟลเดอร์นี้ออกจาก input/",
            "move its workbooks into the folder of a fiscal year (named by its Buddhist year, such as 2568), or move the folder out of input/",
        ),
    };
    Diagnostic::new(
        Code::FolderUnknown,
        Place::file(name),
        Text::new(
            format!("ชื่อโฟลเดอร์ “{own}” ไม่ใช่ปีงบประมาณ จึงไม่ได้อ่านสมุดงาน {workbooks} ไฟล์ข้างใน"),
            format!(
                "the folder “{own}” is not named by a fiscal year; {workbooks} workbooks in it are not read"
            ),
        ),
        action,
    )
}

/// The fiscal year that a folder's name means: `ปี 2568`, `2025`, `68`.
fn year(name: &str) -> Option<i32> {
    let plain = thai::to_arabic_digits(name);
    let numbers: Vec<&str> =
        plain.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let value = |text: &&str| text.parse::<i32>().ok();
    let four = numbers.iter().filter(|n| n.len() == 4).filter_map(value);
    let years: Vec<i32> = four
        .filter_map(|year| match year {
            year if BUDDHIST.contains(&year) => Some(year),
            year if COMMON.contains(&year) => Some(year + thai::BUDDHIST_OFFSET),
            _ => None,
        })
        .collect();
    match (years.as_slice(), numbers.as_slice()) {
        ([year], _) => Some(*year),
        ([], [short]) if short.len() == 2 => value(short).map(|year| 2500 + year),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_mean_a_year_are_understood() {
        for (name, meant) in [
            ("ปี 2568", Some(2568)),
            ("ปีงบประมาณ ๒๕๖๘", Some(2568)),
            ("2568 (1)", Some(2568)),
            ("2568-ครึ่งแรก", Some(2568)),
            ("fy2568", Some(2568)),
            ("2025", Some(2568)),
            ("68", Some(2568)),
            ("2567-2568", None),
            ("เก่า", None),
            ("1", None),
        ] {
            assert_eq!(year(name), meant, "{name}");
        }
    }
}
