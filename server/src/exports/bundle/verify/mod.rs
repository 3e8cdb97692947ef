//! Verifies a bundle with no server: that every byte of the package is the one that was written, that the server and
//! the phones signed what they are said to have signed, and that the log vouches for it.
//!
//! What stands around the files of a package follows from the manifest, so it is held against that and not believed.
//! Where a package was packed anew, its files are looked up by name, and that it was is named too.

mod archive;
mod around;
mod content;
mod evaluation;
mod layout;
mod records;

use std::{fs::File, path::Path};

use mobile_sync_protocol::{signature::PublicKey, time::Timestamp};
use serde::Serialize;

use self::{archive::Archive, content::Content};
use super::manifest::{Counts, KEYS, Keys, MANIFEST, Manifest, fingerprint};
use crate::progress::Progress;

/// The most alterations that a report names; further ones are counted.
const NAMED_MAX: usize = 10_000;

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Altered {
    /// What it is: `package`, `file`, `missing`, `added`, `manifest`, `key`, `revision`, `receipt`, `record`, `checks`,
    /// `decision`, `finding`, `evaluation`, `attachment`, `photo` or `log`.
    pub kind: &'static str,
    /// Its path or its id; in the log its number.
    pub id: String,
    /// The first byte of the package that it is about, and the one after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<(u64, u64)>,
    /// What is wrong with it.
    pub what: String,
}

/// What was checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Files that have the hash that the manifest names.
    pub files: u64,
    /// Signatures of phones.
    pub signatures: u64,
    /// Receipts of the server.
    pub receipts: u64,
    /// Times that the rules spoke, held against the log.
    pub checks: u64,
    /// Decisions, held against the log.
    pub decisions: u64,
    /// Findings, held against the log.
    pub findings: u64,
    /// Evaluations, held against the log.
    pub evaluations: u64,
    /// Findings as they were attached, that have the hash by which the evaluation names them.
    pub attachments: u64,
    /// Entries of the log.
    pub log: u64,
}

/// Whose word the manifest is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignedBy {
    /// The key.
    pub key: String,
    /// As people compare it.
    pub fingerprint: String,
    /// Whether it is the key that the caller named; absent where none was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<bool>,
}

/// The outcome of verifying a bundle.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Whether nothing was altered, is missing or was added.
    pub valid: bool,
    /// Who signed the manifest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<SignedBy>,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_at: Option<Timestamp>,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_by: Option<String>,
    /// What it says that it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<Counts>,
    /// What was checked.
    pub checked: Checked,
    /// Whether the log's entries link without a gap up to the newest at the time.
    pub whole_log: bool,
    /// What was altered.
    pub altered: Vec<Altered>,
    /// How much more was altered than is named.
    pub more: u64,
}

impl Report {
    fn add(&mut self, kind: &'static str, id: impl std::fmt::Display, what: impl Into<String>) {
        self.name(Altered { kind, id: id.to_string(), bytes: None, what: what.into() });
    }

    fn at(&mut self, kind: &'static str, id: &str, bytes: (u64, u64), what: impl Into<String>) {
        self.name(Altered { kind, id: id.to_owned(), bytes: Some(bytes), what: what.into() });
    }

    fn name(&mut self, altered: Altered) {
        if self.altered.len() < NAMED_MAX {
            self.altered.push(altered);
        } else {
            self.more += 1;
        }
    }
}

/// Verifies the bundle at `path`. With `known`, the manifest must be signed by the key with that fingerprint, or with
/// that text.
///
/// # Errors
/// Where the file cannot be read; alterations are no error.
pub fn verify(path: &Path, known: Option<&str>, progress: Progress<'_>) -> std::io::Result<Report> {
    let mut report = Report::default();
    let archive = Archive::open(File::open(path)?)?;
    let Some(found) = layout::manifest(&archive)? else {
        report.add("manifest", MANIFEST, "is not to be found: this is no evidence bundle, or it was cut off");
        return Ok(report);
    };
    let bytes = found.range;
    let manifest = match Manifest::read(&found.bytes) {
        Ok(manifest) => manifest,
        Err(why) => {
            report.at("manifest", MANIFEST, bytes, format!("was altered: {why}"));
            return Ok(report);
        }
    };
    report.made_at = Some(manifest.made_at);
    report.made_by = Some(manifest.made_by.name.clone());
    report.holds = Some(manifest.counts);
    let unchecked: Option<Keys> = layout::listed(&archive, KEYS)?.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let files = if signed(&manifest, unchecked.as_ref(), bytes, known, &mut report) {
        layout::check(&archive, &manifest, bytes, progress, &mut report)?
    } else {
        // What it says of where files are is not the server's word; what it says of them is looked up all the same.
        layout::by_name(&archive, &manifest, progress, &mut report)?
    };
    let content = Content::new(&archive, &manifest, files);
    if let Some(keys) = content.json::<Keys>(KEYS)? {
        content::check(&content, &manifest, &keys, progress, &mut report)?;
    }
    report.valid = report.altered.is_empty();
    Ok(report)
}

/// Checks who signed the manifest. False where it is known not to be what was signed.
fn signed(
    manifest: &Manifest,
    keys: Option<&Keys>,
    bytes: (u64, u64),
    known: Option<&str>,
    report: &mut Report,
) -> bool {
    let Some(signature) = &manifest.signature else {
        report.at("manifest", MANIFEST, bytes, "has no signature");
        return false;
    };
    // Without keys nothing is known, and that they are altered or missing is named where they are looked at.
    let Some(keys) = keys else { return true };
    let Some(line) = keys.server.iter().find(|line| line.key == signature.key) else {
        let what = format!("is signed with key {}, which is none of the server's in {KEYS}", signature.key);
        report.at("manifest", MANIFEST, bytes, what);
        return true;
    };
    if let Err(why) = line.public_key.verifier().and_then(|key| manifest.verify(&key)) {
        report.at("manifest", MANIFEST, bytes, format!("was altered, or {KEYS} was: {why}"));
        return false;
    }
    let known = known.map(|known| is_key(&line.public_key, known));
    if known == Some(false) {
        report.add("key", line.key, "signed the bundle, and is not the key that was named");
    }
    let fingerprint = fingerprint(&line.public_key);
    report.signed_by = Some(SignedBy { key: line.public_key.key.clone(), fingerprint, known });
    true
}

/// Whether somebody means this key: by its fingerprint, with or without spaces, or by its text.
fn is_key(key: &PublicKey, named: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<String>().to_lowercase();
    key.key == named.trim() || plain(&fingerprint(key)) == plain(named)
}
