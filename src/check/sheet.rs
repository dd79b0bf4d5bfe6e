//! One sheet: what kind it is, whose, for which period, and its rows as typed fields.

use super::furniture::{self, Doubt};
use super::rows::{self, Line, Table};
use super::seen::{self, View};
use super::tally::{self, Counter, Tally};
use super::{Context, expects, labelled, notices, scale, units};
use crate::contract::{Contract, Cover, MetaCell, Recognised, Role, RowText, Scope, is_guide, originals};
use crate::diagnostic::Diagnostic;
use crate::ingest::{RawCell, RawSheet, RawValue, RawWorkbook};
use crate::model::{Absence, DataValue, Field, FiscalYear, Half, Origin, Period, Reading, Submission};
use crate::scheme::Scheme;
use crate::shape::{Claims, Class, Form, Known, Shaped, Table as ShapedTable, columns, shape};
use crate::thai::ExcelEpoch;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows that are read of a table; no form comes near it. Raw answers are as many as people answered.
const MOST_ROWS: usize = 10_000;
/// Cells of a row that may be titles.
const MOST_COLUMNS: usize = 300;
/// Columns that a header may claim; Excel has no more.
const MOST_CLASSES: usize = 1 << 14;

/// A data row: fields in the order of the contract.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub fields: Vec<Field<DataValue>>,
    /// Origin of the row's first contract column.
    pub origin: Origin,
    /// Whether it is a record or sums up others.
    pub kind: RowKind,
    /// Why it may be a total, until the table is read.
    pub doubt: Option<Doubt>,
    /// Findings about its cells, until it is known to be a record.
    pub pending: Vec<Diagnostic>,
    /// What is for the agency alone, by position in the contract's internal fields.
    pub internal: Vec<(usize, Field<DataValue>)>,
}

impl Row {
    /// Whether it sums up other rows in some way, and is no record.
    pub fn is_total(&self) -> bool {
        self.kind != RowKind::Record
    }
}

/// What a row of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowKind {
    Record,
    /// The sum of rows above it.
    Total,
    /// Figures carried from another page or period.
    Carried,
    /// Means or shares of rows above it.
    Derived,
}

/// Columns with answers to no question that are reported one by one.
const MOST_OVERLOOKED: usize = 50;
/// Rows above the first record in which titles are looked for.
const TITLE_ROWS: u32 = 4;

/// A recognised sheet with its rows.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub contract: Arc<Contract>,
    pub submission: Submission,
    pub rows: Vec<Row>,
    /// The cell that says which half it is.
    pub half_at: Option<Origin>,
    /// The cell that says whose it is.
    pub unit_at: Option<Origin>,
    /// Rows that were listed for the office and left unanswered: measure code and its cell.
    pub listed: Vec<(String, Origin)>,
    pub answers: Tally,
    /// Whose it is or for which half cannot be told; findings say why, and it goes no further.
    pub is_stray: bool,
    /// SHA-256 of the workbook.
    pub sha256: String,
    /// SHA-256 of the workbooks that this one is a returned copy of.
    pub originals: Vec<String>,
    /// Tells several sheets of one submission apart; empty: the sheet is a whole.
    pub part: String,
}

/// Reads a sheet: one submission, or one a unit and half where a form holds several; none when it is empty,
/// a guide, or nobody's (a finding says so). And what became of its cells.
pub(super) fn read(
    context: Context<'_>,
    workbook: &RawWorkbook,
    raw: &RawSheet,
    findings: &mut Vec<Diagnostic>,
) -> (Vec<Sheet>, Option<Reading>) {
    if raw.cells.is_empty() || is_guide(&raw.name) {
        return (Vec::new(), None);
    }
    let known = Known {
        workspace: context.workspace,
        contracts: context.contracts,
        layouts: context.layouts,
        scheme: context.schemes.get(workbook.file.fiscal_year),
    };
    let Shaped { form, mut claims, by } = shape(known, workbook, raw, findings);
    let known_form = !matches!(form, Form::Unknown | Form::Unrecognised);
    if raw.hidden && known_form {
        findings.push(notices::hidden(workbook, raw));
    }
    let start = Origin { file: workbook.name.clone(), sheet: raw.name.clone(), row: 0, col: 0 };
    let sheets: Vec<Sheet> = match form {
        Form::Unknown => Vec::new(),
        Form::Unrecognised => {
            let texts = texts(&lines(&raw.cells));
            let notes = notices::notes(workbook, raw, &texts);
            findings.push(notes.unwrap_or_else(|| notices::unrecognised(workbook, raw, &texts, context)));
            Vec::new()
        }
        Form::Own(known) => vec![own(context, workbook, raw, &known, &mut claims, findings)],
        Form::Foreign(tables) => {
            if let Some(first) = tables.iter().min_by_key(|t| t.place) {
                let has_money = first.contract.fields.iter().any(|f| f.unit == "บาท");
                let at = start.at(first.place.0, first.place.1);
                findings.extend(scale::beside(&lines(&raw.cells), at.row, has_money, &at));
            }
            // A table's place may be its first record, which may be hidden as well.
            let above = tables.iter().map(|t| t.place.0).min().unwrap_or_default().saturating_sub(1);
            findings.extend(seen::hidden(raw, &workbook.name, above, &columns(&tables)));
            tables.iter().map(|table| foreign(context, workbook, raw, table, &start, findings)).collect()
        }
    };
    if known_form {
        claims.report(raw, &start, findings);
    }
    (sheets, Some(claims.reading(raw, &workbook.name, by)))
}

/// A sheet of the program's own form.
fn own(
    context: Context<'_>,
    workbook: &RawWorkbook,
    raw: &RawSheet,
    known: &Recognised,
    claims: &mut Claims,
    findings: &mut Vec<Diagnostic>,
) -> Sheet {
    let lines = lines(&raw.cells);
    let folder_year = workbook.file.fiscal_year;
    let at = Origin {
        file: workbook.name.clone(),
        sheet: raw.name.clone(),
        row: known.header.row,
        col: known.header.first_col,
    };
    let choices = context.schemes.get(folder_year).map(Scheme::choices);
    notices::header_findings(known, choices, &at, findings);
    let has_money = known.contract.fields.iter().any(|f| f.unit == "บาท");
    findings.extend(scale::beside(&lines, at.row, has_money, &at));
    findings.extend(running_totals(&known.contract, raw, known.header.row.saturating_add(1), &at));
    let epoch = epoch(workbook);
    let view = View { raw, epoch, year: folder_year };
    let read_columns: Vec<u32> = known.header.columns.iter().flatten().copied().collect();
    findings.extend(seen::hidden(raw, &workbook.name, known.header.row, &read_columns));
    for place in known.meta.iter().flatten() {
        let (MetaCell::Inline { row, col, .. } | MetaCell::At { row, col }) = place;
        claims.cell(raw, *row, *col, Class::Label);
    }
    let meta = meta(known, &lines, &at, (epoch, folder_year), findings);
    claims.above(raw, known.header.row);
    claims.row(raw, known.header.row, Class::Heading);
    let submission = submission(context, &known.contract, &meta, folder_year, &at, findings);
    // Nobody's sheet is left out, but the office should learn of all its errors at once.
    let is_somebodys = submission.is_some();
    let submission = submission.unwrap_or_else(|| Submission {
        unit: named_unit(context, &meta),
        ..nobodys(&known.contract, folder_year, &at)
    });
    not_expected(context, &known.contract, &submission, &at, findings);
    let mut sheet = Sheet::new(&known.contract, submission, &meta, workbook);
    sheet.is_stray = !is_somebodys;
    let mut nothing = None;
    let mut tally = context
        .schemes
        .get(folder_year)
        .map(|scheme| Counter::new(&known.header, &known.contract.respondent, scheme, &at));
    if let Some(scheme) = context.schemes.get(folder_year).filter(|_| known.contract.has_question_columns()) {
        for (col, title) in
            tally::overlooked(&known.header, &raw.cells, scheme).into_iter().take(MOST_OVERLOOKED)
        {
            findings.push(notices::overlooked(&at.at(at.row, *col), title));
        }
    }
    let table = Table::new(known, context.contracts.row_words(), &at, view).of(sheet.submission.period);
    let columns = Columns::of(known);
    let mut beyond = false;
    let mut first = 0;
    for (row, cells) in &lines {
        let here = first;
        first += cells.len();
        if *row <= known.header.row {
            continue;
        }
        if known.contract.has_question_columns() {
            if let Some(tally) = &mut tally {
                tally.add(cells);
            }
            columns.claim(claims, here, cells, Class::Read);
            continue;
        }
        if beyond || sheet.rows.len() + sheet.listed.len() == MOST_ROWS {
            if !beyond {
                findings.push(notices::too_many_rows(&at, MOST_ROWS));
            }
            beyond = true;
            columns.claim(claims, here, cells, Class::Reported);
            continue;
        }
        let line = table.line(*row, cells, findings);
        let class = match &line {
            Line::Data(row) if row.is_total() => Class::Total,
            Line::Data(_) | Line::NothingToReport(..) => Class::Read,
            Line::Listed(..) => Class::Unanswered,
            Line::Nothing => Class::Remark,
        };
        let in_table = columns.claim(claims, here, cells, class);
        if in_table && matches!(class, Class::Total | Class::Remark) {
            claims.table_row(raw, *row, &[], class);
        }
        match line {
            Line::Data(row) => sheet.rows.push(row),
            Line::Listed(code, origin) => sheet.listed.push((code, origin)),
            Line::NothingToReport(words, origin) => nothing = Some((words, origin)),
            Line::Nothing => {}
        }
    }
    if is_as_sent_out(&sheet) {
        sheet.rows.clear();
    }
    furniture::settle(&sheet.contract, &mut sheet.rows, findings);
    if let Some(tally) = tally {
        sheet.answers = tally.done();
    }
    sheet.count();
    match nothing {
        // A row of dashes below records closes the table.
        Some((words, _)) if sheet.submission.rows > 0 && furniture::is_dashes(&words) => {}
        Some((words, origin)) if sheet.submission.rows > 0 => {
            findings.push(furniture::nothing_beside_figures(&origin, &words));
        }
        Some((words, origin)) => findings.push(notices::nothing_reported(&origin, &words, &sheet.contract)),
        None => sheet.must_hold_something(&at, findings),
    }
    rows::unique_keys(&sheet, findings);
    sheet
}

/// Whether a form of the second half holds nothing but what the first half said: nobody has filled it in.
fn is_as_sent_out(sheet: &Sheet) -> bool {
    let fields = &sheet.contract.fields;
    let is_second = sheet.submission.period.is_some_and(|period| period.half == Half::Second);
    let is_blank =
        |field: &Field<DataValue>| matches!(field.absence(), Some(Absence::Blank | Absence::NotSubmitted));
    let is_own = |row: &Row| fields.iter().zip(&row.fields).any(|(spec, f)| !spec.carried && !is_blank(f));
    is_second && fields.iter().any(|spec| spec.carried) && !sheet.rows.iter().any(is_own)
}

/// Of which workbooks a workbook is a returned copy.
fn originals_of(workbook: &RawWorkbook) -> Vec<String> {
    let lists = workbook.sheets.iter().filter(|sheet| is_guide(&sheet.name));
    let texts = lists.flat_map(|sheet| &sheet.cells).filter_map(|cell| match &cell.value {
        RawValue::Text(text) => Some(text.as_str()),
        _ => None,
    });
    originals(texts)
}

/// The rows of one unit and half in somebody else's form.
fn foreign(
    context: Context<'_>,
    workbook: &RawWorkbook,
    raw: &RawSheet,
    table: &ShapedTable,
    start: &Origin,
    findings: &mut Vec<Diagnostic>,
) -> Sheet {
    let folder_year = workbook.file.fiscal_year;
    let at = start.at(table.place.0, table.place.1);
    let epoch = epoch(workbook);
    let view = View { raw, epoch, year: folder_year };
    let mut values = BTreeMap::new();
    for (spec, given) in table.contract.meta.iter().zip(&table.meta) {
        let Some(name) = meta_name(spec.role) else { continue };
        let field = if let Some(given) = given {
            let origin = at.at(given.row, given.col);
            labelled::read(spec, given.value.as_ref(), &origin, epoch, folder_year, findings)
        } else {
            // The folder says the year where a form does not.
            if spec.constraints.required && name != "fiscal_year" {
                findings.push(notices::meta_missing(&at, &spec.title, &spec.title_en));
            }
            Field::absent(Absence::NotSubmitted, None)
        };
        values.insert(name, field);
    }
    let submission = submission(context, &table.contract, &values, folder_year, &at, findings);
    let is_somebodys = submission.is_some();
    let submission = submission.unwrap_or_else(|| Submission {
        unit: named_unit(context, &values),
        ..nobodys(&table.contract, folder_year, &at)
    });
    not_expected(context, &table.contract, &submission, &at, findings);
    let mut sheet = Sheet::new(&table.contract, submission, &values, workbook);
    sheet.is_stray = !is_somebodys;
    table.part.clone_into(&mut sheet.part);
    let period = sheet.submission.period;
    for row in table.rows.iter().take(MOST_ROWS) {
        sheet.rows.push(rows::shaped(&table.contract, row, &at, (view, period), findings));
    }
    rows::dashes(&table.contract, &table.rows, &at, findings);
    findings.extend(not_given(table, &at));
    findings.extend(scaled_titles(table, raw, &at));
    let above = table.rows.iter().map(|row| row.place.0).min().unwrap_or(table.place.0);
    findings.extend(running_totals(&table.contract, raw, above, &at));
    if table.rows.len() > MOST_ROWS {
        findings.push(notices::too_many_rows(&at, MOST_ROWS));
    }
    sheet.count();
    sheet.must_hold_something(&at, findings);
    rows::unique_keys(&sheet, findings);
    sheet
}

/// Required fields that the layout has no place for: its records would be published without them.
fn not_given(table: &ShapedTable, at: &Origin) -> Vec<Diagnostic> {
    let fields = table.contract.fields.iter().enumerate();
    let lacking = fields.filter(|(field, spec)| {
        let slots = || table.rows.iter().filter_map(|row| row.slots.get(*field));
        spec.constraints.required
            && slots().next().is_some()
            && slots().all(|slot| slot.at.is_none() && slot.value.is_none() && !slot.may_be_empty)
    });
    lacking.map(|(_, spec)| notices::not_given(at, spec)).collect()
}

/// The word for running totals above a table of each month's own figures: they would be added up.
fn running_totals(contract: &Contract, raw: &RawSheet, above: u32, at: &Origin) -> Option<Diagnostic> {
    const WORD: &str = "สะสม";
    if !contract.fields.iter().any(|field| field.role == Some(Role::Month)) {
        return None;
    }
    let mut cells = raw.cells.iter().take_while(|cell| cell.row < above);
    let said = cells.find(|cell| matches!(&cell.value, RawValue::Text(text) if text.contains(WORD)))?;
    Some(notices::running_totals(&at.at(said.row, said.col), &said.value.display()))
}

/// Titles above the columns of money that say thousands or millions of baht.
fn scaled_titles(table: &ShapedTable, raw: &RawSheet, at: &Origin) -> Vec<Diagnostic> {
    let first = table.rows.iter().map(|row| row.place.0).min().unwrap_or(table.place.0);
    let mut columns: Vec<u32> = Vec::new();
    for (field, _) in table.contract.fields.iter().enumerate().filter(|(_, spec)| spec.unit == "บาท") {
        columns.extend(table.rows.iter().filter_map(|row| Some(row.slots.get(field)?.at?.1)));
    }
    columns.sort_unstable();
    columns.dedup();
    let titles = raw.cells.iter().filter(|c| c.row < first && c.row + TITLE_ROWS >= first);
    let over = |cell: &&RawCell| {
        let merged = raw.merged.iter().find(|r| (r.0, r.1) == (cell.row, cell.col));
        let last = merged.map_or(cell.col, |r| r.3);
        columns.iter().any(|col| (cell.col..=last).contains(col))
    };
    titles
        .filter(over)
        .filter_map(|cell| scale::of_title(&cell.value.display(), &at.at(cell.row, cell.col)))
        .collect()
}

impl Sheet {
    fn new(
        contract: &Arc<Contract>,
        submission: Submission,
        meta: &BTreeMap<&'static str, Field<DataValue>>,
        workbook: &RawWorkbook,
    ) -> Self {
        let place = |name: &str| meta.get(name).and_then(|field| field.origin.clone());
        Self {
            contract: Arc::clone(contract),
            submission,
            half_at: place("half"),
            unit_at: place("unit"),
            rows: Vec::new(),
            listed: Vec::new(),
            answers: Tally::default(),
            is_stray: false,
            sha256: workbook.sha256.clone(),
            originals: originals_of(workbook),
            part: String::new(),
        }
    }

    fn count(&mut self) {
        self.submission.rows = self.rows.iter().filter(|r| !r.is_total()).count() + self.answers.people;
    }

    fn must_hold_something(&self, at: &Origin, findings: &mut Vec<Diagnostic>) {
        if self.submission.rows == 0 && self.contract.required {
            findings.push(notices::empty(at, &self.contract));
        }
    }
}

/// What a header's columns make of the cells below it.
struct Columns {
    /// By column: what its cells are, a field's what its row says; none is open for the account.
    classes: Vec<Option<Class>>,
}

impl Columns {
    fn of(known: &Recognised) -> Self {
        let header = &known.header;
        let mut classes = Vec::new();
        let mut set = |col: u32, class: Class| {
            let at = usize::try_from(col).unwrap_or(usize::MAX);
            if at < MOST_CLASSES {
                if classes.len() <= at {
                    classes.resize(at + 1, None);
                }
                classes[at] = Some(class);
            }
        };
        // Of raw answers only the questions are read: time stamps, addresses and names are passed over.
        let answers = known.contract.has_question_columns();
        let unknown = if answers { Class::Passed } else { Class::Reported };
        header.unknown.iter().for_each(|(col, _)| set(*col, unknown));
        header.duplicates.iter().for_each(|(_, col)| set(*col, Class::Reported));
        header.columns.iter().flatten().for_each(|col| set(*col, Class::Read));
        header.questions.iter().for_each(|(col, _)| set(*col, Class::Read));
        Self { classes }
    }

    /// Claims the cells of a row, the first of which is the sheet's `first`. Whether any was the table's.
    fn claim(&self, claims: &mut Claims, first: usize, cells: &[RawCell], class: Class) -> bool {
        let mut in_table = false;
        for (at, cell) in cells.iter().enumerate() {
            let col = usize::try_from(cell.col).unwrap_or(usize::MAX);
            match self.classes.get(col).copied().flatten() {
                Some(Class::Read) => {
                    claims.nth(first + at, class);
                    in_table = true;
                }
                Some(other) => claims.nth(first + at, other),
                None => {}
            }
        }
        in_table
    }
}

fn epoch(workbook: &RawWorkbook) -> ExcelEpoch {
    if workbook.epoch_1904 { ExcelEpoch::Year1904 } else { ExcelEpoch::Year1900 }
}

fn not_expected(
    context: Context<'_>,
    contract: &Contract,
    submission: &Submission,
    at: &Origin,
    findings: &mut Vec<Diagnostic>,
) {
    if let Some(unit) = submission.unit.as_ref().and_then(|id| context.workspace.unit(id))
        && !expects(contract, unit)
    {
        findings.push(notices::not_expected(at, contract, unit));
    }
}

pub(super) type Cells<'a> = (u32, &'a [RawCell]);

fn lines(cells: &[RawCell]) -> Vec<Cells<'_>> {
    cells.chunk_by(|a, b| a.row == b.row).map(|chunk| (chunk[0].row, chunk)).collect()
}

fn texts(lines: &[Cells<'_>]) -> Vec<RowText> {
    lines
        .iter()
        .take(80)
        .map(|(row, cells)| RowText {
            row: *row,
            cells: cells.iter().take(MOST_COLUMNS).map(|c| (c.col, c.value.display())).collect(),
        })
        .collect()
}

fn meta_name(role: Option<Role>) -> Option<&'static str> {
    match role? {
        Role::Unit => Some("unit"),
        Role::FiscalYear => Some("fiscal_year"),
        Role::Half => Some("half"),
        Role::Revision => Some("revision"),
        _ => None,
    }
}

/// Values of the contract's labelled cells, by role.
fn meta(
    known: &Recognised,
    lines: &[Cells<'_>],
    at: &Origin,
    (epoch, year): (ExcelEpoch, FiscalYear),
    findings: &mut Vec<Diagnostic>,
) -> BTreeMap<&'static str, Field<DataValue>> {
    let mut values = BTreeMap::new();
    for (spec, place) in known.contract.meta.iter().zip(&known.meta) {
        let Some(name) = meta_name(spec.role) else { continue };
        let field = match place {
            None => {
                if spec.constraints.required {
                    findings.push(notices::meta_missing(at, &spec.title, &spec.title_en));
                }
                Field::absent(Absence::NotSubmitted, None)
            }
            Some(MetaCell::Inline { row, col, text }) => {
                let raw = RawValue::Text(text.clone());
                labelled::read(spec, Some(&raw), &at.at(*row, *col), epoch, year, findings)
            }
            Some(MetaCell::At { row, col }) => {
                let cells = lines.iter().find(|(r, _)| r == row).map_or(&[][..], |(_, cells)| cells);
                let raw = rows::at_col(cells, *col);
                labelled::read(spec, raw, &at.at(*row, *col), epoch, year, findings)
            }
        };
        values.insert(name, field);
    }
    values
}

fn integer(field: Option<&Field<DataValue>>) -> Option<i64> {
    match field?.get()? {
        DataValue::Integer(number) => Some(*number),
        _ => None,
    }
}

fn submission(
    context: Context<'_>,
    contract: &Contract,
    meta: &BTreeMap<&'static str, Field<DataValue>>,
    folder_year: FiscalYear,
    at: &Origin,
    findings: &mut Vec<Diagnostic>,
) -> Option<Submission> {
    let year = meta.get("fiscal_year");
    if let Some(number) = integer(year)
        && number != i64::from(folder_year.0)
    {
        let origin = year.and_then(|f| f.origin.as_ref()).unwrap_or(at);
        findings.push(notices::year_mismatch(origin, number, folder_year));
        // Measured by another year everything in it would be wrong.
        return None;
    }
    let unit = match contract.scope {
        Scope::Agency => None,
        Scope::Unit => Some(unit(context, meta.get("unit")?, findings)?),
    };
    let period = match contract.period {
        Cover::Year => None,
        Cover::Half => {
            let half = Half::from_number(integer(meta.get("half"))?)?;
            Some(Period { fiscal_year: folder_year, half })
        }
    };
    Some(Submission {
        kind: contract.name.clone(),
        unit,
        fiscal_year: folder_year,
        period,
        revision: integer(meta.get("revision")).unwrap_or(1),
        rows: 0,
        nothing: false,
        origin: at.clone(),
    })
}

/// What a sheet is read as whose unit or half is unknown; it goes no further.
fn nobodys(contract: &Contract, fiscal_year: FiscalYear, at: &Origin) -> Submission {
    Submission {
        kind: contract.name.clone(),
        unit: None,
        fiscal_year,
        period: None,
        revision: 1,
        rows: 0,
        nothing: false,
        origin: at.clone(),
    }
}

/// The unit that a sheet names, whatever else is wrong with it.
fn named_unit(context: Context<'_>, meta: &BTreeMap<&'static str, Field<DataValue>>) -> Option<String> {
    match meta.get("unit")?.get()? {
        DataValue::Text(name) => context.workspace.find_unit(name).map(|unit| unit.id.clone()),
        _ => None,
    }
}

/// The unit a cell names; a finding when there is none.
fn unit(context: Context<'_>, field: &Field<DataValue>, findings: &mut Vec<Diagnostic>) -> Option<String> {
    let (Some(DataValue::Text(name)), Some(origin)) = (field.get(), &field.origin) else { return None };
    if let Some(unit) = units::find(context.workspace, name) {
        return Some(unit.id.clone());
    }
    findings.push(notices::unknown_unit(context.workspace, name, origin));
    None
}
