//! What a workbook is made of: sheets, tables, typed cells, names and charts.
//!
//! In: nothing; types only. Out: plain values that the writers in `render::xlsx` set as they stand.
//! Never: cell addresses. A formula names columns and rows of tables, see [`Cell::formula`]; the
//! writer knows where they lie.

use crate::model::Origin;
use crate::thai::Date;
use serde::Serialize;

/// A workbook: the review workbook with formulas, or, without them, the open spreadsheet.
#[derive(Clone, Debug, Serialize)]
pub struct Workbook {
    /// File name without its extension.
    pub stem: String,
    /// Title in the document properties.
    pub title: String,
    /// One sentence on what it holds.
    pub subject: String,
    /// Who issues it.
    pub agency: String,
    /// The body that the issuer belongs to.
    pub parent: String,
    /// Words for a search.
    pub keywords: Vec<String>,
    /// The day the figures are seen from; the creation date of the file.
    pub as_of: Date,
    /// Sample, draft: stands on every sheet and every printed page.
    pub marks: Vec<String>,
    /// From left to right.
    pub sheets: Vec<Sheet>,
    /// Names that formulas use.
    pub names: Vec<Name>,
}

/// A name of the workbook.
#[derive(Clone, Debug, Serialize)]
pub struct Name {
    /// ASCII letters, digits and `_`.
    pub name: String,
    /// What it stands for, in the notation of [`Cell::formula`].
    pub target: String,
}

/// A sheet: a title, some lines, one body.
#[derive(Clone, Debug, Serialize)]
pub struct Sheet {
    /// Text on the tab; the writer makes it fit.
    pub tab: String,
    /// Title in the first cell.
    pub title: String,
    /// Lines below the title.
    pub notes: Vec<String>,
    /// What it shows.
    pub body: Body,
    /// Charts below the body.
    pub charts: Vec<Chart>,
    /// Whether it is part of the open spreadsheet too.
    pub open: bool,
}

/// What a sheet shows.
#[derive(Clone, Debug, Serialize)]
pub enum Body {
    /// Labels with values: the cover.
    Facts(Vec<Fact>),
    /// One table.
    Table(Table),
}

/// A label with its value.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// Label; empty for a line of text across the page.
    pub label: String,
    /// Value.
    pub cell: Cell,
    /// How the value is shown.
    pub kind: Kind,
    /// Whether it belongs in the open spreadsheet too.
    pub open: bool,
}

/// A table with named columns.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// ASCII name, unique in the workbook.
    pub name: String,
    /// Alternative text.
    pub description: String,
    /// From left to right.
    pub columns: Vec<Column>,
    /// From top to bottom.
    pub rows: Vec<Row>,
    /// One cell a column; empty for a table without a total row.
    pub totals: Vec<Cell>,
    /// Columns that stay in sight.
    pub frozen: usize,
    /// How its figures appear on the sheet of sources.
    pub detail: Detail,
}

/// How the figures of a table appear on the sheet of sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Detail {
    /// Not at all.
    Nothing,
    /// A row for each figure.
    Figures,
    /// A row for each row, listing the cells of all its figures.
    Records,
}

/// A column.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// English `snake_case`, for formulas and sources.
    pub id: String,
    /// Header.
    pub title: String,
    /// How values are shown.
    pub kind: Kind,
    /// Words that are highlighted.
    pub signals: &'static [(&'static str, Tone)],
    /// Only for reviewers: left out of the open spreadsheet.
    pub review: bool,
    /// Header set upright.
    pub upright: bool,
}

/// How a value is shown, and with that how wide its column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Kind {
    /// A code or a word, centred.
    Code,
    /// A name.
    Text,
    /// Sentences, wrapped.
    Prose,
    /// A remark on a row, wrapped in a narrow column.
    Remark,
    /// A list, wrapped in a broad column.
    List,
    /// A whole number.
    Integer,
    /// Two decimals shown, all kept.
    Score,
    /// A change in points, with its sign.
    Points,
    /// A share between 0 and 1, shown in percent.
    Share,
    /// A number as it is.
    Number,
    /// Baht.
    Money,
    /// A number of anything: decimals only where there are some.
    Amount,
    /// A day in the Buddhist calendar.
    Date,
    /// A link within the workbook.
    Link,
}

impl Kind {
    /// Whether values are numbers.
    #[must_use]
    pub fn is_number(self) -> bool {
        matches!(
            self,
            Self::Integer
                | Self::Score
                | Self::Points
                | Self::Share
                | Self::Number
                | Self::Money
                | Self::Amount
        )
    }

    /// How one value of a column is shown: a column of numbers may hold a day, a word or a whole number.
    #[must_use]
    pub fn of(self, value: &Value) -> Self {
        match (value, self) {
            (Value::Date(_), _) => Self::Date,
            (Value::Text(_), kind) if kind.is_number() || kind == Self::Date => Self::Code,
            (Value::Number(number), Self::Amount) if number.fract() == 0.0 => Self::Integer,
            (_, Self::Amount) => Self::Money,
            (_, kind) => kind,
        }
    }
}

/// How a word stands out; the word itself says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Tone {
    /// Done, reached, equal.
    Good,
    /// Under way, worth a look.
    Warn,
    /// Late, missing, different.
    Bad,
    /// Does not apply.
    Muted,
}

/// A row.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Row {
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// Shown bold.
    pub strong: bool,
    /// What a figure without a cell of its own in the inputs was made from.
    pub basis: Option<Basis>,
}

/// The input cells behind a computed figure.
#[derive(Clone, Debug, Serialize)]
pub struct Basis {
    /// The column of the figure.
    pub column: &'static str,
    /// What was done with them, in words.
    pub rule: String,
    /// The cells.
    pub origins: Vec<Origin>,
}

/// A cell.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Cell {
    /// The value; for a formula its result.
    pub value: Value,
    /// A formula without `=`. `[@column]` is the cell of the same row, `table[column]` a column,
    /// `table[column#3]` the cell in the fourth row, `table[column#0:3]` four cells below each other and
    /// `table[first:last#3]` cells beside each other.
    pub formula: Option<String>,
    /// Where a click leads.
    pub link: Option<Link>,
    /// Where the value was read.
    pub origin: Option<Origin>,
}

/// A value.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub enum Value {
    /// There is none.
    #[default]
    Missing,
    /// None can be there.
    NotApplicable,
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Date(Date),
}

/// A place in the workbook, or in one beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Link {
    /// The first cell of a sheet, by its tab.
    Sheet(String),
    /// A row of a table.
    Row {
        /// Table.
        table: String,
        /// Row, from zero.
        row: usize,
    },
    /// A cell of another workbook in the same folder, see `render::xlsx::review_beside`.
    Book {
        /// [`Workbook::stem`] of the other.
        stem: String,
        /// Its table.
        table: String,
        /// Row, from zero.
        row: usize,
        /// Column of the table.
        column: String,
    },
}

/// Bars over the columns of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Chart {
    /// Title.
    pub title: String,
    /// What it shows, with figures.
    pub alt: String,
    /// Bars from left to right instead of columns.
    pub horizontal: bool,
    /// Names of the bars, in the notation of formulas.
    pub categories: String,
    /// What is drawn.
    pub series: Vec<Series>,
    /// How the labels are shown.
    pub kind: Kind,
    /// Where the axis ends, when that is known.
    pub most: Option<f64>,
}

/// A series of a chart.
#[derive(Clone, Debug, Serialize)]
pub struct Series {
    /// In the legend.
    pub name: String,
    /// Values, in the notation of formulas.
    pub values: String,
}

impl Cell {
    /// Words; none when empty.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        let value = if text.is_empty() { Value::Missing } else { Value::Text(text) };
        Self { value, ..Self::default() }
    }

    /// A number, if there is one. What is not finite has no form in a workbook.
    #[must_use]
    pub fn number(number: Option<f64>) -> Self {
        let value = number.filter(|n| n.is_finite()).map_or(Value::Missing, Value::Number);
        Self { value, ..Self::default() }
    }

    /// A number of rows, units, findings.
    #[must_use]
    pub fn count(number: usize) -> Self {
        // Far below 2⁵³.
        #[allow(clippy::cast_precision_loss)]
        Self::number(Some(number as f64))
    }

    /// A whole number, if there is one.
    #[must_use]
    pub fn integer(number: Option<i64>) -> Self {
        // Answers, people, days: far below 2⁵³.
        #[allow(clippy::cast_precision_loss)]
        Self::number(number.map(|n| n as f64))
    }

    /// A day, if there is one.
    #[must_use]
    pub fn date(date: Option<Date>) -> Self {
        Self { value: date.map_or(Value::Missing, Value::Date), ..Self::default() }
    }

    /// A cell where no value can be.
    #[must_use]
    pub fn not_applicable() -> Self {
        Self { value: Value::NotApplicable, ..Self::default() }
    }

    /// With the formula that gives this value; an empty one is none.
    #[must_use]
    pub fn by(mut self, formula: impl Into<String>) -> Self {
        self.formula = Some(formula.into()).filter(|f| !f.is_empty());
        self
    }

    /// With the cell it was read from.
    #[must_use]
    pub fn read_at(mut self, origin: Option<&Origin>) -> Self {
        self.origin = origin.cloned();
        self
    }

    /// With a link.
    #[must_use]
    pub fn to(mut self, link: Link) -> Self {
        self.link = Some(link);
        self
    }
}

impl Column {
    /// A column.
    pub fn new(id: impl Into<String>, title: impl Into<String>, kind: Kind) -> Self {
        Self { id: id.into(), title: title.into(), kind, signals: &[], review: false, upright: false }
    }

    /// With highlighted words.
    #[must_use]
    pub fn signals(mut self, signals: &'static [(&'static str, Tone)]) -> Self {
        self.signals = signals;
        self
    }

    /// Only for reviewers.
    #[must_use]
    pub fn review(mut self) -> Self {
        self.review = true;
        self
    }

    /// With an upright header.
    #[must_use]
    pub fn upright(mut self) -> Self {
        self.upright = true;
        self
    }
}

impl Row {
    /// A plain row.
    #[must_use]
    pub fn of(cells: Vec<Cell>) -> Self {
        Self { cells, strong: false, basis: None }
    }
}

impl Table {
    /// An empty table.
    pub fn new(name: impl Into<String>, description: impl Into<String>, columns: Vec<Column>) -> Self {
        Self {
            name: name.into(),
            description: description.into(),
            columns,
            rows: Vec::new(),
            totals: Vec::new(),
            frozen: 1,
            detail: Detail::Nothing,
        }
    }

    /// Position of a column.
    #[must_use]
    pub fn position(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.id == id)
    }

    /// A cell by row and column name.
    #[must_use]
    pub fn cell(&self, row: usize, id: &str) -> Option<&Cell> {
        self.rows.get(row)?.cells.get(self.position(id)?)
    }

    /// The row whose cell in a column holds this text.
    #[must_use]
    pub fn find(&self, id: &str, text: &str) -> Option<usize> {
        let at = self.position(id)?;
        self.rows
            .iter()
            .position(|r| matches!(r.cells.get(at), Some(Cell { value: Value::Text(t), .. }) if t == text))
    }

    /// Moves the columns that are only for reviewers to the end, so that a print can leave them out.
    fn review_last(&mut self) {
        let review: Vec<bool> = self.columns.iter().map(|c| c.review).collect();
        // Stable: within the two groups columns stay in their order.
        self.columns.sort_by_key(|c| c.review);
        for cells in self.rows.iter_mut().map(|r| &mut r.cells).chain([&mut self.totals]) {
            if cells.len() == review.len() {
                let (kept, last): (Vec<_>, Vec<_>) =
                    cells.drain(..).zip(&review).partition(|(_, review)| !**review);
                cells.extend(kept.into_iter().chain(last).map(|(cell, _)| cell));
            }
        }
    }

    /// Adds a plain row.
    pub fn push(&mut self, cells: Vec<Cell>) {
        self.rows.push(Row::of(cells));
    }
}

impl Sheet {
    /// A sheet with one table; columns that are only for reviewers go last.
    pub fn table(
        tab: impl Into<String>,
        title: impl Into<String>,
        notes: Vec<String>,
        mut table: Table,
    ) -> Self {
        table.review_last();
        Self {
            tab: tab.into(),
            title: title.into(),
            notes,
            body: Body::Table(table),
            charts: Vec::new(),
            open: true,
        }
    }

    /// Only for reviewers.
    #[must_use]
    pub fn review(mut self) -> Self {
        self.open = false;
        self
    }

    /// With a chart below the table.
    #[must_use]
    pub fn chart(mut self, chart: Chart) -> Self {
        self.charts.push(chart);
        self
    }

    /// Its table, if it has one.
    #[must_use]
    pub fn as_table(&self) -> Option<&Table> {
        match &self.body {
            Body::Table(table) => Some(table),
            Body::Facts(_) => None,
        }
    }
}

impl Workbook {
    /// A table by name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.sheets.iter().filter_map(Sheet::as_table).find(|t| t.name == name)
    }
}
