//! A workspace of many invented agencies, to try out and to measure what the program does with a fleet.
//!
//! Every agency says that it is a sample. A set share of them has one workbook with a mistake that people
//! make. The same seed gives the same files.

use super::invent::{self, Answers, Level};
use super::invented::Pattern;
use super::{Made, Rules};
use crate::contract::Contract;
use crate::error::Error;
use crate::model::{DataValue, FiscalYear, Text};
use crate::render::forms::{PlainSheet, plain};
use crate::scheme::{Computed, Scheme};
use crate::thai::Date;
use crate::workspace::{AGENCY_FILE, INPUT, Unit};
use clap::Args;
use fastrand::Rng;
use std::path::Path;

/// How many, and what of them.
#[derive(Debug, Args)]
pub(super) struct FleetArgs {
    /// หน่วยงานตัวอย่างกี่แห่ง / a workspace of this many invented agencies
    #[arg(long = "fleet", value_name = "N", conflicts_with_all = ["from", "unit"])]
    pub count: Option<usize>,
    /// ค่าตั้งต้นของการสุ่ม / seed: the same seed gives the same files
    #[arg(long, value_name = "S", default_value_t = 1, requires = "count")]
    seed: u64,
    /// สัดส่วนหน่วยงานที่มีไฟล์ผิด / share of agencies with a faulty workbook, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, requires = "count", value_parser = share)]
    faulty: f64,
    /// ส่งผลสำรวจเป็นรายผู้ตอบ / survey results as one row a respondent
    #[arg(long, requires = "count")]
    answers: bool,
    /// เฉพาะผลการประเมิน / results only: no register, no progress reports
    #[arg(long, requires = "count")]
    results_only: bool,
}

fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| "a number between 0 and 1".to_owned())?;
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("a number between 0 and 1".to_owned()) }
}

/// Mistakes that a faulty agency has one of.
#[derive(Clone, Copy)]
enum Fault {
    /// A count is written in words.
    Words,
    /// The published score is not that of the counts.
    Score,
    /// A question code that does not exist.
    Code,
    /// The upload broke off.
    Cut,
}

const FAULTS: [Fault; 4] = [Fault::Words, Fault::Score, Fault::Code, Fault::Cut];
/// Chance that a unit has not sent its report.
const SILENT: f64 = 0.06;

pub(super) fn make(
    rules: &Rules,
    pattern: &Pattern<'_>,
    count: usize,
    args: &FleetArgs,
    year: FiscalYear,
    dir: &Path,
    made: &mut Made,
) -> Result<Vec<Text>, Error> {
    let faults = faults(count, args);
    let digits = count.max(1).to_string().len().max(2);
    let mut wrong = Vec::new();
    for (at, fault) in faults.into_iter().enumerate() {
        let id = format!("agency-{:0digits$}", at + 1);
        // Each agency has numbers of its own, so that its files do not depend on how many there are.
        let mut rng = Rng::with_seed(args.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (at as u64 + 1));
        let agency = Agency { rules, pattern, id: &id, number: at + 1, year, fault, args };
        agency.write(&dir.join(INPUT).join(&id), &mut rng, made)?;
        if fault.is_some() {
            wrong.push(id);
        }
    }
    let mut notes = vec![Text::new(
        format!("สร้างหน่วยงานตัวอย่าง {count} แห่ง ทุกค่าเป็นข้อมูลสมมติ"),
        format!("made {count} sample agencies; every figure is invented"),
    )];
    if !wrong.is_empty() {
        let names = wrong.join(", ");
        notes.push(Text::new(
            format!("มีไฟล์ผิดโดยตั้งใจ {} แห่ง: {names}", wrong.len()),
            format!("{} of them have a faulty workbook on purpose: {names}", wrong.len()),
        ));
    }
    Ok(notes)
}

/// Which agencies have which fault: exactly the share asked for, chosen by the seed.
fn faults(count: usize, args: &FleetArgs) -> Vec<Option<Fault>> {
    // A share of a number of agencies: small, positive, rounded.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let wrong = (count as f64 * args.faulty).round() as usize;
    let mut order: Vec<usize> = (0..count).collect();
    Rng::with_seed(args.seed).shuffle(&mut order);
    let mut faults = vec![None; count];
    for (nth, at) in order.into_iter().take(wrong).enumerate() {
        faults[at] = Some(FAULTS[nth % FAULTS.len()]);
    }
    faults
}

struct Agency<'a> {
    rules: &'a Rules,
    pattern: &'a Pattern<'a>,
    id: &'a str,
    number: usize,
    year: FiscalYear,
    fault: Option<Fault>,
    args: &'a FleetArgs,
}

type Line = Vec<Option<DataValue>>;

// A cell may be empty; a text never makes it so.
#[allow(clippy::unnecessary_wraps)]
fn text(text: impl Into<String>) -> Option<DataValue> {
    Some(DataValue::Text(text.into()))
}

fn whole(number: usize) -> Option<DataValue> {
    i64::try_from(number).ok().map(DataValue::Integer)
}

impl Agency<'_> {
    fn write(&self, dir: &Path, rng: &mut Rng, made: &mut Made) -> Result<(), Error> {
        let agency = self.pattern.agency_file(self.id, self.number)?;
        made.file(&dir.join(AGENCY_FILE), agency.as_bytes())?;
        let results = self.year.previous();
        let before = Level::new(rng);
        let now = before.next(rng);
        for (year, level, answers) in [(results.previous(), before, false), (results, now, self.args.answers)]
        {
            let Some(scheme) = self.rules.schemes.get(year) else { continue };
            let fault = self.fault.filter(|_| year == results);
            let survey = level.survey(scheme, rng);
            let into = dir.join(year.to_string());
            let items = self.items(scheme, &level, rng)?;
            let mut sheets = vec![items];
            if answers {
                for (name, internal) in [("answers-iit", true), ("answers-eit", false)] {
                    let mut bytes = plain(&[self.by_respondent(scheme, &survey, internal, fault)?])?;
                    if matches!(fault, Some(Fault::Cut)) && internal {
                        bytes.truncate(bytes.len() / 2);
                    }
                    made.file(&into.join(format!("{name}.xlsx")), &bytes)?;
                }
                sheets.insert(0, self.published(scheme, &survey)?);
            } else {
                sheets.insert(0, self.by_question(scheme, &survey, fault)?);
            }
            let mut bytes = plain(&sheets)?;
            if matches!(fault, Some(Fault::Cut)) && !answers {
                bytes.truncate(bytes.len() / 2);
            }
            made.file(&into.join("ita-results.xlsx"), &bytes)?;
        }
        if !self.args.results_only {
            self.register_and_reports(&dir.join(self.year.to_string()), rng, made)?;
        }
        Ok(())
    }

    fn contract(&self, name: &str) -> Result<&Contract, Error> {
        self.rules.contracts.get(name).map(|c| &**c).ok_or_else(|| {
            let problem = Text::new("ตัวสร้างข้อมูลตัวอย่างต้องใช้แบบนี้", "the generator needs this kind of sheet");
            Error::template(format!("contracts/{name}.toml"), problem)
        })
    }

    /// A sheet with the contract's titles; values by column name.
    fn sheet(
        &self,
        name: &str,
        meta: &[(&str, Option<DataValue>)],
        rows: Vec<Vec<(&str, Option<DataValue>)>>,
    ) -> Result<PlainSheet, Error> {
        let contract = self.contract(name)?;
        let mut lines: Vec<Line> = Vec::new();
        for (name, value) in meta {
            let label = contract.meta.iter().find(|m| m.name == *name).map(|m| m.title.clone());
            lines.push(vec![text(label.unwrap_or_default()), value.clone()]);
        }
        // A column that the contract asks for stands there also where nobody filled it in.
        let filled = |name: &str| rows.iter().flatten().any(|(own, _)| *own == name);
        let used: Vec<_> = contract.fields.iter().filter(|f| !f.optional || filled(&f.name)).collect();
        lines.push(used.iter().map(|f| text(&f.title)).collect());
        for row in rows {
            let value = |name: &str| row.iter().find(|(own, _)| *own == name).and_then(|(_, v)| v.clone());
            lines.push(used.iter().map(|f| value(&f.name)).collect());
        }
        Ok(PlainSheet { name: contract.sheet.clone(), lines })
    }

    /// Published scores of the surveys whose answers do not give them, beside the answers by respondent.
    fn published(&self, scheme: &Scheme, survey: &[Answers]) -> Result<PlainSheet, Error> {
        let informative = |code: &str| {
            let question = scheme.question(code)?;
            let instrument = scheme.instrument_of(question)?;
            (instrument.computed == Computed::Informative).then_some(question)
        };
        let rows = survey
            .iter()
            .filter_map(|answers| {
                let question = informative(&answers.question)?;
                Some(vec![
                    ("question", text(&question.code)),
                    ("text", text(&question.text_th)),
                    ("published_score", answers.published.map(DataValue::Number)),
                ])
            })
            .collect();
        self.sheet("survey_questions", &[("fiscal_year", whole(scheme.fiscal_year.0.into()))], rows)
    }

    fn by_question(
        &self,
        scheme: &Scheme,
        survey: &[Answers],
        fault: Option<Fault>,
    ) -> Result<PlainSheet, Error> {
        let counts: Vec<String> = (1..=scheme.choices()).map(|n| format!("count_{n}")).collect();
        let mut rows = Vec::new();
        for (at, answers) in survey.iter().enumerate() {
            let Some(question) = scheme.question(&answers.question) else { continue };
            let Some(scale) = scheme.scale_of(question) else { continue };
            let faulty = fault.filter(|_| at == 2);
            let code = if matches!(faulty, Some(Fault::Code)) { "I99" } else { &question.code };
            let published = match faulty {
                Some(Fault::Score) => answers.published.map(|p| if p > 50.0 { p - 7.5 } else { p + 7.5 }),
                _ => answers.published,
            };
            let mut row = vec![("question", text(code)), ("text", text(&question.text_th))];
            for (name, count) in
                counts.iter().map(String::as_str).zip(invent::counts(scale, &answers.choices))
            {
                row.push((name, whole(count)));
            }
            if matches!(faulty, Some(Fault::Words)) {
                row[2].1 = text("สิบสอง");
            }
            row.push(("published_score", published.map(DataValue::Number)));
            rows.push(row);
        }
        self.sheet("survey_questions", &[("fiscal_year", whole(scheme.fiscal_year.0.into()))], rows)
    }

    /// One row a respondent, cells with the choice's label, as a form exports them.
    fn by_respondent(
        &self,
        scheme: &Scheme,
        survey: &[Answers],
        internal: bool,
        fault: Option<Fault>,
    ) -> Result<PlainSheet, Error> {
        let columns: Vec<_> = invent::asked(scheme, internal)
            .filter_map(|q| Some((q, scheme.scale_of(q)?, survey.iter().find(|a| a.question == q.code)?)))
            .collect();
        let people = columns.first().map_or(0, |(_, _, answers)| answers.choices.len());
        let mut header = vec![text("ลำดับ")];
        header.extend(columns.iter().map(|(q, _, _)| text(&q.code)));
        let mut lines = vec![header];
        for person in 0..people {
            let mut line: Line = vec![whole(person + 1)];
            for (_, scale, answers) in &columns {
                let label = answers.choices.get(person).and_then(|c| scale.labels_th.get(*c));
                line.push(label.and_then(text));
            }
            if person == 2 && internal && matches!(fault, Some(Fault::Words | Fault::Score | Fault::Code)) {
                line[1] = text("เห็นด้วยอย่างยิ่ง");
            }
            lines.push(line);
        }
        Ok(PlainSheet { name: self.contract("survey_answers")?.sheet.clone(), lines })
    }

    fn items(&self, scheme: &Scheme, level: &Level, rng: &mut Rng) -> Result<PlainSheet, Error> {
        let rows = scheme.questions.iter().filter(|q| q.scale.is_none()).map(|item| {
            let score = if level.has_item(rng) { 100.0 } else { 0.0 };
            vec![
                ("item", text(&item.code)),
                ("title", text(&item.text_th)),
                ("score", Some(DataValue::Number(score))),
                ("url", text(format!("https://{}.example.go.th/ita/{}", self.id, item.code.to_lowercase()))),
            ]
        });
        let year = whole(scheme.fiscal_year.0.into());
        self.sheet("oit_items", &[("fiscal_year", year)], rows.collect())
    }

    fn register_and_reports(&self, dir: &Path, rng: &mut Rng, made: &mut Made) -> Result<(), Error> {
        let mut serials = std::collections::BTreeMap::new();
        let mut codes = Vec::new();
        let mut rows = Vec::new();
        for (indicator, issue, measure, output) in invent::MEASURES {
            let serial = serials.entry(*indicator).and_modify(|n| *n += 1).or_insert(1);
            let code = format!("M{indicator}-{serial:02}");
            let all = self.pattern.units.iter().map(|unit| unit.name_th.as_str());
            let mut units: Vec<_> = all.clone().filter(|_| rng.f64() < 0.7).collect();
            if units.is_empty() {
                units.extend(all.take(1));
            }
            // One in three is due within the half.
            let due = Date::clamped(self.year.common_era(), if rows.len() % 3 == 0 { 3 } else { 9 }, 14);
            rows.push(vec![
                ("code", text(&code)),
                ("indicator", Some(DataValue::Integer(*indicator))),
                ("issue", text(*issue)),
                ("measure", text(*measure)),
                ("outputs", text(*output)),
                ("communication", text("แจ้งในการประชุมประจำเดือนและเผยแพร่บนเว็บไซต์")),
                ("due", Some(DataValue::Date(due))),
                ("responsible", text(units.join(", "))),
                ("supervision", text("หัวหน้าหน่วยงานติดตามผลในการประชุมประจำเดือน")),
                ("cadence", text("ทุกไตรมาส")),
            ]);
            codes.push((code, *measure, units));
        }
        let year = whole(self.year.0.into());
        let register = self.sheet("measures", &[("fiscal_year", year.clone())], rows)?;
        made.file(&dir.join("register.xlsx"), &plain(&[register])?)?;
        for Unit { id, name_th: name, .. } in &self.pattern.units {
            if rng.f64() < SILENT {
                continue;
            }
            let own = codes.iter().filter(|(_, _, units)| units.contains(&name.as_str()));
            let rows: Vec<_> = own.map(|(code, measure, _)| self.report(code, measure, rng)).collect();
            if rows.is_empty() {
                continue;
            }
            let meta = [
                ("unit", text(name)),
                ("fiscal_year", year.clone()),
                ("half", whole(1)),
                ("revision", whole(1)),
            ];
            made.file(&dir.join(format!("h1-{id}.xlsx")), &plain(&[self.sheet("progress", &meta, rows)?])?)?;
        }
        Ok(())
    }

    fn report<'a>(&self, code: &str, measure: &str, rng: &mut Rng) -> Vec<(&'a str, Option<DataValue>)> {
        let chance = rng.f64();
        let (status, percent, finished) = if chance < 0.55 {
            let day = Date::clamped(self.year.common_era(), 2, 1 + rng.u8(0..27));
            ("แล้วเสร็จ", 100, Some(day))
        } else if chance < 0.9 {
            ("อยู่ระหว่างดำเนินการ", usize::from(rng.u8(2..19)) * 5, None)
        } else {
            ("ยังไม่ดำเนินการ", 0, None)
        };
        let evidence =
            finished.map(|_| format!("https://{}.example.go.th/ita/{}", self.id, code.to_lowercase()));
        let result = match status {
            "แล้วเสร็จ" => "ดำเนินการครบตามมาตรการและรายงานผู้บริหารแล้ว",
            "ยังไม่ดำเนินการ" => "อยู่ระหว่างเตรียมการ กำหนดเริ่มในไตรมาสถัดไป",
            _ => "ดำเนินการไปแล้วบางส่วนตามแผน",
        };
        vec![
            ("measure", text(code)),
            ("measure_title", text(measure)),
            ("status", text(status)),
            ("percent_complete", whole(percent)),
            ("finished_on", finished.map(DataValue::Date)),
            ("result", text(result)),
            ("evidence", evidence.and_then(text)),
            ("check_ins", whole(usize::from(rng.u8(1..4)))),
        ]
    }
}
