//! Writes a bundle, a page of records at a time. In memory stay the files' names and hashes, and a line for each record.

mod end;
mod evaluation;
mod findings;

pub(in crate::exports) use self::evaluation::evaluation;
use std::collections::{HashMap, HashSet};

use futures_util::{StreamExt, TryStreamExt, stream};
use mobile_sync_protocol::{
    canonical::canonical_of,
    ids::{DeviceId, FindingId, RecordId, Sha256},
    problem::Code,
    record::Photo,
};
use serde::Serialize;

use super::{
    log::Subjects,
    manifest::{Counts, FileLine, MissingPhoto},
    page::{self, FindingRow, RecordLink},
    record::{PhotoLine, Whole, signed},
};
use crate::{
    desk::choice::{FindingChoice, RecordChoice},
    exports::{
        MakeError,
        package::{Entry, Package},
        photos::{Found, read},
        registers::{PagedRecord, RecordPages, ending, photos},
        run::Making,
        sink::Finished,
    },
    store::{DecisionRow, Evidence, FindingFilter, RecordFilter, RevisionContent, StoredPhoto},
};

/// Records of one page, each with all its snapshots and checks.
const PAGE: i64 = 20;
/// Findings of one page.
const FINDINGS: usize = 200;
/// Photos that are read and checked while another is written.
const AHEAD: usize = 2;

/// What goes into a bundle.
#[derive(Debug, Default)]
pub(in crate::exports) struct Contents {
    /// Records under each of these filters; one that lies under several is there once.
    pub records: Vec<RecordFilter>,
    /// Findings under this filter.
    pub findings: Option<FindingFilter>,
    /// Findings besides.
    pub named: Vec<FindingId>,
    /// Other documents, by path: an evaluation as it was signed, its text as a file.
    pub documents: Vec<(String, Vec<u8>)>,
    /// What else the log is asked about, such as `evaluation:ID`.
    pub about: Vec<String>,
}

/// What somebody chose: records with the findings about them, and findings with the records that show them.
pub(in crate::exports) async fn chosen(
    making: &Making<'_>,
    filter: Option<&RecordChoice>,
    findings: Vec<FindingId>,
) -> Result<Contents, MakeError> {
    let context = &making.context;
    if filter.is_none() && findings.is_empty() {
        return Err(MakeError::Refused(Code::ExportNothing));
    }
    let mut contents = Contents::default();
    if let Some(choice) = filter {
        contents.records.push(context.records(choice).await?);
        contents.findings = Some(context.findings(&FindingChoice::default()).await?);
    }
    for line in context.store.read().await?.findings_by_id(&findings).await? {
        if let Some(record) = line.finding.record {
            let one = RecordChoice { record: Some(record), ..RecordChoice::default() };
            contents.records.push(context.records(&one).await?);
        }
    }
    contents.named = findings;
    Ok(contents)
}

/// What is known of a record at one time.
struct Read {
    as_of: i64,
    revisions: Vec<RevisionContent>,
    checks: Vec<Evidence>,
    decisions: Vec<DecisionRow>,
    /// What OpenRosa's clients submitted, as it came.
    submissions: Vec<(Sha256, Vec<u8>)>,
}

/// A bundle on its way.
struct Bundle<'a> {
    making: &'a Making<'a>,
    package: Package<'a>,
    files: Vec<FileLine>,
    counts: Counts,
    about: Subjects,
    devices: HashSet<DeviceId>,
    seen: HashSet<RecordId>,
    photos: HashMap<Sha256, Option<String>>,
    missing: Vec<MissingPhoto>,
    left_out: u64,
    records: Vec<RecordLink>,
    findings: Vec<FindingRow>,
    told: HashSet<FindingId>,
}

/// Writes a bundle. After a kill it is begun anew: what stands at its end speaks of all that went before.
pub(in crate::exports) async fn write(making: &Making<'_>, contents: Contents) -> Result<Finished, MakeError> {
    let mut bundle = Bundle {
        making,
        package: Package::open(making).await?,
        files: Vec::new(),
        counts: Counts::default(),
        about: Subjects::default(),
        devices: HashSet::new(),
        seen: HashSet::new(),
        photos: HashMap::new(),
        missing: Vec::new(),
        left_out: 0,
        records: Vec::new(),
        findings: Vec::new(),
        told: HashSet::new(),
    };
    contents.about.iter().for_each(|about| bundle.about.add(about.clone()));
    for (path, bytes) in contents.documents {
        bundle.counts.documents += 1;
        bundle.add(path, bytes).await?;
    }
    let mut pages: Vec<RecordPages> = Vec::new();
    for filter in contents.records {
        let pages_of = RecordPages::new(making.context.clone(), filter, PAGE);
        bundle.package.sink.total += pages_of.total().await?;
        pages.push(pages_of);
    }
    for mut pages in pages {
        while let Some(records) = pages.next().await? {
            Box::pin(bundle.some_records(records)).await?;
        }
    }
    if let Some(filter) = contents.findings {
        bundle.findings_under(&filter).await?;
    }
    for ids in contents.named.chunks(FINDINGS) {
        let lines = making.context.store.read().await?.findings_by_id(ids).await?;
        let communes = &making.context.scope.communes;
        let lines = lines.into_iter().filter(|line| communes.contains(&line.finding.commune));
        bundle.some_findings(lines.collect()).await?;
    }
    bundle.end().await
}

impl Bundle<'_> {
    async fn add(&mut self, path: String, bytes: Vec<u8>) -> Result<(), MakeError> {
        let sha256 = Sha256::of(&bytes);
        let entry = Entry::of(path, &bytes);
        self.put(entry, sha256, bytes.into()).await
    }

    async fn put(&mut self, entry: Entry, sha256: Sha256, bytes: bytes::Bytes) -> Result<(), MakeError> {
        self.files.push(FileLine { path: entry.name.clone(), bytes: entry.bytes, sha256 });
        self.package.add(entry, bytes).await?;
        self.package.sink.rest(None).await
    }

    async fn add_json(&mut self, path: String, value: &(impl Serialize + Sync)) -> Result<(), MakeError> {
        self.add(path, canonical_of(value)?).await
    }

    async fn some_records(&mut self, records: Vec<PagedRecord>) -> Result<(), MakeError> {
        let count = i64::try_from(records.len()).unwrap_or(0);
        let mut here = Vec::with_capacity(records.len());
        for record in records {
            if !self.seen.insert(record.row.id) {
                continue;
            }
            if record.masked {
                self.left_out += 1;
            } else {
                here.push(record);
            }
        }
        for (record, read) in self.read(here).await? {
            self.record(record, read).await?;
        }
        self.package.sink.done += count;
        Ok(())
    }

    /// Reads all that is known of some records as it was at one time, so that what comes meanwhile is no contradiction.
    async fn read(&self, records: Vec<PagedRecord>) -> Result<Vec<(PagedRecord, Read)>, MakeError> {
        let ids: Vec<RecordId> = records.iter().map(|record| record.row.id).collect();
        let mut session = self.making.context.store.read().await?;
        let as_of = session.counters().await?.log;
        let mut revisions: HashMap<RecordId, Vec<RevisionContent>> = HashMap::new();
        for content in session.contents_of(&ids).await? {
            revisions.entry(content.summary.record).or_default().push(content);
        }
        let mut decisions = session.decisions_of(&ids).await?;
        let mut whole = Vec::with_capacity(records.len());
        for record in records {
            let id = record.row.id;
            let mut checks = session.evidence_history(id).await?;
            checks.reverse();
            let (revisions, decisions) = (revisions.remove(&id).unwrap_or_default(), decisions.remove(&id));
            let decisions = decisions.unwrap_or_default();
            let mut submissions = Vec::new();
            for submission in session.submissions_about(id).await? {
                let xml = session.submission_xml(&submission.instance, submission.sha256).await?.unwrap_or_default();
                submissions.push((submission.sha256, xml));
            }
            whole.push((record, Read { as_of, revisions, checks, decisions, submissions }));
        }
        Ok(whole)
    }

    async fn record(&mut self, record: PagedRecord, read: Read) -> Result<(), MakeError> {
        let Read { as_of, revisions, checks, decisions, submissions } = read;
        let id = record.row.id;
        let (context, signer) = (&self.making.context, &self.making.app.key.signer);
        self.about.add(format!("record:{id}"));
        self.devices.extend(revisions.iter().map(|revision| revision.summary.device));
        let named: Vec<Photo> = photos(&record);
        let hashes: Vec<Sha256> = named.iter().map(|photo| photo.sha256).collect();
        let stored = context.store.read().await?.photos(&hashes).await?;
        self.some_photos(&hashes, &stored).await?;
        let line =
            |photo: &Photo| PhotoLine { sha256: photo.sha256, file: self.photos.get(&photo.sha256).cloned().flatten() };
        let photos = named.iter().map(|photo| (photo.clone(), line(photo))).collect();
        let whole = Whole { context, record: &record, as_of, revisions, checks, decisions, photos };
        let file = whole.file();
        let decided = whole.decisions();
        let there: Vec<&StoredPhoto> = hashes.iter().filter_map(|name| stored.get(name)).collect();
        let receipts = whole.receipts(&there, signer)?;
        let html = page::record(&whole, &file, &decided);
        self.records.push(RecordLink::of(&file));
        self.counts.records += 1;
        for (line, content) in file.revisions.iter().zip(&whole.revisions) {
            self.counts.revisions += 1;
            self.add(line.file.clone(), signed(content)?).await?;
        }
        for (line, evidence) in file.checks.iter().zip(&whole.checks) {
            self.counts.checks += 1;
            self.add(line.file.clone(), evidence.checks.clone()).await?;
        }
        self.add_json(format!("records/{id}/record.json"), &file).await?;
        self.add_json(format!("records/{id}/receipts.json"), &receipts).await?;
        if !decided.is_empty() {
            self.add_json(format!("records/{id}/decisions.json"), &decided).await?;
        }
        for (sha256, xml) in submissions {
            self.add(format!("records/{id}/submissions/{sha256}.xml"), xml).await?;
        }
        self.add(format!("records/{id}/index.html"), html.into_bytes()).await
    }

    /// Adds photos that are not there yet, and notes those that cannot be had.
    async fn some_photos(&mut self, names: &[Sha256], stored: &HashMap<Sha256, StoredPhoto>) -> Result<(), MakeError> {
        let mut wanted = Vec::new();
        for name in names {
            if !self.photos.contains_key(name) {
                self.photos.insert(*name, None);
                wanted.push(*name);
            }
        }
        let app = self.making.app;
        let reading = stream::iter(wanted).map(|name| async move {
            let length = stored.get(&name).and_then(|photo| u64::try_from(photo.bytes).ok());
            Ok::<_, MakeError>((name, read(app, name, length).await?))
        });
        let mut reading = reading.buffered(AHEAD);
        while let Some((name, found)) = reading.try_next().await? {
            match found {
                Found::Whole(bytes, crc) => {
                    let media_type = stored.get(&name).map_or("", |photo| photo.media_type.as_str());
                    let path = format!("photos/{name}.{}", ending(media_type));
                    let entry = Entry { name: path.clone(), bytes: bytes.len() as u64, crc };
                    self.counts.photos += 1;
                    self.about.add(format!("photo:{name}"));
                    self.photos.insert(name, Some(path));
                    self.put(entry, name, bytes).await?;
                }
                Found::Not(why) => self.missing.push(MissingPhoto { photo: name, why: why.to_owned() }),
            }
        }
        Ok(())
    }
}
