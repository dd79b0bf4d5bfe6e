//! What one output says the others say, too: figures that follow from sums, and what has not come.

use crate::clean::{REVENUE, clean};
use crate::workbook_support::Sample;
use crate::workspace::Workspace;
use ita_report::diagnostic::{Code, Diagnostic};
use ita_report::model::{DataRow, DataValue, Origin, Text};
use ita_report::report::data_sets::{DataSetTable, data_sets};
use ita_report::report::explain::{Explanation, Place, Value as Figure, explain};
use ita_report::report::workbook::book::{Table, Value, Workbook as Book};
use ita_report::report::{Model, index, open_data, progress, workbook};

fn set<'a>(model: &Model<'a>, name: &str) -> DataSetTable<'a> {
    data_sets(model).into_iter().find(|set| set.contract.name == name).expect("the data set")
}

/// A column's cells, those of the sums last.
fn numbers(table: &Table, id: &str) -> Vec<Option<f64>> {
    let at = table.position(id).expect("the column");
    let rows = table.rows.iter().map(|row| &row.cells).chain([&table.totals]);
    let number = |value: &Value| if let Value::Number(n) = value { Some(*n) } else { None };
    rows.map(|cells| number(&cells.get(at)?.value)).collect()
}

fn table<'a>(book: &'a Book, name: &str) -> &'a Table {
    book.table(name).expect("the table")
}

fn lines(one: &Explanation, section: &str) -> Vec<f64> {
    let lines = one.sections.iter().filter(|s| s.id == section).flat_map(|s| &s.lines);
    let number = |value: &Option<Figure>| match value {
        Some(Figure::Number { exact, .. }) => Some(*exact),
        _ => None,
    };
    lines.filter_map(|line| number(&line.value)).collect()
}

/// Percent of plan and of budget, and what is left of it.
#[test]
fn what_follows_from_sums_stands_in_workbooks_and_explain() {
    Sample::new().with(|model| {
        let set = set(model, "o13_spending");
        let stated: Vec<f64> =
            set.report.derived.iter().map(|d| set.derived(&set.total, d).expect("a figure")).collect();
        assert_eq!(stated.len(), 3);
        // The report prints the shares behind the sentence on the sum.
        let report = progress::progress(model, Vec::new());
        let part = report.data_sets.sets.iter().find(|p| p.part.heading.contains("O13")).expect("O13");
        let words = serde_json::to_string(&part.part).expect("JSON");
        let shown = format!("{:.2}", stated[0]);
        assert!(ita_report::thai::to_arabic_digits(&words).contains(&shown), "{shown}");

        let near = |a: Option<f64>, b: f64| a.is_some_and(|a| (a - b).abs() < 1e-9 * b.abs().max(1.0));
        let book = workbook::data_set(model, &set);
        let groups = table(&book, "groups");
        for (at, scale) in [(0, 100.0), (1, 100.0), (2, 1.0)] {
            let found = numbers(groups, &format!("derived_{}", at + 1));
            assert_eq!(found.len(), set.groups.len() + 1);
            let wanted = set.groups.iter().chain([&set.total]);
            for (found, group) in found.iter().zip(wanted) {
                let wanted = set.derived(group, &set.report.derived[at]).map(|v| v / scale);
                assert!(wanted.map_or(found.is_none(), |w| near(*found, w)), "{found:?} for {wanted:?}");
            }
            let of = groups.position(&format!("derived_{}", at + 1)).expect("the column");
            assert!(groups.totals[of].formula.is_some(), "a formula");
        }

        let book = workbook::progress(model);
        let totals = table(&book, "data_totals");
        for (derived, stated) in set.report.derived.iter().zip(&stated) {
            let row = totals.find("figure", &derived.title).expect("a row");
            let cell = totals.cell(row, "current").expect("a cell");
            assert!(matches!(cell.value, Value::Number(n) if near(Some(n), *stated)), "{cell:?}");
            assert!(cell.formula.is_some(), "{cell:?}");
        }
        let one = explain(model, "o13_spending").expect("a data set");
        assert_eq!(lines(&one, "derived"), stated);
    });
}

/// Without the only sender's file the data set keeps its place, and says who has sent nothing, on the front page too.
#[test]
fn a_data_set_that_nobody_sent_is_not_passed_over() {
    let workspace = Workspace::sample();
    std::fs::remove_file(workspace.path("input/2568/h1-office-05.xlsx")).expect("the file");
    Sample::at(&workspace.path("")).with(|model| {
        assert!(data_sets(model).iter().all(|set| set.contract.name != "o9_tax"));
        let sender = "ฝ่ายรายได้";
        let report = progress::progress(model, Vec::new());
        let sets = &report.data_sets.sets;
        let headings: Vec<_> = sets.iter().map(|p| p.part.heading.as_str()).collect();
        let at = headings.iter().position(|h| h.contains("O9 ")).unwrap_or_else(|| panic!("{headings:?}"));
        let said = sets[at].part.paragraphs.join(" ");
        assert!(said.contains("ยังไม่ได้รับจาก") && said.contains(sender), "{said}");
        assert!(headings[at + 1].contains("O10 "), "in its place: {headings:?}");

        let page = index::page(model, &[]);
        let entries: Vec<_> = page.downloads.iter().flat_map(|group| &group.entries).collect();
        let entry =
            entries.iter().find(|e| e.title.en.contains("tax") || e.title.th.contains("O9 ")).expect("O9");
        let note = entry.note.as_ref().expect("a note");
        assert!(note.th.contains("ยังไม่ได้รับ") && note.th.contains(sender), "{note:?}");
    });
    // Where all have sent it there is nothing to say.
    Sample::new().with(|model| {
        let page = index::page(model, &[]);
        let sets = page.downloads.iter().filter(|group| group.id == "data-sets").flat_map(|g| &g.entries);
        assert!(sets.into_iter().all(|entry| entry.note.is_none()));
    });
}

/// A row of the form that a unit left blank is there: what is missing is the report.
#[test]
fn explain_tells_a_blank_row_from_one_that_is_not_there() {
    let how = |model: &Model<'_>, unit: &str| {
        let one = explain(model, "M9-05").expect("a measure");
        let units = one.sections.into_iter().find(|s| s.id == "units").expect("units");
        let line = units.lines.into_iter().find(|line| line.label.th == unit).expect("the unit");
        let places: Vec<_> = line.sources.iter().map(Place::display).collect();
        (line.how.expect("how").th, places)
    };
    let mut sample = Sample::new();
    sample.with(|model| {
        let (how, places) = how(model, "ฝ่ายเทศกิจ");
        assert!(how.contains("ยังไม่ได้กรอกผล"), "{how}");
        assert_eq!(places, ["input/2568/h1-office-09.xlsx [รายงานผล!A27]"]);
    });
    // The finding on the row is what knows it.
    let diagnostics = std::mem::take(&mut sample.diagnostics);
    sample.with(|model| assert!(how(model, "ฝ่ายเทศกิจ").0.contains("ไม่มีแถว")));
    sample.diagnostics = diagnostics;
    sample.facts.submissions.retain(|s| s.kind != "progress" || s.unit.as_deref() != Some("office-09"));
    sample.with(|model| assert!(how(model, "ฝ่ายเทศกิจ").0.contains("ยังไม่ได้รับรายงานผล")));
}

/// What the public reads of findings: the file by its name, in the digits that it has, and findings that say the same
/// once, with their rows.
#[test]
fn findings_in_the_public_report_name_rows_and_no_folder() {
    let mut sample = Sample::new();
    let sheet = sample.facts.submissions.iter().find(|s| {
        s.kind == "o13_spending" && s.unit.as_deref() == Some("office-01") && s.period == Some(sample.period)
    });
    let origin = sheet.expect("the sheet").origin.clone();
    let other = "input/2568/h1-office-02.xlsx";
    assert!(sample.facts.files.iter().any(|file| file.path[..] == *other));
    let found = |row: u32, name: &str| {
        let th = format!("ตัวเลขทุกค่าเหมือนในแฟ้มของอีกหน่วยงาน ({other}) 2 ค่า");
        let place = Origin { row, ..origin.clone() };
        let text = Text::new(th, "the same".to_owned());
        Diagnostic::new(Code::FiguresRepeated, &place, text, Text::new("แก้", "mend"))
            .row(name)
            .unit(Some("office-01".to_owned()))
    };
    for (row, name) in [(7, "หมวด ก"), (8, "หมวด ข"), (9, "หมวด ค"), (10, "หมวด 4"), (11, "หมวด 5")]
    {
        sample.diagnostics.push(found(row, name));
    }
    sample.with(|model| {
        let report = progress::progress(model, Vec::new());
        let part = report.data_sets.sets.iter().find(|p| p.part.heading.contains("O13")).expect("O13");
        let told: Vec<_> = part.part.closing.iter().filter(|line| line.contains("ข้อสังเกต")).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("(h1-office-02.xlsx) ๒ ค่า"), "{told:?}");
        assert!(told[0].contains("(แถว หมวด ก, หมวด ข, หมวด ค และอีก ๒ รายการ)"), "{told:?}");
    });
}

/// A month is a month's name also in the group of a sum.
#[test]
fn a_group_that_is_gone_is_named_by_its_month() {
    let mut inputs = clean();
    inputs.sheet(REVENUE, "O9 ภาษี").rows.truncate(1);
    let dir = tempfile::tempdir().expect("a folder");
    let found = inputs.check(dir.path());
    let jumps: Vec<_> = found.iter().filter(|d| d.code == Code::ValueJump).collect();
    assert!(!jumps.is_empty());
    for jump in jumps {
        assert!(
            jump.message.th.contains("พฤศจิกายน") && !jump.message.th.contains("11"),
            "{}",
            jump.message.th
        );
    }
}

/// What stands below a table explains words and dashes of that table; where the year before had 0, words stand in the
/// place of a percentage.
#[test]
fn legends_explain_what_stands_in_their_tables() {
    let mut sample = Sample::new();
    let before = ("o9_tax".to_owned(), sample.period.year_before());
    let (now, kind) = (("o9_tax".to_owned(), sample.period), "ภาษีป้าย");
    let is = |row: &DataRow, wanted: &str| {
        row.values.iter().any(|v| matches!(v.get(), Some(DataValue::Text(text)) if text == wanted))
    };
    // A month without a row this year, and a kind that brought nothing the year before.
    let rows = sample.facts.data_sets.get_mut(&now).expect("rows");
    let at = rows.iter().position(|row| is(row, kind)).expect("a row");
    rows.remove(at);
    let rows = sample.facts.data_sets.get_mut(&before).expect("rows");
    for row in rows.iter_mut().filter(|row| is(row, "ภาษีที่ดินและสิ่งปลูกสร้าง"))
    {
        for value in &mut row.values[2..] {
            if let Ok(value) = &mut value.value {
                match value {
                    DataValue::Integer(number) => *number = 0,
                    DataValue::Number(number) => *number = 0.0,
                    _ => {}
                }
            }
        }
    }
    sample.with(|model| {
        let report = progress::progress(model, Vec::new());
        let (mut dashes, mut nothing) = (0, 0);
        for part in &report.data_sets.sets {
            for table in &part.part.tables {
                let rows = serde_json::to_string(&table.rows).expect("JSON");
                let notes = table.notes.join(" ");
                let dash = rows.contains("\"–\"");
                assert_eq!(dash, notes.contains("–\u{a0}="), "{}: {notes}", table.caption);
                let word = "ไม่มีข้อมูลเปรียบเทียบ";
                assert_eq!(rows.contains(word), notes.contains(word), "{}: {notes}", table.caption);
                dashes += usize::from(dash);
                nothing += rows.matches("(ปีก่อนเป็น ๐)").count();
            }
        }
        assert!(dashes > 0);
        assert_eq!(nothing, 2, "payers and amount");
        let said = serde_json::to_string(&report.data_sets).expect("JSON");
        assert!(!said.contains("จากที่ไม่มียอด"));
    });
}

/// Rules of two years are those of instruments: the points of one item come from its own assessment.
#[test]
fn other_rules_are_no_matter_of_one_item() {
    Sample::new().with(|model| {
        let told = |code: &str| {
            let one = explain(model, code).expect("a code");
            let lines = one.sections.iter().filter(|s| s.id == "change").flat_map(|s| &s.lines);
            lines.into_iter().any(|line| line.label.th.contains("เกณฑ์ของสองปีไม่เหมือนกัน"))
        };
        assert!(told("OIT"), "the sample's checklist has other rules than the year before");
        for question in &model.scheme.questions {
            assert!(!told(&question.code), "{}", question.code);
        }
    });
}

/// A key has a value in every row, and the codes of a column are explained.
#[test]
fn keys_of_the_open_data_are_whole() {
    Sample::new().with(|model| {
        for table in open_data::tables(model) {
            let key = table.key();
            let at = |name: &str| table.columns.iter().position(|c| c.name == name).expect("the column");
            let places: Vec<_> = key.iter().map(|name| at(name)).collect();
            let keys: Vec<Vec<&str>> =
                (table.rows.iter()).map(|row| places.iter().map(|at| row[*at].as_str()).collect()).collect();
            assert!(keys.iter().flatten().all(|cell| !cell.is_empty()), "{}: {key:?}", table.name);
            let different: std::collections::BTreeSet<_> = keys.iter().collect();
            assert!(key.is_empty() || different.len() == keys.len(), "{}: {key:?}", table.name);
            match table.name.as_str() {
                "choice_counts" => assert_eq!(key, ["fiscal_year", "agency", "question", "choice"]),
                "oit_readiness" => assert!(key.is_empty(), "{key:?}"),
                _ => assert!(!key.is_empty(), "{}", table.name),
            }
            for column in &table.columns {
                match column.name.as_str() {
                    "standing" => assert!(column.title.en.contains("finished_late = "), "{:?}", column.title),
                    "source" => assert!(column.title.en.contains("published = "), "{:?}", column.title),
                    "delta" => assert!(column.title.en.contains("rounded"), "{:?}", column.title),
                    _ => {}
                }
            }
        }
    });
}
