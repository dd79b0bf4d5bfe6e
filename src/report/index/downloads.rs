//! Downloads of the index page, by what they are.
//!
//! Comes in: the outputs with sizes and hashes. Goes out: groups of titled files. Never: leaves an output out.

use super::{Download, Group, Link};
use crate::model::Text;
use crate::report::{Model, open_data};
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
        found.iter().map(link).collect()
    };
    let year = model.fiscal_year();
    let slug = model.period.slug();
    let titled =
        |th: &str, en: &str, files: Vec<Link>| Download { title: Text::new(words.text(th), en), files };
    let measures = take(&|path| path == format!("measures-{year}.pdf"));
    let progress = take(&|path| {
        path.strip_suffix(".pdf").or(path.strip_suffix(".xlsx")) == Some(&format!("progress-{slug}"))
    });
    let scores = take(&|path| path == format!("scores-{}.xlsx", model.results_year()));
    let documents = vec![
        titled(
            &format!("มาตรการยกระดับคุณธรรมและความโปร่งใส ปีงบประมาณ พ.ศ. {year}"),
            "Measures document",
            measures,
        ),
        titled(
            &format!("รายงานผลการดำเนินการตามมาตรการ {}", words.period(model.period)),
            "Progress report",
            progress,
        ),
        titled(
            &format!("คะแนน ITA ปีงบประมาณ พ.ศ. {} พร้อมสูตรและที่มา", model.results_year()),
            "ITA scores with formulas and sources",
            scores,
        ),
    ];
    let contracts = model.contracts.data_sets();
    let sets = contracts
        .map(|contract| {
            let item = contract.report.as_ref().map_or("", |r| &r.item);
            let own = format!("data-sets/{}-{slug}.", contract.name.replace('_', "-"));
            let csv = format!("data/{}-", contract.name);
            let files = take(&|path| path.starts_with(&own) || path.starts_with(&csv));
            titled(&format!("{item} {}", contract.title), &contract.title_en, files)
        })
        .collect();
    let mut open: Vec<Download> = open_data::tables(model)
        .iter()
        .filter(|table| table.contract.is_none())
        .map(|table| {
            let path = format!("data/{}.csv", table.name);
            titled(&table.title.th, &table.title.en, take(&|p| p == path))
        })
        .collect();
    open.push(titled(
        "คำอธิบายชุดข้อมูล (Data Package)",
        "Description of the data",
        take(&|p| p == "data/datapackage.json"),
    ));
    open.push(titled(
        "เนื้อหาของเอกสาร PDF สำหรับโปรแกรม",
        "Contents of the PDF documents for programs",
        take(&|p| p.starts_with("data/") && Path::new(p).extension().is_some_and(|end| end == "json")),
    ));
    open.push(titled(
        "สมุดงานแบบเปิด",
        "Open spreadsheets",
        take(&|p| p.starts_with("data/") && p.ends_with("-open.xlsx")),
    ));
    let later = LATER.iter().map(|(name, format)| Link {
        href: (*name).to_owned(),
        name: (*name).to_owned(),
        format,
        size: "–".to_owned(),
        sha256: String::new(),
    });
    let mut others: Vec<Link> = left.iter().map(link).collect();
    others.extend(later);
    let others = vec![titled("ข้อมูลการจัดทำและการตรวจสอบ", "How it was made and checked", others)];
    [
        ("documents", "เอกสาร", "Documents", documents),
        ("data-sets", "ข้อมูลรอบ 6 เดือน", "Six-month data", sets),
        ("open-data", "ข้อมูลเปิด", "Open data", open),
        ("others", "ไฟล์ประกอบ", "Supporting files", others),
    ]
    .into_iter()
    .map(|(id, th, en, entries): (_, _, _, Vec<Download>)| Group {
        id,
        heading: Text::new(words.text(th), en),
        entries: entries.into_iter().filter(|d| !d.files.is_empty()).collect(),
    })
    .filter(|group| !group.entries.is_empty())
    .collect()
}

fn link(file: &File<'_>) -> Link {
    let name = file.path.rsplit('/').next().unwrap_or(file.path);
    Link {
        href: file.path.to_owned(),
        name: name.to_owned(),
        format: match name.rsplit_once('.').map(|(_, end)| end) {
            Some("pdf") => "PDF",
            Some("xlsx") => "Excel",
            Some("csv") => "CSV",
            Some("json") => "JSON",
            _ => "ไฟล์",
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
