//! The names of a form's nodes: what [`super::xform`] writes and [`super::submission`] reads back.
//!
//! A checklist's own keys stand only below [`ANSWERS`], two levels deep (section, item), and the names below an item
//! are these. So no key, whatever a district calls its items, can meet a name of ours.

/// The root of the primary instance.
pub(super) const ROOT: &str = "data";
/// The group of what a record says beside its answers.
pub(super) const RECORD: &str = "record";
/// The record's id, made once when the form is first opened and kept by every edit.
pub(super) const ID: &str = "id";
/// When the inspection was made.
pub(super) const CAPTURED_AT: &str = "captured_at";
/// The visit.
pub(super) const VISIT: &str = "visit";
/// The commune.
pub(super) const COMMUNE: &str = "commune";
/// Whether the subject is on the list: [`LISTED`] or [`UNLISTED`].
pub(super) const SUBJECT_IS: &str = "subject_is";
/// The subject is on the list.
pub(super) const LISTED: &str = "listed";
/// The subject is on no list.
pub(super) const UNLISTED: &str = "unlisted";
/// The subject.
pub(super) const SUBJECT: &str = "subject";
/// The sub-project.
pub(super) const SUB_PROJECT: &str = "sub_project";
/// The group of a subject that is on no list.
pub(super) const NEW_SUBJECT: &str = "new_subject";
/// A new subject's name.
pub(super) const NAME: &str = "name";
/// A new subject's village.
pub(super) const VILLAGE: &str = "village";
/// Where the inspector stands, in forms whose checklist does not ask it.
pub(super) const FIX: &str = "fix";
/// When [`FIX`] was measured.
pub(super) const FIX_AT: &str = "fix_at";
/// What was found before, for reading only.
pub(super) const EARLIER: &str = "earlier";
/// The group of all answers.
pub(super) const ANSWERS: &str = "answers";
/// The answer to an item.
pub(super) const VALUE: &str = "value";
/// When a place was measured.
pub(super) const VALUE_AT: &str = "value_at";
/// The remark on an item.
pub(super) const NOTE: &str = "note";
/// The repeat of photos: below an item, and below the root for the whole record.
pub(super) const PHOTOS: &str = "photos";
/// The file name of a photo.
pub(super) const PHOTO: &str = "photo";
/// When a photo was taken or chosen.
pub(super) const PHOTO_AT: &str = "photo_at";
/// Where the phone was at that moment.
pub(super) const PHOTO_FIX: &str = "photo_fix";
/// The inspector's words on a photo.
pub(super) const CAPTION: &str = "caption";
/// The item that a photo of the whole record shows.
pub(super) const ITEM: &str = "item";
/// The group of the form's metadata.
pub(super) const META: &str = "meta";
/// The submission's id.
pub(super) const INSTANCE_ID: &str = "instanceID";
/// What people call the submission on the phone.
pub(super) const INSTANCE_NAME: &str = "instanceName";
/// The id of the submission that this one edits.
pub(super) const DEPRECATED_ID: &str = "deprecatedID";
/// Metadata that a client fills by itself, with how it is told to (JavaRosa's preloaders) and the type.
pub(super) const PRELOADED: [(&str, &str, &str, &str); 5] = [
    ("start", "timestamp", "start", "dateTime"),
    ("end", "timestamp", "end", "dateTime"),
    ("today", "date", "today", "date"),
    ("deviceid", "property", "deviceid", "string"),
    ("username", "property", "username", "string"),
];
