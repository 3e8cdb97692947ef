//! Dates, numbers and document numbers as Vietnamese documents write them (Decree 30/2020/NĐ-CP, appendix I).

use mobile_sync_protocol::time::{Date, OffsetTime};

/// `ngày 05 tháng 7 năm 2024`: days below 10 and the months 1 and 2 take a zero, so that nothing can be added before.
pub fn long_date(date: Date) -> String {
    let (year, month, day) = date.parts();
    format!("ngày {day:02} tháng {} năm {year}", month_of(month))
}

/// `05/7/2024`.
pub fn short_date(date: Date) -> String {
    let (year, month, day) = date.parts();
    format!("{day:02}/{}/{year}", month_of(month))
}

fn month_of(month: i8) -> String {
    if month < 3 { format!("{month:02}") } else { month.to_string() }
}

/// Hours and minutes of a moment, where it was read.
fn clock_of(time: OffsetTime) -> (i64, i64) {
    let minutes = time.at.0.div_euclid(60_000) + i64::from(time.offset_seconds / 60);
    let minutes = minutes.rem_euclid(24 * 60);
    (minutes / 60, minutes % 60)
}

/// `09 giờ 15 phút`, as minutes have it.
pub fn hours_and_minutes(time: OffsetTime) -> String {
    let (hours, minutes) = clock_of(time);
    format!("{hours:02} giờ {minutes:02} phút")
}

/// `09:15 05/7/2024`, as captions and tables have it.
pub fn moment(time: OffsetTime) -> String {
    let (hours, minutes) = clock_of(time);
    format!("{hours:02}:{minutes:02} {}", short_date(time.date()))
}

/// `1.234.567,50`: points between thousands, a comma before decimals.
pub fn number(value: f64, decimals: u8) -> String {
    let text = format!("{:.*}", usize::from(decimals), value.abs());
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    if value < 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
        out.push('-');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push('.');
        }
        out.push(digit);
    }
    if !part.is_empty() {
        out.push(',');
        out.push_str(part);
    }
    out
}

/// `I`, `II`, `III`, … for headings and appendices.
pub fn roman(number: u32) -> String {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut left = number;
    let mut out = String::new();
    for (value, letters) in STEPS {
        while left >= value {
            out.push_str(letters);
            left -= value;
        }
    }
    out
}

/// `Số: 09/BC-UBND`; without a number, dots to be filled in.
pub fn document_number(number: Option<&str>, symbol: &str) -> String {
    let number = match number.map(str::trim) {
        None | Some("") => "........".to_owned(),
        Some(number) if number.len() == 1 && number.bytes().all(|digit| digit.is_ascii_digit()) => format!("0{number}"),
        Some(number) => number.to_owned(),
    };
    format!("Số: {number}/{symbol}")
}

/// `Văn Quan, ngày 05 tháng 7 năm 2024`; without a date, dots to be filled in.
pub fn place_and_date(place: &str, date: Option<Date>) -> String {
    let day = date.map_or_else(|| "ngày ..... tháng ..... năm ........".to_owned(), long_date);
    if place.is_empty() { day } else { format!("{place}, {day}") }
}

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

/// A whole number in words, as sums are written out: `một nghìn hai trăm linh năm`.
pub fn in_words(number: i64) -> String {
    if number == 0 {
        return "không".to_owned();
    }
    let mut words = Vec::new();
    if number < 0 {
        words.push("âm");
    }
    say(number.unsigned_abs(), false, &mut words);
    words.join(" ")
}

/// Says a number above zero. `whole` says its hundreds even where there are none, since something stands before.
fn say(number: u64, whole: bool, words: &mut Vec<&'static str>) {
    const BILLION: u64 = 1_000_000_000;
    if number >= BILLION {
        say(number / BILLION, whole, words);
        words.push("tỷ");
        if !number.is_multiple_of(BILLION) {
            say_groups(number % BILLION, true, words);
        }
    } else {
        say_groups(number, whole, words);
    }
}

fn say_groups(number: u64, mut whole: bool, words: &mut Vec<&'static str>) {
    for (size, name) in [(1_000_000, "triệu"), (1_000, "nghìn"), (1, "")] {
        let group = number / size % 1_000;
        if group > 0 {
            hundreds(group, whole, words);
            if !name.is_empty() {
                words.push(name);
            }
            whole = true;
        }
    }
}

fn digit(value: u64) -> &'static str {
    usize::try_from(value).ok().and_then(|at| DIGITS.get(at)).copied().unwrap_or_default()
}

fn hundreds(group: u64, whole: bool, words: &mut Vec<&'static str>) {
    let (hundred, ten, one) = (group / 100, group / 10 % 10, group % 10);
    if hundred > 0 || whole {
        words.extend([digit(hundred), "trăm"]);
    }
    match ten {
        0 if one > 0 && (hundred > 0 || whole) => words.push("linh"),
        0 => {}
        1 => words.push("mười"),
        _ => words.extend([digit(ten), "mươi"]),
    }
    match (ten, one) {
        (_, 0) => {}
        (2.., 1) => words.push("mốt"),
        (2.., 4) => words.push("tư"),
        (1.., 5) => words.push("lăm"),
        _ => words.push(digit(one)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_the_first_months_take_a_zero() {
        let date = Date::new(2024, 7, 5).unwrap();
        assert_eq!(long_date(date), "ngày 05 tháng 7 năm 2024");
        assert_eq!(short_date(Date::new(2024, 2, 12).unwrap()), "12/02/2024");
        assert_eq!(place_and_date("Văn Quan", Some(date)), "Văn Quan, ngày 05 tháng 7 năm 2024");
        assert_eq!(place_and_date("Văn Quan", None), "Văn Quan, ngày ..... tháng ..... năm ........");
    }

    #[test]
    fn a_moment_is_told_where_it_was_read() {
        let time: OffsetTime = "2024-12-31T23:05:59+07:00".parse().unwrap();
        assert_eq!(moment(time), "23:05 31/12/2024");
        assert_eq!(hours_and_minutes(time), "23 giờ 05 phút");
        let utc: OffsetTime = "2024-12-31T23:05:59Z".parse().unwrap();
        assert_eq!(moment(OffsetTime { offset_seconds: 7 * 3600, ..utc }), "06:05 01/01/2025");
    }

    #[test]
    fn numbers_have_points_and_a_comma() {
        assert_eq!(number(0.0, 0), "0");
        assert_eq!(number(999.0, 0), "999");
        assert_eq!(number(1_234_567.5, 2), "1.234.567,50");
        assert_eq!(number(-1_000.0, 0), "-1.000");
        assert_eq!(number(-0.001, 2), "0,00");
    }

    #[test]
    fn a_document_has_a_number_or_room_for_one() {
        assert_eq!(document_number(Some("9"), "BC-UBND"), "Số: 09/BC-UBND");
        assert_eq!(document_number(Some("123"), "BC-UBND"), "Số: 123/BC-UBND");
        assert_eq!(document_number(None, "BC-UBND"), "Số: ......../BC-UBND");
        assert_eq!((roman(4), roman(9), roman(14), roman(40)), ("IV".into(), "IX".into(), "XIV".into(), "XL".into()));
    }

    #[test]
    fn numbers_are_said_as_people_say_them() {
        for (number, words) in [
            (0, "không"),
            (5, "năm"),
            (10, "mười"),
            (11, "mười một"),
            (15, "mười lăm"),
            (20, "hai mươi"),
            (21, "hai mươi mốt"),
            (24, "hai mươi tư"),
            (25, "hai mươi lăm"),
            (55, "năm mươi lăm"),
            (100, "một trăm"),
            (101, "một trăm linh một"),
            (105, "một trăm linh năm"),
            (115, "một trăm mười lăm"),
            (1_000, "một nghìn"),
            (1_001, "một nghìn không trăm linh một"),
            (41_357, "bốn mươi mốt nghìn ba trăm năm mươi bảy"),
            (1_000_000, "một triệu"),
            (2_000_015, "hai triệu không trăm mười lăm"),
            (41_357_000_000, "bốn mươi mốt tỷ ba trăm năm mươi bảy triệu"),
            (1_000_000_005, "một tỷ không trăm linh năm"),
            (1_234_000_000_000, "một nghìn hai trăm ba mươi tư tỷ"),
            (-7, "âm bảy"),
        ] {
            assert_eq!(in_words(number), words, "{number}");
        }
    }
}
