//! Whose a sheet is, and for which period.

use super::{Meta, Sheet};
use crate::check::tally::Tally;
use crate::check::{Context, expects, notices, units};
use crate::contract::{Contract, Cover, Role, Scope, is_guide, originals};
use crate::diagnostic::Diagnostic;
use crate::ingest::{RawValue, RawWorkbook};
use crate::model::{DataValue, Field, FiscalYear, Half, Origin, Period, Submission};
use std::sync::Arc;

/// A sheet without rows, and what its labelled cells say of whose it is and for which half; a stray where that
/// cannot be told.
pub(super) fn begin(
    context: Context<'_>,
    contract: &Arc<Contract>,
    meta: &Meta,
    workbook: &RawWorkbook,
    at: &Origin,
    findings: &mut Vec<Diagnostic>,
) -> Sheet {
    let fiscal_year = workbook.file.fiscal_year;
    let told = told(context, contract, meta, fiscal_year, at, findings);
    let is_stray = told.is_none();
    let revision = told.as_ref().and_then(|_| integer(meta.get("revision"))).unwrap_or(1);
    // Nobody's sheet is left out, but the office should learn of all its errors at once.
    let (unit, period) = told.unwrap_or_else(|| (named_unit(context, meta), None));
    if let Some(unit) = unit.as_ref().and_then(|id| context.workspace.unit(id))
        && !expects(contract, unit)
    {
        findings.push(notices::not_expected(at, contract, unit));
    }
    let place = |name: &str| meta.get(name).and_then(|field| field.origin.clone());
    Sheet {
        contract: Arc::clone(contract),
        submission: Submission {
            kind: contract.name.clone(),
            unit,
            fiscal_year,
            period,
            revision,
            rows: 0,
            nothing: false,
            origin: at.clone(),
        },
        half_at: place("half"),
        unit_at: place("unit"),
        rows: Vec::new(),
        listed: Vec::new(),
        answers: Tally::default(),
        is_stray,
        sha256: workbook.sha256.clone(),
        originals: originals_of(workbook),
        part: String::new(),
    }
}

/// Unit and half, as far as the contract has them.
fn told(
    context: Context<'_>,
    contract: &Contract,
    meta: &Meta,
    fiscal_year: FiscalYear,
    at: &Origin,
    findings: &mut Vec<Diagnostic>,
) -> Option<(Option<String>, Option<Period>)> {
    let year = meta.get("fiscal_year");
    if let Some(number) = integer(year)
        && number != i64::from(fiscal_year.0)
    {
        let origin = year.and_then(|f| f.origin.as_ref()).unwrap_or(at);
        findings.push(notices::year_mismatch(origin, number, fiscal_year));
        // Measured by another year everything in it would be wrong.
        return None;
    }
    let unit = match contract.scope {
        Scope::Agency => None,
        Scope::Unit => Some(unit(context, meta.get("unit")?, findings)?),
    };
    let period = match contract.period {
        Cover::Year => None,
        Cover::Half => {
            let half = Half::from_number(integer(meta.get("half"))?)?;
            Some(Period { fiscal_year, half })
        }
    };
    Some((unit, period))
}

/// The unit that a sheet names, whatever else is wrong with it.
fn named_unit(context: Context<'_>, meta: &Meta) -> Option<String> {
    match meta.get("unit")?.get()? {
        DataValue::Text(name) => context.workspace.find_unit(name).map(|unit| unit.id.clone()),
        _ => None,
    }
}

/// The unit a cell names; a finding when there is none.
fn unit(context: Context<'_>, field: &Field<DataValue>, findings: &mut Vec<Diagnostic>) -> Option<String> {
    let (Some(DataValue::Text(name)), Some(origin)) = (field.get(), &field.origin) else { return None };
    if let Some(unit) = units::find(context.workspace, name) {
        return Some(unit.id.clone());
    }
    findings.push(notices::unknown_unit(context.workspace, name, origin));
    None
}

/// What a labelled cell is called by its role.
pub(super) fn meta_name(role: Option<Role>) -> Option<&'static str> {
    match role? {
        Role::Unit => Some("unit"),
        Role::FiscalYear => Some("fiscal_year"),
        Role::Half => Some("half"),
        Role::Revision => Some("revision"),
        _ => None,
    }
}

fn integer(field: Option<&Field<DataValue>>) -> Option<i64> {
    match field?.get()? {
        DataValue::Integer(number) => Some(*number),
        _ => None,
    }
}

/// Of which workbooks a workbook is a returned copy.
fn originals_of(workbook: &RawWorkbook) -> Vec<String> {
    let lists = workbook.sheets.iter().filter(|sheet| is_guide(&sheet.name));
    let texts = lists.flat_map(|sheet| &sheet.cells).filter_map(|cell| match &cell.value {
        RawValue::Text(text) => Some(text.as_str()),
        _ => None,
    });
    originals(texts)
}
