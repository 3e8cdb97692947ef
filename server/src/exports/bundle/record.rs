//! The files of one record.

use mobile_sync_protocol::{
    evidence::EvidenceSummary,
    ids::{DeviceId, PersonId, RecordId, RevisionId, Sha256},
    receipt::{Receipt, ReceiptOf},
    record::{ChecklistRef, Photo},
    signature::Signer,
    sync::{RecordStatus, ReviewComment},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    exports::registers::{Context, PagedRecord},
    geo::link::{CommuneLink, SubjectLink},
    review::record::Action,
    store::{DecisionRow, Evidence, RevisionContent, StoredPhoto},
    sync::assess::Assessment,
};

/// Something with a name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// Its id.
    pub id: Uuid,
    /// Its code, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What the server makes of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordFile {
    /// The record.
    pub record: RecordId,
    /// The newest entry of the log when it was read: later ones are about what came after.
    pub as_of: i64,
    /// Where it stands.
    pub status: RecordStatus,
    /// The checklist that was filled.
    pub checklist: ChecklistRef,
    /// The visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<Named>,
    /// What was inspected.
    pub subject: Named,
    /// Its village.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<String>,
    /// The sub-project.
    pub sub_project: Named,
    /// The commune.
    pub commune: Named,
    /// Who sent it first.
    pub inspector: Named,
    /// When its head was captured.
    pub captured_at: Timestamp,
    /// When its first snapshot arrived.
    pub first_received_at: Timestamp,
    /// The snapshot that stands for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<RevisionId>,
    /// All snapshots, by number.
    pub revisions: Vec<RevisionLine>,
    /// What the rules said, by number.
    pub checks: Vec<CheckLine>,
    /// The photos that the head names.
    pub photos: Vec<PhotoLine>,
    /// How it is linked to its commune.
    pub commune_link: CommuneLink,
    /// How it is linked to its subject.
    pub subject_link: SubjectLink,
    /// What it lacks, what it flags, how it scores.
    pub assessment: Assessment,
    /// What its evidence comes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceSummary>,
}

/// A snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RevisionLine {
    /// The snapshot.
    pub revision: RevisionId,
    /// Its number.
    pub number: i64,
    /// `main`, `branch` or `held`.
    pub place: String,
    /// The second snapshot, where the server joined two; such a one has no signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<RevisionId>,
    /// The phone that sent it.
    pub device: DeviceId,
    /// When it arrived.
    pub received_at: Timestamp,
    /// The SHA-256 of its canonical form.
    pub sha256: Sha256,
    /// Its file.
    pub file: String,
}

/// What the rules said at one time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckLine {
    /// Counts the times.
    pub number: i64,
    /// The snapshot that they looked at.
    pub revision: RevisionId,
    /// When.
    pub checked_at: Timestamp,
    /// Why they were asked.
    pub cause: String,
    /// The SHA-256 of what they said.
    pub sha256: Sha256,
    /// Its file.
    pub file: String,
}

/// A photo that a head names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhotoLine {
    /// The photo.
    pub sha256: Sha256,
    /// Its file; absent where it is not here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// A decision as a bundle tells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecisionLine {
    /// Counts the record's decisions.
    pub number: i64,
    /// What was decided.
    pub action: Action,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub person: PersonId,
    /// What they are called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_name: Option<String>,
    /// On which snapshot.
    pub head: RevisionId,
    /// With which words.
    pub comments: Vec<ReviewComment>,
}

/// All that is known of one record.
pub(super) struct Whole<'a> {
    /// With which names it is told.
    pub context: &'a Context,
    /// The record.
    pub record: &'a PagedRecord,
    /// The newest entry of the log when it was read.
    pub as_of: i64,
    /// Its snapshots, by number.
    pub revisions: Vec<RevisionContent>,
    /// What the rules said, by number.
    pub checks: Vec<Evidence>,
    /// What was decided, in order.
    pub decisions: Vec<DecisionRow>,
    /// The photos of its head.
    pub photos: Vec<(Photo, PhotoLine)>,
}

impl Whole<'_> {
    /// What the server makes of it.
    pub fn file(&self) -> RecordFile {
        let (context, row) = (self.context, &self.record.row);
        let unit = context.registry.units.get(row.commune);
        let node = context.registry.sub_projects.get(&row.sub_project);
        RecordFile {
            record: row.id,
            as_of: self.as_of,
            status: row.status,
            checklist: row.checklist.clone(),
            visit: row.visit.map(|visit| Named {
                id: visit.0,
                code: None,
                name: context.visit(visit).map(str::to_owned),
            }),
            subject: Named {
                id: row.subject.0,
                code: self.record.subject_code().map(str::to_owned),
                name: self.record.subject_name().map(str::to_owned),
            },
            village: self.record.subject.as_ref().and_then(|subject| subject.village.clone()),
            sub_project: Named {
                id: row.sub_project.0,
                code: node.map(|node| node.code.clone()),
                name: node.map(|node| node.name.clone()),
            },
            commune: Named {
                id: row.commune.0,
                code: unit.map(|unit| unit.code.clone()),
                name: context.unit_name(row.commune),
            },
            inspector: Named { id: row.person.0, code: None, name: context.person(row.person).map(str::to_owned) },
            captured_at: row.captured_at,
            first_received_at: row.first_received_at,
            head: row.head,
            revisions: self.revisions.iter().map(|revision| revision_line(row.id, revision)).collect(),
            checks: self.checks.iter().map(check_line).collect(),
            photos: self.photos.iter().map(|(_, line)| line.clone()).collect(),
            commune_link: row.commune_link.clone(),
            subject_link: row.subject_link.clone(),
            assessment: row.assessment.clone(),
            evidence: row.evidence.clone(),
        }
    }

    /// What was decided.
    pub fn decisions(&self) -> Vec<DecisionLine> {
        let line = |row: &DecisionRow| DecisionLine {
            number: row.number,
            action: row.action,
            at: row.at,
            person: row.person,
            person_name: self.context.person(row.person).map(str::to_owned),
            head: row.head,
            comments: row.comments.clone(),
        };
        self.decisions.iter().map(line).collect()
    }

    /// The server's word that each snapshot and photo was handed in.
    pub fn receipts(&self, stored: &[&StoredPhoto], signer: &Signer) -> Result<Vec<Receipt>, serde_json::Error> {
        let record = self.record.row.id;
        let revisions = self.revisions.iter().filter(|revision| revision.signature.is_some()).map(|revision| {
            let summary = &revision.summary;
            let of = ReceiptOf::Revision { record, revision: summary.id, sha256: summary.sha256 };
            Receipt::sign(of, Some(summary.device), summary.received_at, signer)
        });
        let photos = stored.iter().map(|photo| {
            let of = ReceiptOf::Photo { sha256: photo.sha256, bytes: u64::try_from(photo.bytes).unwrap_or(0) };
            Receipt::sign(of, photo.device, photo.stored_at, signer)
        });
        revisions.chain(photos).collect()
    }
}

fn revision_line(record: RecordId, content: &RevisionContent) -> RevisionLine {
    let summary = &content.summary;
    RevisionLine {
        revision: summary.id,
        number: summary.number,
        place: summary.place.as_str().to_owned(),
        joined: summary.joined,
        device: summary.device,
        received_at: summary.received_at,
        sha256: summary.sha256,
        file: format!("records/{record}/revisions/{:04}.json", summary.number),
    }
}

fn check_line(evidence: &Evidence) -> CheckLine {
    CheckLine {
        number: evidence.number,
        revision: evidence.revision,
        checked_at: evidence.checked_at,
        cause: evidence.cause.clone(),
        sha256: evidence.sha256,
        file: format!("checks/{}/{:04}.json", evidence.record, evidence.number),
    }
}

/// A snapshot as it was signed: its canonical form, with the signature added as one more member before the last brace.
pub(super) fn signed(content: &RevisionContent) -> Result<Vec<u8>, serde_json::Error> {
    let mut body = content.canonical.clone();
    if let Some(signature) = &content.signature {
        body.pop();
        body.extend_from_slice(b",\"signature\":");
        serde_json::to_writer(&mut body, signature)?;
        body.push(b'}');
    }
    Ok(body)
}
