//! The evidence bundle: a package that whoever gets it can verify with no server.
//!
//! ```text
//! records/<record>/record.json            what the server makes of the record
//! records/<record>/revisions/0001.json    each snapshot as it was signed: its canonical form with the signature added
//! records/<record>/receipts.json          the server's signed word that each snapshot and photo was handed in
//! records/<record>/decisions.json         what reviewers decided, where they did
//! records/<record>/index.html             the same for people
//! checks/<record>/0001.json               what the rules of evidence said, to the byte
//! photos/<sha256>.jpg                     photos as they came
//! findings/<finding>.json                 findings, and what was done about them
//! evaluation.json                         an evaluation, where the bundle is of one: its parts as the log has their hashes
//! evaluation/findings/<sha256>.json       each of its findings as it stood when it was attached
//! bao-cao.docx                            the same for people
//! keys.json                               public keys of phones and server
//! log/0001.ndjson                         entries of the log, each with the hash before it
//! index.html                              what is here, for people
//! manifest.json                           every other file with its length and hash, signed by the server
//! ```
//!
//! The log's entries are chained by hashes: each can be checked by itself, those that follow one another link, and the
//! head that the manifest names is that of the whole log at that time. What lies between the entries is about others, so
//! it is left out, unless the whole log is asked for by whoever may read it.

mod log;
mod manifest;
mod page;
mod record;
pub mod verify;
mod write;

pub(super) use self::write::{chosen, evaluation, write};

/// The file that says what an evaluation says.
const EVALUATION: &str = "evaluation.json";

/// The file of a finding as it was attached to an evaluation.
fn snapshot_path(sha256: mobile_sync_protocol::ids::Sha256) -> String {
    format!("evaluation/findings/{sha256}.json")
}
