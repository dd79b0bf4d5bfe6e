//! As many columns of counts and percentages as a scale has choices: the survey's contract writes the first ones
//! out, a scheme may have fewer or more.
//!
//! Comes in: a contract and a number of choices. Goes out: the contract with one column a choice. Never: knows
//! which contract it is; columns that name a choice follow.

use super::{Contract, Contracts, FieldSpec};
use crate::thai;
use std::sync::Arc;

impl Contract {
    /// Highest choice that a column is for; none without such columns.
    #[must_use]
    pub fn choices(&self) -> Option<usize> {
        self.fields.iter().filter_map(|f| f.choice).max()
    }

    /// The same kind of sheet with columns for the choices 1 to `most`: others go, missing ones are made like the
    /// last one that is there.
    #[must_use]
    pub fn with_choices(&self, most: usize) -> Self {
        let mut contract = self.clone();
        contract.fields.retain(|f| f.choice.is_none_or(|choice| choice <= most));
        let mut at = 0;
        while at < contract.fields.len() {
            let field = &contract.fields[at];
            let last = contract.fields.get(at + 1).is_none_or(|next| next.role != field.role);
            if let (Some(choice), true) = (field.choice, last) {
                let made: Vec<_> = (choice + 1..=most).map(|n| renumbered(field, choice, n)).collect();
                let count = made.len();
                let behind = contract.fields.split_off(at + 1);
                contract.fields.extend(made);
                contract.fields.extend(behind);
                at += count;
            }
            at += 1;
        }
        contract
    }
}

impl Contracts {
    /// The contracts with columns for the choices of any scale, so that any year's sheets can be read. Contracts that
    /// have enough stay as they are.
    #[must_use]
    pub fn with_choices(self, most: usize) -> Self {
        let widened = |contract: Arc<Contract>| match contract.choices() {
            Some(choices) if choices < most => Arc::new(contract.with_choices(most)),
            _ => contract,
        };
        let list = self.list.into_iter().map(widened).collect();
        let mut contracts = Self::of(list, self.row_words, self.output_words);
        contracts.without = self.without;
        contracts
    }
}

/// The column of another choice.
fn renumbered(field: &FieldSpec, from: usize, to: usize) -> FieldSpec {
    let (from, to) = (from.to_string(), to.to_string());
    let (from_th, to_th) = (thai::to_thai_digits(&from), thai::to_thai_digits(&to));
    let text = |text: &str| text.replace(&from_th, &to_th).replace(&from, &to);
    let mut made = FieldSpec {
        name: text(&field.name),
        title: text(&field.title),
        title_en: text(&field.title_en),
        aliases: field.aliases.iter().map(|alias| text(alias)).collect(),
        choice: to.parse().ok(),
        help: text(&field.help),
        help_en: text(&field.help_en),
        ..field.clone()
    };
    made.make_keys();
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates::Templates;

    #[test]
    fn columns_follow_the_number_of_choices() {
        let contracts = Contracts::load(&Templates::default()).expect("contracts");
        let survey = contracts.get("survey_questions").expect("the survey");
        for most in [2, 5, 6, 7, 11] {
            let made = survey.with_choices(most);
            let names: Vec<_> =
                made.fields.iter().filter(|f| f.choice.is_some()).map(|f| &f.name[..]).collect();
            let expected: Vec<_> = ["count", "percent"]
                .iter()
                .flat_map(|kind| (1..=most).map(move |n| format!("{kind}_{n}")))
                .collect();
            assert_eq!(names, expected);
        }
        let wide = contracts.with_choices(7);
        let seventh = &wide.get("survey_questions").expect("the survey").fields;
        let seventh = seventh.iter().find(|f| f.name == "count_7").expect("a column");
        assert!(seventh.is_named(&thai::key("จำนวนผู้ตอบ ตัวเลือก ๗")) && seventh.choice == Some(7));
    }
}
