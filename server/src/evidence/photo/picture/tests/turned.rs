//! However the camera was held, the smaller images are upright.

use super::{
    super::super::{Format, read},
    made::{BLUE, GREEN, RED, Rgb, Seen, WHITE, assert_alike, jpeg, lying, png, quarters, shown, webp, with_exif},
};

/// The corners of an upright picture of which the camera stored red, green, blue, white; by CIPA DC-008, tag 0x0112.
const UPRIGHT: [[Rgb; 4]; 8] = [
    [RED, GREEN, BLUE, WHITE],
    [GREEN, RED, WHITE, BLUE],
    [WHITE, BLUE, GREEN, RED],
    [BLUE, WHITE, RED, GREEN],
    [RED, BLUE, GREEN, WHITE],
    [BLUE, RED, WHITE, GREEN],
    [WHITE, GREEN, BLUE, RED],
    [GREEN, WHITE, RED, BLUE],
];

fn check(bytes: &[u8], orientation: u8, (width, height): (u32, u32), format: Format) {
    let (reading, derived) = shown(bytes);
    let what = format!("{format:?} with orientation {orientation}");
    assert_eq!(reading.format, format);
    assert_eq!((reading.picture.width, reading.picture.height), (width, height), "{what}");
    let across = (5..=8).contains(&orientation);
    let expected = UPRIGHT[usize::from(orientation.clamp(1, 8)) - 1];
    for (image, side) in [(&derived.screen, 1280), (&derived.thumb, 320)] {
        let seen = Seen::new(image);
        assert_eq!(seen.width < seen.height, across, "{what}");
        assert_eq!(seen.width.max(seen.height), usize::try_from(width.min(side)).unwrap(), "{what}");
        assert_alike(seen.corners(), expected, &what);
    }
    let luma = (derived.luma.width, derived.luma.height, derived.luma.pixels.len());
    let screen = Seen::new(&derived.screen);
    assert_eq!(
        luma,
        (u32::try_from(screen.width).unwrap(), u32::try_from(screen.height).unwrap(), screen.width * screen.height)
    );
}

#[test]
fn every_orientation_of_a_jpeg_is_made_upright() {
    let (width, height) = (64, 48);
    let plain = jpeg(&quarters(width, height), width, height);
    check(&plain, 1, (width, height), Format::Jpeg);
    for orientation in 0..=9 {
        let upright = if orientation > 8 { 1 } else { orientation };
        check(&with_exif(&plain, &lying(orientation)), upright, (width, height), Format::Jpeg);
    }
}

#[test]
fn a_large_photo_is_made_smaller_and_upright() {
    let (width, height) = (1600, 1200);
    let plain = jpeg(&quarters(width, height), width, height);
    check(&plain, 1, (width, height), Format::Jpeg);
    check(&with_exif(&plain, &lying(6)), 6, (width, height), Format::Jpeg);
}

#[test]
fn the_orientation_of_png_and_webp_counts_too() {
    let (width, height) = (64, 48);
    let rgb = quarters(width, height);
    for orientation in 1..=8 {
        let webp = webp(&rgb, width, height, image_webp::ColorType::Rgb8, Some(&lying(orientation)));
        check(&webp, orientation, (width, height), Format::Webp);
        let plain = png(&rgb, width, height, png::ColorType::Rgb, png::BitDepth::Eight);
        let block = lying(orientation);
        let mut sum = flate2::Crc::new();
        sum.update(&[b"eXIf", &block[..]].concat());
        let length = u32::try_from(block.len()).unwrap().to_be_bytes();
        let bytes = [&plain[..33], &length, b"eXIf", &block, &sum.sum().to_be_bytes(), &plain[33..]].concat();
        check(&bytes, orientation, (width, height), Format::Png);
    }
}

#[test]
fn a_strip_of_pixels_keeps_its_form() {
    for (width, height) in [(3_000, 1), (1, 3_000), (1, 1), (2, 5_000)] {
        let (_, derived) = read(&jpeg(&quarters(width, height), width, height)).unwrap();
        let derived = derived.unwrap();
        let seen = Seen::new(&derived.screen);
        assert_eq!(seen.width.max(seen.height), usize::try_from(width.max(height).min(1280)).unwrap());
        assert_eq!(seen.width.min(seen.height), 1);
    }
}
