//! A camera's time, and its text.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A camera's time: as its clock showed it, with the offset from UTC where it was written.
///
/// Text: `2024-05-06T09:15:00.250+07:00`, or without the offset, or without the fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LocalTime {
    /// Milliseconds since 1970-01-01 00:00 as if the clock had shown UTC.
    pub wall_ms: i64,
    /// Seconds east of UTC.
    pub offset_seconds: Option<i32>,
}

impl fmt::Display for LocalTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wall = jiff::Timestamp::from_millisecond(self.wall_ms).map_err(|_| fmt::Error)?;
        write!(out, "{}", jiff::tz::Offset::UTC.to_datetime(wall))?;
        match self.offset_seconds {
            Some(east) => {
                let sign = if east < 0 { '-' } else { '+' };
                let minutes = east.unsigned_abs() / 60;
                write!(out, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
            None => Ok(()),
        }
    }
}

/// A text that is no [`LocalTime`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time as in 2024-05-06T09:15:00+07:00, with or without the offset")]
pub struct NotALocalTime;

impl FromStr for LocalTime {
    type Err = NotALocalTime;

    fn from_str(text: &str) -> Result<Self, NotALocalTime> {
        let (wall, offset_seconds) = match text.len().checked_sub(6).and_then(|at| text.split_at_checked(at)) {
            // A date ends so too: `-05-06`.
            Some((wall, offset)) if wall.contains('T') && offset.starts_with(['+', '-']) => {
                (wall, Some(offset_of(offset).ok_or(NotALocalTime)?))
            }
            _ => (text, None),
        };
        let wall: jiff::civil::DateTime =
            if wall.contains('T') { wall.parse().map_err(|_| NotALocalTime)? } else { return Err(NotALocalTime) };
        let wall = jiff::tz::Offset::UTC.to_timestamp(wall).map_err(|_| NotALocalTime)?;
        Ok(Self { wall_ms: wall.as_millisecond(), offset_seconds })
    }
}

/// Reads `±hh:mm`.
fn offset_of(text: &str) -> Option<i32> {
    let &[sign, h, i, b':', m, n] = text.as_bytes() else { return None };
    let two = |tens: u8, ones: u8| {
        let digits = tens.is_ascii_digit() && ones.is_ascii_digit();
        digits.then(|| i32::from(tens - b'0') * 10 + i32::from(ones - b'0'))
    };
    let (hours, minutes) = (two(h, i)?, two(m, n)?);
    let east = hours * 3_600 + minutes * 60;
    (hours < 24 && minutes < 60).then_some(if sign == b'-' { -east } else { east })
}

impl Serialize for LocalTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LocalTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
