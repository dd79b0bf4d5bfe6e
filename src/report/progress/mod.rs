//! The progress report: what each office and school did about each measure in a half year.
//!
//! Comes in: the model. Goes out: the document's view model, worded, ordered, in its digits. Never:
//! judges an outcome or computes a score; a section with nothing to show says so in a sentence.

mod appendix;
mod build;
mod coverage;
mod data_sets;
mod decisions;
pub mod figures;
#[cfg(test)]
pub(super) mod fixture;
mod front;
mod lists;
mod monitoring;
mod results;
mod scene;
mod sentences;
mod summary;

pub use data_sets::single as data_set;

use super::Model;
use super::document::{Attachment, ProgressDocument};
use scene::Scene;

/// The document's sections, in order; the appendix has no number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Summary = 1,
    Results,
    Coverage,
    Monitoring,
    Late,
    Unreported,
    DataSets,
}

impl Section {
    /// A heading with the section's number.
    fn heading(self, scene: &Scene<'_>, title: &str) -> String {
        format!("{}. {title}", scene.w.size(self as usize))
    }

    /// A heading inside the section.
    fn sub(self, scene: &Scene<'_>, number: usize, title: &str) -> String {
        format!("{}.{} {title}", scene.w.size(self as usize), scene.w.size(number))
    }

    /// How other sections point here: `ข้อ ๕`.
    fn pointer(self, scene: &Scene<'_>) -> String {
        format!("ข้อ {}", scene.w.size(self as usize))
    }
}

/// The progress report of the model's half. `attachments` are the files embedded in the PDF.
#[must_use]
pub fn progress(model: &Model<'_>, attachments: Vec<Attachment>) -> ProgressDocument {
    let scene = Scene::new(model);
    // Tables are numbered as they are made: the fields stand in the order of the pages.
    ProgressDocument {
        meta: front::meta(&scene),
        cover: front::cover(&scene),
        summary: summary::section(&scene),
        results: results::section(&scene),
        coverage: coverage::section(&scene),
        monitoring: monitoring::section(&scene),
        late: lists::late(&scene),
        unreported: lists::unreported(&scene),
        data_sets: data_sets::section(&scene),
        appendix: appendix::section(&scene, &attachments),
        attachments,
    }
}

#[cfg(test)]
mod tests;
