//! Whether this machine and these settings can serve: each check says what it found, and what to do about it.

use std::{
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    time::Instant,
};

use mobile_sync_protocol::time::Timestamp;
use serde::Serialize;

use crate::{
    app::Storages,
    blobs::{Blobs, Location},
    checks::{Absent, Decoder},
    clock::Clock,
    config::Config,
    machine,
    store::{Engine, Store, StoreError},
};

/// Under this many free bytes the server will soon refuse photos.
const ROOM_FAIL: u64 = 512 << 20;
/// Under this many free bytes somebody should make room: about 1,500 photos.
const ROOM_WARN: u64 = 5 << 30;
/// Open files that 1,000 uploads at once need, with room for the database.
const OPEN_FILES_WARN: u64 = 4096;
/// Open files under which a busy hour fails.
const OPEN_FILES_FAIL: u64 = 1024;
/// A storage that takes longer than this for a few bytes makes phones wait.
const SLOW_MS: u128 = 2_000;
/// The first instant of 2024: a clock before it was never set.
const CLOCK_EARLIEST: Timestamp = Timestamp(1_704_067_200_000);
/// What should have been swept this long ago was not.
const SWEEP_LATE_MS: i64 = 2 * 3_600_000;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Nothing to do.
    Ok,
    /// It works; somebody should look.
    Warn,
    /// It does not work.
    Fail,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// How it came out.
    pub health: Health,
    /// What was found.
    pub found: String,
    /// What to do about it; empty where there is nothing to do.
    pub advice: String,
}

impl Check {
    fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, health: Health::Ok, found: found.into(), advice: String::new() }
    }

    fn warn(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { name, health: Health::Warn, found: found.into(), advice: advice.into() }
    }

    fn fail(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { name, health: Health::Fail, found: found.into(), advice: advice.into() }
    }
}

/// Runs all checks. What fails does not keep the others from being made.
pub async fn examine(config: &Config, clock: &Clock) -> Vec<Check> {
    let mut checks = vec![address(config), time(clock.now()), open_files(machine::open_files().hard)];
    match Storages::open_store(config).await {
        Err(error) => checks.push(Check::fail(
            "database",
            format!("{error:#}"),
            "check database_url, that the database runs, and that this user may write its folder",
        )),
        Ok(store) => {
            checks.push(database(&store).await.unwrap_or_else(|error| {
                Check::fail("database", told(&error), "check its disk, its rights, and its own log")
            }));
            checks.push(sweep(&store, clock.now()).await.unwrap_or_else(|error| {
                Check::fail("sweep", told(&error), "run `thucdia verify`, and restore a backup if it names alterations")
            }));
            store.close().await;
        }
    }
    checks.push(photos(config).await);
    checks.push(heic(Decoder::find(config.worker.heic)).await);
    // After the storages were opened: they make the folders that these look at.
    checks.extend(folders(config).into_iter().map(|folder| free_room(&folder)));
    checks.push(privacy(&config.data));
    checks
}

fn told(error: &StoreError) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    format!("{error}{cause}")
}

fn address(config: &Config) -> Check {
    let url = config.public_url();
    if config.public_url.is_empty() {
        let advice = "set public_url to the address under which phones reach this server; enrolment codes carry it";
        return Check::warn("address", format!("{url} is told to phones"), advice);
    }
    if url.starts_with("http://") {
        let advice = "put a proxy with TLS before the server: phones make keys and use cameras only over https";
        return Check::warn("address", format!("{url} has no TLS"), advice);
    }
    Check::ok("address", url)
}

fn time(now: Timestamp) -> Check {
    if now < CLOCK_EARLIEST {
        return Check::fail("clock", now.to_string(), "set the machine's clock, and keep it right with NTP");
    }
    Check::ok("clock", now.to_string())
}

fn open_files(hard: Option<u64>) -> Check {
    let advice = format!(
        "raise it to {OPEN_FILES_WARN} or more (LimitNOFILE of a systemd unit, ulimit -Hn of a shell): 1,000 uploads at \
         once take about 2,000"
    );
    match hard {
        None => Check::ok("open files", "any number"),
        Some(files) if files < OPEN_FILES_FAIL => Check::fail("open files", format!("at most {files}"), advice),
        Some(files) if files < OPEN_FILES_WARN => Check::warn("open files", format!("at most {files}"), advice),
        Some(files) => Check::ok("open files", format!("at most {files}")),
    }
}

async fn database(store: &Store) -> Result<Check, StoreError> {
    let started = Instant::now();
    let mut session = store.read().await?;
    let migration = session.migration().await?;
    drop(session);
    let mut writer = store.write_apart().await?;
    writer.try_out().await?;
    writer.commit_untraced().await?;
    let took = started.elapsed().as_millis();
    let engine = match store.engine() {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    };
    let found = format!("{engine}, migration {migration}, read and wrote in {took} ms");
    if took > SLOW_MS {
        return Ok(Check::warn("database", found, "look at the load and the disk of the database"));
    }
    Ok(Check::ok("database", found))
}

async fn photos(config: &Config) -> Check {
    let place = config.blobs();
    let advice = "check blobs, its credentials, and that this user may write there";
    let blobs: Blobs = match Storages::open_blobs(config) {
        Ok(blobs) => blobs,
        Err(error) => return Check::fail("photos", format!("{error:#}"), advice),
    };
    match blobs.probe().await {
        Err(error) => {
            let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
            Check::fail("photos", format!("{place}: {error}{cause}"), advice)
        }
        Ok(took) => {
            let found = format!("{place}: wrote, read and removed in {} ms", took.as_millis());
            if took.as_millis() > SLOW_MS {
                return Check::warn("photos", found, "look at the disk, or at the way to the bucket");
            }
            Check::ok("photos", found)
        }
    }
}

/// Whether pixels of HEIC can be decoded, tried out on a sample.
async fn heic(decoder: Result<Decoder, Absent>) -> Check {
    let packages = "apt-get install libheif-examples, with libheif-plugin-libde265 where it is a package of its own; or \
                    set worker.heic to false";
    match decoder {
        Err(why @ Absent::Off) => Check::ok("HEIC", why.to_string()),
        Err(Absent::Missing) => Check::warn(
            "HEIC",
            "heif-dec (or heif-convert), prlimit and nice are not all there: HEIC photos have no smaller images",
            packages,
        ),
        Ok(decoder) => match decoder.try_out().await {
            Ok(took) => {
                Check::ok("HEIC", format!("{}: a sample in {} ms", decoder.program().display(), took.as_millis()))
            }
            Err(why) => Check::warn("HEIC", format!("{}: {why}", decoder.program().display()), packages),
        },
    }
}

/// The folders whose disks the server fills.
fn folders(config: &Config) -> Vec<PathBuf> {
    let mut folders = vec![config.data.clone()];
    if let Some(database) = config.database().strip_prefix("sqlite:") {
        folders.extend(Path::new(database.trim_start_matches("//")).parent().map(Path::to_owned));
    }
    if let Ok(Location::Folder(folder)) = config.blobs().parse() {
        folders.push(folder);
    }
    let mut disks = Vec::new();
    folders.retain(|folder| match std::fs::metadata(folder).map(|folder| folder.dev()) {
        Ok(disk) if disks.contains(&disk) => false,
        Ok(disk) => {
            disks.push(disk);
            true
        }
        Err(_) => true,
    });
    folders
}

fn free_room(folder: &Path) -> Check {
    let shown = folder.display();
    let (free, size) = match machine::room(folder) {
        Ok(room) => room,
        Err(error) => return Check::fail("disk", format!("{shown}: {error}"), "check that the folder can be made"),
    };
    let found = format!("{shown}: {} of {} GB free", free >> 30, size >> 30);
    let advice = "make room, or move the photos to a larger disk or a bucket";
    match free {
        0..ROOM_FAIL => Check::fail("disk", found, advice),
        ROOM_FAIL..ROOM_WARN => Check::warn("disk", found, advice),
        _ => Check::ok("disk", found),
    }
}

fn privacy(folder: &Path) -> Check {
    let shown = folder.display();
    match std::fs::metadata(folder) {
        Err(error) => Check::fail("privacy", format!("{shown}: {error}"), "check that the folder can be made"),
        Ok(found) if found.mode() & 0o007 != 0 => Check::warn(
            "privacy",
            format!("{shown} is open to every user of this machine (mode {:o})", found.mode() & 0o777),
            format!("chmod o-rwx {shown}: it holds records of households and the server's key"),
        ),
        Ok(_) => Check::ok("privacy", format!("{shown} is closed to other users")),
    }
}

/// Whether what should have ended has: otherwise the sweep of a serving process fails, or none serves.
async fn sweep(store: &Store, now: Timestamp) -> Result<Check, StoreError> {
    let mut session = store.read().await?;
    if let Some(marks) = session.meta("feed_marks").await?
        && serde_json::from_str::<Vec<(i64, i64)>>(&marks).is_err()
    {
        let advice = "stop the server, remove the row 'feed_marks' of the table meta, and start it again";
        return Ok(Check::fail("sweep", "its marks in the feed cannot be read", advice));
    }
    let late = session.expired_uploads(Timestamp(now.0 - SWEEP_LATE_MS)).await?.len();
    if late > 0 {
        let found = format!("{late} uploads ended more than two hours ago and were not swept");
        return Ok(Check::warn("sweep", found, "see the server's log for \"the sweep goes on\", or start the server"));
    }
    Ok(Check::ok("sweep", "nothing is left over"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::testing::config;

    fn health(checks: &[Check], name: &str) -> Health {
        checks.iter().find(|check| check.name == name).unwrap().health
    }

    #[tokio::test]
    async fn a_fresh_folder_is_healthy_and_stays_unused() {
        let temp = tempfile::tempdir().unwrap();
        let config = config(&temp.path().join("data"));
        let checks = examine(&config, &Clock::system()).await;
        for name in ["database", "photos", "clock", "privacy", "sweep"] {
            assert_eq!(health(&checks, name), Health::Ok, "{checks:?}");
        }
        let storages = Storages::open(&config).await.unwrap();
        assert_eq!(storages.store.read().await.unwrap().first_used_table().await.unwrap(), None);
    }

    #[tokio::test]
    async fn an_unreachable_database_fails_and_the_other_checks_are_made() {
        let temp = tempfile::tempdir().unwrap();
        let mut config = config(temp.path());
        config.database_url.0 = "sqlite:/no/such/folder/thucdia.sqlite".into();
        let checks = examine(&config, &Clock::system()).await;
        assert_eq!(health(&checks, "database"), Health::Fail);
        assert_eq!(health(&checks, "photos"), Health::Ok);
    }

    #[tokio::test]
    async fn a_clock_that_was_never_set_and_an_open_folder_are_named() {
        let temp = tempfile::tempdir().unwrap();
        std::fs::set_permissions(temp.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(privacy(temp.path()).health, Health::Warn);
        assert_eq!(time(Timestamp(0)).health, Health::Fail);
    }

    #[tokio::test]
    async fn a_missing_decoder_is_named_with_what_to_install() {
        let missing = heic(Err(Absent::Missing)).await;
        assert_eq!(missing.health, Health::Warn);
        assert!(missing.advice.contains("libheif-examples"));
        assert_eq!(heic(Err(Absent::Off)).await.health, Health::Ok);
        let there = heic(Decoder::find(true)).await;
        assert_eq!(there.health, Health::Ok, "{there:?}");
    }

    #[test]
    fn few_open_files_are_named_with_what_to_do() {
        assert_eq!(open_files(Some(256)).health, Health::Fail);
        assert_eq!(open_files(Some(2048)).health, Health::Warn);
        assert_eq!(open_files(Some(1 << 20)).health, Health::Ok);
        assert!(open_files(Some(256)).advice.contains("LimitNOFILE"));
    }
}
