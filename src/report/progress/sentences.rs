//! Sentences about counts and changes: true when something rose, fell, stayed or has no baseline.
//!
//! Comes in: counted figures. Goes out: Thai sentences in the document's digits. Never: counts.

use super::figures::Tally;
use super::scene::Scene;
use crate::report::data_sets::Comparison;
use crate::report::document::{Change, Direction};
use crate::report::words::{FALLEN, NO_BASELINE, NO_VALUE, RISEN, UNCHANGED, Words, direction};
use crate::score::progress::Standing;
use std::cmp::Ordering;

/// Behind a change that leaves out units of one year only; a note below says which.
pub(super) const PARTIAL: &str = "*";

/// How many names of a list are written out before the rest is only counted.
const NAMES_SHOWN: usize = 10;

/// The first units of a list, and how many more there are, called by `noun`.
pub(super) fn some(scene: &Scene<'_>, names: &[String], noun: &str) -> String {
    if names.len() <= NAMES_SHOWN {
        return scene.joined(names);
    }
    let (shown, rest) = names.split_at(NAMES_SHOWN);
    scene.say("lists.more", &[("first", &shown.join(" ")), ("units", &scene.of(rest.len(), noun))])
}

/// A percentage as in `ร้อยละ ๒๕.๐๐`; a dash of nothing.
pub(super) fn percent(scene: &Scene<'_>, share: Option<f64>) -> String {
    share.map_or_else(
        || NO_VALUE.to_owned(),
        |s| scene.say("counted.percent", &[("percent", &scene.w.number(s, 2))]),
    )
}

/// How many measures stand where; standings nobody has are left out.
pub(super) fn standings(scene: &Scene<'_>, tally: &Tally) -> String {
    told(scene, tally, "standings.nobody")
}

/// The same of one unit's measures.
pub(super) fn standings_of_unit(scene: &Scene<'_>, tally: &Tally) -> String {
    told(scene, tally, "standings.not_yet")
}

fn told(scene: &Scene<'_>, tally: &Tally, unreported: &str) -> String {
    let mut parts = Vec::new();
    let (total, finished) = (tally.total(), tally.finished());
    if finished > 0 {
        let late = match tally.count(Standing::FinishedLate) {
            0 => None,
            late if late == finished => Some(scene.term("standings.all_late")),
            late => Some(scene.say("standings.some_late", &[("measures", &scene.measures(late))])),
        };
        let all = finished == total && total > 1;
        let share = (!all).then(|| percent(scene, tally.finished_share()));
        let notes: Vec<_> = share.into_iter().chain(late).collect();
        let key = if all { "standings.all_finished" } else { "standings.finished" };
        let found = scene.say(key, &[("measures", &scene.measures(finished))]);
        parts.push(if notes.is_empty() { found } else { format!("{found} ({})", notes.join(" ")) });
    }
    for standing in [Standing::UnderWay, Standing::NotStarted, Standing::Overdue, Standing::NotReported] {
        let count = tally.count(standing);
        let told =
            |key, name: &str| scene.say(key, &[("standing", name), ("measures", &scene.measures(count))]);
        let whole = count == total && total > 1 && matches!(standing, Standing::UnderWay | Standing::Overdue);
        parts.extend((count > 0).then(|| match standing {
            Standing::NotReported => told("standings.some", &scene.term(unreported)),
            _ if whole => told("standings.all", standing.thai()),
            _ => told("standings.some", standing.thai()),
        }));
    }
    scene.joined(&parts)
}

/// The share of finished measures against the same half of the year before.
pub(super) fn finished_change(scene: &Scene<'_>, now: &Tally, before: &Tally) -> Option<String> {
    let (new, old) = (now.finished_share()?, before.finished_share()?);
    // Of more measures as many are a smaller share.
    let as_many = now.finished() == before.finished();
    let key = match direction(new - old, 2) {
        Ordering::Equal => "trends.share_same",
        Ordering::Greater if as_many => "trends.share_risen_by_total",
        Ordering::Greater => "trends.share_risen",
        Ordering::Less if as_many => "trends.share_fallen_by_total",
        Ordering::Less => "trends.share_fallen",
    };
    let (new, old) = (scene.w.number(new, 2), scene.w.number(old, 2));
    Some(scene.say(key, &[("new", &new), ("old", &old), ("count", &scene.measures(now.finished()))]))
}

/// A count of something unwelcome against the year before: `มาตรการที่เกินกำหนดลดลงจาก ๕ เป็น ๒ มาตรการ`.
pub(super) fn count_change(
    scene: &Scene<'_>,
    what: &str,
    counted: impl Fn(usize) -> String,
    [now, before]: [usize; 2],
) -> String {
    let key = match (now.cmp(&before), now) {
        (Ordering::Equal, 0) => "trends.never",
        (Ordering::Equal, _) => "trends.same",
        (Ordering::Less, 0) => "trends.gone",
        (Ordering::Less, _) => "trends.fallen",
        (Ordering::Greater, _) if before == 0 => "trends.appeared",
        (Ordering::Greater, _) => "trends.risen",
    };
    let number = scene.w.size(before);
    let told = [("what", what), ("new", &counted(now)), ("old", &counted(before)), ("old_number", &number)];
    scene.say(key, &told)
}

/// A change of a share where more is better, in percentage points.
pub(super) fn share_change(w: Words, now: Option<f64>, before: Option<f64>) -> Change {
    let (Some(now), Some(before)) = (now, before) else {
        return Change { direction: Direction::Unknown, points: None, word: NO_BASELINE.to_owned() };
    };
    // The sign of the points says the direction.
    let (direction, word) = match direction(now - before, 2) {
        Ordering::Greater => (Direction::Up, ""),
        Ordering::Less => (Direction::Down, ""),
        Ordering::Equal => (Direction::Same, UNCHANGED),
    };
    Change { direction, points: Some(w.signed(now - before, 2)), word: word.to_owned() }
}

/// A change of a sum, neither better nor worse, of a data set that the year before has too.
pub(super) fn sum_change(scene: &Scene<'_>, sums: Comparison, decimals: usize) -> Change {
    let Some(difference) = sums.difference() else {
        let incomplete = sums.current.absent + sums.previous.absent > 0;
        let word = scene.term(if incomplete { "sums.incomplete" } else { "sums.not_compared" });
        return Change { direction: Direction::Unknown, points: None, word };
    };
    let (direction, word) = match direction(difference, decimals) {
        Ordering::Greater => (Direction::UpPlain, RISEN),
        Ordering::Less => (Direction::DownPlain, FALLEN),
        Ordering::Equal => (Direction::Same, UNCHANGED),
    };
    let mark = if sums.is_partial() { PARTIAL } else { "" };
    Change { direction, points: Some(scene.w.signed(difference, decimals)), word: format!("{word}{mark}") }
}

/// What a total can be compared with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Earlier {
    /// Whether anybody sent the data set in the same half of the year before.
    pub has_previous: bool,
    /// Whether a table below has its totals, and the paragraph above says what they are compared with.
    pub is_below: bool,
}

/// A total against the same half of the year before, as the rest of a sentence that names it.
pub(super) fn total(
    scene: &Scene<'_>,
    sums: Comparison,
    decimals: usize,
    unit: &str,
    Earlier { has_previous, is_below }: Earlier,
) -> String {
    let amount = |value: f64| {
        let gap = if unit.is_empty() { "" } else { " " };
        format!("{}{gap}{unit}", scene.w.number(value, decimals))
    };
    let year = scene.w.year(scene.model.fiscal_year().previous());
    let Some(now) = sums.current.value else { return scene.term("sums.nothing") };
    if now == 0.0 && sums.current.absent == 0 && sums.previous.complete() == Some(0.0) {
        return scene.say("sums.never", &[("year", &year)]);
    }
    let sum = scene.say("sums.sum", &[("amount", &amount(now))]);
    let (compared, earlier) = sums.compared();
    let missing = scene.entries(sums.current.absent);
    let (difference, before) = match (sums.difference(), earlier.complete()) {
        (Some(difference), Some(before)) if sums.current.absent == 0 => (difference, before),
        _ => {
            let key = match (has_previous, sums.previous.value) {
                _ if sums.current.absent > 0 => "sums.missing",
                (true, Some(_)) => "sums.earlier_incomplete",
                _ => "sums.earlier_missing",
            };
            return scene.say(key, &[("sum", &sum), ("missing", &missing), ("year", &year)]);
        }
    };
    let same = compared.value.map(amount).unwrap_or_default();
    let sum =
        if sums.is_partial() { scene.say("sums.paired", &[("sum", &sum), ("same", &same)]) } else { sum };
    let word = match direction(difference, decimals) {
        Ordering::Equal => return scene.say("sums.same", &[("sum", &sum), ("year", &year)]),
        Ordering::Greater => RISEN,
        Ordering::Less => FALLEN,
    };
    // The paragraph above says of what year, the table below from what amount.
    let key = (before == 0.0 || !is_below).then_some("sums.from_amount");
    let share = sums.percent().map(|p| format!("({})", percent(scene, Some(p.abs()))));
    let old = key.map(|key| scene.say(key, &[("amount", &amount(before)), ("year", &year)]));
    let change = format!("{word} {}", amount(difference.abs()));
    [Some(sum), Some(change), share, old].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
