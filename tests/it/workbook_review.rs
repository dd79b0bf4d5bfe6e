//! The review workbooks: every formula gives its cached result, every figure leads to its source.

use super::extras::tool;
use super::workbook_support::{Book, Sample, a1, cells, number, recalculate, same, with_numbers};
use calamine::Data;
use ita_report::model::{Absence, Field, FiscalYear, Half, Origin, Period, QuestionResult, YearFacts};
use ita_report::render::xlsx;
use ita_report::report::workbook::{self, Workbook};
use ita_report::report::{Model, data_sets};
use std::collections::BTreeMap;

const QUESTIONS: &str = "รายข้อ";

fn review(book: &Workbook) -> Vec<u8> {
    xlsx::review(book).expect("a review workbook")
}

fn both(model: &Model<'_>) -> [(String, Vec<u8>); 2] {
    [workbook::scores(model), workbook::progress(model)].map(|book| (book.stem.clone(), review(&book)))
}

/// The data sets' own workbooks.
fn own(model: &Model<'_>) -> Vec<(String, Vec<u8>)> {
    let sets = data_sets::data_sets(model);
    let books = sets.iter().map(|set| workbook::data_set(model, set));
    books.map(|book| (book.stem.clone(), review(&book))).collect()
}

fn counts(sample: &mut Sample, code: &str, counts: &[Option<i64>], published: Option<f64>) {
    let year = sample.facts.years.get_mut(&FiscalYear(2567)).expect("results");
    let question = year.questions.iter_mut().find(|q| q.question == code).expect("the question");
    for (field, count) in question.counts.iter_mut().zip(counts) {
        field.value = count.ok_or(Absence::Blank);
    }
    question.published.value = published.ok_or(Absence::NotSubmitted);
}

/// Results without any counts, without some, and in parts.
fn gaps() -> Sample {
    let mut sample = Sample::new();
    let taxes = ("o9_tax".to_owned(), sample.period);
    sample.facts.data_sets.get_mut(&taxes).expect("taxes")[0].values[3].value = Err(Absence::Blank);
    counts(&mut sample, "I3", &[None, None], None);
    counts(&mut sample, "E6", &[None, Some(1), Some(2), Some(3), Some(4), Some(5)], Some(94.89));
    counts(&mut sample, "I6", &[Some(0), Some(0)], None);
    let year = sample.facts.years.get_mut(&FiscalYear(2567)).expect("results");
    let at = year.questions.iter().position(|q| q.question == "E3").expect("E3");
    let whole = year.questions.remove(at);
    for (part, yes) in [("ก", 3), ("ข", 1), ("ค", 0)] {
        let mut one = whole.clone();
        part.clone_into(&mut one.part);
        one.counts[0].value = Ok(yes);
        one.published.value = if part == "ข" { Err(Absence::Invalid) } else { Ok(99.0) };
        year.questions.insert(at, one);
    }
    year.questions.retain(|q| q.question != "O7");
    for measure in &mut year_of(&mut sample, 2568).measures {
        if measure.code.ends_with("-02") {
            measure.title.value = Ok("=1+1 ไม่ใช่สูตร".to_owned());
            measure.due = Field::absent(Absence::Invalid, None);
        }
    }
    for report in sample.facts.progress.values_mut().flatten().step_by(3) {
        report.status.value = Err(Absence::Invalid);
        report.check_ins.value = Err(Absence::NotApplicable);
    }
    for rows in sample.facts.data_sets.values_mut() {
        for row in rows.iter_mut().step_by(2) {
            row.values.iter_mut().for_each(|field| field.value = Err(Absence::Blank));
        }
    }
    sample
        .facts
        .data_sets
        .retain(|(name, period), _| name != "o14_subsidies" || period.fiscal_year.0 == 2568);
    sample
}

fn year_of(sample: &mut Sample, year: u16) -> &mut YearFacts {
    sample.facts.years.entry(FiscalYear(year)).or_default()
}

/// A workspace in which nobody has sent anything.
fn nothing() -> Sample {
    let mut sample = Sample::new();
    sample.facts = ita_report::model::Facts { agency: sample.facts.agency, ..Default::default() };
    sample.diagnostics = ita_report::diagnostic::Diagnostics::default();
    sample
}

/// Four choices, ratings by letters, one instrument as the mean of its indicators.
fn year_2564() -> Sample {
    let mut sample = nothing();
    sample.period = Period { fiscal_year: FiscalYear(2565), half: Half::Second };
    let scheme = sample.schemes.get(FiscalYear(2564)).expect("a scheme").clone();
    let origin = Origin { file: "input/2564/a.xlsx".into(), sheet: "s".into(), row: 1, col: 2 };
    let questions = scheme.questions.iter().zip(0i64..).map(|(question, at)| {
        let scale = scheme.scale_of(question).map_or(0, |s| s.points.len());
        let counts = (0i64..).take(scale).map(|n| Field::given((at * 7 + n * 11) % 13 + 1, origin.clone()));
        let published = match scale {
            0 => Field::given(
                [0.0, 50.0, 100.0, 100.0][usize::try_from(at).expect("small") % 4],
                origin.clone(),
            ),
            _ => Field::absent(Absence::Blank, None),
        };
        QuestionResult {
            question: question.code.clone(),
            part: String::new(),
            counts: counts.collect(),
            percents: Vec::new(),
            published,
            origin: origin.clone(),
        }
    });
    let questions = questions.collect();
    year_of(&mut sample, 2564).questions = questions;
    sample
}

#[test]
fn recalculated_every_formula_gives_its_cached_result() {
    let mut files = Vec::new();
    for (name, sample) in
        [("sample", Sample::new()), ("gaps", gaps()), ("nothing", nothing()), ("2564", year_2564())]
    {
        let own = sample.with(own);
        assert!(!own.is_empty() || !["sample", "gaps"].contains(&name), "{name}: data sets");
        for (stem, bytes) in sample.with(both).into_iter().chain(own) {
            files.push((format!("{name}-{stem}.xlsx"), bytes));
        }
    }
    let mut formulas = 0;
    for (name, bytes) in &files {
        let book = Book::of(bytes);
        for tab in &book.tabs {
            for (name_of, inner) in cells(book.xml(tab)) {
                assert!(
                    !inner.contains("<f>") || inner.contains("<v>"),
                    "{name} {tab}!{name_of} has no result"
                );
                assert!(!inner.contains("<v>#"), "{name} {tab}!{name_of} is an error");
                formulas += usize::from(inner.contains("<f>"));
            }
        }
    }
    assert!(formulas > 6_000, "only {formulas} formulas");
    if !tool("soffice") {
        return;
    }
    let inputs: Vec<_> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    for ((name, bytes), recalculated) in files.iter().zip(recalculate(&inputs)) {
        let differences = differences(&Book::of(bytes), &recalculated);
        assert!(
            differences.is_empty(),
            "{name}: {} differ: {:#?}",
            differences.len(),
            &differences[..differences.len().min(8)]
        );
    }
}

/// Formula cells whose value in `other` is another one.
pub fn differences(book: &Book, other: &Book) -> Vec<String> {
    let mut found = Vec::new();
    for tab in &book.tabs {
        for (name, formula) in book.formulas(tab) {
            let (row, col) = ita_report::model::parse_a1(&name).expect("a cell name");
            let (mine, theirs) =
                (book.at(tab, row as usize, col as usize), other.at(tab, row as usize, col as usize));
            if !same(&mine, &theirs) {
                found.push(format!("{tab}!{name} {mine:?} {theirs:?} ={formula}"));
            }
        }
    }
    found
}

/// Counts change in the workbook: `LibreOffice` then shows what the program computes for them.
#[test]
fn a_changed_count_gives_what_the_program_computes() {
    if !tool("soffice") {
        return;
    }
    // Published and no longer reproduced; not published; published and never reproduced.
    let changes = [("I9", 0, 300i64), ("I1", 5, 400), ("E2", 4, 210)];
    let mut before = Sample::new();
    let mut after = Sample::new();
    for sample in [&mut before, &mut after] {
        let year = year_of(sample, 2567);
        let question = year.questions.iter_mut().find(|q| q.question == "I1").expect("I1");
        question.published.value = Err(Absence::Blank);
    }
    for (code, choice, count) in changes {
        let year = year_of(&mut after, 2567);
        let question = year.questions.iter_mut().find(|q| q.question == code).expect("the question");
        question.counts[choice].value = Ok(count);
    }
    let written = before.with(|model| review(&workbook::scores(model)));
    let expected = Book::of(&after.with(|model| review(&workbook::scores(model))));
    let book = Book::of(&written);
    let titles = ["ตัวเลือก ๑", "ตัวเลือก ๒", "ตัวเลือก ๓", "ตัวเลือก ๔", "ตัวเลือก ๕", "ตัวเลือก ๖"];
    let numbers: Vec<_> = changes
        .iter()
        .map(|(code, choice, count)| {
            let (row, col) = book.find(QUESTIONS, "ข้อ", &[code], titles[*choice]);
            (a1(row, col), *count)
        })
        .collect();
    let changed = with_numbers(&written, QUESTIONS, &numbers);
    let found = recalculate(&[("changed.xlsx", &changed)]).remove(0);
    // What says that workbook and program differ must differ; rows sorted by loss may change places.
    let verdicts = ["ผลตรวจ", "จำนวนที่พบ", "ผลการตรวจ"];
    for tab in expected.tabs.iter().filter(|t| !["หน้าปก", "คะแนนที่เสียไป", "การตรวจสอบ"].contains(&t.as_str()))
    {
        for (name, formula) in expected.formulas(tab) {
            let (row, col) = ita_report::model::parse_a1(&name).expect("a cell name");
            let (row, col) = (row as usize, col as usize);
            let verdict = (0..row)
                .rev()
                .map(|r| expected.at(tab, r, col).to_string())
                .any(|t| verdicts.contains(&t.as_str()));
            let (mine, theirs) = (expected.at(tab, row, col), found.at(tab, row, col));
            assert!(verdict || same(&mine, &theirs), "{tab}!{name} {mine:?} {theirs:?} ={formula}");
        }
    }
    for code in ["I1", "I9", "E2", "E4", "O9"] {
        let of = |book: &Book, column| book.value("คะแนนที่เสียไป", "ข้อ", &[code], column);
        assert!(same(&of(&expected, "คะแนนรวมที่เสียไป"), &of(&found, "คะแนนรวมที่เสียไป")), "{code}");
    }
    let verdict = |code: &str| found.value(QUESTIONS, "ข้อ", &[code], "ผลตรวจ").to_string();
    assert_eq!([verdict("I1"), verdict("I9"), verdict("E2"), verdict("I2")], ["ต่าง", "ต่าง", "ตรง", "ตรง"]);
    let cover = (0..40).find(|row| found.at("หน้าปก", *row, 0) == "ผลการตรวจสอบรวม").expect("the check");
    assert!(found.at("หน้าปก", cover, 1).to_string().starts_with("ไม่ผ่าน"));
}

/// Without any results no score is missing: there is nothing to check, and nothing has failed.
#[test]
fn a_workbook_without_results_says_that_there_is_nothing_to_check() {
    let mut sample = Sample::new();
    sample.facts.years.retain(|year, _| *year == FiscalYear(2568));
    let found = sample.with(|model| Book::of(&review(&workbook::scores(model))));
    let cover = (0..40).find(|row| found.at("หน้าปก", *row, 0) == "ผลการตรวจสอบรวม").expect("the check");
    assert!(found.at("หน้าปก", cover, 1).to_string().starts_with("ยังไม่มีผลการประเมินให้ตรวจ"));
    let results: Vec<_> = (0..20).map(|row| found.at("การตรวจสอบ", row, 2).to_string()).collect();
    assert_eq!(results.iter().filter(|word| *word == "ไม่มีผลให้ตรวจ").count(), 2, "{results:?}");
    assert!(!results.iter().any(|word| word == "ไม่ผ่าน"), "{results:?}");
}

/// The file an origin names, read as the person sees it.
struct Inputs(BTreeMap<String, Book>);

impl Inputs {
    fn value(&mut self, file: &str, sheet: &str, cell: &str) -> Data {
        let book = self.0.entry(file.to_owned()).or_insert_with(|| {
            let path = super::workspace::project().join(file);
            Book::of(&std::fs::read(path).expect("an input workbook"))
        });
        let (row, col) = ita_report::model::parse_a1(cell).expect("a cell name");
        book.at(sheet, row as usize, col as usize)
    }
}

/// From a row of a table through its link to the sources: figure and value, file, sheet, cell.
fn sources(book: &Book, tab: &str, row: usize) -> Vec<(String, Data, [String; 3])> {
    let links = (0..book.size(tab).1).rev().find_map(|col| book.link(tab, row, col));
    let (sheet, first) = links.unwrap_or_else(|| panic!("{tab} row {} has no link", row + 1));
    assert_eq!(sheet, "ที่มา");
    let label = book.at(&sheet, first, 1).to_string();
    let table = book.at(&sheet, first, 0).to_string();
    (first..book.size(&sheet).0)
        .take_while(|r| {
            book.at(&sheet, *r, 1).to_string() == label && book.at(&sheet, *r, 0).to_string() == table
        })
        .map(|r| {
            let text = |col| book.at(&sheet, r, col).to_string();
            (text(2), book.at(&sheet, r, 3), [text(4), text(5), text(6)])
        })
        .collect()
}

/// Every figure that the open data publish stands in the workbook and leads to its cell.
#[test]
fn every_figure_of_the_scores_leads_to_its_cell() {
    let sample = Sample::new();
    let mut inputs = Inputs(BTreeMap::new());
    sample.with(|model| {
        let book = Book::of(&review(&workbook::scores(model)));
        let equal = |tab: &str, first: &str, key: &[&str], column: &str, expected: Option<f64>| {
            let found = book.value(tab, first, key, column);
            let close = match (number(&found), expected) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-12,
                (a, b) => a.is_none() && b.is_none(),
            };
            assert!(close, "{tab} {key:?} {column}: {found:?} is not {expected:?}");
        };
        for question in &model.scores.questions {
            let survey = model.scheme.question(&question.question).is_some_and(|q| q.scale.is_some());
            let tab = if survey { QUESTIONS } else { "รายการ OIT" };
            let key = [question.question.as_str()];
            equal(tab, "ข้อ", &key, "คะแนน", question.score);
            if survey {
                equal(tab, "ข้อ", &key, "คะแนนจากคำตอบ", question.computed);
                equal(tab, "ข้อ", &key, "คะแนนที่ประกาศ", question.published);
                #[allow(clippy::cast_precision_loss)]
                equal(tab, "ข้อ", &key, "จำนวนผู้ตอบ", question.responses.map(|n| n as f64));
            }
            let level = if survey { "ข้อ" } else { "รายการ OIT" };
            equal("เทียบปีก่อน", "ระดับข้อมูล", &[level, key[0]], "ผลต่าง (คะแนน)", question.delta);
            equal("คะแนนที่เสียไป", "ข้อ", &key, "คะแนนรวมที่เสียไป", question.lost);
            let (row, _) = book.find(tab, "ข้อ", &key, "คะแนน");
            let mut given = 0;
            for (figure, value, [file, sheet, cell]) in sources(&book, tab, row) {
                if cell.contains(':') {
                    continue;
                }
                assert!(
                    same(&value, &inputs.value(&file, &sheet, &cell)),
                    "{} {figure} {file} {sheet}!{cell}",
                    key[0]
                );
                given += 1;
            }
            let result = model
                .year(model.results_year())
                .expect("results")
                .questions
                .iter()
                .find(|q| q.question == key[0]);
            let result = result.expect("a result");
            let expected = result.counts.iter().filter(|c| c.get().is_some()).count()
                + usize::from(result.published.get().is_some());
            assert_eq!(given, expected, "{} has a source for each figure", key[0]);
        }
        for indicator in &model.scores.indicators {
            let number = indicator.indicator.to_string();
            equal("เทียบปีก่อน", "ระดับข้อมูล", &["ตัวชี้วัด", &number], "ผลต่าง (คะแนน)", indicator.delta);
            let row = (0..book.size("ตัวชี้วัด").0)
                .find(|r| book.at("ตัวชี้วัด", *r, 1).to_string() == number)
                .expect("a row");
            assert!(same(&book.at("ตัวชี้วัด", row, 5), &Data::Float(indicator.score.expect("a score"))));
            assert!(!sources(&book, "ตัวชี้วัด", row).is_empty());
        }
        for instrument in &model.scores.instruments {
            let key = [instrument.instrument.as_str()];
            equal("เครื่องมือ", "เครื่องมือ", &key, "คะแนน", instrument.score);
            equal("เครื่องมือ", "เครื่องมือ", &key, "คะแนนถ่วงน้ำหนัก", instrument.weighted);
            equal("เทียบปีก่อน", "ระดับข้อมูล", &["เครื่องมือ", key[0]], "ผลต่าง (คะแนน)", instrument.delta);
        }
        let agency = model.scores.agencies.first().expect("a total");
        equal("คะแนนรวม", "ขั้นตอน", &["คะแนนรวม (ไม่ปัดเศษ)"], "ผล", agency.total);
        equal("คะแนนรวม", "ขั้นตอน", &["คะแนนรวมตามที่ประกาศ"], "ผล", Some(98.55));
        assert_eq!(book.value("คะแนนรวม", "ขั้นตอน", &["ระดับผลการประเมิน"], "ผล").to_string(), "ผ่านดีเยี่ยม");
    });
}

/// Every report of a unit and every row of a data set leads to its cells.
#[test]
fn every_figure_of_the_progress_leads_to_its_cell() {
    const REPORTS: &str = "รายงานรายหน่วยงาน";
    let sample = Sample::new();
    let mut inputs = Inputs(BTreeMap::new());
    sample.with(|model| {
        let book = Book::of(&review(&workbook::progress(model)));
        let mut checked = 0;
        for outcome in model.outcomes.iter().flat_map(|o| &o.outcomes) {
            let unit = &model.workspace.unit(&outcome.unit).expect("a unit").name_th;
            let key = [unit.as_str(), outcome.measure.as_str()];
            let value = |column: &str| book.value(REPORTS, "หน่วยงาน", &key, column);
            assert_eq!(value("สถานะ").to_string(), outcome.standing.thai(), "{key:?}");
            assert_eq!(number(&value("วันที่เกินกำหนด")), outcome.days_late.map(f64::from), "{key:?}");
            let Some(report) = &outcome.report else { continue };
            assert_eq!(number(&value("ร้อยละความสำเร็จ")), report.percent_complete.get().copied(), "{key:?}");
            let (row, _) = book.find(REPORTS, "หน่วยงาน", &key, "สถานะ");
            let (_, _, [file, sheet, listed]) = sources(&book, REPORTS, row).remove(0);
            for part in listed.split(" · ") {
                let (column, cell) = part.rsplit_once(' ').expect("a column and a cell");
                let (mine, theirs) = (value(column), inputs.value(&file, &sheet, cell));
                if number(&mine).is_some() && number(&theirs).is_some() {
                    assert!(
                        same(&mine, &theirs),
                        "{key:?} {column} {file} {sheet}!{cell}: {mine:?} {theirs:?}"
                    );
                    checked += 1;
                }
            }
        }
        assert!(checked > 400, "only {checked} figures were checked");
        let mut rows = 0;
        for contract in model.contracts.data_sets() {
            let (header, columns) = book.header(&contract.sheet, "รอบข้อมูล");
            let last = book.size(&contract.sheet).0 - usize::from(contract.fields.iter().any(|f| f.total));
            for row in header + 1..last {
                let (_, _, [file, sheet, listed]) = sources(&book, &contract.sheet, row).remove(0);
                for part in listed.split(" · ") {
                    let (column, cell) = part.rsplit_once(' ').expect("a column and a cell");
                    let mine = book.at(&contract.sheet, row, columns[column]);
                    let theirs = inputs.value(&file, &sheet, cell);
                    if number(&mine).is_some() && number(&theirs).is_some() {
                        assert!(same(&mine, &theirs), "{column} {file} {sheet}!{cell}: {mine:?} {theirs:?}");
                        rows += 1;
                    }
                }
            }
        }
        assert!(rows > 500, "only {rows} figures of data sets were checked");
    });
}

#[test]
fn the_same_model_gives_the_same_bytes() {
    let sample = Sample::new();
    let files = || {
        sample.with(|model| {
            let books = [workbook::scores(model), workbook::progress(model)];
            books.map(|book| (review(&book), xlsx::open(&book).expect("an open spreadsheet")))
        })
    };
    assert!(files() == files());
}

#[test]
fn nothing_is_merged_hidden_or_active_by_surprise() {
    for (stem, bytes) in Sample::new().with(both) {
        let book = Book::of(&bytes);
        for (name, text) in book.parts() {
            assert!(!text.contains("<mergeCell"), "{stem} {name}");
            assert!(
                !text.contains("state=\"hidden\"") && !text.contains("state=\"veryHidden\""),
                "{stem} {name}"
            );
            assert!(!name.contains("vba"), "{stem} {name}");
        }
        assert!(book.xml(&book.tabs[0]).contains("tabSelected=\"1\""));
        let parts: BTreeMap<_, _> = book.parts().collect();
        assert!(
            parts["docProps/core.xml"].contains("2025-03-31T00:00:00Z"),
            "the creation date is the as-of date"
        );
        let mut pages = 1;
        for tab in &book.tabs[1..] {
            let xml = book.xml(tab);
            for part in [
                "<tableParts count=\"1\"",
                "state=\"frozen\"",
                "paperSize=\"9\"",
                "orientation=\"landscape\"",
                "&amp;P",
            ] {
                assert!(xml.contains(part), "{stem} {tab} lacks {part}");
            }
            // Fitted into a number of pages, so that it never takes more, or at a scale that is 8.4 points.
            let fitted = xml.contains("<pageSetUpPr fitToPage=\"1\"/>");
            assert!(fitted || xml.contains("scale=\"60\"") && xml.contains("<rowBreaks"), "{stem} {tab}");
            let number = |name: &str| -> usize {
                let found = xml.split_once(&format!("{name}=\"")).and_then(|(_, rest)| rest.split_once('"'));
                found.map_or(1, |(number, _)| number.parse().expect("a number"))
            };
            assert!(number("fitToHeight") > 0 && number("fitToWidth") > 0, "{stem} {tab}");
            // At a fixed scale the page breaks tell how many pages there are at least; two more at most.
            pages += if fitted { number("fitToHeight") * number("fitToWidth") } else { 4 };
        }
        // A sheet that is left to the screen counts one here.
        assert!(pages <= 75, "{stem} is printed on {pages} pages");
        if stem.starts_with("progress") {
            let areas = parts["xl/workbook.xml"].matches("_xlnm.Print_Area").count();
            assert!(areas > 0, "what does not fit is left to the screen");
        }
        let drawings = parts.iter().filter(|(name, _)| name.starts_with("xl/drawings/drawing"));
        for (name, text) in drawings {
            assert!(text.contains("descr=\"แผนภูมิ"), "{name} has an alternative text");
        }
    }
}

#[test]
fn text_that_looks_like_a_formula_stays_text() {
    let bytes = gaps().with(|model| review(&workbook::progress(model)));
    let book = Book::of(&bytes);
    let title = book.value("ทะเบียนมาตรการ", "รหัส", &["M1-02"], "มาตรการ/กิจกรรม");
    assert_eq!(title, Data::String("=1+1 ไม่ใช่สูตร".to_owned()));
}

#[test]
fn an_absent_score_is_empty_and_says_why() {
    let bytes = gaps().with(|model| review(&workbook::scores(model)));
    let book = Book::of(&bytes);
    let value = |column| book.value(QUESTIONS, "ข้อ", &["I3"], column);
    assert!(number(&value("คะแนน")).is_none());
    assert_eq!(value("หมายเหตุ").to_string(), "จำนวนผู้ตอบ: เว้นว่าง · คะแนนที่ประกาศ: ไม่ได้ส่งข้อมูล");
    let indicator = |column| book.value("ตัวชี้วัด", "ตัวชี้วัด", &["๑. การปฏิบัติหน้าที่"], column);
    assert!(number(&indicator("คะแนน")).is_none());
    assert_eq!(indicator("หมายเหตุ").to_string(), "ไม่มีคะแนนของ I3");
    // A part has no published score, and the counts of this survey do not stand in for it.
    assert_eq!(book.value(QUESTIONS, "ข้อ", &["E3"], "คะแนนที่ใช้").to_string(), "");
    let why = book.value(QUESTIONS, "ข้อ", &["E3"], "หมายเหตุ").to_string();
    assert_eq!(why, "ไม่มีคะแนนที่ประกาศ และเกณฑ์ไม่ให้ใช้คะแนนจากคำตอบแทน");
    assert_eq!(book.value("รายการ OIT", "ข้อ", &["O7"], "หมายเหตุ").to_string(), "ไม่มีแถวของข้อนี้ในไฟล์ที่ส่ง");
}

/// In an agency's first year nothing is known of the year before: no sum of it is zero.
#[test]
fn a_year_that_nobody_reported_has_no_sum() {
    let first_year = || {
        let mut sample = Sample::new();
        let before = sample.period.year_before();
        sample.facts.years.remove(&before.fiscal_year);
        sample.facts.progress.retain(|period, _| period.fiscal_year != before.fiscal_year);
        sample
    };
    let bytes = first_year().with(|model| review(&workbook::progress(model)));
    let book = Book::of(&bytes);
    let (_, columns) = book.header("สรุป", "สถานะ");
    let (row, _) = book.find("สรุป", "สถานะ", &["รวม"], "มาตรการ");
    let sum = |title: &str| {
        let (_, col) = columns.iter().find(|(name, _)| name.starts_with(title)).expect("a column");
        number(&book.at("สรุป", row, *col))
    };
    assert!(sum("มาตรการ").is_some_and(|all| all > 0.0));
    assert_eq!((sum("มาตรการ รอบ"), sum("ผลต่าง")), (None, None), "{columns:?}");
}
