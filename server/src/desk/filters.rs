//! Filters that somebody keeps for the next day. They are nobody else's, and no act that the log would tell of.

use mobile_sync_protocol::ids::PersonId;
use uuid::Uuid;

use crate::{
    app::App,
    store::{SavedFilter, StoreError},
};

/// Most characters of a name.
const NAME_MAX: usize = 80;
/// Most characters of a query.
const QUERY_MAX: usize = 2_000;
/// Most filters of one person.
const FILTERS_MAX: usize = 100;

/// Why a filter was not kept.
#[derive(Debug, thiserror::Error)]
pub enum FilterError {
    /// The name cannot be one.
    #[error("a name has 1 to {NAME_MAX} characters")]
    Name,
    /// The query is too long.
    #[error("a query has at most {QUERY_MAX} characters")]
    Query,
    /// There are enough.
    #[error("at most {FILTERS_MAX} filters")]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keeps a filter; one of the same name is replaced.
///
/// # Errors
/// [`FilterError`].
pub async fn save(app: &App, person: PersonId, name: &str, query: &str) -> Result<SavedFilter, FilterError> {
    let (name, query) = (name.trim(), query.trim().trim_start_matches('?'));
    if name.is_empty() || name.chars().count() > NAME_MAX {
        return Err(FilterError::Name);
    }
    if query.chars().count() > QUERY_MAX {
        return Err(FilterError::Query);
    }
    let mut writer = app.store.write_apart().await?;
    let kept = writer.saved_filters(person).await?;
    if kept.len() >= FILTERS_MAX && !kept.iter().any(|known| known.name == name) {
        return Err(FilterError::TooMany);
    }
    let filter = SavedFilter { id: app.clock.id(), name: name.to_owned(), query: query.to_owned() };
    let filter = writer.put_saved_filter(person, &filter, app.clock.now()).await?;
    writer.commit_untraced().await?;
    Ok(filter)
}

/// Forgets a filter of this person; false where there is none.
///
/// # Errors
/// Where the store fails.
pub async fn forget(app: &App, person: PersonId, id: Uuid) -> Result<bool, StoreError> {
    let mut writer = app.store.write_apart().await?;
    let gone = writer.delete_saved_filter(person, id).await?;
    writer.commit_untraced().await?;
    Ok(gone)
}
