//! The pages are true: what the README shows can be used as it stands.

use mobile_sync_protocol::checklist::{Checklist, check};

use crate::common;

fn example() -> String {
    let page = common::read("README.md");
    let (_, after) = page.split_once("```json\n").unwrap();
    after.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_checklist_in_the_readme_can_be_published() {
    let checklist: Checklist = serde_json::from_str(&example()).unwrap();
    assert_eq!(check::check(&checklist), []);
}

#[cfg(feature = "openapi")]
#[test]
fn the_checklist_in_the_readme_passes_the_schema() {
    let schema = mobile_sync_protocol::checklist::schema::checklist_schema().unwrap();
    let checklist = serde_json::from_str(&example()).unwrap();
    assert!(jsonschema::draft202012::is_valid(&schema, &checklist));
}

#[test]
fn every_file_of_vectors_is_told_of() {
    let page = common::read("vectors/README.md");
    for file in std::fs::read_dir(common::file("vectors/v1")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let told = page.contains(&format!("`{name}`")) || name.ends_with(".checklist.json");
        assert!(told, "{name}");
    }
}
