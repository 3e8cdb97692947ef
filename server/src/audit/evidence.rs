//! What the rules said: as the log says that they said it, to the byte.

use std::collections::HashMap;

use mobile_sync_protocol::ids::{RecordId, Sha256};
use serde::Deserialize;

use super::Audit;
use crate::store::{LogRow, StoreError};

/// Records whose evidence is looked at together: each may have tens of kilobytes for each time it was checked.
const SOME: usize = 50;

/// What `record.checked` says.
#[derive(Deserialize)]
struct Said {
    number: i64,
    sha256: Sha256,
}

impl Audit<'_> {
    /// Checks that what the log says the rules said is stored, and nothing else under its number.
    pub(super) async fn checked(&mut self, rows: &[LogRow]) -> Result<(), StoreError> {
        let mut named: Vec<(RecordId, i64, Said)> = Vec::new();
        for row in rows.iter().filter(|row| row.action == "record.checked") {
            let record = row.subject.strip_prefix("record:").and_then(|id| id.parse().ok());
            match record.zip(serde_json::from_str::<Said>(&row.detail).ok()) {
                Some((record, said)) => {
                    self.verdicts.insert(record, said.number);
                    named.push((record, row.seq, said));
                }
                None => self.report.add("log", row.seq, "does not say what was checked"),
            }
        }
        for some in named.chunks(SOME) {
            let ids: Vec<RecordId> = some.iter().map(|(record, ..)| *record).collect();
            let stored = match self.session.evidence_of(&ids).await {
                Ok(stored) => stored,
                Err(error) => return self.report.unreadable(error),
            };
            let stored: HashMap<(RecordId, i64), Sha256> =
                stored.into_iter().map(|row| ((row.record, row.number), Sha256::of(&row.checks))).collect();
            for (record, seq, said) in some {
                let number = said.number;
                let what = match stored.get(&(*record, number)) {
                    Some(sha256) if *sha256 == said.sha256 => continue,
                    Some(_) => format!("verdict {number} is another than entry {seq} of the log says was made"),
                    None => format!("verdict {number} was made, as entry {seq} of the log says, and is not stored"),
                };
                self.report.add("evidence", record, what);
            }
        }
        Ok(())
    }

    /// Checks that no more was said of some records than the log knows.
    pub(super) async fn unlogged(&mut self, records: &[RecordId]) -> Result<(), StoreError> {
        for (record, newest) in self.session.evidence_numbers(records).await? {
            let logged = self.verdicts.get(&record).copied().unwrap_or(0);
            if newest > logged {
                self.report.add(
                    "evidence",
                    record,
                    format!("verdict {newest} is stored, and the log knows of {logged}"),
                );
            }
        }
        Ok(())
    }
}
