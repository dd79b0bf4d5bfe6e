//! A code beside the wording of another: rows that were sorted or shifted in one column alone.
//!
//! Comes in: sheets as read, the register, the schemes. Goes out: a finding for each row whose wording is another
//! code's. Never: decides which of the two is meant.

use crate::check::Context;
use crate::check::sheet::{Row, Sheet};
use crate::contract::{CoreSheet, Role, is_another};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Text;
use crate::model::{DataValue, Facts, Field};
use crate::thai;

/// Checks the rows of a sheet that repeats wordings beside their codes.
pub(super) fn check(context: Context<'_>, sheet: &Sheet, facts: &Facts, findings: &mut Vec<Diagnostic>) {
    let Some(core) = sheet.contract.core() else { return };
    let year = sheet.submission.fiscal_year;
    let position = |name: &str| sheet.contract.position(name);
    let of_role = |role: Role| sheet.contract.fields.iter().position(|field| field.role == Some(role));
    let (code, wording) = match core {
        CoreSheet::Progress => (of_role(Role::Measure), of_role(Role::MeasureTitle)),
        CoreSheet::SurveyQuestions => (position("question"), position("text")),
        CoreSheet::OitItems => (position("item"), position("title")),
        _ => return,
    };
    let (Some(code), Some(wording)) = (code, wording) else { return };
    // Codes with their wordings. Surveys share wordings: only those of one instrument are told apart.
    let known: Vec<(&str, &str, &str)> = if core == CoreSheet::Progress {
        let measures = facts.years.get(&year).map(|known| known.measures.as_slice()).unwrap_or_default();
        measures.iter().map(|measure| (measure.code.as_str(), measure.title.text(), "")).collect()
    } else {
        let scheme = context.schemes.get(year);
        let instrument =
            |question| scheme.and_then(|s| s.instrument_of(question)).map_or("", |i| i.code.as_str());
        let questions = scheme.into_iter().flat_map(|scheme| &scheme.questions);
        questions.map(|q| (q.code.as_str(), q.text_th.as_str(), instrument(q))).collect()
    };
    for row in &sheet.rows {
        let (Some(own), Some(given)) = (text(row, code), text(row, wording)) else { continue };
        // As the form has it, or in another spelling: keys take their time where there are many agencies.
        let exact = known.iter().find(|(code, ..)| *code == own);
        let spelt = || {
            let key = thai::key(own);
            known.iter().find(|(code, ..)| thai::key(code) == key)
        };
        let Some((own, title, instrument)) = exact.or_else(spelt) else { continue };
        if title.is_empty() || *title == given || thai::key(title) == thai::key(given) {
            continue;
        }
        // Nothing can be so much liker: most wordings are the scheme's with a word more.
        let own_alike = thai::likeness(given, title);
        if !is_another(own_alike, 1.0) {
            continue;
        }
        let others = known.iter().filter(|(code, _, of)| code != own && of == instrument);
        let mut liked: Vec<_> =
            others.map(|(code, title, _)| (thai::likeness(given, title), *code, *title)).collect();
        liked.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (Some((alike, other, others_title)), rest) = (liked.first(), liked.get(1)) else { continue };
        // A wording that several have is nobody's.
        if rest.is_some_and(|(next, ..)| next.total_cmp(alike).is_eq()) {
            continue;
        }
        // A measure that got another title since the form went out may be like one that has its own row; the very words
        // of that one were copied down.
        let copied = thai::key(given) == thai::key(others_title);
        let has_own = !copied
            && core == CoreSheet::Progress
            && sheet.rows.iter().any(|row| {
                text(row, code).is_some_and(|code| thai::key(code) == thai::key(other))
                    && text(row, wording).is_some_and(|given| thai::key(given) == thai::key(others_title))
            });
        if !has_own && is_another(own_alike, *alike) {
            findings.push(contradicts(row, wording, own, other).unit(sheet.submission.unit.clone()));
        }
    }
}

fn text(row: &Row, at: usize) -> Option<&str> {
    match row.fields.get(at).and_then(Field::get)? {
        DataValue::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
        _ => None,
    }
}

fn contradicts(row: &Row, at: usize, own: &str, other: &str) -> Diagnostic {
    let origin = row.fields.get(at).and_then(|field| field.origin.as_ref()).unwrap_or(&row.origin);
    Diagnostic::new(
        Code::QuestionContradicts,
        origin,
        Text::new(
            format!("แถวนี้มีรหัส {own} แต่ข้อความเป็นของ {other}"),
            format!("the row has the code {own} and the wording of {other}"),
        ),
        Text::new(
            "ตรวจว่าข้อมูลในแถวนี้เป็นของรหัสใด แล้วแก้รหัสหรือข้อความให้ตรงกัน",
            "find out whose the row is, then correct the code or the wording",
        ),
    )
    .row(own)
}
