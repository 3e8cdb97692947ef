//! Whether what the files say holds together: keys, the log's entries, and what they vouch for.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    io,
};

use mobile_sync_protocol::{
    canonical::Json,
    ids::{DeviceId, KeyId, Sha256},
    signature::{PublicKey, Verifier},
};
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    super::{
        log::LogLine,
        manifest::{FileLine, Keys, Manifest},
    },
    Report,
    archive::Archive,
    evaluation,
    layout::{Files, unpacked},
    records,
};
use crate::progress::Progress;

/// The files of a bundle that have the right hash.
pub(super) struct Content<'a> {
    archive: &'a Archive,
    files: Files,
    paths: HashSet<&'a str>,
}

impl<'a> Content<'a> {
    pub fn new(archive: &'a Archive, manifest: &'a Manifest, files: Files) -> Self {
        let paths = manifest.files.iter().map(|file| file.path.as_str()).collect();
        Self { archive, files, paths }
    }

    /// Whether a file should be there and is missing or altered, which is named already: what it would say is not known.
    pub fn lost(&self, path: &str) -> bool {
        self.paths.contains(path) && !self.has(path)
    }

    /// A file's bytes; none where it is missing or altered, which is named already.
    pub fn bytes(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match self.files.get(path) {
            Some(place) => unpacked(self.archive, *place),
            None => Ok(None),
        }
    }

    /// A file's JSON.
    pub fn json<T: DeserializeOwned>(&self, path: &str) -> io::Result<Option<T>> {
        Ok(self.bytes(path)?.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Whether a file is there as it was written.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }
}

/// What the log says, by what it is about.
#[derive(Debug, Default)]
pub(super) struct Log {
    about: HashMap<String, Vec<LogLine>>,
    /// Whether some of it could not be read, so that what it does not say may have been there.
    pub torn: bool,
}

impl Log {
    /// The entries about something, in order.
    pub fn about(&self, subject: &str) -> &[LogLine] {
        self.about.get(subject).map_or(&[], Vec::as_slice)
    }
}

/// Keys that can check signatures.
pub(super) struct Known {
    /// The server's.
    pub server: HashMap<KeyId, Verifier>,
    /// The phones'.
    pub devices: HashMap<DeviceId, (KeyId, Verifier)>,
}

/// Checks what the files say.
pub(super) fn check(
    content: &Content<'_>,
    manifest: &Manifest,
    keys: &Keys,
    progress: Progress<'_>,
    report: &mut Report,
) -> io::Result<()> {
    let log = log(content, manifest, report)?;
    let known = known(keys, &log, report);
    let total = manifest.files.len() as u64;
    for (done, file) in (1..).zip(&manifest.files) {
        let parts: Vec<&str> = file.path.split('/').collect();
        match parts[..] {
            ["records", record, "record.json"] => {
                records::check(content, manifest, &log, &known, record, report)?;
            }
            ["findings", name] => finding(content, &log, &file.path, name.trim_end_matches(".json"), report)?,
            ["records", record, "submissions", name] => submission(&log, record, name, file, report),
            ["photos", name] if name.split('.').next() != Some(&file.sha256.to_string()) => {
                report.add("photo", &file.path, "has another hash than its name");
            }
            _ => {}
        }
        (progress)("things", done, total);
    }
    evaluation::check(content, &log, report)
}

/// Reads the log: each entry has the hash that follows from the one before, and those that follow one another link.
fn log(content: &Content<'_>, manifest: &Manifest, report: &mut Report) -> io::Result<Log> {
    let mut hashes: BTreeMap<i64, (Option<Sha256>, Sha256)> = BTreeMap::new();
    let mut log = Log::default();
    for file in manifest.files.iter().filter(|file| file.path.starts_with("log/")) {
        log.torn |= content.lost(&file.path);
        let bytes = content.bytes(&file.path)?.unwrap_or_default();
        for text in bytes.split(|byte| *byte == b'\n').filter(|text| !text.is_empty()) {
            let Ok(line) = serde_json::from_slice::<LogLine>(text) else {
                report.add("log", &file.path, "holds a line that is no entry of the log");
                continue;
            };
            if line.follows() != line.hash {
                log.torn = true;
                report.add(
                    "log",
                    line.seq,
                    format!("{} {} does not have the hash that follows", line.action, line.subject),
                );
                continue;
            }
            report.checked.log += 1;
            hashes.insert(line.seq, (line.previous, line.hash));
            log.about.entry(line.subject.clone()).or_default().push(line);
        }
    }
    log.about.values_mut().for_each(|lines| lines.sort_by_key(|line| line.seq));
    for (seq, (previous, _)) in &hashes {
        let before = hashes.get(&(seq - 1)).map(|(_, hash)| *hash);
        if before.is_some() && before != *previous {
            report.add("log", seq, "does not follow from the entry before it");
        }
    }
    let newest = hashes.get(&manifest.log.seq).map(|(_, hash)| *hash);
    if newest.is_some_and(|hash| hash != manifest.log.hash) {
        report.add("log", manifest.log.seq, "is another than the newest entry that the manifest names");
    }
    let span = hashes.keys().next().map_or(0, |first| manifest.log.seq - first + 1);
    report.whole_log = !hashes.is_empty() && i64::try_from(hashes.len()).is_ok_and(|length| length == span);
    Ok(log)
}

/// Reads the keys. A phone's key is the one with which the log says that it was enrolled.
fn known(keys: &Keys, log: &Log, report: &mut Report) -> Known {
    #[derive(Deserialize)]
    struct Enrolled {
        key: KeyId,
        public_key: PublicKey,
    }
    let mut known = Known { server: HashMap::new(), devices: HashMap::new() };
    for line in &keys.server {
        match line.public_key.verifier() {
            Ok(key) => drop(known.server.insert(line.key, key)),
            Err(why) => report.add("key", line.key, why.to_string()),
        }
    }
    for line in &keys.devices {
        let entries = log.about(&format!("device:{}", line.device));
        let enrolled = entries.iter().find(|entry| entry.action == "device.enrolled");
        let enrolled = enrolled.and_then(|entry| serde_json::from_str::<Enrolled>(&entry.detail).ok());
        match enrolled {
            Some(enrolled) if enrolled.key == line.key && enrolled.public_key == line.public_key => {}
            Some(_) => {
                report.add("key", line.key, "is not the key with which the log says that the phone was enrolled");
            }
            None if log.torn => {}
            None => report.add("key", line.key, "is of a phone of whose enrolment the log here says nothing"),
        }
        match line.public_key.verifier() {
            Ok(key) => drop(known.devices.insert(line.device, (line.key, key))),
            Err(why) => report.add("key", line.key, why.to_string()),
        }
    }
    known
}

/// Checks that a finding, and what was done about it, are what the log says that they became.
/// Checks that the XML of a submission is what its name and the log say was received.
fn submission(log: &Log, record: &str, name: &str, file: &FileLine, report: &mut Report) {
    #[derive(Deserialize)]
    struct Received {
        sha256: Sha256,
    }
    let is_said = |entry: &LogLine| {
        entry.action == "submission.received"
            && serde_json::from_str::<Received>(&entry.detail).is_ok_and(|received| received.sha256 == file.sha256)
    };
    if name.trim_end_matches(".xml") != file.sha256.to_string() {
        report.add("submission", &file.path, "has another hash than its name");
    } else if !log.torn && !log.about(&format!("record:{record}")).iter().any(is_said) {
        report.add("submission", &file.path, "was not received, as far as the log says");
    }
}

fn finding(content: &Content<'_>, log: &Log, path: &str, id: &str, report: &mut Report) -> io::Result<()> {
    #[derive(Deserialize)]
    struct File {
        as_of: i64,
        finding: Json,
        events: Vec<Json>,
    }
    #[derive(Deserialize)]
    struct Said {
        event: i64,
        sha256: Sha256,
        finding: Sha256,
    }
    if !content.has(path) {
        return Ok(());
    }
    let Some(File { as_of, finding, events }) = content.json(path)? else {
        report.add("finding", id, "cannot be read");
        return Ok(());
    };
    report.checked.findings += 1;
    let entries = log.about(&format!("finding:{id}"));
    let mut said: BTreeMap<i64, Said> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.action != "finding.suspected" && entry.seq <= as_of) {
        if let Ok(one) = serde_json::from_str::<Said>(&entry.detail) {
            said.insert(one.event, one);
        }
    }
    let became = said.last_key_value().map(|(_, said)| said.finding);
    if log.torn {
        return Ok(());
    }
    if became != Some(Sha256::of(&finding.canonical())) {
        report.add("finding", id, "is not what the log says that it became");
    }
    for (number, event) in (1..).zip(&events) {
        match said.remove(&number) {
            Some(said) if said.sha256 == Sha256::of(&event.canonical()) => {}
            Some(_) => report.add("finding", id, format!("step {number} is another than the log says was done")),
            None => report.add("finding", id, format!("step {number} is not in the log")),
        }
    }
    for number in said.into_keys() {
        report.add("finding", id, format!("step {number} was done, as the log says, and is not here"));
    }
    Ok(())
}
