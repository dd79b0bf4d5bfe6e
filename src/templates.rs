//! Built-in templates, embedded in the binary; over them the workspace's own in `templates/`, and over
//! those a folder given with `--templates`.
//!
//! Comes in: nothing or a folder. Goes out: texts of schemes and contracts; a folder on disk for
//! Typst. Placeholders for an agency's words are filled in. Never: interprets a template otherwise.

use crate::error::Error;
use crate::files::{self, Bounds};
use crate::model::Text;
use crate::words::{Vocabulary, Words};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Largest file of own templates, in bytes: a font of all scripts has some 20 MB.
const LARGEST: u64 = 64 << 20;

/// One entry a folder: the word list in `templates/thai` is embedded by the `thai` module.
static BUILT_IN: [(&str, Dir<'static>); 12] = [
    ("contracts", include_dir!("$CARGO_MANIFEST_DIR/templates/contracts")),
    ("fonts", include_dir!("$CARGO_MANIFEST_DIR/templates/fonts")),
    ("html", include_dir!("$CARGO_MANIFEST_DIR/templates/html")),
    ("layouts", include_dir!("$CARGO_MANIFEST_DIR/templates/layouts")),
    ("letters", include_dir!("$CARGO_MANIFEST_DIR/templates/letters")),
    ("presets", include_dir!("$CARGO_MANIFEST_DIR/templates/presets")),
    ("schemes", include_dir!("$CARGO_MANIFEST_DIR/templates/schemes")),
    ("texts", include_dir!("$CARGO_MANIFEST_DIR/templates/texts")),
    ("typst", include_dir!("$CARGO_MANIFEST_DIR/templates/typst")),
    ("windows", include_dir!("$CARGO_MANIFEST_DIR/templates/windows")),
    ("wording", include_dir!("$CARGO_MANIFEST_DIR/templates/wording")),
    ("words", include_dir!("$CARGO_MANIFEST_DIR/templates/words")),
];

/// Folders whose texts have placeholders for an agency's words.
const WORDED: &[&str] = &["contracts", "schemes"];

/// Name of a workspace's own templates, in its root.
pub const FOLDER: &str = "templates";

/// Where templates come from.
#[derive(Clone, Debug, Default)]
pub struct Templates {
    /// Laid over the built-in ones, in this order.
    dirs: Vec<PathBuf>,
    /// The agency's words; those of the default preset without them.
    words: Option<Arc<Words>>,
}

impl Templates {
    /// The embedded ones, those of `dir` in the place of files with the same path and beside the others.
    ///
    /// # Errors
    /// `dir` is not a folder.
    pub fn new(dir: Option<PathBuf>) -> Result<Self, Error> {
        match dir {
            Some(path) if !path.is_dir() => {
                let path = path.display();
                Err(Error::Usage(Text::new(
                    format!("ไม่พบโฟลเดอร์แม่แบบ {path} — ตรวจชื่อโฟลเดอร์ที่ระบุด้วย --templates"),
                    format!("there is no folder of templates {path} — look at what --templates names"),
                )))
            }
            dir => Ok(Self { dirs: dir.into_iter().collect(), words: None }),
        }
    }

    /// The embedded ones, over them those in the workspace's `templates/`, over these those of `dir`.
    ///
    /// # Errors
    /// `dir` is not a folder.
    pub fn of_workspace(root: &Path, dir: Option<PathBuf>) -> Result<Self, Error> {
        let mut templates = Self::new(dir)?;
        let own = root.join(FOLDER);
        if own.is_dir() {
            templates.dirs.insert(0, own);
        }
        Ok(templates)
    }

    /// The same templates for an agency that uses these words.
    #[must_use]
    pub fn with_words(&self, words: Words) -> Self {
        Self { dirs: self.dirs.clone(), words: Some(Arc::new(words)) }
    }

    /// The words that placeholders stand for.
    ///
    /// # Errors
    /// The built-in preset is broken: a bug.
    pub fn words(&self) -> Result<Arc<Words>, Error> {
        match &self.words {
            Some(words) => Ok(Arc::clone(words)),
            None => Ok(Arc::new(Vocabulary::preset()?.words()?)),
        }
    }

    /// The file of a template (relative, with `/`) that is laid over a built-in one, and differs from it, or beside
    /// them.
    #[must_use]
    pub fn own(&self, path: &str) -> Option<PathBuf> {
        let place = |dir: &PathBuf| path.split('/').fold(dir.clone(), |dir, part| dir.join(part));
        // The last folder lies on top.
        let file = self.dirs.iter().rev().map(place).find(|file| file.is_file())?;
        let mut built_in = Vec::new();
        for (name, dir) in &BUILT_IN {
            embedded(name, dir, &|name| name == path, &mut built_in);
        }
        let same = |bytes: &[u8]| files::read_own(&file).is_ok_and(|own| own == bytes);
        (!built_in.iter().any(|(_, bytes)| same(bytes))).then_some(file)
    }

    /// File names (relative, with `/`) and texts of `folder/*.extension`, sorted by name.
    ///
    /// # Errors
    /// Reading fails, or a text is not UTF-8.
    pub fn texts(&self, folder: &str, extension: &str) -> Result<Vec<(String, String)>, Error> {
        let mut found = Vec::new();
        let wanted = |path: &str| {
            let in_folder = path.rsplit_once('/').is_some_and(|(parent, _)| parent == folder);
            in_folder && path.rsplit_once('.').is_some_and(|(_, end)| end == extension)
        };
        for (path, bytes) in self.matching(&wanted)? {
            let text = String::from_utf8(bytes).map_err(|_| Error::not_utf8(&path))?;
            found.push((path, text));
        }
        if WORDED.contains(&folder) {
            let words = self.words()?;
            for (path, text) in &mut found {
                *text =
                    words.fill_toml(text).map_err(|(line, name)| unknown_placeholder(path, line, &name))?;
            }
        }
        found.sort();
        Ok(found)
    }

    /// The fonts: paths and bytes, sorted by path.
    ///
    /// # Errors
    /// Reading the folder fails.
    pub fn fonts(&self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let is_font = |path: &str| path.rsplit_once('.').is_some_and(|(_, end)| matches!(end, "otf" | "ttf"));
        self.matching(&|path| path.starts_with("fonts/") && is_font(path))
    }

    /// Every template with its bytes, sorted by path.
    ///
    /// # Errors
    /// Reading the folder fails.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        self.matching(&|_| true)
    }

    /// The first digits of the hash of all templates, own ones among them: which edition a program carries, or what an
    /// output was made with.
    ///
    /// # Errors
    /// Reading the folder fails.
    pub fn fingerprint(&self) -> Result<String, Error> {
        let mut hash = Sha256::new();
        for (path, bytes) in self.files()? {
            hash.update(path.as_bytes());
            hash.update(bytes);
        }
        Ok(crate::hash::hex(&hash.finalize()[..6]))
    }

    /// Whether the folder of one's own has files below `folder`.
    ///
    /// # Errors
    /// Reading it fails.
    pub fn has_own(&self, folder: &str) -> Result<bool, Error> {
        let mut own = BTreeMap::new();
        for dir in &self.dirs {
            on_disk(dir, &|path| path.starts_with(folder), &mut own)?;
        }
        Ok(!own.is_empty())
    }

    /// Own files and folders that nothing reads, sorted: a misspelt name is silently without effect. What a person lays
    /// beside them to read is none.
    ///
    /// # Errors
    /// Reading a folder fails.
    pub fn unread(&self) -> Result<BTreeSet<String>, Error> {
        let mut own = BTreeMap::new();
        for dir in &self.dirs {
            on_disk(dir, &|_| true, &mut own)?;
        }
        let built_in: BTreeSet<_> = Self::default().files()?.into_iter().map(|(path, _)| path).collect();
        let unread = own.into_keys().filter(|path| !built_in.contains(path)).filter_map(|path| {
            let (folder, name) = path.split_once('/').unwrap_or(("", &path));
            let end = name.rsplit_once('.').map_or("", |(_, end)| end);
            match folder {
                _ if is_note(name) => None,
                "" => Some(path),
                // A template may read whatever lies beside it; the word list is part of the program.
                "typst" | "thai" => None,
                "contracts" | "layouts" | "presets" | "schemes" if end == "toml" && !name.contains('/') => {
                    None
                }
                "letters" if end == "txt" && !name.contains('/') => None,
                "fonts" if matches!(end, "otf" | "ttf") => None,
                known if BUILT_IN.iter().any(|(folder, _)| *folder == known) => Some(path),
                unknown => Some(format!("{unknown}/")),
            }
        });
        Ok(unread.collect())
    }

    /// The templates whose path is wanted, sorted by path.
    fn matching(&self, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let mut built_in = Vec::new();
        for (name, dir) in &BUILT_IN {
            embedded(name, dir, wanted, &mut built_in);
        }
        let mut found: BTreeMap<_, _> = built_in.into_iter().collect();
        for dir in &self.dirs {
            on_disk(dir, wanted, &mut found)?;
        }
        Ok(found.into_iter().collect())
    }
}

/// Whether a file is for people: README, LICENSE and the like.
fn is_note(name: &str) -> bool {
    let name = name.rsplit_once('/').map_or(name, |(_, name)| name);
    let stem = name.split('.').next().unwrap_or_default();
    !stem.is_empty() && stem.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '_' | '-'))
}

fn unknown_placeholder(path: &str, line: usize, name: &str) -> Error {
    let text = Text::new(
        format!("ไม่มีคำสำหรับ {{{name}}} — เพิ่ม {name} = \"…\" ใน [words] ของ agency.toml หรือแก้ชื่อในแม่แบบ"),
        format!(
            "no word stands for {{{name}}} — add {name} = \"…\" to [words] in agency.toml, or correct the name in the template"
        ),
    );
    Error::Config { path: format!("{FOLDER}/{path}"), line: Some(line), text: Box::new(text) }
}

fn embedded(folder: &str, dir: &Dir<'_>, wanted: &dyn Fn(&str) -> bool, found: &mut Vec<(String, Vec<u8>)>) {
    for file in dir.files() {
        let path: Vec<_> = file.path().iter().map(|part| part.to_string_lossy()).collect();
        let path = format!("{folder}/{}", path.join("/"));
        if wanted(&path) {
            found.push((path, file.contents().to_vec()));
        }
    }
    for inner in dir.dirs() {
        embedded(folder, inner, wanted, found);
    }
}

/// The package that a Typst template asks for, such as `@preview/name:1.0.0`: it would come from the network.
fn package<'a>(name: &str, bytes: &'a [u8]) -> Option<&'a str> {
    if Path::new(name).extension().is_none_or(|end| end != "typ") {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let packages = text.lines().filter(|line| line.contains("import") || line.contains("include"));
    packages
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .find(|text| text.starts_with('@') && text.contains('/'))
}

/// Files of a folder of own templates. The person at the machine trusts the folder, not whatever a link in it may
/// lead to.
fn on_disk(
    dir: &Path,
    wanted: &dyn Fn(&str) -> bool,
    found: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), Error> {
    let bounds = &Bounds::of([dir]);
    for entry in files::walk(dir, bounds).map_err(|e| Error::io("reading", dir, e))? {
        if entry.name.split('/').any(files::is_passing) {
            continue;
        }
        let bytes = match entry.found {
            Ok(_) if !wanted(&entry.name) => continue,
            Ok(_) => files::read(&entry.path, bounds, LARGEST),
            Err(why) => Err(why),
        };
        let bytes = bytes.map_err(|why| {
            let (path, message, action) = (entry.path.display(), why.message(), why.action());
            Error::Usage(Text::new(
                format!("แม่แบบ {path} {} — {}", message.th, action.th),
                format!("template {path}: {} — {}", message.en, action.en),
            ))
        })?;
        if let Some(package) = package(&entry.name, &bytes) {
            let problem = Text::new(
                format!("ใช้แพ็กเกจของ Typst ไม่ได้ เพราะไม่มีเครือข่าย: {package}"),
                format!("packages are not available, there is no network: {package}"),
            );
            return Err(Error::template(entry.name, problem));
        }
        found.insert(entry.name, bytes);
    }
    Ok(())
}
