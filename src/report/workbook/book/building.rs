//! How tables are put together, and how their cells are found again.

use super::{Body, Cell, Chart, Column, Detail, Kind, Link, Row, Sheet, Table, Tone, Value, Workbook};
use crate::model::Origin;
use crate::thai::Date;

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
    /// A column that has its title from `templates/wording`, by its sheet and its id.
    pub fn of(id: impl Into<String>, kind: Kind) -> Self {
        Self::new(id, "", kind)
    }

    /// A column with a title of its own.
    pub fn new(id: impl Into<String>, title: impl Into<String>, kind: Kind) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            kind,
            signals: Vec::new(),
            review: false,
            aside: false,
            upright: false,
        }
    }

    /// With highlighted words.
    #[must_use]
    pub fn signals<W: AsRef<str>>(mut self, signals: &[(W, Tone)]) -> Self {
        self.signals = signals.iter().map(|(word, tone)| (word.as_ref().to_owned(), *tone)).collect();
        self
    }

    /// Only for reviewers.
    #[must_use]
    pub fn review(mut self) -> Self {
        self.review = true;
        self
    }

    /// Read on the screen, not on paper.
    #[must_use]
    pub fn aside(mut self) -> Self {
        self.aside = true;
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
    /// An empty table that has its description from `templates/wording`, by its sheet.
    pub fn of(name: impl Into<String>, columns: Vec<Column>) -> Self {
        Self::new(name, "", columns)
    }

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

    /// Moves the columns that a print can leave out to the end, those that are only for reviewers last.
    fn review_last(&mut self) {
        let rank = |column: &Column| (column.review, column.aside);
        let ranks: Vec<_> = self.columns.iter().map(rank).collect();
        // Stable: within the groups columns stay in their order.
        self.columns.sort_by_key(rank);
        for cells in self.rows.iter_mut().map(|r| &mut r.cells).chain([&mut self.totals]) {
            if cells.len() == ranks.len() {
                let mut ranked: Vec<_> = cells.drain(..).zip(&ranks).collect();
                ranked.sort_by_key(|(_, rank)| **rank);
                cells.extend(ranked.into_iter().map(|(cell, _)| cell));
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
            records: false,
        }
    }

    /// Records behind the figures.
    #[must_use]
    pub fn records(mut self) -> Self {
        self.records = true;
        self
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
