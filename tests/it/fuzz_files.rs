//! Files beside workbooks with bytes that nobody would write: layouts, contracts, schemes, `agency.toml`, own texts,
//! CSV and pictures. Each is read or refused with a reason; none ends the program.
//!
//! A modest number in a normal run; `ITA_FUZZ_CASES=100000` (the gate: 100) runs that many of each kind.

use crate::clean::clean;
use ita_report::check::{self, Context};
use ita_report::contract::Contracts;
use ita_report::error::Error;
use ita_report::files::Bounds;
use ita_report::ingest::{Limits, Pictures, read_all};
use ita_report::model::{Facts, FiscalYear};
use ita_report::report::own_texts::OwnTexts;
use ita_report::scheme::Schemes;
use ita_report::shape::{Layout, Layouts};
use ita_report::templates::Templates;
use ita_report::workspace::{InputFile, Workspace};
use std::path::{Path, PathBuf};

/// Cases of each kind in a normal run.
const CASES: usize = 40;
const YEAR: FiscalYear = FiscalYear(2568);

/// What people and programs put where it does not belong.
const TOKENS: &[&[u8]] = &[
    b"\"",
    b"'",
    b"[[",
    b"]]",
    b"{",
    b"}",
    b"=",
    b"\n",
    b"\r",
    b"\t",
    b"\\",
    b"#",
    b",",
    b"\0",
    b"\xff\xfe",
    b"\xe2\x80\xae",
    b"\xe0\xb8",
    b"-1",
    b"0",
    b"99999999999999999999",
    b"1e999",
    b"nan",
    b"true",
    b"(.*)+",
    "รวม".as_bytes(),
    "๒๕๖๘".as_bytes(),
    "\u{201c}".as_bytes(),
    "😀".as_bytes(),
    b"](",
    b"<script>",
    b"* ",
    b"> ",
];

/// What people put in the place of a value.
const VALUES: &[&str] = &[
    "0",
    "-1",
    "1.5",
    "\"\"",
    "\"ก\"",
    "[]",
    "{}",
    "true",
    "18446744073709551616",
    "1e308",
    "nan",
    "2568-01-01",
    "[[1]]",
    "[\"a\", 1]",
    "[\"\"]",
    "\"javascript:x\"",
    "\"../../etc\"",
    "\"(((\"",
    "\"M1-01\"",
    "\"I1\"",
    "\"\\u0000\"",
    "\"31/02\"",
];

fn cases() -> usize {
    std::env::var("ITA_FUZZ_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(CASES)
}

/// One to six edits of a file: a stretch taken out or doubled, a byte changed, a token put in, two stretches swapped.
fn mutated(seed: &[u8], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..random.usize(1..7) {
        let len = bytes.len();
        let at = random.usize(..=len);
        let end = (at + random.usize(..60)).min(len);
        match random.u8(..6) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            2 if at < len => bytes[at] = random.u8(..),
            3 => bytes.truncate(at),
            4 if at < end => bytes[at..end].reverse(),
            _ => drop(bytes.splice(at..at, TOKENS[random.usize(..TOKENS.len())].iter().copied())),
        }
    }
    bytes
}

/// One to three edits of whole lines, which mostly leave the grammar right: a line taken out, doubled, moved, with a value
/// of another line, with a value that nobody expects there.
fn reworded(seed: &[u8], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = seed.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    for _ in 0..random.usize(1..4) {
        let (at, other) = (random.usize(..lines.len()), random.usize(..lines.len()));
        let value = |line: &[u8]| line.windows(3).position(|w| w == b" = ").map(|at| at + 3);
        match random.u8(..5) {
            0 if lines.len() > 1 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[other].clone()),
            2 => lines.swap(at, other),
            kind => {
                let new = match value(&lines[other]) {
                    Some(from) if kind == 3 => lines[other][from..].to_vec(),
                    _ => VALUES[random.usize(..VALUES.len())].as_bytes().to_vec(),
                };
                if let Some(from) = value(&lines[at]) {
                    lines[at].truncate(from);
                    lines[at].extend(new);
                }
            }
        }
    }
    lines.join(&b'\n')
}

/// Reads so many mutants of the seeds; what is refused must say why.
fn try_all(seeds: &[Vec<u8>], read: impl FnMut(&[u8]) -> Result<(), Error>) {
    try_some(seeds, cases(), read);
}

fn try_some(seeds: &[Vec<u8>], cases: usize, mut read: impl FnMut(&[u8]) -> Result<(), Error>) {
    let mut random = fastrand::Rng::with_seed(18);
    let (mut taken, mut refused) = (0, 0);
    for seed in seeds {
        read(seed).expect("the seed itself is right");
    }
    for _ in 0..cases {
        let seed = &seeds[random.usize(..seeds.len())];
        let edit = if random.bool() { mutated } else { reworded };
        match read(&edit(seed, &mut random)) {
            Ok(()) => taken += 1,
            Err(why) => {
                refused += 1;
                assert!(!matches!(why, Error::Bug { .. }), "{why}");
                assert!(!why.to_string().trim().is_empty());
            }
        }
    }
    eprintln!("{taken} of {cases} taken, {refused} refused");
}

fn project(path: &str) -> PathBuf {
    path.split('/').fold(Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf(), |dir, part| dir.join(part))
}

fn seeds(folder: &str) -> Vec<Vec<u8>> {
    named(folder).into_iter().map(|(_, bytes)| bytes).collect()
}

/// The files of a folder with their names.
fn named(folder: &str) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(project(folder)).expect("a folder");
    let mut paths: Vec<_> = entries.map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    let files = paths.iter().filter(|path| path.extension().is_some_and(|end| end == "toml"));
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    files.map(|path| (name(path), std::fs::read(path).expect("a file"))).collect()
}

/// A folder of templates of one's own with one file in it.
fn own(folder: &str, name: &str, bytes: &[u8]) -> (tempfile::TempDir, Templates) {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(dir.path().join(folder)).expect("a folder");
    std::fs::write(dir.path().join(folder).join(name), bytes).expect("a file");
    let templates = Templates::new(Some(dir.path().to_path_buf())).expect("a folder of templates");
    (dir, templates)
}

#[test]
fn layouts_are_read_or_refused() {
    let templates = Templates::new(None).expect("built-in templates");
    let contracts = Contracts::load(&templates).expect("contracts");
    let all = seeds("templates/layouts");
    // What all of them share is no layout itself.
    let seeds: Vec<_> = all.into_iter().filter(|s| s.windows(11).any(|w| w == b"\ncontract =")).collect();
    assert!(seeds.len() > 5);
    try_all(&seeds, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        Layout::parse("own.toml", &text, &contracts).map(|_| ())
    });
}

#[test]
fn contracts_are_read_or_refused() {
    let all = named("templates/contracts");
    for (name, seed) in &all {
        try_some(std::slice::from_ref(seed), cases().div_ceil(all.len()), |bytes| {
            let (_dir, templates) = own("contracts", name, bytes);
            Contracts::load(&templates).map(|_| ())
        });
    }
}

#[test]
fn schemes_are_read_or_refused() {
    let seed = std::fs::read(project("templates/schemes/2567.toml")).expect("a scheme");
    try_all(&[seed], |bytes| {
        let (_dir, templates) = own("schemes", "2567.toml", bytes);
        Schemes::load(&templates).map(|_| ())
    });
}

#[test]
fn settings_are_read_or_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(dir.path().join("input")).expect("a folder");
    let seed = std::fs::read(project("samples/bangna/agency.toml")).expect("settings");
    let own = clean().agency.into_bytes();
    try_all(&[seed, own], |bytes| {
        std::fs::write(dir.path().join("input/agency.toml"), bytes).expect("settings");
        Workspace::open(dir.path()).map(|_| ())
    });
}

#[test]
fn own_texts_are_read_or_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    clean().write(dir.path());
    let texts = dir.path().join("input/2568/texts");
    std::fs::create_dir_all(&texts).expect("a folder");
    let templates = Templates::new(None).expect("built-in templates");
    let seed = "# บทนำ\n\nข้อความ **หนา** และ [ลิงก์](https://example.go.th/ก)\n\n- หนึ่ง\n- สอง\n  - ย่อย\n\n1. ก\n2. ข\n\n> อ้าง\n";
    try_all(&[seed.as_bytes().to_vec()], |bytes| {
        std::fs::write(texts.join("introduction.md"), bytes).expect("a text");
        let workspace = Workspace::open(dir.path())?;
        OwnTexts::load(&workspace, YEAR, &templates).map(|_| ())
    });
}

#[test]
fn tables_as_text_are_read_or_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    clean().write(dir.path());
    let templates = Templates::new(None).expect("built-in templates");
    let contracts = Contracts::load(&templates).expect("contracts");
    let layouts = Layouts::load(&templates, &contracts).expect("layouts");
    let schemes = Schemes::load(&templates).expect("schemes");
    let workspace = Workspace::open(dir.path()).expect("a workspace");
    let context =
        Context { workspace: &workspace, contracts: &contracts, schemes: &schemes, layouts: &layouts };
    let path = dir.path().join("answers.csv");
    let file = InputFile {
        path: path.clone(),
        name: "input/2567/answers.csv".into(),
        fiscal_year: FiscalYear(2567),
    };
    let plain =
        "ประทับเวลา,I1,I2,I3,\"I4, ต่อ\"\n25/3/2568 10:00:00,6,5,2,\"มาก\nที่สุด\"\n25/3/2568 10:00:01,1,,1,น้อย\n";
    let wide = plain.encode_utf16().flat_map(u16::to_le_bytes);
    let wide = [0xff, 0xfe].into_iter().chain(wide).collect();
    let tax =
        "หน่วยงาน;ฝ่ายรายได้\nปีงบประมาณ พ.ศ.;2568\nรอบ;1\nเดือน;ประเภทภาษี;ราย;บาท\nตุลาคม;ภาษีป้าย;3;1.200,50\n";
    try_all(&[plain.into(), wide, tax.into()], |bytes| {
        std::fs::write(&path, bytes).expect("a table");
        let (books, _) =
            read_all(std::slice::from_ref(&file), &Bounds::anywhere(), Limits::default(), &|| {})?;
        let (facts, _) = check::check(context, &books);
        for r in &facts.readings {
            assert_eq!(r.used, r.read + r.headings + r.labels + r.furniture + r.reported, "{r:?}");
        }
        Ok(())
    });
}

#[test]
fn pictures_are_drawn_or_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let agency = format!("{}\n[look]\nlogo = \"logo.png\"\n", clean().agency);
    std::fs::create_dir(dir.path().join("input")).expect("a folder");
    std::fs::write(dir.path().join("input/agency.toml"), agency).expect("settings");
    let shades =
        image::RgbImage::from_fn(24, 16, |x, _| image::Rgb([u8::try_from(x * 9).unwrap_or(255), 9, 9]));
    let (mut png, mut jpeg) = (Vec::new(), Vec::new());
    shades.write_with_encoder(image::codecs::png::PngEncoder::new(&mut png)).expect("a picture");
    shades.write_with_encoder(image::codecs::jpeg::JpegEncoder::new(&mut jpeg)).expect("a picture");
    let (mut drawn, mut told) = (0, 0);
    try_all(&[png, jpeg], |bytes| {
        std::fs::write(dir.path().join("input/logo.png"), bytes).expect("a picture");
        let workspace = Workspace::open(dir.path())?;
        let (pictures, findings) = Pictures::read(&workspace, &Facts::default());
        match pictures.logo_file().next() {
            Some((_, logo)) => {
                assert!(image::load_from_memory(&logo.bytes).is_ok(), "what is drawn can be read");
                drawn += 1;
            }
            None => told += usize::from(findings.len() == 1),
        }
        Ok(())
    });
    assert_eq!(drawn + told, cases() + 2, "each is drawn, or one finding says why not");
}
