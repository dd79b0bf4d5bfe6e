//! `templates`: the built-in files, to look at and to start from.

use super::common::place;
use super::{Common, Format};
use crate::error::{Error, Exit};
use crate::model::Text;
use crate::templates::Templates;
use clap::{Args, Subcommand};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Fonts and their licences: nobody starts from them, and they are large.
const FONTS: &str = "fonts/";

/// Arguments of `templates`.
#[derive(Debug, Args)]
pub(super) struct TemplatesArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// แสดงรายชื่อ / list them
    List,
    /// เขียนแม่แบบในโปรแกรมลงโฟลเดอร์ ไม่เขียนทับไฟล์ที่มี / write the built-in files into a folder; files that are there stay
    Export {
        /// โฟลเดอร์ เช่น templates ในพื้นที่ทำงาน / the folder, such as templates in the workspace
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// เฉพาะไฟล์ที่ชื่อขึ้นต้นดังนี้ / only files whose path begins so, such as contracts/ or texts/introduction.md
        #[arg(long, value_name = "START")]
        only: Option<String>,
    },
}

pub(super) fn run(args: &TemplatesArgs, common: &Common) -> Result<Exit, Error> {
    match &args.action {
        Action::List => {
            let files = common.options().find_templates()?.files()?;
            let paths: Vec<_> = files.into_iter().map(|(path, _)| path).collect();
            if common.format == Format::Json {
                common.print_json(&paths)?;
            } else {
                for path in &paths {
                    common.print(path);
                }
            }
            Ok(Exit::Success)
        }
        Action::Export { dir, only } => export(dir, only.as_deref(), common),
    }
}

fn export(dir: &Path, only: Option<&str>, common: &Common) -> Result<Exit, Error> {
    let wanted = |path: &str| only.map_or(!path.starts_with(FONTS), |start| path.starts_with(start));
    let (mut written, mut kept) = (Vec::new(), Vec::new());
    for (path, bytes) in Templates::default().files()?.into_iter().filter(|(path, _)| wanted(path)) {
        let to = path.split('/').fold(dir.to_path_buf(), |dir, part| dir.join(part));
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).map_err(|e| Error::io("making", parent, e))?;
        }
        match fs::OpenOptions::new().write(true).create_new(true).open(&to) {
            Ok(mut file) => {
                file.write_all(&bytes).map_err(|e| Error::io("writing", &to, e))?;
                written.push(path);
            }
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => kept.push(path),
            Err(e) => return Err(Error::io("writing", &to, e)),
        }
    }
    if written.is_empty() && kept.is_empty() {
        let start = only.unwrap_or_default();
        return Err(Error::Usage(Text::new(
            format!("ไม่มีแม่แบบที่ชื่อขึ้นต้นด้วย “{start}” — ดูรายชื่อด้วย `ita-report templates list`"),
            format!("no template begins with “{start}” — `ita-report templates list` names them"),
        )));
    }
    if common.format == Format::Json {
        common.print_json(&serde_json::json!({ "written": written, "kept": kept }))?;
    } else if !common.quiet {
        let (dir, count, left) = (place(dir), written.len(), kept.len());
        common.print_text(&Text::new(
            format!("เขียนแม่แบบ {count} ไฟล์ลง {dir} (มีอยู่แล้ว ไม่เขียนทับ {left}) — เก็บไว้เฉพาะไฟล์ที่แก้ ไฟล์ที่ไม่แก้ให้ลบ จะได้ใช้ของรุ่นใหม่"),
            format!("{count} templates are written to {dir} ({left} were there and stay) — keep only those that you change: the others come with the program"),
        ));
    }
    Ok(Exit::Success)
}
