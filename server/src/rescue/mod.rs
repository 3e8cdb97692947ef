//! What phones could not send, sealed to this server and handed in as a file.

mod key;

pub use self::key::{PublicSealingKey, SealingKeys};
