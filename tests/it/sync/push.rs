//! `POST /api/v1/sync/push`: the five outcomes, in any order, as often as a phone likes.

use mobile_sync_protocol::{
    answer::{Outcome as Judged, Value},
    ids::{RevisionId, Sha256},
    problem::Code,
    receipt::ReceiptOf,
    record::Revision,
    sync::Outcome,
};
use reqwest::Method;
use thucdia_tests::{
    builders::{Edit, id, inspection, time},
    phone::Phone,
    reply::Reply,
    server::TestServer,
};

on_both! {
    a_revision_is_accepted_with_a_receipt_that_verifies
    a_second_push_of_the_same_revision_is_a_duplicate_with_the_same_receipt
    outcomes_come_in_the_order_of_the_revisions_and_a_bad_one_fails_no_neighbour
    a_revision_twice_in_one_push_is_accepted_and_a_duplicate
    a_snapshot_before_its_base_is_held_and_takes_its_place_when_the_base_comes
    a_chain_in_any_order_ends_with_the_same_head
    a_snapshot_whose_base_never_comes_takes_its_place_after_some_days
    two_phones_that_changed_different_items_are_joined
    two_phones_that_changed_one_item_are_a_conflict_and_both_sides_stay
    a_revision_id_with_other_content_is_refused
    a_snapshot_of_another_records_base_is_refused
    the_same_push_from_many_connections_at_once_makes_one_record
    what_a_phone_signed_reads_back_as_it_was_signed
    a_new_subject_comes_with_its_record
    gzip_and_zstd_bodies_are_read
    two_replicas_take_one_record_as_one_server_would
}

async fn record(phone: &Phone, revision: &Revision) -> serde_json::Value {
    phone.get(&format!("/api/v1/records/{}", revision.record), 200).await.json()
}

async fn a_revision_is_accepted_with_a_receipt_that_verifies(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let revision = inspection(&server.app, "CT-01").await;
    let Outcome::Accepted { number: 1, receipt } = phone.push_one(&revision, 200).await.outcome() else {
        panic!("not accepted");
    };
    phone.check(&receipt);
    let unsigned = mobile_sync_protocol::canonical::canonical_of(&revision).unwrap();
    let of =
        ReceiptOf::Revision { record: revision.record, revision: revision.revision, sha256: Sha256::of(&unsigned) };
    assert_eq!((receipt.of, receipt.device), (of, Some(phone.device)));
    let stored = record(&phone, &revision).await;
    assert_eq!(stored["status"], "received");
    assert_eq!(stored["head"], revision.revision.to_string());
    // What the answers lack is said, and never refuses.
    assert_eq!(stored["incomplete"], true);
    // Inside the declared commune, and near the planned place of its subject.
    assert_eq!(stored["commune_link"]["declared"], revision.commune.to_string(), "{stored:#}");
}

async fn a_second_push_of_the_same_revision_is_a_duplicate_with_the_same_receipt(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let revision = inspection(&server.app, "CT-01").await;
    let Outcome::Accepted { receipt: first, .. } = phone.push_one(&revision, 200).await.outcome() else {
        panic!("not accepted");
    };
    let before = server.counts().await;
    server.clock.advance(3_600_000);
    for _ in 0..3 {
        let Outcome::Duplicate { number: 1, receipt } = phone.push_one(&revision, 200).await.outcome() else {
            panic!("no duplicate");
        };
        assert_eq!(receipt, first);
    }
    assert_eq!(server.counts().await, before);
}

async fn outcomes_come_in_the_order_of_the_revisions_and_a_bad_one_fails_no_neighbour(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let mut batch = Vec::new();
    for at in 0..20 {
        let mut revision = inspection(&server.app, "CT-01").await;
        if at % 3 == 1 {
            revision.fix = Some(thucdia_tests::builders::fix(99.0, 106.0));
        }
        batch.push(revision);
    }
    let outcomes = phone.push(&batch, 200).await.outcomes();
    assert_eq!(outcomes.len(), 20);
    for (at, (revision, outcome)) in batch.iter().zip(&outcomes).enumerate() {
        match outcome {
            Outcome::Rejected { problems } if at % 3 == 1 => {
                assert_eq!(
                    (problems[0].path.as_str(), problems[0].code.as_str()),
                    ("/fix", Code::RecordPlace.as_str())
                );
            }
            Outcome::Accepted { receipt, .. } if at % 3 != 1 => {
                assert!(matches!(receipt.of, ReceiptOf::Revision { record, .. } if record == revision.record));
            }
            other => panic!("{at}: {other:?}"),
        }
    }
    assert_eq!(server.counts().await["records"], 13);
}

async fn a_revision_twice_in_one_push_is_accepted_and_a_duplicate(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let revision = inspection(&server.app, "CT-01").await;
    let outcomes = phone.push(&[revision.clone(), revision], 200).await.outcomes();
    assert!(matches!(outcomes[..], [Outcome::Accepted { number: 1, .. }, Outcome::Duplicate { number: 1, .. }]));
    assert_eq!(server.counts().await["records"], 1);
}

async fn a_snapshot_before_its_base_is_held_and_takes_its_place_when_the_base_comes(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let first = inspection(&server.app, "CT-01").await;
    let second = first.next().judged("site_board", Judged::Pass);
    assert!(matches!(phone.push_one(&second, 200).await.outcome(), Outcome::Accepted { number: 1, .. }));
    let waiting = record(&phone, &first).await;
    assert_eq!((&waiting["status"], &waiting["held"], waiting.get("head")), (&"waiting".into(), &1.into(), None));

    assert!(matches!(phone.push_one(&first, 200).await.outcome(), Outcome::Accepted { number: 2, .. }));
    let whole = record(&phone, &first).await;
    assert_eq!((&whole["status"], &whole["held"]), (&"received".into(), &0.into()));
    assert_eq!(whole["head"], second.revision.to_string());
    assert_eq!(whole["conflicts"], 0);
}

async fn a_chain_in_any_order_ends_with_the_same_head(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]] {
        let mut chain = vec![inspection(&server.app, "CT-01").await];
        for item in ["site_board", "diary_kept", "in_use"] {
            chain.push(chain.last().unwrap().next().judged(item, Judged::Pass));
        }
        for at in order {
            let outcome = phone.push_one(&chain[at], 200).await.outcome();
            assert!(matches!(outcome, Outcome::Accepted { .. }), "{order:?}: {outcome:?}");
        }
        let stored = record(&phone, &chain[0]).await;
        assert_eq!(stored["head"], chain[3].revision.to_string(), "{order:?}");
        assert_eq!(stored["status"], "received");
        assert_eq!(stored["revisions"].as_array().unwrap().len(), 4);
    }
}

async fn a_snapshot_whose_base_never_comes_takes_its_place_after_some_days(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let lost = inspection(&server.app, "CT-01").await;
    let second = lost.next().judged("site_board", Judged::Fail);
    phone.push_one(&second, 200).await;
    server.clock.advance(4 * 86_400_000);
    thucdia::jobs::sweep_once(&server.app).await.unwrap();
    assert_eq!(record(&phone, &second).await["status"], "waiting");
    server.clock.advance(2 * 86_400_000);
    thucdia::jobs::sweep_once(&server.app).await.unwrap();
    let settled = record(&phone, &second).await;
    assert_eq!((&settled["status"], &settled["head"]), (&"received".into(), &second.revision.to_string().into()));
    // The base comes after all: nothing of it is lost.
    let late = phone.push_one(&lost, 200).await.outcome();
    assert!(!matches!(late, Outcome::Rejected { .. }), "{late:?}");
    let revisions = record(&phone, &second).await["revisions"].as_array().unwrap().clone();
    assert!(revisions.iter().any(|line| line["revision"] == lost.revision.to_string()));
}

async fn two_phones_that_changed_different_items_are_joined(server: TestServer) {
    let (one, two) = (Phone::enrol(&server, "an").await, Phone::enrol(&server, "an").await);
    let base = inspection(&server.app, "CT-01").await.judged("site_board", Judged::Pass);
    one.push_one(&base, 200).await;
    let left = base.next().judged("site_board", Judged::Fail);
    let right = base.next().judged("diary_kept", Judged::Pass).answered("contract_price", Value::Number(1250.5));
    assert!(matches!(one.push_one(&left, 200).await.outcome(), Outcome::Accepted { number: 2, .. }));
    let outcome = two.push_one(&right, 200).await.outcome();
    let Outcome::Merged { number: 3, revision, receipt } = outcome else { panic!("{outcome:?}") };
    two.check(&receipt);
    let stored = record(&one, &base).await;
    assert_eq!((&stored["head"], &stored["conflicts"]), (&revision.to_string().into(), &0.into()));
    let path = format!("/api/v1/records/{}/revisions/{revision}", base.record);
    let joined: Revision = one.get(&path, 200).await.json();
    assert_eq!(joined.signature, None, "the server signs for no phone");
    let answer = |item: &str| &joined.answers[&item.parse().unwrap()].value;
    assert_eq!(answer("site_board"), &Value::Outcome(Judged::Fail));
    assert_eq!(answer("diary_kept"), &Value::Outcome(Judged::Pass));
    assert_eq!(answer("contract_price"), &Value::Number(1250.5));
}

async fn two_phones_that_changed_one_item_are_a_conflict_and_both_sides_stay(server: TestServer) {
    let (one, two) = (Phone::enrol(&server, "an").await, Phone::enrol(&server, "an").await);
    let base = inspection(&server.app, "CT-01").await.judged("site_board", Judged::Pass);
    one.push_one(&base, 200).await;
    let left = base.next().judged("site_board", Judged::Fail);
    let right = base.next().judged("site_board", Judged::NotApplicable);
    one.push_one(&left, 200).await;
    let outcome = two.push_one(&right, 200).await.outcome();
    let Outcome::Conflict { number: 3, theirs, places, receipt } = outcome else { panic!("{outcome:?}") };
    two.check(&receipt);
    assert_eq!((theirs, places), (left.revision, vec!["/answers/site_board".to_owned()]));
    let stored = record(&one, &base).await;
    assert_eq!((&stored["head"], &stored["conflicts"]), (&left.revision.to_string().into(), &1.into()));
    for side in [&left, &right] {
        let path = format!("/api/v1/records/{}/revisions/{}", base.record, side.revision);
        let kept: Revision = one.get(&path, 200).await.json();
        assert_eq!(kept.answers, side.answers);
    }
    assert!(matches!(two.push_one(&right, 200).await.outcome(), Outcome::Duplicate { number: 3, .. }));
}

async fn a_revision_id_with_other_content_is_refused(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let first = inspection(&server.app, "CT-01").await;
    phone.push_one(&first, 200).await;
    let before = server.counts().await;
    let other = Revision { captured_at: time("2024-05-06T10:00:00+07:00"), ..first.clone() };
    let elsewhere = Revision { record: id(), ..first.clone() };
    for forged in [other, elsewhere] {
        let Outcome::Rejected { problems } = phone.push_one(&forged, 200).await.outcome() else { panic!("taken") };
        assert_eq!(problems[0].code, Code::RecordIdReused.as_str());
        assert_eq!(problems[0].path, "/revision");
    }
    let after = server.counts().await;
    assert_eq!((&after["records"], &after["revisions"]), (&before["records"], &before["revisions"]));
}

async fn a_snapshot_of_another_records_base_is_refused(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let first = inspection(&server.app, "CT-01").await;
    phone.push_one(&first, 200).await;
    let astray = Revision { base: Some(first.revision), ..inspection(&server.app, "CT-01").await };
    let Outcome::Rejected { problems } = phone.push_one(&astray, 200).await.outcome() else { panic!("taken") };
    assert_eq!((problems[0].path.as_str(), problems[0].code.as_str()), ("/base", Code::RecordBase.as_str()));
}

async fn the_same_push_from_many_connections_at_once_makes_one_record(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let mut batch = Vec::new();
    for _ in 0..10 {
        let first = inspection(&server.app, "CT-01").await;
        batch.extend([first.next().judged("site_board", Judged::Pass), first]);
    }
    let sent = (0..8).map(|_| {
        let phone = phone.at(&server.url);
        let batch = batch.clone();
        async move { phone.push(&batch, 200).await.outcomes() }
    });
    let answers = futures_util::future::join_all(sent).await;
    let accepted = answers.iter().flatten().filter(|outcome| matches!(outcome, Outcome::Accepted { .. })).count();
    assert_eq!(accepted, 20, "each revision is new to the server once");
    assert!(answers.iter().flatten().all(|outcome| !matches!(outcome, Outcome::Rejected { .. })));
    let counts = server.counts().await;
    assert_eq!((&counts["records"], &counts["revisions"]), (&10.into(), &20.into()));
}

async fn what_a_phone_signed_reads_back_as_it_was_signed(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let revision = inspection(&server.app, "CT-01")
        .await
        .answered("community_opinion", Value::Text("“Đường đã thông” \u{1f6e4} \\ \"\n".to_owned()))
        .answered("contract_price", Value::Number(0.1 + 0.2));
    phone.push_one(&revision, 200).await;
    let path = format!("/api/v1/records/{}/revisions/{}", revision.record, revision.revision);
    let stored: serde_json::Value = phone.get(&path, 200).await.json();
    let form = |value: &serde_json::Value| {
        String::from_utf8(mobile_sync_protocol::canonical::canonical_of(value).unwrap()).unwrap()
    };
    assert_eq!(form(&stored), form(&phone.sign(&revision)));
    let parsed: Revision = serde_json::from_value(stored).unwrap();
    let signature = parsed.signature.clone().unwrap();
    let unsigned = Revision { signature: None, ..parsed };
    let canonical = mobile_sync_protocol::canonical::canonical_of(&unsigned).unwrap();
    phone.signer.public_key().verifier().unwrap().verify(&canonical, &signature).unwrap();
}

async fn a_new_subject_comes_with_its_record(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let mut revision = inspection(&server.app, "CT-01").await;
    revision.subject = None;
    revision.new_subject = Some(mobile_sync_protocol::record::NewSubject {
        id: id(),
        kind: mobile_sync_protocol::checklist::SubjectKind::Work,
        name: "Cầu treo Nà Tồng".to_owned(),
        village: Some("Nà Tồng".to_owned()),
    });
    assert!(matches!(phone.push_one(&revision, 200).await.outcome(), Outcome::Accepted { .. }));
    let subjects: serde_json::Value =
        phone.get(&format!("/api/v1/subjects?commune={}", revision.commune), 200).await.json();
    let name = |subject: &&serde_json::Value| subject["name"] == "Cầu treo Nà Tồng";
    let found = subjects["subjects"].as_array().unwrap().iter().find(name).unwrap();
    assert_eq!((&found["unlisted"], &found["commune"]), (&true.into(), &revision.commune.to_string().into()));
}

async fn gzip_and_zstd_bodies_are_read(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    for coding in ["gzip", "zstd"] {
        let revision = phone.sign(&inspection(&server.app, "CT-01").await);
        let body = serde_json::to_vec(&serde_json::json!({"revisions": [revision]})).unwrap();
        let packed = crate::sync::refused::pack(coding, &body);
        let request = phone.request(Method::POST, "/api/v1/sync/push").header("content-encoding", coding).body(packed);
        assert!(matches!(Reply::of(request).await.expect(200).outcome(), Outcome::Accepted { .. }), "{coding}");
    }
}

async fn two_replicas_take_one_record_as_one_server_would(mut server: TestServer) {
    let other = server.replica().await;
    let here = Phone::enrol(&server, "an").await;
    let there = here.at(&other.url);
    let first = inspection(&server.app, "CT-01").await;
    let second = first.next().judged("site_board", Judged::Pass);
    there.push_one(&second, 200).await;
    here.push_one(&first, 200).await;
    assert!(matches!(there.push_one(&first, 200).await.outcome(), Outcome::Duplicate { number: 2, .. }));
    let left = second.next().judged("diary_kept", Judged::Pass);
    let right = second.next().judged("in_use", Judged::Pass);
    let (left, right) = tokio::join!(here.push_one(&left, 200), there.push_one(&right, 200));
    let outcomes = [left.outcome(), right.outcome()];
    assert!(outcomes.iter().any(|outcome| matches!(outcome, Outcome::Accepted { .. })), "{outcomes:?}");
    let joined = outcomes.iter().find_map(|outcome| match outcome {
        Outcome::Merged { revision, .. } => Some(*revision),
        _ => None,
    });
    let joined: RevisionId = joined.unwrap();
    assert_eq!(record(&there, &first).await["head"], joined.to_string());
    assert_eq!(record(&here, &first).await["head"], joined.to_string());
    // What one replica is taught, the other knows when it is asked for it.
    let csv = "code,kind,name,sub_project_code,commune_code\nCT-77,work,Trạm bơm,DA1.1,06280\n";
    thucdia_tests::builders::take(&other.app, thucdia::registry::apply::What::Subjects, csv.into()).await;
    let fresh = inspection(&server.app, "CT-77").await;
    assert!(matches!(here.push_one(&fresh, 200).await.outcome(), Outcome::Accepted { .. }));
    other.stop().await;
}
