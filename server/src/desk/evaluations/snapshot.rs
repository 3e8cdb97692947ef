//! Taking findings as they stand, with all that bears them out.

use std::collections::{BTreeSet, HashMap};

use mobile_sync_protocol::{
    answer::{Outcome, Value},
    checklist::{Item, ItemType, SubjectKind},
    evidence::EvidenceSummary,
    ids::{DepartmentId, FindingId, Key, RecordId, RevisionId, Sha256, SubjectId, VisitId},
    record::{Photo, Revision},
    registry::{Subject, Visit},
    text::Text,
};

use super::unit_name;
use crate::{
    evaluation::attach::{
        FORMAT, FindingSnapshot, SnapshotBody, SnapshotCheck, SnapshotEvidence, SnapshotItem, SnapshotNode,
        SnapshotPhoto, SnapshotRecord, SnapshotStep, SnapshotSubject, SnapshotUnit, SnapshotVisit,
    },
    registry::Snapshot,
    store::{Evidence, FindingEvent, FindingLine, RecordRow, RevisionContent, Session, StoreError},
};

/// Findings read at a time: what bears one out takes tens of kilobytes.
const SOME: usize = 200;

/// All that some findings rest on.
struct Around<'a> {
    registry: &'a Snapshot,
    departments: HashMap<DepartmentId, String>,
    events: HashMap<FindingId, Vec<(FindingEvent, String)>>,
    records: HashMap<RecordId, RecordRow>,
    revisions: HashMap<RevisionId, RevisionContent>,
    evidence: HashMap<RecordId, Evidence>,
    subjects: HashMap<SubjectId, Subject>,
    visits: HashMap<VisitId, Visit>,
}

/// Takes the findings among `ids` that are known, as they stand now.
pub(super) async fn take(
    session: &mut Session,
    registry: &Snapshot,
    ids: &[FindingId],
) -> Result<HashMap<FindingId, FindingSnapshot>, StoreError> {
    let mut taken = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(SOME) {
        let lines = session.findings_by_id(ids).await?;
        let around = Around::read(session, registry, ids, &lines).await?;
        for line in &lines {
            taken.insert(line.finding.id, around.snapshot(line)?);
        }
    }
    Ok(taken)
}

impl<'a> Around<'a> {
    async fn read(
        session: &mut Session,
        registry: &'a Snapshot,
        ids: &[FindingId],
        lines: &[FindingLine],
    ) -> Result<Self, StoreError> {
        fn distinct<T: Ord>(ids: impl Iterator<Item = T>) -> Vec<T> {
            ids.collect::<BTreeSet<_>>().into_iter().collect()
        }
        let mut events: HashMap<FindingId, Vec<(FindingEvent, String)>> = HashMap::new();
        for (event, by) in session.finding_events(ids).await? {
            events.entry(event.finding).or_default().push((event, by));
        }
        let records = distinct(lines.iter().filter_map(|line| line.finding.record));
        let revisions = distinct(lines.iter().filter_map(|line| line.finding.revision));
        let subjects = distinct(lines.iter().filter_map(|line| line.finding.subject));
        let evidence = session.newest_evidence(&records).await?;
        let records = session.records_by_id(&records).await?;
        let visits = distinct(records.values().filter_map(|record| record.visit));
        let visits = if visits.is_empty() { Vec::new() } else { session.visits(Some(&visits)).await? };
        let departments = session.departments().await?;
        let revisions = session.contents_by_id(&revisions).await?;
        Ok(Self {
            registry,
            departments: departments.into_iter().map(|known| (known.id, known.name)).collect(),
            events,
            records,
            revisions: revisions.into_iter().map(|content| (content.summary.id, content)).collect(),
            evidence,
            subjects: session.subjects_by_id(&subjects).await?,
            visits: visits.into_iter().map(|visit| (visit.id, visit)).collect(),
        })
    }

    fn snapshot(&self, line: &FindingLine) -> Result<FindingSnapshot, StoreError> {
        let finding = &line.finding;
        let words = &finding.words;
        let registry = self.registry;
        let household = line.subject_kind == Some(SubjectKind::Household);
        let content = finding.revision.and_then(|revision| self.revisions.get(&revision));
        let revision: Option<Revision> = content
            .map(|content| serde_json::from_slice(&content.canonical))
            .transpose()
            .map_err(|why| StoreError::inconsistent("finding", finding.id, why))?;
        let name = match (words.unit, words.department) {
            (Some(unit), _) => Some(unit_name(registry, unit)),
            (None, Some(department)) => Some(self.departments.get(&department).cloned().unwrap_or_default()),
            (None, None) => None,
        };
        let node = registry.sub_projects.get(&finding.sub_project);
        let steps = self.events.get(&finding.id).into_iter().flatten();
        let record = finding.record.and_then(|record| self.records.get(&record));
        Ok(FindingSnapshot {
            format: FORMAT,
            finding: finding.id,
            number: finding.shown_number(),
            year: finding.year,
            state: finding.state,
            level: words.level,
            category: words.category,
            what: words.what.clone(),
            cause: words.cause.clone(),
            recommendation: words.recommendation.clone(),
            responsible: name.map(|name| SnapshotBody { unit: words.unit, department: words.department, name }),
            due_on: words.due_on,
            raised_at: finding.raised_at,
            changed_at: finding.changed_at,
            commune: SnapshotUnit {
                id: finding.commune,
                code: registry.units.get(finding.commune).map(|unit| unit.code.clone()).unwrap_or_default(),
                name: unit_name(registry, finding.commune),
            },
            sub_project: SnapshotNode {
                id: finding.sub_project,
                code: node.map(|node| node.code.clone()).unwrap_or_default(),
                name: node.map(|node| node.name.clone()).unwrap_or_default(),
            },
            subject: finding.subject.and_then(|id| self.subject(id)),
            steps: steps.map(|(event, by)| step(event, by)).collect(),
            record: record
                .map(|record| self.record(line, record, content, revision.as_ref(), household))
                .transpose()?,
            photos: photos(line, revision.as_ref(), household),
        })
    }

    fn subject(&self, id: SubjectId) -> Option<SnapshotSubject> {
        let subject = self.subjects.get(&id)?;
        let named = subject.kind != SubjectKind::Household;
        Some(SnapshotSubject {
            id,
            kind: subject.kind,
            code: subject.code.clone(),
            name: named.then(|| subject.name.clone()),
            village: subject.village.clone().filter(|_| named),
        })
    }

    fn record(
        &self,
        line: &FindingLine,
        record: &RecordRow,
        content: Option<&RevisionContent>,
        revision: Option<&Revision>,
        household: bool,
    ) -> Result<SnapshotRecord, StoreError> {
        let seen = revision.map_or(&record.checklist, |revision| &revision.checklist);
        let checklist = self.registry.checklist(seen);
        let item = line.finding.item.as_ref().and_then(|key| {
            let item = checklist?.item(key)?;
            let answer = revision.and_then(|revision| revision.answers.get(key));
            Some(SnapshotItem {
                key: key.clone(),
                question: item.question.clone(),
                answer: answer.and_then(|answer| in_words(item, &answer.value, household)),
                note: answer.and_then(|answer| answer.note.clone()),
            })
        });
        let visit = record.visit.and_then(|visit| self.visits.get(&visit));
        let evidence = self.evidence.get(&record.id).zip(record.evidence.as_ref());
        Ok(SnapshotRecord {
            id: record.id,
            revision: line.finding.revision,
            sha256: content.map(|content| content.summary.sha256),
            head: record.head,
            status: record.status,
            captured_on: revision.map_or(record.captured_on, |revision| revision.captured_at.date()),
            checklist: seen.clone(),
            checklist_title: checklist.map(|checklist| checklist.title.clone()).unwrap_or_default(),
            visit: visit.map(|visit| SnapshotVisit {
                id: visit.id,
                title: visit.title.clone(),
                plan: visit.plan.clone(),
            }),
            item,
            evidence: evidence.map(|(said, summary)| said_of(said, summary, household)).transpose()?,
        })
    }
}

fn step(event: &FindingEvent, by: &str) -> SnapshotStep {
    SnapshotStep {
        number: event.number,
        at: event.at,
        by: by.to_owned(),
        kind: event.kind,
        words: event.words.clone(),
        photos: event.photos.clone(),
    }
}

fn said_of(said: &Evidence, summary: &EvidenceSummary, household: bool) -> Result<SnapshotEvidence, StoreError> {
    let mut checks: Vec<SnapshotCheck> =
        serde_json::from_slice(&said.checks).map_err(|why| StoreError::inconsistent("evidence", said.record, why))?;
    let reasons = |check: &SnapshotCheck| {
        use mobile_sync_protocol::evidence::Answer::{Fail, Warn};
        matches!(check.answer, Warn | Fail)
    };
    checks.retain(reasons);
    if household {
        for check in &mut checks {
            check.figures.retain(|name, _| name != "lat" && name != "lon");
        }
    }
    Ok(SnapshotEvidence {
        revision: said.revision,
        checked_at: said.checked_at,
        sha256: said.sha256,
        answer: summary.answer,
        counts: [summary.passed, summary.warned, summary.failed, summary.not_applicable],
        checks,
    })
}

/// Photos that the finding names, then those that its record has at its item; of a record without an item, all, where
/// the finding names none itself.
fn photos(line: &FindingLine, revision: Option<&Revision>, household: bool) -> Vec<SnapshotPhoto> {
    let finding = &line.finding;
    let of_record = revision.map(|revision| revision.photos.as_slice()).unwrap_or_default();
    let described = |sha256: Sha256, by_finding: bool, photo: Option<&Photo>| SnapshotPhoto {
        sha256,
        by_finding,
        caption: photo.and_then(|photo| photo.caption.clone()),
        taken_at: photo.map(|photo| photo.taken_at),
        place: photo.and_then(|photo| photo.fix.as_ref()).filter(|_| !household).map(|fix| [fix.lat, fix.lon]),
    };
    let at_item = |photo: &&Photo| photo.item.is_some() && photo.item == finding.item;
    let mut photos: Vec<SnapshotPhoto> = finding
        .photos
        .iter()
        .map(|name| {
            let mut known = of_record.iter().filter(|photo| photo.sha256 == *name);
            let best = known.clone().find(at_item).or_else(|| known.next());
            described(*name, true, best)
        })
        .collect();
    let all = finding.item.is_none() && finding.photos.is_empty();
    for photo in of_record.iter().filter(|photo| all || at_item(photo)) {
        if !photos.iter().any(|known| known.sha256 == photo.sha256) {
            photos.push(described(photo.sha256, false, Some(photo)));
        }
    }
    photos
}

/// An answer as people read it. Where a household's house stands is left out.
fn in_words(item: &Item, value: &Value, household: bool) -> Option<Text> {
    let both = |text: String| Some(Text::new(text, ""));
    let label = |key: &Key| item.answer.choices().into_iter().flatten().find(|choice| choice.value == *key);
    match value {
        Value::Outcome(Outcome::Pass) => Some(Text::new("Đạt", "Met")),
        Value::Outcome(Outcome::Fail) => Some(Text::new("Không đạt", "Not met")),
        Value::Outcome(Outcome::NotApplicable) => Some(Text::new("Không áp dụng", "Not applicable")),
        Value::Number(number) => match &item.answer {
            ItemType::Number { unit, .. } => Some(Text::new(
                format!("{} {}", number.to_string().replace('.', ","), unit.label.vi),
                format!("{number} {}", unit.label.english()),
            )),
            _ => both(number.to_string()),
        },
        Value::Choice(key) => label(key).map(|choice| choice.label.clone()).or_else(|| both(key.to_string())),
        Value::Choices(keys) => {
            let labels: Vec<_> = keys.iter().filter_map(label).collect();
            let join =
                |text: fn(&Text) -> &str| labels.iter().map(|one| text(&one.label)).collect::<Vec<_>>().join("; ");
            Some(Text::new(join(|text| &text.vi), join(Text::english)))
        }
        Value::Text(text) => both(text.clone()),
        Value::Date(day) => {
            let (year, month, date) = day.parts();
            Some(Text::new(format!("{date:02}/{month:02}/{year}"), day.to_string()))
        }
        Value::Place(fix) => {
            if household {
                None
            } else {
                both(format!("{:.5}, {:.5}", fix.lat, fix.lon))
            }
        }
    }
}
