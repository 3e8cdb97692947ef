use std::path::PathBuf;

use mobile_sync_protocol::{ids::Sha256, sync::Outcome};

use super::*;
use crate::{progress::unwatched, testing::Field};

const PHOTO: &[u8] = b"a photo";

struct Scene {
    field: Field,
    temp: tempfile::TempDir,
    revision: String,
    record: String,
}

/// One record with two snapshots and a photo.
async fn scene() -> Scene {
    let temp = tempfile::tempdir().unwrap();
    let field = Field::start(temp.path()).await;
    field.photo(PHOTO).await;
    let first = field.revision(&[PHOTO]);
    let second = field.next(&first, "afterwards");
    let outcomes = field.push(&[&first, &second]).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Accepted { .. })), "{outcomes:?}");
    Scene { field, temp, revision: second.revision.to_string(), record: second.record.to_string() }
}

impl Scene {
    async fn altered(&self, quick: bool) -> Vec<(&'static str, String)> {
        let report = audit(&self.field.storages(), quick, &unwatched).await.unwrap();
        assert_eq!(report.valid, report.altered.is_empty());
        report.altered.into_iter().map(|altered| (altered.kind, altered.id)).collect()
    }

    async fn tamper(&self, sql: &'static str) -> Vec<(&'static str, String)> {
        self.field.app.store.tamper(sql).await;
        self.altered(false).await
    }

    fn photo_file(&self) -> PathBuf {
        let name = Sha256::of(PHOTO).to_string();
        self.temp.path().join("photos/photos").join(&name[..2]).join(&name[2..])
    }
}

#[tokio::test]
async fn an_untouched_store_is_valid() {
    let scene = scene().await;
    let report = audit(&scene.field.storages(), false, &unwatched).await.unwrap();
    assert!(report.valid, "{:?}", report.altered);
    assert_eq!((report.checked.records, report.checked.revisions, report.checked.photos), (1, 2, 1));
    assert!(report.checked.log > 5);
}

#[tokio::test]
async fn one_flipped_byte_of_a_revision_is_named() {
    let scene = scene().await;
    let altered = scene
        .tamper("UPDATE revision SET canonical = CAST(replace(CAST(canonical AS TEXT), 'afterwards', 'afterwardz') AS BLOB) WHERE number = 2")
        .await;
    assert_eq!(altered, [("revision", scene.revision)]);
}

#[tokio::test]
async fn a_revision_whose_hash_was_made_to_fit_is_named_by_the_log() {
    let scene = scene().await;
    let altered = scene.tamper("UPDATE revision SET sha256 = zeroblob(32) WHERE number = 2").await;
    assert_eq!(altered, [("revision", scene.revision.clone()), ("revision", scene.revision)]);
}

#[tokio::test]
async fn a_removed_signature_and_another_phones_key_are_named() {
    let scene = scene().await;
    let altered = scene.tamper("UPDATE revision SET signature = NULL WHERE number = 2").await;
    assert_eq!(altered, [("revision", scene.revision)]);

    let scene = self::scene().await;
    let device = scene.field.device.id.to_string();
    let key = "UPDATE device SET public_key = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'";
    let altered = scene.tamper(key).await;
    assert_eq!(altered.len(), 3);
    assert_eq!(altered[0], ("device", device));
    assert!(altered.contains(&("revision", scene.revision)));
}

#[tokio::test]
async fn a_deleted_revision_is_named_by_the_log_and_by_its_record() {
    let scene = scene().await;
    let altered = scene.tamper("DELETE FROM revision WHERE number = 2").await;
    assert!(altered.contains(&("revision", scene.revision)), "{altered:?}");
    assert!(altered.contains(&("record", scene.record)), "{altered:?}");
}

#[tokio::test]
async fn a_deleted_record_leaves_revisions_that_are_named() {
    let scene = scene().await;
    let altered = scene.tamper("DELETE FROM record").await;
    assert_eq!(altered.len(), 2);
    assert!(altered.contains(&("revision", scene.revision)), "{altered:?}");
}

#[tokio::test]
async fn a_record_that_does_not_follow_from_its_revisions_is_named() {
    for sql in [
        "UPDATE record SET photos_missing = 1",
        "UPDATE record SET conflicts = 1",
        "UPDATE record SET held = 1",
        "UPDATE record SET revisions = 3",
        "UPDATE record SET status = 'waiting'",
        "UPDATE record SET captured_on = '2024-05-07'",
        "UPDATE record SET commune = zeroblob(16)",
    ] {
        let scene = scene().await;
        let altered = scene.tamper(sql).await;
        assert_eq!(altered, [("record", scene.record)], "{sql}");
    }
}

#[tokio::test]
async fn a_changed_log_detail_names_that_entry_and_no_other() {
    let scene = scene().await;
    let altered =
        scene.tamper("UPDATE log SET detail = replace(detail, 'Nông', 'Nong'), at = at + 1 WHERE seq = 3").await;
    assert_eq!(altered, [("log", "3".to_owned())]);
}

#[tokio::test]
async fn a_changed_hash_of_the_log_names_that_entry_and_no_other() {
    let scene = scene().await;
    let altered = scene.tamper("UPDATE log SET hash = zeroblob(32) WHERE seq = 4").await;
    assert_eq!(altered, [("log", "4".to_owned())]);
}

#[tokio::test]
async fn entries_that_are_missing_from_the_log_are_named_at_its_middle_and_its_end() {
    let scene = scene().await;
    let altered = scene.tamper("DELETE FROM log WHERE seq IN (3, 4)").await;
    assert_eq!(altered, [("log", "3-4".to_owned())]);
    let newest = scene.field.app.store.read().await.unwrap().counters().await.unwrap().log;
    let altered = scene.tamper("DELETE FROM log WHERE seq = (SELECT max(seq) FROM log)").await;
    assert_eq!(altered, [("log", "3-4".to_owned()), ("log", newest.to_string())]);
}

#[tokio::test]
async fn a_flipped_byte_of_a_photo_is_found_by_reading_it_and_a_lost_one_without() {
    let scene = scene().await;
    let named = [("photo", Sha256::of(PHOTO).to_string())];
    std::fs::write(scene.photo_file(), b"A photo").unwrap();
    assert_eq!(scene.altered(true).await, []);
    assert_eq!(scene.altered(false).await, named);
    std::fs::write(scene.photo_file(), b"a phot").unwrap();
    assert_eq!(scene.altered(true).await, named);
    std::fs::remove_file(scene.photo_file()).unwrap();
    assert_eq!(scene.altered(true).await, named);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_named_and_does_not_end_the_audit() {
    let scene = scene().await;
    let altered = scene.tamper("UPDATE revision SET place = 'nowhere' WHERE number = 2").await;
    assert!(altered.contains(&("revision", scene.revision)), "{altered:?}");
}
