//! Reads the scheme files; a scheme may extend another year's.

use super::Scheme;
use crate::error::Error;
use crate::model::{FiscalYear, Text};
use crate::templates::Templates;
use crate::toml_file::TomlFile;
use std::collections::BTreeMap;

/// The schemes of all years.
#[derive(Clone, Debug)]
pub struct Schemes {
    by_year: BTreeMap<FiscalYear, Scheme>,
}

impl Schemes {
    /// Loads and checks `schemes/*.toml`.
    ///
    /// # Errors
    /// A scheme that cannot be read, is not named after its year, extends an unknown year, or contradicts itself.
    pub fn load(templates: &Templates) -> Result<Self, Error> {
        let texts = templates.texts("schemes", "toml")?;
        let mut own = BTreeMap::new();
        for (path, text) in &texts {
            let file = TomlFile::parse(path, text)?;
            let Some(year) = file.whole("fiscal_year") else {
                let problem = Text::new("ขาด fiscal_year (ปีงบประมาณ)", "fiscal_year is missing");
                return Err(Error::template_at(path, file.line(&["fiscal_year"]), problem));
            };
            // Two files of one year would hide each other, and `extends` names a file by its year.
            if *path != path_of(year) {
                let problem = Text::new(
                    format!("เกณฑ์ของปี {year} ต้องอยู่ในไฟล์ชื่อ {year}.toml เท่านั้น — เปลี่ยนชื่อไฟล์ หรือแก้ fiscal_year"),
                    format!(
                        "the scheme of {year} is the file {year}.toml and no other — rename the file, or correct fiscal_year"
                    ),
                );
                return Err(Error::template_at(path, file.line(&["fiscal_year"]), problem));
            }
            own.insert(year, file);
        }
        let mut loaded = Loaded::default();
        for year in own.keys() {
            loaded.add(*year, &own, 0)?;
        }
        Ok(Self { by_year: loaded.schemes })
    }

    /// The scheme of a year.
    #[must_use]
    pub fn get(&self, year: FiscalYear) -> Option<&Scheme> {
        self.by_year.get(&year)
    }

    /// Most choices of any scale of any year.
    #[must_use]
    pub fn choices(&self) -> usize {
        self.by_year.values().map(Scheme::choices).max().unwrap_or(0)
    }

    /// The newest year whose own rules are at hand; the newest of all where none are.
    #[must_use]
    pub fn newest(&self) -> Option<FiscalYear> {
        let own = self.by_year.values().rfind(|scheme| !scheme.provisional);
        own.or_else(|| self.by_year.values().next_back()).map(|scheme| scheme.fiscal_year)
    }

    /// The years that have one.
    pub fn years(&self) -> impl Iterator<Item = FiscalYear> {
        self.by_year.keys().copied()
    }
}

/// How long a chain of `extends` may be; longer is a circle.
const LONGEST_CHAIN: usize = 20;

fn path_of(year: i64) -> String {
    format!("schemes/{year}.toml")
}

/// What is read so far: a year that others extend before them, so that what is wrong in it is not told of them.
#[derive(Default)]
struct Loaded<'a> {
    /// With what they extend.
    files: BTreeMap<i64, TomlFile<'a>>,
    schemes: BTreeMap<FiscalYear, Scheme>,
}

impl<'a> Loaded<'a> {
    fn add(&mut self, year: i64, own: &BTreeMap<i64, TomlFile<'a>>, depth: usize) -> Result<(), Error> {
        let Some(file) = own.get(&year).filter(|_| !self.files.contains_key(&year)) else { return Ok(()) };
        let wrong =
            |steps: &[&str], problem: Text| Error::template_at(file.path(), file.line(steps), problem);
        let mut whole = file.clone();
        if file.has("extends") {
            let base = file.whole("extends").filter(|_| depth < LONGEST_CHAIN).ok_or_else(|| {
                let problem = Text::new(
                    "extends ต้องเป็นปีงบประมาณ และต้องไม่วนกลับมาที่เดิม",
                    "extends must name a year and not lead back",
                );
                wrong(&["extends"], problem)
            })?;
            self.add(base, own, depth + 1)?;
            let base = self.files.get(&base).ok_or_else(|| {
                let missing = path_of(base);
                let problem = Text::new(
                    format!("ต่อยอดจากปี {base} (extends) แต่ไม่มีไฟล์ {missing} — เพิ่มไฟล์นั้น หรือแก้ปีที่ต่อยอด"),
                    format!(
                        "it extends {base}, but there is no {missing} — add that file, or correct the year"
                    ),
                );
                wrong(&["extends"], problem)
            })?;
            whole = whole.over(base);
        }
        let scheme: Scheme = whole.clone().value()?;
        if let Some(fault) = scheme.problem() {
            return Err(file.fault(fault));
        }
        self.files.insert(year, whole);
        self.schemes.insert(scheme.fiscal_year, scheme);
        Ok(())
    }
}

/// What to do about a year without a scheme: the file and the lines that carry the newest earlier one on.
/// None when the year has one, or no earlier year has.
#[must_use]
pub fn carried_on(schemes: &Schemes, year: FiscalYear) -> Option<CarriedOn> {
    if schemes.get(year).is_some() {
        return None;
    }
    let base = schemes.years().filter(|known| *known < year).max()?;
    Some(CarriedOn {
        file: format!("templates/schemes/{year}.toml"),
        text: format!("fiscal_year = {year}\nextends = {base}\n"),
        message: Text::new(
            format!(
                "ยังไม่มีเกณฑ์การประเมินของปีงบประมาณ {year} หากใช้เกณฑ์ของปี {base} ต่อ ให้สร้างไฟล์ templates/schemes/{year}.toml \
                 ที่มีสองบรรทัดนี้: fiscal_year = {year} และ extends = {base}"
            ),
            format!(
                "there is no scoring scheme for fiscal year {year}; to carry that of {base} on, create \
                 templates/schemes/{year}.toml with the two lines: fiscal_year = {year} and extends = {base}"
            ),
        ),
    })
}

/// Says that a year has no scheme, and what to do about it: the one message for it.
#[must_use]
pub fn missing(schemes: &Schemes, year: FiscalYear) -> Text {
    carried_on(schemes, year).map_or_else(
        || {
            Text::new(
                format!("ยังไม่มีเกณฑ์การประเมินของปีงบประมาณ {year} ให้เพิ่มไฟล์ templates/schemes/{year}.toml"),
                format!(
                    "there is no scoring scheme for fiscal year {year}; add templates/schemes/{year}.toml"
                ),
            )
        },
        |carried| carried.message,
    )
}

/// A scheme file that carries an earlier year on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedOn {
    /// Path below the workspace, with `/`.
    pub file: String,
    /// The file's two lines.
    pub text: String,
    /// The message for people.
    pub message: Text,
}
