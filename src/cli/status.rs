//! `status`: units × sheets of a half.

use super::progress::Terminal;
use super::{Common, Format};
use crate::check::{self, State};
use crate::error::{Error, Exit};
use crate::model::Text;
use crate::pipeline::{self, Setup};
use crate::publish::Timings;
use crate::thai::width;

pub(super) fn run(common: &Common) -> Result<Exit, Error> {
    let options = common.options();
    let setup = Setup::load(&options)?;
    let progress = Terminal::new(common);
    let assessed = pipeline::assess(&setup, &progress, &mut Timings::default())?;
    drop(progress);
    let period = pipeline::choose_period(&options, &assessed.facts)?;
    let table = check::coverage(setup.context(), &assessed.facts, &assessed.diagnostics, period);
    if common.format == Format::Json {
        common.print_json(&table)?;
        return Ok(Exit::Success);
    }
    let slug = period.slug();
    common.print_text(&Text::new(format!("สถานะการส่งข้อมูล {slug}"), format!("submissions of {slug}")));
    let widest = table.iter().map(|row| width::columns(&row.name)).max().unwrap_or(0);
    for row in &table {
        let pad = " ".repeat(widest - width::columns(&row.name));
        let states: Vec<_> = row
            .sheets
            .iter()
            .filter(|s| s.state != State::NotExpected)
            .map(|s| {
                let sign = sign(s.state);
                format!("{sign} {}", s.title)
            })
            .collect();
        common.print(&format!("{}{pad}  {}", row.name, states.join("  ")));
    }
    common.print_text(&Text::new("✓ ส่งแล้ว  ! มีข้อผิดพลาด  ✗ ยังไม่ส่ง", "✓ submitted  ! with errors  ✗ missing"));
    let missing: Vec<_> = table
        .iter()
        .filter(|r| r.sheets.iter().any(|s| s.state == State::Missing))
        .map(|r| r.name.as_str())
        .collect();
    common.print_text(&if missing.is_empty() {
        Text::new("ส่งครบทุกหน่วยงาน", "every unit has submitted everything")
    } else {
        let names = missing.join(", ");
        Text::new(
            format!("หากจัดทำรายงานตอนนี้จะขาดข้อมูลของ: {names}"),
            format!("a run now would leave out data of: {names}"),
        )
    });
    Ok(Exit::Success)
}

fn sign(state: State) -> &'static str {
    match state {
        State::Submitted => "✓",
        State::WithErrors => "!",
        State::Missing => "✗",
        State::NotExpected => "",
    }
}
