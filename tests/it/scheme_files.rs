//! What is wrong in a file of schemes is refused in the file and the line in which it stands.

use crate::workspace::project;
use ita_report::error::Exit;
use ita_report::scheme::Schemes;
use ita_report::templates::Templates;
use std::fs;

fn built_in(year: u16) -> String {
    fs::read_to_string(project().join(format!("templates/schemes/{year}.toml"))).expect("a scheme")
}

/// Why schemes do not load once these files lie over the built-in ones, Thai and English.
fn refused(files: &[(&str, String)]) -> (String, String) {
    let dir = tempfile::tempdir().expect("a folder");
    let own = dir.path().join("schemes");
    fs::create_dir_all(&own).expect("a folder");
    for (name, text) in files {
        fs::write(own.join(name), text).expect("written");
    }
    let templates = Templates::new(Some(dir.path().to_owned())).expect("templates");
    let error = Schemes::load(&templates).expect_err("it must not load");
    assert_eq!(error.exit(), Exit::Usage);
    let text = error.text();
    (text.th, text.en)
}

/// The line of the last of these texts, each looked for behind the one before.
fn line_of(text: &str, marks: &[&str]) -> usize {
    let mut at = 0;
    for mark in marks {
        at += text[at..].find(mark).unwrap_or_else(|| panic!("{mark}")) + mark.len();
    }
    text[..at].matches('\n').count() + 1
}

#[test]
fn what_is_no_number_is_refused_where_it_stands() {
    let text = built_in(2567);
    for (marks, from, to) in [
        (&["[[instruments]]", "weight"][..], "weight = 30", "weight = nan"),
        (&["[[instruments]]", "weight"], "weight = 30", "weight = -inf"),
        (&["points"], "points = [0,", "points = [inf,"),
        (&["[[ratings]]", "\nminimum"], "\nminimum = 95", "\nminimum = +nan"),
        (&["instruments_minimum"], "instruments_minimum = 95", "instruments_minimum = nan"),
        (
            &["instruments_minimum"],
            "instruments_minimum = 95",
            "conditions = [{ of = \"O22\", minimum = nan }]",
        ),
    ] {
        assert!(text.contains(from), "{from}");
        let (th, en) = refused(&[("2567.toml", text.replacen(from, to, 1))]);
        let line = line_of(&text, marks);
        assert!(en.contains(&format!("schemes/2567.toml, line {line}: `")), "{to}: {en}");
        assert!(th.contains(&format!("2567.toml บรรทัด {line}")), "{th}");
    }
}

#[test]
fn a_year_has_one_file_named_after_it() {
    for name in ["foo.toml", "2567-new.toml", "02567.toml"] {
        let (th, en) = refused(&[(name, built_in(2567))]);
        assert!(
            en.contains(&format!("schemes/{name}, line")) && en.contains("2567.toml and no other"),
            "{en}"
        );
        assert!(th.contains(name) && th.contains("2567.toml"), "{th}");
    }
    let (_, en) = refused(&[("2570.toml", "fiscal_year = 2571\nextends = 2569\n".to_owned())]);
    assert!(en.contains("schemes/2570.toml, line 1:") && en.contains("2571.toml"), "{en}");
}

#[test]
fn a_fault_is_told_of_its_own_file_and_not_of_those_that_extend_it() {
    // 2566 extends 2567, and comes before it.
    assert!(built_in(2566).contains("extends = 2567"));
    let text = built_in(2567);
    for (from, to, marks) in [
        ("weight = 30", "weight = 35", &["[[instruments]]"][..]),
        ("instruments_minimum = 95", "instruments_minimum = 950", &["[[ratings]]"]),
        ("published_decimals = 2", "published_decimals = 9", &["published_decimals"]),
        ("published_decimals = 2", "published_decimals = \"two\"", &["published_decimals"]),
    ] {
        assert!(text.contains(from), "{from}");
        let (_, en) = refused(&[("2567.toml", text.replacen(from, to, 1))]);
        let line = line_of(&text, marks);
        assert!(en.starts_with(&format!("schemes/2567.toml, line {line}:")), "{to}: {en}");
    }
    let own = "fiscal_year = 2570\nextends = 2569\n\n[rules]\npublished_decimals = 9\n";
    let (_, en) = refused(&[("2570.toml", own.to_owned())]);
    assert!(en.starts_with("schemes/2570.toml, line 5:"), "{en}");
    let own = "fiscal_year = 2570\nextends = 2569\n\n[rules]\npublished_decimals = \"two\"\n";
    let (_, en) = refused(&[("2570.toml", own.to_owned())]);
    assert!(en.starts_with("schemes/2570.toml, line 5:"), "{en}");
    let (_, en) = refused(&[("2570.toml", "fiscal_year = 2570\nextends = 2570\n".to_owned())]);
    assert!(en.starts_with("schemes/2570.toml, line 2:"), "{en}");
}
