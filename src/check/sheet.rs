//! One sheet: what kind it is, whose, for which period, and its rows as typed fields.

use super::Context;
use super::cell;
use crate::contract::{Contract, Cover, MetaCell, Recognised, Role, RowText, Scope, recognise};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::ingest::{RawCell, RawSheet, RawValue, RawWorkbook};
use crate::model::{Absence, DataValue, Field, FiscalYear, Half, Origin, Period, Submission, Text};
use crate::scheme::Scheme;
use crate::thai::{self, ExcelEpoch};
use crate::workspace::Workspace;
use std::collections::BTreeMap;
use std::sync::Arc;

/// First words of a row that is a remark below a table.
const REMARKS: &[&str] = &["หมายเหตุ", "ที่มา", "note"];
/// First words of a row that sums up the rows above it.
const TOTALS: &[&str] = &["รวม", "รวมทั้งสิ้น", "รวมทั้งหมด", "ยอดรวม", "total"];
/// Sheets for people that hold no data: the form's guide, the list of findings in a returned copy.
const GUIDE_SHEETS: &[&str] = &["คำแนะนำ", "วิธีกรอก", "รายการข้อผิดพลาด", "guide", "findings"];

/// A data row: fields in the order of the contract.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub fields: Vec<Field<DataValue>>,
    /// Origin of the row's first contract column.
    pub origin: Origin,
    /// Whether it sums up the rows above it.
    pub is_total: bool,
}

/// One respondent's answers: question code with the raw cell.
pub(super) type Answers = Vec<(String, Option<RawValue>, Origin)>;

/// A recognised sheet with its rows.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub contract: Arc<Contract>,
    pub submission: Submission,
    pub rows: Vec<Row>,
    pub answers: Vec<Answers>,
}

/// Reads a sheet; `None` when it is empty, a guide, or nobody's (a finding says so).
pub(super) fn read(
    context: Context<'_>,
    workbook: &RawWorkbook,
    raw: &RawSheet,
    findings: &mut Vec<Diagnostic>,
) -> Option<Sheet> {
    if raw.cells.is_empty() || GUIDE_SHEETS.iter().any(|g| thai::key(g) == thai::key(&raw.name)) {
        return None;
    }
    let lines = lines(&raw.cells);
    let texts = texts(&lines);
    let folder_year = workbook.file.fiscal_year;
    let questions = context.schemes.get(folder_year).map(Scheme::question_keys).unwrap_or_default();
    let Some(known) = recognise(context.contracts, &texts, &questions) else {
        findings.push(unrecognised(workbook, raw, &texts, context));
        return None;
    };
    if raw.hidden {
        findings.push(hidden(workbook, raw));
    }
    let at = Origin {
        file: workbook.name.clone(),
        sheet: raw.name.clone(),
        row: known.header.row,
        col: known.header.first_col,
    };
    header_findings(&known, &at, findings);
    let epoch = if workbook.epoch_1904 { ExcelEpoch::Year1904 } else { ExcelEpoch::Year1900 };
    let meta = meta(&known, &lines, &at, epoch, findings);
    let submission = submission(context, &known.contract, &meta, folder_year, &at, findings)?;
    let mut sheet =
        Sheet { contract: Arc::clone(&known.contract), submission, rows: Vec::new(), answers: Vec::new() };
    for (row, cells) in lines.iter().filter(|(row, _)| *row > known.header.row) {
        if known.contract.has_question_columns() {
            sheet.answers.extend(answers(&known, *row, cells, &at));
        } else if let Some(row) = data_row(&known, *row, cells, &at, epoch, findings) {
            sheet.rows.push(row);
        }
    }
    merged_cells(&known, raw, &at, findings);
    sheet.submission.rows = sheet.rows.len() + sheet.answers.len();
    if sheet.submission.rows == 0 && sheet.contract.required {
        findings.push(empty(&at, &sheet.contract));
    }
    unique_keys(&sheet, findings);
    Some(sheet)
}

type Line<'a> = (u32, &'a [RawCell]);

fn lines(cells: &[RawCell]) -> Vec<Line<'_>> {
    cells.chunk_by(|a, b| a.row == b.row).map(|chunk| (chunk[0].row, chunk)).collect()
}

fn texts(lines: &[Line<'_>]) -> Vec<RowText> {
    lines
        .iter()
        .take(80)
        .map(|(row, cells)| RowText {
            row: *row,
            cells: cells.iter().map(|c| (c.col, c.value.display())).collect(),
        })
        .collect()
}

fn at_col(cells: &[RawCell], col: u32) -> Option<&RawValue> {
    cells.binary_search_by_key(&col, |c| c.col).ok().map(|at| &cells[at].value)
}

fn header_findings(known: &Recognised, at: &Origin, findings: &mut Vec<Diagnostic>) {
    let contract = &known.contract;
    for (field, column) in contract.fields.iter().zip(&known.header.columns) {
        if column.is_none() && !field.optional {
            findings.push(
                Diagnostic::new(
                    Code::ColumnMissing,
                    at,
                    Text::new(
                        format!("ไม่พบคอลัมน์ “{}” ในตาราง{}", field.title, contract.title),
                        format!("column “{}” ({}) is missing", field.title, field.name),
                    ),
                    Text::new(
                        "เพิ่มคอลัมน์ตามแบบฟอร์ม หรือใช้ไฟล์แบบฟอร์มเปล่าใหม่",
                        "add the column as in the form, or start from a new blank workbook",
                    ),
                )
                .row(field.name.clone()),
            );
        }
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
        return;
    }
    for (col, text) in &known.header.unknown {
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
            .found(text)
            .nearest(
                thai::nearest(text, contract.fields.iter().map(|f| f.title.as_str())).map(str::to_owned),
            ),
        );
    }
}

/// Values of the contract's labelled cells, by role.
fn meta(
    known: &Recognised,
    lines: &[Line<'_>],
    at: &Origin,
    epoch: ExcelEpoch,
    findings: &mut Vec<Diagnostic>,
) -> BTreeMap<&'static str, Field<DataValue>> {
    let mut values = BTreeMap::new();
    for (spec, place) in known.contract.meta.iter().zip(&known.meta) {
        let name = match spec.role {
            Some(Role::Unit) => "unit",
            Some(Role::FiscalYear) => "fiscal_year",
            Some(Role::Half) => "half",
            Some(Role::Revision) => "revision",
            _ => continue,
        };
        let field = match place {
            None => {
                if spec.constraints.required {
                    findings.push(meta_missing(at, &spec.title, &spec.title_en));
                }
                Field::absent(Absence::NotSubmitted, None)
            }
            Some(MetaCell::Inline { row, col, text }) => {
                let raw = RawValue::Text(half_words(spec.role, text));
                cell::read(spec, Some(&raw), &at.at(*row, *col), epoch, findings)
            }
            Some(MetaCell::At { row, col }) => {
                let cells = lines.iter().find(|(r, _)| r == row).map_or(&[][..], |(_, cells)| cells);
                let raw = match at_col(cells, *col) {
                    Some(RawValue::Text(text)) => Some(RawValue::Text(half_words(spec.role, text))),
                    other => other.cloned(),
                };
                cell::read(spec, raw.as_ref(), &at.at(*row, *col), epoch, findings)
            }
        };
        values.insert(name, field);
    }
    values
}

/// People write the half in words: แรก, ต.ค.–มี.ค. mean 1, หลัง means 2.
fn half_words(role: Option<Role>, text: &str) -> String {
    let plain = thai::key(text);
    match role {
        Some(Role::Half) if plain.contains("แรก") || plain.contains("ตค") => "1".to_owned(),
        Some(Role::Half) if plain.contains("หลัง") || plain.contains("เมย") => "2".to_owned(),
        _ => text.to_owned(),
    }
}

fn integer(field: Option<&Field<DataValue>>) -> Option<i64> {
    match field?.get()? {
        DataValue::Integer(number) => Some(*number),
        _ => None,
    }
}

fn submission(
    context: Context<'_>,
    contract: &Contract,
    meta: &BTreeMap<&'static str, Field<DataValue>>,
    folder_year: FiscalYear,
    at: &Origin,
    findings: &mut Vec<Diagnostic>,
) -> Option<Submission> {
    let year = meta.get("fiscal_year");
    if let Some(number) = integer(year)
        && number != i64::from(folder_year.0)
    {
        let origin = year.and_then(|f| f.origin.as_ref()).unwrap_or(at);
        findings.push(year_mismatch(origin, number, folder_year));
    }
    let unit = match contract.scope {
        Scope::Agency => None,
        Scope::Unit => Some(unit(context, meta.get("unit")?, findings)?),
    };
    let period = match contract.period {
        Cover::Year => None,
        Cover::Half => {
            let half = Half::from_number(integer(meta.get("half"))?)?;
            Some(Period { fiscal_year: folder_year, half })
        }
    };
    Some(Submission {
        kind: contract.name.clone(),
        unit,
        fiscal_year: folder_year,
        period,
        revision: integer(meta.get("revision")).unwrap_or(1),
        rows: 0,
        origin: at.clone(),
    })
}

/// The unit a cell names; a finding when there is none.
fn unit(context: Context<'_>, field: &Field<DataValue>, findings: &mut Vec<Diagnostic>) -> Option<String> {
    let (Some(DataValue::Text(name)), Some(origin)) = (field.get(), &field.origin) else { return None };
    if let Some(unit) = context.workspace.find_unit(name) {
        return Some(unit.id.clone());
    }
    findings.push(unknown_unit(context.workspace, name, origin));
    None
}

/// The finding for a name that no unit of the agency goes by.
pub(super) fn unknown_unit(workspace: &Workspace, name: &str, origin: &Origin) -> Diagnostic {
    let units = workspace.units.iter().map(|u| u.name_th.as_str());
    let nearest = thai::nearest(name, units).map(str::to_owned);
    Diagnostic::new(
        Code::UnitUnknown,
        origin,
        Text::new(
            format!("ไม่มีหน่วยงาน “{}” ใน agency.toml", cell::shown(name)),
            format!("unit “{}” is not in agency.toml", cell::shown(name)),
        ),
        Text::new("แก้ชื่อหน่วยงานให้ตรง แล้วส่งใหม่", "correct the unit's name and send the workbook again"),
    )
    .found(name)
    .nearest(nearest)
}

fn data_row(
    known: &Recognised,
    row: u32,
    cells: &[RawCell],
    at: &Origin,
    epoch: ExcelEpoch,
    findings: &mut Vec<Diagnostic>,
) -> Option<Row> {
    let contract = &known.contract;
    let raw: Vec<_> = known.header.columns.iter().map(|col| col.and_then(|c| at_col(cells, c))).collect();
    // A row that holds only what was filled in for the office is a measure nobody reported on.
    let answered = contract.fields.iter().zip(&raw).any(|(f, v)| v.is_some() && !f.locked);
    if !answered {
        return None;
    }
    let used = raw.iter().flatten().count();
    let first = raw.iter().flatten().next().map(|v| v.display()).unwrap_or_default();
    let starts = |words: &[&str]| {
        let key = thai::key(&first);
        words.iter().any(|w| key == thai::key(w) || (used == 1 && key.starts_with(&thai::key(w))))
    };
    if starts(REMARKS) {
        return None;
    }
    let is_total = starts(TOTALS);
    let mut own = Vec::new();
    let fields: Vec<_> = contract
        .fields
        .iter()
        .zip(known.header.columns.iter().zip(&raw))
        .map(|(spec, (col, raw))| match col {
            Some(col) => cell::read(spec, *raw, &at.at(row, *col), epoch, &mut own),
            None => Field::absent(Absence::NotSubmitted, None),
        })
        .collect();
    let origin = fields.iter().find_map(|f| f.origin.clone()).unwrap_or_else(|| at.at(row, at.col));
    let identity = identity(contract, &fields);
    // In a total row only the sums must be right.
    own.retain(|f| !is_total || f.code != Code::ValueMissing && f.code != Code::ValueNotNumber);
    findings.extend(own.into_iter().map(|f| f.row(identity.clone())));
    Some(Row { fields, origin, is_total })
}

/// A row's identity for people: the texts of its primary key.
pub(super) fn identity(contract: &Contract, fields: &[Field<DataValue>]) -> String {
    let parts: Vec<_> = contract
        .primary_key
        .iter()
        .filter_map(|key| match fields[contract.position(key)?].get()? {
            DataValue::Text(text) => Some(cell::shown(text)),
            DataValue::Integer(number) => Some(number.to_string()),
            DataValue::Number(number) => Some(number.to_string()),
            DataValue::Date(date) => Some(date.to_string()),
        })
        .collect();
    parts.join(" / ")
}

fn unique_keys(sheet: &Sheet, findings: &mut Vec<Diagnostic>) {
    if sheet.contract.primary_key.is_empty() {
        return;
    }
    let mut seen: BTreeMap<String, &Origin> = BTreeMap::new();
    for row in sheet.rows.iter().filter(|r| !r.is_total) {
        let identity = identity(&sheet.contract, &row.fields);
        if identity.is_empty() {
            continue;
        }
        match seen.get(&thai::key(&identity)) {
            None => {
                seen.insert(thai::key(&identity), &row.origin);
            }
            Some(first) => findings.push(
                Diagnostic::new(
                    Code::ValueDuplicate,
                    &row.origin,
                    Text::new(
                        format!("“{identity}” ซ้ำกับแถวที่ {}", first.row + 1),
                        format!("“{identity}” stands in row {} already", first.row + 1),
                    ),
                    Text::new("ลบแถวที่ซ้ำ หรือแก้รหัสให้ถูก", "delete the repeated row or correct its code"),
                )
                .row(identity),
            ),
        }
    }
}

fn answers(known: &Recognised, row: u32, cells: &[RawCell], at: &Origin) -> Option<Answers> {
    let answers: Answers = known
        .header
        .questions
        .iter()
        .map(|(col, code)| (code.clone(), at_col(cells, *col).cloned(), at.at(row, *col)))
        .collect();
    answers.iter().any(|(_, raw, _)| raw.is_some()).then_some(answers)
}

/// Of sheets that claim the same kind, unit and period, the one with the highest revision stands when
/// the revisions differ; otherwise nobody can tell, and each later one is an error.
pub(super) fn without_duplicates(sheets: Vec<Sheet>, findings: &mut Vec<Diagnostic>) -> Vec<Sheet> {
    let mut kept: Vec<Sheet> = Vec::new();
    for sheet in sheets {
        let same = kept.iter().position(|k| {
            let (a, b) = (&k.submission, &sheet.submission);
            a.kind == b.kind && a.unit == b.unit && a.fiscal_year == b.fiscal_year && a.period == b.period
        });
        // Two surveys' raw answers, and agency sheets, may be spread over workbooks.
        let may_repeat = sheet.contract.has_question_columns()
            || (sheet.contract.scope == Scope::Agency && sheet.contract.name == "survey_questions");
        match same {
            Some(at) if !may_repeat => {
                let (old, new) = (&kept[at].submission, &sheet.submission);
                match new.revision.cmp(&old.revision) {
                    std::cmp::Ordering::Equal => {
                        findings.push(duplicate(&old.origin, &new.origin).unit(new.unit.clone()));
                    }
                    std::cmp::Ordering::Greater => {
                        findings.push(superseded(&old.origin, &new.origin).unit(old.unit.clone()));
                        kept[at] = sheet;
                    }
                    std::cmp::Ordering::Less => {
                        findings.push(superseded(&new.origin, &old.origin).unit(new.unit.clone()));
                    }
                }
            }
            _ => kept.push(sheet),
        }
    }
    kept
}

fn merged_cells(known: &Recognised, raw: &RawSheet, at: &Origin, findings: &mut Vec<Diagnostic>) {
    let last = raw.cells.last().map_or(0, |c| c.row);
    let columns: Vec<u32> = known.header.columns.iter().flatten().copied().collect();
    for (top, left, bottom, right) in &raw.merged {
        let inside = *top > known.header.row && *top <= last && bottom > top;
        if inside && columns.iter().any(|c| (left..=right).contains(&c)) {
            findings.push(Diagnostic::new(
                Code::CellMerged,
                &at.at(*top, *left),
                Text::new(
                    format!("เซลล์ {} แถวถูกผสานรวมกัน จึงไม่รู้ว่าค่าเป็นของแถวใด", bottom - top + 1),
                    format!(
                        "cells of {} rows are merged; whose value it is cannot be told",
                        bottom - top + 1
                    ),
                ),
                Text::new("ยกเลิกการผสานเซลล์ แล้วกรอกค่าทุกแถว", "unmerge the cells and fill in every row"),
            ));
        }
    }
}

fn unrecognised(
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
        Text::new("ใช้หัวตารางตามแบบฟอร์ม หรือลบแผ่นงานนี้ออก", "use the form's header row, or delete the sheet"),
    )
    .found(first)
}

fn hidden(workbook: &RawWorkbook, raw: &RawSheet) -> Diagnostic {
    Diagnostic::new(
        Code::SheetHidden,
        Place::sheet(&workbook.file.name, &raw.name[..]),
        Text::new("แผ่นงานนี้ถูกซ่อนไว้ แต่ข้อมูลถูกนำมาใช้", "the sheet is hidden; its data are used"),
        Text::new("ยกเลิกการซ่อน หรือลบแผ่นงานถ้าไม่ใช้", "unhide it, or delete it if it is not needed"),
    )
}

fn empty(at: &Origin, contract: &Contract) -> Diagnostic {
    Diagnostic::new(
        Code::SheetEmpty,
        Place::sheet(&at.file[..], &at.sheet[..]),
        Text::new(
            format!("ตาราง{}ยังไม่มีข้อมูล", contract.title),
            format!("the table “{}” has no rows yet", contract.title_en),
        ),
        Text::new("กรอกข้อมูลแล้วส่งใหม่", "fill it in and send the workbook again"),
    )
}

fn meta_missing(at: &Origin, title: &str, title_en: &str) -> Diagnostic {
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

fn year_mismatch(origin: &Origin, found: i64, folder: FiscalYear) -> Diagnostic {
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

fn duplicate(first: &Origin, second: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::DuplicateSubmission,
        Place::sheet(&second.file[..], &second.sheet[..]),
        Text::new(
            format!("ส่งซ้ำกับ {} [{}] และระบุฉบับที่เดียวกัน", first.file, first.sheet),
            format!("repeats {} [{}] with the same revision", first.file, first.sheet),
        ),
        Text::new(
            "เก็บไว้ไฟล์เดียว หรือเพิ่มเลข “ฉบับที่” ในไฟล์ที่ใหม่กว่า",
            "keep one of them, or raise “ฉบับที่” in the newer one",
        ),
    )
}

fn superseded(old: &Origin, new: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::SubmissionSuperseded,
        Place::sheet(&old.file[..], &old.sheet[..]),
        Text::new(
            format!("ใช้ฉบับที่ใหม่กว่าใน {} แทน", new.file),
            format!("the newer revision in {} is used instead", new.file),
        ),
        Text::default(),
    )
}
