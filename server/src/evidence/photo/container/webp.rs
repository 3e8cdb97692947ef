//! WebP: RIFF chunks (RFC 9649, section 2).

use super::{
    super::bytes::{index, le32, slice},
    Blocks, without_header,
};

/// The metadata in the chunks.
pub(super) fn blocks(bytes: &[u8]) -> Blocks<'_> {
    let mut found = Blocks::default();
    for (kind, data) in (Chunks { bytes, at: 12 }) {
        match kind {
            b"EXIF" => found.add_exif(without_header(data)),
            b"XMP " => found.add_xmp(data),
            _ => {}
        }
    }
    found
}

/// The chunks, each with its name, to the end of the file whatever length the file declares.
struct Chunks<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Chunks<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = slice(self.bytes, self.at, 4)?;
        let length = index(le32(self.bytes, self.at + 4)?);
        let data = slice(self.bytes, self.at + 8, length)?;
        // An odd length is followed by one byte more.
        self.at = self.at.checked_add(8)?.checked_add(length)?.checked_add(length & 1)?;
        Some((kind, data))
    }
}
