//! The first sheet of a form: for whom, until when, how to fill it in, what each column means, and
//! the lists that are too long for a drop-down of their own.

use super::sheet::guide_range;
use super::{Addressee, Form, GUIDE_SHEET, OrFailed, SAMPLE_MARK, half_of, style, validation};
use crate::contract::{Contract, FieldSpec, FieldType, Role};
use crate::error::Error;
use crate::model::Period;
use crate::thai::{self, Date, Digits, width};
use rust_xlsxwriter::{Format, ProtectionOptions, Url, Worksheet};
use std::collections::BTreeSet;

/// Columns of the guide, in characters.
const WIDTHS: [u16; 5] = [26, 32, 16, 34, 62];
const LAST_COL: u16 = 4;

/// Ranges of lists on the guide sheet, by contract and field.
#[derive(Debug, Default)]
pub(super) struct Lists {
    ranges: Vec<(String, String, String)>,
}

impl Lists {
    /// The range that a column's list stands in, as a formula.
    pub(super) fn range(&self, contract: &Contract, field: &FieldSpec) -> Option<&str> {
        self.ranges
            .iter()
            .find(|(kind, name, _)| *kind == contract.name && *name == field.name)
            .map(|(.., range)| range.as_str())
    }

    fn add(&mut self, contract: &Contract, field: &FieldSpec, range: String) {
        self.ranges.push((contract.name.clone(), field.name.clone(), range));
    }
}

/// The rows written so far.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
}

/// Writes the guide; returns where its lists stand.
///
/// # Errors
/// The library refuses a text: a bug.
pub(super) fn write(sheet: &mut Worksheet, form: &Form<'_>) -> Result<Lists, Error> {
    let mut page = Page { sheet, row: 0 };
    page.sheet.set_name(GUIDE_SHEET).or_failed()?;
    for (col, wide) in (0u16..).zip(WIDTHS) {
        page.sheet.set_column_width(col, wide).or_failed()?;
    }
    page.title(&form.to)?;
    page.addressee(form)?;
    page.steps(&form.to)?;
    page.legend()?;
    page.sheets(form)?;
    page.columns(form)?;
    let lists = page.lists(form)?;
    page.sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
    page.sheet.set_screen_gridlines(false).set_active(true);
    page.sheet
        .set_paper_size(9)
        .set_landscape()
        .set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3)
        .set_print_fit_to_pages(1, 0)
        .set_footer(format!("&R&\"{},Regular\"&12หน้า &P / &N", style::FONT));
    Ok(lists)
}

impl Page<'_> {
    fn put(&mut self, col: u16, text: &str, format: &Format) -> Result<(), Error> {
        self.sheet.write_string_with_format(self.row, col, text, format).or_failed()?;
        Ok(())
    }

    /// Ends the row: its height fits so many lines.
    fn next(&mut self, lines: usize) -> Result<(), Error> {
        self.sheet.set_row_height(self.row, style::row_points(lines)).or_failed()?;
        self.row += 1;
        Ok(())
    }

    fn title(&mut self, to: &Addressee<'_>) -> Result<(), Error> {
        self.put(0, &to.marked("คำแนะนำการกรอกแบบรายงาน ITA"), &style::title())?;
        self.sheet.set_row_height(self.row, style::TITLE_POINTS).or_failed()?;
        self.row += 1;
        if to.agency.sample {
            let note = format!("{SAMPLE_MARK} สมมุติขึ้นเพื่อแสดงการใช้งาน ไม่ใช่ผลการดำเนินการจริงของหน่วยงาน");
            self.put(0, &note, &style::alert())?;
            self.next(1)?;
        }
        Ok(())
    }

    fn addressee(&mut self, form: &Form<'_>) -> Result<(), Error> {
        let to = &form.to;
        let agency = to.agency;
        let mut facts = vec![
            ("หน่วยงานที่รับการประเมิน", agency.name_th.clone()),
            ("ผู้กรอกแบบรายงาน", to.name().to_owned()),
            ("ปีงบประมาณ", format!("พ.ศ. {}", Digits::Thai.apply(&to.fiscal_year.to_string()))),
        ];
        if let Some(period) = to.period() {
            facts.push(("รอบรายงาน", span(period)));
        }
        if let Some(first) = days(form).first() {
            let more = if days(form).len() > 1 {
                " (บางแผ่นงานส่งภายหลังได้ ดู “แผ่นงานในไฟล์นี้”)"
            } else {
                ""
            };
            facts.push(("กำหนดส่ง", format!("ภายในวันที่ {}{more}", thai::format_long(*first, Digits::Thai))));
        }
        let mut contact = vec![format!("ผู้ประสานงาน ITA {}", agency.name_th)];
        if !agency.phone.is_empty() {
            contact.push(format!("โทร. {}", agency.phone));
        }
        if !agency.email.is_empty() {
            contact.push(agency.email.clone());
        }
        facts.push(("ส่งไฟล์และสอบถามที่", contact.join("  ")));
        for (label, value) in facts {
            self.put(0, label, &style::label())?;
            self.put(1, &value, &style::above())?;
            self.next(1)?;
        }
        Ok(())
    }

    fn section(&mut self, title: &str) -> Result<(), Error> {
        self.row += 1;
        self.put(0, title, &style::section())?;
        self.next(1)
    }

    fn steps(&mut self, to: &Addressee<'_>) -> Result<(), Error> {
        self.section("วิธีกรอก")?;
        let dates = format!("วันที่พิมพ์เป็น วัน/เดือน/ปี เช่น {} ใช้ปี พ.ศ. หรือ ค.ศ. ก็ได้", to.example_date());
        let within = to.half.map(|_| "รายงานเฉพาะสิ่งที่เกิดขึ้นในรอบนี้ สิ่งที่เกิดหลังสิ้นรอบให้รายงานในรอบถัดไป");
        let steps = [
            "กรอกเฉพาะช่องสีขาวหรือสีเหลือง ช่องสีเทาและหัวตารางล็อกไว้ (ไม่มีรหัสผ่าน) แทรกแถว เรียงลำดับ และกรองข้อมูลได้",
            "คลิกที่ช่องแล้วอ่านคำแนะนำที่ปรากฏ ช่องที่มีรายการให้กดลูกศรเลือก ไม่ต้องพิมพ์เอง",
            &dates,
            "ตัวเลขพิมพ์เฉพาะตัวเลข ไม่ต้องพิมพ์หน่วย ถ้าค่าเป็นศูนย์ให้พิมพ์ 0 ไม่ใช่เว้นว่าง",
            "หลายรายการในช่องเดียวให้กด Alt+Enter ขึ้นบรรทัดใหม่ บรรทัดละหนึ่งรายการ",
            "ไม่เปลี่ยนชื่อหัวตารางและชื่อแผ่นงาน มาตรการที่ระบุไว้ให้รายงานทุกแถว",
            "ข้อมูลจะเผยแพร่ต่อสาธารณะ ไม่กรอกเลขประจำตัวประชาชน เบอร์โทรศัพท์ หรือข้อมูลส่วนบุคคลอื่น",
            "บันทึกเป็น .xlsx แล้วส่งกลับ หากแก้ไขหลังส่งแล้ว ให้เพิ่มเลข “ฉบับที่” เหนือตาราง",
        ];
        for (number, step) in (1u32..).zip(steps.into_iter().chain(within)) {
            let text = format!("{}. {step}", Digits::Thai.apply(&number.to_string()));
            self.paragraph(&text)?;
        }
        Ok(())
    }

    /// Text across the page; merged cells do not grow by themselves, so the height is set.
    fn paragraph(&mut self, text: &str) -> Result<(), Error> {
        let room: u16 = WIDTHS.iter().sum();
        self.sheet.merge_range(self.row, 0, self.row, LAST_COL, text, &style::text()).or_failed()?;
        self.next(width::lines_needed(text, usize::from(room)))
    }

    fn legend(&mut self) -> Result<(), Error> {
        self.section("ความหมายของสี")?;
        let colours = [
            (style::header(true), "หัวสีเข้ม ตัวอักษรขาว", "คอลัมน์ที่ต้องกรอกทุกแถวที่ใช้"),
            (style::header(false), "หัวสีอ่อน", "คอลัมน์ที่กรอกเมื่อมีข้อมูล"),
            (
                style::boxed(style::base()).set_background_color(style::YELLOW),
                "ช่องสีเหลือง",
                "ช่องที่ยังขาดในแถวที่กรอกแล้ว",
            ),
            (
                style::boxed(style::base()).set_background_color(style::GREY),
                "ช่องสีเทา",
                "กรอกไว้ให้แล้ว แก้ไขไม่ได้",
            ),
        ];
        for (format, name, meaning) in colours {
            self.put(0, name, &format)?;
            self.put(1, meaning, &style::above())?;
            self.next(1)?;
        }
        Ok(())
    }

    /// Titles of a table; the last one spans the columns that are left.
    fn header(&mut self, titles: &[&str]) -> Result<(), Error> {
        for (col, title) in (0u16..).zip(titles) {
            self.put(col, title, &style::header(true))?;
        }
        let last = u16::try_from(titles.len().saturating_sub(1)).unwrap_or(LAST_COL);
        if let (Some(title), true) = (titles.last(), last < LAST_COL) {
            let format = style::header(true);
            self.sheet.merge_range(self.row, last, self.row, LAST_COL, title, &format).or_failed()?;
        }
        self.next(1)
    }

    fn line(&mut self, texts: &[&str]) -> Result<(), Error> {
        let mut lines = 1;
        for (col, text) in (0u16..).zip(texts) {
            self.put(col, text, &style::boxed(style::text()))?;
            lines = lines.max(width::lines_needed(text, usize::from(WIDTHS[usize::from(col)])));
        }
        self.next(lines)
    }

    fn sheets(&mut self, form: &Form<'_>) -> Result<(), Error> {
        self.section("แผ่นงานในไฟล์นี้")?;
        self.header(&["แผ่นงาน", "ตาราง", "แถวที่ระบุไว้", "เนื้อหา"])?;
        for sheet in &form.sheets {
            let contract = sheet.contract.as_ref();
            let place = format!("internal:'{}'!A1", contract.sheet.replace('\'', "''"));
            let url = Url::new(place).set_text(contract.sheet.as_str());
            self.sheet.write_url_with_format(self.row, 0, url, &style::link()).or_failed()?;
            let listed = sheet.rows.iter().filter(|r| r.listed).count();
            let listed = if listed == 0 { "–".to_owned() } else { format!("{listed} แถว") };
            let boxed = style::boxed(style::text());
            self.put(1, &contract.title, &boxed)?;
            self.put(2, &listed, &boxed)?;
            let day = sheet.due.filter(|_| days(form).len() > 1);
            let day = day.map(|day| format!(" (ส่งภายในวันที่ {})", thai::format_long(day, Digits::Thai)));
            let description = format!("{}{}", contract.description, day.unwrap_or_default());
            self.sheet.merge_range(self.row, 3, self.row, LAST_COL, &description, &boxed).or_failed()?;
            let room = usize::from(WIDTHS[3] + WIDTHS[4]);
            let lines = width::lines_needed(&description, room)
                .max(width::lines_needed(&contract.title, usize::from(WIDTHS[1])))
                .max(width::lines_needed(&contract.sheet, usize::from(WIDTHS[0])));
            self.next(lines)?;
        }
        Ok(())
    }

    fn columns(&mut self, form: &Form<'_>) -> Result<(), Error> {
        self.section("ความหมายของคอลัมน์")?;
        self.header(&["แผ่นงาน", "คอลัมน์", "ต้องกรอก", "ค่าที่รับ", "คำอธิบาย"])?;
        for sheet in &form.sheets {
            for field in &sheet.contract.fields {
                let need = match (field.locked, field.constraints.required) {
                    (true, _) => "กรอกไว้ให้แล้ว",
                    (_, true) => "ต้องกรอก",
                    _ => "เมื่อมีข้อมูล",
                };
                let accepted = accepted(field);
                self.line(&[&sheet.contract.sheet, &field.title, need, &accepted, &explained(field)])?;
            }
        }
        Ok(())
    }

    /// Lists for drop-downs that do not fit into the drop-down itself, and the register's measures.
    fn lists(&mut self, form: &Form<'_>) -> Result<Lists, Error> {
        let mut lists = Lists::default();
        for sheet in &form.sheets {
            for field in &sheet.contract.fields {
                let choices = validation::choices(field, half_of(&sheet.contract, &form.to));
                let Some(choices) = choices.filter(|c| !validation::fits_inline(&c.list)) else { continue };
                self.section(&format!("รายการ{} ({})", field.title, sheet.contract.sheet))?;
                let first = self.row;
                for choice in &choices.list {
                    self.line(&[choice])?;
                }
                lists.add(&sheet.contract, field, guide_range('A', first, self.row - 1));
            }
        }
        self.register(form, &mut lists)?;
        Ok(lists)
    }

    fn register(&mut self, form: &Form<'_>, lists: &mut Lists) -> Result<(), Error> {
        let wanted = form.sheets.iter().find_map(|s| {
            let field = s.contract.fields.iter().find(|f| f.role == Some(Role::Measure))?;
            Some((s.contract.as_ref(), field))
        });
        let Some((contract, field)) = wanted.filter(|_| !form.register.is_empty()) else { return Ok(()) };
        self.section("ทะเบียนมาตรการของปีงบประมาณ")?;
        self.header(&["รหัสมาตรการ", "มาตรการ/กิจกรรม"])?;
        let first = self.row;
        for measure in form.register {
            let boxed = style::boxed(style::text());
            self.put(0, &measure.code, &boxed)?;
            self.sheet.merge_range(self.row, 1, self.row, LAST_COL, &measure.title, &boxed).or_failed()?;
            let room: u16 = WIDTHS[1..].iter().sum();
            self.next(width::lines_needed(&measure.title, usize::from(room)))?;
        }
        lists.add(contract, field, guide_range('A', first, self.row - 1));
        Ok(())
    }
}

/// What a column takes, in words.
fn accepted(field: &FieldSpec) -> String {
    let kind = match (field.kind, field.role) {
        (_, Some(Role::Month)) => return "เดือน เลือกจากรายการ".to_owned(),
        (_, Some(Role::Due)) => {
            return format!("วันที่ หรือคำว่า {}", field.constraints.choices.join(", "));
        }
        (FieldType::String, _) if !field.constraints.choices.is_empty() => {
            return format!("เลือกจากรายการ: {}", field.constraints.choices.join(", "));
        }
        (FieldType::String, _) => "ข้อความ",
        (FieldType::Integer, _) => "จำนวนเต็ม",
        (FieldType::Number, _) => "ตัวเลข",
        (FieldType::Date, _) => "วันที่",
    };
    let mut parts = vec![kind.to_owned()];
    parts.extend(validation::range_words(&field.constraints));
    if let Some(longest) = field.constraints.max_length {
        parts.push(format!("ไม่เกิน {longest} อักขระ"));
    }
    if !field.unit.is_empty() {
        parts.push(format!("หน่วย {}", field.unit));
    }
    parts.join(" ")
}

fn explained(field: &FieldSpec) -> String {
    if !field.help.is_empty() {
        return field.help.clone();
    }
    if field.total {
        return "รวมยอดในรายงานของหน่วยงาน ไม่ต้องพิมพ์แถวรวม".to_owned();
    }
    String::new()
}

/// A half in words: its name and its first and last day.
pub(super) fn span(period: Period) -> String {
    let name = match period.half {
        crate::model::Half::First => "รอบ ๖ เดือนแรก",
        crate::model::Half::Second => "รอบ ๖ เดือนหลัง",
    };
    let day = |date| thai::format_long(date, Digits::Thai);
    format!("{name} ({} – {})", day(period.first_day()), day(period.last_day()))
}

/// The days until which the form's sheets are to be sent, the first one first.
fn days(form: &Form<'_>) -> BTreeSet<Date> {
    form.sheets.iter().filter_map(|sheet| sheet.due).collect()
}
