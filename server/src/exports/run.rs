//! Makes one export: takes its row, asks once more who may, writes the bytes, ends the row.
//!
//! A table of text and a package of photos go on after a kill where the last part ended: their bytes are made in one
//! order, and what follows needs only the place in the list. All other files are begun anew, because what stands at
//! their end speaks of all that went before.

use mobile_sync_protocol::{problem::Code, time::Timestamp};
use serde_json::json;
use uuid::Uuid;

use super::{
    ask::{Ask, Format},
    bundle, csv, documents,
    gather::{self, About, Shown},
    photos,
    registers::{Answers, Context, Findings, Photos, Records, Rows, Subjects},
    sheets,
    sink::{Finished, LEASE_MS, Sink, discard},
    workbook,
};
use crate::{
    app::App,
    auth::{Caller, Permission},
    blobs::BlobError,
    desk::{choice::ChoiceError, evaluations::EvaluationError},
    reports::ReportError,
    store::{Entry, Export, ExportState, StoreError},
};

/// How often an export is begun or taken over before it is given up: what ends its process three times will go on to.
const TRIES_MAX: i64 = 3;
/// How long an export waits that could not be made now.
const PAUSE_MS: i64 = 15_000;
const DAY_MS: i64 = 86_400_000;

/// Why an export was not made.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// Somebody else is at it, or nobody wants it any longer.
    #[error("taken over, or no longer wanted")]
    Gone,
    /// It cannot be made, however often it is tried.
    #[error("{}", .0.title())]
    Refused(Code),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The storage of bytes failed.
    #[error(transparent)]
    Blobs(#[from] BlobError),
    /// Something has no JSON, or is none.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A file could not be written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A table or a document could not be written.
    #[error(transparent)]
    Report(#[from] ReportError),
}

impl From<ChoiceError> for MakeError {
    fn from(error: ChoiceError) -> Self {
        match error {
            ChoiceError::OutOfScope => Self::Refused(Code::OutOfScope),
            ChoiceError::Evaluation(EvaluationError::Store(error)) => Self::Store(error),
            // It was there when this was asked for.
            ChoiceError::Evaluation(_) | ChoiceError::Incomplete(_) => Self::Refused(Code::ExportNothing),
        }
    }
}

impl From<EvaluationError> for MakeError {
    fn from(error: EvaluationError) -> Self {
        ChoiceError::from(error).into()
    }
}

impl MakeError {
    /// Whether the same may succeed later, by no change of what is asked for.
    fn is_passing(&self) -> bool {
        match self {
            Self::Store(error) => error.is_transient(),
            Self::Blobs(error) => error.is_retryable(),
            Self::Io(_) | Self::Report(ReportError::Io(_)) => true,
            Self::Gone | Self::Refused(_) | Self::Json(_) | Self::Report(_) => false,
        }
    }
}

/// An export on its way.
pub(super) struct Making<'a> {
    /// The server.
    pub app: &'a App,
    /// What is made.
    pub export: &'a Export,
    /// What was asked for.
    pub ask: Ask,
    /// Who asked, and with which names it is told.
    pub context: Context,
    /// By which this process holds the row.
    pub lease: Uuid,
}

/// Makes the export that has waited longest; false where none is due.
///
/// # Errors
/// Where the store fails. What goes wrong with an export itself is noted on it.
pub async fn next(app: &App, lease: Uuid) -> Result<bool, StoreError> {
    let now = app.clock.now();
    // A look costs a reader; only where there is something does it cost a writer.
    if !app.store.read().await?.export_due(now).await? {
        return Ok(false);
    }
    let mut writer = app.store.write_apart().await?;
    let export = writer.take_export(now, Timestamp(now.0 + LEASE_MS), lease).await?;
    writer.commit_untraced().await?;
    let Some(export) = export else { return Ok(false) };
    if export.tries > TRIES_MAX {
        let why =
            export.trouble.clone().unwrap_or_else(|| trouble(Code::ExportFailed, "it ended its process each time"));
        end(app, &export, lease, Err(&why)).await?;
        return Ok(true);
    }
    // Boxed: what makes all kinds of files is a large future, and deep.
    match Box::pin(make(app, &export, lease)).await {
        Ok(finished) => end(app, &export, lease, Ok(finished)).await?,
        Err(MakeError::Gone) => tracing::info!(export = %export.id, "taken over, or no longer wanted"),
        Err(MakeError::Refused(code)) => end(app, &export, lease, Err(code.as_str())).await?,
        Err(error) => {
            let why = trouble(Code::ExportFailed, &error.to_string());
            tracing::warn!(export = %export.id, error = why, "an export waits to be tried again");
            let due = Timestamp(app.clock.now().0 + PAUSE_MS);
            let mut writer = app.store.write_apart().await?;
            writer.postpone_export(export.id, lease, due, &why, !error.is_passing()).await?;
            writer.commit_untraced().await?;
        }
    }
    Ok(true)
}

/// What went wrong, as a row keeps it: the problem's code, and what is for whoever runs the server.
fn trouble(code: Code, detail: &str) -> String {
    format!("{}\n{detail}", code.as_str())
}

/// Ends a row, and says so in the log.
async fn end(app: &App, export: &Export, lease: Uuid, outcome: Result<Finished, &str>) -> Result<(), StoreError> {
    let now = app.clock.now();
    let mut ended = Export {
        ended_at: Some(now),
        expires_at: Some(Timestamp(now.0 + app.config.lifetimes.export_days * DAY_MS)),
        ..export.clone()
    };
    let detail = match outcome {
        Ok(Finished { parts, bytes, sha256, done, total }) => {
            ended.state = ExportState::Done;
            ended.bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
            (ended.parts, ended.done, ended.total) = (parts, done, total);
            (ended.sha256, ended.trouble) = (Some(sha256), None);
            json!({"sha256": sha256, "bytes": bytes, "count": done})
        }
        Err(why) => {
            ended.state = ExportState::Failed;
            ended.trouble = Some(why.to_owned());
            json!({"failed": why})
        }
    };
    let action = if ended.state == ExportState::Done { "export.made" } else { "export.failed" };
    let mut writer = app.store.write().await?;
    if writer.end_export(&ended, lease).await? {
        let actor = crate::store::Actor::Person(export.person);
        let entry = Entry::new(now, actor, action, format_args!("export:{}", export.id));
        writer.commit(&[entry.with(detail)]).await
    } else {
        drop(writer);
        // Nobody names these bytes.
        if let Err(error) = discard(&app.blobs.exports(), &ended.parts).await {
            tracing::warn!(%error, "bytes of an export that nobody wants stay until they are swept");
        }
        Ok(())
    }
}

async fn make(app: &App, export: &Export, lease: Uuid) -> Result<Finished, MakeError> {
    let ask: Ask = serde_json::from_value(export.ask.clone()).map_err(|_| MakeError::Refused(Code::ExportFormat))?;
    let caller = caller(app, export).await?;
    let context = Context::read(app, caller, export.id, ask.opens_households()).await?;
    let making = Making { app, export, ask, context, lease };
    Box::pin(making.file()).await
}

/// Who asked, if they still may.
async fn caller(app: &App, export: &Export) -> Result<Caller, MakeError> {
    let stored = app.store.read().await?.person(export.person).await?;
    let stored = stored.filter(|stored| stored.person.active);
    let caller = stored.map(|stored| Caller::person(export.person, stored.person.roles));
    let caller = caller.filter(|caller| caller.allows(Permission::Export));
    caller.ok_or(MakeError::Refused(Code::Forbidden))
}

impl Making<'_> {
    async fn file(self) -> Result<Finished, MakeError> {
        let context = self.context.clone();
        match self.ask.clone() {
            Ask::Records { filter, .. } => {
                let filter = context.records(&filter).await?;
                self.table(Records::new(context, filter)).await
            }
            Ask::Answers { filter, .. } => {
                let filter = context.records(&filter).await?;
                self.table(Answers::new(context, filter)).await
            }
            Ask::Photos { filter, format: Format::Zip, originals, .. } => {
                photos::write(&self, context.records(&filter).await?, originals).await
            }
            Ask::Photos { filter, .. } => {
                let filter = context.records(&filter).await?;
                self.table(Photos::new(context, filter)).await
            }
            Ask::Findings { filter, .. } => {
                let filter = context.findings(&filter).await?;
                self.table(Findings::new(context, filter)).await
            }
            Ask::Subjects { filter, .. } => {
                let filter = context.subjects(&filter).await?;
                self.table(Subjects::new(context, filter)).await
            }
            Ask::Bundle { filter, findings, .. } => {
                let contents = bundle::chosen(&self, filter.as_ref(), findings).await?;
                Box::pin(bundle::write(&self, contents)).await
            }
            Ask::Minutes { visit, commune, record, .. } => {
                let about = match (record, visit, commune) {
                    (Some(record), ..) => About::Record(record),
                    (None, Some(visit), Some(commune)) => About::Visit(visit, commune),
                    _ => return Err(MakeError::Refused(Code::ExportNothing)),
                };
                documents::write(&self, gather::minutes(&context, about).await?).await
            }
            Ask::Notice { visit, commune, .. } => {
                documents::write(&self, gather::notice(&context, About::Visit(visit, commune)).await?).await
            }
            Ask::Evaluation { evaluation, format, .. } => {
                let whole = gather::read_evaluation(self.app, &context, evaluation).await?;
                match format {
                    Format::Xlsx => workbook::write(&self, &whole).await,
                    Format::Zip => Box::pin(bundle::write(&self, bundle::evaluation(&self, &whole).await?)).await,
                    _ => documents::write(&self, gather::evaluation(&context, &whole, Shown::Printed)).await,
                }
            }
            Ask::FollowUp { filter, .. } => documents::write(&self, gather::follow_up(&context, &filter).await?).await,
        }
    }

    async fn table(&self, rows: impl Rows) -> Result<Finished, MakeError> {
        // Boxed: each holds a page of rows, and the one that is awaited need not be as large as the largest.
        match self.ask.format() {
            Format::Csv => Box::pin(csv::write(self, rows)).await,
            Format::Xlsx => Box::pin(sheets::workbook(self, rows)).await,
            Format::Geojson => Box::pin(sheets::features(self, rows)).await,
            Format::Gpkg => Box::pin(sheets::layer(self, rows)).await,
            Format::Docx | Format::Pdf | Format::Zip => Err(MakeError::Refused(Code::ExportFormat)),
        }
    }

    /// Where the bytes go.
    pub async fn sink(&self, seen: impl FnMut(&[u8]) + Send) -> Result<Sink<'_>, MakeError> {
        Sink::open(self.app, self.export, self.lease, seen).await
    }
}
