//! Kinds of units with their words.

use serde::Deserialize;

/// A kind of unit: ฝ่าย, กอง, โรงเรียน, ภาควิชา.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Stable ASCII id, as units and contracts name it.
    pub id: String,
    /// One of them, Thai; also what they are counted by.
    pub name_th: String,
    /// One of them, English.
    pub name_en: String,
    /// Several of them, Thai: โรงเรียนในสังกัด; the name without it.
    #[serde(default)]
    pub plural_th: String,
    /// Several of them, English.
    #[serde(default)]
    pub plural_en: String,
    /// All of them, Thai: ทุกฝ่าย; ทุก and the name without it.
    #[serde(default)]
    pub all_th: String,
    /// Short Thai name for narrow columns; the name without it.
    #[serde(default)]
    pub short_th: String,
    /// Further words that mean all units of the kind.
    #[serde(default)]
    pub groups: Vec<String>,
}

impl Kind {
    /// Fills in what the file leaves out.
    pub(crate) fn complete(&mut self) {
        let or = |text: &mut String, other: String| {
            if text.is_empty() {
                *text = other;
            }
        };
        or(&mut self.plural_th, self.name_th.clone());
        or(&mut self.plural_en, format!("{}s", self.name_en));
        or(&mut self.all_th, format!("ทุก{}", self.name_th));
        or(&mut self.short_th, self.name_th.clone());
    }
}

/// `ก`, `ก และข`, `ก ข และค`, without blanks where there are two, as Thai writes them.
pub(crate) fn join<'a>(words: impl Iterator<Item = &'a str>, and: &str) -> String {
    let words: Vec<_> = words.collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, other] => format!("{one}{and}{other}"),
        [most @ .., last] => format!("{} {and}{last}", most.join(" ")),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn join_english<'a>(words: impl Iterator<Item = &'a str>, and: &str) -> String {
    let words: Vec<_> = words.collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} {and} {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_joined_as_each_language_does() {
        let words = ["ก", "ข", "ค"];
        assert_eq!(join(words.into_iter().take(2), "และ"), "กและข");
        assert_eq!(join(words.into_iter(), "และ"), "ก ข และค");
        assert_eq!(join_english(["a", "b"].into_iter(), "or"), "a or b");
    }
}
