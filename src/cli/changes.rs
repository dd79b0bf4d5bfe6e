//! What changed, as lines on a terminal; and `diff`, which tells it of any two publications.

use super::{Common, Format, editions};
use crate::changes::{self, Event, Input, Report};
use crate::error::{Error, Exit};
use crate::model::Identity;
use crate::model::{Language, Text};
use crate::publish::history;
use crate::publish::{read_identity, read_snapshot};
use crate::render::Fate;
use crate::thai::{self, Digits};
use clap::Args;
use std::path::Path;

/// Lines of each kind that a run tells; the rest stands in `changes.xlsx`.
const SHOWN: usize = 8;

/// Options of `diff`.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// ฉบับเดิม / the older publication: 3, 2568-h1/3, or a folder; default: the one before the current
    #[arg(value_name = "A")]
    old: Option<String>,
    /// ฉบับใหม่ / the newer publication; default: the current one
    #[arg(value_name = "B", requires = "old")]
    new: Option<String>,
}

pub(super) fn diff(args: &DiffArgs, common: &Common) -> Result<Exit, Error> {
    let output = editions::place(common)?;
    super::history::warn_spoilt(&output, common)?;
    let all = history::publications(&output)?;
    // A name that is written goes for both: `diff 2568-h1/2` means the current 2568-h1, not a newer half.
    let given = [&args.old, &args.new].into_iter().flatten().find_map(|text| editions::named(text));
    let given = given.filter(|name| all.iter().any(|kept| kept.name == *name));
    let name = match given {
        Some(name) => name.to_owned(),
        None => editions::chosen(common, &output, &all)?,
    };
    let current = || all.iter().find(|k| k.current && k.name == name).map(|k| k.dir.clone());
    let named = |text: &String| editions::find(text, &all, &name);
    let before = || {
        let before = all.iter().rfind(|k| k.name == name && !k.current).map(|k| k.dir.clone());
        before.ok_or_else(|| editions::nothing_before(&name, &all))
    };
    let old = args.old.as_ref().map_or_else(before, named)?;
    let new = match &args.new {
        Some(text) => named(text)?,
        None => current().ok_or_else(|| editions::not_in_place(&output, &name, &all))?,
    };
    let report = report(&old, &new)?;
    if common.format == Format::Json {
        common.print_json(&report)?;
        return Ok(Exit::Success);
    }
    for line in heading(&report).into_iter().chain(all_lines(&report)) {
        common.print_text(&line);
    }
    Ok(Exit::Success)
}

fn report(old: &Path, new: &Path) -> Result<Report, Error> {
    let read = |dir: &Path| {
        read_snapshot(dir).ok_or_else(|| {
            let shown = dir.display();
            Error::Usage(Text::new(
                format!("{shown} ไม่มี facts.json ที่โปรแกรมรุ่นนี้อ่านได้ จึงเทียบไม่ได้"),
                format!("{shown} has no facts.json that this version reads, so it cannot be compared"),
            ))
        })
    };
    Ok(Report {
        changes: changes::compare(&read(old)?, &read(new)?),
        publication: read_identity(new),
        before: read_identity(old),
        compared: true,
        outputs: Vec::new(),
    })
}

fn publication(identity: Option<&Identity>) -> Text {
    identity.map_or_else(
        || Text::new("ฉบับที่ไม่มีเลข", "a publication without number"),
        |i| {
            let (day, clock) = (i.made_at.day(), i.made_at.clock());
            Text::new(
                format!(
                    "{} ฉบับที่ {} ({} {clock} น.)",
                    i.name,
                    i.serial,
                    thai::format_short(day, Digits::Arabic)
                ),
                format!("{} no. {} ({} {clock})", i.name, i.serial, thai::format_english(day)),
            )
        },
    )
}

/// Which two publications, and how much changed.
fn heading(report: &Report) -> Vec<Text> {
    let (inputs, figures) = (report.changes.inputs.len(), report.changes.figures.len());
    let before = publication(report.before.as_ref());
    let counted = if report.changes.is_empty() {
        Text::new("ไม่มีสิ่งที่เปลี่ยน", "nothing has changed")
    } else {
        Text::new(
            format!("ข้อมูลเปลี่ยน {inputs} รายการ ตัวเลขเปลี่ยน {figures} รายการ"),
            format!("{inputs} inputs and {figures} figures have changed"),
        )
    };
    let now = report.publication.as_ref().map(|i| publication(Some(i)));
    let (th, en) = now.map_or_else(Default::default, |t| (format!("{} ", t.th), format!("{} ", t.en)));
    vec![Text::new(
        format!("{th}เทียบกับ {}: {}", before.th, counted.th),
        format!("{en}against {}: {}", before.en, counted.en),
    )]
}

fn indented(text: &Text) -> Text {
    Text::new(format!("  {}", text.th), format!("  {}", text.en))
}

/// What a run says about changes: groups of cells and the figures that people look at first.
pub(super) fn short(report: &Report, planned: bool) -> Vec<Text> {
    if !report.compared {
        let none = Text::new("ยังไม่มีฉบับก่อนให้เทียบ", "there is no publication before to compare with");
        return std::iter::once(none).chain(outputs(report, planned)).collect();
    }
    let groups: Vec<_> =
        changes::groups(&report.changes.inputs).iter().map(|g| indented(&g.line())).collect();
    let figures: Vec<_> = changes::headline(&report.changes).iter().map(indented).collect();
    let mut lines = heading(report);
    for list in [groups, figures] {
        let rest = list.len().saturating_sub(SHOWN);
        lines.extend(list.into_iter().take(SHOWN));
        if rest > 0 {
            lines.push(Text::new(
                format!("  และอีก {rest} รายการ ดูใน changes.xlsx"),
                format!("  and {rest} more, see changes.xlsx"),
            ));
        }
    }
    lines.extend(outputs(report, planned));
    lines
}

/// How many outputs were made and kept, and why those that people read were made.
fn outputs(report: &Report, planned: bool) -> Vec<Text> {
    let made: Vec<_> = report.outputs.iter().filter(|o| o.fate != Fate::Kept).collect();
    let kept = report.outputs.len() - made.len();
    let number = made.len();
    let mut lines = vec![if planned {
        Text::new(
            format!("จะทำใหม่ {number} ไฟล์ คงเดิม {kept} ไฟล์"),
            format!("{number} files would be made, {kept} kept"),
        )
    } else {
        Text::new(format!("ทำใหม่ {number} ไฟล์ คงเดิม {kept} ไฟล์"), format!("{number} files made, {kept} kept"))
    }];
    let is_read = |path: &str| {
        let end = Path::new(path).extension();
        end.is_some_and(|e| e == "pdf" || e == "xlsx" || e == "html") && !path.contains('/')
    };
    lines.extend(report.outputs.iter().filter(|o| is_read(&o.path)).map(|o| {
        let (th, en) = if o.fate == Fate::Kept {
            ("คงเดิม", "kept")
        } else {
            ("ทำใหม่", "made")
        };
        let path = &o.path;
        Text::new(format!("  {path} {th}: {}", o.why.th), format!("  {path} {en}: {}", o.why.en))
    }));
    lines
}

/// Every change: inputs, then figures with the cells that caused them.
fn all_lines(report: &Report) -> Vec<Text> {
    let inputs = &report.changes.inputs;
    let mut lines: Vec<_> = inputs.iter().map(|i| indented(&input(i))).collect();
    for figure in &report.changes.figures {
        let shown = |text: &Option<Text>| text.clone().unwrap_or_else(|| Text::new("–", "–"));
        let (old, new) = (shown(&figure.old_shown), shown(&figure.new_shown));
        let places: Vec<_> =
            figure.causes.iter().filter_map(|at| Some(inputs.get(*at)?.place()?.display())).collect();
        let places = if places.is_empty() { String::new() } else { format!(" ← {}", places.join(", ")) };
        lines.push(Text::new(
            format!("  {}: {} → {}{places}", figure.label.th, old.th, new.th),
            format!("  {}: {} → {}{places}", figure.label.en, old.en, new.en),
        ));
    }
    lines
}

/// `input/2568/h1-office-03.xlsx [รายงานผล!C6] มาตรการ M1-01 สถานะ: … → …`
fn input(input: &Input) -> Text {
    let place = input.place().map(changes::Spot::display).unwrap_or_default();
    let in_language = |language: Language| {
        let of = |text: &Text| text.get(language).to_owned();
        let column = input.column.as_ref().map(of).unwrap_or_default();
        let unit = input.unit_name.as_ref().map(of).unwrap_or_default();
        let named = [of(&input.title), unit, of(&input.record), column];
        let name = named.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let shown = |value: &Option<crate::report::snapshot::Value>| {
            value.as_ref().map_or_else(|| "–".to_owned(), |v| of(&v.shown()))
        };
        let what = match (input.event, language) {
            (Event::Changed, _) => format!("{} → {}", shown(&input.old), shown(&input.new)),
            (Event::Added, Language::Th) => "เพิ่ม".to_owned(),
            (Event::Added, Language::En) => "added".to_owned(),
            (Event::Removed, Language::Th) => "ตัดออก".to_owned(),
            (Event::Removed, Language::En) => "removed".to_owned(),
        };
        format!("{place} {name}: {what}").trim_start().to_owned()
    };
    Text::new(in_language(Language::Th), in_language(Language::En))
}
