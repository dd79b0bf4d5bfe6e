//! Workbooks of `LibreOffice` are read as they are seen, as those of Excel are: formats with conditions and
//! without content, truths, what is drawn over cells, groups of rows, the day that numbers count from.

use crate::builder::{Cell, Sheet};
use crate::clean::{ADMIN, COMMUNITY, SCHOOL, assessed, clean, listed};
use crate::hostile::zipped;
use crate::seen::{BOUGHT, DONE, SCHOOLS, SUBSIDIES, value_at};
use ita_report::model::parse_a1;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const SPACES: &str = concat!(
    r#"xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" "#,
    r#"xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" "#,
    r#"xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" "#,
    r#"xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" "#,
    r#"xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" "#,
    r#"xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0""#
);

/// A form's workbook as `LibreOffice` writes it, with one cell of one's choice.
struct Planted<'a> {
    file: &'a str,
    sheet: &'a str,
    cell: &'a str,
    xml: &'a str,
    styles: &'a str,
    /// What stands before the sheets.
    settings: &'a str,
    /// What stands around the rows from that of the cell on.
    group: &'a str,
}

impl Default for Planted<'_> {
    fn default() -> Self {
        let (file, sheet, cell) = (COMMUNITY, SUBSIDIES, "B6");
        Self { file, sheet, cell, xml: "", styles: "", settings: "", group: "" }
    }
}

fn text(words: &str) -> String {
    format!(r#"<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>"#)
}

fn cell(value: &Cell) -> String {
    match value {
        Cell::Blank => "<table:table-cell/>".to_owned(),
        Cell::Text(words) => text(words),
        Cell::Number(number) => format!(
            r#"<table:table-cell office:value-type="float" office:value="{number}"><text:p>{number}</text:p></table:table-cell>"#
        ),
        other => panic!("{other:?} is not written"),
    }
}

impl Planted<'_> {
    fn table(&self, sheet: &Sheet) -> String {
        let (row, col) = parse_a1(self.cell).expect("a cell");
        let mut rows: Vec<Vec<String>> = Vec::new();
        rows.extend(sheet.meta.iter().map(|(label, value)| vec![text(label), cell(value)]));
        rows.push(sheet.header.iter().map(|title| text(title)).collect());
        rows.extend(sheet.rows.iter().map(|cells| cells.iter().map(cell).collect()));
        let is_here = sheet.name == self.sheet;
        if is_here && !self.xml.is_empty() {
            self.xml.clone_into(&mut rows[row as usize][col as usize]);
        }
        let mut xml = format!(r#"<table:table table:name="{}">"#, sheet.name);
        for (at, cells) in rows.iter().enumerate() {
            if is_here && at == row as usize && !self.group.is_empty() {
                let _ = write!(xml, "<table:table-row-group {}>", self.group);
            }
            let _ = write!(xml, "<table:table-row>{}</table:table-row>", cells.concat());
        }
        let end = if is_here && !self.group.is_empty() { "</table:table-row-group>" } else { "" };
        xml + end + "</table:table>"
    }

    /// What is found, and what is read at the cell.
    fn read(&self) -> (Vec<String>, Option<String>) {
        let inputs = clean();
        let sheets: String = inputs.workbooks[self.file].iter().map(|sheet| self.table(sheet)).collect();
        let content = format!(
            "<office:document-content {SPACES}><office:automatic-styles>{}</office:automatic-styles><office:body><office:spreadsheet>{}{sheets}</office:spreadsheet></office:body></office:document-content>",
            self.styles, self.settings
        );
        let mut parts = BTreeMap::new();
        parts.insert("content.xml".to_owned(), content.into_bytes());
        parts.insert("mimetype".to_owned(), b"application/vnd.oasis.opendocument.spreadsheet".to_vec());
        let dir = tempfile::tempdir().expect("a folder");
        inputs.write(dir.path());
        let original = dir.path().join("input").join(self.file);
        std::fs::remove_file(&original).expect("removing");
        std::fs::write(original.with_extension("ods"), zipped(&parts)).expect("a workbook");
        let assessed = assessed(dir.path()).1;
        let file = self.file.replace(".xlsx", ".ods");
        (listed(&assessed.diagnostics), value_at(&assessed.facts, &file, self.sheet, self.cell))
    }

    #[track_caller]
    fn reads(&self, value: &str) {
        assert_eq!(self.read(), (vec![], Some(value.to_owned())), "{}", self.xml);
    }

    #[track_caller]
    fn finds(&self, code: &str) {
        let place = format!("{code} {} {}!{}", self.file.replace(".xlsx", ".ods"), self.sheet, self.cell);
        assert_eq!(self.read(), (vec![place], None), "{}", self.xml);
    }
}

/// A number with its style and what the cell shows.
fn number(value: f64, shown: &str) -> String {
    format!(
        r#"<table:table-cell table:style-name="c" office:value-type="float" office:value="{value}"><text:p>{shown}</text:p></table:table-cell>"#
    )
}

/// A style of a cell with these sections: condition and format, the last without a condition.
fn style(sections: &[(&str, &str)]) -> String {
    let mut xml = String::new();
    let mut maps = String::new();
    for (at, (condition, section)) in sections.iter().enumerate() {
        if condition.is_empty() {
            let _ =
                write!(xml, r#"<number:number-style style:name="N1">{section}{maps}</number:number-style>"#);
        } else {
            let _ =
                write!(xml, r#"<number:number-style style:name="N1P{at}">{section}</number:number-style>"#);
            let condition = condition.replace('>', "&gt;").replace('<', "&lt;");
            let _ = write!(
                maps,
                r#"<style:map style:condition="value(){condition}" style:apply-style-name="N1P{at}"/>"#
            );
        }
    }
    xml + r#"<style:style style:name="c" style:family="table-cell" style:data-style-name="N1"/>"#
}

const WHOLE: &str = r#"<number:number number:decimal-places="0" number:min-integer-digits="1"/>"#;
const THOUSANDS: &str = r#"<number:number number:decimal-places="0" number:min-integer-digits="1" number:display-factor="1000"/>"#;
const NOTHING: &str = "<number:text/>";

#[test]
fn formats_with_conditions_or_without_content_are_seen() {
    let of = |sections: &[(&str, &str)], value, shown: &str| (style(sections), number(value, shown));
    let large = [(">=1000", THOUSANDS), ("", WHOLE)];
    let yes_no =
        [(">0", "<number:text>มี</number:text>"), ("<0", NOTHING), ("", "<number:text>ไม่มี</number:text>")];
    let share = format!("{WHOLE}<number:text>%</number:text>");
    for (styles, xml) in [
        of(&large, 12_000.0, "12"),
        of(&[(">0", NOTHING), ("<0", NOTHING), ("=0", NOTHING), ("", NOTHING)], 777.0, ""),
        of(&[(">0", WHOLE), ("<0", NOTHING), ("", NOTHING)], -5.0, ""),
        of(&yes_no, 1.0, "มี"),
        of(&[("<1", &share), ("", WHOLE)], 9500.0, "95"),
        of(&[("", "<number:text>-</number:text>")], 5.0, "-"),
        // What the text beside a value shows counts, whatever is known of its format.
        (String::new(), number(500.0, "5.00")),
        (String::new(), number(5.0, "-5")),
        (String::new(), number(5.0, "5 ดอลลาร์")),
        (String::new(), number(2600.0, "")),
    ] {
        Planted { styles: &styles, xml: &xml, ..Planted::default() }.finds("cell-format");
    }
    let million = format!("{WHOLE}<number:text> ล้านบาท</number:text>");
    for ((styles, xml), value) in [
        (of(&large, 800.0, "800"), "800"),
        (of(&[(">=0", WHOLE), ("", WHOLE)], 7000.0, "7,000"), "7000"),
        (of(&[(">0", WHOLE), ("<0", WHOLE), ("", "<number:text>-</number:text>")], 7000.0, "7,000 "), "7000"),
        (of(&[("", &million)], 2.0, "2 ล้านบาท"), "2000000"),
        (of(&[(">=1000", WHOLE), ("", &million)], 2.0, "2 ล้านบาท"), "2000000"),
        ((String::new(), number(7000.4, "7,000")), "7000.4"),
        ((String::new(), number(7000.0, "๗,๐๐๐.๐๐ บาท")), "7000"),
        (
            (
                String::new(),
                r#"<table:table-cell office:value-type="float" office:value="4200"/>"#.to_owned(),
            ),
            "4200",
        ),
    ] {
        Planted { styles: &styles, xml: &xml, ..Planted::default() }.reads(value);
    }
}

#[test]
fn texts_are_what_their_cells_show_of_numbers() {
    let bought = |xml: &str, styles: &str| {
        Planted { file: ADMIN, sheet: BOUGHT, cell: "J6", xml, styles, ..Planted::default() }.read()
    };
    for (value, shown) in [(3_100_500_123_456.0, "3-1005-00123-45-6"), (7.0, "0007"), (1.0, "มี")] {
        assert_eq!(bought(&number(value, shown), ""), (vec![], Some(shown.to_owned())));
    }
    let hidden = (vec![format!("cell-format {} {BOUGHT}!J6", ADMIN.replace(".xlsx", ".ods"))], None);
    assert_eq!(bought(&number(777.0, ""), ""), hidden);
    let words = r#"<table:table-cell office:value-type="string" office:string-value="ลับ"><text:p/></table:table-cell>"#;
    assert_eq!(bought(words, ""), hidden);
}

#[test]
fn truths_and_shares_that_a_formula_shows_are_no_numbers() {
    let truth = r#"<table:table-cell table:formula="of:=TRUE()" office:value-type="float" office:value="1"><text:p>TRUE</text:p></table:table-cell>"#;
    let (found, read) = Planted { xml: truth, ..Planted::default() }.read();
    assert_eq!((found.len(), read), (1, None), "{found:?}");
    let share = format!("{WHOLE}<number:text>%</number:text>");
    let styles = style(&[("<2", &share), ("", WHOLE)]);
    let share = number(1.0, "100%");
    let done =
        Planted { file: SCHOOL, sheet: DONE, cell: "D6", xml: &share, styles: &styles, ..Planted::default() };
    assert_eq!(done.read().0, Vec::<String>::new());
    let (found, read) = Planted { xml: &number(0.95, "95%"), ..Planted::default() }.read();
    assert_eq!((found.len(), read), (1, None), "{found:?}");
}

#[test]
fn what_is_drawn_over_a_cell_is_no_part_of_its_value() {
    let shapes = [
        "<draw:custom-shape><text:p>88</text:p></draw:custom-shape>",
        "<draw:frame><draw:text-box><text:p>88</text:p></draw:text-box></draw:frame>",
        "<draw:g><draw:rect><text:p>88</text:p></draw:rect></draw:g>",
        "<office:annotation><text:p>88</text:p></office:annotation>",
    ];
    for shape in shapes {
        let xml = format!("<table:table-cell>{shape}</table:table-cell>");
        Planted { xml: &xml, ..Planted::default() }.finds("value-missing");
        let xml = format!(
            r#"<table:table-cell office:value-type="string">{shape}<text:p>500</text:p></table:table-cell>"#
        );
        Planted { xml: &xml, ..Planted::default() }.reads("500");
        let xml = number(500.0, "500").replace("<text:p>", &format!("{shape}<text:p>"));
        Planted { xml: &xml, ..Planted::default() }.reads("500");
    }
    let ruby =
        "<text:ruby><text:ruby-base>1500</text:ruby-base><text:ruby-text>99</text:ruby-text></text:ruby>";
    Planted { xml: &text(ruby), ..Planted::default() }.reads("1500");
}

#[test]
fn rows_of_closed_groups_are_hidden() {
    let group = r#"table:display="false""#;
    let (found, read) = Planted { group, ..Planted::default() }.read();
    let expected = [format!("rows-hidden {} {SUBSIDIES}", COMMUNITY.replace(".xlsx", ".ods"))];
    assert_eq!((&found[..], read.as_deref()), (&expected[..], Some("10000")));
    Planted { group: r#"table:display="true""#, ..Planted::default() }.reads("10000");
}

#[test]
fn plain_numbers_are_days_from_the_day_that_the_file_names() {
    let settings = |day: &str| {
        format!(
            r#"<table:calculation-settings><table:null-date table:date-value="{day}"/></table:calculation-settings>"#
        )
    };
    let day = |serial: f64, settings: &str| {
        let xml = number(serial, &serial.to_string());
        Planted { file: SCHOOL, sheet: SCHOOLS, cell: "A6", xml: &xml, settings, ..Planted::default() }.read()
    };
    let expected = (vec![], Some("2025-03-15".to_owned()));
    assert_eq!(day(45_731.0, ""), expected);
    assert_eq!(day(45_731.0, &settings("1899-12-30")), expected);
    assert_eq!(day(44_269.0, &settings("1904-01-01")), expected);
    // A year of two digits, whose format says nothing of it.
    let xml = r#"<table:table-cell office:value-type="date" office:date-value="1968-03-15"><text:p>15/3/68</text:p></table:table-cell>"#;
    Planted { file: SCHOOL, sheet: SCHOOLS, cell: "A6", xml, ..Planted::default() }.finds("date-century");
    let (found, read) = day(45_729.0, &settings("1900-01-01"));
    let refused = format!("file-unreadable {}", SCHOOL.replace(".xlsx", ".ods"));
    assert!(found.contains(&refused) && read.is_none(), "{found:?}");
}
