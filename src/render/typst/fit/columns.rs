//! The widths of a table's columns.
//!
//! Comes in: measured cells, the model's shares, the least each column needs. Goes out: widths that add up to the
//! page. Never: a column narrower than its least while the page has room.

use super::cell::Block;
use super::{Blocks, HEADER_WEIGHT, TableText, room, spans};

/// Steps by which width moves from column to column, points: coarse, then fine. A word that needs more than one step to
/// come up a line is lost to the fine ones alone.
const STEPS: [f64; 6] = [80.0, 50.0, 30.0, 16.0, 8.0, FINEST];
/// The finest of them.
const FINEST: f64 = 4.0;
/// Lines of a cell up to which widths are looked for that give no cell more.
const MOST_LINES: usize = 8;
/// Steps from the model's shares to the widths at which a table is lowest: the first that is as low is taken.
const NEARER: u8 = 8;
/// Rows after which a header counts once more.
const ROWS_TO_A_HEADER: f64 = 15.0;
/// Rounds over all pairs of columns at one step; a table settles long before.
const ROUNDS: usize = 40;
/// What all cells count for beside the tallest of their row: a column that is not the tallest may become it.
const OTHERS: f64 = 0.04;
/// The least of a column of text, points.
const LEAST_TEXT: f64 = 45.0;
/// Share of its height that a table must lose before like columns part.
const MUCH: f64 = 0.97;
/// The same before the word of a change stands below its points.
pub(super) const BESIDE: f64 = 0.92;
/// Reserve for kerning, points.
const RESERVE: f64 = 0.5;

/// The least every column needs at a text size, points.
pub(super) fn least(table: &TableText, blocks: &Blocks<'_>, size: f64, stacked: bool) -> Vec<f64> {
    let geometry = blocks.geometry;
    let header_sides = 2.0 * geometry.table.header_side_pt;
    let mut least: Vec<f64> = (table.columns.iter().zip(&blocks.headers))
        .map(|(column, header)| {
            if column.upright {
                // Lines of the label stand side by side.
                (header.whole() * size * 0.95 / geometry.rotated_header()).ceil() * size * 1.28 + header_sides
            } else {
                header.least(false, false) * size + header_sides
            }
        })
        .collect();
    for (row, blocks) in table.rows.iter().zip(&blocks.rows).filter(|(row, _)| !row.is_group()) {
        for ((at, _), block) in spans(row).zip(blocks).filter(|((_, cell), _)| cell.span == 1) {
            let Some(column) = table.columns.get(at) else { continue };
            let from_left = column.align == "start";
            let side = column.side(geometry);
            let needed = block.least(!from_left, stacked) * size + 2.0 * side;
            let needed = if from_left { needed.max(LEAST_TEXT) } else { needed };
            least[at] = least[at].max(needed);
        }
    }
    for (columns, group) in &blocks.groups {
        let own = &mut least[columns.clone()];
        let short = group.least(false, false) * size + header_sides - own.iter().sum::<f64>();
        #[expect(clippy::cast_precision_loss, reason = "columns are few")]
        let each = short.max(0.0) / own.len() as f64;
        for width in own.iter_mut() {
            *width += each;
        }
    }
    least.into_iter().map(|width| width + RESERVE).collect()
}

/// The widths at which a table is lowest, and what they cost, or none when the page has less room than its columns need. Columns of numbers
/// that the model makes equally wide stay so, unless that costs much height.
pub(super) fn widths(
    table: &TableText,
    blocks: &Blocks<'_>,
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
    blocks: &'a Blocks<'a>,
    size: f64,
    width: f64,
    least: Vec<f64>,
    /// Columns that move together.
    bundles: Vec<Vec<usize>>,
}

impl Columns<'_> {
    /// The widths at which the rows are lowest, and of those the ones nearest to the model's shares.
    fn widths(&self) -> Vec<f64> {
        let wanted = self.shares();
        if self.table.settled {
            return wanted;
        }
        let starts = [Some(wanted.clone()), Some(self.by_length()), self.even_rows()];
        let descents = starts.into_iter().flatten().map(|start| self.descent(start));
        let lowest = descents.min_by(|a, b| a.1.total_cmp(&b.1));
        let Some((found, cost)) = lowest else { return wanted };
        for step in 0..NEARER {
            let share = f64::from(step) / f64::from(NEARER);
            let near: Vec<_> = found.iter().zip(&wanted).map(|(f, w)| w + (f - w) * share).collect();
            if self.cost(&near) < cost + 1e-6 {
                return near;
            }
        }
        found
    }

    /// From some widths down to ones that no step makes better, and what they cost.
    fn descent(&self, mut widths: Vec<f64>) -> (Vec<f64>, f64) {
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
        (widths, best)
    }

    /// Every column its least, and the rest to the columns of text by how much they have to say.
    fn by_length(&self) -> Vec<f64> {
        let mut lengths = vec![0.0; self.least.len()];
        for (at, block) in self.cells() {
            if self.table.columns[at].align == "start" {
                lengths[at] += block.length();
            }
        }
        self.with_rest(self.least.clone(), &lengths)
    }

    /// Widths at which no cell has more lines than a number of them, the least number for which the page has room.
    fn even_rows(&self) -> Option<Vec<f64>> {
        (1..=MOST_LINES).find_map(|lines| {
            let mut widths = self.least.clone();
            for (at, block) in self.cells() {
                let side = 2.0 * self.table.columns[at].side(self.blocks.geometry);
                while widths[at] < self.width && block.lines((widths[at] - side) / self.size) > lines {
                    widths[at] += FINEST;
                }
            }
            for bundle in &self.bundles {
                let widest = bundle.iter().map(|at| widths[*at]).fold(0.0, f64::max);
                for at in bundle {
                    widths[*at] = widest;
                }
            }
            let shares: Vec<_> = self.table.columns.iter().map(|c| c.width).collect();
            (widths.iter().sum::<f64>() <= self.width).then(|| self.with_rest(widths, &shares))
        })
    }

    /// Cells of one column with their column.
    fn cells(&self) -> impl Iterator<Item = (usize, &Block)> {
        let rows = self.table.rows.iter().zip(&self.blocks.rows).filter(|(row, _)| !row.is_group());
        let cells = rows.flat_map(|(row, blocks)| spans(row).zip(blocks));
        let single = cells.filter(|((at, cell), _)| cell.span == 1 && *at < self.least.len());
        single.map(|((at, _), block)| (at, block))
    }

    /// Widths with what the page has left, given out by weights.
    fn with_rest(&self, mut widths: Vec<f64>, weights: &[f64]) -> Vec<f64> {
        let rest = self.width - widths.iter().sum::<f64>();
        let all: f64 = weights.iter().sum();
        if all > 0.0 {
            for (width, weight) in widths.iter_mut().zip(weights) {
                *width += rest * weight / all;
            }
            widths
        } else {
            self.shares()
        }
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

    /// A header comes back on every page: it counts once, and once more for so many rows.
    fn header_weight(&self) -> f64 {
        let rows = u32::try_from(self.table.rows.len()).map_or(f64::MAX, f64::from);
        (1.0 + rows / ROWS_TO_A_HEADER).min(HEADER_WEIGHT)
    }

    /// Height of all rows, less a little for rows that are evenly filled.
    fn cost(&self, widths: &[f64]) -> f64 {
        let geometry = self.blocks.geometry;
        let header_sides = 2.0 * geometry.table.header_side_pt;
        let mut cost = 0.0;
        let mut tallest = 0.0_f64;
        for ((column, header), width) in self.table.columns.iter().zip(&self.blocks.headers).zip(widths) {
            if !column.upright {
                tallest = tallest.max(header.height((width - header_sides) / self.size, geometry));
            }
        }
        cost += self.header_weight() * tallest;
        for (row, blocks) in self.table.rows.iter().zip(&self.blocks.rows).filter(|(row, _)| !row.is_group())
        {
            let (mut tallest, mut all) = (0.0_f64, 0.0);
            for (cell, block) in spans(row).zip(blocks) {
                let room = room(self.table, widths, row, cell, geometry);
                let height = block.height(room / self.size, geometry);
                tallest = tallest.max(height);
                all += height;
            }
            cost += tallest + OTHERS * all + geometry.cell_insets();
        }
        cost
    }
}
