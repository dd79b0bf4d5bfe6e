//! Wrong inputs: a named finding at its place, exit code 1, the previous publication untouched.

use crate::builder::{self, Cell, SURVEY, Sheet, finished, progress_sheet};
use crate::workspace::Workspace;

/// An otherwise empty workspace with one workbook.
fn with(file: &str, sheets: &[Sheet]) -> Workspace {
    let workspace = Workspace::empty();
    builder::save(&workspace.path(file), sheets);
    workspace
}

fn measures() -> Sheet {
    let header = [
        "รหัสมาตรการ",
        "ตัวชี้วัดที่",
        "รหัสข้อ OIT",
        "ประเด็นที่ต้องปรับปรุง/ยกระดับ",
        "มาตรการ/กิจกรรม",
        "ผลผลิต",
        "การสื่อสารสร้างการรับรู้",
        "ระยะเวลาแล้วเสร็จ",
        "ผู้รับผิดชอบ",
        "การกำกับติดตาม",
        "ระยะเวลากำกับติดตาม",
    ];
    Sheet::new("ทะเบียนมาตรการ", &header).row(measure("M1-01", "ทุกฝ่าย"))
}

fn measure(code: &str, responsible: &str) -> Vec<Cell> {
    ["ประเด็น", "มาตรการ", "ผลผลิต", "ประชาสัมพันธ์", "๓๐ ก.ย. ๖๘"]
        .into_iter()
        .fold(vec![code.into(), 1.into(), "".into()], |mut row: Vec<Cell>, text| {
            row.push(text.into());
            row
        })
        .into_iter()
        .chain([responsible.into(), "ผู้อำนวยการเขต".into(), "ทุกไตรมาส".into()])
        .collect()
}

fn survey(rows: Vec<Vec<Cell>>) -> Sheet {
    rows.into_iter().fold(Sheet::new("ผลสำรวจรายข้อ", SURVEY), Sheet::row)
}

fn counts(code: &str, counts: [i32; 6], published: f64) -> Vec<Cell> {
    let mut row = vec![code.into(), "".into()];
    row.extend(counts.map(Cell::from));
    row.push(published.into());
    row
}

#[test]
fn a_wrong_name_above_the_table_hides_no_other_error() {
    let mut row = finished("M1-01");
    row[3] = 120.into();
    let workspace = with("input/2568/a.xlsx", &[progress_sheet("ฝ่ายปกครองง").row(row)]);
    let expected =
        ["unit-unknown input/2568/a.xlsx รายงานผล!B1", "value-out-of-range input/2568/a.xlsx รายงานผล!D6"];
    finds(&workspace, &expected);
}

#[test]
fn a_workbook_without_data_is_told() {
    let workspace = with("input/2568/a.xlsx", &[]);
    let (found, _) = workspace.findings();
    assert!(found.iter().any(|f| f.starts_with("sheet-empty input/2568/a.xlsx")), "{found:#?}");
}

#[track_caller]
fn finds(workspace: &Workspace, expected: &[&str]) {
    let (found, code) = workspace.findings();
    for finding in expected {
        assert!(found.iter().any(|f| f.starts_with(finding)), "{finding} is not in {found:#?}");
    }
    assert_eq!(code, 1);
}

#[test]
fn the_sample_has_nothing_wrong() {
    let (found, code) = Workspace::sample().findings();
    assert_eq!((found, code), (Vec::new(), 0));
}

#[test]
fn no_agency_file_is_wrong_configuration() {
    let workspace = Workspace::empty();
    std::fs::remove_file(workspace.path("input/agency.toml")).expect("removing");
    let (_, err) = workspace.expect(&["check"], 2);
    assert!(err.contains("agency.toml") && err.contains("init"), "{err}");
}

#[test]
fn files_that_are_no_workbooks_are_refused_by_name() {
    let workspace = Workspace::empty();
    for (name, bytes) in [
        ("broken.xlsx", &b"PK\x03\x04 this is no zip"[..]),
        ("table.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
        ("letters.csv", b"a,b,c\n1,2,3\n"),
        ("empty.xlsx", b""),
    ] {
        std::fs::write(workspace.path("input/2568").join(name), bytes).expect("writing");
    }
    finds(
        &workspace,
        &[
            "file-unreadable input/2568/broken.xlsx",
            "file-format input/2568/table.xls",
            "sheet-unrecognised input/2568/letters.csv CSV",
            "file-format input/2568/empty.xlsx",
        ],
    );
}

#[test]
fn a_sheet_nobody_knows_is_named() {
    let sheet = Sheet::new("งบรายจ่าย", &["สี", "ขนาด"]).row(vec!["แดง".into(), 3.into()]);
    finds(&with("input/2568/a.xlsx", &[sheet]), &["sheet-unrecognised input/2568/a.xlsx งบรายจ่าย"]);
}

#[test]
fn a_missing_column_is_named_at_the_header() {
    let mut sheet = progress_sheet("ฝ่ายปกครอง").at(3, 1).row(finished("M1-01"));
    sheet.header.remove(9);
    finds(
        &with("input/2568/a.xlsx", &[measures(), sheet]),
        &["column-missing input/2568/a.xlsx รายงานผล!B8"],
    );
}

#[test]
fn text_in_a_number_cell_is_found_where_excel_shows_it() {
    let mut row = finished("M1-01");
    row[3] = "เกือบเสร็จ".into();
    let sheet = progress_sheet("ฝ่ายปกครอง").at(2, 2).row(row);
    finds(
        &with("input/2568/a.xlsx", &[measures(), sheet]),
        &["value-not-number input/2568/a.xlsx รายงานผล!F8"],
    );
}

#[test]
fn error_cells_and_formulas_without_result_are_no_blanks() {
    let mut row = finished("M1-01");
    row[3] = Cell::Error("#DIV/0!");
    row[9] = Cell::NoResult("=SUM(A1:A2)");
    let sheet = progress_sheet("ฝ่ายปกครอง").row(row);
    finds(
        &with("input/2568/a.xlsx", &[measures(), sheet]),
        &[
            "value-error-cell input/2568/a.xlsx รายงานผล!D6",
            "formula-without-result input/2568/a.xlsx รายงานผล!J6",
        ],
    );
}

#[test]
fn questions_of_one_survey_have_the_same_respondents() {
    let sheet = survey(vec![
        counts("I1", [0, 0, 0, 0, 0, 10], 100.0),
        counts("I2", [0, 0, 0, 0, 0, 10], 100.0),
        counts("I4", [0, 0, 0, 0, 0, 9], 100.0),
    ]);
    finds(&with("input/2567/a.xlsx", &[sheet]), &["respondents-differ input/2567/a.xlsx ผลสำรวจรายข้อ!A4"]);
}

#[test]
fn the_two_slips_in_the_printed_percentages_are_found() {
    let mut e1 = counts("E1", [3, 0, 0, 9, 18, 519], 94.88);
    e1.push("".into());
    e1.extend([0.55, 0.00, 0.00, 1.64, 3.28, 94.55].map(Cell::from));
    let mut e4 = counts("E4", [2, 0, 0, 11, 19, 517], 94.34);
    e4.push("".into());
    e4.extend([0.36, 0.00, 0.00, 2.00, 3.56, 94.17].map(Cell::from));
    let workspace = with("input/2567/a.xlsx", &[survey(vec![e1, e4])]);
    let (found, _) = workspace.findings();
    let slips: Vec<_> = found.iter().filter(|f| f.starts_with("percent-mismatch")).collect();
    assert_eq!(
        slips,
        [
            "percent-mismatch input/2567/a.xlsx ผลสำรวจรายข้อ!P2",
            "percent-mismatch input/2567/a.xlsx ผลสำรวจรายข้อ!O3"
        ]
    );
}

#[test]
fn a_published_iit_score_that_the_counts_do_not_give_is_an_error_and_eit_a_note() {
    let sheet =
        survey(vec![counts("I1", [0, 0, 0, 4, 10, 503], 99.31), counts("E1", [3, 0, 0, 9, 18, 519], 94.88)]);
    let workspace = with("input/2567/a.xlsx", &[sheet]);
    finds(&workspace, &["score-mismatch input/2567/a.xlsx ผลสำรวจรายข้อ!I2"]);
    let (out, _) = workspace.expect(&["check", "--format", "json"], 1);
    assert!(out.contains("score-published") && out.contains("98.14"), "{out}");
}

#[test]
fn unknown_items_measures_units_and_questions_are_found() {
    let items = Sheet::new("แบบตรวจ OIT", &["รหัสข้อ", "รายการข้อมูล", "คะแนน", "ลิงก์ที่เผยแพร่", "หมายเหตุ"])
        .row(vec!["O23".into(), "".into(), 100.into()]);
    let sheet = survey(vec![counts("I19", [0, 0, 0, 0, 0, 10], 100.0)]);
    let workspace = with("input/2567/a.xlsx", &[items, sheet]);
    let progress = progress_sheet("ฝ่ายปกครอง").row(finished("M1-77"));
    builder::save(&workspace.path("input/2568/b.xlsx"), &[measures(), progress]);
    builder::save(
        &workspace.path("input/2568/c.xlsx"),
        &[progress_sheet("ฝ่ายทะเบียนน").row(finished("M1-01"))],
    );
    finds(
        &workspace,
        &[
            "item-unknown input/2567/a.xlsx แบบตรวจ OIT!A2",
            "question-unknown input/2567/a.xlsx ผลสำรวจรายข้อ!A2",
            "measure-unknown input/2568/b.xlsx รายงานผล!A6",
            "unit-unknown input/2568/c.xlsx รายงานผล!B1",
        ],
    );
}

#[test]
fn two_files_that_claim_the_same_unit_and_half_are_an_error_unless_one_is_newer() {
    let workspace =
        with("input/2568/a.xlsx", &[measures(), progress_sheet("ฝ่ายปกครอง").row(finished("M1-01"))]);
    let mut other = finished("M1-01");
    other[9] = 5.into();
    builder::save(&workspace.path("input/2568/b.xlsx"), &[progress_sheet("ฝ่ายปกครอง").row(other)]);
    finds(&workspace, &["duplicate-submission input/2568/b.xlsx รายงานผล"]);
    let mut newer = progress_sheet("ฝ่ายปกครอง").row(finished("M1-01"));
    newer.meta[3].1 = 2.into();
    builder::save(&workspace.path("input/2568/b.xlsx"), &[newer]);
    assert_eq!(workspace.findings(), (Vec::new(), 0));
}

#[test]
fn thai_digits_buddhist_years_and_spellings_are_understood() {
    let mut row = finished("m๑-๐๑");
    row[3] = "๑๐๐".into();
    row[4] = "15/03/2568".into();
    row[9] = "๖".into();
    let sheet = progress_sheet("ฝ่าย  ปกครอง").at(5, 3).row(vec![Cell::Blank]).row(row);
    let workspace = with("input/2568/a.xlsx", &[measures(), sheet]);
    assert_eq!(workspace.findings(), (Vec::new(), 0));
}

#[test]
fn data_errors_leave_the_previous_publication_untouched() {
    let workspace = Workspace::sample();
    workspace.expect(&["run", "--quiet"], 0);
    let manifest = workspace.path("output/2568-h1/run.json");
    let before = std::fs::read(&manifest).expect("a manifest");
    std::fs::write(workspace.path("input/2568/broken.xlsx"), b"PK\x03\x04").expect("writing");
    let (out, err) = workspace.expect(&["run", "--quiet"], 1);
    assert!(err.contains("file-unreadable") && out.contains("ไม่เผยแพร่"), "{out}{err}");
    assert_eq!(std::fs::read(&manifest).expect("a manifest"), before);
}
