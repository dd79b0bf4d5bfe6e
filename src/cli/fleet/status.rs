//! `status` over many agencies: a line for each.

use super::super::common::{padded, widest};
use super::super::hooks;
use super::super::log::Summary;
use super::super::progress::Terminal;
use super::super::{Common, Format, status};
use super::Many;
use crate::error::{Error, Exit};
use crate::fleet::{self, Record};
use crate::model::{Period, Text};
use crate::pipeline::Options;
use serde_json::json;

pub(in crate::cli) fn status(
    args: &status::StatusArgs,
    options: &Options,
    many: &Many,
    common: &Common,
) -> Result<Exit, Error> {
    let progress = Terminal::new(common);
    let (gathered, period) = fleet::status(options, &many.fleet, &many.selection, &progress)?;
    let alone = super::alone(&gathered)?;
    drop(progress);
    if let Some((setup, assessed)) = alone {
        return status::show(args, options, (&setup, &assessed), period, common);
    }
    let records = &gathered.records;
    if common.format == Format::Json {
        let agencies: Vec<_> = records.iter().map(|r| standing(r, period)).collect();
        let sum = |of: &dyn Fn(&Record) -> usize| records.iter().map(of).sum::<usize>();
        common.print_json(&json!({
            "version": env!("CARGO_PKG_VERSION"),
            "period": period,
            "counts": {
                "agencies": records.len(),
                "published": records.iter().filter(|r| r.published.contains_key(&period.slug())).count(),
                "units": sum(&|r| r.units),
                "units_reported": sum(&|r| reported(r, period).0),
                "sheets_submitted": sum(&|r| reported(r, period).1),
                "sheets_expected": sum(&|r| reported(r, period).2.unwrap_or(0)),
                "errors": sum(&|r| r.errors),
                "warnings": sum(&|r| r.warnings),
            },
            "agencies": agencies,
        }))?;
    } else {
        let slug = period.slug();
        common.print_text(&Text::new(format!("สถานะการส่งข้อมูล {slug}"), format!("submissions of {slug}")));
        let ids = widest(records.iter().map(|r| r.agency.as_str()));
        for record in records {
            common.print_text(&line(record, period, ids));
        }
    }
    // An agency whose file is wrong is not known to have sent anything.
    let lacks = |record: &&Record| record.refused || !record.is_complete(period);
    let missing: Vec<_> = records.iter().filter(lacks).map(|r| r.agency.as_str()).collect();
    if !args.complete || missing.is_empty() {
        return Ok(Exit::Success);
    }
    hooks::end(&args.hooks, &Summary::of_fleet_incomplete(period.slug(), &missing), options, common);
    Ok(Exit::Data)
}

fn line(record: &Record, period: Period, ids: usize) -> Text {
    let (reported, submitted, expected) = reported(record, period);
    let (units, errors) = (record.units, record.errors);
    let id = padded(&record.agency, ids);
    let (th, en) = if record.published.contains_key(&period.slug()) {
        ("เผยแพร่แล้ว", "published")
    } else {
        ("ยังไม่เผยแพร่", "not published")
    };
    let sheets = expected.map_or_else(Text::default, |expected| {
        Text::new(format!(" แผ่นงาน {submitted}/{expected}"), format!(", sheets {submitted}/{expected}"))
    });
    Text::new(
        format!("{id}  รายงานผล {reported}/{units}{} ข้อผิดพลาด {errors} {th}", sheets.th),
        format!("{id}  reports {reported}/{units}{}, {errors} errors, {en}", sheets.en),
    )
}

fn reported(record: &Record, period: Period) -> (usize, usize, Option<usize>) {
    record.half(period).map_or((0, 0, None), |h| (h.reported, h.submitted, Some(h.expected)))
}

fn standing(record: &Record, period: Period) -> serde_json::Value {
    let (reported, submitted, expected) = reported(record, period);
    json!({
        "agency": record.agency,
        "name": record.name,
        "units": record.units,
        "units_reported": reported,
        "sheets_submitted": submitted,
        "sheets_expected": expected,
        "errors": record.errors,
        "warnings": record.warnings,
        "published": record.published.contains_key(&period.slug()),
    })
}
