//! Measures: how many stand where, the register, each measure's units, monitoring.
//!
//! In: outcomes of the half. Out: tables over the units' reports. Never: judges a measure.

use super::super::book::{Cell, Chart, Column, Detail, Kind, Row, Series, Sheet, Table, Tone};
use super::super::common::{check, check_column, check_text, pipeline_column, source_column, words};
use super::STANDING_SIGNALS;
use crate::model::{Due, Field, Measure};
use crate::report::Model;
use crate::score::monitoring::{self, Monitoring};
use crate::score::progress::{MeasureOutcome, Standing};
use crate::thai;

pub(super) const ENOUGH: &str = "ครบ";
pub(super) const TOO_FEW: &str = "ไม่ครบ";
const ON_CHANGE: &str = "ตามเหตุการณ์";
const MONITORING_SIGNALS: &[(&str, Tone)] =
    &[(ENOUGH, Tone::Good), (TOO_FEW, Tone::Bad), (ON_CHANGE, Tone::Muted)];

/// The instrument that a measure is about.
pub(super) fn instrument<'a>(model: &Model<'a>, measure: &Measure) -> &'a str {
    let scheme = model.schemes.get(model.fiscal_year()).unwrap_or(model.scheme);
    let indicator = measure.indicator.get().and_then(|n| scheme.indicator(*n));
    indicator.map_or("", |i| i.instrument.as_str())
}

/// The day from which a measure is late: its due date, or the end of the year for words.
pub(super) fn due_date(model: &Model<'_>, measure: &Measure) -> Option<thai::Date> {
    match measure.due.get()? {
        Due::On(date) => Some(*date),
        Due::Continuous(_) => Some(model.fiscal_year().last_day()),
    }
}

/// Measures by standing, in all and by instrument, beside the year before.
pub(super) fn summary(model: &Model<'_>) -> Sheet {
    let words = words(model);
    let instruments: Vec<_> = model.scheme.instruments.iter().map(|i| i.code.as_str()).collect();
    let mut columns = vec![
        Column::new("standing", "สถานะ", Kind::Text).signals(STANDING_SIGNALS),
        Column::new("measures", "มาตรการ", Kind::Integer),
        Column::new("share", "ร้อยละ", Kind::Share),
    ];
    for code in &instruments {
        columns.push(Column::new(format!("measures_{code}"), format!("มาตรการ {code}"), Kind::Integer));
    }
    let before = words.period(model.period.year_before());
    columns.extend([
        Column::new("reports", "รายการรายหน่วยงาน", Kind::Integer),
        Column::new("previous", format!("มาตรการ {before}"), Kind::Integer),
        Column::new("delta", "ผลต่าง (มาตรการ)", Kind::Number),
    ]);
    let mut table = Table::new("summary", "จำนวนมาตรการตามสถานะ", columns);
    let all = model.outcomes.len();
    let has_previous = !model.outcomes_before.is_empty();
    for standing in Standing::ALL {
        let is = |o: &&MeasureOutcome| o.standing == standing;
        let count = model.outcomes.iter().filter(is).count();
        let earlier = model.outcomes_before.iter().filter(is).count();
        let reports =
            model.outcomes.iter().flat_map(|o| &o.outcomes).filter(|o| o.standing == standing).count();
        let mut cells = vec![
            Cell::text(standing.thai()),
            Cell::count(count).by("COUNTIF(standings[standing],[@standing])"),
            Cell::number(share(count, all))
                .by("IF(SUM(summary[measures])=0,\"\",[@measures]/SUM(summary[measures]))"),
        ];
        for code in &instruments {
            let own =
                model.outcomes.iter().filter(is).filter(|o| instrument(model, &o.measure) == *code).count();
            cells.push(
                Cell::count(own).by(format!(
                    "COUNTIFS(standings[standing],[@standing],standings[instrument],\"{code}\")"
                )),
            );
        }
        cells.push(Cell::count(reports).by("COUNTIF(reports[standing],[@standing])"));
        // Differences of counts of measures: far below 2⁵³.
        #[allow(clippy::cast_precision_loss)]
        let delta = has_previous.then_some(count as f64 - earlier as f64);
        cells.push(if has_previous { Cell::count(earlier) } else { Cell::default() });
        cells.push(Cell::number(delta).by("IF([@previous]=\"\",\"\",[@measures]-[@previous])"));
        table.push(cells);
    }
    table.totals = sums(&table);
    let figures: Vec<_> = Standing::ALL
        .iter()
        .map(|s| {
            let count = model.outcomes.iter().filter(|o| o.standing == *s).count();
            words.text(&format!("{} {count}", s.thai()))
        })
        .collect();
    let chart = Chart {
        title: format!("มาตรการตามสถานะ {}", words.period(model.period)),
        alt: format!("แผนภูมิแท่งแนวนอนของจำนวนมาตรการตามสถานะ: {}", figures.join(", ")),
        horizontal: true,
        categories: "summary[standing]".to_owned(),
        series: vec![Series {
            name: "มาตรการ".to_owned(), values: "summary[measures]".to_owned()
        }],
        kind: Kind::Integer,
        axis: None,
    };
    let note = if has_previous {
        String::new()
    } else {
        "ไม่มีข้อมูลของรอบเดียวกันในปีก่อน".to_owned()
    };
    let together = "มาตรการที่แล้วเสร็จทั้งหมดคือ แล้วเสร็จ (ตามกำหนด) รวมกับ แล้วเสร็จหลังกำหนด";
    let notes = std::iter::once(together.to_owned()).chain(Some(note).filter(|n| !n.is_empty())).collect();
    Sheet::table("สรุป", format!("สรุปผลการดำเนินการ {}", words.period(model.period)), notes, table).chart(chart)
}

/// Sums of the columns of numbers.
fn sums(table: &Table) -> Vec<Cell> {
    let sums = table.columns.iter().enumerate().map(|(at, column)| {
        if at == 0 {
            return Cell::text("รวม");
        }
        let values: Vec<f64> = table
            .rows
            .iter()
            .filter_map(|row| match row.cells.get(at).map(|c| &c.value) {
                Some(super::super::book::Value::Number(n)) => Some(*n),
                _ => None,
            })
            .collect();
        // A column without any figure has no sum: zero would be a figure that nobody sent.
        if values.is_empty() {
            return Cell::default();
        }
        let sum: f64 = values.iter().sum();
        Cell::number(Some(sum)).by(format!("SUBTOTAL(109,{}[{}])", table.name, column.id))
    });
    sums.collect()
}

#[allow(clippy::cast_precision_loss)] // counts of measures: far below 2⁵³
fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Lines of a list that a row is high enough for.
const MOST_LINES: usize = 12;

/// A list with more lines than a row can have runs on.
fn in_a_row(text: &str) -> String {
    if text.lines().count() > MOST_LINES {
        text.lines().map(str::trim).collect::<Vec<_>>().join(" · ")
    } else {
        text.to_owned()
    }
}

/// The register, with the standing of each measure.
pub(super) fn register(model: &Model<'_>) -> Sheet {
    let columns = vec![
        Column::new("code", "รหัส", Kind::Code),
        Column::new("instrument", "เครื่องมือ", Kind::Code).aside(),
        Column::new("indicator", "ตัวชี้วัดที่", Kind::Code).aside(),
        Column::new("item", "ข้อของแบบตรวจ", Kind::Code),
        Column::new("issue", "ประเด็นที่ต้องปรับปรุง/ยกระดับ", Kind::Prose).aside(),
        Column::new("title", "มาตรการ/กิจกรรม", Kind::Prose),
        Column::new("outputs", "ผลผลิต", Kind::Prose),
        Column::new("communication", "การสื่อสารสร้างการรับรู้", Kind::Prose).aside(),
        Column::new("due", "ระยะเวลาแล้วเสร็จ", Kind::Code),
        Column::new("responsible", "ผู้รับผิดชอบ", Kind::Prose),
        Column::new("supervision", "การกำกับติดตาม", Kind::Prose).aside(),
        Column::new("cadence", "ระยะเวลากำกับติดตาม", Kind::Code).aside(),
        Column::new("standing", "สถานะ", Kind::Code).signals(STANDING_SIGNALS),
        Column::new("note", "หมายเหตุ", Kind::Remark).aside(),
        source_column(),
    ];
    let words = words(model);
    let title = format!("ทะเบียนมาตรการ ปีงบประมาณ {}", words.year(model.fiscal_year()));
    let mut table = Table::new("measures", title.clone(), columns);
    table.detail = Detail::Records;
    for (at, outcome) in model.outcomes.iter().enumerate() {
        let measure = &outcome.measure;
        let prose = |field: &Field<String>| Cell::text(field.text()).read_at(field.origin.as_ref());
        let due = match measure.due.get() {
            Some(Due::On(date)) => Cell::date(Some(*date)),
            Some(Due::Continuous(text)) => Cell::text(text),
            None => Cell::default(),
        };
        let responsible = measure.responsible.get().map_or("", |r| r.wording.as_str());
        table.push(vec![
            Cell::text(&measure.code).read_at(Some(&measure.origin)),
            Cell::text(instrument(model, measure)),
            Cell::integer(measure.indicator.get().copied()).read_at(measure.indicator.origin.as_ref()),
            prose(&measure.item),
            prose(&measure.issue),
            prose(&measure.title),
            Cell::text(in_a_row(measure.outputs.text())).read_at(measure.outputs.origin.as_ref()),
            prose(&measure.communication),
            due.read_at(measure.due.origin.as_ref()),
            Cell::text(responsible).read_at(measure.responsible.origin.as_ref()),
            prose(&measure.supervision),
            prose(&measure.cadence),
            Cell::text(outcome.standing.thai()).by(format!("standings[standing#{at}]")),
            Cell::text(if outcome.outcomes.is_empty() {
                "ไม่มีหน่วยงานที่ระบุไว้ใน agency.toml รับผิดชอบ"
            } else {
                ""
            }),
            Cell::default(),
        ]);
    }
    Sheet::table("ทะเบียนมาตรการ", title, Vec::new(), table)
}

/// Units of each measure by standing, and the measure as a whole.
pub(super) fn standings(model: &Model<'_>) -> Sheet {
    let mut columns = vec![
        Column::new("code", "รหัส", Kind::Code),
        Column::new("instrument", "เครื่องมือ", Kind::Code).aside(),
        Column::new("title", "มาตรการ/กิจกรรม", Kind::Prose),
        Column::new("due", "ครบกำหนด", Kind::Date),
        Column::new("units", "หน่วยงานที่รับผิดชอบ", Kind::Integer),
    ];
    columns.extend(Standing::ALL.iter().map(|s| Column::new(s.name(), s.thai(), Kind::Integer)));
    columns.extend([
        Column::new("standing", "สถานะของมาตรการ", Kind::Code).signals(STANDING_SIGNALS),
        pipeline_column("pipeline", "สถานะจากโปรแกรม", Kind::Code),
        check_column(),
    ]);
    let mut table = Table::new("standings", "จำนวนหน่วยงานในแต่ละสถานะ รายมาตรการ", columns);
    table.frozen = 3;
    for outcome in model.outcomes {
        let measure = &outcome.measure;
        let mut cells = vec![
            Cell::text(&measure.code),
            Cell::text(instrument(model, measure)),
            Cell::text(measure.title.text()),
            Cell::date(due_date(model, measure)),
            Cell::count(outcome.outcomes.len()).by("COUNTIF(reports[code],[@code])"),
        ];
        for standing in Standing::ALL {
            let count = outcome.outcomes.iter().filter(|o| o.standing == standing).count();
            cells.push(
                Cell::count(count)
                    .by(format!("COUNTIFS(reports[code],[@code],reports[standing],\"{}\")", standing.thai())),
            );
        }
        cells.extend([
            Cell::text(outcome.standing.thai()).by(whole_formula()),
            Cell::text(outcome.standing.thai()),
            check_text("standing", "pipeline"),
        ]);
        table.push(cells);
    }
    Sheet::table("สถานะมาตรการ", "สถานะรายมาตรการ", Vec::new(), table)
}

/// `score::progress::combined` over the counts of the row.
fn whole_formula() -> String {
    let [finished, finished_late, under_way, not_started, overdue, not_reported] =
        Standing::ALL.map(|s| (format!("[@{}]", s.name()), s.thai()));
    let done = format!("{}+{}", finished.0, finished_late.0);
    format!(
        "IF({}=[@units],\"{}\",IF({}>0,\"{}\",IF({done}=[@units],IF({}>0,\"{}\",\"{}\"),IF({}+{done}>0,\"{}\",\"{}\"))))",
        not_reported.0,
        not_reported.1,
        overdue.0,
        overdue.1,
        finished_late.0,
        finished_late.1,
        finished.1,
        under_way.0,
        under_way.1,
        not_started.1,
    )
}

/// Check-ins held against those that the cadence expects.
pub(super) fn monitoring(model: &Model<'_>) -> Sheet {
    let columns = vec![
        Column::new("code", "รหัส", Kind::Code),
        Column::new("title", "มาตรการ/กิจกรรม", Kind::Prose),
        Column::new("supervision", "การกำกับติดตาม", Kind::Prose),
        Column::new("cadence", "ระยะเวลากำกับติดตาม", Kind::Code),
        Column::new("per_unit", "ครั้งที่ควรทำต่อหน่วยงาน", Kind::Integer),
        Column::new("units", "หน่วยงาน", Kind::Integer),
        Column::new("expected", "ครั้งที่ควรทำทั้งหมด", Kind::Integer),
        Column::new("held", "ครั้งที่ทำ", Kind::Integer),
        Column::new("enough", "หน่วยงานที่ทำครบ", Kind::Integer),
        Column::new("verdict", "ผล", Kind::Code).signals(MONITORING_SIGNALS),
        pipeline_column("pipeline", "ครั้งที่ทำจากโปรแกรม", Kind::Integer),
        check_column(),
    ];
    let mut table = Table::new("monitoring", "การกำกับติดตามเทียบกับที่กำหนด", columns);
    for outcome in model.outcomes {
        let measure = &outcome.measure;
        let told = Monitoring::of(outcome);
        let verdict = match told.met {
            None => ON_CHANGE,
            Some(met) if met == told.units => ENOUGH,
            Some(_) => TOO_FEW,
        };
        table.rows.push(Row::of(vec![
            Cell::text(&measure.code),
            Cell::text(measure.title.text()),
            Cell::text(measure.supervision.text()),
            Cell::text(measure.cadence.text()),
            if told.each.is_some() { Cell::integer(told.each) } else { Cell::not_applicable() },
            Cell::count(told.units).by("COUNTIF(reports[code],[@code])"),
            Cell::integer(told.expected)
                .by("IF([@per_unit]=\"\",\"\",SUMIFS(reports[check_ins_expected],reports[code],[@code]))"),
            Cell::integer(Some(told.held)).by("SUMIFS(reports[check_ins],reports[code],[@code])"),
            told.met.map_or_else(Cell::default, Cell::count).by(format!(
                "IF([@per_unit]=\"\",\"\",COUNTIFS(reports[code],[@code],reports[monitored],\"{ENOUGH}\"))"
            )),
            Cell::text(verdict).by(format!(
                "IF([@per_unit]=\"\",\"{ON_CHANGE}\",IF([@enough]=[@units],\"{ENOUGH}\",\"{TOO_FEW}\"))"
            )),
            Cell::integer(Some(told.held)),
            check(&[("held", "pipeline")]),
        ]));
    }
    let expected = monitoring::totals(model.outcomes).expected;
    table.totals = table
        .columns
        .iter()
        .map(|column| match column.id.as_str() {
            "code" => Cell::text("รวม"),
            "expected" => Cell::integer(Some(expected)).by("SUBTOTAL(109,monitoring[expected])"),
            _ => Cell::default(),
        })
        .collect();
    let notes = vec![
        "ผล: ครบ เมื่อทุกหน่วยงานกำกับติดตามไม่น้อยกว่าที่กำหนด".to_owned(),
        "ครั้งที่ควรทำทั้งหมดนับรอบที่สิ้นสุดแล้วของทุกหน่วยงานที่รับผิดชอบ รวมหน่วยงานที่ไม่รายงาน และไม่นับรอบหลังวันที่แล้วเสร็จ"
            .to_owned(),
    ];
    Sheet::table("กำกับติดตาม", "การกำกับติดตามเทียบกับที่กำหนด", notes, table)
}
