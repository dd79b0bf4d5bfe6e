//! The break marks of `thai::Segmenter` for texts from standard input, for `scripts/line-ends`.
//!
//! Comes in: a JSON list of texts, and as argument the columns that a piece may take. Goes out: the same
//! list with U+200B wherever a line may end.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)] // a failure ends it

use ita_report::thai::Segmenter;
use std::io::{self, Read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let columns = std::env::args().nth(1).ok_or("usage: line_ends COLUMNS < texts.json")?.parse()?;
    let mut input = String::new();
    io::stdin().read_to_string(&mut input)?;
    let texts: Vec<String> = serde_json::from_str(&input)?;
    let words = Segmenter::default();
    let marked: Vec<_> = texts.iter().map(|text| words.break_opportunities_within(text, columns)).collect();
    println!("{}", serde_json::to_string(&marked)?);
    Ok(())
}
