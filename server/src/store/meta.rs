//! What this store is, the counters that order everything, and the server's keys.

use mobile_sync_protocol::{ids::KeyId, time::Timestamp};
use uuid::Uuid;

use super::{
    error::{Result, StoreError},
    session::{Session, Writer, on_conn},
};

/// The counters, read together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// The newest number in the feed.
    pub feed: i64,
    /// Changes up to this number may have been forgotten.
    pub feed_pruned: i64,
    /// The newest number in the log.
    pub log: i64,
    /// The newest position of a photo's reading.
    pub reading: i64,
    /// The registry's version: moves with every change of units, programme, checklists, people.
    pub registry: i64,
}

/// What the server has keys for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// Signing receipts.
    Receipts,
    /// Opening what phones sealed.
    Rescues,
}

impl KeyUse {
    /// The word in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receipts => "receipts",
            Self::Rescues => "rescues",
        }
    }
}

impl Session {
    /// The counters as this session sees them.
    pub async fn counters(&mut self) -> Result<Counters> {
        const SQL: &str = "SELECT name, value FROM counter";
        let rows: Vec<(String, i64)> = on_conn!(self, c => sqlx::query_as(SQL).fetch_all(c).await)?;
        let mut counters = Counters::default();
        for (name, value) in rows {
            match name.as_str() {
                "feed" => counters.feed = value,
                "feed_pruned" => counters.feed_pruned = value,
                "log" => counters.log = value,
                "reading" => counters.reading = value,
                "registry" => counters.registry = value,
                _ => return Err(StoreError::inconsistent("counter", name, "unknown counter")),
            }
        }
        Ok(counters)
    }

    /// A value of the store's own, such as its epoch.
    pub async fn meta(&mut self, name: &str) -> Result<Option<String>> {
        const SQL: &str = "SELECT value FROM meta WHERE name = $1";
        Ok(on_conn!(self, c => sqlx::query_scalar(SQL).bind(name).fetch_optional(c).await)?)
    }

    /// The secrets of the server's keys, newest first: the first is in use, the others are for what is older.
    pub async fn server_keys(&mut self, key_use: KeyUse) -> Result<Vec<(KeyId, [u8; 32])>> {
        const RECEIPTS: &str = "SELECT id, secret FROM server_key ORDER BY created_at DESC, id DESC";
        const RESCUES: &str = "SELECT id, secret FROM sealing_key ORDER BY created_at DESC, id DESC";
        let (sql, table) = match key_use {
            KeyUse::Receipts => (RECEIPTS, "server_key"),
            KeyUse::Rescues => (RESCUES, "sealing_key"),
        };
        let rows: Vec<(Uuid, Vec<u8>)> = on_conn!(self, c => sqlx::query_as(sql).fetch_all(c).await)?;
        rows.into_iter()
            .map(|(id, secret)| match secret.try_into() {
                Ok(secret) => Ok((KeyId(id), secret)),
                Err(_) => Err(StoreError::inconsistent(table, id, "the secret has not 32 bytes")),
            })
            .collect()
    }
}

impl Writer {
    /// Takes the feed's counter row, which PostgreSQL's writers wait for.
    pub(super) async fn lock_feed(&mut self) -> Result<()> {
        const SQL: &str = "UPDATE counter SET value = value WHERE name = 'feed'";
        on_conn!(self, c => sqlx::query(SQL).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Moves a counter by `by` and returns where it was.
    pub(super) async fn advance(&mut self, name: &str, by: i64) -> Result<i64> {
        const SQL: &str = "UPDATE counter SET value = value + $2 WHERE name = $1 RETURNING value";
        let value: i64 = on_conn!(self, c => sqlx::query_scalar(SQL).bind(name).bind(by).fetch_one(c).await)?;
        Ok(value - by)
    }

    /// Says that units, programme, checklists or people changed, so that every replica reads them again.
    pub async fn registry_changed(&mut self) -> Result<()> {
        self.advance("registry", 1).await.map(drop)
    }

    /// Sets a value of the store's own.
    pub async fn set_meta(&mut self, name: &str, value: &str) -> Result<()> {
        const SQL: &str =
            "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        on_conn!(self, c => sqlx::query(SQL).bind(name).bind(value).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Writes a row and removes it, so that a commit shows whether the database takes writes.
    pub async fn try_out(&mut self) -> Result<()> {
        const SQL: &str = "DELETE FROM meta WHERE name = $1";
        const NAME: &str = "tried_out";
        self.set_meta(NAME, "").await?;
        on_conn!(self, c => sqlx::query(SQL).bind(NAME).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Adds a server key, which is in use from now on.
    pub async fn insert_server_key(
        &mut self,
        key_use: KeyUse,
        id: KeyId,
        secret: [u8; 32],
        at: Timestamp,
    ) -> Result<()> {
        const RECEIPTS: &str = "INSERT INTO server_key (id, secret, created_at) VALUES ($1, $2, $3)";
        const RESCUES: &str = "INSERT INTO sealing_key (id, secret, created_at) VALUES ($1, $2, $3)";
        let sql = match key_use {
            KeyUse::Receipts => RECEIPTS,
            KeyUse::Rescues => RESCUES,
        };
        let secret = secret.to_vec();
        on_conn!(self, c => sqlx::query(sql).bind(id.0).bind(secret).bind(at.0).execute(c).await.map(drop))?;
        Ok(())
    }
}
