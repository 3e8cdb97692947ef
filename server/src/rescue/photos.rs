//! The photos of a file, uploaded one after the other as their bytes come.

use std::collections::HashSet;

use bytes::Bytes;
use futures_util::{Stream, stream};
use mobile_sync_protocol::{
    ids::Sha256,
    problem::{Code, Problem},
    validate::MEDIA_TYPES,
};

use super::{
    header::PhotoHead,
    outcome::{RefusedPhoto, RescueError, RescuedPhotos},
    problem,
    sealed::{Sealed, SealedError},
};
use crate::{
    app::App,
    store::Device,
    uploads::{Promise, UploadError},
};

/// Uploads the photos as their phone would. The inner error is of the file: what came before it was whole and stays.
pub(super) async fn photos<S, E>(
    app: &App,
    sealed: &mut Sealed<S>,
    heads: &[PhotoHead],
    device: &Device,
    told: &mut RescuedPhotos,
) -> Result<Result<(), SealedError>, RescueError>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    E: Send,
{
    let names: Vec<Sha256> = heads.iter().map(|head| head.sha256).collect();
    let mut known: HashSet<Sha256> = app.store.read().await?.photos(&names).await?.into_keys().collect();
    let begin = sealed.taken();
    let mut end = begin;
    for (at, head) in heads.iter().enumerate() {
        end = end.saturating_add(head.bytes);
        let refused = if known.contains(&head.sha256) {
            told.known += 1;
            None
        } else {
            match photo(app, sealed, head, device).await {
                Ok(()) => {
                    known.insert(head.sha256);
                    told.stored += 1;
                    None
                }
                Err(Fate::Refused(problem)) => Some(*problem),
                Err(Fate::Missing) => {
                    told.missing.extend(names.iter().skip(at).filter(|name| !known.contains(name)));
                    return Ok(Err(SealedError::Damaged));
                }
                Err(Fate::Failed(error)) => return Err(error.into()),
            }
        };
        told.refused.extend(refused.map(|problem| RefusedPhoto { sha256: head.sha256, problem }));
        if let Err(damage) = sealed.skip_to(end).await {
            told.missing.extend(names.iter().skip(at + 1).filter(|name| !known.contains(name)));
            return Ok(Err(damage));
        }
    }
    Ok(sealed.end().await)
}

/// Why a photo was not stored.
enum Fate {
    /// It is not what the file says, or more than is taken.
    Refused(Box<Problem>),
    /// Its bytes are not all there.
    Missing,
    /// The server failed.
    Failed(UploadError),
}

async fn photo<S, E>(app: &App, sealed: &mut Sealed<S>, head: &PhotoHead, device: &Device) -> Result<(), Fate>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    E: Send,
{
    let refused = |code: Code, why: String| Err(Fate::Refused(Box::new(problem(code, why))));
    if !MEDIA_TYPES.contains(&head.media_type.as_str()) || head.bytes == 0 {
        return refused(Code::RecordPhoto, format!("{} bytes of {}", head.bytes, head.media_type));
    }
    let end = sealed.taken().saturating_add(head.bytes);
    let pieces = stream::try_unfold(sealed, |sealed| async move {
        match end - sealed.taken() {
            0 => Ok(None),
            left => Ok::<_, SealedError>(Some((sealed.take(left).await?.ok_or(SealedError::Damaged)?, sealed))),
        }
    });
    let promise = Promise { sha256: head.sha256, media_type: head.media_type.clone(), bytes: head.bytes };
    match app.uploads.take_for(device, promise, Box::pin(pieces)).await {
        Ok(()) => Ok(()),
        Err(UploadError::Broken) => Err(Fate::Missing),
        Err(UploadError::WrongHash { actual }) => refused(Code::UploadHash, format!("its SHA-256 is {actual}")),
        Err(UploadError::TooLarge(most)) => refused(Code::UploadLength, format!("at most {most} bytes")),
        Err(error) => Err(Fate::Failed(error)),
    }
}
