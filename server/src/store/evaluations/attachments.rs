//! The statements about attachments. Snapshots are large and stand last in their rows; only who asks for them reads
//! them.

use std::collections::BTreeSet;

use mobile_sync_protocol::{
    ids::{AttachmentId, EvaluationId, FindingId, Key, PersonId},
    time::Timestamp,
};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::{
    super::{
        error::{Result, StoreError},
        photos::sha256,
        session::{ROWS, Session, Writer, on_conn, push_list},
    },
    Attachment,
};

/// Rows of one statement: snapshots are large.
const PAGE: usize = 100;

const ATTACHMENT: &str = "SELECT id, evaluation, section, position, finding, source, note, attached_at, attached_by, \
                          changed_at, sha256 FROM attachment WHERE ";

#[derive(FromRow)]
struct Row {
    id: Uuid,
    evaluation: Uuid,
    section: String,
    position: i64,
    finding: Uuid,
    source: Option<Uuid>,
    note: Option<String>,
    attached_at: i64,
    attached_by: Uuid,
    changed_at: i64,
    sha256: Vec<u8>,
}

impl Row {
    fn attachment(self) -> Result<(EvaluationId, Attachment)> {
        let wrong = |why| StoreError::inconsistent("attachment", self.id, why);
        let attachment = Attachment {
            id: AttachmentId(self.id),
            section: self.section.parse().map_err(wrong)?,
            position: self.position,
            finding: FindingId(self.finding),
            source: self.source.map(EvaluationId),
            note: self.note,
            attached_at: Timestamp(self.attached_at),
            attached_by: PersonId(self.attached_by),
            changed_at: Timestamp(self.changed_at),
            sha256: sha256("attachment", self.sha256)?,
        };
        Ok((EvaluationId(self.evaluation), attachment))
    }
}

impl Session {
    /// What is attached to one evaluation, by section and in order.
    pub async fn attachments(&mut self, id: EvaluationId) -> Result<Vec<Attachment>> {
        let rows: Vec<Row> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new(ATTACHMENT);
            sql.push("evaluation = ").push_bind(id.0).push(" ORDER BY section, position, id");
            sql.build_query_as().fetch_all(c).await
        })?;
        rows.into_iter().map(|row| row.attachment().map(|(_, attachment)| attachment)).collect()
    }

    /// One attachment, with the evaluation that it belongs to.
    pub async fn attachment(&mut self, id: AttachmentId) -> Result<Option<(EvaluationId, Attachment)>> {
        let row: Option<Row> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new(ATTACHMENT);
            sql.push("id = ").push_bind(id.0);
            sql.build_query_as().fetch_optional(c).await
        })?;
        row.map(Row::attachment).transpose()
    }

    /// The snapshots among `ids` that are kept, in canonical form.
    pub async fn snapshots(&mut self, ids: &[AttachmentId]) -> Result<Vec<(AttachmentId, Vec<u8>)>> {
        let mut found = Vec::with_capacity(ids.len());
        for ids in ids.chunks(ROWS) {
            let rows: Vec<(Uuid, Vec<u8>)> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new("SELECT id, snapshot FROM attachment WHERE id IN ");
                push_list(&mut sql, ids.iter().map(|id| id.0));
                sql.build_query_as().fetch_all(c).await
            })?;
            found.extend(rows.into_iter().map(|(id, bytes)| (AttachmentId(id), bytes)));
        }
        Ok(found)
    }

    /// The snapshot of one attachment, in canonical form.
    pub async fn snapshot(&mut self, id: AttachmentId) -> Result<Option<Vec<u8>>> {
        const SQL: &str = "SELECT snapshot FROM attachment WHERE id = $1";
        Ok(on_conn!(self, c => sqlx::query_scalar(SQL).bind(id.0).fetch_optional(c).await)?)
    }

    /// Up to `limit` snapshots of one evaluation after `after`, by id, in canonical form.
    pub async fn snapshots_after(
        &mut self,
        evaluation: EvaluationId,
        after: Uuid,
        limit: i64,
    ) -> Result<Vec<(AttachmentId, Vec<u8>)>> {
        const SQL: &str = "SELECT id, snapshot FROM attachment WHERE evaluation = $1 AND id > $2 ORDER BY id LIMIT $3";
        let rows: Vec<(Uuid, Vec<u8>)> = on_conn!(self, c =>
            sqlx::query_as(SQL).bind(evaluation.0).bind(after).bind(limit).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id, bytes)| (AttachmentId(id), bytes)).collect())
    }

    /// The findings that are attached to one evaluation.
    pub async fn attached_findings(&mut self, evaluation: EvaluationId) -> Result<BTreeSet<FindingId>> {
        const SQL: &str = "SELECT finding FROM attachment WHERE evaluation = $1";
        let ids: Vec<Uuid> = on_conn!(self, c => sqlx::query_scalar(SQL).bind(evaluation.0).fetch_all(c).await)?;
        Ok(ids.into_iter().map(FindingId).collect())
    }
}

impl Writer {
    /// Attaches findings, each with its snapshot.
    pub async fn insert_attachments(&mut self, id: EvaluationId, rows: &[(Attachment, Vec<u8>)]) -> Result<()> {
        for rows in rows.chunks(PAGE) {
            on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "INSERT INTO attachment (id, evaluation, section, position, finding, source, note, attached_at, \
                     attached_by, changed_at, sha256, snapshot) ",
                );
                sql.push_values(rows, |mut values, (attachment, snapshot)| {
                    values
                        .push_bind(attachment.id.0)
                        .push_bind(id.0)
                        .push_bind(attachment.section.as_str())
                        .push_bind(attachment.position)
                        .push_bind(attachment.finding.0)
                        .push_bind(attachment.source.map(|id| id.0))
                        .push_bind(attachment.note.as_deref())
                        .push_bind(attachment.attached_at.0)
                        .push_bind(attachment.attached_by.0)
                        .push_bind(attachment.changed_at.0)
                        .push_bind(attachment.sha256.0.as_slice())
                        .push_bind(snapshot.as_slice());
                });
                sql.build().execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }

    /// Moves an attachment, or changes its note.
    pub async fn move_attachment(&mut self, attachment: &Attachment) -> Result<()> {
        const SQL: &str = "UPDATE attachment SET section = $2, position = $3, note = $4, changed_at = $5 WHERE id = $1";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(attachment.id.0)
            .bind(attachment.section.as_str())
            .bind(attachment.position)
            .bind(attachment.note.as_deref())
            .bind(attachment.changed_at.0)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Gives an attachment another snapshot.
    pub async fn refresh_attachment(&mut self, attachment: &Attachment, snapshot: &[u8]) -> Result<()> {
        const SQL: &str = "UPDATE attachment SET changed_at = $2, sha256 = $3, snapshot = $4 WHERE id = $1";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(attachment.id.0)
            .bind(attachment.changed_at.0)
            .bind(attachment.sha256.0.as_slice())
            .bind(snapshot)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Takes an attachment out.
    pub async fn delete_attachment(&mut self, id: AttachmentId) -> Result<()> {
        const SQL: &str = "DELETE FROM attachment WHERE id = $1";
        on_conn!(self, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(drop))?;
        Ok(())
    }
}

/// The room between two positions that are given in a row.
pub const GAP: i64 = 1 << 20;

/// The section of an attachment as it is ordered.
impl Attachment {
    /// Where it stands among the others of its evaluation.
    pub fn order(&self) -> (&Key, i64, AttachmentId) {
        (&self.section, self.position, self.id)
    }
}
