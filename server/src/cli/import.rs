//! `thucdia import WHAT FILE`: units, programme, subjects, checklists, people, visits: all rows of a file, or none.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Args;
use mobile_sync_protocol::time::Date;
use serde_json::json;

use crate::{
    app::App,
    clock::Clock,
    config::Config,
    registry::{
        apply::{ApplyError, Source, What, import},
        builtin,
        import::RowProblem,
    },
    store::Actor,
};

#[derive(Args)]
pub struct Import {
    /// What the file holds.
    #[arg(value_enum)]
    what: What,
    /// The file: CSV or XLSX, GeoJSON for outlines, JSON or XLSForm for a checklist.
    file: PathBuf,
    /// The day whose units the file's codes name; today where none is given.
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<Date>,
    /// Only check the file; change nothing.
    #[arg(long)]
    check: bool,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Import {
    pub async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let bytes =
            std::fs::read(&self.file).with_context(|| format!("cannot read the file {}", self.file.display()))?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let app = App::start(config, Clock::system()).await?;
        // These name nodes of the programme and departments, which a store that never served has not yet.
        if matches!(self.what, What::Subjects | What::People | What::Visits) {
            builtin::seed(&app).await.context("what is built in cannot be written")?;
        }
        let source = Source { name, bytes: bytes.into(), on: self.on };
        let outcome = import(&app, self.what, source, Actor::System, self.check).await;
        app.store.close().await;
        match outcome {
            Ok(done) => {
                if self.json {
                    out!("{}", serde_json::to_string_pretty(&done)?);
                } else {
                    let verb = if done.checked_only { "would be" } else { "were" };
                    let what = done.what.as_str();
                    out!("{what}: {} rows; {} {verb} added, {} {verb} updated", done.rows, done.added, done.updated);
                }
                Ok(ExitCode::SUCCESS)
            }
            Err(ApplyError::Rows(problems)) => {
                self.tell(&problems)?;
                Ok(ExitCode::FAILURE)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn tell(&self, problems: &[RowProblem]) -> anyhow::Result<()> {
        if self.json {
            out!("{}", serde_json::to_string_pretty(&json!({"problems": problems}))?);
            return Ok(());
        }
        let file = self.file.display();
        out!("{file}: {} chỗ sai, chưa thay đổi gì / {} problems, nothing was changed", problems.len(), problems.len());
        for problem in problems {
            out!("{problem}");
            out!("    {}", problem.message.en);
        }
        Ok(())
    }
}
