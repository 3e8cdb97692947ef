//! Figures in words, as an official would write them: decimal commas and days first in Vietnamese.

use mobile_sync_protocol::{
    text::Text,
    time::{Date, OffsetTime},
};

/// A number with so many decimals: `3,2` and `3.2`.
pub(super) fn number(value: f64, decimals: usize) -> Text {
    let en = format!("{value:.decimals$}");
    Text::new(en.replace('.', ","), en)
}

/// A distance: `350 m`, `3,2 km`.
pub(super) fn metres(metres: f64) -> Text {
    if metres < 999.5 {
        return Text::new(format!("{metres:.0} m"), format!("{metres:.0} m"));
    }
    let kilometres = number(metres / 1_000.0, usize::from(metres < 99_950.0));
    Text::new(format!("{} km", kilometres.vi), format!("{} km", kilometres.en))
}

/// A length of time, however it was counted: `45 giây`, `12 phút`, `5 giờ`, `3 ngày`.
pub(super) fn span(milliseconds: i64) -> Text {
    let seconds = milliseconds.unsigned_abs().div_ceil(1_000);
    let (count, vi, en) = match seconds {
        0..90 => (seconds, "giây", "second"),
        90..5_400 => ((seconds + 30) / 60, "phút", "minute"),
        5_400..172_800 => ((seconds + 1_800) / 3_600, "giờ", "hour"),
        _ => ((seconds + 43_200) / 86_400, "ngày", "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    Text::new(format!("{count} {vi}"), format!("{count} {en}{plural}"))
}

/// A day: `06/05/2024`.
pub(super) fn day(date: Date) -> Text {
    let (year, month, day) = date.parts();
    Text::new(format!("{day:02}/{month:02}/{year}"), date.to_string())
}

/// A time of day on a day, where it was read: `09:15 ngày 06/05/2024`.
pub(super) fn moment(time: OffsetTime) -> Text {
    let seconds = (time.at.0.div_euclid(1_000) + i64::from(time.offset_seconds)).rem_euclid(86_400);
    let clock = format!("{:02}:{:02}", seconds / 3_600, seconds % 3_600 / 60);
    let date = day(time.date());
    Text::new(format!("{clock} ngày {}", date.vi), format!("{} {clock}", date.en))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(text: Text) -> (String, String) {
        (text.vi, text.en)
    }

    fn pair(vi: &str, en: &str) -> (String, String) {
        (vi.to_owned(), en.to_owned())
    }

    #[test]
    fn distances_read_as_people_say_them() {
        assert_eq!(both(metres(0.4)), pair("0 m", "0 m"));
        assert_eq!(both(metres(350.2)), pair("350 m", "350 m"));
        assert_eq!(both(metres(999.7)), pair("1,0 km", "1.0 km"));
        assert_eq!(both(metres(3_240.0)), pair("3,2 km", "3.2 km"));
        assert_eq!(both(metres(161_400.0)), pair("161 km", "161 km"));
    }

    #[test]
    fn spans_read_as_people_say_them() {
        assert_eq!(both(span(45_000)), pair("45 giây", "45 seconds"));
        assert_eq!(both(span(-720_000)), pair("12 phút", "12 minutes"));
        assert_eq!(both(span(18_000_000)), pair("5 giờ", "5 hours"));
        assert_eq!(both(span(259_200_000)), pair("3 ngày", "3 days"));
    }

    #[test]
    fn moments_are_told_where_they_were_read() {
        let time: OffsetTime = "2024-05-06T23:30:00+07:00".parse().unwrap();
        assert_eq!(both(moment(time)), pair("23:30 ngày 06/05/2024", "2024-05-06 23:30"));
    }
}
