//! Reads the files' names, lengths and checksums back out of the bytes of a package that was begun.

use super::entry::{Entry, LOCAL};

/// Bytes of a record before its name.
const FIXED: usize = 30;

/// Takes the bytes of a package as they come, and remembers what its directory will say. Contents are passed over.
#[derive(Debug, Default)]
pub struct Walker {
    /// The files so far.
    pub entries: Vec<Entry>,
    record: Vec<u8>,
    /// Bytes of a file that are still to come.
    content: u64,
    lost: bool,
}

impl Walker {
    /// Takes the next bytes.
    pub fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && !self.lost {
            if self.content > 0 {
                let some = usize::try_from(self.content).unwrap_or(usize::MAX).min(bytes.len());
                self.content -= some as u64;
                bytes = bytes.get(some..).unwrap_or_default();
                continue;
            }
            let wanted = self.wanted() - self.record.len();
            let (some, rest) = bytes.split_at(wanted.min(bytes.len()));
            self.record.extend_from_slice(some);
            bytes = rest;
            if self.record.len() == self.wanted() {
                self.take();
            }
        }
    }

    /// Whether all bytes made up whole files.
    pub fn is_whole(&self) -> bool {
        !self.lost && self.record.is_empty() && self.content == 0
    }

    fn short(&self, at: usize) -> usize {
        let two = self.record.get(at..at + 2).and_then(|two| two.try_into().ok());
        two.map_or(0, |two| usize::from(u16::from_le_bytes(two)))
    }

    fn wide(&self, at: usize) -> u32 {
        let four = self.record.get(at..at + 4).and_then(|four| four.try_into().ok());
        four.map_or(0, u32::from_le_bytes)
    }

    /// How long the record is, as far as that is known.
    fn wanted(&self) -> usize {
        if self.record.len() < FIXED { FIXED } else { FIXED + self.short(26) + self.short(28) }
    }

    fn take(&mut self) {
        let name = self.record.get(FIXED..FIXED + self.short(26)).unwrap_or_default();
        let name = String::from_utf8(name.to_vec());
        let long = self.record.get(FIXED + self.short(26) + 4..).and_then(|extra| extra.first_chunk::<8>());
        let bytes = match (self.wide(22), long) {
            (u32::MAX, Some(long)) => u64::from_le_bytes(*long),
            (bytes, _) => u64::from(bytes),
        };
        match name {
            Ok(name) if self.record.starts_with(&LOCAL) => {
                self.entries.push(Entry { name, bytes, crc: self.wide(14) });
                self.content = bytes;
                self.record.clear();
            }
            _ => self.lost = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use mobile_sync_protocol::time::Timestamp;
    use proptest::prelude::*;

    use super::{
        super::{Stamp, end},
        *,
    };

    /// A package of some files.
    fn package(files: &[(String, Vec<u8>)]) -> Vec<u8> {
        let stamp = Stamp::of(Timestamp(1_714_961_700_000));
        let (mut out, mut directory) = (Vec::new(), Vec::new());
        for (name, bytes) in files {
            let entry = Entry::of(name.clone(), bytes);
            directory.extend(entry.central(out.len() as u64, stamp));
            let local = entry.local(stamp);
            assert_eq!(local.len() as u64, entry.local_len());
            out.extend(local);
            out.extend_from_slice(bytes);
        }
        let offset = out.len() as u64;
        out.extend_from_slice(&directory);
        out.extend(end(files.len() as u64, directory.len() as u64, offset));
        out
    }

    /// What another program reads.
    fn read(package: Vec<u8>) -> Vec<(String, Vec<u8>)> {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(package)).unwrap();
        let mut files = Vec::new();
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            files.push((file.name().unwrap().into_owned(), bytes));
        }
        files
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn another_program_reads_what_was_written_and_the_walker_does_in_any_pieces(
            contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..6),
            piece in 1_usize..400,
        ) {
            let name = |at: usize| format!("xã Điềm He/{at}.bin");
            let files: Vec<_> = contents.into_iter().enumerate().map(|(at, bytes)| (name(at), bytes)).collect();
            let whole = package(&files);
            let mut walker = Walker::default();
            let body: usize = files.iter().map(|(name, bytes)| 30 + name.len() + bytes.len()).sum();
            whole[..body].chunks(piece).for_each(|bytes| walker.feed(bytes));
            prop_assert!(walker.is_whole());
            let entries: Vec<Entry> = files.iter().map(|(name, bytes)| Entry::of(name.clone(), bytes)).collect();
            prop_assert_eq!(&walker.entries, &entries);
            prop_assert_eq!(read(whole), files);
        }
    }

    #[test]
    fn more_files_than_the_old_format_counts_are_read_by_another_program() {
        let files: Vec<_> = (0..70_000).map(|at| (format!("{at}"), Vec::new())).collect();
        let read = read(package(&files));
        assert_eq!((read.len(), &read[69_999].0), (70_000, &"69999".to_owned()));
    }

    #[test]
    fn files_and_places_beyond_four_gibibytes_stand_in_the_wide_fields() {
        let stamp = Stamp::of(Timestamp(1_714_961_700_000));
        let large = Entry { name: "a".to_owned(), bytes: 5 << 30, crc: 7 };
        let mut walker = Walker::default();
        walker.feed(&large.local(stamp));
        assert_eq!(walker.entries, std::slice::from_ref(&large));
        assert!(!walker.is_whole());
        let central = large.central(6 << 30, stamp);
        // The lengths, then the place, in the field 1 after the name.
        assert_eq!(central[47..51], [1, 0, 24, 0]);
        assert_eq!(central[51..59], (5_u64 << 30).to_le_bytes());
        assert_eq!(central[67..75], (6_u64 << 30).to_le_bytes());
    }

    #[test]
    fn what_is_no_package_is_not_whole() {
        let mut walker = Walker::default();
        walker.feed(&[0; 64]);
        assert!(!walker.is_whole());
    }

    #[test]
    fn a_stamp_is_the_time_in_viet_nam() {
        // 2024-05-06 09:15:00 +07:00
        let entry = Entry::of("a", b"");
        let local = entry.local(Stamp::of(Timestamp(1_714_961_700_000)));
        assert_eq!(u16::from_le_bytes([local[10], local[11]]), (9 << 11) | (15 << 5));
        assert_eq!(u16::from_le_bytes([local[12], local[13]]), ((2024 - 1980) << 9) | (5 << 5) | 6);
    }
}
