//! What the benches share: a filled server in this process, phones that have signed their day's work, and a client that
//! costs next to nothing beside what it measures.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use mobile_sync_protocol::time::Date;
use thucdia::{
    app::App,
    auth::Role,
    clock::Clock,
    config::{Config, Flags},
    desk::people::{self, NewPerson},
    http::{self, Serving},
    registry::{
        apply::{self, Source, What},
        builtin,
    },
    simulate::{
        admin::Admin,
        client::{Phone, Setup, Tally},
        faults::Faults,
        filler::Filler,
        photo::PhotoMaker,
        pulled::Shelf,
        rng::Dice,
        wire,
    },
    store::{Actor, PersonRole},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

const PASSWORD: &str = "a password for a bench";

/// The folder of real administrative data beside the repository.
pub fn shared() -> PathBuf {
    std::env::var_os("THUCDIA_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from)
        .join("data")
}

/// A filled server that listens on loopback.
pub struct Server {
    pub app: App,
    pub serving: Serving,
    pub admin: Admin,
    _data: tempfile::TempDir,
}

/// Starts a server on SQLite and a folder, with units, outlines, programme, checklists and an administrator.
pub async fn server() -> Result<Server> {
    let data = tempfile::tempdir()?;
    let mut config = Config::load(&Flags { data: Some(data.path().to_owned()), ..Flags::default() })?;
    config.listen = ([127, 0, 0, 1], 0).into();
    let app = App::start(config, Clock::system()).await?;
    builtin::seed(&app).await?;
    let on: Date = "2024-05-06".parse()?;
    for (what, file) in [(What::Units, "van-quan-units.csv"), (What::Boundaries, "van-quan-communes.geojson")] {
        let bytes = Bytes::from(std::fs::read(shared().join(file))?);
        let source = Source { name: file.to_owned(), bytes, on: Some(on) };
        apply::import(&app, what, source, Actor::System, false).await?;
    }
    let registry = app.registry.current();
    let district = registry.units.at("184", on).ok_or("the district is missing")?.id;
    let person = NewPerson {
        name: "bench".to_owned(),
        full_name: "Bench".to_owned(),
        password: Some(PASSWORD.to_owned()),
        phone: None,
        department: None,
        roles: vec![PersonRole { role: Role::Administrator, unit: district }],
    };
    people::add(&app, person, Actor::System).await?;
    let listener = TcpListener::bind(app.config.listen).await?;
    let serving = http::serve(listener, http::router(app.clone()))?;
    let url = format!("http://{}", serving.address);
    let admin = Admin::sign_in(&url, "bench", PASSWORD, Duration::from_secs(10)).await?;
    Ok(Server { app, serving, admin, _data: data })
}

/// A phone's token, and its day's work as signed JSON.
pub struct Work {
    pub token: String,
    pub revisions: Vec<Box<str>>,
}

/// Enrols `phones` phones and lets each fill and sign records with no photos: `records` a day for `days` days, as
/// phones bring them, so that what is pushed together was made together.
pub async fn work(server: &Server, phones: usize, days: usize, records: usize) -> Result<Vec<Work>> {
    let url = format!("http://{}", server.serving.address);
    let unit = server.admin.unit(Some("184"), "2024-05-06".parse()?).await?;
    let team = server.admin.inspectors(phones, unit.id).await?;
    let (client, base) = wire::client(&url, false)?;
    let setup = Arc::new(Setup {
        client,
        base,
        shelf: Shelf::default(),
        maker: Arc::new(PhotoMaker::new(1, None, false)),
        ledger: None,
        tally: Tally::default(),
        faults: Faults::default(),
        seed: 1,
        patience: Duration::from_secs(20),
        batch: 100,
        piece: 256 * 1024,
    });
    let first: Date = "2024-05-06".parse()?;
    let mut all = Vec::with_capacity(phones);
    for (number, (name, person)) in (0_u64..).zip(team) {
        let mut phone = Phone::enrol(Arc::clone(&setup), &server.admin, number, &name, person).await?;
        phone.pull().await?;
        let (pulled, maker) = (Arc::clone(phone.pulled()), Arc::clone(&setup.maker));
        let mut revisions = Vec::new();
        for (day, at) in (0..days).zip(0_i32..) {
            let on = first.plus_days(at);
            let dice = Dice::new(1, "phone", number * 1_000 + day as u64);
            let signer = phone.signer().clone();
            let mut filler = Filler::new(dice, Arc::clone(&pulled), Arc::clone(&maker), signer, (on, on), 0)?;
            let outbox = filler.fill(&vec![0; records])?;
            revisions.extend(outbox.revisions.iter().map(|outgoing| Box::from(outgoing.json.get())));
        }
        all.push(Work { token: phone.token().to_owned(), revisions });
    }
    Ok(all)
}

/// A request as bytes, so that a client spends nothing on making it.
pub fn request(method: &str, path: &str, token: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut bytes = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n{headers}content-length: \
         {length}\r\n\r\n"
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// A connection that is kept.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    pub async fn connect(address: std::net::SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; 256 * 1024] })
    }

    /// Sends the first part of a request, and waits for nothing.
    pub async fn part(&mut self, bytes: &[u8]) -> Result<()> {
        Ok(self.stream.write_all(bytes).await?)
    }

    /// Sends a request and returns the status and the body of the answer.
    pub async fn send(&mut self, request: &[u8]) -> Result<(u16, Vec<u8>)> {
        self.stream.write_all(request).await?;
        let mut answer: Vec<u8> = Vec::new();
        loop {
            let count = self.stream.read(&mut self.buffer).await?;
            if count == 0 {
                return Err("the server hung up".into());
            }
            answer.extend_from_slice(self.buffer.get(..count).unwrap_or_default());
            let Some(end) = answer.windows(4).position(|part| part == b"\r\n\r\n") else { continue };
            let head = String::from_utf8_lossy(answer.get(..end).unwrap_or_default()).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            let status: u16 = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
            let length = if status == 204 { 0 } else { length.ok_or("an answer without a length")? };
            if answer.len() >= end + 4 + length {
                return Ok((status, answer.split_off(end + 4)));
            }
        }
    }
}

/// This bench as a server in a process of its own, told so by `word`: with where it listens, and what else it says.
pub async fn served(word: &str) -> Result<(tokio::process::Child, std::net::SocketAddr, String)> {
    let mut child = tokio::process::Command::new(std::env::current_exe()?)
        .arg(word)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut line = String::new();
    let out = child.stdout.take().ok_or("no output")?;
    tokio::io::AsyncBufReadExt::read_line(&mut tokio::io::BufReader::new(out), &mut line).await?;
    let (address, more) = line.trim().split_once(' ').ok_or("no address")?;
    Ok((child, address.parse()?, more.to_owned()))
}

/// Waits for all clients, or for the first that fails.
pub async fn together(mut clients: tokio::task::JoinSet<Result<()>>) -> Result<()> {
    while let Some(done) = clients.join_next().await {
        done??;
    }
    Ok(())
}

/// Prints a rate beside its ceiling.
pub fn print(what: &str, count: usize, seconds: f64, unit: &str, beside: Option<(&str, f64)>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of a bench")]
    let rate = count as f64 / seconds;
    match beside {
        Some((name, ceiling)) => println!("{what:<58} {rate:>10.0} {unit}   {:>5.2} of {name}", rate / ceiling),
        None => println!("{what:<58} {rate:>10.0} {unit}"),
    }
    rate
}

/// Seconds of processor time that this process has used, on all cores.
pub fn processor_seconds() -> f64 {
    used(&std::fs::read_to_string("/proc/self/stat").unwrap_or_default())
}

/// The same of another process.
pub fn processor_seconds_of(pid: u32) -> Result<f64> {
    Ok(used(&std::fs::read_to_string(format!("/proc/{pid}/stat"))?))
}

fn used(stat: &str) -> f64 {
    let ticks: f64 = stat
        .rsplit(") ")
        .next()
        .into_iter()
        .flat_map(|rest| rest.split(' ').skip(11).take(2))
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}

/// Seconds that `work` takes, with what it returns.
pub async fn timed<T>(work: impl Future<Output = Result<T>>) -> Result<(T, f64)> {
    let begun = Instant::now();
    let done = work.await?;
    Ok((done, begun.elapsed().as_secs_f64()))
}
