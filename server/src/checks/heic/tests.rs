//! Tests over files that `heif-enc` makes, and over programs that stand in for the decoder.

use std::{os::unix::fs::PermissionsExt, process::Command};

use jpeg_encoder::{ColorType, Encoder};

use super::*;
use crate::{
    checks::{ReadOutcome, read_bytes},
    evidence::photo::{self, Format, Unreadable},
};

const SIZE: (u16, u16) = (1_600, 1_200);
/// Red, green, blue and white: above left and right, below left and right.
const CORNERS: [[u8; 3]; 4] = [[220, 30, 30], [30, 200, 40], [30, 40, 220], [250, 250, 250]];
/// EXIF that says no more than that the picture lies on its side: it is to be turned to the right.
const ON_ITS_SIDE: &[u8] = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";

/// A picture whose corners differ, with a pattern in it.
fn jpeg(exif: Option<&[u8]>) -> Vec<u8> {
    let (width, height) = (usize::from(SIZE.0), usize::from(SIZE.1));
    let at = |pixel: usize| (pixel % width, pixel / width);
    let rgb = (0..width * height).map(at).flat_map(|(x, y)| {
        let corner = CORNERS[usize::from(x >= width / 2) + 2 * usize::from(y >= height / 2)];
        let dark = (x / 40 + y / 70) % 4 == 0 && (width / 4..width * 3 / 4).contains(&x);
        if dark { corner.map(|value| value / 3) } else { corner }
    });
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, 92).encode(&rgb.collect::<Vec<_>>(), SIZE.0, SIZE.1, ColorType::Rgb).unwrap();
    let Some(block) = exif else { return bytes };
    let length = u16::try_from(block.len() + 8).unwrap().to_be_bytes();
    [&bytes[..2], &[0xFF, 0xE1], &length, b"Exif\0\0", block, &bytes[2..]].concat()
}

/// What `heif-enc` makes of pictures.
fn heic(jpegs: &[&[u8]]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..jpegs.len()).map(|number| format!("{number}.jpg")).collect();
    for (name, bytes) in names.iter().zip(jpegs) {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let mut command = Command::new("heif-enc");
    command.args(["-q", "80", "-p", "preset=ultrafast", "-o", "out.heic"]).args(&names);
    let run = command.current_dir(folder.path()).output().expect("heif-enc (libheif-examples) is installed");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    std::fs::read(folder.path().join("out.heic")).unwrap()
}

/// The HEIC with the turn that a phone writes, a quarter to the right. Older versions of `heif-enc` only copy the EXIF
/// that says so, which turns no HEIC; there the turn takes the place of the depth of pixels, which nothing needs.
fn turned(mut heic: Vec<u8>) -> Vec<u8> {
    let find = |heic: &[u8], kind: &[u8]| heic.windows(4).position(|four| four == kind);
    if find(&heic, b"irot").is_none() {
        let at = find(&heic, b"pixi").unwrap();
        heic[at..at + 5].copy_from_slice(b"irot\x03");
    }
    heic
}

/// A decoder with a folder of its own for its folders.
fn decoder() -> (Decoder, tempfile::TempDir) {
    let temp = tempfile::tempdir().unwrap();
    let decoder = Decoder::find(true).expect("libheif-examples and util-linux are installed");
    (Decoder { temp: temp.path().to_owned(), ..decoder }, temp)
}

/// A decoder whose program is this script.
fn scripted(script: &str) -> (Decoder, tempfile::TempDir, tempfile::TempDir) {
    let (decoder, temp) = decoder();
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("heif-dec");
    std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    (Decoder { program, ..decoder }, temp, folder)
}

fn left(temp: &tempfile::TempDir) -> usize {
    std::fs::read_dir(temp.path()).unwrap().count()
}

async fn read(decoder: &Decoder, bytes: &[u8]) -> Result<ReadOutcome, Unreadable> {
    read_bytes(bytes.to_vec(), &Ok(decoder.clone())).await.unwrap()
}

/// A JPEG's size, and its colours at an eighth from each corner.
fn seen(jpeg: &[u8]) -> ((usize, usize), [[u8; 3]; 4]) {
    let mut decoder = zune_jpeg::JpegDecoder::new(zune_core::bytestream::ZCursor::new(jpeg));
    let pixels = decoder.decode().unwrap();
    let (width, height) = decoder.dimensions().unwrap();
    let ([left, right], [top, bottom]) = ([width / 8, width - width / 8], [height / 8, height - height / 8]);
    let corners = [(left, top), (right, top), (left, bottom), (right, bottom)].map(|(x, y)| {
        let at = 3 * (y * width + x);
        pixels[at..at + 3].try_into().unwrap()
    });
    ((width, height), corners)
}

fn assert_alike(seen: [[u8; 3]; 4], expected: [[u8; 3]; 4]) {
    let far = seen.iter().flatten().zip(expected.iter().flatten()).map(|(one, other)| one.abs_diff(*other)).max();
    assert!(far.unwrap() < 30, "{seen:?}, not {expected:?}");
}

#[tokio::test]
async fn a_heic_that_lies_on_its_side_is_turned_once() {
    let (decoder, temp) = decoder();
    let (plain, lying) = (jpeg(None), jpeg(Some(ON_ITS_SIDE)));
    let bytes = turned(heic(&[&lying]));
    let outcome = read(&decoder, &bytes).await.unwrap();
    let picture = &outcome.reading.picture;
    assert_eq!((outcome.reading.format, picture.width, picture.height), (Format::Heic, 1_600, 1_200));
    assert!(outcome.reading.exif.is_some());
    assert_eq!(picture.fault, None);
    let derived = outcome.derived.unwrap();
    // To the right: below left is above left now.
    let turned = [CORNERS[2], CORNERS[0], CORNERS[3], CORNERS[1]];
    for (image, size) in [(&derived.screen, (960, 1_280)), (&derived.thumb, (240, 320))] {
        let (found, corners) = seen(image);
        assert_eq!(found, size);
        assert_alike(corners, turned);
        assert!(!image.windows(4).any(|four| four == b"Exif"));
    }
    // The figures are those of the JPEG that it was made of.
    let (reading, from_jpeg) = photo::read(&lying).unwrap();
    let near = |one: Option<f64>, other: Option<f64>| (one.unwrap() - other.unwrap()).abs() < 0.05;
    assert!(near(picture.brightness, reading.picture.brightness), "{picture:?}");
    assert!(near(picture.sharpness, reading.picture.sharpness), "{picture:?}");
    assert_eq!((derived.luma.width, derived.luma.height), (960, 1_280));
    assert_eq!(from_jpeg.unwrap().luma.pixels.len(), derived.luma.pixels.len());
    assert!(outcome.query.is_some());
    // One that lies upright stays so.
    let outcome = read(&decoder, &heic(&[&plain])).await.unwrap();
    assert_alike(seen(&outcome.derived.unwrap().screen).1, CORNERS);
    assert_eq!(left(&temp), 0);
}

#[tokio::test]
async fn damaged_files_end_within_the_bounds_and_leave_nothing() {
    let (decoder, temp) = decoder();
    let whole = heic(&[&jpeg(None)]);
    let begun = Instant::now();
    for part in 1..12 {
        let Ok(outcome) = read(&decoder, &whole[..whole.len() * part / 12]).await else { continue };
        let why = outcome.reading.picture.fault.unwrap();
        assert!(why.starts_with("HEIC: ") && why.len() < 200, "{why}");
        assert!(outcome.derived.is_none());
    }
    // Numbers that look like chance and are the same each time.
    let mut state = 42_u64;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % limit
    };
    for round in 0..16 {
        let mut bytes = whole.clone();
        // What stands before the pixels, then the pixels.
        let end = if round % 2 == 0 { 700 } else { bytes.len() };
        for _ in 0..3 {
            bytes[below(end)] ^= 1 << below(8);
        }
        let Ok(outcome) = read(&decoder, &bytes).await else { continue };
        assert_eq!(outcome.derived.is_none(), outcome.reading.picture.fault.is_some());
    }
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
    assert_eq!(left(&temp), 0);
}

#[tokio::test]
async fn several_pictures_are_not_taken_for_one() {
    let (decoder, temp) = decoder();
    let (one, other) = (jpeg(None), jpeg(Some(ON_ITS_SIDE)));
    let outcome = read(&decoder, &heic(&[&one, &other])).await.unwrap();
    assert_eq!(outcome.reading.picture.fault.as_deref(), Some("HEIC: several pictures in one file"));
    assert_eq!(left(&temp), 0);
}

#[tokio::test]
async fn a_heic_of_too_many_pixels_is_not_begun() {
    let (decoder, _temp, _folder) = scripted("exit 9");
    let mut bytes = SAMPLE.to_vec();
    let at = bytes.windows(4).rposition(|four| four == b"ispe").unwrap();
    bytes[at + 8..at + 16].copy_from_slice(&[0, 0, 0x40, 0, 0, 0, 0x40, 0]);
    let outcome = read(&decoder, &bytes).await.unwrap();
    assert_eq!(outcome.reading.picture.fault.as_deref(), Some("too many pixels to decode"));
}

#[tokio::test]
async fn a_program_that_hangs_is_killed() {
    let (decoder, temp, _folder) = scripted("echo $$ > \"$0.pid\"; exec sleep 600");
    let decoder = Decoder { patience: Duration::from_millis(500), ..decoder };
    let begun = Instant::now();
    let why = decoder.decode(SAMPLE).await.unwrap().unwrap_err();
    assert_eq!(why, "HEIC: takes too long to decode");
    assert!(begun.elapsed() < Duration::from_secs(30));
    let id = std::fs::read_to_string(decoder.program.with_extension("pid")).unwrap();
    assert!(!Path::new("/proc").join(id.trim()).exists());
    assert_eq!(left(&temp), 0);
}

#[tokio::test]
async fn nothing_stays_where_whoever_asked_goes_away() {
    let (decoder, temp, _folder) = scripted("exec sleep 600");
    let gone = tokio::time::timeout(Duration::from_millis(300), decoder.decode(SAMPLE)).await;
    assert!(gone.is_err());
    assert_eq!(left(&temp), 0);
    assert_eq!(decoder.turns.available_permits(), AT_ONCE);
}

#[tokio::test]
async fn memory_disk_and_environment_are_bounded() {
    for (script, expected) in [
        ("head -c 1000000000 /dev/zero | tail -c 900000000 > /dev/null", "memory exhausted"),
        ("exec head -c 90000000 /dev/zero > upright.jpg", "too much comes of it"),
        ("env | grep -v -e ^PWD= -e ^LC_ALL= -e ^MALLOC_ARENA_MAX= -e ^_= -e ^SHLVL= >&2; exit 3", "no reason"),
        ("cat >&2; exit 3", "no reason"),
        ("[ \"$(ulimit -t)\" = 20 ] && exit 0; exit 3", "no picture came of it"),
        ("kill -SEGV $$", "(signal 11)"),
        ("yes 'all is lost' | head -n 100000 >&2; exit 1", "HEIC: all"),
    ] {
        let (decoder, temp, _folder) = scripted(script);
        let why = decoder.decode(SAMPLE).await.unwrap().unwrap_err();
        assert!(why.contains(expected), "{script}: {why}");
        assert_eq!(left(&temp), 0);
    }
}

#[tokio::test]
async fn a_program_that_somebody_ends_is_no_fault_of_the_file() {
    let (decoder, temp, _folder) = scripted("kill -TERM $$");
    assert_eq!(decoder.decode(SAMPLE).await.unwrap_err().kind(), io::ErrorKind::Interrupted);
    assert_eq!(left(&temp), 0);
}

#[tokio::test]
async fn without_the_program_the_fault_says_what_to_install() {
    for (absent, expected) in [(Absent::Missing, "libheif-examples"), (Absent::Off, "worker.heic")] {
        let outcome = read_bytes(SAMPLE.to_vec(), &Err(absent)).await.unwrap().unwrap();
        assert!(outcome.reading.picture.fault.unwrap().contains(expected));
        assert_eq!(outcome.reading.picture.width, 16);
        assert!(outcome.derived.is_none());
    }
    assert_eq!(Decoder::find(false).unwrap_err(), Absent::Off);
    let (decoder, _temp) = decoder();
    decoder.try_out().await.unwrap();
}
