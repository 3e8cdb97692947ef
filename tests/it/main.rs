//! The acceptance tests: one binary whose tree mirrors the URLs.

// Always so here; said so that helpers of the tests, too, may be as blunt as tests.
#[cfg(test)]
mod blobs;
