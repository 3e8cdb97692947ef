//! What a bundle says of itself: every file with its length and hash, signed by the server.

use mobile_sync_protocol::{
    canonical::{Json, canonical_of},
    ids::{DeviceId, KeyId, PersonId, Sha256},
    signature::{PublicKey, Signature, SignatureError, Signer, Verifier},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// The format of a bundle.
pub const FORMAT: &str = "thucdia-evidence/1";
/// The name of the manifest, which is the last file.
pub const MANIFEST: &str = "manifest.json";
/// The name of the file with the keys.
pub const KEYS: &str = "keys.json";

/// What a bundle says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The format.
    pub format: String,
    /// The export that it was made as.
    pub export: uuid::Uuid,
    /// When that was asked for. All files of the package say that they are of this time.
    pub made_at: Timestamp,
    /// By whom.
    pub made_by: MadeBy,
    /// What was asked for.
    pub ask: serde_json::Value,
    /// The server's store.
    pub store: String,
    /// Where the log stood: whoever has the whole log can tell whether it is the same.
    pub log: LogHead,
    /// How much there is.
    pub counts: Counts,
    /// Records of households that were not opened and are not here.
    pub households_left_out: u64,
    /// Photos that records name and that are not here.
    pub photos_missing: Vec<MissingPhoto>,
    /// All files but this one, in their order in the package.
    pub files: Vec<FileLine>,
    /// The server's signature over the canonical form of everything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

/// Who asked for a bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MadeBy {
    /// The person.
    pub person: PersonId,
    /// What they are called.
    pub name: String,
}

/// The newest entry of a log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogHead {
    /// Its number.
    pub seq: i64,
    /// Its hash.
    pub hash: Sha256,
}

/// How much a bundle holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Records.
    pub records: u64,
    /// Snapshots of records.
    pub revisions: u64,
    /// Photos.
    pub photos: u64,
    /// Times that the rules spoke of a record.
    pub checks: u64,
    /// Findings.
    pub findings: u64,
    /// Entries of the log.
    pub log: u64,
    /// Other documents.
    pub documents: u64,
}

/// A photo that a record names and that is not here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingPhoto {
    /// The photo.
    pub photo: Sha256,
    /// Why it is not here.
    pub why: String,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileLine {
    /// Its path.
    pub path: String,
    /// How many bytes.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: Sha256,
}

/// The keys by which everything in a bundle is checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The server's, the one that signs first.
    pub server: Vec<ServerKeyLine>,
    /// The phones'.
    pub devices: Vec<DeviceKeyLine>,
}

/// A key of the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerKeyLine {
    /// Its id.
    pub key: KeyId,
    /// Its public half.
    pub public_key: PublicKey,
}

/// A key of a phone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceKeyLine {
    /// The phone.
    pub device: DeviceId,
    /// The key's id.
    pub key: KeyId,
    /// Its public half.
    pub public_key: PublicKey,
}

impl Manifest {
    /// The bytes of the file: the canonical form with the signature in it.
    ///
    /// # Errors
    /// Where something has no canonical form.
    pub fn signed(mut self, signer: &Signer) -> Result<Vec<u8>, serde_json::Error> {
        self.signature = None;
        self.signature = Some(signer.sign(&canonical_of(&self)?));
        canonical_of(&self)
    }

    /// Reads the file, and checks that its bytes are the only ones that say this.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let manifest: Self = serde_json::from_slice(bytes).map_err(|why| why.to_string())?;
        let again = canonical_of(&manifest).map_err(|why| why.to_string())?;
        if manifest.format != FORMAT {
            return Err(format!("the format {:?} is not known here", manifest.format));
        }
        if again == bytes { Ok(manifest) } else { Err("it is not in canonical form".to_owned()) }
    }

    /// Checks the signature.
    ///
    /// # Errors
    /// [`SignatureError`].
    pub fn verify(&self, key: &Verifier) -> Result<(), SignatureError> {
        let signature = self.signature.as_ref().ok_or(SignatureError::Mismatch)?;
        let form = canonical_of(self).ok().and_then(|bytes| Json::parse(&bytes).ok());
        let form = form.ok_or(SignatureError::Mismatch)?.without("signature").canonical();
        key.verify(&form, signature)
    }
}

/// A key as people compare it: the SHA-256 of its text, in groups of four digits.
pub fn fingerprint(key: &PublicKey) -> String {
    let digits = Sha256::of(key.key.as_bytes()).to_string();
    let groups = digits.as_bytes().chunks(4).take(8).filter_map(|group| std::str::from_utf8(group).ok());
    groups.collect::<Vec<_>>().join(" ")
}
