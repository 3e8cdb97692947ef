//! What a server answered, held against what the test expects.

use bytes::Bytes;
use mobile_sync_protocol::{
    problem::{Code, Problem},
    sync::{Outcome, PushResponse},
};
use reqwest::{RequestBuilder, header::HeaderMap};
use serde::de::DeserializeOwned;

/// An answer, read to its end.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Reply {
    /// Sends a request and reads the answer, whatever it is.
    pub async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.bytes().await.unwrap() }
    }

    /// The answer, if it has this status. A failure that is no problem document fails the test too.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        if status >= 400 && !self.body.is_empty() {
            assert_eq!(self.header("content-type"), "application/problem+json");
        }
        self
    }

    /// A header's text; empty where it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("{error}: {}", String::from_utf8_lossy(&self.body)),
        }
    }

    /// The outcomes of a push.
    #[track_caller]
    pub fn outcomes(&self) -> Vec<Outcome> {
        self.json::<PushResponse>().outcomes
    }

    /// The only outcome of a push.
    #[track_caller]
    pub fn outcome(&self) -> Outcome {
        let mut outcomes = self.outcomes();
        assert_eq!(outcomes.len(), 1, "{outcomes:?}");
        outcomes.remove(0)
    }

    /// The problem, which is of `code`.
    #[track_caller]
    pub fn problem(&self, code: Code) -> Problem {
        let problem: Problem = self.json();
        assert_eq!(problem.kind, format!("/problems/{}", code.as_str()), "{problem:?}");
        assert_eq!(problem.status, self.status, "{problem:?}");
        problem
    }
}
