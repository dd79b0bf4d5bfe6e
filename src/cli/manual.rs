//! `completions` and `man`: what a system shows about this program, made from its own help texts.

use super::Common;
use crate::error::{Error, Exit};
use clap::Command;
use clap_complete::Shell;
use std::fs;
use std::path::Path;

/// Completions for a shell, on standard output.
pub(super) fn completions(shell: Shell, command: &mut Command, common: &Common) -> Result<Exit, Error> {
    let name = command.get_name().to_owned();
    let mut text = Vec::new();
    clap_complete::generate(shell, command, name, &mut text);
    let text = String::from_utf8(text).map_err(|e| Error::bug("writing completions", e))?;
    common.print(text.trim_end());
    Ok(Exit::Success)
}

/// A man page for the program and one for each command, into `dir`; a page that is there is replaced.
pub(super) fn pages(command: &Command, dir: &Path, common: &Common) -> Result<Exit, Error> {
    fs::create_dir_all(dir).map_err(|e| Error::io("making", dir, e))?;
    clap_mangen::generate_to(command.clone(), dir).map_err(|e| Error::io("writing", dir, e))?;
    let mut written: Vec<_> = fs::read_dir(dir)
        .map_err(|e| Error::io("reading", dir, e))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "1"))
        .collect();
    written.sort();
    for path in written {
        common.print(&path.display().to_string());
    }
    Ok(Exit::Success)
}
