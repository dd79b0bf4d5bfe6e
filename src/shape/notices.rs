//! The findings of shaping.

use super::fit::Fit;
use super::short;
use crate::contract::FieldSpec;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Origin, Text};

fn sheet(at: &Origin) -> Place {
    Place::sheet(&at.file[..], &at.sheet[..])
}

/// Two that fit alike.
pub(super) fn unclear(at: &Origin, best: (&str, f64), rival: (&str, f64)) -> Diagnostic {
    let (one, two) = (best.0, rival.0);
    Diagnostic::new(
        Code::LayoutUnclear,
        sheet(at),
        Text::new(
            format!(
                "แผ่นงานนี้เข้าได้กับสองผัง คือ {one} ({:.2}) และ {two} ({:.2}) จึงไม่อ่านและไม่เดา",
                best.1, rival.1
            ),
            format!(
                "two layouts fit the sheet alike, {one} ({:.2}) and {two} ({:.2}); nothing is guessed",
                best.1, rival.1
            ),
        ),
        Text::new(
            "ลบผังที่ไม่ใช้ หรือเพิ่ม evidence ในไฟล์ผังให้แยกกันได้",
            "remove the layout that is not meant, or tell them apart by `evidence` in the layout's file",
        ),
    )
}

/// A form of another year.
pub(super) fn changed(at: &Origin, near: &Fit) -> Diagnostic {
    let quoted = |texts: &mut dyn Iterator<Item = &str>| {
        let list: Vec<_> = texts.take(12).map(|t| format!("“{}”", short(t))).collect();
        if list.is_empty() { "–".to_owned() } else { list.join(", ") }
    };
    let missing = quoted(&mut near.missing.iter().map(String::as_str));
    let new = quoted(&mut near.unknown.iter().map(|u| u.2.as_str()));
    let name = &near.layout.name;
    Diagnostic::new(
        Code::LayoutChanged,
        &at.at(near.row, near.unknown.first().map_or(0, |u| u.1)),
        Text::new(
            format!("แบบฟอร์มคล้ายผัง {name} แต่หัวคอลัมน์เปลี่ยนไป ขาด: {missing} ใหม่: {new}"),
            format!(
                "the form is like layout {name}, but its titles have changed; missing: {missing}; new: {new}"
            ),
        ),
        Text::new(
            format!("สั่ง ita-report learn \"{}\" ผังใหม่จะบันทึกใน input/layouts/", at.file),
            format!("run `ita-report learn \"{}\"`, which saves a layout to input/layouts/", at.file),
        ),
    )
}

pub(super) fn unknown_column(origin: &Origin, text: &str) -> Diagnostic {
    let text = short(text);
    Diagnostic::new(
        Code::ColumnUnknown,
        origin,
        Text::new(
            format!("ไม่รู้จักคอลัมน์ “{text}” จึงไม่ได้ใช้ข้อมูลในคอลัมน์นี้"),
            format!("column “{text}” is not known; its data are not used"),
        ),
        Text::new(
            "ลบคอลัมน์นี้ หรือเพิ่มในไฟล์ผัง (skip = true ถ้าไม่ใช่ข้อมูล)",
            "delete the column, or add it to the layout's file (skip = true when it is no data)",
        ),
    )
    .found(text)
}

/// A title across that another column has as well.
pub(super) fn doubled_title(at: &Origin, title: &str, first: &Origin) -> Diagnostic {
    let column = crate::model::column_letters(first.col);
    Diagnostic::new(
        Code::ColumnDuplicate,
        at,
        Text::new(
            format!("“{title}” มีสองคอลัมน์ (อีกคอลัมน์คือ {column}) จึงไม่รู้ว่าใช้คอลัมน์ใด"),
            format!("“{title}” has two columns (the other is {column}): which of them counts cannot be told"),
        ),
        Text::new("แก้ชื่อหรือลบคอลัมน์ที่ซ้ำ แล้วส่งใหม่", "rename or delete one of them, and send it again"),
    )
    .found(title)
}

pub(super) fn assumed(at: &Origin, field: &FieldSpec, value: &str) -> Diagnostic {
    Diagnostic::new(
        Code::ValueAssumed,
        at,
        Text::new(
            format!("แบบฟอร์มไม่ได้ระบุ “{}” จึงใช้ {value}", field.title),
            format!("the form does not say “{}”; {value} is taken", field.title_en),
        ),
        Text::new(
            format!("ถ้าไม่ถูก ให้เพิ่มคอลัมน์ “{}”", field.title),
            format!("if that is wrong, add a column “{}”", field.title),
        ),
    )
    .row(field.name.clone())
    .found(value)
}

/// A dash in a column that may be empty.
pub(crate) fn dash(origin: &Origin, field: &FieldSpec) -> Diagnostic {
    Diagnostic::new(
        Code::ValueAssumed,
        origin,
        Text::new(
            format!("ขีด “-” ใน “{}” อ่านว่าไม่มีข้อมูล ไม่ใช่ศูนย์", field.title),
            format!("a dash in “{}” is read as nothing, not as zero", field.title_en),
        ),
        Text::new("ถ้าหมายถึงศูนย์ ให้พิมพ์ 0", "if zero is meant, write 0"),
    )
    .row(field.name.clone())
}

/// Rows below the total of all rows above it.
pub(crate) fn below_a_total(first: &Origin, count: usize, total: &Origin) -> Diagnostic {
    let at = total.a1();
    Diagnostic::new(
        Code::TotalMismatch,
        first,
        Text::new(
            format!("มีข้อมูลอยู่ใต้แถวรวม {at} อีก {count} แถว ยอดรวมนั้นจึงไม่ใช่ยอดของทั้งตาราง หรือแถวเหล่านี้ถูกนับซ้ำ"),
            format!(
                "{count} more rows stand below the total in {at}: either it is not the total of the table, or they are counted twice"
            ),
        ),
        Text::new(
            "ย้ายแถวขึ้นไปเหนือแถวรวมแล้วแก้ยอดรวม หรือลบออกถ้าเป็นส่วนหนึ่งของแถวข้างบน",
            "move them above the total and correct it, or delete them if they are parts of the rows above",
        ),
    )
}

pub(super) fn codes(at: &Origin, first: &str, last: &str, count: usize, fresh: usize) -> Diagnostic {
    Diagnostic::new(
        Code::CodesGiven,
        sheet(at),
        Text::new(
            format!(
                "แบบฟอร์มไม่มีรหัส โปรแกรมให้รหัส {first} ถึง {last} รวม {count} รหัส ตามตัวชี้วัดและลำดับ ในจำนวนนี้ยังไม่ได้เก็บไว้ {fresh} รหัส"
            ),
            format!(
                "the form has no codes: {count} were given, {first} to {last}, by indicator and order; {fresh} of them are not kept yet"
            ),
        ),
        Text::new(
            format!(
                "เก็บรหัสไว้ด้วย ita-report learn --codes \"{}\" เพื่อให้คงเดิมเมื่อแทรกหรือแก้แถว แล้วใช้รหัสเหล่านี้ในแบบรายงานของหน่วยงาน (ดูได้จาก check --account)",
                at.file
            ),
            format!(
                "keep them with `ita-report learn --codes \"{}\"`, so that they stay when rows are put in or edited, and use them in the reports of offices and schools (see `check --account`)",
                at.file
            ),
        ),
    )
}

/// A sheet and its title are of different months.
pub(super) fn months_differ(at: &Origin, title: &str, sheet: &str) -> Diagnostic {
    Diagnostic::new(
        Code::HalfDiffers,
        at,
        Text::new(
            format!("หัวตารางเป็นของเดือน{title} แต่ชื่อแผ่นงานเป็นของเดือน{sheet}"),
            format!("the title is of {title}, the sheet's name of {sheet}"),
        ),
        Text::new(
            "แก้ชื่อแผ่นงานหรือหัวตารางให้เป็นเดือนเดียวกัน แล้วส่งใหม่",
            "make the sheet's name and the title agree and send the workbook again",
        ),
    )
}
