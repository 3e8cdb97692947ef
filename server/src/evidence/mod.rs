//! What a photo and a record are worth as evidence: pure rules, data in, verdicts with their figures out.
//!
//! [`photo`] reads a photo's bytes once: what its metadata claims, what its pixels show, two smaller images.
//! [`likeness`] finds photos that look alike among all that were ever received. [`rules`] holds a file for each rule;
//! a rule takes a [`case::Case`] and answers with a [`check::Check`]; [`summary`] says what the checks of a record come
//! to. Nothing here reads a file, a clock or a database.
//!
//! A verdict is a reason to look. It never changes or blocks what was received.

pub mod case;
pub mod check;
pub mod likeness;
pub mod photo;
pub mod rules;
pub mod summary;
pub mod thresholds;
