//! What stands in documents: minutes of an inspection, the notice of its results, the report on what was put right. It
//! is collected here; `reports` writes it.

mod evaluation;
mod follow_up;
mod minutes;
mod notice;
mod parts;

use mobile_sync_protocol::{
    ids::{RecordId, UnitId, VisitId},
    problem::Code,
};

pub(super) use self::{
    evaluation::{Shown, Whole, evaluation, read as read_evaluation, rows as table_rows},
    follow_up::follow_up,
    minutes::minutes,
    notice::notice,
    parts::polygons,
};
use super::{
    MakeError,
    registers::{Context, PagedRecord, RecordPages},
};
use crate::{
    desk::choice::{FindingChoice, RecordChoice},
    reports::document::{Block, Document},
    store::FindingLine,
};

/// Records of one document; a commune has some dozens in a visit.
const RECORDS_MAX: i64 = 1_000;
/// Findings of one document.
const FINDINGS_MAX: i64 = 2_000;

/// A document with its words.
pub(super) struct Gathered {
    /// What stands around the words.
    pub document: Document,
    /// The words.
    pub blocks: Vec<Block>,
    /// How many records or findings went into it.
    pub things: i64,
}

/// What minutes and notices are about.
#[derive(Clone, Copy, Debug)]
pub(super) enum About {
    /// A visit in a commune.
    Visit(VisitId, UnitId),
    /// One record.
    Record(RecordId),
}

impl About {
    fn choice(self) -> RecordChoice {
        match self {
            Self::Visit(visit, commune) => {
                RecordChoice { visit: Some(visit), commune: Some(commune), ..RecordChoice::default() }
            }
            Self::Record(record) => RecordChoice { record: Some(record), ..RecordChoice::default() },
        }
    }
}

/// The records that a document is about, as they were captured.
async fn records(context: &Context, about: About) -> Result<Vec<PagedRecord>, MakeError> {
    let mut pages = RecordPages::new(context.clone(), context.records(&about.choice()).await?, RECORDS_MAX);
    let mut records = pages.next().await?.unwrap_or_default();
    if records.is_empty() {
        return Err(MakeError::Refused(Code::ExportNothing));
    }
    records.sort_by_key(|record| (record.row.captured_at, record.row.id));
    Ok(records)
}

/// The findings about some records, the gravest first; those that were taken back are left out.
async fn findings(context: &Context, records: &[PagedRecord]) -> Result<Vec<FindingLine>, MakeError> {
    let mut found = Vec::new();
    for record in records {
        let filter =
            context.findings(&FindingChoice { record: Some(record.row.id), ..FindingChoice::default() }).await?;
        found.extend(context.store.read().await?.findings(&filter, None, FINDINGS_MAX).await?);
    }
    found.retain(|line| line.finding.state != crate::review::finding::State::Withdrawn);
    found.sort_by_key(|line| (std::cmp::Reverse(line.finding.words.level), line.finding.year, line.finding.number));
    Ok(found)
}
