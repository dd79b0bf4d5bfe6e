//! The findings about a sheet as a whole, its header and its labelled cells.

use super::{Context, cell, scale};
use crate::contract::{Contract, FieldSpec, Recognised, RowText};
use crate::diagnostic::{ALIAS, Code, Diagnostic, Place};
use crate::ingest::{RawSheet, RawValue, RawWorkbook};
use crate::model::{FiscalYear, Origin, Text};
use crate::thai;
use crate::workspace::{Unit, Workspace};

/// Unknown columns that are told one by one; a sheet with more has another problem.
const MOST_UNKNOWN: usize = 50;

/// Units of an agency that a message names one by one.
const MOST_LISTED: usize = 20;

/// Cells of a row of notes; a table is wider.
const MOST_NOTES: usize = 2;

/// `choices`: most choices of any scale of the sheet's year; columns for further ones are not missed.
pub(super) fn header_findings(
    known: &Recognised,
    choices: Option<usize>,
    at: &Origin,
    findings: &mut Vec<Diagnostic>,
) {
    let contract = &known.contract;
    let titles = || contract.fields.iter().map(|f| f.title.as_str());
    // A missing column with a misspelt title is one mistake, found where the title stands.
    let mut misspelt: Vec<u32> = Vec::new();
    for (field, column) in contract.fields.iter().zip(&known.header.columns) {
        let beyond = field.choice.zip(choices).is_some_and(|(choice, most)| choice > most);
        if column.is_some() || field.optional || beyond {
            continue;
        }
        let scaled = header_scale(field, known, &misspelt, at);
        if let Some((col, finding)) = scaled {
            misspelt.push(col);
            findings.push(finding);
            continue;
        }
        let meant = |text: &str| thai::nearest(text, titles()) == Some(field.title.as_str());
        let candidates = known.header.unknown.iter().take(MOST_UNKNOWN);
        let title = candidates.filter(|(col, _)| !misspelt.contains(col)).find(|(_, text)| meant(text));
        misspelt.extend(title.map(|(col, _)| *col));
        findings.push(column_missing(contract, field, title, at));
    }
    for (field, col) in &known.header.duplicates {
        let field = &contract.fields[*field];
        findings.push(Diagnostic::new(
            Code::ColumnDuplicate,
            &at.at(at.row, *col),
            Text::new(
                format!("มีคอลัมน์ “{}” มากกว่าหนึ่งคอลัมน์", field.title),
                format!("there is more than one column “{}”", field.title),
            ),
            Text::new("ลบหรือเปลี่ยนชื่อคอลัมน์ที่เกิน", "delete or rename the extra column"),
        ));
    }
    if contract.has_question_columns() {
        for (col, text) in known.header.contradicting.iter().take(MOST_UNKNOWN) {
            findings.push(
                Diagnostic::new(
                    Code::QuestionContradicts,
                    &at.at(at.row, *col),
                    Text::new(
                        format!("รหัสข้อกับข้อความใน “{}” เป็นคนละข้อ", cell::shown(text)),
                        format!("code and wording of “{}” belong to different questions", cell::shown(text)),
                    ),
                    Text::new(
                        "ตรวจว่าคำตอบในคอลัมน์นี้เป็นของข้อใด แล้วแก้รหัสหรือข้อความให้ตรงกัน",
                        "find out whose answers the column holds, then correct the code or the wording",
                    ),
                )
                .found(text),
            );
        }
        return;
    }
    for (col, text) in
        known.header.unknown.iter().filter(|(col, _)| !misspelt.contains(col)).take(MOST_UNKNOWN)
    {
        findings.push(
            Diagnostic::new(
                Code::ColumnUnknown,
                &at.at(at.row, *col),
                Text::new(
                    format!("ไม่รู้จักคอลัมน์ “{}” จึงไม่ได้ใช้ข้อมูลในคอลัมน์นี้", cell::shown(text)),
                    format!("column “{}” is not known; its data are not used", cell::shown(text)),
                ),
                Text::new("ลบคอลัมน์นี้ หรือแก้ชื่อให้ตรงแบบฟอร์ม", "delete the column or name it as in the form"),
            )
            .found(text),
        );
    }
}

/// The title of a column but for the scale of its figures: the column is there, its figures are not baht.
fn header_scale(
    field: &FieldSpec,
    known: &Recognised,
    taken: &[u32],
    at: &Origin,
) -> Option<(u32, Diagnostic)> {
    let mut free = known.header.unknown.iter().take(MOST_UNKNOWN).filter(|(col, _)| !taken.contains(col));
    free.find_map(|(col, text)| Some((*col, scale::of_header(field, text, &at.at(at.row, *col))?)))
}

fn column_missing(
    contract: &Contract,
    field: &FieldSpec,
    misspelt: Option<&(u32, String)>,
    at: &Origin,
) -> Diagnostic {
    let place = misspelt.map_or_else(|| at.clone(), |(col, _)| at.at(at.row, *col));
    let finding = Diagnostic::new(
        Code::ColumnMissing,
        &place,
        match misspelt {
            Some((_, found)) => Text::new(
                format!("พบหัวคอลัมน์ “{}” แต่แบบฟอร์มใช้ “{}”", cell::shown(found), field.title),
                format!(
                    "found the title “{}”; the form has “{}” ({})",
                    cell::shown(found),
                    field.title,
                    field.name
                ),
            ),
            None => Text::new(
                format!("ไม่พบคอลัมน์ “{}” ในตาราง “{}”", field.title, contract.title),
                format!("column “{}” ({}) is missing", field.title, field.name),
            ),
        },
        Text::new(
            "เพิ่มหรือแก้ชื่อคอลัมน์ตามแบบฟอร์ม หรือใช้ไฟล์แบบฟอร์มเปล่าใหม่",
            "add or rename the column as in the form, or start from a new blank workbook",
        ),
    )
    .row(field.name.clone());
    match misspelt {
        Some((_, text)) => finding.found(text).nearest(Some(field.title.clone())),
        None => finding,
    }
}

/// The word for running totals above a table that is added up.
pub(super) fn running_totals(at: &Origin, text: &str) -> Diagnostic {
    Diagnostic::new(
        Code::ValuesCumulative,
        at,
        Text::new(
            format!("“{}” บอกว่าเป็นยอดสะสม แต่ตารางนี้รวมยอดทุกเดือน ยอดรวมจึงนับซ้ำ", cell::shown(text)),
            format!("“{}” says running totals, but the months of this table are added up", cell::shown(text)),
        ),
        Text::new(
            "กรอกยอดของเดือนนั้นเดือนเดียว หรือลบคำว่า สะสม ถ้าไม่ใช่ยอดสะสม",
            "write each month's own figure, or delete the word if they are no running totals",
        ),
    )
    .found(text)
}

/// A column of raw answers whose title is no question's.
pub(super) fn overlooked(at: &Origin, title: &str) -> Diagnostic {
    Diagnostic::new(
        Code::ColumnUnknown,
        at,
        Text::new(
            format!("คอลัมน์ “{}” มีคำตอบ แต่ข้อความไม่ตรงกับข้อใดของแบบวัด จึงไม่ได้นับ", cell::shown(title)),
            format!("column “{}” holds answers, but its wording is no question's: they are not counted", cell::shown(title)),
        ),
        Text::new(
            "แก้หัวคอลัมน์ให้ขึ้นต้นด้วยรหัสข้อ เช่น I5 หรือให้ตรงกับข้อความของแบบวัดทุกตัวอักษร",
            "begin the title with the question's code, such as I5, or give the questionnaire's wording letter by letter",
        ),
    )
    .found(title)
}

/// A required field that a layout gives no place.
pub(super) fn not_given(at: &Origin, spec: &FieldSpec) -> Diagnostic {
    Diagnostic::new(
        Code::ColumnMissing,
        at,
        Text::new(
            format!("ผังที่ใช้อ่านไม่มีคอลัมน์ “{}” ซึ่งต้องมี", spec.title),
            format!("the layout has no column for “{}” ({}), which is required", spec.title, spec.name),
        ),
        Text::new(
            "เพิ่มคอลัมน์ในไฟล์ผัง (หรือสั่ง `ita-report learn` อีกครั้งด้วย --set) ถ้าแบบนี้ไม่มีข้อมูลนั้นจริง ให้ใช้แบบฟอร์มของโปรแกรม",
            "add the column to the layout's file (or run `ita-report learn` again with --set); if the form does not have it, use the program's own form",
        ),
    )
    .row(spec.name.clone())
}

/// The finding for a name that no unit of the agency goes by.
pub(super) fn unknown_unit(workspace: &Workspace, name: &str, origin: &Origin) -> Diagnostic {
    let units = workspace.units.iter().map(|u| u.name_th.as_str());
    let nearest = thai::nearest(name, units.clone()).map(str::to_owned);
    // Without a name that is near: all that may be meant, as long as they can be read at a glance.
    let listed = (nearest.is_none() && workspace.units.len() <= MOST_LISTED)
        .then(|| units.collect::<Vec<_>>().join(", "));
    Diagnostic::new(
        Code::UnitUnknown,
        origin,
        Text::new(
            format!("ไม่มีหน่วยงานชื่อ “{}” ในรายชื่อหน่วยงาน", cell::shown(name)),
            format!("no unit goes by the name “{}”", cell::shown(name)),
        ),
        Text::new(
            match &listed {
                Some(names) => format!("แก้ชื่อให้ตรงกับชื่อใดชื่อหนึ่ง: {names} แล้วส่งใหม่"),
                None => format!(
                    "แก้ชื่อให้ตรงกับชื่อ{}ในแบบที่ได้รับ แล้วส่งใหม่{ALIAS}",
                    workspace.words.get("unit")
                ),
            },
            match &listed {
                Some(names) => format!("write one of these names and send the workbook again: {names}"),
                None => format!(
                    "write the name of the {} as in its form and send the workbook again, or add this one to its aliases in agency.toml",
                    workspace.words.get("unit_en")
                ),
            },
        ),
    )
    .found(name)
    .nearest(nearest)
}

pub(super) fn unrecognised(
    workbook: &RawWorkbook,
    raw: &RawSheet,
    texts: &[RowText],
    context: Context<'_>,
) -> Diagnostic {
    let first = texts.first().and_then(|r| r.cells.first()).map(|(_, t)| cell::shown(t)).unwrap_or_default();
    let kinds: Vec<_> = context.contracts.iter().map(|c| c.title.as_str()).collect();
    Diagnostic::new(
        Code::SheetUnrecognised,
        Place::sheet(&workbook.file.name, &raw.name[..]),
        Text::new(
            format!("ไม่รู้จักแผ่นงานนี้ ไม่พบหัวตารางของแบบฟอร์มใด (รู้จัก: {})", kinds.join(", ")),
            "the sheet is of no known kind: no form's header row was found".to_owned(),
        ),
        Text::new(
            "ใช้หัวตารางตามแบบฟอร์ม สั่ง ita-report learn ให้รู้จักแบบฟอร์มนี้ หรือลบแผ่นงานนี้ออก",
            "use the form's header row, make the form known with `ita-report learn`, or delete the sheet",
        ),
    )
    .found(first)
}

/// A sheet of words alone, such as notes: nothing of it can be read, and nothing is lost.
pub(super) fn notes(workbook: &RawWorkbook, raw: &RawSheet, texts: &[RowText]) -> Option<Diagnostic> {
    let words = |value: &RawValue| match value {
        RawValue::Text(text) => thai::parse_number(&thai::normalised(text)).is_none(),
        _ => false,
    };
    let is_plain = raw.cells.iter().all(|c| words(&c.value));
    let is_narrow = raw.cells.chunk_by(|a, b| a.row == b.row).all(|row| row.len() <= MOST_NOTES);
    if !(is_plain && is_narrow) {
        return None;
    }
    let first = texts.first().and_then(|r| r.cells.first()).map(|(_, t)| cell::shown(t)).unwrap_or_default();
    Some(
        Diagnostic::new(
            Code::SheetNotes,
            Place::sheet(&workbook.file.name, &raw.name[..]),
            Text::new(
                "แผ่นงานนี้มีเพียงข้อความ ไม่ใช่ตารางของแบบฟอร์ม จึงไม่ได้นำมาใช้",
                "the sheet holds words alone and no form's table; it is not used",
            ),
            Text::new("ลบแผ่นงานนี้ถ้าไม่ใช้", "delete the sheet if it is not needed"),
        )
        .found(first),
    )
}

pub(super) fn hidden(workbook: &RawWorkbook, raw: &RawSheet) -> Diagnostic {
    Diagnostic::new(
        Code::SheetHidden,
        Place::sheet(&workbook.file.name, &raw.name[..]),
        Text::new("แผ่นงานนี้ถูกซ่อนไว้ แต่ข้อมูลถูกนำมาใช้", "the sheet is hidden; its data are used"),
        Text::new("ยกเลิกการซ่อน หรือลบแผ่นงานถ้าไม่ใช้", "unhide it, or delete it if it is not needed"),
    )
}

pub(super) fn empty(at: &Origin, contract: &Contract) -> Diagnostic {
    Diagnostic::new(
        Code::SheetEmpty,
        Place::sheet(&at.file[..], &at.sheet[..]),
        Text::new(
            format!("ตาราง “{}” ยังไม่มีข้อมูล", contract.title),
            format!("the table “{}” has no rows yet", contract.title_en),
        ),
        Text::new("กรอกข้อมูลแล้วส่งใหม่", "fill it in and send the workbook again"),
    )
}

/// A table that says that there is nothing to report is no blank form.
pub(super) fn nothing_reported(origin: &Origin, words: &str, contract: &Contract) -> Diagnostic {
    Diagnostic::new(
        Code::NothingReported,
        origin,
        Text::new(
            format!("ตาราง “{}” ระบุว่าไม่มีรายการในรอบนี้ (“{}”)", contract.title, cell::shown(words)),
            format!(
                "the table “{}” says that there is nothing to report (“{}”)",
                contract.title_en,
                cell::shown(words)
            ),
        ),
        Text::default(),
    )
    .found(cell::shown(words))
}

pub(super) fn meta_missing(at: &Origin, title: &str, title_en: &str) -> Diagnostic {
    Diagnostic::new(
        Code::MetaMissing,
        Place::sheet(&at.file[..], &at.sheet[..]),
        Text::new(
            format!("ไม่พบ “{title}” เหนือหัวตาราง"),
            format!("“{title}” ({title_en}) is not given above the table"),
        ),
        Text::new(
            format!("เพิ่มเซลล์ “{title}” พร้อมค่าไว้เหนือหัวตาราง"),
            format!("write “{title}” and its value above the table"),
        ),
    )
}

pub(super) fn year_mismatch(origin: &Origin, found: i64, folder: FiscalYear) -> Diagnostic {
    Diagnostic::new(
        Code::YearMismatch,
        origin,
        Text::new(
            format!("แผ่นงานเขียนปีงบประมาณ {found} แต่ไฟล์อยู่ในโฟลเดอร์ {folder}"),
            format!("the sheet says fiscal year {found}, but the file lies in folder {folder}"),
        ),
        Text::new(
            "แก้ปีในแผ่นงาน หรือย้ายไฟล์ไปโฟลเดอร์ที่ถูก",
            "correct the year, or move the file to the right folder",
        ),
    )
    .found(found.to_string())
}

/// A sheet of a kind that this unit does not submit: mostly a wrong name above the table.
pub(super) fn not_expected(at: &Origin, contract: &Contract, unit: &Unit) -> Diagnostic {
    Diagnostic::new(
        Code::SheetNotExpected,
        Place::sheet(&at.file[..], &at.sheet[..]),
        Text::new(
            format!("{} ไม่ต้องส่งตาราง “{}”", unit.name_th, contract.title),
            format!("{} is not expected to submit “{}”", unit.id, contract.title_en),
        ),
        Text::new(
            "ตรวจชื่อหน่วยงานเหนือหัวตาราง หรือลบแผ่นงานนี้",
            "check the unit's name above the table, or delete the sheet",
        ),
    )
}

/// More rows than any form has: most likely a range that was filled down by mistake.
pub(super) fn too_many_rows(at: &Origin, limit: usize) -> Diagnostic {
    Diagnostic::new(
        Code::SheetTooLarge,
        Place::sheet(&at.file[..], &at.sheet[..]),
        Text::new(
            format!("ตารางมีมากกว่า {limit} แถว อ่านเพียง {limit} แถวแรก"),
            format!("the table has more than {limit} rows; only the first {limit} were read"),
        ),
        Text::new(
            "ลบแถวที่ไม่มีข้อมูลหรือที่ลากซ้ำลงมา แล้วส่งใหม่",
            "delete rows without data or filled down by mistake, then send it again",
        ),
    )
}
