//! Three-way merge: whatever two phones did, nothing that either changed is lost or silently chosen.

use std::collections::{BTreeMap, BTreeSet};

use mobile_sync_protocol::{
    answer::Value,
    merge::{Merge, Place, merge},
    record::{ChecklistRef, Revision},
    time::{OffsetTime, Timestamp},
};
use proptest::prelude::*;

use crate::common;

const ITEMS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// One thing that an inspector does to a record.
#[derive(Clone, Debug)]
enum Edit {
    Answer(usize, u8),
    Note(usize, u8),
    DropAnswer(usize),
    Photo(u8, Option<usize>),
    Caption(u8, u8),
    DropPhoto(u8),
    Visit(Option<u8>),
    Subject(u8),
    NewSubject(u8),
    SubProject(u8),
    Commune(u8),
    Checklist(u8),
    Recapture(u16),
}

fn edit() -> impl Strategy<Value = Edit> {
    let item = 0..ITEMS.len();
    prop_oneof![
        6 => (item.clone(), 0..4_u8).prop_map(|(item, value)| Edit::Answer(item, value)),
        2 => (item.clone(), 0..3_u8).prop_map(|(item, note)| Edit::Note(item, note)),
        2 => item.clone().prop_map(Edit::DropAnswer),
        4 => (0..5_u8, prop::option::of(item)).prop_map(|(photo, item)| Edit::Photo(photo, item)),
        2 => (0..5_u8, 0..3_u8).prop_map(|(photo, words)| Edit::Caption(photo, words)),
        2 => (0..5_u8).prop_map(Edit::DropPhoto),
        1 => prop::option::of(0..3_u8).prop_map(Edit::Visit),
        1 => (0..3_u8).prop_map(Edit::Subject),
        1 => (0..3_u8).prop_map(Edit::NewSubject),
        1 => (0..3_u8).prop_map(Edit::SubProject),
        1 => (0..3_u8).prop_map(Edit::Commune),
        1 => (1..3_u8).prop_map(Edit::Checklist),
        2 => any::<u16>().prop_map(Edit::Recapture),
    ]
}

fn apply(revision: &mut Revision, edit: &Edit) {
    match *edit {
        Edit::Answer(item, value) => {
            revision.answers.insert(common::key(ITEMS[item]), common::answer(Value::Number(f64::from(value))));
        }
        Edit::Note(item, note) => {
            if let Some(answer) = revision.answers.get_mut(&common::key(ITEMS[item])) {
                answer.note = Some(format!("ghi chú {note}"));
            }
        }
        Edit::DropAnswer(item) => {
            revision.answers.remove(&common::key(ITEMS[item]));
        }
        Edit::Photo(photo, item) => {
            let photo = common::photo(&[photo], item.map(|item| ITEMS[item]));
            let stands = revision.photos.iter().any(|old| old.sha256 == photo.sha256 && old.item == photo.item);
            if !stands {
                revision.photos.push(photo);
            }
        }
        Edit::Caption(photo, words) => {
            let named = common::photo(&[photo], None).sha256;
            for photo in revision.photos.iter_mut().filter(|photo| photo.sha256 == named) {
                photo.caption = Some(format!("chú thích {words}"));
            }
        }
        Edit::DropPhoto(photo) => {
            let named = common::photo(&[photo], None).sha256;
            revision.photos.retain(|photo| photo.sha256 != named);
        }
        Edit::Visit(visit) => revision.visit = visit.map(|visit| common::id(u128::from(visit))),
        Edit::Subject(subject) => {
            revision.subject = Some(common::id(u128::from(subject)));
            revision.new_subject = None;
        }
        Edit::NewSubject(name) => {
            let mut subject = common::new_subject(mobile_sync_protocol::checklist::SubjectKind::Work);
            subject.name = format!("Đường số {name}");
            revision.subject = None;
            revision.new_subject = Some(subject);
        }
        Edit::SubProject(id) => revision.sub_project = common::id(u128::from(id)),
        Edit::Commune(id) => revision.commune = common::id(u128::from(id)),
        Edit::Checklist(version) => {
            revision.checklist = ChecklistRef { id: common::key("sample"), version: u32::from(version) };
        }
        Edit::Recapture(seconds) => {
            let at = Timestamp(revision.captured_at.at.0 + i64::from(seconds) * 1000);
            revision.captured_at = OffsetTime { at, ..revision.captured_at };
        }
    }
}

fn base() -> impl Strategy<Value = Revision> {
    prop::collection::vec(edit(), 0..12).prop_map(|edits| {
        let mut revision = common::revision();
        revision.answers.clear();
        revision.photos.clear();
        for edit in &edits {
            apply(&mut revision, edit);
        }
        revision
    })
}

fn edited(base: &Revision, number: u128, edits: &[Edit]) -> Revision {
    let mut revision = base.clone();
    revision.revision = common::id(number);
    revision.base = Some(base.revision);
    for edit in edits {
        apply(&mut revision, edit);
    }
    revision
}

/// What each place holds, time and position apart.
fn places(revision: &Revision) -> BTreeMap<Place, serde_json::Value> {
    let mut places = BTreeMap::from([
        (Place::Checklist, json(&revision.checklist)),
        (Place::Visit, json(&revision.visit)),
        (Place::Subject, json(&(&revision.subject, &revision.new_subject))),
        (Place::SubProject, json(&revision.sub_project)),
        (Place::Commune, json(&revision.commune)),
    ]);
    for (item, answer) in &revision.answers {
        places.insert(Place::Answer(item.clone()), json(answer));
    }
    for photo in &revision.photos {
        let before = places.insert(Place::Photo(photo.item.clone(), photo.sha256), json(photo));
        assert!(before.is_none(), "a photo stands twice");
    }
    places
}

fn json<T: serde::Serialize>(value: &T) -> serde_json::Value {
    serde_json::to_value(value).unwrap()
}

fn content(revision: &Revision) -> (BTreeMap<Place, serde_json::Value>, OffsetTime) {
    (places(revision), revision.captured_at)
}

fn merged(merge: Merge) -> Revision {
    match merge {
        Merge::Merged(revision) => *revision,
        Merge::Conflict(places) => panic!("a conflict at {places:?}"),
    }
}

/// Where both sides left the base, and in different directions.
fn overlap(base: &Revision, ours: &Revision, theirs: &Revision) -> BTreeSet<Place> {
    let (base, ours, theirs) = (places(base), places(ours), places(theirs));
    let all: BTreeSet<&Place> = base.keys().chain(ours.keys()).chain(theirs.keys()).collect();
    all.into_iter()
        .filter(|place| {
            let (base, ours, theirs) = (base.get(place), ours.get(place), theirs.get(place));
            ours != base && theirs != base && ours != theirs
        })
        .cloned()
        .collect()
}

proptest! {
    #[test]
    fn it_does_not_matter_which_side_is_called_ours(
        base in base(),
        ours in prop::collection::vec(edit(), 0..6),
        theirs in prop::collection::vec(edit(), 0..6),
    ) {
        let (ours, theirs) = (edited(&base, 11, &ours), edited(&base, 12, &theirs));
        match (merge(&base, &ours, &theirs), merge(&base, &theirs, &ours)) {
            (Merge::Merged(left), Merge::Merged(right)) => {
                prop_assert_eq!(content(&left), content(&right));
                prop_assert_eq!(&left.photos, &right.photos);
                prop_assert_eq!(left.fix, right.fix);
            }
            (left, right) => prop_assert_eq!(left, right),
        }
    }

    #[test]
    fn every_edit_of_either_side_is_in_the_merge_and_nothing_else(
        base in base(),
        ours in prop::collection::vec(edit(), 0..4),
        theirs in prop::collection::vec(edit(), 0..4),
    ) {
        let (ours, theirs) = (edited(&base, 11, &ours), edited(&base, 12, &theirs));
        let Merge::Merged(joined) = merge(&base, &ours, &theirs) else { return Ok(()) };
        let (base, ours, theirs, joined) = (places(&base), places(&ours), places(&theirs), places(&joined));
        for place in base.keys().chain(ours.keys()).chain(theirs.keys()).chain(joined.keys()) {
            let (was, is) = (base.get(place), joined.get(place));
            let changed: Vec<_> =
                [ours.get(place), theirs.get(place)].into_iter().filter(|side| *side != was).collect();
            if changed.is_empty() {
                prop_assert_eq!(is, was, "{} was changed by nobody", place);
            }
            for side in changed {
                prop_assert_eq!(is, side, "{} was changed and lost", place);
            }
        }
    }

    #[test]
    fn a_conflict_names_exactly_the_places_that_overlap(
        base in base(),
        ours in prop::collection::vec(edit(), 0..8),
        theirs in prop::collection::vec(edit(), 0..8),
    ) {
        let (ours, theirs) = (edited(&base, 11, &ours), edited(&base, 12, &theirs));
        let expected = overlap(&base, &ours, &theirs);
        match merge(&base, &ours, &theirs) {
            Merge::Merged(_) => prop_assert_eq!(expected, BTreeSet::new()),
            Merge::Conflict(places) => prop_assert_eq!(places, expected),
        }
    }

    #[test]
    fn identical_edits_do_not_conflict(base in base(), edits in prop::collection::vec(edit(), 0..8)) {
        let (ours, theirs) = (edited(&base, 11, &edits), edited(&base, 12, &edits));
        prop_assert_eq!(content(&merged(merge(&base, &ours, &theirs))), content(&ours));
    }

    #[test]
    fn an_untouched_side_leaves_the_other_as_it_is(base in base(), edits in prop::collection::vec(edit(), 0..8)) {
        let theirs = edited(&base, 12, &edits);
        prop_assert_eq!(content(&merged(merge(&base, &base, &theirs))), content(&theirs));
        prop_assert_eq!(content(&merged(merge(&base, &theirs, &base))), content(&theirs));
    }
}

#[test]
fn two_phones_that_filled_different_items_are_joined() {
    let base = common::revision();
    let ours = edited(&base, 11, &[Edit::Answer(0, 1)]);
    let theirs = edited(&base, 12, &[Edit::Answer(1, 2), Edit::Photo(1, Some(1))]);
    let joined = merged(merge(&base, &ours, &theirs));
    assert_eq!(joined.answers.len(), base.answers.len() + 2);
    assert_eq!(joined.photos.len(), base.photos.len() + 1);
    assert_eq!(joined.revision, ours.revision, "the caller names the merge");
}

#[test]
fn two_phones_that_answered_one_item_differently_conflict_there() {
    let base = common::revision();
    let ours = edited(&base, 11, &[Edit::Answer(0, 1)]);
    let theirs = edited(&base, 12, &[Edit::Answer(0, 2)]);
    let Merge::Conflict(places) = merge(&base, &ours, &theirs) else { panic!("no conflict") };
    assert_eq!(places.iter().map(ToString::to_string).collect::<Vec<_>>(), ["/answers/a"]);
}

#[test]
fn an_answer_that_one_side_removed_and_the_other_changed_is_a_conflict() {
    let mut base = common::revision();
    apply(&mut base, &Edit::Answer(0, 1));
    let ours = edited(&base, 11, &[Edit::DropAnswer(0)]);
    let theirs = edited(&base, 12, &[Edit::Answer(0, 2)]);
    assert!(matches!(merge(&base, &ours, &theirs), Merge::Conflict(places) if places.len() == 1));
}

#[test]
fn a_known_and_a_new_subject_are_one_place() {
    let base = common::revision();
    let ours = edited(&base, 11, &[Edit::Subject(0)]);
    let theirs = edited(&base, 12, &[Edit::NewSubject(1)]);
    let Merge::Conflict(places) = merge(&base, &ours, &theirs) else { panic!("no conflict") };
    assert_eq!(places, BTreeSet::from([Place::Subject]));
}

#[test]
fn the_later_capture_stands_whichever_side_made_it() {
    let base = common::revision();
    let ours = edited(&base, 11, &[Edit::Recapture(60)]);
    let theirs = edited(&base, 12, &[Edit::Recapture(120)]);
    for (left, right) in [(&ours, &theirs), (&theirs, &ours)] {
        assert_eq!(merged(merge(&base, left, right)).captured_at, theirs.captured_at);
    }
}

#[test]
fn a_caption_written_on_one_phone_survives_a_photo_added_on_the_other() {
    let mut base = common::revision();
    apply(&mut base, &Edit::Photo(1, None));
    let ours = edited(&base, 11, &[Edit::Caption(1, 0)]);
    let theirs = edited(&base, 12, &[Edit::Photo(2, None)]);
    let joined = merged(merge(&base, &ours, &theirs));
    assert_eq!(joined.photos.len(), 3);
    assert_eq!(joined.photos.iter().filter(|photo| photo.caption.is_some()).count(), 1);
}

#[test]
fn every_place_has_its_own_pointer() {
    let sha256 = common::photo(b"x", None).sha256;
    let places = [
        Place::Checklist,
        Place::Visit,
        Place::Subject,
        Place::SubProject,
        Place::Commune,
        Place::Capture,
        Place::Answer(common::key("a")),
        Place::Photo(None, sha256),
    ];
    let pointers: BTreeSet<String> = places.iter().map(ToString::to_string).collect();
    assert_eq!(pointers.len(), places.len());
    assert!(pointers.iter().all(|pointer| pointer.starts_with('/')));
}
