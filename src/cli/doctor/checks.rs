//! What `doctor` looks at, in the order in which a run needs it.

use super::{Check, State, rules};
use crate::check;
use crate::cli::common::place;
use crate::cli::wanting;
use crate::contract::Contracts;
use crate::diagnostic::Severity;
use crate::error::{Error, Exit};
use crate::fleet::Fleet;
use crate::model::Text;
use crate::pipeline::{self, Options, Progress, Setup};
use crate::platform::disk;
use crate::publish::{self, Condition, Holder, Timings};
use crate::render::Typst;
use crate::scheme::{self, Schemes};
use crate::shape::Layouts;
use crate::workspace::Workspace;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A publication with its history takes some dozen megabytes; below this a run may end in the middle.
const LEAST_FREE: u64 = 200 << 20;
/// How many agencies of a fleet a line names.
const MOST_NAMED: usize = 5;

pub(super) fn all(options: &Options) -> Vec<Check> {
    let mut checks = vec![program(), typst(&options.find_typst())];
    match options.find_templates() {
        Ok(templates) => checks.extend(rules::all(&templates)),
        Err(error) => {
            let what = Text::new("แม่แบบที่ระบุด้วย --templates", "the templates named with --templates");
            checks.push(Check::bad("templates", what, &error));
        }
    }
    let output = options.output_dir();
    match Fleet::find(&options.workspace) {
        Ok(Some(fleet)) => {
            checks.push(agencies(options, &fleet));
            // A run locks the fleet's folder and each agency's.
            let own = fleet.agencies().iter().map(|agency| output.join(agency)).filter(|dir| dir.is_dir());
            let folders = std::iter::once(output.clone()).chain(own);
            checks.extend(places(&output, folders.collect()));
        }
        Ok(None) => {
            let opened = Workspace::open(&options.workspace);
            checks.push(workspace(&opened));
            if let Ok(workspace) = &opened {
                checks.extend(agency(options, workspace));
                checks.extend(submissions(options, workspace));
                checks.extend(places(&output, vec![output.clone()]));
            }
        }
        Err(error) => checks.push(Check::bad("workspace", Text::new("พื้นที่ทำงาน", "workspace"), &error)),
    }
    checks
}

fn program() -> Check {
    let what = format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    Check::good("program", Text::new(&what, &what))
}

fn typst(found: &Result<Typst, Error>) -> Check {
    match found {
        Ok(typst) => {
            let place = on_path(typst.program());
            let what = format!("Typst {} ({})", typst.version(), place.display());
            Check::good("typst", Text::new(&what, &what))
        }
        Err(error) => Check::bad("typst", Text::new("Typst", "Typst"), error),
    }
}

/// Where a program lies that is called by its bare name.
fn on_path(program: &Path) -> PathBuf {
    let bare = program.components().count() == 1;
    let folders = std::env::var_os("PATH").filter(|_| bare).unwrap_or_default();
    let name = format!("{}{}", program.display(), std::env::consts::EXE_SUFFIX);
    let mut places = std::env::split_paths(&folders).map(|dir| dir.join(&name));
    places.find(|place| place.is_file()).unwrap_or_else(|| program.to_path_buf())
}

fn workspace(opened: &Result<Workspace, Error>) -> Check {
    match opened {
        Ok(workspace) => {
            let (units, files) = (workspace.units.len(), workspace.files.len());
            let agency = &workspace.agency;
            let what = Text::new(
                format!("พื้นที่ทำงานของ{} ({units} หน่วยงาน {files} ไฟล์)", agency.name_th),
                format!("workspace of {} ({units} units, {files} files)", agency.name_en),
            );
            let mut check = Check::good("workspace", what);
            if files == 0 {
                check.state = State::Wait(
                    Text::new(
                        "ยังไม่มีสมุดงาน — วางไฟล์ไว้ในโฟลเดอร์ปีของ input/ เช่น input/2568",
                        "there is no workbook yet — lay them into a year's folder of input/, such as input/2568",
                    ),
                    Exit::Usage,
                );
            }
            check
        }
        Err(error) => Check::bad("workspace", Text::new("พื้นที่ทำงาน", "workspace"), error),
    }
}

/// What `agency.toml` says: the preset's blanks are filled in, every data set has somebody who sends it.
fn agency(options: &Options, workspace: &Workspace) -> Vec<Check> {
    let file = workspace.agency_file();
    let mut check = Check::good(
        "agency",
        Text::new(format!("คำและหน่วยงานใน {file}"), format!("words and units in {file}")),
    );
    let unfinished = workspace.unfinished();
    if !unfinished.is_empty() {
        let (th, en) = listed(&unfinished);
        let text = Text::new(
            format!("ยังเป็นข้อความของแบบตั้งต้น ต้องใส่ชื่อจริง: {th}"),
            format!("still as in the preset, real names are wanted: {en}"),
        );
        check.state = State::Bad(text, Exit::Usage);
    } else if let Some(note) = workspace.notes.first() {
        check.state = State::Note(note.clone());
    }
    let mut checks = vec![check];
    let rules = options.find_templates().and_then(|templates| {
        let templates = templates.with_words(workspace.words.clone());
        Ok((Contracts::load(&templates)?, Schemes::load(&templates)?))
    });
    let what = Text::new("ผู้ส่งชุดข้อมูล", "senders of data sets");
    match rules {
        Err(error) => checks.push(Check::bad("senders", what, &error)),
        Ok((contracts, schemes)) => {
            checks.extend(years(options, workspace, &schemes));
            let (wrong, presumed) = senders(workspace, &contracts);
            let mut check = Check::good("senders", what);
            if !wrong.is_empty() {
                // `check` warns of it, and a run goes on.
                let (th, en) = listed(&wrong);
                check.state = State::Note(Text::new(th, en));
            } else if !presumed.is_empty() {
                let (th, en) = listed(&presumed);
                check.state = State::Note(Text::new(th, en));
            }
            checks.push(check);
            checks.extend(names(workspace, &contracts));
            checks.extend(layouts(workspace, &contracts));
            if let Err(error) = contracts.fit(&schemes) {
                let what = Text::new("ข้อและแผ่นงานของชุดข้อมูล", "items and sheets of data sets");
                checks.push(Check::bad("items", what, &error));
            }
        }
    }
    let empty = workspace.kinds.iter().filter(|kind| workspace.units_of(&kind.id).next().is_none());
    let empty: Vec<_> = empty.map(|kind| Text::new(&kind.name_th, &kind.name_en)).collect();
    if !empty.is_empty() && !workspace.units.is_empty() {
        let (th, en) = listed(&empty);
        let mut check = Check::good("kinds", Text::new("ประเภทหน่วยงาน", "kinds of units"));
        check.state = State::Note(Text::new(
            format!("ยังไม่มีหน่วยงานประเภท {th} — เพิ่ม [[unit]] หรือลบ [[kind]] นั้น"),
            format!("there is no unit of the kind {en} — add a [[unit]], or delete the [[kind]]"),
        ));
        checks.push(check);
    }
    checks
}

/// Layouts of the agency's own.
fn layouts(workspace: &Workspace, contracts: &Contracts) -> Option<Check> {
    let own = &workspace.layouts;
    let count = own.len();
    let what =
        Text::new(format!("รูปแบบของหน่วยงานเอง {count} ไฟล์"), format!("{count} layouts of the agency's own"));
    (count > 0).then(|| match Layouts::default().with(own, contracts) {
        Ok(_) => Check::good("own-layouts", what),
        Err(error) => Check::bad("own-layouts", what, &error),
    })
}

/// Years with workbooks and without a scoring scheme.
fn years(options: &Options, workspace: &Workspace, schemes: &Schemes) -> Option<Check> {
    let years: BTreeSet<_> = workspace.files.iter().map(|file| file.fiscal_year).collect();
    let missing: Vec<_> = years.into_iter().filter(|year| schemes.get(*year).is_none()).collect();
    let newest = missing.last()?;
    let (mut th, mut en) = listed(&missing.iter().map(|y| scheme::missing(schemes, *y)).collect::<Vec<_>>());
    if missing.iter().any(|year| scheme::carried_on(schemes, *year).is_some()) {
        let command =
            format!("`ita-report init {} --fy {newest} --carry-on-scheme`", place(&options.workspace));
        th.push_str(&format!(" — หรือให้โปรแกรมสร้างให้: {command}"));
        en.push_str(&format!("; or let the program write it: {command}"));
    }
    let mut check =
        Check::good("scheme-years", Text::new("เกณฑ์ของปีที่มีข้อมูล", "schemes of the years with data"));
    check.state = State::Bad(Text::new(th, en), Exit::Usage);
    Some(check)
}

fn listed(texts: &[Text]) -> (String, String) {
    let join = |of: fn(&Text) -> &str| texts.iter().map(of).collect::<Vec<_>>().join(", ");
    (join(|text| &text.th), join(|text| &text.en))
}

/// Data sets whose contract names a unit or kind that the agency does not have, or that nobody sends.
/// Apart are those that only the preset says, for a file without `[data_sets]`.
fn senders(workspace: &Workspace, contracts: &Contracts) -> (Vec<Text>, Vec<Text>) {
    let known = |id: &String| {
        workspace.units.iter().any(|u| u.id == *id || u.name_th == *id || u.kind == *id)
            || workspace.kinds.iter().any(|kind| kind.id == *id)
    };
    let (mut wrong, mut presumed) = (Vec::new(), Vec::new());
    for contract in contracts.iter().filter(|c| !c.units.is_empty()) {
        let (name, sheet) = (&contract.name, &contract.sheet);
        let into = if workspace.presumed.contains(name) { &mut presumed } else { &mut wrong };
        let strange: Vec<_> = contract.units.iter().filter(|id| !known(id)).cloned().collect();
        if !strange.is_empty() {
            let ids = strange.join(", ");
            into.push(Text::new(
                format!("{sheet}: ไม่มีหน่วยงานหรือประเภท {ids} — ระบุผู้ส่งใน [data_sets] {name} หรือ {name} = [] ถ้าไม่มีข้อมูลนี้"),
                format!("{name}: there is no unit or kind {ids} — name the senders in [data_sets] {name}, or {name} = [] where there are no such data"),
            ));
        } else if !workspace.units.iter().any(|unit| check::expects(contract, unit)) {
            into.push(Text::new(
                format!("{sheet}: ไม่มีหน่วยงานใดส่ง — เพิ่มหน่วยงาน หรือ {name} = [] ใน [data_sets] ถ้าไม่มีข้อมูลนี้"),
                format!("{name}: nobody sends it — add a unit, or {name} = [] in [data_sets] where there are no such data"),
            ));
        }
    }
    (wrong, presumed)
}

/// Data sets and items in `agency.toml` that there are none of; every command refuses them.
fn names(workspace: &Workspace, contracts: &Contracts) -> Option<Check> {
    let error = pipeline::check_names(workspace, contracts).err()?;
    let what = Text::new("ชื่อใน [data_sets] และ [deadlines]", "names in [data_sets] and [deadlines]");
    Some(Check::bad("names", what, &error))
}

/// What was submitted for the half that a run would take, in the words of `status`; findings that forbid a run.
fn submissions(options: &Options, opened: &Workspace) -> Vec<Check> {
    let Ok(setup) = Setup::load(options) else { return Vec::new() };
    if opened.files.is_empty() {
        return Vec::new();
    }
    let assessed = match pipeline::assess(&setup, &Silent, &mut Timings::default()) {
        Ok(assessed) => assessed,
        Err(error) => return vec![Check::bad("data", Text::new("ข้อมูลที่ส่ง", "the data"), &error)],
    };
    let errors = assessed.diagnostics.count(Severity::Error);
    let mut data = Check::good("data", Text::new("ข้อมูลที่ส่งไม่มีข้อผิดพลาด", "the data have no errors"));
    if errors > 0 {
        data.what = Text::new("ข้อมูลที่ส่ง", "the data");
        data.state = State::Bad(
            Text::new(
                format!("มีข้อผิดพลาด {errors} รายการ — ดูด้วย `ita-report check`"),
                format!("{errors} errors — see `ita-report check`"),
            ),
            Exit::Data,
        );
    }
    let units = opened.units.len();
    let submitted = match pipeline::choose(options, &assessed.facts) {
        Ok(choice) => {
            let table =
                check::coverage(setup.context(), &assessed.facts, &assessed.diagnostics, choice.period);
            let mut check = Check::good("submissions", choice.why(units));
            if table.iter().any(|row| row.wanting().next().is_some()) {
                let lines = wanting::summary(&table);
                let join = |of: fn(&Text) -> &str| lines.iter().map(of).collect::<Vec<_>>().join("; ");
                check.state = State::Note(Text::new(join(|t| &t.th), join(|t| &t.en)));
            }
            check
        }
        Err(error) => Check {
            id: "submissions",
            what: Text::new("ข้อมูลของรอบ", "data of a half"),
            state: State::Wait(error.text(), error.exit()),
        },
    };
    vec![data, submitted]
}

/// Nothing is drawn while `doctor` looks.
struct Silent;

impl Progress for Silent {
    fn stage(&self, _: &Text, _: usize) {}
    fn step(&self) {}
}

/// The agencies of a fleet; one that does not open is left out by a run, which goes on with the others.
fn agencies(options: &Options, fleet: &Fleet) -> Check {
    let all = fleet.agencies().len();
    let what = Text::new(format!("พื้นที่ทำงานที่มี {all} หน่วยงาน"), format!("workspace of {all} agencies"));
    let mut check = Check::good("workspace", what);
    let open = |agency: &String| Workspace::open_agency(&options.workspace, agency).err();
    let wrong: Vec<_> = fleet.agencies().iter().filter_map(open).collect();
    if !wrong.is_empty() {
        let told: Vec<_> = wrong.iter().take(MOST_NAMED).map(Error::text).collect();
        let join = |of: fn(&Text) -> &str| told.iter().map(of).collect::<Vec<_>>().join("; ");
        let count = wrong.len();
        let text = Text::new(
            format!("ตั้งค่าผิด {count} หน่วยงาน: {}", join(|t| &t.th)),
            format!("{count} are wrongly configured: {}", join(|t| &t.en)),
        );
        check.state = State::Bad(text, Exit::Data);
    }
    check
}

/// Whether publications can be written, by nobody else just now, with room; and what a killed run left.
fn places(output: &Path, folders: Vec<PathBuf>) -> Vec<Check> {
    let shown = place(output);
    let writable =
        Text::new(format!("โฟลเดอร์ผลลัพธ์ {shown} เขียนได้"), format!("output folder {shown} can be written"));
    let free = Text::new("ไม่มีผู้อื่นกำลังจัดทำรายงาน", "nobody else is at work");
    let mut conditions = Vec::new();
    let mut checks = Vec::new();
    for folder in folders {
        match publish::inspect(&folder) {
            Ok(condition) => conditions.push(condition),
            Err(error @ Error::Locked { .. }) => {
                checks.push(Check::good("output", writable));
                let what = Text::new("โฟลเดอร์ผลลัพธ์", "output folder");
                checks.push(Check::bad("lock", what, &error));
                return checks;
            }
            Err(error) => {
                let what = Text::new(format!("โฟลเดอร์ผลลัพธ์ {shown}"), format!("output folder {shown}"));
                return vec![Check::bad("output", what, &error)];
            }
        }
    }
    checks.push(Check::good("output", writable));
    checks.push(Check::good("lock", free));
    checks.extend(disk::free(output).map(room));
    checks.push(interrupted(&conditions));
    checks
}

fn room(free: u64) -> Check {
    let shown = if free < 1 << 30 {
        format!("{} MB", free >> 20)
    } else {
        let tenths = free / (1 << 30) * 10 + free % (1 << 30) * 10 / (1 << 30);
        format!("{}.{} GB", tenths / 10, tenths % 10)
    };
    let what = Text::new(format!("พื้นที่ว่างบนดิสก์ {shown}"), format!("{shown} free on the disk"));
    let mut check = Check::good("disk", what);
    if free < LEAST_FREE {
        let text = Text::new(
            "เหลือน้อย อาจจัดทำไม่เสร็จ — ลบไฟล์ที่ไม่ใช้ หรือเลือกที่อื่นด้วย --output",
            "too little, a run may not come to its end — remove what is not needed, or choose another place with --output",
        );
        check.state = State::Bad(text, Exit::Environment);
    }
    check
}

/// What a killed run left. The next run mends it by itself, so it is told and is no failure.
fn interrupted(conditions: &[Condition]) -> Check {
    let folders: usize = conditions.iter().map(|c| c.unfinished.len()).sum();
    let killed: Option<&Holder> = conditions.iter().find_map(|c| c.killed.as_ref());
    if killed.is_none() && folders == 0 {
        let nothing = Text::new("ไม่มีงานค้างจากครั้งก่อน", "nothing is left of an earlier run");
        return Check::good("interrupted", nothing);
    }
    let who = killed.map_or_else(|| "?".to_owned(), |holder| holder.process.to_string());
    let what = Text::new("งานค้างจากครั้งก่อน", "something is left of an earlier run");
    let told = Text::new(
        format!(
            "การทำงานครั้งก่อน (โพรเซส {who}) ถูกตัดกลางคัน เหลือโฟลเดอร์ชั่วคราว {folders} โฟลเดอร์ — run ครั้งต่อไปจัดการให้เอง ฉบับเผยแพร่ไม่เสียหาย"
        ),
        format!(
            "an earlier run (process {who}) was cut off and left {folders} temporary folders — the next run clears them; no publication is harmed"
        ),
    );
    Check { id: "interrupted", what, state: State::Note(told) }
}
