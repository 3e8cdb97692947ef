//! `/api/v1/sync`.

mod pull;
mod push;
mod refused;
