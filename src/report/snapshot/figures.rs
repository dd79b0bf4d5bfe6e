//! What a publication states, each figure with what it depends on.
//!
//! Comes in: scores, outcomes, coverage, sums of data sets, as the other stages computed them. Goes out:
//! figures in the order of the publication. Never: computes one.

use super::{Figure, Kind, Value, inputs, value_id};
use crate::check::State;
use crate::compare::Book;
use crate::model::{FiscalYear, Half, Level, Period, Text};
use crate::report::Model;
use crate::report::data_sets::data_sets;
use crate::report::words::{NO_VALUE, Words};
use crate::scheme::Scheme;
use crate::score::monitoring::Monitoring;
use crate::score::progress::{MeasureOutcome, Standing};
use crate::thai::format_number;

pub(super) fn figures(model: &Model<'_>) -> Vec<Figure> {
    let mut all = Vec::new();
    let year = model.results_year();
    scores(model, year, model.scheme, model.scores, &mut all);
    if let Some(scheme) = model.schemes.get(year.previous()) {
        scores(model, year.previous(), scheme, model.earlier, &mut all);
    }
    deltas(model, &mut all);
    standings(model, model.period, model.outcomes, &mut all);
    standings(model, model.period.year_before(), model.outcomes_before, &mut all);
    monitoring(model, &mut all);
    coverage(model, &mut all);
    sums(model, &mut all);
    all
}

fn figure(
    words: Words,
    id: String,
    (th, en): (String, String),
    score: Option<f64>,
    from: Vec<String>,
) -> Figure {
    // On a screen and in a workbook figures are written as people type them.
    let shown = words.score(score);
    let shown = Text::new(shown.clone(), shown);
    Figure { id, kind: Kind::Figure, label: Text::new(th, en), value: score.map(Value::Number), shown, from }
}

fn scores(model: &Model<'_>, year: FiscalYear, scheme: &Scheme, book: &Book, all: &mut Vec<Figure>) {
    let words = model.arabic();
    let score = |what: &str| format!("score/{year}/{what}");
    let rule = |what: &str| format!("scheme/{year}/{what}");
    let (y_th, y_en) = (format!(" ปี {year}"), format!(", {year}"));
    for agency in &book.agencies {
        let weighted = book.instruments.iter().map(|i| format!("weighted/{year}/{}", i.instrument));
        let from = weighted.chain(own_published(model, year, &Level::Total)).collect();
        let (th, en) = (format!("คะแนนรวม{y_th}"), format!("total{y_en}"));
        all.push(figure(words, format!("total/{year}"), (th, en), agency.total, from));
        let rating = scheme.ratings.iter().find(|r| Some(&r.id) == agency.rating.as_ref());
        let mut from =
            vec![format!("total/{year}"), rule("ratings.*"), rule("rules.published_decimals/value")];
        from.extend(book.instruments.iter().map(|i| score(&i.instrument)));
        all.push(Figure {
            id: format!("rating/{year}"),
            kind: Kind::Rating,
            label: Text::new(format!("ระดับผลการประเมิน{y_th}"), format!("rating{y_en}")),
            value: agency.rating.clone().map(Value::Text),
            shown: rating
                .map_or_else(|| Text::new("ไม่มีระดับ", "no rating"), |r| Text::new(&r.name_th, &r.name_en)),
            from,
        });
    }
    for i in &book.instruments {
        let mut from: Vec<_> = book
            .questions
            .iter()
            .filter(|q| q.instrument == i.instrument)
            .collect::<Vec<_>>()
            .iter()
            .map(|q| score(&q.question))
            .collect();
        from.extend(own_published(model, year, &Level::Instrument(i.instrument.clone())));
        from.extend([
            rule(&format!("instruments.{}.aggregate/value", i.instrument)),
            rule(&format!("instruments.{}.indicator_aggregate/value", i.instrument)),
            rule("rules.missing/value"),
        ]);
        let (th, en) = (format!("{}{y_th}", i.instrument), format!("{}{y_en}", i.instrument));
        all.push(figure(words, score(&i.instrument), (th.clone(), en.clone()), i.score, from));
        let from = vec![score(&i.instrument), rule(&format!("instruments.{}.weight/value", i.instrument))];
        let (th, en) = (format!("{th} ถ่วงน้ำหนัก"), format!("{en}, weighted"));
        all.push(figure(words, format!("weighted/{year}/{}", i.instrument), (th, en), i.weighted, from));
    }
    for t in &book.topics {
        let topic = |q: &crate::scheme::Question| q.topic.as_deref() == Some(&t.topic);
        let own = scheme.questions.iter().filter(|q| topic(q));
        let mut from: Vec<_> = own.map(|q| score(&q.code)).collect();
        from.extend(own_published(model, year, &Level::Topic(t.topic.clone())));
        from.push(rule("rules.missing/value"));
        let name = (format!("ตัวชี้วัดย่อย {}{y_th}", t.topic), format!("sub-indicator {}{y_en}", t.topic));
        all.push(figure(words, score(&format!("topic-{}", t.topic)), name, t.score, from));
    }
    for i in &book.indicators {
        let own = book.questions.iter().filter(|q| q.indicator == i.indicator);
        let mut from: Vec<_> = own.map(|q| score(&q.question)).collect();
        from.extend(own_published(model, year, &Level::Indicator(i.indicator)));
        from.push(rule(&format!("instruments.{}.indicator_aggregate/value", i.instrument)));
        from.push(rule("rules.missing/value"));
        let (th, en) = (format!("ตัวชี้วัดที่ {}{y_th}", i.indicator), format!("indicator {}{y_en}", i.indicator));
        all.push(figure(words, score(&format!("indicator-{}", i.indicator)), (th, en), i.score, from));
    }
    for q in &book.questions {
        let (code, counts) = (&q.question, counts(model, year, &q.question));
        let mut from = counts.clone();
        from.extend(published(model, year, code));
        from.push(rule(&format!("questions.{code}.*")));
        if let Some(name) = scheme.question(code).and_then(|q| q.scale.as_ref()) {
            from.push(rule(&format!("scales.{name}.points/value")));
        }
        from.push(rule("rules.*"));
        let (th, en) = (format!("ข้อ {code}{y_th}"), format!("{code}{y_en}"));
        all.push(figure(words, score(code), (th.clone(), en.clone()), q.score, from));
        if let Some(n) = q.responses {
            let shown = words.count(n);
            // Answers: far below 2⁵³.
            #[allow(clippy::cast_precision_loss)]
            let value = Some(Value::Number(n as f64));
            all.push(Figure {
                id: format!("responses/{year}/{code}"),
                kind: Kind::Figure,
                label: Text::new(format!("{th} จำนวนผู้ตอบ"), format!("{en}, responses")),
                value,
                shown: Text::new(shown.clone(), shown),
                from: counts,
            });
        }
        if year == model.results_year() {
            let from = vec![
                score(code),
                rule(&format!("instruments.{}.weight/value", q.instrument)),
                rule(&format!("instruments.{}.aggregate/value", q.instrument)),
            ];
            let (th, en) = (format!("{th} คะแนนรวมที่เสียไป"), format!("{en}, points lost to the total"));
            all.push(figure(words, format!("lost/{year}/{code}"), (th, en), q.lost, from));
        }
    }
}

/// The rows of a question in the results, one a part.
fn parts<'a>(
    model: &'a Model<'_>,
    year: FiscalYear,
    code: &'a str,
) -> impl Iterator<Item = [String; 2]> + 'a {
    let known = model.year(year).map(|y| y.questions.as_slice()).unwrap_or_default();
    known.iter().filter(move |q| q.question == code).map(|q| [q.question.clone(), q.part.clone()])
}

fn counts(model: &Model<'_>, year: FiscalYear, code: &str) -> Vec<String> {
    parts(model, year, code).map(|key| value_id(&format!("results/{year}"), &key, "count_*")).collect()
}

fn published(model: &Model<'_>, year: FiscalYear, code: &str) -> Vec<String> {
    parts(model, year, code)
        .map(|key| value_id(&format!("results/{year}"), &key, "published_score"))
        .collect()
}

/// The published score of a level above the questions.
fn own_published(model: &Model<'_>, year: FiscalYear, level: &Level) -> Option<String> {
    let known = model.year(year)?.published.iter().any(|p| p.level == *level);
    known.then(|| value_id(&format!("published/{year}"), &[inputs::level_key(level)], "score"))
}

fn deltas(model: &Model<'_>, all: &mut Vec<Figure>) {
    let words = model.arabic();
    let year = model.results_year();
    let before = year.previous();
    let mut push = |what: &str, name: (String, String), delta: Option<f64>, from: [String; 2]| {
        let shown = delta.map_or_else(|| words.score(None), |d| words.signed(d, words.decimals));
        all.push(Figure {
            shown: Text::new(shown.clone(), shown),
            ..figure(
                words,
                format!("delta/{year}/{what}"),
                (format!("ผลต่างจากปี {before} {}", name.0), format!("change from {before}, {}", name.1)),
                delta,
                from.to_vec(),
            )
        });
    };
    let both = |what: &str| [format!("score/{year}/{what}"), format!("score/{before}/{what}")];
    for a in &model.scores.agencies {
        let from = [format!("total/{year}"), format!("total/{before}")];
        push("total", ("คะแนนรวม".to_owned(), "total".to_owned()), a.delta, from);
    }
    for i in &model.scores.instruments {
        push(&i.instrument, (i.instrument.clone(), i.instrument.clone()), i.delta, both(&i.instrument));
    }
    for i in &model.scores.indicators {
        let what = format!("indicator-{}", i.indicator);
        let name = (format!("ตัวชี้วัดที่ {}", i.indicator), format!("indicator {}", i.indicator));
        push(&what, name, i.delta, both(&what));
    }
    for q in &model.scores.questions {
        push(&q.question, (format!("ข้อ {}", q.question), q.question.clone()), q.delta, both(&q.question));
    }
}

fn standing_text(standing: Standing) -> Text {
    Text::new(standing.thai(), standing.name().replace('_', " "))
}

fn standings(model: &Model<'_>, period: Period, outcomes: &[MeasureOutcome], all: &mut Vec<Figure>) {
    let (slug, year) = (period.slug(), period.fiscal_year);
    let mut wholes = Vec::new();
    for measure in outcomes {
        let code = &measure.measure.code;
        let mut each = Vec::new();
        for outcome in &measure.outcomes {
            let unit = model.workspace.unit(&outcome.unit);
            let name = unit.map_or(outcome.unit.as_str(), |u| u.name_th.as_str());
            let name_en = unit.map(|u| u.name_en.as_str()).filter(|n| !n.is_empty()).unwrap_or(name);
            let report = [outcome.unit.clone(), code.clone()];
            let cell = |column: &str| value_id(&format!("progress/{slug}"), &report, column);
            let mut from = vec![
                cell("status"),
                cell("finished_on"),
                format!("measures/{year}/{code}/due"),
                format!("measures/{year}/{code}/responsible"),
                format!("units/{}/kind", outcome.unit),
            ];
            // The year before is judged on the corresponding day.
            from.push("options/as_of/value".to_owned());
            if period.half == Half::Second {
                let first = format!("progress/{}", Period { half: Half::First, ..period }.slug());
                from.extend(["status", "finished_on"].map(|c| value_id(&first, &report, c)));
            }
            let id = format!("standing/{slug}/{code}/{}", outcome.unit);
            all.push(Figure {
                id: id.clone(),
                kind: Kind::Status,
                label: Text::new(
                    format!("สถานะ มาตรการ {code} {name} รอบ {slug}"),
                    format!("status of {code}, {name_en}, {slug}"),
                ),
                value: Some(Value::Text(outcome.standing.name().to_owned())),
                shown: standing_text(outcome.standing),
                from,
            });
            each.push(id);
        }
        let id = format!("standing/{slug}/{code}");
        all.push(Figure {
            id: id.clone(),
            kind: Kind::Status,
            label: Text::new(
                format!("สถานะ มาตรการ {code} โดยรวม รอบ {slug}"),
                format!("status of {code} as a whole, {slug}"),
            ),
            value: Some(Value::Text(measure.standing.name().to_owned())),
            shown: standing_text(measure.standing),
            from: each,
        });
        wholes.push((id, measure.standing, format!("measures/{year}/{code}/code")));
    }
    if outcomes.is_empty() {
        return;
    }
    for standing in Standing::ALL {
        let number = wholes.iter().filter(|(_, whole, _)| *whole == standing).count();
        let name = standing_text(standing);
        all.push(Figure {
            id: format!("measures/{slug}/{}", standing.name()),
            kind: Kind::Figure,
            label: Text::new(
                format!("จำนวนมาตรการที่{} รอบ {slug}", name.th),
                format!("measures {}, {slug}", name.en),
            ),
            value: Some(count(number)),
            shown: Text::new(number.to_string(), number.to_string()),
            from: wholes.iter().map(|(id, ..)| id.clone()).collect(),
        });
    }
    all.push(Figure {
        id: format!("measures/{slug}/all"),
        kind: Kind::Figure,
        label: Text::new(format!("จำนวนมาตรการ รอบ {slug}"), format!("measures, {slug}")),
        value: Some(count(wholes.len())),
        shown: Text::new(wholes.len().to_string(), wholes.len().to_string()),
        from: wholes.into_iter().map(|(.., code)| code).collect(),
    });
}

/// Check-ins of each measure: held, and expected where the cadence expects any.
fn monitoring(model: &Model<'_>, all: &mut Vec<Figure>) {
    let (slug, year) = (model.period.slug(), model.fiscal_year());
    for outcome in model.outcomes {
        let code = &outcome.measure.code;
        let told = Monitoring::of(outcome);
        let cells = |column: &str| -> Vec<String> {
            let table = format!("progress/{slug}");
            let of = |unit: &str| value_id(&table, &[unit.to_owned(), code.clone()], column);
            outcome.outcomes.iter().map(|o| of(&o.unit)).collect()
        };
        let responsible = format!("measures/{year}/{code}/responsible");
        let mut push = |name: &str, words: (&str, &str), number: i64, from: Vec<String>| {
            // Check-ins of a half lie far below 2⁵³.
            #[allow(clippy::cast_precision_loss)]
            let value = Value::Number(number as f64);
            all.push(Figure {
                id: format!("check-ins/{slug}/{code}/{name}"),
                kind: Kind::Figure,
                label: Text::new(
                    format!("{} มาตรการ {code} รอบ {slug}", words.0),
                    format!("{} of {code}, {slug}", words.1),
                ),
                value: Some(value),
                shown: Text::new(number.to_string(), number.to_string()),
                from,
            });
        };
        let units = || outcome.outcomes.iter().map(|o| format!("units/{}/kind", o.unit));
        let mut from = cells("check_ins");
        from.push(responsible.clone());
        from.extend(units());
        push("held", ("ครั้งที่กำกับติดตาม", "check-ins held"), told.held, from);
        let Some(expected) = told.expected else { continue };
        let mut from = cells("finished_on");
        from.extend(cells("status"));
        from.extend(units());
        from.extend([
            format!("measures/{year}/{code}/cadence"),
            responsible,
            "options/as_of/value".to_owned(),
        ]);
        push("expected", ("ครั้งที่ควรกำกับติดตาม", "check-ins expected"), expected, from);
    }
}

fn count(number: usize) -> Value {
    // Measures and rows: far below 2⁵³.
    #[allow(clippy::cast_precision_loss)]
    Value::Number(number as f64)
}

fn coverage(model: &Model<'_>, all: &mut Vec<Figure>) {
    let slug = model.period.slug();
    for row in model.coverage {
        let unit = row.unit.as_deref().unwrap_or_default();
        for sheet in &row.sheets {
            let contract = model.contracts.get(&sheet.kind);
            let time = match contract {
                _ if row.unit.is_some() => slug.clone(),
                Some(c) if c.workbook == "results" => model.results_year().to_string(),
                _ => model.fiscal_year().to_string(),
            };
            let (name, state) = match sheet.state {
                State::Submitted => ("submitted", Text::new("ส่งแล้ว", "submitted")),
                State::WithErrors => ("with_errors", Text::new("ส่งแล้วแต่มีข้อผิดพลาด", "submitted with errors")),
                State::Blank => ("blank", Text::new("ส่งแบบเปล่า", "a blank form")),
                State::Missing => ("missing", Text::new("ยังไม่ส่ง", "missing")),
                State::NotExpected => continue,
            };
            let title_en = contract.map_or(&sheet.kind, |c| &c.title_en);
            let unit_en = model.workspace.unit(unit).map(|u| u.name_en.as_str()).filter(|n| !n.is_empty());
            all.push(Figure {
                id: format!("coverage/{slug}/{unit}/{}", sheet.kind),
                kind: Kind::Coverage,
                label: Text::new(
                    format!("การส่ง{} {}", sheet.title, row.name),
                    format!("{title_en}, {}", unit_en.unwrap_or(&row.name)),
                ),
                value: Some(Value::Text(name.to_owned())),
                shown: state,
                from: vec![
                    value_id("sheets", &[sheet.kind.clone(), unit.to_owned(), time], "revision"),
                    format!("units/{unit}/kind"),
                ],
            });
        }
    }
}

fn sums(model: &Model<'_>, all: &mut Vec<Figure>) {
    let (slug, before) = (model.period.slug(), model.period.year_before());
    for set in data_sets(model) {
        let contract = set.contract;
        let rows = |period: Period| {
            model.facts.data_sets.get(&(contract.name.clone(), period)).map(Vec::as_slice).unwrap_or_default()
        };
        for (column, sum) in set.columns.iter().zip(&set.total.sums) {
            let from = |period: Period| -> Vec<String> {
                let table = inputs::data_set_id(contract, period);
                let keys = rows(period).iter().map(|row| inputs::data_key(contract, row));
                keys.map(|key| value_id(&table, &key, &column.name)).collect()
            };
            for (period, slug, value) in [
                (model.period, slug.clone(), sum.current.complete()),
                (before, before.slug(), sum.previous.complete()),
            ] {
                if rows(period).is_empty() {
                    continue;
                }
                let decimals = usize::from(value.is_some_and(|v| v.fract() != 0.0)) * 2;
                let shown = value.map_or_else(|| NO_VALUE.to_owned(), |v| format_number(v, decimals));
                let title_en = if column.title_en.is_empty() { &column.name } else { &column.title_en };
                all.push(Figure {
                    id: format!("sum/{}/{slug}/{}", contract.name, column.name),
                    kind: Kind::Figure,
                    label: Text::new(
                        format!("{} รวม{} รอบ {slug}", contract.title, column.title),
                        format!("{}, sum of {title_en}, {slug}", contract.title_en),
                    ),
                    value: value.map(Value::Number),
                    shown: Text::new(shown.clone(), shown),
                    from: from(period),
                });
            }
        }
    }
}
