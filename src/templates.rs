//! Built-in templates, embedded in the binary, and a folder given with `--templates` laid over them.
//!
//! Comes in: nothing or a folder. Goes out: texts of schemes and contracts; a folder on disk for
//! Typst. Never: interprets a template.

use crate::error::Error;
use crate::files::{self, Bounds};
use crate::model::Text;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Largest file of own templates, in bytes: a font of all scripts has some 20 MB.
const LARGEST: u64 = 64 << 20;

/// One entry a folder: the word list in `templates/thai` is embedded by the `thai` module.
static BUILT_IN: [(&str, Dir<'static>); 7] = [
    ("contracts", include_dir!("$CARGO_MANIFEST_DIR/templates/contracts")),
    ("fonts", include_dir!("$CARGO_MANIFEST_DIR/templates/fonts")),
    ("html", include_dir!("$CARGO_MANIFEST_DIR/templates/html")),
    ("layouts", include_dir!("$CARGO_MANIFEST_DIR/templates/layouts")),
    ("schemes", include_dir!("$CARGO_MANIFEST_DIR/templates/schemes")),
    ("texts", include_dir!("$CARGO_MANIFEST_DIR/templates/texts")),
    ("typst", include_dir!("$CARGO_MANIFEST_DIR/templates/typst")),
];

/// Where templates come from.
#[derive(Clone, Debug, Default)]
pub struct Templates {
    dir: Option<PathBuf>,
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
            dir => Ok(Self { dir }),
        }
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
            let text = String::from_utf8(bytes)
                .map_err(|_| Error::Template { path: path.clone(), problem: "not UTF-8".to_owned() })?;
            found.push((path, text));
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

    /// The templates whose path is wanted, sorted by path.
    fn matching(&self, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let mut built_in = Vec::new();
        for (name, dir) in &BUILT_IN {
            embedded(name, dir, wanted, &mut built_in);
        }
        let mut found: BTreeMap<_, _> = built_in.into_iter().collect();
        if let Some(dir) = &self.dir {
            on_disk(dir, wanted, &mut found)?;
        }
        Ok(found.into_iter().collect())
    }
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
        found.insert(entry.name, bytes);
    }
    Ok(())
}
