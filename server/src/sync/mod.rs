//! What phones push and pull.
//!
//! A push goes [`prepare`] (pure: read, check, verify) → [`commit`] (one writer takes what came together, decides with
//! [`history`], and shares one durable commit) → receipts. A pull reads the feed in the caller's scope.

pub mod assess;
pub mod commit;
pub mod earlier;
pub mod history;
pub mod prepare;
pub mod pull;
pub mod push;
