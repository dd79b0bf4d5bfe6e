//! What a run stands on before a workbook is opened: options, rules, the workspace.
//!
//! Comes in: what the user asked for. Goes out: everything loaded and checked. Never: reads a workbook.

use crate::check::Context;
use crate::contract::Contracts;
use crate::error::Error;
use crate::glyphs::Glyphs;
use crate::model::{FiscalYear, Half, Text};
use crate::render::{self, Typst, Warm};
use crate::report::Only;
use crate::report::wording::Wording;
use crate::scheme::Schemes;
use crate::shape::Layouts;
use crate::templates::Templates;
use crate::thai::{Date, Digits};
use crate::words::Words;
use crate::workspace::Workspace;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What the user asked for, parsed.
#[allow(clippy::struct_excessive_bools)] // independent flags of a command line
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The workspace's root.
    pub workspace: PathBuf,
    /// Of a workspace of many agencies the folder of the one that is meant; `output` is then its own.
    pub agency: Option<String>,
    /// Where publications go; `<workspace>/output` without it.
    pub output: Option<PathBuf>,
    /// Templates of one's own.
    pub templates: Option<PathBuf>,
    /// Fiscal year of the measures; the newest with data without it.
    pub fiscal_year: Option<FiscalYear>,
    /// Half; the newest with data without it.
    pub half: Option<Half>,
    /// The half named by year and half need not have been reported on by anybody.
    pub unreported: bool,
    /// Day from which due dates are judged; the half's last day without it.
    pub as_of: Option<Date>,
    /// Digits of the documents.
    pub digits: Digits,
    /// Render in spite of data errors, into a folder of its own.
    pub draft: bool,
    /// Makes one part alone, in a folder of its own.
    pub only: Option<Only>,
    /// Warnings forbid publishing too.
    pub deny_warnings: bool,
    /// Nothing is published while an expected sheet is missing or blank.
    pub require_complete: bool,
    /// Makes every output anew, also where the publication before holds the same.
    pub force: bool,
    /// Tells what would change and publishes nothing.
    pub dry_run: bool,
    /// Keeps what Typst is given in this folder.
    pub build_dir: Option<PathBuf>,
    /// The Typst program; the one beside this program or on PATH without it.
    pub typst: Option<PathBuf>,
    /// How long Typst may take for one document; [`render::TYPST_LIMIT`] without it.
    pub typst_limit: Option<Duration>,
    /// Documents that are kept open between runs.
    pub warm: Option<Arc<Warm>>,
}

impl Options {
    /// The Typst program.
    ///
    /// # Errors
    /// It is missing, does not answer, or has another version.
    pub fn find_typst(&self) -> Result<Typst, Error> {
        let typst = Typst::find(self.typst.as_deref(), self.typst_limit.unwrap_or(render::TYPST_LIMIT))?;
        Ok(typst.keeping(self.warm.clone()))
    }

    /// The templates: those named, over the workspace's own, over the built-in ones.
    ///
    /// # Errors
    /// The named folder is none.
    pub fn find_templates(&self) -> Result<Templates, Error> {
        Templates::of_workspace(&self.workspace, self.templates.clone())
    }

    /// Opens the workspace of the agency that is meant.
    ///
    /// # Errors
    /// As [`Workspace::open`] and [`Workspace::open_agency`].
    pub fn open(&self) -> Result<Workspace, Error> {
        match &self.agency {
            Some(folder) => Workspace::open_agency(&self.workspace, folder),
            None => Workspace::open(&self.workspace),
        }
    }

    /// Where publications go.
    #[must_use]
    pub fn output_dir(&self) -> PathBuf {
        self.output.clone().unwrap_or_else(|| self.workspace.join("output"))
    }
}

/// Workspace, contracts and schemes, loaded and checked.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The workspace.
    pub workspace: Workspace,
    /// Kinds of sheets.
    pub contracts: Arc<Contracts>,
    /// Sentences of the documents.
    pub wording: Arc<Wording>,
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
    /// Year and half that were asked for: what is missing is told for the half that they choose.
    pub wanted: (Option<FiscalYear>, Option<Half>),
}

/// What every agency shares; a copy costs nothing.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Kinds of sheets.
    pub contracts: Arc<Contracts>,
    /// Sentences of the documents.
    pub wording: Arc<Wording>,
    /// Schemes by year.
    pub schemes: Arc<Schemes>,
    /// Built-in layouts of other people's forms.
    pub layouts: Arc<Layouts>,
    /// Where templates come from.
    pub templates: Templates,
    /// Characters that the documents can show.
    pub glyphs: Arc<Glyphs>,
    /// What other agencies of the workspace use, so that it is loaded once.
    worded: Arc<Mutex<Worded>>,
}

impl Rules {
    /// Loads contracts, schemes and fonts.
    ///
    /// # Errors
    /// Configuration: they are missing or wrong.
    pub fn load(options: &Options) -> Result<Self, Error> {
        let templates = options.find_templates()?;
        let schemes = Schemes::load(&templates)?;
        let contracts = Contracts::load(&templates)?.with_choices(schemes.choices());
        Ok(Self {
            layouts: Arc::new(Layouts::load(&templates, &contracts)?),
            contracts: Arc::new(contracts),
            wording: Arc::new(Wording::load(&templates)?),
            schemes: Arc::new(schemes),
            glyphs: Arc::new(Glyphs::load(&templates)?),
            templates,
            worded: Arc::default(),
        })
    }

    /// The rules in an agency's words. Agencies with the same words share them.
    ///
    /// # Errors
    /// A template has a placeholder that no word of the agency stands for.
    pub fn of_agency(&self, words: &Words) -> Result<Self, Error> {
        if *self.templates.words()? == *words {
            return Ok(self.clone());
        }
        let known = |worded: &Worded| worded.get(words).cloned();
        // A thread that panicked while it held the list has left it whole: entries are put in at once.
        let found = known(&self.worded.lock().unwrap_or_else(PoisonError::into_inner));
        let (contracts, schemes, layouts) = if let Some(found) = found {
            found
        } else {
            let templates = self.templates.with_words(words.clone());
            let schemes = Schemes::load(&templates)?;
            let contracts = Contracts::load(&templates)?.with_choices(schemes.choices());
            let layouts = Layouts::load(&templates, &contracts)?;
            let made = (Arc::new(contracts), Arc::new(schemes), Arc::new(layouts));
            let mut worded = self.worded.lock().unwrap_or_else(PoisonError::into_inner);
            worded.insert(words.clone(), made.clone());
            made
        };
        let templates = self.templates.with_words(words.clone());
        Ok(Self { contracts, schemes, layouts, templates, ..self.clone() })
    }
}

/// Makes sure that `agency.toml` speaks of no data set and no item that there is none of: its day, or its senders, would
/// be passed over in silence.
///
/// # Errors
/// It names one.
pub fn check_names(workspace: &Workspace, contracts: &Contracts) -> Result<(), Error> {
    let strange = strange_names(workspace, contracts);
    if strange.is_empty() {
        return Ok(());
    }
    let join = |of: fn(&Text) -> &str| strange.iter().map(of).collect::<Vec<_>>().join("; ");
    let text = Text::new(join(|t| &t.th), join(|t| &t.en));
    Err(Error::Config { path: workspace.agency_file(), line: None, text: Box::new(text) })
}

/// What is wrong with the names in `[data_sets]` and in `[deadlines]`, one text for each table.
fn strange_names(workspace: &Workspace, contracts: &Contracts) -> Vec<Text> {
    let reports = |name: &str| contracts.get(name).is_some_and(|contract| contract.report.is_some());
    let is_item =
        |key: &str| contracts.iter().any(|c| c.report.as_ref().is_some_and(|report| report.item == key));
    let left_out = |key: &str| workspace.words.is_left_out(key);
    // What only the preset says nobody has written.
    let presumed = |key: &str| workspace.presumed.iter().any(|name| name == key);
    let written = workspace.words.senders().filter(|name| !presumed(name));
    let senders: Vec<_> = written.filter(|name| !reports(name) && !left_out(name)).collect();
    let days = workspace.deadlines.keys();
    let is_known = |key: &str| contracts.get(key).is_some() || is_item(key) || left_out(key);
    let days: Vec<_> = days.filter(|key| !is_known(key)).collect();
    let mut found = Vec::new();
    if !senders.is_empty() {
        let names = senders.join(", ");
        found.push(Text::new(
            format!("[data_sets] ไม่มีชุดข้อมูลชื่อ {names} — ใช้ชื่อชุดข้อมูล เช่น o9_tax หรือลบบรรทัดนั้น"),
            format!(
                "[data_sets]: there is no data set {names} — use a name such as o9_tax, or delete the line"
            ),
        ));
    }
    if !days.is_empty() {
        let keys = days.join(", ");
        found.push(Text::new(
            format!("[deadlines] ไม่มีชุดข้อมูลหรือข้อชื่อ {keys} — ใช้ชื่อชุดข้อมูล เช่น o9_tax หรือข้อ เช่น O9"),
            format!("[deadlines]: there is no data set or item {keys} — use a name such as o9_tax, or an item such as O9"),
        ));
    }
    found
}

/// Contracts, schemes and layouts by the words that they are in.
type Worded = BTreeMap<Words, (Arc<Contracts>, Arc<Schemes>, Arc<Layouts>)>;

impl Setup {
    /// Loads what a run stands on.
    ///
    /// # Errors
    /// Configuration: `agency.toml`, contracts or schemes are missing or wrong.
    pub fn load(options: &Options) -> Result<Self, Error> {
        let workspace = options.open()?;
        let wanted = (options.fiscal_year, options.half);
        Ok(Self { wanted, ..Self::new(&Rules::load(options)?, workspace, options.output_dir())? })
    }

    /// The same for an agency that is open already.
    ///
    /// # Errors
    /// A template has a placeholder that no word of the agency stands for, or a layout of the agency is wrong.
    pub fn new(rules: &Rules, workspace: Workspace, output: PathBuf) -> Result<Self, Error> {
        let Rules { contracts, wording, schemes, mut layouts, templates, glyphs, .. } =
            rules.of_agency(&workspace.words)?;
        check_names(&workspace, &contracts)?;
        contracts.fit(&schemes)?;
        if !workspace.layouts.is_empty() {
            layouts = Arc::new(layouts.with(&workspace.layouts, &contracts)?);
        }
        Ok(Self {
            workspace,
            contracts,
            wording,
            schemes,
            layouts,
            templates,
            glyphs,
            output,
            wanted: (None, None),
        })
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
