//! A whole run: a team of phones, and what came of it.

use std::{
    fmt,
    io::IsTerminal as _,
    path::PathBuf,
    sync::{
        Arc, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use indicatif::{HumanBytes, ProgressBar, ProgressStyle};
use mobile_sync_protocol::{
    ids::{PersonId, RecordId},
    time::Date,
    validate::PHOTOS_MAX,
};
use serde::Serialize;
use tokio::{sync::Semaphore, task::JoinSet};

use super::{
    Error,
    admin::Admin,
    client::{Phone, Setup, Tally, add},
    faults::Faults,
    filler::{Filler, Outbox},
    ledger::{Entry, Ledger},
    photo::PhotoMaker,
    pulled::Shelf,
    rng::{Dice, fresh_seed},
    wire,
};

/// What to simulate.
#[derive(Clone, Debug)]
pub struct Options {
    /// The server's address, such as `http://localhost:8080`.
    pub server: String,
    /// An administrator's name.
    pub name: String,
    /// The administrator's password.
    pub password: String,
    /// How many phones.
    pub phones: usize,
    /// How many records, over all phones.
    pub records: usize,
    /// How many photos, over all records.
    pub photos: usize,
    /// Bytes of one photo; as the picture comes where absent.
    pub photo_bytes: Option<usize>,
    /// Whether each photo has a picture of its own, so that none looks like another.
    pub distinct_pictures: bool,
    /// What goes wrong, and how often.
    pub faults: Faults,
    /// Repeats a run; a new one where absent.
    pub seed: Option<u64>,
    /// Where acknowledgements are written down.
    pub ledger: Option<PathBuf>,
    /// How many phones work at the same time.
    pub concurrency: usize,
    /// How long a phone goes on without getting anywhere.
    pub patience: Duration,
    /// Revisions in one push.
    pub batch: usize,
    /// Bytes of one piece of an upload; smaller photos go in one request.
    pub piece: usize,
    /// The first day of the inspections.
    pub from: Date,
    /// Over how many days they are spread.
    pub days: u32,
    /// The code of the unit that the team works in; chosen where absent.
    pub unit: Option<String>,
}

impl Options {
    /// A small team against `server` with a good network.
    pub fn new(server: &str, name: &str, password: &str, from: Date) -> Self {
        Self {
            server: server.to_owned(),
            name: name.to_owned(),
            password: password.to_owned(),
            phones: 10,
            records: 100,
            photos: 200,
            photo_bytes: None,
            distinct_pictures: false,
            faults: Faults::default(),
            seed: None,
            ledger: None,
            concurrency: 1_000,
            patience: Duration::from_mins(2),
            batch: 50,
            piece: 256 * 1024,
            from,
            days: 5,
            unit: None,
        }
    }
}

/// Shows how far a run or a check is, on a terminal only.
#[derive(Clone, Debug)]
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar on standard error, if that is a terminal.
    pub fn terminal() -> Self {
        if std::io::stderr().is_terminal() { Self(ProgressBar::new(0)) } else { Self::hidden() }
    }

    /// Shows nothing.
    pub fn hidden() -> Self {
        Self(ProgressBar::hidden())
    }

    pub(super) fn begin(&self, length: usize) {
        self.0.set_length(u64::try_from(length).unwrap_or(u64::MAX));
        let style = ProgressStyle::with_template("{wide_bar} {percent:>3} % · {msg}");
        self.0.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    }

    pub(super) fn step(&self) {
        self.0.inc(1);
    }

    pub(super) fn end(&self) {
        self.0.finish_and_clear();
    }
}

/// A phone that did not finish.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    /// Whose phone.
    pub phone: String,
    /// Why it stopped.
    pub why: String,
    /// The revisions and photos that were never acknowledged, of those that it had made.
    pub unacknowledged: Vec<String>,
}

/// What came of a run.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// The seed that repeats it.
    pub seed: u64,
    /// Phones that worked.
    pub phones: usize,
    /// Records filled.
    pub records: u64,
    /// Revisions acknowledged.
    pub revisions: u64,
    /// Photos acknowledged.
    pub photos: u64,
    /// Bytes of photos acknowledged.
    pub bytes: u64,
    /// Records that their phones pulled as whole at the end.
    pub received: u64,
    /// Attempts that had to be made again.
    pub retries: u64,
    /// Connections cut on purpose.
    pub drops: u64,
    /// Pushes sent again on purpose.
    pub repeats: u64,
    /// Revisions that the server knew already when it acknowledged them.
    pub duplicates: u64,
    /// Revisions joined with others.
    pub merged: u64,
    /// Revisions that became branches.
    pub conflicts: u64,
    /// Revisions rejected.
    pub rejected: u64,
    /// The first reasons of rejections.
    pub reasons: Vec<String>,
    /// How long sending took, from the first enrolment on.
    pub seconds: f64,
    /// Milliseconds within which half of the pushes were answered.
    pub push_p50_ms: u32,
    /// Milliseconds within which 95 % of the pushes were answered.
    pub push_p95_ms: u32,
    /// Milliseconds within which 99 % of the pushes were answered.
    pub push_p99_ms: u32,
    /// Phones that did not finish.
    pub failures: Vec<Failure>,
}

impl Report {
    /// Whether everything was acknowledged and nothing rejected.
    pub fn is_good(&self) -> bool {
        self.failures.is_empty() && self.rejected == 0
    }
}

/// The value below which `percent` of `sorted` lie.
fn percentile(sorted: &[u32], percent: usize) -> u32 {
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or_default()
}

/// Simulates; phones that fail are in the report.
///
/// # Errors
/// Where the run cannot begin: no server, no administrator, no units, no ledger.
pub async fn run(options: &Options, progress: &Progress) -> Result<Report, Error> {
    if options.photos > options.records.saturating_mul(PHOTOS_MAX) {
        return Err(Error::Nothing(format!(
            "a record has at most {PHOTOS_MAX} photos; ask for fewer, or more records"
        )));
    }
    let seed = options.seed.unwrap_or_else(fresh_seed);
    let admin = Admin::sign_in(&options.server, &options.name, &options.password, options.patience).await?;
    let unit = admin.unit(options.unit.as_deref(), options.from).await?;
    let before = admin.counts().await?.records;
    let ledger = options.ledger.as_deref().map(Ledger::open).transpose()?;
    if let Some(ledger) = &ledger {
        ledger.write(&Entry::Start { seed, records: before })?;
    }
    let team = admin.inspectors(options.phones, unit.id).await?;
    let (client, base) = wire::client(&options.server, false)?;
    let setup = Arc::new(Setup {
        client,
        base,
        shelf: Shelf::default(),
        maker: Arc::new(PhotoMaker::new(seed, options.photo_bytes, options.distinct_pictures)),
        ledger,
        tally: Tally::default(),
        faults: options.faults,
        seed,
        patience: options.patience,
        batch: options.batch,
        piece: options.piece.max(1),
    });
    progress.begin(options.records + options.photos);
    #[expect(clippy::disallowed_methods, reason = "a phone is no server: its tasks end with it")]
    let ticker = tokio::spawn(show(Arc::clone(&setup), progress.clone()));
    let begun = Instant::now();
    let failures = work(options, &setup, Arc::new(admin), team).await;
    let seconds = begun.elapsed().as_secs_f64();
    ticker.abort();
    progress.end();
    Ok(report(&setup, options.phones, seconds, failures))
}

/// Lets every phone of the team work, and returns those that failed.
async fn work(options: &Options, setup: &Arc<Setup>, admin: Arc<Admin>, team: Vec<(String, PersonId)>) -> Vec<Failure> {
    let gate = Arc::new(Semaphore::new(options.concurrency.max(1)));
    let days = (options.from, options.from.plus_days(i32::try_from(options.days.max(1) - 1).unwrap_or(0)));
    let mut tasks = JoinSet::new();
    for (at, (name, person)) in team.into_iter().enumerate() {
        let share = |total: usize, of: usize| total * (at + 1) / of - total * at / of;
        let records = share(options.records, options.phones);
        let first = options.records * at / options.phones;
        // Photos are spread over the records of all phones as evenly as whole numbers allow.
        let quota: Vec<usize> = (first..first + records)
            .map(|record| options.photos * (record + 1) / options.records - options.photos * record / options.records)
            .collect();
        let (setup, admin, gate) = (Arc::clone(setup), Arc::clone(&admin), Arc::clone(&gate));
        tasks.spawn(async move {
            let mut outbox = Outbox::default();
            let job = Job { setup, admin, number: at, name: name.clone(), person, days, quota };
            let permit = gate.acquire_owned().await;
            let done = job.run(&mut outbox).await;
            drop(permit);
            done.err().map(|why| Failure { phone: name, why: why.to_string(), unacknowledged: names(&outbox) })
        });
    }
    let mut failures = Vec::new();
    while let Some(done) = tasks.join_next().await {
        match done {
            Ok(failure) => failures.extend(failure),
            Err(why) => {
                failures.push(Failure { phone: "?".to_owned(), why: why.to_string(), unacknowledged: Vec::new() });
            }
        }
    }
    failures.sort_by(|left, right| left.phone.cmp(&right.phone));
    failures
}

fn names(outbox: &Outbox) -> Vec<String> {
    let revisions = outbox.revisions.iter().map(|outgoing| format!("revision {}", outgoing.revision));
    revisions.chain(outbox.photos.iter().map(|photo| format!("photo {}", photo.sha256))).collect()
}

/// One phone's work.
struct Job {
    setup: Arc<Setup>,
    admin: Arc<Admin>,
    number: usize,
    name: String,
    person: PersonId,
    days: (Date, Date),
    quota: Vec<usize>,
}

impl Job {
    async fn run(self, outbox: &mut Outbox) -> Result<(), Error> {
        let number = u64::try_from(self.number).unwrap_or_default();
        let mut phone = Phone::enrol(Arc::clone(&self.setup), &self.admin, number, &self.name, self.person).await?;
        phone.pull().await?;
        if self.quota.is_empty() {
            return Ok(());
        }
        let mut filler = Filler::new(
            Dice::new(self.setup.seed, "phone", number),
            Arc::clone(phone.pulled()),
            Arc::clone(&self.setup.maker),
            phone.signer().clone(),
            self.days,
            self.number,
        )?;
        let mut records: Vec<RecordId> = Vec::with_capacity(self.quota.len());
        // Not all at once: what waits is held in memory.
        for round in self.quota.chunks((self.setup.batch * 2).max(20)) {
            let quota = round.to_vec();
            let round_done = tokio::task::spawn_blocking(move || (filler.fill(&quota), filler)).await;
            let (made, back) = round_done.map_err(|why| Error::Make(why.to_string()))?;
            filler = back;
            *outbox = made?;
            add(&self.setup.tally.records, u64::try_from(round.len()).unwrap_or_default());
            let fresh = outbox.revisions.iter().filter(|outgoing| outgoing.base.is_none());
            records.extend(fresh.map(|outgoing| outgoing.record));
            phone.sync(outbox).await?;
        }
        phone.pull().await?;
        add(&self.setup.tally.received, u64::try_from(phone.received(&records)).unwrap_or_default());
        Ok(())
    }
}

fn read(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}

/// Moves the bar until it is aborted.
async fn show(setup: Arc<Setup>, progress: Progress) {
    let begun = Instant::now();
    let tally = &setup.tally;
    loop {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let (revisions, photos, bytes) = (read(&tally.revisions), read(&tally.photos), read(&tally.bytes));
        let rate = bytes / begun.elapsed().as_secs().max(1);
        progress.0.set_position(revisions + photos);
        progress.0.set_message(format!(
            "{} records, {revisions} revisions, {photos} photos, {}/s",
            read(&tally.records),
            HumanBytes(rate)
        ));
    }
}

fn report(setup: &Setup, phones: usize, seconds: f64, failures: Vec<Failure>) -> Report {
    let tally = &setup.tally;
    let mut pushes = tally.pushes.lock().unwrap_or_else(PoisonError::into_inner).clone();
    pushes.sort_unstable();
    Report {
        seed: setup.seed,
        phones,
        records: read(&tally.records),
        revisions: read(&tally.revisions),
        photos: read(&tally.photos),
        bytes: read(&tally.bytes),
        received: read(&tally.received),
        retries: read(&tally.retries),
        drops: read(&tally.drops),
        repeats: read(&tally.repeats),
        duplicates: read(&tally.duplicates),
        merged: read(&tally.merged),
        conflicts: read(&tally.conflicts),
        rejected: read(&tally.rejected),
        reasons: tally.reasons.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        seconds,
        push_p50_ms: percentile(&pushes, 50),
        push_p95_ms: percentile(&pushes, 95),
        push_p99_ms: percentile(&pushes, 99),
        failures,
    }
}

impl fmt::Display for Report {
    /// A short table, then what went wrong.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = [
            ("phones", self.phones.to_string()),
            ("records", format!("{}, {} of them whole when pulled", self.records, self.received)),
            ("revisions", format!("{} acknowledged", self.revisions)),
            ("photos", format!("{} acknowledged, {}", self.photos, HumanBytes(self.bytes))),
            ("network", format!("{} retries, {} cuts, {} pushes repeated", self.retries, self.drops, self.repeats)),
            (
                "outcomes",
                format!(
                    "{} duplicates, {} merged, {} conflicts, {} rejected",
                    self.duplicates, self.merged, self.conflicts, self.rejected
                ),
            ),
            (
                "push",
                format!("{} ms half, {} ms 95 %, {} ms 99 %", self.push_p50_ms, self.push_p95_ms, self.push_p99_ms),
            ),
            ("time", format!("{:.1} s", self.seconds)),
            ("seed", self.seed.to_string()),
        ];
        for (name, value) in rows {
            writeln!(out, "{name:<10}{value}")?;
        }
        for reason in &self.reasons {
            writeln!(out, "rejected  {reason}")?;
        }
        for failure in &self.failures {
            let left = failure.unacknowledged.len();
            writeln!(out, "failed    {}: {}; {left} not acknowledged", failure.phone, failure.why)?;
            for name in failure.unacknowledged.iter().take(10) {
                writeln!(out, "          {name}")?;
            }
        }
        Ok(())
    }
}
