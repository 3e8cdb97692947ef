//! The measures of a JPEG, read from its headers; its pixels are never decoded here.

/// What a file must know about a JPEG that it takes as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// Pixels of a line.
    pub width: u32,
    /// Lines.
    pub height: u32,
    /// 1 (grey), 3 (colours) or 4 (inks).
    pub components: u8,
}

/// Reads the frame header. Nothing where the bytes are no JPEG, or one that no reader of documents takes.
pub(super) fn shape(bytes: &[u8]) -> Option<Shape> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let (&[mark, kind], tail) = rest.split_first_chunk::<2>()?;
        if mark != 0xff {
            return None;
        }
        match kind {
            // A fill byte, and marks that stand alone.
            0xff => {
                rest = rest.get(1..)?;
                continue;
            }
            0x01 | 0xd0..=0xd7 => {
                rest = tail;
                continue;
            }
            _ => {}
        }
        let (&length, _) = tail.split_first_chunk::<2>()?;
        let segment = tail.get(2..usize::from(u16::from_be_bytes(length)))?;
        // Baseline, extended and progressive frames with Huffman codes; others are not for documents.
        if matches!(kind, 0xc0..=0xc2) {
            let &[8, h1, h2, w1, w2, components, ..] = segment else { return None };
            let (width, height) = (u16::from_be_bytes([w1, w2]), u16::from_be_bytes([h1, h2]));
            let fits = width > 0 && height > 0 && matches!(components, 1 | 3 | 4);
            return fits.then_some(Shape { width: width.into(), height: height.into(), components });
        }
        if matches!(kind, 0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf | 0xda | 0xd9) {
            return None;
        }
        rest = tail.get(usize::from(u16::from_be_bytes(length))..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The headers of a JPEG of 640 × 480 in colours.
    const HEADERS: [u8; 25] =
        [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc0, 0, 17, 8, 1, 0xe0, 2, 0x80, 3, 1, 0x22, 0, 2, 0x11, 1];

    fn whole() -> Vec<u8> {
        [&HEADERS[..], &[3, 0x11, 1, 0xff, 0xda]].concat()
    }

    #[test]
    fn measures_stand_in_the_frame_header() {
        assert_eq!(shape(&whole()), Some(Shape { width: 640, height: 480, components: 3 }));
    }

    #[test]
    fn what_is_cut_or_none_has_no_measures() {
        let whole = whole();
        let header_ends = 28;
        for end in 0..header_ends {
            assert_eq!(shape(&whole[..end]), None, "{end}");
        }
        assert_eq!(shape(b"\x89PNG\r\n\x1a\n"), None);
    }
}
