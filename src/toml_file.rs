//! Reads the TOML files that people write: settings, schemes, contracts, sizes, words.
//!
//! Comes in: a file's path and text. Goes out: the value that it means, the line in which a key of it stands. Never:
//! a number that is none: `nan` is neither above nor below a limit, so it passes every check that compares.

use crate::error::Error;
use crate::model::Text;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

/// Reads a file.
///
/// # Errors
/// It does not parse, lacks a key, or has a number that is none.
pub fn read<T: DeserializeOwned>(path: &str, text: &str) -> Result<T, Error> {
    TomlFile::parse(path, text)?.value()
}

/// A contradiction in a file, and where to look for it.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Steps as [`TomlFile::line`] takes them.
    pub at: Vec<String>,
    /// What is wrong.
    pub text: Text,
}

impl Fault {
    /// What is wrong at a place, Thai and English.
    #[must_use]
    pub fn new(at: &[&str], th: impl Into<String>, en: impl Into<String>) -> Self {
        Self { at: at.iter().map(|step| (*step).to_owned()).collect(), text: Text::new(th, en) }
    }
}

/// A parsed file that still knows where everything stands.
#[derive(Clone, Debug)]
pub struct TomlFile<'a> {
    path: &'a str,
    text: &'a str,
    table: Spanned<DeTable<'a>>,
}

impl<'a> TomlFile<'a> {
    /// Parses a file.
    ///
    /// # Errors
    /// It does not parse, or has a number that is none.
    pub fn parse(path: &'a str, text: &'a str) -> Result<Self, Error> {
        let table = DeTable::parse(text).map_err(|why| Error::toml(path, why))?;
        let file = Self { path, text, table };
        let entries = file.table.get_ref().iter();
        match entries.map(|(_, value)| value).find_map(not_finite) {
            None => Ok(file),
            Some((at, number)) => {
                let problem = Text::new(
                    format!("`{number}` ไม่ใช่จำนวนที่ใช้คำนวณได้ — ใส่ตัวเลขจริง"),
                    format!("`{number}` is no number to count with — write a figure"),
                );
                Err(Error::template_at(path, Some(file.line_at(at)), problem))
            }
        }
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &'a str {
        self.path
    }

    /// The whole number of a key.
    #[must_use]
    pub fn whole(&self, key: &str) -> Option<i64> {
        let number = self.table.get_ref().get(key)?.get_ref().as_integer()?;
        i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
    }

    /// Whether it has a key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.table.get_ref().contains_key(key)
    }

    /// What it means.
    ///
    /// # Errors
    /// A key is missing, unknown or of another type.
    pub fn value<T: DeserializeOwned>(self) -> Result<T, Error> {
        T::deserialize(Deserializer::from(self.table)).map_err(|mut why| {
            why.set_input(Some(self.text));
            Error::toml(self.path, why)
        })
    }

    /// Laid over another file: tables merge key by key, anything else is replaced. What is wrong then is this file's,
    /// if the other is right by itself.
    #[must_use]
    pub fn over(self, base: &Self) -> Self {
        let span = self.table.span();
        let mut merged = base.table.get_ref().clone();
        merge(&mut merged, self.table.into_inner());
        Self { table: Spanned::new(span, merged), ..self }
    }

    /// The line of what a path leads to, or of the last step that is there: a key each, or `code=O1` for the table of a
    /// list with this value. None where the file does not have the first.
    #[must_use]
    pub fn line(&self, steps: &[&str]) -> Option<usize> {
        let (first, rest) = steps.split_first()?;
        let (key, value) = self.table.get_ref().get_key_value(*first)?;
        let (mut at, mut value) = (key.span().start, value.get_ref());
        for step in rest {
            let found = match (value, step.split_once('=')) {
                (DeValue::Table(table), None) => {
                    table.get_key_value(*step).map(|(key, value)| (key.span().start, value))
                }
                (DeValue::Array(list), Some((key, wanted))) => {
                    list.iter().find(|entry| is(entry, key, wanted)).map(|entry| (entry.span().start, entry))
                }
                _ => None,
            };
            let Some((start, inner)) = found else { break };
            (at, value) = (start, inner.get_ref());
        }
        Some(self.line_at(at))
    }

    /// The error that a fault of the file is.
    #[must_use]
    pub fn fault(&self, fault: Fault) -> Error {
        let steps: Vec<_> = fault.at.iter().map(String::as_str).collect();
        Error::template_at(self.path, self.line(&steps), fault.text)
    }

    /// Whether a path leads to an empty list.
    #[must_use]
    pub fn is_empty_list(&self, steps: &[&str]) -> bool {
        let Some((first, rest)) = steps.split_first() else { return false };
        let mut value = self.table.get_ref().get(*first);
        for step in rest {
            value = value.and_then(|value| match step.split_once('=') {
                None => value.get_ref().get(*step),
                Some((key, wanted)) => {
                    value.get_ref().as_array()?.iter().find(|entry| is(entry, key, wanted))
                }
            });
        }
        value.and_then(|value| value.get_ref().as_array()).is_some_and(|list| list.is_empty())
    }

    fn line_at(&self, at: usize) -> usize {
        self.text.get(..at).unwrap_or(self.text).matches('\n').count() + 1
    }
}

/// Whether a table has a value, as it is written.
fn is(entry: &Spanned<DeValue<'_>>, key: &str, wanted: &str) -> bool {
    match entry.get_ref().get(key).map(Spanned::get_ref) {
        Some(DeValue::String(text)) => text == wanted,
        Some(DeValue::Integer(number)) => number.as_str() == wanted,
        _ => false,
    }
}

/// Place and writing of the first number that is none.
fn not_finite(value: &Spanned<DeValue<'_>>) -> Option<(usize, String)> {
    match value.get_ref() {
        DeValue::Float(number) => {
            let finite = number.as_str().parse::<f64>().is_ok_and(f64::is_finite);
            (!finite).then(|| (value.span().start, number.as_str().to_owned()))
        }
        DeValue::Array(list) => list.iter().find_map(not_finite),
        DeValue::Table(table) => table.iter().find_map(|(_, value)| not_finite(value)),
        _ => None,
    }
}

fn merge<'a>(base: &mut DeTable<'a>, own: DeTable<'a>) {
    for (key, value) in own {
        let inner = base.get_mut(key.get_ref().as_ref()).map(Spanned::get_mut);
        let span = value.span();
        let value = match (inner, value.into_inner()) {
            (Some(DeValue::Table(inner)), DeValue::Table(value)) => {
                merge(inner, value);
                continue;
            }
            (_, value) => value,
        };
        // The key with its place, too, is this file's.
        base.remove(key.get_ref().as_ref());
        base.insert(key, Spanned::new(span, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_none_are_refused_wherever_they_stand() {
        for (text, line) in [
            ("a = 1.0\nb = nan", 2),
            ("a = [1.0, -inf]", 1),
            ("[[part]]\nb = 3\n[[part]]\nc = [{ d = [2.0, +nan] }]", 4),
            ("x = { y = { z = inf } }", 1),
        ] {
            let told = read::<toml::Table>("a.toml", text).unwrap_err().text();
            assert!(told.en.contains(&format!("a.toml, line {line}:")), "{text}: {}", told.en);
            assert!(told.th.contains(&format!("บรรทัด {line}")), "{text}: {}", told.th);
        }
        assert!(read::<toml::Table>("a.toml", "a = 1e999").is_err());
        assert!(read::<toml::Table>("a.toml", "nan = 1\ninf = \"inf\"").is_ok());
    }

    #[test]
    fn a_key_has_its_line_and_what_is_missing_that_of_its_table() {
        let text = "a = 1\n[[part]]\ncode = \"x\"\n[[part]]\ncode = \"y\"\nn = 2\n[t.u]\nv = 3";
        let file = TomlFile::parse("a.toml", text).unwrap();
        assert_eq!(file.line(&["part", "code=y", "n"]), Some(6));
        assert_eq!(file.line(&["part", "code=x", "n"]), Some(2));
        assert_eq!(file.line(&["t", "u", "v"]), Some(8));
        assert_eq!(file.line(&["b"]), None);
    }

    #[test]
    fn an_overlay_that_does_not_fit_is_blamed_and_not_its_base() {
        #[derive(Debug, serde::Deserialize)]
        struct Both {
            #[expect(dead_code, reason = "only its type is looked at")]
            a: i64,
            b: std::collections::BTreeMap<String, i64>,
        }
        let base = TomlFile::parse("base.toml", "a = 1\n[b]\nx = 1\ny = 2").unwrap();
        let over = |text| TomlFile::parse("own.toml", text).unwrap().over(&base).value::<Both>();
        assert_eq!(over("b.x = 5").unwrap().b, [("x".to_owned(), 5), ("y".to_owned(), 2)].into());
        let told = over("\n\na = \"one\"").unwrap_err().text().en;
        assert!(told.starts_with("own.toml, line 3:"), "{told}");
    }
}
