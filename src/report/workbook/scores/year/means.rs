//! Indicators and instruments: means of questions, weighted.

use super::Year;
use crate::model::{Field, Level};
use crate::report::workbook::book::{Cell, Column, Detail, Kind, Row, Sheet, Table};
use crate::report::workbook::common::{basis, check, check_column, given, source_column};
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
            Column::of("topic", Kind::Code),
            Column::of("indicator", Kind::Code),
            Column::of("instrument", Kind::Code),
            Column::of("name", Kind::Text),
            Column::of("parts", Kind::Integer),
            Column::of("scored", Kind::Integer),
        ];
        columns.extend(published_columns(with_published));
        columns.extend([
            Column::of("score", Kind::Score),
            Column::of("pipeline", Kind::Score).review(),
            check_column(self.model),
            Column::of("note", Kind::Remark),
            source_column(),
        ]);
        let mut table = Table::of(self.name("topics"), columns);
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
                check(self.model, &[("score", "pipeline")]),
                Cell::text(self.without(&missing)),
                Cell::default(),
            ]);
            let origins = self.origins(|q| q.topic.as_ref() == Some(&topic.code));
            table.rows.push(Row {
                cells,
                strong: false,
                basis: basis("score", self.model.term("means.of_questions"), origins),
            });
        }
        Some(self.sheet("topics", &[], table))
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
        let counted = |id: &str, key: &str| {
            if self.by_topics() {
                Column::new(id, self.model.term(key), Kind::Integer)
            } else {
                Column::of(id, Kind::Integer)
            }
        };
        let mut columns = vec![
            Column::of("label", Kind::Text),
            Column::of("indicator", Kind::Code),
            Column::of("instrument", Kind::Code),
            counted("parts", "means.parts"),
            counted("scored", "means.scored"),
        ];
        columns.extend(published_columns(with_published));
        columns.extend([
            Column::of("score", Kind::Score),
            Column::of("pipeline", Kind::Score).review(),
            check_column(self.model),
            Column::of("note", Kind::Remark),
            source_column(),
        ]);
        let mut table = Table::of(self.name("indicators"), columns);
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
                check(self.model, &[("score", "pipeline")]),
                Cell::text(self.noted(self.without(&missing), row.is_some_and(|s| s.stand_in))),
                Cell::default(),
            ]);
            let rule = self.model.term(if by_topics { "means.of_topics" } else { "means.of_questions" });
            let origins = self.origins(|q| q.indicator == indicator.number);
            table.rows.push(Row { cells, strong: false, basis: basis("score", rule, origins) });
        }
        let mut sheet = self.sheet("indicators", &[], table);
        if self.by_topics() {
            sheet.notes.push(self.model.term("means.by_topics"));
        }
        sheet
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
            Column::of("instrument", Kind::Code),
            Column::of("name", Kind::Text),
            Column::of("aggregate", Kind::Code),
            Column::of("parts", Kind::Integer),
            Column::of("scored", Kind::Integer),
        ];
        columns.extend(published_columns(with_published));
        columns.extend([
            Column::of("score", Kind::Score),
            Column::of("weight", Kind::Number),
            Column::of("weighted", Kind::Score),
            Column::of("pipeline", Kind::Score).review(),
            Column::of("pipeline_weighted", Kind::Score).review(),
            check_column(self.model),
            Column::of("note", Kind::Remark),
            source_column(),
        ]);
        let mut table = Table::of(self.name("instruments"), columns);
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
                Cell::text(self.model.term(if by_questions {
                    "means.from_questions"
                } else {
                    "means.from_indicators"
                })),
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
                check(self.model, &[("score", "pipeline"), ("weighted", "pipeline_weighted")]),
                Cell::text(self.noted(self.without(&missing), row.is_some_and(|s| s.stand_in))),
                Cell::default(),
            ]);
            table.rows.push(Row {
                cells,
                strong: false,
                basis: basis(
                    "score",
                    self.model.term(if by_questions {
                        "means.of_all_questions"
                    } else {
                        "means.of_indicators"
                    }),
                    self.origins(|q| self.instrument(q) == instrument.code),
                ),
            });
        }
        let mut sheet = self.sheet("instruments", &[], table);
        sheet.notes = sheet.notes.iter().map(|note| self.words.text(note)).collect();
        sheet
    }

    /// A note with the mark of scores that are computed because none were published.
    fn noted(&self, note: String, stand_in: bool) -> String {
        let mark = stand_in.then(|| self.model.term("questions.stand_in"));
        [note].into_iter().chain(mark).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// Which questions have no score.
    fn without(&self, missing: &[&str]) -> String {
        if missing.is_empty() {
            return String::new();
        }
        self.model.say("means.without", &[("questions", &missing.join(" "))])
    }
}

/// The columns between the parts and the score, where scores of the level were published.
fn published_columns(with_published: bool) -> Vec<Column> {
    if !with_published {
        return Vec::new();
    }
    vec![Column::of("computed", Kind::Score), Column::of("published", Kind::Score)]
}
