//! The acceptance tests: one binary whose tree mirrors the URLs.

fn main() {}
