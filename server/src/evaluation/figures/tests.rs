use uuid::Uuid;

use super::*;

const EAST: UnitId = UnitId(Uuid::from_u128(1));
const WEST: UnitId = UnitId(Uuid::from_u128(2));
const ROADS: SubProjectId = SubProjectId(Uuid::from_u128(3));
const FARMS: SubProjectId = SubProjectId(Uuid::from_u128(4));

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn asked() -> Asked {
    let evaluation = EvaluationId(Uuid::from_u128(9));
    Asked { evaluation, from: day("2024-01-01"), to: day("2024-06-30"), today: day("2024-07-05") }
}

fn names() -> Names {
    Names {
        communes: vec![(WEST, "xã Tây".into()), (EAST, "xã Đông".into())],
        sub_projects: vec![
            (ROADS, "DA1.1".into(), Text::new("Đường", "")),
            (FARMS, "DA3.1".into(), Text::new("Trại", "")),
        ],
    }
}

fn finding(state: State, earlier: bool, due: Option<&str>, resolved: Option<&str>) -> FindingTally {
    FindingTally {
        commune: EAST,
        sub_project: ROADS,
        level: Level::F2,
        category: Category::Quality,
        state,
        year: if earlier { 2023 } else { 2024 },
        earlier,
        due_on: due.map(day),
        resolved_on: resolved.map(day),
        findings: 1,
    }
}

/// A row's numbers, as `value` or `value/of`.
fn shown(cells: &Amounts) -> BTreeMap<&str, String> {
    let one = |amount: &Amount| amount.of.map_or(amount.value.to_string(), |of| format!("{}/{of}", amount.value));
    cells.iter().map(|(key, amount)| (key.as_str(), one(amount))).collect()
}

fn table(figure: &Figure) -> Vec<(&str, BTreeMap<&str, String>)> {
    figure.rows.iter().map(|row| (row.key.as_str(), shown(&row.cells))).collect()
}

fn is(pairs: &[(&'static str, &str)]) -> BTreeMap<&'static str, String> {
    pairs.iter().map(|(key, value)| (*key, (*value).to_owned())).collect()
}

#[test]
fn subjects_add_up_by_place_and_say_what_is_behind_them() {
    let tally = |listed, planned, inspected, beyond| SubjectTally { listed, planned, inspected, beyond };
    let subjects = BTreeMap::from([
        ((EAST, ROADS), tally(4, 2, 1, 1)),
        ((EAST, FARMS), tally(1, 1, 0, 0)),
        ((WEST, ROADS), tally(2, 0, 0, 0)),
    ]);
    let tallies = Tallies { subjects, ..Tallies::default() };
    let by_node = figure(FigureKey::InspectedBySubProject, &tallies, &names(), &asked());
    let roads = is(&[("listed", "6"), ("planned", "2"), ("inspected", "1/2"), ("beyond", "1")]);
    let farms = is(&[("listed", "1"), ("planned", "1"), ("inspected", "0/1"), ("beyond", "0")]);
    assert_eq!(table(&by_node), [("DA1.1", roads), ("DA3.1", farms)]);
    let total = is(&[("listed", "7"), ("planned", "3"), ("inspected", "1/3"), ("beyond", "1")]);
    assert_eq!(shown(by_node.total.as_ref().unwrap()), total);
    let query = by_node.rows[0].cells["inspected"].query.as_deref().unwrap();
    let expected = format!(
        "records?evaluation={}&from=2024-01-01&to=2024-06-30&whole=true&planned=true&subject_sub_project={ROADS}",
        asked().evaluation
    );
    assert_eq!(query, expected);
    let by_commune = figure(FigureKey::InspectedByCommune, &tallies, &names(), &asked());
    assert_eq!(by_commune.rows.iter().map(|row| row.title.vi.as_str()).collect::<Vec<_>>(), ["xã Tây", "xã Đông"]);
    assert_eq!(by_commune.total, by_node.total);
}

#[test]
fn measures_are_in_time_up_to_their_day() {
    let findings = vec![
        finding(State::Resolved, false, Some("2024-06-01"), Some("2024-06-01")),
        finding(State::Resolved, false, Some("2024-06-01"), Some("2024-06-02")),
        finding(State::Resolved, false, None, Some("2024-06-02")),
        finding(State::Open, false, Some("2024-07-04"), None),
        finding(State::Answered, false, Some("2024-07-05"), None),
        finding(State::Reopened, true, Some("2024-01-01"), None),
    ];
    let tallies = Tallies { findings, ..Tallies::default() };
    let measures = figure(FigureKey::Measures, &tallies, &names(), &asked());
    let raised = is(&[
        ("asked", "5"),
        ("resolved", "3/5"),
        ("in_time", "1/2"),
        ("answered", "1/5"),
        ("to_do", "1/5"),
        ("overdue", "1/5"),
    ]);
    let carried = is(&[
        ("asked", "1"),
        ("resolved", "0/1"),
        ("in_time", "0/0"),
        ("answered", "0/1"),
        ("to_do", "1/1"),
        ("overdue", "1/1"),
    ]);
    assert_eq!(table(&measures), [("raised", raised), ("carried_over", carried)]);
    let over = figure(FigureKey::CarriedOver, &tallies, &names(), &asked());
    assert_eq!(over.rows.len(), 1);
    assert_eq!((over.rows[0].key.as_str(), over.rows[0].cells["raised"].value), ("2023", 1));
    let query = over.rows[0].cells["overdue"].query.as_deref().unwrap();
    assert!(query.ends_with("&open_on=2024-01-01&withdrawn=false&year=2023&overdue=true"), "{query}");
}

#[test]
fn findings_by_what_they_are_leave_out_earlier_ones_and_empty_rows() {
    let findings = vec![
        finding(State::Open, false, None, None),
        FindingTally {
            category: Category::Funds,
            level: Level::F3,
            findings: 2,
            ..finding(State::Resolved, false, None, None)
        },
        finding(State::Open, true, None, None),
    ];
    let tallies = Tallies { findings, ..Tallies::default() };
    let keys = |key| {
        let figure = figure(key, &tallies, &names(), &asked());
        let rows: Vec<_> = figure.rows.iter().map(|row| (row.key.clone(), row.cells["raised"].value)).collect();
        assert_eq!(figure.total.unwrap()["raised"].value, 3);
        rows
    };
    assert_eq!(keys(FigureKey::FindingsByCategory), [("quality".into(), 1), ("funds".into(), 2)]);
    assert_eq!(keys(FigureKey::FindingsByLevel), [("f1".into(), 0), ("f2".into(), 1), ("f3".into(), 2)]);
    assert_eq!(keys(FigureKey::FindingsBySubProject), [("DA1.1".into(), 3)]);
    assert_eq!(keys(FigureKey::FindingsByCommune), [(EAST.to_string(), 3)]);
}

#[test]
fn items_that_nobody_judged_have_no_row_and_evidence_is_a_share_of_all() {
    let item = |item: &str, passed, failed| ItemTally {
        checklist: "work".parse().unwrap(),
        checklist_title: Text::new("Công trình", ""),
        item: item.parse().unwrap(),
        question: Text::new(item, ""),
        passed,
        failed,
    };
    let tallies = Tallies {
        items: vec![item("a", 3, 1), item("b", 0, 0)],
        evidence: vec![(Some(Answer::Pass), 3), (Some(Answer::Fail), 1)],
        ..Tallies::default()
    };
    let items = figure(FigureKey::PassingByItem, &tallies, &names(), &asked());
    assert_eq!(table(&items), [("work/a", is(&[("judged", "4"), ("passed", "3/4"), ("failed", "1/4")]))]);
    assert_eq!(items.rows[0].group, Some(Text::new("Công trình", "")));
    let evidence = figure(FigureKey::EvidenceQuality, &tallies, &names(), &asked());
    let rows = table(&evidence);
    assert_eq!(rows.iter().map(|(key, _)| *key).collect::<Vec<_>>(), ["pass", "warn", "fail", "not_applicable"]);
    assert_eq!(rows[2].1["records"], "1/4");
}

#[test]
fn every_figure_has_a_heading_and_says_how_it_was_counted() {
    for key in FigureKey::ALL {
        let figure = figure(*key, &Tallies::default(), &names(), &asked());
        assert!(!figure.how.vi.is_empty() && !figure.how.en.is_empty(), "{key:?}");
        assert!(!figure.title.vi.is_empty() && !figure.title.en.is_empty() && !figure.columns.is_empty(), "{key:?}");
        let kept = serde_json::to_vec(&figure).unwrap();
        assert_eq!(serde_json::from_slice::<Figure>(&kept).unwrap(), figure);
    }
}
