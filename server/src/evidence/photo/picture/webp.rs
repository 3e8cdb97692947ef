//! WebP: lossy, lossless, with alpha, and the first image of an animation (RFC 9649).

use std::io::Cursor;

use image_webp::{DecodingError, WebPDecoder};

use super::{
    super::bytes::{index, le16, le24, le32, slice},
    Decoded, Fault,
    limits::{check, check_bytes},
    raster::{Raster, over_white},
};

/// What the chunks say before a decoder sees them.
#[derive(Default)]
struct Outline {
    /// What is shown: the canvas, or the only image.
    shown: Option<(u32, u32)>,
    /// The most pixels of any image within.
    most: u64,
    lossless: bool,
    alpha: bool,
    animated: bool,
}

impl Outline {
    fn new(bytes: &[u8]) -> Self {
        let mut outline = Self::default();
        for (kind, data) in (Chunks { bytes, at: 12 }) {
            outline.take(kind, data);
            // A frame's images stand behind its place, size and time.
            if kind == b"ANMF" {
                outline.animated = true;
                for (kind, data) in (Chunks { bytes: data, at: 16 }) {
                    outline.take(kind, data);
                }
            }
        }
        outline
    }

    fn take(&mut self, kind: &[u8], data: &[u8]) {
        let size = match kind {
            b"VP8X" => canvas(data),
            b"VP8 " => lossy(data),
            b"VP8L" => lossless(data),
            _ => None,
        };
        self.lossless |= kind == b"VP8L";
        self.alpha |= kind == b"ALPH" || kind == b"VP8X" && data.first().is_some_and(|flags| flags & 0x10 != 0);
        self.animated |= kind == b"VP8X" && data.first().is_some_and(|flags| flags & 0x02 != 0);
        if let Some((width, height)) = size {
            self.shown = self.shown.or(size);
            self.most = self.most.max(u64::from(width) * u64::from(height));
        }
    }

    /// Bytes that the decoder holds for each pixel: planes of one and a half bytes, colours of three or four, a copy
    /// of four where the image is lossless or alpha is packed so, the canvas and the frame of an animation.
    fn bytes_per_pixel(&self) -> u64 {
        match self {
            Self { animated: true, .. } => 20,
            Self { alpha: true, .. } => 12,
            Self { lossless: true, .. } => 8,
            _ => 5,
        }
    }
}

/// Width and height of what is shown.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    Outline::new(bytes).shown
}

/// Decodes the pixels, over white where they are transparent.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Fault> {
    let damaged = |error: DecodingError| match error {
        DecodingError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Fault::CutOff,
        error => Fault::damaged(&error),
    };
    let outline = Outline::new(bytes);
    check_bytes(outline.most.saturating_mul(outline.bytes_per_pixel()))?;
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    check(width, height)?;
    check_bytes((u64::from(width) * u64::from(height)).saturating_mul(outline.bytes_per_pixel()))?;
    let mut buffer = vec![0; decoder.output_buffer_size().ok_or(Fault::TooLarge)?];
    decoder.read_image(&mut buffer).map_err(damaged)?;
    let rgb = if decoder.has_alpha() { over_white(buffer) } else { buffer };
    Raster::new(width, height, rgb).map(|raster| Decoded { raster, cut_off: false })
}

fn canvas(data: &[u8]) -> Option<(u32, u32)> {
    Some((le24(data, 4)? + 1, le24(data, 7)? + 1))
}

fn lossy(data: &[u8]) -> Option<(u32, u32)> {
    if slice(data, 3, 3)? != [0x9D, 0x01, 0x2A] {
        return None;
    }
    let side = |at| le16(data, at).map(|side| u32::from(side & 0x3FFF));
    let (width, height) = (side(6)?, side(8)?);
    (width > 0 && height > 0).then_some((width, height))
}

fn lossless(data: &[u8]) -> Option<(u32, u32)> {
    if data.first() != Some(&0x2F) {
        return None;
    }
    let sides = le32(data, 1)?;
    Some(((sides & 0x3FFF) + 1, (sides >> 14 & 0x3FFF) + 1))
}

/// The chunks, each with its name; the last may be cut off.
struct Chunks<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Chunks<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = slice(self.bytes, self.at, 4)?;
        let length = index(le32(self.bytes, self.at + 4)?);
        let begin = self.at + 8;
        let end = begin.checked_add(length)?;
        let data = self.bytes.get(begin..end.min(self.bytes.len()))?;
        self.at = end.checked_add(length & 1)?;
        Some((kind, data))
    }
}
