//! What a hash says, what an index finds, and at which rates.

mod corpus;
mod index;
mod rates;

use super::*;
use corpus::{Picture, View, scene};

impl Picture {
    fn plane(&self) -> Plane<'_> {
        let side = |pixels| u32::try_from(pixels).unwrap();
        Plane { width: side(self.width), height: side(self.height), pixels: &self.pixels }
    }

    fn query(&self) -> Query {
        Query::of(self.plane()).unwrap()
    }
}

fn ramp(width: u32, height: u32, shade: impl Fn(u32, u32) -> u32) -> Vec<u8> {
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    pixels.map(|(x, y)| u8::try_from(shade(x, y) % 256).unwrap()).collect()
}

/// Whoever changes what is kept of a photo gives it a new version: hashes of two kinds cannot be compared.
#[test]
fn what_is_kept_of_a_picture_stays_what_it_was() {
    let pixels = ramp(200, 150, |x, y| x * x / 50 + ((y * 3) ^ x) + (x / 40) * (y / 30) * 11);
    let query = Query::of(Plane { width: 200, height: 150, pixels: &pixels }).unwrap();
    let kept = query.likeness().to_bytes().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    assert_eq!(
        kept,
        "013c572066c582af21aa5a5159fd1187f48edd6b3b14a7aeb941087b48ba2bdcce319cbcae2c81c62c88f8fc1ade95479c4ee93e8ebe38412df45954020af5f78b"
    );
}

#[test]
fn a_likeness_is_read_as_it_was_written() {
    let likeness = *scene(3, View::default(), 160, 120).query().likeness();
    let bytes = likeness.to_bytes();
    assert_eq!((bytes.len(), bytes[0]), (Likeness::BYTES, Likeness::VERSION));
    assert_eq!(Likeness::from_bytes(&bytes), Ok(likeness));
}

#[test]
fn what_is_no_likeness_of_this_version_is_refused() {
    let mut bytes = Likeness::new(Hash([1, 2, 3, 4]), Hash([5, 6, 7, 8])).to_bytes();
    assert_eq!(Likeness::from_bytes(&[]), Err(NotALikeness::Bytes(0)));
    assert_eq!(Likeness::from_bytes(&bytes[..64]), Err(NotALikeness::Bytes(64)));
    assert_eq!(Likeness::from_bytes(&[&bytes[..], &[0]].concat()), Err(NotALikeness::Bytes(66)));
    bytes[0] = 2;
    let why = Likeness::from_bytes(&bytes).unwrap_err();
    assert_eq!(why.to_string(), "the likeness has version 2, not 1");
}

#[test]
fn a_picture_with_nothing_in_it_asks_for_nothing() {
    let nothing: [fn(u32, u32) -> u32; 5] =
        [|_, _| 0, |_, _| 255, |_, _| 130, |x, y| 90 + (x ^ y) % 3, |x, y| 60 + x / 12 + y / 9];
    for shade in nothing {
        assert!(Query::of(Plane { width: 320, height: 240, pixels: &ramp(320, 240, shade) }).is_none());
    }
}

#[test]
fn pictures_of_any_size_are_read() {
    for (width, height) in [(1, 1), (1, 1_000), (1_000, 1), (2, 2), (3, 5), (63, 65), (64, 64), (17, 900)] {
        let pixels = ramp(width, height, |x, y| x * 97 + y * 61 + (x ^ y) * 13);
        let _ = Query::of(Plane { width, height, pixels: &pixels });
    }
    let none: [(u32, u32, &[u8]); 4] = [(0, 0, &[]), (0, 5, &[]), (4, 4, &[7; 15]), (u32::MAX, u32::MAX, &[1])];
    for (width, height, pixels) in none {
        assert!(Query::of(Plane { width, height, pixels }).is_none());
    }
}

#[test]
fn the_middle_without_a_frame_is_what_the_picture_s_middle_is() {
    let picture = scene(4, View::default(), 320, 240);
    let kept = picture.query().likeness().middle;
    for framed in [picture.framed(0.05, 0.05, 255.0), picture.framed(0.0, 0.3, 0.0), picture.on_a_screen()] {
        assert!(framed.query().likeness().middle.distance(kept) <= 12);
    }
}

#[test]
fn a_match_is_told_in_words() {
    let found = Match { bits: 7, how: How::Part };
    assert_eq!(serde_json::to_string(&found).unwrap(), r#"{"bits":7,"how":"part"}"#);
}
