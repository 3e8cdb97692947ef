//! Random secrets that stand for somebody: desk sessions, phones, enrolment codes. Stored only as their SHA-256.

use mobile_sync_protocol::ids::Sha256;

use crate::clock::Clock;

/// Letters of an enrolment code: no 0, O, 1, I or L, which people misread.
const CODE_LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// A new token of 256 random bits, in base64url.
pub fn new(clock: &Clock) -> String {
    data_encoding::BASE64URL_NOPAD.encode(&clock.secret())
}

/// A new enrolment code, `XXXX-XXXX-XXXX`: 59 bits, enough for minutes of life and counted attempts.
pub fn new_code(clock: &Clock) -> String {
    let letters: Vec<char> = clock
        .secret()
        .into_iter()
        .chain(clock.secret())
        // Bytes past the last whole multiple of 31 would favour some letters.
        .filter(|byte| *byte < 248)
        .filter_map(|byte| CODE_LETTERS.get(usize::from(byte) % CODE_LETTERS.len()))
        .map(|letter| char::from(*letter))
        .take(12)
        .collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// What the store keeps of a token or code. Codes are compared without hyphens, spaces and case.
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::of(token.as_bytes()).0.to_vec()
}

/// What the store keeps of an enrolment code.
pub fn hash_code(code: &str) -> Vec<u8> {
    let plain: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect();
    hash(&plain)
}
