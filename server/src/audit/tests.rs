use std::{convert::Infallible, path::PathBuf};

use bytes::Bytes;
use futures_util::stream;
use mobile_sync_protocol::{ids::Sha256, sync::Outcome};

use super::*;
use crate::{
    desk::app_keys,
    progress::unwatched,
    store::Actor,
    submissions::{self, Post, Sender},
    testing::Field,
};

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

/// A finding that was raised and taken back.
async fn found(scene: &Scene) -> String {
    use crate::{
        auth::{Caller, Role},
        desk::findings::{self, NewFinding, Responsible},
        review::finding::{Category, Level, Step},
        store::PersonRole,
    };
    let app = &scene.field.app;
    let record = app.store.read().await.unwrap().records_by_id(&[scene.record.parse().unwrap()]).await.unwrap();
    let record = record.into_values().next().unwrap();
    let roles = vec![PersonRole { role: Role::Reviewer, unit: record.commune }];
    let caller = Caller::person(record.person, roles);
    let new = NewFinding {
        id: None,
        level: Level::F1,
        category: Category::Other,
        record: Some(record.id),
        revision: None,
        item: None,
        subject: None,
        sub_project: None,
        commune: None,
        what: "Thiếu sổ".into(),
        cause: None,
        recommendation: None,
        responsible: Responsible::default(),
        due_on: None,
        photos: Vec::new(),
    };
    let line = findings::raise(app, &caller, new).await.unwrap();
    let (id, seen) = (line.finding.id, line.finding.changed_at);
    findings::decide(app, id, &caller, seen, Step::Withdrawn, "Nhầm").await.unwrap();
    id.to_string()
}

#[tokio::test]
async fn a_finding_that_is_not_what_the_log_says_is_named() {
    for (sql, count) in [
        ("UPDATE finding SET state = 'resolved'", 1),
        ("UPDATE finding SET due_on = '2030-01-01'", 1),
        ("UPDATE finding_event SET words = 'khác' WHERE number = 2", 1),
        ("DELETE FROM finding_event WHERE number = 1", 1),
        (
            "INSERT INTO finding_event SELECT finding, 3, at, person, kind, words, photos FROM finding_event WHERE number = 2",
            1,
        ),
        ("DELETE FROM finding", 1),
    ] {
        let scene = scene().await;
        let id = found(&scene).await;
        assert_eq!(scene.altered(true).await, []);
        let altered = scene.tamper(sql).await;
        assert_eq!(altered, vec![("finding", id); count], "{sql}");
    }
}

const INSTANCE: &str = "uuid:018f4b6a-2a80-7e75-80fe-7118b28fbf36";

/// A submission of the same phone's holder, with a file.
async fn submit(field: &Field) {
    let app = &field.app;
    let made = app_keys::make(app, field.device.person, "ODK", Actor::System).await.unwrap();
    let key = made.url.rsplit('/').next().unwrap();
    let caller = app.recogniser.app_key(key).await.unwrap().unwrap();
    let sender = Sender::of(&caller).unwrap();
    let xml = format!(
        "<data id=\"commune_working_session\" version=\"1\"><meta><instanceID>{INSTANCE}</instanceID></meta></data>"
    );
    let form = submissions::recognise(app, xml.as_bytes()).await.unwrap();
    let mut post = Post::default();
    let file = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"event,node\n"))]);
    post.keep(app, sender.device(), "audit.csv", file).await.unwrap();
    post.xml = xml.into();
    submissions::take(app, sender, &form, post).await.unwrap();
}

#[tokio::test]
async fn what_openrosas_clients_submitted_is_what_the_log_says_was_received() {
    let scene = scene().await;
    submit(&scene.field).await;
    let named = || vec![("submission", INSTANCE.to_owned())];
    let report = audit(&scene.field.storages(), false, &unwatched).await.unwrap();
    assert!(report.valid && report.checked.submissions == 1, "{:?}", report.altered);
    let flipped = "UPDATE submission SET xml = CAST(replace(CAST(xml AS TEXT), 'working', 'worning') AS BLOB)";
    assert_eq!(scene.tamper(flipped).await, named());
    let back = "UPDATE submission SET xml = CAST(replace(CAST(xml AS TEXT), 'worning', 'working') AS BLOB)";
    assert_eq!(scene.tamper(back).await, []);
    let file = "UPDATE submission_part SET content = CAST('event,mode' || char(10) AS BLOB)";
    assert_eq!(scene.tamper(file).await, named());
    assert_eq!(scene.tamper("DELETE FROM submission").await, named());
}
