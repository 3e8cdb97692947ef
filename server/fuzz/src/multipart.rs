//! `http`'s reader of posts.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::{FutureExt, stream};

#[path = "../../src/http/multipart.rs"]
mod reader;

/// A part: its name, its file's name, its bytes.
pub type Part = (String, Option<String>, Vec<u8>);

/// The parts of a body that comes in pieces of this length, and how it ended.
pub fn read(body: &[u8], boundary: &str, piece: usize) -> (Vec<Part>, Result<(), String>) {
    let pieces = body.chunks(piece).map(|piece| Ok::<_, Infallible>(Bytes::copy_from_slice(piece)));
    let mut multipart = reader::Multipart::new(stream::iter(pieces), boundary);
    let mut parts: Vec<Part> = Vec::new();
    let work = async {
        while let Some(head) = multipart.next().await? {
            parts.push((head.name, head.file_name, Vec::new()));
            while let Some(chunk) = multipart.chunk().await? {
                if let Some((.., bytes)) = parts.last_mut() {
                    bytes.extend_from_slice(&chunk);
                }
            }
        }
        Ok::<_, reader::MultipartError>(())
    };
    let ended = work.now_or_never().expect("all of it is here").map_err(|error| error.to_string());
    (parts, ended)
}

/// The boundary that a `Content-Type` names.
pub fn boundary(content_type: &str) -> Option<String> {
    reader::boundary(content_type)
}
