//! What of an evaluation goes into its bundle: all that it says, part by part as the log knows the hashes of, each
//! finding as it stood, and the report for people.

use std::io::{Cursor, Seek, SeekFrom, Write};

use mobile_sync_protocol::{canonical::canonical_of, ids::FindingId};

use super::{
    super::{EVALUATION, snapshot_path},
    Contents, chosen,
};
use crate::{
    exports::{
        MakeError,
        gather::{self, Gathered, Shown, Whole},
        run::Making,
    },
    jobs::compute,
    reports::{ReportError, docx},
    store::StoreError,
};

/// The report for people.
const REPORT: &str = "bao-cao.docx";

/// What goes into the bundle of an evaluation.
pub(in crate::exports) async fn evaluation(making: &Making<'_>, whole: &Whole) -> Result<Contents, MakeError> {
    let evaluation = &whole.view.line.evaluation;
    let findings: Vec<FindingId> = whole.view.attachments.iter().map(|line| line.attachment.finding).collect();
    let mut contents = if findings.is_empty() { Contents::default() } else { chosen(making, None, findings).await? };
    contents.about.push(format!("evaluation:{}", evaluation.id));
    let mut session = making.context.store.read().await?;
    let as_of = session.counters().await?.log;
    let again = session.evaluation(evaluation.id).await?;
    let again = again.ok_or_else(|| StoreError::inconsistent("evaluation", evaluation.id, "it is gone"))?;
    let sections = session.written_sections(again.id).await?;
    let attachments = session.attachments(again.id).await?;
    let figures = session.frozen_figures(again.id).await?;
    let parts = again.said(&sections, &attachments, figures.as_deref())?;
    let steps = session.evaluation_events(again.id).await?;
    let file = serde_json::json!({"id": again.id, "as_of": as_of, "parts": parts, "steps": steps});
    contents.documents.push((EVALUATION.to_owned(), canonical_of(&file)?));
    let ids: Vec<_> = attachments.iter().map(|attachment| attachment.id).collect();
    let named: std::collections::HashMap<_, _> =
        attachments.iter().map(|attachment| (attachment.id, attachment.sha256)).collect();
    let mut written = std::collections::BTreeSet::new();
    for (id, bytes) in session.snapshots(&ids).await? {
        if let Some(sha256) = named.get(&id).filter(|sha256| written.insert(**sha256)) {
            contents.documents.push((snapshot_path(*sha256), bytes));
        }
    }
    drop(session);
    let Gathered { document, blocks, .. } = gather::evaluation(&making.context, whole, Shown::Named);
    let report = compute(true, move || {
        let mut out = docx::write(&document, blocks.into_iter().map(Ok), &mut (), Cursor::new(Vec::new()))?;
        out.flush()?;
        out.seek(SeekFrom::Start(0))?;
        Ok::<_, ReportError>(out.into_inner())
    });
    contents.documents.push((REPORT.to_owned(), report.await?));
    Ok(contents)
}
