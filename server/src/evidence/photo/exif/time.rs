//! The times that a photo claims: the camera's and the satellites' (CIPA DC-008, sections 4.6.5 and 4.6.6).

use mobile_sync_protocol::time::Timestamp;

use super::{
    local_time::LocalTime,
    tiff::{Tags, Value},
};

/// The tags of one of the camera's times: date and time, fraction of its second, offset from UTC.
#[derive(Clone, Copy, Debug)]
pub(super) struct CameraClock {
    time: u16,
    fraction: u16,
    offset: u16,
}

/// When the photo was taken.
pub(super) const TAKEN: CameraClock = CameraClock { time: 0x9003, fraction: 0x9291, offset: 0x9011 };
/// When it was digitised.
pub(super) const DIGITIZED: CameraClock = CameraClock { time: 0x9004, fraction: 0x9292, offset: 0x9012 };
/// When the file was changed.
pub(super) const MODIFIED: CameraClock = CameraClock { time: 0x0132, fraction: 0x9290, offset: 0x9010 };

/// One of the camera's times. A fraction or offset in the time itself goes before the tags for them.
pub(super) fn camera_time(tags: &Tags<'_>, clock: CameraClock) -> Option<LocalTime> {
    let text = |tag| tags.main(tag).and_then(Value::text_bytes);
    let mut scan = Scan { rest: trim_control(text(clock.time)?) };
    let seconds = scan.date_time()?;
    let ms = scan.fraction().or_else(|| fraction_ms(text(clock.fraction)?)).unwrap_or(0);
    let offset_seconds = match scan.rest {
        [] => text(clock.offset).and_then(|text| offset(text.trim_ascii_end())),
        // What is no offset is not to be guessed at: an afternoon, perhaps.
        rest => Some(offset(rest.trim_ascii_start())?),
    };
    Some(LocalTime { wall_ms: seconds * 1_000 + ms, offset_seconds })
}

/// The satellites' time. Without its date or its time it is none; minutes or seconds that are missing are zero, as
/// ExifTool has it. A leap second is the second after it. Years that no record can be of are left out: receivers
/// without a fix begin in 1980.
pub(super) fn gps_time(tags: &Tags<'_>) -> Option<Timestamp> {
    let mut scan = Scan { rest: trim_control(tags.gps(0x1D)?.bytes()) };
    let day = scan.date()?;
    if !scan.rest.is_empty() || !(2000..2100).contains(&day.year()) {
        return None;
    }
    let time: Vec<f64> = tags.gps(0x07)?.numbers().into_iter().collect::<Option<_>>()?;
    let part = |at: usize, limit: f64| match time.get(at) {
        Some(part) => (0.0..limit).contains(part).then_some(*part),
        None => Some(0.0),
    };
    time.first()?;
    let seconds = part(0, 24.0)? * 3_600.0 + part(1, 60.0)? * 60.0 + part(2, 61.0)?;
    let within = std::time::Duration::try_from_secs_f64(seconds).ok()?.as_millis();
    Some(Timestamp(day_start(day) * 1_000 + i64::try_from(within).ok()?))
}

/// Without the blanks, NULs and other bytes at the end that nobody sees.
fn trim_control(mut bytes: &[u8]) -> &[u8] {
    while let [rest @ .., 0..=b' '] = bytes {
        bytes = rest;
    }
    bytes
}

/// Seconds from 1970 to the start of a day.
fn day_start(day: jiff::civil::Date) -> i64 {
    let days = day.since(jiff::civil::date(1970, 1, 1)).map_or(0, |span| span.get_days());
    i64::from(days) * 86_400
}

/// The digits that a fraction begins with, as milliseconds.
fn fraction_ms(text: &[u8]) -> Option<i64> {
    Scan { rest: text }.fraction_digits()
}

/// Seconds east of UTC: `+07:00`, `+7:00`, `+0700`, `+07`, `Z`.
fn offset(text: &[u8]) -> Option<i32> {
    let (sign, rest) = match text {
        [b'Z' | b'z'] => return Some(0),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| i32::from(*byte - b'0'));
    let two = |tens: &u8, ones: &u8| Some(digit(tens)? * 10 + digit(ones)?);
    let (hours, minutes) = match rest {
        [h, b':', m, n] => (digit(h)?, two(m, n)?),
        [h, i, b':', m, n] | [h, i, m, n] => (two(h, i)?, two(m, n)?),
        [h, i] => (two(h, i)?, 0),
        _ => return None,
    };
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

/// Reads a date or time from its start. Any one byte stands between two fields, or none: cameras and programs write
/// colons, dashes, slashes, blanks, a `T`, a NUL. A field's first digit may be a blank.
struct Scan<'a> {
    rest: &'a [u8],
}

impl Scan<'_> {
    fn digit(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        let digit = first.checked_sub(b'0').filter(|digit| *digit < 10)?;
        self.rest = rest;
        Some(digit)
    }

    fn separator(&mut self) {
        if let [first, rest @ ..] = self.rest
            && !first.is_ascii_digit()
        {
            self.rest = rest;
        }
    }

    /// Two digits after whatever separates them from what is before.
    fn field(&mut self) -> Option<i8> {
        self.separator();
        let tens = match self.rest {
            [b' ', rest @ ..] => {
                self.rest = rest;
                0
            }
            _ => self.digit()?,
        };
        i8::try_from(tens * 10 + self.digit()?).ok()
    }

    fn date(&mut self) -> Option<jiff::civil::Date> {
        let mut year = 0;
        for _ in 0..4 {
            year = year * 10 + i16::from(self.digit()?);
        }
        jiff::civil::Date::new(year, self.field()?, self.field()?).ok()
    }

    /// Seconds from 1970 by the clock's own calendar. A leap second is the second after it; hour 24 is none, as phones
    /// that write it mean the midnight before or the one after.
    fn date_time(&mut self) -> Option<i64> {
        let day = self.date()?;
        let (hour, minute, second) = (self.field()?, self.field()?, self.field()?);
        let clock = hour < 24 && minute < 60 && second < 61;
        clock.then(|| day_start(day) + i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second))
    }

    /// The milliseconds behind a point.
    fn fraction(&mut self) -> Option<i64> {
        match self.rest {
            [b'.' | b',', rest @ ..] => self.rest = rest,
            _ => return None,
        }
        self.fraction_digits()
    }

    /// Milliseconds by the digits of a fraction; finer ones are cut off.
    fn fraction_digits(&mut self) -> Option<i64> {
        let mut ms = i64::from(self.digit()?) * 100;
        for worth in [10, 1] {
            ms += self.digit().map_or(0, |digit| i64::from(digit) * worth);
        }
        while self.digit().is_some() {}
        Some(ms)
    }
}
