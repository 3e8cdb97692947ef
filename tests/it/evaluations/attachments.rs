//! `/api/v1/evaluations/{id}/attachments` and `…/proposals`: findings as they stood.

use mobile_sync_protocol::{answer::Outcome, problem::Code};
use reqwest::Method;
use serde_json::{Value, json};
use thucdia_tests::{
    builders::{self, Edit, inspection, photo, sub_project, unit},
    phone::Phone,
    reply::Reply,
    server::{Desk, TestServer},
};

use super::{DIEM_HE, VAN_QUAN, begun, faults, moved, path, read, report, section, sent, signed};
use crate::findings::{answered, decided, raised, shortcoming};

on_both! {
    findings_are_proposed_where_their_section_asks_for_them
    what_earlier_years_left_is_carried_over
    a_finding_is_attached_with_all_that_bears_it_out
    a_household_is_named_by_its_code_alone
    what_changes_afterwards_is_told_and_a_signed_report_stays
    attachments_stand_in_the_order_that_people_give_them
    only_findings_of_the_body_are_attached_and_each_once
}

pub(super) async fn proposed(desk: &Desk, evaluation: &Value, key: &str) -> Vec<String> {
    let list: Value = desk.get(&path(evaluation, &format!("/proposals?section={key}")), 200).await.json();
    let findings = list["findings"].as_array().unwrap();
    assert_eq!(list["total"], json!(findings.len()));
    findings.iter().map(|finding| finding["number"].as_str().unwrap().to_owned()).collect()
}

pub(super) async fn attached(desk: &Desk, evaluation: &Value, key: &str, findings: &[&Value]) -> Vec<Value> {
    let ids: Vec<&Value> = findings.iter().map(|finding| &finding["id"]).collect();
    let body = json!({"section": key, "findings": ids});
    let list: Value = desk.post(&path(evaluation, "/attachments"), &body, 201).await.json();
    list["attachments"].as_array().unwrap().clone()
}

/// The numbers of what is attached to a section, in order.
pub(super) async fn standing(desk: &Desk, evaluation: &Value, key: &str) -> Vec<String> {
    let evaluation = read(desk, evaluation).await;
    let attachments = section(&evaluation, key)["attachments"].as_array().unwrap();
    attachments.iter().map(|attachment| attachment["number"].as_str().unwrap().to_owned()).collect()
}

fn like(server: &TestServer, changes: &Value) -> Value {
    let mut finding = shortcoming(server);
    for (key, value) in changes.as_object().unwrap() {
        finding[key] = value.clone();
    }
    finding
}

async fn findings_are_proposed_where_their_section_asks_for_them(server: TestServer) {
    let (dung, em, chi) = (server.desk("dung").await, server.desk("em").await, server.desk("chi").await);
    let farms = sub_project(&server.app, "DA3.1");
    let management = sub_project(&server.app, "DA7.2");
    let an_son = unit(&server.app, "06283");
    for changes in [
        json!({}),
        json!({"level": "f3", "category": "funds", "sub_project": farms}),
        json!({"level": "f1", "category": "documents", "sub_project": management}),
        json!({"level": "f1", "category": "documents", "commune": an_son}),
    ] {
        raised(&dung, &like(&server, &changes)).await;
    }
    let mistake = raised(&dung, &like(&server, &json!({}))).await;
    decided(&dung, &mistake, "withdraw", "Nhầm", 200).await;
    let district = begun(&em, &report(&server, VAN_QUAN)).await;
    // The gravest first, and none that was withdrawn.
    assert_eq!(proposed(&em, &district, "inspection").await, ["2024-002", "2024-001", "2024-003", "2024-004"]);
    assert_eq!(proposed(&em, &district, "direction").await, ["2024-003"]);
    assert_eq!(proposed(&em, &district, "preparation").await, ["2024-004"]);
    assert_eq!(proposed(&em, &district, "progress").await, ["2024-002"]);
    assert_eq!(proposed(&em, &district, "results").await, ["2024-001"]);
    assert_eq!(proposed(&em, &district, "difficulties").await, [""; 0], "only what is carried over");
    em.get(&path(&district, "/proposals?section=no_such"), 404).await.problem(Code::NotFound);
    em.get(&path(&district, "/proposals"), 400).await.problem(Code::BadParameter);
    // A commune is proposed its own, a department its part of the programme.
    let commune = begun(&chi, &report(&server, DIEM_HE)).await;
    assert_eq!(proposed(&chi, &commune, "inspection").await, ["2024-002", "2024-001", "2024-003"]);
    let departments = server.app.store.read().await.unwrap().departments().await.unwrap();
    let mut of_farms = report(&server, VAN_QUAN);
    of_farms["department"] = json!(departments.iter().find(|known| known.code == "NNPTNT").unwrap().id);
    let of_farms = begun(&em, &of_farms).await;
    assert_eq!(proposed(&em, &of_farms, "inspection").await, ["2024-002"]);
    assert_eq!(proposed(&em, &of_farms, "direction").await, [""; 0]);
    // What is attached is proposed no more, and what was found after the days not at all.
    let list: Value = em.get(&path(&district, "/proposals?section=progress"), 200).await.json();
    attached(&em, &district, "progress", &[&list["findings"][0]]).await;
    assert_eq!(proposed(&em, &district, "inspection").await, ["2024-001", "2024-003", "2024-004"]);
    let later = builders::time("2024-07-01T00:00:00+07:00").at;
    server.clock.advance(later.since(server.clock.now()));
    raised(&dung, &like(&server, &json!({}))).await;
    assert_eq!(proposed(&em, &district, "inspection").await.len(), 3);
}

async fn what_earlier_years_left_is_carried_over(server: TestServer) {
    let (dung, em, chi) = (server.desk("dung").await, server.desk("em").await, server.desk("chi").await);
    let to = |text: &str| {
        let at = builders::time(text).at;
        server.clock.advance(at.since(server.clock.now()));
    };
    let open = raised(&dung, &like(&server, &json!({"category": "other"}))).await;
    let done = raised(&dung, &like(&server, &json!({"category": "other"}))).await;
    let late = raised(&dung, &like(&server, &json!({"category": "other"}))).await;
    let done: Value = answered(&chi, &done, "Đã làm", 200).await.json();
    let late: Value = answered(&chi, &late, "Đã làm", 200).await.json();
    decided(&dung, &done, "resolve", "Đạt", 200).await;
    to("2025-02-01T08:00:00+07:00");
    decided(&dung, &late, "resolve", "Đạt", 200).await;
    raised(&dung, &like(&server, &json!({"category": "other"}))).await;
    let mut next = report(&server, VAN_QUAN);
    next["year"] = json!(2025);
    let next = begun(&em, &next).await;
    // What was put right within the year is there with what became of it, what was put right before is not.
    assert_eq!(proposed(&em, &next, "inspection").await, ["2024-001", "2024-003", "2025-001"]);
    assert_eq!(proposed(&em, &next, "difficulties").await, ["2024-001", "2024-003"]);
    let list: Value = em.get(&path(&next, "/proposals?section=difficulties"), 200).await.json();
    let told: Vec<(&Value, &Value)> = list["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| (&finding["carried_over"], &finding["state"]))
        .collect();
    assert_eq!(told, [(&json!(true), &json!("open")), (&json!(true), &json!("resolved"))]);
    let made = attached(&em, &next, "difficulties", &[&open]).await;
    assert_eq!(made[0]["carried_over"], true);
}

async fn a_finding_is_attached_with_all_that_bears_it_out(server: TestServer) {
    let (dung, em, chi) = (server.desk("dung").await, server.desk("em").await, server.desk("chi").await);
    let phone = Phone::enrol(&server, "an").await;
    let bytes = [photo(1, 4_000), photo(2, 4_000)];
    let mut record = inspection(&server.app, "CT-01").await.judged("visible_defects", Outcome::Fail);
    record = record.with_photo(&bytes[0]).with_photo(&bytes[1]);
    record.photos[0].item = Some("visible_defects".parse().unwrap());
    record.photos[0].caption = Some("Vết nứt ngang gần cọc 14".to_owned());
    record.photos[0].fix = record.fix;
    phone.push_one(&record, 200).await;
    for photo in &bytes {
        phone.upload(photo).await;
    }
    thucdia::jobs::work_off(&server.app).await.unwrap();
    let finding = json!({
        "record": record.record, "item": "visible_defects", "level": "f2", "category": "quality",
        "what": "Mặt đường nứt", "due_on": "2024-06-30",
    });
    let finding = raised(&dung, &finding).await;
    answered(&chi, &finding, "Nhà thầu đã vá xong", 200).await;
    let draft = begun(&em, &report(&server, VAN_QUAN)).await;
    let made = attached(&em, &draft, "results", &[&finding]).await.remove(0);
    assert_eq!(
        (&made["number"], &made["state"], &made["changed"]),
        (&json!("2024-001"), &json!("answered"), &json!([]))
    );
    assert_eq!((&made["subject_name"], &made["photos"]), (&json!("Đường Bản Làn"), &json!(1)));
    let whole: Value =
        em.get(&path(&draft, &format!("/attachments/{}", made["id"].as_str().unwrap())), 200).await.json();
    let snapshot = &whole["snapshot"];
    assert_eq!(
        (&snapshot["commune"]["name"], &snapshot["sub_project"]["code"]),
        (&json!("xã Điềm He"), &json!("DA1.1"))
    );
    let steps = snapshot["steps"].as_array().unwrap();
    assert_eq!(
        (&steps[0]["kind"], &steps[1]["kind"], &steps[1]["by"]),
        (&json!("raised"), &json!("answered"), &json!("Triệu Văn Chi"))
    );
    assert_eq!(steps[1]["words"], "Nhà thầu đã vá xong");
    let shown = &snapshot["record"];
    assert_eq!((&shown["revision"], &shown["head"]), (&json!(record.revision), &json!(record.revision)));
    assert_eq!(shown["item"]["answer"]["vi"], "Không đạt");
    let stored = server.app.store.read().await.unwrap().revisions_by_id(&[record.revision]).await.unwrap();
    assert_eq!(shown["sha256"], json!(stored[0].sha256));
    let evidence = &shown["evidence"];
    let counts: u64 = evidence["counts"].as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).sum();
    assert!(counts > 10, "{evidence}");
    for check in evidence["checks"].as_array().unwrap() {
        assert!(["warn", "fail"].contains(&check["answer"].as_str().unwrap()), "{check}");
        assert!(check["figures"].is_object() && !check["text"]["vi"].as_str().unwrap().is_empty());
    }
    let photos = snapshot["photos"].as_array().unwrap();
    assert_eq!((photos.len(), &photos[0]["caption"]), (1, &json!("Vết nứt ngang gần cọc 14")));
    assert_eq!(photos[0]["place"], json!([21.9040, 106.5933]));
    // The bytes that the hash names are these.
    let kept = server.app.store.read().await.unwrap();
    let mut kept = kept;
    let id = made["id"].as_str().unwrap().parse().unwrap();
    let kept = kept.snapshot(id).await.unwrap().unwrap();
    assert_eq!(json!(mobile_sync_protocol::ids::Sha256::of(&kept)), made["sha256"]);
    assert_eq!(&serde_json::from_slice::<Value>(&kept).unwrap(), snapshot);
}

async fn a_household_is_named_by_its_code_alone(server: TestServer) {
    let (dung, em) = (server.desk("dung").await, server.desk("em").await);
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(3, 4_000);
    let mut record = inspection(&server.app, "HO-01").await.with_photo(&bytes);
    record.photos[0].fix = record.fix;
    phone.push_one(&record, 200).await;
    phone.upload(&bytes).await;
    let finding = json!({"record": record.record, "level": "f1", "category": "eligibility", "what": "Chưa rõ diện hộ"});
    let finding = raised(&dung, &finding).await;
    let draft = begun(&em, &report(&server, VAN_QUAN)).await;
    let made = attached(&em, &draft, "inspection", &[&finding]).await.remove(0);
    assert_eq!(made["subject_name"], "HO-01");
    let whole = em.get(&path(&draft, &format!("/attachments/{}", made["id"].as_str().unwrap())), 200).await;
    let text = String::from_utf8(whole.body.to_vec()).unwrap();
    for hidden in ["Hoàng Thị Mai", "Bản Làn", "106.59"] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
    assert_eq!(whole.json::<Value>()["snapshot"]["photos"].as_array().unwrap().len(), 1);
}

async fn what_changes_afterwards_is_told_and_a_signed_report_stays(server: TestServer) {
    let (dung, em, chi) = (server.desk("dung").await, server.desk("em").await, server.desk("chi").await);
    let finding = raised(&dung, &shortcoming(&server)).await;
    let draft = begun(&em, &report(&server, VAN_QUAN)).await;
    let made = attached(&em, &draft, "results", &[&finding]).await.remove(0);
    let answer: Value = answered(&chi, &finding, "Đã vá", 200).await.json();
    let now = read(&em, &draft).await;
    let shown = &section(&now, "results")["attachments"][0];
    assert_eq!(
        (&shown["state"], &shown["state_now"], &shown["sha256"]),
        (&json!("open"), &json!("answered"), &made["sha256"])
    );
    let changed: Vec<&str> =
        shown["changed"].as_array().unwrap().iter().map(|change| change["field"].as_str().unwrap()).collect();
    assert_eq!(changed, ["state", "answer"]);
    assert_eq!((&shown["changed"][1]["before"], &shown["changed"][1]["now"]), (&json!(""), &json!("Đã vá")));
    // Taken anew, it says what stands now.
    let one = path(&draft, &format!("/attachments/{}", made["id"].as_str().unwrap()));
    let refresh = async |seen: &Value, status: u16| {
        em.post(&format!("{one}/refresh"), &json!({"seen": seen["changed_at"]}), status).await
    };
    let fresh: Value = refresh(&made, 200).await.json();
    assert_eq!((&fresh["state"], &fresh["changed"]), (&json!("answered"), &json!([])));
    assert_ne!(fresh["sha256"], made["sha256"]);
    refresh(&made, 409).await.problem(Code::EvaluationMovedOn);
    assert_eq!(refresh(&fresh, 200).await.json::<Value>(), fresh, "there is nothing new");

    let report = signed(&em, &draft).await;
    let bytes = async || {
        let id = made["id"].as_str().unwrap().parse().unwrap();
        server.app.store.read().await.unwrap().snapshot(id).await.unwrap().unwrap()
    };
    let before = bytes().await;
    decided(&dung, &answer, "resolve", "Đạt", 200).await;
    let after = read(&em, &draft).await;
    let shown = &section(&after, "results")["attachments"][0];
    assert_eq!((&shown["state"], &shown["state_now"]), (&json!("answered"), &json!("resolved")));
    assert_eq!(shown["changed"][0]["field"], "state");
    assert_eq!((bytes().await, &after["digest"], &shown["sha256"]), (before, &report["digest"], &fresh["sha256"]));
    refresh(&fresh, 409).await.problem(Code::EvaluationTransition);
}

async fn attachments_stand_in_the_order_that_people_give_them(server: TestServer) {
    let (dung, em) = (server.desk("dung").await, server.desk("em").await);
    let mut findings = Vec::new();
    for _ in 0..5 {
        findings.push(raised(&dung, &shortcoming(&server)).await);
    }
    let draft = begun(&em, &report(&server, VAN_QUAN)).await;
    let [one, two, three, four, five] = &findings[..] else { panic!("five") };
    let made = attached(&em, &draft, "results", &[three, one, two]).await;
    assert_eq!(standing(&em, &draft, "results").await, ["2024-003", "2024-001", "2024-002"]);
    let body = json!({"section": "results", "findings": [four["id"], five["id"]], "before": made[1]["id"]});
    em.post(&path(&draft, "/attachments"), &body, 201).await;
    assert_eq!(standing(&em, &draft, "results").await, ["2024-003", "2024-004", "2024-005", "2024-001", "2024-002"]);
    let one = |attachment: &Value| path(&draft, &format!("/attachments/{}", attachment["id"].as_str().unwrap()));
    let mend = async |attachment: &Value, mut to: Value, status: u16| {
        to["seen"] = attachment["changed_at"].clone();
        sent(&em, Method::PATCH, &one(attachment), &to, status).await
    };
    let last: Value = mend(&made[0], json!({"before": null}), 200).await.json();
    assert_eq!(standing(&em, &draft, "results").await, ["2024-004", "2024-005", "2024-001", "2024-002", "2024-003"]);
    mend(&made[0], json!({"before": null}), 409).await.problem(Code::EvaluationMovedOn);
    let noted: Value = mend(&last, json!({"note": " Cần nêu tại hội nghị "}), 200).await.json();
    assert_eq!((&noted["note"], &noted["section"]), (&json!("Cần nêu tại hội nghị"), &json!("results")));
    let away: Value = mend(&noted, json!({"section": "inspection", "note": null}), 200).await.json();
    assert!(away.get("note").is_none());
    assert_eq!(standing(&em, &draft, "inspection").await, ["2024-003"]);
    assert_eq!(faults(&mend(&away, json!({"before": made[1]["id"]}), 422).await), ["/before"]);
    assert_eq!(faults(&mend(&away, json!({"section": "no_such"}), 422).await), ["/section"]);
    // However often one is put between the same two, there is room.
    let mut mover = away;
    for _ in 0..25 {
        let target = read(&em, &draft).await;
        let second = section(&target, "results")["attachments"][1].clone();
        mover = mend(&mover, json!({"section": "results", "before": second["id"]}), 200).await.json();
        mover = mend(&mover, json!({"section": "inspection"}), 200).await.json();
        let shuffled = section(&target, "results")["attachments"][0].clone();
        mend(&shuffled, json!({"before": second["id"]}), 200).await;
    }
    mend(&mover, json!({"section": "results", "before": made[2]["id"]}), 200).await;
    assert_eq!(standing(&em, &draft, "results").await, ["2024-004", "2024-005", "2024-001", "2024-003", "2024-002"]);
    // Taken out, it is proposed again.
    let now = read(&em, &draft).await;
    let first = &section(&now, "results")["attachments"][0];
    let out = |attachment: &Value| {
        let seen = attachment["changed_at"].as_str().unwrap();
        em.request(Method::DELETE, &format!("{}?seen={seen}", one(attachment)))
    };
    Reply::of(out(first)).await.expect(204);
    Reply::of(out(first)).await.expect(404);
    assert_eq!(proposed(&em, &draft, "results").await, ["2024-004"]);
    let history: Value = em.get(&path(&draft, "/history"), 200).await.json();
    let last = history["events"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["kind"], &last["findings"], &last["section"]),
        (&json!("detached"), &json!(["2024-004"]), &json!("results"))
    );
}

async fn only_findings_of_the_body_are_attached_and_each_once(server: TestServer) {
    let (dung, em, chi) = (server.desk("dung").await, server.desk("em").await, server.desk("chi").await);
    let own = raised(&dung, &shortcoming(&server)).await;
    let other = raised(&dung, &like(&server, &json!({"commune": unit(&server.app, "06283")}))).await;
    let commune = begun(&chi, &report(&server, DIEM_HE)).await;
    let attach = async |section: &str, findings: Value, status: u16| {
        let body = json!({"section": section, "findings": findings});
        chi.post(&path(&commune, "/attachments"), &body, status).await
    };
    let nothing = json!("018f4b6a-2a80-7000-8000-0000000000ff");
    let wrong = json!([own["id"], other["id"], nothing]);
    assert_eq!(faults(&attach("results", wrong, 422).await), ["/findings/1", "/findings/2"]);
    assert_eq!(faults(&attach("no_such", json!([own["id"]]), 422).await), ["/section"]);
    assert_eq!(faults(&attach("results", json!([]), 422).await), ["/findings"]);
    attach("results", json!([own["id"], own["id"]]), 201).await;
    let again: Value = attach("inspection", json!([own["id"]]), 201).await.json();
    assert_eq!(again["attachments"], json!([]));
    assert_eq!(standing(&chi, &commune, "results").await, ["2024-001"]);
    // A report of the district attaches both.
    let district = begun(&em, &report(&server, VAN_QUAN)).await;
    assert_eq!(attached(&em, &district, "results", &[&own, &other]).await.len(), 2);
    moved(&chi, &commune, "submit", 200).await;
    attach("results", json!([own["id"]]), 409).await.problem(Code::EvaluationTransition);
}
