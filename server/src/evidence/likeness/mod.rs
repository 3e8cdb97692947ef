//! Which photos look alike.
//!
//! A photo is kept as a [`Likeness`]: the perceptual hashes of the whole picture and of its middle. A photo that asks for
//! its likes, a [`Query`], holds the hashes of some more parts of itself, so that a copy that was cropped, framed or
//! stamped is found whichever of the two came first. An [`Index`] holds all that were ever received, in memory.
//!
//! `README.md` beside this file has what is found and what is not, in figures, and why the limits are what they are.

mod border;
mod hash;
mod index;
mod query;
mod sums;
mod tables;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use self::{hash::Hash, index::Index, query::Query};

/// Most bits in which the hashes of two photos differ that count as alike.
pub const RADIUS: u32 = tables::MOST_RADIUS;

/// A picture's luma, upright.
#[derive(Clone, Copy, Debug)]
pub struct Plane<'a> {
    /// Pixels of a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Luma, row by row from the top, each from the left.
    pub pixels: &'a [u8],
}

/// What is kept of a photo, so that others are compared with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likeness {
    whole: Hash,
    middle: Hash,
}

impl Likeness {
    /// Bytes of a likeness.
    pub const BYTES: usize = 1 + 2 * Hash::BYTES;
    /// The version of the hashes, which the first byte carries. Hashes of different versions cannot be compared.
    pub const VERSION: u8 = 1;

    /// Of two hashes: of the whole picture, and of its middle.
    pub fn new(whole: Hash, middle: Hash) -> Self {
        Self { whole, middle }
    }

    /// The hash of the whole picture.
    pub fn whole(&self) -> Hash {
        self.whole
    }

    /// The hash of its middle.
    pub fn middle(&self) -> Hash {
        self.middle
    }

    /// As it is stored: the version, then both hashes.
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let parts = [self.whole.to_bytes(), self.middle.to_bytes()];
        let mut bytes = [Self::VERSION; Self::BYTES];
        for (to, from) in bytes.iter_mut().skip(1).zip(parts.as_flattened()) {
            *to = *from;
        }
        bytes
    }

    /// From what was stored.
    ///
    /// # Errors
    /// [`NotALikeness`] where another version wrote it, or no version did.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotALikeness> {
        let (version, hashes) = bytes.split_first().ok_or(NotALikeness::Bytes(0))?;
        if *version != Self::VERSION {
            return Err(NotALikeness::Version(*version));
        }
        match hashes.as_chunks::<{ Hash::BYTES }>() {
            ([whole, middle], []) => Ok(Self::new(Hash::from_bytes(whole), Hash::from_bytes(middle))),
            _ => Err(NotALikeness::Bytes(bytes.len())),
        }
    }
}

/// Why bytes are no likeness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotALikeness {
    /// Another version wrote them.
    #[error("the likeness has version {0}, not {version}", version = Likeness::VERSION)]
    Version(u8),
    /// They are not as many.
    #[error("the likeness has {0} bytes, not {wanted}", wanted = Likeness::BYTES)]
    Bytes(usize),
}

/// How alike two photos are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Match {
    /// Bits of 256 in which the perceptual hashes differ, of those parts of the two that are most alike.
    pub bits: u16,
    /// What of them is alike.
    pub how: How,
}

/// What of two photos is alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The whole pictures.
    Whole,
    /// One is as a mirror shows the other.
    Mirrored,
    /// A part of one and the other, or a part of it: one was cropped, framed or stamped.
    Part,
}

/// An entry that looks like what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its number, in the order of pushes from 0.
    pub entry: u32,
    /// How alike.
    pub found: Match,
}
