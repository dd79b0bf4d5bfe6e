//! What a workbook is made of: sheets, tables, typed cells, names and charts.
//!
//! In: nothing; types only. Out: plain values that the writers in `render::xlsx` set as they stand.
//! Never: cell addresses. A formula names columns and rows of tables, see [`Cell::formula`]; the
//! writer knows where they lie.

mod building;

use crate::look::Palette;
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
    /// Decimals that scores and their changes are shown with.
    pub decimals: usize,
    /// Sample, draft: stands on every sheet and every printed page.
    pub marks: Vec<String>,
    /// Colours of the agency; none for the built-in ones.
    pub palette: Option<Palette>,
    /// From left to right.
    pub sheets: Vec<Sheet>,
    /// Names that formulas use.
    pub names: Vec<Name>,
    /// The list of the sheets, still empty: the writers fill it in for the sheets that they keep.
    pub contents: Sheet,
    /// What the writers say around the sheets.
    pub frame: Frame,
}

/// What the writers of workbooks say around the sheets.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    /// Number of a printed page, in Excel's codes.
    pub page: String,
    /// At the foot of a page of which the table is left to the screen.
    pub on_screen: String,
    /// At the foot of a page that shows the first columns of a table.
    pub leading: String,
    /// The link to the contents.
    pub back: String,
    /// Above a table without rows.
    pub no_rows: String,
    /// Above a table of the open spreadsheet.
    pub one_table: String,
    /// Status of a workbook without marks.
    pub published: String,
    /// Status of a sample or a draft.
    pub unpublished: String,
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
    /// Records behind the figures: the first to be left to the screen where a print gets too long.
    pub records: bool,
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
    pub signals: Vec<(String, Tone)>,
    /// Only for reviewers: left out of the open spreadsheet.
    pub review: bool,
    /// Read on the screen: a broad table is printed without it.
    pub aside: bool,
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
    /// A month in the Buddhist calendar, as its first day.
    Month,
    /// A link within the workbook.
    Link,
    /// A web address.
    Web,
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
            (Value::Date(_), Self::Month) => Self::Month,
            (Value::Date(_), _) => Self::Date,
            (Value::Text(_), kind) if kind.is_number() || matches!(kind, Self::Date | Self::Month) => {
                Self::Code
            }

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
    /// A file in the same folder.
    File(String),
    /// An address on the web, see `model::shown::web_address`.
    Web(String),
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
    /// The axis, when that is not left to the program.
    pub axis: Option<Axis>,
}

/// An axis of values.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Axis {
    /// Where it begins.
    pub least: f64,
    /// Where it ends.
    pub most: f64,
    /// From mark to mark.
    pub step: f64,
}

/// A series of a chart.
#[derive(Clone, Debug, Serialize)]
pub struct Series {
    /// In the legend.
    pub name: String,
    /// Values, in the notation of formulas.
    pub values: String,
}
