//! Units by the names that people write: with the agency behind them, abbreviated, several in one cell.
//!
//! Comes in: the text of a cell. Goes out: the units it names, or findings about the names that nobody goes by.
//! Never: takes another agency's unit for one of this agency's.

use super::notices::unknown_unit;
use crate::diagnostic::Diagnostic;
use crate::model::Origin;
use crate::thai;
use crate::workspace::{Unit, Workspace};

/// Marks between the names of a list.
const MARKS: &[char] = &[',', '/', '\n', ';', '、', '،', '•', '·', '|'];
/// Words between the names of a list; a name may hold them, too.
const JOINING: &[&str] = &["และ", "กับ", "ร่วมกับ", "พร้อมด้วย", "รวมทั้ง"];
/// Unknown units of one cell that are reported one by one; more is prose, not a list.
const MOST_UNKNOWN: usize = 3;
/// Longest text that is taken apart at blanks and joining words, in bytes.
const LONGEST_LIST: usize = 2_000;
/// Letters of the abbreviation of a kind of agency: สนข. is สำนักงานเขต.
const ABBREVIATION: std::ops::RangeInclusive<usize> = 2..=4;
/// Fewest letters of the agency behind a name.
const SHORTEST: usize = 4;

/// The unit that a name means, with the agency's name before or behind it, or abbreviated with ฯ.
pub(super) fn find<'a>(workspace: &'a Workspace, name: &str) -> Option<&'a Unit> {
    workspace.find_unit(name).or_else(|| {
        let key = thai::key(name);
        without_agency(workspace, &key).find_map(|rest| workspace.find_unit(rest))
    })
}

/// What is left of a key without the agency before or behind it, in all ways in which that can be.
fn without_agency<'k>(workspace: &Workspace, key: &'k str) -> impl Iterator<Item = &'k str> {
    let agency = &workspace.agency;
    let full = thai::key(&agency.name_th);
    let mut own: Vec<String> = [&agency.short_th, &agency.name_en].map(|name| thai::key(name)).to_vec();
    own.push(format!("{full}{}", thai::key(&agency.parent_th)));
    // สำนักงานเขต…, เขต…: the agency without the word for its office.
    let starts = full.char_indices().map(|(at, _)| at);
    let tails = starts.map(|at| full[at..].to_owned()).filter(|t| t.chars().count() >= SHORTEST);
    own.extend(tails.collect::<Vec<_>>());
    let short = without_abbreviation(&full, key);
    let whole = own.into_iter().filter(|name| name.chars().count() >= SHORTEST).flat_map(move |name| {
        [key.strip_suffix(name.as_str()), key.strip_prefix(name.as_str())].into_iter().flatten()
    });
    whole.chain(short)
}

/// What is left of a key without the abbreviated agency behind it: letters of its kind in their order, beginning
/// with the first one, and then its own name.
fn without_abbreviation<'k>(full: &str, key: &'k str) -> Vec<&'k str> {
    let mut found = Vec::new();
    for (at, _) in full.char_indices().skip(1) {
        let (head, tail) = full.split_at(at);
        let Some(before) = key.strip_suffix(tail).filter(|_| tail.chars().count() >= SHORTEST) else {
            continue;
        };
        for (from, _) in before.char_indices().rev().take(*ABBREVIATION.end()) {
            let letters = &before[from..];
            let mut rest = head.chars();
            let is_short = letters.chars().all(|letter| rest.any(|c| c == letter));
            let begins = head.chars().next() == letters.chars().next();
            if is_short && begins && letters.chars().count() >= *ABBREVIATION.start() {
                found.push(&before[..from]);
            }
        }
    }
    found
}

/// The ids that a name or a word for several units means.
fn ids(workspace: &Workspace, name: &str) -> Option<Vec<String>> {
    group(workspace, name).or_else(|| find(workspace, name).map(|unit| vec![unit.id.clone()]))
}

fn group(workspace: &Workspace, name: &str) -> Option<Vec<String>> {
    Some(workspace.group(name)?.into_iter().map(|unit| unit.id.clone()).collect())
}

/// Ids of the units that a cell names, in the order of the agency's list; `None` when one is unknown.
pub(super) fn listed(
    text: &str,
    workspace: &Workspace,
    origin: &Origin,
    code: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<String>> {
    let mut wanted = Vec::new();
    let mut unknown = 0;
    let whole = ids(workspace, text);
    let names: Vec<&str> = if whole.is_some() { Vec::new() } else { text.split(MARKS).collect() };
    wanted.extend(whole.into_iter().flatten());
    for name in names.into_iter().map(bare).filter(|n| !n.is_empty()) {
        match ids(workspace, name).or_else(|| apart(workspace, name)) {
            Some(found) => wanted.extend(found),
            None if unknown == MOST_UNKNOWN => return None,
            None => {
                unknown += 1;
                findings.push(unknown_unit(workspace, name, origin).row(code));
            }
        }
    }
    let in_order = workspace.units.iter().filter(|u| wanted.contains(&u.id)).map(|u| u.id.clone());
    (unknown == 0).then(|| in_order.collect())
}

/// A name of a numbered list without its number.
fn bare(name: &str) -> &str {
    let name = name.trim();
    let rest = name.trim_start_matches(|c: char| crate::thai::digits::is_digit(c));
    match rest.strip_prefix(['.', ')']) {
        Some(rest) if rest.len() < name.len() => rest.trim_start(),
        _ => name.trim_start_matches(['-', '–', '*']).trim(),
    }
}

/// Several names with blanks or joining words between them, all of which must be known.
fn apart(workspace: &Workspace, text: &str) -> Option<Vec<String>> {
    if text.len() > LONGEST_LIST {
        return None;
    }
    let mut cuts: Vec<usize> = vec![0, text.len()];
    cuts.extend(text.match_indices(char::is_whitespace).map(|(at, _)| at));
    for word in JOINING {
        cuts.extend(text.match_indices(word).map(|(at, _)| at));
    }
    cuts.sort_unstable();
    cuts.dedup();
    // From the end: what can be read from each cut on. The longest first name wins.
    let mut read: Vec<Option<Vec<String>>> = vec![None; cuts.len()];
    if let Some(last) = read.last_mut() {
        *last = Some(Vec::new());
    }
    for from in (0..cuts.len().saturating_sub(1)).rev() {
        read[from] = (from + 1..cuts.len()).rev().find_map(|to| {
            let rest = read[to].as_ref()?;
            let name = without_joining(&text[cuts[from]..cuts[to]]);
            let own = if name.is_empty() { Vec::new() } else { ids(workspace, name)? };
            Some(own.into_iter().chain(rest.iter().cloned()).collect())
        });
    }
    read.swap_remove(0).filter(|ids: &Vec<String>| !ids.is_empty())
}

/// A piece without the word that joins it to the one before.
fn without_joining(piece: &str) -> &str {
    let mut rest = piece.trim();
    while let Some(shorter) = JOINING.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter.trim_start();
    }
    bare(rest)
}
