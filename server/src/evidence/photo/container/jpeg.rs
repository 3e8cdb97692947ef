//! JPEG: segments up to the picture (ITU-T T.81, annex B; CIPA DC-008, section 4.7).

use super::{
    super::bytes::{be16, slice},
    Blocks, EXIF_HEADER, begins_as_tiff, photoshop,
};

const APP1: u8 = 0xE1;
const APP12: u8 = 0xEC;
const APP13: u8 = 0xED;

const XMP_HEADER: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// XMP that is too long for one segment goes on in segments of these; 40 bytes follow before the text.
const XMP_EXTENSION_HEADER: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const XMP_EXTENSION_FIELDS: usize = 40;

/// The metadata in the segments before the picture.
pub(super) fn blocks(bytes: &[u8]) -> Blocks<'_> {
    let mut blocks = Blocks::default();
    let mut after_exif = false;
    for (marker, data) in (Segments { bytes, at: 2 }) {
        let exif = (marker == APP1).then(|| exif_of(data)).flatten();
        match (marker, exif) {
            (_, Some(exif)) => add_exif(&mut blocks, data, exif, after_exif),
            (APP1, None) => add_xmp(&mut blocks, data),
            (APP12, None) if data.starts_with(b"Ducky") => blocks.add_program(photoshop::NAME.to_owned()),
            (APP13, None) => photoshop::program(data).into_iter().for_each(|name| blocks.add_program(name)),
            _ => {}
        }
        after_exif = exif.is_some();
    }
    blocks
}

/// Takes an EXIF segment. One that follows another and begins with no byte order is its continuation: EXIF longer than
/// 64 KiB is split so.
fn add_exif<'a>(blocks: &mut Blocks<'a>, data: &[u8], exif: &'a [u8], after_exif: bool) {
    let goes_on = after_exif && data.starts_with(EXIF_HEADER) && !begins_as_tiff(exif);
    match blocks.exif.last_mut() {
        Some(begun) if goes_on => begun.to_mut().extend_from_slice(exif),
        _ => blocks.add_exif(exif),
    }
}

fn add_xmp<'a>(blocks: &mut Blocks<'a>, data: &'a [u8]) {
    let extension = data.strip_prefix(XMP_EXTENSION_HEADER).and_then(|rest| rest.get(XMP_EXTENSION_FIELDS..));
    if let Some(text) = data.strip_prefix(XMP_HEADER).or(extension) {
        blocks.add_xmp(text);
    }
}

/// What follows the header in a segment that is EXIF. Up to four bytes before it, its case, and its second NUL are
/// passed over, as cameras get them wrong and ExifTool reads them.
fn exif_of(segment: &[u8]) -> Option<&[u8]> {
    let named = |at: &usize| slice(segment, *at, 5).is_some_and(|name| name.eq_ignore_ascii_case(b"Exif\0"));
    let at = (0..=4).find(named)?;
    segment.get(at + EXIF_HEADER.len()..)
}

/// The segments up to the picture, each with its marker. One that is cut off ends them.
struct Segments<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Segments<'_> {
    /// The next marker's code: bytes that are no marker are passed over, so are fill bytes.
    fn marker(&mut self) -> Option<u8> {
        let rest = self.bytes.get(self.at..)?;
        let begin = rest.iter().position(|byte| *byte == 0xFF)?;
        let code = begin + rest.get(begin..)?.iter().position(|byte| *byte != 0xFF)?;
        self.at += code + 1;
        rest.get(code).copied()
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let marker = loop {
            match self.marker()? {
                // The picture, or the end.
                0xD9 | 0xDA => return None,
                // Markers that stand alone.
                0x00 | 0x01 | 0xD0..=0xD8 => {}
                marker => break marker,
            }
        };
        let length = usize::from(be16(self.bytes, self.at)?);
        let data = slice(self.bytes, self.at + 2, length.checked_sub(2)?)?;
        self.at += length;
        Some((marker, data))
    }
}
