//! A layout's names against its contract, and what is short filled in.

use super::{Layout, Target, title_key};
use crate::contract::{Contract, Contracts};
use crate::thai;
use std::sync::Arc;

impl Layout {
    /// Fills in what is short, and checks every name. The error: the word in question, and what is wrong.
    pub(super) fn complete(&mut self, contracts: &Contracts) -> Result<(), (String, String)> {
        let Some(contract) = contracts.get(&self.contract) else {
            let names: Vec<_> = contracts.iter().map(|c| c.name.as_str()).collect();
            let meant = thai::nearest(&self.contract, names.iter().copied());
            let meant = meant.map(|m| format!("; did you mean `{m}`?")).unwrap_or_default();
            let known = names.join(", ");
            return Err((
                self.contract.clone(),
                format!("there is no contract `{}`{meant} (known: {known})", self.contract),
            ));
        };
        let contract = Arc::clone(contract);
        if !(1..=3).contains(&self.header_rows) {
            return Err(("header_rows".to_owned(), "header_rows: 1, 2 or 3".to_owned()));
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
            return Err((self.name.clone(), "it has no [[column]]".to_owned()));
        }
        self.of = Some(contract);
        Ok(())
    }

    fn check_names(&self, contract: &Contract) -> Result<(), (String, String)> {
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
            let meant = thai::nearest(name, names).map(|m| format!("; did you mean `{m}`?"));
            let meant = meant.unwrap_or_default();
            let list = all.join(", ");
            let problem =
                format!("contract `{}` has no field `{name}`{meant} (known: {list})", contract.name);
            Err((name.to_owned(), problem))
        };
        // Where records are put together, columns are places of their own.
        let local = !self.record.is_empty();
        for column in self.columns() {
            if column.skip || column.choice {
                continue;
            }
            if column.take.is_empty() && column.split.is_empty() {
                let what = "a column needs `field`, `take`, `split`, `choice` or `skip`";
                return Err((column.name(), what.to_owned()));
            }
            if !local {
                column.fields().try_for_each(check)?;
            }
        }
        for fact in &self.fact {
            check(&fact.field)?;
            if fact.find.is_none() && fact.like.is_empty() && fact.otherwise.is_none() {
                return Err((fact.field.clone(), "a fact needs `find`, `like` or `otherwise`".to_owned()));
            }
        }
        if let Some(across) = &self.across {
            if !across.field.is_empty() {
                check(&across.field)?;
            } else if across.totals.is_empty() {
                return Err((
                    "across".to_owned(),
                    "across needs `field`, or `totals` when the sums are what is read".to_owned(),
                ));
            }
            if across.value.is_empty() {
                return Err((across.field.clone(), "across needs at least one value".to_owned()));
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
                Err((name.clone(), format!("no column gives `{name}`")))
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
