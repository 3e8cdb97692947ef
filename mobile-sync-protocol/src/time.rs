//! Times and dates. Every stored instant is whole milliseconds, because databases cut finer ones differently
//! and a signed value must come back as it went in.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

const EARLIEST: i64 = 946_684_800_000; // 2000-01-01: before the programme, its law and its phones
const LATEST: i64 = 4_102_444_800_000; // 2100-01-01

/// An instant: milliseconds since 1970-01-01 UTC. Written as RFC 3339 with `Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// An instant with the offset of the place where it was read: RFC 3339, such as `2024-05-06T09:15:00+07:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OffsetTime {
    /// The instant.
    pub at: Timestamp,
    /// Seconds east of UTC; whole minutes.
    pub offset_seconds: i32,
}

/// A calendar day, `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

/// A text that is no time or date that a phone of this programme can have meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotATime {
    /// Not RFC 3339.
    #[error("{0:?} is not a time: write RFC 3339 with an offset, as in 2024-05-06T09:15:00+07:00")]
    Syntax(String),
    /// Not a date.
    #[error("{0:?} is not a date: write YYYY-MM-DD")]
    DateSyntax(String),
    /// A clock that was never set, or a typing slip.
    #[error("{0:?} is outside the years 2000 to 2099")]
    OutOfRange(String),
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

impl Timestamp {
    /// The calendar day of this instant at `offset_seconds` east of UTC.
    pub fn date_at(self, offset_seconds: i32) -> Date {
        let shifted = self.0.saturating_add(i64::from(offset_seconds) * 1000);
        let days = shifted.div_euclid(86_400_000);
        let epoch = jiff::civil::date(1970, 1, 1);
        Date(epoch.saturating_add(jiff::Span::new().days(days.clamp(-4_000_000, 2_000_000))))
    }

    /// Milliseconds from `earlier` to this instant.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    fn jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:.3}", self.jiff())
    }
}

impl FromStr for Timestamp {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let parsed: jiff::Timestamp = text.parse().map_err(|_| NotATime::Syntax(short(text)))?;
        let ms = parsed.as_millisecond();
        if (EARLIEST..LATEST).contains(&ms) { Ok(Self(ms)) } else { Err(NotATime::OutOfRange(short(text))) }
    }
}

impl OffsetTime {
    /// The calendar day on which it was read, where it was read.
    pub fn date(self) -> Date {
        self.at.date_at(self.offset_seconds)
    }
}

impl fmt::Display for OffsetTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offset = jiff::tz::Offset::from_seconds(self.offset_seconds).unwrap_or(jiff::tz::Offset::UTC);
        write!(out, "{:.3}", self.at.jiff().display_with_offset(offset))
    }
}

impl FromStr for OffsetTime {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let at: Timestamp = text.parse()?;
        let offset_seconds = offset_of(text).ok_or_else(|| NotATime::Syntax(short(text)))?;
        Ok(Self { at, offset_seconds })
    }
}

/// Reads the `Z` or `±hh:mm` at the end of a text that is already known to be an RFC 3339 time.
fn offset_of(text: &str) -> Option<i32> {
    if text.ends_with(['Z', 'z']) {
        return Some(0);
    }
    let tail = text.get(text.len().checked_sub(6)?..)?;
    let sign = match tail.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let hours: i32 = tail.get(1..3)?.parse().ok()?;
    let minutes: i32 = tail.get(4..)?.parse().ok()?;
    (tail.get(3..4)? == ":" && hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

impl Date {
    /// The day `year`-`month`-`day`, if there is one in the years 2000 to 2099.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        let date = jiff::civil::Date::new(year, month, day).ok()?;
        (2000..2100).contains(&year).then_some(Self(date))
    }

    /// Year, month and day.
    pub fn parts(self) -> (i16, i8, i8) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// This day moved by `days`.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(days)))
    }

    /// Days from `earlier` to this day.
    pub fn days_since(self, earlier: Self) -> i32 {
        self.0.since(earlier.0).map_or(0, |span| span.get_days())
    }

    /// Whole days since 1970-01-01: an order that a database can keep as an integer.
    pub fn day_number(self) -> i32 {
        self.days_since(Self(jiff::civil::date(1970, 1, 1)))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl FromStr for Date {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let plain = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !plain {
            return Err(NotATime::DateSyntax(short(text)));
        }
        let date: jiff::civil::Date = text.parse().map_err(|_| NotATime::DateSyntax(short(text)))?;
        Self::new(date.year(), date.month(), date.day()).ok_or_else(|| NotATime::OutOfRange(short(text)))
    }
}

macro_rules! as_text {
    ($($name:ident),+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    )+};
}

as_text!(Timestamp, OffsetTime, Date);

#[cfg(feature = "openapi")]
mod openapi {
    use utoipa::openapi::{ObjectBuilder, RefOr, Schema, SchemaFormat, Type};

    macro_rules! text_schema {
        ($($name:ident $format:literal $meaning:literal;)+) => {$(
            impl utoipa::PartialSchema for super::$name {
                fn schema() -> RefOr<Schema> {
                    ObjectBuilder::new()
                        .schema_type(Type::String)
                        .format(Some(SchemaFormat::Custom($format.to_owned())))
                        .description(Some($meaning))
                        .into()
                }
            }

            impl utoipa::ToSchema for super::$name {}
        )+};
    }

    text_schema! {
        Timestamp "date-time" "An instant, RFC 3339, whole milliseconds.";
        OffsetTime "date-time" "An instant with the offset of the place where it was read, RFC 3339.";
        Date "date" "A calendar day, YYYY-MM-DD.";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_time_keeps_instant_and_offset() {
        let time: OffsetTime = "2024-05-06T09:15:00.250+07:00".parse().unwrap();
        assert_eq!(time.offset_seconds, 7 * 3600);
        assert_eq!(time.to_string(), "2024-05-06T09:15:00.250+07:00");
        assert_eq!(time.at.to_string(), "2024-05-06T02:15:00.250Z");
    }

    #[test]
    fn the_day_of_an_inspection_is_the_day_where_it_was_made() {
        let time: OffsetTime = "2024-12-01T00:30:00+07:00".parse().unwrap();
        assert_eq!(time.date().to_string(), "2024-12-01");
        assert_eq!(time.at.date_at(0).to_string(), "2024-11-30");
    }

    #[test]
    fn year_zero_and_plain_text_are_no_times() {
        assert!(matches!(
            "0000-01-01T00:00:00Z".parse::<OffsetTime>(),
            Err(NotATime::OutOfRange(_) | NotATime::Syntax(_))
        ));
        assert!("yesterday".parse::<OffsetTime>().is_err());
        assert!("2024-05-06T09:15:00".parse::<OffsetTime>().is_err());
        assert!("0000-00-00".parse::<Date>().is_err());
        assert!("2024-02-30".parse::<Date>().is_err());
    }

    #[test]
    fn day_numbers_count_from_1970() {
        assert_eq!("2024-01-01".parse::<Date>().unwrap().day_number(), 19_723);
    }
}
