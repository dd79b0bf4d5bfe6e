//! A year without a scoring scheme: the file that carries the last one on, when somebody wants it.
//!
//! Comes in: the schemes, the year of the forms. Goes out: a file in the workspace's own templates, and the
//! schemes with it. Never: carries a scheme on that nobody asked for.

use super::{InitArgs, Made, Rules, steps};
use crate::cli::Common;
use crate::cli::common::place;
use crate::error::Error;
use crate::model::{FiscalYear, Text};
use crate::scheme::{self, Schemes};
use crate::templates::Templates;
use crate::workspace::Workspace;

/// Makes sure that the year and the one before it, whose results it shows, have schemes.
///
/// # Errors
/// One has none and nobody wants the last one carried on, or the file cannot be written.
pub(super) fn carry_on(
    rules: &mut Rules,
    workspace: &Workspace,
    args: &InitArgs,
    common: &Common,
    year: FiscalYear,
    made: &mut Made,
) -> Result<Option<Text>, Error> {
    let missing = missing(&rules.schemes, year);
    let Some(first) = missing.first() else { return Ok(None) };
    let message = scheme::missing(&rules.schemes, *first);
    let mut files = Vec::with_capacity(missing.len());
    for year in &missing {
        let found = scheme::carried_on(&rules.schemes, *year);
        files.push((year, found.ok_or_else(|| Error::Usage(message.clone()))?));
    }
    if !args.carry_on_scheme && !wanted(common, &message)? {
        let dir = place(&args.dir);
        return Err(Error::Usage(Text::new(
            format!(
                "{} — หรือให้โปรแกรมสร้างให้: `ita-report init {dir} --fy {year} --carry-on-scheme`",
                message.th
            ),
            format!(
                "{}; or let the program write it: `ita-report init {dir} --fy {year} --carry-on-scheme`",
                message.en
            ),
        )));
    }
    let folder = args.dir.join(crate::templates::FOLDER).join("schemes");
    for (year, file) in &files {
        made.file(&folder.join(format!("{year}.toml")), file.text.as_bytes())?;
    }
    let templates = Templates::of_workspace(&args.dir, common.options().templates)?;
    *rules = Rules::load(&templates.with_words(workspace.words.clone()))?;
    required(&rules.schemes, year)?;
    let years: Vec<_> = missing.iter().map(ToString::to_string).collect();
    let years = years.join(", ");
    Ok(Some(Text::new(
        format!("ปีงบประมาณ {years} ใช้เกณฑ์ของปีก่อนต่อ เมื่อมีเกณฑ์ของปีแล้วให้แก้ไฟล์ใน {}", place(&folder)),
        format!(
            "fiscal year {years} carries the scheme before it on; edit the file in {} when the year's rules are at hand",
            place(&folder)
        ),
    )))
}

/// Both years have schemes.
///
/// # Errors
/// One has none.
pub(super) fn required(schemes: &Schemes, year: FiscalYear) -> Result<(), Error> {
    let missing = missing(schemes, year);
    missing.first().map_or(Ok(()), |year| Err(Error::Usage(scheme::missing(schemes, *year))))
}

/// The years without a scheme, oldest first.
fn missing(schemes: &Schemes, year: FiscalYear) -> Vec<FiscalYear> {
    [year.previous(), year].into_iter().filter(|year| schemes.get(*year).is_none()).collect()
}

/// Asks a person at a terminal.
fn wanted(common: &Common, message: &Text) -> Result<bool, Error> {
    if !steps::is_asked(common) {
        return Ok(false);
    }
    common.print_text(message);
    let answer =
        steps::question(common, &Text::new("สร้างไฟล์นี้หรือไม่ (y = สร้าง): ", "write this file (y = yes)? "))?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "ใช่"))
}
