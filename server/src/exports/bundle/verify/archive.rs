//! A package as a file: bytes at places, and what its own directory says, which may be wrong.

use std::{
    fs::File,
    io::{self, Read},
    os::unix::fs::FileExt,
};

/// The signatures of a package's records.
const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
const END64: [u8; 4] = *b"PK\x06\x06";
const LOCATOR: [u8; 4] = *b"PK\x06\x07";
/// The most that may follow the end: a comment of 65,535 bytes.
const TAIL: u64 = 65_535 + 22;
/// A directory that claims to be longer than this is not read.
const DIRECTORY_MAX: u64 = 1 << 30;

/// A package.
#[derive(Debug)]
pub(super) struct Archive {
    file: File,
    /// How many bytes.
    pub len: u64,
    /// What its directory says, or what stands before the files where there is no directory.
    pub listing: Vec<Listed>,
}

/// A file as the package itself tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    /// Its path.
    pub name: String,
    /// 0 where it is stored, 8 where it is deflated.
    pub method: u16,
    /// Bytes in the package.
    pub packed: u64,
    /// Where its record begins.
    pub offset: u64,
}

impl Archive {
    pub fn open(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        let mut archive = Self { file, len, listing: Vec::new() };
        archive.listing = match archive.directory()? {
            Some(listing) => listing,
            None => archive.walk()?,
        };
        Ok(archive)
    }

    /// The bytes from `from` on, as many as there are up to `to`.
    pub fn bytes(&self, from: u64, to: u64) -> io::Result<Vec<u8>> {
        let to = to.min(self.len);
        let mut bytes = vec![0; usize::try_from(to.saturating_sub(from)).unwrap_or(0)];
        self.file.read_exact_at(&mut bytes, from)?;
        Ok(bytes)
    }

    /// Reads from `from` up to `to`.
    pub fn reader(&self, from: u64, to: u64) -> impl Read + '_ {
        Span { file: &self.file, at: from, end: to.min(self.len) }
    }

    /// Where a listed file's bytes are; none where no record stands there.
    pub fn content(&self, listed: &Listed) -> io::Result<Option<(u64, u64)>> {
        let fixed = self.bytes(listed.offset, listed.offset.saturating_add(30))?;
        if fixed.len() < 30 || !fixed.starts_with(&LOCAL) {
            return Ok(None);
        }
        let from = listed.offset + 30 + u64::from(short(&fixed, 26)) + u64::from(short(&fixed, 28));
        let to = from.saturating_add(listed.packed);
        Ok((to <= self.len).then_some((from, to)))
    }

    /// What the directory at the end says; none where it cannot be read.
    fn directory(&self) -> io::Result<Option<Vec<Listed>>> {
        let from = self.len.saturating_sub(TAIL);
        let tail = self.bytes(from, self.len)?;
        let Some(at) = tail.windows(4).rposition(|four| four == END) else { return Ok(None) };
        let Some(end) = tail.get(at..at + 22) else { return Ok(None) };
        let (mut bytes, mut offset) = (u64::from(wide(end, 12)), u64::from(wide(end, 16)));
        let locator = at.checked_sub(20).and_then(|at| tail.get(at..at + 20));
        if let Some(locator) = locator.filter(|locator| locator.starts_with(&LOCATOR)) {
            let end64 = long(locator, 8);
            let end64 = self.bytes(end64.min(self.len), end64.saturating_add(56))?;
            if end64.len() == 56 && end64.starts_with(&END64) {
                (bytes, offset) = (long(&end64, 40), long(&end64, 48));
            }
        }
        if bytes > DIRECTORY_MAX || offset.saturating_add(bytes) > self.len {
            return Ok(None);
        }
        Ok(entries(&self.bytes(offset, offset + bytes)?))
    }

    /// What stands before the files, from the first on. Where no record follows a file, the next that looks like one is
    /// taken.
    fn walk(&self) -> io::Result<Vec<Listed>> {
        let (mut found, mut at) = (Vec::new(), 0);
        while at + 30 <= self.len {
            let fixed = self.bytes(at, at + 30)?;
            if fixed.starts_with(&CENTRAL) {
                break;
            }
            if !fixed.starts_with(&LOCAL) {
                match self.next_record(at + 1)? {
                    Some(next) => at = next,
                    None => break,
                }
                continue;
            }
            let (name, extra) = (u64::from(short(&fixed, 26)), u64::from(short(&fixed, 28)));
            let rest = self.bytes(at + 30, at + 30 + name + extra)?;
            let mut packed = u64::from(wide(&fixed, 18));
            let name = usize::try_from(name).unwrap_or(0);
            if packed == u64::from(u32::MAX) && rest.len() >= name + 20 {
                packed = long(&rest, name + 12);
            }
            let text = rest.get(..name).map(|name| String::from_utf8_lossy(name).into_owned()).unwrap_or_default();
            found.push(Listed { name: text, method: short(&fixed, 8), packed, offset: at });
            at = (at + 30 + rest.len() as u64).saturating_add(packed);
        }
        Ok(found)
    }

    fn next_record(&self, from: u64) -> io::Result<Option<u64>> {
        const BLOCK: u64 = 1 << 20;
        let mut at = from;
        while at < self.len {
            let block = self.bytes(at, at + BLOCK + 3)?;
            if let Some(found) = block.windows(4).position(|four| four == LOCAL) {
                return Ok(Some(at + found as u64));
            }
            at += BLOCK;
        }
        Ok(None)
    }

    /// The last place before `before` at which a text stands.
    pub fn last(&self, text: &[u8], before: u64) -> io::Result<Option<u64>> {
        const BLOCK: u64 = 1 << 20;
        let mut end = before.min(self.len);
        while end > 0 {
            let from = end.saturating_sub(BLOCK);
            let block = self.bytes(from, end + text.len() as u64 - 1)?;
            let place = block.windows(text.len()).rposition(|some| some == text).map(|at| from + at as u64);
            if let Some(place) = place.filter(|place| *place < before) {
                return Ok(Some(place));
            }
            end = from;
        }
        Ok(None)
    }
}

/// The entries of a directory; none where it is no directory.
fn entries(mut rest: &[u8]) -> Option<Vec<Listed>> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let fixed = rest.get(..46)?;
        if !fixed.starts_with(&CENTRAL) {
            return None;
        }
        let [name, extra, comment] = [28, 30, 32].map(|at| usize::from(short(fixed, at)));
        let text = std::str::from_utf8(rest.get(46..46 + name)?).ok()?;
        let field = rest.get(46 + name..46 + name + extra)?;
        let (plain, mut packed, mut offset) = (wide(fixed, 24), u64::from(wide(fixed, 20)), u64::from(wide(fixed, 42)));
        if field.starts_with(&[1, 0]) {
            let mut at = 4 + if plain == u32::MAX { 8 } else { 0 };
            if packed == u64::from(u32::MAX) {
                packed = long(field, at);
                at += 8;
            }
            if offset == u64::from(u32::MAX) {
                offset = long(field, at);
            }
        }
        found.push(Listed { name: text.to_owned(), method: short(fixed, 10), packed, offset });
        rest = rest.get(46 + name + extra + comment..)?;
    }
    Some(found)
}

fn short(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|two| two.try_into().ok()).map_or(0, u16::from_le_bytes)
}

fn wide(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn long(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|eight| eight.try_into().ok()).map_or(0, u64::from_le_bytes)
}

struct Span<'a> {
    file: &'a File,
    at: u64,
    end: u64,
}

impl Read for Span<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let some = left.min(out.len());
        let read = self.file.read_at(out.get_mut(..some).unwrap_or_default(), self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}
