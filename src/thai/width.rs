//! How wide a text is, in columns of a spreadsheet or a terminal.
//!
//! In: text. Out: columns, or lines it takes at a width. Never measures a font: one grapheme
//! cluster is one column, because Thai vowels and tone marks above and below take no width.

use unicode_segmentation::UnicodeSegmentation;

use super::normalise::is_invisible;

/// Thai words end before the line does; this many columns of each line stay empty on the average.
const RAGGED_COLUMNS: usize = 2;

/// Lines narrower than this are filled by broken words, so nothing is left empty.
const NARROW_LINE: usize = 12;

/// Display width of `text` in columns, without its line breaks.
///
/// A cluster with sara am counts two: the cluster holds the consonant and the aa behind it.
#[must_use]
pub fn columns(text: &str) -> usize {
    plain_columns(text).unwrap_or_else(|| text.graphemes(true).map(cluster_columns).sum())
}

/// The same by counting characters, for texts of nothing but Latin letters, Thai and common signs: there
/// only Thai marks join the character before them, and sara am takes a column of its own. Finding the
/// clusters is dear, and almost every cell is such a text.
fn plain_columns(text: &str) -> Option<usize> {
    let mut columns = 0;
    for c in text.chars() {
        match c {
            '\u{0E31}' | '\u{0E34}'..='\u{0E3A}' | '\u{0E47}'..='\u{0E4E}' if columns > 0 => {}
            '\u{20}'..='\u{7E}'
            | '\u{0E01}'..='\u{0E30}'
            | '\u{0E32}'
            | '\u{0E33}'
            | '\u{0E3F}'..='\u{0E46}'
            | '\u{0E4F}'..='\u{0E5B}'
            | '·'
            | '×'
            | '÷'
            | '–'
            | '—'
            | '“'
            | '”'
            | '‘'
            | '’'
            | '…'
            | '−' => columns += 1,
            _ => return None,
        }
    }
    Some(columns)
}

/// Lines that `text` takes when wrapped at `columns` columns, at least one.
///
/// An estimate for row heights: words part at blanks; a run without blanks is broken where the
/// line ends, less a little for the ragged edge of Thai.
#[must_use]
pub fn lines_needed(text: &str, columns: usize) -> usize {
    let room = if columns < NARROW_LINE { columns.max(1) } else { columns - RAGGED_COLUMNS };
    text.split('\n').map(|line| lines_of(line, room)).sum()
}

fn lines_of(line: &str, room: usize) -> usize {
    let mut lines = 1;
    let mut used = 0;
    for word in line.split_whitespace() {
        let width = columns(word);
        let gap = usize::from(used > 0);
        if used + gap + width <= room {
            used += gap + width;
            continue;
        }
        if used > 0 && width <= room {
            lines += 1;
            used = width;
            continue;
        }
        // A run longer than a line starts where the line before left off.
        let total = used + gap + width;
        lines += total.saturating_sub(1) / room;
        used = total - (total.saturating_sub(1) / room) * room;
    }
    lines
}

fn cluster_columns(cluster: &str) -> usize {
    let Some(first) = cluster.chars().next() else {
        return 0;
    };
    if first.is_control() || is_invisible(first) {
        return 0;
    }
    1 + cluster.chars().skip(1).filter(|&c| c == '\u{0E33}').count()
}

#[cfg(test)]
mod tests {
    use super::{cluster_columns, columns, lines_needed, plain_columns};
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    proptest! {
        #[test]
        fn counting_characters_is_counting_clusters(text in "[ -~ก-ฺ฿-๛·×÷–—“”‘’…−]{0,24}") {
            if let Some(plain) = plain_columns(&text) {
                prop_assert_eq!(plain, text.graphemes(true).map(cluster_columns).sum::<usize>());
            }
        }
    }

    #[test]
    fn office_prose_is_counted_by_characters() {
        assert_eq!(plain_columns("ผู้ที่เกี่ยวข้อง (ร้อยละ) 98.55 – “น้ำ”"), Some(30));
        for other in ["ที่\n", "\u{0E48}", "e\u{301}", "ก\u{200B}ข"] {
            assert_eq!(plain_columns(other), None);
        }
    }

    #[test]
    fn marks_above_and_below_take_no_column() {
        assert_eq!(columns("กี่"), 1);
        assert_eq!(columns("เรือ"), 3);
        assert_eq!(columns("ผู้ที่"), 2);
        assert_eq!(columns("O๒๒ ผ่าน"), 7);
        assert_eq!(columns(""), 0);
    }

    #[test]
    fn sara_am_takes_two_and_invisible_characters_none() {
        assert_eq!(columns("น้ำ"), 2);
        assert_eq!(columns("ก\u{200B}ข\n"), 2);
    }

    #[test]
    fn short_text_is_one_line_and_line_breaks_count() {
        assert_eq!(lines_needed("", 20), 1);
        assert_eq!(lines_needed("ฝ่ายปกครอง", 20), 1);
        assert_eq!(lines_needed("ก\nข\n\nค", 20), 4);
    }

    #[test]
    fn words_wrap_at_blanks_and_long_runs_anywhere() {
        assert_eq!(lines_needed("aaaa bbbb cccc", 9), 2);
        assert_eq!(lines_needed("aaaaaa bbbbbb cccccc", 9), 3);
        assert_eq!(lines_needed(&"ก".repeat(30), 10), 3);
        assert_eq!(lines_needed(&"ก".repeat(31), 10), 4);
        assert_eq!(lines_needed(&"ก".repeat(40), 22), 2);
        assert_eq!(lines_needed("x", 0), 1);
    }
}
