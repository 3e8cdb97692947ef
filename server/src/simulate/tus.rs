//! One photo over tus 1.0.0: small ones with their creation, larger ones in pieces that are resumed.

use bytes::Bytes;
use http::{
    HeaderName, Method, StatusCode,
    header::{CONTENT_TYPE, LOCATION},
};
use mobile_sync_protocol::{
    ids::{Sha256, UploadId},
    upload::TUS_VERSION,
};

use super::{
    photo::MEDIA_TYPE,
    wire::{Answer, Call, Trouble, Wire},
};

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const BYTES: &str = "application/offset+octet-stream";

/// A photo to send.
#[derive(Debug)]
pub struct Upload<'a> {
    /// Its name.
    pub sha256: Sha256,
    /// Its bytes.
    pub bytes: &'a Bytes,
    /// Bytes of one piece.
    pub piece: usize,
}

fn tus(method: Method, target: impl Into<String>) -> Call {
    Call::new(method, target).header(RESUMABLE, TUS_VERSION)
}

impl Upload<'_> {
    fn length(&self) -> u64 {
        u64::try_from(self.bytes.len()).unwrap_or(u64::MAX)
    }

    /// Sends the photo, from where the server says that it stands.
    ///
    /// # Errors
    /// [`Trouble`]; all but refusals are resumed by asking for the photo's status first.
    pub async fn send(&self, wire: &mut Wire, begun: Option<(UploadId, u64)>) -> Result<(), Trouble> {
        let (target, mut offset) = match begun {
            Some((upload, offset)) => {
                let target = format!("/api/v1/uploads/{upload}");
                // Phones of other makers ask the upload itself.
                let offset = if wire.dice.chance(0.5) { self.ask(wire, &target).await? } else { offset };
                (target, offset)
            }
            None => self.create(wire).await?,
        };
        while offset < self.length() {
            let before = offset;
            offset = self.piece(wire, &target, offset).await?;
            if offset == before {
                return Err(Trouble::Again(format!("the upload stays at {offset}")));
            }
            wire.advanced = true;
        }
        if wire.faults.repeats(&mut wire.dice) {
            self.repeat(wire, &target).await?;
        }
        Ok(())
    }

    /// Begins an upload: where it is, and how much of it is there.
    async fn create(&self, wire: &mut Wire) -> Result<(String, u64), Trouble> {
        let base64 = |text: &str| data_encoding::BASE64.encode(text.as_bytes());
        let metadata = format!("sha256 {},filetype {}", base64(&self.sha256.to_string()), base64(MEDIA_TYPE));
        let mut call = tus(Method::POST, "/api/v1/uploads")
            .header(LENGTH, self.bytes.len().to_string())
            .header(METADATA, metadata);
        if self.bytes.len() <= self.piece {
            call = call.header(CONTENT_TYPE, BYTES);
            call.body = self.bytes.clone();
        }
        let answer = wire.send(call).await?;
        again(&answer)?;
        answer.good()?;
        let target = answer.headers.get(LOCATION).and_then(|location| location.to_str().ok());
        let target = target.ok_or_else(|| Trouble::Wrong(format!("{} answered without Location", answer.what)))?;
        Ok((target.to_owned(), answer.number(OFFSET.as_str()).unwrap_or_default()))
    }

    async fn ask(&self, wire: &mut Wire, target: &str) -> Result<u64, Trouble> {
        let answer = wire.send(tus(Method::HEAD, target)).await?;
        again(&answer)?;
        answer.good()?;
        offset_of(&answer)
    }

    async fn piece(&self, wire: &mut Wire, target: &str, offset: u64) -> Result<u64, Trouble> {
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(self.bytes.len());
        let to = from.saturating_add(self.piece).min(self.bytes.len());
        let answer = wire.send(self.patch(target, from, to)).await?;
        if answer.status == StatusCode::CONFLICT {
            return self.ask(wire, target).await;
        }
        again(&answer)?;
        answer.good()?;
        offset_of(&answer)
    }

    fn patch(&self, target: &str, from: usize, to: usize) -> Call {
        let mut call = tus(Method::PATCH, target).header(OFFSET, from.to_string()).header(CONTENT_TYPE, BYTES);
        call.body = self.bytes.slice(from..to);
        call
    }

    /// Sends what is there already: all of it anew, or its last piece. Whatever the answer, nothing may change.
    async fn repeat(&self, wire: &mut Wire, target: &str) -> Result<(), Trouble> {
        if wire.dice.chance(0.5) {
            let from = self.bytes.len().saturating_sub(self.piece);
            wire.send(self.patch(target, from, self.bytes.len())).await?;
        } else {
            self.create(wire).await?;
        }
        Ok(())
    }
}

/// An upload that is gone, or whose bytes were spoilt on the way, is begun again.
fn again(answer: &Answer) -> Result<(), Trouble> {
    let begins = matches!(answer.status.as_u16(), 404 | 409 | 410 | 460)
        || (answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.refusal().to_string().contains("upload.hash"));
    if begins { Err(Trouble::Again(answer.refusal().to_string())) } else { Ok(()) }
}

fn offset_of(answer: &Answer) -> Result<u64, Trouble> {
    answer
        .number(OFFSET.as_str())
        .ok_or_else(|| Trouble::Wrong(format!("{} answered without Upload-Offset", answer.what)))
}
