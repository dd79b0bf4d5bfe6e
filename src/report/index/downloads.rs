//! Downloads of the index page, by what they are.
//!
//! Comes in: the outputs with sizes and hashes. Goes out: groups of titled files. Never: leaves an output out.

use super::{Download, Group, Link, half, in_digits};
use crate::contract::Contract;
use crate::model::Text;
use crate::report::{Model, data_sets, open_data};
use crate::thai::format_number;
use std::path::Path;

/// An output made before the page.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Path in the publication, with `/`.
    pub path: &'a str,
    /// Size in bytes.
    pub bytes: u64,
    /// Hex SHA-256.
    pub sha256: &'a str,
}

/// Written after the page, so neither their sizes nor their hashes are known.
const LATER: &[(&str, &str)] = &[("changes.json", "JSON"), ("changes.xlsx", "Excel"), ("run.json", "JSON")];

/// All files in groups; a file that fits no group stands under the others.
pub(super) fn groups(model: &Model<'_>, files: &[File<'_>]) -> Vec<Group> {
    let words = model.words();
    let mut left: Vec<File<'_>> = files.to_vec();
    left.sort_by_key(|f| f.path.to_owned());
    let mut take = |wanted: &dyn Fn(&str) -> bool| -> Vec<Link> {
        let (found, rest) = left.iter().copied().partition(|f| wanted(f.path));
        left = rest;
        let found: Vec<File<'_>> = found;
        found.iter().map(|file| link(model, file)).collect()
    };
    let year = model.fiscal_year();
    let slug = model.period.slug();
    let titled =
        |title: Text, files: Vec<Link>| Download { title: in_digits(words, title), note: None, files };
    let said = |key: &str| model.both(key, &[]);
    let measures = take(&|path| path == format!("measures-{year}.pdf"));
    let progress = take(&|path| {
        path.strip_suffix(".pdf").or(path.strip_suffix(".xlsx")) == Some(&format!("progress-{slug}"))
    });
    let scores = take(&|path| path == format!("scores-{}.xlsx", model.results_year()));
    let documents = vec![
        titled(model.both("web.download.measures", &[("year", Text::same(&year))]), measures),
        titled(model.both("web.download.progress", &[("period", half(model))]), progress),
        titled(model.both("web.download.scores", &[("year", Text::same(&model.results_year()))]), scores),
    ];
    let contracts = model.contracts.data_sets();
    let sets = contracts
        .map(|contract| {
            let item = contract.report.as_ref().map_or("", |r| &r.item);
            let own = format!("data-sets/{}.", contract.file_stem(model.period));
            let csv = format!("data/{}-", contract.name);
            let files = take(&|path| path.starts_with(&own) || path.starts_with(&csv));
            let entry = titled(Text::new(format!("{item} {}", contract.title), &contract.title_en), files);
            Download { note: unsent(model, contract), ..entry }
        })
        .collect();
    let mut open: Vec<Download> = open_data::tables(model)
        .iter()
        .filter(|table| table.contract.is_none())
        .map(|table| {
            let path = format!("data/{}.csv", table.name);
            titled(table.title.clone(), take(&|p| p == path))
        })
        .collect();
    open.push(titled(said("web.download.package"), take(&|p| p == "data/datapackage.json")));
    open.push(titled(
        said("web.download.contents"),
        take(&|p| p.starts_with("data/") && Path::new(p).extension().is_some_and(|end| end == "json")),
    ));
    open.push(titled(
        said("web.download.open_workbooks"),
        take(&|p| p.starts_with("data/") && p.ends_with("-open.xlsx")),
    ));
    let later = LATER.iter().map(|(name, format)| Link {
        href: (*name).to_owned(),
        name: (*name).to_owned(),
        format: (*format).to_owned(),
        size: "–".to_owned(),
        sha256: String::new(),
    });
    let mut others: Vec<Link> = left.iter().map(|file| link(model, file)).collect();
    others.extend(later);
    let note = Some(said("web.download.later"));
    let others = vec![Download { note, ..titled(said("web.download.others"), others) }];
    [
        ("documents", "web.group.documents", documents),
        ("data-sets", "web.group.data_sets", sets),
        ("open-data", "web.group.open_data", open),
        ("others", "web.group.others", others),
    ]
    .into_iter()
    .map(|(id, heading, entries): (_, _, Vec<Download>)| Group {
        id,
        heading: in_digits(words, said(heading)),
        entries: entries.into_iter().filter(|d| !d.files.is_empty() || d.note.is_some()).collect(),
    })
    .filter(|group| !group.entries.is_empty())
    .collect()
}

/// Who has sent nothing of a data set of this half, where it has no file of this half for that; none where it has one,
/// whose documents say who is missing.
fn unsent(model: &Model<'_>, contract: &Contract) -> Option<Text> {
    let sets = &model.facts.data_sets;
    let nobody = sets.get(&(contract.name.clone(), model.period)).is_none_or(Vec::is_empty);
    let owing: Vec<_> = model
        .workspace
        .units
        .iter()
        .filter(|unit| nobody && data_sets::owes(model, contract, &unit.id))
        .map(|unit| Text::new(&unit.name_th, unit.english()))
        .collect();
    let names = |of: fn(&Text) -> &str| owing.iter().map(of).collect::<Vec<_>>().join(", ");
    let units = Text::new(names(|unit| &unit.th), names(|unit| &unit.en));
    (!owing.is_empty())
        .then(|| model.both("web.download.unsent", &[("units", units), ("period", half(model))]))
}

fn link(model: &Model<'_>, file: &File<'_>) -> Link {
    let name = file.path.rsplit('/').next().unwrap_or(file.path);
    Link {
        href: file.path.to_owned(),
        name: name.to_owned(),
        format: match name.rsplit_once('.').map(|(_, end)| end) {
            Some("pdf") => "PDF".to_owned(),
            Some("xlsx") => "Excel".to_owned(),
            Some("csv") => "CSV".to_owned(),
            Some("json") => "JSON".to_owned(),
            _ => model.say("web.file", &[]),
        },
        size: size(file.bytes),
        sha256: file.sha256.to_owned(),
    }
}

/// `112.9 kB`, `1.2 MB`; kilo is a thousand.
fn size(bytes: u64) -> String {
    #[allow(clippy::cast_precision_loss)] // a file's size
    let bytes = bytes as f64;
    match bytes {
        b if b < 1000.0 => format!("{} B", format_number(b, 0)),
        b if b < 1_000_000.0 => format!("{} kB", format_number(b / 1000.0, 1)),
        b => format!("{} MB", format_number(b / 1_000_000.0, 1)),
    }
}
