//! Every kind of pixels that the formats have.

use jpeg_encoder::{ColorType, SamplingFactor};
use png::BitDepth;

use super::{
    super::super::{Format, Unreadable, lacks_pixels, read, read_decoded},
    made::{
        BLUE, GREEN, RED, Rgb, Seen, WHITE, assert_alike, encode, fault, jpeg, lying, png, quarters, shown, webp,
        with_exif,
    },
};

const SIZE: (u32, u32) = (80, 60);
const CORNERS: [Rgb; 4] = [RED, GREEN, BLUE, WHITE];

fn check(bytes: &[u8], expected: [Rgb; 4], what: &str) {
    let (reading, derived) = shown(bytes);
    assert_eq!((reading.picture.width, reading.picture.height), SIZE, "{what}");
    assert_alike(Seen::new(&derived.screen).corners(), expected, what);
    assert_alike(Seen::new(&derived.thumb).corners(), expected, what);
}

fn luma([red, green, blue]: Rgb) -> u8 {
    let sum = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    u8::try_from(sum / 1_000).unwrap()
}

#[test]
fn jpegs_of_every_sampling_are_decoded() {
    let rgb = quarters(SIZE.0, SIZE.1);
    let samplings = [SamplingFactor::F_1_1, SamplingFactor::F_2_1, SamplingFactor::F_1_2, SamplingFactor::F_2_2];
    for sampling in samplings {
        for progressive in [false, true] {
            let bytes = encode(&rgb, SIZE.0, SIZE.1, ColorType::Rgb, sampling, progressive);
            check(&bytes, CORNERS, &format!("{sampling:?}, progressive: {progressive}"));
        }
    }
}

/// This encoder puts the components of such a picture into scans of their own.
#[test]
fn a_jpeg_whose_colours_are_in_separate_scans_is_decoded_or_refused() {
    let rgb = quarters(SIZE.0, SIZE.1);
    let bytes = |sampling| encode(&rgb, SIZE.0, SIZE.1, ColorType::Rgb, sampling, false);
    check(&bytes(SamplingFactor::F_4_1), CORNERS, "4:1");
    assert_eq!(fault(&bytes(SamplingFactor::F_4_2)), "colours in separate scans are not decoded");
}

#[test]
fn jpegs_in_grey_and_in_inks_are_decoded() {
    let rgb = quarters(SIZE.0, SIZE.1);
    let (pixels, _) = rgb.as_chunks::<3>();
    let grey: Vec<u8> = pixels.iter().map(|pixel| luma(*pixel)).collect();
    let inks: Vec<u8> = pixels.iter().flat_map(|pixel| [255 - pixel[0], 255 - pixel[1], 255 - pixel[2], 0]).collect();
    for progressive in [false, true] {
        let bytes = encode(&grey, SIZE.0, SIZE.1, ColorType::Luma, SamplingFactor::F_1_1, progressive);
        check(&bytes, CORNERS.map(|pixel| [luma(pixel); 3]), "grey");
        for color in [ColorType::Cmyk, ColorType::CmykAsYcck] {
            let bytes = encode(&inks, SIZE.0, SIZE.1, color, SamplingFactor::F_1_1, progressive);
            check(&bytes, CORNERS, &format!("{color:?}, progressive: {progressive}"));
        }
    }
}

#[test]
fn pngs_of_every_colour_and_depth_are_decoded() {
    let rgb = quarters(SIZE.0, SIZE.1);
    let (pixels, _) = rgb.as_chunks::<3>();
    let wide = |values: &[u8]| values.iter().flat_map(|value| [*value, 7]).collect::<Vec<u8>>();
    let grey: Vec<u8> = pixels.iter().map(|pixel| luma(*pixel)).collect();
    let clear: Vec<u8> = pixels.iter().flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 0]).collect();
    let half: Vec<u8> = pixels.iter().flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 128]).collect();
    let grey_half: Vec<u8> = grey.iter().flat_map(|grey| [*grey, 128]).collect();
    let places: Vec<u8> = pixels
        .iter()
        .map(|pixel| u8::try_from(CORNERS.iter().position(|one| one == pixel).unwrap()).unwrap())
        .collect();
    let bits: Vec<u8> = (0..SIZE.1).flat_map(|y| [if y < SIZE.1 / 2 { 0 } else { 0xFF }; 10]).collect();
    let pale = |value: u8| value / 2 + 127;
    let greys = CORNERS.map(|pixel| [luma(pixel); 3]);
    let cases = [
        (rgb.clone(), png::ColorType::Rgb, BitDepth::Eight, CORNERS),
        (wide(&rgb), png::ColorType::Rgb, BitDepth::Sixteen, CORNERS),
        (grey.clone(), png::ColorType::Grayscale, BitDepth::Eight, greys),
        (wide(&grey), png::ColorType::Grayscale, BitDepth::Sixteen, greys),
        (clear, png::ColorType::Rgba, BitDepth::Eight, [[255; 3]; 4]),
        (half, png::ColorType::Rgba, BitDepth::Eight, CORNERS.map(|pixel| pixel.map(pale))),
        (grey_half, png::ColorType::GrayscaleAlpha, BitDepth::Eight, greys.map(|pixel| pixel.map(pale))),
        (places, png::ColorType::Indexed, BitDepth::Eight, CORNERS),
        (bits, png::ColorType::Grayscale, BitDepth::One, [[0; 3], [0; 3], [255; 3], [255; 3]]),
    ];
    for (data, color, depth, expected) in cases {
        check(&png(&data, SIZE.0, SIZE.1, color, depth), expected, &format!("{color:?} {depth:?}"));
    }
}

#[test]
fn webps_with_and_without_alpha_are_decoded() {
    let rgb = quarters(SIZE.0, SIZE.1);
    let (pixels, _) = rgb.as_chunks::<3>();
    let clear: Vec<u8> = pixels.iter().flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 0]).collect();
    check(&webp(&rgb, SIZE.0, SIZE.1, image_webp::ColorType::Rgb8, None), CORNERS, "lossless");
    check(&webp(&clear, SIZE.0, SIZE.1, image_webp::ColorType::Rgba8, None), [[255; 3]; 4], "transparent");
    // Made by cwebp and webpmux of the same picture.
    check(include_bytes!("../../samples/quarters-lossy.webp"), CORNERS, "lossy");
    check(include_bytes!("../../samples/quarters-alpha.webp"), CORNERS, "lossy with alpha");
    check(include_bytes!("../../samples/quarters-moving.webp"), CORNERS, "animated");
    check(include_bytes!("../../samples/quarters-interlaced.png"), CORNERS, "interlaced");
}

#[test]
fn a_heic_has_a_size_and_no_images() {
    let bytes = include_bytes!("../../samples/plain.heic");
    let (reading, derived) = read(bytes).unwrap();
    assert_eq!((reading.format, reading.picture.width, reading.picture.height), (Format::Heic, 16, 16));
    assert!(derived.is_none());
    assert_eq!(fault(bytes), "pixels of HEIC are not decoded");
}

#[test]
fn pixels_that_another_program_decoded_are_not_turned_again() {
    let heic = include_bytes!("../../samples/plain.heic");
    assert!(lacks_pixels(heic) && !lacks_pixels(&heic[..40]));
    let upright = jpeg(&quarters(SIZE.0, SIZE.1), SIZE.0, SIZE.1);
    for decoded in [&upright, &with_exif(&upright, &lying(6))] {
        let (reading, derived) = read_decoded(heic, Ok(decoded)).unwrap();
        assert_eq!((reading.format, reading.picture.width, reading.picture.height), (Format::Heic, 16, 16));
        assert!(reading.picture.fault.is_none() && reading.picture.brightness.is_some());
        assert_alike(Seen::new(&derived.unwrap().screen).corners(), CORNERS, "decoded elsewhere");
    }
    let fault = |decoded: Result<&[u8], &str>| read_decoded(heic, decoded).unwrap().0.picture.fault.unwrap();
    assert_eq!(fault(Err("no decoder")), "no decoder");
    assert_eq!(fault(Ok(b"")), "cut off: the end of the picture is missing");
    let mut huge = upright.clone();
    let at = huge.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap();
    huge[at + 5..at + 9].copy_from_slice(&[0xFF; 4]);
    assert_eq!(fault(Ok(&huge)), "too many pixels to decode");
    assert_eq!(read_decoded(b"GIF89a", Ok(&upright)).unwrap_err(), Unreadable::Unknown);
}

#[test]
fn bytes_of_no_format_are_unreadable() {
    for bytes in [&b""[..], b"GIF89a", b"<svg/>", b"%PDF-1.7", &[0; 100]] {
        assert_eq!(read(bytes).unwrap_err(), Unreadable::Unknown);
    }
    for bytes in [&b"\xFF\xD8\xFF"[..], b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x10ftypheic\0\0\0\0"] {
        assert_eq!(read(bytes).unwrap_err(), Unreadable::NoPicture);
    }
}
