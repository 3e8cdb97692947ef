//! Connections: accepted one by one over HTTP/1.1 with small buffers, and ended with grace.

use std::{net::SocketAddr, time::Duration};

use axum::Router;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, sync::oneshot};

/// Bytes that one connection may buffer while there are few: fewer and larger steps.
const ROOMY: usize = 256 * 1024;
/// Bytes that one connection may buffer while there are many: a thousand phones that send photos at once take 16 MB.
const TIGHT: usize = 16 * 1024;
/// How many connections are few.
const FEW: usize = 48;
/// How long a client may take to send its headers.
const HEADERS_WITHIN: Duration = Duration::from_secs(30);
/// How long requests under way may take once the server goes down.
const GRACE: Duration = Duration::from_secs(20);

/// A server that listens.
#[derive(Debug)]
pub struct Serving {
    /// Where.
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: oneshot::Receiver<()>,
}

impl Serving {
    /// Takes no further connection, lets requests under way end, and returns when they have.
    pub async fn stop(self) {
        let _ended_already = self.stop.send(());
        let _ended = self.ended.await;
    }
}

/// Listens on `listener` until it is stopped.
///
/// # Errors
/// Where the listener has no address.
pub fn serve(listener: TcpListener, router: Router) -> std::io::Result<Serving> {
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel();
    let (end, ended) = oneshot::channel();
    crate::jobs::spawn("http", async move {
        accept(listener, router, stopped).await;
        let _nobody_waits = end.send(());
    });
    Ok(Serving { address, stop, ended })
}

async fn accept(listener: TcpListener, router: Router, mut stopped: oneshot::Receiver<()>) {
    let http = |buffer| {
        let mut http = hyper::server::conn::http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN).max_buf_size(buffer);
        http
    };
    let (roomy, tight) = (http(ROOMY), http(TIGHT));
    let graceful = GracefulShutdown::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of file descriptors, most likely: those in use will be given back.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            _ = &mut stopped => break,
        };
        let _slower_without = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let http = if graceful.count() < FEW { &roomy } else { &tight };
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        crate::jobs::spawn("connection", async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke");
            }
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(GRACE) => tracing::warn!("requests were still under way when the server ended"),
    }
}
