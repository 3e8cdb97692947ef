//! Records as phones send them: signed and pushed, with their photos after them.

use std::{collections::HashMap, convert::Infallible, sync::Arc};

use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use futures_util::{future::try_join_all, stream};
use mobile_sync_protocol::{
    canonical::canonical_of,
    ids::{RecordId, RevisionId, Sha256, SubProjectId, SubjectId, VisitId},
    record::{ChecklistRef, NewSubject, Photo, Revision},
    sync::Outcome,
    time::OffsetTime,
};

use super::{
    SEED,
    phones::{Phone, Phones},
    script::{Picture, Scene},
};
use crate::{
    app::App,
    simulate::{
        photo::{MEDIA_TYPE, PhotoMaker, Shot},
        rng::Dice,
    },
    uploads::Promise,
};

const DAY_MS: i64 = 86_400_000;
/// Phones find a network in the evening: half past six in Việt Nam, as UTC.
const EVENING_MS: i64 = 11 * 3_600_000 + 1_800_000;
/// What one record takes to send.
const SENDING_MS: i64 = 7_000;

/// Plays the records of a script.
#[derive(Debug)]
pub(super) struct Player<'a> {
    app: &'a App,
    phones: Phones,
    maker: Arc<PhotoMaker>,
    subjects: HashMap<String, SubjectId>,
    leaves: HashMap<String, SubProjectId>,
    visits: HashMap<String, VisitId>,
    /// What was photographed, by record and place in it.
    shots: HashMap<(String, usize), Shot>,
    /// The records that were sent, by their names in the script.
    records: HashMap<String, RecordId>,
}

/// A photo with its bytes.
struct Print {
    sha256: Sha256,
    jpeg: Bytes,
}

impl<'a> Player<'a> {
    /// Reads what the script's codes stand for.
    pub(super) async fn new(app: &'a App, phones: Phones, maker: PhotoMaker) -> anyhow::Result<Self> {
        let mut session = app.store.read().await?;
        let subjects = session.subject_codes().await?;
        let visits = session.visits(None).await?.into_iter().map(|visit| (visit.title, visit.id)).collect();
        drop(session);
        let registry = app.registry.current();
        let leaves = registry.sub_projects.values().filter(|node| node.leaf);
        let leaves = leaves.map(|node| (node.code.clone(), node.id)).collect();
        Ok(Self {
            app,
            phones,
            maker: Arc::new(maker),
            subjects,
            leaves,
            visits,
            shots: HashMap::new(),
            records: HashMap::new(),
        })
    }

    /// The records that were sent, by their names in the script.
    pub(super) fn records(&self) -> &HashMap<String, RecordId> {
        &self.records
    }

    /// Sends one record, the snapshots that grew from it, and its photos.
    pub(super) async fn play(&mut self, number: u64, scene: &Scene) -> anyhow::Result<()> {
        let mut dice = Dice::new(SEED, "demo record", number);
        let camera = self.phones.of(&scene.by)?.camera;
        let prints = self.shoot(scene, camera, &mut dice).await?;
        let first = self.revision(scene, &prints, &mut dice)?;
        self.records.insert(scene.key.clone(), first.record);
        let phone = self.phones.of(&scene.by)?;
        self.wait_for_evening(scene.captured_at);
        let outcome = self.push(phone, first.clone(), scene.tampered).await?;
        ensure!(scene.tampered == matches!(outcome, Outcome::Rejected { .. }), "the server says {outcome:?}");
        for edit in &scene.edits {
            let mut later = first.clone();
            later.base = Some(first.revision);
            later.revision = RevisionId(dice.id(edit.captured_at.at));
            later.captured_at = edit.captured_at;
            later.answers.extend(edit.answers.clone());
            let outcome = self.push(self.phones.of(&edit.by)?, later, false).await?;
            ensure!(!matches!(outcome, Outcome::Rejected { .. }), "the server says {outcome:?}");
        }
        let arriving = scene.photos.iter().zip(prints).filter(|(taken, _)| !taken.withheld);
        try_join_all(arriving.map(|(_, print)| self.upload(phone, print))).await?;
        Ok(())
    }

    /// Moves the clock to the evening of the record's day, or on a little where it is evening already.
    fn wait_for_evening(&self, captured: OffsetTime) {
        let evening = captured.at.0 - captured.at.0.rem_euclid(DAY_MS) + EVENING_MS;
        let now = self.app.clock.now().0;
        self.app.clock.advance((evening - now).max(SENDING_MS));
    }

    async fn shoot(&mut self, scene: &Scene, camera: usize, dice: &mut Dice) -> anyhow::Result<Vec<Print>> {
        let mut shots = Vec::with_capacity(scene.photos.len());
        for (at, taken) in scene.photos.iter().enumerate() {
            let own = Shot { seed: dice.bits(), taken_at: taken.taken_at, fix: taken.fix, camera };
            let shot = match &taken.same_as {
                None => own,
                Some(same) => {
                    let known = self.shots.get(&(same.record.clone(), same.photo));
                    known.with_context(|| format!("{} has no photo {}", same.record, same.photo))?.clone()
                }
            };
            self.shots.insert((scene.key.clone(), at), shot.clone());
            shots.push(shot);
        }
        let drawn = shots.into_iter().map(|shot| {
            let maker = Arc::clone(&self.maker);
            crate::jobs::compute(true, move || maker.make(&shot))
        });
        let mut prints = Vec::with_capacity(scene.photos.len());
        for jpeg in futures_util::future::join_all(drawn).await {
            let jpeg = Bytes::from(jpeg.context("a photo cannot be drawn")?);
            prints.push(Print { sha256: Sha256::of(&jpeg), jpeg });
        }
        Ok(prints)
    }

    fn revision(&self, scene: &Scene, prints: &[Print], dice: &mut Dice) -> anyhow::Result<Revision> {
        let at = scene.captured_at.at;
        let registry = self.app.registry.current();
        let commune = registry.units.at(&scene.commune, scene.captured_at.date());
        let subject = scene
            .subject
            .as_ref()
            .map(|code| self.subjects.get(code).copied().with_context(|| format!("there is no subject {code}")));
        Ok(Revision {
            record: RecordId(dice.id(at)),
            revision: RevisionId(dice.id(at)),
            base: None,
            checklist: ChecklistRef { id: scene.checklist.clone(), version: 1 },
            visit: Some(*self.visits.get(&scene.visit).context("there is no such visit")?),
            subject: subject.transpose()?,
            new_subject: scene.new_subject.as_ref().map(|met| NewSubject {
                id: SubjectId(dice.id(at)),
                kind: met.kind,
                name: met.name.clone(),
                village: Some(met.village.clone()),
            }),
            sub_project: *self.leaves.get(&scene.sub_project).context("there is no such sub-project")?,
            commune: commune.with_context(|| format!("there is no commune {}", scene.commune))?.id,
            captured_at: scene.captured_at,
            fix: Some(scene.fix),
            answers: scene.answers.clone(),
            photos: scene.photos.iter().zip(prints).flat_map(|(taken, print)| named(taken, print)).collect(),
            signature: None,
        })
    }

    async fn push(&self, phone: &Phone, mut revision: Revision, tampered: bool) -> anyhow::Result<Outcome> {
        revision.signature = Some(phone.signer.sign(&canonical_of(&revision)?));
        if tampered {
            revision.answers.pop_last();
        }
        let body = serde_json::to_vec(&serde_json::json!({"revisions": [revision]}))?;
        let mut response = self.app.push.take(&phone.caller, &phone.device, body.into()).await?;
        match response.outcomes.pop() {
            Some(outcome) => Ok(outcome),
            None => bail!("the server says nothing"),
        }
    }

    async fn upload(&self, phone: &Phone, print: Print) -> anyhow::Result<()> {
        let bytes = u64::try_from(print.jpeg.len())?;
        let promise = Promise { sha256: print.sha256, media_type: MEDIA_TYPE.to_owned(), bytes };
        let body = stream::iter([Ok::<_, Infallible>(print.jpeg)]);
        self.app.uploads.create(&phone.device, promise, Some(body), None).await?;
        Ok(())
    }
}

/// A photo as its record names it: once for each item that it shows.
fn named<'p>(taken: &'p Picture, print: &'p Print) -> impl Iterator<Item = Photo> + 'p {
    let items = taken.items.iter().cloned().map(Some);
    let whole = taken.items.is_empty().then_some(None);
    items.chain(whole).map(|item| Photo {
        sha256: print.sha256,
        bytes: u64::try_from(print.jpeg.len()).unwrap_or_default(),
        media_type: MEDIA_TYPE.to_owned(),
        item,
        caption: Some(taken.caption.clone()),
        taken_at: taken.taken_at,
        fix: Some(taken.fix),
        signed_by: None,
    })
}
