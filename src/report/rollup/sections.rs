//! What the roll-up says: the opening, the figures that stand out, and the tables in their order.

use super::{Basis, Record, Section};
use crate::compare::Spread;
use crate::report::document::{Bar, BarChart, BarValue, Series, Tick, Tile};
use crate::report::workbook::book::{Cell, Column, Kind, Table};
use crate::score::progress::Standing;

/// Rows of a long table that are printed.
const PRINTED: usize = 200;
/// Questions that are printed: the weakest.
const WEAKEST: usize = 20;
/// Agencies with the largest changes, in each direction.
const MOVERS: usize = 10;

pub(super) fn opening(basis: &Basis<'_>) -> Vec<String> {
    let words = basis.words();
    let total = &basis.across.total;
    let year = words.year(basis.year());
    let published = basis.published.iter().filter(|p| **p).count();
    let mut lines = vec![format!(
        "ผลการประเมินปีงบประมาณ {year} ของ {} หน่วยงานจากทั้งหมด {} หน่วยงาน มีคะแนนรวมเฉลี่ย {} คะแนน ต่ำสุด {} สูงสุด {}",
        words.size(published),
        words.size(basis.records.len()),
        words.score(total.mean),
        words.score(total.lowest),
        words.score(total.highest),
    )];
    if total.compared > 0 {
        let same = total.compared - total.rose - total.fell;
        lines.push(format!(
            "เทียบกับปีก่อนใน {} หน่วยงานที่มีคะแนนทั้งสองปี คะแนนเพิ่มขึ้น {} หน่วยงาน ลดลง {} หน่วยงาน เท่าเดิม {} หน่วยงาน",
            words.size(total.compared),
            words.size(total.rose),
            words.size(total.fell),
            words.size(same),
        ));
    }
    if let Some((code, spread)) = weakest(basis).first() {
        let text = basis.scheme.question(code).map(|q| q.text_th.clone()).unwrap_or_default();
        lines.push(format!(
            "ข้อที่คะแนนเฉลี่ยต่ำสุดคือข้อ {} {text} เฉลี่ย {} คะแนน",
            words.text(code),
            words.score(spread.mean)
        ));
    }
    lines
}

pub(super) fn tiles(basis: &Basis<'_>) -> Vec<Tile> {
    let words = basis.words();
    let total = &basis.across.total;
    let tile = |label: &str, value: String, note: Option<String>| Tile {
        label: label.to_owned(),
        value,
        tone: None,
        note,
        change: None,
    };
    let published = basis.published.iter().filter(|p| **p).count();
    let (reported, units) = coverage(basis);
    let mean = Tile {
        change: Some(words.change(total.delta, total.delta)),
        ..tile("คะแนนรวมเฉลี่ย", words.score(total.mean), None)
    };
    vec![
        tile(
            "หน่วยงานที่เผยแพร่แล้ว",
            words.size(published),
            Some(format!("จาก {}", words.size(basis.records.len()))),
        ),
        mean,
        tile("มัธยฐาน", words.score(total.median), None),
        tile("หน่วยงานย่อยที่รายงานผล", words.size(reported), Some(format!("จาก {}", words.size(units)))),
    ]
}

/// Units that reported, of all units of published agencies.
fn coverage(basis: &Basis<'_>) -> (usize, usize) {
    published(basis).fold((0, 0), |(reported, units), record| {
        (reported + record.half(basis.period).map_or(0, |h| h.reported), units + record.units)
    })
}

fn published<'a>(basis: &Basis<'a>) -> impl Iterator<Item = &'a Record> {
    basis.records.iter().zip(basis.published).filter(|(_, published)| **published).map(|(record, _)| record)
}

pub(super) fn ratings_chart(basis: &Basis<'_>) -> BarChart {
    let words = basis.words();
    let count = |id: &str| basis.across.ratings.get(id).map_or(0, |(now, _)| *now);
    let most = basis.scheme.ratings.iter().map(|r| count(&r.id)).max().unwrap_or(0).max(1);
    // Thousands of agencies at most.
    #[allow(clippy::cast_precision_loss)]
    let length = |count: usize| count as f64;
    let bars: Vec<_> = basis
        .scheme
        .ratings
        .iter()
        .map(|rating| Bar {
            label: rating.name_th.clone(),
            values: vec![BarValue {
                value: Some(length(count(&rating.id))),
                label: words.size(count(&rating.id)),
            }],
        })
        .collect();
    let told: Vec<_> = bars.iter().map(|b| format!("{} {} หน่วยงาน", b.label, b.values[0].label)).collect();
    BarChart {
        stacked: false,
        thresholds: None,
        caption: words.text("แผนภูมิที่ 1 จำนวนหน่วยงานตามระดับผลการประเมิน"),
        alt: format!("จำนวนหน่วยงานตามระดับ: {}", told.join(" ")),
        axis_min: 0.0,
        axis_max: length(most),
        ticks: [0, most].into_iter().map(|n| Tick { value: length(n), label: words.size(n) }).collect(),
        unit: "หน่วยงาน".to_owned(),
        series: vec![Series {
            tone: None, label: format!("ปีงบประมาณ {}", words.year(basis.year()))
        }],
        bars,
        notes: Vec::new(),
    }
}

/// Every section that has something to say.
pub(super) fn all(basis: &Basis<'_>) -> Vec<Section> {
    let mut sections =
        vec![ratings(basis), figures(basis), questions(basis), movers(basis), ranking(basis), sent(basis)];
    let missing = missing(basis);
    if !missing.table.rows.is_empty() {
        sections.push(missing);
    }
    sections
}

fn section(heading: &str, table: Table, wide: bool) -> Section {
    Section { heading: heading.to_owned(), paragraphs: Vec::new(), table, printed: PRINTED, wide }
}

fn rating_name(basis: &Basis<'_>, id: Option<&String>) -> String {
    let rating = basis.scheme.ratings.iter().find(|r| Some(&r.id) == id);
    rating.map(|r| r.name_th.clone()).unwrap_or_default()
}

fn name_of<'a>(basis: &Basis<'a>, agency: &str) -> &'a str {
    let at = basis.records.binary_search_by(|r| r.agency.as_str().cmp(agency));
    at.map_or("", |at| &basis.records[at].name.th)
}

fn change(basis: &Basis<'_>, delta: Option<f64>) -> Cell {
    Cell::text(basis.words().change(delta, None).word)
}

fn ratings(basis: &Basis<'_>) -> Section {
    let mut table = Table::new(
        "ratings",
        "จำนวนหน่วยงานตามระดับผลการประเมิน",
        vec![
            Column::new("rating", "ระดับ", Kind::Text),
            Column::new("agencies", "หน่วยงาน", Kind::Integer),
            Column::new("share", "สัดส่วน", Kind::Share),
            Column::new("agencies_previous", "ปีก่อน", Kind::Integer),
        ],
    );
    let of = |pick: fn(&(usize, usize)) -> usize| basis.across.ratings.values().map(pick).sum::<usize>();
    let rated = of(|r| r.0);
    for rating in &basis.scheme.ratings {
        let (now, before) = basis.across.ratings.get(&rating.id).copied().unwrap_or_default();
        // Thousands of agencies at most.
        #[allow(clippy::cast_precision_loss)]
        let share = (rated > 0).then(|| now as f64 / rated as f64);
        table.push(vec![
            Cell::text(&rating.name_th),
            Cell::count(now),
            Cell::number(share),
            Cell::count(before),
        ]);
    }
    section("การกระจายของระดับผลการประเมิน", table, false)
}

const SPREAD: [(&str, &str, Kind); 8] = [
    ("agencies", "หน่วยงาน", Kind::Integer),
    ("mean", "เฉลี่ย", Kind::Score),
    ("median", "มัธยฐาน", Kind::Score),
    ("lowest", "ต่ำสุด", Kind::Score),
    ("highest", "สูงสุด", Kind::Score),
    ("delta", "เปลี่ยนแปลงเฉลี่ย", Kind::Points),
    ("rose", "เพิ่มขึ้น", Kind::Integer),
    ("fell", "ลดลง", Kind::Integer),
];

fn spread(of: &Spread) -> Vec<Cell> {
    vec![
        Cell::count(of.count),
        Cell::number(of.mean),
        Cell::number(of.median),
        Cell::number(of.lowest),
        Cell::number(of.highest),
        Cell::number(of.delta),
        Cell::count(of.rose),
        Cell::count(of.fell),
    ]
}

fn with_spread(mut columns: Vec<Column>) -> Vec<Column> {
    columns.extend(SPREAD.map(|(id, title, kind)| Column::new(id, title, kind)));
    columns
}

fn figures(basis: &Basis<'_>) -> Section {
    let columns =
        with_spread(vec![Column::new("figure", "คะแนน", Kind::Code), Column::new("name", "ชื่อ", Kind::Text)]);
    let mut table = Table::new("figures", "คะแนนรวม เครื่องมือ และตัวชี้วัดของทุกหน่วยงาน", columns);
    let mut push = |code: String, name: &str, of: &Spread| {
        let mut cells = vec![Cell::text(code), Cell::text(name)];
        cells.extend(spread(of));
        table.push(cells);
    };
    push("ITA".to_owned(), "คะแนนรวม", &basis.across.total);
    for instrument in &basis.scheme.instruments {
        if let Some(of) = basis.across.instruments.get(&instrument.code) {
            push(instrument.code.clone(), &instrument.name_th, of);
        }
    }
    for indicator in &basis.scheme.indicators {
        if let Some(of) = basis.across.indicators.get(&indicator.number) {
            push(indicator.number.to_string(), &indicator.name_th, of);
        }
    }
    section("คะแนนรวม เครื่องมือ และตัวชี้วัด", table, true)
}

/// Questions and items from the lowest mean up.
fn weakest<'a>(basis: &Basis<'a>) -> Vec<(&'a str, &'a Spread)> {
    let position = |code: &str| basis.scheme.questions.iter().position(|q| q.code == code);
    let mut all: Vec<_> = basis.across.questions.iter().map(|(code, of)| (code.as_str(), of)).collect();
    all.retain(|(_, of)| of.mean.is_some());
    all.sort_by(|(a, x), (b, y)| {
        let by_mean = x.mean.unwrap_or_default().total_cmp(&y.mean.unwrap_or_default());
        by_mean.then_with(|| position(a).cmp(&position(b)))
    });
    all
}

fn questions(basis: &Basis<'_>) -> Section {
    let columns = with_spread(vec![
        Column::new("question", "ข้อ", Kind::Code),
        Column::new("indicator", "ตัวชี้วัดที่", Kind::Integer),
        Column::new("text", "ข้อคำถามหรือรายการ", Kind::Prose),
    ]);
    let mut table = Table::new("questions", "ข้อคำถามและรายการ เรียงจากคะแนนเฉลี่ยต่ำสุด", columns);
    for (code, of) in weakest(basis) {
        let question = basis.scheme.question(code);
        let mut cells = vec![
            Cell::text(code),
            Cell::integer(question.map(|q| q.indicator)),
            Cell::text(question.map(|q| q.text_th.clone()).unwrap_or_default()),
        ];
        cells.extend(spread(of));
        table.push(cells);
    }
    let paragraphs = vec!["เรียงจากข้อที่คะแนนเฉลี่ยของทุกหน่วยงานต่ำสุด".to_owned()];
    Section {
        paragraphs, printed: WEAKEST, ..section("ข้อที่ต้องเร่งปรับปรุง", table, true)
    }
}

fn movers(basis: &Basis<'_>) -> Section {
    let mut table = Table::new(
        "movers",
        "หน่วยงานที่คะแนนเปลี่ยนแปลงมากที่สุด",
        vec![
            Column::new("change", "ทิศทาง", Kind::Code),
            Column::new("agency", "รหัส", Kind::Code),
            Column::new("name", "หน่วยงาน", Kind::Text),
            Column::new("previous", "ปีก่อน", Kind::Score),
            Column::new("total", "ปีนี้", Kind::Score),
            Column::new("delta", "เปลี่ยนแปลง", Kind::Points),
        ],
    );
    let mut moved: Vec<_> =
        basis.across.ranking.iter().filter_map(|r| Some((r.score.delta?, &r.score))).collect();
    moved.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.agency.cmp(&b.1.agency)));
    let rose = moved.iter().take(MOVERS).filter(|(delta, _)| *delta > 0.0);
    let fell = moved.iter().rev().take(MOVERS).filter(|(delta, _)| *delta < 0.0);
    for (delta, score) in rose.chain(fell) {
        table.push(vec![
            change(basis, Some(*delta)),
            Cell::text(&score.agency),
            Cell::text(name_of(basis, &score.agency)),
            Cell::number(score.previous),
            Cell::number(score.total),
            Cell::number(Some(*delta)),
        ]);
    }
    section("หน่วยงานที่คะแนนเปลี่ยนแปลงมากที่สุด", table, false)
}

fn ranking(basis: &Basis<'_>) -> Section {
    let mut table = Table::new(
        "ranking",
        "อันดับของหน่วยงานตามคะแนนรวม",
        vec![
            Column::new("rank", "อันดับ", Kind::Integer),
            Column::new("agency", "รหัส", Kind::Code),
            Column::new("name", "หน่วยงาน", Kind::Text),
            Column::new("total", "คะแนนรวม", Kind::Score),
            Column::new("rating", "ระดับ", Kind::Text),
            Column::new("previous", "ปีก่อน", Kind::Score),
            Column::new("delta", "เปลี่ยนแปลง", Kind::Points),
            Column::new("change", "ทิศทาง", Kind::Code),
        ],
    );
    for place in &basis.across.ranking {
        let score = &place.score;
        table.push(vec![
            place.rank.map_or_else(Cell::default, Cell::count),
            Cell::text(&score.agency),
            Cell::text(name_of(basis, &score.agency)),
            Cell::number(score.total),
            Cell::text(rating_name(basis, score.rating.as_ref())),
            Cell::number(score.previous),
            Cell::number(score.delta),
            change(basis, score.delta),
        ]);
    }
    section("อันดับของหน่วยงาน", table, true)
}

fn sent(basis: &Basis<'_>) -> Section {
    let mut columns = vec![
        Column::new("agency", "รหัส", Kind::Code),
        Column::new("name", "หน่วยงาน", Kind::Text),
        Column::new("units", "หน่วยงานย่อย", Kind::Integer),
        Column::new("units_reported", "รายงานผลแล้ว", Kind::Integer),
        Column::new("sheets_submitted", "แผ่นงานที่ส่ง", Kind::Integer),
        Column::new("sheets_expected", "แผ่นงานที่ต้องส่ง", Kind::Integer),
    ];
    columns.extend(Standing::ALL.map(|s| Column::new(s.name(), s.thai(), Kind::Integer)));
    let mut table = Table::new("coverage", "การส่งข้อมูลและสถานะมาตรการของหน่วยงาน", columns);
    for record in published(basis) {
        let half = record.half(basis.period);
        let mut cells = vec![
            Cell::text(&record.agency),
            Cell::text(&record.name.th),
            Cell::count(record.units),
            Cell::count(half.map_or(0, |h| h.reported)),
            half.map_or_else(Cell::default, |h| Cell::count(h.submitted)),
            half.map_or_else(Cell::default, |h| Cell::count(h.expected)),
        ];
        cells.extend(Standing::ALL.map(|standing| {
            half.map_or_else(Cell::default, |h| {
                Cell::count(h.standings.get(standing.name()).copied().unwrap_or(0))
            })
        }));
        table.push(cells);
    }
    section("ความครอบคลุมและสถานะมาตรการ", table, true)
}

fn missing(basis: &Basis<'_>) -> Section {
    let mut table = Table::new(
        "not_published",
        "หน่วยงานที่ยังไม่เผยแพร่และเหตุผล",
        vec![
            Column::new("agency", "รหัส", Kind::Code),
            Column::new("name", "หน่วยงาน", Kind::Text),
            Column::new("errors", "ข้อผิดพลาด", Kind::Integer),
            Column::new("place", "ตำแหน่งแรก", Kind::Text),
            Column::new("message", "เหตุผล", Kind::Prose),
        ],
    );
    for (record, _) in basis.records.iter().zip(basis.published).filter(|(_, published)| !**published) {
        let first = record.problems.first();
        table.push(vec![
            Cell::text(&record.agency),
            Cell::text(&record.name.th),
            Cell::count(record.errors),
            Cell::text(first.map(|p| p.place.clone()).unwrap_or_default()),
            Cell::text(first.map(|p| p.message.th.clone()).unwrap_or_default()),
        ]);
    }
    section("หน่วยงานที่ยังไม่เผยแพร่", table, true)
}
