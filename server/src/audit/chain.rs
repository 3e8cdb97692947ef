//! The log: each entry follows from the one before, none is missing, and what it says was received is stored.

use std::collections::HashMap;

use mobile_sync_protocol::{
    ids::{DeviceId, RevisionId, Sha256},
    signature::PublicKey,
};
use serde::Deserialize;

use super::Audit;
use crate::store::{LogRow, StoreError};

const PAGE: i64 = 500;

/// What `record.received` says.
#[derive(Deserialize)]
struct Received {
    revision: RevisionId,
    sha256: Sha256,
}

/// What `device.enrolled` says.
#[derive(Deserialize)]
struct Enrolled {
    public_key: PublicKey,
}

/// Where the chain stands.
struct Link {
    seq: i64,
    /// The hash that the last entry has, and the one that it should have: they differ where it was altered, and the
    /// next entry tells whether its content or only its hash was.
    hashes: Option<[Vec<u8>; 2]>,
}

impl Audit<'_> {
    pub(super) async fn log(&mut self) -> Result<(), StoreError> {
        let newest = self.session.counters().await?.log;
        let mut link = Link { seq: 0, hashes: Some([vec![0; 32], vec![0; 32]]) };
        loop {
            let rows = self.session.log_after(link.seq, PAGE).await?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                self.follow(row, &mut link);
            }
            self.received(&rows).await?;
            self.submitted(&rows).await?;
            self.checked(&rows).await?;
            self.decided(&rows).await?;
            self.told(&rows);
            self.recounted(&rows);
            self.report.checked.log += rows.len() as u64;
            (self.progress)("log", self.report.checked.log, u64::try_from(newest).unwrap_or(0));
        }
        if link.seq < newest {
            self.report.add("log", span(link.seq + 1, newest), "missing: the log was cut off at its end");
        } else if link.seq > newest {
            self.report.add("log", span(newest + 1, link.seq), "after the newest entry that the counter knows");
        }
        Ok(())
    }

    fn follow(&mut self, row: &LogRow, link: &mut Link) {
        if row.seq != link.seq + 1 {
            self.report.add("log", span(link.seq + 1, row.seq - 1), "missing");
            // Without the hash before it, nothing can be said of this one; the chain goes on from it.
            link.hashes = None;
        }
        let expected = match &link.hashes {
            None => row.hash.clone(),
            Some([stored, right]) => {
                let expected = row.expected_hash(stored).0.to_vec();
                if expected == row.hash { expected } else { row.expected_hash(right).0.to_vec() }
            }
        };
        if expected != row.hash {
            self.report.add(
                "log",
                row.seq,
                format!("{} {} does not have the hash that follows", row.action, row.subject),
            );
        }
        link.seq = row.seq;
        link.hashes = Some([row.hash.clone(), expected]);
    }

    /// Checks that what the log says was received is stored, and learns which keys phones were enrolled with.
    async fn received(&mut self, rows: &[LogRow]) -> Result<(), StoreError> {
        let mut named: Vec<(i64, Received)> = Vec::new();
        for row in rows {
            match row.action.as_str() {
                "record.received" => match serde_json::from_str(&row.detail) {
                    Ok(received) => named.push((row.seq, received)),
                    Err(why) => self.report.add("log", row.seq, format!("does not say what was received: {why}")),
                },
                "device.enrolled" => {
                    let device: Option<DeviceId> =
                        row.subject.strip_prefix("device:").and_then(|device| device.parse().ok());
                    let enrolled = serde_json::from_str::<Enrolled>(&row.detail).ok();
                    self.enrolled.extend(device.zip(enrolled.map(|enrolled| enrolled.public_key)));
                }
                _ => {}
            }
        }
        let ids: Vec<RevisionId> = named.iter().map(|(_, received)| received.revision).collect();
        let stored = match self.session.revisions_by_id(&ids).await {
            Ok(stored) => stored,
            Err(error) => return self.report.unreadable(error),
        };
        let stored: HashMap<RevisionId, Sha256> = stored.into_iter().map(|row| (row.id, row.sha256)).collect();
        for (seq, received) in named {
            let what = match stored.get(&received.revision) {
                Some(sha256) if *sha256 == received.sha256 => continue,
                Some(_) => format!("has another hash than entry {seq} of the log says was received"),
                None => format!("was received, as entry {seq} of the log says, and is not stored"),
            };
            self.report.add("revision", received.revision, what);
        }
        Ok(())
    }
}

fn span(from: i64, to: i64) -> String {
    if from == to { from.to_string() } else { format!("{from}-{to}") }
}
