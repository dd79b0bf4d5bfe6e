//! A cell as paragraphs of pieces whose widths are known.
//!
//! Comes in: the text of a cell with break marks. Goes out: its height at a width, all in ems. Never: a column.

use super::{CellText, RowText};
use crate::render::typst::geometry::Geometry;
use crate::render::typst::metrics::Metrics;
use crate::thai::BREAK;
use crate::thai::digits::is_digit;
use unicode_segmentation::UnicodeSegmentation;

/// Lines of up to this many clusters are numbers, dates or codes where they are not set from the left, and anywhere
/// where they begin and end with a digit.
const SHORT_LINE: usize = 24;

/// What no line ends in.
#[derive(Clone, Copy, Debug)]
struct Piece {
    width: f64,
    /// Blank behind it, which a line's end swallows.
    gap: f64,
}

/// Pieces that fill lines together.
#[derive(Clone, Debug)]
struct Paragraph {
    pieces: Vec<Piece>,
    /// Set in from the left.
    indent: f64,
    /// Size beside the cell's.
    size: f64,
    /// Clusters of its text.
    clusters: usize,
    /// It begins and ends with a digit: a number or a date.
    is_figure: bool,
}

/// A cell's paragraphs, top to bottom.
#[derive(Clone, Debug)]
pub(super) struct Block {
    paragraphs: Vec<Paragraph>,
    indent: f64,
    /// Index of the paragraph of a change and the width of its points alone.
    stacked: Option<(usize, f64)>,
}

impl Block {
    /// A column's header.
    pub(super) fn header(label: &str, metrics: &Metrics) -> Self {
        let paragraphs = label.lines().map(|l| paragraph(l, true, 1.0, 0.0, metrics)).collect();
        Self { paragraphs, indent: 0.0, stacked: None }
    }

    /// A cell of a row; `signs` are left out where there is no room for them.
    pub(super) fn cell(cell: &CellText, row: &RowText, signs: bool, metrics: &Metrics) -> Self {
        let sizes = &metrics.geometry.table;
        let bold = row.is_bold();
        let has_sign = signs && cell.has_sign();
        let loud = bold || cell.is_loud();
        let indent = if cell.list { sizes.dash_em } else { 0.0 };
        let text = |text: &str, bold| paragraph(text, bold, 1.0, indent, metrics);
        let mut paragraphs: Vec<_> = cell
            .title
            .iter()
            .flat_map(|t| t.split('\n'))
            .map(|title| paragraph(title, true, 1.0, 0.0, metrics))
            .collect();
        for (at, line) in cell.lines.iter().flat_map(|l| l.split('\n')).enumerate() {
            let mut line = text(line, bold || (loud && at == 0));
            if at == 0 && has_sign {
                line.lead(sizes.sign_em);
            }
            paragraphs.push(line);
        }
        let mut stacked = None;
        if let Some(change) = &cell.change {
            // The points are a number, whatever marks they got: the word alone may stand below.
            let points = change.points.as_deref().unwrap_or_default().replace(BREAK, "");
            let mut line = text(&format!("{points} {BREAK}{}", change.word), bold);
            if !points.is_empty() && change.has_sign() {
                line.lead(sizes.sign_em);
            }
            stacked = line.pieces.first().map(|first| (paragraphs.len(), first.width));
            paragraphs.push(line);
        }
        // Details run on behind one another.
        let mut run = Paragraph { pieces: Vec::new(), indent: 0.0, size: 1.0, clusters: 0, is_figure: false };
        for detail in &cell.details {
            if let Some(last) = run.pieces.last_mut() {
                last.gap = metrics.width(" ", false);
            }
            let mut told = paragraph(&detail.text, bold, 1.0, 0.0, metrics);
            let blank = metrics.width(" ", false);
            let glued = is_glued(&detail.label, &detail.text, metrics);
            let label = if let (true, Some(first)) = (glued, told.pieces.first_mut()) {
                // What stands behind the last mark is one piece with the first word.
                let (before, end) = detail.label.rsplit_once(BREAK).unwrap_or(("", &detail.label));
                first.width += metrics.width(end, true) + blank;
                paragraph(before, true, 1.0, 0.0, metrics)
            } else {
                let mut label = paragraph(&detail.label, true, 1.0, 0.0, metrics);
                if let Some(last) = label.pieces.last_mut() {
                    last.gap = blank;
                }
                label
            };
            run.pieces.extend(label.pieces);
            run.clusters += told.clusters;
            run.pieces.extend(told.pieces);
        }
        paragraphs.extend((!run.pieces.is_empty()).then_some(run));
        // All of a bold row is bold, its remarks too. Those of a group's label are plain and as large as the table's text.
        let (note_bold, note_size) = if row.is_group() { (false, 1.0) } else { (bold, sizes.note_em) };
        for line in cell.note.iter().flat_map(|n| n.split('\n')) {
            paragraphs.push(paragraph(line, note_bold, note_size, 0.0, metrics));
        }
        Self { paragraphs, indent: f64::from(cell.indent) * sizes.indent_em, stacked }
    }

    /// Height at a width, exact unless a line takes less than its letters' widths.
    pub(super) fn height(&self, width: f64, geometry: &Geometry) -> f64 {
        let width = width - self.indent;
        let (mut lines, mut sized) = (0.0, 0.0);
        for paragraph in &self.paragraphs {
            #[expect(clippy::cast_precision_loss, reason = "lines of a cell are few")]
            let its = paragraph.lines(width - paragraph.indent) as f64;
            lines += its;
            sized += its * paragraph.size;
        }
        if lines == 0.0 {
            return geometry.line();
        }
        sized * geometry.line() + (lines - 1.0) * geometry.table.leading_em
    }

    /// Lines at a width.
    pub(super) fn lines(&self, width: f64) -> usize {
        let width = width - self.indent;
        self.paragraphs.iter().map(|p| p.lines(width - p.indent)).sum()
    }

    /// Width of all its paragraphs behind one another: how much it has to say.
    pub(super) fn length(&self) -> f64 {
        self.paragraphs.iter().map(Paragraph::whole).sum()
    }

    /// Least width: the widest piece, or with `whole` the widest short line. With `stacked`, a change's word may
    /// stand below its points.
    pub(super) fn least(&self, whole: bool, stacked: bool) -> f64 {
        let paragraphs = self.paragraphs.iter().enumerate();
        let widths = paragraphs.map(|(at, paragraph)| match self.stacked {
            Some((change, points)) if at == change => {
                if stacked {
                    points
                } else {
                    paragraph.whole()
                }
            }
            _ if (whole || paragraph.is_figure) && paragraph.clusters <= SHORT_LINE => {
                paragraph.whole() + paragraph.indent
            }
            _ => paragraph.widest() + paragraph.indent,
        });
        widths.fold(0.0, f64::max) + self.indent
    }

    /// Width on one line.
    pub(super) fn whole(&self) -> f64 {
        self.paragraphs.iter().map(Paragraph::whole).fold(0.0, f64::max)
    }
}

/// Whether a label's end and the first word of its text stay on one line, as `detail-body` of `table.typ` has it.
fn is_glued(label: &str, text: &str, metrics: &Metrics) -> bool {
    let last = label.rsplit(BREAK).next().unwrap_or_default();
    let first = text.split(BREAK).next().unwrap_or_default();
    let letters = |text: &str| text.graphemes(true).count();
    label.ends_with(':')
        && !text.is_empty()
        && !first.trim_end_matches(' ').contains(' ')
        && letters(last) + letters(first) < metrics.geometry.table.glued_letters
}

impl Paragraph {
    /// Puts something before the first piece.
    fn lead(&mut self, width: f64) {
        match self.pieces.first_mut() {
            Some(first) => first.width += width,
            None => self.pieces.push(Piece { width, gap: 0.0 }),
        }
    }

    fn widest(&self) -> f64 {
        self.pieces.iter().map(|p| p.width).fold(0.0, f64::max)
    }

    fn whole(&self) -> f64 {
        let all: f64 = self.pieces.iter().map(|p| p.width + p.gap).sum();
        all - self.pieces.last().map_or(0.0, |p| p.gap)
    }

    /// Lines at a width, at least one. A piece that is wider counts once for every width it takes.
    fn lines(&self, width: f64) -> usize {
        let width = width.max(1.0);
        let (mut lines, mut used) = (1, 0.0);
        for piece in &self.pieces {
            if used > 0.0 && used + piece.width > width {
                lines += 1;
                used = 0.0;
            }
            if used == 0.0 && piece.width > width {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
                let more = (piece.width / width).ceil() as usize - 1;
                lines += more;
            }
            used += piece.width + piece.gap;
        }
        lines
    }
}

/// A line of text at a size beside the cell's. A line without break marks ends at its blanks.
fn paragraph(text: &str, bold: bool, size: f64, indent: f64, metrics: &Metrics) -> Paragraph {
    let mark = if text.contains(BREAK) { BREAK } else { " " };
    let blank = metrics.width(" ", bold) * size;
    let mut pieces: Vec<Piece> = Vec::new();
    let mut clusters = 0;
    for piece in text.split(mark) {
        let core = piece.trim();
        clusters += crate::thai::width::columns(piece);
        if let (true, Some(last)) = (mark == " " || piece.starts_with(' '), pieces.last_mut()) {
            last.gap = blank;
        }
        if !core.is_empty() {
            let gap = if piece.ends_with(' ') { blank } else { 0.0 };
            pieces.push(Piece { width: metrics.width(core, bold) * size, gap });
        }
    }
    let is_figure = text.starts_with(is_digit) && text.ends_with(is_digit);
    Paragraph { pieces, indent, size, clusters, is_figure }
}
