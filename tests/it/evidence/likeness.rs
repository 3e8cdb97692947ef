//! Photos that prove two things: the same bytes, or the same picture, whichever came first and whoever read it.

use mobile_sync_protocol::evidence::Answer;
use thucdia::jobs;
use thucdia_tests::{phone::Phone, pictures, server::TestServer};

use super::{answer, handed_in, photo, work_off};

on_both! {
    the_same_photo_in_two_records_casts_a_doubt_on_both
    a_photo_that_was_sent_on_is_known_again
    a_photo_that_was_sent_on_is_known_again_whichever_came_first
    a_copy_as_heic_is_known_again
    what_one_replica_read_another_finds_and_so_does_a_server_that_starts_anew
    photos_of_the_same_record_are_no_doubt
}

async fn the_same_photo_in_two_records_casts_a_doubt_on_both(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let bytes = photo(1);
    let first = handed_in(&server, &phone, "CT-01", &[&bytes]).await;
    work_off(&server).await;
    assert_eq!(answer(&desk, first.record, "photo.repeated").await, Answer::Pass);
    let second = handed_in(&server, &phone, "CT-02", &[&bytes]).await;
    work_off(&server).await;
    for record in [first.record, second.record] {
        assert_eq!(answer(&desk, record, "photo.repeated").await, Answer::Fail);
        assert_ne!(answer(&desk, record, "photo.alike").await, Answer::Fail, "one doubt is told once");
    }
}

async fn a_photo_that_was_sent_on_is_known_again(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let (original, other) = (photo(1), photo(2));
    let first = handed_in(&server, &phone, "CT-01", &[&original]).await;
    let bystander = handed_in(&server, &phone, "CT-03", &[&other]).await;
    work_off(&server).await;
    let second = handed_in(&server, &phone, "CT-02", &[&pictures::sent_on(&original)]).await;
    work_off(&server).await;
    for record in [first.record, second.record] {
        assert_eq!(answer(&desk, record, "photo.alike").await, Answer::Fail);
        assert_eq!(answer(&desk, record, "photo.repeated").await, Answer::Pass);
    }
    assert_eq!(answer(&desk, bystander.record, "photo.alike").await, Answer::Pass);
}

async fn a_photo_that_was_sent_on_is_known_again_whichever_came_first(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let original = photo(1);
    let copy = handed_in(&server, &phone, "CT-02", &[&pictures::sent_on(&original)]).await;
    work_off(&server).await;
    let late = handed_in(&server, &phone, "CT-01", &[&original]).await;
    work_off(&server).await;
    for record in [copy.record, late.record] {
        assert_eq!(answer(&desk, record, "photo.alike").await, Answer::Fail);
    }
}

async fn a_copy_as_heic_is_known_again(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let (original, other) = (photo(1), photo(2));
    let first = handed_in(&server, &phone, "CT-01", &[&original]).await;
    let bystander = handed_in(&server, &phone, "CT-03", &[&other]).await;
    work_off(&server).await;
    let second = handed_in(&server, &phone, "CT-02", &[&pictures::as_heic(&pictures::sent_on(&original))]).await;
    work_off(&server).await;
    for record in [first.record, second.record] {
        assert_eq!(answer(&desk, record, "photo.alike").await, Answer::Fail);
    }
    assert_eq!(answer(&desk, bystander.record, "photo.alike").await, Answer::Pass);
}

async fn what_one_replica_read_another_finds_and_so_does_a_server_that_starts_anew(mut server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let second = server.replica().await;
    let original = photo(1);
    let first = handed_in(&server, &phone, "CT-01", &[&original]).await;
    work_off(&server).await;
    // The second compares for the first time, so it loads; then it follows what the first one read.
    let (bystander, copy) = (photo(2), pictures::sent_on(&original));
    handed_in(&server, &phone, "CT-03", &[&bystander]).await;
    work_off(&second).await;
    let again = photo(3);
    let follows = handed_in(&server, &phone, "CT-02", &[&again]).await;
    work_off(&server).await;
    let copied = handed_in(&server, &phone, "CT-02", &[&copy]).await;
    let followed = handed_in(&server, &phone, "CT-03", &[&pictures::sent_on(&again)]).await;
    jobs::work_off(&second.app).await.unwrap();
    for record in [first.record, copied.record, follows.record, followed.record] {
        assert_eq!(answer(&desk, record, "photo.alike").await, Answer::Fail);
    }
}

async fn photos_of_the_same_record_are_no_doubt(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let bytes = photo(1);
    let record = handed_in(&server, &phone, "CT-01", &[&bytes, &pictures::sent_on(&bytes)]).await;
    work_off(&server).await;
    for rule in ["photo.alike", "photo.repeated"] {
        assert_eq!(answer(&desk, record.record, rule).await, Answer::Pass, "{rule}");
    }
}
