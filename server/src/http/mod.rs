//! The HTTP edge: parse, authorise, call a service or read, answer. Only this module names axum.
//!
//! A handler's file is named after its URL. Who may call it stands in its signature: `extract::Allowed` names the
//! permission, and its OpenAPI entry repeats it for the test that tries every role on every route.

mod download;
mod error;
mod extract;
mod leftover;
mod multipart;
mod openapi;
mod programs;
mod router;
mod routes;
mod serve;

pub use openapi::document;
pub use router::router;
pub use serve::{Serving, serve};
