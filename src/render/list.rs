//! The list of outputs: every file of a publication, as a job.
//!
//! Comes in: the model. Goes out: jobs with their keys. Never: makes a file; a new output is one more
//! entry here.

use super::job::Job;
use super::make::Output;
use super::typst::{self, Document};
use super::{Tools, data_package, json_bytes, open_data};
use crate::error::Error;
use crate::model::Briefing;
use crate::report::data_sets::{self, DataSetTable};
use crate::report::document::{Attachment, Relationship};
use crate::report::{self, Model, measures, progress as progress_report, workbook};
use std::sync::Arc;

/// Every output of a run.
///
/// # Errors
/// A view model cannot be written, or a template cannot be read.
pub fn outputs<'a>(model: &Model<'_>, tools: Tools<'_>) -> Result<Vec<Job<'a>>, Error> {
    let tables = report::open_data::tables(model);
    let mut csv: Vec<(String, Arc<[u8]>)> = Vec::new();
    for table in &tables {
        csv.push((open_data::file_name(table), open_data::csv(table)?.into()));
    }
    let package = report::open_data::package(model, &tables);
    let files: Vec<&[u8]> = csv.iter().map(|(_, bytes)| &bytes[..]).collect();
    let package = json_bytes(&data_package::descriptor(&package, &tables, &files))?;
    let mut jobs = documents(model, tools, &csv)?;
    jobs.extend(workbooks(model)?);
    jobs.extend(csv.into_iter().map(|(name, bytes)| Job::ready(data(&name), bytes)));
    jobs.push(Job::ready(data("datapackage.json"), package));
    jobs.push(Job::ready("diagnostics.json", json_bytes(model.diagnostics)?));
    Ok(jobs)
}

/// The index page over the outputs made before it.
///
/// # Errors
/// Its template is missing or wrong.
pub fn index<'a>(model: &Model<'_>, made: &[Output], tools: Tools<'_>) -> Result<Job<'a>, Error> {
    let files: Vec<_> = made
        .iter()
        .map(|output| report::index::File { path: &output.path, bytes: output.bytes, sha256: &output.sha256 })
        .collect();
    let page = report::index::page(model, &files);
    Ok(Job::ready("index.html", super::index::page(&page, tools.templates)?))
}

/// Where an open data file stands in the publication.
fn data(name: &str) -> String {
    format!("data/{name}")
}

fn progress_name(model: &Model<'_>) -> String {
    format!("progress-{}", model.period.slug())
}

fn workbooks<'a>(model: &Model<'_>) -> Result<Vec<Job<'a>>, Error> {
    let scores = (workbook::scores(model), format!("scores-{}", model.results_year()));
    let progress = (workbook::progress(model), progress_name(model));
    let mut jobs = Vec::new();
    for (book, name) in [scores, progress] {
        let book = Arc::new(book);
        jobs.push(Job::review(format!("{name}.xlsx"), Arc::clone(&book))?);
        jobs.push(Job::open(data(&format!("{name}-open.xlsx")), book)?);
    }
    for set in data_sets::data_sets(model) {
        let book = workbook::data_set(model, &set);
        jobs.push(Job::review(format!("{}.xlsx", own(model, &set)), Arc::new(book))?);
    }
    Ok(jobs)
}

fn documents<'a>(
    model: &Model<'_>,
    tools: Tools<'_>,
    csv: &[(String, Arc<[u8]>)],
) -> Result<Vec<Job<'a>>, Error> {
    let sources = typst::sources(tools.templates)?;
    let attachments = attachments(csv);
    let attached = || csv.iter().map(|(name, bytes)| (data(name), Arc::clone(bytes)));
    let pictures = tools.pictures.files().map(|(path, picture)| {
        (path.trim_start_matches('/').to_owned(), Arc::from(picture.bytes.as_slice()))
    });
    let names: Arc<[String]> = model.workspace.units.iter().map(|u| u.name_th.clone()).collect();
    let find = |briefing: &Briefing, name: &str| tools.pictures.path(briefing, name);
    let measures = measures::measures(model, tools.texts, attachments.clone(), &find);
    let progress = progress_report::progress(model, attachments.clone());
    let measures = Document {
        template: "typst/measures.typ",
        name: "measures".to_owned(),
        model: Document::value(&measures)?,
        date: model.as_of,
        names: Arc::clone(&names),
        files: attached().chain(pictures).collect(),
    };
    let progress = Document {
        template: "typst/progress.typ",
        name: "progress".to_owned(),
        model: Document::value(&progress)?,
        date: model.as_of,
        names: Arc::clone(&names),
        files: attached().collect(),
    };
    let mut jobs = vec![
        Job::pdf(format!("measures-{}.pdf", model.fiscal_year()), measures, &sources, tools.typst)?,
        Job::pdf(format!("{}.pdf", progress_name(model)), progress, &sources, tools.typst)?,
    ];
    for set in data_sets::data_sets(model) {
        // A document of its own embeds its own data and nothing else.
        let is_own = |name: &str| open_data::is_of(set.contract, name);
        let embedded = attachments.iter().filter(|a| is_own(&a.name)).cloned().collect();
        let document = Document {
            template: "typst/data_set.typ",
            name: format!("data-set-{}", set.contract.name),
            model: Document::value(&progress_report::data_set(model, &set, embedded))?,
            date: model.as_of,
            names: Arc::clone(&names),
            files: csv
                .iter()
                .filter(|(name, _)| is_own(name))
                .map(|(name, bytes)| (data(name), Arc::clone(bytes)))
                .collect(),
        };
        jobs.push(Job::pdf(format!("{}.pdf", own(model, &set)), document, &sources, tools.typst)?);
    }
    Ok(jobs)
}

/// Path, without its extension, of a data set that stands on its own.
fn own(model: &Model<'_>, set: &DataSetTable<'_>) -> String {
    format!("data-sets/{}-{}", set.contract.name.replace('_', "-"), model.period.slug())
}

/// The CSVs as files embedded in the PDFs.
fn attachments(csv: &[(String, Arc<[u8]>)]) -> Vec<Attachment> {
    let mut found: Vec<_> = csv
        .iter()
        .map(|(name, _)| Attachment {
            path: format!("/{}", data(name)),
            description: format!("ข้อมูลเปิด {name}"),
            name: name.clone(),
            mime: "text/csv".to_owned(),
            relationship: Relationship::Data,
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}
