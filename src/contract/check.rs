//! What contradicts itself in a contract.

use super::{Contract, FieldSpec, ReportChart, ReportList};
use crate::thai;
use crate::toml_file::Fault;

/// Excel's limit for the name of a sheet, in UTF-16 units.
const LONGEST_SHEET_NAME: usize = 31;

impl Contract {
    fn charts(&self) -> impl Iterator<Item = &ReportChart> {
        self.report.iter().filter_map(|r| r.chart.as_ref())
    }

    /// The first of its names, limits and rules that cannot hold, with its place.
    pub(super) fn problem(&self) -> Option<Fault> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if self.name.is_empty() || !self.name.chars().all(plain) {
            return Some(Fault::new(
                &["name"],
                format!("name `{}`: ใช้ได้เฉพาะ a–z, 0–9 และ _ เพราะเป็นชื่อไฟล์", self.name),
                format!("name `{}`: use a–z, 0–9 and _ (it names files)", self.name),
            ));
        }
        let all = self.fields.iter().chain(&self.meta).chain(&self.internal);
        let mut names: Vec<_> = all.map(|f| &f.name).collect();
        names.sort();
        if let Some([twice, _]) = names.array_windows().find(|[a, b]| a == b) {
            return Some(Fault::new(
                &["fields", &format!("name={twice}")],
                format!("กำหนดคอลัมน์ `{twice}` ไว้สองครั้ง"),
                format!("field `{twice}` is defined twice"),
            ));
        }
        let mut all = self.fields.iter().chain(&self.meta).chain(&self.internal);
        if let Some(field) = all.find(|f| f.title.trim().is_empty()) {
            return Some(Fault::new(
                &["fields", &format!("name={}", field.name)],
                format!("คอลัมน์ `{}` ไม่มีชื่อ (title)", field.name),
                format!("field `{}` has no title", field.name),
            ));
        }
        // A title that means two columns fills only one of them.
        let mut titles: Vec<_> = self.fields.iter().map(|f| (thai::key(&f.title), &f.name)).collect();
        titles.retain(|(key, _)| !key.is_empty());
        titles.sort();
        if let Some([(_, one), (_, other)]) = titles.array_windows().find(|[a, b]| a.0 == b.0) {
            return Some(Fault::new(
                &["fields", &format!("name={other}"), "title"],
                format!("คอลัมน์ `{one}` และ `{other}` มีชื่อ (title) เดียวกัน"),
                format!("fields `{one}` and `{other}` have the same title"),
            ));
        }
        let unknown = self
            .primary_key
            .iter()
            .chain(self.report.iter().flat_map(|r| r.group_by.iter().chain(&r.sum).chain(&r.show)))
            .chain(self.charts().flat_map(|c| std::iter::once(&c.by).chain(&c.columns)))
            .map(String::as_str)
            .chain(self.report.iter().filter_map(|r| r.list.as_ref()).flat_map(ReportList::names))
            .find(|key| *key != "unit" && self.position(key).is_none());
        if let Some(key) = unknown {
            return Some(Fault::new(
                &[if self.primary_key.contains(&key.to_owned()) { "primary_key" } else { "report" }],
                format!("อ้างถึงคอลัมน์ `{key}` ซึ่งไม่มีใน [[fields]]"),
                format!("column `{key}` is named but not defined in fields"),
            ));
        }
        let is_number = |name: &str| {
            let field = self.position(name).and_then(|at| self.fields.get(at));
            field.is_some_and(|f| f.kind.is_number())
        };
        if self
            .charts()
            .any(|c| !matches!(c.columns.len(), 1 | 2) || !c.columns.iter().all(|name| is_number(name)))
        {
            return Some(Fault::new(
                &["report", "chart", "columns"],
                "report.chart.columns: ระบุคอลัมน์ตัวเลขหนึ่งหรือสองคอลัมน์",
                "report.chart.columns: name one or two columns of numbers",
            ));
        }
        if let Some(problem) = self.report.iter().find_map(|r| r.list.as_ref()?.problem()) {
            return Some(problem);
        }
        let mut factors = self.report.iter().filter_map(|r| r.list.as_ref()).flat_map(ReportList::factors);
        if let Some(factor) = factors.find(|name| !is_number(name)) {
            return Some(Fault::new(
                &["report", "list", "columns"],
                format!("report.list.columns คูณ `{factor}` ซึ่งไม่ใช่คอลัมน์ตัวเลข"),
                format!("report.list.columns multiplies `{factor}`, which is not a number"),
            ));
        }
        if let Some(sum) = self.report.iter().flat_map(|r| &r.sum).find(|sum| !is_number(sum)) {
            return Some(Fault::new(
                &["report", "sum"],
                format!("report.sum ระบุ `{sum}` ซึ่งไม่ใช่คอลัมน์ตัวเลข"),
                format!("report.sum names `{sum}`, which is not a number"),
            ));
        }
        let summed = |name: &str| self.report.iter().any(|r| r.sum.iter().any(|sum| sum == name));
        if let Some(wrong) = self
            .report
            .iter()
            .flat_map(|r| &r.derived)
            .find(|d| d.percent_of.is_some() == d.minus.is_some() || !summed(&d.of) || !summed(d.other()))
        {
            return Some(Fault::new(
                &["report", "derived"],
                format!(
                    "report.derived `{}`: ระบุคอลัมน์ที่มีผลรวมใน `of` และใน `percent_of` หรือ `minus` อย่างใดอย่างหนึ่ง",
                    wrong.title
                ),
                format!(
                    "report.derived `{}`: name summed columns in `of` and in one of `percent_of` and `minus`",
                    wrong.title_en
                ),
            ));
        }
        let mut limits = self.fields.iter().filter_map(|f| Some((f, f.at_most.as_ref()?)));
        if let Some((field, limit)) = limits.find(|(_, limit)| self.position(limit).is_none()) {
            return Some(Fault::new(
                &["fields", &format!("name={}", field.name), "at_most"],
                format!("at_most ระบุ `{limit}` ซึ่งไม่มีใน [[fields]]"),
                format!("at_most names `{limit}`, which is not defined in fields"),
            ));
        }
        let mut others = self.fields.iter().filter_map(|f| Some((f, f.goes_with.as_ref()?)));
        if let Some((field, other)) = others.find(|(_, other)| self.position(other).is_none()) {
            return Some(Fault::new(
                &["fields", &format!("name={}", field.name), "goes_with"],
                format!("goes_with ระบุ `{other}` ซึ่งไม่มีใน [[fields]]"),
                format!("goes_with names `{other}`, which is not defined in fields"),
            ));
        }
        if let Some(lone) = self.fields.iter().find(|f| f.seldom_below.is_some() && f.at_most.is_none()) {
            return Some(Fault::new(
                &["fields", &format!("name={}", lone.name), "seldom_below"],
                format!("seldom_below ของ `{}` เป็นส่วนของคอลัมน์ใน at_most จึงต้องระบุ at_most ด้วย", lone.name),
                format!("seldom_below of `{}` is a share of the column that at_most names", lone.name),
            ));
        }
        if let Some(problem) = self.rules.iter().find_map(|rule| rule.problem(&self.fields)) {
            return Some(problem);
        }
        if let Some(stock) = self.fields.iter().find(|f| f.stock && !f.total) {
            return Some(Fault::new(
                &["fields", &format!("name={}", stock.name), "stock"],
                format!("stock ใช้ได้กับคอลัมน์ที่มี total เท่านั้น: `{}`", stock.name),
                format!("stock is for columns with total: `{}`", stock.name),
            ));
        }
        let unfit = |c: char| matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\');
        let length = self.sheet.encode_utf16().count();
        if !(1..=LONGEST_SHEET_NAME).contains(&length) || self.sheet.contains(unfit) {
            let sheet = &self.sheet;
            return Some(Fault::new(
                &["sheet"],
                format!("sheet `{sheet}`: Excel รับชื่อยาว 1–{LONGEST_SHEET_NAME} อักขระ ไม่มี [ ] : * ? / \\"),
                format!(
                    "sheet `{sheet}`: Excel takes 1–{LONGEST_SHEET_NAME} characters without [ ] : * ? / \\"
                ),
            ));
        }
        if self.due_day.is_some_and(|day| !(1..=31).contains(&day)) {
            return Some(Fault::new(
                &["due_day"],
                "due_day: ใช้วันที่ของเดือน 1–31",
                "due_day: a day of the month, 1–31",
            ));
        }
        let means = |f: &FieldSpec| {
            let standard = |s: &&String| f.constraints.choices.contains(s);
            f.synonyms.keys().find(|s| !standard(s)).cloned()
        };
        if let Some(unknown) = self.fields.iter().find_map(means) {
            return Some(Fault::new(
                &["fields"],
                format!("synonyms มีคำแทน `{unknown}` ซึ่งไม่มีใน enum"),
                format!("synonyms are given for `{unknown}`, which is not in the enum"),
            ));
        }
        if self.fields.is_empty() && !self.has_question_columns() {
            return Some(Fault::new(&["name"], "ไม่มี [[fields]]", "it has no fields"));
        }
        None
    }
}
