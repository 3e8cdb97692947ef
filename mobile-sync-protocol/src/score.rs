//! How much of a checklist is met: the weighted share of đạt among đạt and không đạt.

use serde::{Deserialize, Serialize};

use crate::{
    answer::{Outcome, Value},
    checklist::{Checklist, ItemType, Level, rule::Facts},
    ids::Key,
    text::Text,
};

/// The score of a record, whole and by section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Score {
    /// Of the whole checklist.
    pub total: Share,
    /// By section, in the checklist's order.
    pub sections: Vec<(Key, Share)>,
}

/// Weighted counts of outcomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Share {
    /// Weight of what is met.
    pub passed: f64,
    /// Weight of what is not met.
    pub failed: f64,
    /// Items that do not apply.
    pub not_applicable: u32,
    /// Pass/fail items that are shown and have no answer.
    pub unanswered: u32,
}

impl Share {
    /// Passed over passed and failed, 0 to 1; `None` where nothing was judged.
    pub fn ratio(&self) -> Option<f64> {
        let judged = self.passed + self.failed;
        (judged > 0.0).then(|| self.passed / judged)
    }

    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.not_applicable += other.not_applicable;
        self.unanswered += other.unanswered;
    }
}

/// Scores the answers; items that are not shown do not count.
pub fn score(checklist: &Checklist, facts: &Facts<'_>) -> Score {
    let mut total = Share::default();
    let sections = checklist
        .sections
        .iter()
        .map(|section| {
            let mut share = Share::default();
            for item in section.items.iter().filter(|item| checklist.is_shown(section, item, facts)) {
                if item.answer != ItemType::PassFail {
                    continue;
                }
                let weight = item.weight.unwrap_or(1.0);
                match facts.answers.get(&item.key).map(|answer| &answer.value) {
                    Some(Value::Outcome(Outcome::Pass)) => share.passed += weight,
                    Some(Value::Outcome(Outcome::Fail)) => share.failed += weight,
                    Some(Value::Outcome(Outcome::NotApplicable)) => share.not_applicable += 1,
                    _ => share.unanswered += 1,
                }
            }
            total.add(share);
            (section.key.clone(), share)
        })
        .collect();
    Score { total, sections }
}

/// A finding that an answer proposes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RaisedFlag {
    /// The item.
    pub item: Key,
    /// How grave it is.
    pub level: Level,
    /// What was found.
    pub message: Text,
}

/// The flags that the answers raise, in the checklist's order.
pub fn raised_flags(checklist: &Checklist, facts: &Facts<'_>) -> Vec<RaisedFlag> {
    let mut raised = Vec::new();
    for (section, item) in checklist.items() {
        if !checklist.is_shown(section, item, facts) {
            continue;
        }
        raised.extend(item.flags.iter().filter(|flag| flag.when.holds(facts) == Some(true)).map(|flag| RaisedFlag {
            item: item.key.clone(),
            level: flag.level,
            message: flag.message.clone(),
        }));
    }
    raised
}

impl Checklist {
    /// Whether an item is asked. What cannot be told yet is not asked.
    pub fn is_shown(
        &self,
        section: &crate::checklist::Section,
        item: &crate::checklist::Item,
        facts: &Facts<'_>,
    ) -> bool {
        let shown = |condition: &Option<crate::checklist::rule::Condition>| {
            condition.as_ref().is_none_or(|condition| condition.holds(facts) == Some(true))
        };
        shown(&section.shown_if) && shown(&item.shown_if)
    }
}
