//! Forms that the engines fill, and what the desk reads of them.

use std::{collections::BTreeMap, path::Path};

use image::{DynamicImage, RgbImage};
use mobile_sync_protocol::checklist::SubjectKind;
use serde_json::{Value, json};
use thucdia::registry::apply::What;
use thucdia_tests::{
    builders,
    collect::Collect,
    pictures,
    server::{Desk, TestServer},
};

use super::{Downloaded, javarosa, node};
use crate::{
    findings::raised,
    openrosa::{shown, versions},
};

on_both! {
    what_the_web_engine_submits_is_a_whole_record_and_its_edit_the_next_version
    what_javarosa_submits_is_a_whole_record
}

/// When the forms are filled: when the server's clock says.
const NOW: &str = "2024-05-06T08:00:00.000+07:00";
/// What was found earlier at the first work.
const EARLIER: &str = "Mặt đường nứt tại Km 0+300";

/// Gives an inspector something of each kind to inspect, in a visit, in the commune that stands first in their list; and
/// the work an earlier finding.
async fn prepared(server: &TestServer) -> Collect {
    let collect = Collect::new(server, "an").await;
    let communes = collect.get("lists/communes", 200).await.body;
    let first = communes.lines().nth(1).unwrap().split(',').next().unwrap().parse().unwrap();
    let commune = server.app.registry.current().units.get(first).unwrap().code.clone();
    let codes = SubjectKind::ALL.map(|kind| format!("A-{}", kind.as_str()));
    let rows = SubjectKind::ALL.map(|kind| {
        let kind = kind.as_str();
        format!("A-{kind},{kind},\"Đường \"\"liên thôn\"\", {kind}\",DA1.1,{commune},40,12.5,2024-03-18")
    });
    let header =
        "code,kind,name,sub_project_code,commune_code,planned.units,planned.support_amount,planned.season_start";
    let subjects = format!("{header}\n{}\n", rows.join("\n"));
    builders::take(&server.app, What::Subjects, subjects.into()).await;
    let visit = format!(
        "title,starts_on,ends_on,commune_codes,subject_codes,team\nĐợt 2,2024-05-06,2024-05-10,{commune},{},an:head\n",
        codes.join(";")
    );
    builders::take(&server.app, What::Visits, visit.into()).await;
    let work = builders::subject(&server.app, "A-work").await;
    let finding =
        json!({"subject": work, "level": "f2", "category": "quality", "what": EARLIER, "due_on": "2024-06-30"});
    raised(&server.desk("dung").await, &finding).await;
    collect
}

/// A small JPEG.
fn jpeg() -> Vec<u8> {
    let picture =
        RgbImage::from_fn(320, 240, |x, y| image::Rgb([x, y, x ^ y].map(|part| u8::try_from(part % 256).unwrap())));
    pictures::encoded(&DynamicImage::ImageRgb8(picture), 80)
}

/// The record that a submission became, which lacks nothing, and of which nothing was put aside.
async fn whole(desk: &Desk, record: &str, photos: u64) -> Value {
    let read = shown(desk, record.parse().unwrap()).await;
    assert_eq!(
        (&read["status"], &read["conflicts"], &read["held"]),
        (&json!("received"), &json!(0), &json!(0)),
        "{read}"
    );
    assert_eq!((&read["assessment"]["omissions"], &read["missing"]), (&json!([]), &json!([])), "{read}");
    let path = format!("/api/v1/records/{record}/revisions/{}", read["head"].as_str().unwrap());
    let head: Value = desk.get(&path, 200).await.json();
    assert_eq!(head["photos"].as_array().unwrap().len() as u64, photos, "{head}");
    let came: Value = desk.get(&format!("/api/v1/records/{record}/submissions"), 200).await.json();
    for submission in came["submissions"].as_array().unwrap() {
        assert_eq!(submission["aside"], json!([]), "{submission}");
    }
    read
}

async fn what_the_web_engine_submits_is_a_whole_record_and_its_edit_the_next_version(server: TestServer) {
    let (collect, reviewer) = (prepared(&server).await, server.desk("dung").await);
    let folder = tempfile::tempdir().unwrap();
    let photo = folder.path().join("photo.jpg");
    std::fs::write(&photo, jpeg()).unwrap();
    let now = server.clock.now().0.to_string();
    let sent = node("fill.js", &[Path::new(&collect.base), &photo, Path::new(&now)]).await;
    // Six forms, each filled three times and edited once.
    assert_eq!(sent.len(), 24);
    let mut firsts = BTreeMap::new();
    for one in &sent {
        let (form, way) = (one["form"].as_str().unwrap(), one["way"].as_str().unwrap());
        assert_eq!(one["status"], 201, "{form} {way}: {}", one["said"]);
        let (record, xml) = (one["record"].as_str().unwrap(), one["xml"].as_str().unwrap());
        let mut photos = one["photos"].as_u64().unwrap();
        let mut count = 1;
        if way == "whole" {
            count = 2;
            firsts.insert(form, (record, photos));
        } else if way == "edited" {
            // The photos came with what it edits.
            assert_eq!(photos, 0);
            let (first, its_photos) = firsts[form];
            assert_eq!(record, first, "{form}");
            assert!(its_photos > 1 && xml.contains("deprecatedID>uuid:"), "{form}");
            (photos, count) = (its_photos, 2);
        }
        let read = whole(&reviewer, record, photos).await;
        assert_eq!((&read["checklist"]["id"], versions(&read)), (&json!(form), count), "{form} {way}");
        // The visit names the work; without it, one of the commune's other works stands first.
        let is_told = form == "infrastructure_work" && matches!(way, "whole" | "edited");
        assert_eq!(one["earlier"].as_str().is_some_and(|said| said.contains(EARLIER)), is_told, "{form} {way}: {one}");
    }
}

async fn what_javarosa_submits_is_a_whole_record(server: TestServer) {
    let (collect, reviewer) = (prepared(&server).await, server.desk("dung").await);
    let given = Downloaded::with(&collect).await;
    let out = tempfile::tempdir().unwrap();
    let (fill, now) = (Path::new("fill"), Path::new(NOW));
    let told = javarosa(&[fill, &given.forms(), &given.lists(), out.path(), now]).await;
    let mut filled = 0;
    for line in told.lines() {
        let (form, photos) = line.split_once('\t').unwrap();
        let photos: u64 = photos.parse().unwrap();
        let xml = std::fs::read_to_string(out.path().join(format!("{form}.xml"))).unwrap();
        let files: Vec<(String, Vec<u8>)> = (1..=photos)
            .map(|number| (format!("{number}.jpg"), [jpeg(), format!("{form} {number}").into_bytes()].concat()))
            .collect();
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (&name[..], &bytes[..])).collect();
        collect.submit(&xml, &files, 201).await;
        let (_, record) = xml.split_once("<record><id>").unwrap();
        let read = whole(&reviewer, record.split_once('<').unwrap().0, photos).await;
        assert_eq!(read["checklist"]["id"], form);
        filled += 1;
    }
    assert_eq!(filled, 6);
}
