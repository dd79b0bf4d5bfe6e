//! Options that every subcommand has, and how it talks.

use super::clock;
use super::log::{self, Log, Summary};
use crate::diagnostic::{Diagnostics, Severity, Style, render};
use crate::error::Error;
use crate::fleet::Shard;
use crate::model::{FiscalYear, Half, Language, Period, Text, shown};
use crate::pipeline::Options;
use crate::thai::{self, Date, Digits, width};
use crate::workspace::INPUT;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::io::{IsTerminal, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// For people or for programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text
    #[default]
    Human,
    /// One JSON document on standard output
    Json,
}

/// Digits of the documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum DigitsArg {
    /// ๐–๙
    #[default]
    Thai,
    /// 0–9
    Arabic,
}

/// A part of a whole in whole percent, halves up. A hundred is said of all alone, and none of nothing alone.
pub(super) fn percent(part: usize, whole: usize) -> usize {
    let rounded = (part * 200 + whole).checked_div(whole * 2).unwrap_or(0);
    if part == 0 || part >= whole { rounded } else { rounded.clamp(1, 99) }
}

/// Common options.
#[derive(Clone, Debug, Args)]
pub struct Common {
    /// โฟลเดอร์พื้นที่ทำงาน / folder that holds input/
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub workspace: PathBuf,
    /// ปีงบประมาณ (พ.ศ.) ของมาตรการ / fiscal year (B.E.) of the measures; default: the newest with data
    #[arg(long, global = true, value_name = "YEAR", value_parser = fiscal_year)]
    pub fy: Option<FiscalYear>,
    /// รอบ ๖ เดือน 1 หรือ 2 / half year; default: the newest that has data
    #[arg(long, global = true, value_name = "1|2", value_parser = half)]
    pub half: Option<Half>,
    /// โฟลเดอร์ผลลัพธ์ / where publications go; default: output/ in the workspace
    #[arg(long, global = true, value_name = "DIR")]
    output: Option<PathBuf>,
    /// เฉพาะหน่วยงานที่ชื่อโฟลเดอร์ตรงแบบ / of many agencies, those whose folder fits: "bang-*"
    #[arg(long, global = true, value_name = "GLOB")]
    pub agency: Option<String>,
    /// ส่วนที่ K จาก N ของทุกหน่วยงาน / of many agencies, the K-th of N parts
    #[arg(long, global = true, value_name = "K/N")]
    pub shard: Option<Shard>,
    /// วันที่ใช้พิจารณากำหนดเวลา ไม่ระบุคือวันสุดท้ายของรอบ แต่ status ready และ remind ใช้วันนี้ / day from which due dates are judged; default: the half's last day, and of status, ready and remind today
    #[arg(long, global = true, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// แม่แบบของหน่วยงานเอง ใช้แทนแฟ้มชื่อเดียวกันและเพิ่มจากแม่แบบในโปรแกรม / templates of one's own, in place of built-in files of the same name and beside the others
    #[arg(long, global = true, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// โปรแกรม Typst / the Typst program; default: the one beside ita-report, else the one on PATH
    #[arg(long, global = true, value_name = "FILE", env = "ITA_REPORT_TYPST")]
    typst: Option<PathBuf>,
    /// เวลาสูงสุดที่ Typst ใช้ต่อเอกสาร (วินาที) / seconds that Typst may take for one document
    #[arg(long, global = true, value_name = "SECONDS", env = "ITA_REPORT_TYPST_LIMIT",
          value_parser = clap::value_parser!(u64).range(1..=86_400))]
    typst_limit: Option<u64>,
    /// ภาษาของข้อความบนจอ / language of messages
    #[arg(long, global = true, value_enum, default_value_t)]
    pub lang: Language,
    /// เลขไทยหรืออารบิกในเอกสาร / digits in the documents
    #[arg(long, global = true, value_enum, default_value_t)]
    digits: DigitsArg,
    /// รูปแบบผลลัพธ์บนจอ / output for people or for programs
    #[arg(long, global = true, value_enum, default_value_t)]
    pub format: Format,
    /// บันทึกการทำงานสำหรับคนหรือสำหรับโปรแกรม / what standard error holds: text, or one JSON object a line
    #[arg(long, global = true, value_enum, default_value_t)]
    pub log: Log,
    /// เขียนบันทึกแบบ json ต่อท้ายไฟล์นี้ / append the log to this file, as JSON lines
    #[arg(long, global = true, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
    /// แสดงเฉพาะข้อผิดพลาดและผลลัพธ์ / no progress, no notes
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// Why standard output was lost; none while it arrives.
static LOST: Mutex<Option<String>> = Mutex::new(None);

/// Writes a line on standard output.
fn write_out(line: &str) {
    let mut out = std::io::stdout().lock();
    let written = writeln!(out, "{line}").and_then(|()| out.flush());
    if let Err(error) = written
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        LOST.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| error.to_string());
    }
}

/// Makes sure that all that was printed arrived.
///
/// # Errors
/// Something did not: a full disk behind `>`, say.
pub(super) fn lost() -> Result<(), Error> {
    let lost = LOST.lock().unwrap_or_else(PoisonError::into_inner).take();
    lost.map_or(Ok(()), |why| Err(Error::Output(why)))
}

/// The widest of some texts, in columns of a terminal.
pub(super) fn widest<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    texts.map(width::columns).max().unwrap_or(0)
}

/// A text with blanks up to a width.
pub(super) fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width::columns(text))))
}

/// A path as people write it, relative to the current folder where possible.
pub(super) fn place(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path);
    let path = path.strip_prefix(".").unwrap_or(path);
    // The folder itself has a name that can be typed.
    if path.as_os_str().is_empty() { ".".to_owned() } else { path.display().to_string() }
}

/// The same as a word of a command line: in quotes where it has blanks.
pub(super) fn typed(path: &Path) -> String {
    let place = place(path);
    if place.contains(char::is_whitespace) { format!("\"{place}\"") } else { place }
}

/// A path without links and detours, also where its end is not there yet.
fn resolved(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let there = path.ancestors().find_map(|folder| Some((folder, folder.canonicalize().ok()?)));
    let Some((folder, mut resolved)) = there else { return path };
    for part in path.strip_prefix(folder).unwrap_or(Path::new("")).components() {
        match part {
            Component::ParentDir => drop(resolved.pop()),
            Component::Normal(name) => resolved.push(name),
            _ => {}
        }
    }
    resolved
}

pub(super) fn fiscal_year(text: &str) -> Result<FiscalYear, String> {
    FiscalYear::parse(text).ok_or_else(|| "a Buddhist year such as 2568 / ปี พ.ศ. เช่น 2568".to_owned())
}

fn half(text: &str) -> Result<Half, String> {
    let number = thai::to_arabic_digits(text).parse().unwrap_or(0);
    Half::from_number(number).ok_or_else(|| "1 or 2 / 1 หรือ 2".to_owned())
}

fn date(text: &str) -> Result<Date, String> {
    thai::parse_date(text).map_err(|e| format!("{e} / {}", e.thai()))
}

impl Common {
    /// The pipeline's options.
    #[must_use]
    pub fn options(&self) -> Options {
        Options {
            workspace: self.workspace.clone(),
            output: self.output.clone(),
            templates: self.templates.clone(),
            fiscal_year: self.fy,
            half: self.half,
            as_of: self.as_of,
            digits: match self.digits {
                DigitsArg::Thai => Digits::Thai,
                DigitsArg::Arabic => Digits::Arabic,
            },
            typst: self.typst.clone(),
            typst_limit: self.typst_limit.map(Duration::from_secs),
            ..Options::default()
        }
    }

    /// The option that says which half or day is meant, where one is given: of a command that is started at its time
    /// the calendar says it.
    pub(super) fn of_one_day(&self) -> Option<&'static str> {
        [("--fy", self.fy.is_some()), ("--half", self.half.is_some()), ("--as-of", self.as_of.is_some())]
            .into_iter()
            .find_map(|(option, given)| given.then_some(option))
    }

    /// Options without paths that a command has to be given to do what this one would: which agencies, how it writes.
    pub(super) fn kept(&self) -> Vec<String> {
        let mut kept = Vec::new();
        let mut keep = |option: &str, value: Option<String>| {
            kept.extend(value.into_iter().flat_map(|value| [option.to_owned(), value]));
        };
        keep("--agency", self.agency.clone());
        keep("--shard", self.shard.map(|shard| format!("{}/{}", shard.number, shard.of)));
        keep("--typst-limit", self.typst_limit.map(|seconds| seconds.to_string()));
        keep("--digits", matches!(self.digits, DigitsArg::Arabic).then(|| "arabic".to_owned()));
        keep("--lang", (self.lang == Language::En).then(|| "en".to_owned()));
        kept.extend(self.quiet.then(|| "--quiet".to_owned()));
        kept
    }

    /// Makes sure that results do not land among the inputs, where the next run would read them.
    ///
    /// # Errors
    /// `--output` lies in `input/`.
    pub(super) fn check_places(&self) -> Result<(), Error> {
        let Some(output) = &self.output else { return Ok(()) };
        if !resolved(output).starts_with(resolved(&self.workspace.join(INPUT))) {
            return Ok(());
        }
        let shown = output.display();
        Err(Error::Usage(Text::new(
            format!("--output {shown} อยู่ในโฟลเดอร์ {INPUT}/ ซึ่งเป็นที่ของข้อมูลนำเข้า — เลือกโฟลเดอร์อื่น"),
            format!("--output {shown} lies in {INPUT}/, where the inputs are — choose another folder"),
        )))
    }

    /// A line of the result, on standard output. A reader that has gone away is no error; output that is lost in any
    /// other way is one, see `lost`.
    pub fn print(&self, line: &str) {
        write_out(&shown::lines(line));
    }

    /// The wording in the chosen language, on standard output.
    pub fn print_text(&self, text: &Text) {
        self.print(text.get(self.lang));
    }

    /// A line about the work, on standard error, unless quiet.
    pub fn say(&self, text: &Text) {
        if self.log == Log::Json {
            log::write("message", json!({ "message": text }));
        } else if !self.quiet {
            let _ = writeln!(std::io::stderr(), "{}", shown::lines(text.get(self.lang)));
        }
    }

    /// Something that a person should know, on standard error, also when quiet.
    pub(super) fn warn(&self, text: &Text) {
        if self.log == Log::Json {
            log::write("warning", json!({ "message": text }));
        } else {
            let _ = writeln!(std::io::stderr(), "{}", shown::lines(text.get(self.lang)));
        }
    }

    /// An error that ends the run, on standard error.
    pub fn say_error(&self, error: &Error) {
        if self.log == Log::Json {
            log::write("error", json!({ "exit_code": error.exit() as u8, "message": error.text() }));
            return;
        }
        let message = error.message(self.lang);
        let colour = Self::colour();
        let (on, off) = if colour { ("\u{1b}[1;31m", "\u{1b}[0m") } else { ("", "") };
        let _ = writeln!(std::io::stderr(), "{on}error{off}: {}", shown::lines(&message));
    }

    /// The findings, on standard error.
    pub fn say_findings(&self, diagnostics: &Diagnostics) {
        if self.log == Log::Json {
            let shown = diagnostics.iter().filter(|d| !self.quiet || d.severity != Severity::Note);
            for finding in shown {
                log::write("finding", json!({ "finding": finding }));
            }
            return;
        }
        let style = Style { language: self.lang, colour: Self::colour(), quiet: self.quiet };
        let _ = write!(std::io::stderr(), "{}", render(diagnostics, style));
    }

    /// The half that is due by the calendar, for jobs that start by themselves.
    ///
    /// # Errors
    /// Another half was asked for, too.
    pub(super) fn choose_due(&self, options: &mut Options) -> Result<(), Error> {
        if self.fy.is_some() || self.half.is_some() {
            return Err(Error::Usage(Text::new(
                "ใช้ --due ร่วมกับ --fy หรือ --half ไม่ได้ — เลือกอย่างใดอย่างหนึ่ง",
                "--due does not go with --fy or --half: choose one",
            )));
        }
        let period = Period::due_on(clock::today());
        options.fiscal_year = Some(period.fiscal_year);
        options.half = Some(period.half);
        Ok(())
    }

    /// The last line of a log for programs.
    pub(super) fn log_summary(&self, summary: &Summary) {
        if self.log == Log::Json {
            log::write("summary", json!(summary));
        }
    }

    fn colour() -> bool {
        // Consoles of Windows before 10 print the codes as they are.
        #[cfg(windows)]
        let understood = anstyle_query::windows::enable_ansi_colors().unwrap_or(false);
        #[cfg(not(windows))]
        let understood = anstyle_query::term_supports_color();
        std::io::stderr().is_terminal() && understood && !anstyle_query::no_color()
    }

    /// Prints a value as JSON on standard output.
    ///
    /// # Errors
    /// The value cannot be written as JSON: a bug.
    pub fn print_json(&self, value: &impl serde::Serialize) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(value).map_err(|e| Error::bug("writing JSON", e))?;
        write_out(&shown::json(&text));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn percent_is_rounded_and_says_all_and_none_of_all_and_none_alone() {
        for (part, whole, shown) in [
            (7, 8, 88),
            (2, 3, 67),
            (1, 3, 33),
            (0, 3, 0),
            (3, 3, 100),
            (999, 1000, 99),
            (1, 1000, 1),
            (0, 0, 0),
        ] {
            assert_eq!(percent(part, whole), shown, "{part} of {whole}");
        }
    }
}
