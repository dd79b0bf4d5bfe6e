//! Reads the scheme files; a scheme may extend another year's.

use super::Scheme;
use crate::error::Error;
use crate::model::{FiscalYear, Text};
use crate::templates::Templates;
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
    /// A scheme that cannot be read, extends an unknown year, or contradicts itself.
    pub fn load(templates: &Templates) -> Result<Self, Error> {
        let mut tables = BTreeMap::new();
        for (path, text) in templates.texts("schemes", "toml")? {
            let table: toml::Table = toml::from_str(&text).map_err(|why| Error::toml(&path, why))?;
            let year = table.get("fiscal_year").and_then(toml::Value::as_integer);
            let Some(year) = year else {
                let problem = Text::new("ขาด fiscal_year (ปีงบประมาณ)", "fiscal_year is missing");
                return Err(Error::template(path, problem));
            };
            tables.insert(year, (path, table));
        }
        let mut by_year = BTreeMap::new();
        for (year, (path, own)) in &tables {
            let extends = own.get("extends").cloned();
            let mut table = resolve(*year, &tables, 0)?;
            table.extend(extends.map(|base| ("extends".to_owned(), base)));
            let scheme: Scheme = table.try_into().map_err(|why| Error::toml(path, why))?;
            if let Some(problem) = scheme.problem() {
                return Err(Error::template(path, problem));
            }
            by_year.insert(scheme.fiscal_year, scheme);
        }
        Ok(Self { by_year })
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

fn resolve(
    year: i64,
    tables: &BTreeMap<i64, (String, toml::Table)>,
    depth: usize,
) -> Result<toml::Table, Error> {
    let Some((path, table)) = tables.get(&year) else {
        let problem = Text::new(
            "เกณฑ์ของปีอื่นต่อยอดจากปีนี้ (extends) แต่ปีนี้ยังไม่มีเกณฑ์",
            "another scheme extends this year, which has none",
        );
        return Err(Error::template(format!("schemes/{year}.toml"), problem));
    };
    let mut own = table.clone();
    let Some(base) = own.remove("extends") else { return Ok(own) };
    let base = base.as_integer().filter(|_| depth < LONGEST_CHAIN);
    let Some(base) = base else {
        let problem = Text::new(
            "extends ต้องเป็นปีงบประมาณ และต้องไม่วนกลับมาที่เดิม",
            "extends must name a year and not lead back",
        );
        return Err(Error::template(path, problem));
    };
    let mut merged = resolve(base, tables, depth + 1)?;
    merge(&mut merged, own);
    Ok(merged)
}

/// Tables merge key by key; anything else is replaced.
fn merge(base: &mut toml::Table, own: toml::Table) {
    for (key, value) in own {
        match (base.get_mut(&key), value) {
            (Some(toml::Value::Table(inner)), toml::Value::Table(value)) => merge(inner, value),
            (_, value) => {
                base.insert(key, value);
            }
        }
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
