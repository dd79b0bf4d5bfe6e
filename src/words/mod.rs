//! The words of an agency, for the placeholders of contracts, schemes and texts.
//!
//! Comes in: `[words]`, kinds, senders of data sets. Goes out: texts with `{placeholders}` filled in.
//! Never: the name of one agency, so that agencies of a kind share what is loaded with their words.

mod kinds;

pub use kinds::Kind;
pub(crate) use kinds::{join, join_english};

use crate::error::Error;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Words of the built-in templates that suit any agency.
const NEUTRAL: &str = include_str!("../../templates/words/neutral.toml");
/// The preset of agencies whose file says nothing of kinds: the first ones were districts of Bangkok.
const DEFAULT_PRESET: &str = include_str!("../../templates/presets/bangkok-district.toml");

/// The part of a preset that gives words.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Vocabulary {
    /// By the name of a placeholder.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
    /// Kinds of units.
    #[serde(default)]
    pub kind: Vec<Kind>,
    /// Words that mean several units: ids of kinds or units.
    #[serde(default)]
    pub groups: BTreeMap<String, Vec<String>>,
    /// By data set: ids of units or kinds.
    #[serde(default)]
    pub data_sets: BTreeMap<String, Vec<String>>,
}

impl Vocabulary {
    /// What an agency's file means that says nothing of kinds.
    ///
    /// # Errors
    /// The built-in preset is broken: a bug.
    pub(crate) fn preset() -> Result<&'static Self, Error> {
        static PRESET: LazyLock<Result<Vocabulary, String>> = LazyLock::new(|| {
            let mut found: Vocabulary = toml::from_str(DEFAULT_PRESET).map_err(|e| e.to_string())?;
            found.kind.iter_mut().for_each(Kind::complete);
            Ok(found)
        });
        PRESET.as_ref().map_err(|why| Error::bug("reading the built-in preset", why))
    }

    /// The words with what the kinds say.
    ///
    /// # Errors
    /// The built-in words are broken: a bug.
    pub(crate) fn words(&self) -> Result<Words, Error> {
        self.words_of(|_| true)
    }

    /// The words with what the kinds say of which an agency has units: one of offices alone has no schools to
    /// speak of. All kinds where it has no units yet. A form's cell may have the label of any kind.
    ///
    /// # Errors
    /// The built-in words are broken: a bug.
    pub(crate) fn words_of(&self, has_units: impl Fn(&Kind) -> bool) -> Result<Words, Error> {
        static WORDS: LazyLock<Result<BTreeMap<String, String>, String>> =
            LazyLock::new(|| toml::from_str(NEUTRAL).map_err(|e| e.to_string()));
        let neutral = WORDS.as_ref().map_err(|why| Error::bug("reading the built-in words", why))?;
        let mut spoken: Vec<_> = self.kind.iter().filter(|kind| has_units(kind)).collect();
        if spoken.is_empty() {
            spoken.extend(&self.kind);
        }
        Ok(Words::new(neutral, &self.words, &self.kind, &spoken, self.data_sets.clone()))
    }
}

/// What an agency calls things, and which units send which data set.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Words {
    values: BTreeMap<String, String>,
    /// Names of the kinds of units: each is a label that a form's cell for the unit may have.
    pub(crate) unit_labels: Vec<String>,
    /// Full and short name of each kind that has both.
    pub(crate) short_kinds: Vec<(String, String)>,
    /// By data set: ids of units or kinds. A data set without an entry keeps its contract's senders; one
    /// with an empty list is not the agency's.
    pub(crate) data_sets: BTreeMap<String, Vec<String>>,
}

impl Words {
    /// `own` wins over `neutral`; what is said of the `spoken` kinds wins over both.
    fn new(
        neutral: &BTreeMap<String, String>,
        own: &BTreeMap<String, String>,
        kinds: &[Kind],
        spoken: &[&Kind],
        data_sets: BTreeMap<String, Vec<String>>,
    ) -> Self {
        let mut values = neutral.clone();
        values.extend(own.clone());
        if !spoken.is_empty() {
            let each = || spoken.iter().copied();
            let th = |of: fn(&Kind) -> &str, and: &str| join(each().map(of), and);
            let en = |of: fn(&Kind) -> &str, and: &str| join_english(each().map(of), and);
            let groups: Vec<_> = each().map(|k| k.all_th.as_str()).collect();
            values.extend(
                [
                    ("unit", th(|k| &k.name_th, "หรือ")),
                    ("unit_en", en(|k| &k.name_en, "or")),
                    ("units", th(|k| &k.plural_th, "และ")),
                    ("units_en", en(|k| &k.plural_en, "and")),
                    ("all_units", th(|k| &k.all_th, "และ")),
                    ("groups", groups.join(", ")),
                ]
                .map(|(name, value)| (name.to_owned(), value)),
            );
        }
        let names: Vec<_> = kinds.iter().map(|k| k.name_th.clone()).collect();
        let mut unit_labels = names.clone();
        if names.len() > 1 {
            unit_labels.push(names.join("/"));
        }
        unit_labels.extend(kinds.iter().map(|k| k.short_th.clone()).filter(|short| !names.contains(short)));
        let both = |k: &&Kind| !k.short_th.is_empty() && k.short_th != k.name_th;
        let short_kinds =
            kinds.iter().filter(both).map(|k| (k.name_th.clone(), k.short_th.clone())).collect();
        Self { values, unit_labels, short_kinds, data_sets }
    }

    /// Words alone, of an agency or of several, without its kinds of units and senders.
    #[must_use]
    pub(crate) fn alone(values: BTreeMap<String, String>) -> Self {
        Self { values, ..Self::default() }
    }

    /// The words that suit agencies of any kind.
    ///
    /// # Errors
    /// The built-in words are broken: a bug.
    pub(crate) fn neutral() -> Result<Self, Error> {
        Vocabulary::default().words()
    }

    /// All words by their names; empty where they are those of a file that says nothing of kinds, as most files
    /// of a large fleet may be.
    #[must_use]
    pub(crate) fn stated(&self) -> BTreeMap<String, String> {
        let presumed = Vocabulary::preset().and_then(Vocabulary::words);
        if presumed.is_ok_and(|words| words.values == self.values) {
            return BTreeMap::new();
        }
        self.values.clone()
    }

    /// A word by its name; empty when there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// Whether a placeholder of this name is filled in.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// Data sets that senders are named for.
    pub fn senders(&self) -> impl Iterator<Item = &str> {
        self.data_sets.keys().map(String::as_str)
    }

    /// Whether the agency says that it has no such data.
    #[must_use]
    pub fn is_left_out(&self, data_set: &str) -> bool {
        self.data_sets.get(data_set).is_some_and(Vec::is_empty)
    }

    /// A text with its placeholders filled in; what is no known placeholder stays as it is.
    #[must_use]
    pub fn filled(&self, text: &str) -> String {
        self.fill(text, str::to_owned, false).unwrap_or_else(|_| text.to_owned())
    }

    /// The source of a TOML file with the placeholders in its texts filled in.
    ///
    /// # Errors
    /// The first placeholder that no word stands for, with its line from 1.
    pub(crate) fn fill_toml(&self, source: &str) -> Result<String, (usize, String)> {
        let escaped = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"");
        let mut filled = String::with_capacity(source.len());
        for (number, line) in (1..).zip(source.split_inclusive('\n')) {
            if line.trim_start().starts_with('#') {
                filled.push_str(line);
                continue;
            }
            let done = self.fill(line, escaped, true).map_err(|unknown| (number, unknown))?;
            filled.push_str(&done);
        }
        Ok(filled)
    }

    fn fill(&self, text: &str, shown: impl Fn(&str) -> String, strict: bool) -> Result<String, String> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let (before, after) = rest.split_at(open);
            filled.push_str(before);
            let name = after.get(1..).and_then(|inside| inside.split_once('}')).map(|(name, _)| name);
            let Some(name) = name.filter(|name| is_name(name)) else {
                filled.push('{');
                rest = after.get(1..).unwrap_or_default();
                continue;
            };
            match self.values.get(name) {
                Some(value) => filled.push_str(&shown(value)),
                None if strict => return Err(name.to_owned()),
                None => filled.push_str(&format!("{{{name}}}")),
            }
            rest = after.get(name.len() + 2..).unwrap_or_default();
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

/// Whether a text in braces is a placeholder; TOML's inline tables are not.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(pairs: &[(&str, &str)]) -> Words {
        let own = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Words::new(&BTreeMap::new(), &own, &[], &[], BTreeMap::new())
    }

    #[test]
    fn placeholders_are_filled_in_and_inline_tables_stay() {
        let words = words(&[("noun", "คณะ \"ก\"")]);
        let source = "# {not_here}\ntitle = \"ของ{noun}\"\nc = { required = true }\n";
        let filled = words.fill_toml(source).unwrap();
        assert_eq!(filled, "# {not_here}\ntitle = \"ของคณะ \\\"ก\\\"\"\nc = { required = true }\n");
        assert_eq!(words.filled("{noun} {year}"), "คณะ \"ก\" {year}");
    }

    #[test]
    fn kinds_without_units_are_not_spoken_of_but_label_cells() {
        let preset = Vocabulary::preset().unwrap();
        let offices = preset.words_of(|kind| kind.id == "office").unwrap();
        let all = preset.words().unwrap();
        assert_eq!(offices.get("units"), preset.kind[0].plural_th);
        assert_ne!(offices.get("units"), all.get("units"));
        assert_eq!(offices.unit_labels, all.unit_labels);
        assert_eq!(preset.words_of(|_| false).unwrap(), all, "no unit is known yet");
    }

    #[test]
    fn an_unknown_placeholder_is_named_with_its_line() {
        assert_eq!(words(&[]).fill_toml("a = 1\nb = \"{nuon}\"\n"), Err((2, "nuon".to_owned())));
    }
}
