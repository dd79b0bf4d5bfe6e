//! `rollup`: joins what the shards of a fleet left behind.

use super::progress::Terminal;
use super::{Common, Format};
use crate::cli::common::place;
use crate::error::{Error, Exit};
use crate::fleet;
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
    let progress = Terminal::new(common);
    let (period, published) = fleet::join(&options, &args.dirs, &progress)?;
    drop(progress);
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
