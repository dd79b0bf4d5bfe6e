//! A sheet of the program's own form.

use super::submission::{begin, meta_name};
use super::{Cells, MOST_ROWS, Meta, Row, Sheet, epoch, lines, running_totals};
use crate::check::rows::{self, Line, Table};
use crate::check::seen::{self, View};
use crate::check::tally::{self, Counter};
use crate::check::{Context, furniture, labelled, no_record, notices, scale};
use crate::contract::{MetaCell, Recognised};
use crate::diagnostic::Diagnostic;
use crate::ingest::{RawCell, RawSheet, RawValue, RawWorkbook};
use crate::model::{Absence, DataValue, Field, FiscalYear, Half, Origin};
use crate::scheme::Scheme;
use crate::shape::{Claims, Class};
use crate::thai::{self, ExcelEpoch};

/// Columns that a header may claim; Excel has no more.
const MOST_CLASSES: usize = 1 << 14;

/// Columns with answers to no question that are reported one by one.
const MOST_OVERLOOKED: usize = 50;

/// A sheet of the program's own form.
pub(super) fn own(
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
    findings.extend(running_totals(&known.contract, raw, known.header.row.saturating_add(1), &at));
    let epoch = epoch(workbook);
    let view = View { raw, epoch, year: folder_year };
    let read_columns: Vec<u32> = known.header.columns.iter().flatten().copied().collect();
    findings.extend(scale::beside(&lines, at.row, has_money, &read_columns, &at));
    findings.extend(seen::hidden(raw, &workbook.name, known.header.row, &read_columns));
    findings.extend(seen::unsure(raw, &workbook.name, known.header.row, &read_columns));
    for place in known.meta.iter().flatten() {
        let (MetaCell::Inline { row, col, .. } | MetaCell::At { row, col }) = place;
        claims.cell(raw, *row, *col, Class::Label);
    }
    let meta = meta(known, &lines, &at, (epoch, folder_year), findings);
    claims.above(raw, known.header.row);
    claims.row(raw, known.header.row, Class::Heading);
    let mut sheet = begin(context, &known.contract, &meta, workbook, &at, findings);
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
                findings.extend(seen::answers(raw, cells, &known.header, &at));
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
        Some((words, _)) if sheet.submission.rows > 0 && thai::is_dashes(&words) => {}
        Some((words, origin)) if sheet.submission.rows > 0 => {
            findings.push(no_record::nothing_beside_figures(&origin, &words));
        }
        Some((words, origin)) => {
            sheet.submission.nothing = true;
            findings.push(notices::nothing_reported(&origin, &words, &sheet.contract));
        }
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

/// Values of the contract's labelled cells, by role.
fn meta(
    known: &Recognised,
    lines: &[Cells<'_>],
    at: &Origin,
    (epoch, year): (ExcelEpoch, FiscalYear),
    findings: &mut Vec<Diagnostic>,
) -> Meta {
    let mut values = Meta::new();
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
