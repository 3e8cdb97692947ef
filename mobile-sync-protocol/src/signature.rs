//! Signatures of devices and of the server.
//!
//! A signature proves that the same bytes came from the same enrolled key. It does not prove that the scene was true.

use serde::{Deserialize, Serialize};

use crate::ids::KeyId;

/// A signature with the name of the key that made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The key.
    pub key: KeyId,
    /// The algorithm.
    pub algorithm: Algorithm,
    /// 64 bytes in base64url without padding: R and S for Ed25519 (RFC 8032), r and s for P-256 (FIPS 186-5).
    pub value: SignatureBytes,
}

/// How a signature is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Algorithm {
    /// Ed25519 over the message (RFC 8032).
    #[serde(rename = "ed25519")]
    Ed25519,
    /// ECDSA with P-256 and SHA-256, for browsers that lack Ed25519.
    #[serde(rename = "p256")]
    P256,
}

impl Algorithm {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::P256 => "p256",
        }
    }
}

/// The 64 bytes of a signature.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, min_length = 86, max_length = 86))]
pub struct SignatureBytes(pub [u8; 64]);

impl std::fmt::Debug for SignatureBytes {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&data_encoding::BASE64URL_NOPAD.encode(&self.0))
    }
}

impl Serialize for SignatureBytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&data_encoding::BASE64URL_NOPAD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for SignatureBytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok();
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("a signature is 64 bytes in base64url without padding"))
    }
}

/// A public key, as a device enrols it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PublicKey {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// Base64url without padding: 32 bytes for Ed25519, the 65 bytes of an uncompressed point for P-256.
    pub key: String,
}

/// A public key that was read and can check signatures.
#[derive(Clone, Debug)]
pub enum Verifier {
    /// Ed25519.
    Ed25519(ed25519_dalek::VerifyingKey),
    /// P-256.
    P256(p256::ecdsa::VerifyingKey),
}

/// Why a public key or a signature does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The bytes are no key of that algorithm.
    #[error("the public key cannot be read")]
    BadKey,
    /// Signed by a key of another algorithm.
    #[error("the signature's algorithm is not the key's")]
    WrongAlgorithm,
    /// The signature is not of these bytes by this key.
    #[error("the signature does not match what was signed")]
    Mismatch,
}

impl PublicKey {
    /// Reads the key.
    ///
    /// # Errors
    /// [`SignatureError::BadKey`].
    pub fn verifier(&self) -> Result<Verifier, SignatureError> {
        let bytes = data_encoding::BASE64URL_NOPAD.decode(self.key.as_bytes()).map_err(|_| SignatureError::BadKey)?;
        match self.algorithm {
            Algorithm::Ed25519 => {
                let bytes: [u8; 32] = bytes.try_into().map_err(|_| SignatureError::BadKey)?;
                let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).map_err(|_| SignatureError::BadKey)?;
                if key.is_weak() { Err(SignatureError::BadKey) } else { Ok(Verifier::Ed25519(key)) }
            }
            // Only the uncompressed form, so that one key has one text.
            Algorithm::P256 if bytes.len() == 65 => p256::ecdsa::VerifyingKey::from_sec1_bytes(&bytes)
                .map(Verifier::P256)
                .map_err(|_| SignatureError::BadKey),
            Algorithm::P256 => Err(SignatureError::BadKey),
        }
    }
}

impl Verifier {
    /// Checks that `signature` is of `message` by this key.
    ///
    /// # Errors
    /// [`SignatureError::WrongAlgorithm`] or [`SignatureError::Mismatch`].
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), SignatureError> {
        match (self, signature.algorithm) {
            (Self::Ed25519(key), Algorithm::Ed25519) => key
                .verify_strict(message, &ed25519_dalek::Signature::from_bytes(&signature.value.0))
                .map_err(|_| SignatureError::Mismatch),
            (Self::P256(key), Algorithm::P256) => {
                use p256::ecdsa::signature::Verifier as _;
                p256::ecdsa::Signature::from_slice(&signature.value.0)
                    .and_then(|signature| key.verify(message, &signature))
                    .map_err(|_| SignatureError::Mismatch)
            }
            _ => Err(SignatureError::WrongAlgorithm),
        }
    }
}

/// A private Ed25519 key with its name: what a phone written in Rust, and the server for its receipts, sign with.
#[derive(Clone)]
pub struct Signer {
    id: KeyId,
    key: ed25519_dalek::SigningKey,
}

impl Signer {
    /// The key made from 32 secret bytes.
    pub fn from_secret(id: KeyId, secret: [u8; 32]) -> Self {
        Self { id, key: ed25519_dalek::SigningKey::from_bytes(&secret) }
    }

    /// The public half, to enrol or publish.
    pub fn public_key(&self) -> PublicKey {
        PublicKey {
            algorithm: Algorithm::Ed25519,
            key: data_encoding::BASE64URL_NOPAD.encode(self.key.verifying_key().as_bytes()),
        }
    }

    /// The key's name.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Signs `message`.
    pub fn sign(&self, message: &[u8]) -> Signature {
        use ed25519_dalek::Signer as _;
        let value = SignatureBytes(self.key.sign(message).to_bytes());
        Signature { key: self.id, algorithm: Algorithm::Ed25519, value }
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Signer({})", self.id)
    }
}
