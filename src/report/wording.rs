//! The sentences of the documents that an agency may word otherwise: `templates/wording/*.toml`.
//!
//! Comes in: templates. Goes out: texts by key with their variables filled in. Never: chooses between sentences; a
//! text of one's own that is missing, unknown or names an unknown variable is refused when it is loaded.

use crate::error::Error;
use crate::templates::Templates;
use std::collections::{BTreeMap, BTreeSet};

const FOLDER: &str = "wording";
/// The word of the agency's that every text may have: what its units are called where they are counted.
pub(super) const UNIT_NOUN: &str = "unit_noun";

/// Texts by key.
#[derive(Clone, Debug, Default)]
pub struct Wording {
    texts: BTreeMap<String, String>,
}

impl Wording {
    /// Reads and checks the files against the built-in ones.
    ///
    /// # Errors
    /// A file is no table of texts, a text is missing or unknown, or it names a variable that the built-in text does
    /// not have.
    pub fn load(templates: &Templates) -> Result<Self, Error> {
        let built_in = read(&Templates::default())?;
        let own = read(templates)?;
        let mut texts = BTreeMap::new();
        for (path, known) in &built_in {
            let wrong = |problem: String| Error::Template { path: path.clone(), problem };
            let found = own.get(path).unwrap_or(known);
            for (key, text) in known {
                let worded = found.get(key).ok_or_else(|| wrong(format!("the text `{key}` is missing")))?;
                let mut allowed = variables(text);
                allowed.insert(UNIT_NOUN);
                if let Some(unknown) = variables(worded).difference(&allowed).next() {
                    let allowed =
                        allowed.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(", ");
                    return Err(wrong(format!("`{key}` names {{{unknown}}}, and knows only: {allowed}")));
                }
                texts.insert(key.clone(), worded.clone());
            }
            if let Some(unused) = found.keys().find(|key| !known.contains_key(*key)) {
                return Err(wrong(format!("no document uses the text `{unused}`")));
            }
        }
        if let Some(stray) = own.keys().find(|path| !built_in.contains_key(*path)) {
            let problem = "no document uses this file".to_owned();
            return Err(Error::Template { path: stray.clone(), problem });
        }
        Ok(Self { texts })
    }

    /// A text with its variables filled in; each stands in the text as `{name}`.
    #[must_use]
    pub fn say(&self, key: &str, variables: &[(&str, &str)]) -> String {
        let text = self.texts.get(key).map_or(key, String::as_str);
        // One pass: what a value says is never read again.
        let mut said = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            said.push_str(before);
            let value = after.split_once('}').and_then(|(name, behind)| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, behind))
            });
            if let Some((value, behind)) = value {
                said.push_str(value);
                rest = behind;
            } else {
                said.push('{');
                rest = after;
            }
        }
        said + rest
    }
}

/// Texts by key, by file.
fn read(templates: &Templates) -> Result<BTreeMap<String, BTreeMap<String, String>>, Error> {
    let files = templates.texts(FOLDER, "toml")?;
    files
        .into_iter()
        .map(|(path, text)| match toml::from_str(&text) {
            Ok(texts) => Ok((path, texts)),
            Err(why) => Err(Error::Template { path, problem: why.to_string() }),
        })
        .collect()
}

/// Names in braces.
fn variables(text: &str) -> BTreeSet<&str> {
    let after = text.split('{').skip(1);
    after.filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn with(text: &str) -> Result<Wording, String> {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join(FOLDER);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("progress.toml"), text).unwrap();
        Wording::load(&Templates::new(Some(dir.path().to_owned())).unwrap()).map_err(|e| e.to_string())
    }

    fn built_in() -> String {
        read(&Templates::default()).unwrap();
        let files = Templates::default().texts(FOLDER, "toml").unwrap();
        files.into_iter().find(|(path, _)| path.ends_with("progress.toml")).unwrap().1
    }

    #[test]
    fn own_words_win_and_a_value_is_not_read_again() {
        let own = built_in().replace("ที่ยังไม่แล้วเสร็จ", "ซึ่งยังไม่เสร็จ");
        assert!(own != built_in());
        let wording = with(&own).unwrap();
        let said = wording.say("late_caption", &[]);
        assert!(said.contains("ซึ่งยังไม่เสร็จ"), "{said}");
        let wording = Wording { texts: BTreeMap::from([("x".to_owned(), "{a} และ {b} {".to_owned())]) };
        assert_eq!(wording.say("x", &[("a", "{b}"), ("b", "ข")]), "{b} และ ข {");
    }

    #[test]
    fn a_text_that_is_missing_unknown_or_names_an_unknown_variable_is_refused() {
        let line = |key: &str| built_in().lines().find(|l| l.starts_with(key)).unwrap().to_owned();
        let missing = with(&built_in().replace(&line("late_caption"), "")).unwrap_err();
        assert!(missing.contains("late_caption"), "{missing}");
        let unknown = with(&(built_in() + "\nnobody = \"ก\"\n")).unwrap_err();
        assert!(unknown.contains("nobody"), "{unknown}");
        let variable = with(&built_in().replace("{as_of}", "{as_off}")).unwrap_err();
        assert!(variable.contains("{as_off}") && variable.contains("{as_of}"), "{variable}");
    }

    /// Every text is used, and every text that is used is there.
    #[test]
    fn texts_and_code_know_each_other() {
        fn sources(dir: &Path, found: &mut String) {
            for entry in std::fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    sources(&path, found);
                } else if path.extension().is_some_and(|end| end == "rs") {
                    found.push_str(&std::fs::read_to_string(path).unwrap());
                }
            }
        }
        let mut code = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report"), &mut code);
        let wording = Wording::load(&Templates::default()).unwrap();
        for key in wording.texts.keys() {
            assert!(code.contains(&format!("\"{key}\"")), "no code uses the text {key}");
        }
        for used in code.split("say(\"").skip(1) {
            let key = used.split('"').next().unwrap();
            assert!(wording.texts.contains_key(key) || key == "x", "no file has the text {key}");
        }
    }
}
