//! The text form of a camera's time.

use proptest::prelude::*;

use super::super::{LocalTime, NotALocalTime};

fn read(text: &str) -> Result<(i64, Option<i32>), NotALocalTime> {
    text.parse::<LocalTime>().map(|time| (time.wall_ms, time.offset_seconds))
}

#[test]
fn texts_are_read_with_and_without_fraction_and_offset() {
    assert_eq!(read("2024-05-06T09:15:00.250+07:00"), Ok((1_714_986_900_250, Some(25_200))));
    assert_eq!(read("2024-05-06T09:15:00-03:30"), Ok((1_714_986_900_000, Some(-12_600))));
    assert_eq!(read("2024-05-06T09:15:00"), Ok((1_714_986_900_000, None)));
    assert_eq!(read("1969-12-31T23:59:59.999"), Ok((-1, None)));
}

#[test]
fn other_texts_are_refused() {
    let refused = [
        "",
        "2024-05-06",
        "2024-05-06T09:15:00Z",
        "2024-05-06T09:15:00+7:000",
        "2024-05-06T09:15:00+-7:00",
        "2024-05-06T09:15:00+07:60",
        "2024-05-06T09:15:00+24:00",
        "2024-05-06T25:15:00",
        "2024-02-30T09:15:00",
        "2024-05-06T09:15:00+0ả",
    ];
    for text in refused {
        assert_eq!(read(text), Err(NotALocalTime), "{text}");
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_it_was(
        wall_ms in -62_167_219_200_000..253_402_300_799_000_i64,
        minutes in proptest::option::of(-1_439..1_440_i32),
    ) {
        let time = LocalTime { wall_ms, offset_seconds: minutes.map(|minutes| minutes * 60) };
        let text = serde_json::to_string(&time).unwrap();
        prop_assert_eq!(serde_json::from_str::<LocalTime>(&text).unwrap(), time);
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,40}") {
        if let Ok(time) = text.parse::<LocalTime>() {
            prop_assert_eq!(time.to_string().parse(), Ok(time));
        }
    }
}
