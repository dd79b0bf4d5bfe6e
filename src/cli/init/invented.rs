//! What an invented agency is called and which units it has: as a preset says.
//!
//! Comes in: a preset. Goes out: units, and the text of `agency.toml`. Never: writes a file.

use super::preset::{Answers, Listed, Preset};
use crate::error::Error;
use crate::workspace::Unit;

/// The pattern of all agencies of a fleet.
pub(super) struct Pattern<'a> {
    preset: &'a Preset,
    listed: Vec<Listed>,
    /// Their units.
    pub units: Vec<Unit>,
    /// Whether `agency.toml` holds the preset's words and kinds; a file without them means the default preset.
    whole: bool,
}

impl<'a> Pattern<'a> {
    /// A few of the preset's units, and one of each kind that it only describes.
    ///
    /// # Errors
    /// The preset does not parse, or has no unit.
    pub(super) fn of(preset: &'a Preset, whole: bool) -> Result<Self, Error> {
        let (listed, units) = preset.few()?;
        Ok(Self { preset, listed, units, whole })
    }

    /// `agency.toml` of the agency of a number.
    ///
    /// # Errors
    /// The preset does not parse.
    pub(super) fn agency_file(&self, id: &str, number: usize) -> Result<String, Error> {
        let (name_th, name_en) = (format!("หน่วยงานตัวอย่างที่ {number}"), format!("Sample Agency {number}"));
        if self.whole {
            let units = Some(self.listed.clone());
            let answers = Answers { name: Some(name_th), name_en: Some(name_en), units };
            let (text, _) = self.preset.filled(&answers)?;
            return Ok(bare(&text, id));
        }
        let mut file = format!(
            "# หน่วยงานสมมติสำหรับทดลองและวัดผล\n[agency]\nid = \"{id}\"\nname_th = \"{name_th}\"\n\
             name_en = \"{name_en}\"\nparent_th = \"กลุ่มหน่วยงานตัวอย่าง\"\nparent_en = \"Sample group\"\n\
             website = \"https://{id}.example.go.th\"\nsample = true\n"
        );
        for unit in &self.units {
            let Unit { id, kind, name_th, .. } = unit;
            file.push_str(&format!(
                "\n[[unit]]\nid = \"{id}\"\nkind = \"{kind}\"\nname_th = \"{name_th}\"\n"
            ));
        }
        Ok(file)
    }
}

/// Thousands of files need no explanations: the text without lines of comment, as a sample.
fn bare(text: &str, id: &str) -> String {
    let mut file = "# หน่วยงานสมมติสำหรับทดลองและวัดผล\n".to_owned();
    let mut named = false;
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        if !named && line.starts_with("id = ") {
            named = true;
            file.push_str(&format!("id = \"{id}\"\n"));
        } else if line.starts_with("sample = ") {
            file.push_str("sample = true\n");
        } else {
            file.push_str(line);
            file.push('\n');
        }
    }
    file
}
