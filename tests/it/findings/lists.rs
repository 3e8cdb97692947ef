//! Lists of findings: filtered, counted, paged, and taken along as a table.

use mobile_sync_protocol::problem::Code;
use serde_json::{Value, json};
use thucdia_tests::{
    builders::{self, sub_project, unit},
    server::{Desk, TestServer},
};

use super::{answered, decided, handed_in, raised, shortcoming};

on_both! {
    a_list_is_filtered_and_counted
    pages_follow_one_another_newest_first
    what_is_late_and_what_is_carried_over_shows_until_it_is_put_right
    findings_are_found_by_words_without_their_marks
    a_table_opens_in_a_spreadsheet_and_runs_nothing
}

async fn listed(desk: &Desk, query: &str) -> Value {
    desk.get(&format!("/api/v1/findings?{query}"), 200).await.json()
}

/// The numbers of the findings of a list.
async fn numbers(desk: &Desk, query: &str) -> Vec<String> {
    let list = listed(desk, query).await;
    let findings = list["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["number"].as_str().unwrap().trim_start_matches("2024-").to_owned()).collect()
}

/// Four findings, a minute apart: 001 answered; 002 of An Sơn and a department; 003 a reminder about a record; 004 resolved.
async fn four(server: &TestServer) -> (Desk, Value) {
    let (reviewer, officer) = (server.desk("dung").await, server.desk("chi").await);
    let department = server.app.store.read().await.unwrap().departments().await.unwrap().remove(0).id;
    let record = handed_in(server, "CT-01").await;
    let first = raised(&reviewer, &shortcoming(server)).await;
    answered(&officer, &first, "Đã vá", 200).await;
    server.clock.advance(60_000);
    let mut second = shortcoming(server);
    second["commune"] = json!(unit(&server.app, "06283"));
    second["sub_project"] = json!(sub_project(&server.app, "DA2"));
    second["responsible"] = json!({"department": department});
    second["category"] = json!("funds");
    raised(&reviewer, &second).await;
    server.clock.advance(60_000);
    let third = json!({"record": record.record, "level": "f1", "category": "data", "what": "Ảnh mờ"});
    raised(&reviewer, &third).await;
    server.clock.advance(60_000);
    let fourth = raised(&reviewer, &shortcoming(server)).await;
    let fourth: Value = answered(&officer, &fourth, "Đã vá", 200).await.json();
    decided(&reviewer, &fourth, "resolve", "", 200).await;
    (reviewer, json!({"record": record.record, "department": department}))
}

async fn a_list_is_filtered_and_counted(server: TestServer) {
    let (reviewer, known) = four(&server).await;
    let word = |name: &str| known[name].as_str().unwrap().to_owned();
    let (an_son, funds) = (unit(&server.app, "06283"), sub_project(&server.app, "DA2"));
    for (query, expected) in [
        (String::new(), vec!["004", "003", "002", "001"]),
        ("state=open".to_owned(), vec!["003", "002"]),
        ("state=answered".to_owned(), vec!["001"]),
        ("level=f1".to_owned(), vec!["003"]),
        ("category=funds".to_owned(), vec!["002"]),
        (format!("commune={an_son}"), vec!["002"]),
        (format!("sub_project={funds}"), vec!["002"]),
        (format!("record={}", word("record")), vec!["003"]),
        (format!("department={}", word("department")), vec!["002"]),
        ("year=2024&state=resolved".to_owned(), vec!["004"]),
        ("year=2023".to_owned(), vec![]),
        (format!("commune={an_son}&level=f1"), vec![]),
    ] {
        assert_eq!(numbers(&reviewer, &query).await, expected, "{query}");
    }
    let counts = json!({"state": {"open": 2, "answered": 1, "resolved": 1}, "overdue": 0, "carried_over": 0});
    assert_eq!(listed(&reviewer, "").await["counts"], counts);
    // A tab shows how many the other tabs hold.
    assert_eq!(listed(&reviewer, "state=open&limit=1").await["counts"], counts);
    let counts = json!({"state": {"open": 1}, "overdue": 0, "carried_over": 0});
    assert_eq!(listed(&reviewer, "category=funds").await["counts"], counts);
    reviewer.get("/api/v1/findings?state=x", 400).await.problem(Code::BadParameter);
}

async fn pages_follow_one_another_newest_first(server: TestServer) {
    let reviewer = server.desk("dung").await;
    // Of one instant, so that only the id tells them apart.
    for _ in 0..5 {
        raised(&reviewer, &shortcoming(&server)).await;
    }
    let whole = numbers(&reviewer, "limit=500").await;
    let mut paged = numbers(&reviewer, "limit=2").await;
    let mut next = listed(&reviewer, "limit=2").await["next"].clone();
    // What is raised meanwhile stands before the first page and moves none.
    server.clock.advance(60_000);
    raised(&reviewer, &shortcoming(&server)).await;
    while let Some(after) = next.as_str().map(str::to_owned) {
        let query = format!("limit=2&after={after}");
        paged.extend(numbers(&reviewer, &query).await);
        next = listed(&reviewer, &query).await["next"].clone();
    }
    assert_eq!(paged, whole);
    for odd in ["x", "AAAA", "%2B%2B", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        reviewer.get(&format!("/api/v1/findings?after={odd}"), 400).await.problem(Code::BadParameter);
    }
}

async fn what_is_late_and_what_is_carried_over_shows_until_it_is_put_right(server: TestServer) {
    let (reviewer, officer) = (server.desk("dung").await, server.desk("chi").await);
    let finding = raised(&reviewer, &shortcoming(&server)).await;
    let mut reminder = shortcoming(&server);
    (reminder["level"], reminder["due_on"]) = (json!("f1"), Value::Null);
    server.clock.advance(60_000);
    raised(&reviewer, &reminder).await;
    let to = |time: &str| server.clock.advance(builders::time(time).at.since(server.clock.now()));
    to("2024-06-30T23:59:00+07:00");
    assert_eq!(numbers(&reviewer, "overdue=true").await, [""; 0], "its day is not over");
    to("2024-07-01T00:01:00+07:00");
    assert_eq!(numbers(&reviewer, "overdue=true").await, ["001"]);
    assert_eq!(numbers(&reviewer, "overdue=false").await, ["002"]);
    assert_eq!(numbers(&reviewer, "carried_over=true").await, [""; 0]);
    let list = listed(&reviewer, "").await;
    assert_eq!((&list["counts"]["overdue"], &list["findings"][1]["overdue"]), (&json!(1), &json!(true)));
    to("2025-01-02T08:00:00+07:00");
    assert_eq!(numbers(&reviewer, "carried_over=true").await, ["002", "001"]);
    assert_eq!(numbers(&reviewer, "carried_over=true&overdue=true").await, ["001"]);
    let finding: Value = answered(&officer, &finding, "Đã vá", 200).await.json();
    assert_eq!(
        (&finding["overdue"], &finding["carried_over"]),
        (&json!(true), &json!(true)),
        "an answer is not enough"
    );
    let finding: Value = decided(&reviewer, &finding, "resolve", "", 200).await.json();
    assert_eq!((&finding["overdue"], &finding["carried_over"]), (&json!(false), &json!(false)));
    let counts = json!({"state": {"open": 1, "resolved": 1}, "overdue": 0, "carried_over": 1});
    assert_eq!(listed(&reviewer, "").await["counts"], counts);
}

async fn findings_are_found_by_words_without_their_marks(server: TestServer) {
    let reviewer = server.desk("dung").await;
    raised(&reviewer, &shortcoming(&server)).await;
    let subject = builders::subject(&server.app, "CT-02").await;
    let second = json!({"subject": subject, "level": "f1", "category": "safety", "what": "Thiếu lan can 100%"});
    raised(&reviewer, &second).await;
    for (query, expected) in [
        ("q=mat%20duong", vec!["001"]),
        ("q=N%E1%BB%A8T", vec!["001"]),
        ("q=duong%20mat", vec!["001"]),
        ("q=khon%20coong", vec!["002"]),
        ("q=ct-02%20lan%20can", vec!["002"]),
        ("q=2024-002", vec!["002"]),
        ("q=2024", vec!["002", "001"]),
        ("q=%25", vec!["002", "001"]),
        ("q=_", vec!["002", "001"]),
        ("q=tri%20le", vec![]),
    ] {
        let mut found = numbers(&reviewer, query).await;
        found.sort();
        found.reverse();
        assert_eq!(found, expected, "{query}");
    }
}

async fn a_table_opens_in_a_spreadsheet_and_runs_nothing(server: TestServer) {
    let (reviewer, admin) = (server.desk("dung").await, server.desk("quantri").await);
    let mut formula = shortcoming(&server);
    formula["what"] = json!("=HYPERLINK(\"http://x\";\"Nứt, \nvỡ\")");
    formula["cause"] = json!("+84 912");
    raised(&reviewer, &formula).await;
    server.clock.advance(60_000);
    let subject = builders::subject(&server.app, "HO-01").await;
    let household =
        json!({"subject": subject, "level": "f1", "category": "eligibility", "what": "Không đúng đối tượng"});
    raised(&reviewer, &household).await;
    let reply = reviewer.get("/api/v1/findings.csv", 200).await;
    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"phat-hien-2024-05-06.csv\"");
    let text = String::from_utf8(reply.body.to_vec()).unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert!(lines[0].starts_with("\u{feff}Số,Năm,Trạng thái,Mức,Loại,"), "{text}");
    assert!(
        lines[1].starts_with("2024-002,2024,chưa trả lời,F1 nhắc nhở,đúng đối tượng,06280,xã Điềm He,DA3.1,HO-01,"),
        "{text}"
    );
    assert!(lines[2].contains(",\"'=HYPERLINK(\"\"http://x\"\";\"\"Nứt, \nvỡ\"\")\",'+84 912,"), "{text}");
    assert!(lines[2].contains(",xã Điềm He,2024-06-30,,,2024-05-06,Nông Thị Dung,2024-05-06"), "{text}");
    assert_eq!((lines.len(), lines[3]), (4, ""));
    assert!(!text.contains("Hoàng Thị Mai"), "a household is its code");
    // The same filter; and somebody who takes the list along is noted.
    let none = reviewer.get("/api/v1/findings.csv?state=resolved", 200).await;
    assert_eq!(String::from_utf8(none.body.to_vec()).unwrap().lines().count(), 1);
    let log: Value = admin.get(&format!("/api/v1/log?about=person:{}", reviewer.person), 200).await.json();
    let exported = |entry: &&Value| entry["action"] == "finding.exported";
    assert_eq!(log["entries"].as_array().unwrap().iter().filter(exported).count(), 2);
}
