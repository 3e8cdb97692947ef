//! `/api/v1/sync`.

mod push;
mod refused;
