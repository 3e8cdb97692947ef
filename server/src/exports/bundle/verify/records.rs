//! Whether a record's snapshots, receipts, checks and decisions are what phones signed, the server confirmed and the log
//! vouches for.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    io,
};

use mobile_sync_protocol::{
    canonical::{Json, canonical_of},
    ids::{RevisionId, Sha256},
    receipt::{Receipt, ReceiptOf},
    record::Revision,
};
use serde::Deserialize;

use super::{
    super::{
        log::LogLine,
        manifest::Manifest,
        record::{DecisionLine, RecordFile, RevisionLine},
    },
    Report,
    content::{Content, Known, Log},
};
use crate::review::record::Action;

/// Everything that is held against one record.
struct Case<'a> {
    content: &'a Content<'a>,
    known: &'a Known,
    id: &'a str,
    entries: &'a [LogLine],
    /// Whether some of the log could not be read.
    torn: bool,
    file: RecordFile,
}

/// Checks one record.
pub(super) fn check(
    content: &Content<'_>,
    manifest: &Manifest,
    log: &Log,
    known: &Known,
    id: &str,
    report: &mut Report,
) -> io::Result<()> {
    let path = format!("records/{id}/record.json");
    if !content.has(&path) {
        return Ok(());
    }
    let Some(file) = content.json::<RecordFile>(&path)? else {
        report.add("record", id, "cannot be read");
        return Ok(());
    };
    let entries = log.about(&format!("record:{id}"));
    let entries = entries.get(..entries.partition_point(|entry| entry.seq <= file.as_of)).unwrap_or_default();
    let case = Case { content, known, id, entries, torn: log.torn, file };
    let revisions = case.revisions(report)?;
    case.received(report);
    case.head(&revisions, manifest, report);
    case.receipts(report)?;
    case.checks(report)?;
    case.decisions(report)
}

impl Case<'_> {
    /// What entries of one kind say.
    fn said<T: for<'d> Deserialize<'d>>(&self, action: &str) -> Vec<T> {
        let entries = self.entries.iter().filter(|entry| entry.action == action);
        entries.filter_map(|entry| serde_json::from_str(&entry.detail).ok()).collect()
    }

    /// Checks each snapshot's hash and signature.
    fn revisions(&self, report: &mut Report) -> io::Result<BTreeMap<RevisionId, Revision>> {
        let mut found = BTreeMap::new();
        for line in &self.file.revisions {
            let Some(bytes) = self.content.bytes(&line.file)? else { continue };
            match self.revision(line, &bytes) {
                Ok((revision, signed)) => {
                    report.checked.signatures += u64::from(signed);
                    found.insert(line.revision, revision);
                }
                Err(what) => report.add("revision", line.revision, what),
            }
        }
        Ok(found)
    }

    /// A snapshot, and whether a phone signed it.
    fn revision(&self, line: &RevisionLine, bytes: &[u8]) -> Result<(Revision, bool), String> {
        let revision: Revision = serde_json::from_slice(bytes).map_err(|why| format!("is no snapshot: {why}"))?;
        let form = Json::parse(bytes).map_err(|why| why.to_string())?.without("signature").canonical();
        let sha256 = Sha256::of(&form);
        if sha256 != line.sha256 {
            return Err(format!("its canonical form has SHA-256 {sha256}, not {}", line.sha256));
        }
        if revision.revision != line.revision || revision.record.to_string() != self.id {
            return Err("names another snapshot or record".to_owned());
        }
        match (&revision.signature, line.joined) {
            (None, Some(_)) => Ok((revision, false)),
            (None, None) => Err("has no signature, and is no join that the server made".to_owned()),
            (Some(_), Some(_)) => Err("is a join that the server made, and has a signature".to_owned()),
            (Some(signature), None) => {
                let known = self.known.devices.get(&line.device);
                let (key, verifier) =
                    known.ok_or_else(|| format!("came from phone {}, whose key is not here", line.device))?;
                if signature.key != *key {
                    return Err(format!("is signed with key {}, which is not the phone's", signature.key));
                }
                verifier.verify(&form, signature).map_err(|why| format!("its signature does not hold: {why}"))?;
                Ok((revision, true))
            }
        }
    }

    /// Checks that what the log says was received is here, and that nothing else is.
    fn received(&self, report: &mut Report) {
        #[derive(Deserialize)]
        struct Received {
            revision: RevisionId,
            sha256: Sha256,
        }
        let said: Vec<Received> = self.said("record.received");
        for received in &said {
            let line = self.file.revisions.iter().find(|line| line.revision == received.revision);
            match line {
                Some(line) if line.sha256 == received.sha256 => {}
                Some(_) => report.add("revision", received.revision, "has another hash than the log says was received"),
                None => report.add("revision", received.revision, "was received, as the log says, and is not here"),
            }
        }
        let vouched: HashSet<RevisionId> = said.iter().map(|received| received.revision).collect();
        for line in self.file.revisions.iter().filter(|line| line.joined.is_none() && !self.torn) {
            if !vouched.contains(&line.revision) {
                report.add("revision", line.revision, "is here, and the log knows nothing of it");
            }
        }
    }

    /// Checks that the record says what its head says.
    fn head(&self, revisions: &BTreeMap<RevisionId, Revision>, manifest: &Manifest, report: &mut Report) {
        let Some(head) = self.file.head else { return };
        if !self.file.revisions.iter().any(|line| line.revision == head) {
            return report.add("record", self.id, format!("its head {head} is none of its snapshots"));
        }
        let Some(head) = revisions.get(&head) else { return };
        let copied = [
            ("subject", head.subject_id().map(|id| id.0) == Some(self.file.subject.id)),
            ("sub_project", head.sub_project.0 == self.file.sub_project.id),
            ("commune", head.commune.0 == self.file.commune.id),
            ("checklist", head.checklist == self.file.checklist),
            ("captured_at", head.captured_at.at == self.file.captured_at),
            ("visit", head.visit.map(|visit| visit.0) == self.file.visit.as_ref().map(|visit| visit.id)),
        ];
        for (name, same) in copied {
            if !same {
                report.add("record", self.id, format!("{name} is not what its head says"));
            }
        }
        let named: BTreeSet<Sha256> = head.photos.iter().map(|photo| photo.sha256).collect();
        let told: BTreeSet<Sha256> = self.file.photos.iter().map(|photo| photo.sha256).collect();
        if named != told {
            report.add("record", self.id, "names other photos than its head");
        }
        for photo in self.file.photos.iter().filter(|photo| photo.file.is_none()) {
            if !manifest.photos_missing.iter().any(|missing| missing.photo == photo.sha256) {
                report.add("photo", photo.sha256, "is named and not here, and the manifest does not say why");
            }
        }
    }

    /// Checks the server's word, and that there is one for each snapshot that a phone sent and for each photo here.
    fn receipts(&self, report: &mut Report) -> io::Result<()> {
        let path = format!("records/{}/receipts.json", self.id);
        if !self.content.has(&path) {
            return Ok(());
        }
        let receipts: Vec<Receipt> = self.content.json(&path)?.unwrap_or_default();
        let mut confirmed: HashSet<Sha256> = HashSet::new();
        for receipt in &receipts {
            let sha256 = match &receipt.of {
                ReceiptOf::Revision { sha256, .. } | ReceiptOf::Photo { sha256, .. } => *sha256,
            };
            let key = self.known.server.get(&receipt.signature.key);
            match key.map(|key| receipt.verify(key)) {
                Some(Ok(())) => {
                    report.checked.receipts += 1;
                    confirmed.insert(sha256);
                }
                Some(Err(why)) => report.add("receipt", sha256, why.to_string()),
                None => report.add("receipt", sha256, "is signed with a key that is not the server's"),
            }
        }
        let revisions = self.file.revisions.iter().filter(|line| line.joined.is_none()).map(|line| line.sha256);
        let photos = self.file.photos.iter().filter(|photo| photo.file.is_some()).map(|photo| photo.sha256);
        for sha256 in revisions.chain(photos).filter(|sha256| !confirmed.contains(sha256)) {
            report.add("receipt", sha256, "is missing");
        }
        Ok(())
    }

    /// Checks that what the rules said is what the log says that they said.
    fn checks(&self, report: &mut Report) -> io::Result<()> {
        #[derive(Deserialize)]
        struct Said {
            number: i64,
            sha256: Sha256,
        }
        let mut said: BTreeMap<i64, Sha256> =
            self.said("record.checked").into_iter().map(|said: Said| (said.number, said.sha256)).collect();
        for line in &self.file.checks {
            let bytes = self.content.bytes(&line.file)?;
            let actual = bytes.as_deref().map(Sha256::of);
            match said.remove(&line.number) {
                Some(sha256) if sha256 == line.sha256 && actual.is_none_or(|actual| actual == sha256) => {
                    report.checked.checks += u64::from(actual.is_some());
                }
                Some(_) => report.add("checks", &line.file, "is not what the log says that the rules said"),
                None if self.torn => {}
                None => report.add("checks", &line.file, "is here, and the log knows nothing of it"),
            }
        }
        for number in said.into_keys() {
            report.add(
                "checks",
                self.id,
                format!("what the rules said at time {number}, as the log says, is not here"),
            );
        }
        Ok(())
    }

    /// Checks that what was decided is what the log says.
    fn decisions(&self, report: &mut Report) -> io::Result<()> {
        #[derive(Deserialize)]
        struct Said {
            number: i64,
            head: RevisionId,
            words: Sha256,
        }
        let mut said: BTreeMap<i64, (Action, Said)> = BTreeMap::new();
        for action in [Action::Accept, Action::Return, Action::Reopen] {
            said.extend(self.said::<Said>(action.logged()).into_iter().map(|one| (one.number, (action, one))));
        }
        let path = format!("records/{}/decisions.json", self.id);
        if self.content.lost(&path) {
            return Ok(());
        }
        let decisions: Vec<DecisionLine> = self.content.json(&path)?.unwrap_or_default();
        for decision in decisions {
            let words = canonical_of(&decision.comments).map(|bytes| Sha256::of(&bytes)).ok();
            match said.remove(&decision.number) {
                Some((action, said))
                    if action == decision.action && said.head == decision.head && Some(said.words) == words =>
                {
                    report.checked.decisions += 1;
                }
                Some(_) => {
                    let what = format!("decision {} is another than the log says was taken", decision.number);
                    report.add("decision", self.id, what);
                }
                None if self.torn => {}
                None => report.add("decision", self.id, format!("decision {} is not in the log", decision.number)),
            }
        }
        for number in said.into_keys() {
            report.add("decision", self.id, format!("decision {number} was taken, as the log says, and is not here"));
        }
        Ok(())
    }
}
