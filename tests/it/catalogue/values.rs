//! Values that look right and are not: totals among the records, other scales, halves and years of another
//! kind, doubles, contradictions, personal data.

use super::{Case, DONE, ITEMS, SURVEY, TAX};
use crate::builder::{Cell, Sheet};
use crate::clean::{ADMIN, COMMUNITY, Inputs, REGISTER, RESULTS, REVENUE, SCHOOL, row, unit_table};

const SUBSIDIES: &str = "O14 เงินอุดหนุนชุมชน";
const COMPLAINTS: &str = "O17 เรื่องร้องเรียน";
const BOUGHT: &str = "O15 จัดซื้อจัดจ้าง";
const SPENDING: &str = "O13 การใช้จ่ายงบประมาณ";
const ACTIVITIES: &str = "O18 กิจกรรม";
const RISKS: &str = "O19 ความเสี่ยง";
const SCHOOLS: &str = "O3 โรงเรียน";
const UNIT: &str = "ฝ่ายพัฒนาชุมชนและสวัสดิการสังคม";

/// Three communities, and what a case adds below them.
fn communities(inputs: &mut Inputs, more: Vec<Vec<Cell>>) {
    let mut rows =
        vec![row!["ชุมชนหนึ่ง", 120_500, 310], row!["ชุมชนสอง", 98_250, 0], row!["ชุมชนสาม", 45_300, 1_275]];
    rows.extend(more);
    let sheet = unit_table("o14_subsidies", UNIT, 2568, rows);
    *inputs.sheet(COMMUNITY, SUBSIDIES) = sheet;
}

pub const SUMS: &[Case] = &[
    (
        "a community below the total of the table",
        |i| communities(i, vec![row!["รวม", 264_050, 1_585], row!["ชุมชนสี่", 77_310, 45]]),
        &["total-mismatch 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A10"],
    ),
    (
        "a community below the sum of a group",
        |i| communities(i, vec![row!["รวมแขวงเหนือ", 264_050, 1_585], row!["ชุมชนสี่", 77_310, 45]]),
        &[],
    ),
    (
        "names that begin like a part of others",
        |i| communities(i, vec![row!["หักทองขวาง", 77_310, 45], row!["เปรียบเทียบวิถีชุมชน", 31_250, 90]]),
        &[],
    ),
    (
        "a part of the rows above",
        |i| communities(i, vec![row!["ในจำนวนนี้ ชุมชนหนึ่งเบิกแล้ว", 40_000, 0]]),
        &["row-is-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9"],
    ),
    (
        "what was allotted, as if it were a community",
        |i| communities(i, vec![row!["งบประมาณที่ได้รับจัดสรร", 300_000, 0]]),
        &["row-is-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9"],
    ),
    (
        "a total by another name with a nought in one column",
        |i| communities(i, vec![row![UNIT, 264_050, 0]]),
        &["row-like-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9"],
    ),
    (
        "the sums of two groups above their rows",
        |i| {
            communities(i, vec![row!["ชุมชนสี่", 77_310, 45], row!["ชุมชนห้า", 31_250, 90]]);
            let rows = &mut i.sheet(COMMUNITY, SUBSIDIES).rows;
            rows.insert(3, row!["แขวงใต้", 108_560, 135]);
            rows.insert(0, row!["แขวงเหนือ", 264_050, 1_585]);
        },
        &[
            "row-is-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A6",
            "row-is-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A10",
        ],
    ),
    (
        "the sums of two groups below their rows",
        |i| {
            let more = vec![
                row!["แขวงเหนือ", 264_050, 1_585],
                row!["ชุมชนสี่", 77_310, 45],
                row!["ชุมชนห้า", 31_250, 90],
                row!["แขวงใต้", 108_560, 135],
            ];
            communities(i, more);
        },
        &[
            "row-is-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9",
            "row-is-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A12",
        ],
    ),
    (
        "the exact sum of a small group far below, nearly the sum of all",
        |i| {
            let more = vec![
                row!["รวม", 264_050, 1_585],
                row!["ชุมชนสี่", 100, 20],
                row!["ชุมชนห้า", 150, 31],
                row!["แขวงใต้", 250, 51],
            ];
            communities(i, more);
        },
        &["row-is-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A12"],
    ),
    (
        "a sum of rounded figures under a name of its own",
        |i| communities(i, vec![row!["ทุกแขวง", 264_051, 1_584]]),
        &["row-like-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9"],
    ),
    (
        "a total without a label whose figure has a slip",
        |i| communities(i, vec![row!["", 264_150, 1_585]]),
        &["total-mismatch 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!B9"],
    ),
    (
        "the year before for comparison",
        |i| communities(i, vec![row!["ปี 2567", 231_000, 977]]),
        &["row-like-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9"],
    ),
    (
        "an example in short",
        |i| communities(i, vec![row!["ตย. ชุมชน ก", 50_000, 0]]),
        &["row-like-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9"],
    ),
    (
        "what is left of the money under a name of its own",
        |i| communities(i, vec![row!["แขวงทดสอบสุทธิ", 262_465, 0]]),
        &["row-is-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9"],
    ),
    (
        "both columns in one figure",
        |i| communities(i, vec![row!["ใช้ไปและส่งคืน", 265_635, 0]]),
        &["row-is-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9"],
    ),
    (
        "a name that begins like what is left",
        |i| communities(i, vec![row!["คงเหลือบางทดสอบ", 77_000, 0]]),
        &["row-like-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9"],
    ),
    (
        "a total under a name of its own",
        |i| communities(i, vec![row!["แขวงทดสอบ", 264_050, 1_585]]),
        &["row-is-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9"],
    ),
    (
        "a mean under a name of its own",
        |i| communities(i, vec![row!["ต่อแห่ง", 88_016.67, 528.33]]),
        &["row-is-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9"],
    ),
    (
        "a total in the first row under a name of its own",
        |i| {
            communities(i, vec![]);
            i.sheet(COMMUNITY, SUBSIDIES).rows.insert(0, row!["ทุกแขวง", 264_050, 1_585]);
        },
        &["row-is-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A6"],
    ),
    (
        "a name that begins like a total",
        |i| communities(i, vec![row!["รวมบางทดสอบเหนือ", 77_000, 0]]),
        &["row-like-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9"],
    ),
    (
        "a total of another word with a slip",
        |i| communities(i, vec![row!["ยอดรวมทั้งสิ้น 3 ชุมชน", 264_005, 1_585]]),
        &["total-mismatch 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!B9"],
    ),
    (
        "round figures that happen to be a sum",
        |i| {
            let rows =
                vec![row!["ชุมชนหนึ่ง", 20_000, 0], row!["ชุมชนสอง", 30_000, 0], row!["ชุมชนสาม", 50_000, 0]];
            *i.sheet(COMMUNITY, SUBSIDIES) = unit_table("o14_subsidies", UNIT, 2568, rows);
        },
        &["row-like-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A8"],
    ),
    (
        "an example left in the form",
        |i| communities(i, vec![row!["ตัวอย่าง ชุมชน ก", 50_000, 0]]),
        &["row-like-sum 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9"],
    ),
    (
        "nothing to report beside figures",
        |i| communities(i, vec![row!["ไม่มี", 50_000, 0]]),
        &["nothing-contradicted 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9"],
    ),
    (
        "nothing to report below records",
        |i| communities(i, vec![row!["ไม่มีข้อมูล"]]),
        &["nothing-contradicted 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9"],
    ),
    (
        "nothing to report, and nothing else",
        |i| i.sheet(COMMUNITY, SUBSIDIES).rows = vec![row!["ไม่มีรายการ", "-", "-"]],
        &["nothing-reported 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A6"],
    ),
];

/// What three communities got the year before.
fn a_year_ago(inputs: &mut Inputs) {
    let rows = vec![row!["ชุมชนหนึ่ง", 120_000, 0], row!["ชุมชนสอง", 98_000, 150], row!["ชุมชนสาม", 45_300, 0]];
    let sheet = unit_table("o14_subsidies", UNIT, 2567, rows);
    inputs.workbooks.entry("2567/h1-office-10.xlsx".into()).or_default().push(sheet);
}

pub const SCALES: &[Case] = &[
    (
        "a community that got money last year is not there",
        |i| {
            communities(i, vec![]);
            i.sheet(COMMUNITY, SUBSIDIES).rows.remove(1);
            a_year_ago(i);
        },
        &["value-jump 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน"],
    ),
    (
        "a price in thousands beside a budget in baht",
        |i| i.set(ADMIN, BOUGHT, "H6", 19.0),
        &["value-jump 2568/h1-office-01.xlsx O15 จัดซื้อจัดจ้าง!H6"],
    ),
    (
        "a crowd with three noughts too many",
        |i| {
            let rows = &mut i.sheet(ADMIN, ACTIVITIES).rows;
            let mut more = rows[0].clone();
            more[1] = Cell::from("อบรมเจ้าหน้าที่");
            more[2] = Cell::from(60_000);
            rows.push(more);
        },
        &["value-jump 2568/h1-office-01.xlsx O18 กิจกรรม!C7"],
    ),
    (
        "a nought too many against last year's subsidy",
        |i| {
            communities(i, vec![]);
            i.set(COMMUNITY, SUBSIDIES, "B7", 982_500);
            a_year_ago(i);
        },
        &["value-jump 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!B7"],
    ),
    (
        "one month in thousands",
        |i| {
            let months = ["ตุลาคม", "พฤศจิกายน", "ธันวาคม", "มกราคม", "กุมภาพันธ์", "มีนาคม"];
            let rows = months.iter().zip([5000.5, 6000.25, 5400.0, 5.2, 4980.75, 6120.0]);
            let rows = rows.map(|(month, tax)| row![*month, "ภาษีป้าย", 10, tax]).collect();
            *i.sheet(REVENUE, TAX) = unit_table("o9_tax", "ฝ่ายรายได้", 2568, rows);
            let rows = months.iter().map(|month| row![*month, "ภาษีป้าย", 10, 4600]).collect();
            i.sheet("2567/h1-office-05.xlsx", TAX).rows = rows;
        },
        &["value-jump 2568/h1-office-05.xlsx O9 ภาษี!D9"],
    ),
    (
        "thousands of baht in a note below the table",
        |i| communities(i, vec![row![Cell::Blank], row!["หมายเหตุ: จำนวนเงินเป็นพันบาท"]]),
        &["column-scale 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A10"],
    ),
    (
        "thousands of baht in a note below a long table",
        |i| {
            let more = (0..90).map(|n| row![format!("ชุมชนที่ {n}").as_str(), 10_000 + n * 37, 0]);
            communities(i, more.chain([row!["หมายเหตุ: จำนวนเงินเป็นพันบาท"]]).collect());
        },
        &["column-scale 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A99"],
    ),
    (
        "millions of baht in brackets below the table",
        |i| communities(i, vec![row!["(หน่วย : ล้านบาท)"]]),
        &["column-scale 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9"],
    ),
    (
        "a unit below the table whose figures are in thousands",
        |i| communities(i, vec![row!["* ตัวเลขในตารางเป็นพันบาท"]]),
        &["column-scale 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A9"],
    ),
    (
        "thousands of baht in a title",
        |i| i.set(SCHOOL, SCHOOLS, "D5", "เงินอุดหนุนทั่วไป (พันบาท)"),
        &["column-scale 2568/h1-school-01.xlsx O3 โรงเรียน!D5"],
    ),
    (
        "millions of baht above the table",
        |i| i.sheet(REVENUE, TAX).meta.push(("หน่วย : ล้านบาท".into(), Cell::Blank)),
        &["column-scale 2568/h1-office-05.xlsx O9 ภาษี!A5"],
    ),
    (
        "thousands of baht in the title of the table",
        |i| i.sheet(COMMUNITY, SUBSIDIES).meta.push(("เงินอุดหนุน (พันบาท)".into(), Cell::Blank)),
        &["column-scale 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A5"],
    ),
    (
        "scores of one instead of a hundred",
        |i| {
            for row in &mut i.sheet(RESULTS, ITEMS).rows {
                row[2] = 1.into();
            }
        },
        &["score-scale 2567/results.xlsx แบบตรวจ OIT!C3"],
    ),
    (
        "half a point among full scores",
        |i| i.set(RESULTS, ITEMS, "C7", 0.5),
        &["score-scale 2567/results.xlsx แบบตรวจ OIT!C7"],
    ),
];

pub const PERIODS: &[Case] = &[
    (
        "two years where one is asked, in every sheet",
        |i| {
            for sheet in i.workbooks.get_mut(COMMUNITY).expect("a file") {
                sheet.meta[1].1 = "2568-2569".into();
            }
        },
        &["value-not-number 2568/h1-office-10.xlsx รายงานผล!B2"],
    ),
    (
        "the number of months of a year",
        |i| i.set(COMMUNITY, DONE, "B3", 12),
        &["half-unclear 2568/h1-office-10.xlsx รายงานผล!B3"],
    ),
    (
        "the number of months of a half",
        |i| i.set(REVENUE, TAX, "B3", "๖"),
        &["half-unclear 2568/h1-office-05.xlsx O9 ภาษี!B3"],
    ),
    (
        "twelve months",
        |i| i.set(COMMUNITY, DONE, "B3", "รอบ ๑๒ เดือน"),
        &["half-unclear 2568/h1-office-10.xlsx รายงานผล!B3"],
    ),
    (
        "months of both halves",
        |i| i.set(COMMUNITY, DONE, "B3", "ต.ค. 67 – ก.ย. 68"),
        &["half-unclear 2568/h1-office-10.xlsx รายงานผล!B3"],
    ),
    (
        "the same half of another year",
        |i| i.set(COMMUNITY, DONE, "B3", "ต.ค. 66 – มี.ค. 67"),
        &["half-unclear 2568/h1-office-10.xlsx รายงานผล!B3"],
    ),
    (
        "a quarter",
        |i| i.set(COMMUNITY, DONE, "B3", "ไตรมาสที่ 2"),
        &["half-unclear 2568/h1-office-10.xlsx รายงานผล!B3"],
    ),
    (
        "one sheet of the other half",
        |i| i.set(ADMIN, COMPLAINTS, "B3", 2),
        &["half-differs 2568/h1-office-01.xlsx O17 เรื่องร้องเรียน!B3"],
    ),
    (
        "a month of last year",
        |i| i.set(REVENUE, TAX, "A7", "พ.ย. 66"),
        &["date-outside-period 2568/h1-office-05.xlsx O9 ภาษี!A7"],
    ),
    (
        "a day of last year where a month is asked",
        |i| i.set(REVENUE, TAX, "A7", Cell::Date(45_231.0)),
        &["date-outside-period 2568/h1-office-05.xlsx O9 ภาษี!A7"],
    ),
    (
        "a due date of another century",
        |i| i.set(REGISTER, "ทะเบียนมาตรการ", "H3", Cell::Date(24_912.0)),
        &["date-century 2568/register.xlsx ทะเบียนมาตรการ!H3"],
    ),
    (
        "a due date that has passed before the year began",
        |i| i.set(REGISTER, "ทะเบียนมาตรการ", "H3", "30/09/2566"),
        &["date-outside-period 2568/register.xlsx ทะเบียนมาตรการ!H3"],
    ),
    (
        "a quarter where a month is asked",
        |i| i.set(REVENUE, TAX, "A7", "ไตรมาส 1"),
        &[
            "value-not-number 2568/h1-office-05.xlsx O9 ภาษี!A7",
            "row-like-sum 2568/h1-office-05.xlsx O9 ภาษี!A7",
        ],
    ),
];

/// Taxes of two kinds by month; what is told of November.
fn two_months(november: [f64; 2]) -> Sheet {
    let rows = vec![
        row!["ตุลาคม", "ภาษีป้าย", 123, 45_678.25],
        row!["ตุลาคม", "ภาษีน้ำมัน", 217, 98_765.75],
        row!["พฤศจิกายน", "ภาษีป้าย", 123, november[0]],
        row!["พฤศจิกายน", "ภาษีน้ำมัน", 217, november[1]],
    ];
    unit_table("o9_tax", "ฝ่ายรายได้", 2568, rows)
}

pub const DOUBLES: &[Case] = &[
    (
        "a month that is a copy of another",
        |i| {
            *i.sheet(REVENUE, TAX) = two_months([45_678.25, 98_765.75]);
            i.workbooks.remove("2567/h1-office-05.xlsx");
        },
        &["figures-repeated 2568/h1-office-05.xlsx O9 ภาษี!A8"],
    ),
    (
        "one contract in two months",
        |i| {
            let rows = &mut i.sheet(ADMIN, BOUGHT).rows;
            let mut again = rows[0].clone();
            again[0] = Cell::from("ธันวาคม");
            rows.push(again);
        },
        &["figures-repeated 2568/h1-office-01.xlsx O15 จัดซื้อจัดจ้าง!A7"],
    ),
    (
        "spending that is another unit's",
        |i| {
            for file in [ADMIN, REVENUE] {
                i.sheet(file, SPENDING).rows[0] = row!["หมวดเงินอุดหนุน", 1_234_500, 617_250, 598_432.75];
            }
        },
        &["figures-repeated 2568/h1-office-05.xlsx O13 การใช้จ่ายงบประมาณ"],
    ),
    (
        "pupils counted on two days",
        |i| i.sheet(SCHOOL, SCHOOLS).rows.insert(0, row!["31/12/2567", 20, 298, 0, 0, 0]),
        &["stock-replaced 2568/h1-school-01.xlsx O3 โรงเรียน!B6"],
    ),
    (
        "teachers counted on three days",
        |i| {
            for (at, day) in ["30/11/2567", "31/01/2568"].into_iter().enumerate() {
                i.sheet(SCHOOL, SCHOOLS).rows.insert(at, row![day, 19, 297, 0, 0, 0]);
            }
        },
        &[
            "stock-replaced 2568/h1-school-01.xlsx O3 โรงเรียน!B6",
            "stock-replaced 2568/h1-school-01.xlsx O3 โรงเรียน!B7",
        ],
    ),
    (
        "last year's figures sent again",
        |i| {
            for (file, year, day) in
                [(SCHOOL, 2568, "31/03/2568"), ("2567/h1-school-01.xlsx", 2567, "31/03/2567")]
            {
                let figures = vec![row![day, 20, 300, 150_000, 2_500, 1_200]];
                let sheet = unit_table("o3_schools", "โรงเรียนวัดทดสอบ", year, figures);
                let sheets = i.workbooks.entry(file.to_owned()).or_default();
                sheets.retain(|s| s.name != SCHOOLS);
                sheets.push(sheet);
            }
        },
        &["figures-repeated 2568/h1-school-01.xlsx O3 โรงเรียน"],
    ),
    (
        "a sheet under another unit's name",
        |i| {
            let mut other = i.sheet(ADMIN, RISKS).clone();
            other.meta[0].1 = "ฝ่ายรายได้".into();
            *i.sheet(ADMIN, RISKS) = other;
            // That office has not sent its own.
            i.workbooks.get_mut(REVENUE).expect("a file").retain(|s| s.name != RISKS);
        },
        &["unit-differs 2568/h1-office-01.xlsx O19 ความเสี่ยง!B1"],
    ),
];

pub const CONTRADICTIONS: &[Case] = &[
    (
        "pending is not received without closed",
        |i| i.set(ADMIN, COMPLAINTS, "E6", 1),
        &["values-contradict 2568/h1-office-01.xlsx O17 เรื่องร้องเรียน!E6"],
    ),
    (
        "taxes that nobody paid",
        |i| {
            i.set(REVENUE, TAX, "C6", 0);
            i.set(REVENUE, TAX, "C8", 12);
        },
        &["values-contradict 2568/h1-office-05.xlsx O9 ภาษี!C6"],
    ),
    (
        "no complaints in words, one in figures",
        |i| i.set(ADMIN, COMPLAINTS, "F6", "ไม่มีเรื่องร้องเรียนในเดือนนี้"),
        &["nothing-contradicted 2568/h1-office-01.xlsx O17 เรื่องร้องเรียน!F6"],
    ),
    (
        "no complaints are left, which contradicts nothing",
        |i| i.set(ADMIN, COMPLAINTS, "F6", "ไม่มีเรื่องร้องเรียนค้าง"),
        &[],
    ),
    (
        "more complaints closed than received over the half",
        |i| i.set(ADMIN, COMPLAINTS, "D6", 3),
        &["earlier-worked-off 2568/h1-office-01.xlsx O17 เรื่องร้องเรียน!D7"],
    ),
    (
        "a complaint of one month closed in another",
        |i| {
            i.set(ADMIN, COMPLAINTS, "D6", 0);
            i.set(ADMIN, COMPLAINTS, "E6", 1);
            i.set(ADMIN, COMPLAINTS, "D7", 1);
        },
        &[],
    ),
    (
        "a level of risk that the form counts otherwise",
        |i| i.set(ADMIN, RISKS, "E6", "สูงมาก"),
        &["values-contradict 2568/h1-office-01.xlsx O19 ความเสี่ยง!E6"],
    ),
    (
        "a level of risk one step too low",
        |i| {
            i.set(ADMIN, RISKS, "C6", 2);
            i.set(ADMIN, RISKS, "D6", 5);
            i.set(ADMIN, RISKS, "E6", "ปานกลาง");
        },
        &["values-contradict 2568/h1-office-01.xlsx O19 ความเสี่ยง!E6"],
    ),
];

pub const PERSONAL: &[Case] = &[
    (
        "a landline of somebody else",
        |i| i.set(SCHOOL, DONE, "I6", "โทร. 0 2328 1234"),
        &["personal-data 2568/h1-school-01.xlsx รายงานผล!I6"],
    ),
    (
        "a number that a spreadsheet took the nought from",
        |i| i.set(SCHOOL, DONE, "I6", 812_345_678),
        &["personal-data 2568/h1-school-01.xlsx รายงานผล!I6"],
    ),
    (
        "a bank account",
        |i| i.set(COMMUNITY, SUBSIDIES, "D6", "โอนเข้าบัญชี 123-4-56789-0"),
        &["personal-data 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!D6"],
    ),
    (
        "a private e-mail address",
        |i| i.set(SCHOOL, DONE, "H6", "ส่งที่ somebody@gmail.com"),
        &["personal-data 2568/h1-school-01.xlsx รายงานผล!H6"],
    ),
    (
        "a surname on the next line",
        |i| i.set(ADMIN, COMPLAINTS, "F6", "ผู้ร้อง น.ส.สมมุติ\nทดลองดี"),
        &["personal-data 2568/h1-office-01.xlsx O17 เรื่องร้องเรียน!F6"],
    ),
    (
        "a rank before a name",
        |i| i.set(ADMIN, COMPLAINTS, "F6", "ส่งเรื่องให้ พ.ต.อ. ตัวอย่าง ใจทดสอบ"),
        &["personal-data 2568/h1-office-01.xlsx O17 เรื่องร้องเรียน!F6"],
    ),
    (
        "evidence on one's own computer",
        |i| i.set(SCHOOL, DONE, "G6", "C:\\Users\\somebody\\Desktop\\ผล.pdf"),
        &["address-private 2568/h1-school-01.xlsx รายงานผล!G6"],
    ),
    (
        "evidence on an office's server",
        |i| i.set(SCHOOL, DONE, "G6", "http://192.168.1.5/ita/ผล.pdf"),
        &["address-private 2568/h1-school-01.xlsx รายงานผล!G6"],
    ),
    (
        "the name of a web site for evidence",
        |i| i.set(SCHOOL, DONE, "G6", "test.go.th"),
        &["evidence-unclear 2568/h1-school-01.xlsx รายงานผล!G6"],
    ),
    (
        "evidence in one's own drive",
        |i| i.set(SCHOOL, DONE, "G6", "https://drive.google.com/drive/u/0/my-drive"),
        &["address-private 2568/h1-school-01.xlsx รายงานผล!G6"],
    ),
    (
        "evidence with a key in its address",
        |i| i.set(SCHOOL, DONE, "G6", "https://files.example.org/a.pdf?token=abcdef123456"),
        &["personal-data 2568/h1-school-01.xlsx รายงานผล!G6"],
    ),
];

pub const UNITS: &[Case] = &[
    (
        "the row of an item without its score",
        |i| {
            i.set(RESULTS, ITEMS, "C7", Cell::Blank);
            i.set(RESULTS, ITEMS, "D7", Cell::Blank);
        },
        &["question-missing 2567/results.xlsx แบบตรวจ OIT!C7"],
    ),
    (
        "a unit misspelt in every sheet of a workbook",
        |i| {
            for sheet in i.workbooks.get_mut(REVENUE).expect("a file") {
                sheet.meta[0].1 = "ฝ่ายราย ดาย".into();
            }
        },
        &["unit-unknown 2568/h1-office-05.xlsx รายงานผล!B1"],
    ),
    (
        "a workbook of last year in this year's folder",
        |i| {
            for sheet in i.workbooks.get_mut(REVENUE).expect("a file") {
                sheet.meta[1].1 = 2567.into();
            }
        },
        &["year-mismatch 2568/h1-office-05.xlsx รายงานผล!B2"],
    ),
    (
        "a unit of another agency",
        |i| i.set(REGISTER, "ทะเบียนมาตรการ", "I5", "ฝ่ายรายได้ สำนักงานเขตอื่น"),
        &["unit-unknown 2568/register.xlsx ทะเบียนมาตรการ!I5"],
    ),
    (
        "a hyphen where a figure is asked",
        |i| i.set(SCHOOL, SCHOOLS, "E6", "-"),
        &["value-missing 2568/h1-school-01.xlsx O3 โรงเรียน!E6"],
    ),
];

/// What a person writes, and how it gets into the workspace.
type Right = (&'static str, fn(&mut Inputs));

/// Writings that are right: nothing may be said about them.
const RIGHT: &[Right] = &[
    ("an amount with its unit", |i| i.set(SCHOOL, SCHOOLS, "D6", "150,000.00 บาท")),
    ("an amount with the sign of baht", |i| i.set(SCHOOL, SCHOOLS, "D6", "฿150,000.00")),
    ("an own text saved by Notepad as ANSI", |i| {
        // “ข้อความ” in Windows-874.
        let text = [0xa2, 0xe9, 0xcd, 0xa4, 0xc7, 0xd2, 0xc1];
        i.files.insert("2568/texts/introduction.md".into(), text.into());
    }),
    ("an own text saved as Unicode", |i| {
        let text = "\u{feff}ข้อความของหน่วยงาน".encode_utf16().flat_map(u16::to_le_bytes).collect();
        i.files.insert("2568/texts/introduction.md".into(), text);
    }),
    ("an amount as on a cheque", |i| i.set(SCHOOL, SCHOOLS, "D6", "150,000.-")),
    ("a percentage in words", |i| i.set(ADMIN, DONE, "D7", "ร้อยละ 60")),
    ("a percentage with a blank", |i| i.set(ADMIN, DONE, "D7", "60 %")),
    ("a month with its year", |i| i.set(REVENUE, TAX, "A6", "ต.ค. 67")),
    ("a month with its year in full", |i| i.set(REVENUE, TAX, "A6", "ตุลาคม พ.ศ. ๒๕๖๗")),
    ("a day where a month is asked", |i| i.set(REVENUE, TAX, "A6", Cell::Date(45_566.0))),
    ("a weekday before the day", |i| i.set(SCHOOL, DONE, "E6", "จันทร์ที่ 20 ม.ค. 68")),
    ("the year with its word", |i| i.set(COMMUNITY, DONE, "B2", "ปี 2568")),
    ("the year with its era", |i| i.set(COMMUNITY, DONE, "B2", "พ.ศ. ๒๕๖๘")),
    ("the year in two digits", |i| i.set(COMMUNITY, DONE, "B2", 68)),
    ("the half in words", |i| i.set(COMMUNITY, DONE, "B3", "รอบ ๖ เดือนแรก (ต.ค. 67 – มี.ค. 68)")),
    ("the half as a number of a year", |i| i.set(COMMUNITY, DONE, "B3", "1/2568")),
    ("the half counted", |i| i.set(COMMUNITY, DONE, "B3", "ครั้งที่ 1")),
    ("the revision counted", |i| i.set(COMMUNITY, DONE, "B4", "ครั้งที่ 1")),
    ("the revision of a year", |i| i.set(COMMUNITY, DONE, "B4", "1/2568")),
    ("a unit with its agency in short", |i| i.set(COMMUNITY, DONE, "B1", &*format!("{UNIT} สนข.ทดสอบ"))),
    ("what is left of the money", |i| communities(i, vec![row!["คงเหลือ", 262_465]])),
    ("an amount of millions in a note below the table", |i| {
        communities(i, vec![row!["หมายเหตุ: รวมเงินสมทบ 2 ล้านบาทแล้ว"]]);
    }),
    ("a total whose name is no kind of tax", |i| {
        let at = i.sheet(REVENUE, TAX).rows.len() - 1;
        i.sheet(REVENUE, TAX).rows.insert(at, row!["มีนาคม", "ภาษีทุกอย่าง", 22, 11000.75]);
    }),
    ("a unit with its agency", |i| i.set(COMMUNITY, DONE, "B1", &*format!("{UNIT} สำนักงานเขตทดสอบ"))),
    ("a unit with the short agency", |i| i.set(COMMUNITY, DONE, "B1", &*format!("{UNIT} เขตทดสอบ"))),
    ("a unit abbreviated", |i| i.set(COMMUNITY, DONE, "B1", "ฝ่ายพัฒนาชุมชนฯ")),
    ("units joined by a word", |i| i.set(REGISTER, "ทะเบียนมาตรการ", "I5", "ฝ่ายรายได้และฝ่ายปกครอง")),
    ("units joined by blanks", |i| i.set(REGISTER, "ทะเบียนมาตรการ", "I5", "ฝ่ายรายได้  ฝ่ายปกครอง")),
    ("units in a numbered list", |i| {
        i.set(REGISTER, "ทะเบียนมาตรการ", "I5", "1. ฝ่ายรายได้\n2. ฝ่ายปกครอง");
    }),
    ("due every half year", |i| i.set(REGISTER, "ทะเบียนมาตรการ", "H3", "ทุก ๖ เดือน")),
    ("a block of signatures", |i| {
        let rows = &mut i.sheet(COMMUNITY, SUBSIDIES).rows;
        rows.push(vec![]);
        rows.push(row!["ลงชื่อ ........................ ผู้รายงาน"]);
        rows.push(row!["(นางสาวตัวอย่าง ทดสอบ)"]);
        rows.push(row!["ตำแหน่ง นักพัฒนาสังคมชำนาญการ"]);
        rows.push(row!["วันที่ 31 มีนาคม 2568"]);
    }),
    ("signatures further right", |i| {
        let rows = &mut i.sheet(COMMUNITY, SUBSIDIES).rows;
        rows.push(row!["", "", "ลงชื่อ ............"]);
        rows.push(row!["", "", "(ตัวอย่าง ทดสอบ)"]);
        rows.push(row!["", "", "หัวหน้าฝ่าย"]);
    }),
    ("numbers of columns below the header", |i| {
        i.sheet(COMMUNITY, SUBSIDIES).rows.insert(0, row!["(1)", "(2)", "(3)", "(4)"]);
    }),
    ("a page's number and the day of the figures", |i| {
        let rows = &mut i.sheet(COMMUNITY, SUBSIDIES).rows;
        rows.push(row!["ข้อมูล ณ วันที่ 31 มีนาคม 2568"]);
        rows.push(row!["หน้า 1/2"]);
    }),
    ("dashes that close a table", |i| i.sheet(COMMUNITY, SUBSIDIES).rows.push(row!["-", "-", "-", "-"])),
    ("units below the header", |i| {
        i.sheet(COMMUNITY, SUBSIDIES).rows.insert(0, row!["", "(บาท)", "(บาท)", ""]);
    }),
    ("the header again", |i| {
        let sheet = i.sheet(COMMUNITY, SUBSIDIES);
        let again = sheet.header.iter().map(|t| Cell::from(t.as_str())).collect();
        sheet.rows.push(again);
    }),
    ("a total in another word", |i| communities(i, vec![row!["Grand Total", 264_050, 1_585]])),
    ("a total with its count", |i| communities(i, vec![row!["รวมทั้งสิ้น 3 ชุมชน", 264_050, 1_585]])),
    ("a total without a label", |i| communities(i, vec![row!["", 264_050, 1_585]])),
    ("a total after figures carried from a page", |i| {
        communities(i, vec![row!["ยอดยกมา", 100_000, 0], row!["รวม", 364_050, 1_585]]);
    }),
    ("means and shares below the table", |i| {
        communities(
            i,
            vec![row!["รวม", 264_050, 1_585], row!["เฉลี่ย", 88_016.67, 528.33], row!["ร้อยละ", 100, 0.6]],
        );
    }),
    ("a community with a name like a total", |i| communities(i, vec![row!["รวมใจพัฒนา", 77_000, 0]])),
    ("the agency's own telephone", |i| {
        i.agency = i.agency.replace(
            "name_en = \"Test District Office\"",
            "name_en = \"Test District Office\"\nphone = \"0 2328 1234\"",
        );
        i.set(SCHOOL, DONE, "I6", "สอบถาม โทร. 02-328-1234");
    }),
];

#[test]
fn what_is_right_passes_without_a_word() {
    let mut wrong = Vec::new();
    for (name, write) in RIGHT {
        let mut inputs = crate::clean::clean();
        write(&mut inputs);
        let found = inputs.findings();
        if !found.is_empty() {
            wrong.push(format!("{name}: {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), RIGHT.len(), wrong.join("\n"));
}

#[test]
fn notes_on_a_sheet_of_their_own_forbid_nothing() {
    let mut inputs = crate::clean::clean();
    let notes = Sheet::new("บันทึก", &["สิ่งที่ต้องทำ"]).row(row!["โทรหาผู้ประสานงาน"]).row(row!["ตรวจเอกสาร", "ด่วน"]);
    inputs.workbooks.get_mut(SCHOOL).expect("a file").push(notes);
    assert_eq!(inputs.findings(), ["sheet-notes 2568/h1-school-01.xlsx บันทึก"]);
}

#[test]
fn the_second_answer_of_one_person_is_found_and_does_not_count() {
    let mut inputs = crate::clean::clean();
    let stamp = |second: i32| format!("25/3/2025, 10:00:0{second}");
    let row = |second| row![stamp(second).as_str(), 6, 6, 2];
    let header = ["ประทับเวลา", "I1", "I2", "I3"];
    let mut sheet = Sheet::new("คำตอบ", &header).meta("ปีงบประมาณ พ.ศ.", 2567);
    sheet.rows = vec![row(1), row(2), row(1)];
    inputs.workbooks.insert("2567/answers.xlsx".into(), vec![sheet]);
    let found = inputs.findings();
    assert!(found.contains(&"value-duplicate 2567/answers.xlsx คำตอบ!A5".to_owned()), "{found:#?}");
    // Moments of one day that Excel holds as numbers are moments, too; and an answer that is struck out is no answer.
    let moment = |second: f64| Cell::Shown(45_741.0 + second / 86_400.0, "d/m/yyyy, h:mm:ss");
    let mut sheet = Sheet::new("คำตอบ", &header).meta("ปีงบประมาณ พ.ศ.", 2567);
    sheet.rows = [1.0, 61.0, 1.0].map(|second| vec![moment(second), 6.into(), 6.into(), 2.into()]).into();
    sheet.rows.push(vec![moment(99.0), Cell::Struck("6"), Cell::Struck("6"), 2.into()]);
    sheet.rows.push(vec![moment(100.0), Cell::Shown(6.0, ";;;"), 6.into(), 2.into()]);
    inputs.workbooks.insert("2567/answers.xlsx".into(), vec![sheet]);
    let found = inputs.findings();
    let is_own =
        |f: &&String| f.contains("answers.xlsx") && (f.starts_with("value-d") || f.starts_with("cell-"));
    let own: Vec<_> = found.iter().filter(is_own).collect();
    let expected = ["value-duplicate", "cell-struck", "cell-format"].iter().zip(["A5", "B6", "B7"]);
    for (code, cell) in expected {
        assert!(own.contains(&&format!("{code} 2567/answers.xlsx คำตอบ!{cell}")), "{own:#?}");
    }
    assert_eq!(own.len(), 3, "{own:#?}");
    let mut sheet = Sheet::new("คำตอบ", &["I1", "I2", "I3", "I1"]).meta("ปีงบประมาณ พ.ศ.", 2567);
    sheet.rows = vec![row![6, 6, 2, 6], row![5, 6, 2, 5]];
    inputs.workbooks.insert("2567/answers.xlsx".into(), vec![sheet]);
    let found = inputs.findings();
    assert!(found.contains(&"column-duplicate 2567/answers.xlsx คำตอบ!D2".to_owned()), "{found:#?}");
}

#[test]
fn a_respondent_who_answers_twice_is_found_by_the_column_that_names_people() {
    let duplicates = |title: &str, people: [&str; 3], answers: [i32; 3]| {
        let mut inputs = crate::clean::clean();
        let mut sheet = Sheet::new("คำตอบ", &[title, "I1", "I2", "I3"]).meta("ปีงบประมาณ พ.ศ.", 2567);
        sheet.rows = people.iter().zip(answers).map(|(who, a)| row![*who, a, 6, 2]).collect();
        inputs.workbooks.insert("2567/answers.xlsx".into(), vec![sheet]);
        let found = inputs.findings();
        found.into_iter().filter(|f| f.starts_with("value-duplicate 2567/answers")).collect::<Vec<_>>()
    };
    let third = ["value-duplicate 2567/answers.xlsx คำตอบ!A5"];
    assert_eq!(duplicates("Response ID", ["7", "8", "7"], [6, 5, 6]), third, "once more");
    assert_eq!(duplicates("รหัสผู้ตอบ", ["7", "8", "7"], [6, 5, 4]), third, "with other answers");
    assert_eq!(duplicates("Token", ["a1", "a2", "a1"], [6, 6, 6]), third, "a name of letters");
    assert_eq!(duplicates("ID", ["7", "8", "9"], [6, 6, 6]), [""; 0], "people may answer alike");
    // Two exports below each other are numbered anew.
    assert_eq!(duplicates("ลำดับ", ["1", "2", "1"], [6, 6, 6]), [""; 0], "a number of a row names nobody");
}

#[test]
fn a_survey_filled_in_from_the_best_choice_down_is_noticed() {
    let mut inputs = crate::clean::clean();
    for row in &mut inputs.sheet(RESULTS, SURVEY).rows {
        let last = row.len() - 1;
        row[last] = Cell::Blank;
        let choices = if matches!(row[5], Cell::Blank) { 2 } else { 6 };
        row[3..3 + choices].reverse();
        row[9..9 + choices].reverse();
    }
    let found = inputs.findings();
    let turned: Vec<_> = found.iter().filter(|f| f.starts_with("scale-turned")).collect();
    assert_eq!(turned.len(), 2, "both surveys: {found:#?}");
    // One question alone, in the middle and at the end of a survey: at its own counts.
    for at in [0, 3, 7] {
        let mut inputs = crate::clean::clean();
        let row = &mut inputs.sheet(RESULTS, SURVEY).rows[at];
        let last = row.len() - 1;
        row[last] = Cell::Blank;
        let choices = if matches!(row[5], Cell::Blank) { 2 } else { 6 };
        row[3..3 + choices].reverse();
        row[9..9 + choices].reverse();
        let found = inputs.findings();
        let turned: Vec<_> = found.iter().filter(|f| f.starts_with("scale-turned")).collect();
        assert_eq!(turned.len(), 1, "{at}: {found:#?}");
        let expected = format!("{SURVEY}!D{}", at + 3);
        assert!(turned[0].ends_with(&expected), "{expected}: {turned:?}");
    }
}

/// Titles of raw answers that name one question and word another.
#[test]
fn a_code_beside_another_questions_wording_is_an_error() {
    let scheme =
        ita_report::scheme::Schemes::load(&ita_report::templates::Templates::default()).expect("schemes");
    let scheme = scheme.get(ita_report::model::FiscalYear(2567)).expect("a scheme").clone();
    let text = |code: &str| scheme.question(code).expect("a question").text_th.clone();
    for (title, expected) in [
        (format!("I1 {}", text("I1")), false),
        (format!("I1 {}", text("I2")), true),
        (format!("I1. {}", text("I4")), true),
        (format!("I1: {}", text("I5")), true),
        ("I1 ข้อความย่อ".to_owned(), false),
    ] {
        let mut inputs = crate::clean::clean();
        inputs.workbooks.remove(RESULTS);
        let mut sheet = Sheet::new("คำตอบ", &[&title, "I2", "I3"]).meta("ปีงบประมาณ พ.ศ.", 2567);
        sheet.rows = vec![row![6, 6, 2], row![5, 6, 2]];
        inputs.workbooks.insert("2567/answers.xlsx".into(), vec![sheet]);
        let found = inputs.findings();
        let said = found.contains(&"question-contradicts 2567/answers.xlsx คำตอบ!A2".to_owned());
        assert_eq!(said, expected, "{title}: {found:#?}");
    }
}

/// Three decimals of baht in words, and a month that a series lacks.
#[test]
fn figures_that_look_right_and_are_not() {
    for text in ["90.528", "1,090.528", "๙๐.๕๒๘"] {
        let mut inputs = crate::clean::clean();
        communities(&mut inputs, vec![row!["ชุมชนสี่", text, 0]]);
        let found = inputs.findings();
        assert!(found.iter().any(|f| f.starts_with("money-fraction")), "{text}: {found:#?}");
    }
    let month = |names: &[&str]| {
        let mut inputs = crate::clean::clean();
        let sheet = inputs.sheet(REVENUE, TAX);
        let first = sheet.rows[0].clone();
        sheet.rows = names
            .iter()
            .map(|name| {
                let mut row = first.clone();
                row[0] = Cell::from(*name);
                row
            })
            .collect();
        inputs.findings().into_iter().filter(|f| f.starts_with("months-missing")).collect::<Vec<_>>()
    };
    assert!(month(&["ตุลาคม", "พฤศจิกายน", "ธันวาคม", "มกราคม", "กุมภาพันธ์", "มีนาคม"]).is_empty());
    assert_eq!(month(&["ตุลาคม", "พฤศจิกายน", "ธันวาคม", "มกราคม", "กุมภาพันธ์"]).len(), 1);
    assert_eq!(month(&["ตุลาคม", "ธันวาคม", "มกราคม"]).len(), 1);
}

/// Answers below a wording that somebody changed are not dropped in silence.
#[test]
fn answers_to_no_known_question_are_reported() {
    let changed = "เจ้าหน้าที่ให้บริการตามลำดับก่อนหลังมากน้อยเพียงใด (ปรับข้อความ)";
    for (title, answers, expected) in [
        (changed, [Cell::from("มากที่สุด"), Cell::from("มาก"), Cell::from("มากที่สุด")], true),
        (changed, [Cell::from(6), Cell::from(5), Cell::from(4)], true),
        // A remark, a questionnaire's own questions about the respondent.
        (changed, [Cell::from("ดีมาก"), Cell::from("มาก"), Cell::from("มากที่สุด")], false),
        ("อายุงาน", [Cell::from(1), Cell::from(2), Cell::from(3)], false),
        ("ข้อเสนอแนะเพิ่มเติมของท่านต่อหน่วยงาน", [Cell::from(2567), Cell::from(12), Cell::Blank], false),
    ] {
        let mut inputs = crate::clean::clean();
        inputs.workbooks.remove(RESULTS);
        let mut sheet = Sheet::new("คำตอบ", &["I1", "I2", "I3", title]).meta("ปีงบประมาณ พ.ศ.", 2567);
        sheet.rows = answers.into_iter().map(|answer| vec![6.into(), 6.into(), 2.into(), answer]).collect();
        inputs.workbooks.insert("2567/answers.xlsx".into(), vec![sheet]);
        let found = inputs.findings();
        let said = found.contains(&"column-unknown 2567/answers.xlsx คำตอบ!D2".to_owned());
        assert_eq!(said, expected, "{title}: {found:#?}");
    }
}

/// Puts a table of taxes in the place of the year before's.
fn last_year(inputs: &mut Inputs, table: Sheet) {
    let before = inputs.workbooks.iter_mut().filter(|(file, _)| file.starts_with("2567/"));
    let mut sheets = before.flat_map(|(_, sheets)| sheets).filter(|sheet| sheet.name == TAX);
    *sheets.next().expect("last year's table") = table;
}

/// A group that the year before had and this year lacks is a fall to nothing; one that never was is none.
#[test]
fn a_group_that_vanished_is_a_jump() {
    let tax = |year: i32, kinds: &[&str]| {
        let rows = kinds.iter().map(|kind| row!["ตุลาคม", *kind, 3, 500]).collect();
        unit_table("o9_tax", "ฝ่ายรายได้", year, rows)
    };
    let all = ["ภาษีป้าย", "ภาษีที่ดินและสิ่งปลูกสร้าง", "ภาษีน้ำมัน"];
    for (before, now, gone) in [
        (&all[..2], &all[..2], 0),
        (&all[..2], &all[..1], 1),
        (&all[..3], &all[..1], 2),
        (&all[..1], &all[..2], 0),
    ] {
        let mut inputs = crate::clean::clean();
        *inputs.sheet(REVENUE, TAX) = tax(2568, now);
        last_year(&mut inputs, tax(2567, before));
        let found = inputs.findings();
        let jumps: Vec<_> = found.iter().filter(|f| f.starts_with("value-jump")).collect();
        assert_eq!(jumps.len(), gone, "{before:?} → {now:?}: {found:#?}");
        assert!(jumps.iter().all(|f| **f == format!("value-jump {REVENUE} {TAX}")), "{jumps:?}");
    }
    // A kind that is misspelt is one finding, not a group that is gone as well.
    let mut inputs = crate::clean::clean();
    *inputs.sheet(REVENUE, TAX) = tax(2568, &["ภาษีป่าย"]);
    last_year(&mut inputs, tax(2567, &all[..1]));
    let found = inputs.findings();
    assert!(!found.iter().any(|f| f.starts_with("value-jump")), "{found:#?}");
}
