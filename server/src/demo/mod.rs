//! A district to look at: the communes of Văn Quan with a made-up round of inspections of 2024.
//!
//! Nothing is written past the server's own doors. The lists go through the importers, phones are enrolled, the records
//! of `script` are signed and pushed as a phone would, photos and all, and what the offices made of them goes through
//! the desk's services (`story`). It is told as it would have happened: the clock stands in 2023 and 2024 while the
//! storage is filled. Filling again changes nothing.

mod desk;
mod phones;
mod play;
mod script;
mod story;

use std::{collections::HashMap, fmt};

use anyhow::{Context, bail};
use bytes::Bytes;
use indicatif::ProgressBar;
use mobile_sync_protocol::time::{Date, Timestamp};

use self::{desk::Desks, phones::Phones, play::Player};
use crate::{
    app::{App, Storages},
    clock::Clock,
    config::Config,
    registry::{
        apply::{ApplyError, Source, What, import},
        builtin,
    },
    simulate::photo::PhotoMaker,
    store::{Actor, Counts, Entry, Store},
};

/// Decides every id and picture of the records.
const SEED: u64 = 20_240_415;
/// When the story begins: 20 November 2023, 08:00 in Việt Nam.
const BEGINS: Timestamp = Timestamp(1_700_442_000_000);
/// When the phones are given out: 15 April 2024, 08:00.
const PHONES: Timestamp = Timestamp(1_713_142_800_000);
/// How the store says that it holds the demo's data, and how far.
const MARK: &str = "demo";
const FILLING: &str = "filling";
const FILLED: &str = "filled/2";

const PEOPLE: &str = include_str!("../../builtin/demo/people.csv");
const RECORDS: &str = include_str!("../../builtin/demo/records.json");
const STORY: &str = include_str!("../../builtin/demo/story.json");

/// The lists, in the order in which each can refer to those before it.
const FILES: [(What, &str, &[u8]); 7] = [
    (What::Units, "units.csv", include_bytes!("../../builtin/demo/units.csv")),
    (What::Boundaries, "communes-2020.geojson.gz", include_bytes!("../../builtin/demo/communes-2020.geojson.gz")),
    (What::Boundaries, "communes-2024-12.geojson.gz", include_bytes!("../../builtin/demo/communes-2024-12.geojson.gz")),
    (What::Boundaries, "communes-2025.geojson.gz", include_bytes!("../../builtin/demo/communes-2025.geojson.gz")),
    (What::People, "people.csv", PEOPLE.as_bytes()),
    (What::Subjects, "subjects.csv", include_bytes!("../../builtin/demo/subjects.csv")),
    (What::Visits, "visits.csv", include_bytes!("../../builtin/demo/visits.csv")),
];

/// How large the photos are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pictures {
    /// Large enough to look at.
    Whole,
    /// As small as they can be, where nobody looks at them.
    Small,
}

/// What a filled storage holds.
#[derive(Clone, Copy, Debug)]
pub struct Filled {
    /// Whether it was filled now and not before.
    pub fresh: bool,
    /// Records, photos and what waits.
    pub counts: Counts,
}

/// Somebody who can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// What they sign in with.
    pub name: &'static str,
    /// What they are called.
    pub full_name: &'static str,
    /// Their password, which everybody knows.
    pub password: &'static str,
    /// What they are.
    pub role: RoleWords,
}

/// A role in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoleWords(&'static str);

impl fmt::Display for RoleWords {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self.0 {
            "administrator" => "Quản trị / Administrator",
            "reviewer" => "Người rà soát / Reviewer",
            "evaluator" => "Người đánh giá / Evaluator",
            "inspector" => "Thành viên đoàn kiểm tra / Inspector",
            "commune_officer" => "Cán bộ xã / Commune officer",
            other => other,
        })
    }
}

/// The demo's people, in the order of their file.
pub fn accounts() -> impl Iterator<Item = Account> {
    PEOPLE.lines().skip(1).filter_map(|line| {
        let mut cells = line.split(',');
        let (name, full_name, role) = (cells.next()?, cells.next()?, cells.next()?);
        Some(Account { name, full_name, role: RoleWords(role), password: cells.next_back()? })
    })
}

/// Fills an empty storage; leaves one that is filled as it is, and goes on where filling was broken off.
///
/// # Errors
/// Where a storage cannot be opened, fails, or holds something else.
pub async fn fill(config: &Config, pictures: Pictures, bar: &ProgressBar) -> anyhow::Result<Filled> {
    let storages = Storages::open(config).await?;
    let store = storages.store.clone();
    let fresh = begin(&store).await?;
    if fresh {
        let app = App::start_on(storages, config.clone(), Clock::standing(BEGINS)).await?;
        tell(&app, pictures, bar).await?;
    }
    let counts = store.read().await?.counts().await?;
    store.close().await;
    Ok(Filled { fresh, counts })
}

/// Whether there is something to fill; marks the store as the demo's where it is empty.
async fn begin(store: &Store) -> anyhow::Result<bool> {
    let mut writer = store.write().await?;
    match writer.meta(MARK).await?.as_deref() {
        Some(FILLED) => return Ok(false),
        Some(FILLING) => return Ok(true),
        Some(other) => bail!("this storage holds the demo data of another version ({other}); name another folder"),
        None => {}
    }
    if !writer.people().await?.is_empty() || !writer.units().await?.is_empty() {
        bail!("this storage holds data that is not the demo's; the demo fills only an empty one: name another folder");
    }
    writer.set_meta(MARK, FILLING).await?;
    writer.commit(&[Entry::new(BEGINS, Actor::System, "demo.begun", MARK)]).await?;
    Ok(true)
}

/// Lets it happen.
async fn tell(app: &App, pictures: Pictures, bar: &ProgressBar) -> anyhow::Result<()> {
    let script = script::read(RECORDS).context("the demo's records cannot be read")?;
    let story = story::read(STORY).context("the demo's story cannot be read")?;
    bar.set_length((FILES.len() + script.len() + story.len()) as u64);
    bar.set_message("danh mục / lists");
    builtin::seed(app).await.context("what is built in cannot be written")?;
    let on: Date = "2024-06-01".parse().context("the day of the lists")?;
    for (what, name, bytes) in FILES {
        let source = Source { name: format!("demo/{name}"), bytes: Bytes::from_static(bytes), on: Some(on) };
        import(app, what, source, Actor::System, false).await.map_err(|why| refused(name, why))?;
        bar.inc(1);
    }
    let mut desks = Desks::new(app).await?;
    let mut acts = story.iter().peekable();
    let nothing = HashMap::new();
    while let Some(act) = acts.next_if(|act| act.at.at < PHONES) {
        desks.play(act, &nothing).await.with_context(|| format!("the demo's act of {}", act.at))?;
        bar.inc(1);
    }
    app.clock.advance((PHONES.0 - app.clock.now().0).max(0));
    let phones = Phones::enrol(app).await?;
    let maker = match pictures {
        Pictures::Whole => PhotoMaker::new(SEED, None, true),
        Pictures::Small => PhotoMaker::new(SEED, Some(1), false),
    };
    let mut player = Player::new(app, phones, maker).await?;
    bar.set_message("phiếu, ảnh, phát hiện, báo cáo / records, photos, findings, reports");
    for (number, scene) in (0_u64..).zip(script) {
        while let Some(act) = acts.next_if(|act| act.at.at < scene.captured_at.at) {
            desks.play(act, player.records()).await.with_context(|| format!("the demo's act of {}", act.at))?;
            bar.inc(1);
        }
        player.play(number, &scene).await.with_context(|| format!("the demo's record {}", scene.key))?;
        bar.inc(1);
    }
    for act in acts {
        desks.play(act, player.records()).await.with_context(|| format!("the demo's act of {}", act.at))?;
        bar.inc(1);
    }
    let mut writer = app.store.write().await?;
    writer.set_meta(MARK, FILLED).await?;
    writer.commit(&[Entry::new(app.clock.now(), Actor::System, "demo.filled", MARK)]).await?;
    Ok(())
}

fn refused(name: &str, why: ApplyError) -> anyhow::Error {
    match why {
        ApplyError::Rows(problems) => {
            let first = problems.first().map(|problem| format!("{problem:?}")).unwrap_or_default();
            anyhow::anyhow!("{name}: {} problems, the first: {first}", problems.len())
        }
        ApplyError::Store(error) => anyhow::Error::new(error).context(name.to_owned()),
    }
}

#[cfg(test)]
mod tests;
