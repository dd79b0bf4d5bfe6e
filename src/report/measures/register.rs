//! §5.4: the register of measures, what its nine columns say, by instrument, indicator, topic and item; and how
//! often measures are monitored, for §8.

use super::cells::{absent, blank, cell, field, group, list, row};
use super::context::{Context, instrument_name};
use crate::contract::FieldSpec;
use crate::model::{DataValue, Due, Field, Measure};
use crate::report::analysis::{self, Loss};
use crate::report::document::{Align, Cell, Detail, Part, Row, RowKind, Table, TextSize};
use crate::scheme::{Question, Scheme};
use crate::thai;

/// Place of what the scheme does not know: behind everything else.
const LAST: usize = usize::MAX;

/// A measure with its place in the scheme of its year.
struct Placed<'a> {
    measure: &'a Measure,
    instrument: usize,
    indicator: usize,
    topic: usize,
    item: usize,
}

pub(super) fn part(context: &Context<'_>) -> Part {
    let placed = placed(context);
    let table = table(context, &placed);
    context.part(&context.term("register.heading"), sentences(context, &placed), vec![table])
}

/// The scheme that the measures answer to.
fn scheme<'a>(context: &Context<'a>) -> &'a Scheme {
    context.model.schemes.get(context.model.fiscal_year()).unwrap_or(context.model.scheme)
}

fn measures<'a>(context: &Context<'a>) -> &'a [Measure] {
    let year = context.model.year(context.model.fiscal_year());
    year.map(|y| y.measures.as_slice()).unwrap_or_default()
}

fn item_of<'a>(scheme: &'a Scheme, measure: &Measure) -> Option<&'a Question> {
    scheme.question(measure.item.get()?)
}

fn placed<'a>(context: &Context<'a>) -> Vec<Placed<'a>> {
    let scheme = scheme(context);
    let place = |measure: &'a Measure| {
        let number = measure.indicator.get().copied();
        let indicator = scheme.indicators.iter().position(|i| Some(i.number) == number);
        let instrument = indicator.and_then(|at| {
            scheme.instruments.iter().position(|i| i.code == scheme.indicators[at].instrument)
        });
        let item = item_of(scheme, measure);
        let topic = item.and_then(|q| scheme.topics.iter().position(|t| Some(&t.code) == q.topic.as_ref()));
        let item = item.and_then(|item| scheme.questions.iter().position(|q| q.code == item.code));
        Placed {
            measure,
            instrument: instrument.unwrap_or(LAST),
            indicator: indicator.unwrap_or(LAST),
            topic: topic.unwrap_or(LAST),
            item: item.unwrap_or(LAST),
        }
    };
    let mut all: Vec<_> = measures(context).iter().map(place).collect();
    // Stable: within an item the register's own order stands.
    all.sort_by_key(|p| (p.instrument, p.indicator, p.topic, p.item));
    all
}

/// Measures that answer a question: those of the item itself, or else of its indicator.
pub(super) fn answering<'a>(context: &Context<'a>, indicator: i64, question: &str) -> Vec<&'a Measure> {
    let of = |found: &dyn Fn(&Measure) -> bool| measures(context).iter().filter(|m| found(m)).collect();
    let own: Vec<_> = of(&|measure| measure.item.get().is_some_and(|item| item == question));
    if own.is_empty() { of(&|measure| measure.indicator.get() == Some(&indicator)) } else { own }
}

/// How much of the scheme the register covers, and what it leaves out.
fn sentences(context: &Context<'_>, placed: &[Placed<'_>]) -> Vec<String> {
    if placed.is_empty() {
        return Vec::new();
    }
    let (scheme, words) = (scheme(context), context.words);
    let bare: Vec<_> = scheme
        .indicators
        .iter()
        .enumerate()
        .filter(|(at, _)| !placed.iter().any(|p| p.indicator == *at))
        .map(|(_, indicator)| context.indicator_name(indicator))
        .collect();
    let items = || scheme.questions.iter().enumerate().filter(|(_, q)| q.scale.is_none());
    let without: Vec<_> = items()
        .filter(|(at, _)| !placed.iter().any(|p| p.item == *at))
        .map(|(_, q)| context.code(&q.code))
        .collect();
    let covered = scheme.indicators.len() - bare.len();
    let is_whole = bare.is_empty() && without.is_empty();
    let mut sentences = vec![context.say(
        if is_whole { "register.covers_all" } else { "register.covers" },
        &[
            ("measures", &words.size(placed.len())),
            ("covered", &words.size(covered)),
            ("indicators", &words.size(scheme.indicators.len())),
            ("covered_items", &words.size(items().count() - without.len())),
            ("items", &words.size(items().count())),
        ],
    )];
    if !bare.is_empty() {
        sentences.push(context.say("register.without_measures", &[("indicators", &context.joined(&bare))]));
    }
    if !without.is_empty() {
        sentences.push(context.say("register.items_without", &[("codes", &without.join(", "))]));
    }
    sentences.extend(costliest(context, placed));
    sentences
}

/// Whether measures meet the question that costs most.
fn costliest(context: &Context<'_>, placed: &[Placed<'_>]) -> Option<String> {
    let losses = analysis::losses(context.scheme(), context.model.scores);
    let number = losses.first()?.question.indicator;
    let count = placed.iter().filter(|p| p.measure.indicator.get() == Some(&number)).count();
    let question = context.code(&losses.first()?.question.question);
    let indicator = context.indicator(number);
    let shown = |loss: &Loss<'_>| thai::round_half_away(loss.lost, context.decimals());
    let tied = losses.get(1).is_some_and(|second| shown(second).total_cmp(&shown(&losses[0])).is_eq());
    let most = context.term(if tied { "register.one_of_costliest" } else { "register.costliest" });
    let key = if count == 0 { "register.costliest_unmet" } else { "register.costliest_met" };
    let count = context.words.size(count);
    let variables =
        [("question", &question[..]), ("most", &most), ("indicator", &indicator), ("count", &count)];
    Some(context.say(key, &variables))
}

fn table(context: &Context<'_>, placed: &[Placed<'_>]) -> Table {
    let columns = vec![
        context.column("register.column_code", 2.8, Align::Start),
        context.column("register.column_measure", 13.2, Align::Start),
    ];
    let mut rows = Vec::new();
    let mut before: Option<&Placed<'_>> = None;
    for measure in placed {
        rows.extend(groups(context, placed, before, measure));
        rows.push(measure_row(context, measure, placed));
        before = Some(measure);
    }
    let (caption, empty) = (context.term("register.caption"), context.term("register.empty"));
    let mut table = context.table("register", &caption, TextSize::Dense, columns, rows, &empty);
    if !table.rows.is_empty() {
        let scored = context.model.scores.indicators.iter().any(|i| i.score.is_some());
        table.notes.push(context.term(if scored { "register.note" } else { "register.note_alone" }));
        let nine = context.words.size(9);
        table.notes.push(context.say("register.guide", &[("nine", &nine)]));
    }
    table
}

/// Group rows that begin with a measure. How the director supervises stands with the innermost group whose measures
/// are all supervised alike.
fn groups(
    context: &Context<'_>,
    all: &[Placed<'_>],
    before: Option<&Placed<'_>>,
    now: &Placed<'_>,
) -> Vec<Row> {
    let scheme = scheme(context);
    let instrument_changed = before.is_none_or(|b| b.instrument != now.instrument);
    let indicator_changed = instrument_changed || before.is_none_or(|b| b.indicator != now.indicator);
    let topic_changed = indicator_changed || before.is_none_or(|b| b.topic != now.topic);
    let mut rows = Vec::new();
    if instrument_changed {
        let label = scheme.instruments.get(now.instrument).map(instrument_name);
        rows.push(group(RowKind::Group1, label.unwrap_or_else(|| context.term("register.no_instrument"))));
    }
    let noted = |mut row: Row, shared: Option<&str>| {
        if let (Some(cell), Some(words)) = (row.cells.first_mut(), shared) {
            let said = context.say("register.supervision", &[("supervision", words)]);
            cell.note = Some(said);
        }
        row
    };
    if let (true, Some(indicator)) = (indicator_changed, scheme.indicators.get(now.indicator)) {
        let row = group(RowKind::Group2, context.scored(indicator));
        rows.push(noted(row, of_indicator(all, now)));
    }
    if let (true, Some(topic)) = (topic_changed, scheme.topics.get(now.topic)) {
        let label = context.words.text(&format!("{} {}", topic.code, topic.name_th));
        let shared = if of_indicator(all, now).is_some() { None } else { of_topic(all, now) };
        rows.push(noted(group(RowKind::Group3, label), shared));
    }
    rows
}

/// What all measures of an indicator have as their supervision.
fn of_indicator<'a>(all: &[Placed<'a>], now: &Placed<'_>) -> Option<&'a str> {
    if now.indicator == LAST {
        return None;
    }
    shared(all.iter().filter(|p| p.indicator == now.indicator))
}

/// The same of a topic of the indicator.
fn of_topic<'a>(all: &[Placed<'a>], now: &Placed<'_>) -> Option<&'a str> {
    if now.topic == LAST {
        return None;
    }
    shared(all.iter().filter(|p| p.indicator == now.indicator && p.topic == now.topic))
}

/// The supervision of several measures, where it is one.
fn shared<'a, 'b>(mut group: impl Iterator<Item = &'b Placed<'a>>) -> Option<&'a str>
where
    'a: 'b,
{
    let first = group.next()?.measure.supervision.text().trim();
    let alike = group.all(|p| p.measure.supervision.text().trim() == first);
    (alike && !first.is_empty()).then_some(first)
}

fn measure_row(context: &Context<'_>, placed: &Placed<'_>, all: &[Placed<'_>]) -> Row {
    let measure = placed.measure;
    let due = match &measure.due.value {
        Ok(Due::On(date)) => context.words.short_date(*date),
        Ok(Due::Continuous(words)) => words.clone(),
        Err(absence) => first_line(&absent(context, *absence)),
    };
    let responsible = match &measure.responsible.value {
        Ok(responsible) => responsible.wording.lines().collect::<Vec<_>>().join(" "),
        Err(absence) => first_line(&absent(context, *absence)),
    };
    let detail = |key: &str, text: String| Detail { label: context.term(key), text, link: None };
    let mut what: Vec<_> = item(context, placed).into_iter().collect();
    what.push(detail("register.issue", run_on(&field(context, &measure.issue))));
    what.push(detail("register.outputs", run_on(&list(context, &measure.outputs))));
    what.push(detail("register.communication", run_on(&field(context, &measure.communication))));
    what.push(detail("register.responsible", responsible));
    let is_said_above = of_indicator(all, placed).or_else(|| of_topic(all, placed)).is_some();
    if !is_said_above {
        what.push(detail("register.own_supervision", run_on(&field(context, &measure.supervision))));
    }
    what.extend(further(context, measure, all));
    let title = field(context, &measure.title);
    row(
        RowKind::Body,
        vec![
            place(context, placed, due),
            Cell { title: Some(title.lines.join("\n")), details: what, ..blank() },
        ],
    )
}

/// What is given in the columns that the agency's contract adds. A column has two decimals where one of its numbers
/// needs them.
fn further(context: &Context<'_>, measure: &Measure, all: &[Placed<'_>]) -> Vec<Detail> {
    let columns = context.model.further_columns();
    let given = columns.iter().zip(&measure.further).enumerate();
    let words = context.words;
    let worded = |(at, (field, value)): (usize, (&&FieldSpec, &Field<DataValue>))| {
        let mut numbers = all.iter().filter_map(|placed| placed.measure.further.get(at)?.figure());
        let text = match value.get()? {
            // As the office wrote it, in one line.
            DataValue::Text(text) => text.lines().collect::<Vec<_>>().join(" "),
            DataValue::Integer(number) => words.count(*number),
            DataValue::Number(number) => {
                words.number(*number, if numbers.all(|n| n.fract() == 0.0) { 0 } else { 2 })
            }
            DataValue::Date(date) => words.short_date(*date),
        };
        let text = if field.unit.is_empty() { text } else { format!("{text} {}", words.text(&field.unit)) };
        Some(Detail { label: format!("{}:", words.text(&field.title_without_unit())), text, link: None })
    };
    given.filter_map(worded).collect()
}

/// A cell's lines behind one another.
fn run_on(cell: &Cell) -> String {
    cell.lines.join(if cell.list { " • " } else { " " })
}

fn first_line(cell: &Cell) -> String {
    cell.lines.first().cloned().unwrap_or_default()
}

/// The first column: the measure's code, its item or that it has no place in the scheme, and when it is due.
fn place(context: &Context<'_>, placed: &Placed<'_>, due: String) -> Cell {
    let scheme = scheme(context);
    let below = if let Some(item) = scheme.questions.get(placed.item) {
        Some(context.question(&item.code))
    } else if scheme.indicators.get(placed.indicator).is_none() {
        Some(context.term("register.no_place"))
    } else {
        None
    };
    let lines = below.into_iter().chain([due]).collect();
    let cadence = run_on(&field(context, &placed.measure.cadence));
    let cadence = context.say("register.cadence", &[("cadence", &cadence)]);
    let title = Some(context.code(&placed.measure.code));
    Cell { title, note: Some(cadence), ..Cell::of(lines) }
}

/// What the item asks for, unless the issue begins with the item itself.
fn item(context: &Context<'_>, placed: &Placed<'_>) -> Option<Detail> {
    let item = scheme(context).questions.get(placed.item)?;
    let first = placed.measure.issue.text().split([' ', ':']).next().unwrap_or_default();
    let named = thai::oit_code(first).is_some_and(|found| found == item.code);
    let label = context.say("names.question_lead", &[("codes", &context.code(&item.code))]);
    (!named).then(|| Detail { label, text: context.words.text(&item.text_th), link: None })
}

/// Measures by how often they are monitored, the most frequent wording first.
pub(super) fn cadences(context: &Context<'_>) -> Table {
    let mut counts: Vec<(String, usize)> = Vec::new();
    // What the register writes where a word of the agency's stands for several.
    let mut others: Vec<(&str, Vec<&str>)> = Vec::new();
    let none = context.term("cadences.none");
    for measure in measures(context) {
        let means = Some(measure.cadence_means.as_str()).filter(|m| !m.is_empty());
        let cadence = match means.unwrap_or(measure.cadence.text()) {
            "" => &none,
            cadence => cadence,
        };
        let written = measure.cadence.text();
        if means.is_some() && written != cadence {
            match others.iter_mut().find(|(known, _)| *known == cadence) {
                Some((_, all)) if all.contains(&written) => {}
                Some((_, all)) => all.push(written),
                None => others.push((cadence, vec![written])),
            }
        }
        match counts.iter_mut().find(|(known, _)| known == cadence) {
            Some((_, count)) => *count += 1,
            None => counts.push((cadence.to_owned(), 1)),
        }
    }
    // Stable: of equally many the one that the register names first.
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let total: usize = counts.iter().map(|(_, count)| count).sum();
    let mut rows: Vec<_> = counts
        .into_iter()
        .map(|(cadence, count)| row(RowKind::Body, vec![cell(cadence), cell(context.words.size(count))]))
        .collect();
    if !rows.is_empty() {
        rows.push(row(
            RowKind::Total,
            vec![cell(context.term("cadences.total")), cell(context.words.size(total))],
        ));
    }
    let notes = others
        .iter()
        .map(|(cadence, written)| {
            let written = context.words.size(written.len());
            context.say("cadences.means", &[("cadence", cadence), ("written", &written)])
        })
        .collect();
    let columns = vec![
        context.column("cadences.column_cadence", 6.0, Align::Start),
        context.column("cadences.column_measures", 2.5, Align::End),
    ];
    let (caption, empty) = (context.term("cadences.caption"), context.term("register.empty"));
    let table = context.table("cadences", &caption, TextSize::Small, columns, rows, &empty);
    Table { notes, ..table }
}
