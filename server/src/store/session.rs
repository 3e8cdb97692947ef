//! One session is one transaction, and the only door to SQL.
//!
//! Each statement is one text that both databases take, run through [`on_conn!`]. A [`Session`] reads. A [`Writer`] also writes, and there is one writer at a time on both databases: on SQLite
//! by `BEGIN IMMEDIATE`, on PostgreSQL by a lock on the feed's counter row that is held until the commit. So numbers
//! are given in the order of commits, a puller can miss nothing, and the log is one chain. Whoever writes much joins
//! many acts into one session, which shares its commit.

use sqlx::{Postgres, Sqlite, Transaction};

use super::{Engine, error::Result, log::Entry};

pub(super) enum Conn {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// A transaction that reads one consistent state. Dropping it ends it.
pub struct Session {
    pub(super) conn: Conn,
}

/// A transaction that writes. Dropping it without a commit undoes it.
pub struct Writer {
    pub(super) session: Session,
}

/// Runs one expression against either database. A second name stands for the database at hand, where a statement is
/// built.
macro_rules! on_conn {
    ($session:expr, $conn:ident => $body:expr) => {
        match &mut $session.conn {
            $crate::store::session::Conn::Sqlite(transaction) => {
                let $conn = &mut **transaction;
                $body
            }
            $crate::store::session::Conn::Postgres(transaction) => {
                let $conn = &mut **transaction;
                $body
            }
        }
    };
    ($session:expr, $conn:ident, $db:ident => $body:expr) => {
        match &mut $session.conn {
            $crate::store::session::Conn::Sqlite(transaction) => {
                type $db = sqlx::Sqlite;
                let $conn = &mut **transaction;
                $body
            }
            $crate::store::session::Conn::Postgres(transaction) => {
                type $db = sqlx::Postgres;
                let $conn = &mut **transaction;
                $body
            }
        }
    };
}
pub(super) use on_conn;

/// Appends `(…, …)` to a statement that is built. The list is filled up to a power of two with its last value, which
/// means the same, so that lists of all lengths make a handful of texts and a database prepares each once.
pub(super) fn push_list<DB, T>(sql: &mut sqlx::QueryBuilder<DB>, values: impl IntoIterator<Item = T>)
where
    DB: sqlx::Database,
    T: for<'a> sqlx::Encode<'a, DB> + sqlx::Type<DB> + Clone,
{
    sql.push("(");
    let mut list = sql.separated(", ");
    let (mut length, mut filler) = (0_usize, None);
    for value in values {
        list.push_bind(value.clone());
        length += 1;
        filler = Some(value);
    }
    if let Some(filler) = filler {
        for _ in length..length.next_power_of_two() {
            list.push_bind(filler.clone());
        }
    }
    sql.push(")");
}

/// Rows of one multi-row statement: 500 rows of 23 columns stay under SQLite's 32,766 parameters.
pub(super) const ROWS: usize = 500;

impl Session {
    /// Which database it is of, for the few statements that have to differ.
    pub(super) fn engine(&self) -> Engine {
        match self.conn {
            Conn::Sqlite(_) => Engine::Sqlite,
            Conn::Postgres(_) => Engine::Postgres,
        }
    }
}

impl std::ops::Deref for Writer {
    type Target = Session;
    fn deref(&self) -> &Session {
        &self.session
    }
}

impl std::ops::DerefMut for Writer {
    fn deref_mut(&mut self) -> &mut Session {
        &mut self.session
    }
}

impl Writer {
    /// Appends `entries` to the log and makes everything durable. An act without its trace cannot be committed.
    pub async fn commit(mut self, entries: &[Entry]) -> Result<()> {
        self.append_log(entries).await?;
        self.end().await
    }

    /// Makes durable what is no act of anybody: progress of an upload, a visit of a session, what has expired.
    pub async fn commit_untraced(self) -> Result<()> {
        self.end().await
    }

    async fn end(self) -> Result<()> {
        match self.session.conn {
            Conn::Sqlite(transaction) => transaction.commit().await?,
            Conn::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}
