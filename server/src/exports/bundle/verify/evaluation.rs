//! An evaluation in a bundle: each part is what the log says that it became, each step what it says was done, each
//! finding the bytes that its attachment names, and the digest of a signed one is of what it says.

use std::io;

use mobile_sync_protocol::{
    canonical::Json,
    ids::{EvaluationId, Sha256},
};
use serde::Deserialize;

use super::{
    super::{EVALUATION, snapshot_path},
    Report,
    content::{Content, Log},
};
use crate::evaluation::parts::{self, Parts, Story};

#[derive(Deserialize)]
struct File {
    id: EvaluationId,
    as_of: i64,
    parts: std::collections::BTreeMap<String, Json>,
    steps: Vec<Json>,
}

#[derive(Deserialize)]
struct Attached {
    sha256: Sha256,
}

/// Checks the evaluation, where there is one.
pub(super) fn check(content: &Content<'_>, log: &Log, report: &mut Report) -> io::Result<()> {
    if !content.has(EVALUATION) {
        return Ok(());
    }
    let Some(File { id, as_of, parts: said, steps }) = content.json(EVALUATION)? else {
        report.add("evaluation", EVALUATION, "cannot be read");
        return Ok(());
    };
    report.checked.evaluations += 1;
    let hashes: Parts = said.iter().map(|(name, part)| (name.clone(), Sha256::of(&part.canonical()))).collect();
    if !log.torn {
        let mut story = Story::default();
        for entry in log.about(&format!("evaluation:{id}")).iter().filter(|entry| entry.seq <= as_of) {
            if story.hear(&entry.detail).is_err() {
                report.add("log", entry.seq, "does not say what was done about an evaluation");
            }
        }
        told(id, &hashes, &steps, story, report);
    }
    for (name, part) in said.iter().filter(|(name, _)| name.starts_with("attachments/")) {
        let Ok(attached) = serde_json::from_slice::<Vec<Attached>>(&part.canonical()) else {
            report.add("evaluation", id, format!("{name} cannot be read"));
            continue;
        };
        for Attached { sha256 } in attached {
            let path = snapshot_path(sha256);
            match content.bytes(&path)? {
                Some(bytes) if Sha256::of(&bytes) == sha256 => report.checked.attachments += 1,
                Some(_) => report.add("attachment", &path, "is not the finding as it was attached"),
                // One that is altered, or missing though it is listed, is named already.
                None if content.lost(&path) => {}
                None => report.add("attachment", &path, "is attached and not here"),
            }
        }
    }
    Ok(())
}

fn told(id: EvaluationId, hashes: &Parts, steps: &[Json], mut story: Story, report: &mut Report) {
    for name in parts::changed(&story.parts, hashes).into_keys() {
        report.add("evaluation", id, format!("{name} is not what the log says that it became"));
    }
    for (number, step) in (1..).zip(steps) {
        match story.events.remove(&number) {
            Some(hash) if hash == Sha256::of(&step.canonical()) => {}
            Some(_) => report.add("evaluation", id, format!("step {number} is another than the log says was done")),
            None => report.add("evaluation", id, format!("step {number} is not in the log")),
        }
    }
    for number in story.events.into_keys() {
        report.add("evaluation", id, format!("step {number} was done, as the log says, and is not here"));
    }
    if let Some(digest) = story.digest
        && parts::digest(hashes).ok() != Some(digest)
    {
        report.add("evaluation", id, "what it says has another digest than that with which it was signed");
    }
}
