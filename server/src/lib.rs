//! The Thực Địa server. `ARCHITECTURE.md` beside this crate's manifest draws its layers and follows a push and a photo
//! through them.

pub mod simulate;
