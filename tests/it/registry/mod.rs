//! `/api/v1/import`, `/api/v1/units`, `/api/v1/subjects`, `/api/v1/checklists`: what a phone gets before it leaves.

use mobile_sync_protocol::{ids::UnitId, problem::Code, registry::Unit};
use serde_json::{Value, json};
use thucdia_tests::{
    builders::{self, inspection, time, unit_on},
    phone::Phone,
    server::{Desk, Kind, TestServer},
};

on_both! {
    an_import_can_be_repeated_and_says_what_it_did
    a_check_changes_nothing
    every_bad_row_is_named_and_nothing_is_changed
    a_file_that_is_none_is_a_problem
    units_stand_between_their_dates
    records_roll_up_to_the_units_of_then_or_of_now
    a_place_is_found_on_its_day
    subjects_come_in_pages
    a_visit_is_seen_by_its_team_and_its_communes
    checklists_are_published_in_versions_and_never_changed
    what_is_built_in_is_there_once
    a_record_is_linked_by_where_it_was_made
}

const SUBJECT_HEAD: &str = "code,kind,name,sub_project_code,commune_code,lat,lon,site_quality";

async fn an_import_can_be_repeated_and_says_what_it_did(server: TestServer) {
    let admin = server.desk("quantri").await;
    let file = format!("{SUBJECT_HEAD}\nN-1,work,Một,DA1.1,06280,,,\nN-2,work,Hai,DA1.1,06280,21.9,106.6,surveyed\n");
    let first: Value = admin.import("subjects", "moi.csv&on=2024-05-06", file.clone(), 200).await.json();
    assert_eq!(first, json!({"what": "subjects", "rows": 2, "added": 2, "updated": 0, "checked_only": false}));
    let again: Value = admin.import("subjects", "moi.csv&on=2024-05-06", file, 200).await.json();
    assert_eq!((&again["added"], &again["updated"]), (&json!(0), &json!(2)));
    let log: Value = admin.get("/api/v1/log?about=registry:subjects", 200).await.json();
    let last = log["entries"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["action"], &last["actor"]),
        (&json!("registry.imported"), &json!(format!("person:{}", admin.person)))
    );
}

async fn subjects_of(desk: &Desk) -> usize {
    desk.get("/api/v1/subjects?limit=500", 200).await.json::<Value>()["subjects"].as_array().unwrap().len()
}

async fn a_check_changes_nothing(server: TestServer) {
    let admin = server.desk("quantri").await;
    let before = subjects_of(&admin).await;
    let file = format!("{SUBJECT_HEAD}\nN-1,work,Một,DA1.1,06280,,,\n");
    let done: Value = admin.import("subjects", "moi.csv&check=true&on=2024-05-06", file, 200).await.json();
    assert_eq!((&done["added"], &done["checked_only"]), (&json!(1), &json!(true)));
    assert_eq!(subjects_of(&admin).await, before);
}

async fn every_bad_row_is_named_and_nothing_is_changed(server: TestServer) {
    let admin = server.desk("quantri").await;
    let before = subjects_of(&admin).await;
    let file = format!(
        "{SUBJECT_HEAD}\n\
         OK-1,work,Tốt,DA1.1,06280,,,\n\
         B-1,palace,Lạ,DA1.1,06280,,,\n\
         B-2,work,Không có xã,DA1.1,99999,,,\n\
         B-3,work,Chưa phải cấp cuối,DA1,06280,,,\n\
         B-4,work,Ngoài trái đất,DA1.1,06280,99,106,surveyed\n\
         OK-1,work,Trùng mã,DA1.1,06280,,,\n\
         ,work,Thiếu mã,DA1.1,06280,,,\n"
    );
    let problem = admin.import("subjects", "sai.csv&on=2024-05-06", file, 422).await.problem(Code::ImportRow);
    let mut paths: Vec<&str> = problem.errors.iter().map(|error| error.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(
        paths,
        [
            "/rows/3/kind",
            "/rows/4/commune_code",
            "/rows/5/sub_project_code",
            "/rows/6/lat",
            "/rows/7/code",
            "/rows/8/code"
        ]
    );
    assert!(problem.errors.iter().all(|error| !error.message.is_empty() && !error.message_vi.is_empty()));
    assert_eq!(subjects_of(&admin).await, before);

    let people = "name,full_name,role,unit_code\nxa,Xạ,king,184\nxe,Xẻ,inspector,\nxi,Xí,inspector,00000\n";
    let problem = admin.import("people", "sai.csv", people, 422).await.problem(Code::ImportRow);
    let paths: Vec<&str> = problem.errors.iter().map(|error| error.path.as_str()).collect();
    for row in ["/rows/2/role", "/rows/3/unit_code", "/rows/4/unit_code"] {
        assert!(paths.contains(&row), "{paths:?}");
    }
    let units =
        "code,name_vi,type,parent_code,valid_from,valid_to,successor_code\n70,X,xã,nowhere,2025-01-01,2024-01-01,\n";
    admin.import("units", "sai.csv", units, 422).await.problem(Code::ImportRow);
}

async fn a_file_that_is_none_is_a_problem(server: TestServer) {
    let admin = server.desk("quantri").await;
    for (what, bytes) in [
        ("units", &b""[..]),
        ("units", b"PK\x03\x04 no workbook"),
        ("subjects", b"\xff\xfe\x00\x01"),
        ("subjects", b"{\"type\": \"FeatureCollection\""),
        ("boundaries", b"code,name"),
        ("boundaries", b"\x1f\x8b\x08 no gzip"),
        ("people", b"colour,size\nred,5\n"),
        ("checklists", b"{\"id\": \"x\"}"),
        ("checklists", b"[]"),
    ] {
        let problem = admin.import(what, "x", bytes, 422).await;
        assert!(problem.json::<Value>()["errors"].as_array().is_some_and(|errors| !errors.is_empty()), "{what}");
    }
    admin.import("palaces", "x.csv", "a,b\n", 404).await.problem(Code::NotFound);
    admin.import("units", "x.csv&on=yesterday", "a,b\n", 400).await.problem(Code::BadParameter);
}

async fn units_stand_between_their_dates(server: TestServer) {
    let desk = server.desk("dung").await;
    let units = async |query: &str| -> Vec<Unit> {
        let list: Value = desk.get(&format!("/api/v1/units{query}"), 200).await.json();
        serde_json::from_value(list["units"].clone()).unwrap()
    };
    assert_eq!(units("").await.len(), 30);
    let names = |units: &[Unit], code: &str| {
        units.iter().filter(|unit| unit.code == code).map(|unit| unit.name.clone()).collect::<Vec<_>>()
    };
    // The code 06298 was Bình Phúc's, and is Yên Phúc's.
    assert_eq!(names(&units("?on=2025-06-30").await, "06298"), ["Bình Phúc"]);
    assert_eq!(names(&units("?on=2025-07-01").await, "06298"), ["Yên Phúc"]);
    assert_eq!(units("?on=2025-07-01").await.iter().filter(|unit| unit.unit_type.is_commune_level()).count(), 6);
    assert!(units("").await.iter().all(|unit| unit.boundary.is_none()));
    assert!(units("?boundaries=true&on=2025-07-01").await.iter().any(|unit| unit.boundary.is_some()));
    desk.get("/api/v1/units?on=0000-01-01", 400).await.problem(Code::BadParameter);
}

async fn records_roll_up_to_the_units_of_then_or_of_now(server: TestServer) {
    let admin = server.desk("quantri").await;
    let file = format!(
        "{SUBJECT_HEAD}\nR-1,work,An Sơn,DA1.1,06283,,,\nR-2,work,Bình Phúc,DA1.1,06298,,,\nR-3,work,Yên Phúc,DA1.1,06319,,,\n\
         R-4,work,Tân Đoàn,DA1.1,06307,,,\nR-5,work,Tràng Phái,DA1.1,06316,,,\n"
    );
    admin.import("subjects", "r.csv&on=2024-05-06", file, 200).await;
    let phone = Phone::enrol(&server, "an").await;
    for (code, count) in [("R-1", 3), ("R-2", 2), ("R-3", 1), ("R-4", 2), ("R-5", 2)] {
        for _ in 0..count {
            phone.push_one(&inspection(&server.app, code).await, 200).await;
        }
    }
    let totals = async |desk: &Desk, query: &str| -> Vec<(String, String, i64)> {
        let totals: Value = desk.get(&format!("/api/v1/records/totals{query}"), 200).await.json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let line = |unit: &Value| (text(&unit["code"]), text(&unit["name"]), unit["records"].as_i64().unwrap());
        totals["units"].as_array().unwrap().iter().map(line).collect()
    };
    let unit = |code: &str, name: &str, records: i64| (code.to_owned(), name.to_owned(), records);
    let reviewer = server.desk("dung").await;
    assert_eq!(
        totals(&reviewer, "").await,
        [
            unit("06283", "An Sơn", 3),
            unit("06298", "Bình Phúc", 2),
            unit("06307", "Tân Đoàn", 2),
            unit("06316", "Tràng Phái", 2),
            unit("06319", "Yên Phúc", 1),
        ]
    );
    let now = [unit("06298", "Yên Phúc", 6), unit("06316", "Tân Đoàn", 4)];
    assert_eq!(totals(&reviewer, "?units_on=2025-07-01").await, now);
    assert_eq!(totals(&admin, "?units_on=2026-01-01").await, now);
}

async fn a_place_is_found_on_its_day(server: TestServer) {
    let desk = server.desk("dung").await;
    let locate = async |query: &str| -> Value { desk.get(&format!("/api/v1/units/locate?{query}"), 200).await.json() };
    let id = |unit: UnitId| json!(unit);
    let then = locate("lat=21.9038&lon=106.5931&on=2024-05-06").await;
    assert_eq!(then["unit"], id(unit_on(&server.app, "06280", "2024-05-06")));
    assert_eq!((&then["distance_m"], &then["quality"]), (&json!(0.0), &json!("approximate")));
    let now = locate("lat=21.9038&lon=106.5931&on=2025-07-01").await;
    assert_eq!(now["unit"], id(unit_on(&server.app, "06280", "2025-07-01")));
    assert_eq!(now["quality"], "reference-map");
    let outside = locate("lat=21.9&lon=106.9&on=2024-05-06").await;
    assert!(outside["distance_m"].as_f64().unwrap() > 1_000.0);
    let far = locate("lat=10.8&lon=106.7&on=2024-05-06").await;
    assert_eq!(far["unit"], Value::Null);
    for bad in [
        "lat=99&lon=106&on=2024-05-06",
        "lat=0&lon=0&on=2024-05-06",
        "lat=NaN&lon=106&on=2024-05-06",
        "lat=21&lon=inf&on=2024-05-06",
        "lat=21&lon=106",
        "lat=21&lon=106&on=0000-01-01",
        "lat=x&lon=106&on=2024-05-06",
    ] {
        desk.get(&format!("/api/v1/units/locate?{bad}"), 400).await.problem(Code::BadParameter);
    }
}

async fn subjects_come_in_pages(server: TestServer) {
    let desk = server.desk("dung").await;
    let (mut codes, mut after) = (Vec::new(), String::new());
    loop {
        let page: Value = desk.get(&format!("/api/v1/subjects?limit=2{after}"), 200).await.json();
        codes.extend(page["subjects"].as_array().unwrap().iter().map(|line| line["code"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    codes.sort();
    assert_eq!(codes, ["CT-01", "CT-02", "CT-03", "HO-01", "MH-01"]);
    let one: Value =
        desk.get(&format!("/api/v1/subjects?commune={}", builders::unit(&server.app, "06283")), 200).await.json();
    assert_eq!(one["subjects"].as_array().unwrap().len(), 1);
}

async fn a_visit_is_seen_by_its_team_and_its_communes(server: TestServer) {
    let admin = server.desk("quantri").await;
    let file = "title,plan,starts_on,ends_on,commune_codes,subject_codes,team\n\
                Đợt 1,12/KH-UBND,2024-05-06,2024-05-10,06280,CT-01,an:head\n";
    admin.import("visits", "v.csv&on=2024-05-06", file, 200).await;
    let visits = async |name: &str| -> usize {
        let list: Value = server.desk(name).await.get("/api/v1/visits", 200).await.json();
        list["visits"].as_array().unwrap().len()
    };
    for (name, count) in [("an", 1), ("binh", 0), ("dung", 1), ("chi", 1), ("lam", 0), ("quantri", 1)] {
        assert_eq!(visits(name).await, count, "{name}");
    }
}

async fn checklists_are_published_in_versions_and_never_changed(server: TestServer) {
    let admin = server.desk("quantri").await;
    let list: Value = admin.get("/api/v1/checklists", 200).await.json();
    assert_eq!(list["checklists"].as_array().unwrap().len(), 6);
    let schema = server.get("/api/v1/checklists/schema", 200).await;
    assert_eq!(schema.header("content-type"), "application/schema+json");
    assert!(schema.json::<Value>()["$defs"].is_object() || schema.json::<Value>()["properties"].is_object());

    let mut checklist: Value = admin.get("/api/v1/checklists/infrastructure_work/1", 200).await.json();
    let same: Value = admin.import("checklists", "x.json", checklist.to_string(), 200).await.json();
    assert_eq!((&same["added"], &same["updated"]), (&json!(0), &json!(1)));
    checklist["title"]["vi"] = json!("Công trình");
    let problem = admin.import("checklists", "x.json", checklist.to_string(), 422).await.problem(Code::ImportRow);
    assert_eq!(problem.errors[0].path, "/rows/0/version");
    checklist["version"] = json!(2);
    admin.import("checklists", "x.json", checklist.to_string(), 200).await;
    let second: Value = admin.get("/api/v1/checklists/infrastructure_work/2", 200).await.json();
    assert_eq!(second["title"]["vi"], "Công trình");
    admin.get("/api/v1/checklists/infrastructure_work/3", 404).await.problem(Code::NotFound);
    admin.get("/api/v1/checklists/No-Key/1", 404).await.problem(Code::NotFound);
    // A phone that has the old version still hands in by it.
    let phone = Phone::enrol(&server, "an").await;
    let mut revision = inspection(&server.app, "CT-01").await;
    assert_eq!(revision.checklist.version, 1);
    assert!(!String::from_utf8_lossy(&phone.push_one(&revision, 200).await.body).contains("rejected"));
    revision = inspection(&server.app, "CT-01").await;
    revision.checklist.version = 2;
    assert!(!String::from_utf8_lossy(&phone.push_one(&revision, 200).await.body).contains("rejected"));

    checklist["version"] = json!(3);
    checklist["sections"][0]["items"][0]["key"] = checklist["sections"][0]["items"][1]["key"].clone();
    admin.import("checklists", "x.json", checklist.to_string(), 422).await.problem(Code::ImportRow);
}

async fn what_is_built_in_is_there_once(server: TestServer) {
    assert!(thucdia::registry::builtin::seed(&server.app).await.unwrap().is_empty());
    let desk = server.desk("em").await;
    let departments: Value = desk.get("/api/v1/departments", 200).await.json();
    assert!(departments["departments"].as_array().unwrap().len() >= 3);
    let tree: Value = desk.get("/api/v1/sub-projects", 200).await.json();
    let nodes = tree["sub_projects"].as_array().unwrap();
    assert_eq!(nodes.iter().filter(|node| node["parent"].is_null()).count(), 1);
    assert_eq!(nodes.iter().find(|node| node["code"] == "DA1.1").unwrap()["leaf"], true);
    assert_eq!(nodes.iter().find(|node| node["code"] == "DA1").unwrap()["leaf"], false);
}

async fn a_record_is_linked_by_where_it_was_made(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let app = &server.app;
    let link = async |revision: &mobile_sync_protocol::record::Revision| -> Value {
        phone.push_one(revision, 200).await;
        phone.get(&format!("/api/v1/records/{}", revision.record), 200).await.json()
    };
    let near = link(&inspection(app, "CT-01").await).await;
    assert_eq!(
        (&near["commune_link"]["method"], &near["commune_link"]["agreement"]),
        (&json!("boundary"), &json!("agrees"))
    );
    assert_eq!(near["commune_link"]["derived"], near["commune"]);
    let distance = near["subject_link"]["distance_m"].as_f64().unwrap();
    assert!((20.0..40.0).contains(&distance), "{distance} m from the planned place");
    // Declared for An Sơn, made five kilometres away in Điềm He.
    let astray = link(&inspection(app, "CT-02").await).await;
    assert_eq!(astray["commune_link"]["agreement"], "disagrees");
    assert_eq!(astray["commune_link"]["derived"], json!(builders::unit(app, "06280")));
    assert!(astray["commune_link"]["distance_m"].as_f64().unwrap() > 1_000.0);
    // Without a place only what is declared is known; that is no reason to refuse.
    let mut unplaced = inspection(app, "CT-01").await;
    unplaced.fix = None;
    let unplaced = link(&unplaced).await;
    assert_eq!(
        (&unplaced["commune_link"]["method"], &unplaced["commune_link"]["agreement"]),
        (&json!("declared"), &json!("unknown"))
    );
    // After the merger the commune is another, and the subject's ground is the same.
    let mut later = inspection(app, "CT-02").await;
    later.captured_at = time("2025-08-01T09:00:00+07:00");
    later.commune = unit_on(app, "06298", "2025-08-01");
    let outcome = phone.push_one(&later, 200).await.outcome();
    assert!(
        matches!(&outcome, mobile_sync_protocol::sync::Outcome::Rejected { problems }
            if problems[0].code == Code::RecordOutOfScope.as_str()),
        "the district's inspector holds no commune of the province: {outcome:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_server_answers_and_lists_nothing() {
    let server = TestServer::empty(Kind::SqliteFolder).await;
    server.get("/readyz", 200).await;
    server.get("/api/v1/units", 401).await;
    assert_eq!(server.counts().await["records"], 0);
}
