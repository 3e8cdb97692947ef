//! What the acceptance tests share.

pub mod s3;
