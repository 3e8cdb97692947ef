//! Findings in an evaluation: proposed for a section, attached as they stand, moved, taken out, taken anew.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use mobile_sync_protocol::{
    ids::{AttachmentId, EvaluationId, FindingId, Key, SubProjectId},
    problem::Code,
    time::{Date, Timestamp},
};

use super::{
    AttachmentLine, Body, EvaluationError,
    act::{Act, Done, later},
    attachment_line, readable, snapshot,
};
use crate::{
    app::App,
    auth::Caller,
    evaluation::{
        attach::FindingSnapshot,
        form::{CarriedOver, FindingRule, fault},
        state::EvaluationAct,
    },
    registry::Snapshot,
    review::finding::day_of,
    store::{Attachment, Evaluation, FindingFilter, FindingLine, GAP, StoreError},
};

/// Most findings that are attached at once.
pub const AT_ONCE: usize = 1_000;
/// Longest note, in characters.
const NOTE_MAX: usize = 2_000;

/// What is proposed for a section.
#[derive(Clone, Debug)]
pub struct Proposals {
    /// The gravest first.
    pub findings: Vec<FindingLine>,
    /// How many there are in all.
    pub total: i64,
    /// The first day of what the evaluation counts: what was raised before is carried over.
    pub from: Date,
}

/// The findings that a section's rule proposes, of the evaluation's body and days, and that are not attached yet.
///
/// # Errors
/// [`EvaluationError`].
pub async fn proposals(
    app: &App,
    id: EvaluationId,
    caller: &Caller,
    section: &Key,
    limit: i64,
) -> Result<Proposals, EvaluationError> {
    let registry = app.registry.refresh().await?;
    let mut session = app.store.read().await?;
    let evaluation = readable(&mut session, id, caller, &registry).await?;
    let form = registry.form(&evaluation.form, evaluation.form_version);
    let section = form.and_then(|form| form.section(section)).ok_or(EvaluationError::Unknown)?;
    let from = evaluation.from;
    let Some(rule) = &section.findings else { return Ok(Proposals { findings: Vec::new(), total: 0, from }) };
    let filter = proposed(&registry, &evaluation, rule, day_of(app.clock.now()));
    let (findings, total) = session.gravest_findings(&filter, limit).await?;
    Ok(Proposals { findings, total, from })
}

fn proposed(registry: &Snapshot, evaluation: &Evaluation, rule: &FindingRule, today: Date) -> FindingFilter {
    let body = Body::of(registry, evaluation);
    let own = (!rule.sub_projects.is_empty()).then(|| below(registry, &rule.sub_projects));
    let sub_projects = match (body.sub_projects, own) {
        (Some(body), Some(own)) => Some(body.into_iter().filter(|node| own.contains(node)).collect()),
        (Some(body), None) => Some(body),
        (None, own) => own.map(|own| own.into_iter().collect()),
    };
    FindingFilter {
        levels: rule.levels.clone(),
        categories: rule.categories.clone(),
        sub_projects,
        to: Some(evaluation.to),
        from: (rule.carried_over == CarriedOver::Without).then_some(evaluation.from),
        since: (rule.carried_over == CarriedOver::With).then_some(evaluation.from),
        open_on: (rule.carried_over == CarriedOver::Only).then_some(evaluation.from),
        withdrawn: Some(false),
        not_in: Some(evaluation.id),
        ..FindingFilter::of(body.communes.into_iter().collect(), today)
    }
}

/// Nodes of the programme by code, with all that is below them.
fn below(registry: &Snapshot, codes: &[String]) -> BTreeSet<SubProjectId> {
    let is_below = |id: SubProjectId| {
        let mut seen = BTreeSet::new();
        let mut next = Some(id);
        while let Some(node) = next.filter(|id| seen.insert(*id)).and_then(|id| registry.sub_projects.get(&id)) {
            if codes.contains(&node.code) {
                return true;
            }
            next = node.parent;
        }
        false
    };
    registry.sub_projects.keys().copied().filter(|id| is_below(*id)).collect()
}

/// Attaches findings to a section as they stand, before another attachment or at the end. Those that are attached to the
/// evaluation already stay where they are.
///
/// # Errors
/// [`EvaluationError`].
pub async fn attach(
    app: &App,
    id: EvaluationId,
    caller: &Caller,
    section: &Key,
    findings: &[FindingId],
    before: Option<AttachmentId>,
) -> Result<Vec<AttachmentId>, EvaluationError> {
    if findings.is_empty() || findings.len() > AT_ONCE {
        let fault =
            fault(Code::EvaluationField, "/findings", "Chọn từ 1 đến 1000 phát hiện", "Name 1 to 1000 findings");
        return Err(EvaluationError::Fields(vec![fault]));
    }
    // What is long to read is read before the only writer begins.
    let mut taken = taken(app, id, caller, findings).await?;
    let mut act = Act::write(app, id, caller).await?;
    takes_findings(&act, section, "/section")?;
    let there: BTreeSet<FindingId> = act.it.attachments.iter().map(|attachment| attachment.finding).collect();
    let mut seen = BTreeSet::new();
    let wanted: Vec<FindingId> =
        findings.iter().copied().filter(|finding| !there.contains(finding) && seen.insert(*finding)).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let body = Body::of(&act.registry, &act.it.evaluation);
    let mut faults = Vec::new();
    for (at, finding) in findings.iter().enumerate().filter(|(_, finding)| wanted.contains(finding)) {
        let within = taken.get(finding).is_some_and(|taken| is_within(&body, taken));
        if !within {
            let path = format!("/findings/{at}");
            faults.push(fault(Code::EvaluationField, path, "Không có phát hiện này", "There is no such finding"));
        }
    }
    if !faults.is_empty() {
        return Err(EvaluationError::Fields(faults));
    }
    let mut rows = Vec::with_capacity(wanted.len());
    for finding in &wanted {
        let Some(taken) = taken.remove(finding) else { continue };
        rows.push(attachment(&act, section, &taken)?);
    }
    let positions = make_room(&mut act, section, before, rows.len()).await?;
    for ((row, _), position) in rows.iter_mut().zip(positions) {
        row.position = position;
    }
    act.writer.insert_attachments(id, &rows).await?;
    let ids = rows.iter().map(|(row, _)| row.id).collect();
    act.it.attachments.extend(rows.into_iter().map(|(row, _)| row));
    sort(&mut act.it.attachments);
    let done = Done { section: Some(section.clone()), findings: wanted, ..Done::of(EvaluationAct::Attached) };
    act.end(done).await?;
    Ok(ids)
}

/// The findings among `wanted` that are not attached yet, as they stand.
async fn taken(
    app: &App,
    id: EvaluationId,
    caller: &Caller,
    wanted: &[FindingId],
) -> Result<HashMap<FindingId, FindingSnapshot>, EvaluationError> {
    let registry = app.registry.refresh().await?;
    let mut session = app.store.read().await?;
    readable(&mut session, id, caller, &registry).await?;
    let there = session.attached_findings(id).await?;
    let wanted: Vec<FindingId> = wanted.iter().copied().filter(|finding| !there.contains(finding)).collect();
    Ok(snapshot::take(&mut session, &registry, &wanted).await?)
}

/// Whether a finding is of the evaluation's body. Its day is not asked: what is carried over is of earlier ones, and what
/// was found meanwhile may be worth saying.
fn is_within(body: &Body, finding: &FindingSnapshot) -> bool {
    body.communes.contains(&finding.commune.id)
        && body.sub_projects.as_ref().is_none_or(|nodes| nodes.contains(&finding.sub_project.id))
}

fn attachment(act: &Act<'_>, section: &Key, taken: &FindingSnapshot) -> Result<(Attachment, Vec<u8>), StoreError> {
    let bytes = bytes_of(taken)?;
    let attachment = Attachment {
        id: AttachmentId(act.app.clock.id()),
        section: section.clone(),
        position: 0,
        finding: taken.finding,
        source: None,
        note: None,
        attached_at: act.now,
        attached_by: act.caller.person,
        changed_at: act.now,
        sha256: mobile_sync_protocol::ids::Sha256::of(&bytes),
    };
    Ok((attachment, bytes))
}

fn bytes_of(taken: &FindingSnapshot) -> Result<Vec<u8>, StoreError> {
    taken.canonical().map_err(|why| StoreError::inconsistent("finding", taken.finding, why))
}

fn takes_findings(act: &Act<'_>, section: &Key, path: &str) -> Result<(), EvaluationError> {
    let known = act.form.section(section);
    if known.is_some_and(|section| section.findings.is_some()) {
        return Ok(());
    }
    let fault = fault(Code::EvaluationField, path, "Mục này không nhận phát hiện", "The section takes no findings");
    Err(EvaluationError::Fields(vec![fault]))
}

/// In the order in which they stand.
pub(super) fn sort(attachments: &mut [Attachment]) {
    attachments.sort_by(|one, other| one.order().cmp(&other.order()));
}

/// Positions for `count` attachments before another one of a section, or at its end. Where the gap is too narrow, the
/// section is numbered anew; only the order is part of what an evaluation says.
async fn make_room(
    act: &mut Act<'_>,
    section: &Key,
    before: Option<AttachmentId>,
    count: usize,
) -> Result<Vec<i64>, EvaluationError> {
    let room = i64::try_from(count).unwrap_or(i64::MAX).saturating_add(1);
    for renumbered in [false, true] {
        let order: Vec<(AttachmentId, i64)> = act
            .it
            .attachments
            .iter()
            .filter(|known| known.section == *section)
            .map(|known| (known.id, known.position))
            .collect();
        let at = match before {
            None => order.len(),
            Some(before) => order.iter().position(|(id, _)| *id == before).ok_or_else(|| {
                let (vi, en) = ("Mục không có phát hiện này", "The section has no such attachment");
                EvaluationError::Fields(vec![fault(Code::EvaluationField, "/before", vi, en)])
            })?,
        };
        let low = at.checked_sub(1).and_then(|at| order.get(at)).map_or(0, |(_, position)| *position);
        let high =
            order.get(at).map_or_else(|| low.saturating_add(GAP.saturating_mul(room)), |(_, position)| *position);
        let step = (high - low) / room;
        if step > 0 {
            return Ok((1..room).map(|number| low + step * number).collect());
        }
        if !renumbered {
            renumber(act, section, room).await?;
        }
    }
    let why = "there is no room for so many attachments";
    Err(StoreError::inconsistent("evaluation", act.it.evaluation.id, why).into())
}

async fn renumber(act: &mut Act<'_>, section: &Key, room: i64) -> Result<(), StoreError> {
    let own = act.it.attachments.iter_mut().filter(|known| known.section == *section);
    for (number, attachment) in (1_i64..).zip(own) {
        attachment.position = number.saturating_mul(GAP.saturating_mul(room));
        act.writer.move_attachment(attachment).await?;
    }
    Ok(())
}

/// Where an attachment is to go, and what is to be noted beside it.
#[derive(Clone, Debug, Default)]
pub struct Move {
    /// To this section; its own where absent.
    pub section: Option<Key>,
    /// Before this one; `Some(None)` puts it at the end, and where absent it stays, or goes to the end of another section.
    pub before: Option<Option<AttachmentId>>,
    /// The note; `Some(None)` takes it away.
    pub note: Option<Option<String>>,
}

/// Moves an attachment, or changes its note.
///
/// # Errors
/// [`EvaluationError`].
pub async fn mend(
    app: &App,
    id: EvaluationId,
    attachment: AttachmentId,
    caller: &Caller,
    seen: Timestamp,
    wanted: Move,
) -> Result<AttachmentLine, EvaluationError> {
    let mut act = Act::write(app, id, caller).await?;
    let mut row = looked_at(&mut act, attachment, seen).await?;
    let old = row.clone();
    if let Some(note) = wanted.note {
        row.note = note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    }
    if row.note.as_ref().is_some_and(|note| note.chars().count() > NOTE_MAX) {
        let fault = fault(Code::EvaluationField, "/note", "Quá 2000 ký tự", "More than 2000 characters");
        return Err(EvaluationError::Fields(vec![fault]));
    }
    let section = wanted.section.unwrap_or_else(|| row.section.clone());
    let moves = section != row.section || wanted.before.is_some();
    if moves && wanted.before != Some(Some(attachment)) {
        takes_findings(&act, &section, "/section")?;
        act.it.attachments.retain(|known| known.id != attachment);
        let before = wanted.before.flatten();
        row.position = make_room(&mut act, &section, before, 1).await?.first().copied().unwrap_or_default();
        row.section = section;
    } else {
        act.it.attachments.retain(|known| known.id != attachment);
    }
    if row != old {
        row.changed_at = later(act.now, old.changed_at);
        act.writer.move_attachment(&row).await?;
        act.it.attachments.push(row.clone());
        sort(&mut act.it.attachments);
        let done = Done {
            section: Some(row.section.clone()),
            findings: vec![row.finding],
            words: (row.note != old.note).then(|| old.note.clone().unwrap_or_default()),
            ..Done::of(EvaluationAct::Moved)
        };
        act.end(done).await?;
    }
    let registry = app.registry.current();
    attachment_line(&mut app.store.read().await?, &registry, row).await
}

/// The attachment, as it was looked at.
async fn looked_at(
    act: &mut Act<'_>,
    attachment: AttachmentId,
    seen: Timestamp,
) -> Result<Attachment, EvaluationError> {
    let row = act.it.attachments.iter().find(|known| known.id == attachment).cloned();
    let row = row.ok_or(EvaluationError::Unknown)?;
    if row.changed_at == seen {
        return Ok(row);
    }
    let events = act.writer.evaluation_events(act.it.evaluation.id).await?;
    let last = events.iter().rev().find(|event| event.findings.contains(&row.finding)).map(|event| event.person);
    let names = act.writer.names().await?;
    Err(EvaluationError::MovedOn {
        by: last.and_then(|person| names.get(&person).cloned()).unwrap_or_default(),
        at: row.changed_at,
    })
}

/// Takes an attachment out.
///
/// # Errors
/// [`EvaluationError`].
pub async fn detach(
    app: &App,
    id: EvaluationId,
    attachment: AttachmentId,
    caller: &Caller,
    seen: Timestamp,
) -> Result<(), EvaluationError> {
    let mut act = Act::write(app, id, caller).await?;
    let row = looked_at(&mut act, attachment, seen).await?;
    act.writer.delete_attachment(attachment).await?;
    act.it.attachments.retain(|known| known.id != attachment);
    let done = Done { section: Some(row.section), findings: vec![row.finding], ..Done::of(EvaluationAct::Detached) };
    act.end(done).await?;
    Ok(())
}

/// Takes the finding of an attachment anew, as it stands now.
///
/// # Errors
/// [`EvaluationError`].
pub async fn refresh(
    app: &App,
    id: EvaluationId,
    attachment: AttachmentId,
    caller: &Caller,
    seen: Timestamp,
) -> Result<AttachmentLine, EvaluationError> {
    let mut act = Act::write(app, id, caller).await?;
    let mut row = looked_at(&mut act, attachment, seen).await?;
    let taken = snapshot::take(&mut act.writer, &act.registry, &[row.finding]).await?.remove(&row.finding);
    let bytes = bytes_of(&taken.ok_or(EvaluationError::Unknown)?)?;
    let sha256 = mobile_sync_protocol::ids::Sha256::of(&bytes);
    if sha256 != row.sha256 {
        row.sha256 = sha256;
        row.changed_at = later(act.now, row.changed_at);
        act.writer.refresh_attachment(&row, &bytes).await?;
        if let Some(place) = act.it.attachments.iter_mut().find(|known| known.id == attachment) {
            *place = row.clone();
        }
        let done = Done {
            section: Some(row.section.clone()),
            findings: vec![row.finding],
            ..Done::of(EvaluationAct::Refreshed)
        };
        act.end(done).await?;
    }
    let registry = app.registry.current();
    attachment_line(&mut app.store.read().await?, &registry, row).await
}

/// What a level below attached, by section, ready to be taken over: each finding once.
pub(super) fn taken_over(
    own: &[Attachment],
    below: Vec<(Attachment, Vec<u8>)>,
    source: EvaluationId,
) -> BTreeMap<Key, Vec<(Attachment, Vec<u8>)>> {
    let there: BTreeSet<FindingId> = own.iter().map(|attachment| attachment.finding).collect();
    let mut taken: BTreeMap<Key, Vec<(Attachment, Vec<u8>)>> = BTreeMap::new();
    for (attachment, bytes) in below {
        if !there.contains(&attachment.finding) {
            // What came with a level further below is said to come from there.
            let attachment = Attachment { source: attachment.source.or(Some(source)), ..attachment };
            taken.entry(attachment.section.clone()).or_default().push((attachment, bytes));
        }
    }
    taken
}
