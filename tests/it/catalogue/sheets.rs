//! What happens to whole tables.

use super::{Case, DONE, SURVEY, TAX};
use crate::builder::Sheet;
use crate::clean::{ADMIN, COMMUNITY, Inputs, RESULTS, REVENUE, SCHOOL, row};

fn again(inputs: &mut Inputs, revision: i32) -> &mut Sheet {
    let mut sheet = inputs.sheet(COMMUNITY, DONE).clone();
    sheet.meta[3].1 = revision.into();
    inputs.workbooks.insert("2568/z.xlsx".into(), vec![sheet]);
    inputs.sheet("2568/z.xlsx", DONE)
}

pub const SHEETS: &[Case] = &[
    (
        "a sheet of one's own",
        |i| {
            let sheet = Sheet::new("สรุปภายใน", &["สี", "ขนาด"]).row(row!["แดง", 3]);
            i.workbooks.get_mut(SCHOOL).expect("a file").push(sheet);
        },
        &["sheet-unrecognised 2568/h1-school-01.xlsx สรุปภายใน"],
    ),
    (
        "a hidden sheet with data",
        |i| i.sheet(SCHOOL, "O3 โรงเรียน").hidden = true,
        &["sheet-hidden 2568/h1-school-01.xlsx O3 โรงเรียน"],
    ),
    (
        "a form sent back empty",
        |i| i.sheet(SCHOOL, "O3 โรงเรียน").rows.clear(),
        &["sheet-empty 2568/h1-school-01.xlsx O3 โรงเรียน"],
    ),
    (
        "another office's form",
        |i| i.set(REVENUE, TAX, "B1", "ฝ่ายปกครอง"),
        &["unit-differs 2568/h1-office-05.xlsx O9 ภาษี!B1"],
    ),
    (
        "a column deleted",
        |i| {
            let sheet = i.sheet(COMMUNITY, DONE);
            sheet.header.truncate(9);
            sheet.rows[0].truncate(9);
        },
        &["column-missing 2568/h1-office-10.xlsx รายงานผล!A5"],
    ),
    (
        "a column's title misspelt",
        |i| i.set(COMMUNITY, DONE, "J5", "จำนวนครั้งที่กำกับติดตม"),
        &["column-missing 2568/h1-office-10.xlsx รายงานผล!J5"],
    ),
    (
        "a column twice",
        |i| i.sheet(COMMUNITY, DONE).header.push("สถานะ".into()),
        &["column-duplicate 2568/h1-office-10.xlsx รายงานผล!K5"],
    ),
    (
        "a column of one's own",
        |i| i.sheet(COMMUNITY, DONE).header.push("บันทึกส่วนตัว".into()),
        &["column-unknown 2568/h1-office-10.xlsx รายงานผล!K5"],
    ),
    (
        "the unit's line deleted",
        |i| drop(i.sheet(COMMUNITY, DONE).meta.remove(0)),
        &["meta-missing 2568/h1-office-10.xlsx รายงานผล"],
    ),
    (
        "the unit left blank",
        |i| i.set(COMMUNITY, DONE, "B1", ""),
        &["value-missing 2568/h1-office-10.xlsx รายงานผล!B1"],
    ),
    (
        "the unit misspelt",
        |i| i.set(COMMUNITY, DONE, "B1", "ฝ่ายพัฒนาชุมชนและสวัสดิการสังคน"),
        &["unit-unknown 2568/h1-office-10.xlsx รายงานผล!B1"],
    ),
    (
        "last year's form",
        |i| i.set(COMMUNITY, DONE, "B2", 2567),
        &["year-mismatch 2568/h1-office-10.xlsx รายงานผล!B2"],
    ),
    (
        "the year in the Common Era",
        |i| i.set(COMMUNITY, DONE, "B2", 2025),
        &["value-out-of-range 2568/h1-office-10.xlsx รายงานผล!B2"],
    ),
    (
        "a third half",
        |i| i.set(COMMUNITY, DONE, "B3", 3),
        &["half-unclear 2568/h1-office-10.xlsx รายงานผล!B3"],
    ),
    (
        "words for the revision",
        |i| i.set(COMMUNITY, DONE, "B4", "ล่าสุด"),
        &["value-not-number 2568/h1-office-10.xlsx รายงานผล!B4"],
    ),
    (
        "two versions and nobody says which is newer",
        |i| drop(std::mem::replace(&mut again(i, 1).rows[0][9], 3.into())),
        &["duplicate-submission 2568/z.xlsx รายงานผล"],
    ),
    (
        "a newer version beside the old one",
        |i| _ = again(i, 2),
        &["submission-superseded 2568/h1-office-10.xlsx รายงานผล"],
    ),
    (
        "a blank form beside the filled one, whichever comes first",
        |i| {
            let mut blank = i.sheet(COMMUNITY, DONE).clone();
            blank.rows.iter_mut().for_each(|row| row.truncate(2));
            i.workbooks.insert("2568/a.xlsx".into(), vec![blank]);
        },
        &["submission-superseded 2568/a.xlsx รายงานผล"],
    ),
    (
        "a newer version that says that there is nothing",
        |i| {
            let mut sheet = i.sheet(COMMUNITY, "O14 เงินอุดหนุนชุมชน").clone();
            sheet.meta[3].1 = 2.into();
            sheet.rows = vec![row!["ไม่มีข้อมูล"]];
            i.workbooks.insert("2568/z.xlsx".into(), vec![sheet]);
        },
        &[
            "submission-superseded 2568/h1-office-10.xlsx O14 เงินอุดหนุนชุมชน",
            "nothing-reported 2568/z.xlsx O14 เงินอุดหนุนชุมชน!A6",
        ],
    ),
    (
        "a blank form of a later revision beside the filled one",
        |i| again(i, 2).rows.clear(),
        &["submission-superseded 2568/z.xlsx รายงานผล"],
    ),
    (
        "the old version has an error that the newer one has not",
        |i| {
            again(i, 2);
            i.set(COMMUNITY, DONE, "D6", "เกือบเสร็จ");
        },
        &["submission-superseded 2568/h1-office-10.xlsx รายงานผล"],
    ),
    (
        "the same table sent again from another place",
        |i| again(i, 1).rows.insert(0, vec![]),
        &["content-repeated 2568/z.xlsx รายงานผล"],
    ),
    (
        "a sheet deleted from the workbook",
        |i| i.workbooks.get_mut(REVENUE).expect("a file").retain(|s| s.name != TAX),
        &["sheet-missing 2568/h1-office-05.xlsx"],
    ),
    (
        "a unit that has not sent its workbook",
        |i| drop(i.workbooks.remove(COMMUNITY)),
        &["unit-missing 2568"],
    ),
    (
        "a form that came back as it was sent out",
        |i| {
            for sheet in i.workbooks.get_mut(COMMUNITY).expect("a file") {
                let listed = sheet.name == DONE;
                sheet.rows.iter_mut().for_each(|row| row.truncate(2));
                sheet.rows.truncate(usize::from(listed));
            }
        },
        &["unit-missing 2568/h1-office-10.xlsx"],
    ),
    (
        "a listed row deleted",
        |i| drop(i.sheet(REVENUE, DONE).rows.remove(1)),
        &["measure-missing 2568/h1-office-05.xlsx รายงานผล"],
    ),
    (
        "the first of three rows deleted",
        |i| drop(i.sheet(ADMIN, DONE).rows.remove(0)),
        &["measure-missing 2568/h1-office-01.xlsx รายงานผล"],
    ),
    (
        "the other half in one sheet of the workbook",
        |i| i.set(REVENUE, TAX, "B3", 2),
        &["half-differs 2568/h1-office-05.xlsx O9 ภาษี!B3"],
    ),
    (
        "a whole year for the half",
        |i| i.set(REVENUE, TAX, "B3", "รอบ ๑๒ เดือน (ต.ค. 67 – ก.ย. 68)"),
        &["half-unclear 2568/h1-office-05.xlsx O9 ภาษี!B3"],
    ),
    (
        "months of both halves for the half",
        |i| i.set(REVENUE, TAX, "B3", "มี.ค. – เม.ย. 2568"),
        &["half-unclear 2568/h1-office-05.xlsx O9 ภาษี!B3"],
    ),
    (
        "no OIT sheet in the results",
        |i| i.workbooks.get_mut(RESULTS).expect("a file").truncate(1),
        &["instrument-missing 2567/results.xlsx"],
    ),
    (
        "the questions of EIT cut off",
        |i| i.sheet(RESULTS, SURVEY).rows.truncate(12),
        &["instrument-missing 2567/results.xlsx"],
    ),
];
