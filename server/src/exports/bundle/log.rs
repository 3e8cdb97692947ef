//! The part of the log that vouches for what is in a bundle.

use std::collections::BTreeSet;

use mobile_sync_protocol::ids::Sha256;
use serde::{Deserialize, Serialize};

use crate::store::{LogLink, LogRow};

/// What an entry about somebody who looked is called; it vouches for nothing.
const LOOKED: [&str; 3] = ["record.opened", "photo.opened", "subject.opened"];
/// Bytes after which another file of entries is begun.
pub(super) const FILE: usize = 4 * 1024 * 1024;

/// An entry of the log with the hash before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogLine {
    /// Its place in the chain, from 1.
    pub seq: i64,
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Canonical JSON.
    pub detail: String,
    /// The hash of the entry before; absent before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Sha256>,
    /// The hash over `previous` and the canonical form of the fields above it.
    pub hash: Sha256,
}

impl LogLine {
    /// The line of an entry.
    pub fn of(link: LogLink) -> Self {
        let hash = |bytes: Vec<u8>| Sha256(bytes.try_into().unwrap_or_default());
        let LogLink { row, previous } = link;
        Self {
            seq: row.seq,
            at: row.at,
            actor: row.actor,
            action: row.action,
            subject: row.subject,
            detail: row.detail,
            previous: previous.map(hash),
            hash: hash(row.hash),
        }
    }

    /// The hash that follows from the hash before and from what the line says.
    pub fn follows(&self) -> Sha256 {
        let row = LogRow {
            seq: self.seq,
            at: self.at,
            actor: self.actor.clone(),
            action: self.action.clone(),
            subject: self.subject.clone(),
            detail: self.detail.clone(),
            hash: Vec::new(),
        };
        row.expected_hash(&self.previous.map_or([0; 32], |previous| previous.0))
    }
}

/// What entries are about: the things in a bundle.
#[derive(Debug, Default)]
pub(super) struct Subjects(BTreeSet<String>);

impl Subjects {
    /// Entries about this are wanted.
    pub fn add(&mut self, subject: String) {
        self.0.insert(subject);
    }

    /// All of them.
    pub fn all(&self) -> Vec<String> {
        self.0.iter().cloned().collect()
    }
}

/// Whether an entry vouches for something.
pub(super) fn vouches(row: &LogRow) -> bool {
    !LOOKED.contains(&row.action.as_str())
}
