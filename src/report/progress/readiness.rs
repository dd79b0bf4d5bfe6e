//! How far the data that the year's checklist asks for have come, one row an item.
//!
//! Comes in: the readiness list. Goes out: a part with one table. Never: names a unit, or judges by itself.

use super::Section;
use super::build::{Draft, Extend, body, cell, column, part, row};
use super::scene::Scene;
use crate::ready::{Ready, State, share};
use crate::report::document::{Align, Cell, Part, Row, RowKind, Table, TextSize, Tone};

pub(super) fn section(scene: &Scene<'_>) -> Part {
    let rows = scene.model.readiness;
    let mut part = part(Section::Readiness.heading(scene, &scene.say("readiness_heading", &[])));
    let (ready, all) = share(rows.iter());
    let late = rows.iter().filter(|row| row.is_late(scene.model.as_of)).count();
    let undated = rows.iter().filter(|row| row.is_undated()).count();
    let told = scene.say(
        if late == 0 { "readiness_total_in_time" } else { "readiness_total" },
        &[
            ("ready", &scene.w.size(ready)),
            ("all", &scene.w.size(all)),
            ("late", &scene.w.size(late)),
            ("as_of", &scene.w.date(scene.model.as_of)),
        ],
    );
    let no_day =
        (undated > 0).then(|| scene.say("readiness_undated", &[("undated", &scene.w.size(undated))]));
    part.paragraphs.push([Some(told), no_day].into_iter().flatten().collect::<Vec<_>>().join(" "));
    let mut items: Vec<&str> = rows.iter().map(|row| row.item.as_str()).collect();
    items.dedup();
    let sum = (items.len() > 1).then(|| {
        let of = [("ready", &scene.w.size(ready)[..]), ("all", &scene.w.size(all))];
        let name = Cell { span: 3, ..cell(scene.say("readiness_sum", &[])) };
        row(RowKind::Total, vec![name, cell(scene.say("readiness_of", &of)), cell(scene.w.size(all - ready))])
    });
    let table = scene.table(Draft {
        id: "readiness".to_owned(),
        caption: scene.say("readiness_caption", &[]),
        size: TextSize::Small,
        columns: vec![
            column(scene.say("readiness_column_item", &[]), 1.2, Align::Center),
            column(scene.say("readiness_column_what", &[]), 6.2, Align::Start),
            column(scene.say("readiness_column_due", &[]), 3.0, Align::Center),
            column(scene.say("readiness_column_ready", &[]), 1.8, Align::Center),
            column(scene.say("readiness_column_open", &[]), 3.9, Align::Start),
        ],
        rows: items.iter().map(|item| of_item(scene, item)).chain(sum).collect(),
        empty: scene.say("readiness_none", &[]),
        notes: vec![scene.say(
            "readiness_note",
            &[("workbook", &scene.workbook()), ("sets", &Section::DataSets.pointer(scene))],
        )],
    });
    part.tables
        .push(Table { guide: scene.term("readiness_states").lines().map(str::to_owned).collect(), ..table });
    part
}

fn of_item(scene: &Scene<'_>, item: &str) -> Row {
    let w = scene.w;
    let own: Vec<&Ready> = scene.model.readiness.iter().filter(|row| row.item == item).collect();
    let (ready, all) = share(own.iter().copied());
    let scheme = scene.model.schemes.get(scene.model.fiscal_year()).unwrap_or(scene.model.scheme);
    let what = scheme.question(item).map_or("", |question| question.text_th.as_str());
    // Several days say of what each is.
    let mut days: Vec<(bool, String)> = Vec::new();
    for row in &own {
        let day = row.due.map_or_else(|| w.text(&row.due_words), |day| w.short_date(day));
        let is_set = row.measure.is_empty();
        if !day.is_empty() && !days.contains(&(is_set, day.clone())) {
            days.push((is_set, day));
        }
    }
    let alike = days.iter().all(|(_, day)| *day == days[0].1);
    days.truncate(if alike { 1 } else { days.len() });
    let days: Vec<_> = days
        .into_iter()
        .map(|(is_set, day)| match (alike, is_set) {
            (true, _) => day,
            (_, true) => scene.say("readiness_due_set", &[("day", &day)]),
            (_, false) => scene.say("readiness_due_output", &[("day", &day)]),
        })
        .collect();
    let open: Vec<String> = State::ALL
        .iter()
        .filter_map(|state| {
            let count = own.iter().filter(|row| row.state == *state).count();
            let key = match state {
                State::Missing => "readiness_missing",
                State::Incomplete => "readiness_incomplete",
                State::Unassigned => "readiness_unassigned",
                State::Ready => return None,
            };
            (count > 0).then(|| scene.say(key, &[("count", &w.size(count))]))
        })
        .collect();
    let late = own.iter().any(|row| row.is_late(scene.model.as_of));
    body(vec![
        cell(w.text(item)),
        cell(w.text(what)),
        cell(days.join("\n")),
        cell(scene.say("readiness_of", &[("ready", &w.size(ready)), ("all", &w.size(all))])),
        cell(open.join("\n")).tone_if(late, Tone::Bad),
    ])
}
