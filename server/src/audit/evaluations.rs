//! Evaluations: each part is what the log says that it became, each step is what the log says was done, each attachment
//! holds the bytes that its hash names, and the digest of a signed one is of what it says.

use std::collections::HashMap;

use mobile_sync_protocol::ids::{EvaluationId, Sha256};
use uuid::Uuid;

use super::Audit;
use crate::{
    evaluation::parts::{self, Parts, Story},
    store::{Evaluation, LogRow, StoreError},
};

const PAGE: i64 = 200;

impl Audit<'_> {
    /// Learns what the log says of evaluations.
    pub(super) fn recounted(&mut self, rows: &[LogRow]) {
        for row in rows.iter().filter(|row| row.action.starts_with("evaluation.")) {
            let id: Option<EvaluationId> = row.subject.strip_prefix("evaluation:").and_then(|id| id.parse().ok());
            let Some(id) = id else {
                self.report.add("log", row.seq, "does not say which evaluation it is about");
                continue;
            };
            if row.action == "evaluation.deleted" {
                self.stories.remove(&id);
                continue;
            }
            if self.stories.entry(id).or_default().hear(&row.detail).is_err() {
                self.report.add("log", row.seq, "does not say what was done about an evaluation");
            }
        }
    }

    /// Checks evaluations against what the log says.
    pub(super) async fn evaluations(&mut self) -> Result<(), StoreError> {
        let mut stories = std::mem::take(&mut self.stories);
        let mut after = Uuid::nil();
        loop {
            let ids = self.session.evaluation_ids_after(after, PAGE).await?;
            let Some(last) = ids.last() else { break };
            after = last.0;
            for id in ids {
                self.report.checked.evaluations += 1;
                let story = stories.remove(&id).unwrap_or_default();
                if let Err(error) = self.evaluation(id, story).await {
                    self.report.unreadable(error)?;
                }
            }
        }
        for id in stories.into_keys() {
            self.report.add("evaluation", id, "was begun, as the log says, and is not stored");
        }
        Ok(())
    }

    async fn evaluation(&mut self, id: EvaluationId, mut story: Story) -> Result<(), StoreError> {
        for event in self.session.evaluation_events(id).await? {
            let number = event.number;
            let what = match story.events.remove(&number) {
                Some(hash) if hash == event.sha256()? => continue,
                Some(_) => format!("step {number} is another than the log says was done"),
                None => format!("step {number} is not in the log"),
            };
            self.report.add("evaluation", id, what);
        }
        for number in story.events.into_keys() {
            self.report.add("evaluation", id, format!("step {number} was done, as the log says, and is not stored"));
        }
        self.snapshots(id).await?;
        let Some(evaluation) = self.session.evaluation(id).await? else { return Ok(()) };
        let sections = self.session.written_sections(id).await?;
        let attachments = self.session.attachments(id).await?;
        let figures = self.session.frozen_figures(id).await?;
        let stored = evaluation.parts(&sections, &attachments, figures.as_deref())?;
        for name in parts::changed(&story.parts, &stored).into_keys() {
            self.report.add("evaluation", id, format!("{name} is not what the log says that it became"));
        }
        self.digest(&evaluation, &stored, story.digest)
    }

    /// Checks that each attachment holds what its hash names.
    async fn snapshots(&mut self, id: EvaluationId) -> Result<(), StoreError> {
        let named: HashMap<_, _> =
            self.session.attachments(id).await?.into_iter().map(|known| (known.id, known.sha256)).collect();
        let mut after = Uuid::nil();
        loop {
            let page = self.session.snapshots_after(id, after, PAGE).await?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = last.0;
            for (attachment, bytes) in page {
                self.report.checked.attachments += 1;
                let actual = Sha256::of(&bytes);
                if named.get(&attachment) != Some(&actual) {
                    self.report.add("attachment", attachment, format!("its bytes have SHA-256 {actual}, not its own"));
                }
            }
        }
    }

    fn digest(&mut self, it: &Evaluation, stored: &Parts, said: Option<Sha256>) -> Result<(), StoreError> {
        let Some(digest) = it.digest else { return Ok(()) };
        let actual = parts::digest(stored).map_err(|why| StoreError::inconsistent("evaluation", it.id, why))?;
        if digest != actual {
            self.report.add(
                "evaluation",
                it.id,
                format!("what it says has the digest {actual}, not that it was signed with"),
            );
        }
        if said != Some(digest) {
            self.report.add("evaluation", it.id, "was signed with another digest, as the log says");
        }
        Ok(())
    }
}
