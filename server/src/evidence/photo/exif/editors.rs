//! The programs that left their name on a photo.

use super::{
    super::container::Blocks,
    text::{name, tidy},
    tiff::Tags,
};

/// Names that are kept.
const MAX_EDITORS: usize = 8;
/// Bytes of one XMP block that are searched.
const MAX_XMP: usize = 1 << 20;
/// Bytes within which a name ends.
const MAX_NAME: usize = 400;

/// EXIF's tags for programs other than `Software`: `ProcessingSoftware`, and since 3.0 `RAWDevelopingSoftware`,
/// `ImageEditingSoftware` and `MetadataEditingSoftware`.
const TAGS: [u16; 4] = [0x000B, 0xA43A, 0xA43B, 0xA43C];
/// XMP's properties for programs: who made the file, and who did each step of its history.
const PROPERTIES: [&[u8]; 2] = [b"CreatorTool", b"softwareAgent"];

/// The programs that are named elsewhere than in `software`, each once.
pub(super) fn editors(tags: &Tags<'_>, blocks: &Blocks<'_>, software: Option<&str>) -> Vec<String> {
    let in_exif = TAGS.iter().filter_map(|tag| name(tags.main(*tag)));
    let in_xmp = blocks.xmp.iter().flat_map(|xmp| in_xmp(xmp.get(..MAX_XMP).unwrap_or(xmp)));
    let apart = blocks.programs.iter().filter_map(|name| tidy(name.trim_start()));
    let mut editors = Vec::new();
    for editor in in_exif.chain(in_xmp).chain(apart) {
        if editors.len() < MAX_EDITORS && software != Some(&editor) && !editors.contains(&editor) {
            editors.push(editor);
        }
    }
    editors
}

/// The values of the properties, as attributes or as elements. A search for the names, not a reading of the XML: of
/// what is broken or cut off, the names that are left are of interest too.
fn in_xmp(xmp: &[u8]) -> impl Iterator<Item = String> {
    let begins = xmp.iter().enumerate().filter(|(_, byte)| **byte == b':').map(|(at, _)| at + 1);
    begins.filter_map(|at| {
        let rest = xmp.get(at..)?;
        let value = PROPERTIES.iter().find_map(|property| rest.strip_prefix(*property))?;
        tidy(unescape(value_of(value)?).trim_start())
    })
}

/// The value behind a property's name: `="…"`, `='…'`, `>…<`.
fn value_of(behind: &[u8]) -> Option<&str> {
    let behind = behind.get(..MAX_NAME).unwrap_or(behind).trim_ascii_start();
    let (end, value) = match behind {
        [b'>', value @ ..] => (b'<', value),
        [b'=', value @ ..] => match value.trim_ascii_start() {
            [quote @ (b'"' | b'\''), value @ ..] => (*quote, value),
            _ => return None,
        },
        _ => return None,
    };
    let length = value.iter().position(|byte| *byte == end)?;
    std::str::from_utf8(value.get(..length)?).ok()
}

fn unescape(text: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    named.iter().fold(text.to_owned(), |text, (escape, char)| text.replace(escape, char))
}
