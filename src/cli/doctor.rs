//! `doctor`: what a run needs, whether it is there, and what to do.

use super::{Common, Format};
use crate::error::{Error, Exit};
use crate::model::Text;
use crate::pipeline::Setup;
use crate::publish::{self, Condition};
use crate::templates::Templates;
use serde_json::json;

/// One thing looked at: what, and how it stands.
struct Finding {
    what: Text,
    problem: Option<(Text, Exit)>,
}

pub(super) fn run(common: &Common) -> Result<Exit, Error> {
    let options = common.options();
    let failed = |error: &Error| {
        let [th, en] = [crate::model::Language::Th, crate::model::Language::En].map(|l| error.message(l));
        Some((Text::new(th, en), error.exit()))
    };
    let mut findings = Vec::new();
    let typst = options.find_typst();
    findings.push(Finding {
        what: typst.as_ref().map_or_else(
            |_| Text::new("Typst", "Typst"),
            |t| {
                let what = format!("Typst {} ({})", t.version(), t.program().display());
                Text::new(&what, &what)
            },
        ),
        problem: typst.as_ref().err().and_then(failed),
    });
    let templates = Templates::new(options.templates.clone())?;
    let fonts = templates.fonts()?.len();
    findings.push(Finding {
        what: Text::new(format!("ฟอนต์ในแม่แบบ {fonts} ไฟล์"), format!("{fonts} fonts in the templates")),
        problem: (fonts == 0).then(|| {
            let text = Text::new(
                "ไม่พบฟอนต์ใน fonts/ ของแม่แบบ — ตรวจ --templates",
                "no font in fonts/ of the templates — look at --templates",
            );
            (text, Exit::Environment)
        }),
    });
    let setup = Setup::load(&options);
    findings.push(Finding {
        what: match &setup {
            Ok(setup) => Text::new(
                format!(
                    "พื้นที่ทำงานของ{} ({} หน่วยงาน {} ไฟล์)",
                    setup.workspace.agency.name_th,
                    setup.workspace.units.len(),
                    setup.workspace.files.len()
                ),
                format!(
                    "workspace of {} ({} units, {} files)",
                    setup.workspace.agency.name_en,
                    setup.workspace.units.len(),
                    setup.workspace.files.len()
                ),
            ),
            Err(_) => Text::new("พื้นที่ทำงาน", "workspace"),
        },
        problem: setup.as_ref().err().and_then(failed),
    });
    if let Ok(setup) = &setup {
        let condition = publish::inspect(&setup.output);
        findings.push(Finding {
            what: Text::new(
                format!("โฟลเดอร์ผลลัพธ์ {} เขียนได้", setup.output.display()),
                format!("output folder {} can be written", setup.output.display()),
            ),
            problem: condition.as_ref().err().and_then(failed),
        });
        if let Ok(condition) = &condition {
            findings.push(interrupted(condition));
        }
    }
    let worst =
        findings.iter().filter_map(|f| f.problem.as_ref()).map(|(_, exit)| *exit).max_by_key(|e| *e as u8);
    match common.format {
        Format::Json => {
            let body: Vec<_> = findings
                .iter()
                .map(|f| json!({ "what": f.what, "problem": f.problem.as_ref().map(|(text, _)| text) }))
                .collect();
            common.print_json(&body)?;
        }
        Format::Human => {
            for finding in &findings {
                match &finding.problem {
                    None => common.print(&format!("✓ {}", finding.what.get(common.lang))),
                    Some((text, _)) => common.print(&format!(
                        "✗ {}: {}",
                        finding.what.get(common.lang),
                        text.get(common.lang)
                    )),
                }
            }
        }
    }
    Ok(worst.unwrap_or(Exit::Success))
}

/// What a killed run left. The next run mends it by itself, so it is told and is no failure.
fn interrupted(condition: &Condition) -> Finding {
    let folders = condition.unfinished.len();
    let what = match &condition.killed {
        None if folders == 0 => Text::new("ไม่มีงานค้างจากครั้งก่อน", "nothing is left of an earlier run"),
        killed => {
            let who = killed.as_ref().map(|h| h.process.to_string());
            let who = who.unwrap_or_else(|| "?".to_owned());
            Text::new(
                format!(
                    "การทำงานครั้งก่อน (โพรเซส {who}) ถูกตัดกลางคัน เหลือโฟลเดอร์ชั่วคราว {folders} โฟลเดอร์ — run ครั้งต่อไปจัดการให้เอง ฉบับเผยแพร่ไม่เสียหาย"
                ),
                format!(
                    "an earlier run (process {who}) was cut off and left {folders} temporary folders — the next run clears them; no publication is harmed"
                ),
            )
        }
    };
    Finding { what, problem: None }
}
