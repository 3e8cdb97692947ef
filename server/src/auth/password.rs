//! Passwords: argon2id, as RFC 9106 and OWASP advise for servers (19 MiB, two passes).

use argon2::{
    Argon2, Params,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

use crate::clock::Clock;

/// The fewest characters of a password.
pub const LENGTH_MIN: usize = 10;

fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
}

/// The hash to store, in PHC form. Takes tens of milliseconds and 19 MiB: call it off the event loop.
///
/// # Errors
/// Where the hash function refuses its input.
pub fn hash(password: &str, clock: &Clock) -> Result<String, argon2::password_hash::Error> {
    let salt = clock.secret();
    Ok(argon2().hash_password_with_salt(password.as_bytes(), &salt)?.to_string())
}

/// Whether `password` is the one whose hash is `stored`. Where there is none, the time that it takes is the same, so
/// that nobody learns which names exist.
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$0fTVhVTpGNWKKBWj3bEPsCaGu4eAK0yOKKTAkpDlJTc";
    let Ok(parsed) = PasswordHash::new(stored.unwrap_or(NOBODY)) else { return false };
    argon2().verify_password(password.as_bytes(), &parsed).is_ok() && stored.is_some()
}
