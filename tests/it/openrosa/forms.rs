//! The list of forms, the forms, and the lists that they look up.

use mobile_sync_protocol::problem::Code;
use serde_json::{Value, json};
use thucdia_tests::{builders::subject, collect::Collect, phone::Phone, server::TestServer};

on_both! {
    every_checklist_is_a_form_and_each_address_leads_somewhere
    lists_hold_what_the_caller_may_see
    what_is_not_there_is_told_as_xml
    a_checklist_whose_rules_go_in_a_circle_is_not_published
}

async fn every_checklist_is_a_form_and_each_address_leads_somewhere(server: TestServer) {
    let collect = Collect::new(&server, "an").await;
    let list = collect.get("formList?deviceID=collect%3Aabc", 200).await;
    assert!(list.headers["content-type"].to_str().unwrap().contains("text/xml"));
    let forms = list.all("formID");
    assert_eq!(forms.len(), 6, "{forms:?}");
    let (hashes, urls, manifests) = (list.all("hash"), list.all("downloadUrl"), list.all("manifestUrl"));
    assert_eq!((hashes.len(), urls.len(), manifests.len()), (6, 6, 6));
    for ((form, hash), url) in forms.iter().zip(&hashes).zip(&urls) {
        let written = collect.follow(url, 200).await;
        assert_eq!(thucdia::openrosa::hash(written.body.as_bytes()), *hash, "{form}");
        assert!(written.body.contains(&format!("id=\"{form}\"")), "{form}");
    }
    let manifest = collect.follow(&manifests[0], 200).await;
    let names = ["visits.csv", "communes.csv", "subjects.csv", "sub_projects.csv", "findings.csv"];
    assert_eq!(manifest.all("filename"), names);
    for (hash, url) in manifest.all("hash").iter().zip(manifest.all("downloadUrl")) {
        let file = collect.follow(&url, 200).await;
        assert_eq!(thucdia::openrosa::hash(file.body.as_bytes()), *hash, "{url}");
    }
    let one = collect.get("formList?formID=infrastructure_work&verbose=true", 200).await;
    assert_eq!(one.all("formID"), ["infrastructure_work"]);
}

async fn lists_hold_what_the_caller_may_see(server: TestServer) {
    let (an, la) = (Collect::new(&server, "an").await, Collect::new(&server, "la").await);
    let (ours, theirs) = (subject(&server.app, "CT-01").await, subject(&server.app, "CT-04").await);
    let subjects = an.get("lists/subjects", 200).await.body;
    assert!(subjects.starts_with("name,label,__version,kind,commune,"), "{subjects}");
    assert!(subjects.contains(&ours.to_string()) && !subjects.contains(&theirs.to_string()), "{subjects}");
    let subjects = la.get("lists/subjects", 200).await.body;
    assert!(subjects.contains(&theirs.to_string()) && !subjects.contains(&ours.to_string()), "{subjects}");
    let communes = la.get("lists/communes", 200).await.body;
    assert_eq!(communes.lines().count(), 2, "{communes}");
    // A row that is not in the caller's list is gone for them.
    let gone = an.get(&format!("lists/subjects/deleted?id={ours},{theirs}"), 200).await;
    assert_eq!(gone.all("deleted"), ["false", "true"]);
    assert!(!gone.body.contains("xmlns"));
    // A phone of the same person hears of the same subjects.
    let phone = Phone::enrol(&server, "la").await;
    let (_, changes, _) = phone.pull(None, 500).await;
    assert!(changes.iter().any(|change| change.id == theirs.to_string()));
}

async fn what_is_not_there_is_told_as_xml(server: TestServer) {
    let collect = Collect::new(&server, "an").await;
    for path in ["forms/no_such/1", "forms/infrastructure_work/99", "forms/infrastructure_work/x", "lists/people"] {
        let told = collect.get(path, 404).await;
        assert_eq!(told.message().lines().count(), 2, "{path}");
    }
}

/// Each item is asked where the next one has an answer, the last where the first has: a phone cannot open such a form.
async fn a_checklist_whose_rules_go_in_a_circle_is_not_published(server: TestServer) {
    let (admin, collect) = (server.desk("quantri").await, Collect::new(&server, "an").await);
    let mut checklist: Value = admin.get("/api/v1/checklists/infrastructure_work/1", 200).await.json();
    checklist["version"] = json!(2);
    let items = checklist["sections"][1]["items"].as_array_mut().unwrap();
    let keys: Vec<Value> = items.iter().map(|item| item["key"].clone()).collect();
    for at in 0..2 {
        items[at]["shown_if"] = json!({"test": "answered", "item": keys[at + 1]});
    }
    // A chain is none.
    admin.import("checklists", "x.json&check=true", checklist.to_string(), 200).await;
    checklist["sections"][1]["items"][2]["shown_if"] = json!({"test": "answered", "item": keys[0]});
    let problem = admin.import("checklists", "x.json", checklist.to_string(), 422).await.problem(Code::ImportRow);
    let told = |error: &mobile_sync_protocol::problem::Violation| {
        error.path.contains("/sections/1/items/") && error.message_vi.contains("đi vòng tròn")
    };
    assert!(problem.errors.iter().all(told) && !problem.errors.is_empty(), "{problem:?}");
    let list = collect.get("formList?formID=infrastructure_work", 200).await;
    assert_eq!(list.all("version"), ["1"]);
    // A section that waits for what is in it is one, too.
    checklist["sections"][1]["items"][2].as_object_mut().unwrap().remove("shown_if");
    checklist["sections"][1]["shown_if"] = json!({"test": "answered", "item": keys[2]});
    let problem = admin.import("checklists", "x.json", checklist.to_string(), 422).await.problem(Code::ImportRow);
    assert!(problem.errors.iter().any(|error| error.message_vi.contains("đi vòng tròn")), "{problem:?}");
}
