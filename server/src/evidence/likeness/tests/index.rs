//! The index finds what a look at every entry finds.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{
    super::{Hash, Hit, How, Index, Likeness, Match, Query, RADIUS},
    View, scene,
};

/// A stream of numbers from a seed.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(1);
        super::corpus::mix(self.0)
    }

    fn hash(&mut self) -> Hash {
        Hash(std::array::from_fn(|_| self.next()))
    }

    /// A hash in which so many bits differ.
    fn near(&mut self, hash: Hash, bits: u32) -> Hash {
        let (mut near, mut left) = (hash, bits);
        while left > 0 {
            let bit = usize::try_from(self.next() % 256).unwrap();
            if (near.0[bit / 64] ^ hash.0[bit / 64]) >> (bit % 64) & 1 == 0 {
                near.0[bit / 64] ^= 1 << (bit % 64);
                left -= 1;
            }
        }
        near
    }
}

fn looked_at_one_by_one(entries: &[Likeness], query: &Query) -> Vec<Hit> {
    let mut best: BTreeMap<u32, Match> = BTreeMap::new();
    for (entry, likeness) in (0..).zip(entries) {
        for (hash, middle) in [(likeness.whole, false), (likeness.middle, true)] {
            for asked in query.asked() {
                let bits = asked.hash.distance(hash);
                if bits <= asked.radius {
                    let how = if middle { How::Part } else { asked.how };
                    let bits = u16::try_from(bits).unwrap();
                    let found = best.entry(entry).or_insert(Match { bits, how });
                    *found = Match { bits: found.bits.min(bits), how: found.how.min(how) };
                }
            }
        }
    }
    best.into_iter().map(|(entry, found)| Hit { entry, found }).collect()
}

fn queries() -> Vec<Query> {
    (0..4).map(|number| scene(number, View::default(), 96, 72).query()).collect()
}

/// Entries of which every seventh is near one of what the queries ask with, at every distance up to two more than is
/// looked for.
fn entries(dice: &mut Dice, queries: &[Query], count: usize) -> Vec<Likeness> {
    (0..count)
        .map(|at| {
            let (whole, middle) = (dice.hash(), dice.hash());
            if at % 7 != 0 {
                return Likeness::new(whole, middle);
            }
            let asked = queries[at / 7 % queries.len()].asked();
            let asked = asked[at / 3 % asked.len()].hash;
            let bits = u32::try_from(at / 7 % (RADIUS as usize + 3)).unwrap();
            let near = dice.near(asked, bits);
            if at % 2 == 0 { Likeness::new(near, middle) } else { Likeness::new(whole, near) }
        })
        .collect()
}

#[test]
fn an_index_with_nothing_in_it_finds_nothing() {
    let (index, queries) = (Index::default(), queries());
    assert!(index.is_empty());
    assert_eq!(index.search(&[]), Vec::<Vec<Hit>>::new());
    assert_eq!(index.search(&queries.iter().collect::<Vec<_>>()), vec![Vec::new(); queries.len()]);
}

#[test]
fn all_distances_are_found_and_no_more_however_the_index_grew() {
    let (queries, mut dice) = (queries(), Dice(5));
    let asked: Vec<&Query> = queries.iter().collect();
    let entries = entries(&mut dice, &queries, 30_000);
    let mut index = Index::default();
    let mut pushed = 0;
    // Tables are built first, joined, and left as they are beside new ones; and there is a rest without tables.
    for upto in [1, 4_095, 4_096, 4_097, 9_000, 9_001, 25_000, 30_000] {
        entries[pushed..upto].iter().for_each(|likeness| index.push(likeness));
        pushed = upto;
        assert_eq!(index.len(), upto);
        let found = index.search(&asked);
        for (found, query) in found.iter().zip(&queries) {
            assert_eq!(*found, looked_at_one_by_one(&entries[..upto], query), "{upto} entries");
        }
    }
    assert!(index.memory_bytes() > 30_000 * 64);
}

#[test]
fn a_whole_picture_that_is_alike_is_told_before_a_part() {
    let query = scene(1, View::default(), 96, 72).query();
    let mut index = Index::default();
    index.push(query.likeness());
    index.push(scene(1, View::default(), 96, 72).mirrored().query().likeness());
    let found = index.search(&[&query]).remove(0);
    assert_eq!(found[0], Hit { entry: 0, found: Match { bits: 0, how: How::Whole } });
    assert_eq!((found[1].entry, found[1].found.how), (1, How::Mirrored));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_found_is_what_a_look_at_every_entry_finds(seed: u64, count in 0_usize..9_000, asked in 0_usize..4) {
        let (queries, mut dice) = (queries(), Dice(seed));
        let entries = entries(&mut dice, &queries, count);
        let mut index = Index::default();
        for likeness in &entries {
            index.push(likeness);
        }
        let found = index.search(&[&queries[asked]]).remove(0);
        prop_assert_eq!(found, looked_at_one_by_one(&entries, &queries[asked]));
    }
}
