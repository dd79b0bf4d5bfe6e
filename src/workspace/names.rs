//! The names that units go by.

use super::Unit;
use crate::thai;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Fewest letters of a unit's name that is abbreviated with ฯ.
const SHORTEST_BEGINNING: usize = 4;

/// Positions of units by the comparison keys of their names, made when first asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(OnceLock<BTreeMap<String, usize>>);

impl Names {
    /// Position of the unit that a name means (see [`super::Workspace::find_unit`]).
    pub(super) fn find(&self, units: &[Unit], short_kinds: &[(String, String)], name: &str) -> Option<usize> {
        let names = self.0.get_or_init(|| names(units, short_kinds));
        let key = thai::key(name);
        if let Some(at) = names.get(&key) {
            return Some(*at);
        }
        // `ฝ่ายสิ่งแวดล้อมฯ`: a beginning that only one unit's name has. A few letters are no name.
        if !name.contains('ฯ') || key.chars().count() < SHORTEST_BEGINNING {
            return None;
        }
        let alike = names.range(key.clone()..).take_while(|(n, _)| n.starts_with(&key));
        let mut units: Vec<usize> = alike.map(|(_, at)| *at).collect();
        units.sort_unstable();
        units.dedup();
        match units.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

/// Positions of units by the comparison keys of all names they go by. Of two units with one name the first is meant.
fn names(units: &[Unit], short_kinds: &[(String, String)]) -> BTreeMap<String, usize> {
    let mut names = BTreeMap::new();
    for (at, unit) in units.iter().enumerate() {
        let english = Some(&unit.name_en).filter(|name| !name.is_empty());
        for name in [&unit.name_th, &unit.id].into_iter().chain(english).chain(&unit.aliases) {
            names.entry(thai::key(name)).or_insert(at);
        }
    }
    // `ศพด.วัดโพธิ์`: the short name of the kind, where the unit's name begins with the full one.
    for (at, unit) in units.iter().enumerate() {
        for (full, short) in short_kinds {
            let rest = unit.name_th.strip_prefix(full.as_str()).map(str::trim_start);
            if let Some(rest) = rest.filter(|rest| !rest.is_empty()) {
                names.entry(thai::key(&format!("{short}{rest}"))).or_insert(at);
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_goes_by_the_short_name_of_its_kind() {
        let unit = |id: &str, name: &str| Unit {
            id: id.to_owned(),
            kind: "centre".to_owned(),
            name_th: name.to_owned(),
            name_en: String::new(),
            aliases: Vec::new(),
        };
        let units = [unit("a", "ศูนย์พัฒนาเด็กเล็กบ้านเหนือ"), unit("b", "ศูนย์พัฒนาเด็กเล็ก"), unit("c", "กองช่าง")];
        let both = [("ศูนย์พัฒนาเด็กเล็ก", "ศพด."), ("กอง", "กอง")];
        let short_kinds = both.map(|(full, short)| (full.to_owned(), short.to_owned())).to_vec();
        let names = names(&units, &short_kinds);
        assert_eq!(names.get(&thai::key("ศพด.บ้านเหนือ")), Some(&0));
        assert_eq!(names.get(&thai::key("ศพด. บ้านเหนือ")), Some(&0));
        // The kind alone is nobody's name.
        assert_eq!(names.get(&thai::key("ศพด.")), None);
        assert_eq!(names.get(&thai::key("กองช่าง")), Some(&2));
    }
}
