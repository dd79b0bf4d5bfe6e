//! Lines at the edges of a page that keep to one line.
//!
//! Comes in: a document's `meta`. Goes out: by how much its running title (with the page's number beside it), the
//! agency's name in the foot (with the day of the data beside it) and its marks shrink, once for all pages instead of
//! measured by Typst on each. Never: a text.

use super::metrics::Metrics;
use crate::thai::BREAK;
use serde_json::{Map, Value, json};

/// No smaller than this: a longer line takes a second one.
const LEAST: f64 = 0.6;
/// Number of the widest page, and ems between what stands left and right.
const PAGE: &str = " 000";
const GAP: f64 = 1.0;
/// The face kerns a little, which the metrics do not see.
const SAFE: f64 = 0.98;

/// Sets `head_scale`, `foot_scale` and `marks_scale`, shares of the size.
pub(super) fn scale(meta: &mut Map<String, Value>, metrics: &Metrics) {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().replace(BREAK, "");
    let geometry = &metrics.geometry;
    let title = metrics.width(&text(meta.get("running_title")), false);
    let label = meta.get("labels").and_then(|labels| labels.get("page"));
    let page = metrics.width(&(text(label) + PAGE), false) + GAP;
    let line = geometry.portrait() / geometry.fine() * SAFE;
    let foot = ["agency", "as_of"].map(|key| metrics.width(&text(meta.get(key)), false));
    let foot = (line - GAP) / (foot[0] + foot[1]);
    let head = (line - page) / title;
    let marks = ["sample_mark", "draft_mark"].map(|key| text(meta.get(key)));
    let marks = marks.into_iter().filter(|mark| !mark.is_empty()).collect::<Vec<_>>().join(" • ");
    let marks = geometry.portrait() / geometry.page_mark() * SAFE / metrics.width(&marks, true);
    for (key, scale) in [("head_scale", head), ("foot_scale", foot), ("marks_scale", marks)] {
        // Of nothing there is any number.
        let scale = if scale.is_finite() { scale.clamp(LEAST, 1.0) } else { 1.0 };
        meta.insert(key.to_owned(), json!((scale * 1000.0).floor() / 1000.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates::Templates;

    fn scaled(title: &str, mark: Option<&str>) -> (f64, f64, f64) {
        let mut meta = Map::new();
        meta.insert("running_title".to_owned(), json!(title));
        meta.insert("labels".to_owned(), json!({ "page": "หน้า" }));
        meta.insert("sample_mark".to_owned(), json!(mark));
        // A name as long as the title.
        meta.insert("agency".to_owned(), json!(title));
        meta.insert("as_of".to_owned(), json!("ข้อมูล ณ วันที่ ๓๑ มีนาคม ๒๕๖๘"));
        scale(&mut meta, &Metrics::load(&Templates::default()).unwrap());
        let [head, foot, marks] =
            ["head_scale", "foot_scale", "marks_scale"].map(|key| meta[key].as_f64().unwrap());
        (head, foot, marks)
    }

    #[test]
    fn short_lines_keep_their_size_and_long_ones_shrink_to_the_least() {
        assert_eq!(scaled("รายงาน", None), (1.0, 1.0, 1.0));
        let (head, foot, marks) = scaled(&"รายงานผล".repeat(10), Some(&"ข้อมูลตัวอย่าง ".repeat(7)));
        assert!(head > LEAST && head < 1.0 && marks > LEAST && marks < 1.0, "{head} {marks}");
        assert!(foot >= LEAST && foot < head, "the day takes more room than a page's number: {foot} {head}");
        assert_eq!(scaled(&"รายงานผล".repeat(100), Some(&"ตัวอย่าง".repeat(100))), (LEAST, LEAST, LEAST));
    }
}
