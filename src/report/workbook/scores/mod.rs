//! The workbook of scores: from the answers to the rating, each step a formula.
//!
//! In: the model. Out: a [`Workbook`]. Never: computes a score; cached results are those of `score`.

mod results;
mod year;
mod years;

use super::book::{Cell, Kind, Sheet, Workbook};
use super::checks::{self, Live};
use super::common::{marks, words};
use super::{front, remarks, sources};
use crate::report::Model;
use crate::report::words::Words;
use crate::scheme::Computed;
use year::Year;

const RESULT_KINDS: &[&str] = &["survey_questions", "survey_answers", "oit_items"];

/// The workbook of scores of the results' year.
#[must_use]
pub fn scores(model: &Model<'_>) -> Workbook {
    let words = words(model);
    let current = Year {
        fiscal_year: model.results_year(),
        scheme: model.scheme,
        book: model.scores,
        results: model.year(model.results_year()).map(|y| y.questions.as_slice()).unwrap_or_default(),
        published: model.year(model.results_year()).map(|y| y.published.as_slice()).unwrap_or_default(),
        words,
        suffix: "",
        tab: "",
    };
    let before = year_before(model, words);
    let compared = years::years(model, current, before);
    let overall = compared.as_table().map(|table| results::overall(model, current, table));
    let mut sheets: Vec<Sheet> = overall.into_iter().collect();
    sheets.extend(year_sheets(current, model));
    sheets.push(compared);
    sheets.push(years::lost(model, current));
    let years: Vec<_> = std::iter::once(current).chain(before).collect();
    let (constants, mut names) = results::constants(&years);
    let (scales, more) = results::scales(&years);
    names.extend(more);
    names.extend(results::result_names());
    sheets.extend([constants, scales]);
    if let Some(before) = before {
        sheets.extend(before_sheets(before));
    }
    let found = checks::findings(model, |s| {
        let own = s.fiscal_year == current.fiscal_year || s.fiscal_year == current.fiscal_year.previous();
        own && RESULT_KINDS.contains(&s.kind.as_str())
    });
    let checks = checks::checks(&sheets, live(current), &found);
    let source_notes = vec!["คลิกชื่อตารางเพื่อกลับไปยังแถวที่ใช้ตัวเลข เซลล์ที่เป็นช่วงคือเซลล์ทั้งหมดที่ใช้คำนวณ".to_owned()];
    let sources = sources::attach(&mut sheets, source_notes);
    let verdict = checks.as_table().map(|table| front::overall_check(table, found.len()));
    sheets.push(remarks::sign_off(true));
    let remarks = remarks::attach(&mut sheets, model, true);
    sheets.extend(remarks);
    sheets.extend([checks, checks::findings_sheet(model, &found), sources, notes(model)]);
    let title = format!("ผลการประเมิน ITA ปีงบประมาณ {}", words.year(current.fiscal_year));
    let mut facts = results_facts(model, current);
    facts.extend(verdict);
    facts.push(front::changes(model));
    facts.extend(front::path(&[
        ("ภาพรวม", "คะแนนทุกเครื่องมือและตัวชี้วัด คะแนนรวม และระดับ"),
        ("เครื่องมือ", "คะแนนและน้ำหนักที่รวมกันเป็นคะแนนรวม"),
        ("รายข้อ", "จำนวนผู้ตอบทุกตัวเลือก และคะแนนของทุกข้อ"),
        ("ที่มา", "ไฟล์ แผ่นงาน และเซลล์ของทุกตัวเลข"),
        ("การตรวจสอบ", "ข้อตรวจทุกข้อพร้อมผล"),
    ]));
    let cover = front::Cover {
        title: title.clone(),
        period: format!("ปีงบประมาณ {}", words.year(current.fiscal_year)),
        results: facts,
        guide: guide(words),
    };
    sheets.insert(0, front::cover(model, cover, |s| RESULT_KINDS.contains(&s.kind.as_str())));
    let agency = &model.workspace.agency;
    Workbook {
        stem: format!("scores-{}", current.fiscal_year),
        subject: format!("คะแนนรายข้อถึงระดับผลการประเมินของ{} พร้อมสูตรและที่มาของตัวเลข", agency.name_th),
        title: format!("{title} {}", agency.name_th),
        agency: agency.name_th.clone(),
        parent: agency.parent_th.clone(),
        keywords: ["ITA", "คุณธรรมและความโปร่งใส"]
            .map(str::to_owned)
            .into_iter()
            .chain(model.scheme.instruments.iter().map(|i| i.code.clone()))
            .collect(),
        as_of: model.as_of,
        decimals: model.decimals(),
        marks: marks(model),
        palette: model.workspace.look.palette,
        sheets,
        names,
    }
}

/// The year before, when its results are there.
fn year_before<'a>(model: &'a Model<'_>, words: Words) -> Option<Year<'a>> {
    let fiscal_year = model.results_year().previous();
    let known = model.year(fiscal_year)?;
    let (results, published) = (known.questions.as_slice(), known.published.as_slice());
    let scheme = model.schemes.get(fiscal_year)?;
    let given = !results.is_empty() || !published.is_empty();
    let known = given && !model.earlier.questions.is_empty();
    let tab = " ปีก่อน";
    known.then_some(Year {
        fiscal_year,
        scheme,
        book: model.earlier,
        results,
        published,
        words,
        suffix: "_previous",
        tab,
    })
}

/// From the answers to the rating.
fn year_sheets(year: Year<'_>, model: &Model<'_>) -> Vec<Sheet> {
    let parts = year.parts();
    let questions = year.questions(parts.as_ref().and_then(Sheet::as_table));
    let mut sheets = vec![questions];
    sheets.extend(parts);
    sheets.push(year.item_sheet());
    sheets.extend(year.topics());
    sheets.extend([
        year.indicators(),
        year.instruments(),
        results::total(model, year),
        results::ratings(model, year),
    ]);
    sheets
}

/// The year before up to the instruments: what differences refer to.
fn before_sheets(year: Year<'_>) -> Vec<Sheet> {
    let parts = year.parts();
    let questions = year.questions(parts.as_ref().and_then(Sheet::as_table));
    let mut sheets = vec![questions];
    sheets.extend(parts);
    sheets.push(year.item_sheet());
    sheets.extend(year.topics());
    sheets.extend([year.indicators(), year.instruments()]);
    sheets
}

/// Controls over the formulas beside the row by row comparison.
fn live(year: Year<'_>) -> Vec<Live> {
    let mut controls = vec![Live {
        what: year.words.text("น้ำหนักของเครื่องมือรวมกันเป็น 100"),
        formula: "IF(ABS(SUM(instruments[weight])-100)<=check_tolerance,0,1)".to_owned(),
        found: 0,
    }];
    for instrument in &year.scheme.instruments {
        let counted: Vec<_> =
            year.scheme.questions_of(&instrument.code).filter(|q| q.scale.is_some()).collect();
        if !counted.is_empty() {
            controls.push(Live {
                what: format!("ทุกข้อของ {} มีคะแนน", instrument.code),
                formula: format!(
                    "COUNTIF(questions[instrument],\"{0}\")-COUNTIFS(questions[instrument],\"{0}\",questions[score],\">=0\")",
                    instrument.code
                ),
                found: year.missing(&counted).len(),
            });
        }
    }
    controls
}

fn results_facts(model: &Model<'_>, year: Year<'_>) -> Vec<super::book::Fact> {
    let agency = model.scores.agencies.first();
    let decimals = year.scheme.rules.published_decimals;
    let rating = agency.and_then(|a| a.rating.as_deref());
    let name = year.scheme.ratings.iter().find(|r| Some(r.id.as_str()) == rating).map(|r| r.name_th.clone());
    let total = agency.and_then(|a| a.total).map(|t| crate::thai::round_half_away(t, decimals));
    vec![
        front::fact("คะแนนรวม", Cell::number(total).by("total_published"), Kind::Score),
        front::fact("ระดับผลการประเมิน", Cell::text(name.unwrap_or_default()).by("rating"), Kind::Text),
    ]
}

fn guide(words: Words) -> Vec<String> {
    [
        "เริ่มที่แผ่น ภาพรวม แล้วคลิกคอลัมน์สุดท้ายเพื่อไปยังคะแนนของเครื่องมือและตัวชี้วัด",
        "ทุกคะแนนเป็นสูตร ไล่ย้อนได้จากระดับผลการประเมินถึงจำนวนผู้ตอบในแผ่น รายข้อ",
        "คอลัมน์ ที่มา พาไปยังไฟล์ แผ่นงาน และเซลล์ที่ใช้",
        "คอลัมน์ คะแนนจากโปรแกรม และ ผลตรวจ เทียบผลของสูตรกับค่าที่โปรแกรมคำนวณ",
        "ถ้าแก้จำนวนผู้ตอบในแผ่น รายข้อ คะแนนทุกชั้นจะคำนวณใหม่ และผลตรวจจะแสดงว่า ต่าง",
        super::common::PRINT_GUIDE,
    ]
    .into_iter()
    .map(|line| words.text(line))
    .collect()
}

fn notes(model: &Model<'_>) -> Sheet {
    let words = words(model);
    let mut lines: Vec<String> = [
        "คะแนนรายข้อคือค่าเฉลี่ยของคะแนนคำตอบ คะแนนตัวชี้วัดคือค่าเฉลี่ยของข้อในตัวชี้วัด หรือของตัวชี้วัดย่อยตามเกณฑ์ของปี",
        "คะแนนเครื่องมือคิดตามเกณฑ์ของปี (เฉลี่ยจากข้อ หรือจากตัวชี้วัด) ดูคอลัมน์ เฉลี่ยจาก ในแผ่น เครื่องมือ",
        "คะแนนรวมคือผลบวกของคะแนนเครื่องมือที่ไม่ปัดเศษคูณน้ำหนัก ปัดเศษครั้งเดียวเมื่อแสดงผล",
        "ระดับผลการประเมินตัดสินจากคะแนนตามที่ประกาศ (ทศนิยมตามเกณฑ์ของปี)",
        "คะแนนที่ขาดส่วนใดส่วนหนึ่งถือว่าไม่มีคะแนน เว้นแต่เกณฑ์ของปีกำหนดเป็นอย่างอื่น",
    ]
    .into_iter()
    .map(|line| words.text(line))
    .collect();
    let stand_in: Vec<_> = model.scores.stand_ins().collect();
    for instrument in model.scheme.instruments.iter().filter(|i| i.computed == Computed::Informative) {
        let code = &instrument.code;
        lines.push(if stand_in.contains(&code.as_str()) {
            format!(
                "คะแนนของ {code} เป็นคะแนนที่คำนวณจากจำนวนผู้ตอบ เพราะไม่มีคะแนนที่ประกาศ จึงไม่เทียบกับคะแนนที่ประกาศของปีอื่น"
            )
        } else {
            format!(
                "คะแนนของ {code} ใช้คะแนนที่ประกาศ เพราะวิธีรวมผลของผู้ตอบแต่ละส่วนไม่ได้เผยแพร่ คะแนนจากคำตอบแสดงไว้เทียบ"
            )
        });
    }
    let assumed = model.scheme.instruments.iter().filter(|i| !i.assumed_th.is_empty());
    lines.extend(assumed.map(|i| words.text(&format!("{}: {}", i.code, i.assumed_th))));
    lines.extend(front::common_notes(model));
    front::notes(lines)
}
