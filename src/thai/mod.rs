//! Thai text, dates and numbers.
//!
//! In: text, serials and values. Out: canonical text, dates, shown numbers, word boundaries and
//! widths. Never reads a file and knows nothing of the rest of the program.

mod atoms;
mod breaks;
pub mod date;
pub mod digits;
pub mod normalise;
pub mod number;
pub mod spans;
mod vocabulary;
pub mod width;
pub mod words;

pub use breaks::BREAK;
pub use date::{
    BUDDHIST_OFFSET, Date, DateError, ExcelEpoch, english_month_name, format_english, format_long,
    format_short, month_name, month_number, month_short, parse_date,
};
pub use digits::{Digits, to_arabic_digits, to_thai_digits};
pub use normalise::{key, likeness, nearest, normalise, normalised, oit_code, question_code};
pub use number::{
    format_number, is_dashes, is_parted, parse_number, round_half_away, significant_digits, unit_of,
};
pub use spans::{Span, WrittenMonth, WrittenSpan, written_month, written_span};
pub use words::Segmenter;
