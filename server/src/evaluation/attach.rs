//! A finding as it stood when it was attached to an evaluation, with all that bears it out, in one canonical text whose
//! SHA-256 the evaluation vouches for. What changes afterwards is told beside it and never changes it.
//!
//! A household is named by its code alone: a report goes to many desks, and its record is opened where that is noted.

use mobile_sync_protocol::{
    canonical::canonical_of,
    checklist::SubjectKind,
    evidence::Answer,
    ids::{DepartmentId, FindingId, Key, RecordId, RevisionId, Sha256, SubProjectId, SubjectId, UnitId, VisitId},
    record::ChecklistRef,
    sync::RecordStatus,
    text::Text,
    time::{Date, OffsetTime, Timestamp},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::review::finding::{Category, Level, State, Step};

/// The format that this server writes.
pub const FORMAT: u32 = 1;

/// A finding as it stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FindingSnapshot {
    /// The format's version: 1.
    pub format: u32,
    /// The finding.
    pub finding: FindingId,
    /// The number that people read.
    pub number: String,
    /// The year in which it was raised.
    pub year: i64,
    /// Where it stood.
    pub state: State,
    /// How grave it is.
    pub level: Level,
    /// What it is about.
    pub category: Category,
    /// What was found.
    pub what: String,
    /// Why it came to that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// What is recommended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommendation: Option<String>,
    /// Who puts it right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<SnapshotBody>,
    /// By which day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// When it had last changed.
    pub changed_at: Timestamp,
    /// The commune, as it was on the day of the inspection.
    pub commune: SnapshotUnit,
    /// The sub-project.
    pub sub_project: SnapshotNode,
    /// What was inspected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<SnapshotSubject>,
    /// What was done about it, in order: among it what the commune answered.
    pub steps: Vec<SnapshotStep>,
    /// The record that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<SnapshotRecord>,
    /// Photos that show it, and those of the record at its item.
    pub photos: Vec<SnapshotPhoto>,
}

/// Who puts a finding right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SnapshotBody {
    /// The unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    /// What it is called.
    pub name: String,
}

/// A unit by its name of then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SnapshotUnit {
    /// The unit.
    pub id: UnitId,
    /// Its code.
    pub code: String,
    /// Its type and name: `xã Điềm He`.
    pub name: String,
}

/// A node of the programme by its name of then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SnapshotNode {
    /// The node.
    pub id: SubProjectId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// What was inspected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SnapshotSubject {
    /// The subject.
    pub id: SubjectId,
    /// Its kind.
    pub kind: SubjectKind,
    /// Its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Its name; left out of a household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The village; left out of a household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<String>,
}

/// Something that was done about a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SnapshotStep {
    /// Counts them, from 1.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// What.
    pub kind: Step,
    /// In their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Photos that show it.
    pub photos: Vec<Sha256>,
}

/// A record as it stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SnapshotRecord {
    /// The record.
    pub id: RecordId,
    /// The snapshot of it that was looked at when the finding was raised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<RevisionId>,
    /// The SHA-256 of that snapshot's canonical form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Sha256>,
    /// The snapshot that stood for the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<RevisionId>,
    /// Where the record stood.
    pub status: RecordStatus,
    /// The day of the inspection.
    pub captured_on: Date,
    /// The checklist.
    pub checklist: ChecklistRef,
    /// What it is called.
    pub checklist_title: Text,
    /// The visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<SnapshotVisit>,
    /// The item that the finding is about, with its answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<SnapshotItem>,
    /// What the rules of evidence said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<SnapshotEvidence>,
}

/// A visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SnapshotVisit {
    /// The visit.
    pub id: VisitId,
    /// What people call it.
    pub title: String,
    /// The plan or decision behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
}

/// An item of a checklist with its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SnapshotItem {
    /// The item.
    pub key: Key,
    /// The question.
    pub question: Text,
    /// The answer in words; absent where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Text>,
    /// The inspector's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What the rules of evidence said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SnapshotEvidence {
    /// The snapshot that was checked.
    pub revision: RevisionId,
    /// When.
    pub checked_at: Timestamp,
    /// The SHA-256 of all that they said, which the log holds.
    pub sha256: Sha256,
    /// The worst answer.
    pub answer: Answer,
    /// How many checks passed, warned, failed, and had nothing to measure.
    pub counts: [u32; 4],
    /// The checks that warn or fail, with their figures.
    pub checks: Vec<SnapshotCheck>,
}

/// A check that gives a reason to look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SnapshotCheck {
    /// The rule's code.
    pub rule: String,
    /// Its version.
    pub version: u32,
    /// The photo that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<Sha256>,
    /// The answer.
    pub answer: Answer,
    /// The answer in words.
    pub text: Text,
    /// What was measured.
    #[schema(value_type = Object)]
    pub figures: Map<String, Value>,
    /// What it was held against.
    #[schema(value_type = Object)]
    pub thresholds: Map<String, Value>,
}

/// A photo by its bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SnapshotPhoto {
    /// The SHA-256 of its bytes.
    pub sha256: Sha256,
    /// Whether the finding itself names it; else the record does, at the finding's item.
    pub by_finding: bool,
    /// The inspector's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// When it was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub taken_at: Option<OffsetTime>,
    /// Where the phone was: latitude and longitude in degrees; left out of a household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<[f64; 2]>,
}

/// Something that is another now than it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SnapshotChange {
    /// Its name in data.
    pub field: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What it was.
    pub before: String,
    /// What it is now.
    pub now: String,
}

impl FindingSnapshot {
    /// The text that is kept (RFC 8785).
    ///
    /// # Errors
    /// Never for what this server made: every part of it is JSON.
    pub fn canonical(&self) -> Result<Vec<u8>, serde_json::Error> {
        canonical_of(self)
    }

    /// Reads [`Self::canonical`] back.
    ///
    /// # Errors
    /// Where the bytes are no snapshot of a known format.
    pub fn read(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }

    /// What lists may show of what was inspected.
    pub fn shown_subject(&self) -> Option<&str> {
        let subject = self.subject.as_ref()?;
        subject.name.as_deref().or(subject.code.as_deref())
    }

    /// What is another in `now`, taken of the same finding later.
    pub fn changes(&self, now: &Self) -> Vec<SnapshotChange> {
        let mut changes = Vec::new();
        let mut say = |field, title, before: String, after: String| {
            if before != after {
                changes.push(SnapshotChange { field, title, before, now: after });
            }
        };
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let body = |body: &Option<SnapshotBody>| body.as_ref().map(|body| body.name.clone()).unwrap_or_default();
        say("state", "Trạng thái", self.state.vietnamese().into(), now.state.vietnamese().into());
        say("level", "Mức", self.level.as_str().to_uppercase(), now.level.as_str().to_uppercase());
        say("category", "Loại", self.category.vietnamese().into(), now.category.vietnamese().into());
        say("what", "Nội dung", self.what.clone(), now.what.clone());
        say("cause", "Nguyên nhân", text(&self.cause), text(&now.cause));
        say("recommendation", "Kiến nghị", text(&self.recommendation), text(&now.recommendation));
        say("responsible", "Chịu trách nhiệm", body(&self.responsible), body(&now.responsible));
        say("due_on", "Thời hạn", day(self.due_on), day(now.due_on));
        let last = |snapshot: &Self| {
            let answer = snapshot.steps.iter().rev().find(|step| step.kind == Step::Answered);
            answer.and_then(|step| step.words.clone()).unwrap_or_default()
        };
        say("answer", "Trả lời của đơn vị", last(self), last(now));
        let head = |snapshot: &Self| snapshot.record.as_ref().and_then(|record| record.head);
        if head(self) != head(now) {
            let shown = |id: Option<RevisionId>| id.map(|id| id.to_string()).unwrap_or_default();
            say("record", "Bản hiện hành của phiếu", shown(head(self)), shown(head(now)));
        }
        let status =
            |snapshot: &Self| snapshot.record.as_ref().map(|record| record.status.as_str()).unwrap_or_default();
        say("record_status", "Trạng thái phiếu", status(self).to_owned(), status(now).to_owned());
        let evidence = |snapshot: &Self| snapshot.record.as_ref().and_then(|record| record.evidence.clone());
        let (before, after) = (evidence(self), evidence(now));
        if before.as_ref().map(|said| said.sha256) != after.as_ref().map(|said| said.sha256) {
            let shown = |said: Option<SnapshotEvidence>| said.map(|said| said.shown()).unwrap_or_default();
            say("evidence", "Kiểm tra minh chứng", shown(before), shown(after));
        }
        changes
    }
}

impl SnapshotEvidence {
    /// The answers in one line, with the day, so that two times differ though they come to the same.
    fn shown(&self) -> String {
        let [passed, warned, failed, _] = self.counts;
        format!("{passed} đạt, {warned} cần xem lại, {failed} nghi vấn ({})", shown_moment(self.checked_at))
    }
}

/// A moment as people in Việt Nam write it: `08:50 ngày 17/06/2024`.
fn shown_moment(at: Timestamp) -> String {
    let local = OffsetTime { at, offset_seconds: 7 * 3600 };
    let (year, month, day) = local.date().parts();
    let seconds = (at.0 / 1_000 + 7 * 3600).rem_euclid(86_400);
    format!("{:02}:{:02} ngày {day:02}/{month:02}/{year}", seconds / 3_600, seconds / 60 % 60)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn snapshot() -> FindingSnapshot {
        let id = |number| Uuid::from_u128(number);
        let record = json!({
            "id": id(5), "revision": id(6), "sha256": "00".repeat(32), "head": id(6), "status": "received",
            "captured_on": "2024-06-11", "checklist": {"id": "work", "version": 1},
            "checklist_title": {"vi": "Công trình"},
            "evidence": {
                "revision": id(6), "checked_at": "2024-06-12T01:00:00Z", "sha256": "11".repeat(32),
                "answer": "warn", "counts": [3, 1, 0, 2],
                "checks": [{"rule": "photo.dark", "version": 1, "photo": "22".repeat(32), "answer": "warn",
                    "text": {"vi": "Ảnh tối"}, "figures": {"mean": 12.5}, "thresholds": {"mean": 40}}],
            },
        });
        serde_json::from_value(json!({
            "format": 1, "finding": id(1), "number": "2024-001", "year": 2024, "state": "open", "level": "f2",
            "category": "quality", "what": "Mặt đường nứt", "due_on": "2024-07-15",
            "responsible": {"unit": id(2), "name": "xã Điềm He"}, "raised_at": "2024-06-12T02:00:00Z",
            "changed_at": "2024-06-12T02:00:00Z", "commune": {"id": id(2), "code": "06280", "name": "xã Điềm He"},
            "sub_project": {"id": id(3), "code": "DA1.1", "name": "Hạ tầng"},
            "subject": {"id": id(4), "kind": "household", "code": "HO-01"},
            "steps": [{"number": 1, "at": "2024-06-12T02:00:00Z", "by": "Nông Thị Dung", "kind": "raised", "photos": []}],
            "record": record,
            "photos": [{"sha256": "22".repeat(32), "by_finding": true, "taken_at": "2024-06-11T09:15:00+07:00"}],
        }))
        .unwrap()
    }

    #[test]
    fn a_snapshot_is_one_text_and_comes_back() {
        let snapshot = snapshot();
        let bytes = snapshot.canonical().unwrap();
        let read = FindingSnapshot::read(&bytes).unwrap();
        assert_eq!(read, snapshot);
        assert_eq!(read.canonical().unwrap(), bytes);
        assert_eq!(snapshot.shown_subject(), Some("HO-01"));
    }

    #[test]
    fn nothing_changed_where_nothing_did() {
        assert_eq!(snapshot().changes(&snapshot()), []);
        // A step alone, such as an edit back and forth, is no change of what the report says.
        let later = FindingSnapshot { changed_at: Timestamp(0), ..snapshot() };
        assert_eq!(snapshot().changes(&later), []);
    }

    #[test]
    fn what_changed_is_named_with_both_sides() {
        let mut now = snapshot();
        now.state = State::Answered;
        now.due_on = None;
        now.steps.push(SnapshotStep {
            number: 2,
            at: now.changed_at,
            by: "Triệu Văn Chi".to_owned(),
            kind: Step::Answered,
            words: Some("Đã vá".to_owned()),
            photos: Vec::new(),
        });
        let record = now.record.as_mut().unwrap();
        record.status = RecordStatus::Accepted;
        record.head = None;
        record.evidence.as_mut().unwrap().sha256 = Sha256::of(b"again");
        record.evidence.as_mut().unwrap().counts = [4, 0, 0, 2];
        let changes = snapshot().changes(&now);
        let fields: Vec<&str> = changes.iter().map(|change| change.field).collect();
        assert_eq!(fields, ["state", "due_on", "answer", "record", "record_status", "evidence"]);
        assert_eq!((changes[1].before.as_str(), changes[1].now.as_str()), ("2024-07-15", ""));
        assert_eq!((changes[2].before.as_str(), changes[2].now.as_str()), ("", "Đã vá"));
        assert_eq!(changes[5].before, "3 đạt, 1 cần xem lại, 0 nghi vấn (08:00 ngày 12/06/2024)");
    }
}
