//! All contracts, loaded and checked.

use super::{Contract, CoreSheet, FieldSpec, OutputWords, Role, RowWords, Source, contradict, core};
use crate::error::Error;
use crate::model::Text;
use crate::scheme::Schemes;
use crate::templates::Templates;
use crate::toml_file::TomlFile;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// All contracts, in order of their names.
#[derive(Clone, Debug)]
pub struct Contracts {
    pub(super) list: Vec<Arc<Contract>>,
    /// By comparison key of a column's title: positions of the contracts that have such a column.
    by_title: HashMap<String, Vec<usize>>,
    pub(super) row_words: RowWords,
    pub(super) output_words: OutputWords,
    /// Items of the checklist whose data set nobody of the agency sends.
    pub(super) without: Vec<String>,
}

impl Contracts {
    /// Loads and checks `contracts/*.toml`.
    ///
    /// # Errors
    /// A contract that cannot be read or contradicts itself: configuration error with its file name.
    pub fn load(templates: &Templates) -> Result<Self, Error> {
        let mut list = Vec::new();
        let (mut own, mut without) = (Vec::new(), Vec::new());
        let words = templates.words()?;
        for (path, text) in templates.texts("contracts", "toml")? {
            let file = TomlFile::parse(&path, &text)?;
            let mut contract: Contract = file.clone().value()?;
            if let Some(fault) = contract.contradiction(&file).or_else(|| contract.problem()) {
                return Err(file.fault(fault));
            }
            contract.from = Source {
                path: path.clone(),
                item: file.line(&["report", "item"]),
                sheet: file.line(&["sheet"]),
            };
            if let Some(file) = templates.own(&path) {
                contract.own = true;
                let built_in = built_in(&contract.name)?;
                if let Some(core::Misfit { line, problem }) =
                    core::misfit(&contract, &text, built_in.as_ref())
                {
                    return Err(Error::Contract { path: file, line, problem });
                }
                own.push((file, path, core::line_of_name(&text)));
            }
            if contract.report.is_some()
                && let Some(senders) = words.data_sets.get(&contract.name)
            {
                // What nobody sends is no data set of this agency.
                if senders.is_empty() {
                    without.extend(contract.report.map(|report| report.item));
                    continue;
                }
                contract.units.clone_from(senders);
            }
            contract.keep_names_out();
            for field in contract.meta.iter_mut().filter(|field| field.role == Some(Role::Unit)) {
                field.aliases.extend(words.unit_labels.iter().cloned());
            }
            contract.fields.iter_mut().chain(&mut contract.meta).for_each(FieldSpec::make_keys);
            list.push(Arc::new(contract));
        }
        list.sort_by(|a, b| a.name.cmp(&b.name));
        if let Some(twice) = list.windows(2).find(|w| w[0].name == w[1].name) {
            return Err(Error::template(
                format!("contracts/{}.toml", twice[0].name),
                Text::new("มีแบบสองไฟล์ที่ใช้ name นี้", "two contracts have this name"),
            ));
        }
        if let Some(lost) = CoreSheet::ALL.into_iter().find(|s| !list.iter().any(|c| c.name == s.name())) {
            return Err(lost_core(lost, own));
        }
        let loaded = Self::of(list, RowWords::load(templates)?, OutputWords::load(templates)?);
        Ok(Self { without, ..loaded })
    }

    /// Makes sure that what an agency's contracts say of items and sheets can be meant. What the agency does not have is
    /// no longer among them.
    ///
    /// # Errors
    /// Two are of one item or one sheet, or the item is on no year's checklist.
    pub fn fit(&self, schemes: &Schemes) -> Result<(), Error> {
        contradict::among(&self.list, schemes)
    }

    /// With the index of titles.
    pub(super) fn of(list: Vec<Arc<Contract>>, row_words: RowWords, output_words: OutputWords) -> Self {
        let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, contract) in list.iter().enumerate() {
            for key in contract.fields.iter().flat_map(|f| &f.keys) {
                let of_title = by_title.entry(key.clone()).or_default();
                if of_title.last() != Some(&at) {
                    of_title.push(at);
                }
            }
        }
        Self { list, by_title, row_words, output_words, without: Vec::new() }
    }

    /// Positions of the contracts with a column of this title, given as its comparison key.
    pub(super) fn with_column(&self, key: &str) -> &[usize] {
        self.by_title.get(key).map_or(&[], Vec::as_slice)
    }

    /// Words that say what a row below a header is.
    #[must_use]
    pub fn row_words(&self) -> &RowWords {
        &self.row_words
    }

    /// Words that take outputs of measures apart.
    #[must_use]
    pub fn output_words(&self) -> &OutputWords {
        &self.output_words
    }

    /// Whether the agency has no data of an item of the checklist: `[data_sets]` says that nobody sends them.
    #[must_use]
    pub fn is_without(&self, item: &str) -> bool {
        self.without.iter().any(|own| own == item)
    }

    /// All contracts.
    pub fn iter(&self) -> std::slice::Iter<'_, Arc<Contract>> {
        self.list.iter()
    }

    /// One by name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<Contract>> {
        self.list.iter().find(|c| c.name == name)
    }

    /// The six-month data sets, contracts with a report table: in the order of the checklist's items, as whoever
    /// reads the checklist beside them expects; those without an item come last.
    pub fn data_sets(&self) -> impl Iterator<Item = &Arc<Contract>> {
        let number = |contract: &Contract| {
            let item = contract.report.as_ref().map(|report| report.item.trim_start_matches('O'));
            item.and_then(|item| item.parse::<u32>().ok()).unwrap_or(u32::MAX)
        };
        let mut sets: Vec<_> = self.list.iter().filter(|c| c.report.is_some()).collect();
        sets.sort_by_key(|c| (number(c), c.order, &c.name));
        sets.into_iter()
    }
}

/// The built-in contract of a name.
fn built_in(name: &str) -> Result<Option<Contract>, Error> {
    for (_, text) in Templates::default().texts("contracts", "toml")? {
        let contract: Contract =
            toml::from_str(&text).map_err(|e| Error::bug("reading a built-in contract", e))?;
        if contract.name == name {
            return Ok(Some(contract));
        }
    }
    Ok(None)
}

/// A kind of sheet that the program reads has no contract: its file was laid over by one of another name.
fn lost_core(lost: CoreSheet, own: Vec<(PathBuf, String, usize)>) -> Error {
    let name = lost.name();
    let expected = format!("contracts/{name}.toml");
    let Some((path, _, line)) = own.into_iter().find(|(_, path, _)| *path == expected) else {
        return Error::template(
            expected,
            Text::new("ขาดแบบที่โปรแกรมต้องอ่าน", "a contract that the program reads is missing"),
        );
    };
    let problem = Text::new(
        format!("ไฟล์นี้ต้องเป็นแบบของแผ่นงาน `{name}` ซึ่งโปรแกรมต้องอ่าน — เขียน name = \"{name}\""),
        format!(
            "this file must hold the contract `{name}`, which the program reads — write name = \"{name}\""
        ),
    );
    Error::Contract { path, line, problem }
}

impl<'a> IntoIterator for &'a Contracts {
    type Item = &'a Arc<Contract>;
    type IntoIter = std::slice::Iter<'a, Arc<Contract>>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
