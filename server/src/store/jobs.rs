//! Work beside the requests: what is to be done, and who holds it until when.
//!
//! A row is taken by moving the time at which it falls due to the end of a lease. Nothing else tells that somebody
//! holds it, so what a dead replica held falls due by itself. A try is counted when a row is taken and not when it
//! fails: what kills the process that works on it counts too.

use mobile_sync_protocol::time::Timestamp;
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::{
    Engine,
    error::{Result, StoreError},
    session::{ROWS, Session, Writer, on_conn},
};

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobKind {
    /// Read a photo, and find what looks like it. Its id is the photo's name.
    Photo,
    /// Hold a record against the rules. Its id is the record's.
    Record,
}

impl JobKind {
    /// All kinds, in the order in which they are worked off.
    pub const ALL: [Self; 2] = [Self::Photo, Self::Record];

    /// The word in the store and in metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Record => "record",
        }
    }
}

/// Something that this process holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// What is to be done.
    pub kind: JobKind,
    /// With what.
    pub id: Vec<u8>,
    /// Which time this is; 1 at first.
    pub tries: i64,
    /// What went wrong the time before.
    pub trouble: Option<String>,
    round: i64,
    lease: Uuid,
}

/// How much is to be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Rows in all, those that somebody holds included.
    pub waiting: i64,
    /// Rows that are held now.
    pub held: i64,
    /// Since when the oldest waits.
    pub oldest: Option<Timestamp>,
}

/// Which rows to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Rows that nobody took before.
    Fresh,
    /// A row that somebody took before and did not finish. It is taken alone, since it may be what ended them.
    Again,
}

#[derive(FromRow)]
struct Row {
    id: Vec<u8>,
    tries: i64,
    round: i64,
    trouble: Option<String>,
}

/// Takes rows: PostgreSQL passes over those that another is taking this moment; on SQLite there is one writer.
const TAKE: [&str; 2] = [
    "UPDATE job SET due_at = $1, lease = $2, tries = tries + 1 WHERE kind = $3 AND id IN \
     (SELECT id FROM job WHERE kind = $3 AND due_at <= $4 AND tries >= $5 AND tries <= $6 \
      ORDER BY due_at, id LIMIT $7) RETURNING id, tries, round, trouble",
    "UPDATE job SET due_at = $1, lease = $2, tries = tries + 1 WHERE kind = $3 AND id IN \
     (SELECT id FROM job WHERE kind = $3 AND due_at <= $4 AND tries >= $5 AND tries <= $6 \
      ORDER BY due_at, id LIMIT $7 FOR UPDATE SKIP LOCKED) RETURNING id, tries, round, trouble",
];

impl Session {
    /// How much of one kind is to be done.
    pub async fn backlog(&mut self, kind: JobKind, now: Timestamp) -> Result<Backlog> {
        const SQL: &str = "SELECT count(*), count(*) FILTER (WHERE lease IS NOT NULL AND due_at > $2), min(queued_at) \
                           FROM job WHERE kind = $1";
        let (waiting, held, oldest): (i64, i64, Option<i64>) =
            on_conn!(self, c => sqlx::query_as(SQL).bind(kind.as_str()).bind(now.0).fetch_one(c).await)?;
        Ok(Backlog { waiting, held, oldest: oldest.map(Timestamp) })
    }
}

impl Writer {
    /// Says that something is to be done now. What is to be done already is done once more if somebody is at it.
    pub async fn queue_jobs<I: AsRef<[u8]>>(&mut self, kind: JobKind, ids: &[I], now: Timestamp) -> Result<()> {
        for ids in ids.chunks(ROWS) {
            on_conn!(self, c, Db => {
                let mut sql =
                    QueryBuilder::<Db>::new("INSERT INTO job (kind, id, due_at, tries, round, queued_at) ");
                sql.push_values(ids, |mut values, id| {
                    values
                        .push_bind(kind.as_str())
                        .push_bind(id.as_ref())
                        .push_bind(now.0)
                        .push_bind(0_i64)
                        .push_bind(0_i64)
                        .push_bind(now.0);
                });
                sql.push(" ON CONFLICT (kind, id) DO UPDATE SET round = job.round + 1");
                sql.build().execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }

    /// Takes up to `limit` rows that are due, until `until`.
    pub async fn take_jobs(
        &mut self,
        kind: JobKind,
        taken: Taken,
        limit: i64,
        now: Timestamp,
        until: Timestamp,
        lease: Uuid,
    ) -> Result<Vec<Job>> {
        let sql = match self.engine() {
            Engine::Sqlite => TAKE[0],
            Engine::Postgres => TAKE[1],
        };
        let (from, to) = match taken {
            Taken::Fresh => (0, 0),
            Taken::Again => (1, i64::MAX),
        };
        let rows: Vec<Row> = on_conn!(self, c => sqlx::query_as(sql)
            .bind(until.0)
            .bind(lease)
            .bind(kind.as_str())
            .bind(now.0)
            .bind(from)
            .bind(to)
            .bind(limit)
            .fetch_all(c)
            .await)?;
        Ok(rows
            .into_iter()
            .map(|row| Job { kind, id: row.id, tries: row.tries, round: row.round, trouble: row.trouble, lease })
            .collect())
    }

    /// Ends rows that this process holds. Where the thing changed meanwhile it falls due at once; where somebody else
    /// holds it by now, that is left to them.
    pub async fn finish_jobs(&mut self, jobs: &[Job], now: Timestamp) -> Result<()> {
        const DONE: &str = "DELETE FROM job WHERE kind = $1 AND id = $2 AND lease = $3 AND round = $4";
        const AGAIN: &str = "UPDATE job SET due_at = $4, tries = 0, lease = NULL, trouble = NULL, queued_at = $4 \
                             WHERE kind = $1 AND id = $2 AND lease = $3";
        for job in jobs {
            let (kind, id) = (job.kind.as_str(), job.id.as_slice());
            let gone = on_conn!(self, c => sqlx::query(DONE).bind(kind).bind(id).bind(job.lease).bind(job.round)
                .execute(c).await.map(|done| done.rows_affected()))?;
            if gone == 0 {
                on_conn!(self, c => sqlx::query(AGAIN).bind(kind).bind(id).bind(job.lease).bind(now.0)
                    .execute(c).await.map(drop))?;
            }
        }
        Ok(())
    }

    /// Gives a row back that could not be done, to be tried again at `due`. Where the row is not to blame, as where a
    /// storage cannot be reached, this was no try.
    pub async fn postpone_job(&mut self, job: &Job, due: Timestamp, trouble: &str, to_blame: bool) -> Result<()> {
        const SQL: &str = "UPDATE job SET due_at = $4, lease = NULL, trouble = $5, tries = tries - $6 \
                           WHERE kind = $1 AND id = $2 AND lease = $3";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(job.kind.as_str())
            .bind(job.id.as_slice())
            .bind(job.lease)
            .bind(due.0)
            .bind(trouble)
            .bind(i64::from(!to_blame))
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }
}

impl Job {
    /// The id as the 16 bytes of a UUID.
    pub fn uuid(&self) -> Result<Uuid> {
        Uuid::from_slice(&self.id).map_err(|_| StoreError::inconsistent("job", self.kind.as_str(), "the id is no UUID"))
    }

    /// The id as the 32 bytes of a photo's name.
    pub fn photo(&self) -> Result<mobile_sync_protocol::ids::Sha256> {
        super::photos::sha256("job", self.id.clone())
    }
}
