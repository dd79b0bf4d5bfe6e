//! Rules that a form states about its own columns: `[[rules]]` of its contract.

use super::figure;
use crate::check::rows::identity;
use crate::check::sheet::{Row, Sheet};
use crate::contract::{Contract, StatedRule};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{DataValue, Origin, Text};
use crate::thai;

/// Applies the contract's rules to every record.
pub(super) fn check(sheet: &Sheet, findings: &mut Vec<Diagnostic>) {
    for rule in &sheet.contract.rules {
        for row in sheet.rows.iter().filter(|r| !r.is_total()) {
            let own = of_row(&sheet.contract, rule, row);
            findings.extend(own.map(|f| f.row(identity(&sheet.contract, &row.fields))));
        }
    }
}

fn of_row(contract: &Contract, rule: &StatedRule, row: &Row) -> Option<Diagnostic> {
    let at = contract.position(&rule.column)?;
    let (value, origin) = (row.fields[at].get()?, row.fields[at].origin.as_ref()?);
    let number = |name: &String| number(row.fields[contract.position(name)?].get()?);
    if rule.product.is_empty() {
        let plus: f64 = rule.plus.iter().map(number).sum::<Option<f64>>()?;
        let minus: f64 = rule.minus.iter().map(number).sum::<Option<f64>>()?;
        // Below zero something of an earlier period was worked off, and the rule says nothing.
        let wanted = plus - minus;
        let given = self::number(value)?;
        return (wanted >= 0.0 && (given - wanted).abs() > 0.005)
            .then(|| finding(contract, at, rule, &figure(given), &figure(wanted), origin));
    }
    let product: f64 = rule.product.iter().map(number).product::<Option<f64>>()?;
    let step = rule.steps.iter().find(|step| product <= step.0)?;
    let DataValue::Text(given) = value else { return None };
    (thai::key(given) != thai::key(&step.1))
        .then(|| finding(contract, at, rule, given, &step.1, origin).nearest(Some(step.1.clone())))
}

fn number(value: &DataValue) -> Option<f64> {
    match value {
        #[allow(clippy::cast_precision_loss)]
        DataValue::Integer(number) => Some(*number as f64),
        DataValue::Number(number) => Some(*number),
        _ => None,
    }
}

fn finding(
    contract: &Contract,
    at: usize,
    rule: &StatedRule,
    given: &str,
    wanted: &str,
    origin: &Origin,
) -> Diagnostic {
    let title = |name: &String| contract.position(name).map(|at| &contract.fields[at]);
    let list = |names: &[String], sign: &str, english: bool| {
        let titles = names.iter().filter_map(title).map(|f| if english { &f.title_en } else { &f.title });
        titles.map(String::as_str).collect::<Vec<_>>().join(sign)
    };
    let formula = |english: bool| {
        if !rule.product.is_empty() {
            return list(&rule.product, " × ", english);
        }
        let minus = list(&rule.minus, " − ", english);
        let plus = list(&rule.plus, " + ", english);
        if minus.is_empty() { plus } else { format!("{plus} − {minus}") }
    };
    let field = &contract.fields[at];
    Diagnostic::new(
        Code::ValuesContradict,
        origin,
        Text::new(
            format!("{} เขียน {given} แต่ตามแบบ ({}) ต้องเป็น {wanted}", field.title, formula(false)),
            format!("{} says {given}; by the form ({}) it is {wanted}", field.title_en, formula(true)),
        ),
        Text::new("แก้ค่าในแถวนี้ให้สอดคล้องกัน แล้วส่งใหม่", "make the values of the row agree and send it again"),
    )
    .found(given)
}
