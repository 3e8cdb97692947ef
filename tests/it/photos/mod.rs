//! `/api/v1/photos` and the records that wait for them.

use mobile_sync_protocol::{
    ids::Sha256,
    problem::Code,
    receipt::ReceiptOf,
    signature::PublicKey,
    upload::{PhotoStatus, STATUS_MAX},
};
use reqwest::Method;
use serde_json::{Value, json};
use thucdia_tests::{
    builders::{Edit, inspection, photo},
    phone::Phone,
    reply::Reply,
    server::TestServer,
};

on_both! {
    a_stored_photo_comes_with_a_receipt_that_verifies_against_the_published_keys
    statuses_come_in_the_order_of_the_names
    more_names_than_allowed_are_refused
    a_photo_is_read_whole_with_its_name_as_etag
    ranges_are_parts_of_the_photo
    a_photo_that_is_known_is_not_sent_again
    a_record_waits_for_its_photos_whichever_came_first
    one_photo_of_two_records_lets_both_go_on
    what_waits_is_listed_by_commune_and_phone
    a_photo_that_no_record_names_is_shown_to_nobody
}

async fn a_stored_photo_comes_with_a_receipt_that_verifies_against_the_published_keys(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(1, 200_000);
    let name = phone.upload(&bytes).await;
    let [PhotoStatus::Stored { sha256, receipt }] = &phone.status(&[name]).await[..] else { panic!("not stored") };
    assert_eq!(*sha256, name);
    assert_eq!(receipt.of, ReceiptOf::Photo { sha256: name, bytes: 200_000 });
    assert_eq!((receipt.device, receipt.at), (Some(phone.device), server.clock.now()));
    let keys: Value = server.get("/api/v1/server-keys", 200).await.json();
    assert_eq!(keys["keys"][0]["id"], json!(receipt.signature.key));
    let key: PublicKey = serde_json::from_value(keys["keys"][0]["public_key"].clone()).unwrap();
    receipt.verify(&key.verifier().unwrap()).unwrap();
    // The receipt says when, and not when it was asked for.
    server.clock.advance(60_000);
    assert_eq!(phone.status(&[name]).await, [PhotoStatus::Stored { sha256: name, receipt: receipt.clone() }]);
}

async fn statuses_come_in_the_order_of_the_names(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let (stored, begun, missing) = (photo(1, 1_000), photo(2, 1_000), photo(3, 1_000));
    phone.upload(&stored).await;
    let begun_name = Sha256::of(&begun);
    let created = phone.create(begun_name, 1_000, Some(begun[..400].to_vec().into()), 201).await;
    let names = [Sha256::of(&missing), begun_name, Sha256::of(&stored), Sha256::of(&missing)];
    let [one, two, three, four] = &phone.status(&names).await[..] else { panic!("not four") };
    assert_eq!((one, four), (&PhotoStatus::Missing { sha256: names[0] }, &PhotoStatus::Missing { sha256: names[0] }));
    let PhotoStatus::Partial { upload, offset: 400, sha256 } = two else { panic!("{two:?}") };
    assert_eq!(*sha256, begun_name);
    assert_eq!(created.header("location"), format!("/api/v1/uploads/{upload}"));
    assert!(matches!(three, PhotoStatus::Stored { .. }));
    // An upload is its phone's.
    let other = Phone::enrol(&server, "an").await;
    assert_eq!(other.status(&[begun_name]).await, [PhotoStatus::Missing { sha256: begun_name }]);
    assert_eq!(phone.status(&[]).await, []);
}

async fn more_names_than_allowed_are_refused(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let ask = |body: Value| phone.request(Method::POST, "/api/v1/photos/status").json(&body);
    let names = vec![Sha256::of(b"one"); STATUS_MAX];
    assert_eq!(phone.status(&names).await.len(), STATUS_MAX);
    let names = vec![Sha256::of(b"one"); STATUS_MAX + 1];
    Reply::of(ask(json!({"sha256": names}))).await.expect(413).problem(Code::TooManyItems);
    let problem = Reply::of(ask(json!({"sha256": ["00"]}))).await.expect(422).problem(Code::JsonShape);
    assert_eq!(problem.errors[0].path, "/sha256/0");
    let plain = phone.request(Method::POST, "/api/v1/photos/status").body("{\"sha256\":[]}");
    Reply::of(plain).await.expect(415).problem(Code::MediaType);
}

/// A photo of a record of `phone`'s.
async fn seen(server: &TestServer, phone: &Phone, bytes: &[u8]) -> String {
    let revision = inspection(&server.app, "CT-01").await.with_photo(bytes);
    phone.push_one(&revision, 200).await;
    format!("/api/v1/photos/{}", phone.upload(bytes).await)
}

async fn a_photo_is_read_whole_with_its_name_as_etag(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(1, 700_000);
    let path = seen(&server, &phone, &bytes).await;
    for who in [phone.request(Method::GET, &path), server.desk("dung").await.request(Method::GET, &path)] {
        let reply = Reply::of(who).await.expect(200);
        assert_eq!(reply.body, bytes);
        assert_eq!(reply.header("etag"), format!("\"{}\"", Sha256::of(&bytes)));
        assert_eq!(reply.header("content-type"), "image/jpeg");
        assert_eq!(reply.header("content-length"), "700000");
        assert_eq!(reply.header("accept-ranges"), "bytes");
        assert_eq!(reply.header("content-encoding"), "", "a photo is its bytes");
        assert!(reply.header("cache-control").starts_with("private"));
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    }
    let head = Reply::of(phone.request(Method::HEAD, &path)).await.expect(200);
    assert_eq!((head.header("content-length"), head.body.len()), ("700000", 0));
    phone.get("/api/v1/photos/abc", 404).await.problem(Code::NotFound);
    phone.get(&format!("/api/v1/photos/{}", Sha256::of(b"nothing")), 404).await.problem(Code::NotFound);
}

async fn ranges_are_parts_of_the_photo(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(1, 100_000);
    let path = seen(&server, &phone, &bytes).await;
    let asked = |range: &str| Reply::of(phone.request(Method::GET, &path).header("range", range.to_owned()));
    for (range, part) in [
        ("bytes=0-0", 0..1),
        ("bytes=10-99", 10..100),
        ("bytes=99999-", 99_999..100_000),
        ("bytes=50000-999999999", 50_000..100_000),
        ("bytes=-100", 99_900..100_000),
        ("bytes=-999999999", 0..100_000),
    ] {
        let reply = asked(range).await.expect(206);
        assert_eq!(reply.body, bytes[part.clone()], "{range}");
        assert_eq!(reply.header("content-range"), format!("bytes {}-{}/100000", part.start, part.end - 1));
        assert_eq!(reply.header("content-length"), part.len().to_string());
    }
    for range in ["bytes=100000-", "bytes=100000-100001", "bytes=-0"] {
        let reply = asked(range).await.expect(416);
        assert_eq!(reply.header("content-range"), "bytes */100000", "{range}");
        reply.problem(Code::RangeOutside);
    }
    for range in ["bytes=5-2", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes"] {
        assert_eq!(asked(range).await.expect(200).body.len(), 100_000, "{range}");
    }
}

async fn a_photo_that_is_known_is_not_sent_again(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(1, 10_000);
    let path = seen(&server, &phone, &bytes).await;
    let etag = format!("\"{}\"", Sha256::of(&bytes));
    let asked = |name: &'static str, value: &str| {
        Reply::of(phone.request(Method::GET, &path).header(name, value.to_owned()).header("range", "bytes=0-9"))
    };
    for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
        let reply = asked("if-none-match", &known).await.expect(304);
        assert!(reply.body.is_empty(), "{known}");
        assert_eq!(reply.header("etag"), etag);
    }
    assert_eq!(asked("if-none-match", "\"other\"").await.expect(206).body, bytes[..10]);
    assert_eq!(asked("if-range", &etag).await.expect(206).body, bytes[..10]);
    assert_eq!(asked("if-range", "\"other\"").await.expect(200).body.len(), 10_000);
    assert_eq!(asked("if-range", "Mon, 06 May 2024 00:00:00 GMT").await.expect(200).body.len(), 10_000);
}

async fn a_record_waits_for_its_photos_whichever_came_first(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let (one, two) = (photo(1, 5_000), photo(2, 5_000));
    let revision = inspection(&server.app, "CT-01").await.with_photo(&one).with_photo(&two);
    let path = format!("/api/v1/records/{}", revision.record);
    // One photo before the record, one after it.
    phone.upload(&one).await;
    phone.push_one(&revision, 200).await;
    let record: Value = phone.get(&path, 200).await.json();
    assert_eq!((&record["status"], &record["photos_missing"]), (&json!("waiting"), &json!(1)));
    assert_eq!(record["missing"], json!([Sha256::of(&two)]));
    phone.upload(&two).await;
    let record: Value = phone.get(&path, 200).await.json();
    assert_eq!((&record["status"], &record["photos_missing"]), (&json!("received"), &json!(0)));
    assert_eq!(record["missing"], json!([]));
    // A next snapshot with another photo waits again.
    let next = revision.next().with_photo(&photo(3, 5_000));
    phone.push_one(&next, 200).await;
    assert_eq!(phone.get(&path, 200).await.json::<Value>()["status"], "waiting");
    phone.upload(&photo(3, 5_000)).await;
    assert_eq!(phone.get(&path, 200).await.json::<Value>()["status"], "received");
}

async fn one_photo_of_two_records_lets_both_go_on(server: TestServer) {
    let (an, binh) = (Phone::enrol(&server, "an").await, Phone::enrol(&server, "binh").await);
    let bytes = photo(1, 5_000);
    let mine = inspection(&server.app, "CT-01").await.with_photo(&bytes);
    let theirs = inspection(&server.app, "CT-02").await.with_photo(&bytes);
    an.push_one(&mine, 200).await;
    binh.push_one(&theirs, 200).await;
    an.upload(&bytes).await;
    for (phone, revision) in [(&an, &mine), (&binh, &theirs)] {
        let record: Value = phone.get(&format!("/api/v1/records/{}", revision.record), 200).await.json();
        assert_eq!(record["status"], "received");
    }
    assert_eq!(server.counts().await["photos"], 1);
}

async fn what_waits_is_listed_by_commune_and_phone(server: TestServer) {
    let (an, binh) = (Phone::enrol(&server, "an").await, Phone::enrol(&server, "binh").await);
    for number in 0..2 {
        let revision = inspection(&server.app, "CT-01").await.with_photo(&photo(number, 5_000));
        an.push_one(&revision, 200).await;
        server.clock.advance(1_000);
    }
    binh.push_one(&inspection(&server.app, "CT-02").await.with_photo(&photo(9, 5_000)), 200).await;
    let waiting: Value = server.desk("dung").await.get("/api/v1/waiting", 200).await.json();
    let groups = waiting["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 2, "{waiting:#}");
    assert_eq!(groups[0]["device"], an.device.to_string(), "the longest wait first");
    assert_eq!((&groups[0]["records"], &groups[1]["records"]), (&json!(2), &json!(1)));
    // An officer hears of their own commune, another district's of nothing.
    let officer: Value = server.desk("chi").await.get("/api/v1/waiting", 200).await.json();
    assert_eq!(officer["groups"], json!([groups[0]]));
    let foreign: Value = server.desk("lam").await.get("/api/v1/waiting", 200).await.json();
    assert_eq!(foreign["groups"], json!([]));
    for number in [0, 1, 9] {
        an.upload(&photo(number, 5_000)).await;
    }
    let waiting: Value = server.desk("dung").await.get("/api/v1/waiting", 200).await.json();
    assert_eq!(waiting["groups"], json!([]));
}

async fn a_photo_that_no_record_names_is_shown_to_nobody(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let name = phone.upload(&photo(1, 5_000)).await;
    let path = format!("/api/v1/photos/{name}");
    phone.get(&path, 404).await.problem(Code::NotFound);
    server.desk("quantri").await.get(&path, 404).await.problem(Code::NotFound);
}
