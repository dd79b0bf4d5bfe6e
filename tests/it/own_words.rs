//! Agencies of other kinds, from a preset to a publication through their own forms: nothing that they
//! get, send or publish speaks of another kind of agency.

use crate::extras::tool;
use crate::filler::Filler;
use crate::workspace::{Workspace, project};
use ita_report::contract::Contracts;
use ita_report::model::FiscalYear;
use ita_report::scheme::Schemes;
use ita_report::templates::Templates;
use ita_report::workspace::Workspace as Input;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Words of a district of Bangkok.
const DISTRICT: &[&str] =
    &["สำนักงานเขต", "ผู้อำนวยการเขต", "พื้นที่เขต", "ฝ่าย", "โรงเรียน", "กรุงเทพ", "Bangkok", "istrict", "BMA"];

/// How much of a publication the test makes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    /// All of it, with the PDFs.
    Wholly,
    /// The measures document as a PDF, everything else with a stand-in for Typst: its view models are the PDFs' texts.
    Measures,
}

struct Case {
    preset: &'static str,
    made: Made,
    name: &'static str,
    name_en: &'static str,
    units: &'static str,
    /// Means everybody in the register.
    everyone: &'static str,
    /// Words of kinds of agencies that it is not, beside those of a district.
    strange: &'static [&'static str],
    /// What its readers must find.
    own: &'static [&'static str],
}

const MUNICIPALITY: Case = Case {
    preset: "municipality",
    made: Made::Wholly,
    name: "เทศบาลตำบลตัวอย่าง",
    name_en: "Tua Yang Municipality",
    units: "สำนักปลัดเทศบาล\nกองคลัง\nกองช่าง\nกองสวัสดิการสังคม\nศูนย์พัฒนาเด็กเล็กบ้านเหนือ\tศพด.\tศพด.บ้านเหนือ\n",
    everyone: "ทุกกอง, ศูนย์พัฒนาเด็กเล็กในสังกัด",
    strange: &["ภาควิชา", "คณบดี", "กลุ่มงาน", "faculty", "Faculty", "rovincial"],
    own: &["ศูนย์พัฒนาเด็กเล็ก", "นายกเทศมนตรี", "กองคลัง"],
};
const OFFICE: Case = Case {
    preset: "provincial-office",
    made: Made::Measures,
    name: "สำนักงานพาณิชย์จังหวัดตัวอย่าง",
    name_en: "Tua Yang Provincial Office",
    units: "กลุ่มงานบริหารทั่วไป\nกลุ่มงานยุทธศาสตร์\n",
    everyone: "ทุกกลุ่มงาน",
    strange: &["ภาควิชา", "คณบดี", "เทศบาล", "เทศมนตรี", "ศูนย์พัฒนาเด็กเล็ก", "unicipal", "child development"],
    own: &["กลุ่มงานยุทธศาสตร์", "สำนักงานพาณิชย์จังหวัดตัวอย่าง"],
};
const FACULTY: Case = Case {
    preset: "faculty",
    made: Made::Wholly,
    name: "คณะวิทยาศาสตร์",
    name_en: "Faculty of Science",
    units: "งานบริหารและธุรการ\nงานคลังและพัสดุ\nภาควิชาเคมี\nภาควิชาฟิสิกส์\n",
    everyone: "ทุกงาน, ทุกภาควิชา",
    strange: &[
        "ส่วนราชการ",
        "กลุ่มงาน",
        "เทศบาล",
        "เทศมนตรี",
        "ศูนย์พัฒนาเด็กเล็ก",
        "unicipal",
        "child development",
        "rovincial",
    ],
    own: &["ภาควิชา", "คณบดี", "คณะวิทยาศาสตร์"],
};

#[test]
fn a_municipality_publishes_in_its_own_words() {
    publishes(&MUNICIPALITY);
}

#[test]
fn a_government_office_in_a_province_publishes_in_its_own_words() {
    publishes(&OFFICE);
}

#[test]
fn a_faculty_publishes_in_its_own_words() {
    publishes(&FACULTY);
}

fn publishes(case: &Case) {
    let place = Workspace::empty();
    fs::write(place.path("units.txt"), case.units).expect("a list of units");
    let mut said = String::new();
    let mut run = |args: &[&str], code: i32| {
        let (out, err) = place.expect(args, code);
        said.push_str(&out);
        said.push_str(&err);
    };
    let new = ["init", "new", "--preset", case.preset, "--name", case.name, "--name-en", case.name_en];
    run(&[&new[..], &["--units", "units.txt"]].concat(), 0);
    let root = place.path("new");
    let blank = root.join("blank/2568-h1");
    let forms = |of: &str| names(&blank).into_iter().filter(|name| name.starts_with(of)).count();
    assert_eq!(
        (forms("register-"), forms("ita-results-"), forms("h1-")),
        (1, 1, 0),
        "no register, no unit's form"
    );
    run(&["doctor", "--workspace", "new"], 2);

    let input = Input::open(&root).expect("the new workspace");
    let templates = Templates::default().with_words(input.words.clone());
    let schemes = Schemes::load(&templates).expect("schemes");
    let scheme = schemes.get(FiscalYear(2567)).expect("the results' scheme");
    let contracts = Contracts::load(&templates).expect("contracts").with_choices(schemes.choices());
    let filler = Filler { contracts: &contracts, scheme, everyone: case.everyone, year: 2568 };
    filler.fill(&blank.join("register-2568.xlsx"), &root.join("input/2568/register.xlsx"));
    filler.fill(&blank.join("ita-results-2567.xlsx"), &root.join("input/2567/results.xlsx"));
    // Before anybody reports: what is said about units and measures that are not there yet.
    run(&["status", "--workspace", "new"], 0);
    run(&["status", "--complete", "--workspace", "new"], 1);
    run(&["init", "new"], 0);
    run(&["check", "--workspace", "new"], 0);
    for unit in &input.units {
        let form = format!("h1-{}.xlsx", unit.id);
        filler.fill(&blank.join(&form), &root.join("input/2568").join(&form));
    }
    slips(&root, &input, &mut run);
    run(&["check", "--workspace", "new"], 0);
    run(&["status", "--complete", "--workspace", "new"], 0);
    let stub = project().join("tests/it/typst-stub").to_string_lossy().into_owned();
    match case.made {
        Made::Wholly => run(&["run", "--workspace", "new"], 0),
        Made::Measures => {
            run(&["run", "--workspace", "new", "--typst", &stub], 0);
            run(&["run", "--workspace", "new", "--only", "measures"], 0);
        }
    }
    for lang in ["th", "en"] {
        for command in [&["doctor"][..], &["check"], &["status"], &["explain"], &["history"], &["schedule"]] {
            let args = [command, &["--workspace", "new", "--lang", lang]].concat();
            run(&args, 0);
        }
    }
    helps(&mut run);

    let mut texts = vec![("messages".to_owned(), said)];
    for folder in ["blank", "output"] {
        collect(&root.join(folder), &mut texts);
    }
    for wanted in
        ["index.html", "data/measures-2568.json", "data/progress-2568-h1.json", "progress-2568-h1.xlsx"]
    {
        assert!(texts.iter().any(|(name, _)| name.contains(&format!("2568-h1/{wanted}"))), "{wanted}");
    }
    let published = |name: &str| name.contains("2568-h1/data/") || name.ends_with("2568-h1/index.html");
    for word in case.own {
        let is_there = texts.iter().any(|(name, text)| published(name) && text.contains(word));
        assert!(is_there, "{}: “{word}” is nowhere", case.preset);
    }
    // The name of a time zone is no word for people.
    texts[0].1 = texts[0].1.replace("Asia/Bangkok", "");
    let mut found = Vec::new();
    for word in DISTRICT.iter().chain(case.strange) {
        for (name, text) in &texts {
            if let Some(at) = text.find(word) {
                let from = text.floor_char_boundary(at.saturating_sub(120));
                let until = text.ceil_char_boundary((at + 160).min(text.len()));
                found.push(format!("“{word}” in {name}: …{}…", &text[from..until]));
            }
        }
    }
    assert!(found.is_empty(), "{}: {} places\n{}", case.preset, found.len(), found.join("\n\n"));
}

/// Mistakes that people make, one after the other: what is said of them.
fn slips(root: &Path, input: &Input, run: &mut impl FnMut(&[&str], i32)) {
    let path = root.join("input/2568").join(format!("h1-{}.xlsx", input.units[0].id));
    let right = fs::read(&path).expect("a form");
    let changed = |from: &str, to: &str| {
        let mut zip = ZipArchive::new(std::io::Cursor::new(&right)).expect("a zip");
        let mut out = ZipWriter::new(File::create(&path).expect("a file"));
        let mut times = 0;
        for at in 0..zip.len() {
            let mut part = zip.by_index(at).expect("a part");
            let name = part.name().expect("a name").into_owned();
            let mut content = Vec::new();
            part.read_to_end(&mut content).expect("content");
            if let Ok(text) = std::str::from_utf8(&content) {
                times += text.matches(from).count();
                content = text.replace(from, to).into_bytes();
            }
            out.start_file(name, SimpleFileOptions::default()).expect("a part");
            out.write_all(&content).expect("writing");
        }
        out.finish().expect("a workbook");
        assert!(times > 0, "{from} is nowhere in the form");
    };
    let name = &input.units[0].name_th;
    for (from, to) in [
        (name.as_str(), "หน่วยงานอื่น"),
        ("แล้วเสร็จ</t>", "เสร็จ ๆ</t>"),
        ("15/03/2568", "15/13/2568"),
        ("M9-01", "M9-77"),
    ] {
        changed(from, to);
        for lang in ["th", "en"] {
            run(&["check", "--workspace", "new", "--lang", lang], 1);
        }
        run(&["check", "--workspace", "new", "--format", "json"], 1);
    }
    fs::write(&path, right).expect("the form");
}

/// Help of every command.
fn helps(run: &mut impl FnMut(&[&str], i32)) {
    run(&["--help"], 0);
    for command in [
        "init",
        "check",
        "learn",
        "run",
        "status",
        "diff",
        "history",
        "explain",
        "schedule",
        "rollup",
        "templates",
        "completions",
        "man",
        "doctor",
    ] {
        run(&[command, "--help"], 0);
    }
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("a folder").flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// The texts of every file below a folder: those in workbooks and PDFs with them.
fn collect(dir: &Path, into: &mut Vec<(String, String)>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(dir).expect("a folder").flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.display().to_string();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|end| end == "xlsx") {
            let mut zip = ZipArchive::new(File::open(&path).expect("a file")).expect("a zip");
            for at in 0..zip.len() {
                let mut text = String::new();
                let mut part = zip.by_index(at).expect("a part");
                let part_name = part.name().expect("a name").into_owned();
                if part.read_to_string(&mut text).is_ok() {
                    into.push((format!("{name} {part_name}"), text));
                }
            }
        } else if path.extension().is_some_and(|end| end == "pdf")
            && fs::read(&path).expect("a file").starts_with(b"%PDF")
        {
            for program in ["pdftotext", "pdfinfo"] {
                if tool(program) {
                    into.push((name.clone(), pdf(program, &path)));
                }
            }
        } else {
            into.push((name, String::from_utf8_lossy(&fs::read(&path).expect("a file")).into_owned()));
        }
    }
}

fn pdf(program: &str, path: &Path) -> String {
    let mut command = Command::new(program);
    command.arg(path);
    if program == "pdftotext" {
        command.arg("-");
    }
    String::from_utf8_lossy(&command.output().expect("poppler").stdout).into_owned()
}

/// No word of one kind of agency is written into the program, its documents or its contracts: they come
/// from presets. Dictionaries that only recognise words are named here.
#[test]
fn no_kind_of_agency_is_written_into_the_program() {
    let only_recognised =
        ["src/thai/vocabulary.rs", "src/personal/names/words.rs", "templates/contracts/words"];
    let mut files = Vec::new();
    for folder in [
        "src",
        "templates/typst",
        "templates/html",
        "templates/contracts",
        "templates/texts",
        "templates/schemes",
    ] {
        sources(&project().join(folder), &mut files);
    }
    let words = DISTRICT.iter().filter(|word| **word != "istrict" && **word != "Bangkok");
    let words: Vec<_> = words.chain(&["เทศบาล", "เทศมนตรี", "ภาควิชา", "คณบดี", "ศูนย์พัฒนาเด็กเล็ก"]).collect();
    let mut found = Vec::new();
    for path in files {
        let name = path.strip_prefix(project()).expect("a file of the project").display().to_string();
        if only_recognised.iter().any(|known| name.starts_with(known))
            || name.contains("tests")
            || name.contains("fixture")
        {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source");
        // Unit tests stand last in a file.
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim_start();
            let comment = line.starts_with("//")
                || line.starts_with('#') && path.extension().is_some_and(|end| end == "toml");
            let line = if comment { "" } else { line };
            found.extend(
                words.iter().filter(|w| line.contains(**w)).map(|w| format!("{name}:{number}: {w}: {line}")),
            );
        }
    }
    assert!(found.is_empty(), "{} places\n{}", found.len(), found.join("\n"));
}

fn sources(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, into);
        } else if path
            .extension()
            .is_some_and(|end| ["rs", "typ", "html", "toml", "md"].iter().any(|e| end == *e))
        {
            into.push(path);
        }
    }
}

/// Folders whose words for people all lie in `templates/wording`, where an agency may word them otherwise.
const WORDED: &[&str] = &["src/report", "src/render"];
/// Files of terms and messages among them.
const UNWORDED: &[(&str, &str)] = &[
    ("src/report/own_texts.rs", "findings about texts of one's own, as `check` says them"),
    ("src/report/own_texts/placeholders.rs", "findings about texts of one's own, as `check` says them"),
    ("src/report/wording.rs", "what is wrong with texts of one's own, said to whoever runs the program"),
    ("src/report/words.rs", "terms and short forms of the whole program: years, halves, directions"),
];
/// Why Thai texts stay in their code.
const READ: &str = "read, never shown: what people may write for a code";
const GAP: &str = "a term of the whole program: why a value is not there";
const STATUS: &str = "a value of the form, compared between publications";
const UNIT: &str = "compared with the unit of a contract's column, which is data";
const SHEET: &str = "a sheet that `check` knows by its name when the workbook comes back";
const LETTERS: &str = "letters that are measured, not words";
const MESSAGE: &str = "said to whoever runs the program, as all its messages";
/// These texts: file, text, reason.
const KEPT: &[(&str, &str, &str)] = &[
    ("src/report/own_texts/markdown.rs", "'๐", READ),
    ("src/report/own_texts/markdown.rs", "'๙", READ),
    ("src/report/explain/code.rs", "รวม", READ),
    ("src/report/explain/code.rs", "คะแนนรวม", READ),
    ("src/report/explain/code.rs", "ระดับ", READ),
    ("src/report/explain/code.rs", "ระดับผลการประเมิน", READ),
    ("src/report/explain/code.rs", "ตัวชี้วัดที่", READ),
    ("src/report/explain/code.rs", "ตัวชี้วัด", READ),
    ("src/report/explain/line.rs", "ไม่มีค่า", GAP),
    ("src/report/explain/line.rs", "ไม่ได้ส่งข้อมูล", GAP),
    ("src/report/explain/line.rs", "เว้นว่าง", GAP),
    ("src/report/explain/line.rs", "ไม่เกี่ยวข้อง", GAP),
    ("src/report/explain/line.rs", "อ่านค่าไม่ได้", GAP),
    ("src/report/explain/line.rs", "ใช้ยอดวันหลัง", GAP),
    ("src/report/snapshot/inputs.rs", "ยังไม่ดำเนินการ", STATUS),
    ("src/report/snapshot/inputs.rs", "อยู่ระหว่างดำเนินการ", STATUS),
    ("src/report/snapshot/inputs.rs", "แล้วเสร็จ", STATUS),
    ("src/report/snapshot/mod.rs", "(ไม่ได้ส่งข้อมูล)", GAP),
    ("src/report/snapshot/mod.rs", "(เว้นว่าง)", GAP),
    ("src/report/snapshot/mod.rs", "(ไม่เกี่ยวข้อง)", GAP),
    ("src/report/snapshot/mod.rs", "(อ่านค่าไม่ได้)", GAP),
    ("src/report/snapshot/mod.rs", "(ใช้ยอดวันหลัง)", GAP),
    ("src/report/workbook/progress/data_sets.rs", "บาท", UNIT),
    ("src/report/progress/scene.rs", "'ฯ", "looked for in the names that agency.toml has"),
    ("src/render/make.rs", "จัดทำผลลัพธ์", MESSAGE),
    ("src/render/typst/geometry.rs", "`{name}` ต้องเป็นตัวเลขมากกว่า 0 แต่เป็น {size}", MESSAGE),
    ("src/render/typst/geometry.rs", "ระยะขอบใน [page] ไม่เหลือที่ให้ข้อความ", MESSAGE),
    ("src/render/typst/metrics.rs", "ัิีึื็", LETTERS),
    ("src/render/typst/metrics.rs", "ปฝฟ", LETTERS),
    ("src/render/typst/metrics.rs", "'่", LETTERS),
    ("src/render/typst/metrics.rs", "'๋", LETTERS),
    (
        "src/render/typst/process.rs",
        "เรียกโปรแกรม Typst ({program}) ไม่ได้: {why} — วางโปรแกรม Typst {VERSION} ไว้ในโฟลเดอร์เดียวกับ ita-report หรือระบุ --typst (ผู้ที่สร้างจากซอร์สใช้ `make typst`)",
        MESSAGE,
    ),
    (
        "src/render/typst/process.rs",
        "Typst ที่ {program} เป็น “{said}” แต่ต้องเป็นรุ่น {VERSION} — วางรุ่น {VERSION} ไว้ในโฟลเดอร์เดียวกับ ita-report หรือระบุ --typst",
        MESSAGE,
    ),
    ("src/render/typst/process.rs", "Typst จัดทำเอกสารจาก {template} ไม่สำเร็จ ไม่มีการเผยแพร่: {said}", MESSAGE),
    (
        "src/render/typst/process.rs",
        "Typst ไม่จัดทำเอกสารจาก {template} ให้เสร็จภายใน {seconds} วินาที จึงหยุด ไม่มีการเผยแพร่ ฉบับเดิมยังอยู่ครบ — สั่งใหม่ หรือเพิ่มเวลาด้วย --typst-limit",
        MESSAGE,
    ),
    ("src/render/forms/mod.rs", "คำแนะนำ", SHEET),
    ("src/render/forms/returned.rs", "รายการข้อผิดพลาด", SHEET),
    ("src/render/forms/style.rs", "บาท", UNIT),
    ("src/render/forms/style.rs", "คะแนน", UNIT),
];

/// What people read of these folders' outputs is data, except for what is named here with its reason.
#[test]
fn words_for_people_are_no_code() {
    let mut files = Vec::new();
    for folder in WORDED {
        sources(&project().join(folder), &mut files);
    }
    let mut found = Vec::new();
    for path in files {
        let name = path.strip_prefix(project()).expect("a file of the project");
        let name = name.to_string_lossy().replace('\\', "/");
        let is_apart = UNWORDED.iter().any(|(file, _)| *file == name);
        if is_apart || name.contains("tests") || name.contains("fixture") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source");
        // Unit tests stand last in a file.
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        found.extend(thai(text).into_iter().map(|(line, text)| (name.clone(), line, text)));
    }
    let is = |(file, text, _): &(&str, &str, &str), (name, _, literal): &(String, usize, String)| {
        file == name && text == literal
    };
    let new: Vec<_> = found.iter().filter(|own| !KEPT.iter().any(|kept| is(kept, own))).collect();
    assert!(new.is_empty(), "{} texts belong into templates/wording: {new:#?}", new.len());
    let gone: Vec<_> = KEPT.iter().filter(|kept| !found.iter().any(|own| is(kept, own))).collect();
    assert!(gone.is_empty(), "no longer there: {gone:#?}");
}

#[test]
fn thai_texts_are_found_in_code_and_not_in_its_comments() {
    let code = "// หนึ่ง\nlet a = \"สอง \\\" สาม\"; // สี่\nlet b = '\"'; let c = \"http://x ห้า\";\nlet d = 'ก';";
    let found = thai(code);
    let found: Vec<_> = found.iter().map(|(line, text)| (*line, text.as_str())).collect();
    assert_eq!(found, [(2, "สอง \\\" สาม"), (3, "http://x ห้า"), (4, "'ก")]);
}

/// Texts with Thai letters in Rust code, with their lines: literals, and whatever else is no comment.
fn thai(code: &str) -> Vec<(usize, String)> {
    let is_thai = |text: &str| text.chars().any(|c| ('\u{e01}'..='\u{e5b}').contains(&c));
    let mut found = Vec::new();
    let mut line = 1;
    let mut rest = code;
    while !rest.is_empty() {
        let (text, after) = if let Some(tail) = rest.strip_prefix('"') {
            let mut escaped = false;
            let end = tail.find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            let end = end.unwrap_or(tail.len());
            (&tail[..end], tail.get(end + 1..).unwrap_or_default())
        } else if rest.starts_with("//") {
            let (comment, _) = rest.split_once('\n').unwrap_or((rest, ""));
            ("", &rest[comment.len()..])
        } else if let Some(after) = rest.strip_prefix("'\"'") {
            ("", after)
        } else {
            let ends = rest.char_indices().skip(1).find(|(_, c)| "\"/'\n".contains(*c));
            rest.split_at(ends.map_or(rest.len(), |(at, _)| at))
        };
        if is_thai(text) {
            found.push((line, text.to_owned()));
        }
        line += rest[..rest.len() - after.len()].matches('\n').count();
        rest = after;
    }
    found
}
