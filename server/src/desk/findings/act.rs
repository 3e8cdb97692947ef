//! One step about a finding: what was looked at is held against what stands, and what was done becomes durable with its
//! trace.

use std::sync::Arc;

use mobile_sync_protocol::{
    ids::{FindingId, PersonId, RecordId, Sha256},
    registry::TeamRole,
    time::Timestamp,
};
use serde_json::json;

use super::{FindingError, readable};
use crate::{
    app::App,
    auth::{Caller, Permission},
    registry::Snapshot,
    review::finding::Step,
    store::{Entry, Finding, FindingEvent, FindingLine, Session, StoreError, Writer},
    sync::earlier::fed,
};

/// One step, from what stands to its commit.
pub(super) struct Act<'a> {
    app: &'a App,
    caller: &'a Caller,
    pub(super) registry: Arc<Snapshot>,
    pub(super) writer: Writer,
    pub(super) line: FindingLine,
    /// Whether the step makes it a sign of wrongdoing.
    pub(super) suspected: bool,
}

impl<'a> Act<'a> {
    /// Finds what the step is about, and that it is what the caller looked at.
    pub(super) async fn begin(
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
    pub(super) fn step(&mut self, step: Step) -> Result<(), FindingError> {
        let state = self.line.finding.state;
        self.line.finding.state = step.from(state).ok_or(FindingError::Transition { state, step })?;
        Ok(())
    }

    /// Writes what the finding became and what was done, and makes both durable.
    pub(super) async fn end(
        mut self,
        kind: Step,
        words: Option<String>,
        photos: Vec<Sha256>,
    ) -> Result<FindingLine, FindingError> {
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
        self.writer.publish(&[fed(&self.line.finding)]).await?;
        let entries = entries(&mut self.writer, now, self.caller, &self.line.finding, &event, self.suspected).await?;
        self.writer.commit(&entries).await?;
        Ok(self.line)
    }
}

/// What else than its words a finding is looked for by.
pub(super) fn searched(line: &FindingLine) -> String {
    let (code, name) = (line.subject_code.as_deref(), line.subject_name.as_deref());
    format!("{} {}", name.unwrap_or_default(), code.unwrap_or_default())
}

/// What the log says of a step: hashes of what was done and of what the finding became, and no words, which may be
/// about people.
pub(super) async fn entries(
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
async fn heads_of(session: &mut Session, record: Option<RecordId>) -> Result<Vec<PersonId>, StoreError> {
    let Some(record) = record else { return Ok(Vec::new()) };
    let row = session.records_by_id(&[record]).await?.remove(&record);
    let Some(visit) = row.and_then(|row| row.visit) else { return Ok(Vec::new()) };
    let visits = session.visits(Some(&[visit])).await?;
    let team = visits.into_iter().flat_map(|visit| visit.team);
    Ok(team.filter(|member| member.role == TeamRole::Head).map(|member| member.person).collect())
}
