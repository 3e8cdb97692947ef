//! A server that keeps everything in memory and fails on purpose, and what phones make of it.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use axum::{
    Json as Reply, Router,
    body::Body,
    extract::{Path, Query, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, head, post},
};
use bytes::Bytes;
use futures_util::StreamExt as _;
use mobile_sync_protocol::{
    canonical::{Json, canonical_of},
    ids::{RecordId, RevisionId, Sha256, UploadId},
    receipt::{Receipt, ReceiptOf},
    record::Revision,
    signature::{PublicKey, Signer, Verifier},
    sync::{Change, Kind, Op, Outcome, PullResponse, PushRequest, PushResponse},
    time::Timestamp,
    upload::{PhotoStatus, PhotoStatusRequest, PhotoStatusResponse},
    validate::refusals,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    answers::tests::sample_checklist,
    audit::{CheckOptions, check},
    faults::Faults,
    rng::Dice,
    run::{Options, Progress, Report, run},
};

const NOW: Timestamp = Timestamp(1_715_040_000_000);

struct Kept {
    record: RecordId,
    number: i64,
    text: String,
    sha256: Sha256,
    photos: Vec<Sha256>,
}

struct Begun {
    sha256: Sha256,
    length: usize,
    bytes: Vec<u8>,
}

#[derive(Default)]
struct Store {
    people: Vec<Value>,
    devices: HashMap<String, Verifier>,
    revisions: BTreeMap<RevisionId, Kept>,
    photos: BTreeMap<Sha256, Bytes>,
    uploads: BTreeMap<UploadId, Begun>,
    /// How often a revision was sent that was there already.
    seen_again: usize,
    /// How many requests were turned away.
    turned_away: usize,
}

struct Fake {
    signer: Signer,
    failing: f64,
    dice: Mutex<Dice>,
    store: Mutex<Store>,
}

type Shared = State<Arc<Fake>>;

impl Fake {
    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap()
    }

    fn receipt(&self, of: ReceiptOf) -> Receipt {
        Receipt::sign(of, None, NOW, &self.signer).unwrap()
    }

    fn id(&self) -> Uuid {
        self.dice.lock().unwrap().id(NOW)
    }
}

/// Turns requests away before or after they were handled.
async fn fail(State(fake): Shared, request: Request, next: Next) -> Response {
    let (before, after) = {
        let mut dice = fake.dice.lock().unwrap();
        (dice.chance(fake.failing), dice.chance(fake.failing))
    };
    if before {
        fake.store().turned_away += 1;
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let answer = next.run(request).await;
    if after { StatusCode::BAD_GATEWAY.into_response() } else { answer }
}

async fn session(Reply(body): Reply<Value>) -> Response {
    if body["password"] == "right" {
        ([(header::SET_COOKIE, "thucdia_session=1; Path=/")], Reply(json!({}))).into_response()
    } else {
        StatusCode::UNAUTHORIZED.into_response()
    }
}

async fn people(State(fake): Shared, headers: HeaderMap) -> Response {
    if headers.get(header::COOKIE).is_none() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    Reply(json!({"people": fake.store().people})).into_response()
}

async fn add_person(State(fake): Shared, Reply(mut body): Reply<Value>) -> Response {
    body["id"] = json!(fake.id());
    body["active"] = json!(true);
    fake.store().people.push(body.clone());
    (StatusCode::CREATED, Reply(body)).into_response()
}

async fn enrolments() -> Response {
    (StatusCode::CREATED, Reply(json!({"code": "K7Q-9XF"}))).into_response()
}

async fn devices(State(fake): Shared, Reply(body): Reply<Value>) -> Response {
    let key: PublicKey = serde_json::from_value(body["public_key"].clone()).unwrap();
    let token = fake.id().to_string();
    fake.store().devices.insert(token.clone(), key.verifier().unwrap());
    let server = json!({"id": fake.signer.id(), "public_key": fake.signer.public_key()});
    let body = json!({"device": fake.id(), "key": fake.id(), "token": token, "server_key": server});
    (StatusCode::CREATED, Reply(body)).into_response()
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x018f_4b3e_0000_7000_8000_0000_0000_0000 + number)
}

fn units() -> Vec<Value> {
    let ring = json!([[106.4, 21.8], [106.6, 21.8], [106.6, 22.0], [106.4, 22.0], [106.4, 21.8]]);
    vec![
        json!({"id": id(1), "code": "184", "name": "Văn Quan", "unit_type": "district"}),
        json!({"id": id(2), "code": "06319", "name": "An Sơn", "unit_type": "commune", "parent": id(1),
               "boundary": {"type": "Polygon", "coordinates": [ring]}}),
    ]
}

async fn pull(State(fake): Shared, Query(query): Query<HashMap<String, String>>) -> Response {
    let checklist = serde_json::to_value(sample_checklist()).unwrap();
    let node = json!({"id": id(3), "code": "DA1", "name": "Hạ tầng", "leaf": true});
    let site = json!({"geometry": {"type": "Point", "coordinates": [106.5, 21.9]}, "quality": "documented"});
    let subject = json!({"id": id(4), "kind": "work", "name": "Đường Nà Lộc", "sub_project": id(3), "commune": id(2),
                         "site": site, "planned": {"length": 1200.0}});
    let visit = json!({"id": id(5), "title": "Đợt 1", "starts_on": "2024-05-07", "ends_on": "2024-05-08",
                       "communes": [id(2)], "subjects": [id(4)], "team": []});
    let mut all: Vec<(Kind, String, Value)> =
        units().into_iter().map(|unit| (Kind::Unit, unit["id"].as_str().unwrap().to_owned(), unit)).collect();
    all.push((Kind::SubProject, id(3).to_string(), node));
    all.push((Kind::Subject, id(4).to_string(), subject));
    all.push((Kind::Checklist, "sample/2".to_owned(), checklist));
    all.push((Kind::Visit, id(5).to_string(), visit));
    let store = fake.store();
    for kept in store.revisions.values() {
        let whole = kept.photos.iter().all(|photo| store.photos.contains_key(photo));
        let status = if whole { "received" } else { "waiting" };
        let body = json!({"record": kept.record, "status": status, "photos_missing": 0, "held": 0, "conflicts": 0,
                          "omissions": [], "flags": []});
        all.push((Kind::Record, kept.record.to_string(), body));
    }
    // Pages of three, and a cursor that must be escaped in an address.
    let from: usize = query.get("cursor").map_or(0, |cursor| cursor.strip_prefix("at +&").unwrap().parse().unwrap());
    let upto = (from + 3).min(all.len());
    let changes = all[from.min(upto)..upto]
        .iter()
        .map(|(kind, id, body)| Change { kind: *kind, id: id.clone(), op: Op::Put, body: Some(body.clone()) })
        .collect();
    let more = upto < all.len();
    let left = u64::try_from(all.len() - upto).unwrap();
    Reply(PullResponse { reset: from == 0, changes, cursor: format!("at +&{upto}"), more, left, server_time: NOW })
        .into_response()
}

async fn push(State(fake): Shared, headers: HeaderMap, body: Bytes) -> Response {
    let token = headers[header::AUTHORIZATION].to_str().unwrap().strip_prefix("Bearer ").unwrap().to_owned();
    let Ok(request) = serde_json::from_slice::<PushRequest<'_>>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let outcomes = request.revisions.iter().map(|raw| take(&fake, &token, raw.get())).collect();
    Reply(PushResponse { outcomes }).into_response()
}

fn take(fake: &Fake, token: &str, text: &str) -> Outcome {
    let revision: Revision = serde_json::from_str(text).unwrap();
    let problems = refusals(&revision, &sample_checklist());
    if !problems.is_empty() {
        return Outcome::Rejected { problems };
    }
    let canonical = Json::parse(text.as_bytes()).unwrap().without("signature").canonical();
    let sha256 = Sha256::of(&canonical);
    // What was read and is written again must be what was signed.
    let unsigned = Revision { signature: None, ..revision.clone() };
    assert_eq!(canonical_of(&unsigned).unwrap(), canonical);
    let mut store = fake.store();
    store.devices[token].verify(&canonical, revision.signature.as_ref().unwrap()).unwrap();
    let (record, revision_id) = (revision.record, revision.revision);
    let receipt = fake.receipt(ReceiptOf::Revision { record, revision: revision_id, sha256 });
    if let Some(kept) = store.revisions.get(&revision_id) {
        assert_eq!(kept.sha256, sha256);
        let number = kept.number;
        store.seen_again += 1;
        return Outcome::Duplicate { number, receipt };
    }
    let number = 1 + i64::try_from(store.revisions.values().filter(|kept| kept.record == record).count()).unwrap();
    let photos = revision.photos.iter().map(|photo| photo.sha256).collect();
    store.revisions.insert(revision_id, Kept { record, number, text: text.to_owned(), sha256, photos });
    Outcome::Accepted { number, receipt }
}

async fn status(State(fake): Shared, Reply(asked): Reply<PhotoStatusRequest>) -> Response {
    let store = fake.store();
    let photos = asked
        .sha256
        .into_iter()
        .map(|sha256| {
            let begun = store.uploads.iter().find(|(_, begun)| begun.sha256 == sha256);
            match (store.photos.get(&sha256), begun) {
                (Some(bytes), _) => {
                    let bytes = u64::try_from(bytes.len()).unwrap();
                    PhotoStatus::Stored { sha256, receipt: fake.receipt(ReceiptOf::Photo { sha256, bytes }) }
                }
                (None, Some((upload, begun))) => {
                    PhotoStatus::Partial { sha256, upload: *upload, offset: u64::try_from(begun.bytes.len()).unwrap() }
                }
                (None, None) => PhotoStatus::Missing { sha256 },
            }
        })
        .collect();
    Reply(PhotoStatusResponse { photos }).into_response()
}

fn header_text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).unwrap().to_str().unwrap()
}

async fn create(State(fake): Shared, headers: HeaderMap, body: Body) -> Response {
    assert_eq!(header_text(&headers, "tus-resumable"), "1.0.0");
    let metadata = header_text(&headers, "upload-metadata");
    let value = |name: &str| {
        let word = metadata.split(',').find_map(|pair| pair.strip_prefix(name)).unwrap().trim();
        String::from_utf8(data_encoding::BASE64.decode(word.as_bytes()).unwrap()).unwrap()
    };
    assert_eq!(value("filetype "), "image/jpeg");
    let begun = Begun {
        sha256: value("sha256 ").parse().unwrap(),
        length: header_text(&headers, "upload-length").parse().unwrap(),
        bytes: Vec::new(),
    };
    let upload = UploadId(fake.id());
    fake.store().uploads.insert(upload, begun);
    let offset = append(&fake, upload, 0, body).await;
    let location = format!("/api/v1/uploads/{upload}");
    match offset {
        Ok(offset) => {
            (StatusCode::CREATED, [("location", location), ("upload-offset", offset.to_string())]).into_response()
        }
        Err(status) => status.into_response(),
    }
}

async fn offset(State(fake): Shared, Path(upload): Path<Uuid>) -> Response {
    match fake.store().uploads.get(&UploadId(upload)) {
        Some(begun) => [("upload-offset", begun.bytes.len().to_string())].into_response(),
        None => StatusCode::GONE.into_response(),
    }
}

async fn patch(State(fake): Shared, Path(upload): Path<Uuid>, headers: HeaderMap, body: Body) -> Response {
    let at = header_text(&headers, "upload-offset").parse().unwrap();
    match append(&fake, UploadId(upload), at, body).await {
        Ok(offset) => (StatusCode::NO_CONTENT, [("upload-offset", offset.to_string())]).into_response(),
        Err(status) => status.into_response(),
    }
}

/// Keeps each piece as it comes, so that a body that is cut short leaves what arrived.
async fn append(fake: &Fake, upload: UploadId, mut at: usize, body: Body) -> Result<usize, StatusCode> {
    let mut pieces = body.into_data_stream();
    loop {
        let piece = pieces.next().await;
        let mut store = fake.store();
        let begun = store.uploads.get_mut(&upload).ok_or(StatusCode::GONE)?;
        if begun.bytes.len() != at {
            return Err(StatusCode::CONFLICT);
        }
        match piece {
            Some(Ok(piece)) => {
                begun.bytes.extend_from_slice(&piece);
                at += piece.len();
            }
            Some(Err(_)) => return Err(StatusCode::BAD_REQUEST),
            None if begun.bytes.len() == begun.length => {
                let begun = store.uploads.remove(&upload).unwrap();
                assert_eq!(Sha256::of(&begun.bytes), begun.sha256);
                store.photos.insert(begun.sha256, begun.bytes.into());
                return Ok(at);
            }
            None => return Ok(at),
        }
    }
}

async fn photo(State(fake): Shared, Path(sha256): Path<String>) -> Response {
    let sha256: Sha256 = sha256.parse().unwrap();
    let found = fake.store().photos.get(&sha256).cloned();
    found.map_or(StatusCode::NOT_FOUND.into_response(), IntoResponse::into_response)
}

async fn count(State(fake): Shared) -> Response {
    let store = fake.store();
    let records: std::collections::BTreeSet<_> = store.revisions.values().map(|kept| kept.record).collect();
    Reply(json!({"records": records.len()})).into_response()
}

async fn record(State(fake): Shared, Path(record): Path<Uuid>) -> Response {
    let store = fake.store();
    let kept: Vec<_> = store.revisions.iter().filter(|(_, kept)| kept.record.0 == record).collect();
    if kept.is_empty() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let whole = kept.iter().all(|(_, kept)| kept.photos.iter().all(|photo| store.photos.contains_key(photo)));
    let revisions: Vec<Value> = kept
        .iter()
        .map(|(id, kept)| json!({"revision": id, "number": kept.number, "state": "part", "sha256": kept.sha256}))
        .collect();
    let status = if whole { "received" } else { "waiting" };
    Reply(json!({"record": record, "status": status, "revisions": revisions})).into_response()
}

async fn revision(State(fake): Shared, Path((_, revision)): Path<(Uuid, Uuid)>) -> Response {
    let text = fake.store().revisions[&RevisionId(revision)].text.clone();
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

async fn start(failing: f64) -> (Arc<Fake>, String) {
    let fake = Arc::new(Fake {
        signer: Signer::from_secret(id(9).into(), [9; 32]),
        failing,
        dice: Mutex::new(Dice::new(1, "fake", 0)),
        store: Mutex::default(),
    });
    let router = Router::new()
        .route("/api/v1/photos/status", post(status))
        .route("/api/v1/sync/push", post(push))
        .route("/api/v1/sync/pull", get(pull))
        .route("/api/v1/uploads", post(create))
        .route("/api/v1/uploads/{id}", head(offset).patch(patch))
        .layer(middleware::from_fn_with_state(Arc::clone(&fake), fail))
        .route("/api/v1/session", post(session))
        .route("/api/v1/people", get(people).post(add_person))
        .route("/api/v1/enrolments", post(enrolments))
        .route("/api/v1/devices", post(devices))
        .route("/api/v1/units", get(async || Reply(json!({"units": units()}))))
        .route("/api/v1/photos/{sha256}", get(photo))
        .route("/api/v1/records/count", get(count))
        .route("/api/v1/records/{record}", get(record))
        .route("/api/v1/records/{record}/revisions/{revision}", get(revision))
        .with_state(Arc::clone(&fake));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    #[expect(clippy::disallowed_methods, reason = "ends with the test")]
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (fake, address)
}

fn options(server: &str) -> Options {
    Options {
        phones: 4,
        records: 30,
        photos: 45,
        photo_bytes: Some(20_000),
        seed: Some(11),
        batch: 4,
        piece: 12_000,
        patience: Duration::from_mins(1),
        ..Options::new(server, "admin", "right", "2024-05-06".parse().unwrap())
    }
}

async fn finish(options: &Options) -> Report {
    let report = run(options, &Progress::hidden()).await.unwrap();
    assert!(report.is_good(), "{report}");
    report
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_network_needs_one_attempt_for_everything() {
    let (fake, server) = start(0.0).await;
    let report = finish(&options(&server)).await;
    assert_eq!((report.records, report.photos, report.received, report.retries), (30, 45, 30, 0));
    assert_eq!(report.bytes, 45 * 20_000);
    let store = fake.store();
    assert_eq!(store.photos.len(), 45);
    assert_eq!(u64::try_from(store.revisions.len()).unwrap(), report.revisions);
    assert_eq!(store.seen_again, 0);
    assert!(report.revisions > 30, "some records are looked at again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_network_and_a_failing_server_still_end_with_everything_once() {
    let (fake, server) = start(0.1).await;
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger.jsonl");
    let faults = Faults { drop: 0.3, repeat: 0.3, reorder: 0.3 };
    let options = Options { faults, ledger: Some(ledger.clone()), ..options(&server) };
    let report = finish(&options).await;
    assert_eq!((report.records, report.photos, report.received), (30, 45, 30));
    assert!(report.retries > 20 && report.drops > 10 && report.repeats > 0, "{report}");
    let audit = CheckOptions {
        server,
        name: "admin".to_owned(),
        password: "right".to_owned(),
        ledger,
        exact: true,
        concurrency: 8,
        patience: Duration::from_secs(20),
    };
    let found = check(&audit, &Progress::hidden()).await.unwrap();
    assert_eq!((found.records, found.photos, found.whole), (30, 45, 30));
    assert!(found.is_good(), "{found}");
    {
        let mut store = fake.store();
        assert_eq!(store.photos.len(), 45);
        assert_eq!(u64::try_from(store.revisions.len()).unwrap(), report.revisions);
        assert!(store.seen_again > 0 && store.turned_away > 0);
        // The server forgets a photo, spoils another, and forgets a revision.
        store.photos.pop_first();
        store.photos.last_entry().unwrap().insert(Bytes::from_static(b"spoilt"));
        store.revisions.pop_first();
    }
    let found = check(&audit, &Progress::hidden()).await.unwrap();
    let count = |words: &str| found.missing.iter().filter(|missing| missing.contains(words)).count();
    assert_eq!(count("other bytes"), 1, "{found}");
    assert!(count("is not there") >= 2, "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_makes_the_same_records() {
    let mut seen = Vec::new();
    for drop in [0.0, 0.2] {
        let (fake, server) = start(0.0).await;
        finish(&Options { faults: Faults { drop, ..Faults::default() }, ..options(&server) }).await;
        let store = fake.store();
        seen.push((
            store.revisions.keys().copied().collect::<Vec<_>>(),
            store.photos.keys().copied().collect::<Vec<_>>(),
        ));
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_finds_its_people_again() {
    let (fake, server) = start(0.0).await;
    finish(&options(&server)).await;
    finish(&Options { seed: Some(12), photos: 0, ..options(&server) }).await;
    assert_eq!(fake.store().people.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_gets_nowhere_says_what_is_left() {
    let (_fake, server) = start(0.0).await;
    let faults = Faults { drop: 1.0, ..Faults::default() };
    let options = Options { faults, phones: 1, patience: Duration::from_millis(200), ..options(&server) };
    let report = run(&options, &Progress::hidden()).await.unwrap();
    assert_eq!(report.failures.len(), 1);
    assert!(report.failures[0].why.contains("nothing moved"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_ends_the_run_at_once() {
    let (_fake, server) = start(0.0).await;
    let options = Options { password: "wrong".to_owned(), ..options(&server) };
    let why = run(&options, &Progress::hidden()).await.unwrap_err().to_string();
    assert!(why.contains("401"), "{why}");
}
