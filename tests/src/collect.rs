//! ODK Collect as the server meets it: a key in its address, a list of forms, posts in parts.

use mobile_sync_protocol::ids::DeviceId;
use reqwest::{Client, Method, RequestBuilder};
use thucdia::store::Actor;

use crate::{
    builders,
    server::{TestServer, client},
};

/// The boundary between the parts of a post.
pub const BOUNDARY: &str = "----------hai-ba-trung";

/// A client that has a key.
#[derive(Clone, Debug)]
pub struct Collect {
    client: Client,
    /// The server's address as it was typed into it.
    pub base: String,
    /// The device that its key stands for.
    pub device: DeviceId,
}

/// What a client was answered.
#[derive(Clone, Debug)]
pub struct Told {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body.
    pub body: String,
}

impl Told {
    /// Sends a request and reads the answer, which is one of OpenRosa's.
    pub async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.text().await.unwrap() }
    }

    /// The answer, if it has this status and is marked as OpenRosa's.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.headers["x-openrosa-version"], "1.0", "{}", self.body);
        self
    }

    /// The texts of all elements of this name.
    pub fn all(&self, name: &str) -> Vec<String> {
        let (open, close) = (format!("<{name}"), format!("</{name}>"));
        let parts = self.body.split(&open).skip(1).filter_map(|rest| rest.split_once('>')?.1.split_once(&close));
        parts.map(|(text, _)| text.replace("&amp;", "&")).collect()
    }

    /// The message that the user sees.
    #[track_caller]
    pub fn message(&self) -> String {
        assert_eq!(self.headers["content-type"], "text/xml; charset=utf-8");
        self.all("message").remove(0)
    }
}

impl Collect {
    /// A client with a key of the person called `name`.
    pub async fn new(server: &TestServer, name: &str) -> Self {
        let person = builders::person(&server.app, name).await;
        let made = thucdia::desk::app_keys::make(&server.app, person, "Máy tổ 1", Actor::System).await.unwrap();
        let path = &made.url[made.url.find("/openrosa").unwrap()..];
        Self { client: client(), base: format!("{}{path}", server.url), device: made.device.id }
    }

    /// The same client of a server at another address.
    pub fn at(&self, url: &str) -> Self {
        let path = &self.base[self.base.find("/openrosa").unwrap()..];
        Self { base: format!("{url}{path}"), ..self.clone() }
    }

    /// A request to an address below the server's.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}/{path}", self.base)).header("x-openrosa-version", "1.0")
    }

    /// What `GET path` answers.
    pub async fn get(&self, path: &str, status: u16) -> Told {
        Told::of(self.request(Method::GET, path)).await.expect(status)
    }

    /// What is at an address that a list named.
    pub async fn follow(&self, url: &str, status: u16) -> Told {
        let (_, path) = url.split_once("/openrosa/key/").unwrap();
        let (_, path) = path.split_once('/').unwrap();
        self.get(path, status).await
    }

    /// Posts a submission with files.
    pub async fn submit(&self, xml: &str, files: &[(&str, &[u8])], status: u16) -> Told {
        self.post(post(xml, files), status).await
    }

    /// Posts a body in parts.
    pub async fn post(&self, body: impl Into<reqwest::Body>, status: u16) -> Told {
        Told::of(self.posting(body)).await.expect(status)
    }

    /// The request that posts a body in parts.
    pub fn posting(&self, body: impl Into<reqwest::Body>) -> RequestBuilder {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.request(Method::POST, "submission?deviceID=collect%3Aabc").header("content-type", kind).body(body)
    }
}

/// A post as Collect writes it.
pub fn post(xml: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    let mut part = |name: &str, file: &str, kind: &str, bytes: &[u8]| {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
             Content-Type: {kind}\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    };
    part("xml_submission_file", "phieu.xml", "text/xml", xml.as_bytes());
    for (name, bytes) in files {
        part(name, name, "application/octet-stream", bytes);
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}
