//! What a phone and the Thực Địa server must both agree on.
//!
//! A phone fills a [`checklist`] with no network and keeps what it has as [`record::Revision`]s: whole, immutable
//! snapshots, signed ([`signature`]) over their [`canonical`] form, which names each photo by its SHA-256.
//! It pushes them in any order and as often as it likes ([`sync`]); the server [`validate`]s, [`merge`]s where two
//! phones worked on one record, and answers each revision on its own. What is durable is acknowledged by a signed
//! [`receipt`], and only against a receipt does a phone delete its copy. Photos travel apart ([`upload`]).
//!
//! The crate is pure: no input or output, no clock, no randomness, no database. What goes wrong has a stable code
//! in the catalogue of [`problem`]s.

pub mod answer;
pub mod canonical;
pub mod checklist;
pub mod evidence;
pub mod finding;
pub mod ids;
pub mod merge;
pub mod place;
pub mod problem;
pub mod receipt;
pub mod record;
pub mod registry;
pub mod score;
pub mod signature;
pub mod sync;
pub mod text;
pub mod time;
pub mod upload;
pub mod validate;

/// The version of the protocol that this crate speaks.
pub const PROTOCOL_VERSION: u32 = 1;
