//! A layout's names against its contract, and what is short filled in.

use super::{Layout, Target, title_key};
use crate::contract::{Contract, Contracts};
use crate::model::Text;
use crate::thai;
use std::sync::Arc;

impl Layout {
    /// Fills in what is short, and checks every name. The error: the word in question, and what is wrong.
    pub(super) fn complete(&mut self, contracts: &Contracts) -> Result<(), (String, Text)> {
        let Some(contract) = contracts.get(&self.contract) else {
            let names: Vec<_> = contracts.iter().map(|c| c.name.as_str()).collect();
            let meant = thai::nearest(&self.contract, names.iter().copied());
            let meant = meant_text(meant);
            let known = names.join(", ");
            let name = &self.contract;
            let problem = Text::new(
                format!("ไม่มีแบบ `{name}`{} (มี {known})", meant.th),
                format!("there is no contract `{name}`{} (known: {known})", meant.en),
            );
            return Err((name.clone(), problem));
        };
        let contract = Arc::clone(contract);
        if !(1..=3).contains(&self.header_rows) {
            return Err((
                "header_rows".to_owned(),
                Text::new("header_rows: 1, 2 หรือ 3", "header_rows: 1, 2 or 3"),
            ));
        }
        for column in self.columns_mut() {
            if !column.field.is_empty() {
                let field = column.field.clone();
                column.take.insert(0, Target { field, ..Target::default() });
            }
            column.keys = column.titles.iter().map(|t| title_key(t)).collect();
        }
        self.check_names(&contract)?;
        if self.column.is_empty() {
            return Err((self.name.clone(), Text::new("ไม่มี [[column]]", "it has no [[column]]")));
        }
        self.of = Some(contract);
        Ok(())
    }

    fn check_names(&self, contract: &Contract) -> Result<(), (String, Text)> {
        let known = |name: &str| {
            let exact = |n: &str| {
                contract.position(n).is_some()
                    || contract.meta.iter().chain(&contract.internal).any(|m| m.name == n)
            };
            // `count_{choice}` stands for a family of fields.
            exact(name) || exact(&name.replace("{choice}", "1"))
        };
        let check = |name: &str| {
            if known(name) {
                return Ok(());
            }
            let fields = contract.fields.iter().chain(&contract.meta).chain(&contract.internal);
            let names = fields.map(|f| f.name.as_str());
            let all: Vec<_> = names.clone().collect();
            let meant = meant_text(thai::nearest(name, names));
            let (of, list) = (&contract.name, all.join(", "));
            let problem = Text::new(
                format!("แบบ `{of}` ไม่มีช่อง `{name}`{} (มี {list})", meant.th),
                format!("contract `{of}` has no field `{name}`{} (known: {list})", meant.en),
            );
            Err((name.to_owned(), problem))
        };
        // Where records are put together, columns are places of their own.
        let local = !self.record.is_empty();
        for column in self.columns() {
            if column.skip || column.choice {
                continue;
            }
            if column.take.is_empty() && column.split.is_empty() {
                let what = Text::new(
                    "คอลัมน์ต้องมี `field`, `take`, `split`, `choice` หรือ `skip`",
                    "a column needs `field`, `take`, `split`, `choice` or `skip`",
                );
                return Err((column.name(), what));
            }
            if !local {
                column.fields().try_for_each(check)?;
            }
        }
        for fact in &self.fact {
            check(&fact.field)?;
            if fact.find.is_none() && fact.like.is_empty() && fact.otherwise.is_none() {
                let what = Text::new(
                    "[[fact]] ต้องมี `find`, `like` หรือ `otherwise`",
                    "a fact needs `find`, `like` or `otherwise`",
                );
                return Err((fact.field.clone(), what));
            }
        }
        if let Some(across) = &self.across {
            if !across.field.is_empty() {
                check(&across.field)?;
            } else if across.totals.is_empty() {
                return Err((
                    "across".to_owned(),
                    Text::new(
                        "[across] ต้องมี `field` หรือมี `totals` เมื่ออ่านเฉพาะผลรวม",
                        "across needs `field`, or `totals` when the sums are what is read",
                    ),
                ));
            }
            if across.value.is_empty() {
                let what = Text::new("[across] ต้องมีอย่างน้อยหนึ่ง value", "across needs at least one value");
                return Err((across.field.clone(), what));
            }
        }
        for banner in &self.banner {
            banner.set.keys().try_for_each(|name| check(name))?;
            banner.like.names().try_for_each(check)?;
        }
        let column = |name: &String| {
            if self.columns().any(|c| c.take.iter().any(|t| t.field == *name)) {
                Ok(())
            } else {
                let what = Text::new(format!("ไม่มีคอลัมน์ที่ให้ค่า `{name}`"), format!("no column gives `{name}`"));
                Err((name.clone(), what))
            }
        };
        for rule in &self.record {
            rule.set.keys().chain(rule.from.keys()).try_for_each(|name| check(name))?;
            rule.when.iter().chain(rule.from.values()).try_for_each(column)?;
        }
        self.start.iter().try_for_each(column)?;
        if !self.key.is_empty() {
            column(&self.key)?;
        }
        if !self.part.is_empty() {
            check(&self.part)?;
        }
        if let Some(codes) = &self.codes {
            [&codes.field, &codes.by].into_iter().chain(&codes.content).try_for_each(|name| check(name))?;
        }
        Ok(())
    }
}

/// The name that may be meant, behind one that is not known.
fn meant_text(name: Option<&str>) -> Text {
    name.map_or_else(Text::default, |name| {
        Text::new(format!(" หมายถึง `{name}` หรือไม่"), format!("; did you mean `{name}`?"))
    })
}
