//! Outputs (ผลผลิต) of measures as the register words them, taken apart:
//! `templates/contracts/words/outputs.toml`.
//!
//! Comes in: the text of a cell, one output a line. Goes out: what, how many, of what, in which kinds of files.
//! Never: guesses a number that the text does not give.

use crate::error::Error;
use crate::model::Text;
use crate::templates::Templates;
use crate::thai;
use crate::toml_file;
use regex::Regex;
use serde::Deserialize;

/// Folder of the word lists among the templates.
const FOLDER: &str = "contracts/words";
/// File of the outputs' words.
const FILE: &str = "contracts/words/outputs.toml";

/// A kind of file, or a link.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    name: String,
    words: Vec<String>,
    endings: Vec<String>,
    #[serde(default)]
    link: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    counters: Vec<String>,
    rates: Vec<String>,
    each: Vec<String>,
    between: Vec<String>,
    kind: Vec<Kind>,
}

/// One output of a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// As the register words it, without a number of its line.
    pub text: String,
    /// The same without its kinds of files and, where it is the end, its quantity.
    pub what: String,
    /// How many, where the text says so.
    pub quantity: Option<i64>,
    /// What is counted: `แผ่น`; empty without a quantity.
    pub counter: String,
    /// Kinds of files that are wanted, in the order of the word list; empty where the text names none.
    pub kinds: Vec<String>,
    /// Every unit that answers for the measure hands in its own.
    pub each: bool,
}

impl Output {
    /// What tells it from the measure's other outputs.
    #[must_use]
    pub fn key(&self) -> String {
        thai::key(&self.text)
    }
}

/// What evidence is, by its form alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handed<'a> {
    /// A file, or an address that ends in one, of a known kind.
    Kind(&'a str),
    /// An address; what lies behind it cannot be seen.
    Link,
    /// A file of another kind.
    Other,
}

/// The words, ready to search with.
#[derive(Clone, Debug)]
pub struct OutputWords {
    counted: Regex,
    numbered: Regex,
    brackets: Regex,
    rates: Vec<String>,
    each: Vec<String>,
    between: Regex,
    kinds: Vec<(Kind, Regex)>,
}

impl OutputWords {
    /// Loads and checks the word list.
    ///
    /// # Errors
    /// It is missing, does not parse, or a list is empty: configuration error with its name.
    pub fn load(templates: &Templates) -> Result<Self, Error> {
        let found = templates.texts(FOLDER, "toml")?.into_iter().find(|(path, _)| path == FILE);
        let Some((path, text)) = found else { return Err(Error::no_template(FILE)) };
        let file: WordsFile = toml_file::read(&path, &text)?;
        let regex = |pattern: &str| Regex::new(pattern).map_err(|e| Error::unreadable_template(FILE, &e));
        let any = |words: &[String]| {
            let mut words: Vec<_> = words.iter().map(|word| regex::escape(word)).collect();
            words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
            words.join("|")
        };
        if file.counters.is_empty() || file.between.is_empty() || file.kind.iter().any(|k| k.words.is_empty())
        {
            let problem = Text::new(
                "`counters`, `between` และ `words` ของทุกชนิดต้องมีอย่างน้อยหนึ่งคำ",
                "`counters`, `between` and `words` of every kind need a word",
            );
            return Err(Error::template(FILE, problem));
        }
        let mut kinds = Vec::new();
        for kind in file.kind {
            let found = regex(&format!(r"(?i)(?:^|[^a-z])(?:{})(?:[^a-z]|$)", any(&kind.words)))?;
            kinds.push((kind, found));
        }
        let all: Vec<_> = kinds.iter().flat_map(|(kind, _)| kind.words.clone()).collect();
        Ok(Self {
            counted: regex(&format!(r"([0-9][0-9,]*)\s*({})", any(&file.counters)))?,
            numbered: regex(r"^\s*(?:[-–•*●]\s*|\(?[0-9]{1,2}(?:\.[0-9]{1,2})*[.)]\s*)")?,
            brackets: regex(r"\s*\(([^()]*)\)")?,
            between: regex(&format!(r"(?i)^(?:{}|{}|[\s,/+&.])*$", any(&all), any(&file.between)))?,
            rates: file.rates,
            each: file.each,
            kinds,
        })
    }

    /// The outputs of a register's cell, one a line.
    #[must_use]
    pub fn outputs(&self, cell: &str) -> Vec<Output> {
        cell.lines().filter_map(|line| self.output(line)).collect()
    }

    fn output(&self, line: &str) -> Option<Output> {
        let plain = thai::to_arabic_digits(line);
        // The digits of a number are as many letters in both writings, yet not as many bytes.
        let start = self.numbered.find(&plain).map_or(0, |found| found.as_str().chars().count());
        let text: String = line.chars().skip(start).collect::<String>().trim().to_owned();
        if !text.chars().any(char::is_alphabetic) {
            return None;
        }
        let plain = thai::to_arabic_digits(&text);
        let kinds: Vec<_> = self
            .kinds
            .iter()
            .filter(|(_, word)| word.is_match(&plain))
            .map(|(k, _)| k.name.clone())
            .collect();
        let bare = self.brackets.replace_all(&plain, |found: &regex::Captures<'_>| {
            let inside = found.get(1).map_or("", |m| m.as_str());
            let whole = found.get(0).map_or("", |m| m.as_str());
            if self.between.is_match(inside) { String::new() } else { whole.to_owned() }
        });
        let bare = bare.trim();
        let counted = self.counted.captures_iter(bare).find_map(|found| {
            let (whole, number, counter) = (found.get(0)?, found.get(1)?, found.get(2)?);
            let before = bare.get(..whole.start())?.trim_end();
            let is_rate = self.rates.iter().any(|rate| before.ends_with(rate.as_str()));
            let number: i64 = number.as_str().replace(',', "").parse().ok()?;
            (!is_rate && number > 0).then(|| (number, counter.as_str().to_owned(), whole.range()))
        });
        let what = match &counted {
            Some((_, _, range)) if range.end == bare.len() && range.start > 0 => bare.get(..range.start),
            _ => Some(bare),
        };
        let what = what.map_or(bare, str::trim).to_owned();
        let (quantity, counter) = counted.map_or((None, String::new()), |(n, c, _)| (Some(n), c));
        let each = self.each.iter().any(|word| text.contains(word.as_str()));
        Some(Output { text, what, quantity, counter, kinds, each })
    }

    /// Whether a kind is a link, not a file.
    #[must_use]
    pub fn is_link(&self, kind: &str) -> bool {
        self.kinds.iter().any(|(known, _)| known.link && known.name == kind)
    }

    /// What a line of evidence is.
    #[must_use]
    pub fn handed(&self, line: &str) -> Handed<'_> {
        let is_link = line.contains("://");
        let path = line.split(['?', '#']).next().unwrap_or(line);
        let name = path.rsplit('/').next().unwrap_or(path);
        let ending = name.rsplit_once('.').map(|(_, end)| end.to_lowercase());
        let of = |end: &String| self.kinds.iter().find(|(kind, _)| kind.endings.contains(end));
        // The host alone is no file: `https://example.go.th`.
        let in_path = !is_link || path.splitn(4, '/').nth(3).is_some_and(|rest| !rest.is_empty());
        match ending.as_ref().filter(|_| in_path).and_then(of) {
            Some((kind, _)) => Handed::Kind(&kind.name),
            None if is_link => Handed::Link,
            None => Handed::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> OutputWords {
        OutputWords::load(&Templates::default()).expect("the built-in words")
    }

    fn one(text: &str) -> (String, Option<i64>, String, Vec<String>, bool) {
        let found = words().outputs(text);
        let [only] = found.as_slice() else { panic!("{text}: {found:?}") };
        (only.what.clone(), only.quantity, only.counter.clone(), only.kinds.clone(), only.each)
    }

    #[test]
    fn outputs_of_a_published_register_are_taken_apart() {
        for (text, what, quantity, counter, kinds) in [
            ("Info graphic ๖ แผ่น", "Info graphic", Some(6), "แผ่น", &[][..]),
            ("info graphic 4 แผ่น", "info graphic", Some(4), "แผ่น", &[]),
            ("ข้อมูลสถิติ (ไฟล์ PDF และ Excel)", "ข้อมูลสถิติ", None, "", &["PDF", "Excel"]),
            ("เอกสาร Checklist (ไฟล์ PDF และ Word)", "เอกสาร Checklist", None, "", &["PDF", "Word"]),
            ("มาตรการ 2 มาตรการ (ไฟล์ PDF)", "มาตรการ", Some(2), "มาตรการ", &["PDF"]),
            (
                "ประกาศ 2 ประกาศ ภาษาไทยและภาษาอังกฤษ (ไฟล์ PDF)",
                "ประกาศ 2 ประกาศ ภาษาไทยและภาษาอังกฤษ",
                Some(2),
                "ประกาศ",
                &["PDF"],
            ),
            ("แผนฯ 20 ปี (ไฟล์ PDF)", "แผนฯ 20 ปี", None, "", &["PDF"]),
            ("ตารางข้อมูลบ้านและประชากร 1 ตาราง", "ตารางข้อมูลบ้านและประชากร", Some(1), "ตาราง", &[]),
            (
                "สรุปผลการจัดซื้อจัดจ้าง (สขร.1) รายเดือน (ไฟล์ PDF และ Excel)",
                "สรุปผลการจัดซื้อจัดจ้าง (สขร.1) รายเดือน",
                None,
                "",
                &["PDF", "Excel"],
            ),
            ("หลักเกณฑ์การบริหารทรัพยากรบุคคล (ลิงค์)", "หลักเกณฑ์การบริหารทรัพยากรบุคคล", None, "", &["ลิงก์"]),
            ("link ช่องทาง", "link ช่องทาง", None, "", &["ลิงก์"]),
            ("ป้ายประชาสัมพันธ์ 1 จุด (ห้องฝ่ายทะเบียน)", "ป้ายประชาสัมพันธ์ 1 จุด (ห้องฝ่ายทะเบียน)", Some(1), "จุด", &[]),
            ("BMA OSS", "BMA OSS", None, "", &[]),
            ("รายงานผลรอบ ๖ เดือนแรก (ไฟล์ PDF)", "รายงานผลรอบ 6 เดือนแรก", None, "", &["PDF"]),
            ("๑) คู่มือ (ไฟล์ PDF)", "คู่มือ", None, "", &["PDF"]),
        ] {
            let kinds: Vec<_> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
            assert_eq!(one(text), (what.to_owned(), quantity, counter.to_owned(), kinds, false), "{text}");
        }
    }

    #[test]
    fn a_number_that_comes_back_is_no_quantity_and_each_is_each() {
        let (_, quantity, _, _, each) = one("ข่าวประชาสัมพันธ์ของแต่ละฝ่ายเดือนละ ๒ ข่าว");
        assert_eq!((quantity, each), (None, true));
        assert_eq!(one("รายงานของแต่ละฝ่าย ๑ ฉบับต่อรอบ").1, Some(1));
    }

    #[test]
    fn lines_without_letters_are_none() {
        assert_eq!(words().outputs("คู่มือ\n\n-\n๒.\nแผน ๑ แผน").len(), 2);
    }

    #[test]
    fn evidence_is_known_by_its_ending() {
        let words = words();
        for (line, handed) in [
            ("a.PDF", Handed::Kind("PDF")),
            ("https://x.go.th/data/o9.xlsx?v=2", Handed::Kind("Excel")),
            ("https://x.go.th/o9", Handed::Link),
            ("https://x.doc", Handed::Link),
            ("photo.jpg", Handed::Other),
        ] {
            assert_eq!(words.handed(line), handed, "{line}");
        }
    }
}
