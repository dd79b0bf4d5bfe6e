//! Items of the open-data checklist.

use super::{Year, reasons};
use crate::report::workbook::book::{Cell, Column, Detail, Kind, Sheet, Table};
use crate::report::workbook::common::{check, check_column, given, source_column};
use crate::report::workbook::scores::checklists;
use crate::scheme::PublishedScore;

impl Year<'_> {
    /// Items of the open-data checklist.
    pub fn item_sheet(&self) -> Sheet {
        let columns = vec![
            Column::of("question", Kind::Code),
            Column::of("instrument", Kind::Code),
            Column::of("indicator", Kind::Code),
            Column::of("topic", Kind::Code),
            Column::of("text", Kind::Prose),
            Column::of("published", Kind::Score),
            Column::of("score", Kind::Score),
            Column::of("pipeline", Kind::Score).review(),
            check_column(self.model),
            Column::of("note", Kind::Remark),
            source_column(),
        ];
        let mut table = Table::of(self.name("items"), columns);
        table.detail = Detail::Figures;
        let counts = self.scheme.rules.published_score == PublishedScore::Authoritative;
        for item in self.items() {
            let results = self.results_of(&item.code);
            let score = self.score_of(&item.code).and_then(|s| s.score);
            let note = match (results.is_empty(), score) {
                (true, _) => self.model.term("questions.no_row"),
                (false, None) => reasons(self.model, &results),
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
                check(self.model, &[("score", "pipeline")]),
                Cell::text(note),
                Cell::default(),
            ]);
        }
        self.sheet("items", &[("checklists", &checklists(self.scheme))], table)
    }
}
