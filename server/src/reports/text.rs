//! Words as files keep them: composed (NFC), without what XML forbids.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Whether XML 1.0 takes a character; tabs and line ends are taken, and nothing else below a space.
fn is_legal(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

/// A text composed, with `\n` for every line end, and without characters that XML forbids.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if is_nfc(text) && text.chars().all(is_legal) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n").nfc().filter(|letter| is_legal(*letter)).collect())
}

/// [`clean`] on one line: line ends and tabs are spaces.
pub(super) fn line(text: &str) -> String {
    clean(text).replace(['\n', '\t'], " ")
}

/// [`clean`], as the text of an element or the value of an attribute.
pub(super) fn escape(text: &str) -> String {
    let text = clean(text);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            letter => out.push(letter),
        }
    }
    out
}

/// At most `most` characters, with an ellipsis where some are left out.
pub(super) fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some(_) => Cow::Owned(text.chars().take(most.saturating_sub(1)).chain(['…']).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_is_composed_and_what_xml_forbids_is_dropped() {
        assert_eq!(clean("Nghe\u{302}\u{323} an"), "Nghệ an");
        assert_eq!(clean("a\u{0}b\u{b}c\u{ffff}d\r\ne\rf\tg"), "abcd\ne\nf\tg");
        assert!(matches!(clean("Văn Quan"), Cow::Borrowed(_)));
        assert_eq!(line("một\nhai\tba"), "một hai ba");
    }

    #[test]
    fn markup_is_escaped_in_elements_and_attributes() {
        assert_eq!(escape("<a b=\"c\"> & 'd'"), "&lt;a b=&quot;c&quot;&gt; &amp; 'd'");
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(shortened("Lạng Sơn", 8), "Lạng Sơn");
        assert_eq!(shortened("Lạng Sơn", 5), "Lạng…");
    }
}
