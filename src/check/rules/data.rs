//! Six-month data sets: months and dates in the half, and values against the year before.

use super::{figure, jump, signed, within};
use crate::check::Context;
use crate::check::rows::{identity, shown_in};
use crate::check::sheet::Sheet;
use crate::contract::{Contract, Role};
use crate::diagnostic::{ACCEPT, Code, Diagnostic, Place, Severity};
use crate::model::{Absence, DataRow, DataValue, Facts, Field, Half, Origin, Period, Text};
use crate::thai;
use std::collections::{BTreeMap, BTreeSet};

/// Months of a sheet for a half lie in that half, and so do its dates.
pub(super) fn rows(sheet: &Sheet, findings: &mut Vec<Diagnostic>) {
    let (Some(period), Some(_)) = (sheet.submission.period, &sheet.contract.report) else { return };
    for row in sheet.rows.iter().filter(|r| !r.is_total()) {
        let identity = identity(&sheet.contract, &row.fields);
        for (spec, field) in sheet.contract.fields.iter().zip(&row.fields) {
            match (field.get(), &field.origin) {
                (Some(DataValue::Integer(month)), Some(origin))
                    if spec.role == Some(Role::Month) && !is_in(period.half, *month) =>
                {
                    findings.push(month_outside(*month, period, origin).row(identity.clone()));
                }
                (Some(DataValue::Date(date)), Some(origin)) => {
                    let date = Field::given(*date, origin.clone());
                    within(&date, period.first_day(), period.last_day(), &identity, findings);
                }
                _ => {}
            }
        }
    }
}

fn is_in(half: Half, month: i64) -> bool {
    (4..=9).contains(&month) == (half == Half::Second)
}

fn month_outside(month: i64, period: Period, origin: &Origin) -> Diagnostic {
    let name = u8::try_from(month).ok().and_then(thai::month_name).unwrap_or_default();
    let (th, en) = match period.half {
        Half::First => ("ตุลาคม – มีนาคม", "October – March"),
        Half::Second => ("เมษายน – กันยายน", "April – September"),
    };
    Diagnostic::new(
        Code::DateOutsidePeriod,
        origin,
        Text::new(
            format!("เดือน{name}ไม่อยู่ในรอบนี้ ({th})"),
            format!("month {month} is not in this half ({en})"),
        ),
        Text::new(
            "แก้เดือน หรือย้ายแถวไปไฟล์ของรอบที่ถูก",
            "correct the month, or move the row to the workbook of its half",
        ),
    )
    .found(name)
}

/// Values of each unit and group against the same half of the year before, where the contract says how
/// far they may move.
pub(super) fn jumps(context: Context<'_>, facts: &Facts, findings: &mut Vec<Diagnostic>) {
    for ((kind, period), now) in &facts.data_sets {
        let Some(before) = facts.data_sets.get(&(kind.clone(), period.year_before())) else { continue };
        let Some(contract) = context.contracts.get(kind) else { continue };
        for (at, spec) in contract.fields.iter().enumerate() {
            let Some(limit) = spec.jump else { continue };
            let earlier = sums(contract, before, at);
            for ((unit, group), sum) in sums(contract, now, at) {
                let Some(old) = earlier.get(&(unit, group.clone())).filter(|s| s.whole) else { continue };
                let Some(change) = jump(old.value, sum.value, limit).filter(|_| sum.whole) else { continue };
                let Some(origin) = sum.origin else { continue };
                // One slip, one finding: the month is already known to be far from its series.
                if findings.iter().any(|f| f.code == Code::ValueJump && f.place == Place::from(origin)) {
                    continue;
                }
                findings.push(
                    Diagnostic::new(
                        Code::ValueJump,
                        origin,
                        Text::new(
                            format!(
                                "{} เปลี่ยนจากปีก่อน {} เป็น {} (ร้อยละ {})",
                                spec.title,
                                figure(old.value),
                                figure(sum.value),
                                signed(change)
                            ),
                            format!(
                                "{} went from {} the year before to {} ({} percent)",
                                spec.title_en,
                                figure(old.value),
                                figure(sum.value),
                                signed(change)
                            ),
                        ),
                        Text::new(
                            format!("ตรวจว่าไม่ได้กรอกผิดหลักหรือผิดแถว ถ้าถูกต้อง{ACCEPT}"),
                            "check digits and row; if it is right, accept it in agency.toml with the reason",
                        ),
                    )
                    .row(group)
                    .found(figure(sum.value))
                    .unit(Some(unit.to_owned())),
                );
            }
        }
    }
}

/// Groups of last year's half that this year's lacks, though the unit sent the data set: a fall to nothing.
pub(super) fn gone(context: Context<'_>, facts: &Facts, findings: &mut Vec<Diagnostic>) {
    for ((kind, period), now) in &facts.data_sets {
        let Some(before) = facts.data_sets.get(&(kind.clone(), period.year_before())) else { continue };
        let Some(contract) = context.contracts.get(kind) else { continue };
        let Some(at) = contract.fields.iter().position(|spec| spec.jump.is_some()) else { continue };
        let (now, earlier) = (sums(contract, now, at), sums(contract, before, at));
        for ((unit, group), old) in earlier.iter().filter(|(_, old)| old.value != 0.0) {
            let mut own = now.iter().filter(|((of, _), _)| of == unit);
            let Some(origin) = own.clone().find_map(|(_, sum)| sum.origin) else { continue };
            // Where a cell is wrong already, the group may be the one that it does not name.
            let is_wrong = findings.iter().any(|d| {
                d.severity == Severity::Error
                    && d.place.file[..] == origin.file[..]
                    && d.place.sheet.as_deref() == Some(&origin.sheet[..])
            });
            if is_wrong || own.any(|((_, of), _)| of == group) {
                continue;
            }
            let was = figure(old.value);
            findings.push(
                Diagnostic::new(
                    Code::ValueJump,
                    Place::sheet(&origin.file[..], &origin.sheet[..]),
                    Text::new(
                        format!("ปีก่อนมี “{group}” ({was}) แต่ปีนี้ไม่มีแถว"),
                        format!("“{group}” ({was} the year before) has no row this year"),
                    ),
                    Text::new(
                        format!("เติมแถวที่ขาด ถ้าไม่มีรายการจริงให้กรอก 0 หรือ{ACCEPT}"),
                        "add the row, with 0 if there was nothing, or accept it in agency.toml with the reason",
                    ),
                )
                .row(group.clone())
                .unit(Some((*unit).to_owned())),
            );
        }
    }
}

/// Months that make a series; fewer say nothing about those that are not there.
const FEWEST_MONTHS: usize = 3;
const MONTHS_OF_HALF: [i64; 6] = [10, 11, 12, 1, 2, 3];

/// Data by month whose months are not all there.
pub(super) fn series(sheet: &Sheet, findings: &mut Vec<Diagnostic>) {
    let contract = &sheet.contract;
    let Some(period) = sheet.submission.period else { return };
    let position = |role: Role| contract.fields.iter().position(|f| f.role == Some(role));
    // What may move only so far from year to year is a flow that every month has.
    let is_flow = contract.fields.iter().any(|spec| spec.jump.is_some());
    let Some(month) = position(Role::Month).filter(|_| is_flow) else { return };
    let mut months = BTreeSet::new();
    for row in sheet.rows.iter().filter(|row| !row.is_total()) {
        let Some(DataValue::Integer(month)) = row.fields[month].get() else { return };
        months.insert(*month);
    }
    let Some(first) = sheet.rows.first() else { return };
    let of_half =
        MONTHS_OF_HALF.map(|month| if period.half == Half::First { month } else { (month + 5) % 12 + 1 });
    let missing: Vec<_> = of_half.into_iter().filter(|month| !months.contains(month)).collect();
    if months.len() >= FEWEST_MONTHS && !missing.is_empty() {
        findings.push(months_missing(&missing, &first.origin));
    }
}

fn months_missing(missing: &[i64], origin: &Origin) -> Diagnostic {
    let name = |month: &i64| u8::try_from(*month).ok().and_then(thai::month_name).unwrap_or_default();
    let english =
        |month: &i64| u8::try_from(*month).ok().and_then(thai::english_month_name).unwrap_or_default();
    let [th, en] = [
        missing.iter().map(name).collect::<Vec<_>>().join(", "),
        missing.iter().map(english).collect::<Vec<_>>().join(", "),
    ];
    Diagnostic::new(
        Code::MonthsMissing,
        Place::sheet(&origin.file[..], &origin.sheet[..]),
        Text::new(format!("ไม่มีข้อมูลเดือน {th}"), format!("no row is of {en}")),
        Text::new(
            "เติมเดือนที่ขาด ถ้าเดือนนั้นไม่มีรายการให้กรอกแถวเป็น 0",
            "add the months; a month without anything is a row of 0",
        ),
    )
    .found(th)
}

/// A group's sum, and the cell that adds most to it.
struct Sum<'a> {
    value: f64,
    largest: f64,
    origin: Option<&'a Origin>,
    /// Whether every part could be read.
    whole: bool,
}

/// By unit and the report's groups.
fn sums<'a>(contract: &Contract, rows: &'a [DataRow], at: usize) -> BTreeMap<(&'a str, String), Sum<'a>> {
    let groups: Vec<usize> =
        contract.report.iter().flat_map(|r| &r.group_by).filter_map(|name| contract.position(name)).collect();
    let mut sums = BTreeMap::new();
    for row in rows {
        let shown = |at: &usize| Some(shown_in(&contract.fields[*at], row.values[*at].get()?));
        let group: Vec<_> = groups.iter().filter_map(shown).collect();
        let sum = sums.entry((row.unit.as_str(), group.join(" / "))).or_insert(Sum {
            value: 0.0,
            largest: f64::NEG_INFINITY,
            origin: None,
            whole: true,
        });
        let Some(value) = row.values[at].figure() else {
            // A later day of the half has the figure.
            sum.whole &= row.values[at].absence() == Some(Absence::Superseded);
            continue;
        };
        sum.value += value;
        if value > sum.largest {
            sum.largest = value;
            sum.origin = row.values[at].origin.as_ref();
        }
    }
    sums
}
