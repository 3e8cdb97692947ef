//! Settling a conflict: a new snapshot of two that disagree, by a person's choice item by item.

use std::collections::BTreeSet;

use mobile_sync_protocol::{ids::Key, record::Revision};

/// The head's content with what is taken of the branch's.
pub fn joined(head: &Revision, branch: &Revision, take: &BTreeSet<Key>, take_photos: bool) -> Revision {
    let mut joined = head.clone();
    joined.signature = None;
    joined.base = Some(head.revision);
    for item in take {
        match branch.answers.get(item) {
            Some(answer) => drop(joined.answers.insert(item.clone(), answer.clone())),
            None => drop(joined.answers.remove(item)),
        }
    }
    let taken = |item: &Option<Key>| item.as_ref().is_some_and(|item| take.contains(item));
    joined.photos.retain(|photo| !taken(&photo.item));
    joined.photos.extend(branch.photos.iter().filter(|photo| taken(&photo.item)).cloned());
    if take_photos {
        for photo in branch.photos.iter().filter(|photo| photo.item.is_none()) {
            if !joined.photos.iter().any(|known| known.item.is_none() && known.sha256 == photo.sha256) {
                joined.photos.push(photo.clone());
            }
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;

    fn revision(number: u128, answers: &Value, photos: &[(u8, Option<&str>)]) -> Revision {
        let id = |number| Uuid::from_u128(number);
        let photos: Vec<Value> = photos
            .iter()
            .map(|(byte, item)| {
                let mut photo = json!({
                    "sha256": format!("{byte:02x}").repeat(32), "bytes": 10, "media_type": "image/jpeg",
                    "taken_at": "2024-05-06T09:15:00+07:00",
                });
                if let Some(item) = item {
                    photo["item"] = json!(item);
                }
                photo
            })
            .collect();
        serde_json::from_value(json!({
            "record": id(9), "revision": id(number), "base": id(1), "checklist": {"id": "work", "version": 1},
            "subject": id(4), "sub_project": id(5), "commune": id(6), "captured_at": "2024-05-06T09:15:00+07:00",
            "answers": answers, "photos": photos,
        }))
        .unwrap()
    }

    fn text(word: &str) -> Value {
        json!({"value": {"text": word}})
    }

    fn photos(revision: &Revision) -> Vec<(u8, Option<&str>)> {
        revision.photos.iter().map(|photo| (photo.sha256.0[0], photo.item.as_ref().map(Key::as_str))).collect()
    }

    #[test]
    fn what_is_taken_comes_with_its_photos_and_the_rest_stays_the_heads() {
        let head =
            revision(2, &json!({"a": text("đầu"), "b": text("đầu")}), &[(1, Some("a")), (2, Some("b")), (3, None)]);
        let branch = revision(3, &json!({"a": text("nhánh"), "c": text("nhánh")}), &[(4, Some("a")), (5, None)]);
        let take = |items: &[&str]| items.iter().map(|item| item.parse().unwrap()).collect::<BTreeSet<Key>>();
        let both = joined(&head, &branch, &take(&["a", "c"]), true);
        assert_eq!(both.base, Some(head.revision));
        assert_eq!(both.answers[&"a".parse().unwrap()], branch.answers[&"a".parse().unwrap()]);
        assert_eq!(both.answers[&"b".parse().unwrap()], head.answers[&"b".parse().unwrap()]);
        assert!(both.answers.contains_key(&"c".parse().unwrap()));
        assert_eq!(photos(&both), [(2, Some("b")), (3, None), (4, Some("a")), (5, None)]);
        // An answer that the branch does not have is taken away.
        let without = joined(&head, &branch, &take(&["b"]), false);
        assert!(!without.answers.contains_key(&"b".parse().unwrap()));
        assert_eq!(photos(&without), [(1, Some("a")), (3, None)]);
        let nothing = joined(&head, &branch, &BTreeSet::new(), false);
        assert_eq!((&nothing.answers, &nothing.photos), (&head.answers, &head.photos));
    }
}
