//! The evidence bundle: whole, valid, and where a byte of it is another, which.

use std::path::PathBuf;

use mobile_sync_protocol::{answer::Outcome, problem::Code, record::Revision};
use serde_json::{Value, json};
use thucdia::{
    exports::bundle::verify::{Report, verify},
    jobs,
    progress::unwatched,
};
use thucdia_tests::{
    builders::{Edit, inspection, photo},
    phone::Phone,
    server::{Desk, TestServer},
};

use super::{file, handed_in, logged, made, path};

on_both! {
    a_bundle_is_valid_and_holds_what_was_chosen
    a_flipped_byte_anywhere_is_named
    what_is_cut_off_put_in_or_packed_anew_is_named
    households_are_left_out_until_they_are_opened
    the_whole_log_links_for_whoever_may_read_it
    another_servers_key_is_told_from_this_ones
}

/// A record with a photo and two snapshots, checked, sent back and accepted, with a finding that was answered.
async fn history(server: &TestServer) -> Revision {
    let phone = Phone::enrol(server, "an").await;
    let bytes = photo(7, 2_000);
    let first =
        inspection(&server.app, "CT-01").await.judged("material_as_specified", Outcome::Fail).with_photo(&bytes);
    phone.push_one(&first, 200).await;
    phone.upload(&bytes).await;
    jobs::work_off(&server.app).await.unwrap();
    let (reviewer, officer) = (server.desk("dung").await, server.desk("chi").await);
    let decide = async |revision: &Revision, action: &str, text: &str| {
        let comments = if text.is_empty() { json!([]) } else { json!([{"text": text}]) };
        let body = json!({"action": action, "head": revision.revision, "comments": comments});
        reviewer.post(&format!("/api/v1/records/{}/decisions", revision.record), &body, 200).await;
    };
    decide(&first, "return", "Chụp lại biển công trình").await;
    let second = first.next().judged("site_board", Outcome::Pass);
    phone.push_one(&second, 200).await;
    jobs::work_off(&server.app).await.unwrap();
    decide(&second, "accept", "").await;
    let finding = json!({
        "record": second.record, "level": "f2", "category": "quality", "what": "Mặt đường nứt <12 m>",
        "due_on": "2024-06-01",
    });
    let finding: Value = reviewer.post("/api/v1/findings", &finding, 201).await.json();
    let answer = json!({"seen": finding["changed_at"], "text": "Đã vá", "photos": []});
    let path = format!("/api/v1/findings/{}/answers", finding["id"].as_str().unwrap());
    officer.post(&path, &answer, 200).await;
    second
}

async fn bundle(server: &TestServer, desk: &Desk, ask: Value) -> Vec<u8> {
    let mut ask = ask;
    ask["what"] = json!("bundle");
    file(server, desk, ask).await
}

/// Verifies bytes as a file.
fn verified(bytes: &[u8], key: Option<&str>) -> Report {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let report = verify(file.path(), key, &unwatched).unwrap();
    assert_eq!(report.valid, report.altered.is_empty());
    report
}

/// The files of a package, by name, as another program reads them: where each begins and ends.
fn listing(bytes: &[u8]) -> Vec<(String, usize, usize)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut found = Vec::new();
    for at in 0..archive.len() {
        let file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let from = usize::try_from(file.data_start().unwrap()).unwrap();
        found.push((name, from, from + usize::try_from(file.size()).unwrap()));
    }
    found.sort_by_key(|(_, from, _)| *from);
    found
}

fn text(bytes: &[u8], name: &str) -> String {
    let place = listing(bytes).into_iter().find(|(known, ..)| known == name);
    let (_, from, to) = place.unwrap_or_else(|| panic!("{name}"));
    String::from_utf8(bytes[from..to].to_vec()).unwrap()
}

async fn a_bundle_is_valid_and_holds_what_was_chosen(server: TestServer) {
    let record = history(&server).await;
    let (other, _) = handed_in(&server, "CT-02", 1).await;
    let reviewer = server.desk("dung").await;
    let all = bundle(&server, &reviewer, json!({"filter": {}})).await;
    let report = verified(&all, None);
    assert!(report.valid, "{:#?}", report.altered);
    let holds = report.holds.unwrap();
    assert_eq!((holds.records, holds.revisions, holds.photos, holds.findings), (2, 3, 2, 1));
    let checked = report.checked;
    assert_eq!((checked.signatures, checked.receipts, checked.decisions, checked.findings), (3, 5, 2, 1));
    assert!(checked.checks >= 1 && checked.log > 8, "{checked:?}");
    assert!(!report.whole_log);
    let names: Vec<String> = listing(&all).into_iter().map(|(name, ..)| name).collect();
    for name in [
        format!("records/{}/record.json", record.record),
        format!("records/{}/revisions/0002.json", record.record),
        format!("records/{}/receipts.json", record.record),
        format!("records/{}/decisions.json", record.record),
        format!("records/{}/index.html", record.record),
        format!("checks/{}/0001.json", record.record),
        format!("photos/{}.jpg", record.photos[0].sha256),
        "keys.json".to_owned(),
        "log/0001.ndjson".to_owned(),
        "index.html".to_owned(),
        "manifest.json".to_owned(),
    ] {
        assert!(names.contains(&name), "{name}: {names:#?}");
    }
    let index = text(&all, "index.html");
    assert!(index.contains("CT-01 Đường Bản Làn") && index.contains("Mặt đường nứt &lt;12 m&gt;"), "{index}");
    assert!(!index.contains("<script"));
    let page = text(&all, &format!("records/{}/index.html", record.record));
    assert!(page.contains("Không đạt") && page.contains("Chụp lại biển công trình"), "{page}");
    // One record, and a finding with the record that shows it.
    let one = bundle(&server, &reviewer, json!({"filter": {"record": other.record}})).await;
    assert_eq!(verified(&one, None).holds.unwrap().records, 1);
    let findings: Value = reviewer.get("/api/v1/findings", 200).await.json();
    let finding = &findings["findings"][0]["id"];
    let one = bundle(&server, &reviewer, json!({"findings": [finding]})).await;
    let report = verified(&one, None);
    assert!(report.valid, "{:#?}", report.altered);
    assert_eq!((report.holds.unwrap().records, report.holds.unwrap().findings), (1, 1));
    let nothing = json!({"what": "bundle"});
    reviewer.post("/api/v1/exports", &nothing, 422).await.problem(Code::ExportFormat);
}

/// Which file a byte belongs to, with what stands before it.
fn owner(listing: &[(String, usize, usize)], at: usize) -> String {
    let file = listing.iter().find(|(_, _, to)| at < *to);
    file.map_or_else(String::new, |(name, ..)| name.clone())
}

async fn a_flipped_byte_anywhere_is_named(server: TestServer) {
    history(&server).await;
    let reviewer = server.desk("dung").await;
    let whole = bundle(&server, &reviewer, json!({"filter": {}})).await;
    let listing = listing(&whole);
    let directory = listing.last().unwrap().2;
    // Of what stands around files every third byte, and of each file some.
    let mut places: Vec<usize> = (directory..whole.len()).step_by(3).collect();
    let mut end = 0;
    for (_, from, to) in &listing {
        places.extend((end..*from).step_by(3));
        places.extend((*from..*to).step_by(((to - from) / 10).max(1)));
        places.push(to - 1);
        end = *to;
    }
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("bundle.zip");
    let mut altered = whole.clone();
    for (number, at) in places.into_iter().enumerate() {
        let bit = 1 << (number % 8);
        altered[at] ^= bit;
        std::fs::write(&path, &altered).unwrap();
        let report = verify(&path, None, &unwatched).unwrap();
        let owner = owner(&listing, at);
        let points = |one: &thucdia::exports::bundle::verify::Altered| {
            let within = one.bytes.is_some_and(|(from, to)| (from..to).contains(&(at as u64)));
            let precise = one.bytes.is_some_and(|(from, to)| to - from < 4_000);
            within && (one.id == owner || precise)
        };
        let named = report.altered.iter().any(points);
        assert!(!report.valid && named, "byte {at} of {owner:?}, bit {bit}: {:#?}", report.altered);
        assert!(report.altered.len() <= 6, "byte {at} of {owner:?}, bit {bit}: {:#?}", report.altered);
        altered[at] ^= bit;
    }
    assert!(verified(&altered, None).valid);
}

fn kinds(report: &Report) -> Vec<(&'static str, String)> {
    report.altered.iter().map(|altered| (altered.kind, altered.id.clone())).collect()
}

/// The package written by another program, without one file and with another.
fn packed_anew(bytes: &[u8], without: &str, more: Option<&str>, deflated: bool) -> Vec<u8> {
    use std::io::{Read, Write};
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let method = if deflated { zip::CompressionMethod::Deflated } else { zip::CompressionMethod::Stored };
    let options = zip::write::SimpleFileOptions::default().compression_method(method);
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        if name != without {
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            out.start_file(name, options).unwrap();
            out.write_all(&content).unwrap();
        }
    }
    if let Some(name) = more {
        out.start_file(name, options).unwrap();
        out.write_all(b"more").unwrap();
    }
    out.finish().unwrap().into_inner()
}

async fn what_is_cut_off_put_in_or_packed_anew_is_named(server: TestServer) {
    let record = history(&server).await;
    let reviewer = server.desk("dung").await;
    let whole = bundle(&server, &reviewer, json!({"filter": {}})).await;
    let receipts = format!("records/{}/receipts.json", record.record);
    let package = ("package", String::new());
    // Bytes after the end.
    assert_eq!(kinds(&verified(&[&whole[..], b"x"].concat(), None)), [("added", String::new())]);
    // Another program's package of the same files, stored or deflated: it is not the one that was written, and nothing
    // else is wrong with it.
    for deflated in [false, true] {
        assert_eq!(kinds(&verified(&packed_anew(&whole, "", None, deflated), None)), std::slice::from_ref(&package));
    }
    let less = verified(&packed_anew(&whole, &receipts, None, true), None);
    assert_eq!(kinds(&less), [package.clone(), ("missing", receipts.clone())]);
    let more = verified(&packed_anew(&whole, "", Some("records/x/record.json"), false), None);
    assert_eq!(kinds(&more), [package.clone(), ("added", "records/x/record.json".to_owned())]);
    // Cut off in its middle, in its directory, and before its last byte.
    let listing = listing(&whole);
    let directory = listing.last().unwrap().2;
    let half = verified(&whole[..whole.len() / 2], None);
    assert_eq!(kinds(&half), [("manifest", "manifest.json".to_owned())]);
    for length in [directory + 100, whole.len() - 1] {
        let cut = verified(&whole[..length], None);
        assert!(cut.altered.iter().all(|altered| altered.kind == "missing"), "{length}: {:#?}", cut.altered);
        assert!(!cut.valid);
    }
    // A byte put in: all files are found again, but for the one that it is in.
    let (name, from, _) = &listing[2];
    let longer = [&whole[..*from + 5], b"x", &whole[*from + 5..]].concat();
    let report = verified(&longer, None);
    assert!(report.altered.iter().any(|altered| altered.id == *name), "{name}: {:#?}", report.altered);
    assert!(!verified(b"nothing", None).valid);
    assert!(!verified(b"", None).valid);
}

async fn households_are_left_out_until_they_are_opened(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let household = inspection(&server.app, "HO-01").await.with_photo(&photo(1, 2_000));
    phone.push_one(&household, 200).await;
    phone.upload(&photo(1, 2_000)).await;
    handed_in(&server, "CT-01", 2).await;
    let reviewer = server.desk("dung").await;
    let finding =
        json!({"record": household.record, "level": "f1", "category": "other", "what": "Bà Mai đã thoát nghèo"});
    reviewer.post("/api/v1/findings", &finding, 201).await;
    let masked = bundle(&server, &reviewer, json!({"filter": {}})).await;
    assert!(!String::from_utf8_lossy(&masked).contains("Mai"));
    assert!(!String::from_utf8_lossy(&masked).contains(&household.record.to_string()));
    assert!(text(&masked, "manifest.json").contains("\"households_left_out\":1"));
    assert!(verified(&masked, None).valid);
    let about = format!("record:{}", household.record);
    let opened = async || logged(&server, &about).await.iter().filter(|(action, _)| action == "record.opened").count();
    assert_eq!(opened().await, 0);
    let open = bundle(&server, &reviewer, json!({"filter": {}, "open_households": true})).await;
    let report = verified(&open, None);
    assert!(report.valid, "{:#?}", report.altered);
    assert_eq!((report.holds.unwrap().records, report.holds.unwrap().findings), (2, 1));
    assert_eq!(opened().await, 1);
    // Who looked vouches for nothing and is nobody's business.
    assert!(!text(&open, "log/0001.ndjson").contains("record.opened"));
}

async fn the_whole_log_links_for_whoever_may_read_it(server: TestServer) {
    history(&server).await;
    let (reviewer, admin) = (server.desk("dung").await, server.desk("quantri").await);
    let whole = json!({"what": "bundle", "filter": {}, "whole_log": true});
    reviewer.post("/api/v1/exports", &whole, 403).await.problem(Code::Forbidden);
    let bytes = bundle(&server, &admin, whole).await;
    let report = verified(&bytes, None);
    assert!(report.valid && report.whole_log, "{:#?}", report.altered);
}

async fn another_servers_key_is_told_from_this_ones(server: TestServer) {
    history(&server).await;
    let reviewer = server.desk("dung").await;
    let export = made(&server, &reviewer, json!({"what": "bundle", "filter": {}})).await;
    let bytes = reviewer.get(&path(&export, "/file"), 200).await.body;
    let keys: Value = server.get("/api/v1/server-keys", 200).await.json();
    let key = keys["keys"][0]["public_key"]["key"].as_str().unwrap().to_owned();
    let report = verified(&bytes, Some(&key));
    assert!(report.valid, "{:#?}", report.altered);
    let signed = report.signed_by.unwrap();
    assert_eq!((signed.known, &signed.key), (Some(true), &key));
    assert!(verified(&bytes, Some(&signed.fingerprint)).valid);
    assert!(text(&bytes, "index.html").contains(&signed.fingerprint));
    let another = verified(&bytes, Some("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));
    assert_eq!(another.altered.iter().map(|altered| altered.kind).collect::<Vec<_>>(), ["key"]);
}
