//! Presets: an `agency.toml` for a kind of agency, with a name and a list of units put in.
//!
//! Comes in: a preset of the templates, a name, a list of units. Goes out: the text of `agency.toml`, and
//! what is still to be decided. Never: writes a file.

use crate::error::Error;
use crate::files::{self, Bounds};
use crate::ingest::{self, Limits};
use crate::model::{FiscalYear, Text};
use crate::templates::Templates;
use crate::thai;
use crate::words::{Kind, Vocabulary};
use crate::workspace::{InputFile, Unit};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Stands in a preset for what is the agency's own.
pub(super) const BLANK: char = '…';
/// Units of a preset that an invented agency has.
const FEW: usize = 3;

/// A kind of agency.
pub(super) struct Preset {
    /// As `--preset` takes it.
    pub name: String,
    /// Its first line, for people: Thai / English.
    pub title: String,
    text: String,
}

/// A unit of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    name: String,
    kind: Option<String>,
    alias: Option<String>,
}

/// What is put into a preset.
#[derive(Clone, Debug, Default)]
pub(super) struct Answers {
    /// Thai name.
    pub name: Option<String>,
    /// English name.
    pub name_en: Option<String>,
    /// Units in the place of the preset's.
    pub units: Option<Vec<Listed>>,
}

/// The part of a preset that names units.
#[derive(Debug, Default, Deserialize)]
struct Units {
    #[serde(default)]
    unit: Vec<Unit>,
}

/// All presets, by name.
pub(super) fn all(templates: &Templates) -> Result<Vec<Preset>, Error> {
    let found = templates.texts("presets", "toml")?.into_iter().map(|(path, text)| {
        let file = path.rsplit('/').next().unwrap_or(&path);
        let title = text.lines().next().unwrap_or_default().trim_start_matches(['#', ' ']).to_owned();
        Preset { name: file.trim_end_matches(".toml").to_owned(), title, text }
    });
    Ok(found.collect())
}

/// One preset by its name.
pub(super) fn find(templates: &Templates, name: &str) -> Result<Preset, Error> {
    let mut presets = all(templates)?;
    if let Some(at) = presets.iter().position(|preset| preset.name == name) {
        return Ok(presets.swap_remove(at));
    }
    let names: Vec<_> = presets.iter().map(|preset| preset.name.as_str()).collect();
    let all = names.join(", ");
    Err(Error::Usage(Text::new(
        format!("ไม่มีแบบตั้งต้น “{name}” — ใช้หนึ่งใน: {all}"),
        format!("there is no preset “{name}” — use one of: {all}"),
    )))
}

/// The units of a file, one a line: name, then kind and short name if need be, parted by tabs or commas;
/// or the first columns of a workbook's first sheet.
pub(super) fn read_units(path: &Path) -> Result<Vec<Listed>, Error> {
    let is_workbook = path.extension().is_some_and(|end| {
        ["xlsx", "xlsm", "xls", "ods", "csv"].iter().any(|known| end.eq_ignore_ascii_case(known))
    });
    let lines = if is_workbook { rows(path)? } else { lines(path)? };
    let listed: Vec<_> = lines.into_iter().filter_map(listed).collect();
    if listed.is_empty() {
        return Err(unusable(path, &Text::new("ไม่มีชื่อหน่วยงานเลย", "it names no unit")));
    }
    let mut keys: Vec<_> = listed.iter().map(|unit| (thai::key(&unit.name), &unit.name)).collect();
    keys.sort();
    if let Some(twice) = keys.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        let name = twice[0].1;
        let why = Text::new(format!("“{name}” มีสองบรรทัด"), format!("“{name}” is there twice"));
        return Err(unusable(path, &why));
    }
    Ok(listed)
}

fn unusable(path: &Path, why: &Text) -> Error {
    let path = path.display();
    Error::Usage(Text::new(
        format!("ใช้รายชื่อหน่วยงาน {path} ไม่ได้: {} — เขียนบรรทัดละหนึ่งหน่วยงาน", why.th),
        format!("the list of units {path} cannot be used: {} — write one unit a line", why.en),
    ))
}

fn lines(path: &Path) -> Result<Vec<Vec<String>>, Error> {
    let bytes =
        files::read(path, &Bounds::anywhere(), files::SMALL).map_err(|why| unusable(path, &why.message()))?;
    let decoded = crate::workspace::decode(&bytes).map_err(|why| unusable(path, &why))?;
    Ok(decoded.text.lines().map(|line| line.split(['\t', ',']).map(str::to_owned).collect()).collect())
}

fn rows(path: &Path) -> Result<Vec<Vec<String>>, Error> {
    let file =
        InputFile { path: path.to_path_buf(), name: path.display().to_string(), fiscal_year: FiscalYear(0) };
    let (mut books, findings) = ingest::read_all(&[file], &Bounds::anywhere(), Limits::default(), &|| {})?;
    let sheet = books
        .pop()
        .and_then(|mut book| if book.sheets.is_empty() { None } else { Some(book.sheets.swap_remove(0)) });
    let Some(sheet) = sheet else {
        let why = findings.iter().next().map_or_else(Text::default, |finding| finding.message.clone());
        return Err(unusable(path, &why));
    };
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for cell in &sheet.cells {
        let row = rows.entry(cell.row).or_default();
        row.resize(row.len().max(usize::try_from(cell.col).unwrap_or(0).min(8) + 1), String::new());
        if let Some(place) = usize::try_from(cell.col).ok().and_then(|col| row.get_mut(col)) {
            *place = cell.value.display();
        }
    }
    Ok(rows.into_values().collect())
}

fn listed(parts: Vec<String>) -> Option<Listed> {
    let mut parts = parts.into_iter().map(|part| part.trim().to_owned());
    let name = parts.next().filter(|name| !name.is_empty() && !name.starts_with('#'))?;
    let mut next = || parts.next().filter(|part| !part.is_empty());
    Some(Listed { name, kind: next(), alias: next() })
}

impl Preset {
    /// A few of its units, and one of each kind that it has no unit of, with ids as a list of them gets.
    ///
    /// # Errors
    /// The preset does not parse, or has no unit.
    pub(super) fn few(&self) -> Result<(Vec<Listed>, Vec<Unit>), Error> {
        let wrong = |source| self.unusable(source);
        let mut vocabulary: Vocabulary = toml::from_str(&self.text).map_err(wrong)?;
        vocabulary.kind.iter_mut().for_each(Kind::complete);
        let own: Units = toml::from_str(&self.text).map_err(wrong)?;
        let of = |name: String, kind: &str| Listed { name, kind: Some(kind.to_owned()), alias: None };
        let mut few: Vec<_> =
            own.unit.iter().take(FEW).map(|unit| of(unit.name_th.clone(), &unit.kind)).collect();
        let described =
            vocabulary.kind.iter().filter(|kind| own.unit.iter().all(|unit| unit.kind != kind.id));
        few.extend(described.map(|kind| of(format!("{}ตัวอย่าง", kind.name_th), &kind.id)));
        let units = units(&few, &vocabulary.kind)?;
        Ok((few, units))
    }

    fn unusable(&self, source: toml::de::Error) -> Error {
        Error::toml(format!("presets/{}.toml", self.name), source)
    }

    /// `agency.toml`, and what is still to be decided.
    ///
    /// # Errors
    /// A kind of the list is none of the preset's, or the preset does not parse.
    pub(super) fn filled(&self, answers: &Answers) -> Result<(String, Vec<Text>), Error> {
        let wrong = |source| self.unusable(source);
        let mut text = self.text.clone();
        if answers.name.is_some() || answers.name_en.is_some() {
            text = named(&text, answers);
        }
        let Some(listed) = &answers.units else { return Ok((text, Vec::new())) };
        let mut vocabulary: Vocabulary = toml::from_str(&self.text).map_err(wrong)?;
        vocabulary.kind.iter_mut().for_each(Kind::complete);
        let own: Units = toml::from_str(&self.text).map_err(wrong)?;
        let units = units(listed, &vocabulary.kind)?;
        let (head, _) = text.split_once("\n[[unit]]\n").unwrap_or((&text, ""));
        let (mut made, notes) = with_senders(head, &vocabulary, &own.unit, &units);
        for (unit, listed) in units.iter().zip(listed) {
            // A unit that the preset knows has its English name and its other names.
            let known = own.unit.iter().find(|known| is_same(known, &unit.name_th));
            let aliases = aliases(unit, listed, known, &units);
            let aliases: Vec<_> = aliases.iter().map(|alias| quoted(alias)).collect();
            // Writing to a string cannot fail.
            let _ = write!(
                made,
                "\n[[unit]]\nid = {}\nkind = {}\nname_th = {}\nname_en = {}\naliases = [{}]\n",
                quoted(&unit.id),
                quoted(&unit.kind),
                quoted(&unit.name_th),
                quoted(known.map_or("", |known| &known.name_en)),
                aliases.join(", "),
            );
        }
        Ok((made, notes))
    }
}

/// Whether a unit of the preset is called so.
fn is_same(known: &Unit, name: &str) -> bool {
    known.aliases.iter().chain([&known.name_th]).any(|own| thai::key(own) == thai::key(name))
}

/// The other names of a listed unit: its own, and those of the preset that are no other unit's.
fn aliases(unit: &Unit, listed: &Listed, known: Option<&Unit>, all: &[Unit]) -> Vec<String> {
    let mut aliases: Vec<String> = listed.alias.iter().cloned().collect();
    for name in known.into_iter().flat_map(|known| known.aliases.iter().chain([&known.name_th])) {
        let taken = all.iter().any(|other| is_same(other, name)) || aliases.contains(name);
        if !taken && thai::key(name) != thai::key(&unit.name_th) {
            aliases.push(name.clone());
        }
    }
    aliases
}

fn quoted(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The `[agency]` part with the agency's name in it: what stands for the name in the preset's texts
/// takes what the name has beyond the preset's.
fn named(text: &str, answers: &Answers) -> String {
    let value = |key: &str| {
        let line = text.lines().find(|line| line.split('=').next().is_some_and(|name| name.trim() == key));
        line.and_then(|line| line.split('"').nth(1)).unwrap_or_default()
    };
    let rest = |name: &Option<String>, pattern: &str| {
        let (before, after) = pattern.split_once(BLANK)?;
        let name = name.as_deref()?;
        let inner = name.strip_prefix(before.trim_end()).unwrap_or(name).trim_start();
        let inner = inner.strip_suffix(after.trim_start()).unwrap_or(inner).trim_end();
        Some(inner.to_owned())
    };
    // `อบต.…` is the short form of the name: what follows it is the same.
    let name = answers.name.as_ref().map(|name| full_name(name, value("short_th"), value("name_th")));
    let thai = rest(&name, value("name_th"));
    let english = rest(&answers.name_en, value("name_en"));
    let mut made = String::with_capacity(text.len());
    let mut inside = false;
    for line in text.split_inclusive('\n') {
        if line.starts_with('[') {
            inside = line.trim_end() == "[agency]";
        }
        let key = line.split('=').next().unwrap_or_default().trim();
        let new = match (inside && !line.starts_with('#'), key) {
            (true, "name_th") => name.clone(),
            (true, "name_en") => Some(answers.name_en.clone().unwrap_or_default()),
            (true, "id") => english.as_deref().and_then(slug),
            (true, key) if line.contains(BLANK) => {
                let is_english = key.ends_with("_en");
                let (inner, name) = if is_english { (&english, &answers.name_en) } else { (&thai, &name) };
                let pattern = value(if is_english { "name_en" } else { "name_th" });
                let empty = is_english.then(String::new);
                // A name that is not of the preset's form stands where the whole form stood.
                let whole = name.as_ref().map(|name| value(key).replace(pattern, name));
                inner.as_ref().zip(whole).map(|(inner, text)| text.replace(BLANK, inner)).or(empty)
            }
            _ => None,
        };
        let old = line.split('"').nth(1);
        match (new, old) {
            (Some(new), Some(old)) => {
                made.push_str(&line.replacen(&format!("\"{old}\""), &quoted(&new), 1));
            }
            _ => made.push_str(line),
        }
    }
    made
}

/// The name in the preset's full form, when it was given in its short one.
fn full_name(name: &str, short: &str, full: &str) -> String {
    let shortened = short.split_once(BLANK).map(|(before, after)| (before.trim(), after.trim()));
    let inner = shortened
        .filter(|(before, after)| !(before.is_empty() && after.is_empty()))
        .and_then(|(before, after)| name.trim().strip_prefix(before)?.strip_suffix(after))
        .map(str::trim)
        .filter(|inner| !inner.is_empty());
    let is_full = full.split(BLANK).all(|part| name.contains(part.trim()));
    match inner {
        Some(inner) if !is_full => full.replace(BLANK, inner),
        _ => name.to_owned(),
    }
}

fn slug(text: &str) -> Option<String> {
    let plain: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let parts: Vec<_> = plain.split('-').filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("-"))
}

/// Units with ids of their own: the kind's id and a number.
fn units(listed: &[Listed], kinds: &[Kind]) -> Result<Vec<Unit>, Error> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut units = Vec::with_capacity(listed.len());
    for one in listed {
        let kind = kind(one, kinds)?;
        let count = counts.entry(&kind.id).or_default();
        *count += 1;
        units.push(Unit {
            id: format!("{}-{count:02}", kind.id),
            kind: kind.id.clone(),
            name_th: one.name.clone(),
            name_en: String::new(),
            aliases: one.alias.iter().cloned().collect(),
        });
    }
    Ok(units)
}

/// The kind as the list says; without a word the one whose name the unit's name begins with, else the first.
fn kind<'a>(one: &Listed, kinds: &'a [Kind]) -> Result<&'a Kind, Error> {
    let Some(written) = &one.kind else {
        let begins = |kind: &&Kind| {
            [&kind.name_th, &kind.short_th].iter().any(|name| one.name.starts_with(name.as_str()))
        };
        let found = kinds.iter().filter(begins).max_by_key(|kind| kind.name_th.len()).or(kinds.first());
        return found.ok_or_else(|| Error::bug("choosing a kind", "the preset has none"));
    };
    let key = thai::key(written);
    let names = |kind: &Kind| {
        [&kind.id, &kind.name_th, &kind.short_th, &kind.plural_th, &kind.name_en].map(|name| thai::key(name))
    };
    kinds.iter().find(|kind| names(kind).contains(&key)).ok_or_else(|| {
        let known: Vec<_> = kinds.iter().map(|kind| format!("{} ({})", kind.name_th, kind.id)).collect();
        let known = known.join(", ");
        Error::Usage(Text::new(
            format!("“{}”: ไม่รู้จักประเภท “{written}” — ใช้หนึ่งใน: {known}", one.name),
            format!("“{}”: unknown kind “{written}” — use one of: {known}", one.name),
        ))
    })
}

/// The text with `[data_sets]` naming the listed units in the place of the preset's, by their names.
fn with_senders(head: &str, vocabulary: &Vocabulary, old: &[Unit], new: &[Unit]) -> (String, Vec<Text>) {
    let mut notes = Vec::new();
    let mut made = String::with_capacity(head.len());
    let mut inside = false;
    for line in head.split_inclusive('\n') {
        if line.starts_with('[') {
            inside = line.trim_end() == "[data_sets]";
        }
        let key = line.split('=').next().unwrap_or_default().trim();
        let senders = vocabulary.data_sets.get(key).filter(|senders| inside && !senders.is_empty());
        let Some(senders) = senders else {
            made.push_str(line);
            continue;
        };
        let ids: Vec<_> = senders.iter().flat_map(|id| same(id, old, new)).collect();
        let shown: Vec<_> = ids.iter().map(|id| quoted(id)).collect();
        let _ = write!(made, "{key} = [{}]", shown.join(", "));
        if ids.is_empty() {
            made.push_str("  # ยังไม่มีผู้ส่ง: ใส่ id ของหน่วยงานย่อย หรือคง [] ไว้ถ้าไม่มีข้อมูลนี้");
            notes.push(Text::new(
                format!("ชุดข้อมูล {key} ยังไม่มีหน่วยงานที่ส่ง — ถ้ามีข้อมูลนี้ ใส่ id ของผู้ส่งใน [data_sets] ของ agency.toml"),
                format!("nobody sends data set {key} yet — where there are such data, name the sender in [data_sets] of agency.toml"),
            ));
        }
        made.push('\n');
    }
    if !made.ends_with('\n') {
        made.push('\n');
    }
    (made, notes)
}

/// The ids in the new list that a sender of the preset stands for: a kind that has units, or the units of
/// the same name.
fn same(id: &str, old: &[Unit], new: &[Unit]) -> Vec<String> {
    let Some(unit) = old.iter().find(|unit| unit.id == id) else {
        return new.iter().any(|unit| unit.kind == id).then(|| id.to_owned()).into_iter().collect();
    };
    let names: Vec<_> = unit.aliases.iter().chain([&unit.name_th]).map(|name| thai::key(name)).collect();
    let is = |unit: &&Unit| {
        unit.aliases.iter().chain([&unit.name_th]).any(|name| names.contains(&thai::key(name)))
    };
    new.iter().filter(is).map(|unit| unit.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn municipality() -> Preset {
        find(&Templates::default(), "municipality").unwrap()
    }

    fn answers(name: &str, name_en: &str, units: &[&str]) -> Answers {
        let list = |line: &&str| listed(line.split('\t').map(str::to_owned).collect());
        Answers {
            name: Some(name.to_owned()),
            name_en: (!name_en.is_empty()).then(|| name_en.to_owned()),
            units: (!units.is_empty()).then(|| units.iter().filter_map(list).collect()),
        }
    }

    #[test]
    fn a_name_goes_into_every_text_of_the_agency() {
        let (text, _) =
            municipality().filled(&answers("เทศบาลตำบลตัวอย่าง", "Tua Yang Municipality", &[])).unwrap();
        for line in [
            "id = \"tua-yang\"",
            "name_th = \"เทศบาลตำบลตัวอย่าง\"",
            "name_en = \"Tua Yang Municipality\"",
            "director_th = \"นายกเทศมนตรีตำบลตัวอย่าง\"",
            "director_en = \"Mayor of Tua Yang Municipality\"",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        // The short form of the name is the name.
        let district = find(&Templates::default(), "subdistrict").unwrap();
        for name in ["อบต.ตัวอย่าง", "องค์การบริหารส่วนตำบลตัวอย่าง"]
        {
            let (text, _) = district.filled(&answers(name, "", &[])).unwrap();
            for line in ["name_th = \"องค์การบริหารส่วนตำบลตัวอย่าง\"", "short_th = \"อบต.ตัวอย่าง\""]
            {
                assert!(text.contains(line), "{name}: {line}\n{text}");
            }
        }
        // A name of another form is not joined to the preset's.
        let office = find(&Templates::default(), "provincial-office").unwrap();
        let (text_of_office, _) = office.filled(&answers("ศาลากลางตัวอย่าง", "Kor Hall", &[])).unwrap();
        assert!(text_of_office.contains("director_en = \"Head of the Kor Hall\""), "{text_of_office}");
        let (agency, _) = text.split_once("[words]").unwrap();
        assert!(!agency.lines().any(|l| !l.contains("https") && l.contains(BLANK)), "{agency}");
    }

    #[test]
    fn a_list_of_units_takes_the_place_of_the_preset_s() {
        let listed = ["สำนักปลัด", "กองคลัง", "ศูนย์พัฒนาเด็กเล็กบ้านตัวอย่าง\tศพด.\tศพด.บ้านตัวอย่าง"];
        let (text, notes) = municipality().filled(&answers("เทศบาลก", "", &listed)).unwrap();
        let units: Units = toml::from_str(&text).unwrap();
        let ids: Vec<_> = units.unit.iter().map(|u| (u.id.as_str(), u.kind.as_str())).collect();
        assert_eq!(
            ids,
            [("division-01", "division"), ("division-02", "division"), ("child-centre-01", "child-centre")]
        );
        // What the preset knows of a unit stays; a name that is another listed unit's is not taken.
        assert_eq!(units.unit[1].name_en, "Finance Division");
        assert!(units.unit[0].aliases.contains(&"สำนักปลัดเทศบาล".to_owned()), "{:?}", units.unit[0]);
        assert_eq!(units.unit[2].aliases, ["ศพด.บ้านตัวอย่าง"]);
        let both = ["สำนักปลัดเทศบาล", "สำนักปลัด"];
        let (text_of_both, _) = municipality().filled(&answers("เทศบาลก", "", &both)).unwrap();
        let both: Units = toml::from_str(&text_of_both).unwrap();
        assert!(both.unit.iter().all(|unit| {
            unit.aliases
                .iter()
                .all(|a| !a.starts_with("สำนักปลัด") || both.unit.iter().all(|u| u.name_th != *a))
        }));
        let words: Vocabulary = toml::from_str(&text).unwrap();
        assert_eq!(words.data_sets["o9_tax"], ["division-02"]);
        assert_eq!(words.data_sets["o17_complaints"], ["division-01"]);
        assert_eq!(words.data_sets["o3_schools"], ["child-centre"]);
        assert!(words.data_sets["o14_subsidies"].is_empty());
        assert!(notes.iter().any(|note| note.en.contains("o14_subsidies")));
    }

    #[test]
    fn a_kind_that_is_none_is_refused() {
        let error = municipality().filled(&answers("ก", "", &["กองคลัง\tฝ่าย"])).unwrap_err();
        assert!(error.to_string().contains("division"), "{error}");
    }
}
