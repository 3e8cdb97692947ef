//! Records and revisions: each revision is what was signed, and each record is what follows from its revisions.

use std::collections::{BTreeSet, HashMap};

use mobile_sync_protocol::{
    canonical::Json,
    ids::{RecordId, RevisionId, Sha256},
    record::Revision,
};

use super::Audit;
use crate::{
    review::record::{Decided, Standing},
    store::{
        RevisionContent, RevisionPlace, StoreError,
        dump::{DumpRow, Table},
    },
    sync::assess::outcomes,
};

impl Audit<'_> {
    pub(super) async fn records(&mut self) -> Result<(), StoreError> {
        let Some(table) = Table::named("record") else { return Ok(()) };
        let total = u64::try_from(self.session.counts().await?.records).unwrap_or(0);
        let mut last: Option<DumpRow> = None;
        loop {
            let rows = self.page(table, last.as_ref()).await?;
            let ids: Vec<RecordId> = rows.iter().filter_map(|row| row.id("id")).map(RecordId).collect();
            let missing = self.session.photos_missing(&ids).await?;
            self.unlogged(&ids).await?;
            let decisions = self.session.decisions_of(&ids).await?;
            // A record with all its photos described takes tens of kilobytes; a few at a time are enough.
            for some in rows.chunks(20) {
                let mut revisions = self.revisions_of(some).await?;
                for row in some {
                    let Some(id) = row.id("id").map(RecordId) else { continue };
                    let own = revisions.remove(&id).unwrap_or_default();
                    let contents = self.revisions(&own);
                    let last = decisions.get(&id).and_then(|decisions| decisions.last());
                    let decided = last.map(|last| Decided { action: last.action, head: last.head });
                    self.record(id, row, &own, &contents, missing.get(&id).copied().unwrap_or(0), decided);
                }
            }
            self.report.checked.records += rows.len() as u64;
            (self.progress)("records", self.report.checked.records, total);
            let Some(row) = rows.into_iter().next_back() else { break };
            last = Some(row);
        }
        Ok(())
    }

    /// The revisions of some records; where one of them cannot be read, those of the others.
    async fn revisions_of(&mut self, rows: &[DumpRow]) -> Result<HashMap<RecordId, Vec<RevisionContent>>, StoreError> {
        let ids: Vec<RecordId> = rows.iter().filter_map(|row| row.id("id")).map(RecordId).collect();
        let mut found: HashMap<RecordId, Vec<RevisionContent>> = HashMap::new();
        match self.session.contents_of(&ids).await {
            Ok(contents) => {
                for content in contents {
                    found.entry(content.summary.record).or_default().push(content);
                }
            }
            Err(StoreError::Inconsistent { .. } | StoreError::Database(_)) => {
                for id in ids {
                    match self.session.contents_of(&[id]).await {
                        Ok(contents) => drop(found.insert(id, contents)),
                        Err(StoreError::Database(why)) => {
                            self.report.add("record", id, format!("has a revision that cannot be read: {why}"));
                        }
                        Err(error) => self.report.unreadable(error)?,
                    }
                }
            }
            Err(error) => return Err(error),
        }
        Ok(found)
    }

    /// Checks the revisions of one record; those that can be read come back.
    fn revisions(&mut self, own: &[RevisionContent]) -> HashMap<RevisionId, Revision> {
        let mut contents = HashMap::new();
        for stored in own {
            self.report.checked.revisions += 1;
            let id = stored.summary.id;
            match self.revision(stored) {
                Ok(revision) => drop(contents.insert(id, revision)),
                Err(what) => self.report.add("revision", id, what),
            }
            if stored.summary.joined.is_some_and(|joined| !own.iter().any(|other| other.summary.id == joined)) {
                self.report.add("revision", id, "joins a revision that is not stored");
            }
        }
        contents
    }

    fn revision(&self, stored: &RevisionContent) -> Result<Revision, String> {
        let summary = &stored.summary;
        let actual = Sha256::of(&stored.canonical);
        if actual != summary.sha256 {
            return Err(format!("its canonical bytes have SHA-256 {actual}, not {}", summary.sha256));
        }
        let revision: Revision =
            serde_json::from_slice(&stored.canonical).map_err(|why| format!("its bytes are no revision: {why}"))?;
        if !Json::parse(&stored.canonical).is_ok_and(|json| json.canonical() == stored.canonical) {
            return Err("its bytes are not in canonical form".to_owned());
        }
        if (revision.revision, revision.record, revision.base) != (summary.id, summary.record, summary.base) {
            return Err("its bytes name another revision, record or base than its row".to_owned());
        }
        match (&stored.signature, summary.joined) {
            (None, Some(_)) => Ok(revision),
            (None, None) => Err("has no signature, and is no join that the server made".to_owned()),
            (Some(_), Some(_)) => Err("is a join that the server made, and has a signature".to_owned()),
            (Some(signature), None) => {
                let device = self.devices.get(&summary.device);
                let device = device.ok_or_else(|| format!("came from phone {}, which is unknown", summary.device))?;
                if signature.key != device.key {
                    return Err(format!("is signed with key {}, which is not the phone's", signature.key));
                }
                let verified = device.public_key.verifier().and_then(|key| key.verify(&stored.canonical, signature));
                verified.map(|()| revision).map_err(|why| format!("its signature does not hold: {why}"))
            }
        }
    }

    /// Checks that a record's row follows from its revisions.
    fn record(
        &mut self,
        id: RecordId,
        row: &DumpRow,
        own: &[RevisionContent],
        contents: &HashMap<RevisionId, Revision>,
        missing: i64,
        decided: Option<Decided>,
    ) {
        let head = row.id("head").map(RevisionId);
        if let Some(head) = head
            && !own.iter().any(|revision| revision.summary.id == head && revision.summary.place == RevisionPlace::Main)
        {
            self.report.add("record", id, format!("its head {head} is none of its revisions"));
        }
        let main = own.iter().any(|revision| revision.summary.place == RevisionPlace::Main);
        if head.is_none() && main {
            self.report.add("record", id, "has no head, and a revision that could be it");
        }
        let numbers: BTreeSet<i64> = own.iter().map(|revision| revision.summary.number).collect();
        let newest = numbers.last().copied().unwrap_or(0);
        let gap = (1..=newest).find(|number| !numbers.contains(number));
        if let Some(gap) = gap {
            self.report.add("record", id, format!("revision number {gap} is missing"));
        }
        let counted = |place| count(own.iter().filter(|revision| revision.summary.place == place));
        let derived = [
            ("revisions", newest),
            ("held", counted(RevisionPlace::Held)),
            ("conflicts", conflicts(own)),
            ("photos_missing", missing),
        ];
        for (column, derived) in derived {
            let says = row.integer(column).unwrap_or_default();
            if says != derived {
                self.report.add("record", id, format!("{column} is {says}, and {derived} follows from its revisions"));
            }
        }
        self.reviewed(id, row, Standing { head, photos_missing: missing, conflicts: conflicts(own), decided });
        let shown = head.or_else(|| own.last().map(|revision| revision.summary.id));
        if let Some(revision) = shown.and_then(|shown| contents.get(&shown)) {
            self.described(id, row, revision);
        }
    }

    /// Checks that the row says what was decided last, and that its status follows.
    fn reviewed(&mut self, id: RecordId, row: &DumpRow, standing: Standing) {
        let says = row.text("decision").zip(row.id("decision_head").map(RevisionId));
        if says != standing.decided.map(|decided| (decided.action.as_str(), decided.head)) {
            self.report.add("record", id, "names another decision than the last that was taken on it");
        }
        let (says, follows) = (row.text("status").unwrap_or_default(), standing.status().as_str());
        if says != follows {
            let what = format!("status is {says:?}, and {follows:?} follows from its revisions and decisions");
            self.report.add("record", id, what);
        }
    }

    /// Checks what the row copies from the snapshot that stands for it.
    fn described(&mut self, id: RecordId, row: &DumpRow, revision: &Revision) {
        let copied = [
            ("visit", row.id("visit") == revision.visit.map(|visit| visit.0)),
            ("subject", row.id("subject") == revision.subject_id().map(|subject| subject.0)),
            ("sub_project", row.id("sub_project") == Some(revision.sub_project.0)),
            ("commune", row.id("commune") == Some(revision.commune.0)),
            ("checklist", row.text("checklist") == Some(revision.checklist.id.as_str())),
            ("checklist_version", row.integer("checklist_version") == Some(i64::from(revision.checklist.version))),
            ("captured_at", row.integer("captured_at") == Some(revision.captured_at.at.0)),
            ("captured_on", row.text("captured_on") == Some(revision.captured_at.date().to_string().as_str())),
        ];
        let checklist = self.checklists.get(&(revision.checklist.id.clone(), revision.checklist.version));
        let judged = checklist
            .filter(|_| row.id("head") == Some(revision.revision.0))
            .map(|checklist| ("outcomes", row.text("outcomes") == Some(outcomes(revision, checklist).as_str())));
        let copied = copied.into_iter().chain(judged);
        for (column, same) in copied {
            if !same {
                self.report.add("record", id, format!("{column} is not what its revision says"));
            }
        }
    }

    /// Revisions that belong to no record.
    pub(super) async fn strays(&mut self) -> Result<(), StoreError> {
        for (revision, record) in self.session.stray_revisions().await? {
            self.report.add("revision", revision, format!("belongs to record {record}, which is not stored"));
        }
        Ok(())
    }
}

fn count<'a>(revisions: impl Iterator<Item = &'a RevisionContent>) -> i64 {
    i64::try_from(revisions.count()).unwrap_or(i64::MAX)
}

/// Branches that a person has to settle: their tips.
fn conflicts(own: &[RevisionContent]) -> i64 {
    let branches = || own.iter().filter(|revision| revision.summary.place == RevisionPlace::Branch);
    let continued: BTreeSet<RevisionId> = branches().filter_map(|revision| revision.summary.base).collect();
    count(branches().filter(|revision| !continued.contains(&revision.summary.id)))
}
