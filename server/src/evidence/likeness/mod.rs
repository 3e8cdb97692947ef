//! Which photos look alike.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How alike two photos are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Match {
    /// Bits of 256 in which the perceptual hashes differ.
    pub bits: u16,
}
