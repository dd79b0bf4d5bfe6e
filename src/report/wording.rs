//! The sentences of the documents that an agency may word otherwise: `templates/wording/*.toml`.
//!
//! Comes in: templates. Goes out: texts by key with their variables filled in. Never: chooses between sentences; a
//! text of one's own that is missing, unknown or names an unknown variable is refused when it is loaded.

use crate::error::Error;
use crate::model::{Language, Text};
use crate::templates::Templates;
use crate::thai::Digits;
use crate::toml_file;
use crate::words::Words;
use std::collections::{BTreeMap, BTreeSet};

const FOLDER: &str = "wording";
/// The word of the agency's that every text may have: what its units are called where they are counted.
const UNIT_NOUN: &str = "unit_noun";

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
            let wrong = |th: String, en: String| Error::template(path, Text::new(th, en));
            let found = own.get(path).unwrap_or(known);
            if let Some(unused) = found.keys().find(|key| !known.contains_key(*key)) {
                return Err(wrong(
                    format!("ไม่มีเอกสารใดใช้ข้อความ `{unused}`"),
                    format!("no document uses the text `{unused}`"),
                ));
            }
            for (key, text) in known {
                let worded = found.get(key).ok_or_else(|| {
                    wrong(format!("ขาดข้อความ `{key}`"), format!("the text `{key}` is missing"))
                })?;
                let mut allowed = variables(text);
                allowed.insert(UNIT_NOUN);
                if let Some(unknown) = variables(worded).difference(&allowed).next() {
                    let allowed =
                        allowed.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(", ");
                    return Err(wrong(
                        format!("`{key}` ใช้ {{{unknown}}} ซึ่งไม่มี ใช้ได้เฉพาะ {allowed}"),
                        format!("`{key}` names {{{unknown}}}, and knows only: {allowed}"),
                    ));
                }
                if let Some(why) = unfit(text, worded) {
                    return Err(wrong(format!("`{key}` {}", why.th), format!("`{key}` {}", why.en)));
                }
                texts.insert(key.clone(), worded.clone());
            }
            let tabs: Vec<_> = found.iter().filter(|(key, _)| is_tab(key)).collect();
            for (at, (key, tab)) in tabs.iter().enumerate() {
                if let Some(why) = unfit_tab(tab) {
                    return Err(wrong(format!("`{key}` {}", why.th), format!("`{key}` {}", why.en)));
                }
                let same = |(_, other): &&(&String, &String)| other.to_lowercase() == tab.to_lowercase();
                if let Some((other, _)) = tabs[..at].iter().find(same) {
                    return Err(wrong(
                        format!("`{key}` ซ้ำกับ `{other}` แต่ชื่อแผ่นงานในไฟล์เดียวกันต้องไม่ซ้ำกัน"),
                        format!("`{key}` is the same as `{other}`: tabs of a workbook differ"),
                    ));
                }
            }
        }
        if let Some(stray) = own.keys().find(|path| !built_in.contains_key(*path)) {
            let problem = Text::new("ไม่มีเอกสารใดใช้ไฟล์นี้", "no document uses this file");
            return Err(Error::template(stray, problem));
        }
        Ok(Self { texts })
    }

    /// A text with its variables filled in; each stands in the text as `{name}`.
    #[must_use]
    pub fn say(&self, key: &str, variables: &[(&str, &str)]) -> String {
        self.find(key, variables).unwrap_or_else(|| key.to_owned())
    }

    /// The same of a text that need not be there, such as the notes of a sheet.
    #[must_use]
    pub fn find(&self, key: &str, variables: &[(&str, &str)]) -> Option<String> {
        self.texts.get(key).map(|text| filled(text, variables))
    }

    /// A text that is there in both languages, as `key.th` and `key.en`, each with its own values.
    #[must_use]
    pub fn both(&self, key: &str, variables: &[(&str, Text)]) -> Text {
        let said = |language: Language, end: &str| {
            let own: Vec<_> = variables.iter().map(|(name, value)| (*name, value.get(language))).collect();
            self.say(&format!("{key}.{end}"), &own)
        };
        Text::new(said(Language::Th, "th"), said(Language::En, "en"))
    }
}

/// The texts for one agency: what its units are called stands where a text says `{unit_noun}`.
#[derive(Clone, Copy, Debug)]
pub struct Phrases<'a> {
    wording: &'a Wording,
    words: &'a Words,
}

impl<'a> Phrases<'a> {
    /// The texts in the agency's words.
    #[must_use]
    pub fn new(wording: &'a Wording, words: &'a Words) -> Self {
        Self { wording, words }
    }

    /// What the units are called where they are counted or head a column.
    #[must_use]
    pub fn unit_noun(&self) -> &'a str {
        self.words.get(UNIT_NOUN)
    }

    /// A text with its variables filled in.
    #[must_use]
    pub fn say(&self, key: &str, variables: &[(&str, &str)]) -> String {
        self.find(key, variables).unwrap_or_else(|| key.to_owned())
    }

    /// The same with the figures of the text itself, not of its variables, in some digits.
    #[must_use]
    pub fn say_in(&self, digits: Digits, key: &str, variables: &[(&str, &str)]) -> String {
        let variables = [variables, &[(UNIT_NOUN, self.unit_noun())]].concat();
        let text = self.wording.texts.get(key).map_or(key, String::as_str);
        filled(&digits.apply(text), &variables)
    }

    /// The same of a text that need not be there.
    #[must_use]
    pub fn find(&self, key: &str, variables: &[(&str, &str)]) -> Option<String> {
        self.wording.find(key, &[variables, &[(UNIT_NOUN, self.unit_noun())]].concat())
    }

    /// A text that is there in Thai and in English.
    #[must_use]
    pub fn both(&self, key: &str, variables: &[(&str, Text)]) -> Text {
        let own = [(UNIT_NOUN, Text::new(self.unit_noun(), self.words.get("unit_en")))];
        self.wording.both(key, &[variables, &own].concat())
    }

    /// A text without variables of its own.
    #[must_use]
    pub fn term(&self, key: &str) -> String {
        self.say(key, &[])
    }
}

/// A text with its variables filled in.
fn filled(text: &str, variables: &[(&str, &str)]) -> String {
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

/// A text of one's own may have this many letters, or so many times those of the built-in one where that is more.
const ALWAYS_ALLOWED: usize = 300;
const TIMES_LONGER: usize = 4;
/// Letters of a tab, and those that none may have: Excel's rules.
const TAB_LETTERS: usize = 31;
const NO_TAB_LETTERS: &[char] = &['[', ']', ':', '*', '?', '/', '\\', '\n', '\r', '\t'];

/// Why a text cannot stand where the built-in one stands; none where it can.
fn unfit(built_in: &str, own: &str) -> Option<Text> {
    if own.trim().is_empty() && !built_in.trim().is_empty() {
        return Some(Text::new("ว่างเปล่า", "is empty"));
    }
    if !is_paired(own) {
        return Some(Text::new(
            "มีวงเล็บปีกกาที่ไม่ครบคู่ ตัวแปรต้องอยู่ระหว่าง { กับ }",
            "has a brace without its other half: variables stand between { and }",
        ));
    }
    let most = (built_in.chars().count() * TIMES_LONGER).max(ALWAYS_ALLOWED);
    (own.chars().count() > most)
        .then(|| Text::new(format!("ยาวกว่า {most} อักขระ"), format!("is longer than {most} letters")))
}

/// Whether every brace has its other half, and none stands inside a pair.
fn is_paired(text: &str) -> bool {
    let mut open = false;
    for brace in text.chars().filter(|c| matches!(c, '{' | '}')) {
        if (brace == '{') == open {
            return false;
        }
        open = !open;
    }
    !open
}

fn is_tab(key: &str) -> bool {
    key.rsplit('.').next() == Some("tab")
}

/// Why a tab cannot be called so; none where it can.
fn unfit_tab(tab: &str) -> Option<Text> {
    if tab.chars().count() > TAB_LETTERS {
        return Some(Text::new(
            format!("ยาวเกิน {TAB_LETTERS} อักขระ ซึ่งใช้เป็นชื่อแผ่นงานไม่ได้"),
            format!("is longer than {TAB_LETTERS} letters, which no tab may be"),
        ));
    }
    let wrong = tab.contains(NO_TAB_LETTERS) || tab.starts_with('\'') || tab.ends_with('\'');
    (wrong || tab.eq_ignore_ascii_case("history")).then(|| {
        Text::new(
            "ใช้เป็นชื่อแผ่นงานไม่ได้: Excel ไม่รับการขึ้นบรรทัดใหม่ [ ] : * ? / \\ เครื่องหมาย ' ที่หัวท้าย และคำว่า History",
            "is no name for a tab: Excel refuses line breaks, [ ] : * ? / \\, ' at the ends, and History",
        )
    })
}

/// Texts by key, by file; the key of a text in a table starts with that of the table: `cover.period`. A text in two
/// languages is such a table.
fn read(templates: &Templates) -> Result<BTreeMap<String, BTreeMap<String, String>>, Error> {
    let files = templates.texts(FOLDER, "toml")?;
    files
        .into_iter()
        .map(|(path, text)| {
            let mut texts = BTreeMap::new();
            let table = toml_file::read(&path, &text)?;
            match gather("", table, &mut texts) {
                Ok(()) => Ok((path, texts)),
                Err(problem) => Err(Error::template(path, problem)),
            }
        })
        .collect()
}

fn gather(parent: &str, table: toml::Table, texts: &mut BTreeMap<String, String>) -> Result<(), Text> {
    for (name, value) in table {
        let key = if parent.is_empty() { name } else { format!("{parent}.{name}") };
        match value {
            toml::Value::String(text) => {
                texts.insert(key, text);
            }
            toml::Value::Table(inner) => gather(&key, inner, texts)?,
            _ => {
                return Err(Text::new(
                    format!("`{key}` ไม่ใช่ข้อความ ให้เขียนในเครื่องหมาย \" \""),
                    format!("`{key}` is no text"),
                ));
            }
        }
    }
    Ok(())
}

/// Names in braces.
fn variables(text: &str) -> BTreeSet<&str> {
    let after = text.split('{').skip(1);
    after.filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use std::path::Path;

    /// A folder of templates with one file of texts.
    fn own(file: &str, text: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join(FOLDER);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(file), text).unwrap();
        dir
    }

    fn load(dir: &Path) -> Result<Wording, Error> {
        Wording::load(&Templates::new(Some(dir.to_owned())).unwrap())
    }

    fn with(file: &str, text: &str) -> Result<Wording, String> {
        load(own(file, text).path()).map_err(|e| e.to_string())
    }

    fn built_in(file: &str) -> String {
        let files = Templates::default().texts(FOLDER, "toml").unwrap();
        files.into_iter().find(|(path, _)| path.ends_with(&format!("/{file}"))).unwrap().1
    }

    #[test]
    fn own_words_win_and_a_value_is_not_read_again() {
        let file = "progress.toml";
        let own = built_in(file).replace("ที่ยังไม่แล้วเสร็จ", "ซึ่งยังไม่เสร็จ");
        assert!(own != built_in(file));
        let wording = with(file, &own).unwrap();
        let said = wording.say("late_caption", &[]);
        assert!(said.contains("ซึ่งยังไม่เสร็จ"), "{said}");
        let wording = Wording { texts: BTreeMap::from([("x".to_owned(), "{a} และ {b} {".to_owned())]) };
        assert_eq!(wording.say("x", &[("a", "{b}"), ("b", "ข")]), "{b} และ ข {");
    }

    #[test]
    fn a_text_in_two_languages_is_two_texts() {
        let mut texts = BTreeMap::new();
        let text = "[a.b]\nc = { th = \"{n} ข้อ\", en = \"{n}\" }\nd.th = \"ง\"";
        gather("", toml::from_str(text).unwrap(), &mut texts).unwrap();
        assert_eq!(texts.keys().collect::<Vec<_>>(), ["a.b.c.en", "a.b.c.th", "a.b.d.th"]);
        let said = Wording { texts }.both("a.b.c", &[("n", Text::new("๓", "3"))]);
        assert_eq!((&said.th[..], &said.en[..]), ("๓ ข้อ", "3"));
    }

    #[test]
    fn a_text_that_is_missing_unknown_or_names_an_unknown_variable_is_refused() {
        for (file, key, variable) in [
            ("progress.toml", "late_caption", "{as_of}"),
            // Of a table: the line lies below `[cover]`.
            ("workbooks.toml", "contact", "{count}"),
        ] {
            let line = built_in(file).lines().find(|l| l.starts_with(key)).unwrap().to_owned();
            let missing = with(file, &built_in(file).replace(&line, "")).unwrap_err();
            assert!(missing.contains(key), "{missing}");
            let unknown = with(file, &(built_in(file) + "\nnobody = \"ก\"\n")).unwrap_err();
            assert!(unknown.contains("nobody"), "{unknown}");
            let mistaken = variable.replace('}', "f}");
            let why = with(file, &built_in(file).replace(variable, &mistaken)).unwrap_err();
            assert!(why.contains(&mistaken) && why.contains(variable), "{why}");
            let number = with(file, &built_in(file).replace(&line, &format!("{key} = 1"))).unwrap_err();
            assert!(number.contains(&format!("{key}` is no text")), "{number}");
        }
    }

    #[test]
    fn a_text_that_cannot_stand_is_refused() {
        let refused = |file: &str, key: &str, own: &str| {
            let line = built_in(file).lines().find(|l| l.starts_with(key)).unwrap().to_owned();
            with(file, &built_in(file).replace(&line, &format!("{key} = {own}"))).unwrap_err()
        };
        assert!(refused("progress.toml", "late_caption", "\" \"").contains("is empty"));
        let long = format!("\"{}\"", "ก".repeat(2_000));
        assert!(refused("progress.toml", "late_caption", &long).contains("longer"));
        for text in ["\"{days วัน\"", "\"days} วัน\"", "\"{{days}} วัน\""] {
            let why = refused("progress.toml", "late_days", text);
            assert!(why.contains("late_days"), "{why}");
        }
        for tab in ["\"a/b\"", "\"History\"", "\"a\\nb\"", &format!("\"{}\"", "x".repeat(32))] {
            let why = refused("workbooks-scores.toml", "tab", tab);
            assert!(why.contains(".tab") && why.contains("tab"), "{why}");
        }
        let file = built_in("workbooks-scores.toml");
        let tabs: Vec<_> = file.lines().filter(|l| l.starts_with("tab = ")).collect();
        let why = with("workbooks-scores.toml", &file.replace(tabs[1], tabs[0])).unwrap_err();
        assert!(why.contains("is the same as"), "{why}");
        let dir = own("progress.toml", &built_in("progress.toml").replace("late_days", "days_late"));
        let why = load(dir.path()).unwrap_err().text();
        assert!(why.th.contains("ไม่มีเอกสารใดใช้ข้อความ `days_late`"), "{why:?}");
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
        for folder in ["src/report", "src/changes", "src/render"] {
            sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut code);
        }
        let texts = Wording::load(&Templates::default()).unwrap().texts;
        let in_files: usize = read(&Templates::default()).unwrap().values().map(BTreeMap::len).sum();
        assert_eq!(texts.len(), in_files, "two files have the same text");
        let has = |word: &str| code.contains(&format!("\"{word}\""));
        // `table.{name}.heading`, and the name elsewhere.
        let is_pattern = |c: char| c.is_ascii_lowercase() || "._{}".contains(c);
        let patterns: BTreeSet<_> =
            code.split('"').filter(|text| text.contains(".{") && text.chars().all(is_pattern)).collect();
        let is_composed = |key: &[&str]| {
            let fits = |(part, word): (&str, &&str)| part == *word || (part.starts_with('{') && has(word));
            patterns.iter().any(|p| p.split('.').count() == key.len() && p.split('.').zip(key).all(fits))
        };
        for key in texts.keys() {
            let key = key.strip_suffix(".th").or(key.strip_suffix(".en")).unwrap_or(key);
            // Sheets and columns find their words by their ids, controls by their codes.
            let parts: Vec<_> = key.split('.').collect();
            let is_used = match parts[..] {
                ["columns", column] => has(column),
                ["sheets", sheet, "columns", column] => has(sheet) && has(column),
                ["sheets", sheet, "tab" | "title" | "about" | "notes"] => has(sheet),
                ["controls", code] => Code::ALL.iter().any(|known| known.name() == code),
                _ => has(key) || is_composed(&parts),
            };
            assert!(is_used, "no code uses the text {key}");
        }
        let after = |start: &str| -> Vec<String> {
            let starts = code.split(start).skip(1);
            starts.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
        };
        for key in ["say(\"", "term(\"", "lines(\""].into_iter().flat_map(after) {
            assert!(texts.contains_key(&key) || key == "x", "no file has the text {key}");
        }
        let both = |key: &str| ["th", "en"].iter().all(|end| texts.contains_key(&format!("{key}.{end}")));
        for key in after("both(\"") {
            assert!(both(&key) || key == "a.b.c", "no file has the text {key} in both languages");
        }
        // Keys that code chooses among: what is written like one of a table that there is.
        let tables: BTreeSet<_> = texts.keys().filter_map(|key| Some(key.split_once('.')?.0)).collect();
        let is_key = |word: &&str| {
            word.split_once('.').is_some_and(|(table, _)| tables.contains(table))
                && word.bytes().all(|b| b.is_ascii_lowercase() || b"._".contains(&b))
                && !["csv", "toml", ""].contains(&word.rsplit('.').next().unwrap_or_default())
        };
        for key in code.split('"').filter(is_key) {
            assert!(texts.contains_key(key) || both(key), "no file has the text {key}");
        }
        for id in ["sheet(model, \"", "self.sheet(\"", "worded(phrases, \""].into_iter().flat_map(after) {
            assert!(texts.contains_key(&format!("sheets.{id}.title")), "no file has the sheet {id}");
        }
        for id in after("Column::of(\"") {
            let own = format!(".columns.{id}");
            let is_titled = |key: &String| *key == own[1..] || key.ends_with(&own);
            assert!(texts.keys().any(is_titled), "no file has a title of the column {id}");
        }
        for known in Code::ALL {
            assert!(texts.contains_key(&format!("controls.{}", known.name())), "{}", known.name());
        }
    }
}
