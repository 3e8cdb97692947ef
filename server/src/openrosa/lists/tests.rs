//! Lists as phones read them.

use super::*;

fn id(number: u32) -> String {
    format!("0190aaaa-0000-7000-8000-{number:012x}")
}

fn subject(number: u32, name: &str) -> Subject {
    serde_json::from_value(serde_json::json!({
        "id": id(number), "kind": "household", "name": name, "sub_project": id(90), "commune": id(80),
        "planned": {"units": 2.5}, "site": {"geometry": {"type": "Point", "coordinates": [106.5, 21.8]}, "quality": "guessed"},
    }))
    .unwrap()
}

fn visit(number: u32, of: &[u32]) -> Visit {
    serde_json::from_value(serde_json::json!({
        "id": id(number), "title": "Đợt 1", "starts_on": "2024-05-06", "ends_on": "2024-05-10", "communes": [id(81), id(80)],
        "subjects": of.iter().map(|number| id(*number)).collect::<Vec<_>>(), "team": [],
    }))
    .unwrap()
}

fn rows(csv: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv);
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn every_row_has_name_label_and_version() {
    let subjects = subjects(&[subject(1, "Nông Văn A"), subject(2, " \n ")], &[], &BTreeSet::new(), |_| 3);
    let visits = visits(&[visit(70, &[])], |_| 1);
    let plain = plain(vec![Entry { name: id(80), label: String::new(), version: 0 }]);
    for list in [subjects, visits, plain] {
        for row in rows(&list) {
            for column in ["name", "label", "__version"] {
                assert!(!row[column].is_empty(), "{column} of {row:?}");
            }
            assert!(row["__version"].parse::<u64>().is_ok());
        }
    }
}

#[test]
fn the_same_rows_give_the_same_bytes_however_they_came() {
    let (one, other) = (subject(1, "B"), subject(2, "A"));
    let (first, second) = (visit(70, &[1]), visit(71, &[1, 2]));
    let version = |_| 1;
    let planned = BTreeSet::new();
    let forth = subjects(&[one.clone(), other.clone()], &[first.clone(), second.clone()], &planned, version);
    let back = subjects(&[other, one], &[second, first], &planned, version);
    assert_eq!(String::from_utf8(forth.clone()).unwrap(), String::from_utf8(back).unwrap());
    let rows = rows(&forth);
    assert_eq!(rows[0]["label"], "A");
    assert_eq!(rows[1]["visits"], format!("{} {}", id(70), id(71)));
}

#[test]
fn a_subject_has_its_planned_figures_and_its_point() {
    let planned = ["units", "length"].into_iter().map(|figure| figure.parse().unwrap()).collect();
    let rows = rows(&subjects(&[subject(1, "A, \"B\"\nC")], &[], &planned, |_| 1));
    assert_eq!((rows[0]["planned_units"].as_str(), rows[0]["planned_length"].as_str()), ("2.5", ""));
    assert_eq!((rows[0]["geometry"].as_str(), rows[0]["label"].as_str()), ("21.8 106.5 0 0", "A, \"B\" C"));
    assert_eq!(columns(SUBJECTS, &planned).unwrap().len(), rows[0].len());
    assert_eq!(columns("strangers", &planned), None);
}

#[test]
fn a_visit_says_whether_it_names_subjects() {
    let rows = rows(&visits(&[visit(70, &[]), visit(71, &[1])], |_| 1));
    let named: Vec<_> = rows.iter().map(|row| (row["name"].clone(), row["lists_subjects"].as_str())).collect();
    assert_eq!(named, [(id(70), "no"), (id(71), "yes")]);
    assert_eq!(rows[0]["communes"], format!("{} {}", id(80), id(81)));
}
