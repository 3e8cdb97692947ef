//! `GET /api/v1/sync/pull`: a phone that follows the cursors ends with what the server has, whatever happens meanwhile.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use mobile_sync_protocol::{
    answer::Outcome as Judged,
    ids::SubjectId,
    problem::Code,
    registry::Unit,
    sync::{Change, Kind, Op, RecordState, RecordStatus},
};
use serde_json::Value;
use thucdia::registry::apply::What;
use thucdia_tests::{
    builders::{self, Edit, id, inspection, photo},
    phone::Phone,
    server::TestServer,
};

on_both! {
    the_first_pull_is_everything_in_the_callers_scope
    pages_of_any_size_add_up_to_the_same
    a_page_says_how_much_is_left
    a_pull_that_is_up_to_date_is_empty_and_keeps_its_place
    what_changes_comes_once_in_its_newest_state
    a_puller_misses_nothing_while_eight_writers_write
    a_record_comes_back_to_its_own_person_alone
    a_subject_that_moved_away_is_removed_where_it_was
    a_subject_that_moved_within_the_scope_stays
    a_scope_that_changed_begins_anew
    a_cursor_from_before_what_was_forgotten_begins_anew
    a_phone_that_was_away_for_a_year_catches_up
    a_cursor_of_another_store_begins_anew
    a_cursor_that_cannot_be_read_is_a_problem
    a_page_has_at_most_what_was_asked_for
    visits_come_to_their_team_and_leave_with_it
    two_replicas_share_their_cursors
}

type State = BTreeMap<(Kind, String), Value>;

/// What a phone knows once it has taken `changes` in.
fn apply(state: &mut State, reset: bool, changes: Vec<Change>) {
    if reset {
        state.clear();
    }
    for change in changes {
        match change.op {
            Op::Put => drop(state.insert((change.kind, change.id), change.body.unwrap())),
            Op::Remove => drop(state.remove(&(change.kind, change.id))),
        }
    }
}

/// What a phone knows that pulls everything now.
async fn everything(phone: &Phone) -> State {
    let (reset, changes, _) = phone.pull(None, 500).await;
    assert!(reset);
    let mut state = State::new();
    apply(&mut state, reset, changes);
    state
}

fn of_kind(state: &State, kind: Kind) -> Vec<&Value> {
    state.iter().filter(|((found, _), _)| *found == kind).map(|(_, body)| body).collect()
}

fn names(state: &State, kind: Kind) -> Vec<&str> {
    of_kind(state, kind).into_iter().filter_map(|body| body["code"].as_str()).collect()
}

async fn the_first_pull_is_everything_in_the_callers_scope(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let state = everything(&phone).await;
    assert_eq!(of_kind(&state, Kind::Unit).len(), 30);
    assert_eq!(of_kind(&state, Kind::Checklist).len(), 6);
    assert_eq!(of_kind(&state, Kind::SubProject).len(), server.app.registry.current().sub_projects.len());
    let mut subjects = names(&state, Kind::Subject);
    subjects.sort_unstable();
    assert_eq!(subjects, ["CT-01", "CT-02", "CT-03", "HO-01", "MH-01"], "CT-04 lies in another district");
    let mine = builders::unit(&server.app, "06280");
    let foreign = builders::unit(&server.app, "06217");
    for unit in of_kind(&state, Kind::Unit) {
        let unit: Unit = serde_json::from_value(unit.clone()).unwrap();
        assert!(unit.id != mine || unit.boundary.is_some(), "an outline where the caller works");
        assert!(unit.id != foreign || unit.boundary.is_none(), "and none elsewhere");
    }
    let other = Phone::enrol(&server, "la").await;
    assert_eq!(names(&everything(&other).await, Kind::Subject), ["CT-04"]);
}

async fn pages_of_any_size_add_up_to_the_same(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let whole = everything(&phone).await;
    for limit in [1, 7, 50] {
        let (reset, changes, _) = phone.pull(None, limit).await;
        let mut state = State::new();
        apply(&mut state, reset, changes);
        assert_eq!(state, whole, "pages of {limit}");
    }
}

async fn a_page_says_how_much_is_left(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let whole = phone.page(None, 500).await;
    assert_eq!((whole.more, whole.left), (false, 0));
    let total = whole.changes.len();
    let (mut seen, mut page) = (0, phone.page(None, 7).await);
    loop {
        seen += page.changes.len();
        assert_eq!(usize::try_from(page.left).unwrap(), total - seen);
        assert_eq!(page.more, page.left > 0);
        if !page.more {
            break;
        }
        page = phone.page(Some(&page.cursor), 7).await;
    }
    assert!(seen == total && total > 50, "{seen} of {total}");
    // The count is bounded: the store looks at no more than it is asked for.
    let commune = thucdia::store::Audience::Everybody;
    let left = server.app.store.read().await.unwrap().feed_left(&[commune], 0, 3).await.unwrap();
    assert_eq!(left, 3);
}

async fn a_pull_that_is_up_to_date_is_empty_and_keeps_its_place(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let (_, _, cursor) = phone.pull(None, 200).await;
    let page = phone.page(Some(&cursor), 200).await;
    assert!(!page.reset && !page.more && page.changes.is_empty());
    assert_eq!(page.server_time, server.clock.now());
    // What concerns others moves the cursor on and shows nothing.
    let other = Phone::enrol(&server, "la").await;
    other.push_one(&inspection(&server.app, "CT-04").await, 200).await;
    let page = phone.page(Some(&page.cursor), 200).await;
    assert!(!page.reset && page.changes.is_empty());
}

async fn what_changes_comes_once_in_its_newest_state(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let (_, _, cursor) = phone.pull(None, 200).await;
    let first = inspection(&server.app, "CT-01").await.with_photo(&photo(1, 1_000));
    let second = first.next().judged("site_board", Judged::Fail);
    phone.push_one(&first, 200).await;
    phone.push_one(&second, 200).await;
    let (reset, changes, cursor) = phone.pull(Some(&cursor), 200).await;
    assert!(!reset);
    let [change] = &changes[..] else { panic!("{changes:#?}") };
    let state: RecordState = serde_json::from_value(change.body.clone().unwrap()).unwrap();
    assert_eq!((change.kind, state.record, state.head), (Kind::Record, first.record, Some(second.revision)));
    assert_eq!((state.status, state.photos_missing), (RecordStatus::Waiting, 1));
    assert_eq!(state.flagged_items, ["site_board".parse().unwrap()]);

    phone.upload(&photo(1, 1_000)).await;
    let (_, changes, _) = phone.pull(Some(&cursor), 200).await;
    let state: RecordState = serde_json::from_value(changes[0].body.clone().unwrap()).unwrap();
    assert_eq!((changes.len(), state.status, state.photos_missing), (1, RecordStatus::Received, 0));
}

async fn a_puller_misses_nothing_while_eight_writers_write(server: TestServer) {
    const WRITERS: usize = 8;
    let puller = Phone::enrol(&server, "an").await;
    let mut phones = Vec::new();
    for _ in 0..WRITERS {
        phones.push(Phone::enrol(&server, "an").await);
    }
    let template = inspection(&server.app, "CT-01").await;
    let writing = Arc::new(AtomicUsize::new(WRITERS));
    let writers = phones.into_iter().map(|phone| {
        let (template, writing) = (template.clone(), Arc::clone(&writing));
        async move {
            for round in 0..12 {
                let mut first = template.clone();
                (first.record, first.revision) = (id(), id());
                if round % 2 == 0 {
                    first.subject = None;
                    first.new_subject = Some(mobile_sync_protocol::record::NewSubject {
                        id: id::<SubjectId>(),
                        kind: mobile_sync_protocol::checklist::SubjectKind::Work,
                        name: "Mương".to_owned(),
                        village: None,
                    });
                }
                let second = first.next().judged("in_use", Judged::Pass);
                phone.push_one(&first, 200).await;
                phone.push_one(&second, 200).await;
            }
            writing.fetch_sub(1, Ordering::SeqCst);
        }
    });
    let pulling = async {
        let (mut state, mut cursor, mut pulls) = (State::new(), None::<String>, 0);
        loop {
            // Looked at before the pull: what was written by then is in it.
            let last = writing.load(Ordering::SeqCst) == 0;
            let (reset, changes, next) = puller.pull(cursor.as_deref(), 20).await;
            assert_eq!(reset, cursor.is_none());
            apply(&mut state, reset, changes);
            cursor = Some(next);
            pulls += 1;
            if last {
                return (state, pulls);
            }
        }
    };
    let (_, (state, pulls)) = tokio::join!(futures_util::future::join_all(writers), pulling);
    assert_eq!(of_kind(&state, Kind::Record).len(), WRITERS * 12);
    assert_eq!(state, everything(&puller).await, "{pulls} pulls");
}

async fn a_record_comes_back_to_its_own_person_alone(server: TestServer) {
    let (phone, again, other) =
        (Phone::enrol(&server, "an").await, Phone::enrol(&server, "an").await, Phone::enrol(&server, "binh").await);
    let revision = inspection(&server.app, "CT-01").await;
    phone.push_one(&revision, 200).await;
    let has = |state: &State| state.contains_key(&(Kind::Record, revision.record.to_string()));
    assert!(has(&everything(&phone).await));
    assert!(has(&everything(&again).await), "a person's other phone");
    assert!(!has(&everything(&other).await));
}

/// A list of one work in a commune.
fn work(code: &str, commune: &str) -> bytes::Bytes {
    format!("code,kind,name,sub_project_code,commune_code\n{code},work,Đường {code},DA1.1,{commune}\n").into()
}

async fn a_subject_that_moved_away_is_removed_where_it_was(server: TestServer) {
    let (from, to) = (Phone::enrol(&server, "an").await, Phone::enrol(&server, "la").await);
    let (mut old, mut new) = (everything(&from).await, everything(&to).await);
    let ((_, _, old_cursor), (_, _, new_cursor)) = (from.pull(None, 200).await, to.pull(None, 200).await);
    let moved = builders::subject(&server.app, "CT-02").await.to_string();
    assert!(old.contains_key(&(Kind::Subject, moved.clone())));
    builders::take(&server.app, What::Subjects, work("CT-02", "06217")).await;

    let (reset, changes, _) = from.pull(Some(&old_cursor), 200).await;
    assert!(!reset && changes.iter().any(|change| change.op == Op::Remove && change.id == moved));
    apply(&mut old, reset, changes);
    assert_eq!(old, everything(&from).await);
    let (reset, changes, _) = to.pull(Some(&new_cursor), 200).await;
    apply(&mut new, reset, changes);
    assert!(new.contains_key(&(Kind::Subject, moved)));
    assert_eq!(new, everything(&to).await);
}

async fn a_subject_that_moved_within_the_scope_stays(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let mut state = everything(&phone).await;
    let (_, _, mut cursor) = phone.pull(None, 200).await;
    let moved = (Kind::Subject, builders::subject(&server.app, "CT-02").await.to_string());
    for commune in ["06307", "06283", "06307"] {
        builders::take(&server.app, What::Subjects, work("CT-02", commune)).await;
        let (reset, changes, next) = phone.pull(Some(&cursor), 1).await;
        cursor = next;
        apply(&mut state, reset, changes);
        let unit = builders::unit(&server.app, commune).to_string();
        assert_eq!(state.get(&moved).map(|body| body["commune"].clone()), Some(unit.into()));
        assert_eq!(state, everything(&phone).await);
    }
}

async fn a_scope_that_changed_begins_anew(server: TestServer) {
    let phone = Phone::enrol(&server, "la").await;
    let (_, _, cursor) = phone.pull(None, 200).await;
    let people = "name,full_name,role,unit_code\nla,Lý Văn Là,inspector,184\n";
    builders::take(&server.app, What::People, people.into()).await;
    let page = phone.page(Some(&cursor), 500).await;
    assert!(page.reset);
    assert!(names(&everything(&phone).await, Kind::Subject).contains(&"CT-01"));
    assert!(!names(&everything(&phone).await, Kind::Subject).contains(&"CT-04"));
    // The new cursor goes on.
    let (_, _, cursor) = phone.pull(Some(&cursor), 500).await;
    assert!(!phone.page(Some(&cursor), 500).await.reset);
}

async fn a_cursor_from_before_what_was_forgotten_begins_anew(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let (_, _, old) = phone.pull(None, 200).await;
    builders::take(&server.app, What::Subjects, work("CT-02", "06217")).await;
    for _ in 0..2 {
        thucdia::jobs::sweep_once(&server.app).await.unwrap();
        server.clock.advance(401 * 86_400_000);
    }
    let (_, _, after) = phone.pull(None, 200).await;
    thucdia::jobs::sweep_once(&server.app).await.unwrap();
    let page = phone.page(Some(&old), 500).await;
    assert!(page.reset, "the removal that this phone never saw is forgotten");
    assert!(!phone.page(Some(&after), 500).await.reset);
}

async fn a_phone_that_was_away_for_a_year_catches_up(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let mut state = everything(&phone).await;
    let (_, _, cursor) = phone.pull(None, 200).await;
    for week in 0..52_u32 {
        let commune = if week % 2 == 0 { "06217" } else { "06283" };
        builders::take(&server.app, What::Subjects, work("CT-02", commune)).await;
        builders::take(&server.app, What::Subjects, work(&format!("CT-1{week:02}"), "06280")).await;
        if week % 4 == 0 {
            thucdia::jobs::sweep_once(&server.app).await.unwrap();
        }
        server.clock.advance(7 * 86_400_000);
    }
    let (reset, changes, _) = phone.pull(Some(&cursor), 10).await;
    assert!(!reset);
    apply(&mut state, reset, changes);
    assert_eq!(state, everything(&phone).await);
}

async fn a_cursor_of_another_store_begins_anew(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let (_, _, cursor) = phone.pull(None, 200).await;
    let mut writer = server.app.store.write().await.unwrap();
    writer.set_meta(thucdia::sync::pull::EPOCH, &id::<uuid::Uuid>().to_string()).await.unwrap();
    writer.commit_untraced().await.unwrap();
    assert!(phone.page(Some(&cursor), 10).await.reset);
}

async fn a_cursor_that_cannot_be_read_is_a_problem(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let (_, _, good) = phone.pull(None, 200).await;
    for bad in ["x", "AAAA", &good[..good.len() - 1], &format!("{good}AAAA"), "AA%20BB", &"A".repeat(5_000)] {
        phone.get(&format!("/api/v1/sync/pull?cursor={bad}"), 400).await.problem(Code::CursorUnreadable);
    }
    phone.get("/api/v1/sync/pull?cursor=%00", 400).await.problem(Code::BadParameter);
    phone.get("/api/v1/sync/pull?limit=many", 400).await.problem(Code::BadParameter);
    phone.get("/api/v1/sync/pull?limit=-1", 400).await.problem(Code::BadParameter);
}

async fn a_page_has_at_most_what_was_asked_for(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let page = phone.page(None, 3).await;
    assert!(page.more && page.changes.len() == 3);
    assert_eq!(phone.page(None, 0).await.changes.len(), 1);
    let rows: Vec<String> = (0..600).map(|at| format!("X-{at},work,Đường {at},DA1.1,06280")).collect();
    let csv = format!("code,kind,name,sub_project_code,commune_code\n{}", rows.join("\n"));
    builders::take(&server.app, What::Subjects, csv.into()).await;
    assert_eq!(phone.page(None, 100_000).await.changes.len(), 500);
}

async fn visits_come_to_their_team_and_leave_with_it(server: TestServer) {
    let (an, binh) = (Phone::enrol(&server, "an").await, Phone::enrol(&server, "binh").await);
    let visit = |team: &str| {
        format!(
            "title,plan,starts_on,ends_on,commune_codes,subject_codes,team\n\
             Đợt 1,12/KH-UBND,2024-05-06,2024-05-10,06280;06283,CT-01;CT-02,{team}\n"
        )
    };
    builders::take(&server.app, What::Visits, visit("an:head;binh").into()).await;
    let (mine, theirs) = (everything(&an).await, everything(&binh).await);
    assert_eq!((of_kind(&mine, Kind::Visit).len(), of_kind(&theirs, Kind::Visit).len()), (1, 1));
    assert_eq!(of_kind(&mine, Kind::Visit)[0]["team"][0]["role"], "head");
    let (_, _, cursor) = binh.pull(None, 200).await;
    builders::take(&server.app, What::Visits, visit("an:head").into()).await;
    let (reset, changes, _) = binh.pull(Some(&cursor), 200).await;
    assert!(!reset);
    assert!(matches!(&changes[..], [Change { kind: Kind::Visit, op: Op::Remove, .. }]), "{changes:?}");
    assert_eq!(of_kind(&everything(&an).await, Kind::Visit).len(), 1);
}

async fn two_replicas_share_their_cursors(mut server: TestServer) {
    let other = server.replica().await;
    let here = Phone::enrol(&server, "an").await;
    let there = here.at(&other.url);
    let mut state = everything(&here).await;
    let (_, _, cursor) = here.pull(None, 200).await;
    here.push_one(&inspection(&server.app, "CT-01").await, 200).await;
    builders::take(&server.app, What::Subjects, work("CT-88", "06280")).await;
    let (reset, changes, _) = there.pull(Some(&cursor), 200).await;
    assert!(!reset);
    apply(&mut state, reset, changes);
    assert_eq!(state, everything(&here).await);
    assert_eq!(state, everything(&there).await);
    other.stop().await;
}
