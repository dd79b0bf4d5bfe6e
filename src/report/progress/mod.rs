//! The progress report: what each office and school did about each measure in a half year, in two editions.
//!
//! Comes in: the model. Goes out: the documents' view models, worded, ordered, in their digits. Never:
//! judges an outcome or computes a score; a section with nothing to show says so in a sentence.

mod appendix;
mod build;
mod coverage;
mod data_sets;
pub(super) mod decisions;
pub mod figures;
#[cfg(test)]
pub(crate) mod fixture;
mod front;
mod lists;
mod monitoring;
mod readiness;
mod results;
mod scene;
mod sentences;
mod summary;
mod units;

pub(crate) use coverage::short;
pub use data_sets::single as data_set;

use super::Model;
use super::document::{
    AppendixSection, Attachment, Cover, CoverageSection, DataSetsSection, Meta, Part, ProgressResultsSection,
    SummarySection, UnitsSection,
};
use scene::Scene;
use serde::Serialize;

/// For whom the report is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edition {
    /// The public, and the reviewer of the checklist: by measure.
    Public,
    /// The coordinator and the heads of units: by unit, with what they have to do.
    Internal,
}

/// The documents' sections; the appendix has no number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Summary,
    Results,
    Coverage,
    Monitoring,
    Late,
    Unreported,
    DataSets,
    Readiness,
    Decisions,
    Units,
}

impl Edition {
    /// Its sections in order: their numbers come from their places.
    fn sections(self) -> &'static [Section] {
        match self {
            Self::Public => &[
                Section::Summary,
                Section::Results,
                Section::Coverage,
                Section::Monitoring,
                Section::Late,
                Section::Unreported,
                Section::DataSets,
                Section::Readiness,
            ],
            Self::Internal => &[Section::Decisions, Section::Coverage, Section::Monitoring, Section::Units],
        }
    }
}

impl Section {
    /// Place in the edition from 1; what only the other edition has stands among the units.
    fn number(self, scene: &Scene<'_>) -> usize {
        let sections = scene.edition.sections();
        let at = |section| sections.iter().position(|s| *s == section);
        at(self).or_else(|| at(Self::Units)).map_or(0, |at| at + 1)
    }

    /// A heading with the section's number.
    fn heading(self, scene: &Scene<'_>, title: &str) -> String {
        format!("{}. {title}", scene.w.size(self.number(scene)))
    }

    /// A heading inside the section.
    fn sub(self, scene: &Scene<'_>, number: usize, title: &str) -> String {
        format!("{}.{} {title}", scene.w.size(self.number(scene)), scene.w.size(number))
    }

    /// How other sections point here: `หัวข้อ ๕`.
    fn pointer(self, scene: &Scene<'_>) -> String {
        let own = scene.edition.sections().contains(&self);
        let public = Edition::Public.sections().iter().position(|s| *s == self);
        match public.filter(|_| !own && self == Self::Late) {
            // What falls due is listed for all; the units' pages have their own.
            Some(at) => scene.say("internal_in_public", &[("number", &scene.w.size(at + 1))]),
            None => scene.say("report.section", &[("number", &scene.w.size(self.number(scene)))]),
        }
    }
}

/// Everything on the pages of `progress-<year>-h<half>.pdf`, from the cover to the notes: the edition for the public,
/// without orders to units, file paths or what a unit has to mend.
#[derive(Serialize, Clone, Debug)]
pub struct ProgressDocument {
    /// Properties, marks, repeated words.
    pub meta: Meta,
    /// First page.
    pub cover: Cover,
    /// Summary on one page.
    pub summary: SummarySection,
    /// Results by indicator and measure.
    pub results: ProgressResultsSection,
    /// Who has reported, by unit.
    pub coverage: CoverageSection,
    /// Monitoring held against expected.
    pub monitoring: Part,
    /// Late measures with their units.
    pub late: Part,
    /// Measures not reported with their units.
    pub unreported: Part,
    /// Six-month data sets.
    pub data_sets: DataSetsSection,
    /// What the checklist asks for and how far it has come, one row an item.
    pub readiness: Part,
    /// Sources and notes.
    pub appendix: AppendixSection,
    /// Files embedded in the PDF.
    pub attachments: Vec<Attachment>,
}

/// Everything on the pages of `internal/progress-<year>-h<half>-internal.pdf`: what the coordinator and the heads of
/// units need beside the public edition, whose figures it shares.
#[derive(Serialize, Clone, Debug)]
pub struct InternalDocument {
    /// Properties, marks, repeated words.
    pub meta: Meta,
    /// First page.
    pub cover: Cover,
    /// What needs the director's decision, as a list.
    pub decisions: Part,
    /// Units × measures and units × sheets.
    pub coverage: CoverageSection,
    /// Monitoring held against expected, every measure.
    pub monitoring: Part,
    /// Each unit on pages of its own.
    pub units: UnitsSection,
    /// Sources and findings.
    pub appendix: AppendixSection,
    /// Files embedded in the PDF.
    pub attachments: Vec<Attachment>,
}

/// Properties and marks of an internal page about the half.
#[must_use]
pub fn internal_meta(model: &Model<'_>, title: &str) -> Meta {
    let meta = front::meta(&Scene::new(model, Edition::Internal));
    let title = format!("{title} {}", model.workspace.agency.name_th);
    Meta { description: title.clone(), running_title: title.clone(), title, ..meta }
}

/// The progress report of the model's half for the public. `attachments` are the files embedded in the PDF.
#[must_use]
pub fn progress(model: &Model<'_>, attachments: Vec<Attachment>) -> ProgressDocument {
    let scene = Scene::new(model, Edition::Public);
    // Tables are numbered as they are made: the fields stand in the order of the pages.
    ProgressDocument {
        meta: front::meta(&scene),
        cover: front::cover(&scene),
        summary: summary::section(&scene),
        results: results::section(&scene),
        coverage: coverage::by_units(&scene),
        monitoring: monitoring::below(&scene),
        late: lists::late(&scene),
        unreported: lists::unreported(&scene),
        data_sets: data_sets::section(&scene),
        readiness: readiness::section(&scene),
        appendix: appendix::public(&scene, &attachments),
        attachments,
    }
}

/// The edition for use inside the agency.
#[must_use]
pub fn internal(model: &Model<'_>, attachments: Vec<Attachment>) -> InternalDocument {
    let scene = Scene::new(model, Edition::Internal);
    InternalDocument {
        meta: front::internal_meta(&scene),
        cover: front::internal_cover(&scene),
        decisions: decisions::part_of(&scene),
        coverage: coverage::matrix_section(&scene),
        monitoring: monitoring::section(&scene),
        units: units::section(&scene),
        appendix: appendix::internal(&scene),
        attachments,
    }
}

#[cfg(test)]
mod tests;
