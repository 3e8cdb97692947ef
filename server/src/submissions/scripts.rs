//! Submissions as scripts read them that were written for ODK Central.

use std::collections::HashMap;

use mobile_sync_protocol::ids::{PersonId, RecordId, Sha256};
use serde_json::{Map, Value, json};

use super::{arrived, reread};
use crate::{
    app::App,
    auth::{Caller, Scope},
    desk::opening,
    openrosa::submission::Parts,
    store::{StoreError, Submission, SubmissionPart},
};

/// The submissions of a form that are about records within `scope`, newest first: of each record the one that stands for
/// it, so that a script counts what was filled once, however often it was edited. Where people joined two, none of them
/// does, and the newest is told.
///
/// # Errors
/// Where the store cannot be read.
pub async fn of_form(app: &App, form: &str, scope: &Scope) -> Result<Vec<Submission>, StoreError> {
    let mut session = app.store.read().await?;
    let mut all = session.submissions_filling(form).await?;
    let records: Vec<_> = all.iter().map(|submission| submission.record).collect();
    let records = session.records_by_id(&records).await?;
    let mut telling: HashMap<RecordId, Sha256> = HashMap::new();
    for submission in &all {
        let Some(record) = records.get(&submission.record) else { continue };
        if !scope.holds(record.commune, record.person) {
            continue;
        }
        if record.head == submission.revision {
            telling.insert(submission.record, submission.sha256);
        } else {
            telling.entry(submission.record).or_insert(submission.sha256);
        }
    }
    all.retain(|submission| telling.get(&submission.record) == Some(&submission.sha256));
    Ok(all)
}

/// One submission of a form by its id, where it lies within `scope`, with the files that came. Opening a household's is
/// noted.
///
/// # Errors
/// Where the store fails.
pub async fn one(
    app: &App,
    form: &str,
    instance: &str,
    caller: &Caller,
    scope: &Scope,
) -> Result<Option<(Submission, Vec<SubmissionPart>)>, StoreError> {
    let mut session = app.store.read().await?;
    let known = session.submissions_by_instance(&[instance]).await?.remove(instance).unwrap_or_default();
    let is_asked = |known: &Submission| known.form == form && known.revision.is_some();
    let Some(submission) = known.into_iter().find(is_asked) else { return Ok(None) };
    let files = session.submission_parts(instance, submission.sha256).await?;
    drop(session);
    let opened = opening::record(app, submission.record, caller, scope).await?;
    Ok(opened.map(|_| (submission, files)))
}

/// The files that a submission names or that came with it, and whether each is here.
///
/// # Errors
/// Where the store fails.
pub async fn files(
    app: &App,
    submission: &Submission,
    came: Vec<SubmissionPart>,
) -> Result<Vec<(String, bool)>, StoreError> {
    let parts = read(app, submission).await?;
    let came = arrived(&came);
    let missing = parts.missing(&came).into_iter().map(|name| (name, false));
    let mut all: Vec<(String, bool)> = came.into_keys().map(|name| (name, true)).chain(missing).collect();
    all.sort();
    Ok(all)
}

/// A submission as a row of Central's `OData` feed.
///
/// # Errors
/// Where the store fails.
pub async fn row(
    app: &App,
    submission: &Submission,
    came: Vec<SubmissionPart>,
    submitter: &str,
) -> Result<Value, StoreError> {
    let parts = read(app, submission).await?;
    let missing = parts.missing(&arrived(&came)).len();
    let registry = app.registry.current();
    let mut sections: Map<String, Value> = Map::new();
    for (section, item) in registry.checklist(&parts.checklist).iter().flat_map(|checklist| checklist.items()) {
        let Some(answer) = parts.answers.get(&item.key) else { continue };
        let answer = json!({"value": answer.value, "note": answer.note});
        let group = sections.entry(section.key.to_string()).or_insert_with(|| json!({}));
        if let Value::Object(group) = group {
            group.insert(item.key.to_string(), answer);
        }
    }
    Ok(json!({
        "__id": submission.instance,
        "__system": {
            "submissionDate": submission.received_at,
            "updatedAt": null,
            "submitterId": number_of(submission.person).to_string(),
            "submitterName": submitter,
            "attachmentsPresent": came.len(),
            "attachmentsExpected": came.len() + missing,
            "status": null,
            "reviewState": null,
            "deviceId": parts.filled.device,
            "edits": 0,
            "formVersion": submission.form_version,
        },
        "start": parts.filled.start,
        "end": parts.filled.end,
        "record": {
            "id": parts.record,
            "visit": parts.visit,
            "commune": parts.commune,
            "subject": parts.subject,
            "sub_project": parts.sub_project,
            "captured_at": parts.captured_at,
            "fix": parts.fix,
        },
        "answers": sections,
    }))
}

/// A person as a number, since scripts know no other names: the random end of their id.
pub fn number_of(person: PersonId) -> u64 {
    person.0.as_bytes().iter().skip(10).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

async fn read(app: &App, submission: &Submission) -> Result<Parts, StoreError> {
    let registry = app.registry.refresh().await?;
    let xml = app.store.read().await?.submission_xml(&submission.instance, submission.sha256).await?;
    reread(&registry, submission, &xml.unwrap_or_default())
}
