//! The roll-up's files: CSV, workbook, page and PDF, all from its one view model.

use super::job::Job;
use super::open_data;
use super::typst::{Document, Sources, Typst};
use crate::error::Error;
use crate::report::document::{Attachment, Relationship};
use crate::report::rollup::{RollUp, document, row_text, workbook};
use crate::report::words::Words;
use crate::report::workbook::book::{Table, Value};
use crate::templates::Templates;
use std::sync::Arc;

/// Every file of the roll-up, as a job.
///
/// # Errors
/// A view model cannot be written, or a template cannot be read.
pub fn rollup<'a>(rollup: &RollUp<'_>, templates: &Templates, typst: &Typst) -> Result<Vec<Job<'a>>, Error> {
    let mut csv: Vec<(String, Arc<[u8]>)> = Vec::new();
    for section in &rollup.sections {
        let table = &section.table;
        let header = table.columns.iter().map(|c| c.id.as_str());
        let rows = table.rows.iter().map(|row| row.cells.iter().map(|c| plain(&c.value)).collect::<Vec<_>>());
        csv.push((format!("{}.csv", table.name), open_data::csv_of(header, rows)?.into()));
    }
    let book = workbook(rollup);
    let stem = book.stem.clone();
    let document = Document {
        template: "typst/rollup.typ",
        name: "rollup".to_owned(),
        model: Document::value(&document(rollup, attachments(rollup, &csv)))?,
        date: rollup.as_of,
        names: Arc::from([]),
        files: csv.iter().map(|(name, bytes)| (format!("data/{name}"), Arc::clone(bytes))).collect(),
    };
    let mut jobs = vec![
        Job::pdf(format!("{stem}.pdf"), document, &Sources::read(templates)?, typst)?,
        Job::open(format!("{stem}.xlsx"), Arc::new(book))?,
        Job::ready("index.html", page(rollup).into_bytes()),
    ];
    jobs.extend(csv.into_iter().map(|(name, bytes)| Job::ready(format!("data/{name}"), bytes)));
    Ok(jobs)
}

/// The CSVs as files embedded in the document.
fn attachments(rollup: &RollUp<'_>, csv: &[(String, Arc<[u8]>)]) -> Vec<Attachment> {
    let embedded = rollup.sections.iter().zip(csv).map(|(section, (name, _))| Attachment {
        path: format!("/data/{name}"),
        name: name.clone(),
        mime: "text/csv".to_owned(),
        description: section.table.description.clone(),
        relationship: Relationship::Data,
        data_set: None,
    });
    embedded.collect()
}

/// A value as open data has it: unrounded.
fn plain(value: &Value) -> String {
    match value {
        Value::Missing | Value::NotApplicable => String::new(),
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
    }
}

const STYLE: &str = "body{font-family:'TH Sarabun New',Sarabun,'Noto Sans Thai',sans-serif;line-height:1.6;margin:0 auto;max-width:72rem;padding:1rem;color:#1b1b1b}\
h1,h2{color:#143d6b}.mark{background:#fdecea;border:1px solid #a3271b;color:#a3271b;padding:.3rem .8rem;font-weight:bold}\
.tiles{display:flex;flex-wrap:wrap;gap:.8rem}.tile{border:1px solid #bbb;border-left:4px solid #143d6b;padding:.5rem 1rem;min-width:11rem}\
.tile strong{display:block;font-size:1.6rem}.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.95rem}\
caption{text-align:left;font-weight:bold;padding:.4rem 0}th,td{border:1px solid #bbb;padding:.2rem .5rem;vertical-align:top}\
th{background:#e8eef5}td.n{text-align:right;white-space:nowrap}";

/// The page: everything in it, nothing loaded from elsewhere.
fn page(rollup: &RollUp<'_>) -> String {
    let mut out = String::new();
    let title = text(&rollup.title);
    out.push_str(&format!(
        "<!doctype html>\n<html lang=\"th\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} {}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
        text(&rollup.subtitle)
    ));
    for mark in rollup.marks() {
        out.push_str(&format!("<p class=\"mark\">{}</p>\n", text(&mark)));
    }
    out.push_str(&format!(
        "<h1>{title}</h1>\n<p>{}<br>{}</p>\n",
        text(&rollup.subtitle),
        text(&rollup.as_of_text)
    ));
    for paragraph in &rollup.paragraphs {
        out.push_str(&format!("<p>{}</p>\n", text(paragraph)));
    }
    out.push_str("<div class=\"tiles\">\n");
    for tile in &rollup.tiles {
        let change = tile.change.as_ref().map(|c| {
            let points = c.points.clone().unwrap_or_default();
            format!("{} {points}", c.word)
        });
        let below: Vec<_> = [tile.note.clone(), change].into_iter().flatten().map(|t| text(&t)).collect();
        out.push_str(&format!(
            "<div class=\"tile\">{}<strong>{}</strong>{}</div>\n",
            text(&tile.label),
            text(&tile.value),
            below.join("<br>")
        ));
    }
    out.push_str("</div>\n");
    let stem = format!("rollup-{}", rollup.slug);
    let said = |key: &str| text(&rollup.say(key, &[]));
    out.push_str(&format!(
        "<p>{} <a href=\"{stem}.pdf\">{}</a> · <a href=\"{stem}.xlsx\">{}</a></p>\n",
        said("rollup.download"),
        said("rollup.download_pdf"),
        said("rollup.download_workbook")
    ));
    for section in &rollup.sections {
        out.push_str(&format!("<h2 id=\"{}\">{}</h2>\n", section.table.name, text(&section.heading)));
        for paragraph in &section.paragraphs {
            out.push_str(&format!("<p>{}</p>\n", text(paragraph)));
        }
        table(&section.table, rollup.words(), &mut out);
    }
    out.push_str(&format!("<h2>{}</h2>\n<ul>\n", said("rollup.notes")));
    for note in &rollup.notes {
        out.push_str(&format!("<li>{}</li>\n", text(note)));
    }
    out.push_str("</ul>\n</main>\n</body>\n</html>\n");
    out
}

fn table(table: &Table, words: Words, out: &mut String) {
    out.push_str(&format!(
        "<p><a href=\"data/{0}.csv\">{0}.csv</a></p>\n<div class=\"scroll\"><table>\n<caption>{1}</caption>\n<thead><tr>",
        table.name,
        text(&table.description)
    ));
    for column in &table.columns {
        out.push_str(&format!("<th scope=\"col\">{}</th>", text(&column.title)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (column, value) in table.columns.iter().zip(row_text(table, row, words)) {
            let class = if column.kind.is_number() { " class=\"n\"" } else { "" };
            out.push_str(&format!("<td{class}>{}</td>", text(&value)));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table></div>\n");
}

/// Text that means nothing to a browser but itself.
fn text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
