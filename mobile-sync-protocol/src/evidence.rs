//! What the server makes of a record's evidence: answers of rules, each a reason to look or none. People decide; a
//! verdict never blocks anything.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{RevisionId, Sha256},
    text::Text,
    time::Timestamp,
};

/// What a rule answers, from nothing to say to the gravest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = Verdict))]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// There is nothing to measure, or nothing to hold it against.
    NotApplicable,
    /// The evidence holds.
    Pass,
    /// A reason to look.
    Warn,
    /// A strong reason to look.
    Fail,
}

impl Answer {
    /// All answers, mildest first.
    pub const ALL: [Self; 4] = [Self::NotApplicable, Self::Pass, Self::Warn, Self::Fail];

    /// The word on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotApplicable => "not_applicable",
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }

    /// Reads [`Self::as_str`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.as_str() == word)
    }
}

/// What a record's evidence comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EvidenceSummary {
    /// The snapshot that was checked. Where it is not the record's head, the newest has not been checked yet.
    pub revision: RevisionId,
    /// When it was checked.
    pub checked_at: Timestamp,
    /// The worst answer.
    pub answer: Answer,
    /// How many checks passed.
    pub passed: u32,
    /// How many give a reason to look.
    pub warned: u32,
    /// How many give a strong reason to look.
    pub failed: u32,
    /// How many had nothing to measure.
    pub not_applicable: u32,
    /// The reasons to look, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// A reason to look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reason {
    /// The rule's stable code.
    pub rule: String,
    /// Its answer.
    pub answer: Answer,
    /// The photo that it is about; absent where it is about the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<Sha256>,
    /// What was measured, in words.
    pub text: Text,
}
