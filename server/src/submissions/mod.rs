//! What OpenRosa's clients submit, on its way to a record.
//!
//! The XML is kept byte for byte, and the files that come with it, in however many posts. Once all that the XML names is
//! here, a revision is made of it, signed by the server for the device, and decided on as a phone's own would be, in the
//! commit that makes the submission durable. A post that broke off leaves no submission, and the same post twice changes
//! nothing.

pub mod about;
mod arrive;
pub mod lists;
mod part;
pub mod scripts;
pub mod settle;

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use mobile_sync_protocol::{
    checklist::Checklist,
    ids::{DeviceId, Sha256},
    record::ChecklistRef,
    signature::Signer,
    text::Text,
    time::{OffsetTime, Timestamp},
};

use self::arrive::{Arrival, Known, Step};
use crate::{
    app::App,
    auth::Caller,
    openrosa::submission::{Arrived, Instance, Parts, Refusal, read},
    registry::Snapshot,
    store::{StoreError, StoredPhoto, Submission, SubmissionPart},
    sync::{
        commit::{CommitError, Decided, Landed},
        history::Verdict,
    },
};

/// Seconds east of UTC where the programme works: what holds for a time that a client tells without an offset.
const OFFSET_S: i32 = 7 * 3600;

/// What came of one post of a client's.
#[derive(Debug, Default)]
pub struct Post {
    /// The XML, which is in each post of a submission.
    pub xml: Bytes,
    /// The files that came whole, in their order.
    parts: Vec<SubmissionPart>,
    /// Those of them whose bytes lie where photos lie.
    photos: Vec<StoredPhoto>,
    /// How many bytes of files are kept beside the XML.
    beside: usize,
}

/// A submission that was taken apart, with the checklist that its form was made of.
#[derive(Clone, Debug)]
pub struct Form {
    instance: Instance,
    checklist: Arc<Checklist>,
}

/// Who sends a submission: a device that signs nothing itself.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    caller: &'a Caller,
    device: DeviceId,
    signer: &'a Signer,
}

impl<'a> Sender<'a> {
    /// The sender that a caller is, where the server signs for their device.
    pub fn of(caller: &'a Caller) -> Option<Self> {
        Some(Self { caller, device: caller.device_id()?, signer: caller.signer.as_ref()? })
    }

    /// Its device.
    pub fn device(&self) -> DeviceId {
        self.device
    }
}

/// What became of a submission. All of it is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is part of its record.
    Whole,
    /// This many of the files that it names have not come.
    Waiting(usize),
    /// All of it was here.
    Known,
    /// It disagrees with what was here, and a person settles it.
    Conflict,
    /// It is in quarantine, for this reason.
    KeptAside(Text),
}

/// Why a submission was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SubmissionError {
    /// It cannot be read.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such form.
    #[error("there is no form {0:?}")]
    UnknownForm(String),
    /// There is no such version of the form.
    #[error("there is no version {version:?} of form {form}")]
    UnknownVersion {
        /// The form.
        form: String,
        /// The version.
        version: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It did not become durable.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

/// Takes a submission's XML apart and finds the checklist that its form was made of.
///
/// # Errors
/// [`SubmissionError`], before any file of the post is kept where the XML came first.
pub async fn recognise(app: &App, xml: &[u8]) -> Result<Form, SubmissionError> {
    let instance = read(xml)?;
    let unknown = || SubmissionError::UnknownForm(instance.form.clone());
    let id = instance.form.parse().map_err(|_| unknown())?;
    let version = instance.version.parse().ok();
    let wanted = version.map(|version| ChecklistRef { id, version });
    let found = |registry: &Snapshot| registry.checklist(wanted.as_ref()?).cloned();
    if let Some(checklist) = found(&app.registry.current()) {
        return Ok(Form { instance, checklist });
    }
    // Another replica may have learned of it since.
    let registry = app.registry.refresh().await?;
    if let Some(checklist) = found(&registry) {
        return Ok(Form { instance, checklist });
    }
    Err(if registry.checklists().iter().any(|checklist| checklist.id.as_str() == instance.form) {
        SubmissionError::UnknownVersion { form: instance.form.clone(), version: instance.version.clone() }
    } else {
        unknown()
    })
}

/// Takes one post.
///
/// # Errors
/// [`SubmissionError`]; the client sends all of it again.
pub async fn take(app: &App, sender: Sender<'_>, form: &Form, post: Post) -> Result<Taken, SubmissionError> {
    let Post { xml, parts, photos, .. } = post;
    let arrival = Arrival { form, sha256: Sha256::of(&xml), xml, parts, photos, anyway: false };
    // Most submissions are new. What is stored is read only where the writer says that there is something.
    let mut known = Known::of_new(app, form).await?;
    loop {
        let (arriving, missing) = match arrival.work_out(app, sender, &known).await? {
            Step::Commit(arriving, missing) => (arriving, missing),
            Step::Nothing(taken) => return Ok(taken),
        };
        let number = arriving.submission.number;
        match app.committer.submission(*arriving).await? {
            Landed::MovedOn => known = Known::read(app, form, arrival.sha256).await?,
            Landed::Kept(decided) => return Ok(told(decided, missing, number)),
        }
    }
}

/// What a client is told of what was decided.
fn told(decided: Option<Decided>, missing: usize, number: i64) -> Taken {
    match decided {
        None if missing > 0 => Taken::Waiting(missing),
        None => Taken::Known,
        Some(Decided::Refused(problems)) => {
            let why = problems.into_iter().next();
            Taken::KeptAside(why.map_or_else(|| Text::new("", ""), |why| Text::new(why.message_vi, why.message)))
        }
        Some(Decided::Kept { verdict: Verdict::Conflict { .. }, .. }) => Taken::Conflict,
        Some(Decided::Kept { .. }) if number > 0 => Taken::Conflict,
        Some(Decided::Kept { .. }) => Taken::Whole,
    }
}

/// The files that came, by name. Of two of one name, the one that came first is the one that the XML names.
fn arrived<'a>(parts: impl IntoIterator<Item = &'a SubmissionPart>) -> BTreeMap<String, Arrived> {
    let mut arrived: BTreeMap<String, Arrived> = BTreeMap::new();
    for part in parts {
        let bytes = u64::try_from(part.bytes).unwrap_or(0);
        let file = Arrived { sha256: part.sha256, bytes, media_type: part.media_type.clone() };
        let name = match arrived.get(&part.name) {
            Some(_) => format!("{} ({})", part.name, part.sha256),
            None => part.name.clone(),
        };
        arrived.insert(name, file);
    }
    arrived
}

impl Form {
    /// A stored submission, taken apart again.
    fn of_stored(registry: &Snapshot, submission: &Submission, xml: &[u8]) -> Result<Self, StoreError> {
        let wrong = |why: &dyn std::fmt::Display| StoreError::inconsistent("submission", &submission.instance, why);
        let instance = read(xml).map_err(|why| wrong(&why))?;
        let id = submission.form.parse().map_err(|why| wrong(&why))?;
        let version = submission.form_version.parse().map_err(|why| wrong(&why))?;
        let checklist = registry.checklist(&ChecklistRef { id, version });
        Ok(Self { instance, checklist: Arc::clone(checklist.ok_or_else(|| wrong(&"its checklist is unknown"))?) })
    }
}

/// What a stored submission says, read again from its XML.
fn reread(registry: &Snapshot, submission: &Submission, xml: &[u8]) -> Result<Parts, StoreError> {
    let form = Form::of_stored(registry, submission, xml)?;
    Ok(form.instance.parts(&form.checklist, received(submission.received_at)))
}

/// When something came, by the clocks of where the programme works.
fn received(at: Timestamp) -> OffsetTime {
    OffsetTime { at, offset_seconds: OFFSET_S }
}
