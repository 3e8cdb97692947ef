//! Pixels in memory: made smaller, turned, encoded.

use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::{Fault, Luma};

/// Pixels of three bytes each, red, green and blue, row by row without padding.
pub(super) struct Raster {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Raster {
    /// Pixels of this size.
    ///
    /// # Errors
    /// Where there are not so many bytes, or none.
    pub(super) fn new(width: u32, height: u32, rgb: Vec<u8>) -> Result<Self, Fault> {
        let bytes = u64::from(width) * u64::from(height) * 3;
        if bytes == 0 || u64::try_from(rgb.len()) != Ok(bytes) {
            return Err(Fault::Damaged("fewer pixels than its size says".to_owned()));
        }
        Ok(Self { width, height, rgb })
    }

    /// The same picture with at most `side` pixels on the long side; itself where it is no larger.
    pub(super) fn shrink(self, side: u32) -> Result<Self, Fault> {
        if self.width.max(self.height) <= side { Ok(self) } else { self.shrunk(side) }
    }

    fn shrunk(&self, side: u32) -> Result<Self, Fault> {
        let (width, height) = fitting(self.width, self.height, side);
        let rgb = resize(&self.rgb, (self.width, self.height), (width, height), PixelType::U8x3)?;
        Ok(Self { width, height, rgb })
    }

    /// Turned upright: `orientation` is how it lies, 1 to 8 as EXIF counts (CIPA DC-008, tag 0x0112).
    pub(super) fn turn(self, orientation: u8) -> Self {
        if !(2..=8).contains(&orientation) {
            return self;
        }
        let (last_x, last_y) = (self.width.saturating_sub(1), self.height.saturating_sub(1));
        let across = orientation >= 5;
        let (width, height) = if across { (self.height, self.width) } else { (self.width, self.height) };
        let (pixels, _) = self.rgb.as_chunks::<3>();
        let mut rgb = Vec::with_capacity(self.rgb.len());
        for y in 0..height {
            for x in 0..width {
                let (from_x, from_y) = match orientation {
                    2 => (last_x - x, y),
                    3 => (last_x - x, last_y - y),
                    4 => (x, last_y - y),
                    5 => (y, x),
                    6 => (y, last_y - x),
                    7 => (last_x - y, last_y - x),
                    _ => (last_x - y, x),
                };
                let at = u64::from(from_y) * u64::from(self.width) + u64::from(from_x);
                let pixel = usize::try_from(at).ok().and_then(|at| pixels.get(at));
                rgb.extend_from_slice(pixel.unwrap_or(&[0; 3]));
            }
        }
        Self { width, height, rgb }
    }

    /// A JPEG without metadata.
    pub(super) fn encode(&self, quality: u8) -> Result<Vec<u8>, Fault> {
        let side = |pixels: u32| u16::try_from(pixels).map_err(|_| Fault::TooLarge);
        let mut jpeg = Vec::new();
        let mut encoder = Encoder::new(&mut jpeg, quality);
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        let done = encoder.encode(&self.rgb, side(self.width)?, side(self.height)?, ColorType::Rgb);
        done.map_err(|error| Fault::damaged(&error))?;
        Ok(jpeg)
    }

    /// A JPEG of at most `side` pixels on the long side.
    pub(super) fn encode_at(&self, side: u32, quality: u8) -> Result<Vec<u8>, Fault> {
        if self.width.max(self.height) <= side { self.encode(quality) } else { self.shrunk(side)?.encode(quality) }
    }

    /// Its luma by the weights of BT.601, in 1/256.
    pub(super) fn luma(&self) -> Luma {
        let (pixels, _) = self.rgb.as_chunks::<3>();
        let luma = |[red, green, blue]: &[u8; 3]| {
            let sum = 77 * u32::from(*red) + 150 * u32::from(*green) + 29 * u32::from(*blue) + 128;
            u8::try_from(sum >> 8).unwrap_or(u8::MAX)
        };
        Luma { width: self.width, height: self.height, pixels: pixels.iter().map(luma).collect() }
    }
}

impl Luma {
    /// The same plane with at most `side` pixels on the long side; `None` where it is no larger.
    pub(super) fn shrunk(&self, side: u32) -> Option<Self> {
        if self.width.max(self.height) <= side {
            return None;
        }
        let (width, height) = fitting(self.width, self.height, side);
        let pixels = resize(&self.pixels, (self.width, self.height), (width, height), PixelType::U8).ok()?;
        Some(Self { width, height, pixels })
    }
}

/// The size within `side` that keeps the picture's form, of at least one pixel.
fn fitting(width: u32, height: u32, side: u32) -> (u32, u32) {
    let long = u64::from(width.max(height).max(1));
    let scaled = |pixels: u32| {
        let scaled = (u64::from(pixels) * u64::from(side) + long / 2) / long;
        u32::try_from(scaled).unwrap_or(side).clamp(1, side)
    };
    (scaled(width), scaled(height))
}

/// Every pixel of the source counts in the result (a triangle as wide as the scale), so noise is averaged away.
fn resize(pixels: &[u8], from: (u32, u32), to: (u32, u32), kind: PixelType) -> Result<Vec<u8>, Fault> {
    let source = ImageRef::new(from.0, from.1, pixels, kind).map_err(|error| Fault::damaged(&error))?;
    let mut target = Image::new(to.0, to.1, kind);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear)).use_alpha(false);
    Resizer::new().resize(&source, &mut target, &options).map_err(|error| Fault::damaged(&error))?;
    Ok(target.into_vec())
}

/// Pixels with alpha behind their colours, laid over white, in the same memory.
pub(super) fn over_white(mut rgba: Vec<u8>) -> Vec<u8> {
    let pixels = rgba.len() / 4;
    for at in 0..pixels {
        let pixel = rgba.get(4 * at..).and_then(<[u8]>::first_chunk::<4>).copied();
        let target = rgba.get_mut(3 * at..).and_then(<[u8]>::first_chunk_mut::<3>);
        if let (Some([red, green, blue, alpha]), Some(target)) = (pixel, target) {
            *target = [red, green, blue].map(|color| on_white(color, alpha));
        }
    }
    rgba.truncate(3 * pixels);
    rgba
}

/// One value laid over white.
pub(super) fn on_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u32::from(value), u32::from(alpha));
    u8::try_from((value * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
}
