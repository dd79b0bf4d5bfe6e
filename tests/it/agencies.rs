//! Agencies of other kinds: presets, mistakes in `agency.toml`, own templates, parts published alone.

use crate::filler::Filler;
use crate::workspace::{Workspace, copy, project};
use ita_report::contract::Contracts;
use ita_report::model::{FiscalYear, Half, Period};
use ita_report::scheme::Schemes;
use ita_report::templates::Templates;
use std::fs;

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
        ("kind = \"division\"\nname_th = \"กองช่าง\"", "kind = ‘division’\nname_th = \"กองช่าง\"", 18, "โค้ง"),
        ("id = \"chang\"", "id = \"chang\"\nid = \"chang2\"", 18, "สองครั้ง"),
        ("id = \"chang\"", "id = \"ช่าง\"", 17, "a–z"),
        ("[\"khlang\"]", "[\"khlang\"]\n[history]\nkeep = 0", 25, "`0`"),
        (
            "[\"khlang\"]",
            "[\"khlang\"]\n[[kind]]\nid = \"division\"\nname_th = \"ก\"\nname_en = \"a\"",
            25,
            "สองรายการ",
        ),
    ] {
        let text = format!("{right}{tail}");
        assert!(text.contains(from), "{from}");
        let at = text.rfind(from).expect("the place");
        let text = format!("{}{to}{}", &text[..at], &text[at + from.len()..]);
        fs::write(&path, text).expect("agency.toml");
        let (_, err) = place.expect(&["check"], 2);
        assert!(err.contains(&format!("บรรทัด {line}:")) && err.contains(words), "{to}: {err}");
        assert!(err.contains(" — "), "what to do about it: {err}");
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
    let windows = windows.into_owned();
    for bytes in [[b"\xff\xfe".as_slice(), &utf16].concat(), utf16.clone(), windows.clone()] {
        fs::write(&path, bytes).expect("agency.toml");
        let (out, _) = place.expect(&["doctor"], 2);
        assert!(!out.contains('✗'), "nothing is wrong, and nothing can be published yet: {out}");
        assert!(out.contains("สำนักงานเขตบางนา") && out.contains("UTF-8"), "{out}");
    }
    // Mistakes in such files are at their lines, too; what is no text is refused with what to do.
    for encoded in [
        [
            b"\xff\xfe".as_slice(),
            &text
                .replace("[[unit]]\n", "[[unit]]\nx = ’a’\n")
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<u8>>(),
        ]
        .concat(),
        encoding_rs::WINDOWS_874.encode(&text.replace("[[unit]]\n", "[[unit]]\nx = ’a’\n")).0.into_owned(),
    ] {
        fs::write(&path, encoded).expect("agency.toml");
        let line = text.lines().position(|l| l == "[[unit]]").expect("a unit") + 2;
        let (_, err) = place.expect(&["check"], 2);
        assert!(err.contains(&format!("agency.toml บรรทัด {line}:")) && err.contains("โค้ง"), "{err}");
    }
    for bytes in
        [[windows, text.into_bytes()].concat(), utf16[1..].to_vec(), b"PK\x03\x04\xdb\xdc\xfc\x00".to_vec()]
    {
        fs::write(&path, bytes).expect("agency.toml");
        let (_, err) = place.expect(&["check"], 2);
        assert!(err.contains("agency.toml") && err.contains("Notepad") && err.contains("UTF-8"), "{err}");
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
fn a_year_without_a_scheme_is_one_message_and_its_file_is_written_when_asked_for() {
    let place = Workspace::empty();
    // The results' year and the year after it are the first two without a scheme.
    let known = Schemes::load(&Templates::default()).expect("schemes").years().last().expect("years").0;
    let (results, year) = (known + 1, known + 2);
    let fy = year.to_string();
    let new = ["init", "new", "--preset", "faculty", "--name", "คณะวิทยาศาสตร์", "--fy", &fy];
    let (out, err) = place.expect(&new, 2);
    let (extends, init) = (format!("extends = {known}"), format!("--fy {fy} --carry-on-scheme"));
    for words in [&format!("fiscal_year = {results}"), &extends, &format!("init new {init}")] {
        assert_eq!(err.matches(words).count(), 1, "{words}: {err}");
    }
    assert!(
        !out.contains("ita-results") && !place.path("new/blank").exists(),
        "no form without questions: {out}"
    );
    let (out, _) = place.expect(&["init", "new", "--fy", &fy, "--carry-on-scheme"], 0);
    let own = place.path("new/templates/schemes");
    for year in [results, year] {
        let text = fs::read_to_string(own.join(format!("{year}.toml"))).expect("the scheme");
        assert_eq!(text, format!("fiscal_year = {year}\nextends = {known}\n"));
    }
    let why: Vec<_> =
        out.lines().filter(|line| line.contains(&format!("{year}-h1")) && line.contains("--half")).collect();
    assert_eq!(why.len(), 1, "year and half in one line: {out}");
    assert!(out.contains(&format!("`ita-report init new --fy {fy}` อีกครั้ง")), "the same year again: {out}");

    // Register and results of those years, filled in; then the files are lost.
    let root = place.path("new");
    let input = ita_report::workspace::Workspace::open(&root).expect("the workspace");
    let templates = Templates::of_workspace(&root, None).expect("templates").with_words(input.words.clone());
    let schemes = Schemes::load(&templates).expect("schemes");
    let contracts = Contracts::load(&templates).expect("contracts").with_choices(schemes.choices());
    let scheme = schemes.get(FiscalYear(results)).expect("carried on");
    let filler = Filler { contracts: &contracts, scheme, everyone: "ทุกงาน", year };
    let blank = root.join(format!("blank/{year}-h1"));
    let input = root.join("input");
    filler.fill(&blank.join(format!("register-{year}.xlsx")), &input.join(&fy).join("register.xlsx"));
    let form = blank.join(format!("ita-results-{results}.xlsx"));
    filler.fill(&form, &input.join(results.to_string()).join("results.xlsx"));
    let half = ["--workspace", "new", "--fy", &fy, "--half", "1"];
    place.expect(&[&["check"][..], &half].concat(), 0);
    fs::rename(root.join("templates"), root.join("kept")).expect("the files are lost");
    for lang in ["th", "en"] {
        let (_, out) = place.expect(&[&["check", "--lang", lang][..], &half].concat(), 1);
        for year in [results, year] {
            let line = format!("fiscal_year = {year}");
            assert_eq!(out.matches(&line).count(), 1, "one finding a year: {out}");
        }
        assert_eq!(out.matches("error[").count(), 2, "nothing follows from it: {out}");
        let (out, _) = place.expect(&["doctor", "--workspace", "new", "--lang", lang], 2);
        assert!(out.contains(&extends) && out.contains(&init), "{out}");
    }
    place.expect(&["init", "new", "--fy", &fy, "--carry-on-scheme", "-q"], 0);
    place.expect(&[&["check"][..], &half].concat(), 0);
    // The year of the register is newer than that of the newest scheme of its own; what is in is not made blank again.
    let first = Period { fiscal_year: FiscalYear(year), half: Half::First };
    fs::remove_dir_all(root.join("blank")).expect("the forms are lost");
    let (out, _) = place.expect(&["init", "new"], 0);
    assert!(out.contains(&format!("{}: ปีล่าสุดที่มีทะเบียนมาตรการ", first.slug())), "{out}");
    let forms: Vec<_> = fs::read_dir(&blank).expect("forms").flatten().map(|f| f.file_name()).collect();
    assert!(!forms.is_empty() && forms.iter().all(|f| f.to_string_lossy().starts_with("h1-")), "{forms:?}");
    for kept in [format!("register-{year}.xlsx"), format!("ita-results-{results}.xlsx")] {
        assert_eq!(out.matches(&format!("ไม่สร้าง {kept}")).count(), 1, "{out}");
    }
    // The day of the data lies ahead as long as nobody names one.
    let run = ["run", "--workspace", "new", "--fy", &fy, "--half", "1", "--dry-run", "--draft"];
    let today = ita_report::publish::Moment::now().day();
    let (_, err) = place.expect(&run, 0);
    assert_eq!(err.contains(&format!("--as-of {today}")), first.last_day() > today, "{err}");
    let (_, err) = place.expect(&[&run[..], &["--as-of", &today.to_string()]].concat(), 0);
    assert!(!err.contains("--as-of"), "{err}");
    // Years of which no earlier one is known cannot be carried on.
    let (_, err) = place.expect(&["init", "new", "--fy", "2560", "--carry-on-scheme"], 2);
    assert!(err.contains("templates/schemes/2559.toml") && !err.contains("extends"), "{err}");
}

#[test]
fn an_invented_fleet_is_of_the_kind_of_agency_asked_for() {
    let place = Workspace::empty();
    place.expect(&["init", "many", "--fleet", "2", "--preset", "municipality"], 0);
    let text = fs::read_to_string(place.path("many/input/agency-01/agency.toml")).expect("agency.toml");
    assert!(text.contains("id = \"agency-01\"") && text.contains("sample = true"), "{text}");
    assert!(text.contains("กองคลัง") && text.contains("ศูนย์พัฒนาเด็กเล็กตัวอย่าง"), "{text}");
    for strange in ["ฝ่าย", "โรงเรียน", "สำนักงานเขต"] {
        assert!(!text.contains(strange), "{strange}: {text}");
    }
    let (out, _) = place.expect(&["check", "--workspace", "many"], 0);
    assert!(!out.contains("error["), "{out}");
    let units = |preset: &str| {
        place.expect(&["init", preset, "--fleet", "1", "--preset", preset], 0);
        let dir = place.path(preset).join("input/agency-01");
        let input = fs::read_to_string(dir.join("agency.toml")).expect("agency.toml");
        input.matches("[[unit]]").count()
    };
    assert!(units("faculty") > 3 && units("provincial-office") == 3);

    // What is said of all of them together is in the words that they share, else in nobody's.
    let stub = project().join("tests/it/typst-stub").to_string_lossy().into_owned();
    let items = |expected: &str| {
        place.expect(&["run", "--workspace", "many", "--typst", &stub], 0);
        let rollup = place.path("many/output/rollup/2568-h1");
        let texts =
            ["index.html", "data/questions.csv"].map(|f| fs::read_to_string(rollup.join(f)).expect(f));
        assert!(texts[1].contains(expected), "{}", texts[1]);
        for strange in ["กรุงเทพ", "สำนักงานเขต", "ฝ่าย", "โรงเรียน", "พื้นที่เขต"]
        {
            assert!(texts.iter().all(|text| !text.contains(strange)), "{strange}");
        }
    };
    items("นโยบายของนายกเทศมนตรี");
    let other = place.path("many/input/agency-02");
    let own = fs::read_to_string(place.path("faculty/input/agency-01/agency.toml")).expect("agency.toml");
    fs::remove_dir_all(&other).expect("removed");
    copy(&place.path("faculty/input/agency-01"), &other);
    fs::write(other.join("agency.toml"), own.replace("agency-01", "agency-02")).expect("agency.toml");
    items("นโยบายของผู้บริหาร");
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
    let (out, _) = place.expect(&["status"], 0);
    assert!(out.contains("2568-h1") && out.contains("0 จาก 17"), "all are awaited: {out}");
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

#[test]
fn a_folder_within_a_workspace_or_one_that_is_not_there_leads_to_the_workspace() {
    let place = Workspace::empty();
    let root = place.path("report");
    fs::create_dir(&root).expect("a folder");
    fs::rename(place.path("input"), root.join("input")).expect("a workspace in a folder");
    let refused = |from: &str, args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ita-report"));
        let output = command.current_dir(place.path(from)).args(args).output().expect("the program starts");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert_eq!(output.status.code(), Some(2), "{from} {args:?}: {said}");
        said
    };
    for (from, args, meant) in [
        ("report/input", &["check"][..], ".."),
        ("report/input/2568", &["status"], "../.."),
        ("report", &["run", "--workspace", "input"], "."),
        ("", &["ready", "--workspace", "report/input/2567"], "report"),
        ("", &["run", "--workspace", "report/inputs"], "report"),
        ("", &["doctor", "--workspace", "reprot"], "report"),
    ] {
        let said = refused(from, args);
        assert!(said.contains(&format!("`--workspace {meant}`")), "{from} {args:?}: {said}");
        assert!(!said.contains("ita-report init"), "no workspace within another: {said}");
    }
    for (from, dir, meant) in
        [("report/input", ".", ".."), ("report", "input", "."), ("", "report/input/2568/new", "report")]
    {
        let said = refused(from, &["init", dir, "--preset", "municipality"]);
        assert!(said.contains(&format!("`ita-report init {meant}`")), "{said}");
    }
    assert!(!root.join("input/input").exists() && !root.join("input/2568/new").exists());
}

#[test]
fn nothing_of_a_year_or_nothing_at_all_is_said_with_what_to_do() {
    let place = Workspace::empty();
    let (out, _) = place.expect(&["check"], 0);
    assert!(out.contains("ไม่มีสมุดงาน") && out.contains("ita-report init"), "{out}");
    let place = Workspace::sample();
    let (out, _) = place.expect(&["check", "--fy", "2571", "--lang", "en"], 0);
    assert!(out.contains("no data for 2571"), "{out}");
    let (out, _) = place.expect(&["check", "--fy", "2571", "--format", "json"], 0);
    let told: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert!(told["period"].is_null() && told["notice"]["th"].as_str().expect("a text").contains("2571"));
    let (out, _) = place.expect(&["check", "--format", "json"], 0);
    assert!(!out.contains("\"notice\""));
}
