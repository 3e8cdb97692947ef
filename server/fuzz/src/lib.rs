//! What the fuzz targets reach, as the server compiles it: `evidence::photo`, `openrosa`, and `http`'s reader of posts.

#[path = "../../src/evidence/photo/mod.rs"]
pub mod photo;

#[path = "../../src/openrosa/mod.rs"]
pub mod openrosa;

pub mod multipart;
