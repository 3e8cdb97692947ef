//! `/api/v1/records`: the queue, page by page, and what is in it.

use std::collections::{BTreeMap, HashMap};

use axum::extract::State;
use mobile_sync_protocol::{
    checklist::SubjectKind,
    evidence::{Answer, EvidenceSummary},
    ids::{DeviceId, PersonId, RecordId, RevisionId, SubProjectId, SubjectId, UnitId, VisitId},
    problem::{Code, Problem},
    record::ChecklistRef,
    registry::Subject,
    sync::RecordStatus,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::{
    error::Failure,
    extract::{Allowed, Chosen, Query, ReadRecords},
};
use crate::{
    app::App,
    desk::choice::RecordChoice,
    geo::link::{CommuneLink, SubjectLink},
    store::{RecordMark, RecordOrder, RecordRow, Session, StoreError},
};

/// A record in a list.
#[derive(Serialize, ToSchema)]
pub struct RecordLine {
    /// The record.
    record: RecordId,
    /// Where it stands.
    status: RecordStatus,
    /// The snapshot that stands for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<RevisionId>,
    /// The checklist that was filled.
    checklist: ChecklistRef,
    /// The kind of the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<SubjectKind>,
    /// The visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    visit: Option<VisitId>,
    /// The subject.
    subject: SubjectId,
    /// What the subject is called; of a household only its code, until the record is opened.
    subject_name: String,
    /// The subject's code in the district's lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_code: Option<String>,
    /// The subject's village.
    #[serde(skip_serializing_if = "Option::is_none")]
    village: Option<String>,
    /// Whether the name is left out because it is a household's.
    masked: bool,
    /// The sub-project, as declared.
    sub_project: SubProjectId,
    /// The commune, as declared.
    commune: UnitId,
    /// Who sent it first.
    person: PersonId,
    /// What they are called.
    inspector: String,
    /// The phone that sent it first.
    device: DeviceId,
    /// When the head was captured.
    captured_at: Timestamp,
    /// When its first snapshot arrived.
    first_received_at: Timestamp,
    /// When it last changed here.
    changed_at: Timestamp,
    /// Photos that it names and that are not stored.
    photos_missing: i64,
    /// Branches to settle.
    conflicts: i64,
    /// Whether it lacks something.
    incomplete: bool,
    /// How much it lacks.
    omissions: usize,
    /// How many of its answers propose a finding.
    flags: usize,
    /// Weighted share of đạt among what was judged, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    /// How it is linked to its commune.
    commune_link: CommuneLink,
    /// How it is linked to its subject.
    subject_link: SubjectLink,
    /// What its evidence comes to; absent until it was checked. It is of the head where its `revision` is the head.
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<EvidenceSummary>,
}

impl RecordLine {
    fn new(record: &RecordRow, subject: Option<&Subject>, inspector: Option<&str>, opened: bool) -> Self {
        let masked = !opened && record.kind.is_none_or(|kind| kind == SubjectKind::Household);
        let code = subject.and_then(|subject| subject.code.clone());
        let name = match subject {
            Some(subject) if !masked => subject.name.clone(),
            _ => code.clone().unwrap_or_default(),
        };
        Self {
            record: record.id,
            status: record.status,
            head: record.head,
            checklist: record.checklist.clone(),
            kind: record.kind,
            visit: record.visit,
            subject: record.subject,
            subject_name: name,
            subject_code: code,
            village: subject.and_then(|subject| subject.village.clone()),
            masked,
            sub_project: record.sub_project,
            commune: record.commune,
            person: record.person,
            inspector: inspector.unwrap_or_default().to_owned(),
            device: record.device,
            captured_at: record.captured_at,
            first_received_at: record.first_received_at,
            changed_at: record.changed_at,
            photos_missing: record.photos_missing,
            conflicts: record.conflicts,
            incomplete: !record.assessment.omissions.is_empty(),
            omissions: record.assessment.omissions.len(),
            flags: record.assessment.flags.len(),
            score: record.assessment.score,
            commune_link: record.commune_link.clone(),
            subject_link: record.subject_link.clone(),
            evidence: record.evidence.clone(),
        }
    }

    /// Records as lists show them; `opened` where a household's may be named.
    pub(super) async fn of(session: &mut Session, rows: &[RecordRow], opened: bool) -> Result<Vec<Self>, StoreError> {
        let ids: Vec<SubjectId> = rows.iter().map(|row| row.subject).collect();
        let subjects = session.subjects_by_id(&ids).await?;
        let people: HashMap<PersonId, String> = session.names().await?;
        let line = |row: &RecordRow| {
            Self::new(row, subjects.get(&row.subject), people.get(&row.person).map(String::as_str), opened)
        };
        Ok(rows.iter().map(line).collect())
    }
}

/// A page of records.
#[derive(Serialize, ToSchema)]
pub struct RecordPage {
    /// In the order that was asked for.
    records: Vec<RecordLine>,
    /// Where to go on, as `after`; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// By arrival, the newest first.
    #[default]
    Newest,
    /// By arrival, the oldest first.
    Oldest,
    /// By what the evidence comes to, the gravest first; then the newest.
    Worst,
}

impl From<Sort> for RecordOrder {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Newest => Self::Newest,
            Sort::Oldest => Self::Oldest,
            Sort::Worst => Self::Worst,
        }
    }
}

/// Where in a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecordPaging {
    /// The order.
    #[serde(default)]
    #[param(inline)]
    sort: Sort,
    /// Where the page before ended.
    after: Option<String>,
    /// Most records in the page; 100 where absent, at most 500.
    limit: Option<i64>,
}

/// Where a list goes on: the numbers by which it is ordered, as text that nobody needs to read.
fn mark_text(mark: RecordMark) -> String {
    format!("{}.{}.{}", mark.rank, mark.first_received_at, mark.record)
}

fn mark_of(text: &str) -> Result<RecordMark, Failure> {
    let mut parts = text.splitn(3, '.');
    let mut read = || {
        let rank = parts.next()?.parse().ok()?;
        let first_received_at = parts.next()?.parse().ok()?;
        Some(RecordMark { rank, first_received_at, record: parts.next()?.parse().ok()? })
    };
    read().ok_or_else(|| Failure::of(Code::BadParameter).because("after: give what the page before named as next"))
}

/// Records in the caller's scope.
#[utoipa::path(
    get,
    path = "/api/v1/records",
    tag = "records",
    security(("session" = ["read_records"]), ("device" = ["read_records"])),
    params(RecordChoice, RecordPaging),
    responses((status = 200, body = RecordPage), (status = 400, body = Problem))
)]
pub async fn list(
    State(app): State<App>,
    allowed: Allowed<ReadRecords>,
    Chosen(choice): Chosen<RecordChoice>,
    Query(paging): Query<RecordPaging>,
) -> Result<axum::Json<RecordPage>, Failure> {
    let limit = paging.limit.unwrap_or(100).clamp(1, 500);
    let filter = choice.filter(&allowed.chooser(&app)).await?;
    let after = paging.after.as_deref().map(mark_of).transpose()?;
    let page = crate::store::RecordPage { order: paging.sort.into(), after, limit };
    let mut session = app.store.read().await?;
    let marks = session.queue(&filter, page).await?;
    let full = i64::try_from(marks.len()).is_ok_and(|count| count == limit);
    let next = marks.last().filter(|_| full).copied().map(mark_text);
    let ids: Vec<RecordId> = marks.iter().map(|mark| mark.record).collect();
    let mut rows = session.records_by_id(&ids).await?;
    let rows: Vec<RecordRow> = ids.iter().filter_map(|id| rows.remove(id)).collect();
    Ok(axum::Json(RecordPage { records: RecordLine::of(&mut session, &rows, false).await?, next }))
}

/// What a list holds, told apart in several ways.
#[derive(Serialize, ToSchema)]
pub struct Facets {
    /// In all.
    total: i64,
    /// By state.
    status: BTreeMap<String, i64>,
    /// By what the evidence comes to; `unchecked` where it was not checked.
    evidence: BTreeMap<&'static str, i64>,
    /// By the kind of the subject.
    kind: BTreeMap<String, i64>,
    /// By commune.
    commune: Vec<UnitCount>,
    /// By sub-project.
    sub_project: Vec<SubProjectCount>,
    /// By visit.
    visit: Vec<VisitCount>,
    /// By who sent them first.
    person: Vec<PersonCount>,
    /// With branches to settle.
    conflicts: i64,
}

/// How many records of a commune.
#[derive(Serialize, ToSchema)]
pub struct UnitCount {
    /// The commune.
    unit: UnitId,
    /// How many.
    n: i64,
}

/// How many records of a sub-project.
#[derive(Serialize, ToSchema)]
pub struct SubProjectCount {
    /// The sub-project.
    id: SubProjectId,
    /// How many.
    n: i64,
}

/// How many records of a visit.
#[derive(Serialize, ToSchema)]
pub struct VisitCount {
    /// The visit.
    id: VisitId,
    /// How many.
    n: i64,
}

/// How many records of an inspector.
#[derive(Serialize, ToSchema)]
pub struct PersonCount {
    /// The person.
    id: PersonId,
    /// What they are called.
    name: String,
    /// How many.
    n: i64,
}

/// How many records a list would show, told apart in several ways.
#[utoipa::path(
    get,
    path = "/api/v1/records/facets",
    tag = "records",
    security(("session" = ["read_records"]), ("device" = ["read_records"])),
    params(RecordChoice),
    responses((status = 200, body = Facets))
)]
pub async fn facets(
    State(app): State<App>,
    allowed: Allowed<ReadRecords>,
    Chosen(choice): Chosen<RecordChoice>,
) -> Result<axum::Json<Facets>, Failure> {
    let filter = choice.filter(&allowed.chooser(&app)).await?;
    let mut session = app.store.read().await?;
    let counts = session.record_counts(&filter).await?;
    let mut names = session.names().await?;
    let word = |rank: i64| match rank {
        1 => Answer::NotApplicable.as_str(),
        2 => Answer::Pass.as_str(),
        3 => Answer::Warn.as_str(),
        4 => Answer::Fail.as_str(),
        _ => "unchecked",
    };
    Ok(axum::Json(Facets {
        total: counts.total,
        status: counts.status,
        evidence: counts.rank.into_iter().map(|(rank, n)| (word(rank), n)).collect(),
        kind: counts.kind,
        commune: counts.commune.into_iter().map(|(unit, n)| UnitCount { unit, n }).collect(),
        sub_project: counts.sub_project.into_iter().map(|(id, n)| SubProjectCount { id, n }).collect(),
        visit: counts.visit.into_iter().map(|(id, n)| VisitCount { id, n }).collect(),
        person: counts
            .person
            .into_iter()
            .map(|(id, n)| PersonCount { id, name: names.remove(&id).unwrap_or_default(), n })
            .collect(),
        conflicts: counts.conflicts,
    }))
}
