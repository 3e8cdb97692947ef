//! Files that people take along: a register of many records as a table of text, and photos as one package, with the
//! memory that each takes and, for the package, how it compares with copying the same photos with `cp`.
//!
//! `cargo bench -p thucdia --bench exports [-- RECORDS MEGABYTES]`

#![expect(clippy::indexing_slicing, clippy::expect_used, reason = "what is made here is known to be there")]

use std::{collections::BTreeMap, path::Path, process::Command, time::Instant};

use bytes::Bytes;
use mobile_sync_protocol::{
    answer::{Answer, Outcome, Value},
    canonical::canonical_of,
    checklist::SubjectKind,
    ids::{DeviceId, PersonId, RecordId, RevisionId, Sha256, SubProjectId, SubjectId, UnitId},
    place::{Fix, FixSource},
    record::{ChecklistRef, Photo, Revision},
    registry::{Subject, Unit, UnitType},
    sync::RecordStatus,
    time::{OffsetTime, Timestamp},
};
use thucdia::{
    app::{App, Storages},
    auth::{Caller, Role},
    clock::Clock,
    config::{Config, Flags},
    desk::choice::RecordChoice,
    desk::people::{self, NewPerson},
    exports::{self, Ask, Format},
    geo::link::{Agreement, CommuneLink, LinkMethod, SubjectLink},
    registry::builtin,
    store::{Actor, Export, PersonRole, RecordRow, RevisionPlace, RevisionRow, RevisionSummary, StoredPhoto},
    sync::assess::Assessment,
};
use uuid::Uuid;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bytes of one photo.
const PHOTO: usize = 3 * 1024 * 1024;

fn main() -> Result<()> {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<u64>().ok());
    let (records, megabytes) = (numbers.next().unwrap_or(100_000), numbers.next().unwrap_or(256));
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let data = tempfile::tempdir()?;
        let config = Config::load(&Flags { data: Some(data.path().to_owned()), ..Flags::default() })?;
        let storages = Storages::open(&config).await?;
        let app = App::start_on(storages, config, Clock::system()).await?;
        builtin::seed(&app).await?;
        let ground = ground(&app).await?;
        fill(&app, &ground, records).await?;
        for format in [Format::Csv, Format::Xlsx] {
            let ask = Ask::Records { format, filter: RecordChoice::default(), open_households: false };
            let (export, seconds, megabytes) = made(&app, &ground.reviewer, ask).await?;
            println!(
                "{} records as {}: {:.1} s, {:.0} records a second, {:.0} MB, {megabytes:.0} MB of memory more at most",
                export.done,
                format.ending(),
                seconds,
                f64::from(u32::try_from(export.done)?) / seconds,
                mega(export.bytes),
            );
        }
        photos(&app, &ground, megabytes, data.path()).await
    })
}

fn mega(bytes: i64) -> f64 {
    f64::from(u32::try_from(bytes / 1024).unwrap_or(u32::MAX)) / 1024.0
}

struct Ground {
    commune: UnitId,
    sub_project: SubProjectId,
    subject: SubjectId,
    inspector: PersonId,
    reviewer: Caller,
}

async fn ground(app: &App) -> Result<Ground> {
    let (commune, subject) = (UnitId(Uuid::from_u128(1)), SubjectId(Uuid::from_u128(2)));
    let unit = Unit {
        id: commune,
        code: "06280".to_owned(),
        name: "Điềm He".to_owned(),
        unit_type: UnitType::Commune,
        parent: None,
        valid_from: None,
        valid_to: None,
        successor: None,
        boundary_quality: None,
        boundary: None,
    };
    let registry = app.registry.current();
    let sub_project = registry.sub_projects.values().find(|node| node.leaf).map(|node| node.id).expect("a leaf");
    let inspected = Subject {
        id: subject,
        kind: SubjectKind::Work,
        code: Some("CT-01".to_owned()),
        name: "Đường Bản Làn".to_owned(),
        sub_project,
        also: Vec::new(),
        commune,
        village: Some("Bản Làn".to_owned()),
        site: None,
        planned: BTreeMap::new(),
        unlisted: false,
    };
    let mut writer = app.store.write().await?;
    writer.put_unit(&unit).await?;
    writer.put_subjects(&[inspected], Timestamp(0)).await?;
    writer.registry_changed().await?;
    writer.commit_untraced().await?;
    app.registry.refresh().await?;
    let mut team = Vec::new();
    for (name, role) in [("inspector", Role::Inspector), ("reviewer", Role::Reviewer)] {
        let roles = vec![PersonRole { role, unit: commune }];
        let person = NewPerson {
            name: name.to_owned(),
            full_name: "Hoàng Văn An".to_owned(),
            password: None,
            phone: None,
            department: None,
            roles: roles.clone(),
        };
        let id = people::add(app, person, Actor::System).await?.id;
        team.push(Caller::person(id, roles));
    }
    let reviewer = team.remove(1);
    Ok(Ground { commune, sub_project, subject, inspector: team[0].person, reviewer })
}

/// What an inspector would have sent, with a dozen answers and these photos.
fn revision(ground: &Ground, number: u64, photos: Vec<Photo>) -> Revision {
    let at = OffsetTime {
        at: Timestamp(1_714_953_600_000 + i64::try_from(number).unwrap_or(0) * 1_000),
        offset_seconds: 7 * 3_600,
    };
    let fix = Fix {
        lat: 21.9040,
        lon: 106.5933,
        accuracy_m: 8.0,
        altitude_m: None,
        at,
        source: FixSource::Gnss,
        mocked: None,
    };
    let answer = |number: usize| {
        let value = if number.is_multiple_of(2) { Value::Outcome(Outcome::Pass) } else { Value::Number(12.5) };
        (format!("item_{number}").parse().expect("a key"), Answer { value, note: None })
    };
    Revision {
        record: RecordId(Uuid::from_u64_pair(0x018f_4b6a_0000_7000 | (number << 20), 1 << 63 | number)),
        revision: RevisionId(Uuid::from_u64_pair(0x018f_4b6b_0000_7000 | (number << 20), 1 << 63 | number)),
        base: None,
        checklist: ChecklistRef { id: "infrastructure_work".parse().expect("a key"), version: 1 },
        visit: None,
        subject: Some(ground.subject),
        new_subject: None,
        sub_project: ground.sub_project,
        commune: ground.commune,
        captured_at: at,
        fix: Some(fix),
        answers: (0..12).map(answer).collect(),
        photos,
        signature: None,
    }
}

/// The rows that intake would leave of a revision.
fn rows(ground: &Ground, revision: &Revision) -> Result<(RecordRow, RevisionRow)> {
    let (at, device) = (revision.captured_at.at, DeviceId(Uuid::from_u128(3)));
    let canonical = canonical_of(revision)?;
    let summary = RevisionSummary {
        id: revision.revision,
        record: revision.record,
        number: 1,
        base: None,
        joined: None,
        place: RevisionPlace::Main,
        device,
        person: ground.inspector,
        received_at: at,
        sha256: Sha256::of(&canonical),
    };
    let photos = revision.photos.iter().map(|photo| photo.sha256).collect();
    let row = RecordRow {
        id: revision.record,
        head: Some(revision.revision),
        status: RecordStatus::Received,
        revisions: 1,
        checklist: revision.checklist.clone(),
        visit: None,
        subject: ground.subject,
        sub_project: ground.sub_project,
        commune: ground.commune,
        person: ground.inspector,
        device,
        captured_at: at,
        captured_on: revision.captured_at.date(),
        first_received_at: at,
        changed_at: at,
        photos_missing: 0,
        held: 0,
        conflicts: 0,
        assessment: Assessment { score: Some(0.8), ..Assessment::default() },
        commune_link: CommuneLink {
            declared: ground.commune,
            derived: Some(ground.commune),
            method: LinkMethod::Boundary,
            distance_m: Some(0.0),
            accuracy_m: Some(8.0),
            quality: None,
            by: None,
            agreement: Agreement::Agrees,
        },
        subject_link: SubjectLink {
            subject: ground.subject,
            distance_m: None,
            nearest: None,
            method: LinkMethod::Declared,
            accuracy_m: None,
            quality: None,
            agreement: Agreement::Unknown,
        },
        evidence: None,
        outcomes: String::new(),
        kind: Some(SubjectKind::Work),
        decided: None,
    };
    Ok((row, RevisionRow { summary, signature: None, canonical: canonical.into(), photos }))
}

async fn fill(app: &App, ground: &Ground, records: u64) -> Result<()> {
    let begun = Instant::now();
    for first in (0..records).step_by(2_000) {
        let mut writer = app.store.write().await?;
        let made: Result<Vec<_>> = (first..(first + 2_000).min(records))
            .map(|number| rows(ground, &revision(ground, number, Vec::new())))
            .collect();
        let (records, revisions): (Vec<_>, Vec<_>) = made?.into_iter().unzip();
        writer.put_records(&records).await?;
        writer.insert_revisions(&revisions).await?;
        writer.commit_untraced().await?;
    }
    println!("{records} records made in {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}

/// Makes an export. Gives it, the seconds that it took, and the megabytes by which memory grew at most.
async fn made(app: &App, caller: &Caller, ask: Ask) -> Result<(Export, f64, f64)> {
    let export = exports::ask(app, caller, &ask).await?;
    // Peak memory is counted anew from here on.
    let _elsewhere = std::fs::write("/proc/self/clear_refs", "5");
    let before = memory("VmRSS:");
    let begun = Instant::now();
    assert!(exports::next(app, app.clock.id()).await?, "an export is due");
    let seconds = begun.elapsed().as_secs_f64();
    let grown = (memory("VmHWM:") - before).max(0.0);
    Ok((exports::find(app, caller.person, export.id).await?, seconds, grown))
}

/// A figure of this process's memory in megabytes; 0 where the system does not tell.
fn memory(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1024.0
}

async fn photos(app: &App, ground: &Ground, megabytes: u64, data: &Path) -> Result<()> {
    let count = megabytes * 1024 * 1024 / PHOTO as u64;
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = vec![0_u8; PHOTO];
    for number in 0..count {
        for chunk in bytes.chunks_exact_mut(8) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            chunk.copy_from_slice(&state.to_le_bytes());
        }
        let stored = app.blobs.put(Bytes::copy_from_slice(&bytes)).await?;
        let revision = revision(ground, 10_000_000 + number, Vec::new());
        let photo = Photo {
            sha256: stored.sha256,
            bytes: stored.bytes,
            media_type: "image/jpeg".to_owned(),
            item: None,
            caption: None,
            taken_at: revision.captured_at,
            fix: None,
            signed_by: None,
        };
        let (record, revision) = rows(ground, &Revision { photos: vec![photo], ..revision })?;
        let row = StoredPhoto {
            sha256: stored.sha256,
            bytes: i64::try_from(stored.bytes)?,
            media_type: "image/jpeg".to_owned(),
            device: None,
            stored_at: record.first_received_at,
        };
        let mut writer = app.store.write().await?;
        writer.put_records(&[record]).await?;
        writer.insert_revisions(&[revision]).await?;
        writer.insert_photos(&[row]).await?;
        writer.commit_untraced().await?;
    }
    let day = |number: u64| revision(ground, number, Vec::new()).captured_at.date();
    let filter = RecordChoice { from: Some(day(10_000_000)), ..RecordChoice::default() };
    let (from, to) = (data.join("photos/photos"), data.join("copied"));
    for round in 1..=2 {
        let copied = Instant::now();
        Command::new("cp").arg("-r").arg(&from).arg(&to).status()?;
        Command::new("sync").arg("-f").arg(&to).status()?;
        let copied = copied.elapsed().as_secs_f64();
        std::fs::remove_dir_all(&to)?;
        let ask = Ask::Photos { format: Format::Zip, filter: filter.clone(), originals: true, open_households: false };
        let (export, seconds, more) = made(app, &ground.reviewer, ask).await?;
        println!(
            "{count} photos, {:.0} MB, as one package, round {round}: {seconds:.2} s, {:.0} MB a second, {more:.0} MB of \
             memory more at most; cp and sync of the same photos: {copied:.2} s; ratio {:.2}",
            mega(export.bytes),
            mega(export.bytes) / seconds,
            seconds / copied,
        );
        exports::remove(app, ground.reviewer.person, export.id).await?;
    }
    Ok(())
}
