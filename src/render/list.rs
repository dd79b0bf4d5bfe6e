//! The list of outputs: every file of a publication, as a job.
//!
//! Comes in: the model. Goes out: jobs with their keys. Never: makes a file; a new output is one more
//! entry here.

use super::attachments::{self, OpenFile, Owner, data};
use super::job::Job;
use super::key::Key;
use super::make::{Before, Output};
use super::typst::{Document, Sources};
use super::{Tools, data_package, json_bytes, open_data};
use crate::changes::{Fate, Why};
use crate::error::Error;
use crate::ingest::PictureFile;
use crate::model::Briefing;
use crate::report::data_sets::{self, DataSetTable};
use crate::report::{self, Model, Only, measures, progress as progress_report, workbook};
use std::sync::Arc;

/// The page that leads to all the others.
pub const INDEX: &str = "index.html";

/// Folder of what is not for the website.
pub const INTERNAL: &str = "internal/";

/// Tables of the snapshot that each kind of output shows, for the words on why it was made.
const MEASURES: &[&str] = &[
    "results",
    "measures",
    "briefings",
    "agency",
    "units",
    "accepted",
    "scheme",
    "texts",
    "pictures",
    "templates",
    "options",
];
const PROGRESS: &[&str] = &[
    "results",
    "measures",
    "progress",
    "outputs",
    "data",
    "sheets",
    "agency",
    "units",
    "accepted",
    "scheme",
    "templates",
    "options",
];
const SCORES: &[&str] = &["results", "agency", "accepted", "scheme", "options"];

/// The tables that a data set on its own shows.
fn shown_by(set: &DataSetTable<'_>) -> Vec<String> {
    let own = format!("data/{}/", set.contract.name);
    let common = ["agency", "units", "templates", "options"];
    std::iter::once(own).chain(common.map(str::to_owned)).collect()
}

/// The tables that an open data file shows.
fn shown_in(file: &str) -> Vec<String> {
    let stem = file.trim_end_matches(".csv");
    let tables: &[&str] = match stem {
        "question_scores" | "indicator_scores" | "instrument_scores" | "oit_items" | "choice_counts" => {
            &["results", "scheme"]
        }
        "agency_scores" => &["results", "scheme", "agency"],
        "measures" => &["measures", "units"],
        "measure_standings" | "progress" => &["progress", "measures", "units", "options"],
        "oit_readiness" => {
            &["outputs", "progress", "measures", "data", "sheets", "units", "scheme", "options"]
        }
        _ => {
            // `o9_tax-2568-h1`
            return stem
                .split_once('-')
                .map(|(kind, half)| format!("data/{kind}/{half}"))
                .into_iter()
                .collect();
        }
    };
    tables.iter().map(|t| (*t).to_owned()).collect()
}

/// Every output of a run.
///
/// # Errors
/// A view model cannot be written, or a template cannot be read.
pub fn outputs<'a>(model: &Model<'_>, tools: Tools<'_>) -> Result<Vec<Job<'a>>, Error> {
    let mut tables = report::open_data::tables(model);
    if let Some(only) = model.only {
        tables.retain(|table| only.wants(table));
    }
    let csv = tables.iter().map(OpenFile::new).collect::<Result<Vec<_>, _>>()?;
    let package = report::open_data::package(model, &tables);
    let files: Vec<&[u8]> = csv.iter().map(|file| &file.bytes[..]).collect();
    let package = json_bytes(&data_package::descriptor(&package, &tables, &files))?;
    let mut jobs = documents(model, tools, &csv)?;
    jobs.extend(workbooks(model)?);
    if let Some(only) = model.only {
        jobs.retain(|job| is_part(only, &job.path));
    }
    jobs.extend(csv.into_iter().map(|file| {
        let uses = shown_in(&file.name);
        Job::ready(data(&file.name), file.bytes).uses(&uses)
    }));
    jobs.push(Job::ready(data("datapackage.json"), package));
    jobs.push(Job::ready("diagnostics.json", json_bytes(model.diagnostics)?));
    jobs.push(Job::ready("account.json", json_bytes(&model.facts.readings)?));
    Ok(jobs)
}

/// Whether a document or workbook belongs to a part that is made alone.
fn is_part(only: Only, path: &str) -> bool {
    let name = path.strip_prefix("data/").unwrap_or(path);
    let starts = |start: &str| name.starts_with(start);
    match only {
        Only::Measures => starts("measures-") || starts("scores-"),
        Only::Results => starts("scores-"),
        Only::Progress => starts("progress-") || starts("data-sets/") || starts(INTERNAL),
    }
}

/// The index page over the outputs made before it.
///
/// # Errors
/// Its template is missing or wrong.
pub fn index<'a>(model: &Model<'_>, made: &[Output], tools: Tools<'_>) -> Result<Job<'a>, Error> {
    let files: Vec<_> = made
        .iter()
        .filter(|output| !output.path.starts_with(INTERNAL))
        .map(|output| report::index::File { path: &output.path, bytes: output.bytes, sha256: &output.sha256 })
        .collect();
    let page = report::index::page(model, &files);
    Ok(Job::ready(INDEX, super::index::page(&page, tools.templates)?))
}

/// What would be done with the index page: it names the hash of every other output, so it is made anew with
/// any of them.
///
/// # Errors
/// As [`index`].
pub fn plan_index(
    model: &Model<'_>,
    planned: &[Result<Output, Why>],
    tools: Tools<'_>,
    before: &Before<'_>,
) -> Result<Fate, Error> {
    let kept: Vec<_> = planned.iter().filter_map(|output| output.as_ref().ok().cloned()).collect();
    let key = if kept.len() == planned.len() { index(model, &kept, tools)?.key } else { Key::default() };
    Ok(before(INDEX, &key).map_or_else(Fate::Made, |_| Fate::Kept))
}

fn progress_name(model: &Model<'_>) -> String {
    format!("progress-{}", model.period.slug())
}

fn workbooks<'a>(model: &Model<'_>) -> Result<Vec<Job<'a>>, Error> {
    let scores = (workbook::scores(model), format!("scores-{}", model.results_year()), SCORES);
    let progress = (workbook::progress(model), progress_name(model), PROGRESS);
    let mut jobs = Vec::new();
    for (book, name, tables) in [scores, progress] {
        let book = Arc::new(book);
        jobs.push(Job::review(format!("{name}.xlsx"), Arc::clone(&book))?.uses(tables));
        jobs.push(Job::open(data(&format!("{name}-open.xlsx")), book)?.uses(tables));
    }
    for set in data_sets::data_sets(model) {
        let book = workbook::data_set(model, &set);
        let job = Job::review(format!("{}.xlsx", own(model, &set)), Arc::new(book))?;
        jobs.push(job.uses(&shown_by(&set)));
    }
    Ok(jobs)
}

fn documents<'a>(model: &Model<'_>, tools: Tools<'_>, csv: &[OpenFile]) -> Result<Vec<Job<'a>>, Error> {
    let sources = Sources::read(tools.templates)?;
    let names: Arc<[String]> = {
        let units = model.workspace.units.iter();
        units.flat_map(|unit| std::iter::once(&unit.name_th).chain(&unit.aliases)).cloned().collect()
    };
    let find = |briefing: &Briefing, name: &str| tools.pictures.path(briefing, name);
    let of = |owner: Owner| csv.iter().filter(move |file| file.is_in(owner));
    let files = |owner: Owner, model: &str, bytes: &Arc<[u8]>| -> Vec<(String, Arc<[u8]>)> {
        let attached = of(owner).map(|file| (data(&file.name), Arc::clone(&file.bytes)));
        attached.chain([(data(model), Arc::clone(bytes))]).collect()
    };
    let picture = |(path, picture): (String, &PictureFile)| {
        (path.trim_start_matches('/').to_owned(), Arc::from(picture.bytes.as_slice()))
    };
    let stems = [format!("measures-{}", model.fiscal_year()), progress_name(model)];
    let [measures_json, progress_json] = stems.each_ref().map(|stem| format!("{stem}.json"));
    let inside = format!("{}-internal", progress_name(model));
    let attached =
        |owner: Owner, json: &str| attachments::of(of(owner), json, &model.term("open_data.document_texts"));
    let measures = measures::measures(model, tools.texts, attached(Owner::Measures, &measures_json), &find);
    let progress = progress_report::progress(model, attached(Owner::Progress, &progress_json));
    // Straight from the view models, whose fields stand in the order of the pages.
    let of_measures: Arc<[u8]> = json_bytes(&measures)?.into();
    let of_progress: Arc<[u8]> = json_bytes(&progress)?.into();
    let measures = Document {
        template: "typst/measures.typ",
        name: "measures".to_owned(),
        model: Document::value(&measures)?,
        date: model.as_of,
        names: Arc::clone(&names),
        files: files(Owner::Measures, &measures_json, &of_measures)
            .into_iter()
            .chain(tools.pictures.files().map(picture))
            .collect(),
    };
    let progress = Document {
        template: "typst/progress.typ",
        name: "progress".to_owned(),
        model: Document::value(&progress)?,
        date: model.as_of,
        names: Arc::clone(&names),
        files: files(Owner::Progress, &progress_json, &of_progress)
            .into_iter()
            .chain(tools.pictures.logo_file().map(picture))
            .collect(),
    };
    // It embeds nothing: the public edition carries the data of both.
    let internal = Document {
        template: "typst/internal.typ",
        name: "internal".to_owned(),
        model: Document::value(&progress_report::internal(model, Vec::new()))?,
        date: model.as_of,
        names: Arc::clone(&names),
        files: tools.pictures.logo_file().map(picture).collect(),
    };
    let mut jobs = vec![
        Job::pdf(format!("{INTERNAL}{inside}.pdf"), internal, &sources, tools.typst)?.uses(PROGRESS),
        Job::pdf(format!("{}.pdf", stems[0]), measures, &sources, tools.typst)?.uses(MEASURES),
        Job::pdf(format!("{}.pdf", stems[1]), progress, &sources, tools.typst)?.uses(PROGRESS),
        Job::ready(data(&measures_json), of_measures).uses(MEASURES),
        Job::ready(data(&progress_json), of_progress).uses(PROGRESS),
    ];
    for set in data_sets::data_sets(model) {
        // A document of its own embeds its own data and nothing else.
        let own_files = || csv.iter().filter(|file| open_data::is_of(set.contract, &file.name));
        let embedded = own_files().map(OpenFile::attachment).collect();
        let document = Document {
            template: "typst/data_set.typ",
            name: format!("data-set-{}", set.contract.name),
            model: Document::value(&progress_report::data_set(model, &set, embedded))?,
            date: model.as_of,
            names: Arc::clone(&names),
            files: own_files().map(|file| (data(&file.name), Arc::clone(&file.bytes))).collect(),
        };
        let job = Job::pdf(format!("{}.pdf", own(model, &set)), document, &sources, tools.typst)?;
        jobs.push(job.uses(&shown_by(&set)));
    }
    Ok(jobs)
}

/// Path, without its extension, of a data set that stands on its own.
fn own(model: &Model<'_>, set: &DataSetTable<'_>) -> String {
    format!("data-sets/{}", set.contract.file_stem(model.period))
}
