//! Findings at the desk: raising, editing, answering, deciding. Each step is one writing session, in which what was
//! looked at is held against what stands; what was done is noted in the finding's history and in the log.

mod raise;
mod sheet;

use std::sync::Arc;

use mobile_sync_protocol::{
    checklist::SubjectKind,
    ids::{DepartmentId, FindingId, RecordId, Sha256, UnitId},
    problem::Violation,
    registry::TeamRole,
    time::{Date, Timestamp},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

pub use self::{
    raise::{NewFinding, raise},
    sheet::sheet,
};
use crate::{
    app::App,
    auth::{Caller, Permission},
    registry::Snapshot,
    review::finding::{Category, Level, PHOTOS_MAX, State, Step, Words, fault, words_faults},
    store::{Entry, Finding, FindingEvent, FindingLine, Session, StoreError, Writer},
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

/// One step, from what stands to its commit.
struct Act<'a> {
    app: &'a App,
    caller: &'a Caller,
    registry: Arc<Snapshot>,
    writer: Writer,
    line: FindingLine,
    /// Whether the step makes it a sign of wrongdoing.
    suspected: bool,
}

impl<'a> Act<'a> {
    /// Finds what the step is about, and that it is what the caller looked at.
    async fn begin(
        app: &'a App,
        id: FindingId,
        caller: &'a Caller,
        permission: Permission,
        seen: Timestamp,
    ) -> Result<Self, FindingError> {
        let registry = app.registry.refresh().await?;
        let mut writer = app.store.write().await?;
        let line = readable(&mut writer, id, caller, &registry).await?;
        if !caller.scope(permission, &registry).communes.contains(&line.finding.commune) {
            return Err(FindingError::OutOfScope);
        }
        if line.finding.changed_at != seen {
            let last = writer.finding_events(&[id]).await?.pop();
            let by = last.map(|(_, name)| name).unwrap_or_default();
            return Err(FindingError::MovedOn { by, at: line.finding.changed_at });
        }
        Ok(Self { app, caller, registry, writer, line, suspected: false })
    }

    /// Moves the finding on, if its state takes the step.
    fn step(&mut self, step: Step) -> Result<(), FindingError> {
        let state = self.line.finding.state;
        self.line.finding.state = state.after(step).ok_or(FindingError::Transition { state, step })?;
        Ok(())
    }

    /// Writes what the finding became and what was done, and makes both durable.
    async fn end(mut self, kind: Step, words: Option<String>, photos: Vec<Sha256>) -> Result<FindingLine, FindingError> {
        let now = self.app.clock.now();
        let finding = &mut self.line.finding;
        // Whoever looked at it before must not be taken for having seen this, also where the clock stands still.
        finding.changed_at = Timestamp(now.0.max(finding.changed_at.0 + 1));
        let events = self.writer.finding_events(&[finding.id]).await?;
        let number = events.last().map_or(1, |(event, _)| event.number + 1);
        let (at, person) = (finding.changed_at, self.caller.person);
        let event = FindingEvent { finding: finding.id, number, at, person, kind, words, photos };
        self.writer.put_finding(&self.line.finding, &searched(&self.line)).await?;
        self.writer.insert_finding_event(&event).await?;
        let entries = entries(&mut self.writer, now, self.caller, &self.line.finding, &event, self.suspected).await?;
        self.writer.commit(&entries).await?;
        Ok(self.line)
    }
}

/// What else than its words a finding is looked for by.
fn searched(line: &FindingLine) -> String {
    let (code, name) = (line.subject_code.as_deref(), line.subject_name.as_deref());
    format!("{} {}", name.unwrap_or_default(), code.unwrap_or_default())
}

/// What the log says of a step: hashes of what was done and of what the finding became, and no words, which may be
/// about people.
async fn entries(
    writer: &mut Writer,
    now: Timestamp,
    caller: &Caller,
    finding: &Finding,
    event: &FindingEvent,
    suspected: bool,
) -> Result<Vec<Entry>, StoreError> {
    let action = match event.kind {
        Step::Raised => "finding.raised",
        Step::Edited => "finding.edited",
        Step::Answered => "finding.answered",
        Step::Resolved => "finding.resolved",
        Step::Reopened => "finding.reopened",
        Step::Withdrawn => "finding.withdrawn",
    };
    let subject = format!("finding:{}", finding.id);
    let number = finding.shown_number();
    let detail = json!({
        "number": number, "event": event.number, "sha256": event.sha256()?, "finding": finding.sha256()?,
    });
    let mut entries = vec![Entry::new(now, caller.actor(), action, &subject).with(detail)];
    if suspected {
        let heads = heads_of(writer, finding.record).await?;
        let detail = json!({"number": number, "heads": heads});
        entries.push(Entry::new(now, caller.actor(), "finding.suspected", &subject).with(detail));
    }
    Ok(entries)
}

/// The heads of the team whose visit a record is of: who is told of a sign of wrongdoing.
async fn heads_of(
    session: &mut Session,
    record: Option<RecordId>,
) -> Result<Vec<mobile_sync_protocol::ids::PersonId>, StoreError> {
    let Some(record) = record else { return Ok(Vec::new()) };
    let row = session.records_by_id(&[record]).await?.remove(&record);
    let Some(visit) = row.and_then(|row| row.visit) else { return Ok(Vec::new()) };
    let visits = session.visits(Some(&[visit])).await?;
    let team = visits.into_iter().flat_map(|visit| visit.team);
    Ok(team.filter(|member| member.role == TeamRole::Head).map(|member| member.person).collect())
}

/// What is wrong with who is named as responsible.
async fn unknown_responsible(
    session: &mut Session,
    registry: &Snapshot,
    words: &Words,
) -> Result<Option<Violation>, StoreError> {
    if words.unit.is_some_and(|unit| registry.units.get(unit).is_none()) {
        return Ok(Some(fault("/responsible/unit", "Không có đơn vị này", "There is no such unit")));
    }
    let Some(department) = words.department else { return Ok(None) };
    let known = session.departments().await?.into_iter().any(|known| known.id == department);
    Ok((!known).then(|| fault("/responsible/department", "Không có phòng này", "There is no such department")))
}

async fn responsible_name(session: &mut Session, registry: &Snapshot, words: &Words) -> Result<String, StoreError> {
    if let Some(unit) = words.unit.and_then(|unit| registry.units.get(unit)) {
        return Ok(unit.name.clone());
    }
    let mut departments = session.departments().await?.into_iter();
    Ok(departments.find(|known| Some(known.id) == words.department).map(|known| known.name).unwrap_or_default())
}

/// What is wrong with the photos that are named: each must be stored, and what records or findings name must be the
/// caller's to see, so that naming a photo opens none.
async fn unknown_photos(
    session: &mut Session,
    photos: &[Sha256],
    caller: &Caller,
    registry: &Snapshot,
) -> Result<Vec<Violation>, StoreError> {
    if photos.len() > PHOTOS_MAX {
        let (vi, en) = (format!("Tối đa {PHOTOS_MAX} ảnh"), format!("At most {PHOTOS_MAX} photos"));
        return Ok(vec![fault("/photos", &vi, &en)]);
    }
    let stored = session.photos(photos).await?;
    let (records, findings) =
        (caller.scope(Permission::ReadRecords, registry), caller.scope(Permission::ReadFindings, registry));
    let mut faults = Vec::new();
    for (at, name) in photos.iter().enumerate() {
        let naming: Vec<RecordId> = session.records_naming(&[*name]).await?.into_iter().collect();
        let mut seen = session.records_by_id(&naming).await?.into_values();
        let raised = session.findings_naming(*name).await?;
        let unnamed = naming.is_empty() && raised.is_empty();
        let may_see = unnamed
            || seen.any(|record| records.holds(record.commune, record.person))
            || raised.iter().any(|line| findings.communes.contains(&line.finding.commune));
        let twice = photos.iter().take(at).any(|before| before == name);
        if !stored.contains_key(name) || !may_see || twice {
            faults.push(fault(format!("/photos/{at}"), "Không có ảnh này", "There is no such photo"));
        }
    }
    Ok(faults)
}

/// Whether a finding that the caller may read names this photo; seeing one of a household is noted.
///
/// # Errors
/// Where the store fails.
pub async fn photo(app: &App, name: Sha256, caller: &Caller) -> Result<bool, StoreError> {
    if !caller.allows(Permission::ReadFindings) {
        return Ok(false);
    }
    let scope = caller.scope(Permission::ReadFindings, &app.registry.current());
    let naming = app.store.read().await?.findings_naming(name).await?;
    let Some(line) = naming.into_iter().find(|line| scope.communes.contains(&line.finding.commune)) else {
        return Ok(false);
    };
    if line.subject_kind == Some(SubjectKind::Household) {
        let finding = &line.finding;
        let about = finding
            .record
            .map_or_else(|| format!("finding:{}", finding.id), |record| format!("record:{record}"));
        let writer = app.store.write().await?;
        let entry = Entry::new(app.clock.now(), caller.actor(), "photo.opened", about);
        writer.commit(&[entry.with(json!({"finding": finding.id}))]).await?;
    }
    Ok(true)
}
