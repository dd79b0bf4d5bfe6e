//! The findings about cells that are not what they look like.

use crate::contract::FieldSpec;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::ingest::format::NumberFormat;
use crate::ingest::{RawSheet, RawValue, Struck};
use crate::model::{Origin, Text, column_letters};
use crate::thai::{self, Date, Digits};

/// Longest value that a message repeats, in characters.
const LONGEST: usize = 60;

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("{start}…")
}

pub(super) fn picture(spec: &FieldSpec, origin: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::CellPicture,
        origin,
        Text::new(
            format!("“{}” เป็นภาพที่วางไว้ในเซลล์ จึงอ่านค่าไม่ได้", spec.title),
            format!("“{}” is a picture placed in the cell and cannot be read", spec.title_en),
        ),
        Text::new(
            "ลบภาพออกจากเซลล์ บันทึกภาพเป็นไฟล์ แล้วพิมพ์ชื่อไฟล์หรือลิงก์แทน",
            "remove the picture, save it as a file, and type the file's name or its link instead",
        ),
    )
}

pub(super) fn struck(spec: &FieldSpec, value: &RawValue, how: Struck, origin: &Origin) -> Diagnostic {
    let shown = cut(&value.display());
    let (th, en) = match how {
        Struck::Partly => ("มีข้อความบางส่วนขีดฆ่าไว้", "is struck through in part"),
        Struck::Wholly | Struck::No => ("ถูกขีดฆ่าไว้", "is struck through"),
    };
    Diagnostic::new(
        Code::CellStruck,
        origin,
        Text::new(
            format!("“{}” {th} (“{shown}”) จึงไม่รู้ว่าจะใช้ค่าใด", spec.title),
            format!("“{}” {en} (“{shown}”); what is meant cannot be told", spec.title_en),
        ),
        Text::new(
            "ลบสิ่งที่ขีดฆ่าออก เหลือเฉพาะค่าที่ใช้ แล้วยกเลิกการขีดฆ่า ถ้าทั้งแถวไม่ใช้แล้วให้ลบทั้งแถว",
            "delete what is struck through, keep what is valid without a stroke; delete the row if none of it is valid",
        ),
    )
    .found(shown)
}

/// An answer of a survey that is struck out.
pub(super) fn answer_struck(value: &RawValue, origin: &Origin) -> Diagnostic {
    let shown = cut(&value.display());
    Diagnostic::new(
        Code::CellStruck,
        origin,
        Text::new(
            format!("คำตอบ “{shown}” ถูกขีดฆ่าไว้ จึงไม่รู้ว่าให้นับหรือไม่"),
            format!("the answer “{shown}” is struck through: whether it counts cannot be told"),
        ),
        Text::new(
            "ถ้าไม่ให้นับ ลบทั้งแถว ถ้าให้นับ ยกเลิกการขีดฆ่า แล้วส่งใหม่",
            "delete the row if it does not count, or take the stroke away, and send the workbook again",
        ),
    )
    .found(shown)
}

/// An answer of a survey that cannot be seen.
pub(super) fn answer_unseen(value: &RawValue, origin: &Origin) -> Diagnostic {
    let shown = cut(&value.display());
    Diagnostic::new(
        Code::CellFormat,
        origin,
        Text::new(
            format!("คำตอบ “{shown}” ซ่อนอยู่ ผู้อ่านแผ่นงานมองไม่เห็น จึงไม่รู้ว่าให้นับหรือไม่"),
            format!("the answer “{shown}” is hidden in its cell: nobody sees it, and whether it counts cannot be told"),
        ),
        Text::new(
            "ถ้าให้นับ ทำให้มองเห็น ถ้าไม่ให้นับ ลบค่าออก แล้วส่งใหม่",
            "if it counts, make it visible; if not, delete it, and send the workbook again",
        ),
    )
    .found(shown)
}

pub(super) fn unseen(spec: &FieldSpec, value: &RawValue, origin: &Origin) -> Diagnostic {
    let shown = cut(&value.display());
    Diagnostic::new(
        Code::CellFormat,
        origin,
        Text::new(
            format!("“{}” เขียนด้วยสีเดียวกับพื้นเซลล์ (“{shown}”) ผู้อ่านแผ่นงานมองไม่เห็น จึงไม่รู้ว่าให้นับหรือไม่", spec.title),
            format!(
                "“{}” is written in the colour of its cell (“{shown}”): nobody sees it, and whether it counts cannot be told",
                spec.title_en
            ),
        ),
        Text::new(
            "ถ้าให้นับ เปลี่ยนสีตัวอักษรให้มองเห็น ถ้าไม่ให้นับ ลบค่าออก แล้วส่งใหม่",
            "if it counts, give it another colour; if not, delete it; then send the workbook again",
        ),
    )
    .found(shown)
}

/// A cell in which nothing is to be seen, whatever it holds.
pub(super) fn shows_nothing(spec: &FieldSpec, value: &RawValue, origin: &Origin) -> Diagnostic {
    let stored = cut(&value.display());
    Diagnostic::new(
        Code::CellFormat,
        origin,
        Text::new(
            format!("“{}” เก็บค่า {stored} แต่เซลล์ไม่แสดงอะไรเลย จึงไม่รู้ว่าให้นับหรือไม่", spec.title),
            format!(
                "“{}” holds {stored}, but its cell shows nothing; whether it counts cannot be told",
                spec.title_en
            ),
        ),
        Text::new(
            "ถ้าให้นับ เปลี่ยนรูปแบบเซลล์ให้มองเห็นค่า ถ้าไม่ให้นับ ลบค่าออก แล้วส่งใหม่",
            "if it counts, give the cell a format that shows it; if not, delete it; then send the workbook again",
        ),
    )
    .found(stored)
}

/// A cell that shows another number than it holds.
pub(super) fn shows_other(spec: &FieldSpec, value: &RawValue, shown: &str, origin: &Origin) -> Diagnostic {
    let (stored, shown) = (cut(&value.display()), cut(shown));
    Diagnostic::new(
        Code::CellFormat,
        origin,
        Text::new(
            format!("“{}” เก็บค่า {stored} แต่เซลล์แสดง “{shown}” จึงไม่รู้ว่าหมายถึงค่าใด", spec.title),
            format!(
                "“{}” holds {stored}, but its cell shows “{shown}”; which is meant cannot be told",
                spec.title_en
            ),
        ),
        whole_value(spec),
    )
    .found(stored)
}

fn whole_value(spec: &FieldSpec) -> Text {
    Text::new(
        format!("เปลี่ยนรูปแบบเซลล์เป็นตัวเลขธรรมดา แล้วพิมพ์ค่าเต็ม{}", unit(&spec.unit, " หน่วยเป็น")),
        format!(
            "set the cell's format to a plain number and type the whole value{}",
            unit(&spec.unit, " in ")
        ),
    )
}

pub(super) fn rounded(spec: &FieldSpec, stored: f64, shown: f64, origin: &Origin) -> Diagnostic {
    let stored = thai::format_number(stored, 2);
    let is_exact = |decimals: &usize| thai::round_half_away(shown, *decimals).to_bits() == shown.to_bits();
    let shown = thai::format_number(shown, (0..2).find(is_exact).unwrap_or(2));
    Diagnostic::new(
        Code::CellRounded,
        origin,
        Text::new(
            format!("“{}” แสดง {shown} แต่ค่าที่เก็บเป็น {stored} รายงานใช้ค่าที่เก็บ", spec.title),
            format!("“{}” shows {shown} but holds {stored}, which the report uses", spec.title_en),
        ),
        Text::new(
            "ถ้าค่าที่แสดงถูก ให้พิมพ์ค่านั้นแทน ถ้าค่าที่เก็บถูก ให้เพิ่มตำแหน่งทศนิยมของเซลล์",
            "type the value that is shown if it is the right one; else let the cell show its decimals",
        ),
    )
    .found(stored)
}

pub(super) fn raised(spec: &FieldSpec, value: &RawValue, origin: &Origin) -> Diagnostic {
    let shown = cut(&value.display());
    Diagnostic::new(
        Code::CellStruck,
        origin,
        Text::new(
            format!("“{}” มีตัวยกหรือตัวห้อยปนอยู่ (“{shown}”) จึงไม่รู้ว่าเป็นส่วนของค่าหรือไม่", spec.title),
            format!(
                "“{}” holds raised or lowered characters (“{shown}”); whether they belong to it cannot be told",
                spec.title_en
            ),
        ),
        Text::new(
            "ลบเครื่องหมายเชิงอรรถออกจากช่องนี้ แล้วเขียนหมายเหตุไว้ใต้ตาราง",
            "remove the footnote's mark from the cell, and write the remark below the table",
        ),
    )
    .found(shown)
}

pub(super) fn link_differs(spec: &FieldSpec, text: &str, target: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::CellLink,
        origin,
        Text::new(
            format!("“{}” แสดง {} แต่เมื่อคลิกแล้วไปที่ {}", spec.title, cut(text), cut(target)),
            format!("“{}” shows {} but leads to {}", spec.title_en, cut(text), cut(target)),
        ),
        Text::new(
            "ตรวจว่าที่อยู่ใดถูก ลบลิงก์เดิมออกจากเซลล์ (คลิกขวา > เอาการเชื่อมโยงหลายมิติออก) แล้วพิมพ์ที่อยู่ที่ถูก",
            "find out which address is right, remove the link from the cell (right click > Remove Hyperlink), and type the right one",
        ),
    )
    .found(cut(text))
}

pub(super) fn link_computed(spec: &FieldSpec, origin: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::CellLink,
        origin,
        Text::new(
            format!("“{}” เป็นลิงก์ที่สูตรคำนวณขึ้น จึงไม่รู้ว่าไปที่ใด", spec.title),
            format!("“{}” is a link that a formula works out; where it leads cannot be told", spec.title_en),
        ),
        Text::new("พิมพ์ที่อยู่เต็มแทนสูตร", "type the whole address instead of the formula"),
    )
}

pub(super) fn format(spec: &FieldSpec, number: f64, format: &NumberFormat, origin: &Origin) -> Diagnostic {
    let code = cut(format.code());
    Diagnostic::new(
        Code::CellFormat,
        origin,
        Text::new(
            format!("“{}” เก็บค่า {number} แต่รูปแบบเซลล์ ({code}) แสดงเป็นอย่างอื่น จึงไม่รู้ว่าหมายถึงค่าใด", spec.title),
            format!(
                "“{}” holds {number}, but its format ({code}) shows something else; which is meant cannot be told",
                spec.title_en
            ),
        ),
        whole_value(spec),
    )
    .found(number.to_string())
}

/// A date of which the cell shows no day, no month or no year, or another than it holds.
pub(super) fn part_of_day(
    spec: &FieldSpec,
    date: Date,
    format: &NumberFormat,
    origin: &Origin,
) -> Diagnostic {
    let (code, held) = (cut(format.code()), thai::format_long(date, Digits::Arabic));
    Diagnostic::new(
        Code::CellFormat,
        origin,
        Text::new(
            format!(
                "“{}” เก็บวันที่ {held} แต่รูปแบบเซลล์ ({code}) ไม่แสดงวัน เดือน และปีตามนั้น จึงไม่รู้ว่าหมายถึงวันใด",
                spec.title
            ),
            format!(
                "“{}” holds {date}, but its format ({code}) does not show that day, month and year; which day is meant cannot be told",
                spec.title_en
            ),
        ),
        Text::new(
            "พิมพ์วันที่เต็ม เช่น 15/03/2568 และจัดรูปแบบเซลล์เป็นวันที่",
            "type the whole date, e.g. 15/03/2568, and give the cell a date's format",
        ),
    )
    .found(held)
}

fn unit(unit: &str, before: &str) -> String {
    if unit.is_empty() { String::new() } else { format!("{before}{unit}") }
}

/// Something typed that Excel took for a date or a time.
pub(super) fn converted(
    spec: &FieldSpec,
    value: &RawValue,
    shown: Option<&str>,
    origin: &Origin,
) -> Diagnostic {
    let shown = shown.map_or_else(|| value.display(), str::to_owned);
    Diagnostic::new(
        Code::CellConverted,
        origin,
        Text::new(
            format!("“{}” เป็นข้อความ แต่ Excel เปลี่ยนสิ่งที่พิมพ์เป็นวันที่หรือเวลา (“{shown}”)", spec.title),
            format!(
                "“{}” is a text, but Excel made a date or a time of what was typed (“{shown}”)",
                spec.title_en
            ),
        ),
        as_text(),
    )
    .found(shown)
}

pub(super) fn digits_lost(spec: &FieldSpec, value: &RawValue, origin: &Origin) -> Diagnostic {
    let shown = value.display();
    Diagnostic::new(
        Code::CellConverted,
        origin,
        Text::new(
            format!("“{}” เป็นเลขยาวเกิน 15 หลัก Excel เปลี่ยนหลักท้ายเป็น 0 (“{shown}”)", spec.title),
            format!("“{}” has more than 15 digits; Excel made the last ones 0 (“{shown}”)", spec.title_en),
        ),
        as_text(),
    )
    .found(shown)
}

fn as_text() -> Text {
    Text::new(
        "จัดรูปแบบเซลล์เป็น “ข้อความ” (Text) ก่อน แล้วพิมพ์ใหม่",
        "set the cell's format to “Text” first, then type it again",
    )
}

/// A year of the century before, which two digits become.
pub(super) fn century(spec: &FieldSpec, date: Date, typed: Option<Date>, origin: &Origin) -> Diagnostic {
    let (day, month, common) = (date.day(), date.month(), date.year());
    let buddhist = date.buddhist_year();
    let nearest = typed.map(|typed| format!("{}/{}/{}", typed.day(), typed.month(), typed.buddhist_year()));
    Diagnostic::new(
        Code::DateCentury,
        origin,
        Text::new(
            format!(
                "“{}” เป็นวันที่ {day}/{month}/{common} (พ.ศ. {buddhist}) Excel อ่านปีสองหลักเป็น ค.ศ. 19…",
                spec.title
            ),
            format!(
                "“{}” is {day}/{month}/{common} (B.E. {buddhist}): Excel takes a year of two digits for 19…",
                spec.title_en
            ),
        ),
        Text::new("พิมพ์ปีเป็น พ.ศ. สี่หลัก", "type the year with four digits"),
    )
    .found(format!("{day}/{month}/{common}"))
    .nearest(nearest)
}

/// Of the data below a header: cells that a conditional format may show otherwise, and formulas that the file asks to be
/// worked out anew. Each is told once a sheet.
pub(in crate::check) fn unsure(
    raw: &RawSheet,
    file: &std::sync::Arc<str>,
    header: u32,
    columns: &[u32],
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    if raw.conditional.is_empty() && raw.recalculated.is_empty() {
        return findings;
    }
    let is_data = |row: u32, col: u32| row > header && columns.contains(&col);
    let at = |row: u32, col: u32| Origin { file: file.clone(), sheet: raw.name.clone(), row, col };
    let holds_number =
        |value: &RawValue| matches!(value, RawValue::Number(_) | RawValue::Percent(_) | RawValue::Date(_));
    let is_conditional = |row: u32, col: u32| {
        let inside = |r: &(u32, u32, u32, u32)| (r.0..=r.2).contains(&row) && (r.1..=r.3).contains(&col);
        raw.conditional.iter().any(inside)
    };
    let shown = raw.cells.iter().filter(|c| is_data(c.row, c.col) && holds_number(&c.value));
    if let Some(cell) = shown.into_iter().find(|c| is_conditional(c.row, c.col)) {
        findings.push(Diagnostic::new(
            Code::CellConditional,
            &at(cell.row, cell.col),
            Text::new(
                "การจัดรูปแบบตามเงื่อนไขของเซลล์นี้และเซลล์อื่นในช่วงเดียวกันอาจซ่อน ขีดฆ่า หรือแสดงตัวเลขเป็นอย่างอื่น โปรแกรมอ่านค่าที่เก็บ",
                "a conditional format of this cell and others of its range may hide the figure, strike it through or show another; the stored value is read",
            ),
            Text::new(
                "ตรวจว่าตัวเลขที่เห็นตรงกับค่าในแถบสูตร แล้วล้างการจัดรูปแบบตามเงื่อนไข (หน้าแรก > การจัดรูปแบบตามเงื่อนไข > ล้างกฎ)",
                "compare what is seen with the formula bar, and clear the rules (Home > Conditional Formatting > Clear Rules)",
            ),
        ));
    }
    let stale: Vec<_> = raw.recalculated.iter().filter(|(row, col)| is_data(*row, *col)).collect();
    if let Some((row, col)) = stale.first() {
        let count = stale.len();
        findings.push(Diagnostic::new(
            Code::FormulaRecalculated,
            &at(*row, *col),
            Text::new(
                format!("ไฟล์นี้สั่งให้ Excel คำนวณสูตรใหม่เมื่อเปิด ผลที่เก็บไว้ในสูตร {count} เซลล์ ซึ่งโปรแกรมอ่าน จึงอาจไม่ใช่ตัวเลขที่เห็น"),
                format!(
                    "the file asks Excel to work its formulas out when it is opened: the stored results of {count} cells, which are read, need not be what is seen"
                ),
            ),
            Text::new(
                "เปิดไฟล์ใน Excel กดบันทึก แล้วส่งไฟล์ที่บันทึกใหม่",
                "open the file in Excel, save it, and send the saved file",
            ),
        ));
    }
    findings
}

/// Rows or columns of a table that are hidden and counted all the same.
pub(in crate::check) fn hidden(
    raw: &RawSheet,
    file: &str,
    header: u32,
    columns: &[u32],
) -> Option<Diagnostic> {
    let rows: Vec<u32> = raw.hides.rows.iter().copied().filter(|row| *row > header).collect();
    let hidden_columns: Vec<u32> = columns
        .iter()
        .copied()
        .filter(|col| raw.hides.columns.iter().any(|(first, last)| (first..=last).contains(&col)))
        .collect();
    if rows.is_empty() && hidden_columns.is_empty() {
        return None;
    }
    let mut th = Vec::new();
    let mut en = Vec::new();
    if let Some(first) = rows.first() {
        let (number, first) = (rows.len(), u64::from(*first) + 1);
        th.push(if number == 1 {
            format!("แถวที่ {first}")
        } else {
            format!("{number} แถว (แถวแรกคือแถวที่ {first})")
        });
        en.push(if number == 1 {
            format!("row {first}")
        } else {
            format!("{number} rows (the first is row {first})")
        });
    }
    if !hidden_columns.is_empty() {
        let letters: Vec<_> = hidden_columns.iter().map(|col| column_letters(*col)).collect();
        th.push(format!("คอลัมน์ {}", letters.join(", ")));
        en.push(format!("columns {}", letters.join(", ")));
    }
    let how = if raw.hides.filtered && !rows.is_empty() {
        (" ด้วยตัวกรอง", " by a filter")
    } else {
        ("", "")
    };
    Some(Diagnostic::new(
        Code::RowsHidden,
        Place::sheet(file, &*raw.name),
        Text::new(
            format!("มีข้อมูลที่ซ่อนไว้{}: {} โปรแกรมอ่านและนับด้วย", how.0, th.join(" และ ")),
            format!("data is hidden{}: {}; it is read and counted", how.1, en.join(" and ")),
        ),
        Text::new(
            "ยกเลิกการซ่อนหรือล้างตัวกรองแล้วตรวจดู ลบแถวที่ไม่ใช้",
            "unhide it or clear the filter and look; delete rows that are not valid",
        ),
    ))
}
