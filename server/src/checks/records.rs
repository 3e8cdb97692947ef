//! Records: what the rules say of each is kept when it is new, and what holds is shown.

use std::collections::{BTreeMap, BTreeSet};

use mobile_sync_protocol::{
    canonical::canonical_of,
    evidence::{Answer, EvidenceSummary},
    ids::{RecordId, Sha256},
    sync::Kind,
    time::Timestamp,
};
use serde_json::json;

use super::{CheckError, Checks, Gathered, gather};
use crate::{
    evidence::{check::Check, rules, summary::summarise},
    store::{Actor, Audience, Entry, Evidence, FeedEntry, Job, JobKind, StoreError},
};

/// How long to wait, in milliseconds, before what failed is tried again.
const PAUSE_MS: i64 = 15_000;
/// How often a record is tried before it is left to a person.
const TRIES: i64 = 3;

/// Which rules are asked, and why.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The rules; all where there are none.
    pub rules: &'a [&'a str],
    /// Why, in a word that the history shows.
    pub cause: &'a str,
}

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is not whole, or a photo of it is still to be read; it is checked when that ends.
    NotYet,
    /// The rules said what they had said before.
    Same,
    /// They said something new, which comes to this.
    New(Answer),
}

/// What the rules said of a record, ready to be kept.
struct Said {
    gathered: Gathered,
    checks: Vec<Check>,
    canonical: Vec<u8>,
}

impl Checks {
    /// Works off records that this process holds.
    ///
    /// # Errors
    /// Where the store fails; what is held falls due again by itself.
    pub async fn check_jobs(&self, jobs: Vec<Job>) -> Result<(), CheckError> {
        for job in &jobs {
            let id = RecordId(job.uuid()?);
            match self.check(id, Asked { rules: &[], cause: "arrival" }).await {
                Ok(told) => self.finished(job, told).await?,
                Err(error) => self.failed(job, id, &error).await?,
            }
        }
        Ok(())
    }

    async fn finished(&self, job: &Job, told: Told) -> Result<(), StoreError> {
        let outcome = match told {
            Told::NotYet => "not_yet",
            Told::Same => "same",
            Told::New(answer) => answer.as_str(),
        };
        metrics::counter!("thucdia_records_checked", "outcome" => outcome).increment(1);
        let mut writer = self.0.store.write_apart().await?;
        writer.finish_jobs(std::slice::from_ref(job), self.0.clock.now()).await?;
        writer.commit_untraced().await
    }

    /// A record that cannot be checked stops nobody: it is tried again, and then left with a line in the log.
    async fn failed(&self, job: &Job, record: RecordId, error: &CheckError) -> Result<(), StoreError> {
        let now = self.0.clock.now();
        let why = error.to_string();
        tracing::warn!(%record, tries = job.tries, why, "a record could not be checked");
        if job.tries < TRIES || error.is_passing() {
            let mut writer = self.0.store.write_apart().await?;
            let due = Timestamp(now.0 + PAUSE_MS * job.tries.max(1));
            writer.postpone_job(job, due, &why, !error.is_passing()).await?;
            return writer.commit_untraced().await;
        }
        let mut writer = self.0.store.write().await?;
        writer.finish_jobs(std::slice::from_ref(job), now).await?;
        let entry = Entry::new(now, Actor::System, "record.unchecked", format_args!("record:{record}"));
        writer.commit(&[entry.with(json!({"why": why}))]).await
    }

    /// Holds one record against the rules and keeps what they say, if it is new.
    ///
    /// # Errors
    /// Where the store fails, or holds what cannot be read.
    pub async fn check(&self, record: RecordId, asked: Asked<'_>) -> Result<Told, CheckError> {
        let registry = self.0.registry.refresh().await?;
        let mut session = self.0.store.read().await?;
        let Some(gathered) = gather(&mut session, &registry, record).await? else { return Ok(Told::NotYet) };
        let before = session.newest_evidence(&[record]).await?.remove(&record);
        drop(session);
        let checks = self.ask(&gathered, before.as_ref(), asked.rules)?;
        let canonical = canonical_of(&checks).map_err(|_| CheckError::NoForm(record))?;
        self.keep_said(Said { gathered, checks, canonical }, asked.cause).await
    }

    /// What the rules say; of rules that are not asked, what they said.
    fn ask(&self, gathered: &Gathered, before: Option<&Evidence>, codes: &[&str]) -> Result<Vec<Check>, CheckError> {
        let (case, thresholds) = (gathered.case(), &self.0.thresholds);
        let before = before.filter(|before| !codes.is_empty() && before.revision == gathered.revision());
        let Some(before) = before else { return Ok(rules::check(&case, thresholds)) };
        let fresh = rules::check_some(&case, thresholds, codes);
        let mut checks: Vec<Check> = parsed(before)?;
        checks.retain(|check| !codes.contains(&check.rule.as_str()));
        checks.extend(fresh);
        checks.sort_by_key(|check| rules::ALL.iter().position(|rule| rule.code == check.rule));
        Ok(checks)
    }

    async fn keep_said(&self, said: Said, cause: &str) -> Result<Told, CheckError> {
        let (record, revision) = (said.gathered.row.id, said.gathered.revision());
        let now = self.0.clock.now();
        let sha256 = Sha256::of(&said.canonical);
        let mut writer = self.0.store.write().await?;
        // Looked at again as the only writer: another replica may have checked the record meanwhile.
        let before = writer.newest_evidence(&[record]).await?.remove(&record);
        if before.as_ref().is_some_and(|before| before.sha256 == sha256 && before.revision == revision) {
            return Ok(Told::Same);
        }
        let mut others = BTreeSet::new();
        if before.as_ref().is_none_or(|before| before.revision != revision) {
            others.extend(said.gathered.others);
            // What the snapshot before cast a doubt on may be beyond doubt now.
            let checks = before.iter().map(parsed).collect::<Result<Vec<_>, _>>()?;
            others.extend(checks.iter().flatten().flat_map(Check::others));
        }
        let summary = summarise(revision, now, &said.checks);
        let answer = summary.answer;
        let evidence = Evidence {
            record,
            number: before.map_or(1, |before| before.number + 1),
            revision,
            checked_at: now,
            cause: cause.to_owned(),
            sha256,
            checks: said.canonical,
        };
        writer.put_evidence(&evidence, &summary, &worst(&said.checks)).await?;
        let person = Audience::Person(said.gathered.row.person);
        writer.publish(&[FeedEntry::put(person, Kind::Record, record)]).await?;
        let others: Vec<[u8; 16]> = others.iter().map(|other| other.0.into_bytes()).collect();
        writer.queue_jobs(JobKind::Record, &others, now).await?;
        writer.commit(&[entry(&evidence, &summary, now)]).await?;
        Ok(Told::New(answer))
    }
}

/// The trace of what was said: an altered verdict no longer has the hash that the log names.
fn entry(evidence: &Evidence, summary: &EvidenceSummary, now: Timestamp) -> Entry {
    let subject = format!("record:{}", evidence.record);
    Entry::new(now, Actor::System, "record.checked", subject).with(json!({
        "number": evidence.number,
        "revision": evidence.revision,
        "answer": summary.answer,
        "sha256": evidence.sha256,
        "cause": evidence.cause,
    }))
}

/// The worst answer of each rule that gives a reason to look.
fn worst(checks: &[Check]) -> BTreeMap<&str, Answer> {
    let mut worst: BTreeMap<&str, Answer> = BTreeMap::new();
    for check in checks.iter().filter(|check| check.answer >= Answer::Warn) {
        let known = worst.entry(check.rule.as_str()).or_insert(check.answer);
        *known = (*known).max(check.answer);
    }
    worst
}

/// The checks as they were kept.
///
/// # Errors
/// Where they are not what this version wrote.
pub fn parsed(evidence: &Evidence) -> Result<Vec<Check>, StoreError> {
    serde_json::from_slice(&evidence.checks).map_err(|why| StoreError::inconsistent("evidence", evidence.record, why))
}
