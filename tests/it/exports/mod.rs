//! `/api/v1/exports`: files that people take along.

mod bundle;
mod documents;
mod evaluation;
mod odata;
mod packages;
mod registers;

use mobile_sync_protocol::{answer::Outcome, problem::Code, record::Revision};
use reqwest::Method;
use serde_json::{Value, json};
use thucdia::jobs;
use thucdia_tests::{
    builders::{Edit, inspection, photo},
    phone::Phone,
    reply::Reply,
    server::{Desk, TestServer},
};

on_both! {
    a_file_is_asked_for_made_and_taken_along
    a_file_comes_in_ranges_that_join
    what_is_not_ones_own_is_not_there
    no_more_wait_than_one_person_may_have
    an_export_that_is_removed_is_made_by_nobody
    files_are_removed_after_their_days
    whoever_may_no_longer_gets_nothing
    what_a_dead_replica_held_is_made_by_another
}

/// A record that `an` handed in.
async fn handed_in(server: &TestServer, code: &str, number: u64) -> (Revision, Vec<u8>) {
    let phone = Phone::enrol(server, "an").await;
    let bytes = photo(number, 5_000);
    let revision =
        inspection(&server.app, code).await.judged("material_as_specified", Outcome::Fail).with_photo(&bytes);
    phone.push_one(&revision, 200).await;
    phone.upload(&bytes).await;
    (revision, bytes)
}

/// Asks for an export and gives what was answered.
async fn asked(desk: &Desk, ask: Value) -> Value {
    desk.post("/api/v1/exports", &ask, 202).await.json()
}

fn path(export: &Value, more: &str) -> String {
    format!("/api/v1/exports/{}{more}", export["id"].as_str().unwrap())
}

/// Asks for an export, has it made, and gives how it ended.
async fn made(server: &TestServer, desk: &Desk, ask: Value) -> Value {
    let export = asked(desk, ask).await;
    jobs::export_off(&server.app).await.unwrap();
    let ended: Value = desk.get(&path(&export, ""), 200).await.json();
    assert_eq!(ended["state"], "done", "{ended}");
    ended
}

/// The bytes of an export that is made.
pub(crate) async fn file(server: &TestServer, desk: &Desk, ask: Value) -> Vec<u8> {
    let export = made(server, desk, ask).await;
    desk.get(&path(&export, "/file"), 200).await.body.to_vec()
}

/// A table's rows; the first holds the titles.
fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut table = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    table.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The cells of one column, by its title.
fn column(rows: &[Vec<String>], title: &str) -> Vec<String> {
    let at = rows[0].iter().position(|known| known == title).unwrap_or_else(|| panic!("{title}: {:?}", rows[0]));
    rows[1..].iter().map(|row| row[at].clone()).collect()
}

/// What the log says of an export: action and detail.
async fn logged(server: &TestServer, about: &str) -> Vec<(String, Value)> {
    let admin = server.desk("quantri").await;
    let log: Value = admin.get(&format!("/api/v1/log?about={about}"), 200).await.json();
    let entry = |entry: &Value| {
        let detail = serde_json::from_str(entry["detail"].as_str().unwrap()).unwrap();
        (entry["action"].as_str().unwrap().to_owned(), detail)
    };
    log["entries"].as_array().unwrap().iter().map(entry).collect()
}

async fn a_file_is_asked_for_made_and_taken_along(server: TestServer) {
    let (record, _) = handed_in(&server, "CT-01", 1).await;
    let reviewer = server.desk("dung").await;
    let ask = json!({"what": "records", "format": "csv", "filter": {"kind": "work"}});
    let export = asked(&reviewer, ask.clone()).await;
    assert_eq!((export["state"].as_str(), export["done"].as_i64()), (Some("waiting"), Some(0)));
    assert_eq!(export["file_name"], "Phiếu kiểm tra 2024-05-06.csv");
    reviewer.get(&path(&export, "/file"), 409).await.problem(Code::ExportNotReady);
    assert_eq!(jobs::export_off(&server.app).await.unwrap(), 1);
    let ended: Value = reviewer.get(&path(&export, ""), 200).await.json();
    assert_eq!((&ended["state"], &ended["done"], &ended["total"]), (&json!("done"), &json!(1), &json!(1)), "{ended}");
    let taken = reviewer.get(&path(&export, "/file"), 200).await;
    assert_eq!(taken.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        taken.header("content-disposition"),
        "attachment; filename=\"phieu-kiem-tra-2024-05-06.csv\"; \
         filename*=UTF-8''Phi%E1%BA%BFu%20ki%E1%BB%83m%20tra%202024-05-06.csv"
    );
    assert_eq!(taken.body.len(), usize::try_from(ended["bytes"].as_u64().unwrap()).unwrap());
    let sha256 = mobile_sync_protocol::ids::Sha256::of(&taken.body).to_string();
    assert_eq!(ended["sha256"], json!(sha256));
    assert_eq!(taken.header("etag"), format!("\"{sha256}\""));
    assert_eq!(column(&rows(&taken.body), "Mã phiếu"), [record.record.to_string()]);
    let list: Value = reviewer.get("/api/v1/exports", 200).await.json();
    assert_eq!(list["exports"], json!([ended]));
    let log = logged(&server, &format!("export:{}", export["id"].as_str().unwrap())).await;
    let actions: Vec<&str> = log.iter().map(|(action, _)| action.as_str()).collect();
    assert_eq!(actions, ["export.asked", "export.made", "export.taken"]);
    assert_eq!(log[0].1["filter"], ask["filter"]);
    assert_eq!((&log[1].1["count"], &log[1].1["sha256"]), (&json!(1), &json!(sha256)));
}

async fn a_file_comes_in_ranges_that_join(server: TestServer) {
    handed_in(&server, "CT-01", 1).await;
    let reviewer = server.desk("dung").await;
    let export = made(&server, &reviewer, json!({"what": "answers", "format": "csv"})).await;
    let whole = reviewer.get(&path(&export, "/file"), 200).await;
    let part = async |range: &str, status: u16| {
        let request = reviewer.request(Method::GET, &path(&export, "/file")).header("range", range);
        Reply::of(request.header("accept-encoding", "gzip")).await.expect(status)
    };
    let (first, rest) = (part("bytes=0-99", 206).await, part("bytes=100-", 206).await);
    assert_eq!([first.body.clone(), rest.body].concat(), whole.body.to_vec());
    assert_eq!(first.header("content-range"), format!("bytes 0-99/{}", whole.body.len()));
    part("bytes=99999999-", 416).await;
    // Whoever asks for it compressed gets it as it is: a part of what was compressed joins with nothing.
    let request = reviewer.request(Method::GET, &path(&export, "/file")).header("accept-encoding", "gzip");
    let plain = Reply::of(request).await.expect(200);
    assert_eq!((plain.header("content-encoding"), &plain.body), ("", &whole.body));
    let known = reviewer.request(Method::GET, &path(&export, "/file")).header("if-none-match", whole.header("etag"));
    Reply::of(known).await.expect(304);
}

async fn what_is_not_ones_own_is_not_there(server: TestServer) {
    let (reviewer, evaluator) = (server.desk("dung").await, server.desk("em").await);
    let export = made(&server, &reviewer, json!({"what": "subjects", "format": "csv"})).await;
    for more in ["", "/file"] {
        evaluator.get(&path(&export, more), 404).await.problem(Code::NotFound);
    }
    Reply::of(evaluator.request(Method::DELETE, &path(&export, ""))).await.expect(404);
    assert_eq!(evaluator.get("/api/v1/exports", 200).await.json::<Value>(), json!({"exports": []}));
    // What cannot be is said at once.
    let photos = json!({"what": "records", "format": "zip"});
    reviewer.post("/api/v1/exports", &photos, 422).await.problem(Code::ExportFormat);
    let typo = json!({"what": "records", "format": "csv", "filter": {"comune": "x"}});
    reviewer.post("/api/v1/exports", &typo, 422).await.problem(Code::JsonShape);
    let abroad = thucdia_tests::builders::unit(&server.app, "06217");
    let abroad = json!({"what": "records", "format": "csv", "filter": {"commune": abroad}});
    reviewer.post("/api/v1/exports", &abroad, 403).await.problem(Code::OutOfScope);
}

async fn no_more_wait_than_one_person_may_have(server: TestServer) {
    let (reviewer, evaluator) = (server.desk("dung").await, server.desk("em").await);
    let ask = json!({"what": "findings", "format": "csv"});
    for _ in 0..server.app.config.limits.exports {
        asked(&reviewer, ask.clone()).await;
    }
    reviewer.post("/api/v1/exports", &ask, 429).await.problem(Code::ExportTooMany);
    asked(&evaluator, ask.clone()).await;
    jobs::export_off(&server.app).await.unwrap();
    asked(&reviewer, ask).await;
}

async fn an_export_that_is_removed_is_made_by_nobody(server: TestServer) {
    let reviewer = server.desk("dung").await;
    let export = asked(&reviewer, json!({"what": "records", "format": "csv"})).await;
    Reply::of(reviewer.request(Method::DELETE, &path(&export, ""))).await.expect(204);
    reviewer.get(&path(&export, ""), 404).await;
    assert_eq!(jobs::export_off(&server.app).await.unwrap(), 0);
}

/// The files that are kept of exports.
fn kept(server: &TestServer) -> usize {
    thucdia_tests::server::files(&server.storage.photos().join("exports")).len()
}

async fn files_are_removed_after_their_days(server: TestServer) {
    let reviewer = server.desk("dung").await;
    let export = made(&server, &reviewer, json!({"what": "subjects", "format": "csv"})).await;
    assert_eq!(kept(&server), 1);
    let day = 86_400_000;
    server.clock.advance(server.app.config.lifetimes.export_days * day - 1);
    jobs::sweep_once(&server.app).await.unwrap();
    reviewer.get(&path(&export, "/file"), 200).await;
    server.clock.advance(1);
    jobs::sweep_once(&server.app).await.unwrap();
    reviewer.get(&path(&export, ""), 404).await;
    assert_eq!(kept(&server), 0);
}

async fn whoever_may_no_longer_gets_nothing(server: TestServer) {
    let reviewer = server.desk("dung").await;
    let export = asked(&reviewer, json!({"what": "records", "format": "csv"})).await;
    let mut writer = server.app.store.write().await.unwrap();
    let mut person = writer.person(reviewer.person).await.unwrap().unwrap().person;
    person.roles.clear();
    writer.put_person(&person, None, server.clock.now()).await.unwrap();
    writer.commit_untraced().await.unwrap();
    jobs::export_off(&server.app).await.unwrap();
    let ended = server.app.store.read().await.unwrap().export(export["id"].as_str().unwrap().parse().unwrap()).await;
    let ended = ended.unwrap().unwrap();
    assert_eq!(ended.state, thucdia::store::ExportState::Failed);
    assert_eq!(ended.trouble.as_deref(), Some("auth.forbidden"));
}

async fn what_a_dead_replica_held_is_made_by_another(mut server: TestServer) {
    let reviewer = server.desk("dung").await;
    let export = asked(&reviewer, json!({"what": "subjects", "format": "csv"})).await;
    // A replica takes it and dies.
    let (now, lease) = (server.clock.now(), server.clock.id());
    let until = mobile_sync_protocol::time::Timestamp(now.0 + 60_000);
    let mut writer = server.app.store.write_apart().await.unwrap();
    let taken = writer.take_export(now, until, lease).await.unwrap();
    writer.commit_untraced().await.unwrap();
    assert_eq!(taken.unwrap().tries, 1);
    let other = server.replica().await;
    assert_eq!(jobs::export_off(&other.app).await.unwrap(), 0);
    let state: Value = reviewer.get(&path(&export, ""), 200).await.json();
    assert_eq!(state["state"], "running");
    server.clock.advance(60_001);
    assert_eq!(jobs::export_off(&other.app).await.unwrap(), 1);
    reviewer.get(&path(&export, "/file"), 200).await;
    // Whoever comes back late is told that it is another's by now.
    let mut writer = server.app.store.write_apart().await.unwrap();
    let id = export["id"].as_str().unwrap().parse().unwrap();
    let held = writer.export_progress(id, lease, until, &thucdia::store::ExportProgress::default()).await.unwrap();
    assert!(!held);
}
