//! What was refused, byte for byte, with the reasons, so that nothing a phone sent is lost.

use mobile_sync_protocol::{
    ids::{DeviceId, PersonId, Sha256},
    problem::Violation,
    time::Timestamp,
};
use serde::Serialize;
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::{
    error::{Result, StoreError},
    session::{ROWS, Session, Writer, on_conn},
};

/// Something that was refused.
#[derive(Clone, Debug)]
pub struct Quarantined {
    /// Its id here.
    pub id: Uuid,
    /// The phone that sent it.
    pub device: DeviceId,
    /// The phone's holder.
    pub person: PersonId,
    /// When it came first.
    pub received_at: Timestamp,
    /// The bytes as they came.
    pub raw: Vec<u8>,
    /// Why it was refused.
    pub problems: Vec<Violation>,
}

/// A line of the quarantine's list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct QuarantineSummary {
    /// Its id here.
    pub id: Uuid,
    /// The phone that sent it.
    pub device: DeviceId,
    /// The phone's holder.
    pub person: PersonId,
    /// When it came first.
    pub received_at: Timestamp,
    /// How many bytes it has.
    pub bytes: i64,
    /// Why it was refused.
    pub problems: Vec<Violation>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    device: Uuid,
    person: Uuid,
    received_at: i64,
    bytes: i64,
    problems: String,
}

impl Session {
    /// Up to `limit` entries before `before`, newest first.
    pub async fn quarantine(&mut self, before: Option<Uuid>, limit: i64) -> Result<Vec<QuarantineSummary>> {
        const SQL: &str = "SELECT id, device, person, received_at, CAST(length(raw) AS BIGINT) AS bytes, problems \
                           FROM quarantine WHERE ($1 IS NULL OR id < $1) ORDER BY id DESC LIMIT $2";
        let rows: Vec<Row> = on_conn!(self, c => sqlx::query_as(SQL).bind(before).bind(limit).fetch_all(c).await)?;
        rows.into_iter()
            .map(|row| {
                let problems = serde_json::from_str(&row.problems)
                    .map_err(|why| StoreError::inconsistent("quarantine", row.id, why))?;
                Ok(QuarantineSummary {
                    id: row.id,
                    device: DeviceId(row.device),
                    person: PersonId(row.person),
                    received_at: Timestamp(row.received_at),
                    bytes: row.bytes,
                    problems,
                })
            })
            .collect()
    }

    /// The bytes of one entry.
    pub async fn quarantined_bytes(&mut self, id: Uuid) -> Result<Option<Vec<u8>>> {
        const SQL: &str = "SELECT raw FROM quarantine WHERE id = $1";
        Ok(on_conn!(self, c => sqlx::query_scalar(SQL).bind(id).fetch_optional(c).await)?)
    }
}

impl Writer {
    /// Keeps what was refused; the same bytes of the same phone are kept once. Returns the ids that are new.
    pub async fn insert_quarantined(&mut self, entries: &[Quarantined]) -> Result<Vec<Uuid>> {
        let mut new = Vec::new();
        for entries in entries.chunks(ROWS) {
            let problems: Vec<String> = entries
                .iter()
                .map(|entry| serde_json::to_string(&entry.problems).unwrap_or_else(|_| "[]".to_owned()))
                .collect();
            let rows: Vec<Uuid> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "INSERT INTO quarantine (id, device, sha256, person, received_at, raw, problems) ",
                );
                sql.push_values(entries.iter().zip(&problems), |mut values, (entry, problems)| {
                    values
                        .push_bind(entry.id)
                        .push_bind(entry.device.0)
                        .push_bind(Sha256::of(&entry.raw).0.to_vec())
                        .push_bind(entry.person.0)
                        .push_bind(entry.received_at.0)
                        .push_bind(&entry.raw)
                        .push_bind(problems);
                });
                sql.push(" ON CONFLICT (device, sha256) DO NOTHING RETURNING id");
                sql.build_query_scalar().fetch_all(c).await
            })?;
            new.extend(rows);
        }
        Ok(new)
    }
}
