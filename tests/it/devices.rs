//! `/api/v1/enrolments`, `/api/v1/devices`, `/api/v1/device` and `/api/v1/people`: who may act, and with which phone.

use mobile_sync_protocol::{
    ids::{DeviceId, KeyId, Sha256},
    problem::Code,
    signature::{PublicKey, Signer},
    sync::Outcome,
};
use reqwest::Method;
use serde_json::{Value, json};
use thucdia_tests::{
    builders::{self, id, inspection, photo},
    phone::{Phone, enrol},
    reply::Reply,
    server::TestServer,
};
use uuid::Uuid;

on_both! {
    an_invitation_enrols_one_phone_and_no_second
    the_same_phone_that_asks_again_gets_another_token
    a_code_ends
    a_code_is_read_as_people_type_it
    a_key_that_cannot_be_read_is_refused_and_the_code_stays_good
    a_revoked_phone_hands_in_and_learns_nothing
    a_revocation_reaches_another_replica_within_seconds
    a_phone_asks_who_it_is_and_what_lets_its_evidence_pass
    every_replica_gives_out_the_same_sealing_key
    a_phone_signs_itself_out_once_and_for_all
    a_phone_is_listed_with_its_last_word
    a_person_is_added_once_and_checked
    a_token_that_is_none_is_refused
}

fn key(server: &TestServer) -> PublicKey {
    Signer::from_secret(KeyId(Uuid::nil()), server.clock.secret()).public_key()
}

/// An invitation of `name`, as an administrator makes it at the desk.
async fn invite(server: &TestServer, name: &str) -> String {
    let person = builders::person(&server.app, name).await;
    let invitation: Value =
        server.desk("quantri").await.post("/api/v1/enrolments", &json!({"person": person}), 201).await.json();
    let code = invitation["code"].as_str().unwrap();
    assert!(invitation["qr_svg"].as_str().unwrap().contains("<svg"));
    assert!(invitation["url"].as_str().unwrap().ends_with(code));
    code.to_owned()
}

async fn an_invitation_enrols_one_phone_and_no_second(server: TestServer) {
    let code = invite(&server, "an").await;
    let enrolled: Value = enrol(&server, &code, &key(&server), 201).await.json();
    assert_eq!(enrolled["person"], builders::person(&server.app, "an").await.to_string());
    assert!(enrolled["server_key"]["public_key"]["key"].is_string());
    enrol(&server, &code, &key(&server), 404).await.problem(Code::CodeUnknown);
    enrol(&server, "ABCD-EFGH-JKMN", &key(&server), 404).await.problem(Code::CodeUnknown);
    enrol(&server, "", &key(&server), 404).await.problem(Code::CodeUnknown);
    let nobody = json!({"person": Uuid::nil()});
    server.desk("quantri").await.post("/api/v1/enrolments", &nobody, 404).await.problem(Code::NotFound);
}

async fn the_same_phone_that_asks_again_gets_another_token(server: TestServer) {
    let code = invite(&server, "an").await;
    let own = key(&server);
    let first: Value = enrol(&server, &code, &own, 201).await.json();
    let second: Value = enrol(&server, &code, &own, 201).await.json();
    assert_eq!((&first["device"], &first["key"]), (&second["device"], &second["key"]));
    let asked = |enrolled: &Value| {
        Reply::of(server.request(Method::GET, "/api/v1/sync/pull").bearer_auth(enrolled["token"].as_str().unwrap()))
    };
    asked(&first).await.expect(401);
    asked(&second).await.expect(200);
}

async fn a_code_ends(server: TestServer) {
    let code = invite(&server, "an").await;
    server.clock.advance(server.app.config.lifetimes.enrolment_min * 60_000 - 1);
    let own = key(&server);
    enrol(&server, &code, &own, 201).await;
    server.clock.advance(1);
    enrol(&server, &code, &own, 404).await.problem(Code::CodeUnknown);
}

async fn a_code_is_read_as_people_type_it(server: TestServer) {
    let code = invite(&server, "an").await;
    let typed = format!(" {} ", code.replace('-', " ").to_lowercase());
    enrol(&server, &typed, &key(&server), 201).await;
}

async fn a_key_that_cannot_be_read_is_refused_and_the_code_stays_good(server: TestServer) {
    let code = invite(&server, "an").await;
    let good = key(&server);
    let weak = data_encoding::BASE64URL_NOPAD.encode(&[0; 32]);
    for bad in ["", "AAAA", "!!", &weak] {
        let reply = enrol(&server, &code, &PublicKey { key: bad.to_owned(), ..good.clone() }, 422).await;
        assert_eq!(reply.problem(Code::KeyUnreadable).errors[0].path, "/public_key/key");
    }
    enrol(&server, &code, &good, 201).await;
}

async fn a_revoked_phone_hands_in_and_learns_nothing(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let admin = server.desk("quantri").await;
    let before = inspection(&server.app, "CT-01").await;
    phone.push_one(&before, 200).await;
    let revoke = |status: u16| {
        let path = format!("/api/v1/devices/{}", phone.device);
        let request = admin.request(Method::DELETE, &path);
        async move { Reply::of(request).await.expect(status) }
    };
    revoke(204).await;
    revoke(404).await;
    let counts = server.counts().await;

    for path in ["/api/v1/sync/pull", "/api/v1/records", "/api/v1/subjects", "/api/v1/session"] {
        phone.get(path, 403).await.problem(Code::DeviceRevoked);
    }
    // What it still has is kept aside, and known ones too: nobody can tell any more who sends them.
    let after = inspection(&server.app, "CT-02").await;
    for _ in 0..2 {
        for outcome in phone.push(&[after.clone(), before.clone()], 200).await.outcomes() {
            let Outcome::Rejected { problems } = outcome else { panic!("{outcome:?}") };
            assert_eq!(problems[0].code, Code::DeviceRevoked.as_str());
        }
    }
    let now = server.counts().await;
    assert_eq!((&now["records"], &now["revisions"]), (&counts["records"], &counts["revisions"]));
    let list: Value = admin.get("/api/v1/quarantine", 200).await.json();
    let entries = list["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 2, "each once");
    let mut kept = Vec::new();
    for entry in entries {
        assert_eq!(entry["problems"][0]["code"], Code::DeviceRevoked.as_str());
        let path = format!("/api/v1/quarantine/{}", entry["id"].as_str().unwrap());
        kept.push(admin.get(&path, 200).await.body);
    }
    let sent = serde_json::to_vec(&phone.sign(&after)).unwrap();
    assert!(kept.iter().any(|bytes| *bytes == sent), "byte for byte");
    // Its photos are evidence as well.
    let bytes = photo(1, 10_000);
    phone.upload(&bytes).await;
    assert_eq!(server.counts().await["photos"], 1);
    assert_eq!(phone.status(&[Sha256::of(&bytes)]).await.len(), 1);
}

async fn a_revocation_reaches_another_replica_within_seconds(mut server: TestServer) {
    let other = server.replica().await;
    let here = Phone::enrol(&server, "an").await;
    let there = here.at(&other.url);
    there.page(None, 1).await;
    let path = format!("/api/v1/devices/{}", here.device);
    Reply::of(server.desk("quantri").await.request(Method::DELETE, &path)).await.expect(204);
    here.get("/api/v1/sync/pull", 403).await;
    server.clock.advance(5_001);
    there.get("/api/v1/sync/pull", 403).await.problem(Code::DeviceRevoked);
    other.stop().await;
}

async fn a_phone_asks_who_it_is_and_what_lets_its_evidence_pass(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let told: Value = phone.get("/api/v1/device", 200).await.json();
    assert_eq!((&told["device"], &told["label"]), (&json!(phone.device), &json!("Điện thoại của đoàn")));
    assert_eq!(told["person"], json!({"id": phone.person, "name": "an", "full_name": "Hoàng Văn An"}));
    assert_eq!(told["unit"], json!({"id": builders::unit(&server.app, "184"), "name": "Văn Quan"}));
    let keys: Value = server.get("/api/v1/server-keys", 200).await.json();
    assert_eq!(told["server_keys"], keys["keys"]);
    assert_eq!(told["server_time"], server.clock.now().to_string());
    assert_eq!(told.get("base_map"), None, "none is set up");
    // The figures are those of the rules, from where the rules have them.
    let rules = &server.app.config.evidence;
    assert_eq!(
        told["tolerances"],
        json!({
            "commune_m": {"approximate": 1_000.0, "reference-map": 50.0, "official": 10.0},
            "site_m": {"guessed": 2_000.0, "documented": 500.0, "surveyed": 100.0},
            "accuracy_m": rules.place_accurate.warn_above_m,
            "clock_s": rules.time_record.warn_ahead_s,
        })
    );
    let limits = server.app.config.limits;
    let most = json!({"push_revisions": 500, "push_bytes": limits.body_bytes, "photo_bytes": limits.photo_bytes});
    assert_eq!(told["limits"], most);
    server.desk("an").await.get("/api/v1/device", 403).await.problem(Code::Forbidden);
}

async fn every_replica_gives_out_the_same_sealing_key(mut server: TestServer) {
    let other = server.replica().await;
    let phone = Phone::enrol(&server, "an").await;
    let here: Value = phone.get("/api/v1/device", 200).await.json();
    let there: Value = phone.at(&other.url).get("/api/v1/device", 200).await.json();
    assert_eq!(here["sealing_key"], there["sealing_key"]);
    assert_eq!(here["sealing_key"]["algorithm"], "p256");
    let point = data_encoding::BASE64URL_NOPAD.decode(here["sealing_key"]["key"].as_str().unwrap().as_bytes()).unwrap();
    assert_eq!((point.len(), point[0]), (65, 4), "an uncompressed point");
    other.stop().await;
}

async fn a_phone_signs_itself_out_once_and_for_all(server: TestServer) {
    let (phone, other) = (Phone::enrol(&server, "an").await, Phone::enrol(&server, "an").await);
    for _ in 0..2 {
        Reply::of(phone.request(Method::DELETE, "/api/v1/device")).await.expect(204);
    }
    phone.get("/api/v1/device", 403).await.problem(Code::DeviceRevoked);
    phone.get("/api/v1/sync/pull", 403).await.problem(Code::DeviceRevoked);
    other.get("/api/v1/device", 200).await;
    let path = format!("/api/v1/log?about=device:{}", phone.device);
    let log: Value = server.desk("quantri").await.get(&path, 200).await.json();
    let ended: Vec<&Value> =
        log["entries"].as_array().unwrap().iter().filter(|entry| entry["action"] == "device.revoked").collect();
    assert_eq!(ended.len(), 1);
    assert_eq!(ended[0]["actor"], format!("device:{}", phone.device));
}

async fn a_phone_is_listed_with_its_last_word(server: TestServer) {
    let admin = server.desk("quantri").await;
    let phone = Phone::enrol(&server, "an").await;
    phone.page(None, 1).await;
    let list: Value = admin.get("/api/v1/devices", 200).await.json();
    let line = &list["devices"][0];
    assert_eq!((&line["id"], &line["person"]), (&json!(phone.device), &json!(phone.person)));
    assert_eq!(line["label"], "Điện thoại của đoàn");
    assert_eq!(line["seen_at"], server.clock.now().to_string());
    let text = String::from_utf8_lossy(&serde_json::to_vec(&list).unwrap()).into_owned();
    assert!(!text.contains(&phone.token) && !text.contains("token"), "nobody reads a token twice");
    let unknown = format!("/api/v1/devices/{}", id::<DeviceId>());
    Reply::of(admin.request(Method::DELETE, &unknown)).await.expect(404).problem(Code::NotFound);
}

async fn a_person_is_added_once_and_checked(server: TestServer) {
    let admin = server.desk("quantri").await;
    let unit = builders::unit(&server.app, "06280");
    let person = |name: &str, password: &str, unit: Value| json!({"name": name, "full_name": "Vy Thị Hạnh", "password": password, "roles": [{"role": "inspector", "unit": unit}]});
    let good = person("hanh", "mật khẩu dài", json!(unit));
    admin.post("/api/v1/people", &good, 201).await;
    let people =
        || async { admin.get("/api/v1/people", 200).await.json::<Value>()["people"].as_array().unwrap().len() };
    let count = people().await;
    for (body, path) in [
        (good, "/name"),
        (person("Hạnh", "mật khẩu dài", json!(unit)), "/name"),
        (person("h", "mật khẩu dài", json!(unit)), "/name"),
        (person("hoa", "ngắn", json!(unit)), "/password"),
        (person("hoa", "mật khẩu dài", json!(Uuid::nil())), "/roles"),
        (person("hoa", "mật khẩu dài", json!("184")), "/roles/0/unit"),
        (person("hoa", "mật khẩu \u{0} dài", json!(unit)), "/password"),
    ] {
        let problem = admin.post("/api/v1/people", &body, 422).await.problem(Code::JsonShape);
        assert_eq!(problem.errors[0].path, path, "{problem:?}");
    }
    assert_eq!(people().await, count);
    // Who was added can be enrolled at once.
    let phone = Phone::enrol(&server, "hanh").await;
    assert!(matches!(
        phone.push_one(&inspection(&server.app, "CT-01").await, 200).await.outcome(),
        Outcome::Accepted { .. }
    ));
}

async fn a_token_that_is_none_is_refused(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let asked =
        |header: String| Reply::of(server.request(Method::GET, "/api/v1/sync/pull").header("authorization", header));
    for header in [
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        "Bearer AAAA".to_owned(),
        format!("Basic {}", phone.token),
        phone.token.clone(),
    ] {
        asked(header).await.expect(401).problem(Code::SignInNeeded);
    }
    asked(format!("Bearer {}", phone.token)).await.expect(200);
    // A session's secret is no phone's, and the other way round.
    let desk = server.desk("an").await;
    asked(format!("Bearer {}", desk.token)).await.expect(401);
    let cookie =
        server.request(Method::GET, "/api/v1/session").header("cookie", format!("thucdia_session={}", phone.token));
    Reply::of(cookie).await.expect(401);
}
