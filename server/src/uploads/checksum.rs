//! The checksum of one request's bytes (tus extension *checksum*): a broken line is noticed before the photo is whole.

use sha2::Digest;

/// The algorithms, as `Tus-Checksum-Algorithm` names them. tus demands sha1; sha256 is what phones here use.
pub const ALGORITHMS: &str = "sha256,sha1";

/// A checksum to hold bytes against.
#[derive(Clone, Debug)]
pub struct Checksum {
    expected: Vec<u8>,
    hasher: Hasher,
}

#[derive(Clone, Debug)]
enum Hasher {
    Sha1(sha1::Sha1),
    Sha256(sha2::Sha256),
}

impl Checksum {
    /// Reads `Upload-Checksum`: the algorithm, a space, base64. `None` where it is not readable or not known.
    pub fn parse(header: &str) -> Option<Self> {
        let (algorithm, value) = header.trim().split_once(' ')?;
        let hasher = match algorithm {
            "sha1" => Hasher::Sha1(sha1::Sha1::new()),
            "sha256" => Hasher::Sha256(sha2::Sha256::new()),
            _ => return None,
        };
        let expected = data_encoding::BASE64.decode(value.trim().as_bytes()).ok()?;
        Some(Self { expected, hasher })
    }

    /// Takes further bytes in.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.hasher {
            Hasher::Sha1(hasher) => hasher.update(bytes),
            Hasher::Sha256(hasher) => hasher.update(bytes),
        }
    }

    /// Whether the bytes are those of the checksum.
    pub fn holds(&self) -> bool {
        match &self.hasher {
            Hasher::Sha1(hasher) => hasher.clone().finalize().as_slice() == self.expected,
            Hasher::Sha256(hasher) => hasher.clone().finalize().as_slice() == self.expected,
        }
    }
}
