//! Text for people, always in Thai and in English.

use serde::{Deserialize, Serialize};

/// The language in which the program speaks on the terminal; documents are always Thai.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// Thai
    #[default]
    Th,
    /// English
    En,
}

/// One message in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Text {
    /// Thai
    pub th: String,
    /// English
    pub en: String,
}

impl Text {
    /// A message from its two wordings.
    pub fn new(th: impl Into<String>, en: impl Into<String>) -> Self {
        Self { th: th.into(), en: en.into() }
    }

    /// The same in both languages: codes, names, numbers.
    pub fn same(text: &(impl ToString + ?Sized)) -> Self {
        Self::new(text.to_string(), text.to_string())
    }

    /// The wording in `language`.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Th => &self.th,
            Language::En => &self.en,
        }
    }
}
