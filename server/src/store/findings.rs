//! Findings, and what was done about them.

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    canonical::canonical_of,
    checklist::SubjectKind,
    ids::{DepartmentId, FindingId, Key, PersonId, RecordId, RevisionId, Sha256, SubProjectId, SubjectId, UnitId},
    time::{Date, Timestamp},
};
use serde::Serialize;
use sqlx::{FromRow, QueryBuilder, types::Json};
use uuid::Uuid;

use super::{
    error::{Result, StoreError},
    session::{ROWS, Session, Writer, on_conn, push_list},
};
use crate::review::finding::{Category, Level, State, Step, Words, shown_number, year_of};

/// A finding as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its id.
    pub id: FindingId,
    /// The year in which it was raised.
    pub year: i64,
    /// Its number in the year.
    pub number: i64,
    /// Where it stands.
    pub state: State,
    /// What it says.
    #[serde(flatten)]
    pub words: Words,
    /// The record that shows it.
    pub record: Option<RecordId>,
    /// The snapshot of the record that was looked at.
    pub revision: Option<RevisionId>,
    /// The item of the record's checklist.
    pub item: Option<Key>,
    /// What was inspected.
    pub subject: Option<SubjectId>,
    /// The sub-project.
    pub sub_project: SubProjectId,
    /// The commune.
    pub commune: UnitId,
    /// Photos that show it.
    pub photos: Vec<Sha256>,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// By whom.
    pub raised_by: PersonId,
    /// When it last changed; later at each change, whatever the clock says.
    pub changed_at: Timestamp,
}

/// A finding with the names that people read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingLine {
    /// The finding.
    pub finding: Finding,
    /// Who raised it.
    pub raised_by_name: String,
    /// The kind of what was inspected.
    pub subject_kind: Option<SubjectKind>,
    /// Its code.
    pub subject_code: Option<String>,
    /// Its name.
    pub subject_name: Option<String>,
}

/// Something that was done about a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingEvent {
    /// The finding.
    pub finding: FindingId,
    /// Counts them, from 1.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub person: PersonId,
    /// What.
    pub kind: Step,
    /// In their words.
    pub words: Option<String>,
    /// Photos that show it.
    pub photos: Vec<Sha256>,
}

/// Where a page of findings ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FindingMark {
    /// When the last of it was raised.
    pub raised_at: Timestamp,
    /// Its id.
    pub id: FindingId,
}

/// Which findings a list shows.
#[derive(Clone, Debug)]
pub struct FindingFilter {
    /// The communes of the caller; nothing outside them is shown.
    pub communes: Vec<UnitId>,
    /// The day on which it is asked.
    pub today: Date,
    /// Only those in one state.
    pub state: Option<State>,
    /// Only those of one level.
    pub level: Option<Level>,
    /// Only those about one thing.
    pub category: Option<Category>,
    /// Only those of one commune.
    pub commune: Option<UnitId>,
    /// Only those of one sub-project.
    pub sub_project: Option<SubProjectId>,
    /// Only those of one record.
    pub record: Option<RecordId>,
    /// Only those that one department has to put right.
    pub department: Option<DepartmentId>,
    /// Only those that are overdue, or that are not.
    pub overdue: Option<bool>,
    /// Only those that are carried over, or that are not.
    pub carried_over: Option<bool>,
    /// Only those of one year.
    pub year: Option<i64>,
    /// Only those that have all of these words, as people look for them.
    pub words: String,
}

/// How many findings there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FindingCounts {
    /// By state; states with none are left out.
    pub state: BTreeMap<State, i64>,
    /// Those that are overdue.
    pub overdue: i64,
    /// Those of earlier years that are not put right.
    pub carried_over: i64,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    year: i64,
    number: i64,
    state: String,
    level: String,
    category: String,
    record: Option<Uuid>,
    revision: Option<Uuid>,
    item: Option<String>,
    subject: Option<Uuid>,
    sub_project: Uuid,
    commune: Uuid,
    what: String,
    cause: Option<String>,
    recommendation: Option<String>,
    unit: Option<Uuid>,
    department: Option<Uuid>,
    due_on: Option<String>,
    photos: Json<Vec<Sha256>>,
    raised_at: i64,
    raised_by: Uuid,
    changed_at: i64,
    raised_by_name: Option<String>,
    subject_kind: Option<String>,
    subject_code: Option<String>,
    subject_name: Option<String>,
}

const FINDING: &str = "SELECT finding.id, finding.year, finding.number, finding.state, finding.level, \
                       finding.category, finding.record, finding.revision, finding.item, finding.subject, \
                       finding.sub_project, finding.commune, finding.what, finding.cause, finding.recommendation, \
                       finding.unit, finding.department, finding.due_on, finding.photos, finding.raised_at, \
                       finding.raised_by, finding.changed_at, person.full_name AS raised_by_name, \
                       subject.kind AS subject_kind, subject.code AS subject_code, subject.name AS subject_name \
                       FROM finding LEFT JOIN person ON person.id = finding.raised_by \
                       LEFT JOIN subject ON subject.id = finding.subject WHERE ";

impl Row {
    fn line(self) -> Result<FindingLine> {
        let id = self.id;
        let wrong = |what: &str| StoreError::inconsistent("finding", id, what);
        let subject_kind = self.subject_kind.map(|word| SubjectKind::from_word(&word).ok_or_else(|| wrong("subject")));
        let words = Words {
            level: Level::from_word(&self.level).ok_or_else(|| wrong("level"))?,
            category: Category::from_word(&self.category).ok_or_else(|| wrong("category"))?,
            what: self.what,
            cause: self.cause,
            recommendation: self.recommendation,
            unit: self.unit.map(UnitId),
            department: self.department.map(DepartmentId),
            due_on: self.due_on.map(|day| day.parse().map_err(|_| wrong("due_on"))).transpose()?,
        };
        let finding = Finding {
            id: FindingId(id),
            year: self.year,
            number: self.number,
            state: State::from_word(&self.state).ok_or_else(|| wrong("state"))?,
            words,
            record: self.record.map(RecordId),
            revision: self.revision.map(RevisionId),
            item: self.item.map(|item| item.parse().map_err(|_| wrong("item"))).transpose()?,
            subject: self.subject.map(SubjectId),
            sub_project: SubProjectId(self.sub_project),
            commune: UnitId(self.commune),
            photos: self.photos.0,
            raised_at: Timestamp(self.raised_at),
            raised_by: PersonId(self.raised_by),
            changed_at: Timestamp(self.changed_at),
        };
        Ok(FindingLine {
            finding,
            raised_by_name: self.raised_by_name.unwrap_or_default(),
            subject_kind: subject_kind.transpose()?,
            subject_code: self.subject_code,
            subject_name: self.subject_name,
        })
    }
}

#[derive(FromRow)]
struct EventRow {
    finding: Uuid,
    number: i64,
    at: i64,
    person: Uuid,
    kind: String,
    words: Option<String>,
    photos: Json<Vec<Sha256>>,
    full_name: Option<String>,
}

impl EventRow {
    /// The event, and who did it.
    fn event(self) -> Result<(FindingEvent, String)> {
        let kind = Step::from_word(&self.kind)
            .ok_or_else(|| StoreError::inconsistent("finding_event", self.finding, "kind"))?;
        let event = FindingEvent {
            finding: FindingId(self.finding),
            number: self.number,
            at: Timestamp(self.at),
            person: PersonId(self.person),
            kind,
            words: self.words,
            photos: self.photos.0,
        };
        Ok((event, self.full_name.unwrap_or_default()))
    }
}

impl Finding {
    /// The SHA-256 of its canonical form (RFC 8785).
    pub fn sha256(&self) -> Result<Sha256> {
        let bytes = canonical_of(self).map_err(|why| StoreError::inconsistent("finding", self.id, why))?;
        Ok(Sha256::of(&bytes))
    }

    /// The number that people read.
    pub fn shown_number(&self) -> String {
        shown_number(self.year, self.number)
    }
}

impl FindingEvent {
    /// The SHA-256 of its canonical form (RFC 8785).
    pub fn sha256(&self) -> Result<Sha256> {
        let bytes = canonical_of(self).map_err(|why| StoreError::inconsistent("finding_event", self.finding, why))?;
        Ok(Sha256::of(&bytes))
    }
}

impl FindingLine {
    /// Where a page that ends with it ended.
    pub fn mark(&self) -> FindingMark {
        FindingMark { raised_at: self.finding.raised_at, id: self.finding.id }
    }
}

const CLOSED: &str = "('resolved', 'withdrawn')";

/// Narrows a statement about findings, which has a `WHERE` with the communes, to what the filter lets through. What
/// is counted beside a list is not narrowed to one state.
macro_rules! narrow {
    ($sql:ident, $filter:ident) => {
        if let Some(level) = $filter.level {
            $sql.push(" AND finding.level = ").push_bind(level.as_str());
        }
        if let Some(category) = $filter.category {
            $sql.push(" AND finding.category = ").push_bind(category.as_str());
        }
        if let Some(commune) = $filter.commune {
            $sql.push(" AND finding.commune = ").push_bind(commune.0);
        }
        if let Some(sub_project) = $filter.sub_project {
            $sql.push(" AND finding.sub_project = ").push_bind(sub_project.0);
        }
        if let Some(record) = $filter.record {
            $sql.push(" AND finding.record = ").push_bind(record.0);
        }
        if let Some(department) = $filter.department {
            $sql.push(" AND finding.department = ").push_bind(department.0);
        }
        if let Some(year) = $filter.year {
            $sql.push(" AND finding.year = ").push_bind(year);
        }
        // A key holds letters, digits and spaces alone, so nothing in it is a pattern.
        for word in crate::search::key(&$filter.words).split(' ').filter(|word| !word.is_empty()) {
            $sql.push(" AND finding.search LIKE ").push_bind(format!("%{word}%"));
        }
    };
    ($sql:ident, $filter:ident, states) => {
        narrow!($sql, $filter);
        if let Some(state) = $filter.state {
            $sql.push(" AND finding.state = ").push_bind(state.as_str());
        }
        if let Some(overdue) = $filter.overdue {
            $sql.push(if overdue { " AND " } else { " AND NOT " })
                .push("(finding.due_on IS NOT NULL AND finding.due_on < ")
                .push_bind($filter.today.to_string())
                .push(" AND finding.state NOT IN ")
                .push(CLOSED)
                .push(")");
        }
        if let Some(carried_over) = $filter.carried_over {
            $sql.push(if carried_over { " AND " } else { " AND NOT " })
                .push("(finding.year < ")
                .push_bind(year_of($filter.today))
                .push(" AND finding.state NOT IN ")
                .push(CLOSED)
                .push(")");
        }
    };
}

impl Session {
    /// Up to `limit` findings that `filter` lets through after `after`, newest first.
    pub async fn findings(
        &mut self,
        filter: &FindingFilter,
        after: Option<FindingMark>,
        limit: i64,
    ) -> Result<Vec<FindingLine>> {
        let mut found = Vec::new();
        for communes in filter.communes.chunks(ROWS) {
            let rows: Vec<Row> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(FINDING);
                sql.push("finding.commune IN ");
                push_list(&mut sql, communes.iter().map(|commune| commune.0));
                narrow!(sql, filter, states);
                if let Some(after) = after {
                    sql.push(" AND (finding.raised_at, finding.id) < (").push_bind(after.raised_at.0);
                    sql.push(", ").push_bind(after.id.0).push(")");
                }
                sql.push(" ORDER BY finding.raised_at DESC, finding.id DESC LIMIT ").push_bind(limit);
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                found.push(row.line()?);
            }
        }
        found.sort_by_key(|line| std::cmp::Reverse((line.finding.raised_at, line.finding.id)));
        found.truncate(usize::try_from(limit).unwrap_or(0));
        Ok(found)
    }

    /// How many findings `filter` lets through in each state, whichever state it asks for.
    pub async fn finding_counts(&mut self, filter: &FindingFilter) -> Result<FindingCounts> {
        let mut counts = FindingCounts::default();
        for communes in filter.communes.chunks(ROWS) {
            let rows: Vec<(String, i64, i64, i64)> = on_conn!(self, c, Db => {
                let mut sql =
                    QueryBuilder::<Db>::new("SELECT state, count(*), count(*) FILTER (WHERE due_on < ");
                sql.push_bind(filter.today.to_string())
                    .push("), count(*) FILTER (WHERE year < ")
                    .push_bind(year_of(filter.today))
                    .push(") FROM finding WHERE commune IN ");
                push_list(&mut sql, communes.iter().map(|commune| commune.0));
                narrow!(sql, filter);
                sql.push(" GROUP BY state");
                sql.build_query_as().fetch_all(c).await
            })?;
            for (word, count, late, earlier) in rows {
                let state =
                    State::from_word(&word).ok_or_else(|| StoreError::inconsistent("finding", &word, "state"))?;
                *counts.state.entry(state).or_default() += count;
                if !state.is_closed() {
                    counts.overdue += late;
                    counts.carried_over += earlier;
                }
            }
        }
        Ok(counts)
    }

    /// The findings among `ids` that are known, by id.
    pub async fn findings_by_id(&mut self, ids: &[FindingId]) -> Result<Vec<FindingLine>> {
        let mut found = Vec::with_capacity(ids.len());
        for ids in ids.chunks(ROWS) {
            let rows: Vec<Row> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(FINDING);
                sql.push("finding.id IN ");
                push_list(&mut sql, ids.iter().map(|id| id.0));
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                found.push(row.line()?);
            }
        }
        found.sort_by_key(|line| line.finding.id);
        Ok(found)
    }

    /// One finding.
    pub async fn finding(&mut self, id: FindingId) -> Result<Option<FindingLine>> {
        Ok(self.findings_by_id(&[id]).await?.pop())
    }

    /// Up to `limit` ids of findings after `after`, in order.
    pub async fn finding_ids_after(&mut self, after: Uuid, limit: i64) -> Result<Vec<FindingId>> {
        const SQL: &str = "SELECT id FROM finding WHERE id > $1 ORDER BY id LIMIT $2";
        let ids: Vec<Uuid> = on_conn!(self, c => sqlx::query_scalar(SQL).bind(after).bind(limit).fetch_all(c).await)?;
        Ok(ids.into_iter().map(FindingId).collect())
    }

    /// What was done about some findings, by finding and in order, each with the name of who did it.
    pub async fn finding_events(&mut self, ids: &[FindingId]) -> Result<Vec<(FindingEvent, String)>> {
        let mut found = Vec::new();
        for ids in ids.chunks(ROWS) {
            let rows: Vec<EventRow> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "SELECT event.finding, event.number, event.at, event.person, event.kind, event.words, \
                     event.photos, person.full_name FROM finding_event AS event \
                     LEFT JOIN person ON person.id = event.person WHERE event.finding IN ",
                );
                push_list(&mut sql, ids.iter().map(|id| id.0));
                sql.push(" ORDER BY event.finding, event.number");
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                found.push(row.event()?);
            }
        }
        Ok(found)
    }

    /// The findings that name a photo, themselves or in an answer.
    pub async fn findings_naming(&mut self, photo: Sha256) -> Result<Vec<FindingLine>> {
        const SQL: &str = "SELECT finding FROM finding_photo WHERE sha256 = $1";
        let name = photo.0.as_slice();
        let ids: Vec<Uuid> = on_conn!(self, c => sqlx::query_scalar(SQL).bind(name).fetch_all(c).await)?;
        self.findings_by_id(&ids.into_iter().map(FindingId).collect::<Vec<_>>()).await
    }
}

impl Writer {
    /// The number of the next finding of a year. It holds because there is one writer.
    pub async fn next_finding_number(&mut self, year: i64) -> Result<i64> {
        const SQL: &str = "SELECT coalesce(max(number), 0) + 1 FROM finding WHERE year = $1";
        Ok(on_conn!(self, c => sqlx::query_scalar(SQL).bind(year).fetch_one(c).await)?)
    }

    /// Writes a finding, new or changed. `subject` is what else people look for it by.
    pub async fn put_finding(&mut self, finding: &Finding, subject: &str) -> Result<()> {
        const SQL: &str = "INSERT INTO finding \
            (id, year, number, state, level, category, record, revision, item, subject, sub_project, commune, what, \
            cause, recommendation, unit, department, due_on, photos, raised_at, raised_by, changed_at, search) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
            $22, $23) ON CONFLICT (id) DO UPDATE SET state = excluded.state, level = excluded.level, \
            category = excluded.category, what = excluded.what, cause = excluded.cause, \
            recommendation = excluded.recommendation, unit = excluded.unit, department = excluded.department, \
            due_on = excluded.due_on, changed_at = excluded.changed_at, search = excluded.search";
        let words = &finding.words;
        let search = crate::search::key(&format!("{} {subject} {}", words.what, finding.shown_number()));
        on_conn!(self, c => sqlx::query(SQL)
            .bind(finding.id.0)
            .bind(finding.year)
            .bind(finding.number)
            .bind(finding.state.as_str())
            .bind(words.level.as_str())
            .bind(words.category.as_str())
            .bind(finding.record.map(|id| id.0))
            .bind(finding.revision.map(|id| id.0))
            .bind(finding.item.as_ref().map(Key::as_str))
            .bind(finding.subject.map(|id| id.0))
            .bind(finding.sub_project.0)
            .bind(finding.commune.0)
            .bind(&words.what)
            .bind(words.cause.as_deref())
            .bind(words.recommendation.as_deref())
            .bind(words.unit.map(|id| id.0))
            .bind(words.department.map(|id| id.0))
            .bind(words.due_on.map(|day| day.to_string()))
            .bind(Json(&finding.photos))
            .bind(finding.raised_at.0)
            .bind(finding.raised_by.0)
            .bind(finding.changed_at.0)
            .bind(&search)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Notes what was done about a finding, with the photos that show it.
    pub async fn insert_finding_event(&mut self, event: &FindingEvent) -> Result<()> {
        const SQL: &str = "INSERT INTO finding_event (finding, number, at, person, kind, words, photos) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7)";
        const PHOTO: &str = "INSERT INTO finding_photo (sha256, finding) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(event.finding.0)
            .bind(event.number)
            .bind(event.at.0)
            .bind(event.person.0)
            .bind(event.kind.as_str())
            .bind(event.words.as_deref())
            .bind(Json(&event.photos))
            .execute(c)
            .await
            .map(drop))?;
        for photo in &event.photos {
            let name = photo.0.as_slice();
            on_conn!(self, c => sqlx::query(PHOTO).bind(name).bind(event.finding.0).execute(c).await.map(drop))?;
        }
        Ok(())
    }
}
