//! What is still to come, in the same words for every command.
//!
//! In: coverage. Out: lines. Never: decides what is missing.

use super::common::percent;
use crate::check::{Coverage, Expected, State};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::Text;
use crate::ready::Day;
use crate::thai::{self, Date, Digits};

/// The line of a unit: how many of its sheets are there, and which are not, by their names in the form.
pub(super) fn unit(row: &Coverage, today: Date) -> Text {
    let (sent, expected) = row.counts();
    let names = |state: State| -> (Vec<&str>, Text) {
        let sheets: Vec<&Expected> = row.sheets.iter().filter(|s| s.state == state).collect();
        // The next deadline; what is there has none any more.
        let next = sheets.iter().filter_map(|s| s.due).min();
        let next = next.filter(|_| matches!(state, State::Missing | State::Blank));
        let due = next.map(|day| due_in(day, today)).unwrap_or_default();
        (sheets.iter().map(|s| s.sheet.as_str()).collect(), due)
    };
    let [missing, blank, wrong] = [State::Missing, State::Blank, State::WithErrors].map(names);
    if sent == 0 && blank.0.is_empty() && expected > 0 {
        return Text::new(format!("{sent}/{expected} ยังไม่ส่ง"), format!("{sent}/{expected} nothing sent"));
    }
    let (mut th, mut en) = (format!("{sent}/{expected}"), format!("{sent}/{expected}"));
    for ((names, due), words) in
        [(missing, ("ขาด", "missing")), (blank, ("แบบเปล่า", "blank")), (wrong, ("มีข้อผิดพลาด", "with errors"))]
    {
        if !names.is_empty() {
            let names = names.join(", ");
            th.push_str(&format!("  {}: {names}{}", words.0, due.th));
            en.push_str(&format!("  {}: {names}{}", words.1, due.en));
        }
    }
    let beyond: Vec<_> = row.beyond().map(|sheet| sheet.sheet.as_str()).collect();
    if !beyond.is_empty() {
        let names = beyond.join(", ");
        th.push_str(&format!("  ส่งเพิ่ม: {names}"));
        en.push_str(&format!("  also sent: {names}"));
    }
    Text::new(th, en)
}

/// Files and folders that somebody laid into the inputs and nobody reads.
const NOT_READ: [Code; 9] = [
    Code::FileMisplaced,
    Code::FolderUnknown,
    Code::FileUnreadable,
    Code::FileFormat,
    Code::FileEncrypted,
    Code::FileTooLarge,
    Code::FileLink,
    Code::FileSpecial,
    Code::FileIgnored,
];
/// Such files that are named; the rest are counted.
const MOST_NAMED: usize = 20;

/// What lies in the inputs and is not read.
pub(super) fn left_unread(findings: &Diagnostics) -> impl Iterator<Item = &Diagnostic> {
    findings.iter().filter(|f| NOT_READ.contains(&f.code))
}

/// The same with what to do about it: as `check` says it.
pub(super) fn not_read(findings: &Diagnostics) -> Vec<Text> {
    let found: Vec<_> = left_unread(findings).collect();
    let mut lines: Vec<Text> = Vec::new();
    if !found.is_empty() {
        lines.push(Text::new(
            format!("ไม่ได้อ่าน {} รายการ:", found.len()),
            format!("{} not read:", found.len()),
        ));
    }
    for finding in found.iter().take(MOST_NAMED) {
        let (file, message, action) = (&finding.place.file, &finding.message, &finding.action);
        lines.push(Text::new(
            format!("  {file}: {} — {}", message.th, action.th),
            format!("  {file}: {} — {}", message.en, action.en),
        ));
    }
    if let Some(more @ 1..) = found.len().checked_sub(MOST_NAMED) {
        lines.push(Text::new(
            format!("  และอีก {more} รายการ ดูด้วย ita-report check"),
            format!("  and {more} more; see ita-report check"),
        ));
    }
    lines
}

/// How long there is still time, in brackets.
fn due_in(day: Date, today: Date) -> Text {
    match day.days_since(today) {
        0 => Text::new(" (ครบกำหนดวันนี้)", " (due today)"),
        left @ 1.. => Text::new(format!(" (อีก {left} วัน)"), format!(" (in {left} days)")),
        late => Text::new(format!(" (ช้า {} วัน)", -late), format!(" ({} days late)", -late)),
    }
}

/// A day, and how long there is still time until it.
pub(super) fn due_on(day: Date, today: Date) -> Text {
    let left = due_in(day, today);
    Text::new(
        format!("{}{}", thai::format_short(day, Digits::Arabic), left.th),
        format!("{}{}", thai::format_english(day), left.en),
    )
}

/// What a unit has to do soon, a line a day; what is past is one line.
pub(super) fn days(agenda: &[Day], today: Date) -> Vec<Text> {
    let codes = |days: &[&Day]| -> Text {
        let measures: Vec<_> = days.iter().flat_map(|day| &day.measures).collect();
        let mut names: Vec<String> = days.iter().flat_map(|day| &day.sheets).cloned().collect();
        names.extend(measures.iter().map(|open| match open.item.as_str() {
            "" => open.code.clone(),
            item => format!("{} ({item})", open.code),
        }));
        let listed = names.join(", ");
        Text::new(&listed, &listed)
    };
    let (past, next): (Vec<&Day>, Vec<&Day>) =
        agenda.iter().filter(|day| day.left <= SOON).partition(|day| day.left < 0);
    let mut lines = Vec::new();
    if !past.is_empty() {
        let listed = codes(&past);
        lines.push(Text::new(format!("เลยกำหนด: {}", listed.th), format!("past due: {}", listed.en)));
    }
    for day in next {
        let (when, listed) = (due_on(day.due, today), codes(&[day]));
        lines.push(Text::new(format!("{}: {}", when.th, listed.th), format!("{}: {}", when.en, listed.en)));
    }
    lines
}

/// Days ahead that `status` tells of.
const SOON: i32 = 14;

/// One sign for a unit: all is there, something is wrong or wanting, nothing is there.
pub(super) fn sign(row: &Coverage) -> &'static str {
    if row.complete() {
        "✓"
    } else if row.is_sent() {
        "!"
    } else {
        "✗"
    }
}

/// How many units sent everything, and who did not: nothing at all, or not all sheets.
pub(super) fn summary(table: &[Coverage]) -> Vec<Text> {
    let units: Vec<_> = table.iter().filter(|row| row.unit.is_some()).collect();
    let wanting = |row: &&&Coverage| row.wanting().next().is_some();
    let (silent, part): (Vec<&&Coverage>, Vec<_>) =
        units.iter().filter(wanting).partition(|row| !row.is_sent());
    let whole = units.len() - silent.len() - part.len();
    // Of a hundred units nobody wants to divide in the head.
    let all = units.len();
    let percent = percent(whole, all);
    let mut lines = vec![Text::new(
        format!("ส่งครบ {whole} จาก {all} หน่วยงาน (ร้อยละ {percent})"),
        format!("{whole} of {all} units have sent everything ({percent} percent)"),
    )];
    let named = |rows: &[&&Coverage], of: fn(&Coverage) -> &str| {
        rows.iter().map(|row| of(row)).collect::<Vec<_>>().join(", ")
    };
    if !silent.is_empty() {
        let count = silent.len();
        lines.push(Text::new(
            format!("ยังไม่ส่ง {count} หน่วยงาน: {}", named(&silent, |r| &r.name)),
            format!("{count} have sent nothing: {}", named(&silent, |r| &r.name_en)),
        ));
    }
    if !part.is_empty() {
        let count = part.len();
        let sheets = |row: &Coverage| row.wanting().map(|s| s.sheet.as_str()).collect::<Vec<_>>().join(", ");
        let told = |name: fn(&Coverage) -> &str| {
            part.iter().map(|row| format!("{} ({})", name(row), sheets(row))).collect::<Vec<_>>().join("; ")
        };
        lines.push(Text::new(
            format!("ส่งไม่ครบ {count} หน่วยงาน: {}", told(|r| &r.name)),
            format!("{count} have not sent all: {}", told(|r| &r.name_en)),
        ));
    }
    let own: Vec<_> = table
        .iter()
        .filter(|row| row.unit.is_none())
        .flat_map(Coverage::wanting)
        .map(|s| s.sheet.as_str())
        .collect();
    if !own.is_empty() {
        let names = own.join(", ");
        lines.push(Text::new(
            format!("แผ่นงานของผู้ประสานงานที่ยังไม่มี: {names}"),
            format!("the coordinator's own sheets that are not there: {names}"),
        ));
    }
    lines
}
