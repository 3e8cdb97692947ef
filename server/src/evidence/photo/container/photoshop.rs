//! Photoshop's image resources (Adobe Photoshop File Formats Specification, "Image Resources Section").

use super::super::bytes::{be16, be32, index, slice};

/// What Photoshop calls itself.
pub(super) const NAME: &str = "Adobe Photoshop";

const HEADER: &[u8] = b"Photoshop 3.0\0";
/// The names of the programs that wrote the file and that can read it.
const VERSION_INFO: u16 = 0x0421;
/// The quality that was chosen in the dialogue "Save as JPEG".
const JPEG_QUALITY: u16 = 0x0406;
/// Resources that are looked at.
const MAX_RESOURCES: usize = 256;

/// The program that wrote the resources. Captions (IPTC) stand in the same segment, and many write only those, social
/// networks among them: they name nobody.
pub(super) fn program(segment: &[u8]) -> Option<String> {
    let resources = Resources { bytes: segment.strip_prefix(HEADER)?, at: 0 };
    let mut saved = None;
    for (kind, data) in resources.take(MAX_RESOURCES) {
        match kind {
            VERSION_INFO => return Some(writer(data).unwrap_or_else(|| NAME.to_owned())),
            JPEG_QUALITY => saved = Some(NAME.to_owned()),
            _ => {}
        }
    }
    saved
}

/// The writer's name: UTF-16, after the version (4 bytes) and a flag (1).
fn writer(data: &[u8]) -> Option<String> {
    let units = index(be32(data, 5)?).min(64);
    let units = slice(data, 9, units * 2)?.chunks_exact(2).filter_map(|unit| be16(unit, 0));
    let name: String = char::decode_utf16(units).filter_map(Result::ok).collect();
    (!name.trim().is_empty()).then_some(name)
}

/// The resources of a segment: each has a kind and data.
struct Resources<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Resources<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let head = self.bytes.get(self.at..)?.strip_prefix(b"8BIM")?;
        let kind = be16(head, 0)?;
        // A name, with its length before it, and after it what makes the number of bytes even; so for the data.
        let name = (1 + usize::from(*head.get(2)?)).next_multiple_of(2);
        let length = index(be32(head, 2 + name)?);
        let data = slice(head, 6 + name, length)?;
        self.at += 10 + name + length.next_multiple_of(2);
        Some((kind, data))
    }
}
