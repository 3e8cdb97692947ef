//! Finding the metadata in a file, whatever holds it.
//!
//! A walk touches each byte of the file's skeleton at most once, copies only what is packed or split, and stops at
//! the first thing that cannot be followed: what stood before it counts.

pub(super) mod heic;
mod jpeg;
mod photoshop;
mod png;
mod webp;

use std::borrow::Cow;

use super::{Format, bytes::slice};

/// Blocks of one kind that are looked at; a camera writes one.
const MAX_BLOCKS: usize = 16;

/// What begins a JPEG's EXIF segment, and stands by mistake before other files' EXIF too.
const EXIF_HEADER: &[u8] = b"Exif\0\0";

/// The metadata of a file, in the file's order.
#[derive(Debug, Default)]
pub(super) struct Blocks<'a> {
    /// EXIF, each from its byte order on. A block that begins otherwise was named EXIF and is none.
    pub(super) exif: Vec<Cow<'a, [u8]>>,
    /// XMP, as text.
    pub(super) xmp: Vec<Cow<'a, [u8]>>,
    /// Programs that left their name in a place of their own.
    pub(super) programs: Vec<String>,
}

impl<'a> Blocks<'a> {
    /// Whether the file carries any metadata.
    pub(super) fn is_empty(&self) -> bool {
        self.exif.is_empty() && self.xmp.is_empty() && self.programs.is_empty()
    }

    fn add_exif(&mut self, block: impl Into<Cow<'a, [u8]>>) {
        add(&mut self.exif, block.into());
    }

    fn add_xmp(&mut self, block: impl Into<Cow<'a, [u8]>>) {
        add(&mut self.xmp, block.into());
    }

    fn add_program(&mut self, name: String) {
        add(&mut self.programs, name);
    }
}

fn add<T>(list: &mut Vec<T>, one: T) {
    if list.len() < MAX_BLOCKS {
        list.push(one);
    }
}

/// What the bytes are, by how they begin.
pub(super) fn sniff(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Some(Format::Jpeg)
    } else if bytes.starts_with(png::SIGNATURE) {
        Some(Format::Png)
    } else if bytes.starts_with(b"RIFF") && slice(bytes, 8, 4) == Some(b"WEBP") {
        Some(Format::Webp)
    } else {
        heic::is_heic(bytes).then_some(Format::Heic)
    }
}

/// The metadata of a file of this format.
pub(super) fn blocks(bytes: &[u8], format: Format) -> Blocks<'_> {
    match format {
        Format::Jpeg => jpeg::blocks(bytes),
        Format::Png => png::blocks(bytes),
        Format::Webp => webp::blocks(bytes),
        Format::Heic => heic::blocks(bytes),
    }
}

/// Whether this is how EXIF begins: a byte order and the number 42 in it.
fn begins_as_tiff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*")
}

/// A block without the header that only JPEG's segments should have.
fn without_header(block: &[u8]) -> &[u8] {
    block.strip_prefix(EXIF_HEADER).unwrap_or(block)
}
