//! What contradicts itself in a scheme.

use super::{IndicatorAggregate, PublishedScore, Question, Rating, Scheme, Unpublished};
use crate::toml_file::Fault;
use std::collections::BTreeSet;

/// Scores are rounded to a few decimals at most.
const MAX_DECIMALS: usize = 6;

impl Scheme {
    /// The first contradiction; none in a scheme that can be used.
    pub(super) fn problem(&self) -> Option<Fault> {
        self.weights()
            .or_else(|| self.names())
            .or_else(|| self.scales())
            .or_else(|| self.topics())
            .or_else(|| self.bands())
    }

    fn weights(&self) -> Option<Fault> {
        let weights: f64 = self.instruments.iter().map(|i| i.weight).sum();
        // A range refuses what is no number, too.
        if !(-1e-9..=1e-9).contains(&(weights - 100.0)) {
            return Some(Fault::new(
                &["instruments"],
                format!("น้ำหนักของเครื่องมือรวมได้ {weights} ไม่ใช่ 100"),
                format!("the weights add up to {weights}, not 100"),
            ));
        }
        if let Some(i) = self.instruments.iter().find(|i| !(0.0..=100.0).contains(&i.weight)) {
            return Some(Fault::new(
                &["instruments", &named("code", &i.code), "weight"],
                format!("เครื่องมือ {}: น้ำหนักต้องอยู่ระหว่าง 0 ถึง 100", i.code),
                format!("instrument {}: a weight lies between 0 and 100", i.code),
            ));
        }
        if self.rules.published_decimals > MAX_DECIMALS {
            return Some(Fault::new(
                &["rules", "published_decimals"],
                format!("published_decimals ต้องไม่เกิน {MAX_DECIMALS}"),
                format!("published_decimals is at most {MAX_DECIMALS}"),
            ));
        }
        let absent = self.instruments.iter().find(|i| i.unpublished == Unpublished::Absent)?;
        (self.rules.published_score == PublishedScore::Informative).then(|| {
            let code = &absent.code;
            Fault::new(
                &["instruments", &named("code", code), "unpublished"],
                format!(
                    "เครื่องมือ {code} ใช้เฉพาะคะแนนที่ประกาศ (unpublished = \"absent\") แต่ published_score = \
                     \"informative\" ไม่ใช้คะแนนนั้น"
                ),
                format!(
                    "instrument {code} takes published scores alone (unpublished = \"absent\"), but published_score = \
                     \"informative\" never takes them"
                ),
            )
        })
    }

    fn names(&self) -> Option<Fault> {
        if let Some(i) = self.indicators.iter().find(|i| self.instrument(&i.instrument).is_none()) {
            return Some(Fault::new(
                &["indicators", &named("number", i.number), "instrument"],
                format!("ตัวชี้วัดที่ {} ระบุเครื่องมือที่ไม่มี", i.number),
                format!("indicator {} names an unknown instrument", i.number),
            ));
        }
        if let Some(i) = self.instruments.iter().find(|i| self.questions_of(&i.code).next().is_none()) {
            return Some(Fault::new(
                &["instruments", &named("code", &i.code)],
                format!("เครื่องมือ {} ไม่มีข้อคำถาม", i.code),
                format!("instrument {} has no question", i.code),
            ));
        }
        let none = |number: i64| self.questions.iter().all(|q| q.indicator != number);
        if let Some(i) = self.indicators.iter().find(|i| none(i.number)) {
            return Some(Fault::new(
                &["indicators", &named("number", i.number)],
                format!("ตัวชี้วัดที่ {} ไม่มีข้อคำถาม", i.number),
                format!("indicator {} has no question", i.number),
            ));
        }
        for question in &self.questions {
            if self.indicator(question.indicator).is_none() {
                return Some(Fault::new(
                    &["questions", &named("code", &question.code), "indicator"],
                    format!("ข้อ {} ระบุตัวชี้วัดที่ไม่มี", question.code),
                    format!("question {} names an unknown indicator", question.code),
                ));
            }
            if question.scale.as_ref().is_some_and(|name| !self.scales.contains_key(name)) {
                return Some(Fault::new(
                    &["questions", &named("code", &question.code), "scale"],
                    format!("ข้อ {} ระบุมาตรวัดที่ไม่มี", question.code),
                    format!("question {} names an unknown scale", question.code),
                ));
            }
        }
        if let Some(code) = &self.answered_item
            && self.question(code).is_none_or(|q| q.scale.is_some())
        {
            return Some(Fault::new(
                &["answered_item"],
                format!("answered_item {code} ไม่ใช่ข้อของแบบตรวจการเปิดเผยข้อมูล"),
                format!("answered_item {code} is not an item of the checklist"),
            ));
        }
        twice(
            ["instruments", "code"],
            ("เครื่องมือ", "instrument"),
            self.instruments.iter().map(|i| i.code.clone()),
        )
        .or_else(|| {
            twice(
                ["indicators", "number"],
                ("ตัวชี้วัดที่", "indicator"),
                self.indicators.iter().map(|i| i.number.to_string()),
            )
        })
        .or_else(|| {
            twice(["topics", "code"], ("ประเด็น", "topic"), self.topics.iter().map(|t| t.code.clone()))
        })
        .or_else(|| {
            twice(["questions", "code"], ("ข้อ", "question"), self.questions.iter().map(|q| q.code.clone()))
        })
        .or_else(|| {
            twice(
                ["questions", "identity"],
                ("identity ของข้อคำถาม", "question identity"),
                self.questions.iter().filter_map(|q| q.identity.clone()),
            )
        })
        .or_else(|| {
            twice(
                ["indicators", "identity"],
                ("identity ของตัวชี้วัด", "indicator identity"),
                self.indicators.iter().filter_map(|i| i.identity.clone()),
            )
        })
    }

    fn scales(&self) -> Option<Fault> {
        for (name, scale) in &self.scales {
            let labels = scale.labels_th.len();
            if scale.points.len() != labels || scale.labels_en.len() != labels || labels < 2 {
                return Some(Fault::new(
                    &["scales", name],
                    format!("มาตรวัด {name}: จำนวนป้ายต้องเท่ากับจำนวนคะแนน และมีอย่างน้อยสอง"),
                    format!("scale {name}: as many labels as points, at least two"),
                ));
            }
            if scale.points.iter().any(|p| !(0.0..=100.0).contains(p)) {
                return Some(Fault::new(
                    &["scales", name, "points"],
                    format!("มาตรวัด {name}: คะแนนต้องอยู่ระหว่าง 0 ถึง 100"),
                    format!("scale {name}: points lie between 0 and 100"),
                ));
            }
        }
        None
    }

    fn topics(&self) -> Option<Fault> {
        if let Some(t) = self.topics.iter().find(|t| self.indicator(t.indicator).is_none()) {
            return Some(Fault::new(
                &["topics", &named("code", &t.code), "indicator"],
                format!("ประเด็น {} ระบุตัวชี้วัดที่ไม่มี", t.code),
                format!("topic {} names an unknown indicator", t.code),
            ));
        }
        let of = |q: &Question| self.topics.iter().find(|t| Some(&t.code) == q.topic.as_ref());
        for question in &self.questions {
            let topic = of(question);
            if question.topic.is_some() && topic.is_none_or(|t| t.indicator != question.indicator) {
                return Some(Fault::new(
                    &["questions", &named("code", &question.code), "topic"],
                    format!("ข้อ {} ระบุประเด็นที่ตัวชี้วัดของข้อนั้นไม่มี", question.code),
                    format!("question {} names a topic that its indicator does not have", question.code),
                ));
            }
            let by_topics = self
                .instrument_of(question)
                .is_some_and(|i| i.indicator_aggregate == IndicatorAggregate::Topics);
            if by_topics && topic.is_none() {
                return Some(Fault::new(
                    &["questions", &named("code", &question.code)],
                    format!("ข้อ {} ต้องมีประเด็น (topic) เพราะตัวชี้วัดคิดจากค่าเฉลี่ยของประเด็น", question.code),
                    format!("question {} needs a topic: its indicator is the mean of topics", question.code),
                ));
            }
        }
        let unused =
            self.topics.iter().find(|t| self.questions.iter().all(|q| q.topic.as_ref() != Some(&t.code)))?;
        Some(Fault::new(
            &["topics", &named("code", &unused.code)],
            format!("ประเด็น {} ไม่มีข้อคำถาม", unused.code),
            format!("topic {} has no question", unused.code),
        ))
    }

    fn bands(&self) -> Option<Fault> {
        let bad = |score: f64| !(0.0..=100.0).contains(&score);
        for band in &self.ratings {
            let limits = band.conditions.iter().map(|c| c.minimum).chain(band.instruments_minimum);
            if limits.chain([band.minimum]).any(bad) {
                return Some(Fault::new(
                    &["ratings", &named("id", &band.id)],
                    format!("ระดับผล {}: เกณฑ์คะแนนต้องอยู่ระหว่าง 0 ถึง 100", band.id),
                    format!("rating {}: limits lie between 0 and 100", band.id),
                ));
            }
            let known = |of: &str| {
                self.instrument(of).is_some()
                    || self.question(of).is_some()
                    || of.parse().is_ok_and(|number| self.indicator(number).is_some())
            };
            if let Some(condition) = band.conditions.iter().find(|c| !known(&c.of)) {
                let (id, of) = (&band.id, &condition.of);
                return Some(Fault::new(
                    &["ratings", &named("id", id), "conditions", &named("of", of)],
                    format!("ระดับผล {id}: เงื่อนไขระบุ `{of}` ซึ่งไม่มี"),
                    format!("rating {id}: a condition names `{of}`, which is unknown"),
                ));
            }
        }
        if let Some([better, worse]) = self.ratings.array_windows().find(|[a, b]| a.minimum < b.minimum) {
            return Some(Fault::new(
                &["ratings", &named("id", &better.id), "minimum"],
                format!("ระดับผล {} อยู่ก่อน {} แต่ใช้คะแนนน้อยกว่า", better.id, worse.id),
                format!("rating {} stands before {}, but needs less", better.id, worse.id),
            ));
        }
        let last =
            self.ratings.last().filter(|last: &&Rating| last.minimum <= 0.0 && last.is_unconditional());
        if last.is_none() {
            return Some(Fault::new(
                &["ratings"],
                "ระดับผลสุดท้ายต้องเริ่มที่ 0 และไม่มีเงื่อนไข เพื่อไม่ให้มีคะแนนที่ไม่มีระดับ",
                "the last rating must hold from 0 without a condition: no gaps",
            ));
        }
        twice(["ratings", "id"], ("ระดับผล", "rating"), self.ratings.iter().map(|r| r.id.clone()))
    }
}

/// The step to the table of a list whose key has a value.
fn named(key: &str, value: impl std::fmt::Display) -> String {
    format!("{key}={value}")
}

/// A name that two of a list have; `what` in Thai and English.
fn twice(
    [list, key]: [&str; 2],
    (th, en): (&str, &str),
    names: impl Iterator<Item = String>,
) -> Option<Fault> {
    let mut known = BTreeSet::new();
    for name in names {
        if !known.insert(name.clone()) {
            return Some(Fault::new(
                &[list, &named(key, &name)],
                format!("กำหนด{th} {name} ไว้สองครั้ง"),
                format!("{en} {name} is defined twice"),
            ));
        }
    }
    None
}
