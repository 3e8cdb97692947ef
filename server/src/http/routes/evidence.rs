//! `/api/v1/records/{id}/evidence` and `/api/v1/evidence`: what the rules say, with every figure, and what they are.

use axum::extract::State;
use mobile_sync_protocol::{
    ids::{RecordId, RevisionId, Sha256},
    problem::Problem,
    text::Text,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        error::Failure,
        extract::{Allowed, Path, Query, ReadRecords, ReadRegistry},
    },
    records::opened,
};
use crate::{
    app::App,
    checks::parsed,
    evidence::{
        check::{Check, Figures},
        photo::Reading,
        rules,
    },
    store::{Evidence, PhotoReading},
};

/// What the rules said at one time.
#[derive(Serialize, ToSchema)]
pub struct EvidenceAtTime {
    /// Counts the times, from 1.
    number: i64,
    /// The snapshot that they looked at.
    revision: RevisionId,
    /// When.
    checked_at: Timestamp,
    /// Why they were asked: `arrival` or `rerun`.
    cause: String,
    /// The SHA-256 of the canonical form of `checks`; the log names it.
    sha256: Sha256,
    /// Each rule's answer, for each photo where it is about photos.
    checks: Vec<Check>,
}

impl TryFrom<Evidence> for EvidenceAtTime {
    type Error = crate::store::StoreError;

    fn try_from(evidence: Evidence) -> Result<Self, Self::Error> {
        Ok(Self {
            checks: parsed(&evidence)?,
            number: evidence.number,
            revision: evidence.revision,
            checked_at: evidence.checked_at,
            cause: evidence.cause,
            sha256: evidence.sha256,
        })
    }
}

/// What was read from one photo.
#[derive(Serialize, ToSchema)]
pub struct ReadPhoto {
    /// The photo.
    sha256: Sha256,
    /// When it was read.
    read_at: Timestamp,
    /// What was read; absent where nothing could be.
    #[serde(skip_serializing_if = "Option::is_none")]
    reading: Option<Reading>,
    /// Why nothing could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<String>,
}

impl From<PhotoReading> for ReadPhoto {
    fn from(read: PhotoReading) -> Self {
        let (reading, unreadable) = match read.outcome {
            Ok(reading) => (Some(reading), None),
            Err(why) => (None, Some(why)),
        };
        Self { sha256: read.photo, read_at: read.read_at, reading, unreadable }
    }
}

/// A record's evidence.
#[derive(Serialize, ToSchema)]
pub struct EvidenceBody {
    /// The record.
    record: RecordId,
    /// What the rules say; absent until the record was checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<EvidenceAtTime>,
    /// What they said before, newest first; only where it was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    before: Vec<EvidenceAtTime>,
    /// What was read from its photos, as far as they are read.
    photos: Vec<ReadPhoto>,
    /// What reviewers say of the rules.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    marks: Vec<MarkBody>,
}

/// A reviewer's word on a rule.
#[derive(Serialize, ToSchema)]
pub struct MarkBody {
    /// The rule's code.
    rule: String,
    /// The photo, where the rule spoke of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    photo: Option<Sha256>,
    /// Whether there was a reason to look.
    right: bool,
    /// Who says so.
    person_name: String,
    /// When.
    at: Timestamp,
}

/// How much of it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EvidenceQuery {
    /// With what the rules said before.
    #[serde(default)]
    history: bool,
}

/// What the rules say of a record, with every figure. Opening a household's is noted in the log.
#[utoipa::path(
    get,
    path = "/api/v1/records/{id}/evidence",
    tag = "evidence",
    security(("session" = ["read_records"]), ("device" = ["read_records"])),
    params(("id" = RecordId, Path), EvidenceQuery),
    responses((status = 200, body = EvidenceBody), (status = 404, body = Problem))
)]
pub async fn read(
    State(app): State<App>,
    allowed: Allowed<ReadRecords>,
    Path(id): Path<RecordId>,
    Query(query): Query<EvidenceQuery>,
) -> Result<axum::Json<EvidenceBody>, Failure> {
    opened(&app, id, &allowed, &allowed.scope(&app)).await?;
    let mut session = app.store.read().await?;
    let mut said = if query.history {
        session.evidence_history(id).await?
    } else {
        session.newest_evidence(&[id]).await?.into_values().collect()
    };
    let before = said.split_off(said.len().min(1));
    let names = session.head_photos(id).await?;
    let mut readings = session.readings(&names).await?;
    let (marks, people) = (session.marks_of(id).await?, session.names().await?);
    let marks = marks.into_iter().map(|mark| MarkBody {
        person_name: people.get(&mark.person).cloned().unwrap_or_default(),
        rule: mark.rule,
        photo: mark.photo,
        right: mark.correct,
        at: mark.at,
    });
    Ok(axum::Json(EvidenceBody {
        record: id,
        now: said.pop().map(EvidenceAtTime::try_from).transpose()?,
        before: before.into_iter().map(EvidenceAtTime::try_from).collect::<Result<_, _>>()?,
        photos: names.iter().filter_map(|name| readings.remove(name)).map(ReadPhoto::from).collect(),
        marks: marks.collect(),
    }))
}

/// A rule.
#[derive(Serialize, ToSchema)]
pub struct RuleBody {
    /// Its stable code.
    code: &'static str,
    /// Its version.
    version: u32,
    /// How much its reasons weigh beside those of other rules.
    weight: u8,
    /// What people call it.
    title: Text,
    /// What it measures, and why its thresholds are what they are.
    explanation: Text,
    /// The thresholds that hold here.
    #[schema(value_type = Object)]
    thresholds: Figures,
}

/// All rules.
#[derive(Serialize, ToSchema)]
pub struct RulesBody {
    /// In the order in which they are asked.
    rules: Vec<RuleBody>,
}

/// The rules with the thresholds that hold here.
#[utoipa::path(
    get,
    path = "/api/v1/evidence/rules",
    tag = "evidence",
    security(("session" = ["read_registry"]), ("device" = ["read_registry"])),
    responses((status = 200, body = RulesBody))
)]
pub async fn list(State(app): State<App>, _allowed: Allowed<ReadRegistry>) -> axum::Json<RulesBody> {
    let rules = rules::ALL.iter().map(|rule| RuleBody {
        code: rule.code,
        version: rule.version,
        weight: rule.weight,
        title: rule.title(),
        explanation: rule.explanation(),
        thresholds: rule.thresholds(app.checks.thresholds()),
    });
    axum::Json(RulesBody { rules: rules.collect() })
}
