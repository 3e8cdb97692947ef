//! How many submissions of OpenRosa's clients come in over HTTP, beside what the disk allows in the same run, and what
//! they cost the server's process.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use mobile_sync_protocol::checklist::{Checklist, Item, ItemType, Section};
use thucdia::{
    clock::Clock,
    registry::apply::{self, Source, What},
    store::Actor,
};

use crate::{
    common::{self, Client, Result, print, served, server, timed, together},
    photos::photo,
    revisions::ceiling,
};

/// Tells the program to be the server of this bench, in a process of its own.
pub const SERVE: &str = "serve-openrosa";

const PHONES: usize = 48;
const WORKS: usize = 200;
const LARGE: usize = 8;
const LARGE_PHOTOS: usize = 6;
const LARGE_BYTES: usize = 15_000_000;
const ROUNDS: usize = 3;
const BOUNDARY: &str = "--------------------bench";
const CHECKLIST: &str = include_str!("../../builtin/checklists/infrastructure_work.json");

pub async fn run() -> Result<()> {
    let one_row = ceiling(1, 4_000).await?;
    let hundred_rows = ceiling(100, 400).await?;
    let checklist: Checklist = serde_json::from_str(CHECKLIST)?;
    for round in 1..=ROUNDS {
        println!("round {round}");
        let server = Process::start().await?;
        for (what, count, bytes) in [("without a photo", 12_000, 0), ("200 kB photo", 3_000, 200_000)] {
            server.submit(&checklist, what, count, bytes, (one_row, hundred_rows)).await?;
        }
        server.submit(&checklist, "2 MB photo", 400, 2_000_000, (one_row, hundred_rows)).await?;
        server.stop().await?;
    }
    large(&checklist).await
}

/// The memory of a server under eight posts of 90 MB at once, none of them whole before all are half sent.
async fn large(checklist: &Checklist) -> Result<()> {
    let server = Process::start().await?;
    let pid = server.child.id().ok_or("no process")?;
    let before = crate::photos::highest(pid)?;
    let gate = Arc::new(tokio::sync::Barrier::new(LARGE));
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..LARGE {
        let xml = filled(checklist, server.works.first().ok_or("no work")?, false);
        let (path, address, gate) = (server.path.clone(), server.address, Arc::clone(&gate));
        tasks.spawn(async move {
            let photos: Vec<Vec<u8>> =
                (0..LARGE_PHOTOS).map(|at| photo(9_000 + number * LARGE_PHOTOS + at, LARGE_BYTES)).collect();
            let mut body = format!(
                "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"xml_submission_file\"; filename=\"a.xml\"\r\n\
                 content-type: text/xml\r\n\r\n{xml}"
            )
            .into_bytes();
            for (at, photo) in photos.iter().enumerate() {
                body.extend_from_slice(part(&format!("{at}.jpg")).as_bytes());
                body.extend_from_slice(photo);
            }
            body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
            let head = format!(
                "POST {path}/submission HTTP/1.1\r\nhost: localhost\r\ncontent-type: multipart/form-data; \
                 boundary={BOUNDARY}\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            let mut client = Client::connect(address).await?;
            client.part(head.as_bytes()).await?;
            let (first, rest) = body.split_at(body.len() / 2);
            client.part(first).await?;
            gate.wait().await;
            let (status, answer) = client.send(rest).await?;
            if status == 201 { Ok(()) } else { Err(format!("{status}: {}", String::from_utf8_lossy(&answer)).into()) }
        });
    }
    together(tasks).await?;
    let after = crate::photos::highest(pid)?;
    println!(
        "{LARGE} posts of {} MB at once: {before} MB before, {after} MB at its highest",
        LARGE_PHOTOS * LARGE_BYTES / 1_000_000
    );
    server.stop().await
}

/// The server, with what its forms look up.
struct Process {
    child: tokio::process::Child,
    address: SocketAddr,
    /// The path of the key's addresses.
    path: String,
    /// Subject, commune and sub-project of each work on the list.
    works: Vec<[String; 3]>,
}

impl Process {
    async fn start() -> Result<Self> {
        let (child, address, path) = served(SERVE).await?;
        let get = format!("GET {path}/lists/subjects HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n");
        let (status, body) = Client::connect(address).await?.send(get.as_bytes()).await?;
        let mut works = Vec::new();
        let mut rows = csv::Reader::from_reader(&*body);
        let headers = rows.headers()?.clone();
        for row in rows.records() {
            let row = row?;
            let cell = |name: &str| {
                let at = headers.iter().position(|header| header == name);
                at.and_then(|at| row.get(at)).unwrap_or_default().to_owned()
            };
            works.push([cell("name"), cell("commune"), cell("sub_project")]);
        }
        if status != 200 || works.is_empty() {
            return Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into());
        }
        Ok(Self { child, address, path, works })
    }

    async fn stop(mut self) -> Result<()> {
        self.child.kill().await?;
        Ok(())
    }

    /// Submits `count` new forms from all phones at once, each with one photo of `bytes` where that is not none.
    async fn submit(
        &self,
        checklist: &Checklist,
        what: &str,
        count: usize,
        bytes: usize,
        (one_row, hundred_rows): (f64, f64),
    ) -> Result<()> {
        let pid = self.child.id().ok_or("no process")?;
        let template = (bytes > 0).then(|| photo(0, bytes));
        let mut shares: Vec<Vec<(Vec<u8>, usize)>> = (0..PHONES).map(|_| Vec::new()).collect();
        for number in 0..count {
            let work = self.works.get(number % self.works.len()).ok_or("no work")?;
            let head = self.post(checklist, work, bytes);
            if let Some(share) = shares.get_mut(number % PHONES) {
                share.push((head, number));
            }
        }
        let length = shares.first().and_then(|share| share.first()).map_or(0, |(head, _)| head.len());
        let before = common::processor_seconds_of(pid)?;
        let begun = Instant::now();
        let ((), seconds) = timed(async {
            let mut tasks = tokio::task::JoinSet::new();
            for share in shares {
                let (address, mut photo) = (self.address, template.clone());
                tasks.spawn(async move {
                    let mut client = Client::connect(address).await?;
                    for (head, number) in share {
                        client.part(&head).await?;
                        if let Some(photo) = &mut photo {
                            // No two photos are the same, and making one costs the client nothing.
                            let mark = format!("{bytes:08}{number:08}");
                            photo
                                .get_mut(100..100 + mark.len())
                                .ok_or("a small photo")?
                                .copy_from_slice(mark.as_bytes());
                            client.part(photo).await?;
                        }
                        let (status, body) = client.send(format!("\r\n--{BOUNDARY}--\r\n").as_bytes()).await?;
                        if status != 201 {
                            return Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into());
                        }
                    }
                    Ok(())
                });
            }
            together(tasks).await
        })
        .await?;
        let used = common::processor_seconds_of(pid)? - before;
        let name = format!("submissions {what}, {PHONES} phones, {length} bytes of form");
        print(&name, count, seconds, "/s", Some(("one bare row a commit, one by one", one_row)));
        #[expect(clippy::cast_precision_loss, reason = "counts of a bench")]
        let (rate, each) = (count as f64 / seconds, used * 1_000.0 / count as f64);
        println!(
            "  {:.2} of 100 bare rows a commit; the server's process: {used:.2} s in {:.2} s, {each:.3} s per 1,000; {} MB at \
             its highest",
            rate / hundred_rows,
            begun.elapsed().as_secs_f64(),
            crate::photos::highest(pid)?
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
        Ok(())
    }

    /// A post up to the bytes of its photo, or up to its last boundary.
    fn post(&self, checklist: &Checklist, work: &[String; 3], bytes: usize) -> Vec<u8> {
        let xml = filled(checklist, work, bytes > 0);
        let mut body = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"xml_submission_file\"; filename=\"a.xml\"\r\n\
             content-type: text/xml\r\n\r\n{xml}"
        );
        if bytes > 0 {
            body.push_str(&part("1.jpg"));
        }
        let length = body.len() + bytes + BOUNDARY.len() + 8;
        let head = format!(
            "POST {}/submission?deviceID=bench HTTP/1.1\r\nhost: localhost\r\nx-openrosa-version: 1.0\r\n\
             content-type: multipart/form-data; boundary={BOUNDARY}\r\ncontent-length: {length}\r\n\r\n",
            self.path
        );
        [head.as_bytes(), body.as_bytes()].concat()
    }
}

/// What stands before the bytes of a photo.
fn part(name: &str) -> String {
    format!(
        "\r\n--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\n\
         content-type: image/jpeg\r\n\r\n"
    )
}

/// A form about a work with an answer to every item, as Collect writes it.
fn filled(checklist: &Checklist, [subject, commune, sub_project]: &[String; 3], with_photo: bool) -> String {
    let answer = |item: &Item, photo: &str| {
        let value = match &item.answer {
            ItemType::PassFail => "pass".to_owned(),
            ItemType::Choice { choices } | ItemType::MultipleChoice { choices } => {
                choices.first().map(|choice| choice.value.to_string()).unwrap_or_default()
            }
            ItemType::Number { .. } => "3".to_owned(),
            ItemType::Date => "2024-05-06".to_owned(),
            ItemType::Place { .. } => "21.9040 106.5933 312 4.8".to_owned(),
            ItemType::Text { .. } => "Đường bê tông rộng 3 m, mặt đường tốt, rãnh thoát nước thông.".to_owned(),
            ItemType::Photo { .. } => String::new(),
        };
        format!("<{0}><value>{value}</value>{photo}</{0}>", item.key)
    };
    let mut photo = if with_photo { "<photo>1.jpg</photo>" } else { "" };
    let mut section = |section: &Section| {
        let items = section.items.iter().map(|item| answer(item, std::mem::take(&mut photo)));
        format!("<{0}>{1}</{0}>", section.key, items.collect::<Vec<_>>().concat())
    };
    let answers = checklist.sections.iter().map(&mut section).collect::<Vec<_>>().concat();
    let clock = Clock::system();
    let (record, instance) = (clock.id(), clock.id());
    format!(
        "<?xml version='1.0' ?><data id=\"{}\" version=\"{}\" xmlns:orx=\"http://openrosa.org/xforms\">\
         <start>2024-05-06T08:00:00.000+07:00</start><end>2024-05-06T09:00:00.000+07:00</end><record><id>{record}</id>\
         <captured_at>2024-05-06T08:15:00.000+07:00</captured_at><commune>{commune}</commune>\
         <subject_is>listed</subject_is><subject>{subject}</subject><sub_project>{sub_project}</sub_project></record>\
         <answers>{answers}</answers><orx:meta><orx:instanceID>uuid:{instance}</orx:instanceID></orx:meta></data>",
        checklist.id, checklist.version
    )
}

/// A filled server in a process of its own: prints its address and the path of a key, and ends with its standard input.
pub async fn serve_alone() -> Result<()> {
    let server = server().await?;
    let unit = server.admin.unit(Some("184"), "2024-05-06".parse()?).await?;
    let (_, person) = server.admin.inspectors(1, unit.id).await?.pop().ok_or("no inspector")?;
    let mut works = "code,kind,name,sub_project_code,commune_code,lat,lon,site_quality\n".to_owned();
    works.extend(
        (0..WORKS).map(|at| format!("CT-{at:03},work,Đường thôn {at},DA1.1,06280,21.9038,106.5931,documented\n")),
    );
    let source = Source { name: "works.csv".to_owned(), bytes: works.into(), on: Some("2024-05-06".parse()?) };
    apply::import(&server.app, What::Subjects, source, Actor::System, false).await?;
    let key = thucdia::desk::app_keys::make(&server.app, person, "bench", Actor::System).await?;
    let path = key.url.find("/openrosa").and_then(|at| key.url.get(at..)).ok_or("no path")?;
    println!("{} {path}", server.serving.address);
    tokio::task::spawn_blocking(|| std::io::stdin().read_line(&mut String::new())).await??;
    Ok(())
}
