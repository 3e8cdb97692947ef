//! Checklists, each version for ever.

use mobile_sync_protocol::{checklist::Checklist, record::ChecklistRef, time::Timestamp};
use sqlx::types::Json;

use super::{
    error::Result,
    session::{Session, Writer, on_conn},
};

impl Session {
    /// All checklists in all versions.
    pub async fn checklists(&mut self) -> Result<Vec<Checklist>> {
        const SQL: &str = "SELECT body FROM checklist ORDER BY id, version";
        let rows: Vec<Json<Checklist>> = on_conn!(self, c => sqlx::query_scalar(SQL).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|Json(checklist)| checklist).collect())
    }

    /// One version of one checklist.
    pub async fn checklist(&mut self, wanted: &ChecklistRef) -> Result<Option<Checklist>> {
        const SQL: &str = "SELECT body FROM checklist WHERE id = $1 AND version = $2";
        let version = i64::from(wanted.version);
        let row: Option<Json<Checklist>> = on_conn!(self, c => sqlx::query_scalar(SQL).bind(wanted.id.as_str()).bind(version).fetch_optional(c).await)?;
        Ok(row.map(|Json(checklist)| checklist))
    }
}

impl Writer {
    /// Publishes a version. A published version never changes: an equal one is fine, another is
    /// [`super::StoreError::Duplicate`].
    pub async fn insert_checklist(&mut self, checklist: &Checklist, at: Timestamp) -> Result<()> {
        const SQL: &str = "INSERT INTO checklist (id, version, body, published_at) VALUES ($1, $2, $3, $4)";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(checklist.id.as_str())
            .bind(i64::from(checklist.version))
            .bind(Json(checklist))
            .bind(at.0)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }
}
