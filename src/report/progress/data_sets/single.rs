//! One data set on its own, ready for the website.
//!
//! Comes in: the model and one of its data sets. Goes out: the document's view model. Never: a figure that the
//! progress report does not have too.

use super::{compact, listed, summary};
use crate::report::Model;
use crate::report::catalogue::{self, Item};
use crate::report::data_sets::DataSetTable;
use crate::report::document::{Attachment, DataSetDocument, DataSetPart, Fact, Meta};
use crate::report::progress::Edition;
use crate::report::progress::build::part;
use crate::report::progress::front;
use crate::report::progress::scene::Scene;

/// The item that the data set answers, behind its checklist where the year's scheme has it: `OIT ข้อ O9`.
fn answered(scene: &Scene<'_>, item: &str) -> String {
    let scheme = scene.scheme();
    match scheme.question(item).and_then(|q| scheme.instrument_of(q)) {
        Some(checklist) => front::answered_item(scene, &checklist.code, item),
        None => scene.w.text(&scene.say("report.item", &[("item", item)])),
    }
}

/// The document of one data set. `attachments` are the files embedded in the PDF.
#[must_use]
pub fn single(model: &Model<'_>, set: &DataSetTable<'_>, attachments: Vec<Attachment>) -> DataSetDocument {
    let scene = Scene::new(model, Edition::Public);
    let w = scene.w;
    let contract = set.contract;
    let agency = &model.workspace.agency;
    let title = w.text(&contract.title);
    let half = w.period(model.period);
    let metadata = catalogue::items(model, Some(contract));
    let fact = |item: Item| {
        let found = metadata.iter().find(|m| m.item == item)?;
        // A licence keeps the digits of its name.
        let value = if item == Item::Licence { found.value.th.clone() } else { w.text(&found.value.th) };
        Some(Fact { label: found.label.th.clone(), value })
    };
    let mut facts = vec![
        Fact { label: scene.term("front.answers"), value: answered(&scene, &set.report.item) },
        Fact { label: scene.term("front.date"), value: w.date(model.as_of) },
    ];
    facts.extend(
        [Item::Source, Item::Maintainer, Item::Email, Item::Frequency, Item::Licence]
            .into_iter()
            .filter_map(fact),
    );
    let issuer = [&agency.name_th, &agency.parent_th].into_iter().filter(|name| !name.is_empty());
    let meta = Meta {
        title: format!("{title} {half} {}", agency.name_th),
        description: format!("{} {half}", w.text(&contract.description)),
        keywords: contract
            .keywords
            .iter()
            .cloned()
            .chain([agency.name_th.clone(), w.text(&set.report.item)])
            .collect(),
        running_title: format!("{title} {half}"),
        ..front::meta(&scene)
    };
    let headings = ["sets_own_summary", "sets_own_rows"].map(|key| scene.say(key, &[]));
    let numbered = |at: usize| w.text(&format!("{}. {}", at + 1, headings[at]));
    // Where the sums by group say every row, there is no list of them.
    let whole = compact::is_whole(set);
    let mut summary = summary(&scene, set, if whole { headings[0].clone() } else { numbered(0) });
    if set.is_summed() {
        // The report says it once, above all data sets.
        if let Some(told) = summary.part.paragraphs.last_mut()
            && set.has_previous
            && set.total.sums.iter().any(|sums| sums.difference().is_some())
        {
            let before = w.year(model.fiscal_year().previous());
            told.push(' ');
            told.push_str(&scene.say("sums.against", &[("year", &before)]));
        }
        summary.part.tables = compact::tables(&scene, set);
        summary.part.wide = compact::is_wide(set);
    }
    let rows = (!whole).then(|| {
        let mut rows = part(numbered(1));
        let items = compact::by_item(&scene, set);
        rows.wide = items.is_some() || listed::is_wide(&scene, set, true);
        // The tables of sums share the pages of a list on its side; beside the long one of items they stay upright.
        if rows.wide && items.is_none() && !summary.part.wide {
            rows.tables.append(&mut summary.part.tables);
        }
        rows.tables.push(items.unwrap_or_else(|| listed::all(&scene, set)));
        DataSetPart { part: rows, charts: Vec::new() }
    });
    // No limit of pages: what fits one is read on one.
    let mut parts: Vec<_> = std::iter::once(summary).chain(rows).collect();
    for table in parts.iter_mut().flat_map(|set| &mut set.part.tables) {
        table.whole = true;
    }
    DataSetDocument {
        meta,
        issuer: issuer.cloned().collect(),
        title: w.text(&format!("{} {}", set.report.item, contract.title)),
        period: vec![
            half,
            format!("({} – {})", w.date(model.period.first_day()), w.date(model.period.last_day())),
        ],
        facts,
        notices: model.notices(),
        parts,
        attachments,
    }
}
