//! What reviewers decided about records, and what they say of the rules of evidence.

use std::collections::HashMap;

use mobile_sync_protocol::{
    canonical::canonical_of,
    ids::{PersonId, RecordId, RevisionId, Sha256},
    sync::ReviewComment,
    time::Timestamp,
};
use sqlx::{FromRow, QueryBuilder, types::Json};
use uuid::Uuid;

use super::{
    error::{Result, StoreError},
    photos::sha256,
    session::{ROWS, Session, Writer, on_conn, push_list},
};
use crate::review::record::Action;

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRow {
    /// The record.
    pub record: RecordId,
    /// Counts the record's decisions, from 1.
    pub number: i64,
    /// What was decided.
    pub action: Action,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub person: PersonId,
    /// On which snapshot.
    pub head: RevisionId,
    /// With which words.
    pub comments: Vec<ReviewComment>,
}

impl DecisionRow {
    /// The SHA-256 of the words' canonical form. The log holds this in their place: words may be about people.
    ///
    /// # Errors
    /// Where the words have no canonical form.
    pub fn words(&self) -> Result<Sha256> {
        let canonical = canonical_of(&self.comments);
        canonical.map(|bytes| Sha256::of(&bytes)).map_err(|why| StoreError::inconsistent("decision", self.record, why))
    }
}

/// A reviewer's word on whether a rule was right about a record, or about a photo of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkRow {
    /// The record.
    pub record: RecordId,
    /// The rule's code.
    pub rule: String,
    /// The photo; `None` where the rule spoke of the record.
    pub photo: Option<Sha256>,
    /// Whether there was a reason to look.
    pub correct: bool,
    /// Who says so.
    pub person: PersonId,
    /// When.
    pub at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    record: Uuid,
    number: i64,
    action: String,
    at: i64,
    person: Uuid,
    head: Uuid,
    comments: Json<Vec<ReviewComment>>,
}

impl Row {
    fn decision(self) -> Result<DecisionRow> {
        let action = Action::from_word(&self.action);
        Ok(DecisionRow {
            record: RecordId(self.record),
            number: self.number,
            action: action.ok_or_else(|| StoreError::inconsistent("decision", self.record, "action"))?,
            at: Timestamp(self.at),
            person: PersonId(self.person),
            head: RevisionId(self.head),
            comments: self.comments.0,
        })
    }
}

impl Session {
    /// The decisions on some records, by record and in order.
    pub async fn decisions_of(&mut self, records: &[RecordId]) -> Result<HashMap<RecordId, Vec<DecisionRow>>> {
        let mut found: HashMap<RecordId, Vec<DecisionRow>> = HashMap::new();
        for records in records.chunks(ROWS) {
            let rows: Vec<Row> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "SELECT record, number, action, at, person, head, comments FROM decision WHERE record IN ",
                );
                push_list(&mut sql, records.iter().map(|record| record.0));
                sql.push(" ORDER BY record, number");
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                let decision = row.decision()?;
                found.entry(decision.record).or_default().push(decision);
            }
        }
        Ok(found)
    }

    /// What reviewers say of the rules at one record.
    pub async fn marks_of(&mut self, record: RecordId) -> Result<Vec<MarkRow>> {
        const SQL: &str =
            "SELECT rule, photo, correct, person, at FROM evidence_mark WHERE record = $1 ORDER BY rule, photo";
        let rows: Vec<(String, Vec<u8>, bool, Uuid, i64)> =
            on_conn!(self, c => sqlx::query_as(SQL).bind(record.0).fetch_all(c).await)?;
        rows.into_iter()
            .map(|(rule, photo, correct, person, at)| {
                let photo = if photo.is_empty() { None } else { Some(sha256("evidence_mark", photo)?) };
                Ok(MarkRow { record, rule, photo, correct, person: PersonId(person), at: Timestamp(at) })
            })
            .collect()
    }

    /// How often each rule was right, and how often not, by the reviewers' word.
    pub async fn mark_counts(&mut self) -> Result<Vec<(String, i64, i64)>> {
        const SQL: &str = "SELECT rule, count(*) FILTER (WHERE correct = TRUE), \
                           count(*) FILTER (WHERE correct = FALSE) FROM evidence_mark GROUP BY rule ORDER BY rule";
        Ok(on_conn!(self, c => sqlx::query_as(SQL).fetch_all(c).await)?)
    }
}

impl Writer {
    /// Keeps decisions.
    pub async fn insert_decisions(&mut self, decisions: &[DecisionRow]) -> Result<()> {
        for decisions in decisions.chunks(ROWS) {
            on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "INSERT INTO decision (record, number, action, at, person, head, comments) ",
                );
                sql.push_values(decisions, |mut values, decision| {
                    values
                        .push_bind(decision.record.0)
                        .push_bind(decision.number)
                        .push_bind(decision.action.as_str())
                        .push_bind(decision.at.0)
                        .push_bind(decision.person.0)
                        .push_bind(decision.head.0)
                        .push_bind(Json(&decision.comments));
                });
                sql.build().execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }

    /// Keeps a reviewer's word on a rule, over what was said before.
    pub async fn put_mark(&mut self, mark: &MarkRow) -> Result<()> {
        const SQL: &str = "INSERT INTO evidence_mark (record, rule, photo, correct, person, at) \
                           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (record, rule, photo) DO UPDATE SET \
                           correct = excluded.correct, person = excluded.person, at = excluded.at";
        let photo = mark.photo.map_or_else(Vec::new, |photo| photo.0.to_vec());
        on_conn!(self, c => sqlx::query(SQL)
            .bind(mark.record.0)
            .bind(&mark.rule)
            .bind(photo)
            .bind(mark.correct)
            .bind(mark.person.0)
            .bind(mark.at.0)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }
}
