//! The reviewers' queue with 100,000 records and 300,000 photo rows: every filter, every order, page after page, through
//! HTTP, on SQLite and, where `THUCDIA_BENCH_POSTGRES` names a database that may be filled, on PostgreSQL.
//!
//! `cargo bench -p thucdia --bench queue [-- RECORDS]`; `.ci/with-services sh -c 'THUCDIA_BENCH_POSTGRES=…'` for both.

#![expect(clippy::indexing_slicing, clippy::expect_used, reason = "what is made here is known to be there")]

use std::{collections::BTreeMap, time::Instant};

use mobile_sync_protocol::{
    checklist::SubjectKind,
    evidence::{Answer, EvidenceSummary, Reason},
    ids::{DeviceId, PersonId, RecordId, RevisionId, Sha256, SubProjectId, SubjectId, UnitId},
    record::ChecklistRef,
    registry::{Subject, Unit, UnitType},
    sync::RecordStatus,
    text::Text,
    time::Timestamp,
};
use reqwest::{Client, header::COOKIE};
use thucdia::{
    app::{App, Storages},
    auth::{Role, token},
    clock::Clock,
    config::{Config, Flags, Secret},
    desk::people::{self, NewPerson},
    geo::link::{Agreement, CommuneLink, LinkMethod, SubjectLink},
    http,
    registry::builtin,
    review::record::{Action, Decided},
    simulate::rng::Dice,
    store::{Actor, Evidence, PersonRole, RecordRow, StoredPhoto, Writer},
    sync::assess::Assessment,
};
use tokio::net::TcpListener;
use uuid::Uuid;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const COMMUNES: u64 = 17;
const SUBJECTS: u64 = 5_000;
const PEOPLE: u64 = 40;
const PHOTOS: usize = 3;
const WORDS: [&str; 12] =
    ["Đường", "Bản", "Làn", "Nhà", "văn", "hóa", "Kênh", "Nà", "Bung", "Hoàng", "Thị", "Nuôi trâu"];
const RULES: [(&str, u64); 4] =
    [("photos.required", 3), ("place.site", 10), ("photo.alike", 200), ("place.mocked", 20_000)];

fn main() -> Result<()> {
    let _twice_is_fine = rustls::crypto::ring::default_provider().install_default();
    let records = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let data = tempfile::tempdir()?;
        let mut config = Config::load(&Flags { data: Some(data.path().to_owned()), ..Flags::default() })?;
        run("SQLite", config.clone(), records).await?;
        if let Ok(address) = std::env::var("THUCDIA_BENCH_POSTGRES") {
            config.database_url = Secret(address);
            return run("PostgreSQL", config, records).await;
        }
        println!("PostgreSQL: set THUCDIA_BENCH_POSTGRES to a database that may be filled");
        Ok(())
    })
}

/// What the made records are about.
struct Ground {
    communes: Vec<UnitId>,
    sub_projects: Vec<SubProjectId>,
    subjects: Vec<Subject>,
    people: Vec<PersonId>,
}

async fn run(name: &str, config: Config, records: u64) -> Result<()> {
    let storages = Storages::open(&config).await?;
    let app = App::start_on(storages, config, Clock::system()).await?;
    builtin::seed(&app).await?;
    let begun = Instant::now();
    let (ground, reviewer) = ground(&app).await?;
    for first in (0..records).step_by(1_000) {
        let mut writer = app.store.write().await?;
        fill(&mut writer, &ground, first..(first + 1_000).min(records)).await?;
        writer.commit_untraced().await?;
    }
    println!(
        "{name}: {records} records with {} photo rows made in {:.0} s",
        records * PHOTOS as u64,
        begun.elapsed().as_secs_f64()
    );
    measure(name, &app, &ground, reviewer).await
}

async fn ground(app: &App) -> Result<(Ground, PersonId)> {
    let mut dice = Dice::new(1, "ground", 0);
    let id = |kind: u64, number: u64| Uuid::from_u64_pair(kind << 48 | 0x7000, 1 << 63 | number);
    let district = UnitId(id(1, 0));
    let unit = |unit: UnitId, number: u64, unit_type, parent| Unit {
        id: unit,
        code: format!("{number:05}"),
        name: format!("Đơn vị {number}"),
        unit_type,
        parent,
        valid_from: None,
        valid_to: None,
        successor: None,
        boundary_quality: None,
        boundary: None,
    };
    let communes: Vec<UnitId> = (1..=COMMUNES).map(|number| UnitId(id(1, number))).collect();
    let mut units = vec![unit(district, 0, UnitType::District, None)];
    units.extend(
        (1..).zip(&communes).map(|(number, commune)| unit(*commune, number, UnitType::Commune, Some(district))),
    );
    let registry = app.registry.current();
    let sub_projects: Vec<SubProjectId> =
        registry.sub_projects.values().filter(|node| node.leaf).map(|node| node.id).collect();
    let mut pick = |most: usize| dice.below(most);
    let subjects: Vec<Subject> = (0..SUBJECTS)
        .map(|number| Subject {
            id: SubjectId(id(2, number)),
            kind: SubjectKind::ALL[pick(5)],
            code: Some(format!("S-{number:05}")),
            name: (0..4).map(|_| WORDS[pick(WORDS.len())]).collect::<Vec<_>>().join(" "),
            sub_project: sub_projects[pick(sub_projects.len())],
            also: Vec::new(),
            commune: communes[pick(communes.len())],
            village: None,
            site: None,
            planned: BTreeMap::new(),
            unlisted: false,
        })
        .collect();
    let mut writer = app.store.write().await?;
    for unit in &units {
        writer.put_unit(unit).await?;
    }
    for unit in &units {
        writer.relate_unit(unit).await?;
    }
    writer.put_subjects(&subjects, Timestamp(0)).await?;
    writer.registry_changed().await?;
    writer.commit_untraced().await?;
    app.registry.refresh().await?;
    let mut team = Vec::new();
    for number in 0..=PEOPLE {
        let role = if number == 0 { Role::Reviewer } else { Role::Inspector };
        let person = NewPerson {
            name: format!("p{number}x"),
            full_name: format!("Hoàng Văn {number}"),
            password: None,
            phone: None,
            department: None,
            roles: vec![PersonRole { role, unit: district }],
        };
        team.push(people::add(app, person, Actor::System).await?.id);
    }
    let reviewer = team.remove(0);
    Ok((Ground { communes, sub_projects, subjects, people: team }, reviewer))
}

/// Writes records as intake, review and evidence would leave them.
async fn fill(writer: &mut Writer, ground: &Ground, numbers: std::ops::Range<u64>) -> Result<()> {
    let mut rows = Vec::new();
    let mut photos = Vec::new();
    for number in numbers {
        let row = record(ground, number);
        for photo in 0..PHOTOS {
            let sha256 = Sha256::of(format!("{number} {photo}").as_bytes());
            photos.push(StoredPhoto {
                sha256,
                bytes: 1,
                media_type: "image/jpeg".to_owned(),
                device: None,
                stored_at: row.first_received_at,
            });
        }
        rows.push(row);
    }
    writer.put_records(&rows).await?;
    writer.insert_photos(&photos).await?;
    for row in &rows {
        let Some((summary, worst)) = evidence(row) else { continue };
        let head = row.head.unwrap_or(RevisionId(row.id.0));
        let said = Evidence {
            record: row.id,
            number: 1,
            revision: head,
            checked_at: row.first_received_at,
            cause: "arrival".to_owned(),
            sha256: Sha256([0; 32]),
            checks: b"[]".to_vec(),
        };
        writer.put_evidence(&said, &summary, &worst).await?;
    }
    Ok(())
}

fn record(ground: &Ground, number: u64) -> RecordRow {
    let mut dice = Dice::new(1, "record", number);
    let mut pick = |most: usize| dice.below(most);
    let subject = &ground.subjects[pick(ground.subjects.len())];
    let id = Uuid::from_u64_pair(0x018f_4b6a_0000_7000 | (number << 20), 1 << 63 | number);
    let at = Timestamp(1_714_953_600_000 + i64::try_from(number).unwrap_or(0) * 30_000);
    let head = RevisionId(id);
    let (status, decided) = match pick(20) {
        0 => (RecordStatus::Waiting, None),
        1..8 => (RecordStatus::Received, None),
        8 => (RecordStatus::Returned, Some(Decided { action: Action::Return, head })),
        _ => (RecordStatus::Accepted, Some(Decided { action: Action::Accept, head })),
    };
    let (commune, subject_id) = (subject.commune, subject.id);
    RecordRow {
        id: RecordId(id),
        head: Some(head),
        status,
        revisions: 1,
        checklist: ChecklistRef { id: "infrastructure_work".parse().expect("a key"), version: 1 },
        visit: None,
        subject: subject_id,
        sub_project: subject.sub_project,
        commune,
        person: ground.people[pick(ground.people.len())],
        device: DeviceId(Uuid::from_u128(1)),
        captured_at: at,
        captured_on: at.date_at(7 * 3_600),
        first_received_at: at,
        changed_at: at,
        photos_missing: i64::from(status == RecordStatus::Waiting),
        held: 0,
        conflicts: i64::from(pick(2_000) == 0),
        assessment: Assessment { score: Some(0.8), ..Assessment::default() },
        commune_link: CommuneLink {
            declared: commune,
            derived: Some(commune),
            method: LinkMethod::Boundary,
            distance_m: Some(0.0),
            accuracy_m: Some(6.0),
            quality: None,
            by: None,
            agreement: Agreement::Agrees,
        },
        subject_link: SubjectLink {
            subject: subject_id,
            distance_m: Some(12.0),
            nearest: None,
            method: LinkMethod::Distance,
            accuracy_m: Some(6.0),
            quality: None,
            agreement: Agreement::Agrees,
        },
        evidence: None,
        kind: Some(subject.kind),
        outcomes: String::new(),
        decided,
    }
}

fn evidence(row: &RecordRow) -> Option<(EvidenceSummary, BTreeMap<&'static str, Answer>)> {
    if row.status == RecordStatus::Waiting {
        return None;
    }
    let number = row.id.0.as_u64_pair().1 & !(1 << 63);
    let raised: Vec<&str> =
        RULES.iter().filter(|(_, every)| number.is_multiple_of(*every)).map(|(rule, _)| *rule).collect();
    let answer = match raised.len() {
        0 => Answer::Pass,
        1 => Answer::Warn,
        _ => Answer::Fail,
    };
    let reason = |rule: &&str| Reason {
        rule: (*rule).to_owned(),
        answer,
        photo: None,
        text: Text::new("Vị trí ngoài ranh giới xã 3,2 km", "The place is 3.2 km outside of the commune"),
    };
    let summary = EvidenceSummary {
        revision: row.head?,
        checked_at: row.first_received_at,
        answer,
        passed: 30,
        warned: u32::try_from(raised.len()).unwrap_or(0),
        failed: 0,
        not_applicable: 4,
        reasons: raised.iter().map(reason).collect(),
    };
    Some((summary, raised.into_iter().map(|rule| (rule, answer)).collect()))
}

/// The filters that are tried, each in every order.
fn filters(ground: &Ground) -> Vec<String> {
    let (commune, sub_project, person) = (ground.communes[3], ground.sub_projects[2], ground.people[7]);
    let mut filters: Vec<String> = [
        "",
        "status=received",
        "status=returned",
        "status=waiting",
        "evidence=fail",
        "evidence=not_applicable",
        "kind=household",
        "conflicts=true",
        "from=2024-06-01&to=2024-06-07",
        "from=2030-01-01",
        "rule=photos.required",
        "rule=photo.alike",
        "rule=place.mocked",
        "q=duong",
        "q=S-00042",
        "q=hoang van 13",
        "q=khong co",
        "q=duong&status=returned&evidence=warn",
    ]
    .map(str::to_owned)
    .to_vec();
    filters.push(format!("commune={commune}"));
    filters.push(format!("commune={commune}&status=returned&kind=model"));
    filters.push(format!("sub_project={sub_project}&evidence=fail"));
    filters.push(format!("person={person}"));
    filters.push(format!("person={person}&commune={commune}&from=2024-06-01&conflicts=true"));
    filters
}

async fn measure(name: &str, app: &App, ground: &Ground, reviewer: PersonId) -> Result<()> {
    let secret = token::new(&app.clock);
    let now = app.clock.now();
    let mut writer = app.store.write_apart().await?;
    writer.insert_session(&token::hash(&secret), reviewer, now, Timestamp(now.0 + 86_400_000)).await?;
    writer.commit_untraced().await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let serving = http::serve(listener, http::router(app.clone()))?;
    let url = format!("http://{}/api/v1/records", serving.address);
    let client = Client::builder().no_proxy().build()?;
    let ask = async |path: &str| -> Result<(f64, serde_json::Value)> {
        let begun = Instant::now();
        let answer = client.get(path).header(COOKIE, format!("thucdia_session={secret}")).send().await?;
        let body = answer.error_for_status()?.bytes().await?;
        Ok((begun.elapsed().as_secs_f64() * 1_000.0, serde_json::from_slice(&body)?))
    };
    let (mut pages, mut counts, mut worst) = (Vec::new(), Vec::new(), (0.0, String::new()));
    for round in 0..3 {
        for filter in filters(ground) {
            for sort in ["newest", "oldest", "worst"] {
                let mut after = String::new();
                for page in 0..4 {
                    let query = format!("{filter}&sort={sort}&limit=50{after}");
                    let (ms, body) = ask(&format!("{url}?{query}")).await?;
                    // The first round warms up.
                    if round > 0 {
                        pages.push(ms);
                        if ms > worst.0 {
                            worst = (ms, format!("{filter} sort={sort} page {page}"));
                        }
                    }
                    let Some(next) = body["next"].as_str() else { break };
                    after = format!("&after={next}");
                }
            }
            let (ms, _) = ask(&format!("{url}/facets?{filter}")).await?;
            if round > 0 {
                counts.push(ms);
            }
        }
    }
    report(&format!("{name}: a page of 50"), &mut pages);
    println!("    the slowest, {:.1} ms: {}", worst.0, worst.1);
    report(&format!("{name}: counts under a filter"), &mut counts);
    serving.stop().await;
    Ok(())
}

fn report(what: &str, times: &mut [f64]) {
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or(f64::NAN);
    println!(
        "{what}: {} calls, median {:.1} ms, 95 % within {:.1} ms, all within {:.1} ms",
        times.len(),
        at(50),
        at(95),
        times.last().unwrap_or(&f64::NAN)
    );
}
