//! Everything that is kept in a database. Only this module names sqlx; every statement of the product is here.
//!
//! [`Store`] opens sessions; each file beside this one holds the statements of one subject, as methods of
//! [`Session`] (reading) and [`Writer`] (writing).

mod checklists;
mod decisions;
mod devices;
pub mod dump;
mod error;
mod evaluations;
mod evidence;
mod exports;
mod feed;
mod figures;
mod filters;
mod findings;
mod forms;
mod jobs;
mod log;
mod meta;
mod overview;
mod people;
mod photos;
mod programme;
mod quarantine;
mod queue;
mod readings;
mod records;
mod session;
mod subjects;
mod submissions;
mod tables;
mod units;
#[cfg(test)]
mod upgrade;
mod visits;

use std::{str::FromStr, time::Duration};

use sqlx::{
    PgPool, SqlitePool,
    migrate::MigrateError,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use self::session::Conn;
pub use self::{
    decisions::{DecisionRow, MarkRow},
    devices::{Device, DeviceKind, DeviceLogin, DevicePerson, Enrolment},
    error::{Result, StoreError},
    evaluations::{Attachment, Evaluation, EvaluationEvent, EvaluationFilter, GAP, WrittenSection},
    evidence::Evidence,
    exports::{Export, ExportPart, ExportProgress, ExportState},
    feed::{Audience, Fed, FeedEntry},
    figures::{Counted, VisitCounts},
    filters::SavedFilter,
    findings::{Finding, FindingCounts, FindingEvent, FindingFilter, FindingLine, FindingMark},
    jobs::{Backlog, Job, JobKind, Taken},
    log::{Actor, Entry, LogLink, LogRow},
    meta::{Counters, KeyUse},
    overview::{FindingGroup, OverviewFilter, RecordGroup},
    people::{Person, PersonRole, StoredPerson},
    photos::{StoredPhoto, Upload},
    programme::Department,
    quarantine::{QuarantineSummary, Quarantined},
    queue::{Judged, RecordCounts, RecordFilter, RecordMark, RecordOrder, RecordPage},
    readings::{Pair, PhotoReading},
    records::{Counts, RecordRow, RevisionContent, RevisionPlace, RevisionRow, RevisionSummary, WaitingGroup},
    session::{Session, Writer},
    subjects::SubjectFilter,
    submissions::{Submission, SubmissionPart, SubmissionState},
};

/// The database: SQLite in one file, or PostgreSQL.
#[derive(Clone, Debug)]
pub struct Store(Backend);

#[derive(Clone, Debug)]
enum Backend {
    Sqlite { write: SqlitePool, read: SqlitePool },
    Postgres(PgPool),
}

/// Which database a store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One file on this machine.
    Sqlite,
    /// A server that several replicas share.
    Postgres,
}

impl Store {
    /// Opens the database at `address` (`sqlite:PATH` or `postgres://…`) and brings it to this version.
    ///
    /// # Errors
    /// Where the address cannot be read, the database not be reached, or a migration fails.
    pub async fn open(address: &str) -> Result<Self> {
        if let Some(path) = address.strip_prefix("sqlite:") {
            Self::open_sqlite(path.trim_start_matches("//")).await
        } else if address.starts_with("postgres:") || address.starts_with("postgresql:") {
            Self::open_postgres(address).await
        } else {
            Err(StoreError::Address(address.split('@').next_back().unwrap_or_default().to_owned()))
        }
    }

    async fn open_sqlite(path: &str) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL makes each commit durable at power loss, not only at a crash of this process.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            // Ids come in no order, so a commit touches a page of each index for nearly every row: small pages cost
            // least. With 8 KiB, commits of some 16 single pushes took a quarter longer.
            .page_size(4_096)
            .pragma("cache_size", "-32000")
            // A checkpoint rewrites pages; a longer log (64 MB) makes it rarer.
            .pragma("wal_autocheckpoint", "16384")
            .pragma("temp_store", "memory")
            .statement_cache_capacity(256);
        // One writing connection: waiting for it in a queue is fair, waiting for SQLite's lock is not.
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .connect_with(options.clone())
            .await?;
        migrated(sqlx::migrate!("../migrations/sqlite").run(&write).await)?;
        let read = SqlitePoolOptions::new()
            .max_connections(8)
            .test_before_acquire(false)
            .connect_with(options.read_only(true).pragma("cache_size", "-4000"))
            .await?;
        Ok(Self(Backend::Sqlite { write, read }))
    }

    async fn open_postgres(address: &str) -> Result<Self> {
        let options = PgConnectOptions::from_str(address)?.application_name("thucdia");
        let pool = PgPoolOptions::new()
            .max_connections(24)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        migrated(sqlx::migrate!("../migrations/postgres").run(&pool).await)?;
        Ok(Self(Backend::Postgres(pool)))
    }

    /// Which database this is.
    pub fn engine(&self) -> Engine {
        match self.0 {
            Backend::Sqlite { .. } => Engine::Sqlite,
            Backend::Postgres(_) => Engine::Postgres,
        }
    }

    /// Begins a reading session: one consistent state.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where no connection is to be had.
    pub async fn read(&self) -> Result<Session> {
        let conn = match &self.0 {
            Backend::Sqlite { read, .. } => Conn::Sqlite(read.begin().await?),
            Backend::Postgres(pool) => {
                Conn::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        };
        Ok(Session { conn })
    }

    /// Begins a writing session and waits until it is the only one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where no connection is to be had in time.
    pub async fn write(&self) -> Result<Writer> {
        let mut writer = self.write_apart().await?;
        if self.engine() == Engine::Postgres {
            writer.lock_feed().await?;
        }
        Ok(writer)
    }

    /// Begins a writing session that other writers do not wait for. It must touch neither feed nor log: sessions of
    /// people, uploads under way.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where no connection is to be had in time.
    pub async fn write_apart(&self) -> Result<Writer> {
        let conn = match &self.0 {
            // IMMEDIATE takes the lock at once; a lock taken at the first write fails where another writer came first.
            Backend::Sqlite { write, .. } => Conn::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Backend::Postgres(pool) => Conn::Postgres(pool.begin().await?),
        };
        Ok(Writer { session: Session { conn } })
    }

    /// Closes the connections, so that SQLite folds its log into the file.
    pub async fn close(&self) {
        match &self.0 {
            Backend::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Backend::Postgres(pool) => pool.close().await,
        }
    }
}

/// Tells a database of a newer version from one that is broken.
fn migrated(outcome: std::result::Result<(), MigrateError>) -> Result<()> {
    match outcome {
        Err(MigrateError::VersionMissing(migration)) => Err(StoreError::Newer(migration)),
        other => Ok(other?),
    }
}
