//! PNG: chunks (W3C PNG, third edition, sections 5 and 11.3).

use std::io::Read;

use super::{
    super::bytes::{be32, index, slice, split_at_nul},
    Blocks, without_header,
};

/// How every PNG begins.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Bytes that packed texts may unpack to, in all: the largest EXIF that cameras write is a tenth of it.
const MAX_UNPACKED: usize = 4 << 20;
/// The longest name of a program that is kept.
const MAX_NAME: usize = 200;

/// The metadata in the chunks, before the picture or after it.
pub(super) fn blocks(bytes: &[u8]) -> Blocks<'_> {
    let mut found = Blocks::default();
    let mut left = MAX_UNPACKED;
    for (kind, data) in (Chunks { bytes, at: SIGNATURE.len() }) {
        match kind.to_ascii_lowercase().as_slice() {
            b"exif" => found.add_exif(without_header(data)),
            b"text" | b"ztxt" | b"itxt" => add_text(&mut found, &kind, data, &mut left),
            _ => {}
        }
    }
    found
}

/// Takes a text that holds metadata: XMP has a name of its own, ImageMagick and exiftool write profiles in hexadecimal,
/// and programs sign with `Software`.
fn add_text(found: &mut Blocks<'_>, kind: &[u8], data: &[u8], left: &mut usize) {
    let (keyword, rest) = split_at_nul(data);
    let wanted = [&b"Raw profile type exif"[..], b"Raw profile type APP1", b"XML:com.adobe.xmp", b"Software"];
    if !wanted.contains(&keyword) {
        return;
    }
    let Some(text) = text(kind, rest, left) else { return };
    match keyword {
        b"XML:com.adobe.xmp" => found.add_xmp(text),
        b"Software" => {
            found.add_program(String::from_utf8_lossy(text.get(..MAX_NAME).unwrap_or(&text)).into_owned());
        }
        _ => profile(&text).into_iter().for_each(|profile| found.add_exif(without_header(&profile).to_vec())),
    }
}

/// The text after a chunk's keyword, unpacked where it is packed.
fn text(kind: &[u8], rest: &[u8], left: &mut usize) -> Option<Vec<u8>> {
    match kind {
        b"tEXt" => take(rest, left),
        b"zTXt" => unpack(rest.strip_prefix(&[0])?, left),
        b"iTXt" => {
            let (packed, rest) = rest.split_first()?;
            let (_language, rest) = split_at_nul(rest.get(1..)?);
            let (_translated, text) = split_at_nul(rest);
            if *packed == 0 { take(text, left) } else { unpack(text, left) }
        }
        _ => None,
    }
}

fn take(text: &[u8], left: &mut usize) -> Option<Vec<u8>> {
    *left = left.checked_sub(text.len())?;
    Some(text.to_vec())
}

fn unpack(packed: &[u8], left: &mut usize) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    let limit = u64::try_from(*left).ok()?;
    let read = flate2::read::ZlibDecoder::new(packed).take(limit).read_to_end(&mut text);
    *left = left.saturating_sub(text.len());
    // What fills all that is left is taken for a bomb.
    read.ok().filter(|_| *left > 0).map(|_| text)
}

/// The bytes of a profile: a line with its name, a line with its length, lines of hexadecimal.
fn profile(text: &[u8]) -> Option<Vec<u8>> {
    let mut lines = text.strip_prefix(b"\n")?.splitn(3, |byte| *byte == b'\n');
    let (_name, _length, digits) = (lines.next()?, lines.next()?, lines.next()?);
    let mut digits: Vec<u8> = digits.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    digits.truncate(digits.len() & !1);
    data_encoding::HEXLOWER_PERMISSIVE.decode(&digits).ok()
}

/// The chunks, each with its type. Their check sums are not looked at: EXIF that was changed without them is still what
/// the file claims.
struct Chunks<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Chunks<'a> {
    type Item = ([u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let length = index(be32(self.bytes, self.at)?);
        let kind: [u8; 4] = slice(self.bytes, self.at + 4, 4)?.try_into().ok()?;
        let data = slice(self.bytes, self.at + 8, length)?;
        self.at = self.at.checked_add(12)?.checked_add(length)?;
        (&kind != b"IEND").then_some((kind, data))
    }
}
