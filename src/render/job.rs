//! One output file as a job: its name, what its bytes depend on, and how it is made.
//!
//! Comes in: a view model, or bytes. Goes out: a [`Job`]. Never: reads anything that its key does not
//! cover, so that an earlier output with an equal key may take its place.

use super::key::{Hash, Key};
use super::typst::{Document, Sources, Typst};
use super::xlsx;
use crate::changes::Part;
use crate::error::Error;
use crate::report::workbook::Workbook;
use std::sync::Arc;

/// An output file to make.
pub struct Job<'a> {
    /// Path in the publication, with `/`.
    pub path: String,
    /// What its bytes depend on.
    pub key: Key,
    /// Beginnings of the names of the snapshot's tables that it shows; none: all. Only words depend on
    /// it: why the output was made, never whether.
    pub uses: Vec<String>,
    pub(super) make: Make<'a>,
}

/// How an output is made.
pub(super) enum Make<'a> {
    /// It is there already.
    Ready(Arc<[u8]>),
    /// By a renderer of this program.
    Bytes(Box<dyn FnOnce() -> Result<Vec<u8>, Error> + Send + 'a>),
    /// By Typst.
    Pdf(Document),
}

impl Job<'_> {
    /// A file whose bytes cost nothing to make.
    #[must_use]
    pub fn ready(path: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self { path: path.into(), key: Key::of_bytes(&bytes), uses: Vec::new(), make: Make::Ready(bytes) }
    }

    /// A review workbook.
    ///
    /// # Errors
    /// The workbook cannot be hashed: a bug.
    pub fn review(path: impl Into<String>, book: Arc<Workbook>) -> Result<Self, Error> {
        let key = Key::of(&("review", &*book))?;
        let make = Make::Bytes(Box::new(move || xlsx::review(&book)));
        Ok(Self { path: path.into(), key, uses: Vec::new(), make })
    }

    /// An open spreadsheet.
    ///
    /// # Errors
    /// The workbook cannot be hashed: a bug.
    pub fn open(path: impl Into<String>, book: Arc<Workbook>) -> Result<Self, Error> {
        let key = Key::of(&("open", &*book))?;
        let make = Make::Bytes(Box::new(move || xlsx::open(&book)));
        Ok(Self { path: path.into(), key, uses: Vec::new(), make })
    }

    /// A PDF.
    ///
    /// # Errors
    /// The view model cannot be hashed: a bug.
    pub(super) fn pdf(
        path: impl Into<String>,
        document: Document,
        sources: &Sources,
        typst: &Typst,
    ) -> Result<Self, Error> {
        let content = (document.template, &document.model, document.date, &document.names[..]);
        let files = document.files.iter().flat_map(|(path, bytes)| [path.as_bytes(), &bytes[..]]);
        let key = Key::of(&content)?
            .with(Part::Templates, sources.template(document.template))
            .with(Part::Fonts, sources.fonts())
            .with(Part::Files, Hash::of(files))
            .with(Part::Typst, Hash::of([typst.version().as_bytes()]));
        Ok(Self { path: path.into(), key, uses: Vec::new(), make: Make::Pdf(document) })
    }

    /// With the tables that it shows.
    #[must_use]
    pub fn uses(mut self, tables: &[impl AsRef<str>]) -> Self {
        self.uses = tables.iter().map(|t| t.as_ref().to_owned()).collect();
        self
    }

    /// How long it takes beside the others, roughly: a document more than anything else.
    pub(super) fn weight(&self) -> usize {
        match &self.make {
            Make::Pdf(document) => document.text_size().saturating_add(2),
            Make::Bytes(_) => 1,
            Make::Ready(_) => 0,
        }
    }
}
