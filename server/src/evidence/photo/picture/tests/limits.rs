//! What would take too much is refused before it is decoded, and keeps its size and its metadata.

use std::time::{Duration, Instant};

use super::{
    super::{super::read, limits::MAX_SCANS},
    made::{fault, jpeg, lying, png, progressive, quarters, scene, webp, with_exif},
};

/// A picture that takes no time: what is refused is never begun.
fn refused(bytes: &[u8], size: (u32, u32), why: &str) {
    let began = Instant::now();
    let (reading, derived) = read(bytes).unwrap();
    assert_eq!((reading.picture.width, reading.picture.height), size);
    assert!(derived.is_none(), "{why}");
    assert_eq!(fault(bytes), why);
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
}

/// The JPEG with another size in its frame header.
fn resized(jpeg: &[u8], width: u16, height: u16) -> Vec<u8> {
    let mut bytes = jpeg.to_vec();
    let at = bytes.windows(2).position(|two| matches!(two, [0xFF, 0xC0 | 0xC2])).unwrap();
    bytes[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    bytes[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

/// The PNG with another header: the size, the depth and colour, whether it is interlaced.
fn headed(png: &[u8], (width, height): (u32, u32), kind: [u8; 2], interlaced: u8) -> Vec<u8> {
    let mut bytes = png.to_vec();
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    bytes[24..29].copy_from_slice(&[kind[0], kind[1], 0, 0, interlaced]);
    let mut sum = flate2::Crc::new();
    sum.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.sum().to_be_bytes());
    bytes
}

const TOO_LARGE: &str = "too many pixels to decode";
const TOO_MUCH_MEMORY: &str = "takes too much memory to decode";

#[test]
fn a_jpeg_of_too_many_pixels_is_refused_and_keeps_its_exif() {
    let plain = jpeg(&quarters(16, 16), 16, 16);
    refused(&resized(&plain, 65_535, 65_535), (65_535, 65_535), TOO_LARGE);
    refused(&resized(&plain, 12_000, 9_000), (12_000, 9_000), TOO_LARGE);
    let told = with_exif(&resized(&plain, 65_535, 65_535), &lying(6));
    assert_eq!(read(&told).unwrap().0.exif.unwrap().orientation, Some(6));
}

#[test]
fn a_progressive_jpeg_counts_its_coefficients() {
    let plain = progressive(&quarters(16, 16), 16, 16);
    refused(&resized(&plain, 9_280, 6_944), (9_280, 6_944), TOO_MUCH_MEMORY);
    refused(&resized(&plain, 8_160, 6_120), (8_160, 6_120), TOO_MUCH_MEMORY);
}

#[test]
fn a_jpeg_of_many_scans_is_refused() {
    let plain = progressive(&scene(64, 48), 64, 48);
    let at = plain.windows(2).rposition(|two| two == [0xFF, 0xDA]).unwrap();
    let scan = &plain[at..plain.len() - 2];
    let count = usize::try_from(MAX_SCANS).unwrap();
    let bytes = [&plain[..at], &scan.repeat(count), &[0xFF, 0xD9]].concat();
    refused(&bytes, (64, 48), "too many scans to decode");
    // Few scans of many pixels are as much work.
    let bytes = [&plain[..at], &scan.repeat(50), &[0xFF, 0xD9]].concat();
    refused(&resized(&bytes, 5_500, 5_500), (5_500, 5_500), "too many scans to decode");
}

#[test]
fn a_png_of_too_many_pixels_or_bytes_is_refused() {
    let plain = png(&quarters(16, 16), 16, 16, png::ColorType::Rgb, png::BitDepth::Eight);
    refused(&headed(&plain, (65_535, 65_535), [8, 2], 0), (65_535, 65_535), TOO_LARGE);
    refused(&headed(&plain, (65_000_000, 1), [8, 2], 0), (65_000_000, 1), TOO_LARGE);
    refused(&headed(&plain, (0x7FFF_FFFF, 0x7FFF_FFFF), [16, 6], 1), (0x7FFF_FFFF, 0x7FFF_FFFF), TOO_LARGE);
    refused(&headed(&plain, (9_280, 6_944), [16, 6], 1), (9_280, 6_944), TOO_MUCH_MEMORY);
}

#[test]
fn a_png_that_unpacks_to_more_than_it_shows_ends() {
    let plain = png(&quarters(16, 16), 16, 16, png::ColorType::Rgb, png::BitDepth::Eight);
    let mut deflate = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut deflate, &vec![0; 64 << 20]).unwrap();
    let packed = deflate.finish().unwrap();
    let mut sum = flate2::Crc::new();
    sum.update(&[b"IDAT", &packed[..]].concat());
    let length = u32::try_from(packed.len()).unwrap().to_be_bytes();
    let bytes =
        [&plain[..33], &length, b"IDAT", &packed, &sum.sum().to_be_bytes(), &plain[plain.len() - 12..]].concat();
    let began = Instant::now();
    let (reading, _) = read(&bytes).unwrap();
    assert_eq!(reading.picture.width, 16);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn a_webp_of_too_many_pixels_is_refused_wherever_it_says_so() {
    let plain = webp(&quarters(16, 16), 16, 16, image_webp::ColorType::Rgb8, None);
    let mut lossless = plain.clone();
    lossless[21..25].copy_from_slice(&0x0FFF_FFFF_u32.to_le_bytes());
    refused(&lossless, (16_384, 16_384), TOO_LARGE);
    // A canvas of 16 x 16, and within it an image that is larger.
    let canvas = b"VP8X\x0A\0\0\0\0\0\0\0\x0F\0\0\x0F\0\0";
    let image = b"VP8 \x0A\0\0\0\x10\0\0\x9D\x01\x2A\xFF\x3F\xFF\x3F";
    let frame = [&b"ANMF\x22\0\0\0"[..], &[0; 16], image].concat();
    for within in [&image[..], &frame] {
        refused(&[b"RIFF\0\x01\0\0WEBP", &canvas[..], within].concat(), (16, 16), TOO_MUCH_MEMORY);
    }
}

#[test]
fn a_heic_of_any_size_is_not_begun() {
    let mut bytes = include_bytes!("../../samples/plain.heic").to_vec();
    let at = bytes.windows(4).rposition(|four| four == b"ispe").unwrap();
    bytes[at + 8..at + 16].copy_from_slice(&[0xFF; 8]);
    refused(&bytes, (u32::MAX, u32::MAX), TOO_LARGE);
}
