//! Indicators and instruments: means of questions, weighted.

use super::Year;
use crate::model::{Field, Level};
use crate::report::workbook::book::{Cell, Column, Detail, Kind, Row, Sheet, Table};
use crate::report::workbook::common::{basis, check, check_column, given, pipeline_column, source_column};
use crate::scheme::{Aggregate, IndicatorAggregate, Missing, PublishedScore, Question, Topic};

impl<'a> Year<'a> {
    /// Sub-indicators as means of their questions, where indicators are means of them.
    pub fn topics(&self) -> Option<Sheet> {
        let level = |topic: &Topic| Level::Topic(topic.code.clone());
        let own: Vec<_> = self.scheme.topics.iter().filter(|t| self.averages(t)).collect();
        if own.is_empty() {
            return None;
        }
        let with_published = own.iter().any(|t| self.given(&level(t)).is_some());
        let mut columns = vec![
            Column::new("topic", "ตัวชี้วัดย่อย", Kind::Code),
            Column::new("indicator", "ตัวชี้วัดที่", Kind::Code),
            Column::new("instrument", "เครื่องมือ", Kind::Code),
            Column::new("name", "ชื่อตัวชี้วัดย่อย", Kind::Text),
            Column::new("parts", "จำนวนข้อ", Kind::Integer),
            Column::new("scored", "ข้อที่มีคะแนน", Kind::Integer),
        ];
        columns.extend(published_columns(with_published));
        columns.extend([
            Column::new("score", "คะแนน", Kind::Score),
            pipeline_column("pipeline", "คะแนนจากโปรแกรม", Kind::Score),
            check_column(),
            Column::new("note", "หมายเหตุ", Kind::Remark),
            source_column(),
        ]);
        let mut table = Table::new(self.name("topics"), self.title("คะแนนตัวชี้วัดย่อย"), columns);
        table.detail = Detail::Figures;
        for topic in own {
            let questions: Vec<_> =
                self.scheme.questions.iter().filter(|q| q.topic.as_ref() == Some(&topic.code)).collect();
            let source = questions.first().map_or_else(|| self.name("items"), |q| self.table_of(q));
            let score = self.book.topics.iter().find(|t| t.topic == topic.code);
            let missing = self.missing(&questions);
            let [all, scored, mean] = self.mean_of(&source, "topic", "[@topic]");
            let instrument = self.scheme.indicator(topic.indicator).map_or("", |i| i.instrument.as_str());
            let mut cells = vec![
                Cell::text(self.words.text(&topic.code)),
                Cell::integer(Some(topic.indicator)),
                Cell::text(instrument),
                Cell::text(&topic.name_th),
                Cell::count(questions.len()).by(all),
                Cell::count(questions.len() - missing.len()).by(scored),
            ];
            let own = (score.and_then(|s| s.computed), score.and_then(|s| s.score));
            cells.extend(self.published_cells(with_published, self.given(&level(topic)), own, mean));
            cells.extend([
                Cell::number(score.and_then(|s| s.score)),
                check(&[("score", "pipeline")]),
                Cell::text(without(&missing)),
                Cell::default(),
            ]);
            let origins = self.origins(|q| q.topic.as_ref() == Some(&topic.code));
            table.rows.push(Row {
                cells,
                strong: false,
                basis: basis("score", "ค่าเฉลี่ยของคะแนนรายข้อ", origins),
            });
        }
        let notes = vec!["คะแนนตัวชี้วัดย่อย = ค่าเฉลี่ยของคะแนนทุกข้อในตัวชี้วัดย่อย".to_owned()];
        Some(self.sheet("ตัวชี้วัดย่อย", "คะแนนตัวชี้วัดย่อย", notes, table))
    }

    /// Whether a sub-indicator's mean goes into its indicator.
    fn averages(&self, topic: &Topic) -> bool {
        let instrument =
            self.scheme.indicator(topic.indicator).and_then(|i| self.scheme.instrument(&i.instrument));
        instrument.is_some_and(|i| i.indicator_aggregate == IndicatorAggregate::Topics)
    }

    /// The score from the parts; with published scores of the level, the published one stands unless the parts give
    /// the very same.
    fn published_cells(
        &self,
        with_published: bool,
        field: Option<&Field<f64>>,
        (computed, score): (Option<f64>, Option<f64>),
        mean: String,
    ) -> Vec<Cell> {
        if !with_published {
            return vec![Cell::number(score).by(mean)];
        }
        let stands = match self.scheme.rules.published_score {
            PublishedScore::Informative => "[@computed]".to_owned(),
            PublishedScore::Authoritative => format!(
                "IF([@published]=\"\",[@computed],IF([@computed]=\"\",[@published],\
                 IF(ABS([@published]-[@computed])<=published_tolerance{},[@computed],[@published])))",
                self.suffix
            ),
        };
        vec![
            Cell::number(computed).by(mean),
            field.map_or_else(Cell::default, given),
            Cell::number(score).by(stands),
        ]
    }

    /// Indicators as means of their questions, or of their sub-indicators.
    pub fn indicators(&self) -> Sheet {
        let with_published = self.published.iter().any(|p| matches!(p.level, Level::Indicator(_)));
        let mut columns = vec![
            Column::new("label", "ตัวชี้วัด", Kind::Text),
            Column::new("indicator", "ตัวชี้วัดที่", Kind::Code),
            Column::new("instrument", "เครื่องมือ", Kind::Code),
            Column::new(
                "parts",
                if self.by_topics() {
                    "จำนวนที่เฉลี่ย"
                } else {
                    "จำนวนข้อ"
                },
                Kind::Integer,
            ),
            Column::new(
                "scored",
                if self.by_topics() {
                    "ที่มีคะแนน"
                } else {
                    "ข้อที่มีคะแนน"
                },
                Kind::Integer,
            ),
        ];
        columns.extend(published_columns(with_published));
        columns.extend([
            Column::new("score", "คะแนน", Kind::Score),
            pipeline_column("pipeline", "คะแนนจากโปรแกรม", Kind::Score),
            check_column(),
            Column::new("note", "หมายเหตุ", Kind::Remark),
            source_column(),
        ]);
        let mut table = Table::new(self.name("indicators"), self.title("คะแนนตัวชี้วัด"), columns);
        table.detail = Detail::Figures;
        table.frozen = 3;
        for indicator in &self.scheme.indicators {
            let own: Vec<_> =
                self.scheme.questions.iter().filter(|q| q.indicator == indicator.number).collect();
            let by_topics = own.first().is_some_and(|q| self.is_by_topics(q));
            let source = match own.first() {
                _ if by_topics => self.name("topics"),
                Some(question) => self.table_of(question),
                None => self.name("questions"),
            };
            let row = self.book.indicators.iter().find(|i| i.indicator == indicator.number);
            let score = row.and_then(|s| s.score);
            let missing = self.missing(&own);
            let (parts, with_score) = if by_topics {
                let topics = || self.scheme.topics.iter().filter(|t| t.indicator == indicator.number);
                let has =
                    |t: &&Topic| self.book.topics.iter().any(|s| s.topic == t.code && s.score.is_some());
                (topics().count(), topics().filter(has).count())
            } else {
                (own.len(), own.len() - missing.len())
            };
            let [all, scored, mean] = self.mean_of(&source, "indicator", "[@indicator]");
            let mut cells = vec![
                Cell::text(self.words.text(&format!("{}. {}", indicator.number, indicator.name_th))),
                Cell::integer(Some(indicator.number)),
                Cell::text(&indicator.instrument),
                Cell::count(parts).by(all),
                Cell::count(with_score).by(scored),
            ];
            let field = self.given(&Level::Indicator(indicator.number));
            cells.extend(self.published_cells(
                with_published,
                field,
                (row.and_then(|s| s.computed), score),
                mean,
            ));
            cells.extend([
                Cell::number(score),
                check(&[("score", "pipeline")]),
                Cell::text(noted(without(&missing), row.is_some_and(|s| s.stand_in))),
                Cell::default(),
            ]);
            let rule = if by_topics {
                "ค่าเฉลี่ยของคะแนนตัวชี้วัดย่อย"
            } else {
                "ค่าเฉลี่ยของคะแนนรายข้อ"
            };
            let origins = self.origins(|q| q.indicator == indicator.number);
            table.rows.push(Row { cells, strong: false, basis: basis("score", rule, origins) });
        }
        let mut notes = vec!["คะแนนตัวชี้วัด = ค่าเฉลี่ยของคะแนนทุกข้อในตัวชี้วัด".to_owned()];
        if self.by_topics() {
            notes.push("ตัวชี้วัดที่มีตัวชี้วัดย่อย = ค่าเฉลี่ยของคะแนนตัวชี้วัดย่อย ตามเกณฑ์ของปี".to_owned());
        }
        self.sheet("ตัวชี้วัด", "คะแนนตัวชี้วัด", notes, table)
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
        let with_published = self.published.iter().any(|p| matches!(p.level, Level::Instrument(_)));
        let mut columns = vec![
            Column::new("instrument", "เครื่องมือ", Kind::Code),
            Column::new("name", "ชื่อเครื่องมือ", Kind::Text),
            Column::new("aggregate", "เฉลี่ยจาก", Kind::Code),
            Column::new("parts", "จำนวนที่เฉลี่ย", Kind::Integer),
            Column::new("scored", "ที่มีคะแนน", Kind::Integer),
        ];
        columns.extend(published_columns(with_published));
        columns.extend([
            Column::new("score", "คะแนน", Kind::Score),
            Column::new("weight", "น้ำหนัก (ร้อยละ)", Kind::Number),
            Column::new("weighted", "คะแนนถ่วงน้ำหนัก", Kind::Score),
            pipeline_column("pipeline", "คะแนนจากโปรแกรม", Kind::Score),
            pipeline_column("pipeline_weighted", "ถ่วงน้ำหนักจากโปรแกรม", Kind::Score),
            check_column(),
            Column::new("note", "หมายเหตุ", Kind::Remark),
            source_column(),
        ]);
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
            let row = self.book.instruments.iter().find(|i| i.instrument == instrument.code);
            let (score, weighted) = (row.and_then(|s| s.score), row.and_then(|s| s.weighted));
            let [all, with, mean] = self.mean_of(&source, "instrument", "[@instrument]");
            let mut cells = vec![
                Cell::text(&instrument.code),
                Cell::text(&instrument.name_th),
                Cell::text(if by_questions { "ข้อ" } else { "ตัวชี้วัด" }),
                Cell::count(parts).by(all),
                Cell::count(scored).by(with),
            ];
            let field = self.given(&Level::Instrument(instrument.code.clone()));
            cells.extend(self.published_cells(
                with_published,
                field,
                (row.and_then(|s| s.computed), score),
                mean,
            ));
            cells.extend([
                Cell::number(Some(instrument.weight)).by(self.weight(&instrument.code)),
                Cell::number(weighted).by("IF([@score]=\"\",\"\",[@score]*[@weight]/100)"),
                Cell::number(score),
                Cell::number(weighted),
                check(&[("score", "pipeline"), ("weighted", "pipeline_weighted")]),
                Cell::text(noted(without(&missing), row.is_some_and(|s| s.stand_in))),
                Cell::default(),
            ]);
            table.rows.push(Row {
                cells,
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

/// The columns between the parts and the score, where scores of the level were published.
fn published_columns(with_published: bool) -> Vec<Column> {
    if !with_published {
        return Vec::new();
    }
    vec![
        Column::new("computed", "คะแนนจากส่วนประกอบ", Kind::Score),
        Column::new("published", "คะแนนที่ประกาศ", Kind::Score),
    ]
}

/// A note with the mark of scores that are computed because none were published.
fn noted(note: String, stand_in: bool) -> String {
    match (stand_in, note.is_empty()) {
        (false, _) => note,
        (true, true) => COMPUTED_SCORE.to_owned(),
        (true, false) => format!("{note} · {COMPUTED_SCORE}"),
    }
}

/// The mark of a score that counts stand in for.
const COMPUTED_SCORE: &str = "คะแนนที่คำนวณ เพราะไม่มีคะแนนที่ประกาศ";

fn without(missing: &[&str]) -> String {
    if missing.is_empty() {
        String::new()
    } else {
        format!("ไม่มีคะแนนของ {}", missing.join(" "))
    }
}
