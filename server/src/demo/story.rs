//! What the offices did with the records: the acts of `builtin/demo/story.json`, in order, with names in place of ids.

use std::collections::BTreeMap;

use mobile_sync_protocol::{ids::Key, time::Date, time::OffsetTime};
use serde::Deserialize;

use crate::{
    evaluation::{
        form::{FieldValue, Period},
        head::Head,
    },
    review::finding::{Category, Level},
};

/// One act of somebody at the desk.
#[derive(Debug, Deserialize)]
pub(super) struct Act {
    /// When.
    pub(super) at: OffsetTime,
    /// Who, by their sign-in name.
    pub(super) by: String,
    /// What.
    #[serde(flatten)]
    pub(super) deed: Deed,
}

/// What somebody did. Findings and evaluations have names in the story.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(super) enum Deed {
    /// Accepted records, by their names in the script.
    Accept { records: Vec<String> },
    /// Raised a finding.
    Raise(Box<Raise>),
    /// Said what was done about it.
    Answer { finding: String, words: String },
    /// Found it to be put right.
    Resolve { finding: String, words: String },
    /// Asked for more.
    Reopen { finding: String, words: String },
    /// Began an evaluation.
    Begin(Box<Begin>),
    /// Wrote a section.
    Write {
        evaluation: String,
        section: Key,
        /// Paragraphs.
        words: Vec<String>,
        #[serde(default)]
        fields: BTreeMap<Key, FieldValue>,
    },
    /// Attached findings to a section.
    Attach { evaluation: String, section: Key, findings: Vec<String> },
    /// Handed an evaluation in.
    Submit { evaluation: String },
    /// Took it into the one above.
    Consolidate { evaluation: String },
    /// Noted that it was signed.
    Sign { evaluation: String, head: Head },
}

/// A finding to raise: about a record, or about a subject alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raise {
    pub(super) finding: String,
    pub(super) level: Level,
    pub(super) category: Category,
    pub(super) what: String,
    pub(super) record: Option<String>,
    pub(super) item: Option<Key>,
    pub(super) subject: Option<String>,
    pub(super) cause: Option<String>,
    pub(super) recommendation: Option<String>,
    pub(super) due_on: Option<Date>,
}

/// An evaluation to begin.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Begin {
    pub(super) evaluation: String,
    pub(super) form: Key,
    pub(super) year: i64,
    pub(super) period: Period,
    /// The unit's code on the last day of the period.
    pub(super) unit: String,
    /// The department's code.
    pub(super) department: Option<String>,
    pub(super) head: Option<Head>,
}

/// Reads the story.
pub(super) fn read(text: &str) -> Result<Vec<Act>, serde_path_to_error::Error<serde_json::Error>> {
    serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(text))
}
