//! Files to be clicked in a workspace on Windows: `windows/*.cmd` of the templates. Their names and words are those of
//! the templates; this program's place is put in.
//!
//! They are written on every system: many workspaces lie on a share.

use super::Made;
use crate::error::Error;
use crate::templates::Templates;
use std::path::Path;

/// Their folder among the templates.
const FOLDER: &str = "windows";
const PROGRAM: &str = "{program}";

/// Writes those that are not there yet.
///
/// # Errors
/// The templates cannot be read, or a file cannot be written.
pub(super) fn write(templates: &Templates, dir: &Path, made: &mut Made) -> Result<(), Error> {
    // Elsewhere this program's place means nothing on the machine that will click.
    let program = if cfg!(windows) { std::env::current_exe().ok() } else { None };
    let program = program.map(|path| path.display().to_string()).unwrap_or_default();
    for (path, text) in templates.texts(FOLDER, "cmd")? {
        let name = path.rsplit('/').next().unwrap_or(&path);
        made.file(&dir.join(name), filled(&text, &program).as_bytes())?;
    }
    Ok(())
}

/// The text with the program's place, in the line ends that the command processor wants.
fn filled(text: &str, program: &str) -> String {
    text.replace(PROGRAM, &program.replace('%', "%%")).replace("\r\n", "\n").replace('\n', "\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_turns_the_console_to_utf_8_before_its_first_thai_and_stays_open() {
        let dir = tempfile::tempdir().unwrap();
        let mut made = Made::default();
        write(&Templates::default(), dir.path(), &mut made).unwrap();
        assert_eq!(made.written.len(), 2);
        for (name, command, opens) in [
            ("ตรวจข้อมูล.cmd", "check --workspace .", r#"start "" "%~dp0output\returns""#),
            ("จัดทำรายงาน.cmd", "run --workspace .", r#"start "" "%~dp0output\%%D\index.html""#),
        ] {
            let text = std::fs::read_to_string(dir.path().join(name)).unwrap();
            let thai = text.find(|c: char| !c.is_ascii()).unwrap();
            assert!(text.find("chcp 65001").is_some_and(|at| at < thai), "{name}");
            assert!(
                text.contains(command) && text.contains(opens) && text.contains("\r\npause\r\n"),
                "{name}"
            );
            assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{name}");
            assert!(!text.contains(PROGRAM), "{name}");
        }
        // What somebody has changed stays.
        std::fs::write(dir.path().join("ตรวจข้อมูล.cmd"), "own").unwrap();
        write(&Templates::default(), dir.path(), &mut made).unwrap();
        assert_eq!(std::fs::read_to_string(dir.path().join("ตรวจข้อมูล.cmd")).unwrap(), "own");
    }

    #[test]
    fn the_place_of_the_program_is_taken_as_it_is() {
        assert_eq!(filled("a\n\"{program}\"\n", r"D:\100% ITA\x.exe"), "a\r\n\"D:\\100%% ITA\\x.exe\"\r\n");
    }
}
