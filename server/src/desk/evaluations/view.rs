//! Evaluations as they are read: lists, one with all that is in it, what was done about one.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use mobile_sync_protocol::{
    ids::{AttachmentId, EvaluationId, FindingId, Key, PersonId, UnitId},
    registry::Unit,
    text::Text,
    time::Date,
};

use super::{Body, EvaluationError, readable, snapshot, who};
use crate::{
    app::App,
    auth::{Caller, Permission},
    evaluation::{
        attach::{FindingSnapshot, SnapshotChange},
        form::{FieldRows, Form},
        state::{EvaluationStep, Standing},
    },
    registry::Snapshot,
    review::finding::State,
    store::{Attachment, Evaluation, EvaluationEvent, EvaluationFilter, Session, StoreError, WrittenSection},
};

/// An evaluation with what people call its body, and what the caller may do with it.
#[derive(Clone, Debug)]
pub struct EvaluationLine {
    /// The evaluation.
    pub evaluation: Evaluation,
    /// The form that it follows.
    pub form: Arc<Form>,
    /// What the unit is called.
    pub unit_name: String,
    /// What the department is called.
    pub department_name: Option<String>,
    /// How many findings are attached.
    pub attachments: i64,
    /// What the caller is to it.
    pub standing: Standing,
}

impl EvaluationLine {
    /// The steps that the caller may take now.
    pub fn steps(&self) -> Vec<EvaluationStep> {
        let state = self.evaluation.state;
        let may = |step: &&EvaluationStep| step.is_for(self.standing) && state.after(**step).is_some();
        EvaluationStep::ALL.iter().filter(may).copied().collect()
    }

    /// Whether the caller may change what it says now.
    pub fn is_writable(&self) -> bool {
        self.standing.writes && self.evaluation.state.is_written()
    }

    /// What its body is called.
    pub fn body_name(&self) -> &str {
        self.department_name.as_deref().unwrap_or(&self.unit_name)
    }
}

/// An attachment with what it says, and what changed since.
#[derive(Clone, Debug)]
pub struct AttachmentLine {
    /// The attachment.
    pub attachment: Attachment,
    /// The finding as it stood.
    pub snapshot: FindingSnapshot,
    /// Where the finding stands now.
    pub state_now: State,
    /// What is another now.
    pub changes: Vec<SnapshotChange>,
    /// Who attached it.
    pub attached_by_name: String,
    /// Whose evaluation it came with.
    pub source_name: Option<String>,
}

/// An evaluation with all that is in it.
#[derive(Clone, Debug)]
pub struct EvaluationView {
    /// The evaluation.
    pub line: EvaluationLine,
    /// What is written in its sections, and by whom.
    pub sections: Vec<(WrittenSection, String)>,
    /// What is attached, by section and in order.
    pub attachments: Vec<AttachmentLine>,
    /// The rows of fields that are filled by rows: codes with names.
    pub rows: Vec<(String, Text)>,
}

/// The evaluations within the caller's scope that `filter` lets through; its units are set here.
///
/// # Errors
/// Where the store fails.
pub async fn list(
    app: &App,
    caller: &Caller,
    filter: EvaluationFilter,
) -> Result<Vec<EvaluationLine>, EvaluationError> {
    let registry = app.registry.refresh().await?;
    let units = caller.scope(Permission::ReadEvaluations, &registry).communes.into_iter().collect();
    let mut session = app.store.read().await?;
    let found = session.evaluations(&EvaluationFilter { units, ..filter }).await?;
    lines(&mut session, &registry, caller, found).await
}

async fn lines(
    session: &mut Session,
    registry: &Snapshot,
    caller: &Caller,
    evaluations: Vec<Evaluation>,
) -> Result<Vec<EvaluationLine>, EvaluationError> {
    let ids: Vec<EvaluationId> = evaluations.iter().map(|evaluation| evaluation.id).collect();
    let counts: HashMap<EvaluationId, i64> = session.attachment_counts(&ids).await?.into_iter().collect();
    let departments = session.departments().await?;
    let own = who::own_department(session, caller).await?;
    let line = |evaluation: Evaluation| {
        let form = registry.form(&evaluation.form, evaluation.form_version).cloned();
        let form =
            form.ok_or_else(|| StoreError::inconsistent("evaluation", evaluation.id, "its form is not there"))?;
        let department = departments.iter().find(|known| Some(known.id) == evaluation.department);
        Ok(EvaluationLine {
            unit_name: unit_name(registry, evaluation.unit),
            department_name: department.map(|known| known.name.clone()),
            attachments: counts.get(&evaluation.id).copied().unwrap_or(0),
            standing: who::standing(registry, caller, own, evaluation.unit, evaluation.department),
            form,
            evaluation,
        })
    };
    evaluations.into_iter().map(line).collect()
}

/// A unit's type and name, as people write it.
pub(super) fn unit_name(registry: &Snapshot, unit: UnitId) -> String {
    registry.units.get(unit).map(Unit::full_name).unwrap_or_default()
}

/// An evaluation within the caller's scope, with all that is in it.
///
/// # Errors
/// [`EvaluationError::Unknown`], or where the store fails.
pub async fn find(app: &App, id: EvaluationId, caller: &Caller) -> Result<EvaluationView, EvaluationError> {
    view(app, id, caller, &|_| true).await
}

/// The same with the attachments of one section alone: what a page needs that saves while somebody writes.
///
/// # Errors
/// [`EvaluationError::Unknown`], or where the store fails.
pub async fn find_section(
    app: &App,
    id: EvaluationId,
    caller: &Caller,
    key: &Key,
) -> Result<EvaluationView, EvaluationError> {
    view(app, id, caller, &|attachment| attachment.section == *key).await
}

/// The same with some attachments alone.
///
/// # Errors
/// [`EvaluationError::Unknown`], or where the store fails.
pub async fn find_attachments(
    app: &App,
    id: EvaluationId,
    caller: &Caller,
    wanted: &[AttachmentId],
) -> Result<EvaluationView, EvaluationError> {
    view(app, id, caller, &|attachment| wanted.contains(&attachment.id)).await
}

async fn view(
    app: &App,
    id: EvaluationId,
    caller: &Caller,
    shown: &(dyn Fn(&Attachment) -> bool + Sync),
) -> Result<EvaluationView, EvaluationError> {
    let registry = app.registry.refresh().await?;
    let mut session = app.store.read().await?;
    let evaluation = readable(&mut session, id, caller, &registry).await?;
    let rows = rows_of(&mut session, &registry, &evaluation).await?;
    let line = lines(&mut session, &registry, caller, vec![evaluation]).await?.pop().ok_or(EvaluationError::Unknown)?;
    let names = session.names().await?;
    let sections = session.written_sections(id).await?;
    let full_name = |person: PersonId| names.get(&person).cloned().unwrap_or_default();
    let sections = sections
        .into_iter()
        .map(|section| {
            let by = full_name(section.changed_by);
            (section, by)
        })
        .collect();
    let mut attached = session.attachments(id).await?;
    attached.retain(shown);
    let attachments = attachment_lines(&mut session, &registry, attached, &names).await?;
    Ok(EvaluationView { line, sections, attachments, rows })
}

/// One attachment, with the whole snapshot.
///
/// # Errors
/// [`EvaluationError::Unknown`], or where the store fails.
pub async fn find_attachment(
    app: &App,
    id: EvaluationId,
    attachment: AttachmentId,
    caller: &Caller,
) -> Result<AttachmentLine, EvaluationError> {
    let registry = app.registry.refresh().await?;
    let mut session = app.store.read().await?;
    readable(&mut session, id, caller, &registry).await?;
    let found = session.attachment(attachment).await?.filter(|(of, _)| *of == id).ok_or(EvaluationError::Unknown)?;
    attachment_line(&mut session, &registry, found.1).await
}

pub(super) async fn attachment_line(
    session: &mut Session,
    registry: &Snapshot,
    attachment: Attachment,
) -> Result<AttachmentLine, EvaluationError> {
    let names = session.names().await?;
    attachment_lines(session, registry, vec![attachment], &names).await?.pop().ok_or(EvaluationError::Unknown)
}

/// Attachments with their snapshots held against the findings as they stand now.
async fn attachment_lines(
    session: &mut Session,
    registry: &Snapshot,
    attached: Vec<Attachment>,
    names: &HashMap<PersonId, String>,
) -> Result<Vec<AttachmentLine>, EvaluationError> {
    let snapshots = read_snapshots(session, &attached).await?;
    let findings: Vec<FindingId> = attached.iter().map(|attachment| attachment.finding).collect();
    let now = snapshot::take(session, registry, &findings).await?;
    let mut sources: HashMap<EvaluationId, String> = HashMap::new();
    let departments = session.departments().await?;
    for source in attached.iter().filter_map(|attachment| attachment.source).collect::<BTreeSet<_>>() {
        if let Some(evaluation) = session.evaluation(source).await? {
            let department = departments.iter().find(|known| Some(known.id) == evaluation.department);
            let name = department.map_or_else(|| unit_name(registry, evaluation.unit), |known| known.name.clone());
            sources.insert(source, name);
        }
    }
    let line = |(attachment, snapshot): (Attachment, FindingSnapshot)| {
        let now = now.get(&attachment.finding);
        AttachmentLine {
            state_now: now.map_or(snapshot.state, |now| now.state),
            changes: now.map(|now| snapshot.changes(now)).unwrap_or_default(),
            attached_by_name: names.get(&attachment.attached_by).cloned().unwrap_or_default(),
            source_name: attachment.source.and_then(|source| sources.get(&source).cloned()),
            attachment,
            snapshot,
        }
    };
    Ok(attached.into_iter().zip(snapshots).map(line).collect())
}

/// The snapshots of some attachments, in their order.
async fn read_snapshots(session: &mut Session, attached: &[Attachment]) -> Result<Vec<FindingSnapshot>, StoreError> {
    let wrong = |id: AttachmentId, why: &dyn std::fmt::Display| StoreError::inconsistent("attachment", id, why);
    let ids: Vec<AttachmentId> = attached.iter().map(|attachment| attachment.id).collect();
    let mut found: HashMap<AttachmentId, FindingSnapshot> = HashMap::with_capacity(ids.len());
    for (id, bytes) in session.snapshots(&ids).await? {
        found.insert(id, FindingSnapshot::read(&bytes).map_err(|why| wrong(id, &why))?);
    }
    let one = |id: &AttachmentId| found.remove(id).ok_or_else(|| wrong(*id, &"its snapshot is not there"));
    ids.iter().map(one).collect()
}

/// The leaves for which fields by rows may be filled: those that the evaluation is about, in the programme's order.
pub(super) async fn rows_of(
    session: &mut Session,
    registry: &Snapshot,
    evaluation: &Evaluation,
) -> Result<Vec<(String, Text)>, StoreError> {
    let form = registry.form(&evaluation.form, evaluation.form_version);
    let by_rows = form.is_some_and(|form| {
        form.sections.iter().flat_map(|section| &section.fields).any(|field| field.by == Some(FieldRows::SubProject))
    });
    if !by_rows {
        return Ok(Vec::new());
    }
    let about = Body::of(registry, evaluation).sub_projects;
    let stands = |from: Option<Date>, to: Option<Date>| {
        from.is_none_or(|from| from <= evaluation.to) && to.is_none_or(|to| evaluation.from <= to)
    };
    let nodes = session.sub_projects().await?.into_iter();
    let nodes = nodes.filter(|node| node.leaf && stands(node.valid_from, node.valid_to));
    let nodes = nodes.filter(|node| about.as_ref().is_none_or(|about| about.contains(&node.id)));
    Ok(nodes.map(|node| (node.code, Text::new(node.name, node.name_en))).collect())
}

/// What was done about an evaluation, in order, each with the name of who did it and the numbers of the findings.
///
/// # Errors
/// [`EvaluationError::Unknown`], or where the store fails.
pub async fn history(
    app: &App,
    id: EvaluationId,
    caller: &Caller,
) -> Result<Vec<(EvaluationEvent, String, Vec<String>)>, EvaluationError> {
    let registry = app.registry.refresh().await?;
    let mut session = app.store.read().await?;
    readable(&mut session, id, caller, &registry).await?;
    let events = session.evaluation_events(id).await?;
    let names = session.names().await?;
    let findings: Vec<FindingId> = events.iter().flat_map(|event| event.findings.iter().copied()).collect();
    let numbers: HashMap<FindingId, String> = session
        .findings_by_id(&findings)
        .await?
        .into_iter()
        .map(|line| (line.finding.id, line.finding.shown_number()))
        .collect();
    let told = |event: EvaluationEvent| {
        let name = names.get(&event.person).cloned().unwrap_or_default();
        let shown = event.findings.iter().filter_map(|id| numbers.get(id).cloned()).collect();
        (event, name, shown)
    };
    Ok(events.into_iter().map(told).collect())
}
