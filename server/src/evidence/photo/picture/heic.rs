//! HEIC: the size of the picture (ISO/IEC 23008-12, section 6.5.3).
//!
//! The pixels are not decoded here, but by libheif in another process (`checks::heic`). In Rust there is `heic-decoder` 0.1.1 (MIT or Apache-2.0): it reads what `heif-enc`
//! writes, and none of 15,000 damaged files made it panic. But nothing bounds its memory. A file of 231 KB, whose
//! grid names one tile 65,280 times, made it take more than 6 GB before the first pixel, even to tell the picture's
//! size: the bytes of an item are copied for each tile. A stream's own size is believed up to 268 megapixels, at 7
//! bytes each and more; and the 12 megapixels of a phone take 150 MB.

use super::super::{
    bytes::{be16, be32, index},
    container::heic::{Boxes, Part},
};

/// Width and height of the file's first picture, or of the largest image where none is named: beside the photo there
/// are its tiles, a thumbnail and planes of depth or light.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let meta = Boxes { bytes, at: 0 }.find(|part| part.kind == b"meta")?;
    let within = || Boxes { bytes: meta.data, at: 4 };
    let properties = within().find(|part| part.kind == b"iprp")?;
    let parts = || Boxes { bytes: properties.data, at: 0 };
    let container = parts().find(|part| part.kind == b"ipco")?;
    let all = || Boxes { bytes: container.data, at: 0 };
    let primary = within().find(|part| part.kind == b"pitm").and_then(|part| item_id(&part, 4));
    let of_primary = primary.and_then(|(item, _)| {
        let places = parts().filter(|part| part.kind == b"ipma").find_map(|part| associated(&part, item))?;
        let mut properties = places.into_iter().filter_map(|place| all().nth(place.checked_sub(1)?));
        properties.find_map(|part| extents(&part))
    });
    of_primary.or_else(|| all().filter_map(|part| extents(&part)).max_by_key(|(w, h)| u64::from(*w) * u64::from(*h)))
}

/// An image's width and height, where the property says them.
fn extents(part: &Part<'_>) -> Option<(u32, u32)> {
    let (width, height) = (be32(part.data, 4)?, be32(part.data, 8)?);
    (part.kind == b"ispe" && width > 0 && height > 0).then_some((width, height))
}

/// An item's number and where it ends: of four bytes in the box's later versions.
fn item_id(part: &Part<'_>, at: usize) -> Option<(u32, usize)> {
    if part.data.first() == Some(&0) {
        Some((u32::from(be16(part.data, at)?), at + 2))
    } else {
        Some((be32(part.data, at)?, at + 4))
    }
}

/// Which properties an item has, counted from one.
fn associated(part: &Part<'_>, item: u32) -> Option<Vec<usize>> {
    let wide = part.data.get(3)? & 1 == 1;
    let mut at = 8;
    loop {
        let (number, behind) = item_id(part, at)?;
        let count = usize::from(*part.data.get(behind)?);
        let begin = behind + 1;
        at = begin + count * if wide { 2 } else { 1 };
        if number == item {
            let place = |one: usize| {
                if wide {
                    be16(part.data, begin + 2 * one).map(|place| index(place & 0x7FFF))
                } else {
                    part.data.get(begin + one).map(|place| index(place & 0x7F))
                }
            };
            return (0..count).map(place).collect();
        }
    }
}
