//! Findings, and what was done about them.

use std::collections::BTreeMap;

use mobile_sync_protocol::{checklist::SubjectKind, ids::FindingId};

use super::{super::page::FindingRow, Bundle, FINDINGS};
use crate::{
    exports::MakeError,
    store::{FindingFilter, FindingLine},
};

impl Bundle<'_> {
    pub(super) async fn findings_under(&mut self, filter: &FindingFilter) -> Result<(), MakeError> {
        let (mut after, limit) = (None, i64::try_from(FINDINGS).unwrap_or(1));
        loop {
            let page = self.making.context.store.read().await?.findings(filter, after, limit).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.mark());
            // A record's findings go with the record: where that was left out, so are they.
            let seen = &self.seen;
            let with_record = |line: &FindingLine| line.finding.record.is_some_and(|record| seen.contains(&record));
            let lines = page.into_iter().filter(with_record).collect();
            self.some_findings(lines).await?;
        }
    }

    pub(super) async fn some_findings(&mut self, lines: Vec<FindingLine>) -> Result<(), MakeError> {
        let opened = self.making.context.opened;
        let household = |line: &FindingLine| line.subject_kind == Some(SubjectKind::Household) && !opened;
        let ids: Vec<FindingId> =
            lines.into_iter().filter(|line| !household(line)).map(|line| line.finding.id).collect();
        // Once more, and with what was done about them, as they were at one time.
        let mut session = self.making.context.store.read().await?;
        let as_of = session.counters().await?.log;
        let lines = session.findings_by_id(&ids).await?;
        let mut events: BTreeMap<FindingId, Vec<_>> = BTreeMap::new();
        for (event, name) in session.finding_events(&ids).await? {
            events.entry(event.finding).or_default().push((event, name));
        }
        drop(session);
        for line in lines {
            let id = line.finding.id;
            if !self.told.insert(id) {
                continue;
            }
            let events = events.remove(&id).unwrap_or_default();
            let mut names = line.finding.photos.clone();
            names.extend(events.iter().flat_map(|(event, _)| event.photos.iter().copied()));
            let stored = self.making.context.store.read().await?.photos(&names).await?;
            self.some_photos(&names, &stored).await?;
            self.about.add(format!("finding:{id}"));
            self.counts.findings += 1;
            self.findings.push(FindingRow::of(&self.making.context, &line, &events, |name| {
                self.photos.get(&name).cloned().flatten()
            }));
            let steps: Vec<_> = events.iter().map(|(event, _)| event).collect();
            let file = serde_json::json!({"as_of": as_of, "finding": line.finding, "events": steps});
            self.add_json(format!("findings/{id}.json"), &file).await?;
        }
        Ok(())
    }
}
