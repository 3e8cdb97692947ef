//! The EXIF segment of a photo as a phone's camera writes it: a small TIFF (EXIF 2.32, little-endian) with the
//! camera, the moment and the position.

use mobile_sync_protocol::{
    place::Fix,
    time::{OffsetTime, Timestamp},
};

const BYTE: u16 = 1;
const ASCII: u16 = 2;
const SHORT: u16 = 3;
const LONG: u16 = 4;
const RATIONAL: u16 = 5;
const UNDEFINED: u16 = 7;

/// What a camera writes beside its picture.
#[derive(Clone, Copy, Debug)]
pub struct Exif<'a> {
    /// When it was taken, by the phone's clock.
    pub taken_at: OffsetTime,
    /// Where the phone was; its time is the satellites'.
    pub fix: &'a Fix,
    /// Who made the phone.
    pub make: &'a str,
    /// Which phone it is.
    pub model: &'a str,
    /// How the picture is to be turned; 1 is upright.
    pub orientation: u16,
    /// 32 hexadecimal digits that no other picture has.
    pub unique_id: &'a str,
    /// Pixels across.
    pub width: u16,
    /// Pixels down.
    pub height: u16,
}

struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
    value: Vec<u8>,
}

impl Exif<'_> {
    /// The payload of the APP1 segment.
    pub fn app1(&self) -> Vec<u8> {
        let local = civil(self.taken_at.at, self.taken_at.offset_seconds);
        let taken = local.strftime("%Y:%m:%d %H:%M:%S").to_string();
        let shot = self.shot(&taken);
        let place = self.place();
        let mut first = vec![
            ascii(0x010f, self.make),
            ascii(0x0110, self.model),
            short(0x0112, self.orientation),
            rationals(0x011a, &[(72, 1)]),
            rationals(0x011b, &[(72, 1)]),
            short(0x0128, 2),
            ascii(0x0132, &taken),
        ];
        // Both pointers are held in their entries, so the sizes are known before the places are.
        let shot_at = 8 + size(&first) + 24;
        let place_at = shot_at + size(&shot);
        first.push(long(0x8769, shot_at));
        first.push(long(0x8825, place_at));

        let mut tiff = b"II\x2a\0\x08\0\0\0".to_vec();
        write(&first, &mut tiff);
        write(&shot, &mut tiff);
        write(&place, &mut tiff);
        let mut payload = b"Exif\0\0".to_vec();
        payload.append(&mut tiff);
        payload
    }

    fn shot(&self, taken: &str) -> Vec<Entry> {
        let minutes = self.taken_at.offset_seconds / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let offset = format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60);
        let fraction = format!("{:03}", self.taken_at.at.0.rem_euclid(1_000));
        vec![
            Entry { tag: 0x9000, kind: UNDEFINED, count: 4, value: b"0232".to_vec() },
            ascii(0x9003, taken),
            ascii(0x9004, taken),
            ascii(0x9010, &offset),
            ascii(0x9011, &offset),
            ascii(0x9012, &offset),
            ascii(0x9291, &fraction),
            long(0xa002, u32::from(self.width)),
            long(0xa003, u32::from(self.height)),
            ascii(0xa420, self.unique_id),
        ]
    }

    fn place(&self) -> Vec<Entry> {
        let fix = self.fix;
        let utc = civil(fix.at.at, 0);
        let part = |value: i8| u32::try_from(value).unwrap_or_default();
        let seconds = u32::try_from(fix.at.at.0.rem_euclid(60_000)).unwrap_or_default();
        let mut entries = vec![
            Entry { tag: 0, kind: BYTE, count: 4, value: vec![2, 3, 0, 0] },
            ascii(1, if fix.lat < 0.0 { "S" } else { "N" }),
            rationals(2, &degrees(fix.lat)),
            ascii(3, if fix.lon < 0.0 { "W" } else { "E" }),
            rationals(4, &degrees(fix.lon)),
        ];
        if let Some(altitude) = fix.altitude_m {
            entries.push(Entry { tag: 5, kind: BYTE, count: 1, value: vec![u8::from(altitude < 0.0)] });
            entries.push(rationals(6, &[(scaled(altitude.abs(), 100.0), 100)]));
        }
        entries.push(rationals(7, &[(part(utc.hour()), 1), (part(utc.minute()), 1), (seconds, 1_000)]));
        entries.push(ascii(0x12, "WGS-84"));
        entries.push(ascii(0x1d, &utc.strftime("%Y:%m:%d").to_string()));
        entries.push(rationals(0x1f, &[(scaled(fix.accuracy_m, 100.0), 100)]));
        entries
    }
}

fn civil(at: Timestamp, offset_seconds: i32) -> jiff::civil::DateTime {
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    jiff::tz::Offset::from_seconds(offset_seconds).unwrap_or(jiff::tz::Offset::UTC).to_datetime(at)
}

/// Degrees, minutes and millionths of a second: exact to a third of a billionth of a degree.
fn degrees(value: f64) -> [(u32, u32); 3] {
    let (whole, rest) = (value.abs().trunc(), value.abs().fract() * 60.0);
    [(scaled(whole, 1.0), 1), (scaled(rest.trunc(), 1.0), 1), (scaled(rest.fract() * 60.0, 1e6), 1_000_000)]
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the values are positive and far below the bound; a cast saturates"
)]
fn scaled(value: f64, by: f64) -> u32 {
    (value * by).round() as u32
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn ascii(tag: u16, text: &str) -> Entry {
    let mut value = text.as_bytes().to_vec();
    value.push(0);
    Entry { tag, kind: ASCII, count: count(value.len()), value }
}

fn short(tag: u16, value: u16) -> Entry {
    Entry { tag, kind: SHORT, count: 1, value: value.to_le_bytes().to_vec() }
}

fn long(tag: u16, value: u32) -> Entry {
    Entry { tag, kind: LONG, count: 1, value: value.to_le_bytes().to_vec() }
}

fn rationals(tag: u16, parts: &[(u32, u32)]) -> Entry {
    let value = parts.iter().flat_map(|(over, under)| [over.to_le_bytes(), under.to_le_bytes()].concat()).collect();
    Entry { tag, kind: RATIONAL, count: count(parts.len()), value }
}

/// Bytes of a directory with the values that do not fit in its entries.
fn size(entries: &[Entry]) -> u32 {
    let outside: usize = entries.iter().map(outside).sum();
    count(2 + 12 * entries.len() + 4 + outside)
}

/// Values of up to four bytes stand in the entry; others after the directory, at even places.
fn outside(entry: &Entry) -> usize {
    if entry.value.len() > 4 { entry.value.len().next_multiple_of(2) } else { 0 }
}

/// Appends a directory; `tiff` begins at the file's byte 0.
fn write(entries: &[Entry], tiff: &mut Vec<u8>) {
    let mut next = tiff.len() + 2 + 12 * entries.len() + 4;
    let mut values = Vec::new();
    let number = u16::try_from(entries.len()).unwrap_or(u16::MAX);
    tiff.extend_from_slice(&number.to_le_bytes());
    for entry in entries {
        tiff.extend_from_slice(&entry.tag.to_le_bytes());
        tiff.extend_from_slice(&entry.kind.to_le_bytes());
        tiff.extend_from_slice(&entry.count.to_le_bytes());
        let mut held = entry.value.clone();
        if outside(entry) > 0 {
            held.resize(outside(entry), 0);
            values.extend_from_slice(&held);
            held = count(next).to_le_bytes().to_vec();
            next += outside(entry);
        }
        held.resize(4, 0);
        tiff.extend_from_slice(&held);
    }
    tiff.extend_from_slice(&[0; 4]);
    tiff.append(&mut values);
}
