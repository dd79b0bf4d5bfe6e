//! What is said about a cell that is not what its column holds.

use super::Problem;
use crate::check::seen::scaled;
use crate::contract::{FieldSpec, FieldType, Role};
use crate::diagnostic::{Code, Diagnostic};
use crate::ingest::{self, RawValue};
use crate::model::{Origin, Text};
use crate::thai;

/// How many characters of a wrong value a message repeats.
const SHOWN: usize = 60;

/// Examples of numbers; the first that a column allows is named.
const EXAMPLES: [f64; 5] = [85.5, 120.0, 12.0, 4.0, 2568.0];

/// A number as the column's readers write it: a year has no separators.
fn written(spec: &FieldSpec, number: f64) -> String {
    if spec.role == Some(Role::FiscalYear) {
        number.to_string()
    } else {
        thai::format_number(number, usize::from(number.fract() != 0.0) * 2)
    }
}

/// The column's limits, after “ต้อง” and “must be”; empty without any.
fn range(spec: &FieldSpec) -> Text {
    let show = |number| written(spec, number);
    match (spec.constraints.minimum, spec.constraints.maximum) {
        (Some(low), Some(high)) => {
            let (low, high) = (show(low), show(high));
            Text::new(format!("อยู่ระหว่าง {low}–{high}"), format!("from {low} to {high}"))
        }
        (Some(low), None) => {
            let low = show(low);
            Text::new(format!("ไม่น้อยกว่า {low}"), format!("at least {low}"))
        }
        (None, Some(high)) => {
            let high = show(high);
            Text::new(format!("ไม่เกิน {high}"), format!("at most {high}"))
        }
        (None, None) => Text::default(),
    }
}

/// The limits and a right value, after “a number”.
fn right_number(spec: &FieldSpec) -> Text {
    let limits = &spec.constraints;
    let fits = |number: &f64| {
        limits.minimum.is_none_or(|low| *number >= low)
            && limits.maximum.is_none_or(|high| *number <= high)
            && (spec.kind == FieldType::Number || number.fract() == 0.0)
    };
    let range = range(spec);
    let (mut th, mut en) = (range.th.trim_start_matches("อยู่").to_owned(), range.en);
    if !en.is_empty() {
        en.insert(0, ' ');
    }
    let example = EXAMPLES.into_iter().find(fits).or(limits.minimum).or(limits.maximum);
    if let Some(example) = example.map(|number| written(spec, number)) {
        th.push_str(&format!(" เช่น {example}"));
        en.push_str(&format!(", such as {example}"));
    }
    Text::new(th, en)
}

/// 0.95 where 95 is meant.
pub(super) fn fraction(spec: &FieldSpec, number: f64, origin: &Origin) -> Diagnostic {
    let (th, en) = named(spec);
    let meant = ingest::as_shown(number).to_string();
    Diagnostic::new(
        Code::PercentFraction,
        origin,
        Text::new(
            format!("พบ {number} ในคอลัมน์ร้อยละ 0–100 ({th})"),
            format!("found {number} in a column of percentages from 0 to 100 ({en})"),
        ),
        fix_cell(),
    )
    .found(number.to_string())
    .nearest(Some(meant))
}

pub(super) fn below_satang(spec: &FieldSpec, number: f64, origin: &Origin) -> Diagnostic {
    let (th, en) = named(spec);
    let shown = thai::format_number(number, 2);
    Diagnostic::new(
        Code::MoneyFraction,
        origin,
        Text::new(
            format!("“{th}” มีเศษเล็กกว่าหนึ่งสตางค์ ({number}) ตารางจะแสดง {shown} แต่ผลรวมนับค่าเต็ม"),
            format!("“{en}” is finer than a satang ({number}); tables show {shown}, sums count all of it"),
        ),
        Text::new(
            "ใช้ =ROUND(…,2) หรือพิมพ์จำนวนเงินสองตำแหน่ง แล้วตรวจผลรวม",
            "use =ROUND(…,2) or type two decimals, and check the sum",
        ),
    )
    .found(number.to_string())
    .nearest(Some(shown))
}

/// The value in a message, cut where it is long.
pub(in crate::check) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().count() > SHOWN {
        shown.push('…');
    }
    shown.replace('\n', " ")
}

pub(in crate::check) fn fix_cell() -> Text {
    Text::new("แก้ค่าในเซลล์นี้แล้วส่งใหม่", "correct this cell and send the workbook again")
}

fn named(spec: &FieldSpec) -> (String, String) {
    let english = if spec.title_en.is_empty() { &spec.name } else { &spec.title_en };
    (spec.title.clone(), english.clone())
}

pub(super) fn missing(spec: &FieldSpec, origin: &Origin) -> Diagnostic {
    let (th, en) = named(spec);
    Diagnostic::new(
        Code::ValueMissing,
        origin,
        Text::new(format!("ยังไม่ได้กรอก{th}"), format!("{en} is missing")),
        Text::new("กรอกค่าในเซลล์นี้แล้วส่งใหม่", "fill in this cell and send the workbook again"),
    )
}

/// A required cell that says that it does not apply.
pub(super) fn not_given(spec: &FieldSpec, found: &str, origin: &Origin) -> Diagnostic {
    let (th, en) = named(spec);
    let value = shown(found);
    let is_number = spec.kind.is_number();
    let from_nought = is_number && spec.constraints.minimum.is_none_or(|m| m <= 0.0);
    let action = if from_nought {
        Text::new("ถ้าไม่มีให้กรอก 0 แล้วส่งใหม่", "write 0 if there is none, and send the workbook again")
    } else if is_number || spec.kind == FieldType::Date {
        Text::new("กรอกค่าในเซลล์นี้แล้วส่งใหม่", "fill in this cell and send the workbook again")
    } else {
        Text::new(
            "กรอกข้อความในเซลล์นี้ ถ้าไม่มีรายการในรอบนี้ ให้ลบทั้งแถว หรือเขียน “ไม่มีข้อมูล” เพียงแถวเดียว",
            "write a text; if there is nothing to report in this half, delete the row or write “ไม่มีข้อมูล” in a row of its own",
        )
    };
    Diagnostic::new(
        Code::ValueMissing,
        origin,
        Text::new(
            format!("พบ “{value}” ในช่อง{th} ซึ่งต้องกรอก"),
            format!("found “{value}” where a value is needed ({en})"),
        ),
        action,
    )
    .found(found)
}

/// A month with a year that is not the period's.
pub(super) fn month_of_other_year(raw: &RawValue, month: u8, right: i32, origin: &Origin) -> Diagnostic {
    let found = raw.display();
    let name = thai::month_name(month).unwrap_or_default();
    let english = thai::english_month_name(month).unwrap_or_default();
    Diagnostic::new(
        Code::DateOutsidePeriod,
        origin,
        Text::new(
            format!("พบ “{}” แต่รอบนี้เป็นเดือน{name} {right}", shown(&found)),
            format!("found “{}”, but the half has {english} {right} (B.E.)", shown(&found)),
        ),
        Text::new(
            "แก้เดือนและปี หรือย้ายแถวไปไฟล์ของรอบที่ถูก",
            "correct month and year, or move the row to the workbook of its half",
        ),
    )
    .found(found)
}

pub(super) fn out_of_range(spec: &FieldSpec, raw: &RawValue, origin: &Origin) -> Diagnostic {
    let (th, en) = named(spec);
    let (found, range) = (raw.display(), range(spec));
    Diagnostic::new(
        Code::ValueOutOfRange,
        origin,
        Text::new(
            format!("พบ {found} ต้อง{} ({th})", range.th),
            format!("found {found}, must be {} ({en})", range.en),
        ),
        fix_cell(),
    )
    .found(found)
}

pub(super) fn too_long(spec: &FieldSpec, text: &str, origin: &Origin) -> Diagnostic {
    let (th, en) = named(spec);
    let (long, limit) = (text.chars().count(), spec.constraints.max_length.unwrap_or(0));
    Diagnostic::new(
        Code::ValueTooLong,
        origin,
        Text::new(
            format!("{th}ยาว {long} อักขระ เกิน {limit} อักขระที่กำหนด"),
            format!("{en} has {long} characters, at most {limit} are allowed"),
        ),
        Text::new("ย่อข้อความแล้วส่งใหม่", "shorten the text and send the workbook again"),
    )
    .found(shown(text))
}

pub(super) fn not_in_list(spec: &FieldSpec, text: &str, origin: &Origin) -> Diagnostic {
    let (th, en) = named(spec);
    let choices = &spec.constraints.choices;
    let nearest = thai::nearest(text, choices.iter().map(String::as_str)).map(str::to_owned);
    Diagnostic::new(
        Code::ValueNotInList,
        origin,
        Text::new(
            format!("{th} “{}” ไม่อยู่ในรายการ ({})", shown(text), choices.join(", ")),
            format!("{en} “{}” is not in the list ({})", shown(text), choices.join(", ")),
        ),
        Text::new("เลือกค่าจากรายการแล้วส่งใหม่", "choose a value of the list and send the workbook again"),
    )
    .found(text)
    .nearest(nearest)
}

/// Why a date is refused, where that says more than that it is none.
fn because(why: &thai::DateError) -> Text {
    match why {
        thai::DateError::NotADate => Text::default(),
        _ => Text::new(format!(": {}", why.thai()), format!(": {why}")),
    }
}

impl Problem {
    pub(super) fn diagnostic(self, spec: &FieldSpec, raw: &RawValue, origin: &Origin) -> Diagnostic {
        let (th, en) = named(spec);
        let found = raw.display();
        let value = shown(&found);
        let right = right_number(spec);
        let (code, message, action) = match self {
            Self::ErrorCell => (
                Code::ValueErrorCell,
                Text::new(
                    format!("เซลล์มีค่าผิดพลาด {value} ({th})"),
                    format!("the cell holds the error {value} ({en})"),
                ),
                Text::new(
                    "แก้สูตรหรือพิมพ์ค่าแทน แล้วส่งใหม่",
                    "correct the formula or type the value, then send it again",
                ),
            ),
            Self::NoResult => (
                Code::FormulaWithoutResult,
                Text::new(
                    format!("เซลล์เป็นสูตรที่ยังไม่มีผลลัพธ์ ({th})"),
                    format!("the cell holds a formula without a stored result ({en})"),
                ),
                Text::new(
                    "เปิดไฟล์ใน Excel กดบันทึก แล้วส่งใหม่",
                    "open the workbook in Excel, save it, and send it again",
                ),
            ),
            Self::FormulaText => (
                Code::FormulaWithoutResult,
                Text::new(
                    format!("เซลล์มีตัวสูตร “{value}” เป็นข้อความ ไม่ใช่ผลลัพธ์ ({th})"),
                    format!("the cell holds the formula “{value}” as text, not its result ({en})"),
                ),
                Text::new(
                    "พิมพ์ค่าที่ได้แทนสูตร แล้วส่งใหม่",
                    "type the value instead of the formula and send it again",
                ),
            ),
            Self::NotNumber => (
                Code::ValueNotNumber,
                Text::new(
                    format!("พบ “{value}” ต้องเป็นตัวเลข{} ({th})", right.th),
                    format!("found “{value}”, must be a number{} ({en})", right.en),
                ),
                fix_cell(),
            ),
            Self::NotInteger => (
                Code::ValueNotInteger,
                Text::new(
                    format!("พบ {value} ต้องเป็นจำนวนเต็ม{} ({th})", right.th),
                    format!("found {value}, must be a whole number{} ({en})", right.en),
                ),
                fix_cell(),
            ),
            Self::NotMonth => (
                Code::ValueNotNumber,
                Text::new(
                    format!("พบ “{value}” ต้องเป็นชื่อเดือนหรือเลข 1–12 เช่น ตุลาคม, ต.ค. 67, 10 ({th})"),
                    format!(
                        "found “{value}”, must be the name of a month or 1–12, such as ตุลาคม or 10 ({en})"
                    ),
                ),
                fix_cell(),
            ),
            Self::NotDate(why) if spec.role == Some(Role::Due) => {
                let words = spec.constraints.choices.join(", ");
                (
                    Code::ValueNotDate,
                    Text::new(
                        format!("พบ “{value}” ต้องเป็นวันที่ หรือคำใดคำหนึ่ง: {words} ({th}){}", because(&why).th),
                        format!(
                            "found “{value}”, must be a date or one of {words} ({en}){}",
                            because(&why).en
                        ),
                    ),
                    Text::new(
                        "กรอก วัน/เดือน/ปี พ.ศ. เช่น 31/01/2568 หรือเลือกคำจากรายการ แล้วส่งใหม่",
                        "write a date as day/month/year, such as 31/01/2568, or a word of the list, and send it again",
                    ),
                )
            }
            Self::NotDate(why) => (
                Code::ValueNotDate,
                Text::new(
                    format!("พบ “{value}” ต้องเป็นวันที่ ({th}){}", because(&why).th),
                    format!("found “{value}”, must be a date ({en}){}", because(&why).en),
                ),
                Text::new(
                    "กรอก วัน/เดือน/ปี พ.ศ. เช่น 31/01/2568 แล้วส่งใหม่",
                    "write a date as day/month/year, such as 31/01/2568, and send it again",
                ),
            ),
        };
        let finding = Diagnostic::new(code, origin, message, action).found(&found[..]);
        // An amount in thousands is one slip away from the whole amount.
        let whole = (spec.unit == super::BAHT).then(|| scaled(&found)).flatten();
        finding.nearest(whole.map(|amount| written(spec, amount)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Contracts;
    use crate::templates::Templates;

    /// What is said of a word in a column of numbers.
    fn told(kind: &str, column: &str) -> (String, String) {
        let contracts = Contracts::load(&Templates::default()).expect("contracts");
        let contract = contracts.get(kind).expect("the kind of sheet");
        let mut all = contract.meta.iter().chain(&contract.fields);
        let spec = all.find(|f| f.name == column).expect("the column");
        let raw = RawValue::Text("ครบ".into());
        let place = Origin { file: "a.xlsx".into(), sheet: "s".into(), row: 0, col: 0 };
        let told = Problem::NotNumber.diagnostic(spec, &raw, &place).message;
        (told.th, told.en)
    }

    #[test]
    fn a_number_is_asked_for_with_its_limits_and_an_example() {
        let (th, en) = told("progress", "percent_complete");
        assert_eq!(th, "พบ “ครบ” ต้องเป็นตัวเลขระหว่าง 0–100 เช่น 85.50 (ร้อยละความสำเร็จ)");
        assert_eq!(en, "found “ครบ”, must be a number from 0 to 100, such as 85.50 (Percent complete)");
        let (th, en) = told("measures", "fiscal_year");
        assert!(th.contains("ระหว่าง 2500–2700 เช่น 2568"), "{th}");
        assert!(en.contains("from 2500 to 2700, such as 2568"), "{en}");
        let (th, en) = told("o19_risks", "likelihood");
        assert!(th.contains("ระหว่าง 1–5 เช่น 4") && en.contains("from 1 to 5, such as 4"), "{th}\n{en}");
        let (th, en) = told("o15_procurement", "budget");
        assert!(
            th.contains("ไม่น้อยกว่า 0 เช่น 85.50") && en.contains("at least 0, such as 85.50"),
            "{th}\n{en}"
        );
    }
}
