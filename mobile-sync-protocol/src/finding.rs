//! Findings (phát hiện): where one stands, and what a phone hears of those that were raised before.

use serde::{Deserialize, Serialize};

use crate::{
    checklist::Level,
    ids::{FindingId, Sha256, SubProjectId, SubjectId, UnitId},
    time::Date,
};

/// Where a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Raised, and not answered.
    Open,
    /// Whoever is responsible said what was done.
    Answered,
    /// It was put right.
    Resolved,
    /// What was done does not do.
    Reopened,
    /// It was raised by mistake.
    Withdrawn,
}

impl State {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Open, Self::Answered, Self::Resolved, Self::Reopened, Self::Withdrawn];

    /// The word in the store and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Resolved => "resolved",
            Self::Reopened => "reopened",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What people call it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Open => "chưa trả lời",
            Self::Answered => "đã trả lời, chờ kết luận",
            Self::Resolved => "đã khắc phục",
            Self::Reopened => "yêu cầu khắc phục tiếp",
            Self::Withdrawn => "đã rút",
        }
    }

    /// Reads [`Self::as_str`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.as_str() == word)
    }

    /// Whether nothing more is asked of anybody.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Resolved | Self::Withdrawn)
    }

    /// Whether its day has passed and it is not put right.
    pub fn is_overdue(self, due_on: Option<Date>, today: Date) -> bool {
        !self.is_closed() && due_on.is_some_and(|due| due < today)
    }
}

/// What was found before, as whoever goes there again is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EarlierFinding {
    /// Its id.
    pub id: FindingId,
    /// Its number in the year in which it was raised.
    pub number: i64,
    /// What was inspected; absent where it is about a whole commune.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<SubjectId>,
    /// The commune.
    pub commune: UnitId,
    /// The sub-project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_project: Option<SubProjectId>,
    /// How grave it is.
    pub level: Level,
    /// Where it stands; never withdrawn, because a withdrawn one is gone.
    pub state: State,
    /// What was found.
    pub found: String,
    /// What was recommended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommendation: Option<String>,
    /// The day by which it was to be put right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
    /// The day on which it was raised.
    pub raised_on: Date,
    /// What was said to have been done, where somebody answered: their last words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Photos that show it, then those of the last answer.
    pub photos: Vec<Sha256>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back_and_are_those_of_the_wire() {
        for state in State::ALL {
            assert_eq!(State::from_word(state.as_str()), Some(*state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
        assert_eq!(State::from_word("closed"), None);
    }

    #[test]
    fn a_finding_is_overdue_on_the_day_after_its_day_until_it_is_closed() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let due = Some(day("2024-06-01"));
        for state in State::ALL {
            assert!(!state.is_overdue(due, day("2024-06-01")));
            assert!(!state.is_overdue(None, day("2024-06-02")));
            assert_eq!(state.is_overdue(due, day("2024-06-02")), !state.is_closed(), "{state:?}");
        }
    }
}
