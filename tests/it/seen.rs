//! A cell is read as the person sees it, or a finding says that it is not: number formats, strokes, links,
//! pictures, dates that Excel made of texts, formulas that nobody calculated.

use crate::builder::{Cell, Run};
use crate::clean::{ADMIN, COMMUNITY, SCHOOL, assess, checked, clean, listed};
use crate::hostile::with_rewritten;
use ita_report::model::{DataValue, Facts, Origin, parse_a1};
use std::collections::BTreeSet;

pub const DONE: &str = "รายงานผล";
pub const SCHOOLS: &str = "O3 โรงเรียน";
pub const SUBSIDIES: &str = "O14 เงินอุดหนุนชุมชน";
pub const BOUGHT: &str = "O15 จัดซื้อจัดจ้าง";
const RISKS: &str = "O19 ความเสี่ยง";
/// Serials of 15 March 2025 and of 15 March 1968.
const DAY: f64 = 45_731.0;
const DAY_OF_1968: f64 = 24_912.0;

/// What is found when one cell holds something else, and what is read there.
fn planted(file: &str, sheet: &str, cell: &str, value: Cell) -> (Vec<String>, Option<String>) {
    let mut inputs = clean();
    inputs.set(file, sheet, cell, value);
    let dir = tempfile::tempdir().expect("a folder");
    let read = checked(&inputs, dir.path());
    (listed(&read.diagnostics), value_at(&read.facts, file, sheet, cell))
}

/// The value that was read from a cell.
pub fn value_at(facts: &Facts, file: &str, sheet: &str, cell: &str) -> Option<String> {
    let at = parse_a1(cell)?;
    let is_here = |origin: &Origin| {
        origin.file.ends_with(file) && &*origin.sheet == sheet && (origin.row, origin.col) == at
    };
    let of_data = facts.data_sets.values().flatten().flat_map(|row| &row.values).find_map(|field| {
        let origin = field.origin.as_ref()?;
        let value = field.get()?;
        is_here(origin).then(|| match value {
            DataValue::Text(text) => text.clone(),
            DataValue::Integer(number) => number.to_string(),
            DataValue::Number(number) => number.to_string(),
            DataValue::Date(date) => date.to_string(),
        })
    });
    let of_reports = facts.progress.values().flatten().find_map(|report| {
        let evidence =
            report.evidence.origin.as_ref().zip(report.evidence.get()).map(|(o, v)| (o, v.clone()));
        let day = report.finished_on.origin.as_ref().zip(report.finished_on.get());
        [evidence, day.map(|(o, v)| (o, v.to_string()))]
            .into_iter()
            .flatten()
            .find(|(origin, _)| is_here(origin))
            .map(|(_, value)| value)
    });
    of_data.or(of_reports)
}

/// What is read from a cell, where nothing is found.
#[track_caller]
fn reads(file: &str, sheet: &str, cell: &str, value: Cell, text: &str) {
    let case = format!("{value:?}");
    assert_eq!(planted(file, sheet, cell, value), (vec![], Some(text.to_owned())), "{case}");
}

/// The one finding at the cell, whose value is then not used.
#[track_caller]
fn finds(code: &str, file: &str, sheet: &str, cell: &str, value: Cell) {
    let case = format!("{value:?}");
    let (found, read) = planted(file, sheet, cell, value);
    assert_eq!((found, read), (vec![format!("{code} {file} {sheet}!{cell}")], None), "{case}");
}

#[test]
fn amounts_are_read_in_the_scale_that_their_format_writes() {
    let amount = |number, format| Cell::Shown(number, format);
    for (number, format, text) in [
        (1.5, "0.00 \"ล้านบาท\"", "1500000"),
        (250.0, "#,##0\" พันบาท\"", "250000"),
        (1_500_000.0, "#,##0.0,,\" ล้านบาท\"", "1500000"),
        (0.12, "0.00\" ล้าน\"", "120000"),
        (7000.0, "#,##0.00\" บาท\"", "7000"),
        (7000.0, "[$฿-41E]#,##0.00", "7000"),
        (7000.0, "t#,##0.00", "7000"),
        (7000.0, "_-* #,##0.00_-;-* #,##0.00_-;_-* \"-\"??_-;_-@_-", "7000"),
        (7000.0, "#,##0;-#,##0;\"-\"", "7000"),
    ] {
        reads(COMMUNITY, SUBSIDIES, "B6", amount(number, format), text);
    }
    for (number, format) in [
        (1_500_000.0, "#,##0,"),
        (1_500_000.0, ";;;"),
        (300.0, "[$$-409]#,##0.00"),
        (300.0, "0\" ดอลลาร์\""),
        (1.5, "[<1000]0\" ล้าน\";0"),
        (700.0, "0\\.00"),
        (700.0, "0\"/\"00"),
        (700.0, "-0"),
        (700.0, "(0)"),
    ] {
        finds("cell-format", COMMUNITY, SUBSIDIES, "B6", amount(number, format));
    }
    // People are counted in people, whatever the form calls them.
    reads(SCHOOL, SCHOOLS, "B6", amount(20.0, "0\" คน\""), "20");
    finds("cell-format", SCHOOL, SCHOOLS, "B6", amount(20.0, "0\" ห้อง\""));
    reads(SCHOOL, SCHOOLS, "B6", amount(0.002, "0.000\" หมื่นคน\""), "20");
}

#[test]
fn marks_that_a_format_writes_itself_are_not_passed_over() {
    let amount = |number: f64, format: &'static str| Cell::Shown(number, format);
    for (number, format) in [
        (500.0, "(0)"),
        (500.0, "\"-\"0"),
        (500.0, "0-"),
        (95.5, "0.00\\%"),
        (500.0, "0\\.00"),
        (500.0, "[White]#,##0"),
        (5000.0, "0\" ‰\""),
    ] {
        finds("cell-format", COMMUNITY, SUBSIDIES, "B6", amount(number, format));
    }
    reads(COMMUNITY, SUBSIDIES, "B6", amount(5.0, "0\" ล. บาท\""), "5000000");
    for format in [
        "#,##0\".-\"",
        "#,##0.-",
        "#,##0.00\" -\"",
        "#,##0\"/-\"",
        "0\".\"",
        "#,##0_);(#,##0)",
        "#,##0;[Red]#,##0",
        "\"฿\"#,##0.00",
        "[>=0]#,##0.00;[Red]-#,##0.00",
        "[<=9999999]#,##0.00;#,##0.00",
    ] {
        reads(COMMUNITY, SUBSIDIES, "B6", amount(500.0, format), "500");
    }
    // What the comma style makes of nothing.
    for format in [
        "_-* #,##0.00_-;\\-* #,##0.00_-;_-* \"-\"??_-;_-@_-",
        "_(* #,##0_);_(* \\(#,##0\\);_(* \"-\"??_);_(@_)",
        "#,##0;-#,##0;-??",
    ] {
        reads(COMMUNITY, SUBSIDIES, "C6", amount(0.0, format), "0");
    }
    // Under a condition of the format's own nobody knows what a percentage shows.
    finds("cell-format", SCHOOL, DONE, "D6", Cell::Shown(0.4, "[>0.5]0%;0"));
}

#[test]
fn two_figures_in_a_cell_are_no_figure() {
    for text in ["500\n600", "1,200\n300", "๕๐๐\n๖๐๐", "500\t600", "500  600"] {
        finds("value-not-number", COMMUNITY, SUBSIDIES, "B6", Cell::from(text));
    }
    reads(COMMUNITY, SUBSIDIES, "B6", Cell::from("1,500 \nบาท"), "1500");
}

#[test]
fn a_date_counts_as_it_is_seen() {
    for format in ["mmm-yy", "yyyy", "d-mmm", "h:mm", ";;;", "d/m/\"2567\""] {
        finds("cell-format", SCHOOL, SCHOOLS, "A6", Cell::Shown(DAY, format));
    }
    for format in ["d/m/yyyy", "[$-107041E]d mmm yy", "dddd d mmmm bbbb", "[$-F800]dddd, mmmm dd, yyyy"] {
        reads(SCHOOL, SCHOOLS, "A6", Cell::Shown(DAY, format), "2025-03-15");
    }
}

#[test]
fn figures_that_show_fewer_digits_than_they_have_are_said() {
    let note = vec![format!("cell-rounded {COMMUNITY} {SUBSIDIES}!B6")];
    let shown = |number, format| planted(COMMUNITY, SUBSIDIES, "B6", Cell::Shown(number, format));
    for (number, format) in [
        (7000.4, "#,##0"),
        (7000.25, "0.0"),
        (7000.55, "#,##0\" บาท\""),
        (6999.5, "#,##0;-#,##0;\"-\""),
        (7004.0, "0.00E+00"),
        (7000.3, "# ?/?"),
    ] {
        assert_eq!(shown(number, format), (note.clone(), Some(number.to_string())), "{format}");
    }
    for (number, format) in
        [(7000.0, "#,##0"), (7000.25, "#,##0.00"), (7000.5, "0.0"), (7000.0, "0E+00"), (7000.5, "# ?/?")]
    {
        assert_eq!(shown(number, format), (vec![], Some(number.to_string())), "{format}");
    }
    let (percent, _) = planted(SCHOOL, DONE, "D6", Cell::Shown(0.9966, "0%"));
    assert!(percent.contains(&format!("cell-rounded {SCHOOL} {DONE}!D6")), "{percent:?}");
}

#[test]
fn texts_stay_what_was_typed_or_are_found() {
    for (number, format, text) in [
        (7.0, "0000", "0007"),
        (1.1, "0.00", "1.10"),
        (12_568.0, "000-0000", "001-2568"),
        (15.0, "0\"/2568\"", "15/2568"),
        (0.354_166_666, "h:mm", "8:30"),
        (0.75, "hh:mm", "18:00"),
        (DAY, "d/m/yyyy", "15/3/2568"),
        (DAY_OF_1968, "d/m/yy", "15/3/68"),
        (0.95, "0%", "95%"),
    ] {
        reads(ADMIN, BOUGHT, "J6", Cell::Shown(number, format), text);
    }
    for (number, format) in [
        (244_000.0, "mmm-yy"),
        (DAY, "d-mmm"),
        (DAY, "mm/yyyy"),
        (DAY_OF_1968, "d/m/yyyy"),
        (1.25, "[h]:mm"),
        (6_704_911_234_567_890.0, "0"),
    ] {
        finds("cell-converted", ADMIN, BOUGHT, "J6", Cell::Shown(number, format));
    }
    // Words in the place of a number are the text; nothing, or a choice by conditions, tells none.
    reads(ADMIN, BOUGHT, "J6", Cell::Shown(1.0, "\"มี\";;\"ไม่มี\""), "มี");
    for format in [";;;", "[<5]\"<5\";0"] {
        finds("cell-format", ADMIN, BOUGHT, "J6", Cell::Shown(777.0, format));
    }
    let (found, _) = planted(SCHOOL, DONE, "D6", Cell::Shown(95.0, "[<1]0%;0"));
    assert!(found.contains(&format!("cell-format {SCHOOL} {DONE}!D6")), "{found:?}");
    finds("cell-converted", ADMIN, RISKS, "G6", Cell::Shown(DAY, "mmm-yy"));
}

#[test]
fn years_of_two_digits_are_not_of_the_century_before() {
    for format in ["d/m/yy", "dd-mm-yy", "d mmm yy"] {
        reads(SCHOOL, DONE, "E6", Cell::Shown(DAY_OF_1968, format), "2025-03-15");
    }
    reads(SCHOOL, SCHOOLS, "A6", Cell::Shown(DAY_OF_1968, "d/m/yy"), "2025-03-15");
    for format in ["d/m/yyyy", "d/m/bbbb", "d/m/bb", "[$-107041E]d/m/yy"] {
        let mut inputs = clean();
        inputs.set(SCHOOL, DONE, "E6", Cell::Shown(DAY_OF_1968, format));
        let found = inputs.findings();
        assert!(found.contains(&format!("date-century {SCHOOL} {DONE}!E6")), "{format}: {found:?}");
    }
    // 1990 would be 2547, far from the year of the report.
    finds("date-century", SCHOOL, SCHOOLS, "A6", Cell::Shown(32_942.0, "d/m/yy"));
}

#[test]
fn what_is_struck_through_is_never_read_with_the_rest() {
    finds("cell-struck", COMMUNITY, SUBSIDIES, "B6", Cell::Runs(&[("9", Run::Struck), ("16", Run::Plain)]));
    finds("cell-struck", COMMUNITY, SUBSIDIES, "A6", Cell::Struck("ชุมชนเดิม"));
    let contract = [("1/2567", Run::Struck), (" 2/2568", Run::Plain)];
    let contract: &'static [(&str, Run)] = Box::leak(Box::new(contract));
    finds("cell-struck", ADMIN, BOUGHT, "J6", Cell::Runs(contract));
    // A mark of a footnote after a number is no digit; in a text it does no harm.
    finds("cell-struck", COMMUNITY, SUBSIDIES, "B6", Cell::Runs(&[("150", Run::Plain), ("1", Run::Raised)]));
    let area = Cell::Runs(&[("ขนาด 20 ม.", Run::Plain), ("2", Run::Raised)]);
    reads(ADMIN, BOUGHT, "B6", area, "ขนาด 20 ม.2");
    // Coloured or bold pieces are one text.
    reads(ADMIN, BOUGHT, "B6", Cell::Runs(&[("กระ", Run::Plain), ("ดาษ", Run::Plain)]), "กระดาษ");
}

#[test]
fn a_row_that_is_struck_through_is_one_finding() {
    let mut inputs = clean();
    let row = ["ชุมชนเดิม", "10,000", "500"].map(Cell::Struck);
    inputs.sheet(COMMUNITY, SUBSIDIES).rows.push(row.to_vec());
    assert_eq!(inputs.findings(), [format!("cell-struck {COMMUNITY} {SUBSIDIES}!A7")]);
}

#[test]
fn the_address_behind_the_words_is_the_evidence() {
    let address = "https://drive.example.com/file/d/abc/view";
    for words in ["คลิกที่นี่", "รายงาน.pdf", address] {
        reads(SCHOOL, DONE, "G6", Cell::Link(words, "https://drive.example.com/file/d/abc/view"), address);
    }
    let formula = r#"=HYPERLINK("https://drive.example.com/file/d/abc/view","รายงาน")"#;
    reads(SCHOOL, DONE, "G6", Cell::Formula(formula, "รายงาน"), address);
    reads(SCHOOL, DONE, "G6", Cell::NoResult(formula), address);
    for (words, target) in [
        ("https://test.example.go.th/a.pdf", "https://other.example.com/b.pdf"),
        ("www.test.example.go.th", "https://test.example.go.th.evil.example"),
        ("https://test.example.go.th/1", "https://test.example.go.th/2"),
    ] {
        let (found, _) = planted(SCHOOL, DONE, "G6", Cell::Link(words, target));
        assert!(found.contains(&format!("cell-link {SCHOOL} {DONE}!G6")), "{words}: {found:?}");
    }
    let (found, _) = planted(SCHOOL, DONE, "G6", Cell::Formula("=HYPERLINK(A1&B1,\"รายงาน\")", "รายงาน"));
    assert!(found.contains(&format!("cell-link {SCHOOL} {DONE}!G6")), "{found:?}");
    // Writing the same address differently is no difference.
    let same = Cell::Link("www.test.example.go.th/a.pdf", "https://test.example.go.th/a.pdf");
    assert_eq!(planted(SCHOOL, DONE, "G6", same).0, Vec::<String>::new());
}

#[test]
fn pictures_in_cells_are_found() {
    let with = |xml: &'static str| {
        with_rewritten(COMMUNITY, move |name, text| {
            let number = r#"<c r="B6"><v>10000</v></c>"#;
            if name.ends_with("sheet2.xml") { text.replace(number, xml) } else { text }
        })
    };
    let expected = [format!("cell-picture {COMMUNITY} {SUBSIDIES}!B6")];
    assert_eq!(with(r#"<c r="B6" t="e" vm="1"><v>#VALUE!</v></c>"#), expected);
    let wps = r#"<c r="B6" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>"#;
    assert_eq!(with(wps), expected);
    assert_eq!(with(r#"<c r="B6"><f>_xlfn.IMAGE("https://a.example/x.png")</f><v>0</v></c>"#), expected);
    // An error without a picture stays an error.
    let error = [format!("value-error-cell {COMMUNITY} {SUBSIDIES}!B6")];
    assert_eq!(with(r#"<c r="B6" t="e"><v>#VALUE!</v></c>"#), error);
    assert_eq!(with(r#"<c r="B6" t="e"><v>#SPILL!</v></c>"#), error);
}

#[test]
fn formulas_that_nobody_calculated_have_no_result() {
    // The library writes 0 for every formula and asks Excel to calculate when it opens the file.
    for formula in ["=100000+5500", "=SUM(C6:C9)", "=B7*3"] {
        finds("formula-without-result", COMMUNITY, SUBSIDIES, "B6", Cell::Formula(formula, "0"));
    }
    // A stored result is read, and said not to be what Excel will show.
    let (found, read) = planted(COMMUNITY, SUBSIDIES, "B6", Cell::Formula("=10000+5500", "15500"));
    assert_eq!(found, [format!("formula-recalculated {COMMUNITY} {SUBSIDIES}!B6")]);
    assert_eq!(read.as_deref(), Some("15500"));
    // Excel itself does not ask; its 0 is a 0.
    let found = with_rewritten(COMMUNITY, |name, text| match name {
        "xl/workbook.xml" => text.replace(r#" fullCalcOnLoad="1""#, ""),
        _ => text.replace(r#"<c r="C6"><v>500</v></c>"#, r#"<c r="C6"><f>1-1</f><v>0</v></c>"#),
    });
    assert_eq!(found, Vec::<String>::new());
    let found = with_rewritten(COMMUNITY, |name, text| match name {
        "xl/workbook.xml" => text.replace(r#" fullCalcOnLoad="1""#, ""),
        _ => text.replace(r#"<c r="C6"><v>500</v></c>"#, r#"<c r="C6"><f>250*2</f><v>500</v></c>"#),
    });
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_text_that_its_format_hides_is_found() {
    finds("cell-format", COMMUNITY, SUBSIDIES, "A6", Cell::Worded("ชุมชนเดิม", ";;;"));
    for format in ["@", "_-* #,##0.00_-;-* #,##0.00_-;_-* \"-\"??_-;_-@_-", "0;-0;;@", "#,##0;-#,##0;"] {
        reads(COMMUNITY, SUBSIDIES, "A6", Cell::Worded("ชุมชนเดิม", format), "ชุมชนเดิม");
    }
}

#[test]
fn conditional_formats_that_change_what_is_seen_are_said() {
    let with = |range: &str, look: &str, rule: &str| {
        let rule =
            format!("</sheetData><conditionalFormatting sqref=\"{range}\">{rule}</conditionalFormatting>");
        let looks = format!("<dxfs count=\"1\"><dxf>{look}</dxf></dxfs>");
        with_rewritten(COMMUNITY, |name, text| match name {
            "xl/styles.xml" => text.replace("<dxfs count=\"0\"/>", &looks),
            _ if name.ends_with("sheet2.xml") => text.replace("</sheetData>", &rule),
            _ => text,
        })
    };
    let by_value = r#"<cfRule type="cellIs" dxfId="0" priority="1" operator="greaterThan"><formula>0</formula></cfRule>"#;
    let told = [format!("cell-conditional {COMMUNITY} {SUBSIDIES}!B6")];
    for look in [
        r##"<numFmt numFmtId="200" formatCode="#,##0,"/>"##,
        r#"<numFmt numFmtId="200" formatCode=";;;"/>"#,
        "<font><strike/></font>",
        r#"<font><color rgb="FFFFFFFF"/></font>"#,
        r#"<fill><patternFill><bgColor rgb="FF000000"/></patternFill></fill>"#,
        r#"<font><color rgb="FFFFC7CE"/></font><fill><patternFill><bgColor rgb="FFFFC7CE"/></patternFill></fill>"#,
    ] {
        assert_eq!(with("B6:B9 D6", look, by_value), told, "{look}");
        assert_eq!(with("F6:F9", look, by_value), Vec::<String>::new(), "beside the table");
    }
    let signs = r#"<cfRule type="iconSet" priority="1"><iconSet showValue="0"><cfvo type="num" val="0"/></iconSet></cfRule>"#;
    assert_eq!(with("B6:B9", "", signs), told);
    // Colours, and decimals, as most rules have them.
    for look in [
        r#"<font><b/><color rgb="FF9C0006"/></font><fill><patternFill><bgColor rgb="FFFFC7CE"/></patternFill></fill>"#,
        r##"<numFmt numFmtId="200" formatCode="#,##0.00"/>"##,
        r#"<font><color rgb="FFFFFFFF"/></font><fill><patternFill><bgColor rgb="FFC00000"/></patternFill></fill>"#,
        "",
    ] {
        assert_eq!(with("B6:B9", look, by_value), Vec::<String>::new(), "{look}");
    }
}

#[test]
fn what_is_hidden_is_said_and_counted() {
    let hidden = |rewrite: &dyn Fn(String) -> String| {
        with_rewritten(
            COMMUNITY,
            |name, text| {
                if name.ends_with("sheet2.xml") { rewrite(text) } else { text }
            },
        )
    };
    let expected = [format!("rows-hidden {COMMUNITY} {SUBSIDIES}")];
    assert_eq!(hidden(&|t: String| t.replace(r#"<row r="6""#, r#"<row r="6" hidden="1""#)), expected);
    assert_eq!(hidden(&|t: String| t.replace(r#"<row r="6""#, r#"<row r="6" ht="0.1""#)), expected);
    let narrow = r#"<cols><col min="2" max="2" width="0.1"/></cols><sheetData>"#;
    assert_eq!(hidden(&|t: String| t.replace("<sheetData>", narrow)), expected);
    let column = r#"<cols><col min="2" max="2" width="9" hidden="1"/></cols><sheetData>"#;
    assert_eq!(hidden(&|t: String| t.replace("<sheetData>", column)), expected);
    let filter = r#"</sheetData><autoFilter ref="A5:C6"><filterColumn colId="0"/></autoFilter>"#;
    let filtered = |t: String| t.replace(r#"<row r="6""#, r#"<row r="6" hidden="1""#);
    assert_eq!(hidden(&|t: String| filtered(t).replace("</sheetData>", filter)), expected);
    // Rows above the table, and columns beside it, are nobody's data.
    assert_eq!(
        hidden(&|t: String| t.replace(r#"<row r="2""#, r#"<row r="2" hidden="1""#)),
        Vec::<String>::new()
    );
    assert_eq!(
        hidden(&|t: String| t.replace(
            "<sheetData>",
            r#"<cols><col min="9" max="16384" width="9" hidden="1"/></cols><sheetData>"#
        )),
        Vec::<String>::new()
    );
}

#[test]
fn a_note_about_what_is_hidden_names_rows_and_columns() {
    let dir = tempfile::tempdir().expect("a folder");
    clean().check(dir.path());
    let path = dir.path().join("input").join(COMMUNITY);
    let bytes = std::fs::read(&path).expect("a workbook");
    let parts =
        crate::hostile::parts(&bytes, |_, text| text.replace(r#"<row r="6""#, r#"<row r="6" hidden="1""#));
    std::fs::write(&path, crate::hostile::zipped(&parts)).expect("a workbook");
    let found = assess(dir.path());
    let notes: Vec<_> = found.iter().map(|d| d.message.en.as_str()).collect();
    let sheets: BTreeSet<_> = found.iter().filter_map(|d| d.place.sheet.as_deref()).collect();
    assert!(notes.iter().all(|n| n.contains("data is hidden: row 6;")), "{notes:?}");
    assert!(notes.len() > 1 && sheets.len() == notes.len(), "one a sheet: {notes:?}");
}

#[test]
fn what_nobody_sees_for_its_colour_is_not_counted() {
    finds("cell-format", COMMUNITY, SUBSIDIES, "B6", Cell::Coloured(536_766.0, 0xFF_FFFF, None));
    finds("cell-format", COMMUNITY, SUBSIDIES, "C6", Cell::Coloured(0.0, 0xFF_FFFF, None));
    finds("cell-format", SCHOOL, DONE, "D6", Cell::Coloured(100.0, 0xFF_FFFF, None));
    finds("cell-format", COMMUNITY, SUBSIDIES, "B6", Cell::Coloured(536_766.0, 0xFE_FEFE, None));
    finds("cell-format", COMMUNITY, SUBSIDIES, "B6", Cell::Coloured(536_766.0, 0xC0_0000, Some(0xC0_0000)));
    reads(COMMUNITY, SUBSIDIES, "B6", Cell::Coloured(536_766.0, 0xC0_0000, Some(0xFF_EEEE)), "536766");
    reads(COMMUNITY, SUBSIDIES, "B6", Cell::Coloured(536_766.0, 0xFF_FFFF, Some(0x33_3333)), "536766");
}

/// What a cell looks like is known of workbooks in other formats, too.
#[test]
fn other_formats_show_what_is_raised_struck_and_white() {
    if !crate::extras::tool("soffice") {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    for (value, code) in [
        (Cell::Runs(&[("150", Run::Plain), ("1", Run::Raised)]), "cell-struck"),
        (Cell::Runs(&[("9", Run::Struck), ("16", Run::Plain)]), "cell-struck"),
        (Cell::Coloured(536_766.0, 0xFF_FFFF, None), "cell-format"),
        (Cell::Coloured(536_766.0, 0xC0_0000, Some(0xC0_0000)), "cell-format"),
        (Cell::Coloured(536_766.0, 0xFF_FFFF, Some(0x33_3333)), ""),
        (Cell::Runs(&[("1", Run::Plain), ("50", Run::Plain)]), ""),
    ] {
        let mut inputs = clean();
        // So many texts that the table of shared texts goes on in further records.
        let long = "ชุมชนที่มีชื่อยาวมากเพื่อให้ตารางข้อความยาวเกินหนึ่งระเบียน".repeat(8);
        let notes = "หมายเหตุ".repeat(40);
        let sheet = inputs.sheet(COMMUNITY, SUBSIDIES);
        let first = sheet.rows[0].clone();
        for n in 0..30 {
            let mut row = first.clone();
            row[0] = Cell::Text(format!("ชุมชนที่ {n} {}", &long[..long.floor_char_boundary(150)]));
            row.push(Cell::Text(format!("{n} {notes}")));
            sheet.rows.push(row);
        }
        let at = format!("B{}", 6 + sheet.rows.len() - 1);
        inputs.set(COMMUNITY, SUBSIDIES, &at, value.clone());
        inputs.check(dir.path());
        let original = dir.path().join("input").join(COMMUNITY);
        for format in ["xls", "ods"] {
            let profile = format!("-env:UserInstallation=file://{}", dir.path().join("profile").display());
            let mut command = std::process::Command::new("soffice");
            command.arg(profile).args(["--headless", "--convert-to", format, "--outdir"]).arg(dir.path());
            assert!(command.arg(&original).output().expect("soffice starts").status.success());
            let saved = original.with_extension(format);
            let made = dir.path().join(original.file_name().expect("a name")).with_extension(format);
            std::fs::copy(made, &saved).expect("a copy");
            let kept = std::fs::read(&original).expect("the original");
            std::fs::remove_file(&original).expect("removing");
            let found = assess(dir.path());
            std::fs::remove_file(&saved).expect("removing");
            std::fs::write(&original, kept).expect("the original");
            let name = COMMUNITY.replace(".xlsx", &format!(".{format}"));
            let said: Vec<_> = found
                .iter()
                .filter(|d| matches!(d.code.name(), "cell-struck" | "cell-format"))
                .map(|d| format!("{} {} {}", d.code.name(), d.place.file, d.place.a1().unwrap_or_default()))
                .collect();
            let expected: Vec<_> =
                Some(format!("{code} input/{name} {at}")).filter(|_| !code.is_empty()).into_iter().collect();
            assert_eq!(said, expected, "{value:?} as .{format}");
        }
    }
}
