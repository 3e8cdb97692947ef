//! The directories of an EXIF block (TIFF 6.0, section 2; CIPA DC-008, section 4.6).
//!
//! What is read and what is passed over follows ExifTool: a directory that does not fit into its block is none, nor is
//! one whose first entry has no type; a value that lies outside, or over its own directory, is left out; of the same
//! tag twice the later counts, but for the turn. Every directory is read once, so pointers in a circle end.

use std::collections::BTreeMap;

use super::super::bytes::{Order, index, slice, split_at_nul};

/// Directories that are read of one block; a camera writes five.
const MAX_DIRECTORIES: usize = 16;
/// Broken entries after which the rest of a directory is not trusted.
const MAX_FAULTS: usize = 10;
/// Numbers that are read of one value: no tag of interest has more than four.
const MAX_NUMBERS: usize = 8;
/// Bytes that are read of a text.
const MAX_TEXT: usize = 1_024;

/// The pointer to the directory of the picture's circumstances.
const EXIF_POINTER: u16 = 0x8769;
/// How the picture is turned.
const ORIENTATION: u16 = 0x0112;
/// The pointer to the directory of the place.
const GPS_POINTER: u16 = 0x8825;

/// Which numbering a tag is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Directory {
    /// TIFF's and EXIF's own: they share one.
    Main,
    /// The place's.
    Gps,
}

/// The tags of all blocks of a file.
#[derive(Debug, Default)]
pub(super) struct Tags<'a> {
    values: BTreeMap<(Directory, u16), Value<'a>>,
}

impl<'a> Tags<'a> {
    /// Adds the tags of a block.
    pub(super) fn read(&mut self, block: &'a [u8]) {
        let order = match block.first_chunk() {
            Some(b"II") => Order::Little,
            Some(b"MM") => Order::Big,
            _ => return,
        };
        let mut reader = Reader { block, order, visited: Vec::new(), values: &mut self.values };
        match order.u32(block, 4) {
            Some(first) if first >= 8 => reader.directory(Directory::Main, index(first)),
            _ => {}
        }
    }

    /// A tag of TIFF or EXIF.
    pub(super) fn main(&self, tag: u16) -> Option<&Value<'a>> {
        self.values.get(&(Directory::Main, tag))
    }

    /// A tag of the place.
    pub(super) fn gps(&self, tag: u16) -> Option<&Value<'a>> {
        self.values.get(&(Directory::Gps, tag))
    }
}

struct Reader<'a, 't> {
    block: &'a [u8],
    order: Order,
    visited: Vec<usize>,
    values: &'t mut BTreeMap<(Directory, u16), Value<'a>>,
}

/// An entry that is passed over.
enum Fault {
    /// It has no type: nothing but zeros, where directories are padded.
    Empty,
    /// Its type does not exist.
    Type,
    /// Its value is not where it can be.
    Offset,
}

impl<'a> Reader<'a, '_> {
    /// Reads a directory, and where it points to those.
    fn directory(&mut self, directory: Directory, at: usize) {
        if self.visited.len() >= MAX_DIRECTORIES || self.visited.contains(&at) {
            return;
        }
        self.visited.push(at);
        let Some((count, end)) = self.bounds(at) else { return };
        let mut faults = 0;
        for number in 0..count {
            match self.entry(at, end, number) {
                Ok((tag, value)) => self.found(directory, tag, value),
                Err(Fault::Empty | Fault::Type) if number == 0 => return,
                Err(Fault::Empty) => {}
                Err(Fault::Type | Fault::Offset) => faults += 1,
            }
            if faults > MAX_FAULTS {
                return;
            }
        }
    }

    /// How many entries a directory has and where they end; not of one that does not fit into the block. Behind a whole
    /// one there is nothing, or the pointer to the next, or half of it.
    fn bounds(&self, at: usize) -> Option<(usize, usize)> {
        let count = usize::from(self.order.u16(self.block, at)?);
        let end = at + 2 + 12 * count;
        let behind = self.block.len().checked_sub(end)?;
        (behind != 1 && behind != 3).then_some((count, end))
    }

    fn entry(&self, directory: usize, end: usize, number: usize) -> Result<(u16, Value<'a>), Fault> {
        let at = directory + 2 + 12 * number;
        let (block, order) = (self.block, self.order);
        let tag = order.u16(block, at).ok_or(Fault::Offset)?;
        let kind = match order.u16(block, at + 2) {
            Some(0) => return Err(Fault::Empty),
            code => code.and_then(Kind::from_code).ok_or(Fault::Type)?,
        };
        let count = index(order.u32(block, at + 4).ok_or(Fault::Offset)?);
        let size = count.checked_mul(kind.size()).ok_or(Fault::Offset)?;
        let begin = if size <= 4 { at + 8 } else { index(order.u32(block, at + 8).ok_or(Fault::Offset)?) };
        let data = slice(block, begin, size).ok_or(Fault::Offset)?;
        let inside = begin < end && begin + size > directory;
        if size > 4 && (begin < 8 || inside) {
            return Err(Fault::Offset);
        }
        Ok((tag, Value { kind, order, data }))
    }

    fn found(&mut self, directory: Directory, tag: u16, value: Value<'a>) {
        let below = match (directory, tag) {
            (Directory::Main, EXIF_POINTER) => Directory::Main,
            (Directory::Main, GPS_POINTER) => Directory::Gps,
            // The turn alone keeps what was said first.
            (Directory::Main, ORIENTATION) => {
                self.values.entry((directory, tag)).or_insert(value);
                return;
            }
            _ => {
                self.values.insert((directory, tag), value);
                return;
            }
        };
        if let Some(offset) = value.unsigned() {
            self.directory(below, index(offset));
        }
    }
}

/// The types of values, by what matters of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Byte,
    SignedByte,
    Text,
    Undefined,
    Short,
    SignedShort,
    Long,
    SignedLong,
    Rational,
    SignedRational,
    Float,
    Double,
}

impl Kind {
    fn from_code(code: u16) -> Option<Self> {
        Some(match code {
            1 => Self::Byte,
            // ASCII, and EXIF 3.0's UTF-8.
            2 | 129 => Self::Text,
            3 => Self::Short,
            4 | 13 => Self::Long,
            5 => Self::Rational,
            6 => Self::SignedByte,
            7 => Self::Undefined,
            8 => Self::SignedShort,
            9 => Self::SignedLong,
            10 => Self::SignedRational,
            11 => Self::Float,
            12 => Self::Double,
            _ => return None,
        })
    }

    fn size(self) -> usize {
        match self {
            Self::Byte | Self::SignedByte | Self::Text | Self::Undefined => 1,
            Self::Short | Self::SignedShort => 2,
            Self::Long | Self::SignedLong | Self::Float => 4,
            Self::Rational | Self::SignedRational | Self::Double => 8,
        }
    }
}

/// A tag's value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'a> {
    kind: Kind,
    order: Order,
    data: &'a [u8],
}

impl<'a> Value<'a> {
    /// The bytes, whatever their type.
    pub(super) fn bytes(&self) -> &'a [u8] {
        self.data
    }

    /// The bytes of a text before its end. Some write texts as bytes of no type.
    pub(super) fn text_bytes(&self) -> Option<&'a [u8]> {
        let text = matches!(self.kind, Kind::Text | Kind::Undefined);
        text.then(|| split_at_nul(self.data.get(..MAX_TEXT).unwrap_or(self.data)).0)
    }

    /// A whole number that is not negative: the first one.
    pub(super) fn unsigned(&self) -> Option<u32> {
        match self.kind {
            Kind::Rational | Kind::SignedRational | Kind::Float | Kind::Double | Kind::Text => None,
            _ => self.integer(0)?.try_into().ok(),
        }
    }

    /// The numbers; `None` for one that is none, such as 0/0. Of a text, those that are written in it.
    pub(super) fn numbers(&self) -> Vec<Option<f64>> {
        match self.kind {
            Kind::Text => super::text::numbers(self.text_bytes().unwrap_or_default()),
            // One byte without a type is a number; several are anything.
            Kind::Undefined if self.data.len() != 1 => Vec::new(),
            kind => {
                let count = (self.data.len() / kind.size()).min(MAX_NUMBERS);
                (0..count).map(|number| self.number(number)).collect()
            }
        }
    }

    fn number(&self, number: usize) -> Option<f64> {
        let (data, order) = (self.data, self.order);
        match self.kind {
            Kind::Rational => {
                let part = |at| order.u32(data, number * 8 + at).map(f64::from);
                quotient(part(0)?, part(4)?)
            }
            Kind::SignedRational => {
                let part = |at| order.u32(data, number * 8 + at).map(|bits| f64::from(bits.cast_signed()));
                quotient(part(0)?, part(4)?)
            }
            Kind::Float => order.u32(data, number * 4).map(|bits| f64::from(f32::from_bits(bits))),
            Kind::Double => order.u64(data, number * 8).map(f64::from_bits),
            _ => self.integer(number).and_then(|integer| i32::try_from(integer).ok()).map(f64::from),
        }
        .filter(|number| number.is_finite())
    }

    fn integer(&self, number: usize) -> Option<i64> {
        let (data, order) = (self.data, self.order);
        match self.kind {
            Kind::Byte | Kind::Undefined => data.get(number).copied().map(i64::from),
            Kind::SignedByte => data.get(number).map(|byte| i64::from(byte.cast_signed())),
            Kind::Short => order.u16(data, number * 2).map(i64::from),
            Kind::SignedShort => order.u16(data, number * 2).map(|bits| i64::from(bits.cast_signed())),
            Kind::Long => order.u32(data, number * 4).map(i64::from),
            Kind::SignedLong => order.u32(data, number * 4).map(|bits| i64::from(bits.cast_signed())),
            _ => None,
        }
    }
}

fn quotient(above: f64, below: f64) -> Option<f64> {
    (below != 0.0).then(|| above / below)
}
