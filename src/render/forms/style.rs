//! How forms look: one face, few colours, every state also told without colour.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook};

use super::failed;
use crate::contract::{FieldSpec, FieldType, Role};
use crate::error::Error;
use crate::render::xlsx::FACE;

const SIZE: f64 = 16.0;

/// Pixels of a row at the face's size, and of a column of default width.
const ROW_PIXELS: u32 = 32;
const COLUMN_PIXELS: u32 = 80;

/// Points that a line of text takes, and that a row has besides its lines.
const LINE_POINTS: f64 = 24.0;
const ROW_PADDING: f64 = 1.0;
/// No row is higher, Excel's limit is 409.
const HIGHEST: f64 = 400.0;

/// Points of a row with so many lines of text.
pub(super) fn row_points(lines: usize) -> f64 {
    let lines = u32::try_from(lines.max(1)).unwrap_or(u32::MAX);
    (f64::from(lines) * LINE_POINTS + ROW_PADDING).min(HIGHEST)
}

pub(super) const NAVY: Color = Color::RGB(0x1F_3864);
pub(super) const PALE_BLUE: Color = Color::RGB(0xD9_E2_F3);
pub(super) const GREY: Color = Color::RGB(0xED_EDED);
pub(super) const YELLOW: Color = Color::RGB(0xFF_F2_CC);
pub(super) const PINK: Color = Color::RGB(0xFC_E4_E4);
pub(super) const RED: Color = Color::RGB(0xC0_0000);
pub(super) const DATE_FORMAT: &str = "dd/mm/yyyy";
const LINE: Color = Color::RGB(0x9A_A3_B0);

/// A workbook whose unformatted cells have the face too.
///
/// # Errors
/// The library refuses the default format: a bug.
pub(super) fn workbook() -> Result<Workbook, Error> {
    let mut book = Workbook::new();
    book.set_default_format(&base(), ROW_PIXELS, COLUMN_PIXELS).map_err(failed)?;
    Ok(book)
}

pub(super) fn base() -> Format {
    Format::new().set_font_name(FACE).set_font_size(SIZE)
}

pub(super) fn title() -> Format {
    base().set_font_size(20).set_bold()
}

/// Points of a row with a title.
pub(super) const TITLE_POINTS: f64 = 30.0;

pub(super) fn section() -> Format {
    base().set_font_size(18).set_bold().set_font_color(NAVY)
}

pub(super) fn label() -> Format {
    base().set_bold().set_align(FormatAlign::VerticalCenter)
}

pub(super) fn hint() -> Format {
    above().set_italic().set_font_color(Color::RGB(0x59_5959))
}

/// An empty cell above the table: unlike an unformatted one it does not take its column's format, which
/// is unlocked.
pub(super) fn above() -> Format {
    base().set_align(FormatAlign::VerticalCenter)
}

/// Running text that wraps.
pub(super) fn text() -> Format {
    base().set_text_wrap().set_align(FormatAlign::Top)
}

pub(super) fn link() -> Format {
    boxed(text())
        .set_font_color(Color::RGB(0x05_63C1))
        .set_underline(rust_xlsxwriter::FormatUnderline::Single)
}

/// A warning for the reader: red and bold.
pub(super) fn alert() -> Format {
    base().set_bold().set_font_color(RED)
}

/// With thin lines on all sides.
pub(super) fn boxed(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(LINE)
}

/// A value above the table that the office may change, or not.
pub(super) fn meta_value(locked: bool) -> Format {
    let format = boxed(above()).set_align(FormatAlign::Left);
    if locked { format.set_background_color(GREY) } else { format.set_unlocked() }
}

/// A header cell: dark for what must be filled in, pale for what may stay empty.
pub(super) fn header(required: bool) -> Format {
    let format = boxed(base().set_bold().set_text_wrap())
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter);
    if required {
        format.set_background_color(NAVY).set_font_color(Color::White)
    } else {
        format.set_background_color(PALE_BLUE)
    }
}

/// How Excel shows a column's values.
///
/// Text has no format of its own: in Excel's text format long texts show as ####.
pub(super) fn number_format(field: &FieldSpec) -> Option<&'static str> {
    match (field.kind, field.role) {
        (FieldType::Date, _) | (_, Some(Role::Due)) => Some(DATE_FORMAT),
        (FieldType::Integer, _) => Some("#,##0"),
        (FieldType::Number, Some(Role::Percent)) => Some("0.00"),
        (FieldType::Number, _) if field.unit == "บาท" => Some("#,##0.00"),
        (FieldType::Number, _) if field.unit == "คะแนน" => Some("0.00"),
        (FieldType::Number | FieldType::String, _) => None,
    }
}

/// A cell of a column: wrapped text at the top, dates in the middle, numbers to the right.
pub(super) fn value(field: &FieldSpec, locked: bool) -> Format {
    let mut format = base().set_align(FormatAlign::Top);
    if let Some(shown) = number_format(field) {
        format = format.set_num_format(shown);
    }
    format = match field.kind {
        FieldType::String => format.set_text_wrap(),
        FieldType::Date => format.set_align(FormatAlign::Center),
        FieldType::Integer | FieldType::Number => format,
    };
    if locked { boxed(format).set_background_color(GREY) } else { format.set_unlocked() }
}
