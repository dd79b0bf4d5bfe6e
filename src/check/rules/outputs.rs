//! Outputs of measures as units report them: known measures, outputs of the register, dates of the half.

use super::{MOST_CANDIDATES, evidence, progress, within};
use crate::check::Context;
use crate::check::cell::shown;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Facts, Measure, OutputReport, Period, Text};
use crate::thai;
use std::collections::BTreeMap;

/// Applies the rules to the outputs of one half.
pub(super) fn check(
    context: Context<'_>,
    facts: &Facts,
    period: Period,
    rows: &[OutputReport],
    findings: &mut Vec<Diagnostic>,
) {
    let year = period.fiscal_year;
    let register = facts.years.get(&year).map(|y| y.measures.as_slice()).unwrap_or_default();
    let by_code: BTreeMap<&str, &Measure> = register.iter().map(|m| (m.code.as_str(), m)).collect();
    for row in rows {
        let mut own = Vec::new();
        match by_code.get(row.measure.as_str()) {
            None => {
                let codes = register.iter().map(|m| m.code.as_str());
                own.push(progress::unknown_measure(&row.measure, &row.origin, codes, year));
            }
            Some(measure) => {
                if measure.responsible.get().is_some_and(|r| !r.units.contains(&row.unit)) {
                    let name = context.workspace.unit(&row.unit).map_or("", |u| u.name_th.as_str());
                    let wording = measure.responsible.get().map_or("", |r| r.wording.as_str());
                    own.push(progress::not_assigned(&row.measure, &row.origin, name, wording));
                }
                own.extend(unknown_output(context, measure, row));
            }
        }
        within(&row.done_on, year.first_day(), period.last_day(), &row.measure, &mut own);
        if let (Some(text), Some(origin)) = (row.evidence.get(), &row.evidence.origin) {
            evidence::lines(text, origin, &mut own);
        }
        findings.extend(own.into_iter().map(|f| f.row(row.measure.clone()).unit(Some(row.unit.clone()))));
    }
}

/// An output that the register does not have under this measure would count for nothing.
fn unknown_output(context: Context<'_>, measure: &Measure, row: &OutputReport) -> Option<Diagnostic> {
    let (text, origin) = (row.output.get()?, row.output.origin.as_ref()?);
    let known = context.contracts.output_words().outputs(measure.outputs.get()?);
    let key = thai::key(text);
    if known.iter().any(|output| output.key() == key) {
        return None;
    }
    let nearest = thai::nearest(text, known.iter().take(MOST_CANDIDATES).map(|o| o.text.as_str()));
    let nearest = nearest.map(str::to_owned);
    Some(
        Diagnostic::new(
            Code::OutputUnknown,
            origin,
            Text::new(
                format!("มาตรการ {} ไม่มีผลผลิต “{}” ในทะเบียน", measure.code, shown(text)),
                format!("measure {} has no output “{}” in the register", measure.code, shown(text)),
            ),
            Text::new(
                "คัดลอกข้อความผลผลิตจากทะเบียนมาตรการ หรือแก้ทะเบียน",
                "copy the output's words from the register, or correct the register",
            ),
        )
        .found(text.clone())
        .nearest(nearest),
    )
}
