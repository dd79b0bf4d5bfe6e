//! Sections of the measures document: last year's results, what they show, the measures of this year. The document
//! stands where it is made.
//!
//! In: nothing; types only. Out: plain serde values in the order of the pages. Never: a figure that is not worded.

use serde::Serialize;

use super::{BarChart, Briefing, Part, Table, Text, Tile};

/// The results, the questions that cost most and the measures that answer them, on one page.
#[derive(Serialize, Clone, Debug)]
pub struct OverviewSection {
    /// Heading.
    pub heading: Text,
    /// How far the results are from the thresholds.
    pub paragraphs: Vec<Text>,
    /// Total and instruments.
    pub tiles: Vec<Tile>,
    /// Questions with the measures that answer them.
    pub answers: Table,
}

/// §1: what is assessed, with which instruments, and the ratings.
#[derive(Serialize, Clone, Debug)]
pub struct WhySection {
    /// Heading with its number.
    pub heading: Text,
    /// Opening paragraphs.
    pub paragraphs: Vec<Text>,
    /// The instruments with their indicators.
    pub instruments: Vec<InstrumentText>,
    /// Rating bands of the year's scheme.
    pub rating: Part,
}

/// An instrument explained.
#[derive(Serialize, Clone, Debug)]
pub struct InstrumentText {
    /// Heading with its number.
    pub heading: Text,
    /// What it measures, who answers.
    pub paragraphs: Vec<Text>,
    /// Its indicators, what each looks at, its topics and questions.
    pub indicators: Table,
}

/// §2: the results of the year before.
#[derive(Serialize, Clone, Debug)]
pub struct ResultsSection {
    /// Heading with its number.
    pub heading: Text,
    /// What the results are, in sentences.
    pub paragraphs: Vec<Text>,
    /// Instruments, indicators, weights, scores, total and rating.
    pub overall: Part,
    /// Change from the year before.
    pub change: Part,
    /// Every question with its distribution, one part an instrument; wide.
    pub questions: Vec<Part>,
    /// Every OIT item.
    pub items: Part,
}

/// §3: indicators in order and sorted.
#[derive(Serialize, Clone, Debug)]
pub struct ChartsSection {
    /// Heading with its number.
    pub heading: Text,
    /// What the charts show, in sentences.
    pub paragraphs: Vec<Text>,
    /// Indicators in order, then sorted by score; empty when there is no score.
    pub charts: Vec<BarChart>,
    /// Sentence shown when there is no chart.
    pub empty: Text,
}

/// §4: briefings held.
#[derive(Serialize, Clone, Debug)]
pub struct BriefingsSection {
    /// Heading with its number.
    pub heading: Text,
    /// Opening paragraphs.
    pub paragraphs: Vec<Text>,
    /// Briefings by date.
    pub briefings: Vec<Briefing>,
    /// Sentence shown when there is none.
    pub empty: Text,
}

/// §5: what the figures say, then the register.
#[derive(Serialize, Clone, Debug)]
pub struct AnalysisSection {
    /// Heading with its number.
    pub heading: Text,
    /// Opening paragraphs.
    pub paragraphs: Vec<Text>,
    /// Questions by points lost to the total.
    pub weakest: Part,
    /// Indicators that fell.
    pub fallen: Part,
    /// Distance of every instrument from the next rating and from losing the present one.
    pub distance: Part,
    /// The register of measures, nine columns; wide.
    pub register: Part,
}

/// Appendix: where figures come from and what is left open.
#[derive(Serialize, Clone, Debug)]
pub struct AppendixSection {
    /// Heading.
    pub heading: Text,
    /// Opening paragraphs.
    pub paragraphs: Vec<Text>,
    /// Published and computed scores, findings left open, rules, source files.
    pub parts: Vec<Part>,
}
