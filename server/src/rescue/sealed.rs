//! A sealed file, opened as it comes: a frame at a time, so that memory stays the same however long it is.
//!
//! 8 bytes `TDRESCU1`; the length of the encapsulated key in 2 bytes, and the key; then frames, each the length of its
//! ciphertext in 4 bytes and the ciphertext of at most 256 KiB. Frames are sealed in sequence (HPKE, RFC 9180), and what
//! is authenticated beside each says whether it is the last. Lengths are big-endian.

use bytes::{Buf, Bytes, BytesMut};
use futures_util::{Stream, StreamExt};

use super::key::{Frames, SealingKeys};

const MAGIC: &[u8] = b"TDRESCU1";
/// Most bytes of plaintext in a frame.
const FRAME: usize = 256 * 1024;
/// What AES-GCM adds.
const TAG: usize = 16;
/// An uncompressed point of P-256.
const ENCAPPED: usize = 65;

const MORE_FOLLOW: &[u8] = &[0];
const THE_LAST: &[u8] = &[1];

/// Why a sealed file gives no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealedError {
    /// It does not begin as one, or no key of this server opens it.
    #[error("this is no file that a phone sealed for this server")]
    Foreign,
    /// It ends too early, or is not as it was sealed.
    #[error("the file ends too early, or was altered")]
    Damaged,
}

/// A file that is being opened.
pub(super) struct Sealed<S> {
    source: S,
    /// What came and was not looked at.
    came: BytesMut,
    frames: Frames,
    /// What was opened and not taken.
    open: Bytes,
    stand: Stand,
    taken: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// More frames follow.
    Within,
    /// The last frame was opened, and nothing comes after it.
    Ended,
    /// What was opened is as it was sealed; what comes after it is not, or is missing.
    Damaged,
}

impl<S, E> Sealed<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    /// Begins to open a file: its first frame says which of the keys it was sealed to.
    pub(super) async fn begin(mut source: S, keys: &SealingKeys) -> Result<Self, SealedError> {
        let mut came = BytesMut::new();
        let begin = exactly(&mut source, &mut came, MAGIC.len() + 2 + ENCAPPED).await.ok_or(SealedError::Foreign)?;
        let (magic, mut rest) = begin.split_at(MAGIC.len());
        if magic != MAGIC || usize::from(rest.get_u16()) != ENCAPPED {
            return Err(SealedError::Foreign);
        }
        let openers = keys.openers(rest).map_err(|_| SealedError::Foreign)?;
        let ciphertext = frame(&mut source, &mut came).await?;
        let over = is_over(&mut source, &mut came).await;
        for mut frames in openers {
            if let Some((open, stand)) = opened(&mut frames, &ciphertext, over) {
                return Ok(Self { source, came, frames, open, stand, taken: 0 });
            }
        }
        Err(SealedError::Foreign)
    }

    /// How many bytes were taken.
    pub(super) fn taken(&self) -> u64 {
        self.taken
    }

    /// The next bytes, at most `most`; `None` where nothing comes after what was taken.
    pub(super) async fn take(&mut self, most: u64) -> Result<Option<Bytes>, SealedError> {
        while self.open.is_empty() {
            match self.stand {
                Stand::Within => self.open_next().await?,
                Stand::Ended => return Ok(None),
                Stand::Damaged => return Err(SealedError::Damaged),
            }
        }
        let length = usize::try_from(most).unwrap_or(usize::MAX).min(self.open.len());
        let piece = self.open.split_to(length);
        self.taken += piece.len() as u64;
        Ok(Some(piece))
    }

    /// The next `length` bytes, all of them.
    pub(super) async fn take_exactly(&mut self, length: usize) -> Result<Bytes, SealedError> {
        let mut whole = BytesMut::new();
        while whole.len() < length {
            let most = (length - whole.len()) as u64;
            whole.extend_from_slice(&self.take(most).await?.ok_or(SealedError::Damaged)?);
        }
        Ok(whole.freeze())
    }

    /// Lets bytes go by until `upto` were taken.
    pub(super) async fn skip_to(&mut self, upto: u64) -> Result<(), SealedError> {
        while self.taken < upto {
            self.take(upto - self.taken).await?.ok_or(SealedError::Damaged)?;
        }
        Ok(())
    }

    /// That nothing comes after what was taken.
    pub(super) async fn end(&mut self) -> Result<(), SealedError> {
        match self.take(1).await? {
            None => Ok(()),
            Some(_) => Err(SealedError::Damaged),
        }
    }

    async fn open_next(&mut self) -> Result<(), SealedError> {
        let opened = match frame(&mut self.source, &mut self.came).await {
            Ok(ciphertext) => {
                let over = is_over(&mut self.source, &mut self.came).await;
                opened(&mut self.frames, &ciphertext, over)
            }
            Err(_) => None,
        };
        let damaged = (Bytes::new(), Stand::Damaged);
        (self.open, self.stand) = opened.unwrap_or(damaged);
        Ok(())
    }
}

/// Opens one frame. Whether it is the last is not written anywhere, so the end of the file says what is tried first;
/// where the other holds, the frame is as it was sealed, and the file was cut, or has something after its end.
fn opened(frames: &mut Frames, ciphertext: &[u8], over: bool) -> Option<(Bytes, Stand)> {
    let (expected, other) = if over { (THE_LAST, MORE_FOLLOW) } else { (MORE_FOLLOW, THE_LAST) };
    if let Ok(open) = frames.open(ciphertext, expected) {
        return Some((open.into(), if over { Stand::Ended } else { Stand::Within }));
    }
    frames.open(ciphertext, other).ok().map(|open| (open.into(), Stand::Damaged))
}

/// The ciphertext of the next frame.
async fn frame<S, E>(source: &mut S, came: &mut BytesMut) -> Result<Bytes, SealedError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    let length = exactly(source, came, 4).await.ok_or(SealedError::Damaged)?.get_u32();
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if !(TAG..=FRAME + TAG).contains(&length) {
        return Err(SealedError::Damaged);
    }
    exactly(source, came, length).await.ok_or(SealedError::Damaged)
}

/// Whether nothing comes any more. A body that broke off ends there.
async fn is_over<S, E>(source: &mut S, came: &mut BytesMut) -> bool
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    while came.is_empty() {
        match source.next().await {
            Some(Ok(chunk)) => came.extend_from_slice(&chunk),
            Some(Err(_)) | None => return true,
        }
    }
    false
}

/// The next `length` bytes of a body; `None` where it ends before.
async fn exactly<S, E>(source: &mut S, came: &mut BytesMut, length: usize) -> Option<Bytes>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    while came.len() < length {
        match source.next().await {
            Some(Ok(chunk)) => came.extend_from_slice(&chunk),
            Some(Err(_)) | None => return None,
        }
    }
    Some(came.split_to(length).freeze())
}
