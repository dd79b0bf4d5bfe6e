//! What offices and schools type into their tables.

use super::{Case, DONE, TAX};
use crate::builder::{Cell, Run};
use crate::clean::{
    ADMIN, COMMUNITY, Inputs, REGISTER, REVENUE, SCHOOL, finished, row, under_way, unit_table,
};

pub const CELLS: &[Case] = &[
    (
        "the code of a measure beside the words of another",
        |i| {
            let words = "เปิดช่องทางรับเรื่องร้องเรียนทางออนไลน์";
            i.set(REGISTER, "ทะเบียนมาตรการ", "E3", words);
            i.set(ADMIN, DONE, "B7", words);
        },
        &["question-contradicts 2568/h1-office-01.xlsx รายงานผล!B7"],
    ),
    (
        "a contract's number that became a month",
        |i| i.set(ADMIN, "O15 จัดซื้อจัดจ้าง", "J6", Cell::Shown(244_000.0, "mmm-yy")),
        &["cell-converted 2568/h1-office-01.xlsx O15 จัดซื้อจัดจ้าง!J6"],
    ),
    (
        "a name struck through",
        |i| i.set(COMMUNITY, "O14 เงินอุดหนุนชุมชน", "A6", Cell::Struck("ชุมชนเดิม")),
        &["cell-struck 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A6"],
    ),
    (
        "a digit struck through",
        |i| i.set(COMMUNITY, "O14 เงินอุดหนุนชุมชน", "B6", Cell::Runs(&[("9", Run::Struck), ("16", Run::Plain)])),
        &["cell-struck 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!B6"],
    ),
    (
        "a footnote's mark at a number",
        |i| {
            i.set(
                COMMUNITY,
                "O14 เงินอุดหนุนชุมชน",
                "B6",
                Cell::Runs(&[("916", Run::Plain), ("1", Run::Raised)]),
            );
        },
        &["cell-struck 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!B6"],
    ),
    (
        "an amount shown in thousands without a word",
        |i| i.set(COMMUNITY, "O14 เงินอุดหนุนชุมชน", "B6", Cell::Shown(1_500_000.0, "#,##0,")),
        &["cell-format 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!B6"],
    ),
    (
        "an amount in another money",
        |i| i.set(COMMUNITY, "O14 เงินอุดหนุนชุมชน", "B6", Cell::Shown(1_500.0, "[$$-409]#,##0")),
        &["cell-format 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!B6"],
    ),
    (
        "a year of two digits that Excel put into the century before",
        |i| i.set(SCHOOL, "O3 โรงเรียน", "A6", Cell::Shown(24_912.0, "d/m/yyyy")),
        &["date-century 2568/h1-school-01.xlsx O3 โรงเรียน!A6"],
    ),
    (
        "a formula that a library wrote and nobody calculated",
        |i| i.set(SCHOOL, "O3 โรงเรียน", "E6", Cell::Formula("=100000+5500", "0")),
        &["formula-without-result 2568/h1-school-01.xlsx O3 โรงเรียน!E6"],
    ),
    (
        "an address over another address",
        |i| {
            let (shown, target) = ("https://test.example.go.th/a.pdf", "https://other.example.com/b.pdf");
            i.set(ADMIN, DONE, "G7", Cell::Link(shown, target));
        },
        &["cell-link 2568/h1-office-01.xlsx รายงานผล!G7"],
    ),
    (
        "the status left blank",
        |i| i.set(SCHOOL, DONE, "C6", ""),
        &["value-missing 2568/h1-school-01.xlsx รายงานผล!C6"],
    ),
    (
        "a hyphen for a required text",
        |i| i.set(SCHOOL, DONE, "F6", "-"),
        &["value-missing 2568/h1-school-01.xlsx รายงานผล!F6"],
    ),
    (
        "words for a number",
        |i| i.set(SCHOOL, DONE, "D6", "เกือบเสร็จ"),
        &["value-not-number 2568/h1-school-01.xlsx รายงานผล!D6"],
    ),
    (
        "the letter O in a number",
        |i| i.set(SCHOOL, DONE, "D6", "1O0"),
        &["value-not-number 2568/h1-school-01.xlsx รายงานผล!D6"],
    ),
    (
        "a number with its unit",
        |i| i.set(SCHOOL, DONE, "J6", "5 ครั้ง"),
        &["value-not-number 2568/h1-school-01.xlsx รายงานผล!J6"],
    ),
    (
        "a comma in the wrong place",
        |i| i.set(SCHOOL, "O3 โรงเรียน", "D6", "15,0000"),
        &["value-not-number 2568/h1-school-01.xlsx O3 โรงเรียน!D6"],
    ),
    (
        "a percent sign in an amount of money",
        |i| i.set(SCHOOL, "O3 โรงเรียน", "E6", Cell::Percent(0.5)),
        &["value-not-number 2568/h1-school-01.xlsx O3 โรงเรียน!E6"],
    ),
    (
        "more than everything",
        |i| i.set(SCHOOL, DONE, "D6", 120),
        &["value-out-of-range 2568/h1-school-01.xlsx รายงานผล!D6"],
    ),
    (
        "a negative amount",
        |i| i.set(SCHOOL, "O3 โรงเรียน", "E6", -1),
        &["value-out-of-range 2568/h1-school-01.xlsx O3 โรงเรียน!E6"],
    ),
    (
        "a share in a column of percentages",
        |i| i.set(ADMIN, DONE, "D7", 0.5),
        &["percent-fraction 2568/h1-office-01.xlsx รายงานผล!D7"],
    ),
    (
        "a formula's quotient as an amount",
        |i| i.set(SCHOOL, "O3 โรงเรียน", "E6", 100_000.0 / 3.0),
        &["money-fraction 2568/h1-school-01.xlsx O3 โรงเรียน!E6"],
    ),
    (
        "a subsidy that was worked out to the tenth of a satang",
        |i| i.set(COMMUNITY, "O14 เงินอุดหนุนชุมชน", "B6", 1_000.125),
        &["money-fraction 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!B6"],
    ),
    (
        "half a visit",
        |i| i.set(SCHOOL, DONE, "J6", 2.5),
        &["value-not-integer 2568/h1-school-01.xlsx รายงานผล!J6"],
    ),
    (
        "a date in words",
        |i| i.set(SCHOOL, DONE, "E6", "กลางเดือนมีนาคม"),
        &["value-not-date 2568/h1-school-01.xlsx รายงานผล!E6"],
    ),
    (
        "a day that the calendar does not have",
        |i| i.set(SCHOOL, DONE, "E6", "31/02/2568"),
        &["value-not-date 2568/h1-school-01.xlsx รายงานผล!E6"],
    ),
    (
        "a year with swapped digits",
        |i| i.set(SCHOOL, DONE, "E6", "15/03/2586"),
        &["date-outside-period 2568/h1-school-01.xlsx รายงานผล!E6"],
    ),
    (
        "a word of one's own for the status",
        |i| i.set(SCHOOL, DONE, "C6", "เสร็จแล้ว"),
        &["value-not-in-list 2568/h1-school-01.xlsx รายงานผล!C6"],
    ),
    (
        "a report instead of a summary",
        |i| i.set(SCHOOL, DONE, "F6", "ยาว".repeat(700).as_str()),
        &["value-too-long 2568/h1-school-01.xlsx รายงานผล!F6"],
    ),
    (
        "an error of a formula",
        |i| i.set(SCHOOL, DONE, "D6", Cell::Error("#REF!")),
        &["value-error-cell 2568/h1-school-01.xlsx รายงานผล!D6"],
    ),
    (
        "an error pasted as text",
        |i| i.set(SCHOOL, DONE, "F6", "#N/A"),
        &["value-error-cell 2568/h1-school-01.xlsx รายงานผล!F6"],
    ),
    (
        "a formula without a stored result",
        |i| i.set(SCHOOL, DONE, "J6", Cell::NoResult("=1+1")),
        &["formula-without-result 2568/h1-school-01.xlsx รายงานผล!J6"],
    ),
    (
        "a formula that is text",
        |i| i.set(SCHOOL, DONE, "J6", "=1+1"),
        &["formula-without-result 2568/h1-school-01.xlsx รายงานผล!J6"],
    ),
    (
        "cells of two rows merged",
        |i| {
            i.sheet(ADMIN, DONE).merged.push((5, 5, 6, 5));
            i.set(ADMIN, DONE, "F7", "");
        },
        &["cell-merged 2568/h1-office-01.xlsx รายงานผล!F6"],
    ),
    (
        "cells of a row merged",
        |i| {
            i.sheet(ADMIN, DONE).merged.push((5, 5, 5, 6));
            i.set(ADMIN, DONE, "G6", "");
        },
        &["cell-merged 2568/h1-office-01.xlsx รายงานผล!F6"],
    ),
    (
        "a bullet of a word processor",
        |i| i.set(SCHOOL, DONE, "F6", "\u{f0b7} จัดอบรม"),
        &["glyph-missing 2568/h1-school-01.xlsx รายงานผล!F6"],
    ),
    (
        "a person's id number",
        |i| i.set(SCHOOL, DONE, "H6", "ผู้ร้อง ๑-๑๐๑๗-๐๐๒๐๗-๓๐-๗"),
        &["personal-data 2568/h1-school-01.xlsx รายงานผล!H6"],
    ),
    (
        "a person's phone number",
        |i| i.set(SCHOOL, DONE, "I6", "ติดต่อ 081-234-5678"),
        &["personal-data 2568/h1-school-01.xlsx รายงานผล!I6"],
    ),
];

pub const PROGRESS: &[Case] = &[
    (
        "a measure that the register does not have",
        |i| i.sheet(SCHOOL, DONE).rows.push(finished("M9-07")),
        &["measure-unknown 2568/h1-school-01.xlsx รายงานผล!A7"],
    ),
    (
        "an output that the register does not have",
        |i| {
            let row = row!["M1-01", "ผลผลิตอื่น", 1, "https://test.example.go.th/a.pdf"];
            let sheet = unit_table("outputs", "ฝ่ายปกครอง", 2568, vec![row]);
            i.workbooks.get_mut(ADMIN).expect("a file").push(sheet);
        },
        &["output-unknown 2568/h1-office-01.xlsx ผลผลิต!B6"],
    ),
    (
        "another unit's measure",
        |i| i.sheet(SCHOOL, DONE).rows.push(finished("M2-01")),
        &["measure-not-assigned 2568/h1-school-01.xlsx รายงานผล!A7"],
    ),
    (
        "a measure twice",
        |i| i.sheet(SCHOOL, DONE).rows.push(finished("M9-1")),
        &["value-duplicate 2568/h1-school-01.xlsx รายงานผล!A7"],
    ),
    (
        "a listed measure not answered",
        |i| i.sheet(ADMIN, DONE).rows[1] = row!["M2-01", "มาตรการ"],
        &["measure-missing 2568/h1-office-01.xlsx รายงานผล!A7"],
    ),
    (
        "finished without a date",
        |i| i.set(SCHOOL, DONE, "E6", ""),
        &["finished-without-date 2568/h1-school-01.xlsx รายงานผล!E6"],
    ),
    (
        "finished at eighty percent",
        |i| i.set(SCHOOL, DONE, "D6", 80),
        &["finished-not-complete 2568/h1-school-01.xlsx รายงานผล!D6"],
    ),
    (
        "complete but not finished",
        |i| i.set(ADMIN, DONE, "D7", 100),
        &["complete-not-finished 2568/h1-office-01.xlsx รายงานผล!D7"],
    ),
    (
        "a finishing date but not finished",
        |i| i.set(ADMIN, DONE, "E7", "15/03/2568"),
        &["date-not-finished 2568/h1-office-01.xlsx รายงานผล!E7"],
    ),
    (
        "finished in the half to come",
        |i| i.set(SCHOOL, DONE, "E6", "15/04/2568"),
        &["date-outside-period 2568/h1-school-01.xlsx รายงานผล!E6"],
    ),
    (
        "a date cell in the year before",
        |i| i.set(SCHOOL, DONE, "E6", Cell::Date(45366.0)),
        &["date-outside-period 2568/h1-school-01.xlsx รายงานผล!E6"],
    ),
    (
        "finished without evidence",
        |i| i.set(SCHOOL, DONE, "G6", ""),
        &["evidence-missing 2568/h1-school-01.xlsx รายงานผล!G6"],
    ),
    (
        "words for evidence",
        |i| i.set(SCHOOL, DONE, "G6", "เอกสารแนบท้าย"),
        &["evidence-unclear 2568/h1-school-01.xlsx รายงานผล!G6"],
    ),
    (
        "an address without its beginning",
        |i| i.set(SCHOOL, DONE, "G6", "www.test.go.th/ผลงาน"),
        &["evidence-unclear 2568/h1-school-01.xlsx รายงานผล!G6"],
    ),
    (
        "not started, but under way",
        |i| {
            let mut row = under_way("M3-01");
            row[2] = "ยังไม่ดำเนินการ".into();
            i.sheet(REVENUE, DONE).rows[1] = row;
        },
        &["complete-not-finished 2568/h1-office-05.xlsx รายงานผล!D7"],
    ),
];

pub const DATA: &[Case] = &[
    (
        "a month of the other half",
        |i| i.set(REVENUE, TAX, "A7", "พฤษภาคม"),
        &["date-outside-period 2568/h1-office-05.xlsx O9 ภาษี!A7"],
    ),
    (
        "a thirteenth month",
        |i| i.set(REVENUE, TAX, "A7", 13),
        &["value-out-of-range 2568/h1-office-05.xlsx O9 ภาษี!A7"],
    ),
    (
        "a kind that is misspelt",
        |i| i.set(REVENUE, TAX, "B7", "ภาษีป้า"),
        &["value-not-in-list 2568/h1-office-05.xlsx O9 ภาษี!B7"],
    ),
    (
        "a total with a slip",
        |i| i.set(REVENUE, TAX, "D8", 11000.57),
        &["total-mismatch 2568/h1-office-05.xlsx O9 ภาษี!D8"],
    ),
    (
        "a total that is text",
        |i| i.set(REVENUE, TAX, "C8", "ยี่สิบสอง"),
        &["value-not-number 2568/h1-office-05.xlsx O9 ภาษี!C8"],
    ),
    (
        "a digit too many against last year",
        |i| i.set("2567/h1-office-05.xlsx", TAX, "D6", 50005),
        &["value-jump 2568/h1-office-05.xlsx O9 ภาษี!D6"],
    ),
    (
        "half of the pupils gone",
        |i| i.set(SCHOOL, "O3 โรงเรียน", "C6", 150),
        &["value-jump 2568/h1-school-01.xlsx O3 โรงเรียน!C6"],
    ),
    (
        "a month and kind twice",
        |i| {
            let sheet = "O17 เรื่องร้องเรียน";
            i.set(ADMIN, sheet, "A7", "ตุลาคม");
        },
        &["value-duplicate 2568/h1-office-01.xlsx O17 เรื่องร้องเรียน!A7"],
    ),
    (
        "more returned than granted",
        |i| i.set(COMMUNITY, "O14 เงินอุดหนุนชุมชน", "C6", 20000),
        &["value-out-of-range 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!C6"],
    ),
    (
        "a price above the budget",
        |i| i.set(ADMIN, "O15 จัดซื้อจัดจ้าง", "H6", 21000),
        &["value-out-of-range 2568/h1-office-01.xlsx O15 จัดซื้อจัดจ้าง!H6"],
    ),
    (
        "an activity after the half",
        |i| i.set(ADMIN, "O18 กิจกรรม", "A6", "1/4/2568"),
        &["date-outside-period 2568/h1-office-01.xlsx O18 กิจกรรม!A6"],
    ),
    (
        "an activity with words for evidence",
        |i| i.set(ADMIN, "O18 กิจกรรม", "F6", "ภาพถ่าย"),
        &["evidence-unclear 2568/h1-office-01.xlsx O18 กิจกรรม!F6"],
    ),
    (
        "a likelihood off the scale",
        |i| i.set(ADMIN, "O19 ความเสี่ยง", "C6", 6),
        &["value-out-of-range 2568/h1-office-01.xlsx O19 ความเสี่ยง!C6"],
    ),
    (
        "last year's school report under this year",
        |i| {
            let sheet = unit_table(
                "o3_schools",
                "โรงเรียนวัดทดสอบ",
                2568,
                vec![row!["31/03/2567", 20, 300, 150_000, 0, 0]],
            );
            i.workbooks.get_mut(SCHOOL).expect("a file")[1] = sheet;
        },
        &["date-outside-period 2568/h1-school-01.xlsx O3 โรงเรียน!A6"],
    ),
    (
        "spending beyond the year's budget",
        |i| i.set(ADMIN, SPENDING, "D6", 2000),
        &["value-out-of-range 2568/h1-office-01.xlsx O13 การใช้จ่ายงบประมาณ!D6"],
    ),
    (
        "a plan below zero",
        |i| i.set(ADMIN, SPENDING, "C6", -500),
        &["value-out-of-range 2568/h1-office-01.xlsx O13 การใช้จ่ายงบประมาณ!C6"],
    ),
    (
        "a budget in words",
        |i| i.set(ADMIN, SPENDING, "B6", "หนึ่งพันบาท"),
        &["value-not-number 2568/h1-office-01.xlsx O13 การใช้จ่ายงบประมาณ!B6"],
    ),
    (
        "a budget group that is misspelt",
        |i| i.set(ADMIN, SPENDING, "A6", "หมวดเงินอุดหนู"),
        &["value-not-in-list 2568/h1-office-01.xlsx O13 การใช้จ่ายงบประมาณ!A6"],
    ),
    (
        "revenue of the other half",
        |i| revenue(i, vec![row!["เมษายน", "ค่าปรับ", "จอดรถ", 3, 900]]),
        &["date-outside-period 2568/h1-office-01.xlsx O10 รายได้!A6"],
    ),
    (
        "a kind of revenue that is none",
        |i| revenue(i, vec![row!["ตุลาคม", "ค่าปรับปรุง", "จอดรถ", 3, 900]]),
        &["value-not-in-list 2568/h1-office-01.xlsx O10 รายได้!B6"],
    ),
    (
        "revenue without a source",
        |i| revenue(i, vec![row!["ตุลาคม", "ค่าปรับ", "", 3, 900]]),
        &["value-missing 2568/h1-office-01.xlsx O10 รายได้!C6"],
    ),
    (
        "half a case",
        |i| revenue(i, vec![row!["ตุลาคม", "ค่าปรับ", "จอดรถ", 1.5, 900]]),
        &["value-not-integer 2568/h1-office-01.xlsx O10 รายได้!D6"],
    ),
    (
        "a community without a name",
        |i| i.set(COMMUNITY, SUBSIDIES, "A6", Cell::Blank),
        &["value-missing 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!A6"],
    ),
    (
        "a grant in words",
        |i| i.set(COMMUNITY, SUBSIDIES, "B6", "ตามที่ได้รับ"),
        &["value-not-number 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!B6"],
    ),
    (
        "a telephone number in a note",
        |i| i.set(COMMUNITY, SUBSIDIES, "D6", "ประธานชุมชน 081-234-5678"),
        &["personal-data 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน!D6"],
    ),
    (
        "a purchase of the other half",
        |i| i.set(ADMIN, PROCUREMENT, "A6", "พฤษภาคม"),
        &["date-outside-period 2568/h1-office-01.xlsx O15 จัดซื้อจัดจ้าง!A6"],
    ),
    (
        "a method that the law does not know",
        |i| i.set(ADMIN, PROCUREMENT, "E6", "วิธีตกลงกันเอง"),
        &["value-not-in-list 2568/h1-office-01.xlsx O15 จัดซื้อจัดจ้าง!E6"],
    ),
    (
        "a bidder with an id number",
        |i| i.set(ADMIN, PROCUREMENT, "F6", "ร้าน ก เลขที่ 1-1017-00207-36-6"),
        &["personal-data 2568/h1-office-01.xlsx O15 จัดซื้อจัดจ้าง!F6"],
    ),
    (
        "no reference price",
        |i| i.set(ADMIN, PROCUREMENT, "D6", Cell::Blank),
        &["value-missing 2568/h1-office-01.xlsx O15 จัดซื้อจัดจ้าง!D6"],
    ),
    (
        "complaints below zero",
        |i| i.set(ADMIN, COMPLAINTS, "C6", -1),
        &["value-out-of-range 2568/h1-office-01.xlsx O17 เรื่องร้องเรียน!C6"],
    ),
    (
        "a kind of complaint that is misspelt",
        |i| i.set(ADMIN, COMPLAINTS, "B6", "จัดซื้อ จัดหา"),
        &["value-not-in-list 2568/h1-office-01.xlsx O17 เรื่องร้องเรียน!B6"],
    ),
    (
        "a complaint that names a person",
        |i| i.set(ADMIN, COMPLAINTS, "F6", "ตักเตือน นายสมมุติ ตัวอย่างดี แล้ว"),
        &["personal-data 2568/h1-office-01.xlsx O17 เรื่องร้องเรียน!F6"],
    ),
    (
        "participants in words",
        |i| i.set(ADMIN, ACTIVITIES, "C6", "สามสิบคน"),
        &["value-not-number 2568/h1-office-01.xlsx O18 กิจกรรม!C6"],
    ),
    (
        "an activity without a name",
        |i| i.set(ADMIN, ACTIVITIES, "B6", Cell::Blank),
        &["value-missing 2568/h1-office-01.xlsx O18 กิจกรรม!B6"],
    ),
    (
        "a level of risk off the scale",
        |i| i.set(ADMIN, RISKS, "E6", "กลางๆ"),
        &["value-not-in-list 2568/h1-office-01.xlsx O19 ความเสี่ยง!E6"],
    ),
    (
        "a status of its own",
        |i| i.set(ADMIN, RISKS, "H6", "ใกล้เสร็จ"),
        &["value-not-in-list 2568/h1-office-01.xlsx O19 ความเสี่ยง!H6"],
    ),
    (
        "incidents below zero",
        |i| i.set(ADMIN, RISKS, "J6", -1),
        &["value-out-of-range 2568/h1-office-01.xlsx O19 ความเสี่ยง!J6"],
    ),
    (
        "teachers in words",
        |i| i.set(SCHOOL, SCHOOLS, "B6", "ยี่สิบ"),
        &["value-not-number 2568/h1-school-01.xlsx O3 โรงเรียน!B6"],
    ),
    (
        "donations below zero",
        |i| i.set(SCHOOL, SCHOOLS, "E6", -100),
        &["value-out-of-range 2568/h1-school-01.xlsx O3 โรงเรียน!E6"],
    ),
];

const SPENDING: &str = "O13 การใช้จ่ายงบประมาณ";
const SUBSIDIES: &str = "O14 เงินอุดหนุนชุมชน";
const PROCUREMENT: &str = "O15 จัดซื้อจัดจ้าง";
const COMPLAINTS: &str = "O17 เรื่องร้องเรียน";
const ACTIVITIES: &str = "O18 กิจกรรม";
const RISKS: &str = "O19 ความเสี่ยง";
const SCHOOLS: &str = "O3 โรงเรียน";

/// Puts rows into the sheet of revenue of the administration.
fn revenue(inputs: &mut Inputs, rows: Vec<Vec<Cell>>) {
    let sheet = unit_table("o10_revenue", "ฝ่ายปกครอง", 2568, rows);
    let sheets = inputs.workbooks.get_mut(ADMIN).expect("a file");
    sheets.retain(|s| s.name != sheet.name);
    sheets.push(sheet);
}
