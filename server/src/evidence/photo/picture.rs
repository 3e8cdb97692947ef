//! What a photo's pixels show.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a photo's pixels show: figures that rules hold against thresholds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Picture {
    /// Width in pixels, as it is stored: not turned.
    pub width: u32,
    /// Height in pixels, as it is stored.
    pub height: u32,
    /// Why the pixels could not be read where the file itself could; then there is no figure below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// Mean brightness, 0 (black) to 1 (white), of luma (BT.601).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brightness: Option<f64>,
    /// Sharpness: see the function that measures it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sharpness: Option<f64>,
}
