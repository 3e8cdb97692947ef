//! What a server acknowledged, written down as it did, so that the server can be held to it afterwards.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{File, OpenOptions},
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    sync::Mutex,
};

use mobile_sync_protocol::{
    ids::{RecordId, RevisionId, Sha256},
    receipt::Receipt,
};
use serde::{Deserialize, Serialize};

use super::Error;

/// One acknowledgement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Entry {
    /// A run began, and the server counted this many records before it.
    Start {
        /// The seed that repeats the run.
        seed: u64,
        /// Records at the server before.
        records: i64,
    },
    /// A revision.
    Revision {
        /// Its record.
        record: RecordId,
        /// Its id.
        revision: RevisionId,
        /// The snapshot that it was made from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        base: Option<RevisionId>,
        /// The SHA-256 of its canonical form.
        sha256: Sha256,
        /// The outcome's word.
        outcome: String,
        /// Its number in the record; absent where it was rejected.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<i64>,
        /// Bytes of its JSON.
        bytes: u64,
        /// The photos that it names.
        photos: Vec<Sha256>,
        /// The server's word; absent where it was rejected.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        receipt: Option<Receipt>,
    },
    /// A photo.
    Photo {
        /// A record that names it.
        record: RecordId,
        /// The SHA-256 of its bytes.
        sha256: Sha256,
        /// How many bytes.
        bytes: u64,
        /// The server's word.
        receipt: Receipt,
    },
}

/// A file of JSON lines that only grows.
#[derive(Debug)]
pub struct Ledger(Mutex<File>);

impl Ledger {
    /// Opens the file to append to it.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let file = OpenOptions::new().create(true).append(true).open(path);
        Ok(Self(Mutex::new(file.map_err(|why| Error::Ledger(why.to_string()))?)))
    }

    /// Writes one line, and returns when it is with the operating system.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write(&self, entry: &Entry) -> Result<(), Error> {
        let mut line = serde_json::to_vec(entry).map_err(|why| Error::Ledger(why.to_string()))?;
        line.push(b'\n');
        let mut file = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.write_all(&line).map_err(|why| Error::Ledger(why.to_string()))
    }
}

/// One acknowledged revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The snapshot that it was made from.
    pub base: Option<RevisionId>,
    /// The SHA-256 of its canonical form.
    pub sha256: Sha256,
    /// Its number in the record.
    pub number: i64,
    /// The photos that it names.
    pub photos: Vec<Sha256>,
}

/// All that a ledger says was acknowledged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acknowledged {
    /// Records that the server had before the first run of this ledger.
    pub before: Option<i64>,
    /// The revisions by record.
    pub records: BTreeMap<RecordId, BTreeMap<RevisionId, Known>>,
    /// The photos with their lengths.
    pub photos: BTreeMap<Sha256, u64>,
    /// Revisions that the server rejected.
    pub rejected: BTreeSet<RevisionId>,
}

impl Acknowledged {
    /// Reads a ledger. A last line that was cut short is no acknowledgement.
    ///
    /// # Errors
    /// Where the file or one of its lines cannot be read.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bad = |why: String| Error::Ledger(format!("{}: {why}", path.display()));
        let file = File::open(path).map_err(|why| bad(why.to_string()))?;
        let mut known = Self::default();
        for (at, line) in BufReader::new(file).split(b'\n').enumerate() {
            let line = line.map_err(|why| bad(why.to_string()))?;
            match serde_json::from_slice(&line) {
                Ok(entry) => known.add(entry),
                Err(why) if why.is_eof() => {}
                Err(why) => return Err(bad(format!("line {}: {why}", at + 1))),
            }
        }
        Ok(known)
    }

    fn add(&mut self, entry: Entry) {
        match entry {
            Entry::Start { records, .. } => self.before = self.before.or(Some(records)),
            Entry::Revision { record, revision, base, sha256, number: Some(number), photos, .. } => {
                self.records.entry(record).or_default().insert(revision, Known { base, sha256, number, photos });
            }
            Entry::Revision { revision, .. } => {
                self.rejected.insert(revision);
            }
            Entry::Photo { sha256, bytes, .. } => {
                self.photos.insert(sha256, bytes);
            }
        }
    }

    /// How many revisions were acknowledged.
    pub fn revisions(&self) -> usize {
        self.records.values().map(BTreeMap::len).sum()
    }

    /// Whether all that the record's revisions name was acknowledged, so that the record must be whole.
    pub fn is_whole(&self, record: RecordId) -> bool {
        self.records.get(&record).is_some_and(|revisions| {
            revisions.values().all(|known| {
                known.base.is_none_or(|base| revisions.contains_key(&base))
                    && known.photos.iter().all(|photo| self.photos.contains_key(photo))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use mobile_sync_protocol::{receipt::ReceiptOf, signature::Signer, time::Timestamp};
    use uuid::Uuid;

    use super::*;

    fn receipt(of: ReceiptOf) -> Receipt {
        let signer = Signer::from_secret(Uuid::nil().into(), [7; 32]);
        Receipt::sign(of, None, Timestamp(1_714_961_700_000), &signer).unwrap()
    }

    fn revision(number: u128, base: Option<u128>, photos: &[Sha256]) -> Entry {
        let (record, revision) = (Uuid::from_u128(1).into(), Uuid::from_u128(number).into());
        let sha256 = Sha256::of(&number.to_be_bytes());
        Entry::Revision {
            record,
            revision,
            base: base.map(|base| Uuid::from_u128(base).into()),
            sha256,
            outcome: "accepted".to_owned(),
            number: Some(1),
            bytes: 10,
            photos: photos.to_vec(),
            receipt: Some(receipt(ReceiptOf::Revision { record, revision, sha256 })),
        }
    }

    #[test]
    fn what_was_written_is_read_back_though_the_last_line_was_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.jsonl");
        let ledger = Ledger::open(&path).unwrap();
        let photo = Sha256::of(b"photo");
        ledger.write(&Entry::Start { seed: 1, records: 4 }).unwrap();
        ledger.write(&revision(2, None, &[photo])).unwrap();
        let known = Acknowledged::read(&path).unwrap();
        assert_eq!((known.before, known.revisions(), known.photos.len()), (Some(4), 1, 0));
        assert!(!known.is_whole(Uuid::from_u128(1).into()));
        let receipt = receipt(ReceiptOf::Photo { sha256: photo, bytes: 5 });
        Ledger::open(&path)
            .unwrap()
            .write(&Entry::Photo { record: Uuid::from_u128(1).into(), sha256: photo, bytes: 5, receipt })
            .unwrap();
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"kind\":\"pho").unwrap();
        let known = Acknowledged::read(&path).unwrap();
        assert_eq!(known.photos, BTreeMap::from([(photo, 5)]));
        assert!(known.is_whole(Uuid::from_u128(1).into()));
    }

    #[test]
    fn a_record_whose_first_snapshot_was_not_acknowledged_is_not_whole() {
        let mut known = Acknowledged::default();
        known.add(revision(3, Some(2), &[]));
        assert!(!known.is_whole(Uuid::from_u128(1).into()));
        known.add(revision(2, None, &[]));
        assert!(known.is_whole(Uuid::from_u128(1).into()));
    }

    #[test]
    fn a_line_that_is_no_entry_is_an_error_with_its_number() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.jsonl");
        std::fs::write(&path, "{\"kind\":\"start\",\"seed\":1,\"records\":0}\n{\"kind\":\"cake\"}\n").unwrap();
        let why = Acknowledged::read(&path).unwrap_err().to_string();
        assert!(why.contains("line 2"), "{why}");
    }
}
