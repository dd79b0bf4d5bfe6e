//! The first sheet of a form: for whom, until when, how to fill it in, what each column means, and
//! the lists that are too long for a drop-down of their own.

use super::sheet::guide_range;
use super::{Addressee, Form, GUIDE_SHEET, OrFailed, half_of, style, validation};
use crate::contract::{Contract, FieldSpec, FieldType, Role};
use crate::error::Error;
use crate::model::{Half, Period};
use crate::render::xlsx::FACE;
use crate::report::wording::Phrases;
use crate::thai::{self, Date, Digits, width};
use rust_xlsxwriter::{Format, ProtectionOptions, Url, Worksheet};
use std::collections::BTreeSet;

/// Columns of the guide, in characters.
const WIDTHS: [u16; 5] = [26, 32, 16, 34, 62];
const LAST_COL: u16 = 4;

/// Ranges of lists on the guide sheet, by contract and field.
#[derive(Debug, Default)]
pub(super) struct Lists {
    ranges: Vec<(String, String, String)>,
}

impl Lists {
    /// The range that a column's list stands in, as a formula.
    pub(super) fn range(&self, contract: &Contract, field: &FieldSpec) -> Option<&str> {
        self.ranges
            .iter()
            .find(|(kind, name, _)| *kind == contract.name && *name == field.name)
            .map(|(.., range)| range.as_str())
    }

    fn add(&mut self, contract: &Contract, field: &FieldSpec, range: String) {
        self.ranges.push((contract.name.clone(), field.name.clone(), range));
    }
}

/// The rows written so far.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    phrases: Phrases<'a>,
    row: u32,
}

/// Writes the guide; returns where its lists stand.
///
/// # Errors
/// The library refuses a text: a bug.
pub(super) fn write(sheet: &mut Worksheet, form: &Form<'_>) -> Result<Lists, Error> {
    let mut page = Page { sheet, phrases: form.to.phrases, row: 0 };
    page.sheet.set_name(GUIDE_SHEET).or_failed()?;
    for (col, wide) in (0u16..).zip(WIDTHS) {
        page.sheet.set_column_width(col, wide).or_failed()?;
    }
    page.title(&form.to)?;
    page.addressee(form)?;
    page.steps(&form.to)?;
    page.legend()?;
    page.sheets(form)?;
    page.columns(form)?;
    let lists = page.lists(form)?;
    page.sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
    page.sheet.set_screen_gridlines(false).set_active(true);
    page.sheet
        .set_paper_size(9)
        .set_landscape()
        .set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3)
        .set_print_fit_to_pages(1, 0)
        .set_footer(format!("&R&\"{FACE},Regular\"&12{}", form.to.page_numbers()));
    Ok(lists)
}

impl Page<'_> {
    fn put(&mut self, col: u16, text: &str, format: &Format) -> Result<(), Error> {
        self.sheet.write_string_with_format(self.row, col, text, format).or_failed()?;
        Ok(())
    }

    /// Ends the row: its height fits so many lines.
    fn next(&mut self, lines: usize) -> Result<(), Error> {
        self.sheet.set_row_height(self.row, style::row_points(lines)).or_failed()?;
        self.row += 1;
        Ok(())
    }

    fn title(&mut self, to: &Addressee<'_>) -> Result<(), Error> {
        self.put(0, &to.marked(&self.phrases.term("guide.title")), &style::title())?;
        self.sheet.set_row_height(self.row, style::TITLE_POINTS).or_failed()?;
        self.row += 1;
        if to.agency.sample {
            self.put(0, &self.phrases.term("guide.sample_note"), &style::alert())?;
            self.next(1)?;
        }
        Ok(())
    }

    fn addressee(&mut self, form: &Form<'_>) -> Result<(), Error> {
        let to = &form.to;
        let (agency, phrases) = (to.agency, self.phrases);
        let year = Digits::Thai.apply(&to.fiscal_year.to_string());
        let mut facts = vec![
            ("guide.agency", agency.name_th.clone()),
            ("guide.sender", to.name().to_owned()),
            ("guide.fiscal_year", phrases.say("guide.year", &[("year", &year)])),
        ];
        if let Some(period) = to.period() {
            facts.push(("guide.period", span(period, phrases)));
        }
        let days = days(form);
        if let Some(first) = days.first() {
            let key = if days.len() > 1 { "guide.due_from" } else { "guide.due_on" };
            let date = thai::format_long(*first, Digits::Thai);
            facts.push(("guide.due", phrases.say(key, &[("date", &date)])));
        }
        let mut contact = vec![phrases.say("guide.coordinator", &[("agency", &agency.name_th)])];
        if !agency.phone.is_empty() {
            contact.push(phrases.say("guide.phone", &[("phone", &agency.phone)]));
        }
        if !agency.email.is_empty() {
            contact.push(agency.email.clone());
        }
        facts.push(("guide.contact", contact.join("  ")));
        for (label, value) in facts {
            self.put(0, &phrases.term(label), &style::label())?;
            self.put(1, &value, &style::above())?;
            self.next(1)?;
        }
        Ok(())
    }

    fn section(&mut self, title: &str) -> Result<(), Error> {
        self.row += 1;
        self.put(0, title, &style::section())?;
        self.next(1)
    }

    fn steps(&mut self, to: &Addressee<'_>) -> Result<(), Error> {
        self.section(&self.phrases.term("guide.steps_heading"))?;
        let steps = self.phrases.say("guide.steps", &[("example", &to.example_date())]);
        let within = to.half.map(|_| self.phrases.term("guide.step_of_half"));
        for (number, step) in (1u32..).zip(steps.lines().chain(within.as_deref())) {
            let text = format!("{}. {step}", Digits::Thai.apply(&number.to_string()));
            self.paragraph(&text)?;
        }
        Ok(())
    }

    /// Text across the page; merged cells do not grow by themselves, so the height is set.
    fn paragraph(&mut self, text: &str) -> Result<(), Error> {
        let room: u16 = WIDTHS.iter().sum();
        self.sheet.merge_range(self.row, 0, self.row, LAST_COL, text, &style::text()).or_failed()?;
        self.next(width::lines_needed(text, usize::from(room)))
    }

    fn legend(&mut self) -> Result<(), Error> {
        self.section(&self.phrases.term("guide.colours_heading"))?;
        let colours = [
            (style::header(true), "guide.dark", "guide.dark_meaning"),
            (style::header(false), "guide.pale", "guide.pale_meaning"),
            (
                style::boxed(style::base()).set_background_color(style::YELLOW),
                "guide.yellow",
                "guide.yellow_meaning",
            ),
            (
                style::boxed(style::base()).set_background_color(style::GREY),
                "guide.grey",
                "guide.grey_meaning",
            ),
        ];
        for (format, name, meaning) in colours {
            self.put(0, &self.phrases.term(name), &format)?;
            self.put(1, &self.phrases.term(meaning), &style::above())?;
            self.next(1)?;
        }
        Ok(())
    }

    /// Titles of a table, by their keys; the last one spans the columns that are left.
    fn header(&mut self, keys: &[&str]) -> Result<(), Error> {
        let titles: Vec<_> = keys.iter().map(|key| self.phrases.term(key)).collect();
        for (col, title) in (0u16..).zip(&titles) {
            self.put(col, title, &style::header(true))?;
        }
        let last = u16::try_from(titles.len().saturating_sub(1)).unwrap_or(LAST_COL);
        if let (Some(title), true) = (titles.last(), last < LAST_COL) {
            let format = style::header(true);
            self.sheet.merge_range(self.row, last, self.row, LAST_COL, title, &format).or_failed()?;
        }
        self.next(1)
    }

    fn line(&mut self, texts: &[&str]) -> Result<(), Error> {
        let mut lines = 1;
        for (col, text) in (0u16..).zip(texts) {
            self.put(col, text, &style::boxed(style::text()))?;
            lines = lines.max(width::lines_needed(text, usize::from(WIDTHS[usize::from(col)])));
        }
        self.next(lines)
    }

    fn sheets(&mut self, form: &Form<'_>) -> Result<(), Error> {
        let phrases = self.phrases;
        let dated = days(form).len() > 1;
        self.section(&phrases.term("guide.sheets_heading"))?;
        self.header(&["guide.sheet", "guide.table", "guide.listed", "guide.content"])?;
        for sheet in &form.sheets {
            let contract = sheet.contract.as_ref();
            let place = format!("internal:'{}'!A1", contract.sheet.replace('\'', "''"));
            let url = Url::new(place).set_text(contract.sheet.as_str());
            self.sheet.write_url_with_format(self.row, 0, url, &style::link()).or_failed()?;
            let listed = sheet.rows.iter().filter(|r| r.listed).count();
            let listed = match listed {
                0 => "–".to_owned(),
                count => phrases.say("guide.listed_rows", &[("count", &count.to_string())]),
            };
            let boxed = style::boxed(style::text());
            self.put(1, &contract.title, &boxed)?;
            self.put(2, &listed, &boxed)?;
            let description = match sheet.due.filter(|_| dated) {
                Some(day) => {
                    let date = thai::format_long(day, Digits::Thai);
                    let own = [("description", contract.description.as_str()), ("date", &date)];
                    phrases.say("guide.sheet_due", &own)
                }
                None => contract.description.clone(),
            };
            self.sheet.merge_range(self.row, 3, self.row, LAST_COL, &description, &boxed).or_failed()?;
            let room = usize::from(WIDTHS[3] + WIDTHS[4]);
            let lines = width::lines_needed(&description, room)
                .max(width::lines_needed(&contract.title, usize::from(WIDTHS[1])))
                .max(width::lines_needed(&contract.sheet, usize::from(WIDTHS[0])));
            self.next(lines)?;
        }
        Ok(())
    }

    fn columns(&mut self, form: &Form<'_>) -> Result<(), Error> {
        let phrases = self.phrases;
        self.section(&phrases.term("guide.columns_heading"))?;
        self.header(&["guide.sheet", "guide.column", "guide.need", "guide.accepted", "guide.explained"])?;
        for sheet in &form.sheets {
            for field in &sheet.contract.fields {
                let need = match (field.locked, field.constraints.required) {
                    (true, _) => "guide.filled_in",
                    (_, true) => "guide.required",
                    _ => "guide.optional",
                };
                let (need, accepted) = (phrases.term(need), accepted(field, phrases));
                let explained = explained(field, phrases);
                self.line(&[&sheet.contract.sheet, &field.title, &need, &accepted, &explained])?;
            }
        }
        Ok(())
    }

    /// Lists for drop-downs that do not fit into the drop-down itself, and the register's measures.
    fn lists(&mut self, form: &Form<'_>) -> Result<Lists, Error> {
        let mut lists = Lists::default();
        for sheet in &form.sheets {
            for field in &sheet.contract.fields {
                let choices = validation::choices(field, half_of(&sheet.contract, &form.to));
                let Some(choices) = choices.filter(|c| !validation::fits_inline(&c.list)) else { continue };
                let own = [("title", field.title.as_str()), ("sheet", &sheet.contract.sheet)];
                self.section(&self.phrases.say("guide.list_heading", &own))?;
                let first = self.row;
                for choice in &choices.list {
                    self.line(&[choice])?;
                }
                lists.add(&sheet.contract, field, guide_range('A', first, self.row - 1));
            }
        }
        self.register(form, &mut lists)?;
        Ok(lists)
    }

    fn register(&mut self, form: &Form<'_>, lists: &mut Lists) -> Result<(), Error> {
        let wanted = form.sheets.iter().find_map(|s| {
            let field = s.contract.fields.iter().find(|f| f.role == Some(Role::Measure))?;
            Some((s.contract.as_ref(), field))
        });
        let Some((contract, field)) = wanted.filter(|_| !form.register.is_empty()) else { return Ok(()) };
        self.section(&self.phrases.term("guide.register_heading"))?;
        self.header(&["guide.register_code", "guide.register_title"])?;
        let first = self.row;
        for measure in form.register {
            let boxed = style::boxed(style::text());
            self.put(0, &measure.code, &boxed)?;
            self.sheet.merge_range(self.row, 1, self.row, LAST_COL, &measure.title, &boxed).or_failed()?;
            let room: u16 = WIDTHS[1..].iter().sum();
            self.next(width::lines_needed(&measure.title, usize::from(room)))?;
        }
        lists.add(contract, field, guide_range('A', first, self.row - 1));
        Ok(())
    }
}

/// What a column takes, in words.
fn accepted(field: &FieldSpec, phrases: Phrases<'_>) -> String {
    let choices = || field.constraints.choices.join(", ");
    let kind = match (field.kind, field.role) {
        (_, Some(Role::Month)) => return phrases.term("guide.month"),
        (_, Some(Role::Due)) => return phrases.say("guide.date_or_words", &[("choices", &choices())]),
        (FieldType::String, _) if !field.constraints.choices.is_empty() => {
            return phrases.say("guide.one_of", &[("choices", &choices())]);
        }
        (FieldType::String, _) => "cell.text",
        (FieldType::Integer, _) => "cell.integer",
        (FieldType::Number, _) => "cell.number",
        (FieldType::Date, _) => "cell.date",
    };
    let mut parts = vec![phrases.term(kind)];
    parts.extend(validation::range_words(&field.constraints, phrases));
    parts.extend(validation::longest(field, phrases));
    parts.extend(validation::unit(field, phrases));
    parts.join(" ")
}

fn explained(field: &FieldSpec, phrases: Phrases<'_>) -> String {
    if !field.help.is_empty() {
        return field.help.clone();
    }
    if field.total {
        return phrases.term("guide.totalled");
    }
    String::new()
}

/// A half in words: its name and its first and last day.
pub(super) fn span(period: Period, phrases: Phrases<'_>) -> String {
    let key = match period.half {
        Half::First => "form.first_half",
        Half::Second => "form.second_half",
    };
    let day = |date| thai::format_long(date, Digits::Thai);
    phrases.say(key, &[("from", &day(period.first_day())), ("until", &day(period.last_day()))])
}

/// The days until which the form's sheets are to be sent, the first one first.
fn days(form: &Form<'_>) -> BTreeSet<Date> {
    form.sheets.iter().filter_map(|sheet| sheet.due).collect()
}
