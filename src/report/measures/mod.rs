//! The measures document from the model: last year's results, what they show, this year's measures.
//!
//! Comes in: the model, the agency's own texts, attachments, where pictures are. Goes out: a
//! [`MeasuresDocument`], worded, rounded and in the order of its pages. Never: computes a score,
//! reads a file, states what no figure or text of the agency says.

mod appendix;
mod briefings;
mod cells;
mod change;
mod charts;
mod context;
mod distance;
mod findings;
mod front;
mod losses;
mod overall;
mod overview;
mod questions;
mod register;
mod rules;
mod why;

use crate::ingest::PictureGap;
use crate::model::Briefing;
use crate::report::Model;
use crate::report::document::{
    AnalysisSection, AppendixSection, Attachment, BriefingsSection, ChartsSection, Cover, Meta,
    OverviewSection, Part, ResultsSection, WhySection,
};
use crate::report::own_texts::{OwnText, OwnTexts};
use context::Context;
use serde::Serialize;

/// Tells where Typst finds a picture: the briefing and the file name as its row gives it, to a path
/// from Typst's root, starting with `/`.
pub type Pictures<'a> = dyn Fn(&Briefing, &str) -> Result<String, PictureGap> + 'a;

/// Everything on the pages of `measures-<year>.pdf`, from the cover to the appendix.
#[derive(Serialize, Clone, Debug)]
pub struct MeasuresDocument {
    /// Properties, marks, repeated words.
    pub meta: Meta,
    /// First page.
    pub cover: Cover,
    /// The page that says it all.
    pub overview: OverviewSection,
    /// §1 why ITA.
    pub why: WhySection,
    /// §2 last year's results.
    pub results: ResultsSection,
    /// §3 charts.
    pub charts: ChartsSection,
    /// §4 briefings held.
    pub briefings: BriefingsSection,
    /// §5 analysis and the register of measures.
    pub analysis: AnalysisSection,
    /// §6 measures on the image of the service.
    pub service_image: Part,
    /// §7 promotion of the one-stop service.
    pub one_stop: Part,
    /// §8 supervision by the director.
    pub supervision: Part,
    /// Sources and notes.
    pub appendix: AppendixSection,
    /// Files embedded in the PDF.
    pub attachments: Vec<Attachment>,
}

/// The measures document of the model's fiscal year.
#[must_use]
pub fn measures(
    model: &Model<'_>,
    texts: &OwnTexts,
    attachments: Vec<Attachment>,
    pictures: &Pictures<'_>,
) -> MeasuresDocument {
    let context = Context::new(model);
    let (meta, cover) = front::front(&context);
    // Sections, tables, charts and pictures get their numbers as they are made: in the order of the pages.
    MeasuresDocument {
        meta,
        cover,
        overview: overview::section(&context),
        why: why::section(&context, &texts.introduction),
        results: results(&context),
        charts: charts::section(&context),
        briefings: briefings::section(&context, &texts.briefings, pictures),
        analysis: analysis(&context),
        service_image: own_part(&context, &texts.service_image, "own_parts.service_image"),
        one_stop: own_part(&context, &texts.one_stop, "own_parts.one_stop"),
        supervision: Part {
            tables: vec![register::cadences(&context)],
            ..own_part(&context, &texts.supervision, "own_parts.supervision")
        },
        appendix: appendix::section(&context, texts, !attachments.is_empty()),
        attachments,
    }
}

fn results(context: &Context<'_>) -> ResultsSection {
    ResultsSection {
        heading: context.section(&context.term("results.heading")),
        paragraphs: overall::sentences(context),
        overall: overall::part(context),
        change: change::part(context),
        questions: questions::parts(context),
        items: questions::items(context),
    }
}

fn analysis(context: &Context<'_>) -> AnalysisSection {
    AnalysisSection {
        heading: context.section(&context.term("analysis.heading")),
        paragraphs: losses::summary(context),
        weakest: losses::weakest(context),
        fallen: losses::fallen(context),
        distance: distance::part(context),
        register: register::part(context),
    }
}

/// A section in the agency's own words; `title` is the key of its title where they have none.
fn own_part(context: &Context<'_>, text: &OwnText, title: &str) -> Part {
    let worded = context.worded(text);
    Part {
        heading: context.section(&worded.title.unwrap_or_else(|| context.term(title))),
        paragraphs: worded.paragraphs,
        items: worded.items,
        tables: Vec::new(),
        closing: worded.closing,
        wide: false,
    }
}

#[cfg(test)]
mod tests;
