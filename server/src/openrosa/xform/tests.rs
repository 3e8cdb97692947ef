//! Forms of the built-in checklists, and what every form must have.

use mobile_sync_protocol::{checklist::Checklist, ids::Key};

use super::{Form, form};
use crate::openrosa::tree::{self, Element, Limits};

/// The built-in checklists, by file name.
pub(in crate::openrosa) fn builtin() -> Vec<Checklist> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/builtin/checklists");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()).collect()
}

fn read(form: &Form) -> Element {
    tree::read(&form.xml, Limits { bytes: 1 << 20, depth: 30, elements: 100_000 }).unwrap()
}

fn model(root: &Element) -> &Element {
    root.child("head").unwrap().child("model").unwrap()
}

fn bind<'a>(root: &'a Element, path: &str) -> &'a Element {
    let mut binds = model(root).children.iter().filter(|child| child.local() == "bind");
    binds.find(|bind| bind.attribute("nodeset") == Some(path)).unwrap()
}

fn with(item: &serde_json::Value) -> Element {
    let checklist: Checklist = serde_json::from_value(serde_json::json!({
        "format": 1, "id": "f", "version": 1, "title": {"vi": "F"}, "subject_kind": "work",
        "sections": [{"key": "s", "title": {"vi": "S"}, "items": [item]}]
    }))
    .unwrap();
    read(&form(&checklist))
}

#[test]
fn the_same_checklist_gives_the_same_bytes_and_another_gives_others() {
    for mut checklist in builtin() {
        let one = form(&checklist);
        assert_eq!(one, form(&checklist.clone()));
        assert!(one.hash.starts_with("md5:") && one.hash.len() == 36);
        checklist.version += 1;
        let next = form(&checklist);
        assert_ne!((one.hash, one.version), (next.hash, next.version));
    }
}

#[test]
fn every_item_is_in_the_instance_under_its_own_name() {
    for checklist in builtin() {
        let root = read(&form(&checklist));
        let data = &model(&root).child("instance").unwrap().children[0];
        assert_eq!(data.attribute("id"), Some(checklist.id.as_str()));
        let answers = data.child("answers").unwrap();
        for (section, item) in checklist.items() {
            let node = answers.child(section.key.as_str()).unwrap().child(item.key.as_str()).unwrap();
            assert!(node.child("value").is_some() || node.child("photos").is_some() || node.child("photo").is_some());
        }
        let fix = data.child("record").unwrap().child("fix");
        assert_eq!(fix.is_none(), super::standing_place(&checklist).is_some(), "a place is asked once");
    }
}

#[test]
fn a_number_says_its_bounds() {
    let number = |min, max, decimals| {
        let answer = serde_json::json!({"type": "number", "unit": {"key": "m", "label": {"vi": "m"}}, "min": min, "max": max, "decimals": decimals});
        let root = with(&serde_json::json!({"key": "x", "question": {"vi": "?"}, "answer": answer, "required": true}));
        let bind = bind(&root, "/data/answers/s/x/value");
        assert_eq!(bind.attribute("required"), Some("true()"));
        (bind.attribute("type").unwrap().to_owned(), bind.attribute("constraint").map(str::to_owned))
    };
    assert_eq!(
        number(Some(-1.5), Some(9.0), None),
        ("decimal".to_owned(), Some("(. >= (-1.5) and . <= 9)".to_owned()))
    );
    assert_eq!(number(Some(0.0), None, Some(0)), ("int".to_owned(), Some(". >= 0".to_owned())));
    assert_eq!(number(None, Some(5e9), Some(0)).0, "decimal", "more digits than fit Collect's field");
    assert_eq!(number(None, None, Some(1)).1, None);
}

#[test]
fn photos_repeat_where_there_may_be_several() {
    let photos = |min: Option<u32>, max: Option<u32>| {
        let answer = serde_json::json!({"type": "photo", "min": min, "max": max});
        with(&serde_json::json!({"key": "x", "question": {"vi": "?"}, "answer": answer, "required": true}))
    };
    let several = photos(Some(3), Some(5));
    let photo = bind(&several, "/data/answers/s/x/photos/photo");
    assert_eq!(photo.attribute("required"), Some("position(..) <= 3"));
    assert_eq!(photo.attribute("constraint"), Some("position(..) <= 5"));
    assert_eq!(photo.attribute("max-pixels"), Some("2560"));
    let data = &model(&several).child("instance").unwrap().children[0];
    let item = data.child("answers").unwrap().child("s").unwrap().child("x").unwrap();
    let copies = item.children.iter().filter(|child| child.name == "photos");
    assert_eq!(
        copies.map(|copy| copy.attribute("template").is_some()).collect::<Vec<_>>(),
        [true, false, false, false]
    );
    assert_eq!(bind(&photos(None, Some(1)), "/data/answers/s/x/photo").attribute("required"), Some("true()"));
}

#[test]
fn an_item_may_be_called_like_anything_of_ours() {
    for name in ["value", "note", "photo", "photos", "record", "answers", "data", "meta", "fix", "value_at"] {
        let checklist: Checklist = serde_json::from_value(serde_json::json!({
            "format": 1, "id": "f", "version": 1, "title": {"vi": "F"}, "subject_kind": "work",
            "sections": [{"key": name, "title": {"vi": "S"}, "items": [
                {"key": name, "question": {"vi": "?"}, "answer": {"type": "place"}, "photo": "always"}]}]
        }))
        .unwrap();
        let found = crate::openrosa::check::form(&form(&checklist).xml, &|list| {
            crate::openrosa::lists::columns(list, &std::collections::BTreeSet::new())
        });
        assert_eq!(found, [], "{name}");
    }
}

#[test]
fn a_question_with_markup_in_it_stays_a_text() {
    let root = with(
        &serde_json::json!({"key": "x", "question": {"vi": "Rộng < 3 m & \"dốc\"\u{1}"}, "answer": {"type": "text"}}),
    );
    let vietnamese = &model(&root).child("itext").unwrap().children[0];
    let text = vietnamese.children.iter().find(|text| text.attribute("id") == Some("item:x")).unwrap();
    assert_eq!(text.child("value").unwrap().text, "Rộng < 3 m & \"dốc\" ");
}

#[test]
fn the_list_of_subjects_needs_only_the_figures_that_the_form_asks() {
    let figures = |id: &str| {
        let checklist = builtin().into_iter().find(|checklist| checklist.id.as_str() == id).unwrap();
        crate::openrosa::lists::planned_figures(&checklist).iter().map(Key::to_string).collect::<Vec<_>>()
    };
    assert_eq!(figures("production_support_model"), ["units"]);
    assert_eq!(figures("infrastructure_work"), [] as [&str; 0]);
}
