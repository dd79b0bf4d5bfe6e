//! What needs the director's decision.
//!
//! Comes in: outcomes of the half. Goes out: a list, the most pressing first, one line a matter as far as
//! possible: the summary has one page, the sections it points to name the cases. Never: proposes a
//! result; it says what is open and asks for an order.

use super::Section;
use super::build::{item, part};
use super::figures::Tally;
use super::scene::Scene;
use super::sentences::and;
use crate::model::{Due, Progress};
use crate::report::document::Part;
use crate::score::monitoring::Monitoring;
use crate::score::progress::{MeasureOutcome, Outcome, Standing};
use crate::thai::Date;

/// A measure due within this many days after the as-of date is due soon.
pub const SOON: i32 = 30;
/// Cases up to this many are named in the list itself.
const FEW: usize = 2;
/// Matters in the list; the others are named in a sentence below it.
const MOST: usize = 6;

pub(super) fn part_of(scene: &Scene<'_>) -> Part {
    let mut found: Vec<_> = [
        overdue(scene),
        nobody(scene),
        without_units(scene),
        silent_units(scene),
        missing_reports(scene),
        no_way_on(scene),
        upcoming(scene),
        not_begun(scene),
        monitoring(scene),
    ]
    .into_iter()
    .flatten()
    .collect();
    let title = format!("เรื่องเสนอ{}พิจารณาสั่งการ", scene.director());
    let mut part = part(Section::Decisions.heading(scene, &title));
    if found.is_empty() {
        part.paragraphs.push(nothing(scene).to_owned());
    }
    if found.len() > MOST {
        let rest: Vec<_> = found.split_off(MOST).into_iter().map(|(lead, _)| lead).collect();
        part.closing.push(format!("เรื่องอื่นที่ต้องติดตาม ได้แก่ {}", and(&rest)));
    }
    let marked = |(at, (lead, text))| item(Some(format!("{})", scene.w.size(at + 1))), lead, text);
    part.items = found.into_iter().enumerate().map(marked).collect();
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
            format!("เกินกำหนด {} {}", scene.of(codes.len(), "มาตรการ"), scene.of(late, "รายการ")),
            format!("เห็นควรสั่งการให้เร่งรัด หรือเสนอปรับกำหนดแล้วเสร็จ ({})", which(scene, &codes, Section::Late)),
        )
    })
}

fn nobody(scene: &Scene<'_>) -> Finding {
    let noun = scene.unit_noun();
    let codes = measures_where(scene, |m| m.standing == Standing::NotReported && !m.outcomes.is_empty());
    (!codes.is_empty()).then(|| {
        (
            format!("ไม่มี{noun}ใดรายงานผล {}", scene.of(codes.len(), "มาตรการ")),
            format!("เห็นควรกำหนดวันส่งรายงาน ({})", which(scene, &codes, Section::Unreported)),
        )
    })
}

fn without_units(scene: &Scene<'_>) -> Finding {
    let noun = scene.unit_noun();
    let codes = measures_where(scene, |m| m.outcomes.is_empty());
    (!codes.is_empty()).then(|| {
        (
            format!("ไม่มีผู้รับผิดชอบที่ระบุได้ {}", scene.of(codes.len(), "มาตรการ")),
            format!("เห็นควรมอบหมาย{noun}ที่รับผิดชอบ ({})", which(scene, &codes, Section::Results)),
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
            format!("ยังไม่ส่งรายงานผล {}", scene.of(names.len(), scene.unit_noun())),
            format!("เห็นควรกำชับให้ส่งโดยเร็ว ({})", which(scene, &names, Section::Unreported)),
        )
    })
}

fn missing_reports(scene: &Scene<'_>) -> Finding {
    let silent = silent(scene);
    let missing: Vec<_> = pairs(scene)
        .filter(|(_, o)| o.standing == Standing::NotReported && !silent.contains(&o.unit))
        .map(|(_, o)| o.unit.as_str())
        .collect();
    let units = scene.model.workspace.units.iter().filter(|u| missing.contains(&u.id.as_str())).count();
    (!missing.is_empty()).then(|| {
        (
            format!(
                "รายงานไม่ครบ {} ขาด {}",
                scene.of(units, scene.unit_noun()),
                scene.of(missing.len(), "รายการ")
            ),
            format!("เห็นควรสั่งการให้รายงานผลเพิ่มเติม ({})", Section::Unreported.pointer(scene)),
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
            format!("มีปัญหาแต่ไม่ระบุแนวทางดำเนินการต่อ {}", scene.of(stuck.len(), "รายการ")),
            format!("เห็นควรให้เสนอแนวทางแก้ไข ({})", which(scene, &stuck, Section::Results)),
        )
    })
}

fn stuck(report: &Progress) -> bool {
    !report.problem.text().trim().is_empty() && report.next_step.text().trim().is_empty()
}

fn upcoming(scene: &Scene<'_>) -> Finding {
    let codes = measures_where(scene, |m| due_soon(scene, m));
    (!codes.is_empty()).then(|| {
        let days = scene.w.count(SOON.into());
        (
            format!("จะครบกำหนดภายใน {days} วัน {}", scene.of(codes.len(), "มาตรการ")),
            format!("เห็นควรเร่งรัดให้แล้วเสร็จตามกำหนด ({})", which(scene, &codes, Section::Late)),
        )
    })
}

/// Whether a measure is not finished and due in the days after the as-of date.
pub(super) fn due_soon(scene: &Scene<'_>, outcome: &MeasureOutcome) -> bool {
    is_due_soon(outcome, scene.model.as_of)
}

/// The same on a day.
#[must_use]
pub fn is_due_soon(outcome: &MeasureOutcome, day: Date) -> bool {
    match outcome.measure.due.get() {
        Some(Due::On(date)) => !outcome.standing.is_finished() && (0..=SOON).contains(&date.days_since(day)),
        _ => false,
    }
}

fn not_begun(scene: &Scene<'_>) -> Finding {
    let codes = measures_where(scene, |m| m.standing == Standing::NotStarted);
    (!codes.is_empty()).then(|| {
        (
            format!("ยังไม่เริ่มดำเนินการ {}", scene.of(codes.len(), "มาตรการ")),
            format!("เห็นควรกำหนดวันเริ่มดำเนินการ ({})", which(scene, &codes, Section::Results)),
        )
    })
}

fn monitoring(scene: &Scene<'_>) -> Finding {
    let codes = measures_where(scene, |m| !Monitoring::of(m).below.is_empty());
    (!codes.is_empty()).then(|| {
        (
            format!("กำกับติดตามไม่ครบตามรอบ {}", scene.of(codes.len(), "มาตรการ")),
            format!("เห็นควรกำชับให้กำกับติดตามครบตามรอบ ({})", which(scene, &codes, Section::Monitoring)),
        )
    })
}

/// A few cases by name; more by the section that lists them.
fn which(scene: &Scene<'_>, names: &[String], section: Section) -> String {
    if names.len() <= FEW { and(names) } else { section.pointer(scene) }
}

/// Codes of the measures that meet a condition, in the order of the register.
fn measures_where(scene: &Scene<'_>, wanted: impl Fn(&MeasureOutcome) -> bool) -> Vec<String> {
    let outcomes = scene.model.outcomes.iter();
    outcomes.filter(|m| wanted(m)).map(|m| scene.code(&m.measure.code)).collect()
}
