//! How well photos that look alike are found, and how fast among ten million.
//!
//! `cargo bench -p thucdia --bench likeness [rates|speed] [MILLIONS]`. `rates` prints the table of copies that the README
//! of `evidence::likeness` states; `speed` searches an index of ten million photos beside a plain scan. About 2.5 GB.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "numbers of pictures, hashes and parts of a side"
)]

use std::time::Instant;

use thucdia::evidence::likeness::{Hash, Hit, Index, Likeness, Plane, Query, RADIUS};

#[path = "../src/evidence/likeness/tests/corpus.rs"]
mod corpus;

use corpus::{ANEW, COPIES, KINDS, Picture, View, mix, scene};

type Failure = Box<dyn std::error::Error>;

/// Pictures of the corpus: as many of each kind of place.
const PLACES: u64 = 25 * KINDS;
/// Photos that ask an index of millions.
const ASKED: u64 = 128;
/// The pictures' size.
const SIZE: (usize, usize) = (480, 360);

fn main() -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let says = |what| words.is_empty() || words.iter().any(|word| word == what);
    let millions = words.iter().find_map(|word| word.parse::<usize>().ok()).unwrap_or(10);
    if says("rates") {
        rates()?;
    }
    if says("speed") {
        speed("random hashes", millions * 1_000_000, random)?;
        let waves = waves();
        speed("hashes of drawn boxes on a horizon", millions * 1_000_000, |seed| boxes(&waves, seed))?;
    }
    Ok(())
}

fn query(picture: &Picture) -> Result<Query, Failure> {
    let (width, height) = (u32::try_from(picture.width)?, u32::try_from(picture.height)?);
    Ok(Query::of(Plane { width, height, pixels: &picture.pixels }).ok_or("a picture with nothing in it")?)
}

fn taken(view: View) -> impl Iterator<Item = Picture> {
    (0..PLACES).map(move |number| scene(number, view, SIZE.0, SIZE.1))
}

fn indexed(queries: &[Query]) -> Index {
    let mut index = Index::default();
    for query in queries {
        index.push(query.likeness());
    }
    index
}

/// The entry of the same number, and how many others.
fn own(hits: &[Hit], number: usize) -> (Option<u16>, usize) {
    let mine = hits.iter().find(|hit| hit.entry as usize == number);
    (mine.map(|hit| hit.found.bits), hits.len() - usize::from(mine.is_some()))
}

fn rates() -> Result<(), Failure> {
    let begun = Instant::now();
    let pictures: Vec<Picture> = taken(View::default()).collect();
    let originals = pictures.iter().map(query).collect::<Result<Vec<_>, _>>()?;
    let index = indexed(&originals);
    println!("{PLACES} places, {} × {}; found whichever came first, and the bits of the later copy", SIZE.0, SIZE.1);
    println!(
        "| what was done | found | median | of 100 the worst but 5 | false pairs |\n| --- | --- | --- | --- | --- |"
    );
    let row = |name: &str, others: &[Query]| {
        let (late, early) = (index.search(&others.iter().collect::<Vec<_>>()), indexed(others));
        let early = early.search(&originals.iter().collect::<Vec<_>>());
        let (mut bits, mut wrong) = (Vec::new(), 0);
        for (number, (late, early)) in late.iter().zip(&early).enumerate() {
            let ((mine, others), (reverse, more)) = (own(late, number), own(early, number));
            wrong += others + more;
            bits.extend(mine.zip(reverse).map(|(one, other)| one.max(other)));
        }
        bits.sort_unstable();
        let share = bits.len() * 1_000 / others.len();
        let at = |per_cent: usize| bits.get(bits.len() * per_cent / 100).map_or("–".to_owned(), u16::to_string);
        println!("| {name} | {}.{} % | {} | {} | {wrong} |", share / 10, share % 10, at(50), at(95));
    };
    for copied in COPIES {
        let copies = pictures.iter().map(|picture| query(&(copied.make)(picture))).collect::<Result<Vec<_>, _>>()?;
        row(copied.name, &copies);
    }
    for (name, view) in ANEW {
        row(name, &taken(*view).map(|picture| query(&picture)).collect::<Result<Vec<_>, _>>()?);
    }
    let wholes: Vec<Hash> = originals.iter().map(|query| query.likeness().whole()).collect();
    let mut unlike: Vec<u32> = wholes
        .iter()
        .enumerate()
        .flat_map(|(at, one)| wholes.iter().skip(at + 1).map(|other| one.distance(*other)))
        .collect();
    unlike.sort_unstable();
    let near: Vec<&u32> = unlike.iter().take(5).collect();
    println!("{} unlike pairs; the nearest differ in {near:?} bits; the radius is {RADIUS}", unlike.len());
    println!("({:.0} s)", begun.elapsed().as_secs_f64());
    Ok(())
}

fn random(seed: u64) -> Hash {
    Hash(std::array::from_fn(|word| mix(seed.wrapping_mul(4).wrapping_add(word as u64))))
}

/// A copy: some bits of the hash differ.
fn copy(hash: Hash, bits: u64) -> Hash {
    let mut copy = hash;
    for bit in 0..bits {
        let place = mix(bit ^ 0xc0) % 256;
        if let Some(word) = copy.0.get_mut((place / 64) as usize) {
            *word ^= 1 << (place % 64);
        }
    }
    copy
}

fn speed(name: &str, entries: usize, make: impl Fn(u64) -> Hash) -> Result<(), Failure> {
    let queries =
        (0..ASKED).map(|number| query(&scene(number, View::default(), 320, 240))).collect::<Result<Vec<_>, _>>()?;
    let mut kept: Vec<Likeness> =
        (0..entries as u64).map(|entry| Likeness::new(make(entry * 2), make(entry * 2 + 1))).collect();
    // For each photo that asks there is a copy, all over the index.
    for (number, query) in queries.iter().enumerate() {
        let whole = copy(query.likeness().whole(), 20);
        if let Some(likeness) = kept.get_mut(number * entries / queries.len()) {
            *likeness = Likeness::new(whole, likeness.middle());
        }
    }
    println!("\n{name}: {entries} photos, 2 hashes each");
    let begun = Instant::now();
    let mut index = Index::default();
    for likeness in &kept {
        index.push(likeness);
    }
    let pushed = begun.elapsed().as_secs_f64();
    index.search(&queries.iter().take(1).collect::<Vec<_>>());
    let loaded = begun.elapsed().as_secs_f64();
    println!("load: {pushed:.2} s to push, {loaded:.2} s with tables; {} MB", index.memory_bytes() / 1_000_000);
    let hashes: usize = queries.iter().map(|query| query.hashes().count()).sum();
    println!("{} photos ask with {hashes} hashes", queries.len());
    let mut ours = f64::INFINITY;
    for batch in [1, 8, 32] {
        let (begun, worked, mut found) = (Instant::now(), worked_ms(), 0);
        for queries in queries.chunks(batch) {
            found += index.search(&queries.iter().collect::<Vec<_>>()).iter().filter(|hits| !hits.is_empty()).count();
        }
        let taken = begun.elapsed().as_secs_f64() * 1e3 / queries.len() as f64;
        let worked = (worked_ms() - worked) / queries.len() as f64;
        println!("batches of {batch}: {taken:.2} ms a photo, {worked:.2} of a processor; the copies of {found} found");
        ours = ours.min(worked);
    }
    scan(&kept, &queries, ours);
    Ok(())
}

/// How long a processor worked for this process, as Linux tells it: others may use the machine, too.
fn worked_ms() -> f64 {
    let told = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e6
}

/// The peer: every hash of a batch against every kept one, in blocks that stay in the cache.
fn scan(made: &[Likeness], queries: &[Query], ours: f64) {
    const BATCH: usize = 8;
    let asked: Vec<Hash> = queries.iter().take(BATCH).flat_map(Query::hashes).collect();
    let (begun, mut found) = (worked_ms(), 0_usize);
    for block in made.chunks(512) {
        for asked in &asked {
            for likeness in block {
                let near = |hash: Hash| usize::from(hash.distance(*asked) <= RADIUS);
                found += near(likeness.whole()) + near(likeness.middle());
            }
        }
    }
    let plain = (worked_ms() - begun) / BATCH as f64;
    println!(
        "a plain scan in batches of {BATCH}: {plain:.0} ms of a processor a photo ({found} found); ratio {:.0}",
        plain / ours
    );
}

/// Sines by place (0 to 256) and frequency, from which a box's spectrum is two differences.
fn waves() -> Vec<[f32; 16]> {
    let wave = |place: u16, frequency: u16| (std::f32::consts::PI * f32::from(frequency * place) / 256.0).sin();
    (0..=256).map(|place| std::array::from_fn(|at| at as u16 + 1).map(|n| wave(place, n) / f32::from(n))).collect()
}

/// The hash of a picture of a ground and four boxes on it: as bits of real hashes, its bits depend on each other.
fn boxes(waves: &[[f32; 16]], seed: u64) -> Hash {
    let mut seed = mix(seed ^ 0xb0c5);
    let mut below = |limit: u64| {
        seed = mix(seed);
        seed % limit
    };
    let mut spectrum = [[0.0_f32; 16]; 16];
    for number in 0..5 {
        let (left, top) = if number == 0 { (0, 77 + below(77)) } else { (below(230), 77 + below(150)) };
        let (wide, tall) = if number == 0 { (256, 256) } else { (12 + below(100), 12 + below(77)) };
        let wave = |place: u64| waves.get(place.min(256) as usize).copied().unwrap_or([0.0; 16]);
        let (from, to, upper, lower) = (wave(left), wave(left + wide), wave(top), wave(top + tall));
        let shade = below(1_000) as f32 / 1_000.0 - 0.5;
        for (row, (lower, upper)) in spectrum.iter_mut().zip(lower.iter().zip(&upper)) {
            for (value, (to, from)) in row.iter_mut().zip(to.iter().zip(&from)) {
                *value += (lower - upper) * (to - from) * shade;
            }
        }
    }
    for (v, row) in spectrum.iter_mut().enumerate() {
        for (u, value) in row.iter_mut().enumerate() {
            *value += (below(1_000) as f32 / 1_000.0 - 0.5) * 0.02 / (1 + u + v) as f32;
        }
    }
    Hash::of_frequencies(&spectrum.map(|row| row.map(f64::from)))
}
