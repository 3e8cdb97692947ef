//! Settling conflicts item by item.

use mobile_sync_protocol::{answer::Outcome as Judged, problem::Code, record::Revision};
use serde_json::{Value, json};
use thucdia::{app::Storages, audit::audit, jobs, progress::unwatched};
use thucdia_tests::{
    builders::{Edit, inspection},
    phone::Phone,
    server::TestServer,
};

use super::decide;

on_both! {
    a_conflict_is_settled_item_by_item_and_both_sides_stay
    a_branch_can_be_left_aside_and_what_is_no_conflict_is_not_settled
}

/// A record on whose board two phones disagree: its head and the branch.
async fn disputed(server: &TestServer) -> (Revision, Revision) {
    let (one, two) = (Phone::enrol(server, "an").await, Phone::enrol(server, "an").await);
    let base = inspection(&server.app, "CT-01").await.judged("site_board", Judged::Pass);
    one.push_one(&base, 200).await;
    let head = base.next().judged("site_board", Judged::Fail);
    let branch = base.next().judged("site_board", Judged::NotApplicable);
    one.push_one(&head, 200).await;
    two.push_one(&branch, 200).await;
    (head, branch)
}

async fn a_conflict_is_settled_item_by_item_and_both_sides_stay(server: TestServer) {
    let desk = server.desk("dung").await;
    let (head, branch) = disputed(&server).await;
    let path = format!("/api/v1/records/{}", head.record);
    let listed: Value = desk.get("/api/v1/records?conflicts=true", 200).await.json();
    assert_eq!(listed["records"].as_array().unwrap().len(), 1);
    decide(&desk, head.record, head.revision, "accept", &[], 409).await.problem(Code::ReviewTransition);
    let body = json!({"head": head.revision, "branch": branch.revision, "take": ["site_board"]});
    let settled: Value = desk.post(&format!("{path}/settlements"), &body, 200).await.json();
    assert_eq!((&settled["conflicts"], &settled["revisions"].as_array().unwrap().len()), (&json!(0), &4));
    let now = settled["head"].as_str().unwrap();
    let chosen: Revision = desk.get(&format!("{path}/revisions/{now}"), 200).await.json();
    assert_eq!((chosen.base, chosen.signature), (Some(head.revision), None));
    assert_eq!(chosen.answers, branch.answers);
    for side in [&head, &branch] {
        let kept: Revision = desk.get(&format!("{path}/revisions/{}", side.revision), 200).await.json();
        assert_eq!(kept.answers, side.answers);
    }
    // Settled once: the branch is no conflict any more.
    let again = desk.post(&format!("{path}/settlements"), &body, 409).await;
    again.problem(Code::ReviewNothing);
    jobs::work_off(&server.app).await.unwrap();
    decide(&desk, head.record, chosen.revision, "accept", &[], 200).await;
    let storages = Storages { store: server.app.store.clone(), blobs: server.app.blobs.clone() };
    let report = audit(&storages, true, &unwatched).await.unwrap();
    assert!(report.valid, "{:?}", report.altered);
}

async fn a_branch_can_be_left_aside_and_what_is_no_conflict_is_not_settled(server: TestServer) {
    let desk = server.desk("dung").await;
    let (head, branch) = disputed(&server).await;
    let path = format!("/api/v1/records/{}/settlements", head.record);
    let stale = json!({"head": branch.revision, "branch": branch.revision});
    desk.post(&path, &stale, 409).await.problem(Code::ReviewMovedOn);
    let none = json!({"head": head.revision, "branch": head.revision});
    desk.post(&path, &none, 409).await.problem(Code::ReviewNothing);
    let aside = json!({"head": head.revision, "branch": branch.revision, "take": []});
    server.desk("chi").await.post(&path, &aside, 403).await;
    let settled: Value = desk.post(&path, &aside, 200).await.json();
    let now = settled["head"].as_str().unwrap();
    let path = format!("/api/v1/records/{}/revisions/{now}", head.record);
    let chosen: Revision = desk.get(&path, 200).await.json();
    assert_eq!((chosen.answers, settled["conflicts"].clone()), (head.answers, json!(0)));
}
