//! The index page: what is published, for which period, and last year's scores and this half's progress at a glance.
//!
//! Comes in: the model, and the outputs made before the page with their sizes and hashes. Goes out: the page's view
//! model, worded in Thai and English. Never: the clock, an address outside the folder apart from the agency's own.

mod chart;
mod downloads;
mod glance;

pub use downloads::File;

use crate::model::Text;
use crate::model::shown::web_address;
use crate::report::catalogue::{self, Item};
use crate::report::words::Words;
use crate::report::{Model, Only};
use crate::thai::Date;
use serde::Serialize;

/// The whole page.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// Title.
    pub title: Text,
    /// One sentence for search engines.
    pub description: Text,
    /// Who publishes.
    pub agency: Text,
    /// The half and its days.
    pub period: Text,
    /// Sample data, draft.
    pub marks: Vec<Text>,
    /// The sections, for the navigation.
    pub contents: Vec<Entry>,
    /// Last year's scores.
    pub scores: Glance,
    /// This half's progress; none on the page of a part without it.
    pub progress: Option<Glance>,
    /// Files by group.
    pub downloads: Vec<Group>,
    /// The data's metadata.
    pub about: About,
    /// Lines at the foot.
    pub footer: Vec<Text>,
}

/// A section in the navigation.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Anchor.
    pub id: String,
    /// Heading.
    pub label: Text,
}

/// Figures at a glance.
#[derive(Clone, Debug, Serialize)]
pub struct Glance {
    /// Heading.
    pub heading: Text,
    /// Figures that stand out.
    pub tiles: Vec<Tile>,
    /// A chart; none without figures.
    pub chart: Option<Chart>,
    /// The chart's figures and others as tables.
    pub tables: Vec<Table>,
}

/// A figure that stands out.
#[derive(Clone, Debug, Serialize)]
pub struct Tile {
    /// What it is.
    pub label: Text,
    /// The figure, in the document's digits.
    pub value: String,
    /// A remark.
    pub note: Text,
}

/// Horizontal bars with their places in an SVG.
#[derive(Clone, Debug, Serialize)]
pub struct Chart {
    /// Unique on the page.
    pub id: &'static str,
    /// Title.
    pub title: Text,
    /// All figures, for those who do not see it.
    pub description: String,
    /// Height of the drawing.
    pub height: u32,
    /// Where the grid ends.
    pub foot: u32,
    /// Marks on the axis.
    pub ticks: Vec<Tick>,
    /// Bars from top to bottom.
    pub bars: Vec<Bar>,
    /// What the bars' looks mean.
    pub series: Vec<Series>,
    /// Places of the values that matter, in percent of the width.
    pub lines: Vec<f64>,
    /// What these are; none without any.
    pub threshold: Option<Text>,
    /// Remarks below the chart.
    pub notes: Vec<Text>,
}

/// A mark on the axis.
#[derive(Clone, Debug, Serialize)]
pub struct Tick {
    /// Place, in percent of the width.
    pub x: f64,
    /// Label.
    pub label: String,
}

/// A bar.
#[derive(Clone, Debug, Serialize)]
pub struct Bar {
    /// Name.
    pub label: String,
    /// Top edge.
    pub y: u32,
    /// Baseline of its name.
    pub text_y: u32,
    /// Length, in percent of the width.
    pub width: f64,
    /// The figure.
    pub value: String,
    /// Length of the year before's bar.
    pub before: Option<f64>,
}

/// A series in the legend.
#[derive(Clone, Debug, Serialize)]
pub struct Series {
    /// Look: `now`, `before`.
    pub class: &'static str,
    /// Name.
    pub label: Text,
}

/// A table whose first column names the rows.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// Caption.
    pub caption: Text,
    /// Headers.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// Header.
    pub label: Text,
    /// Whether it holds numbers.
    pub number: bool,
}

/// A row.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What it is about.
    pub label: Text,
    /// The other columns' cells.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// Its text.
    pub text: Text,
    /// Whether it is a number.
    pub number: bool,
}

/// Downloads of a kind.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// Anchor.
    pub id: &'static str,
    /// Heading.
    pub heading: Text,
    /// What can be downloaded.
    pub entries: Vec<Download>,
}

/// One content in one or more formats.
#[derive(Clone, Debug, Serialize)]
pub struct Download {
    /// What it is.
    pub title: Text,
    /// What its files do not say, e.g. who has sent nothing.
    pub note: Option<Text>,
    /// Its files.
    pub files: Vec<Link>,
}

/// A file to download.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// Address from the page.
    pub href: String,
    /// File name.
    pub name: String,
    /// Format in a word.
    pub format: String,
    /// Size with its unit.
    pub size: String,
    /// Hex SHA-256.
    pub sha256: String,
}

/// The data's metadata.
#[derive(Clone, Debug, Serialize)]
pub struct About {
    /// Heading.
    pub heading: Text,
    /// Labels with values.
    pub facts: Vec<Fact>,
}

/// A label with its value.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// Label.
    pub label: Text,
    /// Value.
    pub value: Text,
    /// Where the value leads; empty for nowhere.
    pub href: String,
}

/// The page over the outputs made before it.
#[must_use]
pub fn page(model: &Model<'_>, files: &[File<'_>]) -> Page {
    let words = model.words();
    let agency = &model.workspace.agency;
    let period = half(model);
    let day = |day: Date| Text::new(words.date(day), day.to_string());
    let scores = glance::scores(model);
    let progress = matches!(model.only, None | Some(Only::Progress)).then(|| glance::progress(model));
    let downloads = downloads::groups(model, files);
    let about = model.both("web.about", &[]);
    let mut contents = Vec::new();
    // Without figures the section has nothing to lead to.
    if !scores.tiles.is_empty() {
        contents.push(Entry { id: "scores".to_owned(), label: scores.heading.clone() });
    }
    if let Some(progress) = &progress {
        contents.push(Entry { id: "progress".to_owned(), label: progress.heading.clone() });
    }
    contents.extend(downloads.iter().map(|g| Entry { id: g.id.to_owned(), label: g.heading.clone() }));
    contents.push(Entry { id: "about".to_owned(), label: about.clone() });
    Page {
        title: in_digits(words, model.both("web.title", &[("period", period.clone())])),
        description: model.both(
            "web.description",
            &[("agency", Text::new(&agency.name_th, &agency.name_en)), ("period", period)],
        ),
        agency: Text::new(
            [&agency.name_th[..], &agency.parent_th[..]].join(" ").trim(),
            [&agency.name_en[..], &agency.parent_en[..]].join(", ").trim_end_matches(", "),
        ),
        period: model.both(
            "web.days",
            &[("first", day(model.period.first_day())), ("last", day(model.period.last_day()))],
        ),
        marks: model.marks(),
        contents,
        scores,
        progress,
        downloads,
        about: About { heading: about, facts: facts(model, words) },
        footer: vec![model.both("web.as_of", &[("day", day(model.as_of))])],
    }
}

/// The half that the page is about.
fn half(model: &Model<'_>) -> Text {
    let number = Text::same(&model.period.half.number());
    let half = [("period", Text::same(&model.words().period(model.period))), ("half", number)];
    model.both("web.half", &[&half[..], &[("year", Text::same(&model.fiscal_year()))]].concat())
}

/// A text with its Thai digits in the document's form.
fn in_digits(words: Words, text: Text) -> Text {
    Text { th: words.text(&text.th), ..text }
}

fn facts(model: &Model<'_>, words: Words) -> Vec<Fact> {
    let email = |item: Item, value: &Text| match item {
        Item::Email if is_mailbox(&value.th) => format!("mailto:{}", value.th),
        Item::Licence => web_address(&model.workspace.open_data.licence_url).unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    catalogue::items(model, None)
        .into_iter()
        .map(|m| {
            let href = email(m.item, &m.value);
            // Addresses keep their digits.
            let th = if href.is_empty() { words.text(&m.value.th) } else { m.value.th };
            Fact { label: m.label, value: Text::new(th, m.value.en), href }
        })
        .collect()
}

/// Whether a text is one mailbox and nothing else that a mail program would understand.
fn is_mailbox(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && name.chars().all(plain) && host.chars().all(plain)
    })
}

#[cfg(test)]
mod tests;
