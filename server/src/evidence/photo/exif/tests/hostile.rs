//! Files that lie: nothing panics or hangs, and what is read stays in its bounds.

use super::{
    super::{super::Format, read},
    files::{FORMATS, boxed, chunk, deflate, heic, plain, png, webp, with_exif, with_segments},
    tiff_writer::{Entry, Tiff},
};

/// Numbers that look like chance and are the same each time (xorshift64*).
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % limit
    }
}

fn block(big: bool) -> Vec<u8> {
    let place = vec![
        Entry::text(1, "N"),
        Entry::rationals(2, &[(21, 1), (51, 1), (1_341, 100)]),
        Entry::text(3, "E"),
        Entry::rationals(4, &[(106, 1), (45, 1), (0, 1)]),
        Entry::rationals(7, &[(2, 1), (15, 1), (7, 1)]),
        Entry::text(0x1D, "2024:05:06"),
    ];
    let exif = vec![Entry::text(0x9003, "2024:05:06 09:15:07"), Entry::text(0x9011, "+07:00")];
    Tiff { main: vec![Entry::text(0x010F, "Samsung"), Entry::short(0x0112, 6)], exif, gps: place }.block(big)
}

fn samples() -> Vec<(Format, Vec<u8>)> {
    let xmp = br#"http://ns.adobe.com/xap/1.0/ <x xmp:CreatorTool="GIMP 2.10"/>"#;
    let profile = format!("\nexif\n 10\n{}", data_encoding::HEXLOWER.encode(&block(true)));
    let packed = [b"Raw profile type exif\0\0", &deflate(profile.as_bytes())[..]].concat();
    let mut samples: Vec<(Format, Vec<u8>)> =
        FORMATS.iter().flat_map(|format| [true, false].map(|big| (*format, with_exif(*format, &block(big))))).collect();
    samples.extend(FORMATS.iter().map(|format| (*format, plain(*format))));
    samples.push((
        Format::Jpeg,
        with_segments(&[(0xE1, xmp), (0xED, b"Photoshop 3.0\x008BIM\x04\x21\0\0\0\0\0\x04abcd")]),
    ));
    samples.push((Format::Png, png(&[(b"zTXt", &packed), (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>")])));
    samples
}

/// Reads, and holds the answer to its bounds.
fn check(bytes: &[u8], format: Format) {
    let Some(exif) = read(bytes, format) else { return };
    assert_eq!(exif.lat.is_some(), exif.lon.is_some());
    assert!(exif.lat.is_none_or(|lat| lat.abs() <= 90.0) && exif.lon.is_none_or(|lon| lon.abs() <= 180.0));
    assert!(exif.orientation.is_none_or(|turn| (1..=8).contains(&turn)));
    assert!(exif.editors.len() <= 8 && exif.editors.iter().all(|name| name.chars().count() <= 200));
    let text = serde_json::to_string(&exif).unwrap();
    assert!(text.len() < 20_000);
    let again: super::super::Exif = serde_json::from_str(&text).unwrap();
    assert_eq!(again.taken_at, exif.taken_at);
    assert_eq!(again.gps_at, exif.gps_at);
}

/// As every format, for what begins alike is not read alike.
fn check_all(bytes: &[u8]) {
    for format in FORMATS {
        check(bytes, format);
    }
    let _ = super::super::super::sniff(bytes);
}

#[test]
fn every_truncation_is_read() {
    for (_, sample) in samples() {
        (0..sample.len()).for_each(|length| check_all(&sample[..length]));
    }
}

#[test]
fn a_jpeg_cut_off_behind_its_exif_keeps_its_place() {
    let whole = with_exif(Format::Jpeg, &block(true));
    let end = 2 + 4 + 6 + block(true).len();
    let (before, after) = (read(&whole[..end - 1], Format::Jpeg), read(&whole[..end], Format::Jpeg).unwrap());
    assert_eq!(before, None);
    assert!((after.lat.unwrap() - 21.853_725).abs() < 1e-9);
}

#[test]
fn flipped_bits_and_spliced_files_are_read() {
    let mut chance = Chance(42);
    let samples = samples();
    for _ in 0..30_000 {
        let (_, mut bytes) = samples[chance.below(samples.len())].clone();
        for _ in 0..=chance.below(8) {
            let at = chance.below(bytes.len());
            match chance.below(3) {
                0 => bytes[at] ^= 1 << chance.below(8),
                1 => bytes[at] = [0, 0xFF, 0x7F, 0x80, 1][chance.below(5)],
                _ => {
                    let (_, other) = &samples[chance.below(samples.len())];
                    let from = chance.below(other.len());
                    bytes.truncate(at + 1);
                    bytes.extend(&other[from..]);
                }
            }
        }
        check_all(&bytes);
    }
}

#[test]
fn flipped_bits_of_a_bare_block_are_read() {
    let mut chance = Chance(43);
    for round in 0..30_000 {
        let mut block = block(round % 2 == 0);
        for _ in 0..=chance.below(6) {
            let at = chance.below(block.len());
            block[at] ^= 1 << chance.below(8);
        }
        check(&webp(&[(b"EXIF", &block)]), Format::Webp);
    }
}

/// A directory of so many entries, each a pointer to the directory at 8.
fn loops(entries: u16) -> Vec<u8> {
    let mut block = b"MM\0*\0\0\0\x08".to_vec();
    block.extend(entries.to_be_bytes());
    for number in 0..entries {
        let tag: u16 = if number % 2 == 0 { 0x8769 } else { 0x8825 };
        block.extend(tag.to_be_bytes());
        block.extend([0, 4, 0, 0, 0, 1, 0, 0, 0, 8]);
    }
    block.extend([0, 0, 0, 8]);
    block
}

#[test]
fn directories_in_a_circle_end() {
    for entries in [1, 2, 300, 5_000] {
        check(&with_exif(Format::Jpeg, &loops(entries)), Format::Jpeg);
    }
    // As many pointers as a directory can have, each into it a little further on.
    let mut chain = loops(65_535);
    for (number, entry) in chain[10..].chunks_exact_mut(12).enumerate() {
        entry[8..].copy_from_slice(&(8 + u32::try_from(number).unwrap() * 2).to_be_bytes());
    }
    check(&with_exif(Format::Webp, &chain), Format::Webp);
}

#[test]
fn counts_and_offsets_that_lead_outside_are_passed_over() {
    let entry = |count: u32, offset: u32| {
        let mut block = b"MM\0*\0\0\0\x08\xFF\xFF".to_vec();
        block.extend([0x01, 0x0F, 0, 2]);
        block.extend([count.to_be_bytes(), offset.to_be_bytes()].concat());
        block
    };
    for count in [0, 1, 5, 0xFFFF, 0x7FFF_FFFF, u32::MAX] {
        for offset in [0, 7, 8, 0xFFFF, 0x7FFF_FFFF, u32::MAX] {
            let mut block = entry(count, offset);
            check(&with_exif(Format::Heic, &block), Format::Heic);
            block[8..10].copy_from_slice(&[0, 1]);
            block.extend([0; 4]);
            let exif = read(&with_exif(Format::Png, &block), Format::Png).unwrap();
            assert_eq!(exif.maker.filter(|_| count > 4), None);
        }
    }
    assert_eq!(
        read(&with_exif(Format::Png, b"MM\0*\xFF\xFF\xFF\xFF"), Format::Png),
        Some(super::super::Exif::default())
    );
}

#[test]
fn boxes_and_chunks_of_any_length_end() {
    let heif = boxed(*b"ftyp", b"heic\0\0\0\0mif1heic");
    for length in [0_u32, 1, 2, 7, 8, 16, 0x7FFF_FFFF, 0x8000_0000, u32::MAX] {
        let head = [&length.to_be_bytes()[..], b"meta", &[0xFF; 40]].concat();
        check(&[heif.clone(), head.clone()].concat(), Format::Heic);
        check(&boxed(*b"meta", &[&[0; 4], &head[..]].concat()), Format::Heic);
        let chunk = [b"\x89PNG\r\n\x1a\n", &length.to_be_bytes()[..], b"eXIf", &block(true)].concat();
        check(&chunk, Format::Png);
        check(&[b"RIFF\0\0\0\0WEBPEXIF", &length.to_le_bytes()[..], &block(true)].concat(), Format::Webp);
    }
    for length in [0_u16, 1, 2, 8, 0xFFFF] {
        check(&[b"\xFF\xD8\xFF\xE1", &length.to_be_bytes()[..], b"Exif\0\0", &block(true)].concat(), Format::Jpeg);
    }
}

#[test]
fn items_that_lie_outside_have_no_bytes() {
    let whole = heic(&[0, 0, 0, 0], &block(true));
    let at = whole.windows(4).position(|window| window == b"iloc").unwrap();
    for offset in [0_u32, 0x7FFF_FFFF, u32::MAX] {
        let mut bytes = whole.clone();
        bytes[at + 18..at + 22].copy_from_slice(&offset.to_be_bytes());
        check(&bytes, Format::Heic);
    }
    // Sixteen items, each of pieces without a length, as many as can be said.
    let mut locations = vec![0, 0, 0, 0, 0, 0, 0xFF, 0xFF];
    (0..200_000).for_each(|_| locations.extend([0, 7, 0, 0, 0xFF, 0xFF]));
    let meta =
        [&[0; 4][..], &boxed(*b"iinf", &boxed(*b"infe", b"\x02\0\0\0\0\x07\0\0Exif\0")), &boxed(*b"iloc", &locations)];
    check(&[boxed(*b"ftyp", b"heic\0\0\0\0"), boxed(*b"meta", &meta.concat())].concat(), Format::Heic);
}

#[test]
fn a_bomb_in_a_text_is_left_packed() {
    let bomb = [b"Raw profile type exif\0\0", &deflate(&vec![b'\n'; 64 << 20])[..]].concat();
    let chunks = chunk(*b"zTXt", &bomb).repeat(20);
    let bytes = [b"\x89PNG\r\n\x1a\n", &chunks[..], &chunk(*b"eXIf", &block(true))].concat();
    let began = std::time::Instant::now();
    assert_eq!(read(&bytes, Format::Png).unwrap().maker.as_deref(), Some("Samsung"));
    assert!(began.elapsed() < std::time::Duration::from_secs(5), "{:?}", began.elapsed());
}
