//! The project's own phone, in numbers.

mod exif;
pub mod photo;
pub mod rng;
