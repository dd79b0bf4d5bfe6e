//! The fourteen metadata items that Thailand's open-data catalogue asks of every data set.
//!
//! Comes in: `agency.toml` and a contract. Goes out: the items in the catalogue's order, Thai and English.
//! Never: an item without a value; what an agency does not say has a default.

use super::Model;
use crate::contract::{Contract, DataType};
use crate::model::Text;

/// A metadata item, in the catalogue's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// ประเภทข้อมูล
    Type,
    /// ชื่อชุดข้อมูล
    Title,
    /// องค์กร
    Organisation,
    /// ชื่อผู้ติดต่อ
    Maintainer,
    /// อีเมลผู้ติดต่อ
    Email,
    /// คำสำคัญ
    Keywords,
    /// รายละเอียด
    Description,
    /// วัตถุประสงค์
    Objective,
    /// ความถี่ของการปรับปรุงข้อมูล
    Frequency,
    /// ขอบเขตเชิงภูมิศาสตร์
    Area,
    /// แหล่งที่มา
    Source,
    /// รูปแบบการเก็บข้อมูล
    Format,
    /// หมวดหมู่ข้อมูลตามธรรมาภิบาลข้อมูลภาครัฐ
    Category,
    /// สัญญาอนุญาตให้ใช้ข้อมูล
    Licence,
}

impl Item {
    /// Its name in the data package.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Type => "data_type",
            Self::Title => "title",
            Self::Organisation => "organization",
            Self::Maintainer => "maintainer",
            Self::Email => "maintainer_email",
            Self::Keywords => "keywords",
            Self::Description => "description",
            Self::Objective => "objective",
            Self::Frequency => "update_frequency",
            Self::Area => "geo_coverage",
            Self::Source => "data_source",
            Self::Format => "data_format",
            Self::Category => "data_category",
            Self::Licence => "license",
        }
    }
}

/// A metadata item with its value.
#[derive(Clone, Debug)]
pub struct Metadata {
    /// Which.
    pub item: Item,
    /// What people call it.
    pub label: Text,
    /// The value.
    pub value: Text,
}

/// The items of a data set; of the whole publication without one. Digits are Arabic.
#[must_use]
pub fn items(model: &Model<'_>, contract: Option<&Contract>) -> Vec<Metadata> {
    let agency = &model.workspace.agency;
    let own = &model.workspace.open_data;
    let report = contract.and_then(|c| c.report.as_ref());
    let said = |key: &str| model.both(key, &[]);
    let name = Text::new(&agency.name_th, &agency.name_en);
    let pick = |th: &str, en: &str, default: Text| {
        let th = if th.is_empty() { &default.th } else { th };
        Text::new(th, if en.is_empty() { &default.en } else { en })
    };
    let area_th = if agency.short_th.is_empty() { &agency.name_th } else { &agency.short_th };
    let objective = report.map(|r| (&r.objective[..], &r.objective_en[..])).unwrap_or_default();
    let senders = contract.map_or_else(
        || {
            let words = &model.workspace.words;
            let (units, units_en) = (words.get("units"), words.get("units_en"));
            model.both("catalogue.source_of_all", &[("units", Text::new(units, units_en))])
        },
        |c| model.both("catalogue.source", &[("sheet", Text::new(&c.sheet, &c.title_en))]),
    );
    let value = |item| match item {
        Item::Type => match report.map_or(DataType::Record, |r| r.data_type) {
            DataType::Record => said("catalogue.record"),
            DataType::Statistics => said("catalogue.statistics"),
        },
        Item::Title => contract.map_or_else(
            || model.both("catalogue.title_of_all", &[("agency", name.clone())]),
            |c| Text::new(&c.title, &c.title_en),
        ),
        Item::Organisation => name.clone(),
        Item::Maintainer => pick(&own.maintainer_th, &own.maintainer_en, name.clone()),
        Item::Email => {
            let address = if own.email.is_empty() { &agency.email } else { &own.email };
            let address = if address.is_empty() { "-" } else { address };
            Text::same(address)
        }
        Item::Keywords => {
            let mut words: Vec<&str> =
                contract.map(|c| c.keywords.iter().map(String::as_str).collect()).unwrap_or_default();
            words.extend(report.map(|r| r.item.as_str()));
            words.extend(["ITA", &agency.name_th]);
            words.extend(model.answered().map(|(instrument, _)| instrument.code.as_str()));
            let words = words.join(", ");
            Text::same(&words)
        }
        Item::Description => contract.map_or_else(
            || said("catalogue.description_of_all"),
            |c| Text::new(&c.description, &c.description_en),
        ),
        Item::Objective => pick(
            if objective.0.is_empty() { &own.objective_th } else { objective.0 },
            if objective.1.is_empty() { &own.objective_en } else { objective.1 },
            said("catalogue.objective"),
        ),
        Item::Frequency => {
            pick(&own.update_frequency_th, &own.update_frequency_en, said("catalogue.frequency"))
        }
        Item::Area => pick(&own.area_th, &own.area_en, Text::new(area_th, &agency.name_en)),
        Item::Source => senders.clone(),
        Item::Format => Text::same("CSV, XLSX, PDF"),
        Item::Category => pick(&own.category_th, &own.category_en, said("catalogue.category")),
        Item::Licence => Text::same(&own.licence_title),
    };
    [
        Item::Type,
        Item::Title,
        Item::Organisation,
        Item::Maintainer,
        Item::Email,
        Item::Keywords,
        Item::Description,
        Item::Objective,
        Item::Frequency,
        Item::Area,
        Item::Source,
        Item::Format,
        Item::Category,
        Item::Licence,
    ]
    .into_iter()
    .map(|item| Metadata {
        item,
        label: said(&format!("catalogue.label.{}", item.key())),
        value: value(item),
    })
    .collect()
}
