//! An S3-compatible server inside the test's own process, and the faults that a network adds to it.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use thucdia::blobs::Credentials;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

const BUCKET: &str = "photos";
const ACCESS_KEY_ID: &str = "test";
const SECRET_ACCESS_KEY: &str = "not a secret";

/// An object that holds these bytes reaches the server with a bit flipped, if [`S3Server::garble`] says so.
pub const FRAGILE: &[u8] = b"handle with care ";

/// A running server with one empty bucket. Dropping it stops it and removes its files.
#[derive(Debug)]
pub struct S3Server {
    folder: TempDir,
    address: SocketAddr,
    garble: Arc<AtomicUsize>,
    accepting: JoinHandle<()>,
}

impl S3Server {
    /// Starts a server on a port of its own.
    pub async fn start() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::create_dir(folder.path().join(BUCKET))?;
        let files = FileSystem::new(folder.path()).map_err(|error| io::Error::other(format!("{error:?}")))?;
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(ACCESS_KEY_ID, SECRET_ACCESS_KEY));
        let service = service.build();

        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let garble = Arc::new(AtomicUsize::new(0));
        let faults = Arc::clone(&garble);
        let accepting = tokio::spawn(async move {
            // Dropped, and every connection with it, when this task is.
            let mut connections = JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                let (service, faults) = (service.clone(), Arc::clone(&faults));
                connections.spawn(async move {
                    let socket = TokioIo::new(Wire { socket, garble: faults });
                    let server = Builder::new(TokioExecutor::new());
                    // A client that goes away in the middle is what some tests are about.
                    let _gone = server.serve_connection(socket, service).await;
                });
            }
        });
        Ok(Self { folder, address, garble, accepting })
    }

    /// Where the server listens.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The setting that names the bucket, with a prefix in it.
    pub fn location(&self) -> String {
        format!("s3://{BUCKET}/district?endpoint={}&path_style=true", self.endpoint())
    }

    /// The keys that this server takes, which are those that every one takes.
    pub fn credentials(&self) -> Credentials {
        Self::known_credentials()
    }

    /// The keys that every server of this kind takes.
    pub fn known_credentials() -> Credentials {
        Credentials {
            access_key_id: ACCESS_KEY_ID.to_owned(),
            secret_access_key: SECRET_ACCESS_KEY.to_owned(),
            session_token: None,
        }
    }

    /// The folder in which the server keeps the objects, each under its key.
    pub fn objects(&self) -> std::path::PathBuf {
        self.folder.path().join(BUCKET).join("district")
    }

    /// Flips a bit in each of the next `count` arriving objects that hold [`FRAGILE`].
    pub fn garble(&self, count: usize) {
        self.garble.store(count, Ordering::SeqCst);
    }

    /// Stops answering, as a server that crashed.
    pub fn stop(&self) {
        self.accepting.abort();
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A connection that may flip a bit of what arrives.
struct Wire {
    socket: TcpStream,
    garble: Arc<AtomicUsize>,
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.socket).poll_read(context, buffer))?;
        let arrived = buffer.filled_mut().get_mut(before..).unwrap_or_default();
        let fragile = arrived.windows(FRAGILE.len()).position(|window| window == FRAGILE);
        if let Some(byte) = fragile.and_then(|at| arrived.get_mut(at)) {
            let once = |left: usize| left.checked_sub(1);
            if self.garble.fetch_update(Ordering::SeqCst, Ordering::SeqCst, once).is_ok() {
                *byte ^= 1;
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}
