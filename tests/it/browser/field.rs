//! `/field`: an inspector's day with no signal, on either storage. The browser is killed twice, the network comes back
//! in pieces, the server is killed, answers are lost; afterwards each record and each photo is there once, as it was made.

use std::{collections::BTreeMap, fmt::Write as _, path::Path, process::Stdio, time::Duration};

use mobile_sync_protocol::{ids::Sha256, time::Timestamp};
use serde::Deserialize;
use serde_json::Value;
use thucdia::clock::Clock;
use thucdia_tests::{
    builders,
    program::{self, Program},
    server::{Kind, Storage},
};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};

use super::{top, walk};

const INSPECTOR: &str = "kiemtra1";
/// How many subjects the visit has, and so how many records are made of them.
const SUBJECTS: usize = 20;
const PATIENCE: Duration = Duration::from_mins(12);

/// What the phone says that it handed in.
#[derive(Debug, Deserialize)]
struct Handed {
    /// Records, each with its snapshots, oldest first.
    records: BTreeMap<String, Vec<String>>,
    /// Photos and signatures: what they are called, and what their bytes were hashed to outside of the browser.
    photos: BTreeMap<Sha256, Sha256>,
}

/// One of the files that fill the district, and the import that reads it.
async fn import(storage: &Storage, what: &str, file: &Path) {
    let done = program::command(storage, &["import", what, file.to_str().unwrap()]).output().await.unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{what}: {said}");
}

/// A commune of today with a visit of today, so that the phone's own clock can be what it is.
async fn fill(storage: &Storage, folder: &Path) {
    let now = Clock::system().now();
    let day = |later: i64| Timestamp(now.0 + later * 86_400_000).date_at(7 * 3_600);
    let mut subjects = String::from(
        "code,kind,name,sub_project_code,commune_code,village,lat,lon,site_quality,planned.progress_percent\n",
    );
    let mut codes = Vec::new();
    for number in 0..SUBJECTS {
        // A line of works north of the village, some 110 m apart.
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        let lat = 21.85 + number as f64 * 0.001;
        let code = format!("CT-{number:02}");
        writeln!(
            subjects,
            "{code},work,Đường bê tông số {},DA1.1,06286,Bản Khính,{lat:.4},106.6673,surveyed,80",
            number + 1
        )
        .unwrap();
        codes.push(code);
    }
    let visits = format!(
        "title,plan,starts_on,ends_on,commune_codes,subject_codes,team\n\
         Đợt kiểm tra xã Khánh Khê,Kế hoạch số 45/KH-UBND,{},{},06286,{},{INSPECTOR}:head\n",
        day(0),
        day(2),
        codes.join(";")
    );
    let people = format!("name,full_name,role,unit_code\n{INSPECTOR},Hoàng Văn An,inspector,20\n");
    let shared = |name: &str| builders::shared(name).to_vec();
    let files = [
        ("units", "units.csv", shared("van-quan-units.csv")),
        ("boundaries", "communes.geojson", shared("van-quan-communes-2025.geojson")),
        ("people", "people.csv", people.into_bytes()),
        ("subjects", "subjects.csv", subjects.into_bytes()),
        ("visits", "visits.csv", visits.into_bytes()),
    ];
    for (what, name, bytes) in files {
        let file = folder.join(name);
        std::fs::write(&file, bytes).unwrap();
        import(storage, what, &file).await;
    }
}

async fn code(storage: &Storage) -> String {
    let done = program::command(storage, &["enrol", INSPECTOR, "--json"]).output().await.unwrap();
    let told: Value = serde_json::from_slice(&done.stdout).unwrap();
    told["code"].as_str().unwrap().to_owned()
}

/// Walks through the day. The script says `@restart` where the server is to be killed and served again, and at the end
/// `@handed` with what the phone handed in.
async fn day(storage: &Storage, mut program: Program, kind: Kind) -> (Program, Handed) {
    let mut script = walk("field", "field/day.js");
    script.env("THUCDIA_URL", &program.url).env("THUCDIA_CODE", code(storage).await);
    script.env("THUCDIA_SUBJECTS", SUBJECTS.to_string());
    if kind == Kind::SqliteFolder {
        script.env("THUCDIA_PICTURES", top().join("screenshots"));
    }
    let mut child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (mut said, mut handed) = (String::new(), None);
    while let Some(line) = lines.next_line().await.unwrap() {
        if line == "@restart" {
            program = program.kill_and_serve_again(storage).await;
            stdin.write_all(b"served\n").await.unwrap();
        } else if let Some(json) = line.strip_prefix("@handed ") {
            handed = Some(serde_json::from_str(json).unwrap());
        } else {
            writeln!(said, "{line}").unwrap();
        }
    }
    let mut complaints = String::new();
    child.stderr.take().unwrap().read_to_string(&mut complaints).await.unwrap();
    assert!(child.wait().await.unwrap().success(), "{said}{complaints}");
    println!("{said}");
    (program, handed.unwrap_or_else(|| panic!("nothing was handed in: {said}")))
}

/// Every byte that the store keeps under a photo's name, whose first letters are a folder.
fn stored(storage: &Storage) -> BTreeMap<String, Vec<u8>> {
    let name = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    thucdia_tests::server::files(&storage.photos())
        .into_iter()
        .map(|file| {
            let folder = name(file.parent().and_then(Path::file_name));
            (folder + &name(file.file_name()), std::fs::read(&file).unwrap())
        })
        .collect()
}

async fn a_day_with_no_signal_ends_with_everything_once(kind: Kind) {
    let storage = Storage::new(kind).await;
    let folder = tempfile::tempdir().unwrap();
    fill(&storage, folder.path()).await;
    let program = Program::serve(&storage, "127.0.0.1:0").await;
    let (program, handed) = tokio::time::timeout(PATIENCE, day(&storage, program, kind)).await.unwrap();
    program.kill().await;

    assert_eq!(handed.records.len(), SUBJECTS);
    assert!(handed.photos.len() >= 3 * SUBJECTS, "{} photos", handed.photos.len());
    let config = storage.config(1);
    let storages = storage.open(&config).await;
    let mut session = storages.store.read().await.unwrap();
    let counts = session.counts().await.unwrap();
    let snapshots: usize = handed.records.values().map(Vec::len).sum();
    assert_eq!(
        (counts.records, counts.revisions, counts.photos),
        (
            i64::try_from(handed.records.len()).unwrap(),
            i64::try_from(snapshots).unwrap(),
            i64::try_from(handed.photos.len()).unwrap()
        )
    );
    for (record, snapshots) in &handed.records {
        let ids: Vec<_> = snapshots.iter().map(|id| id.parse().unwrap()).collect();
        let kept = session.revisions_by_id(&ids).await.unwrap();
        assert!(kept.iter().all(|kept| kept.record.to_string() == *record), "{record}");
        assert_eq!(kept.len(), ids.len(), "record {record}");
    }
    drop(session);
    storages.store.close().await;
    let stored = stored(&storage);
    for (name, outside) in &handed.photos {
        let bytes = stored.get(&name.to_string()).unwrap_or_else(|| panic!("the bytes of photo {name} are missing"));
        assert_eq!((Sha256::of(bytes), *outside), (*name, *name), "photo {name}");
    }
    // Signatures over canonical forms, hashes of photos, the log: everything again, from what is stored.
    let verified = program::command(&storage, &["verify", "--json"]).output().await.unwrap();
    let said = String::from_utf8_lossy(&verified.stdout).into_owned() + &String::from_utf8_lossy(&verified.stderr);
    assert!(verified.status.success(), "{said}");
}

mod sqlite_folder {
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_day_with_no_signal_ends_with_everything_once() {
        super::a_day_with_no_signal_ends_with_everything_once(super::Kind::SqliteFolder).await;
    }
}

mod postgres_s3 {
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_day_with_no_signal_ends_with_everything_once() {
        super::a_day_with_no_signal_ends_with_everything_once(super::Kind::PostgresS3).await;
    }
}
