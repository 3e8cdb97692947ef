//! Holds a server to what it acknowledged.

use std::{collections::BTreeSet, fmt, path::PathBuf, time::Duration};

use futures_util::{StreamExt as _, stream};
use http::{Method, StatusCode};
use mobile_sync_protocol::{
    canonical::Json,
    ids::{RecordId, RevisionId, Sha256},
};
use serde::{Deserialize, Serialize};

use super::{
    Error,
    admin::{Admin, Counts},
    ledger::{Acknowledged, Known},
    run::Progress,
    wire::Call,
};

/// What to check.
#[derive(Clone, Debug)]
pub struct CheckOptions {
    /// The server's address.
    pub server: String,
    /// An administrator's name.
    pub name: String,
    /// The administrator's password.
    pub password: String,
    /// The ledger.
    pub ledger: PathBuf,
    /// Whether nobody else wrote to the server since the ledger began, so that its count of records must be exact.
    pub exact: bool,
    /// How many requests at the same time.
    pub concurrency: usize,
    /// How long to wait for a server that is away.
    pub patience: Duration,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// Records that were acknowledged.
    pub records: usize,
    /// Revisions that were acknowledged.
    pub revisions: usize,
    /// Photos that were acknowledged.
    pub photos: usize,
    /// Records of which all was acknowledged.
    pub whole: usize,
    /// What the server does not have, or not as it said.
    pub missing: Vec<String>,
}

impl CheckReport {
    /// Whether the server kept its word.
    pub fn is_good(&self) -> bool {
        self.missing.is_empty()
    }
}

#[derive(Deserialize)]
struct RecordView {
    status: String,
    revisions: Vec<RevisionView>,
}

#[derive(Deserialize)]
struct RevisionView {
    revision: RevisionId,
    #[serde(default)]
    number: Option<i64>,
    sha256: Sha256,
}

/// Checks every acknowledged revision, photo and record.
///
/// # Errors
/// Where the ledger cannot be read, or the server stays away.
pub async fn check(options: &CheckOptions, progress: &Progress) -> Result<CheckReport, Error> {
    let known = Acknowledged::read(&options.ledger)?;
    let admin = Admin::sign_in(&options.server, &options.name, &options.password, options.patience).await?;
    progress.begin(known.records.len() + known.photos.len());
    let width = options.concurrency.max(1);
    let records = stream::iter(&known.records).map(|(record, revisions)| {
        let whole = known.is_whole(*record);
        let (admin, known) = (&admin, revisions.iter().collect::<Vec<_>>());
        async move { check_record(admin, *record, &known, whole).await }
    });
    let mut missing = Vec::new();
    let mut records = records.buffer_unordered(width);
    while let Some(found) = records.next().await {
        missing.extend(found?);
        progress.step();
    }
    let photos = stream::iter(&known.photos).map(|(sha256, bytes)| check_photo(&admin, *sha256, *bytes));
    let mut photos = photos.buffer_unordered(width);
    while let Some(found) = photos.next().await {
        missing.extend(found?);
        progress.step();
    }
    missing.extend(check_counts(admin.counts().await?, &known, options.exact));
    progress.end();
    missing.sort();
    Ok(CheckReport {
        records: known.records.len(),
        revisions: known.revisions(),
        photos: known.photos.len(),
        whole: known.records.keys().filter(|record| known.is_whole(**record)).count(),
        missing,
    })
}

fn check_counts(counts: Counts, known: &Acknowledged, exact: bool) -> Option<String> {
    let ours = i64::try_from(known.records.len()).unwrap_or(i64::MAX);
    let wanted = known.before.unwrap_or_default() + ours;
    if exact && counts.records != wanted {
        return Some(format!("the server counts {} records, and {wanted} were made", counts.records));
    }
    (counts.records < ours).then(|| format!("the server counts {} records, fewer than {ours}", counts.records))
}

async fn check_record(
    admin: &Admin,
    record: RecordId,
    known: &[(&RevisionId, &Known)],
    whole: bool,
) -> Result<Vec<String>, Error> {
    let answer = admin.send(Call::new(Method::GET, format!("/api/v1/records/{record}"))).await?;
    if answer.status == StatusCode::NOT_FOUND {
        return Ok(vec![format!("record {record} is not there")]);
    }
    let view: RecordView = answer.read()?;
    let mut missing = Vec::new();
    if whole && view.status == "waiting" {
        missing.push(format!("record {record} waits though all of it was acknowledged"));
    }
    let numbers: BTreeSet<i64> = view.revisions.iter().filter_map(|revision| revision.number).collect();
    if numbers.len() != view.revisions.iter().filter(|revision| revision.number.is_some()).count() {
        missing.push(format!("record {record} has two revisions of one number"));
    }
    for (id, known) in known {
        let mut listed = view.revisions.iter().filter(|view| view.revision == **id);
        match (listed.next(), listed.next()) {
            (None, _) => missing.push(format!("revision {id} of record {record} is not there")),
            (Some(_), Some(_)) => missing.push(format!("revision {id} of record {record} is there twice")),
            (Some(view), None) if view.sha256 != known.sha256 || view.number.is_some_and(|n| n != known.number) => {
                missing.push(format!("revision {id} of record {record} is listed with another content or number"));
            }
            (Some(_), None) => missing.extend(check_revision(admin, record, **id, known.sha256).await?),
        }
    }
    Ok(missing)
}

async fn check_revision(
    admin: &Admin,
    record: RecordId,
    id: RevisionId,
    sha256: Sha256,
) -> Result<Option<String>, Error> {
    let call = Call::new(Method::GET, format!("/api/v1/records/{record}/revisions/{id}"));
    let answer = admin.send(call).await?;
    if answer.status == StatusCode::NOT_FOUND {
        return Ok(Some(format!("revision {id} of record {record} cannot be read")));
    }
    answer.good()?;
    let same = Json::parse(&answer.body).is_ok_and(|json| Sha256::of(&json.without("signature").canonical()) == sha256);
    Ok((!same).then(|| format!("revision {id} of record {record} is not what was acknowledged")))
}

async fn check_photo(admin: &Admin, sha256: Sha256, bytes: u64) -> Result<Option<String>, Error> {
    let answer = admin.send(Call::new(Method::GET, format!("/api/v1/photos/{sha256}"))).await?;
    if answer.status == StatusCode::NOT_FOUND {
        return Ok(Some(format!("photo {sha256} is not there")));
    }
    answer.good()?;
    let same = u64::try_from(answer.body.len()) == Ok(bytes) && Sha256::of(&answer.body) == sha256;
    Ok((!same).then(|| format!("photo {sha256} has other bytes")))
}

impl fmt::Display for CheckReport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "{} records ({} whole), {} revisions and {} photos were acknowledged; {} faults",
            self.records,
            self.whole,
            self.revisions,
            self.photos,
            self.missing.len()
        )?;
        for missing in &self.missing {
            writeln!(out, "  {missing}")?;
        }
        Ok(())
    }
}
