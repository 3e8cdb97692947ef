//! The statements about exports.

use mobile_sync_protocol::{ids::PersonId, time::Timestamp};
use sqlx::types::Json;
use uuid::Uuid;

use super::{
    super::{
        Engine,
        error::Result,
        session::{Session, Writer, on_conn},
    },
    Export, ExportProgress, Row,
};

macro_rules! columns {
    () => {
        "id, person, ask, file_name, media_type, state, done, total, bytes, parts, position, sha256, trouble, \
         created_at, ended_at, expires_at, tries"
    };
}

/// Takes the export that has waited longest: PostgreSQL passes over those that another is taking this moment; on SQLite
/// there is one writer.
const TAKE: [&str; 2] = [
    concat!(
        "UPDATE export SET due_at = $1, lease = $2, tries = tries + 1, state = 'running' WHERE id IN \
         (SELECT id FROM export WHERE due_at <= $3 ORDER BY due_at, id LIMIT 1) RETURNING ",
        columns!()
    ),
    concat!(
        "UPDATE export SET due_at = $1, lease = $2, tries = tries + 1, state = 'running' WHERE id IN \
         (SELECT id FROM export WHERE due_at <= $3 ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING ",
        columns!()
    ),
];

impl Session {
    /// The exports of one person, newest first.
    pub async fn exports(&mut self, person: PersonId) -> Result<Vec<Export>> {
        const SQL: &str =
            concat!("SELECT ", columns!(), " FROM export WHERE person = $1 ORDER BY created_at DESC, id DESC");
        let rows: Vec<Row> = on_conn!(self, c => sqlx::query_as(SQL).bind(person.0).fetch_all(c).await)?;
        rows.into_iter().map(Row::export).collect()
    }

    /// One export.
    pub async fn export(&mut self, id: Uuid) -> Result<Option<Export>> {
        const SQL: &str = concat!("SELECT ", columns!(), " FROM export WHERE id = $1");
        let row: Option<Row> = on_conn!(self, c => sqlx::query_as(SQL).bind(id).fetch_optional(c).await)?;
        row.map(Row::export).transpose()
    }

    /// How many exports of one person are not ended.
    pub async fn exports_under_way(&mut self, person: PersonId) -> Result<i64> {
        const SQL: &str = "SELECT count(*) FROM export WHERE person = $1 AND due_at IS NOT NULL";
        Ok(on_conn!(self, c => sqlx::query_scalar(SQL).bind(person.0).fetch_one(c).await)?)
    }

    /// Whether some export is due.
    pub async fn export_due(&mut self, now: Timestamp) -> Result<bool> {
        const SQL: &str = "SELECT count(*) FROM export WHERE due_at <= $1";
        let due: i64 = on_conn!(self, c => sqlx::query_scalar(SQL).bind(now.0).fetch_one(c).await)?;
        Ok(due > 0)
    }

    /// Up to `limit` exports that are to be removed.
    pub async fn expired_exports(&mut self, now: Timestamp, limit: i64) -> Result<Vec<Export>> {
        const SQL: &str = concat!("SELECT ", columns!(), " FROM export WHERE expires_at <= $1 LIMIT $2");
        let rows: Vec<Row> = on_conn!(self, c => sqlx::query_as(SQL).bind(now.0).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(Row::export).collect()
    }
}

impl Writer {
    /// Keeps a new export, which is due at once.
    pub async fn insert_export(&mut self, export: &Export) -> Result<()> {
        const SQL: &str = "INSERT INTO export (id, person, ask, file_name, media_type, state, done, total, bytes, \
                           parts, created_at, due_at, tries) \
                           VALUES ($1, $2, $3, $4, $5, 'waiting', 0, 0, 0, $6, $7, $7, 0)";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(export.id)
            .bind(export.person.0)
            .bind(Json(&export.ask))
            .bind(&export.file_name)
            .bind(&export.media_type)
            .bind(Json(&export.parts))
            .bind(export.created_at.0)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Takes the export that has waited longest, until `until`.
    pub async fn take_export(&mut self, now: Timestamp, until: Timestamp, lease: Uuid) -> Result<Option<Export>> {
        let sql = match self.engine() {
            Engine::Sqlite => TAKE[0],
            Engine::Postgres => TAKE[1],
        };
        let row: Option<Row> = on_conn!(self, c =>
            sqlx::query_as(sql).bind(until.0).bind(lease).bind(now.0).fetch_optional(c).await)?;
        row.map(Row::export).transpose()
    }

    /// Says how far an export is, and holds it until `until`. False where somebody else holds it, or nobody wants it.
    pub async fn export_progress(
        &mut self,
        id: Uuid,
        lease: Uuid,
        until: Timestamp,
        progress: &ExportProgress,
    ) -> Result<bool> {
        const MOVE: &str =
            "UPDATE export SET done = $3, total = $4, bytes = $5, due_at = $6 WHERE id = $1 AND lease = $2";
        // Where it got on, whatever ended it before is behind it.
        const KEEP: &str = "UPDATE export SET done = $3, total = $4, bytes = $5, due_at = $6, parts = $7, \
                            position = $8, tries = CASE WHEN $8 IS NULL THEN tries ELSE 1 END WHERE id = $1 AND lease = $2";
        let held = on_conn!(self, c => {
            let query = match &progress.kept {
                None => sqlx::query(MOVE),
                Some(_) => sqlx::query(KEEP),
            };
            let query = query.bind(id).bind(lease).bind(progress.done).bind(progress.total).bind(progress.bytes);
            let query = query.bind(until.0);
            let query = match &progress.kept {
                None => query,
                Some((parts, position)) => query.bind(Json(parts)).bind(position.as_ref().map(Json)),
            };
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
        Ok(held > 0)
    }

    /// Ends an export: done where there is a file, failed where there is trouble. False where somebody else holds it,
    /// or nobody wants it.
    pub async fn end_export(&mut self, export: &Export, lease: Uuid) -> Result<bool> {
        const SQL: &str = "UPDATE export SET state = $3, done = $4, total = $5, bytes = $6, parts = $7, \
                           position = NULL, sha256 = $8, trouble = $9, ended_at = $10, expires_at = $11, \
                           due_at = NULL, lease = NULL WHERE id = $1 AND lease = $2";
        let held = on_conn!(self, c => sqlx::query(SQL)
            .bind(export.id)
            .bind(lease)
            .bind(export.state.as_str())
            .bind(export.done)
            .bind(export.total)
            .bind(export.bytes)
            .bind(Json(&export.parts))
            .bind(export.sha256.as_ref().map(|name| name.0.as_slice()))
            .bind(&export.trouble)
            .bind(export.ended_at.map(|at| at.0))
            .bind(export.expires_at.map(|at| at.0))
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(held > 0)
    }

    /// Gives an export back, to be tried again at `due`. Where it is not to blame, as where a storage cannot be
    /// reached, this was no try.
    pub async fn postpone_export(
        &mut self,
        id: Uuid,
        lease: Uuid,
        due: Timestamp,
        trouble: &str,
        to_blame: bool,
    ) -> Result<()> {
        const SQL: &str = "UPDATE export SET due_at = $3, lease = NULL, trouble = $4, tries = tries - $5, \
                           state = 'waiting' WHERE id = $1 AND lease = $2";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(id)
            .bind(lease)
            .bind(due.0)
            .bind(trouble)
            .bind(i64::from(!to_blame))
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Forgets an export. Whoever is at it learns of it with their next word.
    pub async fn delete_export(&mut self, id: Uuid) -> Result<()> {
        const SQL: &str = "DELETE FROM export WHERE id = $1";
        on_conn!(self, c => sqlx::query(SQL).bind(id).execute(c).await.map(drop))?;
        Ok(())
    }
}
