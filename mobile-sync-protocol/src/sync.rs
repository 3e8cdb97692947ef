//! Push and pull: what a phone sends, and what it learns.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{
    evidence::EvidenceSummary,
    ids::{Key, RecordId, RevisionId, Sha256},
    problem::Violation,
    receipt::Receipt,
    score::RaisedFlag,
    time::Timestamp,
};

/// Most revisions in one push.
pub const PUSH_MAX: usize = 500;
/// Most entries in one page of a pull.
pub const PULL_PAGE_MAX: usize = 500;

/// `POST /api/v1/sync/push`. Each revision is kept as the text it came as, so that one that cannot be read
/// never fails its neighbours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PushRequest<'a> {
    /// At most 500 revisions, in any order.
    #[serde(borrow)]
    pub revisions: Vec<&'a RawValue>,
}

/// The outcomes, one for each revision, in the order in which they were sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushResponse {
    /// The outcomes.
    pub outcomes: Vec<Outcome>,
}

/// What became of one revision. `number` counts the snapshots of its record in the order of their arrival, from 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Durable, and part of the record.
    Accepted {
        /// Its number in the record.
        number: i64,
        /// The server's word.
        receipt: Receipt,
    },
    /// This revision is known; nothing changed.
    Duplicate {
        /// Its number in the record.
        number: i64,
        /// The server's word.
        receipt: Receipt,
    },
    /// Durable, and joined with what others had changed since its base.
    Merged {
        /// Its number in the record.
        number: i64,
        /// The snapshot that joins both.
        revision: RevisionId,
        /// The server's word.
        receipt: Receipt,
    },
    /// Durable, on a branch of its own: others changed the same places. A person settles it.
    Conflict {
        /// Its number in the record.
        number: i64,
        /// The snapshot that it disagrees with.
        theirs: RevisionId,
        /// JSON Pointers to where they disagree.
        places: Vec<String>,
        /// The server's word.
        receipt: Receipt,
    },
    /// Not part of any record. Kept in quarantine with these reasons, so that nothing is lost.
    Rejected {
        /// Why.
        problems: Vec<Violation>,
    },
}

/// A page of `GET /api/v1/sync/pull?cursor=`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PullResponse {
    /// True where the phone must forget what it pulled before, and keep what it has not sent: this is page one of
    /// everything. The scope changed, the store was restored, or the cursor is older than the kept history.
    pub reset: bool,
    /// What changed, oldest first; of one thing only its newest state.
    pub changes: Vec<Change>,
    /// Where to go on. Opaque.
    pub cursor: String,
    /// Whether there is more now.
    pub more: bool,
    /// How many changes are after this page: 0 where there is no more. A server need not count further than 100,000.
    pub left: u64,
    /// The server's clock, so that a phone can tell how wrong its own is.
    pub server_time: Timestamp,
}

/// One changed thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// What it is.
    pub kind: Kind,
    /// Its id; of a checklist, `id/version`.
    pub id: String,
    /// Whether it is there or gone.
    pub op: Op,
    /// Its whole state where it is there, by its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<ChangeBody>, inline = false))]
    pub body: Option<serde_json::Value>,
}

/// The whole state of a thing, by its kind.
// Bodies are read once their kind is known, so only the OpenAPI document needs this list.
#[cfg(feature = "openapi")]
#[derive(Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum ChangeBody {
    /// Of a `unit`.
    Unit(crate::registry::Unit),
    /// Of a `sub_project`.
    SubProject(crate::registry::SubProject),
    /// Of a `subject`.
    Subject(crate::registry::Subject),
    /// Of a `checklist`.
    Checklist(crate::checklist::Checklist),
    /// Of a `visit`.
    Visit(crate::registry::Visit),
    /// Of a `record`.
    Record(RecordState),
    /// Of a `finding`.
    Finding(crate::finding::EarlierFinding),
}

/// The kinds of things that a phone pulls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An administrative unit.
    Unit,
    /// A node of the programme tree.
    SubProject,
    /// What is inspected.
    Subject,
    /// A checklist in one version.
    Checklist,
    /// An inspection visit.
    Visit,
    /// The state of a record.
    Record,
    /// What was found before, to be looked at again.
    Finding,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 7] =
        [Self::Unit, Self::SubProject, Self::Subject, Self::Checklist, Self::Visit, Self::Record, Self::Finding];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::SubProject => "sub_project",
            Self::Subject => "subject",
            Self::Checklist => "checklist",
            Self::Visit => "visit",
            Self::Record => "record",
            Self::Finding => "finding",
        }
    }

    /// Reads [`Self::as_str`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Whether a thing is there or gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// It is there, as the body says.
    Put,
    /// It is gone, or no longer in the caller's scope.
    Remove,
}

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RecordStatus {
    /// Something that it names has not arrived: a photo, or the snapshot that another was made from.
    Waiting,
    /// Whole, and not decided on.
    Received,
    /// A reviewer took it as it is.
    Accepted,
    /// A reviewer sent it back, with words; its next snapshot is received again.
    Returned,
}

impl RecordStatus {
    /// All of them, in the order in which a record passes through them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Received, Self::Accepted, Self::Returned];

    /// The word on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::Returned => "returned",
        }
    }

    /// Reads [`Self::as_str`] back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// A record as its phone sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordState {
    /// The record.
    pub record: RecordId,
    /// Where it stands.
    pub status: RecordStatus,
    /// The snapshot that stands for the record; absent while only snapshots with a missing base are here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<RevisionId>,
    /// Photos of the head that have not arrived.
    pub photos_missing: i64,
    /// Snapshots that wait for the one they were made from.
    pub held: i64,
    /// Branches that a person has to settle.
    pub conflicts: i64,
    /// What a complete record would have.
    pub omissions: Vec<Violation>,
    /// Findings that the answers propose.
    pub flags: Vec<RaisedFlag>,
    /// Which items are flagged, for a list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flagged_items: Vec<Key>,
    /// What the record's evidence comes to; absent until it was checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceSummary>,
    /// What the reviewer who sent it back wants mended; empty where it was not sent back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<ReviewComment>,
}

/// A reviewer's words, to an item, to a photo, or to the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReviewComment {
    /// The item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Key>,
    /// The photo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<Sha256>,
    /// The words.
    pub text: String,
}
