//! The columns of the open tables that no contract describes.
//!
//! Comes in: a name. Goes out: the column with its type and meaning. Never: one name with two meanings.

use super::{Column, Table};
use crate::contract::{Constraints, FieldType};
use crate::model::Text;

/// Name, type, meaning in Thai and English.
const COLUMNS: &[(&str, FieldType, &str, &str)] = &[
    ("fiscal_year", FieldType::Integer, "ปีงบประมาณ พ.ศ.", "Fiscal year (B.E.)"),
    (
        "half",
        FieldType::Integer,
        "รอบ 6 เดือน (1 = ต.ค.–มี.ค., 2 = เม.ย.–ก.ย.)",
        "Half year (1 = Oct–Mar, 2 = Apr–Sep)",
    ),
    ("agency", FieldType::String, "รหัสหน่วยงาน", "Agency id"),
    ("unit", FieldType::String, "รหัส{unit}", "Unit id"),
    ("unit_name_th", FieldType::String, "ชื่อ{unit}", "Name of the unit, Thai"),
    ("instrument", FieldType::String, "เครื่องมือ", "Instrument"),
    ("indicator", FieldType::Integer, "ตัวชี้วัด", "Indicator"),
    ("topic", FieldType::String, "ประเด็นย่อย", "Topic"),
    ("question", FieldType::String, "ข้อคำถาม", "Question"),
    ("item", FieldType::String, "ข้อของแบบตรวจ", "Checklist item"),
    ("title_th", FieldType::String, "รายการข้อมูล", "Title, Thai"),
    ("part", FieldType::String, "ส่วนของแบบสำรวจ", "Part of the survey"),
    ("choice", FieldType::Integer, "ลำดับตัวเลือก", "Choice"),
    ("label_th", FieldType::String, "ตัวเลือก", "Label of the choice, Thai"),
    ("points", FieldType::Number, "คะแนนของตัวเลือก", "Points of the choice"),
    ("count", FieldType::Integer, "จำนวนผู้ตอบ", "Answers"),
    ("responses", FieldType::Integer, "จำนวนผู้ตอบทั้งหมด", "Responses"),
    ("score", FieldType::Number, "คะแนน (เต็ม 100)", "Score (of 100)"),
    ("score_computed", FieldType::Number, "คะแนนที่คำนวณจากคำตอบ", "Score computed from the answers"),
    ("score_published", FieldType::Number, "คะแนนที่ประกาศ", "Score as published"),
    ("score_previous", FieldType::Number, "คะแนนปีก่อน", "Score of the year before"),
    ("delta", FieldType::Number, "ผลต่างจากปีก่อน (คะแนน)", "Change from the year before (points)"),
    (
        "source",
        FieldType::String,
        "ที่มาของคะแนน (published = ประกาศ, computed = คำนวณ)",
        "Where the score comes from",
    ),
    ("source_file", FieldType::String, "แฟ้มต้นทาง", "Source file"),
    ("source_sheet", FieldType::String, "แผ่นงานต้นทาง", "Source sheet"),
    ("source_cell", FieldType::String, "เซลล์ต้นทาง", "Source cell"),
    ("weight", FieldType::Number, "ค่าน้ำหนัก (ร้อยละ)", "Weight (percent)"),
    ("weighted", FieldType::Number, "คะแนนถ่วงน้ำหนัก", "Weighted score"),
    ("name_th", FieldType::String, "ชื่อภาษาไทย", "Name, Thai"),
    ("name_en", FieldType::String, "ชื่อภาษาอังกฤษ", "Name, English"),
    ("rating", FieldType::String, "รหัสระดับผลการประเมิน", "Rating id"),
    ("rating_th", FieldType::String, "ระดับผลการประเมิน", "Rating, Thai"),
    ("rating_previous", FieldType::String, "รหัสระดับผลการประเมินปีก่อน", "Rating of the year before"),
    ("measure", FieldType::String, "รหัสมาตรการ", "Measure"),
    ("issue", FieldType::String, "ประเด็นที่ต้องปรับปรุง/ยกระดับ", "Issue"),
    ("title", FieldType::String, "มาตรการ/กิจกรรม", "Title"),
    ("outputs", FieldType::String, "ผลผลิต", "Outputs"),
    ("communication", FieldType::String, "การสื่อสารสร้างการรับรู้", "Communication"),
    ("due", FieldType::String, "กำหนดแล้วเสร็จ (วันที่หรือข้อความ)", "Due (a date or words)"),
    ("responsible", FieldType::String, "ผู้รับผิดชอบ", "Responsible, as written"),
    ("units", FieldType::String, "รหัสหน่วยงานที่รับผิดชอบ", "Responsible unit ids, separated by blanks"),
    ("units_expected", FieldType::Integer, "จำนวนหน่วยงานที่ต้องรายงาน", "Units that report"),
    ("units_reported", FieldType::Integer, "จำนวนหน่วยงานที่รายงานแล้ว", "Units that have reported"),
    ("units_finished", FieldType::Integer, "จำนวนหน่วยงานที่แล้วเสร็จ", "Units that have finished"),
    ("supervision", FieldType::String, "การกำกับติดตาม", "Supervision"),
    ("cadence", FieldType::String, "ระยะเวลากำกับติดตาม", "Cadence of the supervision"),
    (
        "cadence_means",
        FieldType::String,
        "ระยะเวลากำกับติดตามตามความหมาย",
        "What the cadence means, in the standard words",
    ),
    ("standing", FieldType::String, "สถานะ", "Standing"),
    ("percent_complete", FieldType::Number, "ร้อยละความสำเร็จ", "Percent complete"),
    ("finished_on", FieldType::Date, "วันที่แล้วเสร็จ", "Finished on"),
    ("days_late", FieldType::Integer, "จำนวนวันที่ช้ากว่ากำหนด", "Days late"),
    ("result", FieldType::String, "ผลการดำเนินการ", "Result"),
    ("evidence", FieldType::String, "หลักฐาน", "Evidence"),
    ("problem", FieldType::String, "ปัญหา/อุปสรรค", "Problem"),
    ("next_step", FieldType::String, "แนวทางต่อไป", "Next step"),
    ("check_ins", FieldType::Integer, "จำนวนครั้งที่กำกับติดตาม", "Check-ins held"),
    (
        "output_number",
        FieldType::Integer,
        "ลำดับของผลผลิตในมาตรการ",
        "Number of the output among the measure's",
    ),
    ("data_set", FieldType::String, "ชุดข้อมูล", "Data set"),
    ("output", FieldType::String, "ผลผลิตหรือชุดข้อมูล", "Output or data set"),
    ("quantity", FieldType::Integer, "จำนวนที่ต้องมี", "How many are wanted"),
    ("counter", FieldType::String, "หน่วยนับ", "What is counted, Thai"),
    ("kinds_wanted", FieldType::String, "ชนิดไฟล์ที่ต้องมี", "Kinds of files wanted, separated by blanks"),
    ("kinds_given", FieldType::String, "ชนิดไฟล์ที่มี", "Kinds of files given, separated by blanks"),
    ("units_needed", FieldType::Integer, "จำนวนหน่วยงานที่ต้องจัดทำ", "Units that must hand in their own"),
    ("units_ready", FieldType::Integer, "จำนวนหน่วยงานที่พร้อม", "Units that are ready"),
    (
        "readiness",
        FieldType::String,
        "ความพร้อม (ready = พร้อม, unassigned = ยังไม่ระบุรายผลผลิต, incomplete = ไม่ครบ, missing = ยังไม่มี)",
        "Readiness: ready, unassigned, incomplete, missing",
    ),
    ("lacks", FieldType::String, "สิ่งที่ยังขาด", "What is missing, Thai"),
    ("links", FieldType::String, "ลิงก์และไฟล์ บรรทัดละรายการ", "Links and files, one a line"),
    ("updated", FieldType::Date, "วันที่เผยแพร่ล่าสุด", "Last published on"),
    ("check_ins_expected", FieldType::Integer, "จำนวนครั้งที่ควรกำกับติดตาม", "Check-ins expected"),
];

/// A column by its name.
pub(super) fn common(name: &str) -> Column {
    let found = COLUMNS.iter().find(|(known, ..)| *known == name);
    let (_, kind, th, en) = found.unwrap_or(&("", FieldType::String, "", ""));
    Column {
        name: name.to_owned(),
        kind: *kind,
        title: Text::new(*th, *en),
        unit: String::new(),
        constraints: Constraints::default(),
    }
}

/// A table before its rows.
pub(super) struct Draft<'a> {
    pub name: &'a str,
    pub title: (&'a str, &'a str),
    pub description: (&'a str, &'a str),
    pub primary_key: &'a [&'a str],
    pub columns: &'a [&'a str],
}

impl Draft<'_> {
    /// The table without rows.
    pub(super) fn table(&self) -> Table {
        Table {
            name: self.name.to_owned(),
            title: Text::new(self.title.0, self.title.1),
            description: Text::new(self.description.0, self.description.1),
            contract: None,
            period: None,
            columns: self.columns.iter().map(|name| common(name)).collect(),
            primary_key: self.primary_key.iter().map(|name| (*name).to_owned()).collect(),
            rows: Vec::new(),
        }
    }
}
