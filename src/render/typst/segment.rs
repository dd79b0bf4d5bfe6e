//! Break marks for Thai text and the layout of tables: every string of a view model gets U+200B where a line may
//! end, every table a text size, column widths and row heights.
//!
//! Comes in: a view model as JSON. Goes out: the JSON that a template sets as it stands. A piece between two marks
//! is set in a box, so it is never wider than where it stands: the cells of a table get pieces for their column.
//! Never: changes a text otherwise.

use super::fit::{self, Fit, TableText};
use super::head;
use super::metrics::Metrics;
use crate::thai::{BREAK, Segmenter};
use serde_json::{Map, Value, json};

/// Keys whose values are followed, not read.
const ADDRESSES: &[&str] = &["link", "path", "name", "id"];
/// Widest piece of running text, in columns of width; no cell needs wider ones.
const WIDEST_PIECE: usize = 24;
/// Widest piece while the widths of a table are looked for: any column can be as narrow as that. A table of many columns
/// has shorter ones, in its headers from so many columns on.
const PLANNING_PIECE: usize = 12;
const FEW_COLUMNS: f64 = 8.0;
/// Text size and share of a column that the pieces of a table of many columns may take.
const PLANNING_SIZE: f64 = 12.0;
const PLANNING_SHARE: f64 = 0.8;
/// Widest piece in the headers of a table of many columns.
const NARROW_HEADER: usize = 8;
/// Narrower pieces than this cut most words.
const NARROWEST_PIECE: usize = 4;
/// Columns of width in an em, so many that a piece rather comes out too wide and is cut anew; while widths are looked
/// for, so few that it does not.
const COLUMNS_PER_EM: f64 = 2.5;
const PLANNING_COLUMNS_PER_EM: f64 = 2.0;
/// Clusters after which a run of Latin letters may be cut, where it has no mark to cut at.
const LATIN_RUN: usize = 12;
/// Figures that stand out: up to so many in a row, at this many points, their words smaller, with this much room
/// around them.
const TILES: usize = 4;
const TILE_SIZE: f64 = 22.4;
const TILE_WORDS: f64 = 13.2;
const TILE_SIDES: f64 = 24.0;

/// Between a key's sign and its meaning, and the share of a line up to which both stay whole.
const EQUALS: &str = "\u{a0}=\u{a0}";
const KEY_SHARE: f64 = 0.6;

/// Segmenter, font and page a string is marked for.
#[derive(Clone, Copy)]
struct Place<'a> {
    words: &'a Segmenter,
    metrics: &'a Metrics,
    /// Width of the page's text, points.
    page: f64,
    /// Room for a piece in ems and whether it is bold; none where any piece fits.
    room: Option<(f64, bool)>,
}

/// The JSON with break marks in every string that has Thai letters or is too long for its place, with the layout of
/// every table (`points`, `widths`, each row's `height` and whether it is `exact`) and of the lines at a page's edges.
pub(crate) fn laid_out(value: Value, words: &Segmenter, metrics: &Metrics) -> Value {
    let mut value = mark(value, Place { words, metrics, page: metrics.geometry.portrait(), room: None });
    if let Some(Value::Object(meta)) = value.get_mut("meta") {
        head::scale(meta, metrics);
    }
    value
}

fn mark(value: Value, place: Place<'_>) -> Value {
    match value {
        Value::String(text) => Value::String(place.marked(text)),
        Value::Array(items) => items.into_iter().map(|v| mark(v, place)).collect(),
        Value::Object(fields) => object(fields, place),
        other => other,
    }
}

impl Place<'_> {
    fn marked(&self, text: String) -> String {
        let Some((room, bold)) = self.room else {
            let line = self.page / self.metrics.geometry.body();
            return if is_marked(&text) {
                self.keys_whole(self.words.break_opportunities(&text), line)
            } else {
                self.latin(text, line, false)
            };
        };
        // A number in two pieces is another number to the eye; one that no line holds ends behind a comma, and its sign
        // stays with it.
        if is_figure(&text) {
            let fits = self.metrics.width(&text, bold) <= room;
            return if fits { text } else { text.split_inclusive(',').collect::<Vec<_>>().join(BREAK) };
        }
        if !is_marked(&text) {
            return self.latin(text, room, bold);
        }
        let mut limit = whole(room * COLUMNS_PER_EM).clamp(NARROWEST_PIECE, WIDEST_PIECE);
        loop {
            let marked = self.words.break_opportunities_within(&text, limit);
            let fits = |piece: &str| self.metrics.width(piece.trim(), bold) <= room;
            if limit == NARROWEST_PIECE || marked.split('\n').flat_map(|line| line.split(BREAK)).all(fits) {
                return marked;
            }
            limit = (limit * 4 / 5).max(NARROWEST_PIECE);
        }
    }

    /// A sign or short word of a key stays on a line with its meaning where no-break blanks join them: `ขาด = ยังไม่ส่ง`.
    /// `line` is the line's width in ems.
    fn keys_whole(&self, marked: String, line: f64) -> String {
        if !marked.contains(EQUALS) {
            return marked;
        }
        let runs = marked.split_inclusive(' ').map(|run| {
            let start = if run.starts_with(BREAK) { BREAK } else { "" };
            let whole = run.replace(BREAK, "");
            let fits = self.metrics.width(whole.trim_end(), false) <= line * KEY_SHARE;
            if run.contains(EQUALS) && fits { start.to_owned() + &whole } else { run.to_owned() }
        });
        runs.collect()
    }

    /// Text without Thai letters, marked only where a word is too long: at its blanks and inside that word.
    fn latin(&self, text: String, room: f64, bold: bool) -> String {
        let too_wide = |word: &str| self.metrics.width(word, bold) > room;
        if !text.split([' ', '\n']).any(too_wide) {
            return text;
        }
        let words = text.split_inclusive([' ', '\n']);
        words
            .map(|word| {
                let pieces = if too_wide(word.trim()) { latin_pieces(word) } else { vec![word] };
                let end = if word.ends_with(' ') { BREAK } else { "" };
                pieces.join(BREAK) + end
            })
            .collect()
    }
}

fn object(mut fields: Map<String, Value>, mut place: Place<'_>) -> Value {
    if let Some(Value::Bool(wide)) = fields.get("wide") {
        let geometry = &place.metrics.geometry;
        place.page = if *wide { geometry.landscape() } else { geometry.portrait() };
    }
    if fields.contains_key("rows")
        && fields.contains_key("columns")
        && let Some(table) = table(&fields, place)
    {
        return table;
    }
    if let Some(Value::Array(tiles)) = fields.get_mut("tiles") {
        let room = place.page / count(tiles.len().clamp(1, TILES)) - TILE_SIDES;
        *tiles = std::mem::take(tiles).into_iter().map(|v| tile(v, room, place)).collect();
    }
    let marked = fields.into_iter().map(|(key, value)| {
        let followed = ADDRESSES.contains(&key.as_str()) || key == "tiles";
        let value = if followed { value } else { mark(value, place) };
        (key, value)
    });
    Value::Object(marked.collect())
}

/// A figure that stands out: its value is large, the words around it are small.
fn tile(tile: Value, room: f64, place: Place<'_>) -> Value {
    let Value::Object(fields) = tile else { return mark(tile, place) };
    let marked = fields.into_iter().map(|(key, value)| {
        let (size, bold) = if key == "value" { (TILE_SIZE, true) } else { (TILE_WORDS, false) };
        let value = mark(value, Place { room: Some((room / size, bold)), ..place });
        (key, value)
    });
    Value::Object(marked.collect())
}

/// A table with its layout; none when the object is no table after all.
fn table(fields: &Map<String, Value>, place: Place<'_>) -> Option<Value> {
    // The widths are found with short pieces, then every cell gets pieces for its width.
    let columns = count(fields.get("columns").and_then(Value::as_array).map_or(1, Vec::len).max(1));
    let piece = whole(place.page / columns / PLANNING_SIZE * PLANNING_COLUMNS_PER_EM * PLANNING_SHARE);
    let piece = piece.clamp(NARROWEST_PIECE, PLANNING_PIECE);
    let header = if columns <= FEW_COLUMNS { PLANNING_PIECE } else { piece.min(NARROW_HEADER) };
    let planned = planned(&Value::Object(fields.clone()), place.words, (piece, header));
    let text: TableText = serde_json::from_value(planned).ok()?;
    let fit = fit::fit(&text, place.page, place.metrics);
    let mut marked = Map::new();
    for (key, value) in fields {
        let value = match (key.as_str(), value) {
            ("columns", Value::Array(columns)) => headers(columns, &text, &fit, place),
            ("rows", Value::Array(rows)) => rows
                .iter()
                .zip(&text.rows)
                .map(|(row, text_row)| cells(row, text_row, &text, &fit, place))
                .collect(),
            ("id", value) => value.clone(),
            (_, value) => mark(value.clone(), place),
        };
        marked.insert(key.clone(), value);
    }
    // Heights with the pieces as they are.
    let set: TableText = serde_json::from_value(Value::Object(marked.clone())).ok()?;
    let heights = fit::heights_of(&set, &fit, place.metrics);
    if let Some(Value::Array(rows)) = marked.get_mut("rows") {
        for (row, height) in rows.iter_mut().zip(&heights) {
            if let Value::Object(row) = row {
                row.insert("height".to_owned(), json!(rounded(height.points)));
                row.insert("exact".to_owned(), json!(height.exact));
            }
        }
    }
    marked.insert("points".to_owned(), json!(fit.size));
    marked.insert("widths".to_owned(), fit.widths.iter().map(|w| json!(rounded(*w))).collect());
    Some(Value::Object(marked))
}

/// Every text with marks around pieces that any column can hold.
fn planned(value: &Value, words: &Segmenter, (widest, header): (usize, usize)) -> Value {
    match value {
        Value::String(text) if is_marked(text) => {
            Value::String(words.break_opportunities_within(text, widest))
        }
        Value::String(text) => {
            let marked = text.split_inclusive([' ', '\n']).map(|word| {
                let end = if word.ends_with(' ') { BREAK } else { "" };
                latin_pieces(word).join(BREAK) + end
            });
            Value::String(marked.collect())
        }
        Value::Array(items) => items.iter().map(|v| planned(v, words, (widest, header))).collect(),
        Value::Object(fields) => {
            let planned = fields.iter().map(|(key, value)| {
                // Names of sizes, tones and kinds are no text.
                let name = matches!(value, Value::String(_)) && !TEXTS.contains(&key.as_str());
                let widest = if key == "columns" { header } else { widest };
                (key.clone(), if name { value.clone() } else { planned(value, words, (widest, header)) })
            });
            Value::Object(planned.collect())
        }
        other => other.clone(),
    }
}

/// Strings of a table that are text.
const TEXTS: &[&str] = &["label", "group", "title", "text", "note", "points", "word"];

fn headers(columns: &[Value], text: &TableText, fit: &Fit, place: Place<'_>) -> Value {
    let header_sides = 2.0 * place.metrics.geometry.table.header_side_pt;
    let within = |width: f64| Place { room: Some(((width - header_sides) / fit.size, true)), ..place };
    let groups = fit::groups(&text.columns);
    let columns = columns.iter().zip(&text.columns).zip(&fit.widths).enumerate();
    columns
        .map(|(at, ((column, text), width))| {
            let mut column = column.clone();
            let group = column.get_mut("group").map(Value::take);
            let mut marked =
                mark(column, if text.upright { Place { room: None, ..place } } else { within(*width) });
            let across = groups.iter().find(|(columns, _)| columns.contains(&at));
            if let (Some(group), Some((columns, _))) = (group, across) {
                marked["group"] = mark(group, within(fit.widths[columns.clone()].iter().sum()));
            }
            marked
        })
        .collect()
}

/// A row whose cells have pieces for the columns that they span.
fn cells(row: &Value, text: &fit::RowText, table: &TableText, fit: &Fit, place: Place<'_>) -> Value {
    let mut row = row.clone();
    if let Some(Value::Array(cells)) = row.get_mut("cells") {
        let mut at = 0;
        for (cell, text_cell) in cells.iter_mut().zip(&text.cells) {
            let geometry = &place.metrics.geometry;
            let room = fit::room(table, &fit.widths, text, (at, text_cell), geometry) / fit.size;
            let signs = table.columns.get(at).is_none_or(|column| !column.upright);
            let room = CellRoom {
                room: room - text_cell.beside(geometry),
                sign: if signs && text_cell.has_sign() { geometry.table.sign_em } else { 0.0 },
                bold: text.is_bold(),
                loud: text_cell.is_loud(),
                signs: fit.signs,
            };
            *cell = room.mark(cell.take(), place);
            at += text_cell.span;
        }
    }
    row
}

/// What the parts of a cell have room for, in ems of the cell's size.
struct CellRoom {
    room: f64,
    /// Room of the sign before the first line.
    sign: f64,
    /// All of it is bold.
    bold: bool,
    /// The first line is bold.
    loud: bool,
    /// Changes have their drawn signs.
    signs: bool,
}

impl CellRoom {
    fn mark(&self, cell: Value, place: Place<'_>) -> Value {
        let Value::Object(fields) = cell else { return cell };
        let sizes = &place.metrics.geometry.table;
        let within = |value: Value, room: f64, bold: bool| {
            mark(value, Place { room: Some((room, bold || self.bold)), ..place })
        };
        let marked = fields.into_iter().map(|(key, value)| {
            let value = match (key.as_str(), value) {
                // Labels of details are bold.
                ("title" | "details", value) => within(value, self.room, true),
                ("note", value) => within(value, self.room / sizes.note_em, false),
                ("change", Value::Object(change)) => {
                    let parts = change.into_iter().map(|(key, value)| {
                        let value = match key.as_str() {
                            // The sign and the points are one piece.
                            "points" if self.signs => within(value, self.room - sizes.sign_em, false),
                            "direction" if !self.signs => Value::String(fit::UNSIGNED.to_owned()),
                            "points" | "word" => within(value, self.room, false),
                            _ => value,
                        };
                        (key, value)
                    });
                    Value::Object(parts.collect())
                }
                ("lines", Value::Array(lines)) => (lines.into_iter().enumerate())
                    .map(|(at, line)| match at {
                        0 => within(line, self.room - self.sign, self.loud),
                        _ => within(line, self.room, false),
                    })
                    .collect(),
                // Names of tones and addresses.
                (_, value) => value,
            };
            (key, value)
        });
        Value::Object(marked.collect())
    }
}

/// Whether a text is one number, percentage or range without a blank.
fn is_figure(text: &str) -> bool {
    let digits = text.chars().filter(|c| crate::thai::digits::is_digit(*c)).count();
    digits > 0 && text.chars().all(|c| crate::thai::digits::is_digit(c) || "+-−–.,()%/:".contains(c))
}

/// A run of Latin letters cut behind the marks of addresses and file names, else anywhere.
fn latin_pieces(word: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut clusters) = (0, 0);
    for (at, c) in word.char_indices() {
        clusters += 1;
        let next = at + c.len_utf8();
        let blank = c == ' ' || c == '\n' || word[next..].starts_with([' ', '\n']);
        if !blank && next < word.len() && ("/?&=-_.%#".contains(c) || clusters >= LATIN_RUN) {
            pieces.push(&word[start..next]);
            (start, clusters) = (next, 0);
        }
    }
    pieces.push(&word[start..]);
    pieces
}

/// Whether the segmenter finds the breaks: Thai letters, Thai digits, addresses.
fn is_marked(text: &str) -> bool {
    let thai = |c: char| ('\u{e01}'..='\u{e5b}').contains(&c);
    text.chars().any(thai) || text.starts_with("https://") || text.starts_with("http://")
}

/// Hundredths of a point: what is finer no page shows.
fn rounded(points: f64) -> f64 {
    (points * 100.0).round() / 100.0
}

fn whole(number: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a page's width")]
    let whole = number.clamp(0.0, 1000.0) as usize;
    whole
}

#[expect(clippy::cast_precision_loss, reason = "tiles in a row and columns are few")]
fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests;
