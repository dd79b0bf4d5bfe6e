//! The index page through its template.
//!
//! Comes in: the page's view model, `templates/html/index.html`. Goes out: HTML. Never: text that is not escaped.

use crate::error::Error;
use crate::report::index::Page;
use crate::templates::Templates;
use minijinja::{Environment, UndefinedBehavior, context};
use std::io::Write;

/// The template; its ending makes the library escape every text.
const TEMPLATE: &str = "html/index.html";

/// How many steps the template may take: the page of a large agency takes some hundred thousand.
const MOST_STEPS: u64 = 20_000_000;
/// How long the page may become, in bytes.
const LONGEST: usize = 32 << 20;

/// A page that grows up to its limit.
#[derive(Default)]
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST {
            return Err(std::io::Error::other("the page is longer than 32 MiB"));
        }
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Makes sure that the template is one.
///
/// # Errors
/// It is missing, or does not parse.
pub fn check(templates: &Templates) -> Result<(), Error> {
    environment(templates).map(|_| ())
}

/// The page.
///
/// # Errors
/// The template is missing, or says what it cannot mean.
pub(super) fn page(page: &Page, templates: &Templates) -> Result<Vec<u8>, Error> {
    let environment = environment(templates)?;
    let template = environment.get_template(TEMPLATE).map_err(|why| wrong(&why))?;
    let page = minijinja::Value::from(minijinja::value::Serde(page));
    let mut made = Bounded::default();
    template.render_captured_to(context! { page }, &mut made).map_err(|why| wrong(&why))?;
    Ok(made.0)
}

fn environment(templates: &Templates) -> Result<Environment<'static>, Error> {
    let (_, source) = templates
        .texts("html", "html")?
        .into_iter()
        .find(|(path, _)| path == TEMPLATE)
        .ok_or_else(|| Error::no_template(TEMPLATE))?;
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(MOST_STEPS));
    environment.add_template_owned(TEMPLATE, source).map_err(|why| wrong(&why))?;
    Ok(environment)
}

fn wrong(why: &minijinja::Error) -> Error {
    Error::unreadable_template(TEMPLATE, why)
}
