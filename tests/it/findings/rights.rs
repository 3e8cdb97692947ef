//! Who sees findings, and who does what to them. Which role may ask at all is tried in `../rights.rs`.

use mobile_sync_protocol::problem::Code;
use serde_json::{Value, json};
use thucdia_tests::{builders::unit, server::TestServer};

use super::{answered, decided, edited, handed_in, path, raised, read, shortcoming};

on_both! {
    another_commune_sees_and_answers_nothing
    a_finding_is_raised_within_ones_units_alone
    a_households_finding_shows_its_code_alone
}

async fn another_commune_sees_and_answers_nothing(server: TestServer) {
    let (reviewer, officer, stranger) = (server.desk("dung").await, server.desk("chi").await, server.desk("lam").await);
    let mut elsewhere = shortcoming(&server);
    elsewhere["commune"] = json!(unit(&server.app, "06283"));
    let (own, elsewhere) = (raised(&reviewer, &shortcoming(&server)).await, raised(&reviewer, &elsewhere).await);
    let list = |desk: thucdia_tests::server::Desk| async move {
        let list: Value = desk.get("/api/v1/findings", 200).await.json();
        (list["findings"].as_array().unwrap().len(), list["counts"]["state"].clone())
    };
    assert_eq!(list(reviewer.clone()).await, (2, json!({"open": 2})));
    assert_eq!(list(officer.clone()).await, (1, json!({"open": 1})));
    assert_eq!(list(stranger.clone()).await, (0, json!({})));
    let asked = format!("/api/v1/findings?commune={}", elsewhere["commune"].as_str().unwrap());
    assert_eq!(officer.get(&asked, 200).await.json::<Value>()["findings"], json!([]));
    let sheet = officer.get("/api/v1/findings.csv", 200).await;
    assert_eq!(String::from_utf8(sheet.body.to_vec()).unwrap().lines().count(), 2);
    officer.get(&path(&elsewhere, ""), 404).await.problem(Code::NotFound);
    answered(&officer, &elsewhere, "Đã vá", 404).await.problem(Code::NotFound);
    stranger.get(&path(&own, ""), 404).await.problem(Code::NotFound);
    answered(&stranger, &own, "Đã vá", 404).await.problem(Code::NotFound);
    answered(&officer, &own, "Đã vá", 200).await;
}

async fn a_finding_is_raised_within_ones_units_alone(server: TestServer) {
    let (reviewer, officer) = (server.desk("dung").await, server.desk("chi").await);
    let mut abroad = shortcoming(&server);
    abroad["commune"] = json!(unit(&server.app, "06217"));
    reviewer.post("/api/v1/findings", &abroad, 403).await.problem(Code::OutOfScope);
    officer.post("/api/v1/findings", &shortcoming(&server), 403).await.problem(Code::Forbidden);
    let finding = raised(&reviewer, &shortcoming(&server)).await;
    edited(&officer, &finding, json!({"what": "x"}), 403).await.problem(Code::Forbidden);
    decided(&officer, &finding, "withdraw", "x", 403).await.problem(Code::Forbidden);
    answered(&reviewer, &finding, "x", 403).await.problem(Code::Forbidden);
    // The evaluator decides on what the reviewer raised.
    let evaluator = server.desk("em").await;
    decided(&evaluator, &finding, "withdraw", "Trùng", 200).await;
}

async fn a_households_finding_shows_its_code_alone(server: TestServer) {
    let record = handed_in(&server, "HO-01").await;
    let reviewer = server.desk("dung").await;
    let finding = json!({"record": record.record, "level": "f1", "category": "eligibility", "what": "Đã thoát nghèo"});
    let finding = raised(&reviewer, &finding).await;
    assert_eq!(finding["subject_name"], "HO-01");
    assert_eq!(read(&reviewer, &finding).await["subject_name"], "HO-01");
    let list: Value = reviewer.get("/api/v1/findings", 200).await.json();
    assert!(!list.to_string().contains("Mai"), "{list}");
}
