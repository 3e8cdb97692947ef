//! Three-way merge of two snapshots that grew from one base, item by item.
//!
//! Two sides that changed different things are joined; two sides that changed one thing differently are a conflict,
//! and a conflict is not settled here: both snapshots stay, and a person decides.

use std::collections::BTreeSet;

use crate::{
    ids::{Key, Sha256},
    record::{Photo, Revision},
};

/// What became of a merge.
#[derive(Clone, Debug, PartialEq)]
pub enum Merge {
    /// The sides do not overlap: one snapshot with both. Its `revision`, `base` and `signature` are those of `ours`
    /// and are for the caller to replace.
    Merged(Box<Revision>),
    /// Both sides changed these places, and differently.
    Conflict(BTreeSet<Place>),
}

/// A part of a revision that is merged as one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Which checklist in which version was filled.
    Checklist,
    /// The visit.
    Visit,
    /// The subject, known or new.
    Subject,
    /// The sub-project.
    SubProject,
    /// The commune.
    Commune,
    /// When and where it was captured.
    Capture,
    /// One item's answer.
    Answer(Key),
    /// One photo of one item, or of the whole.
    Photo(Option<Key>, Sha256),
}

impl std::fmt::Display for Place {
    /// A JSON Pointer into the revision; a photo stands under its hash, because its place in the list is not the
    /// same on both sides.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Checklist => out.write_str("/checklist"),
            Self::Visit => out.write_str("/visit"),
            Self::Subject => out.write_str("/subject"),
            Self::SubProject => out.write_str("/sub_project"),
            Self::Commune => out.write_str("/commune"),
            Self::Capture => out.write_str("/captured_at"),
            Self::Answer(item) => write!(out, "/answers/{item}"),
            Self::Photo(_, sha256) => write!(out, "/photos/{sha256}"),
        }
    }
}

/// One side against the base and the other side.
enum Pick {
    Ours,
    Theirs,
    Both,
}

fn pick<T: PartialEq>(base: &T, ours: &T, theirs: &T) -> Pick {
    if ours == theirs || theirs == base {
        Pick::Ours
    } else if ours == base {
        Pick::Theirs
    } else {
        Pick::Both
    }
}

/// Joins what `ours` and `theirs` changed since `base`.
pub fn merge(base: &Revision, ours: &Revision, theirs: &Revision) -> Merge {
    let mut joined = ours.clone();
    let mut conflicts = BTreeSet::new();
    macro_rules! field {
        ($place:expr, $($field:ident),+) => {
            match pick(
                &($(&base.$field,)+),
                &($(&ours.$field,)+),
                &($(&theirs.$field,)+),
            ) {
                Pick::Ours => {}
                Pick::Theirs => { $(joined.$field = theirs.$field.clone();)+ }
                Pick::Both => { conflicts.insert($place); }
            }
        };
    }
    field!(Place::Checklist, checklist);
    field!(Place::Visit, visit);
    field!(Place::Subject, subject, new_subject);
    field!(Place::SubProject, sub_project);
    field!(Place::Commune, commune);
    merge_capture(base, ours, theirs, &mut joined);
    merge_answers(base, ours, theirs, &mut joined, &mut conflicts);
    merge_photos(base, ours, theirs, &mut joined, &mut conflicts);
    if conflicts.is_empty() { Merge::Merged(Box::new(joined)) } else { Merge::Conflict(conflicts) }
}

/// Where both sides captured anew, the later capture stands: each phone's own time and place stay in its revision.
fn merge_capture(base: &Revision, ours: &Revision, theirs: &Revision, joined: &mut Revision) {
    let capture = |side: &Revision| (side.captured_at, side.fix);
    let later = |side: &Revision| (side.captured_at.at, side.captured_at.offset_seconds, side.revision);
    let take_theirs = match pick(&capture(base), &capture(ours), &capture(theirs)) {
        Pick::Ours => false,
        Pick::Theirs => true,
        Pick::Both => later(theirs) > later(ours),
    };
    if take_theirs {
        joined.captured_at = theirs.captured_at;
        joined.fix = theirs.fix;
    }
}

fn merge_answers(
    base: &Revision,
    ours: &Revision,
    theirs: &Revision,
    joined: &mut Revision,
    conflicts: &mut BTreeSet<Place>,
) {
    let items: BTreeSet<&Key> = ours.answers.keys().chain(theirs.answers.keys()).chain(base.answers.keys()).collect();
    for item in items {
        let theirs = theirs.answers.get(item);
        match pick(&base.answers.get(item), &ours.answers.get(item), &theirs) {
            Pick::Ours => {}
            Pick::Both => {
                conflicts.insert(Place::Answer(item.clone()));
            }
            Pick::Theirs => match theirs {
                Some(answer) => {
                    joined.answers.insert(item.clone(), answer.clone());
                }
                None => {
                    joined.answers.remove(item);
                }
            },
        }
    }
}

fn merge_photos(
    base: &Revision,
    ours: &Revision,
    theirs: &Revision,
    joined: &mut Revision,
    conflicts: &mut BTreeSet<Place>,
) {
    let name = |photo: &Photo| (photo.item.clone(), photo.sha256);
    let find = |side: &Revision, wanted: &(Option<Key>, Sha256)| {
        side.photos.iter().find(|photo| name(photo) == *wanted).cloned()
    };
    let mut photos = Vec::new();
    let mut seen = BTreeSet::new();
    for photo in base.photos.iter().chain(&ours.photos).chain(&theirs.photos) {
        let wanted = name(photo);
        if !seen.insert(wanted.clone()) {
            continue;
        }
        let (mine, other) = (find(ours, &wanted), find(theirs, &wanted));
        match pick(&find(base, &wanted), &mine, &other) {
            Pick::Ours => photos.extend(mine),
            Pick::Theirs => photos.extend(other),
            Pick::Both => {
                conflicts.insert(Place::Photo(wanted.0, wanted.1));
            }
        }
    }
    // An order that does not depend on which side merged.
    photos.sort_by(|left, right| {
        (left.taken_at.at, left.sha256, &left.item).cmp(&(right.taken_at.at, right.sha256, &right.item))
    });
    joined.photos = photos;
}
