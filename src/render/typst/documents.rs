//! Documents to PDFs: a root folder for Typst that all documents of a run share, the data with break
//! marks and the layout of its tables, and one compile job a document.

use super::metrics::Metrics;
use super::process::{self, Typst};
use super::segment::laid_out;
use super::warm::{LEAST_TEXT, Wanted};
use crate::error::Error;
use crate::glyphs::Glyphs;
use crate::render::key::Hash;
use crate::render::write;
use crate::templates::Templates;
use crate::thai::{Date, Segmenter};
use serde::Serialize;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const TEMPLATES: &str = "typst/";
const FONTS: &str = "fonts/";

/// A document to make.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// Template, e.g. `typst/measures.typ`.
    pub template: &'static str,
    /// Name among the documents of a run: its data file is `<name>.json` below Typst's root.
    pub name: String,
    /// The view model as JSON.
    pub model: Value,
    /// The document's date.
    pub date: Date,
    /// Names that are never broken.
    pub names: Arc<[String]>,
    /// Pictures and attachments: path below Typst's root, and bytes.
    pub files: Vec<(String, Arc<[u8]>)>,
}

impl Document {
    /// The view model as a JSON value.
    ///
    /// # Errors
    /// It cannot be written as JSON: a bug.
    pub(crate) fn value(model: &impl Serialize) -> Result<Value, Error> {
        serde_json::to_value(model).map_err(|e| Error::bug("writing a view model", e))
    }

    /// Whether it is marked as a draft.
    fn is_draft(&self) -> bool {
        let mark = self.model.get("meta").and_then(|meta| meta.get("draft_mark"));
        mark.is_some_and(|mark| !mark.is_null())
    }

    /// Bytes of text in the view model: how long Typst takes follows from it.
    pub(crate) fn text_size(&self) -> usize {
        text_size(&self.model)
    }
}

/// What stands in a draft for a character that the fonts lack; a finding tells of it.
const SUBSTITUTE: &str = "?";

fn substituted(model: Value, glyphs: &Glyphs) -> Value {
    match model {
        Value::String(text) if glyphs.lacking(&text).is_some() => {
            let shown = |c: char| if glyphs.has(c) { c.to_string() } else { SUBSTITUTE.to_owned() };
            Value::String(text.chars().map(shown).collect())
        }
        Value::Array(items) => items.into_iter().map(|item| substituted(item, glyphs)).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(key, value)| (key, substituted(value, glyphs))).collect()
        }
        other => other,
    }
}

fn text_size(model: &Value) -> usize {
    match model {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(text_size).sum(),
        Value::Object(fields) => fields.values().map(text_size).sum(),
        _ => 0,
    }
}

/// Hashes of the templates and of the fonts.
pub(crate) struct Sources {
    templates: Vec<(String, Vec<u8>)>,
    fonts: Hash,
}

impl Sources {
    /// Reads them.
    ///
    /// # Errors
    /// Reading the templates fails.
    pub(crate) fn read(templates: &Templates) -> Result<Self, Error> {
        let mut files = templates.files()?;
        let fonts = Hash::of(pieces(files.iter().filter(|(path, _)| path.starts_with(FONTS))));
        files.retain(|(path, _)| path.starts_with(TEMPLATES));
        Ok(Self { templates: files, fonts })
    }

    /// Of a document's own template and all that templates share, which lies in the folders below.
    pub(crate) fn template(&self, own: &str) -> Hash {
        let shared = |path: &str| path.trim_start_matches(TEMPLATES).contains('/');
        Hash::of(pieces(self.templates.iter().filter(|(path, _)| path == own || shared(path))))
    }

    /// Of the fonts.
    pub(crate) fn fonts(&self) -> Hash {
        self.fonts.clone()
    }
}

fn pieces<'a>(files: impl Iterator<Item = &'a (String, Vec<u8>)>) -> impl Iterator<Item = &'a [u8]> {
    files.flat_map(|(path, bytes)| [path.as_bytes(), &bytes[..]])
}

/// Typst's root with everything that the documents of a run read.
pub(crate) struct Workshop<'a> {
    root: &'a Path,
    typst: &'a Typst,
    words: Segmenter,
    metrics: Metrics,
    /// Templates and fonts.
    sources: Vec<(String, Vec<u8>)>,
    /// Whether documents are set by somebody's own templates.
    own: bool,
    /// What the fonts have, where drafts are made: they are made in spite of characters that cannot be shown.
    of_drafts: Option<Glyphs>,
}

impl<'a> Workshop<'a> {
    /// Lays out templates, fonts, and what the documents embed, below `root`.
    ///
    /// # Errors
    /// Reading the templates or writing fails.
    pub(crate) fn open(
        documents: &[&Document],
        templates: &Templates,
        typst: &'a Typst,
        root: &'a Path,
    ) -> Result<Self, Error> {
        let mut sources = templates.files()?;
        sources.retain(|(path, _)| path.starts_with(TEMPLATES) || path.starts_with(FONTS));
        for (path, bytes) in &sources {
            write(&root.join(path), bytes)?;
        }
        for (path, bytes) in documents.iter().flat_map(|d| &d.files) {
            write(&root.join(path), bytes)?;
        }
        // Every document of a run has the same names: those of the agency's units.
        let names = documents.first().map(|d| d.names.to_vec()).unwrap_or_default();
        Ok(Self {
            root,
            typst,
            words: Segmenter::new(names),
            metrics: Metrics::load(templates)?,
            sources,
            own: templates.has_own(TEMPLATES)?,
            of_drafts: if documents.iter().any(|document| document.is_draft()) {
                Some(Glyphs::load(templates)?)
            } else {
                None
            },
        })
    }

    /// Compiles one document to `output`.
    ///
    /// # Errors
    /// Writing fails, or Typst does not make a clean document.
    pub(crate) fn compile(&self, document: Document, output: &Path) -> Result<(), Error> {
        let root = self.root;
        let file = format!("{}.json", document.name);
        let is_large = document.text_size() >= LEAST_TEXT;
        let model = match self.of_drafts.as_ref().filter(|_| document.is_draft()) {
            Some(glyphs) => substituted(document.model, glyphs),
            None => document.model,
        };
        let text = laid_out(model, &self.words, &self.metrics).to_string();
        write(&root.join(&file), text.as_bytes())?;
        if let Some(dir) = output.parent() {
            fs::create_dir_all(dir).map_err(|e| Error::io("making", dir, e))?;
        }
        let timestamp = seconds(document.date);
        if let Some(warm) = self.typst.warm().filter(|_| is_large) {
            let wanted = Wanted {
                name: &document.name,
                template: document.template,
                sources: &self.sources,
                files: &document.files,
                data: &text,
                timestamp,
            };
            if let Some(pdf) = warm.compile(self.typst, &wanted)? {
                return write(output, &pdf);
            }
        }
        let made = self.typst.compile(&process::Job {
            root,
            template: document.template,
            data: &format!("/{file}"),
            output,
            timestamp,
        });
        made.map_err(|error| match error {
            // What one's own template does is one's own setting, not the machine's fault.
            Error::Typst(said) if self.own => Error::Usage(said),
            error => error,
        })
    }
}

/// Midnight (UTC) of a day, in seconds since 1970.
fn seconds(date: Date) -> i64 {
    i64::from(date.days_since(Date::clamped(1970, 1, 1))) * 86_400
}
