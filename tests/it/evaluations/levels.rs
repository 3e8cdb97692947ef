//! `/api/v1/evaluations/{id}/levels`: what communes and departments hand in goes into the district's.

use mobile_sync_protocol::problem::Code;
use serde_json::{Value, json};
use thucdia_tests::{
    builders::unit,
    reply::Reply,
    server::{Desk, TestServer},
};

use super::{
    DIEM_HE, VAN_QUAN,
    attachments::{attached, standing},
    begun, moved, path, read, report, section, signed, stepped, written,
};
use crate::findings::{answered, raised, shortcoming};

on_both! {
    the_district_sees_who_has_handed_in_and_who_has_not
    what_a_commune_handed_in_is_taken_in_once
    differences_between_the_levels_are_shown
    what_was_taken_in_can_be_given_back_until_the_level_above_hands_in
}

async fn levels(desk: &Desk, evaluation: &Value, query: &str) -> Value {
    desk.get(&path(evaluation, &format!("/levels{query}")), 200).await.json()
}

async fn the_district_sees_who_has_handed_in_and_who_has_not(server: TestServer) {
    let (em, chi) = (server.desk("em").await, server.desk("chi").await);
    let district = begun(&em, &report(&server, VAN_QUAN)).await;
    let shown = levels(&em, &district, "").await;
    let bodies = shown["bodies"].as_array().unwrap();
    let units = bodies.iter().filter(|body| body.get("department").is_none()).count();
    assert_eq!(units, 17, "the communes of the last day of June 2024");
    assert!(bodies.len() > units, "and the departments that lead a part of the programme");
    assert!(bodies.iter().all(|body| body.get("evaluation").is_none() && body.get("state").is_none()));
    let commune = begun(&chi, &report(&server, DIEM_HE)).await;
    // One of another period is none of these.
    let mut year = report(&server, "06283");
    year["period"] = json!("year");
    begun(&em, &year).await;
    let state = async || {
        let shown = levels(&em, &district, "").await;
        let bodies = shown["bodies"].as_array().unwrap().clone();
        let found = bodies.into_iter().find(|body| body["evaluation"] == commune["id"]).unwrap();
        assert_eq!(found["unit_name"], "xã Điềm He");
        found["state"].as_str().unwrap().to_owned()
    };
    assert_eq!(state().await, "draft");
    moved(&chi, &commune, "submit", 200).await;
    assert_eq!(state().await, "submitted");
    moved(&em, &commune, "consolidate", 200).await;
    assert_eq!(state().await, "consolidated");
    // By the end of the year three communes had become one.
    let mut year = report(&server, VAN_QUAN);
    year["period"] = json!("year");
    let year = begun(&em, &year).await;
    let bodies = levels(&em, &year, "").await["bodies"].as_array().unwrap().clone();
    assert_eq!(bodies.iter().filter(|body| body.get("department").is_none()).count(), 15);
    // A commune has nobody below it.
    assert_eq!(levels(&chi, &commune, "").await["bodies"], json!([]));
}

async fn what_a_commune_handed_in_is_taken_in_once(server: TestServer) {
    let (em, chi, dung) = (server.desk("em").await, server.desk("chi").await, server.desk("dung").await);
    let [one, two, three] = [
        raised(&dung, &shortcoming(&server)).await,
        raised(&dung, &shortcoming(&server)).await,
        raised(&dung, &shortcoming(&server)).await,
    ];
    let commune = begun(&chi, &report(&server, DIEM_HE)).await;
    let below = attached(&chi, &commune, "results", &[&one, &two]).await;
    attached(&chi, &commune, "inspection", &[&three]).await;
    let district = begun(&em, &report(&server, VAN_QUAN)).await;
    let own = attached(&em, &district, "results", &[&two]).await;
    moved(&chi, &commune, "submit", 200).await;
    // Answered meanwhile: what is taken in is what the commune handed in.
    answered(&chi, &one, "Đã vá", 200).await;
    moved(&em, &commune, "consolidate", 200).await;
    let commune = read(&em, &commune).await;
    assert_eq!((&commune["state"], &commune["parent"]), (&json!("consolidated"), &district["id"]));
    let now = read(&em, &district).await;
    let results = section(&now, "results")["attachments"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    assert_eq!((&results[0]["id"], results[0].get("source")), (&own[0]["id"], None), "one's own stays as it was");
    let taken = &results[1];
    assert_eq!(
        (&taken["number"], &taken["state"], &taken["state_now"]),
        (&json!("2024-001"), &json!("open"), &json!("answered"))
    );
    assert_eq!((&taken["source"], &taken["source_name"]), (&commune["id"], &json!("xã Điềm He")));
    assert_eq!(taken["sha256"], below[0]["sha256"]);
    assert_ne!(taken["id"], below[0]["id"]);
    assert_eq!(standing(&em, &district, "inspection").await, ["2024-003"]);
    let history: Value = em.get(&path(&district, "/history"), 200).await.json();
    let last = history["events"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["kind"], &last["findings"]), (&json!("took_in"), &json!(["2024-003", "2024-001"])));
    moved(&em, &commune, "consolidate", 409).await.problem(Code::EvaluationTransition);
}

async fn differences_between_the_levels_are_shown(server: TestServer) {
    let (em, chi, dung) = (server.desk("em").await, server.desk("chi").await, server.desk("dung").await);
    let [taken, dropped, added] = [
        raised(&dung, &shortcoming(&server)).await,
        raised(&dung, &shortcoming(&server)).await,
        raised(&dung, &shortcoming(&server)).await,
    ];
    let commune = begun(&chi, &report(&server, DIEM_HE)).await;
    attached(&chi, &commune, "results", &[&taken, &dropped]).await;
    written(&chi, &read(&chi, &commune).await, "results", "Đường Bản Làn đã xong, còn ba vết nứt.", 200).await;
    let mut other = shortcoming(&server);
    other["commune"] = json!(unit(&server.app, "06283"));
    let elsewhere = raised(&dung, &other).await;
    let district = begun(&em, &report(&server, VAN_QUAN)).await;
    attached(&em, &district, "results", &[&taken, &added, &elsewhere]).await;
    written(&em, &read(&em, &district).await, "results", "Đường Bản Làn đã xong, còn hai vết nứt.", 200).await;
    // A draft is nobody's word yet.
    let shown = levels(&em, &district, "?section=results").await;
    assert_eq!(section(&shown, "results")["sources"], json!([]));
    moved(&chi, &commune, "submit", 200).await;
    let shown = levels(&em, &district, "?section=results").await;
    let results = section(&shown, "results");
    let source = &results["sources"][0];
    assert_eq!((&source["evaluation"], &source["name"]), (&commune["id"], &json!("xã Điềm He")));
    assert_eq!(source["words"], "Đường Bản Làn đã xong, còn ba vết nứt.");
    assert_eq!(
        source["difference"],
        json!([
            {"kind": "same", "text": "Đường Bản Làn đã xong, còn "},
            {"kind": "removed", "text": "ba "},
            {"kind": "added", "text": "hai "},
            {"kind": "same", "text": "vết nứt."},
        ])
    );
    let numbers = |list: &Value| {
        let list = list.as_array().unwrap().iter();
        list.map(|finding| finding["number"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let findings = &results["findings"];
    assert_eq!(numbers(&findings["taken"]), ["2024-001"]);
    assert_eq!(numbers(&findings["dropped"]), ["2024-002"]);
    assert_eq!(numbers(&findings["added"]), ["2024-003", "2024-004"]);
    let body =
        shown["bodies"].as_array().unwrap().iter().find(|body| body["evaluation"] == commune["id"]).unwrap().clone();
    assert_eq!((&body["attachments"], &body["taken"]), (&json!(2), &json!(1)));
    // An Sơn has handed in nothing, so its finding is in the district's numbers and not in the sum below.
    let figures = shown["figures"].as_array().unwrap();
    let raised = figures
        .iter()
        .find(|one| one["figure"] == "findings_by_level" && one["row"] == "f2" && one["column"] == "raised");
    assert_eq!((&raised.unwrap()["own"], &raised.unwrap()["below"]), (&json!(4), &json!(3)));
    // Words are compared in the section that is asked for alone.
    let shown = levels(&em, &district, "").await;
    assert!(section(&shown, "results")["sources"][0].get("difference").is_none());
    em.get(&path(&district, "/levels?section=no_such"), 404).await.problem(Code::NotFound);
}

async fn what_was_taken_in_can_be_given_back_until_the_level_above_hands_in(server: TestServer) {
    let (em, chi) = (server.desk("em").await, server.desk("chi").await);
    let commune = begun(&chi, &report(&server, DIEM_HE)).await;
    let district = begun(&em, &report(&server, VAN_QUAN)).await;
    moved(&chi, &commune, "submit", 200).await;
    moved(&em, &commune, "consolidate", 200).await;
    let back: Value = moved(&em, &commune, "send_back", 200).await.json();
    assert_eq!(back["state"], "draft");
    assert!(back.get("parent").is_none());
    moved(&chi, &commune, "submit", 200).await;
    moved(&em, &commune, "consolidate", 200).await;
    // A draft that others were taken into is not thrown away under them.
    let seen = read(&em, &district).await;
    let delete = path(&district, &format!("?seen={}", seen["changed_at"].as_str().unwrap()));
    Reply::of(em.request(reqwest::Method::DELETE, &delete)).await.expect(409).problem(Code::EvaluationTransition);
    signed(&em, &district).await;
    let problem = moved(&em, &commune, "send_back", 409).await.problem(Code::EvaluationTransition);
    assert!(problem.detail.unwrap().contains("level above"), "it went into what was signed");
    // Nor is anything taken into what was signed.
    let late = begun(&em, &report(&server, "06283")).await;
    let late: Value = stepped(&em, &late, "submit", "", 200).await.json();
    stepped(&em, &late, "consolidate", "", 409).await.problem(Code::EvaluationTransition);
}
