//! Submissions and what becomes of them.

use mobile_sync_protocol::ids::Sha256;
use reqwest::Method;
use serde_json::{Value, json};
use thucdia::registry::apply::What;
use thucdia_tests::{
    builders::{self, photo},
    collect::{BOUNDARY, Collect, Told, post},
    server::TestServer,
};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{Filled, photos, shown, versions};

on_both! {
    a_submission_becomes_a_record_that_a_reviewer_opens
    sending_a_submission_again_changes_nothing
    photos_may_come_in_later_posts
    a_photo_that_the_form_does_not_name_is_shown
    an_edit_is_the_next_version_of_its_record
    an_edit_may_come_before_what_it_edits
    an_edit_has_the_photos_of_what_it_edits
    another_content_under_a_known_id_is_kept_as_a_conflict
    a_post_that_was_cut_leaves_nothing_half_stored
    what_is_no_place_is_kept_aside_from_the_record
    an_inspector_submits_where_they_work
    the_name_of_a_photo_is_the_same_however_its_letters_are_written
    files_of_any_size_and_kind_are_kept
    posts_of_one_submission_at_once_make_one_record
    what_never_comes_is_not_waited_for
    what_was_refused_is_tried_again
    what_was_refused_is_shown_beside_no_record
}

async fn a_submission_becomes_a_record_that_a_reviewer_opens(server: TestServer) {
    let (collect, reviewer) = (Collect::new(&server, "an").await, server.desk("dung").await);
    let ready = Told::of(collect.request(Method::HEAD, "submission")).await.expect(204);
    assert_eq!(ready.headers["x-openrosa-accept-content-length"], "4000000");
    assert!(ready.headers.get("location").is_none());
    let (filled, bytes) = (Filled::new(&server, "CT-01").await.with_photo("ảnh 1.jpg"), photo(1, 300_000));
    let told = collect.submit(&filled.xml(), &[("ảnh 1.jpg", &bytes), ("audit.csv", b"event,node\n")], 201).await;
    assert!(told.message().starts_with("Đã nhận đủ phiếu và ảnh"), "{}", told.body);
    let record = shown(&reviewer, filled.record()).await;
    assert_eq!((&record["status"], &record["photos_missing"]), (&json!("received"), &json!(0)));
    assert_eq!(record["device"], json!(collect.device));
    let revision = filled.instance.strip_prefix("uuid:").unwrap();
    assert_eq!(record["head"], revision);
    let kept = reviewer.get(&format!("/api/v1/photos/{}", Sha256::of(&bytes)), 200).await;
    assert!(kept.body == bytes, "byte for byte");
    let xml = filled.xml();
    let path = format!("/api/v1/records/{}/submissions/{}", filled.record(), Sha256::of(xml.as_bytes()));
    assert!(reviewer.get(&path, 200).await.body == xml, "byte for byte");
    server.desk("lam").await.get(&path, 404).await;
    let mut session = server.app.store.read().await.unwrap();
    let file = Sha256::of(b"event,node\n");
    let file = session.submission_file(&filled.instance, Sha256::of(xml.as_bytes()), file).await.unwrap();
    assert_eq!(file.as_deref(), Some(&b"event,node\n"[..]));
}

async fn sending_a_submission_again_changes_nothing(server: TestServer) {
    let collect = Collect::new(&server, "an").await;
    let (filled, bytes) = (Filled::new(&server, "CT-01").await.with_photo("1.jpg"), photo(2, 5_000));
    collect.submit(&filled.xml(), &[("1.jpg", &bytes)], 201).await;
    let counts = server.counts().await;
    server.clock.advance(3_600_000);
    for _ in 0..3 {
        collect.submit(&filled.xml(), &[("1.jpg", &bytes)], 202).await;
    }
    assert_eq!(server.counts().await, counts);
}

async fn photos_may_come_in_later_posts(server: TestServer) {
    let (collect, reviewer) = (Collect::new(&server, "an").await, server.desk("dung").await);
    let (filled, bytes) = (Filled::new(&server, "CT-01").await.with_photo("1.jpg"), photo(3, 5_000));
    let told = collect.submit(&filled.xml(), &[], 201).await;
    assert!(told.message().starts_with("Đã nhận phiếu, còn chờ 1 ảnh"), "{}", told.body);
    let waiting: Value = reviewer.get("/api/v1/submissions", 200).await.json();
    let waits = &waiting["submissions"][0];
    assert_eq!((&waits["instance"], &waits["missing"]), (&json!(filled.instance), &json!(["1.jpg"])));
    let elsewhere: Value = server.desk("lam").await.get("/api/v1/submissions", 200).await.json();
    assert_eq!(elsewhere, json!({"submissions": []}));
    server.clock.advance(60_000);
    collect.submit(&filled.xml(), &[("1.jpg", &bytes)], 201).await;
    let waiting: Value = reviewer.get("/api/v1/submissions", 200).await.json();
    assert_eq!(waiting, json!({"submissions": []}));
    let record = shown(&reviewer, filled.record()).await;
    assert_eq!((&record["status"], &versions(&record)), (&json!("received"), &1));
}

async fn a_photo_that_the_form_does_not_name_is_shown(server: TestServer) {
    let (collect, reviewer) = (Collect::new(&server, "an").await, server.desk("dung").await);
    let (filled, more, late) = (Filled::new(&server, "CT-01").await, photo(4, 5_000), photo(5, 5_000));
    collect.submit(&filled.xml(), &[("khong-ten.jpg", &more)], 201).await;
    // In a post after the one that made the record whole.
    collect.submit(&filled.xml(), &[("den-sau.jpg", &late)], 201).await;
    collect.submit(&filled.xml(), &[("den-sau.jpg", &late)], 202).await;
    for bytes in [&more, &late] {
        reviewer.get(&format!("/api/v1/photos/{}", Sha256::of(bytes)), 200).await;
    }
    let record = shown(&reviewer, filled.record()).await;
    assert_eq!((&versions(&record), &record["conflicts"]), (&2, &json!(0)));
}

async fn an_edit_is_the_next_version_of_its_record(server: TestServer) {
    let (collect, reviewer) = (Collect::new(&server, "an").await, server.desk("dung").await);
    let first = Filled::new(&server, "CT-01").await;
    let second = first.edited("fail");
    collect.submit(&first.xml(), &[], 201).await;
    collect.submit(&second.xml(), &[], 201).await;
    let record = shown(&reviewer, first.record()).await;
    assert_eq!(record["head"], second.instance.strip_prefix("uuid:").unwrap());
    assert_eq!((&versions(&record), &record["conflicts"]), (&2, &json!(0)));
}

async fn an_edit_may_come_before_what_it_edits(server: TestServer) {
    let (collect, reviewer) = (Collect::new(&server, "an").await, server.desk("dung").await);
    let first = Filled::new(&server, "CT-01").await;
    let second = first.edited("fail");
    collect.submit(&second.xml(), &[], 201).await;
    assert_eq!(shown(&reviewer, first.record()).await["held"], 1);
    collect.submit(&first.xml(), &[], 201).await;
    let record = shown(&reviewer, first.record()).await;
    assert_eq!((&record["held"], &record["conflicts"]), (&json!(0), &json!(0)));
    assert_eq!(record["head"], second.instance.strip_prefix("uuid:").unwrap());
}

async fn another_content_under_a_known_id_is_kept_as_a_conflict(server: TestServer) {
    let (collect, reviewer) = (Collect::new(&server, "an").await, server.desk("dung").await);
    let mut filled = Filled::new(&server, "CT-01").await;
    let first = filled.xml();
    collect.submit(&first, &[], 201).await;
    filled.site = "<site_board><value>fail</value></site_board>".to_owned();
    let told = collect.submit(&filled.xml(), &[], 202).await;
    assert!(told.message().contains("nội dung khác bản trước"), "{}", told.body);
    let record = shown(&reviewer, filled.record()).await;
    assert_eq!((&record["conflicts"], &versions(&record)), (&json!(1), &2));
    // Either again changes nothing.
    let counts = server.counts().await;
    collect.submit(&filled.xml(), &[], 202).await;
    collect.submit(&first, &[], 202).await;
    assert_eq!(server.counts().await, counts);
    let id = filled.instance.as_str();
    let known = server.app.store.read().await.unwrap().submissions_by_instance(&[id]).await.unwrap();
    assert_eq!(known[id].iter().map(|one| one.number).collect::<Vec<_>>(), [0, 1]);
}

async fn a_post_that_was_cut_leaves_nothing_half_stored(server: TestServer) {
    let (collect, reviewer) = (Collect::new(&server, "an").await, server.desk("dung").await);
    let (filled, bytes) = (Filled::new(&server, "CT-01").await.with_photo("1.jpg"), photo(6, 300));
    let whole = post(&filled.xml(), &[("1.jpg", &bytes)]);
    collect.get("formList", 200).await;
    let before = server.counts().await;
    let stored = async || server.app.store.read().await.unwrap().submissions_stored().await.unwrap();
    for length in 0..whole.len() - 4 {
        let told = Told::of(collect.posting(whole[..length].to_vec())).await.expect(400);
        assert!(!told.message().is_empty(), "{length}");
    }
    // And where the connection is gone before the rest comes.
    for length in (1..whole.len()).step_by(211) {
        let mut socket = tokio::net::TcpStream::connect(server.url.trim_start_matches("http://")).await.unwrap();
        let head = format!(
            "POST {}/submission HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n\
             Content-Length: {}\r\n\r\n",
            &collect.base[server.url.len()..],
            whole.len()
        );
        socket.write_all(&[head.as_bytes(), &whole[..length]].concat()).await.unwrap();
        socket.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let _hung_up = socket.read_to_end(&mut answer).await;
    }
    assert_eq!((server.counts().await, stored().await), (before, 0));
    collect.post(whole, 201).await;
    let record = shown(&reviewer, filled.record()).await;
    assert_eq!((&record["status"], &versions(&record), stored().await), (&json!("received"), &1, 1));
}

async fn what_is_no_place_is_kept_aside_from_the_record(server: TestServer) {
    let (collect, reviewer) = (Collect::new(&server, "an").await, server.desk("dung").await);
    let mut filled = Filled::new(&server, "CT-01").await;
    filled.place = "999 999 0 0".to_owned();
    collect.submit(&filled.xml(), &[], 201).await;
    let path =
        format!("/api/v1/records/{}/revisions/{}", filled.record(), filled.instance.strip_prefix("uuid:").unwrap());
    let revision: Value = reviewer.get(&path, 200).await.json();
    assert!(revision["captured_at"].is_string() && revision["fix"].is_null(), "{revision}");
    let told: Value = reviewer.get(&format!("/api/v1/records/{}/submissions", filled.record()), 200).await.json();
    let aside = &told["submissions"][0]["aside"][0];
    assert_eq!((&aside["value"], &aside["why"]["vi"]), (&json!("999 999 0 0"), &json!("Tọa độ không hợp lệ")));
}

async fn an_inspector_submits_where_they_work(server: TestServer) {
    let collect = Collect::new(&server, "an").await;
    let counts = server.counts().await;
    let filled = Filled::new(&server, "CT-04").await;
    let told = collect.submit(&filled.xml(), &[], 202).await;
    assert!(told.message().contains("giữ riêng"), "{}", told.body);
    let after = server.counts().await;
    assert_eq!(counts["records"], after["records"]);
    server.desk("lam").await.get(&format!("/api/v1/records/{}", filled.record()), 404).await;
}

async fn the_name_of_a_photo_is_the_same_however_its_letters_are_written(server: TestServer) {
    let collect = Collect::new(&server, "an").await;
    // "ảnh" composed and decomposed, each once in the XML and once in the post.
    let (composed, decomposed) = ("\u{1ea3}nh.jpg", "a\u{309}nh.jpg");
    for (number, (named, sent)) in
        [(composed, decomposed), (decomposed, composed), (decomposed, decomposed)].iter().enumerate()
    {
        let filled = Filled::new(&server, "CT-01").await.with_photo(named);
        let told = collect.submit(&filled.xml(), &[(sent, &photo(20 + number as u64, 5_000))], 201).await;
        assert!(told.message().starts_with("Đã nhận đủ"), "{}", told.body);
    }
}

async fn files_of_any_size_and_kind_are_kept(server: TestServer) {
    let (collect, reviewer) = (Collect::new(&server, "an").await, server.desk("dung").await);
    let filled = Filled::new(&server, "CT-01").await;
    let (log, video) =
        ("event,node\n".repeat(600_000), [b"\0\0\0\x18ftypmp42".as_slice(), &vec![7; 5_000_000]].concat());
    let told = collect.submit(&filled.xml(), &[("audit.csv", log.as_bytes()), ("phim.mp4", &video)], 201).await;
    assert!(told.message().starts_with("Đã nhận đủ"), "{}", told.body);
    let path = format!("/api/v1/records/{}/submissions", filled.record());
    let told: Value = reviewer.get(&path, 200).await.json();
    let submission = &told["submissions"][0];
    assert_eq!(submission["person"]["name"], "an");
    let xml = submission["sha256"].as_str().unwrap();
    for (name, bytes) in [("audit.csv", log.as_bytes()), ("phim.mp4", &video)] {
        let files = submission["files"].as_array().unwrap();
        let file = files.iter().find(|file| file["name"] == name).unwrap();
        assert_eq!(file["bytes"], bytes.len());
        let path = format!("{path}/{xml}/files/{}", file["sha256"].as_str().unwrap());
        let kept = reviewer.get(&path, 200).await;
        assert!(kept.body == bytes, "byte for byte");
        assert!(kept.header("content-disposition").starts_with("attachment"));
        server.desk("lam").await.get(&path, 404).await;
    }
    assert_eq!(shown(&reviewer, filled.record()).await["submissions"], 1);
    // Small ones lie beside the XML, and are read by the same address.
    let small = Filled::new(&server, "CT-01").await;
    collect.submit(&small.xml(), &[("audit.csv", b"event,node\n")], 201).await;
    let path = format!("/api/v1/records/{}/submissions", small.record());
    let told: Value = reviewer.get(&path, 200).await.json();
    let (xml, file) = (&told["submissions"][0]["sha256"], &told["submissions"][0]["files"][0]["sha256"]);
    let path = format!("{path}/{}/files/{}", xml.as_str().unwrap(), file.as_str().unwrap());
    assert_eq!(reviewer.get(&path, 200).await.body, &b"event,node\n"[..]);
}

async fn posts_of_one_submission_at_once_make_one_record(server: TestServer) {
    let mut server = server;
    let other = server.replica().await;
    let (collect, reviewer) = (Collect::new(&server, "an").await, server.desk("dung").await);
    let there = collect.at(&other.url);
    for round in 0..4 {
        let filled = Filled::new(&server, "CT-01").await.with_photo("1.jpg");
        let (named, late) = (photo(30 + round, 5_000), photo(40 + round, 6_000));
        let xml = filled.xml();
        let posts = [
            (&collect, post(&xml, &[])),
            (&there, post(&xml, &[("1.jpg", &named)])),
            (&collect, post(&xml, &[("1.jpg", &named)])),
            (&there, post(&xml, &[("1.jpg", &named), ("2.jpg", &late)])),
            (&collect, post(&xml, &[("2.jpg", &late)])),
        ];
        let told =
            futures_util::future::join_all(posts.iter().map(|(client, body)| Told::of(client.posting(body.clone()))));
        for told in told.await {
            assert!([201, 202].contains(&told.status), "{}", told.body);
        }
        // Whatever came first: both photos, one record, no conflict, and sending all of it again changes nothing.
        let record = shown(&reviewer, filled.record()).await;
        assert_eq!((&record["conflicts"], &record["held"]), (&json!(0), &json!(0)), "{record}");
        assert_eq!(photos(&reviewer, &record).await, 2, "{record}");
        let counts = server.counts().await;
        collect.submit(&xml, &[("1.jpg", &named), ("2.jpg", &late)], 202).await;
        assert_eq!(server.counts().await, counts);
    }
    other.stop().await;
}

async fn what_never_comes_is_not_waited_for(server: TestServer) {
    let (collect, reviewer) = (Collect::new(&server, "an").await, server.desk("dung").await);
    let (filled, late) = (Filled::new(&server, "CT-01").await.with_photo("1.jpg"), photo(50, 5_000));
    collect.submit(&filled.xml(), &[], 201).await;
    let path = format!("/api/v1/records/{}", filled.record());
    server.clock.advance(23 * 3_600_000);
    thucdia::jobs::sweep_once(&server.app).await.unwrap();
    reviewer.get(&path, 404).await;
    server.clock.advance(2 * 3_600_000);
    thucdia::jobs::sweep_once(&server.app).await.unwrap();
    let record = shown(&reviewer, filled.record()).await;
    assert_eq!((&record["status"], &versions(&record)), (&json!("received"), &1));
    let told: Value = reviewer.get(&format!("{path}/submissions"), 200).await.json();
    assert_eq!(told["submissions"][0]["missing"], json!(["1.jpg"]));
    // Late after all.
    collect.submit(&filled.xml(), &[("1.jpg", &late)], 201).await;
    let record = shown(&reviewer, filled.record()).await;
    assert_eq!((&versions(&record), &record["conflicts"]), (&2, &json!(0)));
    assert_eq!(photos(&reviewer, &record).await, 1, "{record}");
    let counts = server.counts().await;
    server.clock.advance(26 * 3_600_000);
    thucdia::jobs::sweep_once(&server.app).await.unwrap();
    assert_eq!(server.counts().await, counts);
}

async fn what_was_refused_is_tried_again(server: TestServer) {
    let (collect, reviewer) = (Collect::new(&server, "la").await, server.desk("dung").await);
    let filled = Filled::new(&server, "CT-01").await;
    let told = collect.submit(&filled.xml(), &[], 202).await;
    assert!(told.message().contains("giữ riêng"), "{}", told.body);
    let waiting: Value = reviewer.get("/api/v1/submissions", 200).await.json();
    assert_eq!(waiting["submissions"][0]["state"], "refused", "{waiting}");
    // Whoever sent it may inspect there by now.
    let people = "name,full_name,role,unit_code\nla,Lý Văn Là,inspector,184\n";
    builders::take(&server.app, What::People, people.into()).await;
    server.clock.advance(25 * 3_600_000);
    thucdia::jobs::sweep_once(&server.app).await.unwrap();
    assert_eq!(shown(&reviewer, filled.record()).await["status"], "received");
    let waiting: Value = reviewer.get("/api/v1/submissions", 200).await.json();
    assert_eq!(waiting, json!({"submissions": []}));
}

async fn what_was_refused_is_shown_beside_no_record(server: TestServer) {
    let (collect, reviewer) = (Collect::new(&server, "an").await, server.desk("dung").await);
    let filled = Filled::new(&server, "CT-01").await;
    collect.submit(&filled.xml(), &[], 201).await;
    // Somebody else's key, which may not inspect here, names the same record.
    let stranger = Collect::new(&server, "la").await;
    let mut about = Filled::new(&server, "CT-01").await;
    about.about.record = filled.about.record;
    stranger.submit(&about.xml(), &[("thu.txt", b"a letter")], 202).await;
    let told: Value = reviewer.get(&format!("/api/v1/records/{}/submissions", filled.record()), 200).await.json();
    assert_eq!(told["submissions"].as_array().unwrap().len(), 1, "{told}");
}

async fn an_edit_has_the_photos_of_what_it_edits(server: TestServer) {
    let (collect, reviewer) = (Collect::new(&server, "an").await, server.desk("dung").await);
    let (first, bytes) = (Filled::new(&server, "CT-01").await.with_photo("1.jpg"), photo(7, 5_000));
    collect.submit(&first.xml(), &[("1.jpg", &bytes)], 201).await;
    // ODK's web forms and Enketo send only what changed.
    let edited = || first.edited("fail").with_photo("1.jpg");
    let told = collect.submit(&edited().xml(), &[], 201).await;
    assert!(told.message().starts_with("Đã nhận đủ phiếu và ảnh"), "{}", told.body);
    let record = shown(&reviewer, first.record()).await;
    assert_eq!((&versions(&record), &record["photos_missing"]), (&2, &json!(0)));
    let revision = record["head"].as_str().unwrap();
    let path = format!("/api/v1/records/{}/revisions/{revision}", first.record());
    let head: Value = reviewer.get(&path, 200).await.json();
    assert_eq!(head["photos"][0]["sha256"], json!(Sha256::of(&bytes)));
    // Another record's edit has no part in them.
    let mut foreign = edited();
    foreign.about.record = Filled::new(&server, "CT-02").await.record();
    let told = collect.submit(&foreign.xml(), &[], 201).await;
    assert!(told.message().starts_with("Đã nhận phiếu, còn chờ 1 ảnh"), "{}", told.body);
}
