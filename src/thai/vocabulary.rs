//! Words that say where a line may not end.
//!
//! In: one word. Out: whether it clings to what follows. Never segments; the lists hold words as
//! the segmenter cuts them.

use super::date::MONTHS;

/// Words that end no line: they lead on to the next word.
const CONNECTIVES: &[&str] = &[
    "ที่",
    "และ",
    "หรือ",
    "ใน",
    "ของ",
    "แต่",
    "กับ",
    "โดย",
    "ซึ่ง",
    "เพื่อ",
    "จาก",
    "ต่อ",
    "ตาม",
    "ให้",
    "เป็น",
    "ว่า",
    "แก่",
    "แห่ง",
    "ณ",
    "ถึง",
    "สู่",
    "บน",
    "ผ่าน",
    "เมื่อ",
    "หาก",
    "ถ้า",
    "เพราะ",
    "เนื่องจาก",
    "ระหว่าง",
    "ภายใต้",
    "สำหรับ",
    "ทั้ง",
    "อัน",
    "การ",
    "ความ",
    "ผู้",
    "ไม่",
    "จะ",
    "ทุก",
    "แต่ละ",
    "เพื่อให้",
    "โดยที่",
    "และหรือ",
    "ตามที่",
    "ในการ",
    "ต่าง",
    "อย่าง",
    "เกี่ยวกับ",
];

/// Titles that stay with the name behind them.
const TITLES: &[&str] = &[
    "นาย",
    "นาง",
    "นางสาว",
    "น.ส.",
    "ดร.",
    "ว่าที่",
    "ร.ต.",
    "ร.ท.",
    "ร.อ.",
    "พ.ต.",
    "พ.ท.",
    "พ.อ.",
    "พล.ต.",
    "พล.ท.",
    "พล.อ.",
    "ร.ต.ต.",
    "ร.ต.ท.",
    "ร.ต.อ.",
    "พ.ต.ต.",
    "พ.ต.ท.",
    "พ.ต.อ.",
    "ส.อ.",
    "จ.ส.อ.",
    "ผศ.",
    "รศ.",
    "ศ.",
    "ม.ล.",
    "ม.ร.ว.",
    "ด.ช.",
    "ด.ญ.",
];

/// Words that a number before them belongs to.
const UNITS: &[&str] = &[
    // ๑๗ จาก ๑๗
    "จาก",
    "ส่วนราชการ",
    "คะแนน",
    "คน",
    "ราย",
    "ข้อ",
    "ข้อคำถาม",
    "ด้าน",
    "ประเด็น",
    "ระดับ",
    "เครื่องมือ",
    "ตัวชี้วัด",
    "มาตรการ",
    "กิจกรรม",
    "โครงการ",
    "ฝ่าย",
    "โรงเรียน",
    "เขต",
    "ชุมชน",
    "แห่ง",
    "หน่วยงาน",
    "จุด",
    "แผ่น",
    "ฉบับ",
    "เล่ม",
    "ชุด",
    "เรื่อง",
    "รายการ",
    "ประกาศ",
    "กระบวนงาน",
    "กระบวนการงาน",
    "ครั้ง",
    "คำขอ",
    "สัญญา",
    "บาท",
    "ล้าน",
    "ล้านบาท",
    "แสน",
    "แสนบาท",
    "หมื่น",
    "พันบาท",
    "สตางค์",
    "วัน",
    "เดือน",
    "เดือนแรก",
    "เดือนหลัง",
    "ปี",
    "ไตรมาส",
    "สัปดาห์",
    "ชั่วโมง",
    "นาที",
    "น.",
    "เมตร",
    "กิโลเมตร",
    "ไร่",
    "งาน",
    "ตารางวา",
    "ตารางเมตร",
    "ตร.ม.",
    "คัน",
    "เครื่อง",
    "หน้า",
    "ช่องทาง",
    "ตัวเลือก",
    "คู่มือ",
    "เท่า",
    "หน่วย",
    "แบบ",
    "points",
    "people",
    "baht",
    "days",
    "months",
    "years",
    "percent",
];

/// Words that the number behind them belongs to.
const NUMBER_LEADS: &[&str] = &[
    "ที่",
    "ข้อ",
    "พ.ศ.",
    "ค.ศ.",
    "ร้อยละ",
    "จำนวน",
    "ปี",
    "ปีงบประมาณ",
    "ทุก",
    "รอบ",
    "หน้า",
    "หมวด",
    "มาตรา",
    "ชั้น",
    "ตอน",
    "บท",
    "ภาค",
    "ระดับ",
    "แบบ",
    "เท่ากับ",
    "ภายใน",
    "สขร.",
    "เพียง",
    "ประมาณ",
    "เกิน",
    "ไม่เกิน",
    "ตัวเลือก",
    "ภาคผนวก",
    "ตาราง",
    "ภาพ",
    "No.",
];

pub(super) fn is_connective(word: &str) -> bool {
    CONNECTIVES.contains(&word)
}

pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

pub(super) fn is_unit(word: &str) -> bool {
    UNITS.contains(&word) || is_month(word)
}

/// True for words like ข้อ, พ.ศ. and everything that ends in ที่ (ครั้งที่) or กว่า.
pub(super) fn leads_a_number(word: &str) -> bool {
    let is_ordinal_or_limit = word.ends_with("ที่") || word.ends_with("กว่า");
    is_ordinal_or_limit || NUMBER_LEADS.contains(&word) || is_month(word)
}

fn is_month(word: &str) -> bool {
    MONTHS.iter().any(|(thai, short, english)| [thai, short, english].contains(&&word))
}
