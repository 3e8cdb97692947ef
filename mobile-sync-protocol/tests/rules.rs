//! The built-in checklists: each holds together, and each of its rules can be met and can be missed.

use std::collections::{BTreeMap, BTreeSet};

use mobile_sync_protocol::{
    answer::{Answer, Outcome, Value},
    checklist::{
        Checklist, Item, ItemType, Level, PhotoNeed, Section, check,
        rule::{Condition, Facts, Operand},
    },
    ids::Key,
    score::{raised_flags, score},
    text::Text,
    time::Date,
    validate::refusals,
};

use crate::common::{self, answer, day, key};

const INSPECTED_ON: &str = "2024-07-01";

/// Figures on both sides of every threshold of the built-in checklists.
const NUMBERS: [f64; 13] = [0.0, 1.0, 5.0, 7.0, 9.0, 11.0, 30.0, 49.0, 50.0, 79.0, 80.0, 100.0, 200.0];

/// Days on both sides of the yearly deadlines and of the inspection.
const DAYS: [&str; 7] =
    ["2021-12-20", "2022-09-15", "2023-11-30", "2024-06-30", "2024-07-01", "2024-12-14", "2024-12-15"];

/// Something that a condition looks at and that facts can set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Leaf {
    Item(Key),
    Planned(Key),
    PlannedDay(Key),
}

fn leaves(conditions: &[&Condition]) -> BTreeSet<Leaf> {
    let mut found = BTreeSet::new();
    for condition in conditions {
        condition.walk(&mut |part| match part {
            Condition::Answered { item } | Condition::Is { item, .. } => _ = found.insert(Leaf::Item(item.clone())),
            Condition::Compare { left, right, .. } => {
                for side in [left, right] {
                    side.walk(&mut |operand| match operand {
                        Operand::Item(item) => _ = found.insert(Leaf::Item(item.clone())),
                        Operand::Planned(name) => _ = found.insert(Leaf::Planned(name.clone())),
                        Operand::PlannedDate(name) => _ = found.insert(Leaf::PlannedDay(name.clone())),
                        _ => {}
                    });
                }
            }
            Condition::All { .. } | Condition::Any { .. } | Condition::Not { .. } => {}
        });
    }
    found
}

/// One try: answers and planned figures.
#[derive(Clone, Debug, Default)]
struct World {
    answers: BTreeMap<Key, Answer>,
    planned: BTreeMap<Key, f64>,
}

impl World {
    fn facts<'a>(&'a self, checklist: &'a Checklist) -> Facts<'a> {
        let (settings, inspected_on) = (&checklist.settings, day(INSPECTED_ON));
        Facts { answers: &self.answers, settings, planned: &self.planned, inspected_on }
    }
}

/// The answers that a phone can give to an item; none at all among them.
fn answers(item: &Item) -> Vec<Option<Value>> {
    let choices = || item.answer.choices().unwrap_or_default().iter().map(|choice| choice.value.clone());
    let mut values = vec![None];
    match &item.answer {
        ItemType::PassFail => {
            let outcomes = [Outcome::Pass, Outcome::Fail, Outcome::NotApplicable];
            values.extend(outcomes.map(|outcome| Some(Value::Outcome(outcome))));
        }
        ItemType::Number { min, max, .. } => {
            let (min, max) = (min.unwrap_or(f64::MIN), max.unwrap_or(f64::MAX));
            let inside = NUMBERS.into_iter().filter(|number| (min..=max).contains(number));
            values.extend(inside.map(|number| Some(Value::Number(number))));
        }
        ItemType::Choice { .. } => values.extend(choices().map(|choice| Some(Value::Choice(choice)))),
        ItemType::MultipleChoice { .. } => {
            values.extend(choices().map(|choice| Some(Value::Choices(vec![choice]))));
            values.push(Some(Value::Choices(choices().collect())));
        }
        ItemType::Text { .. } => values.push(Some(Value::Text("Mô hình nuôi bò ở xã bên".into()))),
        ItemType::Date => values.extend(DAYS.map(|text| Some(Value::Date(day(text))))),
        ItemType::Photo { .. } => {}
        ItemType::Place { .. } => values.push(Some(Value::Place(common::fix()))),
    }
    values
}

/// Every combination of what the conditions look at.
fn worlds(checklist: &Checklist, conditions: &[&Condition]) -> Vec<World> {
    let mut worlds = vec![World::default()];
    for leaf in leaves(conditions) {
        worlds = match &leaf {
            Leaf::Item(item) => {
                let values = answers(checklist.item(item).unwrap());
                grow(&worlds, &values, |world, value| {
                    if let Some(value) = value.clone() {
                        world.answers.insert(item.clone(), answer(value));
                    }
                })
            }
            Leaf::Planned(name) => grow(&worlds, &NUMBERS, |world, number| {
                world.planned.insert(name.clone(), *number);
            }),
            Leaf::PlannedDay(name) => grow(&worlds, &DAYS, |world, text| {
                world.planned.insert(name.clone(), f64::from(day(text).day_number()));
            }),
        };
    }
    worlds
}

fn grow<T>(worlds: &[World], values: &[T], set: impl Fn(&mut World, &T)) -> Vec<World> {
    let pairs = worlds.iter().flat_map(|world| values.iter().map(move |value| (world.clone(), value)));
    pairs
        .map(|(mut world, value)| {
            set(&mut world, value);
            world
        })
        .collect()
}

fn shown_if<'a>(section: &'a Section, item: &'a Item) -> impl Iterator<Item = &'a Condition> {
    section.shown_if.iter().chain(&item.shown_if)
}

#[test]
fn the_builtin_checklists_hold_together() {
    for checklist in common::builtin_checklists() {
        let found = check::check(&checklist);
        assert!(found.is_empty(), "{}: {found:#?}", checklist.id);
    }
}

#[test]
fn there_are_six_builtin_checklists_named_as_their_files_with_144_items() {
    let checklists = common::builtin_checklists();
    let items: usize = checklists.iter().map(|checklist| checklist.items().count()).sum();
    assert_eq!((checklists.len(), items), (6, 144));
    for (checklist, (name, _)) in checklists.iter().zip(common::builtin()) {
        assert_eq!((checklist.id.as_str(), checklist.version), (name, 1));
    }
}

#[test]
fn item_keys_are_unique_across_the_builtin_checklists() {
    let checklists = common::builtin_checklists();
    let keys: BTreeSet<&Key> = checklists.iter().flat_map(Checklist::items).map(|(_, item)| &item.key).collect();
    assert_eq!(keys.len(), 144);
}

#[test]
fn the_builtin_files_say_nothing_that_is_lost_in_reading() {
    for (name, text) in common::builtin() {
        let checklist: Checklist = serde_json::from_str(text).unwrap();
        let file: serde_json::Value = serde_json::from_str(text).unwrap();
        let read = serde_json::to_value(&checklist).unwrap();
        assert_eq!(without_whole_floats(&file), without_whole_floats(&read), "{name}");
    }
}

/// `80` and `80.0` are one number in JSON and two in `serde_json`.
fn without_whole_floats(value: &serde_json::Value) -> serde_json::Value {
    let text = serde_json::to_vec(value).unwrap();
    let json = mobile_sync_protocol::canonical::Json::parse(&text).unwrap();
    serde_json::from_slice(&json.canonical()).unwrap()
}

#[test]
fn every_text_of_the_builtin_checklists_is_there_in_both_languages() {
    fn walk(value: &serde_json::Value, path: &str) {
        if let Some(vi) = value.get("vi") {
            for text in [vi.as_str(), value.get("en").and_then(|en| en.as_str())] {
                assert!(text.is_some_and(|text| !text.is_empty() && text == text.trim()), "{path}: {value}");
            }
            return;
        }
        match value {
            serde_json::Value::Object(members) => {
                members.iter().for_each(|(name, value)| walk(value, &format!("{path}/{name}")));
            }
            serde_json::Value::Array(parts) => parts.iter().for_each(|part| walk(part, path)),
            _ => {}
        }
    }
    for (name, text) in common::builtin() {
        walk(&serde_json::from_str(text).unwrap(), name);
    }
}

#[test]
fn vietnamese_is_written_with_composed_letters() {
    for (name, text) in common::builtin() {
        let combining = text.chars().find(|letter| ('\u{300}'..='\u{36f}').contains(letter));
        assert_eq!(combining, None, "{name}");
    }
}

#[test]
fn a_finding_is_a_whole_sentence_in_both_languages() {
    for checklist in common::builtin_checklists() {
        for flag in checklist.items().flat_map(|(_, item)| &item.flags) {
            let Text { vi, en } = &flag.message;
            assert!(vi.ends_with('.') && en.ends_with('.'), "{vi} {en}");
        }
    }
}

#[test]
fn every_flag_is_raised_by_some_facts_and_by_no_others() {
    let mut raised_once = 0;
    for checklist in common::builtin_checklists() {
        for (section, item) in checklist.items() {
            for flag in &item.flags {
                let conditions: Vec<&Condition> = shown_if(section, item).chain([&flag.when]).collect();
                let (mut raised, mut silent) = (0, 0);
                for world in worlds(&checklist, &conditions) {
                    let facts = world.facts(&checklist);
                    let found = raised_flags(&checklist, &facts);
                    let is_raised = found.iter().any(|found| found.item == item.key && found.message == flag.message);
                    let expected = flag.when.holds(&facts) == Some(true) && checklist.is_shown(section, item, &facts);
                    assert_eq!(is_raised, expected, "{} {world:?}", item.key);
                    if is_raised {
                        raised += 1;
                        takeable(&checklist, &world);
                    } else if checklist.is_shown(section, item, &facts) {
                        silent += 1;
                    }
                }
                assert!(raised > 0, "nothing raises {} {:?}", item.key, flag.message.vi);
                assert!(silent > 0, "everything raises {} {:?}", item.key, flag.message.vi);
                raised_once += 1;
            }
        }
    }
    assert_eq!(raised_once, FLAGS);
}

/// How many flags the built-in checklists have: a rule that is lost in an edit must be seen.
const FLAGS: usize = 103;

/// Facts that raise a flag are such as the server takes from a phone.
fn takeable(checklist: &Checklist, world: &World) {
    let mut revision = common::revision();
    revision.answers.clone_from(&world.answers);
    revision.photos.clear();
    assert_eq!(refusals(&revision, checklist), []);
}

#[test]
fn every_condition_can_hold_and_can_fail() {
    for checklist in common::builtin_checklists() {
        for (section, item) in checklist.items() {
            let photo = match &item.photo {
                Some(PhotoNeed::RequiredIf(condition)) => Some(condition),
                _ => None,
            };
            let must = item.must_hold.as_ref().map(|must| &must.condition);
            for condition in shown_if(section, item).chain(photo).chain(must) {
                let outcomes: Vec<_> = worlds(&checklist, &[condition])
                    .iter()
                    .map(|world| condition.holds(&world.facts(&checklist)))
                    .collect();
                assert!(outcomes.contains(&Some(true)), "{} never holds", item.key);
                assert!(outcomes.contains(&Some(false)), "{} never fails", item.key);
            }
        }
    }
}

#[test]
fn every_setting_decides_something() {
    for checklist in common::builtin_checklists() {
        let mut used = BTreeSet::new();
        for (_, item) in checklist.items() {
            let must = item.must_hold.as_ref().map(|must| &must.condition);
            for condition in item.flags.iter().map(|flag| &flag.when).chain(must) {
                condition.walk(&mut |part| {
                    if let Condition::Compare { left, right, .. } = part {
                        for side in [left, right] {
                            side.walk(&mut |operand| {
                                if let Operand::Setting(name) = operand {
                                    used.insert(name.clone());
                                }
                            });
                        }
                    }
                });
            }
        }
        assert_eq!(used, checklist.settings.keys().cloned().collect(), "{}", checklist.id);
    }
}

/// Items whose rules have another ground beside the plan.
const TWO_GROUNDS: [&str; 3] = ["households_actual", "units_delivered", "poor_share"];

#[test]
fn without_the_plan_no_rule_that_needs_it_is_raised() {
    for checklist in common::builtin_checklists() {
        for (section, item) in checklist.items() {
            for flag in &item.flags {
                let needs = |leaf: &Leaf| matches!(leaf, Leaf::Planned(_) | Leaf::PlannedDay(_));
                if !leaves(&[&flag.when]).iter().any(needs) || TWO_GROUNDS.contains(&item.key.as_str()) {
                    continue;
                }
                let conditions: Vec<&Condition> = shown_if(section, item).chain([&flag.when]).collect();
                for mut world in worlds(&checklist, &conditions) {
                    world.planned.clear();
                    assert_ne!(flag.when.holds(&world.facts(&checklist)), Some(true), "{}", item.key);
                }
            }
        }
    }
}

/// The highest level that `answers` and `planned` raise at `item`.
fn level(
    checklist: &str,
    item: &str,
    answers: &[(&str, Value)],
    planned: &[(&str, f64)],
    inspected_on: Date,
) -> Option<Level> {
    let checklists = common::builtin_checklists();
    let checklist = checklists.iter().find(|found| found.id == key(checklist)).unwrap();
    let answers = answers.iter().map(|(name, value)| (key(name), answer(value.clone()))).collect();
    let planned = planned.iter().map(|(name, number)| (key(name), *number)).collect();
    let facts = Facts { answers: &answers, settings: &checklist.settings, planned: &planned, inspected_on };
    raised_flags(checklist, &facts).into_iter().filter(|flag| flag.item == key(item)).map(|flag| flag.level).max()
}

#[test]
fn a_work_that_lags_by_more_than_ten_points_is_a_shortcoming() {
    let phase = ("work_phase", Value::Choice(key("dang_thi_cong")));
    for (progress, expected) in [(60.0, None), (50.0, None), (49.9, Some(Level::F2))] {
        let answers = [phase.clone(), ("progress_physical", Value::Number(progress))];
        let planned = [("progress_percent", 60.0)];
        let found = level("infrastructure_work", "progress_physical", &answers, &planned, day(INSPECTED_ON));
        assert_eq!(found, expected, "{progress}");
    }
}

#[test]
fn a_work_is_late_the_day_after_its_contract_ends_and_only_while_unfinished() {
    let cases = [
        ("dang_thi_cong", "2024-06-30", Some(Level::F2)),
        ("dang_thi_cong", "2024-07-01", None),
        ("hoan_thanh_chua_ban_giao", "2024-06-30", None),
    ];
    for (phase, deadline, expected) in cases {
        let answers = [("work_phase", Value::Choice(key(phase))), ("deadline_contract", Value::Date(day(deadline)))];
        let found = level("infrastructure_work", "deadline_contract", &answers, &[], day(INSPECTED_ON));
        assert_eq!(found, expected, "{phase} {deadline}");
    }
}

#[test]
fn survival_below_80_is_a_shortcoming_and_below_50_a_sign_of_wrongdoing() {
    for (rate, expected) in [(80.0, None), (79.9, Some(Level::F2)), (50.0, Some(Level::F2)), (49.9, Some(Level::F3))] {
        for (checklist, item) in
            [("production_support_model", "survival_rate"), ("model_replication_point", "point_alive_rate")]
        {
            let found = level(checklist, item, &[(item, Value::Number(rate))], &[], day(INSPECTED_ON));
            assert_eq!(found, expected, "{item} {rate}");
        }
    }
}

#[test]
fn support_that_comes_more_than_60_days_late_is_a_reminder() {
    let planned = [("support_date", f64::from(day("2024-03-01").day_number()))];
    for (received, expected) in [("2024-04-30", None), ("2024-05-01", Some(Level::F1))] {
        let answers = [
            ("hh_support_kind", Value::Choices(vec![key("sinh_ke")])),
            ("hh_support_date", Value::Date(day(received))),
        ];
        let found = level("beneficiary_household", "hh_support_date", &answers, &planned, day(INSPECTED_ON));
        assert_eq!(found, expected, "{received}");
    }
}

#[test]
fn support_on_paper_that_never_came_is_a_sign_of_wrongdoing() {
    let nothing = [("hh_support_kind", Value::Choices(vec![key("chua_nhan")]))];
    for (planned, expected) in [(&[("support_amount", 15.0)][..], Some(Level::F3)), (&[], None)] {
        let found = level("beneficiary_household", "hh_support_kind", &nothing, planned, day(INSPECTED_ON));
        assert_eq!(found, expected);
    }
}

#[test]
fn a_deprivation_is_a_reminder_only_where_it_differs_from_the_review_form() {
    for (seen, form, expected) in [
        ("thieu_hut", 0.0, Some(Level::F1)),
        ("thieu_hut", 1.0, None),
        ("khong_thieu_hut", 1.0, Some(Level::F1)),
        ("khong_thieu_hut", 0.0, None),
        ("khong_xac_dinh", 1.0, None),
    ] {
        let answers = [("dep_water", Value::Choice(key(seen)))];
        let planned = [("review_dep_water", form)];
        let found = level("beneficiary_household", "dep_water", &answers, &planned, day(INSPECTED_ON));
        assert_eq!(found, expected, "{seen} {form}");
    }
}

#[test]
fn a_tenth_of_the_sample_with_another_result_is_a_sign_of_wrongdoing() {
    for (sample, mismatch, expected) in
        [(20.0, 0.0, None), (20.0, 1.0, Some(Level::F2)), (20.0, 2.0, Some(Level::F3)), (9.0, 1.0, Some(Level::F3))]
    {
        let answers = [("sample_households", Value::Number(sample)), ("sample_mismatch", Value::Number(mismatch))];
        let found = level("poor_household_review_check", "sample_mismatch", &answers, &[], day(INSPECTED_ON));
        assert_eq!(found, expected, "{mismatch} of {sample}");
    }
}

#[test]
fn a_recognition_after_14_december_is_late_in_every_year_of_the_programme() {
    for year in 2021..=2025 {
        for (issued, expected) in [
            (format!("{year}-12-14"), None),
            (format!("{year}-12-15"), Some(Level::F2)),
            (format!("{}-01-20", year + 1), Some(Level::F2)),
        ] {
            let answers = [("decision_issued", Value::Date(day(&issued)))];
            let found = level("poor_household_review_check", "decision_issued", &answers, &[], day(INSPECTED_ON));
            assert_eq!(found, expected, "{issued}");
        }
    }
}

#[test]
fn the_score_counts_what_is_asked_and_judged() {
    let checklists = common::builtin_checklists();
    let checklist = checklists.iter().find(|found| found.id.as_str() == "commune_working_session").unwrap();
    let outcomes =
        [("steering_board", Outcome::Pass), ("commune_plan", Outcome::Fail), ("publicity", Outcome::NotApplicable)];
    let mut world = World::default();
    assert_eq!(score(checklist, &world.facts(checklist)).total.ratio(), None);
    for (item, outcome) in outcomes {
        world.answers.insert(key(item), answer(Value::Outcome(outcome)));
    }
    let score = score(checklist, &world.facts(checklist));
    assert_eq!(score.total.ratio(), Some(0.5));
    assert_eq!(score.total.not_applicable, 1);
    let asked = checklist.items().filter(|(_, item)| item.answer == ItemType::PassFail).count();
    assert_eq!(score.total.unanswered as usize, asked - outcomes.len());
}

/// What is wrong with the sample checklist after one change.
fn wrong(change: impl FnOnce(&mut Checklist)) -> Vec<String> {
    let mut checklist = common::checklist();
    change(&mut checklist);
    check::check(&checklist).into_iter().map(|violation| violation.path).collect()
}

fn condition(json: &str) -> Condition {
    serde_json::from_str(json).unwrap()
}

#[test]
fn a_checklist_that_contradicts_itself_is_told_where() {
    let (first, second) = ("/sections/0", "/sections/1");
    assert_eq!(wrong(|_| {}), [""; 0]);
    assert_eq!(wrong(|it| it.format = 2), ["/format"]);
    assert_eq!(wrong(|it| it.version = 0), ["/version"]);
    assert_eq!(wrong(|it| it.title.vi.clear()), ["/title"]);
    assert_eq!(wrong(|it| it.sections.clear()), ["/sections"]);
    assert_eq!(wrong(|it| it.sections[1].key = key("first")), [format!("{second}/key")]);
    assert_eq!(wrong(|it| it.sections[1].items[0].key = key("spot")), [format!("{second}/items/0/key")]);
    assert_eq!(wrong(|it| it.sections[0].items[2].weight = Some(-1.0)), [format!("{first}/items/2/weight")]);
    assert_eq!(
        wrong(|it| it.sections[0].items[1].answer = ItemType::Photo { min: Some(3), max: Some(2) }),
        [format!("{first}/items/1/answer")]
    );
    assert_eq!(
        wrong(|it| it.sections[1].items[0].answer = ItemType::Choice { choices: vec![] }),
        [format!("{second}/items/0/answer/choices")]
    );
    assert_eq!(
        wrong(|it| {
            if let ItemType::Choice { choices } = &mut it.sections[1].items[0].answer {
                choices[1] = choices[0].clone();
            }
        }),
        [format!("{second}/items/0/answer/choices")]
    );
}

#[test]
fn a_rule_that_can_never_be_told_is_found() {
    let rules = [
        r#"{"test":"answered","item":"nothing"}"#,
        r#"{"test":"answered","item":"view"}"#,
        r#"{"test":"is","item":"nothing","any_of":["x"]}"#,
        r#"{"test":"is","item":"houses","any_of":["x"]}"#,
        r#"{"test":"is","item":"phase","any_of":["asleep"]}"#,
        r#"{"test":"is","item":"spot","any_of":["pass"]}"#,
        r#"{"test":"compare","left":{"item":"phase"},"relation":"above","right":{"number":1}}"#,
        r#"{"test":"compare","left":{"item":"houses"},"relation":"above","right":{"setting":"least"}}"#,
        r#"{"test":"compare","left":{"sum":[{"number":1}]},"relation":"above","right":{"number":1}}"#,
        r#"{"test":"not","of":{"test":"any","of":[{"test":"answered","item":"nothing"}]}}"#,
        r#"{"test":"answered","item":"board"}"#,
    ];
    for rule in rules {
        let found = wrong(|it| it.sections[0].items[2].shown_if = Some(condition(rule)));
        assert_eq!(found, ["/sections/0/items/2/shown_if"], "{rule}");
    }
    let good = r#"{"test":"is","item":"phase","any_of":["done"]}"#;
    assert_eq!(wrong(|it| it.sections[0].items[2].shown_if = Some(condition(good))), [""; 0]);
}

#[test]
fn a_misspelt_member_is_refused_and_never_dropped() {
    let item = |answer: &str| format!(r#"{{"key":"a","question":{{"vi":"A"}},"answer":{answer}}}"#);
    let unit = r#"{"key":"m","label":{"vi":"m"}}"#;
    let items = [
        item(&format!(r#"{{"type":"number","unit":{unit},"mni":0}}"#)),
        item(r#"{"type":"text","max":10}"#),
        item(r#"{"type":"date"},"requird":true"#),
        item(r#"{"type":"date"},"photo":"allways""#),
        item(r#"{"type":"date"},"flags":[{"when":{"test":"all","of":[]},"level":"F1","message":{"vi":"A","fr":"B"}}]"#),
    ];
    for text in items {
        assert!(serde_json::from_str::<Item>(&text).is_err(), "{text}");
    }
    assert!(serde_json::from_str::<Item>(&item(&format!(r#"{{"type":"number","unit":{unit},"min":0}}"#))).is_ok());
    for text in [
        r#"{"test":"is","item":"a","any_of":["x"],"all_of":["y"]}"#,
        r#"{"test":"is","item":"a"}"#,
        r#"{"test":"sometimes","item":"a"}"#,
        r#"{"test":"compare","left":{"item":"a","number":1},"relation":"above","right":{"number":1}}"#,
        r#"{"test":"compare","left":{"itm":"a"},"relation":"above","right":{"number":1}}"#,
        r#"{"test":"compare","left":{"item":"a"},"relation":"over","right":{"number":1}}"#,
        r#"{"test":"compare","left":{"item":"a"},"relation":"above","right":{"date":"2024-02-30"}}"#,
    ] {
        assert!(serde_json::from_str::<Condition>(text).is_err(), "{text}");
    }
}

#[test]
fn a_position_is_never_a_reason_to_flag() {
    for checklist in common::builtin_checklists() {
        for (_, item) in checklist.items() {
            let is_place = matches!(item.answer, ItemType::Place { .. });
            assert!(!is_place || (item.required && item.flags.is_empty()), "{}", item.key);
        }
    }
}
