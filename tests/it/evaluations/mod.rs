//! `/api/v1/evaluations` and `/api/v1/forms`: written at the desk, handed in, taken in by the level above, signed.

mod attachments;
mod figures;
mod forms;
mod levels;
mod rights;
mod vouched;

use mobile_sync_protocol::problem::Code;
use reqwest::Method;
use serde_json::{Value, json};
use thucdia_tests::{
    builders::unit,
    reply::Reply,
    server::{Desk, TestServer},
};

on_both! {
    a_report_is_written_handed_in_and_signed
    each_body_has_one_of_each_form_and_period
    what_cannot_be_right_is_named
    fields_are_filled_by_hand_and_cleared
    what_changed_meanwhile_is_not_overwritten
    what_others_wrote_is_kept_in_the_history
    a_draft_can_be_thrown_away_and_nothing_else
}

pub(super) const VAN_QUAN: &str = "184";
pub(super) const DIEM_HE: &str = "06280";

/// A half-year report of the unit with this code.
pub(super) fn report(server: &TestServer, code: &str) -> Value {
    json!({"form": "monitoring", "year": 2024, "period": "first_half", "unit": unit(&server.app, code)})
}

pub(super) async fn begun(desk: &Desk, evaluation: &Value) -> Value {
    desk.post("/api/v1/evaluations", evaluation, 201).await.json()
}

pub(super) fn path(evaluation: &Value, below: &str) -> String {
    format!("/api/v1/evaluations/{}{below}", evaluation["id"].as_str().unwrap())
}

pub(super) async fn read(desk: &Desk, evaluation: &Value) -> Value {
    desk.get(&path(evaluation, ""), 200).await.json()
}

pub(super) async fn sent(desk: &Desk, method: Method, path: &str, body: &Value, status: u16) -> Reply {
    Reply::of(desk.request(method, path).json(body)).await.expect(status)
}

/// A section of an evaluation.
pub(super) fn section<'a>(evaluation: &'a Value, key: &str) -> &'a Value {
    evaluation["sections"].as_array().unwrap().iter().find(|section| section["key"] == key).unwrap()
}

/// Writes a section as it was seen.
pub(super) async fn written(desk: &Desk, seen: &Value, key: &str, words: &str, status: u16) -> Reply {
    let body = json!({"seen": section(seen, key)["changed_at"], "words": words});
    sent(desk, Method::PUT, &path(seen, &format!("/sections/{key}")), &body, status).await
}

/// Takes a step with an evaluation as it was seen.
pub(super) async fn stepped(desk: &Desk, seen: &Value, step: &str, words: &str, status: u16) -> Reply {
    let body = json!({"step": step, "seen": seen["changed_at"], "words": words});
    desk.post(&path(seen, "/steps"), &body, status).await
}

/// Takes a step with an evaluation as it stands.
pub(super) async fn moved(desk: &Desk, evaluation: &Value, step: &str, status: u16) -> Reply {
    stepped(desk, &read(desk, evaluation).await, step, "Bổ sung số liệu giải ngân", status).await
}

pub(super) fn issued() -> Value {
    json!({
        "issuer": ["ỦY BAN NHÂN DÂN", "HUYỆN VĂN QUAN"], "number": "58", "symbol": "BC-UBND", "place": "Văn Quan",
        "date": "2024-07-05", "signatory": {"authority": ["KT. CHỦ TỊCH"], "post": "PHÓ CHỦ TỊCH", "name": "Nông Quốc Huy"},
    })
}

/// Hands an evaluation in and signs it.
pub(super) async fn signed(desk: &Desk, evaluation: &Value) -> Value {
    let submitted: Value = moved(desk, evaluation, "submit", 200).await.json();
    let body = json!({"step": "sign", "seen": submitted["changed_at"], "head": issued()});
    desk.post(&path(evaluation, "/steps"), &body, 200).await.json()
}

pub(super) fn faults(reply: &Reply) -> Vec<String> {
    reply.problem(Code::EvaluationField).errors.into_iter().map(|error| error.path).collect()
}

async fn a_report_is_written_handed_in_and_signed(server: TestServer) {
    let em = server.desk("em").await;
    let begun = begun(&em, &report(&server, VAN_QUAN)).await;
    assert_eq!(
        (&begun["state"], &begun["kind"], &begun["form_version"]),
        (&json!("draft"), &json!("monitoring"), &json!(1))
    );
    assert_eq!((&begun["from"], &begun["to"]), (&json!("2024-01-01"), &json!("2024-06-30")));
    let title = "Kết quả giám sát thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững 6 tháng đầu năm 2024";
    assert_eq!((&begun["title"], &begun["unit_name"]), (&json!(title), &json!("huyện Văn Quan")));
    assert_eq!(begun["head"]["issuer"], json!(["ỦY BAN NHÂN DÂN", "HUYỆN VĂN QUAN"]));
    assert_eq!(
        (&begun["head"]["superior"], &begun["head"]["symbol"]),
        (&json!("ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN"), &json!("BC-UBND"))
    );
    assert_eq!(begun["may"], json!(["write", "delete", "submit"]));
    assert_eq!(begun["sections"].as_array().unwrap().len(), 6);
    let inspection = section(&begun, "inspection");
    assert_eq!((&inspection["words"], &inspection["takes_findings"]), (&json!(""), &json!(true)));
    assert!(!inspection["guidance"]["vi"].as_str().unwrap().is_empty());

    let words = "Đoàn đã kiểm tra 06 xã, thị trấn.";
    let one: Value = written(&em, &begun, "inspection", words, 200).await.json();
    assert_eq!((&one["words"], &one["changed_by_name"]), (&json!(words), &json!("Vi Văn Em")));
    assert_eq!(section(&read(&em, &begun).await, "inspection"), &one);

    let submitted: Value = moved(&em, &begun, "submit", 200).await.json();
    assert_eq!((&submitted["state"], &submitted["may"]), (&json!("submitted"), &json!(["send_back", "sign"])));
    written(&em, &submitted, "inspection", "Khác", 409).await.problem(Code::EvaluationTransition);
    assert_eq!(faults(&stepped(&em, &submitted, "send_back", " ", 422).await), ["/words"]);
    let draft: Value = stepped(&em, &submitted, "send_back", "Bổ sung phần đề xuất", 200).await.json();
    assert_eq!(draft["state"], "draft");
    assert!(draft.get("submitted_at").is_none());
    let submitted: Value = stepped(&em, &draft, "submit", "", 200).await.json();
    assert_eq!(
        faults(&stepped(&em, &submitted, "sign", "", 422).await),
        ["/head/number", "/head/date", "/head/signatory/name"]
    );
    let body = json!({"step": "sign", "seen": submitted["changed_at"], "head": issued()});
    let signed: Value = em.post(&path(&submitted, "/steps"), &body, 200).await.json();
    assert_eq!((&signed["state"], &signed["head"], &signed["may"]), (&json!("signed"), &issued(), &json!([])));
    assert_eq!(signed["digest"].as_str().unwrap().len(), 64);

    // Nothing of it changes any more.
    written(&em, &signed, "inspection", "Khác", 409).await.problem(Code::EvaluationTransition);
    let edit = json!({"seen": signed["changed_at"], "title": "Khác"});
    sent(&em, Method::PATCH, &path(&signed, ""), &edit, 409).await.problem(Code::EvaluationTransition);
    for step in ["submit", "send_back", "consolidate", "sign"] {
        let code = if step == "consolidate" { 403 } else { 409 };
        stepped(&em, &signed, step, "Sửa", code).await;
    }
    let seen = signed["changed_at"].as_str().unwrap();
    Reply::of(em.request(Method::DELETE, &path(&signed, &format!("?seen={seen}")))).await.expect(409);
    assert_eq!(read(&em, &signed).await, signed);

    let history: Value = em.get(&path(&signed, "/history"), 200).await.json();
    let told: Vec<(&str, Option<&str>)> = history["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (event["kind"].as_str().unwrap(), event["words"].as_str()))
        .collect();
    let back = Some("Bổ sung phần đề xuất");
    assert_eq!(
        told,
        [
            ("created", None),
            ("written", None),
            ("submitted", Some("Bổ sung số liệu giải ngân")),
            ("sent_back", back),
            ("submitted", None),
            ("signed", None)
        ]
    );
}

async fn each_body_has_one_of_each_form_and_period(server: TestServer) {
    let em = server.desk("em").await;
    let mut wanted = report(&server, VAN_QUAN);
    wanted["id"] = json!("018f4b6a-2a80-7000-8000-000000000001");
    let first = begun(&em, &wanted).await;
    assert_eq!(begun(&em, &wanted).await, first, "sending it twice begins one");
    let problem = em.post("/api/v1/evaluations", &report(&server, VAN_QUAN), 409).await.problem(Code::EvaluationExists);
    assert!(problem.detail.unwrap().contains(first["id"].as_str().unwrap()));
    let mut whole_year = report(&server, VAN_QUAN);
    whole_year["period"] = json!("year");
    begun(&em, &whole_year).await;
    let mut department = report(&server, VAN_QUAN);
    department["department"] = json!(server.app.store.read().await.unwrap().departments().await.unwrap()[0].id);
    begun(&em, &department).await;
    begun(&em, &report(&server, DIEM_HE)).await;
    // Themes are told apart by what they are called.
    let unit = unit(&server.app, VAN_QUAN);
    let theme = |title: &str| json!({"form": "thematic", "year": 2024, "period": "none", "unit": unit, "title": title});
    let cattle = begun(&em, &theme("Kiểm tra chuyên đề chăn nuôi")).await;
    assert_eq!((&cattle["from"], &cattle["to"]), (&json!("2024-01-01"), &json!("2024-12-31")));
    begun(&em, &theme("Kiểm tra chuyên đề nhà ở")).await;
    em.post("/api/v1/evaluations", &theme("kiem tra chuyen de CHĂN NUÔI"), 409).await.problem(Code::EvaluationExists);
    let rename = json!({"seen": cattle["changed_at"], "title": "Kiểm tra chuyên đề nhà ở"});
    sent(&em, Method::PATCH, &path(&cattle, ""), &rename, 409).await.problem(Code::EvaluationExists);

    let count = async |query: &str| {
        let list: Value = em.get(&format!("/api/v1/evaluations{query}"), 200).await.json();
        list["evaluations"].as_array().unwrap().len()
    };
    assert_eq!(count("").await, 6);
    assert_eq!((count("?kind=thematic").await, count("?form=monitoring&period=first_half").await), (2, 3));
    assert_eq!((count("?year=2023").await, count("?state=signed").await), (0, 0));
    let department = department["department"].as_str().unwrap().to_owned();
    assert_eq!(count(&format!("?department={department}")).await, 1);
}

async fn what_cannot_be_right_is_named(server: TestServer) {
    let em = server.desk("em").await;
    let with = |changes: Value| {
        let mut wanted = report(&server, VAN_QUAN);
        for (key, value) in changes.as_object().unwrap() {
            wanted[key] = value.clone();
        }
        wanted
    };
    let nothing = "018f4b6a-2a80-7000-8000-0000000000ff";
    for (changes, expected) in [
        (json!({"form": "no_such_form"}), "/form"),
        (json!({"version": 7}), "/form"),
        (json!({"unit": nothing}), "/unit"),
        (json!({"department": nothing}), "/department"),
        (json!({"year": 1990}), "/year"),
        (json!({"period": "none"}), "/period"),
        (json!({"title": "a".repeat(301)}), "/title"),
        (json!({"from": "2024-06-30", "to": "2024-06-01"}), "/to"),
        (json!({"to": "2025-01-05"}), "/from"),
        (json!({"unit": unit(&server.app, DIEM_HE), "department": nothing}), "/department"),
    ] {
        assert_eq!(faults(&em.post("/api/v1/evaluations", &with(changes.clone()), 422).await), [expected], "{changes}");
    }
    let draft = begun(&em, &with(json!({"from": "2023-12-15", "to": "2024-06-14"}))).await;
    assert_eq!((&draft["from"], &draft["to"]), (&json!("2023-12-15"), &json!("2024-06-14")));
    let edit = |body: Value| {
        let (em, path, seen) = (em.clone(), path(&draft, ""), draft["changed_at"].clone());
        async move {
            let mut body = body;
            body["seen"] = seen;
            faults(&sent(&em, Method::PATCH, &path, &body, 422).await)
        }
    };
    assert_eq!(edit(json!({"title": " "})).await, ["/title"]);
    assert_eq!(edit(json!({"from": "2020-01-01"})).await, ["/from"]);
    assert_eq!(edit(json!({"head": {"place": "a".repeat(301)}})).await, ["/head/place"]);
    written(&em, &draft, "inspection", &"a".repeat(60_001), 422).await.problem(Code::EvaluationField);
    let missing = path(&draft, "/sections/no_such_section");
    sent(&em, Method::PUT, &missing, &json!({"seen": null, "words": ""}), 404).await.problem(Code::NotFound);
}

async fn fields_are_filled_by_hand_and_cleared(server: TestServer) {
    let em = server.desk("em").await;
    let draft = begun(&em, &report(&server, VAN_QUAN)).await;
    let field = |section: &Value, key: &str| {
        section["fields"].as_array().unwrap().iter().find(|field| field["key"] == key).unwrap().clone()
    };
    let progress = section(&draft, "progress");
    let plan = field(progress, "capital_plan");
    assert_eq!((&plan["to_fill"], &plan["kind"]), (&json!(true), &json!("number")));
    let rows: Vec<&str> = plan["rows"].as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap()).collect();
    assert_eq!((rows[0], rows.contains(&"DA3.1"), rows.contains(&"DA1")), ("DA1.1", true, false), "{rows:?}");
    let write = async |seen: &Value, fields: Value, status: u16| {
        let body = json!({"seen": seen, "words": "", "fields": fields});
        sent(&em, Method::PUT, &path(&draft, "/sections/progress"), &body, status).await
    };
    let filled = json!({"works_started": 11, "capital_plan": {"DA1.1": 41357, "DA3.1": 5200.5}});
    let one: Value = write(&Value::Null, filled.clone(), 200).await.json();
    assert_eq!(
        (&field(&one, "works_started")["value"], &field(&one, "works_started")["to_fill"]),
        (&json!(11.0), &json!(false))
    );
    let plan = field(&one, "capital_plan");
    assert_eq!((&plan["value"], &plan["to_fill"]), (&json!({"DA1.1": 41357.0, "DA3.1": 5200.5}), &json!(true)));
    let two: Value = write(&one["changed_at"], json!({"works_started": null}), 200).await.json();
    assert!(field(&two, "works_started").get("value").is_none());
    assert_eq!(field(&two, "capital_plan")["value"], plan["value"], "what is not named stays");
    let wrong = json!({"works_started": "mười một", "capital_plan": {"DA9": 1}, "no_such": 1});
    let paths = faults(&write(&two["changed_at"], wrong, 422).await);
    assert_eq!(paths, ["/fields/capital_plan/DA9", "/fields/no_such", "/fields/works_started"]);
    // A department fills the parts of the programme that it leads.
    let farms = server.app.store.read().await.unwrap().departments().await.unwrap();
    let farms = farms.into_iter().find(|department| department.code == "NNPTNT").unwrap();
    let mut department = report(&server, VAN_QUAN);
    department["department"] = json!(farms.id);
    let department = begun(&em, &department).await;
    assert_eq!(department["department_name"], json!(farms.name));
    let rows = field(section(&department, "progress"), "capital_plan")["rows"].clone();
    assert_eq!(rows.as_array().unwrap().iter().map(|row| row["key"].clone()).collect::<Vec<_>>(), ["DA3.1"]);
}

async fn what_changed_meanwhile_is_not_overwritten(server: TestServer) {
    let (em, chi) = (server.desk("em").await, server.desk("chi").await);
    let draft = begun(&chi, &report(&server, DIEM_HE)).await;
    let first: Value = written(&chi, &draft, "results", "Xã đã làm xong đường.", 200).await.json();
    // The evaluator looked before the officer wrote: the section is another, and so is the whole.
    let problem = written(&em, &draft, "results", "Khác", 409).await.problem(Code::EvaluationMovedOn);
    assert!(problem.detail.unwrap().contains("Triệu Văn Chi"));
    stepped(&em, &draft, "submit", "", 409).await.problem(Code::EvaluationMovedOn);
    let edit = json!({"seen": draft["changed_at"], "title": "Khác"});
    sent(&em, Method::PATCH, &path(&draft, ""), &edit, 409).await.problem(Code::EvaluationMovedOn);
    // Two people write two sections at once.
    written(&em, &draft, "progress", "Giải ngân đạt 40 %.", 200).await;
    let stale = json!({"seen": "2024-05-06T00:00:00Z", "words": "Khác"});
    sent(&em, Method::PUT, &path(&draft, "/sections/direction"), &stale, 409).await.problem(Code::EvaluationMovedOn);
    let now = read(&em, &draft).await;
    assert_eq!(section(&now, "results"), &first);
    // Times grow though the clock stands, so nobody takes one state for another.
    let second: Value = written(&em, &now, "results", "Xã đã làm xong đường bê tông.", 200).await.json();
    assert!(second["changed_at"].as_str() > first["changed_at"].as_str());
    written(&chi, &now, "results", "Khác", 409).await.problem(Code::EvaluationMovedOn);
    // Writing the same again is nothing done.
    let before = read(&em, &draft).await;
    written(&em, &before, "results", "Xã đã làm xong đường bê tông.", 200).await;
    assert_eq!(read(&em, &draft).await, before);
}

async fn what_others_wrote_is_kept_in_the_history(server: TestServer) {
    let (em, chi) = (server.desk("em").await, server.desk("chi").await);
    let draft = begun(&chi, &report(&server, DIEM_HE)).await;
    for words in ["Một", "Một hai", "Một hai ba"] {
        written(&chi, &read(&chi, &draft).await, "results", words, 200).await;
        server.clock.advance(60_000);
    }
    written(&em, &read(&em, &draft).await, "results", "Bốn", 200).await;
    server.clock.advance(16 * 60_000);
    written(&em, &read(&em, &draft).await, "results", "Năm", 200).await;
    let history: Value = em.get(&path(&draft, "/history"), 200).await.json();
    let events = history["events"].as_array().unwrap();
    let replaced: Vec<Option<&str>> = events.iter().skip(1).map(|event| event["words"].as_str()).collect();
    assert_eq!(replaced, [None, None, None, Some("Một hai ba"), Some("Bốn")]);
    assert_eq!((&events[4]["section"], &events[4]["person_name"]), (&json!("results"), &json!("Vi Văn Em")));
}

async fn a_draft_can_be_thrown_away_and_nothing_else(server: TestServer) {
    let em = server.desk("em").await;
    let draft = begun(&em, &report(&server, VAN_QUAN)).await;
    written(&em, &draft, "results", "Bản nháp", 200).await;
    let delete = async |seen: &Value, status: u16| {
        let query = format!("?seen={}", seen["changed_at"].as_str().unwrap());
        Reply::of(em.request(Method::DELETE, &path(&draft, &query))).await.expect(status)
    };
    delete(&draft, 409).await.problem(Code::EvaluationMovedOn);
    let submitted: Value = moved(&em, &draft, "submit", 200).await.json();
    delete(&submitted, 409).await.problem(Code::EvaluationTransition);
    let back: Value = moved(&em, &draft, "send_back", 200).await.json();
    delete(&back, 204).await;
    em.get(&path(&draft, ""), 404).await.problem(Code::NotFound);
    // Another can be begun in its place.
    begun(&em, &report(&server, VAN_QUAN)).await;
    let report = vouched::audited(&server).await;
    assert!(report.valid, "{:?}", report.altered);
}
