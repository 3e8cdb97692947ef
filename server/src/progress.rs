//! How far a long piece of work is, for whoever watches it.

/// Told of each step: what is being done, how much of it is done, and how much there is; 0 where that is not known.
pub type Progress<'a> = &'a (dyn Fn(&str, u64, u64) + Send + Sync);

/// For nobody.
pub fn unwatched(_: &str, _: u64, _: u64) {}
