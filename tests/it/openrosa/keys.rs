//! Keys in addresses, and names with passwords.

use mobile_sync_protocol::ids::PersonId;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use thucdia::{desk::people::NewPerson, store::Actor};
use thucdia_tests::{
    builders::{self, photo},
    collect::{BOUNDARY, Collect, Told, post},
    reply::Reply,
    server::TestServer,
};

use super::{Filled, shown};

on_both! {
    an_administrator_makes_a_key_and_ends_it
    a_revoked_keys_records_are_kept_aside
    a_key_is_no_phones_token
    a_name_and_a_password_do_as_well
    a_wrong_password_is_counted
    who_has_nothing_to_inspect_gets_no_forms
    a_password_is_not_looked_at_where_others_could_read_it
}

async fn an_administrator_makes_a_key_and_ends_it(server: TestServer) {
    let admin = server.desk("quantri").await;
    let person = builders::person(&server.app, "an").await;
    let wanted = json!({"person": person, "label": "Máy tổ 2"});
    let made: Value = admin.post("/api/v1/app-keys", &wanted, 201).await.json();
    assert_eq!(made["device"]["label"], "Máy tổ 2");
    assert!(made["qr_svg"].as_str().unwrap().contains("<svg"));
    let (_, path) = made["url"].as_str().unwrap().split_once("/openrosa").unwrap();
    let list = || server.request(Method::GET, &format!("/openrosa{path}/formList"));
    Told::of(list()).await.expect(200);
    let device = made["device"]["id"].as_str().unwrap();
    let devices: Value = admin.get("/api/v1/devices", 200).await.json();
    let listed = devices["devices"].as_array().unwrap().iter().find(|one| one["id"] == device).unwrap();
    assert_eq!(listed["kind"], "form_client");
    Reply::of(admin.request(Method::DELETE, &format!("/api/v1/devices/{device}"))).await.expect(204);
    Told::of(list()).await.expect(403).message();
    let nobody = json!({"person": builders::id::<PersonId>()});
    admin.post("/api/v1/app-keys", &nobody, 404).await;
    server.desk("dung").await.post("/api/v1/app-keys", &wanted, 403).await;
}

async fn a_revoked_keys_records_are_kept_aside(server: TestServer) {
    let (collect, reviewer) = (Collect::new(&server, "an").await, server.desk("dung").await);
    thucdia::desk::devices::revoke(&server.app, collect.device, Actor::System).await.unwrap();
    let filled = Filled::new(&server, "CT-01").await;
    let told = collect.submit(&filled.xml(), &[], 202).await;
    assert!(told.message().contains("giữ riêng"), "{}", told.body);
    reviewer.get(&format!("/api/v1/records/{}", filled.record()), 404).await;
}

async fn a_key_is_no_phones_token(server: TestServer) {
    let collect = Collect::new(&server, "an").await;
    let key = collect.base.rsplit('/').next().unwrap();
    let request = server.request(Method::GET, "/api/v1/sync/pull").bearer_auth(key);
    Reply::of(request).await.expect(401);
}

/// Adds somebody who has a password and the roles of `like`.
async fn with_password(server: &TestServer, like: &str) {
    let template = builders::person(&server.app, like).await;
    let mut session = server.app.store.read().await.unwrap();
    let roles = session.person(template).await.unwrap().unwrap().person.roles;
    drop(session);
    let new = NewPerson {
        name: "hoa".to_owned(),
        full_name: "Hoàng Thị Hoa".to_owned(),
        password: Some("một mật khẩu dài".to_owned()),
        phone: None,
        department: None,
        roles,
    };
    thucdia::desk::people::add(&server.app, new, Actor::System).await.unwrap();
}

fn submission(server: &TestServer, password: &str, body: Vec<u8>) -> RequestBuilder {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    server
        .request(Method::POST, "/openrosa/submission")
        .basic_auth("hoa", Some(password))
        .header("content-type", kind)
        .body(body)
}

async fn a_name_and_a_password_do_as_well(server: TestServer) {
    with_password(&server, "an").await;
    let reviewer = server.desk("dung").await;
    let right = "một mật khẩu dài";
    let list = server.request(Method::GET, "/openrosa/formList").basic_auth("hoa", Some(right));
    let urls = Told::of(list).await.expect(200).all("downloadUrl");
    assert!(urls.iter().all(|url| url.contains("/openrosa/forms/")), "{urls:?}");
    let (first, second) = (Filled::new(&server, "CT-01").await, Filled::new(&server, "CT-02").await);
    Told::of(submission(&server, right, post(&first.xml(), &[("1.jpg", &photo(1, 5_000))]))).await.expect(201);
    Told::of(submission(&server, right, post(&second.xml(), &[]))).await.expect(201);
    let (first, second) = (shown(&reviewer, first.record()).await, shown(&reviewer, second.record()).await);
    assert_eq!(first["device"], second["device"], "one device stands for one person");
}

async fn a_wrong_password_is_counted(server: TestServer) {
    with_password(&server, "an").await;
    let body = post(&Filled::new(&server, "CT-01").await.xml(), &[]);
    let limit = server.app.config.limits.sign_in_failures;
    for _ in 0..limit {
        Told::of(submission(&server, "một mật khẩu sai", body.clone())).await.expect(401).message();
    }
    let told = Told::of(submission(&server, "một mật khẩu dài", body)).await.expect(429);
    assert!(told.headers.get("retry-after").is_some());
}

async fn who_has_nothing_to_inspect_gets_no_forms(server: TestServer) {
    let reviewer = Collect::new(&server, "dung").await;
    reviewer.get("formList", 403).await.message();
    Told::of(reviewer.request(Method::HEAD, "submission")).await.expect(403);
    // Whoever shows a password for it is enrolled as no device.
    with_password(&server, "dung").await;
    let devices = server.app.store.read().await.unwrap().devices().await.unwrap().len();
    let list = server.request(Method::GET, "/openrosa/formList").basic_auth("hoa", Some("một mật khẩu dài"));
    Told::of(list).await.expect(403);
    assert_eq!(server.app.store.read().await.unwrap().devices().await.unwrap().len(), devices);
}

async fn a_password_is_not_looked_at_where_others_could_read_it(server: TestServer) {
    let mut server = server;
    with_password(&server, "an").await;
    let open = server.replica_with(|config| config.listen = ([0, 0, 0, 0], 0).into()).await;
    let list = "/openrosa/formList";
    for password in ["một mật khẩu dài", "một mật khẩu sai"] {
        let told = Told::of(open.request(Method::GET, list).basic_auth("hoa", Some(password))).await.expect(403);
        assert!(told.message().contains("https"), "{}", told.body);
    }
    open.stop().await;
}
