//! Who sees evaluations, who writes whose, and who takes which step.

use mobile_sync_protocol::problem::Code;
use serde_json::{Value, json};
use thucdia_tests::{
    builders::{self, unit},
    server::{Desk, TestServer},
};

use super::{DIEM_HE, VAN_QUAN, begun, moved, path, read, report, stepped, written};

on_both! {
    everybody_writes_for_their_own_body
    somebody_of_another_district_sees_nothing
    steps_are_taken_by_whom_they_are_for
    a_reviewer_of_a_department_writes_no_other_departments
}

async fn department(server: &TestServer, code: &str) -> Value {
    let departments = server.app.store.read().await.unwrap().departments().await.unwrap();
    json!(departments.into_iter().find(|known| known.code == code).unwrap().id)
}

async fn everybody_writes_for_their_own_body(server: TestServer) {
    let desks = [("chi", [true, false, false, false]), ("dung", [false, false, true, false]), ("em", [true; 4])];
    for (name, may) in desks {
        let desk = server.desk(name).await;
        let mut of_department = report(&server, VAN_QUAN);
        of_department["department"] = department(&server, "KTHT").await;
        let bodies = [report(&server, DIEM_HE), report(&server, VAN_QUAN), of_department, report(&server, "06283")];
        for (wanted, may) in bodies.iter().zip(may) {
            if may {
                let made = begun(&desk, wanted).await;
                let seen = made["changed_at"].as_str().unwrap();
                let delete = desk.request(reqwest::Method::DELETE, &path(&made, &format!("?seen={seen}")));
                thucdia_tests::reply::Reply::of(delete).await.expect(204);
            } else {
                desk.post("/api/v1/evaluations", wanted, 403).await.problem(Code::OutOfScope);
            }
        }
    }
    let admin = server.desk("quantri").await;
    admin.post("/api/v1/evaluations", &report(&server, VAN_QUAN), 403).await.problem(Code::Forbidden);
    // Whoever may not write may read: the administrator and the reviewer everything of the district, the commune its own.
    let (em, chi, dung) = (server.desk("em").await, server.desk("chi").await, server.desk("dung").await);
    let (district, commune) =
        (begun(&em, &report(&server, VAN_QUAN)).await, begun(&chi, &report(&server, DIEM_HE)).await);
    for desk in [&admin, &dung] {
        assert_eq!(read(desk, &district).await["may"], json!([]));
        written(desk, &commune, "results", "Khác", 403).await;
    }
    chi.get(&path(&district, ""), 404).await.problem(Code::NotFound);
    written(&chi, &district, "results", "Khác", 404).await.problem(Code::NotFound);
    let listed = async |desk: &Desk| {
        let list: Value = desk.get("/api/v1/evaluations", 200).await.json();
        list["evaluations"].as_array().unwrap().len()
    };
    assert_eq!((listed(&em).await, listed(&dung).await, listed(&admin).await, listed(&chi).await), (2, 2, 2, 1));
}

async fn somebody_of_another_district_sees_nothing(server: TestServer) {
    let (em, lam) = (server.desk("em").await, server.desk("lam").await);
    let district = begun(&em, &report(&server, VAN_QUAN)).await;
    let commune = begun(&em, &report(&server, DIEM_HE)).await;
    let list: Value = lam.get("/api/v1/evaluations", 200).await.json();
    assert_eq!(list["evaluations"], json!([]));
    for evaluation in [&district, &commune] {
        for below in ["", "/figures", "/levels", "/history", "/proposals?section=inspection"] {
            lam.get(&path(evaluation, below), 404).await.problem(Code::NotFound);
        }
        for list in ["records", "findings", "subjects"] {
            let id = evaluation["id"].as_str().unwrap();
            lam.get(&format!("/api/v1/{list}?evaluation={id}"), 404).await.problem(Code::NotFound);
        }
        stepped(&lam, evaluation, "submit", "", 404).await.problem(Code::NotFound);
    }
    lam.post("/api/v1/evaluations", &report(&server, DIEM_HE), 403).await.problem(Code::OutOfScope);
    let mut mine = report(&server, "06217");
    mine["title"] = json!("Báo cáo của xã Bình Trung");
    let mine = begun(&lam, &mine).await;
    em.get(&path(&mine, ""), 404).await.problem(Code::NotFound);
}

async fn steps_are_taken_by_whom_they_are_for(server: TestServer) {
    let (em, chi, dung) = (server.desk("em").await, server.desk("chi").await, server.desk("dung").await);
    let commune = begun(&chi, &report(&server, DIEM_HE)).await;
    assert_eq!(read(&chi, &commune).await["may"], json!(["write", "delete", "submit"]));
    moved(&dung, &commune, "submit", 403).await.problem(Code::OutOfScope);
    moved(&chi, &commune, "submit", 200).await;
    // Handed in, it is for the level above to give back or take in; who wrote it waits.
    assert_eq!(read(&chi, &commune).await["may"], json!([]));
    assert_eq!(read(&em, &commune).await["may"], json!(["send_back", "consolidate", "sign"]));
    for step in ["send_back", "consolidate", "sign"] {
        moved(&chi, &commune, step, 403).await.problem(Code::OutOfScope);
        moved(&dung, &commune, step, 403).await.problem(Code::OutOfScope);
    }
    let problem = moved(&em, &commune, "consolidate", 409).await.problem(Code::EvaluationTransition);
    assert!(problem.detail.unwrap().contains("none above"), "the district has begun none");
    moved(&em, &commune, "send_back", 200).await;
    assert_eq!(read(&chi, &commune).await["may"], json!(["write", "delete", "submit"]));
    moved(&chi, &commune, "send_back", 403).await.problem(Code::OutOfScope);
    moved(&em, &commune, "sign", 409).await.problem(Code::EvaluationTransition);
}

async fn a_reviewer_of_a_department_writes_no_other_departments(server: TestServer) {
    let people = "name,full_name,role,unit_code,department_code\nduong,Hoàng Văn Dương,reviewer,184,NNPTNT\n";
    builders::take(&server.app, thucdia::registry::apply::What::People, people.into()).await;
    let duong = server.desk("duong").await;
    for (code, status) in [("NNPTNT", 201), ("KTHT", 403)] {
        let mut wanted = report(&server, VAN_QUAN);
        wanted["department"] = department(&server, code).await;
        duong.post("/api/v1/evaluations", &wanted, status).await;
    }
    let mut whole = report(&server, VAN_QUAN);
    whole["unit"] = json!(unit(&server.app, VAN_QUAN));
    duong.post("/api/v1/evaluations", &whole, 403).await.problem(Code::OutOfScope);
}
