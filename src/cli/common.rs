//! Options that every subcommand has, and how it talks.

use crate::diagnostic::{Diagnostics, Style, render};
use crate::error::Error;
use crate::model::{FiscalYear, Half, Language, Text};
use crate::pipeline::Options;
use crate::thai::{self, Date, Digits};
use clap::{Args, ValueEnum};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

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

/// Common options.
#[derive(Debug, Args)]
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
    /// วันที่ใช้พิจารณากำหนดเวลา / day from which due dates are judged; default: the half's last day
    #[arg(long, global = true, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// แม่แบบของหน่วยงานเอง ใช้แทนแฟ้มชื่อเดียวกันและเพิ่มจากแม่แบบในโปรแกรม / templates of one's own, in place of built-in files of the same name and beside the others
    #[arg(long, global = true, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// โปรแกรม Typst / the Typst program; default: the one on PATH
    #[arg(long, global = true, value_name = "FILE", env = "ITA_REPORT_TYPST")]
    typst: Option<PathBuf>,
    /// ภาษาของข้อความบนจอ / language of messages
    #[arg(long, global = true, value_enum, default_value_t)]
    pub lang: Language,
    /// เลขไทยหรืออารบิกในเอกสาร / digits in the documents
    #[arg(long, global = true, value_enum, default_value_t)]
    digits: DigitsArg,
    /// รูปแบบผลลัพธ์บนจอ / output for people or for programs
    #[arg(long, global = true, value_enum, default_value_t)]
    pub format: Format,
    /// แสดงเฉพาะข้อผิดพลาดและผลลัพธ์ / no progress, no notes
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

fn fiscal_year(text: &str) -> Result<FiscalYear, String> {
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
            ..Options::default()
        }
    }

    /// A line of the result, on standard output. A reader that has gone away is no error.
    pub fn print(&self, line: &str) {
        let _ = writeln!(std::io::stdout(), "{line}");
    }

    /// The wording in the chosen language, on standard output.
    pub fn print_text(&self, text: &Text) {
        self.print(text.get(self.lang));
    }

    /// A line about the work, on standard error, unless quiet.
    pub fn say(&self, text: &Text) {
        if !self.quiet {
            let _ = writeln!(std::io::stderr(), "{}", text.get(self.lang));
        }
    }

    /// An error that ends the run, on standard error.
    pub fn say_error(&self, message: &str) {
        let colour = Self::colour();
        let (on, off) = if colour { ("\u{1b}[1;31m", "\u{1b}[0m") } else { ("", "") };
        let _ = writeln!(std::io::stderr(), "{on}error{off}: {message}");
    }

    /// The findings, on standard error.
    pub fn say_findings(&self, diagnostics: &Diagnostics) {
        let style = Style { language: self.lang, colour: Self::colour(), quiet: self.quiet };
        let _ = write!(std::io::stderr(), "{}", render(diagnostics, style));
    }

    fn colour() -> bool {
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
    }

    /// Prints a value as JSON on standard output.
    ///
    /// # Errors
    /// The value cannot be written as JSON: a bug.
    pub fn print_json(&self, value: &impl serde::Serialize) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(value).map_err(|e| Error::bug("writing JSON", e))?;
        self.print(&text);
        Ok(())
    }
}
