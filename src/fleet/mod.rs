//! Many agencies in one workspace: `input/<agency>/agency.toml`, each then like a single agency's input.
//!
//! Comes in: a workspace whose `input/` holds agencies. Goes out: `output/<agency>/<half>/` for each, as
//! from a run of its own, and the roll-up over all of them. One agency's bad data never stops the others.
//! Never: does the work of a stage; computes an agency's score in a loop, for the agency is a column of
//! one plan; holds the texts of more agencies than are being worked on.
//!
//! Two passes keep memory small: [`gather`] reads every agency and keeps a [`Record`] of it, what scores
//! and the roll-up depend on; [`publish`] reads an agency again when its turn comes. A record is kept in
//! `output/.fleet/` under the hash of everything it was made from, so that the next run reads only what
//! changed, and a run that was stopped goes on where it ended.

mod gather;
mod key;
mod publish;
mod record;
mod rollup;
mod run;

pub use crate::report::rollup::{HalfRecord, Problem, Record};
pub use gather::{Gathered, gather};
pub use publish::publish;
pub use rollup::{Joined, join};
pub use run::{AgencyOutcome, Counts, Outcome, State, period, run, status};

use crate::error::Error;
use crate::model::Text;
use crate::workspace::{AGENCY_FILE, INPUT};
use glob::Pattern;
use std::fs;
use std::path::Path;
use std::str::FromStr;

/// Names that mean something else in an output folder.
const RESERVED: &[&str] = &["rollup", "returns", "history"];

/// The agencies of a workspace: names of their folders, which are their ids, sorted.
#[derive(Clone, Debug)]
pub struct Fleet {
    agencies: Vec<String>,
}

/// Part of a fleet: `2/4` is the second of four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which, from 1.
    pub number: usize,
    /// Of how many.
    pub of: usize,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "K/N with 1 ≤ K ≤ N, such as 2/4 / K/N เช่น 2/4".to_owned();
        let (number, of) = text.split_once('/').ok_or_else(wrong)?;
        let parse = |part: &str| part.trim().parse::<usize>().map_err(|_| wrong());
        let shard = Self { number: parse(number)?, of: parse(of)? };
        if shard.number == 0 || shard.number > shard.of { Err(wrong()) } else { Ok(shard) }
    }
}

/// Which agencies of a fleet are worked on.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Folder names: `*` and `?` stand for any letters and any letter.
    pub pattern: Option<String>,
    /// Part of what the pattern leaves.
    pub shard: Option<Shard>,
}

impl Selection {
    /// Whether it is the whole fleet.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.pattern.is_none() && self.shard.is_none()
    }
}

impl Fleet {
    /// The agencies of the workspace at `root`; none when it is a single agency's.
    ///
    /// # Errors
    /// `input/` cannot be listed, or an agency has a name that an output folder uses itself.
    pub fn find(root: &Path) -> Result<Option<Self>, Error> {
        let input = root.join(INPUT);
        if input.join(AGENCY_FILE).exists() || !input.is_dir() {
            return Ok(None);
        }
        let mut agencies = Vec::new();
        let mut known = false;
        for entry in fs::read_dir(&input).map_err(|e| Error::io("listing", &input, e))? {
            let path = entry.map_err(|e| Error::io("listing", &input, e))?.path();
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            if path.is_dir() && !name.starts_with('.') {
                known |= path.join(AGENCY_FILE).exists();
                agencies.push(name);
            }
        }
        agencies.sort();
        if let (true, Some(name)) = (known, agencies.iter().find(|a| RESERVED.contains(&a.as_str()))) {
            return Err(Error::Usage(Text::new(
                format!(
                    "ใช้ “{name}” เป็นชื่อโฟลเดอร์ของหน่วยงานไม่ได้ เพราะเป็นชื่อโฟลเดอร์ผลลัพธ์ — เปลี่ยนชื่อ input/{name} และ id"
                ),
                format!(
                    "“{name}” cannot be an agency's folder: it is a folder of the output; rename input/{name} and the id"
                ),
            )));
        }
        Ok(known.then_some(Self { agencies }))
    }

    /// All agencies, sorted.
    #[must_use]
    pub fn agencies(&self) -> &[String] {
        &self.agencies
    }

    /// The agencies that are wanted, sorted. A shard takes every n-th of them, so that it depends on nothing
    /// but the names.
    ///
    /// # Errors
    /// The pattern cannot be read, or fits no agency.
    pub fn select(&self, selection: &Selection) -> Result<Vec<String>, Error> {
        let mut chosen = self.agencies.clone();
        if let Some(text) = &selection.pattern {
            let pattern = Pattern::new(text).map_err(|e| {
                let en = format!("--agency {text}: {e}");
                Error::Usage(Text::new(format!("อ่าน --agency {text} ไม่ได้: {e}"), en))
            })?;
            chosen.retain(|name| pattern.matches(name));
            if chosen.is_empty() {
                return Err(self.unknown(text));
            }
        }
        if let Some(shard) = selection.shard {
            chosen = chosen.into_iter().skip(shard.number - 1).step_by(shard.of).collect();
        }
        Ok(chosen)
    }

    fn unknown(&self, text: &str) -> Error {
        let near = crate::thai::nearest(text, self.agencies.iter().map(String::as_str));
        let (th, en) = match near {
            Some(near) => (format!(" หมายถึง “{near}” หรือไม่"), format!(" Did you mean “{near}”?")),
            None => (String::new(), String::new()),
        };
        let count = self.agencies.len();
        Error::Usage(Text::new(
            format!("ไม่มีหน่วยงานใดใน {count} หน่วยงานที่ชื่อโฟลเดอร์ตรงกับ “{text}”{th}"),
            format!("none of {count} agencies has a folder name that fits “{text}”.{en}"),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_part_a_fleet_without_loss() {
        let agencies: Vec<_> = (0..11).map(|n| format!("a{n:02}")).collect();
        let fleet = Fleet { agencies: agencies.clone() };
        let mut joined = Vec::new();
        for number in 1..=4 {
            let shard = Some(Shard { number, of: 4 });
            joined.extend(fleet.select(&Selection { pattern: None, shard }).unwrap());
        }
        joined.sort();
        assert_eq!(joined, agencies);
    }

    #[test]
    fn a_pattern_chooses_and_a_typo_is_named() {
        let fleet = Fleet { agencies: vec!["bang-na".to_owned(), "bang-rak".to_owned(), "dusit".to_owned()] };
        let select = |text: &str| fleet.select(&Selection { pattern: Some(text.to_owned()), shard: None });
        assert_eq!(select("bang-*").unwrap(), ["bang-na", "bang-rak"]);
        assert_eq!(select("dusit").unwrap(), ["dusit"]);
        let error = select("dusid").unwrap_err().to_string();
        assert!(error.contains("dusit"), "{error}");
    }

    #[test]
    fn shards_are_read_strictly() {
        assert_eq!("2/4".parse::<Shard>(), Ok(Shard { number: 2, of: 4 }));
        for wrong in ["0/4", "5/4", "4", "a/b", "1/0"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
