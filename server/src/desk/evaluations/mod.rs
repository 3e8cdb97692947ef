//! Evaluations at the desk: begun, written, findings attached, handed in, taken in by the level above, signed. Each act is
//! one writing session, in which what was looked at is held against what stands; what was done is noted in the
//! evaluation's history, and the hashes of the parts that it changed in the log.

mod act;
mod attach;
mod create;
mod figures;
mod levels;
mod snapshot;
mod steps;
mod view;
mod who;
mod write;

use std::collections::BTreeSet;

use mobile_sync_protocol::{
    ids::{DepartmentId, EvaluationId, SubProjectId, UnitId},
    problem::Violation,
    time::{Date, Timestamp},
};

use self::view::{attachment_line, rows_of, unit_name};
pub use self::{
    attach::{Move, Proposals, attach, detach, mend, proposals, refresh},
    create::{Described, NewEvaluation, create, delete, describe},
    figures::figures,
    levels::{BodyAt, Levels, SectionAt, Source, levels},
    steps::{Stepped, step},
    view::{
        AttachmentLine, EvaluationLine, EvaluationView, find, find_attachment, find_attachments, find_section, history,
        list,
    },
    write::{Written, write},
};
use crate::{
    app::App,
    auth::{Caller, Permission},
    evaluation::state::EvaluationState,
    registry::Snapshot,
    store::{Evaluation, Session, StoreError},
};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum EvaluationError {
    /// There is no such evaluation, section or attachment in the caller's scope.
    #[error("unknown evaluation")]
    Unknown,
    /// The caller may see it and not do this to it.
    #[error("outside the caller's units")]
    OutOfScope,
    /// It changed since it was looked at.
    #[error("{by}, {at}")]
    MovedOn {
        /// Who changed it.
        by: String,
        /// When.
        at: Timestamp,
    },
    /// Its state does not take that.
    #[error("an evaluation that is {} does not take that: {what}", .state.as_str())]
    Transition {
        /// Where it stands.
        state: EvaluationState,
        /// What was wanted, or stands in the way.
        what: &'static str,
    },
    /// There is one already.
    #[error("evaluation {0}")]
    Exists(EvaluationId),
    /// Something cannot be right.
    #[error("fields are missing or cannot be right")]
    Fields(Vec<Violation>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What an evaluation is about: its places, and its part of the programme.
#[derive(Clone, Debug)]
pub struct Body {
    /// The communes.
    pub communes: BTreeSet<UnitId>,
    /// The sub-projects; all where absent.
    pub sub_projects: Option<Vec<SubProjectId>>,
    /// The first day of what it counts.
    pub from: Date,
    /// The last.
    pub to: Date,
}

impl Body {
    fn of(registry: &Snapshot, evaluation: &Evaluation) -> Self {
        let units = registry.units.responsibility(evaluation.unit);
        let is_commune =
            |unit: &UnitId| registry.units.get(*unit).is_some_and(|unit| unit.unit_type.is_commune_level());
        Self {
            communes: units.into_iter().filter(is_commune).collect(),
            sub_projects: evaluation.department.map(|department| led_by(registry, department)),
            from: evaluation.from,
            to: evaluation.to,
        }
    }
}

/// The leaves of the programme that a department leads: by itself, or because nobody nearer leads them.
fn led_by(registry: &Snapshot, department: DepartmentId) -> Vec<SubProjectId> {
    let leads = |leaf: &SubProjectId| {
        let mut seen = BTreeSet::new();
        let mut next = Some(*leaf);
        while let Some(node) = next.filter(|id| seen.insert(*id)).and_then(|id| registry.sub_projects.get(&id)) {
            if let Some(leader) = node.department {
                return leader == department;
            }
            next = node.parent;
        }
        false
    };
    let leaves = registry.sub_projects.values().filter(|node| node.leaf).map(|node| node.id);
    leaves.filter(leads).collect::<BTreeSet<_>>().into_iter().collect()
}

/// What a readable evaluation is about, for lists that are narrowed to it.
///
/// # Errors
/// [`EvaluationError::Unknown`], or where the store fails.
pub async fn body_of(app: &App, id: EvaluationId, caller: &Caller) -> Result<Body, EvaluationError> {
    if !caller.allows(Permission::ReadEvaluations) {
        return Err(EvaluationError::Unknown);
    }
    let registry = app.registry.refresh().await?;
    let evaluation = readable(&mut app.store.read().await?, id, caller, &registry).await?;
    Ok(Body::of(&registry, &evaluation))
}

async fn readable(
    session: &mut Session,
    id: EvaluationId,
    caller: &Caller,
    registry: &Snapshot,
) -> Result<Evaluation, EvaluationError> {
    let scope = caller.scope(Permission::ReadEvaluations, registry);
    let evaluation = session.evaluation(id).await?;
    evaluation.filter(|evaluation| scope.communes.contains(&evaluation.unit)).ok_or(EvaluationError::Unknown)
}
