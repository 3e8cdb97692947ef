//! The unit that a phone sends: a [`Revision`], a whole and immutable snapshot of one record.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    answer::Answer,
    checklist::SubjectKind,
    ids::{Key, RecordId, RevisionId, Sha256, SubProjectId, SubjectId, UnitId, VisitId},
    place::Fix,
    signature::Signature,
    time::OffsetTime,
};

/// One immutable snapshot of a record (phiếu kiểm tra).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Revision {
    /// The record.
    pub record: RecordId,
    /// This snapshot.
    pub revision: RevisionId,
    /// The snapshot that this one was made from; absent for a record's first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<RevisionId>,
    /// The checklist that was filled, in the version that was filled.
    pub checklist: ChecklistRef,
    /// The visit in which it was filled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<VisitId>,
    /// What was inspected. Either this or `new_subject` is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<SubjectId>,
    /// What was inspected, where it was on no list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_subject: Option<NewSubject>,
    /// The sub-project that paid for it, as the inspector states.
    pub sub_project: SubProjectId,
    /// The commune that it is in, as the inspector states.
    pub commune: UnitId,
    /// When the inspection was made, where it was made.
    pub captured_at: OffsetTime,
    /// Where the inspector stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// The answers by item.
    pub answers: BTreeMap<Key, Answer>,
    /// The photos, named by their bytes.
    #[serde(default)]
    pub photos: Vec<Photo>,
    /// The device's signature over the canonical form of everything else. Absent only in what a server made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

/// A checklist in one version.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChecklistRef {
    /// The checklist.
    pub id: Key,
    /// Its version.
    pub version: u32,
}

/// A subject that the inspector met and no list had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewSubject {
    /// Its id from now on.
    pub id: SubjectId,
    /// Its kind.
    pub kind: SubjectKind,
    /// What people call it.
    pub name: String,
    /// The village (thôn, bản).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<String>,
}

/// A photo as a record names it. The bytes travel apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Photo {
    /// The SHA-256 of its bytes.
    pub sha256: Sha256,
    /// How many bytes.
    pub bytes: u64,
    /// `image/jpeg`, `image/png`, `image/webp` or `image/heic`.
    pub media_type: String,
    /// The item that it shows; absent for a photo of the whole, and for a signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Key>,
    /// The inspector's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// When it was taken, where it was taken.
    pub taken_at: OffsetTime,
    /// Where the phone was at that moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// Who signed, where this is the picture of a signature that somebody drew on the phone, and no photo of a place.
    /// Its bytes travel and are waited for as those of any photo; no rule of evidence looks at them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<SignedBy>,
}

/// Who drew a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignedBy {
    /// Their name.
    pub name: String,
    /// As what they sign: head of the village, contractor, householder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
}

impl Revision {
    /// The photos that show something on site: all but drawn signatures.
    pub fn scenes(&self) -> impl Iterator<Item = &Photo> {
        self.photos.iter().filter(|photo| photo.signed_by.is_none())
    }

    /// The subject, known or new; `None` where the revision names none.
    pub fn subject_id(&self) -> Option<SubjectId> {
        self.subject.or_else(|| self.new_subject.as_ref().map(|subject| subject.id))
    }
}
