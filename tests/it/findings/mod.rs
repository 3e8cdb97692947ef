//! `/api/v1/findings`: raised at the desk, answered by the commune, decided on.

mod lists;
mod photos;
mod rights;

use mobile_sync_protocol::{problem::Code, record::Revision};
use reqwest::Method;
use serde_json::{Value, json};
use thucdia_tests::{
    builders::{self, inspection, sub_project, unit},
    phone::Phone,
    reply::Reply,
    server::{Desk, TestServer},
};

on_both! {
    a_finding_takes_what_it_is_about_from_its_record
    a_finding_without_a_record_names_its_commune_and_sub_project
    a_commune_answers_and_the_reviewer_decides
    a_finding_is_edited_until_it_is_answered
    what_changed_meanwhile_is_not_overwritten
    a_step_that_the_state_does_not_take_is_refused
    what_cannot_be_right_is_named
    each_number_of_a_year_is_given_once
    sending_a_finding_twice_raises_one
    a_sign_of_wrongdoing_is_told_to_the_head_of_the_team
    what_the_log_says_of_findings_holds
}

/// A finding of level f2 about Điềm He.
pub(crate) fn shortcoming(server: &TestServer) -> Value {
    json!({
        "level": "f2", "category": "quality", "what": "Mặt đường nứt 12 m", "due_on": "2024-06-30",
        "commune": unit(&server.app, "06280"), "sub_project": sub_project(&server.app, "DA1.1"),
    })
}

pub(crate) async fn raised(desk: &Desk, finding: &Value) -> Value {
    desk.post("/api/v1/findings", finding, 201).await.json()
}

pub(crate) async fn read(desk: &Desk, finding: &Value) -> Value {
    desk.get(&path(finding, ""), 200).await.json()
}

pub(crate) fn path(finding: &Value, below: &str) -> String {
    format!("/api/v1/findings/{}{below}", finding["id"].as_str().unwrap())
}

/// What the commune says of a finding as it was seen.
pub(crate) async fn answered(desk: &Desk, seen: &Value, text: &str, status: u16) -> Reply {
    let body = json!({"seen": seen["changed_at"], "text": text});
    desk.post(&path(seen, "/answers"), &body, status).await
}

/// What is decided on a finding as it was seen.
pub(crate) async fn decided(desk: &Desk, seen: &Value, action: &str, text: &str, status: u16) -> Reply {
    let body = json!({"seen": seen["changed_at"], "action": action, "text": text});
    desk.post(&path(seen, "/decisions"), &body, status).await
}

pub(crate) async fn edited(desk: &Desk, seen: &Value, mut edit: Value, status: u16) -> Reply {
    edit["seen"] = seen["changed_at"].clone();
    Reply::of(desk.request(Method::PATCH, &path(seen, "")).json(&edit)).await.expect(status)
}

/// The paths of what is wrong with a finding.
fn faults(reply: &Reply) -> Vec<String> {
    reply.problem(Code::FindingField).errors.into_iter().map(|error| error.path).collect()
}

/// A record that a phone handed in.
pub(crate) async fn handed_in(server: &TestServer, code: &str) -> Revision {
    let phone = Phone::enrol(server, "an").await;
    let revision = inspection(&server.app, code).await;
    phone.push_one(&revision, 200).await;
    revision
}

async fn a_finding_takes_what_it_is_about_from_its_record(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let registry = server.app.registry.current();
    let record = inspection(&server.app, "CT-01").await;
    let checklist = registry.checklist(&record.checklist).unwrap();
    let item = checklist.items().map(|(_, item)| item.key.to_string()).next().unwrap();
    phone.push_one(&record, 200).await;
    let reviewer = server.desk("dung").await;
    let finding = json!({
        "record": record.record, "item": item, "level": "f1", "category": "documents", "what": " Thiếu bảng công khai ",
    });
    let finding = raised(&reviewer, &finding).await;
    assert_eq!(
        (&finding["number"], &finding["year"], &finding["state"]),
        (&json!("2024-001"), &json!(2024), &json!("open"))
    );
    assert_eq!(finding["revision"], json!(record.revision), "the snapshot that stood when it was raised");
    assert_eq!(finding["subject"], json!(record.subject.unwrap()));
    assert_eq!((&finding["subject_name"], &finding["what"]), (&json!("Đường Bản Làn"), &json!("Thiếu bảng công khai")));
    assert_eq!((&finding["commune"], &finding["sub_project"]), (&json!(record.commune), &json!(record.sub_project)));
    assert_eq!(finding["responsible"], json!({"unit": record.commune}), "the commune, where nobody is named");
    assert_eq!((&finding["raised_by_name"], &finding["photos"]), (&json!("Nông Thị Dung"), &json!([])));
    assert_eq!((&finding["overdue"], &finding["carried_over"]), (&json!(false), &json!(false)));
    for absent in ["cause", "recommendation", "due_on", "events"] {
        assert!(finding.get(absent).is_none(), "{absent}");
    }
    let list: Value = reviewer.get(&format!("/api/v1/findings?record={}", record.record), 200).await.json();
    assert_eq!(list["findings"], json!([finding]));
    // A record says what it is about.
    let other = json!({
        "record": record.record, "level": "f1", "category": "other", "what": "x", "item": "no_such_item",
        "commune": unit(&server.app, "06283"), "sub_project": sub_project(&server.app, "DA2"),
    });
    assert_eq!(faults(&reviewer.post("/api/v1/findings", &other, 422).await), ["/item"]);
    let mut other = other;
    other["item"] = Value::Null;
    assert_eq!(faults(&reviewer.post("/api/v1/findings", &other, 422).await), ["/commune", "/sub_project"]);
}

async fn a_finding_without_a_record_names_its_commune_and_sub_project(server: TestServer) {
    let evaluator = server.desk("em").await;
    let finding = raised(&evaluator, &shortcoming(&server)).await;
    assert!(finding.get("record").is_none() && finding.get("subject_name").is_none());
    // A subject brings both.
    let subject = builders::subject(&server.app, "CT-02").await;
    let finding = json!({"subject": subject, "level": "f1", "category": "safety", "what": "Thiếu lan can"});
    let finding = raised(&evaluator, &finding).await;
    assert_eq!(
        (&finding["subject_name"], &finding["commune"]),
        (&json!("Nhà văn hóa Khòn Coọng"), &json!(unit(&server.app, "06283")))
    );
    let department = server.app.store.read().await.unwrap().departments().await.unwrap().remove(0).id;
    let mut led = shortcoming(&server);
    led["responsible"] = json!({"department": department});
    assert_eq!(raised(&evaluator, &led).await["responsible"], json!({"department": department}));
}

async fn a_commune_answers_and_the_reviewer_decides(server: TestServer) {
    let (reviewer, officer) = (server.desk("dung").await, server.desk("chi").await);
    let finding = raised(&reviewer, &shortcoming(&server)).await;
    server.clock.advance(60_000);
    let finding: Value = answered(&officer, &finding, "Đã vá 12 m", 200).await.json();
    assert_eq!(finding["state"], "answered");
    let finding: Value = decided(&reviewer, &finding, "reopen", "Còn 3 m", 200).await.json();
    assert_eq!(finding["state"], "reopened");
    let finding: Value = answered(&officer, &finding, "Đã vá nốt", 200).await.json();
    let finding: Value = decided(&reviewer, &finding, "resolve", "", 200).await.json();
    assert_eq!(finding["state"], "resolved");
    let finding = read(&officer, &finding).await;
    let events = finding["events"].as_array().unwrap();
    let told: Vec<_> = events
        .iter()
        .map(|event| {
            let word = |name: &str| event.get(name).map_or("", |word| word.as_str().unwrap());
            (event["number"].as_i64().unwrap(), word("kind"), word("person_name"), word("text"))
        })
        .collect();
    assert_eq!(
        told,
        [
            (1, "raised", "Nông Thị Dung", ""),
            (2, "answered", "Triệu Văn Chi", "Đã vá 12 m"),
            (3, "reopened", "Nông Thị Dung", "Còn 3 m"),
            (4, "answered", "Triệu Văn Chi", "Đã vá nốt"),
            (5, "resolved", "Nông Thị Dung", ""),
        ]
    );
    assert_eq!(events[1]["at"], "2024-05-06T01:01:00.000Z");
    // What was raised by mistake is taken back, with a reason.
    let mistaken = raised(&reviewer, &shortcoming(&server)).await;
    assert_eq!(faults(&decided(&reviewer, &mistaken, "withdraw", " ", 422).await), ["/text"]);
    let mistaken: Value = decided(&reviewer, &mistaken, "withdraw", "Nhầm công trình", 200).await.json();
    assert_eq!(mistaken["state"], "withdrawn");
}

async fn a_finding_is_edited_until_it_is_answered(server: TestServer) {
    let (reviewer, officer) = (server.desk("dung").await, server.desk("chi").await);
    let first = raised(&reviewer, &shortcoming(&server)).await;
    let edit = json!({"due_on": "2024-07-15", "cause": "Mưa lớn", "what": "Mặt đường nứt 15 m"});
    let finding: Value = edited(&reviewer, &first, edit, 200).await.json();
    assert_eq!(
        (&finding["due_on"], &finding["cause"], &finding["level"]),
        (&json!("2024-07-15"), &json!("Mưa lớn"), &json!("f2"))
    );
    // Null takes away; nothing changed is no step.
    let finding: Value =
        edited(&reviewer, &finding, json!({"cause": null, "level": "f1", "due_on": null}), 200).await.json();
    assert!(finding.get("cause").is_none() && finding.get("due_on").is_none());
    let same: Value = edited(&reviewer, &finding, json!({"level": "f1"}), 200).await.json();
    assert_eq!(same, finding);
    assert_eq!(faults(&edited(&reviewer, &finding, json!({"level": "f2"}), 422).await), ["/due_on"]);
    let events = read(&reviewer, &finding).await["events"].clone();
    assert_eq!(events.as_array().unwrap().len(), 3);
    let told = events[1]["text"].as_str().unwrap();
    for before in ["Mặt đường nứt 12 m", "2024-06-30"] {
        assert!(told.contains(before), "what stood before is kept: {told}");
    }
    let found: Value = reviewer.get("/api/v1/findings?q=nut%2015", 200).await.json();
    assert_eq!(found["findings"].as_array().unwrap().len(), 1);
    let finding: Value = answered(&officer, &finding, "Đã vá", 200).await.json();
    edited(&reviewer, &finding, json!({"what": "x"}), 409).await.problem(Code::FindingTransition);
}

async fn what_changed_meanwhile_is_not_overwritten(server: TestServer) {
    let (reviewer, officer) = (server.desk("dung").await, server.desk("chi").await);
    let seen = raised(&reviewer, &shortcoming(&server)).await;
    // The clock stands still, and a change is told from the one before it all the same.
    let newer: Value = edited(&reviewer, &seen, json!({"recommendation": "Vá lại"}), 200).await.json();
    assert_ne!(newer["changed_at"], seen["changed_at"]);
    let problem = answered(&officer, &seen, "Đã vá", 409).await.problem(Code::FindingMovedOn);
    assert!(problem.detail.unwrap().contains("Nông Thị Dung"), "who changed it");
    edited(&reviewer, &seen, json!({"recommendation": "Làm lại"}), 409).await.problem(Code::FindingMovedOn);
    decided(&reviewer, &seen, "withdraw", "Nhầm", 409).await.problem(Code::FindingMovedOn);
    assert_eq!(read(&reviewer, &seen).await["recommendation"], "Vá lại");
    answered(&officer, &newer, "Đã vá", 200).await;
    // Of two who answer the same at once, one is told.
    let seen = raised(&reviewer, &shortcoming(&server)).await;
    let say = || async {
        let body = json!({"seen": seen["changed_at"], "text": "Đã vá"});
        Reply::of(officer.request(Method::POST, &path(&seen, "/answers")).json(&body)).await.status
    };
    let (one, two) = tokio::join!(say(), say());
    assert_eq!((one.min(two), one.max(two)), (200, 409));
}

async fn a_step_that_the_state_does_not_take_is_refused(server: TestServer) {
    let (reviewer, officer) = (server.desk("dung").await, server.desk("chi").await);
    let open = raised(&reviewer, &shortcoming(&server)).await;
    for action in ["resolve", "reopen"] {
        decided(&reviewer, &open, action, "x", 409).await.problem(Code::FindingTransition);
    }
    let done: Value = answered(&officer, &open, "Đã vá", 200).await.json();
    answered(&officer, &done, "Đã vá", 409).await.problem(Code::FindingTransition);
    let done: Value = decided(&reviewer, &done, "resolve", "", 200).await.json();
    for action in ["resolve", "withdraw"] {
        decided(&reviewer, &done, action, "x", 409).await.problem(Code::FindingTransition);
    }
    assert_eq!(read(&reviewer, &done).await["events"].as_array().unwrap().len(), 3, "what is refused leaves nothing");
    // A follow-up check found it wrong again.
    let again: Value = decided(&reviewer, &done, "reopen", "Vết nứt lại mở ra", 200).await.json();
    assert_eq!(again["state"], "reopened");
}

async fn what_cannot_be_right_is_named(server: TestServer) {
    let reviewer = server.desk("dung").await;
    let nothing = "018f4b6a-2a80-7000-8000-000000000000";
    let wrong = |change: Value| {
        let mut finding = shortcoming(&server);
        for (key, value) in change.as_object().unwrap() {
            finding[key] = value.clone();
        }
        let reviewer = reviewer.clone();
        async move { faults(&reviewer.post("/api/v1/findings", &finding, 422).await) }
    };
    assert_eq!(wrong(json!({"what": "  "})).await, ["/what"]);
    assert_eq!(wrong(json!({"due_on": null})).await, ["/due_on"]);
    assert_eq!(wrong(json!({"what": "a".repeat(4_001)})).await, ["/what"]);
    assert_eq!(wrong(json!({"record": nothing})).await, ["/record"]);
    assert_eq!(wrong(json!({"subject": nothing})).await, ["/subject"]);
    assert_eq!(wrong(json!({"revision": nothing})).await, ["/revision"]);
    assert_eq!(wrong(json!({"item": "anything"})).await, ["/item"]);
    assert_eq!(wrong(json!({"sub_project": nothing})).await, ["/sub_project"]);
    assert_eq!(wrong(json!({"commune": null})).await, ["/commune"]);
    assert_eq!(wrong(json!({"commune": unit(&server.app, "184")})).await, ["/commune"], "a district is no commune");
    assert_eq!(wrong(json!({"responsible": {"unit": nothing}})).await, ["/responsible/unit"]);
    assert_eq!(wrong(json!({"responsible": {"department": nothing}})).await, ["/responsible/department"]);
    assert_eq!(wrong(json!({"photos": ["00".repeat(32)]})).await, ["/photos/0"]);
    let both = json!({"responsible": {"unit": unit(&server.app, "184"), "department": nothing}, "what": ""});
    assert_eq!(wrong(both).await, ["/what", "/responsible", "/responsible/department"]);
    for (field, value) in [("level", "f4"), ("category", "x"), ("due_on", "30/6/2024"), ("colour", "red")] {
        let mut finding = shortcoming(&server);
        finding[field] = value.into();
        reviewer.post("/api/v1/findings", &finding, 422).await.problem(Code::JsonShape);
    }
    let list: Value = reviewer.get("/api/v1/findings", 200).await.json();
    assert_eq!(list["findings"], json!([]), "nothing is half-stored");
}

async fn each_number_of_a_year_is_given_once(server: TestServer) {
    let reviewer = server.desk("dung").await;
    let finding = shortcoming(&server);
    let many = (0..8).map(|_| raised(&reviewer, &finding));
    let mut numbers: Vec<String> = futures_util::future::join_all(many)
        .await
        .iter()
        .map(|finding| finding["number"].as_str().unwrap().to_owned())
        .collect();
    numbers.sort();
    assert_eq!(numbers, (1..=8).map(|number| format!("2024-{number:03}")).collect::<Vec<_>>());
    // The year is that of the clocks in Việt Nam: at 17:30 UTC on the last day of December it is over.
    let new_year = builders::time("2025-01-01T00:30:00+07:00").at;
    server.clock.advance(new_year.since(server.clock.now()));
    assert_eq!(raised(&reviewer, &finding).await["number"], "2025-001");
}

async fn sending_a_finding_twice_raises_one(server: TestServer) {
    let (reviewer, evaluator) = (server.desk("dung").await, server.desk("em").await);
    let mut finding = shortcoming(&server);
    finding["id"] = json!("018f4b6a-2a80-7000-8000-000000000000");
    let first = raised(&reviewer, &finding).await;
    assert_eq!(raised(&reviewer, &finding).await, first);
    assert_eq!(faults(&evaluator.post("/api/v1/findings", &finding, 422).await), ["/id"]);
}

async fn a_sign_of_wrongdoing_is_told_to_the_head_of_the_team(server: TestServer) {
    let visits = "title,plan,starts_on,ends_on,commune_codes,subject_codes,team\n\
                  Đợt 1,,2024-05-01,2024-05-31,06280,CT-01,an:head;binh:member\n";
    builders::take(&server.app, thucdia::registry::apply::What::Visits, visits.into()).await;
    let visit = server.app.store.read().await.unwrap().visits(None).await.unwrap().remove(0);
    let phone = Phone::enrol(&server, "an").await;
    let mut record = inspection(&server.app, "CT-01").await;
    record.visit = Some(visit.id);
    phone.push_one(&record, 200).await;
    let (reviewer, admin) = (server.desk("dung").await, server.desk("quantri").await);
    let finding = json!({"record": record.record, "level": "f3", "category": "funds", "what": "Khối lượng khống"});
    let grave = raised(&reviewer, &finding).await;
    let told = |finding: Value| {
        let admin = admin.clone();
        async move {
            let path = format!("/api/v1/log?about=finding:{}", finding["id"].as_str().unwrap());
            let log: Value = admin.get(&path, 200).await.json();
            let entries = log["entries"].as_array().unwrap().clone();
            entries
                .into_iter()
                .map(|entry| {
                    let detail: Value = serde_json::from_str(entry["detail"].as_str().unwrap()).unwrap();
                    (entry["action"].as_str().unwrap().to_owned(), detail["number"].clone(), detail["heads"].clone())
                })
                .collect::<Vec<_>>()
        }
    };
    let heads = json!([builders::person(&server.app, "an").await]);
    let number = json!("2024-001");
    assert_eq!(
        told(grave).await,
        [
            ("finding.raised".to_owned(), number.clone(), Value::Null),
            ("finding.suspected".to_owned(), number, heads.clone())
        ]
    );
    // One that turns out to be grave, too.
    let mild = json!({"record": record.record, "level": "f1", "category": "funds", "what": "Chưa rõ"});
    let mild = raised(&reviewer, &mild).await;
    edited(&reviewer, &mild, json!({"level": "f3"}), 200).await;
    let told = told(mild).await;
    let actions: Vec<&str> = told.iter().map(|(action, ..)| action.as_str()).collect();
    assert_eq!(actions, ["finding.raised", "finding.edited", "finding.suspected"]);
    assert_eq!(told[2].2, heads);
}

async fn what_the_log_says_of_findings_holds(server: TestServer) {
    let (reviewer, officer) = (server.desk("dung").await, server.desk("chi").await);
    let finding = raised(&reviewer, &shortcoming(&server)).await;
    let finding: Value = answered(&officer, &finding, "Đã vá", 200).await.json();
    decided(&reviewer, &finding, "resolve", "Đạt", 200).await;
    raised(&reviewer, &shortcoming(&server)).await;
    let storages = thucdia::app::Storages { store: server.app.store.clone(), blobs: server.app.blobs.clone() };
    let report = thucdia::audit::audit(&storages, true, &thucdia::progress::unwatched).await.unwrap();
    assert!(report.valid, "{:?}", report.altered);
    assert_eq!(report.checked.findings, 2);
}
