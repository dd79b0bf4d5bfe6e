//! The sample's register against the facts of a district's published plan: due days, cadences, units, outputs.

use crate::workbook_support::{PERIOD, Sample};
use ita_report::model::Due;
use std::collections::BTreeMap;

/// What was noted from the published register, one row a measure, without names.
const FACTS: &str = include_str!("../golden/register-2568-facts.csv");

#[test]
fn the_sample_is_a_whole_year_as_a_district_planned_it() {
    let sample = Sample::new();
    let measures = &sample.facts.years[&PERIOD.fiscal_year].measures;
    let mut reader = csv::Reader::from_reader(FACTS.as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(|row| row.expect("a row")).collect();
    assert_eq!((measures.len(), rows.len()), (46, 46));
    let outputs = |text: &str| -> Vec<_> {
        let found = sample.contracts.output_words().outputs(text);
        found.into_iter().map(|output| (output.quantity, output.kinds)).collect()
    };
    for (measure, row) in measures.iter().zip(&rows) {
        let code = &measure.code;
        assert_eq!(
            measure.indicator.get().map(ToString::to_string).as_ref(),
            Some(&row["indicator"]),
            "{code}"
        );
        assert_eq!(measure.item.get().map_or("", String::as_str), row["item"], "{code}");
        let due = match measure.due.get() {
            Some(Due::On(day)) => day.to_string(),
            Some(Due::Continuous(words)) if words == "ทุกเดือน" => "monthly".to_owned(),
            Some(Due::Continuous(words)) if words == "เป็นปัจจุบัน" => {
                "up_to_date".to_owned()
            }
            other => panic!("{code}: {other:?}"),
        };
        assert_eq!(due, row["due"], "{code}");
        assert_eq!(measure.cadence.text(), row["cadence_raw"], "{code}");
        let responsible = measure.responsible.get().expect("units");
        let mut units: Vec<_> = responsible.wording.split(", ").collect();
        // The plan's task for O19 names the schools, its column of units does not.
        if row["periodic_data"].contains("every unit and school") {
            units.retain(|unit| *unit != "โรงเรียนในสังกัด");
        }
        assert_eq!(units.join(";"), row["units"].replace("ร.ร.ในสังกัด", "โรงเรียนในสังกัด"), "{code}");
        let wanted = outputs(&row["outputs"].replace(" | ", "\n"));
        assert_eq!(outputs(measure.outputs.text()), wanted, "{code}");
    }
}

#[test]
fn its_two_printed_slips_are_kept_and_accepted_with_a_reason() {
    let sample = Sample::new();
    let slips = sample.diagnostics.iter().filter(|found| found.code.name() == "percent-mismatch");
    let cells: Vec<_> = slips.filter_map(|found| found.place.a1()).collect();
    let accepted = sample.workspace.accepted.iter();
    let accepted: Vec<_> =
        accepted.filter(|one| one.code == "percent-mismatch" && !one.reason.is_empty()).collect();
    assert_eq!(cells, ["O17", "N20"]);
    assert_eq!(accepted.iter().filter_map(|one| one.cell.clone()).collect::<Vec<_>>(), cells);
}
