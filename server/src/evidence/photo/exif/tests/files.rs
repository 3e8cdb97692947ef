//! Files of each format, without metadata and with an EXIF block.

use super::super::super::Format;

pub const FORMATS: [Format; 4] = [Format::Jpeg, Format::Png, Format::Webp, Format::Heic];

pub fn extension(format: Format) -> &'static str {
    match format {
        Format::Jpeg => "jpg",
        Format::Png => "png",
        Format::Webp => "webp",
        Format::Heic => "heic",
    }
}

/// A picture without metadata.
pub fn plain(format: Format) -> Vec<u8> {
    match format {
        Format::Jpeg => jpeg(),
        Format::Png => png(&[]),
        Format::Webp => include_bytes!("../../samples/plain.webp").to_vec(),
        Format::Heic => include_bytes!("../../samples/plain.heic").to_vec(),
    }
}

/// A picture with an EXIF block where the format's standard puts it.
pub fn with_exif(format: Format, block: &[u8]) -> Vec<u8> {
    match format {
        Format::Jpeg => with_segments(&[(0xE1, &[b"Exif\0\0", block].concat())]),
        Format::Png => png(&[(b"eXIf", block)]),
        Format::Webp => webp(&[(b"EXIF", block)]),
        Format::Heic => heic(&[0, 0, 0, 6, b'E', b'x', b'i', b'f', 0, 0], block),
    }
}

fn jpeg() -> Vec<u8> {
    let mut out = Vec::new();
    let pixels = [90, 140, 60].repeat(256);
    jpeg_encoder::Encoder::new(&mut out, 60).encode(&pixels, 16, 16, jpeg_encoder::ColorType::Rgb).unwrap();
    out
}

/// A JPEG with these segments before its own.
pub fn with_segments(segments: &[(u8, &[u8])]) -> Vec<u8> {
    let plain = jpeg();
    let mut out = plain[..2].to_vec();
    for (marker, data) in segments {
        out.extend([0xFF, *marker]);
        out.extend(u16::try_from(data.len() + 2).unwrap().to_be_bytes());
        out.extend(*data);
    }
    out.extend(&plain[2..]);
    out
}

pub fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(&kind);
    sum.update(data);
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], &kind, data, &sum.sum().to_be_bytes()].concat()
}

pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packer, bytes).unwrap();
    packer.finish().unwrap()
}

/// A PNG with these chunks before its picture.
pub fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    out.extend(chunk(*b"IHDR", &[0, 0, 0, 16, 0, 0, 0, 16, 8, 2, 0, 0, 0]));
    out.extend(chunks.iter().flat_map(|(kind, data)| chunk(**kind, data)));
    let row = [vec![0], [90, 140, 60].repeat(16)].concat();
    out.extend(chunk(*b"IDAT", &deflate(&row.repeat(16))));
    out.extend(chunk(*b"IEND", &[]));
    out
}

/// A WebP with these chunks behind its picture.
pub fn webp(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut out = plain(Format::Webp);
    for (kind, data) in chunks {
        out.extend(*kind);
        out.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        out.extend(*data);
        out.resize(out.len().next_multiple_of(2), 0);
    }
    let length = u32::try_from(out.len() - 8).unwrap().to_le_bytes();
    out[4..8].copy_from_slice(&length);
    out
}

pub fn boxed(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    [&u32::try_from(data.len() + 8).unwrap().to_be_bytes()[..], &kind, data].concat()
}

/// A HEIC that has one item, EXIF, in two pieces: what stands before the block, and the block.
pub fn heic(before: &[u8], block: &[u8]) -> Vec<u8> {
    let entry = boxed(*b"infe", b"\x02\0\0\0\0\x07\0\0Exif\0");
    let information = boxed(*b"iinf", &[&b"\0\0\0\0\0\x01"[..], &entry].concat());
    let meta = |at: u32| {
        let mut locations = b"\0\0\0\0\x44\0\0\x01\0\x07\0\0\0\x02".to_vec();
        let [first, second] = [before.len(), block.len()].map(|length| u32::try_from(length).unwrap());
        locations.extend([at, first, at + first, second].iter().flat_map(|number| number.to_be_bytes()));
        let parts = [boxed(*b"hdlr", b"\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"), information.clone()].concat();
        boxed(*b"meta", &[&b"\0\0\0\0"[..], &parts, &boxed(*b"iloc", &locations)].concat())
    };
    let kind = boxed(*b"ftyp", b"heic\0\0\0\0mif1heic");
    let at = u32::try_from(kind.len() + meta(0).len() + 8).unwrap();
    [kind, meta(at), boxed(*b"mdat", &[before, block].concat())].concat()
}
