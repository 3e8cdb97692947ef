//! What the rules said of records: every time that they said something new, and what holds now.

use std::collections::{BTreeMap, HashMap};

use mobile_sync_protocol::{
    evidence::{Answer, EvidenceSummary},
    ids::{DeviceId, RecordId, RevisionId, Sha256},
    time::Timestamp,
};
use sqlx::{FromRow, QueryBuilder, types::Json};
use uuid::Uuid;

use super::{
    error::Result,
    photos::sha256,
    session::{ROWS, Session, Writer, on_conn, push_list},
};

/// What the rules said of one record at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The record.
    pub record: RecordId,
    /// Counts the times, from 1.
    pub number: i64,
    /// The snapshot that they looked at.
    pub revision: RevisionId,
    /// When.
    pub checked_at: Timestamp,
    /// Why they were asked.
    pub cause: String,
    /// The SHA-256 of `checks`.
    pub sha256: Sha256,
    /// The canonical form (RFC 8785) of a list of checks.
    pub checks: Vec<u8>,
}

#[derive(FromRow)]
struct Row {
    record: Uuid,
    number: i64,
    revision: Uuid,
    checked_at: i64,
    cause: String,
    sha256: Vec<u8>,
    checks: Vec<u8>,
}

impl Row {
    fn evidence(self) -> Result<Evidence> {
        Ok(Evidence {
            record: RecordId(self.record),
            number: self.number,
            revision: RevisionId(self.revision),
            checked_at: Timestamp(self.checked_at),
            cause: self.cause,
            sha256: sha256("evidence", self.sha256)?,
            checks: self.checks,
        })
    }
}

impl Session {
    /// What holds now of the records among `ids` that were checked.
    pub async fn newest_evidence(&mut self, ids: &[RecordId]) -> Result<HashMap<RecordId, Evidence>> {
        let mut found = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(ROWS) {
            let rows: Vec<Row> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "SELECT record, number, revision, checked_at, cause, sha256, checks FROM evidence \
                     WHERE (record, number) IN (SELECT record, max(number) FROM evidence WHERE record IN ",
                );
                push_list(&mut sql, ids.iter().map(|id| id.0));
                sql.push(" GROUP BY record)");
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                let evidence = row.evidence()?;
                found.insert(evidence.record, evidence);
            }
        }
        Ok(found)
    }

    /// All that was said of some records, at any time.
    pub async fn evidence_of(&mut self, ids: &[RecordId]) -> Result<Vec<Evidence>> {
        let mut found = Vec::new();
        for ids in ids.chunks(ROWS) {
            let rows: Vec<Row> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "SELECT record, number, revision, checked_at, cause, sha256, checks FROM evidence \
                     WHERE record IN ",
                );
                push_list(&mut sql, ids.iter().map(|id| id.0));
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                found.push(row.evidence()?);
            }
        }
        Ok(found)
    }

    /// How often the rules spoke of the records among `ids` that were checked.
    pub async fn evidence_numbers(&mut self, ids: &[RecordId]) -> Result<Vec<(RecordId, i64)>> {
        let mut found = Vec::new();
        for ids in ids.chunks(ROWS) {
            let rows: Vec<(Uuid, i64)> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new("SELECT record, max(number) FROM evidence WHERE record IN ");
                push_list(&mut sql, ids.iter().map(|id| id.0));
                sql.push(" GROUP BY record ORDER BY record");
                sql.build_query_as().fetch_all(c).await
            })?;
            found.extend(rows.into_iter().map(|(record, number)| (RecordId(record), number)));
        }
        Ok(found)
    }

    /// All that was said of a record, newest first.
    pub async fn evidence_history(&mut self, record: RecordId) -> Result<Vec<Evidence>> {
        const SQL: &str = "SELECT record, number, revision, checked_at, cause, sha256, checks FROM evidence \
                           WHERE record = $1 ORDER BY number DESC";
        let rows: Vec<Row> = on_conn!(self, c => sqlx::query_as(SQL).bind(record.0).fetch_all(c).await)?;
        rows.into_iter().map(Row::evidence).collect()
    }

    /// The photos among `names` as the heads of other records than `record` name them, at most `limit` of them.
    pub async fn heads_naming(
        &mut self,
        names: &[Sha256],
        record: RecordId,
        limit: i64,
    ) -> Result<Vec<(Sha256, RecordId)>> {
        let mut found = Vec::new();
        for names in names.chunks(ROWS) {
            let rows: Vec<(Vec<u8>, Uuid)> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "SELECT named.sha256, named.record FROM revision_photo AS named JOIN record \
                     ON record.id = named.record AND record.head = named.revision WHERE named.record <> ",
                );
                sql.push_bind(record.0).push(" AND named.sha256 IN ");
                push_list(&mut sql, names.iter().map(|name| name.0.as_slice()));
                sql.push(" ORDER BY named.record, named.sha256 LIMIT ").push_bind(limit);
                sql.build_query_as().fetch_all(c).await
            })?;
            for (name, record) in rows {
                found.push((sha256("revision_photo", name)?, RecordId(record)));
            }
        }
        Ok(found)
    }

    /// The records of a phone just before and just after one, nearest first, at most `limit` on each side.
    pub async fn neighbours(
        &mut self,
        device: DeviceId,
        captured_at: Timestamp,
        record: RecordId,
        limit: i64,
    ) -> Result<(Vec<RecordId>, Vec<RecordId>)> {
        const BEFORE: &str = "SELECT id FROM record WHERE device = $1 AND (captured_at, id) < ($2, $3) \
                              AND head IS NOT NULL ORDER BY captured_at DESC, id DESC LIMIT $4";
        const AFTER: &str = "SELECT id FROM record WHERE device = $1 AND (captured_at, id) > ($2, $3) \
                             AND head IS NOT NULL ORDER BY captured_at, id LIMIT $4";
        let mut sides = [Vec::new(), Vec::new()];
        for (sql, side) in [BEFORE, AFTER].into_iter().zip(&mut sides) {
            let ids: Vec<Uuid> = on_conn!(self, c => sqlx::query_scalar(sql)
                .bind(device.0)
                .bind(captured_at.0)
                .bind(record.0)
                .bind(limit)
                .fetch_all(c)
                .await)?;
            *side = ids.into_iter().map(RecordId).collect();
        }
        let [before, after] = sides;
        Ok((before, after))
    }

    /// Up to `limit` whole records after `after` that first came in at `since` or later, by id.
    pub async fn records_to_check(&mut self, since: Timestamp, after: Uuid, limit: i64) -> Result<Vec<RecordId>> {
        const SQL: &str = "SELECT id FROM record WHERE id > $1 AND first_received_at >= $2 AND status <> 'waiting' \
                           ORDER BY id LIMIT $3";
        let ids: Vec<Uuid> =
            on_conn!(self, c => sqlx::query_scalar(SQL).bind(after).bind(since.0).bind(limit).fetch_all(c).await)?;
        Ok(ids.into_iter().map(RecordId).collect())
    }

    /// How many records [`Self::records_to_check`] gives in all.
    pub async fn count_to_check(&mut self, since: Timestamp) -> Result<i64> {
        const SQL: &str = "SELECT count(*) FROM record WHERE first_received_at >= $1 AND status <> 'waiting'";
        Ok(on_conn!(self, c => sqlx::query_scalar(SQL).bind(since.0).fetch_one(c).await)?)
    }
}

impl Writer {
    /// Keeps what the rules said newly, what it comes to, and the worst answer of each rule that gives a reason to look.
    pub async fn put_evidence(
        &mut self,
        evidence: &Evidence,
        summary: &EvidenceSummary,
        worst: &BTreeMap<&str, Answer>,
    ) -> Result<()> {
        const ADD: &str = "INSERT INTO evidence (record, number, revision, checked_at, cause, sha256, checks) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7)";
        on_conn!(self, c => sqlx::query(ADD)
            .bind(evidence.record.0)
            .bind(evidence.number)
            .bind(evidence.revision.0)
            .bind(evidence.checked_at.0)
            .bind(&evidence.cause)
            .bind(evidence.sha256.0.as_slice())
            .bind(evidence.checks.as_slice())
            .execute(c)
            .await
            .map(drop))?;
        self.put_summary(evidence.record, summary).await?;
        self.put_reasons(evidence.record, worst).await
    }

    async fn put_summary(&mut self, record: RecordId, summary: &EvidenceSummary) -> Result<()> {
        const SHOW: &str = "UPDATE record SET evidence = $2, evidence_rank = $3 WHERE id = $1";
        let rank = rank(summary.answer);
        on_conn!(self, c => sqlx::query(SHOW).bind(record.0).bind(Json(summary)).bind(rank).execute(c).await
            .map(drop))?;
        Ok(())
    }

    async fn put_reasons(&mut self, record: RecordId, worst: &BTreeMap<&str, Answer>) -> Result<()> {
        const FORGET: &str = "DELETE FROM evidence_reason WHERE record = $1";
        on_conn!(self, c => sqlx::query(FORGET).bind(record.0).execute(c).await.map(drop))?;
        if worst.is_empty() {
            return Ok(());
        }
        on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new("INSERT INTO evidence_reason (record, rule, answer) ");
            sql.push_values(worst, |mut values, (rule, answer)| {
                values.push_bind(record.0).push_bind(*rule).push_bind(answer.as_str());
            });
            sql.build().execute(c).await.map(drop)
        })?;
        Ok(())
    }
}

/// An answer as a number that rises with its gravity; 0 stands for a record that was not checked.
pub(super) fn rank(answer: Answer) -> i64 {
    match answer {
        Answer::NotApplicable => 1,
        Answer::Pass => 2,
        Answer::Warn => 3,
        Answer::Fail => 4,
    }
}
