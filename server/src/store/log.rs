//! The append-only log: every act, hash-chained, so that a stranger can tell whether one was changed or left out.

use mobile_sync_protocol::{
    canonical::Json,
    ids::{DeviceId, PersonId, Sha256},
    time::Timestamp,
};
use serde::Serialize;
use sqlx::QueryBuilder;

use super::{
    error::{Result, StoreError},
    session::{ROWS, Session, Writer, on_conn, push_list},
};

/// Who acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person at the desk.
    Person(PersonId),
    /// A phone.
    Device(DeviceId),
    /// The server by itself, or an operator on its command line.
    System,
}

impl std::fmt::Display for Actor {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Person(person) => write!(out, "person:{person}"),
            Self::Device(device) => write!(out, "device:{device}"),
            Self::System => out.write_str("system"),
        }
    }
}

/// One act, before it has its place in the chain.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What, as `subject.verb`.
    pub action: &'static str,
    /// To what, as `kind:id`.
    pub subject: String,
    /// What else is worth keeping; a JSON object.
    pub detail: serde_json::Value,
}

impl Entry {
    /// An act with no detail.
    pub fn new(at: Timestamp, actor: Actor, action: &'static str, subject: impl std::fmt::Display) -> Self {
        Self { at, actor, action, subject: subject.to_string(), detail: serde_json::Value::Null }
    }

    /// The same act with something worth keeping.
    #[must_use]
    pub fn with(mut self, detail: serde_json::Value) -> Self {
        self.detail = detail;
        self
    }
}

/// One act in the chain.
#[derive(Clone, Debug, Serialize, sqlx::FromRow, utoipa::ToSchema)]
pub struct LogRow {
    /// Its place in the chain, from 1.
    pub seq: i64,
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
    /// Who: `person:ID`, `device:ID` or `system`.
    pub actor: String,
    /// What.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Canonical JSON.
    pub detail: String,
    /// SHA-256 over the hash before and this entry.
    #[serde(skip)]
    pub hash: Vec<u8>,
}

impl LogRow {
    /// The hash that this row must have after one whose hash is `previous`: SHA-256 over the previous hash and the
    /// canonical form (RFC 8785) of the row without its hash.
    pub fn expected_hash(&self, previous: &[u8]) -> Sha256 {
        let number = |value: i64| {
            #[expect(clippy::cast_precision_loss, reason = "sequence numbers and times stay far below 2^53")]
            Json::Number(value as f64)
        };
        let text = |value: &str| Json::String(value.to_owned());
        let entry = Json::Object(vec![
            ("seq".into(), number(self.seq)),
            ("at".into(), number(self.at)),
            ("actor".into(), text(&self.actor)),
            ("action".into(), text(&self.action)),
            ("subject".into(), text(&self.subject)),
            ("detail".into(), text(&self.detail)),
        ]);
        let mut bytes = previous.to_vec();
        bytes.extend_from_slice(&entry.canonical());
        Sha256::of(&bytes)
    }
}

/// One act in the chain with the hash before it, so that it can be checked by itself.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LogLink {
    /// The act.
    #[sqlx(flatten)]
    pub row: LogRow,
    /// The hash of the entry before; `None` before the first.
    pub previous: Option<Vec<u8>>,
}

/// Each entry beside the one before it.
const LINKED: &str = "SELECT log.seq, log.at, log.actor, log.action, log.subject, log.detail, log.hash, \
                      before.hash AS previous FROM log LEFT JOIN log AS before ON before.seq = log.seq - 1 WHERE ";

impl Session {
    /// The newest entry's number and hash, by which whoever has the whole log can tell what it was then.
    pub async fn log_newest(&mut self) -> Result<(i64, Vec<u8>)> {
        let seq = self.counters().await?.log;
        Ok((seq, self.log_head(seq).await?))
    }

    /// The entries about some things up to `last`, each linked to the one before it.
    pub async fn log_links(&mut self, subjects: &[String], last: i64) -> Result<Vec<LogLink>> {
        let mut found = Vec::new();
        for subjects in subjects.chunks(ROWS) {
            let rows: Vec<LogLink> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(LINKED);
                sql.push("log.seq <= ").push_bind(last).push(" AND log.subject IN ");
                push_list(&mut sql, subjects.iter().map(String::as_str));
                sql.push(" ORDER BY log.seq");
                sql.build_query_as().fetch_all(c).await
            })?;
            found.extend(rows);
        }
        Ok(found)
    }

    /// Up to `limit` entries after `seq` and up to `last`, each linked to the one before it.
    pub async fn log_chain(&mut self, seq: i64, last: i64, limit: i64) -> Result<Vec<LogLink>> {
        Ok(on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new(LINKED);
            sql.push("log.seq > ").push_bind(seq).push(" AND log.seq <= ").push_bind(last);
            sql.push(" ORDER BY log.seq LIMIT ").push_bind(limit);
            sql.build_query_as().fetch_all(c).await
        })?)
    }

    /// The hash of the newest entry; of nothing where the log is empty.
    async fn log_head(&mut self, seq: i64) -> Result<Vec<u8>> {
        const SQL: &str = "SELECT hash FROM log WHERE seq = $1";
        if seq == 0 {
            return Ok(vec![0; 32]);
        }
        let hash = on_conn!(self, c => sqlx::query_scalar(SQL).bind(seq).fetch_optional(c).await)?;
        hash.ok_or_else(|| StoreError::inconsistent("log", seq, "the newest entry is missing"))
    }

    /// Up to `limit` entries after `seq`, in order.
    pub async fn log_after(&mut self, seq: i64, limit: i64) -> Result<Vec<LogRow>> {
        const SQL: &str =
            "SELECT seq, at, actor, action, subject, detail, hash FROM log WHERE seq > $1 ORDER BY seq LIMIT $2";
        Ok(on_conn!(self, c => sqlx::query_as(SQL).bind(seq).bind(limit).fetch_all(c).await)?)
    }

    /// Up to `limit` entries before `seq`, newest first.
    pub async fn log_before(&mut self, seq: i64, limit: i64) -> Result<Vec<LogRow>> {
        const SQL: &str =
            "SELECT seq, at, actor, action, subject, detail, hash FROM log WHERE seq < $1 ORDER BY seq DESC LIMIT $2";
        Ok(on_conn!(self, c => sqlx::query_as(SQL).bind(seq).bind(limit).fetch_all(c).await)?)
    }

    /// The entries about one thing, in order.
    pub async fn log_about(&mut self, subject: &str) -> Result<Vec<LogRow>> {
        const SQL: &str =
            "SELECT seq, at, actor, action, subject, detail, hash FROM log WHERE subject = $1 ORDER BY seq";
        Ok(on_conn!(self, c => sqlx::query_as(SQL).bind(subject).fetch_all(c).await)?)
    }
}

impl Writer {
    pub(super) async fn append_log(&mut self, entries: &[Entry]) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
        let first = self.advance("log", count).await? + 1;
        let mut hash = self.log_head(first - 1).await?;
        let mut rows = Vec::with_capacity(entries.len());
        for (seq, entry) in (first..).zip(entries) {
            let mut row = LogRow {
                seq,
                at: entry.at.0,
                actor: entry.actor.to_string(),
                action: entry.action.to_owned(),
                subject: entry.subject.clone(),
                detail: entry.detail.to_string(),
                hash: Vec::new(),
            };
            hash = row.expected_hash(&hash).0.to_vec();
            row.hash.clone_from(&hash);
            rows.push(row);
        }
        for rows in rows.chunks(ROWS) {
            on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new("INSERT INTO log (seq, at, actor, action, subject, detail, hash) ");
                sql.push_values(rows, |mut values, row| {
                    values
                        .push_bind(row.seq)
                        .push_bind(row.at)
                        .push_bind(&row.actor)
                        .push_bind(&row.action)
                        .push_bind(&row.subject)
                        .push_bind(&row.detail)
                        .push_bind(&row.hash);
                });
                sql.build().execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }
}
