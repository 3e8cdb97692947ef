//! The golden vectors of format 1, which the front end's tests read too: what the code answers is what is written.

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    answer::Answer,
    canonical::Json,
    checklist::{Checklist, check, rule::Facts},
    ids::{Key, Sha256},
    merge::{Merge, merge},
    problem::Violation,
    receipt::Receipt,
    record::Revision,
    score::{raised_flags, score},
    signature::{PublicKey, SignatureError},
    time::Date,
    validate::{omissions, refusals},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::common;

/// One case of a vector file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    input: Value,
    expected: Value,
}

/// Reads `vectors/v1/{file}.json` and holds `answer` against each of its cases. With `UPDATE_VECTORS` set it writes
/// what the code answers instead, for a person to read.
fn hold(file: &str, least: usize, answer: fn(&Value) -> Value) {
    let path = format!("vectors/v1/{file}.json");
    let mut cases: Vec<Case> = serde_json::from_str(&common::read(&path)).unwrap();
    assert!(cases.len() >= least, "{path} lost cases");
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        for case in &mut cases {
            case.expected = answer(&case.input);
        }
        std::fs::write(common::file(&path), serde_json::to_string_pretty(&cases).unwrap() + "\n").unwrap();
    }
    for case in &cases {
        assert_eq!(plain(&answer(&case.input)), plain(&case.expected), "{path}: {}", case.name);
    }
}

/// The canonical text, so that `1` and `1.0` are one number.
fn plain(value: &Value) -> String {
    let text = serde_json::to_vec(value).unwrap();
    String::from_utf8(Json::parse(&text).unwrap().canonical()).unwrap()
}

fn read<T: DeserializeOwned>(input: &Value, name: &str) -> T {
    serde_json::from_value(input[name].clone()).unwrap_or_else(|why| panic!("{name}: {why}"))
}

fn checklist(input: &Value) -> Checklist {
    let file: String = read(input, "checklist");
    let checklist: Checklist = serde_json::from_str(&common::read(&format!("vectors/v1/{file}"))).unwrap();
    assert_eq!(check::check(&checklist), []);
    checklist
}

fn verdict(result: Result<(), SignatureError>) -> &'static str {
    match result {
        Ok(()) => "holds",
        Err(SignatureError::BadKey) => "bad_key",
        Err(SignatureError::WrongAlgorithm) => "wrong_algorithm",
        Err(SignatureError::Mismatch) => "mismatch",
    }
}

#[test]
fn canonical_form() {
    hold("canonical", 14, |input| {
        let text: String = read(input, "text");
        match Json::parse(text.as_bytes()) {
            Ok(json) => {
                let canonical = json.canonical();
                let sha256 = Sha256::of(&canonical);
                json!({ "canonical": String::from_utf8(canonical).unwrap(), "sha256": sha256 })
            }
            Err(_) => json!({ "refused": true }),
        }
    });
}

#[test]
fn three_way_merge() {
    hold("merge", 15, |input| {
        let [base, ours, theirs]: [Revision; 3] = ["base", "ours", "theirs"].map(|side| read(input, side));
        match merge(&base, &ours, &theirs) {
            Merge::Merged(revision) => json!({ "merged": revision }),
            Merge::Conflict(places) => {
                json!({ "conflict": places.iter().map(ToString::to_string).collect::<Vec<_>>() })
            }
        }
    });
}

#[test]
fn validation() {
    fn told(violations: Vec<Violation>) -> Value {
        violations.into_iter().map(|violation| json!({ "path": violation.path, "code": violation.code })).collect()
    }
    hold("validate", 43, |input| {
        let (checklist, revision): (_, Revision) = (checklist(input), read(input, "revision"));
        let planned: BTreeMap<Key, f64> = read(input, "planned");
        let facts = common::facts(&revision, &checklist, &planned);
        json!({
            "refusals": told(refusals(&revision, &checklist)),
            "omissions": told(omissions(&revision, &checklist, &facts)),
        })
    });
}

#[test]
fn rules_and_score() {
    hold("rules", 25, |input| {
        let checklist = checklist(input);
        let answers: BTreeMap<Key, Answer> = read(input, "answers");
        let planned: BTreeMap<Key, f64> = read(input, "planned");
        let inspected_on: Date = read(input, "inspected_on");
        let facts = Facts { answers: &answers, settings: &checklist.settings, planned: &planned, inspected_on };
        let shown = checklist.items().filter(|(section, item)| checklist.is_shown(section, item, &facts));
        let flags = raised_flags(&checklist, &facts);
        json!({
            "shown": shown.map(|(_, item)| &item.key).collect::<Vec<_>>(),
            "flags": flags.iter().map(|flag| json!({ "item": flag.item, "level": flag.level })).collect::<Vec<_>>(),
            "score": score(&checklist, &facts),
        })
    });
}

#[test]
fn signatures_of_revisions() {
    hold("signature", 10, |input| {
        let (key, text): (PublicKey, String) = (read(input, "public_key"), read(input, "revision"));
        let message = Json::parse(text.as_bytes()).unwrap().without("signature").canonical();
        let signature = serde_json::from_str::<Revision>(&text).unwrap().signature.unwrap();
        let result = key.verifier().and_then(|verifier| verifier.verify(&message, &signature));
        let sha256 = Sha256::of(&message);
        json!({ "signed": String::from_utf8(message).unwrap(), "sha256": sha256, "verdict": verdict(result) })
    });
}

#[test]
fn receipts_of_the_server() {
    hold("receipt", 6, |input| {
        let (key, receipt): (PublicKey, Receipt) = (read(input, "server_key"), read(input, "receipt"));
        let text = serde_json::to_vec(&receipt).unwrap();
        let message = Json::parse(&text).unwrap().without("signature").canonical();
        json!({
            "signed": String::from_utf8(message).unwrap(),
            "verdict": verdict(receipt.verify(&key.verifier().unwrap())),
        })
    });
}
