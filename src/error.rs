//! Errors that end a run: wrong usage or configuration, and a failing environment. What is wrong in
//! the inputs is a diagnostic instead.

mod settings;

use crate::model::{Holder, INPUT, Language, Text};
use std::path::PathBuf;

/// Exit codes of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Published, nothing wrong.
    Success = 0,
    /// The data has errors, nothing was published.
    Data = 1,
    /// Wrong usage or configuration.
    Usage = 2,
    /// The environment failed.
    Environment = 3,
}

/// Why a run ended.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The workspace has no `agency.toml`.
    #[error("no agency.toml in {}", .0.display())]
    NoAgency(PathBuf),
    /// A TOML file does not parse or lacks a key.
    #[error("{path}: {source}")]
    Toml {
        /// File.
        path: String,
        /// What the parser says, with line and column.
        source: Box<toml::de::Error>,
    },
    /// A template, scheme or contract contradicts itself.
    #[error("{}: {}", at(.path, *.line).en, .problem.en)]
    Template {
        /// File.
        path: String,
        /// Its line, from 1, where one is to blame.
        line: Option<usize>,
        /// What is wrong.
        problem: Text,
    },
    /// A contract laid over a built-in one lacks what the program reads.
    #[error("{}:{line}: {}", .path.display(), .problem.en)]
    Contract {
        /// File.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What is wrong and what to do.
        problem: Text,
    },
    /// A settings file, or a template with an agency's words, cannot be meant as it is.
    #[error("{}: {}", at(.path, *.line).en, .text.en)]
    Config {
        /// File.
        path: String,
        /// Its line, from 1, where one is to blame.
        line: Option<usize>,
        /// What is wrong and what to do.
        text: Box<Text>,
    },
    /// An option cannot be met.
    #[error("{}", .0.en)]
    Usage(Text),
    /// Reading or writing failed.
    #[error("{action} {}: {source}", .path.display())]
    Io {
        /// What was tried, English gerund.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Typst is missing, has the wrong version, hung or complained.
    #[error("{}", .0.en)]
    Typst(Text),
    /// Another run holds the output folder.
    #[error("another run{} is working on {}", who(.holder.as_ref()).en, .output.display())]
    Locked {
        /// Which output folder.
        output: PathBuf,
        /// Who holds it, when that can be read.
        holder: Option<Holder>,
    },
    /// The new publication could not be put in its place, or the replaced one not into the history.
    #[error("{}", .0.en)]
    Publish(Text),
    /// Somebody changed inputs while they were read.
    #[error("inputs were changed during the run: {}", .0.join(", "))]
    InputChanged(Vec<String>),
    /// The machine's clock shows a time that cannot be.
    #[error("{}", .0.en)]
    Clock(Text),
    /// What was to be printed did not arrive.
    #[error("the output could not be written: {0}")]
    Output(String),
    /// A person or the system asked the run to stop.
    #[error("interrupted")]
    Interrupted,
    /// A library failed on data that was already checked: a bug.
    #[error("{what}: {message}")]
    Bug {
        /// Doing what.
        what: &'static str,
        /// What the library says.
        message: String,
    },
}

impl Error {
    /// An i/o error with its path.
    pub fn io(action: &'static str, path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::Io { action, path: path.into(), source }
    }

    /// A failure of a library.
    pub fn bug(what: &'static str, source: impl std::fmt::Display) -> Self {
        Self::Bug { what, message: source.to_string() }
    }

    /// A TOML file that does not parse or lacks a key.
    pub fn toml(path: impl Into<String>, source: toml::de::Error) -> Self {
        Self::Toml { path: path.into(), source: Box::new(source) }
    }

    /// A template that contradicts itself.
    pub fn template(path: impl Into<String>, problem: Text) -> Self {
        Self::template_at(path, None, problem)
    }

    /// The same in a line of it, from 1, where one is to blame.
    pub fn template_at(path: impl Into<String>, line: Option<usize>, problem: Text) -> Self {
        Self::Template { path: path.into(), line, problem }
    }

    /// A template that a library cannot read, for a reason that it tells in English.
    pub fn unreadable_template(path: impl Into<String>, reason: &impl std::fmt::Display) -> Self {
        Self::template(path, Text::new(format!("อ่านไม่ได้ ({reason})"), format!("{reason:#}")))
    }

    /// A template that the program needs and does not find.
    pub fn no_template(path: impl Into<String>) -> Self {
        Self::template(path, Text::new("ไม่พบไฟล์นี้", "the file is missing"))
    }

    /// A template or list that is no UTF-8 text.
    pub fn not_utf8(path: impl Into<String>) -> Self {
        Self::template(path, Text::new("ไม่ได้บันทึกเป็น UTF-8", "not UTF-8"))
    }

    /// The exit code that it means.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::NoAgency(_)
            | Self::Toml { .. }
            | Self::Template { .. }
            | Self::Contract { .. }
            | Self::Config { .. }
            | Self::Usage(_) => Exit::Usage,
            Self::Io { .. }
            | Self::Typst(_)
            | Self::Locked { .. }
            | Self::Publish(_)
            | Self::InputChanged(_)
            | Self::Clock(_)
            | Self::Output(_)
            | Self::Interrupted
            | Self::Bug { .. } => Exit::Environment,
        }
    }

    /// The message with the way out, for people.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        self.text().get(language).to_owned()
    }

    /// The message in both languages.
    #[must_use]
    pub fn text(&self) -> Text {
        let english = self.to_string();
        match self {
            Self::NoAgency(dir) => {
                let folder = dir.display();
                let thai = format!("ไม่พบไฟล์ agency.toml ใน {folder}");
                match dir.parent().filter(|_| dir.ends_with(INPUT)) {
                    Some(root) => {
                        let root = root.display();
                        Text::new(
                            format!(
                                "{thai} — สร้างพื้นที่ทำงานใหม่ด้วย `ita-report init {root}` หรือระบุ --workspace"
                            ),
                            format!(
                                "{english} — make a workspace with `ita-report init {root}`, or name one with --workspace"
                            ),
                        )
                    }
                    None => Text::new(
                        format!("{thai} — เพิ่มไฟล์นี้ หรือย้ายโฟลเดอร์ออกจาก {INPUT}/"),
                        format!("{english} — add it, or move the folder out of {INPUT}/"),
                    ),
                }
            }
            Self::Toml { path, source } => {
                let (line, why) = settings::explain(source);
                let place = at(path, line);
                Text::new(
                    format!("{}: {}", place.th, why.th),
                    format!("{}: {} ({})", place.en, why.en, source.message()),
                )
            }
            Self::Config { path, line, text } => {
                let place = at(path, *line);
                Text::new(format!("{}: {}", place.th, text.th), format!("{}: {}", place.en, text.en))
            }
            Self::Template { path, line, problem } => {
                let place = at(path, *line);
                Text::new(format!("แม่แบบ {} ไม่ถูกต้อง: {}", place.th, problem.th), english)
            }
            Self::Contract { path, line, problem } => {
                Text::new(format!("{} บรรทัด {line}: {}", path.display(), problem.th), english)
            }
            Self::Usage(text) | Self::Typst(text) | Self::Publish(text) | Self::Clock(text) => text.clone(),
            Self::Io { path, source, .. } => Text::new(
                format!(
                    "อ่านหรือเขียน {} ไม่ได้: {source} — ตรวจสิทธิ์ พื้นที่ดิสก์ และปิดไฟล์ที่เปิดค้างใน Excel แล้วลองใหม่",
                    path.display()
                ),
                format!("{english} — check permissions, disk space, and files open in Excel, then try again"),
            ),
            Self::Locked { output, holder } => Text::new(
                format!(
                    "มีการทำงานอื่น{}ใช้ {} อยู่ — รอให้เสร็จแล้วลองใหม่",
                    who(holder.as_ref()).th,
                    output.display()
                ),
                format!("{english} — wait until it has finished, then try again"),
            ),
            Self::InputChanged(files) => {
                let files = files.join(", ");
                Text::new(
                    format!(
                        "มีการแก้ไขไฟล์ข้อมูลระหว่างจัดทำ: {files} — ไม่มีการเผยแพร่ ฉบับเดิมยังอยู่ครบ บันทึกไฟล์ให้เสร็จแล้วสั่งใหม่"
                    ),
                    format!(
                        "{english} — nothing was published, the previous publication is untouched; save the files and run again"
                    ),
                )
            }
            Self::Output(why) => Text::new(
                format!("เขียนผลลัพธ์บนจอหรือลงไฟล์ไม่ครบ: {why} — ตรวจพื้นที่ดิสก์หรือปลายทางที่ส่งผลลัพธ์ไป แล้วสั่งใหม่"),
                format!("{english} — look at the disk or at what the output goes to, then run again"),
            ),
            Self::Interrupted => Text::new(
                "หยุดตามคำสั่ง ไม่มีการเผยแพร่ ฉบับเดิมยังอยู่ครบ",
                "interrupted: nothing was published, the previous publication is untouched",
            ),
            Self::Bug { .. } => {
                Text::new(format!("ข้อผิดพลาดภายในโปรแกรม: {english}"), format!("internal error: {english}"))
            }
        }
    }
}

/// A file with its line.
fn at(path: &str, line: Option<usize>) -> Text {
    match line {
        Some(line) => Text::new(format!("{path} บรรทัด {line}"), format!("{path}, line {line}")),
        None => Text::new(path, path),
    }
}

/// Who holds a lock, in brackets; nothing when that is not known.
fn who(holder: Option<&Holder>) -> Text {
    let Some(holder) = holder else { return Text::default() };
    let Holder { process, computer, user } = holder;
    let of = |label: &str, value: &str| {
        if value.is_empty() { String::new() } else { format!(", {label} {value}") }
    };
    Text::new(
        format!(" (โพรเซส {process}{}{}) ", of("เครื่อง", computer), of("ผู้ใช้", user)),
        format!(" (process {process}{}{})", of("computer", computer), of("user", user)),
    )
}
