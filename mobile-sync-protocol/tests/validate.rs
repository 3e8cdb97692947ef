//! What is refused, what is merely incomplete, and that each is said once, at its place.

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    answer::{Outcome, Value},
    checklist::{Checklist, Flag, ItemType, Level, MustHold, PhotoNeed, SubjectKind, rule::Condition},
    ids::Key,
    problem::{Code, Violation},
    record::Revision,
    text::Text,
    validate::{NOTE_MAX, PHOTO_BYTES_MAX, PHOTOS_MAX, TEXT_MAX, omissions, refusals},
};

use crate::common::{self, answer, key};

fn said(violations: &[Violation]) -> Vec<(&str, &str)> {
    violations.iter().map(|violation| (violation.code.as_str(), violation.path.as_str())).collect()
}

fn lacks(revision: &Revision, checklist: &Checklist) -> Vec<Violation> {
    let planned = BTreeMap::new();
    omissions(revision, checklist, &common::facts(revision, checklist, &planned))
}

/// Asserts that one change of a good record is refused for exactly one reason.
fn refused(change: impl FnOnce(&mut Revision), code: Code, path: &str) {
    let mut revision = common::revision();
    change(&mut revision);
    let found = refusals(&revision, &common::checklist());
    assert_eq!(said(&found), [(code.as_str(), path)]);
    for violation in &found {
        assert!(!violation.message.is_empty() && !violation.message_vi.is_empty());
    }
}

/// Asserts that one change of a good record leaves it with exactly one thing missing, and takeable.
fn incomplete(change: impl FnOnce(&mut Revision, &mut Checklist), code: Code, path: &str) {
    let (mut revision, mut checklist) = (common::revision(), common::checklist());
    change(&mut revision, &mut checklist);
    assert_eq!(said(&lacks(&revision, &checklist)), [(code.as_str(), path)]);
    assert_eq!(refusals(&revision, &checklist), []);
}

fn set(revision: &mut Revision, item: &str, value: Value) {
    revision.answers.insert(key(item), answer(value));
}

fn item_mut<'a>(checklist: &'a mut Checklist, item: &str) -> &'a mut mobile_sync_protocol::checklist::Item {
    let items = checklist.sections.iter_mut().flat_map(|section| &mut section.items);
    items.into_iter().find(|found| found.key == key(item)).unwrap()
}

fn is(item: &str, value: &str) -> Condition {
    Condition::Is { item: key(item), any_of: vec![key(value)] }
}

#[test]
fn a_good_record_is_taken_and_complete() {
    let (revision, checklist) = (common::revision(), common::checklist());
    assert_eq!(refusals(&revision, &checklist), []);
    assert_eq!(lacks(&revision, &checklist), []);
}

#[test]
fn a_record_of_a_subject_that_no_list_had_is_taken() {
    let mut revision = common::revision();
    revision.subject = None;
    revision.new_subject = Some(common::new_subject(SubjectKind::Work));
    assert_eq!(refusals(&revision, &common::checklist()), []);
}

#[test]
fn an_empty_record_is_taken_and_lacks_every_required_item() {
    let checklist = common::checklist();
    let mut revision = common::revision();
    revision.answers.clear();
    revision.photos.clear();
    assert_eq!(refusals(&revision, &checklist), []);
    assert_eq!(lacks(&revision, &checklist).len(), checklist.items().count());
}

#[test]
fn an_item_that_the_checklist_does_not_have_is_refused() {
    refused(|it| set(it, "colour", Value::Number(1.0)), Code::RecordUnknownItem, "/answers/colour");
}

#[test]
fn an_answer_of_another_type_is_refused_for_every_type() {
    let values = [
        Value::Outcome(Outcome::Fail),
        Value::Number(1.0),
        Value::Choice(key("building")),
        Value::Choices(vec![key("road")]),
        Value::Text("x".into()),
        Value::Date(common::day("2024-05-06")),
        Value::Place(common::fix()),
    ];
    let fits = ["board", "houses", "phase", "kinds", "opinion", "deadline", "spot"];
    for (value, fit) in values.iter().zip(fits) {
        for item in ["board", "houses", "phase", "kinds", "opinion", "deadline", "spot", "view"] {
            if item != fit {
                let path = format!("/answers/{item}/value");
                refused(|it| set(it, item, value.clone()), Code::RecordAnswerType, &path);
            }
        }
    }
}

#[test]
fn an_unknown_choice_is_refused() {
    let path = "/answers/phase/value";
    refused(|it| set(it, "phase", Value::Choice(key("asleep"))), Code::RecordUnknownChoice, path);
    let several = Value::Choices(vec![key("road"), key("airport")]);
    refused(|it| set(it, "kinds", several), Code::RecordUnknownChoice, "/answers/kinds/value");
}

#[test]
fn a_number_outside_its_bounds_is_refused_and_the_bounds_themselves_are_taken() {
    for number in [-1.0, 500.5, 1e300, f64::NAN, f64::INFINITY] {
        refused(|it| set(it, "houses", Value::Number(number)), Code::RecordNumberRange, "/answers/houses/value");
    }
    for number in [0.0, 500.0] {
        let mut revision = common::revision();
        set(&mut revision, "houses", Value::Number(number));
        assert_eq!(refusals(&revision, &common::checklist()), []);
    }
}

#[test]
fn the_message_names_the_bound_that_was_broken() {
    let mut checklist = common::checklist();
    let ItemType::Number { max, .. } = &mut item_mut(&mut checklist, "houses").answer else { panic!("a number") };
    *max = None;
    let mut revision = common::revision();
    set(&mut revision, "houses", Value::Number(-3.0));
    let found = refusals(&revision, &checklist);
    assert_eq!(found[0].message, "-3 is less than 0");
    assert_eq!(found[0].message_vi, "-3 nhỏ hơn 0");
}

#[test]
fn a_text_that_is_too_long_or_holds_a_nul_is_refused_wherever_it_stands() {
    let long = "đ".repeat(NOTE_MAX + 1);
    let path = "/answers/opinion/value";
    refused(|it| set(it, "opinion", Value::Text("đ".repeat(21))), Code::RecordText, path);
    refused(|it| set(it, "opinion", Value::Text("a\0b".into())), Code::RecordText, path);
    let note = |it: &mut Revision| it.answers.get_mut(&key("board")).unwrap().note = Some(long.clone());
    refused(note, Code::RecordText, "/answers/board/note");
    refused(|it| it.photos[0].caption = Some(long.clone()), Code::RecordText, "/photos/0/caption");
    let subject = |name: &str, village: &str| {
        let mut subject = common::new_subject(SubjectKind::Work);
        (subject.name, subject.village) = (name.into(), Some(village.into()));
        move |it: &mut Revision| (it.subject, it.new_subject) = (None, Some(subject))
    };
    refused(subject(&long, "x"), Code::RecordText, "/new_subject/name");
    refused(subject(" ", "x"), Code::RecordText, "/new_subject/name");
    refused(subject("x", &long), Code::RecordText, "/new_subject/village");
}

#[test]
fn characters_are_counted_and_not_bytes() {
    let mut checklist = common::checklist();
    let mut revision = common::revision();
    set(&mut revision, "opinion", Value::Text("đ".repeat(20)));
    assert_eq!(refusals(&revision, &checklist), []);
    item_mut(&mut checklist, "opinion").answer = ItemType::Text { max_length: None };
    set(&mut revision, "opinion", Value::Text("đ".repeat(TEXT_MAX as usize)));
    assert_eq!(refusals(&revision, &checklist), []);
}

#[test]
fn coordinates_that_are_no_place_are_refused_wherever_they_stand() {
    let changes: [fn(&mut mobile_sync_protocol::place::Fix); 6] = [
        |fix| fix.lat = 99.0,
        |fix| fix.lon = -180.1,
        |fix| (fix.lat, fix.lon) = (0.0, 0.0),
        |fix| fix.accuracy_m = -1.0,
        |fix| fix.altitude_m = Some(20_000.0),
        |fix| fix.lat = f64::NAN,
    ];
    for change in changes {
        let mut fix = common::fix();
        change(&mut fix);
        refused(|it| it.fix = Some(fix), Code::RecordPlace, "/fix");
        refused(|it| it.photos[0].fix = Some(fix), Code::RecordPlace, "/photos/0/fix");
        refused(|it| set(it, "spot", Value::Place(fix)), Code::RecordPlace, "/answers/spot/value");
    }
}

#[test]
fn a_photo_whose_description_cannot_be_right_is_refused() {
    refused(|it| it.photos[0].bytes = 0, Code::RecordPhoto, "/photos/0/bytes");
    refused(|it| it.photos[0].bytes = PHOTO_BYTES_MAX + 1, Code::RecordPhoto, "/photos/0/bytes");
    refused(|it| it.photos[0].media_type = "image/gif".into(), Code::RecordPhoto, "/photos/0/media_type");
    refused(|it| it.photos.push(common::photo(b"more", Some("colour"))), Code::RecordPhoto, "/photos/1/item");
    refused(|it| it.photos.push(it.photos[0].clone()), Code::RecordPhoto, "/photos/1/sha256");
    let many = |it: &mut Revision| {
        it.photos.extend((0..PHOTOS_MAX).map(|number| common::photo(&number.to_le_bytes(), None)));
    };
    refused(many, Code::RecordPhoto, "/photos");
}

#[test]
fn a_drawn_signature_is_taken_and_shows_no_item() {
    let mut revision = common::revision();
    revision.photos.push(common::signature(b"signed"));
    assert_eq!(refusals(&revision, &common::checklist()), []);
    assert_eq!(lacks(&revision, &common::checklist()), []);
    assert_eq!(revision.scenes().count(), 1);
    revision.photos.remove(0);
    assert_eq!(said(&lacks(&revision, &common::checklist())), [("incomplete.photo", "/answers/view")]);
}

#[test]
fn a_signature_whose_description_cannot_be_right_is_refused() {
    let signed = |change: fn(&mut mobile_sync_protocol::record::Photo)| {
        move |it: &mut Revision| {
            let mut signature = common::signature(b"signed");
            change(&mut signature);
            it.photos.push(signature);
        }
    };
    let long = "đ".repeat(NOTE_MAX + 1);
    let by = |name: &str, position: Option<&str>| {
        let (name, position) = (name.to_owned(), position.map(str::to_owned));
        move |it: &mut Revision| {
            let mut signature = common::signature(b"signed");
            signature.signed_by = Some(mobile_sync_protocol::record::SignedBy { name, position });
            it.photos.push(signature);
        }
    };
    refused(signed(|it| it.media_type = "image/webp".into()), Code::RecordPhoto, "/photos/1/media_type");
    refused(signed(|it| it.item = Some(key("view"))), Code::RecordPhoto, "/photos/1/item");
    refused(signed(|it| it.item = Some(key("colour"))), Code::RecordPhoto, "/photos/1/item");
    refused(by(" ", None), Code::RecordText, "/photos/1/signed_by/name");
    refused(by(&long, None), Code::RecordText, "/photos/1/signed_by/name");
    refused(by("Páo", Some("a\0b")), Code::RecordText, "/photos/1/signed_by/position");
    let mut jpeg = common::revision();
    signed(|it| it.media_type = "image/jpeg".into())(&mut jpeg);
    assert_eq!(refusals(&jpeg, &common::checklist()), []);
}

#[test]
fn one_photo_may_show_two_items() {
    let mut revision = common::revision();
    let mut photo = revision.photos[0].clone();
    photo.item = Some(key("board"));
    revision.photos.push(photo);
    assert_eq!(refusals(&revision, &common::checklist()), []);
}

#[test]
fn a_record_names_exactly_one_subject() {
    refused(|it| it.subject = None, Code::RecordSubject, "/subject");
    let both = |it: &mut Revision| it.new_subject = Some(common::new_subject(SubjectKind::Work));
    refused(both, Code::RecordSubject, "/subject");
}

#[test]
fn a_new_subject_of_another_kind_is_refused() {
    let other = |it: &mut Revision| {
        (it.subject, it.new_subject) = (None, Some(common::new_subject(SubjectKind::Household)));
    };
    refused(other, Code::RecordWrongKind, "/new_subject/kind");
}

#[test]
fn a_required_item_without_an_answer_makes_the_record_incomplete() {
    for item in ["spot", "board", "houses", "phase", "kinds", "opinion", "deadline"] {
        let path = format!("/answers/{item}");
        incomplete(|it, _| _ = it.answers.remove(&key(item)), Code::IncompleteRequired, &path);
    }
}

#[test]
fn a_blank_answer_is_no_answer() {
    let text = Value::Text(" \n".into());
    incomplete(|it, _| set(it, "opinion", text), Code::IncompleteRequired, "/answers/opinion");
    incomplete(|it, _| set(it, "kinds", Value::Choices(vec![])), Code::IncompleteRequired, "/answers/kinds");
}

#[test]
fn an_item_that_nobody_must_answer_may_stay_empty() {
    let (mut revision, mut checklist) = (common::revision(), common::checklist());
    item_mut(&mut checklist, "opinion").required = false;
    revision.answers.remove(&key("opinion"));
    assert_eq!(lacks(&revision, &checklist), []);
}

#[test]
fn a_photo_item_needs_as_many_photos_as_it_says() {
    incomplete(|it, _| it.photos.clear(), Code::IncompletePhoto, "/answers/view");
    let two = |_: &mut Revision, checklist: &mut Checklist| {
        item_mut(checklist, "view").answer = ItemType::Photo { min: Some(2), max: None };
    };
    incomplete(two, Code::IncompletePhoto, "/answers/view");
}

#[test]
fn an_answer_that_always_needs_a_photo_is_incomplete_without_one() {
    let always = |_: &mut Revision, checklist: &mut Checklist| {
        item_mut(checklist, "houses").photo = Some(PhotoNeed::Always);
    };
    incomplete(always, Code::IncompletePhoto, "/answers/houses");
}

#[test]
fn what_does_not_apply_needs_no_photo() {
    let (mut revision, mut checklist) = (common::revision(), common::checklist());
    item_mut(&mut checklist, "board").photo = Some(PhotoNeed::Always);
    set(&mut revision, "board", Value::Outcome(Outcome::NotApplicable));
    assert_eq!(lacks(&revision, &checklist), []);
}

#[test]
fn a_flagged_answer_needs_the_photo_that_an_unflagged_one_does_not() {
    let if_flagged = |failed: bool| {
        move |it: &mut Revision, checklist: &mut Checklist| {
            item_mut(checklist, "board").photo = Some(PhotoNeed::IfFlagged);
            let houses = item_mut(checklist, "houses");
            houses.photo = Some(PhotoNeed::IfFlagged);
            let message = Text::new("Công trình đang thi công.", "");
            houses.flags = vec![Flag { when: is("phase", "done"), level: Level::F1, message }];
            let (item, value) =
                if failed { ("board", Value::Outcome(Outcome::Fail)) } else { ("phase", Value::Choice(key("done"))) };
            set(it, item, value);
        }
    };
    incomplete(if_flagged(true), Code::IncompletePhoto, "/answers/board");
    incomplete(if_flagged(false), Code::IncompletePhoto, "/answers/houses");
}

#[test]
fn a_photo_is_needed_where_its_condition_holds() {
    let when = |value: &'static str| {
        move |_: &mut Revision, checklist: &mut Checklist| {
            item_mut(checklist, "houses").photo = Some(PhotoNeed::RequiredIf(is("phase", value)));
        }
    };
    incomplete(when("building"), Code::IncompletePhoto, "/answers/houses");
    let (mut revision, mut checklist) = (common::revision(), common::checklist());
    when("done")(&mut revision, &mut checklist);
    assert_eq!(lacks(&revision, &checklist), []);
}

#[test]
fn what_must_hold_is_said_in_its_own_words_once_it_does_not() {
    let must = |_: &mut Revision, checklist: &mut Checklist| {
        let message = Text::new("Công trình phải xong.", "The work must be done.");
        item_mut(checklist, "phase").must_hold = Some(MustHold { condition: is("phase", "done"), message });
    };
    incomplete(must, Code::IncompleteMustHold, "/answers/phase");
    let (mut revision, mut checklist) = (common::revision(), common::checklist());
    must(&mut revision, &mut checklist);
    assert_eq!(lacks(&revision, &checklist)[0].message_vi, "Công trình phải xong.");
    revision.answers.remove(&key("phase"));
    let lacking = lacks(&revision, &checklist);
    assert_eq!(said(&lacking), [("incomplete.required", "/answers/phase")], "what cannot be told is not broken");
}

#[test]
fn an_item_that_is_not_asked_is_not_missed() {
    let hide: [fn(&mut Checklist, Condition); 2] = [
        |checklist, when| item_mut(checklist, "deadline").shown_if = Some(when),
        |checklist, when| checklist.sections[0].shown_if = Some(when),
    ];
    for (hide, item) in hide.into_iter().zip(["deadline", "houses"]) {
        let (mut revision, mut checklist) = (common::revision(), common::checklist());
        hide(&mut checklist, is("phase", "done"));
        revision.answers.remove(&key(item));
        assert_eq!(lacks(&revision, &checklist), [], "{item}");
        set(&mut revision, "phase", Value::Choice(key("done")));
        assert_eq!(lacks(&revision, &checklist).len(), 1, "{item}");
    }
}

#[test]
fn a_household_that_was_not_told_cannot_be_handed_in() {
    let checklists = common::builtin_checklists();
    let checklist = checklists.iter().find(|checklist| checklist.id.as_str() == "beneficiary_household").unwrap();
    let mut revision = common::revision();
    revision.answers.clear();
    for (outcome, code) in [
        (Outcome::Fail, Some("incomplete.must_hold")),
        (Outcome::NotApplicable, Some("incomplete.must_hold")),
        (Outcome::Pass, None),
    ] {
        set(&mut revision, "consent_notice", Value::Outcome(outcome));
        let found = lacks(&revision, checklist);
        let at_notice = found.iter().find(|violation| violation.path == "/answers/consent_notice");
        assert_eq!(at_notice.map(|violation| violation.code.as_str()), code);
    }
}

#[test]
fn whatever_is_refused_is_said_with_a_code_of_the_catalogue() {
    let mut revision = common::revision();
    revision.subject = None;
    revision.answers = BTreeMap::<Key, _>::from([(key("colour"), answer(Value::Number(0.0)))]);
    let found = refusals(&revision, &common::checklist());
    assert_eq!(found.len(), 2);
    for violation in found {
        assert!(Code::ALL.iter().any(|code| code.as_str() == violation.code));
    }
}
