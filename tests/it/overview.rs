//! `/api/v1/overview`: how far the inspections are, in numbers.

use mobile_sync_protocol::record::Revision;
use serde_json::{Value, json};
use thucdia::registry::apply::What;
use thucdia_tests::{
    builders::{self, Edit, inspection, photo, sub_project, unit},
    phone::Phone,
    server::{Desk, TestServer},
};

on_both! {
    communes_and_sub_projects_are_counted
    a_visit_is_counted_by_itself
    days_of_capture_and_of_raising_bound_the_counts
    an_officer_sees_the_numbers_of_their_commune
}

async fn overview(desk: &Desk, query: &str) -> Value {
    desk.get(&format!("/api/v1/overview?{query}"), 200).await.json()
}

/// The numbers of one commune or sub-project.
fn of(overview: &Value, list: &str, id: impl std::fmt::Display) -> Value {
    let key = if list == "communes" { "unit" } else { "id" };
    let mut rows = overview[list].as_array().unwrap().iter();
    let id = id.to_string();
    rows.find(|row| row[key] == id).cloned().unwrap_or_default()
}

async fn handed_in(server: &TestServer, code: &str, captured_at: &str) -> Revision {
    let phone = Phone::enrol(server, "an").await;
    let mut record = inspection(&server.app, code).await;
    record.captured_at = builders::time(captured_at);
    phone.push_one(&record, 200).await;
    record
}

/// Two records of one work, one of a model that waits for its photo, and findings in each state.
async fn filled(server: &TestServer) -> Desk {
    let (reviewer, officer) = (server.desk("dung").await, server.desk("chi").await);
    let first = handed_in(server, "CT-01", "2024-05-05T09:00:00+07:00").await;
    handed_in(server, "CT-01", "2024-05-06T09:00:00+07:00").await;
    let phone = Phone::enrol(server, "an").await;
    let waiting = inspection(&server.app, "MH-01").await.with_photo(&photo(1, 5_000));
    phone.push_one(&waiting, 200).await;
    for (state, due) in [("open", "2024-06-30"), ("resolved", "2024-06-30"), ("open", "2024-08-30")] {
        let finding =
            json!({"record": first.record, "level": "f2", "category": "quality", "what": "Nứt", "due_on": due});
        let finding: Value = reviewer.post("/api/v1/findings", &finding, 201).await.json();
        if state == "resolved" {
            let path = |below: &str| format!("/api/v1/findings/{}{below}", finding["id"].as_str().unwrap());
            let answer = json!({"seen": finding["changed_at"], "text": "Đã vá"});
            let answered: Value = officer.post(&path("/answers"), &answer, 200).await.json();
            let decision = json!({"seen": answered["changed_at"], "action": "resolve"});
            reviewer.post(&path("/decisions"), &decision, 200).await;
        }
    }
    reviewer
}

async fn communes_and_sub_projects_are_counted(server: TestServer) {
    let reviewer = filled(&server).await;
    let july = builders::time("2024-07-01T08:00:00+07:00").at;
    server.clock.advance(july.since(server.clock.now()));
    let seen = overview(&reviewer, "").await;
    let findings = json!({"open": 2, "overdue": 1, "resolved": 1});
    let none = json!({"open": 0, "overdue": 0, "resolved": 0});
    let diem_he = json!({
        "unit": unit(&server.app, "06280"), "planned": 3, "inspected": 1, "records": 3,
        "status": {"received": 2, "waiting": 1}, "evidence": {"unchecked": 3}, "findings": findings,
    });
    assert_eq!(of(&seen, "communes", unit(&server.app, "06280")), diem_he);
    let an_son = json!({
        "unit": unit(&server.app, "06283"), "planned": 1, "inspected": 0, "records": 0, "status": {}, "evidence": {},
        "findings": none,
    });
    assert_eq!(of(&seen, "communes", unit(&server.app, "06283")), an_son);
    assert_eq!(of(&seen, "communes", unit(&server.app, "06217")), Value::Null, "another district's");
    let roads = sub_project(&server.app, "DA1.1");
    let roads_now = json!({"id": roads, "planned": 3, "inspected": 1, "records": 2, "findings": findings});
    assert_eq!(of(&seen, "sub_projects", roads), roads_now);
    let models = sub_project(&server.app, "DA3.1");
    let models_now = json!({"id": models, "planned": 2, "inspected": 0, "records": 1, "findings": none});
    assert_eq!(of(&seen, "sub_projects", models), models_now);
    let day = |day: &str, waiting: i64, received: i64| json!({"day": day, "waiting": waiting, "received": received, "accepted": 0, "returned": 0});
    assert_eq!(seen["days"], json!([day("2024-05-05", 0, 1), day("2024-05-06", 1, 1)]));
    let codes: Vec<&str> =
        seen["communes"].as_array().unwrap().iter().map(|row| row["unit"].as_str().unwrap()).collect();
    assert_eq!(codes.len(), 3, "only where there is anything");
}

async fn a_visit_is_counted_by_itself(server: TestServer) {
    let visits = "title,plan,starts_on,ends_on,commune_codes,subject_codes,team\n\
                  Đợt 1,,2024-05-01,2024-05-31,06280;06283,CT-01;CT-02,an:head\n";
    builders::take(&server.app, What::Visits, visits.into()).await;
    let visit = server.app.store.read().await.unwrap().visits(None).await.unwrap().remove(0).id;
    let reviewer = filled(&server).await;
    let empty = overview(&reviewer, &format!("visit={visit}")).await;
    let roads = sub_project(&server.app, "DA1.1");
    let none = json!({"open": 0, "overdue": 0, "resolved": 0});
    let row = |inspected: i64, findings: &Value| json!({"id": roads, "planned": 2, "inspected": inspected, "records": inspected, "findings": findings});
    assert_eq!(empty["sub_projects"], json!([row(0, &none)]));
    assert_eq!(empty["days"], json!([]));
    let phone = Phone::enrol(&server, "an").await;
    let mut record = inspection(&server.app, "CT-02").await;
    record.visit = Some(visit);
    phone.push_one(&record, 200).await;
    let finding = json!({"record": record.record, "level": "f1", "category": "quality", "what": "Nứt"});
    reviewer.post("/api/v1/findings", &finding, 201).await;
    let one = overview(&reviewer, &format!("visit={visit}")).await;
    assert_eq!(one["sub_projects"], json!([row(1, &json!({"open": 1, "overdue": 0, "resolved": 0}))]));
}

async fn days_of_capture_and_of_raising_bound_the_counts(server: TestServer) {
    let reviewer = filled(&server).await;
    let roads = sub_project(&server.app, "DA1.1");
    for (query, records, open) in [
        ("from=2024-05-05&to=2024-05-06", 2, 2),
        ("to=2024-05-05", 1, 0),
        ("from=2024-05-06", 1, 2),
        ("from=2024-05-07", 0, 0),
    ] {
        let seen = of(&overview(&reviewer, query).await, "sub_projects", roads);
        assert_eq!((&seen["records"], &seen["findings"]["open"]), (&json!(records), &json!(open)), "{query}");
        assert_eq!((&seen["planned"], &seen["inspected"]), (&json!(3), &json!(i32::from(records > 0))), "{query}");
    }
    reviewer.get("/api/v1/overview?from=yesterday", 400).await;
}

async fn an_officer_sees_the_numbers_of_their_commune(server: TestServer) {
    filled(&server).await;
    let officer = overview(&server.desk("chi").await, "").await;
    let communes = officer["communes"].as_array().unwrap();
    assert_eq!((communes.len(), &communes[0]["planned"]), (1, &json!(3)));
    assert_eq!(officer["days"].as_array().unwrap().len(), 2);
    let stranger = overview(&server.desk("lam").await, "").await;
    assert_eq!((stranger["communes"].as_array().unwrap().len(), &stranger["days"]), (1, &json!([])), "its own plan");
}
