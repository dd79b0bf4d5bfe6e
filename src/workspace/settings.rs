//! What `agency.toml` says of the agency itself, its units, findings it accepts and what becomes of publications.

use serde::{Deserialize, Serialize};
use std::num::NonZeroUsize;

/// Who submits a workbook.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Stable ASCII id, e.g. `office-01`; file names use it.
    pub id: String,
    /// Id of its kind.
    pub kind: String,
    /// Thai name.
    pub name_th: String,
    /// English name.
    #[serde(default)]
    pub name_en: String,
    /// Other names it goes by.
    #[serde(default)]
    pub aliases: Vec<String>,
}

impl Unit {
    /// The English name, or the Thai one where the agency gave none.
    #[must_use]
    pub fn english(&self) -> &str {
        if self.name_en.is_empty() { &self.name_th } else { &self.name_en }
    }
}

/// A finding that the coordinator accepts, with a reason that is printed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// Diagnostic code.
    pub code: String,
    /// File, relative to `input/`; `*` at the end stands for anything.
    pub file: Option<String>,
    /// Sheet.
    pub sheet: Option<String>,
    /// Cell, A1.
    pub cell: Option<String>,
    /// What was found, as the finding says it: the code of a measure that was cancelled.
    pub found: Option<String>,
    /// Why it is right all the same.
    pub reason: String,
}

/// Programs that are called when a run has ended: each a program with its arguments, no shell command.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hooks {
    /// After a publication.
    #[serde(default)]
    pub on_success: Vec<String>,
    /// After a run that published nothing.
    #[serde(default)]
    pub on_failure: Vec<String>,
}

/// The assessed body.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// Stable ASCII id.
    pub id: String,
    /// Thai name.
    pub name_th: String,
    /// English name; the Thai one without it.
    #[serde(default)]
    pub name_en: String,
    /// Short Thai name.
    #[serde(default)]
    pub short_th: String,
    /// The body it belongs to, Thai.
    #[serde(default)]
    pub parent_th: String,
    /// The body it belongs to, English.
    #[serde(default)]
    pub parent_en: String,
    /// Title of its head, Thai.
    #[serde(default)]
    pub director_th: String,
    /// Title of its head, English.
    #[serde(default)]
    pub director_en: String,
    /// Public website.
    #[serde(default)]
    pub website: String,
    /// Contact.
    #[serde(default)]
    pub email: String,
    /// Contact.
    #[serde(default)]
    pub phone: String,
    /// Invented data: every output says so.
    #[serde(default)]
    pub sample: bool,
}

/// What the open-data catalogue is told beside what `[agency]` says; an empty text means the default.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct OpenData {
    /// Who answers for the data, Thai; the agency's name without it.
    pub maintainer_th: String,
    /// Who answers for the data, English.
    pub maintainer_en: String,
    /// Where to ask; the agency's address without it.
    pub email: String,
    /// Why the data are published, Thai.
    pub objective_th: String,
    /// Why the data are published, English.
    pub objective_en: String,
    /// How often the data change, Thai; every six months without it.
    pub update_frequency_th: String,
    /// How often the data change, English.
    pub update_frequency_en: String,
    /// Area that the data cover, Thai; the agency's short name without it.
    pub area_th: String,
    /// Area that the data cover, English.
    pub area_en: String,
    /// Category of data governance, Thai; public data without it.
    pub category_th: String,
    /// Category of data governance, English.
    pub category_en: String,
    /// Short name of the licence, as catalogues know it.
    pub licence: String,
    /// Title of the licence.
    pub licence_title: String,
    /// Web address of the licence's text.
    pub licence_url: String,
}

impl Default for OpenData {
    fn default() -> Self {
        let none = String::new;
        Self {
            maintainer_th: none(),
            maintainer_en: none(),
            email: none(),
            objective_th: none(),
            objective_en: none(),
            update_frequency_th: none(),
            update_frequency_en: none(),
            area_th: none(),
            area_en: none(),
            category_th: none(),
            category_en: none(),
            licence: "CC-BY-4.0".to_owned(),
            licence_title: "Creative Commons Attribution 4.0".to_owned(),
            licence_url: "https://creativecommons.org/licenses/by/4.0/".to_owned(),
        }
    }
}

/// How many replaced publications of a half remain: the corrections of one deadline, with room to spare.
const PUBLICATIONS_KEPT: usize = 20;

/// What becomes of replaced publications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// How many remain of each half; at least one, so that the last one can be brought back.
    #[serde(default = "publications_kept")]
    pub keep: NonZeroUsize,
}

impl Default for History {
    fn default() -> Self {
        Self { keep: publications_kept() }
    }
}

fn publications_kept() -> NonZeroUsize {
    NonZeroUsize::new(PUBLICATIONS_KEPT).unwrap_or(NonZeroUsize::MIN)
}
