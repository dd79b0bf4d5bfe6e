//! Agencies of other kinds: presets, mistakes in `agency.toml`, own templates, parts published alone.

use crate::workspace::{Workspace, project};
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
