//! Forms of evaluations, each version for ever.

use mobile_sync_protocol::{ids::Key, time::Timestamp};
use sqlx::types::Json;

use super::{
    error::Result,
    session::{Session, Writer, on_conn},
};
use crate::evaluation::form::Form;

impl Session {
    /// All forms in all versions.
    pub async fn forms(&mut self) -> Result<Vec<Form>> {
        const SQL: &str = "SELECT body FROM form ORDER BY id, version";
        let rows: Vec<Json<Form>> = on_conn!(self, c => sqlx::query_scalar(SQL).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|Json(form)| form).collect())
    }

    /// One version of one form.
    pub async fn form(&mut self, id: &Key, version: u32) -> Result<Option<Form>> {
        const SQL: &str = "SELECT body FROM form WHERE id = $1 AND version = $2";
        let (id, version) = (id.as_str(), i64::from(version));
        let row: Option<Json<Form>> =
            on_conn!(self, c => sqlx::query_scalar(SQL).bind(id).bind(version).fetch_optional(c).await)?;
        Ok(row.map(|Json(form)| form))
    }
}

impl Writer {
    /// Publishes a version, which never changes afterwards.
    pub async fn insert_form(&mut self, form: &Form, at: Timestamp) -> Result<()> {
        const SQL: &str = "INSERT INTO form (id, version, body, published_at) VALUES ($1, $2, $3, $4)";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(form.id.as_str())
            .bind(i64::from(form.version))
            .bind(Json(form))
            .bind(at.0)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }
}
