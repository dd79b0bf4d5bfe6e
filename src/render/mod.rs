//! View models to files: PDF through the Typst process, workbooks, open data.
//!
//! Comes in: the model. Goes out: files in a staging folder. Never: computes a figure or words a
//! sentence.

pub mod forms;
mod open_data;
mod typst;
pub mod xlsx;

pub use typst::Typst;

use crate::error::Error;
use crate::ingest::Pictures;
use crate::model::Text;
use crate::pipeline::Progress;
use crate::publish::Timings;
use crate::report::Model;
use crate::report::document::{Attachment, Relationship};
use crate::report::own_texts::OwnTexts;
use crate::report::{measures, progress as progress_report, workbook};
use crate::templates::Templates;
use serde::Serialize;
use std::fs;
use std::path::Path;
use std::time::Instant;
use typst::Document;

/// What rendering needs beside the model.
#[derive(Clone, Copy, Debug)]
pub struct Tools<'a> {
    /// Typst templates and fonts.
    pub templates: &'a Templates,
    /// The Typst program.
    pub typst: &'a Typst,
    /// Wording that the agency owns.
    pub texts: &'a OwnTexts,
    /// Pictures of briefings.
    pub pictures: &'a Pictures,
    /// Keeps what Typst is given in this folder, for those who write templates.
    pub build_dir: Option<&'a Path>,
    /// A folder of the run for passing files.
    pub work: &'a Path,
}

/// Renders every output of a run into `dir`.
///
/// # Errors
/// Writing fails, or Typst does.
pub fn all(
    model: &Model<'_>,
    tools: Tools<'_>,
    dir: &Path,
    progress: &dyn Progress,
    timings: &mut Timings,
) -> Result<(), Error> {
    let clock = Instant::now();
    progress.stage(&Text::new("เขียนข้อมูลเปิด", "writing open data"), 0);
    let data = dir.join("data");
    fs::create_dir_all(&data).map_err(|e| Error::io("making", &data, e))?;
    open_data::write(model, &data)?;
    write_json(&dir.join("diagnostics.json"), model.diagnostics)?;
    timings.add("open_data", clock);

    let clock = Instant::now();
    progress.stage(&Text::new("เขียนสมุดงานตรวจทาน", "writing review workbooks"), 0);
    workbooks(model, dir)?;
    timings.add("workbooks", clock);

    let clock = Instant::now();
    progress.stage(&Text::new("จัดทำเอกสาร PDF", "making the PDF documents"), 0);
    documents(model, tools, dir)?;
    timings.add("typst", clock);
    Ok(())
}

fn workbooks(model: &Model<'_>, dir: &Path) -> Result<(), Error> {
    let scores = workbook::scores(model);
    let progress = workbook::progress(model);
    let names = [(scores, format!("scores-{}", model.results_year())), (progress, progress_name(model))];
    for (book, name) in &names {
        write(&dir.join(format!("{name}.xlsx")), &xlsx::review(book)?)?;
        write(&dir.join(format!("data/{name}-open.xlsx")), &xlsx::open(book)?)?;
    }
    Ok(())
}

fn progress_name(model: &Model<'_>) -> String {
    format!("progress-{}", model.period.slug())
}

fn documents(model: &Model<'_>, tools: Tools<'_>, dir: &Path) -> Result<(), Error> {
    let root = tools.build_dir.unwrap_or(tools.work);
    let attachments = attachments(dir, root)?;
    for (path, picture) in tools.pictures.files() {
        write(&root.join(path.trim_start_matches('/')), &picture.bytes)?;
    }
    let units: Vec<_> = model.workspace.units.iter().map(|u| u.name_th.as_str()).collect();
    let find = |briefing: &crate::model::Briefing, name: &str| tools.pictures.path(briefing, name);
    let measures = measures::measures(model, tools.texts, attachments.clone(), &find);
    let progress = progress_report::progress(model, attachments);
    let documents = vec![
        Document {
            name: "measures".to_owned(),
            template: "typst/measures.typ",
            model: Document::value(&measures)?,
            output: dir.join(format!("measures-{}.pdf", model.fiscal_year())),
        },
        Document {
            name: "progress".to_owned(),
            template: "typst/progress.typ",
            model: Document::value(&progress)?,
            output: dir.join(format!("{}.pdf", progress_name(model))),
        },
    ];
    typst::compile(documents, units, tools.templates, tools.typst, root, model.as_of)
}

/// The CSVs as files embedded in the PDFs, copied below Typst's root.
fn attachments(dir: &Path, root: &Path) -> Result<Vec<Attachment>, Error> {
    let data = dir.join("data");
    let mut found = Vec::new();
    for entry in fs::read_dir(&data).map_err(|e| Error::io("listing", &data, e))? {
        let path = entry.map_err(|e| Error::io("listing", &data, e))?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if path.extension().is_none_or(|end| end != "csv") {
            continue;
        }
        let bytes = fs::read(&path).map_err(|e| Error::io("reading", &path, e))?;
        write(&root.join("data").join(&name), &bytes)?;
        found.push(Attachment {
            path: format!("/data/{name}"),
            description: format!("ข้อมูลเปิด {name}"),
            name,
            mime: "text/csv".to_owned(),
            relationship: Relationship::Data,
        });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Writes a file, making its folder.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir).map_err(|e| Error::io("making", dir, e))?;
    }
    fs::write(path, bytes).map_err(|e| Error::io("writing", path, e))
}

/// Writes indented JSON with a final line feed.
///
/// # Errors
/// Writing fails.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<(), Error> {
    let mut text = serde_json::to_string_pretty(value).map_err(|e| Error::bug("writing JSON", e))?;
    text.push('\n');
    fs::write(path, text).map_err(|e| Error::io("writing", path, e))
}
