//! What every section needs: the model, its wording, running numbers.

use crate::compare::{AgencyScore, IndicatorScore, InstrumentScore, QuestionScore};
use crate::model::{FiscalYear, QuestionResult};
use crate::report::Model;
use crate::report::document::{Align, Column, Part, Row, Table, TextSize};
use crate::report::own_texts::{Names, OwnText, Worded};
use crate::report::words::Words;
use crate::scheme::{Indicator, Instrument, Question, Rating, Scheme};
use std::cell::{Cell, RefCell};

/// What captions count.
#[derive(Clone, Copy, Debug)]
pub(super) enum Counted {
    Chart,
    Picture,
}

/// The model with its wording and the numbers of sections, parts, tables, charts and pictures so far.
pub(super) struct Context<'a> {
    pub model: &'a Model<'a>,
    pub words: Words,
    sections: Cell<usize>,
    /// What the numbers of the present section's parts begin with.
    section: RefCell<String>,
    parts: Cell<usize>,
    tables: Cell<usize>,
    charts: Cell<usize>,
    pictures: Cell<usize>,
}

impl<'a> Context<'a> {
    pub(super) fn new(model: &'a Model<'a>) -> Self {
        let words = model.words();
        Self {
            model,
            words,
            sections: Cell::default(),
            section: RefCell::default(),
            parts: Cell::default(),
            tables: Cell::default(),
            charts: Cell::default(),
            pictures: Cell::default(),
        }
    }

    /// A sentence of `templates/wording`, its own figures in the document's digits. Every sentence may name the agency, the years, full marks and the workbook.
    pub(super) fn say(&self, key: &str, variables: &[(&str, &str)]) -> String {
        let own = [
            ("agency", self.agency()),
            ("year", &self.year()),
            ("results_year", &self.results_year()),
            ("baseline_year", &self.baseline_year()),
            ("full", &self.words.count(100)),
            ("workbook", &format!("scores-{}.xlsx", self.model.results_year())),
        ];
        self.model.phrases().say_in(self.words.digits, key, &[variables, &own].concat())
    }

    /// A sentence without variables of its own.
    pub(super) fn term(&self, key: &str) -> String {
        self.say(key, &[])
    }

    /// Names as a person lists them.
    pub(super) fn joined(&self, names: &[String]) -> String {
        self.model.joined(names)
    }

    /// A column whose label is a sentence.
    pub(super) fn column(&self, key: &str, width: f64, align: Align) -> Column {
        Column::new(self.term(key), width, align)
    }

    /// A section's heading. Sections and their parts get their numbers as they are made: in the order of the pages.
    pub(super) fn section(&self, title: &str) -> String {
        let number = self.next(&self.sections);
        self.begin(&number);
        format!("{number}. {title}")
    }

    /// From here on the numbers of parts begin with `label`.
    pub(super) fn begin(&self, label: &str) {
        self.parts.set(0);
        label.clone_into(&mut self.section.borrow_mut());
    }

    /// A part's heading.
    pub(super) fn heading(&self, title: &str) -> String {
        format!("{}.{} {title}", self.section.borrow(), self.next(&self.parts))
    }

    /// A part of paragraphs and tables.
    pub(super) fn part(&self, title: &str, paragraphs: Vec<String>, tables: Vec<Table>) -> Part {
        let heading = self.heading(title);
        Part { heading, paragraphs, items: Vec::new(), tables, closing: Vec::new(), wide: false }
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
        let (number, name) = (indicator.number.to_string(), &indicator.name_th);
        self.words.text(&self.say("names.indicator", &[("number", &number), ("name", name)]))
    }

    /// The same by number, also for a number that the scheme does not know.
    pub(super) fn indicator(&self, number: i64) -> String {
        match self.scheme().indicator(number) {
            Some(indicator) => self.indicator_name(indicator),
            None => self.indicator_number(number),
        }
    }

    /// `ตัวชี้วัดที่ ๑`
    fn indicator_number(&self, number: i64) -> String {
        self.words.text(&self.say("names.indicator_number", &[("number", &number.to_string())]))
    }

    /// `ข้อ E4`
    pub(super) fn question(&self, code: &str) -> String {
        self.say("names.question", &[("code", &self.code(code))])
    }

    /// `ข้อ E4 (เผยแพร่และประชาสัมพันธ์…)`
    pub(super) fn question_name(&self, code: &str) -> String {
        let text = self.scheme().question(code).map(|q| self.words.text(&q.text_th));
        match text {
            Some(text) if !text.is_empty() => format!("{} ({text})", self.question(code)),
            _ => self.question(code),
        }
    }

    /// What a condition is on, where it is finer than an instrument: an indicator, a question, an item.
    pub(super) fn condition(&self, of: &str) -> String {
        match of.parse::<u16>() {
            Ok(number) => self.indicator_number(number.into()),
            Err(_) => self.question(of),
        }
    }

    /// Instruments whose scores are computed because none were published.
    pub(super) fn stand_ins(&self) -> Vec<String> {
        self.model.scores.stand_ins().map(str::to_owned).collect()
    }

    /// The instruments with their weights in the total.
    pub(super) fn weights(&self) -> String {
        let weight = |i: &Instrument| {
            self.say("names.weight", &[("instrument", &i.code), ("weight", &self.words.weight(i.weight))])
        };
        self.joined(&self.scheme().instruments.iter().map(weight).collect::<Vec<_>>())
    }

    /// Says that scores are computed because none were published.
    pub(super) fn stand_in_note(&self, instruments: &[String]) -> String {
        self.say("results.stand_ins", &[("instruments", &self.joined(instruments))])
    }

    /// Codes of questions: `I1, I2`.
    pub(super) fn codes<'q>(&self, questions: impl IntoIterator<Item = &'q Question>) -> String {
        let codes: Vec<_> = questions.into_iter().map(|q| self.code(&q.code)).collect();
        codes.join(", ")
    }

    /// A score with its unit.
    pub(super) fn points(&self, score: f64) -> String {
        self.say("names.points", &[("number", &self.words.number(score, self.decimals()))])
    }

    /// Decimals of published scores.
    pub(super) fn decimals(&self) -> usize {
        self.scheme().rules.published_decimals
    }

    /// An own text with its placeholders filled in.
    pub(super) fn worded(&self, text: &OwnText) -> Worded {
        let agency = &self.model.workspace.agency;
        let website = match agency.website.as_str() {
            "" => self.term("names.website"),
            address => self.say("names.website_at", &[("address", address)]),
        };
        let (parent, director) = (self.term("names.parent"), self.term("names.director"));
        let names = Names {
            words: &self.model.workspace.words,
            agency: &agency.name_th,
            parent: if agency.parent_th.is_empty() { &parent } else { &agency.parent_th },
            director: if agency.director_th.is_empty() { &director } else { &agency.director_th },
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
            self.numbered("names.table", &self.tables, caption)
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
        match counted {
            Counted::Chart => self.numbered("names.chart", &self.charts, text),
            Counted::Picture => self.numbered("names.picture", &self.pictures, text),
        }
    }

    fn numbered(&self, key: &str, counter: &Cell<usize>, caption: &str) -> String {
        self.say(key, &[("number", &self.next(counter)), ("caption", caption)])
    }

    /// An indicator with its score in brackets, where it has one.
    pub(super) fn scored(&self, indicator: &Indicator) -> String {
        let score = self.indicator_score(indicator.number).and_then(|s| s.score);
        let score = score.map(|score| format!(" ({})", self.points(score))).unwrap_or_default();
        self.indicator_name(indicator) + &score
    }

    fn next(&self, counter: &Cell<usize>) -> String {
        counter.set(counter.get() + 1);
        self.words.size(counter.get())
    }
}

fn is_survey(scheme: &Scheme, instrument: &Instrument) -> bool {
    scheme.questions_of(&instrument.code).any(|q| q.scale.is_some())
}

/// `แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (IIT)`
pub(super) fn instrument_name(instrument: &Instrument) -> String {
    format!("{} ({})", instrument.name_th, instrument.code)
}
