//! Sentences about counts and changes: true when something rose, fell, stayed or has no baseline.
//!
//! Comes in: counted figures. Goes out: Thai sentences in the document's digits. Never: counts.

use super::figures::Tally;
use crate::report::data_sets::Comparison;
use crate::report::document::{Change, Direction};
use crate::report::words::{NO_VALUE, Words, direction};
use crate::score::progress::Standing;
use std::cmp::Ordering;

/// Behind a change that leaves out units of one year only; a note below says which.
pub(super) const PARTIAL: &str = "*";

/// How many names of a list are written out before the rest is only counted.
const NAMES_SHOWN: usize = 10;

/// `ก`, `ก และ ข`, `ก ข และ ค`.
pub(super) fn and(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => {
            // Before a code the connective keeps a blank, before a word it does not.
            let gap = if last.starts_with(|c: char| c.is_ascii()) { " " } else { "" };
            format!("{} และ{gap}{last}", first.join(" "))
        }
    }
}

/// The first names of a list, and how many more there are.
pub(super) fn some(w: Words, names: &[String], noun: &str) -> String {
    if names.len() <= NAMES_SHOWN {
        return and(names);
    }
    let (shown, rest) = names.split_at(NAMES_SHOWN);
    format!("{} และอีก {} {noun}", shown.join(" "), w.size(rest.len()))
}

/// A percentage as in `ร้อยละ ๒๕.๐๐`; a dash of nothing.
pub(super) fn percent(w: Words, share: Option<f64>) -> String {
    share.map_or_else(|| NO_VALUE.to_owned(), |s| format!("ร้อยละ {}", w.number(s, 2)))
}

/// How many measures stand where; standings nobody has are left out.
pub(super) fn standings(w: Words, tally: &Tally, unit_noun: &str) -> String {
    told(w, tally, &format!("ไม่มี{unit_noun}ใดรายงานผล"))
}

/// The same of one unit's measures.
pub(super) fn standings_of_unit(w: Words, tally: &Tally) -> String {
    told(w, tally, "ยังไม่ได้รายงานผล")
}

fn told(w: Words, tally: &Tally, unreported: &str) -> String {
    let mut parts = Vec::new();
    let total = tally.total();
    if tally.finished() > 0 {
        let late = match tally.count(Standing::FinishedLate) {
            0 => String::new(),
            late if late == tally.finished() => " เป็นการแล้วเสร็จหลังกำหนดทั้งหมด".to_owned(),
            late => format!(" เป็นการแล้วเสร็จหลังกำหนด {} มาตรการ", w.size(late)),
        };
        let share = percent(w, tally.finished_share());
        parts.push(if tally.finished() == total && total > 1 {
            let late = if late.is_empty() { late } else { format!(" ({})", late.trim_start()) };
            format!("แล้วเสร็จทุกมาตรการ{late}")
        } else {
            format!("แล้วเสร็จ {} มาตรการ ({share}{late})", w.size(tally.finished()))
        });
    }
    for (standing, words) in [
        (Standing::UnderWay, "อยู่ระหว่างดำเนินการ"),
        (Standing::NotStarted, "ยังไม่ดำเนินการ"),
        (Standing::Overdue, "เกินกำหนด"),
        (Standing::NotReported, unreported),
    ] {
        match tally.count(standing) {
            0 => {}
            all if all == total
                && total > 1
                && matches!(standing, Standing::UnderWay | Standing::Overdue) =>
            {
                parts.push(format!("{words}ทุกมาตรการ"));
            }
            count => parts.push(format!("{words} {} มาตรการ", w.size(count))),
        }
    }
    and(&parts)
}

/// The share of finished measures against the same half of the year before.
pub(super) fn finished_change(w: Words, now: &Tally, before: &Tally) -> Option<String> {
    let (new, old) = (now.finished_share()?, before.finished_share()?);
    let (new_words, old_words) = (w.number(new, 2), w.number(old, 2));
    Some(match direction(new - old, 2) {
        Ordering::Equal => format!("สัดส่วนมาตรการที่แล้วเสร็จคงเดิมที่ร้อยละ {new_words}"),
        order => {
            let word =
                if order == Ordering::Greater { "เพิ่มขึ้น" } else { "ลดลง" };
            format!("สัดส่วนมาตรการที่แล้วเสร็จ{word}จากร้อยละ {old_words} เป็นร้อยละ {new_words}")
        }
    })
}

/// A count of something unwelcome against the year before: `มาตรการที่เกินกำหนดลดลงจาก ๕ มาตรการ เป็น ๒ มาตรการ`.
pub(super) fn count_change(w: Words, what: &str, noun: &str, now: usize, before: usize) -> String {
    let (new, old) = (w.size(now), w.size(before));
    match (now.cmp(&before), now) {
        (Ordering::Equal, 0) => format!("{what}ไม่มีทั้งสองปี"),
        (Ordering::Equal, _) => format!("{what}คงเดิม {new} {noun}"),
        (Ordering::Less, 0) => format!("{what}หมดไป จากเดิม {old} {noun}"),
        (Ordering::Less, _) => format!("{what}ลดลงจาก {old} เป็น {new} {noun}"),
        (Ordering::Greater, _) if before == 0 => format!("{what}มี {new} {noun} จากเดิมที่ไม่มี"),
        (Ordering::Greater, _) => format!("{what}เพิ่มขึ้นจาก {old} เป็น {new} {noun}"),
    }
}

/// A change of a share where more is better, in percentage points.
pub(super) fn share_change(w: Words, now: Option<f64>, before: Option<f64>) -> Change {
    let (Some(now), Some(before)) = (now, before) else {
        return Change {
            direction: Direction::Unknown, points: None, word: "ไม่มีปีฐาน".to_owned()
        };
    };
    // The sign of the points says the direction.
    let (direction, word) = match direction(now - before, 2) {
        Ordering::Greater => (Direction::Up, ""),
        Ordering::Less => (Direction::Down, ""),
        Ordering::Equal => (Direction::Same, "เท่าเดิม"),
    };
    Change { direction, points: Some(w.signed(now - before, 2)), word: word.to_owned() }
}

/// A change of a sum, neither better nor worse, of a data set that the year before has too.
pub(super) fn sum_change(w: Words, sums: Comparison, decimals: usize) -> Change {
    let Some(difference) = sums.difference() else {
        let incomplete = sums.current.absent + sums.previous.absent > 0;
        let word = if incomplete {
            "ข้อมูลไม่ครบ"
        } else {
            "ไม่มีข้อมูลเปรียบเทียบ"
        };
        return Change { direction: Direction::Unknown, points: None, word: word.to_owned() };
    };
    let (direction, word) = match direction(difference, decimals) {
        Ordering::Greater => (Direction::UpPlain, "เพิ่มขึ้น"),
        Ordering::Less => (Direction::DownPlain, "ลดลง"),
        Ordering::Equal => (Direction::Same, "เท่าเดิม"),
    };
    let mark = if sums.is_partial() { PARTIAL } else { "" };
    Change { direction, points: Some(w.signed(difference, decimals)), word: format!("{word}{mark}") }
}

/// The half of the year before that totals are compared with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Earlier<'a> {
    /// As in `พ.ศ. ๒๕๖๗`.
    pub year: &'a str,
    /// Whether anybody sent the data set then.
    pub has_previous: bool,
    /// Whether a table below has its totals.
    pub is_below: bool,
}

/// A total against the same half of the year before, as the rest of a sentence that names it.
pub(super) fn total(
    w: Words,
    sums: Comparison,
    decimals: usize,
    unit: &str,
    Earlier { year: earlier_year, has_previous, is_below }: Earlier<'_>,
) -> String {
    let amount = |value: f64| {
        let gap = if unit.is_empty() { "" } else { " " };
        format!("{}{gap}{unit}", w.number(value, decimals))
    };
    let Some(now) = sums.current.value else {
        return "ไม่มีข้อมูลในรอบนี้".to_owned();
    };
    if now == 0.0 && sums.current.absent == 0 && sums.previous.complete() == Some(0.0) {
        return format!("ไม่มี เช่นเดียวกับรอบเดียวกันของ {earlier_year}");
    }
    let mut sentence = format!("รวม {}", amount(now));
    if sums.current.absent > 0 {
        let missing = w.size(sums.current.absent);
        return format!("{sentence} โดยยังขาดข้อมูล {missing} รายการ จึงไม่เปรียบเทียบกับ {earlier_year}");
    }
    let (compared, earlier) = sums.compared();
    let (Some(difference), Some(before)) = (sums.difference(), earlier.complete()) else {
        let why = match (has_previous, sums.previous.value) {
            (true, Some(_)) => format!("ข้อมูลรอบเดียวกันของ {earlier_year} ไม่ครบ จึงไม่เปรียบเทียบ"),
            _ => format!("ไม่มีข้อมูลรอบเดียวกันของ {earlier_year} ให้เปรียบเทียบ"),
        };
        return format!("{sentence} {why}");
    };
    if sums.is_partial() {
        let same = compared.value.map(amount).unwrap_or_default();
        sentence.push_str(&format!(" เมื่อเทียบเฉพาะหน่วยงานที่ส่งทั้งสองปีซึ่งมี {same}"));
    }
    sentence.push_str(&match direction(difference, decimals) {
        Ordering::Equal => format!(" เท่ากับรอบเดียวกันของ {earlier_year}"),
        order => {
            let word =
                if order == Ordering::Greater { "เพิ่มขึ้น" } else { "ลดลง" };
            let share = match sums.percent() {
                Some(p) => format!(" (ร้อยละ {})", w.number(p.abs(), 2)),
                None => String::new(),
            };
            let old = match before {
                0.0 => format!(" จากที่ไม่มียอดใน {earlier_year}"),
                _ if is_below => format!(" จาก {earlier_year}"),
                _ => format!(" จาก {} ใน {earlier_year}", amount(before)),
            };
            format!(" {word} {}{share}{old}", amount(difference.abs()))
        }
    });
    sentence
}

#[cfg(test)]
mod tests;
