//! `/api/v1/uploads`: tus 1.0.0 over a bad network.

use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use mobile_sync_protocol::{ids::Sha256, problem::Code, upload::PhotoStatus};
use reqwest::{Body, Method};
use sha2::Digest;
use thucdia_tests::{
    builders::photo,
    phone::Phone,
    reply::Reply,
    server::{Kind, TestServer, files},
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

on_both! {
    options_say_what_is_spoken
    a_photo_comes_whole_with_its_creation
    a_photo_comes_in_pieces
    an_upload_that_is_all_there_is_completed_by_whoever_asks
    an_upload_goes_on_at_another_replica
    a_body_that_broke_off_is_kept_and_gone_on_from
    a_creation_that_broke_off_is_kept_and_found_by_its_status
    an_offset_that_is_not_the_uploads_is_refused
    a_connection_outlives_a_refusal_or_says_that_it_does_not
    a_checksum_that_does_not_hold_takes_nothing
    a_photo_that_is_another_is_refused_and_removed
    more_than_was_promised_is_refused
    more_than_is_allowed_is_refused
    a_promise_that_cannot_be_read_is_a_problem
    another_version_of_tus_is_refused
    an_upload_that_was_ended_is_gone
    an_upload_that_does_not_move_expires
    an_upload_is_its_own_phones
    the_same_photo_twice_is_stored_once
    many_phones_send_the_same_photo_at_once
    a_client_that_can_only_post_names_the_method
}

async fn begun(phone: &Phone, bytes: &[u8], first: usize) -> String {
    let body = (first > 0).then(|| Body::from(bytes[..first].to_vec()));
    let created = phone.create(Sha256::of(bytes), bytes.len() as u64, body, 201).await;
    assert_eq!(created.header("upload-offset"), first.to_string());
    created.header("location").to_owned()
}

async fn is_stored(phone: &Phone, bytes: &[u8]) -> bool {
    matches!(phone.status(&[Sha256::of(bytes)]).await[..], [PhotoStatus::Stored { .. }])
}

/// The photos and parts of photos that lie in the storage.
fn kept(server: &TestServer) -> (usize, usize) {
    let root = server.storage.photos();
    (files(&root.join("photos")).len(), files(&root.join("uploads")).len())
}

async fn options_say_what_is_spoken(server: TestServer) {
    let reply = Reply::of(server.request(Method::OPTIONS, "/api/v1/uploads")).await.expect(204);
    assert_eq!(reply.header("tus-version"), "1.0.0");
    assert_eq!(reply.header("tus-resumable"), "1.0.0");
    for extension in ["creation", "creation-with-upload", "checksum", "expiration", "termination"] {
        assert!(reply.header("tus-extension").split(',').any(|spoken| spoken == extension), "{extension}");
    }
    assert_eq!(reply.header("tus-checksum-algorithm"), "sha256,sha1");
    assert_eq!(reply.header("tus-max-size"), server.app.config.limits.photo_bytes.to_string());
}

async fn a_photo_comes_whole_with_its_creation(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(1, 300_000);
    let created = phone.create(Sha256::of(&bytes), 300_000, Some(bytes.clone().into()), 201).await;
    assert_eq!(created.header("upload-offset"), "300000");
    assert_eq!(created.header("tus-resumable"), "1.0.0");
    assert!(is_stored(&phone, &bytes).await);
    assert_eq!(kept(&server), (1, 0));
    assert_eq!(std::fs::read(&files(&server.storage.photos().join("photos"))[0]).unwrap(), bytes);
}

async fn a_photo_comes_in_pieces(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(1, 300_000);
    let upload = begun(&phone, &bytes, 0).await;
    for at in (0..300_000).step_by(70_000) {
        assert_eq!(phone.offset(&upload).await, at as u64);
        assert!(!is_stored(&phone, &bytes).await);
        let end = (at + 70_000).min(300_000);
        let reply = phone.append(&upload, at as u64, bytes[at..end].to_vec(), 204).await;
        assert_eq!(reply.header("upload-offset"), end.to_string());
        assert!(reply.header("upload-expires").ends_with("GMT"));
    }
    assert!(is_stored(&phone, &bytes).await);
    let head = phone.request(Method::HEAD, &upload).header("tus-resumable", "1.0.0");
    let head = Reply::of(head).await.expect(200);
    assert_eq!((head.header("upload-offset"), head.header("upload-length")), ("300000", "300000"));
    assert_eq!(head.header("cache-control"), "no-store");
    // The answer to the last piece was lost: the phone may send it again.
    phone.append(&upload, 300_000, Vec::new(), 204).await;
}

async fn an_upload_that_is_all_there_is_completed_by_whoever_asks(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    for (seed, by_status) in [(61, true), (62, false)] {
        let bytes = photo(seed, 30_000);
        let upload = begun(&phone, &bytes, 0).await;
        // What a server leaves that is killed after the last byte was kept and before the photo was put together.
        let id = upload.rsplit('/').next().unwrap().parse().unwrap();
        let mut staged = server.app.blobs.stage();
        staged.write(bytes.clone().into()).await.unwrap();
        assert_eq!(staged.keep(id, 0).await.unwrap(), 30_000);
        if !by_status {
            assert_eq!(phone.offset(&upload).await, 30_000);
        }
        assert!(is_stored(&phone, &bytes).await);
    }
}

async fn an_upload_goes_on_at_another_replica(mut server: TestServer) {
    let other = server.replica().await;
    let here = Phone::enrol(&server, "an").await;
    let there = here.at(&other.url);
    let bytes = photo(1, 500_000);
    let upload = begun(&here, &bytes, 100_000).await;
    assert_eq!(there.offset(&upload).await, 100_000);
    there.append(&upload, 100_000, bytes[100_000..250_000].to_vec(), 204).await;
    here.append(&upload, 250_000, bytes[250_000..400_000].to_vec(), 204).await;
    let [PhotoStatus::Partial { offset: 400_000, .. }] = there.status(&[Sha256::of(&bytes)]).await[..] else {
        panic!("not partial");
    };
    there.append(&upload, 400_000, bytes[400_000..].to_vec(), 204).await;
    assert!(is_stored(&here, &bytes).await && is_stored(&there, &bytes).await);
    assert_eq!(kept(&server).0, 1);
    other.stop().await;
}

/// Sends the head of a request and a part of its body, and hangs up.
async fn hang_up(server: &TestServer, head: &str, bytes: &[u8]) {
    let address = server.url.trim_start_matches("http://");
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(bytes).await.unwrap();
    socket.shutdown().await.unwrap();
}

async fn a_body_that_broke_off_is_kept_and_gone_on_from(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(1, 400_000);
    let upload = begun(&phone, &bytes, 100_000).await;
    let head = format!(
        "PATCH {upload} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nTus-Resumable: 1.0.0\r\n\
         Content-Type: application/offset+octet-stream\r\nUpload-Offset: 100000\r\nContent-Length: 300000\r\n\r\n",
        phone.token
    );
    hang_up(&server, &head, &bytes[100_000..220_000]).await;
    let offset = until(|| async { Some(phone.offset(&upload).await).filter(|offset| *offset > 100_000) }).await;
    assert_eq!(offset, 220_000, "what came is kept");
    let [PhotoStatus::Partial { offset: 220_000, .. }] = phone.status(&[Sha256::of(&bytes)]).await[..] else {
        panic!("not partial");
    };
    phone.append(&upload, 220_000, bytes[220_000..].to_vec(), 204).await;
    assert!(is_stored(&phone, &bytes).await);
}

async fn a_creation_that_broke_off_is_kept_and_found_by_its_status(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(1, 400_000);
    let word = |text: &str| data_encoding::BASE64.encode(text.as_bytes());
    let name = Sha256::of(&bytes);
    let head = format!(
        "POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nTus-Resumable: 1.0.0\r\n\
         Content-Type: application/offset+octet-stream\r\nUpload-Length: 400000\r\nContent-Length: 400000\r\n\
         Upload-Metadata: filename {}, sha256 {},filetype {}\r\n\r\n",
        phone.token,
        word("IMG_0001.jpg"),
        word(&name.to_string()),
        word("image/jpeg"),
    );
    hang_up(&server, &head, &bytes[..150_000]).await;
    let (upload, offset) = until(|| async {
        match phone.status(&[name]).await[..] {
            // The row comes before its bytes.
            [PhotoStatus::Partial { upload, offset, .. }] if offset > 0 => Some((upload, offset)),
            _ => None,
        }
    })
    .await;
    assert_eq!(offset, 150_000);
    phone.append(&format!("/api/v1/uploads/{upload}"), offset, bytes[150_000..].to_vec(), 204).await;
    assert!(is_stored(&phone, &bytes).await);
}

async fn until<T, F: Future<Output = Option<T>>>(ask: impl Fn() -> F) -> T {
    for _ in 0..500 {
        if let Some(found) = ask().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it did not come within ten seconds");
}

async fn an_offset_that_is_not_the_uploads_is_refused(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(1, 200_000);
    let upload = begun(&phone, &bytes, 50_000).await;
    for offset in [0, 49_999, 50_001, 200_000, u64::MAX] {
        let reply = phone.append(&upload, offset, bytes[..10].to_vec(), 409).await;
        assert_eq!(reply.header("upload-offset"), "50000");
        reply.problem(Code::UploadOffset);
    }
    assert_eq!(phone.offset(&upload).await, 50_000);
    let unsaid = phone.request(Method::PATCH, &upload).header("tus-resumable", "1.0.0");
    let unsaid = unsaid.header("content-type", "application/offset+octet-stream").body("x");
    Reply::of(unsaid).await.expect(400).problem(Code::BadParameter);
    let plain = phone.request(Method::PATCH, &upload).header("tus-resumable", "1.0.0").header("upload-offset", 50_000);
    Reply::of(plain.body("x")).await.expect(415).problem(Code::MediaType);
}

/// An answer's head and body, off a connection that stays.
async fn answer(socket: &mut tokio::net::TcpStream) -> String {
    let (mut answer, mut some) = (Vec::new(), [0; 4096]);
    loop {
        let count = tokio::time::timeout(Duration::from_secs(20), socket.read(&mut some)).await.unwrap().unwrap();
        answer.extend_from_slice(&some[..count]);
        let text = String::from_utf8_lossy(&answer).to_lowercase();
        let length = |head: &str| -> Option<usize> {
            head.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse().ok()
        };
        let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| Some(body.len()) == length(head));
        if whole || count == 0 {
            return text;
        }
    }
}

async fn a_connection_outlives_a_refusal_or_says_that_it_does_not(server: TestServer) {
    let address = server.url.trim_start_matches("http://");
    let head = |length: usize, more: &str| {
        format!(
            "POST /api/v1/uploads HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/offset+octet-stream\r\n\
             Content-Length: {length}\r\n{more}\r\n"
        )
    };
    // Nobody is signed in, so nobody reads the body. It comes all the same, and later than its head.
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    for _ in 0..3 {
        socket.write_all(head(300_000, "").as_bytes()).await.unwrap();
        for piece in vec![0; 300_000].chunks(100_000) {
            tokio::time::sleep(Duration::from_millis(20)).await;
            socket.write_all(piece).await.unwrap();
        }
        let refused = answer(&mut socket).await;
        assert!(refused.starts_with("http/1.1 401 ") && !refused.contains("connection: close"), "{refused}");
    }
    // More than anybody would wait for, and what has not been sent because nobody asked for it.
    for (length, more) in [(10 << 20, ""), (1_000, "Expect: 100-continue\r\n")] {
        let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
        socket.write_all(head(length, more).as_bytes()).await.unwrap();
        let refused = answer(&mut socket).await;
        assert!(refused.starts_with("http/1.1 401 ") && refused.contains("connection: close"), "{refused}");
    }
}

async fn a_checksum_that_does_not_hold_takes_nothing(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(1, 200_000);
    let upload = begun(&phone, &bytes, 0).await;
    let sum = |algorithm: &str, piece: &[u8]| {
        // SHA-1 of two known pieces, so that the tests need no second hash.
        let value = match algorithm {
            "sha256" => data_encoding::BASE64.encode(&sha2::Sha256::digest(piece)),
            _ => "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=".to_owned(),
        };
        format!("{algorithm} {value}")
    };
    let send = |offset: u64, piece: &[u8], sum: String| {
        Reply::of(phone.appending(&upload, offset, piece.to_vec()).header("upload-checksum", sum))
    };
    let (first, rest) = bytes.split_at(80_000);
    send(0, first, sum("sha256", rest)).await.expect(460).problem(Code::UploadChecksum);
    send(0, first, sum("sha1", first)).await.expect(460).problem(Code::UploadChecksum);
    assert_eq!(phone.offset(&upload).await, 0, "nothing of it is kept");
    send(0, first, sum("sha256", first)).await.expect(204);
    send(80_000, rest, "md5 AAAA".to_owned()).await.expect(400).problem(Code::BadParameter);
    send(80_000, rest, "sha256".to_owned()).await.expect(400).problem(Code::BadParameter);
    send(80_000, rest, "sha256 !!".to_owned()).await.expect(400).problem(Code::BadParameter);
    send(80_000, rest, sum("sha256", rest)).await.expect(204);
    assert!(is_stored(&phone, &bytes).await);
    // SHA-1 of "abc" is a published value.
    let created = phone.creation(Sha256::of(b"abc"), 3, Some(Body::from("abc")));
    Reply::of(created.header("upload-checksum", sum("sha1", b"abc"))).await.expect(201);
    assert!(is_stored(&phone, b"abc").await);
}

async fn a_photo_that_is_another_is_refused_and_removed(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let (promised, sent) = (photo(1, 100_000), photo(2, 100_000));
    // In one piece.
    let whole = phone.create(Sha256::of(&promised), 100_000, Some(sent.clone().into()), 422).await;
    assert!(whole.problem(Code::UploadHash).detail.unwrap().contains(&Sha256::of(&sent).to_string()));
    // In two.
    let created = phone.create(Sha256::of(&promised), 100_000, Some(sent[..60_000].to_vec().into()), 201).await;
    let upload = created.header("location").to_owned();
    phone.append(&upload, 60_000, sent[60_000..].to_vec(), 422).await.problem(Code::UploadHash);
    phone.append(&upload, 0, sent, 404).await.problem(Code::UploadUnknown);
    assert_eq!(phone.status(&[Sha256::of(&promised)]).await, [PhotoStatus::Missing { sha256: Sha256::of(&promised) }]);
    assert_eq!(kept(&server), (0, 0), "nothing of it stays");
    // The right bytes are taken afterwards.
    phone.upload(&promised).await;
    assert!(is_stored(&phone, &promised).await);
}

async fn more_than_was_promised_is_refused(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(1, 100_000);
    phone.create(Sha256::of(&bytes), 99_999, Some(bytes.clone().into()), 413).await.problem(Code::UploadLength);
    let upload = begun(&phone, &bytes, 60_000).await;
    phone.append(&upload, 60_000, bytes[..40_001].to_vec(), 413).await.problem(Code::UploadLength);
    assert_eq!(phone.offset(&upload).await, 60_000);
    phone.append(&upload, 60_000, bytes[60_000..].to_vec(), 204).await;
    assert!(is_stored(&phone, &bytes).await);
}

async fn more_than_is_allowed_is_refused(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let most = server.app.config.limits.photo_bytes;
    for length in [most + 1, 10_737_418_240, u64::MAX] {
        phone.create(Sha256::of(b"x"), length, None, 413).await.problem(Code::UploadLength);
    }
    phone.create(Sha256::of(b"x"), most, None, 201).await;
    phone.create(Sha256::of(b"x"), 0, None, 400).await.problem(Code::BadParameter);
    // A body that goes on for ever is cut off at what was promised.
    let endless = futures_util::stream::repeat(Bytes::from(vec![7; 65_536])).take(1_000).map(Ok::<_, std::io::Error>);
    let sent = phone.creation(Sha256::of(b"y"), 1_000, Some(Body::wrap_stream(endless))).send().await;
    // The server may answer, or hang up on what it does not read.
    assert!(sent.is_err() || sent.is_ok_and(|answer| answer.status() == 413));
    assert_eq!(kept(&server), (0, 0));
}

async fn a_promise_that_cannot_be_read_is_a_problem(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let word = |text: &str| data_encoding::BASE64.encode(text.as_bytes());
    let name = word(&Sha256::of(b"x").to_string());
    let jpeg = word("image/jpeg");
    for metadata in [
        String::new(),
        format!("filetype {jpeg}"),
        format!("sha256 {name}"),
        format!("sha256 !!,filetype {jpeg}"),
        format!("sha256 {},filetype {jpeg}", word("00")),
        format!("sha256 {name},filetype {}", word("text/html")),
        format!("sha256 {name},filetype"),
    ] {
        let request = phone
            .request(Method::POST, "/api/v1/uploads")
            .header("tus-resumable", "1.0.0")
            .header("upload-length", 5)
            .header("upload-metadata", &metadata);
        Reply::of(request).await.expect(400).problem(Code::UploadMetadata);
    }
    for length in ["", "x", "-1", "1.5", "99999999999999999999999"] {
        let request = phone
            .request(Method::POST, "/api/v1/uploads")
            .header("tus-resumable", "1.0.0")
            .header("upload-length", length)
            .header("upload-metadata", format!("sha256 {name},filetype {jpeg}"));
        Reply::of(request).await.expect(400).problem(Code::BadParameter);
    }
    phone.append("/api/v1/uploads/no-id", 0, "x", 404).await.problem(Code::NotFound);
}

async fn another_version_of_tus_is_refused(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    for version in ["", "0.2.2", "2.0.0"] {
        let request = phone.request(Method::POST, "/api/v1/uploads").header("tus-resumable", version);
        let reply = Reply::of(request).await.expect(412);
        assert_eq!(reply.header("tus-version"), "1.0.0");
        reply.problem(Code::UploadVersion);
    }
}

async fn an_upload_that_was_ended_is_gone(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(1, 100_000);
    let upload = begun(&phone, &bytes, 60_000).await;
    assert_eq!(kept(&server), (0, 1));
    let end = || Reply::of(phone.request(Method::DELETE, &upload).header("tus-resumable", "1.0.0"));
    end().await.expect(204);
    assert_eq!(kept(&server), (0, 0));
    end().await.expect(404).problem(Code::UploadUnknown);
    phone.append(&upload, 60_000, bytes[60_000..].to_vec(), 404).await.problem(Code::UploadUnknown);
    assert_eq!(phone.status(&[Sha256::of(&bytes)]).await, [PhotoStatus::Missing { sha256: Sha256::of(&bytes) }]);
}

async fn an_upload_that_does_not_move_expires(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(1, 100_000);
    let upload = begun(&phone, &bytes, 60_000).await;
    let life = server.app.config.lifetimes.upload_h * 3_600_000;
    server.clock.advance(life - 1_000);
    thucdia::jobs::sweep_once(&server.app).await.unwrap();
    assert_eq!(phone.offset(&upload).await, 60_000);
    server.clock.advance(2_000);
    assert_eq!(phone.status(&[Sha256::of(&bytes)]).await, [PhotoStatus::Missing { sha256: Sha256::of(&bytes) }]);
    phone.append(&upload, 60_000, bytes[60_000..].to_vec(), 404).await.problem(Code::UploadUnknown);
    assert_eq!(kept(&server), (0, 1), "its bytes wait for the sweep");
    thucdia::jobs::sweep_once(&server.app).await.unwrap();
    assert_eq!(kept(&server), (0, 0));
}

async fn an_upload_is_its_own_phones(server: TestServer) {
    let (phone, other) = (Phone::enrol(&server, "an").await, Phone::enrol(&server, "an").await);
    let bytes = photo(1, 100_000);
    let upload = begun(&phone, &bytes, 60_000).await;
    other.append(&upload, 60_000, bytes[60_000..].to_vec(), 404).await.problem(Code::UploadUnknown);
    let end = other.request(Method::DELETE, &upload).header("tus-resumable", "1.0.0");
    Reply::of(end).await.expect(404).problem(Code::UploadUnknown);
    assert_eq!(phone.offset(&upload).await, 60_000);
}

async fn the_same_photo_twice_is_stored_once(server: TestServer) {
    let (phone, other) = (Phone::enrol(&server, "an").await, Phone::enrol(&server, "binh").await);
    let bytes = photo(1, 100_000);
    let begun_before = begun(&other, &bytes, 30_000).await;
    phone.upload(&bytes).await;
    let [PhotoStatus::Stored { receipt, .. }] = &phone.status(&[Sha256::of(&bytes)]).await[..] else { panic!() };
    let first = receipt.clone();
    server.clock.advance(60_000);
    other.upload(&bytes).await;
    // What another phone had begun is whole without its bytes.
    assert_eq!(other.offset(&begun_before).await, 100_000);
    let [PhotoStatus::Stored { receipt, .. }] = &other.status(&[Sha256::of(&bytes)]).await[..] else { panic!() };
    assert_eq!(receipt, &first, "the first to hand it in stays named");
    assert_eq!(kept(&server).0, 1);
    assert_eq!(server.counts().await["photos"], 1);
}

async fn many_phones_send_the_same_photo_at_once(server: TestServer) {
    let bytes = photo(1, 300_000);
    let mut phones = Vec::new();
    for _ in 0..6 {
        phones.push(Phone::enrol(&server, "an").await);
    }
    let sent = phones.iter().enumerate().map(|(at, phone)| {
        let bytes = &bytes;
        async move {
            if at % 2 == 0 {
                phone.upload(bytes).await;
            } else {
                let upload = begun(phone, bytes, 100_000).await;
                let offset = phone.offset(&upload).await;
                if offset < 300_000 {
                    let rest = bytes[100_000..].to_vec();
                    let status = Reply::of(phone.appending(&upload, 100_000, rest)).await.status;
                    // Another may have finished it in between; then the upload stands at its end.
                    assert!(status == 204 || (status == 409 && phone.offset(&upload).await == 300_000), "{status}");
                }
            }
            assert!(is_stored(phone, bytes).await);
        }
    });
    futures_util::future::join_all(sent).await;
    assert_eq!(kept(&server).0, 1);
    assert_eq!(server.counts().await["photos"], 1);
}

async fn a_client_that_can_only_post_names_the_method(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(1, 100_000);
    let upload = begun(&phone, &bytes, 60_000).await;
    let post = |method: &'static str| {
        phone.request(Method::POST, &upload).header("tus-resumable", "1.0.0").header("x-http-method-override", method)
    };
    let patch = post("PATCH").header("upload-offset", 60_000).header("content-type", "application/offset+octet-stream");
    Reply::of(patch.body(bytes[60_000..].to_vec())).await.expect(204);
    assert!(is_stored(&phone, &bytes).await);
    Reply::of(post("GET")).await.expect(400).problem(Code::BadParameter);
    Reply::of(post("DELETE")).await.expect(204);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_limit_of_uploads_makes_the_others_wait_and_refuses_none() {
    let server = TestServer::start_with(Kind::SqliteFolder, |config| config.limits.uploads = 2).await;
    let phone = Phone::enrol(&server, "an").await;
    let photos: Vec<Vec<u8>> = (0..12).map(|number| photo(number, 200_000)).collect();
    futures_util::future::join_all(photos.iter().map(|bytes| phone.upload(bytes))).await;
    assert_eq!(server.counts().await["photos"], 12);
}
