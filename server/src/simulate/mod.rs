//! The project's own phone, in numbers.

pub mod answers;
mod exif;
pub mod ground;
pub mod photo;
pub mod rng;
