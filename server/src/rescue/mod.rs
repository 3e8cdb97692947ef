//! What phones could not send, sealed to this server and handed in as a file, by whomever.
//!
//! The file goes the ways that the phone's own sending goes: its revisions are pushed, its photos uploaded, each held
//! against its signature or hash, so that nobody who carries the file can add to it or read it, and sending it twice is
//! the same as once.

mod header;
mod key;
mod outcome;
mod photos;
mod sealed;
#[cfg(test)]
mod tests;

use bytes::{Buf, Bytes};
use futures_util::Stream;
use mobile_sync_protocol::problem::{Code, Problem};
use serde_json::json;

use self::{
    header::{HEADER_MAX, Header, Names},
    photos::photos,
    sealed::Sealed,
};
pub use self::{
    key::{PublicSealingKey, SealingKeys},
    outcome::{RefusedPhoto, RescueError, RescueOutcome, RescuedPhotos, RescuedRevision},
};
use crate::{
    app::App,
    auth::{Caller, Permission},
    store::{Actor, Device, Entry},
};

/// Takes a sealed file in, as it comes. `by` is who sends it from a desk; whoever runs this machine is nobody's.
///
/// # Errors
/// [`RescueError`]. What was taken before stays, and the same file can be sent again.
pub async fn take_in<S, E>(app: &App, file: S, by: Option<&Caller>) -> Result<RescueOutcome, RescueError>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    E: Send,
{
    let mut sealed = Sealed::begin(file, &app.sealing).await?;
    let header = header(&mut sealed).await?;
    let phone = app.recogniser.phone(header.device).await?.ok_or(RescueError::Device(header.device))?;
    let Some(device) = &phone.device else { return Err(RescueError::Device(header.device)) };
    if let Some(by) = by {
        in_scope(app, by, &phone)?;
    }
    let person = app.store.read().await?.person(phone.person).await?;
    let person = person.ok_or(RescueError::Device(device.id))?.person;
    note(app, &header, by).await?;
    let mut outcome = RescueOutcome {
        device: device.id,
        label: device.label.clone(),
        person: person.into(),
        made_at: header.made_at,
        revisions: revisions(app, &header, &phone, device).await?,
        photos: RescuedPhotos::default(),
        damage: None,
    };
    if let Err(damage) = photos(app, &mut sealed, &header.photos, device, &mut outcome.photos).await? {
        outcome.damage = Some(problem(Code::RescueDamaged, damage.to_string()));
    }
    Ok(outcome)
}

/// The header of a file, once all of it is there as it was sealed.
async fn header<S, E>(sealed: &mut Sealed<S>) -> Result<Header, RescueError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    let length = sealed.take_exactly(4).await?.get_u32();
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length > HEADER_MAX {
        return Err(RescueError::Unreadable(format!("the header has more than {HEADER_MAX} bytes")));
    }
    Header::read(&sealed.take_exactly(length).await?).map_err(RescueError::Unreadable)
}

/// Whoever takes a file in works where the phone's holder does. What a holder without any unit left hands in goes to
/// quarantine, whoever brings it.
fn in_scope(app: &App, by: &Caller, phone: &Caller) -> Result<(), RescueError> {
    let registry = app.registry.current();
    let (mine, theirs) = (by.scope(Permission::TakeIn, &registry), phone.scope(Permission::Sync, &registry));
    let shared = theirs.communes.is_empty() || theirs.communes.iter().any(|commune| mine.communes.contains(commune));
    if shared { Ok(()) } else { Err(RescueError::OutOfScope) }
}

/// Notes who brings what, before any of it is taken.
async fn note(app: &App, header: &Header, by: Option<&Caller>) -> Result<(), RescueError> {
    let actor = by.map_or(Actor::System, Caller::actor);
    let entry = Entry::new(app.clock.now(), actor, "rescue.taken_in", format_args!("device:{}", header.device));
    let (revisions, photos) = (header.revisions.len(), header.photos.len());
    let detail = json!({"made_at": header.made_at, "revisions": revisions, "photos": photos});
    Ok(app.store.write().await?.commit(&[entry.with(detail)]).await?)
}

/// Pushes the revisions as their phone would.
async fn revisions(
    app: &App,
    header: &Header,
    phone: &Caller,
    device: &Device,
) -> Result<Vec<RescuedRevision>, RescueError> {
    let mut outcomes = Vec::with_capacity(header.revisions.len());
    for body in header.pushes() {
        outcomes.extend(app.push.take(phone, device, body).await?.outcomes);
    }
    let told = header.revisions.iter().zip(outcomes).map(|(raw, outcome)| {
        let names = Names::of(raw);
        RescuedRevision { record: names.record, revision: names.revision, outcome }
    });
    Ok(told.collect())
}

fn problem(code: Code, detail: String) -> Problem {
    Problem { detail: Some(detail), ..code.problem() }
}
