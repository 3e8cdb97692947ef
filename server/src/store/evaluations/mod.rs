//! Evaluations with their sections, attachments and history: what they are here, in the canonical forms of whose hashes
//! the log speaks; the statements stand beside.

mod attachments;
mod sql;

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    ids::{AttachmentId, DepartmentId, EvaluationId, FindingId, Key, PersonId, Sha256, UnitId},
    time::{Date, Timestamp},
};
use serde::Serialize;
use serde_json::Value;

pub use self::attachments::GAP;
use super::error::{Result, StoreError};
use crate::evaluation::{
    form::{EvaluationKind, FieldValues, Period},
    head::Head,
    parts::{self, Parts},
    state::{EvaluationAct, EvaluationState},
};

/// An evaluation without what is written in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// Its id.
    pub id: EvaluationId,
    /// The form that it follows.
    pub form: Key,
    /// In which version.
    pub form_version: u32,
    /// What the form is of.
    pub kind: EvaluationKind,
    /// The year that it is about.
    pub year: i64,
    /// The part of it.
    pub period: Period,
    /// The first day of what it counts.
    pub from: Date,
    /// The last.
    pub to: Date,
    /// What tells thematic ones of one body apart; empty for all others.
    pub topic: String,
    /// What people call it.
    pub title: String,
    /// The unit that it is of, or whose department it is of.
    pub unit: UnitId,
    /// The department.
    pub department: Option<DepartmentId>,
    /// The evaluation of the level above that took it in.
    pub parent: Option<EvaluationId>,
    /// Where it stands.
    pub state: EvaluationState,
    /// What stands around its words.
    pub head: Head,
    /// When it was begun.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: PersonId,
    /// When it last changed; later at each change, whatever the clock says.
    pub changed_at: Timestamp,
    /// When it was handed in, and by whom.
    pub submitted: Option<(Timestamp, PersonId)>,
    /// When it was signed, and by whom that was noted.
    pub signed: Option<(Timestamp, PersonId)>,
    /// The digest of all that it says, once it is signed.
    pub digest: Option<Sha256>,
}

/// What of an evaluation its digest covers beside its parts.
#[derive(Serialize)]
struct Description<'a> {
    id: EvaluationId,
    form: &'a Key,
    form_version: u32,
    kind: EvaluationKind,
    year: i64,
    period: Period,
    from: Date,
    to: Date,
    topic: &'a str,
    title: &'a str,
    unit: UnitId,
    department: Option<DepartmentId>,
    head: &'a Head,
    created_at: Timestamp,
    created_by: PersonId,
}

/// Where an evaluation stands, for the log.
#[derive(Serialize)]
struct Stands {
    state: EvaluationState,
    parent: Option<EvaluationId>,
    changed_at: Timestamp,
    submitted: Option<(Timestamp, PersonId)>,
    signed: Option<(Timestamp, PersonId)>,
    digest: Option<Sha256>,
}

/// What is written in one section.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WrittenSection {
    /// The section.
    pub key: Key,
    /// The words.
    pub words: String,
    /// The fields that were filled.
    pub fields: FieldValues,
    /// When it was last written; later each time.
    pub changed_at: Timestamp,
    /// By whom.
    pub changed_by: PersonId,
}

/// A finding that is attached, without its snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// The section.
    #[serde(skip)]
    pub section: Key,
    /// Where in the section; only the order counts.
    #[serde(skip)]
    pub position: i64,
    /// The finding.
    pub finding: FindingId,
    /// The evaluation of a level below that it came with.
    pub source: Option<EvaluationId>,
    /// A remark.
    pub note: Option<String>,
    /// When it was attached.
    pub attached_at: Timestamp,
    /// By whom.
    pub attached_by: PersonId,
    /// When it last changed; later each time.
    pub changed_at: Timestamp,
    /// The SHA-256 of the snapshot.
    pub sha256: Sha256,
}

/// Something that was done about an evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EvaluationEvent {
    /// The evaluation.
    pub evaluation: EvaluationId,
    /// Counts them, from 1.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub person: PersonId,
    /// What.
    pub kind: EvaluationAct,
    /// The section that it was about.
    pub section: Option<Key>,
    /// In their words; of a section that was written, what stood there before.
    pub words: Option<String>,
    /// The findings that it was about.
    pub findings: Vec<FindingId>,
}

/// Which evaluations a list shows.
#[derive(Clone, Debug, Default)]
pub struct EvaluationFilter {
    /// The units of the caller; nothing outside them is shown.
    pub units: Vec<UnitId>,
    /// Only those of one year.
    pub year: Option<i64>,
    /// Only those of one part of the year.
    pub period: Option<Period>,
    /// Only those that follow one form.
    pub form: Option<Key>,
    /// Only those of one kind.
    pub kind: Option<EvaluationKind>,
    /// Only those of one unit.
    pub unit: Option<UnitId>,
    /// Only those of one department.
    pub department: Option<DepartmentId>,
    /// Only those in one state.
    pub state: Option<EvaluationState>,
    /// Only those that one took in.
    pub parent: Option<EvaluationId>,
}

fn hashed<T: Serialize>(id: EvaluationId, part: &T) -> Result<Sha256> {
    parts::hash(part).map_err(|why| StoreError::inconsistent("evaluation", id, why))
}

impl Evaluation {
    /// The hashes of all that it says and of where it stands.
    pub fn parts(
        &self,
        sections: &[WrittenSection],
        attachments: &[Attachment],
        figures: Option<&[u8]>,
    ) -> Result<Parts> {
        let said = self.said(sections, attachments, figures)?;
        said.into_iter().map(|(name, part)| Ok((name, hashed(self.id, &part)?))).collect()
    }

    /// All that it says and where it stands, part by part: what [`Self::parts`] are the hashes of.
    pub fn said(
        &self,
        sections: &[WrittenSection],
        attachments: &[Attachment],
        figures: Option<&[u8]>,
    ) -> Result<BTreeMap<String, Value>> {
        let mut said = BTreeMap::from([
            (parts::DESCRIPTION.to_owned(), self.description()?),
            (parts::STATE.to_owned(), self.stands()?),
        ]);
        for section in sections {
            said.insert(parts::section(section.key.as_str()), self.json(section)?);
        }
        let mut by_section: BTreeMap<&Key, Vec<&Attachment>> = BTreeMap::new();
        for attachment in attachments {
            by_section.entry(&attachment.section).or_default().push(attachment);
        }
        for (key, list) in by_section {
            said.insert(parts::attachments(key.as_str()), self.json(&list)?);
        }
        if let Some(figures) = figures {
            let read = serde_json::from_slice(figures);
            said.insert(
                parts::FIGURES.to_owned(),
                read.map_err(|why| StoreError::inconsistent("evaluation", self.id, why))?,
            );
        }
        Ok(said)
    }

    fn json<T: Serialize>(&self, part: &T) -> Result<Value> {
        serde_json::to_value(part).map_err(|why| StoreError::inconsistent("evaluation", self.id, why))
    }

    fn description(&self) -> Result<Value> {
        self.json(&Description {
            id: self.id,
            form: &self.form,
            form_version: self.form_version,
            kind: self.kind,
            year: self.year,
            period: self.period,
            from: self.from,
            to: self.to,
            topic: &self.topic,
            title: &self.title,
            unit: self.unit,
            department: self.department,
            head: &self.head,
            created_at: self.created_at,
            created_by: self.created_by,
        })
    }

    fn stands(&self) -> Result<Value> {
        let Self { state, parent, changed_at, submitted, signed, digest, .. } = *self;
        self.json(&Stands { state, parent, changed_at, submitted, signed, digest })
    }
}

impl EvaluationEvent {
    /// The SHA-256 of its canonical form (RFC 8785).
    pub fn sha256(&self) -> Result<Sha256> {
        hashed(self.evaluation, self)
    }
}
