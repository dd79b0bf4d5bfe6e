use super::*;
use std::fs;
use std::sync::LazyLock;

static WORDS: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::default);

fn names() -> Names<'static> {
    Names {
        words: &WORDS,
        agency: "สำนักงานเขตตัวอย่าง",
        parent: "กรุงเทพมหานคร",
        director: "ผู้อำนวยการเขต",
        website: "https://example.go.th",
        year: "๒๕๖๘",
        results_year: "๒๕๖๗",
    }
}

fn text(source: &str, built_in: bool) -> Worded {
    OwnText { blocks: markdown::parse(source), built_in }.worded(Words::default(), &names())
}

fn workspace(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Workspace) {
    let dir = tempfile::tempdir().expect("a folder");
    let agency = "[agency]\nid = \"x\"\nname_th = \"สำนักงานเขตตัวอย่าง\"\nname_en = \"X\"\n";
    for (name, bytes) in files.iter().chain([&("agency.toml", agency.as_bytes())]) {
        let path = dir.path().join("input").join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }
    let workspace = Workspace::open(dir.path()).expect("a workspace");
    (dir, workspace)
}

fn load(files: &[(&str, &[u8])]) -> (OwnTexts, Diagnostics) {
    let (_dir, workspace) = workspace(files);
    let templates = Templates::default();
    let glyphs = Glyphs::load(&templates).expect("fonts");
    let texts = OwnTexts::load(&workspace, FiscalYear(2568), &templates).expect("texts");
    (texts, check(&workspace, &templates, &glyphs).expect("findings"))
}

#[test]
fn placeholders_are_filled_in_and_only_built_in_digits_change() {
    let source = "{agency} ปี {year} ใช้ 3 ข้อ {unknown}";
    assert_eq!(text(source, true).paragraphs, ["สำนักงานเขตตัวอย่าง ปี ๒๕๖๘ ใช้ ๓ ข้อ {unknown}"]);
    assert_eq!(text(source, false).paragraphs, ["สำนักงานเขตตัวอย่าง ปี ๒๕๖๘ ใช้ 3 ข้อ {unknown}"]);
}

#[test]
fn a_list_stands_between_its_paragraphs() {
    let worded = text("# ชื่อ\n\nก\n\n1. ข\n2. ค\n   1. ง\n\nจ", false);
    assert_eq!(worded.title.as_deref(), Some("ชื่อ"));
    assert_eq!(worded.paragraphs, ["ก"]);
    assert_eq!(worded.closing, ["จ"]);
    let markers: Vec<_> = worded.items.iter().filter_map(|i| i.marker.as_deref()).collect();
    assert_eq!(markers, ["๑.", "๒."]);
    assert_eq!(worded.items[1].items[0].marker.as_deref(), Some("๑)"));
}

#[test]
fn each_of_several_lists_stays_below_its_opening() {
    let worded = text("ก\n\n- ข\n\nค\n\n- ง\n\nจ", false);
    let shown: Vec<_> =
        worded.items.iter().map(|i| (i.text.as_str(), i.items.first().map(|i| i.text.as_str()))).collect();
    assert_eq!(shown, [("ก", Some("ข")), ("ค", Some("ง"))]);
    assert_eq!(worded.closing, ["จ"]);
}

#[test]
fn without_files_the_defaults_stand() {
    let (texts, findings) = load(&[]);
    assert_eq!(findings.iter().count(), 0);
    assert!(texts.files.is_empty());
    for section in
        [&texts.introduction, &texts.briefings, &texts.service_image, &texts.one_stop, &texts.supervision]
    {
        let worded = section.worded(Words::default(), &names());
        assert!(worded.title.is_some());
        let all = format!("{worded:?}");
        assert!(!all.contains('{') || !all.contains("{agency}"), "{all}");
        assert!(!worded.paragraphs.is_empty());
    }
}

#[test]
fn the_years_file_wins_and_what_cannot_be_used_is_named() {
    let (texts, findings) = load(&[
        ("texts/supervision.md", "ทุกปี".as_bytes()),
        ("2568/texts/supervision.txt", "ปีนี้ txt".as_bytes()),
        ("2568/texts/supervision.md", "ปีนี้".as_bytes()),
        ("2568/texts/one-stop.md", b"\x89PNG\r\n\x1a\n\0"),
        ("2568/texts/introductoin.md", "สะกดผิด".as_bytes()),
        ("2567/texts/one-stop.md", b"\x89PNG\r\n\x1a\n\0"),
        ("2568/texts/briefings.md", &vec![b'x'; 256 * 1024 + 1]),
        ("2568/texts/service-image.md", "บรรทัดแรก\n\nยิ้ม 😀".as_bytes()),
    ]);
    assert_eq!(texts.supervision.worded(Words::default(), &names()).paragraphs, ["ปีนี้"]);
    assert!(texts.one_stop.built_in && texts.briefings.built_in);
    let mut found: Vec<_> = findings.iter().map(|d| (d.code, d.place.file.as_str())).collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            (Code::FileUnreadable, "input/2567/texts/one-stop.md"),
            (Code::FileUnreadable, "input/2568/texts/one-stop.md"),
            (Code::FileTooLarge, "input/2568/texts/briefings.md"),
            (Code::TextUnknown, "input/2568/texts/introductoin.md"),
            (Code::GlyphMissing, "input/2568/texts/service-image.md"),
        ]
    );
    assert_eq!(texts.files.len(), 5);
    let glyph = findings.iter().find(|d| d.code == Code::GlyphMissing).expect("the emoji");
    assert!(glyph.action.en.contains("line 3"), "{}", glyph.action.en);
}

#[test]
fn a_telephone_number_in_a_text_of_the_agency_is_found() {
    let (_, findings) = load(&[("2568/texts/supervision.md", "สอบถาม 081-234-5678".as_bytes())]);
    let found: Vec<_> = findings.iter().map(|d| (d.code, d.place.file.as_str())).collect();
    assert_eq!(found, [(Code::PersonalData, "input/2568/texts/supervision.md")]);
}

#[test]
fn a_placeholder_that_nothing_stands_for_is_named_with_its_line() {
    let (_, findings) = load(&[
        (
            "2568/texts/introduction.md",
            "# {agency}\n\nของ{agencyy} และ {year} {noun} {ก} {a b} {\n\n{Year}".as_bytes(),
        ),
        ("texts/one-stop.txt", "{results-year}".as_bytes()),
    ]);
    let found: Vec<_> =
        findings.iter().map(|d| (d.code, d.place.file.as_str(), d.message.en.as_str())).collect();
    let told = |line: usize, name: &str| {
        format!("line {line}: no word stands for {{{name}}}, it would be printed as it is")
    };
    let [first, second, third] = [told(1, "results-year"), told(3, "agencyy"), told(5, "Year")];
    let place = "input/2568/texts/introduction.md";
    assert_eq!(
        found,
        [
            (Code::TextPlaceholder, "input/texts/one-stop.txt", first.as_str()),
            (Code::TextPlaceholder, place, second.as_str()),
            (Code::TextPlaceholder, place, third.as_str()),
        ]
    );
}

#[test]
fn texts_of_the_templates_are_looked_at_too() {
    let (dir, workspace) = workspace(&[]);
    let own = dir.path().join("templates/texts");
    fs::create_dir_all(&own).expect("a folder");
    fs::write(own.join("supervision.md"), "ก\n{directr}").expect("a file");
    fs::write(own.join("supervison.md"), "ก").expect("a file");
    let templates = Templates::of_workspace(dir.path(), None).expect("templates");
    let glyphs = Glyphs::load(&templates).expect("fonts");
    let findings = check(&workspace, &templates, &glyphs).expect("findings");
    let found: Vec<_> = findings.iter().map(|d| (d.code, d.place.file.as_str())).collect();
    assert_eq!(found, [(Code::TextPlaceholder, "templates/texts/supervision.md")]);
}
