//! Placeholders in texts of one's own that nothing stands for: they would be published as they are.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::Text;
use crate::words::Words;

/// Those that a document fills in itself, in the order in which [`super::Names`] has them.
pub(super) const OF_THE_DOCUMENT: [&str; 6] =
    ["agency", "parent", "director", "website", "year", "results_year"];

/// A finding for each that no word stands for.
pub(super) fn unknown<'a>(
    file: &'a str,
    text: &'a str,
    words: &'a Words,
) -> impl Iterator<Item = Diagnostic> + 'a {
    let is_known = |name: &str| OF_THE_DOCUMENT.contains(&name) || words.knows(name);
    let lines = (1..).zip(text.lines());
    let all = lines.flat_map(|(line, text)| names(text).map(move |name| (line, name)));
    all.filter(move |(_, name)| !is_known(name)).map(move |(line, name)| finding(file, line, name))
}

/// Names in braces; other texts in braces, and what other languages mean by `${name}`, are texts.
fn names(line: &str) -> impl Iterator<Item = &str> {
    let is_name = |name: &&str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    };
    let pieces = line.split('{').zip(line.split('{').skip(1));
    let own = pieces.filter(|(before, _)| !before.ends_with('$'));
    own.filter_map(|(_, rest)| rest.split_once('}')).map(|(name, _)| name).filter(is_name)
}

fn finding(file: &str, line: usize, name: &str) -> Diagnostic {
    let known = OF_THE_DOCUMENT.map(|name| format!("{{{name}}}")).join(" ");
    Diagnostic::new(
        Code::TextPlaceholder,
        Place::file(file),
        Text::new(
            format!("บรรทัด {line}: ไม่มีคำสำหรับ {{{name}}} จึงจะพิมพ์ออกมาตามที่เขียน"),
            format!("line {line}: no word stands for {{{name}}}, it would be printed as it is"),
        ),
        Text::new(
            format!("แก้ชื่อให้ตรง ({known} หรือคำใน [words]) หรือเพิ่ม {name} = \"…\" ใน [words] ของ agency.toml"),
            format!(
                "correct the name ({known}, or a word of [words]), or add {name} = \"…\" to [words] in agency.toml"
            ),
        ),
    )
}
