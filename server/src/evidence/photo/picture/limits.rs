//! What decoding one photo may take.
//!
//! The bounds are counted before a decoder sees the bytes. Together they keep a photo's step, whatever its bytes are,
//! below 300 MB beside the file itself: what a decoder holds (at most [`MAX_BYTES`]), one row-wise pass of the resizer
//! (at most 31 MB) and the small images. What libheif may take of a HEIC is in `checks::heic`.

use super::Fault;

/// Pixels of a photo that is decoded: sensors of 64 megapixels make 9280 x 6944. What is beyond keeps its metadata.
pub const MAX_PIXELS: u64 = 65_000_000;
/// The longest side: what JPEG can say.
pub const MAX_SIDE: u32 = 65_535;
/// Bytes that a decoder may hold of one photo: pixels, coefficients and its working copies. 64 megapixels of a plain
/// JPEG or PNG are 193 MB; a progressive JPEG, whose coefficients are held too, may have 33 megapixels.
pub const MAX_BYTES: u64 = 200_000_000;
/// Scans of one JPEG. Encoders write at most about 15, and each passes over the whole picture.
pub const MAX_SCANS: u32 = 64;
/// Pixels times scans of a progressive JPEG: a scan of 33 megapixels takes about 0.1 seconds, so all take 3.
pub const MAX_PIXEL_SCANS: u64 = 1_000_000_000;

/// Refuses a picture for its size.
pub(super) fn check(width: u32, height: u32) -> Result<(), Fault> {
    let fits = u64::from(width) * u64::from(height) <= MAX_PIXELS && width.max(height) <= MAX_SIDE;
    if fits { Ok(()) } else { Err(Fault::TooLarge) }
}

/// Refuses a picture for the bytes that its decoder would hold.
pub(super) fn check_bytes(bytes: u64) -> Result<(), Fault> {
    if bytes <= MAX_BYTES { Ok(()) } else { Err(Fault::TooMuchMemory) }
}
