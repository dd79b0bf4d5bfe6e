//! What a contract says and cannot mean: told with the line in which it stands.

use super::{Contract, FieldSpec, Role};
use crate::error::Error;
use crate::model::Text;
use crate::scheme::Schemes;
use crate::thai;
use crate::toml_file::{Fault, TomlFile};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Roles of numbers that name something or are a share: what they add up to means nothing.
const NO_AMOUNTS: [Role; 6] =
    [Role::Month, Role::FiscalYear, Role::Half, Role::Revision, Role::Indicator, Role::Percent];

impl Contract {
    /// The first contradiction with its place.
    pub(super) fn contradiction(&self, file: &TomlFile<'_>) -> Option<Fault> {
        let tables = [("fields", &self.fields), ("meta", &self.meta), ("internal", &self.internal)];
        let fields = tables.into_iter().flat_map(|(table, fields)| fields.iter().map(move |f| (table, f)));
        let own = fields.clone().find_map(|(table, field)| field_name(table, field));
        let empty = || fields.clone().find_map(|(table, field)| choices(table, field, file));
        own.or_else(empty).or_else(|| self.sums())
    }

    /// Columns that are added up and are no amounts.
    fn sums(&self) -> Option<Fault> {
        let named = |name: &str| {
            self.fields.iter().find(|f| f.name == name && f.role.is_some_and(|r| NO_AMOUNTS.contains(&r)))
        };
        let refused = |at: &[&str], key: &str, name: &str| {
            Fault::new(
                at,
                format!(
                    "{key} ระบุ `{name}` ซึ่งเป็นชื่อเดือน ปี ลำดับ หรือร้อยละ รวมกันแล้วไม่มีความหมาย — ระบุคอลัมน์จำนวน หรือลบออก"
                ),
                format!(
                    "{key} names `{name}`, a month, year, number of something or percentage, which adds up to nothing — name a column of amounts, or remove it"
                ),
            )
        };
        let total = self.fields.iter().find(|f| f.total && named(&f.name).is_some());
        if let Some(field) = total {
            return Some(refused(
                &["fields", &format!("name={}", field.name), "total"],
                "total",
                &field.name,
            ));
        }
        let report = self.report.as_ref()?;
        let summed = report.sum.iter().find(|name| named(name).is_some());
        if let Some(name) = summed {
            return Some(refused(&["report", "sum"], "report.sum", name));
        }
        let bars = report.chart.iter().flat_map(|chart| &chart.columns).find(|name| named(name).is_some())?;
        Some(refused(&["report", "chart", "columns"], "report.chart.columns", bars))
    }
}

fn field_name(table: &str, field: &FieldSpec) -> Option<Fault> {
    let name = &field.name;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (name.is_empty() || !name.chars().all(plain)).then(|| {
        Fault::new(
            &[table, &format!("name={name}"), "name"],
            format!("name `{name}`: ใช้ได้เฉพาะ a–z, 0–9 และ _ เพราะเป็นชื่อคอลัมน์ของข้อมูลเปิด — แก้ชื่อ (หัวตารางที่คนเห็นแก้ที่ title)"),
            format!("name `{name}`: use a–z, 0–9 and _ (it names a column of the open data) — correct it; what people see is the title"),
        )
    })
}

fn choices(table: &str, field: &FieldSpec, file: &TomlFile<'_>) -> Option<Fault> {
    let name = &field.name;
    let step = format!("name={name}");
    let at = [table, step.as_str(), "constraints", "enum"];
    let blank = field.constraints.choices.iter().any(|choice| thai::key(choice).is_empty());
    (blank || file.is_empty_list(&at)).then(|| {
        Fault::new(
            &at,
            format!("enum ของ `{name}` ไม่มีตัวเลือก หรือมีตัวเลือกว่าง — ใส่ตัวเลือก หรือลบ enum"),
            format!("enum of `{name}` has no choice, or a blank one — write the choices, or remove enum"),
        )
    })
}

/// Contracts that cannot be meant beside each other, or with the checklists of all years.
pub(super) fn among(contracts: &[Arc<Contract>], schemes: &Schemes) -> Result<(), Error> {
    let mut items: BTreeMap<&str, &Contract> = BTreeMap::new();
    let mut sheets: BTreeMap<String, &Contract> = BTreeMap::new();
    // Built-in ones come first, so that of two the agency's own is told.
    let mut contracts: Vec<_> = contracts.iter().collect();
    contracts.sort_by_key(|contract| contract.own);
    for contract in contracts {
        let from = &contract.from;
        let wrong = |line: Option<usize>, th: String, en: String| {
            Err(Error::template_at(&from.path, line, Text::new(th, en)))
        };
        if let Some(other) = sheets.insert(thai::key(&contract.sheet), contract) {
            let (sheet, path) = (&contract.sheet, &other.from.path);
            return wrong(
                from.sheet,
                format!("sheet “{sheet}” ซ้ำกับ {path} — ตั้งชื่อแผ่นงานให้ต่างกัน"),
                format!("sheet “{sheet}” is that of {path}, too — give it another name"),
            );
        }
        let Some(item) = contract.report.as_ref().map(|report| report.item.as_str()) else { continue };
        if item.is_empty() {
            continue;
        }
        let listed = |scheme: &crate::scheme::Scheme| scheme.items().any(|question| question.code == item);
        if !schemes.years().filter_map(|year| schemes.get(year)).any(listed) {
            return wrong(
                from.item,
                format!("item “{item}” ไม่มีในแบบตรวจ OIT ของปีใด — แก้ให้ตรง หรือเขียน item = \"\" ถ้าไม่ได้ตอบข้อใด"),
                format!(
                    "item “{item}” is on no year's checklist — correct it, or write item = \"\" where it answers none"
                ),
            );
        }
        if let Some(other) = items.insert(item, contract) {
            let (path, name) = (&other.from.path, &other.name);
            return wrong(
                from.item,
                format!(
                    "item “{item}” เป็นของ {path} ด้วย — แก้ข้อ หรือเขียน {name} = [] ใน [data_sets] ของ agency.toml ถ้าใช้แบบนี้แทน"
                ),
                format!(
                    "item “{item}” is that of {path}, too — correct it, or write {name} = [] in [data_sets] of agency.toml where this one takes its place"
                ),
            );
        }
    }
    Ok(())
}
