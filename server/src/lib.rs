//! The Thực Địa server. `ARCHITECTURE.md` beside this crate's manifest draws its layers and follows a push and a photo
//! through them.

pub mod app;
pub mod auth;
pub mod blobs;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod desk;
pub mod geo;
pub mod http;
pub mod jobs;
mod problem;
pub mod registry;
mod search;
pub mod server_key;
pub mod simulate;
pub mod store;
pub mod sync;
pub mod telemetry;
pub mod uploads;
