//! Builders of small things: a checklist with one item of each type, a good record of it, and the built-in checklists.

use std::{collections::BTreeMap, path::PathBuf};

use mobile_sync_protocol::{
    answer::{Answer, Outcome, Value},
    checklist::{Checklist, Item, ItemType, Section, SubjectKind, Unit, rule::Facts},
    ids::{Key, Sha256},
    place::{Fix, FixSource},
    record::{ChecklistRef, NewSubject, Photo, Revision, SignedBy},
    text::Text,
    time::Date,
};
use uuid::Uuid;

/// A key that is known to be good.
pub fn key(text: &str) -> Key {
    text.parse().unwrap()
}

/// The id with the number `number`.
pub fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | number))
}

pub fn answer(value: Value) -> Answer {
    Answer { value, note: None }
}

pub fn fix() -> Fix {
    Fix {
        lat: 21.864_2,
        lon: 106.553_9,
        accuracy_m: 6.5,
        altitude_m: Some(312.0),
        at: "2024-05-06T09:14:40+07:00".parse().unwrap(),
        source: FixSource::Gnss,
        mocked: None,
    }
}

pub fn photo(bytes: &[u8], item: Option<&str>) -> Photo {
    Photo {
        sha256: Sha256::of(bytes),
        bytes: 204_800,
        media_type: "image/jpeg".into(),
        item: item.map(key),
        caption: None,
        taken_at: "2024-05-06T09:20:00+07:00".parse().unwrap(),
        fix: None,
        signed_by: None,
    }
}

/// The picture of a signature.
pub fn signature(bytes: &[u8]) -> Photo {
    let signed_by = SignedBy { name: "Hoàng Văn Páo".into(), position: Some("Trưởng thôn".into()) };
    Photo { media_type: "image/png".into(), signed_by: Some(signed_by), ..photo(bytes, None) }
}

/// An item that is required and asked always.
pub fn item(name: &str, answer: ItemType) -> Item {
    Item {
        key: key(name),
        question: Text::new(format!("Câu hỏi {name}"), format!("Question {name}")),
        hint: None,
        answer,
        required: true,
        shown_if: None,
        photo: None,
        must_hold: None,
        flags: vec![],
        weight: None,
    }
}

/// One item of each type, in two sections.
pub fn checklist() -> Checklist {
    let choices = |values: &[&str]| {
        let choice = |value: &&str| mobile_sync_protocol::checklist::Choice {
            value: key(value),
            label: Text::new(format!("Lựa chọn {value}"), ""),
        };
        values.iter().map(choice).collect()
    };
    let unit = Unit { key: key("ho"), label: Text::new("hộ", "households") };
    let section = |name: &str, items: Vec<Item>| Section {
        key: key(name),
        title: Text::new(format!("Phần {name}"), ""),
        shown_if: None,
        items,
    };
    Checklist {
        format: 1,
        id: key("sample"),
        version: 1,
        title: Text::new("Bảng kiểm mẫu", "Sample"),
        subject_kind: SubjectKind::Work,
        settings: BTreeMap::new(),
        sections: vec![
            section(
                "first",
                vec![
                    item("spot", ItemType::Place { accuracy_m: None }),
                    item("view", ItemType::Photo { min: Some(1), max: None }),
                    item("board", ItemType::PassFail),
                    item("houses", ItemType::Number { unit, min: Some(0.0), max: Some(500.0), decimals: Some(0) }),
                ],
            ),
            section(
                "second",
                vec![
                    item("phase", ItemType::Choice { choices: choices(&["building", "done"]) }),
                    item("kinds", ItemType::MultipleChoice { choices: choices(&["road", "school", "water"]) }),
                    item("opinion", ItemType::Text { max_length: Some(20) }),
                    item("deadline", ItemType::Date),
                ],
            ),
        ],
    }
}

/// A complete record of [`checklist`], with nothing wrong in it.
pub fn revision() -> Revision {
    let answers = [
        ("spot", Value::Place(fix())),
        ("board", Value::Outcome(Outcome::Pass)),
        ("houses", Value::Number(42.0)),
        ("phase", Value::Choice(key("building"))),
        ("kinds", Value::Choices(vec![key("road"), key("water")])),
        ("opinion", Value::Text("Đường đã thông".into())),
        ("deadline", Value::Date("2024-12-31".parse().unwrap())),
    ];
    Revision {
        record: id(1),
        revision: id(2),
        base: None,
        checklist: ChecklistRef { id: key("sample"), version: 1 },
        visit: Some(id(3)),
        subject: Some(id(4)),
        new_subject: None,
        sub_project: id(5),
        commune: id(6),
        captured_at: "2024-05-06T09:15:00+07:00".parse().unwrap(),
        fix: Some(fix()),
        answers: answers.into_iter().map(|(name, value)| (key(name), answer(value))).collect(),
        photos: vec![photo(b"view", Some("view"))],
        signature: None,
    }
}

pub fn new_subject(kind: SubjectKind) -> NewSubject {
    NewSubject { id: id(7), kind, name: "Đường Bản Làn".into(), village: Some("Bản Làn".into()) }
}

/// What rules may look at in `revision`.
pub fn facts<'a>(revision: &'a Revision, checklist: &'a Checklist, planned: &'a BTreeMap<Key, f64>) -> Facts<'a> {
    Facts {
        answers: &revision.answers,
        settings: &checklist.settings,
        planned,
        inspected_on: revision.captured_at.date(),
    }
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The checklists that a server starts with, by file name.
pub fn builtin() -> Vec<(&'static str, &'static str)> {
    macro_rules! files {
        ($($name:literal),+) => {
            vec![$(($name, include_str!(concat!("../../../server/builtin/checklists/", $name, ".json")))),+]
        };
    }
    files![
        "infrastructure_work",
        "production_support_model",
        "model_replication_point",
        "beneficiary_household",
        "commune_working_session",
        "poor_household_review_check"
    ]
}

pub fn builtin_checklists() -> Vec<Checklist> {
    builtin()
        .into_iter()
        .map(|(name, text)| serde_json::from_str(text).unwrap_or_else(|why| panic!("{name}: {why}")))
        .collect()
}

/// A file of this crate.
pub fn file(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub fn read(path: &str) -> String {
    std::fs::read_to_string(file(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}
