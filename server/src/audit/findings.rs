//! Findings: each is what the log says that it became at the last thing that was done about it, and so is each of these.

use std::collections::HashMap;

use mobile_sync_protocol::ids::{FindingId, Sha256};
use serde::Deserialize;
use uuid::Uuid;

use super::Audit;
use crate::store::{LogRow, StoreError};

const PAGE: i64 = 500;

/// What the log says was done, by finding and number: the hash of what was done, and of what the finding became.
pub(super) type Told = HashMap<FindingId, HashMap<i64, Said>>;

/// What an entry about a step says.
#[derive(Deserialize)]
pub(super) struct Said {
    event: i64,
    sha256: Sha256,
    finding: Sha256,
}

impl Audit<'_> {
    /// Learns what the log says was done about findings.
    pub(super) fn told(&mut self, rows: &[LogRow]) {
        let step = |row: &&LogRow| {
            row.action.starts_with("finding.") && row.action != "finding.suspected" && row.action != "finding.exported"
        };
        for row in rows.iter().filter(step) {
            let finding: Option<FindingId> = row.subject.strip_prefix("finding:").and_then(|id| id.parse().ok());
            match finding.zip(serde_json::from_str::<Said>(&row.detail).ok()) {
                Some((finding, said)) => drop(self.told.entry(finding).or_default().insert(said.event, said)),
                None => self.report.add("log", row.seq, "does not say what was done about a finding"),
            }
        }
    }

    /// Checks findings against what the log says.
    pub(super) async fn findings(&mut self) -> Result<(), StoreError> {
        let mut told = std::mem::take(&mut self.told);
        let mut after = Uuid::nil();
        loop {
            let ids = self.session.finding_ids_after(after, PAGE).await?;
            let Some(last) = ids.last() else { break };
            after = last.0;
            for id in ids {
                self.report.checked.findings += 1;
                let said = told.remove(&id).unwrap_or_default();
                if let Err(error) = self.finding(id, said).await {
                    self.report.unreadable(error)?;
                }
            }
        }
        for id in told.into_keys() {
            self.report.add("finding", id, "was raised, as the log says, and is not stored");
        }
        Ok(())
    }

    async fn finding(&mut self, id: FindingId, mut said: HashMap<i64, Said>) -> Result<(), StoreError> {
        let newest = said.keys().max().copied();
        let became = newest.and_then(|newest| said.get(&newest)).map(|said| said.finding);
        if let Some(line) = self.session.finding(id).await?
            && became != Some(line.finding.sha256()?)
        {
            self.report.add("finding", id, "is not what the log says that it became");
        }
        for (event, _) in self.session.finding_events(&[id]).await? {
            let number = event.number;
            let what = match said.remove(&number) {
                Some(said) if said.sha256 == event.sha256()? => continue,
                Some(_) => format!("step {number} is another than the log says was done"),
                None => format!("step {number} is not in the log"),
            };
            self.report.add("finding", id, what);
        }
        for number in said.into_keys() {
            self.report.add("finding", id, format!("step {number} was done, as the log says, and is not stored"));
        }
        Ok(())
    }
}
