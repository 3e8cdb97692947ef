//! Counts for the figures of evaluations. Each is one pass over an index that holds all it asks for, whatever the number
//! of rows: rows of records carry their assessment and links and are large.

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    checklist::SubjectKind,
    evidence::Answer,
    ids::{SubProjectId, UnitId, VisitId},
    record::ChecklistRef,
    time::{Date, Timestamp},
};
use sqlx::{FromRow, QueryBuilder, Row as _};
use uuid::Uuid;

use super::{
    error::{Result, StoreError},
    session::{Session, on_conn, push_list},
};
use crate::{
    evaluation::figures::{FindingTally, SubjectTally},
    review::finding::{Category, Level, State, begin_of},
};

const DAY_MS: i64 = 86_400_000;

/// What an evaluation counts: its places, its part of the programme, its days.
#[derive(Clone, Debug)]
pub struct Counted {
    /// The communes.
    pub communes: Vec<UnitId>,
    /// The sub-projects; all where absent.
    pub sub_projects: Option<Vec<SubProjectId>>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// What one visit did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VisitCounts {
    /// Subjects that it is to look at.
    pub planned: i64,
    /// Those among them with a whole record of it.
    pub inspected: i64,
    /// Whole records of it.
    pub records: i64,
    /// About a commune's management.
    pub sessions: i64,
    /// About a household.
    pub households: i64,
}

/// Narrows to the places and the part of the programme; `$place` and `$node` are the columns.
macro_rules! within {
    ($sql:ident, $counted:ident, $place:literal, $node:literal) => {
        $sql.push(concat!(" AND ", $place, " IN "));
        push_list(&mut $sql, $counted.communes.iter().map(|commune| commune.0));
        if let Some(nodes) = &$counted.sub_projects {
            $sql.push(concat!(" AND ", $node, " IN "));
            push_list(&mut $sql, nodes.iter().map(|node| node.0));
        }
    };
}

/// Narrows to the days of capture.
macro_rules! captured {
    ($sql:ident, $counted:ident) => {
        $sql.push(" AND captured_on >= ").push_bind($counted.from.to_string());
        $sql.push(" AND captured_on <= ").push_bind($counted.to.to_string());
    };
}

/// Narrows to what visits that begin within the days are to look at, or to the rest.
macro_rules! planned {
    ($sql:ident, $column:literal, $planned:expr, $from:expr, $to:expr) => {
        $sql.push(concat!(" AND ", $column)).push(if $planned { " IN " } else { " NOT IN " });
        $sql.push("(SELECT plan.subject FROM visit_subject AS plan JOIN visit ON visit.id = plan.visit WHERE visit.starts_on >= ");
        $sql.push_bind($from.to_string()).push(" AND visit.starts_on <= ").push_bind($to.to_string()).push(")");
    };
}
pub(super) use planned;

#[derive(FromRow)]
struct FindingRow {
    commune: Uuid,
    sub_project: Uuid,
    level: String,
    category: String,
    state: String,
    year: i64,
    earlier: bool,
    due_on: Option<String>,
    /// Days since 1970 in Việt Nam.
    resolved_on: Option<i64>,
    findings: i64,
}

impl FindingRow {
    fn tally(self) -> Result<FindingTally> {
        let wrong = |column: &str, word: &str| StoreError::inconsistent("finding", word, column);
        Ok(FindingTally {
            commune: UnitId(self.commune),
            sub_project: SubProjectId(self.sub_project),
            level: Level::from_word(&self.level).ok_or_else(|| wrong("level", &self.level))?,
            category: Category::from_word(&self.category).ok_or_else(|| wrong("category", &self.category))?,
            state: State::from_word(&self.state).ok_or_else(|| wrong("state", &self.state))?,
            year: self.year,
            earlier: self.earlier,
            due_on: match self.due_on {
                Some(day) => Some(day.parse().map_err(|_| wrong("due_on", &day))?),
                None => None,
            },
            resolved_on: self.resolved_on.map(|day| Timestamp(day * DAY_MS).date_at(0)),
            findings: self.findings,
        })
    }
}

impl Session {
    /// Subjects by commune and sub-project: listed, planned, inspected as planned and beyond.
    pub async fn subject_tallies(
        &mut self,
        counted: &Counted,
    ) -> Result<BTreeMap<(UnitId, SubProjectId), SubjectTally>> {
        let mut tallies: BTreeMap<(UnitId, SubProjectId), SubjectTally> = BTreeMap::new();
        if counted.communes.is_empty() {
            return Ok(tallies);
        }
        let by = self.indexed_by("record_queue");
        for part in [Part::Listed, Part::Planned, Part::Inspected, Part::Beyond] {
            let rows: Vec<(Uuid, Uuid, i64)> = on_conn!(self, c, Db => {
                let mut sql =
                    QueryBuilder::<Db>::new("SELECT subject.commune, subject.sub_project, count(*) FROM subject");
                if matches!(part, Part::Inspected | Part::Beyond) {
                    sql.push(" JOIN (SELECT DISTINCT subject FROM record").push(&by).push(" WHERE status <> 'waiting'");
                    captured!(sql, counted);
                    within!(sql, counted, "commune", "sub_project");
                    sql.push(") AS seen ON seen.subject = subject.id");
                }
                sql.push(" WHERE 1 = 1");
                if part == Part::Listed {
                    sql.push(" AND NOT subject.unlisted");
                } else {
                    planned!(sql, "subject.id", part != Part::Beyond, counted.from, counted.to);
                }
                within!(sql, counted, "subject.commune", "subject.sub_project");
                sql.push(" GROUP BY subject.commune, subject.sub_project");
                sql.build_query_as().fetch_all(c).await
            })?;
            for (commune, node, count) in rows {
                let tally = tallies.entry((UnitId(commune), SubProjectId(node))).or_default();
                *match part {
                    Part::Listed => &mut tally.listed,
                    Part::Planned => &mut tally.planned,
                    Part::Inspected => &mut tally.inspected,
                    Part::Beyond => &mut tally.beyond,
                } += count;
            }
        }
        Ok(tallies)
    }

    /// How many whole records of one version of a checklist judge each of its `items` pass/fail items đạt and không đạt.
    pub async fn outcome_counts(
        &mut self,
        counted: &Counted,
        checklist: &ChecklistRef,
        items: usize,
    ) -> Result<Vec<(i64, i64)>> {
        if items == 0 || counted.communes.is_empty() {
            return Ok(vec![(0, 0); items]);
        }
        let by = self.indexed_by("record_outcomes");
        let numbers: Vec<i64> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new("SELECT ");
            for at in 1..=items {
                for letter in ['p', 'f'] {
                    let comma = if at == 1 && letter == 'p' { "" } else { ", " };
                    sql.push(format!("{comma}count(*) FILTER (WHERE substr(outcomes, {at}, 1) = '{letter}')"));
                }
            }
            sql.push(" FROM record").push(by).push(" WHERE checklist = ").push_bind(checklist.id.as_str().to_owned());
            sql.push(" AND checklist_version = ").push_bind(i64::from(checklist.version));
            captured!(sql, counted);
            sql.push(" AND status <> 'waiting'");
            within!(sql, counted, "commune", "sub_project");
            let row = sql.build().fetch_one(c).await?;
            (0..items * 2).map(|at| row.try_get::<i64, _>(at)).collect::<std::result::Result<Vec<_>, _>>()
        })?;
        let pairs = numbers.chunks_exact(2);
        Ok(pairs.map(|pair| (pair.first().copied().unwrap_or(0), pair.last().copied().unwrap_or(0))).collect())
    }

    /// Whole records by what their evidence comes to; `None` stands for those that were not checked.
    pub async fn evidence_counts(&mut self, counted: &Counted) -> Result<Vec<(Option<Answer>, i64)>> {
        if counted.communes.is_empty() {
            return Ok(Vec::new());
        }
        let by = self.indexed_by("record_queue");
        let rows: Vec<(i64, i64)> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new("SELECT evidence_rank, count(*) FROM record");
            sql.push(by).push(" WHERE status <> 'waiting'");
            captured!(sql, counted);
            within!(sql, counted, "commune", "sub_project");
            sql.push(" GROUP BY evidence_rank");
            sql.build_query_as().fetch_all(c).await
        })?;
        let answer = |rank| Answer::ALL.into_iter().find(|answer| super::evidence::rank(*answer) == rank);
        Ok(rows.into_iter().map(|(rank, records)| (answer(rank), records)).collect())
    }

    /// Whole records at which each rule of evidence gives a reason to look, by its worst answer there.
    pub async fn rule_counts(&mut self, counted: &Counted) -> Result<Vec<(String, Answer, i64)>> {
        if counted.communes.is_empty() {
            return Ok(Vec::new());
        }
        let by = self.indexed_by("record_by_gravity");
        let rows: Vec<(String, String, i64)> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new("SELECT reason.rule, reason.answer, count(*) FROM record");
            sql.push(by).push(" JOIN evidence_reason AS reason ON reason.record = record.id WHERE evidence_rank >= ");
            sql.push_bind(super::evidence::rank(Answer::Warn)).push(" AND status <> 'waiting'");
            captured!(sql, counted);
            within!(sql, counted, "commune", "sub_project");
            sql.push(" GROUP BY reason.rule, reason.answer ORDER BY reason.rule, reason.answer");
            sql.build_query_as().fetch_all(c).await
        })?;
        let count = |(rule, word, records): (String, String, i64)| {
            let answer =
                Answer::from_word(&word).ok_or_else(|| StoreError::inconsistent("evidence_reason", &rule, &word))?;
            Ok((rule, answer, records))
        };
        rows.into_iter().map(count).collect()
    }

    /// Findings that were not withdrawn: raised within the days, or before and still open when these began.
    pub async fn finding_tallies(&mut self, counted: &Counted) -> Result<Vec<FindingTally>> {
        if counted.communes.is_empty() {
            return Ok(Vec::new());
        }
        let (begin, end) = (begin_of(counted.from).0, begin_of(counted.to.plus_days(1)).0);
        let rows: Vec<FindingRow> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new(
                "SELECT commune, sub_project, level, category, state, year, earlier, due_on, resolved_on, \
                 count(*) AS findings FROM (SELECT commune, sub_project, level, category, state, year, raised_at < ",
            );
            sql.push_bind(begin).push(" AS earlier, due_on, CASE WHEN state = 'resolved' THEN (changed_at + 25200000) / 86400000 END AS resolved_on");
            sql.push(" FROM finding WHERE state <> 'withdrawn' AND raised_at < ").push_bind(end);
            sql.push(" AND NOT (raised_at < ").push_bind(begin);
            sql.push(" AND state = 'resolved' AND changed_at < ").push_bind(begin).push(")");
            within!(sql, counted, "commune", "sub_project");
            sql.push(
                ") AS counted GROUP BY commune, sub_project, level, category, state, year, earlier, due_on, resolved_on",
            );
            sql.build_query_as().fetch_all(c).await
        })?;
        rows.into_iter().map(FindingRow::tally).collect()
    }

    /// What some visits did in these places.
    pub async fn visit_counts(
        &mut self,
        counted: &Counted,
        visits: &[VisitId],
    ) -> Result<BTreeMap<VisitId, VisitCounts>> {
        let mut counts: BTreeMap<VisitId, VisitCounts> = BTreeMap::new();
        if visits.is_empty() || counted.communes.is_empty() {
            return Ok(counts);
        }
        let planned: Vec<(Uuid, i64)> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new(
                "SELECT plan.visit, count(*) FROM visit_subject AS plan JOIN subject ON subject.id = plan.subject \
                 WHERE plan.visit IN ",
            );
            push_list(&mut sql, visits.iter().map(|visit| visit.0));
            within!(sql, counted, "subject.commune", "subject.sub_project");
            sql.push(" GROUP BY plan.visit");
            sql.build_query_as().fetch_all(c).await
        })?;
        for (visit, count) in planned {
            counts.entry(VisitId(visit)).or_default().planned = count;
        }
        let by = self.indexed_by("record_queue");
        let rows: Vec<(Uuid, Option<String>, bool, Uuid, i64)> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new(
                "SELECT seen.visit, seen.kind, plan.subject IS NOT NULL, seen.subject, seen.records FROM \
                 (SELECT visit, kind, subject, count(*) AS records FROM record",
            );
            sql.push(by).push(" WHERE status <> 'waiting' AND visit IN ");
            push_list(&mut sql, visits.iter().map(|visit| visit.0));
            within!(sql, counted, "commune", "sub_project");
            sql.push(" GROUP BY visit, kind, subject) AS seen LEFT JOIN visit_subject AS plan \
                      ON plan.visit = seen.visit AND plan.subject = seen.subject ORDER BY seen.visit, seen.subject");
            sql.build_query_as().fetch_all(c).await
        })?;
        let mut last = None;
        for (visit, kind, planned, subject, records) in rows {
            let count = counts.entry(VisitId(visit)).or_default();
            // A commune may be met by two checklists: two rows, and one subject.
            count.inspected += i64::from(planned && last != Some((visit, subject)));
            last = Some((visit, subject));
            count.records += records;
            match kind.as_deref().and_then(SubjectKind::from_word) {
                Some(SubjectKind::Session) => count.sessions += records,
                Some(SubjectKind::Household) => count.households += records,
                _ => {}
            }
        }
        Ok(counts)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Listed,
    Planned,
    Inspected,
    Beyond,
}
