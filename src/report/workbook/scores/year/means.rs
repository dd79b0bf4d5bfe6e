//! Indicators and instruments: means of questions, weighted.

use super::Year;
use crate::report::workbook::book::{Cell, Column, Detail, Kind, Row, Sheet, Table};
use crate::report::workbook::common::{basis, check, check_column, pipeline_column, source_column};
use crate::scheme::{Aggregate, Missing, Question};

impl<'a> Year<'a> {
    /// Indicators as means of their questions.
    pub fn indicators(&self) -> Sheet {
        let columns = vec![
            Column::new("label", "ตัวชี้วัด", Kind::Code),
            Column::new("indicator", "ตัวชี้วัดที่", Kind::Code),
            Column::new("instrument", "เครื่องมือ", Kind::Code),
            Column::new("name", "ชื่อตัวชี้วัด", Kind::Text),
            Column::new("parts", "จำนวนข้อ", Kind::Integer),
            Column::new("scored", "ข้อที่มีคะแนน", Kind::Integer),
            Column::new("score", "คะแนน", Kind::Score),
            pipeline_column("pipeline", "คะแนนจากโปรแกรม", Kind::Score),
            check_column(),
            Column::new("note", "หมายเหตุ", Kind::Remark),
            source_column(),
        ];
        let mut table = Table::new(self.name("indicators"), self.title("คะแนนตัวชี้วัด"), columns);
        table.detail = Detail::Figures;
        table.frozen = 4;
        for indicator in &self.scheme.indicators {
            let own: Vec<_> =
                self.scheme.questions.iter().filter(|q| q.indicator == indicator.number).collect();
            let source = own.first().map_or_else(|| self.name("questions"), |q| self.table_of(q));
            let score = self.book.indicators.iter().find(|i| i.indicator == indicator.number);
            let score = score.and_then(|s| s.score);
            let missing = self.missing(&own);
            let [all, scored, mean] = self.mean_of(&source, "indicator", "[@indicator]");
            table.rows.push(Row {
                cells: vec![
                    Cell::text(self.words.text(&format!("{}. {}", indicator.number, indicator.name_th))),
                    Cell::integer(Some(indicator.number)),
                    Cell::text(&indicator.instrument),
                    Cell::text(&indicator.name_th),
                    Cell::count(own.len()).by(all),
                    Cell::count(own.len() - missing.len()).by(scored),
                    Cell::number(score).by(mean),
                    Cell::number(score),
                    check(&[("score", "pipeline")]),
                    Cell::text(without(&missing)),
                    Cell::default(),
                ],
                strong: false,
                basis: basis(
                    "score",
                    "ค่าเฉลี่ยของคะแนนรายข้อ",
                    self.origins(|q| q.indicator == indicator.number),
                ),
            });
        }
        self.sheet("ตัวชี้วัด", "คะแนนตัวชี้วัด", vec!["คะแนนตัวชี้วัด = ค่าเฉลี่ยของคะแนนทุกข้อในตัวชี้วัด".to_owned()], table)
    }

    /// Codes of questions without a score.
    pub fn missing(&self, questions: &[&'a Question]) -> Vec<&'a str> {
        let without = |q: &&&Question| self.score_of(&q.code).and_then(|s| s.score).is_none();
        questions.iter().filter(without).map(|q| q.code.as_str()).collect()
    }

    /// Formulas over a table's scores: how many rows, how many with a score, their mean.
    fn mean_of(&self, table: &str, column: &str, key: &str) -> [String; 3] {
        let complete = match self.scheme.rules.missing {
            Missing::Absent => "[@scored]=[@parts]",
            Missing::Present => "TRUE",
        };
        [
            format!("COUNTIF({table}[{column}],{key})"),
            format!("COUNTIFS({table}[{column}],{key},{table}[score],\">=0\")"),
            format!(
                "IF(AND([@scored]>0,{complete}),AVERAGEIFS({table}[score],{table}[{column}],{key}),\"\")"
            ),
        ]
    }

    /// Instruments with their weights.
    pub fn instruments(&self) -> Sheet {
        let columns = vec![
            Column::new("instrument", "เครื่องมือ", Kind::Code),
            Column::new("name", "ชื่อเครื่องมือ", Kind::Text),
            Column::new("aggregate", "เฉลี่ยจาก", Kind::Code),
            Column::new("parts", "จำนวนที่เฉลี่ย", Kind::Integer),
            Column::new("scored", "ที่มีคะแนน", Kind::Integer),
            Column::new("score", "คะแนน", Kind::Score),
            Column::new("weight", "น้ำหนัก (ร้อยละ)", Kind::Number),
            Column::new("weighted", "คะแนนถ่วงน้ำหนัก", Kind::Score),
            pipeline_column("pipeline", "คะแนนจากโปรแกรม", Kind::Score),
            pipeline_column("pipeline_weighted", "ถ่วงน้ำหนักจากโปรแกรม", Kind::Score),
            check_column(),
            Column::new("note", "หมายเหตุ", Kind::Remark),
            source_column(),
        ];
        let mut table = Table::new(self.name("instruments"), self.title("คะแนนเครื่องมือ"), columns);
        table.detail = Detail::Figures;
        for instrument in &self.scheme.instruments {
            let own: Vec<_> = self.scheme.questions_of(&instrument.code).collect();
            let missing = self.missing(&own);
            let by_questions = instrument.aggregate == Aggregate::Questions;
            let source = match own.first() {
                Some(question) if by_questions => self.table_of(question),
                _ => self.name("indicators"),
            };
            let indicators = || self.scheme.indicators.iter().filter(|i| i.instrument == instrument.code);
            let parts = if by_questions { own.len() } else { indicators().count() };
            let scored = if by_questions {
                own.len() - missing.len()
            } else {
                let has =
                    |number| self.book.indicators.iter().any(|i| i.indicator == number && i.score.is_some());
                indicators().filter(|i| has(i.number)).count()
            };
            let score = self.book.instruments.iter().find(|i| i.instrument == instrument.code);
            let (score, weighted) = (score.and_then(|s| s.score), score.and_then(|s| s.weighted));
            let [all, with, mean] = self.mean_of(&source, "instrument", "[@instrument]");
            table.rows.push(Row {
                cells: vec![
                    Cell::text(&instrument.code),
                    Cell::text(&instrument.name_th),
                    Cell::text(if by_questions { "ข้อ" } else { "ตัวชี้วัด" }),
                    Cell::count(parts).by(all),
                    Cell::count(scored).by(with),
                    Cell::number(score).by(mean),
                    Cell::number(Some(instrument.weight)).by(self.weight(&instrument.code)),
                    Cell::number(weighted).by("IF([@score]=\"\",\"\",[@score]*[@weight]/100)"),
                    Cell::number(score),
                    Cell::number(weighted),
                    check(&[("score", "pipeline"), ("weighted", "pipeline_weighted")]),
                    Cell::text(without(&missing)),
                    Cell::default(),
                ],
                strong: false,
                basis: basis(
                    "score",
                    if by_questions {
                        "ค่าเฉลี่ยของคะแนนทุกข้อในเครื่องมือ"
                    } else {
                        "ค่าเฉลี่ยของคะแนนตัวชี้วัดในเครื่องมือ"
                    },
                    self.origins(|q| self.instrument(q) == instrument.code),
                ),
            });
        }
        let notes =
            vec!["คะแนนถ่วงน้ำหนัก = คะแนนเครื่องมือ (ไม่ปัดเศษ) × น้ำหนัก ÷ 100 ปัดเศษเฉพาะตอนแสดงผล".to_owned()];
        self.sheet("เครื่องมือ", "คะแนนเครื่องมือ", notes.into_iter().map(|n| self.words.text(&n)).collect(), table)
    }
}

fn without(missing: &[&str]) -> String {
    if missing.is_empty() {
        String::new()
    } else {
        format!("ไม่มีคะแนนของ {}", missing.join(" "))
    }
}
