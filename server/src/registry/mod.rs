//! The registry: what the programme consists of and who works in it.

pub mod import;
