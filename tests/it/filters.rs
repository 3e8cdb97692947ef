//! `/api/v1/saved-filters`: filters that somebody keeps.

use mobile_sync_protocol::problem::Code;
use reqwest::Method;
use serde_json::{Value, json};
use thucdia_tests::{
    reply::Reply,
    server::{Desk, TestServer},
};

on_both! {
    a_filter_is_kept_replaced_and_forgotten
    filters_are_ones_own
    a_filter_that_is_too_long_is_refused
}

const PATH: &str = "/api/v1/saved-filters";

async fn kept(desk: &Desk) -> Value {
    desk.get(PATH, 200).await.json::<Value>()["filters"].clone()
}

async fn saved(desk: &Desk, name: &str, query: &str) -> Value {
    desk.post(PATH, &json!({"name": name, "query": query}), 201).await.json()
}

async fn forgotten(desk: &Desk, filter: &Value, status: u16) {
    let path = format!("{PATH}/{}", filter["id"].as_str().unwrap());
    Reply::of(desk.request(Method::DELETE, &path)).await.expect(status);
}

async fn a_filter_is_kept_replaced_and_forgotten(server: TestServer) {
    let reviewer = server.desk("dung").await;
    assert_eq!(kept(&reviewer).await, json!([]));
    let late = saved(&reviewer, " Điềm He, nghi ngờ ", "?evidence=fail&q=%C4%91").await;
    assert_eq!((&late["name"], &late["query"]), (&json!("Điềm He, nghi ngờ"), &json!("evidence=fail&q=%C4%91")));
    let all = saved(&reviewer, "Tất cả", "").await;
    assert_eq!(kept(&reviewer).await.as_array().unwrap().len(), 2);
    let replaced = saved(&reviewer, "Điềm He, nghi ngờ", "evidence=warn").await;
    assert_eq!((&replaced["id"], &replaced["query"]), (&late["id"], &json!("evidence=warn")));
    forgotten(&reviewer, &all, 204).await;
    forgotten(&reviewer, &all, 404).await;
    assert_eq!(kept(&reviewer).await, json!([replaced]));
}

async fn filters_are_ones_own(server: TestServer) {
    let (reviewer, evaluator) = (server.desk("dung").await, server.desk("em").await);
    let filter = saved(&reviewer, "Của tôi", "status=received").await;
    let other = saved(&evaluator, "Của tôi", "status=waiting").await;
    assert_ne!(filter["id"], other["id"]);
    forgotten(&evaluator, &filter, 404).await;
    assert_eq!(kept(&evaluator).await, json!([other]));
    assert_eq!(kept(&reviewer).await, json!([filter]));
}

async fn a_filter_that_is_too_long_is_refused(server: TestServer) {
    let reviewer = server.desk("dung").await;
    for (name, query, path) in [
        ("  ".to_owned(), String::new(), "/name"),
        ("ă".repeat(81), String::new(), "/name"),
        ("x".to_owned(), "q".repeat(2_001), "/query"),
    ] {
        let problem = reviewer.post(PATH, &json!({"name": name, "query": query}), 422).await.problem(Code::JsonShape);
        assert_eq!(problem.errors[0].path, path);
    }
    saved(&reviewer, &"ă".repeat(80), &"q".repeat(2_000)).await;
    for number in 1..100 {
        saved(&reviewer, &number.to_string(), "").await;
    }
    let one_more = json!({"name": "more", "query": ""});
    reviewer.post(PATH, &one_more, 413).await.problem(Code::TooManyItems);
    saved(&reviewer, "7", "status=waiting").await;
}
