//! What came from OpenRosa's clients about one record, as a reviewer sees it beside the record.

use std::collections::HashMap;

use mobile_sync_protocol::{
    ids::{DeviceId, RecordId, Sha256, UnitId},
    record::ChecklistRef,
    text::Text,
    time::{OffsetTime, Timestamp},
    validate::MEDIA_TYPES,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{arrived, reread};
use crate::{
    app::App,
    auth::Scope,
    openrosa::submission::Parts,
    store::{DevicePerson, Session, StoreError, Submission, SubmissionPart, SubmissionState},
};

/// Most submissions that are told of at once: where more of them wait, they wait for more than photos.
const WAITING_MAX: i64 = 200;

/// A submission with all that came with it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionBody {
    /// The id that the client gave it.
    instance: String,
    /// The hash of its XML, which names it among those of its id.
    sha256: Sha256,
    /// 0 for the first XML under its id, 1 for the first that differs, and so on.
    number: i64,
    /// Where it stands.
    state: SubmissionState,
    /// The form and its version.
    form: ChecklistRef,
    /// When it came first.
    received_at: Timestamp,
    /// Whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<DevicePerson>,
    /// How to call them.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// What the device is called that sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    device_label: Option<String>,
    /// The commune that it says, or its subject's.
    #[serde(skip_serializing_if = "Option::is_none")]
    commune: Option<UnitId>,
    /// When the form was opened, as the client tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    opened_at: Option<OffsetTime>,
    /// The user's name in the client's settings. Nobody vouches for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    /// The files that came, by name.
    files: Vec<SubmissionFile>,
    /// The files that it names and that have not come.
    missing: Vec<String>,
    /// What it says that has no place in the record.
    aside: Vec<AsideLine>,
}

/// A file that came with a submission.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionFile {
    /// What the client calls it.
    name: String,
    /// The hash of its bytes; a photo is found by it.
    sha256: Sha256,
    /// How many bytes.
    bytes: i64,
    /// What it is, by its bytes.
    media_type: String,
    /// When it came.
    arrived_at: Timestamp,
}

/// A value that has no place in the record.
#[derive(Debug, Serialize, ToSchema)]
pub struct AsideLine {
    /// Where it stood in the XML.
    path: String,
    /// What stood there.
    value: String,
    /// Why it has no place.
    why: Text,
}

/// All submissions about a record, in the order in which they came first.
///
/// # Errors
/// Where the store fails, or holds what it did not take.
pub async fn about(app: &App, record: RecordId) -> Result<Vec<SubmissionBody>, StoreError> {
    let registry = app.registry.refresh().await?;
    let mut session = app.store.read().await?;
    let (mut all, mut senders) = (Vec::new(), Senders::default());
    for submission in session.submissions_about(record).await? {
        let xml = session.submission_xml(&submission.instance, submission.sha256).await?.unwrap_or_default();
        let files = session.submission_parts(&submission.instance, submission.sha256).await?;
        let parts = reread(&registry, &submission, &xml)?;
        let sender = senders.of(&mut session, &submission).await?;
        all.push(described(submission, sender, &parts, files));
    }
    Ok(all)
}

/// The submissions of which no record was made yet, because files are missing or they were refused, of the communes of
/// `scope`, oldest first. What they say is not told: nobody opened a record.
///
/// # Errors
/// Where the store fails, or holds what it did not take.
pub async fn waiting(app: &App, scope: &Scope) -> Result<Vec<SubmissionBody>, StoreError> {
    let registry = app.registry.refresh().await?;
    let mut session = app.store.read().await?;
    let (mut all, mut senders) = (Vec::new(), Senders::default());
    for submission in session.submissions_waiting(&scope.communes, WAITING_MAX).await? {
        let xml = session.submission_xml(&submission.instance, submission.sha256).await?.unwrap_or_default();
        let said = reread(&registry, &submission, &xml)?;
        let files = session.submission_parts(&submission.instance, submission.sha256).await?;
        let sender = senders.of(&mut session, &submission).await?;
        let body = described(submission, sender, &said, files);
        all.push(SubmissionBody { aside: Vec::new(), username: None, ..body });
    }
    Ok(all)
}

/// A file that came with one of a record's submissions, by the hashes of the XML and of the file, with its bytes where
/// they are kept beside the XML and not among the photos. `None` of what did not come with it, and of photos.
///
/// # Errors
/// Where the store fails.
pub async fn file(
    app: &App,
    record: RecordId,
    xml: Sha256,
    file: Sha256,
) -> Result<Option<(SubmissionPart, Option<Vec<u8>>)>, StoreError> {
    let mut session = app.store.read().await?;
    let about = session.submissions_about(record).await?;
    let Some(submission) = about.into_iter().find(|submission| submission.sha256 == xml) else { return Ok(None) };
    let parts = session.submission_parts(&submission.instance, xml).await?;
    let is_asked = |part: &SubmissionPart| part.sha256 == file && !MEDIA_TYPES.contains(&part.media_type.as_str());
    let Some(part) = parts.into_iter().find(is_asked) else { return Ok(None) };
    let content = session.submission_file(&submission.instance, xml, file).await?;
    Ok(Some((part, content)))
}

/// Who sent a submission.
#[derive(Clone, Default)]
struct Sender {
    person: Option<DevicePerson>,
    phone: Option<String>,
    label: Option<String>,
}

/// Who sent submissions, each looked up once.
#[derive(Default)]
struct Senders(HashMap<DeviceId, Sender>);

impl Senders {
    async fn of(&mut self, session: &mut Session, submission: &Submission) -> Result<Sender, StoreError> {
        if let Some(known) = self.0.get(&submission.device) {
            return Ok(known.clone());
        }
        let person = session.person(submission.person).await?.map(|stored| stored.person);
        let label = session.device(submission.device).await?.map(|login| login.device.label);
        let phone = person.as_ref().and_then(|person| person.phone.clone());
        let sender = Sender { person: person.map(DevicePerson::from), phone, label };
        self.0.insert(submission.device, sender.clone());
        Ok(sender)
    }
}

fn described(
    submission: Submission,
    Sender { person, phone, label }: Sender,
    parts: &Parts,
    files: Vec<SubmissionPart>,
) -> SubmissionBody {
    let came = arrived(&files);
    let file = |part: SubmissionPart| SubmissionFile {
        name: part.name,
        sha256: part.sha256,
        bytes: part.bytes,
        media_type: part.media_type,
        arrived_at: part.arrived_at,
    };
    let aside = parts.aside.iter().map(|aside| AsideLine {
        path: aside.path.clone(),
        value: aside.value.clone(),
        why: aside.why.text(),
    });
    SubmissionBody {
        instance: submission.instance,
        sha256: submission.sha256,
        number: submission.number,
        state: submission.state,
        form: parts.checklist.clone(),
        received_at: submission.received_at,
        person,
        phone,
        device_label: label,
        commune: submission.commune,
        opened_at: parts.filled.start,
        username: parts.filled.username.clone(),
        missing: parts.missing(&came),
        aside: aside.collect(),
        files: files.into_iter().map(file).collect(),
    }
}
