//! A model of the size that workbooks must bear: 500 measures, 100 units, 100,000 rows of inputs.

use super::workbook_support::{PERIOD, Sample};
use ita_report::model::{Field, Measure, Origin, Progress, Responsible};
use ita_report::workspace::Unit;

pub const MEASURES: usize = 500;
pub const UNITS: usize = 100;
/// Reports of units and rows of data sets together.
pub const ROWS: usize = 100_000;
/// Units that answer for a measure.
const RESPONSIBLE: usize = 20;

/// The sample, multiplied.
pub fn large() -> Sample {
    let mut sample = Sample::new();
    sample.workspace.units = (1..=UNITS).map(unit).collect();
    let units: Vec<String> = sample.workspace.units.iter().map(|u| u.id.clone()).collect();
    let year = sample.facts.years.get_mut(&PERIOD.fiscal_year).expect("measures");
    let patterns = std::mem::take(&mut year.measures);
    year.measures = (0..MEASURES).map(|at| measure(&patterns[at % patterns.len()], at, &units)).collect();
    let measures = year.measures.clone();
    let reports = sample.facts.progress.get_mut(&PERIOD).expect("reports");
    let patterns = std::mem::take(reports);
    for (at, measure) in measures.iter().enumerate() {
        for unit in &measure.responsible.get().expect("units").units {
            let pattern = &patterns[(at * 31 + reports.len()) % patterns.len()];
            reports.push(report(pattern, unit, &measure.code, reports.len()));
        }
    }
    let wanted = ROWS - reports.len();
    let mut sets: Vec<_> = sample.facts.data_sets.iter_mut().filter(|((_, p), _)| *p == PERIOD).collect();
    let each = wanted / sets.len();
    let rest = wanted - each * sets.len();
    for (at, (_, rows)) in sets.iter_mut().enumerate() {
        let patterns = std::mem::take(*rows);
        let wanted = each + if at == 0 { rest } else { 0 };
        for n in 0..wanted {
            let mut row = patterns[n % patterns.len()].clone();
            row.unit.clone_from(&units[n * UNITS / wanted]);
            row.origin = place(&row.unit, &row.origin, n);
            for value in &mut row.values {
                value.origin = value.origin.as_ref().map(|o| place(&row.unit, o, n));
            }
            rows.push(row);
        }
    }
    sample
}

fn unit(number: usize) -> Unit {
    let school = number > UNITS * 8 / 10;
    let kind = if school { "school" } else { "office" }.to_owned();
    let word = if school {
        "โรงเรียนวัดตัวอย่างที่"
    } else {
        "ฝ่ายตัวอย่างและงานสนับสนุนที่"
    };
    Unit {
        id: format!("unit-{number:03}"),
        kind,
        name_th: format!("{word} {number}"),
        name_en: String::new(),
        aliases: Vec::new(),
    }
}

fn measure(pattern: &Measure, at: usize, units: &[String]) -> Measure {
    let own: Vec<_> = (0..RESPONSIBLE).map(|n| units[(at + n * 5) % UNITS].clone()).collect();
    let wording = "หน่วยงานที่กำหนด".to_owned();
    let responsible = Responsible { units: own, wording };
    let origin = pattern.origin.at(u32::try_from(at).expect("small") + 4, 0);
    Measure {
        code: format!("M{}-{:03}", at % 10 + 1, at / 10 + 1),
        responsible: Field::given(responsible, origin.clone()),
        origin,
        ..pattern.clone()
    }
}

fn report(pattern: &Progress, unit: &str, measure: &str, at: usize) -> Progress {
    let mut report = pattern.clone();
    unit.clone_into(&mut report.unit);
    measure.clone_into(&mut report.measure);
    report.origin = place(unit, &report.origin, at);
    let moved = |origin: &mut Option<Origin>| *origin = origin.as_ref().map(|o| place(unit, o, at));
    moved(&mut report.status.origin);
    moved(&mut report.percent_complete.origin);
    moved(&mut report.finished_on.origin);
    moved(&mut report.check_ins.origin);
    for field in [&mut report.result, &mut report.evidence, &mut report.problem, &mut report.next_step] {
        moved(&mut field.origin);
    }
    report
}

fn place(unit: &str, like: &Origin, row: usize) -> Origin {
    Origin {
        file: format!("input/2568/h1-{unit}.xlsx").into(),
        row: u32::try_from(row).expect("small") + 7,
        ..like.clone()
    }
}
