//! What people do at the desk: signing in, keeping people and phones, opening records, findings.

pub mod app_keys;
pub mod choice;
pub mod devices;
pub mod evaluations;
pub mod filters;
pub mod findings;
pub mod opening;
pub mod people;
pub mod review;
pub mod sign_in;
