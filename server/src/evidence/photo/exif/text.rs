//! Texts in EXIF: names, and numbers that were written as text.

use super::tiff::Value;

/// Characters of a name that are kept.
const MAX_CHARS: usize = 200;

/// A name as it is written, without what only fills its field; `None` where nothing is left.
pub(super) fn name(value: Option<&Value<'_>>) -> Option<String> {
    tidy(&String::from_utf8_lossy(value?.text_bytes()?))
}

/// A text without control characters and trailing blanks, and not too long; `None` where nothing is left.
pub(super) fn tidy(text: &str) -> Option<String> {
    let kept: String = text.chars().filter(|char| !char.is_control()).take(MAX_CHARS).collect();
    let kept = kept.trim_end();
    (!kept.trim_start().is_empty()).then(|| kept.to_owned())
}

/// Up to three numbers among whatever else stands in a text.
pub(super) fn numbers(text: &[u8]) -> Vec<Option<f64>> {
    let of_number = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(begin) = rest.iter().position(of_number) {
        let signed = begin.checked_sub(1).and_then(|before| rest.get(before)) == Some(&b'-');
        let (_, number) = rest.split_at(begin);
        let length = number.iter().position(|byte| !of_number(byte)).unwrap_or(number.len());
        let (number, behind) = number.split_at(length);
        rest = behind;
        let magnitude: Option<f64> = std::str::from_utf8(number).ok().and_then(|number| number.parse().ok());
        found.push(magnitude.map(|magnitude| if signed { -magnitude } else { magnitude }));
        if found.len() == 3 {
            break;
        }
    }
    found
}
