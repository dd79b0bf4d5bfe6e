//! Rows of recognised sheets to the typed records of [`Facts`].

use super::Context;
use super::cell::shown;
use super::sheet::{Row, Sheet};
use super::{surveys, units};
use crate::contract::{Contract, CoreSheet, FieldType};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    Absence, Briefing, DataRow, DataValue, Due, Facts, Field, Level, LevelScore, Measure, Origin,
    OutputReport, Progress, Responsible, Status, Text,
};
use crate::scheme::Scheme;
use crate::thai::{self, Date};
use crate::workspace::Workspace;
use std::collections::BTreeSet;

/// Fills `facts` from the sheets, in the order of the workbooks.
pub(super) fn collect(
    context: Context<'_>,
    sheets: &[Sheet],
    facts: &mut Facts,
    findings: &mut Vec<Diagnostic>,
) {
    // A year without a scheme is one finding, however many sheets need it.
    let mut unknown_years = BTreeSet::new();
    // Registers first: progress refers to their codes.
    for sheet in sheets {
        facts.submissions.push(sheet.submission.clone());
        let year = sheet.submission.fiscal_year;
        let core = sheet.contract.core();
        let needs_scheme = core.is_some_and(|kind| kind.is_result() || kind == CoreSheet::Measures);
        if needs_scheme && context.schemes.get(year).is_none() && unknown_years.insert(year) {
            findings.push(surveys::no_scheme(&sheet.submission.origin, context.schemes, year));
        }
        let rows = sheet.rows.iter().filter(|r| !r.is_total()).map(|row| Cells { sheet, row });
        let into = facts.years.entry(year).or_default();
        match core {
            Some(CoreSheet::Measures) => {
                let scheme = context.schemes.get(year);
                into.measures.extend(rows.filter_map(|r| measure(&r, context.workspace, scheme, findings)));
            }
            Some(CoreSheet::OverallScores) => into.published.extend(rows.filter_map(|r| overall(&r))),
            Some(CoreSheet::Briefings) => into.briefings.extend(rows.map(|r| briefing(&r))),
            Some(kind) if kind.is_result() => {
                surveys::collect(context, sheet, into, findings);
            }
            _ => {}
        }
    }
    for year in facts.years.values_mut() {
        year.briefings.sort_by_key(|b| b.date.get().copied());
    }
    for sheet in sheets {
        let (Some(unit), Some(period)) = (&sheet.submission.unit, sheet.submission.period) else {
            continue;
        };
        let rows = sheet.rows.iter().filter(|r| !r.is_total()).map(|row| Cells { sheet, row });
        if sheet.contract.core() == Some(CoreSheet::Progress) {
            let found: Vec<_> = rows.filter_map(|r| progress(&r, unit)).collect();
            facts.progress.entry(period).or_default().extend(found);
        } else if sheet.contract.core() == Some(CoreSheet::Outputs) {
            let found: Vec<_> = rows.filter_map(|r| output(&r, unit)).collect();
            facts.outputs.entry(period).or_default().extend(found);
        } else if sheet.contract.report.is_some() {
            let mut found: Vec<_> = rows
                .map(|r| DataRow {
                    unit: unit.clone(),
                    values: r.row.fields.clone(),
                    origin: r.row.origin.clone(),
                })
                .collect();
            latest_stock(&sheet.contract, &mut found, findings);
            facts.data_sets.entry((sheet.contract.name.clone(), period)).or_default().extend(found);
        }
    }
}

/// Of figures of a day the last day's count; adding them up would count people twice.
fn latest_stock(contract: &Contract, rows: &mut [DataRow], findings: &mut Vec<Diagnostic>) {
    let Some(day) = contract.fields.iter().position(|f| f.kind == FieldType::Date) else { return };
    let stock: Vec<usize> = (0..contract.fields.len()).filter(|at| contract.fields[*at].stock).collect();
    let date = |row: &DataRow| match row.values[day].get() {
        Some(DataValue::Date(date)) => Some(*date),
        _ => None,
    };
    let (Some(last), false) = (rows.iter().filter_map(date).max(), stock.is_empty()) else { return };
    for row in rows.iter_mut().filter(|row| date(row).is_some_and(|d| d < last)) {
        if let Some(origin) = stock.iter().find_map(|at| row.values[*at].origin.clone()) {
            findings.push(stock_replaced(contract, &stock, last, &origin));
        }
        for at in &stock {
            if row.values[*at].get().is_some() {
                row.values[*at].value = Err(Absence::Superseded);
            }
        }
    }
}

fn stock_replaced(contract: &Contract, stock: &[usize], last: Date, origin: &Origin) -> Diagnostic {
    let fields = || stock.iter().map(|at| &contract.fields[*at]);
    let thai = fields().map(|f| f.title.as_str()).collect::<Vec<_>>().join(", ");
    let english = fields().map(|f| f.title_en.as_str()).collect::<Vec<_>>().join(", ");
    let day = thai::format_short(last, thai::Digits::Arabic);
    // What is no figure of a day is added up, which may be wrong where it was counted from the year's beginning.
    let added: Vec<_> = contract.fields.iter().filter(|field| field.total && !field.stock).collect();
    let (thai_too, english_too) = if added.is_empty() {
        Default::default()
    } else {
        let th: Vec<_> = added.iter().map(|field| field.title.as_str()).collect();
        let en: Vec<_> = added.iter().map(|field| field.title_en.as_str()).collect();
        (
            format!(" ส่วน{} นำทุกวันมาบวกกัน ถ้าเป็นยอดสะสม ให้เหลือเฉพาะวันสุดท้าย", th.join(", ")),
            format!(
                "; {} of all days are added up: if they are running totals, keep the last day's alone",
                en.join(", ")
            ),
        )
    };
    Diagnostic::new(
        Code::StockReplaced,
        origin,
        Text::new(
            format!("รายงานหลายวันในรอบเดียว ใช้{thai} ของวันที่ {day} ไม่นำมาบวกกัน{thai_too}"),
            format!(
                "several days of one half: {english} of {last} count, they are not added up{english_too}"
            ),
        ),
        Text::default(),
    )
}

/// A row with its contract, to take fields by name.
pub(super) struct Cells<'a> {
    pub sheet: &'a Sheet,
    pub row: &'a Row,
}

impl Cells<'_> {
    fn contract(&self) -> &Contract {
        &self.sheet.contract
    }

    /// A field that the contract is known to have: [`CoreSheet::reads`] is what contracts are checked for
    /// when they are loaded, so a name that is not in it would be read as "not submitted" one day.
    pub(super) fn field(&self, name: &str) -> Field<DataValue> {
        debug_assert!(self.contract().core().is_some_and(|sheet| sheet.reads(name)), "field `{name}`");
        self.contract()
            .position(name)
            .map_or_else(|| Field::absent(Absence::NotSubmitted, None), |at| self.row.fields[at].clone())
    }

    pub(super) fn text(&self, name: &str) -> Field<String> {
        convert(self.field(name), |value| match value {
            DataValue::Text(text) => Some(text),
            _ => None,
        })
    }

    pub(super) fn integer(&self, name: &str) -> Field<i64> {
        convert(self.field(name), |value| match value {
            DataValue::Integer(number) => Some(number),
            _ => None,
        })
    }

    pub(super) fn number(&self, name: &str) -> Field<f64> {
        convert(self.field(name), |value| value.figure())
    }

    /// The standard words for a text of a list; empty without a text.
    fn meaning(&self, name: &str) -> String {
        let spec = self.contract().position(name).and_then(|at| self.contract().fields.get(at));
        let text = self.text(name);
        spec.map_or("", |s| s.meaning(text.text())).to_owned()
    }

    /// What is for the agency alone.
    fn internal(&self, name: &str) -> Field<String> {
        let at = self.contract().internal.iter().position(|f| f.name == name);
        let field = at.and_then(|at| self.row.internal.iter().find(|(field, _)| *field == at));
        let field = field.map_or_else(|| Field::absent(Absence::NotSubmitted, None), |(_, f)| f.clone());
        convert(field, |value| match value {
            DataValue::Text(text) => Some(text),
            _ => None,
        })
    }

    /// What stands in the columns that the program does not read by name.
    fn further(&self) -> Vec<Field<DataValue>> {
        self.contract().further().map(|(at, _)| self.row.fields[at].clone()).collect()
    }

    fn date(&self, name: &str) -> Field<Date> {
        convert(self.field(name), |value| match value {
            DataValue::Date(date) => Some(date),
            _ => None,
        })
    }
}

/// A field of another type; a value that does not convert is invalid (the contract's type says so first).
fn convert<T>(field: Field<DataValue>, with: impl FnOnce(DataValue) -> Option<T>) -> Field<T> {
    Field { value: field.value.and_then(|value| with(value).ok_or(Absence::Invalid)), origin: field.origin }
}

/// `m1-1`, `M๑-๐๑`, `M1–01` all mean `M1-01`.
pub(crate) fn measure_code(text: &str) -> Option<String> {
    let plain = thai::to_arabic_digits(&thai::normalise(text)).to_uppercase();
    let plain: String = plain
        .chars()
        .map(|c| if matches!(c, '–' | '—' | '‑' | '.') { '-' } else { c })
        .filter(|c| !c.is_whitespace())
        .collect();
    let (indicator, serial) = plain.strip_prefix('M')?.split_once('-')?;
    let (indicator, serial): (u32, u32) = (indicator.parse().ok()?, serial.parse().ok()?);
    (indicator > 0 && serial > 0 && serial < 1000).then(|| format!("M{indicator}-{serial:02}"))
}

fn measure(
    row: &Cells<'_>,
    workspace: &Workspace,
    scheme: Option<&Scheme>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Measure> {
    let code = row.text("code");
    let written = code.get()?;
    let Some(standard) = measure_code(written) else {
        findings.push(bad_code(written, &row.row.origin));
        return None;
    };
    let indicator = row.integer("indicator");
    let mut item = row.text("item");
    if let (Some(scheme), Some(number)) = (scheme, indicator.get()) {
        check_indicator(&standard, *number, &indicator, scheme, findings);
    }
    if let Some(text) = item.get().cloned() {
        let origin = item.origin.clone().unwrap_or_else(|| row.row.origin.clone());
        // Without a scheme there is one finding for the year.
        let code = scheme.and_then(|scheme| item_code(&text, scheme, &origin, findings));
        item.value = code.ok_or(Absence::Invalid);
        if let (Some(scheme), Ok(code), Some(number)) = (scheme, &item.value, indicator.get())
            && scheme.question(code).is_some_and(|q| q.indicator != *number)
        {
            let origin = item.origin.as_ref().unwrap_or(&row.row.origin);
            findings.push(item_of_other_indicator(code, *number, origin).row(standard.clone()));
        }
    }
    let due = convert(row.field("due"), |value| match value {
        DataValue::Date(date) => Some(Due::On(date)),
        DataValue::Text(words) => Some(Due::Continuous(words)),
        _ => None,
    });
    let mut responsible = Field::absent(Absence::Invalid, row.text("responsible").origin);
    match &row.text("responsible").value {
        Ok(text) => {
            let origin = responsible.origin.clone().unwrap_or_else(|| row.row.origin.clone());
            if let Some(units) = units::listed(text, workspace, &origin, &standard, findings) {
                responsible = Field::given(Responsible { units, wording: text.clone() }, origin);
            }
        }
        Err(why) => responsible.value = Err(*why),
    }
    Some(Measure {
        code: standard,
        indicator,
        item,
        issue: row.text("issue"),
        title: row.text("measure"),
        outputs: row.text("outputs"),
        communication: row.text("communication"),
        due,
        responsible,
        supervision: row.text("supervision"),
        cadence_means: row.meaning("cadence"),
        cadence: row.text("cadence"),
        persons: row.internal("persons"),
        further: row.further(),
        origin: code.origin.unwrap_or_else(|| row.row.origin.clone()),
    })
}

fn check_indicator(
    code: &str,
    number: i64,
    field: &Field<i64>,
    scheme: &Scheme,
    findings: &mut Vec<Diagnostic>,
) {
    let Some(origin) = &field.origin else { return };
    if scheme.indicator(number).is_none() {
        let numbers: Vec<_> = scheme.indicators.iter().map(|i| i.number.to_string()).collect();
        let known = numbers.join(", ");
        findings.push(
            Diagnostic::new(
                Code::IndicatorUnknown,
                origin,
                Text::new(
                    format!("ปีงบประมาณ {} ไม่มีตัวชี้วัดที่ {number} (มี {known})", scheme.fiscal_year),
                    format!("fiscal year {} has no indicator {number}, but {known}", scheme.fiscal_year),
                ),
                super::cell::fix_cell(),
            )
            .row(code)
            .found(number.to_string()),
        );
    } else if !code.starts_with(&format!("M{number}-")) {
        findings.push(
            Diagnostic::new(
                Code::IndicatorMismatch,
                origin,
                Text::new(
                    format!("รหัส {code} ไม่ตรงกับตัวชี้วัดที่ {number}"),
                    format!("code {code} does not belong to indicator {number}"),
                ),
                Text::new("แก้รหัสหรือตัวชี้วัดให้ตรงกัน", "make the code and the indicator agree"),
            )
            .row(code)
            .found(number.to_string()),
        );
    }
}

/// The OIT item a text names, if the scheme has it.
pub(super) fn item_code(
    text: &str,
    scheme: &Scheme,
    origin: &Origin,
    findings: &mut Vec<Diagnostic>,
) -> Option<String> {
    if let Some(item) = scheme.written(text).filter(|q| q.scale.is_none()) {
        return Some(item.code.clone());
    }
    let known = scheme.item_range();
    findings.push(
        Diagnostic::new(
            Code::ItemUnknown,
            origin,
            Text::new(
                format!("แบบตรวจไม่มีข้อ “{}” (มี {known})", shown(text)),
                format!("the checklist has no item “{}” (known: {known})", shown(text)),
            ),
            Text::new("แก้รหัสข้อให้ถูก แล้วส่งใหม่", "correct the item's code and send the workbook again"),
        )
        .found(text),
    );
    None
}

fn item_of_other_indicator(code: &str, number: i64, origin: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::IndicatorMismatch,
        origin,
        Text::new(
            format!("ข้อ {code} ไม่อยู่ในตัวชี้วัดที่ {number}"),
            format!("item {code} does not belong to indicator {number}"),
        ),
        Text::new("แก้ข้อหรือตัวชี้วัดให้ตรงกัน", "make the item and the indicator agree"),
    )
    .found(code)
}

fn bad_code(written: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::ValuePattern,
        origin,
        Text::new(
            format!("รหัสมาตรการ “{}” ไม่ถูกรูปแบบ", shown(written)),
            format!("measure code “{}” is not of the form M1-01", shown(written)),
        ),
        Text::new(
            "เขียน M ตามด้วยเลขตัวชี้วัด ขีด และลำดับสองหลัก เช่น M1-01",
            "write M, the indicator, a hyphen and two digits, e.g. M1-01",
        ),
    )
    .found(written)
}

/// A published score above the questions. The list of levels is the contract's; the cell was checked against it.
fn overall(row: &Cells<'_>) -> Option<LevelScore> {
    let code = thai::to_arabic_digits(row.text("code").text());
    let level = match row.text("level").get()?.as_str() {
        "ตัวชี้วัด" => Level::Indicator(code.trim().parse().ok()?),
        "แบบวัด" => Level::Instrument(code.trim().to_owned()),
        _ => Level::Total,
    };
    Some(LevelScore { level, score: row.number("score"), origin: row.row.origin.clone() })
}

fn briefing(row: &Cells<'_>) -> Briefing {
    Briefing {
        date: row.date("date"),
        title: row.text("title"),
        detail: row.text("detail"),
        audience: row.text("audience"),
        attendees: row.integer("attendees"),
        picture: row.text("picture"),
        origin: row.row.origin.clone(),
    }
}

fn progress(row: &Cells<'_>, unit: &str) -> Option<Progress> {
    let code = row.text("measure");
    let written = code.get()?;
    let status = convert(row.field("status"), |value| match value {
        DataValue::Text(text) => status(&text),
        _ => None,
    });
    Some(Progress {
        unit: unit.to_owned(),
        measure: measure_code(written).unwrap_or_else(|| written.clone()),
        status,
        percent_complete: row.number("percent_complete"),
        finished_on: row.date("finished_on"),
        result: row.text("result"),
        evidence: row.text("evidence"),
        problem: row.text("problem"),
        next_step: row.text("next_step"),
        check_ins: row.integer("check_ins"),
        origin: code.origin.unwrap_or_else(|| row.row.origin.clone()),
    })
}

fn output(row: &Cells<'_>, unit: &str) -> Option<OutputReport> {
    let code = row.text("measure");
    let written = code.get()?;
    Some(OutputReport {
        unit: unit.to_owned(),
        measure: measure_code(written).unwrap_or_else(|| written.clone()),
        output: row.text("output"),
        quantity: row.integer("quantity"),
        evidence: row.text("evidence"),
        done_on: row.date("done_on"),
        origin: code.origin.unwrap_or_else(|| row.row.origin.clone()),
    })
}

fn status(text: &str) -> Option<Status> {
    let key = thai::key(text);
    [
        ("แล้วเสร็จ", Status::Finished),
        ("อยู่ระหว่างดำเนินการ", Status::UnderWay),
        ("ยังไม่ดำเนินการ", Status::NotStarted),
    ]
    .into_iter()
    .find_map(|(word, status)| (thai::key(word) == key).then_some(status))
}
