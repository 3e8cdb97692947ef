//! Files that are cut off or damaged: nothing panics or hangs, and what is said of them keeps its form.

use super::{
    super::super::{Format, read, sniff},
    made::{Seen, jpeg, lying, png, progressive, quarters, scene, webp, with_exif},
};

fn samples() -> Vec<Vec<u8>> {
    let rgb = scene(48, 40);
    vec![
        with_exif(&jpeg(&rgb, 48, 40), &lying(6)),
        progressive(&rgb, 48, 40),
        png(&quarters(48, 40), 48, 40, png::ColorType::Rgb, png::BitDepth::Eight),
        webp(&quarters(48, 40), 48, 40, image_webp::ColorType::Rgb8, Some(&lying(3))),
        include_bytes!("../../samples/quarters-lossy.webp").to_vec(),
        include_bytes!("../../samples/quarters-alpha.webp").to_vec(),
        include_bytes!("../../samples/quarters-moving.webp").to_vec(),
        include_bytes!("../../samples/quarters-interlaced.png").to_vec(),
        include_bytes!("../../samples/quarters-progressive.jpg").to_vec(),
        include_bytes!("../../samples/plain.heic").to_vec(),
    ]
}

/// Reads, and holds what is said to its form.
fn check(bytes: &[u8]) {
    let Ok((reading, derived)) = read(bytes) else { return };
    let picture = &reading.picture;
    assert!(picture.width > 0 && picture.height > 0);
    assert_eq!(picture.brightness.is_some(), picture.fault.is_none());
    assert!(picture.fault.is_none() || picture.sharpness.is_none());
    assert!(picture.fault.as_ref().is_none_or(|fault| fault.len() < 600));
    assert!([picture.brightness, picture.sharpness].into_iter().flatten().all(|figure| (0.0..=1.0).contains(&figure)));
    assert!(derived.is_some() || picture.fault.is_some());
    if let Some(derived) = derived {
        assert_eq!(derived.luma.pixels.is_empty(), picture.fault.is_some());
        assert!(derived.thumb.starts_with(&[0xFF, 0xD8]) && derived.screen.starts_with(&[0xFF, 0xD8]));
    }
}

#[test]
fn every_truncation_is_read() {
    for sample in samples() {
        (0..sample.len()).for_each(|length| check(&sample[..length]));
    }
}

#[test]
fn a_jpeg_that_is_cut_off_shows_what_is_left() {
    let (width, height) = (320, 240);
    for whole in [jpeg(&scene(width, height), width, height), progressive(&scene(width, height), width, height)] {
        let whole = with_exif(&whole, &lying(6));
        let (reading, derived) = read(&whole[..whole.len() / 2]).unwrap();
        assert_eq!(reading.picture.fault.as_deref(), Some("cut off: the end of the picture is missing"));
        assert_eq!((reading.picture.width, reading.picture.height), (width, height));
        assert_eq!(reading.exif.unwrap().orientation, Some(6));
        let derived = derived.unwrap();
        let seen = Seen::new(&derived.screen);
        assert_eq!((seen.width, seen.height), (240, 320));
        assert_eq!((derived.luma.width, derived.luma.height, derived.luma.pixels.len()), (0, 0, 0));
    }
}

#[test]
fn a_file_that_is_cut_off_says_so() {
    let plain = png(&scene(64, 48), 64, 48, png::ColorType::Rgb, png::BitDepth::Eight);
    let lossless = webp(&scene(64, 48), 64, 48, image_webp::ColorType::Rgb8, None);
    for whole in [plain, lossless] {
        let (reading, derived) = read(&whole[..whole.len() * 2 / 3]).unwrap();
        assert!(derived.is_none());
        assert!(reading.picture.fault.is_some(), "{:?}", reading.format);
    }
}

#[test]
fn flipped_bits_and_spliced_files_are_read() {
    let samples = samples();
    // Numbers that look like chance and are the same each time (xorshift64*).
    let mut state = 42_u64;
    let mut below = move |limit: usize| {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        usize::try_from(state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % limit
    };
    for _ in 0..3_000 {
        let mut bytes = samples[below(samples.len())].clone();
        for _ in 0..=below(6) {
            let at = below(bytes.len());
            match below(4) {
                0 => bytes[at] = [0, 0xFF, 0x7F, 0x80, 1][below(5)],
                1 => {
                    let other = &samples[below(samples.len())];
                    bytes.truncate(at + 1);
                    bytes.extend(&other[below(other.len())..]);
                }
                _ => bytes[at] ^= 1 << below(8),
            }
        }
        // A size that was flipped to millions of pixels is for the tests of the bounds: it takes its time.
        if read_size(&bytes).is_none_or(|pixels| pixels < 1_000_000) {
            check(&bytes);
        }
    }
}

fn read_size(bytes: &[u8]) -> Option<u64> {
    use super::super::{jpeg, png, webp};
    let (width, height) = match sniff(bytes)? {
        Format::Jpeg => jpeg::size(bytes),
        Format::Png => png::size(bytes),
        Format::Webp => webp::size(bytes),
        Format::Heic => None,
    }?;
    Some(u64::from(width) * u64::from(height))
}
