//! Minutes, notices and follow-up reports: files that other programs open, with the words that they must have.

use std::{io::Read, path::Path, process::Command};

use mobile_sync_protocol::problem::Code;
use serde_json::{Value, json};
use thucdia::{jobs, registry::apply::What};
use thucdia_tests::{
    builders::{Edit, fix, inspection, photo, take, time, unit},
    phone::Phone,
    pictures,
    server::TestServer,
};

use super::{asked, file, path};
use crate::reports::run;

on_both! {
    minutes_of_a_visit_hold_what_was_found
    a_notice_and_a_follow_up_report_name_findings_and_days
    what_there_is_nothing_of_fails_with_the_reason
    photos_leave_without_metadata
}

/// A photo that can be read, with what a camera writes into it.
fn jpeg(number: u64) -> Vec<u8> {
    pictures::taken(number, time("2024-05-06T09:15:00+07:00"), fix(21.9040, 106.5933))
}

/// The words of a text file.
pub(super) fn words(docx: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut text = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    let mut plain = String::new();
    for part in text.split('<') {
        let (tag, words) = part.split_once('>').unwrap_or_default();
        plain.push_str(if tag.starts_with("/w:p") { "\n" } else { "" });
        plain.push_str(words);
    }
    plain
}

/// How many pictures a text file has.
pub(super) fn pictures_in(docx: &[u8]) -> usize {
    let archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    archive
        .file_names()
        .filter(|name| name.as_ref().is_ok_and(|name| name.ends_with(".jpg") || name.ends_with(".jpeg")))
        .count()
}

/// A visit in Điềm He with a road and a household, each with a photo, and a finding about the road.
pub(super) async fn visited(server: &TestServer) -> Value {
    let visits = "title,plan,starts_on,ends_on,commune_codes,subject_codes,team\n\
                  Kiểm tra đợt 1 năm 2024,Kế hoạch số 12/KH-UBND,2024-05-06,2024-05-10,06280,CT-01;HO-01,an:head;binh:secretary\n";
    let imported = take(&server.app, What::Visits, bytes::Bytes::from_static(visits.as_bytes())).await;
    assert_eq!(imported.rows, 1);
    let visit = server.app.store.read().await.unwrap().visits(None).await.unwrap().remove(0);
    let phone = Phone::enrol(server, "an").await;
    for (code, number) in [("CT-01", 1), ("HO-01", 2)] {
        let bytes = jpeg(number);
        let revision = inspection(&server.app, code).await;
        let revision = mobile_sync_protocol::record::Revision { visit: Some(visit.id), ..revision }.with_photo(&bytes);
        let item = if code == "CT-01" { "material_as_specified" } else { "hh_informed" };
        let revision = revision.judged(item, mobile_sync_protocol::answer::Outcome::Fail);
        phone.push_one(&revision, 200).await;
        phone.upload(&bytes).await;
    }
    jobs::work_off(&server.app).await.unwrap();
    let reviewer = server.desk("dung").await;
    let records: Value = reviewer.get("/api/v1/records?kind=work", 200).await.json();
    let finding = json!({
        "record": records["records"][0]["record"], "level": "f2", "category": "quality", "what": "Mặt đường nứt 12 m",
        "recommendation": "Vá lại mặt đường", "due_on": "2024-06-01",
    });
    reviewer.post("/api/v1/findings", &finding, 201).await;
    json!({"visit": visit.id, "commune": unit(&server.app, "06280")})
}

fn with(about: &Value, more: &Value) -> Value {
    let mut ask = about.clone();
    ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    ask
}

async fn minutes_of_a_visit_hold_what_was_found(server: TestServer) {
    let about = visited(&server).await;
    let reviewer = server.desk("dung").await;
    let docx = file(&server, &reviewer, with(&about, &json!({"what": "minutes", "format": "docx"}))).await;
    let text = words(&docx);
    for wanted in [
        "BIÊN BẢN",
        "Kiểm tra đợt 1 năm 2024 tại xã Điềm He",
        "Kế hoạch số 12/KH-UBND",
        "Hoàng Văn An, trưởng đoàn",
        "Đường Bản Làn",
        "Không đạt",
        "Mặt đường nứt 12 m",
        "Vá lại mặt đường",
        "Ý kiến của đơn vị được kiểm tra",
        "TRƯỞNG ĐOÀN KIỂM TRA",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert!(!text.contains("Mai") && text.contains("HO-01"), "{text}");
    assert_eq!(pictures_in(&docx), 1);
    let open = with(&about, &json!({"what": "minutes", "format": "docx", "open_households": true}));
    let opened = file(&server, &reviewer, open).await;
    assert!(words(&opened).contains("Hộ bà Hoàng Thị Mai"));
    assert_eq!(pictures_in(&opened), 2);
    // As printed pages, read by another program.
    let pdf = file(&server, &reviewer, with(&about, &json!({"what": "minutes", "format": "pdf"}))).await;
    assert!(pdf.starts_with(b"%PDF-"));
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("minutes.pdf");
    std::fs::write(&place, &pdf).unwrap();
    let text = run(Command::new("pdftotext").arg(&place).arg("-"));
    assert!(text.contains("BIÊN BẢN") && text.contains("Đường Bản Làn"), "{text}");
    // Of one record.
    let records: Value = reviewer.get("/api/v1/records?kind=work", 200).await.json();
    let one = json!({"what": "minutes", "format": "docx", "record": records["records"][0]["record"]});
    assert!(words(&file(&server, &reviewer, one).await).contains("Kiểm tra Đường Bản Làn tại xã Điềm He"));
}

async fn a_notice_and_a_follow_up_report_name_findings_and_days(server: TestServer) {
    let about = visited(&server).await;
    let reviewer = server.desk("dung").await;
    let notice = words(&file(&server, &reviewer, with(&about, &json!({"what": "notice", "format": "docx"}))).await);
    for wanted in [
        "THÔNG BÁO",
        "Kết quả kiểm tra đợt 1 năm 2024 tại xã Điềm He",
        "2 đối tượng",
        "Mặt đường nứt 12 m",
        "01/6/2024",
    ] {
        assert!(
            notice.contains(wanted) || wanted == "01/6/2024" && notice.contains("01/06/2024"),
            "{wanted}: {notice}"
        );
    }
    assert!(!notice.contains("Mai"));
    let follow_up = json!({"what": "follow_up", "format": "docx", "filter": {"commune": about["commune"]}});
    let report = words(&file(&server, &server.desk("chi").await, follow_up).await);
    for wanted in ["BÁO CÁO", "có 1 phát hiện: 0 đã khắc phục, 1 chưa khắc phục xong", "Mặt đường nứt 12 m"]
    {
        assert!(report.contains(wanted), "{wanted}: {report}");
    }
}

async fn what_there_is_nothing_of_fails_with_the_reason(server: TestServer) {
    let about = visited(&server).await;
    let reviewer = server.desk("dung").await;
    let half = json!({"what": "minutes", "format": "pdf", "visit": about["visit"]});
    reviewer.post("/api/v1/exports", &half, 422).await.problem(Code::ExportFormat);
    let elsewhere =
        json!({"what": "notice", "format": "docx", "visit": about["visit"], "commune": unit(&server.app, "06283")});
    let export = asked(&reviewer, elsewhere).await;
    jobs::export_off(&server.app).await.unwrap();
    let ended: Value = reviewer.get(&path(&export, ""), 200).await.json();
    assert_eq!((&ended["state"], &ended["problem"]["code"]), (&json!("failed"), &json!("export.nothing")));
}

async fn photos_leave_without_metadata(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let bytes = jpeg(3);
    let revision = inspection(&server.app, "CT-01").await.with_photo(&bytes).with_photo(&photo(9, 900));
    phone.push_one(&revision, 200).await;
    phone.upload(&bytes).await;
    phone.upload(&photo(9, 900)).await;
    jobs::work_off(&server.app).await.unwrap();
    let reviewer = server.desk("dung").await;
    let package = file(&server, &reviewer, json!({"what": "photos", "format": "zip"})).await;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(package)).unwrap();
    let mut names = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        let name = file.name().unwrap().into_owned();
        if Path::new(&name).extension().is_some_and(|ending| ending == "jpg") {
            let (reading, _) = thucdia::evidence::photo::read(&content).unwrap();
            assert_eq!(reading.exif, None);
            assert_ne!(content, bytes);
        }
        names.push(name);
    }
    // The other has no image, since nothing could be read of it.
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names.contains(&"anh-thieu.txt".to_owned()), "{names:?}");
}
