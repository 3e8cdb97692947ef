use std::path::Path;

use mobile_sync_protocol::{ids::Sha256, sync::Outcome};

use super::*;
use crate::{
    audit::audit,
    progress::unwatched,
    store::Store,
    testing::{Field, config},
};

const PHOTOS: [&[u8]; 3] = [b"first photo", b"second photo", b"third photo"];

/// A phone with records of every sort: whole, waiting for a photo, joined, in conflict, held.
async fn filled(folder: &Path) -> Field {
    let field = Field::start(folder).await;
    for photo in PHOTOS {
        field.photo(photo).await;
    }
    let whole = field.revision(&[PHOTOS[0], PHOTOS[1]]);
    let waiting = field.revision(&[b"never comes"]);
    let (ours, theirs) = (field.next(&whole, "ours"), field.next(&whole, "theirs"));
    let held = field.next(&field.revision(&[]), "its base never comes");
    let pushed = [&whole, &waiting, &ours, &theirs, &held];
    let outcomes = field.push(&pushed).await;
    assert!(matches!(outcomes[0], Outcome::Accepted { .. }), "{outcomes:?}");
    assert!(matches!(outcomes[3], Outcome::Conflict { .. }), "{outcomes:?}");
    field
}

/// Every line of every table, without what a restore changes.
async fn lines(store: &Store) -> Vec<String> {
    let mut session = store.read().await.unwrap();
    let mut lines = Vec::new();
    for table in TABLES {
        let mut last: Option<DumpRow> = None;
        loop {
            let rows = session.dump_page(table, last.as_ref()).await.unwrap();
            for row in &rows {
                let changes = (table.name == "meta" && row.key() == "epoch")
                    || (table.name == "counter" && row.key() == "log")
                    || row.text("action") == Some("store.restored");
                if !changes {
                    let line: serde_json::Value = serde_json::from_str(&row.line().unwrap()).unwrap();
                    lines.push(format!("{} {line}", table.name));
                }
            }
            let Some(row) = rows.into_iter().next_back() else { break };
            last = Some(row);
        }
    }
    lines
}

async fn epoch(store: &Store) -> String {
    store.read().await.unwrap().meta(EPOCH).await.unwrap().unwrap()
}

async fn empty(folder: &Path) -> Storages {
    Storages::open(&config(folder)).await.unwrap()
}

#[tokio::test]
async fn a_restored_store_is_the_one_that_was_backed_up_with_another_epoch() {
    let temp = tempfile::tempdir().unwrap();
    let mut field = filled(&temp.path().join("one")).await;
    let folder = temp.path().join("backup");
    let made = backup(&field.storages(), &field.app.clock, &folder, &unwatched).await.unwrap();
    assert_eq!((made.photos_copied, made.photos_there), (3, 0));
    assert_eq!(made.manifest.photos, 3);

    let other = empty(&temp.path().join("two")).await;
    let restored = restore(&other, &field.app.clock, &folder, None, &unwatched).await.unwrap();
    assert_eq!(restored.photos, 3);
    assert_eq!(lines(&field.app.store).await, lines(&other.store).await);
    assert_ne!(epoch(&field.app.store).await, epoch(&other.store).await);
    assert_eq!(epoch(&other.store).await, restored.epoch.to_string());
    let newest = other.store.read().await.unwrap().log_after(0, 1000).await.unwrap().pop().unwrap();
    assert_eq!(newest.action, "store.restored");
    for photo in PHOTOS {
        assert_eq!(other.blobs.hash_check(Sha256::of(photo)).await.unwrap(), Sha256::of(photo));
    }
    let report = audit(&other, false, &unwatched).await.unwrap();
    assert!(report.valid, "{:?}", report.altered);
    assert_eq!(report.checked.photos, 3);

    // The restored store takes in what the phones hand in next.
    let app =
        crate::app::App::start_on(other, config(&temp.path().join("two")), field.app.clock.clone()).await.unwrap();
    field.app = app;
    let outcomes = field.push(&[&field.revision(&[])]).await;
    assert!(matches!(outcomes[0], Outcome::Accepted { .. }), "{outcomes:?}");
}

#[tokio::test]
async fn a_backup_that_is_made_while_phones_push_is_of_one_instant() {
    let temp = tempfile::tempdir().unwrap();
    let field = Field::start(&temp.path().join("one")).await;
    let folder = temp.path().join("backup");
    let pushing = async {
        for photo in PHOTOS.iter().cycle().take(60) {
            let revision = field.revision(&[photo]);
            let outcomes = field.push(&[&revision, &field.next(&revision, "next")]).await;
            assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Accepted { .. })));
            field.photo(photo).await;
        }
    };
    let storages = field.storages();
    let backing_up = async {
        let mut made = Vec::new();
        for _ in 0..3 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            made.push(backup(&storages, &field.app.clock, &folder, &unwatched).await.unwrap());
        }
        made
    };
    let ((), made) = tokio::join!(pushing, backing_up);
    for (number, made) in made.iter().enumerate() {
        let other = empty(&temp.path().join(format!("restored-{number}"))).await;
        restore(&other, &field.app.clock, &folder, Some(&made.snapshot), &unwatched).await.unwrap();
        let report = audit(&other, false, &unwatched).await.unwrap();
        assert!(report.valid, "{:?}", report.altered);
        assert_eq!(report.checked.records, made.manifest.counts["record"]);
    }
}

#[tokio::test]
async fn a_second_backup_at_the_same_time_is_kept_out() {
    let temp = tempfile::tempdir().unwrap();
    let field = Field::start(&temp.path().join("one")).await;
    let folder = temp.path().join("backup");
    make_private(&folder).unwrap();
    let held = files::lock(&folder).unwrap();
    let error = backup(&field.storages(), &field.app.clock, &folder, &unwatched).await.unwrap_err();
    assert!(error.to_string().contains("under way"), "{error:#}");
    drop(held);
    backup(&field.storages(), &field.app.clock, &folder, &unwatched).await.unwrap();
}

#[tokio::test]
async fn a_snapshot_of_another_migration_is_refused_and_names_the_version_to_use() {
    let temp = tempfile::tempdir().unwrap();
    let field = Field::start(&temp.path().join("one")).await;
    let folder = temp.path().join("backup");
    let mut made = backup(&field.storages(), &field.app.clock, &folder, &unwatched).await.unwrap();
    made.manifest.migration -= 1;
    let path = folder.join("snapshots").join(&made.snapshot).join(MANIFEST);
    fs::write(path, serde_json::to_vec(&made.manifest).unwrap()).unwrap();
    let other = empty(&temp.path().join("two")).await;
    let error = restore(&other, &field.app.clock, &folder, None, &unwatched).await.unwrap_err();
    assert!(error.to_string().contains("restore it with thucdia 0."), "{error:#}");
}

#[tokio::test]
async fn a_store_of_a_newer_version_is_refused_in_plain_words() {
    let temp = tempfile::tempdir().unwrap();
    let storages = empty(temp.path()).await;
    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (99, 'later', true, x'00', 0)";
    storages.store.tamper(later).await;
    storages.store.close().await;
    let error = format!("{:#}", Storages::open(&config(temp.path())).await.unwrap_err());
    assert!(error.contains("migration 99") && error.contains("newer version"), "{error}");
}

#[tokio::test]
async fn a_second_backup_copies_only_what_is_new() {
    let temp = tempfile::tempdir().unwrap();
    let field = filled(&temp.path().join("one")).await;
    let folder = temp.path().join("backup");
    backup(&field.storages(), &field.app.clock, &folder, &unwatched).await.unwrap();
    field.photo(b"fourth photo").await;
    tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    let made = backup(&field.storages(), &field.app.clock, &folder, &unwatched).await.unwrap();
    assert_eq!((made.photos_copied, made.photos_there), (1, 3));
    assert_eq!(snapshot_folders(&folder).unwrap().len(), 2);
    assert_eq!(manifest(&folder, None).unwrap().0, made.snapshot);
}

#[tokio::test]
async fn an_interrupted_backup_is_no_snapshot_and_is_cleared_away_by_the_next() {
    let temp = tempfile::tempdir().unwrap();
    let field = filled(&temp.path().join("one")).await;
    let folder = temp.path().join("backup");
    let unfinished = folder.join("snapshots/2024-01-01T000000.000Z");
    make_private(&unfinished.join("tables")).unwrap();
    make_private(&folder.join("temp")).unwrap();
    fs::write(folder.join("temp").join(Sha256::of(PHOTOS[0]).to_string()), b"half").unwrap();
    assert!(manifest(&folder, None).is_err());
    let made = backup(&field.storages(), &field.app.clock, &folder, &unwatched).await.unwrap();
    assert!(!unfinished.exists());
    assert_eq!(manifest(&folder, None).unwrap().0, made.snapshot);
}

#[tokio::test]
async fn a_photo_whose_bytes_the_store_lost_is_named_and_does_not_stop_the_backup() {
    let temp = tempfile::tempdir().unwrap();
    let field = filled(&temp.path().join("one")).await;
    let folder = temp.path().join("backup");
    let lost = Sha256::of(PHOTOS[1]);
    field.app.blobs.delete(lost).await.unwrap();
    let made = backup(&field.storages(), &field.app.clock, &folder, &unwatched).await.unwrap();
    assert_eq!(made.manifest.photos_lost, [lost]);
    let other = empty(&temp.path().join("two")).await;
    let restored = restore(&other, &field.app.clock, &folder, None, &unwatched).await.unwrap();
    assert_eq!((restored.photos, restored.photos_lost), (2, vec![lost]));
    let report = audit(&other, true, &unwatched).await.unwrap();
    assert_eq!(report.altered.len(), 1);
    assert_eq!((report.altered[0].kind, report.altered[0].id.clone()), ("photo", lost.to_string()));
}

#[tokio::test]
async fn a_restore_refuses_a_store_that_is_in_use() {
    let temp = tempfile::tempdir().unwrap();
    let field = filled(&temp.path().join("one")).await;
    let folder = temp.path().join("backup");
    backup(&field.storages(), &field.app.clock, &folder, &unwatched).await.unwrap();
    let error = restore(&field.storages(), &field.app.clock, &folder, None, &unwatched).await.unwrap_err();
    assert!(error.to_string().contains("in use"), "{error:#}");
}

#[tokio::test]
async fn a_damaged_member_or_photo_is_refused_and_leaves_the_store_empty() {
    let temp = tempfile::tempdir().unwrap();
    let field = filled(&temp.path().join("one")).await;
    let folder = temp.path().join("backup");
    let made = backup(&field.storages(), &field.app.clock, &folder, &unwatched).await.unwrap();
    let member = folder.join("snapshots").join(&made.snapshot).join("tables/revision.jsonl.zst");
    for path in [member, photo_path(&folder, Sha256::of(PHOTOS[2]))] {
        let whole = fs::read(&path).unwrap();
        let mut bytes = whole.clone();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&path, bytes).unwrap();
        let other = empty(&temp.path().join("two")).await;
        let error = restore(&other, &field.app.clock, &folder, None, &unwatched).await.unwrap_err();
        assert!(format!("{error:#}").contains("is damaged"), "{error:#}");
        assert_eq!(other.store.read().await.unwrap().first_used_table().await.unwrap(), None);
        fs::write(&path, whole).unwrap();
    }
}

/// Runs where `THUCDIA_TEST_POSTGRES` names an empty scratch database.
#[tokio::test]
async fn a_backup_moves_between_the_two_databases_and_back() {
    let Ok(address) = std::env::var("THUCDIA_TEST_POSTGRES") else { return };
    let temp = tempfile::tempdir().unwrap();
    let field = filled(&temp.path().join("one")).await;
    let (there, back) = (temp.path().join("there"), temp.path().join("back"));
    backup(&field.storages(), &field.app.clock, &there, &unwatched).await.unwrap();
    let mut settings = config(&temp.path().join("two"));
    settings.database_url.0 = address;
    let postgres = Storages::open(&settings).await.unwrap();
    restore(&postgres, &field.app.clock, &there, None, &unwatched).await.unwrap();
    let report = audit(&postgres, false, &unwatched).await.unwrap();
    assert!(report.valid, "{:?}", report.altered);
    backup(&postgres, &field.app.clock, &back, &unwatched).await.unwrap();
    let sqlite = empty(&temp.path().join("three")).await;
    restore(&sqlite, &field.app.clock, &back, None, &unwatched).await.unwrap();
    assert_eq!(lines(&field.app.store).await, lines(&sqlite.store).await);
    let report = audit(&sqlite, false, &unwatched).await.unwrap();
    assert!(report.valid, "{:?}", report.altered);
}
