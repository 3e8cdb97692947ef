//! A rule's answer with everything that it was made from, so that it can be argued with and made again.

use std::collections::BTreeMap;

use mobile_sync_protocol::{evidence::Answer, ids::Sha256, text::Text};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Named figures: what was measured, or what it was held against. Metres, seconds, km/h and pixels as their names say.
pub type Figures = BTreeMap<String, Value>;

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
