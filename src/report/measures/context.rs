//! What every section needs: the model, its wording, running numbers.

use crate::compare::{AgencyScore, IndicatorScore, InstrumentScore, QuestionScore};
use crate::model::{FiscalYear, QuestionResult};
use crate::report::Model;
use crate::report::document::{Column, Row, Table, TextSize};
use crate::report::own_texts::{Names, OwnText, Worded};
use crate::report::words::Words;
use crate::scheme::{Indicator, Instrument, Question, Rating, Scheme};
use std::cell::Cell;

/// What captions count.
#[derive(Clone, Copy, Debug)]
pub(super) enum Counted {
    Chart,
    Picture,
}

/// The model with its wording and the numbers of tables, charts and pictures so far.
pub(super) struct Context<'a> {
    pub model: &'a Model<'a>,
    pub words: Words,
    tables: Cell<usize>,
    charts: Cell<usize>,
    pictures: Cell<usize>,
}

impl<'a> Context<'a> {
    pub(super) fn new(model: &'a Model<'a>) -> Self {
        let words = model.words();
        Self { model, words, tables: Cell::default(), charts: Cell::default(), pictures: Cell::default() }
    }

    pub(super) fn agency(&self) -> &'a str {
        &self.model.workspace.agency.name_th
    }

    /// `พ.ศ. ๒๕๖๘`, the year of the measures.
    pub(super) fn year(&self) -> String {
        self.words.year(self.model.fiscal_year())
    }

    /// `พ.ศ. ๒๕๖๗`, the year of the results.
    pub(super) fn results_year(&self) -> String {
        self.words.year(self.model.results_year())
    }

    /// `พ.ศ. ๒๕๖๖`, the baseline.
    pub(super) fn baseline_year(&self) -> String {
        self.words.year(self.model.results_year().previous())
    }

    pub(super) fn scheme(&self) -> &'a Scheme {
        self.model.scheme
    }

    /// The scheme of the baseline, where there is one.
    pub(super) fn baseline_scheme(&self) -> Option<&'a Scheme> {
        self.model.schemes.get(self.model.results_year().previous())
    }

    /// The total, where the year has results.
    pub(super) fn overall(&self) -> Option<&'a AgencyScore> {
        self.model.scores.agencies.first()
    }

    /// Whether any score has one of the year before beside it.
    pub(super) fn has_baseline(&self) -> bool {
        let scores = self.model.scores;
        scores.instruments.iter().any(|i| i.previous.is_some())
            || scores.indicators.iter().any(|i| i.previous.is_some())
    }

    pub(super) fn instrument_score(&self, code: &str) -> Option<&'a InstrumentScore> {
        self.model.scores.instruments.iter().find(|i| i.instrument == code)
    }

    pub(super) fn indicator_score(&self, number: i64) -> Option<&'a IndicatorScore> {
        self.model.scores.indicators.iter().find(|i| i.indicator == number)
    }

    pub(super) fn question_score(&self, code: &str) -> Option<&'a QuestionScore> {
        self.model.scores.questions.iter().find(|q| q.question == code)
    }

    /// What the sheets say about the questions of the results' year.
    pub(super) fn results(&self) -> &'a [QuestionResult] {
        self.model.year(self.model.results_year()).map(|y| y.questions.as_slice()).unwrap_or_default()
    }

    /// Instruments that people answer: they have questions with a scale.
    pub(super) fn surveys(&self) -> impl Iterator<Item = &'a Instrument> {
        let scheme = self.scheme();
        scheme.instruments.iter().filter(move |i| is_survey(scheme, i))
    }

    /// Instruments that are assessed item by item.
    pub(super) fn checklists(&self) -> impl Iterator<Item = &'a Instrument> {
        let scheme = self.scheme();
        scheme.instruments.iter().filter(move |i| !is_survey(scheme, i))
    }

    /// The rating with an id, in the scheme of `year`.
    pub(super) fn rating(&self, year: FiscalYear, id: Option<&str>) -> Option<&'a Rating> {
        self.model.schemes.get(year)?.ratings.iter().find(|r| Some(r.id.as_str()) == id)
    }

    /// A code in the document's digits: `O18`, `M1-01`.
    pub(super) fn code(&self, code: &str) -> String {
        self.words.text(code)
    }

    /// An indicator where the column says that it is one: `๑. การปฏิบัติหน้าที่`.
    pub(super) fn indicator_entry(&self, indicator: &Indicator) -> String {
        self.words.text(&format!("{}. {}", indicator.number, indicator.name_th))
    }

    /// `ตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่`
    pub(super) fn indicator_name(&self, indicator: &Indicator) -> String {
        self.words.text(&format!("ตัวชี้วัดที่ {} {}", indicator.number, indicator.name_th))
    }

    /// The same by number, also for a number that the scheme does not know.
    pub(super) fn indicator(&self, number: i64) -> String {
        match self.scheme().indicator(number) {
            Some(indicator) => self.indicator_name(indicator),
            None => self.words.text(&format!("ตัวชี้วัดที่ {number}")),
        }
    }

    /// `ข้อ E4 (เผยแพร่และประชาสัมพันธ์…)`
    pub(super) fn question_name(&self, code: &str) -> String {
        let text = self.scheme().question(code).map(|q| self.words.text(&q.text_th));
        match text {
            Some(text) if !text.is_empty() => format!("ข้อ {} ({text})", self.code(code)),
            _ => format!("ข้อ {}", self.code(code)),
        }
    }

    /// What a condition is on, where it is finer than an instrument: an indicator, a question, an item.
    pub(super) fn condition(&self, of: &str) -> String {
        match of.parse::<u16>() {
            Ok(number) => self.words.text(&format!("ตัวชี้วัดที่ {}", i64::from(number))),
            Err(_) => format!("ข้อ {}", self.code(of)),
        }
    }

    /// Instruments whose scores are computed because none were published.
    pub(super) fn stand_ins(&self) -> Vec<String> {
        self.model.scores.stand_ins().map(str::to_owned).collect()
    }

    /// Codes of questions: `I1, I2`.
    pub(super) fn codes<'q>(&self, questions: impl IntoIterator<Item = &'q Question>) -> String {
        let codes: Vec<_> = questions.into_iter().map(|q| self.code(&q.code)).collect();
        codes.join(", ")
    }

    /// A score with its unit.
    pub(super) fn points(&self, score: f64) -> String {
        format!("{} คะแนน", self.words.number(score, self.decimals()))
    }

    /// Decimals of published scores.
    pub(super) fn decimals(&self) -> usize {
        self.scheme().rules.published_decimals
    }

    /// An own text with its placeholders filled in.
    pub(super) fn worded(&self, text: &OwnText) -> Worded {
        let agency = &self.model.workspace.agency;
        let or = |name: &'a str, other: &'a str| if name.is_empty() { other } else { name };
        let website = match agency.website.as_str() {
            "" => "เว็บไซต์ของหน่วยงาน".to_owned(),
            address => format!("เว็บไซต์ {address}"),
        };
        let names = Names {
            words: &self.model.workspace.words,
            agency: &agency.name_th,
            parent: or(&agency.parent_th, "หน่วยงาน"),
            director: or(&agency.director_th, "ผู้บริหารหน่วยงาน"),
            website: &website,
            year: &self.words.text(&self.model.fiscal_year().to_string()),
            results_year: &self.words.text(&self.model.results_year().to_string()),
        };
        text.worded(self.words, &names)
    }

    /// A table; it gets a number when it has rows, so that numbers have no gaps on the pages.
    pub(super) fn table(
        &self,
        id: &str,
        caption: &str,
        size: TextSize,
        columns: Vec<Column>,
        rows: Vec<Row>,
        empty: &str,
    ) -> Table {
        let caption = if rows.is_empty() {
            caption.to_owned()
        } else {
            format!("ตารางที่ {} {caption}", self.next(&self.tables))
        };
        let (id, empty) = (id.to_owned(), empty.to_owned());
        Table {
            id,
            caption,
            guide: Vec::new(),
            size,
            columns,
            rows,
            empty,
            notes: Vec::new(),
            whole: false,
            settled: false,
        }
    }

    /// A caption with its running number.
    pub(super) fn caption(&self, counted: Counted, text: &str) -> String {
        let (word, numbers) = match counted {
            Counted::Chart => ("แผนภูมิที่", &self.charts),
            Counted::Picture => ("ภาพที่", &self.pictures),
        };
        format!("{word} {} {text}", self.next(numbers))
    }

    fn next(&self, counter: &Cell<usize>) -> String {
        counter.set(counter.get() + 1);
        self.words.size(counter.get())
    }
}

fn is_survey(scheme: &Scheme, instrument: &Instrument) -> bool {
    scheme.questions_of(&instrument.code).any(|q| q.scale.is_some())
}

/// Says that scores are computed because none were published.
pub(super) fn stand_in_note(instruments: &[String]) -> String {
    format!(
        "คะแนนของ {} เป็นคะแนนที่คำนวณจากจำนวนคำตอบ เพราะไม่มีคะแนนที่ประกาศ จึงอาจต่างจากคะแนนที่ประกาศ และไม่เทียบกับคะแนนที่ประกาศของปีอื่น",
        joined(instruments)
    )
}

/// `แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (IIT)`
pub(super) fn instrument_name(instrument: &Instrument) -> String {
    format!("{} ({})", instrument.name_th, instrument.code)
}

/// Names as a person lists them: `ก`, `ก และข`, `IIT EIT และ OIT`.
pub(super) fn joined(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => {
            // A Thai word follows the connective without a space.
            let thai = last.starts_with(|c: char| ('ก'..='ไ').contains(&c));
            format!("{} และ{}{last}", first.join(" "), if thai { "" } else { " " })
        }
    }
}
