//! Break marks for Thai text: every string of a view model gets U+200B where a line may end.
//!
//! A piece between two marks is set in a box, so it must not be wider than its column: the cells of a
//! table get pieces for their column's width.

use crate::thai::{Segmenter, width};
use serde_json::{Map, Value};

/// Keys whose values are followed, not read.
const ADDRESSES: &[&str] = &["link", "path", "name"];
/// Text width of an upright and of a landscape page, centimetres.
const UPRIGHT: f64 = 16.0;
const LANDSCAPE: f64 = 24.7;
/// What a cell's sides leave free, centimetres.
const CELL_SIDES: f64 = 0.25;
/// Pieces of running text, in columns of width; no cell needs longer ones.
const LONGEST_PIECE: usize = 24;
/// Shorter pieces than this cut most words.
const SHORTEST_PIECE: usize = 6;

/// Where a string stands.
#[derive(Clone, Copy)]
struct Place {
    /// Width of the page's text, centimetres.
    page: f64,
    /// Longest piece, columns of width.
    piece: usize,
}

/// The JSON with break marks in every string that has Thai letters or is an address. Strings without
/// them are ids and file paths and stay as they are.
pub(crate) fn with_break_marks(value: Value, words: &Segmenter) -> Value {
    mark(value, words, Place { page: UPRIGHT, piece: LONGEST_PIECE })
}

fn mark(value: Value, words: &Segmenter, place: Place) -> Value {
    match value {
        Value::String(text) if text.chars().any(is_thai) || is_url(&text) => {
            Value::String(words.break_opportunities_within(&text, place.piece))
        }
        Value::Array(items) => items.into_iter().map(|v| mark(v, words, place)).collect(),
        Value::Object(fields) => object(fields, words, place),
        other => other,
    }
}

fn object(fields: Map<String, Value>, words: &Segmenter, mut place: Place) -> Value {
    if let Some(Value::Bool(wide)) = fields.get("wide") {
        place.page = if *wide { LANDSCAPE } else { UPRIGHT };
    }
    let columns = columns(&fields, place);
    let marked = |(key, value): (String, Value)| {
        let value = match (&columns, value) {
            (_, value) if ADDRESSES.contains(&key.as_str()) => value,
            (Some(columns), Value::Array(list)) if key == "columns" => {
                let cells = list.into_iter().zip(columns);
                cells.map(|(cell, piece)| mark(cell, words, Place { piece: *piece, ..place })).collect()
            }
            (Some(columns), Value::Array(list)) if key == "rows" => {
                list.into_iter().map(|row| table_row(row, columns, words, place)).collect()
            }
            (_, value) => mark(value, words, place),
        };
        (key, value)
    };
    Value::Object(fields.into_iter().map(marked).collect())
}

/// Longest piece of each column, when the object is a table.
fn columns(fields: &Map<String, Value>, place: Place) -> Option<Vec<usize>> {
    fields.get("rows")?.as_array()?;
    let points = match fields.get("size")?.as_str()? {
        "small" => 12.0,
        "compact" => 13.0,
        _ => 14.0,
    };
    let widths: Vec<f64> =
        fields.get("columns")?.as_array()?.iter().map(|c| c["width"].as_f64().unwrap_or(1.0)).collect();
    let all: f64 = widths.iter().sum();
    let piece = |width: &f64| {
        let room = place.page * width / all - CELL_SIDES;
        width::columns_in(room, points).clamp(SHORTEST_PIECE, LONGEST_PIECE)
    };
    Some(widths.iter().map(piece).collect())
}

/// A row's cells, each with the pieces of the columns that it spans.
fn table_row(row: Value, columns: &[usize], words: &Segmenter, place: Place) -> Value {
    let Value::Object(mut fields) = row else { return row };
    if let Some(Value::Array(cells)) = fields.remove("cells") {
        let mut at = 0;
        let mut marked = Vec::with_capacity(cells.len());
        // A group row has one cell across the table.
        let alone = cells.len() == 1;
        for cell in cells {
            let span = usize::try_from(cell["span"].as_u64().unwrap_or(1)).unwrap_or(1);
            let room: usize = columns.iter().skip(at).take(span).sum();
            let piece = if alone { LONGEST_PIECE } else { room.clamp(SHORTEST_PIECE, LONGEST_PIECE) };
            marked.push(mark(cell, words, Place { piece, ..place }));
            at += span;
        }
        fields.insert("cells".to_owned(), Value::Array(marked));
    }
    Value::Object(fields)
}

fn is_thai(c: char) -> bool {
    ('\u{e01}'..='\u{e5b}').contains(&c)
}

fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pieces(value: &Value) -> Vec<usize> {
        let text = value.as_str().unwrap_or_default();
        text.split('\u{200b}').map(width::columns).collect()
    }

    #[test]
    fn a_narrow_column_gets_shorter_pieces_and_addresses_stay() {
        let words = Segmenter::default();
        let text = "มอบหมายงานและให้หัวหน้าฝ่ายประเมินผลตามหลักเกณฑ์เดียวกัน";
        let cell = json!({ "lines": [text], "span": 1, "link": "https://example.go.th/เอกสาร" });
        let table = json!({
            "size": "small",
            "columns": [{ "label": "ก", "width": 1.0 }, { "label": "ข", "width": 9.0 }],
            "rows": [{ "kind": "body", "cells": [cell, cell] }],
        });
        let marked = with_break_marks(json!({ "wide": false, "tables": [table] }), &words);
        let cells = &marked["tables"][0]["rows"][0]["cells"];
        let longest = |at: usize| pieces(&cells[at]["lines"][0]).into_iter().max().unwrap_or(0);
        assert!(longest(0) <= SHORTEST_PIECE, "{}", longest(0));
        assert!(longest(1) > SHORTEST_PIECE && longest(1) <= LONGEST_PIECE, "{}", longest(1));
        assert_eq!(cells[0]["link"], "https://example.go.th/เอกสาร");
        let bare = cells[0]["lines"][0].as_str().map(|t| t.replace('\u{200b}', ""));
        assert_eq!(bare.as_deref(), Some(text));
    }
}
