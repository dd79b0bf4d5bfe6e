//! Where a line of Thai office prose may end.
//!
//! In: atoms of a text. Out: the text with U+200B between pieces that a line must not end in.
//! Never changes the text otherwise. The rules are those of Thai official writing: nothing ends a
//! line that leads on (connectives, opening marks, titles), nothing begins one that belongs to
//! what went before (ๆ, ฯ, closing marks, units of numbers).

use super::atoms::{Atom, Kind, may_part};
use super::normalise::is_dependent;
use super::vocabulary::{is_connective, is_title, is_unit, leads_a_number};
use super::width;
use unicode_segmentation::UnicodeSegmentation;

/// The mark where a line may end, U+200B.
pub const BREAK: &str = "\u{200B}";

/// Pieces of addresses are shorter, since an address fills a line well wherever it is cut.
const ADDRESS_COLUMNS: usize = 18;

/// Characters that a line may end after inside an address.
const ADDRESS_ENDS: [char; 8] = ['/', '?', '&', '=', '.', '-', '_', '#'];

/// The sign before an entry of a list that runs on.
const BULLET: &str = "•";

/// Narrower pieces than this would part letters from their marks for nothing.
const FEWEST_COLUMNS: usize = 4;

/// Shreds that a name of one word is looked for in.
const LONGEST_NAME: usize = 6;

/// How strongly two neighbours hold together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Bond {
    /// A line may end here.
    Open,
    /// Only when the piece is too wide: behind a connective.
    Weak,
    /// Only when nothing weaker is left: number and unit, title and name, parts of a compound.
    Strong,
    /// Only when nothing weaker is left: behind a connective inside a compound.
    Firm,
    /// Never.
    Fixed,
}

/// An atom that is no blank, with the blank before it and its bond to the part before that.
struct Part<'a> {
    atom: Atom<'a>,
    gap: &'a str,
    bond: Bond,
}

/// The text of `atoms` with [`BREAK`] wherever a line may end. `cut` gives the parts of a word that
/// is wider than the columns asked for.
pub(super) fn mark<'a>(
    atoms: &[Atom<'a>],
    columns: usize,
    cut: impl Fn(&'a str, usize) -> Vec<&'a str>,
) -> String {
    let columns = columns.max(FEWEST_COLUMNS);
    let mut marked = String::new();
    for line in atoms.split_inclusive(|atom| atom.kind == Kind::LineBreak) {
        let (line, line_break) = match line.split_last() {
            Some((last, line)) if last.kind == Kind::LineBreak => (line, last.text),
            _ => (line, ""),
        };
        let (parts, trailing) = parts_of_line(line, columns, &cut);
        let mut pieces = Vec::new();
        for piece in parts.chunk_by(|_, next| next.bond != Bond::Open) {
            split_piece(piece, columns, &mut pieces);
        }
        for (index, piece) in pieces.into_iter().enumerate() {
            for (place, part) in piece.iter().enumerate() {
                marked.push_str(part.gap);
                if place == 0 && index > 0 {
                    marked.push_str(BREAK);
                }
                marked.push_str(part.atom.text);
            }
        }
        marked.push_str(trailing);
        marked.push_str(line_break);
    }
    marked
}

/// `word` in chunks of at most `columns`, cut between clusters that may part.
pub(super) fn clusters_within(word: &str, columns: usize) -> Vec<&str> {
    let mut chunks = Vec::new();
    let (mut start, mut cut, mut used, mut since_cut) = (0, 0, 0, 0);
    let mut previous = None;
    for (index, cluster) in word.grapheme_indices(true) {
        let parts =
            previous.zip(cluster.chars().next()).is_none_or(|(before, after)| may_part(before, after));
        if parts {
            (cut, since_cut) = (index, 0);
        }
        let width = width::columns(cluster);
        if used + width > columns && cut > start {
            chunks.extend(word.get(start..cut));
            (start, used) = (cut, since_cut);
        }
        used += width;
        since_cut += width;
        previous = cluster.chars().next_back();
    }
    chunks.extend(word.get(start..).filter(|rest| !rest.is_empty()));
    chunks
}

/// The parts of one line with their bonds, and the blank at its end.
fn parts_of_line<'a>(
    line: &[Atom<'a>],
    columns: usize,
    cut: &impl Fn(&'a str, usize) -> Vec<&'a str>,
) -> (Vec<Part<'a>>, &'a str) {
    let mut parts: Vec<Part<'a>> = Vec::new();
    let mut gap = "";
    let solid: Vec<(Atom<'a>, &'a str)> = line
        .iter()
        .filter_map(|atom| {
            if atom.kind == Kind::Blank {
                gap = atom.text;
                return None;
            }
            Some((*atom, std::mem::take(&mut gap)))
        })
        .collect();
    for (index, &(atom, gap)) in solid.iter().enumerate() {
        let texts = match atom.kind {
            Kind::Address => address_pieces(atom.text, columns.min(ADDRESS_COLUMNS)),
            _ if width::columns(atom.text) > columns => cut(atom.text, columns),
            _ => vec![atom.text],
        };
        let mut gap = gap;
        let mut bond = bond_before(&solid, index);
        for text in texts {
            let kind = atom.kind;
            parts.push(Part { atom: Atom { text, kind }, gap, bond });
            gap = "";
            bond = match kind {
                Kind::Address => Bond::Open,
                _ if is_connective(text) => Bond::Firm,
                _ => Bond::Strong,
            };
        }
    }
    (parts, gap)
}

/// The bond between the atom at `index` and the one before it.
fn bond_before(solid: &[(Atom<'_>, &str)], index: usize) -> Bond {
    let (next, gap) = solid[index];
    let Some((before, _)) = index.checked_sub(1).and_then(|i| solid.get(i).copied()) else {
        return Bond::Open;
    };
    let apart = !gap.is_empty();
    let breakable_gap = gap.chars().any(|c| !is_no_break(c));
    let after = solid.get(index + 1);
    match (before.kind, next.kind) {
        _ if apart && !breakable_gap => Bond::Fixed,
        _ if !apart && next.text.starts_with(is_dependent) => Bond::Fixed,
        (Kind::Open, _) | (_, Kind::Close) => Bond::Fixed,
        _ if index <= list_mark_length(solid) => Bond::Strong,
        (_, Kind::Dash) => Bond::Strong,
        (Kind::Dash, _) => bond_behind_dash(solid, index, apart),
        (_, Kind::Slash) => {
            if apart {
                Bond::Open
            } else {
                Bond::Fixed
            }
        }
        // " /ฝ่าย" opens an entry of a list, "a/b" parts behind the stroke.
        (Kind::Slash, _) => {
            let opens = !apart && solid.get(index - 1).is_some_and(|(_, gap)| !gap.is_empty());
            if opens { Bond::Fixed } else { Bond::Open }
        }
        // A bullet between the entries of a list stands before its entry.
        (Kind::Symbol, _) if before.text == BULLET => Bond::Strong,
        (Kind::Symbol, _) | (_, Kind::Symbol) => {
            if apart {
                Bond::Open
            } else {
                Bond::Fixed
            }
        }
        _ if is_number_bond(&before, &next, apart) => Bond::Strong,
        (Kind::Thai, _) if is_title(before.text) => Bond::Strong,
        // ปีงบประมาณ|พ.ศ. ๒๕๖๘
        (Kind::Thai, Kind::Thai) if before.text == "ปีงบประมาณ" && next.text.starts_with("พ.ศ") => {
            Bond::Strong
        }
        // ร.ร.|วัดใหม่
        (Kind::Thai, Kind::Thai) if !apart && before.text.ends_with('.') => Bond::Strong,
        // ฝ่าย|รักษาฯ, ไฟล์|PDF, BMA|TAX
        (Kind::Thai, Kind::Thai) if !apart && is_shortened(solid, index) => Bond::Strong,
        (Kind::Thai, Kind::Word) if before.text == "ไฟล์" => Bond::Strong,
        (Kind::Word, Kind::Word) if is_capital(before.text) && is_capital(next.text) => Bond::Strong,
        // No Gift|Policy, One Stop|Service
        (Kind::Word, Kind::Word) if is_proper(before.text) && is_proper(next.text) => Bond::Strong,
        // ณ|วันที่ ๓๑ มีนาคม
        (Kind::Thai, Kind::Thai) if before.text == "ณ" && next.text == "วันที่" => Bond::Strong,
        (Kind::Thai, Kind::Thai) if !apart && !is_connective(next.text) && is_within_name(solid, index) => {
            Bond::Strong
        }
        // ตัวชี้วัด|ที่ ๓
        (Kind::Thai, Kind::Thai)
            if next.text == "ที่" && after.is_some_and(|(atom, _)| atom.kind == Kind::Number) =>
        {
            Bond::Strong
        }
        (Kind::Thai, Kind::Thai) if !apart && is_connective(next.text) => weak_or_open(&before),
        _ if !apart && (is_lone_letter(&before) || is_lone_letter(&next)) => Bond::Strong,
        _ => weak_or_open(&before),
    }
}

fn weak_or_open(before: &Atom<'_>) -> Bond {
    if before.kind == Kind::Thai && is_connective(before.text) { Bond::Weak } else { Bond::Open }
}

/// `๒๕๖๖ – ๒๕๗๐` and `Anti - Corruption` hold together, a dash between phrases ends a line.
fn bond_behind_dash(solid: &[(Atom<'_>, &str)], index: usize, apart: bool) -> Bond {
    let kinds = (
        index.checked_sub(2).and_then(|i| solid.get(i)).map(|(atom, _)| atom.kind),
        solid.get(index).map(|(atom, _)| atom.kind),
    );
    match kinds {
        (Some(Kind::Number), Some(Kind::Number)) | (Some(Kind::Word), Some(Kind::Word)) => Bond::Strong,
        _ if apart => Bond::Open,
        _ => Bond::Strong,
    }
}

/// `๑๐๐ คะแนน`, `ข้อ ๕`, `ITA ๒๐๒๕`, `เม.ย. ๖๘`, `๖เดือน`.
fn is_number_bond(before: &Atom<'_>, next: &Atom<'_>, apart: bool) -> bool {
    match (before.kind, next.kind) {
        (Kind::Number, Kind::Thai | Kind::Word) => !apart || is_unit(next.text),
        (Kind::Thai, Kind::Number) => !apart || leads_a_number(before.text),
        (Kind::Thai, Kind::Word) => leads_a_number(before.text) && has_digit(next.text),
        (Kind::Word, Kind::Number) => true,
        _ => false,
    }
}

fn has_digit(text: &str) -> bool {
    text.chars().any(super::digits::is_digit)
}

/// Atoms of the list mark at the start of a line, which stays with its text: `-`, `•`, `๑.`,
/// `- ๑)`, `๕.๑`.
fn list_mark_length(solid: &[(Atom<'_>, &str)]) -> usize {
    let kind_at = |index: usize| solid.get(index).map(|(atom, _)| atom.kind);
    let bullet = usize::from(matches!(kind_at(0), Some(Kind::Dash | Kind::Symbol)));
    if kind_at(bullet) != Some(Kind::Number) {
        return bullet;
    }
    let closed =
        solid.get(bullet + 1).is_some_and(|(atom, gap)| gap.is_empty() && matches!(atom.text, "." | ")"));
    bullet + 1 + usize::from(closed)
}

/// True inside a name that follows a title: names are not in the word list and come in shreds.
fn is_within_name(solid: &[(Atom<'_>, &str)], index: usize) -> bool {
    let (before, _) = solid.split_at(index);
    let mut gap_behind = "";
    for &(atom, gap_before) in before.iter().rev().take(LONGEST_NAME) {
        if is_title(atom.text) {
            return true;
        }
        if !gap_behind.is_empty() || is_connective(atom.text) {
            return false;
        }
        gap_behind = gap_before;
    }
    false
}

/// A single consonant is no word but what is left of a name that the list does not know.
fn is_lone_letter(atom: &Atom<'_>) -> bool {
    atom.kind == Kind::Thai && atom.text != "ณ" && atom.text.chars().nth(1).is_none()
}

/// A word that is shortened with ฯ: a unit's name in short is one word.
fn is_shortened(solid: &[(Atom<'_>, &str)], index: usize) -> bool {
    let at = |index: usize| solid.get(index);
    at(index).is_some_and(|(atom, _)| atom.text.ends_with('ฯ'))
        || at(index + 1).is_some_and(|(atom, gap)| gap.is_empty() && atom.text.starts_with('ฯ'))
}

/// A word of a name: Gift, Policy, E-Service.
fn is_proper(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Letters of an abbreviation: BMA, PDF.
fn is_capital(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_uppercase())
}

fn is_no_break(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{202F}' | '\u{2007}')
}

/// Cuts a piece that is too wide where its parts hold together least, nearest to its middle.
fn split_piece<'p, 'a>(piece: &'p [Part<'a>], columns: usize, pieces: &mut Vec<&'p [Part<'a>]>) {
    let total = piece_columns(piece);
    let cut = (1..piece.len()).filter(|&index| piece[index].bond < Bond::Fixed).min_by_key(|&index| {
        let (left, _) = piece.split_at(index);
        (piece[index].bond, (piece_columns(left) * 2).abs_diff(total))
    });
    match cut {
        Some(index) if total > columns => {
            let (left, right) = piece.split_at(index);
            split_piece(left, columns, pieces);
            split_piece(right, columns, pieces);
        }
        _ => pieces.push(piece),
    }
}

/// Width of a piece; the blank before it stands outside.
fn piece_columns(piece: &[Part<'_>]) -> usize {
    let texts: usize = piece.iter().map(|part| width::columns(part.atom.text)).sum();
    let gaps: usize = piece.iter().skip(1).map(|part| width::columns(part.gap)).sum();
    texts + gaps
}

/// An address in pieces of at most `columns`, each as long as it can be.
fn address_pieces(address: &str, columns: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut cut) = (0, 0);
    for (index, c) in address.char_indices() {
        let escape_before =
            address.get(index.saturating_sub(2)..index).is_some_and(|tail| tail.contains('%'));
        if index - start >= columns {
            let end = if cut > start { cut } else { index };
            pieces.extend(address.get(start..end));
            start = end;
        }
        let within_scheme = address.get(index..).is_some_and(|rest| rest.starts_with("//"));
        if c == '%' || escape_before && index - start < columns {
            cut = if c == '%' { index } else { cut };
        } else if ADDRESS_ENDS.contains(&c) && !within_scheme {
            cut = index + c.len_utf8();
        }
    }
    pieces.extend(address.get(start..).filter(|rest| !rest.is_empty()));
    pieces
}
