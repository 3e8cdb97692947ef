//! The texts of a submission's leaves as values: places, times, days, numbers.

use mobile_sync_protocol::{
    answer::Value,
    checklist::{Item, ItemType},
    ids::Key,
    place::{Fix, FixSource, NotAPlace},
    time::{Date, OffsetTime},
};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::parts::Why;
use crate::openrosa::xform;

/// A text as it is kept: Vietnamese composed (NFC), however a keyboard wrote it. `None` where it says nothing.
pub(super) fn text(raw: &str) -> Option<String> {
    let raw = raw.trim();
    let is_composed = raw.is_ascii() || is_nfc_quick(raw.chars()) == IsNormalized::Yes;
    let text = if is_composed { raw.to_owned() } else { raw.nfc().collect() };
    (!text.is_empty()).then_some(text)
}

/// A number. Collect writes large ones with an exponent (`1.0E7`).
pub(super) fn number(raw: &str) -> Result<f64, Why> {
    raw.trim().parse().ok().filter(|number: &f64| number.is_finite()).ok_or(Why::NotOfItsType)
}

/// A day; of a time, the day where it was read.
pub(super) fn date(raw: &str) -> Result<Date, Why> {
    raw.trim().get(..10).and_then(|day| day.parse().ok()).ok_or(Why::NotOfItsType)
}

/// A time. Clients write the offset as `+07:00`, `+0700` or `+07`; where one writes none, `offset_seconds` holds.
pub(super) fn time(raw: &str, offset_seconds: i32) -> Result<OffsetTime, Why> {
    let raw = raw.trim();
    let time_at = raw.find('T').ok_or(Why::NotOfItsType)?;
    let offset_at = raw.rfind(['+', '-', 'Z', 'z']).filter(|at| *at > time_at);
    let (clock, offset) = offset_at.map_or((raw, ""), |at| raw.split_at_checked(at).unwrap_or((raw, "")));
    let offset = match (offset.len(), offset.split_at_checked(3)) {
        (3, _) => format!("{offset}:00"),
        (5, Some((hours, minutes))) => format!("{hours}:{minutes}"),
        (0, _) => written(offset_seconds),
        _ => offset.to_owned(),
    };
    format!("{clock}{offset}").parse().map_err(|_| Why::NotATime)
}

fn written(offset_seconds: i32) -> String {
    let sign = if offset_seconds < 0 { '-' } else { '+' };
    let minutes = offset_seconds.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A place: latitude, longitude, altitude and accuracy, divided by spaces. `999 999` and `0 0` are what software writes
/// that has none. An accuracy of 0, or none, stays 0: mocked places and those picked on a map look like that, and the
/// rules of evidence say so. An altitude of exactly 0, or outside what altitudes are, is none.
pub(super) fn place(raw: &str, at: OffsetTime) -> Result<Fix, Why> {
    let mut figures = raw.split_whitespace().map(str::parse::<f64>);
    let mut next = || figures.next().transpose().map_err(|_| Why::NotOfItsType);
    let (lat, lon, altitude, accuracy) = (next()?, next()?, next()?, next()?);
    let (Some(lat), Some(lon)) = (lat, lon) else { return Err(Why::NotOfItsType) };
    let altitude_m = altitude.filter(|altitude| *altitude != 0.0 && (-500.0..=10_000.0).contains(altitude));
    let fix = Fix {
        lat,
        lon,
        accuracy_m: accuracy.unwrap_or(0.0),
        altitude_m,
        at,
        // Neither Collect nor Enketo says what measured it.
        source: FixSource::Browser,
        mocked: None,
    };
    fix.check().map_err(|why: NotAPlace| Why::NoPlace(why))?;
    Ok(fix)
}

/// The answer to an item, measured at `at` where it is a place.
pub(super) fn answer(item: &Item, text: &str, at: OffsetTime) -> Result<Value, Why> {
    Ok(match &item.answer {
        ItemType::PassFail => {
            let known = xform::OUTCOMES.into_iter().find(|(_, word, ..)| *word == text);
            Value::Outcome(known.ok_or(Why::NotOfItsType)?.0)
        }
        ItemType::Number { .. } => Value::Number(number(text)?),
        ItemType::Choice { .. } => Value::Choice(parsed(text)?),
        ItemType::MultipleChoice { .. } => {
            let mut chosen: Vec<Key> = Vec::new();
            for word in text.split_whitespace() {
                let choice = parsed(word)?;
                if !chosen.contains(&choice) {
                    chosen.push(choice);
                }
            }
            Value::Choices(chosen)
        }
        ItemType::Text { .. } => Value::Text(text.to_owned()),
        ItemType::Date => Value::Date(date(text)?),
        ItemType::Place { .. } => Value::Place(place(text, at)?),
        ItemType::Photo { .. } => return Err(Why::NotOfItsType),
    })
}

/// Whatever has one text form: an id, a key.
pub(super) fn parsed<T: std::str::FromStr>(text: &str) -> Result<T, Why> {
    text.parse().map_err(|_| Why::NotOfItsType)
}

/// A text as it stands.
#[expect(clippy::unnecessary_wraps, reason = "one of the readers of leaves, which can fail")]
pub(super) fn words(text: &str) -> Result<String, Why> {
    Ok(text.to_owned())
}
