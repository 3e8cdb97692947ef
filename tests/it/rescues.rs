//! `POST /api/v1/rescues`, and `thucdia rescue`: what a phone could not send, handed in as a file.

use mobile_sync_protocol::{
    answer::Outcome as Judged,
    ids::{DeviceId, Sha256},
    problem::Code,
    record::Revision,
    sync::Outcome,
    upload::PhotoStatus,
};
use reqwest::Method;
use serde_json::{Value, json};
use thucdia_tests::{
    builders::{Edit, id, inspection, photo},
    phone::Phone,
    program,
    reply::Reply,
    sealed::{FRAME, frames, header, seal, strange_key},
    server::{Desk, TestServer},
};

on_both! {
    a_file_is_taken_in_as_its_phone_would_have_sent_it
    sending_a_file_twice_is_the_same_as_once
    a_file_that_was_cut_says_so_and_what_was_whole_stays
    a_file_that_was_altered_says_so_wherever_that_is
    what_is_no_file_for_this_server_is_refused
    a_photo_that_is_not_what_the_file_says_is_refused_alone
    a_revoked_phones_records_are_kept_aside
    a_file_of_other_units_is_not_for_everybody
    the_operator_takes_a_file_in_beside_the_server
}

/// The key that phones are told to seal to.
async fn sealing_key(phone: &Phone) -> String {
    let told: Value = phone.get("/api/v1/device", 200).await.json();
    told["sealing_key"]["key"].as_str().unwrap().to_owned()
}

async fn sent(desk: &Desk, file: &[u8], status: u16) -> Reply {
    let request = desk.request(Method::POST, "/api/v1/rescues").header("content-type", "application/octet-stream");
    Reply::of(request.body(file.to_vec())).await.expect(status)
}

/// What became of each revision, in a word.
fn words(told: &Value) -> Vec<&str> {
    let revisions = told["revisions"].as_array().unwrap().iter();
    revisions.map(|revision| revision["outcome"]["outcome"].as_str().unwrap()).collect()
}

/// A record of `phone` with a photo of each of these.
async fn recorded(server: &TestServer, photos: &[&[u8]]) -> Revision {
    let mut record = inspection(&server.app, "CT-01").await;
    for bytes in photos {
        record = record.with_photo(bytes);
    }
    record
}

async fn a_file_is_taken_in_as_its_phone_would_have_sent_it(server: TestServer) {
    let (phone, reviewer) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    // Photos of all lengths: within a frame, on its border, over several.
    let (small, border, large) = (photo(1, 5_000), photo(2, FRAME), photo(3, 3 * FRAME + 7));
    let photos = [&small[..], &border, &large];
    let first = recorded(&server, &photos).await;
    let mut revisions: Vec<Value> = vec![phone.sign(&first)];
    for _ in 0..60 {
        revisions.push(phone.sign(&inspection(&server.app, "CT-02").await));
    }
    revisions.push(phone.sign(&first.next().judged("site_board", Judged::Pass)));
    // One that nobody can take stops no other.
    revisions.insert(30, json!({"record": first.record, "answers": 7}));
    let file = seal(&sealing_key(&phone).await, &header(phone.device, &revisions, &photos), &photos);
    let told: Value = sent(&reviewer, &file, 200).await.json();
    assert_eq!((&told["device"], &told["label"]), (&json!(phone.device), &json!("Điện thoại của đoàn")));
    assert_eq!(told["person"], json!({"id": phone.person, "name": "an", "full_name": "Hoàng Văn An"}));
    assert_eq!(told["made_at"], "2024-05-06T17:00:00.000+07:00");
    let mut expected = vec!["accepted"; 62];
    expected.insert(30, "rejected");
    assert_eq!(words(&told), expected);
    let named = &told["revisions"][0];
    assert_eq!((&named["record"], &named["revision"]), (&json!(first.record), &json!(first.revision)));
    assert_eq!((&told["revisions"][30]["record"], told["revisions"][30].get("revision")), (&json!(first.record), None));
    assert_eq!(told["photos"], json!({"stored": 3, "known": 0, "refused": [], "missing": []}));
    assert_eq!(told.get("damage"), None);

    let shown: Value = reviewer.get(&format!("/api/v1/records/{}", first.record), 200).await.json();
    assert_eq!((&shown["status"], &shown["photos_missing"]), (&json!("received"), &json!(0)));
    assert_eq!(shown["device"], json!(phone.device));
    for bytes in photos {
        let path = format!("/api/v1/photos/{}", Sha256::of(bytes));
        assert!(reviewer.get(&path, 200).await.body == bytes, "byte for byte");
    }
    // The phone, should it find a network after all, learns that everything is there, with receipts that hold.
    let Outcome::Duplicate { receipt, .. } = phone.push_one(&first, 200).await.outcome() else { panic!("a duplicate") };
    phone.check(&receipt);
    let [PhotoStatus::Stored { receipt, .. }] = &phone.status(&[Sha256::of(&large)]).await[..] else {
        panic!("stored")
    };
    phone.check(receipt);
    assert_eq!(receipt.device, Some(phone.device));
    // Who brought it is noted before what it held.
    let about = format!("/api/v1/log?about=device:{}", phone.device);
    let log: Value = server.desk("quantri").await.get(&about, 200).await.json();
    let entry = log["entries"].as_array().unwrap().iter().find(|entry| entry["action"] == "rescue.taken_in").unwrap();
    assert_eq!(entry["actor"], format!("person:{}", reviewer.person));
    let detail: Value = serde_json::from_str(entry["detail"].as_str().unwrap()).unwrap();
    assert_eq!((&detail["revisions"], &detail["photos"]), (&json!(63), &json!(3)));
}

async fn sending_a_file_twice_is_the_same_as_once(server: TestServer) {
    let (phone, reviewer) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let photos = [&photo(1, 5_000)[..], &photo(2, 6_000)];
    let record = recorded(&server, &photos).await;
    // A part of it was sent before.
    phone.upload(photos[0]).await;
    let revisions = [phone.sign(&record), json!({"no": "revision"})];
    let file = seal(&sealing_key(&phone).await, &header(phone.device, &revisions, &photos), &photos);
    let once: Value = sent(&reviewer, &file, 200).await.json();
    assert_eq!((&once["photos"]["stored"], &once["photos"]["known"]), (&json!(1), &json!(1)));
    let counts = server.counts().await;
    let twice: Value = sent(&server.desk("quantri").await, &file, 200).await.json();
    assert_eq!(words(&twice), ["duplicate", "rejected"]);
    assert_eq!(twice["photos"], json!({"stored": 0, "known": 2, "refused": [], "missing": []}));
    assert_eq!(server.counts().await, counts, "what was refused is kept once, too");
}

async fn a_file_that_was_cut_says_so_and_what_was_whole_stays(server: TestServer) {
    let (phone, reviewer) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let photos = [&photo(1, FRAME)[..], &photo(2, 2 * FRAME), &photo(3, 5_000)];
    let record = recorded(&server, &photos).await;
    let file = seal(&sealing_key(&phone).await, &header(phone.device, &[phone.sign(&record)], &photos), &photos);
    let before = server.counts().await;
    let names: Vec<String> = photos.iter().map(|bytes| Sha256::of(bytes).to_string()).collect();
    // Within the first frame, which holds the header: nothing is known to be as it was sealed.
    for length in [0, 5, 8, 74, 75, 79, 5_000] {
        let reply = sent(&reviewer, &file[..length], 422).await;
        reply.problem(if length < 75 { Code::RescueUnreadable } else { Code::RescueDamaged });
    }
    assert_eq!(server.counts().await, before);
    // Between two frames: what came before is whole. The second photo begins in the second frame.
    let (begin, frame) = (75, 4 + FRAME + 16);
    let told: Value = sent(&reviewer, &file[..begin + 2 * frame], 200).await.json();
    assert_eq!(words(&told), ["accepted"]);
    assert_eq!(told["photos"], json!({"stored": 1, "known": 0, "refused": [], "missing": names[1..]}));
    assert_eq!(told["damage"]["type"], "/problems/rescue.damaged");
    let shown: Value = reviewer.get(&format!("/api/v1/records/{}", record.record), 200).await.json();
    assert_eq!((&shown["status"], &shown["photos_missing"]), (&json!("waiting"), &json!(2)));
    // Within the last one.
    let told: Value = sent(&reviewer, &file[..file.len() - 1], 200).await.json();
    assert_eq!(words(&told), ["duplicate"]);
    assert_eq!(told["photos"]["missing"].as_array().unwrap().last(), Some(&json!(names[2])));
    assert_eq!(told["damage"]["type"], "/problems/rescue.damaged");
    // And whole after all.
    let told: Value = sent(&reviewer, &file, 200).await.json();
    assert_eq!((told["photos"]["missing"].clone(), told.get("damage")), (json!([]), None));
    assert_eq!(server.counts().await["photos"], 3);
}

async fn a_file_that_was_altered_says_so_wherever_that_is(server: TestServer) {
    let (phone, reviewer) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let photos = [&photo(1, FRAME)[..], &photo(2, FRAME)];
    let record = recorded(&server, &photos).await;
    let file = seal(&sealing_key(&phone).await, &header(phone.device, &[phone.sign(&record)], &photos), &photos);
    for at in [0, 9, 20, 75, 78, 79, 1_000, 75 + FRAME + 19] {
        let mut altered = file.clone();
        altered[at] ^= 1;
        let reply = sent(&reviewer, &altered, 422).await;
        assert!(
            ["rescue.unreadable", "rescue.damaged"]
                .iter()
                .any(|code| reply.json::<Value>()["type"] == format!("/problems/{code}"))
        );
    }
    assert_eq!(server.counts().await["revisions"], 0);
    let second = 75 + 4 + FRAME + 16;
    for at in [second, second + 3, second + 4, second + 9_000, file.len() - 1] {
        let mut altered = file.clone();
        altered[at] ^= 1;
        let told: Value = sent(&reviewer, &altered, 200).await.json();
        assert_eq!(told["damage"]["type"], "/problems/rescue.damaged", "{at}");
    }
    // Frames out of their order, one left out, and something after the end.
    let (one, two) = (&file[75..second], &file[second..second + 4 + FRAME + 16]);
    let end = &file[second + two.len()..];
    let told: Value = sent(&reviewer, &[&file[..75], one, end, two].concat(), 200).await.json();
    assert!(told.get("damage").is_some());
    let told: Value = sent(&reviewer, &[&file[..75], one, end].concat(), 200).await.json();
    assert!(told.get("damage").is_some());
    sent(&reviewer, &[&file[..75], two, end].concat(), 422).await.problem(Code::RescueUnreadable);
    let told: Value = sent(&reviewer, &[&file[..], b"more"].concat(), 200).await.json();
    assert_eq!((told["photos"]["missing"].clone(), &told["damage"]["status"]), (json!([]), &json!(422)));
    for photo in photos {
        assert!(server.app.blobs.exists(Sha256::of(photo)).await.unwrap().is_some());
    }
    assert_eq!(server.counts().await["photos"], 2, "and nothing that was altered");
}

async fn what_is_no_file_for_this_server_is_refused(server: TestServer) {
    let (phone, reviewer) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let key = sealing_key(&phone).await;
    let good = header(phone.device, &[], &[]);
    let before = server.counts().await;
    let mut of_format_2 = good.clone();
    of_format_2["format"] = json!(2);
    let unreadable = [
        Vec::new(),
        b"hello".to_vec(),
        photo(1, 100_000),
        seal(&strange_key(), &good, &[]),
        frames(&key, b"", FRAME),
        frames(&key, b"\0\0\0\x02{]", FRAME),
        frames(&key, &[0xff; 1_000], FRAME),
        seal(&key, &of_format_2, &[]),
        seal(&key, &json!({"format": 1}), &[]),
        // Frames larger than any that a phone makes.
        frames(&key, &vec![0; FRAME + 1], FRAME + 1),
    ];
    for file in &unreadable {
        let told: Value = sent(&reviewer, file, 422).await.json();
        let kind = told["type"].as_str().unwrap();
        assert!(kind == "/problems/rescue.unreadable" || kind == "/problems/rescue.damaged", "{told}");
    }
    let strange = seal(&key, &header(id::<DeviceId>(), &[], &[]), &[]);
    sent(&reviewer, &strange, 422).await.problem(Code::RescueDevice);
    assert_eq!(server.counts().await, before);
    let told: Value = sent(&reviewer, &seal(&key, &good, &[]), 200).await.json();
    assert_eq!((told["revisions"].clone(), told.get("damage")), (json!([]), None), "an empty one is one");
}

async fn a_photo_that_is_not_what_the_file_says_is_refused_alone(server: TestServer) {
    let (phone, reviewer) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let photos = [&photo(1, 5_000)[..], &photo(2, 5_000), &photo(3, 5_000), &photo(4, 5_000)];
    let mut header = header(phone.device, &[], &photos);
    header["photos"][0]["sha256"] = json!(Sha256::of(b"another"));
    header["photos"][1]["media_type"] = json!("text/html");
    let told: Value = sent(&reviewer, &seal(&sealing_key(&phone).await, &header, &photos), 200).await.json();
    assert_eq!((&told["photos"]["stored"], told.get("damage")), (&json!(2), None));
    let refused = told["photos"]["refused"].as_array().unwrap();
    let kinds: Vec<&str> = refused.iter().map(|one| one["problem"]["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["/problems/upload.hash", "/problems/record.photo"]);
    assert_eq!(refused[1]["sha256"], json!(Sha256::of(photos[1])));
    assert_eq!(server.counts().await["photos"], 2);
}

async fn a_revoked_phones_records_are_kept_aside(server: TestServer) {
    let (phone, reviewer) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let photos = [&photo(1, 5_000)[..]];
    let record = recorded(&server, &photos).await;
    let file = seal(&sealing_key(&phone).await, &header(phone.device, &[phone.sign(&record)], &photos), &photos);
    Reply::of(phone.request(Method::DELETE, "/api/v1/device")).await.expect(204);
    let told: Value = sent(&reviewer, &file, 200).await.json();
    assert_eq!(words(&told), ["rejected"]);
    assert_eq!(told["revisions"][0]["outcome"]["problems"][0]["code"], Code::DeviceRevoked.as_str());
    assert_eq!(told["photos"]["stored"], 1, "photos are evidence as well");
    let counts = server.counts().await;
    assert_eq!((&counts["records"], &counts["quarantined"]), (&json!(0), &json!(1)));
}

async fn a_file_of_other_units_is_not_for_everybody(server: TestServer) {
    let la = Phone::enrol(&server, "la").await;
    let record = inspection(&server.app, "CT-04").await;
    let file = seal(&sealing_key(&la).await, &header(la.device, &[la.sign(&record)], &[]), &[]);
    sent(&server.desk("dung").await, &file, 403).await.problem(Code::OutOfScope);
    sent(&server.desk("chi").await, &file, 403).await.problem(Code::Forbidden);
    assert_eq!(server.counts().await["records"], 0);
    let told: Value = sent(&server.desk("quantri").await, &file, 200).await.json();
    assert_eq!(words(&told), ["accepted"]);
}

async fn the_operator_takes_a_file_in_beside_the_server(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let photos = [&photo(1, 5_000)[..], &photo(2, FRAME)];
    let record = recorded(&server, &photos).await;
    let file = seal(&sealing_key(&phone).await, &header(phone.device, &[phone.sign(&record)], &photos), &photos);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("phone.tdrescue");
    let run = async |file: &[u8]| {
        std::fs::write(&path, file).unwrap();
        let mut command = program::command(&server.storage, &["rescue", path.to_str().unwrap(), "--json"]);
        let run = command.output().await.unwrap();
        (run.status.code(), serde_json::from_slice::<Value>(&run.stdout).ok())
    };
    let (code, told) = run(&file[..file.len() - 1]).await;
    let told = told.unwrap();
    assert_eq!((code, told["damage"]["status"].clone(), words(&told)), (Some(1), json!(422), vec!["accepted"]));
    let (code, told) = run(&file).await;
    let told = told.unwrap();
    assert_eq!((code, told.get("damage"), words(&told)), (Some(0), None, vec!["duplicate"]));
    assert_eq!(told["photos"], json!({"stored": 1, "known": 1, "refused": [], "missing": []}));
    let (code, told) = run(b"hello").await;
    assert_eq!((code, told), (Some(1), None));
    let shown: Value = server.desk("dung").await.get(&format!("/api/v1/records/{}", record.record), 200).await.json();
    assert_eq!(shown["status"], "received");
}
