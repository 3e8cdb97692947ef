//! Writes EXIF blocks with any type, count and value for any tag, in both byte orders: also what no program writes.

/// A directory's entry.
#[derive(Clone, Debug)]
pub struct Entry {
    pub tag: u16,
    pub kind: u16,
    pub count: u32,
    /// One value after the other, each big-endian with its size.
    pub values: Vec<(usize, u64)>,
}

impl Entry {
    fn new(tag: u16, kind: u16, count: usize, values: Vec<(usize, u64)>) -> Self {
        Self { tag, kind, count: u32::try_from(count).unwrap(), values }
    }

    pub fn bytes(tag: u16, kind: u16, bytes: &[u8]) -> Self {
        Self::new(tag, kind, bytes.len(), bytes.iter().map(|byte| (1, u64::from(*byte))).collect())
    }

    pub fn text(tag: u16, text: &str) -> Self {
        Self::bytes(tag, 2, &[text.as_bytes(), b"\0"].concat())
    }

    pub fn short(tag: u16, number: u16) -> Self {
        Self::new(tag, 3, 1, vec![(2, u64::from(number))])
    }

    pub fn long(tag: u16, number: u32) -> Self {
        Self::new(tag, 4, 1, vec![(4, u64::from(number))])
    }

    pub fn rationals(tag: u16, parts: &[(u32, u32)]) -> Self {
        let values = parts.iter().flat_map(|part| [(4, u64::from(part.0)), (4, u64::from(part.1))]);
        Self::new(tag, 5, parts.len(), values.collect())
    }

    pub fn signed_rationals(tag: u16, parts: &[(i32, i32)]) -> Self {
        let bits = |number: i32| (4, u64::from(number.cast_unsigned()));
        Self::new(tag, 10, parts.len(), parts.iter().flat_map(|part| [bits(part.0), bits(part.1)]).collect())
    }

    pub fn floats(tag: u16, parts: &[f32]) -> Self {
        Self::new(tag, 11, parts.len(), parts.iter().map(|part| (4, u64::from(part.to_bits()))).collect())
    }

    pub fn doubles(tag: u16, parts: &[f64]) -> Self {
        Self::new(tag, 12, parts.len(), parts.iter().map(|part| (8, part.to_bits())).collect())
    }
}

/// A block in the making.
#[derive(Clone, Debug, Default)]
pub struct Tiff {
    pub main: Vec<Entry>,
    pub exif: Vec<Entry>,
    pub gps: Vec<Entry>,
}

impl Tiff {
    /// The block: header, the three directories, then what did not fit into their entries.
    pub fn block(&self, big: bool) -> Vec<u8> {
        let put = |out: &mut Vec<u8>, size: usize, number: u64| {
            let bytes = number.to_be_bytes();
            let bytes = &bytes[8 - size..];
            if big { out.extend(bytes) } else { out.extend(bytes.iter().rev()) }
        };
        let length = |entries: usize| 2 + 12 * entries + 4;
        let exif_at = 8 + length(self.main.len() + 2);
        let gps_at = exif_at + length(self.exif.len());
        let mut heap_at = gps_at + length(self.gps.len());
        let mut main = self.main.clone();
        main.push(Entry::long(0x8769, u32::try_from(exif_at).unwrap()));
        main.push(Entry::long(0x8825, u32::try_from(gps_at).unwrap()));
        let mut out = if big { b"MM\0*\0\0\0\x08".to_vec() } else { b"II*\0\x08\0\0\0".to_vec() };
        let mut heap = Vec::new();
        for directory in [&main, &self.exif, &self.gps] {
            put(&mut out, 2, directory.len() as u64);
            for entry in directory {
                put(&mut out, 2, u64::from(entry.tag));
                put(&mut out, 2, u64::from(entry.kind));
                put(&mut out, 4, u64::from(entry.count));
                let mut data = Vec::new();
                entry.values.iter().for_each(|(size, number)| put(&mut data, *size, *number));
                if data.len() > 4 {
                    put(&mut out, 4, heap_at as u64);
                    data.resize(data.len().next_multiple_of(2), 0);
                    heap_at += data.len();
                    heap.extend(data);
                } else {
                    data.resize(4, 0);
                    out.extend(data);
                }
            }
            put(&mut out, 4, 0);
        }
        out.extend(heap);
        out
    }
}
