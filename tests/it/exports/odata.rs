//! `/api/v1/odata`: registers as a feed, as Excel and Power BI ask for it.

use mobile_sync_protocol::problem::Code;
use reqwest::Method;
use serde_json::{Value, json};
use thucdia_tests::{
    builders::{Edit, inspection, photo},
    phone::Phone,
    reply::Reply,
    server::{Desk, TestServer},
};

use super::{handed_in, logged};
use crate::clients::python as clients_python;

on_both! {
    the_service_and_its_columns_are_told
    rows_are_selected_filtered_and_counted
    pages_lead_to_one_another_until_all_was_seen
    households_are_masked_and_other_communes_are_not_there
    a_program_shows_name_and_password
    a_client_that_others_wrote_reads_it
}

async fn feed(desk: &Desk, query: &str) -> Value {
    let reply = desk.get(&format!("/api/v1/odata/{query}"), 200).await;
    assert_eq!(reply.header("odata-version"), "4.0");
    reply.json()
}

fn values(page: &Value, property: &str) -> Vec<Value> {
    page["value"].as_array().unwrap().iter().map(|row| row[property].clone()).collect()
}

async fn the_service_and_its_columns_are_told(server: TestServer) {
    let reviewer = server.desk("dung").await;
    for root in ["/api/v1/odata", "/api/v1/odata/"] {
        let service: Value = reviewer.get(root, 200).await.json();
        assert_eq!(service["@odata.context"], format!("{}/api/v1/odata/$metadata", server.url));
        let names: Vec<&str> =
            service["value"].as_array().unwrap().iter().map(|set| set["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Records", "Answers", "Findings", "Subjects", "Units", "Photos"]);
    }
    let metadata = reviewer.get("/api/v1/odata/$metadata", 200).await;
    assert_eq!(metadata.header("content-type"), "application/xml");
    let text = String::from_utf8(metadata.body.to_vec()).unwrap();
    assert!(text.contains(r#"<Property Name="inspected_on" Type="Edm.Date"/>"#), "{text}");
    reviewer.get("/api/v1/odata/Nothing", 404).await.problem(Code::NotFound);
}

async fn rows_are_selected_filtered_and_counted(server: TestServer) {
    let (road, _) = handed_in(&server, "CT-01", 1).await;
    handed_in(&server, "CT-02", 2).await;
    let reviewer = server.desk("dung").await;
    let all = feed(&reviewer, "Records?$count=true").await;
    assert_eq!((&all["@odata.count"], values(&all, "record").len()), (&json!(2), 2));
    assert_eq!(values(&all, "photos"), [1, 1]);
    for filter in [
        "subject_code eq 'CT-01'",
        "commune_code eq '06280' and status eq 'Chờ rà soát'",
        "contains(subject,'Bản Làn')",
        "commune_code eq '06280' and inspected_on ge 2024-05-06 and inspected_on lt 2024-05-07",
        "not (commune_code eq '06283')",
    ] {
        let one = feed(&reviewer, &format!("Records?$filter={filter}&$select=record,subject_code")).await;
        assert_eq!(one["value"], json!([{"record": road.record, "subject_code": "CT-01"}]), "{filter}");
    }
    let none = feed(&reviewer, "Records?$filter=inspected_on gt 2024-05-06").await;
    assert_eq!(none["value"], json!([]));
    let answers = feed(&reviewer, "Answers?$filter=item eq 'material_as_specified'").await;
    assert_eq!(values(&answers, "answer"), ["Không đạt", "Không đạt"]);
    assert!(values(&answers, "id").contains(&json!(format!("{}/material_as_specified", road.record))));
    let photos = feed(&reviewer, "Photos").await;
    assert!(values(&photos, "photo").contains(&json!(road.photos[0].sha256)));
    assert!(values(&feed(&reviewer, "Units").await, "code").contains(&json!("06280")));
    for (query, status, code) in [
        ("Records?$orderby=record", 501, "NotImplemented"),
        ("Records?$filter=nothing eq 1", 400, "BadRequest"),
        ("Records?$skiptoken=nonsense", 400, "BadRequest"),
        ("Answers?$count=true", 501, "NotImplemented"),
    ] {
        let reply = Reply::of(reviewer.request(Method::GET, &format!("/api/v1/odata/{query}"))).await;
        assert_eq!((reply.status, reply.json::<Value>()["error"]["code"].as_str().unwrap()), (status, code), "{query}");
    }
    // What was read is noted.
    let log = logged(&server, &format!("person:{}", reviewer.person)).await;
    let notes: Vec<&Value> =
        log.iter().filter(|(action, _)| action == "odata.read").map(|(_, detail)| detail).collect();
    assert_eq!(notes[0], &json!({"table": "Records", "query": "$count=true"}));
}

async fn pages_lead_to_one_another_until_all_was_seen(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let mut expected = Vec::new();
    for _ in 0..5 {
        let mut revisions = Vec::new();
        for _ in 0..500 {
            revisions.push(inspection(&server.app, "CT-01").await);
        }
        phone.push(&revisions, 200).await;
        expected.extend(revisions.iter().map(|revision| revision.record.to_string()));
        server.clock.advance(1_000);
    }
    expected.sort();
    let reviewer = server.desk("dung").await;
    let follow = async |first: String| {
        let (mut seen, mut pages, mut next) = (Vec::new(), 0, first);
        loop {
            let page: Value = reviewer.get(&next, 200).await.json();
            seen.extend(values(&page, "record").iter().map(|record| record.as_str().unwrap().to_owned()));
            pages += 1;
            match page["@odata.nextLink"].as_str() {
                Some(link) => next = link.strip_prefix(&server.url).unwrap().to_owned(),
                None => return (seen, pages),
            }
        }
    };
    let (mut seen, pages) = follow("/api/v1/odata/Records?$select=record".to_owned()).await;
    seen.sort();
    assert_eq!(seen, expected);
    assert!(pages >= 3, "{pages}");
    let (skipped, _) = follow("/api/v1/odata/Records?$select=record&$skip=1200&$top=1100".to_owned()).await;
    assert_eq!(skipped.len(), 1_100);
    let unique: std::collections::BTreeSet<&String> = skipped.iter().collect();
    assert_eq!(unique.len(), 1_100);
}

async fn households_are_masked_and_other_communes_are_not_there(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let household = inspection(&server.app, "HO-01").await.with_photo(&photo(1, 900));
    phone.push_one(&household, 200).await;
    phone.upload(&photo(1, 900)).await;
    handed_in(&server, "CT-02", 2).await;
    let officer = server.desk("chi").await;
    for table in ["Records", "Answers", "Findings", "Subjects", "Photos"] {
        let page = feed(&officer, table).await.to_string();
        assert!(!page.contains("Mai") && !page.contains("CT-02"), "{table}: {page}");
        assert!(!page.contains(&household.photos[0].sha256.to_string()), "{table}: {page}");
    }
    let records = feed(&officer, "Records").await;
    assert_eq!(values(&records, "subject"), ["HO-01"]);
    assert_eq!(values(&records, "lat"), [Value::Null]);
}

/// Gives somebody a password, and tells its hash.
async fn with_password(server: &TestServer, name: &str, password: &str) -> String {
    let mut writer = server.app.store.write().await.unwrap();
    let person = writer.person_by_name(name).await.unwrap().unwrap().person;
    let hash = thucdia::auth::password::hash(password, &server.clock).unwrap();
    writer.put_person(&person, Some(&hash), server.clock.now()).await.unwrap();
    writer.commit_untraced().await.unwrap();
    hash
}

async fn a_client_that_others_wrote_reads_it(server: TestServer) {
    let (road, _) = handed_in(&server, "CT-01", 1).await;
    let phone = Phone::enrol(&server, "an").await;
    let waiting = inspection(&server.app, "CT-02").await.with_photo(&photo(9, 900));
    phone.push_one(&waiting, 200).await;
    with_password(&server, "em", "một mật khẩu dài").await;
    let python = clients_python();
    assert!(python.exists(), "{} is missing: run .ci/install-clients, or `make test`", python.display());
    let mut client = tokio::process::Command::new(python);
    client.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/clients/feed.py"));
    client.args([&format!("{}/api/v1/odata/", server.url), "em", "một mật khẩu dài"]);
    client.env("PYTHONDONTWRITEBYTECODE", "1").kill_on_drop(true);
    let done = client.output().await.unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout).unwrap();
    let said: Value = serde_json::from_str(text.trim().lines().last().unwrap()).unwrap();
    assert_eq!(said["tables"], json!(["Answers", "Findings", "Photos", "Records", "Subjects", "Units"]));
    let mut expected = [road.record.to_string(), waiting.record.to_string()];
    let mut records: Vec<String> = serde_json::from_value(said["records"].clone()).unwrap();
    expected.sort();
    records.sort();
    assert_eq!(records, expected);
    assert_eq!(said["waiting"], json!([waiting.record]));
    assert!(said["subjects"].as_array().unwrap().contains(&json!("Đường Bản Làn")), "{said}");
    assert_eq!(said["days"][0], "2024-05-06");
}

async fn a_program_shows_name_and_password(server: TestServer) {
    let hash = with_password(&server, "em", "một mật khẩu dài").await;
    let ask = async |name: &str, password: &str| {
        let request = server.request(Method::GET, "/api/v1/odata/Units").basic_auth(name, Some(password));
        Reply::of(request).await
    };
    assert_eq!(ask("em", "một mật khẩu dài").await.status, 200);
    let nobody = server.get("/api/v1/odata", 401).await;
    assert!(nobody.header("www-authenticate").starts_with("Basic realm="));
    let wrong = ask("em", "nhầm").await;
    assert!(wrong.header("www-authenticate").starts_with("Basic realm="));
    wrong.expect(401).problem(Code::WrongPassword);
    for _ in 1..server.app.config.limits.sign_in_failures {
        ask("em", "nhầm").await.expect(401);
    }
    // Then even what is right waits, as at signing in; what was right a moment ago goes on.
    assert!(!ask("em", "nhầm").await.expect(429).header("retry-after").is_empty());
    server.clock.advance(10_000);
    ask("em", "một mật khẩu dài").await.expect(429);
    server.clock.advance(server.app.config.limits.sign_in_lock_s * 1_000);
    ask("em", "một mật khẩu dài").await.expect(200);
    // An inspector may not.
    let person = server.app.store.read().await.unwrap().person_by_name("an").await.unwrap().unwrap().person;
    let mut writer = server.app.store.write().await.unwrap();
    writer.put_person(&person, Some(&hash), server.clock.now()).await.unwrap();
    writer.commit_untraced().await.unwrap();
    ask("an", "một mật khẩu dài").await.expect(403).problem(Code::Forbidden);
    // Elsewhere a password opens nothing.
    let request = server.request(Method::GET, "/api/v1/records").basic_auth("em", Some("một mật khẩu dài"));
    Reply::of(request).await.expect(401);
}
