//! A made team of phones against any server: for demonstrations, for load, and for holding a server to its word while
//! the network fails.
//!
//! [`run::run`] enrols the phones and lets them work; each pulls what an inspector pulls, fills checklists
//! ([`answers`]) and takes photos ([`photo`]) on the ground that the outlines give ([`ground`]), and then sends until
//! all of it is acknowledged ([`client`]), however bad the network is made ([`faults`]). Every acknowledgement goes to a
//! [`ledger`], and [`audit::check`] holds a server against one.

pub mod admin;
pub mod answers;
pub mod audit;
pub mod client;
mod exif;
#[cfg(test)]
mod fake;
pub mod faults;
pub mod filler;
pub mod ground;
pub mod ledger;
pub mod photo;
pub mod pulled;
pub mod rng;
pub mod run;
mod tus;
pub mod wire;

use self::wire::Trouble;

/// Why a simulation could not be run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server's address is none.
    #[error("{0:?} is no server to speak to: {1}")]
    Address(String, String),
    /// A request failed for good.
    #[error(transparent)]
    Trouble(#[from] Trouble),
    /// The ledger cannot be written or read.
    #[error("the ledger: {0}")]
    Ledger(String),
    /// The server has nothing that phones could work on.
    #[error("{0}")]
    Nothing(String),
    /// Nothing moved for as long as a phone waits.
    #[error("nothing moved for {seconds} s, the last trouble: {last}")]
    GaveUp {
        /// How long it waited.
        seconds: u64,
        /// What went wrong last.
        last: String,
    },
    /// A photo or a record could not be made.
    #[error("cannot make a record: {0}")]
    Make(String),
}
