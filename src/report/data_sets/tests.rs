use super::*;
use crate::model::{Absence, Field, Origin};
use std::sync::Arc;

const CONTRACT: &str = r#"
name = "tax"
title = "ภาษี"
title_en = "Tax"
description = ""
description_en = ""
scope = "unit"
period = "half"
workbook = "unit"
sheet = "ภาษี"
order = 1

[report]
item = "O9"
group_by = ["kind", "month"]
sum = ["payers", "amount"]

[[fields]]
name = "month"
title = "เดือน"
type = "integer"
role = "month"

[[fields]]
name = "kind"
title = "ประเภท"
type = "string"
constraints = { enum = ["ภาษีที่ดิน", "ภาษีป้าย"] }

[[fields]]
name = "payers"
title = "ราย"
type = "integer"
total = true

[[fields]]
name = "amount"
title = "บาท"
type = "number"
total = true
"#;

fn contract(report: &str) -> Contract {
    let text = if report.is_empty() {
        CONTRACT.to_owned()
    } else {
        CONTRACT.replace("group_by = [\"kind\", \"month\"]\nsum = [\"payers\", \"amount\"]", report)
    };
    toml::from_str(&text).unwrap()
}

fn units() -> Vec<Unit> {
    ["office-02", "office-01"]
        .map(|id| Unit {
            id: id.to_owned(),
            kind: "office".to_owned(),
            name_th: id.to_owned(),
            name_en: String::new(),
            aliases: Vec::new(),
        })
        .to_vec()
}

fn row(unit: &str, month: i64, kind: &str, payers: i64, amount: Option<f64>) -> DataRow {
    let origin = Origin { file: Arc::from("f.xlsx"), sheet: Arc::from("s"), row: 0, col: 0 };
    let given = |v| Field::given(v, origin.clone());
    DataRow {
        unit: unit.to_owned(),
        values: vec![
            given(DataValue::Integer(month)),
            given(DataValue::Text(kind.to_owned())),
            given(DataValue::Integer(payers)),
            amount.map_or_else(
                || Field::absent(Absence::Blank, Some(origin.clone())),
                |a| given(DataValue::Number(a)),
            ),
        ],
        origin: origin.clone(),
    }
}

fn labels(groups: &[Group]) -> Vec<Vec<Label>> {
    groups.iter().map(|g| g.labels.clone()).collect()
}

fn text(words: &str) -> Label {
    Label::Text(words.to_owned())
}

#[test]
fn groups_follow_the_contract_and_the_fiscal_year() {
    let contract = contract("");
    let rows = [
        row("office-01", 1, "ภาษีป้าย", 1, Some(10.0)),
        row("office-01", 10, "ภาษีป้าย", 2, Some(20.0)),
        row("office-01", 3, "ภาษีที่ดิน", 4, Some(40.0)),
        row("office-02", 10, "ภาษีป้าย", 8, Some(80.0)),
    ];
    let units = units();
    let table = tabulate(&contract, &units, &rows, None).unwrap();
    assert_eq!(
        labels(&table.groups),
        [
            vec![text("ภาษีที่ดิน"), Label::Month(3)],
            vec![text("ภาษีป้าย"), Label::Month(10)],
            vec![text("ภาษีป้าย"), Label::Month(1)],
        ]
    );
    assert_eq!(table.groups[1].rows, 2);
    assert_eq!(table.groups[1].sums[1].current.complete(), Some(100.0));
    let signs = table.subtotal(&[text("ภาษีป้าย")]).unwrap();
    assert_eq!(signs.sums[0].current.complete(), Some(11.0));
    assert_eq!(table.total.sums[1].current.complete(), Some(150.0));
    assert_eq!(table.total.sums[1].difference(), None);
    assert!(!table.has_previous);
    assert_eq!(table.senders, ["office-02", "office-01"]);
}

#[test]
fn differences_and_percentages_need_both_years_and_no_zero() {
    let contract = contract("");
    let now = [row("office-01", 10, "ภาษีป้าย", 5, Some(90.0)), row("office-01", 11, "ภาษีป้าย", 3, Some(1.0))];
    let before =
        [row("office-01", 10, "ภาษีป้าย", 0, Some(120.0)), row("office-01", 12, "ภาษีป้าย", 7, Some(4.0))];
    let units = units();
    let table = tabulate(&contract, &units, &now, Some(&before)).unwrap();
    let october = &table.groups[0];
    assert_eq!(october.sums[0].difference(), Some(5.0));
    assert_eq!(october.sums[0].percent(), None);
    assert_eq!(october.sums[1].difference(), Some(-30.0));
    assert_eq!(october.sums[1].percent(), Some(-25.0));
    // November has no row of the year before, December none of this year: neither is a fall to zero.
    assert_eq!(table.groups[1].sums[0].difference(), None);
    assert_eq!(table.groups[2].labels[1], Label::Month(12));
    assert_eq!(table.groups[2].sums[0].current.value, None);
    assert_eq!((table.groups[2].rows, table.groups[2].rows_before), (0, 1));
}

#[test]
fn an_incomplete_sum_is_not_compared() {
    let contract = contract("");
    let now = [row("office-01", 10, "ภาษีป้าย", 5, Some(90.0)), row("office-02", 10, "ภาษีป้าย", 5, None)];
    let before = [row("office-01", 10, "ภาษีป้าย", 5, Some(100.0))];
    let units = units();
    let table = tabulate(&contract, &units, &now, Some(&before)).unwrap();
    let amount = table.total.sums[1];
    assert_eq!(amount.current, Sum { value: Some(90.0), absent: 1 });
    assert_eq!((amount.difference(), amount.percent()), (None, None));
    // Only office-01 sent it in both years, and its number is the same.
    assert_eq!(table.total.sums[0].difference(), Some(0.0));
}

#[test]
fn a_figure_that_a_later_day_replaces_adds_nothing_and_leaves_no_gap() {
    let contract = contract("");
    let replaced = |mut row: DataRow| {
        row.values[2].value = Err(Absence::Superseded);
        row
    };
    let now = [
        replaced(row("office-01", 10, "ภาษีป้าย", 118, Some(5.0))),
        row("office-01", 11, "ภาษีป้าย", 120, Some(7.0)),
    ];
    let before = [row("office-01", 10, "ภาษีป้าย", 110, Some(4.0))];
    let units = units();
    let table = tabulate(&contract, &units, &now, Some(&before)).expect("a data set");
    assert_eq!(table.total.sums[0].current, Sum { value: Some(120.0), absent: 0 }, "the last day alone");
    assert_eq!(table.total.sums[0].difference(), Some(10.0), "and it is compared");
    assert_eq!(table.total.sums[1].current.value, Some(12.0), "money of both days");
}

#[test]
fn spellings_of_one_text_are_one_group() {
    let contract = contract("group_by = [\"kind\"]\nsum = [\"amount\"]");
    let now = [row("office-01", 10, "ชุมชน ๑", 1, Some(1.0))];
    let before = [row("office-01", 10, "ชุมชน 1", 1, Some(2.0))];
    let units = units();
    let table = tabulate(&contract, &units, &now, Some(&before)).unwrap();
    assert_eq!(table.groups.len(), 1);
    assert_eq!(table.groups[0].sums[0].difference(), Some(-1.0));
    assert!(table.subtotals.is_empty());
}

#[test]
fn a_list_keeps_its_rows_by_unit_and_sums_what_the_contract_totals() {
    let contract = contract("group_by = [\"unit\"]\nshow = [\"kind\"]");
    let now = [
        row("office-01", 10, "ก", 1, Some(1.0)),
        row("office-02", 11, "ข", 2, Some(2.0)),
        row("office-01", 12, "ค", 3, Some(3.0)),
    ];
    let units = units();
    let table = tabulate(&contract, &units, &now, Some(&[])).unwrap();
    assert!(!table.is_summed());
    let months: Vec<_> = table.rows.iter().map(|r| value(&contract, r, "month").cloned()).collect();
    assert_eq!(months, [11, 10, 12].map(|m| Some(DataValue::Integer(m))));
    assert_eq!(table.columns.len(), 2);
    assert_eq!(table.total.sums[0].current.complete(), Some(6.0));
    assert_eq!(table.listed.len(), 1);
}

#[test]
fn nothing_sent_is_no_panic_and_no_zero() {
    let contract = contract("");
    let table = tabulate(&contract, &[], &[], None).unwrap();
    assert!(table.groups.is_empty() && table.rows.is_empty());
    assert_eq!(table.total.sums[0].current.value, None);
}

#[test]
fn a_unit_of_one_year_only_moves_no_comparison() {
    let contract = contract("");
    let units = units();
    let both = |amount| row("office-01", 10, "ภาษีป้าย", 5, Some(amount));
    let other = |amount| row("office-02", 10, "ภาษีป้าย", 1, Some(amount));
    let told = |now: &[DataRow], before: &[DataRow]| {
        let table = tabulate(&contract, &units, now, Some(before)).unwrap();
        let sums = table.total.sums[1];
        let (gone, new) = table.unpaired();
        let names = [gone.join(","), new.join(",")];
        (sums.current.value, sums.previous.value, sums.difference(), sums.percent(), sums.is_partial(), names)
    };
    let none = || [String::new(), String::new()];
    // Has not sent this year: the sum falls, the comparison does not.
    assert_eq!(
        told(&[both(90.0)], &[both(60.0), other(1000.0)]),
        (Some(90.0), Some(1060.0), Some(30.0), Some(50.0), true, ["office-02".to_owned(), String::new()])
    );
    // Sends for the first time.
    assert_eq!(
        told(&[both(90.0), other(7.0)], &[both(60.0)]),
        (Some(97.0), Some(60.0), Some(30.0), Some(50.0), true, [String::new(), "office-02".to_owned()])
    );
    // Both in both years: nothing is left out.
    assert_eq!(
        told(&[both(90.0), other(10.0)], &[both(60.0), other(20.0)]),
        (Some(100.0), Some(80.0), Some(20.0), Some(25.0), false, none())
    );
    // Nobody in both: nothing can be compared.
    let (_, _, difference, ..) = told(&[both(90.0)], &[other(20.0)]);
    assert_eq!(difference, None);
}

#[test]
fn a_list_has_what_tells_its_rows_apart() {
    let mut contract = contract("group_by = [\"kind\"]\nshow = [\"month\", \"payers\"]");
    contract.primary_key = vec!["month".to_owned(), "kind".to_owned()];
    let units = units();
    let listed = |now: &[DataRow]| -> Vec<String> {
        let table = tabulate(&contract, &units, now, None).unwrap();
        table.listed.iter().map(|field| field.name.clone()).collect()
    };
    let [one, other] = ["ก", "ข"].map(|kind| row("office-01", 10, kind, 1, Some(1.0)));
    assert_eq!(listed(&[one.clone(), other]), ["month", "kind", "payers"]);
    // One kind alone needs no column.
    assert_eq!(listed(std::slice::from_ref(&one)), ["month", "payers"]);
}
