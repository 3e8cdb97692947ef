//! The key pair to which phones seal what they could not send (RFC 9180). All replicas share it through the store, and
//! backups carry it, as they do the key that signs receipts.

use hpke::{
    Deserializable, HpkeError, Kem, OpModeR, Serializable,
    aead::{AeadCtxR, AesGcm256},
    kdf::HkdfSha256,
    kem::DhP256HkdfSha256,
    setup_receiver,
};
use mobile_sync_protocol::ids::KeyId;

use crate::{
    clock::Clock,
    server_key::secrets,
    store::{KeyUse, Result, Store, StoreError},
};

/// What a sealed file is bound to, so that what was sealed for another purpose is not taken for one.
const INFO: &[u8] = b"thucdia rescue 1";

type PrivateKey = <DhP256HkdfSha256 as Kem>::PrivateKey;

/// Opens the frames of one sealed file, one after the other.
pub(super) type Frames = AeadCtxR<AesGcm256, HkdfSha256, DhP256HkdfSha256>;

/// The public half of the key that phones seal to now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicSealingKey {
    /// The key's name.
    pub id: KeyId,
    /// The 65 bytes of its uncompressed point, in base64url without padding.
    pub point: String,
}

/// Every key that phones ever sealed to.
pub struct SealingKeys {
    newest: PublicSealingKey,
    private: Vec<PrivateKey>,
}

impl std::fmt::Debug for SealingKeys {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "SealingKeys({} and {} older)", self.newest.id, self.private.len().saturating_sub(1))
    }
}

impl SealingKeys {
    /// Reads the keys, and makes the first where there is none.
    ///
    /// # Errors
    /// Where the store cannot be read or written.
    pub async fn load(store: &Store, clock: &Clock) -> Result<Self> {
        let secrets = secrets(store, clock, KeyUse::Rescues).await?;
        Self::from_secrets(&secrets).ok_or_else(|| StoreError::inconsistent("sealing_key", "", "there is none"))
    }

    /// The keys that follow from these secrets, newest first, as RFC 9180 derives them; `None` where there is none.
    pub(super) fn from_secrets(secrets: &[(KeyId, [u8; 32])]) -> Option<Self> {
        let derived = secrets.iter().map(|(id, secret)| (*id, DhP256HkdfSha256::derive_keypair(secret)));
        let (public, private): (Vec<_>, Vec<_>) =
            derived.map(|(id, (private, public))| ((id, public), private)).unzip();
        let (id, point) = public.into_iter().next()?;
        let point = data_encoding::BASE64URL_NOPAD.encode(&point.to_bytes());
        Some(Self { newest: PublicSealingKey { id, point }, private })
    }

    /// What phones seal to now.
    pub fn public(&self) -> &PublicSealingKey {
        &self.newest
    }

    /// What opens a file whose key was encapsulated as `encapped`, if it was sealed to one of these keys: each fits the
    /// first frame or not, and nothing but the frame says which.
    pub(super) fn openers(&self, encapped: &[u8]) -> std::result::Result<Vec<Frames>, HpkeError> {
        let encapped = <DhP256HkdfSha256 as Kem>::EncappedKey::from_bytes(encapped)?;
        self.private.iter().map(|private| setup_receiver(&OpModeR::Base, private, &encapped, INFO)).collect()
    }
}
