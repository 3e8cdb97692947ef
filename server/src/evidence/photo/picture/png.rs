//! PNG: every colour type and depth, interlaced or not (W3C PNG, third edition).

use std::io::Cursor;

use png::{ColorType, Decoder, Limits, Transformations};

use super::{
    super::bytes::{be32, slice},
    Decoded, Fault,
    limits::check_bytes,
    raster::Raster,
};

/// Bytes that the decoder may hold beside the pixels: chunks and two rows.
const MAX_CHUNKS: usize = 8 << 20;

/// Width and height as the header says.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    if slice(bytes, 12, 4)? != b"IHDR" {
        return None;
    }
    let (width, height) = (be32(bytes, 16)?, be32(bytes, 20)?);
    (width > 0 && height > 0).then_some((width, height))
}

/// Decodes the pixels to eight bits each, over white where they are transparent. Of an animation, the image that is
/// shown where animations are not.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Fault> {
    let damaged = |error: png::DecodingError| match error {
        png::DecodingError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Fault::CutOff,
        error => Fault::damaged(&error),
    };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MAX_CHUNKS });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(damaged)?;
    let length = reader.output_buffer_size().ok_or(Fault::TooLarge)?;
    let pixels = u64::from(reader.info().width) * u64::from(reader.info().height);
    // Grey is spread out to colours behind its own pixels.
    let (color, _) = reader.output_color_type();
    let spread = if matches!(color, ColorType::Grayscale | ColorType::GrayscaleAlpha) { 3 * pixels } else { 0 };
    check_bytes(u64::try_from(length).unwrap_or(u64::MAX).saturating_add(spread))?;
    let mut buffer = vec![0; length];
    let frame = reader.next_frame(&mut buffer).map_err(damaged)?;
    let rgb = match frame.color_type {
        ColorType::Rgb => buffer,
        ColorType::Rgba => super::raster::over_white(buffer),
        ColorType::Grayscale => buffer.iter().flat_map(|grey| [*grey; 3]).collect(),
        ColorType::GrayscaleAlpha => {
            let (pixels, _) = buffer.as_chunks::<2>();
            pixels.iter().flat_map(|[grey, alpha]| [super::raster::on_white(*grey, *alpha); 3]).collect()
        }
        ColorType::Indexed => return Err(Fault::Damaged("no palette".to_owned())),
    };
    Raster::new(frame.width, frame.height, rgb).map(|raster| Decoded { raster, cut_off: false })
}
