//! HEIC: items in an ISO base media file (ISO/IEC 14496-12, sections 8.11; ISO/IEC 23008-12, annex A).

use std::borrow::Cow;

use super::{
    super::bytes::{be16, be32, be64, index, slice, split_at_nul},
    Blocks, EXIF_HEADER, begins_as_tiff,
};

/// Brands of pictures and sequences in HEVC, the multi-layer ones too.
const HEVC_BRANDS: [&[u8]; 8] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"];
/// Brands that say no more than that there are items.
const PLAIN_BRANDS: [&[u8]; 2] = [b"mif1", b"msf1"];
/// Brands of pictures in AV1, which say `mif1` too.
const AV1_BRANDS: [&[u8]; 2] = [b"avif", b"avis"];

/// Items of metadata that are looked at; a phone writes two.
const MAX_ITEMS: usize = 16;
/// Pieces of one item.
const MAX_EXTENTS: usize = 64;
/// Bytes that are copied of an item in pieces: more than the EXIF of any camera.
const MAX_JOINED: usize = 1 << 20;

/// Whether the bytes begin with a file type box that names HEVC pictures.
pub(super) fn is_heic(bytes: &[u8]) -> bool {
    let first = Boxes { bytes, at: 0 }.next();
    let Some(brands) = first.filter(|first| first.kind == b"ftyp").map(|first| first.data) else { return false };
    let named = |set: &[&[u8]]| {
        let minor_version = 1;
        let mut brands = brands.chunks_exact(4).take(64).enumerate().filter(|(at, _)| *at != minor_version);
        brands.any(|(_, brand)| set.contains(&brand))
    };
    named(&HEVC_BRANDS) || named(&PLAIN_BRANDS) && !named(&AV1_BRANDS)
}

/// The metadata among the items of the file.
pub(super) fn blocks(bytes: &[u8]) -> Blocks<'_> {
    let mut found = Blocks::default();
    let boxes = Boxes { bytes, at: 0 };
    for meta in boxes.filter(|one| one.kind == b"meta").take(1) {
        let meta = Meta::new(meta.data);
        for (item, kind) in meta.metadata_items() {
            let data = meta.data(bytes, item);
            match kind {
                _ if data.is_empty() => {}
                Kind::Exif => exif(data).into_iter().for_each(|block| found.add_exif(block)),
                Kind::Xmp => found.add_xmp(data),
            }
        }
    }
    found
}

/// The EXIF of an item: after a length that says where it begins. Writers that leave the length out are understood.
fn exif(item: Cow<'_, [u8]>) -> Option<Cow<'_, [u8]>> {
    let begin = match &*item {
        bytes if begins_as_tiff(bytes) => 0,
        bytes if bytes.starts_with(EXIF_HEADER) => EXIF_HEADER.len(),
        bytes => index(be32(bytes, 0)?).checked_add(4)?,
    };
    match item {
        Cow::Borrowed(bytes) => bytes.get(begin..).map(Cow::Borrowed),
        Cow::Owned(mut bytes) => (begin <= bytes.len()).then(|| bytes.split_off(begin)).map(Cow::Owned),
    }
}

/// What an item of metadata holds.
#[derive(Clone, Copy)]
enum Kind {
    Exif,
    Xmp,
}

/// The parts of the file's `meta` box that lead to an item's bytes.
#[derive(Default)]
struct Meta<'a> {
    information: &'a [u8],
    locations: &'a [u8],
    references: &'a [u8],
    stored: &'a [u8],
    primary: Option<u32>,
}

impl<'a> Meta<'a> {
    fn new(data: &'a [u8]) -> Self {
        let mut meta = Self::default();
        // A version and flags stand before the boxes.
        for part in (Boxes { bytes: data, at: 4 }) {
            match part.kind {
                b"iinf" => meta.information = part.data,
                b"iloc" => meta.locations = part.data,
                b"iref" => meta.references = part.data,
                b"idat" => meta.stored = part.data,
                b"pitm" => meta.primary = Fields { bytes: part.data, at: 4 }.item_id(part.version() > 0),
                _ => {}
            }
        }
        meta
    }

    /// The items of metadata, by their numbers, but those of other pictures than the file's first.
    fn metadata_items(&self) -> Vec<(u32, Kind)> {
        let count_length = if self.information.first() == Some(&0) { 2 } else { 4 };
        let entries = Boxes { bytes: self.information, at: 4 + count_length };
        let mut items: Vec<(u32, Kind)> =
            entries.filter(|entry| entry.kind == b"infe").filter_map(|entry| item(&entry)).take(MAX_ITEMS).collect();
        items.retain(|(item, _)| self.describes_primary(*item));
        items.sort_by_key(|(item, _)| *item);
        items
    }

    /// Whether an item is of the file's first picture: what says nothing is.
    fn describes_primary(&self, item: u32) -> bool {
        let wide = self.references.first().is_some_and(|version| *version > 0);
        let mut described = Boxes { bytes: self.references, at: 4 }
            .filter(|reference| reference.kind == b"cdsc")
            .filter_map(|reference| described(reference.data, wide))
            .filter(|(from, _)| *from == item)
            .peekable();
        self.primary.is_none_or(|primary| {
            described.peek().is_none() || described.any(|(_, mut to)| to.any(|described| described == primary))
        })
    }

    /// The bytes of an item; none where they cannot be reached.
    fn data(&self, file: &'a [u8], item: u32) -> Cow<'a, [u8]> {
        let location = Locations::new(self.locations).and_then(|mut all| all.find(item));
        let pieces = location.map_or_else(Vec::new, |found| found.pieces(file, self.stored));
        match *pieces.as_slice() {
            [whole] => Cow::Borrowed(whole),
            _ => Cow::Owned(pieces.into_iter().flatten().copied().take(MAX_JOINED).collect()),
        }
    }
}

/// The number and kind of an item that is metadata; not of one that is encrypted or packed.
fn item(entry: &Part<'_>) -> Option<(u32, Kind)> {
    let mut fields = Fields { bytes: entry.data, at: 4 };
    let number = match entry.version() {
        2 => fields.item_id(false)?,
        3 => fields.item_id(true)?,
        _ => return None,
    };
    if fields.uint(2)? != 0 {
        return None;
    }
    let (kind, rest) = fields.rest()?.split_at_checked(4)?;
    let (_name, rest) = split_at_nul(rest);
    let (content, rest) = split_at_nul(rest);
    let (encoding, _) = split_at_nul(rest);
    match kind {
        b"Exif" => Some((number, Kind::Exif)),
        b"mime" if content == b"application/rdf+xml" && encoding.is_empty() => Some((number, Kind::Xmp)),
        _ => None,
    }
}

/// Which item a reference is from, and to which ones.
fn described(reference: &[u8], wide: bool) -> Option<(u32, impl Iterator<Item = u32>)> {
    let mut fields = Fields { bytes: reference, at: 0 };
    let from = fields.item_id(wide)?;
    let count = index(fields.uint(2)?);
    Some((from, std::iter::from_fn(move || fields.item_id(wide)).take(count)))
}

/// The item location box, read item by item.
struct Locations<'a> {
    fields: Fields<'a>,
    version: u8,
    offset_size: usize,
    length_size: usize,
    base_size: usize,
    index_size: usize,
}

/// Where one item is.
struct Location<'a> {
    extents: Fields<'a>,
    count: usize,
    base: u64,
    method: u64,
    sizes: (usize, usize, usize),
}

impl<'a> Locations<'a> {
    fn new(data: &'a [u8]) -> Option<Self> {
        let sizes = be16(data, 4)?;
        let size = |shift: u32| usize::from(sizes >> shift & 0xF);
        let version = *data.first()?;
        Some(Self {
            // The count of items is not needed: they end with the box.
            fields: Fields { bytes: data, at: if version < 2 { 8 } else { 10 } },
            version,
            offset_size: size(12),
            length_size: size(8),
            base_size: size(4),
            index_size: if version == 0 { 0 } else { size(0) },
        })
    }

    fn find(&mut self, item: u32) -> Option<Location<'a>> {
        loop {
            let number = self.fields.item_id(self.version >= 2)?;
            let method = if self.version == 0 { 0 } else { self.fields.uint(2)? & 0xF };
            let elsewhere = self.fields.uint(2)? != 0;
            let base = self.fields.uint(self.base_size)?;
            let count = index(self.fields.uint(2)?);
            let extents = self.fields;
            let length = self.index_size + self.offset_size + self.length_size;
            self.fields.at = self.fields.at.checked_add(count.checked_mul(length)?)?;
            if number == item && !elsewhere {
                let sizes = (self.index_size, self.offset_size, self.length_size);
                return Some(Location { extents, count, base, method, sizes });
            }
        }
    }
}

impl<'a> Location<'a> {
    /// The item's pieces, which are in the file or stored beside the locations. One that the end cuts off is short.
    fn pieces(mut self, file: &'a [u8], stored: &'a [u8]) -> Vec<&'a [u8]> {
        let source = match self.method {
            0 => file,
            1 => stored,
            _ => return Vec::new(),
        };
        let count = self.count.min(MAX_EXTENTS);
        let mut extent = || -> Option<&'a [u8]> {
            self.extents.uint(self.sizes.0)?;
            let at = index(self.base.checked_add(self.extents.uint(self.sizes.1)?)?);
            let end = at.saturating_add(index(self.extents.uint(self.sizes.2)?));
            source.get(at..end.min(source.len()))
        };
        (0..count).map_while(|_| extent()).collect()
    }
}

/// Numbers one after the other.
#[derive(Clone, Copy)]
struct Fields<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Fields<'a> {
    /// A number of so many bytes; of none it is zero.
    fn uint(&mut self, size: usize) -> Option<u64> {
        let number = match size {
            0 => Some(0),
            2 => be16(self.bytes, self.at).map(u64::from),
            4 => be32(self.bytes, self.at).map(u64::from),
            8 => be64(self.bytes, self.at),
            _ => None,
        };
        self.at = self.at.checked_add(size)?;
        number
    }

    fn item_id(&mut self, wide: bool) -> Option<u32> {
        self.uint(if wide { 4 } else { 2 })?.try_into().ok()
    }

    fn rest(&self) -> Option<&'a [u8]> {
        self.bytes.get(self.at..)
    }
}

/// One box.
pub(in super::super) struct Part<'a> {
    /// Its type.
    pub(in super::super) kind: &'a [u8],
    /// What is in it.
    pub(in super::super) data: &'a [u8],
}

impl Part<'_> {
    fn version(&self) -> u8 {
        self.data.first().copied().unwrap_or_default()
    }
}

/// Boxes one after the other. The last may be cut off; one that says it is shorter than its head ends them.
pub(in super::super) struct Boxes<'a> {
    /// Where they are.
    pub(in super::super) bytes: &'a [u8],
    /// Where the next one begins.
    pub(in super::super) at: usize,
}

impl<'a> Iterator for Boxes<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        let kind = slice(self.bytes, self.at.checked_add(4)?, 4)?;
        let (head, length) = match be32(self.bytes, self.at)? {
            0 => (8, self.bytes.len() - self.at),
            1 => (16, index(be64(self.bytes, self.at + 8)?)),
            length => (8, index(length)),
        };
        let begin = self.at + head;
        let end = self.at.checked_add(length)?.min(self.bytes.len());
        let data = self.bytes.get(begin..end)?;
        self.at = end;
        Some(Part { kind, data })
    }
}
