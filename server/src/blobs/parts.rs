//! The parts of an interrupted upload: how they are named, and which bytes of which make up the whole.
//!
//! A part is immutable and named by the bytes it holds, `<offset>-<length>`. Two requests that carry on from the same
//! place, as happens when a phone gives a connection up before the server does, leave two parts that overlap; neither
//! can cut the other short, and no lock between replicas is needed. Which bytes were right, the hash of the whole says.

use std::ops::Range;

/// One piece of an upload, as kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub offset: u64,
    pub length: u64,
}

impl Part {
    /// The part's name; names sort as offsets do.
    pub fn name(self) -> String {
        format!("{:020}-{}", self.offset, self.length)
    }

    /// Reads a name; what is no part's name is nobody's business here.
    pub fn parse(name: &str) -> Option<Self> {
        let (offset, length) = name.split_once('-')?;
        let part = Self { offset: offset.parse().ok()?, length: length.parse().ok()? };
        (part.offset.checked_add(part.length).is_some() && part.name() == name).then_some(part)
    }

    fn end(self) -> u64 {
        self.offset.saturating_add(self.length)
    }
}

/// Which bytes of which part follow one another from the first byte to the first hole, at most `limit` of them.
pub(super) fn chain(mut parts: Vec<Part>, limit: u64) -> Vec<(Part, Range<u64>)> {
    parts.sort_by_key(|part| (part.offset, std::cmp::Reverse(part.length)));
    let mut chain = Vec::new();
    let mut at = 0;
    for part in parts {
        let end = part.end().min(limit);
        if part.offset <= at && at < end {
            chain.push((part, at - part.offset..end - part.offset));
            at = end;
        }
    }
    chain
}

/// How many bytes there are from the first one to the first hole.
pub(super) fn contiguous(parts: Vec<Part>) -> u64 {
    chain(parts, u64::MAX).iter().map(|(_, bytes)| bytes.end - bytes.start).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn part(offset: u64, length: u64) -> Part {
        Part { offset, length }
    }

    #[test]
    fn parts_that_follow_or_overlap_count_up_to_the_first_hole() {
        assert_eq!(contiguous(vec![]), 0);
        assert_eq!(contiguous(vec![part(5, 5)]), 0);
        assert_eq!(contiguous(vec![part(10, 5), part(0, 10)]), 15);
        assert_eq!(contiguous(vec![part(0, 4), part(0, 10), part(2, 3), part(8, 4), part(20, 9)]), 12);
    }

    #[test]
    fn a_name_is_read_back_and_nothing_else_is() {
        assert_eq!(Part::parse(&part(7, 90).name()), Some(part(7, 90)));
        assert!(part(9, 1).name() < part(10, 1).name());
        for name in ["", "7-90", "00000000000000000007", "00000000000000000007-090", "18446744073709551615-2"] {
            assert_eq!(Part::parse(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn a_chain_has_every_byte_once(
            parts in prop::collection::vec((0u64..60, 0u64..20), 0..12),
            limit in 0u64..80,
        ) {
            let parts: Vec<Part> = parts.into_iter().map(|(offset, length)| part(offset, length)).collect();
            let bytes: Vec<u64> = chain(parts.clone(), limit)
                .into_iter()
                .flat_map(|(part, bytes)| {
                    assert!(bytes.end <= part.length);
                    bytes.map(move |byte| part.offset + byte)
                })
                .collect();
            let holds = |byte: &u64| parts.iter().any(|part| (part.offset..part.end()).contains(byte));
            let expected: Vec<u64> = (0..limit).take_while(holds).collect();
            prop_assert_eq!(bytes, expected);
        }
    }
}
