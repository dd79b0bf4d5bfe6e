//! Which publication a serial number, a name or nothing at all means on the command line.
//!
//! Comes in: what was written, and the publications that are there. Goes out: one of them, or what could be meant.

use super::{Common, fleet};
use crate::error::Error;
use crate::model::{Period, Text};
use crate::publish::history::{self, DRAFT, Kept};
use crate::thai;
use std::path::{Path, PathBuf};

/// Where the publications of the agency that is meant lie. Without a workspace there are none to look for, unless
/// their folder is named.
///
/// # Errors
/// There is no workspace, or it holds many agencies and not one of them is meant.
pub(super) fn place(common: &Common) -> Result<PathBuf, Error> {
    let options = fleet::one(common)?;
    let output = options.output_dir();
    // What is published can be looked at whatever became of the inputs.
    if options.output.is_none() && !output.is_dir() {
        options.open()?;
    }
    Ok(output)
}

/// The name that options or the newest publication mean: the newest whole one; a part that was made alone
/// (`2568-h1-measures`) only where nothing else is there, and a draft never. `all` may be the kept ones, too.
pub(super) fn chosen<'a>(
    common: &Common,
    output: &Path,
    all: impl IntoIterator<Item = &'a Kept>,
) -> Result<String, Error> {
    let all: Vec<_> = all.into_iter().collect();
    let fits = |period: Period| {
        common.fy.is_none_or(|year| year == period.fiscal_year)
            && common.half.is_none_or(|half| half == period.half)
    };
    let newest = all
        .iter()
        .filter_map(|kept| Period::of_name(&kept.name).map(|(period, part)| (period, part, &kept.name)))
        .filter(|(period, part, _)| fits(*period) && !part.ends_with(DRAFT))
        .max_by_key(|(period, part, _)| (part.is_empty(), *period, *part));
    newest.map(|(.., name)| name.clone()).ok_or_else(|| {
        let names = all.iter().map(|kept| kept.name.as_str());
        if all.is_empty() { nothing_published(output) } else { none_of_these(common, output, names) }
    })
}

/// A publication by serial number, name and serial number, name, or path. `name` goes with a bare number.
pub(super) fn find(text: &str, all: &[Kept], name: &str) -> Result<PathBuf, Error> {
    if let Some((name, serial)) = numbered(text).or_else(|| Some((name, number(text)?)))
        && let Some(kept) = all.iter().find(|k| k.name == name && k.serial == serial)
    {
        return Ok(kept.dir.clone());
    }
    if let Some(kept) = all.iter().find(|k| k.current && k.name == text) {
        return Ok(kept.dir.clone());
    }
    let path = PathBuf::from(text);
    if path.is_dir() {
        return Ok(path);
    }
    let serial = numbered(text).map(|(_, serial)| serial).or_else(|| number(text));
    let (th, en) = history::candidates(all.iter().filter(|k| serial.is_none_or(|s| s == k.serial)));
    Err(Error::Usage(Text::new(
        format!("ไม่พบฉบับเผยแพร่ “{text}”{th} — ดูเลขที่ด้วย `ita-report history` หรือระบุโฟลเดอร์ของฉบับนั้น"),
        format!(
            "there is no publication “{text}”{en} — see `ita-report history` for the numbers, or name its folder"
        ),
    )))
}

/// The name in `2568-h1/3`.
pub(super) fn named(text: &str) -> Option<&str> {
    numbered(text).map(|(name, _)| name)
}

fn numbered(text: &str) -> Option<(&str, u32)> {
    let (name, serial) = text.rsplit_once(['/', '\\'])?;
    // `output/history/2568-h1/0003` is a path.
    (!name.contains(['/', '\\'])).then_some((name, number(serial)?))
}

fn number(text: &str) -> Option<u32> {
    thai::to_arabic_digits(text).parse().ok()
}

/// Only one publication of a name is there.
pub(super) fn nothing_before(name: &str, all: &[Kept]) -> Error {
    let (th, en) = history::candidates(all.iter().filter(|k| !k.current && !k.name.ends_with(DRAFT)));
    Error::Usage(Text::new(
        format!("{name} ยังไม่มีฉบับก่อนให้เทียบ{th}"),
        format!("{name} has no earlier publication to compare with{en}"),
    ))
}

pub(super) fn nothing_published(output: &Path) -> Error {
    let dir = output.display();
    Error::Usage(Text::new(
        format!("ยังไม่มีฉบับเผยแพร่ใน {dir} — สั่ง `ita-report run` ก่อน"),
        format!("nothing is published in {dir} yet — run `ita-report run` first"),
    ))
}

/// Publications of a name are kept, and none of them stands in its place any more.
pub(super) fn not_in_place(output: &Path, name: &str, all: &[Kept]) -> Error {
    let Some(last) = all.iter().rfind(|k| k.name == name) else { return nothing_published(output) };
    let (dir, serial) = (output.join(name), last.serial);
    let dir = dir.display();
    Error::Usage(Text::new(
        format!(
            "{dir} ไม่มีฉบับเผยแพร่ที่ครบถ้วน — สั่ง `ita-report run` หรือ `ita-report history restore {name}/{serial}`"
        ),
        format!(
            "no whole publication is in {dir} — use `ita-report run`, or `ita-report history restore {name}/{serial}`"
        ),
    ))
}

/// Something is published, yet nothing of the year and half that were asked for.
fn none_of_these<'a>(common: &Common, output: &Path, names: impl Iterator<Item = &'a str>) -> Error {
    let mut names: Vec<_> = names.collect();
    names.dedup();
    let (dir, names) = (output.display(), names.join(", "));
    let year = common.fy.map(|year| year.to_string());
    let half = common.half.map(|half| format!("h{}", half.number()));
    let asked = [year, half].into_iter().flatten().collect::<Vec<_>>().join("-");
    let (th, en) = if asked.is_empty() {
        Default::default()
    } else {
        (format!("ของ {asked} "), format!(" of {asked}"))
    };
    Error::Usage(Text::new(
        format!("ยังไม่มีฉบับเผยแพร่{th}ใน {dir} — ที่มีคือ {names}"),
        format!("nothing{en} is published in {dir} — there are: {names}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        common: Common,
    }

    fn kept(names: &[&str]) -> Vec<Kept> {
        let one = |name: &&str| Kept {
            name: (*name).to_owned(),
            serial: 1,
            made_at: None,
            dir: PathBuf::new(),
            current: true,
        };
        names.iter().map(one).collect()
    }

    fn named(args: &[&str], names: &[&str]) -> Result<String, String> {
        let line = Line::parse_from([&["ita-report"], args].concat());
        chosen(&line.common, Path::new("output"), &kept(names)).map_err(|error| error.to_string())
    }

    #[test]
    fn a_part_made_alone_is_meant_only_where_nothing_whole_is() {
        let all = ["2568-h1", "2568-h2", "2568-h2-draft", "2568-h2-measures", "2569-h1-measures", "returns"];
        assert_eq!(named(&[], &all), Ok("2568-h2".to_owned()));
        assert_eq!(named(&["--half", "1"], &all), Ok("2568-h1".to_owned()));
        assert_eq!(named(&["--fy", "2569"], &all), Ok("2569-h1-measures".to_owned()));
        assert_eq!(named(&["--fy", "2569", "--half", "1"], &all), Ok("2569-h1-measures".to_owned()));
        assert_eq!(
            named(&[], &["2568-h1-measures", "2568-h1-measures-draft"]),
            Ok("2568-h1-measures".into())
        );
        let missing = named(&["--fy", "2570", "--half", "1"], &all).unwrap_err();
        assert!(missing.contains("2570-h1") && missing.contains("2568-h2, "), "{missing}");
        assert!(named(&[], &["2568-h1-draft"]).unwrap_err().contains("2568-h1-draft"));
    }
}
