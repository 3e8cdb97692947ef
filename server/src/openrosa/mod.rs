//! OpenRosa: what ODK Collect, Enketo and ODK's web engine are given, and what they send.
//!
//! [`xform`] writes a checklist as a form and [`lists`] what the form looks up offline; [`check`] holds any form against
//! itself; [`submission`] reads what a phone sends into the parts of a revision; [`documents`] writes the answers that
//! clients understand, [`collect`] what Collect is set up with; [`xlsform`] reads a checklist from a workbook. All of it is pure: bytes and values in, bytes,
//! values and faults out.

pub mod check;
pub mod collect;
pub mod documents;
pub mod lists;
mod names;
pub mod submission;
mod tree;
pub mod xform;
pub mod xlsform;
mod xml;
mod xpath;

/// The hash by which OpenRosa clients know a file: `md5:` and 32 lower-case hexadecimal digits. It tells changed bytes
/// from unchanged ones and protects nothing.
pub fn hash(bytes: &[u8]) -> String {
    use md5::Digest;
    format!("md5:{}", data_encoding::HEXLOWER.encode(&md5::Md5::digest(bytes)))
}
