//! Packages of files: the ZIP format (PKWARE APPNOTE 6.3.10), with every file stored as it is and ZIP64 where something
//! is too large or too many for the old fields.
//!
//! What stands around the files follows from their names, lengths and checksums alone. So a package that was broken off
//! goes on byte for byte, and whoever verifies one knows every byte that must be there.

mod entry;
mod walk;
mod write;

pub use self::{
    entry::{Entry, Stamp, end},
    walk::Walker,
    write::Package,
};
