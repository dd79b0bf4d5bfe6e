//! Words that say what a row below a header is, beside a record: `templates/contracts/words/rows.toml`.
//!
//! Comes in: a row's label. Goes out: what the label claims. Never: looks at figures, which have the last
//! word on a label that may be a name.

use crate::error::Error;
use crate::model::Text;
use crate::templates::Templates;
use crate::thai;
use crate::toml_file;
use serde::Deserialize;

/// Folder of the word lists among the templates.
const FOLDER: &str = "contracts/words";
/// File of the rows' words.
const FILE: &str = "contracts/words/rows.toml";
/// A label is no longer, in bytes: longer texts are prose.
const LONGEST_LABEL: usize = 240;

/// Stands for any figure at the end of a word for a line.
const ANY_FIGURE: char = '0';
/// Before the number of a page, as a comparison key.
const PAGE: &str = "หน้า";

/// What a label claims of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The sum of the rows above.
    Sum,
    /// The sum of a group of them, which it names.
    GroupSum,
    /// Figures carried from another page or period.
    Carried,
    /// The mean of the rows above, or their shares.
    Derived,
    /// Begins like a sum, a mean or a share, and may be a name: the figures decide.
    Perhaps,
    /// A part of other rows, or what they are compared with.
    Part,
    /// A remark or a signature, where little else is filled in.
    Remark,
    /// A line that shows how to fill in the form.
    Example,
    /// Nothing to report.
    Nothing,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    sums: Vec<String>,
    carried: Vec<String>,
    means: Vec<String>,
    shares: Vec<String>,
    /// Groups that a sum may be of.
    #[serde(default)]
    groups: Vec<String>,
    /// Parts of other rows.
    #[serde(default)]
    parts: Vec<String>,
    after: Vec<String>,
    names: Vec<String>,
    remarks: Vec<String>,
    signatures: Vec<String>,
    examples: Vec<String>,
    nothing: Vec<String>,
    /// What may stand before these, and behind them.
    #[serde(default)]
    nothing_before: Vec<String>,
    #[serde(default)]
    nothing_after: Vec<String>,
    /// Lines that are alone in their row.
    #[serde(default)]
    lines: Vec<String>,
    /// Words for another year or period.
    #[serde(default)]
    periods: Vec<String>,
}

/// The words, as comparison keys; those of one list from the longest on.
#[derive(Clone, Debug, Default)]
pub struct RowWords {
    /// Beginnings of labels of sums, carried figures, means and shares, longest first.
    beginnings: Vec<(String, Claim)>,
    groups: Vec<String>,
    parts: Vec<String>,
    after: Vec<String>,
    names: Vec<String>,
    remarks: Vec<String>,
    signatures: Vec<String>,
    examples: Vec<String>,
    nothing: Vec<String>,
    nothing_before: Vec<String>,
    nothing_after: Vec<String>,
    lines: Vec<String>,
    periods: Vec<String>,
}

impl RowWords {
    /// Loads and checks the word list.
    ///
    /// # Errors
    /// It is missing, does not parse, or holds a word without letters: configuration error with its name.
    pub fn load(templates: &Templates) -> Result<Self, Error> {
        let found = templates.texts(FOLDER, "toml")?.into_iter().find(|(path, _)| path == FILE);
        let Some((path, text)) = found else { return Err(Error::no_template(FILE)) };
        let file: WordsFile = toml_file::read(&path, &text)?;
        let keys = |words: &[String]| -> Result<Vec<String>, Error> {
            let keys: Vec<_> = words.iter().map(|w| thai::key(w)).collect();
            match keys.iter().position(String::is_empty) {
                Some(at) => {
                    let word = &words[at];
                    let problem =
                        Text::new(format!("“{word}” ไม่มีตัวอักษร"), format!("“{word}” has no letters"));
                    Err(Error::template(FILE, problem))
                }
                None => Ok(keys),
            }
        };
        let mut beginnings = Vec::new();
        let lists = [
            (&file.sums, Claim::Sum),
            (&file.carried, Claim::Carried),
            (&file.means, Claim::Derived),
            (&file.shares, Claim::Derived),
        ];
        for (words, claim) in lists {
            beginnings.extend(keys(words)?.into_iter().map(|key| (key, claim)));
        }
        beginnings.sort_by_key(|(key, _)| std::cmp::Reverse(key.chars().count()));
        Ok(Self {
            beginnings,
            groups: keys(&file.groups)?,
            parts: keys(&file.parts)?,
            after: keys(&file.after)?,
            names: keys(&file.names)?,
            remarks: keys(&file.remarks)?,
            signatures: keys(&file.signatures)?,
            examples: keys(&file.examples)?,
            nothing: keys(&file.nothing)?,
            nothing_before: keys(&file.nothing_before)?,
            nothing_after: keys(&file.nothing_after)?,
            lines: keys(&file.lines)?,
            periods: keys(&file.periods)?,
        })
    }

    /// What a row's label claims; `None` for a record's.
    #[must_use]
    pub fn claim(&self, label: &str) -> Option<Claim> {
        if label.len() > LONGEST_LABEL {
            return None;
        }
        if label.trim().starts_with('%') {
            return Some(Claim::Derived);
        }
        let key = thai::key(label);
        let before = self.nothing_before.iter().find_map(|before| key.strip_prefix(before.as_str()));
        let said = before.unwrap_or(&key);
        let is_nothing = |word: &String| {
            let rest = said.strip_prefix(word.as_str());
            rest.is_some_and(|rest| rest.is_empty() || self.nothing_after.iter().any(|after| after == rest))
        };
        if self.nothing.iter().any(is_nothing) {
            return Some(Claim::Nothing);
        }
        if self.examples.iter().any(|word| is_example(label, &key, word)) {
            return Some(Claim::Example);
        }
        // “ปี 2567” alone names no record; it may be the sum of another year.
        let undated = key.trim_end_matches(|c: char| c.is_ascii_digit());
        if !undated.is_empty() && self.periods.iter().any(|word| word == undated) {
            return Some(Claim::Perhaps);
        }
        // A list's dash before it is no letter of its key.
        if self.parts.iter().any(|word| is_part(label, &key, word)) {
            return Some(Claim::Part);
        }
        self.total(label, &key).or_else(|| self.is_remark(label).then_some(Claim::Remark))
    }

    fn total(&self, label: &str, key: &str) -> Option<Claim> {
        let (beginning, claim) = self.beginnings.iter().find(|(word, _)| key.starts_with(word.as_str()))?;
        // An English word ends where its letters end: “Summer camp” is no sum.
        let is_latin = beginning.starts_with(|c: char| c.is_ascii_alphabetic());
        if is_latin && !ends_as_word(label, beginning) {
            return None;
        }
        let rest = &key[beginning.len()..];
        // “รวม 3 เดือน (ไตรมาส 2)”
        let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let of_group = self.groups.iter().any(|w| behind.starts_with(w.as_str()) || beginning == w);
        let claim = if *claim == Claim::Sum && of_group { &Claim::GroupSum } else { claim };
        let number = rest.starts_with(|c: char| c.is_ascii_digit());
        if rest.is_empty() || number || self.after.iter().any(|w| rest.starts_with(w.as_str())) {
            return Some(*claim);
        }
        let is_name = self.names.iter().any(|name| key.starts_with(name.as_str()));
        // “รวม (หน่วย: บาท)”, “รวม - แขวงบางนา”: a mark parts the word from what is summed up.
        if !is_name && is_parted(label, beginning) {
            return Some(*claim);
        }
        (!is_name).then_some(Claim::Perhaps)
    }

    /// Whether a text begins like a remark or a signature.
    #[must_use]
    pub fn is_remark(&self, text: &str) -> bool {
        let key = thai::key(text);
        if let Some(page) = key.strip_prefix(PAGE) {
            return !page.is_empty() && page.trim_start_matches("ที่").bytes().all(|b| b.is_ascii_digit());
        }
        self.remarks.iter().any(|w| key.starts_with(w.as_str()))
    }

    /// Whether a text that is alone in its row is a line below the table, and no record.
    #[must_use]
    pub fn is_line(&self, text: &str) -> bool {
        let key = thai::key(text);
        let begins = |word: &String| match word.strip_suffix(ANY_FIGURE) {
            Some(word) => {
                key.strip_prefix(word).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            }
            None => key.starts_with(word.as_str()),
        };
        self.lines.iter().any(begins)
    }

    /// Whether a text begins a block of signatures.
    #[must_use]
    pub fn is_signature(&self, text: &str) -> bool {
        let key = thai::key(text);
        self.signatures.iter().any(|w| key.starts_with(w.as_str()))
    }
}

/// “ตัวอย่าง”, “(ตัวอย่าง)”, “ตัวอย่าง: …”, “ตัวอย่าง ชุมชน ก”, not a name that goes on: “ตัวอย่างพัฒนา”.
fn is_example(label: &str, key: &str, word: &str) -> bool {
    key == word || (key.starts_with(word) && is_parted(label, word))
}

/// “ในจำนวนนี้ ชุมชน ก”, “หักส่งคืน”; a Latin word ends where its letters end.
fn is_part(label: &str, key: &str, word: &str) -> bool {
    let is_latin = word.starts_with(|c: char| c.is_ascii_alphabetic());
    key.starts_with(word) && (!is_latin || ends_as_word(label, word))
}

/// Whether a mark or a blank stands between the beginning of a label and the rest.
fn is_parted(label: &str, beginning: &str) -> bool {
    rest_after(label, beginning).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Whether the letters of a Latin word end with it.
fn ends_as_word(label: &str, beginning: &str) -> bool {
    rest_after(label, beginning).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// What stands in a label behind a beginning given as its key; marks and blanks in the beginning do not
/// count.
fn rest_after<'a>(label: &'a str, beginning: &str) -> Option<&'a str> {
    let mut wanted = beginning.chars().count();
    let mut chars = label.char_indices();
    while wanted > 0 {
        let (_, c) = chars.next()?;
        wanted -= thai::key(c.encode_utf8(&mut [0; 4])).chars().count().min(wanted);
    }
    Some(chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> RowWords {
        RowWords::load(&Templates::default()).expect("the built-in words")
    }

    #[test]
    fn labels_of_sums_means_and_shares_are_known_in_many_writings() {
        let words = words();
        for (label, claim) in [
            ("รวม", Claim::Sum),
            ("รวม 12 ชุมชน", Claim::Sum),
            ("รวม ๑๒ ชุมชน", Claim::Sum),
            ("ผลรวม", Claim::Sum),
            ("รวมเงินอุดหนุนทั้งสิ้น", Claim::Sum),
            ("Grand Total", Claim::Sum),
            ("TOTAL:", Claim::Sum),
            ("Sub-total", Claim::GroupSum),
            ("รวม (บาท)", Claim::Sum),
            ("รวม - แขวงบางนา", Claim::GroupSum),
            ("รวมเดือนตุลาคม", Claim::GroupSum),
            ("ยอดรวมทั้งสิ้น", Claim::Sum),
            ("Sum", Claim::Sum),
            ("ยอดยกมา", Claim::Carried),
            ("ยอดยกไป", Claim::Carried),
            ("เฉลี่ย", Claim::Derived),
            ("ค่าเฉลี่ยต่อเดือน", Claim::Derived),
            ("ร้อยละ", Claim::Derived),
            ("คิดเป็นร้อยละ", Claim::Derived),
            ("%", Claim::Derived),
            ("% ของทั้งหมด", Claim::Derived),
            ("คิดเป็น %", Claim::Derived),
            ("สูงสุด", Claim::Derived),
            ("ทั้งหมด 12 แห่ง", Claim::Sum),
            ("รวมบางนาเหนือ", Claim::Perhaps),
            ("ปี 2567", Claim::Perhaps),
            ("ปีงบประมาณ พ.ศ. ๒๕๖๗", Claim::Perhaps),
            ("ปีที่ผ่านมา", Claim::Perhaps),
            ("คงเหลือสุทธิ (อุดหนุน - ส่งคืน)", Claim::Derived),
            ("ตย. ชุมชน ก", Claim::Example),
            ("เช่น ชุมชนแสนสุข", Claim::Example),
            ("หมายเหตุ: ยังไม่รวมเงินค้าง", Claim::Remark),
            ("หน้า 1/2", Claim::Remark),
            ("ข้อมูล ณ วันที่ 31 มีนาคม 2568", Claim::Remark),
            ("ตัวอย่าง ชุมชน ก", Claim::Example),
            ("(ตัวอย่าง)", Claim::Example),
            ("ไม่มีข้อมูล", Claim::Nothing),
            ("- ไม่มีรายการ -", Claim::Nothing),
            ("ไม่มีการจัดซื้อจัดจ้างในเดือนนี้", Claim::Nothing),
            ("เดือนนี้ไม่มีการจัดซื้อ/จัดจ้าง", Claim::Nothing),
            ("รวมสะสมตั้งแต่ต้นปี", Claim::Derived),
            ("รวมถึงเดือนนี้", Claim::Derived),
            ("รวมตั้งแต่ ต.ค. 67", Claim::Derived),
            ("ไตรมาสที่ 2", Claim::Perhaps),
            ("รวมถึงภาษีป้าย", Claim::Perhaps),
            ("รวม 3 เดือน (ไตรมาส 2)", Claim::GroupSum),
        ] {
            assert_eq!(words.claim(label), Some(claim), "{label}");
        }
    }

    #[test]
    fn lines_below_a_table_are_known() {
        let words = words();
        for line in ["ข้อมูลจากระบบ BMA TAX", "แก้ไขเมื่อ 1/4/2568", "วันที่ ๕ เมษายน 2568", "โทร. 0 2361 9999"]
        {
            assert!(words.is_line(line), "{line}");
        }
        for name in ["โทรศัพท์", "วันที่ระลึก", "ชุมชนแก้ไข"]
        {
            assert!(!words.is_line(name), "{name}");
        }
    }

    #[test]
    fn names_that_begin_like_a_total_are_names() {
        let words = words();
        for label in [
            "รวมใจพัฒนา",
            "รวมมิตร",
            "ชุมชนรวมใจ",
            "Summer camp",
            "Totally",
            "ตัวอย่างพัฒนา",
            "เช่นเดิมพัฒนา",
            "ปีใหม่พัฒนา",
            "ตุลาคม",
            "12",
            "",
        ] {
            assert_eq!(words.claim(label), None, "{label}");
        }
    }
}
