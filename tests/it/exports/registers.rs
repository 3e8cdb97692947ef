//! Registers as tables: what stands in them, and what of households does not.

use mobile_sync_protocol::answer::Value as Given;
use serde_json::{Value, json};
use thucdia_tests::{
    builders::{Edit, inspection, photo, unit},
    phone::Phone,
    server::TestServer,
};

use super::{column, file, handed_in, logged, rows};

on_both! {
    a_register_holds_what_its_filter_lets_through
    households_are_masked_until_they_are_opened_which_is_noted
    an_officer_takes_along_their_commune_alone
    pages_follow_one_another
}

async fn a_register_holds_what_its_filter_lets_through(server: TestServer) {
    let (road, _) = handed_in(&server, "CT-01", 1).await;
    let (hall, _) = handed_in(&server, "CT-02", 2).await;
    let reviewer = server.desk("dung").await;
    let ask = |filter: Value| json!({"what": "records", "format": "csv", "filter": filter});
    let all = rows(&file(&server, &reviewer, ask(json!({}))).await);
    let mut records = column(&all, "Mã phiếu");
    records.sort();
    let mut expected = vec![road.record.to_string(), hall.record.to_string()];
    expected.sort();
    assert_eq!(records, expected);
    let one = rows(&file(&server, &reviewer, ask(json!({"commune": unit(&server.app, "06280")}))).await);
    for (title, cell) in [
        ("Đối tượng", "Đường Bản Làn"),
        ("Mã đối tượng", "CT-01"),
        ("Trạng thái", "Chờ rà soát"),
        ("Xã", "xã Điềm He"),
        ("Mã tiểu dự án", "DA1.1"),
        ("Người kiểm tra", "Hoàng Văn An"),
        ("Ngày kiểm tra", "2024-05-06"),
        ("Thời điểm kiểm tra", "2024-05-06T09:15:00.000+07:00"),
        ("Vĩ độ", "21.904000"),
        ("Số ảnh", "1"),
        ("Minh chứng", "Chưa kiểm tra"),
    ] {
        assert_eq!(column(&one, title), [cell], "{title}");
    }
    let answers = rows(&file(&server, &reviewer, json!({"what": "answers", "format": "csv"})).await);
    assert_eq!(column(&answers, "Trả lời"), ["Không đạt", "Không đạt"]);
    assert_eq!(column(&answers, "Mã tiêu chí")[0], "material_as_specified");
    assert!(column(&answers, "Tiêu chí")[0].len() > 10);
    let photos = rows(&file(&server, &reviewer, json!({"what": "photos", "format": "csv"})).await);
    let mut names = column(&photos, "Mã ảnh (SHA-256)");
    names.sort();
    let mut expected = vec![road.photos[0].sha256.to_string(), hall.photos[0].sha256.to_string()];
    expected.sort();
    assert_eq!(names, expected);
    assert_eq!(column(&photos, "Đã có ảnh"), ["có", "có"]);
    let finding = json!({
        "record": road.record, "level": "f2", "category": "quality", "what": "=Mặt đường nứt", "due_on": "2024-04-01",
    });
    reviewer.post("/api/v1/findings", &finding, 201).await;
    let findings = rows(&file(&server, &reviewer, json!({"what": "findings", "format": "csv"})).await);
    assert_eq!(column(&findings, "Nội dung phát hiện"), ["'=Mặt đường nứt"]);
    assert_eq!(column(&findings, "Quá hạn"), ["có"]);
    assert_eq!(column(&findings, "Số"), ["2024-001"]);
    let none = json!({"what": "findings", "format": "csv", "filter": {"overdue": false}});
    assert_eq!(rows(&file(&server, &reviewer, none).await).len(), 1);
}

async fn households_are_masked_until_they_are_opened_which_is_noted(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(1, 5_000);
    let household = inspection(&server.app, "HO-01").await.with_photo(&bytes);
    let household = household.answered("hh_wish", Given::Text("Bà Mai muốn vay vốn".to_owned()));
    phone.push_one(&household, 200).await;
    phone.upload(&bytes).await;
    handed_in(&server, "CT-01", 2).await;
    let reviewer = server.desk("dung").await;
    let about = format!("record:{}", household.record);
    let opened = async || {
        let log = logged(&server, &about).await;
        log.into_iter().filter(|(action, _)| action == "record.opened").map(|(_, detail)| detail).collect::<Vec<_>>()
    };
    for what in ["records", "answers", "photos", "findings", "subjects"] {
        let bytes = file(&server, &reviewer, json!({"what": what, "format": "csv"})).await;
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains("Mai"), "{what}: {text}");
        assert!(!text.contains(&household.photos[0].sha256.to_string()), "{what}: {text}");
    }
    let records = rows(&file(&server, &reviewer, json!({"what": "records", "format": "csv"})).await);
    let at = column(&records, "Mã phiếu").iter().position(|id| *id == household.record.to_string()).unwrap();
    assert_eq!(column(&records, "Đối tượng")[at], "HO-01");
    assert_eq!(column(&records, "Vĩ độ")[at], "");
    assert_eq!(opened().await, Vec::<Value>::new());

    let open = |what: &str| json!({"what": what, "format": "csv", "open_households": true});
    let records = rows(&file(&server, &reviewer, open("records")).await);
    assert_eq!(column(&records, "Đối tượng")[at], "Hộ bà Hoàng Thị Mai");
    assert_eq!(column(&records, "Vĩ độ")[at], "21.904000");
    let photos = rows(&file(&server, &reviewer, open("photos")).await);
    assert!(column(&photos, "Mã ảnh (SHA-256)").contains(&household.photos[0].sha256.to_string()));
    let noted = opened().await;
    assert_eq!(noted.len(), 2);
    assert!(noted.iter().all(|detail| detail["export"].is_string()), "{noted:?}");
    // Of a work nothing is noted, and of a subject that is on a list its name alone is opened.
    let subjects = rows(&file(&server, &reviewer, open("subjects")).await);
    assert!(column(&subjects, "Tên").contains(&"Hộ bà Hoàng Thị Mai".to_owned()));
    let subject = format!("subject:{}", household.subject.unwrap());
    assert_eq!(logged(&server, &subject).await.last().unwrap().0, "subject.opened");
}

async fn an_officer_takes_along_their_commune_alone(server: TestServer) {
    let (own, _) = handed_in(&server, "CT-01", 1).await;
    handed_in(&server, "CT-02", 2).await;
    let officer = server.desk("chi").await;
    let records = rows(&file(&server, &officer, json!({"what": "records", "format": "csv"})).await);
    assert_eq!(column(&records, "Mã phiếu"), [own.record.to_string()]);
    let subjects = rows(&file(&server, &officer, json!({"what": "subjects", "format": "csv"})).await);
    assert!(column(&subjects, "Mã xã").iter().all(|code| code == "06280"), "{subjects:?}");
}

async fn pages_follow_one_another(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let mut expected = Vec::new();
    for _ in 0..3 {
        let mut revisions = Vec::new();
        for _ in 0..250 {
            revisions.push(inspection(&server.app, "CT-01").await);
        }
        phone.push(&revisions, 200).await;
        expected.extend(revisions.iter().map(|revision| revision.record.to_string()));
        server.clock.advance(1_000);
    }
    expected.sort();
    let reviewer = server.desk("dung").await;
    let records = rows(&file(&server, &reviewer, json!({"what": "records", "format": "csv"})).await);
    let mut found = column(&records, "Mã phiếu");
    found.sort();
    assert_eq!(found, expected);
}
