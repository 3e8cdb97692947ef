//! What a handler left of a request's body.
//!
//! Whoever still sends while the answer comes sees a broken connection and not the answer, and whoever sends the next
//! request over a connection that is about to close sees the same. So what is left is read, within bounds; where there
//! is more, the answer says that the connection ends.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, BodyDataStream, Bytes, HttpBody},
    extract::Request,
    middleware::Next,
    response::Response,
};
use futures_util::StreamExt;
use http::{HeaderValue, header};
use hyper::body::{Frame, SizeHint};
use tokio::sync::oneshot;

/// How much is read of what nobody asked for, in bytes.
const MOST: u64 = 1024 * 1024;
/// For how long.
const LONGEST: Duration = Duration::from_secs(5);

/// Reads what the handler left of the body, or ends the connection.
pub(super) async fn read_out(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let asks_first = request.headers().contains_key(header::EXPECT);
    let (give_back, mut returned) = oneshot::channel();
    let request = request.map(|body| Body::new(Lent { body, touched: false, give_back: Some(give_back) }));
    let mut response = next.run(request).await;
    // Where it is still being read, there is nothing to see to.
    let Ok((body, touched)) = returned.try_recv() else { return response };
    // Asking for the rest would invite a client to send it that waits to be told.
    let unsent = asks_first && !touched;
    let is_read = !unsent && body.size_hint().lower() <= MOST && {
        let mut rest = body.into_data_stream();
        tokio::time::timeout(LONGEST, drain(&mut rest, MOST)).await.unwrap_or(false)
    };
    if !is_read {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Reads on without keeping anything, `most` bytes at most; whether that was all.
pub(super) async fn drain(body: &mut BodyDataStream, most: u64) -> bool {
    let mut left = most;
    while let Some(chunk) = body.next().await {
        match chunk.ok().and_then(|chunk| left.checked_sub(chunk.len() as u64)) {
            Some(rest) => left = rest,
            None => return false,
        }
    }
    true
}

/// A body that goes back to whoever lent it once the handler lets go of it.
struct Lent {
    body: Body,
    touched: bool,
    give_back: Option<oneshot::Sender<(Body, bool)>>,
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.touched = true;
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(give_back) = self.give_back.take()
            && !self.body.is_end_stream()
        {
            let _answered_already = give_back.send((std::mem::take(&mut self.body), self.touched));
        }
    }
}
