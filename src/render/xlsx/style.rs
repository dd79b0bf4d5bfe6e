//! How cells look: one face, one size, number formats that show the published decimals and keep the rest.
//!
//! In: kinds of values. Out: formats, made once a workbook. Never: a colour that says what words do not.

use crate::look::Palette;
use crate::report::workbook::book::{Kind, Tone};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};
use std::collections::HashMap;

/// The official face of Thai documents, of workbooks for reviewers and of forms; where it is missing, family and character set let Excel
/// choose another Thai face without serifs.
pub(in crate::render) const FACE: &str = "TH SarabunPSK";
/// Text of tables, in points.
pub(super) const SIZE: f64 = 14.0;
const TITLE_SIZE: f64 = 18.0;
/// Excel's number of the family of faces without serifs.
const SWISS: u8 = 2;
/// Windows' number of the Thai character set.
const THAI: u8 = 222;

/// Width of a column in pixels that the face at this size asks for.
pub(super) const COLUMN_PIXELS: u32 = 72;

const TOTAL_FILL: Color = Color::RGB(0x00F2_F2F2);
const LINE: Color = Color::RGB(0x00A6_A6A6);
const LINK: Color = Color::RGB(0x0005_63C1);
const MARK: Color = Color::RGB(0x009C_0006);

/// Formats of a workbook.
pub(super) struct Styles {
    /// Default of every cell.
    pub base: Format,
    /// Title of a sheet.
    pub title: Format,
    /// Lines below it.
    pub note: Format,
    /// Sample and draft marks.
    pub mark: Format,
    /// Labels of the cover.
    pub label: Format,
    /// Links above a table.
    pub link: Format,
    /// Decimals of scores.
    pub decimals: usize,
    /// The agency's colour.
    pub accent: Color,
    header: Format,
    upright: Format,
    cells: HashMap<(Kind, Emphasis), Format>,
}

/// How a row stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Emphasis {
    Plain,
    Strong,
    Total,
    /// Without lines: the cover and the open spreadsheet.
    Bare,
}

const KINDS: [Kind; 15] = [
    Kind::Code,
    Kind::Text,
    Kind::Prose,
    Kind::Remark,
    Kind::List,
    Kind::Integer,
    Kind::Score,
    Kind::Points,
    Kind::Share,
    Kind::Number,
    Kind::Money,
    Kind::Date,
    Kind::Month,
    Kind::Link,
    Kind::Web,
];

impl Styles {
    /// The formats in the colours of `palette`; `plain` leaves out fills and lines.
    pub fn new(plain: bool, decimals: usize, palette: &Palette) -> Self {
        let base = Format::new()
            .set_font_name(FACE)
            .set_font_size(SIZE)
            .set_font_family(SWISS)
            .set_font_charset(THAI);
        let header = base.clone().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter);
        let header = if plain {
            header.set_border_bottom(FormatBorder::Thin)
        } else {
            lined(
                header.set_align(FormatAlign::Center).set_background_color(Color::RGB(palette.header.rgb())),
            )
        };
        let mut cells = HashMap::new();
        for kind in KINDS {
            for emphasis in [Emphasis::Plain, Emphasis::Strong, Emphasis::Total, Emphasis::Bare] {
                cells.insert((kind, emphasis), cell(&base, (kind, decimals), emphasis, plain));
            }
        }
        Self {
            title: base.clone().set_bold().set_font_size(TITLE_SIZE).set_align(FormatAlign::VerticalCenter),
            note: base.clone(),
            mark: base.clone().set_bold().set_font_color(MARK),
            label: base.clone().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            link: base.clone().set_font_color(LINK).set_underline(FormatUnderline::Single),
            upright: header.clone().set_rotation(90).set_align(FormatAlign::Bottom),
            header,
            decimals,
            accent: Color::RGB(palette.accent.rgb()),
            cells,
            base,
        }
    }

    /// Header of a column.
    pub fn header(&self, upright: bool) -> &Format {
        if upright { &self.upright } else { &self.header }
    }

    /// A cell of a table.
    pub fn cell(&self, kind: Kind, emphasis: Emphasis) -> &Format {
        self.cells.get(&(kind, emphasis)).unwrap_or(&self.base)
    }
}

fn lined(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(LINE)
}

fn cell(base: &Format, (kind, decimals): (Kind, usize), emphasis: Emphasis, plain: bool) -> Format {
    let format = base.clone().set_align(FormatAlign::Top);
    let format = match kind {
        Kind::Code => format.set_text_wrap().set_align(FormatAlign::Center),
        // Stands in, so that it does not touch the number in the column before.
        Kind::Text | Kind::Prose | Kind::Remark | Kind::List => left(format.set_text_wrap()),
        Kind::Link => left(link(format)),
        Kind::Web => left(link(format).set_text_wrap()),
        Kind::Month => format.set_num_format(MONTH).set_align(FormatAlign::Center),
        Kind::Date => format.set_num_format(DATE).set_align(FormatAlign::Center),
        Kind::Integer => format.set_num_format("#,##0"),
        Kind::Score => format.set_num_format(score(decimals)),
        Kind::Money | Kind::Amount => format.set_num_format("#,##0.00"),
        Kind::Points => format.set_num_format(points(decimals)),
        Kind::Share => format.set_num_format("0.00%"),
        Kind::Number => format.set_align(FormatAlign::Right),
    };
    let format = match emphasis {
        Emphasis::Strong | Emphasis::Total => format.set_bold(),
        Emphasis::Plain | Emphasis::Bare => format,
    };
    if plain || emphasis == Emphasis::Bare {
        return format;
    }
    let format = if emphasis == Emphasis::Total { format.set_background_color(TOTAL_FILL) } else { format };
    lined(format)
}

fn left(format: Format) -> Format {
    format.set_align(FormatAlign::Left).set_indent(1)
}

fn link(format: Format) -> Format {
    format.set_font_color(LINK).set_underline(FormatUnderline::Single)
}

/// A month of the Buddhist calendar by its Thai name; behind it is its first day, so that it sorts.
const MONTH: &str = "[$-107041E]mmm yyyy";
/// A day of the Buddhist calendar with Thai month names.
const DATE: &str = "[$-107041E]d mmm yyyy";

/// A score with the decimals it is published with.
pub(super) fn score(decimals: usize) -> String {
    format!("#,##{}", zero(decimals))
}

/// A change of a score: the sign is always there.
pub(super) fn points(decimals: usize) -> String {
    let zero = zero(decimals);
    format!("+#,##{zero};-#,##{zero};{zero}")
}

fn zero(decimals: usize) -> String {
    if decimals == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(decimals)) }
}

/// The look of a highlighted word.
pub(super) fn tone(tone: Tone) -> Format {
    match tone {
        Tone::Good => Format::new()
            .set_font_color(Color::RGB(0x0000_6100))
            .set_background_color(Color::RGB(0x00E2_EFDA)),
        Tone::Warn => Format::new()
            .set_font_color(Color::RGB(0x007F_4F00))
            .set_background_color(Color::RGB(0x00FF_F2CC)),
        Tone::Bad => {
            Format::new().set_bold().set_font_color(MARK).set_background_color(Color::RGB(0x00FC_E4E4))
        }
        Tone::Muted => Format::new().set_font_color(Color::RGB(0x0059_5959)),
    }
}
