//! A simulated phone: enrolled, signing, pushing, pulling, uploading.

use mobile_sync_protocol::{
    canonical::canonical_of,
    ids::{DeviceId, KeyId, PersonId, Sha256},
    receipt::Receipt,
    record::Revision,
    signature::{PublicKey, Signer, Verifier},
    sync::{Change, PullResponse},
    upload::{PhotoStatus, PhotoStatusResponse},
};
use reqwest::{Body, Client, Method, RequestBuilder};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    builders,
    reply::Reply,
    server::{TestServer, client},
};

/// An enrolled phone.
#[derive(Clone, Debug)]
pub struct Phone {
    client: Client,
    /// The server that it speaks with.
    pub url: String,
    /// What it shows.
    pub token: String,
    /// Its name.
    pub device: DeviceId,
    /// Whose it is.
    pub person: PersonId,
    /// Its key.
    pub signer: Signer,
    /// The server's key, as it was told.
    pub server: Verifier,
}

#[derive(Deserialize)]
struct Enrolled {
    device: DeviceId,
    key: KeyId,
    person: PersonId,
    token: String,
    server_key: ServerKey,
}

#[derive(Deserialize)]
struct ServerKey {
    public_key: PublicKey,
}

impl Phone {
    /// Enrols a phone of the person called `name`.
    pub async fn enrol(server: &TestServer, name: &str) -> Self {
        let person = builders::person(&server.app, name).await;
        let invitation = thucdia::desk::devices::invite(&server.app, person, None).await.unwrap();
        let secret = server.clock.secret();
        let key = Signer::from_secret(KeyId(Uuid::nil()), secret).public_key();
        let enrolled: Enrolled = enrol(server, &invitation.code, &key, 201).await.json();
        Self {
            client: client(),
            url: server.url.clone(),
            token: enrolled.token,
            device: enrolled.device,
            person: enrolled.person,
            signer: Signer::from_secret(enrolled.key, secret),
            server: enrolled.server_key.public_key.verifier().unwrap(),
        }
    }

    /// The same phone, speaking with another server.
    #[must_use]
    pub fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), client: client(), ..self.clone() }
    }

    /// A request of the phone's.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url)).bearer_auth(&self.token)
    }

    /// What `GET path` answers.
    pub async fn get(&self, path: &str, status: u16) -> Reply {
        Reply::of(self.request(Method::GET, path)).await.expect(status)
    }

    /// A revision as it travels: signed over its canonical form.
    pub fn sign(&self, revision: &Revision) -> Value {
        let unsigned = Revision { signature: None, ..revision.clone() };
        self.sign_json(serde_json::to_value(unsigned).unwrap())
    }

    /// Signs any object, also one that is no revision.
    pub fn sign_json(&self, mut value: Value) -> Value {
        let signature = self.signer.sign(&canonical_of(&value).unwrap());
        if let Value::Object(members) = &mut value {
            members.insert("signature".to_owned(), serde_json::to_value(signature).unwrap());
        }
        value
    }

    /// Pushes revisions, each signed on the way.
    pub async fn push(&self, revisions: &[Revision], status: u16) -> Reply {
        let signed: Vec<Value> = revisions.iter().map(|revision| self.sign(revision)).collect();
        self.push_json(&signed, status).await
    }

    /// Pushes one revision.
    pub async fn push_one(&self, revision: &Revision, status: u16) -> Reply {
        self.push(std::slice::from_ref(revision), status).await
    }

    /// Pushes what may be no revision at all.
    pub async fn push_json(&self, revisions: &[Value], status: u16) -> Reply {
        self.push_bytes(serde_json::to_vec(&json!({"revisions": revisions})).unwrap(), status).await
    }

    /// Pushes bytes.
    pub async fn push_bytes(&self, body: impl Into<Body>, status: u16) -> Reply {
        let request = self.request(Method::POST, "/api/v1/sync/push").header("content-type", "application/json");
        Reply::of(request.body(body)).await.expect(status)
    }

    /// One page of a pull.
    pub async fn page(&self, cursor: Option<&str>, limit: usize) -> PullResponse {
        let cursor = cursor.map_or_else(String::new, |cursor| format!("&cursor={cursor}"));
        self.get(&format!("/api/v1/sync/pull?limit={limit}{cursor}"), 200).await.json()
    }

    /// Pulls to the end: all changes since `cursor`, and the last page's cursor. The first page says whether the phone
    /// begins anew.
    pub async fn pull(&self, cursor: Option<&str>, limit: usize) -> (bool, Vec<Change>, String) {
        let mut page = self.page(cursor, limit).await;
        let (reset, mut changes) = (page.reset, std::mem::take(&mut page.changes));
        while page.more {
            page = self.page(Some(&page.cursor), limit).await;
            assert!(!page.reset, "a page that goes on from another is no page one");
            changes.append(&mut page.changes);
        }
        (reset, changes, page.cursor)
    }

    /// Where photos stand.
    pub async fn status(&self, names: &[Sha256]) -> Vec<PhotoStatus> {
        let request = self.request(Method::POST, "/api/v1/photos/status").json(&json!({"sha256": names}));
        let response: PhotoStatusResponse = Reply::of(request).await.expect(200).json();
        response.photos
    }

    /// Whether a receipt is the server's word.
    #[track_caller]
    pub fn check(&self, receipt: &Receipt) {
        receipt.verify(&self.server).unwrap();
    }

    /// Begins an upload, with `first` as its first bytes where there are some.
    pub async fn create(&self, sha256: Sha256, length: u64, first: Option<Body>, status: u16) -> Reply {
        Reply::of(self.creation(sha256, length, first)).await.expect(status)
    }

    /// The request that begins an upload.
    pub fn creation(&self, sha256: Sha256, length: u64, first: Option<Body>) -> RequestBuilder {
        let word = |text: &str| data_encoding::BASE64.encode(text.as_bytes());
        let metadata = format!("sha256 {},filetype {}", word(&sha256.to_string()), word("image/jpeg"));
        let request = self
            .request(Method::POST, "/api/v1/uploads")
            .header("tus-resumable", "1.0.0")
            .header("upload-length", length)
            .header("upload-metadata", metadata);
        match first {
            None => request,
            Some(body) => request.header("content-type", "application/offset+octet-stream").body(body),
        }
    }

    /// Stores a photo in one request.
    pub async fn upload(&self, bytes: &[u8]) -> Sha256 {
        let sha256 = Sha256::of(bytes);
        self.create(sha256, bytes.len() as u64, Some(bytes.to_vec().into()), 201).await;
        sha256
    }

    /// Goes on with an upload.
    pub async fn append(&self, upload: &str, offset: u64, bytes: impl Into<Body>, status: u16) -> Reply {
        Reply::of(self.appending(upload, offset, bytes)).await.expect(status)
    }

    /// The request that goes on with an upload.
    pub fn appending(&self, upload: &str, offset: u64, bytes: impl Into<Body>) -> RequestBuilder {
        self.request(Method::PATCH, upload)
            .header("tus-resumable", "1.0.0")
            .header("upload-offset", offset)
            .header("content-type", "application/offset+octet-stream")
            .body(bytes)
    }

    /// How many bytes of an upload are kept.
    pub async fn offset(&self, upload: &str) -> u64 {
        let request = self.request(Method::HEAD, upload).header("tus-resumable", "1.0.0");
        Reply::of(request).await.expect(200).header("upload-offset").parse().unwrap()
    }
}

/// Shows a code and a key.
pub async fn enrol(server: &TestServer, code: &str, key: &PublicKey, status: u16) -> Reply {
    let body = json!({"code": code, "public_key": key, "label": "Điện thoại của đoàn"});
    Reply::of(server.request(Method::POST, "/api/v1/devices").json(&body)).await.expect(status)
}
