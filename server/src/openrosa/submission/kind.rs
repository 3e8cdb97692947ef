//! What a file is by its first bytes; its name and what a client calls it may be wrong.

/// Brands of HEIC files among those that begin with an `ftyp` box (ISO/IEC 23008-12).
const HEIC: [&[u8]; 6] = [b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"];

/// The media type of a photo that a record can name; `None` of anything else.
pub fn photo(first: &[u8]) -> Option<&'static str> {
    if first.starts_with(b"\xFF\xD8\xFF") {
        return Some("image/jpeg");
    }
    if first.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    if first.starts_with(b"RIFF") && first.get(8..12) == Some(b"WEBP") {
        return Some("image/webp");
    }
    let brand = first.get(8..12).filter(|_| first.get(4..8) == Some(b"ftyp"))?;
    HEIC.contains(&brand).then_some("image/heic")
}

/// The media type of what is no photo: text, or bytes that nobody looks into.
pub fn other(content: &[u8]) -> &'static str {
    let is_text = std::str::from_utf8(content).is_ok_and(|text| !text.contains('\0'));
    if is_text { "text/plain; charset=utf-8" } else { "application/octet-stream" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert_eq!(photo(b"\xFF\xD8\xFF\xE0"), Some("image/jpeg"));
        assert_eq!(photo(b"\x89PNG\r\n\x1a\n\0"), Some("image/png"));
        assert_eq!(photo(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(photo(b"\0\0\0\x18ftypheic\0\0\0\0"), Some("image/heic"));
        for other in [&b""[..], b"\xFF\xD8", b"RIFF\0\0\0\0WAVE", b"\0\0\0\x1cftypavif", b"event,node,start,end\n"] {
            assert_eq!(photo(other), None);
        }
        assert_eq!(other("event,node\nbắt đầu".as_bytes()), "text/plain; charset=utf-8");
        assert_eq!(other(b"\0\xFF"), "application/octet-stream");
    }
}
