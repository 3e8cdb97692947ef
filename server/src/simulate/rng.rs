//! Seeded randomness: the same seed makes the same team, records and photos.

use mobile_sync_protocol::{ids::Sha256, time::Timestamp};
use rand::{Rng as _, RngExt as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};
use uuid::Uuid;

/// A stream of random choices.
#[derive(Debug)]
pub struct Dice(StdRng);

impl Dice {
    /// The stream named `stream` and `index` of the run `seed`. Streams do not influence each other, so that what
    /// a phone writes does not depend on how often its network failed.
    pub fn new(seed: u64, stream: &str, index: u64) -> Self {
        let mut name = Vec::with_capacity(stream.len() + 16);
        name.extend_from_slice(&seed.to_be_bytes());
        name.extend_from_slice(&index.to_be_bytes());
        name.extend_from_slice(stream.as_bytes());
        Self(StdRng::from_seed(Sha256::of(&name).0))
    }

    /// A UUIDv7 of the instant `at`, whose random bits are this stream's.
    pub fn id(&mut self, at: Timestamp) -> Uuid {
        let mut bits = [0; 10];
        self.0.fill_bytes(&mut bits);
        let ms = u64::try_from(at.0).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(ms, &bits).into_uuid()
    }

    /// True with probability `p`; values outside 0 to 1 mean never and always.
    pub fn chance(&mut self, p: f64) -> bool {
        self.0.random::<f64>() < p
    }

    /// A number from 0 to `n` exclusive; 0 where `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { self.0.random_range(0..n) }
    }

    /// A whole number between two bounds, both included.
    pub fn whole(&mut self, low: i64, high: i64) -> i64 {
        if low < high { self.0.random_range(low..=high) } else { low }
    }

    /// A number from `low` to `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.0.random::<f64>()
    }

    /// A number around 0 whose standard deviation is `sigma`, never beyond six of them.
    pub fn around(&mut self, sigma: f64) -> f64 {
        let sum: f64 = (0..12).map(|_| self.0.random::<f64>()).sum();
        (sum - 6.0) * sigma
    }

    /// One of `from`.
    pub fn choose<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let at = self.below(from.len());
        from.get(at)
    }

    /// Another order.
    pub fn shuffle<T>(&mut self, what: &mut [T]) {
        what.shuffle(&mut self.0);
    }

    /// Fills `bytes`.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }

    /// Any 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0.random()
    }
}

/// A seed that no run had before.
pub fn fresh_seed() -> u64 {
    rand::random()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_stream_and_another_name_another() {
        let at = Timestamp(1_714_961_700_000);
        let id = |stream: &str, index| Dice::new(7, stream, index).id(at);
        assert_eq!(id("phone", 1), id("phone", 1));
        assert_ne!(id("phone", 1), id("phone", 2));
        assert_ne!(id("phone", 1), id("faults", 1));
        assert_eq!(id("phone", 1).get_version_num(), 7);
    }

    #[test]
    fn probabilities_of_nothing_and_of_everything_hold() {
        let mut dice = Dice::new(1, "test", 0);
        assert!((0..1_000).all(|_| !dice.chance(0.0) && dice.chance(1.0)));
    }
}
