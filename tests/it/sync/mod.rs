//! `/api/v1/sync`.

mod findings;
mod pull;
mod push;
mod refused;
