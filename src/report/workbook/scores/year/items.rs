//! Items of the open-data checklist.

use super::{Year, reasons};
use crate::report::workbook::book::{Cell, Column, Detail, Kind, Sheet, Table};
use crate::report::workbook::common::{check, check_column, given, pipeline_column, source_column};
use crate::scheme::PublishedScore;

impl Year<'_> {
    /// Codes of the checklists.
    fn checklist_names(&self) -> String {
        let mut codes: Vec<_> = self.items().map(|q| self.instrument(q)).collect();
        codes.dedup();
        codes.join(" ")
    }

    /// Items of the open-data checklist.
    pub fn item_sheet(&self) -> Sheet {
        let columns = vec![
            Column::new("question", "ข้อ", Kind::Code),
            Column::new("instrument", "เครื่องมือ", Kind::Code),
            Column::new("indicator", "ตัวชี้วัดที่", Kind::Code),
            Column::new("topic", "หัวข้อ", Kind::Code),
            Column::new("text", "รายการข้อมูล", Kind::Prose),
            Column::new("published", "คะแนนที่ประเมิน", Kind::Score),
            Column::new("score", "คะแนน", Kind::Score),
            pipeline_column("pipeline", "คะแนนจากโปรแกรม", Kind::Score),
            check_column(),
            Column::new("note", "หมายเหตุ", Kind::Remark),
            source_column(),
        ];
        let mut table = Table::new(
            self.name("items"),
            self.title(&format!("คะแนนรายการข้อมูล {}", self.checklist_names())),
            columns,
        );
        table.detail = Detail::Figures;
        let counts = self.scheme.rules.published_score == PublishedScore::Authoritative;
        for item in self.items() {
            let results = self.results_of(&item.code);
            let score = self.score_of(&item.code).and_then(|s| s.score);
            let note = match (results.is_empty(), score) {
                (true, _) => "ไม่มีแถวของข้อนี้ในไฟล์ที่ส่ง".to_owned(),
                (false, None) => reasons(&results),
                (false, Some(_)) => String::new(),
            };
            table.push(vec![
                Cell::text(&item.code),
                Cell::text(self.instrument(item)),
                Cell::integer(Some(item.indicator)),
                Cell::text(self.words.text(item.topic.as_deref().unwrap_or_default())),
                Cell::text(&item.text_th),
                results.first().map_or_else(Cell::default, |r| given(&r.published)),
                Cell::number(score).by(if counts {
                    "IF([@published]=\"\",\"\",[@published])"
                } else {
                    "\"\""
                }),
                Cell::number(score),
                check(&[("score", "pipeline")]),
                Cell::text(note),
                Cell::default(),
            ]);
        }
        let names = self.checklist_names();
        self.sheet(&format!("รายการ {names}"), &format!("คะแนนรายการข้อมูล {names}"), Vec::new(), table)
    }
}
