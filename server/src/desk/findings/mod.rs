//! Findings at the desk: raising, editing, answering, deciding. Each step is one writing session, in which what was
//! looked at is held against what stands; what was done is noted in the finding's history and in the log.

mod act;
mod check;
mod raise;
mod sheet;

use mobile_sync_protocol::{
    checklist::SubjectKind,
    ids::{DepartmentId, FindingId, Sha256, UnitId},
    problem::Violation,
    time::{Date, Timestamp},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use self::{
    act::Act,
    check::{responsible_name, unknown_photos, unknown_responsible},
};
pub use self::{
    raise::{NewFinding, raise},
    sheet::sheet,
};
use crate::{
    app::App,
    auth::{Caller, Permission},
    registry::Snapshot,
    review::finding::{Category, Level, State, Step, Words, words_faults},
    store::{Entry, FindingEvent, FindingLine, Session, StoreError},
    sync::earlier,
};

/// Who puts a finding right: a unit or a department.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Responsible {
    /// The unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
}

impl Responsible {
    /// The same, or the commune where nobody is named.
    fn or_commune(self, commune: UnitId) -> Self {
        let nobody = self.unit.is_none() && self.department.is_none();
        Self { unit: if nobody { Some(commune) } else { self.unit }, ..self }
    }
}

/// What of a finding is to be changed; what is absent stays.
#[derive(Debug, Default)]
pub struct Edit {
    /// Its level.
    pub level: Option<Level>,
    /// What it is about.
    pub category: Option<Category>,
    /// What was found.
    pub what: Option<String>,
    /// Why; `Some(None)` takes it away.
    pub cause: Option<Option<String>>,
    /// What is recommended; `Some(None)` takes it away.
    pub recommendation: Option<Option<String>>,
    /// Who puts it right; the commune where nobody is named.
    pub responsible: Option<Responsible>,
    /// By which day; `Some(None)` takes it away.
    pub due_on: Option<Option<Date>>,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum FindingError {
    /// There is no such finding in the caller's scope.
    #[error("unknown finding")]
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
    /// It does not take this step.
    #[error("a finding that is {} cannot be {}", .state.as_str(), .step.as_str())]
    Transition {
        /// Where it stands.
        state: State,
        /// What was wanted.
        step: Step,
    },
    /// Something cannot be right.
    #[error("fields are missing or cannot be right")]
    Fields(Vec<Violation>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a list may show of what was inspected: a household's name is for whoever opens its record.
pub fn shown_subject(line: &FindingLine) -> Option<&str> {
    match line.subject_kind {
        Some(SubjectKind::Household) => line.subject_code.as_deref(),
        _ => line.subject_name.as_deref(),
    }
}

/// A finding within the caller's scope, with what was done about it.
///
/// # Errors
/// [`FindingError::Unknown`], or where the store fails.
pub async fn find(
    app: &App,
    id: FindingId,
    caller: &Caller,
) -> Result<(FindingLine, Vec<(FindingEvent, String)>), FindingError> {
    let registry = app.registry.current();
    let mut session = app.store.read().await?;
    let line = readable(&mut session, id, caller, &registry).await?;
    let events = session.finding_events(&[id]).await?;
    Ok((line, events))
}

async fn readable(
    session: &mut Session,
    id: FindingId,
    caller: &Caller,
    registry: &Snapshot,
) -> Result<FindingLine, FindingError> {
    let scope = caller.scope(Permission::ReadFindings, registry);
    let line = session.finding(id).await?;
    line.filter(|line| scope.communes.contains(&line.finding.commune)).ok_or(FindingError::Unknown)
}

/// Changes what a finding says, as long as nobody answered it.
///
/// # Errors
/// [`FindingError`].
pub async fn edit(
    app: &App,
    id: FindingId,
    caller: &Caller,
    seen: Timestamp,
    edit: Edit,
) -> Result<FindingLine, FindingError> {
    let mut act = Act::begin(app, id, caller, Permission::RaiseFindings, seen).await?;
    act.step(Step::Edited)?;
    let old = act.line.finding.words.clone();
    let commune = act.line.finding.commune;
    let responsible = edit.responsible.map(|given| given.or_commune(commune));
    let new = Words {
        level: edit.level.unwrap_or(old.level),
        category: edit.category.unwrap_or(old.category),
        what: edit.what.unwrap_or_else(|| old.what.clone()),
        cause: edit.cause.unwrap_or_else(|| old.cause.clone()),
        recommendation: edit.recommendation.unwrap_or_else(|| old.recommendation.clone()),
        unit: responsible.map_or(old.unit, |given| given.unit),
        department: responsible.map_or(old.department, |given| given.department),
        due_on: edit.due_on.unwrap_or(old.due_on),
    }
    .trimmed();
    let mut faults = new.faults();
    faults.extend(unknown_responsible(&mut act.writer, &act.registry, &new).await?);
    if !faults.is_empty() {
        return Err(FindingError::Fields(faults));
    }
    let changes = old.changes(&new);
    if changes.is_empty() {
        return Ok(act.line);
    }
    let mut told = Vec::new();
    for (name, before) in changes {
        let before = match name {
            "responsible" => responsible_name(&mut act.writer, &act.registry, &old).await?,
            _ => before,
        };
        told.push(format!("{} (trước đó: {before})", label(name)));
    }
    act.suspected = new.level == Level::F3 && old.level != Level::F3;
    act.line.finding.words = new;
    act.end(Step::Edited, Some(told.join("\n")), Vec::new()).await
}

/// What people call a field.
fn label(name: &str) -> &'static str {
    match name {
        "level" => "Mức",
        "category" => "Loại",
        "what" => "Nội dung",
        "cause" => "Nguyên nhân",
        "recommendation" => "Kiến nghị",
        "responsible" => "Chịu trách nhiệm",
        _ => "Thời hạn",
    }
}

/// Says what was done about a finding.
///
/// # Errors
/// [`FindingError`].
pub async fn answer(
    app: &App,
    id: FindingId,
    caller: &Caller,
    seen: Timestamp,
    text: &str,
    photos: Vec<Sha256>,
) -> Result<FindingLine, FindingError> {
    let mut act = Act::begin(app, id, caller, Permission::AnswerFindings, seen).await?;
    act.step(Step::Answered)?;
    let text = text.trim();
    let mut faults = words_faults(Step::Answered, text);
    faults.extend(unknown_photos(&mut act.writer, &photos, caller, &act.registry).await?);
    if !faults.is_empty() {
        return Err(FindingError::Fields(faults));
    }
    act.end(Step::Answered, Some(text.to_owned()), photos).await
}

/// Decides whether a finding was put right, or takes it back.
///
/// # Errors
/// [`FindingError`].
pub async fn decide(
    app: &App,
    id: FindingId,
    caller: &Caller,
    seen: Timestamp,
    step: Step,
    text: &str,
) -> Result<FindingLine, FindingError> {
    let mut act = Act::begin(app, id, caller, Permission::RaiseFindings, seen).await?;
    act.step(step)?;
    let text = text.trim();
    let faults = words_faults(step, text);
    if !faults.is_empty() {
        return Err(FindingError::Fields(faults));
    }
    act.end(step, (!text.is_empty()).then(|| text.to_owned()), Vec::new()).await
}

/// Whether a finding that the caller may read names this photo; seeing one of a household is noted. A phone is told of
/// findings without being let into them, so it sees the `smaller` images of what it was told of, and no more.
///
/// # Errors
/// Where the store fails.
pub async fn photo(app: &App, name: Sha256, caller: &Caller, smaller: bool) -> Result<bool, StoreError> {
    let phone = caller.device.is_some();
    let permission = if phone { Permission::Sync } else { Permission::ReadFindings };
    if !caller.allows(permission) || (phone && !smaller) {
        return Ok(false);
    }
    let scope = caller.scope(permission, &app.registry.current());
    let mut session = app.store.read().await?;
    let mut naming = session.findings_naming(name).await?;
    naming.retain(|line| scope.communes.contains(&line.finding.commune));
    if phone {
        let told = earlier::told(&mut session, naming).await?;
        naming = told.into_iter().filter(|(_, told)| told.photos.contains(&name)).map(|(line, _)| line).collect();
    }
    drop(session);
    let Some(line) = naming.into_iter().next() else { return Ok(false) };
    if earlier::is_of_household(&line) {
        let finding = &line.finding;
        let about =
            finding.record.map_or_else(|| format!("finding:{}", finding.id), |record| format!("record:{record}"));
        let writer = app.store.write().await?;
        let entry = Entry::new(app.clock.now(), caller.actor(), "photo.opened", about);
        writer.commit(&[entry.with(json!({"finding": finding.id}))]).await?;
    }
    Ok(true)
}
