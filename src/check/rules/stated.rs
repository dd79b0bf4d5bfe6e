//! Rules that a form states about its own columns: `[[rules]]` of its contract.

use super::figure;
use crate::check::no_record;
use crate::check::rows::{identity, shown_value};
use crate::check::sheet::{Row, Sheet};
use crate::contract::{Contract, Role, StatedRule};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{DataValue, Origin, Text};
use crate::thai;
use std::collections::BTreeMap;

/// Before the name of what there was none of.
const NOTHING: &str = "ไม่มี";
/// Behind it: in this month, half or period.
const PERIODS: &[&str] = &["ในเดือน", "ในรอบ", "ในช่วง", "ในปี", "เดือนนี้", "รอบนี้"];

/// Applies the contract's rules to every record.
pub(super) fn check(sheet: &Sheet, findings: &mut Vec<Diagnostic>) {
    for rule in &sheet.contract.rules {
        for row in sheet.rows.iter().filter(|r| !r.is_total()) {
            let own = of_row(&sheet.contract, rule, row);
            findings.extend(own.map(|f| f.row(identity(&sheet.contract, &row.fields))));
        }
        findings.extend(worked_off(sheet, rule));
    }
    nothing_beside_figures(sheet, findings);
}

/// More was taken off in a sheet than came in: the rest must be of an earlier period, which is said.
fn worked_off(sheet: &Sheet, rule: &StatedRule) -> Option<Diagnostic> {
    let contract = &sheet.contract;
    let month = contract.fields.iter().position(|f| f.role == Some(Role::Month));
    let keys = contract.primary_key.iter().filter_map(|name| contract.position(name));
    let keys: Vec<usize> = keys.filter(|at| Some(*at) != month).collect();
    let sum = |row: &Row, names: &[String]| {
        let part = |name: &String| row.fields[contract.position(name)?].figure();
        names.iter().map(part).sum::<Option<f64>>()
    };
    let mut groups: BTreeMap<Vec<String>, (f64, &Row)> = BTreeMap::new();
    for row in sheet.rows.iter().filter(|r| !r.is_total() && !rule.minus.is_empty()) {
        // With a cell that cannot be read there is nothing to compare.
        let left = sum(row, &rule.plus)? - sum(row, &rule.minus)?;
        let group = keys.iter().filter_map(|at| row.fields[*at].get().map(shown_value)).collect();
        let of_group = groups.entry(group).or_insert((0.0, row));
        *of_group = (of_group.0 + left, row);
    }
    let (left, row) = groups.into_values().find(|(left, _)| *left < 0.0)?;
    let column = |names: &[String]| contract.position(names.first()?);
    let (more, less) = (column(&rule.minus)?, column(&rule.plus)?);
    let origin = row.fields[more].origin.as_ref()?;
    let excess = figure(-left);
    let (more, less) = (&contract.fields[more], &contract.fields[less]);
    let finding = Diagnostic::new(
        Code::EarlierWorkedOff,
        origin,
        Text::new(
            format!("“{}” รวมทั้งรอบมากกว่า “{}” อยู่ {excess} ส่วนที่เกินต้องค้างมาจากรอบก่อน", more.title, less.title),
            format!(
                "“{}” is {excess} more than “{}” over the period; the rest must be of an earlier period",
                more.title_en, less.title_en
            ),
        ),
        Text::new(
            "ตรวจว่าส่วนที่เกินค้างมาจากรอบก่อนจริง ถ้าไม่ใช่ให้แก้ตัวเลขแล้วส่งใหม่",
            "check that the rest is of an earlier period; if it is not, correct the figures and send them again",
        ),
    );
    Some(finding.row(identity(contract, &row.fields)).found(excess))
}

/// A row that says in words that there was nothing, and has figures.
fn nothing_beside_figures(sheet: &Sheet, findings: &mut Vec<Diagnostic>) {
    let contract = &sheet.contract;
    let words: Vec<String> =
        contract.keywords.iter().map(|word| thai::key(&format!("{NOTHING}{word}"))).collect();
    for row in sheet.rows.iter().filter(|r| !r.is_total() && contract.report.is_some()) {
        let has_figures = contract
            .fields
            .iter()
            .zip(&row.fields)
            .any(|(spec, field)| spec.total && field.figure().is_some_and(|figure| figure != 0.0));
        if !has_figures {
            continue;
        }
        let says_nothing = contract.fields.iter().zip(&row.fields).find_map(|(spec, field)| {
            let DataValue::Text(text) = field.get().filter(|_| !contract.primary_key.contains(&spec.name))?
            else {
                return None;
            };
            let key = thai::key(text);
            // ไม่มีเรื่องร้องเรียนค้าง is said of what is left.
            let is_whole = |rest: &str| rest.is_empty() || PERIODS.iter().any(|p| rest.starts_with(p));
            let says = words.iter().any(|word| key.strip_prefix(&word[..]).is_some_and(is_whole));
            says.then(|| field.origin.as_ref().map(|origin| (origin, text)))?
        });
        findings.extend(says_nothing.map(|(origin, text)| {
            no_record::nothing_beside_figures(origin, text).row(identity(contract, &row.fields))
        }));
    }
}

fn of_row(contract: &Contract, rule: &StatedRule, row: &Row) -> Option<Diagnostic> {
    let at = contract.position(&rule.column)?;
    let (value, origin) = (row.fields[at].get()?, row.fields[at].origin.as_ref()?);
    let number = |name: &String| row.fields[contract.position(name)?].figure();
    if rule.product.is_empty() {
        let plus: f64 = rule.plus.iter().map(number).sum::<Option<f64>>()?;
        let minus: f64 = rule.minus.iter().map(number).sum::<Option<f64>>()?;
        // Below zero something of an earlier period was worked off, and the rule says nothing.
        let wanted = plus - minus;
        let given = value.figure()?;
        return (wanted >= 0.0 && (given - wanted).abs() > 0.005)
            .then(|| finding(contract, at, rule, &figure(given), &figure(wanted), origin));
    }
    let product: f64 = rule.product.iter().map(number).product::<Option<f64>>()?;
    let step = rule.steps.iter().find(|step| product <= step.0)?;
    let DataValue::Text(given) = value else { return None };
    (thai::key(given) != thai::key(&step.1))
        .then(|| finding(contract, at, rule, given, &step.1, origin).nearest(Some(step.1.clone())))
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
