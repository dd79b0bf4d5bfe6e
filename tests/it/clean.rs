//! A small workspace without anything wrong, to plant errors in; checked inside the test's process.

use crate::builder::{Cell, Sheet, save};
use ita_report::contract::{Contract, Contracts};
use ita_report::diagnostic::Diagnostics;
use ita_report::model::Text;
use ita_report::pipeline::{self, Assessed, Options, Progress, Rules, Setup};
use ita_report::publish::Timings;
use ita_report::workspace::Workspace;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

pub const RESULTS: &str = "2567/results.xlsx";
pub const REGISTER: &str = "2568/register.xlsx";
pub const ADMIN: &str = "2568/h1-office-01.xlsx";
pub const REVENUE: &str = "2568/h1-office-05.xlsx";
pub const COMMUNITY: &str = "2568/h1-office-10.xlsx";
pub const SCHOOL: &str = "2568/h1-school-01.xlsx";

/// A picture of one white point.
pub const PIXEL: &[u8] =
    b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\
    \x08\x00\x00\x00\x00\x3a\x7e\x9b\x55\x00\x00\x00\x0a\x49\x44\x41\x54\x78\x9c\x63\xf8\x0f\x00\x01\
    \x01\x01\x00\xb1\x38\xf6\x14\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

const AGENCY: &str = r#"
[agency]
id = "test"
name_th = "สำนักงานเขตทดสอบ"
name_en = "Test District Office"

[[unit]]
id = "office-01"
kind = "office"
name_th = "ฝ่ายปกครอง"

[[unit]]
id = "office-05"
kind = "office"
name_th = "ฝ่ายรายได้"

[[unit]]
id = "office-10"
kind = "office"
name_th = "ฝ่ายพัฒนาชุมชนและสวัสดิการสังคม"

[[unit]]
id = "school-01"
kind = "school"
name_th = "โรงเรียนวัดทดสอบ"
"#;

/// A row of cells of different kinds.
macro_rules! row {
    ($($cell:expr),* $(,)?) => { vec![$(crate::builder::Cell::from($cell)),*] };
}
pub(crate) use row;

/// What stands in `input/` of the workspace.
#[derive(Clone)]
pub struct Inputs {
    pub agency: String,
    pub workbooks: BTreeMap<String, Vec<Sheet>>,
    /// Files that are no workbooks, and workbooks made otherwise.
    pub files: BTreeMap<String, Vec<u8>>,
}

pub struct Silent;
impl Progress for Silent {
    fn stage(&self, _: &Text, _: usize) {}
    fn step(&self) {}
}

impl Inputs {
    /// Writes everything below `root` and checks it.
    pub fn check(&self, root: &Path) -> Diagnostics {
        self.write(root);
        assess(root)
    }

    /// Writes everything below `root`.
    pub fn write(&self, root: &Path) {
        let input = root.join("input");
        std::fs::create_dir_all(&input).expect("a folder");
        std::fs::write(input.join("agency.toml"), &self.agency).expect("agency.toml");
        for (name, sheets) in &self.workbooks {
            let path = input.join(name);
            std::fs::create_dir_all(path.parent().expect("a year")).expect("a folder");
            save(&path, sheets);
        }
        for (name, bytes) in &self.files {
            let path = input.join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, bytes).expect("a file");
        }
    }

    /// All findings as `code file sheet!cell`, in order.
    pub fn findings(&self) -> Vec<String> {
        let dir = tempfile::tempdir().expect("a folder");
        let found = self.check(dir.path());
        for finding in found.iter().filter(|finding| finding.unit.is_some()) {
            let action = finding.action_for_office();
            assert!(!action.contains("agency.toml"), "an office has no such file: {action}");
        }
        listed(&found)
    }

    pub fn sheet(&mut self, file: &str, sheet: &str) -> &mut Sheet {
        let sheets = self.workbooks.get_mut(file).unwrap_or_else(|| panic!("no file {file}"));
        sheets.iter_mut().find(|s| s.name == sheet).unwrap_or_else(|| panic!("no sheet {sheet}"))
    }

    /// Puts a value where Excel shows the cell.
    pub fn set(&mut self, file: &str, sheet: &str, cell: &str, value: impl Into<Cell>) {
        let (row, col) = ita_report::model::parse_a1(cell).expect("a cell's name");
        let (row, col) = (row as usize, col as usize);
        let sheet = self.sheet(file, sheet);
        let header = sheet.meta.len();
        match row {
            _ if row < header => sheet.meta[row].1 = value.into(),
            _ if row == header => {
                let Cell::Text(text) = value.into() else { panic!("a header is text") };
                sheet.header[col] = text;
            }
            _ => sheet.rows[row - header - 1][col] = value.into(),
        }
    }
}

/// Checks the workspace at `root` as the program does.
pub fn assess(root: &Path) -> Diagnostics {
    assessed(root).1.diagnostics
}

/// Writes the inputs below `root`, and checks them.
pub fn checked(inputs: &Inputs, root: &Path) -> Assessed {
    inputs.write(root);
    assessed(root).1
}

/// The workspace at `root`, read and checked.
pub fn assessed(root: &Path) -> (Setup, Assessed) {
    static SHARED: OnceLock<Rules> = OnceLock::new();
    let rules = SHARED.get_or_init(|| Rules::load(&Options::default()).expect("the built-in rules"));
    let workspace = Workspace::open(root).expect("a workspace");
    let setup = Setup::new(rules, workspace, root.join("output")).expect("the built-in words and layouts");
    let assessed = pipeline::assess(&setup, &Silent, &mut Timings::default()).expect("an assessment");
    (setup, assessed)
}

/// Findings as `code file sheet!cell`.
pub fn listed(diagnostics: &Diagnostics) -> Vec<String> {
    diagnostics
        .iter()
        .map(|d| {
            let place =
                [d.place.sheet.clone(), d.place.a1()].into_iter().flatten().collect::<Vec<_>>().join("!");
            format!("{} {} {place}", d.code.name(), d.place.file.trim_start_matches("input/"))
                .trim_end()
                .to_owned()
        })
        .collect()
}

fn contract(name: &str) -> std::sync::Arc<Contract> {
    static CONTRACTS: OnceLock<Contracts> = OnceLock::new();
    let load = || {
        let templates = ita_report::templates::Templates::new(None).expect("built-in templates");
        Contracts::load(&templates).expect("built-in contracts")
    };
    CONTRACTS.get_or_init(load).get(name).unwrap_or_else(|| panic!("no contract {name}")).clone()
}

/// A sheet of a kind with the contract's header, rows short of cells filled with blanks.
pub fn table(kind: &str, rows: Vec<Vec<Cell>>) -> Sheet {
    let contract = contract(kind);
    let titles: Vec<&str> = contract.fields.iter().map(|f| f.title.as_str()).collect();
    let mut sheet = Sheet::new(&contract.sheet, &titles);
    for mut row in rows {
        row.resize(titles.len(), Cell::Blank);
        sheet = sheet.row(row);
    }
    sheet
}

/// A unit's sheet for the first half of a year.
pub fn unit_table(kind: &str, unit: &str, year: i32, rows: Vec<Vec<Cell>>) -> Sheet {
    table(kind, rows).meta("หน่วยงาน", unit).meta("ปีงบประมาณ พ.ศ.", year).meta("รอบ ๖ เดือน", 1).meta("ฉบับที่", 1)
}

/// Ten people who all choose what gives the full score.
fn survey() -> Sheet {
    let question = |code: &str, choice: usize, choices: usize| {
        let counts = (1..=6)
            .map(|n| if n > choices { Cell::Blank } else { Cell::from(if n == choice { 10 } else { 0 }) });
        let percents = (1..=6)
            .map(|n| if n > choices { Cell::Blank } else { Cell::from(if n == choice { 100 } else { 0 }) });
        let mut row = vec![Cell::from(code), Cell::Blank, Cell::Blank];
        row.extend(counts);
        row.extend(percents);
        row.push(Cell::from(100));
        row
    };
    let rows = ["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I11", "I12"]
        .into_iter()
        .chain(["E1", "E2", "E3", "E4", "E5", "E6"])
        .map(|code| match code {
            "I3" | "I6" | "E3" => question(code, 2, 2),
            "I5" | "I7" | "I8" | "I9" | "I10" => question(code, 1, 6),
            _ => question(code, 6, 6),
        });
    table("survey_questions", rows.collect()).meta("ปีงบประมาณ พ.ศ.", 2567)
}

fn items() -> Sheet {
    let rows = (1..=22).map(|n| row![format!("O{n}").as_str(), "", 100, "https://test.example.go.th/data"]);
    table("oit_items", rows.collect()).meta("ปีงบประมาณ พ.ศ.", 2567)
}

fn measure(code: &str, indicator: i32, item: &str, responsible: &str) -> Vec<Cell> {
    row![
        code,
        indicator,
        item,
        "ประเด็น",
        "มาตรการ",
        "ผลผลิต",
        "ประชาสัมพันธ์",
        "30/09/2568",
        responsible,
        "ผู้อำนวยการเขต",
        "ทุกไตรมาส"
    ]
}

pub fn finished(code: &str) -> Vec<Cell> {
    row![
        code,
        "มาตรการ",
        "แล้วเสร็จ",
        100,
        "15/03/2568",
        "ดำเนินการครบ",
        "https://test.example.go.th/a.pdf",
        "",
        "",
        2
    ]
}

pub fn under_way(code: &str) -> Vec<Cell> {
    row![code, "มาตรการ", "อยู่ระหว่างดำเนินการ", 50, "", "ดำเนินการบางส่วน", "", "", "", 2]
}

fn taxes(unit: &str, year: i32, total: bool) -> Sheet {
    let mut rows = vec![row!["ตุลาคม", "ภาษีป้าย", 10, 5000.5], row!["พฤศจิกายน", "ภาษีป้าย", 12, 6000.25]];
    if total {
        rows.push(row!["รวม", "", 22, 11000.75]);
    }
    unit_table("o9_tax", unit, year, rows)
}

/// What every office and school reports beside its own data.
fn risk() -> Vec<Cell> {
    row![
        "งานทะเบียน",
        "การเรียกรับผลประโยชน์",
        1,
        2,
        "ต่ำ",
        "จัดคิวอัตโนมัติ",
        "ต.ค. 67 – ก.ย. 68",
        "แล้วเสร็จ",
        "ไม่พบเหตุ",
        0
    ]
}

fn bought() -> Vec<Cell> {
    row![
        "ตุลาคม",
        "กระดาษ",
        20000,
        20000,
        "วิธีเฉพาะเจาะจง",
        "ร้าน ก เสนอ 19,000 บาท",
        "ร้าน ก",
        19000,
        "ราคาต่ำสุด",
        "1/2568 ลงวันที่ 15 ต.ค. 67"
    ]
}

fn spent(unit: &str) -> Sheet {
    unit_table("o13_spending", unit, 2568, vec![row!["หมวดเงินอุดหนุน", 1000, 500, 400]])
}

fn held(unit: &str) -> Sheet {
    let activity = row!["1/12/2567", "ประกาศนโยบาย", 30, "ผู้อำนวยการเขตเป็นประธาน", "รับทราบทั่วกัน", "photo.jpg"];
    unit_table("o18_activities", unit, 2568, vec![activity])
}

fn revenue(unit: &str) -> Sheet {
    unit_table("o10_revenue", unit, 2568, vec![row!["ตุลาคม", "ค่าธรรมเนียม", "ค่าธรรมเนียมทะเบียน", 3, 60]])
}

/// The clean workspace.
pub fn clean() -> Inputs {
    let mut workbooks = BTreeMap::new();
    let mut add = |name: &str, sheets: Vec<Sheet>| workbooks.insert(name.to_owned(), sheets);
    let mut old = survey();
    old.meta[0].1 = Cell::from(2566);
    add("2566/results.xlsx", vec![old]);
    add(RESULTS, vec![survey(), items()]);
    let measures = vec![
        measure("M1-01", 1, "", "ทุกฝ่าย"),
        measure("M2-01", 2, "", "ฝ่ายปกครอง"),
        measure("M3-01", 3, "", "ฝ่ายรายได้, ฝ่ายปกครอง"),
        measure("M9-01", 9, "O3", "โรงเรียนในสังกัด"),
    ];
    let briefings = vec![row!["30/10/2567", "ประชุมชี้แจง", "รายละเอียด", "ทุกฝ่าย", 40, "meeting.png"]];
    add(
        REGISTER,
        vec![
            table("measures", measures).meta("ปีงบประมาณ พ.ศ.", 2568),
            table("briefings", briefings).meta("ปีงบประมาณ พ.ศ.", 2568),
        ],
    );
    let admin = "ฝ่ายปกครอง";
    add(
        ADMIN,
        vec![
            unit_table(
                "progress",
                admin,
                2568,
                vec![finished("M1-01"), under_way("M2-01"), under_way("M3-01")],
            ),
            spent(admin),
            unit_table("o15_procurement", admin, 2568, vec![bought()]),
            unit_table(
                "o17_complaints",
                admin,
                2568,
                vec![
                    row!["ตุลาคม", "การจัดซื้อจัดจ้าง", 1, 1, 0, "ยุติเรื่อง"],
                    row!["มีนาคม", "การจัดซื้อจัดจ้าง", 0, 0, 0, "ไม่พบเรื่องร้องเรียน"],
                ],
            ),
            held(admin),
            unit_table("o19_risks", admin, 2568, vec![risk()]),
            revenue(admin),
        ],
    );
    add(
        REVENUE,
        vec![
            unit_table("progress", "ฝ่ายรายได้", 2568, vec![finished("M1-01"), under_way("M3-01")]),
            taxes("ฝ่ายรายได้", 2568, true),
            spent("ฝ่ายรายได้"),
            unit_table("o15_procurement", "ฝ่ายรายได้", 2568, vec![bought()]),
            held("ฝ่ายรายได้"),
            unit_table("o19_risks", "ฝ่ายรายได้", 2568, vec![risk()]),
        ],
    );
    add("2567/h1-office-05.xlsx", vec![taxes("ฝ่ายรายได้", 2567, false)]);
    let community = "ฝ่ายพัฒนาชุมชนและสวัสดิการสังคม";
    add(
        COMMUNITY,
        vec![
            unit_table("progress", community, 2568, vec![finished("M1-01")]),
            unit_table("o14_subsidies", community, 2568, vec![row!["ชุมชนทดสอบ", 10000, 500]]),
            revenue(community),
            spent(community),
            unit_table("o15_procurement", community, 2568, vec![bought()]),
            held(community),
            unit_table("o19_risks", community, 2568, vec![risk()]),
        ],
    );
    let school = |year| {
        let rows = vec![row![format!("31/03/{year}").as_str(), 20, 300, 150_000, 0, 0]];
        unit_table("o3_schools", "โรงเรียนวัดทดสอบ", year, rows)
    };
    let name = "โรงเรียนวัดทดสอบ";
    add(
        SCHOOL,
        vec![
            unit_table("progress", name, 2568, vec![finished("M9-01")]),
            school(2568),
            unit_table("o15_procurement", name, 2568, vec![bought()]),
            unit_table("o19_risks", name, 2568, vec![risk()]),
        ],
    );
    add("2567/h1-school-01.xlsx", vec![school(2567)]);
    let files = BTreeMap::from([("2568/meeting.png".to_owned(), PIXEL.to_vec())]);
    Inputs { agency: AGENCY.to_owned(), workbooks, files }
}
