//! Rules of checklists: what they say of answers here, and what the expressions say that they become.

use std::{collections::BTreeMap, path::Path};

use mobile_sync_protocol::{
    answer::{Answer, Outcome, Value},
    checklist::{
        Checklist, SubjectKind,
        rule::{Condition, Facts, Operand, Relation},
    },
    ids::Key,
    registry::Subject,
    time::OffsetTime,
};
use proptest::{prelude::*, sample::select, strategy::ValueTree, test_runner::TestRunner};
use serde_json::json;
use thucdia::openrosa::{check, lists, xform};
use thucdia_tests::server::files;

use super::{javarosa, node, printed, validate};

/// Forms, the rules in each, and the answers that each is given.
const FORMS: usize = 8;
const RULES: usize = 12;
const CASES: usize = 12;
/// What rules are about.
const ITEMS: [&str; 8] = ["judged", "one", "many", "words", "n1", "n2", "d1", "d2"];

fn key(text: &str) -> Key {
    text.parse().unwrap()
}

fn any_key(of: &[&'static str]) -> impl Strategy<Value = Key> + use<> {
    select(of.to_vec()).prop_map(key)
}

fn operand() -> impl Strategy<Value = Operand> {
    let leaf = prop_oneof![
        any_key(&["n1", "n2", "d1", "d2"]).prop_map(Operand::Item),
        Just(Operand::Setting(key("limit"))),
        any_key(&["p1", "p2"]).prop_map(Operand::Planned),
        any_key(&["p2", "p3"]).prop_map(Operand::PlannedDate),
        select(vec![-2.5, 0.0, 1.0, 50.0, 100.0, 19_800.0]).prop_map(Operand::Number),
        Just(Operand::Date("2024-02-29".parse().unwrap())),
        Just(Operand::InspectionDate),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2).prop_map(Operand::Sum),
            prop::collection::vec(inner.clone(), 2).prop_map(Operand::Difference),
            prop::collection::vec(inner, 2).prop_map(Operand::Percent),
        ]
    })
}

fn is(items: &[&'static str], values: &[&'static str]) -> impl Strategy<Value = Condition> + use<> {
    (any_key(items), prop::collection::vec(any_key(values), 0..3))
        .prop_map(|(item, any_of)| Condition::Is { item, any_of })
}

fn condition() -> impl Strategy<Value = Condition> {
    let relations =
        [Relation::Below, Relation::AtMost, Relation::Equals, Relation::Differs, Relation::AtLeast, Relation::Above];
    let leaf = prop_oneof![
        any_key(&["judged", "one", "many", "words", "n1", "d1"]).prop_map(|item| Condition::Answered { item }),
        is(&["judged"], &["pass", "fail", "not_applicable"]),
        is(&["one", "many"], &["a", "b", "c"]),
        (operand(), select(relations.to_vec()), operand()).prop_map(|(left, relation, right)| Condition::Compare {
            left,
            relation,
            right
        }),
    ];
    leaf.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|of| Condition::All { of }),
            prop::collection::vec(inner.clone(), 0..4).prop_map(|of| Condition::Any { of }),
            inner.prop_map(|of| Condition::Not { of: Box::new(of) }),
        ]
    })
}

fn value(item: &'static str) -> impl Strategy<Value = Option<Value>> {
    let days = ["2000-01-01", "2023-12-31", "2024-02-29", "2024-03-01", "2099-12-31"];
    let some: BoxedStrategy<Value> = match item {
        "judged" => select(vec![Outcome::Pass, Outcome::Fail, Outcome::NotApplicable]).prop_map(Value::Outcome).boxed(),
        "one" => any_key(&["a", "b", "c"]).prop_map(Value::Choice).boxed(),
        "many" => prop::sample::subsequence(vec!["a", "b", "c"], 1..=3)
            .prop_map(|many| Value::Choices(many.into_iter().map(key).collect()))
            .boxed(),
        "words" => select(vec!["x", "xin chào"]).prop_map(|text| Value::Text(text.to_owned())).boxed(),
        "n1" | "n2" => select(vec![-2.5, 0.0, 1.0, 40.0, 50.0, 100.0, 19_780.0]).prop_map(Value::Number).boxed(),
        _ => select(days.to_vec()).prop_map(|day| Value::Date(day.parse().unwrap())).boxed(),
    };
    prop::option::weighted(0.8, some)
}

/// A checklist in which each rule decides whether an item is asked, and whether another's answer holds.
fn checklist(rules: &[Condition]) -> Checklist {
    let choices = json!(["a", "b", "c"].map(|choice| json!({"value": choice, "label": {"vi": choice}})));
    let number = json!({"type": "number", "unit": {"key": "m", "label": {"vi": "m"}}});
    let mut items: Vec<serde_json::Value> = Vec::new();
    for item in ITEMS {
        let answer = match item {
            "judged" => json!({"type": "pass_fail"}),
            "one" => json!({"type": "choice", "choices": choices}),
            "many" => json!({"type": "multiple_choice", "choices": choices}),
            "words" => json!({"type": "text"}),
            "n1" | "n2" => number.clone(),
            _ => json!({"type": "date"}),
        };
        items.push(json!({"key": item, "question": {"vi": item}, "answer": answer}));
    }
    let text = json!({"type": "text"});
    for (at, rule) in rules.iter().enumerate() {
        let asked = json!({"key": format!("asked_{at}"), "question": {"vi": "?"}, "answer": text, "shown_if": rule});
        let must = json!({"condition": rule, "message": {"vi": "!"}});
        let held = json!({"key": format!("held_{at}"), "question": {"vi": "?"}, "answer": text, "must_hold": must});
        items.extend([asked, held]);
    }
    let checklist = json!({
        "format": 1, "id": "rules", "version": 1, "title": {"vi": "Luật"}, "subject_kind": "work",
        "settings": {"limit": {"title": {"vi": "Ngưỡng"}, "value": 50}},
        "sections": [{"key": "s", "title": {"vi": "S"}, "items": items}],
    });
    serde_json::from_value(checklist).unwrap()
}

/// How often rules said what.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    hold: u64,
    fail: u64,
    unknown: u64,
}

fn id(number: u32) -> String {
    format!("0190aaaa-0000-7000-8000-{number:012x}")
}

/// An answer as `Javarosa.java` reads it.
fn line(item: &Key, value: &Value) -> String {
    let (kind, text) = match value {
        Value::Outcome(outcome) => ("one", json!(outcome).as_str().unwrap().to_owned()),
        Value::Choice(choice) => ("one", choice.to_string()),
        Value::Choices(many) => ("many", many.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")),
        Value::Text(text) => ("text", text.clone()),
        Value::Number(number) => ("number", number.to_string()),
        Value::Date(day) => ("date", day.to_string()),
        Value::Place(_) => unreachable!("none of the items is a place"),
    };
    format!("answer\t{item}\t{kind}\t{text}")
}

/// The lists that the forms look up: one work in one commune, with the figures `planned`.
fn write_lists(folder: &Path, planned: &BTreeMap<Key, f64>) {
    let subject: Subject = serde_json::from_value(json!({
        "id": id(1), "kind": SubjectKind::Work, "name": "Đường", "sub_project": id(201), "commune": id(101),
        "planned": planned,
    }))
    .unwrap();
    let figures = ["p1", "p2", "p3"].into_iter().map(key).collect();
    let commune = lists::Entry { name: id(101), label: "xã".to_owned(), version: 1 };
    for (name, bytes) in [
        (lists::SUBJECTS, lists::subjects(&[subject], &[], &figures, |_| 1)),
        (lists::VISITS, lists::visits(&[], |_| 1)),
        (lists::FINDINGS, lists::findings(&[])),
        (lists::COMMUNES, lists::plain(vec![commune])),
        (lists::SUB_PROJECTS, lists::plain(vec![])),
    ] {
        std::fs::write(folder.join(format!("{name}.csv")), bytes).unwrap();
    }
}

/// Writes forms with random rules, the same ones each time, and what the rules say of random answers.
fn write(folder: &Path) -> Told {
    let planned = BTreeMap::from([(key("p1"), 40.0), (key("p2"), 19_800.0)]);
    write_lists(folder, &planned);
    let captured: OffsetTime = "2024-05-06T23:30:00+07:00".parse().unwrap();
    let mut runner = TestRunner::deterministic();
    let mut counts = Told::default();
    for number in 0..FORMS {
        let rules = prop::collection::vec(condition(), RULES).new_tree(&mut runner).unwrap().current();
        let checklist = checklist(&rules);
        let xml = xform::form(&checklist).xml;
        assert_eq!(check::form(&xml, &|_| None), []);
        std::fs::write(folder.join(format!("{number}.xml")), &xml).unwrap();
        let (mut cases, mut lines) = (Vec::new(), vec![format!("record\t{captured}\t{}\t{}", id(101), id(1))]);
        for _ in 0..CASES {
            let given = ITEMS.into_iter().filter_map(|item| {
                let value = value(item).new_tree(&mut runner).unwrap().current()?;
                Some((key(item), Answer { value, note: None }))
            });
            let answers: BTreeMap<Key, Answer> = given.collect();
            let facts = Facts {
                answers: &answers,
                settings: &checklist.settings,
                planned: &planned,
                inspected_on: captured.date(),
            };
            let told: Vec<Option<bool>> = rules.iter().map(|rule| rule.holds(&facts)).collect();
            lines.push("case".to_owned());
            lines.extend(answers.iter().map(|(item, answer)| line(item, &answer.value)));
            for (rule, told) in told.iter().enumerate() {
                let (count, word) = match told {
                    Some(true) => (&mut counts.hold, "true"),
                    Some(false) => (&mut counts.fail, "false"),
                    None => (&mut counts.unknown, "unknown"),
                };
                *count += 1;
                lines.push(format!("told\t{rule}\t{word}"));
            }
            let values: BTreeMap<&Key, &Value> = answers.iter().map(|(item, answer)| (item, &answer.value)).collect();
            cases.push(json!({"answers": values, "told": told}));
        }
        std::fs::write(folder.join(format!("{number}.tsv")), lines.join("\n")).unwrap();
        let all =
            json!({"captured_at": captured, "subject": id(1), "commune": id(101), "cases": cases, "rules": rules});
        std::fs::write(folder.join(format!("{number}.json")), all.to_string()).unwrap();
    }
    counts
}

#[tokio::test]
async fn rules_mean_in_both_engines_what_they_mean_here() {
    let folder = tempfile::tempdir().unwrap();
    let told = write(folder.path());
    let all = told.hold + told.fail + told.unknown;
    assert_eq!(all, u64::try_from(FORMS * RULES * CASES).unwrap());
    assert!([told.hold, told.fail, told.unknown].iter().all(|each| each * 10 > all), "each often enough: {told:?}");
    let web = node("rules.js", &[folder.path()]).await;
    let expected = json!({"hold": told.hold, "fail": told.fail, "unknown": told.unknown, "wrong": 0});
    assert_eq!(web, [expected]);
    assert_eq!(javarosa(&[Path::new("rules"), folder.path()]).await.trim(), all.to_string());
    let forms = files(folder.path()).into_iter().filter(|path| path.extension().is_some_and(|end| end == "xml"));
    printed(&validate(&forms.collect::<Vec<_>>()).await);
}
