//! Photos as a phone would have taken them: a small drawn landscape with a true EXIF segment, and no two alike.

use std::sync::OnceLock;

use jpeg_encoder::{ColorType, Encoder, EncodingError};
use mobile_sync_protocol::{place::Fix, time::OffsetTime};

use super::{exif::Exif, rng::Dice};

/// The media type of the photos.
pub const MEDIA_TYPE: &str = "image/jpeg";
/// Pictures that share their pixels where photos are not drawn one by one.
const POOL: usize = 8;
/// Below this many bytes a photo is made from a small picture.
const SMALL: usize = 96 * 1024;

/// The phones that the teams carry.
const CAMERAS: [(&str, &str); 5] = [
    ("samsung", "SM-A155F"),
    ("samsung", "SM-A057F"),
    ("Xiaomi", "23053RN02A"),
    ("OPPO", "CPH2579"),
    ("vivo", "V2247"),
];

/// What decides one photo. The same shot always gives the same bytes, so that they need not be kept.
#[derive(Clone, Debug)]
pub struct Shot {
    /// Decides the picture and its unique id.
    pub seed: u64,
    /// When it is taken.
    pub taken_at: OffsetTime,
    /// Where it is taken.
    pub fix: Fix,
    /// Which of the team's phones takes it.
    pub camera: usize,
}

/// Makes photos.
#[derive(Debug)]
pub struct PhotoMaker {
    seed: u64,
    bytes: Option<usize>,
    size: (u16, u16),
    pool: Vec<OnceLock<Vec<u8>>>,
}

impl PhotoMaker {
    /// Photos of a run. With `bytes` each has that size where its picture allows; `distinct` draws each picture anew,
    /// which takes longer and keeps photos from looking alike to those who compare them.
    pub fn new(seed: u64, bytes: Option<usize>, distinct: bool) -> Self {
        let size = if bytes.is_some_and(|bytes| bytes < SMALL) { (320, 240) } else { (1024, 768) };
        let pool = if distinct { 0 } else { POOL };
        Self { seed, bytes, size, pool: (0..pool).map(|_| OnceLock::new()).collect() }
    }

    /// The photo's bytes.
    ///
    /// # Errors
    /// Where the picture cannot be encoded, which the sizes used here rule out.
    pub fn make(&self, shot: &Shot) -> Result<Vec<u8>, EncodingError> {
        let mut dice = Dice::new(self.seed, "photo", shot.seed);
        let mut id = [0; 16];
        dice.fill(&mut id);
        let unique_id = data_encoding::HEXLOWER.encode(&id);
        let (make, model) = CAMERAS.get(shot.camera % CAMERAS.len()).copied().unwrap_or_default();
        let exif = Exif {
            taken_at: shot.taken_at,
            fix: &shot.fix,
            make,
            model,
            orientation: 1,
            unique_id: &unique_id,
            width: self.size.0,
            height: self.size.1,
        };
        let mut out = vec![0xff, 0xd8];
        segment(0xe1, &exif.app1(), &mut out);
        if self.pool.is_empty() {
            let picture = self.draw(shot.seed)?;
            self.finish(&picture, &mut dice, &mut out);
        } else {
            let at = dice.below(self.pool.len());
            self.finish(self.pooled(at)?, &mut dice, &mut out);
        }
        Ok(out)
    }

    fn pooled(&self, at: usize) -> Result<&[u8], EncodingError> {
        let Some(cell) = self.pool.get(at) else { return Ok(&[]) };
        if let Some(picture) = cell.get() {
            return Ok(picture);
        }
        let picture = self.draw(u64::try_from(at).unwrap_or_default())?;
        Ok(cell.get_or_init(|| picture))
    }

    /// Filler up to the wanted size, then the picture.
    fn finish(&self, picture: &[u8], dice: &mut Dice, out: &mut Vec<u8>) {
        let wanted = self.bytes.unwrap_or_default().saturating_sub(out.len() + picture.len());
        let mut left = wanted;
        while left >= 4 {
            let mut take = left.min(65_537);
            // A segment has at least four bytes, so a rest of one to three could not be filled.
            if (1..4).contains(&(left - take)) {
                take -= 4;
            }
            let mut filler = vec![0; take - 4];
            dice.fill(&mut filler);
            segment(0xfe, &filler, out);
            left -= take;
        }
        out.extend_from_slice(picture);
    }

    /// An encoded landscape without its first segments: what follows SOI and the JFIF header.
    fn draw(&self, number: u64) -> Result<Vec<u8>, EncodingError> {
        let (width, height) = self.size;
        let pixels = Scene::new(self.seed, number, usize::from(width), usize::from(height)).pixels();
        let mut jpeg = Vec::new();
        Encoder::new(&mut jpeg, 78).encode(&pixels, width, height, ColorType::Rgb)?;
        Ok(without_header(&jpeg).to_vec())
    }
}

fn segment(marker: u8, payload: &[u8], out: &mut Vec<u8>) {
    let length = u16::try_from(payload.len() + 2).unwrap_or(u16::MAX);
    out.extend_from_slice(&[0xff, marker]);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(payload);
}

/// EXIF wants its segment first, and cameras write no JFIF header beside it.
fn without_header(jpeg: &[u8]) -> &[u8] {
    match jpeg {
        [0xff, 0xd8, 0xff, 0xe0, high, low, ..] => {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            jpeg.get(4 + length..).unwrap_or_default()
        }
        [0xff, 0xd8, rest @ ..] => rest,
        other => other,
    }
}

type Colour = [u8; 3];

/// A landscape: sky, ridges, fields and a few things that people built.
struct Scene {
    dice: Dice,
    width: usize,
    height: usize,
}

impl Scene {
    fn new(seed: u64, number: u64, width: usize, height: usize) -> Self {
        Self { dice: Dice::new(seed, "scene", number), width, height }
    }

    fn pixels(mut self) -> Vec<u8> {
        let sky = (self.colour([120, 160, 200], 50), self.colour([200, 215, 225], 30));
        let ground = (self.colour([95, 120, 60], 40), self.colour([140, 110, 75], 45));
        let mut pixels = Vec::with_capacity(self.width * self.height * 3);
        let horizon = self.dice.between(0.25, 0.65);
        let ridges: Vec<(Vec<usize>, Colour)> = (0..3)
            .map(|layer| {
                let depth = f64::from(layer);
                let top = self.ridge(horizon - 0.18 + 0.09 * depth, 0.12 - 0.03 * depth);
                (top, self.colour([70, 100, 90], 35))
            })
            .collect();
        let floor = self.ridge(horizon + 0.05, 0.02);
        let mut noise = self.dice.bits() | 1;
        for y in 0..self.height {
            let (above, below) = (mix(sky, y, self.height), mix(ground, y, self.height));
            for x in 0..self.width {
                let under = |top: &[usize]| top.get(x).is_some_and(|top| y >= *top);
                let base = if under(&floor) {
                    below
                } else {
                    ridges.iter().rev().find(|(top, _)| under(top)).map_or(above, |(_, colour)| *colour)
                };
                noise ^= noise << 13;
                noise ^= noise >> 7;
                noise ^= noise << 17;
                let [grain, ..] = noise.to_le_bytes();
                pixels.extend(base.map(|part| part.saturating_add(grain & 15).saturating_sub(7)));
            }
        }
        self.build(horizon, &mut pixels);
        pixels
    }

    fn colour(&mut self, base: Colour, spread: i64) -> Colour {
        let light = self.dice.whole(-spread, spread);
        base.map(|part| {
            let value = i64::from(part) + light + self.dice.whole(-12, 12);
            u8::try_from(value.clamp(0, 255)).unwrap_or_default()
        })
    }

    /// For each column the row where a ridge begins.
    fn ridge(&mut self, middle: f64, rise: f64) -> Vec<usize> {
        let waves: Vec<(f64, f64, f64)> = (1..5)
            .map(|n| {
                let n = f64::from(n);
                (rise / n, n * self.dice.between(1.5, 4.0), self.dice.between(0.0, 6.3))
            })
            .collect();
        (0..self.width)
            .map(|x| {
                let along = share(x, self.width);
                let height: f64 = waves.iter().map(|(tall, often, shift)| tall * (often * along + shift).sin()).sum();
                part_of(self.height, middle + height)
            })
            .collect()
    }

    /// Walls, roofs, ponds and roads: rectangles are enough to tell two places apart.
    fn build(&mut self, horizon: f64, pixels: &mut [u8]) {
        for _ in 0..self.dice.whole(3, 9) {
            let (left, top) = (self.dice.between(0.0, 0.9), self.dice.between(horizon, 0.9));
            let wide = self.dice.between(0.05, 0.35);
            let tall = self.dice.between(0.04, 0.22);
            let base =
                *self.dice.choose(&[[190, 180, 165], [150, 60, 45], [90, 130, 150], [60, 95, 50]]).unwrap_or(&[0; 3]);
            let colour = self.colour(base, 40);
            let (from, to) = (part_of(self.width, left), part_of(self.width, left + wide).min(self.width));
            for y in part_of(self.height, top)..part_of(self.height, top + tall).min(self.height) {
                let row = (y * self.width + from) * 3..(y * self.width + to) * 3;
                for pixel in pixels.get_mut(row).unwrap_or_default().chunks_exact_mut(3) {
                    for (part, new) in pixel.iter_mut().zip(colour) {
                        *part = new.saturating_add(*part & 7);
                    }
                }
            }
        }
    }
}

fn mix((from, to): (Colour, Colour), at: usize, of: usize) -> Colour {
    let weight = at * 256 / of.max(1);
    let mut mixed = from;
    for (part, to) in mixed.iter_mut().zip(to) {
        let sum = usize::from(*part) * (256 - weight) + usize::from(to) * weight;
        *part = u8::try_from(sum / 256).unwrap_or(u8::MAX);
    }
    mixed
}

#[expect(clippy::cast_precision_loss, reason = "pictures are far narrower than the bound")]
fn share(at: usize, of: usize) -> f64 {
    at as f64 / of.max(1) as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a row or column of a picture; a cast saturates"
)]
fn part_of(length: usize, share: f64) -> usize {
    (length as f64 * share.max(0.0)) as usize
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use mobile_sync_protocol::{ids::Sha256, place::FixSource};

    use super::*;

    fn shot(seed: u64) -> Shot {
        let fix = Fix {
            lat: 21.862_345_6,
            lon: 106.541_234_5,
            accuracy_m: 4.7,
            altitude_m: Some(312.4),
            at: "2024-05-06T23:59:58.250+07:00".parse().unwrap(),
            source: FixSource::Gnss,
            mocked: Some(false),
        };
        Shot { seed, taken_at: "2024-05-07T00:00:01.500+07:00".parse().unwrap(), fix, camera: 3 }
    }

    /// The segments before the picture's data: marker and payload.
    fn segments(jpeg: &[u8]) -> Vec<(u8, Vec<u8>)> {
        assert_eq!(jpeg[..2], [0xff, 0xd8]);
        let (mut at, mut found) = (2, Vec::new());
        loop {
            assert_eq!(jpeg[at], 0xff, "a marker at {at}");
            let marker = jpeg[at + 1];
            let length = usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
            found.push((marker, jpeg[at + 4..at + 2 + length].to_vec()));
            at += 2 + length;
            if marker == 0xda {
                assert_eq!(jpeg[jpeg.len() - 2..], [0xff, 0xd9]);
                return found;
            }
        }
    }

    fn u16_at(tiff: &[u8], at: usize) -> usize {
        usize::from(u16::from_le_bytes([tiff[at], tiff[at + 1]]))
    }

    fn u32_at(tiff: &[u8], at: usize) -> usize {
        u32::from_le_bytes(tiff[at..at + 4].try_into().unwrap()) as usize
    }

    /// A directory's values by tag.
    fn directory(tiff: &[u8], at: usize) -> BTreeMap<usize, Vec<u8>> {
        let mut last = None;
        (0..u16_at(tiff, at))
            .map(|number| {
                let entry = at + 2 + 12 * number;
                let tag = u16_at(tiff, entry);
                assert!(last.is_none_or(|last| last < tag), "tags ascend: {tag:#x}");
                last = Some(tag);
                let each = match u16_at(tiff, entry + 2) {
                    1 | 2 | 7 => 1,
                    3 => 2,
                    4 => 4,
                    5 => 8,
                    other => panic!("type {other}"),
                };
                let length = each * u32_at(tiff, entry + 4);
                let from = if length > 4 { u32_at(tiff, entry + 8) } else { entry + 8 };
                (tag, tiff[from..from + length].to_vec())
            })
            .collect()
    }

    fn text(value: &[u8]) -> &str {
        std::str::from_utf8(value.strip_suffix(&[0]).unwrap()).unwrap()
    }

    #[expect(clippy::cast_precision_loss, reason = "the parts have 32 bits")]
    fn numbers(value: &[u8]) -> Vec<f64> {
        value.chunks(8).map(|part| u32_at(part, 0) as f64 / u32_at(part, 4) as f64).collect()
    }

    #[test]
    fn what_the_camera_wrote_is_read_back() {
        let jpeg = PhotoMaker::new(1, Some(20_000), false).make(&shot(9)).unwrap();
        let segments = segments(&jpeg);
        assert_eq!(segments[0].0, 0xe1);
        assert!(segments.iter().all(|(marker, _)| *marker != 0xe0));
        let tiff = segments[0].1.strip_prefix(b"Exif\0\0").unwrap();
        assert_eq!(&tiff[..4], b"II\x2a\0");
        let first = directory(tiff, u32_at(tiff, 4));
        assert_eq!((text(&first[&0x10f]), text(&first[&0x110])), ("OPPO", "CPH2579"));
        assert_eq!(first[&0x112], [1, 0]);
        let shot = directory(tiff, u32_at(&first[&0x8769], 0));
        assert_eq!(text(&shot[&0x9003]), "2024:05:07 00:00:01");
        assert_eq!(text(&shot[&0x9011]), "+07:00");
        assert_eq!(text(&shot[&0xa420]).len(), 32);
        let place = directory(tiff, u32_at(&first[&0x8825], 0));
        assert_eq!((text(&place[&1]), text(&place[&3])), ("N", "E"));
        let degrees =
            |tag| numbers(&place[&tag]).iter().zip([1.0, 60.0, 3600.0]).map(|(part, by)| part / by).sum::<f64>();
        assert!((degrees(2) - 21.862_345_6).abs() < 1e-9);
        assert!((degrees(4) - 106.541_234_5).abs() < 1e-9);
        assert_eq!((numbers(&place[&6]), numbers(&place[&0x1f])), (vec![312.4], vec![4.7]));
        assert_eq!(numbers(&place[&7]), [16.0, 59.0, 58.25]);
        assert_eq!(text(&place[&0x1d]), "2024:05:06");
    }

    #[test]
    fn one_shot_gives_the_same_bytes_again_and_no_two_shots_do() {
        let (maker, again) = (PhotoMaker::new(1, Some(12_000), false), PhotoMaker::new(1, Some(12_000), false));
        let names: std::collections::BTreeSet<Sha256> =
            (0..200).map(|seed| Sha256::of(&maker.make(&shot(seed)).unwrap())).collect();
        assert_eq!(names.len(), 200);
        assert_eq!(maker.make(&shot(5)).unwrap(), again.make(&shot(5)).unwrap());
    }

    #[test]
    fn a_photo_has_the_wanted_size_to_the_byte() {
        for extra in [0, 1, 2, 3, 4, 5, 65_533, 65_534, 65_537, 65_538, 65_540, 65_541] {
            let wanted = 60_000 + extra;
            let jpeg = PhotoMaker::new(1, Some(wanted), false).make(&shot(1)).unwrap();
            assert_eq!(jpeg.len(), wanted);
            segments(&jpeg);
        }
    }

    #[test]
    fn photos_drawn_one_by_one_have_pictures_of_their_own() {
        let maker = PhotoMaker::new(1, Some(1), true);
        let picture = |seed| segments(&maker.make(&shot(seed)).unwrap()).len();
        assert_eq!(picture(1), picture(2));
        assert_ne!(maker.draw(1).unwrap(), maker.draw(2).unwrap());
    }
}
