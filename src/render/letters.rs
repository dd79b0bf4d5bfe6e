//! Letters through their templates: texts of reminders, the memorandum's text, the calendar.
//!
//! Comes in: view models, `templates/letters/`. Goes out: texts and bytes. Never: a word of its own.

use super::forms::{Returned, return_name, returned};
use super::ics;
use super::job::Job;
use super::typst::{Document, Sources, Typst};
use crate::check::Context;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::ingest::RawWorkbook;
use crate::model::Facts;
use crate::report::Model;
use crate::report::letters::{self, Reminder};
use crate::report::words::Words;
use crate::scheme::Scheme;
use crate::templates::Templates;
use crate::thai::Date;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Folder of the templates.
const FOLDER: &str = "letters";
const REMINDER: &str = "letters/reminder.txt";
const CALENDAR: &str = "letters/calendar.txt";
const MEMO: &str = "letters/memo.txt";

/// How many steps a letter may take.
const MOST_STEPS: u64 = 1_000_000;

/// What every letter may show.
#[derive(Debug, Serialize)]
struct Page<'a> {
    agency: &'a str,
    director: &'a str,
    unit_noun: &'a str,
    phone: String,
    reply: Vec<String>,
    period: String,
    as_of: String,
    sample: bool,
    nothing: bool,
    copies: Vec<String>,
    workbook: String,
}

fn page<'a>(model: &'a Model<'_>, copies: Vec<String>, nothing: bool) -> Page<'a> {
    let (agency, w) = (&model.workspace.agency, model.words());
    let reply = [w.text(&agency.phone), agency.email.clone()];
    Page {
        agency: &agency.name_th,
        director: &agency.director_th,
        unit_noun: model.unit_noun(),
        phone: w.text(&agency.phone),
        reply: reply.into_iter().filter(|text| !text.is_empty()).collect(),
        period: w.period(model.period),
        as_of: w.date(model.as_of),
        sample: agency.sample,
        nothing,
        copies,
        workbook: format!("reminders-{}.xlsx", model.period.slug()),
    }
}

/// Whether the templates of letters are there and can be read.
///
/// # Errors
/// One is missing or is no template.
pub fn check(templates: &Templates) -> Result<(), Error> {
    let environment = environment(templates)?;
    let missing = [REMINDER, CALENDAR, MEMO].into_iter().find(|path| environment.get_template(path).is_err());
    missing.map_or(Ok(()), |path| Err(Error::no_template(path)))
}

fn environment(templates: &Templates) -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(MOST_STEPS));
    // Plain texts: nothing reads them as markup.
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    for (path, source) in templates.texts(FOLDER, "txt")? {
        environment
            .add_template_owned(path.clone(), source)
            .map_err(|why| Error::unreadable_template(path, &why))?;
    }
    Ok(environment)
}

/// The templates of letters, ready to be filled in.
struct Texts(Environment<'static>);

impl Texts {
    /// Numbers that a template counts itself get the digits of `words`.
    fn load(templates: &Templates, words: Words) -> Result<Self, Error> {
        let mut environment = environment(templates)?;
        environment.add_filter("digits", move |number: i64| words.count(number));
        Ok(Self(environment))
    }

    fn fill(&self, path: &str, values: minijinja::Value) -> Result<String, Error> {
        let wrong = |why: minijinja::Error| Error::unreadable_template(path, &why);
        self.0.get_template(path).map_err(wrong)?.render(values).map_err(wrong)
    }
}

/// A file of the letters: path below their folder with `/`, and bytes.
pub type File = (String, Vec<u8>);

/// All that `remind` hands out.
#[derive(Debug)]
pub struct Letters {
    /// What each unit has to do.
    pub reminders: Vec<Reminder>,
    /// Its text, in the same order.
    pub texts: Vec<String>,
    /// Texts, marked copies, the workbook of all, the calendar.
    pub files: Vec<File>,
}

/// Reminders with everything that goes beside them.
///
/// # Errors
/// A template is missing or wrong, or a workbook cannot be written.
pub fn reminders(
    model: &Model<'_>,
    context: Context<'_>,
    workbooks: &[RawWorkbook],
    templates: &Templates,
) -> Result<Letters, Error> {
    let texts = Texts::load(templates, model.words())?;
    let reminders = letters::reminders(model);
    let (mut files, mut worded): (Vec<File>, Vec<String>) = (Vec::new(), Vec::new());
    for reminder in &reminders {
        let copies = copies(model, context, workbooks, &reminder.unit)?;
        let names = copies.iter().map(|(name, _)| name.clone()).collect();
        let page = page(model, names, reminder.is_empty());
        let text = texts.fill(REMINDER, context! { page => of(&page), unit => of(reminder) })?;
        let text = format!("{}\n", text.trim());
        files.push((format!("{}/message.txt", reminder.unit), text.clone().into_bytes()));
        files.extend(copies.into_iter().map(|(name, bytes)| (format!("{}/{name}", reminder.unit), bytes)));
        worded.push(text);
    }
    let book = letters::workbook(model, &reminders, &worded);
    files.push((format!("{}.xlsx", book.stem), super::xlsx::review(&book)?));
    files.push(("deadlines.ics".to_owned(), calendar(model, context, &texts)?));
    Ok(Letters { reminders, texts: worded, files })
}

/// Marked copies of the workbooks in which a unit has something to correct.
fn copies(
    model: &Model<'_>,
    context: Context<'_>,
    workbooks: &[RawWorkbook],
    unit: &str,
) -> Result<Vec<File>, Error> {
    let own = files_of(model.facts, unit);
    let mut found = Vec::new();
    for raw in workbooks.iter().filter(|raw| own.contains(&raw.name[..]) && !raw.sheets.is_empty()) {
        let is_theirs = |d: &&Diagnostic| {
            d.place.file == raw.name[..]
                && d.severity != Severity::Note
                && d.accepted.is_none()
                && letters::concerns(model, d)
        };
        let findings: Vec<_> = model.diagnostics.iter().filter(is_theirs).collect();
        if findings.is_empty() {
            continue;
        }
        let none = BTreeMap::new();
        let questions = context.schemes.get(raw.file.fiscal_year).map_or(&none, Scheme::question_keys);
        let about = Returned {
            agency: &model.workspace.agency,
            phrases: model.phrases(),
            contracts: context.contracts,
            questions,
        };
        found.push((return_name(raw), returned(raw, &findings, &about)?));
    }
    Ok(found)
}

/// Files that a unit alone has sent: another's sheets are not handed on.
fn files_of<'a>(facts: &'a Facts, unit: &str) -> BTreeSet<&'a str> {
    let mut senders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for submission in &facts.submissions {
        let sender = submission.unit.as_deref().unwrap_or_default();
        senders.entry(&submission.origin.file).or_default().insert(sender);
    }
    senders.into_iter().filter(|(_, of)| of.len() == 1 && of.contains(unit)).map(|(file, _)| file).collect()
}

/// The year's deadlines in RFC 5545.
fn calendar(model: &Model<'_>, context: Context<'_>, texts: &Texts) -> Result<Vec<u8>, Error> {
    let page = page(model, Vec::new(), false);
    let name = ics::text(&format!("ITA {} {}", page.agency, model.fiscal_year()));
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        format!("PRODID:-//ita-report//{}//TH", env!("CARGO_PKG_VERSION")),
        "CALSCALE:GREGORIAN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        format!("X-WR-CALNAME:{name}"),
    ];
    // The day of the data, not the clock's: the same inputs give the same bytes.
    let stamp = digits(model.as_of);
    for event in letters::calendar(model, context) {
        let summary = texts.fill(CALENDAR, context! { page => of(&page), event => of(&event) })?;
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}", ics::text(&event.uid)),
            format!("DTSTAMP:{stamp}T000000Z"),
            format!("DTSTART;VALUE=DATE:{}", digits(event.day)),
            format!("SUMMARY:{}", ics::text(summary.trim())),
            format!("DESCRIPTION:{}", ics::text(&event.lines.join("\n"))),
            "TRANSP:TRANSPARENT".to_owned(),
            "END:VEVENT".to_owned(),
        ]);
    }
    lines.push("END:VCALENDAR".to_owned());
    Ok(ics::file(&lines).into_bytes())
}

/// `20250415`
fn digits(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

fn of(value: &impl Serialize) -> minijinja::Value {
    minijinja::Value::from(minijinja::value::Serde(value))
}

/// The memorandum as a job.
///
/// # Errors
/// A template is missing or wrong.
pub fn memo<'a>(
    model: &Model<'_>,
    title: &str,
    templates: &Templates,
    typst: &Typst,
) -> Result<Job<'a>, Error> {
    let figures = letters::figures(model);
    let page = page(model, Vec::new(), false);
    let text = Texts::load(templates, model.words())?
        .fill(MEMO, context! { page => of(&page), f => of(&figures) })?;
    let document = Document {
        template: "typst/memo.typ",
        name: "memo".to_owned(),
        model: Document::value(&letters::memo(model, title, &text))?,
        date: model.as_of,
        names: Arc::from(model.workspace.units.iter().map(|u| u.name_th.clone()).collect::<Vec<_>>()),
        files: Vec::new(),
    };
    Job::pdf(format!("memo-{}.pdf", model.period.slug()), document, &Sources::read(templates)?, typst)
}
