//! How many signed revisions come in, beside what the disk and SQLite allow in the same run.

use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::common::{self, Client, Result, Work, print, request, server, timed, together, work};

const PHONES: usize = 32;
const DAYS: usize = 20;
const RECORDS: usize = 87;
const BATCH: usize = 100;
const BATCH_SENDERS: usize = 8;
const ROUNDS: usize = 3;

pub async fn run() -> Result<()> {
    let one_row = ceiling(1, 4_000).await?;
    let hundred_rows = ceiling(100, 400).await?;
    for round in 1..=ROUNDS {
        println!("round {round}");
        let server = server().await?;
        let work = work(&server, PHONES, DAYS, RECORDS).await?;
        let (many, few) = work.split_at(PHONES * 3 / 4);
        batches(&server, many, hundred_rows).await?;
        singles(&server, &work, few, one_row).await?;
        let counts = server.app.store.read().await?.counts().await?;
        println!("{counts:?}");
        server.serving.stop().await;
    }
    Ok(())
}

/// What SQLite takes with full durability: rows of a revision's size, `rows` a commit.
pub async fn ceiling(rows: usize, commits: usize) -> Result<f64> {
    let folder = tempfile::tempdir()?;
    let options = SqliteConnectOptions::new()
        .filename(folder.path().join("ceiling.sqlite"))
        .create_if_missing(true)
        .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
        .synchronous(sqlx::sqlite::SqliteSynchronous::Full);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    sqlx::query("CREATE TABLE row (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT")
        .execute(&mut connection)
        .await?;
    let body = vec![7_u8; 3_000];
    let insert = format!("INSERT INTO row (body) VALUES {}", vec!["(?)"; rows].join(", "));
    let ((), seconds) = timed(async {
        for _ in 0..commits {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(insert.clone()));
            for _ in 0..rows {
                query = query.bind(body.as_slice());
            }
            query.execute(&mut connection).await?;
        }
        Ok(())
    })
    .await?;
    Ok(print(&format!("ceiling: SQLite alone, {rows} bare rows a commit"), rows * commits, seconds, "rows/s", None))
}

fn push(work: &Work, revisions: &[Box<str>]) -> Vec<u8> {
    let body = format!("{{\"revisions\":[{}]}}", revisions.join(","));
    request("POST", "/api/v1/sync/push", &work.token, "content-type: application/json\r\n", body.as_bytes())
}

/// Pushes of a hundred.
async fn batches(server: &common::Server, work: &[Work], ceiling: f64) -> Result<()> {
    // Day by day: the first push of every phone, then the second.
    let pushes = |work: &Work| work.revisions.chunks(BATCH).map(|part| push(work, part)).collect::<Vec<_>>();
    let by_phone: Vec<Vec<Vec<u8>>> = work.iter().map(pushes).collect();
    let longest = by_phone.iter().map(Vec::len).max().unwrap_or(0);
    let requests: Vec<Vec<u8>> =
        (0..longest).flat_map(|at| by_phone.iter().filter_map(move |pushes| pushes.get(at).cloned())).collect();
    let count: usize = work.iter().map(|work| work.revisions.len()).sum();
    let seconds = drive(server, requests, BATCH_SENDERS).await?;
    let what = format!("pushes of {BATCH} from {BATCH_SENDERS} connections");
    print(&what, count, seconds, "revisions/s", Some(("100 bare rows a commit", ceiling)));
    Ok(())
}

/// Pushes of one.
async fn singles(server: &common::Server, all: &[Work], work: &[Work], ceiling: f64) -> Result<()> {
    let longest = work.iter().map(|work| work.revisions.len()).max().unwrap_or(0);
    let one = |work: &Work, at: usize| work.revisions.get(at).map(|one| push(work, std::slice::from_ref(one)));
    let requests: Vec<Vec<u8>> =
        (0..longest).flat_map(|at| work.iter().filter_map(move |work| one(work, at))).collect();
    let count = requests.len();
    let senders = all.len();
    let seconds = drive(server, requests, senders).await?;
    let what = format!("pushes of one from {senders} connections");
    print(&what, count, seconds, "revisions/s", Some(("one bare row a commit, one by one", ceiling)));
    Ok(())
}

/// Sends the requests over `senders` connections and returns how long that took.
async fn drive(server: &common::Server, requests: Vec<Vec<u8>>, senders: usize) -> Result<f64> {
    let mut shares: Vec<Vec<Vec<u8>>> = (0..senders).map(|_| Vec::new()).collect();
    for (at, request) in requests.into_iter().enumerate() {
        if let Some(share) = shares.get_mut(at % senders) {
            share.push(request);
        }
    }
    let mut clients = Vec::new();
    for share in shares {
        clients.push((Client::connect(server.serving.address).await?, share));
    }
    let count = clients.iter().map(|(_, share)| share.len()).sum::<usize>();
    let before = common::processor_seconds();
    let ((), seconds) = timed(async {
        let mut tasks = tokio::task::JoinSet::new();
        for (mut client, share) in clients {
            tasks.spawn(async move {
                for request in share {
                    let (status, body) = client.send(&request).await?;
                    let text = String::from_utf8_lossy(&body);
                    if status != 200 || text.contains("\"rejected\"") {
                        return Err(format!("{status}: {text}").into());
                    }
                }
                Ok(())
            });
        }
        together(tasks).await
    })
    .await?;
    let used = common::processor_seconds() - before;
    println!("  {count} requests: {seconds:.2} s, {used:.2} s of processor time, the client's included");
    Ok(seconds)
}
