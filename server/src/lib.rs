//! The Thực Địa server. `ARCHITECTURE.md` beside this crate's manifest draws its layers and follows a push and a photo
//! through them.

pub mod app;
pub mod audit;
pub mod auth;
pub mod backup;
pub mod blobs;
pub mod checks;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod desk;
pub mod doctor;
pub mod evaluation;
pub mod evidence;
pub mod exports;
pub mod geo;
pub mod http;
pub mod jobs;
pub mod machine;
pub mod openrosa;
mod problem;
pub mod progress;
pub mod registry;
pub mod reports;
pub mod rescue;
pub mod review;
mod search;
pub mod server_key;
pub mod simulate;
pub mod store;
pub mod submissions;
pub mod sync;
pub mod telemetry;
#[cfg(test)]
mod testing;
pub mod uploads;
