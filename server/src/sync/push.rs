//! A push: many revisions in one request, an outcome for each, a receipt for each that is durable.

use std::sync::Arc;

use bytes::Bytes;
use mobile_sync_protocol::{
    problem::{Code, Problem, Violation},
    receipt::{Receipt, ReceiptOf},
    record::Revision,
    signature::Signer,
    sync::{Outcome, PUSH_MAX, PushRequest, PushResponse},
};

use super::{
    commit::{CommitError, Committer, Decided, Item},
    history::Verdict,
    prepare::{Prepared, Sender, made, prepare},
};
use crate::{
    auth::{Caller, Permission},
    registry::{Registry, Snapshot},
    server_key::ServerKey,
    store::{Device, StoreError},
};

/// From how many revisions on a push is prepared off the event loop.
const LARGE: usize = 8;

/// What a push needs.
#[derive(Clone, Debug)]
pub struct Push {
    /// Units, programme and checklists.
    pub registry: Arc<Registry>,
    /// The writer's door.
    pub committer: Committer,
    /// Signs receipts.
    pub key: Arc<ServerKey>,
}

/// Why a whole push failed. One bad revision never fails it.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// The request is no push.
    #[error("the request cannot be read")]
    Request(Box<Problem>),
    /// Nothing became durable.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The registry could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Push {
    /// Takes a push of `caller`'s phone `device`.
    ///
    /// # Errors
    /// [`PushError`] where nothing of it was taken; the phone sends all of it again.
    pub async fn take(&self, caller: &Caller, device: &Device, body: Bytes) -> Result<PushResponse, PushError> {
        let raw = split(&body)?;
        let mut registry = self.registry.current();
        let mut items = self.prepare(caller, device, raw.clone(), &registry).await;
        if items.iter().any(stale) {
            // Another replica may have learned of a unit or a checklist since.
            let newer = self.registry.refresh().await?;
            if newer.version != registry.version {
                registry = newer;
                items = self.prepare(caller, device, raw, &registry).await;
            }
        }
        let decided = self.committer.push(items, device.id, caller.person).await?;
        let outcomes = decided.into_iter().map(|decided| self.outcome(decided)).collect();
        Ok(PushResponse { outcomes })
    }

    async fn prepare(&self, caller: &Caller, device: &Device, raw: Vec<Bytes>, registry: &Arc<Snapshot>) -> Vec<Item> {
        if caller.revoked {
            let problems = vec![Violation::plain("", Code::DeviceRevoked)];
            return raw.into_iter().map(|raw| Item::Refused(raw, problems.clone())).collect();
        }
        let Ok(verifier) = device.public_key.verifier() else {
            let problems = vec![Violation::plain("/signature", Code::KeyUnreadable)];
            return raw.into_iter().map(|raw| Item::Refused(raw, problems.clone())).collect();
        };
        let scope = caller.scope(Permission::Sync, registry);
        let sender = Sender { person: caller.person, key: device.key, verifier, communes: Arc::new(scope.communes) };
        let registry = Arc::clone(registry);
        let heavy = raw.len() >= LARGE;
        let work = move || -> Vec<Item> {
            raw.into_iter()
                .map(|raw| match prepare(raw.clone(), &sender, &registry) {
                    Ok(prepared) => Item::Prepared(Box::new(prepared)),
                    Err(problems) => Item::Refused(raw, problems),
                })
                .collect()
        };
        crate::jobs::compute(heavy, work).await
    }

    /// Signs and checks a revision that this server made for `caller`'s device, which signs nothing itself.
    ///
    /// # Errors
    /// Where the registry cannot be read.
    pub async fn made(&self, caller: &Caller, signer: &Signer, revision: Revision) -> Result<Item, StoreError> {
        let check = |revision: Revision, registry: &Snapshot| {
            let communes = caller.scope(Permission::Sync, registry).communes;
            match made(revision, signer, &communes, registry) {
                Ok(Prepared { raw, .. }) | Err((raw, _)) if caller.revoked => {
                    Item::Refused(raw, vec![Violation::plain("", Code::DeviceRevoked)])
                }
                Ok(prepared) => Item::Prepared(Box::new(prepared)),
                Err((raw, problems)) => Item::Refused(raw, problems),
            }
        };
        let registry = self.registry.current();
        let item = check(revision, &registry);
        let Item::Refused(raw, _) = &item else { return Ok(item) };
        if !stale(&item) {
            return Ok(item);
        }
        let newer = self.registry.refresh().await?;
        match serde_json::from_slice(raw) {
            Ok(revision) if newer.version != registry.version => Ok(check(revision, &newer)),
            _ => Ok(item),
        }
    }

    fn outcome(&self, decided: Decided) -> Outcome {
        let (verdict, record, revision, sha256, at, device) = match decided {
            Decided::Refused(problems) => return Outcome::Rejected { problems },
            Decided::Kept { verdict, record, revision, sha256, at, device } => {
                (verdict, record, revision, sha256, at, device)
            }
        };
        let of = ReceiptOf::Revision { record, revision, sha256 };
        let Ok(receipt) = Receipt::sign(of, Some(device), at, &self.key.signer) else {
            return Outcome::Rejected { problems: vec![Violation::plain("", Code::Internal)] };
        };
        match verdict {
            Verdict::Accepted { number } => Outcome::Accepted { number, receipt },
            Verdict::Duplicate { number } => Outcome::Duplicate { number, receipt },
            Verdict::Merged { number, revision } => Outcome::Merged { number, revision, receipt },
            Verdict::Conflict { number, theirs, places } => Outcome::Conflict { number, theirs, places, receipt },
            Verdict::IdReused => {
                Outcome::Rejected { problems: vec![Violation::plain("/revision", Code::RecordIdReused)] }
            }
        }
    }
}

/// The revisions of a request, each as a slice of its bytes.
fn split(body: &Bytes) -> Result<Vec<Bytes>, PushError> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let request: PushRequest<'_> = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let syntax = error.inner().is_syntax() || error.inner().is_eof();
        let code = if syntax { Code::JsonSyntax } else { Code::JsonShape };
        let mut problem = code.problem();
        problem.detail = Some(error.inner().to_string());
        problem.errors.push(crate::problem::shape_violation(&error));
        PushError::Request(Box::new(problem))
    })?;
    reader.end().map_err(|error| {
        let mut problem = Code::JsonSyntax.problem();
        problem.detail = Some(error.to_string());
        PushError::Request(Box::new(problem))
    })?;
    if request.revisions.len() > PUSH_MAX {
        let mut problem = Code::TooManyItems.problem();
        problem.detail = Some(format!("at most {PUSH_MAX} revisions a push"));
        return Err(PushError::Request(Box::new(problem)));
    }
    Ok(request.revisions.iter().map(|raw| body.slice_ref(raw.get().as_bytes())).collect())
}

/// Whether an item was refused for something that a newer registry may know.
fn stale(item: &Item) -> bool {
    let unknown =
        [Code::RecordUnknownChecklist, Code::RecordUnknownUnit, Code::RecordUnknownSubProject, Code::RecordOutOfScope];
    match item {
        Item::Prepared(_) => false,
        Item::Refused(_, problems) => {
            problems.iter().any(|problem| unknown.iter().any(|code| code.as_str() == problem.code))
        }
    }
}
