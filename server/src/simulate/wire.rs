//! One request at a time over a network that may be cut.

use std::{convert::Infallible, io, time::Duration};

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, RETRY_AFTER},
};
use mobile_sync_protocol::problem::Problem;
use reqwest::{Body, Client, Url};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    Error,
    faults::{Cut, Faults},
    rng::Dice,
};

/// Why a request did not do what it was for.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The connection was cut on purpose.
    #[error("the connection was cut")]
    Cut,
    /// The server is away, restarting or overloaded.
    #[error("the server does not answer: {0}")]
    Away(String),
    /// The server asks to wait.
    #[error("the server asks to come back later")]
    Later(Duration),
    /// What was begun is to be begun again.
    #[error("to be begun again: {0}")]
    Again(String),
    /// The server said no, and would again.
    #[error("{what} was refused with {status}: {why}")]
    Refused {
        /// What was asked.
        what: String,
        /// The HTTP status.
        status: u16,
        /// The problem's code and detail.
        why: String,
    },
    /// The answer cannot be right.
    #[error("{0}")]
    Wrong(String),
}

impl Trouble {
    /// Whether another attempt can help.
    pub fn passes(&self) -> bool {
        !matches!(self, Self::Refused { .. } | Self::Wrong(_))
    }
}

/// A request.
#[derive(Clone, Debug)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The path with its query, or a whole address that the server gave.
    pub target: String,
    /// Headers besides authorisation and length.
    pub headers: Vec<(HeaderName, String)>,
    /// The body.
    pub body: Bytes,
}

impl Call {
    /// A request without a body.
    pub fn new(method: Method, target: impl Into<String>) -> Self {
        Self { method, target: target.into(), headers: Vec::new(), body: Bytes::new() }
    }

    /// With JSON as its body.
    ///
    /// # Errors
    /// Where `body` does not serialise.
    pub fn json<T: Serialize>(mut self, body: &T) -> Result<Self, Trouble> {
        self.body = serde_json::to_vec(body).map_err(|why| Trouble::Wrong(why.to_string()))?.into();
        self.headers.push((CONTENT_TYPE, "application/json".to_owned()));
        Ok(self)
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was asked, for messages.
    pub what: String,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// The body as JSON, where the status is a good one.
    ///
    /// # Errors
    /// [`Trouble::Refused`] with the problem that the server named; [`Trouble::Wrong`] where the body is another.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Trouble> {
        self.good()?;
        serde_json::from_slice(&self.body)
            .map_err(|why| Trouble::Wrong(format!("the answer to {} cannot be read: {why}", self.what)))
    }

    /// That the status is a good one.
    ///
    /// # Errors
    /// [`Trouble::Refused`].
    pub fn good(&self) -> Result<(), Trouble> {
        if self.status.is_success() { Ok(()) } else { Err(self.refusal()) }
    }

    /// The answer as a refusal.
    pub fn refusal(&self) -> Trouble {
        let why = match serde_json::from_slice::<Problem>(&self.body) {
            Ok(problem) => {
                let places: Vec<String> =
                    problem.errors.iter().map(|error| format!("; {} {}", error.path, error.message)).collect();
                format!("{}: {}{}", problem.kind, problem.detail.unwrap_or(problem.title), places.concat())
            }
            Err(_) => String::from_utf8_lossy(self.body.get(..200).unwrap_or(&self.body)).into_owned(),
        };
        Trouble::Refused { what: self.what.clone(), status: self.status.as_u16(), why }
    }

    /// A header that holds a number.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.headers.get(name)?.to_str().ok()?.parse().ok()
    }
}

/// A client that any number of phones can share.
///
/// # Errors
/// Where the server's address is none, or no client can be made.
pub fn client(server: &str, cookies: bool) -> Result<(Client, Url), Error> {
    // Refused where a provider is installed already, which is as good.
    drop(rustls::crypto::ring::default_provider().install_default());
    let base = Url::parse(server).map_err(|why| Error::Address(server.to_owned(), why.to_string()))?;
    let local = base.host_str().is_some_and(|host| host == "localhost" || host.starts_with("127.") || host == "[::1]");
    let mut builder = Client::builder()
        .user_agent(concat!("thucdia-simulate/", env!("CARGO_PKG_VERSION")))
        .cookie_store(cookies)
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_mins(2));
    if local {
        builder = builder.no_proxy();
    }
    let client = builder.build().map_err(|why| Error::Address(server.to_owned(), reason(&why)))?;
    Ok((client, base))
}

/// A phone's way to the server.
#[derive(Debug)]
pub struct Wire {
    /// The shared client.
    pub client: Client,
    /// The server.
    pub base: Url,
    /// The device's token, once there is one.
    pub token: Option<String>,
    /// What goes wrong on the way.
    pub faults: Faults,
    /// Decides when it does.
    pub dice: Dice,
    /// Connections cut so far.
    pub cuts: u64,
    /// Whether an upload grew since somebody last looked.
    pub advanced: bool,
    /// Whether the server answered anything since somebody last looked.
    pub answered: bool,
}

impl Wire {
    /// Sends a request and reads its answer. Answers that ask to come back are troubles; others are answers.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn send(&mut self, call: Call) -> Result<Answer, Trouble> {
        let cut = self.faults.cut(call.body.len(), &mut self.dice);
        if cut.is_some() {
            self.cuts += 1;
        }
        let pause = Duration::from_micros(u64::try_from(self.dice.whole(0, 20_000)).unwrap_or_default());
        let answer = exchange(&self.client, &self.base, self.token.as_deref(), call, cut, pause).await;
        self.answered |= answer.is_ok();
        answer
    }
}

/// Sends one request; `pause` is how long after sending a cut connection lasts.
///
/// # Errors
/// [`Trouble`].
pub async fn exchange(
    client: &Client,
    base: &Url,
    token: Option<&str>,
    call: Call,
    cut: Option<Cut>,
    pause: Duration,
) -> Result<Answer, Trouble> {
    if cut == Some(Cut::BeforeSending) {
        return Err(Trouble::Cut);
    }
    let what = format!("{} {}", call.method, call.target);
    let url = base.join(&call.target).map_err(|why| Trouble::Wrong(format!("{}: {why}", call.target)))?;
    let mut request = client.request(call.method.clone(), url);
    for (name, value) in &call.headers {
        let value = HeaderValue::from_str(value).map_err(|why| Trouble::Wrong(format!("{name}: {why}")))?;
        request = request.header(name, value);
    }
    if let Some(token) = token {
        request = request.header(AUTHORIZATION, format!("Bearer {token}"));
    }
    if let Some(Cut::InBody(sent)) = cut {
        request = request.header(CONTENT_LENGTH, call.body.len()).body(torn(call.body.slice(..sent), pause));
        // An answer that comes before the body's end is the server's right; the phone never sees it.
        return request.send().await.map_or(Err(Trouble::Cut), |_| Err(Trouble::Cut));
    }
    if cut == Some(Cut::BeforeAnswer) {
        let (sent, all_sent) = tokio::sync::oneshot::channel::<Infallible>();
        let request = request.header(CONTENT_LENGTH, call.body.len()).body(watched(call.body, sent)).send();
        let hang_up = async {
            // The sender is dropped when the body has been taken.
            let _closed = all_sent.await;
            tokio::time::sleep(pause).await;
        };
        tokio::select! { _ = request => {}, () = hang_up => {} }
        return Err(Trouble::Cut);
    }
    if !call.body.is_empty() || matches!(call.method, Method::POST | Method::PATCH) {
        request = request.body(call.body);
    }
    let answer = request.send().await.map_err(|why| Trouble::Away(reason(&why)))?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = answer.bytes().await.map_err(|why| Trouble::Away(reason(&why)))?;
    let answer = Answer { what, status, headers, body };
    match status {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE | StatusCode::LOCKED => {
            let seconds = answer.number(RETRY_AFTER.as_str());
            Err(seconds.map_or_else(
                || Trouble::Away(answer.refusal().to_string()),
                |seconds| Trouble::Later(Duration::from_secs(seconds.min(30))),
            ))
        }
        StatusCode::REQUEST_TIMEOUT => Err(Trouble::Away(answer.refusal().to_string())),
        status if status.is_server_error() => Err(Trouble::Away(answer.refusal().to_string())),
        _ => Ok(answer),
    }
}

/// A body that fails after its bytes. The pause lets them leave.
fn torn(bytes: Bytes, pause: Duration) -> Body {
    let end = stream::once(async move {
        tokio::time::sleep(pause).await;
        Err(io::Error::from(io::ErrorKind::ConnectionReset))
    });
    Body::wrap_stream(stream::iter([Ok(bytes)]).chain(end))
}

/// A body that drops `sent` at its end.
fn watched(bytes: Bytes, sent: tokio::sync::oneshot::Sender<Infallible>) -> Body {
    let end = stream::once(async move {
        drop(sent);
        Ok::<_, io::Error>(Bytes::new())
    });
    Body::wrap_stream(stream::iter([Ok(bytes)]).chain(end))
}

/// An error with what is behind it.
fn reason(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
