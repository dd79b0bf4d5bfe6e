//! What needs the director's decision.
//!
//! Comes in: outcomes of the half. Goes out: a list, the most pressing first, short enough for the
//! summary's page. Never: proposes a result; it names what is open and asks for an order.

use super::Section;
use super::build::{item, part};
use super::figures::{Monitoring, Tally};
use super::scene::Scene;
use super::sentences::some;
use crate::model::{Due, Progress};
use crate::report::document::Part;
use crate::score::progress::{MeasureOutcome, Outcome, Standing};

/// A measure due within this many days after the as-of date is due soon.
const SOON: i32 = 30;

pub(super) fn part_of(scene: &Scene<'_>) -> Part {
    let found: Vec<_> = [
        overdue(scene),
        nobody(scene),
        without_units(scene),
        silent_units(scene),
        missing_reports(scene),
        no_way_on(scene),
        due_soon(scene),
        not_begun(scene),
        monitoring(scene),
    ]
    .into_iter()
    .flatten()
    .enumerate()
    .map(|(at, (lead, text))| item(Some(format!("{})", scene.w.size(at + 1))), lead, text))
    .collect();
    let mut part = part(format!("เรื่องเสนอ{}พิจารณาสั่งการ", scene.director()));
    if found.is_empty() {
        part.paragraphs.push(nothing(scene).to_owned());
    }
    part.items = found;
    part
}

fn nothing(scene: &Scene<'_>) -> &'static str {
    if scene.model.outcomes.is_empty() {
        "ยังไม่มีมาตรการในทะเบียน จึงไม่มีเรื่องเสนอในรอบนี้"
    } else {
        "ไม่มีเรื่องที่ต้องสั่งการเป็นการเฉพาะในรอบนี้"
    }
}

/// What is open, in how many cases, with the sentence that asks for an order.
type Finding = Option<(String, String)>;

fn pairs<'a>(scene: &'a Scene<'_>) -> impl Iterator<Item = (&'a MeasureOutcome, &'a Outcome)> {
    scene.model.outcomes.iter().flat_map(|m| m.outcomes.iter().map(move |o| (m, o)))
}

fn overdue(scene: &Scene<'_>) -> Finding {
    let late = pairs(scene).filter(|(_, o)| o.standing == Standing::Overdue).count();
    let codes = measures_where(scene, |m| m.standing == Standing::Overdue);
    (late > 0).then(|| {
        (
            format!("เกินกำหนด {} ({})", scene.of(codes.len(), "มาตรการ"), scene.of(late, "รายการ")),
            format!(
                "ได้แก่ {} ขอให้เร่งรัดหรือพิจารณาปรับกำหนดแล้วเสร็จ รายละเอียดใน{}",
                some(scene.w, &codes, "มาตรการ"),
                Section::Late.pointer(scene)
            ),
        )
    })
}

fn nobody(scene: &Scene<'_>) -> Finding {
    let codes = measures_where(scene, |m| m.standing == Standing::NotReported && !m.outcomes.is_empty());
    (!codes.is_empty()).then(|| {
        (
            format!("ไม่มีหน่วยงานใดรายงานผล {}", scene.of(codes.len(), "มาตรการ")),
            format!("ได้แก่ {} ขอให้กำหนดวันส่งรายงาน", some(scene.w, &codes, "มาตรการ")),
        )
    })
}

fn without_units(scene: &Scene<'_>) -> Finding {
    let codes = measures_where(scene, |m| m.outcomes.is_empty());
    (!codes.is_empty()).then(|| {
        (
            format!("ไม่มีผู้รับผิดชอบที่ระบุได้ {}", scene.of(codes.len(), "มาตรการ")),
            format!("ได้แก่ {} ขอให้มอบหมายหน่วยงาน", some(scene.w, &codes, "มาตรการ")),
        )
    })
}

/// Units that were to report and sent nothing at all.
fn silent(scene: &Scene<'_>) -> Vec<String> {
    let none = |id: &str| {
        let tally = Tally::unit(scene.model.outcomes, id);
        tally.total() > 0 && tally.reported() == 0
    };
    scene.model.workspace.units.iter().filter(|u| none(&u.id)).map(|u| u.id.clone()).collect()
}

fn silent_units(scene: &Scene<'_>) -> Finding {
    let names: Vec<_> = silent(scene).iter().map(|id| scene.unit(id)).collect();
    (!names.is_empty()).then(|| {
        (
            format!("ยังไม่ส่งรายงานผล {}", scene.of(names.len(), "หน่วยงาน")),
            format!("ได้แก่ {} ขอให้กำชับให้ส่งโดยเร็ว", some(scene.w, &names, "หน่วยงาน")),
        )
    })
}

fn missing_reports(scene: &Scene<'_>) -> Finding {
    let silent = silent(scene);
    let missing: Vec<_> = pairs(scene)
        .filter(|(_, o)| o.standing == Standing::NotReported && !silent.contains(&o.unit))
        .map(|(_, o)| o.unit.as_str())
        .collect();
    (!missing.is_empty()).then(|| {
        let units = scene.model.workspace.units.iter().filter(|u| missing.contains(&u.id.as_str()));
        let names: Vec<_> = units.map(|u| u.name_th.clone()).collect();
        (
            format!("รายงานไม่ครบทุกมาตรการ ขาด {}", scene.of(missing.len(), "รายการ")),
            format!(
                "ของ{} ขอให้รายงานเพิ่มเติม รายละเอียดใน{}",
                some(scene.w, &names, "หน่วยงาน"),
                Section::Unreported.pointer(scene)
            ),
        )
    })
}

/// Unfinished work with a problem and no word on how it goes on.
fn no_way_on(scene: &Scene<'_>) -> Finding {
    let stuck: Vec<_> = pairs(scene)
        .filter(|(_, o)| !o.standing.is_finished() && o.report.as_ref().is_some_and(stuck))
        .map(|(m, o)| format!("{} {}", scene.code(&m.measure.code), scene.unit(&o.unit)))
        .collect();
    (!stuck.is_empty()).then(|| {
        (
            format!("มีปัญหาแต่ยังไม่ระบุแนวทางดำเนินการต่อ {}", scene.of(stuck.len(), "รายการ")),
            format!("ได้แก่ {} ขอให้เสนอแนวทางแก้ไข", some(scene.w, &stuck, "รายการ")),
        )
    })
}

fn stuck(report: &Progress) -> bool {
    !report.problem.text().trim().is_empty() && report.next_step.text().trim().is_empty()
}

fn due_soon(scene: &Scene<'_>) -> Finding {
    let as_of = scene.model.as_of;
    let codes = measures_where(scene, |m| match m.measure.due.get() {
        Some(Due::On(date)) => !m.standing.is_finished() && (0..=SOON).contains(&date.days_since(as_of)),
        _ => false,
    });
    (!codes.is_empty()).then(|| {
        let days = scene.w.count(SOON.into());
        (
            format!("ครบกำหนดภายใน {days} วันและยังไม่แล้วเสร็จ {}", scene.of(codes.len(), "มาตรการ")),
            format!("ได้แก่ {} ขอให้ติดตามใกล้ชิด", some(scene.w, &codes, "มาตรการ")),
        )
    })
}

fn not_begun(scene: &Scene<'_>) -> Finding {
    let codes = measures_where(scene, |m| m.standing == Standing::NotStarted);
    (!codes.is_empty()).then(|| {
        (
            format!("ยังไม่เริ่มดำเนินการ {}", scene.of(codes.len(), "มาตรการ")),
            format!("ได้แก่ {} ขอให้กำหนดวันเริ่มดำเนินการ", some(scene.w, &codes, "มาตรการ")),
        )
    })
}

fn monitoring(scene: &Scene<'_>) -> Finding {
    let codes = measures_where(scene, |m| !Monitoring::of(m).below.is_empty());
    (!codes.is_empty()).then(|| {
        (
            format!("กำกับติดตามน้อยกว่าที่กำหนด {}", scene.of(codes.len(), "มาตรการ")),
            format!("ขอให้กำกับติดตามให้ครบตามรอบ รายละเอียดใน{}", Section::Monitoring.pointer(scene)),
        )
    })
}

/// Codes of the measures that meet a condition, in the order of the register.
fn measures_where(scene: &Scene<'_>, wanted: impl Fn(&MeasureOutcome) -> bool) -> Vec<String> {
    let outcomes = scene.model.outcomes.iter();
    outcomes.filter(|m| wanted(m)).map(|m| scene.code(&m.measure.code)).collect()
}
