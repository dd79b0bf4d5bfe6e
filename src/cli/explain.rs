//! `explain`: how a figure came about, down to the source cells.

use super::progress::Terminal;
use super::{Common, Format, fleet};
use crate::error::{Error, Exit};
use crate::model::{Language, Text};
use crate::pipeline::{self, Options, Setup};
use crate::publish::Timings;
use crate::report::explain::{self, Explanation, Line, Listed, Section, Value};
use crate::thai::width;
use clap::Args;

/// Widest label that others are aligned with; a longer one stands on a line of its own.
const LABEL: usize = 60;
const INDENT: &str = "  ";

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// รหัส: ข้อ (I1, E3.2, O12) ตัวชี้วัด (1–10) เครื่องมือ (IIT) total rating มาตรการ (M1-01) หน่วยงาน ชุดข้อมูล /
    /// codes of questions, items, indicators, instruments, total, rating, measures, units, data sets;
    /// without one, all codes are listed
    #[arg(value_name = "CODE")]
    codes: Vec<String>,
}

pub(super) fn run(args: &ExplainArgs, common: &Common) -> Result<Exit, Error> {
    // Scores and measures can be explained before anybody has reported on the half.
    let options = Options { unreported: true, ..fleet::one(common)? };
    let setup = Setup::load(&options)?;
    let progress = Terminal::new(common);
    let assessed = pipeline::assess(&setup, &progress, &mut Timings::default())?;
    drop(progress);
    if args.codes.is_empty() {
        let listed = pipeline::consider(&options, &setup, &assessed, explain::listed)?;
        return print_list(&listed, common);
    }
    let found = pipeline::consider(&options, &setup, &assessed, |model| {
        let one = |code: &String| explain::explain(model, code).map_err(|unknown| unknown.message(model));
        args.codes.iter().map(one).collect::<Result<Vec<_>, _>>()
    })?;
    let explanations = found.map_err(Error::Usage)?;
    match (common.format, explanations.as_slice()) {
        (Format::Json, [one]) => common.print_json(one)?,
        (Format::Json, several) => common.print_json(&several)?,
        (Format::Human, several) => {
            let texts: Vec<_> = several.iter().map(|one| text(one, common.lang)).collect();
            common.print(texts.join("\n").trim_end());
        }
    }
    Ok(Exit::Success)
}

fn print_list(listed: &[Listed], common: &Common) -> Result<Exit, Error> {
    if common.format == Format::Json {
        common.print_json(&listed)?;
        return Ok(Exit::Success);
    }
    let widest = listed.iter().map(|one| width::columns(&one.code)).max().unwrap_or(0);
    for one in listed {
        common.print(&format!("{}  {}", padded(&one.code, widest), one.title.get(common.lang)));
    }
    Ok(Exit::Success)
}

/// The explanation as text.
fn text(one: &Explanation, language: Language) -> String {
    let mut out = format!("{}  {}\n", one.code, one.title.get(language));
    out.push_str(&format!("{}\n", one.period.get(language)));
    out.push_str(&format!("{}\n", line(&one.answer, language, 0).trim_start()));
    for section in &one.sections {
        out.push_str(&self::section(section, language));
    }
    out
}

fn section(section: &Section, language: Language) -> String {
    let mut out = format!("\n{}\n", section.heading.get(language));
    let labels = section.lines.iter().filter(|l| l.value.is_some() || l.how.is_some());
    let widths = labels.map(|l| width::columns(l.label.get(language)));
    let widest = widths.filter(|w| *w <= LABEL).max().unwrap_or(0);
    for one in &section.lines {
        out.push_str(&format!("{}\n", line(one, language, widest)));
    }
    out
}

/// `label  value  how  → code  file [sheet!cell]`
fn line(line: &Line, language: Language, widest: usize) -> String {
    let mut out = format!("{INDENT}{}", padded(line.label.get(language), widest));
    let mut add = |text: &str| {
        if !text.is_empty() {
            out.push_str(INDENT);
            out.push_str(text);
        }
    };
    if let Some(value) = &line.value {
        add(&self::value(value, language));
    }
    if let Some(how) = &line.how {
        add(how.get(language));
    }
    if let Some(code) = &line.code {
        add(&format!("→ {code}"));
    }
    let places: Vec<_> = line.sources.iter().map(explain::Place::display).collect();
    add(&places.join(", "));
    out.trim_end().to_owned()
}

/// As shown, and unrounded where that is another figure.
fn value(value: &Value, language: Language) -> String {
    match value {
        Value::Number { exact, shown } => {
            let unrounded = explain::exact(*exact);
            let plain: String = shown.chars().filter(|c| !matches!(c, ',' | '+')).collect();
            let same = plain.trim_end_matches('0').trim_end_matches('.') == unrounded || plain == unrounded;
            if same { shown.clone() } else { format!("{shown} ({unrounded})") }
        }
        Value::Words(words) => words.get(language).to_owned(),
        Value::Absent(why) => {
            Text::new(format!("– {}", why.th), format!("– {}", why.en)).get(language).to_owned()
        }
    }
}

fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width::columns(text))))
}
