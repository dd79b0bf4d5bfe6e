//! What several units write alike and the register does not have: the register was changed, not their forms.
//!
//! Comes in: the findings of all units. Goes out: the same, telling the coordinator what to do instead of each unit.

use crate::diagnostic::{ACCEPT, Code, Diagnostic};
use crate::model::Text;
use std::collections::{BTreeMap, BTreeSet};

/// As many units do not make the same slip.
const SEVERAL: usize = 3;

pub(super) fn changed(findings: &mut [Diagnostic]) {
    let mut units: BTreeMap<(Code, String, String), BTreeSet<String>> = BTreeMap::new();
    for finding in findings.iter() {
        if let (Some(key), Some(unit)) = (key(finding), &finding.unit) {
            units.entry(key).or_default().insert(unit.clone());
        }
    }
    for finding in findings {
        let Some(units) = key(finding).and_then(|key| units.get(&key)).map(BTreeSet::len) else { continue };
        if units >= SEVERAL {
            finding.action = Text::new(
                format!(
                    "มี {units} หน่วยงานที่เขียนเช่นนี้ จึงอาจเป็นทะเบียนที่เปลี่ยนหลังส่งแบบ ให้ผู้ประสานงานตรวจทะเบียน ถ้าถูกยกเลิกแล้ว {ACCEPT}"
                ),
                format!(
                    "{units} units write this, so the register may have changed after the forms were sent: the coordinator is to look at it; what was cancelled is accepted in agency.toml with the reason"
                ),
            );
        }
    }
}

/// What is written of which year's register; none of other findings.
fn key(finding: &Diagnostic) -> Option<(Code, String, String)> {
    let of_register = matches!(finding.code, Code::MeasureUnknown | Code::OutputUnknown);
    let found = finding.found.as_ref().filter(|_| of_register)?;
    // `input/2568/…`, and of many agencies `input/bang-na/2568/…`.
    let folder = finding.place.file.rsplit_once('/').map_or("", |(folder, _)| folder);
    Some((finding.code, format!("{folder}\n{}", finding.row.as_deref().unwrap_or_default()), found.clone()))
}
