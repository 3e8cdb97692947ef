//! Workbooks, row by row.

use mobile_sync_protocol::{
    answer::{Answer, Outcome, Value},
    checklist::{
        Checklist, ItemType, Level, PhotoNeed, SubjectKind,
        rule::{Condition, Facts},
    },
    ids::Key,
};
use proptest::prelude::*;

use super::{Fault, Sheet, Unsaid, Workbook, checklist};

fn sheet(name: &str, rows: &[&str]) -> Sheet {
    let split = |row: &str| row.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<String>>();
    let lines = (2..).zip(rows.iter().skip(1).map(|row| split(row)));
    Sheet {
        name: name.to_owned(),
        header_line: 1,
        headers: rows.first().map(|row| split(row)).unwrap_or_default(),
        rows: lines.collect(),
    }
}

const CHOICES: [&str; 9] = [
    "list_name | name | label::vi | label::en",
    "pf | dat | Đạt | Met",
    "pf | khong_dat | Không đạt | Not met",
    "pf | khong_ap_dung | Không áp dụng | Not applicable",
    "kind | road | Đường | Road",
    "kind | other | Khác | Other",
    "yes_no | yes | Có | Yes",
    "yes_no | no | Không | No",
    "yes_no | unsure | Không rõ | Unsure",
];

fn book(survey: &[&str]) -> Workbook {
    Workbook {
        survey: sheet("survey", survey),
        choices: sheet("choices", &CHOICES),
        settings: sheet("settings", &["form_title | form_id | version | subject_kind", "Đường thôn | road | 2 | work"]),
    }
}

const UNSAID: Unsaid = Unsaid { subject_kind: None, version: 1 };

fn read(survey: &[&str]) -> Result<Checklist, Vec<Fault>> {
    checklist(&book(survey), UNSAID)
}

fn faults(survey: &[&str]) -> Vec<(u32, String)> {
    let found = read(survey).unwrap_err();
    found.iter().map(|fault| (fault.row, fault.column.clone().unwrap_or_default())).collect()
}

/// The item `x` of a survey in which it has these cells.
fn item(kind: &str, cells: &[(&str, &str)]) -> Result<mobile_sync_protocol::checklist::Item, Vec<Fault>> {
    let header: Vec<&str> = cells.iter().map(|(name, _)| *name).collect();
    let values: Vec<&str> = cells.iter().map(|(_, value)| *value).collect();
    let rows = [
        format!("type | name | label | {}", header.join(" | ")),
        "integer | n | N".to_owned(),
        "date | d | D".to_owned(),
        "select_one kind | k | K".to_owned(),
        "select_multiple kind | m | M".to_owned(),
        "select_one pf | p | P".to_owned(),
        "text | t | T".to_owned(),
        format!("{kind} | x | X | {}", values.join(" | ")),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let key = "x".parse().unwrap();
    read(&rows).map(|checklist| checklist.item(&key).unwrap().clone())
}

fn rule(relevant: &str) -> Result<Condition, Vec<Fault>> {
    item("text", &[("relevant", relevant)]).map(|item| item.shown_if.unwrap())
}

#[test]
fn each_type_becomes_its_own() {
    let answer = |kind: &str, cells: &[(&str, &str)]| item(kind, cells).unwrap().answer;
    assert_eq!(answer("select_one pf", &[]), ItemType::PassFail);
    assert!(matches!(answer("select_one yes_no", &[]), ItemType::Choice { choices } if choices.len() == 3));
    assert!(matches!(answer("select_multiple kind", &[]), ItemType::MultipleChoice { choices } if choices.len() == 2));
    assert_eq!(answer("text", &[]), ItemType::Text { max_length: None });
    assert_eq!(answer("date", &[]), ItemType::Date);
    assert_eq!(answer("image", &[("parameters", "max-pixels=1600")]), ItemType::Photo { min: None, max: Some(1) });
    let place = ItemType::Place { accuracy_m: Some(15.0) };
    assert_eq!(answer("geopoint", &[("parameters", "capture-accuracy=15")]), place);
    let ItemType::Number { unit, decimals, .. } = answer("decimal", &[("unit", "Triệu đồng")]) else { panic!() };
    assert_eq!((unit.key.as_str(), unit.label.vi.as_str(), decimals), ("trieu_dong", "Triệu đồng", None));
    for (label, key) in [("m²", "m2"), ("%", "phan_tram"), ("con/ha", "con_ha"), ("", "don_vi"), ("2 lần", "don_vi")]
    {
        let ItemType::Number { unit, .. } = answer("integer", &[("unit", label)]) else { panic!() };
        assert_eq!(unit.key.as_str(), key, "{label}");
    }
}

#[test]
fn groups_become_sections_and_what_is_outside_becomes_one_too() {
    let checklist = read(&[
        "type | name | label::Tiếng Việt (vi) | label::English (en) | relevant",
        "start | start",
        "text | a | Câu a | Question a",
        "begin_group | g | Nhóm | Group | ${a} != ''",
        "text | b | Câu b",
        "begin_repeat | r | Ảnh",
        "image | c | Ảnh c",
        "end_repeat",
        "end group",
        "text | d | Câu d",
    ])
    .unwrap();
    let keys: Vec<_> = checklist.sections.iter().map(|section| section.key.as_str()).collect();
    assert_eq!(keys, ["general", "g", "general_2"]);
    assert_eq!(checklist.sections[1].title.en, "Group");
    assert_eq!(checklist.sections[1].shown_if, Some(Condition::Answered { item: "a".parse().unwrap() }));
    assert_eq!(checklist.sections[1].items[1].answer, ItemType::Photo { min: None, max: None });
    assert_eq!((checklist.version, checklist.subject_kind), (2, SubjectKind::Work));
}

#[test]
fn a_constraint_becomes_bounds_where_it_can_and_a_rule_where_it_must() {
    let number = |constraint: &str| match item("integer", &[("constraint", constraint)]).unwrap() {
        mobile_sync_protocol::checklist::Item { answer: ItemType::Number { min, max, .. }, must_hold, .. } => {
            (min, max, must_hold.is_some())
        }
        _ => panic!(),
    };
    assert_eq!(number(". >= 0 and . <= 100"), (Some(0.0), Some(100.0), false));
    assert_eq!(number(". > 0 and 5 > ."), (Some(1.0), Some(4.0), false));
    assert_eq!(number(". >= -5 and . <= ${n}"), (Some(-5.0), None, true));
    assert_eq!(number(". >= 0 or . = 3"), (None, None, true));
    let text = item("text", &[("constraint", "string-length(.) < 201")]).unwrap();
    assert_eq!((text.answer, text.must_hold), (ItemType::Text { max_length: Some(200) }, None));
    let day = item("date", &[("constraint", ". <= today()"), ("constraint_message", "Sai")]).unwrap();
    assert_eq!(day.must_hold.unwrap().message.vi, "Sai");
    assert!(item("decimal", &[("constraint", ". > 0")]).unwrap().must_hold.is_some(), "no least number above 0");
}

#[test]
fn columns_of_ours_say_what_a_workbook_cannot() {
    let asked = item("select_one pf", &[("photo", "if_fail"), ("finding", "F2"), ("required", "yes")]).unwrap();
    assert_eq!((asked.photo, asked.required, asked.flags[0].level), (Some(PhotoNeed::IfFlagged), true, Level::F2));
    assert_eq!(asked.flags[0].message.vi, "Không đạt: X");
    assert!(item("text", &[("finding", "F2")]).is_err());
    assert!(item("image", &[("photo", "yes")]).is_err());
}

#[test]
fn what_is_not_answered_is_as_false_as_in_a_form() {
    let told = |relevant: &str, answers: &[(&str, Value)]| {
        let answers = answers
            .iter()
            .map(|(item, value)| (item.parse::<Key>().unwrap(), Answer { value: value.clone(), note: None }))
            .collect();
        let (settings, planned) = Default::default();
        let inspected_on = "2024-05-06".parse().unwrap();
        rule(relevant).unwrap().holds(&Facts {
            answers: &answers,
            settings: &settings,
            planned: &planned,
            inspected_on,
        })
    };
    let pass = Value::Outcome(Outcome::Pass);
    assert_eq!(told("${p} != 'dat'", &[]), Some(true));
    assert_eq!(told("${p} != 'dat'", &[("p", pass.clone())]), Some(false));
    assert_eq!(told("not(${n} > 5)", &[]), Some(true));
    assert_eq!(told("${n} != 5", &[]), Some(true));
    assert_eq!(told("not(selected(${m}, 'road'))", &[]), Some(true));
    assert_eq!(told("${n} = ''", &[]), Some(true));
    assert_eq!(told("string-length(${t}) > 0", &[]), Some(false));
    assert_eq!(told("'dat' = ${p} and true()", &[("p", pass)]), Some(true));
    assert_eq!(told("${n} div 40 * 100 < 80", &[("n", Value::Number(30.0))]), Some(true));
    assert_eq!(
        told("${d} <= today() - 30", &[("d", Value::Date("2024-04-06".parse().unwrap()))]),
        None,
        "days less days"
    );
    assert_eq!(told("${d} + 30 <= today()", &[("d", Value::Date("2024-04-06".parse().unwrap()))]), Some(true));
}

#[test]
fn everything_outside_of_the_subset_is_named_at_once() {
    let found = faults(&[
        "type | name | label | calculation | appearance | required | relevant | constraint",
        "note | a | A",
        "calculate | b | B | 1 + 1",
        "text | Bad Name | C",
        "select_one nowhere | d | D",
        "begin_group | e | E",
        "begin_group | f | F",
        "end_group",
        "end_group",
        "end_group",
        "text | g | G | | signature | maybe | ${none} = 'x' | regex(., 'a')",
        "begin_repeat | h | H",
        "text | i | I",
        "end_repeat",
        "audio | j | J",
        "text | k |",
        "begin_group | l | L",
    ]);
    let expected: Vec<(u32, String)> = [
        (2, "type"),
        (3, "calculation"),
        (3, "type"),
        (4, "name"),
        (5, "type"),
        (7, "type"),
        (10, "type"),
        (11, "appearance"),
        (11, "constraint"),
        (11, "relevant"),
        (11, "required"),
        (12, "type"),
        (15, "type"),
        (16, "label"),
        (17, "type"),
    ]
    .map(|(row, column)| (row, column.to_owned()))
    .into();
    let mut found = found;
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn what_contradicts_itself_is_named_where_it_stands() {
    assert_eq!(faults(&["type | name | label", "text | a | A", "text | a | B"])[0].0, 3);
    assert_eq!(faults(&["type | name | label | relevant", "text | a | A | ${a} != ''"])[0].0, 2);
    let circle = read(&["type | name | label | relevant", "text | a | A | ${b} != ''", "text | b | B | ${a} != ''"]);
    assert!(circle.unwrap_err().iter().all(|fault| fault.message.en.contains("waits for itself")));
    assert!(read(&["type | name | label"]).is_err(), "no question");
}

#[test]
fn settings_must_say_what_the_form_is() {
    let with = |settings: &[&str]| {
        let workbook =
            Workbook { settings: sheet("settings", settings), ..book(&["type | name | label", "text | a | A"]) };
        checklist(&workbook, UNSAID)
            .map_err(|found| found.into_iter().map(|fault| fault.column.unwrap_or_default()).collect::<Vec<_>>())
    };
    assert_eq!(with(&[]).unwrap_err(), ["form_title", "form_id", "subject_kind"]);
    assert_eq!(with(&["form_title | form_id | subject_kind | version", "A | a | work | v1"]).unwrap_err(), ["version"]);
    let refused = with(&["form_title | form_id | subject_kind | public_key", "A | a | work | MII"]);
    assert_eq!(refused.unwrap_err(), ["public_key"]);
    assert!(with(&["form_title | form_id | subject_kind", "A | a | work", "B | b | work"]).is_err());
    let dated = with(&["form_title | form_id | subject_kind | version", "A | a | household | 2024051501"]).unwrap();
    assert_eq!((dated.version, dated.subject_kind), (2_024_051_501, SubjectKind::Household));
}

#[test]
fn an_english_workbook_is_read_in_both_languages() {
    let workbook = Workbook {
        settings: sheet(
            "settings",
            &["form_title | form_id | subject_kind | default_language", "A | a | work | English (en)"],
        ),
        ..book(&["type | name | label | label::vi", "text | a | Only English |", "text | b | English | Tiếng Việt"])
    };
    let checklist = checklist(&workbook, UNSAID).unwrap();
    let questions: Vec<_> =
        checklist.items().map(|(_, item)| (item.question.vi.as_str(), item.question.english())).collect();
    assert_eq!(questions, [("Only English", "Only English"), ("Tiếng Việt", "English")]);
}

proptest! {
    #[test]
    fn no_cells_make_it_fail(cells in prop::collection::vec(prop::sample::select(vec![
        "begin_group", "end_group", "begin_repeat", "end_repeat", "text", "integer", "date", "image", "select_one kind", "select_one pf",
        "note", "a", "b", "A", "", "yes", "${a} = 'x'", "${b} > 5", ". >= 0", "selected(${a}, 'road')", "not(", "today()", "F2",
    ]), 0..60)) {
        let rows: Vec<String> = cells.chunks(6).map(|row| row.join(" | ")).collect();
        let mut survey = vec!["type | name | label | relevant | constraint | required"];
        survey.extend(rows.iter().map(String::as_str));
        if let Ok(checklist) = read(&survey) {
            prop_assert_eq!(mobile_sync_protocol::checklist::check::check(&checklist), vec![]);
        }
    }

    #[test]
    fn no_expression_makes_it_fail(text in "[ .${}()a-z0-9<>=!'+*/,-]{0,40}") {
        let _ = item("text", &[("relevant", &text)]);
        let _ = item("integer", &[("constraint", &text)]);
    }
}
