//! A record's way through review: received, then accepted or sent back, and open again if somebody thinks better.
//!
//! A decision is about one snapshot. Where another stands for the record since, or a branch disagrees with it, the
//! record is received again, whatever was decided before.

use mobile_sync_protocol::{
    ids::RevisionId,
    sync::{RecordStatus, ReviewComment},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longest words of one comment, in characters.
pub const WORDS_MAX: usize = 2_000;
/// Most comments of one decision.
pub const COMMENTS_MAX: usize = 200;

/// What a reviewer decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Take it as it is (chấp nhận).
    Accept,
    /// Send it back to be mended (trả lại).
    Return,
    /// Take a decision back (mở lại).
    Reopen,
}

impl Action {
    const ALL: [Self; 3] = [Self::Accept, Self::Return, Self::Reopen];

    /// The word on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Return => "return",
            Self::Reopen => "reopen",
        }
    }

    /// Reads [`Self::as_str`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == word)
    }

    /// What the log calls it.
    pub fn logged(self) -> &'static str {
        match self {
            Self::Accept => "record.accepted",
            Self::Return => "record.returned",
            Self::Reopen => "record.reopened",
        }
    }
}

/// The newest decision on a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What was decided.
    pub action: Action,
    /// On which snapshot.
    pub head: RevisionId,
}

/// How a record stands, as far as review is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The snapshot that stands for it.
    pub head: Option<RevisionId>,
    /// Photos that it names and that are not stored.
    pub photos_missing: i64,
    /// Branches to settle.
    pub conflicts: i64,
    /// The newest decision.
    pub decided: Option<Decided>,
}

impl Standing {
    /// Where the record stands.
    pub fn status(&self) -> RecordStatus {
        match self.head {
            Some(head) if self.photos_missing == 0 => match self.decided {
                Some(decided) if decided.head == head && self.conflicts == 0 => match decided.action {
                    Action::Accept => RecordStatus::Accepted,
                    Action::Return => RecordStatus::Returned,
                    Action::Reopen => RecordStatus::Received,
                },
                _ => RecordStatus::Received,
            },
            _ => RecordStatus::Waiting,
        }
    }
}

/// Why a decision is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Another snapshot stands for the record than the one that was looked at.
    #[error("another snapshot stands for the record by now")]
    MovedOn,
    /// The record waits for something.
    #[error("the record waits for photos or for an earlier snapshot")]
    Waits,
    /// Branches disagree with the head.
    #[error("settle the record's conflicts first")]
    InConflict,
    /// Somebody decided before.
    #[error("the record is {0} already; reopen it first")]
    DecidedBefore(&'static str),
    /// There is no decision to take back.
    #[error("nothing was decided that could be taken back")]
    Open,
    /// Words are missing.
    #[error("say what is to be mended")]
    NoWords,
    /// Words are too many.
    #[error("at most {COMMENTS_MAX} comments of {WORDS_MAX} characters, none of them empty")]
    Words,
}

/// Whether a decision can be taken on a record that stands so, by somebody who looked at `seen`.
///
/// # Errors
/// [`Refused`].
pub fn decide(
    standing: &Standing,
    action: Action,
    seen: RevisionId,
    comments: &[ReviewComment],
) -> Result<Decided, Refused> {
    let status = standing.status();
    if standing.head.is_some_and(|head| head != seen) {
        return Err(Refused::MovedOn);
    }
    match (action, status) {
        (_, RecordStatus::Waiting) => return Err(Refused::Waits),
        (Action::Accept, RecordStatus::Received) if standing.conflicts > 0 => return Err(Refused::InConflict),
        (Action::Accept | Action::Return, RecordStatus::Accepted | RecordStatus::Returned) => {
            return Err(Refused::DecidedBefore(status.as_str()));
        }
        (Action::Reopen, RecordStatus::Received) => return Err(Refused::Open),
        (Action::Accept | Action::Return, RecordStatus::Received)
        | (Action::Reopen, RecordStatus::Accepted | RecordStatus::Returned) => {}
    }
    let wordy = |comment: &ReviewComment| {
        comment.text.trim().is_empty() || comment.text.chars().count() > WORDS_MAX || comment.text.contains('\0')
    };
    if comments.len() > COMMENTS_MAX || comments.iter().any(wordy) {
        return Err(Refused::Words);
    }
    if action == Action::Return && comments.is_empty() {
        return Err(Refused::NoWords);
    }
    Ok(Decided { action, head: seen })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const HEAD: RevisionId = RevisionId(Uuid::from_u128(1));
    const OLD: RevisionId = RevisionId(Uuid::from_u128(2));

    fn standing(decided: Option<(Action, RevisionId)>) -> Standing {
        let decided = decided.map(|(action, head)| Decided { action, head });
        Standing { head: Some(HEAD), photos_missing: 0, conflicts: 0, decided }
    }

    fn words(text: &str) -> Vec<ReviewComment> {
        vec![ReviewComment { item: None, photo: None, text: text.to_owned() }]
    }

    #[test]
    fn a_decision_stands_while_its_snapshot_does() {
        assert_eq!(standing(None).status(), RecordStatus::Received);
        assert_eq!(standing(Some((Action::Accept, HEAD))).status(), RecordStatus::Accepted);
        assert_eq!(standing(Some((Action::Return, HEAD))).status(), RecordStatus::Returned);
        assert_eq!(standing(Some((Action::Reopen, HEAD))).status(), RecordStatus::Received);
        assert_eq!(standing(Some((Action::Return, OLD))).status(), RecordStatus::Received);
        let waits = Standing { photos_missing: 1, ..standing(Some((Action::Accept, HEAD))) };
        assert_eq!(waits.status(), RecordStatus::Waiting);
        let disputed = Standing { conflicts: 1, ..standing(Some((Action::Accept, HEAD))) };
        assert_eq!(disputed.status(), RecordStatus::Received);
    }

    #[test]
    fn every_step_is_taken_or_refused_for_its_own_reason() {
        let step = |decided, action, comments: &[ReviewComment]| {
            decide(&standing(decided), action, HEAD, comments).map(|decided| decided.action)
        };
        let (accepted, returned) = (Some((Action::Accept, HEAD)), Some((Action::Return, HEAD)));
        assert_eq!(step(None, Action::Accept, &[]), Ok(Action::Accept));
        assert_eq!(step(None, Action::Return, &words("Thiếu biên bản")), Ok(Action::Return));
        assert_eq!(step(None, Action::Return, &[]), Err(Refused::NoWords));
        assert_eq!(step(None, Action::Return, &words("  ")), Err(Refused::Words));
        assert_eq!(step(None, Action::Return, &words(&"a".repeat(WORDS_MAX + 1))), Err(Refused::Words));
        assert_eq!(step(None, Action::Reopen, &[]), Err(Refused::Open));
        assert_eq!(step(accepted, Action::Return, &words("x")), Err(Refused::DecidedBefore("accepted")));
        assert_eq!(step(returned, Action::Accept, &[]), Err(Refused::DecidedBefore("returned")));
        assert_eq!(step(accepted, Action::Reopen, &[]), Ok(Action::Reopen));
        assert_eq!(step(returned, Action::Reopen, &[]), Ok(Action::Reopen));
    }

    #[test]
    fn what_moved_on_waits_or_disagrees_is_not_decided_on() {
        let whole = standing(None);
        assert_eq!(decide(&whole, Action::Accept, OLD, &[]), Err(Refused::MovedOn));
        let waits = Standing { photos_missing: 2, ..whole };
        assert_eq!(decide(&waits, Action::Accept, HEAD, &[]), Err(Refused::Waits));
        let disputed = Standing { conflicts: 1, ..whole };
        assert_eq!(decide(&disputed, Action::Accept, HEAD, &[]), Err(Refused::InConflict));
        assert!(decide(&disputed, Action::Return, HEAD, &words("Hai bản khác nhau")).is_ok());
    }
}
