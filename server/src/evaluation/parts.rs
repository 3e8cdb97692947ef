//! What an evaluation says, as hashes of its parts. The log holds those of the parts that an act changed, so that
//! whoever verifies the store can name the part that was altered; the digest of a signed evaluation is over them all.

use std::collections::BTreeMap;

use mobile_sync_protocol::{canonical::canonical_of, ids::Sha256};
use serde::{Deserialize, Serialize};

/// The hashes of parts, by name: `description`, `section/…`, `attachments/…`, `figures`, `state`.
pub type Parts = BTreeMap<String, Sha256>;

/// The part that says where an evaluation stands: it moves while nothing of what it says does, so no digest covers it.
pub const STATE: &str = "state";
/// The part that says what it is, of whom, and its head.
pub const DESCRIPTION: &str = "description";
/// The part that holds the figures which were frozen.
pub const FIGURES: &str = "figures";

/// The part of a section's words and fields.
pub fn section(key: &str) -> String {
    format!("section/{key}")
}

/// The part of the findings that are attached to a section, in order.
pub fn attachments(section: &str) -> String {
    format!("attachments/{section}")
}

/// The hash of a part's canonical form (RFC 8785).
///
/// # Errors
/// Where it does not serialise.
pub fn hash<T: Serialize>(part: &T) -> Result<Sha256, serde_json::Error> {
    Ok(Sha256::of(&canonical_of(part)?))
}

/// The digest of all that an evaluation says: the SHA-256 of the canonical form of its parts' hashes.
///
/// # Errors
/// Never: hashes by name are JSON.
pub fn digest(parts: &Parts) -> Result<Sha256, serde_json::Error> {
    let said: BTreeMap<&String, &Sha256> = parts.iter().filter(|(name, _)| *name != STATE).collect();
    hash(&said)
}

/// What is another in `now`: names with their new hashes, `None` where a part is gone.
pub fn changed(before: &Parts, now: &Parts) -> BTreeMap<String, Option<Sha256>> {
    let gone = before.keys().filter(|name| !now.contains_key(*name)).map(|name| (name.clone(), None));
    let new = now.iter().filter(|(name, hash)| before.get(*name) != Some(*hash));
    gone.chain(new.map(|(name, hash)| (name.clone(), Some(*hash)))).collect()
}

/// What the log says of one evaluation.
#[derive(Clone, Debug, Default)]
pub struct Story {
    /// The hashes of its parts, as they became.
    pub parts: Parts,
    /// The hash of each thing that was done, by number.
    pub events: BTreeMap<i64, Sha256>,
    /// The digest with which it was signed.
    pub digest: Option<Sha256>,
}

impl Story {
    /// Goes on with what an entry of the log says.
    ///
    /// # Errors
    /// Where it says nothing that was done about an evaluation.
    pub fn hear(&mut self, detail: &str) -> Result<(), serde_json::Error> {
        #[derive(Deserialize)]
        struct Said {
            event: i64,
            sha256: Sha256,
            parts: BTreeMap<String, Option<Sha256>>,
            digest: Option<Sha256>,
        }
        let said: Said = serde_json::from_str(detail)?;
        self.events.insert(said.event, said.sha256);
        self.digest = said.digest.or(self.digest);
        for (name, hash) in said.parts {
            match hash {
                Some(hash) => drop(self.parts.insert(name, hash)),
                None => drop(self.parts.remove(&name)),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(pairs: &[(&str, &str)]) -> Parts {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), Sha256::of(text.as_bytes()))).collect()
    }

    #[test]
    fn a_digest_covers_every_part_but_where_it_stands() {
        let one = parts(&[("description", "a"), ("section/x", "b"), ("state", "draft")]);
        let moved = parts(&[("description", "a"), ("section/x", "b"), ("state", "signed")]);
        assert_eq!(digest(&one).unwrap(), digest(&moved).unwrap());
        for other in [
            parts(&[("description", "a"), ("section/x", "c")]),
            parts(&[("description", "a"), ("section/y", "b")]),
            parts(&[("description", "a")]),
        ] {
            assert_ne!(digest(&one).unwrap(), digest(&other).unwrap());
        }
    }

    #[test]
    fn a_story_ends_with_what_the_parts_became() {
        let mut story = Story::default();
        let hash = |text: &str| Sha256::of(text.as_bytes());
        let entry = |event: i64, parts: serde_json::Value| {
            serde_json::json!({"event": event, "sha256": hash("event"), "parts": parts}).to_string()
        };
        story.hear(&entry(1, serde_json::json!({"a": hash("1"), "b": hash("1")}))).unwrap();
        story.hear(&entry(2, serde_json::json!({"a": hash("2"), "b": null}))).unwrap();
        assert_eq!(story.parts, parts(&[("a", "2")]));
        assert_eq!(story.events.into_keys().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(story.digest, None);
        assert!(Story::default().hear("{}").is_err());
    }

    #[test]
    fn what_changed_is_new_other_or_gone() {
        let before = parts(&[("a", "1"), ("b", "1"), ("c", "1")]);
        let now = parts(&[("a", "1"), ("b", "2"), ("d", "1")]);
        let expected = [
            ("b".to_owned(), Some(Sha256::of(b"2"))),
            ("c".to_owned(), None),
            ("d".to_owned(), Some(Sha256::of(b"1"))),
        ];
        assert_eq!(changed(&before, &now), BTreeMap::from(expected));
    }
}
