//! The documents of the data sets.

use super::*;
use crate::report::document::{DataSetDocument, RowKind};

/// The document of the data set of a contract.
fn own_document(case: &Case, name: &str) -> DataSetDocument {
    let model = case.model();
    let sets = crate::report::data_sets::data_sets(&model);
    let set = sets.iter().find(|set| set.contract.name == name).unwrap();
    data_set(&model, set, Vec::new())
}

fn words(text: &str) -> DataValue {
    DataValue::Text(text.to_owned())
}

#[test]
fn a_data_set_whose_sums_are_its_rows_has_no_list_of_them() {
    let mut case = busy();
    case.tax(NOW, &[(10, 5, 100.0), (11, 6, 120.0)]);
    case.tax(NOW.year_before(), &[(10, 4, 80.0)]);
    assert_eq!(own_document(&case, "o9_tax").parts.len(), 1);
    // Of two senders the sums are not the rows.
    let mut rows = case.facts.data_sets[&("o9_tax".to_owned(), NOW)].clone();
    let other = rows.iter().map(|row| DataRow { unit: "office-01".to_owned(), ..row.clone() });
    rows.extend(other.collect::<Vec<_>>());
    case.facts.data_sets.insert(("o9_tax".to_owned(), NOW), rows);
    let both = own_document(&case, "o9_tax");
    let items = both.parts[1].part.tables.last().unwrap();
    assert_eq!(items.rows.iter().filter(|row| row.kind == RowKind::Body).count(), 2, "one a sender");
    // Payers on the first line, baht on the second: October, November, both, the year before.
    let total = items.rows.last().unwrap();
    let lines: Vec<_> = total.cells[1..5].iter().map(|cell| cell.lines.join(" ")).collect();
    assert_eq!(lines, ["๑๐ ๒๐๐", "๑๒ ๒๔๐", "๒๒ ๔๔๐", "๔ ๘๐"]);
}

#[test]
fn rows_of_nothing_but_zeros_are_counted_below_unless_they_say_something() {
    let mut case = busy();
    let row = |month: i64, received: i64, outcome: &str| {
        let counts = [received, 0, received].map(DataValue::Integer);
        let about = [DataValue::Integer(month), words("การจัดซื้อจัดจ้าง")];
        about.into_iter().chain(counts).chain([words(outcome)]).collect()
    };
    case.rows(
        "o17_complaints",
        vec![row(10, 0, "ไม่มีเรื่อง"), row(11, 0, "ไม่มีเรื่อง"), row(12, 2, "อยู่ระหว่างสอบ"), row(1, 0, "ปิดรับหนึ่งวัน")],
    );
    let document = own_document(&case, "o17_complaints");
    let list = &document.parts[1].part.tables[0];
    let shown = text(&list.rows);
    assert!(shown.contains("อยู่ระหว่างสอบ") && shown.contains("ปิดรับหนึ่งวัน"), "{shown}");
    assert!(!shown.contains("ไม่มีเรื่อง"), "{shown}");
    assert!(list.caption.ends_with("เฉพาะรายการที่มียอด"), "{}", list.caption);
    assert!(
        list.notes.iter().any(|note| note.contains("๒ รายการ") && note.contains("ไม่มีเรื่อง")),
        "{:?}",
        list.notes
    );
}

#[test]
fn contracts_are_listed_by_month_and_the_only_bidder_is_named_once() {
    let mut case = busy();
    let row = |month: i64, bidders: &str| {
        let money = |baht: f64| DataValue::Number(baht);
        vec![
            DataValue::Integer(month),
            words("ซื้อกระดาษ"),
            money(9000.0),
            money(8900.0),
            words("วิธีเฉพาะเจาะจง"),
            words(bidders),
            words("ร้านตัวอย่าง ก"),
            money(8800.0),
            words("ราคาต่ำสุด"),
            words("เลขที่ 1/2568 ลงวันที่ 2 ธันวาคม 2567"),
        ]
    };
    case.rows(
        "o15_procurement",
        vec![row(1, "ร้านตัวอย่าง ก 8,800 บาท"), row(12, "ร้านตัวอย่าง ก 8,800 บาท\nร้านตัวอย่าง ข 8,900 บาท")],
    );
    let document = own_document(&case, "o15_procurement");
    let rows = &document.parts[1].part.tables[0].rows;
    let labels: Vec<_> =
        rows.iter().filter(|r| r.kind == RowKind::Group1).map(|r| &r.cells[0].lines[0]).collect();
    assert_eq!(labels, ["ธันวาคม", "มกราคม"]);
    let named: Vec<_> = rows
        .iter()
        .filter(|r| r.kind == RowKind::Body)
        .map(|r| text(r).matches("ร้านตัวอย่าง ก").count())
        .collect();
    assert_eq!(named, [2, 1], "the winner among two, and the only one");
    assert!(
        rows[1].cells.iter().any(|cell| cell.lines == ["เลขที่ 1/2568", "ลงวันที่\u{a0}2\u{a0}ธันวาคม\u{a0}2567"])
    );
    let bidders = ["วิธีเฉพาะเจาะจง", "–\u{a0}ร้านตัวอย่าง ก 8,800 บาท", "–\u{a0}ร้านตัวอย่าง ข 8,900 บาท"];
    assert!(
        rows[1].cells.iter().any(|cell| cell.lines.starts_with(&bidders.map(str::to_owned))),
        "{:?}",
        rows[1]
    );
    let total = rows.last().unwrap();
    assert_eq!(
        total.cells[1].lines,
        ["๑๘,๐๐๐", "–", "๑๗,๖๐๐"],
        "budgets, reference prices without a sum, prices"
    );
}
