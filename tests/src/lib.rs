//! What the acceptance tests share: servers in process on either storage, the storages themselves, simulated phones,
//! and the district that they work in.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::return_self_not_must_use,
    clippy::missing_panics_doc,
    clippy::disallowed_methods,
    reason = "a helper that cannot help fails its test; tests start tasks and ask the machine for time and ids"
)]

pub mod builders;
pub mod collect;
pub mod phone;
pub mod pictures;
pub mod postgres;
pub mod program;
pub mod reply;
pub mod s3;
pub mod sealed;
pub mod server;
