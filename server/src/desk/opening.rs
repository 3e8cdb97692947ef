//! Opening records and photos within a scope. A household's record is sensitive as a whole: who opens one is noted, so
//! that "who saw whom, when" has an answer.

use mobile_sync_protocol::{
    checklist::SubjectKind,
    ids::{RecordId, Sha256},
};

use crate::{
    app::App,
    auth::{Caller, Scope},
    store::{Entry, RecordRow, StoreError},
};

/// The record, if it lies within `scope`; opening a household's is noted.
///
/// # Errors
/// Where the store fails.
pub async fn record(app: &App, id: RecordId, caller: &Caller, scope: &Scope) -> Result<Option<RecordRow>, StoreError> {
    let mut session = app.store.read().await?;
    let record = session.records_by_id(&[id]).await?.remove(&id);
    let Some(record) = record.filter(|record| scope.holds(record.commune, record.person)) else { return Ok(None) };
    drop(session);
    note(app, &record, caller, "record.opened").await?;
    Ok(Some(record))
}

/// Whether some record within `scope`, or a finding that the caller may read, names this photo; seeing a household's
/// photo is noted. Of what a phone is told of findings it sees only the `smaller` images.
///
/// # Errors
/// Where the store fails.
pub async fn photo(app: &App, name: Sha256, caller: &Caller, scope: &Scope, smaller: bool) -> Result<bool, StoreError> {
    let mut session = app.store.read().await?;
    let naming: Vec<RecordId> = session.records_naming(&[name]).await?.into_iter().collect();
    let records = session.records_by_id(&naming).await?;
    drop(session);
    match records.into_values().find(|record| scope.holds(record.commune, record.person)) {
        Some(record) => note(app, &record, caller, "photo.opened").await.map(|()| true),
        None => super::findings::photo(app, name, caller, smaller).await,
    }
}

/// Notes that a household's record was opened by somebody who did not capture it.
async fn note(app: &App, record: &RecordRow, caller: &Caller, action: &'static str) -> Result<(), StoreError> {
    let registry = app.registry.current();
    let household =
        registry.checklist(&record.checklist).is_none_or(|checklist| checklist.subject_kind == SubjectKind::Household);
    if !household || record.person == caller.person {
        return Ok(());
    }
    let writer = app.store.write().await?;
    let entry = Entry::new(app.clock.now(), caller.actor(), action, format!("record:{}", record.id));
    writer.commit(&[entry]).await
}
