//! `agency.toml`: parsed, completed and checked.
//!
//! Comes in: the file's text. Goes out: its parts; a mistake is named with its line and the way out.
//! Never: opens another file of the workspace.

use super::deadlines::{Deadlines, DeadlinesFile};
use super::groups::Groups;
use super::{Agency, History, Hooks, OpenData, Override, Unit};
use crate::error::Error;
use crate::look::{Look, LookFile};
use crate::model::Text;
use crate::thai;
use crate::toml_file;
use crate::words::{Kind, Vocabulary, Words};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// `agency.toml` as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AgencyFile {
    agency: Agency,
    #[serde(default)]
    words: BTreeMap<String, String>,
    #[serde(default)]
    kind: Vec<Spanned<Kind>>,
    #[serde(default)]
    groups: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    data_sets: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    deadlines: DeadlinesFile,
    #[serde(default)]
    open_data: OpenData,
    #[serde(default)]
    look: LookFile,
    #[serde(default)]
    unit: Vec<Spanned<Unit>>,
    #[serde(default)]
    accept: Vec<Override>,
    #[serde(default)]
    history: History,
    #[serde(default)]
    hooks: Hooks,
}

/// What a workspace takes from its file.
pub(super) struct Parts {
    pub agency: Agency,
    pub words: Words,
    pub kinds: Vec<Kind>,
    pub groups: Groups,
    pub presumed: Vec<String>,
    pub deadlines: Deadlines,
    pub open_data: OpenData,
    pub look: Look,
    pub units: Vec<Unit>,
    pub accepted: Vec<Override>,
    pub history: History,
    pub hooks: Hooks,
}

/// Parses and checks the text of the file called `path`.
///
/// # Errors
/// It does not parse, or contradicts itself: configuration, with file and line.
pub(super) fn parse(text: &str, path: &str) -> Result<Parts, Error> {
    let file: AgencyFile = toml_file::read(path, text)?;
    let source = Source { text, path };
    let mut vocabulary = if file.kind.is_empty() {
        Vocabulary::preset()?.clone()
    } else {
        source.check_kinds(&file.kind)?;
        let kind = file.kind.iter().map(|kind| kind.get_ref().clone()).collect();
        Vocabulary { kind, ..Vocabulary::default() }
    };
    vocabulary.kind.iter_mut().for_each(Kind::complete);
    vocabulary.words.extend(file.words);
    vocabulary.groups.extend(file.groups.clone());
    let group_words = Groups::new(&vocabulary.kind, &vocabulary.groups);
    source.check_units(&file.unit, &vocabulary.kind, &group_words)?;
    let units: Vec<_> = file.unit.into_iter().map(Spanned::into_inner).collect();
    for (table, lists) in [("groups", &file.groups), ("data_sets", &file.data_sets)] {
        source.check_members(table, lists, &vocabulary.kind, &units)?;
    }
    let own = &file.data_sets;
    let presumed = vocabulary.data_sets.keys().filter(|name| !own.contains_key(*name)).cloned().collect();
    vocabulary.data_sets.extend(file.data_sets);
    let deadlines = file.deadlines.check().map_err(|key| source.bad_day(&key))?;
    let words = vocabulary.words_of(|kind| units.iter().any(|unit| unit.kind == kind.id))?;
    let mut agency = file.agency;
    if agency.name_en.is_empty() {
        agency.name_en.clone_from(&agency.name_th);
    }
    Ok(Parts {
        agency,
        words,
        groups: group_words,
        kinds: vocabulary.kind,
        presumed,
        deadlines,
        open_data: file.open_data,
        look: Look::new(file.look)?,
        units,
        accepted: file.accept,
        history: file.history,
        hooks: file.hooks,
    })
}

/// The file, to find lines in.
struct Source<'a> {
    text: &'a str,
    path: &'a str,
}

impl Source<'_> {
    fn problem(&self, line: Option<usize>, text: Text) -> Error {
        Error::Config { path: self.path.to_owned(), line, text: Box::new(text) }
    }

    /// The line of a key in the table that begins at a byte; the table's own line without it.
    fn line(&self, from: usize, key: &str) -> usize {
        let before = self.text.get(..from).unwrap_or_default().matches('\n').count() + 1;
        let body = self.text.get(from..).unwrap_or_default();
        let mut lines = (before..).zip(body.lines());
        let first = lines.next().filter(|(_, text)| is_key(text, key));
        let found = first.or_else(|| {
            lines
                .take_while(|(_, text)| !text.trim_start().starts_with('['))
                .find(|(_, text)| is_key(text, key))
        });
        found.map_or(before, |(number, _)| number)
    }

    /// The line of a key in a table that stands once.
    fn line_in(&self, table: &str, key: &str) -> Option<usize> {
        let header = format!("[{table}]");
        let mut from = 0;
        for line in self.text.split_inclusive('\n') {
            if line.trim_start().starts_with(&header) {
                return Some(self.line(from, key));
            }
            from += line.len();
        }
        None
    }

    fn check_kinds(&self, kinds: &[Spanned<Kind>]) -> Result<(), Error> {
        for (at, kind) in kinds.iter().enumerate() {
            let (line, id) = (self.line(kind.span().start, "id"), &kind.get_ref().id);
            if !is_id(id) {
                return Err(self.problem(Some(line), bad_id(id)));
            }
            if kinds[..at].iter().any(|other| other.get_ref().id == *id) {
                return Err(self.problem(
                    Some(line),
                    Text::new(
                        format!("มีประเภท `{id}` สองรายการ — เปลี่ยน id ของ [[kind]] ให้ไม่ซ้ำกัน"),
                        format!("kind `{id}` is there twice — give each [[kind]] an id of its own"),
                    ),
                ));
            }
        }
        Ok(())
    }

    fn check_units(&self, units: &[Spanned<Unit>], kinds: &[Kind], groups: &Groups) -> Result<(), Error> {
        let mut names: BTreeMap<String, (&Unit, &str)> = BTreeMap::new();
        for spanned in units {
            let unit = spanned.get_ref();
            let line = |key| Some(self.line(spanned.span().start, key));
            if !is_id(&unit.id) {
                return Err(self.problem(line("id"), bad_id(&unit.id)));
            }
            if !kinds.iter().any(|kind| kind.id == unit.kind) {
                return Err(self.problem(line("kind"), unknown_kind(&unit.kind, kinds)));
            }
            let key = thai::key(&unit.name_th);
            if groups.contains(&key) {
                return Err(self.problem(line("name_th"), is_group(&unit.name_th)));
            }
            let aliases = unit.aliases.iter().map(|alias| ("aliases", alias));
            let own = [("id", &unit.id), ("name_th", &unit.name_th)].into_iter().chain(aliases);
            for (field, name) in own {
                let key = thai::key(name);
                if groups.contains(&key) {
                    return Err(self.problem(line(field), is_group(name)));
                }
                match names.get(&key) {
                    Some((other, _)) if other.id == unit.id && field != "id" => {}
                    Some((other, of)) => {
                        return Err(self.problem(line(field), shared(other, of, unit, name)));
                    }
                    None => {
                        names.insert(key, (unit, field));
                    }
                }
            }
        }
        Ok(())
    }

    fn check_members(
        &self,
        table: &str,
        lists: &BTreeMap<String, Vec<String>>,
        kinds: &[Kind],
        units: &[Unit],
    ) -> Result<(), Error> {
        for (key, members) in lists {
            let known = |id: &String| units.iter().any(|u| u.id == *id) || kinds.iter().any(|k| k.id == *id);
            if let Some(id) = members.iter().find(|id| !known(id)) {
                let all = units.iter().map(|u| u.id.as_str()).chain(kinds.iter().map(|k| k.id.as_str()));
                let near = thai::nearest(id, all).map(|near| format!(" ({near}?)")).unwrap_or_default();
                return Err(self.problem(
                    self.line_in(table, key),
                    Text::new(
                        format!(
                            "`{key}` ระบุ `{id}` ซึ่งไม่มีในไฟล์นี้{near} — ใช้ id ของ [[unit]] หรือ [[kind]] ที่มีอยู่"
                        ),
                        format!(
                            "`{key}` names `{id}`, which this file does not have{near} — use the id of a [[unit]] or a [[kind]]"
                        ),
                    ),
                ));
            }
        }
        Ok(())
    }

    fn bad_day(&self, key: &str) -> Error {
        let line = self.line_in("deadlines", key);
        if key == "lead_days" {
            return self.problem(
                line,
                Text::new(
                    "`lead_days` ต้องเป็นจำนวนวัน 0–60",
                    "`lead_days` must be a number of days from 0 to 60",
                ),
            );
        }
        self.problem(
            line,
            Text::new(
                format!(
                    "กำหนดส่งของ `{key}` อ่านไม่ได้ — เขียนวันและเดือน เช่น \"31/03\" หรือ [\"31/03\", \"30/09\"] หรือเลขวันของเดือนถัดจากรอบ เช่น 15"
                ),
                format!(
                    "the deadline of `{key}` cannot be read — write day and month such as \"31/03\" or [\"31/03\", \"30/09\"], or the day of the month after the half, such as 15"
                ),
            ),
        )
    }
}

/// Whether a line gives a key its value.
fn is_key(line: &str, key: &str) -> bool {
    let name = line.split_once('=').map_or("", |(name, _)| name.trim());
    name.trim_matches('"') == key
}

fn is_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !id.is_empty() && id.chars().all(plain)
}

fn bad_id(id: &str) -> Text {
    Text::new(
        format!("id `{id}` ใช้ไม่ได้ — ใช้ a–z, 0–9 และ - เท่านั้น เพราะใช้ตั้งชื่อไฟล์"),
        format!("unit id `{id}`: use a–z, 0–9 and - (it names files)"),
    )
}

fn unknown_kind(kind: &str, kinds: &[Kind]) -> Text {
    let named = |kind: &Kind, name: &str| format!("`{}` ({name})", kind.id);
    let th: Vec<_> = kinds.iter().map(|k| named(k, &k.name_th)).collect();
    let en: Vec<_> = kinds.iter().map(|k| named(k, &k.name_en)).collect();
    Text::new(
        format!("ไม่รู้จักประเภทหน่วยงาน `{kind}` (มี {}) — แก้ kind ให้เป็นหนึ่งในนี้ หรือเพิ่ม [[kind]]", th.join(", ")),
        format!(
            "unknown kind of unit `{kind}` (known: {}) — write one of these, or add a [[kind]]",
            en.join(", ")
        ),
    )
}

fn is_group(name: &str) -> Text {
    Text::new(
        format!("“{name}” เป็นคำที่หมายถึงหลายหน่วยงาน ใช้เป็นชื่อหน่วยงานเดียวไม่ได้ — เปลี่ยนชื่อ หรือเอาคำนี้ออกจาก groups"),
        format!(
            "“{name}” means several units and cannot name one — change the name, or take the word out of the groups"
        ),
    )
}

fn shared(other: &Unit, of: &str, unit: &Unit, name: &str) -> Text {
    if of == "aliases" || (other.id != unit.id && thai::key(&other.name_th) != thai::key(&unit.name_th)) {
        return Text::new(
            format!(
                "“{name}” เป็นชื่อของทั้ง `{}` และ `{}` จึงไม่รู้ว่าหมายถึงหน่วยงานใด — ให้แต่ละชื่อและชื่อเรียกอื่น (aliases) เป็นของหน่วยงานเดียว",
                other.id, unit.id
            ),
            format!(
                "“{name}” is a name of both `{}` and `{}` — let every name and alias belong to one unit",
                other.id, unit.id
            ),
        );
    }
    Text::new(
        format!("หน่วยงาน `{}` และ `{}` มี id หรือชื่อซ้ำกัน — แก้ให้ไม่ซ้ำ หรือลบรายการที่เกินออก", other.id, unit.id),
        format!(
            "units `{}` and `{}` share an id or a name — make them differ, or delete one of them",
            other.id, unit.id
        ),
    )
}
