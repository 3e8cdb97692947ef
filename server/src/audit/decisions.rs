//! What reviewers decided: as the log says that they did, word for word.

use mobile_sync_protocol::ids::{RecordId, RevisionId, Sha256};
use serde::Deserialize;

use super::Audit;
use crate::{
    review::record::Action,
    store::{LogRow, StoreError},
};

/// What an entry about a decision says.
#[derive(Deserialize)]
struct Said {
    number: i64,
    head: RevisionId,
    /// The SHA-256 of the words' canonical form.
    words: Sha256,
}

impl Audit<'_> {
    /// Checks that what the log says was decided is stored so.
    pub(super) async fn decided(&mut self, rows: &[LogRow]) -> Result<(), StoreError> {
        const ACTIONS: [Action; 3] = [Action::Accept, Action::Return, Action::Reopen];
        let mut named: Vec<(RecordId, Action, i64, Said)> = Vec::new();
        for row in rows {
            let Some(action) = ACTIONS.into_iter().find(|action| action.logged() == row.action) else { continue };
            let record = row.subject.strip_prefix("record:").and_then(|id| id.parse().ok());
            match record.zip(serde_json::from_str(&row.detail).ok()) {
                Some((record, said)) => named.push((record, action, row.seq, said)),
                None => self.report.add("log", row.seq, "does not say what was decided"),
            }
        }
        let ids: Vec<RecordId> = named.iter().map(|(record, ..)| *record).collect();
        let stored = match self.session.decisions_of(&ids).await {
            Ok(stored) => stored,
            Err(error) => return self.report.unreadable(error),
        };
        for (record, action, seq, said) in named {
            let number = said.number;
            let decision = stored.get(&record).and_then(|all| all.iter().find(|one| one.number == number));
            let what = match decision {
                Some(one) if one.action == action && one.head == said.head && one.words()? == said.words => continue,
                Some(_) => format!("decision {number} is another than entry {seq} of the log says was taken"),
                None => format!("decision {number} was taken, as entry {seq} of the log says, and is not stored"),
            };
            self.report.add("decision", record, what);
        }
        Ok(())
    }
}
