//! What the fuzz targets reach: `evidence::photo`, as the server compiles it.

#[path = "../../src/evidence/photo/mod.rs"]
pub mod photo;
