//! Findings, and what was done about them: what they are here, in their canonical form the log vouches for; the
//! statements stand beside.

mod sql;

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    canonical::canonical_of,
    checklist::SubjectKind,
    ids::{
        DepartmentId, EvaluationId, FindingId, Key, PersonId, RecordId, RevisionId, Sha256, SubProjectId, SubjectId,
        UnitId,
    },
    time::{Date, Timestamp},
};
use serde::Serialize;
use sqlx::{FromRow, types::Json};
use uuid::Uuid;

use super::error::{Result, StoreError};
use crate::review::finding::{Category, Level, State, Step, Words, shown_number};

/// A finding as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its id.
    pub id: FindingId,
    /// The year in which it was raised.
    pub year: i64,
    /// Its number in the year.
    pub number: i64,
    /// Where it stands.
    pub state: State,
    /// What it says.
    #[serde(flatten)]
    pub words: Words,
    /// The record that shows it.
    pub record: Option<RecordId>,
    /// The snapshot of the record that was looked at.
    pub revision: Option<RevisionId>,
    /// The item of the record's checklist.
    pub item: Option<Key>,
    /// What was inspected.
    pub subject: Option<SubjectId>,
    /// The sub-project.
    pub sub_project: SubProjectId,
    /// The commune.
    pub commune: UnitId,
    /// Photos that show it.
    pub photos: Vec<Sha256>,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// By whom.
    pub raised_by: PersonId,
    /// When it last changed; later at each change, whatever the clock says.
    pub changed_at: Timestamp,
}

/// A finding with the names that people read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingLine {
    /// The finding.
    pub finding: Finding,
    /// Who raised it.
    pub raised_by_name: String,
    /// The kind of what was inspected.
    pub subject_kind: Option<SubjectKind>,
    /// Its code.
    pub subject_code: Option<String>,
    /// Its name.
    pub subject_name: Option<String>,
}

/// Something that was done about a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingEvent {
    /// The finding.
    pub finding: FindingId,
    /// Counts them, from 1.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub person: PersonId,
    /// What.
    pub kind: Step,
    /// In their words.
    pub words: Option<String>,
    /// Photos that show it.
    pub photos: Vec<Sha256>,
}

/// Where a page of findings ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FindingMark {
    /// When the last of it was raised.
    pub raised_at: Timestamp,
    /// Its id.
    pub id: FindingId,
}

/// Which findings a list shows.
#[derive(Clone, Debug)]
pub struct FindingFilter {
    /// The communes of the caller; nothing outside them is shown.
    pub communes: Vec<UnitId>,
    /// The day on which it is asked.
    pub today: Date,
    /// Only those in one state.
    pub state: Option<State>,
    /// Only those of one level.
    pub level: Option<Level>,
    /// Only those about one thing.
    pub category: Option<Category>,
    /// Only those of one commune.
    pub commune: Option<UnitId>,
    /// Only those of one sub-project.
    pub sub_project: Option<SubProjectId>,
    /// Only those of one record.
    pub record: Option<RecordId>,
    /// Only those that one department has to put right.
    pub department: Option<DepartmentId>,
    /// Only those that are overdue, or that are not.
    pub overdue: Option<bool>,
    /// Only those that are carried over, or that are not.
    pub carried_over: Option<bool>,
    /// Only those of one year.
    pub year: Option<i64>,
    /// Only those of these levels; all where empty.
    pub levels: Vec<Level>,
    /// Only those about these things; all where empty.
    pub categories: Vec<Category>,
    /// Only those of these sub-projects; all where absent.
    pub sub_projects: Option<Vec<SubProjectId>>,
    /// Only those raised on this day or later.
    pub from: Option<Date>,
    /// Only those raised on this day or earlier.
    pub to: Option<Date>,
    /// Only those raised before this day and not put right before it.
    pub open_on: Option<Date>,
    /// Only those raised on this day or later, or before and not put right before it.
    pub since: Option<Date>,
    /// Only those that are not attached to this evaluation.
    pub not_in: Option<EvaluationId>,
    /// Only those that were withdrawn, or that were not.
    pub withdrawn: Option<bool>,
    /// Only those put right no later than their day, or put right later.
    pub in_time: Option<bool>,
    /// Only those that whoever is responsible has to do something about, or others.
    pub to_do: Option<bool>,
    /// Only those that have all of these words, as people look for them.
    pub words: String,
}

/// How many findings there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FindingCounts {
    /// By state; states with none are left out.
    pub state: BTreeMap<State, i64>,
    /// Those that are overdue.
    pub overdue: i64,
    /// Those of earlier years that are not put right.
    pub carried_over: i64,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    year: i64,
    number: i64,
    state: String,
    level: String,
    category: String,
    record: Option<Uuid>,
    revision: Option<Uuid>,
    item: Option<String>,
    subject: Option<Uuid>,
    sub_project: Uuid,
    commune: Uuid,
    what: String,
    cause: Option<String>,
    recommendation: Option<String>,
    unit: Option<Uuid>,
    department: Option<Uuid>,
    due_on: Option<String>,
    photos: Json<Vec<Sha256>>,
    raised_at: i64,
    raised_by: Uuid,
    changed_at: i64,
    raised_by_name: Option<String>,
    subject_kind: Option<String>,
    subject_code: Option<String>,
    subject_name: Option<String>,
}

impl Row {
    fn line(self) -> Result<FindingLine> {
        let id = self.id;
        let wrong = |what: &str| StoreError::inconsistent("finding", id, what);
        let subject_kind = self.subject_kind.map(|word| SubjectKind::from_word(&word).ok_or_else(|| wrong("subject")));
        let words = Words {
            level: Level::from_word(&self.level).ok_or_else(|| wrong("level"))?,
            category: Category::from_word(&self.category).ok_or_else(|| wrong("category"))?,
            what: self.what,
            cause: self.cause,
            recommendation: self.recommendation,
            unit: self.unit.map(UnitId),
            department: self.department.map(DepartmentId),
            due_on: self.due_on.map(|day| day.parse().map_err(|_| wrong("due_on"))).transpose()?,
        };
        let finding = Finding {
            id: FindingId(id),
            year: self.year,
            number: self.number,
            state: State::from_word(&self.state).ok_or_else(|| wrong("state"))?,
            words,
            record: self.record.map(RecordId),
            revision: self.revision.map(RevisionId),
            item: self.item.map(|item| item.parse().map_err(|_| wrong("item"))).transpose()?,
            subject: self.subject.map(SubjectId),
            sub_project: SubProjectId(self.sub_project),
            commune: UnitId(self.commune),
            photos: self.photos.0,
            raised_at: Timestamp(self.raised_at),
            raised_by: PersonId(self.raised_by),
            changed_at: Timestamp(self.changed_at),
        };
        Ok(FindingLine {
            finding,
            raised_by_name: self.raised_by_name.unwrap_or_default(),
            subject_kind: subject_kind.transpose()?,
            subject_code: self.subject_code,
            subject_name: self.subject_name,
        })
    }
}

#[derive(FromRow)]
struct EventRow {
    finding: Uuid,
    number: i64,
    at: i64,
    person: Uuid,
    kind: String,
    words: Option<String>,
    photos: Json<Vec<Sha256>>,
    full_name: Option<String>,
}

impl EventRow {
    /// The event, and who did it.
    fn event(self) -> Result<(FindingEvent, String)> {
        let kind = Step::from_word(&self.kind)
            .ok_or_else(|| StoreError::inconsistent("finding_event", self.finding, "kind"))?;
        let event = FindingEvent {
            finding: FindingId(self.finding),
            number: self.number,
            at: Timestamp(self.at),
            person: PersonId(self.person),
            kind,
            words: self.words,
            photos: self.photos.0,
        };
        Ok((event, self.full_name.unwrap_or_default()))
    }
}

impl Finding {
    /// The SHA-256 of its canonical form (RFC 8785).
    pub fn sha256(&self) -> Result<Sha256> {
        let bytes = canonical_of(self).map_err(|why| StoreError::inconsistent("finding", self.id, why))?;
        Ok(Sha256::of(&bytes))
    }

    /// The number that people read.
    pub fn shown_number(&self) -> String {
        shown_number(self.year, self.number)
    }
}

impl FindingEvent {
    /// The SHA-256 of its canonical form (RFC 8785).
    pub fn sha256(&self) -> Result<Sha256> {
        let bytes = canonical_of(self).map_err(|why| StoreError::inconsistent("finding_event", self.finding, why))?;
        Ok(Sha256::of(&bytes))
    }
}

impl FindingFilter {
    /// All findings of some communes.
    pub fn of(communes: Vec<UnitId>, today: Date) -> Self {
        Self {
            communes,
            today,
            state: None,
            level: None,
            category: None,
            commune: None,
            sub_project: None,
            record: None,
            department: None,
            overdue: None,
            carried_over: None,
            year: None,
            levels: Vec::new(),
            categories: Vec::new(),
            sub_projects: None,
            from: None,
            to: None,
            open_on: None,
            since: None,
            not_in: None,
            withdrawn: None,
            in_time: None,
            to_do: None,
            words: String::new(),
        }
    }
}

impl FindingLine {
    /// Where a page that ends with it ended.
    pub fn mark(&self) -> FindingMark {
        FindingMark { raised_at: self.finding.raised_at, id: self.finding.id }
    }
}
