//! Who may do what, tried for every operation of the OpenAPI document, every role, and every way to show who one is.

use std::collections::BTreeSet;

use mobile_sync_protocol::{ids::Sha256, record::Revision};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use thucdia::auth::{Permission, Role};
use thucdia_tests::{
    builders::{self, Edit, inspection, photo},
    phone::Phone,
    reply::Reply,
    server::{Desk, TestServer},
};

on_both! {
    every_operation_lets_in_whom_the_table_names_and_nobody_else
    somebody_of_another_district_sees_nothing_of_this_one
    an_inspector_reads_what_they_captured_and_no_colleagues
    opening_a_households_record_is_noted
}

/// What anybody may ask.
const OPEN: [&str; 11] = [
    "delete /api/v1/session",
    "get /api/v1/checklists/schema",
    "get /api/v1/server-keys",
    "get /healthz",
    "get /metrics",
    "get /problems",
    "get /problems/{code}",
    "get /readyz",
    "options /api/v1/uploads",
    "post /api/v1/devices",
    "post /api/v1/session",
];

/// What a revoked phone may still do: hand in what it has.
const REVOKED_MAY: [&str; 8] = [
    "delete /api/v1/device",
    "delete /api/v1/uploads/{id}",
    "head /api/v1/uploads/{id}",
    "patch /api/v1/uploads/{id}",
    "post /api/v1/photos/status",
    "post /api/v1/sync/push",
    "post /api/v1/uploads",
    "post /api/v1/uploads/{id}",
];

struct Operation {
    method: Method,
    template: String,
    /// The ways in, each with a permission that opens it; one way may stand there with several.
    ways: Vec<(String, Permission)>,
}

impl Operation {
    fn name(&self) -> String {
        format!("{} {}", self.method.as_str().to_lowercase(), self.template)
    }

    /// An address that the operation can be asked at, about things that are not there.
    fn path(&self) -> String {
        let nothing = "018f4b6a-2a80-7e75-80fe-7118b28fbf36";
        let mut path =
            self.template.replace("{sha256}", &Sha256::of(b"nothing").to_string()).replace("{what}", "units");
        path = path.replace("/checklists/{id}/{version}", "/checklists/infrastructure_work/1");
        path = path.replace("/forms/{id}/{version}", "/forms/monitoring/1").replace("{key}", "results");
        path = path.replace("{attachment}", nothing).replace("{file}", &Sha256::of(b"nothing").to_string());
        path = path.replace("{table}", "Units");
        path = path.replace("{id}", nothing).replace("{revision}", nothing).replace("{code}", "request.method");
        assert!(!path.contains('{'), "{path}: say what stands for this parameter");
        match path.as_str() {
            "/api/v1/units/locate" => "/api/v1/units/locate?lat=21.9&lon=106.6&on=2024-05-06".to_owned(),
            "/api/v1/events" => "/api/v1/events?limit=0".to_owned(),
            "/api/v1/import/units" => "/api/v1/import/units?file=x.csv".to_owned(),
            _ => path,
        }
    }

    fn permissions(&self, way: &str) -> impl Iterator<Item = Permission> {
        self.ways.iter().filter(move |(scheme, _)| scheme == way).map(|(_, permission)| *permission)
    }
}

fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(thucdia::http::document()).unwrap();
    let mut found = Vec::new();
    for (template, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Ok(known) = method.to_uppercase().parse::<Method>() else { continue };
            if !operation.is_object() || operation.get("responses").is_none() {
                continue;
            }
            let mut ways = Vec::new();
            for requirement in operation["security"].as_array().into_iter().flatten() {
                for (scheme, scopes) in requirement.as_object().unwrap() {
                    let [scope] = &scopes.as_array().unwrap()[..] else { panic!("{template}: one permission") };
                    let word = scope.as_str().unwrap();
                    let permission = Permission::ALL.into_iter().find(|known| known.as_str() == word);
                    ways.push((scheme.clone(), permission.unwrap()));
                }
            }
            found.push(Operation { method: known, template: template.clone(), ways });
        }
    }
    assert!(found.len() > 40, "{} operations", found.len());
    found
}

#[test]
fn the_operations_that_anybody_may_ask_are_these() {
    let open: BTreeSet<String> =
        operations().iter().filter(|operation| operation.ways.is_empty()).map(Operation::name).collect();
    let written: BTreeSet<String> = OPEN.iter().map(ToString::to_string).collect();
    assert_eq!(open, written);
}

/// Somebody who asks, and the roles that they hold.
enum Who {
    Desk(Role, Desk),
    Phone(Role, Phone),
    Revoked(Phone),
}

impl Who {
    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        match self {
            Self::Desk(_, desk) => desk.request(method, path),
            Self::Phone(_, phone) | Self::Revoked(phone) => phone.request(method, path),
        }
    }

    fn may(&self, operation: &Operation) -> bool {
        let holds =
            |way: &str, role: Role| operation.permissions(way).any(|permission| permission.roles().contains(&role));
        match self {
            Self::Desk(role, _) => holds("session", *role),
            Self::Phone(role, _) => holds("device", *role),
            Self::Revoked(_) => REVOKED_MAY.contains(&operation.name().as_str()),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Desk(role, _) => format!("{role:?} at the desk"),
            Self::Phone(role, _) => format!("{role:?}'s phone"),
            Self::Revoked(_) => "a revoked phone".to_owned(),
        }
    }
}

async fn every_operation_lets_in_whom_the_table_names_and_nobody_else(server: TestServer) {
    let mut callers = Vec::new();
    for (role, name) in [
        (Role::Inspector, "an"),
        (Role::CommuneOfficer, "chi"),
        (Role::Reviewer, "dung"),
        (Role::Evaluator, "em"),
        (Role::Administrator, "quantri"),
    ] {
        callers.push(Who::Desk(role, server.desk(name).await));
        callers.push(Who::Phone(role, Phone::enrol(&server, name).await));
    }
    let revoked = Phone::enrol(&server, "binh").await;
    let admin = thucdia::store::Actor::System;
    assert!(thucdia::desk::devices::revoke(&server.app, revoked.device, admin).await.unwrap());
    callers.push(Who::Revoked(revoked));

    let (mut let_in, mut kept_out) = (0, 0);
    // Last what ends a phone, or the phones could not be asked about anything else.
    let mut asked = operations();
    asked.sort_by_key(|operation| operation.name() == "delete /api/v1/device");
    for operation in asked.iter().filter(|operation| !operation.ways.is_empty()) {
        let path = operation.path();
        let nobody = Reply::of(server.request(operation.method.clone(), &path)).await;
        assert_eq!(nobody.status, 401, "nobody: {}", operation.name());
        for who in &callers {
            let status = Reply::of(who.request(operation.method.clone(), &path)).await.status;
            let shown = format!("{}: {} answered {status}", who.name(), operation.name());
            if who.may(operation) {
                assert!(status != 401 && status != 403 && status < 500, "{shown}");
                let_in += 1;
            } else {
                assert_eq!(status, 403, "{shown}");
                kept_out += 1;
            }
        }
    }
    assert!(let_in > 100 && kept_out > 100, "{let_in} let in, {kept_out} kept out");
}

/// A record with a photo, handed in by `phone`.
async fn handed_in(server: &TestServer, phone: &Phone, code: &str, number: u64) -> (Revision, Vec<u8>) {
    let bytes = photo(number, 5_000);
    let revision = inspection(&server.app, code).await.with_photo(&bytes);
    phone.push_one(&revision, 200).await;
    phone.upload(&bytes).await;
    (revision, bytes)
}

fn record_paths(revision: &Revision, bytes: &[u8]) -> [String; 3] {
    let record = format!("/api/v1/records/{}", revision.record);
    [
        record.clone(),
        format!("{record}/revisions/{}", revision.revision),
        format!("/api/v1/photos/{}", Sha256::of(bytes)),
    ]
}

async fn somebody_of_another_district_sees_nothing_of_this_one(server: TestServer) {
    let an = Phone::enrol(&server, "an").await;
    let (revision, bytes) = handed_in(&server, &an, "CT-01", 1).await;
    let (la, lam) = (Phone::enrol(&server, "la").await, server.desk("lam").await);
    let la_desk = server.desk("la").await;
    for path in record_paths(&revision, &bytes) {
        an.get(&path, 200).await;
        server.desk("dung").await.get(&path, 200).await;
        server.desk("chi").await.get(&path, 200).await;
        la.get(&path, 404).await;
        lam.get(&path, 404).await;
        la_desk.get(&path, 404).await;
    }
    let commune = revision.commune;
    for desk in [&lam, &la_desk] {
        let records: Value = desk.get("/api/v1/records", 200).await.json();
        assert_eq!(records["records"].as_array().unwrap().len(), 0);
        let asked: Value = desk.get(&format!("/api/v1/records?commune={commune}"), 200).await.json();
        assert_eq!(asked["records"].as_array().unwrap().len(), 0);
        desk.get(&format!("/api/v1/subjects?commune={commune}"), 403).await;
        let subjects: Value = desk.get("/api/v1/subjects", 200).await.json();
        let codes: Vec<&str> =
            subjects["subjects"].as_array().unwrap().iter().map(|line| line["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["CT-04"]);
    }
    let totals: Value = lam.get("/api/v1/records/totals", 200).await.json();
    assert_eq!(totals["units"].as_array().unwrap().len(), 0);
    // A photo that a record of one's own names, too, is one's own to see.
    let mine = inspection(&server.app, "CT-04").await.with_photo(&bytes);
    la.push_one(&mine, 200).await;
    la.get(&format!("/api/v1/photos/{}", Sha256::of(&bytes)), 200).await;
}

async fn an_inspector_reads_what_they_captured_and_no_colleagues(server: TestServer) {
    let (an, binh) = (Phone::enrol(&server, "an").await, Phone::enrol(&server, "binh").await);
    let (revision, bytes) = handed_in(&server, &an, "CT-01", 1).await;
    handed_in(&server, &binh, "CT-02", 2).await;
    for path in record_paths(&revision, &bytes) {
        an.get(&path, 200).await;
        binh.get(&path, 404).await;
    }
    let list: Value = binh.get("/api/v1/records", 200).await.json();
    assert_eq!(list["records"].as_array().unwrap().len(), 1);
    assert_eq!(list["records"][0]["person"], binh.person.to_string());
    let person = builders::person(&server.app, "an").await;
    binh.get(&format!("/api/v1/records?person={person}"), 403).await;
    let reviewer = server.desk("dung").await;
    let list: Value = reviewer.get("/api/v1/records", 200).await.json();
    assert_eq!(list["records"].as_array().unwrap().len(), 2);
    let list: Value = reviewer.get(&format!("/api/v1/records?person={person}&status=received"), 200).await.json();
    assert_eq!(list["records"].as_array().unwrap().len(), 1);
    let list: Value = reviewer.get("/api/v1/records?status=waiting", 200).await.json();
    assert_eq!(list["records"].as_array().unwrap().len(), 0);
    // Pages follow one another.
    let first: Value = reviewer.get("/api/v1/records?limit=1", 200).await.json();
    let next = first["next"].as_str().unwrap();
    let second: Value = reviewer.get(&format!("/api/v1/records?limit=1&after={next}"), 200).await.json();
    assert_ne!(first["records"][0]["record"], second["records"][0]["record"]);
}

async fn opening_a_households_record_is_noted(server: TestServer) {
    let an = Phone::enrol(&server, "an").await;
    let (household, bytes) = handed_in(&server, &an, "HO-01", 1).await;
    let (work, _) = handed_in(&server, &an, "CT-01", 2).await;
    let (reviewer, admin) = (server.desk("dung").await, server.desk("quantri").await);
    let opened = || async {
        let path = format!("/api/v1/log?about=record:{}", household.record);
        let log: Value = admin.get(&path, 200).await.json();
        let entries = log["entries"].as_array().unwrap();
        let line =
            |entry: &Value| format!("{} {}", entry["actor"].as_str().unwrap(), entry["action"].as_str().unwrap());
        entries.iter().map(line).filter(|line| line.ends_with("opened")).collect::<Vec<_>>()
    };
    // Who captured it opens their own.
    for path in record_paths(&household, &bytes) {
        an.get(&path, 200).await;
    }
    assert_eq!(opened().await, [""; 0]);
    for path in record_paths(&household, &bytes) {
        reviewer.get(&path, 200).await;
    }
    let who = format!("person:{}", reviewer.person);
    let noted = [format!("{who} record.opened"), format!("{who} record.opened"), format!("{who} photo.opened")];
    assert_eq!(opened().await, noted);
    // A work's record is no household's.
    reviewer.get(&format!("/api/v1/records/{}", work.record), 200).await;
    let log: Value = admin.get(&format!("/api/v1/log?about=record:{}", work.record), 200).await.json();
    assert!(log["entries"].as_array().unwrap().iter().all(|entry| entry["action"] != "record.opened"));
}
