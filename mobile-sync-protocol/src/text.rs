//! A sentence in the two languages of the product.

use serde::{Deserialize, Serialize};

/// Vietnamese, which is always there, and English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Vietnamese, NFC.
    pub vi: String,
    /// English; empty falls back to Vietnamese.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Text {
    /// Both languages at once.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }

    /// English where there is some, else Vietnamese.
    pub fn english(&self) -> &str {
        if self.en.is_empty() { &self.vi } else { &self.en }
    }
}
