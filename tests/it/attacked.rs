//! Texts, outputs and children that do harm: terminals, links, lost output, cut documents, programs that talk or hang.

use crate::clean::{SCHOOL, clean};
use crate::hostile::{parts, zipped};
use crate::publication::{NAME, Watched, said};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Colours, clears, retitles, turns round.
const EVIL: &str = "\u{1b}[31m\u{1b}[2J\u{7}\u{9b}2J\u{202e}gpj\u{2066}";

fn configure(watched: &Watched, change: impl Fn(String) -> String) {
    let path = watched.root().join("input/agency.toml");
    let text = std::fs::read_to_string(&path).expect("agency.toml");
    std::fs::write(path, change(text)).expect("writing");
}

/// All that a command says on both streams.
fn all(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn harmless(text: &str, what: &str) {
    let acts =
        |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c) || c == '\u{2066}';
    assert!(!text.contains(acts), "{what}: {text:?}");
}

#[test]
fn nothing_that_strangers_write_reaches_a_terminal_as_it_is() {
    let watched = Watched::new();
    let input = watched.root().join("input");
    let school = input.join(SCHOOL);
    let bytes = std::fs::read(&school).expect("a workbook");
    let evil: String = EVIL.chars().filter(|c| *c != '\u{7}').collect();
    let renamed = parts(&bytes, |name, text| {
        let entity = evil.chars().fold(String::new(), |text, c| text + &format!("&#x{:x};", c as u32));
        if name == "xl/workbook.xml" {
            text.replacen("name=\"", &format!("name=\"{entity}"), 1)
        } else {
            text
        }
    });
    std::fs::write(input.join("2568").join(format!("h1-{EVIL}\n.xlsx")), zipped(&renamed)).expect("a file");
    std::fs::write(input.join("2568").join(format!("b{EVIL}.xlsx")), "no workbook").expect("a file");
    let toml = EVIL.chars().fold(String::new(), |text, c| text + &format!("\\u{:04X}", c as u32));
    configure(&watched, |text| {
        format!(
            "{}\n[[accept]]\ncode = \"x{toml}\"\nreason = \"y{toml}\"\n",
            text.replacen("ฝ่ายปกครอง", &format!("ฝ่ายปกครอง{toml}"), 1)
        )
    });
    let commands: [&[&str]; 9] = [
        &["check"],
        &["check", "--format", "json"],
        &["run"],
        &["run", "--draft"],
        &["run", "--draft", "--log", "json", "--format", "json"],
        &["status"],
        &["explain", "total"],
        &["explain", EVIL],
        &["history"],
    ];
    let mut told = 0;
    for args in commands {
        let output = watched.program(args).env("STUB", "paint").output().expect("the program starts");
        told += usize::from(all(&output).contains('\u{fffd}'));
        harmless(&all(&output), &format!("{args:?}"));
    }
    assert!(told >= 4, "the names are told, harmless");
    let hook = watched.program(&["run", "--draft", "--on-success", "sh", "--on-failure", "sh"]).output();
    harmless(&all(&hook.expect("the program starts")), "a hook");
}

#[test]
fn addresses_of_settings_are_web_addresses_or_refused() {
    for (key, value) in [
        ("website", "javascript:alert(1)"),
        ("website", "https://user:secret@example.go.th"),
        ("website", "data:text/html,x"),
        ("licence_url", "javascript:alert(6)"),
        ("licence_url", "file:///etc/passwd"),
        ("licence_url", "https://user@example.go.th/"),
    ] {
        let watched = Watched::new();
        configure(&watched, |text| {
            if key == "website" {
                let kept: Vec<_> = text.lines().filter(|line| !line.starts_with("website")).collect();
                kept.join("\n").replacen("[agency]", &format!("[agency]\nwebsite = \"{value}\""), 1)
            } else {
                format!("{text}\n[open_data]\nlicence_url = \"{value}\"\n")
            }
        });
        let output = watched.program(&["run"]).output().expect("the program starts");
        assert_eq!(output.status.code(), Some(2), "{value}: {}", said(&output));
        assert!(said(&output).contains(key), "{}", said(&output));
        assert!(!watched.output().join(NAME).exists());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn lost_output_is_an_error_and_a_reader_that_leaves_is_none() {
    let watched = Watched::new();
    let into = |args: &[&str], to: Stdio| {
        watched.program(args).stdout(to).output().expect("the program starts").status.code()
    };
    let full = || Stdio::from(std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full"));
    let commands: [&[&str]; 5] =
        [&["check"], &["check", "--format", "json"], &["run"], &["status", "--format", "json"], &["history"]];
    for args in commands {
        assert_eq!(into(args, full()), Some(3), "{args:?}");
    }
    for args in commands {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        assert_eq!(into(args, Stdio::from(writer)), Some(0), "{args:?}");
    }
}

#[test]
fn a_document_that_is_cut_short_is_never_published() {
    let mut watched = Watched::new();
    watched.expect(&["run", "--quiet"], 0);
    let before = watched.look();
    for bytes in ["0", "4", "40", "90", "110", "120"] {
        let output =
            watched.program(&["run", "--force"]).env("STUB", "cut").env("STUB_BYTES", bytes).output();
        let output = output.expect("the program starts");
        assert_eq!(output.status.code(), Some(3), "{bytes}: {}", said(&output));
        assert!(said(&output).contains("PDF"), "{}", said(&output));
        assert_eq!(watched.look(), before);
    }
}

#[test]
fn a_spoilt_line_of_the_history_costs_only_itself() {
    let mut watched = Watched::new();
    watched.expect(&["run", "--quiet"], 0);
    let log = watched.output().join("history/log.jsonl");
    let mut bytes = std::fs::read(&log).expect("the log");
    bytes.extend(b"\xff\xfe broken\n{\"half\": \n");
    std::fs::write(&log, &bytes).expect("writing");
    for args in [&["run", "--force"][..], &["history"], &["diff"], &["history", "restore", "1"]] {
        let output = watched.program(args).output().expect("the program starts");
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", said(&output));
        if args[0] != "history" || args.len() == 1 {
            assert!(said(&output).contains("2 lines"), "{args:?}: {}", said(&output));
        }
    }
    watched.look();
}

#[test]
fn own_templates_reach_no_network_and_come_to_an_end() {
    let watched = Watched::new();
    let own = watched.root().join("own");
    std::fs::create_dir_all(own.join("typst/lib")).expect("folders");
    std::fs::create_dir_all(own.join("html")).expect("folders");
    let refused = |file: &str, text: &str, word: &str, stub: &str| {
        std::fs::write(own.join(file), text).expect("a template");
        let start = Instant::now();
        let output =
            watched.program(&["run", "--templates", "own", "--typst-limit", "2"]).env("STUB", stub).output();
        let output = output.expect("the program starts");
        assert_eq!(output.status.code(), Some(2), "{file}: {}", said(&output));
        assert!(said(&output).contains(word), "{file}: {}", said(&output));
        assert!(start.elapsed() < Duration::from_mins(1), "{file}");
        std::fs::remove_file(own.join(file)).expect("removing");
        assert!(!watched.output().join(NAME).exists(), "{file}");
    };
    refused("typst/lib/more.typ", "#import \"@preview/cetz:0.3.0\": canvas", "@preview/cetz", "");
    refused("typst/more.typ", "#include (\"@local/a:1.0.0\")", "@local/a", "");
    refused("typst/loop.typ", "#while true {}", "2 seconds", "hang");
    refused("typst/wrong.typ", "#nothing", "cannot find the template", "fail");
    let endless = "{% for a in range(99999) %}{% for b in range(99999) %}{{ a }}{% endfor %}{% endfor %}";
    refused("html/index.html", endless, "html/index.html", "");
    let long = "{% for a in range(90000) %}{{ 'x' * 4000 }}{% endfor %}";
    refused("html/index.html", long, "html/index.html", "");
}

#[test]
fn a_camera_and_its_place_stay_outside_what_typst_is_given() {
    let watched = Watched::new();
    let picture = watched.root().join("input/2568/meeting.png");
    let mut jpeg = Vec::new();
    let shades =
        image::RgbImage::from_fn(40, 20, |x, _| image::Rgb([u8::try_from(x * 6).unwrap_or(255), 9, 9]));
    shades.write_with_encoder(image::codecs::jpeg::JpegEncoder::new(&mut jpeg)).expect("a picture");
    let block = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x0e\x01\x02\0\x0d\0\0\0\x1a\0\0\0\0\0\0\0SECRET-PLACE\0";
    let mut marked = vec![0xff, 0xd8, 0xff, 0xe1, 0, u8::try_from(block.len() + 2).expect("short")];
    marked.extend(block);
    marked.extend(&jpeg[2..]);
    std::fs::write(&picture, &marked).expect("a picture");
    let output = watched.program(&["run", "--build-dir", "build"]).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let folder = std::fs::read_dir(watched.root().join("build/pictures")).expect("pictures");
    let given: Vec<_> =
        folder.map(|e| std::fs::read(e.expect("an entry").path()).expect("a picture")).collect();
    assert_eq!(given.len(), 1);
    let holds = |bytes: &[u8]| bytes.windows(6).any(|w| w == b"SECRET");
    assert!(holds(&marked) && !holds(&given[0]) && image::load_from_memory(&given[0]).is_ok());
}

#[test]
fn a_typst_that_talks_without_end_is_cut_short() {
    let watched = Watched::new();
    let output = watched.program(&["run"]).env("STUB", "talk").output().expect("the program starts");
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output).len() < 64 << 10, "{}", said(&output).len());
}

#[cfg(unix)]
fn signal(child: &std::process::Child, name: &str) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args([&format!("-{name}"), &id]).status().expect("kill").success());
}

/// Waits for the end, returns the code and how long it took.
#[cfg(unix)]
fn ended(child: &mut std::process::Child) -> (Option<i32>, Duration) {
    let start = Instant::now();
    let status = child.wait().expect("an end");
    (status.code(), start.elapsed())
}

#[cfg(unix)]
#[test]
fn signals_end_a_run_within_two_seconds_wherever_it_stands() {
    let staging = |output: &Path| {
        let names = std::fs::read_dir(output).expect("the output").map(|e| e.expect("an entry").file_name());
        names.filter(|n| n.to_string_lossy().starts_with(".staging")).count()
    };
    for name in ["TERM", "INT", "HUP"] {
        // While Typst hangs.
        let watched = Watched::new();
        let mut child = watched
            .program(&["run"])
            .env("STUB", "slow")
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_secs(2));
        signal(&child, name);
        let (code, took) = ended(&mut child);
        assert_eq!(code, Some(3), "{name}");
        assert!(took < Duration::from_secs(2), "{name}: {took:?}");
        assert_eq!(staging(&watched.output()), 0, "{name}");
        // While nobody reads what it writes: the work never gets round to looking at the flag.
        let (_reader, mut writer) = std::io::pipe().expect("a pipe");
        // The pipe is as good as full.
        writer.write_all(&vec![b' '; 60 << 10]).expect("filling the pipe");
        let mut child = watched
            .program(&["run", "--dry-run", "--format", "json"])
            .stdout(Stdio::from(writer))
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_secs(2));
        assert!(child.try_wait().expect("a child").is_none(), "it waits for a reader");
        signal(&child, name);
        let (code, took) = ended(&mut child);
        assert_eq!(code, Some(3), "{name}");
        assert!(took < Duration::from_secs(2), "{name}: {took:?}");
        let next = watched.program(&["run", "--quiet"]).output().expect("the program starts");
        assert_eq!(next.status.code(), Some(0), "{}", said(&next));
    }
}

/// A small workspace whose inputs are clean: the texts above are all that is wrong in these tests.
#[test]
fn the_workspace_of_these_tests_is_clean() {
    assert_eq!(clean().findings(), Vec::<String>::new());
}
