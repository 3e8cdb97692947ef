//! How many 2 MB photos come in, beside a bare axum handler that hashes, writes and fsyncs; and the memory of a server
//! under a thousand uploads at once.

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::common::{Client, Result, print, request, served, server, timed, together, work};
use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, State},
    routing::put,
};
use futures_util::StreamExt;
use mobile_sync_protocol::ids::Sha256;
use sha2::Digest;

const PHOTO: usize = 2_000_000;
const SENDERS: usize = 8;
const PHOTOS: usize = 160;
const ROUNDS: usize = 5;
const AT_ONCE: usize = 1_000;

pub async fn run() -> Result<()> {
    let server = server().await?;
    let token = work(&server, 1, 0, 0).await?.pop().ok_or("no phone")?.token;
    let folder = tempfile::tempdir()?;
    let bare = bare(folder.path().to_owned()).await?;
    let mut ratios = Vec::new();
    for round in 0..ROUNDS {
        let photos: Vec<Vec<u8>> = (0..PHOTOS).map(|number| photo(round * PHOTOS + number, PHOTO)).collect();
        let ceiling = drive(bare, photos.iter().map(|photo| request("PUT", "/", "", "", photo)), 200).await?;
        let ceiling = print("a bare handler: hash, write, fsync", PHOTOS, ceiling, "photos/s", None);
        let ours = photos.iter().map(|photo| upload(&token, photo));
        let ours = drive(server.serving.address, ours, 201).await?;
        let rate =
            print("the server: tus, stored, noted", PHOTOS, ours, "photos/s", Some(("the bare handler", ceiling)));
        ratios.push(rate / ceiling);
    }
    ratios.sort_by(f64::total_cmp);
    println!("median ratio over {ROUNDS} rounds: {:.2}", ratios.get(ROUNDS / 2).copied().unwrap_or_default());
    server.serving.stop().await;
    memory().await
}

/// As many bytes that no two photos share, after those by which a JPEG is known.
pub fn photo(number: usize, length: usize) -> Vec<u8> {
    let mut state = number as u64 + 1;
    let mut bytes = Vec::with_capacity(length + 8);
    bytes.extend_from_slice(b"\xFF\xD8\xFF\xE0");
    while bytes.len() < length {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

fn upload(token: &str, photo: &[u8]) -> Vec<u8> {
    let name = data_encoding::BASE64.encode(Sha256::of(photo).to_string().as_bytes());
    let headers = format!(
        "tus-resumable: 1.0.0\r\nupload-length: {}\r\nupload-metadata: sha256 {name},filetype \
         aW1hZ2UvanBlZw==\r\ncontent-type: application/offset+octet-stream\r\n",
        photo.len()
    );
    request("POST", "/api/v1/uploads", token, &headers, photo)
}

#[derive(Clone)]
struct Bare {
    folder: Arc<PathBuf>,
    next: Arc<AtomicU64>,
}

/// The least that a durable upload can be.
async fn bare(folder: PathBuf) -> Result<SocketAddr> {
    let state = Bare { folder: Arc::new(folder), next: Arc::default() };
    let router = Router::new().route("/", put(keep)).layer(DefaultBodyLimit::disable()).with_state(state);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    #[expect(clippy::disallowed_methods, reason = "ends with the bench")]
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

async fn keep(State(bare): State<Bare>, body: Body) -> std::result::Result<String, String> {
    let path = bare.folder.join(bare.next.fetch_add(1, Ordering::Relaxed).to_string());
    let (send, mut chunks) = tokio::sync::mpsc::channel::<bytes::Bytes>(4);
    let written = tokio::task::spawn_blocking(move || -> std::io::Result<[u8; 32]> {
        use std::io::Write;
        let mut file = std::fs::File::create(path)?;
        let mut hasher = sha2::Sha256::new();
        while let Some(chunk) = chunks.blocking_recv() {
            hasher.update(&chunk);
            file.write_all(&chunk)?;
        }
        file.sync_all()?;
        Ok(hasher.finalize().into())
    });
    let mut stream = body.into_data_stream();
    while let Some(chunk) = stream.next().await {
        send.send(chunk.map_err(|error| error.to_string())?).await.map_err(|error| error.to_string())?;
    }
    drop(send);
    let hash = written.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
    Ok(Sha256(hash).to_string())
}

async fn drive(address: SocketAddr, requests: impl Iterator<Item = Vec<u8>>, expected: u16) -> Result<f64> {
    let mut shares: Vec<Vec<Vec<u8>>> = (0..SENDERS).map(|_| Vec::new()).collect();
    for (at, request) in requests.enumerate() {
        if let Some(share) = shares.get_mut(at % SENDERS) {
            share.push(request);
        }
    }
    let mut tasks = tokio::task::JoinSet::new();
    let ((), seconds) = timed(async {
        for share in shares {
            tasks.spawn(async move {
                let mut client = Client::connect(address).await?;
                for request in share {
                    let (status, body) = client.send(&request).await?;
                    if status != expected {
                        return Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into());
                    }
                }
                Ok(())
            });
        }
        together(tasks).await
    })
    .await?;
    Ok(seconds)
}

pub const SERVE: &str = "serve-alone";

/// A filled server in a process of its own: prints its address and a phone's token, and ends with its standard input.
pub async fn serve_alone() -> Result<()> {
    let server = server().await?;
    let token = work(&server, 1, 0, 0).await?.pop().ok_or("no phone")?.token;
    println!("{} {token}", server.serving.address);
    tokio::task::spawn_blocking(|| std::io::stdin().read_line(&mut String::new())).await??;
    Ok(())
}

/// The memory of a server while a thousand photos come in at once, none of them before all have begun.
async fn memory() -> Result<()> {
    let (mut child, address, token) = served(SERVE).await?;
    let token: Arc<str> = token.into();
    let pid = child.id().ok_or("no process")?;
    let idle = resident(pid)?;
    let gate = Arc::new(tokio::sync::Barrier::new(AT_ONCE));
    let mut tasks = tokio::task::JoinSet::new();
    let ((), seconds) = timed(async {
        for number in 0..AT_ONCE {
            let (gate, token) = (Arc::clone(&gate), Arc::clone(&token));
            tasks.spawn(async move {
                let photo = upload(&token, &photo(1_000_000 + number, PHOTO));
                let mut client = Client::connect(address).await?;
                let (first, rest) = photo.split_at(photo.len() / 2);
                client.part(first).await?;
                gate.wait().await;
                let (status, body) = client.send(rest).await?;
                if status == 201 { Ok(()) } else { Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into()) }
            });
        }
        together(tasks).await
    })
    .await?;
    print(&format!("{AT_ONCE} uploads at once"), AT_ONCE, seconds, "photos/s", None);
    let peak = highest(pid)?;
    println!("memory of the server: {idle} MB idle, {peak} MB at its highest");
    tokio::time::sleep(Duration::from_secs(1)).await;
    child.kill().await?;
    Ok(())
}

fn resident(pid: u32) -> Result<u64> {
    field(pid, "VmRSS:")
}

/// Megabytes of memory at its highest.
pub fn highest(pid: u32) -> Result<u64> {
    field(pid, "VmHWM:")
}

/// Megabytes that Linux says of a process.
fn field(pid: u32, name: &str) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find(|line| line.starts_with(name)).ok_or("no such field")?;
    let kilobytes: u64 = line.split_whitespace().nth(1).ok_or("no figure")?.parse()?;
    Ok(kilobytes / 1_024)
}
