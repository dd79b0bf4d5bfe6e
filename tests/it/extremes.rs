//! The documents at their extremes: the longest realistic texts, 200 measures and 40 briefings with pictures; and a
//! workspace with almost nothing. What a reader would see at once is looked for in the finished PDFs: text outside the
//! page or over other text, headings left behind at the end of a page, tables without rows.

use crate::builder::{Cell, Sheet, progress_sheet, save};
use crate::clean::{PIXEL, table};
use crate::extras::tool;
use crate::pages::{Page, pages};
use crate::workspace::Workspace;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Prose of an office, long enough to be cut anywhere.
const PROSE: &str = "จัดทำแผนปฏิบัติการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน กำหนดผู้รับผิดชอบและระยะเวลาอย่างชัดเจน \
    แจ้งเวียนให้ทุกฝ่ายและโรงเรียนในสังกัดถือปฏิบัติ ติดตามผลในการประชุมหัวหน้าฝ่ายประจำเดือน รวบรวมปัญหาอุปสรรคเสนอผู้บริหารพิจารณา \
    และเผยแพร่ผลการดำเนินงานทางเว็บไซต์ของสำนักงานเขตตามแบบตรวจการเปิดเผยข้อมูลสาธารณะ (OIT) ทั้งรูปแบบ PDF และ Excel ";
const ADDRESS: &str = "https://webportal.example.go.th/district/strategy-and-evaluation/ita/2568/measures/evidence/first-half/\
    monthly-monitoring-minutes-of-the-heads-of-office_2568-03-31.pdf?version=12&lang=th#page=4";
const FILE: &str = "รายงานการประชุมหัวหน้าฝ่าย_ครั้งที่๓_๒๕๖๘_ฉบับแก้ไขครั้งสุดท้ายจริงๆ.pdf";
const MEASURES: usize = 200;
const BRIEFINGS: usize = 40;
const OFFICES: usize = 10;

fn prose(characters: usize) -> String {
    PROSE.chars().cycle().take(characters).collect::<String>().trim().to_owned()
}

/// Number, its indicator, its code.
fn codes() -> impl Iterator<Item = (usize, usize, String)> {
    (0..MEASURES).map(|n| {
        let indicator = n / (MEASURES / 10) + 1;
        (n, indicator, format!("M{indicator}-{:02}", n % (MEASURES / 10) + 1))
    })
}

fn register() -> Vec<Sheet> {
    let due = ["ทุกเดือน", "31/03/2568", "15/01/2568", "ทุกครั้งที่มีการเปลี่ยนแปลง"];
    let cadence = ["ทุก ๑ เดือน", "ทุกไตรมาส", "ทุก ๖ เดือน", "ทุกครั้งที่มีการเปลี่ยนแปลง"];
    let rows = codes().map(|(n, indicator, code)| {
        // Every twentieth is as long as the form allows, or nearly so.
        let long = if n % 20 == 7 { 4 } else { 1 };
        let item = match indicator {
            9 => format!("O{}", n % 17 + 1),
            10 => format!("O{}", n % 5 + 18),
            _ => String::new(),
        };
        vec![
            Cell::from(code.as_str()),
            Cell::from(i32::try_from(indicator).expect("few indicators")),
            Cell::from(item.as_str()),
            Cell::from(prose(160 * long).as_str()),
            Cell::from(prose(240 * long).as_str()),
            Cell::from(format!("{}\n- {}\n- {FILE}", prose(60 * long), prose(40)).as_str()),
            Cell::from(prose(90 * long).as_str()),
            Cell::from(due[n % 4]),
            Cell::from(if n % 10 == 0 {
                "ทุกฝ่าย"
            } else {
                "ฝ่ายพัฒนาชุมชนและสวัสดิการสังคม"
            }),
            Cell::from(prose(110 * long).as_str()),
            Cell::from(cadence[n % 4]),
        ]
    });
    let briefings = (0..BRIEFINGS).map(|n| {
        let picture = ["a.png", "b.png\na.png\nb.png", "broken.png", "missing.png", ""][n % 5];
        vec![
            Cell::from(format!("{}/11/2567", n % 28 + 1).as_str()),
            Cell::from(format!("ครั้งที่ {} {}", n + 1, prose(150)).as_str()),
            Cell::from(prose(700).as_str()),
            Cell::from(prose(200).as_str()),
            Cell::from(1234),
            Cell::from(picture),
        ]
    });
    vec![
        table("measures", rows.collect()).meta("ปีงบประมาณ พ.ศ.", 2568),
        table("briefings", briefings.collect()).meta("ปีงบประมาณ พ.ศ.", 2568),
    ]
}

fn reports(office: usize, name: &str) -> Sheet {
    let mine = |n: usize| n.is_multiple_of(10) || office == OFFICES;
    codes().filter(|(n, ..)| mine(*n) && n % 13 != 5).fold(progress_sheet(name), |sheet, (n, _, code)| {
        let long = if n % 20 == 7 { 4 } else { 1 };
        let (status, percent, finished) = match n % 3 {
            0 => ("แล้วเสร็จ", Cell::from(100), Cell::from("๑๕ มี.ค. ๖๘")),
            1 => ("อยู่ระหว่างดำเนินการ", Cell::from(55), Cell::Blank),
            _ => ("ยังไม่ดำเนินการ", Cell::from(0), Cell::Blank),
        };
        sheet.row(vec![
            Cell::from(code.as_str()),
            Cell::Blank,
            Cell::from(status),
            percent,
            finished,
            Cell::from(prose(300 * long).as_str()),
            Cell::from(if n % 2 == 0 { ADDRESS } else { FILE }),
            Cell::from(prose(180 * long).as_str()),
            Cell::from(prose(140 * long).as_str()),
            Cell::from(2),
        ])
    })
}

/// Results as in the sample, everything of the year itself made anew.
fn crowded() -> Workspace {
    let workspace = Workspace::sample();
    for year in ["2567", "2568"] {
        let folder = workspace.path("input").join(year);
        for entry in std::fs::read_dir(&folder).expect("a year").map(|e| e.expect("an entry").path()) {
            let name = entry.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            if entry.is_file() && (year == "2568" || name.starts_with("h1-")) {
                std::fs::remove_file(entry).expect("removing a workbook");
            }
        }
    }
    let year = workspace.path("input/2568");
    save(&year.join("register.xlsx"), &register());
    for picture in ["a.png", "b.png"] {
        std::fs::write(year.join(picture), PIXEL).expect("a picture");
    }
    std::fs::write(year.join("broken.png"), &PIXEL[..20]).expect("a broken picture");
    let agency = std::fs::read_to_string(workspace.path("input/agency.toml")).expect("agency.toml");
    let agency: toml::Table = agency.parse().expect("agency.toml");
    let units = agency["unit"].as_array().expect("units");
    let offices = units.iter().filter(|u| u["kind"].as_str() == Some("office"));
    for (at, office) in offices.enumerate() {
        let name = office["name_th"].as_str().expect("a name");
        save(&year.join(format!("h1-{at:02}.xlsx")), &[reports(at + 1, name)]);
    }
    workspace
}

/// One measure, one unit, one report; no results, no briefing, no data.
fn almost_nothing() -> Workspace {
    let workspace = Workspace::empty();
    let agency = "[agency]\nid = \"small\"\nname_th = \"สำนักงานเขตเล็ก\"\nname_en = \"Small\"\n\n\
        [[unit]]\nid = \"office-01\"\nkind = \"office\"\nname_th = \"ฝ่ายปกครอง\"\n";
    std::fs::write(workspace.path("input/agency.toml"), agency).expect("agency.toml");
    let measure = vec![
        Cell::from("M1-01"),
        Cell::from(1),
        Cell::Blank,
        Cell::from("ประเด็น"),
        Cell::from("มาตรการ"),
        Cell::from("ผลผลิต"),
        Cell::Blank,
        Cell::from("ทุกเดือน"),
        Cell::from("ฝ่ายปกครอง"),
        Cell::from("ผู้อำนวยการ"),
        Cell::from("ทุกไตรมาส"),
    ];
    let register = table("measures", vec![measure]).meta("ปีงบประมาณ พ.ศ.", 2568);
    save(&workspace.path("input/2568/register.xlsx"), &[register]);
    let report = progress_sheet("ฝ่ายปกครอง").row(crate::builder::finished("M1-01"));
    save(&workspace.path("input/2568/h1.xlsx"), &[report]);
    workspace
}

/// Publishes, then looks at both documents.
fn look(workspace: &Workspace, args: &[&str], folder: &str) {
    if !tool("pdftotext") {
        return;
    }
    let args: Vec<_> = ["run", "--quiet", "--build-dir", "build"].iter().chain(args).copied().collect();
    workspace.expect(&args, 0);
    for (pdf, json) in [("measures-2568.pdf", "measures"), ("progress-2568-h1.pdf", "progress")] {
        let model = view_model(&workspace.path("build"), json);
        let pages = pages(&workspace.path(folder).join(pdf));
        assert!(pages.len() > 5, "{pdf} has {} pages", pages.len());
        for page in &pages {
            within_the_page(pdf, page);
            without_collisions(pdf, page);
            does_not_end_on(pdf, page, &labels(&model));
        }
        no_empty_table(pdf, &model, &pages);
    }
    let published = workspace.path(folder);
    no_text_over_text(&published);
    let mut pdfs = crate::pdf_archive::all_pdfs(&published.join("internal"));
    pdfs.extend(["measures-2568.pdf", "progress-2568-h1.pdf"].map(|pdf| published.join(pdf)));
    crate::pdf_archive::assert_ink_apart(&pdfs);
}

fn view_model(build: &Path, name: &str) -> Value {
    let files = std::fs::read_dir(build).expect("the build folder").map(|e| e.expect("an entry").path());
    let mut found = files.filter(|path| {
        let stem = path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        stem.starts_with(name) && path.extension().is_some_and(|end| end == "json")
    });
    let path = found.next().expect("a view model");
    serde_json::from_slice(&std::fs::read(path).expect("a view model")).expect("JSON")
}

/// Side margins of official documents: left 3 cm, right 2 cm; marks and page numbers stand within them too.
fn within_the_page(pdf: &str, page: &Page) {
    const CENTIMETRE: f64 = 72.0 / 2.54;
    for word in &page.words {
        let inside = word.left >= 3.0 * CENTIMETRE - 1.0
            && word.right <= page.width - 2.0 * CENTIMETRE + 1.5
            && word.top >= 0.0
            && word.bottom <= page.height;
        assert!(inside, "{pdf}, page {}: {word:?} leaves the page", page.number);
    }
}

/// Text that runs out of its column stands over its neighbour's.
fn without_collisions(pdf: &str, page: &Page) {
    for (at, a) in page.words.iter().enumerate() {
        for b in &page.words[at + 1..] {
            let [a_left, a_right, a_top, a_bottom] = a.core();
            let [b_left, b_right, b_top, b_bottom] = b.core();
            let across = a_right.min(b_right) - a_left.max(b_left);
            let down = a_bottom.min(b_bottom) - a_top.max(b_top);
            assert!(across < 2.5 || down < 1.0, "{pdf}, page {}: {a:?} over {b:?}", page.number);
        }
    }
}

/// Everything that was published, the internal documents and those of the data sets too.
fn no_text_over_text(published: &Path) {
    let pdfs = crate::pdf_archive::all_pdfs(published);
    assert!(!pdfs.is_empty());
    for pdf in pdfs {
        for page in &pages(&pdf) {
            without_collisions(&pdf.to_string_lossy(), page);
        }
    }
}

/// Headings, captions and group labels lead on to something.
fn does_not_end_on(pdf: &str, page: &Page, labels: &BTreeSet<String>) {
    let last = page.last_body_lines();
    let label = labels.iter().find(|label| last.contains(label));
    assert_eq!(label, None, "{pdf}, page {} ends on a heading", page.number);
}

/// Everything that heads something, without white space.
fn labels(model: &Value) -> BTreeSet<String> {
    fn walk(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|v| walk(v, found)),
            Value::Object(fields) => {
                let heads = ["heading"].iter().filter_map(|key| fields.get(*key));
                let caption = fields.get("caption").filter(|_| fields.contains_key("rows"));
                found.extend(heads.chain(caption).filter_map(Value::as_str).map(crate::pages::squeezed));
                fields.values().for_each(|v| walk(v, found));
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(model, &mut found);
    found.retain(|label| !label.is_empty());
    found
}

/// A table has rows, or its sentence stands in its place, or it is not there at all.
fn no_empty_table(pdf: &str, model: &Value, pages: &[Page]) {
    let text: String = pages.iter().map(Page::squeezed).collect();
    let mut tables = Vec::new();
    tables_of(model, &mut tables);
    assert!(!tables.is_empty());
    let of_results = model["results"]["overall"]["tables"].as_array();
    let is_empty = |table: &Value| table["rows"].as_array().is_some_and(Vec::is_empty);
    let without_results = of_results.is_some_and(|tables| tables.iter().all(is_empty));
    for table in tables {
        if table["rows"].as_array().is_some_and(Vec::is_empty) {
            let [sentence, caption] = ["empty", "caption"]
                .map(|key| crate::pages::squeezed(table[key].as_str().unwrap_or_default()));
            let is_told = !sentence.is_empty() && text.contains(&sentence);
            // Without results their section says it once, in place of its tables.
            let is_left_out = without_results && !text.contains(&caption);
            assert!(is_told || is_left_out, "{pdf}: {}: {caption}", table["id"]);
        }
    }
}

fn tables_of<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|v| tables_of(v, found)),
        Value::Object(fields) if fields.contains_key("rows") && fields.contains_key("columns") => {
            found.push(value);
        }
        Value::Object(fields) => fields.values().for_each(|v| tables_of(v, found)),
        _ => {}
    }
}

/// A year at whose end the total's remarks fill their columns: all of a total's row is bold, remarks too, and bold letters
/// are wider. Measured as plain ones they took a line more than their row was high, over the row below.
#[test]
fn remarks_of_a_total_stay_in_their_row() {
    if !tool("pdftotext") {
        return;
    }
    let workspace = Workspace::sample();
    workspace.expect(&["run", "--quiet", "--fy", "2567", "--half", "1"], 0);
    no_text_over_text(&workspace.path("output/2567-h1"));
}

#[test]
fn the_longest_texts_stay_on_their_pages() {
    look(&crowded(), &[], "output/2568-h1");
}

#[test]
fn almost_nothing_still_makes_whole_documents() {
    // Nobody has reported: that is published as a draft only.
    let half = ["--draft", "--digits", "arabic", "--fy", "2568", "--half", "1"];
    look(&almost_nothing(), &half, "output/2568-h1-draft");
}

/// Logo, long title, both notices: the contents still begin on the second page. What has no results needs no wide page.
#[test]
fn a_cover_is_one_page_and_pages_are_wide_only_for_tables() {
    if !tool("pdftotext") {
        return;
    }
    let workspace = almost_nothing();
    let path = workspace.path("input/agency.toml");
    let agency = std::fs::read_to_string(&path).expect("agency.toml");
    let look = "sample = true\nparent_th = \"กรุงเทพมหานคร\"\n\n[[unit]]";
    let agency = agency.replacen("[[unit]]", look, 1) + "\n[look]\nlogo = \"logo.png\"\n";
    std::fs::write(&path, agency).expect("agency.toml");
    std::fs::write(workspace.path("input/logo.png"), PIXEL).expect("a logo");
    workspace.expect(&["run", "--quiet", "--draft", "--fy", "2568", "--half", "1"], 0);
    for (pdf, wide) in [("measures-2568.pdf", 0), ("progress-2568-h1.pdf", 0)] {
        let pages = pages(&workspace.path("output/2568-h1-draft").join(pdf));
        let second = pages[1].squeezed();
        assert!(second.contains("สารบัญ"), "{pdf}, page 2: {second}");
        assert_eq!(pages.iter().filter(|p| p.width > p.height).count(), wide, "{pdf}: wide pages");
    }
}

#[test]
fn the_sample_documents_are_set_without_a_fault() {
    let workspace = Workspace::sample();
    look(&workspace, &[], "output/2568-h1");
    if !tool("pdftotext") {
        return;
    }
    // Every unit sent one risk, most sent one activity: units stand in a column, not as labels above their rows.
    let model = view_model(&workspace.path("build"), "progress");
    let mut tables = Vec::new();
    tables_of(&model, &mut tables);
    for id in ["list-o19-risks", "list-o18-activities"] {
        let table = tables.iter().find(|table| table["id"] == id).expect(id);
        let rows = table["rows"].as_array().expect("rows");
        assert!(rows.iter().all(|row| row["kind"] != "group1"), "{id}: labels of units");
        assert_eq!(table["columns"][0]["label"], "ส่วนราชการ", "{id}: a column of units");
    }
}
