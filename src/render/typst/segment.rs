//! Break marks for Thai text: every string of a view model gets U+200B where a line may end.

use crate::thai::Segmenter;
use serde_json::Value;

/// Keys whose values are followed, not read.
const ADDRESSES: &[&str] = &["link", "path", "name"];

/// The JSON with break marks in every string that has Thai letters or is a long unbroken run. Strings
/// without them are ids and file paths and stay as they are.
pub(crate) fn with_break_marks(value: Value, words: &Segmenter) -> Value {
    match value {
        Value::String(text) if text.chars().any(is_thai) || is_url(&text) => {
            Value::String(words.break_opportunities(&text))
        }
        Value::Array(items) => items.into_iter().map(|v| with_break_marks(v, words)).collect(),
        Value::Object(fields) => {
            let marked = |(key, value): (String, Value)| {
                let value =
                    if ADDRESSES.contains(&key.as_str()) { value } else { with_break_marks(value, words) };
                (key, value)
            };
            fields.into_iter().map(marked).collect()
        }
        other => other,
    }
}

fn is_thai(c: char) -> bool {
    ('\u{e01}'..='\u{e5b}').contains(&c)
}

fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}
