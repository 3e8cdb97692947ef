//! Work beside the requests: held by one, taken over when that one dies, and never stopped by one bad photo.

use mobile_sync_protocol::{evidence::Answer, ids::Sha256, time::Timestamp};
use serde_json::Value;
use thucdia::store::{Job, JobKind, Taken};
use thucdia_tests::{phone::Phone, server::TestServer};

use super::{answer, handed_in, photo, summary, work_off};

on_both! {
    what_a_dead_replica_held_is_taken_over_when_its_lease_ends
    nobody_takes_what_another_holds
    what_ends_its_reader_counts_as_unreadable_after_three_tries_and_harms_no_neighbour
    what_changes_while_it_is_worked_on_is_done_once_more
    how_much_is_to_be_done_is_told
    bytes_that_are_lost_do_not_wait_for_ever
}

const LEASE_MS: i64 = 10 * 60_000;

/// Takes what is due as a replica would that dies with it.
async fn take(server: &TestServer, taken: Taken, limit: i64) -> Vec<Job> {
    let now = server.clock.now();
    let mut writer = server.app.store.write_apart().await.unwrap();
    let until = Timestamp(now.0 + LEASE_MS);
    let jobs = writer.take_jobs(JobKind::Photo, taken, limit, now, until, server.clock.id()).await.unwrap();
    writer.commit_untraced().await.unwrap();
    jobs
}

async fn what_a_dead_replica_held_is_taken_over_when_its_lease_ends(mut server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let record = handed_in(&server, &phone, "CT-01", &[&photo(1)]).await;
    let other = server.replica().await;
    assert_eq!(take(&server, Taken::Fresh, 10).await.len(), 1);
    work_off(&other).await;
    assert_eq!(summary(&desk, record.record).await, None);
    server.clock.advance(LEASE_MS - 1);
    work_off(&other).await;
    assert_eq!(summary(&desk, record.record).await, None);
    server.clock.advance(1);
    work_off(&other).await;
    assert!(summary(&desk, record.record).await.is_some());
}

async fn nobody_takes_what_another_holds(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    for number in 0..12 {
        phone.upload(&thucdia_tests::builders::photo(number, 2_000)).await;
    }
    let takers: Vec<_> = (0..6).map(|_| take(&server, Taken::Fresh, 3)).collect();
    let taken = futures_util::future::join_all(takers).await;
    let mut ids: Vec<Vec<u8>> = taken.into_iter().flatten().map(|job| job.id).collect();
    ids.extend(take(&server, Taken::Fresh, 12).await.into_iter().map(|job| job.id));
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!((all, ids.len()), (12, 12));
}

async fn what_ends_its_reader_counts_as_unreadable_after_three_tries_and_harms_no_neighbour(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let (one, other) = (photo(1), photo(2));
    let first = handed_in(&server, &phone, "CT-01", &[&one]).await;
    let second = handed_in(&server, &phone, "CT-02", &[&other]).await;
    // Both were taken together by a process that died.
    assert_eq!(take(&server, Taken::Fresh, 10).await.len(), 2);
    server.clock.advance(LEASE_MS);
    assert_eq!(take(&server, Taken::Fresh, 10).await, []);
    // One of them goes on to end every process that takes it; it is always taken alone.
    let deadly = take(&server, Taken::Again, 1).await.remove(0);
    work_off(&server).await;
    server.clock.advance(LEASE_MS);
    let again = take(&server, Taken::Again, 1).await.remove(0);
    assert_eq!((&again.id, again.tries), (&deadly.id, 3));
    server.clock.advance(LEASE_MS);
    work_off(&server).await;
    let (dead, alive) = if deadly.photo().unwrap() == Sha256::of(&one) { (first, second) } else { (second, first) };
    assert_eq!(answer(&desk, dead.record, "photo.readable").await, Answer::Fail);
    assert_eq!(answer(&desk, alive.record, "photo.readable").await, Answer::Pass);
    let body: Value = desk.get(&format!("/api/v1/records/{}/evidence", dead.record), 200).await.json();
    assert!(body["photos"][0]["unreadable"].as_str().unwrap().contains("tried 3 times"), "{body}");
}

async fn what_changes_while_it_is_worked_on_is_done_once_more(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    phone.upload(&photo(1)).await;
    let jobs = take(&server, Taken::Fresh, 10).await;
    let now = server.clock.now();
    let mut writer = server.app.store.write_apart().await.unwrap();
    writer.queue_jobs(JobKind::Photo, &[&jobs[0].id], now).await.unwrap();
    writer.finish_jobs(&jobs, now).await.unwrap();
    writer.commit_untraced().await.unwrap();
    let again = take(&server, Taken::Fresh, 10).await;
    assert_eq!((again.len(), again[0].tries), (1, 1));
    let mut writer = server.app.store.write_apart().await.unwrap();
    // Whoever lost the lease ends nothing.
    writer.finish_jobs(&jobs, now).await.unwrap();
    assert_eq!(writer.backlog(JobKind::Photo, now).await.unwrap().waiting, 1);
    writer.finish_jobs(&again, now).await.unwrap();
    assert_eq!(writer.backlog(JobKind::Photo, now).await.unwrap().waiting, 0);
}

async fn how_much_is_to_be_done_is_told(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    handed_in(&server, &phone, "CT-01", &[&photo(1), &photo(2)]).await;
    server.clock.advance(90_000);
    let mut session = server.app.store.read().await.unwrap();
    let backlog = session.backlog(JobKind::Photo, server.clock.now()).await.unwrap();
    assert_eq!((backlog.waiting, backlog.held), (2, 0));
    assert_eq!(server.clock.now().since(backlog.oldest.unwrap()), 90_000);
    drop(session);
    let metrics = String::from_utf8(server.get("/metrics", 200).await.body.to_vec()).unwrap();
    for name in ["thucdia_jobs{kind=\"photo\"}", "thucdia_jobs_held{kind=\"photo\"}", "thucdia_jobs_oldest_s{kind="] {
        assert!(metrics.contains(name), "{name}: {metrics}");
    }
    work_off(&server).await;
    let metrics = String::from_utf8(server.get("/metrics", 200).await.body.to_vec()).unwrap();
    assert!(metrics.contains("thucdia_photos_read{outcome=\"read\"}"), "{metrics}");
}

async fn bytes_that_are_lost_do_not_wait_for_ever(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let bytes = photo(1);
    let record = handed_in(&server, &phone, "CT-01", &[&bytes]).await;
    server.app.blobs.delete(Sha256::of(&bytes)).await.unwrap();
    for _ in 0..3 {
        work_off(&server).await;
        server.clock.advance(60_000);
    }
    work_off(&server).await;
    assert_eq!(answer(&desk, record.record, "photo.readable").await, Answer::Fail);
}
