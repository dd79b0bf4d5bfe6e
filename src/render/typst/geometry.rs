//! Sizes that the templates and the layout of tables share: `typst/lib/geometry.toml`.
//!
//! Comes in: the templates. Goes out: checked sizes. Never: a size of its own.

use crate::error::Error;
use crate::model::Text;
use crate::templates::Templates;
use crate::toml_file;
use serde::Deserialize;

/// Its path among the templates.
const PATH: &str = "typst/lib/geometry.toml";
const POINTS_PER_CENTIMETRE: f64 = 72.0 / 2.54;

/// Page, line and table.
#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Geometry {
    page: Page,
    line: Line,
    pub(super) marks: Marks,
    pub(super) table: Table,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
struct Page {
    width_cm: f64,
    height_cm: f64,
    left_cm: f64,
    right_cm: f64,
    top_cm: f64,
    bottom_cm: f64,
    body_pt: f64,
    fine_em: f64,
    mark_pt: f64,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the unit is in every name of the file")]
struct Line {
    top_em: f64,
    bottom_em: f64,
    leading_em: f64,
    paragraph_em: f64,
}

/// By how much the gap behind a tall consonant with a mark is closed, in ems.
#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the unit is in every name of the file")]
pub(super) struct Marks {
    /// With most marks.
    pub plain_em: f64,
    /// With a lone ่.
    pub mai_ek_em: f64,
    /// With a lone ๋.
    pub mai_chattawa_em: f64,
}

/// Insets and sizes of tables; units are in the names.
#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    /// Left and right of a cell's text.
    pub side_pt: f64,
    /// The same in a column of marks with a rotated header.
    pub narrow_side_pt: f64,
    /// Above and below a cell's text: marks grow with it.
    pub above_em: f64,
    pub below_em: f64,
    pub header_side_pt: f64,
    pub header_above_em: f64,
    pub header_below_em: f64,
    pub rotated_header_cm: f64,
    /// Between two lines of a cell.
    pub leading_em: f64,
    /// A drawn sign and the gap behind it.
    pub sign_em: f64,
    /// The dash of a list and the gap behind it.
    pub dash_em: f64,
    pub indent_em: f64,
    /// Size of a remark beside that of its cell.
    pub note_em: f64,
    /// A label stays on a line with the first word behind it where they have fewer letters together.
    pub glued_letters: usize,
    pub normal_pt: f64,
    pub compact_pt: f64,
    pub small_pt: f64,
    pub dense_pt: f64,
    /// Sizes that a crowded table falls back to, the largest first.
    pub smaller_pt: Vec<f64>,
}

impl Geometry {
    /// Reads and checks the file.
    ///
    /// # Errors
    /// It is missing, a size is missing, unknown, or not a positive number, or the margins leave no page.
    pub(crate) fn load(templates: &Templates) -> Result<Self, Error> {
        let files = templates.texts("typst/lib", "toml")?;
        let text = files.iter().find(|(path, _)| path == PATH).map(|(_, text)| text);
        let text = text.ok_or_else(|| Error::no_template(PATH))?;
        let geometry: Self = toml_file::read(PATH, text)?;
        if let Some((name, size)) = geometry.sizes().into_iter().find(|(_, s)| !(s.is_finite() && *s > 0.0)) {
            let problem = Text::new(
                format!("`{name}` ต้องเป็นตัวเลขมากกว่า 0 แต่เป็น {size}"),
                format!("`{name}` must be a number above 0, and is {size}"),
            );
            return Err(Error::template(PATH, problem));
        }
        if geometry.portrait() <= 0.0 || geometry.landscape() <= 0.0 {
            let problem =
                Text::new("ระยะขอบใน [page] ไม่เหลือที่ให้ข้อความ", "the margins of [page] leave no room for text");
            return Err(Error::template(PATH, problem));
        }
        Ok(geometry)
    }

    fn sizes(&self) -> Vec<(&'static str, f64)> {
        let (page, line, marks, table) = (&self.page, &self.line, &self.marks, &self.table);
        let mut sizes = vec![
            ("page.width_cm", page.width_cm),
            ("page.height_cm", page.height_cm),
            ("page.left_cm", page.left_cm),
            ("page.right_cm", page.right_cm),
            ("page.top_cm", page.top_cm),
            ("page.bottom_cm", page.bottom_cm),
            ("page.body_pt", page.body_pt),
            ("page.fine_em", page.fine_em),
            ("page.mark_pt", page.mark_pt),
            ("line.top_em", line.top_em),
            ("line.bottom_em", line.bottom_em),
            ("line.leading_em", line.leading_em),
            ("line.paragraph_em", line.paragraph_em),
            ("marks.plain_em", marks.plain_em),
            ("marks.mai_ek_em", marks.mai_ek_em),
            ("marks.mai_chattawa_em", marks.mai_chattawa_em),
            ("table.side_pt", table.side_pt),
            ("table.narrow_side_pt", table.narrow_side_pt),
            ("table.above_em", table.above_em),
            ("table.below_em", table.below_em),
            ("table.header_side_pt", table.header_side_pt),
            ("table.header_above_em", table.header_above_em),
            ("table.header_below_em", table.header_below_em),
            ("table.rotated_header_cm", table.rotated_header_cm),
            ("table.leading_em", table.leading_em),
            ("table.sign_em", table.sign_em),
            ("table.dash_em", table.dash_em),
            ("table.indent_em", table.indent_em),
            ("table.note_em", table.note_em),
            ("table.normal_pt", table.normal_pt),
            ("table.compact_pt", table.compact_pt),
            ("table.small_pt", table.small_pt),
            ("table.dense_pt", table.dense_pt),
        ];
        sizes.extend(table.smaller_pt.iter().map(|size| ("table.smaller_pt", *size)));
        sizes
    }

    /// Width of the text on an upright page, points.
    pub(super) fn portrait(&self) -> f64 {
        (self.page.width_cm - self.page.left_cm - self.page.right_cm) * POINTS_PER_CENTIMETRE
    }

    /// The same on a page on its side, which keeps the margins of its edges.
    pub(super) fn landscape(&self) -> f64 {
        (self.page.height_cm - self.page.left_cm - self.page.right_cm) * POINTS_PER_CENTIMETRE
    }

    /// Size of running text, points.
    pub(super) fn body(&self) -> f64 {
        self.page.body_pt
    }

    /// Size of the lines at a page's edges, points.
    pub(super) fn fine(&self) -> f64 {
        self.page.body_pt * self.page.fine_em
    }

    /// Size of the marks of samples and drafts, points.
    pub(super) fn page_mark(&self) -> f64 {
        self.page.mark_pt
    }

    /// Height of a line from edge to edge, ems.
    pub(super) fn line(&self) -> f64 {
        self.line.top_em + self.line.bottom_em
    }

    /// Room above and below a cell's text together, ems.
    pub(super) fn cell_insets(&self) -> f64 {
        self.table.above_em + self.table.below_em
    }

    /// Height of a rotated header, points.
    pub(super) fn rotated_header(&self) -> f64 {
        self.table.rotated_header_cm * POINTS_PER_CENTIMETRE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(change: impl Fn(String) -> String) -> Result<Geometry, String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("typst").join("lib");
        std::fs::create_dir_all(&path).unwrap();
        let built_in = Templates::default().texts("typst/lib", "toml").unwrap();
        let text = built_in.into_iter().find(|(path, _)| path == PATH).unwrap().1;
        std::fs::write(path.join("geometry.toml"), change(text)).unwrap();
        let templates = Templates::new(Some(dir.path().to_owned())).unwrap();
        Geometry::load(&templates).map_err(|e| e.to_string())
    }

    #[test]
    fn pages_are_a4_less_the_official_margins() {
        let geometry = Geometry::load(&Templates::default()).unwrap();
        assert!((geometry.portrait() - 16.0 * 72.0 / 2.54).abs() < 1e-9);
        assert!((geometry.landscape() - 24.7 * 72.0 / 2.54).abs() < 1e-9);
    }

    #[test]
    fn a_size_that_is_missing_unknown_or_not_positive_is_named() {
        let missing = with(|text| text.replace("\nleading_em = 0.51\n# A drawn", "")).unwrap_err();
        assert!(missing.contains("leading_em"), "{missing}");
        let unknown = with(|text| text.replace("leading_em", "leeding_em")).unwrap_err();
        assert!(unknown.contains("leeding_em"), "{unknown}");
        let negative = with(|text| text.replace("side_pt = 3.5", "side_pt = -3.5")).unwrap_err();
        assert!(negative.contains("table.side_pt") && negative.contains("-3.5"), "{negative}");
        let margins = with(|text| text.replace("left_cm = 3.0", "left_cm = 30.0")).unwrap_err();
        assert!(margins.contains("[page]"), "{margins}");
    }
}
