//! What a record lacks, what its answers flag, and how it scores: worked out from its head and the subject's plan.

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    answer::{Outcome, Value},
    checklist::{Checklist, Item, ItemType, rule::Facts},
    ids::Key,
    problem::Violation,
    record::Revision,
    score::{RaisedFlag, raised_flags, score},
    validate::omissions,
};
use serde::{Deserialize, Serialize};

/// What the answers of a record come to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Assessment {
    /// What a complete record would have and this one lacks.
    pub omissions: Vec<Violation>,
    /// Findings that the answers propose.
    pub flags: Vec<RaisedFlag>,
    /// Weighted share of đạt among what was judged, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
}

/// The items of a checklist that are judged đạt or không đạt, in its order.
pub fn judged_items(checklist: &Checklist) -> impl Iterator<Item = &Item> {
    checklist.items().map(|(_, item)| item).filter(|item| item.answer == ItemType::PassFail)
}

/// How a snapshot judges them, a letter each: `p` đạt, `f` không đạt, `n` không áp dụng, `-` no answer.
pub fn outcomes(revision: &Revision, checklist: &Checklist) -> String {
    let letter = |item: &Item| match revision.answers.get(&item.key).map(|answer| &answer.value) {
        Some(Value::Outcome(Outcome::Pass)) => 'p',
        Some(Value::Outcome(Outcome::Fail)) => 'f',
        Some(Value::Outcome(Outcome::NotApplicable)) => 'n',
        _ => '-',
    };
    judged_items(checklist).map(letter).collect()
}

/// Assesses one snapshot.
pub fn assess(revision: &Revision, checklist: &Checklist, planned: &BTreeMap<Key, f64>) -> Assessment {
    let facts = Facts {
        answers: &revision.answers,
        settings: &checklist.settings,
        planned,
        inspected_on: revision.captured_at.date(),
    };
    Assessment {
        omissions: omissions(revision, checklist, &facts),
        flags: raised_flags(checklist, &facts),
        score: score(checklist, &facts).total.ratio(),
    }
}
