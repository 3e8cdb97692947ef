//! `/api/v1/records` as the queue that reviewers work through.

use std::collections::BTreeSet;

use mobile_sync_protocol::record::Revision;
use serde_json::{Value, json};
use thucdia::jobs;
use thucdia_tests::{
    builders::{Edit, inspection, photo, time},
    phone::Phone,
    server::{Desk, TestServer},
};

use super::decide;

on_both! {
    each_filter_lets_through_what_it_names
    words_are_found_with_and_without_tone_marks
    pages_of_every_order_show_each_record_once
    counts_tell_what_a_filter_holds
    a_households_name_is_in_no_list
}

async fn records(desk: &Desk, query: &str) -> Vec<Value> {
    let body: Value = desk.get(&format!("/api/v1/records?{query}"), 200).await.json();
    body["records"].as_array().unwrap().clone()
}

async fn handed_in(server: &TestServer, phone: &Phone, code: &str) -> Revision {
    let record = inspection(&server.app, code).await;
    phone.push_one(&record, 200).await;
    server.clock.advance(60_000);
    record
}

async fn each_filter_lets_through_what_it_names(server: TestServer) {
    let (an, binh) = (Phone::enrol(&server, "an").await, Phone::enrol(&server, "binh").await);
    let desk = server.desk("dung").await;
    let work = handed_in(&server, &an, "CT-01").await;
    let model = handed_in(&server, &binh, "MH-01").await;
    let mut late = inspection(&server.app, "CT-02").await.with_photo(&photo(1, 2_000));
    late.captured_at = time("2024-05-07T09:15:00+07:00");
    an.push_one(&late, 200).await;
    decide(&desk, work.record, work.revision, "accept", &[], 200).await;
    jobs::work_off(&server.app).await.unwrap();
    let filters = [
        ("status=accepted".to_owned(), vec![&work]),
        ("status=waiting".to_owned(), vec![&late]),
        ("kind=model".to_owned(), vec![&model]),
        ("kind=work".to_owned(), vec![&late, &work]),
        (format!("person={}", binh.person), vec![&model]),
        (format!("sub_project={}", model.sub_project), vec![&model]),
        ("from=2024-05-07".to_owned(), vec![&late]),
        ("to=2024-05-06".to_owned(), vec![&model, &work]),
        ("from=2024-05-06&to=2024-05-06&kind=work".to_owned(), vec![&work]),
        ("conflicts=true".to_owned(), vec![]),
        ("rule=photos.required".to_owned(), vec![&model, &work]),
        ("rule=place.mocked".to_owned(), vec![]),
        ("q=binh".to_owned(), vec![&model]),
    ];
    for (query, expected) in filters {
        let found: Vec<String> =
            records(&desk, &query).await.iter().map(|line| line["record"].as_str().unwrap().to_owned()).collect();
        let expected: Vec<String> = expected.iter().map(|record| record.record.to_string()).collect();
        assert_eq!(found, expected, "{query}");
    }
    for wrong in ["status=done", "kind=castle", "after=xyz", "from=yesterday", "sort=random"] {
        desk.get(&format!("/api/v1/records?{wrong}"), 400).await;
    }
}

async fn words_are_found_with_and_without_tone_marks(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let work = handed_in(&server, &phone, "CT-01").await;
    for query in ["Đường Bản Làn", "duong ban lan", "ĐƯỜNG", "bản làn", "ct-01", "hoàng văn", "hoang van an"]
    {
        let found = records(&desk, &format!("q={query}")).await;
        assert_eq!(found.len(), 1, "{query}");
        assert_eq!(found[0]["record"], json!(work.record));
    }
    assert_eq!(records(&desk, "q=không có").await.len(), 0);
    assert_eq!(records(&desk, "q=%25").await.len(), 1, "what holds no letter asks for nothing");
}

async fn pages_of_every_order_show_each_record_once(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let mut all = Vec::new();
    for number in 0..7 {
        let code = if number % 2 == 0 { "CT-01" } else { "CT-02" };
        all.push(handed_in(&server, &phone, code).await);
    }
    // Two came in the same moment.
    let (one, two) = (inspection(&server.app, "CT-01").await, inspection(&server.app, "CT-01").await);
    phone.push(&[one.clone(), two.clone()], 200).await;
    all.extend([one, two]);
    jobs::work_off(&server.app).await.unwrap();
    for sort in ["newest", "oldest", "worst"] {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let body: Value = desk.get(&format!("/api/v1/records?sort={sort}&limit=2{after}"), 200).await.json();
            let page = body["records"].as_array().unwrap();
            seen.extend(page.iter().map(|line| line["record"].as_str().unwrap().to_owned()));
            let Some(next) = body["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        let expected: BTreeSet<String> = all.iter().map(|record| record.record.to_string()).collect();
        assert_eq!(seen.len(), all.len(), "{sort}");
        assert_eq!(seen.iter().cloned().collect::<BTreeSet<_>>(), expected, "{sort}");
        if sort == "oldest" {
            assert_eq!(seen[..7], all[..7].iter().map(|record| record.record.to_string()).collect::<Vec<_>>()[..]);
        }
    }
}

async fn counts_tell_what_a_filter_holds(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let work = handed_in(&server, &phone, "CT-01").await;
    handed_in(&server, &phone, "CT-02").await;
    let model = handed_in(&server, &phone, "MH-01").await;
    decide(&desk, work.record, work.revision, "accept", &[], 200).await;
    let counts: Value = desk.get("/api/v1/records/facets", 200).await.json();
    assert_eq!((&counts["total"], &counts["status"]), (&json!(3), &json!({"accepted": 1, "received": 2})));
    assert_eq!((&counts["kind"], &counts["evidence"]), (&json!({"model": 1, "work": 2}), &json!({"unchecked": 3})));
    let one: Value = desk.get(&format!("/api/v1/records/facets?sub_project={}", model.sub_project), 200).await.json();
    assert_eq!((&one["total"], &one["commune"][0]["unit"]), (&json!(1), &json!(model.commune)));
    let none: Value = server.desk("lam").await.get("/api/v1/records/facets", 200).await.json();
    assert_eq!(none["total"], json!(0));
}

async fn a_households_name_is_in_no_list(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let household = handed_in(&server, &phone, "HO-01").await;
    let line = &records(&desk, "kind=household").await[0];
    assert_eq!((&line["masked"], &line["subject_name"]), (&json!(true), &json!("HO-01")));
    let body: Value = desk.get(&format!("/api/v1/records/{}", household.record), 200).await.json();
    assert_eq!(body["masked"], json!(false));
    assert_ne!(body["subject_name"], json!("HO-01"));
}
