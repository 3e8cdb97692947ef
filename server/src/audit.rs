//! Whether a store still says what was handed in: the log's chain, each revision's hash and signature, the XML of what
//! OpenRosa's clients submitted, what is derived from them, what the rules said of them, findings, evaluations and what
//! was done about them, and the bytes of photos. It only reads, names exactly what was altered, and keeps no more than a
//! page in memory.
//!
//! The database is read in one session, so that what is being received meanwhile does not look like a contradiction.
//! Photos are read after it and apart, because reading them all may take hours.

mod chain;
mod decisions;
mod evaluations;
mod evidence;
mod findings;
mod photos;
mod records;
mod submissions;

use std::collections::HashMap;

use mobile_sync_protocol::{
    checklist::Checklist,
    ids::{DeviceId, EvaluationId, Key, RecordId},
    signature::PublicKey,
};
use serde::Serialize;

use crate::{
    app::Storages,
    evaluation::parts::Story,
    progress::Progress,
    store::{Device, Session, StoreError, dump::DumpRow, dump::Table},
};

/// The most alterations that a report names; further ones are counted.
const NAMED_MAX: usize = 10_000;

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Altered {
    /// What it is: `log`, `revision`, `record`, `evidence`, `finding`, `evaluation`, `attachment`, `photo`, `device`,
    /// `submission` or a table.
    pub kind: &'static str,
    /// Its id; in the log its number.
    pub id: String,
    /// What is wrong with it.
    pub what: String,
}

/// What was checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Entries of the log.
    pub log: u64,
    /// Records.
    pub records: u64,
    /// Revisions.
    pub revisions: u64,
    /// Photos.
    pub photos: u64,
    /// Findings.
    pub findings: u64,
    /// Evaluations.
    pub evaluations: u64,
    /// What is attached to them.
    pub attachments: u64,
    /// Submissions of OpenRosa's clients.
    pub submissions: u64,
}

/// The outcome of an audit.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Whether nothing was altered.
    pub valid: bool,
    /// Whether the photos' bytes were not read, only their presence and length.
    pub quick: bool,
    /// What was checked.
    pub checked: Checked,
    /// What was altered.
    pub altered: Vec<Altered>,
    /// How much more was altered than is named.
    pub more: u64,
}

impl Report {
    fn add(&mut self, kind: &'static str, id: impl std::fmt::Display, what: impl Into<String>) {
        if self.altered.len() < NAMED_MAX {
            self.altered.push(Altered { kind, id: id.to_string(), what: what.into() });
        } else {
            self.more += 1;
        }
    }

    /// Turns a row that cannot be read into an alteration; other failures end the audit.
    fn unreadable(&mut self, error: StoreError) -> Result<(), StoreError> {
        let StoreError::Inconsistent { table, id, why } = error else { return Err(error) };
        self.add(table, id, format!("cannot be read: {why}"));
        Ok(())
    }
}

/// Everything that one pass over the database shares.
struct Audit<'a> {
    session: Session,
    progress: Progress<'a>,
    report: Report,
    devices: HashMap<DeviceId, Device>,
    checklists: HashMap<(Key, u32), Checklist>,
    /// The keys with which phones were enrolled, as the log says.
    enrolled: HashMap<DeviceId, PublicKey>,
    /// How often the rules spoke of each record, as the log says.
    verdicts: HashMap<RecordId, i64>,
    /// What was done about findings, as the log says.
    told: findings::Told,
    /// What the log says of evaluations.
    stories: HashMap<EvaluationId, Story>,
}

/// Audits the whole store. With `quick`, the bytes of photos are not read.
///
/// # Errors
/// Where a storage cannot be read; alterations are no error.
pub async fn audit(storages: &Storages, quick: bool, progress: Progress<'_>) -> anyhow::Result<Report> {
    let mut session = storages.store.read().await?;
    let devices = session.devices().await?;
    let checklists = session.checklists().await?;
    let mut audit = Audit {
        session,
        progress,
        report: Report { quick, ..Report::default() },
        devices: devices.into_iter().map(|device| (device.id, device)).collect(),
        checklists: checklists.into_iter().map(|one| ((one.id.clone(), one.version), one)).collect(),
        enrolled: HashMap::new(),
        verdicts: HashMap::new(),
        told: HashMap::new(),
        stories: HashMap::new(),
    };
    audit.log().await?;
    audit.unreceived().await?;
    audit.keys();
    audit.records().await?;
    audit.strays().await?;
    audit.findings().await?;
    audit.evaluations().await?;
    let Audit { session, mut report, .. } = audit;
    drop(session);
    photos::check(storages, quick, progress, &mut report).await?;
    report.valid = report.altered.is_empty();
    Ok(report)
}

impl Audit<'_> {
    /// One page of a table; a page that cannot be read is an alteration and ends its table.
    async fn page(&mut self, table: &'static Table, after: Option<&DumpRow>) -> Result<Vec<DumpRow>, StoreError> {
        match self.session.dump_page(table, after).await {
            Ok(rows) => Ok(rows),
            Err(error) => {
                self.report.unreadable(error)?;
                Ok(Vec::new())
            }
        }
    }

    /// Whether the phones still have the keys with which they were enrolled.
    fn keys(&mut self) {
        for (id, enrolled) in &self.enrolled {
            match self.devices.get(id) {
                None => self.report.add("device", id, "was enrolled, as the log says, and is not stored"),
                Some(device) if device.public_key != *enrolled => {
                    self.report.add("device", id, "has another public key than the log says it was enrolled with");
                }
                Some(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;
