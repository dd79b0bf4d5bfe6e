//! A workbook with findings, sent back: the office's values at their addresses, what is wrong marked
//! where it stands, and a first sheet that lists it.
//!
//! In: the cells as read and the findings about them. Out: an `.xlsx` that is read like any other when
//! it comes back; `check` passes over the list. Never: changes a value, repeats a formula or a macro.

use super::copy::{self, Marks};
use super::{Addressee, OrFailed, failed, finish, properties, style};
use crate::contract::{Contracts, RETURN_OF, is_guide, originals};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::error::Error;
use crate::ingest::{RawSheet, RawValue, RawWorkbook};
use crate::render::xlsx::FACE;
use crate::report::wording::Phrases;
use crate::scheme::QuestionKeys;
use crate::thai::width;
use crate::workspace::Agency;
use rust_xlsxwriter::{Format, FormatAlign, Url, Worksheet};
use std::collections::BTreeSet;

/// Name of the first sheet, which `check` passes over.
pub const FINDINGS_SHEET: &str = "รายการข้อผิดพลาด";

/// Findings beyond this number are only counted: nobody corrects more in one go.
const MOST_FINDINGS: usize = 2_000;
/// Cells beyond this number are not copied: the office then corrects its own file.
const MOST_CELLS: usize = 100_000;

/// A hidden column behind the list.
const IDENTITY_COLUMN: u16 = 20;
/// Copies of copies that a copy remembers; with their hashes the text stays far below Excel's limit for a cell.
const MOST_ORIGINALS: usize = 100;

/// Columns of the list, in characters: number, place, weight, row, found, problem, what to do.
const WIDTHS: [u16; 7] = [8, 30, 16, 18, 28, 52, 48];
/// Keys of their titles.
const TITLES: [&str; 7] = [
    "returned.column_number",
    "returned.column_place",
    "returned.column_weight",
    "returned.column_row",
    "returned.column_found",
    "returned.column_problem",
    "returned.column_action",
];

/// What a returned copy needs to know beside the file and its findings.
#[derive(Clone, Copy, Debug)]
pub struct Returned<'a> {
    /// Who collects the workbooks.
    pub agency: &'a Agency,
    /// What the copy says beside its findings.
    pub phrases: Phrases<'a>,
    /// Kinds of sheets, for widths, formats and drop-downs.
    pub contracts: &'a Contracts,
    /// Comparison keys of the questions of the file's year, see `Scheme::question_keys`.
    pub questions: &'a QuestionKeys,
}

/// A finding with the sheet of the copy that it is about, if that sheet is in the copy.
struct Listed<'a> {
    finding: &'a Diagnostic,
    tab: Option<&'a str>,
}

/// The marked copy of a workbook. Notes and accepted findings are left out: the office has nothing to
/// do about them. Findings of other files are ignored.
///
/// # Errors
/// The library refuses something: a bug.
pub fn returned(raw: &RawWorkbook, findings: &[&Diagnostic], about: &Returned<'_>) -> Result<Vec<u8>, Error> {
    let cells: usize = raw.sheets.iter().map(|s| s.cells.len()).sum();
    let sheets: Vec<&RawSheet> =
        raw.sheets.iter().filter(|s| cells <= MOST_CELLS && !is_guide(&s.name)).collect();
    let tabs = tab_names(&sheets);
    let listed = in_order(raw, findings, &sheets, &tabs);
    let mut book = style::workbook()?;
    let to = Addressee {
        agency: about.agency,
        phrases: about.phrases,
        unit: None,
        fiscal_year: raw.file.fiscal_year,
        half: None,
    };
    book.set_properties(&properties(&to, &format!("{FINDINGS_SHEET} {}", file_name(raw)), to.first_day())?);
    List { sheet: book.add_worksheet(), phrases: about.phrases, row: 0 }.write(
        &to,
        raw,
        &listed,
        !sheets.is_empty(),
    )?;
    for (sheet, tab) in sheets.iter().zip(&tabs) {
        let marks = marks(&listed, tab, about.phrases);
        copy::write(book.add_worksheet(), tab, raw, sheet, &marks, about)?;
    }
    finish::growing_rows(&book.save_to_buffer().map_err(failed)?)
}

/// The file name of a returned copy: the input's path below `input/`, so that two years' files of the same
/// name stay apart, e.g. `2568-h1-school-03.xlsx`.
#[must_use]
pub fn return_name(raw: &RawWorkbook) -> String {
    let path = raw.name.strip_prefix("input/").unwrap_or(&raw.name);
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    format!("{}.xlsx", stem.replace('/', "-"))
}

/// Names that Excel accepts: those of the file, unless a hostile file has names that it does not.
fn tab_names(sheets: &[&RawSheet]) -> Vec<String> {
    let mut taken = BTreeSet::from([FINDINGS_SHEET.to_lowercase()]);
    sheets
        .iter()
        .map(|sheet| {
            let plain: String = sheet
                .name
                .chars()
                .map(|c| if r"*?:[]\/".contains(c) || c.is_control() { '_' } else { c })
                .collect();
            let plain = plain.trim_matches('\'');
            let mut tab = super::validation::cut(if plain.is_empty() { "_" } else { plain }, 31);
            let mut number = 2;
            while !taken.insert(tab.to_lowercase()) {
                tab = format!("{} ({number})", super::validation::cut(plain, 24));
                number += 1;
            }
            tab
        })
        .collect()
}

/// The findings that the office must see, by the order of the tabs, then by cell.
fn in_order<'a>(
    raw: &RawWorkbook,
    findings: &[&'a Diagnostic],
    sheets: &[&RawSheet],
    tabs: &'a [String],
) -> Vec<Listed<'a>> {
    let mut listed: Vec<(usize, Listed<'a>)> = findings
        .iter()
        .filter(|f| f.severity != Severity::Note && f.accepted.is_none() && f.place.file == raw.name[..])
        .map(|finding| {
            let at = sheets.iter().position(|s| finding.place.sheet.as_deref() == Some(&s.name[..]));
            let tab = at.and_then(|at| tabs.get(at)).map(String::as_str);
            (at.map_or(0, |at| at + 1), Listed { finding, tab })
        })
        .collect();
    listed.sort_by_key(|(at, l)| (*at, l.finding.place.cell, l.finding.severity != Severity::Error));
    listed.into_iter().map(|(_, l)| l).collect()
}

/// What is written into the cells of one sheet. A finding about a whole sheet stands in its first cell.
fn marks(listed: &[Listed<'_>], tab: &str, phrases: Phrases<'_>) -> Marks {
    let mut marks = Marks::new();
    for Listed { finding, .. } in listed.iter().take(MOST_FINDINGS).filter(|l| l.tab == Some(tab)) {
        marks
            .entry(finding.place.cell.unwrap_or((0, 0)))
            .or_default()
            .push((finding.severity, format!("{}\n{}", finding.message.th, what_to_do(finding, phrases))));
    }
    marks
}

/// The instruction as it holds for the copy, which has values and no formulas.
fn action(finding: &Diagnostic, phrases: Phrases<'_>) -> String {
    match finding.code {
        Code::FormulaWithoutResult | Code::ValueErrorCell => phrases.term("returned.retype"),
        _ => finding.action_for_office(),
    }
}

fn what_to_do(finding: &Diagnostic, phrases: Phrases<'_>) -> String {
    let action = action(finding, phrases);
    if action.is_empty() { String::new() } else { phrases.say("returned.remedy", &[("action", &action)]) }
}

fn file_name(raw: &RawWorkbook) -> &str {
    raw.name.rsplit('/').next().unwrap_or(&raw.name)
}

/// The list, as far as it is written.
struct List<'a> {
    sheet: &'a mut Worksheet,
    phrases: Phrases<'a>,
    row: u32,
}

impl List<'_> {
    fn write(
        mut self,
        to: &Addressee<'_>,
        raw: &RawWorkbook,
        listed: &[Listed<'_>],
        has_copy: bool,
    ) -> Result<(), Error> {
        self.sheet.set_name(FINDINGS_SHEET).or_failed()?;
        for (col, wide) in (0u16..).zip(WIDTHS) {
            self.sheet.set_column_width(col, wide).or_failed()?;
        }
        self.sheet.write_string_with_format(0, 0, to.marked(FINDINGS_SHEET), &style::title()).or_failed()?;
        self.sheet.set_row_height(0, style::TITLE_POINTS).or_failed()?;
        self.row = 1;
        self.introduction(to, raw, listed, has_copy)?;
        let head = self.row;
        for (col, title) in (0u16..).zip(TITLES) {
            let title = self.phrases.term(title);
            self.sheet.write_string_with_format(self.row, col, title, &style::header(true)).or_failed()?;
        }
        self.end_row(1)?;
        for (number, one) in (1u32..).zip(listed.iter().take(MOST_FINDINGS)) {
            self.finding(number, one)?;
        }
        if listed.len() > MOST_FINDINGS {
            let more = (listed.len() - MOST_FINDINGS).to_string();
            let text = self.phrases.say("returned.more", &[("count", &more)]);
            self.sheet.write_string_with_format(self.row, 1, text, &style::alert()).or_failed()?;
            self.end_row(1)?;
        }
        self.sheet.set_freeze_panes(head + 1, 0).or_failed()?;
        self.sheet.set_screen_gridlines(false).set_active(true);
        self.sheet
            .set_paper_size(9)
            .set_landscape()
            .set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3)
            .set_print_fit_to_pages(1, 0)
            .set_footer(format!("&R&\"{FACE},Regular\"&12{}", to.page_numbers()));
        self.sheet.set_repeat_rows(head, head).or_failed()?;
        self.identity(raw)
    }

    /// Which workbook this is a copy of, where nobody is disturbed by it: the copy then replaces it by itself.
    fn identity(&mut self, raw: &RawWorkbook) -> Result<(), Error> {
        let lists = raw.sheets.iter().filter(|sheet| is_guide(&sheet.name));
        let texts = lists.flat_map(|sheet| &sheet.cells).filter_map(|cell| match &cell.value {
            RawValue::Text(text) => Some(text.as_str()),
            _ => None,
        });
        let all: Vec<String> =
            std::iter::once(raw.sha256.clone()).chain(originals(texts)).take(MOST_ORIGINALS).collect();
        self.sheet.write_string(0, IDENTITY_COLUMN, format!("{RETURN_OF}{}", all.join(","))).or_failed()?;
        self.sheet.set_column_hidden(IDENTITY_COLUMN).or_failed()?;
        Ok(())
    }

    fn introduction(
        &mut self,
        to: &Addressee<'_>,
        raw: &RawWorkbook,
        listed: &[Listed<'_>],
        has_copy: bool,
    ) -> Result<(), Error> {
        let errors = listed.iter().filter(|l| l.finding.severity == Severity::Error).count();
        let warnings = listed.len() - errors;
        let (agency, phrases) = (to.agency, self.phrases);
        let contact: Vec<&str> = [&agency.phone, &agency.email]
            .into_iter()
            .map(String::as_str)
            .filter(|c| !c.is_empty())
            .collect();
        let how = if has_copy { "returned.in_this_file" } else { "returned.in_the_original" };
        let counts = [("errors", errors.to_string()), ("warnings", warnings.to_string())];
        let counts = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
        let ways = contact.join("  ");
        let contact = [("agency", agency.name_th.as_str()), ("ways", &ways)];
        let lines = [
            ("returned.file", file_name(raw).to_owned()),
            ("returned.result", phrases.say("returned.counts", &counts)),
            ("returned.how", phrases.term(how)),
            ("returned.ask", phrases.say("returned.contact", &contact)),
        ];
        for (label, text) in lines {
            let label = phrases.term(label);
            self.sheet.write_string_with_format(self.row, 0, label, &style::label()).or_failed()?;
            self.sheet.merge_range(self.row, 2, self.row, 6, &text, &style::text()).or_failed()?;
            let room: u16 = WIDTHS[2..].iter().sum();
            self.end_row(width::lines_needed(&text, usize::from(room)))?;
        }
        self.end_row(1)
    }

    fn finding(&mut self, number: u32, one: &Listed<'_>) -> Result<(), Error> {
        let finding = one.finding;
        let error = finding.severity == Severity::Error;
        let boxed = style::boxed(style::text());
        let weight = copy::weight(finding.severity, self.phrases);
        let weighted =
            if error { boxed.clone().set_bold().set_font_color(style::RED) } else { boxed.clone() };
        let place = place(finding, self.phrases);
        let action = action(finding, self.phrases);
        let texts: [(&str, &Format); 5] = [
            (&weight, &weighted),
            (finding.row.as_deref().unwrap_or("–"), &boxed),
            (finding.found.as_deref().unwrap_or("–"), &boxed),
            (&finding.message.th, &boxed),
            (if action.is_empty() { "–" } else { &action }, &boxed),
        ];
        let centred = boxed.clone().set_align(FormatAlign::Center);
        self.sheet.write_number_with_format(self.row, 0, number, &centred).or_failed()?;
        match one.tab {
            Some(tab) => {
                let cell = finding.place.a1().unwrap_or_else(|| "A1".to_owned());
                let link = format!("internal:'{}'!{cell}", tab.replace('\'', "''"));
                let url = Url::new(link).set_text(place.as_str());
                self.sheet.write_url_with_format(self.row, 1, url, &style::link()).or_failed()?;
            }
            None => {
                self.sheet.write_string_with_format(self.row, 1, place.as_str(), &boxed).or_failed()?;
            }
        }
        let mut lines = width::lines_needed(&place, usize::from(WIDTHS[1]));
        for (col, (text, format)) in (2u16..).zip(texts) {
            let text = super::validation::cut(text, LONGEST_SHOWN);
            lines = lines.max(width::lines_needed(&text, usize::from(WIDTHS[usize::from(col)])));
            self.sheet.write_string_with_format(self.row, col, text, format).or_failed()?;
        }
        self.end_row(lines)
    }

    fn end_row(&mut self, lines: usize) -> Result<(), Error> {
        self.sheet.set_row_height(self.row, style::row_points(lines)).or_failed()?;
        self.row += 1;
        Ok(())
    }
}

/// Longest text of a finding that the list repeats.
const LONGEST_SHOWN: usize = 400;

/// `รายงานผล!D14`, the sheet alone, or the whole file.
fn place(finding: &Diagnostic, phrases: Phrases<'_>) -> String {
    match (&finding.place.sheet, finding.place.a1()) {
        (Some(sheet), Some(cell)) => super::validation::cut(&format!("{sheet}!{cell}"), 200),
        (Some(sheet), None) => super::validation::cut(sheet, 200),
        _ => phrases.term("returned.whole_file"),
    }
}
