//! The reviewers' queue: pages of records in one of three orders, and counts, under any filter.
//!
//! Both read nothing but two covering indexes, so that a page costs the same whichever filter it has: rows of records
//! carry their assessment and links and are large.

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    checklist::SubjectKind,
    evidence::Answer,
    ids::{Key, PersonId, RecordId, SubProjectId, SubjectId, UnitId, VisitId},
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
    /// Only those at which it gives exactly this answer.
    pub rule_answer: Option<Answer>,
    /// Only those whose evidence was not checked.
    pub unchecked: bool,
    /// Only those of these sub-projects; all where absent.
    pub sub_projects: Option<Vec<SubProjectId>>,
    /// Only those that wait for nothing.
    pub whole: bool,
    /// Only those whose subject is listed in one commune.
    pub subject_commune: Option<UnitId>,
    /// Only those whose subject is paid for by one sub-project.
    pub subject_sub_project: Option<SubProjectId>,
    /// Only those whose subject visits that begin within these days are to look at (true), or are not.
    pub planned: Option<(bool, Date, Date)>,
    /// Only those whose subject is on the list of their visit.
    pub of_visit: bool,
    /// Only those of one checklist, in any version.
    pub checklist: Option<Key>,
    /// Only those that judge an item so.
    pub judged: Option<Judged>,
    /// Only those with branches to settle.
    pub conflicts: bool,
    /// Only those whose subject or inspector is called so; a search key.
    pub text: Option<String>,
}

/// How records judge one item of a checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The checklist.
    pub checklist: Key,
    /// Each version that has the item, and where it stands among those that are judged, from 0.
    pub places: Vec<(u32, usize)>,
    /// The letters of [`crate::sync::assess::outcomes`] that count.
    pub letters: &'static str,
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

    /// How many records there are under a filter, in all: what [`Self::record_counts`] sorts takes memory with the corpus.
    pub async fn count_records(&mut self, filter: &RecordFilter) -> Result<i64> {
        if filter.communes.is_empty() {
            return Ok(0);
        }
        let narrowed = self.narrowed(filter).await?;
        let by = self.indexed_by("record_queue");
        let count: i64 = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new("SELECT count(*) FROM record");
            sql.push(by).push(" WHERE ");
            push_filter(&mut sql, filter, &narrowed);
            sql.build_query_scalar().fetch_one(c).await
        })?;
        Ok(count)
    }

    /// Holds SQLite to an index: it knows nothing of how large rows are, and would sort what it could read in order.
    pub(super) fn indexed_by(&self, index: &str) -> String {
        match self.engine() {
            Engine::Sqlite => format!(" INDEXED BY {index}"),
            Engine::Postgres => String::new(),
        }
    }

    /// Looks up what the words and the rule of a filter stand for.
    async fn narrowed(&mut self, filter: &RecordFilter) -> Result<Narrowed> {
        const SUBJECTS: &str = "SELECT id FROM subject WHERE search LIKE $1 ESCAPE '!' LIMIT $2";
        const RECORDS: &str =
            "SELECT record FROM evidence_reason WHERE rule = $1 AND ($3 = '' OR answer = $3) LIMIT $2";
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
            let answer = filter.rule_answer.map(Answer::as_str).unwrap_or_default();
            let found: Vec<Uuid> =
                on_conn!(self, c => sqlx::query_scalar(RECORDS).bind(rule).bind(most).bind(answer).fetch_all(c).await)?;
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
    if filter.unchecked {
        sql.push(" AND evidence_rank = 0");
    }
    if filter.whole {
        sql.push(" AND status <> 'waiting'");
    }
    if filter.conflicts {
        sql.push(" AND conflicts > 0");
    }
    push_subject(sql, filter);
    push_judged(sql, filter);
    push_rule(sql, filter, narrowed);
    push_text(sql, filter, narrowed);
}

/// Narrows by what the subject is, and by who is to look at it.
fn push_subject<DB>(sql: &mut QueryBuilder<DB>, filter: &RecordFilter)
where
    DB: Database,
    Uuid: for<'a> Encode<'a, DB> + Type<DB>,
    String: for<'a> Encode<'a, DB> + Type<DB>,
{
    if let Some(nodes) = &filter.sub_projects {
        if nodes.is_empty() {
            sql.push(" AND 1 = 0");
        } else {
            sql.push(" AND sub_project IN ");
            push_list(sql, nodes.iter().map(|node| node.0));
        }
    }
    let places = [
        ("commune", filter.subject_commune.map(|id| id.0)),
        ("sub_project", filter.subject_sub_project.map(|id| id.0)),
    ];
    for (column, id) in places {
        if let Some(id) = id {
            sql.push(format!(" AND subject IN (SELECT id FROM subject WHERE {column} = ")).push_bind(id).push(")");
        }
    }
    if let Some((planned, from, to)) = filter.planned {
        super::figures::planned!(sql, "subject", planned, from, to);
    }
    if filter.of_visit {
        sql.push(
            " AND EXISTS (SELECT 1 FROM visit_subject AS plan WHERE plan.visit = record.visit AND \
             plan.subject = record.subject)",
        );
    }
}

/// Narrows by a checklist, and by how an item of it is judged: found by a pass over the index of outcomes.
fn push_judged<DB>(sql: &mut QueryBuilder<DB>, filter: &RecordFilter)
where
    DB: Database,
    String: for<'a> Encode<'a, DB> + Type<DB>,
    i64: for<'a> Encode<'a, DB> + Type<DB>,
{
    if let Some(checklist) = &filter.checklist {
        sql.push(" AND id IN (SELECT id FROM record WHERE checklist = ")
            .push_bind(checklist.as_str().to_owned())
            .push(")");
    }
    let Some(judged) = &filter.judged else { return };
    sql.push(" AND id IN (SELECT id FROM record WHERE checklist = ").push_bind(judged.checklist.as_str().to_owned());
    sql.push(" AND (1 = 0");
    for (version, at) in &judged.places {
        sql.push(" OR (checklist_version = ").push_bind(i64::from(*version));
        sql.push(format!(" AND substr(outcomes, {}, 1) IN (", at + 1));
        for (number, letter) in judged.letters.chars().enumerate() {
            sql.push(if number == 0 { "" } else { ", " }).push_bind(letter.to_string());
        }
        sql.push("))");
    }
    sql.push("))");
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
            sql.push_bind(rule.clone());
            if let Some(answer) = filter.rule_answer {
                sql.push(" AND reason.answer = ").push_bind(answer.as_str().to_owned());
            }
            sql.push(")");
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
