//! Proof that something was handed in: a phone deletes its copy only against one.

use serde::{Deserialize, Serialize};

use crate::{
    canonical::canonical_of,
    ids::{DeviceId, RecordId, RevisionId, Sha256},
    signature::{Signature, SignatureError, Signer, Verifier},
    time::Timestamp,
};

/// The server's signed word that a revision or a photo is durable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// What is durable.
    pub of: ReceiptOf,
    /// The phone that handed it in; absent for a photo that was there already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// When it became durable.
    pub at: Timestamp,
    /// The server's signature over the canonical form of everything else.
    pub signature: Signature,
}

/// What a receipt is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReceiptOf {
    /// A revision.
    Revision {
        /// Its record.
        record: RecordId,
        /// Its id.
        revision: RevisionId,
        /// The SHA-256 of its canonical form.
        sha256: Sha256,
    },
    /// A photo.
    Photo {
        /// The SHA-256 of its bytes.
        sha256: Sha256,
        /// How many bytes.
        bytes: u64,
    },
}

#[derive(Serialize)]
struct Signed<'a> {
    of: &'a ReceiptOf,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<DeviceId>,
    at: Timestamp,
}

impl Receipt {
    /// Signs a receipt.
    ///
    /// # Errors
    /// Never for the values that this type can hold; the error is that of serialisation.
    pub fn sign(
        of: ReceiptOf,
        device: Option<DeviceId>,
        at: Timestamp,
        signer: &Signer,
    ) -> Result<Self, serde_json::Error> {
        let signature = signer.sign(&canonical_of(&Signed { of: &of, device, at })?);
        Ok(Self { of, device, at, signature })
    }

    /// Checks the receipt against the server's public key.
    ///
    /// # Errors
    /// [`SignatureError`] where it does not hold.
    pub fn verify(&self, server: &Verifier) -> Result<(), SignatureError> {
        let signed = Signed { of: &self.of, device: self.device, at: self.at };
        let message = canonical_of(&signed).map_err(|_| SignatureError::Mismatch)?;
        server.verify(&message, &self.signature)
    }
}
