//! `rollup`: joins what the shards of a fleet left behind.

use super::progress::Terminal;
use super::{Common, Format};
use crate::cli::common::place;
use crate::error::{Error, Exit};
use crate::fleet::{self, Fleet, Joined};
use crate::model::Text;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `rollup`.
#[derive(Debug, Args)]
pub(super) struct RollUpArgs {
    /// โฟลเดอร์ผลลัพธ์ของแต่ละส่วน / output folders of the shards; default: this workspace's own
    #[arg(value_name = "DIR")]
    dirs: Vec<PathBuf>,
}

pub(super) fn run(args: &RollUpArgs, common: &Common) -> Result<Exit, Error> {
    let options = common.options();
    if args.dirs.is_empty() && Fleet::find(&options.workspace)?.is_none() {
        return Err(Error::Usage(Text::new(
            "คำสั่งนี้ใช้กับพื้นที่ทำงานที่มีหลายหน่วยงาน — ระบุด้วย --workspace",
            "this command is for a workspace of many agencies — name it with --workspace",
        )));
    }
    let progress = Terminal::new(common);
    let joined = fleet::join(&options, &args.dirs, &progress)?;
    drop(progress);
    let (period, published) = match joined {
        Joined::Published(period, published) => (period, published),
        Joined::Missing(agencies) => return missing(&agencies, common),
    };
    if common.format == Format::Json {
        common.print_json(&json!({
            "period": period,
            "dir": published.dir.display().to_string(),
            "files": published.files,
        }))?;
        return Ok(Exit::Success);
    }
    let dir = place(&published.dir);
    common.print_text(&Text::new(format!("ภาพรวมอยู่ที่ {dir}"), format!("the roll-up is in {dir}")));
    Ok(Exit::Success)
}

/// A shard was lost or is not done: whose agencies they are.
fn missing(agencies: &[String], common: &Common) -> Result<Exit, Error> {
    if common.format == Format::Json {
        common.print_json(&json!({ "missing": agencies }))?;
        return Ok(Exit::Data);
    }
    let (count, names) = (agencies.len(), agencies.join(", "));
    common.print_text(&Text::new(
        format!("ไม่จัดทำภาพรวม: ขาดผลของ {count} หน่วยงาน: {names} — จัดทำส่วนที่ขาด หรือระบุโฟลเดอร์ผลลัพธ์ให้ครบทุกส่วน"),
        format!("no roll-up: nothing is there of {count} agencies: {names} — run the shard that is missing, or name the output folders of all shards"),
    ));
    Ok(Exit::Data)
}
