//! How an evaluation is shown.

use mobile_sync_protocol::{
    checklist::Unit,
    ids::{AttachmentId, DepartmentId, EvaluationId, FindingId, Key, Sha256, SubProjectId, UnitId},
    text::Text,
    time::{Date, Timestamp},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    desk::evaluations::{AttachmentLine, EvaluationLine, EvaluationView},
    evaluation::{
        attach::SnapshotChange,
        figures::FigureKey,
        form::{EvaluationKind, Field, FieldKind, FieldRows, FieldValue, FormSection, Period},
        head::Head,
        state::{EvaluationState, EvaluationStep},
    },
    review::finding::{Category, Level, State as FindingState, begin_of},
    store::WrittenSection,
};

/// What the caller may do with an evaluation now.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MayDo {
    /// Write it, attach findings.
    Write,
    /// Throw it away.
    Delete,
    /// Hand it in.
    Submit,
    /// Give it back.
    SendBack,
    /// Take it into the one above.
    Consolidate,
    /// Note that it was signed.
    Sign,
}

/// An evaluation in a list.
#[derive(Serialize, ToSchema)]
pub struct EvaluationLineBody {
    /// Its id.
    id: EvaluationId,
    /// The form that it follows.
    form: Key,
    /// In which version.
    form_version: u32,
    /// What the form is called.
    form_title: Text,
    /// What the form is of.
    kind: EvaluationKind,
    /// The year that it is about.
    year: i64,
    /// The part of it.
    period: Period,
    /// The first day of what it counts.
    from: Date,
    /// The last day.
    to: Date,
    /// What people call it.
    title: String,
    /// The unit that it is of, or whose department it is of.
    unit: UnitId,
    /// What the unit is called.
    unit_name: String,
    /// The department.
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<DepartmentId>,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    department_name: Option<String>,
    /// Where it stands.
    state: EvaluationState,
    /// The evaluation of the level above that took it in.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<EvaluationId>,
    /// How many findings are attached.
    attachments: i64,
    /// When it was begun.
    created_at: Timestamp,
    /// When anything of it last changed. Whoever describes it or takes a step says it as `seen`.
    changed_at: Timestamp,
    /// When it was handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_at: Option<Timestamp>,
    /// When it was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_at: Option<Timestamp>,
    /// The digest of all that it says, once it is signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<Sha256>,
    /// What the caller may do with it now.
    may: Vec<MayDo>,
}

impl EvaluationLineBody {
    pub(super) fn new(line: EvaluationLine) -> Self {
        let mut may = Vec::new();
        if line.is_writable() {
            may.extend([MayDo::Write, MayDo::Delete]);
        }
        may.extend(line.steps().into_iter().map(|step| match step {
            EvaluationStep::Submit => MayDo::Submit,
            EvaluationStep::SendBack => MayDo::SendBack,
            EvaluationStep::Consolidate => MayDo::Consolidate,
            EvaluationStep::Sign => MayDo::Sign,
        }));
        let evaluation = line.evaluation;
        Self {
            id: evaluation.id,
            form: evaluation.form,
            form_version: evaluation.form_version,
            form_title: line.form.title.clone(),
            kind: evaluation.kind,
            year: evaluation.year,
            period: evaluation.period,
            from: evaluation.from,
            to: evaluation.to,
            title: evaluation.title,
            unit: evaluation.unit,
            unit_name: line.unit_name,
            department: evaluation.department,
            department_name: line.department_name,
            state: evaluation.state,
            parent: evaluation.parent,
            attachments: line.attachments,
            created_at: evaluation.created_at,
            changed_at: evaluation.changed_at,
            submitted_at: evaluation.submitted.map(|(at, _)| at),
            signed_at: evaluation.signed.map(|(at, _)| at),
            digest: evaluation.digest,
            may,
        }
    }
}

/// A row of a field that is filled by rows.
#[derive(Clone, Serialize, ToSchema)]
pub struct FieldRowBody {
    /// Its code.
    key: String,
    /// What it is called.
    title: Text,
}

/// A field, with what was filled in.
#[derive(Serialize, ToSchema)]
pub struct FieldBody {
    /// Its name in data.
    key: Key,
    /// What is asked.
    title: Text,
    /// Where it is to be found.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<Text>,
    /// What it holds.
    kind: FieldKind,
    /// The unit of a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<Unit>,
    /// The rows that it is filled for; absent where it is filled once.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Vec<FieldRowBody>>,
    /// What was filled in.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<FieldValue>,
    /// Whether it is still to be filled.
    to_fill: bool,
}

/// An attachment.
#[derive(Serialize, ToSchema)]
pub struct AttachmentBody {
    /// Its id.
    id: AttachmentId,
    /// The section.
    section: Key,
    /// The finding.
    finding: FindingId,
    /// Its number.
    number: String,
    /// How grave it was.
    level: Level,
    /// What it was about.
    category: Category,
    /// What was found.
    what: String,
    /// Where it stood.
    state: FindingState,
    /// Where it stands now.
    state_now: FindingState,
    /// What was inspected; of a household only the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_name: Option<String>,
    /// The commune.
    commune: UnitId,
    /// What it was called.
    commune_name: String,
    /// The sub-project.
    sub_project: SubProjectId,
    /// Its code.
    sub_project_code: String,
    /// By which day it was to be put right.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<Date>,
    /// When it was raised.
    raised_at: Timestamp,
    /// Whether it is of a time before the evaluation's days.
    carried_over: bool,
    /// How many photos show it.
    photos: usize,
    /// The SHA-256 of the snapshot.
    sha256: Sha256,
    /// When it was attached.
    attached_at: Timestamp,
    /// By whom.
    attached_by_name: String,
    /// When it last changed. Whoever moves it, takes it out or takes it anew says it as `seen`.
    changed_at: Timestamp,
    /// The evaluation of a level below that it came with.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<EvaluationId>,
    /// Whose that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    source_name: Option<String>,
    /// A remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// What is another now than it was.
    changed: Vec<SnapshotChange>,
}

impl AttachmentBody {
    pub(super) fn new(line: AttachmentLine, from: Date) -> Self {
        let AttachmentLine { attachment, snapshot, state_now, changes, attached_by_name, source_name } = line;
        Self {
            id: attachment.id,
            section: attachment.section,
            finding: attachment.finding,
            subject_name: snapshot.shown_subject().map(str::to_owned),
            carried_over: snapshot.raised_at < begin_of(from),
            number: snapshot.number,
            level: snapshot.level,
            category: snapshot.category,
            what: snapshot.what,
            state: snapshot.state,
            state_now,
            commune: snapshot.commune.id,
            commune_name: snapshot.commune.name,
            sub_project: snapshot.sub_project.id,
            sub_project_code: snapshot.sub_project.code,
            due_on: snapshot.due_on,
            raised_at: snapshot.raised_at,
            photos: snapshot.photos.len(),
            sha256: attachment.sha256,
            attached_at: attachment.attached_at,
            attached_by_name,
            changed_at: attachment.changed_at,
            source: attachment.source,
            source_name,
            note: attachment.note,
            changed: changes,
        }
    }
}

/// A section with what is written in it and attached to it.
#[derive(Serialize, ToSchema)]
pub struct SectionBody {
    /// The section's name in data.
    key: Key,
    /// The heading.
    title: Text,
    /// What is to be written there.
    guidance: Text,
    /// The words.
    words: String,
    /// The fields.
    fields: Vec<FieldBody>,
    /// The figures that stand there.
    figures: Vec<FigureKey>,
    /// Whether findings can be attached.
    takes_findings: bool,
    /// When it was last written. Whoever writes it says it as `seen`; absent where nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<Timestamp>,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by_name: Option<String>,
    /// What is attached, in order.
    attachments: Vec<AttachmentBody>,
}

impl SectionBody {
    fn new(section: &FormSection, written: Option<(WrittenSection, String)>, rows: &[FieldRowBody]) -> Self {
        let (written, by) = match written {
            Some((written, by)) => (Some(written), Some(by)),
            None => (None, None),
        };
        let value = |field: &Field| written.as_ref().and_then(|written| written.fields.get(&field.key)).cloned();
        Self {
            key: section.key.clone(),
            title: section.title.clone(),
            guidance: section.guidance.clone(),
            fields: section.fields.iter().map(|field| field_body(field, value(field), rows)).collect(),
            figures: section.figures.clone(),
            takes_findings: section.findings.is_some(),
            changed_at: written.as_ref().map(|written| written.changed_at),
            changed_by_name: by,
            words: written.map(|written| written.words).unwrap_or_default(),
            attachments: Vec::new(),
        }
    }
}

fn field_body(field: &Field, value: Option<FieldValue>, rows: &[FieldRowBody]) -> FieldBody {
    let rows = field.by.map(|FieldRows::SubProject| rows.to_vec());
    let to_fill = match (&value, &rows) {
        (None, _) => true,
        (Some(FieldValue::Rows(cells)), Some(rows)) => rows.iter().any(|row| !cells.contains_key(&row.key)),
        (Some(_), _) => false,
    };
    FieldBody {
        key: field.key.clone(),
        title: field.title.clone(),
        hint: field.hint.clone(),
        kind: field.kind,
        unit: field.unit.clone(),
        rows,
        value,
        to_fill,
    }
}

/// An evaluation with all that is in it.
#[derive(Serialize, ToSchema)]
pub struct EvaluationBody {
    /// What lists show of it.
    #[serde(flatten)]
    line: EvaluationLineBody,
    /// What stands around its words.
    head: Head,
    /// The sections in order.
    sections: Vec<SectionBody>,
}

impl EvaluationBody {
    pub(super) fn new(view: EvaluationView) -> Self {
        let EvaluationView { line, sections: mut written, attachments, rows } = view;
        let rows: Vec<FieldRowBody> = rows.into_iter().map(|(key, title)| FieldRowBody { key, title }).collect();
        let form = line.form.clone();
        let mut sections: Vec<SectionBody> = form
            .sections
            .iter()
            .map(|section| {
                let at = written.iter().position(|(known, _)| known.key == section.key);
                SectionBody::new(section, at.map(|at| written.swap_remove(at)), &rows)
            })
            .collect();
        let from = line.evaluation.from;
        for attachment in attachments {
            if let Some(section) = sections.iter_mut().find(|section| section.key == attachment.attachment.section) {
                section.attachments.push(AttachmentBody::new(attachment, from));
            }
        }
        Self { head: line.evaluation.head.clone(), line: EvaluationLineBody::new(line), sections }
    }

    pub(super) fn into_section(self, key: &Key) -> Option<SectionBody> {
        self.sections.into_iter().find(|section| section.key == *key)
    }
}
