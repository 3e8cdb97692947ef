//! Submissions of OpenRosa's clients: the XML of each is byte for byte what the log says was received, and so are the files
//! that are kept beside it.

use mobile_sync_protocol::ids::Sha256;
use serde::Deserialize;

use super::Audit;
use crate::store::{LogRow, StoreError};

/// What `submission.received` says.
#[derive(Deserialize)]
struct Received {
    instance: String,
    sha256: Sha256,
}

impl Audit<'_> {
    /// Checks the submissions that these entries of the log say were received.
    pub(super) async fn submitted(&mut self, rows: &[LogRow]) -> Result<(), StoreError> {
        for row in rows.iter().filter(|row| row.action == "submission.received") {
            match serde_json::from_str::<Received>(&row.detail) {
                Ok(received) => self.submission(&received).await?,
                Err(why) => self.report.add("log", row.seq, format!("does not say what was received: {why}")),
            }
        }
        Ok(())
    }

    async fn submission(&mut self, Received { instance, sha256 }: &Received) -> Result<(), StoreError> {
        self.report.checked.submissions += 1;
        let Some(xml) = self.session.submission_xml(instance, *sha256).await? else {
            self.report.add("submission", instance, "was received, as the log says, and is not stored");
            return Ok(());
        };
        let actual = Sha256::of(&xml);
        if actual != *sha256 {
            self.report.add("submission", instance, format!("its XML has SHA-256 {actual}, and the log says {sha256}"));
        }
        let parts = match self.session.submission_parts(instance, *sha256).await {
            Ok(parts) => parts,
            Err(error) => return self.report.unreadable(error),
        };
        for part in parts {
            let Some(content) = self.session.submission_file(instance, *sha256, part.sha256).await? else { continue };
            if Sha256::of(&content) != part.sha256 {
                self.report.add("submission", instance, format!("its file {} has other bytes", part.name));
            }
        }
        Ok(())
    }

    /// Notes submissions that the log knows nothing of.
    pub(super) async fn unreceived(&mut self) -> Result<(), StoreError> {
        let stored = u64::try_from(self.session.submissions_stored().await?).unwrap_or(0);
        let said = self.report.checked.submissions;
        if stored > said {
            let what = format!("{stored} are stored, and the log says that {said} were received");
            self.report.add("submission", "", what);
        }
        Ok(())
    }
}
