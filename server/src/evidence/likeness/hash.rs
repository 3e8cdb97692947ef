//! A picture's perceptual hash: 256 bits that a re-encoded, resized, brightened or blurred copy keeps.
//!
//! The hash is the one that Meta published as PDQ (Davis and Rosen, "The TMK+PDQF Video-Hashing Algorithm and the PDQ
//! Image-Hashing Algorithm", 2019): the picture as 64 × 64 means, the cosine transform's 16 × 16 lowest frequencies
//! without the constant row and column, and a bit for each that lies above their median. Leaving out the constant row
//! and column is what keeps landscapes apart: all of them are light above and dark below.
//!
//! The means are those of the exact areas here, where PDQ samples a blurred picture: half of the pictures are within 8
//! bits of the reference, and those with a fine pattern further. Hashes of other programs cannot be compared with these.

use std::{f64::consts::PI, sync::LazyLock};

use super::sums::Cells;

/// Rows and columns of means.
pub(super) const SIDE: usize = 64;
/// Frequencies along each side.
const FREQUENCIES: usize = 16;
/// PDQ's measure of detail, 0 to 100, below which a picture has nothing to compare.
const LEAST_DETAIL: f64 = 20.0;
/// Bit `n` of a hash stands for the frequency `STRIDE * n` modulo 256, so that neighbouring bits stand for frequencies
/// that are far apart. Neighbouring frequencies often have the same sign, and the index cuts a hash into runs of bits:
/// it is fast where few hashes have the same run.
const STRIDE: usize = 159;

/// A hash. Frequency `16 * v + u` is the vertical `v + 1` with the horizontal `u + 1`; bit `n` is bit `n % 64` of word
/// `n / 64`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hash(pub [u64; 4]);

impl Hash {
    /// Bits of a hash.
    pub const BITS: usize = FREQUENCIES * FREQUENCIES;
    /// Bytes of a hash.
    pub const BYTES: usize = Self::BITS / 8;

    /// Bits in which two hashes differ.
    pub fn distance(self, other: Self) -> u32 {
        self.0.iter().zip(&other.0).map(|(one, other)| (one ^ other).count_ones()).sum()
    }

    /// Of a picture's lowest frequencies, the vertical ones as rows: which of them lie above the median.
    pub fn of_frequencies(frequencies: &[[f64; FREQUENCIES]; FREQUENCIES]) -> Self {
        let values = frequencies.as_flattened();
        let mut sorted = [0.0; Self::BITS];
        sorted.copy_from_slice(values);
        let (_, median, _) = sorted.select_nth_unstable_by(Self::BITS / 2 - 1, f64::total_cmp);
        let bit = |n: usize| values.get(n * STRIDE % Self::BITS).is_some_and(|value| *value > *median);
        Self([0, 64, 128, 192].map(|from| (from..from + 64).rev().fold(0, |word, n| word << 1 | u64::from(bit(n)))))
    }

    /// Its words, each with its lowest byte first.
    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        let words = self.0.map(u64::to_le_bytes);
        let mut bytes = [0; Self::BYTES];
        bytes.copy_from_slice(words.as_flattened());
        bytes
    }

    /// From [`to_bytes`](Self::to_bytes).
    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let mut words = [0; 4];
        for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        Self(words)
    }
}

/// `BASIS[k][n]`: the cosine of frequency `k + 1` at the mean `n`.
static BASIS: LazyLock<[[f64; SIDE]; FREQUENCIES]> = LazyLock::new(|| {
    let mut basis = [[0.0; SIDE]; FREQUENCIES];
    for (frequency, row) in (1_u8..).zip(&mut basis) {
        for (at, value) in (0_u8..).zip(row) {
            *value = (PI / 128.0 * f64::from(frequency) * f64::from(2 * u16::from(at) + 1)).cos();
        }
    }
    basis
});

/// The lowest frequencies of a picture.
#[derive(Clone, Debug)]
pub(super) struct Spectrum([[f64; FREQUENCIES]; FREQUENCIES]);

impl Spectrum {
    /// Of a picture as means; `None` where it has too little detail.
    pub(super) fn of(cells: &Cells) -> Option<Self> {
        (detail(cells) >= LEAST_DETAIL).then(|| Self::transform(cells))
    }

    fn transform(cells: &Cells) -> Self {
        // Along the rows first: [row of means][horizontal frequency].
        let along: Vec<[f64; FREQUENCIES]> =
            cells.iter().map(|row| BASIS.each_ref().map(|wave| dot(wave, row))).collect();
        let mut spectrum = [[0.0; FREQUENCIES]; FREQUENCIES];
        for (out, wave) in spectrum.iter_mut().zip(BASIS.iter()) {
            for (weight, row) in wave.iter().zip(&along) {
                for (sum, value) in out.iter_mut().zip(row) {
                    *sum += weight * value;
                }
            }
        }
        Self(spectrum)
    }

    /// As the picture would have it that a mirror shows: odd waves run the other way.
    pub(super) fn mirrored(&self) -> Self {
        let mut turned = self.clone();
        for row in &mut turned.0 {
            for value in row.iter_mut().step_by(2) {
                *value = -*value;
            }
        }
        turned
    }

    /// Which frequencies lie above the median.
    pub(super) fn hash(&self) -> Hash {
        Hash::of_frequencies(&self.0)
    }
}

fn dot(one: &[f64; SIDE], other: &[f64; SIDE]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// How much neighbouring means differ, as PDQ measures it: in whole hundredths of the range, 0 to 100.
fn detail(cells: &Cells) -> f64 {
    let step = |one: &f64, other: &f64| ((one - other).abs() * 100.0 / 255.0).trunc();
    let across: f64 = cells.iter().flat_map(|row| row.iter().zip(row.iter().skip(1))).map(|(a, b)| step(a, b)).sum();
    let down: f64 =
        cells.iter().zip(cells.iter().skip(1)).flat_map(|(a, b)| a.iter().zip(b)).map(|(a, b)| step(a, b)).sum();
    ((across + down) / 90.0).min(100.0)
}
