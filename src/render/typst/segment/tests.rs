use super::*;

fn metrics() -> Metrics {
    Metrics::load(&crate::templates::Templates::default()).unwrap()
}

fn cell(text: &str) -> Value {
    json!({ "lines": [text], "span": 1, "indent": 0 })
}

fn table(rows: &[[&str; 2]]) -> Value {
    let rows: Vec<_> =
        rows.iter().map(|[a, b]| json!({ "kind": "body", "cells": [cell(a), cell(b)] })).collect();
    let column = |label: &str| json!({ "label": label, "width": 1.0, "align": "start" });
    json!({ "id": "t", "size": "small", "columns": [column("ก"), column("ข")], "rows": rows })
}

fn widths(table: &Value) -> Vec<f64> {
    table["widths"].as_array().unwrap().iter().filter_map(Value::as_f64).collect()
}

#[test]
fn every_piece_fits_its_column_and_the_text_stays() {
    let metrics = metrics();
    let words = Segmenter::default();
    let long = "มอบหมายงานและให้หัวหน้าฝ่ายประเมินผลตามหลักเกณฑ์เดียวกัน ".repeat(6);
    let text = long.trim();
    let marked = laid_out(
        table(&[["แผนปฏิบัติราชการประจำปี", text], ["input/2568/h1-office-01.xlsx", text]]),
        &words,
        &metrics,
    );
    let widths = widths(&marked);
    assert!((widths.iter().sum::<f64>() - metrics.geometry.portrait()).abs() < 0.05, "{widths:?}");
    for row in marked["rows"].as_array().unwrap() {
        for (cell, width) in row["cells"].as_array().unwrap().iter().zip(&widths) {
            let line = cell["lines"][0].as_str().unwrap();
            for piece in line.split('\u{200b}') {
                assert!(
                    metrics.width(piece.trim(), false) * 12.0 <= width - 2.0 * metrics.geometry.table.side_pt,
                    "{piece} in {width}"
                );
            }
        }
    }
    let bare = marked["rows"][0]["cells"][1]["lines"][0].as_str().unwrap().replace('\u{200b}', "");
    assert_eq!(bare, text);
}

#[test]
fn the_longer_column_gets_the_room() {
    let metrics = metrics();
    let long = "จัดทำแผนและติดตามผลการดำเนินงานของทุกฝ่าย ".repeat(8);
    let marked = laid_out(table(&[["ฝ่ายปกครอง", long.trim()]]), &Segmenter::default(), &metrics);
    let widths = widths(&marked);
    assert!(widths[1] > 2.0 * widths[0], "{widths:?}");
    assert!(marked["rows"][0]["height"].as_f64().unwrap() > 12.0);
    assert_eq!(marked["points"], metrics.geometry.table.small_pt);
}

#[test]
fn addresses_and_ids_are_left_alone() {
    let words = Segmenter::default();
    let value = json!({ "link": "https://example.go.th/เอกสาร", "path": "/รูป.png", "note": "ผลการดำเนินงานของฝ่ายปกครอง" });
    let marked = laid_out(value, &words, &metrics());
    assert_eq!(marked["link"], "https://example.go.th/เอกสาร");
    assert_eq!(marked["path"], "/รูป.png");
    assert!(marked["note"].as_str().unwrap().contains('\u{200b}'));
}

#[test]
fn file_names_part_behind_their_marks() {
    assert_eq!(latin_pieces("m1-02-registration-h1.pdf").concat(), "m1-02-registration-h1.pdf");
    assert_eq!(latin_pieces("input/2568/a.xlsx"), ["input/", "2568/", "a.", "xlsx"]);
    assert_eq!(latin_pieces("abc "), ["abc "]);
}

#[test]
fn a_large_figure_in_a_tile_is_cut_where_it_must_be() {
    let value = json!({ "tiles": [{ "value": "ต้องปรับปรุงโดยด่วน" }, {}, {}, {}] });
    let marked = laid_out(value, &Segmenter::default(), &metrics());
    assert!(marked["tiles"][0]["value"].as_str().unwrap().contains('\u{200b}'));
}

#[test]
fn a_run_of_latin_letters_ends_at_the_page() {
    let metrics = metrics();
    let run = "x".repeat(400);
    let marked = laid_out(json!({ "text": run }), &Segmenter::default(), &metrics);
    let text = marked["text"].as_str().unwrap();
    assert!(text.split('\u{200b}').all(|piece| metrics.width(piece, false) * metrics.geometry.body() <= metrics.geometry.portrait()));
    assert_eq!(text.replace('\u{200b}', ""), run);
    let short = json!({ "text": "application/json" });
    assert_eq!(laid_out(short.clone(), &Segmenter::default(), &metrics), short);
}

#[test]
fn a_bold_number_keeps_together_in_the_narrowest_column() {
    let metrics = metrics();
    let cell = |text: &str, tone: &str| json!({ "lines": [text], "span": 1, "indent": 0, "tone": tone, "note": "คำนวณ" });
    let column = |label: &str, width: f64| json!({ "label": label, "width": width, "align": "end" });
    let long = "การจัดซื้อจัดจ้างหรือการจัดหาพัสดุมีการเอื้อประโยชน์ให้แก่ผู้ประกอบการรายใดรายหนึ่ง ".repeat(9);
    for tone in ["strong", "bad", "good", "muted"] {
        let marked = laid_out(
            json!({ "id": "t", "size": "small",
                "columns": [column("ก", 30.0), column("ข", 0.1)],
                "rows": [{ "kind": "body", "cells": [cell(long.trim(), "muted"), cell("๑๐๐.๐๐", tone)] }] }),
            &Segmenter::default(),
            &metrics,
        );
        let score = &marked["rows"][0]["cells"][1];
        assert_eq!(score["lines"][0], "๑๐๐.๐๐", "{tone}");
        assert_eq!(score["note"], "คำนวณ", "{tone}");
        let sign = if matches!(tone, "bad" | "good") { metrics.geometry.table.sign_em } else { 0.0 };
        let bold = matches!(tone, "strong" | "bad");
        let needed = (metrics.width("๑๐๐.๐๐", bold) + sign) * metrics.geometry.table.small_pt
            + 2.0 * metrics.geometry.table.side_pt;
        assert!(widths(&marked)[1] >= needed, "{tone}: {:?} for {needed}", widths(&marked));
    }
}

#[test]
fn a_sign_stays_with_its_meaning() {
    let words = Segmenter::default();
    let whole = "ขาด\u{a0}=\u{a0}ยังไม่ส่งแบบรายงาน,";
    let long = "ยังไม่ระบุ\u{a0}=\u{a0}".to_owned() + &"มาตรการแล้วเสร็จและมีหลักฐาน".repeat(4);
    let text = format!("คำย่อ: {whole} {long}");
    let marked = laid_out(json!({ "text": text }), &words, &metrics());
    let marked = marked["text"].as_str().unwrap();
    assert!(marked.contains(whole), "{marked}");
    assert!(marked.rsplit(' ').next().unwrap().contains('\u{200b}'), "longer than a line: {marked}");
    assert_eq!(marked.replace('\u{200b}', ""), text);
}

/// Amounts of twelve digits beside each other: the drawn sign gives way, the written one stays with its figure.
#[test]
fn a_sign_stays_with_its_figure() {
    let points = "+๖๔๗,๔๔๓,๕๒๐,๐๐๒.๒๒";
    let plain = |text: &str| json!({ "lines": [text], "span": 1, "indent": 0 });
    let changed = json!({
        "lines": [], "span": 1, "indent": 0,
        "change": { "direction": "up-plain", "points": points, "word": "" },
    });
    let columns = 4;
    let header = json!({ "label": "ภาษี", "width": 2.2, "align": "end" });
    let row = |cell: &Value| {
        let cells: Vec<_> =
            std::iter::once(plain("เพิ่ม/ลด")).chain((0..columns).map(|_| cell.clone())).collect();
        json!({ "kind": "body", "cells": cells })
    };
    let mut headers = vec![json!({ "label": "เดือน", "width": 3.2, "align": "start" })];
    headers.extend((0..columns).map(|_| header.clone()));
    let table = json!({
        "id": "wide", "size": "small", "columns": headers, "rows": [row(&plain(&points[1..])), row(&changed)],
    });
    let metrics = metrics();
    let words = Segmenter::default();
    let marked = laid_out(table, &words, &metrics);
    let change = &marked["rows"][1]["cells"][1]["change"];
    assert_eq!((change["points"].as_str(), change["direction"].as_str()), (Some(points), Some("same")));
    assert_eq!(marked["rows"][0]["cells"][1]["lines"][0], points[1..]);
    // Where no size is small enough a figure ends behind a comma, never behind its sign.
    let place = Place { words: &words, metrics: &metrics, page: 400.0, room: Some((4.0, false)) };
    assert_eq!(place.marked(points.to_owned()), "+๖๔๗,\u{200b}๔๔๓,\u{200b}๕๒๐,\u{200b}๐๐๒.๒๒");
}
