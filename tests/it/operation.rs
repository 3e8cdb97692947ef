//! `/healthz`, `/readyz`, `/metrics`, `/problems`, `/api/v1/log`, `/api/openapi.json`, `/api/docs`.

use std::collections::BTreeSet;

use mobile_sync_protocol::{ids::Sha256, problem::Code};
use reqwest::Method;
use serde_json::Value;
use thucdia_tests::{builders::inspection, phone::Phone, reply::Reply, server::TestServer};

on_both! {
    a_healthy_server_says_so
    a_server_without_its_storages_is_not_ready_and_lives
    every_problem_is_in_the_catalogue_with_its_own_page
    what_is_nowhere_is_a_problem
    the_log_is_one_chain
    metrics_count_what_came
    every_answer_carries_its_request_id
    the_document_names_every_operation_and_what_it_answers
    the_docs_need_no_other_host
}

async fn a_healthy_server_says_so(server: TestServer) {
    assert_eq!(server.get("/healthz", 200).await.body, "ok\n");
    assert_eq!(server.get("/readyz", 200).await.body, "ready\n");
    assert!(thucdia_tests::server::files(&server.storage.photos()).is_empty(), "asking leaves nothing");
}

async fn a_server_without_its_storages_is_not_ready_and_lives(server: TestServer) {
    server.app.store.close().await;
    let reply = server.get("/readyz", 503).await;
    assert_eq!(reply.header("retry-after"), "5");
    reply.problem(Code::Unavailable);
    server.get("/healthz", 200).await;
}

async fn every_problem_is_in_the_catalogue_with_its_own_page(server: TestServer) {
    let all: Vec<Value> = server.get("/problems", 200).await.json();
    assert_eq!(all.len(), Code::ALL.len());
    let mut seen = BTreeSet::new();
    for entry in &all {
        let code = entry["code"].as_str().unwrap();
        assert!(seen.insert(code), "{code} is there twice");
        assert_eq!(&server.get(&format!("/problems/{code}"), 200).await.json::<Value>(), entry);
        assert!(!entry["title"].as_str().unwrap().is_empty() && !entry["title_vi"].as_str().unwrap().is_empty());
        assert!((400..600).contains(&entry["status"].as_u64().unwrap()), "{entry}");
    }
    server.get("/problems/no.such", 404).await.problem(Code::NotFound);
}

async fn what_is_nowhere_is_a_problem(server: TestServer) {
    server.get("/api/v1/nowhere", 404).await.problem(Code::NotFound);
    server.get("/../../etc/passwd", 404).await.problem(Code::NotFound);
    server.get("/api/v1/sync/push", 405).await.problem(Code::MethodNotAllowed);
    let put = Reply::of(server.request(Method::PUT, "/healthz")).await.expect(405);
    put.problem(Code::MethodNotAllowed);
    // The root leads to the desk.
    let root = Reply::of(server.request(Method::GET, "/")).await.expect(307);
    assert_eq!(root.header("location"), "/desk");
    server.get("/assets/nowhere.js", 404).await.problem(Code::NotFound);
}

async fn the_log_is_one_chain(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    for _ in 0..3 {
        phone.push_one(&inspection(&server.app, "CT-01").await, 200).await;
    }
    let admin = server.desk("quantri").await;
    let (mut entries, mut after) = (Vec::new(), 0);
    loop {
        let page: Value = admin.get(&format!("/api/v1/log?limit=5&after={after}"), 200).await.json();
        let page = page["entries"].as_array().unwrap().clone();
        let Some(last) = page.last() else { break };
        after = last["seq"].as_i64().unwrap();
        entries.extend(page);
    }
    let seqs: Vec<i64> = entries.iter().map(|entry| entry["seq"].as_i64().unwrap()).collect();
    assert_eq!(seqs, (1..=i64::try_from(entries.len()).unwrap()).collect::<Vec<_>>());
    let actions: Vec<&str> = entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    // One key for receipts, one for rescue files.
    for (action, count) in [("store.made", 1), ("key.made", 2), ("device.enrolled", 1), ("record.received", 3)] {
        assert_eq!(actions.iter().filter(|seen| **seen == action).count(), count, "{action}");
    }
    // Each hash holds its entry and the hash before, as whoever verifies the chain computes it.
    let rows = server.app.store.read().await.unwrap().log_after(0, 1_000).await.unwrap();
    let mut before = vec![0; 32];
    for (row, shown) in rows.iter().zip(&entries) {
        let expected: Sha256 = row.expected_hash(&before);
        assert_eq!(shown["hash"], expected.to_string(), "{shown}");
        before = expected.0.to_vec();
    }
    assert_eq!(rows.len(), entries.len());
}

async fn metrics_count_what_came(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    phone.push_one(&inspection(&server.app, "CT-01").await, 200).await;
    let metrics = server.get("/metrics", 200).await;
    let text = String::from_utf8(metrics.body.to_vec()).unwrap();
    assert!(text.contains("thucdia_revisions_received"), "{text}");
    let route = "route=\"/api/v1/sync/push\"";
    assert!(text.lines().any(|line| line.starts_with("thucdia_http_requests") && line.contains(route)), "{text}");
}

async fn every_answer_carries_its_request_id(server: TestServer) {
    let first = server.get("/healthz", 200).await;
    let second = server.get("/api/v1/nowhere", 404).await;
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
    assert_eq!(second.header("x-request-id").len(), 36);
}

async fn the_document_names_every_operation_and_what_it_answers(server: TestServer) {
    let document: Value = server.get("/api/openapi.json", 200).await.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(responses) = operation["responses"].as_object() else { continue };
            assert!(!responses.is_empty(), "{method} {path}");
            assert!(operation["tags"][0].is_string() && operation["summary"].is_string(), "{method} {path}");
            // What a client is generated from must not have a name twice.
            let name = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(name.to_owned()), "{name} is there twice");
            for parameter in path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()) {
                let declared = operation["parameters"].as_array().into_iter().flatten();
                assert!(declared.into_iter().any(|known| known["name"] == parameter), "{method} {path}: {parameter}");
            }
        }
    }
    // Every reference leads somewhere.
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
}

async fn the_docs_need_no_other_host(server: TestServer) {
    let page = Reply::of(server.request(Method::GET, "/api/docs/")).await.expect(200);
    let html = String::from_utf8(page.body.to_vec()).unwrap();
    let mut parts = 0;
    for attribute in ["src=\"", "href=\""] {
        for target in html.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(!target.contains("//"), "{target} lies on another host");
            server.get(&format!("/api/docs/{}", target.trim_start_matches("./")), 200).await;
            parts += 1;
        }
    }
    assert!(parts > 3, "{html}");
}
