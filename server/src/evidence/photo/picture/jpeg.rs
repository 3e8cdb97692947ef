//! JPEG: sequential and progressive, grey, in colour and in four inks (ITU-T T.81).

use zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};
use zune_jpeg::JpegDecoder;

use super::{
    super::bytes::{be16, slice},
    Decoded, Fault,
    limits::{MAX_PIXEL_SCANS, MAX_SCANS, MAX_SIDE, check_bytes},
    raster::Raster,
};

/// The frame header: annex B.2.2.
struct Frame {
    width: u32,
    height: u32,
    progressive: bool,
    components: usize,
    /// Rows of blocks in a unit.
    lines: u64,
    /// Coefficients of all components, padded to whole units.
    coefficients: u64,
}

impl Frame {
    fn new(marker: u8, data: &[u8]) -> Option<Self> {
        let (height, width) = (u32::from(be16(data, 1)?), u32::from(be16(data, 3)?));
        let components = usize::from(*data.get(5)?);
        let factors: Vec<(u64, u64)> = (0..components)
            .map(|at| data.get(7 + 3 * at).map(|both| (u64::from(both >> 4), u64::from(both & 0xF))))
            .collect::<Option<_>>()?;
        let most = |factor: fn(&(u64, u64)) -> u64| factors.iter().map(factor).max().unwrap_or(1).max(1);
        let lines = most(|both| both.1);
        let units = u64::from(width).div_ceil(8 * most(|both| both.0)) * u64::from(height).div_ceil(8 * lines);
        let blocks: u64 = factors.iter().map(|(across, down)| across * down).sum();
        let progressive = matches!(marker, 0xC2 | 0xC6 | 0xCA | 0xCE);
        let coefficients = units * blocks * 64;
        (width > 0 && height > 0).then_some(Self { width, height, progressive, components, lines, coefficients })
    }
}

/// What a walk over the whole file finds.
struct Outline {
    frame: Option<Frame>,
    scans: u32,
    /// Whether the first scan holds all components.
    interleaved: bool,
    /// Whether the end of the picture is marked.
    ended: bool,
}

/// Width and height as the file stores them.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let frame = Outline::new(bytes, |outline| outline.frame.is_some()).frame?;
    Some((frame.width, frame.height))
}

/// Decodes the pixels. Of a file that is cut off, what is left of them.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Fault> {
    let outline = Outline::new(bytes, |_| false);
    let frame = outline.frame.as_ref().ok_or(Fault::CutOff)?;
    let pixels = u64::from(frame.width) * u64::from(frame.height);
    if outline.scans == 0 {
        return Err(Fault::CutOff);
    }
    if outline.scans > MAX_SCANS || frame.progressive && pixels * u64::from(outline.scans) > MAX_PIXEL_SCANS {
        return Err(Fault::TooManyScans);
    }
    // The decoder would show another picture, and not say so.
    if frame.lines > 1 && !frame.progressive && !outline.interleaved {
        return Err(Fault::SeparateScans);
    }
    // Coefficients of two bytes each are held until the last scan.
    let held = if frame.progressive || !outline.interleaved { 2 * frame.coefficients } else { 0 };
    check_bytes(3 * pixels + held)?;
    let side = usize::try_from(MAX_SIDE).unwrap_or(usize::MAX);
    let options = DecoderOptions::default()
        .set_max_width(side)
        .set_max_height(side)
        .jpeg_set_max_scans(usize::try_from(MAX_SCANS).unwrap_or(usize::MAX))
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let rgb = decoder.decode().map_err(|error| Fault::damaged(&error))?;
    let raster = Raster::new(frame.width, frame.height, rgb)?;
    Ok(Decoded { raster, cut_off: !outline.ended })
}

impl Outline {
    /// Walks over segments and scans to the end of the picture or of the file, or until `enough` is known.
    fn new(bytes: &[u8], enough: impl Fn(&Self) -> bool) -> Self {
        let mut outline = Self { frame: None, scans: 0, interleaved: false, ended: false };
        let mut at = 2;
        while let Some((marker, behind)) = next_marker(bytes, at).filter(|_| !enough(&outline)) {
            at = behind;
            match marker {
                0xD9 => {
                    outline.ended = true;
                    break;
                }
                0x01 | 0xD0..=0xD8 => {}
                _ => {
                    let Some(length) = be16(bytes, at).map(usize::from) else { break };
                    let Some(data) = length.checked_sub(2).and_then(|length| slice(bytes, at + 2, length)) else {
                        break;
                    };
                    outline.take(marker, data);
                    at += length;
                }
            }
        }
        outline
    }

    fn take(&mut self, marker: u8, data: &[u8]) {
        match marker {
            0xC4 | 0xC8 | 0xCC => {}
            0xC0..=0xCF if self.frame.is_none() => self.frame = Frame::new(marker, data),
            0xDA => {
                let all = self.frame.as_ref().map_or(0, |frame| frame.components);
                self.interleaved |= self.scans == 0 && data.first().is_some_and(|count| usize::from(*count) == all);
                self.scans += 1;
            }
            _ => {}
        }
    }
}

/// The next marker's code and where it ends: what is not one, as the data of a scan, is passed over.
fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xFF)?;
        let code = *bytes.get(at + 1)?;
        match code {
            0xFF => at += 1,
            0x00 => at += 2,
            _ => return Some((code, at + 2)),
        }
    }
}
