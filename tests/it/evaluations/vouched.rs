//! What the log vouches for: `thucdia verify` over evaluations, and a backup that carries them.

use mobile_sync_protocol::{
    ids::{AttachmentId, EvaluationId},
    time::Timestamp,
};
use reqwest::Method;
use serde_json::{Value, json};
use thucdia::{audit::Report, store::Writer};
use thucdia_tests::server::{Desk, Kind, Storage, TestServer};

use super::{DIEM_HE, VAN_QUAN, attachments::attached, begun, moved, path, read, report, sent, signed, written};
use crate::findings::{answered, raised, shortcoming};

on_both! {
    what_is_untouched_is_valid
    whatever_is_altered_is_named
    a_backup_carries_evaluations_into_either_storage
}

pub(super) async fn audited(server: &TestServer) -> Report {
    let storages = thucdia::app::Storages { store: server.app.store.clone(), blobs: server.app.blobs.clone() };
    thucdia::audit::audit(&storages, true, &thucdia::progress::unwatched).await.unwrap()
}

/// A commune's report that was taken into the district's, which is signed: every kind of act has happened.
async fn story(server: &TestServer) -> (Desk, Value) {
    let (em, chi, dung) = (server.desk("em").await, server.desk("chi").await, server.desk("dung").await);
    let findings = [raised(&dung, &shortcoming(server)).await, raised(&dung, &shortcoming(server)).await];
    let commune = begun(&chi, &report(server, DIEM_HE)).await;
    attached(&chi, &commune, "results", &[&findings[0]]).await;
    moved(&chi, &commune, "submit", 200).await;
    let district = begun(&em, &report(server, VAN_QUAN)).await;
    moved(&em, &commune, "consolidate", 200).await;
    let own = attached(&em, &district, "inspection", &[&findings[1]]).await.remove(0);
    answered(&chi, &findings[1], "Đã vá", 200).await;
    let one = path(&district, &format!("/attachments/{}", own["id"].as_str().unwrap()));
    let fresh: Value = em.post(&format!("{one}/refresh"), &json!({"seen": own["changed_at"]}), 200).await.json();
    let edit = json!({"seen": fresh["changed_at"], "note": "Nêu tại hội nghị"});
    sent(&em, Method::PATCH, &one, &edit, 200).await;
    let body = json!({"seen": null, "words": "Đã giải ngân 40 %.", "fields": {"works_started": 11}});
    sent(&em, Method::PUT, &path(&district, "/sections/progress"), &body, 200).await;
    let edit =
        json!({"seen": read(&em, &district).await["changed_at"], "title": "Báo cáo giám sát 6 tháng đầu năm 2024"});
    sent(&em, Method::PATCH, &path(&district, ""), &edit, 200).await;
    let district = signed(&em, &district).await;
    (em, district)
}

async fn what_is_untouched_is_valid(server: TestServer) {
    let (em, _) = story(&server).await;
    let mut other = report(&server, "06283");
    other["period"] = json!("year");
    let other = begun(&em, &other).await;
    written(&em, &other, "results", "Bản nháp", 200).await;
    let report = audited(&server).await;
    assert!(report.valid, "{:?}", report.altered);
    assert_eq!((report.checked.evaluations, report.checked.attachments), (3, 3));
}

/// Something done past the desk.
async fn meddled(server: &TestServer, change: impl AsyncFnOnce(&mut Writer)) -> Vec<(&'static str, String)> {
    let mut writer = server.app.store.write_apart().await.unwrap();
    change(&mut writer).await;
    writer.commit_untraced().await.unwrap();
    let report = audited(server).await;
    assert!(!report.valid);
    report.altered.into_iter().map(|altered| (altered.kind, altered.what)).collect()
}

async fn whatever_is_altered_is_named(server: TestServer) {
    let (_, district) = story(&server).await;
    let id: EvaluationId = district["id"].as_str().unwrap().parse().unwrap();
    let mut session = server.app.store.read().await.unwrap();
    let (sections, attachments) = (session.written_sections(id).await.unwrap(), session.attachments(id).await.unwrap());
    let evaluation = session.evaluation(id).await.unwrap().unwrap();
    let snapshot = session.snapshot(attachments[0].id).await.unwrap().unwrap();
    let frozen = session.frozen_figures(id).await.unwrap().unwrap();
    drop(session);
    let says = |found: &[(&str, String)], kind: &str, what: &str| {
        assert!(found.iter().any(|(of, told)| *of == kind && told.contains(what)), "{what}: {found:?}");
        // What a signed evaluation says is under its digest, too.
        assert!(found.iter().any(|(_, told)| told.contains("digest")) || kind == "attachment", "{found:?}");
    };
    // One word of a section.
    let mut section = sections[0].clone();
    section.words = "Đã giải ngân 90 %.".to_owned();
    let found = meddled(&server, async |writer| writer.put_section(id, &section).await.unwrap()).await;
    says(&found, "evaluation", "section/progress is not what the log says");
    assert_eq!(found.len(), 2, "{found:?}");
    meddled_back(&server, async |writer| writer.put_section(id, &sections[0]).await.unwrap()).await;
    // One byte of a snapshot.
    let mut bytes = snapshot.clone();
    bytes[40] ^= 1;
    let found =
        meddled(&server, async |writer| writer.refresh_attachment(&attachments[0], &bytes).await.unwrap()).await;
    says(&found, "attachment", "its bytes have SHA-256");
    assert_eq!(found.len(), 1, "{found:?}");
    // With a hash that was made to fit.
    let mut fitted = attachments[0].clone();
    fitted.sha256 = mobile_sync_protocol::ids::Sha256::of(&bytes);
    let found = meddled(&server, async |writer| writer.refresh_attachment(&fitted, &bytes).await.unwrap()).await;
    says(&found, "evaluation", &format!("attachments/{} is not", fitted.section));
    meddled_back(&server, async |writer| writer.refresh_attachment(&attachments[0], &snapshot).await.unwrap()).await;
    // The figures, the head, and an attachment that is gone.
    let found = meddled(&server, async |writer| writer.freeze_figures(id, Some(b"{}")).await.unwrap()).await;
    says(&found, "evaluation", "figures is not");
    meddled_back(&server, async |writer| writer.freeze_figures(id, Some(&frozen)).await.unwrap()).await;
    let mut other = evaluation.clone();
    other.head.number = Some("59".to_owned());
    let found = meddled(&server, async |writer| writer.put_evaluation(&other).await.unwrap()).await;
    says(&found, "evaluation", "description is not");
    let mut later = evaluation.clone();
    later.changed_at = Timestamp(later.changed_at.0 + 1);
    let found = meddled(&server, async |writer| writer.put_evaluation(&later).await.unwrap()).await;
    assert_eq!(found.len(), 1, "where it stands is no part of the digest: {found:?}");
    meddled_back(&server, async |writer| writer.put_evaluation(&evaluation).await.unwrap()).await;
    let gone: AttachmentId = attachments[0].id;
    let found = meddled(&server, async |writer| writer.delete_attachment(gone).await.unwrap()).await;
    says(&found, "evaluation", "attachments/");
    let found = meddled(&server, async |writer| writer.delete_evaluation(id).await.unwrap()).await;
    assert!(found.iter().any(|(_, told)| told.contains("was begun, as the log says, and is not stored")), "{found:?}");
}

async fn meddled_back(server: &TestServer, change: impl AsyncFnOnce(&mut Writer)) {
    let mut writer = server.app.store.write_apart().await.unwrap();
    change(&mut writer).await;
    writer.commit_untraced().await.unwrap();
    let report = audited(server).await;
    assert!(report.valid, "{:?}", report.altered);
}

async fn a_backup_carries_evaluations_into_either_storage(server: TestServer) {
    let (em, district) = story(&server).await;
    let shown = read(&em, &district).await;
    let storages = thucdia::app::Storages { store: server.app.store.clone(), blobs: server.app.blobs.clone() };
    let folder = tempfile::tempdir().unwrap();
    let (folder, quiet) = (folder.path().join("backup"), &thucdia::progress::unwatched);
    thucdia::backup::backup(&storages, &server.clock, &folder, quiet).await.unwrap();
    for kind in [Kind::SqliteFolder, Kind::PostgresS3] {
        let storage = Storage::new(kind).await;
        let config = storage.config(0);
        let other = storage.open(&config).await;
        thucdia::backup::restore(&other, &server.clock, &folder, None, quiet).await.unwrap();
        let report = thucdia::audit::audit(&other, true, quiet).await.unwrap();
        assert!(report.valid, "{:?}", report.altered);
        assert_eq!((report.checked.evaluations, report.checked.attachments), (2, 3));
        let app = thucdia::app::App::start_on(other, config, server.clock.clone()).await.unwrap();
        let stored = app.store.read().await.unwrap().person(em.person).await.unwrap().unwrap().person;
        let caller = thucdia::auth::Caller::person(em.person, stored.roles);
        let id: EvaluationId = district["id"].as_str().unwrap().parse().unwrap();
        let view = thucdia::desk::evaluations::find(&app, id, &caller).await.unwrap();
        assert_eq!(json!(view.line.evaluation.digest), shown["digest"]);
        assert_eq!(view.attachments.len(), 2);
        app.store.close().await;
    }
}
