//! How many 12-megapixel photos a core reads in a second: EXIF, pixels, two smaller images, brightness, sharpness and
//! the luma that the perceptual hash takes; beside `vipsthumbnail` making the same two images.
//!
//! `cargo bench -p thucdia --bench photo_step`. Both run on one core, in turns. `vipsthumbnail` is started once for
//! each size with all photos, so that its start hardly counts; ours reads and writes files as it does. The ratio is of
//! the processor's time: on a shared machine `vipsthumbnail`, which has several threads, is given more of a busy core.

use std::{
    fs,
    hint::black_box,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use thucdia::evidence::photo;

type Failure = Box<dyn std::error::Error>;

const PHOTOS: u32 = 12;
const ROUNDS: usize = 5;
const WIDTH: u16 = 4_000;
const HEIGHT: u16 = 3_000;
const PINNED: &str = "THUCDIA_BENCH_PINNED";

fn main() -> Result<(), Failure> {
    // Begins anew on one core, where the tool for it is there; what it starts stays on it.
    if std::env::var_os(PINNED).is_none() {
        let again = Command::new("taskset").args(["-c", "0"]).arg(std::env::current_exe()?).env(PINNED, "1").status();
        if let Ok(status) = again {
            return if status.success() { Ok(()) } else { Err("the pinned run failed".into()) };
        }
        println!("taskset is missing (util-linux): not bound to one core");
    }
    let folder = tempfile::tempdir()?;
    let files = (0..PHOTOS).map(|number| made(folder.path(), number)).collect::<Result<Vec<_>, _>>()?;
    let bytes = files.iter().map(|file| fs::metadata(file).map(|file| file.len())).sum::<Result<u64, _>>()?;
    println!("{PHOTOS} photos of {WIDTH} x {HEIGHT}, {} KB each", bytes / u64::from(PHOTOS) / 1_000);
    let vips = Command::new("vipsthumbnail").arg("--vips-version").output().is_ok();
    if !vips {
        println!("vipsthumbnail is missing, so there is nothing to compare with: apt-get install libvips-tools");
    }
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        let our = rate(|| files.iter().try_for_each(|file| read(file)))?;
        our.print(round, "the photo step");
        if vips {
            let their = rate(|| [1280, 320].into_iter().try_for_each(|side| thumbnails(&files, side)))?;
            their.print(round, "vipsthumbnail, 1280 and 320");
            theirs.push(their.processor);
            ratios.push(our.processor / their.processor);
        }
        ours.push(our.processor);
    }
    println!("the photo step: {:.1} photos/s of a core's time (median of {ROUNDS})", median(ours));
    if vips {
        println!("vipsthumbnail: {:.1} photos/s of a core's time (median of {ROUNDS})", median(theirs));
        println!("ratio: {:.2} (median of {ROUNDS})", median(ratios));
    }
    Ok(())
}

/// One photo's step.
fn read(file: &Path) -> Result<(), Failure> {
    let (reading, derived) = photo::read(&fs::read(file)?)?;
    let derived = derived.ok_or_else(|| reading.picture.fault.clone().unwrap_or_default())?;
    fs::write(file.with_extension("thumb"), &derived.thumb)?;
    fs::write(file.with_extension("screen"), &derived.screen)?;
    black_box((reading, derived.luma));
    Ok(())
}

fn thumbnails(files: &[PathBuf], side: u32) -> Result<(), Failure> {
    let mut command = Command::new("vipsthumbnail");
    command.env("VIPS_CONCURRENCY", "1").arg("--size").arg(side.to_string());
    let status = command.arg("-o").arg(format!("%s.{side}.jpg[Q=82,strip]")).args(files).status()?;
    if status.success() { Ok(()) } else { Err("vipsthumbnail failed".into()) }
}

/// Photos a second.
struct Rate {
    clock: f64,
    processor: f64,
}

impl Rate {
    fn print(&self, round: usize, who: &str) {
        println!("round {round}: {who}: {:.1} photos/s, {:.1} of a core's time", self.clock, self.processor);
    }
}

fn rate(run: impl FnOnce() -> Result<(), Failure>) -> Result<Rate, Failure> {
    let (start, before) = (Instant::now(), processor_seconds()?);
    run()?;
    let (clock, processor) = (start.elapsed().as_secs_f64(), processor_seconds()? - before);
    Ok(Rate { clock: f64::from(PHOTOS) / clock, processor: f64::from(PHOTOS) / processor })
}

/// The processor's time that this process and those that it waited for have taken, of the user and of the kernel
/// (proc(5), fields 14 to 17, in hundredths of a second).
fn processor_seconds() -> Result<f64, Failure> {
    let text = fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = text.rsplit_once(')').ok_or("no fields")?;
    let ticks = fields.split_whitespace().skip(11).take(4).map(str::parse::<u32>).sum::<Result<u32, _>>()?;
    Ok(f64::from(ticks) / 100.0)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

/// A photo that a phone could have taken: sky, ground in many grains, walls with windows, and the sensor's noise.
fn made(folder: &Path, number: u32) -> Result<PathBuf, Failure> {
    let (width, height) = (u32::from(WIDTH), u32::from(HEIGHT));
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let pixels: Vec<u8> = places.flat_map(|(x, y)| pixel(x, y, number)).collect();
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, 92);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(&pixels, WIDTH, HEIGHT, ColorType::Rgb)?;
    let file = folder.join(format!("{number}.jpg"));
    fs::write(&file, jpeg)?;
    Ok(file)
}

fn pixel(x: u32, y: u32, seed: u32) -> [u8; 3] {
    let ridge = 700 + 2 * smooth(x, seed, 9, seed);
    let block = lattice(x >> 9, y >> 9, seed);
    let colors = if y < ridge {
        [110 + y / 16, 140 + y / 20, 200 + y / 40]
    } else if y > 1_200 && block.is_multiple_of(4) {
        let window = x % 96 > 30 && x % 96 < 76 && y % 128 > 44;
        let wall = if window { 40 } else { 170 + block / 8 };
        let joint = if y % 16 < 2 { 20 } else { 0 };
        [wall - joint, wall * 15 / 16 - joint, wall * 7 / 8 - joint]
    } else {
        let grains = [(9, 6), (7, 4), (5, 4), (3, 3), (2, 2)];
        let sum: u32 = grains.iter().map(|(shift, weight)| weight * smooth(x, y, *shift, seed + shift)).sum();
        let value = 20 + sum / 24;
        [value * 7 / 8, value, value / 2]
    };
    let noise = lattice(x, y, seed + 99) % 10 + lattice(y, x, seed + 77) % 10;
    colors.map(|color| u8::try_from((color + noise).saturating_sub(9)).unwrap_or(u8::MAX))
}

/// Values of a lattice with cells of two to the power of `shift` pixels, joined linearly: 0 to 255.
fn smooth(x: u32, y: u32, shift: u32, seed: u32) -> u32 {
    let (left, top, size) = (x >> shift, y >> shift, 1_u32 << shift);
    let (across, down) = (x & (size - 1), y & (size - 1));
    let row = |y| lattice(left, y, seed) * (size - across) + lattice(left + 1, y, seed) * across;
    (row(top) * (size - down) + row(top + 1) * down) >> (2 * shift)
}

/// A value of 0 to 255 that looks like chance and is the same each time.
fn lattice(x: u32, y: u32, seed: u32) -> u32 {
    let mut mixed = x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77) ^ seed.wrapping_mul(0xC2B2_AE3D);
    mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x2C1B_3C6D);
    mixed = (mixed ^ (mixed >> 12)).wrapping_mul(0x297A_2D39);
    (mixed ^ (mixed >> 15)) & 0xFF
}
