//! Published scores against computed ones: an error where counts must reproduce them, a note where a
//! weighting that is not published stands between.

use super::columns::{AGENCY, COMPUTED, PUBLISHED, QUESTION, YEAR};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::error::Error;
use crate::model::{Facts, FiscalYear, Text};
use crate::scheme::{Computed, Scheme, Schemes};
use crate::thai;
use polars::prelude::*;

/// One finding a question whose score is absent, or whose two scores differ.
///
/// # Errors
/// The frame lacks a column: a bug.
pub fn check(questions: &DataFrame, facts: &Facts, schemes: &Schemes) -> Result<Vec<Diagnostic>, Error> {
    let columns = Columns::of(questions).map_err(|e| Error::bug("checking published scores", e))?;
    let mut findings = Vec::new();
    for row in 0..questions.height() {
        let (Some(agency), Some(year), Some(code)) =
            (columns.agency.get(row), columns.year.get(row), columns.question.get(row))
        else {
            continue;
        };
        let year = FiscalYear(u16::try_from(year).unwrap_or_default());
        let (Some(scheme), true) = (schemes.get(year), agency == facts.agency) else { continue };
        let known = facts.years.get(&year).map(|y| y.questions.as_slice()).unwrap_or_default();
        // A question without any row is `question-missing` already.
        let Some(result) = known.iter().find(|q| q.question == code) else { continue };
        let origin = result.published.origin.as_ref().unwrap_or(&result.origin);
        let finding = match (columns.computed.get(row), columns.published.get(row)) {
            (None, None) => {
                let bad = result.published.absence() == Some(crate::model::Absence::Invalid)
                    || result.counts.iter().any(|c| c.absence() == Some(crate::model::Absence::Invalid));
                // The cell that cannot be read has its own finding.
                (!bad).then(|| no_score(code, origin.into()))
            }
            (Some(computed), Some(published)) => {
                let differs = (computed - published).abs() > scheme.rounding_tolerance();
                differs.then(|| difference(scheme, code, computed, published, origin.into()))
            }
            _ => None,
        };
        findings.extend(finding.map(|f| f.row(code)));
    }
    Ok(findings)
}

struct Columns<'a> {
    agency: &'a StringChunked,
    year: &'a UInt32Chunked,
    question: &'a StringChunked,
    computed: &'a Float64Chunked,
    published: &'a Float64Chunked,
}

impl<'a> Columns<'a> {
    fn of(frame: &'a DataFrame) -> PolarsResult<Self> {
        Ok(Self {
            agency: frame.column(AGENCY)?.str()?,
            year: frame.column(YEAR)?.u32()?,
            question: frame.column(QUESTION)?.str()?,
            computed: frame.column(COMPUTED)?.f64()?,
            published: frame.column(PUBLISHED)?.f64()?,
        })
    }
}

fn no_score(code: &str, place: Place) -> Diagnostic {
    Diagnostic::new(
        Code::ScoreMissing,
        place,
        Text::new(
            format!("ข้อ {code} ไม่มีทั้งจำนวนผู้ตอบและคะแนนที่ประกาศ"),
            format!("{code} has neither counts nor a published score"),
        ),
        Text::new("กรอกจำนวนผู้ตอบหรือคะแนนที่ประกาศ", "fill in the counts or the published score"),
    )
}

fn difference(scheme: &Scheme, code: &str, computed: f64, published: f64, place: Place) -> Diagnostic {
    let decimals = scheme.rules.published_decimals;
    let shown = thai::format_number(computed, decimals);
    let given = thai::format_number(published, decimals);
    let instrument = scheme.question(code).and_then(|q| scheme.instrument_of(q));
    match instrument.map(|i| (i.computed, i.code.as_str())) {
        Some((Computed::Informative, name)) => Diagnostic::new(
            Code::ScorePublished,
            place,
            Text::new(
                format!("{code} ใช้คะแนนที่ประกาศ {given} (คำนวณจากจำนวนผู้ตอบได้ {shown}) เพราะวิธีรวมคะแนนของ {name} ไม่ได้เผยแพร่"),
                format!("{code} uses the published score {given} (the counts give {shown}): how {name} combines its parts is not published"),
            ),
            Text::default(),
        ),
        _ => Diagnostic::new(
            Code::ScoreMismatch,
            place,
            Text::new(
                format!("คะแนนที่ประกาศของข้อ {code} คือ {given} แต่คำนวณจากจำนวนผู้ตอบได้ {shown}"),
                format!("the published score of {code} is {given}, but the counts give {shown}"),
            ),
            Text::new("ตรวจจำนวนผู้ตอบทุกตัวเลือกและคะแนนที่ประกาศ", "check the counts of all choices and the published score"),
        ),
    }
    .found(given)
}
