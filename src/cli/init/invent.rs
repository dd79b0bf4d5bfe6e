//! Invented agencies: scores that lie as scores do, respondents, items, measures and reports. The same seed
//! gives the same agency, whatever the others.
//!
//! Every agency has a level of its own, every question a difficulty; both move the share of good answers.
//! The spread is that of real assessments: most totals between 75 and 97, a few far below.

use crate::scheme::{Question, Scale, Scheme};
use fastrand::Rng;

/// Answers to one question, choice 1 first.
pub(super) struct Answers {
    pub question: String,
    /// One a respondent: the choice, from zero.
    pub choices: Vec<usize>,
    /// The score as an assessor would publish it, two decimals; none where it is left to the counts.
    pub published: Option<f64>,
}

/// An agency's level of one year and its respondents.
pub(super) struct Level {
    /// In points around the mean.
    level: f64,
    /// Respondents of the instruments that ask people.
    respondents: [usize; 2],
}

/// Roughly normal, mean 0, deviation 1: the sum of twelve uniform numbers.
fn normal(rng: &mut Rng) -> f64 {
    (0..12).map(|_| rng.f64()).sum::<f64>() - 6.0
}

impl Level {
    /// A level, and respondents: 162 on average, as 1.35 million answers over 8,317 agencies are.
    pub(super) fn new(rng: &mut Rng) -> Self {
        let people = |rng: &mut Rng, mean: f64| {
            let many = mean * (0.35 * normal(rng) - 0.06).exp();
            // At least a handful; the conversion of a small positive number is exact enough.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let many = many.clamp(20.0, 900.0) as usize;
            many
        };
        Self { level: normal(rng), respondents: [people(rng, 70.0), people(rng, 92.0)] }
    }

    /// The same agency a year later: a little better, within chance.
    pub(super) fn next(&self, rng: &mut Rng) -> Self {
        Self { level: self.level * 0.8 + 0.25 + 0.4 * normal(rng), ..Self::new(rng) }
    }

    /// Answers to every survey question of a scheme.
    pub(super) fn survey(&self, scheme: &Scheme, rng: &mut Rng) -> Vec<Answers> {
        let mut all = Vec::new();
        for (at, question) in scheme.questions.iter().enumerate() {
            let (Some(scale), Some(instrument)) = (scheme.scale_of(question), scheme.instrument_of(question))
            else {
                continue;
            };
            let external = usize::from(instrument.code != "IIT");
            let choices = self.choices(scale, difficulty(at), self.respondents[external], rng);
            let exact = instrument.computed == crate::scheme::Computed::Exact;
            let mean = mean(scale, &choices);
            // How part 1 and part 2 of the external survey are combined is not published: the figure differs.
            let published = if exact { mean } else { (mean + 0.5 * normal(rng)).clamp(0.0, 100.0) };
            let published = Some(crate::thai::round_half_away(published, scheme.rules.published_decimals));
            all.push(Answers { question: question.code.clone(), choices, published });
        }
        all
    }

    fn choices(&self, scale: &Scale, difficulty: f64, people: usize, rng: &mut Rng) -> Vec<usize> {
        let best_last = scale.points.last() > scale.points.first();
        let last = scale.points.len() - 1;
        let steps = u32::try_from(last).unwrap_or(1).max(1);
        let good = (0.90 + 0.035 * self.level - difficulty).clamp(0.35, 0.995);
        (0..people)
            .map(|_| {
                // Each step down from the best choice is taken with the same chance.
                let down = (0..steps).take_while(|_| rng.f64() > good).count();
                if best_last { last - down } else { down }
            })
            .collect()
    }

    /// Whether an item is published as it should be.
    pub(super) fn has_item(&self, rng: &mut Rng) -> bool {
        rng.f64() < (0.93 + 0.03 * self.level).clamp(0.4, 1.0)
    }
}

/// How much harder than others a question is: between 0 and 0.12, the same in every agency.
fn difficulty(at: usize) -> f64 {
    // A scheme has tens of questions.
    #[allow(clippy::cast_precision_loss)]
    let place = (at * 7 % 13) as f64;
    place / 13.0 * 0.12
}

/// Mean of the points, 0–100.
fn mean(scale: &Scale, choices: &[usize]) -> f64 {
    // Tens of people.
    #[allow(clippy::cast_precision_loss)]
    let people = choices.len() as f64;
    choices.iter().filter_map(|c| scale.points.get(*c)).sum::<f64>() / people
}

/// Answers by choice.
pub(super) fn counts(scale: &Scale, choices: &[usize]) -> Vec<usize> {
    (0..scale.points.len()).map(|n| choices.iter().filter(|c| **c == n).count()).collect()
}

/// Survey questions of an instrument group: the internal survey, or the others.
pub(super) fn asked(scheme: &Scheme, internal: bool) -> impl Iterator<Item = &Question> {
    scheme.questions.iter().filter(move |q| {
        q.scale.is_some() && scheme.instrument_of(q).is_some_and(|i| (i.code == "IIT") == internal)
    })
}

/// Issue, measure and output of an invented register, by indicator.
pub(super) const MEASURES: &[(i64, &str, &str, &str)] = &[
    (
        1,
        "ผู้รับบริการยังไม่ทราบขั้นตอนและระยะเวลาของงานบริการ",
        "ติดป้ายขั้นตอนและระยะเวลา ณ จุดบริการทุกจุด",
        "ป้ายขั้นตอนครบทุกจุดบริการ",
    ),
    (
        1,
        "การให้บริการแต่ละช่องทางยังไม่เป็นมาตรฐานเดียวกัน",
        "ทบทวนคู่มือการให้บริการและซักซ้อมเจ้าหน้าที่ทุกไตรมาส",
        "คู่มือการให้บริการฉบับปรับปรุง",
    ),
    (
        2,
        "บุคลากรไม่ทราบแผนการใช้จ่ายงบประมาณ",
        "แจ้งแผนและผลการใช้จ่ายในการประชุมประจำเดือน",
        "รายงานการประชุมที่มีวาระงบประมาณ",
    ),
    (3, "เกณฑ์การมอบหมายงานยังไม่ชัดเจน", "ประกาศหลักเกณฑ์การมอบหมายงานและการประเมินผล", "ประกาศหลักเกณฑ์ ๑ ฉบับ"),
    (
        4,
        "ขั้นตอนการยืมทรัพย์สินของราชการยังไม่เป็นที่ทราบ",
        "จัดทำแบบยืมทรัพย์สินและทะเบียนคุมให้ตรวจสอบได้",
        "ทะเบียนคุมการยืมทรัพย์สิน",
    ),
    (
        5,
        "บุคลากรยังไม่มั่นใจช่องทางร้องเรียนภายใน",
        "ประชาสัมพันธ์ช่องทางร้องเรียนและมาตรการคุ้มครองผู้แจ้ง",
        "สื่อประชาสัมพันธ์ช่องทางร้องเรียน",
    ),
    (6, "ประชาชนรอรับบริการนานในช่วงปลายเดือน", "เปิดช่องบริการเพิ่มและจองคิวล่วงหน้า", "สถิติระยะเวลารอคอยรายเดือน"),
    (7, "ข้อมูลข่าวสารบนเว็บไซต์ค้นหายาก", "จัดหมวดหมู่ข้อมูลบนเว็บไซต์ใหม่และทบทวนทุกไตรมาส", "ผังเว็บไซต์ฉบับปรับปรุง"),
    (8, "ผู้รับบริการต้องการยื่นคำขอทางออนไลน์", "เปิดรับคำขอทางออนไลน์ในงานบริการหลัก", "จำนวนคำขอทางออนไลน์รายเดือน"),
    (
        9,
        "ข้อมูลที่ต้องเปิดเผยบางรายการไม่เป็นปัจจุบัน",
        "ตรวจทานรายการเปิดเผยข้อมูลทุกไตรมาสก่อนการประเมิน",
        "บันทึกการตรวจทานรายไตรมาส",
    ),
    (10, "แผนป้องกันการทุจริตยังไม่มีผลการติดตาม", "รายงานผลตามแผนป้องกันการทุจริตทุก ๖ เดือน", "รายงานผลรอบ ๖ เดือน"),
];
