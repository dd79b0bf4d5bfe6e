//! Why a workbook is not one, in the words of somebody who has to send it again.

use crate::model::Text;

pub(super) fn container() -> Text {
    Text::new("โครงสร้าง zip ภายในไฟล์เสียหาย", "the zip container inside is damaged")
}

pub(super) fn xml() -> Text {
    Text::new("โครงสร้าง XML ภายในไฟล์ผิด", "the XML inside is malformed")
}

pub(super) fn no_part(name: &str) -> Text {
    Text::new(
        format!("ไม่มีส่วนประกอบ {name} ที่สมุดงานต้องมี"),
        format!("the part {name} that every workbook needs is missing"),
    )
}

pub(super) fn no_sheet(sheet: &str) -> Text {
    Text::new(
        format!("ไม่มีเนื้อหาของแผ่นงาน “{sheet}” ในไฟล์"),
        format!("the content of the sheet “{sheet}” is missing"),
    )
}

pub(super) fn cut_off(sheet: &str) -> Text {
    Text::new(
        format!("เนื้อหาของแผ่นงาน “{sheet}” ขาดตอน"),
        format!("the content of the sheet “{sheet}” is cut off"),
    )
}

pub(super) fn string_index(cell: &str) -> Text {
    Text::new(
        format!("เซลล์ {cell} อ้างข้อความที่ไม่มีอยู่"),
        format!("cell {cell} refers to a text that is not there"),
    )
}

pub(super) fn address(cell: &str) -> Text {
    Text::new(
        format!("ตำแหน่งเซลล์ “{cell}” ผิดหรือไม่เรียงลำดับ"),
        format!("the address of the cell “{cell}” is wrong or out of order"),
    )
}

pub(super) fn value(cell: &str) -> Text {
    Text::new(
        format!("ค่าที่บันทึกในเซลล์ {cell} ไม่ใช่ค่าที่ Excel บันทึกได้"),
        format!("cell {cell} holds what no spreadsheet can store there"),
    )
}

pub(super) fn twice(sheet: &str) -> Text {
    Text::new(
        format!("แผ่นงาน “{sheet}” มีเนื้อหาซ้อนกันสองชุด"),
        format!("the sheet “{sheet}” holds its content twice"),
    )
}

pub(super) fn too_many_sheets(sheets: usize, limit: usize) -> Text {
    Text::new(
        format!("มี {sheets} แผ่นงาน รับได้ไม่เกิน {limit} แผ่น"),
        format!("{sheets} sheets, at most {limit} are read"),
    )
}

pub(super) fn too_much(sheets: usize, mib: u64) -> Text {
    Text::new(
        format!("{sheets} แผ่นงาน ขนาด {mib} MiB มากเกินที่รับได้"),
        format!("{sheets} sheets with {mib} MiB are too much to read"),
    )
}
