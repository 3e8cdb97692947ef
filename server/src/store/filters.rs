//! Filters that people keep for the next day, each their own.

use mobile_sync_protocol::{ids::PersonId, time::Timestamp};
use serde::Serialize;
use uuid::Uuid;

use super::{
    error::Result,
    session::{Session, Writer, on_conn},
};

/// A filter that somebody kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow, utoipa::ToSchema)]
pub struct SavedFilter {
    /// Its id.
    pub id: Uuid,
    /// What they call it.
    pub name: String,
    /// The query string of the list's address.
    pub query: String,
}

impl Session {
    /// The filters of one person, by name.
    pub async fn saved_filters(&mut self, person: PersonId) -> Result<Vec<SavedFilter>> {
        const SQL: &str = "SELECT id, name, query FROM saved_filter WHERE person = $1 ORDER BY name";
        Ok(on_conn!(self, c => sqlx::query_as(SQL).bind(person.0).fetch_all(c).await)?)
    }
}

impl Writer {
    /// Keeps a filter; one of the same name is replaced and keeps its id.
    pub async fn put_saved_filter(
        &mut self,
        person: PersonId,
        filter: &SavedFilter,
        at: Timestamp,
    ) -> Result<SavedFilter> {
        const SQL: &str = "INSERT INTO saved_filter (id, person, name, query, created_at) VALUES ($1, $2, $3, $4, $5) \
                           ON CONFLICT (person, name) DO UPDATE SET query = excluded.query, \
                           created_at = excluded.created_at RETURNING id, name, query";
        Ok(on_conn!(self, c => sqlx::query_as(SQL)
            .bind(filter.id)
            .bind(person.0)
            .bind(&filter.name)
            .bind(&filter.query)
            .bind(at.0)
            .fetch_one(c)
            .await)?)
    }

    /// Forgets a filter of this person; false where there is none.
    pub async fn delete_saved_filter(&mut self, person: PersonId, id: Uuid) -> Result<bool> {
        const SQL: &str = "DELETE FROM saved_filter WHERE id = $1 AND person = $2 RETURNING id";
        let gone: Option<Uuid> =
            on_conn!(self, c => sqlx::query_scalar(SQL).bind(id).bind(person.0).fetch_optional(c).await)?;
        Ok(gone.is_some())
    }
}
