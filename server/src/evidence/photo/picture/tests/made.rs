//! Pictures in each format, and what is seen in them.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use zune_core::bytestream::ZCursor;

use super::super::{
    super::{Reading, read},
    Derived,
};

pub type Rgb = [u8; 3];

pub const RED: Rgb = [220, 30, 30];
pub const GREEN: Rgb = [30, 200, 40];
pub const BLUE: Rgb = [30, 40, 220];
pub const WHITE: Rgb = [250, 250, 250];

/// A picture whose corners differ: red, green, blue, white.
pub fn quarters(width: u32, height: u32) -> Vec<u8> {
    painted(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => RED,
        (false, true) => GREEN,
        (true, false) => BLUE,
        (false, false) => WHITE,
    })
}

pub fn painted(width: u32, height: u32, paint: impl Fn(u32, u32) -> Rgb) -> Vec<u8> {
    (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| paint(x, y)).collect()
}

/// Edges, grains and slopes: something to see in every direction.
pub fn scene(width: u32, height: u32) -> Vec<u8> {
    painted(width, height, |x, y| {
        let wall = if (x / 37 + y / 29) % 3 == 0 { 70 } else { 170 };
        let grain = x.wrapping_mul(2_654_435_761).wrapping_add(y.wrapping_mul(40_503)) >> 27;
        let value = u8::try_from(wall + grain + y % 20).unwrap();
        [value, value - 10, value / 2]
    })
}

pub fn jpeg(rgb: &[u8], width: u32, height: u32) -> Vec<u8> {
    encode(rgb, width, height, ColorType::Rgb, SamplingFactor::F_2_2, false)
}

pub fn progressive(rgb: &[u8], width: u32, height: u32) -> Vec<u8> {
    encode(rgb, width, height, ColorType::Rgb, SamplingFactor::F_2_2, true)
}

pub fn encode(
    pixels: &[u8],
    width: u32,
    height: u32,
    color: ColorType,
    sampling: SamplingFactor,
    progressive: bool,
) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, 90);
    encoder.set_sampling_factor(sampling);
    encoder.set_progressive(progressive);
    encoder.encode(pixels, u16::try_from(width).unwrap(), u16::try_from(height).unwrap(), color).unwrap();
    out
}

pub fn png(data: &[u8], width: u32, height: u32, color: png::ColorType, depth: png::BitDepth) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if color == png::ColorType::Indexed {
        encoder.set_palette([RED, GREEN, BLUE, WHITE].concat());
    }
    encoder.write_header().unwrap().write_image_data(data).unwrap();
    out
}

pub fn webp(data: &[u8], width: u32, height: u32, color: image_webp::ColorType, exif: Option<&[u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = image_webp::WebPEncoder::new(&mut out);
    if let Some(block) = exif {
        encoder.set_exif_metadata(block.to_vec());
    }
    encoder.encode(data, width, height, color).unwrap();
    out
}

/// EXIF that says no more than how the picture lies.
pub fn lying(orientation: u8) -> Vec<u8> {
    let entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
    [b"MM\0*\0\0\0\x08\0\x01", &entry[..], &[0; 4]].concat()
}

/// A JPEG with this EXIF.
pub fn with_exif(jpeg: &[u8], block: &[u8]) -> Vec<u8> {
    let length = u16::try_from(block.len() + 8).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, b"Exif\0\0", block, &jpeg[2..]].concat()
}

/// What is read of a photo that has no fault.
pub fn shown(bytes: &[u8]) -> (Reading, Derived) {
    let (reading, derived) = read(bytes).unwrap();
    assert_eq!(reading.picture.fault, None);
    (reading, derived.unwrap())
}

/// Why the pixels of a photo are not read.
pub fn fault(bytes: &[u8]) -> String {
    let (reading, _) = read(bytes).unwrap();
    assert_eq!((reading.picture.brightness, reading.picture.sharpness), (None, None));
    reading.picture.fault.unwrap()
}

/// A JPEG's pixels.
pub struct Seen {
    pub width: usize,
    pub height: usize,
    pixels: Vec<u8>,
}

impl Seen {
    pub fn new(jpeg: &[u8]) -> Self {
        let mut decoder = zune_jpeg::JpegDecoder::new(ZCursor::new(jpeg));
        let pixels = decoder.decode().unwrap();
        let (width, height) = decoder.dimensions().unwrap();
        Self { width, height, pixels }
    }

    /// The colours at an eighth from each corner: above left and right, below left and right.
    pub fn corners(&self) -> [Rgb; 4] {
        let [left, right] = [self.width / 8, self.width - 1 - self.width / 8];
        let [top, bottom] = [self.height / 8, self.height - 1 - self.height / 8];
        [(left, top), (right, top), (left, bottom), (right, bottom)].map(|(x, y)| {
            let at = 3 * (y * self.width + x);
            self.pixels[at..at + 3].try_into().unwrap()
        })
    }
}

pub fn assert_alike(seen: [Rgb; 4], expected: [Rgb; 4], what: &str) {
    let far = seen.iter().flatten().zip(expected.iter().flatten()).map(|(one, other)| one.abs_diff(*other)).max();
    assert!(far.unwrap() < 24, "{what}: {seen:?}, not {expected:?}");
}
