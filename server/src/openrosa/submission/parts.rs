//! What a submission says, part by part, and how it becomes a revision once its photos are here.

use std::collections::{BTreeMap, HashSet};

use mobile_sync_protocol::{
    answer::Answer,
    ids::{Key, RecordId, RevisionId, Sha256, SubProjectId, SubjectId, UnitId, VisitId},
    place::{Fix, NotAPlace},
    record::{ChecklistRef, NewSubject, Photo, Revision},
    text::Text,
    time::{Date, OffsetTime},
    validate::{MEDIA_TYPES, PHOTO_BYTES_MAX},
};

use super::{InstanceId, derived};

/// What a submission says.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// The submission's id.
    pub instance: InstanceId,
    /// The record that it is about: the same in a submission and in all its edits.
    pub record: RecordId,
    /// The snapshot that it is, when it is whole.
    pub revision: RevisionId,
    /// The snapshot that it edits.
    pub base: Option<RevisionId>,
    /// The checklist in its version.
    pub checklist: ChecklistRef,
    /// The visit.
    pub visit: Option<VisitId>,
    /// The subject, where it is on the list.
    pub subject: Option<SubjectId>,
    /// The subject, where it is on none.
    pub new_subject: Option<NewSubject>,
    /// The sub-project; absent where the phone's list did not have the subject's.
    pub sub_project: Option<SubProjectId>,
    /// The commune.
    pub commune: Option<UnitId>,
    /// When the inspection was made.
    pub captured_at: OffsetTime,
    /// Where the inspector stood.
    pub fix: Option<Fix>,
    /// The answers by item.
    pub answers: BTreeMap<Key, Answer>,
    /// The photos that the XML names, in its order.
    pub photos: Vec<NamedPhoto>,
    /// Further files that the XML names: the log of the filling (`audit.csv`).
    pub files: Vec<String>,
    /// By whom and when it was filled, as the client tells.
    pub filled: Filled,
    /// What has no place above.
    pub aside: Vec<Aside>,
}

/// A photo as the XML names it.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedPhoto {
    /// The name of its file, which is the name of its part of the post. Compared byte by byte, and never used as a path.
    pub file: String,
    /// The item that it shows.
    pub item: Option<Key>,
    /// The inspector's words.
    pub caption: Option<String>,
    /// When it was taken or chosen.
    pub taken_at: OffsetTime,
    /// Where the phone was then.
    pub fix: Option<Fix>,
}

/// What a client tells of the filling. Nobody vouches for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filled {
    /// When the form was opened.
    pub start: Option<OffsetTime>,
    /// When it was last saved.
    pub end: Option<OffsetTime>,
    /// The day.
    pub today: Option<Date>,
    /// The phone's name for itself.
    pub device: Option<String>,
    /// The user's name in the client's settings.
    pub username: Option<String>,
}

/// A value that has no place in a revision, kept to be looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Aside {
    /// Where it stood, such as `/data/answers/site/width/value`.
    pub path: String,
    /// What stood there.
    pub value: String,
    /// Why it has no place.
    pub why: Why,
}

/// Why a value has no place in a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The checklist has nothing of that name.
    Unknown,
    /// It is not of the type that is asked for.
    NotOfItsType,
    /// The coordinates are no place.
    NoPlace(NotAPlace),
    /// No time that a phone of this programme can have meant.
    NotATime,
    /// A remark on an item that has no answer.
    NoAnswer,
    /// A part of something that is not there, or that another answer rules out.
    NoPart,
    /// The same thing a second time, where there can be one.
    Twice,
}

impl Why {
    /// The reason in words.
    pub fn text(self) -> Text {
        match self {
            Self::Unknown => Text::new("Bảng kiểm không có mục này", "The checklist has nothing of that name"),
            Self::NotOfItsType => Text::new("Không đúng kiểu của mục", "Not of the type that is asked for"),
            Self::NoPlace(why) => Text::new("Tọa độ không hợp lệ", why.to_string()),
            Self::NotATime => Text::new("Đồng hồ điện thoại chưa đặt đúng", "The phone's clock was not set"),
            Self::NoPart => Text::new("Thuộc về mục không dùng đến", "A part of something that does not hold"),
            Self::Twice => Text::new("Mục xuất hiện hai lần", "The same thing a second time"),
            Self::NoAnswer => Text::new("Ghi chú của mục chưa trả lời", "A remark on an item without an answer"),
        }
    }
}

/// A file that has come, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// The SHA-256 of its bytes.
    pub sha256: Sha256,
    /// How many bytes.
    pub bytes: u64,
    /// What it is by its bytes, not by its name.
    pub media_type: String,
}

/// A revision made of what has come so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Assembled {
    /// The revision. Its id is the submission's once nothing is missing; before, it is one of its own for each set of
    /// photos, so that sending the same again is the same revision.
    pub revision: Revision,
    /// The photos that the XML names and that have not come.
    pub missing: Vec<String>,
    /// The files that came and are no photos: to be kept beside the XML.
    pub beside: Vec<String>,
}

/// Most values that are put aside; the XML, which is kept, has them all. Forms of ours put none aside.
const ASIDE_MAX: usize = 1_000;

impl Arrived {
    fn is_photo(&self) -> bool {
        MEDIA_TYPES.contains(&self.media_type.as_str()) && (1..=PHOTO_BYTES_MAX).contains(&self.bytes)
    }
}

impl Parts {
    /// Puts a value aside.
    pub(super) fn put_aside(&mut self, path: impl std::fmt::Display, value: String, why: Why) {
        if self.aside.len() < ASIDE_MAX {
            self.aside.push(Aside { path: path.to_string(), value, why });
        }
    }

    /// The files that the XML names and `arrived` does not have.
    pub fn missing(&self, arrived: &BTreeMap<String, Arrived>) -> Vec<String> {
        let mut seen = HashSet::new();
        let named = self.photos.iter().map(|photo| &photo.file).chain(&self.files);
        named.filter(|file| !arrived.contains_key(*file) && seen.insert(*file)).cloned().collect()
    }

    /// Makes a revision of what has come, by file name. `sub_project` and `commune` are what the registry says where
    /// the submission says nothing. A photo that came and that the XML does not name is one of the whole record: it is
    /// shown, not dropped. The same photo twice for one item is there once, because a record names it once.
    pub fn revision(
        &self,
        sub_project: SubProjectId,
        commune: UnitId,
        arrived: &BTreeMap<String, Arrived>,
    ) -> Assembled {
        let missing = self.missing(arrived);
        let (mut photos, mut seen, mut named) = (Vec::new(), HashSet::new(), HashSet::new());
        for photo in &self.photos {
            named.insert(&photo.file);
            if let Some(file) = arrived.get(&photo.file).filter(|file| file.is_photo())
                && seen.insert((file.sha256, photo.item.clone()))
            {
                photos.push(describe(file, Some(photo), self.captured_at));
            }
        }
        let mut beside = Vec::new();
        for (name, file) in arrived {
            if !file.is_photo() {
                beside.push(name.clone());
            } else if !named.contains(name) && seen.insert((file.sha256, None)) {
                photos.push(describe(file, None, self.captured_at));
            }
        }
        let revision = if missing.is_empty() { self.revision } else { self.so_far(&photos) };
        let revision = Revision {
            record: self.record,
            revision,
            base: self.base,
            checklist: self.checklist.clone(),
            visit: self.visit,
            subject: self.subject,
            new_subject: self.new_subject.clone(),
            sub_project: self.sub_project.unwrap_or(sub_project),
            commune: self.commune.unwrap_or(commune),
            captured_at: self.captured_at,
            fix: self.fix,
            answers: self.answers.clone(),
            photos,
            signature: None,
        };
        Assembled { revision, missing, beside }
    }

    /// The id of a snapshot of this XML that these photos were added to after the first one was made: always the same
    /// for the same photos.
    pub fn further(&self, xml: Sha256, photos: &[Photo]) -> RevisionId {
        let photos: Vec<String> = sorted(photos).iter().map(Sha256::to_string).collect();
        RevisionId(derived("further", &format!("{}/{xml}/{}", self.instance.as_str(), photos.join(","))))
    }

    /// The id of the snapshot of another XML under an id that is known, by the XML's hash.
    pub fn variant(&self, xml: Sha256) -> RevisionId {
        RevisionId(derived("variant", &format!("{}/{xml}", self.instance.as_str())))
    }

    fn so_far(&self, photos: &[Photo]) -> RevisionId {
        let photos: Vec<String> = sorted(photos).iter().map(Sha256::to_string).collect();
        RevisionId(derived("so_far", &format!("{}/{}", self.instance.as_str(), photos.join(","))))
    }
}

fn sorted(photos: &[Photo]) -> Vec<Sha256> {
    let mut hashes: Vec<Sha256> = photos.iter().map(|photo| photo.sha256).collect();
    hashes.sort_unstable();
    hashes
}

fn describe(file: &Arrived, named: Option<&NamedPhoto>, captured_at: OffsetTime) -> Photo {
    Photo {
        sha256: file.sha256,
        bytes: file.bytes,
        media_type: file.media_type.clone(),
        item: named.and_then(|photo| photo.item.clone()),
        caption: named.and_then(|photo| photo.caption.clone()),
        taken_at: named.map_or(captured_at, |photo| photo.taken_at),
        fix: named.and_then(|photo| photo.fix),
        signed_by: None,
    }
}
