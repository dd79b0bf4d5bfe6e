//! The total and the rating.

use super::line::{Line, exact, same, shown};
use super::question::{Scored, by_rules, change, decimals, year};
use super::{Explanation, Kind, Section, aggregate, code, distance};
use crate::model::Text;
use crate::report::Model;
use crate::thai;

/// Explains the total.
pub(super) fn total(model: &Model<'_>) -> Explanation {
    let agency = model.scores.agencies.first();
    let total = agency.and_then(|a| a.total);
    let decimals = decimals(model);
    let mut lines = vec![by_rules(model, model.both("explain.total_rule", &[]))];
    let instruments = &model.scheme.instruments;
    lines.extend(instruments.iter().map(|i| aggregate::weighted(model, i).see(&i.code)));
    let weighted: Option<Vec<f64>> = model.scores.instruments.iter().map(|i| i.weighted).collect();
    let line = Line::of(model.both("explain.total", &[]));
    lines.push(match (total, &weighted) {
        (Some(_), Some(parts)) => {
            let sum: Vec<_> = parts.iter().map(|p| exact(*p)).collect();
            let total = parts.iter().sum();
            line.number(Some(total), decimals).how(same(format!("{} = {}", sum.join(" + "), exact(total))))
        }
        _ => line.absent(model.both("explain.total_missing", &[])),
    });
    lines.extend(aggregate::published_line(model, agency.and_then(|a| Some((a.total?, a.published?)))));
    lines.extend(aggregate::stand_in_line(model, agency.is_some_and(|a| a.stand_in)));
    lines.extend(printed_sum(model, total, weighted.as_deref().unwrap_or_default(), decimals));
    Explanation {
        code: code::TOTAL.to_owned(),
        kind: Kind::Total,
        title: model.both("explain.the_total", &[]),
        period: year(model, model.scheme.fiscal_year),
        answer: Line::of(model.both("explain.total", &[])).number(total, decimals),
        sections: vec![
            Section { id: "score", heading: model.both("explain.how", &[]), lines },
            change(model, Scored::Total, agency.map(|a| (a.total, a.previous, a.delta))),
            distance::of_total(model),
            Section {
                id: "leads_to",
                heading: model.both("explain.goes_into", &[]),
                lines: vec![rating_line(model).see(code::RATING)],
            },
        ],
    }
}

/// What adding the printed parts would give, where that is another figure.
fn printed_sum(model: &Model<'_>, total: Option<f64>, parts: &[f64], decimals: usize) -> Option<Line> {
    let round = |score: f64| thai::round_half_away(score, decimals);
    let total = round(total?);
    let sum = round(parts.iter().copied().map(round).sum());
    let printed: Vec<_> = parts.iter().map(|p| shown(*p, decimals)).collect();
    let (sum_text, total_text, parts) = (shown(sum, decimals), shown(total, decimals), printed.join(" + "));
    #[allow(clippy::float_cmp)] // both rounded to the same decimals
    let differs = sum != total;
    differs.then(|| {
        Line::of(model.both(
            "explain.total_printed",
            &[
                ("parts", Text::same(&parts)),
                ("sum", Text::same(&sum_text)),
                ("total", Text::same(&total_text)),
            ],
        ))
    })
}

fn rating_line(model: &Model<'_>) -> Line {
    let id = model.scores.agencies.first().and_then(|a| a.rating.as_deref());
    let line = Line::of(model.both("explain.rating", &[]));
    match model.scheme.ratings.iter().find(|r| Some(r.id.as_str()) == id) {
        Some(rating) => line.words(Text::new(&rating.name_th, &rating.name_en)),
        None => line.absent(model.both("explain.rating_missing", &[])),
    }
}

/// Explains the rating.
pub(super) fn rating(model: &Model<'_>) -> Explanation {
    let decimals = decimals(model);
    let total = model.scores.agencies.first().and_then(|a| a.total);
    let round = |score: f64| thai::round_half_away(score, decimals);
    let mut lines = vec![
        by_rules(model, model.both("explain.rating_rule", &[("decimals", Text::same(&decimals))])),
        Line::of(model.both("explain.total", &[])).number(total, decimals).see(code::TOTAL),
    ];
    lines.extend(
        model
            .scores
            .instruments
            .iter()
            .map(|i| Line::of(same(&i.instrument)).number(i.score.map(round), decimals).see(&i.instrument)),
    );
    lines.extend(distance::bands(model));
    Explanation {
        code: code::RATING.to_owned(),
        kind: Kind::Rating,
        title: model.both("explain.the_rating", &[]),
        period: year(model, model.scheme.fiscal_year),
        answer: rating_line(model),
        sections: vec![
            Section { id: "score", heading: model.both("explain.how", &[]), lines },
            distance::of_total(model),
        ],
    }
}
