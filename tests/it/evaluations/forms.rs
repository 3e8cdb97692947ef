//! `/api/v1/forms`, and their import.

use mobile_sync_protocol::problem::Code;
use serde_json::{Value, json};
use thucdia_tests::server::TestServer;

use super::{VAN_QUAN, begun, report};

on_both! {
    forms_are_published_in_versions_and_never_changed
    a_form_that_cannot_be_right_is_refused_with_each_place
}

async fn forms_are_published_in_versions_and_never_changed(server: TestServer) {
    let (admin, em) = (server.desk("quantri").await, server.desk("em").await);
    let list: Value = em.get("/api/v1/forms", 200).await.json();
    let known: Vec<(&str, &str)> = list["forms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|form| (form["id"].as_str().unwrap(), form["kind"].as_str().unwrap()))
        .collect();
    assert_eq!(known, [("annual", "annual"), ("monitoring", "monitoring"), ("thematic", "thematic")]);
    for form in list["forms"].as_array().unwrap() {
        assert!(form.get("checked").is_none(), "nobody has held it against the official text");
    }
    let annual: Value = em.get("/api/v1/forms/annual/1", 200).await.json();
    let keys: Vec<&str> =
        annual["sections"].as_array().unwrap().iter().map(|section| section["key"].as_str().unwrap()).collect();
    let eight = [
        "policy",
        "coordination",
        "communication",
        "elected_supervision",
        "capital",
        "targets",
        "shortcomings",
        "next_year",
    ];
    assert_eq!(keys, eight);

    let mut form: Value = em.get("/api/v1/forms/monitoring/1", 200).await.json();
    let same: Value = admin.import("forms", "x.json", form.to_string(), 200).await.json();
    assert_eq!((&same["added"], &same["updated"]), (&json!(0), &json!(1)));
    let draft = begun(&em, &report(&server, VAN_QUAN)).await;
    form["title"]["vi"] = json!("Mẫu của huyện");
    form["checked"] = json!({"by": "Phòng LĐTBXH-DT", "on": "2024-05-20", "against": "Thông tư 10/2022/TT-BLĐTBXH"});
    let problem = admin.import("forms", "x.json", form.to_string(), 422).await.problem(Code::ImportRow);
    assert!(problem.errors.iter().any(|error| error.message.contains("next number")), "{problem:?}");
    form["version"] = json!(2);
    let added: Value = admin.import("forms", "x.json", form.to_string(), 200).await.json();
    assert_eq!(added["added"], 1);
    // What is under way keeps its version; what is begun takes the newest, or the one that is asked for.
    assert_eq!(draft["form_version"], 1);
    let mut other = report(&server, "06283");
    assert_eq!(begun(&em, &other).await["form_version"], 2);
    other["unit"] = json!(thucdia_tests::builders::unit(&server.app, "06307"));
    other["version"] = json!(1);
    assert_eq!(begun(&em, &other).await["form_version"], 1);
    em.get("/api/v1/forms/monitoring/3", 404).await.problem(Code::NotFound);
    em.get("/api/v1/forms/No-Key/1", 404).await.problem(Code::NotFound);
    assert_eq!(em.get("/api/v1/forms/monitoring/2", 200).await.json::<Value>(), form);
}

async fn a_form_that_cannot_be_right_is_refused_with_each_place(server: TestServer) {
    let admin = server.desk("quantri").await;
    let mut form: Value = admin.get("/api/v1/forms/thematic/1", 200).await.json();
    form["version"] = json!(2);
    form["periods"] = json!([]);
    form["sections"][1]["key"] = json!("scope");
    let problem = admin.import("forms", "x.json", form.to_string(), 422).await.problem(Code::ImportRow);
    let told = serde_json::to_string(&problem.errors).unwrap();
    assert!(told.contains("/periods") && told.contains("/sections/1/key"), "{told}");
    form["sections"][0]["figures"] = json!(["no_such_figure"]);
    admin.import("forms", "x.json", form.to_string(), 422).await.problem(Code::ImportRow);
    admin.import("forms", "x.json", "{\"id\": \"x\", \"id\": \"y\"}", 422).await.problem(Code::ImportRow);
    assert_eq!(admin.get("/api/v1/forms", 200).await.json::<Value>()["forms"].as_array().unwrap().len(), 3);
}
