//! Steps of an evaluation: handed in, given back, taken in by the level above, signed.

use std::collections::HashMap;

use mobile_sync_protocol::{
    canonical::canonical_of,
    ids::{AttachmentId, EvaluationId, Key},
    problem::Code,
    time::Timestamp,
};

use super::{
    EvaluationError,
    act::{Act, AtWork, Done},
    attach::{sort, taken_over},
    figures::count,
    readable, unit_name, who,
};
use crate::{
    app::App,
    auth::Caller,
    evaluation::{
        form::fault,
        head::Head,
        parts,
        state::{EvaluationAct, EvaluationState, EvaluationStep},
    },
    store::{Attachment, Evaluation, EvaluationFilter, GAP, StoreError},
};

/// Most characters of the words that come with a step.
const WORDS_MAX: usize = 4_000;

/// A step to take.
#[derive(Clone, Debug)]
pub struct Stepped {
    /// Which.
    pub step: EvaluationStep,
    /// `changed_at` of what was looked at.
    pub seen: Timestamp,
    /// Why; whoever gives back says it.
    pub words: String,
    /// The head as the document was issued; only with signing.
    pub head: Option<Head>,
}

/// Takes a step.
///
/// # Errors
/// [`EvaluationError`].
pub async fn step(app: &App, id: EvaluationId, caller: &Caller, wanted: Stepped) -> Result<(), EvaluationError> {
    // What is long to count is counted before the only writer begins; `seen` says that it is of what is handed in.
    let frozen = match wanted.step {
        EvaluationStep::Submit => Some(counted(app, id, caller).await?),
        _ => None,
    };
    let mut act = Act::begin(app, id, caller).await?;
    let state = act.it.evaluation.state;
    if !wanted.step.is_for(act.standing) {
        return Err(EvaluationError::OutOfScope);
    }
    let next = state.after(wanted.step);
    let next = next.ok_or(EvaluationError::Transition { state, what: wanted.step.as_str() })?;
    act.seen(wanted.seen).await?;
    let words = wanted.words.trim().to_owned();
    let mut faults = Vec::new();
    if wanted.step == EvaluationStep::SendBack && words.is_empty() {
        faults.push(fault(Code::EvaluationField, "/words", "Cần ghi rõ nội dung phải sửa", "Say what is to be mended"));
    }
    if words.chars().count() > WORDS_MAX {
        faults.push(fault(Code::EvaluationField, "/words", "Quá 4000 ký tự", "More than 4000 characters"));
    }
    if !faults.is_empty() {
        return Err(EvaluationError::Fields(faults));
    }
    act.it.evaluation.state = next;
    let done = Done { words: (!words.is_empty()).then_some(words), ..Done::of(wanted.step.act()) };
    match wanted.step {
        EvaluationStep::Submit => submit(act, done, frozen.unwrap_or_default()).await,
        EvaluationStep::SendBack => send_back(act, done).await,
        EvaluationStep::Consolidate => consolidate(act, done).await,
        EvaluationStep::Sign => sign(act, done, wanted.head).await,
    }
}

/// What an evaluation counts now, in canonical form.
async fn counted(app: &App, id: EvaluationId, caller: &Caller) -> Result<Vec<u8>, EvaluationError> {
    let registry = app.registry.refresh().await?;
    let mut session = app.store.read().await?;
    let evaluation = readable(&mut session, id, caller, &registry).await?;
    let figures = count(&mut session, &registry, &evaluation, app.clock.now()).await?;
    Ok(canonical_of(&figures).map_err(|why| StoreError::inconsistent("evaluation", id, why))?)
}

/// What it counts is frozen: the words were written to these numbers.
async fn submit(mut act: Act<'_>, done: Done, bytes: Vec<u8>) -> Result<(), EvaluationError> {
    act.writer.freeze_figures(act.it.evaluation.id, Some(&bytes)).await?;
    act.it.figures = Some(bytes);
    act.it.evaluation.submitted = Some((act.now, act.caller.person));
    act.end(done).await?;
    Ok(())
}

async fn send_back(mut act: Act<'_>, done: Done) -> Result<(), EvaluationError> {
    if let Some(parent) = act.it.evaluation.parent {
        let parent = act.writer.evaluation(parent).await?;
        if let Some(parent) = parent.filter(|parent| !parent.state.is_written()) {
            return Err(EvaluationError::Transition { state: parent.state, what: "the level above was handed in" });
        }
    }
    act.writer.freeze_figures(act.it.evaluation.id, None).await?;
    act.it.figures = None;
    act.it.evaluation.submitted = None;
    act.it.evaluation.parent = None;
    act.end(done).await?;
    Ok(())
}

/// The level above takes it in: what it attached is attached there too, as it was attached here.
async fn consolidate(mut act: Act<'_>, done: Done) -> Result<(), EvaluationError> {
    let child = act.it.evaluation.clone();
    let (parent, unit) = parent_of(&mut act, &child).await?;
    if !parent.state.is_written() {
        return Err(EvaluationError::Transition { state: parent.state, what: "take in" });
    }
    let own = who::own_department(&mut act.writer, act.caller).await?;
    if !who::standing(&act.registry, act.caller, own, unit, None).writes {
        return Err(EvaluationError::OutOfScope);
    }
    let form = act.registry.form(&parent.form, parent.form_version).cloned();
    let form = form.ok_or_else(|| StoreError::inconsistent("evaluation", parent.id, "its form is not there"))?;
    let takes = |key: &Key| form.section(key).is_some_and(|section| section.findings.is_some());
    let first = form.sections.iter().find(|section| section.findings.is_some()).map(|section| section.key.clone());
    let mut above = AtWork::load(&mut act.writer, parent).await?;
    let ids: Vec<AttachmentId> = act.it.attachments.iter().map(|attachment| attachment.id).collect();
    let mut snapshots: HashMap<AttachmentId, Vec<u8>> = act.writer.snapshots(&ids).await?.into_iter().collect();
    let below = act.it.attachments.iter().cloned();
    let below = below.filter_map(|attachment| snapshots.remove(&attachment.id).map(|bytes| (attachment, bytes)));
    let below: Vec<_> = below.collect();
    let mut findings = Vec::new();
    for (section, rows) in taken_over(&above.attachments, below, child.id) {
        let Some(section) = Some(section).filter(|key| takes(key)).or_else(|| first.clone()) else { continue };
        let last = above.attachments.iter().filter(|known| known.section == section).map(|known| known.position).max();
        let positions = (1_i64..).map(|number| last.unwrap_or(0).saturating_add(GAP.saturating_mul(number)));
        let rows: Vec<(Attachment, Vec<u8>)> = rows
            .into_iter()
            .zip(positions)
            .map(|((known, bytes), position)| {
                let id = AttachmentId(act.app.clock.id());
                let (section, by) = (section.clone(), act.caller.person);
                let (attached_at, attached_by, changed_at) = (act.now, by, act.now);
                (Attachment { id, section, position, attached_at, attached_by, changed_at, ..known }, bytes)
            })
            .collect();
        act.writer.insert_attachments(above.evaluation.id, &rows).await?;
        findings.extend(rows.iter().map(|(row, _)| row.finding));
        above.attachments.extend(rows.into_iter().map(|(row, _)| row));
    }
    sort(&mut above.attachments);
    act.it.evaluation.parent = Some(above.evaluation.id);
    let department = child.department;
    let departments = act.writer.departments().await?;
    let department = departments.into_iter().find(|known| Some(known.id) == department).map(|known| known.name);
    let body = department.unwrap_or_else(|| unit_name(&act.registry, child.unit));
    let took = Done { words: Some(body), findings, ..Done::of(EvaluationAct::TookIn) };
    let entries = [
        act.it.note(&mut act.writer, act.caller, act.now, done).await?,
        above.note(&mut act.writer, act.caller, act.now, took).await?,
    ];
    act.writer.commit(&entries).await?;
    Ok(())
}

/// The evaluation of the level above, and the unit that it is of.
async fn parent_of(
    act: &mut Act<'_>,
    child: &Evaluation,
) -> Result<(Evaluation, mobile_sync_protocol::ids::UnitId), EvaluationError> {
    let unit = match child.department {
        Some(_) => Some(child.unit),
        None => act.registry.units.get(child.unit).and_then(|unit| unit.parent),
    };
    let missing =
        EvaluationError::Transition { state: EvaluationState::Submitted, what: "there is none above to take it in" };
    let Some(unit) = unit else { return Err(missing) };
    let filter = EvaluationFilter {
        units: vec![unit],
        year: Some(child.year),
        period: Some(child.period),
        form: Some(child.form.clone()),
        ..EvaluationFilter::default()
    };
    let found = act.writer.evaluations(&filter).await?;
    let same = |one: &Evaluation| one.department.is_none() && one.topic == child.topic;
    found.into_iter().find(same).map(|parent| (parent, unit)).ok_or(missing)
}

/// It was issued. From here on nothing of it changes, and its digest says what it said.
async fn sign(mut act: Act<'_>, done: Done, head: Option<Head>) -> Result<(), EvaluationError> {
    if let Some(head) = head {
        act.it.evaluation.head = head.trimmed();
    }
    let head = &act.it.evaluation.head;
    let faults: Vec<_> = head.faults("/head").into_iter().chain(head.missing("/head")).collect();
    if !faults.is_empty() {
        return Err(EvaluationError::Fields(faults));
    }
    let id: EvaluationId = act.it.evaluation.id;
    let parts = act.it.parts()?;
    let digest = parts::digest(&parts).map_err(|why| StoreError::inconsistent("evaluation", id, why))?;
    act.it.evaluation.digest = Some(digest);
    act.it.evaluation.signed = Some((act.now, act.caller.person));
    act.end(done).await?;
    Ok(())
}
