//! Multi-index hashing over a run of hashes (Norouzi, Punjani and Fleet, "Fast Search in Hamming Space with Multi-Index
//! Hashing", CVPR 2012).
//!
//! The 256 bits are cut into eleven pieces, and for each piece there is a table from its value to the hashes that have
//! it. Two hashes that differ in at most 32 bits cannot differ in three bits or more of every piece, for that would be 33;
//! so it is enough to look at the hashes that have nearly the same value in one piece: some thousands of ten millions.

use super::hash::Hash;

/// Pieces of a hash.
const PIECES: usize = 11;
/// Bits of a piece that its table goes by, where there are that many hashes: one of ten millions then has about one in
/// each of its places. With fewer hashes it goes by fewer bits, and is as full.
const MOST_BITS: u32 = 23;
const _: () = assert!(MOST_BITS as usize * PIECES <= Hash::BITS, "no bit belongs to two pieces");
/// Most bits in which a piece may differ. For one more, a table would be asked for eight times as many places.
const MOST_FLIPS: usize = 2;
/// Most bits in which two hashes may differ and be found.
pub(super) const MOST_RADIUS: u32 = 32;
const _: () = assert!(PIECES * (MOST_FLIPS + 1) == MOST_RADIUS as usize + 1, "the pieces find the whole radius");

/// Tables over a run of the index's hashes.
#[derive(Debug)]
pub(super) struct Tables {
    start: usize,
    len: usize,
    bits: u32,
    /// By how many bits differ: what to flip in a value.
    flips: [Vec<u32>; MOST_FLIPS + 1],
    pieces: Vec<Piece>,
}

/// Where the hashes that have a value in this piece are: `numbers[starts[value]..starts[value + 1]]`.
#[derive(Debug)]
struct Piece {
    starts: Vec<u32>,
    numbers: Vec<u32>,
}

/// What a search needs room for, kept from one to the next.
#[derive(Debug, Default)]
pub(super) struct Room {
    ranges: Vec<(u32, u32)>,
    candidates: Vec<u32>,
}

impl Tables {
    /// Over `hashes`, the first of which has the number `start` in the index.
    pub(super) fn over(start: usize, hashes: &[Hash]) -> Self {
        let bits = hashes.len().max(2).ilog2().min(MOST_BITS);
        let one = || (0..bits).map(|bit| 1_u32 << bit);
        let two = one().flat_map(|high| one().take_while(move |low| *low < high).map(move |low| high | low));
        let flips = [vec![0], one().collect(), two.collect()];
        let pieces = (0..PIECES).map(|piece| Piece::over(piece, bits, hashes)).collect();
        Self { start, len: hashes.len(), bits, flips, pieces }
    }

    /// The number after the last hash's.
    pub(super) fn end(&self) -> usize {
        self.start + self.len
    }

    /// Hashes.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Bytes of the tables.
    pub(super) fn memory_bytes(&self) -> usize {
        self.pieces.iter().map(|piece| (piece.starts.capacity() + piece.numbers.capacity()) * size_of::<u32>()).sum()
    }

    /// Calls `found` with the number of every hash of the run that differs from `asked` in at most `radius` bits (no more
    /// than [`MOST_RADIUS`]), and with these bits. It may be called several times for one.
    ///
    /// `all` are the index's hashes.
    pub(super) fn search(
        &self,
        all: &[Hash],
        asked: Hash,
        radius: u32,
        room: &mut Room,
        mut found: impl FnMut(usize, u32),
    ) {
        room.candidates.clear();
        for (number, piece) in self.pieces.iter().enumerate() {
            let flips = self.flips.get(..counts(number, radius)).unwrap_or(&self.flips);
            piece.gather(value(asked, number, self.bits), flips, room);
        }
        let run = all.get(self.start..self.end()).unwrap_or_default();
        for &number in &room.candidates {
            let Some(hash) = run.get(number as usize) else { continue };
            let bits = hash.distance(asked);
            if bits <= radius {
                found(self.start + number as usize, bits);
            }
        }
    }
}

impl Piece {
    fn over(piece: usize, bits: u32, hashes: &[Hash]) -> Self {
        let sorted = coarsely_sorted(piece, bits, hashes);
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for (value, _) in &sorted {
            if let Some(count) = starts.get_mut(*value as usize) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        // Each now is the end of its range; filling them from behind leaves it at the start.
        let mut numbers = vec![0; hashes.len()];
        for (value, number) in sorted {
            let Some(end) = starts.get_mut(value as usize) else { continue };
            *end -= 1;
            if let Some(to) = numbers.get_mut(*end as usize) {
                *to = number;
            }
        }
        Self { starts, numbers }
    }

    /// All that have nearly this value. First the ranges, then what is in them: so the processor waits for many places
    /// of memory at once, not for one after the other.
    fn gather(&self, value: u32, flips: &[Vec<u32>], room: &mut Room) {
        room.ranges.clear();
        room.ranges.extend(flips.iter().flatten().map(|flip| {
            let at = (value ^ flip) as usize;
            let start = |at: usize| self.starts.get(at).copied().unwrap_or_default();
            (start(at), start(at + 1))
        }));
        for &(from, to) in &room.ranges {
            room.candidates.extend_from_slice(self.numbers.get(from as usize..to as usize).unwrap_or_default());
        }
    }
}

/// The piece's values and the hashes' numbers within the run, by the values' highest bits: so that sorting them goes
/// through a table from one end to the other, which is some times faster than all over it.
fn coarsely_sorted(piece: usize, bits: u32, hashes: &[Hash]) -> Vec<(u32, u32)> {
    let shift = bits.saturating_sub(8);
    let values = || hashes.iter().map(|hash| value(*hash, piece, bits));
    let mut places = [0_usize; 257];
    for value in values() {
        if let Some(count) = places.get_mut((value >> shift) as usize + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for place in &mut places {
        sum += *place;
        *place = sum;
    }
    let mut sorted = vec![(0, 0); hashes.len()];
    for (number, value) in (0..).zip(values()) {
        let Some(place) = places.get_mut((value >> shift) as usize) else { continue };
        if let Some(to) = sorted.get_mut(*place) {
            *to = (value, number);
        }
        *place += 1;
    }
    sorted
}

/// How many numbers of differing bits, from none on, to look for in a piece. Together they are one more than the radius:
/// a hash that differs in more bits than these in each piece differs in more than the radius.
fn counts(piece: usize, radius: u32) -> usize {
    let all = radius as usize + 1;
    all / PIECES + usize::from(piece < all % PIECES)
}

/// The lowest `bits` bits of a piece.
fn value(hash: Hash, piece: usize, bits: u32) -> u32 {
    let from = piece * Hash::BITS / PIECES;
    let word = |at: usize| hash.0.get(at).copied().unwrap_or_default();
    let both = u128::from(word(from / 64)) | u128::from(word(from / 64 + 1)) << 64;
    #[expect(clippy::cast_possible_truncation, reason = "the mask leaves fewer bits")]
    let value = (both >> (from % 64)) as u32 & ((1 << bits) - 1);
    value
}
