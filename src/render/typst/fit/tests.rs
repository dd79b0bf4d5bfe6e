use super::*;
use crate::templates::Templates;
use serde_json::{Value, json};

fn metrics() -> Metrics {
    Metrics::load(&Templates::default()).unwrap()
}

fn cell(text: &str) -> Value {
    json!({ "lines": [text], "span": 1, "indent": 0 })
}

fn table(columns: &[(&str, f64, &str)], rows: &[&[&str]]) -> TableText {
    let columns: Vec<_> = columns
        .iter()
        .map(|(label, width, align)| json!({ "label": label, "width": width, "align": align }))
        .collect();
    let rows: Vec<_> = rows
        .iter()
        .map(|cells| json!({ "kind": "body", "cells": cells.iter().map(|c| cell(c)).collect::<Vec<_>>() }))
        .collect();
    serde_json::from_value(json!({ "size": "normal", "columns": columns, "rows": rows })).unwrap()
}

#[test]
fn widths_fill_the_page_and_numbers_stay_on_one_line() {
    let metrics = metrics();
    let numbers = ["1,234,567.89", "12.00"];
    let table = table(
        &[("รายการ", 5.0, "start"), ("ปีก่อน", 1.0, "end"), ("ปีนี้", 1.0, "end")],
        &[&["ค่า\u{200b}ธรรมเนียม", numbers[0], numbers[1]]],
    );
    let fit = fit(&table, 400.0, &metrics);
    assert!((fit.widths.iter().sum::<f64>() - 400.0).abs() < 1e-6);
    assert!((fit.widths[1] - fit.widths[2]).abs() < 1e-6, "columns of numbers stay alike: {:?}", fit.widths);
    assert!(
        fit.widths[1] > metrics.width(numbers[0], false) * fit.size + 2.0 * metrics.geometry.table.side_pt
    );
    assert!((fit.size - metrics.geometry.table.normal_pt).abs() < 1e-9);
}

#[test]
fn a_crowded_table_gets_smaller_and_never_wider_than_the_page() {
    let metrics = metrics();
    let number = "1,234,567,890.12";
    let columns: Vec<_> = (0..8).map(|_| ("ยอด", 1.0, "end")).collect();
    let row: Vec<_> = (0..8).map(|_| number).collect();
    for (page, size) in [(750.0, 14.0), (600.0, 11.0), (300.0, 10.0)] {
        let fit = fit(&table(&columns, &[&row]), page, &metrics);
        assert!((fit.widths.iter().sum::<f64>() - page).abs() < 1e-6);
        assert!(fit.size <= size, "{page}: {}", fit.size);
    }
}

#[test]
fn heights_follow_the_lines() {
    let metrics = metrics();
    let lines = |n: usize| vec!["คำ"; n].join("\u{200b}");
    let (short, long) = (lines(1), lines(200));
    let table = table(&[("ก", 1.0, "start")], &[&[&short], &[&long]]);
    let fit = fit(&table, 200.0, &metrics);
    assert!(
        (fit.heights[0].points - (1.14 + metrics.geometry.cell_insets()) * metrics.geometry.table.normal_pt)
            .abs()
            < 1e-6
    );
    assert!(fit.heights[1].points > 8.0 * fit.heights[0].points);
}

#[test]
fn a_table_without_rows_has_widths() {
    let fit = fit(&table(&[("ก", 1.0, "start"), ("ข", 3.0, "end")], &[]), 100.0, &metrics());
    assert!((fit.widths.iter().sum::<f64>() - 100.0).abs() < 1e-6);
    assert!(fit.heights.is_empty());
}

fn changed(points: &str) -> Value {
    json!({ "lines": [], "span": 1, "indent": 0, "change": { "points": points, "word": "เพิ่มขึ้น" } })
}

#[test]
fn the_points_of_a_change_are_one_piece() {
    let metrics = metrics();
    let whole = "+๑๒,๓๔๕,๖๗๘.๙๐";
    let name = ["หมวด\u{200b}เงินเดือน\u{200b}และ\u{200b}ค่าจ้าง\u{200b}ประจำ"; 4].join("\u{200b}");
    let mut table = table(&[("รายการ", 9.0, "start"), ("เปลี่ยนแปลง", 1.0, "end")], &[&[&name, ""]]);
    table.rows[0].cells[1] = serde_json::from_value(changed("+๑๒,๓๔๕,\u{200b}๖๗๘.๙๐")).unwrap();
    let fit = fit(&table, 300.0, &metrics);
    let needed = (metrics.width(whole, false) + metrics.geometry.table.sign_em) * fit.size
        + 2.0 * metrics.geometry.table.side_pt;
    assert!(fit.widths[1] >= needed, "{:?} for {needed}", fit.widths);
}

/// Names that need the width that broad columns of numbers have to spare, all of it at once.
#[test]
fn columns_of_numbers_give_up_what_they_do_not_need() {
    let metrics = metrics();
    let name = "แบบวัด\u{200b}การรับรู้\u{200b}ของ\u{200b}ผู้มีส่วนได้ส่วนเสีย\u{200b}ภายนอก\u{200b}ปี\u{200b}ก่อน";
    let mut columns = vec![("รายการ", 1.0, "start")];
    columns.extend([("ปี", 1.0, "end"); 6]);
    let row = [name, "๑", "๒", "๓", "๔", "๕", "๖"];
    let page = metrics.width(&name.replace('\u{200b}', ""), false) * metrics.geometry.table.normal_pt
        + 2.0 * metrics.geometry.table.side_pt
        + 6.0 * 32.0;
    let fit = fit(&table(&columns, &[&row]), page, &metrics);
    assert!(
        (fit.heights[0].points - (1.14 + metrics.geometry.cell_insets()) * metrics.geometry.table.normal_pt)
            .abs()
            < 1e-6,
        "{:?} {:?}",
        fit.widths,
        fit.heights
    );
}

#[test]
fn a_date_stays_on_one_line_whatever_its_column_is_set_from() {
    let metrics = metrics();
    let date = "๑๘ \u{200b}เม.ย. \u{200b}๖๘";
    let long = ["แผนปฏิบัติการ"; 30].join("\u{200b}");
    let table = table(&[("วันที่", 1.0, "start"), ("รายการ", 30.0, "start")], &[&[date, &long]]);
    let fit = fit(&table, 300.0, &metrics);
    let needed = metrics.width("๑๘ เม.ย. ๖๘", false) * fit.size + 2.0 * metrics.geometry.table.side_pt;
    assert!(fit.widths[0] >= needed, "{:?} for {needed}", fit.widths);
}

#[test]
fn a_remark_is_lower_than_a_line_of_its_cell() {
    let metrics = metrics();
    let mut table = table(&[("ก", 1.0, "start")], &[&["คำ"]]);
    let cell = json!({ "lines": ["คำ"], "note": "คำ", "span": 1, "indent": 0 });
    table.rows[0].cells[0] = serde_json::from_value(cell).unwrap();
    let fit = fit(&table, 200.0, &metrics);
    let sizes = &metrics.geometry.table;
    let lines = (1.0 + sizes.note_em) * metrics.geometry.line() + sizes.leading_em;
    let whole = (lines + metrics.geometry.cell_insets()) * sizes.normal_pt;
    assert!((fit.heights[0].points - whole).abs() < 1e-6, "{:?} for {whole}", fit.heights);
}

/// A remark that goes on one line in plain letters takes two in a row of bold ones.
#[test]
fn a_remark_of_a_bold_row_is_measured_in_bold() {
    let metrics = metrics();
    let sizes = &metrics.geometry.table;
    let remark = "เกณฑ์ \u{200b}๘๕.๐๐";
    let mut table = table(&[("ก", 1.0, "end")], &[&["๑"], &["๑"], &["๑"]]);
    let cell = json!({ "lines": ["๑"], "note": remark, "span": 1, "indent": 0 });
    for (row, kind) in table.rows.iter_mut().zip(["body", "total", "group1"]) {
        row.kind = kind.to_owned();
        row.cells[0] = serde_json::from_value(cell.clone()).unwrap();
    }
    let width = |bold| metrics.width("เกณฑ์ ๘๕.๐๐", bold) * sizes.note_em * sizes.normal_pt;
    assert!(width(true) > width(false) + 1.0);
    let page = width(false) + 0.5 + 2.0 * sizes.side_pt;
    let fit = Fit { size: sizes.normal_pt, widths: vec![page], heights: Vec::new(), signs: true };
    let line = metrics.geometry.line();
    let high = |lines: f64, notes: f64, size: f64| {
        let text = (lines + notes * size) * line + (lines + notes - 1.0) * sizes.leading_em;
        (text + metrics.geometry.cell_insets()) * sizes.normal_pt
    };
    let found: Vec<_> = heights_of(&table, &fit, &metrics).iter().map(|height| height.points).collect();
    // A group's remark is plain, and as large as the label: the template sets it so.
    let wanted = [high(1.0, 1.0, sizes.note_em), high(1.0, 2.0, sizes.note_em), high(1.0, 2.0, 1.0)];
    for (found, wanted) in found.iter().zip(wanted) {
        assert!((found - wanted).abs() < 1e-6, "{found} for {wanted}");
    }
}

/// Whether the last word of a full line goes on it is Typst's to say.
#[test]
fn a_row_whose_line_is_full_has_no_exact_height() {
    let metrics = metrics();
    let table = table(&[("ก", 1.0, "start")], &[&["คำ\u{200b}คำ"]]);
    let full = metrics.width("คำคำ", false) * metrics.geometry.table.normal_pt
        + 2.0 * metrics.geometry.table.side_pt;
    let exact = |page: f64| {
        let widths = vec![page];
        let fit = Fit { size: metrics.geometry.table.normal_pt, widths, heights: Vec::new(), signs: true };
        heights_of(&table, &fit, &metrics)[0].exact
    };
    assert!(exact(full + 1.0) && exact(full - 1.0) && !exact(full + SPARE / 2.0));
}
