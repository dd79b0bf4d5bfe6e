//! `schedule`: ready units, printed or written into a folder.

use super::{Common, Format};
use crate::error::{Error, Exit};
use crate::model::Text;
use crate::schedule::{Plan, Target};
use clap::{Args, ValueEnum};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

/// Options of `schedule`.
#[derive(Debug, Args)]
pub(super) struct ScheduleArgs {
    /// ระบบที่ใช้ตั้งเวลา / for which scheduler; default: that of this system
    #[arg(long, value_enum)]
    target: Option<Target>,
    /// เขียนเป็นไฟล์ในโฟลเดอร์นี้ / write the files into this folder instead of printing them
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
    /// ที่อยู่ของโปรแกรมบนเครื่องที่จะใช้ / where the program is on the machine that will run it; default: this one
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// ชื่อของงาน / name of the units
    #[arg(long, value_name = "NAME", default_value = "ita-report", value_parser = name)]
    name: String,
    /// วันของเดือนเมษายนและตุลาคม / day of April and October on which the report is made
    #[arg(long, value_name = "1-28", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=28))]
    day: u8,
    /// เวลา (นาฬิกา ตามเวลาไทย) / hour, Thai time
    #[arg(long, value_name = "0-23", default_value_t = 6, value_parser = clap::value_parser!(u8).range(0..=23))]
    hour: u8,
}

fn name(text: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !text.is_empty() && text.chars().all(plain) {
        Ok(text.to_owned())
    } else {
        Err("a–z, 0–9, - and _ / ใช้ a–z 0–9 - และ _".to_owned())
    }
}

pub(super) fn run(args: &ScheduleArgs, common: &Common) -> Result<Exit, Error> {
    let program = match &args.program {
        Some(program) => program.clone(),
        None => std::env::current_exe().map_err(|e| Error::io("finding", "ita-report", e))?,
    };
    let options = common.options();
    if let Some(option) = common.of_one_day() {
        return Err(Error::Usage(Text::new(
            format!(
                "ใช้ {option} กับ schedule ไม่ได้ เพราะงานตามกำหนดใช้รอบและวันที่ตามปฏิทินของวันที่ทำงาน — ตัด {option} ออก"
            ),
            format!(
                "{option} does not go with schedule: a scheduled command takes half and day from the calendar — leave {option} out"
            ),
        )));
    }
    let mut further = Vec::new();
    let paths = [
        ("--output", &options.output),
        ("--templates", &options.templates),
        ("--typst", &options.typst),
        ("--log-file", &common.log_file),
    ];
    for (option, path) in paths {
        if let Some(path) = path {
            // A bare name is searched on PATH there, too.
            let bare = option == "--typst" && path.components().count() == 1;
            let path = if bare { path.display().to_string() } else { full(path)? };
            further.extend([option.to_owned(), path]);
        }
    }
    further.extend(common.kept());
    let plan = Plan {
        name: args.name.clone(),
        program: full(&program)?,
        workspace: full(&options.workspace)?,
        options: further,
        day: args.day,
        hour: args.hour,
    };
    let target = args.target.unwrap_or(if cfg!(windows) { Target::Windows } else { Target::Systemd });
    let units = plan.units(target);
    let mut written = Vec::new();
    if let Some(dir) = &args.write {
        fs::create_dir_all(dir).map_err(|e| Error::io("making", dir, e))?;
        for unit in &units {
            let path = dir.join(&unit.name);
            fs::write(&path, unit.bytes()).map_err(|e| Error::io("writing", &path, e))?;
            written.push(path.display().to_string());
        }
    }
    if common.format == Format::Json {
        let named = |target: Target| target.to_possible_value().map(|v| v.get_name().to_owned());
        let units: Vec<_> = units.iter().map(|u| json!({ "name": u.name, "text": u.text })).collect();
        common.print_json(&json!({
            "version": env!("CARGO_PKG_VERSION"),
            "target": named(target),
            "units": units,
            "written": written,
            "steps": plan.steps(target),
        }))?;
        return Ok(Exit::Success);
    }
    if args.write.is_some() {
        for path in &written {
            common.print(path);
        }
        common.say(&Text::new("ขั้นตอนติดตั้ง:", "to install them:"));
        for step in plan.steps(target) {
            common.say(&Text::new(format!("  {}", step.th), format!("  {}", step.en)));
        }
        return Ok(Exit::Success);
    }
    for unit in &units {
        // One text alone can go to a file as it is; several need their names.
        if units.len() > 1 {
            common.print(&format!("# ==== {} ====", unit.name));
        }
        common.print(unit.text.trim_end());
    }
    Ok(Exit::Success)
}

/// An absolute path as text. A path of Windows (`D:\…`, `\\server\…`) stays as it is wherever the
/// schedule is made.
fn full(path: &Path) -> Result<String, Error> {
    let refused = |why: Text| Error::Usage(why);
    let text = path.to_str().ok_or_else(|| {
        refused(Text::new(
            format!("ที่อยู่ {} มีอักขระที่อ่านไม่ได้", path.display()),
            format!("the path {} is not valid Unicode", path.display()),
        ))
    })?;
    if text.chars().any(char::is_control) {
        return Err(refused(Text::new(
            format!("ที่อยู่ {text:?} มีอักขระควบคุม"),
            format!("the path {text:?} holds control characters"),
        )));
    }
    let mut start = text.chars();
    let drive = start.next().is_some_and(|c| c.is_ascii_alphabetic()) && start.next() == Some(':');
    let rooted = drive && matches!(start.next(), Some('\\' | '/'));
    if !cfg!(windows) && (rooted || text.starts_with("\\\\")) {
        return Ok(text.to_owned());
    }
    if !cfg!(windows) && drive {
        return Err(refused(Text::new(
            format!("ที่อยู่ {text} ไม่ได้เริ่มจากรากของไดรฟ์ จึงไม่รู้ว่าอยู่ที่ใด — เขียนให้ครบ เช่น D:\\งาน ITA"),
            format!(
                "the path {text} does not begin at the root of its drive — write it in full, such as D:\\ITA"
            ),
        )));
    }
    let absolute = std::path::absolute(path).map_err(|e| Error::io("finding", path, e))?;
    // `.` at the end would stay otherwise.
    let clean: PathBuf = absolute.components().collect();
    Ok(clean.to_string_lossy().into_owned())
}
