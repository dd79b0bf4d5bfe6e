//! The widths of a table's columns.
//!
//! Comes in: measured cells, the model's shares, the least each column needs. Goes out: widths that add up to the
//! page. Never: a column narrower than its least while the page has room.

use super::{ABOVE, Blocks, HEADER_SIDE, HEADER_WEIGHT, TableText, UPRIGHT, room, spans};

/// Steps by which width moves from column to column, points: coarse, then fine. A word that needs more than one step to
/// come up a line is lost to the fine ones alone.
const STEPS: [f64; 6] = [80.0, 50.0, 30.0, 16.0, 8.0, 4.0];
/// Rounds over all pairs of columns at one step; a table settles long before.
const ROUNDS: usize = 40;
/// What all cells count for beside the tallest of their row: a column that is not the tallest may become it.
const OTHERS: f64 = 0.04;
/// The least of a column of text, points.
const LEAST_TEXT: f64 = 45.0;
/// Share of its height that a table must lose before like columns part, or the word of a change stands below its points.
pub(super) const MUCH: f64 = 0.97;
/// Reserve for kerning, points.
const RESERVE: f64 = 1.0;

/// The least every column needs at a text size, points.
pub(super) fn least(table: &TableText, blocks: &Blocks, size: f64, stacked: bool) -> Vec<f64> {
    let mut least: Vec<f64> = (table.columns.iter().zip(&blocks.headers))
        .map(|(column, header)| {
            if column.upright {
                // Lines of the label stand side by side.
                (header.whole() * size * 0.95 / UPRIGHT).ceil() * size * 1.28 + 2.0 * HEADER_SIDE
            } else {
                header.least(false, false) * size + 2.0 * HEADER_SIDE
            }
        })
        .collect();
    for (row, blocks) in table.rows.iter().zip(&blocks.rows).filter(|(row, _)| !row.is_group()) {
        for ((at, _), block) in spans(row).zip(blocks).filter(|((_, cell), _)| cell.span == 1) {
            let Some(column) = table.columns.get(at) else { continue };
            let from_left = column.align == "start";
            let side = column.side();
            let needed = block.least(!from_left, stacked) * size + 2.0 * side;
            let needed = if from_left { needed.max(LEAST_TEXT) } else { needed };
            least[at] = least[at].max(needed);
        }
    }
    least.into_iter().map(|width| width + RESERVE).collect()
}

/// The widths at which a table is lowest, and what they cost, or none when the page has less room than its columns need. Columns of numbers
/// that the model makes equally wide stay so, unless that costs much height.
pub(super) fn widths(
    table: &TableText,
    blocks: &Blocks,
    size: f64,
    width: f64,
    least: &[f64],
) -> Option<(f64, Vec<f64>)> {
    let alone: Vec<_> = (0..least.len()).map(|at| vec![at]).collect();
    let bundles = bundles(table);
    let mut even = least.to_vec();
    for bundle in &bundles {
        let widest = bundle.iter().map(|at| least[*at]).fold(0.0, f64::max);
        for at in bundle {
            even[*at] = widest;
        }
    }
    let search = |least: Vec<f64>, bundles: Vec<Vec<usize>>| {
        let columns = Columns { table, blocks, size, width, least, bundles };
        (columns.least.iter().sum::<f64>() <= width).then(|| {
            let widths = columns.widths();
            (columns.cost(&widths), widths)
        })
    };
    let uneven = search(least.to_vec(), alone)?;
    match search(even, bundles) {
        Some(even) if even.0 * MUCH <= uneven.0 => Some(even),
        _ => Some(uneven),
    }
}

/// Columns that change their width together.
fn bundles(table: &TableText) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        let like = |bundle: &&mut Vec<usize>| {
            let first = &table.columns[bundle[0]];
            first.align == column.align
                && (first.width - column.width).abs() < 1e-9
                && column.align != "start"
        };
        match found.iter_mut().find(like) {
            Some(bundle) => bundle.push(at),
            None => found.push(vec![at]),
        }
    }
    found
}

/// A table whose widths are looked for.
struct Columns<'a> {
    table: &'a TableText,
    blocks: &'a Blocks,
    size: f64,
    width: f64,
    least: Vec<f64>,
    /// Columns that move together.
    bundles: Vec<Vec<usize>>,
}

impl Columns<'_> {
    /// The widths at which the rows are lowest.
    fn widths(&self) -> Vec<f64> {
        let mut widths = self.shares();
        if self.table.settled {
            return widths;
        }
        let mut best = self.cost(&widths);
        for step in STEPS {
            for _ in 0..ROUNDS {
                let before = best;
                for from in &self.bundles {
                    for to in &self.bundles {
                        if let Some(moved) = self.moved(&widths, from, to, step) {
                            let cost = self.cost(&moved);
                            if cost < best - 1e-6 {
                                (widths, best) = (moved, cost);
                            }
                        }
                    }
                }
                if before - best < 1e-6 {
                    break;
                }
            }
        }
        widths
    }

    /// The model's shares, after every column has got its least.
    fn shares(&self) -> Vec<f64> {
        let mut raised = vec![false; self.least.len()];
        loop {
            let fixed: f64 = self.least.iter().zip(&raised).filter(|(_, r)| **r).map(|(w, _)| w).sum();
            let shares = self.table.columns.iter().zip(&raised).filter(|(_, r)| !**r);
            let all: f64 = shares.map(|(c, _)| c.width).sum();
            let share = |at: usize| (self.width - fixed) * self.table.columns[at].width / all;
            let short = (0..raised.len()).find(|at| !raised[*at] && share(*at) < self.least[*at]);
            let Some(short) = short else {
                let width = |at: usize| if raised[at] { self.least[at] } else { share(at) };
                return (0..raised.len()).map(width).collect();
            };
            raised[short] = true;
        }
    }

    /// `step` points taken from some columns and given to others.
    fn moved(&self, widths: &[f64], from: &[usize], to: &[usize], step: f64) -> Option<Vec<f64>> {
        if from == to {
            return None;
        }
        let mut moved = widths.to_vec();
        let share = |columns: &[usize]| step / f64::from(u16::try_from(columns.len()).unwrap_or(u16::MAX));
        for at in from {
            moved[*at] -= share(from);
            if moved[*at] < self.least[*at] {
                return None;
            }
        }
        for at in to {
            moved[*at] += share(to);
        }
        Some(moved)
    }

    /// Height of all rows, less a little for rows that are evenly filled.
    fn cost(&self, widths: &[f64]) -> f64 {
        let mut cost = 0.0;
        let mut tallest = 0.0_f64;
        for ((column, header), width) in self.table.columns.iter().zip(&self.blocks.headers).zip(widths) {
            if !column.upright {
                tallest = tallest.max(header.height((width - 2.0 * HEADER_SIDE) / self.size));
            }
        }
        cost += HEADER_WEIGHT * tallest;
        for (row, blocks) in self.table.rows.iter().zip(&self.blocks.rows).filter(|(row, _)| !row.is_group())
        {
            let (mut tallest, mut all) = (0.0_f64, 0.0);
            for ((at, cell), block) in spans(row).zip(blocks) {
                let height = block.height(room(self.table, widths, row, at, cell) / self.size);
                tallest = tallest.max(height);
                all += height;
            }
            cost += tallest + OTHERS * all + 2.0 * ABOVE / self.size;
        }
        cost
    }
}
