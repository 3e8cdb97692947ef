//! The records around the files of a package.

use mobile_sync_protocol::time::Timestamp;

/// The signature before a file.
pub const LOCAL: [u8; 4] = *b"PK\x03\x04";
/// The signature of a file in the directory.
pub const CENTRAL: [u8; 4] = *b"PK\x01\x02";
/// The signature of the end of a package that needs more than the old fields.
pub const END64: [u8; 4] = *b"PK\x06\x06";
/// The signature of where that end is.
const LOCATOR: [u8; 4] = *b"PK\x06\x07";
/// The signature of the end.
pub const END: [u8; 4] = *b"PK\x05\x06";

/// Version 2.0 of the format: folders and no compression. 4.5 has ZIP64.
const PLAIN: u16 = 20;
const ZIP64: u16 = 45;
/// Names are UTF-8.
const UTF8: u16 = 1 << 11;
/// In place of what stands in the ZIP64 field.
const SEE_EXTRA: u32 = u32::MAX;
/// Bytes of a file's record without name and ZIP64 field.
pub const ENTRY_OVERHEAD: u64 = 30;

/// When all files of a package say that they were written, as MS-DOS writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    time: u16,
    day: u16,
}

impl Stamp {
    /// An instant on the clocks of Việt Nam; seconds are even.
    pub fn of(at: Timestamp) -> Self {
        let seconds = at.0.div_euclid(1_000) + 7 * 3600;
        let of_day = seconds.rem_euclid(86_400);
        let part = |value: i64| u16::try_from(value).unwrap_or(0);
        let time = (part(of_day / 3600) << 11) | (part(of_day / 60 % 60) << 5) | part(of_day % 60 / 2);
        let (year, month, day) = at.date_at(7 * 3600).parts();
        let small = |value: i8| u16::try_from(value).unwrap_or(1);
        let year = u16::try_from(year).unwrap_or(1980).saturating_sub(1980);
        Self { time, day: (year << 9) | (small(month) << 5) | small(day) }
    }
}

/// A file in a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path, with `/` between folders.
    pub name: String,
    /// How many bytes.
    pub bytes: u64,
    /// CRC-32 of them.
    pub crc: u32,
}

impl Entry {
    /// The entry of these bytes.
    pub fn of(name: impl Into<String>, bytes: &[u8]) -> Self {
        Self { name: name.into(), bytes: bytes.len() as u64, crc: crc32fast::hash(bytes) }
    }

    fn is_large(&self) -> bool {
        self.bytes >= u64::from(SEE_EXTRA)
    }

    /// What stands before the file.
    pub fn local(&self, stamp: Stamp) -> Vec<u8> {
        let mut extra = Vec::new();
        if self.is_large() {
            extra.extend_from_slice(&1_u16.to_le_bytes());
            extra.extend_from_slice(&16_u16.to_le_bytes());
            extra.extend_from_slice(&self.bytes.to_le_bytes());
            extra.extend_from_slice(&self.bytes.to_le_bytes());
        }
        let mut out = Vec::with_capacity(30 + self.name.len() + extra.len());
        out.extend_from_slice(&LOCAL);
        self.common(stamp, self.is_large(), &mut out);
        out.extend_from_slice(&short(self.name.len()).to_le_bytes());
        out.extend_from_slice(&short(extra.len()).to_le_bytes());
        out.extend_from_slice(self.name.as_bytes());
        out.extend_from_slice(&extra);
        out
    }

    /// How long [`Self::local`] is.
    pub fn local_len(&self) -> u64 {
        ENTRY_OVERHEAD + self.name.len() as u64 + if self.is_large() { 20 } else { 0 }
    }

    /// What the directory says of the file that begins at `offset`.
    pub fn central(&self, offset: u64, stamp: Stamp) -> Vec<u8> {
        let far = offset >= u64::from(SEE_EXTRA);
        let mut field = Vec::new();
        if self.is_large() {
            field.extend_from_slice(&self.bytes.to_le_bytes());
            field.extend_from_slice(&self.bytes.to_le_bytes());
        }
        if far {
            field.extend_from_slice(&offset.to_le_bytes());
        }
        let mut extra = Vec::new();
        if !field.is_empty() {
            extra.extend_from_slice(&1_u16.to_le_bytes());
            extra.extend_from_slice(&short(field.len()).to_le_bytes());
            extra.extend_from_slice(&field);
        }
        let large = self.is_large() || far;
        let mut out = Vec::with_capacity(46 + self.name.len() + extra.len());
        out.extend_from_slice(&CENTRAL);
        // Made by: 3 is Unix, so that the permissions below are read.
        out.extend_from_slice(&((3 << 8) | if large { ZIP64 } else { PLAIN }).to_le_bytes());
        self.common(stamp, large, &mut out);
        out.extend_from_slice(&short(self.name.len()).to_le_bytes());
        out.extend_from_slice(&short(extra.len()).to_le_bytes());
        // No comment, on the first disk, no internal attributes.
        out.extend_from_slice(&[0; 6]);
        // A plain file that its owner may write and everybody read.
        out.extend_from_slice(&(0o100_644_u32 << 16).to_le_bytes());
        out.extend_from_slice(&if far { SEE_EXTRA } else { low(offset) }.to_le_bytes());
        out.extend_from_slice(self.name.as_bytes());
        out.extend_from_slice(&extra);
        out
    }

    /// What both records have: version, flags, method, time, checksum and lengths.
    fn common(&self, stamp: Stamp, large: bool, out: &mut Vec<u8>) {
        out.extend_from_slice(&if large { ZIP64 } else { PLAIN }.to_le_bytes());
        out.extend_from_slice(&UTF8.to_le_bytes());
        // Stored.
        out.extend_from_slice(&0_u16.to_le_bytes());
        out.extend_from_slice(&stamp.time.to_le_bytes());
        out.extend_from_slice(&stamp.day.to_le_bytes());
        out.extend_from_slice(&self.crc.to_le_bytes());
        let length = if self.is_large() { SEE_EXTRA } else { low(self.bytes) };
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&length.to_le_bytes());
    }
}

/// The end of a package of `count` files whose directory is `bytes` long and begins at `offset`.
pub fn end(count: u64, bytes: u64, offset: u64) -> Vec<u8> {
    let mut out = Vec::with_capacity(98);
    if count >= u64::from(u16::MAX) || bytes >= u64::from(SEE_EXTRA) || offset >= u64::from(SEE_EXTRA) {
        let at = offset.saturating_add(bytes);
        out.extend_from_slice(&END64);
        // The record's length without what stands up to here.
        out.extend_from_slice(&44_u64.to_le_bytes());
        out.extend_from_slice(&((3 << 8) | ZIP64).to_le_bytes());
        out.extend_from_slice(&ZIP64.to_le_bytes());
        // This disk, and the one with the directory.
        out.extend_from_slice(&[0; 8]);
        for value in [count, count, bytes, offset] {
            out.extend_from_slice(&value.to_le_bytes());
        }
        out.extend_from_slice(&LOCATOR);
        out.extend_from_slice(&0_u32.to_le_bytes());
        out.extend_from_slice(&at.to_le_bytes());
        out.extend_from_slice(&1_u32.to_le_bytes());
    }
    let count = u16::try_from(count).unwrap_or(u16::MAX);
    out.extend_from_slice(&END);
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&low(bytes).to_le_bytes());
    out.extend_from_slice(&low(offset).to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    out
}

/// Names and fields are far shorter than 64 KiB.
fn short(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}

fn low(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(SEE_EXTRA)
}
