//! What the coordinator types into results and register.

use super::{Case, ITEMS, MEASURES, MEETINGS, SURVEY};
use crate::clean::{REGISTER, RESULTS, row, table};

pub const RESULTS_ERRORS: &[Case] = &[
    (
        "the code of a question beside the wording of another",
        |i| i.set(RESULTS, SURVEY, "C3", "เจ้าหน้าที่อำนวยความสะดวกในการให้บริการประชาชน"),
        &["question-contradicts 2567/results.xlsx ผลสำรวจรายข้อ!C3"],
    ),
    (
        "a wording that another question's is a part of",
        |i| i.set(RESULTS, SURVEY, "C3", "เจ้าหน้าที่เต็มใจและนำเทคโนโลยีมาอำนวยความสะดวกในการให้บริการประชาชน"),
        &[],
    ),
    (
        "the code of an item beside the wording of another",
        |i| i.set(RESULTS, ITEMS, "B3", "แผนการใช้จ่ายงบประมาณประจำปีและรายงานผลการใช้จ่ายงบประมาณประจำปี"),
        &["question-contradicts 2567/results.xlsx แบบตรวจ OIT!B3"],
    ),
    (
        "a question that the scheme does not have",
        |i| i.sheet(RESULTS, SURVEY).rows.push(row!["I13", "", "", 0, 0, 0, 0, 0, 10]),
        &["question-unknown 2567/results.xlsx ผลสำรวจรายข้อ!A21"],
    ),
    (
        "a question left out",
        |i| drop(i.sheet(RESULTS, SURVEY).rows.remove(3)),
        &["question-missing 2567/results.xlsx ผลสำรวจรายข้อ"],
    ),
    (
        "a question twice",
        |i| {
            let first = i.sheet(RESULTS, SURVEY).rows[0].clone();
            i.sheet(RESULTS, SURVEY).rows.push(first);
        },
        &["value-duplicate 2567/results.xlsx ผลสำรวจรายข้อ!A21"],
    ),
    (
        "a question in two files",
        |i| {
            let first = i.sheet(RESULTS, SURVEY).rows[0].clone();
            let sheet = table("survey_questions", vec![first]).meta("ปีงบประมาณ พ.ศ.", 2567);
            i.workbooks.insert("2567/z.xlsx".into(), vec![sheet]);
        },
        &["value-duplicate 2567/z.xlsx ผลสำรวจรายข้อ!A3"],
    ),
    (
        "a count for a choice that the question does not have",
        |i| i.set(RESULTS, SURVEY, "F5", 3),
        &["choice-unused 2567/results.xlsx ผลสำรวจรายข้อ!F5"],
    ),
    (
        "one respondent forgotten",
        |i| i.set(RESULTS, SURVEY, "I3", 9),
        &["respondents-differ 2567/results.xlsx ผลสำรวจรายข้อ!A3"],
    ),
    (
        "a percentage with a slip",
        |i| i.set(RESULTS, SURVEY, "O3", 99.1),
        &["percent-mismatch 2567/results.xlsx ผลสำรวจรายข้อ!O3"],
    ),
    (
        "a published score with a slip",
        |i| i.set(RESULTS, SURVEY, "P3", 99.0),
        &["score-mismatch 2567/results.xlsx ผลสำรวจรายข้อ!P3"],
    ),
    (
        "neither counts nor score",
        |i| {
            for cell in ["D3", "E3", "F3", "G3", "H3", "I3", "P3"] {
                i.set(RESULTS, SURVEY, cell, "");
            }
        },
        &["score-missing 2567/results.xlsx ผลสำรวจรายข้อ!P3"],
    ),
    (
        "the external survey without one of its published scores",
        |i| i.set(RESULTS, SURVEY, "P15", ""),
        &["score-unpublished 2567/results.xlsx ผลสำรวจรายข้อ"],
    ),
    (
        "the external survey without any published score",
        |i| {
            for cell in ["P15", "P16", "P17", "P18", "P19", "P20"] {
                i.set(RESULTS, SURVEY, cell, "");
            }
        },
        &["score-unpublished 2567/results.xlsx ผลสำรวจรายข้อ"],
    ),
    (
        "the checklist forgotten",
        |i| i.workbooks.get_mut(RESULTS).expect("the results").retain(|s| s.name != ITEMS),
        &["instrument-missing 2567/results.xlsx"],
    ),
    (
        "the external survey forgotten",
        |i| i.sheet(RESULTS, SURVEY).rows.truncate(12),
        &["instrument-missing 2567/results.xlsx"],
    ),
    (
        "parts of a question that do not give its published score",
        |i| {
            for part in ["งานทะเบียน", "งานอื่น ๆ"] {
                i.sheet(RESULTS, SURVEY)
                    .rows
                    .push(row!["E3", part, "", "", "", "", "", "", "", "", "", "", "", "", "", 50]);
            }
        },
        &["score-parts-differ 2567/results.xlsx ผลสำรวจรายข้อ!P17"],
    ),
    (
        "percentages that do not add up, without counts",
        |i| {
            for cell in ["D3", "E3", "F3", "G3", "H3", "I3"] {
                i.set(RESULTS, SURVEY, cell, "");
            }
            i.set(RESULTS, SURVEY, "O3", 90);
        },
        &["percent-mismatch 2567/results.xlsx ผลสำรวจรายข้อ!J3"],
    ),
    (
        "a row of last year's results in the wrong place",
        |i| {
            for (cell, value) in [("F3", 10), ("I3", 0), ("L3", 100), ("O3", 0), ("P3", 40)] {
                i.set("2566/results.xlsx", SURVEY, cell, value);
            }
        },
        &["score-jump 2567/results.xlsx ผลสำรวจรายข้อ!P3"],
    ),
    (
        "an item that does not exist",
        |i| i.sheet(RESULTS, ITEMS).rows.push(row!["O23", "", 100]),
        &["item-unknown 2567/results.xlsx แบบตรวจ OIT!A25"],
    ),
    (
        "an item twice",
        |i| i.sheet(RESULTS, ITEMS).rows.push(row!["O1", "", 100]),
        &["value-duplicate 2567/results.xlsx แบบตรวจ OIT!A25"],
    ),
    (
        "a score above 100",
        |i| i.set(RESULTS, ITEMS, "C3", 101),
        &["value-out-of-range 2567/results.xlsx แบบตรวจ OIT!C3"],
    ),
    (
        "words for a link",
        |i| i.set(RESULTS, ITEMS, "D3", "ดูหน้าเว็บไซต์"),
        &["evidence-unclear 2567/results.xlsx แบบตรวจ OIT!D3"],
    ),
];

pub const REGISTER_ERRORS: &[Case] = &[
    (
        "a code of one's own",
        |i| {
            let mut row = i.sheet(REGISTER, MEASURES).rows[0].clone();
            row[0] = "มาตรการ 5".into();
            i.sheet(REGISTER, MEASURES).rows.push(row);
        },
        &["value-pattern 2568/register.xlsx ทะเบียนมาตรการ!A7"],
    ),
    (
        "a code twice, written differently",
        |i| {
            let mut row = i.sheet(REGISTER, MEASURES).rows[0].clone();
            row[0] = "m๑-๑".into();
            i.sheet(REGISTER, MEASURES).rows.push(row);
        },
        &["value-duplicate 2568/register.xlsx ทะเบียนมาตรการ!A7"],
    ),
    (
        "an eleventh indicator",
        |i| i.set(REGISTER, MEASURES, "B3", 11),
        &["indicator-unknown 2568/register.xlsx ทะเบียนมาตรการ!B3"],
    ),
    (
        "the neighbour's indicator",
        |i| i.set(REGISTER, MEASURES, "B3", 2),
        &["indicator-mismatch 2568/register.xlsx ทะเบียนมาตรการ!B3"],
    ),
    (
        "an item of another indicator",
        |i| i.set(REGISTER, MEASURES, "C6", "O22"),
        &["indicator-mismatch 2568/register.xlsx ทะเบียนมาตรการ!C6"],
    ),
    (
        "an item that no year has",
        |i| i.set(REGISTER, MEASURES, "C6", "O99"),
        &["item-unknown 2568/register.xlsx ทะเบียนมาตรการ!C6"],
    ),
    (
        "an office that does not exist",
        |i| i.set(REGISTER, MEASURES, "I5", "ฝ่ายรายได้, ฝ่ายปกครอง, ฝ่ายประชาสัมพันธ์"),
        &["unit-unknown 2568/register.xlsx ทะเบียนมาตรการ!I5"],
    ),
    (
        "a due date in loose words",
        |i| i.set(REGISTER, MEASURES, "H3", "ภายในสิ้นปี"),
        &["value-not-in-list 2568/register.xlsx ทะเบียนมาตรการ!H3"],
    ),
    (
        "a due date that the calendar does not have",
        |i| i.set(REGISTER, MEASURES, "H3", "31/09/2568"),
        &["value-not-date 2568/register.xlsx ทะเบียนมาตรการ!H3"],
    ),
    (
        "a cadence of one's own",
        |i| i.set(REGISTER, MEASURES, "K3", "ทุกวัน"),
        &["value-not-in-list 2568/register.xlsx ทะเบียนมาตรการ!K3"],
    ),
    (
        "a measure without a title",
        |i| i.set(REGISTER, MEASURES, "E3", ""),
        &["value-missing 2568/register.xlsx ทะเบียนมาตรการ!E3"],
    ),
    (
        "a picture that was not sent along",
        |i| drop(i.files.remove("2568/meeting.png")),
        &["picture-missing 2568/register.xlsx การชี้แจง!F3"],
    ),
    (
        "a meeting of another year",
        |i| i.set(REGISTER, MEETINGS, "A3", "30/10/2568"),
        &["date-outside-period 2568/register.xlsx การชี้แจง!A3"],
    ),
];
