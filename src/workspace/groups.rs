//! Words that mean several units at once.
//!
//! Comes in: the kinds and `[groups]` of `agency.toml`. Goes out: the units that a word means. Never:
//! knows a kind of agency.

use super::Unit;
use crate::thai;
use crate::words::{Kind, join};
use std::collections::BTreeMap;

/// Group words by comparison key: ids of kinds and units.
#[derive(Clone, Debug, Default)]
pub struct Groups(BTreeMap<String, Vec<String>>);

/// Words for every unit, whatever the agency calls its units.
const EVERYONE: &[&str] = &["ทุกหน่วยงาน", "ทุกหน่วยงานในสังกัด"];

impl Groups {
    pub(super) fn new(kinds: &[Kind], own: &BTreeMap<String, Vec<String>>) -> Self {
        let mut words = BTreeMap::new();
        let everyone: Vec<_> = kinds.iter().map(|kind| kind.id.clone()).collect();
        let all = join(kinds.iter().map(|kind| kind.all_th.as_str()), "และ");
        for word in EVERYONE.iter().copied().chain([all.as_str()]) {
            words.insert(thai::key(word), everyone.clone());
        }
        for kind in kinds {
            for word in kind.groups.iter().chain([&kind.all_th]) {
                words.insert(thai::key(word), vec![kind.id.clone()]);
            }
        }
        for (word, members) in own {
            words.insert(thai::key(word), members.clone());
        }
        Self(words)
    }

    /// The units that a text means, when it is a group word.
    #[must_use]
    pub fn members<'a>(&self, text: &str, units: &'a [Unit]) -> Option<Vec<&'a Unit>> {
        let members = self.0.get(&thai::key(text))?;
        Some(units.iter().filter(|u| members.contains(&u.id) || members.contains(&u.kind)).collect())
    }

    /// Whether a text, given as its comparison key, is a group word.
    pub(super) fn contains(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(id: &str, name: &str, all: &str) -> Kind {
        let mut kind: Kind = toml::from_str(&format!(
            "id = \"{id}\"\nname_th = \"{name}\"\nname_en = \"{id}\"\nall_th = \"{all}\""
        ))
        .unwrap();
        kind.complete();
        kind
    }

    fn unit(id: &str, kind: &str) -> Unit {
        toml::from_str(&format!("id = \"{id}\"\nkind = \"{kind}\"\nname_th = \"{id}\"")).unwrap()
    }

    #[test]
    fn group_words_mean_the_units_of_their_kinds() {
        let kinds = [kind("division", "กอง", ""), kind("centre", "ศูนย์", "ศูนย์ในสังกัด")];
        let units = [unit("a", "division"), unit("b", "centre"), unit("c", "centre")];
        let own = [("หน่วยนำร่อง".to_owned(), vec!["a".to_owned(), "b".to_owned()])].into();
        let groups = Groups::new(&kinds, &own);
        let ids = |word: &str| {
            let members = groups.members(word, &units)?;
            Some(members.iter().map(|u| u.id.as_str()).collect::<Vec<_>>())
        };
        assert_eq!(ids("ทุกกอง"), Some(vec!["a"]));
        assert_eq!(ids("ศูนย์ในสังกัด"), Some(vec!["b", "c"]));
        assert_eq!(ids("ทุกกองและศูนย์ในสังกัด"), Some(vec!["a", "b", "c"]));
        assert_eq!(ids("ทุกหน่วยงาน"), Some(vec!["a", "b", "c"]));
        assert_eq!(ids("หน่วยนำร่อง"), Some(vec!["a", "b"]));
        assert_eq!(ids("ทุกฝ่าย"), None);
    }
}
