//! Agencies of other kinds, from a preset to a publication through their own forms: nothing that they
//! get, send or publish speaks of another kind of agency.

use crate::workspace::{Workspace, project};
use calamine::{Data, Reader, Xlsx, open_workbook};
use ita_report::contract::{Contract, Contracts, FieldSpec, FieldType, Role};
use ita_report::templates::Templates;
use ita_report::workspace::Workspace as Input;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Words of a district of Bangkok.
const DISTRICT: &[&str] = &["สำนักงานเขต", "ผู้อำนวยการเขต", "ฝ่าย", "โรงเรียน", "กรุงเทพ", "Bangkok", "istrict"];

struct Case {
    preset: &'static str,
    name: &'static str,
    name_en: &'static str,
    units: &'static str,
    /// Stands for everybody in the register.
    everyone: &'static str,
    strange: &'static [&'static str],
}

const MUNICIPALITY: Case = Case {
    preset: "municipality",
    name: "เทศบาลตำบลตัวอย่าง",
    name_en: "Tua Yang Municipality",
    units: "สำนักปลัดเทศบาล\nกองคลัง\nกองช่าง\nกองสวัสดิการสังคม\nศูนย์พัฒนาเด็กเล็กบ้านเหนือ\tศพด.\tศพด.บ้านเหนือ\n",
    everyone: "ทุกกอง, ศูนย์พัฒนาเด็กเล็กในสังกัด",
    strange: &["ภาควิชา", "คณบดี", "กลุ่มงาน"],
};
const OFFICE: Case = Case {
    preset: "provincial-office",
    name: "สำนักงานพาณิชย์จังหวัดตัวอย่าง",
    name_en: "Tua Yang Provincial Office",
    units: "กลุ่มงานบริหารทั่วไป\nกลุ่มงานยุทธศาสตร์\n",
    everyone: "ทุกกลุ่มงาน",
    strange: &["ภาควิชา", "คณบดี", "เทศบาล", "เทศมนตรี", "ศูนย์พัฒนาเด็กเล็ก"],
};
const FACULTY: Case = Case {
    preset: "faculty",
    name: "คณะวิทยาศาสตร์",
    name_en: "Faculty of Science",
    units: "งานบริหารและธุรการ\nงานคลังและพัสดุ\nภาควิชาเคมี\nภาควิชาฟิสิกส์\n",
    everyone: "ทุกงานและทุกภาควิชา",
    strange: &["กลุ่มงาน", "เทศบาล", "เทศมนตรี", "ศูนย์พัฒนาเด็กเล็ก"],
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
    assert!(!root.join("blank/2568-h1").join("h1-division-01.xlsx").exists(), "no register, no unit's form");
    run(&["doctor", "--workspace", "new"], 0);

    let input = Input::open(&root).expect("the new workspace");
    let contracts =
        Contracts::load(&Templates::default().with_words(input.words.clone())).expect("contracts");
    let blank = root.join("blank/2568-h1");
    let fill =
        |form: &str, into: &str| filled(&blank.join(form), &root.join(into), &contracts, case.everyone);
    fill("register-2568.xlsx", "input/2568/register.xlsx");
    fill("ita-results-2567.xlsx", "input/2567/results.xlsx");
    run(&["init", "new"], 0);
    for unit in &input.units {
        let form = format!("h1-{}.xlsx", unit.id);
        fill(&form, &format!("input/2568/{form}"));
    }
    let stub = project().join("tests/it/typst-stub");
    run(&["check", "--workspace", "new"], 0);
    run(&["status", "--complete", "--workspace", "new"], 0);
    run(&["run", "--workspace", "new", "--typst", &stub.to_string_lossy()], 0);
    run(&["explain", "--workspace", "new"], 0);
    for command in ["", "init", "check", "run", "status", "explain", "schedule", "templates"] {
        let args: Vec<_> = [command, "--help"].into_iter().filter(|arg| !arg.is_empty()).collect();
        run(&args, 0);
    }

    let mut texts = vec![("messages".to_owned(), said)];
    for folder in ["blank", "output"] {
        collect(&root.join(folder), &mut texts);
    }
    assert!(texts.iter().any(|(name, _)| name.ends_with("data/measures-2568.json")), "a publication");
    for word in DISTRICT.iter().chain(case.strange) {
        for (name, text) in &texts {
            if let Some(at) = text.find(word) {
                let from = text.floor_char_boundary(at.saturating_sub(120));
                let until = text.ceil_char_boundary((at + 160).min(text.len()));
                panic!("{}: “{word}” in {name}: …{}…", case.preset, &text[from..until]);
            }
        }
    }
}

/// The texts of every file below a folder, those in workbooks with them.
fn collect(dir: &Path, into: &mut Vec<(String, String)>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(dir).expect("a folder").flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.display().to_string();
        if path.is_dir() {
            collect(&path, into);
        } else if name.ends_with(".xlsx") {
            let mut zip = ZipArchive::new(File::open(&path).expect("a file")).expect("a zip");
            for at in 0..zip.len() {
                let mut text = String::new();
                let mut part = zip.by_index(at).expect("a part");
                if part.read_to_string(&mut text).is_ok() {
                    into.push((name.clone(), text));
                }
            }
        } else {
            into.push((name, String::from_utf8_lossy(&fs::read(&path).expect("a file")).into_owned()));
        }
    }
}

/// Writes values into the cells of a form, as whoever fills it in does, and saves it under another name.
fn filled(form: &Path, to: &Path, contracts: &Contracts, everyone: &str) {
    let mut book: Xlsx<_> = open_workbook(form).expect("a form");
    let mut values: BTreeMap<usize, BTreeMap<String, String>> = BTreeMap::new();
    for (at, name) in book.sheet_names().into_iter().enumerate() {
        let Some(contract) = contracts.iter().find(|c| c.sheet == name) else { continue };
        let range = book.worksheet_range(&name).expect("a sheet");
        let titled = |row: &&(usize, &[Data])| {
            row.1.iter().filter(|cell| contract.fields.iter().any(|f| f.title == cell.to_string())).count()
                > 1
        };
        let (first, _) = range.start().expect("cells");
        let header = range.rows().enumerate().find(|row| titled(&row)).expect("the header row");
        let columns: Vec<_> = header.1.iter().map(ToString::to_string).collect();
        let column = |title: &str| columns.iter().position(|c| c == title);
        let cell =
            |row: usize, col: usize| range.get((row, col)).map(ToString::to_string).unwrap_or_default();
        let listed = contract.fields.iter().any(|f| f.locked);
        let cells = values.entry(at + 1).or_default();
        for down in 1.. {
            let row = header.0 + down;
            let is_listed =
                listed && column(&contract.fields[0].title).is_some_and(|c| !cell(row, c).is_empty());
            if (listed && !is_listed) || (!listed && down > rows(contract)) {
                break;
            }
            for field in contract.fields.iter().filter(|f| !f.locked) {
                let Some(value) = value(contract, field, down, everyone) else { continue };
                let col = column(&field.title).expect("a column of the form");
                let letter = char::from(b'A' + u8::try_from(col).expect("few columns"));
                cells.insert(format!("{letter}{}", first as usize + row + 1), value);
            }
        }
    }
    save(form, to, &values);
}

/// How many rows a table without listed rows gets.
fn rows(contract: &Contract) -> usize {
    if contract.name == "measures" { 3 } else { 1 }
}

fn value(contract: &Contract, field: &FieldSpec, row: usize, everyone: &str) -> Option<String> {
    let text = match (contract.name.as_str(), field.name.as_str()) {
        ("survey_questions", name) => return (name == "score").then(|| "90".to_owned()),
        ("measures", "code") => ["M1-01", "M9-01", "M10-01"][row - 1].to_owned(),
        ("measures", "indicator") => ["1", "9", "10"][row - 1].to_owned(),
        ("measures", "item") => ["", "O13", "O18"][row - 1].to_owned(),
        ("measures", "responsible") => everyone.to_owned(),
        ("measures", "due") => "30/09/2568".to_owned(),
        ("progress", "status") => "แล้วเสร็จ".to_owned(),
        ("progress", "percent_complete") => "100".to_owned(),
        ("progress", "problem" | "next_step") => return None,
        (_, "picture") => return None,
        _ => match (field.role, field.kind) {
            (Some(Role::Month), _) => "มีนาคม".to_owned(),
            (Some(Role::Evidence | Role::Url), _) => "https://example.go.th/a.pdf".to_owned(),
            _ if !field.constraints.choices.is_empty() => field.constraints.choices[0].clone(),
            (_, FieldType::Date) => "15/03/2568".to_owned(),
            (_, FieldType::Integer | FieldType::Number) => {
                field.constraints.maximum.map_or(5.0, |most| most.min(5.0)).to_string()
            }
            (_, FieldType::String) => format!("ข้อความตัวอย่าง {row}"),
        },
    };
    (!text.is_empty()).then_some(text)
}

/// The form with texts in the cells of its sheets, by the number of the sheet.
fn save(form: &Path, to: &Path, values: &BTreeMap<usize, BTreeMap<String, String>>) {
    let mut zip = ZipArchive::new(File::open(form).expect("the form")).expect("a zip");
    let mut out = ZipWriter::new(File::create(to).expect("a file"));
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("content");
        let number = name.strip_prefix("xl/worksheets/sheet").and_then(|n| n.strip_suffix(".xml"));
        if let Some(cells) = number.and_then(|n| values.get(&n.parse().ok()?)) {
            let mut xml = String::from_utf8(content).expect("XML");
            // Rows of a table without listed rows have no cells in the file before something is typed.
            let mut rows: BTreeMap<u32, String> = BTreeMap::new();
            for (cell, text) in cells {
                let value = format!(" t=\"inlineStr\"><is><t>{text}</t></is></c>");
                let open = format!("<c r=\"{cell}\"");
                if let Some(from) = xml.find(&open) {
                    let end = from + xml[from..].find("/>").expect("an empty cell");
                    let style = xml[from + open.len()..end].to_owned();
                    assert!(!style.contains('<'), "{cell} of {name} holds something");
                    xml.replace_range(from..end + 2, &format!("{open}{style}{value}"));
                } else {
                    let row = cell.trim_start_matches(|c: char| c.is_ascii_uppercase());
                    assert!(!xml.contains(&format!("<row r=\"{row}\"")), "{cell} is no cell of {name}");
                    let row = rows.entry(row.parse().expect("a row")).or_default();
                    row.push_str(&format!("{open}{value}"));
                }
            }
            let rows = rows.iter().map(|(row, cells)| format!("<row r=\"{row}\">{cells}</row>"));
            let rows = format!("{}</sheetData>", rows.collect::<String>());
            xml = xml.replace("</sheetData>", &rows);
            content = xml.into_bytes();
        }
        out.start_file(name, SimpleFileOptions::default()).expect("a part");
        out.write_all(&content).expect("writing");
    }
    out.finish().expect("a workbook");
}

/// `agency.toml` with something wrong in it: exit code 2, the line, and what to do, in Thai.
#[test]
fn a_faulty_agency_file_is_explained_in_thai_with_its_line() {
    let place = Workspace::empty();
    let path = place.path("input/agency.toml");
    let right = "[agency]\nid = \"x\"\nname_th = \"เทศบาลตัวอย่าง\"\n\n[[kind]]\nid = \"division\"\nname_th = \"กอง\"\nname_en = \"division\"\n\n[[unit]]\nid = \"khlang\"\nkind = \"division\"\nname_th = \"กองคลัง\"\naliases = []\n\n[[unit]]\nid = \"chang\"\nkind = \"division\"\nname_th = \"กองช่าง\"\naliases = []\n";
    let tail = "\n[data_sets]\no9_tax = [\"khlang\"]\n";
    for (from, to, line, words) in [
        ("kind = \"division\"\nname_th = \"กองช่าง\"", "kind = “division”\nname_th = \"กองช่าง\"", 18, "โค้ง"),
        ("id = \"chang\"", "id = \"khlang\"", 17, "ซ้ำ"),
        ("name_th = \"กองช่าง\"", "name_th = \"กองคลัง\"", 19, "ซ้ำ"),
        (
            "kind = \"division\"\nname_th = \"กองช่าง\"",
            "kind = \"office\"\nname_th = \"กองช่าง\"",
            18,
            "`division` (กอง)",
        ),
        ("กองช่าง\"\naliases = []", "กองช่าง\"\naliases = [\"กองคลัง\"]", 20, "“กองคลัง”"),
        ("กองช่าง\"\naliases = []", "กองช่าง\"\naliases = [\"ทุกกอง\"]", 20, "หลายหน่วยงาน"),
        ("[\"khlang\"]", "[\"klangg\"]", 23, "`klangg`"),
        ("[\"khlang\"]", "[\"khlang\"]\n[deadlines]\no9_tax = \"31/02\"", 25, "กำหนดส่ง"),
        ("aliases = []\n\n[data", "alias = []\n\n[data", 20, "`alias`"),
    ] {
        let text = format!("{right}{tail}");
        assert!(text.contains(from), "{from}");
        let at = text.rfind(from).expect("the place");
        let text = format!("{}{to}{}", &text[..at], &text[at + from.len()..]);
        fs::write(&path, text).expect("agency.toml");
        let (_, err) = place.expect(&["check"], 2);
        assert!(err.contains(&format!("บรรทัด {line}:")) && err.contains(words), "{to}: {err}");
        for english in ["expected", "unknown", "parse error", "missing", "invalid"] {
            assert!(!err.contains(english), "{to}: {err}");
        }
    }
}

#[test]
fn a_file_saved_by_notepad_is_read() {
    let place = Workspace::empty();
    let path = place.path("input/agency.toml");
    let text = fs::read_to_string(&path).expect("agency.toml");
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (windows, ..) = encoding_rs::WINDOWS_874.encode(&text);
    for bytes in [[b"\xff\xfe".as_slice(), &utf16].concat(), windows.into_owned()] {
        fs::write(&path, bytes).expect("agency.toml");
        let (out, _) = place.expect(&["doctor"], 0);
        assert!(out.contains("สำนักงานเขตบางนา") && out.contains("UTF-8"), "{out}");
    }
}

#[test]
fn nothing_is_handed_out_for_the_blanks_of_a_preset() {
    let place = Workspace::empty();
    let (out, _) = place.expect(&["init", "new", "--preset", "municipality"], 0);
    assert!(out.contains("เทศบาล…") && out.contains("doctor"), "{out}");
    assert!(!place.path("new/blank").exists());
    let (out, _) = place.expect(&["doctor", "--workspace", "new"], 2);
    assert!(out.contains("เทศบาล…"), "{out}");
    let (out, _) = place.expect(&["init", "quiet", "--preset", "faculty", "-q"], 0);
    assert!(out.is_empty(), "{out}");
    let (_, err) = place.expect(&["init", "other", "--preset", "palace"], 2);
    assert!(err.contains("municipality"), "{err}");
}

#[test]
fn a_workspace_s_own_templates_are_found() {
    let place = Workspace::sample();
    place.expect(&["templates", "export", "templates", "--only", "contracts/o9_tax.toml"], 0);
    let own = place.path("templates/contracts/o9_tax.toml");
    let text = fs::read_to_string(&own).expect("the contract");
    assert!(text.contains("{noun}"));
    fs::write(&own, text.replace("{noun}", "{nuon}")).expect("writing");
    let line = text.lines().position(|l| l.contains("{noun}")).expect("the line") + 1;
    let (_, err) = place.expect(&["check"], 2);
    assert!(err.contains(&format!("templates/contracts/o9_tax.toml บรรทัด {line}:")), "{err}");
    assert!(err.contains("nuon"), "{err}");
}

#[test]
fn the_measures_are_published_before_anybody_reports() {
    let place = Workspace::sample();
    for entry in fs::read_dir(place.path("input/2568")).expect("a folder").flatten() {
        if entry.file_name().to_string_lossy().starts_with("h1-") {
            fs::remove_file(entry.path()).expect("removing");
        }
    }
    for entry in fs::read_dir(place.path("input/2567")).expect("a folder").flatten() {
        if entry.file_name().to_string_lossy().starts_with("h1-") {
            fs::remove_file(entry.path()).expect("removing");
        }
    }
    let stub = project().join("tests/it/typst-stub").to_string_lossy().into_owned();
    let (_, err) = place.expect(&["run", "--typst", &stub], 2);
    assert!(err.contains("run --only measures"), "{err}");
    place.expect(&["run", "--only", "measures", "--typst", &stub], 0);
    let published = place.path("output/2568-h1-measures");
    for (file, wanted) in [
        ("measures-2568.pdf", true),
        ("scores-2567.xlsx", true),
        ("data/measures.csv", true),
        ("progress-2568-h1.pdf", false),
        ("data/progress.csv", false),
    ] {
        assert_eq!(published.join(file).is_file(), wanted, "{file}");
    }
    let page = fs::read_to_string(published.join("index.html")).expect("the page");
    assert!(!page.contains("id=\"progress\""));
}
