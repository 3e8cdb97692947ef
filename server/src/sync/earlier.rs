//! Findings as phones hear of them: what was found before, to be looked at again on site.

use std::collections::HashMap;

use mobile_sync_protocol::{
    checklist::SubjectKind,
    finding::{EarlierFinding, State},
    ids::FindingId,
    sync::Kind,
    time::Timestamp,
};
use serde_json::json;

use crate::{
    auth::Caller,
    review::finding::{Step, day_of},
    store::{Audience, Entry, FeedEntry, Finding, FindingEvent, FindingLine, Session, Store, StoreError},
};

/// What the feed says of a finding that was raised or changed: those who work in its commune hear of it, unless it was
/// taken back. It is published in the commit of the change.
pub fn fed(finding: &Finding) -> FeedEntry {
    let audience = Audience::Commune(finding.commune);
    match finding.state {
        State::Withdrawn => FeedEntry::remove(audience, Kind::Finding, finding.id),
        State::Open | State::Answered | State::Resolved | State::Reopened => {
            FeedEntry::put(audience, Kind::Finding, finding.id)
        }
    }
}

/// What phones are told of a finding, by all that was done about it; `None` where they are not told of it.
pub fn earlier(finding: &Finding, events: &[FindingEvent]) -> Option<EarlierFinding> {
    if finding.state == State::Withdrawn {
        return None;
    }
    let answer = events.iter().rfind(|event| event.kind == Step::Answered);
    let mut photos = finding.photos.clone();
    for photo in answer.into_iter().flat_map(|answer| &answer.photos) {
        if !photos.contains(photo) {
            photos.push(*photo);
        }
    }
    Some(EarlierFinding {
        id: finding.id,
        number: finding.number,
        subject: finding.subject,
        commune: finding.commune,
        sub_project: Some(finding.sub_project),
        level: finding.words.level.of_checklists(),
        state: finding.state,
        found: finding.words.what.clone(),
        recommendation: finding.words.recommendation.clone(),
        due_on: finding.words.due_on,
        raised_on: day_of(finding.raised_at),
        answer: answer.and_then(|answer| answer.words.clone()),
        photos,
    })
}

/// What phones are told of these findings, each beside its line.
///
/// # Errors
/// Where the store fails.
pub async fn told(
    session: &mut Session,
    lines: Vec<FindingLine>,
) -> Result<Vec<(FindingLine, EarlierFinding)>, StoreError> {
    let ids: Vec<FindingId> = lines.iter().map(|line| line.finding.id).collect();
    let mut events: HashMap<FindingId, Vec<FindingEvent>> = HashMap::with_capacity(ids.len());
    for (event, _) in session.finding_events(&ids).await? {
        events.entry(event.finding).or_default().push(event);
    }
    let told = lines.into_iter().filter_map(|line| {
        let done = events.remove(&line.finding.id).unwrap_or_default();
        let earlier = earlier(&line.finding, &done)?;
        Some((line, earlier))
    });
    Ok(told.collect())
}

/// Whether a finding is about a household, so that who is told of it is noted.
pub fn is_of_household(line: &FindingLine) -> bool {
    line.subject_kind == Some(SubjectKind::Household)
}

/// Notes which findings about households a phone was told of, so that "who saw whom, when" has an answer; nothing is
/// written where there are none.
///
/// # Errors
/// Where the store fails; then nobody is told.
pub async fn note(store: &Store, findings: &[FindingId], caller: &Caller, now: Timestamp) -> Result<(), StoreError> {
    if findings.is_empty() {
        return Ok(());
    }
    let writer = store.write().await?;
    let entry = Entry::new(now, caller.actor(), "findings.pulled", format_args!("person:{}", caller.person));
    writer.commit(&[entry.with(json!({"findings": findings}))]).await
}
