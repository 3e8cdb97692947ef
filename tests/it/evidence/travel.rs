//! A phone that cannot have been in both places, in whatever order its records arrive.

use mobile_sync_protocol::{evidence::Answer, record::Revision};
use thucdia_tests::{
    builders::{fix, inspection, time},
    phone::Phone,
    server::TestServer,
};

use super::{answer, work_off};

on_both! {
    a_phone_that_was_in_two_places_is_told_at_both
    the_order_of_arrival_changes_nothing
    another_phone_is_another_journey
    a_record_between_two_takes_their_doubt_away
}

/// A record of CT-02 at a minute of the morning, so many degrees north of the village.
async fn at(server: &TestServer, minute: u32, north: f64) -> Revision {
    let when = time(&format!("2024-05-06T09:{minute:02}:00+07:00"));
    let mut record = inspection(&server.app, "CT-02").await;
    record.captured_at = when;
    let place = fix(21.9040 + north, 106.5933);
    record.fix = Some(mobile_sync_protocol::place::Fix { at: when, ..place });
    record
}

async fn a_phone_that_was_in_two_places_is_told_at_both(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    // 0.05 degrees are 5.5 km: nothing in half an hour, and 330 km/h in a minute.
    let records = [at(&server, 0, 0.0).await, at(&server, 30, 0.05).await, at(&server, 31, 0.0).await];
    for record in &records {
        phone.push_one(record, 200).await;
        work_off(&server).await;
    }
    let [slow, from, to] = &records;
    assert_eq!(answer(&desk, slow.record, "travel.speed").await, Answer::Pass);
    assert_eq!(answer(&desk, from.record, "travel.speed").await, Answer::Fail);
    assert_eq!(answer(&desk, to.record, "travel.speed").await, Answer::Fail);
}

async fn the_order_of_arrival_changes_nothing(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let records = [at(&server, 0, 0.0).await, at(&server, 30, 0.05).await, at(&server, 31, 0.0).await];
    for record in [&records[2], &records[0], &records[1]] {
        phone.push_one(record, 200).await;
        work_off(&server).await;
    }
    let expected = [Answer::Pass, Answer::Fail, Answer::Fail];
    for (record, expected) in records.iter().zip(expected) {
        assert_eq!(answer(&desk, record.record, "travel.speed").await, expected);
    }
}

async fn another_phone_is_another_journey(server: TestServer) {
    let desk = server.desk("dung").await;
    let (one, other) = (Phone::enrol(&server, "an").await, Phone::enrol(&server, "binh").await);
    let (here, there) = (at(&server, 30, 0.0).await, at(&server, 31, 0.05).await);
    one.push_one(&here, 200).await;
    other.push_one(&there, 200).await;
    work_off(&server).await;
    for record in [here.record, there.record] {
        assert!(answer(&desk, record, "travel.speed").await < Answer::Warn);
    }
}

async fn a_record_between_two_takes_their_doubt_away(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let (from, to) = (at(&server, 30, 0.0).await, at(&server, 32, 0.05).await);
    for record in [&from, &to] {
        phone.push_one(record, 200).await;
    }
    work_off(&server).await;
    let doubted = answer(&desk, from.record, "travel.speed").await;
    assert!(doubted >= Answer::Warn, "{doubted:?}");
    // A correction of the first: it was made half an hour before.
    let mut earlier = thucdia_tests::builders::Edit::next(&from);
    let when = time("2024-05-06T09:02:00+07:00");
    earlier.captured_at = when;
    earlier.fix = earlier.fix.map(|fix| mobile_sync_protocol::place::Fix { at: when, ..fix });
    phone.push_one(&earlier, 200).await;
    work_off(&server).await;
    for record in [from.record, to.record] {
        assert_eq!(answer(&desk, record, "travel.speed").await, Answer::Pass);
    }
}
