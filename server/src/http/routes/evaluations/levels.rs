//! `/api/v1/evaluations/{id}/levels`: what the level below has, and what differs from one's own.

use std::{cmp::Reverse, collections::BTreeSet};

use axum::extract::State;
use mobile_sync_protocol::{
    ids::{DepartmentId, EvaluationId, FindingId, Key, UnitId},
    problem::Problem,
    text::Text,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::super::{
        error::Failure,
        extract::{Allowed, Path, Query, ReadEvaluations},
    },
    attachments::FindingBrief,
};
use crate::{
    app::App,
    desk::evaluations::{self, BodyAt, Levels, SectionAt, Source},
    evaluation::{
        differ::{FigureDifference, Piece},
        state::EvaluationState,
    },
};

/// Of which section words are compared.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LevelQuery {
    /// The section; no words are compared where absent.
    section: Option<Key>,
}

/// A body of the level below.
#[derive(Serialize, ToSchema)]
pub struct BelowBody {
    /// The unit, or whose department it is.
    unit: UnitId,
    /// What the unit is called.
    unit_name: String,
    /// The department.
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<DepartmentId>,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    department_name: Option<String>,
    /// Its evaluation; absent where it has begun none.
    #[serde(skip_serializing_if = "Option::is_none")]
    evaluation: Option<EvaluationId>,
    /// Where that stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<EvaluationState>,
    /// When it last changed. Whoever takes a step with it says it as `seen`.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<Timestamp>,
    /// When it was handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_at: Option<Timestamp>,
    /// How many findings it has attached.
    attachments: usize,
    /// How many of these are attached to one's own.
    taken: usize,
}

impl From<BodyAt> for BelowBody {
    fn from(body: BodyAt) -> Self {
        let theirs = body.evaluation.as_ref();
        Self {
            unit: body.unit,
            unit_name: body.unit_name,
            department: body.department,
            department_name: body.department_name,
            evaluation: theirs.map(|theirs| theirs.id),
            state: theirs.map(|theirs| theirs.state),
            changed_at: theirs.map(|theirs| theirs.changed_at),
            submitted_at: theirs.and_then(|theirs| theirs.submitted).map(|(at, _)| at),
            attachments: body.attachments,
            taken: body.taken,
        }
    }
}

/// What a body of the level below says in one section.
#[derive(Serialize, ToSchema)]
pub struct SourceBody {
    /// Its evaluation.
    evaluation: EvaluationId,
    /// What the body is called.
    name: String,
    /// Its words.
    words: String,
    /// From its words to one's own; only of the section that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<Vec<Piece>>,
}

/// What became of findings on the way up.
#[derive(Serialize, ToSchema)]
pub struct FindingsBetweenBody {
    /// Attached at both levels.
    taken: Vec<FindingBrief>,
    /// Attached below, and not to one's own.
    dropped: Vec<FindingBrief>,
    /// Attached to one's own, and not below.
    added: Vec<FindingBrief>,
}

/// One section over two levels.
#[derive(Serialize, ToSchema)]
pub struct LevelSection {
    /// The section.
    key: Key,
    /// The heading.
    title: Text,
    /// What the level below says there.
    sources: Vec<SourceBody>,
    /// What became of findings.
    findings: FindingsBetweenBody,
}

/// The levels below an evaluation.
#[derive(Serialize, ToSchema)]
pub struct LevelsBody {
    /// The bodies that owe one, and others that have one.
    bodies: Vec<BelowBody>,
    /// The sections.
    sections: Vec<LevelSection>,
    /// Where the sums of the level below differ from one's own numbers.
    figures: Vec<FigureDifference>,
}

/// What the level below has handed in, and what differs from one's own.
#[utoipa::path(
    get,
    path = "/api/v1/evaluations/{id}/levels",
    tag = "evaluations",
    security(("session" = ["read_evaluations"])),
    params(("id" = EvaluationId, Path), LevelQuery),
    responses((status = 200, body = LevelsBody), (status = 404, body = Problem))
)]
pub async fn read(
    State(app): State<App>,
    allowed: Allowed<ReadEvaluations>,
    Path(id): Path<EvaluationId>,
    Query(query): Query<LevelQuery>,
) -> Result<axum::Json<LevelsBody>, Failure> {
    let Levels { bodies, sections, figures, findings } =
        evaluations::levels(&app, id, &allowed.caller, query.section.as_ref()).await?;
    let brief = |ids: BTreeSet<FindingId>| -> Vec<FindingBrief> {
        let mut known: Vec<_> = ids.iter().filter_map(|id| findings.get(id)).collect();
        known.sort_by_key(|line| (Reverse(line.finding.words.level), line.finding.year, line.finding.number));
        known.into_iter().map(|line| FindingBrief::new(line, None)).collect()
    };
    let source = |source: Source| SourceBody {
        evaluation: source.evaluation,
        name: source.name,
        words: source.words,
        difference: source.difference,
    };
    let section = |section: SectionAt| LevelSection {
        key: section.key,
        title: section.title,
        sources: section.sources.into_iter().map(source).collect(),
        findings: FindingsBetweenBody {
            taken: brief(section.findings.taken),
            dropped: brief(section.findings.dropped),
            added: brief(section.findings.added),
        },
    };
    Ok(axum::Json(LevelsBody {
        bodies: bodies.into_iter().map(BelowBody::from).collect(),
        sections: sections.into_iter().map(section).collect(),
        figures,
    }))
}
