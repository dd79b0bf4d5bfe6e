//! Colours and logo that an agency chooses in `agency.toml`.
//!
//! Comes in: `[look]`. Goes out: every colour of the documents that hangs on the choice, checked to be
//! legible. Never: opens the logo (that is ingest's), draws.

use crate::error::Error;
use crate::model::Text;
use serde::{Deserialize, Serialize, Serializer};

/// The least contrast of text and ground (WCAG 2.1, success criterion 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

/// Colours of text on the coloured grounds of the documents, as in `templates/typst/lib/theme.typ`.
const INK: Colour = Colour([0x1a, 0x1a, 0x1a]);
const MUTED: Colour = Colour([0x55, 0x55, 0x55]);
const WHITE: Colour = Colour([0xff, 0xff, 0xff]);

/// `[look]` as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LookFile {
    #[serde(default)]
    logo: String,
    #[serde(default)]
    accent: String,
    #[serde(default)]
    table_header: String,
}

/// The choice, checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// File name of the logo, beside `agency.toml`.
    pub logo: Option<String>,
    /// Colours; the built-in ones without a choice.
    pub palette: Option<Palette>,
}

/// Every colour that hangs on the choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Palette {
    /// Headings, rules and bars.
    pub accent: Colour,
    /// Ground of table headers.
    pub header: Colour,
    /// Ground of group labels, first rank, and of totals.
    pub strong: Colour,
    /// Ground of group labels, second rank, and of tiles and subtotals.
    pub middle: Colour,
    /// Ground of group labels, third rank.
    pub faint: Colour,
    /// Bars of the year before.
    pub pale_bar: Colour,
    /// Lines of tables.
    pub rule: Colour,
}

/// An sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Look {
    /// Reads and checks `[look]`.
    ///
    /// # Errors
    /// A colour is not written as `#rrggbb`, or text in it or on it would be hard to read.
    pub(crate) fn new(file: LookFile) -> Result<Self, Error> {
        let logo = Some(file.logo).filter(|name| !name.is_empty());
        let accent = colour("accent", &file.accent)?;
        let header = colour("table_header", &file.table_header)?;
        let palette = match (accent, header) {
            (None, None) => None,
            _ => Some(Palette::new(accent.unwrap_or(Palette::BUILT_IN), header)),
        };
        if let Some(palette) = palette {
            palette.check()?;
        }
        Ok(Self { logo, palette })
    }
}

impl Palette {
    /// The accent of the built-in look.
    const BUILT_IN: Colour = Colour([0x0b, 0x53, 0x45]);

    /// The built-in look.
    #[must_use]
    pub fn built_in() -> Self {
        Self::new(Self::BUILT_IN, None)
    }

    fn new(accent: Colour, header: Option<Colour>) -> Self {
        let header = header.unwrap_or_else(|| accent.on_white(17));
        Self {
            accent,
            header,
            strong: header.on_white(66),
            middle: header.on_white(40),
            faint: header.on_white(14),
            pale_bar: accent.on_white(28),
            rule: accent.on_white(48),
        }
    }

    /// Every pair of text and ground that the choice touches.
    fn check(&self) -> Result<(), Error> {
        let accent = Text::new("สีเน้น (accent) บนพื้นขาว", "the accent colour on white");
        let header =
            Text::new("ตัวหนังสือบนพื้นหัวตาราง (table_header)", "text on the table header (table_header)");
        let tint = Text::new("สีเน้น (accent) บนพื้นสีอ่อน", "the accent colour on a pale ground");
        let small =
            Text::new("ตัวหนังสือสีเทาบนพื้นแถวกลุ่ม", "grey text on the ground of group rows (table_header)");
        let pairs = [
            (self.accent, WHITE, accent, "accent"),
            (INK, self.header, header, "table_header"),
            (self.accent, self.middle, tint, "accent"),
            (MUTED, self.strong, small, "table_header"),
        ];
        for (text, ground, what, key) in pairs {
            let contrast = text.contrast(ground);
            if contrast < LEAST_CONTRAST {
                return Err(too_faint(&what, key, text, ground, contrast));
            }
        }
        Ok(())
    }
}

impl Colour {
    /// `0xrrggbb`.
    #[must_use]
    pub fn rgb(self) -> u32 {
        self.0.iter().fold(0, |rgb, part| rgb << 8 | u32::from(*part))
    }

    /// `#rrggbb`.
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii())?;
        let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// The colour at `percent` over white.
    fn on_white(self, percent: u16) -> Self {
        Self(self.0.map(|part| {
            let mixed = 255 - (255 - u16::from(part)) * percent / 100;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        }))
    }

    /// Relative luminance (WCAG 2.1), 0 for black to 1 for white.
    #[allow(clippy::disallowed_methods)] // a threshold is compared with it; no byte depends on its last bit
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Contrast ratio (WCAG 2.1), 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn colour(key: &str, text: &str) -> Result<Option<Colour>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    Colour::parse(text).map(Some).ok_or_else(|| {
        Error::Usage(Text::new(
            format!("input/agency.toml: {key} = “{text}” ไม่ใช่รหัสสี — เขียนเป็น #rrggbb เช่น \"#0b5345\""),
            format!("input/agency.toml: {key} = “{text}” is no colour — write #rrggbb, e.g. \"#0b5345\""),
        ))
    })
}

fn too_faint(what: &Text, key: &str, text: Colour, ground: Colour, contrast: f64) -> Error {
    let (th_hint, en_hint) = if key == "accent" {
        ("เลือกสีที่เข้มขึ้น", "choose a darker colour")
    } else {
        ("เลือกสีที่อ่อนลง", "choose a paler colour")
    };
    // Never rounded up to a bar it misses.
    let shown = (contrast * 100.0).floor() / 100.0;
    Error::Usage(Text::new(
        format!(
            "input/agency.toml: {}อ่านยาก ({text} กับ {ground} ต่างกัน {shown:.2} ต่อ 1 ต้องไม่น้อยกว่า {LEAST_CONTRAST}) — {th_hint}ใน {key}",
            what.th
        ),
        format!(
            "input/agency.toml: {} is hard to read ({text} and {ground} contrast {shown:.2} to 1, at least {LEAST_CONTRAST} is needed) — {en_hint} for {key}",
            what.en
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::{Colour, Look, LookFile, Palette};
    use crate::model::Language;

    fn look(accent: &str, table_header: &str) -> Result<Look, String> {
        let file = LookFile {
            logo: String::new(),
            accent: accent.to_owned(),
            table_header: table_header.to_owned(),
        };
        Look::new(file).map_err(|e| e.message(Language::En))
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let of = |a: &str, b: &str| {
            let [a, b] = [a, b].map(|c| Colour::parse(c).expect("a colour"));
            (a.contrast(b) * 100.0).round() / 100.0
        };
        assert!((of("#000000", "#ffffff") - 21.0).abs() < 1e-9);
        assert!((of("#777777", "#ffffff") - 4.48).abs() < 1e-9);
        assert!((of("#ffffff", "#0000ff") - 8.59).abs() < 1e-9);
    }

    #[test]
    fn legible_colours_make_a_palette_and_faint_ones_say_which_and_how_much() {
        assert_eq!(look("", "").expect("no choice").palette, None);
        let palette = look("#1f3a93", "").expect("dark blue").palette.expect("a palette");
        assert_eq!(palette.accent.to_string(), "#1f3a93");
        assert_eq!(palette.header, palette.accent.on_white(17));
        assert!(look("", "#ffe0b2").expect("pale orange").palette.is_some());
        let orange = look("#ff8800", "").expect_err("orange text on white");
        assert!(orange.contains("#ff8800 and #ffffff contrast 2.39 to 1"), "{orange}");
        let dark = look("", "#333333").expect_err("dark header");
        assert!(dark.contains("text on the table header") && dark.contains("paler"), "{dark}");
        assert!(look("green", "").expect_err("a word").contains("#rrggbb"));
    }

    #[test]
    fn the_built_in_accent_is_legible() {
        assert!(Palette::new(Palette::BUILT_IN, None).check().is_ok());
    }
}
