//! Records page by page, newest first, with what registers say of them.

use std::collections::HashMap;

use mobile_sync_protocol::{
    checklist::SubjectKind,
    ids::{RecordId, RevisionId, SubjectId},
    registry::Subject,
};
use serde_json::{Value, json};

use super::Context;
use crate::{
    exports::MakeError,
    store::{RecordFilter, RecordMark, RecordOrder, RecordPage, RecordRow, RevisionContent},
};

/// Records under a filter.
#[derive(Debug)]
pub struct RecordPages {
    context: Context,
    filter: RecordFilter,
    after: Option<RecordMark>,
    limit: i64,
    ended: bool,
}

/// A record on its way out.
#[derive(Debug)]
pub(in crate::exports) struct PagedRecord {
    /// The record.
    pub row: RecordRow,
    /// Its subject.
    pub subject: Option<Subject>,
    /// What its head says.
    pub head: Option<RevisionContent>,
    /// Whether it is a household's that is not opened: its name and what its head says are for whoever opens it.
    pub masked: bool,
}

impl PagedRecord {
    /// What the subject is called; of a masked household its code.
    pub fn subject_name(&self) -> Option<&str> {
        let subject = self.subject.as_ref()?;
        if self.masked { subject.code.as_deref() } else { Some(&subject.name) }
    }

    /// The subject's code.
    pub fn subject_code(&self) -> Option<&str> {
        self.subject.as_ref()?.code.as_deref()
    }
}

/// Whether a record is a household's, or may be one.
fn is_household(row: &RecordRow) -> bool {
    row.kind.is_none_or(|kind| kind == SubjectKind::Household)
}

impl RecordPages {
    /// Pages of `limit` records.
    pub fn new(context: Context, filter: RecordFilter, limit: i64) -> Self {
        Self { context, filter, after: None, limit, ended: false }
    }

    /// What rows are told with.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// How many there are.
    pub async fn total(&self) -> Result<i64, MakeError> {
        Ok(self.context.store.read().await?.count_records(&self.filter).await?)
    }

    /// The next records; `None` after the last. Households that are opened are noted before.
    pub(in crate::exports) async fn next(&mut self) -> Result<Option<Vec<PagedRecord>>, MakeError> {
        if self.ended {
            return Ok(None);
        }
        let page = RecordPage { order: RecordOrder::Newest, after: self.after, limit: self.limit };
        let mut session = self.context.store.read().await?;
        let marks = session.queue(&self.filter, page).await?;
        self.ended = i64::try_from(marks.len()).is_ok_and(|length| length < self.limit);
        let Some(last) = marks.last() else { return Ok(None) };
        self.after = Some(*last);
        let ids: Vec<RecordId> = marks.iter().map(|mark| mark.record).collect();
        let mut rows = session.records_by_id(&ids).await?;
        let rows: Vec<RecordRow> = ids.iter().filter_map(|id| rows.remove(id)).collect();
        let subjects: Vec<SubjectId> = rows.iter().map(|row| row.subject).collect();
        let subjects = session.subjects_by_id(&subjects).await?;
        let heads: Vec<RevisionId> = rows.iter().filter_map(|row| row.head).collect();
        let heads = session.contents_by_id(&heads).await?;
        drop(session);
        let mut heads: HashMap<RevisionId, RevisionContent> =
            heads.into_iter().map(|content| (content.summary.id, content)).collect();
        let mut records = Vec::with_capacity(rows.len());
        for row in rows {
            let masked = is_household(&row) && !self.context.opened && row.person != self.context.caller.person;
            let head = row.head.and_then(|head| heads.remove(&head));
            records.push(PagedRecord { subject: subjects.get(&row.subject).cloned(), head, masked, row });
        }
        self.note(&records).await?;
        Ok(Some(records))
    }

    async fn note(&self, records: &[PagedRecord]) -> Result<(), MakeError> {
        let own = self.context.caller.person;
        let opened = records
            .iter()
            .filter(|record| self.context.opened && is_household(&record.row) && record.row.person != own);
        let about: Vec<String> = opened.map(|record| format!("record:{}", record.row.id)).collect();
        self.context.note("record.opened", about.into_iter()).await
    }

    /// Where the next page begins.
    pub fn position(&self) -> Value {
        let mark = self.after.map(|mark| (mark.rank, mark.first_received_at, mark.record));
        json!({"after": mark, "ended": self.ended})
    }

    /// Goes on from a position.
    pub fn go_on(&mut self, position: Value) -> Result<(), serde_json::Error> {
        #[derive(serde::Deserialize)]
        struct Position {
            after: Option<(i64, i64, RecordId)>,
            ended: bool,
        }
        let Position { after, ended } = serde_json::from_value(position)?;
        self.after = after.map(|(rank, first_received_at, record)| RecordMark { rank, first_received_at, record });
        self.ended = ended;
        Ok(())
    }
}
