//! Rules that a form states about its own columns.

use super::FieldSpec;
use crate::toml_file::Fault;
use serde::Deserialize;

/// A rule that the form states about its own columns; a row that breaks it contradicts itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedRule {
    /// The column that follows from others.
    pub column: String,
    /// Columns that are added up for it.
    #[serde(default)]
    pub plus: Vec<String>,
    /// Columns that are taken off.
    #[serde(default)]
    pub minus: Vec<String>,
    /// Columns that are multiplied for it, instead.
    #[serde(default)]
    pub product: Vec<String>,
    /// By the largest product: the word that the column holds, smallest first.
    #[serde(default)]
    pub steps: Vec<(f64, String)>,
}

impl StatedRule {
    pub(super) fn problem(&self, fields: &[FieldSpec]) -> Option<Fault> {
        let numbers = || self.plus.iter().chain(&self.minus).chain(&self.product);
        let is_number = |name: &String| {
            let field = fields.iter().find(|f| f.name == *name);
            field.is_some_and(|f| f.kind.is_number())
        };
        if let Some(other) = numbers().find(|name| !is_number(name)) {
            return Some(Fault::new(
                &["rules", &format!("column={}", self.column)],
                format!("rules: `{other}` ไม่ใช่คอลัมน์ตัวเลข"),
                format!("rules: `{other}` is no column of numbers"),
            ));
        }
        let Some(column) = fields.iter().find(|f| f.name == self.column) else {
            return Some(Fault::new(
                &["rules", &format!("column={}", self.column)],
                format!("rules: คอลัมน์ `{}` ไม่มีใน [[fields]]", self.column),
                format!("rules: column `{}` is not defined in fields", self.column),
            ));
        };
        let sums = self.product.is_empty() && self.steps.is_empty() && !self.plus.is_empty();
        let products = self.plus.is_empty() && self.minus.is_empty() && !self.product.is_empty();
        let is_whole = (sums && is_number(&self.column)) || (products && !self.steps.is_empty());
        if !is_whole {
            let of = &self.column;
            return Some(Fault::new(
                &["rules", &format!("column={}", self.column)],
                format!("rules: `{of}` ต้องมี plus (และ minus) เป็นคอลัมน์ตัวเลข หรือมี product กับ steps"),
                format!("rules: `{of}` needs plus (and minus) of numbers, or product and steps"),
            ));
        }
        if self.steps.windows(2).any(|w| w[0].0 >= w[1].0) {
            return Some(Fault::new(
                &["rules", &format!("column={}", self.column)],
                format!("rules: steps ของ `{}` ต้องเรียงจากน้อยไปมาก", self.column),
                format!("rules: the steps of `{}` must rise", self.column),
            ));
        }
        let choices = &column.constraints.choices;
        let stray = self.steps.iter().find(|(_, word)| !choices.is_empty() && !choices.contains(word));
        stray.map(|(_, word)| {
            Fault::new(
                &["rules", &format!("column={}", self.column)],
                format!("rules: “{word}” ไม่อยู่ในตัวเลือกของ `{}`", self.column),
                format!("rules: “{word}” is not among the choices of `{}`", self.column),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::contract::Contract;
    use crate::templates::Templates;

    /// What is wrong with the contract of complaints once a piece of it is another.
    fn problem(from: &str, to: &str) -> Option<String> {
        let templates = Templates::default().texts("contracts", "toml").expect("contracts");
        let (_, text) = templates.into_iter().find(|(p, _)| p.ends_with("o17_complaints.toml")).expect("it");
        assert!(text.contains(from), "{from}");
        toml::from_str::<Contract>(&text.replace(from, to)).expect("a contract").problem().map(|why| {
            assert!(!why.at.is_empty(), "a fault has its place: {why:?}");
            why.text.en
        })
    }

    #[test]
    fn a_rule_that_cannot_hold_is_refused_by_name() {
        let rule = "plus = [\"received\"]";
        assert_eq!(problem(rule, rule), None);
        for (to, named) in [
            ("plus = [\"recieved\"]", "`recieved`"),
            ("plus = [\"outcome\"]", "`outcome`"),
            ("plus = []", "`pending`"),
            ("product = [\"received\"]\nsteps = []", "`pending`"),
            ("product = [\"received\"]\nsteps = [[9, \"a\"], [3, \"b\"]]", "`pending`"),
        ] {
            let told = problem(rule, to).unwrap_or_default();
            assert!(told.starts_with("rules:") && told.contains(named), "{to}: {told}");
        }
        let told = problem("column = \"pending\"", "column = \"panding\"").unwrap_or_default();
        assert!(told.contains("`panding`"), "{told}");
        assert!(problem("total = true", "stock = true").unwrap_or_default().starts_with("stock"));
    }
}
