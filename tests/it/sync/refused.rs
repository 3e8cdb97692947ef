//! `POST /api/v1/sync/push` with bytes that no phone should send: each gets a clear answer, nothing is half stored, and
//! what was refused lies in quarantine as it came.

use std::{io::Write, time::Duration};

use mobile_sync_protocol::{
    answer::{Outcome as Judged, Value as Answered},
    ids::{RecordId, SubProjectId, SubjectId, UnitId, VisitId},
    problem::Code,
    record::{NewSubject, Revision},
    sync::Outcome,
};
use reqwest::Method;
use serde_json::{Value, json};
use thucdia_tests::{
    builders::{self, Edit, fix, id, inspection, unit_on},
    phone::Phone,
    reply::Reply,
    server::TestServer,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

on_both! {
    a_body_that_is_no_push_is_a_problem
    a_body_that_is_too_large_is_refused_before_it_is_read
    a_body_that_unpacks_to_too_much_is_refused_in_bounded_memory
    more_revisions_than_allowed_are_refused_whole
    a_field_of_another_shape_is_named_by_its_path
    a_value_that_cannot_be_is_named_by_its_path_and_code
    unknown_and_foreign_things_are_named
    text_that_is_no_revision_is_named
    a_signature_that_does_not_hold_is_refused
    what_was_refused_lies_in_quarantine_once_byte_for_byte
    a_push_without_end_is_cut_off_and_stores_nothing
}

/// A body in a content coding.
pub fn pack(coding: &str, bytes: &[u8]) -> Vec<u8> {
    if coding == "gzip" {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        return packer.finish().unwrap();
    }
    zstd::encode_all(bytes, 1).unwrap()
}

async fn refused(server: &TestServer, phone: &Phone, revision: &Value, path: &str, code: Code) {
    let before = server.counts().await;
    let sent = serde_json::to_string(&json!({"revisions": [revision]})).unwrap();
    refused_text(phone, &sent, path, code).await;
    let after = server.counts().await;
    for counted in ["records", "revisions", "photos"] {
        assert_eq!(after[counted], before[counted], "{code:?} left something behind");
    }
}

async fn refused_text(phone: &Phone, body: &str, path: &str, code: Code) {
    let Outcome::Rejected { problems } = phone.push_bytes(body.to_owned(), 200).await.outcome() else {
        panic!("taken: {body}");
    };
    let named = problems.iter().find(|problem| problem.path == path && problem.code == code.as_str());
    let named = named.unwrap_or_else(|| panic!("{path} {code:?} is not among {problems:#?}"));
    assert!(!named.message.is_empty() && !named.message_vi.is_empty());
}

async fn a_body_that_is_no_push_is_a_problem(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let good =
        serde_json::to_vec(&json!({"revisions": [phone.sign(&inspection(&server.app, "CT-01").await)]})).unwrap();
    let before = server.counts().await;
    let mut not_utf8 = good.clone();
    let at = not_utf8.windows(10).position(|part| part == b"checklist\"").unwrap();
    not_utf8[at] = 0xff;
    let cases: Vec<(Vec<u8>, u16, Code)> = vec![
        (Vec::new(), 400, Code::JsonSyntax),
        (b"{".to_vec(), 400, Code::JsonSyntax),
        (good[..good.len() / 2].to_vec(), 400, Code::JsonSyntax),
        (good[..good.len() - 1].to_vec(), 400, Code::JsonSyntax),
        ([&good[..], b"{}"].concat(), 400, Code::JsonSyntax),
        (b"{\"revisions\": [{\"fix\": {\"lat\": NaN}}]}".to_vec(), 400, Code::JsonSyntax),
        (not_utf8, 400, Code::JsonSyntax),
        (b"\xff\xfe\x00".to_vec(), 400, Code::JsonSyntax),
        (b"[]".to_vec(), 422, Code::JsonShape),
        (b"5".to_vec(), 422, Code::JsonShape),
        (b"{\"revisions\": 5}".to_vec(), 422, Code::JsonShape),
        (b"{\"revision\": []}".to_vec(), 422, Code::JsonShape),
        (b"{\"revisions\": [], \"revisions\": []}".to_vec(), 422, Code::JsonShape),
        (b"{}".to_vec(), 422, Code::JsonShape),
    ];
    for (body, status, code) in cases {
        let shown = String::from_utf8_lossy(&body).chars().take(60).collect::<String>();
        let reply = phone.push_bytes(body, status).await;
        let problem = reply.problem(code);
        assert!(problem.detail.is_some(), "{shown}: {problem:?}");
    }
    assert_eq!(server.counts().await, before);
    assert_eq!(phone.push_bytes("{\"revisions\": []}", 200).await.outcomes(), []);
}

async fn a_body_that_is_too_large_is_refused_before_it_is_read(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let address = server.url.trim_start_matches("http://");
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /api/v1/sync/push HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: 10737418240\r\nConnection: close\r\n\r\n{{\"revisions\": [",
        phone.token
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    tokio::time::timeout(Duration::from_secs(10), socket.read_to_end(&mut answer)).await.unwrap().unwrap();
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains(Code::BodyTooLarge.as_str()), "{answer}");

    // Without a declared length the limit holds all the same.
    let most = server.app.config.limits.body_bytes;
    let chunk = bytes::Bytes::from(vec![b' '; 1 << 20]);
    let body = futures_util::stream::iter((0..=most >> 20).map(move |_| Ok::<_, std::io::Error>(chunk.clone())));
    phone.push_bytes(reqwest::Body::wrap_stream(body), 413).await.problem(Code::BodyTooLarge);
}

async fn a_body_that_unpacks_to_too_much_is_refused_in_bounded_memory(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let before = server.counts().await;
    for coding in ["gzip", "zstd"] {
        let bomb = bomb(coding);
        assert!(bomb.len() < 4 << 20, "{coding}: {}", bomb.len());
        let highest = peak_memory_kb();
        let request = phone.request(Method::POST, "/api/v1/sync/push").header("content-encoding", coding).body(bomb);
        Reply::of(request).await.expect(413).problem(Code::BodyTooLarge);
        let grown = peak_memory_kb() - highest;
        assert!(grown < 64 << 10, "{coding}: {grown} kB more");
    }
    let request = phone.request(Method::POST, "/api/v1/sync/push").header("content-encoding", "gzip").body("no gzip");
    Reply::of(request).await.expect(400).problem(Code::BodyUnreadable);
    let request = phone.request(Method::POST, "/api/v1/sync/push").header("content-encoding", "rot13").body("{}");
    Reply::of(request).await.expect(415);
    assert_eq!(server.counts().await, before);
}

/// 512 MiB of blanks in few bytes, packed piece by piece.
fn bomb(coding: &str) -> Vec<u8> {
    let piece = vec![b' '; 1 << 20];
    if coding == "gzip" {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        (0..512).for_each(|_| packer.write_all(&piece).unwrap());
        return packer.finish().unwrap();
    }
    let mut packer = zstd::Encoder::new(Vec::new(), 3).unwrap();
    (0..512).for_each(|_| packer.write_all(&piece).unwrap());
    packer.finish().unwrap()
}

/// The most memory that this process ever had.
fn peak_memory_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

async fn more_revisions_than_allowed_are_refused_whole(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let before = server.counts().await;
    let one = phone.sign(&inspection(&server.app, "CT-01").await);
    let problem = phone.push_json(&vec![one.clone(); 501], 413).await.problem(Code::TooManyItems);
    assert!(problem.detail.unwrap().contains("500"));
    assert_eq!(server.counts().await, before);
    assert_eq!(phone.push_json(&vec![one; 500], 200).await.outcomes().len(), 500);
    assert_eq!(server.counts().await["records"], 1);
}

async fn a_field_of_another_shape_is_named_by_its_path(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let good = inspection(&server.app, "CT-01").await;
    let shape: &[(&str, Value, &str)] = &[
        ("captured_at", json!(5), "/captured_at"),
        ("captured_at", json!("0000-01-01T00:00:00Z"), "/captured_at"),
        ("captured_at", json!("2024-05-06T09:15:00"), "/captured_at"),
        ("record", json!("not an id"), "/record"),
        ("photos", json!({}), "/photos"),
        ("photos", json!([{"sha256": "00", "bytes": 1}]), "/photos/0/sha256"),
        ("photos", json!([{"bytes": -1}]), "/photos/0/bytes"),
        ("answers", json!({"Tên": {"value": {"text": "x"}}}), "/answers/Tên"),
        ("answers", json!({"in_use": {"value": {"outcome": "maybe"}}}), "/answers/in_use/value/outcome"),
        (
            "answers",
            json!({"deadline_contract": {"value": {"date": "0000-01-01"}}}),
            "/answers/deadline_contract/value/date",
        ),
        ("fix", json!({"lat": "21.9", "lon": 106.6}), "/fix/lat"),
    ];
    for (field, value, path) in shape {
        let mut wrong = serde_json::to_value(&good).unwrap();
        wrong[field] = value.clone();
        refused(&server, &phone, &phone.sign_json(wrong), path, Code::JsonShape).await;
    }
    let mut unknown = serde_json::to_value(&good).unwrap();
    unknown["verdict"] = json!("fine");
    refused(&server, &phone, &phone.sign_json(unknown), "/verdict", Code::JsonShape).await;
    let mut missing = serde_json::to_value(&good).unwrap();
    missing.as_object_mut().unwrap().remove("commune");
    refused(&server, &phone, &phone.sign_json(missing), "", Code::JsonShape).await;
}

async fn a_value_that_cannot_be_is_named_by_its_path_and_code(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let good = inspection(&server.app, "CT-01").await;
    let mut twice = good.clone().with_photo(b"twice").with_photo(b"twice");
    twice.photos[0].bytes = 0;
    twice.photos[1].media_type = "image/gif".to_owned();
    let long = "ơ".repeat(4_001);
    let cases: Vec<(Revision, &str, Code)> = vec![
        (Revision { fix: Some(fix(99.0, 106.0)), ..good.clone() }, "/fix", Code::RecordPlace),
        (Revision { fix: Some(fix(21.0, 200.0)), ..good.clone() }, "/fix", Code::RecordPlace),
        (Revision { fix: Some(fix(0.0, 0.0)), ..good.clone() }, "/fix", Code::RecordPlace),
        (
            Revision {
                fix: good.fix.map(|fix| mobile_sync_protocol::place::Fix { accuracy_m: -1.0, ..fix }),
                ..good.clone()
            },
            "/fix",
            Code::RecordPlace,
        ),
        (good.clone().judged("no_such_item", Judged::Pass), "/answers/no_such_item", Code::RecordUnknownItem),
        (good.clone().judged("contract_price", Judged::Pass), "/answers/contract_price/value", Code::RecordAnswerType),
        (
            good.clone().answered("work_kind", Answered::Choice("palace".parse().unwrap())),
            "/answers/work_kind/value",
            Code::RecordUnknownChoice,
        ),
        (
            good.clone().answered("progress_physical", Answered::Number(100.5)),
            "/answers/progress_physical/value",
            Code::RecordNumberRange,
        ),
        (
            good.clone().answered("community_opinion", Answered::Text("a\0b".to_owned())),
            "/answers/community_opinion/value",
            Code::RecordText,
        ),
        (
            good.clone().answered("community_opinion", Answered::Text(long)),
            "/answers/community_opinion/value",
            Code::RecordText,
        ),
        (
            good.clone().answered("work_location", Answered::Place(fix(21.9, -181.0))),
            "/answers/work_location/value",
            Code::RecordPlace,
        ),
        (twice.clone(), "/photos/0/bytes", Code::RecordPhoto),
        (twice.clone(), "/photos/1/media_type", Code::RecordPhoto),
        (twice, "/photos/1/sha256", Code::RecordPhoto),
        (Revision { subject: None, ..good.clone() }, "/subject", Code::RecordSubject),
    ];
    for (revision, path, code) in cases {
        refused(&server, &phone, &phone.sign(&revision), path, code).await;
    }
    assert!(matches!(phone.push_one(&good, 200).await.outcome(), Outcome::Accepted { .. }), "it was good all along");
}

async fn unknown_and_foreign_things_are_named(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let app = &server.app;
    let good = inspection(app, "CT-01").await;
    let foreign = inspection(app, "CT-04").await;
    let elsewhere = inspection(app, "CT-02").await;
    let mut version = good.clone();
    version.checklist.version = 99;
    let both = NewSubject {
        id: id(),
        kind: mobile_sync_protocol::checklist::SubjectKind::Work,
        name: "Cầu".to_owned(),
        village: None,
    };
    let model = NewSubject { kind: mobile_sync_protocol::checklist::SubjectKind::Model, ..both.clone() };
    let nameless = NewSubject { name: "  ".to_owned(), ..both.clone() };
    let household = builders::subject(app, "HO-01").await;
    let later = unit_on(app, "06280", "2025-07-01");
    let new = |subject: NewSubject| Revision { subject: None, new_subject: Some(subject), ..good.clone() };
    let cases: Vec<(Revision, &str, Code)> = vec![
        (version, "/checklist", Code::RecordUnknownChecklist),
        (Revision { subject: Some(id::<SubjectId>()), ..good.clone() }, "/subject", Code::RecordUnknownSubject),
        (Revision { commune: id::<UnitId>(), ..good.clone() }, "/commune", Code::RecordUnknownUnit),
        (Revision { commune: later, ..good.clone() }, "/commune", Code::RecordUnknownUnit),
        (Revision { commune: builders::unit(app, "184"), ..good.clone() }, "/commune", Code::RecordUnknownUnit),
        (Revision { visit: Some(id::<VisitId>()), ..good.clone() }, "/visit", Code::RecordUnknownVisit),
        (Revision { sub_project: id::<SubProjectId>(), ..good.clone() }, "/sub_project", Code::RecordUnknownSubProject),
        (
            Revision { sub_project: builders::sub_project(app, "DA1"), ..good.clone() },
            "/sub_project",
            Code::RecordUnknownSubProject,
        ),
        // Another unit's subject: of a commune that is not this inspector's, or not the record's.
        (foreign, "/commune", Code::RecordOutOfScope),
        (Revision { subject: elsewhere.subject, ..good.clone() }, "/subject", Code::RecordOutOfScope),
        (Revision { subject: Some(household), ..good.clone() }, "/checklist", Code::RecordWrongKind),
        (Revision { new_subject: Some(both), ..good.clone() }, "/subject", Code::RecordSubject),
        (new(model), "/new_subject/kind", Code::RecordWrongKind),
        (new(nameless), "/new_subject/name", Code::RecordText),
    ];
    for (revision, path, code) in cases {
        let revision = Revision { record: id::<RecordId>(), revision: id(), ..revision };
        refused(&server, &phone, &phone.sign(&revision), path, code).await;
    }
    assert_eq!(server.counts().await["records"], 0);
}

async fn text_that_is_no_revision_is_named(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let good = phone.sign(&inspection(&server.app, "CT-01").await).to_string();
    let inside = |revision: &str| format!("{{\"revisions\": [{revision}]}}");
    for odd in ["5", "null", "\"x\"", "[]", "{}", "true"] {
        refused_text(&phone, &inside(odd), "", Code::JsonShape).await;
    }
    let doubled = good.replacen('{', "{\"captured_at\":\"2024-05-06T09:15:00+07:00\",", 1);
    refused_text(&phone, &inside(&doubled), "", Code::DuplicateKey).await;
    let answers =
        "\"answers\":{\"in_use\":{\"value\":{\"outcome\":\"pass\"}},\"in_use\":{\"value\":{\"outcome\":\"fail\"}}}";
    let doubled = good.replace("\"answers\":{}", answers);
    assert_ne!(doubled, good);
    refused_text(&phone, &inside(&doubled), "", Code::DuplicateKey).await;
    let doubled = good.replacen('{', "{\"a\\u0000\":1,\"a\\u0000\":2,", 1);
    refused_text(&phone, &inside(&doubled), "", Code::DuplicateKey).await;
    let unknown = good.replacen('{', "{\"a\\u0000\":1,", 1);
    assert!(matches!(phone.push_bytes(inside(&unknown), 200).await.outcome(), Outcome::Rejected { .. }));
    let huge = good.replace("21.904", "1e999");
    assert_ne!(huge, good);
    refused_text(&phone, &inside(&huge), "", Code::JsonSyntax).await;
    let lone = good.replace("\"answers\":{}", "\"answers\":{\"community_opinion\":{\"value\":{\"text\":\"\\ud800\"}}}");
    refused_text(&phone, &inside(&lone), "", Code::JsonSyntax).await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    refused_text(&phone, &inside(&deep), "", Code::JsonSyntax).await;
    let deep =
        good.replace("\"answers\":{}", &format!("\"answers\":{}1{}", "{\"a\":".repeat(5_000), "}".repeat(5_000)));
    refused_text(&phone, &inside(&deep), "", Code::JsonSyntax).await;
    assert_eq!(server.counts().await["records"], 0);
    // What stands beside all of that is taken.
    let mixed = format!("{{\"revisions\": [5, {good}, {deep}]}}");
    let outcomes = phone.push_bytes(mixed, 200).await.outcomes();
    assert!(matches!(outcomes[..], [Outcome::Rejected { .. }, Outcome::Accepted { .. }, Outcome::Rejected { .. }]));
}

async fn a_signature_that_does_not_hold_is_refused(server: TestServer) {
    let (phone, other) = (Phone::enrol(&server, "an").await, Phone::enrol(&server, "an").await);
    let revision = inspection(&server.app, "CT-01").await;
    let unsigned = serde_json::to_value(&revision).unwrap();
    refused(&server, &phone, &unsigned, "/signature", Code::RecordSignature).await;
    refused(&server, &phone, &other.sign(&revision), "/signature", Code::RecordSignature).await;
    let mut changed = phone.sign(&revision);
    changed["captured_at"] = json!("2024-05-06T09:16:00+07:00");
    refused(&server, &phone, &changed, "/signature", Code::RecordSignature).await;
    let mut forged = phone.sign(&revision);
    forged["signature"]["value"] = json!("A".repeat(86));
    refused(&server, &phone, &forged, "/signature", Code::RecordSignature).await;
    let mut short = phone.sign(&revision);
    short["signature"]["value"] = json!("AAAA");
    refused(&server, &phone, &short, "/signature/value", Code::JsonShape).await;
}

async fn what_was_refused_lies_in_quarantine_once_byte_for_byte(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let admin = server.desk("quantri").await;
    // Odd blanks, an odd order and an escape: what was sent, not what was understood.
    let odd = "{ \"record\" :\t5 ,\"note\":\"\\u0110i\\u1ec1m He\" }";
    let revision = Revision { fix: Some(fix(99.0, 0.5)), ..inspection(&server.app, "CT-01").await };
    let placed = phone.sign(&revision).to_string();
    for _ in 0..3 {
        let body = format!("{{\"revisions\": [{odd}, {placed}]}}");
        let outcomes = phone.push_bytes(body, 200).await.outcomes();
        assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Rejected { .. })));
    }
    let list: Value = admin.get("/api/v1/quarantine", 200).await.json();
    let entries = list["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 2, "{list:#}");
    let mut kept = Vec::new();
    for entry in entries {
        assert_eq!(entry["device"], phone.device.to_string());
        assert!(entry["problems"][0]["code"].is_string());
        let bytes = admin.get(&format!("/api/v1/quarantine/{}", entry["id"].as_str().unwrap()), 200).await.body;
        assert_eq!(entry["bytes"], bytes.len());
        kept.push(String::from_utf8(bytes.to_vec()).unwrap());
    }
    kept.sort();
    let mut sent = vec![odd.to_owned(), placed];
    sent.sort();
    assert_eq!(kept, sent);
    // Opening is noted.
    let log: Value = admin.get("/api/v1/log?limit=1000", 200).await.json();
    let opened = log["entries"].as_array().unwrap().iter().filter(|entry| entry["action"] == "quarantine.opened");
    assert_eq!(opened.count(), 2);
    admin.get(&format!("/api/v1/quarantine/{}", id::<RecordId>()), 404).await;
}

async fn a_push_without_end_is_cut_off_and_stores_nothing(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let before = server.counts().await;
    let address = server.url.trim_start_matches("http://");
    let body = json!({"revisions": [phone.sign(&inspection(&server.app, "CT-01").await)]}).to_string();
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /api/v1/sync/push HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n",
        phone.token,
        body.len()
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(&body.as_bytes()[..body.len() - 1]).await.unwrap();
    drop(socket);
    // A push of another phone's that comes after has been through the same door.
    let other = Phone::enrol(&server, "binh").await;
    other.push_bytes("{\"revisions\": []}", 200).await;
    assert_eq!(server.counts().await, before);
}
