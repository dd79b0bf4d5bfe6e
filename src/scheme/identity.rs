//! Which question, sub-indicator or indicator of the year before is the same: by identity, never by code. A code
//! such as I4 names another question in another year.

use super::{Indicator, Question, Scheme, Topic};
use crate::thai;
use std::collections::BTreeMap;

impl Scheme {
    /// What makes a question the same in another year: as the scheme states it, else instrument and wording.
    #[must_use]
    pub fn identity_of(&self, question: &Question) -> String {
        let instrument = self.instrument_of(question).map_or("", |i| i.code.as_str());
        match &question.identity {
            Some(stated) => stated.clone(),
            None => format!("{instrument}/{}", thai::key(&question.text_th)),
        }
    }

    /// By the code of each question of this scheme the question of the year before that is the same. Without those
    /// that have none, or of which more than one could be.
    #[must_use]
    pub fn same_questions<'a>(&'a self, before: &'a Self) -> BTreeMap<&'a str, &'a Question> {
        let (now, earlier) = (self.by_identity(), before.by_identity());
        let pairs = now.into_iter().filter_map(|(identity, question)| {
            let same = earlier.get(&identity).copied().flatten()?;
            Some((question?.code.as_str(), same))
        });
        pairs.collect()
    }

    /// Questions by what makes them the same; none where several share it.
    fn by_identity(&self) -> BTreeMap<String, Option<&Question>> {
        let mut found = BTreeMap::new();
        for question in &self.questions {
            let one = found.entry(self.identity_of(question));
            one.and_modify(|known| *known = None).or_insert(Some(question));
        }
        found
    }

    /// The same for an indicator: as stated, else by its Thai name within the instrument.
    #[must_use]
    pub fn same_indicator<'a>(&self, indicator: &Indicator, before: &'a Self) -> Option<&'a Indicator> {
        let identity = indicator_identity(indicator);
        only(before.indicators.iter().filter(|i| indicator_identity(i) == identity))
    }

    /// The same for a sub-indicator: by its Thai name within the same indicator.
    #[must_use]
    pub fn same_topic<'a>(&self, topic: &Topic, before: &'a Self) -> Option<&'a Topic> {
        let indicator = self.same_indicator(self.indicator(topic.indicator)?, before)?;
        let name = thai::key(&topic.name_th);
        let same = |t: &&Topic| t.indicator == indicator.number && thai::key(&t.name_th) == name;
        only(before.topics.iter().filter(same))
    }
}

fn indicator_identity(indicator: &Indicator) -> String {
    indicator
        .identity
        .clone()
        .unwrap_or_else(|| format!("{}/{}", indicator.instrument, thai::key(&indicator.name_th)))
}

/// The one that there is; none of several.
fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}
