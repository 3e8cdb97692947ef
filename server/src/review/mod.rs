//! What people at the desk may decide, and what follows: pure rules, data in, verdicts out.

pub mod conflict;
pub mod finding;
pub mod record;
