//! The package that describes every open table: what it is, who answers for it, what each column means.
//!
//! Comes in: the model and its tables. Goes out: the descriptor's content, apart from sizes and hashes.
//! Never: JSON; the renderer writes it after Frictionless Data Package v2.

use super::Table;
use crate::model::shown::web_address;
use crate::model::{Period, Text};
use crate::report::Model;
use crate::report::catalogue;
use crate::thai::Date;

/// One of the catalogue's items: key, label, value.
#[derive(Clone, Debug)]
pub struct Property {
    /// Name in the descriptor.
    pub key: &'static str,
    /// What people call it.
    pub label: Text,
    /// The value.
    pub value: Text,
}

/// The whole package.
#[derive(Clone, Debug)]
pub struct Package {
    /// URL-safe name.
    pub name: String,
    /// Title.
    pub title: Text,
    /// What it holds; begins with the mark of sample data or of a draft.
    pub description: Text,
    /// The half.
    pub period: Period,
    /// Its first and last day.
    pub days: (Date, Date),
    /// The day the figures are seen from.
    pub as_of: Date,
    /// Who publishes.
    pub organisation: Text,
    /// Where to ask; empty without an address.
    pub email: String,
    /// The publisher's website; empty without one.
    pub homepage: String,
    /// Words for a search.
    pub keywords: Vec<String>,
    /// Short name, title and address of the licence.
    pub licence: [String; 3],
    /// Invented data.
    pub sample: bool,
    /// Made in spite of data errors.
    pub draft: bool,
    /// The catalogue's items for the whole package.
    pub catalogue: Vec<Property>,
    /// The tables' own descriptions, in the order of the tables.
    pub resources: Vec<Resource>,
}

/// What is said of one table beside its columns.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Where its rows come from.
    pub source: Text,
    /// The catalogue's items; those of a data set where it is one.
    pub catalogue: Vec<Property>,
}

/// The package of the model's tables.
#[must_use]
pub fn package(model: &Model<'_>, tables: &[Table]) -> Package {
    let agency = &model.workspace.agency;
    let own = &model.workspace.open_data;
    let whole = catalogue::items(model, None);
    let value = |items: &[catalogue::Metadata], item| {
        items.iter().find(|m| m.item == item).map(|m| m.value.clone()).unwrap_or_default()
    };
    let mut description = value(&whole, catalogue::Item::Description);
    for mark in model.marks() {
        let marked = |mark: &str, text: &str| format!("{mark} — {text}");
        description = Text::new(marked(&mark.th, &description.th), marked(&mark.en, &description.en));
    }
    let resources = tables.iter().map(|table| {
        let contract = table.contract.as_deref().and_then(|name| model.contracts.get(name));
        let items = catalogue::items(model, contract.map(AsRef::as_ref));
        Resource { source: value(&items, catalogue::Item::Source), catalogue: properties(items) }
    });
    let mut keywords: Vec<String> = ["ITA", "open data", &agency.name_th].map(str::to_owned).to_vec();
    keywords.extend(model.contracts.data_sets().flat_map(|c| c.keywords.iter().cloned()));
    keywords.sort();
    keywords.dedup();
    Package {
        name: format!("{}-ita-{}", agency.id, model.period.slug()),
        title: value(&whole, catalogue::Item::Title),
        description,
        period: model.period,
        days: (model.period.first_day(), model.period.last_day()),
        as_of: model.as_of,
        organisation: Text::new(&agency.name_th, &agency.name_en),
        email: if own.email.is_empty() { agency.email.clone() } else { own.email.clone() },
        homepage: address(&agency.website),
        keywords,
        licence: [own.licence.clone(), own.licence_title.clone(), address(&own.licence_url)],
        sample: agency.sample,
        draft: model.draft,
        catalogue: properties(whole),
        resources: resources.collect(),
    }
}

fn properties(items: Vec<catalogue::Metadata>) -> Vec<Property> {
    let property = |m: catalogue::Metadata| Property { key: m.item.key(), label: m.label, value: m.value };
    items.into_iter().map(property).collect()
}

/// An address that others may follow; empty when it is none.
fn address(text: &str) -> String {
    web_address(text).unwrap_or_default().to_owned()
}
