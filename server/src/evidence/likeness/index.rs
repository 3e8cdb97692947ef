//! All likenesses that were ever received, in memory.

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
};

use super::{
    Hash, Hit, How, Likeness, Match, Query,
    query::Asked,
    tables::{Room, Tables},
};

/// Hashes that are kept of each entry: those of entry `n` have the numbers `2 n` (the whole) and `2 n + 1` (the middle).
const EACH: usize = 2;
/// Newest hashes that may be without tables: they are compared one by one, which takes some tenths of a millisecond.
const TAIL: usize = 8_192;
/// Tables are joined with those before them that have not as many times their hashes; so there are few tables, and no
/// hash is sorted into new ones often.
const STEP: usize = 4;

/// Finds the likenesses that are near a query's.
///
/// A push only notes the likeness. Tables that find it are built by the search that needs them: the first search after a
/// load takes seconds where there are millions, and one in thousands takes longer than the others.
#[derive(Debug, Default)]
pub struct Index {
    hashes: Vec<Hash>,
    /// Over consecutive runs of the hashes from the first on, the largest first.
    tables: RwLock<Vec<Tables>>,
}

impl Index {
    /// Adds an entry.
    pub fn push(&mut self, likeness: &Likeness) {
        if self.hashes.len() + EACH > self.hashes.capacity() {
            // By an eighth, not twofold: there may be half a gigabyte of them.
            self.hashes.reserve_exact((self.hashes.len() / 8).max(1_024));
        }
        self.hashes.extend([likeness.whole, likeness.middle]);
    }

    /// Entries.
    pub fn len(&self) -> usize {
        self.hashes.len() / EACH
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Bytes that the index holds, tables that are built included.
    pub fn memory_bytes(&self) -> usize {
        let tables = self.tables.read().unwrap_or_else(PoisonError::into_inner);
        self.hashes.capacity() * size_of::<Hash>() + tables.iter().map(Tables::memory_bytes).sum::<usize>()
    }

    /// For each query the entries that are alike, in the order of their numbers.
    pub fn search(&self, queries: &[&Query]) -> Vec<Vec<Hit>> {
        self.build();
        let tables = self.tables.read().unwrap_or_else(PoisonError::into_inner);
        let mut room = Room::default();
        queries.iter().map(|query| self.search_one(query, &tables, &mut room)).collect()
    }

    /// Builds tables over the newest hashes where there are many.
    fn build(&self) {
        let len = self.hashes.len();
        let without = |tables: &[Tables]| len - tables.last().map_or(0, Tables::end);
        if without(&self.tables.read().unwrap_or_else(PoisonError::into_inner)) <= TAIL {
            return;
        }
        let mut tables = self.tables.write().unwrap_or_else(PoisonError::into_inner);
        let mut run = without(&tables);
        // Another search may have built them meanwhile.
        if run <= TAIL {
            return;
        }
        while let Some(last) = tables.pop_if(|last| last.len() < STEP * run) {
            run += last.len();
        }
        tables.push(Tables::over(len - run, self.hashes.get(len - run..).unwrap_or_default()));
    }

    fn search_one(&self, query: &Query, tables: &[Tables], room: &mut Room) -> Vec<Hit> {
        let mut best = BTreeMap::new();
        let tail = tables.last().map_or(0, Tables::end);
        for asked in query.asked() {
            let mut found = |number, bits| note(&mut best, asked, number, bits);
            for table in tables {
                table.search(&self.hashes, asked.hash, asked.radius, room, &mut found);
            }
            for (number, hash) in (tail..).zip(self.hashes.get(tail..).unwrap_or_default()) {
                let bits = hash.distance(asked.hash);
                if bits <= asked.radius {
                    found(number, bits);
                }
            }
        }
        best.into_iter().map(|(entry, found)| Hit { entry, found }).collect()
    }
}

/// Keeps the fewest bits, and the plainest way in which the two are alike.
fn note(best: &mut BTreeMap<u32, Match>, asked: &Asked, number: usize, bits: u32) {
    // A middle that is alike says no more than that a part is.
    let how = if number.is_multiple_of(EACH) { asked.how } else { How::Part };
    let bits = u16::try_from(bits).unwrap_or(u16::MAX);
    let entry = u32::try_from(number / EACH).unwrap_or(u32::MAX);
    let found = best.entry(entry).or_insert(Match { bits, how });
    *found = Match { bits: found.bits.min(bits), how: found.how.min(how) };
}
