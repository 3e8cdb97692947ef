//! What the inspectors did: the records of `builtin/demo/records.json`, with codes in place of ids.

use std::collections::BTreeMap;

use mobile_sync_protocol::{answer::Answer, checklist::SubjectKind, ids::Key, place::Fix, time::OffsetTime};
use serde::Deserialize;

/// A record as it was captured.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scene {
    /// Its name in the script.
    pub(super) key: String,
    /// Whose phone captured it.
    pub(super) by: String,
    /// The visit's title.
    pub(super) visit: String,
    /// The checklist, in its first version.
    pub(super) checklist: Key,
    /// The commune's code on that day.
    pub(super) commune: String,
    /// The sub-project's code.
    pub(super) sub_project: String,
    /// The subject's code; absent where it was met on site.
    pub(super) subject: Option<String>,
    /// What was met on site.
    pub(super) new_subject: Option<Met>,
    /// When.
    pub(super) captured_at: OffsetTime,
    /// Where.
    pub(super) fix: Fix,
    /// The answers.
    pub(super) answers: BTreeMap<Key, Answer>,
    /// The photos.
    pub(super) photos: Vec<Picture>,
    /// Snapshots that grew from the first.
    #[serde(default)]
    pub(super) edits: Vec<Edit>,
    /// Whether somebody changed it after it was signed.
    #[serde(default)]
    pub(super) tampered: bool,
}

/// A subject that was on no list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Met {
    /// What people call it.
    pub(super) name: String,
    /// Its kind.
    pub(super) kind: SubjectKind,
    /// The village.
    pub(super) village: String,
}

/// A photo.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Picture {
    /// The items that it shows; none where it shows the whole.
    pub(super) items: Vec<Key>,
    /// The inspector's words.
    pub(super) caption: String,
    /// When.
    pub(super) taken_at: OffsetTime,
    /// Where.
    pub(super) fix: Fix,
    /// Whether its bytes never arrive.
    #[serde(default)]
    pub(super) withheld: bool,
    /// The photo of an earlier record whose bytes it has.
    pub(super) same_as: Option<Same>,
}

/// A photo of an earlier record.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Same {
    /// The record's name in the script.
    pub(super) record: String,
    /// The photo's place in it, from 0.
    pub(super) photo: usize,
}

/// A later snapshot, made from the record's first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edit {
    /// Whose phone made it.
    pub(super) by: String,
    /// When.
    pub(super) captured_at: OffsetTime,
    /// The answers that it changes.
    pub(super) answers: BTreeMap<Key, Answer>,
}

/// Reads the script.
pub(super) fn read(text: &str) -> Result<Vec<Scene>, serde_path_to_error::Error<serde_json::Error>> {
    serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(text))
}
