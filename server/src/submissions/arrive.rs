//! From what came, and what is stored under the same id, to what is to be stored.

use std::collections::BTreeMap;

use bytes::Bytes;
use mobile_sync_protocol::{
    ids::{RecordId, Sha256, SubProjectId, UnitId},
    record::Revision,
};
use uuid::Uuid;

use super::{Form, Sender, SubmissionError, Taken, arrived, received};
use crate::{
    app::App,
    auth::{Caller, Permission},
    openrosa::submission::{Arrived, InstanceId, Parts},
    store::{StoreError, StoredPhoto, Submission, SubmissionPart, SubmissionState},
    sync::commit::Arriving,
};

/// What is stored, as far as a submission depends on it.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// All submissions under its id, in the order in which they came.
    submissions: Vec<Submission>,
    /// The files that came with the same XML before.
    parts: Vec<SubmissionPart>,
    /// The files that came with the submission that this one edits, with its record: web clients send only those that
    /// changed.
    edited: Vec<(RecordId, SubmissionPart)>,
}

impl Known {
    /// What is taken to be stored for what is taken to be new.
    pub(super) async fn of_new(app: &App, form: &Form) -> Result<Self, StoreError> {
        let edited = if form.instance.deprecated.is_some() { edited(app, form).await? } else { Vec::new() };
        Ok(Self { edited, ..Self::default() })
    }

    /// Reads it.
    pub(super) async fn read(app: &App, form: &Form, xml: Sha256) -> Result<Self, StoreError> {
        let id = form.instance.id.as_str();
        let mut session = app.store.read().await?;
        let submissions = session.submissions_by_instance(&[id]).await?.remove(id).unwrap_or_default();
        let parts = session.submission_parts(id, xml).await?;
        drop(session);
        Ok(Self { submissions, parts, ..Self::of_new(app, form).await? })
    }
}

/// The files of all XMLs under the id that a submission edits, with the record of each.
async fn edited(app: &App, form: &Form) -> Result<Vec<(RecordId, SubmissionPart)>, StoreError> {
    let Some(id) = form.instance.deprecated.as_ref().map(InstanceId::as_str) else { return Ok(Vec::new()) };
    let mut session = app.store.read().await?;
    let mut parts = Vec::new();
    for before in session.submissions_by_instance(&[id]).await?.remove(id).unwrap_or_default() {
        for mut part in session.submission_parts(id, before.sha256).await? {
            part.content = session.submission_file(id, before.sha256, part.sha256).await?;
            parts.push((before.record, part));
        }
    }
    Ok(parts)
}

/// What came.
pub(super) struct Arrival<'a> {
    pub form: &'a Form,
    pub xml: Bytes,
    pub sha256: Sha256,
    pub parts: Vec<SubmissionPart>,
    pub photos: Vec<StoredPhoto>,
    /// Whether a record is made of it although files are missing.
    pub anyway: bool,
}

/// What follows.
pub(super) enum Step {
    /// This is to be made durable; so many files are missing.
    Commit(Box<Arriving>, usize),
    /// All of it is.
    Nothing(Taken),
}

impl Arrival<'_> {
    /// What is to be stored, given what is.
    pub(super) async fn work_out(&self, app: &App, sender: Sender<'_>, known: &Known) -> Result<Step, SubmissionError> {
        let now = app.clock.now();
        let before = known.submissions.iter().find(|known| known.sha256 == self.sha256);
        let mut new = self.new_parts(&known.parts);
        // By the time at which it came first, so that the same submission is the same revision however often it comes.
        let first_at = before.map_or(now, |before| before.received_at);
        let said = self.form.instance.parts(&self.form.checklist, received(first_at));
        new.extend(Self::carried(&said, known, &new));
        let came = arrived(known.parts.iter().chain(&new));
        let missing = said.missing(&came).len();
        let made = before.and_then(|before| before.revision);
        if new.is_empty() && before.is_some() {
            match (made, missing) {
                (Some(_), _) => return Ok(Step::Nothing(Taken::Known)),
                (None, 1..) if !self.anyway => return Ok(Step::Nothing(Taken::Waiting(missing))),
                (None, _) => {}
            }
        }
        let place = belongs_to(app, sender.caller, &said).await?;
        let mut submission = match before {
            Some(before) => before.clone(),
            None => Submission {
                instance: self.form.instance.id.as_str().to_owned(),
                sha256: self.sha256,
                number: i64::try_from(known.submissions.len()).unwrap_or(i64::MAX),
                form: self.form.instance.form.clone(),
                form_version: self.form.instance.version.clone(),
                device: sender.device,
                person: sender.caller.person,
                received_at: now,
                changed_at: now,
                state: SubmissionState::Waiting,
                record: said.record,
                commune: place.commune,
                revision: None,
                photos: 0,
                files: 0,
            },
        };
        let mut item = None;
        if made.is_some() || missing == 0 || self.anyway {
            let revision = revision(&said, &submission, place, &came);
            let photos = i64::try_from(revision.photos.len()).unwrap_or(i64::MAX);
            if made.is_none() || photos != submission.photos {
                submission.revision = Some(revision.revision);
                submission.photos = photos;
                submission.state =
                    if submission.number > 0 { SubmissionState::Conflict } else { SubmissionState::Pushed };
                item = Some(app.push.made(sender.caller, sender.signer, revision).await?);
            }
        }
        submission.changed_at = now;
        submission.files = i64::try_from(known.parts.len() + new.len()).unwrap_or(i64::MAX);
        let arriving = Arriving {
            known: known.submissions.clone(),
            submission,
            xml: self.xml.clone(),
            parts: new,
            photos: self.photos.clone(),
            item,
            device: sender.device,
            person: sender.caller.person,
        };
        Ok(Step::Commit(Box::new(arriving), missing))
    }

    /// The files that are not among `stored`, each once.
    fn new_parts(&self, stored: &[SubmissionPart]) -> Vec<SubmissionPart> {
        let mut new: Vec<SubmissionPart> = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let is_same = |other: &SubmissionPart| (&other.name, other.sha256) == (&part.name, part.sha256);
            if !stored.iter().chain(&new).any(is_same) {
                new.push(part.clone());
            }
        }
        new
    }

    /// The files that are named, have not come, and came with what is edited. Whoever knows an id has no say in another
    /// record's files.
    fn carried(said: &Parts, known: &Known, new: &[SubmissionPart]) -> Vec<SubmissionPart> {
        let mut carried: Vec<SubmissionPart> = Vec::new();
        if !known.edited.is_empty() {
            let missing = said.missing(&arrived(known.parts.iter().chain(new)));
            for (_, part) in known.edited.iter().filter(|(record, _)| *record == said.record) {
                if missing.contains(&part.name) && carried.iter().all(|other| other.name != part.name) {
                    carried.push(part.clone());
                }
            }
        }
        carried
    }
}

/// The snapshot that a submission is.
fn revision(said: &Parts, submission: &Submission, place: Place, came: &BTreeMap<String, Arrived>) -> Revision {
    let mut revision = said.revision(place.sub_project, place.commune.unwrap_or(NOWHERE), came).revision;
    if let Some(before) = submission.revision {
        // What came after the snapshot was made.
        revision.base = Some(before);
        revision.revision = said.further(submission.sha256, &revision.photos);
    } else if submission.number > 0 {
        revision.revision = said.variant(submission.sha256);
    }
    revision
}

const NOWHERE: UnitId = UnitId(Uuid::nil());

/// Where a submission belongs.
#[derive(Clone, Copy)]
struct Place {
    sub_project: SubProjectId,
    commune: Option<UnitId>,
}

/// The sub-project and commune that a submission says, or those of its subject. What says nothing at all names what
/// there is not, which sends it to quarantine with the reason; it is seen by those of the communes of its sender.
async fn belongs_to(app: &App, caller: &Caller, said: &Parts) -> Result<Place, StoreError> {
    if let (Some(sub_project), Some(commune)) = (said.sub_project, said.commune) {
        return Ok(Place { sub_project, commune: Some(commune) });
    }
    let subject = match said.subject {
        Some(subject) => app.store.read().await?.subjects_by_id(&[subject]).await?.remove(&subject),
        None => None,
    };
    let own = || caller.scope(Permission::Sync, &app.registry.current()).communes.first().copied();
    let sub_project = said.sub_project.or(subject.as_ref().map(|subject| subject.sub_project));
    Ok(Place {
        sub_project: sub_project.unwrap_or(SubProjectId(Uuid::nil())),
        commune: said.commune.or(subject.map(|subject| subject.commune)).or_else(own),
    })
}
