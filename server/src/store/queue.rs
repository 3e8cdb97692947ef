//! The reviewers' queue: pages of records in one of three orders, and counts, under any filter.
//!
//! Both read nothing but two covering indexes, so that a page costs the same whichever filter it has: rows of records
//! carry their assessment and links and are large.

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    checklist::SubjectKind,
    evidence::Answer,
    ids::{PersonId, RecordId, SubProjectId, SubjectId, UnitId, VisitId},
    sync::RecordStatus,
    time::Date,
};
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};
use uuid::Uuid;

use super::{
    Engine,
    error::Result,
    evidence::rank,
    session::{ROWS, Session, on_conn, push_list},
};

/// Which records a list shows.
#[derive(Clone, Debug, Default)]
pub struct RecordFilter {
    /// The communes of the caller; nothing outside them is shown.
    pub communes: Vec<UnitId>,
    /// Only this one.
    pub record: Option<RecordId>,
    /// Only those of one person.
    pub person: Option<PersonId>,
    /// Only those in one state.
    pub status: Option<RecordStatus>,
    /// Only those of one commune.
    pub commune: Option<UnitId>,
    /// Only those of one sub-project.
    pub sub_project: Option<SubProjectId>,
    /// Only those about one kind of subject.
    pub kind: Option<SubjectKind>,
    /// Only those of one visit.
    pub visit: Option<VisitId>,
    /// Only those captured on this day or later.
    pub from: Option<Date>,
    /// Only those captured on this day or earlier.
    pub to: Option<Date>,
    /// Only those whose evidence comes to this answer.
    pub evidence: Option<Answer>,
    /// Only those at which this rule gives a reason to look.
    pub rule: Option<String>,
    /// Only those with branches to settle.
    pub conflicts: bool,
    /// Only those whose subject or inspector is called so; a search key.
    pub text: Option<String>,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RecordOrder {
    /// By arrival, the newest first.
    #[default]
    Newest,
    /// By arrival, the oldest first.
    Oldest,
    /// By what the evidence comes to, the gravest first; then the newest.
    Worst,
}

/// Where a record stands in a list, so that the next page can go on after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordMark {
    /// The evidence's answer as a number.
    pub rank: i64,
    /// When the first snapshot arrived.
    pub first_received_at: i64,
    /// The record.
    pub record: RecordId,
}

/// One page of a list.
#[derive(Clone, Copy, Debug)]
pub struct RecordPage {
    /// Its order.
    pub order: RecordOrder,
    /// Where the page before ended.
    pub after: Option<RecordMark>,
    /// Most records.
    pub limit: i64,
}

/// How many records there are under a filter, told apart in several ways.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordCounts {
    /// In all.
    pub total: i64,
    /// By state.
    pub status: BTreeMap<String, i64>,
    /// By what the evidence comes to, as a number; 0 stands for those that were not checked.
    pub rank: BTreeMap<i64, i64>,
    /// By the kind of their subject.
    pub kind: BTreeMap<String, i64>,
    /// By commune.
    pub commune: BTreeMap<UnitId, i64>,
    /// By sub-project.
    pub sub_project: BTreeMap<SubProjectId, i64>,
    /// By visit.
    pub visit: BTreeMap<VisitId, i64>,
    /// By who sent them first.
    pub person: BTreeMap<PersonId, i64>,
    /// With branches to settle.
    pub conflicts: i64,
}

#[derive(FromRow)]
struct CountRow {
    status: String,
    evidence_rank: i64,
    kind: Option<String>,
    commune: Uuid,
    sub_project: Uuid,
    visit: Option<Uuid>,
    person: Uuid,
    disputed: bool,
    records: i64,
}

impl RecordCounts {
    fn add(&mut self, row: CountRow) {
        let records = row.records;
        self.total += records;
        *self.status.entry(row.status).or_default() += records;
        *self.rank.entry(row.evidence_rank).or_default() += records;
        *self.kind.entry(row.kind.unwrap_or_default()).or_default() += records;
        *self.commune.entry(UnitId(row.commune)).or_default() += records;
        *self.sub_project.entry(SubProjectId(row.sub_project)).or_default() += records;
        if let Some(visit) = row.visit {
            *self.visit.entry(VisitId(visit)).or_default() += records;
        }
        *self.person.entry(PersonId(row.person)).or_default() += records;
        self.conflicts += if row.disputed { records } else { 0 };
    }
}

/// What a search for words and for a rule comes to before records are looked at. A few are named one by one; of many,
/// a page is soon filled.
#[derive(Debug, Default)]
struct Narrowed {
    subjects: Option<Vec<SubjectId>>,
    people: Vec<PersonId>,
    records: Option<Vec<RecordId>>,
}

/// Up to how many are named one by one.
const FEW: usize = ROWS;

impl Session {
    /// The records of one page, in its order.
    pub async fn queue(&mut self, filter: &RecordFilter, page: RecordPage) -> Result<Vec<RecordMark>> {
        if filter.communes.is_empty() {
            return Ok(Vec::new());
        }
        let narrowed = self.narrowed(filter).await?;
        let index = if page.order == RecordOrder::Worst { "record_by_gravity" } else { "record_queue" };
        let by = if filter.record.is_some() { String::new() } else { self.indexed_by(index) };
        let rows: Vec<(i64, i64, Uuid)> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new("SELECT evidence_rank, first_received_at, id FROM record");
            sql.push(by).push(" WHERE ");
            push_filter(&mut sql, filter, &narrowed);
            push_page(&mut sql, page);
            sql.build_query_as().fetch_all(c).await
        })?;
        Ok(rows
            .into_iter()
            .map(|(rank, first_received_at, id)| RecordMark { rank, first_received_at, record: RecordId(id) })
            .collect())
    }

    /// How many records there are under a filter.
    pub async fn record_counts(&mut self, filter: &RecordFilter) -> Result<RecordCounts> {
        let mut counts = RecordCounts::default();
        if filter.communes.is_empty() {
            return Ok(counts);
        }
        let narrowed = self.narrowed(filter).await?;
        let by = self.indexed_by("record_queue");
        let rows: Vec<CountRow> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new(
                "SELECT status, evidence_rank, kind, commune, sub_project, visit, person, conflicts > 0 AS disputed, count(*) AS records \
                 FROM record",
            );
            sql.push(by).push(" WHERE ");
            push_filter(&mut sql, filter, &narrowed);
            sql.push(" GROUP BY status, evidence_rank, kind, commune, sub_project, visit, person, conflicts > 0");
            sql.build_query_as().fetch_all(c).await
        })?;
        for row in rows {
            counts.add(row);
        }
        Ok(counts)
    }

    /// Holds SQLite to an index: it knows nothing of how large rows are, and would sort what it could read in order.
    fn indexed_by(&self, index: &str) -> String {
        match self.engine() {
            Engine::Sqlite => format!(" INDEXED BY {index}"),
            Engine::Postgres => String::new(),
        }
    }

    /// Looks up what the words and the rule of a filter stand for.
    async fn narrowed(&mut self, filter: &RecordFilter) -> Result<Narrowed> {
        const SUBJECTS: &str = "SELECT id FROM subject WHERE search LIKE $1 ESCAPE '!' LIMIT $2";
        const RECORDS: &str = "SELECT record FROM evidence_reason WHERE rule = $1 LIMIT $2";
        let most = i64::try_from(FEW + 1).unwrap_or(i64::MAX);
        let mut narrowed = Narrowed::default();
        if let Some(text) = &filter.text {
            let found: Vec<Uuid> = on_conn!(self, c =>
                sqlx::query_scalar(SUBJECTS).bind(containing(text)).bind(most).fetch_all(c).await)?;
            narrowed.subjects = (found.len() <= FEW).then(|| found.into_iter().map(SubjectId).collect());
            let called = |name: &str| crate::search::key(name).contains(text.as_str());
            let people = self.people().await?.into_iter().filter(|person| called(&person.full_name));
            narrowed.people = people.map(|person| person.id).collect();
        }
        if let Some(rule) = &filter.rule {
            let found: Vec<Uuid> =
                on_conn!(self, c => sqlx::query_scalar(RECORDS).bind(rule).bind(most).fetch_all(c).await)?;
            narrowed.records = (found.len() <= FEW).then(|| found.into_iter().map(RecordId).collect());
        }
        Ok(narrowed)
    }
}

/// A pattern for `LIKE` that finds a text anywhere; search keys hold no wildcard, and nothing here relies on that.
fn containing(text: &str) -> String {
    let escaped: String =
        text.chars().flat_map(|letter| ["!%_".contains(letter).then_some('!'), Some(letter)]).flatten().collect();
    format!("%{escaped}%")
}

fn push_filter<DB>(sql: &mut QueryBuilder<DB>, filter: &RecordFilter, narrowed: &Narrowed)
where
    DB: Database,
    Uuid: for<'a> Encode<'a, DB> + Type<DB>,
    String: for<'a> Encode<'a, DB> + Type<DB>,
    i64: for<'a> Encode<'a, DB> + Type<DB>,
{
    sql.push("commune IN ");
    push_list(sql, filter.communes.iter().map(|commune| commune.0));
    let ids = [
        (" AND id = ", filter.record.map(|id| id.0)),
        (" AND commune = ", filter.commune.map(|id| id.0)),
        (" AND person = ", filter.person.map(|id| id.0)),
        (" AND sub_project = ", filter.sub_project.map(|id| id.0)),
        (" AND visit = ", filter.visit.map(|id| id.0)),
    ];
    for (condition, id) in ids {
        if let Some(id) = id {
            sql.push(condition).push_bind(id);
        }
    }
    let words = [
        (" AND status = ", filter.status.map(|status| status.as_str().to_owned())),
        (" AND kind = ", filter.kind.map(|kind| kind.as_str().to_owned())),
        (" AND captured_on >= ", filter.from.map(|day| day.to_string())),
        (" AND captured_on <= ", filter.to.map(|day| day.to_string())),
    ];
    for (condition, word) in words {
        if let Some(word) = word {
            sql.push(condition).push_bind(word);
        }
    }
    if let Some(answer) = filter.evidence {
        sql.push(" AND evidence_rank = ").push_bind(rank(answer));
    }
    if filter.conflicts {
        sql.push(" AND conflicts > 0");
    }
    push_rule(sql, filter, narrowed);
    push_text(sql, filter, narrowed);
}

fn push_rule<DB>(sql: &mut QueryBuilder<DB>, filter: &RecordFilter, narrowed: &Narrowed)
where
    DB: Database,
    Uuid: for<'a> Encode<'a, DB> + Type<DB>,
    String: for<'a> Encode<'a, DB> + Type<DB>,
{
    let Some(rule) = &filter.rule else { return };
    match &narrowed.records {
        Some(records) if records.is_empty() => drop(sql.push(" AND 1 = 0")),
        Some(records) => {
            sql.push(" AND id IN ");
            push_list(sql, records.iter().map(|record| record.0));
        }
        None => {
            sql.push(" AND EXISTS (SELECT 1 FROM evidence_reason AS reason WHERE reason.record = record.id AND reason.rule = ");
            sql.push_bind(rule.clone()).push(")");
        }
    }
}

fn push_text<DB>(sql: &mut QueryBuilder<DB>, filter: &RecordFilter, narrowed: &Narrowed)
where
    DB: Database,
    Uuid: for<'a> Encode<'a, DB> + Type<DB>,
    String: for<'a> Encode<'a, DB> + Type<DB>,
{
    let Some(text) = &filter.text else { return };
    sql.push(" AND (");
    match &narrowed.subjects {
        Some(subjects) if subjects.is_empty() => drop(sql.push("1 = 0")),
        Some(subjects) => {
            sql.push("subject IN ");
            push_list(sql, subjects.iter().map(|subject| subject.0));
        }
        None => {
            sql.push("subject IN (SELECT id FROM subject WHERE search LIKE ");
            sql.push_bind(containing(text)).push(" ESCAPE '!')");
        }
    }
    if !narrowed.people.is_empty() {
        sql.push(" OR person IN ");
        push_list(sql, narrowed.people.iter().map(|person| person.0));
    }
    sql.push(")");
}

fn push_page<DB>(sql: &mut QueryBuilder<DB>, page: RecordPage)
where
    DB: Database,
    Uuid: for<'a> Encode<'a, DB> + Type<DB>,
    i64: for<'a> Encode<'a, DB> + Type<DB>,
{
    if let Some(after) = page.after {
        let row = match page.order {
            RecordOrder::Newest => " AND (first_received_at, id) < (",
            RecordOrder::Oldest => " AND (first_received_at, id) > (",
            RecordOrder::Worst => " AND (evidence_rank, first_received_at, id) < (",
        };
        sql.push(row);
        if page.order == RecordOrder::Worst {
            sql.push_bind(after.rank).push(", ");
        }
        sql.push_bind(after.first_received_at).push(", ").push_bind(after.record.0).push(")");
    }
    sql.push(match page.order {
        RecordOrder::Newest => " ORDER BY first_received_at DESC, id DESC LIMIT ",
        RecordOrder::Oldest => " ORDER BY first_received_at, id LIMIT ",
        RecordOrder::Worst => " ORDER BY evidence_rank DESC, first_received_at DESC, id DESC LIMIT ",
    });
    sql.push_bind(page.limit);
}
