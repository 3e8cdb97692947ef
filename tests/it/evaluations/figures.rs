//! `/api/v1/evaluations/{id}/figures`: numbers against a district that was counted by hand, and what is behind them.

use std::collections::BTreeMap;

use mobile_sync_protocol::{answer::Outcome, ids::VisitId, record::Revision};
use serde_json::{Value, json};
use thucdia_tests::{
    builders::{self, Edit, inspection, photo},
    phone::Phone,
    server::{Desk, TestServer},
};

use super::{DIEM_HE, VAN_QUAN, begun, moved, path, report};
use crate::findings::{answered, decided, raised, shortcoming};

on_both! {
    figures_are_those_that_one_counts_by_hand
    what_is_behind_a_number_is_what_its_question_lists
    figures_are_frozen_when_they_are_handed_in
}

const VISITS: &str = "\
title,plan,starts_on,ends_on,commune_codes,subject_codes,team
Đợt 1,,2024-05-01,2024-05-31,06280;06283,CT-01;CT-02;MH-01;HO-01,an:head
Đợt 2,,2024-08-01,2024-08-31,06307,CT-03,an:head
";

/// Two visits. In the first: CT-01 inspected twice, MH-01 and HO-01 once, CT-02 not; CT-03, which belongs to the second,
/// was looked at early; one record waits for its photo.
async fn inspected(server: &TestServer) -> Vec<Revision> {
    builders::take(&server.app, thucdia::registry::apply::What::Visits, VISITS.into()).await;
    let visits = server.app.store.read().await.unwrap().visits(None).await.unwrap();
    let visit: VisitId = visits.iter().find(|visit| visit.title == "Đợt 1").unwrap().id;
    let phone = Phone::enrol(server, "an").await;
    let mut records = Vec::new();
    for (code, item, outcome) in [
        ("CT-01", "visible_defects", Outcome::Fail),
        ("CT-01", "visible_defects", Outcome::Pass),
        ("MH-01", "vaccinated", Outcome::NotApplicable),
        ("HO-01", "hh_informed", Outcome::Pass),
        ("CT-03", "visible_defects", Outcome::Pass),
    ] {
        let mut record = inspection(&server.app, code).await.judged(item, outcome);
        record.visit = Some(visit);
        phone.push_one(&record, 200).await;
        records.push(record);
    }
    let mut waiting = inspection(&server.app, "CT-02").await.with_photo(&photo(9, 500));
    waiting.visit = Some(visit);
    phone.push_one(&waiting, 200).await;
    thucdia::jobs::work_off(&server.app).await.unwrap();
    records
}

async fn figures(desk: &Desk, evaluation: &Value) -> Value {
    desk.get(&path(evaluation, "/figures"), 200).await.json()
}

fn figure<'a>(figures: &'a Value, key: &str) -> &'a Value {
    figures["figures"].as_array().unwrap().iter().find(|figure| figure["key"] == key).unwrap()
}

/// Rows as `value` or `value/of` by column.
fn rows(figure: &Value) -> BTreeMap<String, BTreeMap<String, String>> {
    let row = |row: &Value| (row["key"].as_str().unwrap().to_owned(), cells(&row["cells"]));
    figure["rows"].as_array().unwrap().iter().map(row).collect()
}

fn cells(cells: &Value) -> BTreeMap<String, String> {
    let one = |amount: &Value| match amount.get("of") {
        Some(of) => format!("{}/{of}", amount["value"]),
        None => amount["value"].to_string(),
    };
    cells.as_object().unwrap().iter().map(|(key, amount)| (key.clone(), one(amount))).collect()
}

fn is(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

async fn figures_are_those_that_one_counts_by_hand(server: TestServer) {
    let (dung, em, chi) = (server.desk("dung").await, server.desk("em").await, server.desk("chi").await);
    inspected(&server).await;
    let one = raised(&dung, &shortcoming(&server)).await;
    let two = raised(&dung, &shortcoming(&server)).await;
    raised(&dung, &shortcoming(&server)).await;
    let mistake = raised(&dung, &shortcoming(&server)).await;
    decided(&dung, &mistake, "withdraw", "Nhầm", 200).await;
    let one: Value = answered(&chi, &one, "Đã vá", 200).await.json();
    decided(&dung, &one, "resolve", "Đạt", 200).await;
    let two: Value = answered(&chi, &two, "Đã vá", 200).await.json();
    // Past the day by which they were to be put right.
    server.clock.advance(60 * 86_400_000);
    decided(&dung, &two, "resolve", "Đạt", 200).await;
    let district = begun(&em, &report(&server, VAN_QUAN)).await;
    let shown = figures(&em, &district).await;
    assert_eq!((&shown["frozen"], &shown["as_of"]), (&json!(false), &json!("2024-07-05")));
    assert_eq!((&shown["from"], &shown["to"]), (&json!("2024-01-01"), &json!("2024-06-30")));
    let by_node = rows(figure(&shown, "inspected_by_sub_project"));
    let works = is(&[("listed", "3"), ("planned", "2"), ("inspected", "1/2"), ("beyond", "1")]);
    let farms = is(&[("listed", "2"), ("planned", "2"), ("inspected", "2/2"), ("beyond", "0")]);
    assert_eq!(by_node, BTreeMap::from([("DA1.1".to_owned(), works), ("DA3.1".to_owned(), farms)]));
    let total = cells(&figure(&shown, "inspected_by_sub_project")["total"]);
    assert_eq!(total, is(&[("listed", "5"), ("planned", "4"), ("inspected", "3/4"), ("beyond", "1")]));
    let items = rows(figure(&shown, "passing_by_item"));
    let defects = is(&[("judged", "3"), ("passed", "2/3"), ("failed", "1/3")]);
    let informed = is(&[("judged", "1"), ("passed", "1/1"), ("failed", "0/1")]);
    assert_eq!(
        items,
        BTreeMap::from([
            ("infrastructure_work/visible_defects".to_owned(), defects),
            ("beneficiary_household/hh_informed".to_owned(), informed),
        ])
    );
    let visits = figure(&shown, "visits");
    assert_eq!(visits["rows"][0]["title"]["vi"], "Đợt 1");
    let first =
        is(&[("communes", "2"), ("inspected", "3/4"), ("records", "5"), ("sessions", "0"), ("households", "1")]);
    assert_eq!(rows(visits).into_values().collect::<Vec<_>>(), [first]);
    let levels = rows(figure(&shown, "findings_by_level"));
    let f2 = is(&[
        ("raised", "3"),
        ("open", "1/3"),
        ("answered", "0/3"),
        ("resolved", "2/3"),
        ("reopened", "0/3"),
        ("overdue", "1/3"),
    ]);
    assert_eq!(levels["f2"], f2);
    let measures = rows(figure(&shown, "measures"));
    let raised = is(&[
        ("asked", "3"),
        ("resolved", "2/3"),
        ("in_time", "1/2"),
        ("answered", "0/3"),
        ("to_do", "1/3"),
        ("overdue", "1/3"),
    ]);
    assert_eq!(measures["raised"], raised);
    assert_eq!(measures["carried_over"]["asked"], "0");
    let evidence = rows(figure(&shown, "evidence_quality"));
    let counted: i64 =
        evidence.values().map(|row| row["records"].split('/').next().unwrap().parse::<i64>().unwrap()).sum();
    assert_eq!(counted, 5);
    // A commune counts its own, and its form is the same.
    let commune = begun(&chi, &report(&server, DIEM_HE)).await;
    let own = figures(&chi, &commune).await;
    let works = is(&[("listed", "1"), ("planned", "1"), ("inspected", "1/1"), ("beyond", "0")]);
    assert_eq!(rows(figure(&own, "inspected_by_sub_project"))["DA1.1"], works);
    let communes = rows(figure(&own, "inspected_by_commune"));
    assert_eq!(communes.len(), 1);
    // A department counts its part of the programme.
    let departments = server.app.store.read().await.unwrap().departments().await.unwrap();
    let mut of_farms = report(&server, VAN_QUAN);
    of_farms["department"] = json!(departments.iter().find(|known| known.code == "NNPTNT").unwrap().id);
    let of_farms = begun(&em, &of_farms).await;
    let shown = figures(&em, &of_farms).await;
    assert_eq!(rows(figure(&shown, "inspected_by_sub_project")).into_keys().collect::<Vec<_>>(), ["DA3.1"]);
    assert_eq!(cells(&figure(&shown, "findings_by_category")["total"])["raised"], "0");
}

/// The records, findings or subjects that a question lists.
async fn listed(desk: &Desk, query: &str) -> Vec<Value> {
    let list: Value = desk.get(&format!("/api/v1/{query}"), 200).await.json();
    let name = query.split('?').next().unwrap();
    list[name].as_array().unwrap().clone()
}

async fn what_is_behind_a_number_is_what_its_question_lists(server: TestServer) {
    let (dung, em, chi) = (server.desk("dung").await, server.desk("em").await, server.desk("chi").await);
    inspected(&server).await;
    let carried = raised(&dung, &shortcoming(&server)).await;
    let closed = raised(&dung, &shortcoming(&server)).await;
    let closed: Value = answered(&chi, &closed, "Đã vá", 200).await.json();
    decided(&dung, &closed, "resolve", "Đạt", 200).await;
    let late = raised(&dung, &shortcoming(&server)).await;
    let late: Value = answered(&chi, &late, "Đã vá", 200).await.json();
    let district = begun(&em, &report(&server, VAN_QUAN)).await;
    let next_year = builders::time("2025-02-01T08:00:00+07:00").at;
    server.clock.advance(next_year.since(server.clock.now()));
    decided(&dung, &late, "resolve", "Đạt", 200).await;
    answered(&chi, &carried, "Đã vá", 200).await;
    let fresh = raised(&dung, &{
        let mut finding = shortcoming(&server);
        finding["due_on"] = json!("2025-03-01");
        finding
    })
    .await;
    let fresh: Value = answered(&chi, &fresh, "Đã vá", 200).await.json();
    decided(&dung, &fresh, "resolve", "Đạt", 200).await;
    let mut next = report(&server, VAN_QUAN);
    next["year"] = json!(2025);
    let next = begun(&em, &next).await;
    let over = figures(&em, &next).await;
    let carried = &rows(figure(&over, "measures"))["carried_over"];
    assert_eq!(
        (&carried["asked"], &carried["in_time"]),
        (&"2".to_owned(), &"0/1".to_owned()),
        "one was put right before"
    );
    let annual =
        json!({"form": "annual", "year": 2024, "period": "year", "unit": builders::unit(&server.app, VAN_QUAN)});
    let annual = begun(&em, &annual).await;
    let whole_year = figures(&em, &annual).await;
    let rules = figure(&whole_year, "evidence_rules")["rows"].as_array().unwrap();
    assert!(rules.iter().all(|rule| rule["title"]["vi"].as_str().unwrap() != rule["key"]), "{rules:?}");
    for shown in [figures(&em, &district).await, over, whole_year.clone()] {
        let mut asked = 0;
        for figure in shown["figures"].as_array().unwrap() {
            let all = figure["rows"].as_array().unwrap().iter().map(|row| &row["cells"]);
            for (column, amount) in all.chain(figure.get("total")).flat_map(|cells| cells.as_object().unwrap()) {
                let Some(query) = amount.get("query").and_then(Value::as_str) else { continue };
                let lines = listed(&em, query).await;
                // Subjects count once; what lies behind them is each of their records.
                let distinct: std::collections::BTreeSet<String> = match column.as_str() {
                    "inspected" | "beyond" => lines.iter().map(|line| line["subject"].to_string()).collect(),
                    _ => lines.iter().map(ToString::to_string).collect(),
                };
                assert_eq!(json!(distinct.len()), amount["value"], "{} {column}: {query}", figure["key"]);
                asked += 1;
            }
        }
        assert!(asked > 50, "{asked}");
    }
}

async fn figures_are_frozen_when_they_are_handed_in(server: TestServer) {
    let (dung, em) = (server.desk("dung").await, server.desk("em").await);
    raised(&dung, &shortcoming(&server)).await;
    let draft = begun(&em, &report(&server, VAN_QUAN)).await;
    let total = |figures: &Value| cells(&figure(figures, "findings_by_level")["total"])["raised"].clone();
    assert_eq!(total(&figures(&em, &draft).await), "1");
    moved(&em, &draft, "submit", 200).await;
    raised(&dung, &shortcoming(&server)).await;
    let frozen = figures(&em, &draft).await;
    assert_eq!((total(&frozen).as_str(), &frozen["frozen"]), ("1", &json!(true)));
    moved(&em, &draft, "send_back", 200).await;
    let live = figures(&em, &draft).await;
    assert_eq!((total(&live).as_str(), &live["frozen"]), ("2", &json!(false)));
    super::signed(&em, &draft).await;
    raised(&dung, &shortcoming(&server)).await;
    assert_eq!(total(&figures(&em, &draft).await), "2");
}
