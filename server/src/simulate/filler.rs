//! The inspector's day: records filled and signed, photos taken, from what the phone has pulled.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use mobile_sync_protocol::{
    canonical::canonical_of,
    checklist::SubjectKind,
    ids::{RecordId, RevisionId, Sha256, SubProjectId, UnitId, VisitId},
    place::{Fix, FixSource},
    record::{ChecklistRef, NewSubject, Photo, Revision},
    registry::Visit,
    signature::Signer,
    time::{Date, OffsetTime, Timestamp},
};

use super::{
    Error,
    answers::{Form, Scene},
    photo::{MEDIA_TYPE, PhotoMaker, Shot},
    pulled::{Land, Pulled, Target},
    rng::Dice,
};

/// Seconds east of UTC, the whole year.
const VIETNAM: i32 = 7 * 3_600;
/// How often a subject is on no list.
const UNLISTED: f64 = 0.04;
/// How often a record is looked at again.
const REVISED: f64 = 0.15;
/// Where somebody stands whose commune has no outline: the middle of Văn Quan.
const NOWHERE: (f64, f64) = (21.86, 106.54);

/// A revision that waits to be acknowledged.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Its record.
    pub record: RecordId,
    /// Its id.
    pub revision: RevisionId,
    /// The snapshot that it was made from.
    pub base: Option<RevisionId>,
    /// The SHA-256 of its canonical form: of what is signed, so without the signature.
    pub sha256: Sha256,
    /// Its JSON.
    pub json: Box<serde_json::value::RawValue>,
    /// The photos that it names.
    pub photos: Vec<Sha256>,
}

/// A photo that waits to be acknowledged. Its bytes are made when they are sent.
#[derive(Clone, Debug)]
pub struct Negative {
    /// The record that names it.
    pub record: RecordId,
    /// The SHA-256 of its bytes.
    pub sha256: Sha256,
    /// How many bytes.
    pub bytes: u64,
    /// What makes it.
    pub shot: Shot,
    /// How often it was sent whole or begun again.
    pub attempts: u32,
}

/// What a phone has not been acknowledged.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    /// Revisions.
    pub revisions: VecDeque<Outgoing>,
    /// Photos.
    pub photos: VecDeque<Negative>,
}

impl Outbox {
    /// Whether all was acknowledged.
    pub fn is_empty(&self) -> bool {
        self.revisions.is_empty() && self.photos.is_empty()
    }
}

/// Fills records.
#[derive(Debug)]
pub struct Filler {
    dice: Dice,
    pulled: Arc<Pulled>,
    maker: Arc<PhotoMaker>,
    signer: Signer,
    days: (Date, Date),
    camera: usize,
    forms: BTreeMap<SubjectKind, Vec<Arc<Form>>>,
    targets: Vec<Arc<Target>>,
    communes: Vec<Arc<Land>>,
    leaves: Vec<SubProjectId>,
}

/// What is inspected, where and when.
struct Task {
    form: Arc<Form>,
    target: Option<Arc<Target>>,
    new: Option<NewSubject>,
    sub_project: SubProjectId,
    commune: UnitId,
    visit: Option<VisitId>,
    at: OffsetTime,
    fix: Fix,
}

impl Filler {
    /// Looks through what was pulled for what can be inspected from `days.0` to `days.1`.
    ///
    /// # Errors
    /// [`Error::Nothing`] where nothing can.
    pub fn new(
        dice: Dice,
        pulled: Arc<Pulled>,
        maker: Arc<PhotoMaker>,
        signer: Signer,
        days: (Date, Date),
        camera: usize,
    ) -> Result<Self, Error> {
        let stands = |land: &Land| land.is_commune_on(days.0) && land.is_commune_on(days.1);
        let runs = |id: &SubProjectId| {
            pulled.sub_projects.get(id).is_some_and(|node| {
                node.leaf
                    && node.valid_from.is_none_or(|from| from <= days.0)
                    && node.valid_to.is_none_or(|to| days.1 <= to)
            })
        };
        let mut newest: BTreeMap<_, Arc<Form>> = BTreeMap::new();
        for ((key, _), form) in &pulled.forms {
            // Versions ascend, so the last one stays.
            newest.insert(key, Arc::clone(form));
        }
        let mut forms: BTreeMap<SubjectKind, Vec<Arc<Form>>> = BTreeMap::new();
        for form in newest.into_values() {
            forms.entry(form.checklist.subject_kind).or_default().push(form);
        }
        let lands = || pulled.units.values().filter(|land| stands(land));
        let mut communes: Vec<Arc<Land>> = lands().filter(|land| land.shape.is_some()).cloned().collect();
        if communes.is_empty() {
            communes = lands().cloned().collect();
        }
        let fits = |target: &&Arc<Target>| {
            let subject = &target.subject;
            forms.contains_key(&subject.kind)
                && runs(&subject.sub_project)
                && pulled.units.get(&subject.commune).is_some_and(|land| stands(land))
        };
        let targets: Vec<Arc<Target>> = pulled.subjects.values().filter(fits).cloned().collect();
        let leaves: Vec<SubProjectId> = pulled.sub_projects.keys().filter(|id| runs(id)).copied().collect();
        if forms.is_empty() || communes.is_empty() || (targets.is_empty() && leaves.is_empty()) {
            return Err(Error::Nothing(format!(
                "the phone pulled {} checklists, {} communes, {} subjects and {} sub-projects that hold from {} to {}; \
                 it needs at least one checklist, one commune, and a subject or a sub-project",
                forms.len(),
                communes.len(),
                targets.len(),
                leaves.len(),
                days.0,
                days.1
            )));
        }
        Ok(Self { dice, pulled, maker, signer, days, camera, forms, targets, communes, leaves })
    }

    /// Fills one record for each number in `photos`, with that many photos.
    ///
    /// # Errors
    /// [`Error::Make`], [`Error::Nothing`].
    pub fn fill(&mut self, photos: &[usize]) -> Result<Outbox, Error> {
        let mut outbox = Outbox::default();
        for number in photos {
            self.record(*number, &mut outbox)?;
        }
        Ok(outbox)
    }

    fn record(&mut self, photos: usize, outbox: &mut Outbox) -> Result<(), Error> {
        let task = self.task()?;
        let record = RecordId(self.dice.id(task.at.at));
        let none = BTreeMap::new();
        let planned = task.target.as_ref().map_or(&none, |target| &target.subject.planned);
        let scene = Scene { form: &task.form, planned, day: task.at.date(), fix: &task.fix };
        let answers = scene.fill(&mut self.dice);
        let wanted = scene.photo_items(&answers);
        let mut taken = Vec::with_capacity(photos);
        for number in 0..photos {
            let (negative, mut photo) = self.shoot(record, &task)?;
            photo.item = wanted.get(number).cloned();
            outbox.photos.push_back(negative);
            taken.push(photo);
        }
        let mut revision = Revision {
            record,
            revision: RevisionId(self.dice.id(task.at.at)),
            base: None,
            checklist: ChecklistRef { id: task.form.checklist.id.clone(), version: task.form.checklist.version },
            visit: task.visit,
            subject: task.target.as_ref().map(|target| target.subject.id),
            new_subject: task.new.clone(),
            sub_project: task.sub_project,
            commune: task.commune,
            captured_at: task.at,
            fix: Some(task.fix),
            answers,
            photos: taken,
            signature: None,
        };
        outbox.revisions.push_back(self.sign(&revision)?);
        if self.dice.chance(REVISED) {
            scene.revise(&mut revision.answers, &mut self.dice);
            revision.captured_at = later(task.at, self.dice.whole(600, 5_400));
            revision.base = Some(revision.revision);
            revision.revision = RevisionId(self.dice.id(revision.captured_at.at));
            outbox.revisions.push_back(self.sign(&revision)?);
        }
        Ok(())
    }

    fn sign(&self, revision: &Revision) -> Result<Outgoing, Error> {
        let bad = |why: serde_json::Error| Error::Make(why.to_string());
        let mut signed = revision.clone();
        signed.signature = None;
        let canonical = canonical_of(&signed).map_err(bad)?;
        signed.signature = Some(self.signer.sign(&canonical));
        Ok(Outgoing {
            record: signed.record,
            revision: signed.revision,
            base: signed.base,
            sha256: Sha256::of(&canonical),
            json: serde_json::value::to_raw_value(&signed).map_err(bad)?,
            photos: signed.photos.iter().map(|photo| photo.sha256).collect(),
        })
    }

    fn task(&mut self) -> Result<Task, Error> {
        if self.targets.is_empty() || (!self.leaves.is_empty() && self.dice.chance(UNLISTED)) {
            return self.unlisted();
        }
        let nothing = || Error::Nothing("no subject can be inspected".to_owned());
        let target = Arc::clone(self.dice.choose(&self.targets).ok_or_else(nothing)?);
        let subject = &target.subject;
        let forms = self.forms.get(&subject.kind).ok_or_else(nothing)?;
        let form = Arc::clone(self.dice.choose(forms).ok_or_else(nothing)?);
        let visit =
            self.visit(|visit| visit.subjects.contains(&subject.id) || visit.communes.contains(&subject.commune));
        let at = self.moment(visit.as_deref());
        let land = self.pulled.units.get(&subject.commune).cloned();
        let shape = target.site.as_ref().or_else(|| land.as_ref().and_then(|land| land.shape.as_ref()));
        let place = shape.and_then(|shape| shape.stand(&mut self.dice)).unwrap_or(NOWHERE);
        let fix = self.fix(place, at, 0.0);
        let (sub_project, commune) = (subject.sub_project, subject.commune);
        let visit = visit.map(|visit| visit.id);
        Ok(Task { form, target: Some(target), new: None, sub_project, commune, visit, at, fix })
    }

    /// Something that the inspector met on the way.
    fn unlisted(&mut self) -> Result<Task, Error> {
        let nothing = || Error::Nothing("no subject can be made up".to_owned());
        let kinds: Vec<SubjectKind> = self.forms.keys().copied().collect();
        let kind = *self.dice.choose(&kinds).ok_or_else(nothing)?;
        let form = Arc::clone(self.forms.get(&kind).and_then(|forms| self.dice.choose(forms)).ok_or_else(nothing)?);
        let land = Arc::clone(self.dice.choose(&self.communes).ok_or_else(nothing)?);
        let sub_project = *self.dice.choose(&self.leaves).ok_or_else(nothing)?;
        let visit = self.visit(|visit| visit.communes.contains(&land.unit.id));
        let at = self.moment(visit.as_deref());
        let place = land.shape.as_ref().and_then(|shape| shape.stand(&mut self.dice)).unwrap_or(NOWHERE);
        let fix = self.fix(place, at, 0.0);
        let village = VILLAGES.get(self.dice.below(VILLAGES.len())).map(|village| (*village).to_owned());
        let name = format!("{} {}", met(kind), village.as_deref().unwrap_or_default());
        let new = NewSubject { id: self.dice.id(at.at).into(), kind, name, village };
        let visit = visit.map(|visit| visit.id);
        Ok(Task { form, target: None, new: Some(new), sub_project, commune: land.unit.id, visit, at, fix })
    }

    /// A visit on these days for which `goes` holds.
    fn visit(&self, goes: impl Fn(&Visit) -> bool) -> Option<Arc<Visit>> {
        let held = |visit: &&Arc<Visit>| visit.starts_on <= self.days.1 && self.days.0 <= visit.ends_on && goes(visit);
        self.pulled.visits.values().find(held).cloned()
    }

    /// Working hours of one of the days.
    fn moment(&mut self, visit: Option<&Visit>) -> OffsetTime {
        let (first, last) =
            visit.map_or(self.days, |visit| (self.days.0.max(visit.starts_on), self.days.1.min(visit.ends_on)));
        let day = self.dice.whole(i64::from(first.day_number()), i64::from(last.day_number()));
        let ms = self.dice.whole(7 * 3_600_000 + 1_800_000, 16 * 3_600_000);
        OffsetTime { at: Timestamp(day * 86_400_000 - i64::from(VIETNAM) * 1_000 + ms), offset_seconds: VIETNAM }
    }

    /// A satellite fix within `metres` of `place`, a moment before `at`. Seven digits are a centimetre, and short
    /// decimals come back from every JSON reader as they were.
    fn fix(&mut self, place: (f64, f64), at: OffsetTime, metres: f64) -> Fix {
        let dice = &mut self.dice;
        let digits = |value: f64, scale: f64| (value * scale).round() / scale;
        Fix {
            lat: digits(place.0 + dice.around(metres) / 111_195.0, 1e7),
            lon: digits(place.1 + dice.around(metres) / 103_000.0, 1e7),
            accuracy_m: digits(dice.between(3.0, 18.0), 10.0),
            altitude_m: Some(digits(dice.between(220.0, 640.0), 10.0)),
            at: later(at, -dice.whole(1, 8)),
            source: FixSource::Gnss,
            mocked: Some(false),
        }
    }

    fn shoot(&mut self, record: RecordId, task: &Task) -> Result<(Negative, Photo), Error> {
        let taken_at = later(task.at, -self.dice.whole(20, 1_500));
        let fix = self.fix((task.fix.lat, task.fix.lon), taken_at, 8.0);
        let shot = Shot { seed: self.dice.bits(), taken_at, fix, camera: self.camera };
        let jpeg = self.maker.make(&shot).map_err(|why| Error::Make(why.to_string()))?;
        let (sha256, bytes) = (Sha256::of(&jpeg), u64::try_from(jpeg.len()).unwrap_or(u64::MAX));
        let caption = self.dice.chance(0.3).then(|| "Ảnh chụp tại hiện trường".to_owned());
        let media_type = MEDIA_TYPE.to_owned();
        let photo = Photo { sha256, bytes, media_type, item: None, caption, taken_at, fix: Some(fix), signed_by: None };
        Ok((Negative { record, sha256, bytes, shot, attempts: 0 }, photo))
    }
}

const VILLAGES: [&str; 6] = ["Bản Làn", "Nà Lộc", "Khòn Khẻ", "Pác Kéo", "Nà Bung", "Lũng Phúc"];

fn met(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Work => "Công trình phát sinh tại thôn",
        SubjectKind::Model => "Mô hình phát sinh tại thôn",
        SubjectKind::ReplicationPoint => "Điểm nhân rộng tại thôn",
        SubjectKind::Household => "Hộ ngoài danh sách tại thôn",
        SubjectKind::Session => "Buổi làm việc tại thôn",
    }
}

fn later(time: OffsetTime, seconds: i64) -> OffsetTime {
    OffsetTime { at: Timestamp(time.at.0 + seconds * 1_000), ..time }
}
