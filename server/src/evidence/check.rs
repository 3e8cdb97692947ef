//! A rule's answer with everything that it was made from, so that it can be argued with and made again.

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    evidence::Answer,
    ids::{RecordId, Sha256},
    text::Text,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Named figures: what was measured, or what it was held against. Metres, seconds, km/h and pixels as their names say.
pub type Figures = BTreeMap<String, Value>;

/// The figure under which a check lists the other records that it is about: objects that name one as `record`.
pub(super) const OTHERS: &str = "others";

/// One rule's answer about one record, or about one photo of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Check {
    /// The rule's stable code.
    pub rule: String,
    /// The rule's version: another version may answer otherwise to the same figures.
    pub version: u32,
    /// The photo that it is about; absent where it is about the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<Sha256>,
    /// The answer.
    pub answer: Answer,
    /// What was measured.
    #[schema(value_type = Object)]
    pub figures: Figures,
    /// What it was held against.
    #[schema(value_type = Object)]
    pub thresholds: Figures,
    /// The answer in words, made from the figures.
    pub text: Text,
}

impl Check {
    /// The other records that the check is about.
    pub fn others(&self) -> impl Iterator<Item = RecordId> {
        let others = self.figures.get(OTHERS).and_then(Value::as_array);
        others.into_iter().flatten().filter_map(|other| other.get("record")?.as_str()?.parse().ok())
    }
}
