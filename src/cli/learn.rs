//! `learn`: a proposal for a form that nothing fits, shown and saved.

use super::common::place;
use super::{Common, Format, fleet};
use crate::check;
use crate::error::{Error, Exit};
use crate::files::Bounds;
use crate::ingest::{Limits, RawSheet, RawWorkbook, read_all};
use crate::model::{FiscalYear, GivenCode, Text, column_letters};
use crate::pipeline::Setup;
use crate::shape::learn::{Becomes, Proposal, Wishes, propose};
use crate::shape::{Known, Layout};
use crate::workspace::{CODES_FILE, InputFile, LAYOUTS, codes_to_toml};
use clap::Args;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

/// Options of `learn`.
#[derive(Debug, Args)]
pub(super) struct LearnArgs {
    /// สมุดงานที่โปรแกรมยังไม่รู้จัก / the workbook that nothing fits
    file: PathBuf,
    /// แผ่นงาน / the sheet; default: the first that holds something
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// ชนิดข้อมูล เช่น `o9_tax` / the contract; default: the nearest
    #[arg(long, value_name = "CONTRACT")]
    contract: Option<String>,
    /// คอลัมน์ใดเป็นข้อมูลใด / what a column becomes: "หัวคอลัมน์=field"
    #[arg(long, value_name = "TITLE=FIELD")]
    set: Vec<String>,
    /// คอลัมน์ที่ไม่ใช่ข้อมูล / a column that is no data
    #[arg(long, value_name = "TITLE")]
    skip: Vec<String>,
    /// ชื่อของผัง / name of the layout; default: the file's
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// เก็บรหัสมาตรการที่โปรแกรมให้ไว้ใน measure-codes.toml / keep the codes that were given to measures without one
    #[arg(long, conflicts_with_all = ["contract", "set", "skip", "name"])]
    codes: bool,
    /// แสดงอย่างเดียว ไม่บันทึก / show only
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &LearnArgs, common: &Common) -> Result<Exit, Error> {
    let setup = Setup::load(&fleet::one(common)?)?;
    if args.codes {
        return keep_codes(args, &setup, common);
    }
    let year = common.fy.or_else(|| year_of(&setup, args)).unwrap_or(FiscalYear(*FiscalYear::RANGE.start()));
    let stem = args.file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let file =
        InputFile { path: args.file.clone(), name: args.file.display().to_string(), fiscal_year: year };
    let (books, findings) =
        read_all(std::slice::from_ref(&file), &Bounds::anywhere(), Limits::default(), &|| {})?;
    common.say_findings(&findings);
    let Some(raw) = books.first().and_then(|book| sheet(book, args.sheet.as_deref())) else {
        common.warn(&Text::new("ไม่พบแผ่นงานที่มีข้อมูล", "no sheet that holds anything was found"));
        return Ok(Exit::Data);
    };
    let wishes = Wishes {
        name: args.name.clone().unwrap_or(stem.clone()),
        contract: contract(args, &setup)?,
        set: pairs(&args.set)?,
        skip: args.skip.clone(),
    };
    let known = Known {
        workspace: &setup.workspace,
        contracts: &setup.contracts,
        layouts: &setup.layouts,
        scheme: setup.schemes.get(year),
    };
    let Some(proposal) = propose(known, raw, &stem, &wishes) else {
        common.warn(&Text::new(
            "ไม่พบชนิดข้อมูลที่ใกล้เคียง ระบุ --contract หรือ --set",
            "no kind of data is near: name one with --contract, or columns with --set",
        ));
        return Ok(Exit::Data);
    };
    match common.format {
        Format::Human => show(&proposal, raw, common),
        Format::Json => common.print_json(&serde_json::json!({
            "contract": proposal.contract.0,
            "layout": proposal.toml,
            "open": proposal.columns.iter().filter(|c| c.becomes == Becomes::Open).map(|c| &c.title)
                .collect::<Vec<_>>(),
            "missing": proposal.missing.iter().map(|m| &m.0).collect::<Vec<_>>(),
        }))?,
    }
    // What is saved must be what is read the next time.
    Layout::parse(&format!("{}.toml", wishes.name), &proposal.toml, &setup.contracts)?;
    if args.dry_run {
        return Ok(Exit::Success);
    }
    save(&proposal, &wishes.name, &setup, common)?;
    Ok(Exit::Success)
}

/// The year of the folder that the file lies in.
fn year_of(setup: &Setup, args: &LearnArgs) -> Option<FiscalYear> {
    let full = fs::canonicalize(&args.file).ok()?;
    let known = |f: &&InputFile| fs::canonicalize(&f.path).is_ok_and(|path| path == full);
    setup.workspace.files.iter().find(known).map(|f| f.fiscal_year)
}

/// Writes the codes of a register without codes beside it.
fn keep_codes(args: &LearnArgs, setup: &Setup, common: &Common) -> Result<Exit, Error> {
    let full = fs::canonicalize(&args.file).map_err(|e| Error::io("reading", &args.file, e))?;
    let is_it = |f: &&InputFile| fs::canonicalize(&f.path).is_ok_and(|path| path == full);
    let Some(file) = setup.workspace.files.iter().find(is_it) else {
        return Err(Error::Usage(Text::new(
            "ไฟล์นี้ไม่อยู่ในโฟลเดอร์ปีของ input/ จึงไม่มีรหัสให้เก็บ",
            "the file lies in no year's folder of input/, so it has no codes to keep",
        )));
    };
    let (books, _) =
        read_all(std::slice::from_ref(file), &setup.workspace.bounds, Limits::default(), &|| {})?;
    let (facts, _) = check::check(setup.context(), &books);
    let codes: Vec<GivenCode> = facts.readings.into_iter().flat_map(|r| r.codes).collect();
    let Some((first, last)) = codes.first().zip(codes.last()) else {
        common.warn(&Text::new(
            "ไม่มีรหัสให้เก็บ: แบบฟอร์มมีรหัสของตนเอง หรือโปรแกรมยังไม่รู้จัก",
            "there are no codes to keep: the form has its own, or nothing fits it",
        ));
        return Ok(Exit::Data);
    };
    let year = setup.workspace.codes.get(&file.fiscal_year).map(Vec::as_slice).unwrap_or_default();
    // Codes of measures that are gone stay kept, so that nobody else gets them.
    let gone = year.iter().filter(|old| codes.iter().all(|new| new.code != old.code));
    let all: Vec<GivenCode> = codes.iter().chain(gone).cloned().collect();
    let path = file.path.parent().map(|dir| dir.join(CODES_FILE)).unwrap_or_default();
    let (count, first, last, shown) = (codes.len(), &first.code, &last.code, place(&path));
    if !args.dry_run {
        let mut out = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(&path))
            .map_err(|e| Error::io("writing", &path, e))?;
        out.write_all(codes_to_toml(&all)?.as_bytes()).map_err(|e| Error::io("writing", &path, e))?;
        out.persist(&path).map_err(|e| Error::io("writing", &path, e.error))?;
    }
    common.print_text(&Text::new(
        format!("เก็บรหัส {first} ถึง {last} รวม {count} รหัสไว้ที่ {shown}"),
        format!("{count} codes, {first} to {last}, are kept in {shown}"),
    ));
    Ok(Exit::Success)
}

fn sheet<'a>(book: &'a RawWorkbook, name: Option<&str>) -> Option<&'a RawSheet> {
    book.sheets.iter().find(|s| !s.cells.is_empty() && name.is_none_or(|n| n == &s.name[..]))
}

fn contract(args: &LearnArgs, setup: &Setup) -> Result<Option<String>, Error> {
    let Some(name) = &args.contract else { return Ok(None) };
    if setup.contracts.get(name).is_some() {
        return Ok(Some(name.clone()));
    }
    let known: Vec<_> = setup.contracts.iter().map(|c| c.name.as_str()).collect();
    let known = known.join(", ");
    Err(Error::Usage(Text::new(
        format!("ไม่มีชนิดข้อมูล {name} (มี: {known})"),
        format!("there is no contract {name} (known: {known})"),
    )))
}

fn pairs(set: &[String]) -> Result<BTreeMap<String, String>, Error> {
    let pair = |text: &String| {
        let (title, field) = text.rsplit_once('=').ok_or_else(|| {
            Error::Usage(Text::new(
                format!("--set {text}: เขียน หัวคอลัมน์=field"),
                format!("--set {text}: write TITLE=FIELD"),
            ))
        })?;
        Ok((title.trim().to_owned(), field.trim().to_owned()))
    };
    set.iter().map(pair).collect()
}

fn show(proposal: &Proposal, raw: &RawSheet, common: &Common) {
    let (name, title) = &proposal.contract;
    let (row, rows) = proposal.header;
    let row = u64::from(row) + 1;
    common.print_text(&Text::new(
        format!("แผ่นงาน “{}”: อ่านเป็น {title} ({name}) หัวตารางเริ่มแถว {row} จำนวน {rows} แถว", raw.name),
        format!("sheet “{}”: read as {name}, header from row {row}, {rows} rows", raw.name),
    ));
    for column in &proposal.columns {
        let becomes = match &column.becomes {
            Becomes::Field(field, title) => Text::new(format!("{title} ({field})"), field.clone()),
            Becomes::Month(field, title) => {
                Text::new(format!("เดือน → {title} ({field})"), format!("month → {field}"))
            }
            Becomes::Nothing => Text::new("ข้าม", "passed over"),
            Becomes::Open => Text::new(
                format!("ยังไม่รู้ — ใช้ --set \"{0}=…\" หรือ --skip \"{0}\"", column.title),
                format!("open: use --set \"{0}=…\" or --skip \"{0}\"", column.title),
            ),
        };
        let (letters, samples) = (column_letters(column.col), column.samples.join(" | "));
        common.print_text(&Text::new(
            format!("  {letters} “{}” → {}   [{samples}]", column.title, becomes.th),
            format!("  {letters} “{}” → {}   [{samples}]", column.title, becomes.en),
        ));
    }
    for (title, value) in &proposal.facts {
        let value = value.as_deref();
        common.print_text(&Text::new(
            format!("  {title}: {}", value.unwrap_or("ไม่พบในหัวเรื่อง ชื่อแผ่นงาน และชื่อไฟล์")),
            format!("  {title}: {}", value.unwrap_or("not found in titles, the sheet's name or the file's")),
        ));
    }
    for (field, title) in &proposal.missing {
        common.print_text(&Text::new(
            format!("  ยังขาด: {title} ({field})"),
            format!("  still missing: {field}"),
        ));
    }
}

/// Writes the layout where the next check finds it; a file that is there stays as it is.
fn save(proposal: &Proposal, name: &str, setup: &Setup, common: &Common) -> Result<(), Error> {
    let input = setup.workspace.input.split('/').filter(|part| !part.is_empty());
    let root = input.fold(setup.workspace.root.clone(), |dir, part| dir.join(part));
    let dir = root.join(LAYOUTS);
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
    let file: String = name.chars().map(plain).collect();
    let path = dir.join(format!("{file}.toml"));
    if setup.layouts.iter().any(|l| l.name == name) || path.exists() {
        let shown_path = place(&path);
        return Err(Error::Usage(Text::new(
            format!("มีผังชื่อ {name} อยู่แล้ว ({shown_path}) — ใช้ --name ชื่ออื่น หรือลบไฟล์เดิม"),
            format!("a layout {name} exists already ({shown_path}): use another --name, or delete the file"),
        )));
    }
    fs::create_dir_all(&dir).map_err(|e| Error::io("making", &dir, e))?;
    let mut out = fs::File::create_new(&path).map_err(|e| Error::io("writing", &path, e))?;
    out.write_all(proposal.toml.as_bytes()).map_err(|e| Error::io("writing", &path, e))?;
    let path = place(&path);
    common.print_text(&Text::new(
        format!("บันทึกผังที่ {path} — ตรวจด้วย ita-report check --account"),
        format!("the layout is saved as {path}; look at it with `ita-report check --account`"),
    ));
    Ok(())
}
