//! What a run stands on before a workbook is opened: options, rules, the workspace.
//!
//! Comes in: what the user asked for. Goes out: everything loaded and checked. Never: reads a workbook.

use crate::check::Context;
use crate::contract::Contracts;
use crate::error::Error;
use crate::glyphs::Glyphs;
use crate::model::{FiscalYear, Half, Text};
use crate::render::{self, Typst};
use crate::scheme::Schemes;
use crate::shape::Layouts;
use crate::templates::Templates;
use crate::thai::{Date, Digits};
use crate::workspace::Workspace;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What the user asked for, parsed.
#[allow(clippy::struct_excessive_bools)] // independent flags of a command line
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The workspace's root.
    pub workspace: PathBuf,
    /// Where publications go; `<workspace>/output` without it.
    pub output: Option<PathBuf>,
    /// Templates of one's own.
    pub templates: Option<PathBuf>,
    /// Fiscal year of the measures; the newest with data without it.
    pub fiscal_year: Option<FiscalYear>,
    /// Half; the newest with data without it.
    pub half: Option<Half>,
    /// The half must have been reported on by somebody.
    pub reported: bool,
    /// Day from which due dates are judged; the half's last day without it.
    pub as_of: Option<Date>,
    /// Digits of the documents.
    pub digits: Digits,
    /// Render in spite of data errors, into a folder of its own.
    pub draft: bool,
    /// Warnings forbid publishing too.
    pub deny_warnings: bool,
    /// Makes every output anew, also where the publication before holds the same.
    pub force: bool,
    /// Tells what would change and publishes nothing.
    pub dry_run: bool,
    /// Keeps what Typst is given in this folder.
    pub build_dir: Option<PathBuf>,
    /// The Typst program; found on PATH without it.
    pub typst: Option<PathBuf>,
    /// How long Typst may take for one document; [`render::TYPST_LIMIT`] without it.
    pub typst_limit: Option<Duration>,
}

impl Options {
    /// The Typst program.
    ///
    /// # Errors
    /// It is missing, does not answer, or has another version.
    pub fn find_typst(&self) -> Result<Typst, Error> {
        Typst::find(self.typst.as_deref(), self.typst_limit.unwrap_or(render::TYPST_LIMIT))
    }

    /// Where publications go.
    #[must_use]
    pub fn output_dir(&self) -> PathBuf {
        self.output.clone().unwrap_or_else(|| self.workspace.join("output"))
    }
}

/// What the run is told about its own advance; a terminal draws it, a log ignores it.
pub trait Progress: Sync {
    /// A stage begins.
    fn stage(&self, name: &Text, steps: usize);
    /// One step of the stage is done.
    fn step(&self);
}

/// Workspace, contracts and schemes, loaded and checked.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The workspace.
    pub workspace: Workspace,
    /// Kinds of sheets.
    pub contracts: Arc<Contracts>,
    /// Schemes by year.
    pub schemes: Arc<Schemes>,
    /// Other people's forms, the agency's own among them.
    pub layouts: Arc<Layouts>,
    /// Where templates come from.
    pub templates: Templates,
    /// Characters that the documents can show.
    pub glyphs: Arc<Glyphs>,
    /// Where publications go.
    pub output: PathBuf,
}

/// What every agency shares; a copy costs nothing.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Kinds of sheets.
    pub contracts: Arc<Contracts>,
    /// Schemes by year.
    pub schemes: Arc<Schemes>,
    /// Built-in layouts of other people's forms.
    pub layouts: Arc<Layouts>,
    /// Where templates come from.
    pub templates: Templates,
    /// Characters that the documents can show.
    pub glyphs: Arc<Glyphs>,
}

impl Rules {
    /// Loads contracts, schemes and fonts.
    ///
    /// # Errors
    /// Configuration: they are missing or wrong.
    pub fn load(options: &Options) -> Result<Self, Error> {
        let templates = Templates::new(options.templates.clone())?;
        let contracts = Arc::new(Contracts::load(&templates)?);
        Ok(Self {
            layouts: Arc::new(Layouts::load(&templates, &contracts)?),
            contracts,
            schemes: Arc::new(Schemes::load(&templates)?),
            glyphs: Arc::new(Glyphs::load(&templates)?),
            templates,
        })
    }
}

impl Setup {
    /// Loads what a run stands on.
    ///
    /// # Errors
    /// Configuration: `agency.toml`, contracts or schemes are missing or wrong.
    pub fn load(options: &Options) -> Result<Self, Error> {
        let workspace = Workspace::open(&options.workspace)?;
        Self::new(Rules::load(options)?, workspace, options.output_dir())
    }

    /// The same for an agency that is open already.
    ///
    /// # Errors
    /// Configuration: a layout of the agency is wrong.
    pub fn new(rules: Rules, workspace: Workspace, output: PathBuf) -> Result<Self, Error> {
        let Rules { contracts, schemes, mut layouts, templates, glyphs } = rules;
        if !workspace.layouts.is_empty() {
            layouts = Arc::new(layouts.with(&workspace.layouts, &contracts)?);
        }
        Ok(Self { workspace, contracts, schemes, layouts, templates, glyphs, output })
    }

    /// What checks need.
    #[must_use]
    pub fn context(&self) -> Context<'_> {
        Context {
            workspace: &self.workspace,
            contracts: &self.contracts,
            schemes: &self.schemes,
            layouts: &self.layouts,
        }
    }
}
