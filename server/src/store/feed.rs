//! What phones pull: of each thing the newest change, numbered in the order of commits.
//!
//! One row for each thing and audience, moved to a new number when the thing changes: a phone that was away for a
//! year learns of each thing once, and the table does not grow with history.

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    ids::{PersonId, UnitId},
    sync::{Kind, Op},
};
use sqlx::QueryBuilder;

use super::{
    error::{Result, StoreError},
    session::{ROWS, Session, Writer, on_conn},
};

/// Whom a change concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Every phone.
    Everybody,
    /// Whoever works in this commune.
    Commune(UnitId),
    /// One person's phones.
    Person(PersonId),
}

impl std::fmt::Display for Audience {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Everybody => out.write_str("all"),
            Self::Commune(unit) => write!(out, "u:{unit}"),
            Self::Person(person) => write!(out, "p:{person}"),
        }
    }
}

/// One change to publish.
#[derive(Clone, Debug)]
pub struct FeedEntry {
    /// Whom it concerns.
    pub audience: Audience,
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Whether it is there or gone.
    pub op: Op,
}

impl FeedEntry {
    /// A thing that is there.
    pub fn put(audience: Audience, kind: Kind, id: impl std::fmt::Display) -> Self {
        Self { audience, kind, id: id.to_string(), op: Op::Put }
    }

    /// A thing that is gone for this audience.
    pub fn remove(audience: Audience, kind: Kind, id: impl std::fmt::Display) -> Self {
        Self { audience, kind, id: id.to_string(), op: Op::Remove }
    }
}

/// One change as it was published.
#[derive(Clone, Debug)]
pub struct Fed {
    /// Its number.
    pub seq: i64,
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Whether it is there or gone.
    pub op: Op,
}

impl Session {
    /// Up to `limit` changes after `after` for any of `audiences`, oldest first.
    pub async fn feed_after(&mut self, audiences: &[Audience], after: i64, limit: i64) -> Result<Vec<Fed>> {
        let mut found: Vec<(i64, String, String, String)> = Vec::new();
        for audiences in audiences.chunks(100) {
            // One index range for each audience: the cost is the page, not the feed.
            let rows: Vec<(i64, String, String, String)> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new("SELECT seq, kind, id, op FROM (");
                for (at, audience) in audiences.iter().enumerate() {
                    sql.push(if at == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" });
                    sql.push("SELECT seq, kind, id, op FROM feed WHERE audience = ")
                        .push_bind(audience.to_string())
                        .push(" AND seq > ")
                        .push_bind(after)
                        .push(" ORDER BY seq LIMIT ")
                        .push_bind(limit)
                        .push(") AS part");
                }
                sql.push(") AS parts ORDER BY seq LIMIT ").push_bind(limit);
                sql.build_query_as().fetch_all(c).await
            })?;
            found.extend(rows);
        }
        found.sort_unstable_by_key(|(seq, ..)| *seq);
        found.truncate(usize::try_from(limit).unwrap_or(0));
        found.into_iter().map(fed).collect()
    }
}

impl Session {
    /// How many changes after `after` there are for any of `audiences`; counted no further than `most`.
    pub async fn feed_left(&mut self, audiences: &[Audience], after: i64, most: i64) -> Result<i64> {
        let mut left = 0;
        for audiences in audiences.chunks(100) {
            let count: i64 = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new("SELECT count(*) FROM (SELECT seq FROM (");
                for (at, audience) in audiences.iter().enumerate() {
                    // The index alone answers, and no row beyond the bound is looked at.
                    sql.push(if at == 0 { "" } else { " UNION ALL " })
                        .push("SELECT seq FROM feed WHERE audience = ")
                        .push_bind(audience.to_string())
                        .push(" AND seq > ")
                        .push_bind(after);
                }
                sql.push(") AS parts LIMIT ").push_bind(most).push(") AS counted");
                sql.build_query_scalar().fetch_one(c).await
            })?;
            left += count;
        }
        Ok(left.min(most))
    }
}

fn fed((seq, kind, id, op): (i64, String, String, String)) -> Result<Fed> {
    let op = match op.as_str() {
        "put" => Op::Put,
        "remove" => Op::Remove,
        _ => return Err(StoreError::inconsistent("feed", seq, "unknown op")),
    };
    let kind = Kind::from_word(&kind).ok_or_else(|| StoreError::inconsistent("feed", seq, "unknown kind"))?;
    Ok(Fed { seq, kind, id, op })
}

impl Writer {
    /// Publishes `changes` in their order; of one thing for one audience only the last counts.
    pub async fn publish(&mut self, changes: &[FeedEntry]) -> Result<()> {
        let last: BTreeMap<(Kind, &str, Audience), usize> = changes
            .iter()
            .enumerate()
            .map(|(at, change)| ((change.kind, change.id.as_str(), change.audience), at))
            .collect();
        let mut order: Vec<usize> = last.into_values().collect();
        order.sort_unstable();
        let changes: Vec<&FeedEntry> = order.into_iter().filter_map(|at| changes.get(at)).collect();
        if changes.is_empty() {
            return Ok(());
        }
        let mut seq = self.advance("feed", i64::try_from(changes.len()).unwrap_or(i64::MAX)).await?;
        for changes in changes.chunks(ROWS) {
            on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new("INSERT INTO feed (audience, kind, id, seq, op) ");
                sql.push_values(changes, |mut values, change| {
                    seq += 1;
                    values
                        .push_bind(change.audience.to_string())
                        .push_bind(change.kind.as_str())
                        .push_bind(&change.id)
                        .push_bind(seq)
                        .push_bind(match change.op { Op::Put => "put", Op::Remove => "remove" });
                });
                sql.push(" ON CONFLICT (kind, id, audience) DO UPDATE SET seq = excluded.seq, op = excluded.op");
                sql.build().execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }

    /// Forgets removals up to `seq`: phones whose cursor is older begin anew.
    pub async fn prune_feed(&mut self, seq: i64) -> Result<u64> {
        const SQL: &str = "DELETE FROM feed WHERE op = 'remove' AND seq <= $1";
        const MARK: &str = "UPDATE counter SET value = $1 WHERE name = 'feed_pruned' AND value < $1";
        let gone = on_conn!(self, c => sqlx::query(SQL).bind(seq).execute(c).await.map(|done| done.rows_affected()))?;
        on_conn!(self, c => sqlx::query(MARK).bind(seq).execute(c).await.map(drop))?;
        Ok(gone)
    }
}
