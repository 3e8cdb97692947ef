//! `multipart/form-data` (RFC 7578) as it comes, in memory that does not grow with it: a part's bytes are handed on as
//! they arrive. The libraries for it read as far ahead as a fast sender sends.
//!
//! Names are UTF-8 as they stand, as Collect, Enketo and browsers write them.

use bytes::{Buf, Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use memchr::memmem;

/// Most bytes of a part's headers.
const HEAD_MAX: usize = 16 * 1024;
/// Longest boundary (RFC 2046).
const BOUNDARY_MAX: usize = 70;
/// Longest name of a part or a file, in bytes.
const NAME_MAX: usize = 1_024;

/// What a part's headers say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The part's name.
    pub name: String,
    /// The file's name, where it is one.
    pub file_name: Option<String>,
}

/// Why a body cannot be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum MultipartError {
    /// It ended before its last boundary, or the connection did.
    #[error("the body broke off")]
    Broken,
    /// It is no `multipart/form-data`.
    #[error("{0}")]
    Malformed(&'static str),
}

/// A body that is read part by part.
#[derive(Debug)]
pub(super) struct Multipart<S> {
    body: S,
    buffer: BytesMut,
    /// A line end, two hyphens and the boundary.
    delimiter: Vec<u8>,
    /// Within the bytes of a part, or in what stands before the first one.
    within: bool,
    ended: bool,
}

/// The boundary that a `Content-Type` names, where it is `multipart/form-data`.
pub(super) fn boundary(content_type: &str) -> Option<String> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let found = parameters_of(parameters).into_iter().find(|(name, _)| name == "boundary").map(|(_, value)| value)?;
    (1..=BOUNDARY_MAX).contains(&found.len()).then_some(found)
}

impl<S, E> Multipart<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    /// A body whose parts stand between `boundary`.
    pub fn new(body: S, boundary: &str) -> Self {
        // The first boundary has no line before it; with one it is as all others.
        let buffer = BytesMut::from(&b"\r\n"[..]);
        Self { body, buffer, delimiter: format!("\r\n--{boundary}").into_bytes(), within: true, ended: false }
    }

    /// The next part; what is left of the one before is passed over. `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Head>, MultipartError> {
        while self.chunk().await?.is_some() {}
        if self.ended {
            return Ok(None);
        }
        while self.buffer.len() < 2 {
            self.fill().await?;
        }
        if self.buffer.starts_with(b"--") {
            self.ended = true;
            return Ok(None);
        }
        let end = loop {
            if let Some(end) = memmem::find(&self.buffer, b"\r\n\r\n") {
                break end;
            }
            if self.buffer.len() > HEAD_MAX {
                return Err(MultipartError::Malformed("the headers of a part are too long"));
            }
            self.fill().await?;
        };
        let head = self.buffer.split_to(end);
        self.buffer.advance(4);
        self.within = true;
        read_head(&head).map(Some)
    }

    /// The next bytes of this part; `None` at its end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, MultipartError> {
        if !self.within {
            return Ok(None);
        }
        loop {
            if let Some(at) = memmem::find(&self.buffer, &self.delimiter) {
                if at > 0 {
                    return Ok(Some(self.buffer.split_to(at).freeze()));
                }
                let length = self.delimiter.len();
                while self.buffer.len() < length + 2 {
                    self.fill().await?;
                }
                // A longer word that begins as the boundary does is none.
                if !matches!(self.buffer.get(length..length + 2), Some(b"--" | b"\r\n" | [b' ' | b'\t', _])) {
                    return Ok(Some(self.buffer.split_to(length).freeze()));
                }
                self.buffer.advance(length);
                self.within = false;
                return Ok(None);
            }
            // All but what may be the beginning of a delimiter.
            let safe = (self.buffer.len() + 1).saturating_sub(self.delimiter.len());
            if safe > 0 {
                return Ok(Some(self.buffer.split_to(safe).freeze()));
            }
            self.fill().await?;
        }
    }

    async fn fill(&mut self) -> Result<(), MultipartError> {
        match self.body.next().await {
            Some(Ok(chunk)) => {
                self.buffer.extend_from_slice(&chunk);
                Ok(())
            }
            Some(Err(_)) | None => Err(MultipartError::Broken),
        }
    }
}

fn read_head(head: &[u8]) -> Result<Head, MultipartError> {
    let head = String::from_utf8_lossy(head);
    let is_disposition = |line: &&str| {
        line.split_once(':').is_some_and(|(name, _)| name.trim().eq_ignore_ascii_case("content-disposition"))
    };
    let disposition = head.split("\r\n").find(is_disposition).and_then(|line| line.split_once(':'));
    let (_, disposition) = disposition.ok_or(MultipartError::Malformed("a part has no Content-Disposition"))?;
    let parameters = disposition.split_once(';').map(|(_, parameters)| parameters_of(parameters)).unwrap_or_default();
    let find = |wanted: &str| parameters.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
    let name = find("name").ok_or(MultipartError::Malformed("a part has no name"))?;
    let file_name = find("filename").filter(|name| !name.is_empty());
    let is_bad = |name: &String| name.len() > NAME_MAX || name.chars().any(char::is_control);
    if is_bad(&name) || file_name.as_ref().is_some_and(is_bad) {
        return Err(MultipartError::Malformed("the name of a part is too long or holds control characters"));
    }
    Ok(Head { name, file_name })
}

/// The parameters of a header's value: names in lower case, values without their quotes. A quote within a value is
/// written `\"` by some clients and `%22` by those that follow browsers.
fn parameters_of(text: &str) -> Vec<(String, String)> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_matches([' ', '\t', ';']).to_ascii_lowercase();
        let (value, after) = if let Some(quoted) = after.trim_start().strip_prefix('"') {
            unquoted(quoted)
        } else {
            let end = after.find(';').unwrap_or(after.len());
            let (value, after) = after.split_at(end);
            (value.trim().to_owned(), after)
        };
        found.push((name, value));
        rest = after;
    }
    found
}

/// A quoted value up to its closing quote, and what comes after.
fn unquoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (value.replace("%22", "\""), text.get(at + 1..).unwrap_or_default()),
            '\\' if letters.peek().is_some_and(|(_, next)| matches!(next, '"' | '\\')) => {
                value.extend(letters.next().map(|(_, next)| next));
            }
            letter => value.push(letter),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::stream;
    use proptest::prelude::*;

    use super::*;

    const BODY: &[u8] = "before\r\n--b\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; \
        filename=\"a.xml\"\r\nContent-Type: text/xml\r\n\r\n<data/>\r\n--bad\r\n--b\r\n\
        content-disposition: form-data; name=\"ảnh \\\"1\\\" %22.jpg\"; filename=\"ảnh.jpg\"\r\n\r\n\r\n--b\r\n\
        Content-Disposition: form-data; name=plain\r\n\r\nyes\r\n--b--\r\nafter"
        .as_bytes();

    type Part = (Head, Vec<u8>);

    /// The parts of a body that comes in pieces of these lengths, and how it ended.
    fn read(body: &[u8], pieces: &[usize]) -> (Vec<Part>, Result<(), MultipartError>) {
        let (mut chunks, mut rest) = (Vec::new(), body);
        for length in pieces.iter().cycle().take(body.len()) {
            let (piece, after) = rest.split_at((*length).min(rest.len()));
            chunks.push(Ok::<_, Infallible>(Bytes::copy_from_slice(piece)));
            rest = after;
        }
        let mut parts = Vec::new();
        let mut multipart = Multipart::new(stream::iter(chunks), "b");
        let work = async {
            while let Some(head) = multipart.next().await? {
                let mut bytes = Vec::new();
                while let Some(chunk) = multipart.chunk().await? {
                    bytes.extend_from_slice(&chunk);
                }
                parts.push((head, bytes));
            }
            Ok(())
        };
        let ended = futures_util::FutureExt::now_or_never(work).unwrap();
        (parts, ended)
    }

    fn head(name: &str, file_name: Option<&str>) -> Head {
        Head { name: name.to_owned(), file_name: file_name.map(str::to_owned) }
    }

    proptest! {
        #[test]
        fn a_body_is_the_same_in_pieces_of_any_length(pieces in prop::collection::vec(1_usize..40, 1..10)) {
            let (parts, ended) = read(BODY, &pieces);
            prop_assert_eq!(ended, Ok(()));
            let expected = vec![
                (head("xml_submission_file", Some("a.xml")), b"<data/>\r\n--bad".to_vec()),
                (head("ảnh \"1\" \".jpg", Some("ảnh.jpg")), Vec::new()),
                (head("plain", None), b"yes".to_vec()),
            ];
            prop_assert_eq!(parts, expected);
        }

        #[test]
        fn a_body_that_was_cut_says_so(length in 0..BODY.len() - "--\r\nafter".len(), piece in 1_usize..40) {
            prop_assert_eq!(read(&BODY[..length], &[piece]).1, Err(MultipartError::Broken));
        }

        #[test]
        fn no_bytes_stop_the_reader(body in prop::collection::vec(any::<u8>(), 0..400), at in 0_usize..400) {
            let mut body = body;
            body.splice(at.min(body.len())..at.min(body.len()), b"\r\n--b\r\n".iter().copied());
            let _ended = read(&body, &[7]);
        }
    }

    #[test]
    fn the_boundary_is_found_however_it_is_written() {
        assert_eq!(boundary("multipart/form-data; boundary=abc"), Some("abc".to_owned()));
        assert_eq!(boundary("Multipart/Form-Data;charset=utf-8; Boundary=\"a b;c\""), Some("a b;c".to_owned()));
        for wrong in ["multipart/form-data", "multipart/form-data; boundary=", "text/xml; boundary=a", ""] {
            assert_eq!(boundary(wrong), None, "{wrong}");
        }
    }
}
