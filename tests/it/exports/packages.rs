//! Packages of photos, and what becomes of files whose replica is killed.

use std::{io::Read, time::Duration};

use mobile_sync_protocol::ids::Sha256;
use serde_json::{Value, json};
use thucdia::{jobs, store::ExportState};
use thucdia_tests::{
    builders::{Edit, inspection, photo},
    phone::Phone,
    server::{Kind, TestServer},
};

use super::{asked, column, file, handed_in, path, rows};

on_both! {
    photos_come_as_they_were_handed_in
    registers_come_as_workbooks_and_map_layers
}

/// Reads a package with another program: the files by name.
fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        files.push((file.name().unwrap().into_owned(), content));
    }
    files.sort();
    files
}

async fn photos_come_as_they_were_handed_in(server: TestServer) {
    let (road, bytes) = handed_in(&server, "CT-01", 1).await;
    let phone = Phone::enrol(&server, "binh").await;
    // A household's photo stays; one that has not come is named.
    let household = inspection(&server.app, "HO-01").await.with_photo(&photo(2, 900));
    phone.push_one(&household, 200).await;
    phone.upload(&photo(2, 900)).await;
    let waiting = inspection(&server.app, "CT-02").await.with_photo(&photo(3, 900));
    phone.push_one(&waiting, 200).await;
    // One whose bytes rotted is not passed on as evidence.
    let (rotten, old) = handed_in(&server, "CT-03", 4).await;
    let name = Sha256::of(&old).to_string();
    let place = server.storage.photos().join("photos").join(&name[..2]).join(&name[2..]);
    std::fs::write(place, photo(5, 5_000)).unwrap();
    let reviewer = server.desk("dung").await;
    let package =
        unpacked(&file(&server, &reviewer, json!({"what": "photos", "format": "zip", "originals": true})).await);
    let names: Vec<&str> = package.iter().map(|(name, _)| name.as_str()).collect();
    let id = road.record.to_string();
    let expected =
        format!("06280-diem-he/CT-01_{}/2024-05-06_091500_{}.jpg", &id[24..], &Sha256::of(&bytes).to_string()[..12]);
    assert_eq!(names, [expected.as_str(), "anh-thieu.txt"]);
    assert_eq!(package[0].1, bytes);
    let missing = String::from_utf8(package[1].1.clone()).unwrap();
    assert!(missing.contains(&waiting.photos[0].sha256.to_string()), "{missing}");
    assert!(missing.contains(&rotten.photos[0].sha256.to_string()), "{missing}");
    // The table names the file in which each photo is.
    let table = rows(&file(&server, &reviewer, json!({"what": "photos", "format": "csv"})).await);
    assert!(column(&table, "Tệp trong gói ảnh gốc").contains(&expected), "{table:?}");
    let open = json!({"what": "photos", "format": "zip", "originals": true, "open_households": true});
    let opened = unpacked(&file(&server, &reviewer, open).await);
    assert!(opened.iter().any(|(_, bytes)| *bytes == photo(2, 900)));
}

async fn registers_come_as_workbooks_and_map_layers(server: TestServer) {
    use calamine::Reader;
    handed_in(&server, "CT-01", 1).await;
    handed_in(&server, "CT-02", 2).await;
    let reviewer = server.desk("dung").await;
    for (what, count) in [("records", 2), ("answers", 2), ("photos", 2), ("subjects", 5), ("findings", 0)] {
        let bytes = file(&server, &reviewer, json!({"what": what, "format": "xlsx"})).await;
        let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let (name, sheet) = book.worksheets().remove(0);
        let filled = sheet.rows().filter(|row| row.iter().filter(|cell| **cell != calamine::Data::Empty).count() > 3);
        assert_eq!(filled.count(), count + 1, "{what}: {name}");
    }
    for (what, count) in [("records", 2), ("photos", 2), ("subjects", 5)] {
        let bytes = file(&server, &reviewer, json!({"what": what, "format": "geojson"})).await;
        let features: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(features["features"].as_array().unwrap().len(), count, "{what}");
        let bytes = file(&server, &reviewer, json!({"what": what, "format": "gpkg"})).await;
        assert!(bytes.starts_with(b"SQLite format 3\0"), "{what}");
    }
    let bytes = file(&server, &reviewer, json!({"what": "records", "format": "geojson"})).await;
    let features: Value = serde_json::from_slice(&bytes).unwrap();
    let feature = &features["features"][0];
    assert_eq!(feature["geometry"]["coordinates"], json!([106.5933, 21.904]));
    assert_eq!(feature["properties"]["inspector"], "Hoàng Văn An");
}

/// Makes an export with a worker that dies again and again, and gives how often.
async fn made_by_the_dying(server: &mut TestServer, id: uuid::Uuid, life: impl Fn(u32) -> u64) -> u32 {
    let mut killed = 0;
    loop {
        let replica = server.replica().await;
        let life = Duration::from_millis(life(killed));
        if tokio::time::timeout(life, jobs::export_off(&replica.app)).await.is_err() {
            killed += 1;
        }
        let export = replica.app.store.read().await.unwrap().export(id).await.unwrap().unwrap();
        assert_ne!(export.state, ExportState::Failed, "{:?}", export.trouble);
        if export.state == ExportState::Done {
            return killed;
        }
        server.clock.advance(200_000);
    }
}

async fn what_is_killed_goes_on(kind: Kind) {
    let mut server = TestServer::start_with(kind, |config| config.worker.export_part_bytes = 1).await;
    let phone = Phone::enrol(&server, "an").await;
    for at in 0..60 {
        let bytes = photo(at, 3_000);
        let revision = inspection(&server.app, "CT-01").await.with_photo(&bytes);
        phone.push_one(&revision, 200).await;
        phone.upload(&bytes).await;
    }
    let reviewer = server.desk("dung").await;
    let longer: fn(u32) -> u64 = |killed| 40 * 4_u64.pow(killed);
    // What is begun anew each time has to be done within one life, and before it is given up.
    let much_longer: fn(u32) -> u64 = |killed| 40 * 30_u64.pow(killed);
    for (ask, life, at_least) in [
        (json!({"what": "photos", "format": "zip", "originals": true}), longer, 1),
        (json!({"what": "answers", "format": "csv"}), longer, 0),
        (json!({"what": "bundle", "filter": {}}), much_longer, 0),
    ] {
        let whole = asked(&reviewer, ask.clone()).await;
        server.clock.advance(1);
        let broken = asked(&reviewer, ask.clone()).await;
        // One is made in peace: the older.
        assert!(thucdia::exports::next(&server.app, server.clock.id()).await.unwrap());
        let killed = made_by_the_dying(&mut server, broken["id"].as_str().unwrap().parse().unwrap(), life).await;
        assert!(killed >= at_least, "{ask}: killed {killed} times");
        let ended: Value = reviewer.get(&path(&broken, ""), 200).await.json();
        assert_eq!((&ended["done"], &ended["total"]), (&json!(60), &json!(60)), "{ask}");
        let whole = reviewer.get(&path(&whole, "/file"), 200).await.body;
        let broken = reviewer.get(&path(&broken, "/file"), 200).await.body;
        if ask["what"] == "bundle" {
            // It says when each was made, and what the log said then.
            assert_eq!(unpacked(&whole).len(), unpacked(&broken).len());
        } else {
            assert!(whole == broken, "{ask}: {} and {} bytes", whole.len(), broken.len());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_killed_goes_on_sqlite_folder() {
    what_is_killed_goes_on(Kind::SqliteFolder).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_killed_goes_on_postgres_s3() {
    what_is_killed_goes_on(Kind::PostgresS3).await;
}
