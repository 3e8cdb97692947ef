//! Files that people take along: registers, photos, evidence bundles. What is asked for is a row, made beside the requests
//! by whichever replica takes it, in parts that are kept as they come, and removed after some days.
//!
//! A file is kept under its export's own parts and not, as a photo is, under its hash: it is removed again, and two
//! that happen to be the same must not be removed with one another. Its hash stands in its row, its `ETag` and the log.

pub mod ask;
pub mod bundle;
mod csv;
mod documents;
mod gather;
mod name;
pub mod odata;
mod package;
mod photos;
mod registers;
mod run;
mod sheets;
mod sink;
mod workbook;

use std::ops::Range;

use futures_util::{StreamExt, TryStreamExt, stream};
use mobile_sync_protocol::ids::{PersonId, UploadId};
use serde_json::json;
use uuid::Uuid;

pub use self::{
    ask::{Ask, Format},
    run::{MakeError, next},
};
use crate::{
    app::App,
    auth::{Caller, Permission},
    blobs::{BlobError, Body},
    desk::choice::{ChoiceError, Chooser},
    review::finding::day_of,
    store::{Entry, Export, ExportState, StoreError},
};

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is no such export of this person.
    #[error("unknown export")]
    Unknown,
    /// What is asked for cannot be such a file.
    #[error("this can be had as: {}", .0.iter().map(|format| format.ending()).collect::<Vec<_>>().join(", "))]
    Format(&'static [Format]),
    /// It is not said of what.
    #[error("say of which records or findings")]
    Nothing,
    /// The whole log is for whoever may read it.
    #[error("the whole log is for whoever may read the log")]
    WholeLog,
    /// What is asked for lies outside of the caller's units.
    #[error("outside the caller's units")]
    OutOfScope,
    /// So many wait already.
    #[error("at most {0} at a time")]
    TooMany(i64),
    /// What is asked for cannot be chosen so.
    #[error(transparent)]
    Choice(#[from] ChoiceError),
    /// The file is not there.
    #[error("the export is {}", .0.as_str())]
    NotReady(ExportState),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The storage of bytes failed.
    #[error(transparent)]
    Blobs(#[from] BlobError),
    /// What is asked for cannot be written down.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// Takes an export in, to be made beside the requests. What is asked for is noted in the log.
///
/// # Errors
/// [`ExportError`].
pub async fn ask(app: &App, caller: &Caller, ask: &Ask) -> Result<Export, ExportError> {
    if !ask.formats().contains(&ask.format()) {
        return Err(ExportError::Format(ask.formats()));
    }
    if let Ask::Bundle { filter: None, findings, .. } = ask
        && findings.is_empty()
    {
        return Err(ExportError::Nothing);
    }
    if matches!(ask, Ask::Minutes { record: None, visit, commune, .. } if visit.is_none() || commune.is_none()) {
        return Err(ExportError::Nothing);
    }
    if matches!(ask, Ask::Bundle { whole_log: true, .. }) && !caller.allows(Permission::ReadLog) {
        return Err(ExportError::WholeLog);
    }
    let scope = caller.scope(Permission::Export, &app.registry.current());
    ask.check(&Chooser { app, caller, scope: scope.clone() }).await?;
    if ask.commune().is_some_and(|commune| !scope.communes.contains(&commune)) {
        return Err(ExportError::OutOfScope);
    }
    let now = app.clock.now();
    let file_name = name::file_name(app, caller, ask, day_of(now)).await?;
    let export = Export {
        id: app.clock.id(),
        person: caller.person,
        ask: serde_json::to_value(ask)?,
        file_name,
        media_type: ask.format().media_type().to_owned(),
        state: ExportState::Waiting,
        done: 0,
        total: 0,
        bytes: 0,
        parts: Vec::new(),
        position: None,
        sha256: None,
        trouble: None,
        created_at: now,
        ended_at: None,
        expires_at: None,
        tries: 0,
    };
    let mut writer = app.store.write().await?;
    let most = app.config.limits.exports;
    if writer.exports_under_way(caller.person).await? >= most {
        return Err(ExportError::TooMany(most));
    }
    writer.insert_export(&export).await?;
    let entry = Entry::new(now, caller.actor(), "export.asked", format_args!("export:{}", export.id));
    writer.commit(&[entry.with(export.ask.clone())]).await?;
    app.export_bell.ring();
    Ok(export)
}

/// The exports of one person, newest first.
///
/// # Errors
/// Where the store fails.
pub async fn list(app: &App, person: PersonId) -> Result<Vec<Export>, StoreError> {
    app.store.read().await?.exports(person).await
}

/// One export of one person.
///
/// # Errors
/// [`ExportError::Unknown`], or where the store fails.
pub async fn find(app: &App, person: PersonId, id: Uuid) -> Result<Export, ExportError> {
    let export = app.store.read().await?.export(id).await?;
    export.filter(|export| export.person == person).ok_or(ExportError::Unknown)
}

/// Removes an export; whoever is at it stops.
///
/// # Errors
/// [`ExportError::Unknown`], or where a storage fails; the same call can be repeated.
pub async fn remove(app: &App, person: PersonId, id: Uuid) -> Result<(), ExportError> {
    let export = find(app, person, id).await?;
    forget(app, &export).await
}

/// Bytes first: a row without bytes can be removed again, bytes without a row would stay.
async fn forget(app: &App, export: &Export) -> Result<(), ExportError> {
    sink::discard(&app.blobs.exports(), &export.parts).await?;
    let mut writer = app.store.write_apart().await?;
    writer.delete_export(export.id).await?;
    writer.commit_untraced().await?;
    Ok(())
}

/// Removes what has had its days.
///
/// # Errors
/// Where a storage fails; what was removed stays removed.
pub async fn sweep(app: &App) -> Result<(), ExportError> {
    loop {
        let expired = app.store.read().await?.expired_exports(app.clock.now(), 100).await?;
        if expired.is_empty() {
            return Ok(());
        }
        for export in &expired {
            forget(app, export).await?;
        }
    }
}

/// An export whose file is there. Taking it along from its beginning is noted in the log.
///
/// # Errors
/// [`ExportError::NotReady`], [`ExportError::Unknown`], or where the store fails.
pub async fn take(app: &App, caller: &Caller, id: Uuid, from_its_beginning: bool) -> Result<Export, ExportError> {
    let export = find(app, caller.person, id).await?;
    if export.state != ExportState::Done {
        return Err(ExportError::NotReady(export.state));
    }
    if from_its_beginning {
        let entry = Entry::new(app.clock.now(), caller.actor(), "export.taken", format_args!("export:{id}"));
        let writer = app.store.write().await?;
        writer.commit(&[entry.with(json!({"sha256": export.sha256}))]).await?;
    }
    Ok(export)
}

/// Some bytes of an export's file; each part is opened when it is reached.
pub fn read(app: &App, export: &Export, range: Range<u64>) -> Body {
    let home = app.blobs.exports();
    let mut spans = Vec::new();
    let mut at = 0;
    for (name, length) in &export.parts {
        let (from, to) = (range.start.clamp(at, at + length), range.end.clamp(at, at + length));
        if from < to {
            spans.push((UploadId(*name), *length, from - at..to - at));
        }
        at += length;
    }
    let bodies = stream::iter(spans).then(move |(name, length, span)| {
        let home = home.clone();
        async move { home.kept(name, length, span).await }
    });
    bodies.try_flatten().boxed()
}
