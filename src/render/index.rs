//! The index page through its template.
//!
//! Comes in: the page's view model, `templates/html/index.html`. Goes out: HTML. Never: text that is not escaped.

use crate::error::Error;
use crate::report::index::Page;
use crate::templates::Templates;
use minijinja::{Environment, UndefinedBehavior, context};

/// The template; its ending makes the library escape every text.
const TEMPLATE: &str = "html/index.html";

/// The page.
///
/// # Errors
/// The template is missing, or says what it cannot mean.
pub(super) fn page(page: &Page, templates: &Templates) -> Result<Vec<u8>, Error> {
    let wrong = |problem: String| Error::Template { path: TEMPLATE.to_owned(), problem };
    let (_, source) = templates
        .texts("html", "html")?
        .into_iter()
        .find(|(path, _)| path == TEMPLATE)
        .ok_or_else(|| wrong("the file is missing".to_owned()))?;
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_template(TEMPLATE, &source).map_err(|e| wrong(format!("{e:#}")))?;
    let template = environment.get_template(TEMPLATE).map_err(|e| wrong(format!("{e:#}")))?;
    let page = minijinja::Value::from(minijinja::value::Serde(page));
    template.render(context! { page }).map(String::into_bytes).map_err(|e| wrong(format!("{e:#}")))
}
