//! `thucdia simulate`: a made team of phones against any server, and a check of a server against their ledger.

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::Args;
use mobile_sync_protocol::time::Date;

use crate::simulate::{
    audit::{CheckOptions, check},
    faults::Faults,
    run::{Options, Progress, run},
};

#[derive(Args)]
pub struct Simulate {
    /// The server's address.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    server: String,
    /// An administrator's name.
    #[arg(long, default_value = "quantri")]
    name: String,
    /// The administrator's password.
    #[arg(long, env = "THUCDIA_PASSWORD", hide_env_values = true)]
    password: String,
    /// How many phones.
    #[arg(long, default_value_t = 10)]
    phones: usize,
    /// How many records, over all phones.
    #[arg(long, default_value_t = 100)]
    records: usize,
    /// How many photos, over all records.
    #[arg(long, default_value_t = 200)]
    photos: usize,
    /// Bytes of one photo; as the picture comes where absent.
    #[arg(long)]
    photo_bytes: Option<usize>,
    /// A picture of its own for each photo, so that none looks like another; slower.
    #[arg(long)]
    distinct_pictures: bool,
    /// Per cent of requests whose connection drops: before, in the middle, or before the answer.
    #[arg(long, default_value_t = 0.0)]
    drop: f64,
    /// Per cent of requests that are sent again though they were answered.
    #[arg(long, default_value_t = 0.0)]
    repeat: f64,
    /// Per cent of batches that are sent out of order.
    #[arg(long, default_value_t = 0.0)]
    reorder: f64,
    /// Repeats a run.
    #[arg(long)]
    seed: Option<u64>,
    /// Where acknowledgements are written down, one JSON object a line.
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// Send nothing; hold the server against this ledger.
    #[arg(long, value_name = "FILE", conflicts_with = "ledger")]
    check: Option<PathBuf>,
    /// With --check: nobody else wrote, so the server's counts must be exactly the ledger's.
    #[arg(long, requires = "check")]
    exact: bool,
    /// How many phones work at the same time.
    #[arg(long, default_value_t = 1_000)]
    concurrency: usize,
    /// Seconds that a phone goes on without getting anywhere.
    #[arg(long, default_value_t = 120, value_name = "SECONDS")]
    patience: u64,
    /// Revisions in one push.
    #[arg(long, default_value_t = 50)]
    batch: usize,
    /// Bytes of one piece of an upload; smaller photos go in one request.
    #[arg(long, default_value_t = 256 * 1024)]
    piece: usize,
    /// The first day of the inspections.
    #[arg(long, default_value = "2024-05-06")]
    from: Date,
    /// Over how many days they are spread.
    #[arg(long, default_value_t = 5)]
    days: u32,
    /// The code of the unit that the team works in; chosen where absent.
    #[arg(long)]
    unit: Option<String>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Simulate {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let progress = Progress::terminal();
        let patience = Duration::from_secs(self.patience);
        let (good, shown, json) = if let Some(ledger) = self.check {
            let options = CheckOptions {
                server: self.server,
                name: self.name,
                password: self.password,
                ledger,
                exact: self.exact,
                concurrency: self.concurrency,
                patience,
            };
            let report = check(&options, &progress).await?;
            (report.is_good(), report.to_string(), serde_json::to_string_pretty(&report)?)
        } else {
            let options = Options {
                server: self.server,
                name: self.name,
                password: self.password,
                phones: self.phones,
                records: self.records,
                photos: self.photos,
                photo_bytes: self.photo_bytes,
                distinct_pictures: self.distinct_pictures,
                faults: Faults { drop: self.drop / 100.0, repeat: self.repeat / 100.0, reorder: self.reorder / 100.0 },
                seed: self.seed,
                ledger: self.ledger,
                concurrency: self.concurrency,
                patience,
                batch: self.batch,
                piece: self.piece,
                from: self.from,
                days: self.days,
                unit: self.unit,
            };
            let report = run(&options, &progress).await?;
            (report.is_good(), report.to_string(), serde_json::to_string_pretty(&report)?)
        };
        if self.json {
            println!("{json}");
        } else {
            println!("{shown}");
        }
        Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
