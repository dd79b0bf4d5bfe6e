//! The steps of a new workspace: agency, `doctor`, register, forms. Each run says which comes next.
//!
//! Comes in: what was asked for, or the answers of a person at a terminal. Goes out: `agency.toml`, and
//! sentences. Never: writes over a file.

use super::preset::{self, Answers};
use super::{InitArgs, Made, open};
use crate::cli::Common;
use crate::cli::common::{Format, place, typed};
use crate::error::Error;
use crate::model::{Period, Text};
use crate::templates::Templates;
use crate::workspace::{AGENCY_FILE, Workspace};
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;

/// The preset of a workspace for which nobody named one.
pub(super) const DEFAULT_PRESET: &str = "bangkok-district";

/// Step 1: `agency.toml`, from a preset unless it is there.
pub(super) fn agency(
    templates: &Templates,
    args: &InitArgs,
    common: &Common,
    made: &mut Made,
) -> Result<(Workspace, Vec<Text>), Error> {
    let path = args.dir.join("input").join(AGENCY_FILE);
    let given = args.preset.is_some() || args.name.is_some() || args.units.is_some();
    if path.exists() {
        if given {
            return Err(Error::Usage(Text::new(
                format!("มี {} อยู่แล้ว จึงไม่เขียนทับ — แก้ไขไฟล์นั้น หรือสั่ง init ในโฟลเดอร์ใหม่", place(&path)),
                format!(
                    "{} is there and is not written over — edit it, or init another folder",
                    place(&path)
                ),
            )));
        }
        return Ok((Workspace::open(&args.dir)?, Vec::new()));
    }
    let asks = !given && is_asked(common);
    let (preset, answers) = if asks { ask(templates, common)? } else { told(args)? };
    let mut notes = Vec::new();
    let chosen = preset::find(templates, &preset)?;
    let (text, open_questions) = chosen.filled(&answers)?;
    let workspace = open(&args.dir, text.as_bytes(), made)?;
    let path = place(&path);
    notes.push(Text::new(
        format!("ขั้นที่ 1 จาก 4 หน่วยงาน: เขียน {path} จากแบบตั้งต้น {preset} ({}) แล้ว", chosen.title),
        format!("step 1 of 4, the agency: {path} is written from the preset {preset} ({})", chosen.title),
    ));
    if !asks && args.preset.is_none() {
        let names: Vec<_> = preset::all(templates)?.into_iter().map(|preset| preset.name).collect();
        let names = names.join(", ");
        notes.push(Text::new(
            format!("แบบตั้งต้นอื่น: --preset {names}"),
            format!("other presets: --preset {names}"),
        ));
    }
    notes.extend(open_questions);
    Ok((workspace, notes))
}

/// Whether a person sits at a terminal who can be asked.
pub(super) fn is_asked(common: &Common) -> bool {
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    terminal && !common.quiet && common.format == Format::Human
}

fn told(args: &InitArgs) -> Result<(String, Answers), Error> {
    let preset = args.preset.clone().unwrap_or_else(|| DEFAULT_PRESET.to_owned());
    let units = args.units.as_deref().map(preset::read_units).transpose()?;
    // A name of blanks is none.
    let given =
        |name: &Option<String>| name.as_deref().map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned);
    Ok((preset, Answers { name: given(&args.name), name_en: given(&args.name_en), units }))
}

/// Asks a person at a terminal; an empty answer keeps what the preset has.
fn ask(templates: &Templates, common: &Common) -> Result<(String, Answers), Error> {
    let presets = preset::all(templates)?;
    common.print_text(&Text::new(
        "ขั้นที่ 1 จาก 4 หน่วยงานของท่านเป็นแบบใด",
        "step 1 of 4: what kind of agency is it?",
    ));
    for (number, preset) in (1..).zip(&presets) {
        common.print(&format!("  {number}. {}", preset.title));
    }
    let chosen = loop {
        let answer = question(common, &Text::new("เลขที่: ", "number: "))?;
        let number: Option<usize> = crate::thai::to_arabic_digits(&answer).trim().parse().ok();
        if let Some(preset) = number.and_then(|n| presets.get(n.checked_sub(1)?)) {
            break preset.name.clone();
        }
    };
    let text = |th: &str, en: &str| {
        let answer = question(common, &Text::new(th, en))?;
        Ok::<_, Error>(Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty()))
    };
    let name = text("ชื่อเต็มภาษาไทย: ", "full Thai name: ")?;
    let name_en = text("ชื่อภาษาอังกฤษ (ไม่มีกด Enter): ", "English name (Enter for none): ")?;
    let list = text(
        "ไฟล์รายชื่อหน่วยงานย่อย บรรทัดละหนึ่งแห่ง หรือ .xlsx (กด Enter เพื่อใช้รายชื่อในแบบตั้งต้น): ",
        "file with the units, one a line, or .xlsx (Enter for those of the preset): ",
    )?;
    let units = list.map(|file| preset::read_units(Path::new(&file))).transpose()?;
    Ok((chosen, Answers { name, name_en, units }))
}

pub(super) fn question(common: &Common, text: &Text) -> Result<String, Error> {
    let stop = |e| Error::io("asking", "stdin", e);
    let mut out = std::io::stdout();
    write!(out, "{}", text.get(common.lang)).and_then(|()| out.flush()).map_err(stop)?;
    let mut line = String::new();
    if std::io::stdin().lock().read_line(&mut line).map_err(stop)? == 0 {
        return Err(Error::Interrupted);
    }
    Ok(line)
}

/// The options of year and half as they were given, for a command to come: ` --fy 2569 --half 1`.
fn given(common: &Common) -> String {
    let year = common.fy.map(|year| format!(" --fy {year}"));
    let half = common.half.map(|half| format!(" --half {}", half.number()));
    [year, half].into_iter().flatten().collect()
}

/// Step 1 is not done while the preset's blanks stand in `agency.toml`.
pub(super) fn finish_agency(dir: &Path, workspace: &Workspace, common: &Common) -> Text {
    let open = workspace.unfinished();
    let join = |of: fn(&Text) -> &str| open.iter().map(of).collect::<Vec<_>>().join(", ");
    let (path, dir) = (place(&dir.join("input").join(AGENCY_FILE)), typed(dir));
    let given = given(common);
    Text::new(
        format!(
            "ขั้นต่อไป: แก้ {path} ({}) แล้วสั่ง `ita-report doctor --workspace {dir}` และ `ita-report init {dir}{given}` อีกครั้ง — ยังไม่สร้างแบบฟอร์มจนกว่าชื่อจะครบ",
            join(|t| &t.th)
        ),
        format!(
            "next: edit {path} ({}), then `ita-report doctor --workspace {dir}` and `ita-report init {dir}{given}` again — no forms are made before the names are there",
            join(|t| &t.en)
        ),
    )
}

/// What to do after this run.
pub(super) fn next(
    args: &InitArgs,
    common: &Common,
    (period, why): (Period, Text),
    folder: &Path,
    no_register: bool,
    units: usize,
) -> Vec<Text> {
    let year = period.fiscal_year;
    let (dir, folder) = (typed(&args.dir), place(folder));
    let input = place(&args.dir.join("input").join(year.to_string()));
    let results = place(&args.dir.join("input").join(year.previous().to_string()));
    let given = given(common);
    let mut notes = vec![why];
    if no_register {
        notes.push(Text::new(
            format!("ขั้นที่ 2 จาก 4: สั่ง `ita-report doctor --workspace {dir}` ตรวจว่าพร้อม"),
            format!("step 2 of 4: `ita-report doctor --workspace {dir}` says whether all is ready"),
        ));
        notes.push(Text::new(
            format!(
                "ขั้นที่ 3 จาก 4: กรอกทะเบียนมาตรการ {folder}/register-{year}.xlsx แล้ววางใน {input} (ผลการประเมินปีก่อนวางใน {results})"
            ),
            format!(
                "step 3 of 4: fill in the register of measures {folder}/register-{year}.xlsx and put it into {input} (last year's results into {results})"
            ),
        ));
        notes.push(Text::new(
            format!("ขั้นที่ 4 จาก 4: สั่ง `ita-report init {dir}{given}` อีกครั้ง จะได้แบบของหน่วยงานย่อยที่มีมาตรการครบ"),
            format!("step 4 of 4: `ita-report init {dir}{given}` again makes the units' forms, with their measures"),
        ));
        if units > 0 {
            notes.push(Text::new(
                "ยังไม่พบทะเบียนมาตรการ แบบรายงานผลจึงยังไม่มีรายการมาตรการ — ลบแบบเหล่านี้ก่อนสั่ง init อีกครั้ง",
                "no register of measures yet, so the progress forms list no measures — delete these forms before the next init",
            ));
        }
    } else {
        notes.push(Text::new(
            format!("ขั้นที่ 4 จาก 4: ส่งแบบใน {folder} ให้หน่วยงานย่อย {units} แห่ง"),
            format!("step 4 of 4: send the forms in {folder} to {units} units"),
        ));
    }
    notes.push(Text::new(
        format!("ไฟล์ที่กรอกแล้วให้วางใน {input} (ผลการประเมินปีก่อนวางใน {results}) แล้วสั่ง `ita-report check --workspace {dir}`"),
        format!("put filled-in workbooks into {input} (last year's results into {results}), then `ita-report check --workspace {dir}`"),
    ));
    notes
}
