//! What `doctor` looks at among the templates.

use super::{Check, State};
use crate::check;
use crate::contract::{Contract, Contracts};
use crate::error::Error;
use crate::glyphs::{self, Glyphs};
use crate::model::Text;
use crate::render;
use crate::report::wording::Wording;
use crate::scheme::Schemes;
use crate::shape::Layouts;
use crate::templates::Templates;

/// Each kind of template by itself: of several mistakes none hides another.
pub(super) fn all(templates: &Templates) -> Vec<Check> {
    let fonts = Glyphs::load(templates).and_then(|_| glyphs::fonts(templates));
    let fonts = match fonts {
        Ok(fonts) => {
            let count = fonts.len();
            let what = Text::new(format!("ฟอนต์ {count} ไฟล์"), format!("{count} fonts"));
            Check::good("fonts", what)
        }
        Err(error) => Check::bad("fonts", Text::new("ฟอนต์", "fonts"), &error),
    };
    let loaded = Contracts::load(templates);
    // Layouts of contracts that are wrong cannot be judged.
    let layouts = loaded.as_ref().ok().map(|contracts| {
        let what = Text::new("รูปแบบของแบบฟอร์มอื่น", "layouts of other forms");
        judged("layouts", what, Layouts::load(templates, contracts))
    });
    let contracts = match loaded {
        Ok(contracts) => {
            let count = contracts.iter().count();
            let what = Text::new(format!("แบบของแผ่นงาน {count} ชนิด"), format!("{count} kinds of sheets"));
            let mut check = Check::good("contracts", what);
            if let Some(note) = unused(&contracts) {
                check.state = State::Note(note);
            }
            check
        }
        Err(error) => Check::bad("contracts", Text::new("แบบของแผ่นงาน", "kinds of sheets"), &error),
    };
    let schemes = match Schemes::load(templates) {
        Ok(schemes) => {
            let years: Vec<_> = schemes.years().map(|year| year.to_string()).collect();
            let years = years.join(", ");
            let what = Text::new(
                format!("เกณฑ์การให้คะแนนปี {years}"),
                format!("scoring schemes of fiscal years {years}"),
            );
            Check::good("schemes", what)
        }
        Err(error) => Check::bad("schemes", Text::new("เกณฑ์การให้คะแนน", "scoring schemes"), &error),
    };
    let mut checks = vec![fonts, contracts, schemes];
    checks.extend(layouts);
    let words = Text::new("ถ้อยคำของเอกสารและสมุดงาน", "texts of documents and workbooks");
    checks.push(judged("wording", words, Wording::load(templates)));
    let mail = Text::new("หนังสือแจ้งเตือนและบันทึกข้อความ", "reminders and the memorandum");
    checks.push(judged("letters", mail, render::letters::check(templates)));
    let sizes = Text::new("ขนาดหน้ากระดาษและตาราง", "sizes of pages and tables");
    checks.push(judged("geometry", sizes, render::check_sizes(templates)));
    let page = Text::new("หน้าเว็บ index.html", "the page index.html");
    checks.push(judged("page", page, render::check_page(templates)));
    checks.push(unread(templates));
    checks
}

fn judged<T>(id: &'static str, what: Text, loaded: Result<T, Error>) -> Check {
    match loaded {
        Ok(_) => Check::good(id, what),
        Err(error) => Check::bad(id, what, &error),
    }
}

/// Own templates of a name that nothing reads.
fn unread(templates: &Templates) -> Check {
    let what = Text::new("ชื่อไฟล์ของแม่แบบ", "names of templates");
    match check::templates(templates) {
        Err(error) => Check::bad("templates", what, &error),
        Ok(findings) => {
            let mut check = Check::good("templates", what);
            let names: Vec<_> = findings.iter().map(|finding| finding.place.file.as_str()).collect();
            if let Some(first) = findings.first() {
                let (names, message, action) = (names.join(", "), &first.message, &first.action);
                check.state = State::Note(Text::new(
                    format!("{names}: {} — {}", message.th, action.th),
                    format!("{names}: {} — {}", message.en, action.en),
                ));
            }
            check
        }
    }
}

/// Columns that no output shows: what is filled in there would be lost.
fn unused(contracts: &Contracts) -> Option<Text> {
    let named = |c: &Contract| -> Vec<_> {
        c.unused().map(|(_, field)| format!("{} (contracts/{}.toml)", field.name, c.name)).collect()
    };
    let columns: Vec<_> = contracts.iter().flat_map(|contract| named(contract)).collect();
    let names = columns.join(", ");
    (!columns.is_empty()).then(|| {
        Text::new(
            format!("ไม่มีผลลัพธ์ใดแสดงคอลัมน์ {names} — ลบออกจากแบบ หรือเก็บเป็นชุดข้อมูลของตนเอง"),
            format!("no output shows the column {names} — remove it, or keep its values in a data set of their own"),
        )
    })
}
