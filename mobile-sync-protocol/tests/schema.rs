//! The published JSON Schema of checklists: fresh, and true of what people write.

use mobile_sync_protocol::checklist::{Checklist, schema::checklist_schema};
use serde_json::{Value, json};

use crate::common;

const FILE: &str = "schema/checklist.schema.json";

fn validator() -> jsonschema::Validator {
    jsonschema::draft202012::new(&checklist_schema().unwrap()).unwrap()
}

#[test]
fn the_published_schema_is_that_of_the_code() {
    let schema = checklist_schema().unwrap();
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::write(common::file(FILE), serde_json::to_string_pretty(&schema).unwrap() + "\n").unwrap();
    }
    let published: Value = serde_json::from_str(&common::read(FILE)).unwrap();
    assert_eq!(published, schema, "run the tests with UPDATE_VECTORS=1 and read the difference");
}

#[test]
fn the_schema_is_itself_a_schema() {
    assert!(jsonschema::meta::is_valid(&checklist_schema().unwrap()));
}

#[test]
fn the_builtin_checklists_pass_the_schema() {
    let validator = validator();
    for (name, text) in common::builtin() {
        let found: Vec<String> = validator
            .iter_errors(&serde_json::from_str(text).unwrap())
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(found, [""; 0], "{name}");
    }
}

#[test]
fn what_the_schema_refuses_the_reader_refuses_too() {
    let good = serde_json::to_value(common::checklist()).unwrap();
    let changes: [(&str, Value); 9] = [
        ("/id", json!("Có Dấu")),
        ("/subject_kind", json!("ship")),
        ("/version", json!("1")),
        ("/title", json!("plain")),
        ("/title/vn", json!("a member that no text has")),
        ("/sections/0/items/0/answer/type", json!("riddle")),
        ("/sections/0/items/0/flags", json!([{ "when": { "test": "is" }, "level": "F1", "message": { "vi": "x" } }])),
        (
            "/sections/0/items/0/flags",
            json!([{ "when": { "test": "all", "of": [] }, "level": "F9", "message": { "vi": "x" } }]),
        ),
        ("/sections/0/items/0/photo", json!("sometimes")),
    ];
    let validator = validator();
    assert!(validator.is_valid(&good));
    for (path, value) in changes {
        let mut wrong = good.clone();
        let (parent, name) = path.rsplit_once('/').unwrap();
        wrong.pointer_mut(parent).unwrap()[name] = value;
        assert!(!validator.is_valid(&wrong), "the schema takes a wrong {path}");
        assert!(serde_json::from_value::<Checklist>(wrong).is_err(), "the reader takes a wrong {path}");
    }
}

#[test]
fn a_missing_member_is_refused_by_both() {
    let good = serde_json::to_value(common::checklist()).unwrap();
    let validator = validator();
    for name in ["format", "id", "version", "title", "subject_kind", "sections"] {
        let mut changed = good.clone();
        changed.as_object_mut().unwrap().remove(name);
        assert!(!validator.is_valid(&changed), "{name}");
        assert!(serde_json::from_value::<Checklist>(changed).is_err(), "{name}");
    }
}
