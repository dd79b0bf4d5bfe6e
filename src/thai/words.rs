//! Words of Thai text.
//!
//! In: text. Out: its words, or the text with the places marked where a line may end. Never
//! changes the text itself: what is cut joins to what came in.
//!
//! The words are those of newmm (crate `nlpo3`) over the word list of `PyThaiNLP`, the words of
//! this field and the names a caller adds. newmm is called with runs of Thai letters only and
//! without its safe mode, which loses characters; its answer is used only when it joins to the
//! run.

use super::atoms::{self, Atom, Kind, may_part};
use super::breaks;
use super::width;
use memchr::memmem::Finder;
use nlpo3::tokenizer::newmm::NewmmTokenizer;
use nlpo3::tokenizer::tokenizer_trait::Tokenizer;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use unicode_segmentation::UnicodeSegmentation;

static GENERAL_WORDS: &str = include_str!("../../templates/thai/words_th.txt");
static DOMAIN_WORDS: &str = include_str!("../../templates/thai/domain_words.txt");

/// Widest piece in columns: a third of a line of the body text, a column of a wide table.
pub const PIECE_COLUMNS: usize = 24;

/// Characters given to newmm at once. Its time grows with the square of the length; no sentence
/// comes near.
const LONGEST_RUN: usize = 400;

/// Words at the end of a window that are cut anew with what follows them.
const UNSURE_WORDS: usize = 3;

/// Characters of the longest part of a compound looked for.
const LONGEST_PART: usize = 40;

/// Runs that were cut before, with the lengths of their words, in bytes.
type Known = Mutex<HashMap<String, Vec<usize>>>;

/// Runs without a name of their segmenter: the sentences and labels that all documents have in common.
static KNOWN: LazyLock<Known> = LazyLock::new(Known::default);

/// The dictionary of runs without a name.
static NAMELESS: LazyLock<Dictionary> = LazyLock::new(Dictionary::default);

/// Runs, and texts of a segmenter, that are remembered: some ten megabytes each.
const MOST_KNOWN: usize = 50_000;

/// What is remembered of a text: tables have the same words in many cells, and documents the same sentences.
#[derive(Debug)]
struct KnownText {
    /// Lengths of its atoms in bytes, which add up to its own, and what they are.
    atoms: Arc<[(usize, Kind)]>,
    /// The text with marks, by the columns that its pieces are for.
    marked: Vec<(usize, Arc<str>)>,
}

/// Cuts Thai text into words of the word list (1.5 MB) and names.
#[derive(Debug, Default)]
pub struct Segmenter {
    /// Words beside those of the lists.
    names: Vec<Finder<'static>>,
    /// Texts that were cut here.
    texts: Mutex<HashMap<String, KnownText>>,
    /// Runs with one of the names that were cut here.
    known: Known,
    /// The dictionary of runs with one of the names.
    named: Dictionary,
}

impl Segmenter {
    /// A segmenter that also knows `names` (units, schools, places), which it keeps whole where
    /// they fit.
    pub fn new(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let mut own = Vec::new();
        for name in names {
            // Of a name with digits or Latin letters the Thai parts count.
            let name: String = name.into();
            let parts = name.split(|c| !is_run_character(c));
            own.extend(parts.filter(|part| !part.is_empty() && !is_listed(part)).map(str::to_owned));
        }
        Self {
            named: Dictionary::with(&own),
            names: own.iter().map(|name| Finder::new(name).into_owned()).collect(),
            ..Self::default()
        }
    }

    /// The words, blanks, numbers and marks of `text`, which they join to.
    #[must_use]
    pub fn segment(&self, text: &str) -> Vec<String> {
        self.cut(text).into_iter().map(|atom| atom.text.to_owned()).collect()
    }

    /// `text` with U+200B wherever a line may end, in pieces of at most [`PIECE_COLUMNS`].
    #[must_use]
    pub fn break_opportunities(&self, text: &str) -> String {
        self.break_opportunities_within(text, PIECE_COLUMNS)
    }

    /// `text` with U+200B wherever a line may end.
    ///
    /// Between two marks stands a piece that a line must not end in: the renderer sets it in a
    /// box. A blank where a line may end stands at the end of its piece, outside the box; blanks
    /// inside a piece (`๑๕ เม.ย. ๖๘`) do not part. No mark stands beside a line break, at the
    /// start or at the end. Pieces are at most `columns` wide (plus brackets and marks that
    /// cling to them), cut at word boundaries, then inside compounds, then between clusters.
    /// Marks that are already in the text are dropped; nothing else changes.
    #[must_use]
    pub fn break_opportunities_within(&self, text: &str, columns: usize) -> String {
        if text.contains(breaks::BREAK) {
            return self.break_opportunities_within(&text.replace(breaks::BREAK, ""), columns);
        }
        let known = held(&self.texts).get(text).map(|known| {
            let marked = known.marked.iter().find(|(its, _)| *its == columns);
            (Arc::clone(&known.atoms), marked.map(|(_, marked)| Arc::clone(marked)))
        });
        let atoms = match known {
            Some((_, Some(marked))) => return marked.as_ref().to_owned(),
            Some((atoms, None)) => atoms,
            None => self.cut(text).iter().map(|atom| (atom.text.len(), atom.kind)).collect(),
        };
        let marked = breaks::mark(&atoms_of(text, &atoms), columns, parts);
        let mut texts = held(&self.texts);
        let of_columns = (columns, Arc::from(marked.as_str()));
        if let Some(known) = texts.get_mut(text) {
            known.marked.push(of_columns);
        } else if texts.len() < MOST_KNOWN {
            texts.insert(text.to_owned(), KnownText { atoms, marked: vec![of_columns] });
        }
        marked
    }

    fn cut<'a>(&self, text: &'a str) -> Vec<Atom<'a>> {
        atoms::atoms(text, |run| self.words_of(run))
    }

    /// The words of a run of Thai letters and full stops.
    fn words_of<'a>(&self, run: &'a str) -> Vec<&'a str> {
        // Another segmenter's answer counts only where no name of this one could change it.
        let named = self.names.iter().any(|name| name.find(run.as_bytes()).is_some());
        let (known, dictionary) = if named { (&self.known, &self.named) } else { (&*KNOWN, &*NAMELESS) };
        if let Some(lengths) = held(known).get(run) {
            return pieces(run, lengths.iter().copied());
        }
        let words = cut(run, dictionary);
        let mut known = held(known);
        if known.len() < MOST_KNOWN {
            known.insert(run.to_owned(), words.iter().map(|word| word.len()).collect());
        }
        words
    }
}

/// The atoms of a text, of which the lengths and kinds are known.
fn atoms_of<'a>(text: &'a str, atoms: &[(usize, Kind)]) -> Vec<Atom<'a>> {
    let texts = pieces(text, atoms.iter().map(|(length, _)| *length));
    texts.into_iter().zip(atoms).map(|(text, (_, kind))| Atom { text, kind: *kind }).collect()
}

fn cut<'a>(run: &'a str, dictionary: &Dictionary) -> Vec<&'a str> {
    let mut words = Vec::new();
    let mut rest = run;
    while !rest.is_empty() {
        let end = rest.char_indices().nth(LONGEST_RUN).map_or(rest.len(), |(index, _)| index);
        let (window, _) = rest.split_at(end);
        let mut found = dictionary.words_of(window);
        if end < rest.len() && found.len() > UNSURE_WORDS {
            found.truncate(found.len() - UNSURE_WORDS);
        }
        let taken = found.iter().map(|word| word.len()).sum();
        words.append(&mut found);
        (_, rest) = rest.split_at(taken);
    }
    words
}

/// newmm over the listed words that came up so far, and names. Its answer depends on no others, and loading all of them
/// takes 0.2 s and a hundred megabytes.
struct Dictionary(RwLock<Loaded>);

struct Loaded {
    newmm: NewmmTokenizer,
    words: HashSet<&'static str>,
}

impl Dictionary {
    fn with(names: &[String]) -> Self {
        Self(RwLock::new(Loaded {
            newmm: NewmmTokenizer::from_word_list(names.to_vec()),
            words: HashSet::new(),
        }))
    }

    fn words_of<'a>(&self, window: &'a str) -> Vec<&'a str> {
        let within = window.char_indices().flat_map(|(at, _)| listed_at(&window[at..]));
        let loaded = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let missing: Vec<_> = within.filter(|word| !loaded.words.contains(word)).collect();
        let loaded = if missing.is_empty() {
            loaded
        } else {
            drop(loaded);
            let mut loaded = self.0.write().unwrap_or_else(PoisonError::into_inner);
            loaded.newmm.add_word(&missing);
            loaded.words.extend(missing);
            drop(loaded);
            self.0.read().unwrap_or_else(PoisonError::into_inner)
        };
        loaded
            .newmm
            .segment(window, false, false)
            .ok()
            .filter(|tokens| tokens.concat() == window)
            .map_or_else(|| vec![window], |tokens| with_domain_words(window, joined_words(window, &tokens)))
    }
}

impl Default for Dictionary {
    fn default() -> Self {
        Self::with(&[])
    }
}

impl std::fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Dictionary")
    }
}

/// `words` with each pair cut anew where its first word can be one of this field. newmm takes
/// the first of equally long answers: โครง|การพัฒนา, which should be โครงการ|พัฒนา.
fn with_domain_words<'a>(window: &'a str, mut words: Vec<&'a str>) -> Vec<&'a str> {
    let mut start = 0;
    for index in 1..words.len() {
        let (first, second) = (words[index - 1], words[index]);
        let pair = &window[start..start + first.len() + second.len()];
        if let Some((longer, rest)) = domain_pair(pair, first, second) {
            (words[index - 1], words[index]) = (longer, rest);
        }
        start += words[index - 1].len();
    }
    words
}

fn domain_pair<'a>(pair: &'a str, first: &str, second: &str) -> Option<(&'a str, &'a str)> {
    if domain().contains(second) {
        return None;
    }
    pair.char_indices()
        .rev()
        .map(|(cut, _)| cut)
        .take_while(|&cut| cut > first.len())
        .filter(|&cut| is_cut(pair, cut))
        .map(|cut| pair.split_at(cut))
        .find(|(longer, rest)| domain().contains(longer) && is_part(rest))
}

/// A word cut into parts of at most `columns`: the words of a compound, else clusters.
fn parts(word: &str, columns: usize) -> Vec<&str> {
    if width::columns(word) <= columns {
        return vec![word];
    }
    match compound(word).as_slice() {
        [] | [_] => breaks::clusters_within(word, columns),
        words => words.iter().flat_map(|word| parts(word, columns)).collect(),
    }
}

/// The fewest words of the list that join to `word`, itself excepted, words of this field
/// before others; `word` when none do.
fn compound(word: &str) -> Vec<&str> {
    let starts: Vec<usize> = word
        .grapheme_indices(true)
        .map(|(index, _)| index)
        .chain([word.len()])
        .filter(|&index| is_cut(word, index))
        .collect();
    // best[i]: how many words lead to starts[i], how many of them are of the general list,
    // and where the last of them begins.
    let mut best: Vec<Option<(usize, usize, usize)>> = vec![None; starts.len()];
    best[0] = Some((0, 0, 0));
    for end in 1..starts.len() {
        best[end] = (end.saturating_sub(LONGEST_PART)..end)
            .filter_map(|start| {
                let (count, general, _) = best[start]?;
                let part = &word[starts[start]..starts[end]];
                let fits = part.len() < word.len() && is_part(part);
                let is_general = usize::from(!domain().contains(part));
                fits.then_some((count + 1, general + is_general, start))
            })
            .min();
    }
    let mut parts = Vec::new();
    let mut end = starts.len() - 1;
    while end > 0 {
        let Some((_, _, start)) = best[end] else {
            return vec![word];
        };
        parts.push(&word[starts[start]..starts[end]]);
        end = start;
    }
    parts.reverse();
    parts
}

/// What is behind the lock; whole also when a thread died that held it.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `run` cut into pieces of these lengths, which join to it.
fn pieces(run: &str, lengths: impl Iterator<Item = usize>) -> Vec<&str> {
    let mut rest = run;
    let cut = lengths.map(|length| {
        let (piece, after) = rest.split_at(length);
        rest = after;
        piece
    });
    cut.collect()
}

/// The words of this field.
fn domain() -> &'static HashSet<&'static str> {
    static DOMAIN: OnceLock<HashSet<&'static str>> = OnceLock::new();
    DOMAIN.get_or_init(|| domain_words().collect())
}

/// The words of both lists, in their order.
fn listed() -> &'static [&'static str] {
    static LISTED: OnceLock<Vec<&'static str>> = OnceLock::new();
    LISTED.get_or_init(|| {
        let general = GENERAL_WORDS.lines().map(str::trim);
        let mut words: Vec<_> = general.filter(|word| !word.is_empty()).chain(domain_words()).collect();
        words.sort_unstable();
        words
    })
}

/// True for a Thai word of the lists.
fn is_listed(word: &str) -> bool {
    start(word).is_some_and(|(first, second)| beginning_as(first, second).binary_search(&word).is_ok())
}

/// Places of a second letter: none, one of another script, and the Thai ones.
const PLACES: usize = 0x82;

/// The listed words by their first two letters, or their only one, in their order.
fn beginning_as(first: char, second: Option<char>) -> &'static [&'static str] {
    static STARTS: OnceLock<Vec<&'static [&'static str]>> = OnceLock::new();
    let starts = STARTS.get_or_init(|| {
        let mut starts = vec![&[][..]; PLACES * PLACES];
        let place_of = |word: &str| start(word).map(|(first, second)| place(first, second));
        for words in listed().chunk_by(|a, b| place_of(a) == place_of(b)) {
            if let Some(place) = words.first().and_then(|word| place_of(word)) {
                starts[place] = words;
            }
        }
        starts
    });
    starts[place(first, second)]
}

fn start(word: &str) -> Option<(char, Option<char>)> {
    let mut letters = word.chars();
    Some((letters.next()?, letters.next()))
}

/// Where the words of a start lie. In the order of the list nothing stands between the words of one place.
fn place(first: char, second: Option<char>) -> usize {
    const BLOCK: u32 = 0xe00;
    let letter = |c: char| match (c as u32).checked_sub(BLOCK) {
        Some(at @ 0..0x80) => at as usize + 2,
        _ => 1,
    };
    letter(first) * PLACES + second.map_or(0, letter)
}

/// The listed words that a text begins with.
fn listed_at(text: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    let Some((first, second)) = start(text) else { return found };
    found.extend(beginning_as(first, None).first());
    let mut words = if second.is_some() { beginning_as(first, second) } else { &[] };
    for (at, c) in text.char_indices().skip(1) {
        // All of these words have the text before `at` in common: their next letter tells them apart.
        let mut letter = [0; 4];
        let letter: &[u8] = c.encode_utf8(&mut letter).as_bytes();
        let end = at + letter.len();
        // Bytes stand in the order of their letters.
        let its = |word: &&'static str| word.as_bytes().get(at..end.min(word.len())).unwrap_or_default();
        words = &words[words.partition_point(|word| its(word) < letter)..];
        words = &words[..words.partition_point(|word| its(word) == letter)];
        match words.first() {
            None => break,
            Some(word) if word.len() == end => found.push(*word),
            Some(_) => {}
        }
    }
    found
}

/// True for a word of the lists that a compound may have; one letter is none.
fn is_part(word: &str) -> bool {
    word.chars().nth(1).is_some() && is_listed(word)
}

/// The words of this field.
fn domain_words() -> impl Iterator<Item = &'static str> {
    let lines = DOMAIN_WORDS.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// True for what newmm is given: Thai letters and full stops.
fn is_run_character(c: char) -> bool {
    c == '.' || atoms::is_thai_letter(c)
}

/// True where a part of a compound may begin or end.
fn is_cut(word: &str, index: usize) -> bool {
    let (before, after) = word.split_at(index);
    match (before.chars().next_back(), after.chars().next()) {
        (Some(before), Some(after)) => may_part(before, after),
        _ => true,
    }
}

/// The words of `run` that newmm's `tokens` make.
///
/// A full stop belongs to the letters before it, and letters with full stops belong together:
/// `ก` `.` `ก` `.` is one word. What cannot begin a word joins the one before.
fn joined_words<'a>(run: &'a str, tokens: &[String]) -> Vec<&'a str> {
    let mut words: Vec<&str> = Vec::with_capacity(tokens.len());
    let mut start = 0;
    let mut token_end = 0;
    for token in tokens {
        let token_start = token_end;
        token_end += token.len();
        let stops = token.len() - token.trim_start_matches('.').len();
        for end in [token_start + stops, token_end] {
            let (before, after) = run.split_at(end);
            if end > start && is_word_end(&before[start..], after) {
                words.push(&before[start..]);
                start = end;
            }
        }
    }
    words
}

/// True where `word` ends before `rest`.
fn is_word_end(word: &str, rest: &str) -> bool {
    let (Some(before), Some(after)) = (word.chars().next_back(), rest.chars().next()) else {
        return true;
    };
    let continues = is_initials(word) && rest.chars().nth(1) == Some('.');
    after != '.' && may_part(before, after) && !continues
}

/// True for single letters that each have a full stop: `ก.ก.`.
fn is_initials(word: &str) -> bool {
    word.strip_suffix('.').is_some_and(|letters| letters.split('.').all(|group| group.chars().count() == 1))
}

#[cfg(test)]
mod tests;
