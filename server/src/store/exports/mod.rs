//! Files that are made beside the requests: who asked for what, how far each is, who makes it until when.
//!
//! A row is taken as a job is: by moving the time at which it falls due to the end of a lease. Whoever makes it moves
//! that end on while they work, so that a lease can be short, and learns in the same statement that it was taken over
//! or is no longer wanted.

mod sql;

use mobile_sync_protocol::{
    ids::{PersonId, Sha256},
    time::Timestamp,
};
use serde_json::Value;
use sqlx::{FromRow, types::Json};
use uuid::Uuid;

use super::{
    error::{Result, StoreError},
    photos::sha256,
};

/// Where an export stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ExportState {
    /// Nobody is at it yet.
    Waiting,
    /// It is being made.
    Running,
    /// The file is there.
    Done,
    /// There is none, and will be none.
    Failed,
}

impl ExportState {
    const ALL: [Self; 4] = [Self::Waiting, Self::Running, Self::Done, Self::Failed];

    /// The word in the store and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// Bytes of an export that are kept: the name that they are kept under, and how many.
pub type ExportPart = (Uuid, u64);

/// An export.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// Its id.
    pub id: Uuid,
    /// Who asked for it.
    pub person: PersonId,
    /// For what.
    pub ask: Value,
    /// What the file is to be called.
    pub file_name: String,
    /// What it is.
    pub media_type: String,
    /// Where it stands.
    pub state: ExportState,
    /// How many things went into it so far.
    pub done: i64,
    /// How many there are, as counted when it was begun; 0 where that is not known.
    pub total: i64,
    /// How many bytes it has so far.
    pub bytes: i64,
    /// What is kept, in order.
    pub parts: Vec<ExportPart>,
    /// Where the bytes after the parts begin, in words of whoever makes it; `None` at the very beginning.
    pub position: Option<Value>,
    /// The SHA-256 of the whole file.
    pub sha256: Option<Sha256>,
    /// Why there is none, or what went wrong at the last try.
    pub trouble: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was done or given up.
    pub ended_at: Option<Timestamp>,
    /// When it is removed.
    pub expires_at: Option<Timestamp>,
    /// How often somebody began or took over.
    pub tries: i64,
}

/// How far an export is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExportProgress {
    /// How many things went into it.
    pub done: i64,
    /// How many there are.
    pub total: i64,
    /// How many bytes it has.
    pub bytes: i64,
    /// What is kept and where it goes on, where that moved.
    pub kept: Option<(Vec<ExportPart>, Option<Value>)>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    person: Uuid,
    ask: Json<Value>,
    file_name: String,
    media_type: String,
    state: String,
    done: i64,
    total: i64,
    bytes: i64,
    parts: Json<Vec<ExportPart>>,
    position: Option<Json<Value>>,
    sha256: Option<Vec<u8>>,
    trouble: Option<String>,
    created_at: i64,
    ended_at: Option<i64>,
    expires_at: Option<i64>,
    tries: i64,
}

impl Row {
    fn export(self) -> Result<Export> {
        let state = ExportState::ALL.into_iter().find(|state| state.as_str() == self.state);
        Ok(Export {
            id: self.id,
            person: PersonId(self.person),
            ask: self.ask.0,
            file_name: self.file_name,
            media_type: self.media_type,
            state: state.ok_or_else(|| StoreError::inconsistent("export", self.id, "state"))?,
            done: self.done,
            total: self.total,
            bytes: self.bytes,
            parts: self.parts.0,
            position: self.position.map(|Json(position)| position),
            sha256: self.sha256.map(|bytes| sha256("export", bytes)).transpose()?,
            trouble: self.trouble,
            created_at: Timestamp(self.created_at),
            ended_at: self.ended_at.map(Timestamp),
            expires_at: self.expires_at.map(Timestamp),
            tries: self.tries,
        })
    }
}
