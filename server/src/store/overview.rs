//! Counts for the overview. Each is one pass over an index that holds all it asks for; whose communes they are is for
//! the caller to pick, because an index of communes would lead to every row.

use mobile_sync_protocol::{
    evidence::Answer,
    ids::{SubProjectId, UnitId, VisitId},
    sync::RecordStatus,
    time::{Date, Timestamp},
};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{
    error::{Result, StoreError},
    session::{Session, on_conn},
};
use crate::review::finding::{State, begin_of};

/// What is counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct OverviewFilter {
    /// Only what belongs to one visit.
    pub visit: Option<VisitId>,
    /// From this day of capture, or of raising, on.
    pub from: Option<Date>,
    /// Up to and with this day.
    pub to: Option<Date>,
}

/// Records of one commune and sub-project in one state, whose evidence comes to the same.
#[derive(Clone, Copy, Debug)]
pub struct RecordGroup {
    /// The commune.
    pub commune: UnitId,
    /// The sub-project.
    pub sub_project: SubProjectId,
    /// Where they stand.
    pub status: RecordStatus,
    /// What their evidence comes to; `None` where it was not checked.
    pub evidence: Option<Answer>,
    /// How many.
    pub records: i64,
}

/// Findings of one commune and sub-project in one state.
#[derive(Clone, Copy, Debug)]
pub struct FindingGroup {
    /// The commune.
    pub commune: UnitId,
    /// The sub-project.
    pub sub_project: SubProjectId,
    /// Where they stand.
    pub state: State,
    /// How many.
    pub findings: i64,
    /// How many of them have a day that has passed.
    pub late: i64,
}

/// How many of one commune and sub-project.
type Places = Vec<(UnitId, SubProjectId, i64)>;

fn status(word: &str) -> Result<RecordStatus> {
    RecordStatus::from_word(word).ok_or_else(|| StoreError::inconsistent("record", word, "status"))
}

/// Narrows a statement about records, which has a `WHERE`, to what the filter lets through.
macro_rules! narrow {
    ($sql:ident, $filter:ident) => {
        if let Some(visit) = $filter.visit {
            $sql.push(" AND visit = ").push_bind(visit.0);
        }
        if let Some(from) = $filter.from {
            $sql.push(" AND captured_on >= ").push_bind(from.to_string());
        }
        if let Some(to) = $filter.to {
            $sql.push(" AND captured_on <= ").push_bind(to.to_string());
        }
    };
}

impl Session {
    /// The subjects that a visit is to look at, or all that are listed, by commune and sub-project.
    pub async fn planned(&mut self, visit: Option<VisitId>) -> Result<Places> {
        let rows: Vec<(Uuid, Uuid, i64)> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new(
                "SELECT subject.commune, subject.sub_project, count(*) FROM subject WHERE NOT subject.unlisted",
            );
            if let Some(visit) = visit {
                sql.push(" AND subject.id IN (SELECT subject FROM visit_subject WHERE visit = ")
                    .push_bind(visit.0)
                    .push(")");
            }
            sql.push(" GROUP BY subject.commune, subject.sub_project");
            sql.build_query_as().fetch_all(c).await
        })?;
        Ok(rows.into_iter().map(|(commune, node, count)| (UnitId(commune), SubProjectId(node), count)).collect())
    }

    /// How many of the planned subjects have a record that is whole.
    pub async fn inspected(&mut self, filter: &OverviewFilter) -> Result<Places> {
        let rows: Vec<(Uuid, Uuid, i64)> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new(
                "SELECT subject.commune, subject.sub_project, count(*) FROM \
                 (SELECT DISTINCT subject FROM record WHERE status <> 'waiting'",
            );
            narrow!(sql, filter);
            sql.push(") AS seen JOIN subject ON subject.id = seen.subject WHERE NOT subject.unlisted");
            if let Some(visit) = filter.visit {
                sql.push(" AND subject.id IN (SELECT subject FROM visit_subject WHERE visit = ")
                    .push_bind(visit.0)
                    .push(")");
            }
            sql.push(" GROUP BY subject.commune, subject.sub_project");
            sql.build_query_as().fetch_all(c).await
        })?;
        Ok(rows.into_iter().map(|(commune, node, count)| (UnitId(commune), SubProjectId(node), count)).collect())
    }

    /// Records by commune, sub-project, state and evidence.
    pub async fn record_groups(&mut self, filter: &OverviewFilter) -> Result<Vec<RecordGroup>> {
        let rows: Vec<(Uuid, Uuid, String, i64, i64)> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new(
                "SELECT commune, sub_project, status, evidence_rank, count(*) FROM record WHERE 1 = 1",
            );
            narrow!(sql, filter);
            sql.push(" GROUP BY evidence_rank, status, commune, sub_project");
            sql.build_query_as().fetch_all(c).await
        })?;
        let group = |(commune, sub_project, word, rank, records): (Uuid, Uuid, String, i64, i64)| {
            let (commune, sub_project) = (UnitId(commune), SubProjectId(sub_project));
            let evidence = Answer::ALL.into_iter().find(|answer| super::evidence::rank(*answer) == rank);
            Ok(RecordGroup { commune, sub_project, status: status(&word)?, evidence, records })
        };
        rows.into_iter().map(group).collect()
    }

    /// Records by the day of their capture, state and commune.
    pub async fn record_days(&mut self, filter: &OverviewFilter) -> Result<Vec<(Date, RecordStatus, UnitId, i64)>> {
        let rows: Vec<(String, String, Uuid, i64)> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new(
                "SELECT captured_on, status, commune, count(*) FROM record WHERE 1 = 1",
            );
            narrow!(sql, filter);
            sql.push(" GROUP BY captured_on, status, commune");
            sql.build_query_as().fetch_all(c).await
        })?;
        let day = |(day, word, commune, count): (String, String, Uuid, i64)| {
            let day = day.parse().map_err(|why| StoreError::inconsistent("record", &day, why))?;
            Ok((day, status(&word)?, UnitId(commune), count))
        };
        rows.into_iter().map(day).collect()
    }

    /// Findings by commune, sub-project and state; late are those whose day was before `today`.
    pub async fn finding_groups(&mut self, filter: &OverviewFilter, today: Date) -> Result<Vec<FindingGroup>> {
        let rows: Vec<(Uuid, Uuid, String, i64, i64)> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new(
                "SELECT commune, sub_project, state, count(*), count(*) FILTER (WHERE due_on < ",
            );
            sql.push_bind(today.to_string()).push(") FROM finding WHERE 1 = 1");
            if let Some(visit) = filter.visit {
                sql.push(" AND record IN (SELECT id FROM record WHERE visit = ").push_bind(visit.0).push(")");
            }
            if let Some(from) = filter.from {
                sql.push(" AND raised_at >= ").push_bind(begin_of(from).0);
            }
            if let Some(to) = filter.to {
                let Timestamp(end) = begin_of(to.plus_days(1));
                sql.push(" AND raised_at < ").push_bind(end);
            }
            sql.push(" GROUP BY commune, sub_project, state");
            sql.build_query_as().fetch_all(c).await
        })?;
        let group = |(commune, sub_project, word, findings, late): (Uuid, Uuid, String, i64, i64)| {
            let state = State::from_word(&word).ok_or_else(|| StoreError::inconsistent("finding", &word, "state"))?;
            Ok(FindingGroup { commune: UnitId(commune), sub_project: SubProjectId(sub_project), state, findings, late })
        };
        rows.into_iter().map(group).collect()
    }
}
